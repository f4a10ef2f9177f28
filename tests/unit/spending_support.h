/* spending_support.h - documents composed cell by cell: the built-in catalogue, tables, rows, facts, the check. For
 * inclusion by one test file each. */
#ifndef TESTS_UNIT_SPENDING_SUPPORT_H
#define TESTS_UNIT_SPENDING_SUPPORT_H

#include <check/check.h>
#include <criterion/criterion.h>
#include <form/catalogue.h>
#include <string.h>

static mz_catalogue *catalogue;
static mz_document *document;
static mz_arena *arena;

static void open_catalogue(void)
{
    mz_error error;
    cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, &error), MZ_OK, "%s", error.message);
    arena = mz_arena_new(64 * 1024 * 1024);
    document = mz_arena_alloc(arena, sizeof *document);
    document->arena = arena;
    document->identity = (mz_identity){.organisation = "临江县水务局",
                                       .organisation_code = "",
                                       .region = "",
                                       .fiscal_year = 2031,
                                       .kind = MZ_KIND_BUDGET};
    document->tables = mz_arena_array(arena, 8, sizeof *document->tables);
    document->facts = mz_arena_array(arena, 16, sizeof *document->facts);
}

static void close_catalogue(void)
{
    mz_arena_free(arena);
    mz_catalogue_free(catalogue);
}

static mz_amount read_figure(const char *text, mz_unit unit)
{
    mz_amount amount;
    char *printed = mz_arena_alloc(arena, strlen(text) + 1);
    cr_assert_eq(mz_amount_read(text, strlen(text), unit, printed, &amount), MZ_OK, "%s", text);
    return amount;
}

/* A table with these column roles, all in 万元. */
static mz_table *add_table(const char *form, const char *title, const char *const *roles, size_t count)
{
    mz_table *table = &document->tables[document->table_count++];
    *table = (mz_table){.form = form, .title = title, .subject = "", .organisation = "", .unit = MZ_UNIT_WAN};
    table->columns = mz_arena_array(arena, count, sizeof *table->columns);
    table->column_count = count;
    for (size_t i = 0; i < count; i++)
        table->columns[i] = (mz_column){.path = roles[i], .role = roles[i], .unit = MZ_UNIT_WAN, .unit_text = "万元"};
    table->rows = mz_arena_array(arena, 32, sizeof *table->rows);
    return table;
}

/* A row; "" is a blank cell, "**" a redacted one. */
static mz_row *add_row(mz_table *table, const char *code, const char *label, const char *role,
                       const char *const *figures)
{
    static uint32_t line;
    mz_row *row = &table->rows[table->row_count++];
    *row = (mz_row){.label = label, .code = code, .role = role, .serial = -1};
    row->cells = mz_arena_array(arena, table->column_count, sizeof *row->cells);
    row->cell_count = table->column_count;
    line++;
    for (size_t i = 0; i < table->column_count; i++) {
        mz_cell *cell = &row->cells[i];
        *cell = (mz_cell){.text = figures[i], .column = (uint16_t)i, .confidence = 100, .span = {.line = line}};
        cell->kind = *figures[i] == '\0' ? MZ_CELL_BLANK : *figures[i] == '*' ? MZ_CELL_REDACTED : MZ_CELL_AMOUNT;
        if (cell->kind == MZ_CELL_AMOUNT) cell->amount = read_figure(figures[i], MZ_UNIT_WAN);
    }
    return row;
}

static mz_fact *add_fact(const char *subject, mz_fact_kind kind, const char *figure, mz_unit unit)
{
    mz_fact *fact = &document->facts[document->fact_count++];
    const char *slash = strrchr(subject, '/');
    *fact = (mz_fact){.subject = subject,
                      .item = slash != NULL ? slash + 1 : subject,
                      .kind = kind,
                      .period = 2031,
                      .parent = -1,
                      .reason = "",
                      .span = {.line = (uint32_t)(100 + document->fact_count)},
                      .amount = read_figure(figure, unit)};
    return fact;
}

static void check(void)
{
    mz_error error;
    cr_assert_eq(mz_check(catalogue, document, NULL, &error), MZ_OK, "%s", error.message);
}

static size_t count_serious(void)
{
    size_t count = 0;
    for (size_t i = 0; i < document->finding_count; i++) count += document->findings[i].severity != MZ_INFO;
    return count;
}

static const mz_finding *find_rule(const char *rule)
{
    for (size_t i = 0; i < document->finding_count; i++)
        if (strcmp(document->findings[i].rule, rule) == 0) return &document->findings[i];
    return NULL;
}

static const char *const spending[] = {"total", "basic", "project"};
#define ROW(table, code, label, role, ...) add_row(table, code, label, role, (const char *const[]){__VA_ARGS__})

/* Two classes, one with two sections; every figure is seen by its row and its column. */
static mz_table *spending_table(const char *wrong)
{
    mz_table *table = add_table("budget.expenditure", "支出总表", spending, 3);
    ROW(table, "", "合计", "total", "900.00", "600.00", "300.00");
    ROW(table, "213", "农林水支出", "", "750.00", "480.00", "270.00");
    ROW(table, "21303", "水利", "", "750.00", "480.00", "270.00");
    ROW(table, "2130301", "行政运行", "", wrong, "480.00", "");
    ROW(table, "2130306", "水利工程运行与维护", "", "270.00", "", "270.00");
    ROW(table, "221", "住房保障支出", "", "150.00", "120.00", "30.00");
    ROW(table, "22102", "住房改革支出", "", "150.00", "120.00", "30.00");
    ROW(table, "2210201", "住房公积金", "", "150.00", "120.00", "30.00");
    return table;
}

#endif
