/* Reasons that stand with two subjects: shared by siblings, or copied from another item. */
#include "change_support.h"

static const char then[] =
    "1\t2010101\t行政运行\t300.00\t300.00\t\n2\t2050803\t培训支出\t98.00\t\t98.00\n"
    "3\t2080505\t机关事业单位基本养老保险缴费支出\t40.00\t40.00\t\n"
    "4\t2081901\t城市最低生活保障金支出\t620.00\t\t620.00\n5\t2101101\t行政单位医疗\t25.00\t25.00\t\n"
    "6\t2110406\t自然保护地\t860.00\t\t860.00\n7\t2210201\t住房公积金\t52.00\t52.00\t\n";
static const char later[] = "1\t2010101\t行政运行\t250.00\t250.00\t\n2\t2050803\t培训支出\t70.00\t\t70.00\n"
                            "3\t2080505\t机关事业单位基本养老保险缴费支出\t32.00\t32.00\t\n"
                            "4\t2081901\t城市最低生活保障金支出\t500.00\t\t500.00\n"
                            "5\t2101101\t行政单位医疗\t20.00\t20.00\t\n6\t2110406\t自然保护地\t425.00\t\t425.00\n"
                            "7\t2210201\t住房公积金\t40.00\t40.00\t\n";

/* A reason given word for word for these subjects, and those that it explains, separated by blanks. */
typedef struct shared {
    const char *reason, *given, *explained;
} shared;

static const struct {
    const char *code, *name, *now, *less;
} subjects[] = {{"2010101", "行政运行", "250.00", "50.00"},
                {"2050803", "培训支出", "70.00", "28.00"},
                {"2080505", "机关事业单位基本养老保险缴费支出", "32.00", "8.00"},
                {"2081901", "城市最低生活保障金支出", "500.00", "120.00"},
                {"2101101", "行政单位医疗", "20.00", "5.00"},
                {"2110406", "自然保护地", "425.00", "435.00"},
                {"2210201", "住房公积金", "40.00", "12.00"}};
enum { SUBJECTS = sizeof subjects / sizeof *subjects };

static void expect(const shared *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[4096] = "";
        for (size_t k = 0; k < SUBJECTS; k++) {
            const size_t length = strlen(text);
            if (strstr(cases[i].given, subjects[k].code) != NULL)
                snprintf(text + length, sizeof text - length, "%s%s万元，比上年减少%s万元，主要原因是%s。\n",
                         subjects[k].name, subjects[k].now, subjects[k].less, cases[i].reason);
        }
        season s = compare(then, later, text);
        for (size_t k = 0; k < SUBJECTS; k++) {
            const bool want = strstr(cases[i].explained, subjects[k].code) != NULL;
            if (strstr(cases[i].given, subjects[k].code) != NULL)
                cr_expect_eq(find(&s, subjects[k].code, "合计")->explained, want, "%s: %s want %d", cases[i].reason,
                             subjects[k].code, want);
        }
        release(&s);
    }
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

Test(change_copies, reasons_that_name_another_item)
{
    static const shared cases[] = {
        {"低保对象动态退出", "2081901 2110406", "2081901"},
        {"低保对象动态退出", "2050803 2081901 2210201", "2081901"},
        {"自然保护地监测任务减少", "2081901 2110406", "2110406"},
        {"线下培训班次压缩", "2050803 2081901", "2050803"},
        {"监测码头改造项目完工", "2050803 2110406", "2050803"}, /* whose it is cannot be told: the first one's */
        {"取消监测码头改造项目", "2050803 2110406", "2050803"},
        {"公积金缴存基数下调", "2110406 2210201", "2210201"},
        {"养老保险缴费比例下降", "2080505 2101101 2210201", "2080505"},
        {"监测码头改造项目完工", "2110406 2210201", "2110406"},
        {"监测码头维修项目完工", "2050803 2080505", "2050803 2080505"}, /* running costs may be repairs: in doubt */
        {"缴费基数下调", "2080505 2110406", "2080505"},                 /* projects pay no contributions */
    };
    expect(cases, COUNT(cases));
}

Test(change_copies, reasons_that_siblings_share)
{
    static const shared cases[] = {
        {"在职人员减少", "2010101 2080505 2101101 2210201", "2010101 2080505 2101101 2210201"},
        {"社保缴费基数下调", "2080505 2101101 2210201", "2080505 2101101 2210201"},
        {"落实过紧日子要求，压减一般性支出", "2010101 2050803 2110406", "2010101 2050803 2110406"},
        {"压减非急需非刚性项目", "2050803 2081901 2110406", "2050803 2081901 2110406"},
        {"机构改革，部分职能划出", "2010101 2081901 2110406", "2010101 2081901 2110406"},
        {"财政补助标准下调", "2081901 2110406", "2081901 2110406"},
        {"上年开工较早的工程已经完工", "2050803 2110406", "2050803 2110406"}, /* no project by its name */
    };
    expect(cases, COUNT(cases));
}

Test(change_copies, a_class_whose_reason_is_of_another_class_gives_none_to_its_subjects)
{
    static const char before[] =
        "1\t207\t文化旅游体育与传媒支出\t30.00\t\t30.00\n2\t2070109\t群众文化\t30.00\t\t30.00\n"
        "3\t213\t农林水支出\t80.00\t\t80.00\n4\t2130142\t乡村道路建设\t80.00\t\t80.00\n";
    static const char now[] = "1\t207\t文化旅游体育与传媒支出\t36.00\t\t36.00\n2\t2070109\t群众文化\t36.00\t\t36.00\n"
                              "3\t213\t农林水支出\t97.00\t\t97.00\n4\t2130142\t乡村道路建设\t97.00\t\t97.00\n";
    season s = compare(before, now,
                       "文化旅游体育与传媒支出36.00万元，比上年增加6.00万元，主要原因是文化驿站延长开放时间。\n"
                       "农林水支出97.00万元，比上年增加17.00万元，主要原因是文化驿站延长开放时间。");
    cr_expect(find(&s, "207", "合计")->explained);
    cr_expect(find(&s, "2070109", "合计")->explained);
    cr_expect_not(find(&s, "213", "合计")->explained);
    cr_expect_not(find(&s, "2130142", "合计")->explained);
    release(&s);
}
