/* flow_assign.c - the column of each figure, decided over the rows of a table. Every row has a set of placements that
 * its own relation allows; a parent and its children cut each other's sets down, upwards and then downwards, and what
 * the rest of the document says decides between those that are left. */
#include "flow_assign.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* tables up to so many columns may have read a total's parts in any order */
enum { LOOSE_COLUMNS = 6, IN_ORDER = 3, CHILDREN = 96, TRIALS_PER_FAMILY = 4000, MAX_LIST = 512, NONE = -1 };

/* What is known of a row while the table is solved. */
typedef struct option {
    mz_flow_placement *places;
    size_t count;
    int32_t parent, first_child, next; /* rows; next: the next child of the same parent */
} option;

typedef struct assignment {
    mz_arena *arena;
    const mz_flow_evidence *evidence;
    mz_flow_table *table;
    option *options;   /* of the rows */
    uint16_t width[2]; /* per side: columns */
    uint32_t used[2];  /* per side: columns that the totals use, 0 when unknown */
} assignment;

static void fix(mz_flow_row *row, const mz_flow_placement *p)
{
    for (size_t v = 0; v < row->value_count; v++) {
        row->columns[v] = (int16_t)p->columns[v];
        row->candidates[v] = 1u << p->columns[v];
    }
}

/* Whether what a row is of is mostly paid from running costs: pay, pensions, offices. */
static bool is_running(const mz_flow_forms *forms, const char *code)
{
    size_t length = strlen(code), group = length < 5 ? 3 : 5;
    char subject[6] = "";
    if (length < group) return false;
    memcpy(subject, code, group);
    return mz_flow_words_has(&forms->running_subjects, subject) ||
           (length == 7 && mz_flow_words_has(&forms->running_items, code + 5));
}

static int64_t amount_of(const mz_flow_row *row, size_t v)
{
    return row->values[v].kind == MZ_FLOW_NUMBER ? row->values[v].value : 0;
}

/* Whether a placement puts values (a bit set) only into allowed columns. */
static bool stays_within(const mz_flow_placement *p, uint32_t values, uint32_t allowed)
{
    while (values != 0 && (allowed >> p->columns[__builtin_ctz(values)] & 1) != 0) values &= values - 1;
    return values == 0;
}

/* The values of a row whose column is open, as a bit set: zeros or the others. */
static uint32_t open_values(const mz_flow_row *row, bool zeros)
{
    uint32_t open = 0;
    for (size_t v = 0; v < row->value_count; v++)
        if (row->columns[v] < 0 && (amount_of(row, v) == 0) == zeros) open |= 1u << v;
    return open;
}

/* The columns that the likeliest placement of a row uses; 0 when it has none. */
static uint32_t usual_columns(const mz_flow_row *row)
{
    uint32_t mask = 0;
    for (size_t v = 0; v < row->value_count; v++) {
        if (row->usual[v] < 0) return 0;
        mask |= 1u << row->usual[v];
    }
    return mask;
}

/* The likeliest of several placements of which nothing decides: within the columns that are the parent's likeliest; by
 * what the subject is mostly paid from, else the first, as the parts of a total are printed from the left; of measures
 * the last, which is never missing. */
static size_t likeliest(const assignment *a, const mz_flow_row *row, const option *o)
{
    const mz_flow_template *t = a->table->header.template;
    const mz_flow_forms *forms = a->evidence->forms;
    size_t best = t->sum_count > 0 ? 0 : o->count - 1;
    int most = 0, sign = is_running(forms, row->code) ? 1 : -1;
    uint32_t allowed = o->parent != NONE ? usual_columns(&a->table->rows.items[o->parent]) : 0;
    uint32_t open = open_values(row, false) | open_values(row, true);
    size_t first = 0;
    while (first < o->count && !stays_within(&o->places[first], open, allowed)) first++;
    if (first < o->count) {
        best = first;
        most = INT_MIN;
    } else {
        allowed = UINT32_MAX;
    }
    for (size_t i = 0; i < o->count && row->code[0] != '\0' && row->value_count == 2; i++) {
        if (!stays_within(&o->places[i], open, allowed)) continue;
        const char *leaf = t->leaf_keys[o->places[i].columns[1]];
        int score = sign * (mz_flow_words_has(&forms->running_columns, leaf) -
                            mz_flow_words_has(&forms->project_columns, leaf));
        if (score <= most) continue;
        most = score;
        best = i;
    }
    return best;
}

