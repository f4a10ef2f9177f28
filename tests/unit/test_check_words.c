/* Rules about words: counts, comparisons, years, names, the contents page. Each is found, and a correct text like it is
 * not reported. */
#include <stdio.h>

#include "words_support.h"

TestSuite(check_words, .init = open_catalogue, .fini = close_catalogue);

Test(check_words, guests_and_what_they_cost)
{
    told("three_public.count", FINAL THREE "3、公务接待费支出0.00万元。公务接待3批次、20人次。\n",
         FINAL THREE "3、公务接待费支出0.39万元。公务接待3批次、20人次。\n");
    told("three_public.count",
         FINAL THREE "1、因公出国（境）费支出5.00万元。全年安排因公出国（境）团组0个、累计0人次。\n",
         FINAL THREE "1、因公出国（境）费支出5.00万元。全年安排因公出国（境）团组1个、累计2人次。\n");
    /* the year before is another matter */
    cr_assert_null(find(FINAL THREE "公务接待费支出0.00万元。2030年公务接待3批次、20人次。\n", "three_public.count"));
    cr_assert_null(
        find(FINAL THREE "公务接待费支出0.39万元。国（境）外公务接待0批次、0人次。\n", "three_public.count"));
}

Test(check_words, vehicles_bought_and_kept)
{
    told("three_public.count", FINAL THREE "公务用车购置费支出0.00万元，购置公务用车2辆。\n",
         FINAL THREE "公务用车购置费支出36.00万元，购置公务用车2辆。\n");
    told("three_public.kept", FINAL THREE "公务用车运行维护费支出4.00万元，公务用车保有量为0辆。\n",
         FINAL THREE "公务用车运行维护费支出4.00万元，公务用车保有量为2辆。\n");
}

Test(check_words, fewer_persons_than_groups_and_more_parts_than_whole)
{
    told("three_public.persons", FINAL THREE "公务接待费支出0.39万元。公务接待20批次、3人次。\n",
         FINAL THREE "公务接待费支出0.39万元。公务接待3批次、20人次。\n");
    told("three_public.persons",
         FINAL THREE "公务接待费支出0.39万元。公务接待2批次、20人次，其中：接待外宾4批次、9人次。\n",
         FINAL THREE "公务接待费支出0.39万元。公务接待2批次、20人次，其中：接待外宾1批次、9人次。\n");
}

Test(check_words, kinds_of_vehicles_add_up)
{
    told("narrative.counted",
         FINAL "截至2031年12月31日，共有车辆5辆，其中：机要通信用车1辆、执法执勤用车2辆、其他用车1辆。\n",
         FINAL "截至2031年12月31日，共有车辆4辆，其中：机要通信用车1辆、执法执勤用车2辆、其他用车1辆，其他用车主要是班"
               "车1辆。\n");
    const mz_finding *finding =
        find(FINAL "共有车辆5辆，其中：机要通信用车1辆、执法执勤用车2辆、其他用车1辆。\n", "narrative.counted");
    cr_assert_str_eq(finding->expected, "4");
    cr_assert_str_eq(finding->actual, "5");
    /* a list that does not claim to be complete may name less */
    cr_assert_null(find(FINAL "共有车辆5辆，其中：机要通信用车1辆、执法执勤用车2辆。\n", "narrative.counted"));
    cr_assert_not_null(find(FINAL "共有车辆2辆，其中：机要通信用车1辆、执法执勤用车2辆。\n", "narrative.counted"));
}

#define ITEM                                                                                                                               \
    "1、住房保障支出（类）住房改革支出（款）住房公积金（项）。年初预算为80.00万元，支出决算为60." \
    "00万元，完成年初预算的75.00%。"

