/* performance.c - performance tables and declaration forms of projects: pairs of name and value, a spending plan, and
 * indicator rows, which become a table of their own (see document.h). */
#include <string.h>

#include "header.h"
#include "project.h"

enum { LONGEST_NAME = MZ_PROJECT_NAME, MOST_COLUMNS = 24, MOST_PARTS = 2 };

/* The cells of a row that name parts of a declaration: of the whole period, of the year. */
typedef struct parts {
    const mz_grid_cell *cells[MOST_PARTS];
    uint16_t count;
    bool own; /* one of them stands in no other form */
} parts;

typedef struct project {
    mz_reader *reader;
    mz_sheet *sheet;
    const mz_form *form;
    const char *name, *code;
    mz_table *budget; /* one row per project, or one per part of a declaration */
    mz_column columns[MOST_COLUMNS];
    mz_cell cells[MOST_COLUMNS];
    size_t column_count;
    mz_unit unit; /* of the last name that says one: 项目资金（万元） */
    mz_span span;
    const mz_grid_row *plan; /* the row of periods, when the values stand in the next one */
    bool evaluated;          /* its amounts are in a table of their own (evaluation.c) */
} project;

static bool is(uint32_t lists, mz_list list)
{
    return (lists >> list & 1u) != 0;
}

static const mz_grid_cell *next_filled(const mz_grid_row *row, uint32_t from)
{
    for (uint32_t i = from; i < row->count; i++)
        if (row->cells[i].length > 0) return &row->cells[i];
    return NULL;
}

/* Adds an amount under a column path to the project's row. name: what the catalogue knows the column by. Texts that
 * are no figures are left out. */
static bool add_amount(project *p, const char *path, const char *name, const mz_grid_cell *cell, mz_unit unit)
{
    mz_cell read = {.confidence = 100};
    if (p->column_count == MOST_COLUMNS) return true;
    if (!mz_cell_read(p->reader->arena, cell->text, cell->length, unit, &read)) return false;
    if (read.kind != MZ_CELL_AMOUNT) return true;
    const mz_column_role *role = mz_form_column(p->reader->catalogue, p->form, name);
    read.column = (uint16_t)p->column_count;
    read.span = cell->span;
    p->columns[p->column_count] = (mz_column){.path = path,
                                              .role = role == NULL ? "" : role->role,
                                              .unit = read.amount.unit,
                                              .unit_text = mz_unit_name(read.amount.unit)};
    p->cells[p->column_count++] = read;
    if (p->span.line == 0) p->span = cell->span;
    return true;
}

/* The column path of a name as it is printed: with its unit, which the catalogue's does not have. */
static const char *path_of(const project *p, const mz_grid_cell *cell, const char *name)
{
    char key[LONGEST_NAME + 1];
    mz_text_key_into(cell->text, cell->length, key);
    const char *printed = strstr(key, name);
    size_t length = printed == NULL ? 0 : strlen(printed);
    if (length > 0 && printed[length - 1] == ':') length--;
    return length == 0 ? mz_arena_copy(p->reader->arena, name, strlen(name))
                       : mz_arena_copy(p->reader->arena, printed, length);
}

/* Name, code and the pairs of name and amount of one row; finds its parts. A row that begins a plan is kept for the
 * next one. */
static bool read_pairs(project *p, const mz_grid_row *row, parts *parts)
{
    char key[LONGEST_NAME + 1];
    mz_arena *arena = p->reader->arena;
    bool begins = true;
    for (uint32_t i = 0; i < row->count; i++) {
        if (row->cells[i].length == 0) continue;
        uint32_t lists = mz_project_lists(p->reader->catalogue, row->cells[i].text, row->cells[i].length, key);
        if (begins && is(lists, MZ_LIST_PERFORMANCE_PLAN)) {
            p->plan = row;
            return true;
        }
        begins = false;
        const bool part = is(lists, MZ_LIST_DECLARATION_PART), amount = is(lists, MZ_LIST_PERFORMANCE_AMOUNT);
        if (part && parts->count < MOST_PARTS) parts->cells[parts->count++] = &row->cells[i];
        parts->own = parts->own || (part && !amount);
        mz_unit unit = row->cells[i].length <= LONGEST_NAME ? mz_header_unit(row->cells[i].text, row->cells[i].length)
                                                            : MZ_UNIT_NONE;
        if (unit != MZ_UNIT_NONE) p->unit = unit;
        unit = p->unit != MZ_UNIT_NONE ? p->unit : p->sheet->caption.unit;
        const mz_grid_cell *value = lists == 0 ? NULL : next_filled(row, i + 1);
        if (value == NULL) continue;
        if (is(lists, MZ_LIST_PERFORMANCE_CODE)) p->code = mz_text_squeeze(arena, value->text, value->length);
        if (is(lists, MZ_LIST_PERFORMANCE_NAME)) p->name = mz_text_squeeze(arena, value->text, value->length);
        if (p->code == NULL || p->name == NULL) return false;
        if (!amount || p->budget != NULL) continue;
        const char *name = strncmp(key, "其中:", strlen("其中:")) == 0 ? key + strlen("其中:") : key;
        const char *path = path_of(p, &row->cells[i], name);
        if (path == NULL || !add_amount(p, path, name, value, unit)) return false;
    }
    return true;
}

