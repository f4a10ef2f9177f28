/* sender.c - producing with delivery reports; see sender.h. */
#include "sender.h"

#include <common/metrics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

enum { PROGRESS_US = 2000000 };

static void report(sender *s, const char *label, rd_kafka_resp_err_t code, size_t length)
{
    const char *hint = code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE ? "; see --claim-check-url" : "";
    s->failed++;
    fprintf(stderr, "%s: %s (%zu bytes): %s%s\n", s->command, label, length, rd_kafka_err2str(code), hint);
}

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque)
{
    (void)producer;
    sender *s = opaque;
    char *label = message->_private;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        report(s, label, message->err, message->len);
    } else {
        s->delivered++;
        s->bytes += (int64_t)message->len;
        if (s->verbose)
            printf("%s: %s partition %d offset %lld\n", label, rd_kafka_topic_name(message->rkt),
                   (int)message->partition, (long long)message->offset);
    }
    free(label);
}

static void show_progress(sender *s)
{
    int64_t now = mz_clock_us();
    if (now - s->shown < PROGRESS_US) return;
    s->shown = now;
    fprintf(stderr, "%s: %lld", s->command, (long long)s->delivered);
    if (s->total > 0) fprintf(stderr, " of %lld", (long long)s->total);
    fprintf(stderr, " acknowledged, %lld failed, %lld s\n", (long long)s->failed,
            (long long)((now - s->started) / 1000000));
}

bool sender_open(sender *s, const topic_access *access, int64_t timeout_ms)
{
    char timeout[48];
    snprintf(timeout, sizeof timeout, "message.timeout.ms=%lld", (long long)timeout_ms);
    const char *const defaults[] = {timeout, "queue.buffering.max.kbytes=65536", "message.max.bytes=12582912", NULL};
    rd_kafka_conf_t *conf = topic_conf(access, MZ_KAFKA_PRODUCER, defaults);
    if (conf == NULL) return false;
    rd_kafka_conf_set_opaque(conf, s);
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    s->command = access->command;
    s->started = s->shown = mz_clock_us();
    s->producer = topic_open(access, MZ_KAFKA_PRODUCER, conf);
    return s->producer != NULL;
}

void sender_send(sender *s, const sender_message *m)
{
    char *label = strdup(m->label);
    mz_kafka_message message = {.topic = m->topic,
                                .partition = RD_KAFKA_PARTITION_UA,
                                .key = m->key_length > 0 ? m->key : NULL,
                                .key_length = m->key_length,
                                .value = m->value,
                                .length = m->length,
                                .headers = m->headers,
                                .copy = true,
                                .opaque = label};
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__FAIL;
    while (label != NULL) {
        code = mz_kafka_produce(s->producer, &message);
        if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || topic_stop) break;
        rd_kafka_poll(s->producer, 100);
        show_progress(s);
    }
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        report(s, m->label, code, m->length);
        rd_kafka_headers_destroy(m->headers);
        free(label);
    }
    rd_kafka_poll(s->producer, 0);
    show_progress(s);
}

int sender_close(sender *s)
{
    while (rd_kafka_outq_len(s->producer) > 0) {
        if (topic_stop) rd_kafka_purge(s->producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_flush(s->producer, 100);
        show_progress(s);
    }
    rd_kafka_destroy(s->producer);
    return s->failed == 0 ? CLI_OK : CLI_UNAVAILABLE;
}
