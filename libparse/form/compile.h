/* compile.h - from the parsed JSON of forms*.json, columns*.json, rows*.json, words*.json and subjects*.json to the
 * dictionaries of the compiled catalogue. */
#ifndef MZ_FORM_COMPILE_H
#define MZ_FORM_COMPILE_H

#include "catalogue.h"

/* Fills everything of the catalogue but arena and files. Errors: MZ_ERR_CATALOGUE with file and place, MZ_ERR_MEMORY.
 */
mz_status mz_compile_catalogue(mz_catalogue *catalogue, mz_error *error);

#endif
