/* Tables aligned by blanks: columns, wrapped headers and labels, two sides, pages. */
#include "layout/aligned.h"
#include "layout/grid.h"

#include <criterion/criterion.h>
#include <string.h>

static mz_header_class classify(const void *context, const char *text, size_t length)
{
    static const struct {
        const char *text;
        mz_header_class class;
    } known[] = {{"项目", MZ_HEADER_LABEL},      {"科目名称", MZ_HEADER_LABEL}, {"科目编码", MZ_HEADER_CODE},
                 {"预算数", MZ_HEADER_VALUE},    {"决算数", MZ_HEADER_VALUE},   {"合计", MZ_HEADER_VALUE},
                 {"基本支出", MZ_HEADER_VALUE},  {"项目支出", MZ_HEADER_VALUE}, {"人员经费", MZ_HEADER_VALUE},
                 {"公用经费", MZ_HEADER_VALUE},  {"类", MZ_HEADER_CODE},        {"款", MZ_HEADER_CODE},
                 {"公务用车费", MZ_HEADER_VALUE}};
    (void)context;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].text) == length && memcmp(known[i].text, text, length) == 0) return known[i].class;
    return MZ_HEADER_UNKNOWN;
}

static mz_aligned_tables read_tables(mz_arena *arena, const char *input)
{
    mz_text text;
    mz_error error;
    cr_assert_eq(mz_text_load(arena, input, strlen(input), &text, &error), MZ_OK, "%s", error.message);
    mz_aligned_tables tables = {.items = NULL};
    cr_assert_eq(mz_aligned_read(arena, &text, 0, (uint32_t)text.count, classify, NULL, &tables), MZ_OK);
    return tables;
}

static const char *cell(const mz_aligned_table *table, size_t row, uint32_t column)
{
    cr_assert_lt(row, table->rows.count);
    for (size_t c = 0; c < table->rows.items[row].count; c++)
        if (table->rows.items[row].cells[c].column == column) return table->rows.items[row].cells[c].text;
    return "";
}

static const char *parent(const mz_aligned_table *table, size_t leaf)
{
    int32_t up = mz_header_leaf(&table->header, leaf)->parent;
    return up < 0 ? "" : table->header.cells[up].text;
}

Test(layout_aligned, rows_one_blank_apart_are_not_aligned)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_text text;
    mz_error error;
    const char wide[] = "  合计   90.00   60.00\n教育支出   90.00   60.00\n初中   50.00   20.00\n高中   40.00   40.00\n"
                        "小计   40.00   40.00\n";
    const char tight[] = "合计 90.00 60.00 30.00\n教育 90.00 60.00 30.00\n初中 50.00\n高中 4,000\n小计 40.00 40.00\n"
                         "其他 90.00 60.00 30.00\n";
    cr_assert_eq(mz_text_load(arena, wide, sizeof wide - 1, &text, &error), MZ_OK);
    cr_expect(mz_layout_is_aligned(&text, 0, text.count));
    const char *both = mz_arena_printf(arena, "%s%s", wide, tight); /* empty cells leave blanks in such text too */
    cr_assert_eq(mz_text_load(arena, both, strlen(both), &text, &error), MZ_OK);
    cr_expect_not(mz_layout_is_aligned(&text, 0, text.count));
    mz_arena_free(arena);
}

Test(layout_aligned, lines_without_the_blanks_in_front_are_not_aligned)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_text text;
    mz_error error;
    const char indented[] =
        "        合计   90.00   60.00\n205   教育支出   90.00   60.00\n20502   普通教育   90.00   60.00\n"
        "2050203   初中   50.00   20.00\n2050204   高中   40.00   40.00\n";
    cr_assert_eq(mz_text_load(arena, indented, sizeof indented - 1, &text, &error), MZ_OK);
    cr_expect(mz_layout_is_aligned(&text, 0, text.count));
    const char *stripped = indented + strspn(indented, " ");
    cr_assert_eq(mz_text_load(arena, stripped, strlen(stripped), &text, &error), MZ_OK);
    cr_expect_not(mz_layout_is_aligned(&text, 0, text.count));
    mz_arena_free(arena);
}

