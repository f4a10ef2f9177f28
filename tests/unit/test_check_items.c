/* Rules about lists and statements of the text: numbers of items, counted projects, changes that add up. */
#include "words_support.h"

TestSuite(check_items, .init = open_catalogue, .fini = close_catalogue);

Test(check_items, a_number_that_is_left_out)
{
    told("serial.item", FINAL "1. 甲项目。\n2. 乙项目。\n3. 丙项目。\n5. 丁项目。\n6. 戊项目。\n",
         FINAL "1. 甲项目。\n2. 乙项目。\n3. 丙项目。\n4. 丁项目。\n5. 戊项目。\n");
    const mz_finding *finding = find(FINAL "（1）甲。\n（2）乙。\n（3）丙。\n（5）丁。\n（6）戊。\n", "serial.item");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->expected, "4");
    cr_assert_str_eq(finding->actual, "5");
}

Test(check_items, numbers_that_are_none_or_stand_elsewhere)
{
    /* lists within lists go on where they were */
    cr_assert_null(
        find(FINAL "1. 甲。\n2. 乙。\n3. 丙。\n1. 子。\n2. 丑。\n3. 寅。\n4. 丁。\n5. 戊。\n", "serial.item"));
    cr_assert_null(find(FINAL "1. 甲。\n2. 乙。\n3. 丙。\n1. 子。\n2. 丑。\n3. 寅。\n5. 戊。\n", "serial.item"));
    /* the number stands behind something else on its line */
    cr_assert_null(find(FINAL "1、甲。\n2、乙。\n3、丙。\n附注4、丁。\n5、戊。\n6、己。\n", "serial.item"));
    /* justified text */
    cr_assert_null(find(FINAL "（1）甲。\n（2）乙。\n（3）丙。\n（ 4 ） 丁 。\n（5）戊。\n（6）己。\n", "serial.item"));
    cr_assert_null(find(FINAL "1．甲。\n2．乙。\n3．丙。\n 4 ． 丁 。\n5．戊。\n6．己。\n", "serial.item"));
    cr_assert_null(find(FINAL "1. 甲。\n2. 乙。\n3. 丙。\n5.40万元为丁。\n6.20万元为戊。\n", "serial.item"));
}

#define LABELS(third)                                                                                                  \
    BUDGET "支出预算总表\n单位：万元\n项目\t预算数\n一、教育支出\t10.00\n二、科学技术支出\t20.00\n" third              \
           "、卫生健康支出\t30.00\n四、住房保障支出\t0.00\n合计\t60.00\n"

Test(check_items, a_label_with_the_number_of_another)
{
    cr_assert_not_null(find(LABELS("四"), "serial.label"));
    cr_assert_null(find(LABELS("三"), "serial.label"));
    cr_assert_null(find(BUDGET "支出预算总表\n单位：万元\n项目\t预算数\n一、教育支出\t10.00\n三、卫生健康支出\t30.00\n"
                               "六、住房保障支出\t20.00\n合计\t60.00\n",
                        "serial.label"));
}

Test(check_items, projects_counted_before_their_noun)
{
    told("narrative.counted",
         FINAL "组织对27个项目开展绩效自评，其中评价等级为“优”的项目21个，“良”的项目4个，“合格”的项目1个。\n",
         FINAL "组织对26个项目开展绩效自评，其中评价等级为“优”的项目21个，“良”的项目4个，“合格”的项目1个。\n");
}

Test(check_items, the_date_of_the_vehicles)
{
    told("year.assets", FINAL "截至2030年12月31日，财政拨款开支的公务用车保有量为4辆。\n",
         FINAL "截至2031年12月31日，财政拨款开支的公务用车保有量为4辆。\n");
}

Test(check_items, a_rate_behind_both_directions_has_no_sign)
{
    cr_assert_null(find(FINAL "收入支出总计98.00万元。与2030年度相比，收入支出总计减少2.00万元，增长（下降）2.00%。\n",
                        "narrative.growth"));
    cr_assert_not_null(find(
        FINAL "收入支出总计98.00万元。与2030年度相比，收入支出总计减少2.00万元，增长（下降）3.00%。\n", "placeholder"));
}

