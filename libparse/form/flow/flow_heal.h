/* flow_heal.h - words and codes of one cell that the reading order parted. */
#ifndef MZ_FORM_FLOW_HEAL_H
#define MZ_FORM_FLOW_HEAL_H

#include "flow_tokens.h"

/* Whether a number begins as the code of a subject does: a class that the catalogue knows, or an economic one. */
bool mz_flow_begins_code(const mz_flow_forms *forms, const char *text);

/* Puts codes together that a narrow column broke: 208010 with 5 on the line beneath, perhaps with a name between.
 * *healed receives a copy of tokens, in the arena. False when that is exhausted. Linear. */
bool mz_flow_heal_codes(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                        mz_flow_tokens *healed);

/* Puts the name of a total, or the word over a side or over the names, together whose two characters stand far apart in
 * their cell, so that other cells come between them or even the second character first; also the four of a total. Of
 * the names of columns of codes that are set on one line (类 款 项) it parts what looks like a word. False when the
 * arena is exhausted. Linear. */
bool mz_flow_heal_totals(mz_arena *arena, const mz_flow_forms *forms, mz_flow_tokens *tokens);

#endif
