/* patterns.c - tests of the compiled patterns of relations.json. */
#include <criterion/criterion.h>

#include "check/roles.h"

/* A document of one table, and the patterns it is asked for. */
typedef struct asked {
    mz_problem problem;
    mz_document document;
    mz_rulebook book;
} asked;

static void ask(asked *all, mz_table *table, mz_pattern *patterns, size_t count)
{
    all->book = (mz_rulebook){.roles = mz_names_new()};
    for (size_t i = 0; i < count; i++)
        cr_assert(mz_names_add_pattern(all->book.roles, &patterns[i], &patterns[i].number));
    all->document = (mz_document){.tables = table, .table_count = 1};
    all->problem = (mz_problem){.rulebook = &all->book,
                                .document = &all->document,
                                .arena = mz_arena_new(1 << 20),
                                .role_width = mz_names_width(all->book.roles)};
    all->problem.roles = mz_arena_array(all->problem.arena, 1, sizeof *all->problem.roles);
    cr_assert(mz_roles_build(&all->problem, 0));
}

static void end(asked *all)
{
    mz_arena_free(all->problem.arena);
    mz_names_free(all->book.roles);
}

static bool fits_row(const char *text, const char *role, const char *code, uint16_t side)
{
    mz_pattern pattern = mz_pattern_of(text, strlen(text));
    mz_row row = {.role = role, .code = code, .side = side};
    mz_table table = {.rows = &row, .row_count = 1};
    asked all;
    ask(&all, &table, &pattern, 1);
    mz_role_walk walk = mz_rows_with(&all.problem, 0, &pattern);
    bool found = mz_next_row(&walk);
    cr_assert(!found || (walk.at == 0 && !mz_next_row(&walk)));
    end(&all);
    return found;
}

static bool fits(const char *text, const char *role)
{
    mz_pattern pattern = mz_pattern_of(text, strlen(text));
    mz_column column = {.role = role};
    mz_table table = {.columns = &column, .column_count = 1};
    asked all;
    ask(&all, &table, &pattern, 1);
    bool found = mz_column_fits(&all.problem, 0, 0, &(mz_patterns){&pattern, 1});
    end(&all);
    return found;
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
    mz_names *roles = mz_names_new();
    mz_selector selector;
    cr_assert(mz_selector_compile("-a|b,c*@2|", roles, &selector));
    cr_assert_eq(selector.sign, -1);
    cr_assert_eq(selector.count, 3);
    cr_assert_eq(selector.alternatives[0].count, 1);
    cr_assert_eq(selector.alternatives[1].count, 2);
    cr_assert_eq(selector.alternatives[1].items[1].form, MZ_PATTERN_PREFIX);
    cr_assert_eq(selector.alternatives[1].items[1].side, 2);
    cr_assert_eq(selector.alternatives[2].count, 0, "nothing is asked for");
    mz_selector_free(&selector);
    mz_names_free(roles);
}

Test(patterns, column_in_the_order_of_the_patterns)
{
    mz_column columns[] = {{.role = "total", .side = 0}, {.role = "amount", .side = 0}, {.role = "total", .side = 1}};
    mz_table table = {.columns = columns, .column_count = 3};
    mz_pattern items[] = {mz_pattern_of("amount", 6), mz_pattern_of("total", 5)};
    mz_patterns patterns = {items, 2};
    asked all;
    ask(&all, &table, items, 2);
    cr_assert_eq(mz_column_fitting(&all.problem, 0, &patterns, 0, 0), 1);
    cr_assert_eq(mz_column_fitting(&all.problem, 0, &patterns, 1, 0), 2);
    cr_assert_eq(mz_column_fitting(&all.problem, 0, &patterns, 2, 0), 3);
    cr_assert_eq(mz_column_fitting(&all.problem, 0, &patterns, 0, 2023), 3);
    end(&all);
}

Test(patterns, rows_in_the_order_of_the_table)
{
    mz_row rows[] = {{.role = "total", .code = "301"},
                     {.role = "", .code = ""},
                     {.role = "total", .code = ""},
                     {.role = "income.fund", .code = "301", .side = 1}};
    mz_table table = {.rows = rows, .row_count = 4};
    mz_pattern patterns[] = {mz_pattern_of("total", 5), mz_pattern_of("*", 1), mz_pattern_of("#301", 4),
                             mz_pattern_of("income.*@1", 10), mz_pattern_of("total@1", 7)};
    static const size_t wanted[][5] = {{0, 2, 4}, {0, 1, 2, 3, 4}, {0, 3, 4}, {3, 4}, {4}}; /* 4: no more */
    asked all;
    ask(&all, &table, patterns, 5);
    cr_assert_eq(patterns[4].number, patterns[0].number, "a side is no part of what is looked up");
    for (size_t p = 0; p < 5; p++) {
        mz_role_walk walk = mz_rows_with(&all.problem, 0, &patterns[p]);
        size_t at = 0;
        for (; mz_next_row(&walk); at++) cr_assert_eq(walk.at, wanted[p][at], "pattern %zu", p);
        cr_assert_eq(wanted[p][at], 4, "pattern %zu", p);
    }
    end(&all);
}
