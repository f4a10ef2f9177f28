/* Flow text: which cells of a header stand over others, and what of its words are names of rows. */
#include <string.h>

#include "flow_support.h"

TestSuite(flow_groups, .init = set_up, .fini = tear_down);

Test(flow_groups, a_total_counts_the_only_group)
{
    const mz_table *table = read_table("一般公共预算基本支出表\n单位：万元\n\n经济分类科目 2031年基本支出\n\n"
                                       "科目编码 科目名称 合计 人员经费 公用经费\n\n合计 90.00 60.00 30.00\n\n"
                                       "301 工资福利支出 60.00 60.00\n\n302 商品和服务支出 30.00 30.00\n");
    cr_expect_str_eq(paths(table), "2031年基本支出/合计 2031年基本支出/人员经费 2031年基本支出/公用经费");
    cr_expect_str_eq(figures(table, "302"), "30.00 - 30.00");
}

Test(flow_groups, the_carry_over_is_divided_only_as_the_income_is)
{
    const mz_table *table =
        read_table("收入预算总表\n单位：万元\n\n科目\n\n合计\n财政拨款\n\n财政专户\n\n管理资金\n单位资金 上年结转\n"
                   "科目编码 科目名称 小计\n一般公共\n\n预算\n\n政府性基\n\n金预算\n\n"
                   "合计 100.00 90.00 60.00 30.00 10.00\n\n205 教育支出 70.00 60.00 60.00 10.00\n\n"
                   "206 科学技术支出 30.00 30.00 30.00\n");
    cr_expect_str_eq(paths(table),
                     "合计 财政拨款/小计 财政拨款/一般公共预算 财政拨款/政府性基金预算 财政专户管理资金 单位资金 "
                     "上年结转");
    cr_expect_str_eq(figures(table, "206"), "30.00 30.00 - 30.00 - - -");
}

Test(flow_groups, a_total_of_which_only_some_is_named_may_be_more)
{
    const mz_table *table =
        read_table("收入预算总表\n单位：万元\n\n科目编码\n\n科目名称\n\n合计\n\n事业收入\n\n财政拨款收入\n\n小计\n\n"
                   "其中：财政专户管理资金\n\n其他收入\n\n205\n\n教育支出\n\n98.00\n\n70.00\n\n24.00\n\n15.00\n\n"
                   "4.00\n\n206\n\n科学技术支出\n\n12.00\n\n7.00\n\n5.00\n\n5.00\n\n-\n\n"
                   "合计\n\n110.00\n\n77.00\n\n29.00\n\n20.00\n\n4.00\n");
    cr_expect_str_eq(figures(table, "205"), "98.00 70.00 24.00 15.00 4.00");
    cr_expect_str_eq(figures(table, "合计"), "110.00 77.00 29.00 20.00 4.00");
}

Test(flow_groups, blank_lines_part_the_lines_of_every_cell)
{
    const mz_table *table =
        read_table("收入决算表\n部门：示例局\n\n项目\n\n本年收入\n\n合计\n\n财政拨款\n\n收入\n\n上级补助\n\n收入\n"
                   "事业收入\n其他收入\n科目代码 科目名称\n\n合计 90.00 60.00 10.00 15.00 5.00\n\n"
                   "205 教育支出 90.00 60.00 10.00 15.00 5.00\n");
    cr_expect_str_eq(paths(table), "本年收入合计 财政拨款收入 上级补助收入 事业收入 其他收入");
}