Test(check_words, words_that_compare)
{
    told("narrative.comparison", FINAL ITEM "决算数大于预算数的主要原因：人员增加。\n",
         FINAL ITEM "决算数小于预算数的主要原因：人员减少。\n");
    cr_assert_not_null(find(FINAL ITEM "决算数同预算数持平。\n", "narrative.comparison"));
    const char *three = FINAL THREE "“三公”经费财政拨款支出年初预算为5.00万元，支出决算为4.00万元，完成预算的80.00%"
                                    "，其中：公务接待费支出决算为4.00万元。"
                                    "2031年度“三公”经费支出决算数%s预算数的主要原因：厉行节约。\n";
    char text[2048];
    snprintf(text, sizeof text, three, "大于");
    cr_assert_not_null(find(text, "narrative.comparison"));
    snprintf(text, sizeof text, three, "小于");
    cr_assert_null(find(text, "narrative.comparison"));
}

Test(check_words, years_of_another_document)
{
    told("year.leftover",
         BUDGET "一、2031年部门预算编制说明\n\n2031年度本部门政府采购预算3."
                "00万元。\n\n二、2030年“三公”经费预算情况说明\n\n无此项支出。\n",
         BUDGET "一、2031年部门预算编制说明\n\n2031年度本部门政府采购预算3."
                "00万元。\n\n二、2031年“三公”经费预算情况说明\n\n无此项支出。\n");
#define NOTE "2031年度本部门政府采购预算3.00万元。\n\n2031年“三公”经费预算情况说明\n\n无此项支出。\n\n注：本单位"
#define TAIL "年度没有使用国有资本经营预算安排的支出，故本表无数据。\n"
    told("year.leftover", BUDGET NOTE "2030" TAIL, BUDGET NOTE "2031" TAIL);
    told("year.base",
         BUDGET
         "培训费1.00万元，与2030年预算持平，主要原因是任务不变。政府采购预算3."
         "00万元，与2030年预算持平，主要原因是任务不变。公务接待费1."
         "00万元，与2030年预算持平，主要原因是任务不变。会议费2.00万元，与2029年预算持平，主要原因是任务不变。\n",
         BUDGET
         "培训费1.00万元，与2030年预算持平，主要原因是任务不变。政府采购预算3."
         "00万元，与2030年预算持平，主要原因是任务不变。公务接待费1."
         "00万元，与2030年预算持平，主要原因是任务不变。会议费2.00万元，与2030年预算持平，主要原因是任务不变。\n");
    told("year.assets", FINAL "截至2030年12月31日，共有车辆3辆。\n", FINAL "截至2031年12月31日，共有车辆3辆。\n");
    told("year.assets", BUDGET "截至2028年12月31日，共有车辆3辆。\n", BUDGET "截至2030年8月31日，共有车辆3辆。\n");
}

#define GRID                                                                                                           \
    "单位：万元\n\n序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n"                      \
    "1\t\t合计\t60.00\t60.00\t\n2\t221\t住房保障支出\t60.00\t60.00\t\n"                                        \
    "3\t22102\t住房改革支出\t60.00\t60.00\t\n4\t2210201\t住房公积金\t60.00\t60.00\t\n\n"

Test(check_words, the_year_in_a_title)
{
    told("year.title",
         BUDGET "2031年部门预算支出总表\n\n" GRID "2031年部门预算一般公共预算支出表\n\n" GRID
                "2030年部门预算政府性基金预算支出表\n\n" GRID,
         BUDGET "2031年部门预算支出总表\n\n" GRID);
}

Test(check_words, a_name_with_a_part_left_out_and_another_organisation)
{
    const char *text = "滨海市临江区水务局2031年度部门决算\n\n滨海市临江区水务局2031年度收入支出总计60.00万元。\n\n"
                       "滨海市临江区水务局2031年度无政府性基金预算财政拨款收入和支出。\n\n%s2031年度部门决算表\n";
    char buffer[2048];
    snprintf(buffer, sizeof buffer, text, "滨海市水务局");
    const mz_finding *finding = find(buffer, "organisation.other");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->expected, "滨海市临江区水务局");
    cr_assert_str_eq(finding->actual, "滨海市水务局");
    snprintf(buffer, sizeof buffer, text, "滨海市临江区水务局");
    cr_assert_null(find(buffer, "organisation.other"));
    snprintf(buffer, sizeof buffer, text, "滨海市江口区民政局");
    cr_assert_not_null(find(buffer, "organisation.other"));
}

