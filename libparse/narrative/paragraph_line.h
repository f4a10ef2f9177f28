/* paragraph_line.h - what one line of running text is: its extent, how it begins and ends, page numbers, contents. */
#ifndef MZ_NARRATIVE_PARAGRAPH_LINE_H
#define MZ_NARRATIVE_PARAGRAPH_LINE_H

#include "narrative/paragraph.h"

/* One line without its surrounding blanks. */
typedef struct mz_line_piece {
    const char *text;
    size_t length;
    size_t begin; /* bytes cut off in front */
} mz_line_piece;

/* Bytes of the blank at text (ASCII, U+00A0, U+3000, U+200B, U+FEFF); 0 when there is none. */
size_t mz_blank_size(const char *text, size_t length);

/* One column for each character, two for those of three bytes and more. */
uint32_t mz_width_of(const char *text, size_t length);

/* line without its surrounding blanks. */
mz_line_piece mz_line_trimmed(const mz_line *line);

/* Appends part, which is line `index`, to the present paragraph without its white space; a blank between two figures
 * stays, or they would become one. false when memory runs out. (paragraph_append.c) */
bool mz_paragraph_append(mz_paragraph_reader *reader, uint32_t index, const mz_line_piece *part);

/* Whether text ends as a sentence does: with a full stop, perhaps in brackets or quotation marks. */
bool mz_ends_sentence(const char *text, size_t length);

/* Whether text begins with punctuation or a closing bracket: no paragraph does. */
bool mz_begins_with_closing(const char *text, size_t length);

/* Whether text holds punctuation, which titles do not have. */
bool mz_has_sentence_marks(const char *text, size_t length);

/* Whether part, which is line index of text, is the number of a page: 12, - 12 -, 第 3 页. */
bool mz_is_page_line(const mz_text *text, uint32_t index, const mz_line_piece *part);

/* Whether part is an entry of the contents page: it ends in dots, or a tab, and a page number. */
bool mz_is_contents_entry(const mz_line_piece *part);

/* Whether part of line, which has a tab, is a row of tab separated cells that no table claimed; one leading tab is an
 * indent. */
bool mz_is_grid_line(const mz_line *line, const mz_line_piece *part);

#endif
