/* header.h - the steps of mz_sheet_header (sheet.h). */
#ifndef MZ_FORM_HEADER_H
#define MZ_FORM_HEADER_H

#include "sheet.h"

/* The cell's number when it holds only one to three digits, -1 otherwise. */
int mz_small_number(const mz_grid_cell *cell);

/* Sets header_begin, header_end and data_begin of the sheet; takes over captions that stand above the header. */
void mz_header_rows(mz_reader *reader, mz_sheet *sheet);

/* The unit of money that a header or name says: 项目资金（万元）; MZ_UNIT_NONE when it says none. */
mz_unit mz_header_unit(const char *text, size_t length);
/* The unit that a header names: its own, else that of the nearest group above it. */
mz_unit mz_header_path_unit(const char *path);

/* Sets role, kind and side of the columns, whose paths are known. */
void mz_header_columns(mz_reader *reader, mz_sheet *sheet);

#endif
