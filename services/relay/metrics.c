/* metrics.c - what the relay counts. */
#include "relay.h"

#define METRIC(variable, kind, metric, label, text)                                                                    \
    mz_metric variable = {.type = kind, .name = metric, .labels = label, .help = text}

METRIC(relay_sent, MZ_COUNTER, "mz_relay_events_total", NULL, "Events acknowledged by Kafka and marked as sent");
METRIC(relay_recovered, MZ_COUNTER, "mz_relay_events_recovered_total", NULL,
       "Events found in a topic after a crash and marked without being sent again");
METRIC(relay_unsendable, MZ_COUNTER, "mz_relay_events_unsendable_total", NULL,
       "Events that Kafka refuses for good (too large), set aside with sent_partition -1");
METRIC(relay_restarts, MZ_COUNTER, "mz_relay_producers_total", NULL, "Producers opened");
METRIC(relay_errors_database, MZ_COUNTER, "mz_relay_errors_total", "part=\"database\"",
       "Errors after which the relay began anew");
METRIC(relay_errors_kafka, MZ_COUNTER, "mz_relay_errors_total", "part=\"kafka\"", "");
METRIC(relay_active, MZ_GAUGE, "mz_relay_active", NULL, "1: this relay serves its shards, 0: it stands by");
METRIC(relay_backlog, MZ_GAUGE, "mz_relay_backlog_events", NULL, "Events in the outbox that are not sent");
METRIC(relay_oldest, MZ_GAUGE, "mz_relay_backlog_oldest_seconds", NULL, "Age of the oldest of them");
METRIC(relay_removed, MZ_COUNTER, "mz_relay_events_removed_total", NULL,
       "Sent events removed from the outbox after the retention time");
METRIC(relay_brokers_up, MZ_GAUGE, "mz_relay_brokers_up", NULL, "Brokers the producer is connected to");
METRIC(relay_latency, MZ_HISTOGRAM, "mz_relay_latency_seconds", NULL,
       "From the event's transaction to Kafka's acknowledgement");

static mz_metric *const list[] = {
    &relay_sent,   &relay_recovered, &relay_unsendable, &relay_restarts,   &relay_errors_database, &relay_errors_kafka,
    &relay_active, &relay_backlog,   &relay_oldest,     &relay_brokers_up, &relay_latency,         NULL};
const mz_metrics relay_metrics = {.list = list};
