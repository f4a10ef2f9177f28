/* text.h - bytes to clean UTF-8 lines. */
#ifndef MZ_TEXT_TEXT_H
#define MZ_TEXT_TEXT_H

#include <mingzhang/document.h>

#include "arena.h"

/* One line without its end (\n, \r\n); tabs and blanks are kept because they carry the layout; form feeds are removed
 * and counted as pages. */
typedef struct mz_line {
    const char *text; /* NUL-terminated UTF-8 in the arena */
    uint32_t length;
    uint32_t number; /* 1-based */
    uint32_t page;   /* 1-based; 0 for every line when the input has no form feed */
    uint32_t offset; /* of the line's first byte in the input (for GB18030: in the converted text) */
} mz_line;

typedef struct mz_text {
    mz_line *lines;
    size_t count;
    uint32_t pages; /* 0 when the input has no form feed */
} mz_text;

/*
 * Decodes (UTF-8 with or without BOM, GB18030) and splits. Errors: MZ_ERR_EMPTY, MZ_ERR_ENCODING, MZ_ERR_BINARY,
 * MZ_ERR_TRUNCATED (ends inside a character), MZ_ERR_LIMIT, MZ_ERR_MEMORY.
 */
mz_status mz_text_load(mz_arena *arena, const void *bytes, size_t length, mz_text *text, mz_error *error);

/* A copy of text without any white space (blanks, tabs, U+3000, U+00A0), full-width ASCII forms folded; kept characters
 * unchanged. */
char *mz_text_squeeze(mz_arena *arena, const char *text, size_t length);

/* The same, and traditional characters made simplified, quotation marks removed: the form in which labels and titles
 * are compared. */
char *mz_text_key(mz_arena *arena, const char *text, size_t length);

/* Columns a text takes in a terminal: 2 per CJK character, 1 otherwise. */
uint32_t mz_text_width(const char *text, size_t length);

#endif
