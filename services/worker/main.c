/* main.c - mingzhang-worker: reads disclosures from Kafka, checks them, writes to PostgreSQL. */
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/http.h"
#include "common/kafka.h"
#include "common/log.h"
#include "worker/fault.h"
#include "worker/meters.h"
#include "worker/worker.h"

#define EXIT_USAGE 64
#define CLOSE_MS   10000
#define STALL_US   60000000 /* /healthz: the main loop has not come round for so long */

static worker the_worker; /* the signal handler needs nothing of it; metrics and callbacks get its address */

static void on_signal(int number)
{
    (void)number;
    the_worker.stopping = true;
}

static bool must_stop(void *opaque)
{
    return ((worker *)opaque)->stopping;
}

static bool is_ready(void *opaque, char *reason, size_t size)
{
    const worker *w = opaque;
    if (w->stopping)
        snprintf(reason, size, "stopping");
    else if (meter_database.value == 0)
        snprintf(reason, size, "PostgreSQL does not answer");
    else if (meter_brokers.value == 0)
        snprintf(reason, size, "no Kafka broker is connected");
    else
        return true;
    return false;
}

static void collect(FILE *stream, void *opaque)
{
    worker *w = opaque;
    pthread_mutex_lock(&w->partitions_mutex);
    fputs("# HELP mz_worker_partition_lag Messages behind the end of an assigned partition\n"
          "# TYPE mz_worker_partition_lag gauge\n",
          stream);
    for (size_t i = 0; i < w->partition_count; i++)
        if (w->partitions[i].lag >= 0)
            fprintf(stream, "mz_worker_partition_lag{partition=\"%d\"} %" PRId64 "\n", (int)w->partitions[i].partition,
                    w->partitions[i].lag);
    pthread_mutex_unlock(&w->partitions_mutex);
}

static void *parser_run(void *opaque)
{
    worker *w = opaque;
    for (job *j = queue_next(&w->queue); j != NULL; j = queue_next(&w->queue)) {
        if (queue_is_current(&w->queue, j->generation)) prepare_job(&w->preparation, j);
        queue_prepared(&w->queue, j);
    }
    return NULL;
}

/* Host name and process id tell workers apart. */
static const char *name_of(const config *c, char *buffer, size_t size)
{
    char host[128] = "worker";
    if (c->worker_name[0] != '\0') return c->worker_name;
    if (gethostname(host, sizeof host - 1) != 0) snprintf(host, sizeof host, "worker");
    snprintf(buffer, size, "%s-%ld", host, (long)getpid());
    return buffer;
}

static bool prepare_worker(worker *w, const config *c)
{
    const queue_limits limits = {.documents = (size_t)c->queue_documents,
                                 .bytes = (size_t)c->queue_bytes,
                                 .ahead_bytes = (size_t)c->ahead_bytes,
                                 .batch_documents = (size_t)c->batch_documents,
                                 .batch_bytes = (size_t)c->batch_bytes,
                                 .batch_wait_us = c->batch_wait * 1000};
    w->config = c;
    w->polled_at = mz_clock_us();
    w->preparation.document_bytes = (size_t)c->document_bytes;
    w->preparation.claim = (claim_limits){(size_t)c->document_bytes, c->claim_timeout, c->claim_attempts};
    w->preparation.stop = must_stop;
    w->preparation.opaque = w;
    w->preparation.catalogue = config_catalogue(c);
    w->pg = mz_pg_new(c->database, w->name);
    w->store.pg = mz_pg_new(c->database, w->name);
    w->store.preparation = &w->preparation;
    w->store.synchronous_commit = c->synchronous_commit;
    w->store.outbox = (outbox){.topic_anomalies = c->topic_anomalies,
                               .topic_rejected = c->topic_rejected,
                               .source = c->event_source,
                               .worker = w->name};
    return w->preparation.catalogue != NULL && w->pg != NULL && w->store.pg != NULL && claim_start() &&
           pthread_mutex_init(&w->partitions_mutex, NULL) == 0 && queue_init(&w->queue, &limits);
}

static void free_worker(worker *w)
{
    store_free(&w->store);
    mz_pg_free(w->store.pg);
    mz_pg_free(w->pg);
    mz_catalogue_free((mz_catalogue *)w->preparation.catalogue);
    claim_end();
}

