/* Rules about words, structure, codes, projects and procurement, on documents read from composed text; and SARIF. */
#include <mingzhang/emit.h>
#include <string.h>

#include "check_support.h"

TestSuite(check_rules, .init = open_catalogue, .fini = close_catalogue);

static void check(const char *text)
{
    mz_error error;
    mz_document_free(document);
    cr_assert_eq(mz_parse(catalogue, text, strlen(text), NULL, &document, &error), MZ_OK, "%s", error.message);
    cr_assert_eq(mz_check(catalogue, document, NULL, &error), MZ_OK, "%s", error.message);
}

static const mz_finding *found(const char *rule)
{
    for (size_t i = 0; i < document->finding_count; i++)
        if (strcmp(document->findings[i].rule, rule) == 0) return &document->findings[i];
    return NULL;
}

#define HEAD "临江县水务局2031年部门预算公开\n\n"
#define TABLE                                                                                                          \
    "部门预算支出总表\n\n单位：万元\n\n"                                                                  \
    "序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n"                                         \
    "1\t\t合计\t90.00\t60.00\t30.00\n"                                                                               \
    "2\t213\t农林水支出\t90.00\t60.00\t30.00\n"                                                                   \
    "3\t21303\t水利\t90.00\t60.00\t30.00\n"                                                                          \
    "4\t2130301\t行政运行\t60.00\t60.00\t\n"                                                                       \
    "5\t2130306\t水利工程运行与维护\t30.00\t\t30.00\n\n"

Test(check_rules, a_correct_document_has_no_error_and_no_warning)
{
    check(HEAD TABLE "2031年支出预算90.00万元，其中基本支出60.00万元；项目支出30.00万元。\n");
    for (size_t i = 0; i < document->finding_count; i++)
        cr_assert_eq(document->findings[i].severity, MZ_INFO, "%s", document->findings[i].message_en);
}

Test(check_rules, placeholders_are_found_across_blanks)
{
    check(HEAD TABLE "1.目标内容 1 保障供水安全\n");
    const mz_finding *finding = found("placeholder");
    cr_assert_not_null(finding);
    cr_assert_eq(finding->severity, MZ_WARNING);
    cr_assert_eq(finding->places[0].span.line, 14);
}

Test(check_rules, a_reason_that_was_never_filled_in)
{
    check(HEAD TABLE "公务接待费预算2.00万元，与上年持平，主要原因是。\n");
    cr_assert_not_null(found("reason.empty"));
    check(HEAD TABLE "公务接待费预算2.00万元，与上年持平，主要原因是接待任务不变。\n");
    cr_assert_null(found("reason.empty"));
}

Test(check_rules, a_telephone_number_is_told_but_not_repeated)
{
    check(HEAD TABLE "经办人：某某 13900000000\n");
    const mz_finding *finding = found("privacy.phone");
    cr_assert_not_null(finding);
    cr_assert_null(strstr(finding->message_zh, "13900000000"));
    cr_assert_str_eq(finding->places[0].printed, "");
    check(HEAD TABLE "合同编号 1139000000001\n");
    cr_assert_null(found("privacy.phone"));
}

Test(check_rules, figures_beside_each_other_are_no_telephone_number)
{
    check(HEAD TABLE "业务费 13864217 230\n");
    cr_assert_null(found("privacy.phone"));
}

Test(check_rules, a_code_without_class_is_an_error)
{
    check(HEAD "部门预算支出总表\n\n单位：万元\n\n"
               "序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
               "1\t\t合计\t60.00\t60.00\t\n"
               "2\t210\t卫生健康支出\t60.00\t60.00\t\n"
               "3\t21011\t行政事业单位医疗\t60.00\t60.00\t\n"
               "4\t71102\t事业单位医疗\t60.00\t60.00\t\n");
    const mz_finding *finding = found("code.orphan");
    cr_assert_not_null(finding);
    cr_assert_eq(finding->severity, MZ_ERROR);
    cr_assert_str_eq(finding->places[0].code, "71102");
}

Test(check_rules, a_skipped_row_number)
{
    check(HEAD "部门预算支出总表\n\n单位：万元\n\n"
               "序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
               "1\t\t合计\t60.00\t60.00\t\n"
               "3\t210\t卫生健康支出\t60.00\t60.00\t\n"
               "4\t21011\t行政事业单位医疗\t60.00\t60.00\t\n");
    const mz_finding *finding = found("serial.skipped");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->expected, "2");
}

#define PURCHASES                                                                                                      \
    "部门政府采购预算\n\n单位：万元\n\n"                                                                  \
    "项目名称\t预算资金\t采购物品名称\t政府采购目录序号\t计量单位\t数量\t单价\t合计\t一般公共预算拨款\n"

Test(check_rules, procurement_sums_prices_and_units)
{
    check(HEAD TABLE PURCHASES "合计\t\t\t\t\t\t\t12.00\t12.00\n"
                               "办公费\t12.00\t复印纸\tA05040101\t1\t100\t0.05\t6.00\t6.00\n"
                               "办公费\t12.00\t打印机\tA02021000\t台\t4\t1.50\t7.00\t7.00\n");
    const mz_finding *price = found("procurement.price");
    cr_assert_not_null(price);
    cr_assert_str_eq(price->actual, "6.00");
    cr_assert_not_null(found("procurement.sum"));
    cr_assert_not_null(found("procurement.unit"));
}

