/* aligned_header.h - header chunks of a space-aligned table to leaf columns with their paths. */
#ifndef MZ_LAYOUT_ALIGNED_HEADER_H
#define MZ_LAYOUT_ALIGNED_HEADER_H

#include "aligned_chunk.h"
#include "grid.h"

enum { MZ_HEADER_MAX_CELLS = 96, MZ_HEADER_MAX_DEPTH = 8 };

/* One header cell: the chunks of a wrapped header put together. */
typedef struct mz_header_cell {
    const char *text;
    mz_chunk first; /* its first chunk, for the place */
    uint32_t x0, x1;
    uint32_t top, bottom; /* lines */
    int32_t parent;       /* index of the header cell above that spans it, -1 for none */
    int32_t leaf;         /* number of the leaf column, -1 for a spanning header */
    mz_header_class class;
} mz_header_cell;

typedef struct mz_header {
    mz_header_cell *cells;
    size_t count;
    int32_t *leaves; /* indexes of the leaf cells, left to right */
    size_t leaf_count;
    uint16_t *sides; /* per leaf: the side of a two-sided table it belongs to, from 0 */
    uint16_t side_count;
} mz_header;

/*
 * Builds the header tree of chunks (in line order). classify may be NULL. A header of more than MZ_HEADER_MAX_CELLS
 * chunks is cut off there. False when the arena is exhausted.
 */
bool mz_header_build(mz_arena *arena, const mz_chunk *chunks, size_t count, mz_header_classify classify,
                     const void *context, mz_header *header);

/* The leaf cell of column leaf. */
const mz_header_cell *mz_header_leaf(const mz_header *header, size_t leaf);

#endif
