/*
 * repair.c - from broken relations to root causes. Every figure of a broken relation is tried: alone, with its copies,
 * with the totals it went into. The changes that mend broken relations and spoil no others are made in the order of how
 * much they mend, ties going to the likelier slip. One that is near to what was mended in the same round waits for
 * the next, in which only figures near to a repair are tried again: the time grows with the broken relations, not with
 * their square.
 */
#include "repair.h"

#include <stdlib.h>

enum { NEAR_TERMS = 64 /* in a longer relation a repair does not make the other figures wait */ };

static int compare_candidates(const void *left, const void *right, void *context)
{
    const mz_candidate *candidates = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    if (mz_candidate_better(&candidates[a], &candidates[b])) return -1;
    if (mz_candidate_better(&candidates[b], &candidates[a])) return 1;
    return (a > b) - (a < b);
}

static bool is_spent(const mz_search *search)
{
    return search->work >= search->most_work;
}

/* The candidates of this round, best first; NULL when there are none or memory runs out. */
static uint32_t *find_candidates(mz_search *search, const uint32_t *open, size_t count)
{
    search->round++;
    search->candidate_count = search->link_count = 0;
    for (size_t i = 0; i < count; i++) {
        const mz_relation *relation = &search->problem->relations[open[i]];
        for (uint32_t t = 0; t < relation->term_count && !is_spent(search); t++) {
            uint32_t figure = relation->terms[t].figure;
            if (search->tried[figure] == search->round) continue;
            search->tried[figure] = search->round;
            mz_try_figure(search, figure);
        }
    }
    if (search->candidate_count == 0) return NULL;
    uint32_t *order = mz_arena_array(search->problem->arena, search->candidate_count, sizeof *order);
    if (order == NULL) return NULL;
    for (uint32_t i = 0; i < search->candidate_count; i++) order[i] = i;
    qsort_r(order, search->candidate_count, sizeof *order, compare_candidates, search->candidates);
    return order;
}

/* Whether nothing was mended near the relations that the candidate mends since it was weighed. */
static bool is_fresh(const mz_search *search, const mz_candidate *candidate)
{
    for (uint32_t l = 0; l < candidate->link_count; l++)
        if (search->dirty[search->links[candidate->first_link + l].relation] == search->round) return false;
    return true;
}

/* The relations of the unit under trial are no longer as they were, nor is what can be said of the figures beside. */
static void mark_dirty(mz_search *search)
{
    const mz_problem *problem = search->problem;
    for (size_t i = 0; i < search->touch_count; i++) {
        uint32_t number = search->touched[i].relation;
        const mz_relation *relation = &problem->relations[number];
        search->dirty[number] = search->round;
        if (relation->state != MZ_STATE_BROKEN || relation->term_count > NEAR_TERMS) continue;
        for (uint32_t t = 0; t < relation->term_count; t++) {
            const mz_figure *figure = &problem->figures[relation->terms[t].figure];
            if (figure->degree > NEAR_TERMS) continue;
            search->work += figure->degree;
            for (uint32_t k = 0; k < figure->degree; k++) {
                uint32_t other = problem->incidence[figure->first + k].relation;
                if (search->broken[other]) search->dirty[other] = search->round;
            }
        }
    }
}

static bool same_change(const mz_unit_of_change *unit, const mz_candidate *candidate)
{
    if (unit->count != candidate->count || unit->value != candidate->value) return false;
    for (uint32_t i = 0; i < unit->count; i++)
        if (unit->figures[i] == candidate->figure) return true;
    return false;
}

static void fill_unit(const mz_search *search, const mz_candidate *candidate, mz_unit_of_change *unit)
{
    if (!mz_unit_grow(search->problem, candidate->figure, candidate->kind, unit)) unit->count = 1;
    unit->value = candidate->value;
    unit->mended = candidate->mended;
    unit->spoiled = candidate->spoiled;
    unit->soft_mended = candidate->soft_mended;
    unit->soft_spoiled = candidate->soft_spoiled;
    unit->cost = candidate->cost;
    unit->backed = candidate->backed;
    unit->alone = candidate->alone;
    unit->slip = candidate->slip;
}

/* The best MZ_RIVALS changes that mend a relation which the chosen one mends, itself first, into search->rivals. A
 * second value for the same unit is a rival too; the same copies reached from another of them are not. */
