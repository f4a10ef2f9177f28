/* Flow text whose reading order parts names from their figures. */
#include "flow_support.h"

#include "form/flow/flow_evidence.h"

TestSuite(flow_places, .init = set_up, .fini = tear_down);

/* The figures of the row with this code or label, each with the path of its column: "合计=8.00 基本支出=8.00". */
static const char *row(const mz_table *table, const char *name)
{
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        const char *all = "";
        if (strcmp(row->code, name) != 0 && strcmp(row->label, name) != 0) continue;
        for (size_t c = 0; c < row->cell_count; c++)
            all = mz_arena_printf(arena, "%s%s%s=%s", all, c == 0 ? "" : " ", table->columns[row->cells[c].column].path,
                                  row->cells[c].text);
        return all;
    }
    return "no such row";
}

#define EXPENDITURE "部门支出总表\n单位：万元\n功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出\n\n"

Test(flow_places, parts_read_far_from_their_total)
{
    const mz_table *table =
        read_table(EXPENDITURE "37.00\n\n15.00\n\n27.00\n\n21.00\n\n205 教育支出 100.00 64.00 36.00\n"
                               "20502 普通教育 100.00 64.00 36.00\n2050201 学前教育 52.00\n"
                               "2050202 小学教育 27.00\n2050203 初中教育 21.00\n"
                               "合计 100.00 64.00 36.00\n");
    cr_expect_str_eq(row(table, "2050201"), "合计=52.00 基本支出=37.00 项目支出=15.00");
    cr_expect_str_eq(row(table, "2050202"), "合计=27.00 基本支出=27.00");
    cr_expect_str_eq(row(table, "2050203"), "合计=21.00 项目支出=21.00");
}

Test(flow_places, page_number_with_a_comma_is_no_row)
{
    const mz_table *table = read_table(EXPENDITURE "205 教育支出 90.00 60.00 30.00\n\n第 2 页，共 9 页\n\n"
                                                   "20502 普通教育 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n");
    cr_expect_eq(table->row_count, 3);
    cr_expect_str_eq(row(table, "20502"), "合计=90.00 基本支出=60.00 项目支出=30.00");
}

Test(flow_places, running_text_behind_an_amount_ends_a_table)
{
    const mz_table *table = read_table(EXPENDITURE "205 教育支出 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n\n"
                                                   "支出预算数为 90.00 万元，比上年预算增加\n9.20 万元。\n");
    cr_expect_eq(table->row_count, 2);
    cr_expect_str_eq(row(table, "合计"), "合计=90.00 基本支出=60.00 项目支出=30.00");
}

Test(flow_places, halves_with_several_codes_before_their_figures)
{
    const mz_table *table =
        read_table("一般公共预算财政拨款基本支出决算表\n单位：万元\n经济分类科目编码\n\n科目名称\n\n决算数\n\n经济分类"
                   "科目编码\n\n科目名称\n\n"
                   "决算数\n\n301\n\n工资福利支出\n\n60.00 "
                   "302\n\n商品和服务支出\n\n18.00\n\n30101\n\n基本工资\n\n10.00 30201\n\n办公费\n\n"
                   "5.00\n\n30102\n\n津贴补贴\n\n30103\n\n奖金\n\n30199\n\n其他工资福利支出\n\n20.00 30202\n30.00 "
                   "30205\n0.00 30206\n\n"
                   "印刷费\n水费\n\n6.00\n\n7.00\n\n0.00\n\n电费\n");
    cr_expect_str_eq(row(table, "30102"), "决算数=20.00");
    cr_expect_str_eq(row(table, "30103"), "决算数=30.00");
    cr_expect_str_eq(row(table, "30199"), "决算数=0.00");
    cr_expect_str_eq(row(table, "30202"), "决算数=6.00");
    cr_expect_str_eq(row(table, "30205"), "决算数=7.00");
    cr_expect_str_eq(row(table, "30206"), "决算数=0.00");
}

