/* Two small budgets of one organisation, composed and compared, for the tests of changes. */
#ifndef CHANGE_SUPPORT_H
#define CHANGE_SUPPORT_H

#include <criterion/criterion.h>
#include <mingzhang/change.h>
#include <mingzhang/parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct season {
    mz_catalogue *catalogue;
    mz_document *prior;
    mz_document *current;
    mz_changes changes;
} season;

/* A small budget: title, table of general expenditure in the unit given, narrative. */
static inline mz_document *parse(const mz_catalogue *catalogue, int year, const char *unit, const char *rows,
                                 const char *text)
{
    char input[8192];
    mz_document *document = NULL;
    mz_error error = {0};
    int length =
        snprintf(input, sizeof input,
                 "青禾县档案局%d年部门预算公开\n\n部门预算一般公共预算财政拨款支出表\n\n312 "
                 "青禾县档案局\n\n预算年度：%d\n\n单位：%s\n\n"
                 "序号\t功能分类科目\t\t合计\t基本支出\t项目支出\n\t科目编码\t科目名称\t\t\t\n栏次\t1\t2\t3\t4\t5\n%s\n"
                 "一、支出说明\n\n%s\n",
                 year, year, unit, rows, text);
    cr_assert(length > 0 && (size_t)length < sizeof input);
    cr_assert_eq(mz_parse(catalogue, input, (size_t)length, NULL, &document, &error), MZ_OK, "%s", error.message);
    return document;
}

static inline season compare_with(const char *unit, const char *before, const char *now, const char *prior_text,
                                  const char *text, const mz_change_options *options)
{
    season s = {0};
    mz_error error = {0};
    cr_assert_eq(mz_catalogue_load(NULL, 0, &s.catalogue, &error), MZ_OK, "%s", error.message);
    s.prior = parse(s.catalogue, 2023, "万元", before, prior_text);
    s.current = parse(s.catalogue, 2024, unit, now, text);
    cr_assert_eq(mz_compare(s.catalogue, s.prior, s.current, options, NULL, &s.changes, &error), MZ_OK, "%s",
                 error.message);
    return s;
}

static inline season compare(const char *before, const char *now, const char *text)
{
    return compare_with("万元", before, now, "无其他需要说明的事项。", text, NULL);
}

static inline void release(season *s)
{
    mz_document_free(s->prior);
    mz_document_free(s->current);
    mz_catalogue_free(s->catalogue);
}

static inline const mz_change *find(const season *s, const char *code, const char *column)
{
    for (size_t i = 0; i < s->changes.count; i++)
        if (strcmp(s->changes.items[i].code, code) == 0 && strcmp(s->changes.items[i].column, column) == 0)
            return &s->changes.items[i];
    return NULL;
}

static inline const mz_finding *finding(const season *s, const char *rule)
{
    for (size_t i = 0; i < s->current->finding_count; i++)
        if (strcmp(s->current->findings[i].rule, rule) == 0) return &s->current->findings[i];
    return NULL;
}

#endif
