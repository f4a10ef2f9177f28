/*
 * fuzz_reader.c - one libFuzzer target per serialisation, chosen at build time by MZ_FUZZ_LAYOUT: any bytes are read as
 * that serialisation, whatever detection would say, and then as a whole document, which is checked and emitted as well.
 */
#include <stdlib.h>

#include <mingzhang/emit.h>
#include <mingzhang/parse.h>

#include "form/form.h"
#include "layout/grid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const mz_catalogue *catalogue(void)
{
    static mz_catalogue *loaded;
    mz_error error;
    if (loaded == NULL && mz_catalogue_load(NULL, 0, &loaded, &error) != MZ_OK) abort();
    return loaded;
}

#ifdef MZ_FUZZ_LAYOUT
static void read_as_layout(const uint8_t *data, size_t size)
{
    mz_error error = {.code = MZ_OK};
    mz_arena *arena = mz_arena_new((size_t)64 << 20);
    mz_arena *scratch = arena == NULL ? NULL : mz_arena_scratch(arena);
    if (scratch == NULL) abort();
    mz_text text;
    mz_document document = {.arena = arena};
    mz_layout layout = {
        .arena = scratch, .classify = mz_form_header_class, .is_title = mz_form_is_table_title, .context = catalogue()};
    mz_reader reader = {.catalogue = catalogue(),
                        .text = &text,
                        .layout = &layout,
                        .document = &document,
                        .arena = arena,
                        .scratch = scratch};
    if (mz_text_load(arena, data, size, &text, &error) == MZ_OK && MZ_FUZZ_LAYOUT(&text, 0, text.count, &layout))
        (void)mz_form_read(&reader, &error);
    mz_arena_free(scratch);
    mz_arena_free(arena);
}
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
#ifdef MZ_FUZZ_LAYOUT
    read_as_layout(data, size);
#endif
    mz_document *document;
    mz_error error;
    if (mz_parse(catalogue(), data, size, NULL, &document, &error) != MZ_OK) return 0;
    if (mz_check(catalogue(), document, NULL, &error) == MZ_OK) json_decref(mz_emit_document(document, NULL));
    mz_document_free(document);
    return 0;
}
