/* repair.h - the search for the smallest repair: what repair.c finds and repair_report.c tells. */
#ifndef MZ_CHECK_REPAIR_H
#define MZ_CHECK_REPAIR_H

#include "check.h"

enum { MZ_RIVALS = 6, MZ_FIGURE_TEXT = 48 };

/* A change of one figure and the copies tied to it, and what it would do. */
typedef struct mz_unit_of_change {
    uint32_t figures[24];
    size_t count;
    bool chain;    /* a figure with the totals it went into: believed only when no single figure explains as much */
    int64_t value; /* the new value of the first figure, half counts; the others move by as much */
    uint32_t mended, spoiled;           /* relations that are errors when broken */
    uint32_t soft_mended, soft_spoiled; /* the others */
    unsigned cost;                      /* of the slip */
    const char *slip;
} mz_unit_of_change;

/* The state of the search: figures as mended so far. */
typedef struct mz_search {
    mz_problem *problem;
    mz_interval *intervals;
    int64_t *values;
    uint32_t *tried;  /* per figure: round in which it was tried */
    uint32_t *copied; /* per figure: round in which it was tried together with its copies */
    uint32_t round;
    uint32_t *member; /* per figure: stamp of the last unit tried that it belonged to */
    uint32_t unit_stamp;
    bool *broken;   /* per relation: with the figures as mended so far */
    uint32_t *seen; /* per relation: stamp of the last trial that looked at it */
    uint32_t stamp;
    uint32_t *parent;      /* union-find over figures */
    uint32_t *table_first; /* per table: its first figure */
    bool *moving;
    size_t moving_room;
    size_t trials;
    mz_unit_of_change rivals[MZ_RIVALS];
    size_t rival_count;
} mz_search;

/* Reports the change (already applied to search->values) with the relations of group that it mended, and settles them.
 */
void mz_report_repair(mz_search *search, const uint32_t *group, size_t count, const mz_unit_of_change *change);
/* Reports the relations of group that are left, one finding each, and settles them. gave_up: the search was cut short.
 */
void mz_report_unrepaired(mz_search *search, const uint32_t *group, size_t count, bool gave_up);

#endif
