/* sender.h - sends messages and knows of each whether it arrived; shows progress when it takes long. */
#ifndef MZ_CLI_SENDER_H
#define MZ_CLI_SENDER_H

#include "topic.h"

typedef struct sender {
    const char *command;
    rd_kafka_t *producer;
    int64_t total;     /* messages to come, for the progress; 0: not known */
    int64_t delivered; /* acknowledged by the brokers */
    int64_t bytes;     /* of their values */
    int64_t failed;
    bool verbose; /* print label, topic, partition and offset of each */
    int64_t started;
    int64_t shown;
} sender;

/* One message; everything is copied but headers, which are taken over in any case. */
typedef struct sender_message {
    const char *label; /* how messages on stderr call it: the file's name */
    const char *topic;
    const void *key;
    size_t key_length; /* 0: no key */
    const void *value;
    size_t length;
    rd_kafka_headers_t *headers;
} sender_message;

/* timeout_ms: how long the brokers may take to acknowledge a message. False with a message on stderr. */
bool sender_open(sender *s, const topic_access *access, int64_t timeout_ms);

/* Hands a message over. What becomes of it shows in delivered and failed, with a message on stderr. */
void sender_send(sender *s, const sender_message *message);

/* Waits for all acknowledgements; CLI_OK or, when some message did not arrive, CLI_UNAVAILABLE. */
int sender_close(sender *s);

#endif
