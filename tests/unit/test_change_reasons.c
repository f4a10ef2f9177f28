/* Whose change a reason explains: statements of one fund, dropped subjects, what a reason names beside its own change.
 */
#include "change_support.h"

Test(change_reasons, a_reason_of_one_fund_is_none_of_another_table)
{
    static const char then[] = "1\t\t合计\t100.00\t\t100.00\n2\t212\t城乡社区支出\t100.00\t\t100.00\n"
                               "3\t21201\t城乡社区管理事务\t60.00\t\t60.00\n4\t2120104\t城管执法\t60.00\t\t60.00\n"
                               "5\t21205\t城乡社区环境卫生\t40.00\t40.00\t\n"
                               "6\t2120501\t城乡社区环境卫生\t40.00\t40.00\t\n";
    static const char later[] = "1\t\t合计\t129.00\t\t129.00\n2\t212\t城乡社区支出\t129.00\t\t129.00\n"
                                "3\t21201\t城乡社区管理事务\t84.00\t\t84.00\n4\t2120104\t城管执法\t84.00\t\t84.00\n"
                                "5\t21205\t城乡社区环境卫生\t45.00\t45.00\t\n"
                                "6\t2120501\t城乡社区环境卫生\t45.00\t45.00\t\n";
    season s =
        compare(then, later, "城乡社区支出129.00万元，比2023年预算增加29.00万元，主要原因是拆除违法搭建的工作量上升。");
    cr_expect(find(&s, "2120104", "合计")->explained, "it is most of the class");
    cr_expect_not(find(&s, "2120501", "基本支出")->explained, "its column is not what the text speaks of");
    release(&s);
}

Test(change_reasons, a_dropped_subject_is_explained_behind_its_old_figure)
{
    static const char then[] = "1\t2080505\t机关事业单位基本养老保险缴费支出\t20.00\t20.00\t\n"
                               "2\t2080801\t死亡抚恤\t15.00\t15.00\t\n";
    static const char later[] = "1\t2080505\t机关事业单位基本养老保险缴费支出\t20.00\t20.00\t\n";
    season s = compare(then, later, "死亡抚恤2023年预算执行数为15.00万元，2024年未安排预算，系一次性支出已发放。");
    cr_expect(find(&s, "2080801", "合计")->explained);
    release(&s);
}

Test(change_reasons, a_line_that_fell_may_be_named_in_the_reason_of_a_rise)
{
    static const char then[] = "1\t\t合计\t60.00\t\t60.00\n2\t2012602\t一般行政管理事务\t20.00\t\t20.00\n"
                               "3\t2012604\t档案馆\t40.00\t\t40.00\n";
    static const char later[] = "1\t\t合计\t75.00\t\t75.00\n2\t2012602\t一般行政管理事务\t11.00\t\t11.00\n"
                                "3\t2012604\t档案馆\t64.00\t\t64.00\n";
    season s =
        compare(then, later,
                "2024年支出预算75.00万元，较2023年预算增加15.00万元，主要有以下几方面原因：一是新建馆库投入使用；"
                "二是压减会议、印刷等一般行政管理事务项目。");
    cr_expect(find(&s, "2012602", "合计")->explained);
    release(&s);
}

Test(change_reasons, what_is_bought_explains_no_subject)
{
    static const char then[] = "1\t2081002\t养老服务\t20.00\t\t20.00\n";
    static const char later[] = "1\t2081002\t养老服务\t64.00\t\t64.00\n";
    season s = compare(then, later,
                       "2024年政府采购预算30.00万元，比上年增加9.00万元，主要原因是养老服务设施评估纳入政府采购。");
    cr_expect_not(find(&s, "2081002", "合计")->explained);
    release(&s);
}

Test(change_reasons, a_subject_may_be_called_by_a_word_for_it_when_the_amount_is_its_own)
{
    static const char then[] = "1\t2080505\t机关事业单位基本养老保险缴费支出\t20.00\t20.00\t\n"
                               "2\t2080506\t机关事业单位职业年金缴费支出\t10.00\t10.00\t\n";
    static const char later[] = "1\t2080505\t机关事业单位基本养老保险缴费支出\t23.00\t23.00\t\n"
                                "2\t2080506\t机关事业单位职业年金缴费支出\t12.50\t12.50\t\n";
    season s = compare(then, later, "养老保险和职业年金分别较上年增加3.00万元、增加2.00万元，均系缴费基数正常调增。");
    cr_expect(find(&s, "2080505", "合计")->explained);
    cr_expect_not(find(&s, "2080506", "合计")->explained, "the text states another amount");
    release(&s);
}

