/* relations.c - relations under construction: terms collected, evaluated once, counted in the ledger. */
#include <string.h>

#include "draft.h"

bool mz_rule_severity(const mz_problem *problem, const mz_rule *rule, mz_severity *severity)
{
    *severity = rule->severity;
    bool on = true;
    for (size_t i = 0; problem->options != NULL && i < problem->options->setting_count; i++) {
        const mz_rule_setting *setting = &problem->options->settings[i];
        if (!mz_pattern_match(setting->rule, rule->id)) continue;
        on = !setting->off;
        if (setting->regrade) *severity = setting->severity;
    }
    return on;
}

static mz_coverage_entry *ledger_entry(mz_problem *problem, const mz_rule *rule)
{
    return &problem->ledger[rule - problem->rulebook->rules];
}

void mz_figure_see(mz_problem *problem, uint32_t figure)
{
    mz_figure *seen = &problem->figures[figure];
    if (seen->seen < UINT16_MAX) seen->seen++;
}

/* Whether the list, separated by ", ", has the reason. */
static bool has_reason(const char *list, const char *reason)
{
    size_t length = strlen(reason);
    for (const char *at = list; (at = strstr(at, reason)) != NULL; at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == '\0' || at[length] == ',')) return true;
    return false;
}

void mz_problem_not_evaluable(mz_problem *problem, const mz_rule *rule, const char *reason)
{
    mz_severity severity;
    if (!mz_rule_severity(problem, rule, &severity)) return;
    mz_coverage_entry *entry = ledger_entry(problem, rule);
    entry->not_evaluable++;
    if (entry->reason == reason || has_reason(entry->reason, reason)) return;
    const char *list =
        *entry->reason == '\0' ? reason : mz_arena_printf(problem->keep, "%s, %s", entry->reason, reason);
    if (list != NULL) entry->reason = list;
}

void mz_draft_reset(mz_draft *draft)
{
    draft->count = draft->present = 0;
    draft->reason = NULL;
    draft->lack_count = 0;
}

void mz_draft_term(mz_problem *problem, mz_draft *draft, uint32_t figure, int coefficient)
{
    if (draft->count == draft->room &&
        !mz_arena_grow(problem->arena, &draft->terms, draft->count, &draft->room, sizeof *draft->terms))
        return;
    draft->terms[draft->count++] = (mz_term){figure, coefficient};
    if (figure == MZ_NO_FIGURE) return;
    if (draft->count > 1) draft->present++;
    if (problem->figures[figure].doubtful) draft->reason = "ambiguous-reading";
}

void mz_draft_lack(mz_draft *draft, size_t table, size_t row, size_t column, int coefficient)
{
    draft->lack_count++;
    draft->lack_table = table;
    draft->lack_row = row;
    draft->lack_column = column;
    draft->lack_sign = coefficient;
}

/* Whether a draft for this reason is not evaluated because of how flow text was read; also when there is none. */
static bool is_for_the_reading(const char *reason)
{
    static const char *const reasons[] = {"total-blank", "parts-blank", "ambiguous-reading", "not-a-figure",
                                          "unknown-column"};
    bool is = reason == NULL;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons && !is; i++) is = strcmp(reason, reasons[i]) == 0;
    return is;
}

static void count_state(mz_coverage_entry *entry, mz_relation_state state)
{
    entry->evaluated++;
    if (state == MZ_STATE_BROKEN)
        entry->broken++;
    else
        entry->held++;
}

void mz_draft_commit(mz_problem *problem, mz_draft *draft, const mz_rule *rule, mz_relation_form form,
                     uint32_t numerators)
{
    mz_severity severity;
    if (draft->count == 0 || !mz_rule_severity(problem, rule, &severity)) return;
    if (draft->terms[0].figure == MZ_NO_FIGURE && draft->present == 0) return; /* a line without figures says nothing */
    if (draft->reason == NULL && draft->terms[0].figure == MZ_NO_FIGURE) draft->reason = "total-blank";
    if (draft->reason == NULL && draft->present == 0) draft->reason = "parts-blank";
    if (draft->lack_count > 0 && form == MZ_FORM_EQUAL && is_for_the_reading(draft->reason))
        mz_demand_note(problem, draft, rule);
    if (draft->reason != NULL) {
        mz_problem_not_evaluable(problem, rule, draft->reason);
        return;
    }
    mz_relation *relation = mz_arena_push(problem->arena, &problem->relations, &problem->relation_count,
                                          &problem->relation_room, sizeof *problem->relations);
    mz_term *terms = mz_arena_room(problem->arena, draft->count, sizeof *terms);
    if (relation == NULL || terms == NULL) {
        if (relation != NULL) problem->relation_count--;
        return;
    }
    memcpy(terms, draft->terms, draft->count * sizeof *terms);
    *relation = (mz_relation){.rule = rule,
                              .form = form,
                              .terms = terms,
                              .term_count = (uint32_t)draft->count,
                              .numerators = numerators,
                              .severity = severity,
                              .asserted = severity};
    relation->state = mz_relation_evaluate(problem, relation, NULL, NULL);
    for (size_t i = 0; i < draft->count; i++) mz_figure_see(problem, terms[i].figure);
    count_state(ledger_entry(problem, rule), relation->state);
}

bool mz_figure_is_suspect(const mz_problem *problem, uint32_t figure)
{
    const mz_figure *f = &problem->figures[figure];
    for (uint32_t k = 0; problem->incidence != NULL && k < f->degree; k++) {
        const mz_relation *relation = &problem->relations[problem->incidence[f->first + k].relation];
        if (relation->state == MZ_STATE_BROKEN && relation->severity != MZ_INFO) return true;
    }
    return false;
}
