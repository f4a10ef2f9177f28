/* test_kafka.c - settings, error classes and statistics; nothing here needs a broker. */
#include <criterion/criterion.h>
#include <string.h>

#include "common/kafka.h"

static void expect_setting(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    char text[64];
    size_t size = sizeof text;
    cr_assert_eq(rd_kafka_conf_get(conf, name, text, &size), RD_KAFKA_CONF_OK);
    cr_expect_str_eq(text, value, "%s is %s", name, text);
}

Test(kafka, settings_override_defaults)
{
    static const char *const properties[] = {"linger.ms=7", "sasl.password=a=b;c", NULL};
    mz_kafka_settings settings = {.brokers = "127.0.0.1:1", .client_id = "t", .properties = properties};
    mz_kafka_error error;
    rd_kafka_conf_t *conf = mz_kafka_conf(MZ_KAFKA_PRODUCER, &settings, &error);
    cr_assert_not_null(conf);
    expect_setting(conf, "enable.idempotence", "true");
    expect_setting(conf, "linger.ms", "7");
    expect_setting(conf, "sasl.password", "a=b;c");
    expect_setting(conf, "bootstrap.servers", "127.0.0.1:1");
    rd_kafka_conf_destroy(conf);
}

Test(kafka, bad_properties_are_named)
{
    static const char *const bad[] = {"no.such.property=1", "linger.ms=soon", "novalue", "=x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *const properties[] = {bad[i], NULL};
        mz_kafka_settings settings = {.brokers = "127.0.0.1:1", .properties = properties};
        mz_kafka_error error = {0};
        cr_assert_null(mz_kafka_conf(MZ_KAFKA_PRODUCER, &settings, &error), "%s", bad[i]);
        cr_expect_eq(error.code, RD_KAFKA_RESP_ERR__INVALID_ARG);
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(bad[i], "="), bad[i]);
        cr_expect(strstr(error.message, name) != NULL, "'%s' names %s", error.message, name);
    }
}

Test(kafka, every_role_opens)
{
    mz_kafka_settings settings = {.brokers = "127.0.0.1:1", .group = "g"};
    for (int role = MZ_KAFKA_CONSUMER; role <= MZ_KAFKA_ADMINISTRATION; role++) {
        mz_kafka_error error = {0};
        rd_kafka_conf_t *conf = mz_kafka_conf((mz_kafka_role)role, &settings, &error);
        cr_assert_not_null(conf, "%s", error.message);
        rd_kafka_conf_set_log_cb(conf, NULL);
        rd_kafka_t *handle = mz_kafka_open((mz_kafka_role)role, conf, &error);
        cr_assert_not_null(handle, "%s", error.message);
        if (role == MZ_KAFKA_CONSUMER) cr_expect(mz_kafka_close(handle, 10000));
        rd_kafka_destroy(handle);
    }
}

Test(kafka, error_classes)
{
    cr_expect_eq(mz_kafka_classify(RD_KAFKA_RESP_ERR_NO_ERROR), MZ_KAFKA_OK);
    cr_expect_eq(mz_kafka_classify(RD_KAFKA_RESP_ERR__TRANSPORT), MZ_KAFKA_RETRIABLE);
    cr_expect_eq(mz_kafka_classify(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT), MZ_KAFKA_RETRIABLE);
    cr_expect_eq(mz_kafka_classify(RD_KAFKA_RESP_ERR__FATAL), MZ_KAFKA_FATAL);
    cr_expect_eq(mz_kafka_classify(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE), MZ_KAFKA_PERMANENT);
    cr_expect_str_eq(mz_kafka_class_name(MZ_KAFKA_PERMANENT), "permanent");
}

static void count_lag(void *opaque, const char *topic, int32_t partition, int64_t lag)
{
    cr_expect_str_eq(topic, "t");
    cr_expect_eq(partition, 1);
    *(int64_t *)opaque += lag;
}

Test(kafka, statistics)
{
    static const char json[] =
        "{\"msg_cnt\":3,\"msg_size\":30,\"txmsgs\":4,\"rxmsgs\":5,\"rxmsg_bytes\":6,"
        "\"brokers\":{\"a:1/bootstrap\":{\"nodeid\":-1,\"state\":\"UP\"},\"a:1/1\":{\"nodeid\":1,\"state\":\"UP\"},"
        "\"b:1/2\":{\"nodeid\":2,\"state\":\"DOWN\"}},\"cgrp\":{\"rebalance_cnt\":2},"
        "\"topics\":{\"t\":{\"partitions\":{\"0\":{\"partition\":0,\"consumer_lag\":-1},"
        "\"1\":{\"partition\":1,\"consumer_lag\":9},\"-1\":{\"partition\":-1,\"consumer_lag\":8}}}}}";
    mz_kafka_stats stats;
    int64_t lag = 0;
    cr_assert(mz_kafka_stats_read(json, strlen(json), &stats, count_lag, &lag));
    cr_expect_eq(stats.brokers_up, 1);
    cr_expect_eq(stats.queued_messages, 3);
    cr_expect_eq(stats.queued_bytes, 30);
    cr_expect_eq(stats.sent_messages, 4);
    cr_expect_eq(stats.received_messages, 5);
    cr_expect_eq(stats.received_bytes, 6);
    cr_expect_eq(stats.rebalances, 2);
    cr_expect_eq(lag, 9);
    cr_expect_not(mz_kafka_stats_read("[", 1, &stats, NULL, NULL));
}
