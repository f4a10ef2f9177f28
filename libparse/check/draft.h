/* draft.h - relations under construction: terms collected, then evaluated once (relations.c). */
#ifndef MZ_CHECK_DRAFT_H
#define MZ_CHECK_DRAFT_H

#include "check.h"

/* Collects the terms of a relation under construction. */
typedef struct mz_draft {
    mz_term *terms;
    size_t count, room;
    size_t present;     /* parts with a figure (the total not counted) */
    const char *reason; /* why it cannot be evaluated, NULL when it can */
    /* in flow text: how many of the cells are empty or doubtful, and the last of them */
    size_t lack_count, lack_table, lack_row, lack_column;
    int lack_sign;
} mz_draft;

/* Starts a draft (keeps its room). */
void mz_draft_reset(mz_draft *draft);
/* Appends a term. */
void mz_draft_term(mz_problem *problem, mz_draft *draft, uint32_t figure, int coefficient);
/* Notes that the cell of flow text is empty or doubtful. */
void mz_draft_lack(mz_draft *draft, size_t table, size_t row, size_t column, int coefficient);
/* Adds a figure; MZ_NO_FIGURE counts as zero. */
static inline void mz_draft_figure(mz_problem *problem, mz_draft *draft, uint32_t figure, int coefficient)
{
    if (figure != MZ_NO_FIGURE || draft->count == 0) mz_draft_term(problem, draft, figure, coefficient);
}
/* Adds the cell of a table: blank and dash count as zero, redacted and text make the draft not evaluable. Inline, as
 * most cells are blank and add nothing. */
static inline void mz_draft_cell(mz_problem *problem, mz_draft *draft, size_t table, size_t row, size_t column,
                                 int coefficient)
{
    uint32_t figure;
    const mz_cell_kind kind = mz_problem_look(problem, table, row, column, &figure);
    if (problem->is_flow && (figure == MZ_NO_FIGURE || problem->figures[figure].doubtful))
        mz_draft_lack(draft, table, row, column, coefficient);
    if (kind == MZ_CELL_REDACTED) draft->reason = "redacted";
    if (kind == MZ_CELL_TEXT) draft->reason = "not-a-figure";
    mz_draft_figure(problem, draft, figure, coefficient);
}
/*
 * Turns the draft into a relation of rule and evaluates it; a draft that cannot be evaluated is only counted, with its
 * reason. A rule switched off makes no relation. severity: at most the rule's.
 */
void mz_draft_commit(mz_problem *problem, mz_draft *draft, const mz_rule *rule, mz_relation_form form,
                     uint32_t numerators);
/* stray.c: notes what the draft, which is not known to hold, asks for in the one place that it lacks. */
void mz_demand_note(mz_problem *problem, const mz_draft *draft, const mz_rule *rule);

#endif