/* The values of the spending plan stand under their periods, column by column. */
static bool read_plan(project *p, const mz_grid_row *row)
{
    char period[LONGEST_NAME + 1];
    for (uint32_t i = 0, h = 0; i < row->count; i++) {
        const mz_grid_cell *value = &row->cells[i];
        while (h < p->plan->count && p->plan->cells[h].column < value->column) h++;
        const mz_grid_cell *header = h < p->plan->count ? &p->plan->cells[h] : NULL;
        if (value->length == 0 || header == NULL || header->column != value->column) continue;
        if (header->length == 0 || header->length > LONGEST_NAME) continue;
        mz_text_squeeze_into(header->text, header->length, period);
        const char *path = mz_arena_printf(p->reader->arena, "资金支出计划/%s", period);
        if (path == NULL || !add_amount(p, path, path, value, MZ_UNIT_PERCENT)) return false;
    }
    p->plan = NULL;
    return true;
}

/* ---- declaration forms ---- */

/* A row of parts: the first name and amount belong to the whole period, the second to the year. */
static bool read_parts(project *p, const mz_grid_row *row, const parts *parts, size_t *capacity)
{
    mz_reader *reader = p->reader;
    for (uint16_t side = 0; side < parts->count; side++) {
        const mz_grid_cell *cell = parts->cells[side];
        const mz_grid_cell *value = next_filled(row, (uint32_t)(cell - row->cells) + 1);
        mz_cell *read = mz_arena_alloc(reader->arena, sizeof *read);
        char *label = mz_text_squeeze(reader->arena, cell->text, cell->length);
        if (read == NULL || label == NULL) return false;
        size_t size = strlen(label);
        if (size > 3 && strcmp(label + size - 3, "：") == 0) label[size - 3] = '\0';
        if (size > 1 && label[size - 1] == ':') label[size - 1] = '\0';
        if (value != NULL && !mz_cell_read(reader->arena, value->text, value->length, p->sheet->caption.unit, read))
            return false;
        if (value == NULL || read->kind == MZ_CELL_TEXT) *read = (mz_cell){.kind = MZ_CELL_BLANK, .text = ""};
        read->column = side;
        read->confidence = 100;
        read->span = value != NULL && read->kind != MZ_CELL_BLANK ? value->span : cell->span;
        mz_row *out = mz_arena_push(reader->arena, &p->budget->rows, &p->budget->row_count, capacity, sizeof *out);
        const char *name = mz_arena_printf(reader->arena, "%s/%s", p->name, label);
        if (out == NULL || name == NULL) return false;
        *out = (mz_row){.label = name,
                        .code = "",
                        .role = mz_form_row_role(reader->catalogue, p->form, side, label, NULL),
                        .serial = -1,
                        .side = side,
                        .span = cell->span,
                        .cells = read,
                        .cell_count = 1};
    }
    return true;
}

static bool start_declaration(project *p)
{
    static const char *const paths[] = {"实施期", "年度"};
    for (unsigned i = 0; i < 2; i++) {
        const mz_column_role *role = mz_form_column(p->reader->catalogue, p->form, paths[i]);
        mz_unit unit = p->sheet->caption.unit;
        p->columns[i] = (mz_column){.path = paths[i],
                                    .role = role == NULL ? "" : role->role,
                                    .unit = unit,
                                    .unit_text = mz_unit_name(unit),
                                    .side = (uint16_t)i};
    }
    p->column_count = 2;
    p->budget = mz_sheet_add_table(p->reader, p->sheet, p->form);
    return p->budget != NULL;
}

