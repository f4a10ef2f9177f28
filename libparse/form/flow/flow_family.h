/* flow_family.h - what is known of the rows of a table while the columns of their figures are sought. */
#ifndef MZ_FORM_FLOW_FAMILY_H
#define MZ_FORM_FLOW_FAMILY_H

#include "flow_assign.h"

enum { MZ_FLOW_NO_ROW = -1 };

/* What is known of a row while the table is solved. */
typedef struct mz_flow_option {
    mz_flow_placement *places;
    size_t count;
    int32_t parent, first_child, next; /* rows; next: the next child of the same parent */
} mz_flow_option;

typedef struct mz_flow_assignment {
    mz_arena *arena;
    const mz_flow_evidence *evidence;
    mz_flow_table *table;
    mz_flow_option *options;             /* of the rows */
    uint16_t width[2];                   /* per side: columns */
    uint32_t used[2];                    /* per side: columns that the totals use, 0 when unknown */
    int8_t running[MZ_FLOW_MAX_COLUMNS]; /* 1 for a column of running costs, -1 for one of projects, 0 for others */
    bool income[MZ_FLOW_MAX_COLUMNS];    /* whether a column is one of income */
    bool telling;                        /* whether any column is one of these */
    mz_flow_placements placements;       /* of placed_row, by its own relation */
    const mz_flow_row *placed_row;       /* the last one of which they were sought, NULL = none */
} mz_flow_assignment;

/* The value of figure v of row: 0 for a dash or a redaction. */
static inline int64_t mz_flow_amount_of(const mz_flow_row *row, size_t v)
{
    return row->values[v].kind == MZ_FLOW_NUMBER ? row->values[v].value : 0;
}

/* Keeps the placements of the parent that its children can add up to, and of the children those that occur when they
 * do. Nothing changes when none do, or when there are too many ways to look at. Bounded work. */
void mz_flow_solve_family(mz_flow_assignment *a, size_t p);

#endif
