/* flow_matching.h - the state of one matching of figures with the rows of a table (flow_match.h) and its steps. */
#ifndef MZ_FORM_FLOW_MATCHING_H
#define MZ_FORM_FLOW_MATCHING_H

#include "flow_match.h"

enum { NONE = -1 };

/* How the figures of a row were found. */
typedef enum mz_flow_strength { UNFOUND, LEFT_OVER, IN_ORDER, ASKED_FOR, BEHIND_NAME } mz_flow_strength;

typedef struct mz_flow_matched {
    size_t figures[MZ_FLOW_MAX_COLUMNS]; /* indexes */
    size_t count;
    size_t from, to; /* the figures directly behind the row, whether they are its own or not */
    int32_t parent;
    mz_flow_strength strength;
    bool confirmed; /* takes part in a sum that holds */
    bool loose;
    bool slip;       /* its figures do not add up by a slip of the pen */
    bool in_columns; /* the columns of the figures are known */
    int16_t columns[MZ_FLOW_MAX_COLUMNS];
} mz_flow_matched;

/* What the parts of a row say of it. */
typedef struct mz_flow_parts {
    size_t count, blanks;
    size_t blank;     /* sum of the indexes of the blank ones: the index when there is one */
    size_t widest;    /* figures of the one that has most */
    size_t left_over; /* how many got what was left: a sum does not tell which is whose */
    int64_t sum;
    bool overflow;
    bool exchanged; /* a figure of its parts and one of another row's were exchanged */
} mz_flow_parts;

typedef struct mz_flow_matching {
    mz_arena *arena; /* given back when the figures are matched */
    const mz_flow_template *t;
    uint16_t side;
    const mz_flow_figure *figures;
    size_t count;
    mz_flow_subject *subjects;
    size_t row_count;
    mz_flow_matched *rows;
    uint32_t *owner;  /* of the figures: one past the row, 0 = free */
    uint32_t *batch;  /* of the figures: those with no row between them have the same; in order, while they are given to
                         the rows: one past the row directly behind whose name a figure stands, 0 when behind none */
    size_t *by_value; /* figures in the order of their values, those alike in the order of the stream */
    uint16_t columns;
    bool simple;    /* the first column is the total of all others */
    bool full;      /* every row prints every column */
    bool leading;   /* the first figure of a row is of the first column, or its total: rows can be added up by it */
    bool ordered;   /* the order of the figures is that of the rows, and the names' places say nothing */
    bool expecting; /* other tables say what some rows come to; there are few rows then */
    size_t tried;   /* ways to choose the last parts of rows */
    /* what rows and figures are weighed with (flow_align.c), used again and again: cells of best and step, of costs */
    uint32_t *best, *costs;
    uint8_t *step;
    size_t cells, cost_cells;
    mz_flow_parts *of; /* of the rows */
} mz_flow_matching;

/* ---- flow_matching.c ---- */

/* The amount of figure f a count of 10^-6; 0 for one that is no number. */
int64_t mz_flow_value_of(const mz_flow_matching *m, size_t f);

/* Half a unit of the last printed digit for each of parts figures and the total; whole amounts are exact. */
int64_t mz_flow_rounding(const mz_flow_token *figure, size_t parts);

/* Whether two amounts differ by no more than slack. */
bool mz_flow_same(int64_t a, int64_t b, int64_t slack);

/* The total of row r, its first figure; false when the row has no figures. */
bool mz_flow_total_of(const mz_flow_matching *m, size_t r, int64_t *total);

/* Whether figure f can be the total of row r: neither other tables nor the rows that sum it or that it sums are against
 * it. */
bool mz_flow_as_expected(const mz_flow_matching *m, size_t r, size_t f);

/* Gives row r these n figures, at most MZ_FLOW_MAX_COLUMNS, and marks them as owned. */
void mz_flow_give(mz_flow_matching *m, size_t r, const size_t *figures, size_t n, mz_flow_strength how, bool loose);

/* Takes its figures from row r. */
void mz_flow_release(mz_flow_matching *m, size_t r);

/* The first row at or behind r that is a part of row p; m->row_count when there is none. Those of a total stand in
 * front of it or behind it. */
size_t mz_flow_next_part(const mz_flow_matching *m, size_t p, size_t r);

/* Half a unit of the second decimal per figure, when the table has decimals. */
int64_t mz_flow_slack_of(const mz_flow_matching *m, size_t parts);

/* ---- flow_align.c ---- */

/* Whether figures [from, from + n) are a total and its parts. */
bool mz_flow_adds_up(const mz_flow_matching *m, size_t from, size_t n);

