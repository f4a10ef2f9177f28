/* problem.c - the figures of a document: every amount of its tables and of its text, numbered. */
#include <string.h>

#include "check.h"

enum { ROW_REDACTED = 1, ROW_UNORDERED = 2, ROW_UNPLACED = 4 };

static uint32_t add_figure(mz_problem *problem, const mz_amount *amount)
{
    if (problem->figure_count >= UINT32_MAX - 1 || amount->value > MZ_LARGEST || amount->value < -MZ_LARGEST)
        return MZ_NO_FIGURE;
    mz_figure *figure = mz_arena_push(problem->arena, &problem->figures, &problem->figure_count, &problem->figure_room,
                                      sizeof *problem->figures);
    if (figure == NULL) return MZ_NO_FIGURE;
    figure->amount = amount;
    figure->value = amount->value * 2;
    figure->interval = mz_amount_interval(amount);
    /* a bare 0 means nothing, not up to half a unit */
    if (amount->value == 0 && amount->decimals == 0 && mz_unit_is_money(amount->unit))
        figure->interval = (mz_interval){0, 0};
    return (uint32_t)(problem->figure_count - 1);
}

/* Per column, whether the reader could not tell it: it calls the header "?". NULL when memory runs out. */
static const bool *find_unplaced(mz_problem *problem, const mz_table *table)
{
    bool *unplaced = mz_arena_array(problem->arena, table->column_count + 1, sizeof *unplaced);
    for (size_t c = 0; unplaced != NULL && c < table->column_count; c++) {
        const char *path = table->columns[c].path;
        size_t length = strlen(path);
        unplaced[c] = length > 0 && path[length - 1] == '?';
    }
    return unplaced;
}

static size_t count_cells(const mz_table *table)
{
    size_t count = 0;
    for (size_t r = 0; r < table->row_count; r++) count += table->rows[r].cell_count;
    return count;
}

static bool build_table(mz_problem *problem, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    size_t cells = 0;
    uint32_t *first = mz_arena_array(problem->arena, table->row_count + 1, sizeof *first);
    uint8_t *flags = mz_arena_array(problem->arena, table->row_count + 1, sizeof *flags);
    if (first == NULL || flags == NULL) return false;
    for (size_t r = 0; r < table->row_count; r++) {
        first[r] = (uint32_t)cells;
        cells += table->rows[r].cell_count;
        if (cells >= UINT32_MAX) return false;
    }
    uint32_t *figures = mz_arena_room(problem->arena, cells + 1, sizeof *figures);
    const bool *unplaced = find_unplaced(problem, table);
    if (figures == NULL || unplaced == NULL) return false;
    for (size_t r = 0, at = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        for (size_t c = 0; c < row->cell_count; c++, at++) {
            figures[at] = MZ_NO_FIGURE;
            if (row->cells[c].kind == MZ_CELL_REDACTED) flags[r] |= ROW_REDACTED;
            if (c > 0 && row->cells[c].column <= row->cells[c - 1].column) flags[r] |= ROW_UNORDERED;
            if (row->cells[c].kind != MZ_CELL_AMOUNT) continue;
            if (unplaced[row->cells[c].column]) flags[r] |= ROW_UNPLACED;
            figures[at] = add_figure(problem, &row->cells[c].amount);
            if (figures[at] == MZ_NO_FIGURE) continue;
            mz_figure *figure = &problem->figures[figures[at]];
            figure->table = table;
            figure->row = row;
            figure->cell = &row->cells[c];
        }
    }
    problem->row_first[number] = first;
    problem->row_flags[number] = flags;
    const mz_names *forms = problem->rulebook->forms;
    if (table->form != NULL) mz_names_look(forms, table->form, &problem->forms[number * mz_names_width(forms)]);
    problem->cell_figures[number] = figures;
    return true;
}

