/* flow_assign.c - the column of each figure, decided over the rows of a table. */
#include "flow_assign.h"

#include <stdlib.h>
#include <string.h>

enum { CHILDREN = 64, BUDGET = 20000, MAX_TOTALS = 8, MAX_LIST = 512 };

typedef struct assignment {
    const mz_flow_evidence *evidence;
    mz_flow_table *table;
    uint32_t used[2]; /* per side: columns that the totals use, 0 when unknown */
    int64_t trials;   /* left for sums over children */
} assignment;

static uint16_t nth_column(uint32_t mask, size_t n)
{
    for (uint16_t c = 0; c < MZ_FLOW_MAX_COLUMNS; c++)
        if ((mask >> c & 1) != 0 && n-- == 0) return c;
    return 0;
}

static void fix(mz_flow_row *row, uint32_t mask)
{
    for (size_t v = 0; v < row->value_count; v++) {
        uint16_t c = nth_column(mask, v);
        row->columns[v] = (int16_t)c;
        row->candidates[v] = 1u << c;
    }
}

static bool is_fixed(const mz_flow_row *row)
{
    for (size_t v = 0; v < row->value_count; v++)
        if (row->columns[v] < 0) return false;
    return true;
}

/* What several placements agree on is decided, the rest keeps its candidates. */
static void keep_open(mz_flow_row *row, const mz_flow_placements *p)
{
    for (size_t v = 0; v < row->value_count; v++) {
        row->candidates[v] = 0;
        for (size_t i = 0; i < p->count; i++) row->candidates[v] |= 1u << nth_column(p->masks[i], v);
        bool one = row->candidates[v] != 0 && (row->candidates[v] & (row->candidates[v] - 1)) == 0;
        row->columns[v] = one ? (int16_t)nth_column(row->candidates[v], 0) : (int16_t)-1;
    }
}

static uint32_t mask_of(const mz_flow_row *row)
{
    uint32_t mask = 0;
    for (size_t v = 0; v < row->value_count; v++)
        if (row->columns[v] >= 0) mask |= 1u << row->columns[v];
    return mask;
}

static int evidence_for(const assignment *a, const mz_flow_row *row, uint32_t mask)
{
    int score = 0;
    for (size_t v = 0; v < row->value_count; v++)
        score += mz_flow_evidence_for(a->evidence, a->table, row, v, nth_column(mask, v));
    return score;
}

/* Keeps only the placements that the most evidence speaks for. */
static void weigh(const assignment *a, const mz_flow_row *row, mz_flow_placements *p)
{
    if (p->count < 2) return;
    int best = 0;
    size_t kept = 0;
    for (size_t i = 0; i < p->count; i++) {
        int score = evidence_for(a, row, p->masks[i]);
        if (i == 0 || score > best) {
            best = score;
            kept = 0;
        }
        if (score == best) p->masks[kept++] = p->masks[i];
    }
    p->count = kept;
}

/* Whether a placement uses only allowed columns; zeros may stand elsewhere unless strict. */
static bool stays_within(const mz_flow_row *row, uint32_t mask, uint32_t allowed, bool strict)
{
    for (size_t v = 0; v < row->value_count; v++) {
        bool zero = row->values[v].kind != MZ_FLOW_NUMBER || row->values[v].value == 0;
        if (row->columns[v] >= 0 || (zero && !strict)) continue;
        if ((allowed >> nth_column(mask, v) & 1) == 0) return false;
    }
    return true;
}

/* Drops placements that use a column which is blank above; a zero stands rather in a column that is used there. */
static void within(mz_flow_placements *p, const mz_flow_row *row, uint32_t allowed)
{
    for (int strict = 0; strict < 2; strict++) {
        size_t kept = 0;
        uint32_t masks[MZ_FLOW_MAX_PLACEMENTS];
        for (size_t i = 0; i < p->count; i++)
            if (stays_within(row, p->masks[i], allowed, strict == 1)) masks[kept++] = p->masks[i];
        if (kept == 0) return;
        memcpy(p->masks, masks, kept * sizeof *masks);
        p->count = kept;
    }
}

