/* patterns.h - the patterns of relations.json for roles, codes and forms, compiled once. */
#ifndef MZ_CHECK_PATTERNS_H
#define MZ_CHECK_PATTERNS_H

#include <jansson.h>
#include <mingzhang/document.h>
#include <string.h>

typedef enum mz_pattern_form {
    MZ_PATTERN_EXACT,
    MZ_PATTERN_PREFIX /* "x*" */,
    MZ_PATTERN_SUFFIX /* "*x" */,
    MZ_PATTERN_INSIDE /* "*x*" */
} mz_pattern_form;

/* "total", "function.*", "#301" (a row's subject code), "total@1" (a row on side 1). */
typedef struct mz_pattern {
    const char *text; /* what is compared, length bytes; it belongs to the catalogue */
    uint32_t length;
    mz_pattern_form form;
    bool code;    /* of the row's code, not of its role */
    int32_t side; /* -1: any */
} mz_pattern;

typedef struct mz_patterns {
    mz_pattern *items;
    size_t count;
} mz_patterns;

/*
 * A part of a sum: alternatives separated by '|', each a list of patterns separated by ','; the first alternative of
 * which anything is printed counts ("income.fiscal|income.general,income.fund"). Begins with '-' when it is taken off.
 */
typedef struct mz_selector {
    mz_patterns *alternatives;
    size_t count;
    int sign;
} mz_selector;

/* Compiles a JSON string or array of strings (borrowed, NULL is empty); the caller releases it with mz_patterns_free.
 * false when memory runs out. */
bool mz_patterns_compile(const json_t *value, mz_patterns *patterns);
void mz_patterns_free(mz_patterns *patterns);
/* The same for a selector. */
bool mz_selector_compile(const char *text, mz_selector *selector);
void mz_selector_free(mz_selector *selector);

/* A pattern of length bytes of text (borrowed). */
mz_pattern mz_pattern_of(const char *text, size_t length);

/* Whether text (a column's role, a form) is what the pattern compares with. */
static inline bool mz_pattern_is(const mz_pattern *pattern, const char *text)
{
    bool begins = pattern->form == MZ_PATTERN_EXACT || pattern->form == MZ_PATTERN_PREFIX;
    if (begins && pattern->length > 0 && *text != *pattern->text) return false; /* most of them */
    if (pattern->form == MZ_PATTERN_SUFFIX) {
        size_t length = strlen(text);
        return length >= pattern->length &&
               memcmp(text + length - pattern->length, pattern->text, pattern->length) == 0;
    }
    if (pattern->form == MZ_PATTERN_INSIDE) return memmem(text, strlen(text), pattern->text, pattern->length) != NULL;
    if (strncmp(text, pattern->text, pattern->length) != 0) return false;
    return pattern->form == MZ_PATTERN_PREFIX || text[pattern->length] == '\0';
}

/* Whether the pattern is of a column with this role, or of a form. */
static inline bool mz_pattern_fits(const mz_pattern *pattern, const char *text)
{
    return !pattern->code && pattern->side < 0 && mz_pattern_is(pattern, text);
}

/* Whether the pattern is of the row. */
static inline bool mz_pattern_fits_row(const mz_pattern *pattern, const mz_row *row)
{
    return (pattern->side < 0 || pattern->side == row->side) &&
           mz_pattern_is(pattern, pattern->code ? row->code : row->role);
}

/* Whether any of the patterns fits. */
static inline bool mz_patterns_fit(const mz_patterns *patterns, const char *text)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (mz_pattern_fits(&patterns->items[i], text)) return true;
    return false;
}
static inline bool mz_patterns_fit_row(const mz_patterns *patterns, const mz_row *row)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (mz_pattern_fits_row(&patterns->items[i], row)) return true;
    return false;
}

/* The first column of table on side (any when < 0), of this year (mz_column.year; 0: the document's own), that one of
 * the patterns fits, in the order of the patterns; column_count when there is none. */
size_t mz_patterns_column_of(const mz_patterns *patterns, const mz_table *table, int side, int32_t year);
/* The same of the document's own year. */
static inline size_t mz_patterns_column(const mz_patterns *patterns, const mz_table *table, int side)
{
    return mz_patterns_column_of(patterns, table, side, 0);
}

#endif
