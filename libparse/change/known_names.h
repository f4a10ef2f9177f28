/* known_names.h - what changes.json calls things by (names, mentions), as keys that labels and facts are held against:
 * made once with the catalogue. */
#ifndef MZ_CHANGE_KNOWN_NAMES_H
#define MZ_CHANGE_KNOWN_NAMES_H

#include "word_list.h"

/* Bytes of a name that the text may say: two Chinese characters at least. */
enum { MZ_SHORTEST_NAME = 6, MZ_LONGEST_NAME = 120 };

/* The objects of changes.json with lists of names. */
typedef enum mz_name_kind { MZ_NAMES_OF_ROLES, MZ_NAMES_MENTIONED, MZ_NAME_KINDS } mz_name_kind;

/* Names of one list of changes.json, as facts have them (mz_change_key). */
typedef struct mz_name_list {
    const char **keys;
    size_t count;
} mz_name_list;

/* Immutable, safe to share between threads. */
typedef struct mz_known_names {
    const mz_word_list *lists[MZ_NAME_KINDS];  /* as they are written */
    const mz_name_list *called[MZ_NAME_KINDS]; /* the same as keys: one for each list under these */
    mz_dictionary keys;                        /* all keys that are names of the usual length: key -> key */
    bool begins[MZ_WORD_BUCKETS];              /* characters that one of these begins with */
} mz_known_names;

/* Compiles the lists of changes.json; *names lives in arena, as the lists must. Errors: MZ_ERR_MEMORY. */
mz_status mz_known_names_compile(const mz_word_list *lists, mz_arena *arena, const mz_known_names **names);

#endif
