/* Subjects that the classification of a year renumbered, merged or split (codes.json/moved). */
#include "change_support.h"

static mz_document *read_year(const mz_catalogue *catalogue, int year, const char *rows)
{
    char input[4096];
    mz_document *document = NULL;
    mz_error error = {0};
    const int length =
        snprintf(input, sizeof input,
                 "青禾县文化局%d年部门预算公开\n\n一般公共预算支出表\n单位：万元\n\n"
                 "科目编码\t科目名称\t合计\t基本支出\t项目支出\n%s\n一、支出说明\n\n无其他需要说明的事项。\n",
                 year, rows);
    cr_assert_eq(mz_parse(catalogue, input, (size_t)length, NULL, &document, &error), MZ_OK, "%s", error.message);
    return document;
}

static season compare_years(int year, const char *before, const char *now)
{
    season s = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK, "%s", error.message);
    s.prior = read_year(s.catalogue, year - 1, before);
    s.current = read_year(s.catalogue, year, now);
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    return s;
}

Test(change_moves, a_section_that_was_split)
{
    static const char before[] = "20704\t新闻出版广播影视\t80.00\t50.00\t30.00\n2070401\t行政运行\t50.00\t50.00\t\n"
                                 "2070404\t广播\t30.00\t\t30.00\n\t合计\t80.00\t50.00\t30.00";
    static const char now[] = "20706\t新闻出版电影\t50.00\t50.00\t\n2070601\t行政运行\t50.00\t50.00\t\n"
                              "20708\t广播电视\t30.00\t\t30.00\n2070804\t广播\t30.00\t\t30.00\n"
                              "\t合计\t80.00\t50.00\t30.00";
    season s = compare_years(2019, before, now);
    for (size_t i = 0; i < s.changes.count; i++)
        cr_expect(s.changes.items[i].explained, "%s %s", s.changes.items[i].code, s.changes.items[i].label);
    cr_expect_null(finding(&s, "change.unexplained"));
    release(&s);
    s = compare_years(2021, before, now);
    cr_expect_not_null(finding(&s, "change.unexplained"), "it was that of another year");
    release(&s);
}

Test(change_moves, the_weather_stayed_where_it_was)
{
    season s = compare_years(
        2019, "22005\t气象事务\t40.00\t40.00\t\n2200501\t行政运行\t40.00\t40.00\t\n\t合计\t40.00\t40.00\t",
        "22405\t地震事务\t90.00\t90.00\t\n2240501\t行政运行\t90.00\t90.00\t\n\t合计\t90.00\t90.00\t");
    cr_expect_not_null(finding(&s, "change.unexplained"));
    release(&s);
}

Test(change_moves, grants_for_housing_became_allowances)
{
    season s =
        compare_years(2018, "30102\t津贴补贴\t40.00\t40.00\t\n30313\t购房补贴\t6.00\t6.00\t\n\t合计\t46.00\t46.00\t",
                      "30102\t津贴补贴\t46.20\t46.20\t\n\t合计\t46.20\t46.20\t");
    for (size_t i = 0; i < s.changes.count; i++)
        if (*s.changes.items[i].code != '\0')
            cr_expect(s.changes.items[i].explained, "%s %s", s.changes.items[i].code, s.changes.items[i].label);
    release(&s);
}
