/* Flow text with a row on a line: pieces that stand close are glued, and the figures of a name stand right behind it.
 */
#include "flow_support.h"

TestSuite(flow_glued, .init = set_up, .fini = tear_down);

/* The texts of the cells of the row with this label or code: "12.00 3.00". */
static const char *printed(const mz_table *table, const char *name)
{
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        const char *all = "";
        if (strcmp(row->label, name) != 0 && strcmp(row->code, name) != 0) continue;
        for (size_t c = 0; c < row->cell_count; c++)
            all = mz_arena_printf(arena, "%s%s%s", all, c == 0 ? "" : " ", row->cells[c].text);
        return all;
    }
    return "no such row";
}

#define BALANCE "部门收支预算总表\n单位：万元\n收入 支出\n项目 预算数 项目 合计 基本支出 项目支出\n"

Test(flow_glued, names_behind_amounts)
{
    const mz_table *table = read_table(BALANCE "一、财政拨款收入 1,200.50一、教育支出 1,100.00 900.00 200.00\n"
                                               "二、事业收入 -二、科学技术支出 60.00 60.00\n"
                                               "三、其他收入 9.50（三）卫生健康支出 50.00 50.00\n"
                                               "收入合计 1,210.00 支出合计 1,210.00 960.00 250.00\n");
    cr_expect_str_eq(printed(table, "一、财政拨款收入"), "1200.50");
    cr_expect_str_eq(printed(table, "一、教育支出"), "1100.00 900.00 200.00");
    cr_expect_str_eq(printed(table, "二、科学技术支出"), "60.00 60.00");
    cr_expect_str_eq(printed(table, "三、其他收入"), "9.50");
}

Test(flow_glued, a_name_alone_keeps_its_figure)
{
    /* 284.97 could be the third figure of 住房保障支出 as well */
    const mz_table *table = read_table(BALANCE "一、财政拨款收入 755.71 一、教育支出 163.34 131.50 31.84\n"
                                               "二、事业收入 二、卫生健康支出 162.41 162.41\n"
                                               "三、经营收入 三、住房保障支出 714.93 714.93\n"
                                               "四、其他收入 284.97\n"
                                               "收入合计 1,040.68 支出合计 1,040.68 1,008.84 31.84\n");
    cr_expect_str_eq(printed(table, "四、其他收入"), "284.97");
    cr_expect_str_eq(printed(table, "三、住房保障支出"), "714.93 714.93");
}

Test(flow_glued, codes_behind_amounts)
{
    const mz_table *table = read_table("一般公共预算财政拨款基本支出决算表\n单位：元\n经济分类科目编码 科目名称 决算数 "
                                       "经济分类科目编码 科目名称 决算数\n"
                                       "301 工资福利支出 34,800.18302 商品和服务支出 7,984.77\n"
                                       "30101 基本工资 30,000.0030201 办公费 7,500.57\n"
                                       "30102 津贴补贴 4,800.1830202 印刷费 484.20\n"
                                       "人员经费合计 34,800.18 公用经费合计 7,984.77\n");
    cr_expect_str_eq(printed(table, "301"), "34800.18");
    cr_expect_str_eq(printed(table, "302"), "7984.77");
    cr_expect_str_eq(printed(table, "30201"), "7500.57");
    cr_expect_str_eq(printed(table, "30102"), "4800.18");
}

Test(flow_glued, marks_of_notes_and_of_nil)
{
    const mz_table *table =
        read_table("部门支出总表\n单位：万元\n功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出\n"
                   "205 教育支出 90.00① 90.00 ——\n208 社会保障和就业支出 30.00 /  30.00\n"
                   "229 其他支出 10.00* 10.00 —\n— 3 —\n合计 130.00 100.00 30.00\n");
    cr_expect_str_eq(printed(table, "205"), "90.00 90.00 ——");
    cr_expect_str_eq(printed(table, "208"), "30.00 / 30.00");
    cr_expect_str_eq(printed(table, "229"), "10.00 10.00 —");
    cr_expect_eq(table->row_count, 4);
}
