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
