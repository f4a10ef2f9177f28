/* header.c - which rows of a sheet are its header, what each column's header path is and what the column holds. */
#include <string.h>

#include "sheet.h"

enum { LONGEST_HEADER = 240, SAMPLE_ROWS = 48, SEARCH_ROWS = 12, LEAST_EVIDENCE = 4 };

uint64_t mz_row_hash(const mz_grid_row *row)
{
    uint64_t hash = 14695981039346656037u, empty = hash;
    for (uint32_t i = 0; i < row->count; i++) {
        const mz_grid_cell *cell = &row->cells[i];
        for (size_t at = 0, used = 1; at < cell->length; at += used) {
            uint32_t c = mz_text_char(cell->text + at, &used);
            if (!mz_text_is_space(c)) hash = (hash ^ c) * 1099511628211u;
        }
        if (cell->length > 0) hash = (hash ^ '\t') * 1099511628211u;
    }
    return hash == empty ? 0 : hash;
}

static size_t cell_key(const mz_grid_cell *cell, char *key)
{
    if (cell->length > LONGEST_HEADER) return 0;
    return mz_text_key_into(cell->text, cell->length, key);
}

/* The cell's number when it holds only one to three digits, -1 otherwise. */
static int small_number(const mz_grid_cell *cell)
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
        int number = small_number(cell);
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

/* Sets header_begin, header_end and data_begin. */
static void find_header(mz_reader *reader, mz_sheet *sheet)
{
    const mz_catalogue *catalogue = reader->catalogue;
    const mz_sheet_row *rows = sheet->rows;
    size_t begin = 0, count = sheet->row_count;
    while (begin < count && mz_caption_row(reader, rows[begin].row, &sheet->caption)) begin++;
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
               (rows[end].row->header || stands_over_figures(rows[end].row, figures) ||
                header_words(catalogue, sheet->caption.form, rows[end].row, true) ||
                continues_header(rows + begin, end - begin, rows[end].row)))
            end++;
    }
    sheet->header_end = sheet->data_begin = end;
}

/* The header as a matrix: which cell covers column c on level l. */
typedef struct cover {
    const mz_grid_cell **cells; /* levels * columns */
    size_t levels, columns;
} cover;

static const mz_grid_cell **at(const cover *header, size_t level, size_t column)
{
    return &header->cells[level * header->columns + column];
}

/* Whether any level below has a cell of its own in the column. */
static bool has_deeper(const cover *header, size_t level, size_t column)
{
    for (size_t l = level + 1; l < header->levels; l++) {
        const mz_grid_cell *cell = *at(header, l, column);
        if (cell != NULL && cell->column == column) return true;
    }
    return false;
}

/* Puts every filled cell at its columns. */
static void place_cells(const mz_sheet *sheet, cover *header)
{
    for (size_t l = 0; l < header->levels; l++) {
        const mz_grid_row *row = sheet->rows[sheet->header_begin + l].row;
        for (uint32_t i = 0; i < row->count; i++) {
            const mz_grid_cell *cell = &row->cells[i];
            size_t width = cell->width > 0 ? cell->width : 1;
            for (size_t c = cell->column; cell->length > 0 && c < cell->column + width && c < header->columns; c++)
                *at(header, l, c) = cell;
        }
    }
}

/* Lets a cell of unknown width cover the blank columns after it that have sub-headers and the same group above. */
static void widen_cells(cover *header)
{
    for (size_t l = 0; l + 1 < header->levels; l++) {
        for (size_t c = 1; c < header->columns; c++) {
            const mz_grid_cell *left = *at(header, l, c - 1);
            if (*at(header, l, c) != NULL || left == NULL || left->width > 0 || !has_deeper(header, l, c)) continue;
            if (l == 0 || *at(header, l - 1, c) == *at(header, l - 1, c - 1)) *at(header, l, c) = left;
        }
    }
}

/*
 * A header word that has no sub-columns (leaf) cannot stand over one: when text extraction put it one column too far to
 * the left, beside the last sub-column of the group before it, the two change places.
 */
static void settle_leaves(const mz_catalogue *catalogue, const mz_form *form, cover *header)
{
    char key[LONGEST_HEADER + 1];
    for (size_t c = 1; header->levels > 1 && c + 1 < header->columns; c++) {
        const mz_grid_cell *cell = *at(header, 0, c);
        if (cell == NULL || cell->column != c || *at(header, 0, c + 1) != cell || *at(header, 1, c) != NULL) continue;
        if (cell_key(cell, key) == 0) continue;
        const mz_column_role *role = mz_form_column(catalogue, form, key);
        if (role == NULL || !role->leaf) continue;
        *at(header, 0, c) = *at(header, 0, c - 1);
        for (size_t l = 1; l < header->levels; l++) {
            *at(header, l, c) = *at(header, l, c + 1);
            *at(header, l, c + 1) = NULL;
        }
    }
}

