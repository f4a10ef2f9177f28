/*
 * repair.c - from broken relations to root causes. A unit is a figure, all copies of one figure that held equalities
 * tie together, or a figure with the totals it was added up into; changing a unit must mend broken relations and break
 * none that holds. Per connected group of broken relations the unit that mends most is taken, ties going to the
 * likelier slip, until nothing is left or the budget of trials is spent.
 */
#include "repair.h"

#include <stdlib.h>
#include <string.h>

enum {
    LARGEST_UNIT = 24,    /* copies that move together */
    LARGEST_GROUP = 512,  /* broken relations searched as one group */
    LARGEST_DEGREE = 64,  /* relations of one figure that a trial looks at */
    DISTINCT_VALUES = 16, /* values of one unit remembered as weighed */
    TRIALS = 20000        /* trials per document: keeps the time bounded on hostile input */
};

/* --- incidence ---------------------------------------------------------------------------------------------- */

static bool build_incidence(mz_problem *problem)
{
    size_t total = 0;
    for (size_t r = 0; r < problem->relation_count; r++)
        for (uint32_t i = 0; i < problem->relations[r].term_count; i++, total++)
            problem->figures[problem->relations[r].terms[i].figure].degree++;
    problem->incidence = mz_arena_array(problem->arena, total + 1, sizeof *problem->incidence);
    if (problem->incidence == NULL || total > UINT32_MAX) return false;
    uint32_t at = 0;
    for (size_t f = 0; f < problem->figure_count; f++) {
        problem->figures[f].first = at;
        at += problem->figures[f].degree;
        problem->figures[f].degree = 0;
    }
    for (size_t r = 0; r < problem->relation_count; r++)
        for (uint32_t i = 0; i < problem->relations[r].term_count; i++) {
            mz_figure *figure = &problem->figures[problem->relations[r].terms[i].figure];
            problem->incidence[figure->first + figure->degree++] = (uint32_t)r;
        }
    return true;
}

/* --- units -------------------------------------------------------------------------------------------------- */

/* The figure that relation ties to figure as an equal copy, MZ_NO_FIGURE when it is no equality of two. */
static uint32_t copy_of(const mz_problem *problem, const mz_relation *relation, uint32_t figure)
{
    if (relation->form != MZ_FORM_EQUAL || relation->term_count != 2 || relation->state == MZ_STATE_BROKEN)
        return MZ_NO_FIGURE;
    if (relation->terms[0].coefficient + relation->terms[1].coefficient != 0) return MZ_NO_FIGURE;
    uint32_t other = relation->terms[relation->terms[0].figure == figure ? 1 : 0].figure;
    return problem->figures[other].value == problem->figures[figure].value ? other : MZ_NO_FIGURE;
}

static bool unit_has(const mz_unit_of_change *unit, uint32_t figure)
{
    for (size_t i = 0; i < unit->count; i++)
        if (unit->figures[i] == figure) return true;
    return false;
}

/* All copies of figure that held equalities reach. false when there are too many. */
static bool grow_unit(const mz_problem *problem, uint32_t figure, mz_unit_of_change *unit)
{
    unit->figures[0] = figure;
    unit->count = 1;
    for (size_t i = 0; i < unit->count; i++) {
        const mz_figure *member = &problem->figures[unit->figures[i]];
        if (member->degree > LARGEST_DEGREE) return false;
        for (uint32_t k = 0; k < member->degree; k++) {
            uint32_t other =
                copy_of(problem, &problem->relations[problem->incidence[member->first + k]], unit->figures[i]);
            if (other == MZ_NO_FIGURE || unit_has(unit, other)) continue;
            if (unit->count == LARGEST_UNIT) return false;
            unit->figures[unit->count++] = other;
        }
    }
    return true;
}

/* The figure that must move with member because of relation: the total it is part of, or the only part it consists of.
 */
static uint32_t moves_with(const mz_problem *problem, const mz_relation *relation, uint32_t member)
{
    if (relation->form != MZ_FORM_EQUAL || relation->state == MZ_STATE_BROKEN) return MZ_NO_FIGURE;
    uint32_t total = relation->terms[0].figure;
    uint32_t other = total != member ? total : relation->term_count == 2 ? relation->terms[1].figure : MZ_NO_FIGURE;
    if (other == MZ_NO_FIGURE || problem->figures[other].table != problem->figures[member].table) return MZ_NO_FIGURE;
    return other;
}

