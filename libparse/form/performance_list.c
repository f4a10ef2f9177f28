/* performance_list.c - performance tables that list their projects: one header, then the rows of each project, its name
 * and amounts in the first of them, an indicator in each. */
#include <string.h>

#include "sheet.h"

enum { LONGEST_NAME = 120, SEARCH_ROWS = 6 };

typedef struct list {
    mz_reader *reader;
    mz_sheet *sheet;
    size_t name, code;  /* columns, SIZE_MAX when there is none */
    size_t indicators;  /* row of the header that names the indicators, SIZE_MAX when there is none */
    mz_sheet_row *rows; /* of the project in hand, behind the indicators' header */
    size_t row_count;
    const mz_grid_row *first; /* its first row, NULL when there is none */
} list;

/* The lists of words.json that a text is in, as far as they name a part of a project. */
static uint32_t lists_of(const mz_catalogue *catalogue, const char *text, size_t length)
{
    const uint32_t asked =
        1u << MZ_LIST_PERFORMANCE_NAME | 1u << MZ_LIST_PERFORMANCE_CODE | 1u << MZ_LIST_PERFORMANCE_AMOUNT;
    char key[LONGEST_NAME + 1];
    if (length > LONGEST_NAME || (mz_lists_begin(catalogue->list_begins, text, length) & asked) == 0) return 0;
    return mz_catalogue_lists(catalogue, key, mz_text_key_into(text, length, key));
}

static bool is(uint32_t lists, mz_list name)
{
    return (lists >> name & 1u) != 0;
}

bool mz_sheet_lists_projects(const mz_reader *reader, const mz_sheet *sheet)
{
    for (size_t r = 0; r < sheet->row_count && r < SEARCH_ROWS; r++) {
        const mz_grid_row *row = sheet->rows[r].row;
        bool name = false, amount = false;
        const uint32_t may = mz_row_may(reader->catalogue, row);
        if (!is(may, MZ_LIST_PERFORMANCE_NAME) || !is(may, MZ_LIST_PERFORMANCE_AMOUNT)) continue;
        for (uint32_t i = 0; i < row->count; i++) {
            uint32_t lists = lists_of(reader->catalogue, row->cells[i].text, row->cells[i].length);
            name = name || is(lists, MZ_LIST_PERFORMANCE_NAME);
            amount = amount || is(lists, MZ_LIST_PERFORMANCE_AMOUNT);
        }
        if (name && amount) return !mz_row_has_values(row);
    }
    return false;
}

static const mz_grid_cell *cell_at(const mz_grid_row *row, size_t column)
{
    for (uint32_t i = 0; i < row->count && row->cells[i].column <= column; i++)
        if (row->cells[i].column == column && row->cells[i].length > 0) return &row->cells[i];
    return NULL;
}

static const char *text_at(const list *l, size_t column)
{
    const mz_grid_cell *cell = column == SIZE_MAX ? NULL : cell_at(l->first, column);
    return cell == NULL ? "" : mz_text_squeeze(l->reader->arena, cell->text, cell->length);
}

/* The project's name; that of the first column with words when it has none (合计). */
static const char *name_of(const list *l)
{
    const char *name = text_at(l, l->name);
    for (size_t c = 0; name != NULL && *name == '\0' && c < l->sheet->column_count; c++)
        if (l->sheet->columns[c].kind == MZ_COLUMN_TEXT || l->sheet->columns[c].kind == MZ_COLUMN_LABEL)
            name = text_at(l, c);
    return name;
}

static bool is_amount(const list *l, size_t column)
{
    return l->sheet->columns[column].kind == MZ_COLUMN_AMOUNT;
}