Test(layout_aligned, figures_padded_with_blanks_are_not_aligned)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_text text;
    mz_error error;
    /* the names begin lines of their own, or stand right in front of the figures' blanks */
    const char lines[] =
        "    部门概况\n教育支出\n     90.00     60.00\n普通教育\n     90.00     60.00\n初中\n     50.00\n"
        "高中\n     40.00     40.00\n成人高等教育\n     10.00     10.00\n小计\n     90.00     60.00\n";
    const char rows[] =
        "    部门概况\n    职责\n205 教育支出        90.00        60.00\n20502 其他普通教育支出        90.00\n"
        "合计        50.00\n20504 其他成人教育支出        90.00\n小计        40.00        40.00\n"
        "20507 其他特殊教育支出        90.00\n总计        90.00        60.00\n";
    cr_assert_eq(mz_text_load(arena, lines, sizeof lines - 1, &text, &error), MZ_OK);
    cr_expect_not(mz_layout_is_aligned(&text, 0, text.count));
    cr_assert_eq(mz_text_load(arena, rows, sizeof rows - 1, &text, &error), MZ_OK);
    cr_expect_not(mz_layout_is_aligned(&text, 0, text.count));
    /* names as long as each other say nothing, however many come first */
    const char *late = "    部门概况\n    职责\n    机构\n    编制\n";
    for (int i = 0; i < 24; i++) late = mz_arena_printf(arena, "%s20502 普通教育        90.00        60.00\n", late);
    late = mz_arena_printf(arena, "%s%s", late, rows);
    cr_assert_eq(mz_text_load(arena, late, strlen(late), &text, &error), MZ_OK);
    cr_expect_not(mz_layout_is_aligned(&text, 0, text.count));
    mz_arena_free(arena);
}

Test(layout_aligned, nested_header_and_blank_cells)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "                 青石镇支出预算总表\n"
                                                  "编制单位：青石镇                        单位：元\n"
                                                  "        项目                     支出预算\n\n"
                                                  "科目编码\n"
                                                  "          科目名称      合计       基本支出     项目支出\n"
                                                  "类   款\n"
                                                  "204     公共安全支出   12,500    10,000     2,500\n"
                                                  "204  02  公安       12,500    10,000     2,500\n"
                                                  "208     社会保障支出       30                   30\n"
                                                  "        合计       12,530    10,000     2,530\n");
    cr_assert_eq(tables.count, 1);
    const mz_aligned_table *table = &tables.items[0];
    cr_assert_eq(table->header.leaf_count, 6);
    cr_assert_str_eq(parent(table, 3), "支出预算");
    cr_assert_str_eq(parent(table, 5), "支出预算");
    cr_assert_eq(table->rows.count, 4);
    cr_assert_str_eq(cell(table, 1, 1), "02");
    cr_assert_str_eq(cell(table, 2, 4), "");
    cr_assert_str_eq(cell(table, 2, 5), "30");
    cr_assert_str_eq(cell(table, 3, 2), "合计");
    mz_arena_free(arena);
}

Test(layout_aligned, label_above_and_below_its_figures)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "          青石镇支出决算表\n"
                                                  "                          单位：万元\n"
                                                  "科目编码    科目名称    合计      基本支出\n"
                                                  "       社会保障和就\n"
                                                  "208             12.50    10.00\n"
                                                  "       业支出\n"
                                                  "       行政事业单位\n"
                                                  "20805           12.50    10.00\n"
                                                  "       养老支出\n"
                                                  "210    卫生健康支出     2.00     2.00\n"
                                                  "       合计       14.50    12.00\n");
    cr_assert_eq(tables.count, 1);
    const mz_aligned_table *table = &tables.items[0];
    cr_assert_eq(table->rows.count, 4);
    cr_assert_str_eq(cell(table, 0, 1), "社会保障和就业支出");
    cr_assert_str_eq(cell(table, 1, 1), "行政事业单位养老支出");
    cr_assert_str_eq(cell(table, 2, 1), "卫生健康支出");
    cr_assert_str_eq(cell(table, 2, 3), "2.00");
    mz_arena_free(arena);
}

Test(layout_aligned, two_sides_go_on_behind_the_page_break)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "               收支总表\n"
                                                  "                            单位：万元\n"
                                                  "      收入                  支出\n"
                                                  "项目         预算数    项目           预算数\n"
                                                  "一、财政拨款    1234.56  一、一般公共服务    1000.00\n"
                                                  "二、事业收入           二、公共安全支出     234.56\n"
                                                  "\f                     三、教育支出\n"
                                                  "收入合计      1234.56  支出合计        1234.56\n"
                                                  "注：本表反映收支。\n");
    cr_assert_eq(tables.count, 1);
    const mz_aligned_table *table = &tables.items[0];
    cr_assert_eq(table->header.side_count, 2);
    cr_assert_str_eq(parent(table, 1), "收入");
    cr_assert_str_eq(parent(table, 3), "支出");
    cr_assert_str_eq(cell(table, 0, 1), "1234.56");
    cr_assert_str_eq(cell(table, 1, 3), "234.56");
    size_t last = table->rows.count - 1;
    cr_assert_str_eq(cell(table, last, 2), "支出合计");
    cr_assert_str_eq(cell(table, last, 3), "1234.56");
    mz_arena_free(arena);
}

