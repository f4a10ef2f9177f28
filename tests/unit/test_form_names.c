/* Titles, header paths, row labels and indicator values looked up in the embedded catalogue; bad catalogues. */
#include <criterion/criterion.h>
#include <form/form.h>
#include <form/title_lines.h>
#include <string.h>

static mz_catalogue *catalogue;
static mz_arena *arena;

static void set_up(void)
{
    mz_error error;
    arena = mz_arena_new(1 << 20);
    cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, &error), MZ_OK, "%s", error.message);
}

static void tear_down(void)
{
    mz_catalogue_free(catalogue);
    mz_arena_free(arena);
}

TestSuite(names, .init = set_up, .fini = tear_down);

static const char *form_of(const char *title)
{
    const mz_form *form = mz_form_by_title(catalogue, title, strlen(title));
    return form == NULL ? "-" : form->id;
}

Test(names, the_longest_title_wins)
{
    static const char *const titles[][2] = {{"部门预算收支总表", "budget.balance"},
                                            {"2025年青溪市水利局部门预算收支总表", "budget.balance"},
                                            {"单位预算财政拨款收支总表", "budget.fiscal_balance"},
                                            {"支出决算表", "final.expenditure"},
                                            {"三、支出决算表（按功能分类）", "final.expenditure"},
                                            {"一般公共预算财政拨款支出决算表", "final.general"},
                                            {"財政撥款\"三公\"經費支出決算表", "final.three_public"},
                                            {"3、某项目财政拨款收入绩效目标表", "performance.budget"},
                                            {"社会保险基金预算财政拨款支出决算表", "-"},
                                            {"关于支出决算表的说明", "-"},
                                            {"", "-"}};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        cr_assert_str_eq(form_of(titles[i][0]), titles[i][1], "%s", titles[i][0]);
}

static const char *column_role(const char *form, const char *path)
{
    const mz_column_role *role = mz_form_column(catalogue, mz_catalogue_form(catalogue, form), path);
    return role == NULL ? "-" : role->role;
}

