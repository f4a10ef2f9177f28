/* patterns.c - tests of the compiled patterns of relations.json. */
#include <criterion/criterion.h>

#include "check/patterns.h"
#include "check/rulebook.h"

static bool fits_row(const char *text, const char *role, const char *code, uint16_t side)
{
    mz_pattern pattern = mz_pattern_of(text, strlen(text));
    mz_row row = {.role = role, .code = code, .side = side};
    return mz_pattern_fits_row(&pattern, &row);
}

static bool fits(const char *text, const char *role)
{
    mz_pattern pattern = mz_pattern_of(text, strlen(text));
    return mz_pattern_fits(&pattern, role);
}

Test(patterns, roles_codes_and_sides)
{
    cr_assert(fits_row("total", "total", "", 1));
    cr_assert_not(fits_row("total", "totals", "", 1));
    cr_assert_not(fits_row("totals", "total", "", 1));
    cr_assert(fits_row("total@1", "total", "", 1));
    cr_assert_not(fits_row("total@1", "total", "", 0));
    cr_assert(fits_row("#301", "", "301", 0));
    cr_assert_not(fits_row("#301", "301", "", 0), "a role is no code");
    cr_assert(fits_row("#301*", "", "30101", 0));
    cr_assert(fits_row("function.*", "function.204", "", 0));
    cr_assert_not(fits_row("function.*", "functions", "", 0));
    cr_assert(fits_row("*", "", "", 0));
}

Test(patterns, columns)
{
    cr_assert(fits("*", ""));
    cr_assert(fits("*.general", "income.general"));
    cr_assert_not(fits("*.general", "general"));
    cr_assert(fits("*.general*", "income.general"));
    cr_assert(fits("*.general*", "income.general.year"));
    cr_assert_not(fits("*.general*", "general.year"));
    cr_assert(mz_pattern_match("*.general*", "income.general.year"));
    cr_assert_not(mz_pattern_match("*.general*", "income.fund"));
    cr_assert_not(fits("total@1", "total"), "columns have no side");
    cr_assert_not(fits("#301", "301"));
    cr_assert(fits("", ""));
    cr_assert_not(fits("", "total"));
}

Test(patterns, selectors)
{
    mz_selector selector;
    cr_assert(mz_selector_compile("-a|b,c*@2|", &selector));
    cr_assert_eq(selector.sign, -1);
    cr_assert_eq(selector.count, 3);
    cr_assert_eq(selector.alternatives[0].count, 1);
    cr_assert_eq(selector.alternatives[1].count, 2);
    cr_assert_eq(selector.alternatives[1].items[1].form, MZ_PATTERN_PREFIX);
    cr_assert_eq(selector.alternatives[1].items[1].side, 2);
    cr_assert_eq(selector.alternatives[2].count, 0, "nothing is asked for");
    mz_selector_free(&selector);
}

Test(patterns, column_in_the_order_of_the_patterns)
{
    mz_column columns[] = {{.role = "total", .side = 0}, {.role = "amount", .side = 0}, {.role = "total", .side = 1}};
    mz_table table = {.columns = columns, .column_count = 3};
    mz_pattern items[] = {mz_pattern_of("amount", 6), mz_pattern_of("total", 5)};
    mz_patterns patterns = {items, 2};
    cr_assert_eq(mz_patterns_column(&patterns, &table, -1), 1);
    cr_assert_eq(mz_patterns_column(&patterns, &table, 1), 2);
    cr_assert_eq(mz_patterns_column(&patterns, &table, 2), 3);
}
