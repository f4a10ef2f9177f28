/* grid.h - what every serialisation is turned into: a sequence of blocks, each a paragraph (one line of text) or a grid
 * of cells. The rooms above know nothing of tabs, blanks or line order. */
#ifndef MZ_LAYOUT_GRID_H
#define MZ_LAYOUT_GRID_H

#include "../text/text.h"

/*
 * A cell of a grid. text is UTF-8 of length bytes, not NUL-terminated (it usually points into the document's line);
 * inner blanks may be there, outer ones not; length 0 is a blank cell.
 * column is its 0-based column, width how many columns it covers: 0 = not known, the header reader decides (a blank
 * cell beside or beneath belongs to its neighbour); set it for merged header cells whose extent is known.
 */
typedef struct mz_grid_cell {
    const char *text;
    uint32_t length;
    uint16_t column;
    uint16_t width;
    mz_span span;
} mz_grid_cell;

enum { MZ_GRID_OTHERS = 64 /* columns that a figure in doubt may stand in */ };

/* Cells are in column order. A column without a cell is blank as well. */
typedef struct mz_grid_row {
    mz_grid_cell *cells;
    uint32_t count;
    bool header;            /* the layout knows that it is a header row */
    bool joined;            /* the layout knows that it goes on with the row before it (cut by a page break) */
    const uint64_t *others; /* by column, MZ_GRID_OTHERS of them: bit set of the other columns that what stands in it
                               may as well belong to, and its own one when it is in line with nothing else in it; NULL
                               when all are certain */
    mz_span span;
} mz_grid_row;

typedef struct mz_grid {
    mz_grid_row *rows;
    size_t row_count;
    uint16_t columns; /* one more than the largest column of any cell */
    mz_serialisation serialisation;
    mz_span span; /* of the first row */
} mz_grid;

typedef enum mz_block_kind { MZ_BLOCK_PARAGRAPH, MZ_BLOCK_GRID, MZ_BLOCK_TABLE } mz_block_kind;

/* In reading order. A line that holds only white space makes no block. */
typedef struct mz_block {
    mz_block_kind kind : 8; /* there is one block for each line of text: small */
    bool furniture;   /* paragraph that belongs to a table or page (title, organisation, unit, page number), not to the
                         narrative; set by the form room */
    uint32_t length;  /* of text */
    const char *text; /* paragraph: the line without outer blanks, NUL-terminated; else "" */
    mz_span span;
    union {
        mz_grid *grid;   /* MZ_BLOCK_GRID */
        mz_table *table; /* MZ_BLOCK_TABLE: a table that was read as a whole (flow text) */
    };
} mz_block;

/* What a header's text says of its column. */
typedef enum mz_header_class {
    MZ_HEADER_UNKNOWN,
    MZ_HEADER_VALUE, /* figures: 预算数, 基本支出 */
    MZ_HEADER_SUM,   /* figures that are the sum of those beside them: 合计, 小计 */
    MZ_HEADER_LABEL, /* 项目, 科目名称 */
    MZ_HEADER_CODE,  /* 科目编码, 类, 款, 项, 序号, 行次 */
    MZ_HEADER_GROUP, /* stands over columns of either kind: 收入, 功能分类科目 */
    MZ_HEADER_PAIRS  /* the title of a table of names and values without a header: 项目绩效目标表 */
} mz_header_class;

/* Answers what a squeezed header text is; asks the catalogue, which this room does not know. */
typedef mz_header_class (*mz_header_classify)(const void *context, const char *text, size_t length);

/* Whether a text is the title of a table of a known form; asks the catalogue as well. */
typedef bool (*mz_title_test)(const void *context, const char *text, size_t length);

typedef struct mz_layout {
    mz_arena *arena;
    mz_header_classify classify; /* NULL: no header is known */
    mz_title_test is_title;      /* NULL: no title is known */
    const void *context;         /* of both */
    mz_block *blocks;
    size_t count;
    size_t capacity;
    size_t serial_lines[MZ_SERIAL_FLOW + 1]; /* how many lines each serialisation accounts for */
} mz_layout;

/* Appends a paragraph; the outer blanks of the line are cut. false when memory runs out. */
bool mz_layout_paragraph(mz_layout *layout, const mz_line *line);
/* The same for lines [begin, end) of text. */
bool mz_layout_paragraphs(mz_layout *layout, const mz_text *text, size_t begin, size_t end);
/* Appends a cell that is no part of a grid as a paragraph. false when memory runs out. */
bool mz_layout_cell_paragraph(mz_layout *layout, const mz_grid_cell *cell);
/* Appends a grid (in the layout's arena). Sets its span, and its columns unless they are known, from its rows. false
 * when memory runs out. */
bool mz_layout_grid(mz_layout *layout, mz_grid *grid);

/* The span of length bytes at text inside line. */
static inline mz_span mz_line_span(const mz_line *line, const char *text, size_t length)
{
    uint32_t begin = line->offset + (uint32_t)(text - line->text);
    return (mz_span){.line = line->number, .page = line->page, .begin = begin, .end = begin + (uint32_t)length};
}
/* Whether a byte begins a Chinese character: three bytes that are no white space. */
static inline bool mz_is_han_lead(char byte)
{
    return (unsigned char)byte >= 0xE4 && (unsigned char)byte <= 0xE9;
}
/* Moves *text and *length past the outer white space (any kind): mz_trim for texts that may have some. */
void mz_trim_blanks(const char **text, size_t *length);
/* Whether a byte is an ASCII character that is no white space. */
static inline bool mz_is_ascii_ink(char byte)
{
    return byte > ' ' && byte < 0x7F;
}

static inline void mz_trim(const char **text, size_t *length)
{
    if (*length == 0) return;
    const char *begin = *text, *last = begin + *length - 1;
    const bool begins = mz_is_ascii_ink(*begin) || mz_is_han_lead(*begin);
    const bool ends = mz_is_ascii_ink(*last) || mz_is_han_lead(*length < 3 ? ' ' : last[-2]);
    if (!begins || !ends) mz_trim_blanks(text, length);
}
/* Whether a text holds nothing but white space. */
static inline bool mz_is_blank(const char *text, size_t length)
{
    while (length > 0 && (*text == ' ' || *text == '\t')) text++, length--;
    if (length == 0 || (*text > ' ' && *text < 0x7F) || mz_is_han_lead(*text)) return length == 0;
    mz_trim_blanks(&text, &length);
    return length == 0;
}

/*
 * The layouts. Each takes lines [begin, end) of text, appends the blocks of all of them and returns false only when
 * memory runs out. Which one reads a region is decided by mz_layout_read.
 */
bool mz_layout_tabbed(const mz_text *text, size_t begin, size_t end, mz_layout *layout);
bool mz_layout_cell_per_line(const mz_text *text, size_t begin, size_t end, mz_layout *layout);
bool mz_layout_aligned(const mz_text *text, size_t begin, size_t end, mz_layout *layout);

/* Whether lines [begin, end) are aligned text: more of their lines show gaps as between columns than end in an amount
 * one blank behind its neighbour, as rows do in text of pypdf or pdfplumber. That is read as flow text. */
bool mz_layout_is_aligned(const mz_text *text, size_t begin, size_t end);

/* Turns all lines of text into blocks. Text that is neither tabbed nor cell per line nor aligned becomes paragraphs:
 * flow text is read from those by the form room (form/form.h, mz_form_flow). */
mz_status mz_layout_read(const mz_text *text, mz_layout *layout, mz_error *error);

#endif
