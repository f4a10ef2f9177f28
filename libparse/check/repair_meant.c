/* repair_meant.c - the unit that a figure of the text is meant in, when its digits are right and its unit is not. */
#include "repair.h"

/* How many hundredths of a yuan one of the unit is, 0 for units that the text does not count money in. */
static int64_t size_of(mz_unit unit)
{
    switch (unit) {
    case MZ_UNIT_YUAN:
        return 100;
    case MZ_UNIT_WAN:
        return 100LL * 10000;
    case MZ_UNIT_YI:
        return 100LL * 10000 * 10000;
    default:
        return 0;
    }
}

/* Whether the figure, printed in hundredths of a yuan as many as `from`, agrees with another when it counts `to`. */
static bool agrees_in(const mz_figure *figure, int64_t from, int64_t to, const mz_interval *other)
{
    const mz_wide low = (mz_wide)figure->interval.lo * to, high = (mz_wide)figure->interval.hi * to;
    return low <= (mz_wide)other->hi * from && (mz_wide)other->lo * from <= high;
}

const char *mz_repair_in_unit(mz_problem *problem, const uint32_t *relations, size_t count, uint32_t index)
{
    static const mz_unit units[] = {MZ_UNIT_YUAN, MZ_UNIT_WAN, MZ_UNIT_YI};
    enum { FEWEST_DIGITS = 3 };
    const mz_figure *figure = &problem->figures[index];
    const int64_t own = figure->table == NULL ? size_of(figure->amount->unit) : 0;
    if (own == 0 || mz_telling_digits(figure->value / 2) < FEWEST_DIGITS) return NULL;
    for (size_t i = 0; i < count; i++) {
        const mz_relation *relation = &problem->relations[relations[i]];
        if (relation->term_count != 2 || relation->form != MZ_FORM_EQUAL) continue;
        const bool first = relation->terms[0].figure == index;
        if (!first && relation->terms[1].figure != index) continue;
        const mz_interval *other = &problem->figures[relation->terms[first ? 1 : 0].figure].interval;
        for (size_t u = 0; u < sizeof units / sizeof *units; u++)
            if (units[u] != figure->amount->unit && agrees_in(figure, own, size_of(units[u]), other))
                return mz_arena_printf(problem->arena, "%s%s", figure->amount->printed, mz_unit_name(units[u]));
    }
    return NULL;
}
