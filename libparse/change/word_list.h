/* word_list.h - the lists of words of changes.json, compiled once with the catalogue: a look at a place where no word
 * begins, or ends, costs a few instructions. */
#ifndef MZ_CHANGE_WORD_LIST_H
#define MZ_CHANGE_WORD_LIST_H

#include <jansson.h>
#include <string.h>

#include "form/catalogue.h"

enum { MZ_LIST_BUCKETS = 256 /* of characters that words begin or end with */ };

/* A word as it is written. */
typedef struct mz_listed_word {
    const char *text;
    size_t length;
} mz_listed_word;

/* Words in the order of the bucket of their first or last character, longest first; those of bucket b are
 * [begins[b], begins[b + 1]). */
typedef struct mz_listed_index {
    const mz_listed_word *words;
    uint16_t begins[MZ_LIST_BUCKETS + 1];
} mz_listed_index;

/* A value of changes.json: a list of words, or what has lists under it. Immutable, safe to share between threads. */
typedef struct mz_word_list {
    const char *name;            /* the key that it stands under, "" for a member of an array */
    const mz_listed_word *words; /* as they are listed; a single text is a list of one. "" is never found */
    size_t count;
    size_t longest;                    /* length of the longest word */
    const mz_listed_index *first_last; /* two of them; NULL when there are no words */
    const struct mz_word_list *lists;  /* under it, in the order of the file */
    size_t list_count;
    mz_dictionary by_name; /* name -> const mz_word_list * among these */
} mz_word_list;

/* Compiles a file of the catalogue; root is borrowed and must outlive *list, which lives in arena. Errors:
 * MZ_ERR_CATALOGUE (message names file and list), MZ_ERR_MEMORY. */
mz_status mz_word_lists_compile(const json_t *root, const char *file, mz_arena *arena, const mz_word_list **list,
                                mz_error *error);

/* The list under a key that data name (a code, a role, a label); one without words when there is none. Never NULL. */
const mz_word_list *mz_list_under(const mz_word_list *lists, const char *key);
/* The list of this name, which the code knows: mz_change_lists_check asks for it, so that a catalogue without it does
 * not load. Never NULL; a name that is not there fails an assertion. */
const mz_word_list *mz_list_of(const mz_word_list *lists, const char *name);
/* Whether the lists that the change room asks for by name are there. MZ_ERR_CATALOGUE names the first that is not. */
mz_status mz_change_lists_check(const mz_word_list *lists, const char *file, mz_error *error);
/* Length of the longest word that the text begins with, or ends with; 0 when there is none. */
size_t mz_listed_at(const mz_word_list *list, const char *text, size_t length, bool at_end);
/* Whether the text holds a word of the list. */
bool mz_holds_listed(const mz_word_list *list, const char *text, size_t length);

/* Whether a word may begin with the first character of the text. */
static inline bool mz_may_begin(const mz_word_list *list, const char *text, size_t length)
{
    if (list->count == 0 || length == 0) return false;
    const unsigned bucket = mz_words_bucket(text, length) % MZ_LIST_BUCKETS;
    return list->first_last->begins[bucket] < list->first_last->begins[bucket + 1];
}

/* Whether the text is a word of the list. */
static inline bool mz_is_listed(const mz_word_list *list, const char *text, size_t length)
{
    return length > 0 && mz_listed_at(list, text, length, false) == length;
}

/* The first two of a terminated text. */
static inline size_t mz_word_at(const mz_word_list *list, const char *text)
{
    return list->count == 0 ? 0 : mz_listed_at(list, text, strnlen(text, list->longest), false);
}
static inline bool mz_holds_word(const mz_word_list *list, const char *text)
{
    return mz_holds_listed(list, text, strlen(text));
}

#endif
