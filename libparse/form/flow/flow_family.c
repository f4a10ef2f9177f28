/* flow_family.c - a parent and its children: the placements of the one that those of the others add up to. */
#include "flow_family.h"

#include <stdlib.h>
#include <string.h>

enum { CHILDREN = 96, TRIALS_PER_FAMILY = 4000 };

typedef struct family {
    const mz_flow_assignment *a;
    size_t value_counts[CHILDREN];
    int64_t amounts[CHILDREN][MZ_FLOW_MAX_COLUMNS]; /* by child and value */
    mz_flow_option *options[CHILDREN];
    size_t count;
    uint16_t total;                    /* the column that sums the others; none of the columns when there is none */
    int64_t rest[MZ_FLOW_MAX_COLUMNS]; /* what the children not yet placed must add up to */
    int64_t behind[CHILDREN + 1];      /* the largest figures of the children from here on, added up */
    int64_t slack, off;                /* off: by how much the children's totals miss the parent's */
    size_t chosen[CHILDREN];
    uint64_t possible[CHILDREN]; /* placements that occur in a solution */
    size_t trials;
    bool solved;
    bool negative; /* some of the children's figures are: nothing is too much before the last */
    bool damaged;  /* the totals agree, yet the columns never come out even: one of them may miss anything */
} family;

static bool spend(family *f, size_t child, const mz_flow_placement *p, int64_t sign)
{
    bool fits = true;
    int64_t least = f->off < 0 ? f->off - f->slack : -f->slack;
    for (size_t v = 0; v < f->value_counts[child]; v++) {
        uint8_t c = p->columns[v];
        f->rest[c] -= sign * f->amounts[child][v];
        fits = fits && (f->negative || f->rest[c] >= least);
    }
    return fits;
}

/* How many columns can no longer come out even with the children from child on. */
static size_t lost_columns(const family *f, size_t child)
{
    size_t lost = 0;
    for (uint16_t c = 0; c < f->a->table->header.template->column_count; c++)
        lost += c != f->total && (f->rest[c] < -f->slack || f->rest[c] > f->behind[child] + f->slack);
    return lost;
}

/* Whether the columns come out even; when the totals do not, one other column must miss as much. */
static bool even(const family *f)
{
    size_t missing = 0;
    for (uint16_t c = 0; c < f->a->table->header.template->column_count; c++) {
        if (c == f->total || llabs(f->rest[c]) <= f->slack) continue;
        if (f->off == 0 || llabs(f->rest[c] - f->off) > f->slack || ++missing > 1) return false;
    }
    return true;
}

static void descend(family *f, size_t child)
{
    if (f->trials == 0) return;
    f->trials--;
    if (child == f->count) {
        if (f->damaged ? lost_columns(f, child) > 1 : !even(f)) return;
        f->solved = true;
        for (size_t i = 0; i < f->count; i++) f->possible[i] |= (uint64_t)1 << f->chosen[i];
        return;
    }
    if (f->damaged && lost_columns(f, child) > 1) return;
    for (uint16_t c = 0; c < f->a->table->header.template->column_count && !f->damaged && !f->negative; c++)
        if (c != f->total && f->rest[c] > f->behind[child] + f->slack + llabs(f->off)) return;
    for (size_t p = 0; p < f->options[child]->count; p++) {
        f->chosen[child] = p;
        const mz_flow_placement *place = &f->options[child]->places[p];
        if (spend(f, child, place, 1) || f->damaged) descend(f, child + 1); /* depth: at most CHILDREN */
        spend(f, child, place, -1);
    }
}

