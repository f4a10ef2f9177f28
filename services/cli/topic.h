/* topic.h - what the subcommands that speak to Kafka share: handles, reading a topic, sending and being sure of it. */
#ifndef MZ_CLI_TOPIC_H
#define MZ_CLI_TOPIC_H

#include <common/kafka.h>
#include <common/options.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* How to reach Kafka, and who asks (for messages on stderr: "mingzhang tail"). */
typedef struct topic_access {
    const char *command;
    const char *brokers;
    const mz_properties *properties;
} topic_access;

/* Where to read. */
typedef struct topic_range {
    const char *topic;
    bool from_beginning; /* else from the end on */
    bool exit_at_end;    /* else until the callback or a signal stops it */
    int32_t partition;   /* -1: all; otherwise from offset on, exit_at_end as above */
    int64_t offset;
} topic_range;

/* Gets each message; false ends the reading. */
typedef bool topic_callback(void *opaque, const rd_kafka_message_t *message);

/* Set by SIGINT and SIGTERM once topic_catch_signals was called. */
extern volatile sig_atomic_t topic_stop;
void topic_catch_signals(void);

/* A handle for role; NULL with a message on stderr. The caller destroys it. */
rd_kafka_t *topic_open(const topic_access *access, mz_kafka_role role, rd_kafka_conf_t *conf);

/* A configuration for role, for callers that set callbacks. defaults: the caller's own, see mz_kafka_settings; may be
 * NULL. NULL with a message on stderr. */
rd_kafka_conf_t *topic_conf(const topic_access *access, mz_kafka_role role, const char *const *defaults);

/* Reads a topic; an exit code. CLI_UNAVAILABLE with a message on stderr when the broker does not answer in 10 s or the
 * topic does not exist. */
int topic_read(const topic_access *access, const topic_range *range, topic_callback *callback, void *opaque);

/* Headers as a JSON object of strings, for printing; a value that is no UTF-8 becomes {"base64": ".."}. New reference.
 */
json_t *topic_headers_json(const rd_kafka_message_t *message);

/* The headers of a message, NULL when it has none. Borrowed. */
rd_kafka_headers_t *topic_headers(const rd_kafka_message_t *message);

/* Bytes as a JSON string when they are UTF-8, else {"base64": ".."}; null for NULL. New reference. */
json_t *topic_bytes_json(const void *bytes, size_t length);

#endif
