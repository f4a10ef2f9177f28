/* flow_assign.h - the column of each figure, where blank cells left no trace: by arithmetic. */
#ifndef MZ_FORM_FLOW_ASSIGN_H
#define MZ_FORM_FLOW_ASSIGN_H

#include "flow_evidence.h"

enum { MZ_FLOW_MAX_PLACEMENTS = 64, MZ_FLOW_MAX_TRIALS = 4096 };

/* The column of each of a row's figures. */
typedef struct mz_flow_placement {
    uint8_t columns[MZ_FLOW_MAX_COLUMNS];
} mz_flow_placement;

/* Ways to put a row's figures into columns. */
typedef struct mz_flow_placements {
    mz_flow_placement items[MZ_FLOW_MAX_PLACEMENTS];
    size_t count;
    bool exact; /* the relations hold to the last digit, not only within rounding */
} mz_flow_placements;

/*
 * All placements of the figures (from, count) of row into the columns of side that satisfy the template's sums; in the
 * order of the columns, except that of a loose row the figures behind the first may stand in any order. fixed: known
 * columns, -1 unknown; NULL when none is. With none that does, gives none. At most MZ_FLOW_MAX_TRIALS partial
 * placements are tried.
 */
void mz_flow_place(const mz_flow_template *t, uint16_t side, const mz_flow_token *values, size_t count, bool loose,
                   const int16_t *fixed, mz_flow_placements *placements);

/* All placements of as many figures as t has columns that satisfy its sums, whatever the order of the figures; within
 * the same limits. */
void mz_flow_place_any(const mz_flow_template *t, const mz_flow_token *values, size_t count,
                       mz_flow_placements *placements);

/*
 * Sets columns and candidates of every figure of table: by the row's own relation, by the sums of parents and children,
 * upwards and downwards, by evidence. What stays open keeps columns -1 and its candidates. MZ_ERR_MEMORY. Bounded work
 * per row.
 */
mz_status mz_flow_assign(mz_arena *arena, const mz_flow_evidence *evidence, mz_flow_table *table);

/* In a table of codes: gives the last figure of a row back to the row that lacks it, where both then add up. Bounded
 * work per row. MZ_ERR_MEMORY. (flow_return.c) */
mz_status mz_flow_return_strays(mz_arena *arena, mz_flow_table *table);

/* In a table of codes: what sums a row that was not read whole, the row of its code's beginning or the total, is no
 * sure one. Linear. (flow_doubt.c) */
void mz_flow_doubt_sums(mz_flow_table *table);

/* How many columns the figures of table may yet stand in that are not decided. */
size_t mz_flow_undecided(const mz_flow_table *table);

#endif
