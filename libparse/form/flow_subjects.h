/* flow_subjects.h - subject codes whose parts 类 款 项 stand in three columns, put together again. */
#ifndef MZ_FORM_FLOW_SUBJECTS_H
#define MZ_FORM_FLOW_SUBJECTS_H

#include "flow_tokens.h"

/*
 * Every row prints its class, so the classes, sorted, are the first column. Which rows are a class, a 款 and a 项
 * follows from the rows' totals: each is the sum of the rows under it. totals: of the rows in their order, without
 * 合计, as counts of 10^-6; count of them. *codes receives an array of count codes in the arena, NULL when the parts
 * and the totals do not agree on one reading. MZ_ERR_MEMORY when the arena is exhausted. Linear in tokens.
 */
mz_status mz_flow_subjects(mz_arena *arena, const mz_flow_tokens *tokens, const int64_t *totals, size_t count,
                           const char ***codes);

#endif
