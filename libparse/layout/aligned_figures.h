/* aligned_figures.h - figures that narrow cells break over lines. */
#ifndef MZ_LAYOUT_ALIGNED_FIGURES_H
#define MZ_LAYOUT_ALIGNED_FIGURES_H

#include "aligned_chunk.h"

/*
 * Joins the pieces of figures that cells too narrow for them print on two lines or more, as 44,580.960 above 0 among
 * amounts of four decimals; the joined one takes the line on which its row's other figures stand. chunks: the body of a
 * page, in line order; *count is set to how many remain. *decimals: those that the table's amounts share (-1: not
 * known); kept from page to page. False when the arena is exhausted.
 */
bool mz_aligned_join_figures(mz_arena *arena, mz_chunk *chunks, size_t *count, int *decimals);

#endif
