/* rulebook_lists.c - checks.json must have every list that a rule works from, and none that no rule asks for: without
 * its list, or with a misspelt one, a rule would be silent and nobody would know. */
#include <string.h>

#include "flat.h"

/* Lists that are neither word lists nor looked for in the text. */
static const char *const others[] = {"compositions",  "counted_things", "counts",         "named_in_text",
                                     "note_subjects", "parts",          "both_totals",    "same_changes",
                                     "share_word",    "shares",         "standard_forms", "wholes_of_classes"};

enum { OTHERS = sizeof others / sizeof *others, LISTS = MZ_WORDLISTS + MZ_MARK_LISTS + OTHERS };

static const char *key_of(int list)
{
    if (list < MZ_WORDLISTS) return mz_wordlist_key((mz_wordlist_id)list);
    list -= MZ_WORDLISTS;
    return list < MZ_MARK_LISTS ? mz_mark_list_key((mz_mark_list)list) : others[list - MZ_MARK_LISTS];
}

const char *mz_rulebook_list_fault(const mz_rulebook *book, const char **name)
{
    const char *key;
    json_t *value, *words = (json_t *)(uintptr_t)book->words; /* jansson iterates over what it does not change */
    for (int i = 0; i < LISTS; i++)
        if (json_object_get(words, *name = key_of(i)) == NULL) return "lacks the list";
    json_object_foreach(words, key, value)
    {
        bool known = false;
        for (int i = 0; i < LISTS && !known; i++) known = strcmp(key_of(i), *name = key) == 0;
        if (!known) return "has a list that no rule asks for:";
        for (size_t e = 0; e < json_array_size(value); e++) {
            const char *rule = json_string_value(json_object_get(json_array_get(value, e), "rule"));
            if (rule != NULL && mz_rulebook_rule(book, *name = rule) == NULL) return "names the unknown rule";
        }
    }
    return NULL;
}
