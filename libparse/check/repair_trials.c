/* repair_trials.c - which values a unit may take so that a broken relation holds, and what each of them would mend and
 * spoil. */
#include <string.h>

#include "repair.h"

enum {
    DISTINCT_VALUES = 16, /* of one unit that are weighed */
    SHORT_RELATION = 4,
    COST_ODD = 6 /* of leaving an unusual figure, on top of the slip's */
};

/* Whether the figure beside this one in its table or in the text prints the same. */
static bool is_beside(const mz_problem *problem, uint32_t number)
{
    const mz_figure *self = &problem->figures[number];
    if (self->value == 0 || strlen(self->amount->printed) < 3) return false;
    if (self->fact != NULL) {
        size_t fact = (size_t)(self->fact - problem->document->facts);
        return (fact > 0 && strcmp(self->fact[-1].amount.printed, self->amount->printed) == 0) ||
               (fact + 1 < problem->document->fact_count &&
                strcmp(self->fact[1].amount.printed, self->amount->printed) == 0);
    }
    size_t row = (size_t)(self->row - self->table->rows), table = (size_t)(self->table - problem->document->tables);
    for (size_t c = 0; c + 1 < self->row->cell_count; c++) {
        const mz_cell *left = &self->row->cells[c], *right = left + 1;
        if ((left == self->cell || right == self->cell) && left->kind == MZ_CELL_AMOUNT &&
            right->kind == MZ_CELL_AMOUNT && left->amount.value == right->amount.value)
            return true;
    }
    for (int step = -1; step <= 1; step += 2) {
        size_t other = row + (size_t)step;
        if (other >= self->table->row_count || self->table->rows[other].side != self->row->side) continue;
        uint32_t figure = mz_problem_cell(problem, table, other, self->cell->column);
        if (figure != MZ_NO_FIGURE && problem->figures[figure].value == self->value) return true;
    }
    return false;
}

/* How likely the change is a slip. */
static unsigned slip_cost(const mz_search *search, const mz_unit_of_change *unit, const char **name)
{
    const mz_problem *problem = search->problem;
    const mz_amount *amount = problem->figures[unit->figures[0]].amount;
    char wanted[MZ_FIGURE_TEXT];
    unsigned cost = MZ_COST_OTHER;
    *name = "other";
    if (mz_value_format(unit->value / 2, amount->unit, amount->decimals, wanted, sizeof wanted) > 0)
        *name = mz_slip_name(amount->printed, wanted, &cost);
    if (cost > MZ_COST_COPIED && unit->kind == MZ_MOVES_ALONE && is_beside(problem, unit->figures[0])) {
        *name = "copied";
        cost = MZ_COST_COPIED;
    }
    return cost;
}

/* Whether a figure would be unusual: below zero though no change, or a rate that is hardly ever reached. */
static bool is_odd(const mz_figure *figure, int64_t value)
{
    static const int64_t percent = 2000000; /* in half counts */
    mz_fact_kind kind = figure->fact != NULL ? figure->fact->kind : MZ_FACT_VALUE;
    if (kind == MZ_FACT_CHANGE) return false;
    if (value == 0 && figure->amount->unit == MZ_UNIT_PERCENT) return true;
    if (kind == MZ_FACT_CHANGE_RATE) return value > 100 * percent || value < -100 * percent;
    if (kind == MZ_FACT_COMPLETION) return value > 300 * percent || value < 20 * percent;
    if (kind == MZ_FACT_SHARE && value > 100 * percent) return true;
    return value < 0;
}

/* Whether the figures would be unusual although the links' relations hold: another change that makes these hold is
 * likelier. Longer sums say too little of each figure. */
