/* compare.c - a document beside its neighbours in time: what changed, and whose findings that touches. */
#include <inttypes.h>
#include <mingzhang/change.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "worker/rows.h"
#include "worker/store.h"

/* A stored document: from this batch, or parsed again from the stored bytes. */
typedef struct stored {
    reading *reading;
    reading own;   /* used when it was loaded */
    PGresult *row; /* owns the strings of own.who */
} stored;

static void stored_free(stored *d)
{
    reading_free(&d->own);
    PQclear(d->row);
}

/* The document of this batch with this id, when the batch stored it. */
static reading *find_in_batch(const store *s, const char *id)
{
    for (size_t i = 0; i < s->count; i++) {
        job *j = s->batch[i];
        const bool is_stored = j->outcome == JOB_STORED || j->outcome == JOB_REVISED; /* a duplicate has no revision */
        if (is_stored && j->reading.document != NULL && strcmp(j->reading.id_text, id) == 0) return &j->reading;
    }
    return NULL;
}

static PGresult *select_document(store *s, const char *id)
{
    static const char sql[] = "select revision, organisation, organisation_code, region, fiscal_year, kind, level, "
                              "source_url, turns, content from document where id = $1::uuid";
    const mz_pg_value values[] = {{id, -1}};
    return mz_pg_query(s->pg, sql, values, 1);
}

/* Reads the row of a document into own; content is malloc'ed for the caller, NULL when there is no such document. False
 * only for errors of the database. */
static bool load_row(store *s, const char *id, stored *d, unsigned char **content, size_t *length)
{
    *content = NULL;
    d->row = select_document(s, id);
    if (d->row == NULL) return false;
    if (PQntuples(d->row) != 1) return true;
    *content = PQunescapeBytea((const unsigned char *)PQgetvalue(d->row, 0, 9), length);
    if (*content == NULL || !reading_digest(&d->own, *content, *length)) return true;
    d->own.revision = (int32_t)strtol(PQgetvalue(d->row, 0, 0), NULL, 10);
    d->own.who = (identity){.organisation = PQgetvalue(d->row, 0, 1),
                            .code = PQgetvalue(d->row, 0, 2),
                            .region = PQgetvalue(d->row, 0, 3),
                            .year = (int32_t)strtol(PQgetvalue(d->row, 0, 4), NULL, 10),
                            .kind = PQgetvalue(d->row, 0, 5),
                            .level = PQgetvalue(d->row, 0, 6),
                            .source_url = PQgetvalue(d->row, 0, 7)};
    d->own.turn = (int32_t)strtol(PQgetvalue(d->row, 0, 8), NULL, 10);
    return true;
}

/* Reads a document; id "": none. False only for errors of the database; one that cannot be read any more leaves reading
 * NULL. */
static bool load(store *s, const char *id, stored *d)
{
    unsigned char *content = NULL;
    size_t length = 0;
    *d = (stored){0};
    if (id[0] == '\0') return true;
    d->reading = find_in_batch(s, id);
    if (d->reading != NULL) return true;
    const bool good = load_row(s, id, d, &content, &length);
    if (content != NULL && prepare_stored(s->preparation, content, length, &d->own)) d->reading = &d->own;
    PQfreemem(content);
    return good;
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
        status = mz_compare(p->catalogue, prior->document, document, &p->change, &p->check, &changes, &error);
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

void neighbours_read(neighbours *n, const PGresult *result, int column)
{
    snprintf(n->prior, sizeof n->prior, "%s", PQgetvalue(result, 0, column));
    snprintf(n->next, sizeof n->next, "%s", PQgetvalue(result, 0, column + 1));
    snprintf(n->stage, sizeof n->stage, "%s", PQgetvalue(result, 0, column + 2));
}

static bool find_neighbours(store *s, const identity *who, neighbours *n)
{
    static const char sql[] = "select prior, next, stage from neighbours($1::text, $2::integer, $3::text, $4::text)";
    char year[16];
    snprintf(year, sizeof year, "%" PRId32, who->year);
    const mz_pg_value values[] = {{who->organisation, -1}, {year, -1}, {who->kind, -1}, {who->level, -1}};
    PGresult *result = mz_pg_query(s->pg, sql, values, 4);
    if (result == NULL) return false;
    neighbours_read(n, result, 0);
    PQclear(result);
    return true;
}

static bool is_budget(const reading *r)
{
    return strcmp(r->who.kind, "budget") == 0;
}

/* Compares target with what it stands beside, and makes its findings known: those of old ("": none before) that no
 * longer hold are withdrawn. */
static bool compare_and_store(store *s, reading *target, const char *old, const neighbours *around,
                              const reading *cause)
{
    stored prior = {0};
    stored budget = {0};
    bool good = (old[0] == '\0' || delete_changes(s, old)) && load(s, around->prior, &prior) &&
                load(s, is_budget(target) ? "" : around->stage, &budget);
    if (good && (target->unchecked || prior.reading != NULL || budget.reading != NULL))
        compare(s, target, prior.reading, budget.reading);
    stored_free(&prior);
    stored_free(&budget);
    return good && store_findings(s, target, old[0] != '\0' ? old : NULL, cause);
}

/* A stored document is compared anew, because what it is compared with has changed. */
static bool renew(store *s, const char *id, const reading *cause)
{
    stored target = {0};
    neighbours around;
    bool good = load(s, id, &target);
    if (good && target.reading != NULL)
        good = find_neighbours(s, &target.reading->who, &around) &&
               compare_and_store(s, target.reading, id, &around, cause);
    stored_free(&target);
    return good;
}

/* What is compared with a document of this place: the year after, and final accounts with their budget. */
static bool renew_dependants(store *s, const reading *of, const neighbours *around, const reading *cause)
{
    return (around->next[0] == '\0' || renew(s, around->next, cause)) &&
           (!is_budget(of) || around->stage[0] == '\0' || renew(s, around->stage, cause));
}

bool store_compared(store *s, reading *arrived, const char *superseded, const neighbours *around)
{
    return compare_and_store(s, arrived, superseded, around, arrived) && renew_dependants(s, arrived, around, arrived);
}

/* The stored document whose withdrawal or return causes something, without its content. */
static bool load_cause(store *s, const char *id, bool withdrawn, stored *cause)
{
    unsigned char *content = NULL;
    size_t length = 0;
    *cause = (stored){.reading = &cause->own};
    const bool good = load_row(s, id, cause, &content, &length);
    PQfreemem(content);
    cause->own.withdrawn = withdrawn;
    return good;
}

bool store_succession(store *s, const char *id, const char *gone, const char *current, bool withdrawn)
{
    stored cause = {0};
    stored successor = {0};
    neighbours around = {.prior = ""};
    const char *old = gone[0] != '\0' ? gone : current;
    bool good = load_cause(s, id, withdrawn, &cause) && load(s, current, &successor) &&
                find_neighbours(s, &cause.own.who, &around);
    if (good && successor.reading != NULL)
        good = compare_and_store(s, successor.reading, old, &around, &cause.own);
    else if (good) /* cause has no document here, so nothing holds any more */
        good = delete_changes(s, old) && store_findings(s, &cause.own, old, &cause.own);
    stored_free(&cause);
    stored_free(&successor);
    return good;
}

bool store_dependants(store *s, const char *id, bool withdrawn)
{
    stored cause = {0};
    neighbours around = {.prior = ""};
    const bool good = load_cause(s, id, withdrawn, &cause) && find_neighbours(s, &cause.own.who, &around) &&
                      renew_dependants(s, &cause.own, &around, &cause.own);
    stored_free(&cause);
    return good;
}
