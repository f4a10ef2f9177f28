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
