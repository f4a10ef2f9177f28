/* coverage.c - the ledger: what was evaluated, what was not and why, and by how many relations each figure is seen. */
#include "check.h"

/* Writes to the document's cells (which mz_problem_build set to none) and facts how many relations see them. A cell of
 * text may hold a figure besides. */
static void mark_figures(mz_problem *problem)
{
    mz_document *document = problem->document;
    for (size_t f = 0; f < document->fact_count; f++) document->facts[f].relations = 0;
    for (size_t f = 0; f < problem->figure_count; f++) {
        const mz_figure *figure = &problem->figures[f];
        if (figure->fact != NULL) {
            document->facts[figure->fact - document->facts].relations = figure->seen;
            continue;
        }
        mz_row *row = &document->tables[figure->table - document->tables].rows[figure->row - figure->table->rows];
        mz_cell *cell = &row->cells[figure->cell - row->cells];
        if (cell->relations < figure->seen) cell->relations = figure->seen;
    }
}

void mz_coverage_fill(mz_problem *problem)
{
    mz_coverage *coverage = mz_arena_alloc(problem->keep, sizeof *coverage);
    mz_coverage_entry *entries = mz_arena_room(problem->keep, problem->rulebook->rule_count + 1, sizeof *entries);
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
        coverage->figures_seen += figure->seen > 0;
        coverage->figures_tied += figure->seen > 1;
        coverage->ambiguous += figure->doubtful;
    }
    mark_figures(problem);
    problem->document->coverage = coverage;
}
