/* compare.h - what the files of this room share: two documents laid side by side. */
#ifndef MZ_CHANGE_COMPARE_H
#define MZ_CHANGE_COMPARE_H

#include <mingzhang/change.h>

#include "check/check.h"
#include "form/catalogue.h"

/* A figure of the current document and its counterpart; one of the two rows may be missing. */
typedef struct mz_paired_row {
    const mz_table *table; /* of the current document, or the prior one's when the row was dropped */
    const mz_row *current; /* NULL: dropped */
    const mz_row *prior;   /* NULL: new */
} mz_paired_row;

/* Two tables of the same form. columns[i]: the prior table's column for column i, UINT16_MAX when it has none. */
typedef struct mz_paired_table {
    const mz_table *current;
    const mz_table *prior;
    uint16_t *columns;
    mz_paired_row *rows; /* in the order of the current table, dropped rows behind */
    size_t row_count;
} mz_paired_table;

/* match.c: pairs the tables of two documents by form and title, their rows by code and label, their columns by header
 * (years told relative to the fiscal year) or role. Each row and table is used once. false when memory runs out. */
bool mz_pair_documents(mz_arena *arena, const mz_document *prior, const mz_document *current, mz_paired_table **tables,
                       size_t *count);

/* The label as it is compared: no white space, numbering, brackets of level; in arena. */
const char *mz_change_key(mz_arena *arena, const char *label);

/* A change with what the findings need to know of it. */
typedef struct mz_line_change {
    mz_change change;
    const mz_paired_table *table;
    const mz_row *row; /* current, or prior when dropped */
    const char *key;   /* of the label */
    const char *role;  /* "three.reception", "total.basic"; "" when none */
    const char *column_role;
    int64_t basic, project; /* differences of the row's own columns, 0 when it has none */
    int32_t statement;      /* fact that states this change, -1 when none does */
    bool leaf;              /* a subject code without deeper ones */
} mz_line_change;

typedef struct mz_comparison {
    const mz_catalogue *catalogue;
    const json_t *settings; /* changes.json */
    const mz_document *prior;
    mz_document *current;
    const mz_change_options *options;
    mz_arena *arena; /* the current document's */
    const mz_paired_table *tables;
    size_t table_count;
    mz_line_change *lines;
    size_t count;
    size_t capacity;
    const char **fact_keys; /* of the current document's facts, by mz_change_key */
    const char **fact_roles;
    uint32_t *by_key;     /* fact numbers sorted by key, then number */
    uint32_t *role_facts; /* stated changes that have a role */
    size_t role_fact_count;
} mz_comparison;

/* text.c: adds pairs for the figures of changes.json/text, which stand in no table. false when memory runs out. */
bool mz_pair_text(mz_comparison *comparison, mz_paired_table **tables, size_t *count);

/* lines.c: every figure that differs. false when memory runs out. */
bool mz_compare_lines(mz_comparison *comparison, const mz_paired_table *tables, size_t count);

/* explain.c: sets explained, reason and statement of every line. false when memory runs out. */
bool mz_explain_lines(mz_comparison *comparison);
/* Index into by_key of the first fact with this key or a greater one. */
size_t mz_first_fact(const mz_comparison *comparison, const char *key);
/* Whether a reason tells why something changed in this direction: neither empty, nor a repetition, nor the other way.
 */
bool mz_reason_explains(const mz_catalogue *catalogue, const char *reason, const char *subject, int direction);

/* findings.c: unexplained changes and statements that contradict the prior year, appended to the document. */
mz_status mz_report_changes(mz_comparison *comparison, const mz_check_options *rules, mz_error *error);

/* carry.c: opening balances of final accounts against the closing balances of the year before. */
void mz_report_openings(const mz_comparison *comparison, mz_problem *problem);

/* settings.c */

/* The amount from which on, and the percentage (0.01 percent), a change in this form is material. */
void mz_thresholds(const mz_comparison *comparison, const char *form, int64_t *absolute, int64_t *relative);
/* Whether one of the patterns (a trailing * stands for anything) of a JSON list matches text. */
bool mz_patterns_match(const json_t *patterns, const char *text);

#endif
