/* compare.c - a document beside its neighbours in time: what changed, and whose findings that touches. */
#include <inttypes.h>
#include <mingzhang/change.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "worker/findings.h"
#include "worker/rows.h"
#include "worker/store.h"

/* A stored document without its content. */
typedef struct stored {
    reading reading;
    neighbours around;
    PGresult *row; /* owns the strings of reading.who; NULL: there is no such document */
} stored;

static void stored_free(stored *d)
{
    reading_free(&d->reading);
    PQclear(d->row);
}

static void read_neighbours(neighbours *n, const PGresult *result, int row, int column)
{
    snprintf(n->prior, sizeof n->prior, "%s", PQgetvalue(result, row, column));
    snprintf(n->stage, sizeof n->stage, "%s", PQgetvalue(result, row, column + 1));
}

/* False only for errors of the database; reading is empty when there is no such document, or id is "". */
static bool load(store *s, const char *id, stored *d)
{
    static const char sql[] =
        "select encode(sha256, 'hex'), revision, organisation, organisation_code, region, "
        "fiscal_year, kind, level, source_url, turns, prior_id, stage_id from document where id = $1::uuid";
    const mz_pg_value values[] = {{id, -1}};
    *d = (stored){0};
    if (id[0] == '\0') return true;
    d->row = mz_pg_query(s->pg, sql, values, 1);
    if (d->row == NULL) return false;
    if (PQntuples(d->row) != 1) return true;
    reading_identify(&d->reading, PQgetvalue(d->row, 0, 0));
    d->reading.revision = (int32_t)strtol(PQgetvalue(d->row, 0, 1), NULL, 10);
    d->reading.who = (identity){.organisation = PQgetvalue(d->row, 0, 2),
                                .code = PQgetvalue(d->row, 0, 3),
                                .region = PQgetvalue(d->row, 0, 4),
                                .year = (int32_t)strtol(PQgetvalue(d->row, 0, 5), NULL, 10),
                                .kind = PQgetvalue(d->row, 0, 6),
                                .level = PQgetvalue(d->row, 0, 7),
                                .source_url = PQgetvalue(d->row, 0, 8)};
    d->reading.turn = (int32_t)strtol(PQgetvalue(d->row, 0, 9), NULL, 10);
    read_neighbours(&d->around, d->row, 0, 10);
    return true;
}

static bool is_budget(const reading *r)
{
    return strcmp(r->who.kind, "budget") == 0;
}

static void not_compared(const char *id, const char *with, mz_status status, const mz_error *error)
{
    mz_log(MZ_LOG_WARNING, "not-compared", "{s:s, s:s, s:s, s:s}", "document", id, "with", with, "code",
           mz_status_name(status), "message", error->message);
}

/* Checks document, which is target's, appends what the year before and the budget of the same year tell (either may be
 * NULL), and adds the rows of the changes; without the year before, of those that the document itself tells. */
static void compare(store *s, const reading *target, mz_document *document, const neighbours *around,
                    const mz_document *prior, const mz_document *budget)
{
    const preparation *p = s->preparation;
    mz_changes changes = {0};
    mz_error error = {0};
    mz_status status = mz_check(p->catalogue, document, &p->check, &error);
    if (status != MZ_OK) not_compared(target->id_text, target->id_text, status, &error);
    status = mz_compare(p->catalogue, prior, document, &p->change, &p->check, &changes, &error);
    if (status != MZ_OK) not_compared(target->id_text, prior != NULL ? around->prior : target->id_text, status, &error);
    rows_of_changes(&s->changes, target->id, around->prior, &changes);
    s->change_count += (int64_t)changes.count;
    if (budget != NULL) {
        status = mz_compare_stage(p->catalogue, budget, document, &p->check, &error);
        if (status != MZ_OK) not_compared(target->id_text, around->stage, status, &error);
    }
}

/* Makes target's findings and changes those that hold beside its neighbours. What was found when it was parsed stands
 * when it has none. False: an error of the database, or out of memory. */
static bool find_again(store *s, reading *target, const neighbours *around)
{
    mz_document *document = NULL;
    mz_document *prior = NULL;
    mz_document *budget = NULL;
    bool good =
        parsed_find(s, around->prior, &prior) && parsed_find(s, is_budget(target) ? "" : around->stage, &budget);
    if (good && (target->findings == NULL || prior != NULL || budget != NULL))
        good = parsed_find(s, target->id_text, &document);
    if (good && document != NULL) {
        compare(s, target, document, around, prior, budget);
        json_decref(target->findings);
        target->findings = findings_of(document);
        if (target->findings == NULL) s->out_of_memory = true;
        good = target->findings != NULL;
    } else if (good) {
        mz_copy_append(&s->changes, &target->changes);
        s->change_count += target->changes.rows;
    }
    parsed_trim(s);
    return good;
}

