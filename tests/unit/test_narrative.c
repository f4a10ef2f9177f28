/* Sentences to facts: subjects, parts, changes, reasons, and figures that are no facts. */
#include "narrative_support.h"

Test(narrative, parts_belong_to_their_whole)
{
    narrative n =
        read_narrative("2024年支出预算120.50万元，其中基本支出100.50万元，包括人员经费80万元和公用经费20.50万元；"
                       "项目支出20万元，主要为：库房改造12万元，目录数字化8万元。\n");
    expect_fact(&n, 0, "支出预算", "120.50", "万元");
    cr_assert_eq(expect_fact(&n, 1, "基本支出", "100.50", "万元")->parent, 0);
    cr_assert_eq(expect_fact(&n, 2, "人员经费", "80", "万元")->parent, 1);
    cr_assert_eq(expect_fact(&n, 3, "公用经费", "20.50", "万元")->parent, 1);
    cr_assert_eq(expect_fact(&n, 4, "项目支出", "20", "万元")->parent, 0);
    cr_assert_eq(expect_fact(&n, 5, "库房改造", "12", "万元")->parent, 4);
    cr_assert_eq(expect_fact(&n, 6, "目录数字化", "8", "万元")->parent, 4);
    cr_assert_eq(n.document.fact_count, 7);
    free_narrative(&n);
}

Test(narrative, brackets_nest)
{
    narrative n =
        read_narrative("我局“三公”经费预算安排9.60万元，其中因公出国（境）费0万元；公务用车购置及运维费8.40万元"
                       "（其中：公务用车购置费为0万元，公务用车运维费8.40万元）；公务接待费1.20万元。\n");
    expect_fact(&n, 0, "三公经费", "9.60", "万元");
    cr_assert_eq(expect_fact(&n, 1, "因公出国（境）费", "0", "万元")->parent, 0);
    cr_assert_eq(expect_fact(&n, 2, "公务用车购置及运维费", "8.40", "万元")->parent, 0);
    cr_assert_eq(expect_fact(&n, 3, "公务用车购置费", "0", "万元")->parent, 2);
    cr_assert_eq(expect_fact(&n, 4, "公务用车运维费", "8.40", "万元")->parent, 2);
    cr_assert_eq(expect_fact(&n, 5, "公务接待费", "1.20", "万元")->parent, 0);
    free_narrative(&n);
}

Test(narrative, falls_are_negative_and_know_their_base)
{
    narrative n =
        read_narrative("2024年预算收支安排120万元，较2023年预算减少6.5万元，其中：基本支出增加1.5万元，主要为人员增资；"
                       "项目支出减少8万元，主要原因是库房改造完工。\n");
    const mz_fact *total = expect_fact(&n, 1, "较上年增减/预算收支", "-6.5", "万元");
    cr_assert_eq(total->kind, MZ_FACT_CHANGE);
    cr_assert_eq(total->base_year, 2023);
    cr_assert_eq(total->period, 2024);
    cr_assert_str_eq(total->reason, "");
    const mz_fact *basic = expect_fact(&n, 2, "较上年增减/基本支出", "1.5", "万元");
    cr_assert_eq(basic->parent, 1);
    cr_assert_str_eq(basic->reason, "人员增资");
    const mz_fact *project = expect_fact(&n, 3, "较上年增减/项目支出", "-8", "万元");
    cr_assert_eq(project->parent, 1);
    cr_assert_str_eq(project->reason, "库房改造完工");
    free_narrative(&n);
}

Test(narrative, comparison_ahead_of_the_sentence)
{
    narrative n =
        read_narrative("收入总计10万元，支出总计10万元。与上年相比，收入总计增加2万元，增长25%，支出总计增加2万元，"
                       "增长25%。主要原因是新增档案抢救项目。\n");
    cr_assert_eq(expect_fact(&n, 2, "较上年增减/收入总计", "2", "万元")->base_year, 2023);
    cr_assert_eq(expect_fact(&n, 3, "较上年增减/收入总计", "25", "%")->kind, MZ_FACT_CHANGE_RATE);
    expect_fact(&n, 4, "较上年增减/支出总计", "2", "万元");
    for (size_t i = 2; i < 6; i++) cr_assert_str_eq(n.document.facts[i].reason, "新增档案抢救项目");
    free_narrative(&n);
}

