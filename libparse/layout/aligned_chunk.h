/* aligned_chunk.h - the pieces of a space-aligned line and where they stand, in display columns (a Chinese character
 * takes two). */
#ifndef MZ_LAYOUT_ALIGNED_CHUNK_H
#define MZ_LAYOUT_ALIGNED_CHUNK_H

#include <stdbool.h>

#include "text/text.h"

typedef enum mz_chunk_kind {
    MZ_CHUNK_TEXT,
    MZ_CHUNK_DIGITS, /* digits only: a code, a serial number or a whole amount */
    MZ_CHUNK_FIGURE  /* an amount with separators, point, sign or per cent; a dash; a redaction */
} mz_chunk_kind;

typedef struct mz_chunk {
    const char *text; /* in the line, not NUL-terminated */
    uint32_t length;
    uint32_t x0;   /* first column */
    uint32_t x1;   /* one past the last */
    uint32_t line; /* index into mz_text.lines */
    mz_chunk_kind kind;
} mz_chunk;

/* Chunks of one line: [first, first + count) of the list they were pushed to. */
typedef struct mz_chunk_list {
    mz_chunk *items;
    size_t count;
    size_t capacity;
} mz_chunk_list;

/*
 * Appends the chunks of line number index of text to list (arena-backed). wide: Chinese characters take two columns.
 * Chunks are separated by two or more blanks, or by one blank where a figure ends or begins. False when the arena is
 * exhausted.
 */
bool mz_chunks_of_line(mz_arena *arena, const mz_text *text, uint32_t index, bool wide, mz_chunk_list *list);

/*
 * The same for lines [first, last), in place of what list holds; those of line i are [starts[i - first],
 * starts[i - first + 1]) (room for last - first + 1 is the caller's). *wide receives whether the figures stand in
 * straighter columns when Chinese characters take two, and the chunks are those of the straighter reading; then also
 * when the blanks of a gap are as wide as the characters behind it, as PyMuPDF writes sorted text.
 */
bool mz_chunks_of_lines(mz_arena *arena, const mz_text *text, uint32_t first, uint32_t last, mz_chunk_list *list,
                        size_t *starts, bool *wide);

/* The kind of a piece of text by its characters alone. */
mz_chunk_kind mz_chunk_classify(const char *text, size_t length);

/* Bytes of the amount that a text without blanks begins with when a label or a code is written right behind it, as some
 * tools leave no blank between columns: 19,984.22一、一般公共服务支出, 618.2430201. 0 when there is none. left: bytes
 * to the end of the line; a code has its name behind it, an amount with more decimals (115.34256) has none.
 * (aligned_glued.c) */
size_t mz_chunk_glued(const char *text, size_t length, size_t left);

/* Whether a text begins with a number as list items do: 一、 （一） 1、 1. 其中 */
bool mz_aligned_enumerated(const char *text, size_t length);

/* Whether chunk ends in 合计, 总计 or 小计: a total's label stands alone in its row and never continues another. */
bool mz_aligned_total(const mz_chunk *chunk);

#endif
