/* rounding.c - relations that are off but hold within the intervals: told once per rule and table, as info. */
#include <string.h>

#include "check.h"

enum { MOST_PLACES = 24 };

static bool same_source(const mz_problem *problem, const mz_relation *a, const mz_relation *b)
{
    const mz_figure *x = &problem->figures[a->terms[0].figure], *y = &problem->figures[b->terms[0].figure];
    return a->rule == b->rule && x->table == y->table;
}

static void report_block(mz_problem *problem, const mz_rule *rule, const mz_relation *const *block, size_t count)
{
    mz_place places[MOST_PLACES];
    size_t shown = count < MOST_PLACES ? count : MOST_PLACES;
    for (size_t i = 0; i < shown; i++) places[i] = mz_figure_place(problem, block[i]->terms[0].figure);
    const char *zh = mz_arena_printf(problem->arena, "%s等%zu处的“%s”在末位有尾差，在四舍五入范围内。",
                                     mz_place_zh(problem, &places[0]), count, block[0]->rule->title_zh);
    const char *en =
        mz_arena_printf(problem->arena, "%s and %zu place(s) in all: '%s' is off in the last digit, within rounding.",
                        mz_place_en(problem, &places[0]), count, block[0]->rule->title_en);
    mz_severity severity;
    if (zh == NULL || en == NULL || !mz_rule_severity(problem, rule, &severity)) return;
    mz_report report = {.rule = rule,
                        .severity = severity,
                        .places = places,
                        .place_count = shown,
                        .zh = zh,
                        .en = en,
                        .actual = places[0].printed,
                        .extra = block[0]->rule->id};
    mz_report_add(problem, &report);
}

void mz_report_rounding(mz_problem *problem)
{
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "rounding");
    if (rule == NULL) return;
    const mz_relation *block[MOST_PLACES];
    size_t count = 0;
    for (size_t r = 0; r < problem->relation_count; r++) {
        const mz_relation *relation = &problem->relations[r];
        if (relation->state != MZ_STATE_ROUNDING) continue;
        /* relations of one rule and table follow each other: they are made in one go */
        if (count > 0 && (count == MOST_PLACES || !same_source(problem, block[0], relation))) {
            report_block(problem, rule, block, count);
            count = 0;
        }
        block[count++] = relation;
    }
    if (count > 0) report_block(problem, rule, block, count);
}
