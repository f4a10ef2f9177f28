/* flow_reader.c - flow tables into the document's blocks, with the forms and roles of the catalogue. */
#include <string.h>

#include "flow.h"
#include "form/form.h"

/* Form, roles and units as the other serialisations give them. */
static void name_table(const mz_catalogue *catalogue, mz_table *table)
{
    const mz_form *form = mz_form_by_title(catalogue, table->title, strlen(table->title));
    table->form = form == NULL ? NULL : form->id;
    if (form != NULL && form->title != NULL) table->title = form->title;
    if (table->unit == MZ_UNIT_NONE && form != NULL) table->unit = form->unit;
    for (size_t c = 0; c < table->column_count; c++) {
        const mz_column_role *role = mz_form_column(catalogue, form, table->columns[c].path);
        if (role != NULL) table->columns[c].role = role->role;
    }
    const char *under[2] = {NULL, NULL};
    for (size_t r = 0; r < table->row_count; r++) {
        unsigned side = table->rows[r].side;
        table->rows[r].role =
            mz_form_row_role(catalogue, form, side, table->rows[r].label, side < 2 ? &under[side] : NULL);
    }
}

/* Puts the tables in the places of the paragraphs that they were read from. Both lists are in the order of the text. */
static void replace(mz_layout *layout, mz_flow_result *results, size_t count)
{
    size_t next = 0;
    bool placed = false;
    for (size_t b = 0; b < layout->count; b++) {
        mz_block *block = &layout->blocks[b];
        while (next < count && block->span.line > results[next].last) {
            next++;
            placed = false;
        }
        if (next == count) return;
        if (block->kind != MZ_BLOCK_PARAGRAPH || block->span.line <= results[next].first) continue;
        if (placed) {
            block->furniture = true;
            continue;
        }
        placed = true;
        block->kind = MZ_BLOCK_TABLE;
        block->text = "";
        block->length = 0;
        block->table = &results[next].table;
    }
}

mz_status mz_form_flow(mz_reader *reader, mz_error *error)
{
    mz_flow_result *results;
    size_t count;
    if (reader->catalogue->flow == NULL) return MZ_OK;
    mz_status status =
        mz_flow_read(reader->arena, reader->catalogue->flow, reader->text, 0, reader->text->count, &results, &count);
    if (status != MZ_OK) {
        if (error != NULL)
            *error = (mz_error){.code = status, .message = "the document needs more memory than allowed"};
        return status;
    }
    for (size_t t = 0; t < count; t++) name_table(reader->catalogue, &results[t].table);
    replace(reader->layout, results, count);
    return MZ_OK;
}
