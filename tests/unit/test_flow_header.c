/* Flow text: headers read by their words, whatever the order in which their cells and the figures are printed. */
#include <string.h>

#include "flow_support.h"

TestSuite(flow_header, .init = set_up, .fini = tear_down);

Test(flow_header, cells_scattered_over_lines)
{
    const mz_table *table =
        read_table("部门支出总表\n单位：万元\n\n功能分类科目\n\n编码\n\n功能分类科目名称\n\n合计\n\n基本\n支出\n\n"
                   "项目\n支出\n\n205 教育支出 90.00 60.00 30.00\n20502 普通教育 90.00 60.00 30.00\n"
                   "2050203 初中教育 60.00 60.00\n2050299 其他普通教育支出 30.00 30.00\n"
                   "合计 90.00 60.00 30.00\n");
    cr_expect_str_eq(paths(table), "合计 基本支出 项目支出");
    cr_expect_str_eq(figures(table, "20502"), "90.00 60.00 30.00");
    cr_expect_str_eq(figures(table, "2050203"), "60.00 60.00 -");
    cr_expect_str_eq(figures(table, "2050299"), "30.00 - 30.00");
}

Test(flow_header, cells_wrapped_across_each_other)
{
    const mz_table *table = read_table("部门支出总表\n单位：万元\n科目编码 科目名称 合计 基本 项目\n支出 支出\n"
                                       "205 教育支出 90.00 60.00 30.00\n20502 普通教育 90.00 60.00 30.00\n"
                                       "2050203 初中教育 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n");
    cr_expect_str_eq(paths(table), "合计 基本支出 项目支出");
    cr_expect_str_eq(figures(table, "2050203"), "90.00 60.00 30.00");
}

Test(flow_header, cells_side_by_side_go_on_in_their_order)
{
    const mz_table *table = read_table(
        "部门支出总表\n单位：万元\n科目编码 科目名称 合计\n一般公共预算财政 政府性基金预算财 "
        "国有资本经营预算\n拨款\n政拨款\n财政拨款\n"
        "205 教育支出 90.00 60.00 20.00 10.00\n20502 普通教育 90.00 60.00 20.00 10.00\n合计 90.00 60.00 20.00 10.00\n");
    cr_expect_str_eq(paths(table), "合计 一般公共预算财政拨款 政府性基金预算财政拨款 国有资本经营预算财政拨款");
}

Test(flow_header, total_and_subtotal_find_their_groups)
{
    const mz_table *table =
        read_table("一般公共预算支出表\n单位：万元\n科目编码 科目名称 合计 基本支出 项目支出\n小计 人员经费 公用经费\n"
                   "205 教育支出 100.00 70.00 55.00 15.00 30.00\n20502 普通教育 100.00 70.00 55.00 15.00 30.00\n"
                   "2050203 初中教育 100.00 70.00 55.00 15.00 30.00\n合计 100.00 70.00 55.00 15.00 30.00\n");
    cr_expect_str_eq(paths(table), "合计 基本支出/小计 基本支出/人员经费 基本支出/公用经费 项目支出");
    cr_expect_str_eq(figures(table, "2050203"), "100.00 70.00 55.00 15.00 30.00");
}

Test(flow_header, two_years_side_by_side)
{
    const mz_table *table = read_table("一般公共预算支出表\n单位：万元\n科目编码 科目名称 2031年决算数 2030年决算数\n"
                                       "205 教育支出 80.00 90.00\n20502 普通教育 80.00 90.00\n"
                                       "2050203 初中教育 80.00 90.00\n合计 80.00 90.00\n");
    cr_expect_str_eq(paths(table), "2031年决算数 2030年决算数");
    cr_expect_str_eq(figures(table, "2050203"), "80.00 90.00");
}

Test(flow_header, only_the_second_year_is_divided)
{
    const mz_table *table = read_table(
        "一般公共预算支出表\n单位：万元\n科目编码 科目名称 2030年决算数 2031年预算数\n小计 基本支出 项目支出\n"
        "205 教育支出 80.00 90.00 60.00 30.00\n20502 普通教育 80.00 90.00 60.00 30.00\n"
        "2050203 初中教育 80.00 90.00 60.00 30.00\n合计 80.00 90.00 60.00 30.00\n");
    cr_expect_str_eq(paths(table), "2030年决算数 2031年预算数/小计 2031年预算数/基本支出 2031年预算数/项目支出");
    cr_expect_str_eq(figures(table, "2050203"), "80.00 90.00 60.00 30.00");
}

