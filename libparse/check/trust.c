/*
 * trust.c - a mistake in reading must not pass for a mistake in the document. Text that has lost its cells (aligned,
 * flow) can be misread; then many relations of a table break at once, or row numbers stand where amounts belong.
 */
#include <string.h>

#include "check.h"

enum { DECIMALS = 16, FEWEST_BROKEN = 3, MOST_BROKEN = 8 /* one in so many */, MOST_DOUBTFUL = 4 /* likewise */ };

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

/* Number of the source that a figure was read from: its table, or one past the tables for the text. */
static size_t source_of(const mz_problem *problem, uint32_t figure)
{
    const mz_table *table = problem->figures[figure].table;
    return table != NULL ? (size_t)(table - problem->document->tables) : problem->document->table_count;
}

/* Whether a source may have been misread: laid-out tables; the text only where its lines have lost their order (flow).
 */
static bool may_be_misread(const mz_problem *problem, size_t source)
{
    const mz_document *document = problem->document;
    if (source == document->table_count) return document->serialisation == MZ_SERIAL_FLOW;
    return !is_exact(problem, &document->tables[source]);
}

/* Marks the laid-out tables of which so many readings are doubtful that the sure ones are no better. */
static void find_doubtful(const mz_problem *problem, bool *misread, uint32_t *figures, uint32_t *doubtful)
{
    const mz_document *document = problem->document;
    for (size_t f = 0; f < problem->figure_count; f++) {
        if (problem->figures[f].table == NULL) continue;
        size_t source = (size_t)(problem->figures[f].table - document->tables);
        figures[source]++;
        doubtful[source] += problem->figures[f].doubtful;
    }
    for (size_t t = 0; t < document->table_count; t++)
        misread[t] =
            may_be_misread(problem, t) && doubtful[t] >= FEWEST_BROKEN && doubtful[t] * MOST_DOUBTFUL > figures[t];
}

void mz_trust_relations(mz_problem *problem)
{
    size_t sources = problem->document->table_count + 1;
    uint32_t *evaluated = mz_arena_array(problem->arena, sources, sizeof *evaluated);
    uint32_t *broken = mz_arena_array(problem->arena, sources, sizeof *broken);
    bool *misread = mz_arena_array(problem->arena, sources, sizeof *misread);
    if (evaluated == NULL || broken == NULL || misread == NULL) return;
    find_doubtful(problem, misread, evaluated, broken);
    memset(evaluated, 0, sources * sizeof *evaluated);
    memset(broken, 0, sources * sizeof *broken);
    for (size_t r = 0; r < problem->relation_count; r++) {
        const mz_relation *relation = &problem->relations[r];
        size_t counted = sources;
        for (uint32_t i = 0; i < relation->term_count; i++) {
            size_t source = source_of(problem, relation->terms[i].figure);
            if (source == counted) continue;
            counted = source;
            evaluated[source]++;
            broken[source] += relation->state == MZ_STATE_BROKEN;
        }
    }
    for (size_t s = 0; s < sources; s++)
        misread[s] |=
            may_be_misread(problem, s) && broken[s] >= FEWEST_BROKEN && broken[s] * MOST_BROKEN > evaluated[s];
    for (size_t r = 0; r < problem->relation_count; r++) {
        mz_relation *relation = &problem->relations[r];
        for (uint32_t i = 0; i < relation->term_count; i++)
            if (misread[source_of(problem, relation->terms[i].figure)]) relation->severity = MZ_INFO;
    }
}
