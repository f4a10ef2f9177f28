/* Projects and procurement from one year to the next: what is compared, and what of it is reported. */
#include "change_support.h"

static const char rows[] = "1\t2012604\t档案馆\t32.00\t\t32.00\n";

/* The performance table of a project, as running text of the composed budget. */
static const char *project(char *room, size_t size, const char *name, const char *amount)
{
    const int length = snprintf(
        room, size,
        "1、%s绩效目标表\n\n单位：万元\n\n项目编码\t\t\t项目名称\t%s\t\t\n预算规模及资金用途\t预算数\t%"
        "s\t其中：财政资金\t%s\t"
        "其他资金\t\n\t用于%s。\t\t\t\t\t\n资金支出计划（%%）\t3月底\t\t6月底\t10月底\t12月底\t\n\t10%%\t\t20%%\t30%%\t"
        "100%%\t\n绩效目标\t1.按计划完成各项任务。\t\t\t\t\t\n一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t"
        "指标值确定依据\t\n产出指标\t数量指标\t任务完成数量\t按计划完成任务的数量\t≥2项\t工作计划\t\n",
        name, name, amount, amount, name);
    cr_assert(length > 0 && (size_t)length < size);
    return room;
}

static season compare_projects(const char *before, const char *prior_amount, const char *now, const char *amount)
{
    char then[2048], later[2048];
    return compare_with("万元", rows, rows, project(then, sizeof then, before, prior_amount),
                        project(later, sizeof later, now, amount), NULL);
}

/* The change of the project with this name in the column of its whole budget, NULL when there is none. */
static const mz_change *of_project(const season *s, const char *name)
{
    for (size_t i = 0; i < s->changes.count; i++)
        if (strcmp(s->changes.items[i].label, name) == 0 && strcmp(s->changes.items[i].column, "预算数") == 0)
            return &s->changes.items[i];
    return NULL;
}

Test(change_projects, new_and_gone_ones_are_changes_from_and_to_nothing)
{
    season s = compare_projects("馆库消防改造", "20.00", "数字档案馆建设", "32.00");
    const mz_change *gone = of_project(&s, "馆库消防改造"), *new = of_project(&s, "数字档案馆建设");
    cr_assert_not_null(gone);
    cr_assert_not_null(new);
    cr_expect_eq(gone->difference, -20 * 1000000);
    cr_expect_str_eq(gone->current.printed, "");
    cr_expect_gt(gone->span.line, 0, "it points to where the projects of this year stand");
    cr_expect_eq(new->difference, 32 * 1000000);
    cr_expect_str_eq(new->prior.printed, "");
    release(&s);
}

Test(change_projects, the_year_in_a_name_makes_no_other_project)
{
    season s = compare_projects("2023年档案征集", "20.00", "2024年档案征集", "32.00");
    const mz_change *change = of_project(&s, "2024年档案征集");
    cr_assert_not_null(change);
    cr_expect_eq(change->difference, 12 * 1000000);
    cr_expect_null(of_project(&s, "2023年档案征集"));
    release(&s);
}

Test(change_projects, without_a_table_of_the_year_before_none_is_new)
{
    char later[2048];
    season s = compare_with("万元", rows, rows, "无。", project(later, sizeof later, "数字档案馆建设", "32.00"), NULL);
    cr_expect_null(of_project(&s, "数字档案馆建设"));
    release(&s);
}

Test(change_projects, a_stated_change_of_procurement_without_a_reason_is_reported)
{
    static const char prior[] = "2023年政府采购预算20.00万元。";
    season s =
        compare_with("万元", rows, rows, prior, "2024年政府采购预算32.00万元，比2023年预算增加12.00万元。", NULL);
    cr_expect_not_null(finding(&s, "change.unexplained"));
    release(&s);
    s = compare_with("万元", rows, rows, prior,
                     "2024年采购预算32.00万元，比2023年预算增加12.00万元，主要原因是新增密集架采购。", NULL);
    cr_expect_null(finding(&s, "change.unexplained"));
    release(&s);
    s = compare_with("万元", rows, rows, prior, "2024年政府采购预算32.00万元。", NULL);
    cr_expect_null(finding(&s, "change.unexplained"), "nobody has to compare it");
    release(&s);
}

Test(change_projects, the_longest_name_tells_what_is_bought)
{
    season s = compare_with("万元", rows, rows,
                            "2023年政府采购金额20.00万元，其中：货物采购金额5.00万元、服务采购金额15.00万元。",
                            "2024年政府采购金额32.00万元，其中：货物采购金额9.00万元、服务采购金额23.00万元。", NULL);
    cr_assert_eq(s.changes.count, 3);
    cr_expect_str_eq(s.changes.items[0].form_id, "text.procurement");
    cr_expect_str_eq(s.changes.items[1].form_id, "text.procurement_goods");
    cr_expect_eq(s.changes.items[1].difference, 4 * 1000000);
    cr_expect_str_eq(s.changes.items[2].form_id, "text.procurement_services");
    release(&s);
}

Test(change_projects, what_is_kept_for_some_suppliers_is_not_all_that_is_bought)
{
    season s = compare_with(
        "万元", rows, rows,
        "2023年政府采购预算20.00万元。\n面向中小企业预留政府采购项目预算金额9.00万元，其中，预留给小型和微型企业的"
        "政府采购项目预算为4.00万元。",
        "2024年政府采购预算32.00万元，比2023年预算增加12.00万元，主要是新增密集架采购。\n面向中小企业预留政府采购"
        "项目预算金额14.00万元，其中，预留给小型和微型企业的政府采购项目预算为6.00万元。",
        NULL);
    cr_assert_eq(s.changes.count, 1);
    cr_expect_str_eq(s.changes.items[0].form_id, "text.procurement");
    cr_expect_eq(s.changes.items[0].difference, 12 * 1000000);
    cr_expect(s.changes.items[0].explained);
    release(&s);
}
