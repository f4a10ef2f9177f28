/* syndrome.c - where the relations stand during the search for repairs. A change of a figure shifts the sums of the
 * relations it is in, so trying it costs as many steps as it has relations, however long these are. */
#include <string.h>

#include "repair.h"

static int64_t half_width(const mz_figure *figure)
{
    return (figure->interval.hi - figure->interval.lo) / 2;
}

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

static bool is_ratio(const mz_search *search, uint32_t relation)
{
    return search->problem->relations[relation].form == MZ_FORM_RATIO;
}

static bool is_broken_sum(const mz_relation *relation, mz_wide lo, mz_wide hi)
{
    return lo > 0 || (relation->form == MZ_FORM_EQUAL && hi < 0);
}

/* The relations of every figure, with the coefficients it has there. */
static bool build_incidence(mz_problem *problem)
{
    size_t total = 0;
    for (size_t f = 0; f < problem->figure_count; f++) problem->figures[f].degree = 0;
    for (size_t r = 0; r < problem->relation_count; r++)
        for (uint32_t i = 0; i < problem->relations[r].term_count; i++, total++)
            problem->figures[problem->relations[r].terms[i].figure].degree++;
    problem->incidence = mz_arena_room(problem->arena, total + 1, sizeof *problem->incidence);
    if (problem->incidence == NULL || total > UINT32_MAX) return false;
    uint32_t at = 0;
    for (size_t f = 0; f < problem->figure_count; f++) {
        problem->figures[f].first = at;
        at += problem->figures[f].degree;
        problem->figures[f].degree = 0;
    }
    for (size_t r = 0; r < problem->relation_count; r++)
        for (uint32_t i = 0; i < problem->relations[r].term_count; i++) {
            const mz_term *term = &problem->relations[r].terms[i];
            mz_figure *figure = &problem->figures[term->figure];
            problem->incidence[figure->first + figure->degree++] = (mz_incidence){(uint32_t)r, term->coefficient};
        }
    return true;
}

/* The sum of a relation when a figure of it is first touched: most never are. No figure of it has moved before. */
static void add_up(mz_search *search, uint32_t number)
{
    const mz_relation *relation = &search->problem->relations[number];
    mz_sum sum = {0, 0, 0};
    for (uint32_t i = 0; i < relation->term_count; i++) {
        const mz_figure *figure = &search->problem->figures[relation->terms[i].figure];
        int64_t coefficient = relation->terms[i].coefficient;
        mz_wide slack = (mz_wide)half_width(figure) * magnitude(coefficient);
        mz_wide exact = (mz_wide)figure->value * coefficient;
        sum.exact += exact;
        sum.lo += exact - slack;
        sum.hi += exact + slack;
    }
    search->sums[number] = sum;
}

/* The last digit that most figures of each unit are printed to. */
static void find_usual_digits(mz_search *search)
{
    enum { DECIMALS = 16 };
    size_t counts[MZ_UNIT_OTHER + 1][DECIMALS] = {0}, most[MZ_UNIT_OTHER + 1] = {0};
    for (size_t f = 0; f < search->problem->figure_count; f++) {
        const mz_figure *figure = &search->problem->figures[f];
        mz_unit unit = figure->amount->unit;
        uint8_t decimals = figure->amount->decimals;
        if (figure->value == 0 || decimals >= DECIMALS || ++counts[unit][decimals] <= most[unit]) continue;
        most[unit] = counts[unit][decimals];
        search->usual_digit[unit] = figure->interval.hi - figure->interval.lo;
    }
}

/* Counts doubtful figures and broken relations per table; a relation counts once for each of its tables (terms of one
 * table follow each other). */
static void find_doubts(mz_search *search)
{
    const mz_problem *problem = search->problem;
    for (size_t f = 0; f < problem->figure_count; f++)
        if (problem->figures[f].table != NULL)
            search->doubts[problem->figures[f].table - problem->document->tables].doubtful +=
                problem->figures[f].doubtful;
    for (size_t r = 0; r < problem->relation_count; r++) {
        const mz_relation *relation = &problem->relations[r];
        const mz_table *last = NULL;
        if (relation->state != MZ_STATE_BROKEN) continue;
        for (uint32_t t = 0; t < relation->term_count; t++) {
            const mz_table *table = problem->figures[relation->terms[t].figure].table;
            if (table != NULL && table != last) search->doubts[table - problem->document->tables].broken++;
            last = table;
        }
    }
}

