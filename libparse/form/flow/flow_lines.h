/* flow_lines.h - the lines of a two-sided table: income left, expenditure right, known by their labels. */
#ifndef MZ_FORM_FLOW_LINES_H
#define MZ_FORM_FLOW_LINES_H

#include "flow_evidence.h"
#include "flow_labels.h"

enum { MZ_FLOW_SIDES = 2, MZ_FLOW_MAX_TOTALS = 8 };

/* A label of one side and what is known of its figures. */
typedef struct mz_flow_line {
    const mz_flow_label *label;
    const char *name; /* the label's key without its number */
    size_t length;    /* of the name, without 收入 at its end */
    size_t place;     /* among the tokens not used */
    uint16_t side;
    int item, parent; /* its number as an item (2、), and that of the line whose items are numbered; 0 when none */
    bool total, grand;
    bool bare;        /* a total that names neither a side nor a year: 合计 */
    bool top;         /* counts towards the total below it */
    bool sub;         /* an item of the line above it: 其中, or numbered in another way than the first line */
    bool blank;       /* other tables have nothing for it */
    int64_t expected; /* what other tables say it comes to, 0 when they say nothing */
    const mz_flow_token *values[MZ_FLOW_MAX_COLUMNS]; /* result */
    size_t count;
    size_t earlier; /* how many of values, in front, are those of earlier years */
    bool loose, doubtful;
    bool printed; /* its figures stand right behind its name, and those of all other lines behind theirs */
    bool far;     /* its figure stands elsewhere, and no other table says that it is the line's */
    int64_t totals[MZ_FLOW_MAX_TOTALS]; /* of the tables of subjects that are called as the line is */
    size_t total_count;
    size_t weighed; /* one past the figure that merit is for: many states try the same line for the same figure */
    int merit;
} mz_flow_line;

/* A figure not yet on a line. */
typedef struct mz_flow_side_figure {
    const mz_flow_token *token;
    size_t place; /* among the tokens not used */
    bool left;    /* a word of the right side follows on the same line, or it stands alone between a label of either */
} mz_flow_side_figure;

typedef struct mz_flow_lines {
    mz_flow_line *items;
    size_t count;
    size_t capacity;
} mz_flow_lines;

/* The lines of both sides in the order of the print, as far as numbers show it. MZ_ERR_MEMORY. */
mz_status mz_flow_lines_read(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                             mz_flow_lines lines[MZ_FLOW_SIDES]);

/*
 * Sets expected and blank of the lines that are called after a class of subjects, by the table of subjects, or the sum
 * of several, whose classes occur most among the figures of tokens. tables: those built so far; unit: that of the
 * lines. MZ_ERR_MEMORY.
 */
mz_status mz_flow_lines_expect(mz_arena *arena, mz_flow_lines *lines, const mz_flow_tables *tables, mz_unit unit,
                               const mz_flow_tokens *tokens);

/*
 * Exchanges what is expected of two lines of which each prints, right behind its name, what other tables say of the
 * other one, where the figures of all other lines stand behind their names as they are expected. columns: of their
 * side. (flow_exchange.c)
 */
void mz_flow_lines_exchanged(mz_flow_lines *lines, size_t columns, const mz_flow_side_figure *figures, size_t count);

/* Sets the totals of the lines of income: what the tables of subjects come to whose titles name the same money. */
void mz_flow_lines_totals(mz_flow_lines *lines, const mz_flow_forms *forms, const mz_flow_tables *tables, mz_unit unit);

/* The code of the class of subjects that the line is called after; "" when it is called after none. */
const char *mz_flow_line_class(const mz_flow_line *line);

/*
 * Gives the lines of both sides the figures that stand right behind their names, in a table most of whose figures stand
 * on a line with names: a row, or the halves of one, is a line of text (flow_beside.c). Lines that have more figures
 * there than their side has columns get none.
 */
void mz_flow_lines_beside(mz_flow_lines lines[MZ_FLOW_SIDES], const mz_flow_template *t, const mz_flow_tokens *tokens);

/*
 * Gives the lines of the left, which has one column, the figures behind which the name of the right goes on on one line
 * of text: the sides begin in one row, and their totals stand in one. Gives none when the names of the left in front of
 * such figures speak against it more than for it. (flow_beside.c)
 */
void mz_flow_lines_rows(mz_flow_lines lines[MZ_FLOW_SIDES], const mz_flow_tokens *tokens,
                        const mz_flow_side_figure *figures, size_t count);

/*
 * Both sides have columns for several years. How many of those of the right, the first ones, are for earlier years than
 * the one whose parts are printed; 0 when t is no such table. (flow_years.c)
 */
size_t mz_flow_lines_earlier(const mz_flow_template *t);

/* Puts in front of the figures of each line of the right the `earlier` ones that are read right before them. */
void mz_flow_lines_take_earlier(mz_flow_lines *lines, size_t earlier, const mz_flow_side_figure *figures, size_t count);

/* Gives lines of the right that lack those of an earlier year the figures that are left when they are as many as such
 * lines and come to what their total lacks. */
void mz_flow_lines_rest_earlier(mz_flow_lines *lines, size_t earlier, const mz_flow_side_figure *figures, size_t count);

/* The one line of the left that lacks some of its `columns` figures gets of those that are left what the total lacks.
 */
void mz_flow_lines_complete(mz_flow_lines *lines, size_t columns, const mz_flow_side_figure *figures, size_t count);

/* Rows of a two-sided table in pdftotext's reading order (flow_pairs.c). evidence: the tables built so far and the
 * text; known: rows of two-sided tables before this one. MZ_ERR_MEMORY. */
mz_status mz_flow_rows_pairs(mz_arena *arena, const mz_flow_evidence *evidence, mz_flow_table *table,
                             const mz_flow_rows *known);

#endif