Test(change_reasons, what_only_repeats_the_change_is_told_without_a_prior_document)
{
    static const char rows[] = "1\t\t合计\t129.00\t45.00\t84.00\n2\t2120104\t城管执法\t84.00\t\t84.00\n";
    static const struct {
        const char *reason;
        size_t told;
    } cases[] = {{"减少项目支出", 1},
                 {"2024年专项项目比2023年减少", 1},
                 {"根据年度工作计划安排", 1},
                 {"拆违巡查项目上年完工", 0},
                 {"压减非急需项目", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        mz_catalogue *catalogue = NULL;
        mz_changes changes;
        mz_error error = {0};
        snprintf(text, sizeof text, "2024年项目支出84.00万元，比2023年减少6.00万元，下降6.67%%，主要为%s。",
                 cases[i].reason);
        cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, &error), MZ_OK);
        mz_document *document = parse(catalogue, 2024, "万元", rows, text);
        cr_assert_eq(mz_compare(catalogue, NULL, document, NULL, NULL, &changes, &error), MZ_OK);
        size_t told = 0;
        for (size_t k = 0; k < document->finding_count; k++)
            told += strcmp(document->findings[k].rule, "reason.circular") == 0;
        cr_expect_eq(told, cases[i].told, "%s: told %zu times", cases[i].reason, told);
        mz_document_free(document);
        mz_catalogue_free(catalogue);
    }
}

Test(change_reasons, a_part_named_is_a_reason_of_the_whole_and_none_of_the_part)
{
    static const char then[] = "1\t\t合计\t100.00\t40.00\t60.00\n2\t2012601\t行政运行\t40.00\t40.00\t\n"
                               "3\t2012604\t档案馆\t60.00\t\t60.00\n";
    static const char later[] = "1\t\t合计\t129.00\t40.00\t89.00\n2\t2012601\t行政运行\t40.00\t40.00\t\n"
                                "3\t2012604\t档案馆\t89.00\t\t89.00\n";
    season s =
        compare(then, later, "2024年单位支出预算129.00万元，比2023年预算增加29.00万元，主要原因是项目支出增加。");
    cr_expect(find(&s, "", "合计")->explained);
    cr_expect_not(find(&s, "2012604", "合计")->explained, "it says no more than that this changed");
    cr_expect_null(finding(&s, "reason.circular"));
    release(&s);
}

/* What the reason of a class says of the subjects that it names is of these, each in its own direction. */
Test(change_reasons, a_reason_that_names_subjects_of_the_class)
{
    static const char then[] = "1\t\t合计\t405.00\t70.00\t335.00\n2\t212\t城乡社区支出\t405.00\t70.00\t335.00\n"
                               "3\t2120101\t行政运行\t70.00\t70.00\t\n4\t2120102\t一般行政管理事务\t35.00\t\t35.00\n"
                               "5\t2120199\t其他城乡社区管理事务支出\t100.00\t\t100.00\n"
                               "6\t2120399\t其他城乡社区公共设施支出\t200.00\t\t200.00\n";
    static const char later[] = "1\t\t合计\t393.00\t74.00\t319.00\n2\t212\t城乡社区支出\t393.00\t74.00\t319.00\n"
                                "3\t2120101\t行政运行\t74.00\t74.00\t\n4\t2120102\t一般行政管理事务\t26.00\t\t26.00\n"
                                "5\t2120199\t其他城乡社区管理事务支出\t143.00\t\t143.00\n"
                                "6\t2120399\t其他城乡社区公共设施支出\t150.00\t\t150.00\n";
    season s = compare(then, later,
                       "“城乡社区支出”科目393.00万元，比2023年预算减少12.00万元，主要原因是：1.道路大修竣工，“其他城乡"
                       "社区公共设施支出”减少；2.架空线入地推进，“其他城乡社区管理事务支出”增加。");
    cr_expect(find(&s, "2120399", "合计")->explained);
    cr_expect(find(&s, "2120199", "合计")->explained);
    cr_expect_not(find(&s, "2120102", "合计")->explained, "it is most of the class's change, and not named");
    cr_expect_not(find(&s, "2120101", "合计")->explained);
    release(&s);
}

Test(change_reasons, all_money_by_its_basic_and_project_expenditure)
{
    static const char form[] = "青禾县档案局%d年部门预算公开\n\n部门预算支出总表\n\n单位：万元\n\n"
                               "科目编码\t科目名称\t合计\t基本支出\t项目支出\n%s\n一、支出说明\n\n%s\n";
    char input[2048];
    season s = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK);
    int length = snprintf(input, sizeof input, form, 2023,
                          "2012604\t档案馆\t90.00\t40.00\t50.00\n\t合计\t90.00\t40.00\t50.00\n", "无。");
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.prior, &error), MZ_OK);
    length = snprintf(input, sizeof input, form, 2024,
                      "2012604\t档案馆\t117.00\t38.00\t79.00\n\t合计\t117.00\t38.00\t79.00\n",
                      "项目支出79.00万元，比2023年预算增加29.00万元，主要原因是新馆库投入使用。");
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.current, &error), MZ_OK);
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    cr_expect(find(&s, "", "项目支出")->explained);
    cr_expect_not(find(&s, "", "基本支出")->explained);
    cr_expect(find(&s, "", "合计")->explained);
    release(&s);
}
