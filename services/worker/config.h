/* config.h - what can be set on a worker. */
#ifndef MZ_WORKER_CONFIG_H
#define MZ_WORKER_CONFIG_H

#include <mingzhang/catalogue.h>
#include <mingzhang/change.h>

#include "common/options.h"

typedef struct config {
    const char *brokers;
    const char *group;
    const char *database;
    const char *topic_published;
    const char *topic_anomalies;
    const char *topic_rejected;
    const char *event_source;
    const char *worker_name;
    const char *http_address;
    const char *log_level;
    const char *catalogue;
    const char *rules;
    const char *material;
    const char *fault;
    int64_t parsers;
    int64_t batch_documents;
    int64_t batch_wait;
    int64_t batch_bytes;
    int64_t queue_documents;
    int64_t queue_bytes;
    int64_t ahead_bytes;
    int64_t document_bytes;
    int64_t document_timeout;
    int64_t document_attempts;
    int64_t claim_attempts;
    int64_t claim_timeout;
    int64_t kafka_commit_interval;
    int64_t takeover_wait;
    int64_t shutdown_timeout;
    bool synchronous_commit;
    mz_properties kafka;
} config;

extern const mz_program worker_program;

/* The catalogue: the embedded files and, over them, those of the folder --catalogue. NULL: logged. */
mz_catalogue *config_catalogue(const config *c);

/*
 * Reads --rules "table.total=off,percent.*=info" into settings; the caller frees settings and *storage, which holds
 * the names. False: logged.
 */
bool config_rules(const config *c, mz_rule_setting **settings, size_t *count, char **storage);

/* Reads --material; the caller frees thresholds. False: it is not valid, which was logged. */
bool config_material(const config *c, mz_threshold **thresholds, size_t *count);

#endif
