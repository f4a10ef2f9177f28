/* restated.c - columns in which a document prints the year before must print what that year's document printed. */
#include <string.h>

#include "compare.h"

enum { MOST_PLACES = 16 };

static const mz_cell *cell_at(const mz_row *row, uint16_t column)
{
    for (size_t i = 0; row != NULL && i < row->cell_count; i++) {
        const mz_cell *cell = &row->cells[i];
        if (cell->column != column) continue;
        return cell->kind == MZ_CELL_AMOUNT && cell->confidence >= 50 && mz_unit_is_money(cell->amount.unit) ? cell
                                                                                                             : NULL;
    }
    return NULL;
}

bool mz_note_years_before(const mz_comparison *c, mz_paired_table *tables, size_t count)
{
    for (size_t t = 0; t < count; t++) {
        mz_paired_table *pair = &tables[t];
        bool any = false;
        if (pair->source != MZ_PRIOR_DOCUMENT) continue;
        const uint16_t *columns = mz_prior_columns(c, pair->current, &any);
        if (columns == NULL) return false;
        pair->before = any ? columns : NULL;
    }
    return true;
}

const mz_amount *mz_year_before(const mz_line_change *line)
{
    const mz_paired_table *pair = line->table;
    const mz_row *rows = pair->current->rows;
    const bool ours = line->row >= rows && line->row < rows + pair->current->row_count;
    for (size_t i = 0; ours && pair->before != NULL && i < pair->current->column_count; i++) {
        if (pair->before[i] == UINT16_MAX || pair->current->columns[i].path != line->change.column) continue;
        const mz_cell *cell = cell_at(line->row, pair->before[i]);
        return cell == NULL ? NULL : &cell->amount;
    }
    return NULL;
}

static bool equal(const mz_amount *a, const mz_amount *b)
{
    const mz_interval left = mz_amount_interval(a), right = mz_amount_interval(b);
    return left.lo <= right.hi && right.lo <= left.hi;
}

/* The figures of one table that differ: the first one is quoted, the others are listed. */
typedef struct restatement {
    mz_place places[MOST_PLACES];
    size_t count;
    const mz_amount *said, *published;
} restatement;

static void compare_row(const mz_paired_table *pair, const mz_paired_row *rows, restatement *found)
{
    const uint16_t *before = pair->before;
    for (size_t i = 0; i < pair->current->column_count; i++) {
        if (before[i] == UINT16_MAX || pair->columns[i] == UINT16_MAX) continue;
        const mz_cell *said = cell_at(rows->current, before[i]), *published = cell_at(rows->prior, pair->columns[i]);
        if (said == NULL || published == NULL || equal(&said->amount, &published->amount)) continue;
        if (found->count == 0) {
            found->said = &said->amount;
            found->published = &published->amount;
        }
        if (found->count == MOST_PLACES) return;
        found->places[found->count++] = (mz_place){.span = said->span,
                                                   .form = pair->current->title,
                                                   .row = rows->current->label,
                                                   .code = rows->current->code,
                                                   .column = pair->current->columns[before[i]].path,
                                                   .printed = said->amount.printed};
    }
}

static void report(const mz_comparison *c, mz_problem *problem, const restatement *found)
{
    const int year = (int)c->prior->identity.fiscal_year;
    const char *more = found->count > 1 ? mz_arena_printf(problem->arena, "（同表共%zu处）", found->count) : "";
    const char *zh = mz_arena_printf(problem->arena, "%s所列%d年数为%s%s，而%d年公开的文件中为%s%s，未说明调整%s。",
                                     mz_place_zh(problem, &found->places[0]), year, found->said->printed,
                                     mz_unit_name(found->said->unit), year, found->published->printed,
                                     mz_unit_name(found->published->unit), more == NULL ? "" : more);
    const char *en =
        mz_arena_printf(problem->arena, "%s gives %s %s for %d, but the document of %d says %s %s.",
                        mz_place_en(problem, &found->places[0]), found->said->printed, mz_unit_name(found->said->unit),
                        year, year, found->published->printed, mz_unit_name(found->published->unit));
    if (zh == NULL || en == NULL) return;
    mz_report_rule(problem, "change.restated", found->places, found->count, zh, en, found->published->printed,
                   found->said->printed);
}

void mz_report_restated(const mz_comparison *c, mz_problem *problem)
{
    for (size_t t = 0; t < c->table_count; t++) {
        const mz_paired_table *pair = &c->tables[t];
        restatement found = {.count = 0};
        if (pair->before == NULL) continue;
        for (size_t r = 0; r < pair->row_count; r++)
            if (pair->rows[r].current != NULL) compare_row(pair, &pair->rows[r], &found);
        if (found.count > 0) report(c, problem, &found);
    }
}
