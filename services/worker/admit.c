/* admit.c - documents within the open transaction: duplicate or not, what they supersede, their neighbours in time. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/rows.h"
#include "worker/store.h"

#define STORED_TOGETHER 32

/* What admit() in schemas/sql/005_admit.sql says; the document id as text, "" when there is none. */
typedef struct admission {
    enum { DUPLICATE, STORED, REINSTATED } outcome;
    bool withdrawn; /* before it arrived */
    bool alone;     /* there is nothing to compare it with */
    char superseded[37];
} admission;

#define PARAMETERS 27

/* The parameters of one admission. */
typedef struct request {
    mz_pg_value values[PARAMETERS];
    int count;
    char numbers[PARAMETERS][24];
} request;

static void put_bytes(request *q, const void *bytes, int length)
{
    q->values[q->count++] = (mz_pg_value){bytes, length};
}

static void put_text(request *q, const char *text)
{
    put_bytes(q, text, -1);
}

static void put_number(request *q, int64_t value)
{
    char *text = q->numbers[q->count];
    snprintf(text, sizeof q->numbers[0], "%" PRId64, value);
    put_text(q, text);
}

/* Admits a document, and inserts it when it is new. */
static const char admit_sql[] =
    "with a as materialized (select * from admit($1::uuid, $2::bytea, $3::text, $27::text[], $4::text, $5::text, "
    "$6::integer, "
    "$7::text, $8::text, $17::text, timestamptz 'epoch' + $26::bigint * interval '1 microsecond')), "
    "i as (insert into document (id, sha256, organisation, former_names, organisation_code, region, "
    "fiscal_year, kind, level, state, revision, supersedes, serialisation, unit, confidence, source_topic, "
    "source_partition, source_offset, event_id, event_source, source_url, published_at, tables, line_items, facts, "
    "figures, figures_checked, figures_ambiguous, content_length, content, event_time, withdrawn_at) "
    "select $1, $2, $3, $27, $4, $5, $6, $7, $8, a.state, a.revision, a.superseded, $9::text, $10::text, "
    "$11::smallint, $12::text, $13::integer, $14::bigint, $15::text, $16::text, $17, "
    "to_timestamp(nullif($18::bigint, -1) / 1000.0), $19::integer, $20::integer, $21::integer, $22::integer, "
    "$23::integer, $24::integer, length($25::bytea), $25, timestamptz 'epoch' + $26 * interval '1 microsecond', "
    "case when a.state = 'withdrawn' then now() end from a where a.outcome = 'stored') "
    "select outcome, coalesce(revision, 0), state, superseded, alone, turn from a";

static void request_admission(request *q, const job *j)
{
    const reading *r = &j->reading;
    const summary *d = &j->summary;
    q->count = 0;
    put_text(q, r->id_text);
    put_bytes(q, r->sha256, sizeof r->sha256);
    put_text(q, r->who.organisation);
    put_text(q, r->who.code);
    put_text(q, r->who.region);
    put_number(q, r->who.year);
    put_text(q, r->who.kind);
    put_text(q, r->who.level);
    put_text(q, rows_serialisation(d->serialisation));
    put_text(q, d->unit);
    put_number(q, d->confidence);
    put_text(q, rd_kafka_topic_name(j->message->rkt));
    put_number(q, j->message->partition);
    put_number(q, j->message->offset);
    put_text(q, j->event.id);
    put_text(q, j->event.source);
    put_text(q, j->event.source_url);
    put_number(q, rd_kafka_message_timestamp(j->message, NULL));
    put_number(q, (int64_t)d->tables);
    put_number(q, j->line_items.rows);
    put_number(q, j->facts.rows);
    put_number(q, d->coverage.figures);
    put_number(q, d->coverage.figures_seen);
    put_number(q, d->coverage.ambiguous);
    put_bytes(q, j->bytes, (int)j->length);
    put_number(q, job_event_time(j));
    put_text(q, r->who.former);
}