/* Waits for the threads until the deadline; false when one did not end. */
static bool join(pthread_t *threads, size_t count, int64_t timeout_ms)
{
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += (time_t)(timeout_ms / 1000) + 1;
    for (size_t i = 0; i < count; i++)
        if (pthread_timedjoin_np(threads[i], NULL, &deadline) != 0) return false;
    return true;
}

/* Runs the threads around the consumer. Returns the exit code. */
static int run(worker *w)
{
    const size_t count = (size_t)w->config->parsers + 1;
    pthread_t *threads = calloc(count, sizeof *threads);
    size_t started = 0;
    if (threads == NULL) return EXIT_FAILURE;
    while (started < count && pthread_create(&threads[started], NULL, started == 0 ? writer_run : parser_run, w) == 0)
        started++;
    int code = started == count ? consumer_run(w) : EXIT_FAILURE;
    w->stopping = true;
    mz_log(MZ_LOG_INFO, "stopping", "{s:i}", "code", code);
    queue_stop(&w->queue);
    const bool joined = join(threads, started, w->config->shutdown_timeout);
    free(threads);
    if (w->kafka != NULL && joined) assignment_release(w);
    if (!joined || (w->kafka != NULL && !mz_kafka_close(w->kafka, CLOSE_MS))) {
        /* What was in hand is not committed and will be read again; cleaning up could hang. */
        mz_log(MZ_LOG_WARNING, "stopped-hard", "{s:b}", "joined", joined);
        _exit(code);
    }
    queue_destroy(&w->queue);
    if (w->kafka != NULL) rd_kafka_destroy(w->kafka);
    mz_log(MZ_LOG_INFO, "stopped", "{s:i}", "code", code);
    return code;
}

/* One heap for all threads: rows are made by one and freed by another. Parsing takes the same few megabytes again and
 * again, which come from the heap instead of from the kernel; only what large documents need goes back at once. */
static void bound_memory(void)
{
    (void)mallopt(M_ARENA_MAX, 1);
    (void)mallopt(M_MMAP_THRESHOLD, 4 << 20);
    (void)mallopt(M_TRIM_THRESHOLD, 4 << 20);
}

int main(int argc, char **argv)
{
    static config c;
    static mz_metrics metrics = {meters, collect, &the_worker};
    char name[160];
    worker *w = &the_worker;
    const mz_options_result result = mz_options_read(&worker_program, &argc, argv, &c);
    if (result != MZ_OPTIONS_RUN) return result == MZ_OPTIONS_DONE ? 0 : EXIT_USAGE;
    if (!fault_set(c.fault)) {
        fprintf(stderr, "mingzhang-worker: --fault: '%s' is none of its points; see --help\n", c.fault);
        return EXIT_USAGE;
    }
    mz_log_open("worker", c.log_level);
    bound_memory();
    w->name = name_of(&c, name, sizeof name);
    mz_rule_setting *settings = NULL;
    mz_threshold *thresholds = NULL;
    char *storage = NULL;
    mz_http *http = NULL;
    const mz_http_settings web = {c.http_address, &metrics, &w->polled_at, STALL_US, is_ready, w};
    int code = EXIT_USAGE;
    if (config_rules(&c, &settings, &w->preparation.check.setting_count, &storage) &&
        config_material(&c, &thresholds, &w->preparation.change.threshold_count)) {
        const struct sigaction action = {.sa_handler = on_signal};
        w->preparation.check.settings = settings;
        w->preparation.change.thresholds = thresholds;
        code = EXIT_FAILURE;
        if (sigaction(SIGTERM, &action, NULL) == 0 && sigaction(SIGINT, &action, NULL) == 0 &&
            signal(SIGPIPE, SIG_IGN) != SIG_ERR && prepare_worker(w, &c) && mz_http_start(&web, &http)) {
            mz_log(MZ_LOG_INFO, "started", "{s:s, s:s}", "name", w->name, "version", mz_version());
            code = run(w);
        }
    }
    mz_http_stop(http);
    free_worker(w);
    mz_properties_free(&c.kafka);
    free(settings);
    free(thresholds);
    free(storage);
    return code;
}