Test(flow_groups, measures_below_each_other_are_names_of_rows)
{
    const mz_table *table = read_table(
        "财政拨款“三公”经费支出决算表\n金额单位：元\n\n公务用车购置及运行维护费\n\n项目\n\n合计\n\n因公出国（境）费\n\n"
        "预算数\n\n190.00\n\n10.00\n\n120.00\n\n40.00\n\n80.00\n\n60.00\n\n"
        "决算数\n\n160.00\n\n5.00\n\n110.00\n\n35.00\n\n75.00\n\n45.00\n\n"
        "小计\n\n公务用车购置费\n\n公务用车运行维护费\n\n公务接待费\n");
    cr_expect_str_eq(paths(table), "合计 因公出国（境）费 公务用车购置及运行维护费/小计 "
                                   "公务用车购置及运行维护费/公务用车购置费 "
                                   "公务用车购置及运行维护费/公务用车运行维护费 公务接待费");
    cr_expect_str_eq(figures(table, "决算数"), "160.00 5.00 110.00 35.00 75.00 45.00");
}

Test(flow_groups, lines_of_both_sides_are_no_columns)
{
    const mz_table *table =
        read_table("收支预算总表\n单位：万元\n\n收入 支出\n\n项目 预算数 项目 预算数\n\n"
                   "一、财政拨款 90.00 一、教育支出 90.00\n\n其中：一般公共预算拨款 60.00 二、科学技术支出\n\n"
                   "政府性基金预算拨款 30.00 三、其他支出\n\n国有资本经营预算拨款 四、债务付息支出\n\n"
                   "收入总计 90.00 支出总计 90.00\n");
    cr_expect_str_eq(paths(table), "收入/预算数 支出/预算数");
}

Test(flow_groups, names_behind_their_codes_are_no_cells)
{
    const mz_table *table =
        read_table("一般公共预算基本支出预算表\n编制部门：示例局\n项目\n经济科目编码\n经济科目名称\n类\n款\n301\n"
                   "工资福利支出\n01 基本工资\n302\n商品和服务支出\n12 因公出国（境）费用\n17 公务接待费\n\n"
                   "一般公共预算基本支出\n合计\n\n人员经费\n60.00\n60.00\n\n单位：万元\n公用经费\n\n"
                   "60.00\n60.00\n30.00\n20.00\n10.00\n\n30.00\n20.00\n10.00\n");
    cr_expect_str_eq(paths(table),
                     "一般公共预算基本支出/合计 一般公共预算基本支出/人员经费 一般公共预算基本支出/公用经费");
}

Test(flow_groups, a_header_printed_again_without_a_page_break)
{
    const mz_table *table = read_table(
        "财政拨款收支总表\n部门：示例局\n\n收入 支出\n\n项目 金额 项目 合计\n一般公共预算\n政府性基金预算\n\n"
        "一、一般公共预算财政拨款 60.00 一、教育支出 60.00 60.00\n\n"
        "部门：示例局\n\n收入 支出\n\n项目 金额 项目 合计\n一般公共预算\n政府性基金预算\n\n"
        "二、政府性基金预算财政拨款 30.00 二、其他支出 30.00 30.00\n\n收入总计 90.00 支出总计 90.00 60.00 30.00\n");
    cr_expect_str_eq(paths(table), "收入/金额 支出/合计 支出/一般公共预算 支出/政府性基金预算");
}

Test(flow_groups, years_inside_a_cell)
{
    const mz_table *table = read_table(
        "一般公共预算财政拨款支出预算表\n单位：万元\n科目\n编码\n\n名称\n\n2032 年预算数\n\n2031 年\n预算数\n\n小计\n\n"
        "基本支出\n\n2032 年比 2031 年增减\n项目支出\n\n增减（%）\n\n增减额\n\n"
        "205\n\n教育支出\n\n80.00\n\n100.00\n\n60.00\n\n40.00\n\n20.00\n\n25.00\n\n"
        "20502\n\n普通教育\n\n80.00\n\n100.00\n\n60.00\n\n40.00\n\n20.00\n\n25.00\n");
    cr_expect_str_eq(paths(table), "2031年预算数 2032年预算数/小计 2032年预算数/基本支出 2032年预算数/项目支出 "
                                   "2032年比2031年增减/增减额 2032年比2031年增减/增减（%）");
}

