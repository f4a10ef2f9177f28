/* flow_build.h - rows with their columns to mz_table. */
#ifndef MZ_FORM_FLOW_BUILD_H
#define MZ_FORM_FLOW_BUILD_H

#include "flow.h"
#include "flow_evidence.h"

/* Fills *out. MZ_ERR_MEMORY when the arena is exhausted. */
mz_status mz_flow_build(mz_arena *arena, const mz_flow_table *table, mz_table *out);

/*
 * Reads the project performance tables (项目绩效目标) among lines [first, last): budget, funds, plan. Appends to
 * results. MZ_ERR_MEMORY.
 */
mz_status mz_flow_projects(mz_arena *arena, const mz_flow_forms *forms, const mz_text *text, size_t first, size_t last,
                           mz_flow_result **results, size_t *count, size_t *capacity);

/* Reads value into cell (kind, amount, text, span). False when the arena is exhausted. */
bool mz_flow_cell(mz_arena *arena, const mz_flow_token *value, mz_unit unit, mz_cell *cell);

#endif
