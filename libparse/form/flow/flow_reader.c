/* flow_reader.c - flow tables into the document's blocks, with the forms and roles of the catalogue. */
#include <string.h>

#include "flow.h"
#include "form/project.h"

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
    if (count == 0) return;
    mz_flow_result *next = results, *const end = results + count;
    bool placed = false;
    for (mz_block *block = layout->blocks; block < layout->blocks + layout->count; block++) {
        while (next < end && block->span.line > next->last) {
            next++;
            placed = false;
        }
        if (next == end) return;
        if (block->span.line <= next->first || block->kind != MZ_BLOCK_PARAGRAPH) continue;
        if (placed) {
            block->furniture = true;
            continue;
        }
        placed = true;
        block->kind = MZ_BLOCK_TABLE;
        block->text = "";
        block->length = 0;
        block->table = &next->table;
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
    return mz_project_find(reader) ? MZ_OK : MZ_ERR_MEMORY;
}
