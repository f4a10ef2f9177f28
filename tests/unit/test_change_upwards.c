/* Headings and totals explained by the reason of a part that is most of them; kinds of expenses by reasons that tell of
 * what they are paid for. */
#include "change_support.h"

/* The changes between two budgets that have these tables, and this text in the later one. */
static season compare_tables(const char *before, const char *now, const char *text)
{
    static const char form[] = "青禾县档案局%d年部门预算公开\n\n%s\n一、支出说明\n\n%s\n";
    season s = {0};
    mz_error error = {0};
    char input[8192];
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK, "%s", error.message);
    int length = snprintf(input, sizeof input, form, 2023, before, "无。");
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.prior, &error), MZ_OK, "%s", error.message);
    length = snprintf(input, sizeof input, form, 2024, now, text);
    cr_assert_eq(mz_parse(s.catalogue, input, (size_t)length, NULL, &s.current, &error), MZ_OK, "%s", error.message);
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    return s;
}

/* The change of this many units of 万元, in hundredths, under a label or column that holds the word. */
static bool is_explained(const season *s, const char *word, int64_t difference)
{
    for (size_t i = 0; i < s->changes.count; i++) {
        const mz_change *change = &s->changes.items[i];
        const bool named = strstr(change->label, word) != NULL || strstr(change->column, word) != NULL;
        if (named && change->difference == difference * 10000) return change->explained;
    }
    cr_assert_fail("no such change: %s", word);
    return false;
}

static const char subjects_then[] = "1\t\t合计\t100.00\t60.00\t40.00\n2\t20126\t档案事务\t100.00\t60.00\t40.00\n"
                                    "3\t2012601\t行政运行\t60.00\t60.00\t\n4\t2012604\t档案馆\t40.00\t\t40.00\n";

static const mz_change *heading_of(season *s, const char *running, const char *archive, const char *all,
                                   const char *text)
{
    char now[1024];
    snprintf(now, sizeof now,
             "1\t\t合计\t%s\t%s\t%s\n2\t20126\t档案事务\t%s\t%s\t%s\n3\t2012601\t行政运行\t%s\t%s\t\n"
             "4\t2012604\t档案馆\t%s\t\t%s\n",
             all, running, archive, all, running, archive, running, running, archive, archive);
    *s = compare(subjects_then, now, text);
    return find(s, "20126", "合计");
}

Test(change_upwards, a_heading_by_the_part_that_is_most_of_it)
{
    static const char reason[] = "“行政运行（项）”%s万元，比2023年预算增加%s万元，主要原因是新录用公务员3人到岗。";
    char text[512];
    season s;
    snprintf(text, sizeof text, reason, "68.00", "8.00");
    cr_expect(heading_of(&s, "68.00", "37.50", "105.50", text)->explained, "a quarter of what moved is left");
    release(&s);
    cr_expect_not(heading_of(&s, "68.00", "34.00", "102.00", text)->explained, "it makes up three times the whole");
    release(&s);
    cr_expect_not(heading_of(&s, "68.00", "49.00", "117.00", text)->explained, "the other one is more");
    release(&s);
    strcat(text, "“档案事务（款）”105.50万元，比2023年预算增加5.50万元。");
    cr_expect_not(heading_of(&s, "68.00", "37.50", "105.50", text)->explained, "it has a sentence of its own");
    release(&s);
}

Test(change_upwards, the_three_public_expenses_by_the_item_that_is_most_of_them)
{
    static const char form[] =
        "部门“三公”经费和机关运行经费预算表\n单位：万元\n\n“三公”经费合计\t因公出国（境）费\t公务接待费\t"
        "公务用车购置及运行费\t\t\n\t\t\t小计\t购置费\t运行费\n%s\n";
    char before[1024], now[1024];
    snprintf(before, sizeof before, form, "36.00\t0.00\t6.00\t30.00\t0.00\t30.00");
    snprintf(now, sizeof now, form, "50.50\t0.00\t6.00\t44.50\t18.00\t26.50");
    season s =
        compare_tables(before, now,
                       "2024年“三公”经费预算数为50.50万元，比2023年预算增加14.50万元。其中：公务用车购置及运行费"
                       "44.50万元，比2023年预算增加14.50万元。其中：公务用车购置费18.00万元，比2023年预算增加18.00"
                       "万元，主要原因是更新使用年限到期的业务用车1辆；公务用车运行费26.50万元，比2023年预算减少"
                       "3.50万元。");
    cr_expect(is_explained(&s, "购置费", 1800));
    cr_expect_not(is_explained(&s, "运行费", -350), "it says how much, and not why");
    cr_expect(is_explained(&s, "小计", 1450), "the car that was bought");
    cr_expect(is_explained(&s, "“三公”经费合计", 1450), "the same");
    release(&s);
}

