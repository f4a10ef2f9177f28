/* Two documents of one organisation: what changed, whether it is material, whether the text explains it. */
#include "change_support.h"

static const char before[] = "1\t\t合计\t60.00\t40.00\t20.00\n2\t201\t一般公共服务支出\t60.00\t40.00\t20.00\n"
                             "3\t20126\t档案事务\t60.00\t40.00\t20.00\n4\t2012601\t行政运行\t40.00\t40.00\t\n"
                             "5\t2012604\t档案馆\t20.00\t\t20.00\n";
static const char now[] = "1\t\t合计\t72.00\t40.00\t32.00\n2\t201\t一般公共服务支出\t72.00\t40.00\t32.00\n"
                          "3\t20126\t档案事务\t72.00\t40.00\t32.00\n4\t2012601\t行政运行\t40.00\t40.00\t\n"
                          "5\t2012604\t档案馆\t32.00\t\t32.00\n";

Test(change, lists_what_differs_and_nothing_else)
{
    season s = compare(before, now, "无其他需要说明的事项。");
    const mz_change *archive = find(&s, "2012604", "合计");
    cr_assert_not_null(archive);
    cr_assert_eq(archive->difference, 12000000);
    cr_assert_eq(archive->percent, 6000);
    cr_assert(archive->material);
    cr_assert_not(archive->explained);
    cr_assert_str_eq(archive->prior.printed, "20.00");
    cr_assert_str_eq(archive->current.printed, "32.00");
    cr_assert_null(find(&s, "2012601", "合计"));
    release(&s);
}

Test(change, an_unexplained_change_is_one_finding)
{
    season s = compare(before, now,
                       "一般公共服务支出（类）档案事务（款）档案馆（项）2024年预算安排32.00万元，比2023年预算增加12."
                       "00万元，增长60.00%。");
    const mz_finding *f = finding(&s, "change.unexplained");
    cr_assert_not_null(f);
    cr_assert_str_eq(f->kind, "unexplained_change");
    cr_assert_eq(f->severity, MZ_WARNING);
    cr_assert_eq(f->place_count, 2);
    size_t count = 0;
    for (size_t i = 0; i < s.current->finding_count; i++)
        count += strcmp(s.current->findings[i].rule, "change.unexplained") == 0;
    cr_assert_eq(count, 1, "%zu", count);
    release(&s);
}

Test(change, the_id_of_a_finding_does_not_depend_on_what_else_was_found)
{
    const char *broken = "1\t\t合计\t73.00\t40.00\t33.00\n2\t201\t一般公共服务支出\t72.00\t40.00\t32.00\n"
                         "3\t20126\t档案事务\t72.00\t40.00\t32.00\n4\t2012601\t行政运行\t40.00\t40.00\t\n"
                         "5\t2012604\t档案馆\t32.00\t\t32.00\n";
    season s = compare(before, broken, "无其他需要说明的事项。");
    mz_document *checked = parse(s.catalogue, 2024, "万元", broken, "无其他需要说明的事项。");
    cr_assert_eq(mz_check(s.catalogue, checked, NULL, NULL), MZ_OK);
    cr_assert_gt(checked->finding_count, 0, "the total does not add up");
    const mz_finding *alone = finding(&s, "change.unexplained");
    cr_assert_not_null(alone);
    season other = {.catalogue = s.catalogue, .prior = s.prior, .current = checked};
    cr_assert_eq(mz_compare(s.catalogue, s.prior, checked, NULL, NULL, &other.changes, NULL), MZ_OK);
    const mz_finding *beside = finding(&other, "change.unexplained");
    cr_assert_not_null(beside);
    cr_assert_str_eq(alone->id, beside->id);
    mz_document_free(checked);
    release(&s);
}

Test(change, a_reason_explains)
{
    season s = compare(before, now,
                       "一般公共服务支出（类）档案事务（款）档案馆（项）2024年预算安排32.00万元，比2023年预算增加12."
                       "00万元，主要原因是新建馆库投入使用。");
    const mz_change *archive = find(&s, "2012604", "合计");
    cr_assert(archive->explained);
    cr_assert_str_eq(archive->reason, "新建馆库投入使用");
    cr_assert_gt(archive->reason_span.line, 0);
    cr_assert_null(finding(&s, "change.unexplained"));
    release(&s);
}

