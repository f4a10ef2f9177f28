/* check.c - mz_check: figures, relations, repairs, rules about text and structure, coverage. */
#include "check.h"

#include <form/catalogue.h>
#include <string.h>

enum { SCRATCH_BASE = 64 * 1024 * 1024, SCRATCH_PER_BYTE = 64 };

static int compare_findings(const void *left, const void *right)
{
    const mz_finding *a = left, *b = right;
    const mz_span *x = &a->places[0].span, *y = &b->places[0].span;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return strcmp(a->id, b->id);
}

/* The same fingerprint twice is one root cause told twice: the first (more severe) stays. */
static size_t drop_repeated(mz_finding *findings, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool repeated = kept > 0 && strcmp(findings[kept - 1].id, findings[i].id) == 0;
        if (repeated && findings[i].severity <= findings[kept - 1].severity) continue;
        findings[repeated ? kept - 1 : kept++] = findings[i];
    }
    return kept;
}

/* Whether a says what is wrong with the figure that the repair changes, without saying how it comes right. */
static bool is_about(const mz_finding *a, const mz_repair *repair)
{
    const mz_span *wrong = &a->places[0].span, *repaired = &repair->place.span;
    return a->repair_count == 0 && a->place_count > 1 && wrong->begin == repaired->begin &&
           wrong->end == repaired->end && wrong->line == repaired->line;
}

static bool is_same_value(const mz_finding *a, const mz_repair *repair)
{
    return a->expected != NULL && strcmp(a->expected, repair->to) == 0;
}

/* Whether another finding of [first, end) asks for what a rival of b's repair would write. */
static bool has_asked_rival(const mz_finding *findings, size_t first, size_t end, const mz_finding *b)
{
    for (size_t r = 1; r < b->repair_count; r++)
        for (size_t i = first; i < end; i++)
            if (is_about(&findings[i], &b->repairs[r]) && is_same_value(&findings[i], &b->repairs[r])) return true;
    return false;
}

/* Whether findings[i] is a symptom of what b puts right: quantity times price, or the direction of a change. */
static bool is_symptom(const mz_finding *findings, size_t i, size_t first, size_t end, const mz_finding *b)
{
    const mz_finding *a = &findings[i];
    if (b->repair_count == 0 || b->severity < a->severity || b->explain_count == 0 || !is_about(a, &b->repairs[0]))
        return false;
    return is_same_value(b, &b->repairs[0]) ||
           (is_same_value(a, &b->repairs[0]) && !has_asked_rival(findings, first, end, b));
}

/* Leaves out the symptoms of mistakes that are told near by. */
static size_t drop_symptoms(mz_arena *arena, mz_finding *findings, size_t count)
{
    enum { NEAR = 16 };
    bool *symptoms = mz_arena_array(arena, count + 1, sizeof *symptoms);
    size_t kept = 0;
    for (size_t i = 0; symptoms != NULL && i < count; i++) {
        const size_t first = i > NEAR ? i - NEAR : 0, end = count - i > NEAR ? i + NEAR + 1 : count;
        for (size_t k = first; k < end && !symptoms[i]; k++)
            symptoms[i] = is_symptom(findings, i, first, end, &findings[k]);
    }
    for (size_t i = 0; i < count; i++)
        if (symptoms == NULL || !symptoms[i]) findings[kept++] = findings[i];
    return kept;
}

bool mz_problem_bind(mz_problem *problem)
{
    mz_correct_units(problem);
    mz_trust_figures(problem);
    mz_bind_trees(problem);
    mz_bind_tables(problem);
    mz_bind_outlines(problem);
    mz_bind_ratios(problem);
    mz_bind_debts(problem);
    mz_bind_narrative(problem);
    mz_bind_projects(problem);
    mz_bind_procurement(problem);
    mz_find_exchanges(problem);
    mz_trust_relations(problem);
    return true;
}

static void run(mz_problem *problem)
{
    if (!mz_problem_bind(problem)) return;
    mz_find_crossed(problem);
    mz_find_strays(problem);
    mz_find_moves(problem);
    mz_find_repairs(problem);
    mz_report_rounding(problem);
    mz_rules_structure(problem);
    mz_rules_codes(problem);
    mz_rules_text(problem);
    mz_coverage_fill(problem);
}

mz_status mz_check_with(const mz_rulebook *rulebook, mz_document *document, const mz_check_options *options,
                        mz_error *error)
{
    mz_problem problem = {.rulebook = rulebook, .options = options, .document = document, .keep = document->arena};
    problem.is_flow = document->serialisation == MZ_SERIAL_FLOW;
    problem.arena = mz_arena_new(SCRATCH_BASE + SCRATCH_PER_BYTE * document->input_length);
    mz_status status = MZ_ERR_MEMORY;
    if (problem.arena != NULL) {
        problem.ledger = mz_arena_array(problem.arena, rulebook->rule_count + 1, sizeof *problem.ledger);
        for (size_t i = 0; problem.ledger != NULL && i < rulebook->rule_count; i++) problem.ledger[i].reason = "";
        if (problem.ledger != NULL && mz_problem_build(&problem)) run(&problem);
        if (mz_arena_exhausted(problem.arena) || mz_arena_exhausted(problem.keep))
            status = MZ_ERR_LIMIT;
        else
            status = MZ_OK;
    }
    if (status == MZ_OK) {
        if (problem.finding_count > 0)
            mz_sort(problem.arena, problem.findings, problem.finding_count, sizeof *problem.findings, compare_findings);
        document->findings = problem.findings;
        document->finding_count =
            drop_symptoms(problem.arena, problem.findings, drop_repeated(problem.findings, problem.finding_count));
    } else if (error != NULL) {
        *error = (mz_error){.code = status};
        memcpy(error->message, "check needs more memory than allowed", sizeof "check needs more memory than allowed");
    }
    mz_arena_free(problem.arena);
    return status;
}

mz_status mz_check(const mz_catalogue *catalogue, mz_document *document, const mz_check_options *options,
                   mz_error *error)
{
    return mz_check_with(catalogue->rulebook, document, options, error);
}

size_t mz_rule_count(const mz_catalogue *catalogue)
{
    return catalogue->rulebook->rule_count;
}

const mz_rule *mz_rule_at(const mz_catalogue *catalogue, size_t index)
{
    return index < catalogue->rulebook->rule_count ? &catalogue->rulebook->rules[index] : NULL;
}

const mz_rule *mz_rule_find(const mz_catalogue *catalogue, const char *id)
{
    return mz_rulebook_rule(catalogue->rulebook, id);
}
