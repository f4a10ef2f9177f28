/* flow_columns.h - the columns of a table from the cells of its header. */
#ifndef MZ_FORM_FLOW_COLUMNS_H
#define MZ_FORM_FLOW_COLUMNS_H

#include "flow_headings.h"

/*
 * Makes the columns of a table of this title whose header consists of headings: which cells stand under which, from
 * left to right, and how the rows are laid out. Where the words allow several orders the one whose sums hold in the
 * figures of tokens is taken. Sets used of the headings that take part. *t is in the arena, NULL when the headings make
 * no header. all: a list of names, of which every cell heads a column wherever it stands. MZ_ERR_MEMORY. Linear in
 * tokens.
 */
mz_status mz_flow_columns_make(mz_arena *arena, const mz_flow_forms *forms, const char *title, bool all,
                               mz_flow_headings *headings, const mz_flow_tokens *tokens, const mz_flow_template **t);

#endif