Test(change, repetition_emptiness_and_the_other_direction_explain_nothing)
{
    static const char *const reasons[] = {"，主要原因是项目支出增加。",         "，主要原因是。",
                                          "，主要原因是根据实际支出。",         "，主要原因是压减项目经费。",
                                          "，主要原因是按照实际需求测算安排。", "，主要原因是厉行节约。",
                                          "，主要原因是根据年度工作计划安排。", "，主要原因是馆藏工作需要。",
                                          "，主要原因是档案经费安排增加。",     "，主要原因是借阅对象减少。"};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        char text[512];
        snprintf(text, sizeof text, "档案馆2024年预算安排32.00万元，比2023年预算增加12.00万元%s", reasons[i]);
        season s = compare(before, now, text);
        cr_assert_not(find(&s, "2012604", "合计")->explained, "%s", reasons[i]);
        cr_assert_not_null(finding(&s, "change.unexplained"), "%s", reasons[i]);
        release(&s);
    }
}

Test(change, a_part_that_changed_is_no_reason_but_what_changed_it_is)
{
    static const char then[] = "1\t210\t卫生健康支出\t20.00\t20.00\t\n2\t2101101\t行政单位医疗\t20.00\t20.00\t\n";
    static const char later[] = "1\t210\t卫生健康支出\t26.00\t26.00\t\n2\t2101101\t行政单位医疗\t26.00\t26.00\t\n";
    static const struct {
        const char *reason;
        bool explains;
    } cases[] = {{"医疗保险缴费支出有所增加", false},
                 {"医保费较上年增加", false},
                 {"增加职工医疗保险缴费和医疗补助", true},
                 {"医疗保险缴费人数增加", true},
                 {"医疗保险缴费基数调整，缴费支出相应增加", true},
                 {"新进人员的医疗保险费增加", true},
                 {"新增医疗保险费", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        snprintf(text, sizeof text, "卫生健康支出26.00万元，比2023年预算增加6.00万元，主要原因是%s。", cases[i].reason);
        season s = compare(then, later, text);
        cr_expect_eq(find(&s, "210", "合计")->explained, cases[i].explains, "%s", cases[i].reason);
        cr_expect_eq(find(&s, "2101101", "合计")->explained, cases[i].explains, "%s", cases[i].reason);
        release(&s);
    }
}

Test(change, the_project_in_the_reason_of_the_whole_explains_what_is_most_of_it)
{
    static const char then[] = "1\t\t合计\t60.00\t\t60.00\n2\t2081901\t城市最低生活保障金支出\t25.00\t\t25.00\n"
                               "3\t2130212\t湿地保护\t20.00\t\t20.00\n4\t2130205\t森林资源培育\t15.00\t\t15.00\n";
    static const char later[] = "1\t\t合计\t75.00\t\t75.00\n2\t2081901\t城市最低生活保障金支出\t28.00\t\t28.00\n"
                                "3\t2130212\t湿地保护\t29.00\t\t29.00\n4\t2130205\t森林资源培育\t18.00\t\t18.00\n";
    static const struct {
        const char *reason;
        bool wetland, forest, aid;
    } cases[] = {{"北湖湿地补水工程开工，森林步道工程开工", true, false, false}, /* forests are not most of it */
                 {"北湖湿地游客数量回升", false, false, false},
                 {"引水工程开工", false, false, false},
                 {"低保对象增加30人", false, false, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "2024年支出预算75.00万元，较2023年预算增加15.00万元，主要原因是%s。\n"
                 "1.湿地保护29.00万元，主要用于湿地补水，比2023年预算增加9.00万元。\n"
                 "2.森林资源培育18.00万元，主要用于造林，比2023年预算增加3.00万元。\n"
                 "3.城市最低生活保障金支出28.00万元，比2023年预算增加3.00万元。",
                 cases[i].reason);
        season s = compare(then, later, text);
        cr_expect_eq(find(&s, "2130212", "合计")->explained, cases[i].wetland, "%s", cases[i].reason);
        cr_expect_eq(find(&s, "2130205", "合计")->explained, cases[i].forest, "%s", cases[i].reason);
        cr_expect_eq(find(&s, "2081901", "合计")->explained, cases[i].aid, "%s", cases[i].reason);
        release(&s);
    }
}

Test(change, a_heading_that_accounts_for_it_explains)
{
    season s = compare(
        before, now,
        "2024年支出预算72.00万元，较2023年预算增加12.00万元，其中：项目支出增加12.00万元，主要为新建馆库投入使用。");
    cr_assert(find(&s, "2012604", "合计")->explained);
    cr_assert_null(finding(&s, "change.unexplained"));
    release(&s);
}

Test(change, the_reason_of_a_whole_explains_what_it_names_and_what_is_most_of_it)
{
    static const char staff[] = "1\t\t合计\t75.00\t44.00\t31.00\n4\t2012601\t行政运行\t44.00\t44.00\t\n"
                                "5\t2012604\t档案馆\t31.00\t\t31.00\n";
    static const struct {
        const char *reason;
        bool staff, project;
    } cases[] = {{"新进人员3名", true, false}, /* who are paid with it */
                 {"新增库房改造项目", false, true},
                 {"新进人员3名及新增库房改造项目", true, true},
                 {"机构合并，职能划入", false, false},
                 {"档案馆、行政运行支出增加较多", true, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        snprintf(text, sizeof text, "2024年支出预算75.00万元，较2023年预算增加15.00万元，主要原因是%s。",
                 cases[i].reason);
        season s = compare(before, staff, text);
        cr_expect_eq(find(&s, "2012601", "合计")->explained, cases[i].staff, "%s", cases[i].reason);
        cr_expect_eq(find(&s, "2012604", "合计")->explained, cases[i].project, "%s", cases[i].reason);
        release(&s);
    }
}

Test(change, a_heading_is_explained_when_its_parts_are)
{
    static const char then[] = "1\t201\t一般公共服务支出\t60.00\t60.00\t\n2\t20126\t档案事务\t60.00\t60.00\t\n"
                               "3\t2012601\t行政运行\t40.00\t40.00\t\n4\t2012604\t档案馆\t20.00\t20.00\t\n";
    static const char most[] = "1\t201\t一般公共服务支出\t81.00\t81.00\t\n2\t20126\t档案事务\t81.00\t81.00\t\n"
                               "3\t2012601\t行政运行\t60.00\t60.00\t\n4\t2012604\t档案馆\t21.00\t21.00\t\n";
    static const char half[] = "1\t201\t一般公共服务支出\t80.00\t80.00\t\n2\t20126\t档案事务\t80.00\t80.00\t\n"
                               "3\t2012601\t行政运行\t50.00\t50.00\t\n4\t2012604\t档案馆\t30.00\t30.00\t\n";
    static const struct {
        const char *rows, *amount, *more;
        bool explained;
    } cases[] = {{most, "60.00", "20.00", true}, {half, "50.00", "10.00", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        snprintf(text, sizeof text, "行政运行%s万元，比2023年预算增加%s万元，主要原因是新进人员3名。", cases[i].amount,
                 cases[i].more);
        season s = compare(then, cases[i].rows, text);
        cr_expect(find(&s, "2012601", "合计")->explained);
        cr_expect(!find(&s, "2012604", "合计")->explained);
        cr_expect_eq(find(&s, "20126", "合计")->explained, cases[i].explained);
        cr_expect_eq(find(&s, "201", "合计")->explained, cases[i].explained);
        release(&s);
    }
}

Test(change, a_reason_that_names_one_subject_explains_no_other)
{
    static const char then[] =
        "1\t\t合计\t60.00\t60.00\t\n2\t2080505\t机关事业单位基本养老保险缴费支出\t20.00\t20.00\t\n"
        "3\t2210201\t住房公积金\t40.00\t40.00\t\n";
    static const char later[] =
        "1\t\t合计\t74.00\t74.00\t\n2\t2080505\t机关事业单位基本养老保险缴费支出\t26.00\t26.00\t\n"
        "3\t2210201\t住房公积金\t48.00\t48.00\t\n";
    season s =
        compare(then, later, "2024年支出预算74.00万元，较2023年预算增加14.00万元，主要原因是住房公积金标准提高。");
    cr_expect(find(&s, "2210201", "合计")->explained);
    cr_expect_not(find(&s, "2080505", "合计")->explained);
    release(&s);
}

Test(change, the_reason_of_something_else_may_name_a_line)
{
    static const char then[] =
        "1\t2012601\t行政运行\t60.00\t60.00\t\n2\t2080505\t机关事业单位基本养老保险缴费支出\t"
        "20.00\t20.00\t\n3\t2210201\t住房公积金\t40.00\t40.00\t\n4\t2110402\t农村环境保护\t9.00\t\t9.00\n";
    static const char later[] =
        "1\t2012601\t行政运行\t66.00\t66.00\t\n2\t2080505\t机关事业单位基本养老保险缴费支出\t"
        "26.00\t26.00\t\n3\t2210201\t住房公积金\t38.00\t38.00\t\n4\t2130126\t农村社会事业\t12.00\t\t12.00\n";
    season s =
        compare(then, later,
                "行政运行66.00万元，比2023年预算增加6.00万元，主要原因是新录用6名，社保、公积金缴费相应增加。\n\n"
                "农村社会事业12.00万元，比2023年预算增加12.00万元，系原列“农村环境保护”科目的经费调整至本科目。");
    cr_expect(find(&s, "2080505", "合计")->explained);
    cr_expect_not(find(&s, "2210201", "合计")->explained, "it fell");
    cr_expect(find(&s, "2130126", "合计")->explained);
    cr_expect(find(&s, "2110402", "合计")->explained, "the text says where it went");
    release(&s);
}

Test(change, procurement_stands_in_the_text)
{
    season s = compare_with("万元", before, now, "2023年政府采购预算20.00万元，其中：政府采购货物预算5.00万元。",
                            "2024年政府采购预算32.00万元，其中：政府采购货物预算5.00万元。", NULL);
    const mz_change *total = NULL;
    for (size_t i = 0; i < s.changes.count; i++)
        if (strncmp(s.changes.items[i].form_id, "text.procurement", 16) == 0) {
            cr_assert_null(total, "goods did not change");
            total = &s.changes.items[i];
        }
    cr_assert_not_null(total);
    cr_assert_eq(total->difference, 12 * 1000000);
    release(&s);
}

Test(change, a_class_is_judged_by_the_subject_that_moves_it)
{
    season s = compare(before, now,
                       "2024年支出预算72.00万元，较2023年预算增加12.00万元，主要原因是新建馆库投入使用。\n\n"
                       "档案馆2024年预算安排32.00万元，比2023年预算增加12.00万元，主要原因是支出增加。");
    cr_expect_not(find(&s, "2012604", "合计")->explained);
    cr_expect_not(find(&s, "20126", "合计")->explained, "its only change has no reason");
    cr_expect(find(&s, "", "合计")->explained, "the reason of the whole");
    size_t count = 0;
    for (size_t i = 0; i < s.current->finding_count; i++)
        count += strcmp(s.current->findings[i].rule, "change.unexplained") == 0;
    cr_expect_eq(count, 1, "one root cause: %zu", count);
    release(&s);
}

Test(change, a_reason_may_refer_to_the_one_above)
{
    static const char then[] = "1\t2080505\t机关事业单位基本养老保险缴费支出\t20.00\t20.00\t\n"
                               "2\t2210201\t住房公积金\t40.00\t40.00\t\n";
    static const char later[] = "1\t2080505\t机关事业单位基本养老保险缴费支出\t26.00\t26.00\t\n"
                                "2\t2210201\t住房公积金\t48.00\t48.00\t\n";
    season s =
        compare(then, later,
                "机关事业单位基本养老保险缴费支出2024年预算安排26.00万元，比2023年预算增加6.00万元，主要原因是"
                "新进人员3名。\n\n住房公积金2024年预算安排48.00万元，比2023年预算增加8.00万元，主要原因是同上。");
    cr_expect(find(&s, "2210201", "合计")->explained);
    cr_expect_str_eq(find(&s, "2210201", "合计")->reason, "新进人员3名");
    release(&s);
}

Test(change, units_may_differ)
{
    season s = compare_with("元", before,
                            "1\t\t合计\t600,000\t400,000\t200,000\n4\t2012601\t行政运行\t400,000\t400,000\t\n"
                            "5\t2012604\t档案馆\t212,345\t\t212,345\n",
                            "无其他需要说明的事项。", "无其他需要说明的事项。", NULL);
    cr_assert_null(find(&s, "2012601", "合计"), "400000 yuan are 40.00 wan yuan");
    const mz_change *archive = find(&s, "2012604", "合计");
    cr_assert_eq(archive->unit, MZ_UNIT_YUAN);
    cr_assert_eq(archive->difference, 1234500);
    cr_assert_not(archive->material);
    release(&s);
}

Test(change, new_and_dropped_lines_are_changes_from_and_to_nothing)
{
    season s = compare("4\t2012601\t行政运行\t40.00\t40.00\t\n5\t2012604\t档案馆\t20.00\t\t20.00\n",
                       "4\t2012601\t行政运行\t40.00\t40.00\t\n5\t2012699\t其他档案事务支出\t7.00\t\t7.00\n",
                       "无其他需要说明的事项。");
    const mz_change *added = find(&s, "2012699", "合计"), *dropped = find(&s, "2012604", "合计");
    cr_assert_str_eq(added->prior.printed, "");
    cr_assert_eq(added->percent, INT64_MAX);
    cr_assert(added->material);
    cr_assert_str_eq(dropped->current.printed, "");
    cr_assert_eq(dropped->percent, -10000);
    release(&s);
}

static mz_change_options thresholds(const char *text)
{
    mz_threshold *list;
    size_t count;
    mz_error error = {0};
    cr_assert_eq(mz_thresholds_read(text, &list, &count, &error), MZ_OK, "%s", error.message);
    return (mz_change_options){list, count};
}

Test(change, thresholds_can_be_set)
{
    const mz_change_options strict = thresholds("three_public=5万元/10%,general=0.01/0.01%"),
                            lenient = thresholds("budget.gen*=100万元/0.01%"), other = thresholds("basic=100万元/10%");
    const char *slightly = "5\t2012604\t档案馆\t20.10\t\t20.10\n";
    season s = compare_with("万元", before, slightly, "无。", "无。", &strict);
    cr_assert(find(&s, "2012604", "合计")->material);
    release(&s);
    s = compare_with("万元", before, now, "无。", "无。", &lenient);
    cr_assert_not(find(&s, "2012604", "合计")->material);
    cr_assert_null(finding(&s, "change.unexplained"));
    release(&s);
    s = compare_with("万元", before, now, "无。", "无。", &other);
    cr_assert(find(&s, "2012604", "合计")->material, "the default of 1 wan yuan and 10 percent");
    release(&s);
    free((void *)strict.thresholds);
    free((void *)lenient.thresholds);
    free((void *)other.thresholds);
}

Test(change, thresholds_are_read_from_text)
{
    mz_threshold *list;
    size_t count;
    mz_error error = {0};
    cr_assert_eq(mz_thresholds_read("three_public=0.5万元/7.5%,*=20000/5", &list, &count, &error), MZ_OK);
    cr_assert_eq(count, 2);
    cr_assert_str_eq(list[0].kind, "three_public");
    cr_assert_eq(list[0].absolute, 500000);
    cr_assert_eq(list[0].relative, 750);
    cr_assert_eq(list[1].absolute, 2000000);
    cr_assert_eq(list[1].relative, 500);
    free(list);
    cr_assert_eq(mz_thresholds_read("", &list, &count, &error), MZ_OK);
    cr_assert_eq(count, 0);
    free(list);
    static const char *const bad[] = {"three_public", "=1/1",        "a=",      "a=1",   "a=/1",
                                      "a=1/",         "a=1万元/1%x", "a=1/1,b", "a=x/1", "a=-1/1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        error = (mz_error){0};
        cr_expect_eq(mz_thresholds_read(bad[i], &list, &count, &error), MZ_ERR_ARGUMENT, "%s", bad[i]);
        cr_expect_gt(strlen(error.message), 0);
    }
}

Test(change, statements_are_held_against_the_stored_year)
{
    const char *then = "机关运行经费安排10.00万元。";
    season s = compare_with("万元", before, before, then,
                            "机关运行经费安排12.00万元，比2023年预算增加2.00万元，主要原因是增加培训。", NULL);
    cr_assert_null(finding(&s, "change.statement"));
    release(&s);
    s = compare_with("万元", before, before, then,
                     "机关运行经费安排12.00万元，比2023年预算增加3.50万元，主要原因是增加培训。", NULL);
    const mz_finding *wrong = finding(&s, "change.statement");
    cr_assert_not_null(wrong);
    cr_assert_str_eq(wrong->expected, "2.00");
    cr_assert_str_eq(wrong->actual, "3.50");
    release(&s);
    s = compare_with("万元", before, before, then,
                     "机关运行经费安排12.00万元，比2023年预算减少2.00万元，主要原因是厉行节约。", NULL);
    cr_assert_not_null(finding(&s, "change.direction"));
    release(&s);
}

/* The document alone: its own columns and statements tell the year before. */
static season alone(const char *rows, const char *text)
{
    season s = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK, "%s", error.message);
    s.current = parse(s.catalogue, 2024, "万元", rows, text);
    cr_assert_eq(mz_compare(s.catalogue, NULL, s.current, NULL, NULL, &s.changes, &error), MZ_OK, "%s", error.message);
    return s;
}

Test(change, statements_stand_in_for_a_year_that_is_not_at_hand)
{
    season s = alone(now, "档案馆2024年预算安排32.00万元，比2023年预算增加12.00万元，主要原因是新建馆库投入使用。\n\n"
                          "培训费2024年预算安排5.00万元，比2023年预算减少1.50万元。\n\n"
                          "行政运行2024年预算安排40.00万元，比2023年预算执行数增加3.00万元。");
    cr_assert_eq(s.changes.count, 2, "%zu", s.changes.count);
    const mz_change *archive = find(&s, "2012604", "合计"), *training = find(&s, "", "");
    cr_assert_not_null(archive);
    cr_expect_eq(archive->source, MZ_PRIOR_STATEMENT);
    cr_expect_str_eq(archive->prior.printed, "20.00");
    cr_expect_eq(archive->difference, 12000000);
    cr_expect(archive->explained);
    cr_assert_not_null(training);
    cr_expect_str_eq(training->label, "培训费");
    cr_expect_str_eq(training->prior.printed, "6.50");
    cr_expect_not(training->explained);
    cr_expect_eq(s.current->finding_count, 0, "the document alone is checked by mz_check");
    release(&s);
}

static mz_document *parse_titled(const mz_catalogue *catalogue, int year, const char *title, const char *rows)
{
    char input[2048];
    mz_document *document = NULL;
    mz_error error = {0};
    int length = snprintf(input, sizeof input,
                          "青禾县档案局%d年部门预算公开\n\n%s\n\n单位：万元\n\n"
                          "科目编码\t科目名称\t%d年预算数\t%d年预算数\t增减额\n%s",
                          year, title, year - 1, year, rows);
    cr_assert(length > 0 && (size_t)length < sizeof input);
    cr_assert_eq(mz_parse(catalogue, input, (size_t)length, NULL, &document, &error), MZ_OK, "%s", error.message);
    return document;
}

static mz_document *parse_columns(const mz_catalogue *catalogue, int year, const char *rows)
{
    return parse_titled(catalogue, year, "部门预算支出总表", rows);
}

Test(change, a_column_stands_in_for_a_year_that_is_not_at_hand)
{
    season s = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK);
    s.current =
        parse_columns(s.catalogue, 2024, "2012604\t档案馆\t20.00\t32.00\t12.00\n2012601\t行政运行\t40.00\t40.00\t\n");
    cr_assert_eq(mz_compare(s.catalogue, NULL, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    cr_assert_eq(s.changes.count, 1, "%zu", s.changes.count);
    cr_expect_eq(s.changes.items[0].source, MZ_PRIOR_COLUMN);
    cr_expect_str_eq(s.changes.items[0].code, "2012604");
    cr_expect_str_eq(s.changes.items[0].column, "2024年预算数");
    cr_expect_str_eq(s.changes.items[0].prior.printed, "20.00");
    release(&s);
}

Test(change, columns_of_the_year_before_are_no_figures_of_this_year)
{
    season s = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK);
    s.prior =
        parse_columns(s.catalogue, 2023, "2012604\t档案馆\t15.00\t20.00\t5.00\n2012601\t行政运行\t40.00\t40.00\t\n");
    s.current =
        parse_columns(s.catalogue, 2024, "2012604\t档案馆\t20.00\t32.00\t12.00\n2012601\t行政运行\t40.00\t40.00\t\n");
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    cr_assert_eq(s.changes.count, 1, "%zu", s.changes.count);
    cr_expect_eq(s.changes.items[0].source, MZ_PRIOR_DOCUMENT);
    cr_expect_eq(s.changes.items[0].difference, 12000000);
    release(&s);
}

Test(change, what_is_printed_of_the_year_before_is_what_it_published)
{
    static const char *const rows[] = {"2012604\t档案馆\t20.00\t21.00\t1.00\n2012601\t行政运行\t40.00\t40.00\t\n",
                                       "2012604\t档案馆\t22.00\t21.00\t-1.00\n2012601\t行政运行\t41.00\t40.00\t\n"};
    for (size_t i = 0; i < 2; i++) {
        season s = {0};
        mz_error error = {0};
        cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK);
        s.prior = parse_columns(s.catalogue, 2023,
                                "2012604\t档案馆\t15.00\t20.00\t5.00\n2012601\t行政运行\t40.00\t40.00\t\n");
        s.current = parse_columns(s.catalogue, 2024, rows[i]);
        cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
        const mz_finding *f = finding(&s, "change.restated");
        cr_assert_eq(f != NULL, i == 1);
        if (f != NULL) {
            cr_expect_str_eq(f->expected, "20.00");
            cr_expect_str_eq(f->actual, "22.00");
            cr_expect_eq(f->place_count, 2, "one finding per table");
        }
        release(&s);
    }
}

/* The column that differs from what was published is told of, not the text that agrees with it. */
Test(change, a_restated_year_is_told_once)
{
    static const char title[] = "部门一般公共预算支出表";
    static const char *const rows[] = {
        "2012604\t档案馆\t21.00\t21.00\t0.00\n\n一、支出说明\n\n档案馆21.00万元，与上年持平。\n",
        "2012604\t档案馆\t21.50\t21.00\t-0.50\n\n一、支出说明\n\n档案馆21.00万元，比上年减少0.50万元。\n"};
    for (size_t i = 0; i < 2; i++) {
        season s = {0};
        mz_error error = {0};
        cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK);
        s.prior = parse_titled(s.catalogue, 2023, title, "2012604\t档案馆\t12.00\t17.00\t5.00\n");
        s.current = parse_titled(s.catalogue, 2024, title, rows[i]);
        cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
        cr_expect_not_null(finding(&s, "change.restated"));
        cr_expect_null(finding(&s, "change.statement"), "%s", rows[i]);
        release(&s);
    }
}