Test(flow_places, halves_in_runs_of_which_one_does_not_add_up)
{
    const mz_table *table = read_table(
        "一般公共预算财政拨款基本支出决算表\n单位：万元\n经济分类\n科目编码\n301\n30101\n30102\n303\n30302\n\n"
        "人员经费合计\n\n70.00\n\n科目名称\n\n决算数\n\n经济分类\n科目编码\n302\n30201\n30202\n30207\n\n"
        "公用经费合计\n\n科目名称\n\n决算数\n\n14.00\n9.00\n3.00\n1.00\n14.00\n\n"
        "60.00\n35.00\n25.00\n10.00\n10.00\n");
    cr_expect_str_eq(row(table, "301"), "决算数=60.00");
    cr_expect_str_eq(row(table, "30302"), "决算数=10.00");
    cr_expect_str_eq(row(table, "人员经费合计"), "决算数=70.00");
    cr_expect_str_eq(row(table, "302"), "决算数=14.00", "the parts come to 13.00");
    cr_expect_str_eq(row(table, "30202"), "决算数=3.00");
    cr_expect_str_eq(row(table, "30207"), "决算数=1.00");
}

Test(flow_places, a_list_of_projects_has_a_total_behind_its_figures)
{
    const mz_table *table = read_table(
        "部门项目支出预算表\n单位：元\n序号\n\n项目名称\n\n项目类别\n\n合计\n\n一般公共预算\n\n政府性基金预算\n\n1\n\n"
        "河道保洁\n\n"
        "经常性项目\n\n8,000\n\n8,000\n\n2\n\n绿化养护\n\n一次性项目\n\n5,000\n\n3,000\n\n2,000\n\n13,000\n\n11,"
        "000\n\n2,000\n\n合计\n\n"
        "本部门项目支出预算 13000 元，其中一次性项目的预算为 5000 元，其余均为经常性项目，用于日常养护工作。\n");
    cr_expect_str_eq(row(table, "河道保洁"), "合计=8000 一般公共预算=8000");
    cr_expect_str_eq(row(table, "绿化养护"), "合计=5000 一般公共预算=3000 政府性基金预算=2000");
    cr_expect_str_eq(row(table, "合计"), "合计=13000 一般公共预算=11000 政府性基金预算=2000");
}

Test(flow_places, two_sides_with_two_columns_each)
{
    const mz_table *table =
        read_table("资产负债简表\n单位：元\n资产\n\n项目\n\n负债和净资产\n年初数\n\n年末数\n\n项目\n\n一、流动资产\n\n"
                   "年初数\n\n年末数\n\n一、流动负债\n\n"
                   "货币资金\n\n800.00\n\n900.00\n\n应付账款\n\n300.00\n\n350.00\n\n存货\n\n200.00\n\n250."
                   "00\n\n其他应付款\n\n100.00\n\n"
                   "120.00\n\n流动资产合计\n\n1,000.00\n\n1,150.00\n\n流动负债合计\n\n400.00\n\n470.00\n");
    cr_expect_str_eq(row(table, "货币资金"), "资产/年初数=800.00 资产/年末数=900.00");
    cr_expect_str_eq(row(table, "其他应付款"), "负债和净资产/年初数=100.00 负债和净资产/年末数=120.00");
    cr_expect_str_eq(row(table, "流动资产合计"), "资产/年初数=1000.00 资产/年末数=1150.00");
    cr_expect_str_eq(row(table, "一、流动负债"), "");
}

/* Subtotals among the columns, rows printed apart from their codes, the name of the total parted: a table with every
 * column printed tells by its sums which figures are whose. */