/* What several placements agree on is decided, the rest keeps its candidates. */
static void settle(const assignment *a, mz_flow_row *row, const option *o)
{
    if (o->count == 1) fix(row, &o->places[0]);
    for (size_t v = 0, usual = o->count > 1 ? likeliest(a, row, o) : 0; v < row->value_count; v++)
        row->usual[v] = o->count == 0 ? (int16_t)NONE : (int16_t)o->places[usual].columns[v];
    for (size_t v = 0; v < row->value_count && o->count != 1; v++) {
        row->candidates[v] = 0;
        for (size_t i = 0; i < o->count; i++) row->candidates[v] |= 1u << o->places[i].columns[v];
        bool one = row->candidates[v] != 0 && (row->candidates[v] & (row->candidates[v] - 1)) == 0;
        row->columns[v] = one ? (int16_t)o->places[0].columns[v] : (int16_t)NONE;
    }
}

static bool is_fixed(const mz_flow_row *row)
{
    for (size_t v = 0; v < row->value_count; v++)
        if (row->columns[v] < 0) return false;
    return true;
}

/* What speaks for the values of a row in the columns that have been asked for. */
typedef struct scores {
    int of[MZ_FLOW_MAX_COLUMNS][MZ_FLOW_MAX_COLUMNS]; /* by value and column */
    uint32_t known[MZ_FLOW_MAX_COLUMNS];              /* by value: bit set of columns */
} scores;

static bool in_order(const mz_flow_row *row, const mz_flow_placement *p)
{
    size_t v = 1;
    while (v < row->value_count && p->columns[v - 1] < p->columns[v]) v++;
    return v >= row->value_count;
}

static int evidence_for(const assignment *a, const mz_flow_row *row, const mz_flow_placement *p, scores *scores)
{
    /* the order of the print speaks for itself where nothing else does; most rows are not read in any other */
    bool any_order = (row->total || row->single) && !row->loose;
    int score = any_order && in_order(row, p) ? IN_ORDER : 0;
    for (size_t v = 0; v < row->value_count; v++) {
        uint8_t c = p->columns[v];
        if ((scores->known[v] >> c & 1) == 0) scores->of[v][c] = mz_flow_evidence_for(a->evidence, a->table, row, v, c);
        scores->known[v] |= 1u << c;
        score += scores->of[v][c];
    }
    return score;
}

/* Keeps only the placements that the most evidence speaks for. */
static void weigh(const assignment *a, const mz_flow_row *row, option *o)
{
    if (o->count < 2) return;
    scores scores = {.known = {0}};
    int best = 0;
    size_t kept = 0;
    for (size_t i = 0; i < o->count; i++) {
        int score = evidence_for(a, row, &o->places[i], &scores);
        if (i == 0 || score > best) {
            best = score;
            kept = 0;
        }
        if (score == best) o->places[kept++] = o->places[i];
    }
    o->count = kept;
}

/* Drops placements that put one of values (a bit set) into a column that is not allowed, unless all do. */
static void drop_outside(option *o, uint32_t values, uint32_t allowed)
{
    size_t kept = 0;
    for (size_t i = 0; i < o->count; i++)
        if (stays_within(&o->places[i], values, allowed)) o->places[kept++] = o->places[i];
    if (kept > 0) o->count = kept;
}

/* Drops placements that use a column which is blank above; a zero stands rather in a column that is used there. */
static void within(option *o, const mz_flow_row *row, uint32_t allowed)
{
    uint32_t filled = open_values(row, false);
    if (allowed == 0 || o->count < 2) return;
    drop_outside(o, filled, allowed);
    drop_outside(o, filled | open_values(row, true), allowed);
}

