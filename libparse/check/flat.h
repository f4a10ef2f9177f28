/* flat.h - the document's text as one run of characters in the form of mz_text_key (no white space, no quotation marks,
 * full-width forms folded), so that line breaks and widths do not hide words. */
#ifndef MZ_CHECK_FLAT_H
#define MZ_CHECK_FLAT_H

#include "check.h"

typedef struct mz_flat {
    const mz_text *source;
    char *text; /* NUL-terminated */
    size_t length;
    size_t *starts; /* offset of each line's first character, one more than lines */
} mz_flat;

/* In scratch memory. false when the document has no text or memory runs out. */
bool mz_flat_build(mz_problem *problem, mz_flat *flat);
/* The place of [at, at + length) of the flat text: line, page, and the line's bytes. printed lives in scratch memory.
 */
mz_place mz_flat_place(mz_problem *problem, const mz_flat *flat, size_t at, size_t length);

void mz_rules_subjects(mz_problem *problem, const mz_flat *flat); /* rules_subjects.c */

#endif
