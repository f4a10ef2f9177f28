/* aligned_column.h - columns of a space-aligned table's body, found from where its figures and texts stand. */
#ifndef MZ_LAYOUT_ALIGNED_COLUMN_H
#define MZ_LAYOUT_ALIGNED_COLUMN_H

#include "aligned_header.h"

enum { MZ_ALIGNED_MAX_COLUMNS = 64 };

typedef enum mz_band_kind { MZ_BAND_FIGURE, MZ_BAND_CODE, MZ_BAND_TEXT } mz_band_kind;

/* A vertical band of the page in which the chunks of one column stand. */
typedef struct mz_band {
    uint32_t x0, x1;
    mz_band_kind kind;
    int32_t leaf;    /* leaf column of the header, -1 when none fits */
    uint64_t others; /* bit set of the leaf columns (0..63) that it may as well belong to; 0 when leaf is certain */
} mz_band;

typedef struct mz_bands {
    mz_band items[MZ_ALIGNED_MAX_COLUMNS];
    size_t count;
} mz_bands;

/* Finds the bands of count body chunks, left to right. False when the arena is exhausted. */
bool mz_bands_find(mz_arena *arena, const mz_chunk *chunks, size_t count, mz_bands *bands);

/* The band in which chunk stands; -1 when none. */
int32_t mz_bands_of(const mz_bands *bands, const mz_chunk *chunk);

/*
 * Gives each band its leaf column, keeping the order from left to right, and those that are about as likely.
 * previous: the bands of the table's preceding page (already matched), NULL on its first page; pages print the same
 * table at other places and widths.
 */
void mz_bands_match(mz_bands *bands, const mz_header *header, const mz_bands *previous);

#endif
