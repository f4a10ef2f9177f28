/* tabbed.c - one table row per line, cells separated by tabs: the column is the number of tabs before the cell. */
#include <string.h>

#include "../text/block.h"
#include "grid.h"

static void add_cell(const mz_line *line, const char *text, const char *end, mz_grid_row *row)
{
    size_t length = (size_t)(end - text);
    if (row->count == UINT16_MAX) return;
    if (length > 0) mz_trim(&text, &length);
    row->cells[row->count] = (mz_grid_cell){.text = text,
                                            .length = (uint32_t)length,
                                            .column = (uint16_t)row->count,
                                            .span = mz_line_span(line, text, length)};
    row->count++;
}

/* Cuts a line at its tabs into row->cells, which has room for all of them. */
static void read_row(const mz_line *line, mz_grid_row *row)
{
    row->span = mz_line_span(line, line->text, line->length);
    const char *end = line->text + line->length, *cell = line->text;
    for (const char *window = line->text; window < end; window += MZ_WINDOW) {
        const size_t left = (size_t)(end - window);
        for (uint64_t tabs = mz_window_bits(window, left < MZ_WINDOW ? left : MZ_WINDOW, '\t'); tabs != 0;
             tabs &= tabs - 1) {
            const char *tab = window + __builtin_ctzll(tabs);
            add_cell(line, cell, tab, row);
            cell = tab + 1;
        }
    }
    add_cell(line, cell, end, row);
}

/* Cells of lines [begin, end), a little more at most. */
static size_t count_cells(const mz_text *text, size_t begin, size_t end)
{
    const char *at = text->lines[begin].text, *stop = text->lines[end - 1].text + text->lines[end - 1].length;
    return end - begin + mz_text_count(at, (size_t)(stop - at), '\t');
}

bool mz_layout_tabbed(const mz_text *text, size_t begin, size_t end, mz_layout *layout)
{
    if (begin == end) return true;
    mz_grid *grid = mz_arena_alloc(layout->arena, sizeof *grid);
    mz_grid_row *rows = mz_arena_array(layout->arena, end - begin, sizeof *rows);
    mz_grid_cell *cells = mz_arena_room(layout->arena, count_cells(text, begin, end), sizeof *cells);
    if (grid == NULL || rows == NULL || cells == NULL) return false;
    grid->serialisation = MZ_SERIAL_TABBED;
    grid->rows = rows;
    for (size_t at = begin; at < end; at++) {
        mz_grid_row *row = &rows[grid->row_count++];
        row->cells = cells;
        read_row(&text->lines[at], row);
        cells += row->count;
        if (row->count > grid->columns) grid->columns = (uint16_t)row->count;
    }
    return mz_layout_grid(layout, grid);
}
