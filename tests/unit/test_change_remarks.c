/* Reasons that stand beside no figure of their own: whose change they explain, and whose not. */
#include "change_support.h"

static const char then[] = "1\t2060302\t社会公益研究\t40.00\t\t40.00\n2\t2060503\t科技条件专项\t30.00\t\t30.00\n"
                           "3\t2080505\t机关事业单位基本养老保险缴费支出\t20.00\t20.00\t\n"
                           "4\t2210201\t住房公积金\t10.00\t10.00\t\n";
static const char later[] = "1\t2060302\t社会公益研究\t52.00\t\t52.00\n2\t2060503\t科技条件专项\t18.00\t\t18.00\n"
                            "3\t2080505\t机关事业单位基本养老保险缴费支出\t23.00\t23.00\t\n"
                            "4\t2210201\t住房公积金\t8.00\t8.00\t\n";

static bool is_explained(const char *text, const char *code)
{
    season s = compare(then, later, text);
    const bool explained = find(&s, code, "合计")->explained;
    release(&s);
    return explained;
}

Test(change_remarks, a_subject_named_before_the_reason)
{
    static const char text[] = "社会公益研究增加系材料数据库课题进入第二年度，科技条件专项减少是由于大型仪器已验收。";
    cr_expect(is_explained(text, "2060302"));
    cr_expect(is_explained(text, "2060503"));
    cr_expect_not(is_explained(text, "2210201"));
}

Test(change_remarks, a_remark_of_the_other_direction_is_none)
{
    cr_expect_not(is_explained("社会公益研究减少系材料数据库课题已经结题验收。", "2060302"));
    cr_expect_not(is_explained("社会公益研究增加系社会公益研究支出增加。", "2060302"), "it only repeats the change");
}

Test(change_remarks, the_reason_may_stand_first)
{
    cr_expect(is_explained("大型仪器已于上年验收是科技条件专项下降的主要原因。", "2060503"));
}

Test(change_remarks, former_and_latter)
{
    static const char text[] =
        "社会公益研究52.00万元，较上年增加12.00万元；科技条件专项18.00万元，较上年减少12.00万元。"
        "后者主要是大型仪器已于上年验收。";
    cr_expect(is_explained(text, "2060503"));
    cr_expect_not(is_explained(text, "2060302"), "the reason is the other's");
}

Test(change_remarks, numbered_paragraphs)
{
    static const char text[] = "1.“社会公益研究”科目52.00万元，主要用于课题研究。\n"
                               "2.“机关事业单位基本养老保险缴费支出”科目23.00万元，主要用于缴纳养老保险费。\n"
                               "3.“科技条件专项”科目18.00万元，主要用于购置仪器。\n"
                               "第1至2项支出增加，均为在职人员增加、缴费基数调整所致。";
    cr_expect(is_explained(text, "2080505"));
    cr_expect_not(is_explained(text, "2060503"));
}

Test(change_remarks, all_else)
{
    static const char text[] = "社会公益研究52.00万元，较上年增加12.00万元，主要原因是新开课题两项。\n"
                               "其他科目变动主要是社保缴费基数调整以及在职人员变动等因素影响。";
    cr_expect(is_explained(text, "2080505"));
    cr_expect_not(is_explained(text, "2060503"), "projects are not what it speaks of");
}

Test(change_remarks, a_clause_behind_the_change_tells_why)
{
    cr_expect(is_explained("社会公益研究52.00万元，较上年增加12.00万元，材料数据库课题进入第二年度。", "2060302"));
    cr_expect_not(is_explained("社会公益研究52.00万元，较上年增加12.00万元，保障课题研究工作正常开展。", "2060302"));
}

Test(change_remarks, two_subjects_whose_changes_follow_respectively)
{
    season s =
        compare(then, later, "社会公益研究52.00万元，住房公积金8.00万元，分别比上年增加12.00万元、减少2.00万元。");
    const mz_document *d = s.current;
    size_t found = 0;
    for (size_t i = 0; i < d->fact_count; i++) {
        if (d->facts[i].kind != MZ_FACT_CHANGE) continue;
        cr_expect_str_eq(d->facts[i].item, found++ == 0 ? "社会公益研究" : "住房公积金");
    }
    cr_expect_eq(found, 2);
    release(&s);
}

Test(change_remarks, what_follows_from_the_reason)
{
    cr_expect(is_explained("课后服务补助改由本科目列支，使社会公益研究较上年增长较多。", "2060302"));
    cr_expect(is_explained("住房公积金则因两名职工退休停缴相应下降。", "2210201"));
    cr_expect(is_explained("机关事业单位基本养老保险缴费支出的增长与缴费基数调整有关。", "2080505"));
    cr_expect(is_explained("住房公积金缴存人数减少2人。", "2210201"));
    cr_expect_not(is_explained("住房公积金缴存人数增加2人。", "2210201"), "it fell");
}

