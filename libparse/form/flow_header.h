/* flow_header.h - the header of a flow table: which variety of form it is, and which tokens belong to it. */
#ifndef MZ_FORM_FLOW_HEADER_H
#define MZ_FORM_FLOW_HEADER_H

#include "flow_tokens.h"

typedef struct mz_flow_header {
    const mz_flow_template *template; /* NULL when none fits */
    bool serial;                      /* rows begin with running numbers */
    int32_t year;                     /* printed in it, 0 when none */
    const char *unit;                 /* text behind 单位：, "" when none */
    const char *organisation;         /* printed above it, "" when none */
} mz_flow_header;

/*
 * title is the table's. Finds the template whose header cells all occur among tokens (in any order of cells, each cell
 * perhaps in pieces), the most specific one first; marks header tokens, running column numbers, units and repeated page
 * headers as used. MZ_ERR_MEMORY when the arena is exhausted.
 */
mz_status mz_flow_header_find(mz_arena *arena, const mz_flow_forms *forms, const char *title, mz_flow_tokens *tokens,
                              mz_flow_header *header);

#endif