Test(flow_header, two_years_on_both_sides)
{
    const mz_table *table = read_table(
        "收支预算总表\n单位：万元\n收入 支出\n项目 2031年预算数 2030年预算数 项目 2031年预算数 2030年预算数\n"
        "一、一般公共预算拨款收入 80.00 70.00\n一、教育支出 80.00 70.00\n收入总计 80.00 70.00\n"
        "支出总计 80.00 70.00\n");
    const char *const expected[] = {"收入/2031年预算数", "收入/2030年预算数", "支出/2031年预算数", "支出/2030年预算数"};
    cr_assert_geq(table->column_count, 4);
    for (size_t c = 0; c < 4; c++) cr_expect_str_eq(table->columns[c].path, expected[c]);
}

Test(flow_header, column_numbers_are_no_figures)
{
    const mz_table *table =
        read_table("部门支出总表\n单位：万元\n科目编码 科目名称 合计 基本支出 项目支出\n栏次 1 2 3\n"
                   "205 教育支出 90.00 60.00 30.00\n20502 普通教育 90.00 60.00 30.00\n"
                   "2050203 初中教育 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n");
    cr_expect_str_eq(figures(table, "205"), "90.00 60.00 30.00");
    cr_expect_str_eq(figures(table, "合计"), "90.00 60.00 30.00");
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->rows[r].cell_count; c++)
            cr_expect_gt(strlen(table->rows[r].cells[c].text), strlen("1"));
}

Test(flow_header, one_row_without_a_label)
{
    const mz_table *table = read_table(
        "三公经费支出表\n单位：万元\n合计 因公出国（境）费 公务接待费 公务用车购置及运行费\n小计 公务用车购置费 "
        "公务用车运行费\n12.00 3.00 1.00 8.00 5.00 3.00\n");
    cr_assert_eq(table->row_count, 1);
    cr_expect_str_eq(paths(table),
                     "合计 因公出国（境）费 公务接待费 公务用车购置及运行费/小计 公务用车购置及运行费/公务用车购置费 "
                     "公务用车购置及运行费/公务用车运行费");
    cr_expect_str_eq(figures(table, ""), "12.00 3.00 1.00 8.00 5.00 3.00");
}

Test(flow_header, the_name_of_the_codes_is_glued_to_the_last_column)
{
    const char *rows = "合计 90.00 60.00 30.00\n205 教育支出 90.00 60.00 30.00\n20502 普通教育 90.00 60.00 30.00\n"
                       "2050203 初中教育 60.00 60.00\n2050204 高中教育 30.00 30.00\n";
    static const char *const headers[] = {"合计 基本支出 项目支出功能分类\n科目编码 科目名称\n",
                                          "合计 基本支出 项目支出功能分类科目编\n码 科目名称\n"};
    for (size_t h = 0; h < sizeof headers / sizeof *headers; h++) {
        const mz_table *table =
            read_table(mz_arena_printf(arena, "支出决算表\n单位：万元\n项目\n%s%s", headers[h], rows));
        cr_expect_str_eq(paths(table), "合计 基本支出 项目支出");
        cr_expect_str_eq(figures(table, "2050204"), "30.00 - 30.00");
    }
}

Test(flow_header, a_list_of_contents_is_no_table)
{
    mz_text text;
    mz_error error;
    mz_flow_result *results = NULL;
    size_t count = 0;
    const char *source = "目录\n一、收支预算总表 3\n二、部门收入总表 4\n三、部门支出总表 5\n四、三公经费支出表 6\n";
    cr_assert_eq(mz_text_load(arena, source, strlen(source), &text, &error), MZ_OK);
    cr_assert_eq(mz_flow_read(arena, catalogue->flow, &text, 0, text.count, &results, &count), MZ_OK);
    cr_expect_eq(count, 0);
}

Test(flow_header, the_running_head_of_pages_is_no_row)
{
    const mz_table *table =
        read_table("云沧市档案局2031年预算\n目录\n\f云沧市档案局2031年预算\n职能\n\f云沧市档案局2031年预算\n说明\n"
                   "\f云沧市档案局2031年预算\n部门支出总表\n单位：万元\n\n科目编码 科目名称 合计 基本支出 项目支出\n\n"
                   "205 教育支出 90.00 60.00 30.00\n20502 普通教育 90.00 60.00 30.00\n"
                   "\f云沧市档案局2031年预算\n2050203 初中教育 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n");
    cr_expect_str_eq(figures(table, "2050203"), "90.00 60.00 30.00");
    cr_expect_str_eq(figures(table, "云沧市档案局2031年预算"), "no such row");
    cr_expect_eq(table->row_count, 4);
}

