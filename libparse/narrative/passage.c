/* passage.c - keeps paragraphs for the change room. */
#include "narrative/passage.h"

#include <string.h>

#include "text/arena.h"

enum { SHORTEST = 30 /* bytes: ten Chinese characters */ };

bool mz_keep_passage(mz_arena *arena, mz_passages *passages, const mz_passage *passage)
{
    const mz_paragraph *from = &passage->paragraph;
    if (from->length < SHORTEST) return true;
    mz_passage *kept = mz_arena_push(arena, &passages->items, &passages->count, &passages->capacity, sizeof *kept);
    char *text = mz_arena_copy(arena, from->text, from->length);
    mz_piece *pieces = mz_arena_array(arena, from->piece_count + 1, sizeof *pieces);
    if (kept == NULL || text == NULL || pieces == NULL) return false;
    if (from->piece_count > 0) memcpy(pieces, from->pieces, from->piece_count * sizeof *pieces);
    *kept = *passage;
    kept->paragraph.text = text;
    kept->paragraph.pieces = pieces;
    return true;
}