/* Lines are broken at the page width; one that ends with a full stop before it need not end the paragraph. */
Test(change_remarks, a_sentence_on_another_line_goes_on_with_its_subject)
{
    static const char text[] = "    1.“社会公益研究”科目52.00万元，主要用于单位承担的公益性科研项目和材料数据库的建\n"
                               "设以及相关标准的研究和修订工作，各课题按照合同约定的进度组织实施并接受验收检查以\n"
                               "及后续成果的登记和推广应用等工作，涉及内设的六个研究室和一个实验中心的全部人员和\n"
                               "装备以及设备的运行维护、实验材料的采购和测试分析费用，不含与其他单位合作开展的课题和\n"
                               "委托业务，也不含在建的实验楼工程和已经批准立项但是尚未签订任务书的其他各类研究项目\n"
                               "支出。\n"
                               "    2.“住房公积金”科目8.00万元，主要用于在职职工的住房公积金缴存。\n"
                               "比2023年预算减少2.00万元，主要原因是两名职工退休。\n";
    cr_expect(is_explained(text, "2210201"));
}

Test(change_remarks, a_subject_whose_short_name_is_another_s_whole_name)
{
    static const char before[] =
        "1\t2130122\t农业生产发展\t40.00\t\t40.00\n2\t2120814\t农业生产发展支出\t30.00\t\t30.00\n";
    static const char now[] =
        "1\t2130122\t农业生产发展\t52.00\t\t52.00\n2\t2120814\t农业生产发展支出\t39.00\t\t39.00\n";
    season s = compare(before, now, "农业生产发展52.00万元，较上年预算增加12.00万元，主要原因是高标准农田面积扩大。");
    cr_expect(find(&s, "2130122", "合计")->explained);
    cr_expect_not(find(&s, "2120814", "合计")->explained);
    release(&s);
}

Test(change_remarks, a_dropped_subject_goes_with_its_dropped_section)
{
    static const char before[] = "1\t21305\t巩固脱贫衔接乡村振兴\t96.00\t\t96.00\n"
                                 "2\t2130599\t其他巩固脱贫衔接乡村振兴支出\t96.00\t\t96.00\n"
                                 "3\t2130122\t农业生产发展\t40.00\t\t40.00\n";
    static const char now[] = "1\t2130122\t农业生产发展\t40.00\t\t40.00\n";
    season s = compare(before, now, "巩固脱贫衔接乡村振兴支出本年无预算，主要系对口支援资金由其他部门统一编报。");
    cr_expect(find(&s, "2130599", "合计")->explained);
    release(&s);
}

Test(change_remarks, brackets_behind_the_change_tell_why)
{
    cr_expect(is_explained("科技条件专项18.00万元，同比减少12.00万元（大型仪器已于上年验收）。", "2060503"));
    cr_expect_not(is_explained("科技条件专项18.00万元，同比减少12.00万元（用于购置小型仪器）。", "2060503"));
    cr_expect_not(is_explained("科技条件专项18.00万元，同比减少12.00万元，均为一般公共预算。", "2060503"),
                  "a name is no reason");
}

Test(change_remarks, a_part_of_what_was_said)
{
    static const char text[] =
        "社会公益研究52.00万元，较上年增加12.00万元。上述变动中，住房公积金减少是因为两名职工退休。";
    cr_expect(is_explained(text, "2210201"));
    cr_expect_not(is_explained(text, "2060302"));
}

Test(change_remarks, a_change_against_what_was_carried_out_may_be_another_amount)
{
    cr_expect(is_explained("住房公积金8.00万元，比2023年预算执行数减少1.00万元，两名职工退休停缴。", "2210201"));
}

/* Basic and project expenditure that changed by nearly the same: the reason for the one is none for the other. */
Test(change_remarks, a_column_inherits_what_is_said_of_its_own_kind)
{
    static const char before[] = "1\t\t合计\t60.00\t30.00\t30.00\n2\t2060302\t社会公益研究\t60.00\t30.00\t30.00\n";
    static const char now[] = "1\t\t合计\t81.00\t40.00\t41.00\n2\t2060302\t社会公益研究\t81.00\t40.00\t41.00\n";
    season s = compare(before, now, "基本支出比2023年预算增加10.00万元，主要原因是新录用人员到岗。");
    cr_expect(find(&s, "2060302", "基本支出")->explained);
    cr_expect_not(find(&s, "2060302", "项目支出")->explained);
    release(&s);
}

Test(change_remarks, several_figures_that_changed_respectively_have_one_reason)
{
    static const char text[] = "社会公益研究52.00万元，主要用于课题研究；科技条件专项18.00万元，主要用于购置仪器。\n"
                               "机关事业单位基本养老保险缴费支出23.00万元，主要用于缴纳养老保险费；"
                               "住房公积金8.00万元，主要用于缴存公积金。上述两项分别比2023年预算增加3.00万元和"
                               "减少2.00万元，均系在职人员岗位与人数有所变动。";
    cr_expect(is_explained(text, "2080505"));
    cr_expect(is_explained(text, "2210201"));
    cr_expect_not(is_explained(text, "2060302"), "it is not one of the two");
}

