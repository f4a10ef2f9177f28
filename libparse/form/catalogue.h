/* catalogue.h - the compiled catalogue as the rooms of the library see it. The files and their format are described in
 * schemas/catalogue/README.md. */
#ifndef MZ_FORM_CATALOGUE_H
#define MZ_FORM_CATALOGUE_H

#include <jansson.h>
#include <mingzhang/catalogue.h>
#include <mingzhang/document.h>

#include "../text/arena.h"
#include "entry.h"
#include "words.h"

/* String to pointer, filled once at load time, read by many. Keys are compared as bytes. */
struct mz_dictionary {
    struct mz_dictionary_place {
        const char *key; /* NULL: free */
        const void *value;
        uint32_t hash;
        uint32_t length;
    } * places;  /* with all that a look-up needs, as each other line of memory that it touches costs as much as it */
    size_t size; /* of places: a power of two, 0 when empty */
    size_t count;
    size_t longest;   /* length of the longest key */
    uint64_t *filter; /* one bit for each hash that is there: most look-ups find nothing and end here */
};

/* Adds or keeps: the first value of a key stays. false when memory runs out. key is borrowed. */
bool mz_dictionary_add(mz_dictionary *dictionary, mz_arena *arena, const char *key, size_t length, const void *value);
/* NULL when the key is not there. */
const void *mz_dictionary_find(const mz_dictionary *dictionary, const char *key, size_t length);
/* How a form's grid is read. */
typedef enum mz_form_layout {
    MZ_LAYOUT_SIDES,       /* label and amounts, once or several times side by side (two-sided tables, code groups) */
    MZ_LAYOUT_LIST,        /* one record per row: procurement, unit lists; the label is joined from several columns */
    MZ_LAYOUT_PERFORMANCE, /* a project's goals: pairs of name and value, a spending plan, indicator rows */
    MZ_LAYOUT_DECLARATION, /* a project declaration: pairs of name and amount on two sides, indicator rows */
    MZ_LAYOUT_TEXT         /* no amounts (unit list, contents) */
} mz_form_layout;

/* What a column holds. */
typedef enum mz_column_kind {
    MZ_COLUMN_AMOUNT,
    MZ_COLUMN_SERIAL, /* 序号, 行次 */
    MZ_COLUMN_CODE,   /* 科目编码, or one of 类 / 款 / 项 */
    MZ_COLUMN_LABEL,  /* 科目名称, 项目 */
    MZ_COLUMN_UNIT,   /* 计量单位 */
    MZ_COLUMN_TEXT
} mz_column_kind;

/* A column role and its kind, from columns.json. */
struct mz_column_role {
    const char *role;
    mz_column_kind kind;
    bool leaf;           /* such a column has no sub-columns */
    bool sum;            /* it is the sum of columns beside it: no group has two such */
    bool apart;          /* its head stands under no other, whatever is printed above it */
    bool title;          /* the header word names a side of a table (收入, 支出), not a column */
    const json_t *parts; /* {"role of a word": "what it means under this header"}: under 上年结转, 一般公共预算 is no
                          * income of the year; NULL = the words keep their meaning */
};

/* What a row label means in a row set. */
typedef struct mz_row_role {
    const char *role;
    const char *under; /* the row set of the labels beneath it: "income/carryover.opening" */
} mz_row_role;

struct mz_form {
    const char *id;       /* "budget.balance" */
    const char *title;    /* the title to report instead of the printed one, NULL = as printed */
    const char *standard; /* the form's usual title, for messages */
    mz_document_kind kind;
    mz_form_layout layout;
    mz_unit unit;                  /* when the document prints none; MZ_UNIT_NONE = the document's */
    bool optional;                 /* need not be there */
    bool any_prefix;               /* its title may begin with anything (a project's name) */
    const char *const *columns;    /* roles of the amount columns in their usual order, NULL-terminated */
    const char *const *row_labels; /* usual row labels in order (two-sided: left rows, then right ones) or empty */
    const char *const *row_sets;   /* names of the row sets of rows.json that give its labels roles */
    const json_t *json;            /* its entry in forms.json, for what other rooms keep there */
};

/* The words of a list, as keys (mz_text_key). */
typedef struct mz_key_list {
    const char **words;
    size_t count, capacity;
} mz_key_list;

/* A form by the words of one of its titles (title_words.h). */
typedef struct mz_worded_form {
    uint32_t words;
    const mz_form *form;
} mz_worded_form;