Test(check_words, a_unit_that_the_document_lists_is_not_another_organisation)
{
    cr_assert_null(find("滨海市水务局2031年度部门决算\n\n包括：滨海市水务局、滨海市水文管理站。\n\n"
                        "滨海市水务局2031年度收入支出总计60.00万元。\n\n"
                        "滨海市水务局2031年度无政府性基金预算财政拨款收入和支出。\n\n"
                        "滨海市水文管理站2031年度收入支出总计6.00万元。\n",
                        "organisation.other"));
}

Test(check_words, none_of_it_yet_some_in_the_table)
{
    told("narrative.absent",
         BUDGET "2031年部门预算政府性基金预算支出表\n\n" GRID "本部门无政府性基金预算财政拨款收入和支出。\n",
         BUDGET "2031年部门预算一般公共预算支出表\n\n" GRID "本部门无政府性基金预算财政拨款收入和支出。\n");
}

Test(check_words, the_contents_page)
{
    const char *text = BUDGET "目录\n\n一、单位职责\n二、机构设置情况\n三、%"
                              "s\n四、名词解释\n\n一、单位职责\n\n管水。\n\n二、机构设置情况\n\n一处。\n\n"
                              "三、其他重要事项的情况说明\n\n没有。\n\n四、名词解释\n\n没有。\n";
    char buffer[2048];
    snprintf(buffer, sizeof buffer, text, "其他重要事项说明");
    const mz_finding *finding = find(buffer, "contents.differs");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->expected, "三、其他重要事项的情况说明");
    snprintf(buffer, sizeof buffer, text, "其他重要事项的情况说明");
    cr_assert_null(find(buffer, "contents.differs"));
}

Test(check_words, a_contents_page_that_calls_the_organisation_department)
{
    static const char text[] =
        BUDGET "目录\n\n一、部门主要职能\n二、部门机构设置\n三、%s\n1.表甲一览\n"
               "2.表乙一览\n四、名词解释\n\n临江市水务局主要职能\n\n管水。\n\n临江市水务局机构设置\n\n一处。\n\n"
               "表甲一览\n\n表乙一览\n\n四、名词解释\n\n没有。\n";
    char buffer[2048];
    snprintf(buffer, sizeof buffer, text, "部门预算表");
    cr_assert_null(find(buffer, "contents.differs"), "the list of tables has a heading of its own on the page only");
    snprintf(buffer, sizeof buffer, text, "部门预算表\n四、其他情况说明");
    cr_assert_not_null(find(buffer, "contents.differs"));
}

Test(check_words, a_part_is_no_more_than_its_whole)
{
    told("narrative.exceeds",
         BUDGET "2031年度本部门政府采购预算3.00万元。2031年度本部门面向中小企业预留政府采购项目预算金额5.00万元。\n",
         BUDGET "2031年度本部门政府采购预算6.00万元。2031年度本部门面向中小企业预留政府采购项目预算金额5.00万元。\n");
}

Test(check_words, operands_are_those_before_the_percentage)
{
    /* two subjects of one name: the second one's budget follows the first one's rate */
    const char *text = FINAL "1、教育支出（类）普通教育（款）行政运行（项）。年初预算为80.00万元，支出决算为60."
                             "00万元，完成年初预算的75.00%。决算数小于预算数的主要原因：节约。\n"
                             "2、农林水支出（类）水利（款）行政运行（项）。年初预算为9.00万元，支出决算为9."
                             "00万元，完成年初预算的100.00%。决算数同预算数持平。\n";
    cr_assert_null(find(text, "narrative.completion"));
}

