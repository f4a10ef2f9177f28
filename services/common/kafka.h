/* kafka.h - librdkafka handles with the defaults this project needs, error classes, topics, statistics.
 * Thin on purpose: callers set their own callbacks on the rd_kafka_conf_t and use librdkafka's calls on the handle. */
#ifndef MZ_COMMON_KAFKA_H
#define MZ_COMMON_KAFKA_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum mz_kafka_role {
    MZ_KAFKA_CONSUMER,      /* group consumer, eager assignor, no automatic commits or stores */
    MZ_KAFKA_PRODUCER,      /* idempotent, acks=all */
    MZ_KAFKA_READER,        /* reads partitions it assigns itself, outside any group; reports partition ends */
    MZ_KAFKA_ADMINISTRATION /* metadata, offsets and topic creation only; a producer handle without idempotence */
} mz_kafka_role;

/* Borrowed for the call. */
typedef struct mz_kafka_settings {
    const char *brokers;           /* bootstrap.servers, e.g. "127.0.0.1:19092" */
    const char *client_id;         /* NULL: librdkafka's */
    const char *group;             /* consumer group; required for MZ_KAFKA_CONSUMER */
    const char *const *defaults;   /* the program's own defaults, "name=value" each, ends with NULL; may be NULL */
    const char *const *properties; /* the operator's, in the same form; applied last, so they win */
} mz_kafka_settings;

/* Room for one sentence of error text. */
typedef struct mz_kafka_error {
    rd_kafka_resp_err_t code;
    char message[256];
} mz_kafka_error;

typedef enum mz_kafka_class {
    MZ_KAFKA_OK,
    MZ_KAFKA_RETRIABLE, /* the broker is away or busy: wait and try again with the same handle */
    MZ_KAFKA_FATAL,     /* the handle is of no further use: make a new one */
    MZ_KAFKA_PERMANENT  /* trying again cannot help: message too large, unknown topic, not authorised, bad setting */
} mz_kafka_class;

/*
 * A configuration for role: our defaults, then settings. Owned by the caller until mz_kafka_open takes it.
 * NULL when a property is malformed, unknown or has a bad value; error names it.
 */
rd_kafka_conf_t *mz_kafka_conf(mz_kafka_role role, const mz_kafka_settings *settings, mz_kafka_error *error);

/*
 * Makes the handle. Takes ownership of conf, also on failure. For MZ_KAFKA_CONSUMER all events are redirected to the
 * consumer queue (rd_kafka_consumer_poll serves them). The caller ends it with rd_kafka_destroy (consumers: after
 * mz_kafka_close). NULL: see error. Does not wait for a broker.
 */
rd_kafka_t *mz_kafka_open(mz_kafka_role role, rd_kafka_conf_t *conf, mz_kafka_error *error);

/* Leaves the group within timeout_ms, serving the rebalance callback. False when it did not finish in time: then leave
 * the process without rd_kafka_destroy, which would hang as well. */
bool mz_kafka_close(rd_kafka_t *consumer, int timeout_ms);

/* So long may a consumer's fetchers sleep when librdkafka's queue was full, however soon it is empty again. */
#define MZ_KAFKA_FETCHER_SLEEP_US 1000000

/*
 * Makes the fetchers of these partitions look now whether there is room again; librdkafka has no call for it before
 * version 2.2. Costs each leader a small request, whose answer is not waited for: a millisecond at most.
 */
void mz_kafka_wake_fetchers(rd_kafka_t *consumer, const rd_kafka_topic_partition_list_t *partitions);

/* What kind of error this is. For an error of a whole handle (RD_KAFKA_RESP_ERR__FATAL) rd_kafka_fatal_error has the
 * reason. */
mz_kafka_class mz_kafka_classify(rd_kafka_resp_err_t code);

/* "retriable", "fatal", "permanent", "ok". */
const char *mz_kafka_class_name(mz_kafka_class class);

/* A message to be sent. Borrowed for the call but headers. */
typedef struct mz_kafka_message {
    const char *topic;
    int32_t partition; /* RD_KAFKA_PARTITION_UA: by the key */
    const void *key;   /* NULL: none */
    size_t key_length;
    const void *value; /* NULL: none */
    size_t length;
    rd_kafka_headers_t *headers; /* taken over on success, otherwise still the caller's; may be NULL */
    bool copy;                   /* copy the value; otherwise it must stay until the delivery report */
    void *opaque;                /* _private of the delivery report's message */
} mz_kafka_message;

/* Hands a message to the producer. RD_KAFKA_RESP_ERR__QUEUE_FULL: poll and try again. */
rd_kafka_resp_err_t mz_kafka_produce(rd_kafka_t *producer, const mz_kafka_message *message);

/* Number of partitions of topic in *count. Any handle. Error RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART when it does not
 * exist, RD_KAFKA_RESP_ERR__TRANSPORT or __TIMED_OUT when no broker answers. */
bool mz_kafka_partition_count(rd_kafka_t *handle, const char *topic, int timeout_ms, int32_t *count,
                              mz_kafka_error *error);

/* A topic to be made. */
typedef struct mz_kafka_topic {
    const char *name;
    int32_t partitions;
    int32_t replication;           /* -1: the broker's default */
    const char *const *properties; /* "name=value" topic settings, ends with NULL; may be NULL */
} mz_kafka_topic;

/* Creates a topic through the admin API. *created says whether it was made now; a topic that exists is not an error and
 * is left as it is. */
bool mz_kafka_create_topic(rd_kafka_t *handle, const mz_kafka_topic *topic, int timeout_ms, bool *created,
                           mz_kafka_error *error);

/* The figures of librdkafka's statistics that our metrics show. */
typedef struct mz_kafka_stats {
    int64_t brokers_up;      /* brokers in state UP */
    int64_t queued_messages; /* producer: waiting to be sent or acknowledged */
    int64_t queued_bytes;    /* the same in bytes */
    int64_t sent_messages;   /* since the handle was made */
    int64_t received_messages;
    int64_t received_bytes; /* of messages */
    int64_t rebalances;     /* consumer group rebalances since the handle was made */
} mz_kafka_stats;

/* Called once per partition of the statistics that has a known lag (librdkafka's -1 = unknown is left out). */
typedef void mz_kafka_lag_callback(void *opaque, const char *topic, int32_t partition, int64_t lag);

/* Reads the JSON that a stats_cb gets. lag may be NULL. False when the text is no such JSON. */
bool mz_kafka_stats_read(const char *json, size_t length, mz_kafka_stats *stats, mz_kafka_lag_callback *lag,
                         void *opaque);

/* Fills error from a librdkafka code and a printf format (NULL: librdkafka's own text); returns false, for `return`. */
bool mz_kafka_fail(mz_kafka_error *error, rd_kafka_resp_err_t code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