Test(layout_aligned, repeated_leaves_stand_under_their_own_headers)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "            三公经费支出决算表\n"
                                                  "                            单位：万元\n"
                                                  "     合计          出国费          接待费\n"
                                                  "预算数   决算数   预算数   决算数   预算数   决算数\n"
                                                  "3.00 2.00 1.00 1.00   2.00     1.00\n");
    cr_assert_eq(tables.count, 1);
    const mz_aligned_table *table = &tables.items[0];
    cr_assert_eq(table->header.leaf_count, 6);
    cr_assert_str_eq(parent(table, 0), "合计");
    cr_assert_str_eq(parent(table, 3), "出国费");
    cr_assert_str_eq(parent(table, 5), "接待费");
    cr_assert_str_eq(cell(table, 0, 5), "1.00");
    mz_arena_free(arena);
}

Test(layout_aligned, headers_printed_off_their_centres)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables =
        read_tables(arena, "            三公经费支出决算表\n"
                           "                                              单位：万元\n"
                           "                         三公经费支出\n"
                           "                          公务用车费\n"
                           "  合计         出国费                                   接待费\n"
                           "                           小计           购置费\n"
                           "预算数   决算数   预算数   决算数   预算数   决算数   预算数   决算数   预算数   决算数\n"
                           "9.00 8.00 1.00 1.00 6.00 5.00 6.00 5.00 2.00 2.00\n");
    cr_assert_eq(tables.count, 1);
    const mz_aligned_table *table = &tables.items[0];
    cr_assert_eq(table->header.leaf_count, 10);
    static const char *const names[] = {"合计", "出国费", "小计", "购置费", "接待费"};
    for (size_t l = 0; l < 10; l++) cr_assert_str_eq(parent(table, l), names[l / 2]);
    for (size_t l = 0; l < 10; l++) {
        const mz_header_cell *pair = &table->header.cells[mz_header_leaf(&table->header, l)->parent];
        cr_assert_geq(pair->parent, 0, "leaf %zu", l);
        cr_assert_str_eq(table->header.cells[pair->parent].text, l / 4 == 1 ? "公务用车费" : "三公经费支出");
    }
    mz_arena_free(arena);
}

Test(layout_aligned, words_with_wide_gaps_and_codes_beside_their_names)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "                 青石镇支出预算总表\n"
                                                  "编制单位：青石镇                        单位：元\n"
                                                  "科目编码\n"
                                                  "             科目名称      合计       基本支出     项目支出\n"
                                                  "类     款\n"
                                                  "204        公共安全支出   12,500    10,000     2,500\n"
                                                  "204    02 公安           12,500    10,000     2,500\n"
                                                  "合      计               12,500    10,000     2,500\n");
    cr_assert_eq(tables.count, 1);
    const mz_aligned_table *table = &tables.items[0];
    cr_assert_str_eq(cell(table, 1, 1), "02");
    cr_assert_str_eq(cell(table, 1, 2), "公安");
    cr_assert_str_eq(cell(table, 2, 2), "合      计");
    cr_assert_str_eq(cell(table, 2, 5), "2,500");
    mz_arena_free(arena);
}

Test(layout_aligned, figures_beside_any_line_of_a_wrapped_label)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "          青石镇收支总表\n"
                                                  "                          单位：万元\n"
                                                  "    项目            预算数\n"
                                                  "一、社会保障\n"
                                                  "                  12.50\n"
                                                  "和就业支出\n"
                                                  "二、灾害防治\n"
                                                  "及应急管理支        20.00\n"
                                                  "出\n"
                                                  "三、其他支出        3.00\n"
                                                  "本年支出合计       35.50\n");
    cr_assert_eq(tables.count, 1);
    const mz_aligned_table *table = &tables.items[0];
    cr_assert_eq(table->rows.count, 4);
    cr_assert_str_eq(cell(table, 0, 0), "一、社会保障和就业支出");
    cr_assert_str_eq(cell(table, 0, 1), "12.50");
    cr_assert_str_eq(cell(table, 1, 0), "二、灾害防治及应急管理支出");
    cr_assert_str_eq(cell(table, 1, 1), "20.00");
    cr_assert_str_eq(cell(table, 2, 0), "三、其他支出");
    mz_arena_free(arena);
}

