/* serve.c - the relay's loop: get the shards' locks, then read a batch, send it, mark it. */
#include "serve.h"

#include <common/log.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "outbox.h"
#include "stream.h"

enum { HOUSE_MS = 5000 };

static void log_database(const relay *r, const char *doing)
{
    const mz_pg_error *error = mz_pg_last(r->pg);
    mz_log(MZ_LOG_WARNING, "database-error", "{s:s, s:s, s:s, s:s}", "doing", doing, "class",
           mz_pg_class_name(error->class), "sqlstate", error->sqlstate, "message", error->message);
    mz_metric_add(&relay_errors_database, 1);
}

/* Opens the topics of batch that are not open. *opened: some were, so the batch may hold events that lie there. */
static stream_result open_topics(stream *s, const outbox_batch *batch, bool *opened)
{
    *opened = false;
    for (size_t i = 0; i < batch->count; i++) {
        if (stream_find(s, batch->rows[i].topic) != NULL) continue;
        *opened = true;
        stream_result result = stream_open_topic(s, batch->rows[i].topic);
        if (result != STREAM_OK) return result;
    }
    return STREAM_OK;
}

/* An error that would meet this event again and again, and no other one. */
static bool is_unsendable(int code)
{
    return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || code == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE ||
           code == RD_KAFKA_RESP_ERR_INVALID_RECORD;
}

/* The marks of the events whose fate is known; *failed: others remain to be sent. */
static size_t judge(const outbox_batch *batch, outbox_mark *marks, bool *failed)
{
    size_t count = 0;
    *failed = false;
    for (size_t i = 0; i < batch->count; i++) {
        const outbox_row *row = &batch->rows[i];
        bool sent = row->error == RD_KAFKA_RESP_ERR_NO_ERROR, refused = is_unsendable(row->error);
        if (!sent) *failed = true; /* even when set aside: the producer's sequence has a gap now */
        if (refused) {
            mz_log(MZ_LOG_ERROR, "event-unsendable", "{s:s, s:s, s:I, s:s}", "id", row->id, "topic", row->topic,
                   "bytes", (json_int_t)row->value_length, "error", rd_kafka_err2name((rd_kafka_resp_err_t)row->error));
            mz_metric_add(&relay_unsendable, 1);
        }
        if (!sent && !refused) continue;
        outbox_mark *mark = &marks[count++];
        memcpy(mark->id, row->id, sizeof mark->id);
        mark->partition = sent ? row->partition : -1;
        mark->offset = sent ? row->offset : -1;
    }
    return count;
}

static void count_sent(const outbox_batch *batch, int64_t read_at)
{
    double waited = (double)(mz_clock_us() - read_at);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->rows[i].error != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        mz_metric_add(&relay_sent, 1);
        mz_metric_observe(&relay_latency, (int64_t)(batch->rows[i].age_seconds * 1e6 + waited));
    }
}

static const char *first_failure(const outbox_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        if (batch->rows[i].error != RD_KAFKA_RESP_ERR_NO_ERROR)
            return rd_kafka_err2name((rd_kafka_resp_err_t)batch->rows[i].error);
    return "none";
}

/* Marks what the delivery reports of batch tell. */
static stream_result mark(stream *s, const outbox_batch *batch, int64_t read_at)
{
    const relay *r = s->relay;
    bool failed = false;
    size_t position_count = 0;
    outbox_mark *marks = calloc(batch->count, sizeof *marks);
    outbox_position *positions = stream_positions(s, &position_count);
    bool good = marks != NULL && positions != NULL;
    if (good) {
        size_t count = judge(batch, marks, &failed);
        relay_fault(r, FAULT_BEFORE_MARK, s->acknowledged);
        good = count == 0 || outbox_mark_sent(r->pg, r->range, marks, count, positions, position_count);
    }
    free(marks);
    free(positions);
    if (!good) return STREAM_DATABASE;
    stream_positions_stored(s);
    count_sent(batch, read_at);
    if (!failed) return STREAM_OK;
    mz_log(MZ_LOG_WARNING, "kafka-error", "{s:s, s:s}", "doing", "sending events", "error", first_failure(batch));
    mz_metric_add(&relay_errors_kafka, 1);
    return STREAM_KAFKA;
}

