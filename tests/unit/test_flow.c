/* Flow text: rows with running numbers, figures and codes broken at any place, columns by arithmetic. */
#include <string.h>

#include "flow_support.h"

TestSuite(flow, .init = set_up, .fini = tear_down);

/* The printed figure of the row with this code (or label when code is "") under a column path; "" when there is none.
 */
static const char *figure(const mz_table *table, const char *code, const char *label, const char *path)
{
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        if (strcmp(row->code, code) != 0 || (*code == '\0' && strcmp(row->label, label) != 0)) continue;
        for (size_t c = 0; c < row->cell_count; c++)
            if (strcmp(table->columns[row->cells[c].column].path, path) == 0) return row->cells[c].text;
    }
    return "";
}

#define EXPENDITURE_HEADER                                                                                                                                      \
    "77 河滨图书馆 预算年度：2031 单位：万元\n\n序号\n\n功能分类科目\n\n合计 基本支出 项目支出 经营支出\n上解上级\n\n" \
    "支出\n\n对附属单\n\n位补助支\n\n出\n\n科目\n\n编码\n科目名称\n\n栏次 1 2 3 4 5 6 7 8\n\n"

Test(flow, broken_figures_and_codes_are_put_together)
{
    size_t count;
    mz_flow_result *results = read_text(
        " 部门预算支出总表\n" EXPENDITURE_HEADER "1 合计\n12\n\n3.50\n100.00 23.\n\n50\n\n"
        "2 207\n文化旅游\n\n体育支出\n123.50 100.00 23.50\n\n"
        "3 2070\n\n1\n文化和旅游\n\n123.5\n\n0\n100.00 23.50\n\n"
        "4 20701\n\n04 图书馆\n100.00 100.00\n\n5 2070199 其他 23.50 23.50\n\n"
        "本单位基本支出 100.00万元，项目支出 23.50万元，主要用于图书购置和日常开放，保障读者服务，并按规定使用。\n",
        &count);
    cr_assert_eq(count, 1);
    const mz_table *table = &results[0].table;
    cr_expect_eq(table->row_count, 5);
    cr_expect_str_eq(figure(table, "", "合计", "合计"), "123.50");
    cr_expect_str_eq(figure(table, "", "合计", "项目支出"), "23.50");
    cr_expect_str_eq(figure(table, "20701", "", "合计"), "123.50");
    cr_expect_str_eq(table->rows[1].label, "文化旅游体育支出");
    cr_expect_eq(table->year, 2031);
    cr_expect_eq(table->unit, MZ_UNIT_WAN);
}

Test(flow, hierarchy_decides_which_column_was_blank)
{
    size_t count;
    mz_flow_result *results = read_text(" 部门预算支出总表\n" EXPENDITURE_HEADER
                                        "1 合计 123.50 100.00 23.50\n\n2 207 文化支出 123.50 100.00 23.50\n\n"
                                        "3 20701 文化和旅游 123.50 100.00 23.50\n\n4 2070104 图书馆 100.00 100.00\n\n"
                                        "5 2070199 其他文化支出 23.50 23.50\n",
                                        &count);
    cr_assert_eq(count, 1);
    /* 123.50 = 100.00 + 23.50 leaves two choices for the total; children follow whichever the text speaks for */
    const mz_table *table = &results[0].table;
    cr_expect_str_eq(figure(table, "2070104", "", "合计"), "100.00");
    cr_expect_str_eq(figure(table, "2070199", "", "合计"), "23.50");
}

Test(flow, a_page_break_inside_a_row_is_healed)
{
    size_t count;
    mz_flow_result *results = read_text(
        " 部门预算支出总表\n" EXPENDITURE_HEADER "1 合计 123.50 100.00 23.50\n\n2 207 文化支出 123.50 100.00 23.50\n\n"
        "3 2070 文化 123.5 100.0 23.5\n " EXPENDITURE_HEADER "1 和旅游\n0 0 0\n\n4 2070104 图书馆 100.00 100.00\n\n"
        "5 2070199 其他文化支出 23.50 23.50\n\n"
        "本单位基本支出 100.00万元，项目支出 23.50万元，主要用于图书购置和日常开放，保障读者服务，并按规定使用。\n",
        &count);
    cr_assert_eq(count, 1);
    const mz_table *table = &results[0].table;
    cr_assert_eq(table->row_count, 5);
    cr_expect_str_eq(table->rows[2].code, "20701");
    cr_expect_str_eq(table->rows[2].label, "文化和旅游");
    cr_expect_str_eq(figure(table, "20701", "", "基本支出"), "100.00");
    cr_expect_str_eq(figure(table, "2070199", "", "项目支出"), "23.50");
    cr_expect_str_eq(figure(table, "2070104", "", "基本支出"), "100.00");
}

