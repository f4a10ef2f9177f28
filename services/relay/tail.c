/* tail.c - what really lies in a topic behind the relay's positions: events that were sent but not marked. */
#include <common/cloudevents.h>
#include <common/log.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "stream.h"

enum { TIMEOUT_MS = 10000, MARKS = 1000, SETTLE_MS = 200 };

/* One reading of a topic. */
typedef struct reading {
    stream *stream;
    stream_topic *topic;
    rd_kafka_t *reader;
    int64_t *ends; /* per partition; the reading of it is over at this offset */
    outbox_mark marks[MARKS];
    size_t mark_count;
    int64_t recovered;
} reading;

static stream_result store(reading *r)
{
    size_t count = 0;
    outbox_position *positions = stream_positions(r->stream, &count);
    const relay *owner = r->stream->relay;
    bool good = positions != NULL &&
                (count == 0 || outbox_mark_sent(owner->pg, owner->range, r->marks, r->mark_count, positions, count));
    free(positions);
    if (!good) return STREAM_DATABASE;
    stream_positions_stored(r->stream);
    r->recovered += (int64_t)r->mark_count;
    r->mark_count = 0;
    return STREAM_OK;
}

/* A message that no relay wrote is passed over. What another relay sent is marked as well, as it was sent; only the
 * sequence is our own. */
static stream_result take(reading *r, const rd_kafka_message_t *message)
{
    stream_lane *lane = &r->topic->lanes[message->partition];
    rd_kafka_headers_t *headers = NULL;
    lane->moved = true;
    if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return STREAM_OK;
    const char *id = mz_event_header(headers, "mz_id");
    const char *shard = mz_event_header(headers, "mz_shard");
    const char *seq = mz_event_header(headers, "mz_seq");
    if (id == NULL || shard == NULL || seq == NULL) return STREAM_OK;
    if (strlen(id) != 36 || strspn(id, "0123456789abcdef-") != 36) return STREAM_OK;
    int64_t number = strtoll(seq, NULL, 10);
    if (number > lane->known_seq && strtoll(shard, NULL, 10) == r->stream->relay->range.first)
        lane->last_seq = lane->known_seq = number;
    outbox_mark *mark = &r->marks[r->mark_count++];
    memcpy(mark->id, id, sizeof mark->id);
    mark->partition = message->partition;
    mark->offset = message->offset;
    return r->mark_count == MARKS ? store(r) : STREAM_OK;
}

/* Assigns the partitions in which something lies behind our position; *open of them. */
static stream_result assign(reading *r, int32_t *open)
{
    mz_kafka_error error;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(r->topic->lane_count);
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    *open = 0;
    for (int32_t i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && i < r->topic->lane_count; i++) {
        int64_t low = 0, high = 0;
        stream_lane *lane = &r->topic->lanes[i];
        code = rd_kafka_query_watermark_offsets(r->reader, r->topic->name, i, &low, &high, TIMEOUT_MS);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) break;
        if (lane->next_offset > high) /* the topic was made anew */
            mz_log(MZ_LOG_WARNING, "topic-shrank", "{s:s, s:i, s:I, s:I}", "topic", r->topic->name, "partition", (int)i,
                   "expected", (json_int_t)lane->next_offset, "end", (json_int_t)high);
        if (lane->next_offset > high || lane->next_offset < low) lane->next_offset = low;
        r->ends[i] = high;
        if (lane->next_offset == high) continue;
        rd_kafka_topic_partition_list_add(list, r->topic->name, i)->offset = lane->next_offset;
        ++*open;
    }
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) code = rd_kafka_assign(r->reader, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return STREAM_OK;
    mz_kafka_fail(&error, code, NULL);
    return stream_fail("reading the tail of a topic", &error);
}

/* The reading came to offset in partition; true when that was the last thing to read there. */
static bool arrived(reading *r, int32_t partition, int64_t offset)
{
    stream_lane *lane = &r->topic->lanes[partition];
    bool already = lane->next_offset >= r->ends[partition];
    if (offset > lane->next_offset) lane->next_offset = offset < r->ends[partition] ? offset : r->ends[partition];
    return !already && lane->next_offset >= r->ends[partition];
}

/* One message, or an event about a partition. *open: partitions that are not read to their ends yet. */
static stream_result take_any(reading *r, const rd_kafka_message_t *message, int32_t *open)
{
    mz_kafka_error error;
    stream_result result = STREAM_OK;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        if (arrived(r, message->partition, message->offset)) --*open;
    } else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        if (message->offset < r->ends[message->partition]) result = take(r, message);
        if (arrived(r, message->partition, message->offset + 1)) --*open;
    } else if (mz_kafka_classify(message->err) != MZ_KAFKA_RETRIABLE) {
        mz_kafka_fail(&error, message->err, NULL);
        result = stream_fail("reading the tail of a topic", &error);
    }
    return result;
}

static stream_result read_to_ends(reading *r)
{
    int32_t open = 0;
    stream_result result = assign(r, &open);
    int64_t last = mz_clock_us();
    while (result == STREAM_OK && open > 0) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(r->reader, 100);
        r->stream->relay->turned_at = mz_clock_us();
        if (message != NULL && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) last = mz_clock_us();
        if (message != NULL) {
            result = take_any(r, message, &open);
            rd_kafka_message_destroy(message);
        }
        if (result == STREAM_OK && relay_stop) result = STREAM_STOPPED;
        if (result == STREAM_OK && open > 0 && mz_clock_us() - last > TIMEOUT_MS * INT64_C(1000)) {
            mz_kafka_error error;
            mz_kafka_fail(&error, RD_KAFKA_RESP_ERR__TIMED_OUT, NULL);
            result = stream_fail("reading the tail of a topic", &error);
        }
    }
    return result == STREAM_OK ? store(r) : result;
}

static stream_result open_reader(reading *r)
{
    mz_kafka_error error;
    const relay_config *config = &r->stream->relay->config;
    mz_kafka_settings settings = {.brokers = config->brokers,
                                  .client_id = "mingzhang-relay-tail",
                                  .properties = (const char *const *)config->kafka.items};
    rd_kafka_conf_t *conf = mz_kafka_conf(MZ_KAFKA_READER, &settings, &error);
    if (conf == NULL) return stream_fail("configuring the reader", &error);
    rd_kafka_conf_set_log_cb(conf, NULL); /* the producer's log says the same */
    r->reader = mz_kafka_open(MZ_KAFKA_READER, conf, &error);
    return r->reader != NULL ? STREAM_OK : stream_fail("opening the reader", &error);
}

stream_result tail_read(stream *s, stream_topic *topic)
{
    reading *r = calloc(1, sizeof *r);
    int64_t *ends = calloc((size_t)topic->lane_count + 1, sizeof *ends);
    if (r == NULL || ends == NULL) abort();
    *r = (reading){.stream = s, .topic = topic, .ends = ends};
    stream_result result = open_reader(r);
    if (result == STREAM_OK) result = read_to_ends(r);
    /* A request of a relay that was killed may still wait in the broker: look a second time. */
    if (result == STREAM_OK) {
        relay_pause(SETTLE_MS);
        result = read_to_ends(r);
    }
    if (r->reader != NULL) rd_kafka_destroy(r->reader);
    mz_metric_add(&relay_recovered, r->recovered);
    if (result == STREAM_OK)
        mz_log(MZ_LOG_INFO, "topic-opened", "{s:s, s:i, s:I}", "topic", topic->name, "partitions",
               (int)topic->lane_count, "found_in_tail", (json_int_t)r->recovered);
    free(ends);
    free(r);
    return result;
}
