/* problem.c - the figures of a document: every amount of its tables and of its text, numbered. */
#include <string.h>

#include "codes.h"
#include "roles.h"

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

/* Of a column: the reader could not tell it (it calls the header "?"); it is money; the catalogue does not know it. */
enum { COLUMN_UNPLACED = 1, COLUMN_MONEY = 2, COLUMN_UNKNOWN = 4 };

/* Per column. NULL when memory runs out. */
static const uint8_t *describe_columns(mz_problem *problem, const mz_table *table)
{
    uint8_t *columns = mz_arena_room(problem->arena, table->column_count + 1, sizeof *columns);
    for (size_t c = 0; columns != NULL && c < table->column_count; c++) {
        const mz_column *column = &table->columns[c];
        size_t length = strlen(column->path);
        columns[c] = (uint8_t)((length > 0 && column->path[length - 1] == '?' ? COLUMN_UNPLACED : 0) |
                               (mz_unit_is_money(column->unit) ? COLUMN_MONEY : 0) |
                               (*column->role == '\0' ? COLUMN_UNKNOWN : 0));
    }
    return columns;
}

static size_t count_cells(const mz_table *table)
{
    size_t count = 0;
    for (size_t r = 0; r < table->row_count; r++) count += table->rows[r].cell_count;
    return count;
}

/* The figure of a cell with an amount, in a column of this description; *flags learns what it says of its row. */
static uint32_t add_cell(mz_problem *problem, const mz_table *table, const mz_row *row, const mz_cell *cell,
                         unsigned column, uint32_t *flags)
{
    const bool open = (column & COLUMN_UNKNOWN) != 0 || cell->confidence < MZ_SURE;
    if ((column & COLUMN_UNPLACED) != 0) *flags |= MZ_ROW_UNPLACED;
    if ((column & COLUMN_MONEY) != 0 && open) *flags |= MZ_ROW_OPEN;
    const uint32_t number = add_figure(problem, &cell->amount);
    if (number == MZ_NO_FIGURE) return number;
    mz_figure *figure = &problem->figures[number];
    figure->table = table;
    figure->row = row;
    figure->cell = cell;
    figure->doubtful = cell->confidence < MZ_SURE;
    return number;
}

/* The figures of a row's cells, which begin at number first. */
static mz_row_data build_row(mz_problem *problem, const mz_table *table, mz_row *row, size_t first,
                             const uint8_t *columns)
{
    mz_row_data own = {.first = (uint32_t)first,
                       .count = (uint32_t)row->cell_count,
                       .column = row->cell_count > 0 ? row->cells[0].column : 0,
                       .code = mz_code_rank(row->code)};
    own.subject = *row->code != '\0' ? own.code : mz_code_rank(mz_code_of_role(row->role));
    uint32_t *numbers = &problem->cell_figures[first];
    uint8_t *kinds = &problem->cell_kinds[first];
    bool dense = true, ordered = true;
    uint32_t next = own.column; /* least column of the next cell when they are in order */
    for (size_t c = 0; c < own.count; c++) {
        mz_cell *cell = &row->cells[c];
        numbers[c] = MZ_NO_FIGURE;
        kinds[c] = (uint8_t)cell->kind;
        cell->relations = 0;
        if (cell->column != next) {
            dense = false;
            ordered = ordered && cell->column > next;
        }
        next = cell->column + 1;
        if (cell->kind == MZ_CELL_AMOUNT)
            numbers[c] = add_cell(problem, table, row, cell, columns[cell->column], &own.flags);
        else if (cell->kind == MZ_CELL_REDACTED)
            own.flags |= MZ_ROW_REDACTED;
    }
    own.flags |= (dense ? MZ_ROW_DENSE : 0) | (ordered ? MZ_ROW_ORDERED : 0);
    return own;
}

/* The same for a table; *first goes on behind its cells. */
static bool build_table(mz_problem *problem, size_t number, size_t *first)
{
    mz_table *table = &problem->document->tables[number];
    mz_row_data *rows = mz_arena_room(problem->arena, table->row_count + 1, sizeof *rows);
    const uint8_t *columns = describe_columns(problem, table);
    if (rows == NULL || columns == NULL) return false;
    for (size_t r = 0; r < table->row_count; r++) {
        rows[r] = build_row(problem, table, &table->rows[r], *first, columns);
        *first += table->rows[r].cell_count;
    }
    problem->rows[number] = rows;
    uint64_t *forms = &problem->forms[number * problem->form_width];
    if (table->form != NULL) mz_names_look(problem->rulebook->forms, table->form, forms);
    bool related = false;
    for (size_t w = 0; w < problem->form_width; w++) related |= forms[w] != 0;
    return !related || mz_roles_build(problem, number);
}