Test(flow_header, the_second_budget_is_read_behind_a_row)
{
    const mz_table *table = read_table(
        "财务收支预算总表\n单位：元\n本年收入\n\n本年支出\n预算数\n\n项目\n一、财政拨款收入\n\n预算数\n\n项目\n\n"
        "合计\n\n基本支出\n人员经费\n\n公用经费\n\n项目支出\n\n80.00 一、教育支出\n\n80.00\n\n45.00\n\n5.00\n\n"
        "30.00\n\n收入总计\n\n80.00\n\n支出总计\n\n80.00\n\n45.00\n\n5.00\n\n30.00\n");
    cr_expect_str_eq(paths(table), "本年收入/预算数 本年支出/预算数/合计 本年支出/预算数/基本支出/人员经费 "
                                   "本年支出/预算数/基本支出/公用经费 本年支出/预算数/项目支出");
}

Test(flow_header, the_text_behind_a_table_is_no_part_of_it)
{
    const mz_table *table = read_table(
        "2031年“三公”经费预算表\n单位：万元\n2031年“三公”经费预算数\n合计\n\n因公出国（境）费\n\n公务接待费\n\n"
        "公务用车购置及运行费\n小计\n\n购置费\n\n运行费\n\n9.00\n\n2.00\n\n3.00\n\n4.00\n\n1.00\n\n3.00\n\n"
        "其他相关情况说明\n一、 2031 "
        "年“三公”经费预算情况说明\n2031年“三公”经费预算数为9.00万元，比2030年\n预算减少1.00万元。\n");
    cr_expect_eq(table->column_count, 6);
    cr_assert_eq(table->row_count, 1);
    cr_expect_eq(table->rows[0].cell_count, 6);
}

Test(flow_header, names_of_sources_read_behind_the_rows_of_a_list_are_columns)
{
    const mz_table *table =
        read_table("项目支出预算表\n单位：元\n\n项目名称\n\n合计\n\n一般公共预算\n\n校舍维修\n\n80.00\n\n80.00\n\n"
                   "设备购置\n\n30.00\n\n20.00\n\n10.00\n\n合计\n\n110.00\n\n100.00\n\n10.00\n\n政府性基金预算\n");
    cr_expect_str_eq(paths(table), "合计 一般公共预算 政府性基金预算");
    cr_expect_str_eq(figures(table, "设备购置"), "30.00 20.00 10.00");
    cr_expect_str_eq(figures(table, "合计"), "110.00 100.00 10.00");
}

Test(flow_header, a_source_read_among_the_rows_is_a_column_and_blank_sources_have_no_part)
{
    mz_text text;
    mz_error error;
    mz_flow_result *results = NULL;
    size_t count = 0;
    const char source[] = "收支预算总表\n单位：万元\n收入 支出\n项目 预算数 项目 预算数\n一、财政拨款收入 "
                          "70.00\n二、事业收入\n三、其他收入\n"
                          "四、上年结转 20.00\n一、教育支出 90.00\n收入总计 90.00\n支出总计 90.00\n\n"
                          "收入预算总表\n单位：万元\n科目编码 科目名称 合计 财政拨款收入 事业收入 其他收入\n"
                          "205 教育支出 90.00 70.00 20.00\n20502 普通教育 90.00 70.00 20.00\n\n上年结转\n\n"
                          "2050203 初中教育 90.00 70.00 20.00\n";
    cr_assert_eq(mz_text_load(arena, source, strlen(source), &text, &error), MZ_OK);
    cr_assert_eq(mz_flow_read(arena, catalogue->flow, &text, 0, text.count, &results, &count), MZ_OK);
    cr_assert_eq(count, 2);
    cr_expect_str_eq(paths(&results[1].table), "合计 财政拨款收入 事业收入 其他收入 上年结转");
    cr_expect_str_eq(figures(&results[1].table, "2050203"), "90.00 70.00 - - 20.00");
}

Test(flow_header, where_nothing_decides_the_first_column_is_named_as_one_of_several)
{
    const mz_table *table = read_table("部门支出总表\n单位：万元\n科目编码 科目名称 合计 基本支出 项目支出\n"
                                       "208 社会保障和就业支出 90.00 90.00\n20805 行政事业单位养老支出 90.00 90.00\n"
                                       "2080502 事业单位离退休 90.00 90.00\n");
    cr_expect_str_eq(paths(table), "合计 基本支出 项目支出");
    cr_expect_str_eq(figures(table, "2080502"), "90.00 90.00 -");
    const mz_cell *cell = &table->rows[0].cells[1];
    cr_expect_lt(cell->confidence, 50);
    cr_expect_eq(cell->candidates, 6);
}

