/* flow_header.h - the header of a flow table: its columns, and which tokens belong to it. */
#ifndef MZ_FORM_FLOW_HEADER_H
#define MZ_FORM_FLOW_HEADER_H

#include "flow_tokens.h"

typedef struct mz_flow_header {
    const mz_flow_template *template; /* NULL when none fits */
    bool serial;                      /* rows begin with running numbers */
    int32_t year;                     /* printed in it, 0 when none */
    const char *unit;                 /* text behind 单位：, "" when none */
    const char *organisation;         /* printed above it, "" when none */
    size_t *budget; /* of the document: cells of tables that may still be read by columns in vain; NULL: any number */
} mz_flow_header;

/*
 * title is the table's. Reads the columns from the words of the header; a list of goods has those of the catalogue.
 * Marks header tokens, running column numbers, units and repeated page headers as used. MZ_ERR_MEMORY when the arena is
 * exhausted. Linear in tokens.
 */
mz_status mz_flow_header_find(mz_arena *arena, const mz_flow_forms *forms, const char *title, mz_flow_tokens *tokens,
                              mz_flow_header *header);

/*
 * The columns of a list of names that is printed column by column, so that cells stand among the names and figures:
 * every one of them heads a column. Sets header->template, NULL when they make none; marks header tokens as used.
 * MZ_ERR_MEMORY. Linear in tokens.
 */
mz_status mz_flow_header_wide(mz_arena *arena, const mz_flow_forms *forms, const char *title, mz_flow_tokens *tokens,
                              mz_flow_header *header);

/* The columns of a list as far as the places of its cells tell them. */
typedef struct mz_flow_grid {
    size_t width;                     /* figures of every row, 0 when the rows differ or there are too few */
    const mz_flow_template *template; /* NULL when the header has not one cell for the names and one per column */
    size_t end;                       /* the token behind the header */
    const bool *used;                 /* the tokens that were marked, when there is a template */
} mz_flow_grid;

/*
 * Reads the cells from token first to the label of the first row as columns, whatever they are called: when every row
 * has a name and as many figures as there are cells behind the first one, and each cell is one line. MZ_ERR_MEMORY.
 * Linear. (flow_grid.c)
 */
mz_status mz_flow_grid_read(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens, size_t first,
                            mz_flow_grid *grid);

#endif