/* The placements of a row; when its figures satisfy no relation, every one that keeps their order. */
static bool find_places(assignment *a, mz_flow_row *row, option *o)
{
    const mz_flow_template *t = a->table->header.template;
    mz_flow_placements p;
    if (row->placed && !row->doubtful && !row->single && is_fixed(row)) { /* in an earlier round */
        o->count = 1;
        o->places = mz_arena_alloc(a->arena, sizeof *o->places);
        for (size_t v = 0; v < row->value_count && o->places != NULL; v++)
            o->places->columns[v] = (uint8_t)row->columns[v];
        return o->places != NULL;
    }
    row->placed = true;
    bool loose = row->loose || (row->total && row->value_count > 2 && a->width[row->side] <= LOOSE_COLUMNS);
    mz_flow_place(t, row->side, row->values, row->value_count, loose, row->columns, &p);
    if (p.count == 0 && row->single) {
        mz_flow_place_any(t, row->values, row->value_count, &p);
        if (p.count > 0 && p.count < MZ_FLOW_MAX_PLACEMENTS) /* or the print itself does not add up */
            for (size_t v = 0; v < row->value_count; v++) p.items[p.count].columns[v] = (uint8_t)v;
        p.count += p.count > 0 && p.count < MZ_FLOW_MAX_PLACEMENTS;
    }
    row->doubtful = p.count == 0;
    if (row->doubtful) {
        mz_flow_template any = *t;
        any.sum_count = 0;
        mz_flow_place(&any, row->side, row->values, row->value_count, false, row->columns, &p);
        size_t kept = 0;
        bool first = false;
        for (size_t i = 0; i < p.count; i++) first = first || p.items[i].columns[0] == 0;
        for (size_t i = 0; i < p.count; i++)
            if (!first || t->sum_count == 0 || p.items[i].columns[0] == 0) p.items[kept++] = p.items[i];
        p.count = kept;
    }
    o->places = mz_arena_room(a->arena, p.count + 1, sizeof *o->places);
    if (o->places == NULL) return false;
    memcpy(o->places, p.items, p.count * sizeof *o->places);
    o->count = p.count;
    return true;
}

/* ---- a parent and its children ---- */

typedef struct family {
    const assignment *a;
    const mz_flow_row *rows[CHILDREN];
    option *options[CHILDREN];
    size_t count;
    uint16_t total;                    /* the column that sums the others; none of the columns when there is none */
    int64_t rest[MZ_FLOW_MAX_COLUMNS]; /* what the children not yet placed must add up to */
    int64_t behind[CHILDREN + 1];      /* the largest figures of the children from here on, added up */
    int64_t slack, off;                /* off: by how much the children's totals miss the parent's */
    size_t chosen[CHILDREN];
    uint64_t possible[CHILDREN]; /* placements that occur in a solution */
    size_t trials;
    bool solved;
    bool damaged; /* the totals agree, yet the columns never come out even: one of them may miss anything */
} family;

