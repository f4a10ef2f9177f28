/*
 * trust.c - a mistake in reading must not pass for a mistake in the document. Text that has lost its cells (aligned,
 * flow) can be misread; then many relations of a table break at once, or row numbers stand where amounts belong.
 */
#include "check.h"

enum { DECIMALS = 16, FEWEST_BROKEN = 3, MOST_BROKEN = 8 /* one in so many */ };

static bool is_exact(const mz_table *table)
{
    return table->serialisation == MZ_SERIAL_TABBED || table->serialisation == MZ_SERIAL_CELL_PER_LINE;
}

/* The number of decimals that most money figures of the table have. */
static uint8_t usual_decimals(const mz_table *table)
{
    size_t counts[DECIMALS] = {0};
    uint8_t best = 0;
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            const mz_cell *cell = &table->rows[r].cells[c];
            if (cell->kind == MZ_CELL_AMOUNT && cell->amount.decimals < DECIMALS &&
                mz_unit_is_money(cell->amount.unit) && cell->amount.value != 0)
                counts[cell->amount.decimals]++;
        }
    for (uint8_t d = 1; d < DECIMALS; d++)
        if (counts[d] > counts[best]) best = d;
    return best;
}

bool mz_trust_figures(mz_problem *problem)
{
    const mz_document *document = problem->document;
    uint8_t *usual = mz_arena_array(problem->arena, document->table_count + 1, sizeof *usual);
    if (usual == NULL) return false;
    for (size_t t = 0; t < document->table_count; t++) usual[t] = usual_decimals(&document->tables[t]);
    for (size_t f = 0; f < problem->figure_count; f++) {
        mz_figure *figure = &problem->figures[f];
        if (figure->table == NULL) continue;
        bool odd = !is_exact(figure->table) && usual[figure->table - document->tables] > 0 &&
                   figure->amount->decimals == 0 && figure->amount->value != 0 &&
                   mz_unit_is_money(figure->amount->unit);
        figure->doubtful = odd || figure->cell->confidence < MZ_SURE;
    }
    return true;
}

void mz_trust_relations(mz_problem *problem)
{
    const mz_document *document = problem->document;
    uint32_t *evaluated = mz_arena_array(problem->arena, document->table_count + 1, sizeof *evaluated);
    uint32_t *broken = mz_arena_array(problem->arena, document->table_count + 1, sizeof *broken);
    if (evaluated == NULL || broken == NULL) return;
    for (size_t r = 0; r < problem->relation_count; r++) {
        const mz_relation *relation = &problem->relations[r];
        const mz_table *table = problem->figures[relation->terms[0].figure].table;
        bool inside = table != NULL;
        for (uint32_t i = 1; i < relation->term_count && inside; i++)
            inside = problem->figures[relation->terms[i].figure].table == table;
        if (!inside) continue;
        evaluated[table - document->tables]++;
        broken[table - document->tables] += relation->state == MZ_STATE_BROKEN;
    }
    for (size_t r = 0; r < problem->relation_count; r++) {
        mz_relation *relation = &problem->relations[r];
        for (uint32_t i = 0; i < relation->term_count; i++) {
            const mz_table *table = problem->figures[relation->terms[i].figure].table;
            if (table == NULL || is_exact(table)) continue;
            size_t number = (size_t)(table - document->tables);
            if (broken[number] >= FEWEST_BROKEN && broken[number] * MOST_BROKEN > evaluated[number])
                relation->severity = MZ_INFO;
        }
    }
}