Test(names, a_title_without_alias_is_known_by_its_words)
{
    static const struct {
        const char *title, *form;
    } cases[] = {{"2031年度部门支出预算汇总表", "budget.expenditure"},
                 {"一般公共预算财政拨款支出预算明细表", "budget.general"},
                 {"2031年单位一般公共预算基本支出情况明细表", "budget.general_basic"},
                 {"一般公共预算“三公”经费和机关运行经费支出预算明细表", "budget.three_public"},
                 {"单位政府性基金预算收入支出决算明细表", "final.fund"},
                 {"2031年度部门支出决算明细表", "final.expenditure"},
                 {"2031年专项支出汇总表", NULL},         /* an unknown word before the words */
                 {"2031年部门支出经济分类汇总表", NULL}, /* these words together belong to no form */
                 {"三、支出决算情况", NULL},
                 {"2031年度支出预算", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const mz_form *form = mz_form_by_title(catalogue, cases[i].title, strlen(cases[i].title));
        if (cases[i].form == NULL)
            cr_expect_null(form, "%s: %s", cases[i].title, form == NULL ? "" : form->id);
        else
            cr_expect(form != NULL && strcmp(form->id, cases[i].form) == 0, "%s: %s", cases[i].title,
                      form == NULL ? "none" : form->id);
    }
}

Test(names, header_paths_have_roles)
{
    cr_assert_str_eq(column_role("budget.income", "本年收入/小计"), "income.year");
    cr_assert_str_eq(column_role("budget.income", "合计"), "total");
    cr_assert_str_eq(column_role("final.general", "本年支出/小计"), "total");
    cr_assert_str_eq(column_role("final.general", "一般公共预算财政拨款支出/项目支出/小计"), "project");
    cr_assert_str_eq(column_role("final.general", "基本支出/小计"), "basic");
    cr_assert_str_eq(column_role("budget.balance", "收入/预算数"), "income.budget");
    cr_assert_str_eq(column_role("procurement", "2031年预留中小微企业份额"), "reserve");
    cr_assert_str_eq(column_role("budget.expenditure", "2031年预算数/基本支出"), "basic");
    cr_assert_str_eq(column_role("budget.three_public", "2031年“三公”经费预算数/合计"), "budget.three.total");
    cr_assert_str_eq(column_role("budget.expenditure", "无人知晓"), "-");
    cr_assert_str_eq(column_role("no.such.form", "项目支出（元）"), "project");
}

Test(names, row_labels_have_roles)
{
    const mz_form *balance = mz_catalogue_form(catalogue, "budget.balance");
    const char *heading = NULL;
    cr_assert_str_eq(mz_form_row_role(catalogue, balance, 0, "一、一般公共预算拨款", &heading), "income.general");
    cr_assert_str_eq(mz_form_row_role(catalogue, balance, 1, "二十一、粮油物资储备支出", NULL), "function.222");
    cr_assert_str_eq(mz_form_row_role(catalogue, balance, 0, "上年结转", &heading), "carryover.opening");
    cr_assert_str_eq(mz_form_row_role(catalogue, balance, 0, "其中：一般公共预算拨款", &heading), "carryover.general");
    cr_assert_str_eq(mz_form_row_role(catalogue, balance, 0, "收入总计", &heading), "total");
    cr_assert_str_eq(mz_form_row_role(catalogue, balance, 0, "一般公共预算拨款", &heading), "income.general");
    const mz_form *three = mz_catalogue_form(catalogue, "budget.three_public");
    cr_assert_str_eq(mz_form_row_role(catalogue, three, 0, "其中：公务用车购置费", NULL), "three.vehicles.purchase");
    cr_assert_str_eq(mz_form_row_role(catalogue, three, 0, "(三)公务接待费", NULL), "three.reception");
    cr_assert_str_eq(mz_form_row_role(catalogue, NULL, 0, "合计", NULL), "");
}

Test(names, indicator_values_are_taken_apart)
{
    static const char *const values[][4] = {{"≥95%", ">=", "95", "%"},
                                            {"符号<=值100单位万元", "<=", "100", "万元"},
                                            {"符号文字描述值12单位提高", "", "12", "提高"},
                                            {"35套", "", "35", "套"},
                                            {"=1.00年", "=", "1.00", "年"}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        mz_indicator indicator;
        cr_assert(mz_form_indicator(arena, values[i][0], &indicator), "%s", values[i][0]);
        cr_assert_str_eq(indicator.operator, values[i][1], "%s", values[i][0]);
        cr_assert_str_eq(indicator.value, values[i][2], "%s", values[i][0]);
        cr_assert_str_eq(indicator.unit, values[i][3], "%s", values[i][0]);
    }
    mz_indicator indicator;
    cr_assert_not(mz_form_indicator(arena, "较上年提高", &indicator));
    cr_assert_not(mz_form_indicator(arena, "", &indicator));
}

Test(names, bad_catalogues_name_file_and_place)
{
    static const char *const bad[][2] = {
        {"forms-x.json", "{\"forms\": [{\"id\": \"x\", \"layout\": \"round\"}]}"},
        {"forms-x.json", "{\"forms\": [{\"titles\": []}]}"},
        {"forms-x.json", "{\"forms\": [{\"id\": \"x\", \"titles\": [1]}]}"},
        {"forms-x.json", "{\"forms\": [{\"id\": \"x\", \"titles\": [], \"headers\": {\"合计\": \"nonsense\"}}]}"},
        {"columns-x.json", "{\"roles\": [{\"role\": \"x\", \"kind\": \"colour\"}]}"},
        {"rows-x.json", "{\"sets\": {\"income\": {\"total\": \"合计\"}}}"},
        {"words-x.json", "{\"lists\": {\"colours\": [\"红\"]}}"},
        {"words-x.json", "{\"lists\": "},
        {"words-x.json", "[]"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        mz_catalogue_file file = {bad[i][0], bad[i][1], strlen(bad[i][1])};
        mz_catalogue *none = NULL;
        mz_error error = {0};
        cr_assert_eq(mz_catalogue_load(&file, 1, &none, &error), MZ_ERR_CATALOGUE, "case %zu", i);
        cr_assert_null(none);
        cr_assert_not_null(strstr(error.message, bad[i][0]), "case %zu: %s", i, error.message);
    }
}

/* Keys of every length, more than the table begins with: each is found, none that differs in one byte. */
Test(names, a_dictionary_finds_what_was_added)
{
    mz_dictionary dictionary = {0};
    static char keys[400][48];
    for (size_t i = 0; i < 400; i++) {
        size_t length = i % 40 + 1;
        memset(keys[i], 'a' + (int)(i / 40), length);
        cr_assert(mz_dictionary_add(&dictionary, arena, keys[i], length, keys[i]));
    }
    for (size_t i = 0; i < 400; i++) {
        char other[48];
        size_t length = i % 40 + 1;
        cr_assert_eq(mz_dictionary_find(&dictionary, keys[i], length), keys[i], "key %zu", i);
        memcpy(other, keys[i], sizeof other);
        other[length / 2] = 'z';
        cr_assert_null(mz_dictionary_find(&dictionary, other, length), "key %zu", i);
    }
    cr_assert_null(mz_dictionary_find(&dictionary, "", 0));
}

/* The lines of a text after titles over two lines were joined, with | between them. */
static const char *joined_titles(const char *input)
{
    mz_error error;
    mz_text text;
    cr_assert_eq(mz_text_load(arena, input, strlen(input), &text, &error), MZ_OK, "%s", error.message);
    mz_form_join_title_lines(catalogue, &text);
    const char *all = "";
    for (size_t l = 0; l < text.count; l++) {
        cr_assert_eq(strlen(text.lines[l].text), text.lines[l].length);
        all = mz_arena_printf(arena, "%s%s|", all, text.lines[l].text);
    }
    return all;
}

Test(names, titles_over_two_lines_are_joined)
{
    static const char *const texts[][2] = {
        /* parted anywhere, with blanks around and between */
        {"2031年部门一般公共预算基本支出部门预\n算经济分类预算表\n单位：元\n",
         "2031年部门一般公共预算基本支出部门预算经济分类预算表||单位：元|"},
        {"      2031年部门“三公”经费和机关运行经费  \n\n            预算表\n单位：元\n",
         "      2031年部门“三公”经费和机关运行经费预算表|||单位：元|"},
        /* the second line names another form by itself */
        {"一般公共预算财政拨款基本\n支出决算表\n", "一般公共预算财政拨款基本支出决算表||"},
        /* a heading and a title, two titles, another page, a sentence */
        {"第四部分 2031年部门预算\n支出预算总表\n", "第四部分 2031年部门预算|支出预算总表|"},
        {"收入预算总表\n支出预算总表\n", "收入预算总表|支出预算总表|"},
        {"一般公共预算财政拨款基本\n\f支出决算表\n", "一般公共预算财政拨款基本|支出决算表|"},
        {"本年没有一般公共预算财政拨款，基本\n支出决算表\n", "本年没有一般公共预算财政拨款，基本|支出决算表|"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) cr_expect_str_eq(joined_titles(texts[i][0]), texts[i][1]);
}
