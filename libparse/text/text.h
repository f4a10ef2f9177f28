/* text.h - bytes to clean UTF-8 lines. */
#ifndef MZ_TEXT_TEXT_H
#define MZ_TEXT_TEXT_H

#include <mingzhang/document.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"

/* One line without its end (\n, \r\n); tabs and blanks are kept because they carry the layout; form feeds are removed
 * and counted as pages; one inside a line ends it, as pages are joined by some tools. */
typedef struct mz_line {
    const char *text; /* NUL-terminated UTF-8 in the arena */
    uint32_t length;
    uint32_t number; /* 1-based */
    uint32_t page;   /* 1-based; 0 for every line when the input has no form feed */
    uint32_t offset; /* of the line's first byte in the input (for GB18030: in the converted text) */
} mz_line;

typedef struct mz_text {
    mz_line *lines; /* their texts follow each other in one buffer */
    size_t count;
    uint32_t pages; /* 0 when the input has no form feed */
} mz_text;

/* The first place of a word (not empty) in a text, NULL when there is none. Its last byte, the rarest, is looked for.
 */
static inline const char *mz_text_find(const char *text, size_t length, const char *word)
{
    size_t size = strlen(word);
    const char *end = text + length, *last = length < size ? NULL : text + size - 1;
    while (last != NULL && (last = memchr(last, word[size - 1], (size_t)(end - last))) != NULL) {
        const bool near = size < 2 || last[-1] == word[size - 2]; /* saves most calls */
        if (near && memcmp(last - (size - 1), word, size) == 0) return last - (size - 1);
        last++;
    }
    return NULL;
}
static inline bool mz_text_holds(const char *text, size_t length, const char *word)
{
    return mz_text_find(text, length, word) != NULL;
}
static inline bool mz_line_holds(const mz_line *line, const char *word)
{
    return mz_text_holds(line->text, line->length, word);
}

/* The unit of money that a text names (单位：千元), which may hold other words; MZ_UNIT_NONE when it names none. */
mz_unit mz_text_unit(const char *text);

/* The first of lines [first, last) that holds a word (not empty), last when none does: one search over all of them. */
size_t mz_text_line_with(const mz_text *text, size_t first, size_t last, const char *word);

/*
 * Decodes (UTF-8 with or without BOM, GB18030) and splits. Errors: MZ_ERR_EMPTY, MZ_ERR_ENCODING, MZ_ERR_BINARY,
 * MZ_ERR_TRUNCATED (ends inside a character), MZ_ERR_LIMIT, MZ_ERR_MEMORY.
 */
mz_status mz_text_load(mz_arena *arena, const void *bytes, size_t length, mz_text *text, mz_error *error);

/*
 * Blanks the lines that are page numbers: the first or last line of a page that holds a number which grows with the
 * pages, printed alike on at least two of them; on pages between and soon behind them also the only line inside that
 * reads so. Needs form feeds. mz_text_load has done it.
 */
void mz_text_drop_page_numbers(mz_text *text);

/* Whether what stood on a line was taken from it, as such a number was: it is blank, and its text begins right behind
 * other text. So does that of a title's second line, which was joined to the first. */
static inline bool mz_text_had_page_number(const mz_line *line)
{
    return line->length == 0 && line->number > 1 && (unsigned char)line->text[-1] > ' ';
}

/*
 * Writes the figures and codes in full-width digits that stand alone (between white space or the ends of the line, in a
 * line that holds no full stop) with ASCII digits, point, comma, minus and per cent sign, padded with U+00A0 to the
 * columns and bytes they took. mz_text_load does it when there are full-width digits at all.
 */
void mz_text_narrow_figures(mz_text *text);

/*
 * Writes rows between bars (| a | b |, as in Markdown) and comma-separated rows, three or more of one width, with tabs
 * between their cells, and rules between rows as blank ones; every byte keeps its place. mz_text_load has done it.
 * Linear.
 */
void mz_text_tab_rows(mz_text *text);

/* Whether c stands for nil in a table: a dash of any kind, a slash. */
bool mz_text_is_nil_character(uint32_t c);
/* Whether a text consists of one such character, or of several of the same. */
bool mz_text_is_nil_text(const char *text, size_t length);
/* The same; nearly all texts are told by their first byte. */
static inline bool mz_text_is_nil(const char *text, size_t length)
{
    return length > 0 && (*text == '-' || *text == '/' || *text == '\xE2' || *text == '\xEF') &&
           mz_text_is_nil_text(text, length);
}

/* How often a byte occurs in a text. */
size_t mz_text_count(const char *text, size_t length, char byte);

/* A copy of text without any white space (blanks, tabs, U+3000, U+00A0, zero-width characters); everything else is kept
 * as printed. Never NULL unless memory runs out. */
char *mz_text_squeeze(mz_arena *arena, const char *text, size_t length);

/*
 * The form in which labels and titles are compared: squeezed, full-width ASCII folded, traditional characters made
 * simplified, quotation marks removed. mz_text_key_into writes it to buffer, which must have room for length + 1 bytes,
 * and returns its length; it allocates nothing. A character that length cuts off is left out.
 */
char *mz_text_key(mz_arena *arena, const char *text, size_t length);
size_t mz_text_key_into(const char *text, size_t length, char *buffer);
/* Whether the character at text (three bytes of a Chinese one) is its own key. */
bool mz_text_is_key(const char *text);
/* The same as mz_text_squeeze into a caller's buffer of length + 1 bytes. */
size_t mz_text_squeeze_into(const char *text, size_t length, char *buffer);

/* Decodes the character at text (valid UTF-8, NUL-terminated or longer than the character); *used receives its bytes
 * (1..4). */
static inline uint32_t mz_text_char(const char *text, size_t *used)
{
    const unsigned char *p = (const unsigned char *)text;
    if (p[0] < 0x80) {
        *used = 1;
        return p[0];
    }
    if (p[0] < 0xE0) {
        *used = 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (p[0] < 0xF0) {
        *used = 3;
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    *used = 4;
    return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

/* Whether a character is white space of any kind (blank, tab, U+3000, U+00A0, U+2000..U+200D, U+FEFF). */
static inline bool mz_text_is_space(uint32_t c)
{
    if (c <= ' ') return c == ' ' || (c >= '\t' && c <= '\r');
    if (c > 0x3000) return c == 0xFEFF;
    return c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200D) || c == 0x202F;
}

static inline bool mz_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* How many characters a text has. */
static inline size_t mz_text_characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) count += (*text & 0xC0) != 0x80;
    return count;
}

/* Bytes of the numeral 一 to 十 at text (NUL-terminated), 0 when there is none. */
static inline size_t mz_numeral_size(const char *text)
{
    static const char numerals[] = "一二三四五六七八九十";
    if (*text != '\xE4' && *text != '\xE5') return 0;
    const unsigned char second = (unsigned char)text[1]; /* with the first byte it tells nearly all other characters */
    if (*text == '\xE4' ? second < 0xB8 || second > 0xBA : second != 0x85 && second != 0x8D && second != 0x9B) return 0;
    for (size_t n = 0; n + 3 < sizeof numerals; n += 3)
        if (text[1] == numerals[n + 1] && text[2] == numerals[n + 2] && text[0] == numerals[n]) return 3;
    return 0;
}

/* Columns a text takes in a terminal: 2 per CJK character, 1 otherwise. */
uint32_t mz_text_width(const char *text, size_t length);

#endif