Test(flow, an_amount_is_no_half_of_a_code)
{
    size_t count;
    mz_flow_result *results =
        read_text("支出预算总表\n单位：元\n项目\n支出预算\n功能分类科目编码\n类\n款\n项\n"
                  "功能分类科目名称\n合计\n基本支出\n项目支出\n210\n卫生健康支出\n410,950\n410,950\n"
                  "210\n11\n行政事业单位医疗\n410,950\n410,950\n7\n11\n02\n事业单位医疗\n410,950\n"
                  "410,950\n合计\n410,950\n410,950\n",
                  &count);
    cr_assert_eq(count, 1);
    cr_expect_str_eq(figure(&results[0].table, "21011", "", "支出预算/基本支出"), "410950");
    cr_expect_str_eq(figure(&results[0].table, "71102", "", "支出预算/合计"), "410950"); /* as printed: 7 for 210 */
}

Test(flow, a_plan_with_blank_months_stays_open)
{
    size_t count;
    mz_flow_result *results = read_text(
        " 1、古籍修复绩效目标表\n单位：万元\n\n项目编码 99005531P7 项目名称 古籍修复\n\n预算规模及资金用途\n预算数 "
        "8.00 其中：财政 资金 "
        "8.00 其他资金\n\n资金支出计划（%）\n3 月底 6 月底 10 月底 12 月底\n\n3.00 5.00\n\n绩效目标 1.修复古籍\n",
        &count);
    cr_assert_eq(count, 1);
    const mz_table *table = &results[0].table;
    cr_expect_str_eq(table->subject, "古籍修复");
    cr_expect_str_eq(figure(table, "99005531P7", "", "预算数"), "8.00");
    cr_expect_str_eq(figure(table, "99005531P7", "", "财政资金"), "8.00");
    cr_expect_str_eq(figure(table, "99005531P7", "", "资金支出计划/?"), "3.00");
    const mz_row *row = &table->rows[0];
    const mz_cell *last = &row->cells[row->cell_count - 1];
    cr_expect_lt(last->confidence, 50);
    /* the second of two figures in four months: the second, third or fourth month */
    cr_expect_eq(last->candidates >> 3, 0xEu);
}

/* pdftotext's reading order: codes in three columns, parts of them and figures displaced. */
Test(flow, displaced_codes_and_figures_find_their_rows)
{
    size_t count;
    mz_flow_result *results = read_text(
        "2031年部门支出预算总表\n编制单位：河滨图书馆\n\n单位：元\n\n项目\n\n支出预算\n\n功能分类科目编码\n功能分类科目"
        "名称\n类\n\n款\n\n合计\n\n"
        "基本支出\n\n项目支出\n\n项\n\n207\n\n文化支出\n\n1,500\n\n1,200\n\n文化和旅游\n\n1,500\n\n1,"
        "200\n\n300\n\n300\n\n207\n\n01\n\n"
        "207\n\n01\n\n图书馆\n\n1,000\n\n1,"
        "000\n\n207\n\n01\n\n99\n\n其他文化支出\n\n500\n\n200\n\n300\n\n04\n\n合计\n\n1,500\n\n1,200\n\n300\n",
        &count);
    cr_assert_eq(count, 1);
    const mz_table *table = &results[0].table;
    cr_assert_eq(table->row_count, 5);
    cr_expect_str_eq(figure(table, "207", "", "支出预算/项目支出"), "300");
    cr_expect_str_eq(figure(table, "20701", "", "支出预算/合计"), "1500");
    cr_expect_str_eq(figure(table, "2070104", "", "支出预算/基本支出"), "1000");
    cr_expect_str_eq(figure(table, "2070199", "", "支出预算/项目支出"), "300");
    cr_expect_str_eq(figure(table, "", "合计", "支出预算/基本支出"), "1200");
    cr_expect_str_eq(table->organisation, "河滨图书馆");
}