Test(layout_aligned, running_text_on_the_next_page_is_no_table)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables =
        read_tables(arena, "          青石镇收支总表\n"
                           "                          单位：万元\n"
                           "    项目            预算数\n"
                           "一、教育支出         12.50\n"
                           "二、其他支出         20.00\n"
                           "\f            其他情况说明\n"
                           "  一、接待费情况\n"
                           "  2024 年接待费预算 0.80 万元，比 2023 年减少 0.20 万元，下降 20.00% 。\n");
    cr_assert_eq(tables.count, 1);
    cr_assert_eq(tables.items[0].rows.count, 2);
    mz_arena_free(arena);
}

Test(layout_aligned, a_contents_page_is_no_table)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "        目录\n"
                                                  "   收入预算总表\n"
                                                  "   支出预算总表\n"
                                                  "第一部分 概况，主要职责如下。\n");
    cr_assert_eq(tables.count, 0);
    mz_arena_free(arena);
}

Test(layout_aligned, columns_without_a_header_have_a_place)
{
    const char *input = "                 青石镇支出预算总表\n"
                        "                                        单位：元\n"
                        "204     公共安全支出   12,500    10,000\n"
                        "208     社会保障支出       30        30\n"
                        "        合计       12,530    10,030\n";
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_text text;
    mz_error error;
    cr_assert_eq(mz_text_load(arena, input, strlen(input), &text, &error), MZ_OK);
    mz_aligned_tables tables = {.items = NULL};
    cr_assert_eq(mz_aligned_read(arena, &text, 0, (uint32_t)text.count, classify, NULL, &tables), MZ_OK);
    cr_assert_eq(tables.count, 1);
    const mz_header *header = &tables.items[0].header;
    cr_assert_gt(header->leaf_count, 0);
    for (size_t l = 0; l < header->leaf_count; l++) {
        const mz_chunk *first = &mz_header_leaf(header, l)->first;
        const mz_line *line = &text.lines[first->line];
        cr_assert(first->text >= line->text && first->text + first->length <= line->text + line->length);
    }
    mz_arena_free(arena);
}

Test(layout_aligned, a_bracket_may_stand_behind_the_title)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "           青石镇收支总表\n\n"
                                                  "   项目            预算数\n"
                                                  "一、财政拨款          90.00\n"
                                                  "           青石镇收入预算表 （分单位）\n\n"
                                                  "   项目            预算数\n"
                                                  "青石镇机关            60.00\n"
                                                  "青石镇文化站           30.00\n"
                                                  "           青石镇支出预算表(续)\n\n"
                                                  "   项目            预算数\n"
                                                  "基本支出             90.00\n");
    cr_assert_eq(tables.count, 3);
    cr_expect_eq(tables.items[0].rows.count, 1);
    cr_expect_eq(tables.items[1].rows.count, 2);
    mz_arena_free(arena);
}

Test(layout_aligned, a_title_may_end_its_page)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "           青石镇收支总表\n\n"
                                                  "   项目            预算数\n"
                                                  "一、财政拨款          90.00\n"
                                                  "注：单位万元。\n"
                                                  "           青石镇支出预算表\n\f"
                                                  "   项目            预算数\n"
                                                  "基本支出             60.00\n"
                                                  "项目支出             30.00\n");
    cr_assert_eq(tables.count, 2);
    cr_expect_eq(tables.items[1].rows.count, 2);
    cr_expect_str_eq(cell(&tables.items[1], 1, 1), "30.00");
    /* but the last entry of a contents page has no table */
    tables = read_tables(arena, "           目录\n"
                                "           青石镇支出预算表\n\f"
                                "      第一部分     概况\n"
                                "  青石镇有 3   个部门，12   人。\n");
    cr_expect_eq(tables.count, 0);
    mz_arena_free(arena);
}

Test(layout_aligned, headers_with_years_one_blank_apart)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "           青石镇收支总表\n\n"
                                                  "   项目       2024 年安排 2025 年安排      2025 年比 2024 年增减\n"
                                                  "一、财政拨款        90.00    91.00             1.00\n"
                                                  "二、其他收入        10.00    12.00             2.00\n");
    cr_assert_eq(tables.count, 1);
    const mz_header *header = &tables.items[0].header;
    cr_assert_eq(header->leaf_count, 4);
    cr_expect_str_eq(mz_header_leaf(header, 1)->text, "2024年安排");
    cr_expect_str_eq(mz_header_leaf(header, 2)->text, "2025年安排");
    cr_expect_str_eq(mz_header_leaf(header, 3)->text, "2025年比2024年增减");
    cr_expect_str_eq(cell(&tables.items[0], 1, 2), "12.00");
    mz_arena_free(arena);
}

