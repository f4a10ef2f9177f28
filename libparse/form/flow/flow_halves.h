/* flow_halves.h - the places of a table of codes and one figure, several times side by side, and what fills them. */
#ifndef MZ_FORM_FLOW_HALVES_H
#define MZ_FORM_FLOW_HALVES_H

#include "flow_labels.h"

enum { MZ_FLOW_SLOTS = 128 };

/* A place for a figure: a code, or the total of one side. */
typedef struct mz_flow_slot {
    const char *code, *label;   /* code: "" of a total */
    const mz_flow_token *token; /* of the code or the total's name */
    uint16_t side;              /* 0 pay and benefits, 1 everything else */
    size_t children;            /* slots behind it that it sums */
    size_t column, row;         /* where its code is printed, counted from the top left; not set for totals */
    const mz_flow_token *value; /* NULL: blank or not known */
} mz_flow_slot;

typedef struct mz_flow_halves {
    mz_arena *arena;
    const mz_flow_tokens *tokens;
    const mz_flow_labels *labels;
    mz_flow_slot slots[MZ_FLOW_SLOTS]; /* by side and code, the total last */
    size_t count;
    uint8_t *at; /* of each token: one past its slot, 0 when it is none */
} mz_flow_halves;

/* Whether a token is a code of these tables. */
bool mz_flow_halves_code(const mz_flow_token *token);

/* The slot of a name: its code is printed, it is that of a total, or nobody knows it and it stands behind a code. NULL
 * when there is none. */
mz_flow_slot *mz_flow_halves_named(mz_flow_halves *h, const mz_flow_label *label);

/* Gives the figures among the tokens to the slots, in the way that suits lines, names and sums best. False when none
 * finds a place. Bounded in the slots, linear in the tokens. */
bool mz_flow_halves_fill(mz_flow_halves *h);

/* Whether slot s belongs to a group that does not add up. */
bool mz_flow_halves_doubtful(const mz_flow_halves *h, size_t s);

#endif