Test(flow_header, a_lone_measure_is_rather_the_last_one)
{
    const mz_table *table = read_table("机构运行信息表\n单位：万元\n项目 预算数 决算数\n一、“三公”经费 2.00 1.00\n"
                                       "公务接待费 2.00 1.00\n机关运行经费 75.00\n");
    cr_expect_str_eq(paths(table), "预算数 决算数");
    cr_expect_str_eq(figures(table, "公务接待费"), "2.00 1.00");
    cr_expect_str_eq(figures(table, "机关运行经费"), "- 75.00");
    cr_expect_lt(table->rows[table->row_count - 1].cells[0].confidence, 50);
}

Test(flow_header, where_nothing_decides_projects_and_running_costs_are_told_by_the_subject)
{
    const mz_table *table = read_table("部门支出总表\n单位：万元\n科目编码 科目名称 合计 基本支出 项目支出\n"
                                       "205 教育支出 90.00 90.00\n20502 普通教育 90.00 90.00\n"
                                       "2050203 初中教育 90.00 90.00\n208 社会保障和就业支出 30.00 30.00\n"
                                       "20805 行政事业单位养老支出 30.00 30.00\n2080502 事业单位离退休 30.00 30.00\n");
    cr_expect_str_eq(figures(table, "2080502"), "30.00 30.00 -");
    cr_expect_str_eq(figures(table, "20502"), "90.00 - 90.00");
    cr_expect_lt(table->rows[1].cells[1].confidence, 50);
}

#define ROWS_OF_THREE                                                                                                    \
    "205 教育支出 90.00 60.00 30.00\n20502 普通教育 90.00 60.00 30.00\n2050203 初中教育 90.00 60.00 30.00\n" \
    "合计 90.00 60.00 30.00\n"

Test(flow_header, a_cell_no_list_knows_over_a_total_is_a_group)
{
    const mz_table *table =
        read_table("部门支出总表\n单位：万元\n科目编码\n\n科目名称\n\n按用途划分的资金\n\n合计\n\n基本支出\n\n"
                   "项目支出\n\n" ROWS_OF_THREE);
    cr_expect_str_eq(paths(table), "按用途划分的资金/合计 按用途划分的资金/基本支出 按用途划分的资金/项目支出");
    cr_expect_str_eq(figures(table, "20502"), "90.00 60.00 30.00");
}

Test(flow_header, a_cell_no_list_knows_between_columns_is_a_column)
{
    const mz_table *table =
        read_table("部门支出总表\n单位：万元\n科目编码\n\n科目名称\n\n合计\n\n基本支出\n\n预留机动费\n\n"
                   "项目支出\n\n205 教育支出 95.00 60.00 5.00 30.00\n"
                   "20502 普通教育 95.00 60.00 5.00 30.00\n"
                   "2050203 初中教育 95.00 60.00 5.00 30.00\n合计 95.00 60.00 5.00 30.00\n");
    cr_expect_str_eq(paths(table), "合计 基本支出 预留机动费 项目支出");
    cr_expect_str_eq(figures(table, "20502"), "95.00 60.00 5.00 30.00");
}

Test(flow_header, sums_tell_a_column_from_a_group)
{
    const mz_table *table =
        read_table("部门支出总表\n单位：万元\n科目编码\n\n科目名称\n\n机动资金\n\n合计\n\n基本支出\n\n项目支出\n\n"
                   "205 教育支出 95.00 5.00 60.00 30.00\n20502 普通教育 95.00 5.00 60.00 30.00\n"
                   "2050203 初中教育 95.00 5.00 60.00 30.00\n合计 95.00 5.00 60.00 30.00\n");
    cr_expect_str_eq(paths(table), "合计 机动资金 基本支出 项目支出");
}

Test(flow_header, a_longer_form_of_a_word_is_that_word)
{
    const mz_table *table =
        read_table("财政拨款收支总表\n单位：万元\n收入 支出\n项目 预算安排数 项目 合计\n一般公共预算补助资金\n"
                   "政府性基金预算补助资金\n一、一般公共预算拨款 80.00\n二、政府性基金预算拨款 10.00\n"
                   "一、教育支出 90.00 80.00 10.00\n收入总计 90.00\n支出总计 90.00 80.00 10.00\n");
    cr_expect_str_eq(paths(table), "收入/预算安排数 支出/合计 支出/一般公共预算补助资金 支出/政府性基金预算补助资金");
}

