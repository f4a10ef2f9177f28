/* What the document itself says of the year before, in several places; money of projects that only the text prints. */
#include "change_support.h"

static const char rows[] = "1\t2012604\t档案馆\t32.00\t\t32.00\n";

/* Whether the text, put into a document that is read alone, contradicts itself on the year before. */
static bool contradicts(const char *text)
{
    season s = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK, "%s", error.message);
    s.current = parse(s.catalogue, 2024, "万元", rows, text);
    cr_assert_eq(mz_compare(s.catalogue, NULL, s.current, NULL, NULL, &s.changes, &error), MZ_OK);
    size_t count = 0;
    for (size_t i = 0; i < s.current->finding_count; i++)
        count += strcmp(s.current->findings[i].rule, "narrative.bases") == 0;
    cr_expect_leq(count, 1, "one finding: %s", text);
    release(&s);
    return count > 0;
}

Test(change_bases, a_subject_has_one_figure_of_the_year_before)
{
    cr_expect(contradicts(
        "项目支出32.00万元，比上年增加12.00万元。\n\n二、项目说明\n\n项目支出32.00万元，比上年增加14.00万元。"));
    cr_expect_not(
        contradicts("项目支出32.00万元，比上年增加12.00万元。\n\n二、项目说明\n\n项目支出32.00万元，增加12.00万元。"));
    cr_expect(contradicts(
        "项目支出32.00万元，比上年增加12.00万元。\n\n二、项目说明\n\n项目支出32.00万元，比上年增长78.00%。"));
    cr_expect_not(contradicts(
        "项目支出32.00万元，比上年增加12.00万元。\n\n二、项目说明\n\n项目支出32.00万元，比上年增长60.00%。"));
    cr_expect(contradicts("项目支出32.00万元，比上年增加12.00万元。\n\n二、项目说明\n\n2023年项目支出18.00万元。"));
    cr_expect_not(contradicts("项目支出32.00万元，比上年增加12.00万元。\n\n二、项目说明\n\n2023年项目支出20.00万元。"));
}

Test(change_bases, other_figures_come_from_others)
{
    cr_expect_not(
        contradicts(
            "项目支出32.00万元，比上年增加12.00万元。\n\n二、局本级\n\n项目支出30.00万元，比上年增加14.00万元。"),
        "another figure of this year");
    cr_expect_not(contradicts("项目支出32.00万元，比上年增加12.00万元。\n\n二、项目说明\n\n项目支出32."
                              "00万元，比上年执行数增加14.00万元。"),
                  "against what was carried out");
    cr_expect_not(
        contradicts("项目支出32.0万元，比上年增加12万元。\n\n二、项目说明\n\n项目支出32.00万元，比上年增加12.40万元。"),
        "as precise as it is printed");
}

Test(change_bases, a_statement_that_the_year_before_refutes_is_told_once)
{
    static const char then[] = "1\t2012604\t档案馆\t20.00\t\t20.00\n";
    season s = compare_with(
        "万元", then, rows, "项目支出20.00万元。",
        "项目支出32.00万元，比上年增加12.00万元。\n\n二、项目说明\n\n项目支出32.00万元，比上年增加14.00万元。", NULL);
    cr_expect_not_null(finding(&s, "change.statement"));
    cr_expect_null(finding(&s, "narrative.bases"));
    release(&s);
}

Test(change_bases, the_base_printed_before_the_change_is_not_this_years_figure)
{
    static const char then[] = "1\t2012604\t档案馆\t20.00\t\t20.00\n";
    season s = compare_with("万元", then, rows, "档案馆20.00万元。",
                            "档案馆32.00万元，比2023年预算数20.00万元增加12.00万元，增长60.00%。", NULL);
    cr_expect_null(finding(&s, "change.statement"));
    release(&s);
}

Test(change_bases, money_of_projects_is_compared_by_its_headings)
{
    season s =
        compare_with("万元", rows, rows, "一、绩效目标情况\n\n编报绩效目标的项目4个，涉及项目预算资金20.00万元。",
                     "一、绩效目标情况\n\n编报绩效目标的项目5个，涉及资金32.00万元。", NULL);
    cr_assert_eq(s.changes.count, 1);
    const mz_change *change = &s.changes.items[0];
    cr_expect_str_eq(change->form_id, "text.projects");
    cr_expect_eq(change->difference, 12 * 1000000);
    cr_expect_not(change->explained);
    release(&s);
}
