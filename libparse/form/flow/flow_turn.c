/* flow_turn.c - columns of one sum that were read for each other: a table read column by column tells them only by the
 * order in which the page was printed. */
#include <string.h>

#include "flow_evidence.h"

enum {
    WEIGHT = 8 /* of what the text says or the code tells, against what subjects of its kind are mostly paid from */
};

/* How much more a column is one of running costs than another: -2 to 2. */
static int more_running(const mz_flow_forms *forms, const char *leaf, const char *other)
{
    return mz_flow_words_has(&forms->running_columns, leaf) - mz_flow_words_has(&forms->project_columns, leaf) -
           mz_flow_words_has(&forms->running_columns, other) + mz_flow_words_has(&forms->project_columns, other);
}

/* How much more speaks for value v of a row in column `to` than in `from`. running: how much more `to` has running
 * costs. */
static int gain(const mz_flow_evidence *e, const mz_flow_table *table, const mz_flow_row *row, size_t v, uint16_t from,
                uint16_t to, int running)
{
    int more = WEIGHT * (mz_flow_evidence_aside(e, table, row, v, to) - mz_flow_evidence_aside(e, table, row, v, from));
    if (running != 0 && row->value_count == 2 && row->code[0] != '\0') /* the only part of its total */
        more += mz_flow_is_running(e->forms, row->code) ? running : -running;
    return more;
}

/* By column: bit set of those beside which a row has figures that it prints behind its name: their order is told. */
static void find_told(const mz_flow_table *table, uint32_t *told)
{
    memset(told, 0, MZ_FLOW_MAX_COLUMNS * sizeof *told);
    for (size_t r = 0; r < table->rows.count; r++) {
        const mz_flow_row *row = &table->rows.items[r];
        uint32_t columns = 0;
        if (!row->placed || row->elsewhere || row->loose) continue;
        for (size_t v = 0; v < row->value_count; v++)
            if (row->columns[v] >= 0) columns |= 1u << row->columns[v];
        for (uint32_t rest = columns; rest != 0; rest &= rest - 1) told[__builtin_ctz(rest)] |= columns;
    }
}

/* Whether more speaks for columns a and b turned round. */
static bool is_turned(const mz_flow_evidence *e, const mz_flow_table *table, uint16_t a, uint16_t b)
{
    int more = 0;
    const char *const *leaves = table->header.template->leaf_keys;
    const int running = more_running(e->forms, leaves[b], leaves[a]);
    for (size_t r = 0; r < table->rows.count; r++) {
        const mz_flow_row *row = &table->rows.items[r];
        for (size_t v = 0; v < row->value_count && row->placed; v++) {
            if (row->columns[v] == (int16_t)a) more += gain(e, table, row, v, a, b, running);
            if (row->columns[v] == (int16_t)b) more += gain(e, table, row, v, b, a, -running);
        }
    }
    return more > 0;
}

static int16_t turned(int16_t column, uint16_t a, uint16_t b)
{
    return column == (int16_t)a ? (int16_t)b : column == (int16_t)b ? (int16_t)a : column;
}

static void turn(mz_flow_table *table, uint16_t a, uint16_t b)
{
    for (size_t r = 0; r < table->rows.count; r++) {
        mz_flow_row *row = &table->rows.items[r];
        for (size_t v = 0; v < row->value_count && row->placed; v++) {
            const uint32_t some = row->candidates[v], one = some >> a & 1, other = some >> b & 1;
            row->candidates[v] = (some & ~(1u << a | 1u << b)) | one << b | other << a;
            row->columns[v] = turned(row->columns[v], a, b);
            row->usual[v] = turned(row->usual[v], a, b);
        }
    }
}

/* The columns, a bit set, of which nothing but one sum says what they have. */
static uint32_t find_leaves(const mz_flow_template *t)
{
    uint32_t once = 0, more = 0; /* a total is no leaf */
    for (uint16_t s = 0; s < t->sum_count; s++) {
        more |= (once & t->sums[s].parts) | 1u << t->sums[s].total;
        once |= t->sums[s].parts;
    }
    return once & ~more;
}

void mz_flow_turn(const mz_flow_evidence *e, mz_flow_table *table)
{
    const mz_flow_template *t = table->header.template;
    bool placed = false;
    for (size_t r = 0; r < table->rows.count && !placed; r++) placed = table->rows.items[r].placed;
    if (!placed) return;
    const uint32_t leaves = find_leaves(t);
    uint32_t told[MZ_FLOW_MAX_COLUMNS];
    find_told(table, told);
    for (uint16_t s = 0; s < t->sum_count; s++) {
        const uint32_t parts = t->sums[s].parts & leaves;
        for (uint16_t a = 0; a < t->column_count; a++)
            for (uint16_t b = (uint16_t)(a + 1); b < t->column_count; b++) {
                if ((parts >> a & parts >> b & ~(told[a] >> b) & 1) == 0 || !is_turned(e, table, a, b)) continue;
                turn(table, a, b);
                find_told(table, told);
            }
    }
}
