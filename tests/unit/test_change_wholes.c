/* Reasons given for a whole or a heading: which of its parts they explain. */
#include "change_support.h"

/* The changes of a document with a table of income and expenditure in all, of both years. */
static season compare_balances(const char *before, const char *now, const char *text)
{
    static const char form[] =
        "青禾县档案局%d年部门预算公开\n\n部门预算收支总表\n\n312 青禾县档案局\n\n预算年度：%d\n\n单位：万元\n\n"
        "收入\t\t支出\t\t\t\n项目\t预算数\t项目\t合计\t基本支出\t项目支出\n栏次\t1\t2\t3\t4\t5\n%s\n一、支出说明\n\n%"
        "s\n";
    season s = {0};
    mz_error error = {0};
    char input[4096];
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK, "%s", error.message);
    int length = snprintf(input, sizeof input, form, 2023, 2023, before, "无。");
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.prior, &error), MZ_OK, "%s", error.message);
    length = snprintf(input, sizeof input, form, 2024, 2024, now, text);
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.current, &error), MZ_OK, "%s", error.message);
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    return s;
}

/* The changes of a document with a table of all expenditure, of both years. */
static season compare_whole(const char *before, const char *now, const char *text)
{
    static const char form[] = "青禾县档案局%d年部门预算公开\n\n部门预算支出总表\n\n单位：万元\n\n"
                               "序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n%s\n一、支出说明\n\n%s\n";
    season s = {0};
    mz_error error = {0};
    char input[4096];
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK, "%s", error.message);
    int length = snprintf(input, sizeof input, form, 2023, before, "无。");
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.prior, &error), MZ_OK, "%s", error.message);
    length = snprintf(input, sizeof input, form, 2024, now, text);
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.current, &error), MZ_OK, "%s", error.message);
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    return s;
}

/* The change of all expenditure in the column that changed by this. */
static const mz_change *of_difference(const season *s, int64_t wan)
{
    for (size_t i = 0; i < s->changes.count; i++)
        if (strcmp(s->changes.items[i].label, "支出总计") == 0 && s->changes.items[i].difference == wan * 1000000)
            return &s->changes.items[i];
    cr_assert_fail("no such change");
    return NULL;
}

Test(change_wholes, counted_reasons_go_each_its_own_way)
{
    static const char then[] = "一般公共预算拨款收入\t100.00\t一般公共服务支出\t100.00\t40.00\t60.00\n"
                               "收入总计\t100.00\t支出总计\t100.00\t40.00\t60.00\n";
    static const char later[] = "一般公共预算拨款收入\t83.00\t一般公共服务支出\t83.00\t45.00\t38.00\n"
                                "收入总计\t83.00\t支出总计\t83.00\t45.00\t38.00\n";
    season s = compare_balances(then, later,
                                "2024年支出预算83.00万元，比2023年预算减少17.00万元，主要原因：一是馆库维修改造项目"
                                "上年已完工；二是在职人员晋级晋档，公积金等缴费相应增加。");
    cr_expect(of_difference(&s, 5)->explained, "staff");
    cr_expect(of_difference(&s, -22)->explained, "projects");
    release(&s);
    s = compare_balances(then, later,
                         "2024年支出预算83.00万元，比2023年预算减少17.00万元，主要原因：一是馆库维修改造项目"
                         "上年已完工；二是在职人员退休，公积金等缴费相应减少。");
    cr_expect_not(of_difference(&s, 5)->explained, "the reason on staff goes the other way");
    release(&s);
    s = compare_balances(
        then, later,
        "2024年支出预算83.00万元，比2023年预算减少17.00万元，主要原因是馆库维修改造项目上年已完工，同时"
        "在职人员晋级晋档，公积金等缴费相应增加。");
    cr_expect(of_difference(&s, 5)->explained, "what stands behind the turn");
    release(&s);
}