/* Sorts the tables by the lists that have their forms: a counting sort. false when memory runs out. */
static bool list_tables(mz_problem *problem)
{
    const size_t tables = problem->document->table_count, width = problem->form_width;
    problem->form_first = mz_arena_array(problem->arena, width * 64 + 2, sizeof *problem->form_first);
    if (problem->form_first == NULL) return false;
    uint32_t *place = problem->form_first + 1; /* one to the left when the tables have been put in their places */
    for (size_t w = 0; w < tables * width; w++)
        for (uint64_t left = problem->forms[w]; left != 0; left &= left - 1)
            place[w % width * 64 + (size_t)__builtin_ctzll(left) + 1]++;
    for (size_t list = 0; list < width * 64; list++) place[list + 1] += place[list];
    problem->form_tables = mz_arena_room(problem->arena, place[width * 64] + 1, sizeof *problem->form_tables);
    if (problem->form_tables == NULL) return false;
    for (size_t w = 0; w < tables * width; w++)
        for (uint64_t left = problem->forms[w]; left != 0; left &= left - 1)
            problem->form_tables[place[w % width * 64 + (size_t)__builtin_ctzll(left)]++] = (uint32_t)(w / width);
    return true;
}

bool mz_problem_build(mz_problem *problem)
{
    mz_document *document = problem->document;
    size_t tables = document->table_count + 1, cells = 0, first = 0;
    for (size_t t = 0; t < document->table_count; t++) cells += count_cells(&document->tables[t]);
    if (cells >= UINT32_MAX) return false;
    problem->figure_room = cells + document->fact_count + 1;
    problem->figures = mz_arena_room(problem->arena, problem->figure_room, sizeof *problem->figures);
    problem->rows = mz_arena_array(problem->arena, tables, sizeof *problem->rows);
    problem->cell_figures = mz_arena_room(problem->arena, cells + 1, sizeof *problem->cell_figures);
    problem->cell_kinds = mz_arena_room(problem->arena, cells + 1, sizeof *problem->cell_kinds);
    problem->fact_figures = mz_arena_array(problem->arena, document->fact_count + 1, sizeof *problem->fact_figures);
    problem->row_keys = mz_arena_array(problem->arena, tables, sizeof *problem->row_keys);
    problem->roles = mz_arena_array(problem->arena, tables, sizeof *problem->roles);
    problem->role_width = mz_names_width(problem->rulebook->roles);
    problem->form_width = mz_names_width(problem->rulebook->forms);
    problem->forms = mz_arena_array(problem->arena, tables * problem->form_width + 1, sizeof *problem->forms);
    if (mz_arena_exhausted(problem->arena)) return false;
    for (size_t t = 0; t < document->table_count; t++)
        if (!build_table(problem, t, &first)) return false;
    if (!list_tables(problem)) return false;
    for (size_t f = 0; f < document->fact_count; f++) {
        problem->fact_figures[f] = add_figure(problem, &document->facts[f].amount);
        if (problem->fact_figures[f] != MZ_NO_FIGURE)
            problem->figures[problem->fact_figures[f]].fact = &document->facts[f];
    }
    problem->relation_room = problem->figure_count; /* about as many as there are figures */
    problem->relations = mz_arena_room(problem->arena, problem->relation_room, sizeof *problem->relations);
    return !mz_arena_exhausted(problem->arena);
}

uint32_t mz_problem_find_cell(const mz_problem *problem, size_t table, size_t row, size_t column)
{
    const mz_row *own = &problem->document->tables[table].rows[row];
    const bool ordered = (problem->rows[table][row].flags & MZ_ROW_ORDERED) != 0;
    size_t low = 0, high = own->cell_count;
    while (ordered && low < high) {
        size_t middle = low + (high - low) / 2;
        if (own->cells[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    while (!ordered && low < own->cell_count && own->cells[low].column != column) low++;
    return (uint32_t)(low < own->cell_count && own->cells[low].column == column ? low : own->cell_count);
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
