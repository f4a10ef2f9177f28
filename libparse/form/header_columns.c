/* header_columns.c - what the columns of a sheet hold: labels, codes, amounts of this year or the last, and of which
 * side. */
#include <string.h>

#include "header.h"

enum { SAMPLE_ROWS = 48, LEAST_EVIDENCE = 4 };

/* The filled cell of column in row, NULL when there is none. */
static const mz_grid_cell *cell_at(const mz_grid_row *row, size_t column)
{
    uint32_t i = column < row->count ? (uint32_t)column : row->count; /* no later: every column is counted once */
    while (i > 0 && (i == row->count || row->cells[i].column > column)) i--;
    return i < row->count && row->cells[i].column == column && row->cells[i].length > 0 ? &row->cells[i] : NULL;
}

/* Whether below goes on where above, a code, leads: 208 | 20805. */
static bool leads_to(const mz_grid_cell *above, const mz_grid_cell *below)
{
    return above->length < below->length && memcmp(above->text, below->text, above->length) == 0;
}

static bool is_code(const mz_grid_cell *cell)
{
    if (cell->length != 3 && cell->length != 5 && cell->length != 7) return false;
    for (uint32_t i = 0; i < cell->length; i++)
        if (cell->text[i] < '0' || cell->text[i] > '9') return false;
    return true;
}

/* What a column without a known header holds, by its first rows: words make it text, numbers that count the rows a
 * serial number, codes that lead to each other codes, anything else amounts. */
static mz_column_kind guess_kind(const mz_sheet *sheet, size_t column)
{
    unsigned words = 0, values = 0, counting = 0, codes = 0, leading = 0;
    const mz_grid_cell *last = NULL;
    for (size_t r = sheet->data_begin; r < sheet->row_count && r < sheet->data_begin + SAMPLE_ROWS; r++) {
        const mz_grid_cell *cell = cell_at(sheet->rows[r].row, column);
        if (cell == NULL) continue;
        mz_grid_row one = {.cells = (mz_grid_cell *)(uintptr_t)cell, .count = 1};
        if (!mz_row_has_values(&one)) {
            words++;
            continue;
        }
        values++;
        int number = mz_small_number(cell);
        counting += number > 0 && (last == NULL || number == mz_small_number(last) + 1);
        codes += is_code(cell);
        leading += last != NULL && is_code(cell) && leads_to(last, cell);
        last = cell;
    }
    if (words > values) return MZ_COLUMN_TEXT;
    if (values >= LEAST_EVIDENCE && counting == values) return MZ_COLUMN_SERIAL;
    if (values >= LEAST_EVIDENCE && codes == values && leading > 0) return MZ_COLUMN_CODE;
    return MZ_COLUMN_AMOUNT;
}

/* Whether a column whose header says year holds years, one a row (2023年, 2024年预算数): they name the rows. */
static bool holds_years(const mz_sheet *sheet, size_t column)
{
    enum { LONGEST = 32, DIGITS = 4 };
    char key[LONGEST + 1];
    const mz_column_role *role = sheet->columns[column].role;
    size_t years = 0;
    if (role == NULL || strcmp(role->role, "year") != 0) return false;
    for (size_t r = sheet->data_begin; r < sheet->row_count && r < sheet->data_begin + SAMPLE_ROWS; r++) {
        const mz_grid_cell *cell = cell_at(sheet->rows[r].row, column);
        if (cell == NULL || cell->length == 0) continue;
        if (cell->length > LONGEST) return false;
        mz_text_key_into(cell->text, cell->length, key);
        if (strspn(key, "0123456789") != DIGITS || (strncmp(key, "19", 2) != 0 && strncmp(key, "20", 2) != 0))
            return false;
        years++;
    }
    return years > 0;
}

/* Whether the columns before amount column c, from the amount column before it on, have a label; if not, the first text
 * column among them that the catalogue does not know either is *candidate. */
