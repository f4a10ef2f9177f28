/* Final accounts against the budget of their year and against the closing balances of the year before. */
#include <criterion/criterion.h>
#include <mingzhang/change.h>
#include <mingzhang/parse.h>
#include <stdio.h>
#include <string.h>

static mz_catalogue *load(void)
{
    mz_catalogue *catalogue = NULL;
    cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, NULL), MZ_OK);
    return catalogue;
}

static mz_document *read_text(const mz_catalogue *catalogue, const char *text)
{
    mz_document *document = NULL;
    mz_error error = {0};
    cr_assert_eq(mz_parse(catalogue, text, strlen(text), NULL, &document, &error), MZ_OK, "%s", error.message);
    return document;
}

/* A budget of 2023 whose table says 40.00 for 档案馆 and 60.00 in all. */
static mz_document *budget(const mz_catalogue *catalogue)
{
    return read_text(catalogue,
                     "青禾县档案局2023年部门预算公开\n\n部门预算一般公共预算财政拨款支出表\n\n312 "
                     "青禾县档案局\n\n预算年度：2023\n\n单位：万元\n\n"
                     "序号\t功能分类科目\t\t合计\t基本支出\t项目支出\n\t科目编码\t科目名称\t\t\t\n"
                     "栏次\t1\t2\t3\t4\t5\n1\t\t合计\t60.00\t60.00\t\n2\t201\t一般公共服务支出\t60.00\t60.00\t\n"
                     "3\t20126\t档案事务\t60.00\t60.00\t\n4\t2012601\t行政运行\t20.00\t20.00\t\n"
                     "5\t2012604\t档案馆\t40.00\t40.00\t\n");
}

static mz_document *accounts(const mz_catalogue *catalogue, int year, const char *opening, const char *closing,
                             const char *sentence)
{
    char text[4096];
    const int length = snprintf(
        text, sizeof text,
        "青禾县档案局%d年度部门决算公开\n\n收入支出决算总表\n\n公开01表\n\n部门：青禾县档案局\n\n单位：万元\n\n"
        "收入\t\t\t支出\t\t\n项目\t行次\t金额\t项目\t行次\t金额\n栏次\t\t1\t栏次\t\t2\n"
        "一、一般公共预算财政拨款收入\t1\t70.00\t一、一般公共服务支出\t4\t70.00\n"
        "本年收入合计\t2\t70.00\t本年支出合计\t5\t70.00\n年初结转和结余\t3\t%s\t年末结转和结余\t6\t%s\n\n"
        "一、支出决算情况说明\n\n%s\n",
        year, opening, closing, sentence);
    cr_assert(length > 0 && (size_t)length < sizeof text);
    return read_text(catalogue, text);
}

static const mz_finding *finding(const mz_document *document, const char *rule)
{
    for (size_t i = 0; i < document->finding_count; i++)
        if (strcmp(document->findings[i].rule, rule) == 0) return &document->findings[i];
    return NULL;
}

static void check_stage(const char *sentence, const char *expected, const char *actual)
{
    mz_catalogue *catalogue = load();
    mz_document *plan = budget(catalogue);
    mz_document *final = accounts(catalogue, 2023, "3.00", "3.00", sentence);
    mz_error error = {0};
    cr_assert_eq(mz_compare_stage(catalogue, plan, final, NULL, &error), MZ_OK, "%s", error.message);
    const mz_finding *found = finding(final, "change.initial_budget");
    if (expected == NULL) {
        cr_assert_null(found, "%s", found == NULL ? "" : found->message_zh);
    } else {
        cr_assert_not_null(found);
        cr_expect_str_eq(found->expected, expected);
        cr_expect_str_eq(found->actual, actual);
    }
    mz_document_free(plan);
    mz_document_free(final);
    mz_catalogue_free(catalogue);
}

Test(stage, the_budget_as_published_is_no_finding)
{
    check_stage("档案馆年初预算为40.00万元，支出决算为42.00万元，完成年初预算的105.00%。", NULL, NULL);
}

Test(stage, another_budget_than_the_published_one_is)
{
    check_stage("档案馆年初预算为45.00万元，支出决算为42.00万元，完成年初预算的93.33%。", "40.00", "45.00");
}