bool mz_search_make(mz_search *search, mz_problem *problem)
{
    enum { WORK_PER_TERM = 64, LEAST_WORK = 400000 };
    *search = (mz_search){.problem = problem};
    if (!build_incidence(problem)) return false;
    size_t figures = problem->figure_count + 1, relations = problem->relation_count + 1, longest = 0, terms = 0;
    for (size_t r = 0; r < problem->relation_count; r++) {
        terms += problem->relations[r].term_count;
        if (problem->relations[r].term_count > longest) longest = problem->relations[r].term_count;
    }
    search->most_work = LEAST_WORK + terms * WORK_PER_TERM;
    search->doubts = mz_arena_array(problem->arena, problem->document->table_count + 1, sizeof *search->doubts);
    search->intervals = mz_arena_room(problem->arena, figures, sizeof *search->intervals);
    search->values = mz_arena_room(problem->arena, figures, sizeof *search->values);
    search->tried = mz_arena_array(problem->arena, figures, sizeof *search->tried);
    search->copied = mz_arena_array(problem->arena, figures, sizeof *search->copied);
    search->member = mz_arena_array(problem->arena, figures, sizeof *search->member);
    search->sums = mz_arena_room(problem->arena, relations, sizeof *search->sums);
    search->broken = mz_arena_room(problem->arena, relations, sizeof *search->broken);
    search->touched = mz_arena_room(problem->arena, relations, sizeof *search->touched);
    search->touch_at = mz_arena_room(problem->arena, relations, sizeof *search->touch_at);
    search->touch_stamp = mz_arena_array(problem->arena, relations, sizeof *search->touch_stamp);
    search->dirty = mz_arena_array(problem->arena, relations, sizeof *search->dirty);
    search->linked = mz_arena_array(problem->arena, relations, sizeof *search->linked);
    search->links_of = mz_arena_room(problem->arena, relations, sizeof *search->links_of);
    search->moving = mz_arena_array(problem->arena, longest + 1, sizeof *search->moving);
    if (mz_arena_exhausted(problem->arena)) return false;
    find_usual_digits(search);
    find_doubts(search);
    for (uint32_t f = 0; f < problem->figure_count; f++) {
        search->intervals[f] = problem->figures[f].interval;
        search->values[f] = problem->figures[f].value;
    }
    for (uint32_t r = 0; r < problem->relation_count; r++)
        search->broken[r] = problem->relations[r].state == MZ_STATE_BROKEN;
    return true;
}

void mz_search_touch(mz_search *search, const mz_unit_of_change *unit)
{
    search->stamp++;
    search->touch_count = 0;
    for (uint32_t i = 0; i < unit->count; i++) {
        const mz_figure *figure = &search->problem->figures[unit->figures[i]];
        search->member[unit->figures[i]] = search->stamp;
        search->work += figure->degree;
        for (uint32_t k = 0; k < figure->degree; k++) {
            mz_incidence one = search->problem->incidence[figure->first + k];
            if (search->touch_stamp[one.relation] != search->stamp) {
                if (search->touch_stamp[one.relation] == 0 && !is_ratio(search, one.relation))
                    add_up(search, one.relation);
                search->touch_stamp[one.relation] = search->stamp;
                search->touch_at[one.relation] = (uint32_t)search->touch_count;
                search->touched[search->touch_count++] = (mz_touch){.relation = one.relation};
            }
            mz_touch *touch = &search->touched[search->touch_at[one.relation]];
            touch->coefficient += one.coefficient;
            touch->slack += (mz_wide)half_width(figure) * magnitude(one.coefficient);
        }
    }
}

static void shift_figures(mz_search *search, const mz_unit_of_change *unit, int64_t distance)
{
    for (uint32_t i = 0; i < unit->count; i++) {
        uint32_t figure = unit->figures[i];
        int64_t half = half_width(&search->problem->figures[figure]), value = search->values[figure] + distance;
        search->values[figure] = value;
        search->intervals[figure] = (mz_interval){value - half, value + half};
    }
}

bool mz_search_would_break(mz_search *search, const mz_unit_of_change *unit, const mz_touch *touch, int64_t distance)
{
    const mz_relation *relation = &search->problem->relations[touch->relation];
    if (is_ratio(search, touch->relation)) {
        search->work += relation->term_count;
        shift_figures(search, unit, distance);
        bool broken =
            mz_relation_evaluate(search->problem, relation, search->intervals, search->values) == MZ_STATE_BROKEN;
        shift_figures(search, unit, -distance);
        return broken;
    }
    mz_wide shift = (mz_wide)touch->coefficient * distance;
    const mz_sum *sum = &search->sums[touch->relation];
    return is_broken_sum(relation, sum->lo + shift, sum->hi + shift);
}

bool mz_search_solve(mz_search *search, const mz_unit_of_change *unit, const mz_touch *touch, mz_interval *range,
                     int64_t *exact)
{
    const mz_relation *relation = &search->problem->relations[touch->relation];
    int64_t reference = search->values[unit->figures[0]];
    if (is_ratio(search, touch->relation)) {
        search->work += relation->term_count;
        for (uint32_t t = 0; t < relation->term_count; t++)
            search->moving[t] = search->member[relation->terms[t].figure] == search->stamp;
        return mz_relation_solve(search->problem, relation, search->moving, reference, search->intervals,
                                 search->values, range, exact);
    }
    /* the unit's own figures enter as they are printed, the others with their intervals */
    const mz_sum *sum = &search->sums[touch->relation];
    mz_sum rest = {sum->lo + touch->slack, sum->hi - touch->slack, sum->exact};
    return mz_sum_solve(&rest, touch->coefficient, relation->form, reference, range, exact);
}

void mz_search_move(mz_search *search, const mz_unit_of_change *unit)
{
    int64_t distance = unit->value - search->values[unit->figures[0]];
    shift_figures(search, unit, distance);
    for (size_t i = 0; i < search->touch_count; i++) {
        const mz_touch *touch = &search->touched[i];
        const mz_relation *relation = &search->problem->relations[touch->relation];
        if (is_ratio(search, touch->relation)) {
            search->broken[touch->relation] =
                mz_relation_evaluate(search->problem, relation, search->intervals, search->values) == MZ_STATE_BROKEN;
            continue;
        }
        mz_sum *sum = &search->sums[touch->relation];
        mz_wide shift = (mz_wide)touch->coefficient * distance;
        *sum = (mz_sum){sum->lo + shift, sum->hi + shift, sum->exact + shift};
        search->broken[touch->relation] = is_broken_sum(relation, sum->lo, sum->hi);
    }
}