/* figure and every total of its table that it goes into: a wrong amount that was added up correctly. */
static bool grow_chain(const mz_problem *problem, uint32_t figure, mz_unit_of_change *unit)
{
    unit->figures[0] = figure;
    unit->count = 1;
    for (size_t i = 0; i < unit->count; i++) {
        const mz_figure *member = &problem->figures[unit->figures[i]];
        if (member->table == NULL || member->degree > LARGEST_DEGREE) return false;
        for (uint32_t k = 0; k < member->degree; k++) {
            uint32_t other =
                moves_with(problem, &problem->relations[problem->incidence[member->first + k]], unit->figures[i]);
            if (other == MZ_NO_FIGURE || unit_has(unit, other)) continue;
            if (unit->count == LARGEST_UNIT) return false;
            unit->figures[unit->count++] = other;
        }
    }
    return true;
}

/* --- trials ------------------------------------------------------------------------------------------------- */

static mz_relation_state state_now(const mz_search *search, uint32_t relation)
{
    return mz_relation_evaluate(search->problem, &search->problem->relations[relation], search->intervals,
                                search->values);
}

/* The figure's interval around a new value, with the decimals it was printed with. */
static mz_interval around(const mz_figure *figure, int64_t value)
{
    int64_t half = (figure->interval.hi - figure->interval.lo) / 2;
    return (mz_interval){value - half, value + half};
}

/* Moves the unit's first figure to value and the others by as much. */
static void set_unit(mz_search *search, const mz_unit_of_change *unit, int64_t value)
{
    int64_t distance = value - search->values[unit->figures[0]];
    for (size_t i = 0; i < unit->count; i++) {
        search->values[unit->figures[i]] += distance;
        search->intervals[unit->figures[i]] =
            around(&search->problem->figures[unit->figures[i]], search->values[unit->figures[i]]);
    }
}

/* Mends the unit for good. */
static void apply(mz_search *search, const mz_unit_of_change *unit)
{
    set_unit(search, unit, unit->value);
    for (size_t i = 0; i < unit->count; i++) {
        const mz_figure *figure = &search->problem->figures[unit->figures[i]];
        search->trials += figure->degree;
        for (uint32_t k = 0; k < figure->degree; k++) {
            uint32_t number = search->problem->incidence[figure->first + k];
            search->broken[number] = state_now(search, number) == MZ_STATE_BROKEN;
        }
    }
}

/* Counts what setting the unit to value would mend and break. Hard relations only, soft ones break ties. */
static void weigh(mz_search *search, mz_unit_of_change *unit, int64_t value)
{
    int64_t before = search->values[unit->figures[0]];
    unit->value = value;
    unit->mended = unit->spoiled = unit->soft_mended = unit->soft_spoiled = 0;
    search->stamp++;
    uint32_t touched[LARGEST_UNIT * LARGEST_DEGREE];
    size_t count = 0;
    for (size_t i = 0; i < unit->count; i++) {
        const mz_figure *figure = &search->problem->figures[unit->figures[i]];
        for (uint32_t k = 0; k < figure->degree && k < LARGEST_DEGREE; k++) {
            uint32_t number = search->problem->incidence[figure->first + k];
            if (search->seen[number] == search->stamp) continue;
            search->seen[number] = search->stamp;
            touched[count++] = number;
        }
    }
    search->trials += count;
    set_unit(search, unit, value);
    for (size_t i = 0; i < count; i++) {
        bool is = state_now(search, touched[i]) == MZ_STATE_BROKEN;
        if (is == search->broken[touched[i]]) continue;
        bool hard = search->problem->relations[touched[i]].severity == MZ_ERROR;
        uint32_t *counter =
            is ? (hard ? &unit->spoiled : &unit->soft_spoiled) : (hard ? &unit->mended : &unit->soft_mended);
        (*counter)++;
    }
    set_unit(search, unit, before);
}