/* The cars' own reason only names a part, whose reason follows. */
Test(change_upwards, a_reason_that_names_a_part_leaves_it_to_that_of_the_part)
{
    static const char form[] =
        "部门“三公”经费和机关运行经费预算表\n单位：万元\n\n“三公”经费合计\t因公出国（境）费\t公务接待费\t"
        "公务用车购置及运行费\t\t\n\t\t\t小计\t购置费\t运行费\n%s\n";
    char before[1024], now[1024];
    snprintf(before, sizeof before, form, "36.00\t0.00\t6.00\t30.00\t0.00\t30.00");
    snprintf(now, sizeof now, form, "54.50\t0.00\t6.00\t48.50\t18.00\t30.50");
    season s = compare_tables(before, now,
                              "2024年“三公”经费预算数为54.50万元，比2023年预算增加18.50万元。其中：公务用车购置及运行费"
                              "48.50万元，比2023年预算增加18.50万元，主要原因是公务用车购置费增加。其中：公务用车购置费"
                              "18.00万元，比2023年预算增加18.00万元，主要原因是更新使用年限到期的业务用车1辆；公务用车"
                              "运行费30.50万元，比2023年预算增加0.50万元，主要原因是公务用车运行费增加。");
    cr_expect(is_explained(&s, "购置费", 1800));
    cr_expect(is_explained(&s, "小计", 1850));
    cr_expect(is_explained(&s, "“三公”经费合计", 1850));
    cr_expect_not(is_explained(&s, "运行费", 50), "it only repeats its own change");
    release(&s);
}

Test(change_upwards, all_income_by_what_most_of_it_comes_from)
{
    static const char form[] = "部门预算收支总表\n单位：万元\n\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
                               "财政拨款收入\t%s\t卫生健康支出\t%s\n事业收入\t%s\t\t\n收入总计\t%s\t支出总计\t%s\n";
    char before[1024], now[1024];
    snprintf(before, sizeof before, form, "100.00", "300.00", "200.00", "300.00", "300.00");
    snprintf(now, sizeof now, form, "98.00", "268.00", "170.00", "268.00", "268.00");
    season s = compare_tables(before, now, "事业收入170.00万元，比2023年预算减少30.00万元，主要原因是药品价格下降。");
    cr_expect(is_explained(&s, "收入总计", -3200));
    cr_expect(is_explained(&s, "支出总计", -3200));
    cr_expect_not(is_explained(&s, "财政拨款收入", -200));
    release(&s);
}

Test(change_upwards, all_money_by_the_fiscal_money_that_is_most_of_it)
{
    static const char form[] = "部门预算收支总表\n单位：万元\n\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
                               "财政拨款收入\t%s\t一般公共服务支出\t%s\n其他收入\t%s\t\t\n收入总计\t%s\t支出总计\t%s\n";
    static const char text[] = "2024年财政拨款支出预算126.00万元，比2023年预算增加26.00万元。财政拨款收入支出增加的主要"
                               "原因是新馆库投入使用。";
    char before[1024], now[1024];
    snprintf(before, sizeof before, form, "100.00", "115.00", "15.00", "115.00", "115.00");
    snprintf(now, sizeof now, form, "126.00", "135.00", "9.00", "135.00", "135.00");
    season s = compare_tables(before, now, text);
    cr_expect(is_explained(&s, "收入总计", 2000));
    cr_expect_not(is_explained(&s, "其他收入", -600), "nothing is said of it");
    release(&s);
    snprintf(now, sizeof now, form, "126.00", "129.00", "3.00", "129.00", "129.00");
    s = compare_tables(before, now, text);
    cr_expect_not(is_explained(&s, "收入总计", 1400), "too much of it is other income");
    release(&s);
}

static season compare_kinds(const char *text)
{
    static const char form[] =
        "部门一般公共预算基本支出表\n单位：万元\n\n科目编码\t科目名称\t合计\t人员经费\t公用经费\n%s\n";
    char before[1024], now[1024];
    snprintf(before, sizeof before, form,
             "301\t工资福利支出\t90.00\t90.00\t\n30101\t基本工资\t40.00\t40.00\t\n30102\t津贴补贴\t20.00\t20.00\t\n"
             "30112\t其他社会保障缴费\t10.00\t10.00\t\n30199\t其他工资福利支出\t20.00\t20.00\t\n"
             "303\t对个人和家庭的补助\t30.00\t30.00\t\n30302\t退休费\t30.00\t30.00\t\n\t合计\t120.00\t120.00\t");
    snprintf(now, sizeof now, form,
             "301\t工资福利支出\t98.00\t98.00\t\n30101\t基本工资\t46.00\t46.00\t\n30102\t津贴补贴\t24.00\t24.00\t\n"
             "30112\t其他社会保障缴费\t13.00\t13.00\t\n30199\t其他工资福利支出\t15.00\t15.00\t\n"
             "303\t对个人和家庭的补助\t34.00\t34.00\t\n30302\t退休费\t34.00\t34.00\t\n\t合计\t132.00\t132.00\t");
    return compare_tables(before, now, text);
}