Test(change_wholes, what_a_subject_is_most_of_behind_a_turn)
{
    static const char then[] = "1\t\t合计\t100.00\t60.00\t40.00\n2\t2012601\t行政运行\t60.00\t60.00\t\n"
                               "3\t2012602\t一般行政管理事务\t40.00\t\t40.00\n";
    static const char later[] = "1\t\t合计\t104.00\t76.00\t28.00\n2\t2012601\t行政运行\t76.00\t76.00\t\n"
                                "3\t2012602\t一般行政管理事务\t28.00\t\t28.00\n";
    static const char *const reasons[] = {"在职人员工资标准调整，同时压减一般性项目", "在职人员工资标准调整"};
    for (size_t i = 0; i < 2; i++) {
        char text[512];
        snprintf(text, sizeof text, "支出预算104.00万元，比2023年预算增加4.00万元，主要原因是%s。", reasons[i]);
        season s = compare_whole(then, later, text);
        cr_expect(find(&s, "2012601", "合计")->explained, "%s", reasons[i]);
        cr_expect_eq(find(&s, "2012602", "合计")->explained, i == 0, "%s", reasons[i]);
        release(&s);
    }
}

Test(change_wholes, a_reason_that_mentions_one_subject_is_not_its_neighbours)
{
    static const char then[] =
        "1\t208\t社会保障和就业支出\t60.00\t60.00\t\n2\t20805\t行政事业单位养老支出\t60.00\t60.00\t\n"
        "3\t2080501\t行政单位离退休\t20.00\t20.00\t\n"
        "4\t2080505\t机关事业单位基本养老保险缴费支出\t40.00\t40.00\t\n";
    static const char later[] =
        "1\t208\t社会保障和就业支出\t92.00\t92.00\t\n2\t20805\t行政事业单位养老支出\t72.00\t72.00\t\n"
        "3\t2080501\t行政单位离退休\t23.00\t23.00\t\n"
        "4\t2080505\t机关事业单位基本养老保险缴费支出\t49.00\t49.00\t\n5\t20808\t抚恤\t20.00\t20.00\t\n"
        "6\t2080801\t死亡抚恤\t20.00\t20.00\t\n";
    season s = compare(then, later,
                       "“社会保障和就业支出”科目92.00万元，比2023年预算增加32.00万元，主要原因是按规定安排一次性"
                       "抚恤金，同时缴费基数有所提高。");
    cr_expect(find(&s, "2080801", "合计")->explained);
    cr_expect(find(&s, "2080505", "合计")->explained);
    cr_expect_not(find(&s, "2080501", "合计")->explained, "the reason is about other subjects");
    release(&s);
}

Test(change_wholes, a_reason_that_points_to_another_place)
{
    static const char then[] = "1\t\t合计\t60.00\t20.00\t40.00\n2\t2012601\t行政运行\t20.00\t20.00\t\n"
                               "3\t2012604\t档案馆\t40.00\t\t40.00\n";
    static const char later[] = "1\t\t合计\t84.00\t20.00\t64.00\n2\t2012601\t行政运行\t20.00\t20.00\t\n"
                                "3\t2012604\t档案馆\t64.00\t\t64.00\n";
    static const char pointing[] = "档案馆64.00万元，较2023年预算增加24.00万元，变动原因详见上文。";
    char text[512];
    snprintf(text, sizeof text, "2024年支出预算84.00万元，较2023年预算增加24.00万元，主要原因是新馆库投入使用。\n%s",
             pointing);
    season s = compare(then, later, text);
    cr_expect(find(&s, "2012604", "合计")->explained);
    cr_expect_str_eq(find(&s, "2012604", "合计")->reason, "新馆库投入使用");
    release(&s);
    s = compare(then, later, pointing);
    cr_expect_not(find(&s, "2012604", "合计")->explained, "there is nothing above");
    release(&s);
}

