/* flow_chain.h - one column of a table that is printed in blocks: its figures to the rows, by the sums that hold over
 * the rows and within them. */
#ifndef MZ_FORM_FLOW_CHAIN_H
#define MZ_FORM_FLOW_CHAIN_H

#include "flow_matching.h"

enum {
    MZ_FLOW_CHAIN_LEVELS = 5,                           /* of rows within one another */
    MZ_FLOW_CHAIN_MOST = 1 << 20,                       /* what a reading costs that is none */
    MZ_FLOW_CHAIN_STEP = 8,                             /* what passing over a stretch costs, and what a row may cost */
    MZ_FLOW_CHAIN_BLANK_WHOLE = 30 * MZ_FLOW_CHAIN_STEP /* a row without a figure in a column that all rows have */
};

/* The rows as printed, and the stretches that the figures stand in. */
typedef struct mz_flow_blocks {
    mz_flow_matching *m;
    size_t *order;    /* the rows as printed */
    size_t *depth;    /* of the rows */
    size_t *list;     /* the figures: those under header cells first, page by page */
    uint32_t *run;    /* by figure: its stretch */
    uint32_t *under;  /* by figure: the columns named above its block, 0 = none */
    uint32_t *beside; /* by figure: one past the row that it stands beside the name of, 0 = none */
    uint32_t skip;    /* what it costs to pass over a stretch */
    int64_t slack;    /* for the rounding of sums */
} mz_flow_blocks;

/* What is known of a column before it is read. */
typedef struct mz_flow_chain {
    uint16_t column;
    const int64_t *left; /* by row: what the columns read before leave for it and for others, NULL when not known */
    size_t others;       /* columns that share in what is left */
    uint32_t blank;      /* what a row without a figure costs */
    bool tree;           /* rows sum those within them */
    bool first;          /* no column stands in front of it */
    bool rows;           /* behind a figure the others of its row may stand */
    bool whole;          /* nothing in the table is larger than the total of all rows */
    int64_t slack;       /* between a figure and what is left */
} mz_flow_chain;

/*
 * The cheapest way to give free figures, in their order, to the rows: result[row] is a figure, SIZE_MAX for none. Stops
 * at figures that stand under header cells of other columns. *cost: MZ_FLOW_CHAIN_MOST when there is no way. False when
 * memory runs out. Linear in the rows.
 */
bool mz_flow_chain_read(const mz_flow_blocks *b, const mz_flow_chain *c, size_t *result, uint32_t *cost);

/* Fills beside: a stretch of names, and directly behind it one of as many figures, are of the same rows. run: by figure
 * its stretch. n log n in the rows. False when memory runs out. (flow_named.c) */
bool mz_flow_named_figures(const mz_flow_matching *m, const uint32_t *run, uint32_t *beside);

#endif
