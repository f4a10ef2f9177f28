/* header_rows.c - which rows of a sheet are its header. */
#include <string.h>

#include "header.h"

enum { LONGEST_HEADER = 240, SAMPLE_ROWS = 48, SEARCH_ROWS = 12, LEAST_EVIDENCE = 4 };

/* Where the next character of a cell stands that is no white space, from `at` on. */
static size_t next_ink(const mz_grid_cell *cell, size_t at)
{
    size_t used = 1;
    while (at < cell->length && mz_text_is_space(mz_text_char(cell->text + at, &used))) at += used;
    return at;
}

static bool same_text(const mz_grid_cell *a, const mz_grid_cell *b)
{
    size_t i = 0, k = 0, size;
    if (a->length == b->length && memcmp(a->text, b->text, a->length) == 0) return true;
    while ((i = next_ink(a, i)) < a->length && (k = next_ink(b, k)) < b->length) {
        size = mz_character_size(a->text[i]);
        if (size > b->length - k || memcmp(a->text + i, b->text + k, size) != 0) return false;
        i += size;
        k += size;
    }
    return i >= a->length && next_ink(b, k) >= b->length;
}

bool mz_rows_alike(const mz_grid_row *a, const mz_grid_row *b)
{
    uint32_t i = 0, k = 0;
    for (bool any = false;; any = true, i++, k++) {
        while (i < a->count && a->cells[i].length == 0) i++;
        while (k < b->count && b->cells[k].length == 0) k++;
        if (i == a->count || k == b->count) return any && i == a->count && k == b->count;
        if (!same_text(&a->cells[i], &b->cells[k])) return false;
    }
}

bool mz_sheet_repeats_header(const mz_sheet *sheet, const mz_grid_row *row)
{
    for (size_t l = 0; l < sheet->header_levels; l++)
        if (mz_rows_alike(row, sheet->rows[sheet->header_begin + l].row)) return true;
    return false;
}

uint32_t mz_row_may(const mz_catalogue *catalogue, const mz_grid_row *row)
{
    uint32_t lists = 0;
    for (uint32_t i = 0; i < row->count; i++)
        lists |= mz_lists_begin(catalogue->list_begins, row->cells[i].text, row->cells[i].length);
    return lists;
}

static size_t cell_key(const mz_grid_cell *cell, char *key)
{
    if (cell->length > LONGEST_HEADER) return 0;
    return mz_text_key_into(cell->text, cell->length, key);
}

int mz_small_number(const mz_grid_cell *cell)
{
    int value = 0;
    if (cell->length == 0 || cell->length > 3) return -1;
    for (uint32_t i = 0; i < cell->length; i++) {
        if (cell->text[i] < '0' || cell->text[i] > '9') return -1;
        value = value * 10 + (cell->text[i] - '0');
    }
    return value;
}

bool mz_row_numbers(const mz_catalogue *catalogue, const mz_grid_row *row)
{
    char key[LONGEST_HEADER + 1];
    int expected = 1;
    bool named = false, unknown = false;
    for (uint32_t i = 0; i < row->count; i++) {
        const mz_grid_cell *cell = &row->cells[i];
        if (cell->length == 0) continue;
        int number = mz_small_number(cell);
        if (number >= 0) {
            if (number != expected++) return false;
            continue;
        }
        size_t length = 0;
        if (mz_catalogue_may(catalogue, MZ_LIST_COLUMN_NUMBERS, cell->text, cell->length)) length = cell_key(cell, key);
        if (length > 0 && mz_catalogue_word(catalogue, MZ_LIST_COLUMN_NUMBERS, key, length)) {
            named = true;
        } else if (expected == 1 && !unknown) {
            unknown = true; /* one word before 1 2 3 4, whatever it is */
        } else {
            return false;
        }
    }
    return (named && !unknown) || expected > (unknown ? LEAST_EVIDENCE : 3);
}

/* Whether the cells of a row are words that stand in headers: all of the two or more there are, or, in the row under
 * another (below), at least half of three or more, as it is seldom that a province's words are all known. */
static bool header_words(const mz_catalogue *catalogue, const mz_form *form, const mz_grid_row *row, bool below)
{
    char key[LONGEST_HEADER + 1];
    unsigned filled = 0, known = 0;
    for (uint32_t i = 0; i < row->count; i++) {
        if (row->cells[i].length == 0) continue;
        filled++;
        size_t length = cell_key(&row->cells[i], key);
        known += length > 0 && (mz_form_column(catalogue, form, key) != NULL ||
                                mz_catalogue_word(catalogue, MZ_LIST_HEADER_GROUP, key, length) ||
                                mz_catalogue_word(catalogue, MZ_LIST_HEADER_PART, key, length));
        if (!below && known < filled) return false;
    }
    return filled >= 2 && (known == filled || (filled > 2 && 2 * known >= filled));
}