Test(narrative, shares_and_completion)
{
    narrative n = read_narrative(
        "基本支出40万元，占80.00%；项目支出10万元，占比20%。\n"
        "行政运行年初预算为50万元，支出决算为40万元，完成年初预算的80%。决算数小于预算数的主要原因：推迟招考。\n");
    cr_assert_eq(expect_fact(&n, 1, "占比/基本支出", "80.00", "%")->kind, MZ_FACT_SHARE);
    expect_fact(&n, 3, "占比/项目支出", "20", "%");
    expect_fact(&n, 4, "年初预算/行政运行", "50", "万元");
    expect_fact(&n, 5, "支出决算/行政运行", "40", "万元");
    const mz_fact *done = expect_fact(&n, 6, "完成年初预算/行政运行", "80", "%");
    cr_assert_eq(done->kind, MZ_FACT_COMPLETION);
    cr_assert_str_eq(done->reason, "推迟招考");
    free_narrative(&n);
}

Test(narrative, a_figure_may_be_parted_from_its_unit)
{
    narrative n = read_narrative("2024年，青禾县档案局机关运行经费共计安排 36.4\n万元，主要用于日常维修。\n");
    const mz_fact *fact = expect_fact(&n, 0, "机关运行经费", "36.4", "万元");
    cr_assert_eq(fact->span.line, 1);
    free_narrative(&n);
}

Test(narrative, the_place_is_that_of_the_digits)
{
    const char *input = "一、概况\n全年  公务接待费 １２．５ 万元。\n";
    narrative n = read_narrative(input);
    const mz_fact *fact = expect_fact(&n, 0, "全年公务接待费", "12.5", "万元");
    cr_assert_eq(fact->span.line, 2);
    cr_assert(strncmp(input + fact->span.begin, "１２．５", strlen("１２．５")) == 0);
    cr_assert_eq(fact->span.end - fact->span.begin, strlen("１２．５"));
    free_narrative(&n);
}

Test(narrative, traditional_characters)
{
    narrative n = read_narrative("項目支出較上年減少3.2萬元，其中維護費5萬元。\n");
    const mz_fact *fact = expect_fact(&n, 0, "较上年增减/項目支出", "-3.2", "万元");
    cr_assert_eq(fact->base_year, 2023);
    expect_fact(&n, 1, "維護費", "5", "万元");
    free_narrative(&n);
}

Test(narrative, limits_counts_and_years_are_no_facts)
{
    narrative n = read_narrative("截至2023年12月31日，共有车辆2辆，接待3批次、26人次，张贴通告11万份。\n"
                                 "名词解释中的费用，是指单价在5万元以上的设备购置费3万元。\n");
    cr_assert_eq(n.document.fact_count, 0, "%s", n.document.fact_count > 0 ? n.document.facts[0].subject : "");
    free_narrative(&n);
}

Test(narrative, ranges_give_both_ends)
{
    narrative n = read_narrative("查档满意率提升10%-15%，归档率达到95-98%。\n");
    expect_fact(&n, 0, "较上年增减/查档满意率", "10", "%");
    expect_fact(&n, 1, "较上年增减/查档满意率", "15", "%");
    expect_fact(&n, 2, "归档率", "95", "%");
    expect_fact(&n, 3, "归档率", "98", "%");
    free_narrative(&n);
}

Test(narrative, listed_items_belong_to_the_sum_behind_them)
{
    narrative n =
        read_narrative("用于馆舍运行，其中包括：1.电费3万元。2.暖气费2.5万元。3.维修费1万元，共计6.5万元。\n");
    cr_assert_eq(n.document.fact_count, 4);
    for (size_t i = 0; i < 3; i++) cr_assert_eq(n.document.facts[i].parent, 3);
    cr_assert_str_eq(n.document.facts[1].item, "暖气费");
    free_narrative(&n);
}