Test(check_items, changes_add_up_with_a_part_that_did_not_change)
{
    told("narrative.changes",
         FINAL THREE
         "“三公”经费支出决算数比2030年度增加2.00万元，其中：因公出国（境）费与上年度持平；公务用车购置及运行维护费增加"
         "3.13万元，主要原因是更新车辆；公务接待费增加1.13万元，主要原因是批次变化。\n",
         FINAL THREE
         "“三公”经费支出决算数比2030年度增加2.00万元，其中：因公出国（境）费与上年度持平；公务用车购置及运行维护费增加"
         "3.13万元，主要原因是更新车辆；公务接待费减少1.13万元，主要原因是批次变化。\n");
}

Test(check_items, a_wrong_change_is_told_once)
{
    find(BUDGET "财政拨款收入60.00万元，比2030年预算增加5.00万元。财政拨款支出预算60.00万元，比2030年预算减少5.00万元。"
                "财政拨款支出预算中，一般公共预算拨款支出预算60.00万元，比2030年预算增加5."
                "00万元；政府性基金拨款支出预算0.00万元，"
                "与2030年预算持平；国有资本经营预算拨款支出预算0.00万元，与2030年预算持平。\n",
         "");
    size_t told_of = 0;
    for (size_t i = 0; i < document->finding_count; i++)
        told_of += strcmp(document->findings[i].rule, "narrative.bases") == 0;
    cr_assert_eq(told_of, 1);
}

/* The catalogue with this checks.json; the message into error. */
static mz_status load_checks(const char *text, mz_error *error)
{
    const mz_catalogue_file file = {.name = "checks.json", .text = text, .length = strlen(text)};
    mz_catalogue *made = NULL;
    mz_status status = mz_catalogue_load(&file, 1, &made, error);
    mz_catalogue_free(made);
    return status;
}

Test(check_items, lists_that_are_missing_or_that_no_rule_asks_for_are_errors)
{
    mz_error error;
    cr_assert_eq(load_checks("{}", &error), MZ_ERR_CATALOGUE);
    cr_assert_not_null(strstr(error.message, "lacks the list"), "%s", error.message);
}

#define SPENDING                                                                                                              \
    "部门预算支出总表\n\n单位：万元\n\n序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n" \
    "1\t\t合计\t60.00\t40.00\t20.00\n2\t213\t农林水支出\t60.00\t40.00\t20.00\n\n"

Test(check_items, projects_with_targets_are_some_of_the_projects)
{
    cr_assert_not_null(find(BUDGET SPENDING "2031年度，本部门编报绩效目标的项目共1个，涉及项目预算资金26.00万元。\n",
                            "projects.evaluated"));
    cr_assert_null(find(BUDGET SPENDING "2031年度，本部门编报绩效目标的项目共1个，涉及项目预算资金12.00万元。\n",
                        "projects.evaluated"));
}

#define NOTE_UNDER_FUND(note)                                                                                                                               \
    BUDGET "政府性基金预算支出表\n\n单位：万元\n\n序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n1\t\t合计\t\t\t" \
           "\n\n" note "\n\n"

Test(check_items, a_note_pasted_from_another_table)
{
    cr_assert_not_null(
        find(NOTE_UNDER_FUND("注：本部门2031年没有国有资本经营预算安排的支出，故本表为空表。"), "note.other"));
    cr_assert_null(find(NOTE_UNDER_FUND("注：本部门2031年没有政府性基金预算安排的支出，故本表为空表。"), "note.other"));
    cr_assert_null(find(NOTE_UNDER_FUND("注：本部门没有政府性基金预算和国有资本经营预算安排的支出，故本表为空表。"),
                        "note.other"));
}

Test(check_items, a_sum_is_no_heading)
{
    cr_assert_not_null(find(FINAL "三、机关运行情况\n\n四、采购情况\n\n采购金额3.00万元。\n", "section.empty"));
    cr_assert_null(find(FINAL "三、净资产合计\n\n四、采购情况\n\n采购金额3.00万元。\n", "section.empty"));
}