static bool has_label(const mz_sheet *sheet, size_t c, size_t *candidate)
{
    *candidate = SIZE_MAX;
    while (c-- > 0 && sheet->columns[c].kind != MZ_COLUMN_AMOUNT) {
        const mz_sheet_column *column = &sheet->columns[c];
        if (column->kind == MZ_COLUMN_LABEL || column->kind == MZ_COLUMN_CODE) return true;
        if (column->kind == MZ_COLUMN_TEXT && column->role == NULL) *candidate = c;
    }
    return false;
}

/* Makes text columns labels where the header names none: the first one of a table without any, and in a form of several
 * sides each unknown one whose amounts had the label of the side before them otherwise. */
static void ensure_label(mz_sheet *sheet)
{
    const mz_form *form = sheet->caption.form;
    size_t candidate = 0, labels = 0;
    for (size_t c = 0; c < sheet->column_count; c++) {
        mz_sheet_column *column = &sheet->columns[c];
        labels += column->kind == MZ_COLUMN_LABEL;
        if (form == NULL || form->layout != MZ_LAYOUT_SIDES || column->kind != MZ_COLUMN_AMOUNT ||
            has_label(sheet, c, &candidate) || candidate == SIZE_MAX)
            continue;
        sheet->columns[candidate].kind = MZ_COLUMN_LABEL;
        labels++;
    }
    for (size_t c = 0; labels == 0 && c < sheet->column_count; c++) {
        labels = sheet->columns[c].kind == MZ_COLUMN_TEXT;
        if (labels > 0) sheet->columns[c].kind = MZ_COLUMN_LABEL;
    }
}

static bool same_leaf(const char *a, const char *b)
{
    const char *x = strrchr(a, '/'), *y = strrchr(b, '/');
    return strcmp(x == NULL ? a : x + 1, y == NULL ? b : y + 1) == 0;
}

/* A label or code column behind an amount column begins a new side; in an unknown table only when it repeats the first
 * one's header. */
static void number_sides(mz_sheet *sheet)
{
    const mz_form *form = sheet->caption.form;
    if (form != NULL && form->layout != MZ_LAYOUT_SIDES) return;
    uint16_t side = 0;
    bool amounts = false;
    const mz_sheet_column *first = NULL;
    for (size_t c = 0; c < sheet->column_count; c++) {
        mz_sheet_column *column = &sheet->columns[c];
        bool label = column->kind == MZ_COLUMN_LABEL || column->kind == MZ_COLUMN_CODE;
        if (label && first == NULL) first = column;
        if (label && amounts && (form != NULL || same_leaf(first->path, column->path))) {
            side++;
            amounts = false;
        }
        amounts = amounts || column->kind == MZ_COLUMN_AMOUNT;
        column->side = side;
    }
}

/* Codes and names by a second classification (部门预算经济分类, then 政府预算经济分类), before any amount, say nothing
 * that the first one does not: they are text. */
static void keep_first_codes(mz_sheet *sheet)
{
    const mz_sheet_column *first = NULL;
    bool second = false;
    for (size_t c = 0; c < sheet->column_count; c++) {
        mz_sheet_column *column = &sheet->columns[c];
        if (column->kind == MZ_COLUMN_AMOUNT) {
            first = NULL;
            second = false;
        } else if (column->kind == MZ_COLUMN_CODE && first == NULL) {
            first = column;
        } else if (column->kind == MZ_COLUMN_CODE) {
            second = second || same_leaf(first->path, column->path);
        }
        if (second && (column->kind == MZ_COLUMN_CODE || column->kind == MZ_COLUMN_LABEL))
            column->kind = MZ_COLUMN_TEXT;
    }
}

void mz_header_columns(mz_reader *reader, mz_sheet *sheet)
{
    for (size_t c = 0; c < sheet->column_count; c++) {
        mz_sheet_column *column = &sheet->columns[c];
        column->role = mz_form_column(reader->catalogue, sheet->caption.form, column->path);
        column->kind = column->role != NULL ? column->role->kind : guess_kind(sheet, c);
        if (c == 0 && holds_years(sheet, c)) column->kind = MZ_COLUMN_LABEL;
    }
    ensure_label(sheet);
    keep_first_codes(sheet);
    number_sides(sheet);
}