static bool delete_changes(store *s, const char *id)
{
    static const char sql[] = "delete from change where document_id = $1::uuid";
    const mz_pg_value values[] = {{id, -1}};
    PGresult *result = store_flush(s) ? mz_pg_query(s->pg, sql, values, 1) : NULL;
    PQclear(result);
    return result != NULL;
}

void touched_add(touched *t, const char *id, const char *other)
{
    const size_t more = t->length + strlen(id) + strlen(other) + sizeof "{,}";
    if (more > t->room) {
        char *grown = realloc(t->ids, 2 * more);
        if (grown == NULL) {
            t->failed = true;
            return;
        }
        t->ids = grown;
        t->room = 2 * more;
    }
    for (int i = 0; i < 2; i++) {
        const char *one = i == 0 ? id : other;
        if (one[0] != '\0')
            t->length +=
                (size_t)snprintf(t->ids + t->length, t->room - t->length, "%c%s", t->length == 0 ? '{' : ',', one);
    }
}

bool touched_find(store *s, touched *t)
{
    static const char sql[] = "select id, prior, stage from touched($1::uuid[]) order by id";
    if (t->failed) s->out_of_memory = true;
    if (t->failed || t->length == 0) return !t->failed;
    memcpy(t->ids + t->length, "}", sizeof "}");
    const mz_pg_value values[] = {{t->ids, -1}};
    t->rows = mz_pg_query(s->pg, sql, values, 1);
    return t->rows != NULL;
}

void touched_free(touched *t)
{
    free(t->ids);
    PQclear(t->rows);
    *t = (touched){0};
}

/* Compares target with what it stands beside, and makes its findings known: those of old ("": none before) that no
 * longer hold are withdrawn. */
static bool compare_and_store(store *s, reading *target, const char *old, const neighbours *around,
                              const reading *cause)
{
    return (old[0] == '\0' || delete_changes(s, old)) && find_again(s, target, around) &&
           store_findings(s, target, old[0] != '\0' ? old : NULL, cause);
}

/* A stored document is compared anew, because what it is compared with has changed. */
static bool renew(store *s, const char *id, const reading *cause)
{
    stored target = {0};
    mz_document *document = NULL;
    bool good = load(s, id, &target) && parsed_find(s, id, &document);
    if (document != NULL) /* else this release cannot read it: what was said of it stands */
        good = compare_and_store(s, &target.reading, id, &target.around, cause);
    stored_free(&target);
    return good;
}

bool store_compared(store *s, reading *arrived, const char *superseded, const touched *around)
{
    neighbours beside = {"", ""};
    for (int i = 0; around->rows != NULL && i < PQntuples(around->rows); i++)
        if (strcmp(PQgetvalue(around->rows, i, 0), arrived->id_text) == 0) read_neighbours(&beside, around->rows, i, 1);
    return compare_and_store(s, arrived, superseded, &beside, arrived);
}

bool store_succession(store *s, const char *id, const char *gone, const char *current, bool withdrawn)
{
    stored cause = {0};
    stored successor = {0};
    mz_document *document = NULL;
    const char *old = gone[0] != '\0' ? gone : current;
    bool good = load(s, id, &cause) && load(s, current, &successor) && parsed_find(s, current, &document);
    cause.reading.withdrawn = withdrawn;
    if (good && document != NULL)
        good = compare_and_store(s, &successor.reading, old, &successor.around, &cause.reading);
    else if (good) /* nothing holds any more */
        good = delete_changes(s, old) && store_findings(s, &cause.reading, old, &cause.reading);
    stored_free(&cause);
    stored_free(&successor);
    return good;
}

/* Whether the array of ids holds this one. */
static bool is_member(const touched *t, const char *id)
{
    return t->ids != NULL && strstr(t->ids, id) != NULL;
}

bool store_dependants(store *s, const touched *around, const reading *const *causes, size_t count)
{
    bool good = true;
    for (int i = 0; around->rows != NULL && i < PQntuples(around->rows) && good; i++) {
        const char *id = PQgetvalue(around->rows, i, 0);
        const reading *cause = causes[0];
        for (size_t k = 0; k < count; k++)
            if (strcmp(causes[k]->id_text, PQgetvalue(around->rows, i, 1)) == 0 ||
                strcmp(causes[k]->id_text, PQgetvalue(around->rows, i, 2)) == 0)
                cause = causes[k];
        good = is_member(around, id) || renew(s, id, cause);
    }
    return good;
}

bool store_dependants_of(store *s, const touched *around, const char *id)
{
    stored cause = {0};
    bool good = load(s, id, &cause);
    cause.reading.withdrawn = true;
    const reading *const causes[] = {&cause.reading};
    good = good && store_dependants(s, around, causes, 1);
    stored_free(&cause);
    return good;
}