Test(layout_aligned, figures_broken_in_narrow_cells)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables =
        read_tables(arena, "           青石镇收入预算表\n"
                           "\n"
                           "科目编码      科目名称             合计         基本支出        项目支出\n"
                           "201       公共服务           10.1000     10.1000\n"
                           "204       公共安全            8.5000      8.5000\n"
                           "                      44,580.960  43,391.670\n"
                           "208       社会保障                                    9.0000\n"
                           "                               0           0\n"
                           "                                                1,128.64\n"
                           "221       住房保障        1,128.6400\n"
                           "          支出                                          00\n"
                           "222       粮油储备           10.2000     10.2000\n"
                           "          合计          46,000.000      7.0000      1.0000\n"
                           "                               0\n");
    cr_assert_eq(tables.count, 1);
    const mz_aligned_table *table = &tables.items[0];
    cr_assert_eq(table->rows.count, 6);
    cr_expect_str_eq(cell(table, 2, 0), "208");
    cr_expect_str_eq(cell(table, 2, 2), "44,580.9600");
    cr_expect_str_eq(cell(table, 2, 3), "43,391.6700");
    cr_expect_str_eq(cell(table, 2, 4), "9.0000");
    cr_expect_str_eq(cell(table, 3, 1), "住房保障支出");
    cr_expect_str_eq(cell(table, 3, 4), "1,128.6400");
    /* amounts without their last zeros are whole */
    tables = read_tables(arena, "           青石镇收入预算表\n\n"
                                "科目编码  科目名称      合计      基本支出    项目支出\n"
                                "201     公共服务     10.12    10.12\n"
                                "204     公共安全      8.57     8.57\n"
                                "208     社会保障      3.5      1.25     2.25\n"
                                "210     卫生健康      4\n"
                                "213     农林水       2.5      2.5\n"
                                "221     住房保障      1.25     1.25\n"
                                "        合计       29.94    23.69     2.25\n");
    cr_assert_eq(tables.count, 1);
    cr_expect_str_eq(cell(&tables.items[0], 2, 2), "3.5");
    cr_expect_str_eq(cell(&tables.items[0], 3, 2), "4");
    mz_arena_free(arena);
}

Test(layout_aligned, remarks_on_lines_of_their_own_are_no_labels)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(arena, "           青石镇采购预算表\n\n"
                                                  "科目编码    项目           预算数     备注\n"
                                                  "合计                     90.00\n"
                                                  "                                中小企业\n"
                                                  "201     办公设备购置         60.00\n"
                                                  "                                预留\n"
                                                  "204     道路保洁           30.00\n");
    cr_assert_eq(tables.count, 1);
    cr_expect_str_eq(cell(&tables.items[0], 0, 1), "合计");
    bool found = false;
    for (size_t r = 0; r < tables.items[0].rows.count; r++)
        found = found || (strcmp(cell(&tables.items[0], r, 1), "办公设备购置") == 0 &&
                          strcmp(cell(&tables.items[0], r, 2), "60.00") == 0);
    cr_expect(found);
    mz_arena_free(arena);
}

Test(layout_aligned, a_total_over_two_sides_has_the_figure_of_its_line)
{
    mz_arena *arena = mz_arena_new(1 << 22);
    mz_aligned_tables tables = read_tables(
        arena, "           青石镇基本支出决算表\n\n"
               "科目编码  科目名称     决算数  科目编码  科目名称     决算数  科目编码  科目名称     决算数\n"
               "301   工资福利     9.00  302   商品服务     6.00  310   资本支出     2.00\n"
               "30101 基本工资     4.00  30201 办公费      1.00  31002 设备购置     2.00\n"
               "30102 津贴补贴     3.00  30202 印刷费      2.00\n"
               "30103 奖金       2.00  30205 水费       3.00\n"
               "    人员经费合计     9.00               公用经费合计                   8.00\n");
    cr_assert_eq(tables.count, 1);
    const mz_aligned_table *table = &tables.items[0];
    cr_assert_eq(table->rows.count, 5);
    cr_expect_str_eq(cell(table, 2, 8), "");
    cr_expect_str_eq(cell(table, 4, 4), "公用经费合计");
    cr_expect_str_eq(cell(table, 4, 5), "8.00");
    mz_arena_free(arena);
}