bool mz_problem_build(mz_problem *problem)
{
    mz_document *document = problem->document;
    problem->row_first = mz_arena_array(problem->arena, document->table_count + 1, sizeof *problem->row_first);
    problem->cell_figures = mz_arena_array(problem->arena, document->table_count + 1, sizeof *problem->cell_figures);
    problem->fact_figures = mz_arena_array(problem->arena, document->fact_count + 1, sizeof *problem->fact_figures);
    problem->row_keys = mz_arena_array(problem->arena, document->table_count + 1, sizeof *problem->row_keys);
    problem->row_flags = mz_arena_array(problem->arena, document->table_count + 1, sizeof *problem->row_flags);
    problem->forms = mz_arena_array(
        problem->arena, document->table_count * mz_names_width(problem->rulebook->forms) + 1, sizeof *problem->forms);
    if (problem->forms == NULL || problem->row_first == NULL || problem->row_flags == NULL ||
        problem->row_keys == NULL || problem->cell_figures == NULL || problem->fact_figures == NULL)
        return false;
    size_t room = document->fact_count + 1;
    for (size_t t = 0; t < document->table_count; t++) room += count_cells(&document->tables[t]);
    problem->figures = mz_arena_room(problem->arena, room, sizeof *problem->figures);
    if (problem->figures == NULL) return false;
    problem->figure_room = room;
    for (size_t t = 0; t < document->table_count; t++)
        if (!build_table(problem, t)) return false;
    for (size_t f = 0; f < document->fact_count; f++) {
        problem->fact_figures[f] = add_figure(problem, &document->facts[f].amount);
        if (problem->fact_figures[f] != MZ_NO_FIGURE)
            problem->figures[problem->fact_figures[f]].fact = &document->facts[f];
    }
    return !mz_arena_exhausted(problem->arena);
}

/* Number of the cell at column within row, cell_count when there is none. Cells are in column order, except where the
 * reader could not tell their columns; mostly all columns of the row's side are there. */
static size_t find_cell(const mz_row *row, size_t column, bool ordered)
{
    size_t count = row->cell_count;
    if (count == 0) return 0;
    size_t low = 0, high = count, guess = column - row->cells[0].column;
    if (ordered && guess < count && row->cells[guess].column == column) return guess;
    while (ordered && low < high) {
        size_t middle = low + (high - low) / 2;
        if (row->cells[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    while (!ordered && low < count && row->cells[low].column != column) low++;
    return low < count && row->cells[low].column == column ? low : count;
}

mz_cell_kind mz_problem_look(const mz_problem *problem, size_t table, size_t row, size_t column, uint32_t *figure)
{
    const mz_row *line = &problem->document->tables[table].rows[row];
    uint8_t flags = problem->row_flags[table][row];
    size_t cell = find_cell(line, column, (flags & ROW_UNORDERED) == 0);
    bool absent = cell == line->cell_count;
    *figure = absent ? MZ_NO_FIGURE : problem->cell_figures[table][problem->row_first[table][row] + cell];
    mz_cell_kind kind = absent ? MZ_CELL_BLANK : line->cells[cell].kind;
    /* in a row with redacted or unplaced figures a blank need not be nothing: they may belong there */
    if (kind == MZ_CELL_BLANK && (flags & ROW_REDACTED) != 0) return MZ_CELL_REDACTED;
    return kind == MZ_CELL_BLANK && (flags & ROW_UNPLACED) != 0 ? MZ_CELL_TEXT : kind;
}

uint32_t mz_problem_cell(const mz_problem *problem, size_t table, size_t row, size_t column)
{
    uint32_t figure;
    mz_problem_look(problem, table, row, column, &figure);
    return figure;
}

mz_cell_kind mz_problem_cell_kind(const mz_problem *problem, size_t table, size_t row, size_t column)
{
    uint32_t figure;
    return mz_problem_look(problem, table, row, column, &figure);
}

uint32_t mz_problem_derive(mz_problem *problem, const mz_table *table, const mz_row *row, const mz_cell *cell,
                           const mz_amount *amount)
{
    uint32_t number = add_figure(problem, amount);
    if (number == MZ_NO_FIGURE) return number;
    mz_figure *figure = &problem->figures[number];
    figure->table = table;
    figure->row = row;
    figure->cell = cell;
    return number;
}
