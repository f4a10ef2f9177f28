/* read.c - walks the blocks of a document and turns its grids into tables. */
#include "form.h"
mz_status mz_form_read(mz_reader *reader, mz_error *error)
{
    (void)reader, (void)error;
    return MZ_OK;
}
