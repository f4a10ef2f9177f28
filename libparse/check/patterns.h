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
    uint32_t number; /* of a role: that of its text among the roles of the rulebook (roles.h) */
    mz_pattern_form form;
    bool code;    /* of the row's code, not of its role */
    int32_t side; /* -1: any */
} mz_pattern;

/* Names and the lists that have them (names.h). */
typedef struct mz_names mz_names;

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

/* Compiles a JSON string or array of strings (borrowed, NULL is empty), numbering its roles among roles; the caller
 * releases it with mz_patterns_free. false when memory runs out. */
bool mz_patterns_compile(const json_t *value, mz_names *roles, mz_patterns *patterns);
void mz_patterns_free(mz_patterns *patterns);
/* The same for a selector. */
bool mz_selector_compile(const char *text, mz_names *roles, mz_selector *selector);
void mz_selector_free(mz_selector *selector);

/* A pattern of length bytes of text (borrowed). */
mz_pattern mz_pattern_of(const char *text, size_t length);

/* The first place of a word (of own bytes, 1 at least) in the length bytes at text; NULL when there is none. For words
 * of Chinese characters, whose last byte is the rarest, and texts as short as names. */
const char *mz_find_word(const char *text, size_t length, const char *word, size_t own);

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
    if (pattern->form == MZ_PATTERN_INSIDE)
        return pattern->length == 0 || mz_find_word(text, strlen(text), pattern->text, pattern->length) != NULL;
    if (strncmp(text, pattern->text, pattern->length) != 0) return false;
    return pattern->form == MZ_PATTERN_PREFIX || text[pattern->length] == '\0';
}

/* Whether the pattern is of a column with this role, or of a form. */
static inline bool mz_pattern_fits(const mz_pattern *pattern, const char *text)
{
    return !pattern->code && pattern->side < 0 && mz_pattern_is(pattern, text);
}

#endif
