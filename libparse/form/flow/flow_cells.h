/* flow_cells.h - the cells of a known header among the tokens: of a list of goods, or repeated on a later page. */
#ifndef MZ_FORM_FLOW_CELLS_H
#define MZ_FORM_FLOW_CELLS_H

#include "flow_tokens.h"

enum { MZ_FLOW_WINDOW = 640 }; /* tokens among which the cells of one header must be */

/* One try to find them. Results are last and taken, the rest is the state of the search. */
typedef struct mz_flow_cells {
    const mz_flow_template *template;
    const mz_flow_words *furniture;
    const char *keys[MZ_FLOW_MAX_NODES]; /* of the nodes, the year filled in */
    size_t done[MZ_FLOW_MAX_NODES];      /* bytes consumed of each */
    int32_t current;                     /* node in pieces, -1 none */
    const char *rest;                    /* of a furniture word in pieces, NULL none */
    size_t open;                         /* nodes not complete */
    size_t begun;                        /* nodes of which a part is consumed */
    size_t last;                         /* one past the last token of a cell */
    bool taken[MZ_FLOW_WINDOW];          /* by token from first on: a cell or a word of headers */
} mz_flow_cells;

/*
 * Whether all header cells of t occur among tokens [first, end), at most MZ_FLOW_WINDOW, in any order. year: that of
 * the table, for cells that carry it, 0 when unknown. False also when the arena is exhausted. Linear in tokens.
 */
bool mz_flow_cells_find(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_template *t,
                        const mz_flow_tokens *tokens, size_t first, size_t end, int32_t year, mz_flow_cells *c);

#endif