/* One batch: read, sent, marked. *found: there was something to do. */
static stream_result step(stream *s, bool *found)
{
    const relay *r = s->relay;
    outbox_batch batch;
    int64_t read_at = mz_clock_us();
    *found = false;
    if (!outbox_read(r->pg, r->range, r->config.batch_events, r->config.batch_bytes, &batch)) return STREAM_DATABASE;
    if (batch.count == 0) return STREAM_OK;
    *found = true;
    bool opened = false;
    stream_result result = open_topics(s, &batch, &opened);
    if (result == STREAM_OK && !opened) {
        result = stream_send(s, &batch);
        if (result != STREAM_DATABASE) {
            stream_result marked = mark(s, &batch, read_at);
            if (result == STREAM_OK) result = marked;
        }
    }
    outbox_free(&batch);
    return result;
}

/* Opens the usual topics before the first event needs them; both have to exist. */
static stream_result open_usual(stream *s)
{
    const char *const names[] = {s->relay->config.topic_anomalies, s->relay->config.topic_rejected};
    for (size_t i = 0; i < 2; i++) {
        if (*names[i] == '\0' || stream_find(s, names[i]) != NULL) continue;
        stream_result result = stream_open_topic(s, names[i]);
        if (result != STREAM_OK) return result;
    }
    return STREAM_OK;
}

/* What is done now and then: the backlog is counted, old events are removed. */
static stream_result keep_house(const relay *r)
{
    int64_t rows = 0, oldest = 0, removed = 0;
    if (!outbox_backlog(r->pg, r->range, &rows, &oldest)) return STREAM_DATABASE;
    mz_metric_set(&relay_backlog, rows);
    mz_metric_set(&relay_oldest, oldest * 1000000);
    if (r->config.retention_ms == 0) return STREAM_OK;
    if (!outbox_remove_old(r->pg, r->range, r->config.retention_ms / 1000, &removed)) return STREAM_DATABASE;
    mz_metric_add(&relay_removed, removed);
    return STREAM_OK;
}

/* Serves with the lock in hand until something fails or the stop signal comes. */
static stream_result run(relay *r, mz_backoff *backoff)
{
    stream s;
    int64_t kept = 0;
    stream_result result = stream_open(&s, r);
    mz_metric_add(&relay_restarts, 1);
    if (result == STREAM_OK) result = open_usual(&s);
    while (result == STREAM_OK && !relay_stop) {
        bool found = false;
        r->active = true;
        r->turned_at = mz_clock_us();
        mz_metric_set(&relay_active, 1);
        if (mz_clock_us() - kept > HOUSE_MS * INT64_C(1000)) {
            result = keep_house(r);
            kept = mz_clock_us();
        }
        if (result == STREAM_OK) result = step(&s, &found);
        if (result == STREAM_OK) backoff->attempt = 0;
        rd_kafka_poll(s.producer, 0);
        if (result == STREAM_OK && !found) relay_pause(r->config.poll_ms);
    }
    r->active = false;
    mz_metric_set(&relay_active, 0);
    if (result == STREAM_DATABASE) log_database(r, "serving the outbox");
    stream_close(&s);
    return result;
}

/* Connects and takes the lock; false: not now. *wait_ms says when to try again. */
static bool take_shard(relay *r, mz_backoff *backoff, int64_t *wait_ms, bool *standing_by)
{
    bool held = false;
    if (!mz_pg_open(r->pg) || !outbox_lock(r->pg, r->range, &held)) {
        log_database(r, "taking the shard");
        mz_pg_close(r->pg);
        *wait_ms = mz_backoff_next(backoff);
        return false;
    }
    if (held != !*standing_by)
        mz_log(MZ_LOG_INFO, held ? "taking-over" : "standing-by", "{s:I}", "first_shard", (json_int_t)r->range.first);
    *standing_by = !held;
    mz_backoff jitter = {.attempt = 2};
    *wait_ms = mz_backoff_next(&jitter); /* 200 to 400 ms: two relays that start together do not stay in step */
    return held;
}

void relay_serve(relay *r)
{
    mz_backoff backoff = {0};
    bool standing_by = false;
    while (!relay_stop) {
        int64_t wait_ms = 0;
        r->turned_at = mz_clock_us();
        if (take_shard(r, &backoff, &wait_ms, &standing_by)) {
            stream_result result = run(r, &backoff);
            wait_ms = result == STREAM_OK || result == STREAM_STOPPED ? 0 : mz_backoff_next(&backoff);
            mz_pg_close(r->pg); /* and with it the lock: another relay may reach what this one cannot */
        }
        relay_pause(wait_ms);
    }
}
