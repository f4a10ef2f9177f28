/* wordlists.c - word lists: compiled, and looked for in texts. */
#include "wordlists.h"

#include <stdlib.h>
#include <string.h>

#include "rulebook.h"

static const char *const keys[MZ_WORDLISTS] = {
    [MZ_WORDLIST_ADJUSTED_BUDGETS] = "adjusted_budgets",
    [MZ_WORDLIST_BELOW_ZERO] = "below_zero",
    [MZ_WORDLIST_BUDGET_BEFORE] = "budget_before",
    [MZ_WORDLIST_BUDGET_PREFIXES] = "budget_prefixes",
    [MZ_WORDLIST_COMPARED_AFTER] = "compared_after",
    [MZ_WORDLIST_COMPARED_BEFORE] = "compared_before",
    [MZ_WORDLIST_CONTENTS_WORDS] = "contents_words",
    [MZ_WORDLIST_COST_KINDS] = "cost_kinds",
    [MZ_WORDLIST_COST_NAMES] = "cost_names",
    [MZ_WORDLIST_COST_UNITS] = "cost_units",
    [MZ_WORDLIST_COUNT_LINKS] = "count_links",
    [MZ_WORDLIST_CURRENT_PREFIXES] = "current_prefixes",
    [MZ_WORDLIST_DATE_BEFORE] = "date_before",
    [MZ_WORDLIST_DATE_OF_ASSETS] = "date_of_assets",
    [MZ_WORDLIST_DEBT_ASIDE] = "debt_aside",
    [MZ_WORDLIST_DEBT_BALANCES] = "debt_balances",
    [MZ_WORDLIST_DEBT_BORROWED] = "debt_borrowed",
    [MZ_WORDLIST_DEBT_KINDS] = "debt_kinds",
    [MZ_WORDLIST_DEBT_MOVED] = "debt_moved",
    [MZ_WORDLIST_DEBT_REPAID] = "debt_repaid",
    [MZ_WORDLIST_DECLINE_RATES] = "decline_rates",
    [MZ_WORDLIST_DESCRIBED_IN_WORDS] = "described_in_words",
    [MZ_WORDLIST_GOAL_TOTALS] = "goal_totals",
    [MZ_WORDLIST_HIGHER_IS_BETTER] = "higher_is_better",
    [MZ_WORDLIST_INDICATOR_KINDS] = "indicator_kinds",
    [MZ_WORDLIST_INITIAL_BUDGETS] = "initial_budgets",
    [MZ_WORDLIST_LOWER_IS_BETTER] = "lower_is_better",
    [MZ_WORDLIST_MONTH_UNITS] = "month_units",
    [MZ_WORDLIST_NOTE_WORDS] = "note_words",
    [MZ_WORDLIST_NUMERALS] = "numerals",
    [MZ_WORDLIST_OPEN_LIST] = "open_list",
    [MZ_WORDLIST_ORGANISATION_ENDINGS] = "organisation_endings",
    [MZ_WORDLIST_OWN_BEFORE] = "own_before",
    [MZ_WORDLIST_OWN_HEADINGS] = "own_headings",
    [MZ_WORDLIST_OWN_VALUES] = "own_values",
    [MZ_WORDLIST_PERSON_UNITS] = "person_units",
    [MZ_WORDLIST_NEARLY] = "nearly",
    [MZ_WORDLIST_PER_PERSON] = "per_person",
    [MZ_WORDLIST_PLANNED_ASSETS] = "planned_assets",
    [MZ_WORDLIST_PRIOR_PREFIXES] = "prior_prefixes",
    [MZ_WORDLIST_RATIO_ENDS] = "ratio_ends",
    [MZ_WORDLIST_RATIO_LINKS] = "ratio_links",
    [MZ_WORDLIST_REGION_MARKS] = "region_marks",
    [MZ_WORDLIST_REST_WORDS] = "rest_words",
    [MZ_WORDLIST_SCOPE_WORDS] = "scope_words",
    [MZ_WORDLIST_SECTIONS_WITH_FIGURES] = "sections_with_figures",
    [MZ_WORDLIST_SIGN_FIELDS] = "sign_fields",
    [MZ_WORDLIST_SUM_ENDINGS] = "sum_endings",
    [MZ_WORDLIST_THIS_TABLE] = "this_table",
    [MZ_WORDLIST_UNCHANGED] = "unchanged",
    [MZ_WORDLIST_SHARES_OF_ALL] = "shares_of_all",
    [MZ_WORDLIST_UNIT_FIELDS] = "unit_fields",
    [MZ_WORDLIST_VALUE_FIELDS] = "value_fields",
    [MZ_WORDLIST_WHOLE_COST_NAMES] = "whole_cost_names",
    [MZ_WORDLIST_WORDS_OF_ACCOUNTS] = "words_of_accounts",
    [MZ_WORDLIST_WORDS_OF_BUDGETS] = "words_of_budgets",
};

