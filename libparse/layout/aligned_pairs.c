/* aligned_pairs.c - tables without a header: columns are what blanks divide on all lines, rows the lines that wrapped
 * texts tie together. */
#include <stdlib.h>
#include <string.h>

#include "aligned_row.h"

enum {
    WIDEST = 48,    /* columns; longer texts cover several columns of the table and tell nothing of them */
    LEAST_FULL = 16 /* display columns; narrower columns are not wrapped */
};

typedef struct line_run {
    size_t first, count; /* chunks */
} line_run;

static int by_left(const void *left, const void *right)
{
    const mz_chunk *a = left, *b = right;
    return (a->x0 > b->x0) - (a->x0 < b->x0);
}

/* The columns: stretches that some chunk covers, with blanks on all lines between them. */
static bool find_columns(mz_arena *arena, const mz_chunk *chunks, size_t count, mz_bands *bands)
{
    mz_chunk *sorted = mz_arena_array(arena, count + 1, sizeof *sorted);
    if (sorted == NULL) return false;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (chunks[i].x1 - chunks[i].x0 <= WIDEST) sorted[kept++] = chunks[i];
    qsort(sorted, kept, sizeof *sorted, by_left);
    bands->count = 0;
    for (size_t i = 0; i < kept; i++) {
        mz_band *last = bands->count > 0 ? &bands->items[bands->count - 1] : NULL;
        if (last != NULL && (sorted[i].x0 <= last->x1 || bands->count == MZ_ALIGNED_MAX_COLUMNS)) {
            if (sorted[i].x1 > last->x1) last->x1 = sorted[i].x1;
            continue;
        }
        bands->items[bands->count] = (mz_band){sorted[i].x0, sorted[i].x1, MZ_BAND_TEXT, (int32_t)bands->count, 0};
        bands->count++;
    }
    return true;
}

/* The last column that begins at or before chunk. */
static uint32_t column_of(const mz_bands *bands, const mz_chunk *chunk)
{
    uint32_t column = 0;
    for (uint32_t b = 0; b < bands->count; b++)
        if (bands->items[b].x0 <= chunk->x0) column = b;
    return column;
}

static bool ends_sentence(const mz_chunk *chunk)
{
    static const char stop[] = "。";
    size_t size = strlen(stop);
    return chunk->length >= size && memcmp(chunk->text + chunk->length - size, stop, size) == 0;
}

/* Whether a text of line upper fills its column and goes on in line lower. */
static bool tied(const mz_chunk *chunks, const mz_bands *bands, const uint32_t *widest, line_run upper, line_run lower)
{
    if (upper.count >= 3 && lower.count >= 3) return false;
    for (size_t i = upper.first; i < upper.first + upper.count; i++) {
        uint32_t column = column_of(bands, &chunks[i]), width = mz_text_width(chunks[i].text, chunks[i].length);
        if (width < LEAST_FULL || width + 2 < widest[column]) continue;
        if (lower.count >= 3 && ends_sentence(&chunks[i])) continue;
        for (size_t j = lower.first; j < lower.first + lower.count; j++)
            if (column_of(bands, &chunks[j]) == column) return true;
    }
    return false;
}

/* Adds chunk to its cell of row, behind what stands there. */
static bool add(mz_arena *arena, mz_aligned_row *row, uint32_t column, const mz_chunk *chunk)
{
    for (size_t c = 0; c < row->count; c++) {
        if (row->cells[c].column != column) continue;
        row->cells[c].text = mz_arena_printf(arena, "%s%.*s", row->cells[c].text, (int)chunk->length, chunk->text);
        return row->cells[c].text != NULL;
    }
    mz_aligned_cell *cell = mz_arena_push(arena, &row->cells, &row->count, &row->capacity, sizeof *cell);
    if (cell == NULL) return false;
    *cell = (mz_aligned_cell){column, mz_arena_copy(arena, chunk->text, chunk->length), *chunk, 0};
    return cell->text != NULL;
}

bool mz_aligned_pairs_build(mz_arena *arena, const mz_chunk *chunks, size_t count, mz_bands *bands,
                            mz_aligned_rows *rows)
{
    mz_bands before = *bands;
    if (!find_columns(arena, chunks, count, bands)) return false;
    if (before.count > bands->count) *bands = before;
    uint32_t widest[MZ_ALIGNED_MAX_COLUMNS] = {0};
    for (size_t i = 0; i < count; i++) {
        uint32_t column = column_of(bands, &chunks[i]), width = mz_text_width(chunks[i].text, chunks[i].length);
        if (width > widest[column]) widest[column] = width;
    }
    line_run upper = {0, 0};
    bool moved = false; /* what stands before on the line */
    for (size_t i = 0; i < count;) {
        line_run line = {i, 0};
        while (i < count && chunks[i].line == chunks[line.first].line) i++;
        line.count = i - line.first;
        if (upper.count == 0 || !tied(chunks, bands, widest, upper, line)) {
            mz_aligned_row *row = mz_arena_push(arena, &rows->items, &rows->count, &rows->capacity, sizeof *row);
            if (row == NULL) return false;
            *row = (mz_aligned_row){.line = chunks[line.first].line};
        }
        for (size_t c = line.first, next = 0; c < i; c++) {
            /* a part that stands right behind a figure has a cell of its own: 90,000 其中：财政拨款 80,000 */
            uint32_t column = column_of(bands, &chunks[c]);
            bool part = c > line.first && chunks[c - 1].kind == MZ_CHUNK_FIGURE && column < next &&
                        mz_aligned_enumerated(chunks[c].text, chunks[c].length);
            if (part || (c > line.first && moved && column < next)) column = (uint32_t)next;
            moved = c > line.first ? moved || part : false;
            if (!add(arena, &rows->items[rows->count - 1], column, &chunks[c])) return false;
            next = column + 1;
        }
        upper = line;
    }
    return true;
}
