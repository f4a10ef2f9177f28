/* flow_maker.h - the state of making the columns of a header (flow_columns.h) and its steps. */
#ifndef MZ_FORM_FLOW_MAKER_H
#define MZ_FORM_FLOW_MAKER_H

#include "flow_tree.h"

typedef struct mz_flow_maker {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_vocabulary *vocabulary;
    mz_flow_headings *headings;
    const mz_flow_tokens *tokens;
    mz_flow_template *out;
    size_t held; /* how many sums of out hold in the rows */
    const mz_flow_usual *usual;
    bool row_a_line;   /* the text has the figures of a row on one line */
    bool measure_rows; /* measures are names of rows */
    bool total_top;    /* the total stands beside the groups */
    bool total_early;  /* a total may be that of a group that is read behind it */
    bool total_left;   /* a total was left out that may be that of such a group */
    bool total_inside; /* a total was put under a group that others stand beside */
    bool *used;        /* of the headings, in the best way so far */
} mz_flow_maker;

/* The largest number of times that one word of these kinds is printed; early: in front of the rows. */
size_t mz_flow_headings_most(const mz_flow_headings *headings, unsigned kinds, bool early);

/* How often the cell h is printed. */
size_t mz_flow_headings_count(const mz_flow_headings *headings, const mz_flow_heading *h);

/* Whether the same cell as heading i is printed before it. */
bool mz_flow_headings_seen(const mz_flow_headings *headings, size_t i);

/* Whether another word for the same column is among the cells: then this one, read among the rows, is a row's name. */
bool mz_flow_named_already(const mz_flow_tree *t, const mz_flow_heading *h);

/* Whether a heading belongs to the cells of t already there: under one of them or, with beside, next to one. */
bool mz_flow_related(const mz_flow_tree *t, const mz_flow_heading *h, bool beside);

/* Whether nothing is known of the text of a heading. */
bool mz_flow_is_stranger(const mz_flow_heading *h);

/* Appends the columns of the cells of t to those of m, on this side. *made is false when they are too many.
 * MZ_ERR_MEMORY. */
mz_status mz_flow_columns_finish(mz_flow_maker *m, mz_flow_tree *t, uint16_t side, bool *made);

/* The columns of a table whose sides are headed left and right. *made is false when the headings make none.
 * MZ_ERR_MEMORY; MZ_ERR_LIMIT when there are too many cells. (flow_sides.c) */
mz_status mz_flow_columns_pairs(mz_flow_maker *m, mz_flow_heading *left, mz_flow_heading *right, bool *made);

#endif
