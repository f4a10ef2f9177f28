/* repair.h - the search for the smallest repair. Files: syndrome.c (where the relations stand, kept up to date),
 * repair_units.c (what moves together), repair_trials.c (which value, and what it mends), repair.c (the rounds),
 * repair_report.c (tells what was found), repair_meant.c (in which unit a figure of the text is meant). */
#ifndef MZ_CHECK_REPAIR_H
#define MZ_CHECK_REPAIR_H

#include "check.h"

enum { MZ_RIVALS = 6, MZ_FIGURE_TEXT = 48, MZ_LARGEST_UNIT = 24 /* figures that move together */ };

/* What moves together. */
typedef enum mz_unit_kind {
    MZ_MOVES_ALONE,
    MZ_MOVES_COPIES, /* a figure and its copies that held equalities tie together */
    MZ_MOVES_CHAIN   /* a figure with the totals it went into: believed only when no single figure explains as much */
} mz_unit_kind;

/* A change of one figure and those that move with it, and what it would do. */
typedef struct mz_unit_of_change {
    uint32_t figures[MZ_LARGEST_UNIT];
    uint32_t count;
    mz_unit_kind kind;
    int64_t value;                      /* the new value of the first figure, half counts; the others move by as much */
    uint32_t mended, spoiled;           /* relations that are errors when broken */
    uint32_t soft_mended, soft_spoiled; /* the others */
    unsigned cost;                      /* of the slip */
    bool backed;                        /* the new value is printed elsewhere, and has digits enough to tell */
    bool alone;                         /* the old value is not */
    const char *slip;
} mz_unit_of_change;

/* A relation that the unit under trial touches. */
typedef struct mz_touch {
    uint32_t relation;
    int64_t coefficient; /* of the unit's figures together */
    mz_wide slack;       /* half the width of their intervals, by coefficient */
} mz_touch;

/* A change that was weighed and may be taken. */
typedef struct mz_candidate {
    uint32_t figure; /* the unit's first */
    mz_unit_kind kind;
    uint32_t count; /* figures of the unit */
    int64_t value;
    uint32_t mended, spoiled, soft_mended, soft_spoiled;
    unsigned cost;
    bool backed, alone;
    const char *slip;
    uint32_t first_link, link_count; /* the relations it mends */
} mz_candidate;

/* That a candidate mends a relation; the candidates of one relation are chained. */
typedef struct mz_link {
    uint32_t relation;
    uint32_t candidate;
    uint32_t next; /* link of the same relation, MZ_NO_FIGURE ends */
} mz_link;

/* What speaks against the reading of a table. */
typedef struct mz_table_doubt {
    uint32_t doubtful; /* figures whose place is not certain */
    uint32_t broken;   /* relations */
} mz_table_doubt;

/* The state of the search: figures as mended so far. */
typedef struct mz_search {
    mz_problem *problem;
    mz_interval *intervals;
    int64_t *values;
    int64_t usual_digit[MZ_UNIT_OTHER + 1]; /* per unit: half counts of the last digit of most figures, 0: unknown */
    mz_table_doubt *doubts;                 /* per table */
    mz_sum *sums;                           /* per relation */
    bool *broken;                           /* per relation */

    mz_touch *touched; /* by the unit under trial */
    size_t touch_count;
    uint32_t *touch_at; /* per relation: 1 + its place in touched, when stamped */
    uint32_t *touch_stamp;
    uint32_t *member; /* per figure: stamp of the last unit under trial that it belonged to */
    uint32_t stamp;
    bool *moving; /* per term of the longest relation */

    uint32_t round;
    uint32_t *tried;  /* per figure: round in which it was tried */
    uint32_t *copied; /* per figure: round in which it was tried together with its copies */
    uint32_t *dirty;  /* per relation: round in which something near it was mended */
    uint32_t *linked; /* per relation: round in which links were chained to it */
    uint32_t *links_of;
    mz_candidate *candidates;
    size_t candidate_count, candidate_room;
    mz_link *links;
    size_t link_count, link_room;
    int64_t *printed;  /* values of all figures, sorted; made when asked for (printed.c) */
    uint32_t *counted; /* per figure: stamp of the last count that it was left out of */
    uint32_t count_stamp;
    size_t work, most_work; /* what has been looked at, and the bound on it */

    mz_unit_of_change rivals[MZ_RIVALS]; /* of the change being reported, best first, itself among them */
    size_t rival_count;
} mz_search;

/* syndrome.c */

/* Makes the search's arrays, with everything as printed. false when memory runs out. */
bool mz_search_make(mz_search *search, mz_problem *problem);
/* Fills search->touched with the relations of the unit's figures and marks the figures as members. */
void mz_search_touch(mz_search *search, const mz_unit_of_change *unit);
/* Whether the touched relation would be broken if the unit moved by distance. */
bool mz_search_would_break(mz_search *search, const mz_unit_of_change *unit, const mz_touch *touch, int64_t distance);
/*
 * The values of the unit's first figure that make the touched relation hold: range, and the one that makes it hold to
 * the digit. false when nothing does.
 */
bool mz_search_solve(mz_search *search, const mz_unit_of_change *unit, const mz_touch *touch, mz_interval *range,
                     int64_t *exact);
/* Moves the unit to its value for good. mz_search_touch must have been called for it. */
void mz_search_move(mz_search *search, const mz_unit_of_change *unit);

/* repair_units.c: the unit of a figure. false when it has too many figures, or none but this one (COPIES, CHAIN). */
bool mz_unit_grow(const mz_problem *problem, uint32_t figure, mz_unit_kind kind, mz_unit_of_change *unit);

/*
 * printed.c: what the document's other figures say of the unit's change: positive when its new value is printed by a
 * figure that is not in the mended relations (the links from first on), negative when the old one is and was not copied
 * from beside it (as its slip says). Less than the cost of the likeliest slip. Sets unit->backed and
 * ->alone.
 */
int mz_printed_evidence(mz_search *search, mz_unit_of_change *unit, size_t first);
/*
 * The likeliest value for the figure among those within range (half counts) that the document prints, and what it costs
 * with that evidence. false when none is printed.
 */
bool mz_printed_within(mz_search *search, uint32_t figure, mz_interval range, int64_t *value, unsigned *cost);

/* repair_meant.c: the figure of the text with the unit in which one of the relations' other figures agrees with its
 * digits ("948.85万元" for 948.85亿元); NULL when it is not the unit that is wrong. */
const char *mz_repair_in_unit(mz_problem *problem, const uint32_t *relations, size_t count, uint32_t index);

/* repair_trials.c */

/* Weighs every change of the figure's units that a broken relation asks for; useful ones become candidates. */
void mz_try_figure(mz_search *search, uint32_t figure);
/* Whether candidate a is a better explanation than b. */
bool mz_candidate_better(const mz_candidate *a, const mz_candidate *b);

/*
 * repair.c: makes the best change for the open relations, without a word, when it mends at least that many and spoils
 * none. Writes the relations it mends to mended (room for all) and returns their number, 0 when there is no such
 * change.
 */
size_t mz_repair_rehearse(mz_search *search, const uint32_t *open, size_t count, size_t least, uint32_t *mended);

/* repair_report.c */

/* Reports the change (already made) with the relations it mended, and settles them. */
void mz_report_repair(mz_search *search, const uint32_t *mended, size_t count, const mz_unit_of_change *change);
/*
 * Reports the broken relations that are left, one finding each, or one for all that a rule says of one row, and settles
 * them. gave_up: the search was cut short.
 */
void mz_report_unrepaired(mz_search *search, const uint32_t *relations, size_t count, bool gave_up);

#endif
