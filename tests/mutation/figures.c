/* figures.c - binds the catalogue's relations to a clean document as the checker does and looks which figures they
 * hold: the bound of what any checker can detect. Uses the check room's inner functions. */
#include "figures.h"

#include <check/check.h>
#include <form/catalogue.h>
#include <stdlib.h>
#include <string.h>

/* Copies the figure in [begin, end) without blanks and separators; false when it is something else than printed. */
static bool same_print(const char *text, uint32_t begin, uint32_t end, const char *printed)
{
    for (uint32_t i = begin; i < end; i++) {
        if (text[i] == ' ' || text[i] == ',') continue;
        if (*printed == '\0' || text[i] != *printed++) return false;
    }
    return *printed == '\0';
}

/* Order by what a figure takes part in. */
typedef struct member {
    uint64_t signature;
    size_t target;
} member;

static int compare_members(const void *left, const void *right)
{
    const member *a = left, *b = right;
    return a->signature < b->signature ? -1 : a->signature > b->signature;
}

/* Per figure: how many relations hold it, and a hash of which ones with which coefficient. */
static void account(const mz_problem *problem, uint64_t *signatures)
{
    for (size_t r = 0; r < problem->relation_count; r++) {
        const mz_relation *relation = &problem->relations[r];
        if (relation->form == MZ_FORM_AT_MOST) continue; /* does not pin a figure down */
        for (uint32_t t = 0; t < relation->term_count; t++)
            signatures[relation->terms[t].figure] +=
                (r + 1) * 0x9e3779b97f4a7c15u * (uint64_t)(int64_t)(relation->terms[t].coefficient + 7);
    }
}

static void mark_alone(targets *targets, const uint64_t *signatures)
{
    member *members = calloc(targets->count + 1, sizeof *members);
    if (members == NULL) return;
    for (size_t i = 0; i < targets->count; i++) members[i] = (member){signatures[i], i};
    qsort(members, targets->count, sizeof *members, compare_members);
    for (size_t i = 0; i < targets->count; i++) {
        bool before = i > 0 && members[i - 1].signature == members[i].signature;
        bool after = i + 1 < targets->count && members[i + 1].signature == members[i].signature;
        targets->items[members[i].target].alone = !before && !after;
    }
    free(members);
}

/* Binds the relations as the checker does, without looking for repairs. The arena is the caller's even on failure. */
static bool bind(const mz_catalogue *catalogue, mz_document *document, mz_problem *problem)
{
    size_t rules = catalogue->rulebook->rule_count;
    *problem = (mz_problem){.rulebook = catalogue->rulebook, .document = document, .keep = document->arena};
    problem->arena = mz_arena_new((size_t)1 << 30);
    if (problem->arena == NULL) return false;
    problem->ledger = mz_arena_array(problem->arena, rules + 1, sizeof *problem->ledger);
    if (problem->ledger == NULL || !mz_problem_build(problem)) return false;
    for (size_t i = 0; i < rules; i++) problem->ledger[i].reason = "";
    return mz_problem_bind(problem) && !mz_arena_exhausted(problem->arena);
}

size_t relations_broken(const mz_catalogue *catalogue, mz_document *document)
{
    mz_problem problem;
    size_t broken = 0;
    if (bind(catalogue, document, &problem))
        for (size_t i = 0; i < problem.relation_count; i++)
            broken += problem.relations[i].state == MZ_STATE_BROKEN && problem.relations[i].severity != MZ_INFO;
    mz_arena_free(problem.arena);
    return broken;
}

targets targets_find(const mz_catalogue *catalogue, mz_document *document, const char *text, size_t length)
{
    targets found = {0};
    mz_problem problem;
    if (!bind(catalogue, document, &problem)) goto done;
    uint64_t *signatures = mz_arena_array(problem.arena, problem.figure_count + 1, sizeof *signatures);
    uint64_t *kept = mz_arena_array(problem.arena, problem.figure_count + 1, sizeof *kept);
    found.items = calloc(problem.figure_count + 1, sizeof *found.items);
    if (signatures == NULL || kept == NULL || found.items == NULL) goto done;
    account(&problem, signatures);
    for (size_t i = 0; i < problem.figure_count; i++) {
        const mz_figure *figure = &problem.figures[i];
        const mz_span *span = figure->cell != NULL ? &figure->cell->span : &figure->fact->span;
        if (!mz_unit_is_money(figure->amount->unit) && figure->amount->unit != MZ_UNIT_PERCENT) continue;
        if (span->end > length || span->begin >= span->end ||
            strlen(figure->amount->printed) >= sizeof found.items->printed ||
            !same_print(text, span->begin, span->end, figure->amount->printed)) {
            found.skipped++;
            continue;
        }
        target *target = &found.items[found.count];
        *target =
            (struct target){.begin = span->begin, .end = span->end, .line = span->line, .seen = signatures[i] != 0};
        memcpy(target->printed, figure->amount->printed, strlen(figure->amount->printed) + 1);
        kept[found.count++] = signatures[i];
    }
    mark_alone(&found, kept);
done:
    mz_arena_free(problem.arena);
    return found;
}
