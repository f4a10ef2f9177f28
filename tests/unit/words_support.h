/* words_support.h - texts that a rule must fire on, and correct ones like them. For inclusion by one test file each. */
#ifndef TESTS_UNIT_WORDS_SUPPORT_H
#define TESTS_UNIT_WORDS_SUPPORT_H

#include <string.h>

#include "check_support.h"

static const mz_finding *find(const char *text, const char *rule)
{
    mz_error error;
    mz_document_free(document);
    cr_assert_eq(mz_parse(catalogue, text, strlen(text), NULL, &document, &error), MZ_OK, "%s", error.message);
    cr_assert_eq(mz_check(catalogue, document, NULL, &error), MZ_OK, "%s", error.message);
    for (size_t i = 0; i < document->finding_count; i++)
        if (strcmp(document->findings[i].rule, rule) == 0) return &document->findings[i];
    return NULL;
}

/* The rule fires on wrong and not on right, which differ in little. */
static void told(const char *rule, const char *wrong, const char *right)
{
    cr_assert_not_null(find(wrong, rule), "%s is silent on: %s", rule, wrong);
    const mz_finding *finding = find(right, rule);
    cr_assert_null(finding, "%s on a correct text: %s", rule, finding != NULL ? finding->message_zh : "");
    for (size_t i = 0; i < document->finding_count; i++)
        cr_assert_eq(document->findings[i].severity, MZ_INFO, "%s", document->findings[i].message_zh);
}

#define FINAL  "临江市水务局2031年度部门决算\n\n本年支出合计60.00万元，其中：基本支出40.00万元、项目支出20.00万元。\n\n"
#define BUDGET "临江市水务局2031年部门预算\n\n支出预算60.00万元，其中：基本支出40.00万元、项目支出20.00万元。\n\n"
#define THREE  "七、财政拨款“三公”经费支出决算情况说明\n\n"

#endif
