/* flow_group.h - figures in reading order to groups: one row's figures each, told by the row's own arithmetic. */
#ifndef MZ_FORM_FLOW_GROUP_H
#define MZ_FORM_FLOW_GROUP_H

#include "flow_assign.h"

/* The figures of one row: tokens in the order of their columns. */
typedef struct mz_flow_group {
    const mz_flow_token *values[MZ_FLOW_MAX_COLUMNS];
    size_t count;
    size_t place;    /* index of its first token in the stream */
    int64_t missing; /* what its parts lack to its total, 0 when they add up */
} mz_flow_group;

typedef struct mz_flow_groups {
    mz_flow_group *items;
    size_t count;
    size_t capacity;
} mz_flow_groups;

/* Which tokens are figures of the table (not codes, not texts, not used). */
typedef bool (*mz_flow_is_figure)(const void *context, const mz_flow_token *token);

/*
 * Cuts the figures of tokens into groups that satisfy the sums of side (a total and its parts, in order). A figure
 * displaced by the reading order is put to the group that lacks just that amount. Figures that fit nowhere become
 * groups of their own. single: a lone figure is as good as a group (the other side of a two-sided table has one
 * column). rows: how many groups there should be, 0 when not known. Linear: at most MZ_FLOW_MAX_COLUMNS looks at each
 * figure.
 */
mz_status mz_flow_group_figures(mz_arena *arena, const mz_flow_template *t, uint16_t side, const mz_flow_tokens *tokens,
                                mz_flow_is_figure is_figure, const void *context, bool single, size_t rows,
                                mz_flow_groups *groups);

#endif
