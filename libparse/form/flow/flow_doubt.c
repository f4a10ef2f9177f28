/* flow_doubt.c - sums over rows that were not read whole: some figures are missing, or those of a row whose figures may
 * be another's are fewer than its parent's. */
#include <string.h>

#include "flow_assign.h"
#include "flow_family.h"

enum { FAMILY = 256 /* rows behind their parent, at most */ };

/* Whether a row was not read whole: no figures, one whose column is open, or the total alone although it has parts. */
static bool is_partial(const mz_flow_template *t, const mz_flow_row *row)
{
    for (size_t v = 0; v < row->value_count; v++)
        if (row->columns[v] < 0) return true;
    return row->value_count == 0 || (row->doubtful && row->value_count == 1 && t->sum_count > 0);
}

/* A total of a side of which one line alone is more than twice as much was not read right: no slip of the print is as
 * large. */
static void doubt_small_totals(mz_flow_rows *rows)
{
    int64_t largest[2] = {0, 0};
    for (size_t r = 0; r < rows->count; r++) {
        mz_flow_row *row = &rows->items[r];
        if (row->value_count == 0 || row->side > 1) continue;
        const int64_t value = mz_flow_amount_of(row, 0);
        if (row->total)
            row->displaced = row->displaced || value < largest[row->side] / 2;
        else if (value > largest[row->side])
            largest[row->side] = value;
    }
}

void mz_flow_doubt_sums(mz_flow_table *table)
{
    mz_flow_rows *rows = &table->rows;
    mz_flow_row *total = NULL;
    if (table->header.template->layout == MZ_FLOW_PAIRS) doubt_small_totals(rows);
    if (table->header.template->layout != MZ_FLOW_CODES) return;
    for (size_t r = 0; r < rows->count && total == NULL; r++) total = rows->items[r].total ? &rows->items[r] : NULL;
    for (size_t r = 0; r < rows->count; r++) {
        const mz_flow_row *row = &rows->items[r];
        const bool partial = is_partial(table->header.template, row);
        if (row->code[0] == '\0' || (!partial && !row->displaced)) continue;
        mz_flow_row *up = total;
        for (size_t p = r; p-- > 0 && r - p <= FAMILY;) {
            size_t length = strlen(rows->items[p].code);
            if (length == 0 || length >= strlen(row->code) || strncmp(rows->items[p].code, row->code, length) != 0)
                continue;
            up = &rows->items[p];
            break;
        }
        if (up != NULL && (partial || row->value_count < up->value_count)) up->displaced = true;
    }
}
