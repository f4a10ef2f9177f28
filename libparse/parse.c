/* parse.c - the pipeline: bytes, lines, blocks, tables, facts. */
#include <mingzhang/parse.h>
#include <stdio.h>
#include <string.h>

#include "form/complete.h"
#include "form/form.h"
#include "form/identity.h"
#include "form/title_lines.h"
#include "narrative/narrative.h"

enum { MEGABYTE = 1024 * 1024, INPUT_MEGABYTES = 64, ARENA_MEGABYTES = 48, ARENA_FACTOR = 48 };

static mz_status fail(mz_error *error, mz_status code, const char *message)
{
    if (error != NULL) {
        *error = (mz_error){.code = code};
        snprintf(error->message, sizeof error->message, "%s", message);
    }
    return code;
}

/* The serialisation that most lines with cells are in; flow when there are none. */
static mz_serialisation main_serialisation(const mz_layout *layout)
{
    mz_serialisation best = MZ_SERIAL_FLOW;
    size_t lines = 0;
    for (mz_serialisation s = MZ_SERIAL_TABBED; s < MZ_SERIAL_FLOW; s++) {
        if (layout->serial_lines[s] <= lines) continue;
        lines = layout->serial_lines[s];
        best = s;
    }
    return best;
}

static mz_status read_narrative(mz_reader *reader)
{
    mz_line_range *tables = NULL;
    size_t count = 0;
    if (!mz_narrative_tables(reader->scratch, reader->text, reader->layout, &tables, &count)) return MZ_ERR_MEMORY;
    return mz_narrative_read(reader->arena, reader->catalogue->narrative, reader->text, tables, count,
                             reader->document);
}

static mz_status read_rooms(mz_reader *reader, const void *bytes, size_t length, mz_error *error)
{
    mz_document *document = reader->document;
    mz_text *text = mz_arena_alloc(reader->arena, sizeof *text);
    mz_layout *layout = mz_arena_alloc(reader->scratch, sizeof *layout);
    if (text == NULL || layout == NULL) return fail(error, MZ_ERR_MEMORY, "out of memory");
    document->text = reader->text = text;
    layout->arena = reader->scratch;
    layout->classify = mz_form_header_class;
    layout->is_title = mz_form_is_table_title;
    layout->context = reader->catalogue;
    reader->layout = layout;
    mz_status status = mz_text_load(reader->arena, bytes, length, text, error);
    if (status == MZ_OK) mz_form_join_title_lines(reader->catalogue, text);
    if (status == MZ_OK) status = mz_layout_read(text, layout, error);
    if (status != MZ_OK) return status;
    document->serialisation = main_serialisation(layout);
    if (document->serialisation == MZ_SERIAL_FLOW) status = mz_form_flow(reader, error);
    if (status == MZ_OK) status = mz_form_read(reader, error);
    document->tables = reader->tables;
    document->table_count = reader->table_count;
    if (status == MZ_OK)
        status = mz_identity_read(reader->catalogue, reader->arena, text, reader->tables, reader->table_count,
                                  &document->identity);
    if (status == MZ_OK) mz_form_column_years(document);
    if (status == MZ_OK) status = read_narrative(reader);
    if (status == MZ_OK) status = mz_form_complete(reader, error);
    return status;
}

mz_status mz_parse(const mz_catalogue *catalogue, const void *bytes, size_t length, const mz_parse_options *options,
                   mz_document **document, mz_error *error)
{
    *document = NULL;
    size_t input_limit = (size_t)INPUT_MEGABYTES * MEGABYTE, memory_limit = 0;
    if (options != NULL && options->max_input_bytes > 0) input_limit = options->max_input_bytes;
    if (options != NULL) memory_limit = options->max_memory_bytes;
    if (length > input_limit) return fail(error, MZ_ERR_LIMIT, "the document is larger than the limit on input bytes");
    if (memory_limit == 0) memory_limit = (size_t)ARENA_MEGABYTES * MEGABYTE + length * ARENA_FACTOR;
    mz_arena *arena = mz_arena_new(memory_limit);
    mz_document *made = arena == NULL ? NULL : mz_arena_alloc(arena, sizeof *made);
    if (made == NULL) {
        mz_arena_free(arena);
        return fail(error, MZ_ERR_MEMORY, "out of memory");
    }
    made->arena = arena;
    made->input_length = length;
    made->identity = (mz_identity){.organisation = "", .organisation_code = "", .region = ""};
    mz_reader reader = {.catalogue = catalogue, .document = made, .arena = arena, .scratch = mz_arena_scratch(arena)};
    mz_status status = reader.scratch == NULL ? fail(error, MZ_ERR_MEMORY, "out of memory")
                                              : read_rooms(&reader, bytes, length, error);
    mz_arena_free(reader.scratch);
    if ((status == MZ_OK || status == MZ_ERR_MEMORY) && mz_arena_exhausted(arena))
        status = fail(error, MZ_ERR_LIMIT, "the document needs more memory than the limit allows");
    if (status != MZ_OK) {
        mz_arena_free(arena);
        return status;
    }
    *document = made;
    return MZ_OK;
}

void mz_document_free(mz_document *document)
{
    if (document != NULL) mz_arena_free(document->arena);
}