Test(change, the_text_quotes_the_year_before_as_it_was_published)
{
    const char *then = "机关运行经费安排10.00万元。";
    season s = compare_with("万元", before, before, then,
                            "2023年机关运行经费10.00万元，2024年机关运行经费安排11.00万元。", NULL);
    cr_expect_null(finding(&s, "change.restated"));
    release(&s);
    s = compare_with("万元", before, before, then, "2023年机关运行经费10.50万元，2024年机关运行经费安排11.00万元。",
                     NULL);
    cr_expect_not_null(finding(&s, "change.restated"));
    release(&s);
}

Test(change, a_renumbered_subject_is_one_subject)
{
    season s = compare("1\t2010308\t信访事务\t30.00\t\t30.00\n2\t2010301\t行政运行\t50.00\t50.00\t\n"
                       "3\t71102\t事业单位医疗\t9.00\t9.00\t\n4\t2080599\t其他养老支出\t5.00\t5.00\t\n",
                       "1\t2014001\t行政运行\t50.00\t50.00\t\n2\t2014004\t信访业务\t31.00\t\t31.00\n"
                       "3\t2101102\t事业单位医疗\t9.50\t9.50\t\n4\t2080599\t其他行政事业单位养老支出\t5.00\t5.00\t\n",
                       "无其他需要说明的事项。");
    cr_expect_str_eq(find(&s, "2014001", "合计")->prior.printed, "", "every class has its own");
    cr_expect_str_eq(find(&s, "2010301", "合计")->current.printed, "");
    cr_expect(find(&s, "2014004", "合计")->explained, "the classification of 2024 moved it");
    cr_expect(find(&s, "2010308", "合计")->explained);
    cr_expect_str_eq(find(&s, "2101102", "合计")->prior.printed, "9.00", "a misprinted code");
    cr_expect_null(find(&s, "2080599", "合计"), "the same code under another name");
    release(&s);
}

Test(change, what_cannot_be_compared_is_refused)
{
    season s = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK);
    s.prior = parse(s.catalogue, 2024, "万元", before, "无。");
    s.current = parse(s.catalogue, 2024, "万元", now, "无。");
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_ERR_ARGUMENT);
    cr_assert_gt(strlen(error.message), 0);
    s.prior->identity.fiscal_year = 2023;
    s.prior->identity.kind = MZ_KIND_FINAL_ACCOUNTS;
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_ERR_ARGUMENT);
    release(&s);
}
