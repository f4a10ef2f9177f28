/* facts_shares.c - shares of the text recomputed, of the whole that the text names or of the one that a list of shares
 * is of. */
#include <string.h>

#include "facts_rates.h"
#include "flat.h"

enum { MOST_PARTS = 48, BEFORE = 8 /* amounts before a list that may be its whole */, SHORTEST_ITEM = 6 };

static const mz_fact *fact_at(const mz_facts *facts, size_t fact)
{
    return &facts->problem->document->facts[fact];
}

/* The whole that a share refers to: one of the composition's wholes, nearest before it. */
static size_t whole_of(const mz_facts *facts, size_t percent, size_t part)
{
    const mz_compositions *shares = &facts->problem->rulebook->shares;
    for (size_t i = 0; i < shares->count; i++) {
        if (!mz_fact_named(facts, percent, shares->items[i].parts[0])) continue;
        for (size_t f = percent; f-- > 0 && percent - f <= 4 * MZ_FACTS_WINDOW;)
            if (f != part && mz_fact_is_current(facts, f) && mz_fact_named(facts, f, shares->items[i].whole)) return f;
    }
    int32_t parent = fact_at(facts, part)->parent;
    return parent >= 0 ? (size_t)parent : SIZE_MAX;
}

/* Whether what stands between 占 and the percentage ("占财政拨款支出的99%") names a scope that the whole has not. */
static bool is_of_another_whole(const mz_facts *facts, size_t percent, size_t whole)
{
    const mz_wordlist *words = &facts->problem->rulebook->wordlists[MZ_WORDLIST_SCOPE_WORDS];
    size_t length;
    const char *between = mz_facts_share_words(facts, percent, &length);
    for (size_t i = 0; between != NULL && i < words->count; i++) {
        const mz_wordlist_word *word = &words->words[i];
        if (memmem(between, length, word->text, word->length) != NULL &&
            strstr(facts->items[whole]->text, word->text) == NULL)
            return true;
    }
    return false;
}

static void bind_share(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t percent)
{
    size_t part = mz_facts_operand(facts, percent, MZ_FACT_VALUE, NULL);
    size_t whole = part != SIZE_MAX ? whole_of(facts, percent, part) : SIZE_MAX;
    if (whole == SIZE_MAX) {
        mz_problem_not_evaluable(facts->problem, rule, "whole-not-printed");
        return;
    }
    if (is_of_another_whole(facts, percent, whole)) {
        mz_problem_not_evaluable(facts->problem, rule, "share-of-another-whole");
        return;
    }
    mz_ratio_part top[] = {{part, 1}}, bottom[] = {{whole, 1}};
    mz_facts_ratio(facts, draft, rule, percent, top, 1, bottom, 1);
}

/* Amounts of a list, each followed by its share of a whole that is not named beside it: A类5万元，占10%；B类… */
typedef struct share_list {
    size_t values[MOST_PARTS], shares[MOST_PARTS];
    size_t count;
    size_t end; /* the fact behind it */
} share_list;

/* Whether nothing but the word for a share stands before the percentage. */
static bool is_bare(const mz_facts *facts, size_t percent)
{
    size_t length;
    const char *word = json_string_value(mz_rulebook_value(facts->problem->rulebook, "share_word"));
    return word != NULL && mz_facts_share_words(facts, percent, &length) != NULL && length == strlen(word);
}

static bool is_pair(const mz_facts *facts, size_t value)
{
    const mz_problem *problem = facts->problem;
    if (value + 1 >= problem->document->fact_count || !mz_fact_is_current(facts, value)) return false;
    const mz_fact *share = fact_at(facts, value + 1);
    return share->kind == MZ_FACT_SHARE && share->sentence == fact_at(facts, value)->sentence &&
           share->amount.unit == MZ_UNIT_PERCENT && facts->items[value] == facts->items[value + 1] &&
           problem->fact_figures[value] != MZ_NO_FIGURE && problem->fact_figures[value + 1] != MZ_NO_FIGURE &&
           is_bare(facts, value + 1);
}

/* The list that begins with fact first, its parts behind each other in one section; it is empty when none does. */
static void read_list(const mz_facts *facts, size_t first, share_list *list)
{
    list->count = 0;
    list->end = first + 1;
    for (size_t f = first; list->count < MOST_PARTS && is_pair(facts, f); f += 2) {
        if (fact_at(facts, f)->section != fact_at(facts, first)->section) break;
        list->values[list->count] = f;
        list->shares[list->count++] = f + 1;
        list->end = f + 2;
    }
}