Test(check_words, a_total_changes_by_what_its_parts_change)
{
    const char *text = BUDGET
        "财政拨款支出预算60.00万元，比2030年预算减少5.00万元。财政拨款支出预算中，一般公共预算拨款支出预算60.00万元，"
        "比2030年预算减少%s万元；政府性基金拨款支出预算0.00万元，与2030年预算持平；国有资本经营预算拨款支出预算0.00"
        "万元，与2030年预算持平。主要原因是人员减少。\n";
    char buffer[2048];
    snprintf(buffer, sizeof buffer, text, "3.00");
    cr_assert_not_null(find(buffer, "narrative.bases"));
    snprintf(buffer, sizeof buffer, text, "5.00");
    cr_assert_null(find(buffer, "narrative.bases"));
}

#define CODES(first, second)                                                                                                           \
    "部门预算支出总表\n\n单位：万元\n\n序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n"          \
    "1\t\t合计\t90.00\t90.00\t\n2\t212\t城乡社区支出\t30.00\t30.00\t\n3\t21202\t城乡社区规划与管理\t30.00\t30.00\t\n" \
    "4\t2120203\t城乡社区规划与管理专项\t30.00\t30.00\t\n5\t221\t住房保障支出\t60.00\t60.00\t\n"                      \
    "6\t22102\t住房改革支出\t60.00\t60.00\t\n7\t" first "\t40.00\t40.00\t\n8\t" second "\t20.00\t20.00\t\n\n"

Test(check_words, a_code_of_another_section_is_one_finding)
{
    const mz_finding *finding = find(BUDGET CODES("2120201\t住房公积金", "2210202\t提租补贴"), "code.misplaced");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->expected, "2210201");
    for (size_t i = 0; i < document->finding_count; i++)
        cr_assert(document->findings[i].severity == MZ_INFO || &document->findings[i] == finding ||
                      strcmp(document->findings[i].rule, "narrative.table") == 0,
                  "%s", document->findings[i].message_zh);
    cr_assert_null(find(BUDGET CODES("2210201\t住房公积金", "2210202\t提租补贴"), "code.misplaced"));
}

Test(check_words, a_function_named_as_another_one)
{
    const mz_finding *finding = find(BUDGET CODES("2210201\t购房补贴", "2210202\t提租补贴"), "code.name");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->expected, "2210203");
    cr_assert_null(find(BUDGET CODES("2210201\t住房公积金", "2210202\t提租补贴"), "code.name"));
    /* a name that the table of codes does not know, and one that is cut short, say nothing */
    cr_assert_null(find(BUDGET CODES("2210201\t住房公积", "2210202\t提高租金的补贴"), "code.name"));
}

Test(check_words, a_former_name_below_class_level)
{
    const char *text = "临江市水务局%d年部门预算\n\n支出预算60.00万元。\n\n部门预算支出总表\n\n单位：万元\n\n"
                       "序号\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n1\t\t合计\t60.00\t60.00\t\n"
                       "2\t208\t社会保障和就业支出\t60.00\t60.00\t\n3\t20805\t行政事业单位离退休\t60.00\t60.00\t\n"
                       "4\t2080505\t机关事业单位基本养老保险缴费支出\t60.00\t60.00\t\n\n";
    char buffer[2048];
    snprintf(buffer, sizeof buffer, text, 2031);
    const mz_finding *finding = find(buffer, "code.renamed");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->expected, "行政事业单位养老支出");
    snprintf(buffer, sizeof buffer, text, 2019);
    cr_assert_null(find(buffer, "code.renamed"));
}

#define TABLE(title, total, rows)                                                                                      \
    "2031年度" title "\n\n单位：万元\n\n序号\t科目编码\t科目名称\t" total "\t基本支出\t项目支出\n" rows "\n"
#define PENSIONS                                                                                                                                \
    "2\t208\t社会保障和就业支出\t30.00\t30.00\t\n3\t20805\t行政事业单位养老支出\t30.00\t30.00\t\n"                           \
    "4\t2080505\t机关事业单位基本养老保险缴费支出\t20.00\t20.00\t\n5\t2080506\t机关事业单位职业年金缴费支出\t10." \
    "00\t10.00\t\n"
