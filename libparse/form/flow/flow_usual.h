/* flow_usual.h - the columns that tables of a title usually have, from left to right. */
#ifndef MZ_FORM_FLOW_USUAL_H
#define MZ_FORM_FLOW_USUAL_H

#include "flow_vocabulary.h"

typedef struct mz_flow_title {
    const char *key;
    size_t length;
    uint64_t characters; /* bit set of those it consists of */
} mz_flow_title;

/* A form as far as its columns go. */
typedef struct mz_flow_usual {
    mz_flow_title *titles;
    size_t title_count;
    const char **roles; /* of its columns, in their order; borrowed from the files of the catalogue */
    size_t role_count;
} mz_flow_usual;

/*
 * Reads titles and columns of all forms*.json in files (file name -> root, borrowed). *usual, of *count, is in the
 * arena. MZ_ERR_MEMORY.
 */
mz_status mz_flow_usual_compile(mz_arena *arena, json_t *files, mz_flow_usual **usual, size_t *count);

/* The form that a table of this title, a key, is most likely of: the one with the longest title in it. NULL when none
 * is. */
const mz_flow_usual *mz_flow_usual_of(const mz_flow_usual *usual, size_t count, const char *title);

/* Whether word a is a column of the form, and one left of b. False also when usual is NULL. */
bool mz_flow_usual_before(const mz_flow_usual *usual, const mz_flow_word *a, const mz_flow_word *b);

#endif