static bool leaves_odd(const mz_search *search, const mz_unit_of_change *unit, size_t first)
{
    const mz_problem *problem = search->problem;
    int64_t distance = unit->value - search->values[unit->figures[0]];
    for (size_t l = first; l < search->link_count; l++) {
        const mz_relation *relation = &problem->relations[search->links[l].relation];
        for (uint32_t t = 0; t < relation->term_count && relation->term_count <= SHORT_RELATION; t++) {
            uint32_t figure = relation->terms[t].figure;
            bool moves = search->member[figure] == search->stamp;
            if (is_odd(&problem->figures[figure], search->values[figure] + (moves ? distance : 0))) return true;
        }
    }
    return false;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t round_to(int64_t value, int64_t digit)
{
    int64_t down = floor_divide(value, digit);
    return (value - down * digit > digit / 2 ? down + 1 : down) * digit;
}

/* Half counts of one last digit as figures of this unit are mostly printed. */
static int64_t usual_digit(const mz_search *search, const mz_figure *figure)
{
    int64_t usual = search->usual_digit[figure->amount->unit];
    return usual > 0 ? usual : figure->interval.hi - figure->interval.lo;
}

/*
 * The value within range (half counts, for the true value) that the unit would print: exact rounded to its decimals.
 * When the relation leaves a choice that exact does not settle (a percentage says little of the amounts behind it), a
 * figure of which the printed one is a slip, or that is printed elsewhere. The more figures there are to choose from,
 * the likelier it is one by chance: *luck is to be added to its cost.
 */
static bool printable(mz_search *search, const mz_unit_of_change *unit, mz_interval range, int64_t exact, bool choice,
                      int64_t *value, unsigned *luck)
{
    const mz_figure *figure = &search->problem->figures[unit->figures[0]];
    int64_t grid = figure->interval.hi - figure->interval.lo; /* one last digit, in half counts */
    if (grid <= 0 || exact > 2 * MZ_LARGEST || exact < -2 * MZ_LARGEST) return false;
    int64_t half = grid / 2, best = round_to(exact, grid) / grid;
    if (best * grid - half > range.hi || best * grid + half < range.lo) return false;
    *luck = 0;
    if (choice && range.lo > -2 * MZ_LARGEST && range.hi < 2 * MZ_LARGEST) {
        int64_t printed = search->values[unit->figures[0]], wanted;
        int64_t least = -floor_divide(half - range.lo, grid), most = floor_divide(range.hi + half, grid);
        unsigned cost = MZ_COST_OTHER, known_cost;
        if (printed % grid == 0 && mz_slip_likeliest(printed / grid, least, most, best, &wanted, &cost)) {
            best = wanted;
            for (int64_t count = most - least + 1; count >= 10; count /= 10) (*luck)++;
        }
        range = (mz_interval){least * grid, most * grid};
        if (mz_printed_within(search, unit->figures[0], range, &wanted, &known_cost) && known_cost < cost + *luck) {
            best = wanted / grid;
            *luck = 0;
        }
    }
    *value = best * grid;
    if (grid > usual_digit(search, figure) &&
        mz_slip_cost(figure->amount, *value) >= MZ_COST_OTHER) /* printed more coarsely than its like */
        *value = round_to(exact, usual_digit(search, figure));
    return true;
}

/* Counts what moving the unit to its value would mend and break; the broken relations that it mends are linked to the
 * candidate that it may become. Relations that are errors when broken count, the others break ties. */
static void weigh(mz_search *search, mz_unit_of_change *unit)
{
    int64_t distance = unit->value - search->values[unit->figures[0]];
    uint32_t number = (uint32_t)search->candidate_count;
    unit->mended = unit->spoiled = unit->soft_mended = unit->soft_spoiled = 0;
    search->work += search->touch_count;
    for (size_t i = 0; i < search->touch_count; i++) {
        const mz_touch *touch = &search->touched[i];
        bool was = search->broken[touch->relation];
        bool is = mz_search_would_break(search, unit, touch, distance);
        if (is == was) continue;
        bool hard = search->problem->relations[touch->relation].severity == MZ_ERROR;
        uint32_t *counter =
            is ? (hard ? &unit->spoiled : &unit->soft_spoiled) : (hard ? &unit->mended : &unit->soft_mended);
        (*counter)++;
        if (is) continue;
        mz_link *link = mz_arena_push(search->problem->arena, &search->links, &search->link_count, &search->link_room,
                                      sizeof *search->links);
        if (link != NULL) *link = (mz_link){touch->relation, number, MZ_NO_FIGURE};
    }
}

/* A change that spoils as much as it mends explains nothing. */
static bool is_useful(const mz_unit_of_change *unit)
{
    if (unit->mended + unit->spoiled > 0) return unit->mended > 2 * unit->spoiled;
    return unit->soft_mended > unit->soft_spoiled;
}

/* Makes a candidate of the unit with the links from first on; drops the links when it is of no use. luck: see
 * printable. */
static void keep(mz_search *search, mz_unit_of_change *unit, size_t first, unsigned luck)
{
    mz_candidate *candidate = NULL;
    if (is_useful(unit))
        candidate = mz_arena_push(search->problem->arena, &search->candidates, &search->candidate_count,
                                  &search->candidate_room, sizeof *search->candidates);
    if (candidate == NULL) {
        search->link_count = first;
        return;
    }
    int cost = (int)(slip_cost(search, unit, &unit->slip) + luck + (leaves_odd(search, unit, first) ? COST_ODD : 0));
    unit->cost = (unsigned)(cost - mz_printed_evidence(search, unit, first));
    *candidate = (mz_candidate){.figure = unit->figures[0],
                                .kind = unit->kind,
                                .count = unit->count,
                                .value = unit->value,
                                .mended = unit->mended,
                                .spoiled = unit->spoiled,
                                .soft_mended = unit->soft_mended,
                                .soft_spoiled = unit->soft_spoiled,
                                .cost = unit->cost,
                                .backed = unit->backed,
                                .alone = unit->alone,
                                .slip = unit->slip,
                                .first_link = (uint32_t)first,
                                .link_count = (uint32_t)(search->link_count - first)};
    for (size_t l = first; l < search->link_count; l++) {
        uint32_t relation = search->links[l].relation;
        if (search->linked[relation] == search->round) search->links[l].next = search->links_of[relation];
        search->linked[relation] = search->round;
        search->links_of[relation] = (uint32_t)l;
    }
}

/* Tries the unit with each value that one of its broken relations asks for; relations mostly ask for the same one. */
static void try_unit(mz_search *search, mz_unit_of_change *unit)
{
    const mz_problem *problem = search->problem;
    int64_t weighed[DISTINCT_VALUES];
    size_t count = 0;
    mz_search_touch(search, unit);
    for (size_t i = 0; i < search->touch_count && count < DISTINCT_VALUES && search->work < search->most_work; i++) {
        const mz_touch *touch = &search->touched[i];
        const mz_relation *relation = &problem->relations[touch->relation];
        /* relations that a repair spoiled ask for nothing */
        if (!search->broken[touch->relation] || relation->state != MZ_STATE_BROKEN) continue;
        mz_interval range;
        int64_t exact;
        unsigned luck;
        bool choice = relation->form == MZ_FORM_RATIO || relation->term_count == 2;
        if (!mz_search_solve(search, unit, touch, &range, &exact) ||
            !printable(search, unit, range, exact, choice, &unit->value, &luck) ||
            unit->value == search->values[unit->figures[0]])
            continue;
        bool known = false;
        for (size_t v = 0; v < count && !known; v++) known = weighed[v] == unit->value;
        if (known) continue;
        weighed[count++] = unit->value;
        size_t first = search->link_count;
        weigh(search, unit);
        keep(search, unit, first, luck);
    }
}

void mz_try_figure(mz_search *search, uint32_t figure)
{
    const mz_problem *problem = search->problem;
    mz_unit_of_change unit;
    if (problem->figures[figure].doubtful) return;
    if (mz_unit_grow(problem, figure, MZ_MOVES_ALONE, &unit)) try_unit(search, &unit);
    /* the copies of a figure are one unit, from whichever of them it is reached: a document that prints its tables
     * several times must not try it once per copy */
    if (search->copied[figure] != search->round && mz_unit_grow(problem, figure, MZ_MOVES_COPIES, &unit)) {
        for (uint32_t i = 0; i < unit.count; i++) search->copied[unit.figures[i]] = search->round;
        try_unit(search, &unit);
    }
    if (mz_unit_grow(problem, figure, MZ_MOVES_CHAIN, &unit)) try_unit(search, &unit);
}

bool mz_candidate_better(const mz_candidate *a, const mz_candidate *b)
{
    int64_t gain_a = (int64_t)a->mended - 2 * (int64_t)a->spoiled,
            gain_b = (int64_t)b->mended - 2 * (int64_t)b->spoiled;
    if (gain_a != gain_b) return gain_a > gain_b;
    int64_t soft_a = (int64_t)a->soft_mended - a->soft_spoiled, soft_b = (int64_t)b->soft_mended - b->soft_spoiled;
    if (soft_a != soft_b) return soft_a > soft_b;
    bool chain_a = a->kind == MZ_MOVES_CHAIN, chain_b = b->kind == MZ_MOVES_CHAIN;
    if (chain_a != chain_b) return chain_b;
    if (a->cost != b->cost) return a->cost < b->cost;
    return a->count < b->count;
}
