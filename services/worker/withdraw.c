/* withdraw.c - documents that are taken back, and those that are published again after that. */
#include <inttypes.h>
#include <stdio.h>

#include "common/log.h"
#include "worker/store.h"

static PGresult *withdraw(store *s, const job *j)
{
    static const char sql[] = "select withdrawn, successor from withdraw($1::text, decode($2::text, 'hex'), $3::text, "
                              "timestamptz 'epoch' + $4::bigint * interval '1 microsecond', $5::text, $6::text)";
    char time[24];
    snprintf(time, sizeof time, "%" PRId64, job_event_time(j));
    const mz_event *event = &j->event;
    const mz_pg_value values[] = {{j->reading.who.organisation, -1},
                                  {event->document_sha256, -1},
                                  {event->source_url, -1},
                                  {time, -1},
                                  {event->id, -1},
                                  {event->source, -1}};
    return mz_pg_query(s->pg, sql, values, sizeof values / sizeof *values);
}

bool store_withdrawal(store *s, job *j)
{
    PGresult *rows = withdraw(s, j);
    if (rows == NULL) return false;
    const int count = PQntuples(rows);
    touched around = {0};
    for (int i = 0; i < count; i++) touched_add(&around, PQgetvalue(rows, i, 0), PQgetvalue(rows, i, 1));
    bool good = touched_find(s, &around);
    /* One message may take back several years at once: all are replaced before what depends on them is compared. */
    for (int i = 0; good && i < count; i++) {
        const char *gone = PQgetvalue(rows, i, 0);
        good = store_succession(s, gone, gone, PQgetvalue(rows, i, 1), true);
    }
    if (good && count > 0) good = store_dependants_of(s, &around, PQgetvalue(rows, 0, 0));
    touched_free(&around);
    mz_log(MZ_LOG_INFO, "withdrawal", "{s:i, s:I, s:i}", "partition", (int)j->message->partition, "offset",
           (json_int_t)j->message->offset, "documents", count);
    PQclear(rows);
    j->outcome = JOB_WITHDRAWAL;
    return good;
}

bool store_return(store *s, const char *id, const char *superseded)
{
    return store_succession(s, id, superseded, id, false);
}