/* The figures behind each row, or behind several rows that stand together, are theirs. False when memory runs out. */
bool mz_flow_take_places(mz_flow_matching *m);

/* The figures are those of the rows in their order, wherever the names stand. False when memory runs out. */
bool mz_flow_take_order(mz_flow_matching *m);

/* What is left: rows without figures and free figures, both in the order of the stream. False when
 * memory runs out. */
bool mz_flow_take_left_over(mz_flow_matching *m);

/* ---- flow_blocks.c ---- */

/* The figures come column by column, in blocks: gives the rows those whose columns the sums tell, with the columns.
 * Rows are left without figures when no way to read them so is good. False when memory runs out. Linear in rows and
 * figures. */
bool mz_flow_take_blocks(mz_flow_matching *m);

/* ---- flow_bands.c ---- */

/*
 * Every row has a figure in every column, and so has every band of rows: gives the rows theirs. order: the rows as
 * printed; run: by figure its stretch. False, and rows to be read anew, when it is no such table. Linear.
 */
bool mz_flow_take_full(mz_flow_matching *m, const size_t *order, const uint32_t *run);

/*
 * The totals of the rows are known (by row, SIZE_MAX for none), and their stretches: gives the rows their totals with
 * the parts behind them, column by column, and then those left of a page. Columns are not told. order: the rows as
 * printed; run: by figure its stretch. Bounded work per row.
 */
void mz_flow_take_bands(mz_flow_matching *m, const size_t *order, const uint32_t *run, const size_t *totals);

/* ---- flow_ask.c ---- */

/* The first figure in by_value that is not below value. */
size_t mz_flow_lower_bound(const mz_flow_matching *m, int64_t value);

/* A free figure of this value (within slack) nearest to place, other than `but`; SIZE_MAX when there is none. */
size_t mz_flow_free_figure(const mz_flow_matching *m, int64_t value, int64_t slack, size_t place, size_t but);

/* The free figures directly behind row r, at most as many as it has columns, without `but`. */
size_t mz_flow_own_figures(const mz_flow_matching *m, const mz_flow_matched *r, size_t but, size_t *list, int64_t *sum);

/* The first two figures behind the name of row r that come to figure `whole`, free or its own: figures receives all
 * three. False when there are none. */
bool mz_flow_own_pair(const mz_flow_matching *m, size_t r, size_t whole, size_t *figures);

/* Looks for the n figures of a row that must come to values. */
bool mz_flow_ask_whole(mz_flow_matching *m, size_t r, const int64_t *values, size_t n, int64_t slack);

/* Looks for the figures of a row whose total must be value; least: how many figures it has at the least. */
bool mz_flow_ask(mz_flow_matching *m, size_t r, int64_t value, int64_t slack, size_t least);

/* ---- flow_slips.c ---- */

/* Whether figures [from, from + n), of a simple table, are a total and its parts but for a slip of the pen in one of
 * them, and no figure that stands elsewhere would make them up. */
bool mz_flow_has_slip(const mz_flow_matching *m, size_t from, size_t n);

/* Rows behind whose name stand a total, alone or with some of its parts, get the figures that are left when they make
 * it up but for a slip of the pen, in one way only. Bounded work per row. */
void mz_flow_complete_slips(mz_flow_matching *m);

/* A row whose total leaves one of its columns out has all figures that stand behind its name when these come to what
 * its parts do, and no figure that is left does. Clears m->of. Linear. */
void mz_flow_take_omitting(mz_flow_matching *m);

/* Whether total of row p and the sum of its parts are the same but for the slip in the total of one of them. */
bool mz_flow_slip_explains(const mz_flow_matching *m, size_t p, int64_t total, int64_t sum, int64_t slack);

/* ---- flow_sequence.c ---- */

/* Takes the figures of the one row that neither its place nor a sum confirms for its own when they add up and stand
 * between those of the rows before and behind it, all in one run. Linear. */
void mz_flow_confirm_sequence(mz_flow_matching *m);

/* ---- flow_sums.c ---- */

/* Fills of, one per row, with what the parts of each row say of it. */
void mz_flow_count_parts(const mz_flow_matching *m, mz_flow_parts *of);

/* One round: rows without figures, and rows that disagree with their parts, get those that the sums ask for. True
 * when something changed. */
bool mz_flow_ask_round(mz_flow_matching *m, mz_flow_parts *of);

/* ---- flow_last.c ---- */

/* Rows that lack parts get those that are left, and rows without figures the total that their parts come to, where
 * there is one way to. of: one per row, overwritten. Work per row: the figures of the page. */
void mz_flow_take_last_parts(mz_flow_matching *m, mz_flow_parts *of);

#endif
