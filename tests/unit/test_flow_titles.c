/* Flow text in drawing order: titles behind their tables. */
#include "flow_support.h"

TestSuite(flow_titles, .init = set_up, .fini = tear_down);

#define HEADER "功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出\n"
#define ROWS   HEADER "205 教育支出 90.00 60.00 30.00\n20502 普通教育 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n"

Test(flow_titles, drawn_last)
{
    size_t count = 0;
    const mz_flow_result *results = read_text("编制部门：云溪县教育局 单位：万元\n" ROWS "部门支出总表\n\f"
                                              "编制部门：云溪县教育局 单位：元\n" ROWS "一般公共预算支出表\n",
                                              &count);
    cr_assert_eq(count, 2);
    cr_expect_str_eq(results[0].table.title, "部门支出总表");
    cr_expect_eq(results[0].table.unit, MZ_UNIT_WAN);
    cr_expect_eq(results[0].table.row_count, 3);
    cr_expect_eq(results[0].table.span.line, 6);
    cr_expect_str_eq(results[1].table.title, "一般公共预算支出表");
    cr_expect_eq(results[1].table.unit, MZ_UNIT_YUAN);
    cr_expect_eq(results[1].table.row_count, 3);
    cr_expect_eq(results[1].table.rows[0].span.line, 9);
}

Test(flow_titles, a_title_in_front_of_the_unit_stays)
{
    size_t count = 0;
    const mz_flow_result *results = read_text("部门支出总表\n单位：万元\n" ROWS
                                              "\f206 科学技术支出 20.00 20.00\n一般公共预算支出表\n单位：万元\n" ROWS,
                                              &count);
    cr_assert_eq(count, 2);
    cr_expect_eq(results[0].table.row_count, 4);
    cr_expect_eq(results[1].table.row_count, 3);
}

Test(flow_titles, running_text_keeps_its_order)
{
    size_t count = 0;
    const mz_flow_result *results =
        read_text("单位：万元\n第三部分 情况说明\n详见支出预算表\n\f部门支出总表\n单位：万元\n" ROWS, &count);
    cr_assert_eq(count, 1);
    cr_expect_eq(results[0].first, 3);
}
