/* aligned_pairs.c - tables without a header: columns are what blanks divide on all lines, rows the lines that wrapped
 * texts tie together. */
#include <stdlib.h>
#include <string.h>

#include "aligned_row.h"

enum {
    WIDEST = 48,     /* columns; longer texts cover several columns of the table and tell nothing of them */
    LEAST_FULL = 16, /* display columns; narrower columns are not wrapped */
    MOST_HEADS = 12
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

/* The heads of a block of columns inside the table: 年初预算数 全年预算数 全年执行数 over the sources of a project's
 * money. */
typedef struct block {
    const mz_chunk *heads[MOST_HEADS];
    size_t count; /* 0: no block */
} block;

/* The line that begins at chunk first. */
static line_run line_at(const mz_chunk *chunks, size_t count, size_t first)
{
    line_run line = {first, 0};
    while (first + line.count < count && chunks[first + line.count].line == chunks[first].line) line.count++;
    return line;
}

/* Whether a line goes on with the block: words only in front of its heads, where the names of its rows stand. */
static bool in_block(const block *b, const mz_chunk *chunks, line_run line)
{
    bool inside = b->count > 0;
    for (size_t i = line.first; i < line.first + line.count; i++)
        inside = inside && (chunks[i].kind != MZ_CHUNK_TEXT || chunks[i].x1 <= b->heads[0]->x1);
    return inside;
}

/* Whether a row of figures stands below a line of heads: on the next line, or on the one behind that. */
static bool has_rows(const block *b, const mz_chunk *chunks, size_t count, line_run line)
{
    enum { LOOK = 2, FEWEST = 2 };
    for (int looked = 0; looked < LOOK && line.first + line.count < count; looked++) {
        size_t figures = 0;
        line = line_at(chunks, count, line.first + line.count);
        for (size_t i = line.first; i < line.first + line.count; i++) figures += chunks[i].kind != MZ_CHUNK_TEXT;
        if (!in_block(b, chunks, line)) return false;
        if (figures >= FEWEST) return true;
    }
    return false;
}

/* Takes the heads of a line that is one of heads over figures: it has none, and so many of its words name some. */
static bool begin_block(const mz_heads_reader *names, const mz_chunk *chunks, size_t count, line_run line, block *b)
{
    enum { FEWEST = 3, FEWEST_KNOWN = 2, LONGEST = 120 };
    char name[LONGEST + 1];
    size_t known = 0;
    block found = {.count = 0};
    if (names->classify == NULL || line.count < FEWEST) return false;
    for (size_t i = line.first; i < line.first + line.count; i++) {
        if (chunks[i].kind != MZ_CHUNK_TEXT || chunks[i].length > LONGEST) return false;
        const size_t length = mz_text_squeeze_into(chunks[i].text, chunks[i].length, name);
        const mz_header_class class = names->classify(names->context, name, length);
        known += class == MZ_HEADER_VALUE || class == MZ_HEADER_SUM;
        if (known == 0) continue;
        if (found.count == MOST_HEADS) return false;
        found.heads[found.count++] = &chunks[i];
    }
    if (known < FEWEST_KNOWN || found.count < FEWEST || !has_rows(&found, chunks, count, line)) return false;
    *b = found;
    return true;
}

/* Whether chunk stands nearer to head h than to the one before it. */
static bool nearer(const block *b, size_t h, const mz_chunk *chunk)
{
    const mz_chunk *left = b->heads[h - 1], *right = b->heads[h];
    return 2 * (chunk->x0 + chunk->x1) >= left->x0 + left->x1 + right->x0 + right->x1;
}

/* Adds the chunks of a line of the block: each figure under the nearest head that is left, one head for each. */
static bool add_line_of_block(mz_arena *arena, const block *b, const mz_bands *bands, const mz_chunk *chunks,
                              line_run line, mz_aligned_row *row)
{
    size_t next = 0, left = 0; /* the first head that is free; figures to come */
    for (size_t i = line.first; i < line.first + line.count; i++) left += chunks[i].kind != MZ_CHUNK_TEXT;
    for (size_t i = line.first; i < line.first + line.count; i++) {
        const mz_chunk *chunk = &chunks[i];
        uint32_t column = column_of(bands, chunk);
        const bool head = next < b->count && chunk == b->heads[next];
        if (head || (chunk->kind != MZ_CHUNK_TEXT && next < b->count)) {
            for (size_t h = next + 1; !head && h + left <= b->count; h++)
                if (nearer(b, h, chunk)) next = h;
            column = (uint32_t)(MZ_ALIGNED_BLOCK + next++);
        }
        left -= chunk->kind != MZ_CHUNK_TEXT;
        if (!add(arena, row, column, chunk)) return false;
    }
    return true;
}

/* Adds the chunks of a line to row, which may hold those of the lines above. */
static bool add_line(mz_arena *arena, const mz_bands *bands, const mz_chunk *chunks, line_run line, mz_aligned_row *row)
{
    bool moved = false; /* what stands before on the line */
    for (size_t c = line.first, next = 0; c < line.first + line.count; c++) {
        /* a part that stands right behind a figure has a cell of its own: 90,000 其中：财政拨款 80,000 */
        uint32_t column = column_of(bands, &chunks[c]);
        bool part = c > line.first && chunks[c - 1].kind == MZ_CHUNK_FIGURE && column < next &&
                    mz_aligned_enumerated(chunks[c].text, chunks[c].length);
        if (part || (c > line.first && moved && column < next)) column = (uint32_t)next;
        moved = c > line.first ? moved || part : false;
        if (!add(arena, row, column, &chunks[c])) return false;
        next = column + 1;
    }
    return true;
}

bool mz_aligned_pairs_build(mz_arena *arena, const mz_heads_reader *names, const mz_chunk *chunks, size_t count,
                            mz_bands *bands, mz_aligned_rows *rows)
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
    block block = {.count = 0};
    for (size_t i = 0; i < count;) {
        const line_run line = line_at(chunks, count, i);
        i += line.count;
        if (!begin_block(names, chunks, count, line, &block) && !in_block(&block, chunks, line)) block.count = 0;
        if (block.count > 0 || upper.count == 0 || !tied(chunks, bands, widest, upper, line)) {
            mz_aligned_row *row = mz_arena_push(arena, &rows->items, &rows->count, &rows->capacity, sizeof *row);
            if (row == NULL) return false;
            *row = (mz_aligned_row){.line = chunks[line.first].line};
        }
        mz_aligned_row *row = &rows->items[rows->count - 1];
        const bool added = block.count > 0 ? add_line_of_block(arena, &block, bands, chunks, line, row)
                                           : add_line(arena, bands, chunks, line, row);
        if (!added) return false;
        upper = line;
    }
    return true;
}