Test(stage, the_total_is_held_against_the_form)
{
    check_stage("一般公共预算财政拨款支出年初预算为66.00万元，支出决算为70.00万元，完成年初预算的106.06%。", "60.00",
                "66.00");
}

Test(stage, one_finding_per_root)
{
    static const struct {
        const char *sentence;
        size_t findings, places;
        const char *actual; /* of the first one */
    } cases[] = {{"一般公共预算财政拨款支出年初预算为65.00万元，支出决算为70.00万元。档案馆年初预算为45."
                  "00万元，支出决算为42.00万元。",
                  1, 2, "45.00"},
                 {"一般公共预算财政拨款支出年初预算为67.00万元，支出决算为70.00万元。行政运行年初预算为22."
                  "00万元，支出决算为22.00万元。"
                  "档案馆年初预算为45.00万元，支出决算为42.00万元。",
                  2, 2, "22.00"},
                 {"一般公共预算财政拨款支出年初预算为61.00万元，支出决算为70.00万元。档案馆年初预算为45."
                  "00万元，支出决算为42.00万元。",
                  2, 1, "45.00"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mz_catalogue *catalogue = load();
        mz_document *plan = budget(catalogue), *final = accounts(catalogue, 2023, "3.00", "3.00", cases[i].sentence);
        cr_assert_eq(mz_compare_stage(catalogue, plan, final, NULL, NULL), MZ_OK);
        size_t count = 0;
        for (size_t k = 0; k < final->finding_count; k++)
            count += strcmp(final->findings[k].rule, "change.initial_budget") == 0;
        cr_expect_eq(count, cases[i].findings, "%zu: %zu", i, count);
        cr_expect_eq(finding(final, "change.initial_budget")->place_count, cases[i].places, "%zu", i);
        cr_expect_str_eq(finding(final, "change.initial_budget")->actual, cases[i].actual);
        mz_document_free(plan);
        mz_document_free(final);
        mz_catalogue_free(catalogue);
    }
}

Test(stage, a_subject_that_the_budget_does_not_have_is_not_judged)
{
    check_stage("其他档案事务支出年初预算为45.00万元，支出决算为42.00万元，完成年初预算的93.33%。", NULL, NULL);
}

Test(stage, other_years_and_kinds_are_refused)
{
    mz_catalogue *catalogue = load();
    mz_document *plan = budget(catalogue);
    mz_document *final = accounts(catalogue, 2022, "3.00", "3.00", "无。");
    mz_error error = {0};
    cr_expect_eq(mz_compare_stage(catalogue, plan, final, NULL, &error), MZ_ERR_ARGUMENT);
    cr_expect_eq(mz_compare_stage(catalogue, final, plan, NULL, &error), MZ_ERR_ARGUMENT);
    mz_document_free(plan);
    mz_document_free(final);
    mz_catalogue_free(catalogue);
}

static void check_opening(int prior_year, const char *closing, const char *opening, bool wrong)
{
    mz_catalogue *catalogue = load();
    mz_document *prior = accounts(catalogue, prior_year, "5.00", closing, "无。");
    mz_document *current = accounts(catalogue, 2023, opening, "1.00", "无。");
    mz_changes changes;
    mz_error error = {0};
    cr_assert_eq(mz_compare(catalogue, prior, current, NULL, NULL, &changes, &error), MZ_OK, "%s", error.message);
    const mz_finding *found = finding(current, "change.opening");
    cr_expect_eq(found != NULL, wrong);
    if (wrong && found != NULL) cr_expect_str_eq(found->expected, closing);
    mz_document_free(prior);
    mz_document_free(current);
    mz_catalogue_free(catalogue);
}

Test(stage, final_accounts_open_with_what_the_year_before_closed_with)
{
    check_opening(2022, "3.00", "3.00", false);
    check_opening(2022, "3.00", "3.50", true);
    check_opening(2022, "3.00", "", false);
    check_opening(2021, "3.00", "3.50", false);
}

static mz_document *fund(const mz_catalogue *catalogue, int year, const char *opening, const char *closing)
{
    char input[1024];
    mz_document *document = NULL;
    mz_error error = {0};
    const int length = snprintf(input, sizeof input,
                                "青禾县档案局%d年度部门决算\n\n政府性基金预算财政拨款收入支出决算表\n\n单位：万元\n\n"
                                "科目编码\t科目名称\t年初结转和结余\t本年收入\t本年支出\t年末结转和结余\n"
                                "212\t城乡社区支出\t%s\t8.00\t7.00\t%s\n"
                                "2120803\t城市建设支出\t%s\t8.00\t7.00\t%s\n",
                                year, opening, closing, opening, closing);
    cr_assert(length > 0 && (size_t)length < sizeof input);
    cr_assert_eq(mz_parse(catalogue, input, (size_t)length, NULL, &document, &error), MZ_OK, "%s", error.message);
    return document;
}

Test(stage, each_subject_opens_with_what_it_closed_with)
{
    static const char *const openings[] = {"3.00", "3.50"};
    for (size_t i = 0; i < 2; i++) {
        mz_catalogue *catalogue = load();
        mz_document *prior = fund(catalogue, 2022, "2.00", "3.00"),
                    *current = fund(catalogue, 2023, openings[i], "4.00");
        mz_changes changes;
        mz_error error = {0};
        cr_assert_eq(mz_compare(catalogue, prior, current, NULL, NULL, &changes, &error), MZ_OK, "%s", error.message);
        const mz_finding *found = finding(current, "change.opening");
        cr_expect_eq(found != NULL, i == 1);
        if (found != NULL) cr_expect_str_eq(found->places[0].code, "2120803", "the deepest one");
        mz_document_free(prior);
        mz_document_free(current);
        mz_catalogue_free(catalogue);
    }
}

/* Final accounts of one subject with the figure given, and the sentence on it. */
static mz_document *accounts_of(const mz_catalogue *catalogue, int year, const char *figure, const char *sentence)
{
    char text[2048];
    const int length = snprintf(text, sizeof text,
                                "青禾县档案局%d年度部门决算公开\n\n一般公共预算财政拨款支出决算表\n\n公开05表\n\n"
                                "部门：青禾县档案局\n\n单位：万元\n\n项目\t\t本年支出\t\t\n"
                                "功能分类科目编码\t科目名称\t小计\t基本支出\t项目支出\n栏次\t\t1\t2\t3\n"
                                "合计\t\t%s\t\t%s\n2012604\t档案馆\t%s\t\t%s\n\n"
                                "一、支出决算情况说明\n\n%s\n",
                                year, figure, figure, figure, figure, sentence);
    cr_assert(length > 0 && (size_t)length < sizeof text);
    return read_text(catalogue, text);
}

/* Whether the change from 40.00 to the figure is explained by what is said of the budget. */
static bool is_explained_off_budget(const char *figure, const char *sentence)
{
    mz_catalogue *catalogue = load();
    mz_document *before = accounts_of(catalogue, 2022, "40.00", "无。");
    mz_document *now = accounts_of(catalogue, 2023, figure, sentence);
    mz_changes changes = {0};
    cr_assert_eq(mz_compare(catalogue, before, now, NULL, NULL, &changes, NULL), MZ_OK);
    bool met = false, explained = false;
    for (size_t i = 0; i < changes.count; i++) {
        met = met || strcmp(changes.items[i].code, "2012604") == 0;
        explained = explained || (strcmp(changes.items[i].code, "2012604") == 0 && changes.items[i].explained);
    }
    cr_assert(met);
    mz_document_free(before);
    mz_document_free(now);
    mz_catalogue_free(catalogue);
    return explained;
}

Test(stage, why_the_budget_was_left_is_why_the_year_before_was_left_on_the_same_side)
{
    cr_expect(is_explained_off_budget(
        "52.00", "1、一般公共服务支出（类）档案事务（款）档案馆（项）。年初预算为45.00万元，支出决算为52.00万元，"
                 "完成年初预算的115.56%。决算数大于预算数的主要原因：年中追加馆库消防改造经费。"));
    cr_expect_not(is_explained_off_budget(
        "52.00", "1、一般公共服务支出（类）档案事务（款）档案馆（项）。年初预算为55.00万元，支出决算为52.00万元，"
                 "完成年初预算的94.55%。决算数小于预算数的主要原因：馆库消防改造招标结余。"));
}
