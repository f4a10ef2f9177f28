/* wordlists.h - the word lists of checks.json, compiled once: rules ask what a text begins with, ends with or holds. */
#ifndef MZ_CHECK_WORDLISTS_H
#define MZ_CHECK_WORDLISTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The lists by their keys in checks.json; the order is that of the keys table in wordlists.c. */
typedef enum mz_wordlist_id {
    MZ_WORDLIST_ADJUSTED_BUDGETS,
    MZ_WORDLIST_BELOW_ZERO,
    MZ_WORDLIST_BUDGET_BEFORE,
    MZ_WORDLIST_BUDGET_PREFIXES,
    MZ_WORDLIST_COMPARED_AFTER,
    MZ_WORDLIST_COMPARED_BEFORE,
    MZ_WORDLIST_CONTENTS_WORDS,
    MZ_WORDLIST_COST_KINDS,
    MZ_WORDLIST_COST_NAMES,
    MZ_WORDLIST_COST_UNITS,
    MZ_WORDLIST_COUNT_LINKS,
    MZ_WORDLIST_CURRENT_PREFIXES,
    MZ_WORDLIST_DATE_BEFORE,
    MZ_WORDLIST_DATE_OF_ASSETS,
    MZ_WORDLIST_DEBT_ASIDE,
    MZ_WORDLIST_DEBT_BALANCES,
    MZ_WORDLIST_DEBT_BORROWED,
    MZ_WORDLIST_DEBT_KINDS,
    MZ_WORDLIST_DEBT_MOVED,
    MZ_WORDLIST_DEBT_REPAID,
    MZ_WORDLIST_DECLINE_RATES,
    MZ_WORDLIST_DESCRIBED_IN_WORDS,
    MZ_WORDLIST_GOAL_TOTALS,
    MZ_WORDLIST_HIGHER_IS_BETTER,
    MZ_WORDLIST_INDICATOR_KINDS,
    MZ_WORDLIST_INITIAL_BUDGETS,
    MZ_WORDLIST_LOWER_IS_BETTER,
    MZ_WORDLIST_MONTH_UNITS,
    MZ_WORDLIST_NOTE_WORDS,
    MZ_WORDLIST_NUMERALS,
    MZ_WORDLIST_OPEN_LIST,
    MZ_WORDLIST_ORGANISATION_ENDINGS,
    MZ_WORDLIST_OWN_BEFORE,
    MZ_WORDLIST_OWN_HEADINGS,
    MZ_WORDLIST_OWN_VALUES,
    MZ_WORDLIST_PERSON_UNITS,
    MZ_WORDLIST_NEARLY,
    MZ_WORDLIST_PER_PERSON,
    MZ_WORDLIST_PLANNED_ASSETS,
    MZ_WORDLIST_PRIOR_PREFIXES,
    MZ_WORDLIST_RATIO_ENDS,
    MZ_WORDLIST_RATIO_LINKS,
    MZ_WORDLIST_REGION_MARKS,
    MZ_WORDLIST_REST_WORDS,
    MZ_WORDLIST_SCOPE_WORDS,
    MZ_WORDLIST_SECTIONS_WITH_FIGURES,
    MZ_WORDLIST_SIGN_FIELDS,
    MZ_WORDLIST_SUM_ENDINGS,
    MZ_WORDLIST_THIS_TABLE,
    MZ_WORDLIST_UNCHANGED,
    MZ_WORDLIST_SHARES_OF_ALL,
    MZ_WORDLIST_UNIT_FIELDS,
    MZ_WORDLIST_VALUE_FIELDS,
    MZ_WORDLIST_WHOLE_COST_NAMES,
    MZ_WORDLIST_WORDS_OF_ACCOUNTS,
    MZ_WORDLIST_WORDS_OF_BUDGETS,
    MZ_WORDLISTS
} mz_wordlist_id;

/* A word with its length in bytes. */
typedef struct mz_wordlist_word {
    const char *text;
    uint32_t length;
    char last; /* the last byte of a Chinese character that it begins with, which tells it apart best; 0: it does not */
} mz_wordlist_word;

/* Words in the order of the catalogue; they belong to the catalogue. */
typedef struct mz_wordlist {
    mz_wordlist_word *words;
    size_t count;
    uint64_t begins; /* one bit for each character (mz_wordlist_bit) that a word begins with */
} mz_wordlist;

/* Compiles a JSON string or array of strings (borrowed; empty strings and other values are left out, NULL is the empty
 * list). The caller releases it with mz_wordlist_free. false when memory runs out. */
bool mz_wordlist_compile(const json_t *value, mz_wordlist *list);
void mz_wordlist_free(mz_wordlist *list);

/* All lists of checks.json (words, borrowed); a missing one is empty. false when memory runs out: the caller still
 * releases each list. */
bool mz_wordlists_compile(const json_t *words, mz_wordlist wordlists[MZ_WORDLISTS]);
/* The key of a list. */
const char *mz_wordlist_key(mz_wordlist_id id);
/* The list of this key; MZ_WORDLISTS when there is none (also for a key that is NULL). */
mz_wordlist_id mz_list_by_key(const char *key);

/* The bit of the character that text begins with; text is not empty. */
static inline uint64_t mz_wordlist_bit(const char *text)
{
    unsigned char lead = (unsigned char)text[0];
    unsigned char last = (unsigned char)(lead < 0xE0 || text[1] == '\0' ? lead : text[2]);
    return (uint64_t)1 << (last & 63u);
}

/* The first word of the list that text (NUL-terminated) begins with; NULL when there is none. */
const mz_wordlist_word *mz_wordlist_prefix(const mz_wordlist *list, const char *text);
/* The first word of the list that the length bytes at text end with; NULL when there is none. */
const mz_wordlist_word *mz_wordlist_suffix(const mz_wordlist *list, const char *text, size_t length);
/* The first place in the length bytes at text where a word of the list stands, NULL when there is none; *word (may be
 * NULL) receives the word, the first of the list that stands there. */
const char *mz_wordlist_find(const mz_wordlist *list, const char *text, size_t length, const mz_wordlist_word **word);
/* Whether text is a word of the list, as of mz_pattern_match. */
bool mz_wordlist_has(const mz_wordlist *list, const char *text);

#endif
