/* test_worker.c - the worker's queue and outbox rows, with real messages from librdkafka's mock cluster. */
#include <criterion/criterion.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <librdkafka/rdkafka_mock.h> /* after rdkafka.h */

#include "worker/config.h"
#include "worker/outbox.h"
#include "worker/queue.h"

static rd_kafka_t *kafka;
static rd_kafka_mock_cluster_t *cluster;

static void produce(const char *topic, int count)
{
    for (int i = 0; i < count; i++) {
        char value[32];
        const int length = snprintf(value, sizeof value, "document %d", i);
        /* RD_KAFKA_V_TOPIC and its like are GNU C, which clang's strict build refuses. */
        const rd_kafka_vu_t parts[] = {
            {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = topic},
            {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = 0},
            {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
            {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {"某局", 6}},
            {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {value, (size_t)length}},
            {.vtype = RD_KAFKA_VTYPE_HEADER, .u.header = {"ce_id", "7", 1}},
            {.vtype = RD_KAFKA_VTYPE_HEADER, .u.header = {"binary", "\xff\x01", 2}},
        };
        cr_assert_null(rd_kafka_produceva(kafka, parts, sizeof parts / sizeof *parts));
    }
    cr_assert_eq(rd_kafka_flush(kafka, 10000), RD_KAFKA_RESP_ERR_NO_ERROR);
}

static rd_kafka_t *consumer;

static void start(int count)
{
    char text[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    kafka = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    cr_assert_not_null(kafka);
    cluster = rd_kafka_mock_cluster_new(kafka, 1);
    rd_kafka_mock_topic_create(cluster, "t", 1, 1);
    rd_kafka_brokers_add(kafka, rd_kafka_mock_cluster_bootstraps(cluster));
    produce("t", count);
    conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster), text, sizeof text);
    rd_kafka_conf_set(conf, "group.id", "g", text, sizeof text);
    rd_kafka_conf_set(conf, "enable.auto.commit", "false", text, sizeof text);
    consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    cr_assert_not_null(consumer);
    rd_kafka_poll_set_consumer(consumer);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, "t", 0)->offset = 0;
    cr_assert_eq(rd_kafka_assign(consumer, list), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_topic_partition_list_destroy(list);
}

static void stop(void)
{
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(kafka);
}

static job *next_job(uint64_t generation, bool careful)
{
    rd_kafka_message_t *message = NULL;
    for (int i = 0; i < 200 && message == NULL; i++) {
        message = rd_kafka_consumer_poll(consumer, 100);
        if (message != NULL && message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            rd_kafka_message_destroy(message);
            message = NULL;
        }
    }
    cr_assert_not_null(message);
    job *j = job_new(message, generation, careful);
    cr_assert_not_null(j);
    return j;
}

static const queue_limits limits = {.documents = 4,
                                    .bytes = 1 << 20,
                                    .ahead_bytes = 1 << 20,
                                    .batch_documents = 3,
                                    .batch_bytes = 1 << 20,
                                    .batch_wait_us = 1000};

Test(worker_queue, keeps_order_and_limits)
{
    queue q;
    job *batch[3];
    start(4);
    cr_assert(queue_init(&q, &limits));
    for (int i = 0; i < 4; i++) queue_push(&q, next_job(0, false));
    cr_expect_not(queue_wait_room(&q, 1000));
    job *first = queue_next(&q);
    job *second = queue_next(&q);
    queue_prepared(&q, second); /* out of turn: the writer waits for the first */
    cr_expect_eq(queue_take(&q, batch, 1000), 0);
    queue_prepared(&q, first);
    cr_assert_eq(queue_take(&q, batch, 1000), 2);
    cr_expect_eq(batch[0], first);
    cr_expect_eq(batch[1], second);
    queue_release(&q, batch, 2);
    cr_expect(queue_wait_room(&q, 1000));
    queue_destroy(&q);
    stop();
}

Test(worker_queue, parsing_stops_while_rows_wait)
{
    queue q;
    job *batch[3];
    queue_limits narrow = limits;
    narrow.ahead_bytes = 1;
    start(3);
    cr_assert(queue_init(&q, &narrow));
    for (int i = 0; i < 3; i++) queue_push(&q, next_job(0, false));
    job *first = queue_next(&q);
    mz_copy_row(&first->line_items, 0);
    queue_prepared(&q, first);
    cr_expect_gt(q.ahead, 0);
    /* The second may not be parsed before the first is written, so the batch does not wait for it. */
    cr_assert_eq(queue_take(&q, batch, 60000000), 1);
    queue_release(&q, batch, 1);
    cr_expect_eq(q.ahead, 0);
    cr_expect_eq(queue_next(&q)->message->offset, 1);
    queue_destroy(&q);
    stop();
}

Test(worker_queue, a_large_document_waits_until_less_is_ahead)
{
    queue q;
    job *batch[3];
    start(2);
    cr_assert(queue_init(&q, &limits));
    for (int i = 0; i < 2; i++) queue_push(&q, next_job(0, false));
    job *first = queue_next(&q);
    mz_copy_row(&first->line_items, 0);
    queue_prepared(&q, first);
    q.limits.ahead_bytes = q.ahead + job_bytes(q.waiting); /* room for its text, not for parsing it */
    cr_assert_eq(queue_take(&q, batch, 60000000), 1);      /* the writer does not wait for it either */
    q.limits.ahead_bytes = q.ahead + 100 * job_bytes(q.waiting);
    cr_expect_eq(queue_next(&q)->message->offset, 1);
    queue_release(&q, batch, 1);
    queue_destroy(&q);
    stop();
}