/* The value within range (half counts, for the true value) that the unit would print: exact when possible. */
static bool printable(const mz_search *search, const mz_unit_of_change *unit, mz_interval range, int64_t exact,
                      int64_t *value)
{
    const mz_figure *figure = &search->problem->figures[unit->figures[0]];
    int64_t grid = figure->interval.hi - figure->interval.lo; /* one last digit, in half counts */
    if (grid <= 0) return false;
    int64_t half = grid / 2;
    if (exact > 2 * MZ_LARGEST || exact < -2 * MZ_LARGEST) return false;
    int64_t down = exact - ((exact % grid) + grid) % grid;
    int64_t best = exact - down > half ? down + grid : down;
    if (best - half > range.hi || best + half < range.lo) return false;
    *value = best;
    return true;
}

static unsigned slip_cost(const mz_search *search, const mz_unit_of_change *unit, const char **name, char *wanted,
                          size_t size)
{
    const mz_amount *amount = search->problem->figures[unit->figures[0]].amount;
    unsigned cost = 30;
    *name = "other";
    if (mz_value_format(unit->value / 2, amount->unit, amount->decimals, wanted, size) == 0) return cost;
    *name = mz_slip_name(amount->printed, wanted, &cost);
    return cost;
}

/* Whether a is a better explanation than b. */
static bool better(const mz_unit_of_change *a, const mz_unit_of_change *b)
{
    int gain_a = (int)a->mended - 2 * (int)a->spoiled, gain_b = (int)b->mended - 2 * (int)b->spoiled;
    if (gain_a != gain_b) return gain_a > gain_b;
    int soft_a = (int)a->soft_mended - (int)a->soft_spoiled, soft_b = (int)b->soft_mended - (int)b->soft_spoiled;
    if (soft_a != soft_b) return soft_a > soft_b;
    if (a->chain != b->chain) return b->chain;
    if (a->cost != b->cost) return a->cost < b->cost;
    return a->count < b->count;
}

/* Keeps the best MZ_RIVALS candidates, best first. A second value for the same unit is kept too: it is a rival. */
static void keep(mz_search *search, const mz_unit_of_change *unit)
{
    for (size_t i = 0; i < search->rival_count; i++)
        if (unit_has(&search->rivals[i], unit->figures[0]) && search->rivals[i].count == unit->count &&
            search->rivals[i].value == unit->value)
            return; /* the same copies, reached from another of them */
    size_t at = search->rival_count;
    while (at > 0 && better(unit, &search->rivals[at - 1])) at--;
    if (at == MZ_RIVALS) return;
    if (search->rival_count < MZ_RIVALS) search->rival_count++;
    memmove(&search->rivals[at + 1], &search->rivals[at], (search->rival_count - 1 - at) * sizeof *search->rivals);
    search->rivals[at] = *unit;
}

/* Values that a unit was weighed with. */
typedef struct weighed_values {
    int64_t items[DISTINCT_VALUES];
    size_t count;
} weighed_values;

/* Whether value was noted before; notes it otherwise. */
static bool noted(weighed_values *values, int64_t value)
{
    for (size_t i = 0; i < values->count; i++)
        if (values->items[i] == value) return true;
    if (values->count < DISTINCT_VALUES) values->items[values->count++] = value;
    return false;
}

/* Tries the unit with each value that one of its broken relations asks for; relations mostly ask for the same one. */
static void try_unit(mz_search *search, mz_unit_of_change *unit)
{
    mz_problem *problem = search->problem;
    weighed_values values = {.count = 0};
    search->unit_stamp++;
    for (size_t i = 0; i < unit->count; i++) search->member[unit->figures[i]] = search->unit_stamp;
    for (size_t i = 0; i < unit->count; i++) {
        const mz_figure *figure = &problem->figures[unit->figures[i]];
        for (uint32_t k = 0; k < figure->degree && k < LARGEST_DEGREE; k++) {
            uint32_t number = problem->incidence[figure->first + k];
            const mz_relation *relation = &problem->relations[number];
            if (relation->state != MZ_STATE_BROKEN || relation->term_count > search->moving_room) continue;
            if (search->trials > TRIALS * 16) return;
            if (!search->broken[number]) continue;
            for (uint32_t t = 0; t < relation->term_count; t++)
                search->moving[t] = search->member[relation->terms[t].figure] == search->unit_stamp;
            mz_interval range;
            int64_t exact, value;
            search->trials += relation->term_count / 8;
            if (!mz_relation_solve(problem, relation, search->moving, search->values[unit->figures[0]],
                                   search->intervals, search->values, &range, &exact) ||
                !printable(search, unit, range, exact, &value) || value == search->values[unit->figures[0]] ||
                noted(&values, value))
                continue;
            weigh(search, unit, value);
            if (unit->mended + unit->soft_mended == 0) continue;
            char wanted[MZ_FIGURE_TEXT];
            unit->cost = slip_cost(search, unit, &unit->slip, wanted, sizeof wanted);
            keep(search, unit);
        }
    }
}