Test(flow_groups, a_list_whose_words_are_unknown)
{
    const mz_table *table = read_table(
        "部门信息化预算情况表\n单位：万元\n\n建设内容\n\n自建\n\n联建\n\n租用\n\n网络\n\n1.00\n\n2.00\n\n3.00\n\n"
        "终端\n\n4.00\n\n5.00\n\n6.00\n\n合 计\n\n5.00\n\n7.00\n\n9.00\n");
    cr_expect_str_eq(paths(table), "自建 联建 租用");
    cr_expect_str_eq(figures(table, "终端"), "4.00 5.00 6.00");
}

Test(flow_groups, a_list_whose_cells_may_be_of_several_lines_stays_open)
{
    const mz_table *table = read_table(
        "部门信息化预算情况表\n单位：万元\n\n建设内容\n\n自建\n系统\n\n联建\n\n租用\n\n网络\n\n1.00\n\n2.00\n\n3.00\n\n"
        "终端\n\n4.00\n\n5.00\n\n6.00\n\n合计\n\n5.00\n\n7.00\n\n9.00\n");
    cr_expect_eq(table->columns[0].path[0], '?');
}

Test(flow_groups, words_over_the_sides_with_others_between_their_characters)
{
    const mz_table *table =
        read_table("部门收支预算总表\n单位：万元\n收\n项\n\n目\n\n入\n\n支\n预算数\n\n项\n\n目\n\n出\n预算数\n\n"
                   "一、财政拨款收入 90.00 一、教育支出\n\n90.00\n\n收 入 总 计\n\n90.00\n\n支 出 总 计\n\n90.00\n");
    cr_expect_str_eq(paths(table), "收入/预算数 支出/预算数");
}

Test(flow_groups, a_total_of_the_whole_in_front_of_the_carry_over)
{
    const mz_table *table = read_table(
        "收入预算表\n单位：万元\n\n本年收入\n\n科目编码\n\n科目名称\n\n合计\n\n财政拨款收入\n\n上年\n结转\n小计\n\n一般"
        "公\n共预算\n\n"
        "政府性\n基金预算\n\n其他收入\n\n205\n\n教育支出\n\n100.00\n\n10.00 70.00 70.00 20.00\n\n"
        "20502\n\n普通教育\n\n100.00\n\n10.00 70.00 70.00 20.00\n\n229\n\n其他支出\n\n60.00\n\n20.00 40.00 30.00 "
        "10.00\n");
    cr_expect_str_eq(paths(table), "合计 上年结转 本年收入/财政拨款收入/小计 本年收入/财政拨款收入/一般公共预算 "
                                   "本年收入/财政拨款收入/政府性基金预算 本年收入/其他收入");
    cr_expect_str_eq(figures(table, "20502"), "100.00 10.00 70.00 70.00 - 20.00");
}

Test(flow_groups, a_total_is_the_second_line_where_shorter_cells_have_two)
{
    const mz_table *table =
        read_table("收入决算表\n编制部门：示例局\n\n科目编码\n\n科目名称\n\n本年收入\n合计\n\n财政拨款\n收入\n\n"
                   "附属单位上缴\n收入\n\n其他收入\n\n205\n\n教育支出\n\n90.00\n\n60.00\n\n20.00\n\n10.00\n");
    cr_expect_str_eq(paths(table), "本年收入合计 财政拨款收入 附属单位上缴收入 其他收入");
}

Test(flow_groups, lines_side_by_side_over_whole_figures)
{
    const mz_table *table = read_table(
        "收入预算总表\n单位：元\n项目\n\n科目编码\n\n科目名称\n\n合计\n205\n\n收入预算\n合计\n\n小计\n\n财政拨款收入\n"
        "一般公共\n政府性\n预算资金\n基金\n900000\n\n600000\n\n400000\n\n200000\n\n教育支出\n\n900000\n\n600000\n\n4000"
        "00\n\n"
        "200000\n\n事业收入\n300000\n\n300000\n");
    cr_expect_str_eq(paths(table), "收入预算/合计 收入预算/财政拨款收入/小计 收入预算/财政拨款收入/一般公共预算资金 "
                                   "收入预算/财政拨款收入/政府性基金 收入预算/事业收入");
}

