/* stream.c - producing events in order and waiting for their acknowledgement; see stream.h. */
#include "stream.h"

#include <common/cloudevents.h>
#include <common/log.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Never give up by time: an event that timed out may be in the topic or not. The broker judges the size. */
static const char *const defaults[] = {"linger.ms=0", "message.timeout.ms=0", "message.max.bytes=16777216", NULL};

stream_result stream_fail(const char *what, const mz_kafka_error *error)
{
    mz_log(MZ_LOG_WARNING, "kafka-error", "{s:s, s:s, s:s, s:s}", "doing", what, "error",
           rd_kafka_err2name(error->code), "class", mz_kafka_class_name(mz_kafka_classify(error->code)), "message",
           error->message);
    mz_metric_add(&relay_errors_kafka, 1);
    return STREAM_KAFKA;
}

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque)
{
    stream *s = opaque;
    outbox_row *row = message->_private;
    row->error = message->err;
    row->offset = message->offset;
    s->pending--;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return;
    relay_fault(s->relay, FAULT_AFTER_PRODUCE, ++s->acknowledged);
    if (s->relay->fault == FAULT_FATAL && s->acknowledged >= s->relay->fault_after) {
        s->relay->fault = FAULT_NONE;
        rd_kafka_test_fatal_error(producer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "asked for by --fault");
    }
}

static void on_error(rd_kafka_t *producer, int code, const char *reason, void *opaque)
{
    (void)producer, (void)opaque;
    mz_log(MZ_LOG_WARNING, "kafka-client", "{s:s, s:s}", "error", rd_kafka_err2name((rd_kafka_resp_err_t)code),
           "message", reason);
}

static void on_log(const rd_kafka_t *producer, int level, const char *facility, const char *text)
{
    (void)producer;
    mz_log(level <= 4 ? MZ_LOG_INFO : MZ_LOG_DEBUG, "librdkafka", "{s:s, s:s}", "facility", facility, "message", text);
}

static int on_statistics(rd_kafka_t *producer, char *json, size_t length, void *opaque)
{
    (void)producer, (void)opaque;
    mz_kafka_stats stats;
    if (mz_kafka_stats_read(json, length, &stats, NULL, NULL)) mz_metric_set(&relay_brokers_up, stats.brokers_up);
    return 0;
}

stream_result stream_open(stream *s, relay *r)
{
    *s = (stream){.relay = r};
    mz_kafka_error error;
    mz_kafka_settings settings = {.brokers = r->config.brokers,
                                  .client_id = "mingzhang-relay",
                                  .defaults = defaults,
                                  .properties = (const char *const *)r->config.kafka.items};
    rd_kafka_conf_t *conf = mz_kafka_conf(MZ_KAFKA_PRODUCER, &settings, &error);
    if (conf == NULL) return stream_fail("configuring the producer", &error);
    rd_kafka_conf_set_opaque(conf, s);
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_log_cb(conf, on_log);
    rd_kafka_conf_set_stats_cb(conf, on_statistics);
    s->producer = mz_kafka_open(MZ_KAFKA_PRODUCER, conf, &error);
    return s->producer != NULL ? STREAM_OK : stream_fail("opening the producer", &error);
}

void stream_close(stream *s)
{
    for (size_t i = 0; i < s->topic_count; i++) {
        rd_kafka_topic_destroy(s->topics[i].handle);
        free(s->topics[i].lanes);
        free(s->topics[i].name);
    }
    s->topic_count = 0;
    if (s->producer == NULL) return;
    rd_kafka_purge(s->producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_destroy(s->producer);
    s->producer = NULL;
}

stream_topic *stream_find(stream *s, const char *name)
{
    for (size_t i = 0; i < s->topic_count; i++)
        if (strcmp(s->topics[i].name, name) == 0) return &s->topics[i];
    return NULL;
}

static void take_position(void *opaque, const outbox_position *position)
{
    stream_topic *topic = opaque;
    if (position->partition < 0 || position->partition >= topic->lane_count) return;
    stream_lane *lane = &topic->lanes[position->partition];
    lane->next_offset = position->next_offset;
    lane->last_seq = lane->known_seq = position->last_seq;
}

stream_result stream_open_topic(stream *s, const char *name)
{
    mz_kafka_error error;
    int32_t count = 0;
    if (s->topic_count == STREAM_TOPICS) {
        mz_kafka_fail(&error, RD_KAFKA_RESP_ERR__INVALID_ARG, "the outbox names more than %d topics", STREAM_TOPICS);
        return stream_fail(name, &error);
    }
    if (!mz_kafka_partition_count(s->producer, name, 5000, &count, &error)) return stream_fail(name, &error);
    stream_topic *topic = &s->topics[s->topic_count];
    *topic = (stream_topic){.name = strdup(name),
                            .handle = rd_kafka_topic_new(s->producer, name, NULL),
                            .lanes = calloc((size_t)count + 1, sizeof *topic->lanes),
                            .lane_count = count};
    if (topic->name == NULL || topic->lanes == NULL || topic->handle == NULL) abort();
    s->topic_count++;
    if (!outbox_positions(s->relay->pg, s->relay->range, name, take_position, topic)) return STREAM_DATABASE;
    return tail_read(s, topic);
}

static bool is_ours(const char *name)
{
    return strcmp(name, "mz_id") == 0 || strcmp(name, "mz_seq") == 0 || strcmp(name, "mz_shard") == 0;
}

/* The headers of the row, as its writer wished them. */
static void add_stored(rd_kafka_headers_t *headers, const char *json)
{
    json_t *object = json_loads(json, 0, NULL);
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (json_is_string(value) && !is_ours(name))
            rd_kafka_header_add(headers, name, -1, json_string_value(value), (ssize_t)json_string_length(value));
    }
    json_decref(object);
}

