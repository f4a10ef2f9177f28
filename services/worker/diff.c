/* diff.c - findings of a document against those that were published before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/findings.h"
#include "worker/rows.h"
#include "worker/store.h"

const char rows_copy_findings[] =
    "copy finding (document_id, id, rule, kind, severity, title_zh, title_en, message_zh, message_en, expected, "
    "actual, "
    "delta, unit, page, line, detail, state, raised_by, raised_at) from stdin (format binary)";

/* Columns of the query for what was published before. */
enum { OLD_ID, OLD_SEVERITY, OLD_EXPECTED, OLD_ACTUAL, OLD_DELTA, OLD_RAISED_BY, OLD_RAISED_AT };

/* PostgreSQL array of ids: "{a,b}". They are hexadecimal digits, so nothing needs a quote. */
typedef struct id_list {
    char *text;
    size_t length;
    size_t count;
} id_list;

static bool id_list_new(id_list *list, size_t room)
{
    *list = (id_list){.text = malloc(room * 33 + 3)};
    if (list->text == NULL) return false;
    list->text[list->length++] = '{';
    return true;
}

static void id_list_add(id_list *list, const char *id)
{
    if (list->count++ > 0) list->text[list->length++] = ',';
    list->length += (size_t)snprintf(list->text + list->length, 33, "%.32s", id);
}

static const char *id_list_end(id_list *list)
{
    list->text[list->length] = '}';
    list->text[list->length + 1] = '\0';
    return list->text;
}

/* Row of olds (sorted by id) with this id, -1 when there is none. */
static int find_old(const PGresult *olds, const char *id)
{
    int low = 0;
    int high = PQntuples(olds) - 1;
    while (low <= high) {
        const int middle = low + (high - low) / 2;
        const int order = strcmp(id, PQgetvalue(olds, middle, OLD_ID));
        if (order == 0) return middle;
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return -1;
}

/* Whether a subscriber already knows the finding as it stands now. */
static bool is_unchanged(const PGresult *olds, int row, const json_t *finding)
{
    return strcmp(PQgetvalue(olds, row, OLD_SEVERITY), finding_text(finding, "severity")) == 0 &&
           strcmp(PQgetvalue(olds, row, OLD_EXPECTED), finding_text(finding, "expected")) == 0 &&
           strcmp(PQgetvalue(olds, row, OLD_ACTUAL), finding_text(finding, "actual")) == 0 &&
           strcmp(PQgetvalue(olds, row, OLD_DELTA), finding_text(finding, "delta")) == 0;
}

/* Adds the row of a finding; old >= 0: it keeps who raised it and when. */
static bool put_finding(store *s, const reading *target, const json_t *finding, const reading *cause,
                        const PGresult *olds, int old)
{
    static const char *const texts[] = {"id",      "rule",       "kind",     "severity", "title", "title_en",
                                        "message", "message_en", "expected", "actual",   "delta", "unit"};
    char *text = json_dumps(finding, JSON_COMPACT);
    if (text == NULL) return false;
    mz_copy *copy = &s->findings;
    mz_copy_row(copy, 19);
    mz_copy_uuid(copy, target->id);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) mz_copy_text(copy, finding_text(finding, texts[i]));
    mz_copy_int32(copy, finding_number(finding, "page"));
    mz_copy_int32(copy, finding_number(finding, "line"));
    mz_copy_jsonb(copy, text, strlen(text));
    mz_copy_text(copy, "open");
    mz_copy_uuid_text(copy, old >= 0 ? PQgetvalue(olds, old, OLD_RAISED_BY) : cause->id_text);
    mz_copy_timestamp(copy, old >= 0 ? strtoll(PQgetvalue(olds, old, OLD_RAISED_AT), NULL, 10) : s->started_us);
    free(text);
    return !copy->failed;
}

/* Raises or carries over one finding. */
static bool apply(store *s, const reading *target, const json_t *finding, const reading *cause, const PGresult *olds,
                  int old)
{
    const bool known = old >= 0 && is_unchanged(olds, old, finding);
    bool good = put_finding(s, target, finding, cause, olds, known ? old : -1);
    if (good && !known) {
        good = outbox_anomaly(&s->outbox, target, cause, finding, true);
        s->raised++;
    }
    if (!good) s->out_of_memory = true;
    return good;
}

