/* paragraph.h - the lines between the tables joined to paragraphs: white space gone, digits of half width, every byte
 * traceable to its line. */
#ifndef MZ_NARRATIVE_PARAGRAPH_H
#define MZ_NARRATIVE_PARAGRAPH_H

#include "narrative/narrative.h"

/* From paragraph offset `at` on the text stems from byte `byte` of line `line` (index into mz_text.lines). */
typedef struct mz_piece {
    uint32_t at;
    uint32_t line;
    uint32_t byte;
} mz_piece;

typedef struct mz_paragraph {
    char *text; /* NUL-terminated; valid until the next call of mz_paragraph_next */
    size_t length;
    mz_piece *pieces; /* ascending */
    size_t piece_count;
    uint32_t first;     /* index of its first line */
    uint8_t depth;      /* of a heading (1..4), 0 for running text */
    uint8_t list_style; /* how its number is written: 0 none, else the depth such a number stands for */
    bool use_of_funds;  /* stands inside a project's table */
    bool wrapped;       /* the source breaks lines at the page width */
    bool after_table;   /* a table stands between the paragraph before and this one */
    bool after_entries; /* entries of the contents page with their page numbers stood before it */
} mz_paragraph;

typedef struct mz_paragraph_reader {
    mz_arena *arena;
    const mz_words *words;
    const mz_text *text;
    const mz_line_range *tables;
    size_t table_count;
    size_t next_table; /* first table that does not end before the next line */
    uint32_t next;     /* index of the next line to read */
    const char *tab;   /* the first tab from the line that was asked for last; the end of the text when there is none */
    uint32_t full; /* columns of a full line where lines are broken at the page width, UINT32_MAX where they are not */
    uint32_t use_left; /* lines that the present use-of-funds cell may still take */
    mz_paragraph paragraph;
    size_t text_capacity;
    size_t piece_capacity;
} mz_paragraph_reader;

/* tables must live as long as the reader. */
void mz_paragraph_start(mz_paragraph_reader *reader, mz_arena *arena, const mz_words *words, const mz_text *text,
                        const mz_line_range *tables, size_t table_count);

/* The next paragraph, owned by the reader; NULL at the end of the text or when memory ran out (ask the arena). */
const mz_paragraph *mz_paragraph_next(mz_paragraph_reader *reader);

/* Where the byte at offset stands in the input, and the span [begin, end) of the paragraph as a span of the input. */
mz_span mz_paragraph_span(const mz_paragraph *paragraph, const mz_text *text, size_t begin, size_t end);

/* Whether a line of the source ends right before offset. */
bool mz_paragraph_breaks_at(const mz_paragraph *paragraph, size_t offset);

/*
 * Recognises the number of a list item or heading at the start of text (第一部分, 一、, （一）, 1., （1）, -). Returns
 * the number's length in bytes, 0 when there is none; *style receives 1..5 (see mz_section.depth; 5 is a bullet).
 */
size_t mz_list_number(const char *text, size_t length, uint8_t *style);

/* Reads a Chinese numeral below a thousand (三, 十二, 两) at text; *value receives it. Returns its length in bytes, 0
 * when there is none. */
size_t mz_numeral(const char *text, size_t length, unsigned *value);

/* Length of the digits at text, three at most. */
static inline size_t mz_short_number(const char *text, size_t length)
{
    size_t used = 0;
    while (used < length && used < 3 && text[used] >= '0' && text[used] <= '9') used++;
    return used;
}

/* The three bytes of a Chinese character or mark as one number, an ASCII byte as itself, 0 for anything else. */
#define MZ_CODE(s)                                                                                                     \
    ((uint32_t)(unsigned char)(s)[0] << 16 | (uint32_t)(unsigned char)(s)[1] << 8 | (uint32_t)(unsigned char)(s)[2])
static inline uint32_t mz_code(const char *text, size_t length)
{
    if (length == 0) return 0;
    if ((unsigned char)*text < 0x80) return (unsigned char)*text;
    return length < 3 ? 0 : MZ_CODE(text);
}

static inline bool mz_starts(const char *text, size_t length, const char *with, size_t with_length)
{
    if (with_length > length) return false;
    for (size_t i = 0; i < with_length; i++)
        if (text[i] != with[i]) return false;
    return true;
}
/* The same for a string literal. */
#define MZ_STARTS(text, length, literal) mz_starts((text), (length), (literal), sizeof(literal) - 1)

#endif