bool mz_row_has_headers(const mz_catalogue *catalogue, const mz_form *form, const mz_grid_row *row)
{
    return header_words(catalogue, form, row, false);
}

static unsigned filled_cells(const mz_grid_row *row)
{
    unsigned filled = 0;
    for (uint32_t i = 0; i < row->count; i++) filled += row->cells[i].length > 0;
    return filled;
}

/* Whether row sits under the header rows above as their next level: it has no values, and begins with blanks where one
 * of those above has words. */
static bool continues_header(const mz_sheet_row *above, size_t count, const mz_grid_row *row)
{
    if (mz_row_has_values(row) || row->count == 0 || row->cells[0].length > 0 || row->cells[0].column > 0) return false;
    while (count > 0 && (above[count - 1].row->count == 0 || above[count - 1].row->cells[0].length == 0)) count--;
    return count > 0 && filled_cells(row) >= 2;
}

/* The columns that hold more figures than words in the first rows with values: bit per column. */
static uint64_t figure_columns(const mz_sheet *sheet, size_t begin)
{
    enum { MOST_COLUMNS = 64 };
    int figures[MOST_COLUMNS] = {0};
    uint64_t columns = 0;
    for (size_t r = begin; r < sheet->row_count && r < begin + SAMPLE_ROWS; r++) {
        const mz_grid_row *row = sheet->rows[r].row;
        if (!mz_row_has_values(row)) continue;
        for (uint32_t i = 0; i < row->count && row->cells[i].column < MOST_COLUMNS; i++) {
            const mz_grid_row one = {.cells = &row->cells[i], .count = 1};
            if (row->cells[i].length > 0) figures[row->cells[i].column] += mz_row_has_values(&one) ? 1 : -1;
        }
    }
    for (int c = 0; c < MOST_COLUMNS; c++) columns |= figures[c] > 0 ? (uint64_t)1 << c : 0;
    return columns;
}

/* Whether a row has words where the rows beneath have figures. */
static bool stands_over_figures(const mz_grid_row *row, uint64_t columns)
{
    for (uint32_t i = 0; i < row->count && row->cells[i].column < 64; i++)
        if (row->cells[i].length > 0 && (columns >> row->cells[i].column & 1) != 0) return true;
    return false;
}

/* Whether a row's only filled cell is a header word behind the first column: it stands over those beneath it. */
static bool stands_over(const mz_catalogue *catalogue, const mz_grid_row *row)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (row->cells[i].length > 0)
            return row->cells[i].column > 0 &&
                   mz_form_header_class(catalogue, row->cells[i].text, row->cells[i].length) != MZ_HEADER_UNKNOWN;
    return false;
}

void mz_header_rows(mz_reader *reader, mz_sheet *sheet)
{
    const mz_catalogue *catalogue = reader->catalogue;
    const mz_sheet_row *rows = sheet->rows;
    size_t begin = 0, count = sheet->row_count;
    while (begin < count &&
           (filled_cells(rows[begin].row) == 0 || mz_caption_row(reader, rows[begin].row, &sheet->caption)))
        begin++;
    if (begin + 1 < count && filled_cells(rows[begin].row) == 1 && filled_cells(rows[begin + 1].row) > 1 &&
        header_words(catalogue, sheet->caption.form, rows[begin + 1].row, false) && !rows[begin + 1].row->header &&
        !stands_over(catalogue, rows[begin].row))
        begin++; /* a line that names a part of the table, not a header */
    sheet->header_begin = begin;
    for (size_t r = begin; r < count && r < begin + SEARCH_ROWS; r++) {
        if (mz_row_numbers(catalogue, rows[r].row)) {
            sheet->header_end = r;
            sheet->data_begin = r + 1;
            return;
        }
        if (mz_row_has_values(rows[r].row)) break;
    }
    size_t end = begin;
    if (end < count && !mz_row_has_values(rows[end].row)) {
        const uint64_t figures = figure_columns(sheet, ++end);
        while (end < count && end < begin + SEARCH_ROWS && !mz_row_has_values(rows[end].row) &&
               (rows[end].row->header || filled_cells(rows[end].row) == 0 ||
                stands_over_figures(rows[end].row, figures) ||
                header_words(catalogue, sheet->caption.form, rows[end].row, true) ||
                continues_header(rows + begin, end - begin, rows[end].row)))
            end++;
    }
    sheet->header_end = sheet->data_begin = end;
}