/* ---- the whole sheet ---- */

static bool copy_columns(project *p, mz_table *table)
{
    table->columns = mz_arena_array(p->reader->arena, p->column_count + 1, sizeof *table->columns);
    if (table->columns == NULL) return false;
    memcpy(table->columns, p->columns, p->column_count * sizeof *table->columns);
    table->column_count = p->column_count;
    table->subject = p->name;
    return true;
}

static bool finish_budget(project *p)
{
    mz_table *table = mz_sheet_add_table(p->reader, p->sheet, p->form);
    mz_row *row = mz_arena_alloc(p->reader->arena, sizeof *row);
    mz_cell *cells = mz_arena_array(p->reader->arena, p->column_count + 1, sizeof *cells);
    if (table == NULL || row == NULL || cells == NULL || !copy_columns(p, table)) return false;
    memcpy(cells, p->cells, p->column_count * sizeof *cells);
    *row = (mz_row){.label = p->name,
                    .code = p->code,
                    .role = "project",
                    .serial = -1,
                    .span = p->span.line > 0 ? p->span : p->sheet->caption.span,
                    .cells = cells,
                    .cell_count = p->column_count};
    table->rows = row;
    table->row_count = 1;
    return true;
}

/* Reads the rows before the indicators; *next receives the first row behind them. */
static bool read_head(project *p, size_t *next)
{
    size_t capacity = 0, r = 0;
    bool declaration = p->form->layout == MZ_LAYOUT_DECLARATION;
    for (; r < p->sheet->row_count; r++) {
        const mz_grid_row *row = p->sheet->rows[r].row;
        if (next_filled(row, 0) == NULL || mz_caption_row(p->reader, row, &p->sheet->caption)) continue;
        const uint32_t may = mz_row_may(p->reader->catalogue, row);
        if (is(may, MZ_LIST_INDICATOR_HEADER) && mz_indicator_header(p->reader->catalogue, row)) break;
        const size_t from = r;
        if (is(may, MZ_LIST_EVALUATION_COLUMN) && !mz_sheet_evaluation(p->reader, p->sheet, &r, p->name, p->unit))
            return false;
        if (r > from) {
            p->evaluated = true;
            r--;
            continue;
        }
        if (p->plan != NULL && !read_plan(p, row)) return false;
        parts parts = {.count = 0};
        if (!read_pairs(p, row, &parts)) return false;
        if (p->plan == row) continue;
        if (declaration && p->budget == NULL && parts.own && !start_declaration(p)) return false;
        if (declaration && p->budget != NULL && !read_parts(p, row, &parts, &capacity)) return false;
    }
    *next = r;
    return true;
}

/* Reads a sheet whose rows are pairs of name and value and rows of indicators. */
static bool read_sheet(mz_reader *reader, mz_sheet *sheet)
{
    project p = {
        .reader = reader, .sheet = sheet, .form = sheet->caption.form, .name = sheet->caption.subject, .code = ""};
    size_t next = 0;
    if (!read_head(&p, &next)) return false;
    if (p.form->layout == MZ_LAYOUT_DECLARATION && p.budget == NULL && p.column_count > 0)
        p.form = mz_catalogue_form(reader->catalogue, "performance.budget"); /* it names amounts, but no parts */
    if (p.form->layout == MZ_LAYOUT_DECLARATION) {
        if (p.budget != NULL && !copy_columns(&p, p.budget)) return false;
    } else if (!(p.evaluated && p.column_count == 0) && !finish_budget(&p)) {
        return false;
    }
    sheet->caption.subject = p.name;
    return mz_sheet_indicators(reader, sheet, next);
}

bool mz_sheet_performance(mz_reader *reader, mz_sheet *sheet)
{
    if (mz_sheet_lists_projects(reader, sheet)) return mz_sheet_project_list(reader, sheet);
    if (sheet->serialisation != MZ_SERIAL_ALIGNED && sheet->serialisation != MZ_SERIAL_FLOW)
        return read_sheet(reader, sheet);
    mz_sheet rows = *sheet;
    mz_arena *scratch = mz_arena_scratch(reader->scratch);
    const bool good = scratch != NULL && mz_project_rows_of(reader, scratch, &rows) && read_sheet(reader, &rows);
    mz_arena_free(scratch);
    return good;
}
