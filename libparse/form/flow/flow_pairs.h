/* flow_pairs.h - the state of reading a two-sided table (flow_pairs.c) and the search for what is left of it. */
#ifndef MZ_FORM_FLOW_PAIRS_H
#define MZ_FORM_FLOW_PAIRS_H

#include "flow_lines.h"

/* Figures of one line among all. */
typedef struct mz_flow_bundle {
    size_t first, count;
} mz_flow_bundle;

typedef struct mz_flow_pairs {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_evidence *evidence;
    const mz_flow_template *t;
    const mz_flow_rows *known;
    mz_unit unit;
    bool wide;      /* the expenditure side has several columns */
    size_t left;    /* columns of the income side */
    bool complete;  /* lines of income have several figures: what is not read of them is found by what they lack */
    size_t earlier; /* columns of the expenditure side for earlier years */
    mz_flow_lines list[MZ_FLOW_SIDES];
    mz_flow_side_figure *figures;
    size_t count;
    const mz_flow_token **all; /* where a side has several columns alike: all figures, and those of one line */
    mz_flow_bundle *bundles;
    size_t bundle_count;
} mz_flow_pairs;

/* Chooses the line of every figure left, in the order of the figures (flow_pairs_search.c). Figures far from their
 * lines are doubtful on a side of one column that does not come to its total. False when the arena is exhausted.
 * Bounded work per figure. */
bool mz_flow_pairs_search(mz_flow_pairs *r);

#endif
