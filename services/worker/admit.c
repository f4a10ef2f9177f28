/* admit.c - one document within the open transaction: duplicate or not, what it supersedes, its neighbours in time. */
#include <inttypes.h>
#include <mingzhang/change.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "worker/rows.h"
#include "worker/store.h"

/* What admit() in schemas/sql/005_admit.sql says; document ids as text, "" when there is none. */
typedef struct admission {
    bool duplicate;
    char superseded[37];
    char prior[37];
    char next[37];
    char stage[37];
} admission;

typedef struct numbers {
    char text[12][24];
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
        "$7::text, $8::text)), i as (insert into document (id, sha256, organisation, organisation_code, region, "
        "fiscal_year, kind, level, state, revision, supersedes, serialisation, unit, confidence, source_topic, "
        "source_partition, source_offset, event_id, event_source, source_url, published_at, tables, line_items, facts, "
        "figures, figures_checked, figures_ambiguous, content_length, content) "
        "select $1, $2, $3, $4, $5, $6, $7, $8, 'current', a.revision, a.superseded, $9::text, $10::text, "
        "$11::smallint, $12::text, $13::integer, $14::bigint, $15::text, $16::text, $17::text, "
        "to_timestamp(nullif($18::bigint, -1) / 1000.0), $19::integer, $20::integer, $21::integer, $22::integer, "
        "$23::integer, $24::integer, length($25::bytea), $25 from a where a.outcome = 'stored') "
        "select outcome, revision, superseded, prior, next, stage from a";
    const reading *r = &j->reading;
    const mz_document *d = r->document;
    const mz_coverage none = {0};
    const mz_coverage *coverage = d->coverage != NULL ? d->coverage : &none;
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
        string(mz_unit_name(d->identity.unit)),
        number(&n, d->identity.confidence),
        string(rd_kafka_topic_name(j->message->rkt)),
        number(&n, j->message->partition),
        number(&n, j->message->offset),
        string(j->event.id),
        string(j->event.source),
        string(j->event.source_url),
        number(&n, rd_kafka_message_timestamp(j->message, NULL)),
        number(&n, (int64_t)d->table_count),
        number(&n, j->line_items.rows),
        number(&n, j->facts.rows),
        number(&n, coverage->figures),
        number(&n, coverage->figures_seen),
        number(&n, coverage->ambiguous),
        {(const char *)j->bytes, (int)j->length},
    };
    return mz_pg_query(s->pg, sql, values, sizeof values / sizeof *values);
}

static bool admit(store *s, job *j, admission *a)
{
    PGresult *result = insert_document(s, j);
    if (result == NULL) return false;
    a->duplicate = strcmp(PQgetvalue(result, 0, 0), "stored") != 0;
    j->reading.revision = (int32_t)strtol(PQgetvalue(result, 0, 1), NULL, 10);
    snprintf(a->superseded, sizeof a->superseded, "%s", PQgetvalue(result, 0, 2));
    snprintf(a->prior, sizeof a->prior, "%s", PQgetvalue(result, 0, 3));
    snprintf(a->next, sizeof a->next, "%s", PQgetvalue(result, 0, 4));
    snprintf(a->stage, sizeof a->stage, "%s", PQgetvalue(result, 0, 5));
    PQclear(result);
    return true;
}

/* A document to compare with: from this batch, or parsed again from the stored bytes. */
typedef struct neighbour {
    reading *reading;
    reading own;   /* used when it was loaded */
    PGresult *row; /* owns the strings of own.who */
} neighbour;

static void neighbour_free(neighbour *n)
{
    reading_free(&n->own);
    PQclear(n->row);
}

static PGresult *select_document(store *s, const char *id)
{
    static const char sql[] = "select revision, organisation, organisation_code, region, fiscal_year, kind, level, "
                              "source_url, content from document where id = $1::uuid";
    const mz_pg_value values[] = {{id, -1}};
    return mz_pg_query(s->pg, sql, values, 1);
}

/* False only for errors of the database; a neighbour that cannot be read any more leaves reading NULL. */
static bool load_neighbour(store *s, const char *id, neighbour *n)
{
    *n = (neighbour){0};
    if (id[0] == '\0') return true;
    for (size_t i = 0; i < s->count; i++) {
        job *j = s->batch[i];
        const bool stored = j->outcome == JOB_STORED || j->outcome == JOB_REVISED; /* a duplicate has no revision */
        if (stored && j->reading.document != NULL && strcmp(j->reading.id_text, id) == 0) {
            n->reading = &j->reading;
            return true;
        }
    }
    n->row = select_document(s, id);
    if (n->row == NULL) return false;
    if (PQntuples(n->row) != 1) return true;
    size_t length = 0;
    unsigned char *content = PQunescapeBytea((const unsigned char *)PQgetvalue(n->row, 0, 8), &length);
    if (content != NULL && reading_digest(&n->own, content, length)) {
        n->own.revision = (int32_t)strtol(PQgetvalue(n->row, 0, 0), NULL, 10);
        n->own.who = (identity){.organisation = PQgetvalue(n->row, 0, 1),
                                .code = PQgetvalue(n->row, 0, 2),
                                .region = PQgetvalue(n->row, 0, 3),
                                .year = (int32_t)strtol(PQgetvalue(n->row, 0, 4), NULL, 10),
                                .kind = PQgetvalue(n->row, 0, 5),
                                .level = PQgetvalue(n->row, 0, 6),
                                .source_url = PQgetvalue(n->row, 0, 7)};
        if (prepare_stored(s->preparation, content, length, &n->own)) n->reading = &n->own;
    }
    PQfreemem(content);
    return true;
}