Test(change_wholes, a_bare_expenditure_is_that_of_the_income_before_it)
{
    static const char text[] = "2024年政府性基金预算财政拨款收入9.00万元，支出9.00万元，全部用于社区项目，比2023年度"
                               "减少6.00万元，主要是社区活动场次受疫情影响减少。";
    static const char form[] =
        "青禾县档案局%d年部门预算公开\n\n部门预算财政拨款收支总表\n\n312 青禾县档案局\n\n预算年度：%d\n\n单位：万元\n\n"
        "收入\t\t支出\t\t\t\n项目\t预算数\t项目\t合计\t一般公共预算财政拨款\t政府性基金预算财政拨款\n栏次\t1\t2\t3\t4\t"
        "5\n"
        "一般公共预算拨款\t50.00\t一般公共服务支出\t50.00\t50.00\t\n政府性基金预算拨款\t%s\t其他支出\t%s\t\t%s\n"
        "本年收入合计\t%s\t本年支出合计\t%s\t50.00\t%s\n\n一、支出说明\n\n%s\n";
    season s = {0};
    mz_error error = {0};
    char input[4096];
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK, "%s", error.message);
    int length =
        snprintf(input, sizeof input, form, 2023, 2023, "15.00", "15.00", "15.00", "65.00", "65.00", "15.00", "无。");
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.prior, &error), MZ_OK, "%s", error.message);
    length = snprintf(input, sizeof input, form, 2024, 2024, "9.00", "9.00", "9.00", "59.00", "59.00", "9.00", text);
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.current, &error), MZ_OK, "%s", error.message);
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    bool met = false;
    for (size_t i = 0; i < s.changes.count; i++) {
        if (strcmp(s.changes.items[i].label, "政府性基金预算拨款") != 0) continue;
        met = true;
        cr_expect(s.changes.items[i].explained);
    }
    cr_expect(met);
    release(&s);
}

Test(change_wholes, what_has_a_sentence_of_its_own_owes_its_own_reason)
{
    static const char then[] = "一般公共预算拨款收入\t100.00\t一般公共服务支出\t100.00\t40.00\t60.00\n"
                               "收入总计\t100.00\t支出总计\t100.00\t40.00\t60.00\n";
    static const char later[] = "一般公共预算拨款收入\t124.00\t一般公共服务支出\t124.00\t42.00\t82.00\n"
                                "收入总计\t124.00\t支出总计\t124.00\t42.00\t82.00\n";
    season s =
        compare_balances(then, later,
                         "2024年支出预算124.00万元，比2023年预算增加24.00万元，主要原因是专项任务较多。其中：项目"
                         "支出82.00万元，比2023年预算增加22.00万元。");
    cr_expect(of_difference(&s, 24)->explained);
    cr_expect_not(of_difference(&s, 22)->explained, "it says how much, and not why");
    release(&s);
    s = compare_balances(then, later, "2024年支出预算124.00万元，比2023年预算增加24.00万元，主要原因是专项任务较多。");
    cr_expect(of_difference(&s, 22)->explained, "nothing else is said of projects");
    release(&s);
    s = compare_balances(then, later,
                         "2024年支出预算124.00万元，比2023年预算增加24.00万元，主要原因是新录用公务员到岗。");
    cr_expect_not(of_difference(&s, 22)->explained, "staff are no projects");
    release(&s);
}

Test(change_wholes, the_reason_of_fiscal_money_is_that_of_each_fund_that_is_a_good_part_of_it)
{
    static const char then[] =
        "一般公共预算拨款收入\t100.00\t一般公共服务支出\t210.00\t40.00\t170.00\n"
        "政府性基金预算拨款收入\t110.00\t\t\t\t\n收入总计\t210.00\t支出总计\t210.00\t40.00\t170.00\n";
    static const char later[] =
        "一般公共预算拨款收入\t60.00\t一般公共服务支出\t118.00\t40.00\t78.00\n"
        "政府性基金预算拨款收入\t58.00\t\t\t\t\n收入总计\t118.00\t支出总计\t118.00\t40.00\t78.00\n";
    season s =
        compare_balances(then, later,
                         "2024年财政拨款支出预算118.00万元，比2023年预算减少92.00万元，其中：一般公共预算60.00万元，"
                         "比2023年预算减少40.00万元；政府性基金预算58.00万元，比2023年预算减少52.00万元。财政拨款支出"
                         "减少的主要原因是馆库改造工程完工。");
    size_t funds = 0;
    for (size_t i = 0; i < s.changes.count; i++)
        if (strstr(s.changes.items[i].label, "拨款收入") != NULL) {
            cr_expect(s.changes.items[i].explained, "%s", s.changes.items[i].label);
            funds++;
        }
    cr_expect_eq(funds, 2);
    release(&s);
}