/* The table of the project's amounts: one row. */
static bool add_amounts(list *l, const char *name, const char *code)
{
    mz_arena *arena = l->reader->arena;
    mz_table *table = mz_sheet_add_table(l->reader, l->sheet, l->sheet->caption.form);
    mz_row *row = mz_arena_alloc(arena, sizeof *row);
    mz_cell *cells = mz_arena_array(arena, l->sheet->column_count + 1, sizeof *cells);
    mz_column *columns = mz_arena_array(arena, l->sheet->column_count + 1, sizeof *columns);
    if (table == NULL || row == NULL || cells == NULL || columns == NULL) return false;
    const char *role = mz_form_row_role(l->reader->catalogue, l->sheet->caption.form, 0, name, NULL); /* of a total */
    size_t count = 0;
    for (size_t c = 0; c < l->sheet->column_count && count < UINT16_MAX; c++) {
        const mz_grid_cell *cell = is_amount(l, c) ? cell_at(l->first, c) : NULL;
        const mz_sheet_column *column = &l->sheet->columns[c];
        mz_unit unit = column->unit != MZ_UNIT_NONE ? column->unit : l->sheet->caption.unit;
        if (cell == NULL) continue;
        if (!mz_cell_read(arena, cell->text, cell->length, unit, &cells[count])) return false;
        if (cells[count].kind != MZ_CELL_AMOUNT) continue;
        cells[count].column = (uint16_t)count;
        cells[count].confidence = 100;
        cells[count].span = cell->span;
        unit = cells[count].amount.unit;
        columns[count++] = (mz_column){.path = column->path,
                                       .role = column->role == NULL ? "" : column->role->role,
                                       .unit = unit,
                                       .unit_text = mz_unit_name(unit)};
    }
    *row = (mz_row){.label = name,
                    .code = code,
                    .role = *role == '\0' ? "project" : role,
                    .serial = -1,
                    .span = l->first->span,
                    .cells = cells,
                    .cell_count = count};
    table->subject = *role == '\0' ? name : "";
    table->columns = columns;
    table->column_count = count;
    table->rows = row;
    table->row_count = 1;
    return true;
}

static bool finish_project(list *l)
{
    if (l->first == NULL) return true;
    const char *name = name_of(l), *code = text_at(l, l->code);
    if (name == NULL || code == NULL || !add_amounts(l, name, code)) return false;
    l->first = NULL;
    if (l->indicators == SIZE_MAX) return true;
    mz_sheet part = *l->sheet;
    part.caption.subject = name;
    part.rows = l->rows;
    part.row_count = l->row_count;
    return mz_sheet_indicators(l->reader, &part, 0);
}

/* Whether a row begins a project: it has a name or an amount. */
static bool begins_project(const list *l, const mz_grid_row *row)
{
    if (l->name != SIZE_MAX && cell_at(row, l->name) != NULL) return true;
    for (uint32_t i = 0; i < row->count; i++)
        if (row->cells[i].length > 0 && row->cells[i].column < l->sheet->column_count &&
            is_amount(l, row->cells[i].column))
            return true;
    return false;
}

static bool repeats_header(const list *l, const mz_grid_row *row)
{
    mz_caption ignored = {.organisation = "", .title = "", .subject = ""};
    bool blank = true;
    for (uint32_t i = 0; i < row->count; i++) blank = blank && row->cells[i].length == 0;
    return blank || mz_sheet_repeats_header(l->sheet, row) || mz_caption_row(l->reader, row, &ignored);
}

static bool add_row(list *l, const mz_sheet_row *row)
{
    if (begins_project(l, row->row)) {
        if (!finish_project(l)) return false;
        l->first = row->row;
        l->rows += l->row_count; /* the room of all rows is shared: one header per project, one place per row */
        l->row_count = 0;
        if (l->indicators != SIZE_MAX) l->rows[l->row_count++] = l->sheet->rows[l->indicators];
    }
    if (l->first != NULL) l->rows[l->row_count++] = *row;
    return true;
}

bool mz_sheet_project_list(mz_reader *reader, mz_sheet *sheet)
{
    list l = {.reader = reader, .sheet = sheet, .name = SIZE_MAX, .code = SIZE_MAX, .indicators = SIZE_MAX};
    if (!mz_sheet_header(reader, sheet)) return false;
    for (size_t c = sheet->column_count; c-- > 0;) {
        const char *leaf = strrchr(sheet->columns[c].path, '/');
        leaf = leaf == NULL ? sheet->columns[c].path : leaf + 1;
        uint32_t lists = lists_of(reader->catalogue, leaf, strlen(leaf));
        if (is(lists, MZ_LIST_PERFORMANCE_NAME)) l.name = c;
        if (is(lists, MZ_LIST_PERFORMANCE_CODE)) l.code = c;
    }
    for (size_t r = sheet->header_begin; r < sheet->header_end; r++)
        if (mz_indicator_header(reader->catalogue, sheet->rows[r].row)) l.indicators = r;
    l.rows = mz_arena_array(reader->arena, 2 * sheet->row_count + 1, sizeof *l.rows);
    if (l.rows == NULL) return false;
    for (size_t r = sheet->data_begin; r < sheet->row_count; r++)
        if (!repeats_header(&l, sheet->rows[r].row) && !add_row(&l, &sheet->rows[r])) return false;
    return finish_project(&l);
}
