/* Sentences to facts: how reasons are introduced and whose they are, and figures of the year before between the words.
 */
#include "narrative_support.h"

Test(narrative_reasons, a_clause_may_begin_with_the_reason)
{
    narrative n = read_narrative("1.代表工作56.80万元，较上年预算增加14.50万元，系本年改造代表联络站；\n"
                                 "2.其他信息支出20.00万元，较上年预算增加5.00万元，系统运维正常开展。\n");
    cr_assert_str_eq(expect_fact(&n, 1, "较上年增减/代表工作", "14.50", "万元")->reason, "本年改造代表联络站");
    cr_assert_str_eq(expect_fact(&n, 3, "较上年增减/其他信息支出", "5.00", "万元")->reason, "");
    free_narrative(&n);
}

Test(narrative_reasons, figures_of_a_reason_are_no_parts)
{
    narrative n = read_narrative("农林水支出100.00万元，其中：村级补助60.00万元，较上年预算增加10.00万元，"
                                 "系补助标准由每村每年80万元提高至86万元；水利工程40.00万元。\n");
    cr_assert_str_eq(expect_fact(&n, 2, "较上年增减/村级补助", "10.00", "万元")->reason,
                     "补助标准由每村每年80万元提高至86万元");
    cr_assert_eq(n.document.facts[3].kind, MZ_FACT_BOUND);
    cr_assert_eq(n.document.facts[4].kind, MZ_FACT_VALUE);
    cr_assert_eq(n.document.facts[4].parent, -1);
    cr_assert_eq(expect_fact(&n, 5, "水利工程", "40.00", "万元")->parent, 0);
    free_narrative(&n);
}

Test(narrative_reasons, several_subjects_have_their_figures_respectively)
{
    narrative n = read_narrative("养老保险和职业年金分别较上年预算增加17.54万元、增加8.77万元，均系缴费基数调增。\n");
    cr_assert_str_eq(expect_fact(&n, 0, "较上年增减/养老保险", "17.54", "万元")->reason, "缴费基数调增");
    cr_assert_str_eq(expect_fact(&n, 1, "较上年增减/职业年金", "8.77", "万元")->reason, "缴费基数调增");
    free_narrative(&n);
}

Test(narrative_reasons, the_figure_compared_with_is_that_of_the_year_before)
{
    narrative n =
        read_narrative("1.卫生健康支出（类）公共卫生（款）基本公共卫生服务（项）2024年预算数731.25万元，比2023年预算数"
                       "684.02万元增加47.23万元，增长6.90%，主要原因是人均经费标准提高。\n");
    cr_assert_eq(expect_fact(&n, 0, "基本公共卫生服务", "731.25", "万元")->period, 2024);
    cr_assert_eq(expect_fact(&n, 1, "基本公共卫生服务", "684.02", "万元")->period, 2023);
    const mz_fact *change = expect_fact(&n, 2, "较上年增减/基本公共卫生服务", "47.23", "万元");
    cr_assert_eq(change->base_year, 2023);
    cr_assert_str_eq(change->reason, "人均经费标准提高");
    free_narrative(&n);
}

Test(narrative_reasons, a_reason_goes_to_the_subject_it_names_even_in_another_paragraph)
{
    narrative n =
        read_narrative("一般公共预算拨款90.00万元，比上年增加8.00万元；政府性基金拨款20.00万元，比上年减少3.00万元。\n"
                       "　　基本支出60.00万元，比上年增加1.00万元。政府性基金减少的主要原因是改造项目完工。\n");
    cr_assert_str_eq(expect_fact(&n, 1, "较上年增减/一般公共预算拨款", "8.00", "万元")->reason, "");
    cr_assert_str_eq(expect_fact(&n, 3, "较上年增减/政府性基金拨款", "-3.00", "万元")->reason, "改造项目完工");
    cr_assert_str_eq(expect_fact(&n, 5, "较上年增减/基本支出", "1.00", "万元")->reason, "");
    free_narrative(&n);
}

Test(narrative_reasons, a_semicolon_parts_statements)
{
    narrative n = read_narrative("残疾人康复44.80万元，同比增加2.80万元；城市生活救助28.60万元，同比减少2.40万元，"
                                 "系救助对象减少。\n");
    cr_assert_str_eq(expect_fact(&n, 1, "较上年增减/残疾人康复", "2.80", "万元")->reason, "");
    cr_assert_str_eq(expect_fact(&n, 3, "较上年增减/城市生活救助", "-2.40", "万元")->reason, "救助对象减少");
    free_narrative(&n);
}

Test(narrative_reasons, narrow_punctuation_parts_statements_as_wide_does)
{
    narrative n =
        read_narrative("残疾人康复44.80万元,同比增加2.80万元;城市生活救助28.60万元,同比减少2.40万元,增长7.73,"
                       "系救助对象减少。\n交通拥堵的时间,比上年同期降低5%;\n本年度各单位(处室)拟购置资产9.00万元。\n");
    cr_assert_str_eq(expect_fact(&n, 1, "较上年增减/残疾人康复", "2.80", "万元")->reason, "");
    cr_assert_str_eq(expect_fact(&n, 3, "较上年增减/城市生活救助", "-2.40", "万元")->reason, "救助对象减少");
    expect_fact(&n, 5, "较上年增减/交通拥堵的时间", "-5", "%");
    expect_fact(&n, 6, "拟购置资产", "9.00", "万元");
    free_narrative(&n);
}