Test(flow_places, rows_that_print_every_column)
{
    const mz_table *table = read_table(
        "部门收入预算总表\n单位：万元\n科目编码\n\n科目名称\n\n合计\n\n财政拨款收入\n\n小计\n\n一般公共预算\n\n政府性基"
        "金预算\n\n"
        "其他收入\n\n合\n\n208\n\n计\n\n社会保障和就业支出\n\n"
        "91.00\n\n86.00\n\n66.00\n\n20.00\n\n5.00\n\n30.00\n\n30.00\n\n30.00\n\n0.00\n\n0.00\n\n"
        "20805\n\n行政事业单位养老支出\n\n30.00\n\n30.00\n\n30.00\n\n0.00\n\n0.00\n\n"
        "2080501\n\n行政单位离退休\n\n10.00\n\n10.00\n\n10.00\n\n0.00\n\n0.00\n\n"
        "2080502\n\n事业单位离退休\n机关事业单位基本养老保险缴费支\n\n8.00\n\n8.00\n\n8.00\n\n0.00\n\n0.00\n\n"
        "12.00\n\n12.00\n\n12.00\n\n0.00\n\n0.00\n\n61.00\n\n56.00\n\n36.00\n\n20.00\n\n5."
        "00\n\n2080505\n212\n21201\n\n出\n\n"
        "城乡社区支出\n城乡社区管理事务\n\n61.00\n\n56.00\n\n36.00\n\n20.00\n\n5.00\n\n"
        "2120101\n\n行政运行\n\n41.00\n\n36.00\n\n36.00\n\n0.00\n\n5.00\n\n"
        "2120199\n\n其他城乡社区管理事务支出\n\n20.00\n\n20.00\n\n0.00\n\n20.00\n\n0.00\n\n");
    cr_expect_str_eq(row(table, "2080505"), "合计=12.00 财政拨款收入/小计=12.00 财政拨款收入/一般公共预算=12.00 "
                                            "财政拨款收入/政府性基金预算=0.00 其他收入=0.00");
    cr_expect_str_eq(row(table, "212"), "合计=61.00 财政拨款收入/小计=56.00 财政拨款收入/一般公共预算=36.00 "
                                        "财政拨款收入/政府性基金预算=20.00 其他收入=5.00");
    cr_expect_str_eq(row(table, "合计"), "合计=91.00 财政拨款收入/小计=86.00 财政拨款收入/一般公共预算=66.00 "
                                         "财政拨款收入/政府性基金预算=20.00 其他收入=5.00");
}

#define COLUMNS                                                                                                                                                \
    "部门支出预算总表\n单位：万元\n功能分类科目编码\n\n类\n\n款\n\n项\n\n功能分类科目名称\n\n合计\n\n基本支出\n\n项目" \
    "支出\n\n"

/* Names that stand elsewhere on the page leave figures in the order of the rows. */
Test(flow_places, figures_in_the_order_of_the_rows)
{
    const mz_table *table = read_table(
        COLUMNS
        "201\n\n一般公共服务支出\n\n60.00\n\n10.00\n\n50.00\n\n201\n\n03\n\n30.00\n\n30.00\n\n201\n\n03\n\n02 "
        "一般行政管理事务\n\n30.00\n\n30.00\n\n201\n\n29\n\n群众团体事务\n\n10.00\n\n10.00\n\n201\n\n29\n\n"
        "10.00\n\n10.00\n\n201\n\n32\n\n20.00\n\n20.00\n\n201\n\n32\n\n99 其他组织事务支出\n\n20.00\n\n20.00\n\n"
        "公共安全支出\n\n8.00\n\n8.00\n\n司法\n\n8.00\n\n8.00\n\n04 基层司法业务\n\n8.00\n\n8.00\n\n"
        "204\n204\n\n06\n\n204\n\n06\n\n99 其他群众团体事务支出\n组织事务\n\n政府办公厅（室）及相关机构\n\n"
        "合计\n\n68.00\n\n10.00\n\n58.00\n\n事务\n\n");
    cr_expect_str_eq(row(table, "20103"), "合计=30.00 项目支出=30.00");
    cr_expect_str_eq(row(table, "2012999"), "合计=10.00 基本支出=10.00");
    cr_expect_str_eq(row(table, "20132"), "合计=20.00 项目支出=20.00");
    cr_expect_str_eq(row(table, "2040604"), "合计=8.00 项目支出=8.00");
}

/* In a table of a fund, whose columns do not add up to the first, a total over one class has the figures of the class.
 */
