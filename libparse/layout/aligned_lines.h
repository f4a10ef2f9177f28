/* aligned_lines.h - the lines of aligned text as chunks, and what a line is by itself: title, caption, body, end. */
#ifndef MZ_LAYOUT_ALIGNED_LINES_H
#define MZ_LAYOUT_ALIGNED_LINES_H

#include "aligned_chunk.h"

typedef struct mz_aligned_lines {
    const mz_text *text;
    mz_chunk_list chunks; /* of lines [base, end) */
    size_t *starts;       /* chunks of line i: [starts[i - base], starts[i - base + 1]) */
    uint32_t base, end;
    bool wide; /* Chinese characters take two columns */
} mz_aligned_lines;

/* The chunks of a line of [base, end), and how many they are. */
static inline size_t mz_line_chunk_count(const mz_aligned_lines *r, uint32_t line)
{
    return r->starts[line - r->base + 1] - r->starts[line - r->base];
}

static inline const mz_chunk *mz_line_chunks(const mz_aligned_lines *r, uint32_t line)
{
    return r->chunks.items + r->starts[line - r->base];
}

/* Whether chunk holds what (NUL-terminated) anywhere. */
bool mz_chunk_holds(const mz_chunk *chunk, const char *what);

/* In all that follows limit is the line that reading stops before, at most r->end. */

/* The first line from line on that is not blank, at most limit. */
uint32_t mz_lines_skip_blank(const mz_aligned_lines *r, uint32_t line, uint32_t limit);

/* Lines between title and header that say who, which year, which unit. */
bool mz_line_is_caption(const mz_aligned_lines *r, uint32_t line);

/* Ends in 表, as table titles do, or stands over the line of captions that names the unit. */
bool mz_line_is_title(const mz_aligned_lines *r, uint32_t line);

/* Whether a table begins under title: soon a caption or a line of several chunks, before another title. */
bool mz_line_starts_table(const mz_aligned_lines *r, uint32_t title, uint32_t limit);

/* Where the lines [first, stop) that a table may reach to come to the headings of the text behind it; else stop. */
uint32_t mz_lines_before_headings(const mz_aligned_lines *r, uint32_t first, uint32_t stop);
/* A note under a table, or the beginning of something else. */
bool mz_line_ends_table(const mz_aligned_lines *r, uint32_t line, uint32_t limit);

/* Whether line reads as running text: its chunks stand no gap apart, and it has the marks of a sentence. */
bool mz_line_reads_on(const mz_aligned_lines *r, uint32_t line);

/* The row of column numbers: 栏次 1 2 3 ... */
bool mz_line_is_column_numbers(const mz_aligned_lines *r, uint32_t line);

/* Whether line is part of a table's body: figures, a subject code, or a numbered item. */
bool mz_line_is_body(const mz_aligned_lines *r, uint32_t line);

/* Whether a line above the first body line (body) already is label: it stands alone, where labels below begin. */
bool mz_line_is_early_label(const mz_aligned_lines *r, uint32_t line, uint32_t body, uint32_t limit);

#endif
