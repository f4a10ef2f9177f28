/* entry.h - everything that the catalogue says of one text, found by one look-up: which word lists it is in, what it
 * means as a header, as a row label, as a title. */
#ifndef MZ_FORM_ENTRY_H
#define MZ_FORM_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../text/arena.h"

typedef struct mz_column_role mz_column_role;
typedef struct mz_form mz_form;
typedef struct mz_dictionary mz_dictionary;

/* The lists of words.json; the order is that of the names in entry.c. */
typedef enum mz_list {
    MZ_LIST_TITLE_SUBJECT,
    MZ_LIST_TITLE_END,
    MZ_LIST_TITLE_TABLE,
    MZ_LIST_COLUMN_NUMBERS,
    MZ_LIST_HEADER_GROUP,
    MZ_LIST_HEADER_PART,
    MZ_LIST_FORM_NUMBER,
    MZ_LIST_CONTINUED,
    MZ_LIST_CAPTION,
    MZ_LIST_UNIT_CAPTION,
    MZ_LIST_ORGANISATION_CAPTION,
    MZ_LIST_YEAR_CAPTION,
    MZ_LIST_NOTE,
    MZ_LIST_EMPTY_NOTE,
    MZ_LIST_PERFORMANCE_CODE,
    MZ_LIST_PERFORMANCE_NAME,
    MZ_LIST_PERFORMANCE_AMOUNT,
    MZ_LIST_PERFORMANCE_PLAN,
    MZ_LIST_EVALUATION_COLUMN,
    MZ_LIST_INDICATOR_HEADER,
    MZ_LIST_DECLARATION_PART,
    MZ_LIST_PERFORMANCE_FIELD,
    MZ_LIST_INDICATOR_LEVEL1,
    MZ_LIST_INDICATOR_LEVEL2,
    MZ_LIST_INDICATOR_SCORE,
    MZ_LISTS
} mz_list;

/* What a text means in one place only; the first meaning of a scope stays. */
typedef struct mz_entry_use {
    const char *scope; /* a form's id, or the name of a row set: one pointer per scope, compared as such */
    const void *meaning;
    const struct mz_entry_use *next;
} mz_entry_use;

typedef struct mz_entry {
    uint32_t lists;               /* bit per mz_list that it is a word of */
    const mz_column_role *column; /* as a header in any form, NULL when none */
    const mz_form *title;         /* the form that has it as a title, NULL when none */
    const mz_entry_use *columns;  /* as a header of single forms: const mz_column_role * */
    const mz_entry_use *rows;     /* as a row label: const mz_row_role * by row set */
    uint32_t title_words;         /* as a word of titles (title_words.h): its bit */
    uint32_t title_covers;        /* the bits that say nothing beside it */
    bool title_filler;            /* tells nothing in a title */
} mz_entry;

/* The list with this name, MZ_LISTS when there is none. */
mz_list mz_list_named(const char *name);

/* The entry of a key (mz_text_key), added when it is not there; NULL when memory runs out. key is borrowed. */
mz_entry *mz_entry_add(mz_dictionary *entries, mz_arena *arena, const char *key, size_t length);
/* Adds a use unless its scope has one. false when memory runs out. */
bool mz_entry_add_use(const mz_entry_use **uses, mz_arena *arena, const char *scope, const void *meaning);

/* What the text means in a scope, NULL when nothing. */
static inline const void *mz_entry_meaning(const mz_entry_use *uses, const char *scope)
{
    while (uses != NULL && uses->scope != scope) uses = uses->next;
    return uses == NULL ? NULL : uses->meaning;
}

#endif