static void try_figure(mz_search *search, uint32_t figure)
{
    mz_unit_of_change unit = {.figures = {figure}, .count = 1};
    if (search->problem->figures[figure].doubtful) return;
    try_unit(search, &unit);
    /* the copies of a figure are one unit, from whichever of them it is reached: a document that prints its tables
     * several times must not try it once per copy */
    if (search->copied[figure] != search->round && grow_unit(search->problem, figure, &unit) && unit.count > 1) {
        for (size_t i = 0; i < unit.count; i++) search->copied[unit.figures[i]] = search->round;
        try_unit(search, &unit);
    }
    unit.chain = true;
    if (grow_chain(search->problem, figure, &unit) && unit.count > 1) try_unit(search, &unit);
}

/* The best changes for the broken relations of group, into search->rivals. */
static void find_rivals(mz_search *search, const uint32_t *group, size_t count)
{
    search->rival_count = 0;
    for (size_t g = 0; g < count; g++) {
        const mz_relation *relation = &search->problem->relations[group[g]];
        if (!search->broken[group[g]]) continue;
        for (uint32_t t = 0; t < relation->term_count; t++) {
            uint32_t figure = relation->terms[t].figure;
            if (search->tried[figure] == search->round) continue;
            search->tried[figure] = search->round;
            try_figure(search, figure);
        }
    }
}

/* --- groups ------------------------------------------------------------------------------------------------- */

static uint32_t root_of(uint32_t *parent, uint32_t item)
{
    while (parent[item] != item) {
        parent[item] = parent[parent[item]];
        item = parent[item];
    }
    return item;
}

static int compare_by_component(const void *left, const void *right, void *context)
{
    const mz_relation *relations = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    if (relations[a].component != relations[b].component)
        return relations[a].component < relations[b].component ? -1 : 1;
    return (a > b) - (a < b);
}

/* One figure stands for its table, so that what broke in one table is looked at together: a wrong amount may have been
 * added up into totals that nothing else ties to it. */
static uint32_t representative(const mz_search *search, uint32_t figure)
{
    const mz_table *table = search->problem->figures[figure].table;
    if (table == NULL) return figure;
    uint32_t first = search->table_first[table - search->problem->document->tables];
    return first != MZ_NO_FIGURE ? first : figure;
}

/* Broken relations of at least severity that share figures, copies of figures or tables get one component number;
 * returns them sorted by it. */
static size_t group_broken(mz_search *search, mz_severity severity, uint32_t *broken)
{
    mz_problem *problem = search->problem;
    for (uint32_t f = 0; f < problem->figure_count; f++) search->parent[f] = f;
    size_t count = 0;
    for (uint32_t r = 0; r < problem->relation_count; r++) {
        mz_relation *relation = &problem->relations[r];
        bool equality =
            relation->term_count == 2 && copy_of(problem, relation, relation->terms[0].figure) != MZ_NO_FIGURE;
        bool open = relation->state == MZ_STATE_BROKEN && !relation->settled && relation->severity >= severity;
        if (open) broken[count++] = r;
        for (uint32_t t = 0; t < relation->term_count && open; t++)
            search->parent[root_of(search->parent, relation->terms[t].figure)] =
                root_of(search->parent, representative(search, relation->terms[t].figure));
        for (uint32_t t = 1; t < relation->term_count && (open || equality); t++)
            search->parent[root_of(search->parent, relation->terms[t].figure)] =
                root_of(search->parent, relation->terms[0].figure);
    }
    for (size_t i = 0; i < count; i++)
        problem->relations[broken[i]].component =
            root_of(search->parent, problem->relations[broken[i]].terms[0].figure);
    qsort_r(broken, count, sizeof *broken, compare_by_component, problem->relations);
    return count;
}

