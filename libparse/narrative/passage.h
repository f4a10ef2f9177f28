/* passage.h - the paragraphs of running text as the change room reads them again: for reasons that stand beside no
 * figure.
 */
#ifndef MZ_NARRATIVE_PASSAGE_H
#define MZ_NARRATIVE_PASSAGE_H

#include "narrative/paragraph.h"

/* A paragraph and the facts read from it: [first_fact, end_fact) of the document's. */
typedef struct mz_passage {
    mz_paragraph paragraph; /* its text and pieces are in the document's arena */
    size_t first_fact;
    size_t end_fact;
    uint32_t section; /* index into mz_document.sections */
} mz_passage;

/* What mz_document.passages points to. */
typedef struct mz_passages {
    mz_passage *items; /* in the order of the text */
    size_t count;
    size_t capacity;
} mz_passages;

/* Keeps a copy of the paragraph; one that is too short to give a reason is left out. false when memory runs out. */
bool mz_keep_passage(mz_arena *arena, mz_passages *passages, const mz_passage *passage);

/* End of the reason that begins at `at` of the paragraph: the full stop, or a semicolon behind which something else
 * begins. */
size_t mz_reason_end(const mz_words *words, const mz_paragraph *paragraph, size_t at);

/* Length of what counts one of several reasons at text: 一是, 二是; 0 when nothing does. */
size_t mz_counted_reason(const char *text, size_t length);

/* Offset behind the marks and links that stand between a reason's marker and the reason. */
size_t mz_reason_begin(const mz_paragraph *paragraph, size_t at, size_t end);

#endif
