/*
 * stray.c - flow text tells the columns of its figures by what they add up to,
 * so a figure with a slip of the pen fits nowhere: the reader leaves its place
 * empty, marks it as doubtful or puts it into an empty place where nothing
 * speaks against it. What relations ask for in the place that was left empty is
 * a demand; a figure printed among the table's lines that no relation has, and
 * that is a slip of what is asked for, is the one that is wrong.
 */
#include <string.h>

#include "draft.h"

enum {
    MOST_SLIPS = 32,   /* of one value that are looked into */
    MOST_GROUPS = 64,  /* of demands that are looked into, so that the time stays linear */
    FEWEST_DIGITS = 5, /* fewer are alike by chance */
    LONGEST = 32
};

/* A figure printed among the lines of a table. */
typedef struct token {
    mz_amount amount;
    char printed[LONGEST + 1];
    mz_span span;
} token;

typedef struct tokens {
    token *items;
    size_t count, room;
} tokens;

/* A figure by its value. */
typedef struct valued {
    int64_t value;
    uint32_t table; /* UINT32_MAX: of the text */
    uint32_t figure;
} valued;

/* What is looked through: the printed figures of one table in their order and
 * their values in ascending order, and all figures by value and table. */
typedef struct stock {
    tokens tokens;
    int64_t *values;
    valued *figures;
} stock;

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

/* The sum of the draft's terms, those that are doubtful included or not; *slack
 * grows by half their width. */
static mz_wide sum_of(const mz_problem *problem, const mz_draft *draft, bool doubtful, int64_t *slack)
{
    mz_wide sum = 0;
    for (size_t t = 0; t < draft->count; t++) {
        const uint32_t number = draft->terms[t].figure;
        if (number == MZ_NO_FIGURE || (problem->figures[number].doubtful && !doubtful)) continue;
        const mz_figure *figure = &problem->figures[number];
        sum += (mz_wide)figure->value * draft->terms[t].coefficient;
        *slack += (figure->interval.hi - figure->interval.lo) / 2;
    }
    return sum;
}

/* The first certain figure of the draft, MZ_NO_FIGURE when there is none. */
static uint32_t lead_of(const mz_problem *problem, const mz_draft *draft)
{
    for (size_t t = 0; t < draft->count; t++)
        if (draft->terms[t].figure != MZ_NO_FIGURE && !problem->figures[draft->terms[t].figure].doubtful)
            return draft->terms[t].figure;
    return MZ_NO_FIGURE;
}

void mz_demand_note(mz_problem *problem, const mz_draft *draft, const mz_rule *rule)
{
    int64_t slack = 0, most = 0;
    const mz_wide sum = sum_of(problem, draft, false, &slack), whole = sum_of(problem, draft, true, &most);
    if (whole <= most && whole >= -most) return; /* as it was read it is well */
    const uint32_t lead = lead_of(problem, draft);
    const bool certain = draft->lack_count == 1;
    /* when several places are empty all must be parts, of which one was lost */
    if (lead == MZ_NO_FIGURE || (!certain && draft->terms[0].figure != lead) || magnitude(draft->lack_sign) != 1)
        return;
    const mz_wide value = draft->lack_sign > 0 ? -sum : sum;
    if (value <= slack || value > 2 * MZ_LARGEST) return;
    mz_demand *demand = mz_arena_push(problem->arena, &problem->demands, &problem->demand_count, &problem->demand_room,
                                      sizeof *problem->demands);
    if (demand == NULL) return;
    *demand = (mz_demand){.rule = rule,
                          .table = draft->lack_table,
                          .row = certain ? draft->lack_row : SIZE_MAX,
                          .column = draft->lack_column,
                          .value = (int64_t)value,
                          .slack = slack,
                          .lead = lead,
                          .relation = draft->reason == NULL ? (uint32_t)problem->relation_count : MZ_NO_FIGURE};
}