Test(change_upwards, what_staff_are_paid_by_the_reason_of_all_money)
{
    season s = compare_kinds("2024年支出预算432.00万元，比2023年预算增加42.00万元，主要原因是在职人员工资标准调整。");
    cr_expect(find(&s, "301", "合计")->explained);
    cr_expect(find(&s, "30101", "合计")->explained);
    cr_expect(find(&s, "30102", "合计")->explained);
    cr_expect_not(find(&s, "30112", "合计")->explained, "insurance is no pay");
    cr_expect_not(find(&s, "30199", "合计")->explained, "it went down");
    cr_expect_not(find(&s, "30302", "合计")->explained, "pensioners are not in service");
    release(&s);
    s = compare_kinds("2024年支出预算432.00万元，比2023年预算增加42.00万元，主要原因是新馆库投入使用。");
    cr_expect_not(find(&s, "30101", "合计")->explained);
    release(&s);
}

Test(change_upwards, the_running_of_an_office_by_the_pay_that_all_money_tells_of)
{
    static const char before[] = "1\t\t合计\t190.00\t110.00\t80.00\n2\t2012601\t行政运行\t90.00\t90.00\t\n"
                                 "3\t2012604\t档案馆\t80.00\t\t80.00\n4\t2210201\t住房公积金\t20.00\t20.00\t\n";
    static const char now[] = "1\t\t合计\t216.00\t124.00\t92.00\n2\t2012601\t行政运行\t100.00\t100.00\t\n"
                              "3\t2012604\t档案馆\t92.00\t\t92.00\n4\t2210201\t住房公积金\t24.00\t24.00\t\n";
    static const char all[] = "2024年支出预算216.00万元，比2023年预算增加26.00万元，主要原因是在职人员工资标准调整。";
    char text[1024];
    season s = compare(before, now, all);
    cr_expect(find(&s, "2012601", "合计")->explained);
    cr_expect_not(find(&s, "2012604", "合计")->explained, "no staff is paid with it");
    cr_expect_not(find(&s, "2210201", "合计")->explained, "the housing fund is no pay");
    release(&s);
    s = compare(before, now, "2024年支出预算216.00万元，比2023年预算增加26.00万元，主要原因是在职职工增加5人。");
    cr_expect(find(&s, "2210201", "合计")->explained, "more of them have one");
    release(&s);
    snprintf(text, sizeof text, "%s\n行政运行100.00万元，比2023年预算增加10.00万元。", all);
    s = compare(before, now, text);
    cr_expect_not(find(&s, "2012601", "合计")->explained, "its own sentence owes a reason");
    release(&s);
}

Test(change_upwards, kinds_of_expenses_by_what_they_are_told_as)
{
    season s = compare_kinds("“行政单位离退休（项）”41.00万元，比2023年预算增加6.00万元，主要原因是退休人员增加2人。"
                             "“行政运行（项）”210.00万元，比2023年预算减少11.00万元，主要原因是编外辅助人员减少3人。"
                             "“事业运行（项）”31.00万元，比2023年预算增加4.00万元，主要原因是社会保险费率上调。");
    cr_expect(find(&s, "30302", "合计")->explained);
    cr_expect(find(&s, "303", "合计")->explained, "it has no other kind");
    cr_expect(find(&s, "30199", "合计")->explained);
    cr_expect(find(&s, "30112", "合计")->explained);
    cr_expect_not(find(&s, "30101", "合计")->explained);
    release(&s);
    s = compare_kinds("“行政单位离退休（项）”41.00万元，比2023年预算减少6.00万元，主要原因是退休人员减少2人。");
    cr_expect_not(find(&s, "30302", "合计")->explained, "it went up");
    release(&s);
}

static const char split[] =
    "部门预算收支总表\n单位：万元\n\n收入\t\t支出\t\t\t\n项目\t预算数\t项目\t合计\t基本支出\t项目支出\n"
    "一般公共预算拨款收入\t%s\t一般公共服务支出\t%s\t%s\t%s\n收入总计\t%s\t支出总计\t%s\t%s\t%s\n";

static season compare_split(const char *text)
{
    char before[1024], now[1024];
    snprintf(before, sizeof before, split, "100.00", "100.00", "40.00", "60.00", "100.00", "100.00", "40.00", "60.00");
    snprintf(now, sizeof now, split, "113.00", "113.00", "62.00", "51.00", "113.00", "113.00", "62.00", "51.00");
    return compare_tables(before, now, text);
}

