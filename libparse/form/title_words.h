/* title_words.h - titles that no alias has, by the words that tell tables apart. */
#ifndef MZ_FORM_TITLE_WORDS_H
#define MZ_FORM_TITLE_WORDS_H

#include "catalogue.h"

/*
 * Takes the words of titles from a root of words.json: "title_words", an array of {"names": [...], "covers": [...]},
 * where a title with one of the names says nothing more with those of covers (names of earlier entries), and
 * "title_fillers", words that tell nothing. Both may be absent. Errors: MZ_ERR_CATALOGUE by error, MZ_ERR_MEMORY.
 */
mz_status mz_title_words_compile(mz_catalogue *catalogue, const json_t *root, const char *file, mz_error *error);

/* Lets titles with the words of this alias (a key) name form, unless an earlier form has just these. MZ_ERR_MEMORY. */
mz_status mz_title_words_add(mz_catalogue *catalogue, const mz_form *form, const char *key);

/*
 * The form that has an alias of the same words as the title (a key of length bytes): 一般公共预算支出预算明细表 is
 * 一般公共预算支出表. What stands before the words must be nothing, or be parted from them by a filler (a year, 部门);
 * *prefix receives its length. NULL when there is none.
 */
const mz_form *mz_title_words_find(const mz_catalogue *catalogue, const char *key, size_t length, size_t *prefix);

#endif