static void not_compared(const reading *current, const reading *other, mz_status status, const mz_error *error)
{
    mz_log(MZ_LOG_WARNING, "not-compared", "{s:s, s:s, s:s, s:s}", "document", current->id_text, "with", other->id_text,
           "code", mz_status_name(status), "message", error->message);
}

/* Appends what the year before and the budget of the same year tell (either may be NULL) to current's findings, and
 * adds the rows of the changes. */
static void compare(store *s, reading *current, const reading *prior, const reading *budget)
{
    const preparation *p = s->preparation;
    mz_document *document = current->document;
    mz_changes changes = {0};
    mz_error error = {0};
    mz_status status = MZ_OK;
    if (current->unchecked) status = mz_check(p->catalogue, document, &p->check, &error);
    if (status != MZ_OK) not_compared(current, current, status, &error);
    current->unchecked = true;
    if (prior != NULL) {
        status = mz_compare(p->catalogue, prior->document, document, NULL, &p->check, &changes, &error);
        if (status != MZ_OK) not_compared(current, prior, status, &error);
        rows_of_changes(&s->changes, current->id, prior->id, &changes);
        s->change_count += (int64_t)changes.count;
    }
    if (budget != NULL) {
        status = mz_compare_stage(p->catalogue, budget->document, document, &p->check, &error);
        if (status != MZ_OK) not_compared(current, budget, status, &error);
    }
}

static bool delete_changes(store *s, const char *id)
{
    static const char sql[] = "delete from change where document_id = $1::uuid";
    const mz_pg_value values[] = {{id, -1}};
    PGresult *result = store_flush(s) ? mz_pg_query(s->pg, sql, values, 1) : NULL;
    PQclear(result);
    return result != NULL;
}

/* What a stored document is compared with; ids as text, "" when there is none. */
static bool partners(store *s, const char *id, char prior[37], char budget[37])
{
    static const char sql[] = "select prior, budget from partners($1::uuid)";
    const mz_pg_value values[] = {{id, -1}};
    PGresult *result = mz_pg_query(s->pg, sql, values, 1);
    if (result == NULL) return false;
    snprintf(prior, 37, "%s", PQgetvalue(result, 0, 0));
    snprintf(budget, 37, "%s", PQgetvalue(result, 0, 1));
    PQclear(result);
    return true;
}

/* A stored document is compared anew, because what it is compared with has arrived. */
static bool renew(store *s, const reading *arrived, const char *id)
{
    neighbour target = {0};
    neighbour prior = {0};
    neighbour budget = {0};
    char prior_id[37];
    char budget_id[37];
    bool good = load_neighbour(s, id, &target);
    if (good && target.reading != NULL)
        good = partners(s, id, prior_id, budget_id) && load_neighbour(s, prior_id, &prior) &&
               load_neighbour(s, budget_id, &budget) && delete_changes(s, id);
    if (good && target.reading != NULL) {
        compare(s, target.reading, prior.reading, budget.reading);
        good = store_findings(s, target.reading, id, arrived);
    }
    neighbour_free(&target);
    neighbour_free(&prior);
    neighbour_free(&budget);
    return good;
}

/* Compares what arrived with its prior year and, final accounts, with their budget; then what depends on it. */
static bool compare_neighbours(store *s, job *j, const admission *a)
{
    const bool is_budget = strcmp(j->reading.who.kind, "budget") == 0;
    neighbour prior = {0};
    neighbour budget = {0};
    bool good = load_neighbour(s, a->prior, &prior) && load_neighbour(s, is_budget ? "" : a->stage, &budget);
    if (good && (prior.reading != NULL || budget.reading != NULL))
        compare(s, &j->reading, prior.reading, budget.reading);
    neighbour_free(&prior);
    neighbour_free(&budget);
    const bool revised = a->superseded[0] != '\0';
    s->pending[s->pending_count++] = j;
    good = good && (!revised || delete_changes(s, a->superseded));
    good = good && store_findings(s, &j->reading, revised ? a->superseded : NULL, &j->reading);
    if (good && a->next[0] != '\0') good = renew(s, &j->reading, a->next);
    if (good && is_budget && a->stage[0] != '\0') good = renew(s, &j->reading, a->stage);
    return good;
}

bool store_document(store *s, job *j)
{
    admission a;
    j->outcome = JOB_OPEN;
    if (!admit(s, j, &a)) return false;
    if (a.duplicate) {
        j->outcome = JOB_DUPLICATE;
        return true;
    }
    j->outcome = a.superseded[0] != '\0' ? JOB_REVISED : JOB_STORED;
    return compare_neighbours(s, j, &a);
}
