/* one_way.c - reasons that can only go one way: what is finished, who left and what is saved costs less, dearer goods
 * and more staff cost more. Given for a change in the other direction they explain nothing. */
#include <string.h>

#include "compare.h"

/* Length of the mark that ends a clause at text, 0 when there is none. */
static size_t mark_at(const char *text)
{
    static const char *const marks[] = {"，", "；", "。", ",", ";"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0) return strlen(marks[i]);
    return 0;
}

/* Whether a change in this direction is what the words of the entry (changes.json/one_way) are none of. */
static bool is_against(const mz_word_list *entry, int direction)
{
    const mz_word_list *against = mz_list_under(entry, "against");
    return against->count > 0 && (strcmp(against->words[0].text, "increase") == 0) == (direction > 0);
}

/* Whether the clause holds words against this direction that nothing in it, nor what it is said of, turns: 完工, but
 * not 完工结算; 退休, but not of pensions. */
static bool is_one_way(const mz_word_list *lists, const char *clause, const char *subject, int direction)
{
    const mz_word_list *entries = mz_list_of(lists, "one_way");
    bool found = false;
    for (size_t i = 0; i < entries->list_count; i++) {
        const mz_word_list *entry = &entries->lists[i];
        if (!is_against(entry, direction) || !mz_holds_deed(lists, mz_list_under(entry, "words"), clause)) continue;
        if (mz_holds_word(mz_list_under(entry, "unless"), clause)) return false;
        if (mz_holds_word(mz_list_under(entry, "of"), subject)) return false;
        found = true;
    }
    return found;
}

/* Whether the clause only leads to what is done: 贯彻落实中央要求, 根据实际情况. */
static bool only_leads(const mz_catalogue *catalogue, const char *clause, const char *subject)
{
    const mz_word_list *formula = mz_list_of(catalogue->change_lists, "formula");
    const bool begins = mz_word_at(mz_list_of(formula, "begin"), clause) > 0 ||
                        mz_word_at(mz_list_of(catalogue->change_lists, "one_way_leads"), clause) > 0;
    if (begins && mz_listed_at(mz_list_of(formula, "end"), clause, strlen(clause), true) > 0) return true;
    return !mz_says_something(catalogue, clause, subject);
}

bool mz_goes_other_way(const mz_catalogue *catalogue, const char *reason, const char *subject, int direction)
{
    enum { LONGEST_REASON = 1200 };
    const mz_word_list *lists = catalogue->change_lists;
    char clause[LONGEST_REASON + 1];
    bool other = false;
    if (strlen(reason) > LONGEST_REASON || mz_reason_has_direction(lists, reason, direction)) return false;
    for (size_t begin = 0, end; reason[begin] != '\0'; begin = end + mark_at(reason + end)) {
        for (end = begin; reason[end] != '\0' && mark_at(reason + end) == 0;) end++;
        memcpy(clause, reason + begin, end - begin);
        clause[end - begin] = '\0';
        if (is_one_way(lists, clause, subject, -direction)) return false;
        if (is_one_way(lists, clause, subject, direction))
            other = true;
        else if (!only_leads(catalogue, clause, subject))
            return false; /* it may be why: when in doubt a reason counts */
    }
    return other;
}