Test(narrative, items_of_a_list_may_be_paragraphs)
{
    narrative n = read_narrative(
        "2024年“三公”经费预算数为6.40万元。其中：\n（一）因公出国（境）费0.00万元。\n"
        "（二）公务用车购置及运行费6.40万元，与2023年预算持平，主要原因是。其中：公务用车购置费0.00万元；"
        "公务用车运行费6.40万元。\n（三）公务接待费0.00万元。\n二、机关运行经费\n机关运行经费3万元。\n");
    expect_fact(&n, 0, "三公经费", "6.40", "万元");
    static const int parents[] = {-1, 0, 0, 2, 2, 0, -1};
    cr_assert_eq(n.document.fact_count, 7);
    for (size_t i = 0; i < 7; i++) cr_assert_eq(n.document.facts[i].parent, parents[i], "fact %zu", i);
    cr_assert_str_eq(n.document.sections[n.document.facts[6].section].title, "二、机关运行经费");
    free_narrative(&n);
}

Test(narrative, headings_become_sections_but_not_the_contents_page)
{
    narrative n = read_narrative(
        "目  录\n一、收入情况\n二、支出情况\n\n一、收入情况\n收入5万元。\n二、支出情况\n（一）总体情况\n支出5万元。\n");
    cr_assert_eq(n.document.section_count, 4);
    cr_assert_str_eq(n.document.sections[1].title, "一、收入情况");
    cr_assert_eq(n.document.sections[1].span.line, 5);
    cr_assert_eq(n.document.sections[3].depth, 2);
    cr_assert_eq(n.document.facts[1].section, 3);
    free_narrative(&n);
}

Test(narrative, money_in_a_projects_purpose_counts_and_other_cells_do_not)
{
    const mz_line_range table = {1, 4};
    narrative n =
        read_narrative_with("预算规模及资金用途\t预算数\t8.00\n\t用于馆藏修复，纸张费5万元；浆糊费3万元，完成率100%。\n"
                            "资金支出计划（%）\t3月底\n成本指标\t≤5万元\n后文费用2万元。\n",
                            &table, 1);
    cr_assert_eq(n.document.fact_count, 3);
    expect_fact(&n, 0, "纸张费", "5", "万元");
    expect_fact(&n, 2, "后文费用", "2", "万元");
    free_narrative(&n);
}

Test(narrative, a_unit_price_tells_which_things_are_counted)
{
    narrative n = read_narrative("本单位共有车辆3辆；单价100万元（含）以上设备2台（套），价值350万元。");
    cr_assert_eq(n.document.fact_count, 2);
    expect_fact(&n, 0, "单价", "100", "万元");
    cr_assert_eq(n.document.facts[0].kind, MZ_FACT_BOUND);
    cr_assert_eq(n.document.facts[1].kind, MZ_FACT_VALUE);
    cr_assert_eq(n.document.facts[1].parent, -1);
    free_narrative(&n);
}
Test(narrative, hostile_text_ends)
{
    enum { LENGTH = 200000 };
    char *text = malloc(LENGTH + 1);
    const char *pieces[] = {"（", "1,", "9", "其中：", "主要原因是", "（类）", "-5%", "较2023年", "，", "1.2.3."};
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        size_t at = 0;
        while (at + strlen(pieces[p]) < LENGTH) {
            memcpy(text + at, pieces[p], strlen(pieces[p]));
            at += strlen(pieces[p]);
        }
        text[at] = '\0';
        narrative n = read_narrative(text);
        free_narrative(&n);
    }
    free(text);
}

Test(narrative, figures_that_broken_lines_run_together_are_none)
{
    narrative n = read_narrative("卫生健康支出414.32万元，占2083.561.46%；农林水支出525.56万元，占1.85%。\n");
    expect_fact(&n, 0, "卫生健康支出", "414.32", "万元");
    expect_fact(&n, 1, "农林水支出", "525.56", "万元");
    expect_fact(&n, 2, "占比/农林水支出", "1.85", "%");
    cr_assert_eq(n.document.fact_count, 3);
    free_narrative(&n);
}

