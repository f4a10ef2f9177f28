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

/* Rows for one table: those of one kind that each pending job has, or single. */
typedef struct table {
    const char *sql;
    size_t member; /* of a job */
    const mz_copy *single;
} table;

static const mz_copy *rows_of(const store *s, const table *t, size_t i)
{
    return t->single != NULL ? t->single : (const mz_copy *)(const void *)((const char *)s->pending[i] + t->member);
}

static size_t parts_of(const store *s, const table *t)
{
    return t->single != NULL ? 1 : s->pending_count;
}

static bool send_table(store *s, const table *t)
{
    bool good = mz_pg_copy_data(s->pg, mz_copy_header, sizeof mz_copy_header);
    const size_t parts = parts_of(s, t);
    for (size_t i = 0; good && i < parts; i++) {
        good = mz_pg_copy_data(s->pg, rows_of(s, t, i)->bytes, rows_of(s, t, i)->length);
        if (t->single == NULL && i == parts / 2) fault_pass(FAULT_IN_COPY);
    }
    return good && mz_pg_copy_data(s->pg, mz_copy_trailer, sizeof mz_copy_trailer) && mz_pg_copy_end(s->pg);
}

/* The number of rows of a table; -1: out of memory. */
static int64_t count_rows(const store *s, const table *t)
{
    int64_t rows = 0;
    for (size_t i = 0; i < parts_of(s, t); i++) {
        if (rows_of(s, t, i)->failed) return -1;
        rows += rows_of(s, t, i)->rows;
    }
    return rows;
}

/* One COPY per table that has rows, all asked for at once: the server begins the next when it has ended one. */
static bool send_tables(store *s, const table *tables, size_t count)
{
    char sql[4096] = "";
    size_t length = 0;
    size_t used = 0;
    const table *filled[8];
    for (size_t i = 0; i < count; i++) {
        const int64_t rows = count_rows(s, &tables[i]);
        if (rows < 0) {
            s->out_of_memory = true;
            return false;
        }
        if (rows == 0) continue;
        s->rows += rows;
        length += (size_t)snprintf(sql + length, sizeof sql - length, "%s;", tables[i].sql);
        filled[used++] = &tables[i];
    }
    bool good = used == 0 || mz_pg_copy_begin(s->pg, sql);
    for (size_t i = 0; good && i < used; i++) good = send_table(s, filled[i]);
    return good;
}

bool store_flush(store *s)
{
    const table tables[] = {{rows_copy_line_items, offsetof(job, line_items), NULL},
                            {rows_copy_facts, offsetof(job, facts), NULL},
                            {rows_copy_projects, offsetof(job, projects), NULL},
                            {rows_copy_coverage, offsetof(job, coverage), NULL},
                            {rows_copy_findings, 0, &s->findings},
                            {rows_copy_changes, 0, &s->changes},
                            {rows_copy_outbox, 0, &s->outbox.rows}};
    const bool good = send_tables(s, tables, sizeof tables / sizeof *tables);
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
    if (good) good = offsets_advance(s->pg, rd_kafka_topic_name(s->batch[0]->message->rkt), ranges, count);
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