/* How many shares of the list are right of the whole; bottom are its count facts. */
static size_t count_right(const mz_facts *facts, const share_list *list, const size_t *bottom, size_t count)
{
    const mz_problem *problem = facts->problem;
    mz_term terms[MOST_PARTS + 2];
    size_t right = 0;
    for (size_t b = 0; b < count; b++) terms[2 + b] = (mz_term){problem->fact_figures[bottom[b]], 1};
    for (size_t i = 0; i < list->count; i++) {
        terms[0] = (mz_term){problem->fact_figures[list->shares[i]], 1};
        terms[1] = (mz_term){problem->fact_figures[list->values[i]], 1};
        mz_relation relation = {
            .form = MZ_FORM_RATIO, .terms = terms, .term_count = (uint32_t)count + 2, .numerators = 1};
        right += mz_relation_evaluate(problem, &relation, NULL, NULL) != MZ_STATE_BROKEN;
    }
    return right;
}

/* Whether so many right shares of a list show what it is of: all but one of three or more. */
static bool is_shown(const share_list *list, size_t right)
{
    return list->count > 2 && right + 1 >= list->count;
}

/* An amount before the list, in its section, of which nearly all of the shares are right: the whole that stands in the
 * sentence before; SIZE_MAX when there is none. */
static size_t whole_before(const mz_facts *facts, const share_list *list)
{
    const size_t first = list->values[0];
    for (size_t f = first;
         f-- > 0 && first - f <= BEFORE && fact_at(facts, f)->section == fact_at(facts, first)->section;)
        if (mz_fact_is_current(facts, f) && facts->problem->fact_figures[f] != MZ_NO_FIGURE &&
            fact_at(facts, f)->amount.value != 0 && is_shown(list, count_right(facts, list, &f, 1)))
            return f;
    return SIZE_MAX;
}

/* Holds the shares of a list against the whole that the others of them are right of: an amount before it, or what the
 * list adds up to. false when there is none. */
static bool bind_list(mz_facts *facts, mz_draft *draft, const mz_rule *rule, const share_list *list)
{
    size_t whole = whole_before(facts, list), count = whole != SIZE_MAX ? 1 : list->count;
    const size_t *bottom = whole != SIZE_MAX ? &whole : list->values;
    if (whole == SIZE_MAX && !is_shown(list, count_right(facts, list, list->values, list->count))) return false;
    mz_ratio_part parts[MOST_PARTS];
    for (size_t b = 0; b < count; b++) parts[b] = (mz_ratio_part){bottom[b], 1};
    for (size_t i = 0; i < list->count; i++) {
        mz_ratio_part top[] = {{list->values[i], 1}};
        mz_facts_ratio(facts, draft, rule, list->shares[i], top, 1, parts, count);
    }
    return true;
}

/* Whether a share of the list is right of the whole that its name or the sentence gives it. */
static bool has_whole(const mz_facts *facts, const share_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t whole = whole_of(facts, list->shares[i], list->values[i]);
        share_list one;
        one.values[0] = list->values[i];
        one.shares[0] = list->shares[i];
        one.count = 1;
        if (whole != SIZE_MAX && facts->problem->fact_figures[whole] != MZ_NO_FIGURE &&
            count_right(facts, &one, &whole, 1) == 1)
            return true;
    }
    return false;
}

void mz_facts_shares(mz_facts *facts)
{
    const mz_rule *rule = mz_rulebook_rule(facts->problem->rulebook, "narrative.share");
    mz_draft draft = {0};
    for (size_t f = 0; f < facts->problem->document->fact_count && rule != NULL; f++) {
        share_list list;
        read_list(facts, f, &list);
        if (list.count > 1 && !has_whole(facts, &list) && bind_list(facts, &draft, rule, &list)) {
            f = list.end - 1;
            continue;
        }
        if (fact_at(facts, f)->kind == MZ_FACT_SHARE && fact_at(facts, f)->amount.unit == MZ_UNIT_PERCENT &&
            facts->items[f]->length >= SHORTEST_ITEM)
            bind_share(facts, &draft, rule, f);
    }
}
