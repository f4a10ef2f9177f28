/* aligned_codes.h - codes that a row prints in a column for each of their levels. */
#ifndef MZ_LAYOUT_ALIGNED_CODES_H
#define MZ_LAYOUT_ALIGNED_CODES_H

#include "aligned_chunk.h"

/*
 * Puts the parts of codes (208, 05, 02) that begin their rows where one row of the page has them: which of them a part
 * is tells its place in the row, as pdftotext moves the rows of a page by a column or two against each other. chunks:
 * the body of a page, in line order.
 */
void mz_aligned_straighten_codes(mz_chunk *chunks, size_t count);

#endif
