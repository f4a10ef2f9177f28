/* flow_marks.h - marks what stands around a header as used: column numbers, line numbers, the header printed again. */
#ifndef MZ_FORM_FLOW_MARKS_H
#define MZ_FORM_FLOW_MARKS_H

#include "flow_tokens.h"

/* How many numbers 1, 2, 3 ... follow from token i on. */
size_t mz_flow_running(const mz_flow_tokens *tokens, size_t i);

/* Marks the numbers 1, 2, 3 ... from token i on; gives the token after them. */
size_t mz_flow_mark_running(mz_flow_tokens *tokens, size_t i);

/* Marks the numbers 1, 2, 3 ... of the columns of t, wherever they stand among tokens [first, end): at least as many as
 * there are columns, and whole where the amounts are not. */
void mz_flow_mark_column_numbers(const mz_flow_template *t, mz_flow_tokens *tokens, size_t first, size_t end);

/* Marks line numbers: whole figures in a table of amounts with decimals are none of its amounts. */
void mz_flow_mark_line_numbers(mz_flow_tokens *tokens);

/* Marks the running numbers 1, 2, 3 ... that rows of whole codes begin with. False, and nothing is marked, when narrow
 * columns broke the figures, or the amounts are whole, so that nothing tells them from the numbers. Linear. */
bool mz_flow_mark_serials(mz_flow_tokens *tokens);

/* Marks every later run of tokens that repeats the header [first, end), and the token after each as a new part. */
void mz_flow_mark_repeats(mz_flow_tokens *tokens, size_t first, size_t end);

#endif