/* Broken relations of group that are still broken. */
static size_t still_broken(const mz_search *search, const uint32_t *group, size_t count)
{
    size_t open = 0;
    for (size_t i = 0; i < count; i++)
        if (!search->problem->relations[group[i]].settled && search->broken[group[i]]) open++;
    return open;
}

/* A change that spoils as much as it mends explains nothing. */
static bool is_useful(const mz_unit_of_change *unit)
{
    if (unit->mended + unit->spoiled > 0) return unit->mended > 2 * unit->spoiled;
    return unit->soft_mended > unit->soft_spoiled;
}

/* Takes one change after the other; what no change mends without spoiling more is reported relation by relation. */
static void solve_group(mz_search *search, const uint32_t *group, size_t count)
{
    while (still_broken(search, group, count) > 0) {
        search->round++;
        find_rivals(search, group, count);
        const mz_unit_of_change *best = search->rival_count > 0 ? &search->rivals[0] : NULL;
        bool useful = best != NULL && is_useful(best);
        bool spent = search->trials > TRIALS * 16 || count > LARGEST_GROUP;
        if (!useful || spent) {
            mz_report_unrepaired(search, group, count, spent);
            return;
        }
        mz_unit_of_change chosen = *best;
        apply(search, &chosen);
        mz_report_repair(search, group, count, &chosen);
    }
}

static void solve_all(mz_search *search, mz_severity severity, uint32_t *broken)
{
    mz_problem *problem = search->problem;
    size_t count = group_broken(search, severity, broken);
    for (size_t from = 0, to = 0; from < count; from = to) {
        while (to < count && problem->relations[broken[to]].component == problem->relations[broken[from]].component)
            to++;
        solve_group(search, broken + from, to - from);
    }
}

static bool make_search(mz_search *search, mz_problem *problem)
{
    size_t figures = problem->figure_count + 1, relations = problem->relation_count + 1;
    *search = (mz_search){.problem = problem};
    search->intervals = mz_arena_array(problem->arena, figures, sizeof *search->intervals);
    search->values = mz_arena_array(problem->arena, figures, sizeof *search->values);
    search->tried = mz_arena_array(problem->arena, figures, sizeof *search->tried);
    search->copied = mz_arena_array(problem->arena, figures, sizeof *search->copied);
    search->member = mz_arena_array(problem->arena, figures, sizeof *search->member);
    search->parent = mz_arena_array(problem->arena, figures, sizeof *search->parent);
    search->broken = mz_arena_array(problem->arena, relations, sizeof *search->broken);
    search->seen = mz_arena_array(problem->arena, relations, sizeof *search->seen);
    for (size_t r = 0; r < problem->relation_count; r++)
        if (problem->relations[r].term_count > search->moving_room)
            search->moving_room = problem->relations[r].term_count;
    search->moving = mz_arena_array(problem->arena, search->moving_room + 1, sizeof *search->moving);
    size_t tables = problem->document->table_count;
    search->table_first = mz_arena_array(problem->arena, tables + 1, sizeof *search->table_first);
    if (mz_arena_exhausted(problem->arena)) return false;
    for (size_t i = 0; i < problem->relation_count; i++)
        search->broken[i] = problem->relations[i].state == MZ_STATE_BROKEN;
    for (size_t t = 0; t < tables; t++) search->table_first[t] = MZ_NO_FIGURE;
    for (size_t f = problem->figure_count; f-- > 0;)
        if (problem->figures[f].table != NULL)
            search->table_first[problem->figures[f].table - problem->document->tables] = (uint32_t)f;
    for (size_t f = 0; f < problem->figure_count; f++) {
        search->intervals[f] = problem->figures[f].interval;
        search->values[f] = problem->figures[f].value;
    }
    return true;
}

void mz_find_repairs(mz_problem *problem)
{
    bool any = false;
    for (size_t r = 0; r < problem->relation_count && !any; r++) any = problem->relations[r].state == MZ_STATE_BROKEN;
    if (!any) return;
    mz_search search;
    uint32_t *broken = mz_arena_array(problem->arena, problem->relation_count, sizeof *broken);
    if (broken == NULL || !build_incidence(problem) || !make_search(&search, problem)) return;
    solve_all(&search, MZ_ERROR, broken);   /* what is impossible first: it decides the figures */
    solve_all(&search, MZ_WARNING, broken); /* then what is only doubtful, with those figures mended */
    solve_all(&search, MZ_INFO, broken);
}
