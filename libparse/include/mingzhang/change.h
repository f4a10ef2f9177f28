/* change.h - two documents of one organisation compared: what changed, is it material, does the text explain it. */
#ifndef MINGZHANG_CHANGE_H
#define MINGZHANG_CHANGE_H

#include "finding.h"

/* Where the figure of the year before was taken from. */
typedef enum mz_prior_source {
    MZ_PRIOR_DOCUMENT, /* that year's document */
    MZ_PRIOR_COLUMN,   /* a column beside the current figure */
    MZ_PRIOR_STATEMENT /* what the text says the figure changed by */
} mz_prior_source;

typedef struct mz_change {
    const char *form; /* title of the table in the current document (or the prior one when the line was dropped) */
    const char *form_id;
    const char *label;
    const char *code;
    const char *column;
    mz_unit unit;
    mz_amount prior;    /* value 0 and printed "" when the line is new */
    mz_amount current;  /* value 0 and printed "" when it was dropped */
    int64_t difference; /* current - prior, count of 0.01 yuan for money */
    int64_t percent;    /* count of 0.01 percent; INT64_MAX when the prior figure is zero */
    bool material;
    bool explained;
    const char *reason; /* the sentence that explains it, "" when none */
    mz_span reason_span;
    mz_span span; /* of the current figure */
    mz_prior_source source;
} mz_change;

/*
 * From where on a change counts as material: its amount and its percentage must both reach the threshold. kind says for
 * which figures: what follows the dot of a form's id ("three_public" for budget.three_public and final.three_public), a
 * whole id, or either with a trailing '*'.
 */
typedef struct mz_threshold {
    char kind[48];
    int64_t absolute; /* count of 0.01 yuan */
    int64_t relative; /* count of 0.01 percent */
} mz_threshold;

/*
 * Reads thresholds such as "three_public=0.5万元/10%,*=20000元/5%": KIND=AMOUNT/PERCENT, separated by commas. Without a
 * unit the amount is in yuan. On success *thresholds is owned by the caller (free); "" gives none. Errors:
 * MZ_ERR_ARGUMENT with a message that names the part, MZ_ERR_MEMORY.
 */
MZ_API mz_status mz_thresholds_read(const char *text, mz_threshold **thresholds, size_t *count, mz_error *error);

typedef struct mz_change_options {
    const mz_threshold *thresholds; /* the first that fits counts; a figure that none fits has the catalogue's default
                                       (changes.json) */
    size_t threshold_count;
} mz_change_options;

typedef struct mz_changes {
    mz_change *items; /* in the order of the current document */
    size_t count;
} mz_changes;

/* "document", "column", "statement" */
MZ_API const char *mz_prior_source_name(mz_prior_source source);

/*
 * Compares current with prior (same organisation, kind and level; prior is the year before). Appends year-over-year
 * findings to current->findings; of final accounts also opening balances that are not the closing ones of the year
 * before. prior may be NULL: then the year before is taken from what the document itself says of it, in columns and in
 * stated changes, and the only findings are statements that contradict each other on the year before. The changes live
 * in current's arena. Both documents must stay alive only for the call; strings are copied into current's arena.
 * options may be NULL. Errors: MZ_ERR_ARGUMENT (not comparable; error says why), MZ_ERR_MEMORY.
 */
MZ_API mz_status mz_compare(const mz_catalogue *catalogue, const mz_document *prior, mz_document *current,
                            const mz_change_options *options, const mz_check_options *rules, mz_changes *changes,
                            mz_error *error);

/*
 * Compares final accounts with the budget of the same year: what they call 年初预算 (budget at the start of the year)
 * must be what that budget printed under the same name. Appends findings to final->findings; both documents must stay
 * alive only for the call. Errors: MZ_ERR_ARGUMENT (not a budget and final accounts of one year; error says why),
 * MZ_ERR_MEMORY.
 */
MZ_API mz_status mz_compare_stage(const mz_catalogue *catalogue, const mz_document *budget, mz_document *final,
                                  const mz_check_options *rules, mz_error *error);

#endif