/* Placements of a row; when its figures satisfy no relation, every order-keeping one inside the allowed columns. */
static void places(const assignment *a, mz_flow_row *row, uint32_t allowed, mz_flow_placements *p)
{
    const mz_flow_template *t = a->table->header.template;
    mz_flow_place(t, row->side, row->values, row->value_count, row->columns, p);
    row->doubtful = p->count == 0;
    if (row->doubtful) {
        mz_flow_template loose = *t;
        loose.sum_count = 0;
        mz_flow_place(&loose, row->side, row->values, row->value_count, row->columns, p);
        size_t kept = 0;
        bool first = false;
        for (size_t i = 0; i < p->count; i++) first = first || (p->masks[i] & 1u) != 0;
        for (size_t i = 0; i < p->count; i++)
            if (!first || t->sum_count == 0 || (p->masks[i] & 1u) != 0) p->masks[kept++] = p->masks[i];
        p->count = kept;
    }
    if (allowed != 0) within(p, row, allowed);
}

/* The search for children that add up to their parent in every column. */
typedef struct family {
    assignment *a;
    mz_flow_row *rows[CHILDREN];
    mz_flow_placements *places;
    size_t count;
    int64_t rest[MZ_FLOW_MAX_COLUMNS];
    int64_t slack;
    size_t chosen[CHILDREN];
    size_t first[CHILDREN];
    bool differs[CHILDREN];
    size_t solutions;
} family;

static bool spend(family *f, size_t child, size_t placement, int64_t sign)
{
    bool fits = true;
    for (size_t v = 0; v < f->rows[child]->value_count; v++) {
        uint16_t c = nth_column(f->places[child].masks[placement], v);
        f->rest[c] -= sign * f->rows[child]->values[v].value;
        fits = fits && f->rest[c] >= -f->slack;
    }
    return fits;
}

static void descend(family *f, size_t child)
{
    if (f->solutions > 1 || f->a->trials-- <= 0) return;
    if (child == f->count) {
        for (uint16_t c = 0; c < f->a->table->header.template->column_count; c++)
            if (f->rest[c] > f->slack) return;
        for (size_t i = 0; i < f->count; i++) {
            if (f->solutions == 0) f->first[i] = f->chosen[i];
            f->differs[i] = f->differs[i] || f->first[i] != f->chosen[i];
        }
        f->solutions++;
        return;
    }
    for (size_t p = 0; p < f->places[child].count; p++) {
        f->chosen[child] = p;
        if (spend(f, child, p, 1)) descend(f, child + 1); /* depth: at most CHILDREN */
        spend(f, child, p, -1);
    }
}

static bool negative(const mz_flow_row *row)
{
    for (size_t v = 0; v < row->value_count; v++)
        if (row->values[v].kind == MZ_FLOW_NUMBER && row->values[v].value < 0) return true;
    return false;
}

/* Decides the children of a fixed parent together. */
static void solve_family(assignment *a, const mz_flow_row *parent, family *f)
{
    bool numbers = true, open = false;
    for (size_t i = 0; i < f->count; i++) {
        numbers = numbers && !negative(f->rows[i]) && f->places[i].count > 0;
        open = open || f->places[i].count > 1;
    }
    if (open && numbers) {
        for (size_t v = 0; v < parent->value_count; v++)
            if (parent->columns[v] >= 0) f->rest[parent->columns[v]] = parent->values[v].value;
        f->slack = (int64_t)f->count * 10000;
        descend(f, 0);
        for (size_t i = 0; i < f->count && f->solutions > 0 && a->trials > 0; i++)
            if (!f->differs[i]) {
                f->places[i].masks[0] = f->places[i].masks[f->first[i]];
                f->places[i].count = 1;
            }
    }
    for (size_t i = 0; i < f->count; i++) {
        weigh(a, f->rows[i], &f->places[i]);
        if (f->places[i].count == 1)
            fix(f->rows[i], f->places[i].masks[0]);
        else
            keep_open(f->rows[i], &f->places[i]);
    }
}

static bool is_child(const char *parent, const char *code)
{
    size_t length = strlen(parent);
    return strncmp(code, parent, length) == 0 && strlen(code) == (length == 0 ? 3 : length + 2);
}

/* Decides the rows under row p (its children, then theirs). */
static void solve_under(assignment *a, size_t p)
{
    mz_flow_rows *rows = &a->table->rows;
    mz_flow_row *parent = &rows->items[p];
    mz_flow_placements places_of[CHILDREN];
    family f = {.a = a, .places = places_of};
    uint32_t allowed = is_fixed(parent) && !parent->doubtful ? mask_of(parent) : a->used[parent->side];
    size_t from = parent->total ? 0 : p + 1;
    for (size_t r = from; r < rows->count && f.count < CHILDREN; r++) {
        mz_flow_row *row = &rows->items[r];
        if (!parent->total &&
            (strncmp(row->code, parent->code, strlen(parent->code)) != 0 || strlen(row->code) <= strlen(parent->code)))
            break;
        if (row->total || row->value_count == 0 || !is_child(parent->code, row->code)) continue;
        places(a, row, allowed, &places_of[f.count]);
        f.rows[f.count++] = row;
    }
    if (f.count > 0) solve_family(a, parent, &f);
}