/* Figures of a two-sided table printed late go where the totals add up. */
Test(flow, a_balance_is_put_together_by_its_totals)
{
    size_t count;
    mz_flow_result *results =
        read_text("收入支出决算总表\n单位：万元\n收入\n项目\n一、一般公共预算财政拨款收入\n\n支出\n决算数\n70."
                  "00\n\n项目\n\n决算数\n\n"
                  "一、文化旅游体育与传媒支出\n\n65.00\n\n二、事业收入\n\n二、住房保障支出\n\n8."
                  "00\n\n本年收入合计\n\n70.00\n\n年初结转和结余\n\n73.00\n\n"
                  "5.00\n\n总计\n\n本年支出合计\n年末结转和结余\n\n75.00\n\n总计\n\n2.00\n75.00\n",
                  &count);
    cr_assert_eq(count, 1);
    const mz_table *table = &results[0].table;
    cr_expect_str_eq(figure(table, "", "年初结转和结余", "收入/决算数"), "5.00");
    cr_expect_str_eq(figure(table, "", "本年支出合计", "支出/决算数"), "73.00");
    cr_expect_str_eq(figure(table, "", "年末结转和结余", "支出/决算数"), "2.00");
    cr_expect_str_eq(figure(table, "", "总计", "收入/决算数"), "75.00");
    cr_expect_str_eq(figure(table, "", "二、事业收入", "收入/决算数"), "");
}

Test(flow, a_title_alone_is_no_table)
{
    size_t count;
    read_text("目录\n部门预算收支总表\n部门预算收入总表\n部门预算支出总表\n", &count);
    cr_expect_eq(count, 0);
}

Test(flow, garbage_is_survived)
{
    size_t count;
    read_text("部门预算支出总表\n单位：万元\n合计\n基本支出\n项目支出\n栏次 1 2 "
              "3\n99999999999999999999.99\n-\n**\n.5\n1.\n,,\n208\n2080\n1\n",
              &count);
    read_text("收入支出决算总表\n单位：万元\n收入\n支出\n项目\n决算数\n项目\n决算数\n1.00\n1.00\n2.00\n总计\n", &count);
    read_text("收入决算表\n单位：万元\n合计 基本支出 项目支出\n合计\n3.00\n208\n", &count);
}

#define CLASSES_HEADER                                                                                                                           \
    "2031年部门支出预算总表\n编制部门：河滨市图书馆\n\n单位：元\n\n项目\n\n支出预算\n\n功能分类科目编码\n" \
    "功能分类科目名称\n类\n\n款\n\n合计\n\n基本支出\n\n项目支出\n\n项\n\n"

/* The last column was read behind all others; which column its figures are in only the sums over the rows tell. */
Test(flow, figures_of_a_column_read_last_go_to_the_rows_that_lack_them)
{
    size_t count;
    mz_flow_result *results = read_text(
        CLASSES_HEADER
        "207\n\n文化旅游体育与传媒支出\n\n1,000,000\n\n700,000\n\n207\n\n01\n\n文化和旅游\n\n1,000,000\n\n700,000\n\n"
        "207\n\n01\n\n04\n\n图书馆\n\n800,000\n\n500,000\n\n207\n\n01\n\n09\n\n群众文化\n\n200,000\n\n200,000\n\n"
        "221\n\n住房保障支出\n\n60,000\n\n60,000\n\n221\n\n02\n\n住房改革支出\n\n60,000\n\n60,000\n\n"
        "221\n\n02\n\n01\n\n住房公积金\n\n60,000\n\n60,000\n\n合计\n\n1,060,000\n\n760,000\n\n300,000\n\n"
        "300,000\n\n300,000\n\n300,000\n\n",
        &count);
    cr_assert_eq(count, 1);
    const mz_table *table = &results[0].table;
    cr_expect_str_eq(figure(table, "2070104", "", "支出预算/基本支出"), "500000");
    cr_expect_str_eq(figure(table, "2070104", "", "支出预算/项目支出"), "300000");
    cr_expect_str_eq(figure(table, "2070109", "", "支出预算/基本支出"), "200000");
    cr_expect_str_eq(figure(table, "207", "", "支出预算/项目支出"), "300000");
    cr_expect_str_eq(figure(table, "", "合计", "支出预算/项目支出"), "300000");
}