Test(change_wholes, the_reason_of_fiscal_money_is_that_of_all_money_when_it_is_nearly_all)
{
    static const char text[] = "2024年财政拨款支出预算108.00万元，比2023年预算增加8.00万元。财政拨款支出预算增加的主要"
                               "原因是新馆库投入使用。";
    static const char then[] = "一般公共预算拨款收入\t100.00\t一般公共服务支出\t120.00\t40.00\t80.00\n"
                               "事业收入\t20.00\t\t\t\t\n收入总计\t120.00\t支出总计\t120.00\t40.00\t80.00\n";
    static const char later[] = "一般公共预算拨款收入\t108.00\t一般公共服务支出\t%s\t40.00\t%s\n"
                                "事业收入\t%s\t\t\t\t\n收入总计\t%s\t支出总计\t%s\t40.00\t%s\n";
    char now[512];
    snprintf(now, sizeof now, later, "158.00", "118.00", "50.00", "158.00", "158.00", "118.00");
    season s = compare_balances(then, now, text);
    cr_expect_not(of_difference(&s, 38)->explained, "most of it is other income");
    release(&s);
    snprintf(now, sizeof now, later, "129.00", "89.00", "21.00", "129.00", "129.00", "89.00");
    s = compare_balances(then, now, text);
    cr_expect(of_difference(&s, 9)->explained);
    release(&s);
}

Test(change_wholes, a_project_that_another_subject_gives_as_its_reason_is_that_ones)
{
    static const char then[] = "1\t\t合计\t190.00\t20.00\t170.00\n2\t2012601\t行政运行\t20.00\t20.00\t\n"
                               "3\t2012604\t档案馆\t110.00\t\t110.00\n4\t2012699\t其他档案事务支出\t60.00\t\t60.00\n";
    static const char later[] = "1\t\t合计\t70.00\t20.00\t50.00\n2\t2012601\t行政运行\t20.00\t20.00\t\n"
                                "3\t2012604\t档案馆\t50.00\t\t50.00\n";
    static const char whole[] =
        "2024年一般公共预算支出预算70.00万元，比2023年预算减少120.00万元，主要原因是馆库空调更新"
        "改造项目已于上年完工。";
    char text[1024];
    season s = compare(then, later, whole);
    cr_expect(find(&s, "2012699", "合计")->explained, "nothing says that it is another's");
    release(&s);
    snprintf(text, sizeof text,
             "%s“档案馆（项）”50.00万元，比2023年预算减少60.00万元，主要原因是馆库空调更新改造项目完工。", whole);
    s = compare(then, later, text);
    cr_expect(find(&s, "2012604", "合计")->explained);
    cr_expect_not(find(&s, "2012699", "合计")->explained, "the project is the archive's");
    release(&s);
}