/* Bytes of a Chinese character; its last one is told apart best. */
enum { WIDE = 3 };

bool mz_wordlist_compile(const json_t *value, mz_wordlist *list)
{
    *list = (mz_wordlist){0};
    size_t count = json_is_string(value) ? 1 : json_array_size(value);
    if (count == 0) return true;
    list->words = calloc(count, sizeof *list->words);
    if (list->words == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_string(value) ? value : json_array_get(value, i);
        size_t length = json_string_length(item);
        if (length == 0 || length > UINT32_MAX) continue;
        const char *text = json_string_value(item);
        const bool wide = length >= WIDE && (unsigned char)*text >= 0xE0;
        list->words[list->count] = (mz_wordlist_word){text, (uint32_t)length, wide ? text[WIDE - 1] : '\0'};
        list->begins |= mz_wordlist_bit(list->words[list->count++].text);
    }
    return true;
}

void mz_wordlist_free(mz_wordlist *list)
{
    free(list->words);
    *list = (mz_wordlist){0};
}

bool mz_wordlists_compile(const json_t *words, mz_wordlist wordlists[MZ_WORDLISTS])
{
    bool ok = true;
    for (int i = 0; i < MZ_WORDLISTS; i++)
        ok = mz_wordlist_compile(json_object_get(words, keys[i]), &wordlists[i]) && ok;
    return ok;
}

const char *mz_wordlist_key(mz_wordlist_id id)
{
    return keys[id];
}

mz_wordlist_id mz_list_by_key(const char *key)
{
    for (int i = 0; key != NULL && i < MZ_WORDLISTS; i++)
        if (strcmp(key, keys[i]) == 0) return (mz_wordlist_id)i;
    return MZ_WORDLISTS;
}

const mz_wordlist_word *mz_wordlist_prefix(const mz_wordlist *list, const char *text)
{
    const bool wide = (unsigned char)*text >= 0xE0 && text[1] != '\0';
    if (*text == '\0' || (list->begins & mz_wordlist_bit(text)) == 0) return NULL;
    for (size_t i = 0; i < list->count; i++) {
        const mz_wordlist_word *word = &list->words[i];
        if (wide && word->last != '\0' && text[WIDE - 1] != word->last) continue;
        size_t same = 0;
        while (same < word->length && text[same] == word->text[same]) same++; /* mostly ends at once */
        if (same == word->length) return word;
    }
    return NULL;
}

const mz_wordlist_word *mz_wordlist_suffix(const mz_wordlist *list, const char *text, size_t length)
{
    for (size_t i = 0; i < list->count; i++) {
        const mz_wordlist_word *word = &list->words[i];
        if (word->length <= length && text[length - 1] == word->text[word->length - 1] &&
            memcmp(text + length - word->length, word->text, word->length) == 0)
            return word;
    }
    return NULL;
}

const char *mz_wordlist_find(const mz_wordlist *list, const char *text, size_t length, const mz_wordlist_word **word)
{
    if (list->count == 1) {
        const char *at = mz_find_word(text, length, list->words->text, list->words->length);
        if (at != NULL && word != NULL) *word = list->words;
        return at;
    }
    for (size_t at = 0, step; at < length; at += step) {
        unsigned char lead = (unsigned char)text[at];
        step = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (step > length - at) break;
        unsigned char last = (unsigned char)(lead < 0xE0 ? lead : text[at + 2]);
        if ((list->begins >> (last & 63u) & 1u) == 0) continue;
        for (size_t i = 0; i < list->count; i++) {
            if (list->words[i].last != '\0' && (char)last != list->words[i].last) continue; /* most of them */
            if (list->words[i].length > length - at ||
                memcmp(text + at, list->words[i].text, list->words[i].length) != 0)
                continue;
            if (word != NULL) *word = &list->words[i];
            return text + at;
        }
    }
    return NULL;
}

bool mz_wordlist_has(const mz_wordlist *list, const char *text)
{
    /* most texts begin as no word does, but "*" stands for any beginning */
    if (*text != '\0' && (list->begins & (mz_wordlist_bit(text) | mz_wordlist_bit("*"))) == 0) return false;
    for (size_t i = 0; i < list->count; i++)
        if (mz_pattern_match(list->words[i].text, text)) return true;
    return false;
}
