/* flow_halves.h - the places of a table of codes and one figure, several times side by side, and what fills them. */
#ifndef MZ_FORM_FLOW_HALVES_H
#define MZ_FORM_FLOW_HALVES_H

#include "flow_evidence.h"
#include "flow_labels.h"
#include "flow_rows.h"

enum { MZ_FLOW_SLOTS = 128 };

/* A place for a figure: a code, or the total of one side. */
typedef struct mz_flow_slot {
    const char *code, *label;    /* code: "" of a total */
    const mz_flow_token *token;  /* of the code or the total's name */
    uint16_t side;               /* 0 pay and benefits, 1 everything else */
    size_t children;             /* slots behind it that it sums */
    size_t column, row;          /* where its code is printed, counted from the top left; not set for totals */
    const mz_flow_token *value;  /* NULL: blank or not known */
    const mz_flow_token *anchor; /* the figure that another table tells, NULL when none does */
    bool listed;                 /* the text says that money was spent on it */
    bool kept;                   /* its figure is known, whatever way the others get theirs */
    bool rest;                   /* it got its figure among those that were left */
} mz_flow_slot;

typedef struct mz_flow_halves {
    mz_arena *arena;
    const mz_flow_tokens *tokens;
    const mz_flow_labels *labels;
    mz_flow_slot slots[MZ_FLOW_SLOTS]; /* by side and code, the total last */
    size_t count;
    uint8_t *at;   /* of each token: one past its slot, 0 when it is none */
    bool lists[2]; /* by side: whether the text lists what money was spent on */
    bool listing;  /* what it lists, and nothing else of such a side, has figures */
} mz_flow_halves;

/* Whether a token is a code of these tables. */
bool mz_flow_halves_code(const mz_flow_token *token);

/* The slot of a name: its code is printed, it is that of a total, or nobody knows it and it stands behind a code. NULL
 * when there is none. */
mz_flow_slot *mz_flow_halves_named(mz_flow_halves *h, const mz_flow_label *label);

/* Gives the figures among the tokens to the slots, in the way that suits lines, names and sums best; listed: what the
 * text lists (mz_flow_halves_read_lists) tells what has none, where that comes out even. False when none finds a place.
 * Bounded in the slots, linear in the tokens. */
bool mz_flow_halves_fill(mz_flow_halves *h, bool listed);

/*
 * Sets listed of the slots that the text names where it says what pay and running costs consist of (人员经费…主要包括：
 * 基本工资、津贴补贴…). False when it has no such lists, or they name what the table does not have. Linear in the text,
 * which is looked through once for all tables. (flow_halves_listed.c)
 */
bool mz_flow_halves_read_lists(mz_flow_halves *h, const mz_flow_forms *forms, mz_flow_lists *lists);

/*
 * Sets anchor of the slots that have the same money as a code of the tables in front of this one (same_money in
 * flow.json), where one figure alone is of that amount. same: of the document. Linear in the tokens and, all tables of
 * a document together, in their rows. (flow_halves_anchors.c)
 */
void mz_flow_halves_anchor(mz_flow_halves *h, const mz_flow_forms *forms, mz_flow_same_money *same,
                           const mz_flow_tables *tables, const mz_flow_table *table);

/* ---- flow_halves_sums.c ---- */

/* Whether token i is a figure of the table. */
bool mz_flow_halves_figure(const mz_flow_halves *h, size_t i);

/* Whether a slot has this figure. */
bool mz_flow_halves_placed(const mz_flow_halves *h, const mz_flow_token *figure);

/* The amount of a slot, 0 when it has none. */
int64_t mz_flow_halves_value(const mz_flow_slot *slot);

/* Whether a slot is a group of others (301). */
bool mz_flow_halves_group(const mz_flow_slot *slot);

/* Whether slot s belongs to a group that does not add up. */
bool mz_flow_halves_doubtful(const mz_flow_halves *h, size_t s);

/* Whether slot s got what was left, and another place that stayed empty may be that figure's as well. */
bool mz_flow_halves_open(const mz_flow_halves *h, size_t s);

/* Whether a slot can have a figure: what it sums and is summed by, and what the text lists, leave room for it. */
bool mz_flow_halves_fits(const mz_flow_halves *h, const mz_flow_slot *slot, const mz_flow_token *value);

/* Whether slot s is a total with a figure that is less than half or more than twice of what it sums: no slip makes it
 * so, it is another's. */
bool mz_flow_halves_stranger(const mz_flow_halves *h, size_t s);

/* How many groups and totals that slots [from, filled) complete do not add up. */
size_t mz_flow_halves_wrong(const mz_flow_halves *h, size_t from, size_t filled);

/* Finds places for the figures that have none yet, so that the sums hold but for as few as may be; false when the sums
 * do not allow any, or there are more than `most` such figures. Bounded work. */
bool mz_flow_halves_settle(mz_flow_halves *h, size_t most);

#endif