static void read_admission(admission *a, job *j, const PGresult *result)
{
    const char *outcome = PQgetvalue(result, 0, 0);
    *a = (admission){.outcome = strcmp(outcome, "stored") == 0       ? STORED
                                : strcmp(outcome, "reinstated") == 0 ? REINSTATED
                                                                     : DUPLICATE,
                     .withdrawn = strcmp(PQgetvalue(result, 0, 2), "withdrawn") == 0,
                     .alone = PQgetvalue(result, 0, 4)[0] == 't'};
    j->reading.revision = (int32_t)strtol(PQgetvalue(result, 0, 1), NULL, 10);
    j->reading.turn = (int32_t)strtol(PQgetvalue(result, 0, 5), NULL, 10);
    snprintf(a->superseded, sizeof a->superseded, "%s", PQgetvalue(result, 0, 3));
}

static bool store_admitted(store *s, job *j, const admission *a, const touched *around)
{
    switch (a->outcome) {
    case DUPLICATE:
        j->outcome = JOB_DUPLICATE;
        return true;
    case REINSTATED:
        j->outcome = JOB_DUPLICATE; /* its rows are there */
        return store_return(s, j->reading.id_text, a->superseded);
    case STORED:
        break;
    }
    j->outcome = a->superseded[0] != '\0' ? JOB_REVISED : JOB_STORED;
    s->pending[s->pending_count++] = j;
    return a->withdrawn || store_compared(s, &j->reading, a->superseded, around);
}

/* Compares what was admitted together, and after that what it changes for others: some of these documents may be of one
 * organisation under several names. */
static bool store_group(store *s, job **jobs, const admission *admissions, size_t count)
{
    touched around = {0};
    const reading *causes[STORED_TOGETHER];
    size_t cause_count = 0;
    for (size_t i = 0; i < count; i++) {
        const admission *a = &admissions[i];
        if (a->outcome == DUPLICATE || a->withdrawn) continue;
        causes[cause_count++] = &jobs[i]->reading;
        if (a->outcome == REINSTATED || !a->alone) touched_add(&around, jobs[i]->reading.id_text, a->superseded);
    }
    bool good = touched_find(s, &around);
    for (size_t i = 0; i < count && good; i++) good = store_admitted(s, jobs[i], &admissions[i], &around);
    good = good && store_dependants(s, &around, causes, cause_count);
    touched_free(&around);
    return good;
}

static bool is_document(const job *j)
{
    return j->rejected.stage[0] == '\0' && !j->event.withdrawal;
}

/* How many of these jobs are documents of different organisations. */
static size_t count_independent(job **jobs, size_t count)
{
    size_t n = 0;
    for (; n < count && n < STORED_TOGETHER && is_document(jobs[n]); n++)
        for (size_t i = 0; i < n; i++)
            if (strcmp(jobs[i]->reading.who.organisation, jobs[n]->reading.who.organisation) == 0) return n;
    return n;
}

bool store_documents(store *s, job **jobs, size_t count, size_t *done)
{
    request requests[STORED_TOGETHER];
    const mz_pg_value *sets[STORED_TOGETHER] = {NULL};
    PGresult *results[STORED_TOGETHER];
    admission admissions[STORED_TOGETHER];
    const size_t n = count_independent(jobs, count);
    for (size_t i = 0; i < n; i++) {
        jobs[i]->outcome = JOB_OPEN;
        request_admission(&requests[i], jobs[i]);
        sets[i] = requests[i].values;
    }
    bool good = mz_pg_query_all(s->pg, admit_sql, sets, PARAMETERS, n, results);
    for (size_t i = 0; i < n; i++) {
        if (good) read_admission(&admissions[i], jobs[i], results[i]);
        PQclear(results[i]);
    }
    *done = n;
    return good && store_group(s, jobs, admissions, n);
}