Test(worker_queue, drops_what_is_void)
{
    queue q;
    job *batch[3];
    start(3);
    cr_assert(queue_init(&q, &limits));
    queue_push(&q, next_job(0, false));
    queue_push(&q, next_job(0, false));
    queue_prepared(&q, queue_next(&q));
    const uint64_t generation = queue_invalidate(&q);
    cr_expect_not(queue_is_current(&q, 0));
    queue_push(&q, next_job(generation, true)); /* careful: no parser gets it */
    cr_assert_eq(queue_take(&q, batch, 1000), 1);
    cr_expect_eq(batch[0]->message->offset, 2);
    queue_release(&q, batch, 1);
    cr_expect_eq(q.documents, 0);
    cr_expect_eq(q.ahead, 0);
    cr_expect_eq(q.bytes, 0);
    queue_destroy(&q);
    stop();
}

Test(worker_queue, a_careful_job_goes_alone)
{
    queue q;
    job *batch[3];
    start(3);
    cr_assert(queue_init(&q, &limits));
    queue_push(&q, next_job(0, true));
    queue_push(&q, next_job(0, true));
    queue_push(&q, next_job(0, false));
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(queue_take(&q, batch, 1000), 1);
        cr_expect_eq(batch[0]->message->offset, i);
        queue_release(&q, batch, 1);
    }
    queue_destroy(&q);
    stop();
}

/* Whether the rows hold these bytes. */
static bool holds(const mz_copy *rows, const char *text)
{
    return memmem(rows->bytes, rows->length, text, strlen(text)) != NULL;
}

Test(worker_outbox, rejected_messages_keep_everything)
{
    start(1);
    job *j = next_job(0, false);
    outbox o = {
        .topic_anomalies = "a", .topic_rejected = "r", .source = "s", .worker = "w", .now = "2026-01-01T00:00:00Z"};
    job_reject(j, "parse", "binary-document", "byte %d", 0);
    job_reject(j, "store", "later", "the first reason counts");
    cr_assert(outbox_rejected(&o, j));
    cr_expect_eq(o.rows.rows, 1);
    cr_expect(holds(&o.rows, "document 0"));
    cr_expect(holds(&o.rows, "某局"));
    cr_expect(holds(&o.rows, "\"ce_id\":\"7\""));
    cr_expect(holds(&o.rows, "\"mz_hex.binary\":\"ff01\""));
    cr_expect(holds(&o.rows, "\"__connect.errors.exception.class.name\":\"binary-document\""));
    cr_expect(holds(&o.rows, "\"mz_offset\":\"0\""));
    mz_copy_free(&o.rows);
    job_free(j);
    stop();
}

/* The id of the event that a finding of two documents makes, as it stands in the row. */
static void event_of(const char *cause, bool raised, unsigned char id[16])
{
    outbox o = {
        .topic_anomalies = "a", .topic_rejected = "r", .source = "s", .worker = "w", .now = "2026-01-01T00:00:00Z"};
    reading target = {.who = {"某局", "{}", "", "", "budget", "department", "", 2024}, .revision = 1};
    reading other = {0};
    json_t *finding =
        json_pack("{s:s, s:s, s:s}", "id", "0123456789abcdef0123456789abcdef", "rule", "x", "severity", "error");
    cr_assert(reading_digest(&target, "a", 1));
    cr_assert(reading_digest(&other, cause, strlen(cause)));
    cr_assert(outbox_anomaly(&o, &target, &other, finding, raised));
    memcpy(id, o.rows.bytes + 6, 16);
    cr_expect(holds(&o.rows, raised ? "\"status\":\"raised\"" : "\"status\":\"withdrawn\""));
    json_decref(finding);
    mz_copy_free(&o.rows);
}

Test(worker_outbox, event_ids_are_deterministic)
{
    unsigned char first[16], again[16], withdrawn[16], other[16];
    event_of("a", true, first);
    event_of("a", true, again);
    event_of("a", false, withdrawn);
    event_of("b", true, other);
    cr_expect_arr_eq(first, again, 16);
    cr_expect_neq(memcmp(first, withdrawn, 16), 0);
    cr_expect_neq(memcmp(first, other, 16), 0);
}

Test(worker_job, document_ids_come_from_the_digest)
{
    reading again = {0};
    reading r = {0};
    cr_assert(reading_digest(&r, "abc", 3));
    cr_expect_str_eq(r.sha256_text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cr_expect_str_eq(r.id_text, "ba7816bf-8f01-8fea-8141-40de5dae2223");
    reading_identify(&again, r.sha256_text);
    cr_expect_str_eq(again.id_text, r.id_text);
    cr_expect_str_eq(again.sha256_text, r.sha256_text);
}

Test(worker_config, rules)
{
    mz_rule_setting *settings = NULL;
    size_t count = 0;
    char *storage = NULL;
    const config good = {.rules = "table.total=off,percent.*=info,"};
    const config bad = {.rules = "table.total=loud"};
    cr_assert(config_rules(&good, &settings, &count, &storage));
    cr_assert_eq(count, 2);
    cr_expect(settings[0].off);
    cr_expect_str_eq(settings[1].rule, "percent.*");
    cr_expect(settings[1].regrade && settings[1].severity == MZ_INFO);
    free(settings);
    free(storage);
    cr_expect_not(config_rules(&bad, &settings, &count, &storage));
    free(settings);
    free(storage);
}
