/* bind_years.c - columns that print what changed since the year before: the difference of the two years' figures, and
 * that difference as a percentage of the earlier one. */
#include <string.h>

#include "bind.h"

/* The columns of one side of a table. */
typedef struct year_columns {
    size_t now, before, printed; /* printed: the change, or its percentage */
    bool rate;
} year_columns;

/* The only column of side and year with the first of roles that any has; column_count when there is none, or several of
 * one role. */
static size_t only_column(const mz_problem *problem, size_t number, const mz_patterns *roles, uint16_t side,
                          int32_t year)
{
    const mz_table *table = &problem->document->tables[number];
    size_t found = table->column_count;
    for (size_t p = 0; p < roles->count && found == table->column_count; p++)
        for (mz_role_walk walk = mz_columns_with(problem, number, &roles->items[p]); mz_next_column(&walk);) {
            if (table->columns[walk.at].side != side || table->columns[walk.at].year != year) continue;
            if (found != table->column_count) return table->column_count;
            found = walk.at;
        }
    return found;
}

/* The columns of the side on which column printed stands; false when it is not certain which figures it compares. */
static bool find_columns(const mz_problem *problem, const mz_relation_spec *spec, size_t number, size_t printed,
                         year_columns *columns)
{
    const mz_table *table = &problem->document->tables[number];
    const mz_column *column = &table->columns[printed];
    const int32_t year = problem->document->identity.fiscal_year;
    *columns = (year_columns){.printed = printed, .rate = column->unit == MZ_UNIT_PERCENT};
    if (spec->part_count < 2 || year == 0 || column->year != 0 ||
        !mz_column_fits(problem, number, printed, &spec->parts[0].alternatives[0]))
        return false;
    columns->now = only_column(problem, number, &spec->total, column->side, 0);
    columns->before = only_column(problem, number, &spec->total, column->side, year - 1);
    if (columns->before == table->column_count)
        columns->before = only_column(problem, number, &spec->parts[1].alternatives[0], column->side, 0);
    return columns->now < table->column_count && columns->before < table->column_count &&
           mz_unit_is_money(table->columns[columns->now].unit) &&
           mz_unit_is_money(table->columns[columns->before].unit) && (columns->rate || mz_unit_is_money(column->unit));
}

/* The relation of a row; false when it says nothing: no percentage is one of nothing. */
static bool draft_row(mz_problem *problem, mz_draft *draft, size_t number, size_t row, const year_columns *columns)
{
    uint32_t before = mz_problem_cell(problem, number, row, columns->before);
    if (mz_problem_cell(problem, number, row, columns->printed) == MZ_NO_FIGURE) return false;
    if (columns->rate && (before == MZ_NO_FIGURE || problem->figures[before].value <= 0)) return false;
    mz_draft_reset(draft);
    mz_draft_cell(problem, draft, number, row, columns->printed, 1);
    mz_draft_cell(problem, draft, number, row, columns->now, columns->rate ? 1 : -1);
    mz_draft_cell(problem, draft, number, row, columns->before, columns->rate ? -1 : 1);
    if (columns->rate) mz_draft_figure(problem, draft, before, 1);
    return draft->reason == NULL && draft->count > 1;
}

/* How many terms stand over the line of a percentage: those but it and what it is one of. */
static uint32_t numerators_of(const year_columns *columns, const mz_draft *draft)
{
    return columns->rate ? (uint32_t)draft->count - 2 : 0;
}

/* Whether the column is what it is taken for: the relation holds in most rows that have something to compare. */
static bool is_meant(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number,
                     const year_columns *columns)
{
    enum { FEWEST = 2 };
    const mz_table *table = &problem->document->tables[number];
    size_t held = 0, broken = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        if (table->rows[r].side != table->columns[columns->printed].side ||
            !draft_row(problem, draft, number, r, columns) || problem->figures[draft->terms[0].figure].value == 0)
            continue;
        mz_relation relation = {.rule = spec->rule,
                                .form = columns->rate ? MZ_FORM_RATIO : MZ_FORM_EQUAL,
                                .terms = draft->terms,
                                .term_count = (uint32_t)draft->count,
                                .numerators = numerators_of(columns, draft)};
        if (mz_relation_evaluate(problem, &relation, NULL, NULL) == MZ_STATE_BROKEN)
            broken++;
        else
            held++;
    }
    return held >= FEWEST && held > broken;
}

void mz_bind_years(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    for (size_t c = 0; c < table->column_count; c++) {
        year_columns columns;
        if (!find_columns(problem, spec, number, c, &columns) || !is_meant(problem, draft, spec, number, &columns))
            continue;
        for (size_t r = 0; r < table->row_count; r++)
            if (table->rows[r].side == table->columns[c].side && draft_row(problem, draft, number, r, &columns))
                mz_draft_commit(problem, draft, spec->rule, columns.rate ? MZ_FORM_RATIO : MZ_FORM_EQUAL,
                                numerators_of(&columns, draft));
    }
}
