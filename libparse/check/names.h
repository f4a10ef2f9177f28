/* names.h - which of the catalogue's lists of names the name of an amount, or of a form, is in: one look instead of one
 * comparison per name and list. */
#ifndef MZ_CHECK_NAMES_H
#define MZ_CHECK_NAMES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The lists of names, numbered from 0 in the order in which they were added. */
typedef struct mz_names mz_names;
typedef struct mz_pattern mz_pattern;

/* NULL when memory runs out; the caller releases it with mz_names_free. */
mz_names *mz_names_new(void);
void mz_names_free(mz_names *names);

/* Adds a list: a string or an array of strings, names or patterns as of mz_pattern_match (borrowed; NULL is an empty
 * list). Its number into *number. false when memory runs out. */
bool mz_names_add(mz_names *names, const json_t *list, uint32_t *number);

/* The same for what a pattern compares, its side and whether it is of a code left aside (its text is borrowed); one
 * that compares the same has the same number. */
bool mz_names_add_pattern(mz_names *names, const mz_pattern *pattern, uint32_t *number);

/* How many 64-bit words mz_names_look fills. */
size_t mz_names_width(const mz_names *names);
/* Sets the bits of the lists that have text; lists must be zeroed and hold mz_names_width words. */
void mz_names_look(const mz_names *names, const char *text, uint64_t *lists);

#endif
