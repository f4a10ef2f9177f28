/* codes.h - subject codes and the names that belong to them (codes.json). */
#ifndef MZ_CHECK_CODES_H
#define MZ_CHECK_CODES_H

#include "check.h"

/* The code as a number; 0 when it is none of a subject. */
uint32_t mz_code_number(const char *code);
/*
 * The code that the row's name stands for when it is not the row's own: one beside it, or the only one of its level; 0
 * when the name is right, nobody's, or several codes'. In flow text the names of functions, which take several lines,
 * go astray: 0.
 */
uint32_t mz_name_code(mz_problem *problem, const mz_table *table, const mz_row *row);
/* Whether the document's source keeps cells apart, so that no label is cut in reading. */
bool mz_keeps_cells(const mz_problem *problem);

#endif