/* The children of row p with figures; false when their sums cannot be searched. */
static bool gather(mz_flow_assignment *a, size_t p, family *f)
{
    const mz_flow_rows *rows = &a->table->rows;
    const mz_flow_template *t = a->table->header.template;
    int64_t total = 0, reach = 0; /* as far as any sum of these figures may go */
    f->a = a;
    f->count = 0;
    f->negative = false;
    f->total = MZ_FLOW_MAX_COLUMNS;
    for (uint16_t i = 0; i < t->sum_count; i++) /* the largest of them stands first */
        if (t->sides[t->sums[i].total] == rows->items[p].side && t->sums[i].total < f->total)
            f->total = t->sums[i].total;
    if (f->total > 0 && f->total < MZ_FLOW_MAX_COLUMNS && t->sides[f->total - 1] == t->sides[f->total])
        f->total = MZ_FLOW_MAX_COLUMNS; /* a total of some of the columns */
    for (int32_t r = a->options[p].first_child; r != MZ_FLOW_NO_ROW; r = a->options[r].next) {
        const mz_flow_row *row = &rows->items[r];
        if (row->value_count == 0) continue;
        if (f->count == CHILDREN || a->options[r].count == 0) return false;
        for (size_t v = 0; v < row->value_count; v++) {
            f->negative = (f->amounts[f->count][v] = mz_flow_amount_of(row, v)) < 0 || f->negative;
            if (!mz_value_add(reach, llabs(f->amounts[f->count][v]), &reach)) return false;
        }
        if (!mz_value_add(total, mz_flow_amount_of(row, 0), &total)) return false;
        f->value_counts[f->count] = row->value_count;
        f->possible[f->count] = 0;
        f->options[f->count++] = &a->options[r];
    }
    const mz_flow_row *parent = &rows->items[p];
    if (f->count == 0 || parent->value_count == 0) return false;
    for (size_t v = 0; v < parent->value_count; v++)
        if (!mz_value_add(reach, llabs(mz_flow_amount_of(parent, v)), &reach)) return false;
    f->slack = parent->values[0].decimals == 0 ? 0 : ((int64_t)f->count + 1) * 5000;
    f->off = mz_flow_amount_of(parent, 0) - total;
    if (llabs(f->off) <= f->slack) f->off = 0;
    f->behind[f->count] = 0;
    for (size_t i = f->count; i > 0; i--) {
        int64_t most = 0;
        for (size_t v = f->total < MZ_FLOW_MAX_COLUMNS && f->value_counts[i - 1] > 1; v < f->value_counts[i - 1]; v++)
            if (f->amounts[i - 1][v] > most) most = f->amounts[i - 1][v];
        f->behind[i - 1] = f->behind[i] + most;
    }
    return true;
}

/* Looks for children that add up to this placement of the parent. */
static void solve(family *f, const mz_flow_row *parent, const mz_flow_placement *p)
{
    memset(f->rest, 0, sizeof f->rest);
    for (size_t v = 0; v < parent->value_count; v++) f->rest[p->columns[v]] = mz_flow_amount_of(parent, v);
    f->trials = TRIALS_PER_FAMILY;
    f->solved = false;
    descend(f, 0);
}

void mz_flow_solve_family(mz_flow_assignment *a, size_t p)
{
    mz_flow_option *o = &a->options[p];
    bool open = o->count > 1;
    for (int32_t r = o->first_child; r != MZ_FLOW_NO_ROW && !open; r = a->options[r].next)
        open = a->options[r].count > 1;
    if (!open || o->count == 0 || o->first_child == MZ_FLOW_NO_ROW) return;
    family f; /* large, and mostly for more children than there are: gather fills what is used */
    if (!gather(a, p, &f)) return;
    size_t kept = 0;
    mz_flow_placement places[MZ_FLOW_MAX_PLACEMENTS];
    for (int way = 0; way < (f.off == 0 && !f.negative ? 2 : 1) && kept == 0; way++) {
        f.damaged = way == 1;
        for (size_t i = 0; i < o->count; i++) {
            solve(&f, &a->table->rows.items[p], &o->places[i]);
            if (f.trials == 0) return;
            if (f.solved) places[kept++] = o->places[i];
        }
    }
    if (kept == 0) return;
    memcpy(o->places, places, kept * sizeof *places);
    o->count = kept;
    for (size_t i = 0; i < f.count; i++) {
        size_t left = 0;
        for (size_t n = 0; n < f.options[i]->count; n++)
            if ((f.possible[i] >> n & 1) != 0) f.options[i]->places[left++] = f.options[i]->places[n];
        f.options[i]->count = left;
    }
}
