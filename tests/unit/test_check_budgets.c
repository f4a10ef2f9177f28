/* Which budget, and whose carried-over money, the text means: what it says of another one than the table prints is
 * not held against the table. */
#include "words_support.h"

TestSuite(check_budgets, .init = open_catalogue, .fini = close_catalogue);

#define PARTS "因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费"
#define ACCOUNTS(planned)                                                                                                                          \
    FINAL "财政拨款“三公”经费支出决算表\n单位：万元\n" planned "\t\t\t\t\t\t决算数\n合计\t" PARTS "\t合计\t" PARTS                                 \
          "\n\t\t小计\t公务用车购置费\t公务用车运行维护费\t\t\t\t小计\t公务用车购置费\t公务用车运行维护费\t\n" \
          "40.00\t0.00\t30.00\t0.00\t30.00\t10.00\t24.00\t0.00\t18.00\t0.00\t18.00\t6.00\n\n" THREE
#define SPENT     "支出决算为24.00万元，"
#define TOTAL     "2031年度“三公”经费财政拨款支出"
#define RECEPTION "公务接待费支出决算为6.00万元，"

Test(check_budgets, the_budget_at_the_start_of_the_year_is_not_that_of_the_table)
{
    told("narrative.table", ACCOUNTS("预算数") TOTAL "全年预算为48.00万元，" SPENT "完成全年预算的50.00%。\n",
         ACCOUNTS("预算数") TOTAL "年初预算为48.00万元，全年预算为40.00万元，" SPENT "完成全年预算的60.00%。\n");
    told("narrative.table", ACCOUNTS("预算数") TOTAL "预算为48.00万元，" SPENT "完成预算的50.00%。\n",
         ACCOUNTS("全年预算数") TOTAL "年初预算为48.00万元，" SPENT "完成年初预算的50.00%。\n");
}

Test(check_budgets, completion_of_the_budget_at_the_start_of_the_year)
{
    told("narrative.completion", ACCOUNTS("预算数") RECEPTION "完成预算的75.00%。\n",
         ACCOUNTS("预算数") RECEPTION "完成年初预算的75.00%。\n");
    /* 完成预算 alone is of the budget that was named last */
    told("narrative.completion",
         ACCOUNTS("预算数") TOTAL "全年预算为40.00万元，" SPENT "完成全年预算的60.00%。其中：" RECEPTION
                                  "完成预算的75.00%。\n",
         ACCOUNTS("预算数") TOTAL "年初预算为48.00万元，" SPENT "完成年初预算的50.00%。其中：" RECEPTION
                                  "完成预算的75.00%。\n");
}

#define FISCAL                                                                                                                                       \
    BUDGET                                                                                                                                           \
    "财政拨款收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t合计\n一、本年收入\t48."                      \
    "00\t一、本年支出\t60.00\n"                                                                                                                \
    "（一）一般公共预算拨款\t36.00\t（一）农林水支出\t60.00\n（二）政府性基金预算拨款\t12.00\t\t\n"                   \
    "二、上年结转\t12.00\t二、结转下年\t\n（一）一般公共预算拨款\t8.00\t\t\n（二）政府性基金预算拨款\t4.00\t\t\n" \
    "收入总计\t60.00\t支出总计\t60.00\n\n一、财政拨款收支情况说明\n\n2031年财政拨款收支总预算60.00万元。"

Test(check_budgets, carried_over_money_of_each_fund)
{
    told("narrative.table", FISCAL "其中本年收入48.00万元，上年结转8.00万元。\n",
         FISCAL "收入包括：一般公共预算当年拨款收入36.00万元、上年结转8.00万元；政府性基金预算当年拨款收入12.00万元、"
                "上年结转4.00万元。\n");
}

#define BALANCE                                                                                                                              \
    BUDGET "收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、财政拨款收入\t40."          \
           "00\t一、农林水支出\t60.00\n"                                                                                              \
           "二、事业收入\t5.00\t\t\n本年收入合计\t45.00\t本年支出合计\t60.00\n上年结转结余\t15.00\t结转下年\t\n" \
           "收入总计\t60.00\t支出总计\t60.00\n\n一、收支预算情况说明\n\n2031年收入总计60.00万元，支出总计60.00万元。"

Test(check_budgets, carried_over_money_of_each_source)
{
    told("narrative.table", BALANCE "收入包括：财政拨款收入40.00万元、事业收入5.00万元、上年结转结余12.00万元。\n",
         BALANCE "收入包括：财政拨款收入40.00万元、财政拨款上年结转12.00万元，事业收入5.00万元、上年结转3.00万元。\n");
    told("narrative.table", BALANCE "收入包括：财政拨款收入40.00万元、事业收入5.00万元、上年结转12.00万元。\n",
         BALANCE "收入包括：财政拨款收入40.00万元、上年结转12.00万元。单位资金5.00万元、上年结转3.00万元。\n");
}
