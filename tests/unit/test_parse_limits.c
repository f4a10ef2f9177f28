/* A document that needs more memory than it may have is rejected as such, wherever in reading the memory ends. */
#include <criterion/criterion.h>
#include <mingzhang/parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TABLES = 20, ROOM = 512, SMALLEST = 16 * 1024 };

/* Small tables, one cell per line each, and a sentence behind each. */
static char *compose(size_t *length)
{
    char *text = malloc((size_t)TABLES * ROOM);
    cr_assert_not_null(text);
    *length = 0;
    for (int i = 0; i < TABLES; i++) {
        const int wrote = snprintf(text + *length, ROOM,
                                   "一般公共预算支出表\n单位：万元\n科目编码\n科目名称\n合计\n基本支出\n项目支出\n"
                                   "201\n一般公共服务支出\n%d.00\n40.00\n%d.00\n"
                                   "20126\n档案事务\n%d.00\n40.00\n%d.00\n"
                                   "档案事务支出%d.00万元，比上年增加1.00万元，主要原因是新增馆舍。\n\n",
                                   60 + i, 20 + i, 60 + i, 20 + i, 60 + i);
        cr_assert(wrote > 0 && wrote < ROOM);
        *length += (size_t)wrote;
    }
    return text;
}

Test(parse_limits, memory_that_ends_is_a_limit_with_a_message)
{
    mz_catalogue *catalogue = NULL;
    mz_error error;
    cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, &error), MZ_OK);
    size_t length = 0, refused = 0;
    char *text = compose(&length);
    for (size_t limit = SMALLEST;; limit += limit / 8) {
        const mz_parse_options options = {.max_memory_bytes = limit};
        mz_document *document = NULL;
        error.message[0] = '\0';
        const mz_status status = mz_parse(catalogue, text, length, &options, &document, &error);
        if (status == MZ_OK) {
            mz_document_free(document);
            break;
        }
        cr_expect_eq(status, MZ_ERR_LIMIT, "%zu bytes: %d %s", limit, (int)status, error.message);
        cr_expect(error.message[0] != '\0', "%zu bytes", limit);
        refused++;
    }
    cr_expect_gt(refused, 10);
    free(text);
    mz_catalogue_free(catalogue);
}
