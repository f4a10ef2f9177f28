/* flow_vocabulary.h - the words of table headers: what each can be and which stand under which. */
#ifndef MZ_FORM_FLOW_VOCABULARY_H
#define MZ_FORM_FLOW_VOCABULARY_H

#include <jansson.h>
#include <mingzhang/status.h>
#include <stdbool.h>

#include "form/catalogue.h"
#include "text/arena.h"

/* What a header word can be; several may hold. */
enum {
    MZ_FLOW_WORD_CODE = 1,        /* names a column of codes */
    MZ_FLOW_WORD_NAME = 2,        /* names a column of labels */
    MZ_FLOW_WORD_OTHER = 4,       /* a column without amounts, or a heading over such */
    MZ_FLOW_WORD_COLUMN = 8,      /* can be a column of amounts */
    MZ_FLOW_WORD_MEASURE = 16,    /* which figure of a thing it is: 预算数, 决算数, 金额 */
    MZ_FLOW_WORD_TOTAL = 32,      /* 合计 */
    MZ_FLOW_WORD_SUBTOTAL = 64,   /* 小计 */
    MZ_FLOW_WORD_INCOME = 128,    /* heads the left side of a table of two sides */
    MZ_FLOW_WORD_OUTGOINGS = 256, /* heads the right side */
    MZ_FLOW_WORD_HEADING = 512,   /* only ever stands over columns */
    MZ_FLOW_WORD_UNIT = 1024,     /* a column of units of measure: a list of goods */
    MZ_FLOW_WORD_SERIAL = 2048,   /* running numbers of the rows */
    MZ_FLOW_WORD_STRANGER = 4096, /* any text: nothing is known of it */
    MZ_FLOW_WORD_SECOND = 8192    /* is divided only as another cell is too */
};

typedef struct mz_flow_word {
    const char *key; /* as of mz_text_key, without a year in front */
    unsigned kinds;
    const char *role;               /* in columns.json, NULL when none: words of one role are names of one column */
    struct mz_flow_word **children; /* words that may stand under it, in their usual order */
    size_t child_count;
    size_t child_capacity;
    uint64_t groups, orders; /* bit sets of the lists that the word is in */
} mz_flow_word;

/* Words [low, high), in the order of their keys, that begin with the same `depth` bytes. */
typedef struct mz_flow_range {
    size_t low, high, depth;
} mz_flow_range;

/* The first and the last character of a key. */
typedef struct mz_flow_ends {
    uint32_t first, last;
} mz_flow_ends;

typedef struct mz_flow_vocabulary {
    mz_flow_word **words; /* in the order of their keys */
    mz_flow_ends *ends;   /* of each word, close together: texts that are no word are held against all of them */
    size_t count;
    size_t capacity;
    mz_flow_word **balances; /* in pairs: what the children of the one name comes to the same as those of the other */
    size_t balance_count;
    size_t balance_capacity;
    mz_flow_word **orders; /* their children stand in this order wherever they are printed side by side */
    size_t order_count;
    size_t order_capacity;
    mz_dictionary firsts; /* first character of a key -> const mz_flow_range * */
    mz_dictionary whole;  /* key -> const mz_flow_word * */
    const char *marks;    /* characters that tell words apart */
    const char *than;     /* what stands between the two that a cell over changes compares */
    const char *some;     /* what a word begins with that is only some of its total */
    mz_flow_word group;   /* any text over columns: all that may stand under a cell may stand under it */
    mz_flow_word column;  /* any text that is a column */
    mz_flow_word measure; /* any text that is the figure of both sides */
    mz_flow_word none;    /* any text that is no header cell */
    const char **years;   /* what follows the digits of a year, longer ones first */
    size_t year_count;
} mz_flow_vocabulary;

/*
 * Compiles the header words of flow.json ("header") together with those of all columns*.json in files (file name ->
 * root). *vocabulary is in the arena. Errors: MZ_ERR_CATALOGUE (message names the key), MZ_ERR_MEMORY.
 */
mz_status mz_flow_vocabulary_compile(mz_arena *arena, json_t *files, const json_t *flow, mz_flow_vocabulary *vocabulary,
                                     mz_error *error);

/* The text of a key behind a year in front (2024年度预算数: 预算数). *year tells whether there is one. */
const char *mz_flow_vocabulary_behind_year(const mz_flow_vocabulary *vocabulary, const char *key, bool *year);

/* How many bytes of what follows the digits of a year key begins with; 0 when it does not. */
size_t mz_flow_vocabulary_year(const mz_flow_vocabulary *vocabulary, const char *key);

/* The last character of a key that is not empty. */
uint32_t mz_flow_vocabulary_last(const char *key);

/* All words. */
mz_flow_range mz_flow_vocabulary_all(const mz_flow_vocabulary *vocabulary);

/* Goes on with piece (a part of a key) from the words of range to those that go on with it: gives the one that ends
 * there, NULL when none, and leaves in range those that are longer. */
const mz_flow_word *mz_flow_vocabulary_next(const mz_flow_vocabulary *vocabulary, mz_flow_range *range,
                                            const char *piece);

/* The word of this key; NULL when none. */
const mz_flow_word *mz_flow_vocabulary_find(const mz_flow_vocabulary *vocabulary, const char *key);

/*
 * The word that a text which is none is most like: the one is the other with some characters left out, at most half of
 * them, and none that tells words apart (收 of income, 支 of expenditure). NULL when there is none. Linear in words.
 * (flow_like.c)
 */
const mz_flow_word *mz_flow_vocabulary_like(const mz_flow_vocabulary *vocabulary, const char *key);

/* Whether child may stand under parent: its place in the usual order, from 1 on; 0 when it may not. */
size_t mz_flow_word_under(const mz_flow_word *parent, const mz_flow_word *child);

/* Whether a and b may stand side by side under one cell. */
bool mz_flow_word_beside(const mz_flow_word *a, const mz_flow_word *b);

/* Whether a always stands left of b. */
bool mz_flow_vocabulary_before(const mz_flow_vocabulary *vocabulary, const mz_flow_word *a, const mz_flow_word *b);

#endif
