/* Who published what: title, headers, codes, and what happens when they disagree. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "form/identity.h"

static mz_catalogue *catalogue;
static mz_arena *arena;

static mz_identity identify(const char *input)
{
    mz_error error = {0};
    mz_text text;
    mz_identity identity;
    cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, &error), MZ_OK, "%s", error.message);
    arena = mz_arena_new((size_t)16 << 20);
    cr_assert_eq(mz_text_load(arena, input, strlen(input), &text, &error), MZ_OK, "%s", error.message);
    cr_assert_eq(mz_identity_read(catalogue, arena, &text, NULL, 0, &identity), MZ_OK);
    return identity;
}

static void done(void)
{
    mz_arena_free(arena);
    mz_catalogue_free(catalogue);
}

Test(identity, title_broken_over_lines)
{
    mz_identity i = identify("台州市黄岩区水利和海洋\n渔业局\n2023 年度部门决算\n\n目录\n");
    cr_assert_str_eq(i.organisation, "台州市黄岩区水利和海洋渔业局");
    cr_assert_str_eq(i.region, "浙江省台州市黄岩区");
    cr_assert_eq(i.fiscal_year, 2023);
    cr_assert_eq(i.kind, MZ_KIND_FINAL_ACCOUNTS);
    cr_assert_eq(i.level, MZ_LEVEL_DEPARTMENT);
    cr_assert_eq(i.confidence, 100);
    done();
}

Test(identity, captions_one_blank_apart)
{
    mz_identity i = identify("2026 年度\n部门预算\n部门收支总表\n编制部门：青禾县教育局 单位：万元\n"
                             "207 01 04 图书馆               27,483,960               24,783,960\n");
    cr_expect_str_eq(i.organisation, "青禾县教育局");
    cr_expect_str_eq(i.organisation_code, "");
    cr_expect_eq(i.fiscal_year, 2026);
    done();
    i = identify("部门收支总表\n部门：501_青禾县教育局\n预算年度：2022\n单位：万元\n");
    cr_expect_str_eq(i.organisation, "青禾县教育局");
    cr_expect_str_eq(i.organisation_code, "501");
    done();
}

Test(identity, title_that_begins_with_the_year_or_is_printed_twice)
{
    mz_identity i = identify("2026 年度\n上海市静安区曙光初级中学\n单位预算\n");
    cr_expect_str_eq(i.organisation, "上海市静安区曙光初级中学");
    cr_expect_eq(i.fiscal_year, 2026);
    done();
    i = identify("上海市长宁区教育局\n第 1 页\n二〇二〇年九月\n上海市长宁区教育局\n2019年度部门决算\n");
    cr_expect_str_eq(i.organisation, "上海市长宁区教育局");
    cr_expect_eq(i.fiscal_year, 2019);
    done();
}

Test(identity, districts_end_in_no_part_of_a_word)
{
    mz_identity i = identify("上海市绿化和市容管理局2020年度部门决算\n");
    cr_expect_str_eq(i.region, "上海市");
    done();
    i = identify("上海市定海社区卫生服务中心2020年度单位决算\n");
    cr_expect_str_eq(i.region, "上海市");
    done();
    i = identify("上海市徐汇区绿化和市容管理局2020年度部门决算\n");
    cr_expect_str_eq(i.region, "上海市徐汇区");
    done();
}

Test(identity, organisations_of_many_kinds)
{
    static const char *const names[] = {"青禾县文联",     "青禾县科协",         "青禾县公路段",
                                        "青禾县国有林场", "青禾县委党史研究室", "青禾县青少年宫"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        char text[256];
        snprintf(text, sizeof text, "单位预算收支总表\n\t305002 %s\n\t预算年度：2022\n\t单位：万元\n", names[n]);
        mz_identity i = identify(text);
        cr_expect_str_eq(i.organisation, names[n]);
        done();
    }
}

Test(identity, code_beside_the_name)
{
    mz_identity i =
        identify("单位预算收支总表\n\t305002 青禾县档案馆\n\t预算年度：2022\n\t单位：万元\n201\t一般公共服务支出\n");
    cr_assert_str_eq(i.organisation, "青禾县档案馆");
    cr_assert_str_eq(i.organisation_code, "305002");
    cr_assert_str_eq(i.region, "青禾县");
    cr_assert_eq(i.fiscal_year, 2022);
    cr_assert_eq(i.kind, MZ_KIND_BUDGET);
    cr_assert_eq(i.level, MZ_LEVEL_UNIT);
    done();
}

Test(identity, the_name_beside_a_code_wins_over_its_longer_form)
{
    mz_identity i =
        identify("河北省廊坊市司法局2021年部门预算信息公开\n331廊坊市司法局\n编制部门：河北省廊坊市司法局\n");
    cr_assert_str_eq(i.organisation, "廊坊市司法局");
    cr_assert_str_eq(i.organisation_code, "331");
    cr_assert_str_eq(i.region, "河北省廊坊市");
    cr_assert_eq(i.confidence, 100);
    done();
}

Test(identity, a_year_in_front_of_a_name_is_no_code)
{
    mz_identity i = identify("青禾县档案馆2022年部门预算\n\n单位名称：青禾县档案馆\n2022年委托青禾县图书馆\n");
    cr_assert_str_eq(i.organisation, "青禾县档案馆");
    cr_assert_str_eq(i.organisation_code, "");
    cr_assert_eq(i.confidence, 100);
    done();
}

Test(identity, disagreement_lowers_confidence)
{
    mz_identity i = identify("运城市水务局2024年部门预算\n部门名称：运城市体育局\n部门名称：运城市水务局\n");
    cr_assert_str_eq(i.organisation, "运城市水务局");
    cr_assert_lt(i.confidence, 100);
    cr_assert_gt(i.confidence, 50);
    done();
}

Test(identity, what_is_not_there_stays_unknown)
{
    mz_identity i = identify("项目\t金额\n合计\t5\n");
    cr_assert_str_eq(i.organisation, "");
    cr_assert_str_eq(i.region, "");
    cr_assert_eq(i.fiscal_year, 0);
    cr_assert_eq(i.kind, MZ_KIND_UNKNOWN);
    cr_assert_eq(i.confidence, 0);
    done();
}

/* The message with which a catalogue is refused whose identity.json or regions.json is replaced by text. */
static mz_error refused(const char *file, const char *text)
{
    const mz_catalogue_file files[] = {{file, text, strlen(text)}};
    mz_catalogue *made = NULL;
    mz_error error = {.message = ""};
    cr_assert_eq(mz_catalogue_load(files, 1, &made, &error), MZ_ERR_CATALOGUE);
    return error;
}

Test(identity, a_missing_or_unknown_key_of_its_files_is_an_error)
{
    cr_assert_str_eq(refused("identity.json", "{\"labels\": [\"单位\", 1]}").message,
                     "catalogue file identity.json: \"labels\" must be a list of words");
    cr_assert_str_eq(refused("regions.json", "{\"provinces\": {\"河北省\": [\"保定市\"]}}").message,
                     "catalogue file regions.json: \"before\" must be a list of words");
    cr_assert_str_eq(
        refused("regions.json", "{\"provinces\": {\"河北省\": \"保定市\"}}").message,
        "catalogue file regions.json: \"provinces\" must be an object of provinces and lists of their cities");
    cr_assert_str_eq(
        refused("regions.json",
                "{\"provinces\": {}, \"before\": [], \"zone_ends\": [], \"district_ends\": [], \"district_marks\": [], "
                "\"office_marks\": [], \"branch_district_ends\": [], \"province\": \"省\", \"zone\": \"区\", "
                "\"branch\": \"局\", \"bureau\": \"局\", \"towns\": []}")
            .message,
        "catalogue file regions.json: nothing asks for \"towns\"");
}
