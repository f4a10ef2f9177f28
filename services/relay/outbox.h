/* outbox.h - the relay's side of the database: which events wait, and that they were sent. */
#ifndef MZ_RELAY_OUTBOX_H
#define MZ_RELAY_OUTBOX_H

#include <common/pg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An event that waits. Strings belong to the batch. */
typedef struct outbox_row {
    const char *id; /* UUID */
    const char *topic;
    const char *type;      /* ce_type */
    const char *aggregate; /* the organisation: the key of events that have no key of their own */
    const char *created;   /* RFC 3339 */
    const char *headers;   /* JSON object of strings */
    double age_seconds;    /* since it was written, when it was read */
    void *key;             /* NULL: none */
    size_t key_length;
    void *value; /* NULL: a message without value */
    size_t value_length;
    bool verbatim; /* a rejected message: value is the original bytes, headers are the original ones and more */

    /* filled by the stream */
    int32_t partition;
    int64_t offset;
    int64_t seq; /* mz_seq: per shard and partition */
    int error;   /* rd_kafka_resp_err_t of the delivery report */
} outbox_row;

typedef struct outbox_batch {
    outbox_row *rows;
    size_t count;
    PGresult *result; /* owns the strings */
} outbox_batch;

/* One event that is known to lie in Kafka. partition -1: it can never be sent and was set aside. */
typedef struct outbox_mark {
    char id[37];
    int32_t partition;
    int64_t offset;
} outbox_mark;

/* How far the relay came in one partition. */
typedef struct outbox_position {
    const char *topic;
    int32_t partition;
    int64_t next_offset;
    int64_t last_seq;
} outbox_position;

/* The shards that a relay serves, both ends included; 0 .. 15. Its first shard names it in relay_position. */
typedef struct outbox_range {
    int64_t first;
    int64_t last;
} outbox_range;

/* Becomes the one relay of these shards for as long as the connection lives. *held: false when another one has one
 * of them. */
bool outbox_lock(mz_pg *pg, outbox_range range, bool *held);

/* Whether the connection, and with it the lock, still lives. */
bool outbox_alive(mz_pg *pg);

/*
 * Reads the events that are next: at most max_rows, and at most max_bytes of values (but always one). Only events whose
 * transaction is older than every running one are seen, so none can appear later in front of them. Release with
 * outbox_free. An error is in mz_pg_last.
 */
bool outbox_read(mz_pg *pg, outbox_range range, int64_t max_rows, int64_t max_bytes, outbox_batch *batch);
void outbox_free(outbox_batch *batch);

/* The stored positions of topic, calling back for each partition: those of this range, or for a range that is new the
 * lowest of all, with sequence number 0. */
bool outbox_positions(mz_pg *pg, outbox_range range, const char *topic,
                      void (*found)(void *opaque, const outbox_position *position), void *opaque);

/* Marks events as sent and moves the positions, in one statement. Events marked before keep their mark. */
bool outbox_mark_sent(mz_pg *pg, outbox_range range, const outbox_mark *marks, size_t mark_count,
                      const outbox_position *positions, size_t position_count);

/* Removes events that were sent and are older than so many seconds, a few thousand at most; *removed of them. What was
 * set aside as unsendable stays. */
bool outbox_remove_old(mz_pg *pg, outbox_range range, int64_t seconds, int64_t *removed);

/* How many events wait, and for how many seconds the oldest (0 when none). */
bool outbox_backlog(mz_pg *pg, outbox_range range, int64_t *rows, int64_t *oldest_seconds);

#endif
