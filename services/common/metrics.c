/* metrics.c - Prometheus text format. */
#include "common/metrics.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Upper bounds in microseconds; the last bucket is +Inf. */
static const int64_t bounds[MZ_BUCKETS - 1] = {500,    1000,   2500,   5000,    10000,   25000,   50000,
                                               100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000};

void mz_metric_add(mz_metric *metric, int64_t amount)
{
    atomic_fetch_add_explicit(&metric->value, amount, memory_order_relaxed);
}

void mz_metric_set(mz_metric *metric, int64_t value)
{
    atomic_store_explicit(&metric->value, value, memory_order_relaxed);
}

void mz_metric_observe(mz_metric *metric, int64_t microseconds)
{
    size_t bucket = 0;
    while (bucket < MZ_BUCKETS - 1 && microseconds > bounds[bucket]) bucket++;
    atomic_fetch_add_explicit(&metric->buckets[bucket], 1, memory_order_relaxed);
    mz_metric_add(metric, microseconds);
}

int64_t mz_clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Prints a count of microseconds as seconds. */
static void print_seconds(FILE *stream, int64_t microseconds)
{
    fprintf(stream, "%" PRId64 ".%06d", microseconds / 1000000, (int)(microseconds % 1000000));
}

static void print_histogram(const mz_metric *metric, FILE *stream)
{
    const char *labels = metric->labels != NULL ? metric->labels : "";
    const char *comma = labels[0] != '\0' ? "," : "";
    int64_t count = 0;
    for (size_t i = 0; i < MZ_BUCKETS; i++) {
        count += atomic_load_explicit(&metric->buckets[i], memory_order_relaxed);
        fprintf(stream, "%s_bucket{%s%sle=\"", metric->name, labels, comma);
        if (i < MZ_BUCKETS - 1)
            print_seconds(stream, bounds[i]);
        else
            fputs("+Inf", stream);
        fprintf(stream, "\"} %" PRId64 "\n", count);
    }
    const char *open = labels[0] != '\0' ? "{" : "";
    const char *close = labels[0] != '\0' ? "}" : "";
    fprintf(stream, "%s_sum%s%s%s ", metric->name, open, labels, close);
    print_seconds(stream, atomic_load_explicit(&metric->value, memory_order_relaxed));
    fprintf(stream, "\n%s_count%s%s%s %" PRId64 "\n", metric->name, open, labels, close, count);
}

static void print_plain(const mz_metric *metric, FILE *stream)
{
    const size_t length = strlen(metric->name);
    const char *unit = "_seconds";
    const int64_t value = atomic_load_explicit(&metric->value, memory_order_relaxed);
    fputs(metric->name, stream);
    if (metric->labels != NULL) fprintf(stream, "{%s}", metric->labels);
    fputc(' ', stream);
    if (length > strlen(unit) && strcmp(metric->name + length - strlen(unit), unit) == 0)
        print_seconds(stream, value);
    else
        fprintf(stream, "%" PRId64, value);
    fputc('\n', stream);
}

static void print_process(FILE *stream)
{
    struct rusage usage;
    long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "re");
    if (statm != NULL) {
        if (fscanf(statm, "%*s %ld", &pages) != 1) pages = 0;
        fclose(statm);
    }
    fprintf(stream,
            "# HELP process_resident_memory_bytes Resident memory\n# TYPE process_resident_memory_bytes gauge\n"
            "process_resident_memory_bytes %ld\n",
            pages * sysconf(_SC_PAGESIZE));
    if (getrusage(RUSAGE_SELF, &usage) != 0) return;
    fputs("# HELP process_cpu_seconds_total User and system CPU time\n# TYPE process_cpu_seconds_total counter\n"
          "process_cpu_seconds_total ",
          stream);
    print_seconds(stream, (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec +
                              usage.ru_stime.tv_usec);
    fputc('\n', stream);
}

void mz_metrics_print(const mz_metrics *metrics, FILE *stream)
{
    static const char *const types[] = {"counter", "gauge", "histogram"};
    const char *previous = "";
    for (mz_metric *const *m = metrics->list; *m != NULL; m++) {
        if (strcmp(previous, (*m)->name) != 0)
            fprintf(stream, "# HELP %s %s\n# TYPE %s %s\n", (*m)->name, (*m)->help, (*m)->name, types[(*m)->type]);
        previous = (*m)->name;
        if ((*m)->type == MZ_HISTOGRAM)
            print_histogram(*m, stream);
        else
            print_plain(*m, stream);
    }
    print_process(stream);
    if (metrics->collect != NULL) metrics->collect(stream, metrics->opaque);
}
