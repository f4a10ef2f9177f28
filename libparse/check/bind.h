/* bind.h - how the relations of relations.json meet the tables of a document: what the files bind*.c share. */
#ifndef MZ_CHECK_BIND_H
#define MZ_CHECK_BIND_H

#include <string.h>

#include "draft.h"
#include "roles.h"

/* table is a number of the document's here and below. */

/* The only row of table that the first of count patterns which fits any row fits; row_count when none or several. */
size_t mz_bind_row(const mz_problem *problem, size_t table, const mz_pattern *patterns, size_t count);
/* Whether a row or column that the pattern fits prints anything but zero; a redacted figure is not zero. */
bool mz_bind_has_amount(const mz_problem *problem, size_t table, const mz_pattern *pattern);

/* Bytes of the number that a line begins with as a head: 一、; 0 when it is none. */
static inline size_t mz_head_size(const char *label)
{
    size_t at = 0;
    for (size_t size; (size = mz_numeral_size(label + at)) > 0;) at += size;
    return at > 0 && strncmp(label + at, "、", strlen("、")) == 0 ? at + strlen("、") : 0;
}
static inline bool mz_is_head(const char *label)
{
    return mz_head_size(label) > 0;
}

/* bind_sums.c */
void mz_bind_row_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t table);
void mz_bind_column_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t table);
/* bind_list.c: the same, of a list without codes. */
void mz_bind_list_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number);
/* bind_years.c: columns of the change since the year before, in money or percent, where most rows agree with it. */
void mz_bind_years(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number);

/* bind_pairs.c; left and right are numbers of tables. */
void mz_bind_figures(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t left, size_t right);
void mz_bind_codes(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t left, size_t right);

#endif