Test(flow_places, a_whole_and_its_only_part)
{
    const mz_table *table = read_table(
        "政府性基金预算财政拨款收入支出决算表\n单位：万元\n科目编码\n\n科目名称\n\n年初结转和结余\n\n本年收入\n\n本年支"
        "出\n\n年末结转和结余\n\n212\n\n城乡社区支出\n\n8.00\n\n122.00\n\n125.00\n\n5."
        "00\n\n"
        "国有土地使用权出让收入安排的支出\n\n8.00\n\n122.00\n\n125.00\n\n5.00\n\n"
        "8.00\n\n82.00\n\n86.00\n\n4.00\n\n40.00\n\n39.00\n\n1.00\n\n122.00\n\n125.00\n\n5."
        "00\n\n"
        "21208\n2120804\n2120899\n\n农村基础设施建设支出\n\n其他国有土地使用权出让收入安排\n的支出\n\n合计\n\n8.00\n");
    cr_expect_str_eq(row(table, "合计"), "年初结转和结余=8.00 本年收入=122.00 本年支出=125.00 "
                                         "年末结转和结余=5.00");
}

/* Two codes are read before their names: the figure behind a name is its own. */
Test(flow_places, halves_whose_names_stand_before_their_figures)
{
    const mz_table *table = read_table(
        "一般公共预算财政拨款基本支出决算表\n单位：万元\n科目编码\n\n科目名称\n\n决算数\n\n科目编码\n\n科目名称\n\n"
        "决算数\n\n301\n30101\n\n工资福利支出\n\n60.00 302\n\n基本工资\n\n10.00 30201\n\n30102\n\n津贴补贴\n\n"
        "50.00 30202\n\n商品和服务支出\n办公费\n印刷费\n\n18.00\n5.00\n13.00\n\n30203\n\n咨询费\n");
    cr_expect_str_eq(row(table, "301"), "决算数=60.00");
    cr_expect_str_eq(row(table, "基本工资"), "决算数=10.00");
    cr_expect_str_eq(row(table, "30102"), "决算数=50.00");
    cr_expect_str_eq(row(table, "商品和服务支出"), "决算数=18.00");
    cr_expect_str_eq(row(table, "印刷费"), "决算数=13.00");
}

/* Codes, names and the figures of each column one below the other: stretches of one column, in some order. */
Test(flow_places, columns_read_one_by_one)
{
    const mz_table *table = read_table(
        "部门支出总表\n单位：万元\n功能分类科目编码\n\n功能分类科目名称\n\n合计\n\n基本"
        "支出\n\n项目支出\n\n205\n20502\n2050201\n"
        "2050202\n208\n20805\n2080501\n2080505\n\n教育支出\n普通教育\n学前教育\n小学教育"
        "\n社会保障和就业支出\n行政事业单位养老支出\n"
        "行政单位离退休\n机关事业单位基本养老保险缴费支出\n合计\n\n70.00\n70.00\n41."
        "00\n29.00\n30.00\n30.00\n12.00\n18.00\n\n100.00\n\n"
        "36.00\n36.00\n20.00\n16.00\n\n20.00\n20.00\n2.00\n18.00\n\n34.00\n34.00\n21.00\n13.00\n10.00\n10.00\n10.00\n\n"
        "56.00\n\n44.00\n");
    cr_expect_str_eq(row(table, "205"), "合计=70.00 基本支出=36.00 项目支出=34.00");
    cr_expect_str_eq(row(table, "2050202"), "合计=29.00 基本支出=16.00 项目支出=13.00");
    cr_expect_str_eq(row(table, "2080501"), "合计=12.00 基本支出=2.00 项目支出=10.00");
    cr_expect_str_eq(row(table, "2080505"), "合计=18.00 基本支出=18.00");
    cr_expect_str_eq(row(table, "合计"), "合计=100.00 基本支出=56.00 项目支出=44.00");
}

