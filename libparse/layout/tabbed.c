/* tabbed.c - one table row per line, cells separated by tabs: the column is the number of tabs before the cell. */
#include <string.h>

#include "grid.h"

static uint32_t count_cells(const mz_line *line)
{
    uint32_t count = 1;
    for (uint32_t i = 0; i < line->length; i++) count += line->text[i] == '\t';
    return count;
}

static bool read_row(mz_arena *arena, const mz_line *line, mz_grid_row *row)
{
    uint32_t count = count_cells(line);
    if (count > UINT16_MAX) count = UINT16_MAX;
    row->cells = mz_arena_room(arena, count, sizeof *row->cells);
    if (row->cells == NULL) return false;
    row->span = mz_line_span(line, line->text, line->length);
    const char *at = line->text, *end = line->text + line->length;
    for (row->count = 0; row->count < count; row->count++) {
        const char *tab = at < end && *at == '\t' ? at : memchr(at, '\t', (size_t)(end - at)); /* many are blank */
        const char *stop = tab == NULL ? end : tab, *text = at;
        size_t length = (size_t)(stop - at);
        if (length > 0) mz_trim(&text, &length);
        row->cells[row->count] = (mz_grid_cell){.text = text,
                                                .length = (uint32_t)length,
                                                .column = (uint16_t)row->count,
                                                .confidence = 100,
                                                .span = mz_line_span(line, text, length)};
        at = stop + 1;
    }
    return true;
}

bool mz_layout_tabbed(const mz_text *text, size_t begin, size_t end, mz_layout *layout)
{
    mz_grid *grid = mz_arena_alloc(layout->arena, sizeof *grid);
    mz_grid_row *rows = mz_arena_array(layout->arena, end - begin, sizeof *rows);
    if (grid == NULL || rows == NULL) return false;
    grid->serialisation = MZ_SERIAL_TABBED;
    grid->rows = rows;
    for (size_t at = begin; at < end; at++)
        if (!read_row(layout->arena, &text->lines[at], &rows[grid->row_count++])) return false;
    return mz_layout_grid(layout, grid);
}
