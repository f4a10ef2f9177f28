/* flow_assign.c - the column of each figure, decided over the rows of a table. Every row has a set of placements that
 * its own relation allows; a parent and its children cut each other's sets down, upwards and then downwards, and what
 * the rest of the document says decides between those that are left. */
#include "flow_assign.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "flow_family.h"

/* tables up to so many columns may have read a total's parts in any order */
enum { LOOSE_COLUMNS = 6, IN_ORDER = 3, MAX_LIST = 512 };

static void fix(mz_flow_row *row, const mz_flow_placement *p)
{
    for (size_t v = 0; v < row->value_count; v++) {
        row->columns[v] = (int16_t)p->columns[v];
        row->candidates[v] = 1u << p->columns[v];
    }
}

bool mz_flow_is_running(const mz_flow_forms *forms, const char *code)
{
    size_t length = strlen(code), group = length < 5 ? 3 : 5;
    char subject[6] = "";
    if (length < group) return false;
    memcpy(subject, code, group);
    return mz_flow_words_has(&forms->running_subjects, subject) ||
           (length == 7 && mz_flow_words_has(&forms->running_items, code + 5));
}

/* Whether a placement puts values (a bit set) only into allowed columns. */
static bool stays_within(const mz_flow_placement *p, uint32_t values, uint32_t allowed)
{
    while (values != 0 && (allowed >> p->columns[__builtin_ctz(values)] & 1) != 0) values &= values - 1;
    return values == 0;
}

/* Whether the first column sums others: it is never blank then. */
static bool totals_first(const mz_flow_template *t)
{
    return t->sum_count > 0 && t->sums[0].total == 0;
}

