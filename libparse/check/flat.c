/* flat.c - the document's text without white space and line breaks. */
#include "flat.h"

#include <string.h>

bool mz_flat_build(mz_problem *problem, mz_flat *flat)
{
    const mz_text *source = problem->document->text;
    *flat = (mz_flat){.source = source};
    if (source == NULL) return false;
    size_t room = 1;
    for (size_t i = 0; i < source->count; i++) room += source->lines[i].length + 1;
    flat->text = mz_arena_alloc(problem->arena, room);
    flat->starts = mz_arena_array(problem->arena, source->count + 1, sizeof *flat->starts);
    if (flat->text == NULL || flat->starts == NULL) return false;
    for (size_t i = 0; i < source->count; i++) {
        flat->starts[i] = flat->length;
        flat->length += mz_text_key_into(source->lines[i].text, source->lines[i].length, flat->text + flat->length);
    }
    flat->starts[source->count] = flat->length;
    return true;
}

/* The line that holds offset at. */
static size_t line_at(const mz_flat *flat, size_t at)
{
    size_t low = 0, high = flat->source->count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (flat->starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    /* of several lines that begin at the same offset all but the last are empty */
    while (low + 1 < flat->source->count && flat->starts[low + 1] <= at) low++;
    return low;
}

mz_place mz_flat_place(mz_problem *problem, const mz_flat *flat, size_t at, size_t length)
{
    const mz_line *line = &flat->source->lines[line_at(flat, at)];
    const char *printed = mz_arena_copy(problem->arena, flat->text + at, length);
    return (mz_place){.span = {line->number, line->page, line->offset, line->offset + line->length},
                      .form = "",
                      .row = printed != NULL ? printed : "",
                      .code = "",
                      .column = "",
                      .printed = printed != NULL ? printed : ""};
}