/* Parts of codes stand apart from their rows: names and the order of the codes put them together. */
Test(flow, codes_in_columns_are_told_by_names_where_their_parts_stand_apart)
{
    size_t count;
    mz_flow_result *results = read_text(
        CLASSES_HEADER
        "207\n\n207\n\n207\n\n文化旅游体育与传媒支出\n\n1,000\n\n1,000\n\n文化和旅游\n\n1,000\n\n1,000\n\n"
        "- 7 -\n\n行政运行\n\n600\n\n600\n\n其他文化和旅游支出\n\n400\n\n400\n\n207\n\n99\n\n01\n\n01\n\n01\n\n01\n\n"
        "合计\n\n1,000\n\n1,000\n\n",
        &count);
    cr_assert_eq(count, 1);
    const mz_table *table = &results[0].table;
    cr_expect_str_eq(figure(table, "2070101", "", "支出预算/合计"), "600");
    cr_expect_str_eq(figure(table, "2070199", "", "支出预算/合计"), "400");
    cr_expect_str_eq(figure(table, "20701", "", "支出预算/合计"), "1000");
}

/* Nobody knows the names, and the last parts of two codes stand far from them: on a page with as many classes as names
 * the n-th class is that of the n-th name. */
Test(flow, unknown_names_take_the_codes_of_their_page_in_order)
{
    size_t count;
    mz_flow_result *results = read_text(
        CLASSES_HEADER
        "207\n\n07\n\n207\n\n07\n\n207\n\n08\n\n207\n\n08\n\n某款甲\n\n300\n\n300\n\n01\n\n某项乙\n\n300\n\n300\n\n"
        "某款丙\n\n600\n\n600\n\n某项丁\n\n600\n\n600\n\n05\n\n",
        &count);
    cr_assert_eq(count, 1);
    const mz_table *table = &results[0].table;
    cr_expect_str_eq(figure(table, "20707", "", "支出预算/合计"), "300");
    cr_expect_str_eq(figure(table, "2070701", "", "支出预算/合计"), "300");
    cr_expect_str_eq(figure(table, "20708", "", "支出预算/合计"), "600");
    cr_expect_str_eq(figure(table, "2070805", "", "支出预算/合计"), "600");
}

/* The class is read behind its first 款: what is printed whole in front of a name is its code, wherever the row above
 * it stands. */
Test(flow, a_code_in_front_of_its_name_needs_no_order)
{
    size_t count;
    mz_flow_result *results = read_text(
        CLASSES_HEADER
        "206\n\n206\n\n07\n\n科学技术支出\n\n50\n\n50\n\n科学技术普及\n\n50\n\n50\n\n文化和旅游\n\n1,000\n\n1,000\n\n"
        "文化旅游体育与传媒支出\n\n1,000\n\n1,000\n\n207\n\n01\n\n207\n\n01\n\n01\n\n行政运行\n\n600\n\n600\n\n"
        "207\n\n01\n\n04\n\n图书馆\n\n400\n\n400\n\n207\n\n合计\n\n1,050\n\n1,050\n\n",
        &count);
    cr_assert_eq(count, 1);
    const mz_table *table = &results[0].table;
    cr_expect_str_eq(figure(table, "2070101", "", "支出预算/合计"), "600");
    cr_expect_str_eq(figure(table, "2070104", "", "支出预算/合计"), "400");
    cr_expect_str_eq(figure(table, "20701", "", "支出预算/合计"), "1000");
}

