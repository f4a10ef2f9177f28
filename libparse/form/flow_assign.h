/* flow_assign.h - the column of each figure, where blank cells left no trace: by arithmetic. */
#ifndef MZ_FORM_FLOW_ASSIGN_H
#define MZ_FORM_FLOW_ASSIGN_H

#include "flow_evidence.h"

enum { MZ_FLOW_MAX_PLACEMENTS = 64, MZ_FLOW_MAX_TRIALS = 4096 };

/* Ways to put a row's figures into columns, in order: bit sets of columns. */
typedef struct mz_flow_placements {
    uint32_t masks[MZ_FLOW_MAX_PLACEMENTS];
    size_t count;
    bool exact; /* the relations hold to the last digit, not only within rounding */
} mz_flow_placements;

/*
 * All placements of the figures (from, count) of row into the columns of side that satisfy the template's sums. With
 * none that does, gives none. At most MZ_FLOW_MAX_TRIALS partial placements are tried.
 */
void mz_flow_place(const mz_flow_template *t, uint16_t side, const mz_flow_token *values, size_t count,
                   const int16_t *fixed, mz_flow_placements *placements);

/*
 * Sets columns and candidates of every figure of table: first the total, then down the code hierarchy (children of a
 * blank cell are blank; children add up to their parent), then by evidence. What stays open keeps columns -1 and its
 * candidates. Bounded work per row.
 */
void mz_flow_assign(const mz_flow_evidence *evidence, mz_flow_table *table);

#endif
