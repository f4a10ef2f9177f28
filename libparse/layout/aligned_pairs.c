/* aligned_pairs.c - tables of names and values without a header: a row for each line, a cell for each piece of it with
 * the place it stands at. What is a name and what goes on in the next line, only words tell (form/project.h). */
#include "aligned_row.h"

/* Whether chunk goes on with the text in front of it: one blank between them, and no amount beside it. */
static bool goes_on(const mz_aligned_row *row, const mz_chunk *chunk)
{
    const mz_chunk *before = row->count == 0 ? NULL : &row->cells[row->count - 1].first;
    if (before == NULL || chunk->x0 > before->x1 + 1) return false;
    return before->kind != MZ_CHUNK_FIGURE && chunk->kind != MZ_CHUNK_FIGURE;
}

bool mz_aligned_pairs_build(mz_arena *arena, const mz_chunk *chunks, size_t count, mz_aligned_rows *rows)
{
    mz_aligned_row *row = NULL;
    for (size_t i = 0; i < count; i++) {
        const mz_chunk *chunk = &chunks[i];
        if (row == NULL || row->line != chunk->line) {
            row = mz_arena_push(arena, &rows->items, &rows->count, &rows->capacity, sizeof *row);
            if (row == NULL) return false;
            row->line = chunk->line;
        }
        mz_chunk whole = *chunk;
        const bool more = goes_on(row, chunk);
        if (more) {
            whole = row->cells[row->count - 1].first;
            whole.length = (uint32_t)(chunk->text + chunk->length - whole.text);
            whole.x1 = chunk->x1;
            whole.kind = MZ_CHUNK_TEXT;
        }
        mz_aligned_cell *cell = more ? &row->cells[row->count - 1]
                                     : mz_arena_push(arena, &row->cells, &row->count, &row->capacity, sizeof *cell);
        if (cell == NULL) return false;
        *cell = (mz_aligned_cell){whole.x0, mz_arena_copy(arena, whole.text, whole.length), whole, 0};
        if (cell->text == NULL) return false;
    }
    return true;
}
