/* coverage.c - the ledger: what was evaluated, what was not and why, and how many figures nothing looks at. */
#include "check.h"

void mz_coverage_fill(mz_problem *problem)
{
    mz_coverage *coverage = mz_arena_alloc(problem->keep, sizeof *coverage);
    mz_coverage_entry *entries = mz_arena_array(problem->keep, problem->rulebook->rule_count + 1, sizeof *entries);
    if (coverage == NULL || entries == NULL) return;
    for (size_t i = 0; i < problem->rulebook->rule_count; i++) {
        const mz_coverage_entry *entry = &problem->ledger[i];
        if (entry->evaluated + entry->not_evaluable == 0) continue;
        entries[coverage->entry_count] = *entry;
        entries[coverage->entry_count++].relation = problem->rulebook->rules[i].id;
    }
    coverage->entries = entries;
    coverage->figures = (uint32_t)problem->figure_count;
    for (size_t f = 0; f < problem->figure_count; f++) {
        const mz_figure *figure = &problem->figures[f];
        coverage->figures_seen += figure->seen;
        coverage->ambiguous += figure->doubtful;
    }
    problem->document->coverage = coverage;
}
