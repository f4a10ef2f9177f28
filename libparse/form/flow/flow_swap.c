/* flow_swap.c - rows of one table whose figures were read the wrong way round: two names, then two figures; and those
 * of which another table tells that they were not. */
#include <string.h>

#include "flow_evidence.h"

/* How another table that prints a value in the row of a code came to it. */
typedef enum reading { ANY, UNDOUBTED, BEHIND_ITS_NAME } reading;

/* Whether another table prints value in the row of this code, and was read at least so well. */
static bool told(const mz_flow_evidence *e, const mz_flow_table *table, const char *code, const mz_flow_token *value,
                 reading least)
{
    const mz_flow_twin *at = mz_dictionary_find(&e->twins, code, strlen(code));
    for (; at != NULL && *e->budget > 0; at = at->next) {
        --*e->budget;
        if (at->table == table || at->table->unit != table->unit) continue;
        if (least >= UNDOUBTED && at->row->displaced) continue;
        if (least == BEHIND_ITS_NAME && at->row->elsewhere) continue;
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

/* Whether a row of no class may have another one's figures, and a table in which it has just this total tells that they
 * are its own. What a 款 sums may have been read the wrong way round in both. */
static bool is_told(const mz_flow_evidence *e, const mz_flow_table *table, const mz_flow_row *row)
{
    enum { CLASS = 3, ITEM = 7 };
    const size_t length = strlen(row->code);
    return row->displaced && row->elsewhere && length > CLASS && row->value_count > 0 && row->values[0].value != 0 &&
           told(e, table, row->code, &row->values[0], length == ITEM ? UNDOUBTED : BEHIND_ITS_NAME);
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
            if (told(e, table, a->code, &b->values[0], ANY) && told(e, table, b->code, &a->values[0], ANY) &&
                !told(e, table, a->code, &a->values[0], ANY) && !told(e, table, b->code, &b->values[0], ANY))
                swap(a, b);
        }
    }
    for (size_t r = 0; r < table->rows.count && table->header.template->layout == MZ_FLOW_CODES; r++)
        if (is_told(e, table, &table->rows.items[r])) table->rows.items[r].displaced = false;
}
