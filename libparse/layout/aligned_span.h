/* aligned_span.h - which leaf columns a spanning header stands over. For aligned_header.c. */
#ifndef MZ_LAYOUT_ALIGNED_SPAN_H
#define MZ_LAYOUT_ALIGNED_SPAN_H

#include "aligned_header.h"

/* Whether two cells share a column of characters. */
bool mz_header_overlap(const mz_header_cell *a, const mz_header_cell *b);

/* Whether leaf number leaf stands in the gap above two lower neighbours and thus spans them (项目 over 科目编码 and
 * 科目名称). */
bool mz_header_spans_gap(const mz_header *header, size_t leaf);

/* Sets the parent of every cell that has one. Leaves, classes and sides are known. */
void mz_header_adopt(mz_header *header);

#endif
