/* flow_support.h - what the tests of flow text share: the built-in catalogue and an arena, which the fixture frees. For
 * inclusion by one test file each. */
#ifndef TESTS_UNIT_FLOW_SUPPORT_H
#define TESTS_UNIT_FLOW_SUPPORT_H

#include <criterion/criterion.h>
#include <string.h>

#include "form/catalogue.h"
#include "form/flow/flow.h"

static mz_catalogue *catalogue;
static mz_arena *arena;

static void set_up(void)
{
    mz_error error;
    cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, &error), MZ_OK, "%s", error.message);
    arena = mz_arena_new((size_t)64 << 20);
    cr_assert_not_null(arena);
}

static void tear_down(void)
{
    mz_arena_free(arena);
    mz_catalogue_free(catalogue);
}

/* The tables of a text; *count receives their number. */
static inline mz_flow_result *read_text(const char *source, size_t *count)
{
    mz_text text;
    mz_error error;
    mz_flow_result *results = NULL;
    cr_assert_eq(mz_text_load(arena, source, strlen(source), &text, &error), MZ_OK);
    cr_assert_eq(mz_flow_read(arena, catalogue->flow, &text, 0, text.count, &results, count), MZ_OK);
    return results;
}

/* The only table of a text. */
static inline const mz_table *read_table(const char *source)
{
    size_t count = 0;
    const mz_flow_result *results = read_text(source, &count);
    cr_assert_eq(count, 1);
    return &results[0].table;
}

/* All column paths, parted by blanks. */
static inline const char *paths(const mz_table *table)
{
    const char *all = "";
    for (size_t c = 0; c < table->column_count; c++)
        all = mz_arena_printf(arena, "%s%s%s", all, c == 0 ? "" : " ", table->columns[c].path);
    cr_assert_not_null(all);
    return all;
}

/* The figures of the row with this code, or label when it has none, in the order of the columns: - for a blank. */
static inline const char *figures(const mz_table *table, const char *name)
{
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        if (strcmp(*row->code != '\0' ? row->code : row->label, name) != 0) continue;
        const char *all = "";
        for (size_t c = 0; c < table->column_count; c++) {
            const char *value = "-";
            for (size_t n = 0; n < row->cell_count; n++)
                if (row->cells[n].column == c) value = row->cells[n].text;
            all = mz_arena_printf(arena, "%s%s%s", all, c == 0 ? "" : " ", value);
        }
        return all;
    }
    return "no such row";
}

#endif