Test(narrative_reasons, the_name_of_a_subject_goes_on_behind_a_short_line)
{
    narrative n = read_narrative("1、卫生健康支出(类)公共卫生(款)卫生\n监督机构(项)\n。年初预算为 2.00 万元。\n");
    expect_fact(&n, 0, "年初预算/卫生监督机构", "2.00", "万元");
    free_narrative(&n);
}

Test(narrative_reasons, the_name_of_a_subject_in_quotation_marks)
{
    narrative n = read_narrative("1.“文化支出（类）文化和旅游（款）群众文化（项）”科目35.20万元，主要用于文化活动。\n");
    expect_fact(&n, 0, "群众文化", "35.20", "万元");
    free_narrative(&n);
}

Test(narrative_reasons, a_line_break_in_front_of_an_amount_or_inside_it_begins_no_paragraph)
{
    narrative n = read_narrative("四、收支情况说明\n青禾县档案局2024年度财政拨款收入总计\n384.07万元。\n"
                                 "1、教育支出（类）进修及培训（款）培训支出（项） 83.87\n万元，与上年持平。\n");
    expect_fact(&n, 0, "财政拨款收入总计", "384.07", "万元");
    expect_fact(&n, 1, "培训支出", "83.87", "万元");
    free_narrative(&n);
}

static void expect_reason(const char *text, size_t fact, const char *reason)
{
    narrative n = read_narrative(text);
    cr_assert_lt(fact, n.document.fact_count, "%s", text);
    cr_expect_str_eq(n.document.facts[fact].reason, reason, "%s", text);
    free_narrative(&n);
}

Test(narrative_reasons, a_clause_behind_a_change_may_be_its_reason_without_a_word_that_says_so)
{
    expect_reason("工程采购30.00万元，比上年减少5.00万元，上年一次性安排消防改造经费。\n", 1,
                  "上年一次性安排消防改造经费");
    expect_reason("儿童福利30.00万元，比上年减少5.00万元，为散居孤儿成年退出保障；\n", 1, "散居孤儿成年退出保障");
    expect_reason("养老支出30.00万元，比上年减少5.00万元，下降14.3%，受缴费比例由20%下调至16%影响。\n", 2,
                  "缴费比例由20%下调至16%影响");
    expect_reason("殡葬30.00万元，比上年增加5.00万元，主要用于公益性骨灰堂维护。\n", 1, "");
    expect_reason("殡葬30.00万元，比上年增加5.00万元，为上年预算的120%。\n", 1, "");
}

Test(narrative_reasons, the_next_sentence_may_be_the_reason)
{
    expect_reason("养老保险30.00万元，比上年增加5.00万元。按照缴费基数调整的要求，缴费基数上调。\n", 1,
                  "按照缴费基数调整的要求，缴费基数上调");
    expect_reason("医疗30.00万元，比上年增加5.00万元。由于在职人员增加。\n", 1, "由于在职人员增加");
    expect_reason("医疗30.00万元，比上年增加5.00万元。按照规定安排基本支出20.00万元。\n", 1, "");
    expect_reason("医疗30.00万元，比上年增加5.00万元。本单位无政府性基金预算。\n", 1, "");
}

Test(narrative_reasons, a_reason_may_stand_before_the_change)
{
    expect_reason("受机构改革影响，行政运行比上年减少5.00万元。\n", 0, "受机构改革影响");
    expect_reason("因双拥优抚职能划出，行政运行、事业运行分别比上年减少5.00万元、减少3.00万元。\n", 1,
                  "因双拥优抚职能划出");
    expect_reason("按照收支平衡原则，2024年收入100.00万元，比上年减少5.00万元。\n", 1, "");
}

Test(narrative_reasons, a_change_without_a_figure_may_have_a_reason)
{
    expect_reason("项目支出80.00万元，比上年减少9.00万元。基本支出60.00万元，比上年增加，主要为正常晋级晋档。\n", 2,
                  "正常晋级晋档");
    expect_reason("项目支出80.00万元，比上年减少9.00万元。基本支出60.00万元，比上年增加，主要为正常晋级晋档。\n", 1,
                  "");
}

Test(narrative_reasons, a_sentence_may_tell_the_reason_of_all_before_it)
{
    static const char text[] = "出国费5.00万元，较上年减少1.00万元。接待费6.00万元，较上年减少2.00万元。"
                               "上述两项经费变动均系压减一般性支出。\n";
    expect_reason(text, 1, "压减一般性支出");
    expect_reason(text, 3, "压减一般性支出");
}

Test(narrative_reasons, a_reason_that_ends_in_a_change_is_that_of_the_figure_before_it)
{
    narrative n = read_narrative("2024年政府采购预算51.28万元，比2023年减少3.61万元，其中：货物预算31.28万元，"
                                 "因装备集中采购而增加；服务预算20.00万元。");
    const mz_fact *change = expect_fact(&n, 1, "较上年增减/政府采购预算", "-3.61", "万元");
    const mz_fact *goods = expect_fact(&n, 2, "货物预算", "31.28", "万元");
    cr_expect_str_eq(change->reason, "");
    cr_expect_str_eq(goods->reason, "装备集中采购而增加");
    free_narrative(&n);
}
