/* flow_forms.h - what the catalogue knows for reading flow text (schemas/catalogue/flow.json), compiled once. */
#ifndef MZ_FORM_FLOW_FORMS_H
#define MZ_FORM_FLOW_FORMS_H

#include <jansson.h>
#include <mingzhang/status.h>
#include <stdbool.h>

#include "flow_usual.h"
#include "flow_vocabulary.h"
#include "form/catalogue.h"
#include "text/arena.h"

enum { MZ_FLOW_MAX_COLUMNS = 16, MZ_FLOW_MAX_NODES = 48 };

/* How the rows of a table are laid out. */
typedef enum mz_flow_layout {
    MZ_FLOW_PAIRS,   /* income | expenditure, rows known by their labels */
    MZ_FLOW_CODES,   /* subject code, subject name, figures */
    MZ_FLOW_HALVES,  /* code, name, one figure; several such groups side by side */
    MZ_FLOW_SINGLE,  /* one row without a label */
    MZ_FLOW_LABELS,  /* label, figures */
    MZ_FLOW_PURCHASE /* project, goods, code of the goods, unit, quantity, price, figures */
} mz_flow_layout;

/* One header cell: a piece of the columns' paths. Squeezed key form (mz_text_key). */
typedef struct mz_flow_node {
    const char *key;
    uint32_t length;
} mz_flow_node;

/* total (and what stands beside it) = sum of parts, over the columns of a template. */
typedef struct mz_flow_sum {
    uint16_t total;
    uint32_t beside; /* bit set of columns: 年末结转 beside 本年支出 = 年初结转 + 本年收入; mostly empty */
    uint32_t parts; /* bit set of columns */
} mz_flow_sum;

/* The columns of one variety of a form, as printed. {Y} in a path stands for the table's year, {P} for the one before.
 */
typedef struct mz_flow_template {
    mz_flow_layout layout;
    const char *paths[MZ_FLOW_MAX_COLUMNS];
    const char *leaf_keys[MZ_FLOW_MAX_COLUMNS]; /* last piece; for a total or a measure the piece that names it */
    uint16_t sides[MZ_FLOW_MAX_COLUMNS];
    uint8_t some_of[MZ_FLOW_MAX_COLUMNS]; /* one past the column that this one is only some of (其中), 0 = none */
    uint16_t column_count;
    mz_flow_node nodes[MZ_FLOW_MAX_NODES];
    uint16_t node_count;
    mz_flow_sum sums[MZ_FLOW_MAX_COLUMNS];
    uint16_t sum_count;
} mz_flow_template;

enum { MZ_FLOW_FILTER = MZ_WORD_BUCKETS / 64 };

/* A list of words in key form. begins: bit by the bucket of their first character, ends: by the last six bits of the
 * last byte of their last one; tells quickly that no word begins, or ends, so. */
typedef struct mz_flow_words {
    const char **items;
    uint32_t *lengths;
    size_t count;
    uint64_t begins[MZ_FLOW_FILTER], ends;
} mz_flow_words;

/* Two names of the same money. */
typedef struct mz_flow_meaning {
    const char *column;
    mz_flow_words labels;
} mz_flow_meaning;

/* The subjects that share a name, and the numbers of 项 that every 款 gives the same name (行政运行 = 01). */
typedef struct mz_flow_codes {
    const char **codes;
    size_t count; /* 0: no subject has just this name */
    size_t capacity;
    const struct mz_flow_codes
        *longer; /* those whose name has one of the endings behind it, NULL when there are none */
} mz_flow_codes;