Test(check_rules, a_wrong_amount_is_told_once)
{
    check(HEAD TABLE PURCHASES "合计\t\t\t\t\t\t\t42.00\t42.00\n"
                               "办公费\t42.00\t复印纸\tA05040101\t箱\t6\t6.00\t63.00\t36.00\n"
                               "办公费\t42.00\t打印机\tA02021000\t台\t4\t1.50\t6.00\t6.00\n");
    cr_assert_null(found("procurement.price")); /* as quantity and price say, too */
    const mz_finding *finding = found("row.sum");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->repairs[0].to, "36.00");
}

#define BALANCE(total)                                                                                                    \
    "部门预算收支总表\n\n单位：万元\n\n序号\t收入\t\t支出\t\n\t项目\t预算数\t项目\t预算数\n" \
    "1\t本年收入合计\t" total "\t本年支出合计\t" total "\n2\t收入总计\t" total "\t支出总计\t" total "\n\n"

Test(check_rules, the_tables_of_two_organisations_in_one_document)
{
    check(HEAD BALANCE("90.00") "预算收入90.00万元，支出预算90.00万元。\n\n" BALANCE("73.50") "预算收入73.50万元，支出"
                                                                                              "预算73.50万元。\n");
    cr_assert_null(found("balance.equal"));
    cr_assert_null(found("narrative.table"));
    check(HEAD BALANCE("90.00") "预算收入91.00万元，支出预算90.00万元。\n");
    cr_assert_not_null(found("narrative.table"));
}

#define PROJECTS(first, second, third)                                                                                 \
    HEAD "项目支出表\n\n单位：万元\n\n项目名称\t合计\t备注\n合计\t648.40\t\n堤防维护\t" first "\t\n灌区改造\t" second  \
         "\t\n水质监测\t" third "\t\n\n"

Test(check_rules, a_list_of_projects_adds_up_to_its_total)
{
    check(PROJECTS("312.75", "218.40", "117.25"));
    cr_assert_null(found("list.total"));
    check(PROJECTS("312.75", "218.40", "147.25")); /* more than the total */
    const mz_finding *finding = found("list.total");
    cr_assert_not_null(finding);
    cr_assert_eq(finding->severity, MZ_ERROR);
    check(PROJECTS("312.75", "218.40", "67.20")); /* less: a project may have been left out */
    cr_assert(found("list.total") == NULL || found("list.total")->severity == MZ_INFO);
    check(PROJECTS("648.40", "331.15", "317.25")); /* a group and its members */
    cr_assert_null(found("list.total"));
}

Test(check_rules, a_redacted_purchase_that_the_total_gives_away)
{
    check(HEAD TABLE PURCHASES "合计\t\t\t\t\t\t\t12.00\t12.00\n"
                               "办公费\t12.00\t复印纸\tA05040101\t箱\t100\t0.05\t5.00\t5.00\n"
                               "办公费\t**\t**\tA02021000\t**\t**\t**\t**\t**\n");
    const mz_finding *finding = found("redaction.procurement");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->actual, "7.00");
    cr_assert_null(found("procurement.sum"));
}

Test(check_rules, sarif_has_one_result_per_finding_and_knows_every_rule)
{
    check(HEAD TABLE "1.目标内容1 保障供水安全\n");
    json_t *log = mz_emit_sarif(catalogue, document, "budget.txt");
    cr_assert_not_null(log);
    cr_assert_str_eq(json_string_value(json_object_get(log, "version")), "2.1.0");
    const json_t *run = json_array_get(json_object_get(log, "runs"), 0);
    const json_t *results = json_object_get(run, "results");
    const json_t *rules = json_object_get(json_object_get(json_object_get(run, "tool"), "driver"), "rules");
    cr_assert_eq(json_array_size(results), document->finding_count);
    cr_assert_eq(json_array_size(rules), mz_rule_count(catalogue));
    for (size_t i = 0; i < json_array_size(results); i++) {
        const json_t *result = json_array_get(results, i);
        cr_assert_not_null(mz_rule_find(catalogue, json_string_value(json_object_get(result, "ruleId"))));
        cr_assert_eq(json_array_size(json_object_get(result, "locations")), 1);
    }
    json_decref(log);
}

Test(check_rules, a_list_that_names_a_small_part_is_no_finding)
{
    check(HEAD TABLE
          "2031年支出预算90.00万元，其中基本支出60.00万元；项目支出30.00万元，主要为：堤防巡查经费4.00万元。\n");
    cr_assert_null(found("narrative.list_open"));
    check(HEAD TABLE "2031年支出预算90.00万元，其中基本支出60.00万元；项目支出30.00万元，主要为："
                     "堤防巡查经费19.00万元，水库维护经费10.00万元。\n");
    cr_assert_not_null(found("narrative.list_open"), "nearly all is listed: a person should look");
}

Test(check_rules, an_amount_that_rises_and_a_rate_that_falls)
{
    check(HEAD TABLE "2031年公务接待费比2030年预算增加5.00万元，增长3.00%，主要原因是业务增加。\n");
    cr_assert_null(found("narrative.direction"));
    check(HEAD TABLE "2031年公务接待费比2030年预算增加5.00万元，下降3.00%，主要原因是业务增加。\n");
    cr_assert_not_null(found("narrative.direction"));
}
