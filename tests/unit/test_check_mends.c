/* Mistakes that are put right before repairs are looked for: a wrong unit over a table, rows and columns exchanged. One
 * finding each, and none on the correct document. */
#include <stdio.h>
#include <string.h>

#include "check_support.h"

TestSuite(check_mends, .init = open_catalogue, .fini = close_catalogue);

#define HEAD    "临江县水务局2031年部门预算公开\n\n"
#define COLUMNS "序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
#define ROWS_BEFORE                                                                                                    \
    "1\t\t合计\t90.00\t60.00\t30.00\n2\t213\t农林水支出\t90.00\t60.00\t30.00\n3\t21303\t水利\t90.00\t60.00\t30.00\n"
#define ROWS                                                                                                           \
    ROWS_BEFORE "4\t2130301\t行政运行\t65.00\t55.00\t10.00\n5\t2130306\t水利工程运行与维护\t25.00\t5.00\t20.00\n\n"
#define GENERAL "部门预算一般公共预算财政拨款支出表\n\n单位：万元\n\n" COLUMNS ROWS
#define INCOME                                                                                                                    \
    "部门预算收入总表\n\n单位：万元\n\n序号\t科目编码\t科目名称\t合计\t一般公共预算拨款收入\n" \
    "1\t\t合计\t90.00\t90.00\n2\t213\t农林水支出\t90.00\t90.00\n3\t21303\t水利\t90.00\t90.00\n"                          \
    "4\t2130301\t行政运行\t65.00\t65.00\n5\t2130306\t水利工程运行与维护\t25.00\t25.00\n\n"

/* The number of errors and warnings; *first is the first of them. */
static size_t alarms_of(const char *tables, const mz_finding **first)
{
    char text[8192];
    mz_error error;
    snprintf(text, sizeof text, "%s%s", HEAD, tables);
    mz_document_free(document);
    cr_assert_eq(mz_parse(catalogue, text, strlen(text), NULL, &document, &error), MZ_OK, "%s", error.message);
    cr_assert_eq(mz_check(catalogue, document, NULL, &error), MZ_OK, "%s", error.message);
    size_t count = 0;
    for (size_t i = 0; i < document->finding_count; i++) {
        if (document->findings[i].severity == MZ_INFO) continue;
        if (count++ == 0) *first = &document->findings[i];
    }
    return count;
}

/* The same of a document that has other tables too. */
static size_t alarms_beside(const char *expenditure, const char *general, const mz_finding **first)
{
    char tables[8000];
    snprintf(tables, sizeof tables, "%s%s%s", INCOME, expenditure, general);
    return alarms_of(tables, first);
}

static size_t alarms(const char *expenditure, const mz_finding **first)
{
    return alarms_beside(expenditure, GENERAL, first);
}

Test(check_mends, the_correct_document)
{
    const mz_finding *first = NULL;
    cr_assert_eq(alarms("部门预算支出总表\n\n单位：万元\n\n" COLUMNS ROWS, &first), 0, "%s",
                 first != NULL ? first->message_zh : "");
}

Test(check_mends, a_caption_with_the_wrong_unit)
{
    const mz_finding *first = NULL;
    cr_assert_eq(alarms("部门预算支出总表\n\n单位：元\n\n" COLUMNS ROWS, &first), 1);
    cr_assert_str_eq(first->rule, "unit.caption");
    cr_assert_str_eq(first->expected, "万元");
    cr_assert_str_eq(first->actual, "元");
}

Test(check_mends, two_rows_exchanged)
{
    const mz_finding *first = NULL;
    cr_assert_eq(
        alarms("部门预算支出总表\n\n单位：万元\n\n" COLUMNS ROWS_BEFORE
               "4\t2130301\t行政运行\t25.00\t5.00\t20.00\n5\t2130306\t水利工程运行与维护\t65.00\t55.00\t10.00\n\n",
               &first),
        1);
    cr_assert_str_eq(first->rule, "rows.exchanged");
    cr_assert_str_eq(first->repairs[0].from, "25.00");
    cr_assert_str_eq(first->repairs[0].to, "65.00");
    cr_assert_str_eq(first->repairs[0].slip, "shifted");
    cr_assert_geq(first->explain_count, 3);
}

