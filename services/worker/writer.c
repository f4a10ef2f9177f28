/* writer.c - the thread that writes batches, and what it does when PostgreSQL refuses or is away. */
#include <stdlib.h>
#include <time.h>

#include "common/log.h"
#include "worker/meters.h"
#include "worker/worker.h"

static int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for the back-off; false when there is no reason to try again. */
static bool wait_to_retry(worker *w, mz_backoff *backoff, uint64_t generation)
{
    const mz_pg_error *error = mz_pg_last(w->store.pg);
    const int64_t wait = mz_backoff_next(backoff);
    const struct timespec step = {0, 20 * 1000000};
    mz_metric_add(&meter_retries, 1);
    mz_metric_set(&meter_database, mz_pg_is_open(w->store.pg));
    mz_log(error->class == MZ_PG_SETUP ? MZ_LOG_ERROR : MZ_LOG_WARNING, "write-failed", "{s:s, s:s, s:s, s:I}", "class",
           w->store.out_of_memory ? "out-of-memory" : mz_pg_class_name(error->class), "sqlstate", error->sqlstate,
           "message", error->message, "retry_ms", (json_int_t)wait);
    for (int64_t waited = 0; waited < wait; waited += 20) {
        if (w->stopping || !queue_is_current(&w->queue, generation)) return false;
        nanosleep(&step, NULL);
    }
    return true;
}

static void account_job(const job *j)
{
    static mz_metric *const outcomes[] = {
        NULL, &meter_stored, &meter_revised, &meter_duplicate, &meter_rejected, &meter_withdrawals};
    if (outcomes[j->outcome] != NULL) mz_metric_add(outcomes[j->outcome], 1);
    mz_metric_add(&meter_bytes, (int64_t)j->message->len);
    const int64_t published = rd_kafka_message_timestamp(j->message, NULL);
    if (published >= 0) mz_metric_observe(&meter_latency, (clock_ms() - published) * 1000);
    if (j->outcome == JOB_REJECTED)
        mz_log(MZ_LOG_WARNING, "rejected", "{s:i, s:I, s:s, s:s, s:s}", "partition", (int)j->message->partition,
               "offset", (json_int_t)j->message->offset, "stage", j->rejected.stage, "code", j->rejected.code,
               "message", j->rejected.message);
}

/* After COMMIT: metrics, and the offsets for Kafka. */
static void account(worker *w, job **batch, size_t count, int64_t started)
{
    const store *s = &w->store;
    mz_metric_add(&meter_batches, 1);
    mz_metric_add(&meter_rows, s->rows);
    mz_metric_add(&meter_raised, s->raised);
    mz_metric_add(&meter_withdrawn, s->withdrawn);
    mz_metric_add(&meter_changes, s->change_count);
    mz_metric_set(&meter_database, 1);
    mz_metric_observe(&meter_batch, mz_clock_us() - started);
    pthread_mutex_lock(&w->partitions_mutex);
    for (size_t i = 0; i < count; i++) {
        account_job(batch[i]);
        partition_state *state = assignment_find(w, batch[i]->message->partition);
        if (state != NULL) state->written = batch[i]->message->offset + 1;
    }
    pthread_mutex_unlock(&w->partitions_mutex);
    mz_log(MZ_LOG_DEBUG, "batch", "{s:I, s:I, s:I, s:I}", "documents", (json_int_t)count, "rows", (json_int_t)s->rows,
           "raised", (json_int_t)s->raised, "us", (json_int_t)(mz_clock_us() - started));
}

/* The offsets in PostgreSQL are elsewhere: everything in memory is void, the consumer reads them again. */
static void fenced(worker *w, const job *first)
{
    mz_metric_add(&meter_fenced, 1);
    mz_log(MZ_LOG_WARNING, "fenced", "{s:i, s:I}", "partition", (int)first->message->partition, "offset",
           (json_int_t)first->message->offset);
    queue_invalidate(&w->queue);
    w->restart = true;
}

static bool write_batch(worker *w, job **batch, size_t count);

/* The values are at fault: find the document by writing one at a time, and reject it. */
static bool isolate(worker *w, job **batch, size_t count)
{
    const mz_pg_error *error = mz_pg_last(w->store.pg);
    if (count == 1) {
        mz_log(MZ_LOG_ERROR, "document-refused", "{s:s, s:s, s:i, s:I}", "sqlstate", error->sqlstate, "message",
               error->message, "partition", (int)batch[0]->message->partition, "offset",
               (json_int_t)batch[0]->message->offset);
        job_reject(batch[0], "store", "database-refused", "PostgreSQL refused the document with SQLSTATE %s",
                   error->sqlstate);
        return write_batch(w, batch, 1);
    }
    for (size_t i = 0; i < count; i++)
        if (!write_batch(w, &batch[i], 1)) return false;
    return true;
}

/* Writes until it is written, fenced, void, or the worker stops. False: the rest of the batch need not be tried. */
static bool write_batch(worker *w, job **batch, size_t count)
{
    mz_backoff backoff = {0};
    const uint64_t generation = batch[0]->generation;
    for (;;) {
        const int64_t started = mz_clock_us();
        if (!queue_is_current(&w->queue, generation)) return false;
        w->store.out_of_memory = false;
        store_result result = STORE_FAILED;
        if (mz_pg_open(w->store.pg)) result = store_batch(&w->store, batch, count);
        if (result == STORE_DONE) {
            account(w, batch, count, started);
            return true;
        }
        if (result == STORE_FENCED) {
            fenced(w, batch[0]);
            return false;
        }
        const bool known = batch[0]->rejected.stage[0] != '\0';
        if (mz_pg_last(w->store.pg)->class == MZ_PG_DATA && (count > 1 || !known)) return isolate(w, batch, count);
        if (!wait_to_retry(w, &backoff, generation)) return false;
    }
}

/* Careful mode: the attempt is recorded before the document is touched. */
static bool attempt(worker *w, job *j)
{
    mz_backoff backoff = {0};
    const char *topic = rd_kafka_topic_name(j->message->rkt);
    mz_metric_add(&meter_careful, 1);
    while (!mz_pg_open(w->store.pg) ||
           !offsets_attempt(w->store.pg, topic, j->message->partition, j->message->offset, &j->attempts)) {
        if (mz_pg_last(w->store.pg)->class == MZ_PG_OK) {
            fenced(w, j);
            return false;
        }
        if (!wait_to_retry(w, &backoff, j->generation)) return false;
    }
    if (j->attempts > w->config->document_attempts) {
        j->attempts--; /* this one is none */
        job_reject(j, "attempts", "attempts-exceeded", "the worker ended %d times while it handled this document",
                   (int)j->attempts);
        return true;
    }
    w->careful_since = mz_clock_us();
    prepare_job(&w->preparation, j);
    w->careful_since = 0;
    return true;
}

/* A claim check that was not fetched because the worker stops leaves a job that is neither document nor rejected. */
static bool is_complete(job **batch, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!batch[i]->prepared && batch[i]->rejected.stage[0] == '\0') return false;
    return true;
}

void *writer_run(void *opaque)
{
    worker *w = opaque;
    job **batch = calloc((size_t)w->config->batch_documents, sizeof *batch);
    while (batch != NULL && !queue_is_stopping(&w->queue)) {
        const size_t count = queue_take(&w->queue, batch, 200000);
        if (count == 0) continue;
        if ((!batch[0]->careful || attempt(w, batch[0])) && is_complete(batch, count)) write_batch(w, batch, count);
        queue_release(&w->queue, batch, count);
    }
    free(batch);
    return NULL;
}