typedef struct mz_flow_forms {
    mz_arena *arena;
    mz_flow_template goods;        /* the columns of a list of goods */
    mz_flow_vocabulary vocabulary; /* words of headers */
    mz_flow_usual *usual;          /* the columns of known forms */
    size_t usual_count;
    mz_flow_words titles;                            /* ends of table titles */
    mz_flow_words furniture;                         /* headers that carry no figure */
    mz_flow_words stems;                             /* what cells over columns of amounts end with */
    mz_flow_words categories;                        /* what a column of texts behind the names of rows holds */
    mz_flow_words expenditure;                       /* parts of labels of the expenditure side */
    mz_flow_words income;                            /* what names of the income side end with, or hold */
    mz_flow_words totals;                            /* labels of totals */
    mz_flow_words funds;                             /* parts of titles and of columns: whose money it is */
    mz_flow_words grand;                             /* labels of totals that include carry-overs */
    mz_flow_words personnel;                         /* economic classes of the left half of a table of two halves */
    mz_flow_words personnel_columns, public_columns; /* names of the columns for those classes and for the others */
    mz_flow_words consisting; /* what stands in sentences before lists of what money was spent on */
    mz_flow_words running_columns, project_columns; /* names of the columns for running costs and for projects */
    mz_flow_words running_subjects, running_items;  /* classes and 款 that are mostly running costs, numbers of 项 */
    mz_flow_words starts;                           /* a label begins with one of these although it has no number */
    mz_flow_words empty;                            /* a note says so when the table is empty */
    mz_flow_words notes;                            /* a note under a table begins so */
    mz_flow_words meta;                             /* a line above a table's header begins so */
    mz_flow_words money;                            /* a unit of money holds one of these */
    mz_flow_words column_numbers;                   /* stands in front of the numbers of columns */
    mz_flow_words line_numbers;                     /* stands over the numbers of lines */
    mz_flow_meaning *meanings;
    size_t meaning_count;
    mz_dictionary same_money; /* code by function -> code by economic class (const char *) of the same money */
    mz_dictionary columns;    /* name of a column (key) -> its mz_flow_meaning */
    const char *plan_title, *plan_code, *plan_name, *plan_heading, *plan_part;
    mz_flow_words plan_columns;
    mz_dictionary names;            /* name of a subject (key) -> const mz_flow_codes * */
    mz_dictionary items;            /* name of a 项 (key) -> its number (const char *), whatever the 款 */
    mz_flow_words other;            /* a 项 or 款 whose name begins so ... */
    const char *other_number;       /* ... has this number */
    mz_flow_words endings;          /* of names of subjects that may be left out */
    mz_flow_words page_marks;       /* what stands around a page number, numbers taken out */
    const mz_dictionary *functions; /* names of subject codes, borrowed from the catalogue; NULL when none */
} mz_flow_forms;

/*
 * Compiles flow.json. root and files (all files of the catalogue, name -> root) are borrowed. On success *forms is
 * owned by the caller (mz_flow_forms_free), immutable and safe to share between threads. Errors: MZ_ERR_CATALOGUE
 * (message names the key), MZ_ERR_MEMORY.
 */
mz_status mz_flow_forms_compile(const json_t *root, json_t *files, mz_flow_forms **forms, mz_error *error);
void mz_flow_forms_free(mz_flow_forms *forms);

/* Fills what follows from the paths, layout and sides of a template: nodes, leaf keys, sums. MZ_ERR_LIMIT when it has
 * too many header cells, MZ_ERR_MEMORY. (flow_template.c) */
mz_status mz_flow_template_compile(mz_arena *arena, const mz_flow_vocabulary *vocabulary, mz_flow_template *t);

/* Adds the names of subjects: {"code": "name" or ["name", "former name", ...]}. MZ_ERR_MEMORY. */
mz_status mz_flow_forms_subjects(mz_flow_forms *forms, json_t *subjects);
/* The codes of subjects with this name (a key); NULL when none has it. */
const mz_flow_codes *mz_flow_forms_codes(const mz_flow_forms *forms, const char *key);

/* Whether key is in, begins with, ends with, or contains a word of words. */
bool mz_flow_words_has(const mz_flow_words *words, const char *key);
bool mz_flow_words_begin(const mz_flow_words *words, const char *key);
bool mz_flow_words_end(const mz_flow_words *words, const char *key, size_t length);
bool mz_flow_words_inside(const mz_flow_words *words, const char *key);

/* Whether a word may begin with the first character of key; of an empty key any may. */
static inline bool mz_flow_words_may_begin(const mz_flow_words *words, const char *key)
{
    const unsigned bucket = mz_words_bucket(key, mz_character_size(*key));
    return *key == '\0' || (words->begins[bucket / 64] >> bucket % 64 & 1) != 0;
}
/* Whether the key of text (length bytes, not yet a key) may end with a word of words. */
bool mz_flow_words_may_end(const mz_flow_words *words, const char *text, size_t length);

/* A path or key with {Y} or {P} filled in; text itself when it has none or year is 0. NULL when memory runs out. */
const char *mz_flow_with_year(mz_arena *arena, const char *text, int32_t year);

#endif
