/* printed.c - which values the document prints, and how often: a value that is printed elsewhere is likelier meant than
 * one that is not, wherever relations alone cannot decide. */
#include <string.h>

#include "repair.h"

enum {
    MOST_TERMS = 64, /* of a relation whose own figures are told from the others */
    PER_DIGIT = 2,   /* weight of a digit that tells a value from others */
    MOST_DIGITS = 4
};

/* Value and kind of measure in one number: a percentage is no evidence of an amount. */
static int64_t key_of(int64_t value, mz_unit unit)
{
    return value * 2 + (unit == MZ_UNIT_PERCENT);
}

/* The number of keys less than key. */
static size_t lower_bound(const mz_search *search, int64_t key)
{
    size_t from = 0, to = search->problem->figure_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (search->printed[middle] < key)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool sort_printed(mz_search *search)
{
    const mz_problem *problem = search->problem;
    search->printed = mz_arena_room(problem->arena, problem->figure_count + 1, sizeof *search->printed);
    search->counted = mz_arena_array(problem->arena, problem->figure_count + 1, sizeof *search->counted);
    if (search->printed == NULL || search->counted == NULL) return false;
    for (size_t f = 0; f < problem->figure_count; f++)
        search->printed[f] = key_of(problem->figures[f].value, problem->figures[f].amount->unit);
    return mz_sort_values(problem->arena, search->printed, problem->figure_count);
}

/* How much it says that the value is printed by figures other than own ones: 0 when there are none. */
static int weight_of(const mz_search *search, int64_t value, mz_unit unit, size_t own)
{
    int64_t key = key_of(value, unit);
    if (value == 0 || lower_bound(search, key + 1) - lower_bound(search, key) <= own) return 0;
    unsigned digits = mz_telling_digits(value / 2);
    return PER_DIGIT * (int)(digits < MOST_DIGITS ? digits : MOST_DIGITS);
}

bool mz_printed_within(mz_search *search, uint32_t figure, mz_interval range, int64_t *value, unsigned *cost)
{
    enum { MOST_VALUES = 16 };
    const mz_figure *self = &search->problem->figures[figure];
    int64_t digit = self->interval.hi - self->interval.lo;
    bool found = false;
    if (digit <= 0 || (search->printed == NULL && !sort_printed(search))) return false;
    size_t at = lower_bound(search, key_of(range.lo, self->amount->unit));
    for (size_t seen = 0; seen < MOST_VALUES && at < search->problem->figure_count; seen++, at++) {
        int64_t key = search->printed[at], other = (key - (key & 1)) / 2;
        if (key > key_of(range.hi, self->amount->unit)) break;
        if (seen > 0 && key == search->printed[at - 1]) continue; /* what is printed again costs the same */
        if (key != key_of(other, self->amount->unit) || other % digit != 0 || other == self->value) continue;
        unsigned own = mz_slip_cost(self->amount, other);
        own -= (unsigned)weight_of(search, other, self->amount->unit, 0);
        if (found && own >= *cost) continue;
        found = true;
        *value = other;
        *cost = own;
    }
    return found;
}

int mz_printed_evidence(mz_search *search, mz_unit_of_change *unit, size_t first)
{
    const mz_problem *problem = search->problem;
    if (search->printed == NULL && !sort_printed(search)) return 0;
    const mz_figure *figure = &problem->figures[unit->figures[0]];
    int64_t wanted = key_of(unit->value, figure->amount->unit);
    size_t as_wanted = 0, as_printed = 0;
    search->count_stamp++;
    for (uint32_t i = 0; i < unit->count; i++) {
        search->counted[unit->figures[i]] = search->count_stamp;
        as_wanted += problem->figures[unit->figures[i]].value == unit->value;
        as_printed += problem->figures[unit->figures[i]].value == figure->value;
    }
    for (size_t l = first; l < search->link_count; l++) {
        const mz_relation *relation = &problem->relations[search->links[l].relation];
        if (relation->term_count > MOST_TERMS) continue;
        search->work += relation->term_count;
        for (uint32_t t = 0; t < relation->term_count; t++) {
            uint32_t other = relation->terms[t].figure;
            if (search->counted[other] == search->count_stamp) continue;
            search->counted[other] = search->count_stamp;
            as_wanted += key_of(problem->figures[other].value, problem->figures[other].amount->unit) == wanted;
        }
    }
    int speaks_for = weight_of(search, unit->value, figure->amount->unit, as_wanted);
    int speaks_against = weight_of(search, figure->value, figure->amount->unit, as_printed);
    unit->backed = speaks_for == PER_DIGIT * MOST_DIGITS;
    unit->alone = speaks_against == 0;
    if (strcmp(unit->slip, "copied") == 0)
        return speaks_for; /* the figure that it was copied from prints the old value */
    return speaks_for - speaks_against;
}
