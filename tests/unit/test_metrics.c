/* test_metrics.c - the Prometheus text and the error classes that the daemons act on. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "common/metrics.h"
#include "common/pg.h"

Test(metrics, text_format)
{
    static mz_metric stored = {MZ_COUNTER, "x_total", "outcome=\"stored\"", "documents", 0, {0}};
    static mz_metric rejected = {MZ_COUNTER, "x_total", "outcome=\"rejected\"", "documents", 0, {0}};
    static mz_metric took = {MZ_HISTOGRAM, "took_seconds", NULL, "time", 0, {0}};
    static mz_metric *const list[] = {&stored, &rejected, &took, NULL};
    const mz_metrics metrics = {list, NULL, NULL};
    mz_metric_add(&stored, 3);
    mz_metric_observe(&took, 700);
    mz_metric_observe(&took, 20000000);
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    mz_metrics_print(&metrics, stream);
    fclose(stream);
    cr_expect_not_null(
        strstr(text, "# TYPE x_total counter\nx_total{outcome=\"stored\"} 3\nx_total{outcome=\"rejected\"} 0\n"));
    cr_expect_not_null(
        strstr(text, "took_seconds_bucket{le=\"0.000500\"} 0\ntook_seconds_bucket{le=\"0.001000\"} 1\n"));
    cr_expect_not_null(
        strstr(text, "took_seconds_bucket{le=\"+Inf\"} 2\ntook_seconds_sum 20.000700\ntook_seconds_count 2\n"));
    cr_expect_not_null(strstr(text, "process_resident_memory_bytes "));
    free(text);
}

Test(pg, error_classes)
{
    cr_expect_eq(mz_pg_classify(""), MZ_PG_TRANSIENT);
    cr_expect_eq(mz_pg_classify("57P01"), MZ_PG_TRANSIENT); /* terminated by an administrator */
    cr_expect_eq(mz_pg_classify("53100"), MZ_PG_TRANSIENT); /* disk full */
    cr_expect_eq(mz_pg_classify("40P01"), MZ_PG_TRANSIENT); /* deadlock */
    cr_expect_eq(mz_pg_classify("22021"), MZ_PG_DATA);      /* character not in repertoire */
    cr_expect_eq(mz_pg_classify("23505"), MZ_PG_DATA);
    cr_expect_eq(mz_pg_classify("42P01"), MZ_PG_SETUP); /* no such table: migrations are missing */
    cr_expect_eq(mz_pg_classify("28P01"), MZ_PG_SETUP);
}

Test(pg, backoff_grows_and_is_bounded)
{
    mz_backoff backoff = {0};
    for (int i = 0; i < 30; i++) {
        const int64_t wait = mz_backoff_next(&backoff);
        cr_expect(wait >= 50 && wait <= 10000);
    }
}
