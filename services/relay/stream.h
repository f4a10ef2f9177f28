/* stream.h - one producer and what it knows of the partitions it writes to. After any error it is closed and a new one
 * opened: opening a topic reads what really lies there, so nothing is sent twice. */
#ifndef MZ_RELAY_STREAM_H
#define MZ_RELAY_STREAM_H

#include "outbox.h"
#include "relay.h"

enum { STREAM_TOPICS = 8 };

/* A partition as this relay's shards see it. */
typedef struct stream_lane {
    int64_t next_offset; /* behind the last event of ours that is marked */
    int64_t last_seq;    /* mz_seq of the last event handed to the producer */
    int64_t known_seq;   /* mz_seq of the last event that is known to lie in the topic */
    bool moved;          /* since the last mark */
} stream_lane;

typedef struct stream_topic {
    char *name;
    rd_kafka_topic_t *handle; /* for the partitioner */
    stream_lane *lanes;
    int32_t lane_count;
} stream_topic;

typedef struct stream {
    relay *relay;
    rd_kafka_t *producer;
    stream_topic topics[STREAM_TOPICS];
    size_t topic_count;
    size_t pending; /* delivery reports that are due */
    int64_t acknowledged;
    int64_t produced;
} stream;

/* What became of a step. */
typedef enum stream_result {
    STREAM_OK,
    STREAM_KAFKA,    /* logged; close the stream, wait, open another */
    STREAM_DATABASE, /* mz_pg_last says why; the same, and a new connection */
    STREAM_STOPPED   /* the stop signal came while waiting */
} stream_result;

stream_result stream_open(stream *s, relay *r);
/* Gives up what is in flight. */
void stream_close(stream *s);

/* The topic when it is open, else NULL. */
stream_topic *stream_find(stream *s, const char *name);

/* Opens topic: reads its partitions from the stored positions to their ends and marks what lies there as sent. */
stream_result stream_open_topic(stream *s, const char *name);

/* Sends the events of batch, whose topics are open, and waits until each is acknowledged or refused (row->error). */
stream_result stream_send(stream *s, outbox_batch *batch);

/* Reads what lies in topic behind the positions of its lanes, marks it in the outbox and moves the lanes. (tail.c) */
stream_result tail_read(stream *s, stream_topic *topic);

/* The positions of the lanes that moved, for outbox_mark_sent; *count of them, owned by the caller. NULL: no memory. */
outbox_position *stream_positions(const stream *s, size_t *count);
/* To be called when they are stored. */
void stream_positions_stored(stream *s);

/* Logs a Kafka error and returns STREAM_KAFKA. */
stream_result stream_fail(const char *what, const mz_kafka_error *error);

#endif