/* Each row prints only the part of its own level: 类, 款 or 项. */
Test(flow_places, codes_of_their_own_level)
{
    const mz_table *table = read_table(
        COLUMNS
        "201\n\n一般公共服务支出\n\n50.00\n\n30.00\n\n20.00\n\n03\n\n政府办公厅（室）及相关机构事务\n\n50.00\n\n30."
        "00\n\n"
        "20.00\n\n01 行政运行\n\n30.00\n\n30.00\n\n02 "
        "一般行政管理事务\n\n20.00\n\n20.00\n\n208\n\n社会保障和就业支出\n\n"
        "12.00\n\n12.00\n\n05\n\n行政事业单位养老支出\n\n12.00\n\n12.00\n\n01 行政单位离退休\n\n12.00\n\n12.00\n\n"
        "合计\n\n62.00\n\n42.00\n\n20.00\n\n");
    cr_expect_str_eq(row(table, "20103"), "合计=50.00 基本支出=30.00 项目支出=20.00");
    cr_expect_str_eq(row(table, "2010302"), "合计=20.00 项目支出=20.00");
    cr_expect_str_eq(row(table, "2080501"), "合计=12.00 基本支出=12.00");
}

Test(flow_places, a_row_without_a_name_is_mentioned_nowhere)
{
    size_t budget = 8;
    mz_flow_mention mention = {.before = "公务接待费", .amount = {-INT64_MAX, INT64_MAX}};
    const mz_flow_evidence evidence = {
        .mentions = &mention, .widest = INT64_MAX, .mention_count = 1, .budget = &budget};
    const mz_flow_token value = {.kind = MZ_FLOW_NUMBER, .text = "2.00", .value = 2000000, .decimals = 2};
    cr_expect(mz_flow_mentioned(&evidence, &value, MZ_UNIT_WAN, "公务接待费"));
    cr_expect_not(mz_flow_mentioned(&evidence, &value, MZ_UNIT_WAN, ""));
}

/* Looked for among mentions in the order of their amounts. */
Test(flow_places, a_mention_holds_its_amount_within_rounding)
{
    size_t budget = 64;
    mz_flow_mention mentions[] = {{.before = "会议费", .amount = {1999990, 2000010}},
                                  {.before = "公务接待费", .amount = {3999000, 4001000}},
                                  {.before = "培训费", .amount = {3999990, 4000010}},
                                  {.before = "差旅费", .amount = {5999990, 6000010}}};
    const mz_flow_evidence evidence = {.mentions = mentions, .widest = 2000, .mention_count = 4, .budget = &budget};
    const mz_flow_token value = {.kind = MZ_FLOW_NUMBER, .text = "2.00", .value = 2000000, .decimals = 2};
    cr_expect(mz_flow_mentioned(&evidence, &value, MZ_UNIT_WAN, "公务接待费"));
    cr_expect(mz_flow_mentioned(&evidence, &value, MZ_UNIT_WAN, "培训费"));
    cr_expect_not(mz_flow_mentioned(&evidence, &value, MZ_UNIT_WAN, "会议费"));
    cr_expect_not(mz_flow_mentioned(&evidence, &value, MZ_UNIT_WAN, "差旅费"));
}

Test(flow_places, a_blank_may_stand_in_front_of_the_unit)
{
    const mz_table *table =
        read_table("部门支出总表\n编制单位： 青禾县档案馆 单位： 元\n功能分类科目编码 功能分类科目名称 "
                   "合计 基本支出 项目支出\n\n205 教育支出 90.00 60.00 30.00\n合计 90.00 60.00 30.00\n");
    cr_expect_eq(table->unit, MZ_UNIT_YUAN);
    cr_expect_str_eq(row(table, "205"), "合计=90.00 基本支出=60.00 项目支出=30.00");
}

/* 2176.46 was printed as 2167.46: the sums ask for the other figure of the row as its total, and other rows have it. */
Test(flow_places, a_slip_of_the_print_stays_in_its_row)
{
    const mz_table *table = read_table(EXPENDITURE "208 社会保障和就业支出 2176.46 2176.46\n"
                                                   "20805 行政事业单位养老支出\n2167.46 2176.46\n"
                                                   "2080501 行政单位离退休 1033.61 1033.61\n"
                                                   "2080505 机关事业单位基本养老保险缴费支出 1142.85 1142.85\n"
                                                   "合计 2176.46 2176.46\n");
    cr_expect_str_eq(row(table, "208"), "合计=2176.46 基本支出=2176.46");
    cr_expect_str_eq(row(table, "20805"), "合计=2167.46 基本支出=2176.46");
}

