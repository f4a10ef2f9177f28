/* consumer.c - the thread that talks to Kafka: polls, fills the queue, pauses when it is full, keeps watch. */
#include "common/kafka.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/log.h"
#include "worker/fault.h"
#include "worker/meters.h"
#include "worker/worker.h"

#define POLL_MS        100
#define FULL_BEFORE_US 5000000 /* what librdkafka holds is thrown away then: pause only when the queue stays full */
#define CHECK_EVERY_US 5000000
#define WAKE_EVERY_US  50000
#define EXIT_SOFTWARE  70

static void on_error(rd_kafka_t *kafka, int code, const char *reason, void *opaque)
{
    worker *w = opaque;
    char text[256] = "";
    if (code == RD_KAFKA_RESP_ERR__FATAL) {
        rd_kafka_fatal_error(kafka, text, sizeof text);
        w->fatal = true;
    }
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) mz_metric_set(&meter_brokers, 0);
    mz_log(w->fatal ? MZ_LOG_ERROR : MZ_LOG_WARNING, "kafka-error", "{s:s, s:s, s:s}", "code",
           rd_kafka_err2name((rd_kafka_resp_err_t)code), "message", reason, "fatal", text);
}

static void on_log(const rd_kafka_t *kafka, int level, const char *facility, const char *text)
{
    (void)kafka;
    mz_log(level <= 4 ? MZ_LOG_WARNING : MZ_LOG_DEBUG, "librdkafka", "{s:s, s:s}", "facility", facility, "message",
           text);
}

static void on_lag(void *opaque, const char *topic, int32_t partition, int64_t lag)
{
    worker *w = opaque;
    (void)topic;
    partition_state *state = assignment_find(w, partition);
    if (state != NULL) state->lag = lag;
}

static int on_statistics(rd_kafka_t *kafka, char *json, size_t length, void *opaque)
{
    mz_kafka_stats stats = {0};
    (void)kafka;
    if (mz_kafka_stats_read(json, length, &stats, on_lag, opaque)) mz_metric_set(&meter_brokers, stats.brokers_up);
    return 0;
}

/*
 * Above the defaults of all programs. What librdkafka reads ahead is bounded, whatever the lag; a message that is
 * larger than one fetch still arrives. One answer of a broker holds a fetch of every partition and stays in memory
 * until its last message is written, so a fetch is small. A worker that was killed holds its partitions for the session
 * timeout.
 */
static const char *const kafka_defaults[] = {"queued.max.messages.kbytes=3072", "fetch.message.max.bytes=262144",
                                             "session.timeout.ms=10000", "heartbeat.interval.ms=2000", NULL};

static bool open_consumer(worker *w)
{
    const config *c = w->config;
    mz_kafka_error error = {0};
    const mz_kafka_settings settings = {.brokers = c->brokers,
                                        .client_id = w->name,
                                        .group = c->group,
                                        .defaults = kafka_defaults,
                                        .properties = (const char *const *)c->kafka.items};
    rd_kafka_conf_t *conf = mz_kafka_conf(MZ_KAFKA_CONSUMER, &settings, &error);
    if (conf != NULL) {
        rd_kafka_conf_set_opaque(conf, w);
        rd_kafka_conf_set_rebalance_cb(conf, assignment_callback);
        rd_kafka_conf_set_error_cb(conf, on_error);
        rd_kafka_conf_set_log_cb(conf, on_log);
        rd_kafka_conf_set_stats_cb(conf, on_statistics);
        w->kafka = mz_kafka_open(MZ_KAFKA_CONSUMER, conf, &error);
    }
    if (w->kafka == NULL) mz_log(MZ_LOG_ERROR, "kafka-failed", "{s:s}", "message", error.message);
    return w->kafka != NULL;
}

static bool subscribe(worker *w)
{
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(topics, w->config->topic_published, RD_KAFKA_PARTITION_UA);
    const rd_kafka_resp_err_t code = rd_kafka_subscribe(w->kafka, topics);
    rd_kafka_topic_partition_list_destroy(topics);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        mz_log(MZ_LOG_ERROR, "subscribe-failed", "{s:s}", "message", rd_kafka_err2str(code));
    return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void consumer_commit(worker *w)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)w->partition_count);
    for (size_t i = 0; i < w->partition_count; i++) {
        partition_state *state = &w->partitions[i];
        const int64_t written = state->written;
        if (written <= state->committed) continue;
        rd_kafka_topic_partition_list_add(list, w->config->topic_published, state->partition)->offset = written;
        state->committed = written;
    }
    if (list->cnt > 0) {
        fault_pass(FAULT_BEFORE_KAFKA_COMMIT);
        const rd_kafka_resp_err_t code = rd_kafka_commit(w->kafka, list, 1);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
            mz_log(MZ_LOG_DEBUG, "kafka-commit-failed", "{s:s}", "message", rd_kafka_err2str(code));
    }
    rd_kafka_topic_partition_list_destroy(list);
    w->committed_at = mz_clock_us();
}

