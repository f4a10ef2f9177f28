/* flow_funds.c - the money of one fund has a table of its own: it tells which column of the table of all funds a figure
 * stands in. */
#include <string.h>

#include "flow_evidence.h"

enum { CLASS = 3 }; /* digits of the code of a class */

const char *mz_flow_fund_of(const mz_flow_forms *forms, const char *name)
{
    for (size_t i = 0; i < forms->funds.count; i++)
        if (strstr(name, forms->funds.items[i]) != NULL) return forms->funds.items[i];
    return NULL;
}

/* Whether row speaks of the same as a line of the table of all funds: the same class, or both the whole. */
static bool same_thing(const mz_flow_row *row, const mz_flow_row *line)
{
    if (row->total || line->total) return row->total && line->total;
    return strlen(row->code) == CLASS && strcmp(row->label, line->label + mz_flow_number_length(line->label)) == 0;
}

int mz_flow_evidence_fund(const mz_flow_evidence *e, const mz_flow_table *table, const mz_flow_row *line,
                          const mz_flow_token *value, const char *leaf)
{
    const char *fund = mz_flow_fund_of(e->forms, leaf);
    bool known = false;
    if (fund == NULL || line->side != 1 || value->value == 0) return 0;
    for (size_t t = 0; t < e->tables->count; t++) {
        const mz_flow_table *other = &e->tables->items[t];
        if (other->header.template == NULL || other->header.template->layout != MZ_FLOW_CODES ||
            other->unit != table->unit || strstr(other->title, fund) == NULL)
            continue;
        known = true;
        for (size_t r = 0; r<other->rows.count && * e->budget> 0; r++) {
            const mz_flow_row *row = &other->rows.items[r];
            --*e->budget;
            for (size_t v = 0; v < row->value_count && same_thing(row, line); v++)
                if (row->values[v].kind == MZ_FLOW_NUMBER && row->values[v].value == value->value) return 2;
        }
    }
    return known ? -1 : 0;
}
