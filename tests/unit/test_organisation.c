/* Names of one organisation: as written, aliases and former names of the catalogue, what the text says of itself. */
#include <criterion/criterion.h>
#include <mingzhang/organisation.h>
#include <mingzhang/parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static mz_catalogue *catalogue;
static mz_document *documents[2];
static size_t document_count;

static void load(const char *organisations)
{
    mz_error error = {0};
    const mz_catalogue_file file = {"organisations.json", organisations, strlen(organisations)};
    cr_assert_eq(mz_catalogue_load(&file, 1, &catalogue, &error), MZ_OK, "%s", error.message);
    document_count = 0;
}

static void unload(void)
{
    while (document_count > 0) mz_document_free(documents[--document_count]);
    mz_catalogue_free(catalogue);
}

/* A document of this organisation whose text says this. */
static mz_document *document_of(const char *organisation, const char *text)
{
    char input[2048];
    mz_error error = {0};
    mz_document **document = &documents[document_count++];
    const int length =
        snprintf(input, sizeof input, "%s2024年部门预算\n\n一、部门概况\n%s\n二、支出说明\n2024年支出预算5.00万元。\n",
                 organisation, text);
    cr_assert_eq(mz_parse(catalogue, input, (size_t)length, NULL, document, &error), MZ_OK, "%s", error.message);
    cr_assert_str_eq((*document)->identity.organisation, organisation);
    mz_read_former_names(catalogue, *document);
    return *document;
}

static void expect_name(const char *printed, const char *expected)
{
    char *name = mz_organisation_name(catalogue, printed);
    cr_assert_not_null(name);
    cr_expect_str_eq(name, expected);
    free(name);
}

static const char nothing[] = "{\"aliases\": {}, \"former\": {}}";

Test(organisation, names_are_compared_in_one_form)
{
    load("{\"aliases\": {\"云溪县教体局\": \"云溪县教育和体育局\"}, \"former\": {}}");
    expect_name("云溪县 教育　局", "云溪县教育局");
    expect_name("云溪县教育局(本级)", "云溪县教育局（本级）");
    expect_name("雲溪縣教育局", "云溪县教育局");
    expect_name("云溪县教体局", "云溪县教育和体育局");
    expect_name("((((((((", "（（（（（（（（");
    expect_name("\xE6\x9F", "\xE6\x9F"); /* no UTF-8 */
    expect_name("", "");
    unload();
}

Test(organisation, the_text_tells_former_names)
{
    static const struct {
        const char *text, *former;
    } cases[] = {{"根据机构改革方案，云溪县旅游局更名为云溪县文化和旅游局。", "云溪县旅游局"},
                 {"原县旅游局更名为县文化和旅游局，为县政府工作部门。", "云溪县旅游局"},
                 {"将“云溪县旅游局”更名为“云溪县文化和旅游局”。", "云溪县旅游局"},
                 {"云溪县文化和旅游局（原云溪县旅游\n局）是县政府工作部门。", "云溪县旅游局"},
                 {"县文化和旅游局（原旅游发展局）负责全县旅游工作。", "云溪县旅游发展局"},
                 {"云溪县教育局更名为云溪县教育和体育局。", NULL},
                 {"原因是云溪县文化和旅游局（原有编制12名）人员减少。", NULL},
                 {"设施更名为县文化和旅游局游客中心。", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        load(nothing);
        const mz_identity *id = &document_of("云溪县文化和旅游局", cases[i].text)->identity;
        cr_expect_eq(id->former_count, cases[i].former == NULL ? 0 : 1, "%s: %zu", cases[i].text, id->former_count);
        if (id->former_count > 0 && cases[i].former != NULL) cr_expect_str_eq(id->former[0], cases[i].former);
        unload();
    }
}

Test(organisation, documents_of_one_organisation)
{
    static const struct {
        const char *organisations, *before, *now, *text;
        bool same;
    } cases[] = {{nothing, "云溪县旅游局", "云溪县旅游局", "", true},
                 {nothing, "云溪县旅游局", "江南省云溪县旅游局", "", true},
                 {nothing, "云溪县旅游局", "云溪县文化和旅游局", "", false},
                 {nothing, "云溪县旅游局", "云溪县文化和旅游局", "云溪县旅游局更名为云溪县文化和旅游局。", true},
                 {"{\"aliases\": {}, \"former\": {\"云溪县文化和旅游局\": [\"云溪县旅游局\"]}}", "云溪县旅游局",
                  "云溪县文化和旅游局", "", true},
                 {"{\"aliases\": {\"云溪县旅游局\": \"云溪县文化和旅游局\"}, \"former\": {}}", "云溪县旅游局",
                  "云溪县文化和旅游局", "", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        load(cases[i].organisations);
        mz_error error = {0};
        const mz_document *before = document_of(cases[i].before, ""), *now = document_of(cases[i].now, cases[i].text);
        cr_expect_eq(mz_same_organisation(catalogue, &now->identity, &before->identity, &error), cases[i].same, "%zu",
                     i);
        if (!cases[i].same) cr_expect_not_null(strstr(error.message, cases[i].before));
        unload();
    }
}

Test(organisation, a_table_that_is_none_is_refused)
{
    static const char *const broken[] = {"{\"aliases\": {}}", "{\"aliases\": {\"甲 局\": \"乙局\"}, \"former\": {}}",
                                         "{\"aliases\": {}, \"former\": {\"甲局\": \"乙局\"}}",
                                         "{\"aliases\": {}, \"former\": {\"甲局\": [\"乙局(本级)\"]}}",
                                         "{\"aliases\": {\"甲局\": 1}, \"former\": {}}"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        mz_error error = {0};
        const mz_catalogue_file file = {"organisations.json", broken[i], strlen(broken[i])};
        cr_expect_eq(mz_catalogue_load(&file, 1, &catalogue, &error), MZ_ERR_CATALOGUE, "%s", broken[i]);
        cr_expect_not_null(strstr(error.message, "organisations.json"), "%s", error.message);
    }
}

Test(organisation, hostile_text_ends)
{
    load(nothing);
    static char text[1500];
    for (size_t i = 0; i + 9 < sizeof text; i += 9) memcpy(text + i, "更名为", 9);
    cr_expect_eq(document_of("云溪县文化和旅游局", text)->identity.former_count, 0);
    unload();
}
