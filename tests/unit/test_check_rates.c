/* Percentages of the text, and what they are calculated from. Each wrong one is found, and a correct text like it is
 * not reported. */
#include "words_support.h"

TestSuite(check_rates, .init = open_catalogue, .fini = close_catalogue);

#define TRAINING "教育支出（类）进修及培训（款）培训支出（项）80.00万元，用于职工培训，较2030年预算执行数64.00万元增长"

Test(check_rates, growth_from_a_year_that_the_sentence_names)
{
    told("narrative.growth", BUDGET "1、" TRAINING "52.00%。\n", BUDGET "1、" TRAINING "25.00%。\n");
}

#define WELFARE "1.社会保障和就业支出（类）社会福利（款）老年福利（项）。年初预算80.00万元，支出决算60.00万元，"

Test(check_rates, completion_in_one_word)
{
    told("narrative.completion", FINAL WELFARE "完成57.00%，差异原因：按实结算。\n",
         FINAL WELFARE "完成75.00%，差异原因：按实结算。\n");
}

#define CLASSES "支出结构如下：\n1．教育支出15.00万元，占25.00%；\n2．农林水支出27.00万元，占45.00%；\n3．住房保障支出"

Test(check_rates, completion_of_what_a_list_adds_up_to)
{
    told("narrative.completion", FINAL WELFARE "完成年初预算的57.00%，差异原因：按实结算。\n",
         FINAL CLASSES "18.00万元，占30.00%。\n年初预算数为80.00万元，完成年初预算的75.00%。\n");
}

Test(check_rates, budget_in_final_accounts)
{
    told("narrative.composition",
         FINAL THREE "“三公”经费支出决算3.00万元，其中：因公出国（境）费支出0.00万元，公务用车购置及运行维护费支出4.00"
                     "万元，公务接待费支出0.00万元。\n",
         FINAL THREE "“三公”经费预算4.00万元，支出决算3.00万元，完成预算的75.00%，其中：\n（1）因公出国（境）费支出0.00"
                     "万元。\n（2）公务用车购置及运行维护费支出3.00万元。\n（3）公务接待费支出0.00万元。\n");
}

Test(check_rates, reserved_for_small_enterprises)
{
    told("narrative.exceeds",
         BUDGET "2031年本部门政府采购预算20.00万元，其中：年度面向中小企业预留政府采购项目预算共计30.00万元。\n",
         BUDGET "2031年本部门政府采购预算30.00万元，其中：年度面向中小企业预留政府采购项目预算共计20.00万元。\n");
}

#define SPLIT                                                                                                          \
    "（二）具体情况：1.公务用车购置及运行维护费支出4.00万元，其中公务用车运行维护费支出4.00万元；2.公务接待费支出"

Test(check_rates, share_of_an_amount_before_the_nearest)
{
    told("narrative.share",
         FINAL THREE "（一）“三公”经费支出决算为5.00万元，比上年增加1.00万元，主要原因是接待增加。\n\n" SPLIT
                     "1.00万元，占26.00%。\n",
         FINAL THREE "（一）“三公”经费支出决算为5.00万元，比上年增加1.00万元，主要原因是接待增加。\n\n" SPLIT
                     "1.00万元，占20.00%。\n");
}

Test(check_rates, share_that_says_of_what_it_is)
{
    told("narrative.share",
         FINAL
         "2031年政府采购支出总额60.00万元。授予中小企业合同金额50.00万元，占政府采购支出总额的83.33%，其中：授予小微"
         "企业合同金额30.00万元，占授予中小企业合同金额的50.00%。\n",
         FINAL
         "2031年政府采购支出总额60.00万元。授予中小企业合同金额50.00万元，占政府采购支出总额的83.33%，其中：授予小微"
         "企业合同金额30.00万元，占授予中小企业合同金额的60.00%。\n");
}

Test(check_rates, growth_of_what_the_sentence_speaks_of)
{
    told("narrative.growth",
         FINAL "2031年度收入总计60.00万元，其中年初结转和结余9.00万元，较2030年增加10.00万元，增长25.00%"
               "，主要原因是：扩编。\n",
         FINAL
         "2031年度收入总计60.00万元，其中年初结转和结余9.00万元，较2030年增加10.00万元，增长20.00%，主要原因是：扩编。"
         "\n");
}

Test(check_rates, growth_of_both_totals)
{
    told("narrative.growth",
         FINAL "2031年度收、支总计均为60.00万元，与上年相比收、支总计各增加10.00万元，增长16.67%，主要是扩编。\n",
         FINAL "2031年度收、支总计均为60.00万元，与上年相比收、支总计各增加10.00万元，增长20.00%，主要是扩编。\n");
}

#define MADE_OF "其中，水利工程（项）支出60.00万元，由以下三个项目构成：河道疏浚28.00万元、水闸养护20.00万元、泵站管理"

