/* flow_support.h - what the tests of flow text share: the built-in catalogue and an arena, which the fixture frees. For
 * inclusion by one test file each. */
#ifndef TESTS_UNIT_FLOW_SUPPORT_H
#define TESTS_UNIT_FLOW_SUPPORT_H

#include <criterion/criterion.h>
#include <string.h>

#include "form/catalogue.h"
#include "form/flow.h"

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

#endif
