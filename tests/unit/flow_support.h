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

#endif
