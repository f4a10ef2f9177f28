/* Composed text to facts, without tables, for the tests of the narrative. */
#ifndef NARRATIVE_SUPPORT_H
#define NARRATIVE_SUPPORT_H

#include <criterion/criterion.h>
#include <string.h>

#include "form/catalogue.h"
#include "narrative/narrative.h"

typedef struct narrative {
    mz_catalogue *catalogue;
    mz_arena *arena;
    mz_text text;
    mz_document document;
} narrative;

static inline narrative read_narrative_with(const char *input, const mz_line_range *tables, size_t table_count)
{
    narrative n = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &n.catalogue, &error), MZ_OK, "%s", error.message);
    n.arena = mz_arena_new((size_t)64 << 20);
    cr_assert_eq(mz_text_load(n.arena, input, strlen(input), &n.text, &error), MZ_OK, "%s", error.message);
    n.document.identity = (mz_identity){.organisation = "青禾县档案局", .fiscal_year = 2024};
    cr_assert_eq(mz_narrative_read(n.arena, n.catalogue->narrative, &n.text, tables, table_count, &n.document), MZ_OK);
    return n;
}

static inline narrative read_narrative(const char *input)
{
    return read_narrative_with(input, NULL, 0);
}

static inline void free_narrative(narrative *n)
{
    mz_arena_free(n->arena);
    mz_catalogue_free(n->catalogue);
}

/* The fact at index; fails when there are fewer, or when it is another. */
static inline const mz_fact *expect_fact(const narrative *n, size_t index, const char *subject, const char *amount,
                                         const char *unit)
{
    cr_assert_lt(index, n->document.fact_count, "only %zu facts", n->document.fact_count);
    const mz_fact *fact = &n->document.facts[index];
    cr_assert_str_eq(fact->subject, subject);
    cr_assert_str_eq(fact->amount.printed, amount, "%s: %s", subject, fact->amount.printed);
    cr_assert_str_eq(fact->amount.unit_text, unit);
    return fact;
}

#endif
