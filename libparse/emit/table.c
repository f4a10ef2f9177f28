/* table.c - the JSON of a table: columns, rows, and every cell that is not blank. */
#include "place.h"

#include <mingzhang/emit.h>

static json_t *text(const char *string)
{
    return json_string(string == NULL ? "" : string);
}

/* Paths of the columns a doubtful cell may belong to. */
static json_t *emit_candidates(const mz_table *table, const mz_cell *cell)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t c = 0; ok && c < table->column_count && c < 64; c++)
        if ((cell->candidates >> c & 1) != 0) ok = json_array_append_new(list, text(table->columns[c].path)) == 0;
    return mz_emit_whole(list, ok);
}

static json_t *emit_cell(const mz_table *table, const mz_cell *cell)
{
    const mz_column *column = &table->columns[cell->column];
    json_t *object = json_object();
    bool ok = mz_emit_set(object, "column", text(column->path));
    if (*column->role != '\0') ok = ok && mz_emit_set(object, "role", text(column->role));
    if (cell->kind == MZ_CELL_AMOUNT) {
        ok = ok && mz_emit_set(object, "amount", text(cell->amount.printed)) &&
             mz_emit_set(object, "unit", text(cell->amount.unit_text)) &&
             mz_emit_set(object, "relations", json_integer(cell->relations));
    } else {
        ok = ok && mz_emit_set(object, "text", text(cell->text));
        if (cell->kind == MZ_CELL_REDACTED) ok = ok && mz_emit_set(object, "redacted", json_true());
    }
    ok = ok && mz_emit_place(object, &cell->span);
    if (cell->confidence < 50) ok = ok && mz_emit_set(object, "candidates", emit_candidates(table, cell));
    if (cell->confidence < 100) ok = ok && mz_emit_set(object, "confidence", json_integer(cell->confidence));
    return mz_emit_whole(object, ok);
}

static json_t *emit_row(const mz_table *table, const mz_row *row)
{
    json_t *object = json_object(), *cells = json_array();
    bool ok = mz_emit_set(object, "label", text(row->label)) && mz_emit_set(object, "code", text(row->code));
    if (*row->role != '\0') ok = ok && mz_emit_set(object, "role", text(row->role));
    if (row->serial >= 0) ok = ok && mz_emit_set(object, "serial", json_integer(row->serial));
    if (row->side > 0) ok = ok && mz_emit_set(object, "side", json_integer(row->side));
    ok = ok && mz_emit_place(object, &row->span);
    for (size_t c = 0; ok && c < row->cell_count; c++)
        if (row->cells[c].kind != MZ_CELL_BLANK)
            ok = json_array_append_new(cells, emit_cell(table, &row->cells[c])) == 0;
    ok = mz_emit_set(object, "cells", cells) && ok;
    return mz_emit_whole(object, ok);
}

static json_t *emit_columns(const mz_table *table)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t c = 0; ok && c < table->column_count; c++) {
        const mz_column *column = &table->columns[c];
        json_t *entry = json_pack("{s:s, s:s, s:s}", "path", column->path, "role", column->role, "unit",
                                  mz_unit_name(column->unit));
        ok = json_array_append_new(list, entry) == 0;
    }
    return mz_emit_whole(list, ok);
}

json_t *mz_emit_table(const mz_table *table)
{
    json_t *object = json_object(), *rows = json_array();
    bool ok = mz_emit_set(object, "form", table->form == NULL ? json_null() : text(table->form)) &&
              mz_emit_set(object, "title", text(table->title)) &&
              mz_emit_set(object, "unit", text(mz_unit_name(table->unit)));
    if (*table->subject != '\0') ok = ok && mz_emit_set(object, "subject", text(table->subject));
    if (*table->organisation != '\0') ok = ok && mz_emit_set(object, "organisation", text(table->organisation));
    if (table->year != 0) ok = ok && mz_emit_set(object, "year", json_integer(table->year));
    ok = ok && mz_emit_set(object, "says_empty", json_boolean(table->says_empty));
    ok = ok && mz_emit_place(object, &table->span) && mz_emit_set(object, "columns", emit_columns(table));
    for (size_t r = 0; ok && r < table->row_count; r++)
        ok = json_array_append_new(rows, emit_row(table, &table->rows[r])) == 0;
    ok = mz_emit_set(object, "rows", rows) && ok;
    return mz_emit_whole(object, ok);
}