/* The values of a row whose column is open, as a bit set: zeros or the others. */
static uint32_t open_values(const mz_flow_row *row, bool zeros)
{
    uint32_t open = 0;
    for (size_t v = 0; v < row->value_count; v++)
        if (row->columns[v] < 0 && (mz_flow_amount_of(row, v) == 0) == zeros) open |= 1u << v;
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

/* Asks the catalogue what the columns are, once for all rows: each is weighed for each placement of each row. */
static void know_columns(mz_flow_assignment *a)
{
    const mz_flow_template *t = a->table->header.template;
    const mz_flow_forms *forms = a->evidence->forms;
    for (uint16_t c = 0; c < t->column_count; c++) {
        const char *leaf = t->leaf_keys[c];
        a->running[c] = (int8_t)(mz_flow_words_has(&forms->running_columns, leaf) -
                                 mz_flow_words_has(&forms->project_columns, leaf));
        a->income[c] = mz_flow_words_end(&forms->income, leaf, strlen(leaf));
        a->telling = a->telling || a->running[c] != 0 || a->income[c];
    }
}

/* How likely a column has a figure of a subject, sign: 1 of running costs, -1 of projects. carried: there is one for
 * what is brought forward, which is rarer than income of the year. */
static int liking(const mz_flow_assignment *a, uint8_t column, int sign, bool carried)
{
    return sign * a->running[column] + (carried && a->income[column]);
}

/* The likeliest of several placements of which nothing decides: within the columns that are the parent's likeliest; by
 * what the subject is mostly paid from, else the first, as the parts of a total are printed from the left; of measures
 * the last, which is never missing. */
static size_t likeliest(const mz_flow_assignment *a, const mz_flow_row *row, const mz_flow_option *o)
{
    const mz_flow_template *t = a->table->header.template;
    size_t best = t->sum_count > 0 ? 0 : o->count - 1;
    int most = 0, sign = mz_flow_is_running(a->evidence->forms, row->code) ? 1 : -1;
    uint32_t allowed = o->parent != MZ_FLOW_NO_ROW ? usual_columns(&a->table->rows.items[o->parent]) : 0;
    uint32_t open = open_values(row, false) | open_values(row, true);
    size_t first = 0;
    while (first < o->count && !stays_within(&o->places[first], open, allowed)) first++;
    if (first < o->count) {
        best = first;
        most = INT_MIN;
    } else {
        allowed = UINT32_MAX;
    }
    const bool carried = t->sum_count > 0 && !totals_first(t);
    const bool asks = a->telling && (carried || (row->code[0] != '\0' && row->value_count == 2));
    for (size_t i = 0; i < o->count && asks; i++) {
        if (!stays_within(&o->places[i], open, allowed)) continue;
        int score = 0;
        for (size_t v = carried ? 0 : 1; v < row->value_count; v++)
            score += liking(a, o->places[i].columns[v], sign, carried);
        if (score <= most) continue;
        most = score;
        best = i;
    }
    return best;
}

/* What several placements agree on is decided, the rest keeps its candidates. */
static void settle(const mz_flow_assignment *a, mz_flow_row *row, const mz_flow_option *o)
{
    if (o->count == 1) fix(row, &o->places[0]);
    for (size_t v = 0, usual = o->count > 1 ? likeliest(a, row, o) : 0; v < row->value_count; v++)
        row->usual[v] = o->count == 0 ? (int16_t)MZ_FLOW_NO_ROW : (int16_t)o->places[usual].columns[v];
    for (size_t v = 0; v < row->value_count && o->count != 1; v++) {
        row->candidates[v] = 0;
        for (size_t i = 0; i < o->count; i++) row->candidates[v] |= 1u << o->places[i].columns[v];
        bool one = row->candidates[v] != 0 && (row->candidates[v] & (row->candidates[v] - 1)) == 0;
        row->columns[v] = one ? (int16_t)o->places[0].columns[v] : (int16_t)MZ_FLOW_NO_ROW;
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

/* Whether the order of the print speaks for itself where nothing else does; most rows are not read in any other. */
static bool order_counts(const mz_flow_row *row)
{
    return (row->total || row->single) && !row->loose;
}

/* Whether a row has a number: of what is blank or redacted nothing is said elsewhere. */
static bool has_number(const mz_flow_row *row)
{
    size_t v = 0;
    while (v < row->value_count && row->values[v].kind != MZ_FLOW_NUMBER) v++;
    return v < row->value_count;
}

static int evidence_for(const mz_flow_assignment *a, const mz_flow_row *row, const mz_flow_placement *p, scores *scores)
{
    int score = order_counts(row) && in_order(row, p) ? IN_ORDER : 0;
    for (size_t v = 0; v < row->value_count; v++) {
        uint8_t c = p->columns[v];
        if ((scores->known[v] >> c & 1) == 0) scores->of[v][c] = mz_flow_evidence_for(a->evidence, a->table, row, v, c);
        scores->known[v] |= 1u << c;
        score += scores->of[v][c];
    }
    return score;
}

/* Keeps only the placements that the most evidence speaks for. */
static void weigh(const mz_flow_assignment *a, const mz_flow_row *row, mz_flow_option *o)
{
    if (o->count < 2 || (!order_counts(row) && !has_number(row))) return;
    scores scores; /* only those that are known are read */
    memset(scores.known, 0, sizeof scores.known);
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
static void drop_outside(mz_flow_option *o, uint32_t values, uint32_t allowed)
{
    size_t kept = 0;
    for (size_t i = 0; i < o->count; i++)
        if (stays_within(&o->places[i], values, allowed)) o->places[kept++] = o->places[i];
    if (kept > 0) o->count = kept;
}

/* Drops placements that use a column which is blank above; a zero stands rather in a column that is used there. */
static void within(mz_flow_option *o, const mz_flow_row *row, uint32_t allowed)
{
    uint32_t filled = open_values(row, false);
    if (allowed == 0 || o->count < 2) return;
    drop_outside(o, filled, allowed);
    drop_outside(o, filled | open_values(row, true), allowed);
}

/* Whether two rows have the same figures, of which the same columns are known. */
static bool alike(const mz_flow_row *a, const mz_flow_row *b)
{
    bool same = a->side == b->side && a->value_count == b->value_count && a->loose == b->loose && a->total == b->total;
    for (size_t v = 0; v < a->value_count && same; v++)
        same = a->values[v].value == b->values[v].value && a->values[v].kind == b->values[v].kind &&
               a->values[v].decimals == b->values[v].decimals && a->columns[v] == b->columns[v];
    return same;
}

/* The placements of a row by its own relation. A class and what it consists of mostly print the same figures. */
static mz_flow_placements *place(mz_flow_assignment *a, const mz_flow_row *row)
{
    if (a->placed_row != NULL && alike(a->placed_row, row)) return &a->placements;
    bool loose = row->loose || (row->total && row->value_count > 2 && a->width[row->side] <= LOOSE_COLUMNS);
    mz_flow_place(a->table->header.template, row->side, row->values, row->value_count, loose, row->columns,
                  &a->placements);
    a->placed_row = row;
    return &a->placements;
}

/* The placements of a row; when its figures satisfy no relation, every one that keeps their order. */
static bool find_places(mz_flow_assignment *a, mz_flow_row *row, mz_flow_option *o)
{
    const mz_flow_template *t = a->table->header.template;
    if (row->placed && !row->doubtful && !row->single && is_fixed(row)) { /* in an earlier round */
        o->count = 1;
        o->places = mz_arena_alloc(a->arena, sizeof *o->places);
        for (size_t v = 0; v < row->value_count && o->places != NULL; v++)
            o->places->columns[v] = (uint8_t)row->columns[v];
        return o->places != NULL;
    }
    row->placed = true;
    mz_flow_placements *p = place(a, row);
    if (p->count == 0) a->placed_row = NULL; /* they become others here */
    if (p->count == 0 && row->single) {
        mz_flow_place_any(t, row->values, row->value_count, p);
        if (p->count > 0 && p->count < MZ_FLOW_MAX_PLACEMENTS) /* or the print itself does not add up */
            for (size_t v = 0; v < row->value_count; v++) p->items[p->count].columns[v] = (uint8_t)v;
        p->count += p->count > 0 && p->count < MZ_FLOW_MAX_PLACEMENTS;
    }
    row->doubtful = p->count == 0;
    row->displaced = row->displaced || (row->doubtful && row->amid);
    if (row->doubtful) {
        mz_flow_template any = *t;
        any.sum_count = 0;
        mz_flow_place(&any, row->side, row->values, row->value_count, false, row->columns, p);
        size_t kept = 0;
        bool first = false;
        for (size_t i = 0; i < p->count; i++) first = first || p->items[i].columns[0] == 0;
        for (size_t i = 0; i < p->count; i++)
            if (!first || !totals_first(t) || p->items[i].columns[0] == 0) p->items[kept++] = p->items[i];
        p->count = kept;
    }
    o->places = mz_arena_room(a->arena, p->count + 1, sizeof *o->places);
    if (o->places == NULL) return false;
    memcpy(o->places, p->items, p->count * sizeof *o->places);
    o->count = p->count;
    return true;
}

static uint32_t mask_of(const mz_flow_option *o, const mz_flow_row *row)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < o->count; i++)
        for (size_t v = 0; v < row->value_count; v++) mask |= 1u << o->places[i].columns[v];
    return mask;
}

/* Links each row to its parent: of subjects the code it begins with, else the total; in a two-sided table the first
 * total of the side for its numbered lines. */
static void link_rows(mz_flow_assignment *a)
{
    enum { FAMILY = 1024 }; /* rows between a code and the one that it begins with: there are far fewer codes */
    mz_flow_rows *rows = &a->table->rows;
    mz_flow_layout layout = a->table->header.template->layout;
    bool codes = layout == MZ_FLOW_CODES;
    int32_t total[2] = {MZ_FLOW_NO_ROW, MZ_FLOW_NO_ROW}, before = MZ_FLOW_NO_ROW;
    for (size_t r = 0; r < rows->count; r++) {
        const mz_flow_row *row = &rows->items[r];
        a->options[r] =
            (mz_flow_option){.parent = MZ_FLOW_NO_ROW, .first_child = MZ_FLOW_NO_ROW, .next = MZ_FLOW_NO_ROW};
        if (row->total && row->value_count > 0 && total[row->side] == MZ_FLOW_NO_ROW) total[row->side] = (int32_t)r;
    }
    for (size_t n = rows->count; n > 0; n--) { /* backwards: the lists of children are in order */
        const mz_flow_row *row = &rows->items[n - 1];
        if (row->total) continue;
        if (layout == MZ_FLOW_LABELS)
            before = row->serial > 0 ? total[row->side] : MZ_FLOW_NO_ROW;
        else if (!codes)
            before = row->side == 1 && mz_flow_numbered(row->label) && total[1] > (int32_t)(n - 1) ? total[1]
                                                                                                   : MZ_FLOW_NO_ROW;
        if (codes) {
            size_t length = strlen(row->code);
            before = total[0];
            for (size_t p = n - 1; p > 0 && length > 3 && n - p <= FAMILY; p--) {
                const mz_flow_row *up = &rows->items[p - 1];
                size_t shorter = strlen(up->code);
                if (up->total || shorter >= length) continue;
                if (strncmp(row->code, up->code, shorter) == 0 && shorter > 0) before = (int32_t)(p - 1);
                break;
            }
        }
        mz_flow_option *o = &a->options[n - 1];
        o->parent = before;
        if (before == MZ_FLOW_NO_ROW) continue;
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
static void weigh_sum(const mz_flow_assignment *a, const mz_flow_row *row, mz_flow_option *o)
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
static void decide(mz_flow_assignment *a, size_t r)
{
    mz_flow_row *row = &a->table->rows.items[r];
    mz_flow_option *o = &a->options[r];
    uint32_t allowed = a->used[row->side];
    if (o->parent != MZ_FLOW_NO_ROW) {
        const mz_flow_row *parent = &a->table->rows.items[o->parent];
        if (!parent->doubtful && is_fixed(parent)) allowed = mask_of(&a->options[o->parent], parent);
    }
    if (!row->total) within(o, row, allowed);
    weigh_sum(a, row, o);
    weigh(a, row, o);
    settle(a, row, o);
    if (row->total && o->count == 1 && !row->doubtful) a->used[row->side] |= mask_of(o, row);
    mz_flow_solve_family(a, r);
    if (o->count == 1) settle(a, row, o); /* its parts, decided in an earlier round, leave only one way */
}

mz_status mz_flow_assign(mz_arena *arena, const mz_flow_evidence *evidence, mz_flow_table *table)
{
    mz_flow_assignment a = {.arena = arena, .evidence = evidence, .table = table};
    mz_flow_rows *rows = &table->rows;
    bool open = false;
    for (size_t r = 0; r < rows->count && !open; r++) open = !rows->items[r].placed || !is_fixed(&rows->items[r]);
    if (!open) return MZ_OK; /* nothing is left of an earlier round */
    a.options = mz_arena_array(arena, rows->count + 1, sizeof *a.options);
    if (a.options == NULL) return MZ_ERR_MEMORY;
    link_rows(&a);
    know_columns(&a);
    for (uint16_t c = 0; c < table->header.template->column_count; c++)
        a.width[table->header.template->sides[c] == 1]++;
    for (size_t r = 0; r < rows->count; r++)
        if (!find_places(&a, &rows->items[r], &a.options[r])) return MZ_ERR_MEMORY;
    for (size_t r = rows->count; r > 0; r--)
        if (!rows->items[r - 1].total) mz_flow_solve_family(&a, r - 1);
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