/* Decides the numbered lines of one side of a two-sided table above its first total. */
static void solve_side(assignment *a, uint16_t side)
{
    mz_flow_rows *rows = &a->table->rows;
    mz_flow_placements places_of[CHILDREN];
    family f = {.a = a, .places = places_of};
    const mz_flow_row *total = NULL;
    for (size_t r = 0; r < rows->count && total == NULL; r++) {
        mz_flow_row *row = &rows->items[r];
        if (row->side != side || row->value_count == 0) continue;
        if (row->total && is_fixed(row)) total = row;
        if (row->total || !mz_flow_numbered(row->label) || f.count == CHILDREN) continue;
        places(a, row, a->used[side], &places_of[f.count]);
        f.rows[f.count++] = row;
    }
    if (total != NULL && f.count > 0) solve_family(a, total, &f);
}

/* The totals of a table: by evidence alone. */
static void solve_totals(assignment *a)
{
    for (size_t r = 0; r < a->table->rows.count; r++) {
        mz_flow_row *row = &a->table->rows.items[r];
        if (!row->total || row->value_count == 0) continue;
        mz_flow_placements p;
        places(a, row, 0, &p);
        weigh(a, row, &p);
        if (p.count == 1) {
            fix(row, p.masks[0]);
            if (!row->doubtful) a->used[row->side] |= p.masks[0];
        } else {
            keep_open(row, &p);
        }
    }
}

/* Whether the other rows' figures in column c add up to value; what is only listed as 其中 is not counted. */
static bool column_adds_up(const mz_flow_table *table, const mz_flow_row *row, uint16_t c)
{
    int64_t sum = 0, difference, slack = 0; /* half a unit of the last digit per figure, the total's included */
    for (size_t r = 0; r < table->rows.count; r++) {
        const mz_flow_row *other = &table->rows.items[r];
        if (other == row || other->total || !mz_flow_numbered(other->label)) continue;
        for (size_t v = 0; v < other->value_count; v++)
            if (other->columns[v] == (int16_t)c) {
                if (!mz_value_add(sum, other->values[v].value, &sum)) return false;
                slack += 5000;
            }
    }
    return sum != 0 && mz_value_sub(sum, row->values[0].value, &difference) && llabs(difference) <= slack;
}

/* A lone figure above a list stands in the column that adds up to it. */
static void weigh_sum(const assignment *a, const mz_flow_row *row, mz_flow_placements *p)
{
    if (p->count < 2 || row->value_count != 1 || a->table->header.template->sum_count > 0) return;
    if (a->table->rows.count > MAX_LIST) return;
    for (size_t i = 0; i < p->count; i++)
        if (column_adds_up(a->table, row, nth_column(p->masks[i], 0))) {
            p->masks[0] = p->masks[i];
            p->count = 1;
            return;
        }
}

static void solve_row(assignment *a, mz_flow_row *row)
{
    mz_flow_placements p;
    places(a, row, a->used[row->side], &p);
    weigh_sum(a, row, &p);
    weigh(a, row, &p);
    if (p.count == 1)
        fix(row, p.masks[0]);
    else
        keep_open(row, &p);
}

void mz_flow_assign(const mz_flow_evidence *evidence, mz_flow_table *table)
{
    assignment a = {.evidence = evidence, .table = table, .trials = BUDGET};
    mz_flow_rows *rows = &table->rows;
    solve_totals(&a);
    if (table->header.template->layout == MZ_FLOW_CODES) {
        size_t totals = 0;
        for (size_t r = 0; r < rows->count && totals < MAX_TOTALS; r++)
            if (rows->items[r].total) {
                totals++;
                solve_under(&a, r);
            }
        for (size_t r = 0; r < rows->count; r++)
            if (!rows->items[r].total && strlen(rows->items[r].code) < 7 && rows->items[r].code[0] != '\0')
                solve_under(&a, r);
    }
    if (table->header.template->layout == MZ_FLOW_PAIRS) solve_side(&a, 1);
    for (size_t r = 0; r < rows->count; r++)
        if (!is_fixed(&rows->items[r])) solve_row(&a, &rows->items[r]);
}
