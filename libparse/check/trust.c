/*
 * trust.c - a mistake in reading must not pass for a mistake in the document. Text that has lost its cells (aligned,
 * flow) can be misread; then many relations of a table break at once, or row numbers stand where amounts belong.
 */
#include "check.h"

enum { DECIMALS = 16, FEWEST_BROKEN = 3, MOST_BROKEN = 8 /* one in so many */ };

static bool is_exact(const mz_problem *problem, const mz_table *table)
{
    return problem->document->serialisation != MZ_SERIAL_FLOW &&
           (table->serialisation == MZ_SERIAL_TABBED || table->serialisation == MZ_SERIAL_CELL_PER_LINE);
}

/* The number of decimals that most figures in 万元 of the document's tables have. */
static uint8_t usual_decimals(const mz_problem *problem)
{
    size_t counts[DECIMALS] = {0};
    uint8_t best = 0;
    for (size_t f = 0; f < problem->figure_count; f++) {
        const mz_figure *figure = &problem->figures[f];
        if (figure->table != NULL && figure->amount->unit == MZ_UNIT_WAN && figure->amount->value != 0 &&
            figure->amount->decimals < DECIMALS)
            counts[figure->amount->decimals]++;
    }
    for (uint8_t d = 1; d < DECIMALS; d++)
        if (counts[d] > counts[best]) best = d;
    return best;
}

void mz_trust_figures(mz_problem *problem)
{
    bool has_decimals = usual_decimals(problem) > 0;
    for (size_t f = 0; f < problem->figure_count; f++) {
        mz_figure *figure = &problem->figures[f];
        if (figure->table == NULL) continue;
        /* a whole number among figures with decimals is likely a row number */
        bool odd = has_decimals && !is_exact(problem, figure->table) && figure->amount->decimals == 0 &&
                   figure->amount->value != 0 && figure->amount->unit == MZ_UNIT_WAN;
        figure->doubtful = odd || figure->cell->confidence < MZ_SURE;
    }
}

void mz_trust_relations(mz_problem *problem)
{
    const mz_document *document = problem->document;
    uint32_t *evaluated = mz_arena_array(problem->arena, document->table_count + 1, sizeof *evaluated);
    uint32_t *broken = mz_arena_array(problem->arena, document->table_count + 1, sizeof *broken);
    if (evaluated == NULL || broken == NULL) return;
    for (size_t r = 0; r < problem->relation_count; r++) {
        const mz_relation *relation = &problem->relations[r];
        const mz_table *counted = NULL;
        for (uint32_t i = 0; i < relation->term_count; i++) {
            const mz_table *table = problem->figures[relation->terms[i].figure].table;
            if (table == NULL || table == counted) continue;
            counted = table;
            evaluated[table - document->tables]++;
            broken[table - document->tables] += relation->state == MZ_STATE_BROKEN;
        }
    }
    for (size_t r = 0; r < problem->relation_count; r++) {
        mz_relation *relation = &problem->relations[r];
        for (uint32_t i = 0; i < relation->term_count; i++) {
            const mz_table *table = problem->figures[relation->terms[i].figure].table;
            if (table == NULL || is_exact(problem, table)) continue;
            size_t number = (size_t)(table - document->tables);
            if (broken[number] >= FEWEST_BROKEN && broken[number] * MOST_BROKEN > evaluated[number])
                relation->severity = MZ_INFO;
        }
    }
}
