/* reasons.c - changes that the text states without saying why: one info per sentence. */
#include <string.h>

#include "facts.h"
#include "flat.h"

enum { MOST_PLACES = 16 };

static bool is_unexplained(const mz_document *document, size_t fact)
{
    const mz_fact *f = &document->facts[fact];
    if ((f->kind != MZ_FACT_CHANGE && f->kind != MZ_FACT_CHANGE_RATE) || f->amount.value == 0) return false;
    return *f->reason == '\0' && f->parent < 0; /* parts are covered by what the whole says */
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
        const mz_amount *change = NULL;
        for (to = from; to < document->fact_count && document->facts[to].sentence == document->facts[from].sentence;
             to++)
            if (is_unexplained(document, to) && count < MOST_PLACES && problem->fact_figures[to] != MZ_NO_FIGURE) {
                if (count == 0) change = &document->facts[to].amount;
                places[count++] = mz_figure_place(problem, problem->fact_figures[to]);
            }
        if (count == 0 || (flat != NULL && is_left_empty(problem, flat, from, to))) continue;
        const char *zh = mz_arena_printf(problem->arena, "“%s”的变化%s%s没有说明原因。", places[0].row,
                                         places[0].printed, change->unit_text);
        const char *en = mz_arena_printf(problem->arena, "No reason is given for the change %s%s of '%s'.",
                                         places[0].printed, change->unit_text, places[0].row);
        mz_report_rule(problem, "reason.missing", places, count, zh, en, NULL, places[0].printed);
    }
}
