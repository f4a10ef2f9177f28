/* flow_titles.h - titles behind their tables: some programs draw the title of a page last, and text in drawing order
 * shows it below the rows. */
#ifndef MZ_FORM_FLOW_TITLES_H
#define MZ_FORM_FLOW_TITLES_H

#include "flow_roles.h"

/*
 * The text with the titles that stand behind their tables at the top of their pages, in *result: text itself when there
 * are none, else a copy in arena whose lines keep their numbers and offsets. A page has such a title when its first
 * lines name the unit of a table, as no other line does, and its only title comes behind them. Linear.
 * MZ_ERR_MEMORY.
 */
mz_status mz_flow_titles_first(mz_arena *arena, const mz_flow_roles *roles, const mz_text *text,
                               const mz_text **result);

#endif