static int compare_demands(const void *left, const void *right)
{
    const mz_demand *a = left, *b = right;
    if (a->table != b->table) return a->table < b->table ? -1 : 1;
    if (a->value != b->value) return a->value < b->value ? -1 : 1;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

/* How many places the demands are made in; what is asked for in one of several
 * counts when there are no others. */
static size_t count_places(const mz_demand *demands, size_t count)
{
    size_t places = 0;
    for (size_t d = 0; d < count; d++) {
        const mz_demand *one = &demands[d];
        if (one->row == SIZE_MAX) continue;
        places += d == 0 || one->row != one[-1].row || one->column != one[-1].column;
    }
    return places > 0 ? places : 1;
}

static void note_line(mz_problem *problem, const mz_line *line, mz_unit unit, tokens *all)
{
    const char *at = line->text;
    for (const char *begin; (begin = mz_next_word(&at)) != NULL;) {
        token one = {.span = {.line = line->number,
                              .page = line->page,
                              .begin = line->offset + (uint32_t)(begin - line->text),
                              .end = line->offset + (uint32_t)(at - line->text)}};
        const size_t length = (size_t)(at - begin);
        if (length > LONGEST || mz_amount_read(begin, length, unit, one.printed, &one.amount) != MZ_OK) continue;
        token *kept = mz_arena_push(problem->arena, &all->items, &all->count, &all->room, sizeof *all->items);
        if (kept == NULL) return;
        *kept = one;
        kept->amount.printed = kept->printed;
    }
}

static int compare_values(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* The figures among the lines of a table; false when memory runs out. */
static bool gather(mz_problem *problem, const mz_table *table, stock *stock)
{
    enum { BEHIND = 4 /* lines behind the last figure that was read */ };
    const mz_text *text = problem->document->text;
    uint32_t last = table->span.line;
    tokens *all = &stock->tokens;
    all->count = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        if (table->rows[r].span.line > last) last = table->rows[r].span.line;
        for (size_t c = 0; c < table->rows[r].cell_count; c++)
            if (table->rows[r].cells[c].span.line > last) last = table->rows[r].cells[c].span.line;
    }
    for (size_t l = table->span.line; text != NULL && l > 0 && l <= last + BEHIND && l <= text->count; l++)
        note_line(problem, &text->lines[l - 1], table->unit, all);
    stock->values = mz_arena_room(problem->arena, all->count + 1, sizeof *stock->values);
    if (stock->values == NULL) return false;
    for (size_t i = 0; i < all->count; i++) stock->values[i] = all->items[i].amount.value * 2;
    mz_sort(problem->arena, stock->values, all->count, sizeof *stock->values, compare_values);
    return true;
}

static int compare_valued(const void *left, const void *right)
{
    const valued *a = left, *b = right;
    if (a->value != b->value) return a->value < b->value ? -1 : 1;
    if (a->table != b->table) return a->table < b->table ? -1 : 1;
    return (a->figure > b->figure) - (a->figure < b->figure);
}

/* All figures by value and table; NULL when memory runs out. */
static valued *sort_figures(mz_problem *problem)
{
    valued *all = mz_arena_room(problem->arena, problem->figure_count + 1, sizeof *all);
    for (uint32_t f = 0; all != NULL && f < problem->figure_count; f++) {
        const mz_table *table = problem->figures[f].table;
        all[f] = (valued){problem->figures[f].value,
                          table == NULL ? UINT32_MAX : (uint32_t)(table - problem->document->tables), f};
    }
    if (all != NULL) mz_sort(problem->arena, all, problem->figure_count, sizeof *all, compare_valued);
    return all;
}

/* The number of the first of count sorted items that is not below what. */
static size_t first_not_below(const void *items, size_t count, size_t size, const void *what,
                              int (*compare)(const void *, const void *))
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare((const char *)items + middle * size, what) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How many figures of the tables from first to last have the value; *found (may
 * be NULL) is the last of them. */
static size_t count_figures(const mz_problem *problem, const stock *stock, uint32_t first, uint32_t last, int64_t value,
                            uint32_t *found)
{
    const valued low = {value, first, 0}, high = {value, last, UINT32_MAX};
    const size_t begin = first_not_below(stock->figures, problem->figure_count, sizeof low, &low, compare_valued);
    const size_t end = first_not_below(stock->figures, problem->figure_count, sizeof high, &high, compare_valued);
    if (end > begin && found != NULL) *found = stock->figures[end - 1].figure;
    return end - begin;
}

/* How many of the table's figures have it. */
static size_t count_in(const mz_problem *problem, const stock *stock, size_t table, int64_t value, uint32_t *found)
{
    return count_figures(problem, stock, (uint32_t)table, (uint32_t)table, value, found);
}

static size_t count_tokens(const stock *stock, int64_t value)
{
    const int64_t above = value + 1;
    const size_t count = stock->tokens.count, size = sizeof *stock->values;
    return first_not_below(stock->values, count, size, &above, compare_values) -
           first_not_below(stock->values, count, size, &value, compare_values);
}

static bool has_term(const mz_relation *relation, uint32_t figure)
{
    for (uint32_t t = 0; t < relation->term_count; t++)
        if (relation->terms[t].figure == figure) return true;
    return false;
}

/* Whether a relation holds with the figure and others that are not zero. */
static bool fits(const mz_problem *problem, uint32_t figure)
{
    for (size_t r = 0; r < problem->relation_count; r++) {
        const mz_relation *relation = &problem->relations[r];
        if (relation->state == MZ_STATE_BROKEN || relation->form != MZ_FORM_EQUAL || !has_term(relation, figure))
            continue;
        for (uint32_t t = 0; t < relation->term_count; t++)
            if (relation->terms[t].figure != figure && problem->figures[relation->terms[t].figure].value != 0)
                return true;
    }
    return false;
}

/* Whether a demand of the table asks for the value itself. */
static bool is_asked_for(const mz_problem *problem, size_t table, int64_t value)
{
    for (size_t d = 0; d < problem->demand_count; d++)
        if (problem->demands[d].table == table &&
            magnitude(problem->demands[d].value - value) <= problem->demands[d].slack)
            return true;
    return false;
}

/* Whether the printed figure is a slip of what is asked for, and not the sum of
 * it and another figure of the table. A digit too many or too few is believed
 * of two demands only. */
static bool is_slip(const mz_problem *problem, const stock *stock, const mz_demand *demand, bool twice,
                    const mz_amount *amount)
{
    enum { COST_SAME_LENGTH = 13 }; /* slips that leave as many digits cost less */
    const mz_amount *like = problem->figures[demand->lead].amount;
    const int64_t value = amount->value * 2;
    if (amount->unit != like->unit || amount->decimals != like->decimals || value == demand->value ||
        mz_telling_digits(amount->value) < FEWEST_DIGITS)
        return false;
    return mz_slip_cost(amount, demand->value) < (twice ? MZ_COST_OTHER : COST_SAME_LENGTH) &&
           count_in(problem, stock, demand->table, magnitude(value - demand->value), NULL) == 0;
}

/* The only printed figure that no relation has and that is a slip of what is
 * asked for; NULL when there is none. */
static const token *find_slip(const mz_problem *problem, const stock *stock, const mz_demand *demand, bool twice)
{
    const tokens *all = &stock->tokens;
    const token *found = NULL;
    size_t slips = 0;
    for (size_t i = 0; i < all->count && slips < MOST_SLIPS; i++) {
        const token *one = &all->items[i];
        const int64_t value = one->amount.value * 2;
        uint32_t figure = MZ_NO_FIGURE;
        if (!is_slip(problem, stock, demand, twice, &one->amount)) continue;
        slips++;
        if (count_tokens(stock, value) > 1) continue;
        const size_t read = count_in(problem, stock, demand->table, value, &figure);
        if (read > 1 || count_figures(problem, stock, 0, UINT32_MAX, value, NULL) > read ||
            is_asked_for(problem, demand->table, value))
            continue;
        if (read == 1 && !problem->figures[figure].doubtful && fits(problem, figure)) continue;
        if (found != NULL) return NULL;
        found = one;
    }
    return found;
}

/* Nothing more is to be said of the relations that ask for the figure, nor of
 * those that have it in a wrong place. */
static void settle(mz_problem *problem, const stock *stock, const mz_demand *demands, size_t count, int64_t value)
{
    uint32_t figure = MZ_NO_FIGURE;
    for (size_t d = 0; d < count; d++)
        if (demands[d].relation < problem->relation_count) problem->relations[demands[d].relation].settled = true;
    if (count_in(problem, stock, demands->table, value, &figure) == 0) return;
    for (size_t r = 0; r < problem->relation_count; r++)
        if (problem->relations[r].state == MZ_STATE_BROKEN && has_term(&problem->relations[r], figure))
            problem->relations[r].settled = true;
}

static mz_place place_of(const mz_problem *problem, const mz_demand *demand, const token *one)
{
    const mz_table *table = &problem->document->tables[demand->table];
    mz_place place = mz_figure_place(problem, demand->lead);
    if (demand->row < table->row_count && demand->column < table->column_count) {
        place.form = table->title;
        place.row = table->rows[demand->row].label;
        place.code = table->rows[demand->row].code;
        place.column = table->columns[demand->column].path;
    }
    place.span = one->span;
    place.printed = one->printed;
    return place;
}

static void tell(mz_problem *problem, const stock *stock, const mz_demand *demands, size_t count, const token *one)
{
    enum { MOST_TOLD = 16 };
    const mz_amount *amount = &one->amount;
    char buffer[LONGEST * 2];
    size_t length = mz_value_format(demands->value / 2, amount->unit, amount->decimals, buffer, sizeof buffer);
    const char *wanted = mz_arena_copy(problem->arena, buffer, length), *unit = mz_unit_name(amount->unit);
    length = mz_value_format(amount->value - demands->value / 2, amount->unit, amount->decimals, buffer, sizeof buffer);
    const char *delta = mz_arena_copy(problem->arena, buffer, length);
    mz_place places[1 + MOST_TOLD] = {place_of(problem, demands, one)};
    const char *explains[MOST_TOLD];
    size_t told = count < MOST_TOLD ? count : MOST_TOLD;
    unsigned cost;
    mz_severity severity;
    if (wanted == NULL || delta == NULL || !mz_rule_severity(problem, demands->rule, &severity)) return;
    for (size_t d = 0; d < told; d++) {
        explains[d] = demands[d].rule->id;
        places[1 + d] = mz_figure_place(problem, demands[d].lead);
    }
    const mz_repair repair = {.place = places[0],
                              .from = one->printed,
                              .to = wanted,
                              .slip = mz_slip_name(one->printed, wanted, &cost),
                              .unique = true};
    const char *zh = mz_arena_printf(problem->arena, "%s的%s%s不合任何勾稽关系，按%zu项勾稽关系应为%s%s。",
                                     mz_place_zh(problem, &places[0]), one->printed, unit, count, wanted, unit),
               *en = mz_arena_printf(problem->arena, "%s in %s fits no relation; %zu relation(s) ask for %s.",
                                     one->printed, mz_place_en(problem, &places[0]), count, wanted);
    if (zh == NULL || en == NULL) return;
    mz_report_add(problem, &(mz_report){.rule = demands->rule,
                                        .severity = severity,
                                        .places = places,
                                        .place_count = 1 + told,
                                        .zh = zh,
                                        .en = en,
                                        .expected = wanted,
                                        .actual = one->printed,
                                        .delta = delta,
                                        .unit = unit,
                                        .repairs = &repair,
                                        .repair_count = 1,
                                        .explains = explains,
                                        .explain_count = told});
    settle(problem, stock, demands, count, amount->value * 2);
}

/* Whether demands of one value say enough: two of them, or one that another
 * table or the text makes. */
static bool say_enough(const mz_problem *problem, const mz_demand *demands, size_t count)
{
    const mz_table *table = &problem->document->tables[demands->table];
    if (mz_telling_digits(demands->value / 2) < FEWEST_DIGITS) return false;
    return count > 1 || problem->figures[demands->lead].table != table;
}

void mz_find_strays(mz_problem *problem)
{
    stock stock = {0};
    size_t groups = 0, gathered = SIZE_MAX;
    mz_demand *demands = problem->demands;
    if (problem->demand_count > 1)
        mz_sort(problem->arena, demands, problem->demand_count, sizeof *demands, compare_demands);
    for (size_t d = 0, count; d < problem->demand_count && groups < MOST_GROUPS; d += count) {
        const mz_demand *first = &demands[d];
        for (count = 1; d + count < problem->demand_count && first[count].table == first->table &&
                        first[count].value - first->value <= first->slack;)
            count++;
        if (!say_enough(problem, first, count)) continue;
        groups++;
        if (stock.figures == NULL && (stock.figures = sort_figures(problem)) == NULL) return;
        if (gathered != first->table && !gather(problem, &problem->document->tables[first->table], &stock)) return;
        gathered = first->table;
        /* what is asked for may be printed and have been read into a wrong place,
         * or nowhere */
        const size_t printed = count_tokens(&stock, first->value),
                     read = count_in(problem, &stock, first->table, first->value, NULL);
        if (printed >= read + count_places(first, count)) continue;
        const token *one = find_slip(problem, &stock, first, count > 1);
        if (one != NULL) tell(problem, &stock, first, count, one);
    }
}
