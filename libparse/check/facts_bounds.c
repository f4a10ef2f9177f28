/* facts_bounds.c - what a stated change must be: the difference of the two years' amounts that stand before it; and
 * what it cannot be: more than the amount that it led to, or anything at all behind 持平. */
#include <string.h>

#include "facts.h"
#include "flat.h"

/* Whether the change is stated right behind the amount, of the same thing. */
static bool is_change_of(const mz_facts *facts, size_t amount, size_t change)
{
    const mz_document *document = facts->problem->document;
    const mz_fact *own = &document->facts[change];
    return own->kind == MZ_FACT_CHANGE && mz_unit_is_money(own->amount.unit) && mz_fact_is_current(facts, amount) &&
           own->sentence == document->facts[amount].sentence && facts->items[change] == facts->items[amount];
}

/* Whether the change may be one of the whole that the amount is part of
 * (收入总计60万元，其中结转9万元，比上年增加10万元): of that none is stated. */
static bool may_be_of_whole(const mz_facts *facts, size_t amount)
{
    const int32_t whole = facts->problem->document->facts[amount].parent;
    return whole >= 0 && !((size_t)whole + 1 < amount && is_change_of(facts, (size_t)whole, (size_t)whole + 1));
}

/* Whether the amount is the last of several, whose change together may be stated
 * (人员经费60万元、公用经费9万元，比上年增加10万元), or may have been below zero the year before. */
static bool may_grow_more(const mz_facts *facts, size_t amount)
{
    const mz_problem *problem = facts->problem;
    const mz_fact *own = &problem->document->facts[amount], *before = own - 1;
    const mz_wordlist *below = &problem->rulebook->wordlists[MZ_WORDLIST_BELOW_ZERO];
    const bool listed = amount > 0 && before->kind == MZ_FACT_VALUE && mz_unit_is_money(before->amount.unit) &&
                        before->sentence == own->sentence && facts->items[amount - 1] != facts->items[amount];
    return listed || mz_wordlist_find(below, own->item, strlen(own->item), NULL) != NULL;
}

/* An amount that grew by more than it is would have been negative: 0.00万元，比上年增加5.00万元. */
static void bind_growth(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t amount, size_t change)
{
    mz_problem *problem = facts->problem;
    const mz_document *document = problem->document;
    if (document->facts[change].amount.value <= 0 || document->facts[amount].amount.value < 0 ||
        may_be_of_whole(facts, amount) || may_grow_more(facts, amount))
        return;
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, problem->fact_figures[change], 1);
    mz_draft_figure(problem, draft, problem->fact_figures[amount], -1);
    if (draft->count == 2) mz_draft_commit(problem, draft, rule, MZ_FORM_AT_MOST, 0);
}

/* 支出90.00万元，比2030年85.00万元增加5.00万元: the amount, that of the year compared with, and their difference. */
static void bind_difference(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t change)
{
    mz_problem *problem = facts->problem;
    const mz_fact *own = &problem->document->facts[change], *base = own - 1, *amount = own - 2;
    if (own->kind != MZ_FACT_CHANGE || !mz_unit_is_money(own->amount.unit) || own->base_year == 0 ||
        base->kind != MZ_FACT_VALUE || !mz_unit_is_money(base->amount.unit) || base->period != own->base_year ||
        base->period == own->period || *facts->prefixes[change - 1] != '\0' || !mz_fact_is_current(facts, change - 2) ||
        amount->period != own->period || amount->sentence != own->sentence || base->sentence != own->sentence ||
        facts->items[change - 1] != facts->items[change] || facts->items[change - 2] != facts->items[change])
        return;
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, problem->fact_figures[change], 1);
    mz_draft_figure(problem, draft, problem->fact_figures[change - 2], -1);
    mz_draft_figure(problem, draft, problem->fact_figures[change - 1], 1);
    if (draft->count == 3) mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
}

/* The word for no change that the clause before the change ends with: 与上年持平，减少0.10万元. NULL when there is
 * none.
 */
static const mz_wordlist_word *flat_before(const mz_problem *problem, const mz_flat *flat, size_t change, size_t *at)
{
    enum { SHORTEST = 3, LONGEST = 12 /* bytes of the word for a change: 减少, 增加了 */ };
    const mz_wordlist *words = &problem->rulebook->wordlists[MZ_WORDLIST_UNCHANGED];
    const size_t figure = flat->facts[change];
    for (size_t length = SHORTEST; length <= LONGEST && length < figure; length++) {
        *at = figure - length - 1;
        if (flat->text[*at] == ',') return mz_wordlist_suffix(words, flat->text, *at);
    }
    return NULL;
}

static void check_flat(mz_facts *facts, const mz_flat *flat, size_t amount, size_t change)
{
    mz_problem *problem = facts->problem;
    size_t at;
    if (problem->document->facts[change].amount.value == 0 || problem->fact_figures[change] == MZ_NO_FIGURE) return;
    const mz_wordlist_word *word = flat_before(problem, flat, change, &at);
    if (word == NULL || at <= flat->facts[amount]) return; /* of another amount */
    const mz_wordlist *nearly = &problem->rulebook->wordlists[MZ_WORDLIST_NEARLY];
    if (mz_wordlist_suffix(nearly, flat->text, at - word->length) != NULL) return; /* 基本持平 */
    const mz_place places[2] = {mz_figure_place(problem, problem->fact_figures[change]),
                                mz_flat_place(problem, flat, at - word->length, word->length)};
    const char *zh = mz_arena_printf(problem->arena, "“%s”既写“%s”，又写增减%s，前后矛盾。",
                                     problem->document->facts[amount].item, word->text, places[0].printed);
    const char *en = mz_arena_printf(problem->arena, "'%s' is said not to have changed (%s) and to have changed by %s.",
                                     problem->document->facts[amount].item, word->text, places[0].printed);
    mz_report_rule(problem, "narrative.direction", places, 2, zh, en, NULL, places[0].printed);
}

void mz_facts_bounds(mz_facts *facts)
{
    mz_problem *problem = facts->problem;
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "narrative.direction");
    const mz_rule *growth = mz_rulebook_rule(problem->rulebook, "narrative.growth");
    const mz_flat *flat = mz_problem_flat(problem);
    mz_draft draft = {0};
    for (size_t f = 1; f < problem->document->fact_count && rule != NULL && flat != NULL; f++) {
        if (f > 1 && growth != NULL) bind_difference(facts, &draft, growth, f);
        if (!is_change_of(facts, f - 1, f)) continue;
        bind_growth(facts, &draft, rule, f - 1, f);
        check_flat(facts, flat, f - 1, f);
    }
}
