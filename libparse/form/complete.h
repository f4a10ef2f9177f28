/* complete.h - whether what was read is a whole disclosure. */
#ifndef MZ_FORM_COMPLETE_H
#define MZ_FORM_COMPLETE_H

#include "form.h"

/*
 * Called when tables and facts of the document are read. Errors: MZ_ERR_NOT_DISCLOSURE (no amount anywhere),
 * MZ_ERR_TRUNCATED (it can be proven that the end is missing).
 */
mz_status mz_form_complete(mz_reader *reader, mz_error *error);

/*
 * Marks the columns whose header names another year (mz_column.year), in tables of which some header names the
 * document's own: without one the year of the document may be the mistaken one.
 */
void mz_form_column_years(mz_document *document);

#endif