/* A row of figures in any order: the relations of the columns tell them apart. */
Test(flow, scrambled_figures_of_the_only_row_are_placed_by_their_sums)
{
    size_t count;
    mz_flow_result *results = read_text(
        "2031年“三公”经费预算表\n单位：万元\n\n预算数\n\n合计\n\n因公出国（境）费\n\n公务用车购置及运行费\n\n小计\n\n"
        "公务用车购置费\n\n公务用车运行费\n\n公务接待费\n\n决算数\n\n合计\n\n因公出国（境）费\n\n公务用车购置及运行费\n"
        "\n小计\n\n"
        "公务用车购置费\n\n公务用车运行费\n\n公务接待费\n\n"
        "9.00\n\n1.00\n\n7.00\n\n5.00\n\n2.00\n\n1.00\n\n0.90\n\n0.10\n\n0.60\n\n0.40\n\n0.20\n\n0.20\n\n",
        &count);
    cr_assert_eq(count, 1);
    cr_expect_str_eq(figure(&results[0].table, "", "", "预算数/公务用车购置及运行费/小计"), "7.00");
    cr_expect_str_eq(figure(&results[0].table, "", "", "预算数/合计"), "9.00");
}

Test(flow, the_table_of_a_fund_tells_the_column_of_its_class)
{
    mz_text text;
    mz_error error;
    mz_flow_result *results = NULL;
    size_t count = 0;
    const char source[] =
        "财政拨款收支预算总表\n单位：元\n财政拨款收入\n项目\n\n财政拨款支出\n\n预算数\n\n项目\n\n合计\n\n一般公共预算\n"
        "\n"
        "政府性基金预算\n\n国有资本经营预算\n\n一、一般公共预算资金\n\n70.00 "
        "一、教育支出\n\n40.00\n\n40.00\n\n二、政府性基金\n\n"
        "50.00 二、城乡社区支出\n\n30.00\n\n30.00\n\n三、国有资本经营预算\n\n三、住房保障支出\n\n30.00\n\n30.00\n\n"
        "四、其他支出\n\n20.00\n\n20.00\n\n收入总计\n\n120.00\n\n支出总计\n\n120.00\n\n70.00\n\n50.00\n\n"
        "支出预算总表\n单位：元\n科目编码 科目名称 合计 基本支出 项目支出\n"
        "205 教育支出 40.00 25.00 15.00\n20502 普通教育 40.00 25.00 15.00\n2050203 初中教育 40.00 25.00 15.00\n"
        "212 城乡社区支出 30.00 30.00\n21208 国有土地使用权出让收入安排的支出 30.00 30.00\n"
        "2120803 城市建设支出 30.00 30.00\n221 住房保障支出 30.00 30.00\n22102 住房改革支出 30.00 30.00\n"
        "2210201 住房公积金 30.00 30.00\n229 其他支出 20.00 20.00\n22960 彩票公益金安排的支出 20.00 20.00\n"
        "2296002 用于社会福利的彩票公益金支出 20.00 20.00\n合计 120.00 55.00 65.00\n\n"
        "一般公共预算支出功能分类预算表\n单位：元\n科目编码 科目名称 合计 基本支出 项目支出\n"
        "205 教育支出 40.00 25.00 15.00\n20502 普通教育 40.00 25.00 15.00\n2050203 初中教育 40.00 25.00 15.00\n"
        "221 住房保障支出 30.00 30.00\n22102 住房改革支出 30.00 30.00\n2210201 住房公积金 30.00 30.00\n"
        "合计 70.00 55.00 15.00\n\n"
        "政府性基金预算支出功能分类预算表\n单位：元\n科目编码 科目名称 合计 基本支出 项目支出\n"
        "212 城乡社区支出 30.00 30.00\n21208 国有土地使用权出让收入安排的支出 30.00 30.00\n"
        "2120803 城市建设支出 30.00 30.00\n229 其他支出 20.00 20.00\n"
        "22960 彩票公益金安排的支出 20.00 20.00\n2296002 用于社会福利的彩票公益金支出 20.00 20.00\n合计 50.00 50.00\n";
    cr_assert_eq(mz_text_load(arena, source, strlen(source), &text, &error), MZ_OK);
    cr_assert_eq(mz_flow_read(arena, catalogue->flow, &text, 0, text.count, &results, &count), MZ_OK);
    cr_assert_eq(count, 4);
    const mz_table *table = &results[0].table;
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        if (strcmp(row->label, "二、城乡社区支出") != 0) continue;
        cr_assert_eq(row->cell_count, 2);
        cr_expect_str_eq(table->columns[row->cells[1].column].path, "财政拨款支出/政府性基金预算");
        cr_expect_gt(row->cells[1].confidence, 50);
        return;
    }
    cr_assert_fail("no such row");
}
