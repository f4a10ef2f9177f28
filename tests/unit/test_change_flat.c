/* What the text says not to have changed: words such as 与上年持平 against the figures of the year before. */
#include "change_support.h"

static const char then[] = "1\t221\t住房保障支出\t60.00\t60.00\t\n2\t22102\t住房改革支出\t60.00\t60.00\t\n"
                           "3\t2210201\t住房公积金\t40.00\t40.00\t\n4\t2210203\t购房补贴\t20.00\t20.00\t\n";
static const char later[] = "1\t221\t住房保障支出\t82.00\t82.00\t\n2\t22102\t住房改革支出\t82.00\t82.00\t\n"
                            "3\t2210201\t住房公积金\t54.00\t54.00\t\n4\t2210203\t购房补贴\t28.00\t28.00\t\n";

/* Whether the text leaves the subject without a reason, and how many findings say that it contradicts the figures. */
typedef struct claim {
    const char *text;
    size_t contradictions;
    bool fund, grant; /* 住房公积金, 购房补贴 explained */
} claim;

static void expect(const claim *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        season s = compare(then, later, cases[i].text);
        size_t found = 0;
        for (size_t k = 0; k < s.current->finding_count; k++)
            found += strcmp(s.current->findings[k].rule, "change.statement") == 0;
        cr_expect_eq(found, cases[i].contradictions, "%s: %zu contradictions", cases[i].text, found);
        cr_expect_eq(find(&s, "2210201", "合计")->explained, cases[i].fund, "%s: 2210201", cases[i].text);
        cr_expect_eq(find(&s, "2210203", "合计")->explained, cases[i].grant, "%s: 2210203", cases[i].text);
        cr_expect_eq(find(&s, "2210201", "基本支出")->explained, cases[i].fund, "%s: all of it", cases[i].text);
        release(&s);
    }
}

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define HEADING     "住房保障支出82.00万元，较上年增加22.00万元，主要原因是缴存基数和补贴标准提高。"

Test(change_flat, words_that_contradict_the_figures)
{
    static const claim cases[] = {
        {HEADING, 0, true, true},
        {HEADING "住房公积金54.00万元，与上年持平。", 1, false, true},
        {HEADING "住房公积金54.00万元，较上年无变化；购房补贴28.00万元，与2023年相比没有增减。", 2, false, false},
        {HEADING "住房公积金与上年持平。", 1, false, true},
        {HEADING "住房公积金54.00万元，主要用于在职人员缴存。与2023年预算持平。", 1, false, true},
        {HEADING "住房公积金（项）支出预算与上年持平。", 1, false, true},
        {HEADING "住房公积金支出、购房补贴支出均与上年持平。", 2, false, false},
        {HEADING "与上年相比，住房公积金没有变化。", 1, false, true},
        {HEADING "住房公积金54.00万元与上年预算数持平，主要原因是缴存基数提高。", 1, false, true},
        {HEADING "住房公积金54.00万元、购房补贴28.00万元，均与上年持平。", 2, false, false},
        {HEADING "住房公积金54.00万元，比上年增加0.00万元，增长0%。", 1, false, true},
    };
    expect(cases, COUNT(cases));
}

Test(change_flat, words_that_do_not)
{
    static const claim cases[] = {
        {HEADING "住房公积金54.00万元，与上年执行数持平。", 0, true, true},
        {HEADING "其他科目与上年持平。", 0, true, true},
        {HEADING "住房公积金54.00万元，缴存人员50人。与2023年预算持平。", 0, true, true},
        {HEADING "在职人员数与上年持平。", 0, true, true},
        {HEADING "缴存人员50人，与上年持平。", 0, true, true},
        {HEADING "住房公积金10.00万元，与上年持平。", 0, true, true}, /* another money of this name */
        {HEADING "主要原因是缴存比例与上年相同。", 0, true, true},
        {HEADING "住房公积金缴存比例与上年持平，购房补贴发放标准与上年相同。", 0, true, true},
        {HEADING "住房公积金54.00万元，缴存人员50人，与上年持平。", 0, true, true},
        {HEADING "购房补贴28.00万元，由2个部门共20人领取，均与上年持平。", 0, true, true},
        {HEADING "同口径相比，住房公积金与上年持平。", 0, true, true},
        {HEADING "扣除新进人员后，住房公积金54.00万元与上年持平。", 0, true, true},
        {HEADING "住房公积金54.00万元，与上年实际支出持平。", 0, true, true},
    };
    expect(cases, COUNT(cases));
}

Test(change_flat, rounding_and_small_changes)
{
    static const char before[] = "1\t2210201\t住房公积金\t54.00\t54.00\t\n2\t2210203\t购房补贴\t24.00\t24.00\t\n";
    static const char now[] = "1\t2210201\t住房公积金\t54.40\t54.40\t\n2\t2210203\t购房补贴\t28.00\t28.00\t\n";
    season s = compare(before, now, "住房公积金54.40万元，与上年持平；购房补贴28.00万元，与上年基本持平。");
    cr_expect_null(finding(&s, "change.statement"));
    release(&s);
}
