/* aligned_heads.h - pieces of a header line told apart that stand only one blank apart, as those of narrow columns do.
 */
#ifndef MZ_LAYOUT_ALIGNED_HEADS_H
#define MZ_LAYOUT_ALIGNED_HEADS_H

#include "aligned_chunk.h"
#include "grid.h"

/* How header texts are told: classify may be NULL; wide: Chinese characters take two columns. */
typedef struct mz_heads_reader {
    mz_header_classify classify;
    const void *context;
    bool wide;
} mz_heads_reader;

/* Appends the heads that chunk, a piece of a header line, holds to list. False when the arena is exhausted. */
bool mz_heads_push(mz_arena *arena, const mz_heads_reader *names, mz_chunk chunk, mz_chunk_list *list);

#endif
