/* http.h - /metrics, /healthz and /readyz of a daemon. */
#ifndef MZ_COMMON_HTTP_H
#define MZ_COMMON_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/metrics.h"

/* Whether it is ready; writes a short reason into reason when not. Called from the server's thread. */
typedef bool mz_ready_callback(void *opaque, char *reason, size_t size);

typedef struct mz_http_settings {
    const char *address; /* "HOST:PORT", "[::1]:PORT"; "" means no server */
    const mz_metrics *metrics;
    /* /healthz: the process itself (not Kafka, not PostgreSQL) is well while its main loop came round (mz_clock_us)
     * less than stall_us ago. */
    const _Atomic int64_t *turned_at;
    int64_t stall_us;
    mz_ready_callback *ready; /* /readyz: can it do its work now */
    void *opaque;             /* of ready */
} mz_http_settings;

typedef struct mz_http mz_http;

/*
 * Starts the server in a thread of its own. settings must outlive it; its address is resolved at once.
 * Returns false when the address is wrong or taken (logged). *http is NULL when the address is empty.
 */
bool mz_http_start(const mz_http_settings *settings, mz_http **http);

/* The port it listens on; 0 without a server. */
uint16_t mz_http_port(const mz_http *http);

/* Stops it and waits for its thread. NULL is allowed. */
void mz_http_stop(mz_http *http);

#endif