Test(change_remarks, a_clause_that_opens_a_reason_stands_before_the_change)
{
    static const char text[] = "与此同时，受大型仪器已经验收、后续采购尚未启动影响，科技条件专项有所减少。";
    cr_expect(is_explained(text, "2060503"));
    cr_expect_not(is_explained(text, "2210201"));
    cr_expect_not(is_explained("受大型仪器采购延后影响，科技条件专项有所增加。", "2060503"), "it fell");
}

Test(change_remarks, what_makes_up_for_a_part_does_not_turn_the_reason)
{
    static const char both[] =
        "社会公益研究52.00万元，较2023年预算增加12.00万元（新课题任务启动，部分为旧课题经费核减所抵消）。";
    cr_expect(is_explained(both, "2060302"));
    static const char down[] = "社会公益研究52.00万元，较2023年预算增加12.00万元（旧课题经费核减）。";
    cr_expect_not(is_explained(down, "2060302"), "a cut explains no rise");
}

Test(change_remarks, things_counted_in_a_reason_are_no_figures)
{
    static const char text[] =
        "住房公积金8.00万元，较2023年预算减少2.00万元，2名老职工退休后不再补充，缴存支出随之减少。";
    cr_expect(is_explained(text, "2210201"));
}

Test(change_remarks, what_the_year_before_did_not_have)
{
    static const char before[] = "1\t2060302\t社会公益研究\t40.00\t\t40.00\n";
    static const char now[] = "1\t2060302\t社会公益研究\t40.00\t\t40.00\n2\t2060503\t科技条件专项\t18.00\t\t18.00\n";
    season s =
        compare(before, now, "科技条件专项18.00万元，主要用于购置仪器。上年无此科目预算，本年新增大型仪器共享项目。");
    cr_expect(find(&s, "2060503", "合计")->explained);
    release(&s);
    s = compare(before, now, "科技条件专项18.00万元，主要用于购置仪器。上年无此科目预算。");
    cr_expect_not(find(&s, "2060503", "合计")->explained);
    release(&s);
    s = compare(before, now,
                "科技条件专项18.00万元，比上年增加18.00万元，上年无此科目预算。主要原因是：新增大型仪器共享项目。");
    cr_expect(find(&s, "2060503", "合计")->explained, "what the next sentence announces goes before the clause");
    release(&s);
}

Test(change_remarks, a_short_name_inside_a_word_is_none)
{
    static const char before[] = "1\t2060302\t水费\t40.00\t\t40.00\n";
    static const char now[] = "1\t2060302\t水费\t30.00\t\t30.00\n";
    season s = compare(before, now, "本年排水费减少系管网移交街道管理。");
    cr_expect_not(find(&s, "2060302", "合计")->explained, "排水费 is something else");
    release(&s);
    s = compare(before, now, "本年办公费和水费减少系管网移交街道管理。");
    cr_expect(find(&s, "2060302", "合计")->explained);
    release(&s);
}

Test(change_remarks, a_reason_is_not_cut_where_it_gives_its_own_cause)
{
    season s = compare(then, later,
                       "科技条件专项18.00万元，较2023年预算减少12.00万元，主要是社会公益研究课题受场地限制减少。");
    cr_expect(find(&s, "2060503", "合计")->explained);
    cr_expect_str_eq(find(&s, "2060503", "合计")->reason, "社会公益研究课题受场地限制减少");
    cr_expect_not(find(&s, "2060302", "合计")->explained, "it rose");
    release(&s);
}

Test(change_remarks, the_main_reason_stands_first)
{
    cr_expect(is_explained("社会公益研究52.00万元，较2023年预算增加12.00万元，主要原因是材料数据库课题启动，同时"
                           "旧课题支出减少。",
                           "2060302"));
}

Test(change_remarks, the_reason_for_a_sum_is_that_of_its_subjects)
{
    static const char text[] = "机关事业单位基本养老保险缴费支出（项）和社会公益研究（项）合计75.00万元，两项合计比"
                               "2023年预算增加15.00万元，主要原因是缴费基数随工资水平上调、课题任务增加。";
    cr_expect(is_explained(text, "2080505"));
    cr_expect(is_explained(text, "2060302"));
    cr_expect_not(is_explained(text, "2060503"), "it is not one of the two");
    static const char down[] = "机关事业单位基本养老保险缴费支出（项）和住房公积金（项）合计31.00万元，两项合计比"
                               "2023年预算增加1.00万元，主要原因是缴费基数随工资水平上调。";
    cr_expect_not(is_explained(down, "2210201"), "it fell");
}