static void add_default(rd_kafka_headers_t *headers, const char *name, const char *value)
{
    if (mz_event_header(headers, name) == NULL) rd_kafka_header_add(headers, name, -1, value, -1);
}

static rd_kafka_headers_t *headers_of(const stream *s, const outbox_row *row, int64_t seq)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(24);
    char text[24];
    add_stored(headers, row->headers);
    if (!row->verbatim) {
        add_default(headers, "ce_specversion", "1.0");
        add_default(headers, "ce_id", row->id);
        add_default(headers, "ce_source", s->relay->config.source);
        add_default(headers, "ce_type", row->type);
        add_default(headers, "ce_time", row->created);
        add_default(headers, "content-type", "application/json");
    }
    rd_kafka_header_add(headers, "mz_id", -1, row->id, -1);
    snprintf(text, sizeof text, "%lld", (long long)s->relay->range.first);
    rd_kafka_header_add(headers, "mz_shard", -1, text, -1);
    snprintf(text, sizeof text, "%lld", (long long)seq);
    rd_kafka_header_add(headers, "mz_seq", -1, text, -1);
    return headers;
}

/* The key decides the partition as it does in the Java clients; without one, the id. */
static int32_t partition_of(const stream_topic *topic, const void *key, size_t length, const char *id)
{
    if (key == NULL) {
        key = id;
        length = strlen(id);
    }
    return rd_kafka_msg_partitioner_murmur2(topic->handle, key, length, topic->lane_count, NULL, NULL);
}

static void produce(stream *s, outbox_row *row)
{
    stream_topic *topic = stream_find(s, row->topic);
    const void *key = row->key;
    size_t key_length = row->key_length;
    if (key == NULL && !row->verbatim) {
        key = row->aggregate;
        key_length = strlen(row->aggregate);
    }
    row->partition = partition_of(topic, key, key_length, row->id);
    stream_lane *lane = &topic->lanes[row->partition];
    mz_kafka_message message = {.topic = row->topic,
                                .partition = row->partition,
                                .key = key,
                                .key_length = key_length,
                                .value = row->value,
                                .length = row->value_length,
                                .headers = headers_of(s, row, lane->last_seq + 1),
                                .opaque = row};
    s->pending++; /* before: the report may come from within the call below */
    rd_kafka_resp_err_t code = mz_kafka_produce(s->producer, &message);
    while (code == RD_KAFKA_RESP_ERR__QUEUE_FULL && !relay_stop) {
        rd_kafka_poll(s->producer, 100);
        code = mz_kafka_produce(s->producer, &message);
    }
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        row->seq = ++lane->last_seq;
        return;
    }
    s->pending--;
    rd_kafka_headers_destroy(message.headers);
    row->error = code;
}

/* Waits for the reports that are due. The broker may be away for long: meanwhile the lock must stay ours. */
static stream_result await_reports(stream *s)
{
    int64_t started = mz_clock_us(), checked = started, stopping = 0;
    stream_result result = STREAM_OK;
    while (s->pending > 0 && result == STREAM_OK) {
        rd_kafka_poll(s->producer, 50);
        int64_t now = mz_clock_us();
        s->relay->turned_at = now;
        s->relay->stuck = s->pending > 0 && now - started > 1000000;
        if (now - checked > 1000000) {
            checked = now;
            if (!outbox_alive(s->relay->pg)) result = STREAM_DATABASE;
        }
        if (relay_stop && stopping == 0) stopping = now;
        if (stopping != 0 && now - stopping > s->relay->config.drain_ms * 1000) result = STREAM_STOPPED;
    }
    s->relay->stuck = false;
    /* The reports point into the batch: have them all before it goes away. */
    if (s->pending > 0) rd_kafka_purge(s->producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    while (s->pending > 0) rd_kafka_poll(s->producer, 50);
    return result;
}

stream_result stream_send(stream *s, outbox_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        produce(s, &batch->rows[i]);
        if (batch->rows[i].error != RD_KAFKA_RESP_ERR__QUEUE_FULL) continue;
        while (++i < batch->count)
            batch->rows[i].error = RD_KAFKA_RESP_ERR__QUEUE_FULL; /* stopping: none may overtake */
    }
    stream_result result = await_reports(s);
    for (size_t i = 0; i < batch->count; i++) {
        const outbox_row *row = &batch->rows[i];
        const stream_topic *topic = stream_find(s, row->topic);
        if (row->error != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        stream_lane *lane = &topic->lanes[row->partition];
        if (row->offset >= lane->next_offset) lane->next_offset = row->offset + 1;
        if (row->seq > lane->known_seq) lane->known_seq = row->seq;
        lane->moved = true;
    }
    return result;
}

outbox_position *stream_positions(const stream *s, size_t *count)
{
    size_t room = 1;
    for (size_t i = 0; i < s->topic_count; i++) room += (size_t)s->topics[i].lane_count;
    outbox_position *positions = calloc(room, sizeof *positions);
    *count = 0;
    if (positions == NULL) return NULL;
    for (size_t i = 0; i < s->topic_count; i++)
        for (int32_t lane = 0; lane < s->topics[i].lane_count; lane++) {
            const stream_lane *l = &s->topics[i].lanes[lane];
            if (l->moved)
                positions[(*count)++] = (outbox_position){s->topics[i].name, lane, l->next_offset, l->known_seq};
        }
    return positions;
}

void stream_positions_stored(stream *s)
{
    for (size_t i = 0; i < s->topic_count; i++)
        for (int32_t lane = 0; lane < s->topics[i].lane_count; lane++) s->topics[i].lanes[lane].moved = false;
}