/* The names of two rows are read in front of the figures of the second, whose part is a slip. */
Test(flow_places, a_slip_behind_two_names)
{
    const mz_table *table =
        read_table(EXPENDITURE "合计 3144.76 1063.08 2081.68\n208 社会保障和就业支出 3144.76 1063.08 "
                               "2081.68\n2063.08 1063.08 1000.00\n20801 人力资源和社会保障管理事务 "
                               "3144.76 1063.08 2081.68\n"
                               "2080111 公共就业服务和职业技能鉴定机构\n2080116 引进人才费用\n\n863.24 "
                               "836.24\n2080199 其他人力资源和社会保障管理事务支出 218.44 218.44\n");
    cr_expect_str_eq(row(table, "2080111"), "合计=2063.08 基本支出=1063.08 项目支出=1000.00");
    cr_expect_str_eq(row(table, "2080116"), "合计=863.24 项目支出=836.24");
}

/* The parts of the third row are read at the end of the page, one of them misprinted. */
Test(flow_places, parts_read_far_from_their_total_with_a_slip)
{
    const mz_table *table =
        read_table(EXPENDITURE "205 教育支出 500.67 364.25 136.42\n"
                               "20502 普通教育 500.67 364.25 136.42\n2050201 学前教育 152.34 152.34\n"
                               "2050202 小学教育 348.33\n合计 500.67 364.25 136.42\n211.91 163.42\n");
    cr_expect_str_eq(row(table, "2050202"), "合计=348.33 基本支出=211.91 项目支出=163.42");
}

/* The last row of a page: behind its own figures stand those of other rows, and its total is misprinted. */
Test(flow_places, a_slip_in_front_of_figures_that_belong_elsewhere)
{
    const mz_table *table = read_table(EXPENDITURE "205 教育支出 500.67 364.25 136.42\n"
                                                   "20502 普通教育 500.67 364.25 136.42\n2050201 学前教育 152.34\n"
                                                   "2050202 小学教育 384.33\n\n第 3页\n\n105.41\n46.93\n258.84\n89.49\n"
                                                   "合计 500.67 364.25 136.42\n");
    cr_expect_str_eq(row(table, "2050201"), "合计=152.34 基本支出=105.41 项目支出=46.93");
    cr_expect_str_eq(row(table, "2050202"), "合计=384.33 基本支出=258.84 项目支出=89.49");
}

/* The first figure of a row is what was carried over, or, where nothing was, the income of the year: by it rows do not
 * add up. */
Test(flow_places, rows_with_and_without_what_was_carried_over)
{
    const mz_table *table = read_table(
        "政府性基金预算财政拨款收入支出决算表\n单位：万元\n项目\n功能分类科目编码\n科目名称\n年初结转和结余\n本年收入\n"
        "本年支出\n合计\n基本支出\n项目支出\n年末结转和结余\n\n合计 42.00 386.40 411.00 411.00 17.40\n"
        "212 城乡社区支出 42.00 386.40 411.00 411.00 17.40\n"
        "21208 国有土地使用权出让收入安排的支出 42.00 386.40 411.00 411.00 17.40\n"
        "2120803 城市建设支出 124.60 124.60 124.60\n"
        "2120804 农村基础设施建设支出 42.00 261.80 286.40 286.40 17.40\n");
    cr_expect_str_eq(row(table, "2120803"), "本年收入=124.60 本年支出/合计=124.60 本年支出/项目支出=124.60");
    cr_expect_str_eq(row(table, "2120804"), "年初结转和结余=42.00 本年收入=261.80 本年支出/合计=286.40 "
                                            "本年支出/项目支出=286.40 年末结转和结余=17.40");
}
