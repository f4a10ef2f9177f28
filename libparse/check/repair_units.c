/* repair_units.c - figures that move together: copies that held equalities tie to each other, and the totals that a
 * figure was added up into. */
#include "repair.h"

enum { LARGEST_DEGREE = 64 /* relations of a figure that moves others */ };

static bool unit_has(const mz_unit_of_change *unit, uint32_t figure)
{
    for (uint32_t i = 0; i < unit->count; i++)
        if (unit->figures[i] == figure) return true;
    return false;
}

/* The figure that relation ties to member as an equal copy, MZ_NO_FIGURE when it is no equality of two. */
static uint32_t copy_of(const mz_problem *problem, const mz_relation *relation, uint32_t member)
{
    if (relation->form != MZ_FORM_EQUAL || relation->term_count != 2 || relation->state == MZ_STATE_BROKEN ||
        relation->terms[0].coefficient + relation->terms[1].coefficient != 0)
        return MZ_NO_FIGURE;
    uint32_t other = relation->terms[relation->terms[0].figure == member ? 1 : 0].figure;
    return problem->figures[other].value == problem->figures[member].value ? other : MZ_NO_FIGURE;
}

/* The figure of the same table that must move with member because of relation: the total it is part of, or the only
 * part it consists of. */
static uint32_t total_of(const mz_problem *problem, const mz_relation *relation, uint32_t member)
{
    if (relation->form != MZ_FORM_EQUAL || relation->state == MZ_STATE_BROKEN) return MZ_NO_FIGURE;
    uint32_t total = relation->terms[0].figure;
    uint32_t other = total != member ? total : relation->term_count == 2 ? relation->terms[1].figure : MZ_NO_FIGURE;
    if (other == MZ_NO_FIGURE || problem->figures[member].table == NULL ||
        problem->figures[other].table != problem->figures[member].table)
        return MZ_NO_FIGURE;
    return other;
}

bool mz_unit_grow(const mz_problem *problem, uint32_t figure, mz_unit_kind kind, mz_unit_of_change *unit)
{
    *unit = (mz_unit_of_change){.figures = {figure}, .count = 1, .kind = kind};
    if (kind == MZ_MOVES_ALONE) return true;
    for (uint32_t i = 0; i < unit->count; i++) {
        uint32_t member = unit->figures[i];
        const mz_figure *at = &problem->figures[member];
        if (at->degree > LARGEST_DEGREE) return false;
        for (uint32_t k = 0; k < at->degree; k++) {
            const mz_relation *relation = &problem->relations[problem->incidence[at->first + k].relation];
            uint32_t other =
                kind == MZ_MOVES_COPIES ? copy_of(problem, relation, member) : total_of(problem, relation, member);
            if (other == MZ_NO_FIGURE || unit_has(unit, other)) continue;
            if (unit->count == MZ_LARGEST_UNIT) return false;
            unit->figures[unit->count++] = other;
        }
    }
    return unit->count > 1;
}