/* The column's path: the texts of its levels joined with '/', repetitions left out. NULL when memory runs out. */
static const char *path_of(mz_reader *reader, const cover *header, size_t column)
{
    char path[MZ_HEADER_LEVELS * (LONGEST_HEADER + 1) + 1];
    size_t length = 0, last = 0;
    const mz_grid_cell *above = NULL;
    for (size_t l = 0; l < header->levels; l++) {
        const mz_grid_cell *cell = *at(header, l, column);
        if (cell == NULL || cell == above || cell->length == 0) continue;
        above = cell;
        size_t size = cell->length;
        while (size > LONGEST_HEADER || (size > 0 && size < cell->length && (cell->text[size] & 0xC0) == 0x80)) size--;
        size_t begin = length;
        if (length > 0) path[length++] = '/';
        size_t written = mz_text_squeeze_into(cell->text, size, path + length);
        if (begin > 0 && written == begin - last && memcmp(path + last, path + length, written) == 0) {
            length = begin;
            continue;
        }
        last = length;
        length += written;
    }
    return length == 0 ? "" : mz_arena_copy(reader->arena, path, length);
}

static mz_unit unit_of_path(const char *path)
{
    const char *leaf = strrchr(path, '/');
    leaf = leaf == NULL ? path : leaf + 1;
    if (strchr(leaf, '%') != NULL || strstr(leaf, "％") != NULL) return MZ_UNIT_PERCENT;
    if (strstr(leaf, "元") == NULL) return MZ_UNIT_NONE;
    if (strstr(leaf, "亿元") != NULL) return MZ_UNIT_YI;
    if (strstr(leaf, "万元") != NULL) return MZ_UNIT_WAN;
    return strstr(leaf, "(元") != NULL || strstr(leaf, "（元") != NULL || strstr(leaf, "：元") != NULL ? MZ_UNIT_YUAN
                                                                                                       : MZ_UNIT_NONE;
}

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
        int number = small_number(cell);
        counting += number > 0 && (last == NULL || number == small_number(last) + 1);
        codes += is_code(cell);
        leading += last != NULL && is_code(cell) && leads_to(last, cell);
        last = cell;
    }
    if (words > values) return MZ_COLUMN_TEXT;
    if (values >= LEAST_EVIDENCE && counting == values) return MZ_COLUMN_SERIAL;
    if (values >= LEAST_EVIDENCE && codes == values && leading > 0) return MZ_COLUMN_CODE;
    return MZ_COLUMN_AMOUNT;
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

static bool fill_columns(mz_reader *reader, mz_sheet *sheet, const cover *header)
{
    for (size_t c = 0; c < sheet->column_count; c++) {
        mz_sheet_column *column = &sheet->columns[c];
        column->path = path_of(reader, header, c);
        if (column->path == NULL) return false;
        column->role = mz_form_column(reader->catalogue, sheet->caption.form, column->path);
        column->kind = column->role != NULL ? column->role->kind : guess_kind(sheet, c);
        column->unit = unit_of_path(column->path);
        column->output = -1;
    }
    ensure_label(sheet);
    keep_first_codes(sheet);
    number_sides(sheet);
    return true;
}

bool mz_sheet_header(mz_reader *reader, mz_sheet *sheet)
{
    find_header(reader, sheet);
    size_t levels = sheet->header_end - sheet->header_begin, columns = 0;
    if (levels > MZ_HEADER_LEVELS) levels = MZ_HEADER_LEVELS;
    for (size_t r = sheet->header_begin; r < sheet->row_count; r++) {
        const mz_grid_row *row = sheet->rows[r].row;
        const mz_grid_cell *last = row->count > 0 ? &row->cells[row->count - 1] : NULL;
        size_t end = last == NULL ? 0 : last->column + (last->width > 0 ? last->width : 1u);
        if (end > columns) columns = end;
    }
    cover header = {.levels = levels, .columns = columns};
    header.cells = mz_arena_array(reader->arena, levels * columns + 1, sizeof(mz_grid_cell *));
    sheet->columns = mz_arena_array(reader->arena, columns + 1, sizeof *sheet->columns);
    sheet->column_count = columns;
    sheet->header_levels = levels;
    if (header.cells == NULL || sheet->columns == NULL) return false;
    for (size_t l = 0; l < levels; l++) sheet->header_hash[l] = mz_row_hash(sheet->rows[sheet->header_begin + l].row);
    place_cells(sheet, &header);
    widen_cells(&header);
    settle_leaves(reader->catalogue, sheet->caption.form, &header);
    return fill_columns(reader, sheet, &header);
}
