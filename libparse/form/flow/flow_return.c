/* flow_return.c - a figure behind the last one of a row that belongs to another row: the end of a page, or a cell that
 * is read late. Without it the one row adds up, with it the other, and no third. Also figures of a total in disorder.
 */
#include <string.h>

#include "flow_assign.h"

enum { FEWEST_FIGURES = 4, FEWEST_SUMS = 2, MOST_STRAYS = 8, TRIES = 4 /* for each row of the table */ };

/* How many sums of the columns hold over the figures, as they are placed first; 0 when they satisfy none together. */
static size_t held(const mz_flow_template *t, uint16_t side, const mz_flow_token *values, size_t count,
                   mz_flow_placements *p)
{
    uint32_t taken = 0;
    size_t sums = 0;
    mz_flow_place(t, side, values, count, false, NULL, p);
    for (size_t v = 0; v < count && p->count > 0; v++) taken |= 1u << p->items[0].columns[v];
    for (uint16_t s = 0; s < t->sum_count; s++)
        sums += (taken >> t->sums[s].total & 1) != 0 && (taken & t->sums[s].parts) != 0;
    return sums;
}

static bool is_open(const mz_flow_row *row)
{
    bool open = row->value_count + 1 >= FEWEST_FIGURES && row->value_count <= MZ_FLOW_MAX_COLUMNS;
    for (size_t v = 0; v < row->value_count && open; v++)
        open = row->columns[v] < 0 && row->values[v].kind == MZ_FLOW_NUMBER;
    return open;
}

/* The place among a row's figures where one more makes them add up; more than their number when none does, or when
 * *tries are used up. */
static size_t place_for(const mz_flow_template *t, const mz_flow_row *row, const mz_flow_token *stray, size_t *tries,
                        mz_flow_placements *p)
{
    mz_flow_token values[MZ_FLOW_MAX_COLUMNS];
    size_t at = 0;
    if (row->value_count == MZ_FLOW_MAX_COLUMNS) return SIZE_MAX;
    for (; at <= row->value_count && *tries > 0; at++, --*tries) {
        memcpy(values, row->values, at * sizeof *values);
        values[at] = *stray;
        memcpy(values + at + 1, row->values + at, (row->value_count - at) * sizeof *values);
        if (held(t, row->side, values, row->value_count + 1, p) >= FEWEST_SUMS) return at;
    }
    return SIZE_MAX;
}

/* Puts the figure to the row; false when memory runs out. */
static bool put(mz_arena *arena, mz_flow_row *row, size_t at, const mz_flow_token *stray)
{
    mz_flow_token *values = mz_arena_room(arena, MZ_FLOW_MAX_COLUMNS, sizeof *values);
    if (values == NULL) return false;
    memcpy(values, row->values, at * sizeof *values);
    values[at] = *stray;
    memcpy(values + at + 1, row->values + at, (row->value_count - at) * sizeof *values);
    row->values = values;
    row->columns[row->value_count++] = -1;
    return true;
}

/* A total of which another figure, set higher than the others, is read before the largest: that stands in front, the
 * others in any order in which they add up. */
static void put_in_order(const mz_flow_template *t, mz_flow_row *row, mz_flow_placements *p)
{
    mz_flow_token values[MZ_FLOW_MAX_COLUMNS];
    size_t largest = 0;
    if (row->value_count > MZ_FLOW_MAX_COLUMNS || row->value_count < FEWEST_FIGURES) return;
    for (size_t v = 0; v < row->value_count; v++) {
        if (row->values[v].kind != MZ_FLOW_NUMBER) return;
        if (row->values[v].value > row->values[largest].value) largest = v;
    }
    if (largest == 0 || held(t, row->side, row->values, row->value_count, p) > 0) return;
    values[0] = row->values[largest];
    memcpy(values + 1, row->values, largest * sizeof *values);
    memcpy(values + largest + 1, row->values + largest + 1, (row->value_count - largest - 1) * sizeof *values);
    mz_flow_place(t, row->side, values, row->value_count, true, NULL, p);
    if (p->count == 0 || p->items[0].columns[0] != 0) return;
    memcpy(row->values, values, row->value_count * sizeof *values);
    for (size_t v = 0; v < row->value_count; v++) row->columns[v] = -1;
    row->loose = true;
}

/* Gives the last figure of row r to the only other row that lacks it. broken: which rows do not add up. */
static bool give(mz_arena *arena, mz_flow_table *table, size_t r, bool *broken, size_t *tries, mz_flow_placements *p)
{
    mz_flow_row *rows = table->rows.items, *row = &rows[r];
    const mz_flow_token *stray = &row->values[row->value_count - 1];
    size_t taker = SIZE_MAX, at = 0, takers = 0;
    for (size_t o = 0; o < table->rows.count && takers < 2; o++) {
        if (o == r || !broken[o] || rows[o].side != row->side) continue;
        const size_t place = place_for(table->header.template, &rows[o], stray, tries, p);
        if (place == SIZE_MAX) continue;
        takers++;
        taker = o;
        at = place;
    }
    if (takers != 1 || *tries == 0) {
        row->displaced = true; /* which of its figures is not its own is not known */
        return true;
    }
    if (!put(arena, &rows[taker], at, stray)) return false;
    row->value_count--;
    broken[r] = broken[taker] = false;
    return true;
}

mz_status mz_flow_return_strays(mz_arena *arena, mz_flow_table *table)
{
    const mz_flow_template *t = table->header.template;
    if (t->layout != MZ_FLOW_CODES || t->sum_count < FEWEST_SUMS) return MZ_OK;
    size_t tries = TRIES * table->rows.count;
    bool *broken = mz_arena_array(arena, table->rows.count + 1, sizeof *broken);
    mz_flow_placements *p = mz_arena_room(arena, 1, sizeof *p);
    if (broken == NULL || p == NULL) return MZ_ERR_MEMORY;
    for (size_t r = 0; r < table->rows.count; r++) {
        const mz_flow_row *row = &table->rows.items[r];
        broken[r] = is_open(row) && held(t, row->side, row->values, row->value_count, p) == 0;
    }
    for (size_t r = 0; r < table->rows.count; r++)
        if (table->rows.items[r].total) put_in_order(t, &table->rows.items[r], p);
    for (size_t r = 0, strays = 0; r < table->rows.count && strays < MOST_STRAYS; r++) {
        const mz_flow_row *row = &table->rows.items[r];
        if (!broken[r] || row->total || row->value_count < FEWEST_FIGURES ||
            held(t, row->side, row->values, row->value_count - 1, p) < FEWEST_SUMS)
            continue;
        strays++;
        if (!give(arena, table, r, broken, &tries, p)) return MZ_ERR_MEMORY;
    }
    return MZ_OK;
}