Test(narrative, a_sentence_behind_a_list_of_shares_speaks_of_the_whole)
{
    narrative n =
        read_narrative("一般公共预算财政拨款支出60万元，主要用于以下方面：教育支出15万元，占25%；农林水支出45万"
                       "元，占75%。\n\n年初预算数80万元，决算数60万元。\n\n"
                       "1. 教育支出（类）进修及培训（款）培训支出（项）：决算数15万元。\n");
    expect_fact(&n, 5, "年初预算/一般公共预算财政拨款支出", "80", "万元");
    expect_fact(&n, 6, "支出决算/一般公共预算财政拨款支出", "60", "万元");
    expect_fact(&n, 7, "支出决算/培训支出", "15", "万元");
    free_narrative(&n);
}

Test(narrative, what_a_colon_leads_to_is_a_paragraph_of_its_own)
{
    narrative n =
        read_narrative("    青禾县档案局负责全县水利工程的建设和养护，负责河道、泵闸的日常管理，组织开展防汛防台工\n"
                       "作，组织编制和实施水资源保护规划，负责取水许可和节约用水，并承办县委、县政府交办的其他各类\n"
                       "事项。\n"
                       "    青禾县档案局2024年度政府性基金预算财政拨款收入18.30万元，均按规定用于城市基础设施的有关\n"
                       "支出，支出18.30万元。具体情况如下：\n"
                       "    城乡社区支出（类）城市基础设施配套费安排的支出（款）其他城市基础设施配套费安排的支出（项\n"
                       "）。主要用于雨污混接改造项目。年初预算为22.00万元，支出决算为18.30万元，主要原因是项目进入\n"
                       "收尾阶段。\n");
    cr_assert_gt(n.document.fact_count, 2);
    cr_expect_str_eq(n.document.facts[2].item, "其他城市基础设施配套费安排的支出");
    free_narrative(&n);
}

Test(narrative, the_sum_of_several_subjects_is_of_none_of_them_alone)
{
    narrative n = read_narrative("“卫生健康支出”科目90万元，主要用于医疗保险。其中：行政单位医疗（项）20万元；"
                                 "事业单位医疗（项）和公务员医疗补助（项）合计65万元；其他卫生健康支出（项）5万元。\n"
                                 "“教育支出”科目30万元。其中：培训支出（项）和干部教育（项）共计30万元。\n");
    expect_fact(&n, 0, "卫生健康支出", "90", "万元");
    expect_fact(&n, 1, "行政单位医疗", "20", "万元");
    cr_assert_eq(expect_fact(&n, 2, "事业单位医疗（项）和公务员医疗补助（项）", "65", "万元")->parent, 0);
    expect_fact(&n, 3, "其他卫生健康支出", "5", "万元");
    expect_fact(&n, 4, "教育支出", "30", "万元");
    expect_fact(&n, 5, "培训支出（项）和干部教育（项）", "30", "万元");
    free_narrative(&n);
}

Test(narrative, classified_subject_named_behind_other_figures)
{
    narrative n = read_narrative(
        "政府性基金年初结转和结余20万元，本年收入100万元，本年支出120万元。主要用于：其他支出（类）彩票公益金"
        "安排的支出（款）用于体育的彩票公益金支出（项），支出决算为120万元，完成年初预算90%。\n"
        "本年支出50万元，其中用于：教育支出（类）进修及培训（款）培训支出（项），农林水支出（类）水利"
        "（款）防汛（项），支出决算为50万元。\n");
    expect_fact(&n, 3, "支出决算/用于体育的彩票公益金支出", "120", "万元");
    expect_fact(&n, 4, "完成年初预算/用于体育的彩票公益金支出", "90", "%");
    expect_fact(&n, 6, "支出决算/培训支出、防汛", "50", "万元");
    free_narrative(&n);
}
