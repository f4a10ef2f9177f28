/* aligned_tree.h - which header cells are columns and which stand over them. For aligned_header.c. */
#ifndef MZ_LAYOUT_ALIGNED_TREE_H
#define MZ_LAYOUT_ALIGNED_TREE_H

#include "aligned_header.h"

/* Whether two cells share a column of characters. */
bool mz_header_overlap(const mz_header_cell *a, const mz_header_cell *b);

/*
 * Sets the leaves of header, left to right, and the parent of every cell that has one. Texts, places and classes of
 * the cells are known. False when the arena is exhausted.
 */
bool mz_header_tree(mz_arena *arena, mz_header *header);

#endif