Test(flow_groups, a_narrow_cell_stands_over_no_other)
{
    const mz_table *table = read_table("一般公共预算支出预算表\n单位：万元\n\n科目编码\n\n科目名称\n\n2031年\n预算数\n"
                                       "\n2032年预算数\n小计\n\n基本支出\n\n"
                                       "项目支出\n\n205\n\n教育支出\n\n80.00\n\n100.00\n\n60.00\n\n40.00\n");
    cr_expect_str_eq(paths(table), "2031年预算数 2032年预算数/小计 2032年预算数/基本支出 2032年预算数/项目支出");
}

Test(flow_groups, the_total_of_the_rows_is_no_cell)
{
    const mz_table *table = read_table(
        "一般公共预算支出预算表\n单位：万元\n科目名称\n合 计\n教育支出\n普通教育\n\n科目编码\n\n205\n20502\n\n"
        "2032年预算数\n小计\n基本支出\n项目支出\n\n100.00\n60.00\n40.00\n\n100.00\n60.00\n40.00\n\n100.00\n60.00\n"
        "40.00\n");
    cr_expect_str_eq(paths(table), "2032年预算数/小计 2032年预算数/基本支出 2032年预算数/项目支出");
}

Test(flow_groups, several_columns_on_both_sides)
{
    const mz_table *table = read_table(
        "收入支出决算总表\n单位：万元\n收入\n\n项目\n\n支出\n\n年初预算数\n\n决算数\n\n项目\n\n年初预算数\n\n决算数\n\n"
        "一、财政拨款收\n\n入\n\n80.00\n\n90.00 一、教育支出\n\n60.00\n\n70.00\n\n二、事业收入\n\n15.00\n\n"
        "20.00 "
        "二、科学技术支出\n\n35.00\n\n40.00\n\n本年收入合计\n\n95.00\n\n110.00\n\n本年支出合计\n\n95.00\n\n110.00\n");
    cr_expect_str_eq(paths(table), "收入/年初预算数 收入/决算数 支出/年初预算数 支出/决算数");
    cr_expect_str_eq(figures(table, "一、财政拨款收入"), "80.00 90.00 - -");
    cr_expect_str_eq(figures(table, "一、教育支出"), "- - 60.00 70.00");
    cr_expect_str_eq(figures(table, "二、事业收入"), "15.00 20.00 - -");
    cr_expect_str_eq(figures(table, "本年支出合计"), "- - 95.00 110.00");
}

Test(flow_groups, pieces_of_a_line_go_on_with_the_cells_above)
{
    const mz_table *table =
        read_table("收入决算表\n编制部门：示例局 单位：万元\n项目\n本年收入 财政拨款 上级补助 附属单位\n"
                   "功能分类 事业收入 经营收入 其他收入\n科目名称 合计 收入 收入 上缴收入\n科目编码\n"
                   "栏次 1 2 3 4 5 6 7\n合计 100.00 40.00 10.00 20.00 15.00 5.00 10.00\n"
                   "205 教育支出 100.00 40.00 10.00 20.00 15.00 5.00 10.00\n");
    cr_expect_not_null(strstr(paths(table), "本年收入合计 财政拨款收入 上级补助收入"));
    cr_expect_not_null(strstr(paths(table), "附属单位上缴收入"));
}

Test(flow_groups, cells_of_three_lines_side_by_side)
{
    const mz_table *table = read_table(
        "收入预算总表\n单位：万元\n科目 合计 一般公共 政府性基 国有资本\n编码 名称 预算财政 金预算财 经营预算\n"
        "拨款 政拨款 财政拨款\n205 教育支出 90.00 60.00 20.00 10.00\n合计 90.00 60.00 20.00 10.00\n");
    cr_expect_str_eq(paths(table), "合计 一般公共预算财政拨款 政府性基金预算财政拨款 国有资本经营预算财政拨款");
}