Test(change_upwards, a_change_split_into_parts_needs_reasons_for_nearly_all_of_it)
{
    static const char text[] =
        "2024年支出预算113.00万元，较2023年预算增加13.00万元，其中：基本支出增加22.00万元，主要为新"
        "录用公务员6人到岗。项目支出减少9.00万元，%s。";
    char told[512];
    snprintf(told, sizeof told, text, "主要为馆库维修工程完工");
    season s = compare_split(told);
    cr_expect(is_explained(&s, "支出总计", 1300), "both have a reason");
    release(&s);
    snprintf(told, sizeof told, text, "主要为减少项目支出");
    s = compare_split(told);
    cr_expect(is_explained(&s, "支出总计", 2200));
    cr_expect_not(is_explained(&s, "支出总计", -900), "it only repeats the change");
    cr_expect_not(is_explained(&s, "支出总计", 1300), "much of it has none");
    release(&s);
}

Test(change_upwards, by_how_much_each_of_several_parts_changed_is_no_reason)
{
    season s =
        compare_split("项目支出51.00万元，较2023年预算减少9.00万元，主要为：档案整理经费减少6.00万元，馆库维修经费"
                      "减少3.00万元等。");
    cr_expect_not(is_explained(&s, "支出总计", -900));
    release(&s);
    s = compare_split(
        "项目支出51.00万元，较2023年预算减少9.00万元，主要为：档案整理项目完工减少6.00万元，馆库维修经费减少"
        "3.00万元，其余经费按实际压减。");
    cr_expect(is_explained(&s, "支出总计", -900), "it says more");
    release(&s);
}

static const mz_fact *change_of(const season *s, const char *item)
{
    for (size_t i = 0; i < s->current->fact_count; i++) {
        const mz_fact *fact = &s->current->facts[i];
        if (fact->kind == MZ_FACT_CHANGE && strcmp(fact->item, item) == 0) return fact;
    }
    cr_assert_fail("no change of %s", item);
    return NULL;
}

Test(change_upwards, a_reason_of_its_own_sentence_is_that_of_both_sides_of_the_same_money)
{
    season s =
        compare_split("2024年度财政拨款收入总计113.00万元，支出总计113.00万元。与上年相比，财政拨款收入总计增加13.00"
                      "万元，增长13.00%；财政拨款支出总计增加13.00万元，增长13.00%。主要原因是新馆库投入使用。");
    cr_expect_str_eq(change_of(&s, "财政拨款收入总计")->reason, "新馆库投入使用");
    cr_expect_str_eq(change_of(&s, "财政拨款支出总计")->reason, "新馆库投入使用");
    release(&s);
    s = compare_split("2024年基本支出增加22.00万元；项目支出减少9.00万元。主要原因是馆库维修工程完工。");
    cr_expect_str_eq(change_of(&s, "基本支出")->reason, "", "it is another change");
    release(&s);
}

Test(change_upwards, a_reason_that_names_a_part_goes_on_in_the_sentence_that_speaks_of_it)
{
    season s =
        compare_split("2024年“三公”经费预算安排20.00万元，其中因公出国（境）费0万元；公务用车购置及运维费14.00万元；"
                      "公务接待费6.00万元。比2023年减少2.00万元，减少部分全部为公务接待费。我单位落实过紧日子要求，从"
                      "严控制公务接待费支出。");
    const char *reason = change_of(&s, "三公经费")->reason;
    cr_expect(strstr(reason, "从严控制公务接待费支出") != NULL, "%s", reason);
    release(&s);
}

/* A table of nothing but the year before and the document's own year. */
Test(change_upwards, the_one_column_of_its_own_year_is_the_whole_of_a_row)
{
    static const char form[] =
        "一般公共预算支出表\n单位：万元\n\n科目编码\t科目名称\t上年预算数\t本年预算数\n"
        "201\t一般公共服务支出\t%s\n20126\t档案事务\t%s\n2012601\t行政运行\t%s\n2012604\t档案馆\t%s\n"
        "\t合计\t%s\n";
    char before[1024], now[1024];
    snprintf(before, sizeof before, form, "90.00\t100.00", "90.00\t100.00", "55.00\t60.00", "35.00\t40.00",
             "90.00\t100.00");
    snprintf(now, sizeof now, form, "100.00\t124.00", "100.00\t124.00", "60.00\t62.00", "40.00\t62.00",
             "100.00\t124.00");
    season s = compare_tables(before, now, "无其他需要说明的事项。");
    const mz_finding *f = finding(&s, "change.unexplained");
    cr_assert_not_null(f);
    cr_expect_str_eq(f->places[0].code, "2012604");
    release(&s);
    s = compare_tables(before, now, "“档案馆（项）”62.00万元，比上年增加22.00万元，主要原因是新馆库投入使用。");
    cr_expect_null(finding(&s, "change.unexplained"));
    release(&s);
}