#define TABLES                                                                                                         \
    "临江市水务局2031年度部门决算\n\n" TABLE(                                                                          \
        "支出决算表", "本年支出合计",                                                                                  \
        "1\t\t合计\t120.00\t70.00\t50.00\n" PENSIONS                                                                   \
        "6\t213\t农林水支出\t90.00\t40.00\t50.00\n7\t21303\t水利\t90.00\t40.00\t50.00\n"                        \
        "8\t2130301\t行政运行\t40.00\t40.00\t\n9\t2130306\t水利工程运行与维护\t50.00\t\t50.00\n")                      \
        TABLE("一般公共预算财政拨款支出决算表", "合计",                                                                \
              "1\t\t合计\t100.00\t70.00\t30.00\n" PENSIONS                                                             \
              "6\t213\t农林水支出\t70.00\t40.00\t30.00\n7\t21303\t水利\t70.00\t40.00\t30.00\n"                  \
              "8\t2130301\t行政运行\t40.00\t40.00\t\n9\t2130306\t水利工程运行与维护\t30.00\t\t30.00\n")
#define SUBJECT "1、社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）"

/* What real documents say without being wrong. */
static const char *const correct[] = {
    /* a share of another whole than the one printed before */
    "本年支出合计120.00万元。\n\n五、一般公共预算财政拨款支出决算情况说明\n\n2031年度一般公共预算财政拨款支出100."
    "00万元，"
    "占财政拨款支出合计的100.00%。\n",
    /* the percentage is of the budget it names, not of the nearest */
    SUBJECT "。年初预算为25.00万元，调整预算为21.00万元，支出决算为20.00万元，完成年初预算的80.00%。\n",
    /* one amount for two subjects */
    SUBJECT "、机关事业单位职业年金缴费支出（项）。年初预算为30.00万元，支出决算为30.00万元，完成年初预算的100.00%。\n",
    /* travels that others organise */
    "因公出国（境）费支出8."
    "00万元，全年安排因公出国（境）团组0个，参加其他单位组织的因公出国（境）团组2个，累计3人次。\n",
    /* the other year on purpose */
    "2030年度收入支出总计110.00万元，2031年度收入支出总计120.00万元，增加10.00万元，增长9.09%。主要原因：任务增加。\n",
    "与2029年度相比没有可比性。与2030年度相比，支出增加10.00万元，增长9.09%。主要原因：任务增加。\n",
    /* kinds within kinds */
    "共有车辆12辆，其中执法执勤用车10辆（含特种车辆2辆）、其他用车2辆。\n",
    "绩效自评项目39个，平均得分99."
    "33分（其中，绩效评级为“优”的项目38个；“良”的项目1个；“不合格”的项目0个）。绩效自评中共发现问题5个，"
    "其中，已整改3个。\n",
};

Test(check_words, what_real_documents_say_without_being_wrong)
{
    char text[8192];
    for (size_t i = 0; i < sizeof correct / sizeof *correct; i++) {
        snprintf(text, sizeof text, "%s%s", TABLES, correct[i]);
        find(text, "");
        for (size_t f = 0; f < document->finding_count; f++)
            cr_assert_eq(document->findings[f].severity, MZ_INFO, "%s\n%s", correct[i],
                         document->findings[f].message_zh);
    }
}

Test(check_words, one_quantity_in_two_units)
{
    told("unit.counted", BUDGET "智慧社区建设数量达到90个。\n\n智慧社区建设数量达到90人。\n",
         BUDGET "智慧社区建设数量达到90个。\n\n智慧社区建设数量达到90家。\n");
}

