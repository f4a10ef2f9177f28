/* cell_rows.h - the columns of cells that were printed one per line. */
#ifndef MZ_LAYOUT_CELL_ROWS_H
#define MZ_LAYOUT_CELL_ROWS_H

#include "grid.h"

/*
 * Sets column and width of the cells of all rows where they follow from other rows; until then a cell's column is its
 * number. width: cells of a row without merged cells. false when memory runs out.
 */
bool mz_cell_rows_place(mz_layout *layout, mz_grid_row *rows, size_t count, uint32_t width);

#endif
