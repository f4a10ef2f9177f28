/* aligned_codes.c - puts the parts of split codes into straight columns by their order in the row. */
#include "aligned_codes.h"

enum { LEVELS = 3 };

static bool is_class(const mz_chunk *chunk)
{
    return chunk->kind == MZ_CHUNK_DIGITS && chunk->length == 3 && chunk->text[0] >= '2' && chunk->text[0] <= '5';
}

/* How many parts of a code the row at chunks begins with. */
static size_t parts_of(const mz_chunk *chunks, size_t count)
{
    size_t parts = count > 0 && is_class(chunks);
    while (parts > 0 && parts < LEVELS && parts < count && chunks[parts].kind == MZ_CHUNK_DIGITS &&
           chunks[parts].length == 2)
        parts++;
    return parts;
}

static size_t row_end(const mz_chunk *chunks, size_t count, size_t first)
{
    size_t end = first + 1;
    while (end < count && chunks[end].line == chunks[first].line) end++;
    return end;
}

/* The first chunk of the row with the most parts before a name, of these the one whose last part stands furthest left
 * (so that no name begins before it); count when none has two parts. */
static size_t model_row(const mz_chunk *chunks, size_t count, size_t *most)
{
    size_t model = count;
    *most = 1;
    for (size_t i = 0, end; i < count; i = end) {
        end = row_end(chunks, count, i);
        size_t parts = parts_of(chunks + i, end - i);
        if (parts < 2 || parts < *most || i + parts == end || chunks[i + parts].kind != MZ_CHUNK_TEXT) continue;
        if (parts > *most || chunks[i + parts - 1].x0 < chunks[model + parts - 1].x0) model = i;
        *most = parts;
    }
    return model;
}

void mz_aligned_straighten_codes(mz_chunk *chunks, size_t count)
{
    mz_chunk places[LEVELS];
    size_t most;
    const size_t model = model_row(chunks, count, &most);
    if (model == count) return;
    for (size_t p = 0; p < most; p++) places[p] = chunks[model + p];
    for (size_t i = 0, end; i < count; i = end) {
        end = row_end(chunks, count, i);
        size_t parts = parts_of(chunks + i, end - i);
        for (size_t p = 0; p < parts && p < most; p++) {
            chunks[i + p].x0 = places[p].x0;
            chunks[i + p].x1 = places[p].x1;
        }
    }
}