static void find_rivals(mz_search *search, uint32_t chosen)
{
    uint32_t best[MZ_RIVALS];
    size_t count = 0;
    const mz_candidate *self = &search->candidates[chosen];
    for (uint32_t l = 0; l < self->link_count; l++) {
        uint32_t relation = search->links[self->first_link + l].relation, at = search->links_of[relation];
        for (; at != MZ_NO_FIGURE; at = search->links[at].next) {
            uint32_t other = search->links[at].candidate;
            size_t place = count;
            bool known = other == chosen || !is_fresh(search, &search->candidates[other]);
            for (size_t i = 0; i < count && !known; i++) known = best[i] == other;
            if (known) continue;
            while (place > 0 && compare_candidates(&other, &best[place - 1], search->candidates) < 0) place--;
            if (place == MZ_RIVALS) continue;
            if (count < MZ_RIVALS) count++;
            for (size_t i = count - 1; i > place; i--) best[i] = best[i - 1];
            best[place] = other;
        }
    }
    fill_unit(search, self, &search->rivals[0]);
    search->rival_count = 1;
    for (size_t i = 0; i < count && search->rival_count < MZ_RIVALS; i++) {
        bool known = false;
        for (size_t r = 0; r < search->rival_count && !known; r++)
            known = same_change(&search->rivals[r], &search->candidates[best[i]]);
        if (!known) fill_unit(search, &search->candidates[best[i]], &search->rivals[search->rival_count++]);
    }
}

/* Makes the change and tells of it. */
static void take(mz_search *search, uint32_t chosen)
{
    mz_problem *problem = search->problem;
    find_rivals(search, chosen);
    mz_unit_of_change unit = search->rivals[0];
    mz_search_touch(search, &unit);
    uint32_t *mended = mz_arena_array(problem->arena, search->touch_count + 1, sizeof *mended);
    if (mended == NULL) return;
    mark_dirty(search);
    mz_search_move(search, &unit);
    size_t count = 0;
    for (size_t i = 0; i < search->touch_count; i++) {
        uint32_t number = search->touched[i].relation;
        const mz_relation *relation = &problem->relations[number];
        if (relation->state == MZ_STATE_BROKEN && !relation->settled && !search->broken[number])
            mended[count++] = number;
    }
    mz_report_repair(search, mended, count, &unit);
}

size_t mz_repair_rehearse(mz_search *search, const uint32_t *open, size_t count, size_t least, uint32_t *mended)
{
    const uint32_t *order = find_candidates(search, open, count);
    if (order == NULL) return 0;
    const mz_candidate *best = &search->candidates[order[0]];
    if (best->spoiled + best->soft_spoiled > 0 || best->link_count < least) return 0;
    mz_unit_of_change unit;
    fill_unit(search, best, &unit);
    for (uint32_t l = 0; l < best->link_count; l++) mended[l] = search->links[best->first_link + l].relation;
    mz_search_touch(search, &unit);
    mz_search_move(search, &unit);
    return best->link_count;
}

/* Takes the candidates that do not stand in each other's way. Returns whether any was taken. */
static bool take_best(mz_search *search, const uint32_t *order, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const mz_candidate *candidate = &search->candidates[order[i]];
        if (!is_fresh(search, candidate)) {
            /* nor may a worse one take its place */
            for (uint32_t l = 0; l < candidate->link_count; l++)
                search->dirty[search->links[candidate->first_link + l].relation] = search->round;
            continue;
        }
        take(search, order[i]);
        any = true;
    }
    return any;
}

/* Repairs what is broken and at least as severe as severity; what no change mends is told relation by relation. */
static void solve(mz_search *search, mz_severity severity, uint32_t *open)
{
    const mz_problem *problem = search->problem;
    size_t count = 0, near;
    for (uint32_t r = 0; r < problem->relation_count; r++) {
        const mz_relation *relation = &problem->relations[r];
        if (search->broken[r] && relation->state == MZ_STATE_BROKEN && !relation->settled &&
            relation->severity >= severity)
            open[count++] = r;
    }
    uint32_t *again = count > 0 ? mz_arena_array(problem->arena, count, sizeof *again) : NULL;
    if (again == NULL) return;
    for (size_t i = 0; i < count; i++) again[i] = open[i];
    near = count;
    const uint32_t *order;
    while (near > 0 && (order = find_candidates(search, again, near)) != NULL &&
           take_best(search, order, search->candidate_count)) {
        near = 0;
        for (size_t i = 0; i < count; i++)
            if (search->broken[open[i]] && search->dirty[open[i]] == search->round) again[near++] = open[i];
    }
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        if (search->broken[open[i]] && !problem->relations[open[i]].settled) open[left++] = open[i];
    if (left > 0) mz_report_unrepaired(search, open, left, is_spent(search));
}

void mz_find_repairs(mz_problem *problem)
{
    bool any = false;
    for (size_t r = 0; r < problem->relation_count && !any; r++) any = problem->relations[r].state == MZ_STATE_BROKEN;
    if (!any) return;
    mz_search search;
    uint32_t *open = mz_arena_array(problem->arena, problem->relation_count, sizeof *open);
    if (open == NULL || !mz_search_make(&search, problem)) return;
    solve(&search, MZ_ERROR, open);   /* what is impossible first: it decides the figures */
    solve(&search, MZ_WARNING, open); /* then what is only doubtful, with those figures mended */
    solve(&search, MZ_INFO, open);
}