Test(check_mends, two_columns_exchanged)
{
    const mz_finding *first = NULL;
    cr_assert_eq(
        alarms("部门预算支出总表\n\n单位：万元\n\n" COLUMNS ROWS_BEFORE
               "4\t2130301\t行政运行\t65.00\t10.00\t55.00\n5\t2130306\t水利工程运行与维护\t25.00\t5.00\t20.00\n\n",
               &first),
        1);
    cr_assert_str_eq(first->rule, "columns.exchanged");
    cr_assert_str_eq(first->expected, "55.00");
    cr_assert_str_eq(first->actual, "10.00");
}

Test(check_mends, one_wrong_figure_is_no_exchange)
{
    const mz_finding *first = NULL;
    cr_assert_eq(
        alarms("部门预算支出总表\n\n单位：万元\n\n" COLUMNS ROWS_BEFORE
               "4\t2130301\t行政运行\t65.00\t51.00\t10.00\n5\t2130306\t水利工程运行与维护\t25.00\t5.00\t20.00\n\n",
               &first),
        1);
    cr_assert_str_neq(first->rule, "columns.exchanged");
}

#define BLANK_BEFORE                                                                                                       \
    COLUMNS "1\t\t合计\t90.00\t70.00\t20.00\n2\t213\t农林水支出\t90.00\t70.00\t20.00\n3\t21303\t水利\t90.00\t70." \
            "00\t20.00\n"

Test(check_mends, two_rows_exchanged_of_which_one_has_a_blank)
{
    static const char general[] =
        "部门预算一般公共预算财政拨款支出表\n\n单位：万元\n\n" BLANK_BEFORE
        "4\t2130301\t行政运行\t65.00\t65.00\t\n5\t2130306\t水利工程运行与维护\t25.00\t5.00\t20.00\n\n";
    const mz_finding *first = NULL;
    cr_assert_eq(
        alarms_beside("部门预算支出总表\n\n单位：万元\n\n" BLANK_BEFORE
                      "4\t2130301\t行政运行\t25.00\t5.00\t20.00\n5\t2130306\t水利工程运行与维护\t65.00\t65.00\t\n\n",
                      general, &first),
        1);
    cr_assert_str_eq(first->rule, "rows.exchanged");
}

#define DIVIDED                                                                                                            \
    COLUMNS "1\t\t合计\t90.43\t70.43\t20.00\n2\t213\t农林水支出\t90.43\t70.43\t20.00\n3\t21303\t水利\t90.43\t70." \
            "43\t20.00\n"                                                                                                  \
            "4\t2130301\t行政运行\t65.43\t"
#define DIVIDED_END "\n5\t2130306\t水利工程运行与维护\t25.00\t5.00\t20.00\n\n"

Test(check_mends, a_figure_in_the_wrong_column)
{
    static const char right[] = "部门预算支出总表\n\n单位：万元\n\n" DIVIDED "65.43\t" DIVIDED_END,
                      wrong[] = "部门预算支出总表\n\n单位：万元\n\n" DIVIDED "\t65.43" DIVIDED_END;
    const mz_finding *first = NULL;
    cr_assert_eq(alarms_of(right, &first), 0, "%s", first != NULL ? first->message_zh : "");
    cr_assert_eq(alarms_of(wrong, &first), 1);
    cr_assert_str_eq(first->places[0].code, "2130301");
    cr_assert_str_eq(first->places[0].column, "项目支出");
    cr_assert_str_eq(first->repairs[0].place.code, "2130301");
    cr_assert_str_eq(first->repairs[0].place.column, "基本支出");
    cr_assert_str_eq(first->repairs[0].slip, "shifted");
    cr_assert_str_eq(first->repairs[0].to, "65.43");
}
