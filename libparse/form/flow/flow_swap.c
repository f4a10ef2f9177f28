/* flow_swap.c - rows of one table whose figures were read the wrong way round: two names, then two figures. */
#include <string.h>

#include "flow_evidence.h"

/* Whether another table prints value in the row of this code. */
static bool told(const mz_flow_evidence *e, const mz_flow_table *table, const char *code, const mz_flow_token *value)
{
    const mz_flow_twin *at = mz_dictionary_find(&e->twins, code, strlen(code));
    for (; at != NULL && *e->budget > 0; at = at->next) {
        --*e->budget;
        if (at->table == table || at->table->unit != table->unit) continue;
        for (size_t v = 0; v < at->row->value_count; v++)
            if (at->row->values[v].kind == MZ_FLOW_NUMBER && at->row->values[v].value == value->value) return true;
    }
    return false;
}

/* Whether two rows are of one level, their parents may have been read the wrong way round too, and only the places of
 * their figures say whose they are. */
static bool may_swap(const mz_flow_row *a, const mz_flow_row *b)
{
    size_t length = strlen(a->code);
    return length > 3 && length == strlen(b->code) && a->elsewhere && b->elsewhere && a->value_count > 0 &&
           b->value_count > 0 && a->values[0].value != b->values[0].value;
}

static void swap(mz_flow_row *a, mz_flow_row *b)
{
    mz_flow_row kept = *a;
    a->values = b->values;
    a->value_count = b->value_count;
    a->loose = b->loose;
    a->span = b->span;
    b->values = kept.values;
    b->value_count = kept.value_count;
    b->loose = kept.loose;
    b->span = kept.span;
    for (size_t v = 0; v < MZ_FLOW_MAX_COLUMNS; v++) a->columns[v] = b->columns[v] = -1;
    a->displaced = b->displaced = false;
}

void mz_flow_swap(const mz_flow_evidence *e, mz_flow_table *table)
{
    for (size_t r = 0; r < table->rows.count; r++) {
        mz_flow_row *a = &table->rows.items[r];
        if (!a->elsewhere) continue;
        for (size_t q = r + 1; q < table->rows.count; q++) {
            mz_flow_row *b = &table->rows.items[q];
            if (*e->budget == 0 || strncmp(a->code, b->code, 3) != 0)
                break; /* rows stand in the order of their codes */
            --*e->budget;
            if (!may_swap(a, b)) continue;
            if (told(e, table, a->code, &b->values[0]) && told(e, table, b->code, &a->values[0]) &&
                !told(e, table, a->code, &a->values[0]) && !told(e, table, b->code, &b->values[0]))
                swap(a, b);
        }
    }
}
