/* Rows of tabbed text: tabs at any place of lines of any length. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include <layout/grid.h>

/* The two tabs stand on and around the edges of what is looked at at once. */
Test(tabbed, cells_end_at_tabs_wherever_they_stand)
{
    enum { LONGEST = 140 };
    mz_arena *arena = mz_arena_new(64 << 20);
    for (uint32_t length = 2; length <= LONGEST; length += 3) {
        for (uint32_t first = 0; first + 1 < length; first++) {
            char line[LONGEST + 1];
            const uint32_t second = first + 1 + (first * 7 + length) % (length - first - 1);
            memset(line, 'a', length);
            line[length] = '\0';
            line[first] = line[second] = '\t';
            const mz_line lines[] = {{.text = line, .length = length, .number = 1}};
            const mz_text text = {.lines = (mz_line *)(uintptr_t)lines, .count = 1};
            mz_layout layout = {.arena = arena};
            cr_assert(mz_layout_tabbed(&text, 0, 1, &layout));
            cr_assert_eq(layout.count, 1);
            const mz_grid_row *row = layout.blocks[0].grid->rows;
            cr_assert_eq(row->count, 3, "tabs at %u and %u of %u", first, second, length);
            const uint32_t begins[] = {0, first + 1, second + 1}, ends[] = {first, second, length};
            for (int c = 0; c < 3; c++) {
                cr_assert_eq(row->cells[c].text, line + begins[c]);
                cr_assert_eq(row->cells[c].length, ends[c] - begins[c]);
                cr_assert_eq(row->cells[c].column, c);
                cr_assert_eq(row->cells[c].span.begin, begins[c]);
            }
        }
    }
    mz_arena_free(arena);
}
