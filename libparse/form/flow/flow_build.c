/* flow_build.c - rows with their columns to mz_table. */
#include "flow_build.h"

#include <string.h>

#include "form/header.h"

enum { CERTAIN = 100, SURE = 95, DOUBTFUL = 60, OPEN = 40 };

/* A copy of a text; the tables outlive what they were read from. NULL when the arena is exhausted. */
static const char *keep(mz_arena *arena, const char *text)
{
    return *text == '\0' ? "" : mz_arena_copy(arena, text, strlen(text));
}

bool mz_flow_cell(mz_arena *arena, const mz_flow_token *value, mz_unit unit, mz_cell *cell)
{
    size_t length = strlen(value->text);
    cell->text = mz_arena_copy(arena, value->text, length);
    cell->span = value->span;
    cell->kind = value->kind == MZ_FLOW_REDACTED ? MZ_CELL_REDACTED
                 : value->kind == MZ_FLOW_DASH   ? MZ_CELL_DASH
                                                 : MZ_CELL_TEXT;
    if (value->kind != MZ_FLOW_NUMBER || cell->text == NULL) return cell->text != NULL;
    char *printed = mz_arena_text(arena, length);
    if (printed == NULL) return false;
    if (mz_amount_read(value->text, length, unit, printed, &cell->amount) == MZ_OK) cell->kind = MZ_CELL_AMOUNT;
    return true;
}

/* The path that several columns share, ended with "?". */
static const char *open_path(mz_arena *arena, const mz_table *table, uint32_t candidates)
{
    const char *first = NULL;
    size_t shared = 0;
    for (size_t c = 0; c < table->column_count && c < 32; c++) {
        if ((candidates >> c & 1) == 0) continue;
        const char *path = table->columns[c].path;
        if (first == NULL) {
            first = path;
            shared = strlen(path);
            continue;
        }
        size_t n = 0;
        while (n < shared && first[n] == path[n]) n++;
        shared = n;
    }
    while (shared > 0 && first[shared - 1] != '/') shared--;
    return mz_arena_printf(arena, "%.*s?", (int)shared, first == NULL ? "" : first);
}

/* Index of the column with this path and side; added when it is not there. False when the arena is exhausted. */
static bool column_for(mz_arena *arena, mz_table *table, size_t *capacity, const char *path, uint16_t side,
                       uint16_t *index)
{
    if (path == NULL) return false;
    for (size_t c = 0; c < table->column_count; c++)
        if (strcmp(table->columns[c].path, path) == 0 && table->columns[c].side == side) {
            *index = (uint16_t)c;
            return true;
        }
    mz_column *column = mz_arena_push(arena, &table->columns, &table->column_count, capacity, sizeof *column);
    if (column == NULL) return false;
    *column = (mz_column){.path = path, .role = "", .unit = table->unit, .side = side};
    column->unit_text = mz_unit_name(table->unit);
    *index = (uint16_t)(table->column_count - 1);
    return true;
}

static bool build_columns(mz_arena *arena, const mz_flow_table *table, mz_table *out, size_t *capacity)
{
    const mz_flow_template *t = table->header.template;
    for (uint16_t c = 0; c < t->column_count; c++) {
        const char *path = mz_flow_with_year(arena, t->paths[c], table->header.year);
        if (path == t->paths[c]) path = keep(arena, path);
        mz_column *column = mz_arena_push(arena, &out->columns, &out->column_count, capacity, sizeof *column);
        if (path == NULL || column == NULL) return false;
        *column = (mz_column){.path = path, .role = "", .unit = out->unit, .side = t->sides[c]};
        if (t->layout == MZ_FLOW_HALVES) column->side = c; /* each group has codes and names of its own */
        mz_unit own = mz_text_unit(path);
        if (own == MZ_UNIT_NONE) own = mz_header_path_unit(path);
        if (own != MZ_UNIT_NONE) column->unit = own;
        column->unit_text = mz_unit_name(column->unit);
    }
    return true;
}

static bool build_row(mz_arena *arena, mz_table *out, size_t *capacity, const mz_flow_row *row, mz_row *target)
{
    *target = (mz_row){.label = keep(arena, row->label),
                       .code = keep(arena, row->code),
                       .role = "",
                       .serial = row->serial,
                       .side = row->side};
    target->span = row->span;
    target->cells = mz_arena_array(arena, row->value_count + 1, sizeof *target->cells);
    if (target->cells == NULL || target->label == NULL || target->code == NULL) return false;
    for (size_t v = 0; v < row->value_count; v++) {
        mz_cell *cell = &target->cells[target->cell_count++];
        bool open = row->columns[v] < 0;
        cell->column = (uint16_t)row->columns[v];
        cell->confidence = open || row->displaced ? OPEN : row->doubtful ? DOUBTFUL : row->certain ? CERTAIN : SURE;
        if (cell->confidence == OPEN) cell->candidates = row->candidates[v];
        if (open && row->placed && row->usual[v] >= 0) {
            cell->column = (uint16_t)row->usual[v];
        } else if (open) {
            if (!column_for(arena, out, capacity, open_path(arena, out, row->candidates[v]), row->side, &cell->column))
                return false;
        }
        target->side = out->columns[cell->column].side;
        if (!mz_flow_cell(arena, &row->values[v], out->columns[cell->column].unit, cell)) return false;
    }
    return true;
}

mz_status mz_flow_build(mz_arena *arena, const mz_flow_table *table, mz_table *out)
{
    size_t columns = 0;
    *out = (mz_table){.title = keep(arena, table->title),
                      .subject = "",
                      .organisation = keep(arena, table->header.organisation),
                      .unit = table->unit,
                      .year = table->header.year,
                      .serialisation = MZ_SERIAL_FLOW,
                      .says_empty = table->says_empty,
                      .note = table->note,
                      .span = table->span};
    if (out->title == NULL || out->organisation == NULL || !build_columns(arena, table, out, &columns))
        return MZ_ERR_MEMORY;
    out->rows = mz_arena_array(arena, table->rows.count + 1, sizeof *out->rows);
    if (out->rows == NULL) return MZ_ERR_MEMORY;
    for (size_t r = 0; r < table->rows.count; r++)
        if (!build_row(arena, out, &columns, &table->rows.items[r], &out->rows[out->row_count++])) return MZ_ERR_MEMORY;
    return MZ_OK;
}