/* Pauses or resumes all partitions. */
static void set_paused(worker *w, bool paused)
{
    if (w->assignment == NULL || w->assignment_pending) return;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_copy(w->assignment);
    const rd_kafka_resp_err_t code =
        paused ? rd_kafka_pause_partitions(w->kafka, list) : rd_kafka_resume_partitions(w->kafka, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return;
    w->paused = paused;
    mz_metric_set(&meter_paused, paused);
    mz_log(MZ_LOG_INFO, paused ? "paused" : "resumed", "{}");
}

/* Whether to poll now: not while the queue is full, unless it stays full, then paused. */
static bool may_poll(worker *w)
{
    if (w->paused) {
        w->full_at = mz_clock_us();
        if (queue_is_relaxed(&w->queue)) set_paused(w, false);
        return true;
    }
    bool room = queue_wait_room(&w->queue, 0);
    if (!room) {
        room = queue_wait_room(&w->queue, POLL_MS * 1000);
        w->full_at = mz_clock_us();
    }
    if (room) {
        w->full_since = 0;
        return true;
    }
    if (w->full_since == 0) w->full_since = w->full_at;
    if (w->full_at - w->full_since < FULL_BEFORE_US) return false;
    set_paused(w, true);
    w->full_since = 0;
    return w->paused;
}

static void accept_message(worker *w, rd_kafka_message_t *message)
{
    partition_state *state = assignment_find(w, message->partition);
    if (state == NULL || message->offset < state->position) {
        /* No longer ours; or Kafka went back because the topic ends before the offset in PostgreSQL. */
        if (state != NULL && !state->behind)
            mz_log(
                MZ_LOG_ERROR, "offset-beyond-topic", "{s:i, s:I, s:I, s:s}", "partition", (int)message->partition,
                "expected", (json_int_t)state->position, "offset", (json_int_t)message->offset, "message",
                "PostgreSQL is ahead of the topic; if the topic was made anew, delete its rows from consumer_offset");
        if (state != NULL) state->behind = true;
        rd_kafka_message_destroy(message);
        return;
    }
    if (message->offset > state->position)
        mz_log(MZ_LOG_WARNING, "offset-gap", "{s:i, s:I, s:I}", "partition", (int)message->partition, "expected",
               (json_int_t)state->position, "offset", (json_int_t)message->offset);
    job *j = job_new(message, w->generation, message->offset < state->careful_until);
    if (j == NULL) {
        mz_log(MZ_LOG_ERROR, "out-of-memory", "{}");
        w->restart = true; /* read it again from the offset in PostgreSQL */
        rd_kafka_message_destroy(message);
        return;
    }
    state->position = message->offset + 1;
    fault_pass(FAULT_AFTER_POLL);
    queue_push(&w->queue, j);
}

static void poll_once(worker *w)
{
    rd_kafka_message_t *message = rd_kafka_consumer_poll(w->kafka, POLL_MS);
    w->polled_at = mz_clock_us();
    if (message == NULL) return;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        accept_message(w, message);
        return;
    }
    mz_log(MZ_LOG_WARNING, "kafka-error", "{s:s, s:s}", "code", rd_kafka_err2name(message->err), "message",
           rd_kafka_message_errstr(message));
    rd_kafka_message_destroy(message);
}

/* A parser that does not come back cannot be stopped from outside: end the process; the attempt is counted at the next
 * assignment, and after some the document is set aside. */
static void watch(worker *w)
{
    int32_t partition = -1;
    int64_t offset = -1;
    const int64_t careful = w->careful_since;
    int64_t busy = queue_longest_busy(&w->queue, &partition, &offset);
    if (careful != 0 && mz_clock_us() - careful > busy) busy = mz_clock_us() - careful;
    if (busy <= w->config->document_timeout * 1000) return;
    mz_log(MZ_LOG_ERROR, "document-timeout", "{s:i, s:I, s:I}", "partition", (int)partition, "offset",
           (json_int_t)offset, "ms", (json_int_t)(busy / 1000));
    _exit(EXIT_SOFTWARE);
}

/* Looks after PostgreSQL while there is nothing to write. */
static void check_database(worker *w)
{
    w->checked_at = mz_clock_us();
    const bool good = mz_pg_open(w->pg) && mz_pg_run(w->pg, "select 1");
    if (!good && meter_database.value != 0)
        mz_log(MZ_LOG_WARNING, "database-away", "{s:s}", "message", mz_pg_last(w->pg)->message);
    if (!good) mz_pg_close(w->pg);
    mz_metric_set(&meter_database, good);
}

/* While we did not take messages librdkafka's room filled up and its fetchers went to sleep. */
static void wake_fetchers(worker *w, int64_t now)
{
    if (now - w->full_at > MZ_KAFKA_FETCHER_SLEEP_US || now - w->woken_at < WAKE_EVERY_US) return;
    w->woken_at = now;
    if (w->assignment != NULL && !w->assignment_pending) mz_kafka_wake_fetchers(w->kafka, w->assignment);
}

static void look_after(worker *w)
{
    const int64_t now = mz_clock_us();
    if (atomic_exchange(&w->restart, false) && w->assignment != NULL) {
        w->generation = queue_invalidate(&w->queue);
        w->assignment_pending = true;
        w->retry_at = now + mz_backoff_next(&w->backoff) * 1000;
    }
    assignment_start(w);
    if (now - w->committed_at >= w->config->kafka_commit_interval * 1000) consumer_commit(w);
    if (now - w->checked_at >= CHECK_EVERY_US) check_database(w);
    wake_fetchers(w, now);
    watch(w);
}

int consumer_run(worker *w)
{
    if (!open_consumer(w)) return EXIT_SOFTWARE;
    if (!subscribe(w)) w->fatal = true;
    while (!w->stopping && !w->fatal) {
        look_after(w);
        if (may_poll(w)) poll_once(w);
    }
    return w->fatal ? EXIT_SOFTWARE : 0;
}