#define PROJECT(number, name, description)                                                                                                              \
    number "、" name "绩效目标表\n\n单位：万元\n\n项目编码\tP2031-000" number "\t\t项目名称\t" name                                                     \
           "\t\t\n预算规模及资金用途\t预算数\t5.00\t其中：财政资金\t5.00\t其他资金\t\n资金支出计划（%）\t3 月底\t\t6 " \
           "月底\t10 月底\t12 "                                                                                                                     \
           "月底\t\n\t\t\t30%\t60%\t100%\t\n绩效目标\t1."                                                                                         \
           "按计划实施。\t\t\t\t\t\n一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值"                           \
           "确定依据\t\n效益指标\t社会效益指标\t社会效益\t" description "\t≥90%\t工作计划\t\n\n"

Test(check_words, a_description_taken_over_from_another_project)
{
    told("indicator.copied",
         BUDGET PROJECT("1", "巡防队伍经费",
                        "参与治安巡防的队伍逐年壮大，社会治安防控信息触角持续延伸，旅游旺季治安形势平稳向好")
             PROJECT("2", "干警保险经费",
                     "参与治安巡防的队伍逐年壮大，社会治安防控信息触角持续延伸，暑期治安形势平稳向好"),
         BUDGET PROJECT("1", "巡防队伍经费",
                        "参与治安巡防的队伍逐年壮大，社会治安防控信息触角持续延伸，旅游旺季治安形势平稳向好")
             PROJECT("2", "干警保险经费",
                     "在职干警都有人身意外伤害保险，受伤时能够及时得到赔付，全力维护社会稳定没有后顾之忧"));
}

#define PURCHASE(name)                                                                                                                           \
    "部门政府采购预算\n\n单位：万元\n\n"                                                                                            \
    "项目名称\t预算资金\t采购物品名称\t政府采购目录序号\t计量单位\t数量\t单价\t合计\t一般公共预算拨款\n" \
    "合计\t\t\t\t\t\t\t12.00\t12.00\n办公费\t12.00\t复印纸\tA05040101\t箱\t100\t0.05\t5.00\t5.00\n" name                                         \
    "\t**\t**\tA02021000\t**\t**\t**\t**\t**\n"

Test(check_words, a_purchase_that_cannot_be_attributed)
{
    const char *projects = PROJECT("1", "3号", "按期完成") PROJECT("2", "3号大队", "按期完成");
    char text[8192];
    snprintf(text, sizeof text, "%s%s%s", BUDGET, projects, PURCHASE("3号"));
    cr_assert_not_null(find(text, "procurement.project"));
    snprintf(text, sizeof text, "%s%s%s", BUDGET, projects, PURCHASE("3号大队"));
    cr_assert_null(find(text, "procurement.project"));
}

Test(check_words, an_empty_reason_is_told_once)
{
    const char *text = BUDGET "基本支出预算40.00万元，比2030年预算减少2.00万元，主要原因是。\n";
    cr_assert_not_null(find(text, "reason.empty"));
    cr_assert_null(find(text, "reason.missing"));
    cr_assert_not_null(find(BUDGET "基本支出预算40.00万元，比2030年预算减少2.00万元。\n", "reason.missing"));
}

Test(check_words, a_reason_of_the_whole_or_of_its_parts_is_enough)
{
    static const char parts[] = BUDGET
        "三公经费预算10.00万元，比2030年预算减少2.00万元。其中：\n\n"
        "（一）公务接待费4.00万元，比2030年预算减少2.00万元%s。\n\n（二）因公出国费6.00万元，与2030年预算持平。\n";
    char buffer[1024];
    snprintf(buffer, sizeof buffer, parts, "，主要原因是接待批次减少");
    cr_assert_null(find(buffer, "reason.missing"));
    snprintf(buffer, sizeof buffer, parts, "");
    cr_assert_not_null(find(buffer, "reason.missing"));
    cr_assert_null(find(BUDGET "财政拨款收入40.00万元，比2030年预算减少2.00万元，主要原因是校舍修缮项目完成。\n\n"
                               "财政拨款支出40.00万元，比2030年预算减少2.00万元。\n",
                        "reason.missing"));
}