/* A class that the general budget and a fund pay, 45.00 more and 600.00 less. */
static season compare_funds(const char *text)
{
    static const char form[] =
        "青禾镇人民政府%d年部门预算公开\n\n一般公共预算支出表\n单位：万元\n\n"
        "科目编码\t科目名称\t合计\t基本支出\t项目支出\n212\t城乡社区支出\t%s\t\t%s\n"
        "21205\t城乡社区环境卫生\t%s\t\t%s\n2120501\t城乡社区环境卫生\t%s\t\t%s\n\t合计\t%s\t\t%s\n\n"
        "政府性基金预算支出表\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
        "212\t城乡社区支出\t%s\t\t%s\n21208\t国有土地使用权出让收入安排的支出\t%s\t\t%s\n"
        "2120801\t征地和拆迁补偿支出\t%s\t\t%s\n\t合计\t%s\t\t%s\n\n一、支出说明\n\n%s\n";
    static const char *const paid[][2] = {{"300.00", "2000.00"}, {"345.00", "1400.00"}};
    season s = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK);
    for (size_t i = 0; i < 2; i++) {
        char input[4096];
        const char *g = paid[i][0], *f = paid[i][1];
        const int length = snprintf(input, sizeof input, form, 2023 + (int)i, g, g, g, g, g, g, g, g, f, f, f, f, f, f,
                                    f, f, i == 0 ? "无。" : text);
        cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, i == 0 ? &s.prior : &s.current, &error), MZ_OK);
    }
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    return s;
}

#define FUND "政府性基金拨款支出预算1400.00万元，比2023年预算减少600.00万元，主要原因是动迁项目减少。\n"

Test(change_wholes, a_class_that_two_funds_pay)
{
    static const struct {
        const char *text;
        bool cleaning, land;
    } cases[] = {
        {FUND "“城乡社区支出”科目345.00万元，比2023年预算增加45.00万元，主要原因是保洁面积扩大。", true, true},
        {FUND "“城乡社区支出”科目345.00万元，比2023年预算增加45.00万元。", false, true},
        {"一般公共预算拨款支出预算345.00万元，比2023年预算增加45.00万元，主要原因是保洁项目增加。", true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        season s = compare_funds(cases[i].text);
        cr_expect_eq(find(&s, "2120501", "合计")->explained, cases[i].cleaning, "%s", cases[i].text);
        cr_expect_eq(find(&s, "2120801", "合计")->explained, cases[i].land, "%s", cases[i].text);
        release(&s);
    }
}

/* A formula given for a class leaves its subjects to what stands above it, a reason does not. */
Test(change_wholes, a_class_that_only_a_formula_is_given_for)
{
    static const char before[] = "1\t\t合计\t60.00\t\t60.00\n2\t201\t一般公共服务支出\t60.00\t\t60.00\n"
                                 "3\t2012602\t一般行政管理事务\t20.00\t\t20.00\n4\t2012604\t档案馆\t40.00\t\t40.00\n";
    static const char now[] = "1\t\t合计\t91.00\t\t91.00\n2\t201\t一般公共服务支出\t91.00\t\t91.00\n"
                              "3\t2012602\t一般行政管理事务\t22.00\t\t22.00\n4\t2012604\t档案馆\t69.00\t\t69.00\n";
    static const char *const reasons[] = {"根据实际情况安排", "接待人数下降"};
    for (size_t i = 0; i < 2; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "支出预算91.00万元，比2023年预算增加31.00万元，主要原因是新建馆库工程开工。\n"
                 "“一般公共服务支出”科目91.00万元，比2023年预算增加31.00万元，主要原因是%s。",
                 reasons[i]);
        season s = compare(before, now, text);
        cr_expect_eq(find(&s, "2012604", "合计")->explained, i == 0, "%s", reasons[i]);
        release(&s);
    }
}

Test(change_wholes, operating_costs_are_running_costs)
{
    static const char rows[] = "1\t2012601\t行政运行\t60.00\t60.00\t\n";
    season s = compare_with("万元", rows, rows, "机关运行经费安排10.00万元。",
                            "公用经费16.00万元，比2023年预算增加2.00万元，主要原因是办公用房租金上涨。\n\n"
                            "二、其他情况\n\n机关运行经费安排12.00万元，比2023年预算增加2.00万元。",
                            NULL);
    cr_assert_eq(s.changes.count, 1);
    cr_expect(s.changes.items[0].explained);
    release(&s);
}
