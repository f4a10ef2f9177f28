/* flow_under.h - the header cells directly above a block of figures. */
#ifndef MZ_FORM_FLOW_UNDER_H
#define MZ_FORM_FLOW_UNDER_H

#include "flow_match.h"

/* Fills under of the figures, which stand in the order of tokens: the columns of t that the words of the header name
 * with which their block begins. year: that of the table, 0 when unknown. MZ_ERR_MEMORY. Linear. */
mz_status mz_flow_under(mz_arena *arena, const mz_flow_template *t, int32_t year, const mz_flow_tokens *tokens,
                        mz_flow_figure *figures, size_t count);

#endif
