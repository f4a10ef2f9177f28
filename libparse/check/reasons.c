/* reasons.c - changes that the text states without saying why: one info per sentence. */
#include <string.h>

#include "facts.h"
#include "flat.h"

enum {
    MOST_PLACES = 16,
    NEAR = 4,       /* facts between a figure and its change */
    WITHIN = 16,    /* facts between what is the same money */
    MOST_PARTS = 64 /* facts behind a whole that may be its parts */
};

static bool is_unexplained(const mz_document *document, size_t fact)
{
    const mz_fact *f = &document->facts[fact];
    if ((f->kind != MZ_FACT_CHANGE && f->kind != MZ_FACT_CHANGE_RATE) || f->amount.value == 0) return false;
    return *f->reason == '\0' && f->parent < 0; /* parts are covered by what the whole says */
}

static bool is_change(const mz_fact *fact)
{
    return fact->kind == MZ_FACT_CHANGE || fact->kind == MZ_FACT_CHANGE_RATE;
}

/* The amount that a change is stated of, SIZE_MAX when none stands near before it. */
static size_t amount_of(const mz_document *document, size_t change)
{
    for (size_t i = change; i-- > 0 && change - i <= NEAR;) {
        const mz_fact *fact = &document->facts[i];
        if (fact->kind == MZ_FACT_VALUE && strcmp(fact->item, document->facts[change].item) == 0) return i;
    }
    return SIZE_MAX;
}

/* Whether the change stated of this amount has a reason (1), none (-1), or no change is stated (0). */
static int told_of(const mz_document *document, size_t amount)
{
    int told = 0;
    for (size_t i = amount + 1; i < document->fact_count && i <= amount + NEAR; i++) {
        const mz_fact *fact = &document->facts[i];
        if (!is_change(fact) || fact->amount.value == 0 || strcmp(fact->item, document->facts[amount].item) != 0)
            continue;
        if (*fact->reason != '\0') return 1;
        told = -1;
    }
    return told;
}

/* Whether what the amount is a part of, or all its parts that changed, have a reason. */
static bool is_covered(const mz_document *document, size_t amount)
{
    const int32_t whole = document->facts[amount].parent;
    bool some = false;
    if (whole >= 0 && told_of(document, (size_t)whole) > 0) return true;
    for (size_t i = amount + 1; i < document->fact_count && i < amount + MOST_PARTS; i++) {
        if (document->facts[i].kind != MZ_FACT_VALUE || document->facts[i].parent != (int32_t)amount) continue;
        const int told = told_of(document, i);
        if (told < 0) return false;
        some = some || told > 0;
    }
    return some;
}

/* Whether a change nearby in the section is the same money and has a reason: the income and the expenditure of one
 * fund, a total and the funds that the sentence splits it into. */
static bool is_told_nearby(const mz_document *document, size_t fact, int64_t difference)
{
    const size_t first = fact > WITHIN ? fact - WITHIN : 0;
    for (size_t i = first; i < document->fact_count && i <= fact + WITHIN; i++) {
        const mz_fact *near = &document->facts[i];
        if (near->kind == MZ_FACT_CHANGE && near->section == document->facts[fact].section && *near->reason != '\0' &&
            near->amount.value == difference)
            return true;
    }
    return false;
}

/* Whether an empty reason ("主要原因是。"), which has a finding of its own, stands behind fact from and before fact to.
 */
static bool is_left_empty(const mz_problem *problem, const mz_flat *flat, size_t from, size_t to)
{
    size_t end = to < problem->document->fact_count ? flat->facts[to] : flat->length;
    return mz_flat_has_phrase(problem, flat, "reason.empty", flat->facts[from], end);
}

void mz_facts_reasons(mz_facts *facts)
{
    mz_problem *problem = facts->problem;
    const mz_flat *flat = mz_problem_flat(problem);
    const mz_document *document = problem->document;
    for (size_t from = 0, to = 0; from < document->fact_count; from = to) {
        mz_place places[MOST_PLACES];
        size_t count = 0;
        int64_t sum = 0; /* of the changes in money without a reason */
        const mz_amount *change = NULL;
        for (to = from; to < document->fact_count && document->facts[to].sentence == document->facts[from].sentence;
             to++)
            if (is_unexplained(document, to) && count < MOST_PLACES && problem->fact_figures[to] != MZ_NO_FIGURE) {
                const size_t amount = amount_of(document, to);
                const int64_t value = document->facts[to].kind == MZ_FACT_CHANGE ? document->facts[to].amount.value : 0;
                if (amount != SIZE_MAX && is_covered(document, amount)) continue;
                if (!mz_value_add(sum, value, &sum)) sum = INT64_MAX;
                if (count == 0) change = &document->facts[to].amount;
                places[count++] = mz_figure_place(problem, problem->fact_figures[to]);
            }
        if (count == 0 || (sum != 0 && is_told_nearby(document, from, sum)) ||
            (flat != NULL && is_left_empty(problem, flat, from, to)))
            continue;
        const char *zh = mz_arena_printf(problem->arena, "“%s”的变化%s%s没有说明原因。", places[0].row,
                                         places[0].printed, change->unit_text);
        const char *en = mz_arena_printf(problem->arena, "No reason is given for the change %s%s of '%s'.",
                                         places[0].printed, change->unit_text, places[0].row);
        mz_report_rule(problem, "reason.missing", places, count, zh, en, NULL, places[0].printed);
    }
}