Test(flow_header, a_group_read_among_the_rows)
{
    const mz_table *table =
        read_table("部门支出总表\n单位：万元\n科目编码\n\n科目名称\n\n合计\n\n基本支出\n\n项目支出\n\n"
                   "205 教育支出 90.00 60.00 30.00\n20502 普通教育 90.00 60.00 30.00\n\n本年支出\n\n"
                   "2050203 初中教育 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n");
    cr_expect_str_eq(paths(table), "本年支出/合计 本年支出/基本支出 本年支出/项目支出");
}

Test(flow_header, the_second_line_of_a_total)
{
    const mz_table *narrow =
        read_table("支出决算表\n单位：万元\n科目编码\n\n科目名称\n\n本年支出\n合计\n\n基本支出\n\n项目支出\n\n"
                   "上缴上级\n支出\n\n205 教育支出 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n");
    cr_expect_str_eq(paths(narrow), "本年支出合计 基本支出 项目支出 上缴上级支出");
    const mz_table *wide =
        read_table("支出决算表\n单位：万元\n科目编码\n\n科目名称\n\n本年支出\n合计\n\n基本支出\n\n项目支出\n\n"
                   "上缴上级支出\n\n205 教育支出 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n");
    cr_expect_str_eq(paths(wide), "本年支出/合计 本年支出/基本支出 本年支出/项目支出 本年支出/上缴上级支出");
}

Test(flow_header, cells_on_lines_of_their_own_stand_in_the_order_of_the_form)
{
    const mz_table *apart =
        read_table("收入决算表\n单位：万元\n科目编码\n\n科目名称\n\n合计\n\n上级补助收入\n\n事业收入\n\n"
                   "财政拨款收入\n\n205\n\n教育支出\n\n90.00\n\n60.00\n\n10.00\n\n20.00\n\n"
                   "合计\n\n90.00\n\n60.00\n\n10.00\n\n20.00\n");
    cr_expect_str_eq(paths(apart), "合计 财政拨款收入 上级补助收入 事业收入");
}

Test(flow_header, cells_on_one_line_stand_in_the_order_of_the_print)
{
    const mz_table *table =
        read_table("收入决算表\n单位：万元\n科目编码 科目名称 合计 财政拨款收入 事业收入 上级补助收入\n"
                   "205 教育支出 90.00 60.00 10.00 20.00\n合计 90.00 60.00 10.00 20.00\n");
    cr_expect_str_eq(paths(table), "合计 财政拨款收入 事业收入 上级补助收入");
}

Test(flow_header, an_unknown_cell_and_figures_of_the_first_row)
{
    const mz_table *table =
        read_table("部门支出总表\n单位：万元\n科目编码\n\n科目名称\n合计\n\n合计\n95.00\n\n基本支出\n60.00\n\n"
                   "预留机动支出\n5.00\n\n项目支出\n30.00\n\n205\n\n教育支出\n\n95.00\n\n60.00\n\n5.00\n\n"
                   "30.00\n\n20502\n\n普通教育\n\n95.00\n\n60.00\n\n5.00\n\n30.00\n");
    cr_expect_str_eq(paths(table), "合计 基本支出 预留机动支出 项目支出");
    cr_expect_str_eq(figures(table, "20502"), "95.00 60.00 5.00 30.00");
}

Test(flow_header, sides_headed_by_the_budgets)
{
    const mz_table *table = read_table(
        "财务收支预算总表\n单位：元\n收入预算\n项目\n\n支出预算\n金额\n\n项目\n\n合计\n\n基本支出\n\n项目支出\n\n"
        "一、财政拨款收入 90.00 一、教育支出\n90.00\n60.00\n30.00\n"
        "收入总计 90.00\n支出总计 90.00 60.00 30.00\n");
    cr_expect_str_eq(paths(table), "收入预算/金额 支出预算/合计 支出预算/基本支出 支出预算/项目支出");
}

Test(flow_header, a_part_of_a_source_stands_under_it)
{
    const mz_table *table = read_table(
        "收入预算总表\n单位：元\n科目编码\n\n科目名称\n\n收入预算\n合计\n\n事业收入\n\n财政拨款收入\n\n其中：财政专户管"
        "理\n资金\n\n"
        "小计\n\n其他收入\n\n205 教育支出 100.00 60.00 30.00 20.00 10.00\n合计 100.00 60.00 30.00 20.00 10.00\n");
    cr_expect_not_null(strstr(paths(table), "收入预算/事业收入/小计 收入预算/事业收入/其中：财政专户管理资金"));
}
