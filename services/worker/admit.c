/* admit.c - one document within the open transaction: duplicate or not, what it supersedes, its neighbours in time. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/rows.h"
#include "worker/store.h"

/* What admit() in schemas/sql/005_admit.sql says; the document id as text, "" when there is none. */
typedef struct admission {
    enum { DUPLICATE, STORED, REINSTATED } outcome;
    bool withdrawn; /* before it arrived */
    char superseded[37];
    neighbours around;
} admission;

typedef struct numbers {
    char text[16][24];
    int used;
} numbers;

static mz_pg_value number(numbers *n, int64_t value)
{
    char *text = n->text[n->used++];
    snprintf(text, sizeof n->text[0], "%" PRId64, value);
    return (mz_pg_value){text, -1};
}

static mz_pg_value string(const char *text)
{
    return (mz_pg_value){text, -1};
}

static PGresult *insert_document(store *s, const job *j)
{
    static const char sql[] =
        "with a as materialized (select * from admit($1::uuid, $2::bytea, $3::text, $4::text, $5::text, $6::integer, "
        "$7::text, $8::text, $17::text, timestamptz 'epoch' + $26::bigint * interval '1 microsecond')), "
        "i as (insert into document (id, sha256, organisation, organisation_code, region, "
        "fiscal_year, kind, level, state, revision, supersedes, serialisation, unit, confidence, source_topic, "
        "source_partition, source_offset, event_id, event_source, source_url, published_at, tables, line_items, facts, "
        "figures, figures_checked, figures_ambiguous, content_length, content, event_time, withdrawn_at) "
        "select $1, $2, $3, $4, $5, $6, $7, $8, a.state, a.revision, a.superseded, $9::text, $10::text, "
        "$11::smallint, $12::text, $13::integer, $14::bigint, $15::text, $16::text, $17, "
        "to_timestamp(nullif($18::bigint, -1) / 1000.0), $19::integer, $20::integer, $21::integer, $22::integer, "
        "$23::integer, $24::integer, length($25::bytea), $25, timestamptz 'epoch' + $26 * interval '1 microsecond', "
        "case when a.state = 'withdrawn' then now() end from a where a.outcome = 'stored') "
        "select outcome, coalesce(revision, 0), state, superseded, prior, next, stage from a";
    const reading *r = &j->reading;
    const summary *d = &j->summary;
    numbers n = {.used = 0};
    const mz_pg_value values[] = {
        string(r->id_text),
        {(const char *)r->sha256, sizeof r->sha256},
        string(r->who.organisation),
        string(r->who.code),
        string(r->who.region),
        number(&n, r->who.year),
        string(r->who.kind),
        string(r->who.level),
        string(rows_serialisation(d->serialisation)),
        string(d->unit),
        number(&n, d->confidence),
        string(rd_kafka_topic_name(j->message->rkt)),
        number(&n, j->message->partition),
        number(&n, j->message->offset),
        string(j->event.id),
        string(j->event.source),
        string(j->event.source_url),
        number(&n, rd_kafka_message_timestamp(j->message, NULL)),
        number(&n, (int64_t)d->tables),
        number(&n, j->line_items.rows),
        number(&n, j->facts.rows),
        number(&n, d->coverage.figures),
        number(&n, d->coverage.figures_seen),
        number(&n, d->coverage.ambiguous),
        {(const char *)j->bytes, (int)j->length},
        number(&n, job_event_time(j)),
    };
    return mz_pg_query(s->pg, sql, values, sizeof values / sizeof *values);
}

static bool admit(store *s, job *j, admission *a)
{
    PGresult *result = insert_document(s, j);
    if (result == NULL) return false;
    const char *outcome = PQgetvalue(result, 0, 0);
    *a = (admission){.outcome = strcmp(outcome, "stored") == 0       ? STORED
                                : strcmp(outcome, "reinstated") == 0 ? REINSTATED
                                                                     : DUPLICATE,
                     .withdrawn = strcmp(PQgetvalue(result, 0, 2), "withdrawn") == 0};
    j->reading.revision = (int32_t)strtol(PQgetvalue(result, 0, 1), NULL, 10);
    snprintf(a->superseded, sizeof a->superseded, "%s", PQgetvalue(result, 0, 3));
    neighbours_read(&a->around, result, 4);
    PQclear(result);
    return true;
}

bool store_document(store *s, job *j)
{
    admission a;
    j->outcome = JOB_OPEN;
    if (!admit(s, j, &a)) return false;
    switch (a.outcome) {
    case DUPLICATE:
        j->outcome = JOB_DUPLICATE;
        return true;
    case REINSTATED:
        j->outcome = JOB_DUPLICATE; /* its rows are there */
        return store_return(s, j->reading.id_text, a.superseded);
    case STORED:
        break;
    }
    j->outcome = a.superseded[0] != '\0' ? JOB_REVISED : JOB_STORED;
    s->pending[s->pending_count++] = j;
    return a.withdrawn || store_compared(s, &j->reading, a.superseded, &a.around);
}
