/* relay.h - the settings of mingzhang-relay and the state its files share. */
#ifndef MZ_RELAY_RELAY_H
#define MZ_RELAY_RELAY_H

#include <common/kafka.h>
#include <common/metrics.h>
#include <common/options.h>
#include <common/pg.h>
#include <signal.h>
#include <stdatomic.h>

#include "outbox.h"

typedef struct relay_config {
    const char *brokers;
    mz_properties kafka;
    const char *database;
    const char *topic_anomalies;
    const char *topic_rejected;
    const char *source; /* ce_source */
    const char *http_address;
    const char *log_level;
    const char *shards;
    int64_t batch_events;
    int64_t batch_bytes;
    int64_t poll_ms;
    int64_t drain_ms;
    int64_t retention_ms;
    const char *fault;
} relay_config;

/* Where a test wants the process to be killed, or (FAULT_FATAL) the producer to fail for good, once. */
typedef enum fault_point { FAULT_NONE, FAULT_AFTER_PRODUCE, FAULT_BEFORE_MARK, FAULT_FATAL } fault_point;

typedef struct relay {
    relay_config config;
    mz_pg *pg;
    outbox_range range;
    fault_point fault;
    int64_t fault_after; /* the kill comes at the event of this number */
    _Atomic bool active; /* holds the shards' locks and has a producer */
    _Atomic bool stuck;  /* waits for Kafka since a second or more */
    _Atomic int64_t
        turned_at; /* mz_clock_us when the main loop, or one that waits within it, came round; for /healthz */
} relay;

/* Set by SIGTERM and SIGINT. */
extern volatile sig_atomic_t relay_stop;

/* Sleeps, but no longer than until the stop signal. */
void relay_pause(int64_t milliseconds);

/* Kills the process when point is the one of --fault and `done` events have passed it. */
void relay_fault(const relay *r, fault_point point, int64_t done);

extern mz_metric relay_sent, relay_recovered, relay_unsendable, relay_restarts, relay_errors_database,
    relay_errors_kafka, relay_active, relay_removed, relay_backlog, relay_oldest, relay_brokers_up, relay_latency;
extern const mz_metrics relay_metrics;

#endif