struct mz_catalogue {
    mz_arena *arena;
    json_t *files;   /* object: file name -> parsed JSON root ("relations.json", ...) */
    mz_form **forms; /* in the order of forms.json */
    size_t form_count;
    size_t form_capacity;
    mz_dictionary forms_by_id; /* id -> const mz_form * */
    mz_dictionary entries;     /* key -> const mz_entry * */
    /* Of title keys, and of the words they are made of (title_words.h): bit per length in bytes modulo 64, by the
     * bucket of the last character. Tells most texts that are none without a look-up. */
    uint64_t title_lengths[MZ_WORD_BUCKETS], title_word_lengths[MZ_WORD_BUCKETS];
    mz_worded_form *worded;
    size_t worded_count, worded_capacity;
    mz_dictionary roles;     /* role -> const mz_column_role * */
    mz_dictionary row_sets;  /* name of a row set -> the pointer that stands for it in entries (const char *) */
    mz_dictionary functions; /* code of a functional or economic subject -> its name */
    mz_words *narrative;     /* the vocabulary of sentences */
    /* Bit per mz_list by the first character of its words, as it is written or in its traditional form. */
    uint32_t list_begins[MZ_WORD_BUCKETS];
    mz_key_list lists[MZ_LISTS];               /* words.json, for look-ups of a word inside a text */
    struct mz_rulebook *rulebook;              /* what the check room compiled from its files (libparse/catalogue.c) */
    const struct mz_word_list *change_lists;   /* changes.json, for the change room (libparse/catalogue.c) */
    const struct mz_known_names *change_names; /* its names as keys, for the same */
    struct mz_flow_forms *flow;                /* flow.json, for reading flow text */
    struct mz_identity_lists *identity;        /* the lists of identity.json that every line is held against */
};

/* The JSON files of schemas/catalogue; ends with a NULL name. Generated at build time. */
extern const mz_catalogue_file mz_embedded_catalogue[];

/* mz_catalogue_load and mz_catalogue_free for the form room alone; libparse/catalogue.c adds what the rooms above it
 * compile from their files. */
mz_status mz_catalogue_load_forms(const mz_catalogue_file *files, size_t count, mz_catalogue **catalogue,
                                  mz_error *error);
void mz_catalogue_free_forms(mz_catalogue *catalogue);

/* The bit of a length in mz_catalogue.title_lengths. */
static inline uint64_t mz_length_bit(size_t length)
{
    return (uint64_t)1 << length % 64;
}

/* The parsed root of a file ("relations.json"); NULL when the catalogue has none. Borrowed. */
const json_t *mz_catalogue_json(const mz_catalogue *catalogue, const char *name);
/* A form by id; NULL when unknown. */
const mz_form *mz_catalogue_form(const mz_catalogue *catalogue, const char *id);
/* What the catalogue says of a text (already a key as of mz_text_key); NULL when nothing. */
static inline const mz_entry *mz_catalogue_entry(const mz_catalogue *catalogue, const char *key, size_t length)
{
    return mz_dictionary_find(&catalogue->entries, key, length);
}
/* The lists of words.json that it is a word of: bit per mz_list. */
static inline uint32_t mz_catalogue_lists(const mz_catalogue *catalogue, const char *key, size_t length)
{
    const mz_entry *entry = mz_catalogue_entry(catalogue, key, length);
    return entry == NULL ? 0 : entry->lists;
}
/* What mz_lists_begin says of a text by the key of its first character. */
uint32_t mz_lists_begin_folded(const uint32_t *begins, const char *text, size_t length);
/* Adds the traditional forms of the first characters of all words to list_begins. false when memory runs out. */
bool mz_lists_add_traditional(mz_catalogue *catalogue);
/*
 * Which lists have a word that may begin as text does (not yet a key): bit per mz_list. Cheaper than a key and a
 * look-up, and mostly 0. begins: mz_catalogue.list_begins.
 */
static inline uint32_t mz_lists_begin(const uint32_t *begins, const char *text, size_t length)
{
    if (length == 0) return 0;
    if (length >= 3 && mz_is_common_lead(*text)) return begins[mz_words_bucket(text, 3)];
    if (*text >= '0' && *text <= '9') return begins[mz_words_bucket(text, 1)]; /* figures are the most of all cells */
    return mz_lists_begin_folded(begins, text, length);
}
/* Whether text (not yet a key) may be a word of a list, by its first character. */
static inline bool mz_catalogue_may(const mz_catalogue *catalogue, mz_list list, const char *text, size_t length)
{
    return (mz_lists_begin(catalogue->list_begins, text, length) >> list & 1u) != 0;
}
/* Whether it is a word of one list. */
static inline bool mz_catalogue_word(const mz_catalogue *catalogue, mz_list list, const char *key, size_t length)
{
    return (mz_catalogue_lists(catalogue, key, length) >> list & 1u) != 0;
}
/* Whether text (length bytes, a key as of mz_text_key) holds any word of a list, wherever. */
bool mz_catalogue_holds(const mz_catalogue *catalogue, mz_list list, const char *text, size_t length);
/* Records an error that names a catalogue file and the place in it; returns MZ_ERR_CATALOGUE. */
mz_status mz_catalogue_fail(mz_error *error, const char *file, const char *format, ...) MZ_PRINTF(3, 4);

#endif
