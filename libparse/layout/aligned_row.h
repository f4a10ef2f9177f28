/* aligned_row.h - body chunks of a space-aligned table to rows: wrapped labels joined, figures and codes attached to
 * their label. */
#ifndef MZ_LAYOUT_ALIGNED_ROW_H
#define MZ_LAYOUT_ALIGNED_ROW_H

#include "aligned_column.h"
#include "aligned_heads.h"

typedef struct mz_aligned_cell {
    uint32_t column; /* leaf column */
    const char *text;
    mz_chunk first;  /* where it begins */
    uint64_t others; /* bit set of the other leaf columns (0..63) it may belong to; mostly empty */
} mz_aligned_cell;

typedef struct mz_aligned_row {
    mz_aligned_cell *cells; /* by column */
    size_t count;
    size_t capacity;
    uint32_t line; /* index of the line that holds its figures, else of its first text */
} mz_aligned_row;

typedef struct mz_aligned_rows {
    mz_aligned_row *items;
    size_t count;
    size_t capacity;
} mz_aligned_rows;

/* A body chunk with the leaf column it stands in. */
typedef struct mz_placed_chunk {
    mz_chunk chunk;
    uint32_t column;
    mz_band_kind kind; /* of its band */
    uint64_t others;   /* bit set of the other leaf columns (0..63) it may belong to, mostly empty; with its own one
                          when it is in line with no other figure of its band */
} mz_placed_chunk;

/*
 * Puts the chunks of a page's body (count, sorted by line, then left edge) into leaf columns of header. bands: those of
 * the page with their leaf columns; those whose figures stand ragged receive others. placed has room for count; returns
 * how many have a column, in the same order. (aligned_place.c)
 */
size_t mz_aligned_place(const mz_header *header, mz_bands *bands, const mz_chunk *body, size_t count,
                        mz_placed_chunk *placed);

/*
 * Appends the rows of chunks (sorted by line, then left edge) to rows. sides[c] numbers the side of a two-sided table
 * that column c belongs to; side_count >= 1. Rows of the sides are put side by side in their order. False when the
 * arena is exhausted.
 */
bool mz_aligned_rows_build(mz_arena *arena, const mz_placed_chunk *chunks, size_t count, const uint16_t *sides,
                           uint16_t side_count, mz_aligned_rows *rows);

/*
 * Appends the rows of a table of names and values without a header: one for each line of the count chunks, sorted by
 * line, then left edge. The column of a cell is the display column it begins at. False when the arena is exhausted.
 * (aligned_pairs.c)
 */
bool mz_aligned_pairs_build(mz_arena *arena, const mz_chunk *chunks, size_t count, mz_aligned_rows *rows);

#endif