Test(check_rates, a_list_of_what_an_item_is_made_of)
{
    told("narrative.list", FINAL MADE_OF "10.00万元。\n", FINAL MADE_OF "12.00万元。\n");
}

#define FUNDS                                                                                                                                                         \
    "财政拨款支出预算60.00万元。财政拨款支出预算中，一般公共预算拨款支出预算40.00万元，比2030年预算减少2.00万元；政府" \
    "性基金拨款支出预算20.00万元，比2030年预算增加6.00万元；国有资本经营预算拨款支出预算0.00万元，与2030年预算持平。"    \
    "财政拨款支出预算合计比2030年预算增加"

Test(check_rates, a_change_of_the_whole_behind_its_parts)
{
    told("narrative.bases", BUDGET FUNDS "5.00万元，主要原因是征地增加。\n",
         BUDGET FUNDS "4.00万元，主要原因是征地增加。\n");
}

#define THREE_TABLE                                                                                                                                                 \
    FINAL                                                                                                                                                           \
    "财政拨款“三公”经费支出决算表\n单位：万元\n项目\t合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接" \
    "待费\n\t\t\t小计\t公务用车购置费\t公务用车运行维护费\t\n预算数\t9.00\t0.00\t8.00\t5.00\t3.00\t1.00\n决算数\t"

Test(check_rates, three_public_expenses_in_rows_of_budget_and_account)
{
    told("three_public.sum", THREE_TABLE "7.50\t0.00\t7.00\t4.00\t2.00\t0.50\n",
         THREE_TABLE "6.50\t0.00\t6.00\t4.00\t2.00\t0.50\n");
}

#define TWO_YEARS                                                                                                                                         \
    BUDGET                                                                                                                                                \
    "“三公”经费预算表\n单位：万元\n2030年预算数\t\t\t2031年预算数\t\t\n合计\t因公出国（境）费\t公务接待费\t合计" \
    "\t因公出国（境）费\t公务接待费\n"
#define RECEPTION "\n\n一、“三公”经费预算情况说明\n\n2031年“三公”经费预算3.50万元，其中：公务接待费1.50万元。\n"

#define YEARS_BESIDE                                                                                                                               \
    "“三公”经费预算表\n\n单位：万元\n\n2030年预算数\t\t2031年预算数\t\n合计\t公务接待费\t合计\t公务接待费\n" \
    "2.45\t2.45\t2.60\t2.60\n\n“三公”经费预算情况说明\n\n公务接待费2.60万元，比2030年预算"

Test(check_rates, the_direction_of_a_change_that_the_table_prints)
{
    told("narrative.direction", BUDGET YEARS_BESIDE "减少0.15万元，主要原因是来访批次有变化。\n",
         BUDGET YEARS_BESIDE "增加0.15万元，主要原因是来访批次有变化。\n");
}

#define YEARS                                                                                                                                       \
    "“三公”经费预算表\n\n单位：万元\n\n年度\t合计\t因公出国（境）费\t公务接待费\t公务用车购置及运行费\n" \
    "2030年\t3.00\t1.00\t2.00\t0.00\n2031年\t5.00\t2.00\t3.00\t0.00\n\n"

Test(check_rates, three_public_expenses_in_a_row_of_each_year)
{
    told("narrative.table", BUDGET YEARS "“三公”经费预算情况说明\n\n公务接待费4.00万元，用于接待。\n",
         BUDGET YEARS "“三公”经费预算情况说明\n\n公务接待费3.00万元，用于接待。\n");
}

Test(check_rates, columns_of_the_year_before_beside_those_of_the_year)
{
    told("three_public.sum", TWO_YEARS "4.00\t1.00\t2.00\t3.50\t2.00\t1.50" RECEPTION,
         TWO_YEARS "3.00\t1.00\t2.00\t3.50\t2.00\t1.50" RECEPTION);
    told("narrative.table", TWO_YEARS "3.00\t1.00\t2.00\t3.60\t2.00\t1.60" RECEPTION,
         TWO_YEARS "3.00\t1.00\t2.00\t3.50\t2.00\t1.50" RECEPTION);
}

#define WATER                                                                                                                                       \
    BUDGET                                                                                                                                          \
    "一般公共预算支出表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n合计\t\t60.00\t40.00\t20.00\n" \
    "213\t农林水支出\t60.00\t40.00\t20.00\n21303\t水利\t60.00\t40.00\t20.00\n2130301\t行政运行\t40.00\t40.00\t\n"                        \
    "2130302\t一般行政管理事务\t20.00\t\t20.00\n\n"

Test(check_rates, a_subject_against_its_row)
{
    told("narrative.subject", WATER "1、农林水支出（类）水利（款）行政运行（项）2031年预算为44.00万元。\n",
         WATER "1、农林水支出（类）水利（款）行政运行（项）2031年预算为40.00万元。\n");
}
