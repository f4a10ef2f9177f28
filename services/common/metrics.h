/* metrics.h - counters, gauges and histograms in Prometheus' text format. Metrics are plain static objects; every
 * update is one atomic addition, so any thread may do it. */
#ifndef MZ_COMMON_METRICS_H
#define MZ_COMMON_METRICS_H

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

typedef enum mz_metric_type { MZ_COUNTER, MZ_GAUGE, MZ_HISTOGRAM } mz_metric_type;

#define MZ_BUCKETS 15

/*
 * One time series. name follows Prometheus' conventions (mz_worker_documents_total); labels is what stands between the
 * braces (outcome="stored"), NULL for none. Series of one name must stand next to each other in the list; the first
 * one's help counts. A metric whose name ends in _seconds holds microseconds.
 */
typedef struct mz_metric {
    mz_metric_type type;
    const char *name;
    const char *labels;
    const char *help;
    _Atomic int64_t value;               /* histogram: sum in microseconds */
    _Atomic int64_t buckets[MZ_BUCKETS]; /* histogram only: observations up to 0.5 ms ... 10 s, and beyond */
} mz_metric;

/* For counters and gauges. */
void mz_metric_add(mz_metric *metric, int64_t amount);
void mz_metric_set(mz_metric *metric, int64_t value);
/* For histograms: one observation in microseconds. */
void mz_metric_observe(mz_metric *metric, int64_t microseconds);

/* A program's metrics: the list ends with NULL. collect (may be NULL) prints further lines at each scrape. */
typedef struct mz_metrics {
    mz_metric *const *list;
    void (*collect)(FILE *stream, void *opaque);
    void *opaque;
} mz_metrics;

/* Prints everything in Prometheus' text format 0.0.4, with process_resident_memory_bytes and process_cpu_seconds_total.
 */
void mz_metrics_print(const mz_metrics *metrics, FILE *stream);

/* Monotonic microseconds, for durations. */
int64_t mz_clock_us(void);

#endif
