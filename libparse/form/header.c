/* header.c - the header path and the unit of each column of a sheet. */
#include "header.h"

#include <string.h>

enum { LONGEST_HEADER = 240 };

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
        if (cell->length > LONGEST_HEADER || mz_text_key_into(cell->text, cell->length, key) == 0) continue;
        const mz_column_role *role = mz_form_column(catalogue, form, key);
        if (role == NULL || !role->leaf) continue;
        *at(header, 0, c) = *at(header, 0, c - 1);
        for (size_t l = 1; l < header->levels; l++) {
            *at(header, l, c) = *at(header, l, c + 1);
            *at(header, l, c + 1) = NULL;
        }
    }
}

/* Whether a header text was cut in two by its row's end (基本 above 支出): only both together are a known word. lower
 * is NUL-terminated. */
static bool is_cut(const mz_catalogue *catalogue, const char *upper, size_t upper_length, const char *lower)
{
    const size_t lower_length = strlen(lower);
    char whole[2 * LONGEST_HEADER + 1];
    if (upper_length + lower_length >= sizeof whole || mz_form_column(catalogue, NULL, lower) != NULL ||
        mz_form_header_class(catalogue, upper, upper_length) != MZ_HEADER_UNKNOWN)
        return false;
    memcpy(whole, upper, upper_length);
    memcpy(whole + upper_length, lower, lower_length);
    return mz_form_header_class(catalogue, whole, upper_length + lower_length) != MZ_HEADER_UNKNOWN;
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
        if (begin > 0 && is_cut(reader->catalogue, path + last, begin - last, path + length)) {
            memmove(path + begin, path + length, written + 1); /* over the '/' */
            length = begin + written;
            continue;
        }
        last = length;
        length += written;
    }
    return length == 0 ? "" : mz_arena_copy(reader->arena, path, length);
}

mz_unit mz_header_unit(const char *segment, size_t length)
{
    /* longest first; those of one 字 in front of 元 count only where a bracket or a colon opens them */
    static const struct {
        const char *text;
        mz_unit unit;
    } words[] = {{"(百万元", MZ_UNIT_BAIWAN},  {"（百万元", MZ_UNIT_BAIWAN}, {":百万元", MZ_UNIT_BAIWAN},
                 {"：百万元", MZ_UNIT_BAIWAN}, {"亿元", MZ_UNIT_YI},         {"万元", MZ_UNIT_WAN},
                 {"(千元", MZ_UNIT_QIAN},      {"（千元", MZ_UNIT_QIAN},     {":千元", MZ_UNIT_QIAN},
                 {"：千元", MZ_UNIT_QIAN},     {"(元", MZ_UNIT_YUAN},        {"（元", MZ_UNIT_YUAN},
                 {":元", MZ_UNIT_YUAN},        {"：元", MZ_UNIT_YUAN}};
    if (!mz_text_holds(segment, length, "元")) return MZ_UNIT_NONE;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mz_text_holds(segment, length, words[i].text)) return words[i].unit;
    return MZ_UNIT_NONE;
}

mz_unit mz_header_path_unit(const char *path)
{
    mz_unit unit = MZ_UNIT_NONE;
    const char *leaf = strrchr(path, '/'), *segment = path;
    leaf = leaf == NULL ? path : leaf + 1;
    if (strchr(leaf, '%') != NULL || strstr(leaf, "％") != NULL) return MZ_UNIT_PERCENT;
    while (segment != NULL) {
        const char *end = strchr(segment, '/');
        mz_unit own = mz_header_unit(segment, end == NULL ? strlen(segment) : (size_t)(end - segment));
        if (own != MZ_UNIT_NONE) unit = own;
        segment = end == NULL ? NULL : end + 1;
    }
    return unit;
}

static bool fill_paths(mz_reader *reader, mz_sheet *sheet, const cover *header)
{
    for (size_t c = 0; c < sheet->column_count; c++) {
        mz_sheet_column *column = &sheet->columns[c];
        column->path = path_of(reader, header, c);
        if (column->path == NULL) return false;
        column->unit = mz_header_path_unit(column->path);
        column->output = -1;
    }
    return true;
}

bool mz_sheet_header(mz_reader *reader, mz_sheet *sheet)
{
    mz_header_rows(reader, sheet);
    size_t levels = sheet->header_end - sheet->header_begin, columns = 0;
    if (levels > MZ_HEADER_LEVELS) levels = MZ_HEADER_LEVELS;
    for (size_t r = sheet->header_begin; r < sheet->row_count; r++) {
        const mz_grid_row *row = sheet->rows[r].row;
        const mz_grid_cell *last = row->count > 0 ? &row->cells[row->count - 1] : NULL;
        size_t end = last == NULL ? 0 : last->column + (last->width > 0 ? last->width : 1u);
        if (end > columns) columns = end;
    }
    cover header = {.levels = levels, .columns = columns};
    header.cells = mz_arena_array(reader->scratch, levels * columns + 1, sizeof(mz_grid_cell *));
    sheet->columns = mz_arena_array(reader->scratch, columns + 1, sizeof *sheet->columns);
    sheet->column_count = columns;
    sheet->header_levels = levels;
    if (header.cells == NULL || sheet->columns == NULL) return false;
    place_cells(sheet, &header);
    widen_cells(&header);
    settle_leaves(reader->catalogue, sheet->caption.form, &header);
    if (!fill_paths(reader, sheet, &header)) return false;
    mz_header_columns(reader, sheet);
    return true;
}