static bool spend(family *f, size_t child, const mz_flow_placement *p, int64_t sign)
{
    bool fits = true;
    int64_t least = f->off < 0 ? f->off - f->slack : -f->slack;
    for (size_t v = 0; v < f->rows[child]->value_count; v++) {
        uint8_t c = p->columns[v];
        f->rest[c] -= sign * amount_of(f->rows[child], v);
        fits = fits && f->rest[c] >= least;
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
    for (uint16_t c = 0; c < f->a->table->header.template->column_count && !f->damaged; c++)
        if (c != f->total && f->rest[c] > f->behind[child] + f->slack + llabs(f->off)) return;
    for (size_t p = 0; p < f->options[child]->count; p++) {
        f->chosen[child] = p;
        const mz_flow_placement *place = &f->options[child]->places[p];
        if (spend(f, child, place, 1) || f->damaged) descend(f, child + 1); /* depth: at most CHILDREN */
        spend(f, child, place, -1);
    }
}

/* The children of row p with figures; false when their sums cannot be searched. */
static bool gather(assignment *a, size_t p, family *f)
{
    const mz_flow_rows *rows = &a->table->rows;
    const mz_flow_template *t = a->table->header.template;
    int64_t total = 0;
    f->a = a;
    f->total = MZ_FLOW_MAX_COLUMNS;
    for (uint16_t i = 0; i < t->sum_count; i++) /* the largest of them stands first */
        if (t->sides[t->sums[i].total] == rows->items[p].side && t->sums[i].total < f->total)
            f->total = t->sums[i].total;
    if (f->total > 0 && f->total < MZ_FLOW_MAX_COLUMNS && t->sides[f->total - 1] == t->sides[f->total])
        f->total = MZ_FLOW_MAX_COLUMNS; /* a total of some of the columns */
    for (int32_t r = a->options[p].first_child; r != NONE; r = a->options[r].next) {
        const mz_flow_row *row = &rows->items[r];
        if (row->value_count == 0) continue;
        if (f->count == CHILDREN || a->options[r].count == 0) return false;
        for (size_t v = 0; v < row->value_count; v++)
            if (amount_of(row, v) < 0) return false;
        if (!mz_value_add(total, amount_of(row, 0), &total)) return false;
        f->rows[f->count] = row;
        f->options[f->count++] = &a->options[r];
    }
    const mz_flow_row *parent = &rows->items[p];
    if (f->count == 0 || parent->value_count == 0) return false;
    f->slack = parent->values[0].decimals == 0 ? 0 : ((int64_t)f->count + 1) * 5000;
    f->off = amount_of(parent, 0) - total;
    if (llabs(f->off) <= f->slack) f->off = 0;
    for (size_t i = f->count; i > 0; i--) {
        int64_t most = 0;
        for (size_t v = f->total < MZ_FLOW_MAX_COLUMNS && f->rows[i - 1]->value_count > 1;
             v < f->rows[i - 1]->value_count; v++)
            if (amount_of(f->rows[i - 1], v) > most) most = amount_of(f->rows[i - 1], v);
        f->behind[i - 1] = f->behind[i] + most;
    }
    return true;
}

/* Looks for children that add up to this placement of the parent. */
static void solve(family *f, const mz_flow_row *parent, const mz_flow_placement *p)
{
    memset(f->rest, 0, sizeof f->rest);
    for (size_t v = 0; v < parent->value_count; v++) f->rest[p->columns[v]] = amount_of(parent, v);
    f->trials = TRIALS_PER_FAMILY;
    f->solved = false;
    descend(f, 0);
}

/* Keeps the placements of the parent that its children can add up to, and of the children those that occur when they
 * do. Nothing changes when none do, or when there are too many ways to look at. */
static void solve_family(assignment *a, size_t p)
{
    option *o = &a->options[p];
    bool open = o->count > 1;
    for (int32_t r = o->first_child; r != NONE && !open; r = a->options[r].next) open = a->options[r].count > 1;
    if (!open || o->count == 0 || o->first_child == NONE) return;
    family f = {.count = 0};
    if (!gather(a, p, &f)) return;
    size_t kept = 0;
    mz_flow_placement places[MZ_FLOW_MAX_PLACEMENTS];
    for (int way = 0; way < (f.off == 0 ? 2 : 1) && kept == 0; way++) {
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

/* ---- the rows of a table ---- */

static uint32_t mask_of(const option *o, const mz_flow_row *row)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < o->count; i++)
        for (size_t v = 0; v < row->value_count; v++) mask |= 1u << o->places[i].columns[v];
    return mask;
}

/* Links each row to its parent: of subjects the code it begins with, else the total; in a two-sided table the first
 * total of the side for its numbered lines. */
static void link_rows(assignment *a)
{
    mz_flow_rows *rows = &a->table->rows;
    mz_flow_layout layout = a->table->header.template->layout;
    bool codes = layout == MZ_FLOW_CODES;
    int32_t total[2] = {NONE, NONE}, before = NONE;
    for (size_t r = 0; r < rows->count; r++) {
        const mz_flow_row *row = &rows->items[r];
        a->options[r] = (option){.parent = NONE, .first_child = NONE, .next = NONE};
        if (row->total && row->value_count > 0 && total[row->side] == NONE) total[row->side] = (int32_t)r;
    }
    for (size_t n = rows->count; n > 0; n--) { /* backwards: the lists of children are in order */
        const mz_flow_row *row = &rows->items[n - 1];
        if (row->total) continue;
        if (layout == MZ_FLOW_LABELS)
            before = row->serial > 0 ? total[row->side] : NONE;
        else if (!codes)
            before = row->side == 1 && mz_flow_numbered(row->label) && total[1] > (int32_t)(n - 1) ? total[1] : NONE;
        if (codes) {
            size_t length = strlen(row->code);
            before = total[0];
            for (size_t p = n - 1; p > 0 && length > 3; p--) {
                const mz_flow_row *up = &rows->items[p - 1];
                size_t shorter = strlen(up->code);
                if (up->total || shorter >= length) continue;
                if (strncmp(row->code, up->code, shorter) == 0 && shorter > 0) before = (int32_t)(p - 1);
                break;
            }
        }
        option *o = &a->options[n - 1];
        o->parent = before;
        if (before == NONE) continue;
        o->next = a->options[before].first_child;
        a->options[before].first_child = (int32_t)(n - 1);
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
static void weigh_sum(const assignment *a, const mz_flow_row *row, option *o)
{
    if (o->count < 2 || row->value_count != 1 || a->table->header.template->sum_count > 0) return;
    if (a->table->rows.count > MAX_LIST) return;
    for (size_t i = 0; i < o->count; i++)
        if (column_adds_up(a->table, row, o->places[i].columns[0])) {
            o->places[0] = o->places[i];
            o->count = 1;
            return;
        }
}

/* Decides a row by evidence, within the columns that its parent, or the total, uses; then its children. */
static void decide(assignment *a, size_t r)
{
    mz_flow_row *row = &a->table->rows.items[r];
    option *o = &a->options[r];
    uint32_t allowed = a->used[row->side];
    if (o->parent != NONE) {
        const mz_flow_row *parent = &a->table->rows.items[o->parent];
        if (!parent->doubtful && is_fixed(parent)) allowed = mask_of(&a->options[o->parent], parent);
    }
    if (!row->total) within(o, row, allowed);
    weigh_sum(a, row, o);
    weigh(a, row, o);
    settle(a, row, o);
    if (row->total && o->count == 1 && !row->doubtful) a->used[row->side] |= mask_of(o, row);
    solve_family(a, r);
    if (o->count == 1) settle(a, row, o); /* its parts, decided in an earlier round, leave only one way */
}

mz_status mz_flow_assign(mz_arena *arena, const mz_flow_evidence *evidence, mz_flow_table *table)
{
    assignment a = {.arena = arena, .evidence = evidence, .table = table};
    mz_flow_rows *rows = &table->rows;
    bool open = false;
    for (size_t r = 0; r < rows->count && !open; r++) open = !rows->items[r].placed || !is_fixed(&rows->items[r]);
    if (!open) return MZ_OK; /* nothing is left of an earlier round */
    a.options = mz_arena_array(arena, rows->count + 1, sizeof *a.options);
    if (a.options == NULL) return MZ_ERR_MEMORY;
    link_rows(&a);
    for (uint16_t c = 0; c < table->header.template->column_count; c++)
        a.width[table->header.template->sides[c] == 1]++;
    for (size_t r = 0; r < rows->count; r++)
        if (!find_places(&a, &rows->items[r], &a.options[r])) return MZ_ERR_MEMORY;
    for (size_t r = rows->count; r > 0; r--)
        if (!rows->items[r - 1].total) solve_family(&a, r - 1);
    for (size_t r = 0; r < rows->count; r++)
        if (rows->items[r].total && rows->items[r].value_count > 0) decide(&a, r);
    for (size_t r = 0; r < rows->count; r++)
        if (!rows->items[r].total) decide(&a, r);
    return MZ_OK;
}

size_t mz_flow_undecided(const mz_flow_table *table)
{
    size_t count = 0;
    for (size_t r = 0; r < table->rows.count; r++)
        for (size_t v = 0; v < table->rows.items[r].value_count; v++)
            if (table->rows.items[r].columns[v] < 0)
                count += 1 + (size_t)__builtin_popcount(table->rows.items[r].candidates[v]);
    return count;
}
