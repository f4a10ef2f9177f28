/* project.c - the sheet of a project in aligned or flow text, put into rows as other serialisations have them. */
#include "project.h"

#include <string.h>

bool mz_project_row(mz_project_rows *rows, const mz_part *const *parts, size_t count)
{
    mz_arena *arena = rows->arena;
    mz_grid_row *row = mz_arena_alloc(arena, sizeof *row);
    mz_grid_cell *cells = mz_arena_array(arena, count + 1, sizeof *cells);
    mz_sheet_row *slot = mz_arena_push(arena, &rows->items, &rows->count, &rows->capacity, sizeof *slot);
    if (row == NULL || cells == NULL || slot == NULL) return false;
    for (size_t c = 0; c < count; c++) {
        cells[c] = (mz_grid_cell){.text = "", .column = (uint16_t)c, .width = 1};
        if (parts[c] == NULL) continue;
        cells[c].text = parts[c]->text;
        cells[c].length = parts[c]->length;
        cells[c].span = parts[c]->span;
        if (row->span.line == 0) row->span = parts[c]->span;
    }
    row->cells = cells;
    row->count = (uint32_t)count;
    *slot = (mz_sheet_row){.row = row};
    return true;
}

/* The first part from begin on that begins the header of indicators; count when none does. */
static size_t header_from(const mz_parts *parts, size_t begin)
{
    while (begin < parts->count && !mz_part_is(&parts->items[begin], MZ_LIST_INDICATOR_HEADER)) begin++;
    return begin;
}

/* Whether a name of money and a figure stand among parts [from, to). */
static bool has_money(const mz_parts *parts, size_t from, size_t to)
{
    bool name = false, figure = false;
    for (; from < to; from++) {
        name = name || mz_part_is(&parts->items[from], MZ_LIST_PERFORMANCE_AMOUNT);
        figure = figure || parts->items[from].figure;
    }
    return name && figure;
}

/* The same of flow text, which may have read the first head with the names at the left of the sheet: the other heads
 * follow behind the money at its right. Puts that head in front of them. */
static size_t header_in_order(mz_parts *parts)
{
    const size_t begin = header_from(parts, 0);
    size_t next = begin + 1;
    while (next < parts->count && parts->items[next].field < 0) next++;
    if (parts->placed || next >= parts->count || !has_money(parts, begin, next)) return begin;
    const mz_part head = parts->items[begin];
    memmove(&parts->items[begin], &parts->items[begin + 1], (next - 1 - begin) * sizeof head);
    parts->items[next - 1] = head;
    return next - 1;
}

bool mz_project_rows_of(mz_reader *reader, mz_arena *arena, mz_sheet *sheet)
{
    mz_parts parts;
    mz_project_rows rows = {.reader = reader, .arena = arena};
    const bool declaration = sheet->caption.form->layout == MZ_LAYOUT_DECLARATION;
    if (!mz_project_parts(reader, arena, sheet, &parts)) return false;
    size_t begin = header_in_order(&parts);
    if (!mz_project_pairs(&rows, &parts, begin, declaration)) return false;
    if (!parts.placed && begin < parts.count && !mz_sheet_goals_in_order(&rows, &parts, begin, parts.count))
        return false;
    while (parts.placed && begin < parts.count) { /* the header may be printed again on each page */
        const uint32_t line = parts.items[begin].line;
        size_t end = begin;
        do end = header_from(&parts, end + 1);
        while (end < parts.count && parts.items[end].line == line);
        if (!mz_sheet_goals(&rows, &parts, begin, end)) return false;
        begin = end;
    }
    sheet->whole_rows = true;
    sheet->rows = rows.items;
    sheet->row_count = rows.count;
    return true;
}