static PGresult *load_old(store *s, const char *old)
{
    static const char sql[] =
        "select id, severity, expected, actual, delta, raised_by, (extract(epoch from raised_at) * 1000000)::bigint "
        "from finding where document_id = $1::uuid and state = 'open' order by id collate \"C\"";
    const mz_pg_value values[] = {{old, -1}};
    return mz_pg_query(s->pg, sql, values, 1);
}

/* Rows that are about to be written again, under the old document or the new one. */
static bool remove_rows(store *s, const char *old, const reading *target, const char *ids)
{
    static const char sql[] = "delete from finding where document_id in ($1::uuid, $2::uuid) and id = any($3::text[])";
    const mz_pg_value values[] = {{old, -1}, {target->id_text, -1}, {ids, -1}};
    PGresult *result = mz_pg_query(s->pg, sql, values, 3);
    PQclear(result);
    return result != NULL;
}

static bool withdraw(store *s, const char *old, const reading *target, const reading *cause, const char *ids)
{
    static const char sql[] = "with w as (update finding set state = 'withdrawn', withdrawn_by = $2::uuid, "
                              "withdrawn_at = now() where document_id = $1::uuid and id = any($3::text[]) "
                              "returning id, detail) select detail from w order by id collate \"C\"";
    const mz_pg_value values[] = {{old, -1}, {cause->id_text, -1}, {ids, -1}};
    PGresult *result = mz_pg_query(s->pg, sql, values, 3);
    if (result == NULL) return false;
    bool good = true;
    for (int i = 0; i < PQntuples(result) && good; i++) {
        json_t *detail = json_loads(PQgetvalue(result, i, 0), 0, NULL);
        good = detail != NULL && outbox_anomaly(&s->outbox, target, cause, detail, false);
        json_decref(detail);
        s->withdrawn++;
    }
    PQclear(result);
    if (!good) s->out_of_memory = true;
    return good;
}

/* Fills what is written again and what is withdrawn. The document is the same one when only its neighbour changed:
 * then what a subscriber knows already stays as it is. */
static bool sort_out(store *s, const reading *target, const char *old, const reading *cause, const PGresult *olds)
{
    const size_t count = json_array_size(target->findings);
    const bool same_document = strcmp(old, target->id_text) == 0;
    const int old_count = PQntuples(olds);
    bool *seen = calloc((size_t)old_count + 1, sizeof *seen);
    id_list again;
    id_list gone;
    bool good = id_list_new(&again, count);
    good = id_list_new(&gone, (size_t)old_count) && good && seen != NULL;
    for (size_t i = 0; good && i < count; i++) {
        const json_t *finding = json_array_get(target->findings, i);
        const char *id = finding_text(finding, "id");
        const int old_row = find_old(olds, id);
        if (old_row >= 0) seen[old_row] = true;
        if (old_row >= 0 && same_document && is_unchanged(olds, old_row, finding)) continue;
        id_list_add(&again, id);
        good = apply(s, target, finding, cause, olds, old_row);
    }
    for (int i = 0; good && i < old_count; i++)
        if (!seen[i]) id_list_add(&gone, PQgetvalue(olds, i, OLD_ID));
    if (!good) s->out_of_memory = true;
    if (good && again.count > 0) good = remove_rows(s, old, target, id_list_end(&again));
    if (good && gone.count > 0) good = withdraw(s, old, target, cause, id_list_end(&gone));
    free(again.text);
    free(gone.text);
    free(seen);
    return good;
}

bool store_findings(store *s, const reading *target, const char *old, const reading *cause)
{
    bool good = true;
    if (old != NULL) {
        PGresult *olds = store_flush(s) ? load_old(s, old) : NULL;
        good = olds != NULL && sort_out(s, target, old, cause, olds);
        PQclear(olds);
    } else {
        for (size_t i = 0; good && i < json_array_size(target->findings); i++)
            good = apply(s, target, json_array_get(target->findings, i), cause, NULL, -1);
    }
    return good;
}
