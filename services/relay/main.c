/* main.c - mingzhang-relay: sends the outbox of PostgreSQL to Kafka, each event once, in the order of commit per key.
 */
#include <common/http.h>
#include <common/log.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "relay.h"
#include "serve.h"

/* /healthz: the main loop has not come round for so long; --poll-interval may be a minute. */
#define STALL_US INT64_C(120000000)

static const mz_option options[] = {
    MZ_OPTION_KAFKA_BROKERS(relay_config, brokers),
    MZ_OPTION_DATABASE(relay_config, database),
    MZ_OPTION_TOPIC_ANOMALIES(relay_config, topic_anomalies),
    MZ_OPTION_TOPIC_REJECTED(relay_config, topic_rejected),
    {"shards", MZ_OPTION_STRING, "0-15", "FIRST-LAST",
     "outbox shards to serve; of several relays with the same shards one works, the others stand by",
     offsetof(relay_config, shards), 0, 0},
    {"batch-events", MZ_OPTION_INTEGER, "500", "N", "events sent before they are marked together",
     offsetof(relay_config, batch_events), 1, 10000},
    {"batch-bytes", MZ_OPTION_SIZE, "8MiB", "SIZE", "the same in bytes of values; one event may exceed it",
     offsetof(relay_config, batch_bytes), 1, INT64_C(1) << 30},
    {"poll-interval", MZ_OPTION_DURATION, "20ms", "DURATION", "pause between two looks at an empty outbox",
     offsetof(relay_config, poll_ms), 1, 60000},
    {"drain-timeout", MZ_OPTION_DURATION, "10s", "DURATION", "after SIGTERM, wait this long for acknowledgements",
     offsetof(relay_config, drain_ms), 0, 600000},
    {"retention", MZ_OPTION_DURATION, "168h", "DURATION",
     "sent events are removed from the outbox after this time; 0: never", offsetof(relay_config, retention_ms), 0,
     INT64_MAX},
    {"event-source", MZ_OPTION_STRING, "mingzhang", "URI", "ce_source of anomaly events",
     offsetof(relay_config, source), 0, 0},
    MZ_OPTION_HTTP(relay_config, http_address, "127.0.0.1:9102"),
    MZ_OPTION_LOG_LEVEL(relay_config, log_level),
    {"fault", MZ_OPTION_STRING, "", "POINT[:N]",
     "for tests: at event N kill -9 after-produce or before-mark, or a fatal-error of the producer",
     offsetof(relay_config, fault), 0, 0},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang-relay",
    "sends the events of the outbox in PostgreSQL to Kafka, each once",
    NULL,
    options,
    offsetof(relay_config, kafka),
};

volatile sig_atomic_t relay_stop;

static void on_signal(int number)
{
    (void)number;
    relay_stop = 1;
}

void relay_pause(int64_t milliseconds)
{
    while (milliseconds > 0 && !relay_stop) { /* a signal between the test and the sleep costs 100 ms at most */
        int64_t part = milliseconds < 100 ? milliseconds : 100;
        struct timespec time = {.tv_nsec = (long)(part * 1000000)};
        if (part == 100) time = (struct timespec){.tv_nsec = 100000000};
        nanosleep(&time, NULL);
        milliseconds -= part;
    }
}

void relay_fault(const relay *r, fault_point point, int64_t done)
{
    if (r->fault == point && done >= r->fault_after) kill(getpid(), SIGKILL);
}

/* "after-produce:3"; false when it is no fault point. */
static bool read_fault(relay *r)
{
    const char *text = r->config.fault;
    size_t length = strcspn(text, ":");
    char *end = NULL;
    r->fault_after = text[length] == ':' ? strtoll(text + length + 1, &end, 10) : 1;
    if (end != NULL && (*end != '\0' || r->fault_after < 1)) return false;
    if (length == 0) return true;
    if (strncmp(text, "after-produce", length) == 0 && length == strlen("after-produce"))
        r->fault = FAULT_AFTER_PRODUCE;
    else if (strncmp(text, "before-mark", length) == 0 && length == strlen("before-mark"))
        r->fault = FAULT_BEFORE_MARK;
    else if (strncmp(text, "fatal-error", length) == 0 && length == strlen("fatal-error"))
        r->fault = FAULT_FATAL;
    return r->fault != FAULT_NONE;
}

/* "0-15" or "3". */
static bool read_range(relay *r)
{
    char *end = NULL;
    const char *text = r->config.shards;
    if (*text < '0' || *text > '9') return false;
    r->range.first = r->range.last = strtoll(text, &end, 10);
    if (*end == '-' && end[1] >= '0' && end[1] <= '9') r->range.last = strtoll(end + 1, &end, 10);
    return *end == '\0' && r->range.first <= r->range.last && r->range.last <= 15;
}

static bool is_ready(void *opaque, char *reason, size_t size)
{
    const relay *r = opaque;
    if (!r->active)
        snprintf(reason, size, "no database, no Kafka, or another relay has the shards");
    else if (r->stuck)
        snprintf(reason, size, "Kafka does not acknowledge");
    return r->active && !r->stuck;
}

static bool prepare(relay *r)
{
    if (!read_range(r)) {
        fprintf(stderr, "mingzhang-relay: --shards: '%s' is not FIRST-LAST within 0-15\n", r->config.shards);
        return false;
    }
    if (!read_fault(r)) {
        fprintf(stderr,
                "mingzhang-relay: --fault: '%s' is none of after-produce[:N], before-mark[:N], fatal-error[:N]\n",
                r->config.fault);
        return false;
    }
    mz_log_open("relay", r->config.log_level);
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    return true;
}

int main(int argc, char **argv)
{
    static relay r;
    switch (mz_options_read(&program, &argc, argv, &r.config)) {
    case MZ_OPTIONS_DONE:
        return 0;
    case MZ_OPTIONS_BAD:
        return 64;
    case MZ_OPTIONS_RUN:
        break;
    }
    if (!prepare(&r)) return 64;
    mz_http_settings web = {.address = r.config.http_address,
                            .metrics = &relay_metrics,
                            .turned_at = &r.turned_at,
                            .stall_us = STALL_US,
                            .ready = is_ready,
                            .opaque = &r};
    r.turned_at = mz_clock_us();
    mz_http *http = NULL;
    r.pg = mz_pg_new(r.config.database, "mingzhang-relay");
    if (r.pg == NULL || !mz_http_start(&web, &http)) return 70;
    mz_log(MZ_LOG_INFO, "started", "{s:s, s:i}", "shards", r.config.shards, "http_port", (int)mz_http_port(http));
    relay_serve(&r);
    mz_log(MZ_LOG_INFO, "stopped", "{}");
    mz_http_stop(http);
    mz_pg_free(r.pg);
    mz_properties_free(&r.config.kafka);
    return 0;
}
