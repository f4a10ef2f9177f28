/* Flow text: rows whose figures stand apart from their names, and what then is not sure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow_support.h"

TestSuite(flow_apart, .init = set_up, .fini = tear_down);

/* The row of this code. */
static const mz_row *row_of(const mz_table *table, const char *code)
{
    size_t r = 0;
    while (r < table->row_count && strcmp(table->rows[r].code, code) != 0) r++;
    cr_assert_lt(r, table->row_count, "no row %s", code);
    return &table->rows[r];
}

Test(flow_apart, numbered_rows_whose_figures_come_later)
{
    const mz_table *table = read_table(
        "支出预算表\n单位：万元\n\n序号\n\n科目编码\n\n科目名称\n\n合计\n\n基本支出\n\n项目支出\n\n"
        "1\n\n205\n\n教育支出\n\n100.00\n\n70.00\n\n30.00\n\n2\n\n20502\n\n普通教育\n\n3\n\n2050203\n\n初中教育\n\n"
        "100.00\n\n70.00\n\n30.00\n\n60.00\n\n45.00\n\n15.00\n\n4\n\n2050204\n\n高中教育\n\n40.00\n\n25.00\n\n15.00\n\n"
        "合计\n\n100.00\n\n70.00\n\n30.00\n");
    cr_expect_str_eq(figures(table, "20502"), "100.00 70.00 30.00");
    cr_expect_str_eq(figures(table, "2050203"), "60.00 45.00 15.00");
}

Test(flow_apart, what_sums_a_row_without_figures_is_not_sure)
{
    const mz_table *table =
        read_table("支出预算表\n单位：万元\n\n科目编码\n\n科目名称\n\n合计\n\n基本支出\n\n项目支出\n\n"
                   "205\n\n教育支出\n\n100.00\n\n70.00\n\n30.00\n\n20502\n\n普通教育\n\n100.00\n\n70.00\n\n30.00\n\n"
                   "2050203\n\n初中教育\n\n60.00\n\n45.00\n\n15.00\n\n2050204\n\n高中教育\n\n");
    cr_expect_gt(row_of(table, "205")->cells[0].confidence, 50);
    cr_expect_lt(row_of(table, "20502")->cells[0].confidence, 50);
    cr_expect_eq(row_of(table, "2050204")->cell_count, 0);
}

Test(flow_apart, labels_and_then_their_columns)
{
    const mz_table *table = read_table(
        "“三公”经费预算表\n单位：万元\n\n项目\n\n2031 年预算数\n\n2032 年预算数\n\n“三公”经费合计\n\n31.26\n\n"
        "28.64\n\n1.因公出国（境）费\n2.公务接待费\n3.公务用车购置及运行费\n\n0.00\n1.00\n30.26\n\n"
        "2.00\n0.00\n26.64\n");
    cr_expect_str_eq(figures(table, "“三公”经费合计"), "31.26 28.64");
    cr_expect_str_eq(figures(table, "1.因公出国（境）费"), "0.00 2.00");
    cr_expect_str_eq(figures(table, "3.公务用车购置及运行费"), "30.26 26.64");
}

/* One line of the side is many times the total: it was not read right. */
Test(flow_apart, a_total_far_below_its_lines_is_not_sure)
{
    const mz_table *table = read_table(
        "2031年度财政拨款收入支出决算总表\n单位：万元\n收入\n支出\n项目\n决算数\n项目\n合计\n一般公共预算财政拨款\n"
        "政府性基金预算财政拨款\n\n一、一般公共预算财政拨款 900.00 一、教育支出 600.00 600.00\n"
        "二、政府性基金预算财政拨款 二、卫生健康支出 300.00 300.00\n本年收入合计 900.00 本年支出合计 50.00 50.00\n"
        "总计 900.00 总计 900.00 900.00\n");
    bool seen = false;
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        if (row->cell_count == 0) continue;
        if (strcmp(row->label, "本年支出合计") == 0) seen = row->cells[0].confidence < 50;
        if (strcmp(row->label, "一、教育支出") == 0) cr_expect_geq(row->cells[0].confidence, 50);
    }
    cr_expect(seen);
}

/* Appends to a text that is large enough. */
static size_t append(char *text, size_t length, size_t size, const char *part)
{
    const size_t more = strlen(part);
    cr_assert_lt(length + more, size);
    memcpy(text + length, part, more + 1);
    return length + more;
}

Test(flow_apart, many_lists_whose_figures_come_out_in_no_way_fit_into_memory)
{
    enum { LISTS = 40, NAMES = 100, SIZE = 400000 };
    char row[96], *text = malloc(SIZE);
    size_t length = 0, count = 0;
    uint32_t figure = 12345;
    cr_assert_not_null(text);
    for (int list = 0; list < LISTS; list++) {
        length = append(
            text, length, SIZE,
            "2022年单位项目支出预算表\n编制单位：清河小学\n\n单位：万元\n\n项目名称\n合计\n\n财政拨款\n\n事业收入\n\n");
        for (int name = 0; name < NAMES; name++) {
            uint32_t parts[2];
            for (size_t i = 0; i < 2; i++) parts[i] = (figure = figure * 1103515245U + 12345U) >> 16;
            snprintf(row, sizeof row, "设备购置专项%d\n\n%u.%02u\n\n%u.%02u\n\n", name, parts[0] % 1000, parts[0] % 97,
                     parts[1] % 1000, parts[1] % 89);
            length = append(text, length, SIZE, row);
        }
        length = append(text, length, SIZE, "合计\n\n1000.80\n\n1000.80\n\n第三部分 名词解释\n\n");
    }
    read_text(text, &count);
    cr_expect_eq(count, LISTS);
    free(text);
}

/* Of the running costs no figure stands behind its name, and the text names as many as there are: the names it lists
 * may be those of the form. */
Test(flow_apart, a_list_that_agrees_in_number_only_tells_no_places)
{
    const mz_table *table = read_table(
        "一般公共预算财政拨款基本支出决算表\n单位：万元\n\n经济分类\n\n科目编码\n\n科目名称\n\n决算数\n\n经济分类\n\n"
        "科目编码\n\n科目名称\n\n决算数\n\n301\n\n工资福利支出\n\n88.00\n\n302\n\n商品和服务支出\n\n20.00\n\n30101\n\n"
        "基本工资\n\n41.00\n\n30201\n\n办公费\n\n30102\n\n津贴补贴\n\n26.00\n\n30202\n\n印刷费\n\n30103\n\n奖金\n\n"
        "30205\n\n水费\n\n30107\n\n绩效工资\n\n12.00\n\n30206\n\n电费\n\n30113\n\n住房公积金\n\n9.00\n\n30207\n\n"
        "邮电费\n\n303\n\n对个人和家庭的补助\n\n5.60\n\n30211\n\n差旅费\n\n30302\n\n退休费\n\n5."
        "60\n\n30216\n\n培训费\n\n"
        "人员经费合计\n\n93.60\n\n6.50\n\n9.30\n\n4.20\n\n公用经费合计\n\n20.00\n\n"
        "注：本表反映单位本年度一般公共预算财政拨款基本支出明细情况。\n\n六、基本支出决算情况说明\n\n"
        "人员经费93.60万元，主要包括：基本工资、津贴补贴、绩效工资、住房公积金、退休费；"
        "公用经费20.00万元，主要包括：办公费、电费、差旅费。\n");
    cr_expect_str_eq(figures(table, "30206"), "9.30 -");
    cr_expect_lt(row_of(table, "30206")->cells[0].confidence, 50);
    cr_expect_gt(row_of(table, "30102")->cells[0].confidence, 50);
}
