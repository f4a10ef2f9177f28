/* flow_headings.h - the header cells among the tokens of a table: known words, put together from their pieces. */
#ifndef MZ_FORM_FLOW_HEADINGS_H
#define MZ_FORM_FLOW_HEADINGS_H

#include "flow_tokens.h"
#include "flow_vocabulary.h"

enum { MZ_FLOW_HEADING_PIECES = 6 };

/* One header cell as printed. */
typedef struct mz_flow_heading {
    const mz_flow_word *word;
    const char *text; /* all pieces, the year in front included */
    size_t tokens[MZ_FLOW_HEADING_PIECES];
    size_t piece_count;
    uint8_t part; /* which of the cells that are glued in its first token */
    bool early;   /* in front of the first row */
    bool used;    /* taken for a part of the header */
    bool guessed; /* no word of the vocabulary is printed there */
} mz_flow_heading;

typedef struct mz_flow_headings {
    mz_flow_heading *items; /* in the order of their first pieces */
    size_t count;
    size_t capacity;
    size_t rows; /* the token with which the first row begins */
} mz_flow_headings;

/*
 * Finds the words of the vocabulary among tokens [first, end). A word that goes on in the next line is put together;
 * so is one whose pieces others part, when it is no word without them. MZ_ERR_MEMORY. Linear.
 */
mz_status mz_flow_headings_read(mz_arena *arena, const mz_flow_vocabulary *vocabulary, const mz_flow_tokens *tokens,
                                size_t first, size_t end, mz_flow_headings *headings);

/*
 * Adds the cells of several lines in front of the rows among tokens [first, end) whose lines are printed across: at
 * least two pieces of a line go on with cells of one line above, in their order. taken, from token first on: set for
 * their tokens. MZ_ERR_MEMORY. Linear. (flow_across.c)
 */
mz_status mz_flow_headings_across(mz_arena *arena, const mz_flow_vocabulary *vocabulary, const mz_flow_tokens *tokens,
                                  size_t first, size_t end, mz_flow_headings *headings, bool *taken);

/*
 * Adds the cells in front of the rows among tokens [first, end), of a table without labels all, that no word of the
 * vocabulary is, yet that are like one: each stands for the word that it is like. MZ_ERR_MEMORY. Linear in tokens.
 * (flow_strangers.c)
 */
mz_status mz_flow_headings_add_strangers(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                                         size_t first, size_t end, mz_flow_headings *headings);

/* Puts the headings into the order of their first pieces. */
void mz_flow_headings_sort(mz_flow_headings *headings);

#endif
