/* store.c - the transaction around a batch. */
#include "worker/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/log.h"
#include "worker/fault.h"
#include "worker/rows.h"

void store_free(store *s)
{
    mz_copy_free(&s->findings);
    mz_copy_free(&s->changes);
    mz_copy_free(&s->outbox.rows);
    free(s->pending);
    s->pending = NULL;
    while (s->parsed_count > 0) mz_document_free(s->parsed[--s->parsed_count].document);
}

/* One COPY of what the getter finds in each pending job, or of single when that is given. */
static bool copy_table(store *s, const char *sql, size_t member, const mz_copy *single)
{
    uint32_t rows = single != NULL ? single->rows : 0;
    bool failed = single != NULL && single->failed;
    for (size_t i = 0; single == NULL && i < s->pending_count; i++) {
        const mz_copy *copy = (const mz_copy *)(const void *)((const char *)s->pending[i] + member);
        rows += copy->rows;
        failed = failed || copy->failed;
    }
    if (failed) s->out_of_memory = true;
    if (failed || rows == 0) return !failed;
    bool good = mz_pg_copy_begin(s->pg, sql) && mz_pg_copy_data(s->pg, mz_copy_header, sizeof mz_copy_header);
    if (single != NULL) good = good && mz_pg_copy_data(s->pg, single->bytes, single->length);
    for (size_t i = 0; good && single == NULL && i < s->pending_count; i++) {
        const mz_copy *copy = (const mz_copy *)(const void *)((const char *)s->pending[i] + member);
        good = mz_pg_copy_data(s->pg, copy->bytes, copy->length);
        if (i == s->pending_count / 2) fault_pass(FAULT_IN_COPY);
    }
    s->rows += rows;
    return good && mz_pg_copy_data(s->pg, mz_copy_trailer, sizeof mz_copy_trailer) && mz_pg_copy_end(s->pg);
}

bool store_flush(store *s)
{
    const bool good = copy_table(s, rows_copy_line_items, offsetof(job, line_items), NULL) &&
                      copy_table(s, rows_copy_facts, offsetof(job, facts), NULL) &&
                      copy_table(s, rows_copy_projects, offsetof(job, projects), NULL) &&
                      copy_table(s, rows_copy_coverage, offsetof(job, coverage), NULL) &&
                      copy_table(s, rows_copy_findings, 0, &s->findings) &&
                      copy_table(s, rows_copy_changes, 0, &s->changes) &&
                      copy_table(s, rows_copy_outbox, 0, &s->outbox.rows);
    s->pending_count = 0;
    mz_copy_clear(&s->findings);
    mz_copy_clear(&s->changes);
    mz_copy_clear(&s->outbox.rows);
    return good;
}

static int by_partition(const void *a, const void *b)
{
    const int32_t first = ((const offset_range *)a)->partition;
    const int32_t second = ((const offset_range *)b)->partition;
    return (first > second) - (first < second);
}

/* Moves the offsets of all partitions of the batch, always in the same order so that workers cannot block each other
 * crosswise. */
static bool pass_fence(store *s)
{
    offset_range *ranges = calloc(s->count, sizeof *ranges);
    size_t count = 0;
    bool good = ranges != NULL;
    if (!good) s->out_of_memory = true;
    for (size_t i = 0; good && i < s->count; i++) {
        const rd_kafka_message_t *m = s->batch[i]->message;
        size_t k = 0;
        while (k < count && ranges[k].partition != m->partition) k++;
        if (k == count) ranges[count++] = (offset_range){m->partition, m->offset, m->offset};
        ranges[k].last = m->offset;
    }
    if (good) qsort(ranges, count, sizeof *ranges, by_partition);
    for (size_t k = 0; good && k < count; k++)
        good = offsets_advance(s->pg, rd_kafka_topic_name(s->batch[0]->message->rkt), &ranges[k]);
    free(ranges);
    return good;
}

static void begin(store *s)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    s->started_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    mz_event_now(s->outbox.now);
    s->pending_count = 0;
    s->rows = s->raised = s->withdrawn = s->change_count = 0;
    s->out_of_memory = false;
    mz_copy_clear(&s->findings);
    mz_copy_clear(&s->changes);
    mz_copy_clear(&s->outbox.rows);
}

static bool write_rejected(store *s, job *j)
{
    j->outcome = JOB_REJECTED;
    if (outbox_rejected(&s->outbox, j)) return true;
    s->out_of_memory = true;
    return false;
}

static bool write_jobs(store *s)
{
    bool good = true;
    size_t done = 0;
    for (size_t i = 0; good && i < s->count; i += done) {
        job *j = s->batch[i];
        done = 1;
        if (j->rejected.stage[0] != '\0')
            good = write_rejected(s, j);
        else if (j->event.withdrawal)
            good = store_withdrawal(s, j);
        else
            good = store_documents(s, &s->batch[i], s->count - i, &done);
    }
    return good && store_flush(s);
}

static store_result finish(store *s, bool good)
{
    if (good) {
        fault_pass(FAULT_BEFORE_COMMIT);
        good = mz_pg_run(s->pg, "commit");
        if (good) fault_pass(FAULT_AFTER_COMMIT);
        if (good) return STORE_DONE;
    }
    const bool refused = mz_pg_last(s->pg)->class == MZ_PG_OK && !s->out_of_memory;
    /* The reason must survive the rollback, so a new connection takes its place when the old one is in doubt. */
    if (mz_pg_last(s->pg)->class == MZ_PG_TRANSIENT || PQtransactionStatus(mz_pg_raw(s->pg)) == PQTRANS_ACTIVE)
        mz_pg_close(s->pg);
    else
        PQclear(PQexec(mz_pg_raw(s->pg), "rollback"));
    return refused ? STORE_FENCED : STORE_FAILED;
}

store_result store_batch(store *s, job **batch, size_t count)
{
    s->batch = batch;
    s->count = count;
    begin(s);
    free(s->pending);
    s->pending = calloc(count, sizeof *s->pending);
    if (s->pending == NULL) s->out_of_memory = true;
    bool good = s->pending != NULL &&
                mz_pg_run(s->pg, s->synchronous_commit ? "begin" : "begin; set local synchronous_commit = off");
    if (!good) return STORE_FAILED;
    good = pass_fence(s);
    return finish(s, good && write_jobs(s));
}
