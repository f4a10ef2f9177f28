/* flow.h - flow text (pdftotext without -layout: every visual line of every cell a line of its own, blank cells without
 * a trace) to tables. */
#ifndef MZ_FORM_FLOW_H
#define MZ_FORM_FLOW_H

#include "flow_forms.h"
#include "text/text.h"

/* A table read from flow text and the lines it was read from (indexes into mz_text.lines, last excluded). */
typedef struct mz_flow_result {
    mz_table table;
    size_t first, last;
} mz_flow_result;

/*
 * Finds and reads the tables among lines [first, last) of text. Titles, paths and labels are those of the print;
 * table.form and the roles are left empty (form/ fills them as for the other serialisations). *results is in the arena,
 * in the order of the text. A figure whose column no arithmetic decides has confidence below 50, its candidates, and a
 * column of its own whose path ends in "?". Errors: MZ_ERR_MEMORY. Linear in the text.
 */
mz_status mz_flow_read(mz_arena *arena, const mz_flow_forms *forms, const mz_text *text, size_t first, size_t last,
                       mz_flow_result **results, size_t *count);

#endif
