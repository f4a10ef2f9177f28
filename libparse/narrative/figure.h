/* figure.h - figures with their units inside a paragraph. */
#ifndef MZ_NARRATIVE_FIGURE_H
#define MZ_NARRATIVE_FIGURE_H

#include "narrative/phrase.h"

typedef struct mz_figure {
    size_t begin;          /* offsets into the paragraph */
    size_t end;            /* of the digits */
    size_t after;          /* of the unit, or of the digits when there is none */
    mz_unit unit;          /* NONE when no money or percent unit follows; OTHER for a rate per something (元/人) */
    const char *unit_name; /* canonical; "" when none; of a rate: the printed one, in the arena */
} mz_figure;

/*
 * Reads the figure that starts at offset `at` (a digit). Knows thousands separators, list numbers that stick to a year
 * (4.2024年) and ranges whose unit stands behind the second figure (10-15%).
 */
mz_figure mz_figure_read(mz_arena *arena, const mz_words *words, const char *text, size_t length, size_t at);

/* Length of the sign between the two ends of a range (10%-15%) at text, 0 when there is none. */
size_t mz_range_sign(const char *text, size_t length);

#endif
