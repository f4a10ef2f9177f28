/* pg.c - libpq with reconnects, prepared statements and error classes. */
#include "common/pg.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define MAX_PREPARED  48
#define MAX_ARGUMENTS 40

struct mz_pg {
    const char *conninfo;
    const char *application;
    PGconn *connection;
    const char *prepared[MAX_PREPARED]; /* statement i is called "s<i>" on this connection */
    int prepared_count;
    mz_pg_error last;
};

mz_pg_class mz_pg_classify(const char *sqlstate)
{
    /* By the first two characters; what is not listed is a matter of schema, privileges or SQL. */
    static const char *const transient[] = {"08", "25", "40", "53", "55", "57", "58", "XX"};
    static const char *const data[] = {"21", "22", "23", "44", "54", "P0"};
    if (sqlstate[0] == '\0') return MZ_PG_TRANSIENT;
    for (size_t i = 0; i < sizeof transient / sizeof *transient; i++)
        if (strncmp(sqlstate, transient[i], 2) == 0) return MZ_PG_TRANSIENT;
    for (size_t i = 0; i < sizeof data / sizeof *data; i++)
        if (strncmp(sqlstate, data[i], 2) == 0) return MZ_PG_DATA;
    return MZ_PG_SETUP;
}

const char *mz_pg_class_name(mz_pg_class class)
{
    static const char *const names[] = {"ok", "transient", "data", "setup"};
    return names[class];
}

mz_pg *mz_pg_new(const char *conninfo, const char *application)
{
    mz_pg *pg = calloc(1, sizeof *pg);
    if (pg == NULL) return NULL;
    pg->conninfo = conninfo;
    pg->application = application;
    return pg;
}

void mz_pg_close(mz_pg *pg)
{
    PQfinish(pg->connection);
    pg->connection = NULL;
    pg->prepared_count = 0;
}

void mz_pg_free(mz_pg *pg)
{
    if (pg == NULL) return;
    mz_pg_close(pg);
    free(pg);
}

bool mz_pg_is_open(const mz_pg *pg)
{
    return pg->connection != NULL && PQstatus(pg->connection) == CONNECTION_OK;
}

PGconn *mz_pg_raw(mz_pg *pg)
{
    return pg->connection;
}

const mz_pg_error *mz_pg_last(const mz_pg *pg)
{
    return &pg->last;
}

/* Keeps the error of result, or of the connection when the server gave no answer. Returns false, for `return`. */
static bool fail(mz_pg *pg, const PGresult *result)
{
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *message = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (message == NULL) message = pg->connection != NULL ? PQerrorMessage(pg->connection) : "out of memory";
    snprintf(pg->last.sqlstate, sizeof pg->last.sqlstate, "%s", state != NULL ? state : "");
    snprintf(pg->last.message, sizeof pg->last.message, "%.*s", (int)strcspn(message, "\n"), message);
    pg->last.class = mz_pg_classify(pg->last.sqlstate);
    return false;
}

static bool succeed(mz_pg *pg)
{
    pg->last.class = MZ_PG_OK;
    return true;
}

/* An error at the start of a session has no SQLSTATE in libpq 15; a refused login or an unknown database shows in the
 * text only, and an operator has to act on it. */
static bool fail_connect(mz_pg *pg)
{
    fail(pg, NULL);
    if (strstr(pg->last.message, "FATAL:") != NULL && strstr(pg->last.message, "starting up") == NULL &&
        strstr(pg->last.message, "shutting down") == NULL && strstr(pg->last.message, "too many") == NULL &&
        strstr(pg->last.message, "recovery") == NULL && strstr(pg->last.message, "not yet accepting") == NULL)
        pg->last.class = MZ_PG_SETUP;
    mz_pg_close(pg);
    return false;
}

/* libpq would print notices on stderr, between the lines of the log. */
static void ignore_notice(void *opaque, const char *message)
{
    (void)opaque, (void)message;
}

bool mz_pg_open(mz_pg *pg)
{
    if (mz_pg_is_open(pg)) return succeed(pg);
    mz_pg_close(pg);
    /* Ours come first, so that the conninfo may override them. */
    const char *keywords[] = {"connect_timeout",  "keepalives_idle",  "keepalives_interval",
                              "keepalives_count", "tcp_user_timeout", "client_encoding",
                              "application_name", "dbname",           NULL};
    const char *values[] = {"10", "10", "5", "3", "30000", "UTF8", pg->application, pg->conninfo, NULL};
    pg->connection = PQconnectdbParams(keywords, values, 1);
    if (!mz_pg_is_open(pg)) return fail_connect(pg);
    PQsetNoticeProcessor(pg->connection, ignore_notice, NULL);
    return mz_pg_run(pg, "set search_path = mingzhang; set client_min_messages = warning; set timezone = 'UTC'");
}

bool mz_pg_run(mz_pg *pg, const char *sql)
{
    if (pg->connection == NULL) return fail(pg, NULL);
    PGresult *result = PQexec(pg->connection, sql);
    const ExecStatusType status = PQresultStatus(result);
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (good)
        succeed(pg);
    else
        fail(pg, result);
    PQclear(result);
    return good;
}

/* The name of the prepared statement for sql; prepares it when this connection has not seen it. */
static bool prepare(mz_pg *pg, const char *sql, char name[16])
{
    int i = 0;
    while (i < pg->prepared_count && pg->prepared[i] != sql) i++;
    snprintf(name, 16, "s%d", i);
    if (i < pg->prepared_count) return true;
    if (i == MAX_PREPARED) name[0] = '\0'; /* the table is full: prepare the unnamed statement each time */
    PGresult *result = PQprepare(pg->connection, name, sql, 0, NULL);
    const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!good) fail(pg, result);
    PQclear(result);
    if (good && i < MAX_PREPARED) pg->prepared[pg->prepared_count++] = sql;
    return good;
}

/* Values as libpq wants them. */
typedef struct arguments {
    const char *text[MAX_ARGUMENTS];
    int lengths[MAX_ARGUMENTS];
    int formats[MAX_ARGUMENTS];
} arguments;

static void set_arguments(arguments *a, const mz_pg_value *values, int count)
{
    for (int i = 0; i < count; i++) {
        a->text[i] = values[i].value;
        a->formats[i] = values[i].length >= 0;
        a->lengths[i] = values[i].length >= 0 ? values[i].length : 0;
    }
}

static bool is_good(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

PGresult *mz_pg_query(mz_pg *pg, const char *sql, const mz_pg_value *values, int count)
{
    arguments a;
    char name[16];
    if (pg->connection == NULL || count > MAX_ARGUMENTS) {
        fail(pg, NULL);
        return NULL;
    }
    if (!prepare(pg, sql, name)) return NULL;
    set_arguments(&a, values, count);
    PGresult *result = PQexecPrepared(pg->connection, name, count, a.text, a.lengths, a.formats, 0);
    if (is_good(result)) {
        succeed(pg);
        return result;
    }
    fail(pg, result);
    PQclear(result);
    return NULL;
}

/* Queues one execution of a prepared statement in pipeline mode. */
static bool send(mz_pg *pg, const char *name, const mz_pg_value *values, int count)
{
    arguments a;
    set_arguments(&a, values, count);
    return PQsendQueryPrepared(pg->connection, name, count, a.text, a.lengths, a.formats, 0) == 1;
}

/* The answers in the order of the statements, each ended by NULL; after an error the rest are refused unexecuted. */
static bool receive(mz_pg *pg, PGresult **results, size_t count)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        PGresult *result = PQgetResult(pg->connection);
        if (good && !is_good(result)) good = fail(pg, result);
        if (good)
            results[i] = result;
        else
            PQclear(result);
        if (result != NULL) PQclear(PQgetResult(pg->connection));
    }
    PQclear(PQgetResult(pg->connection)); /* the end of the pipeline */
    return good;
}

bool mz_pg_query_all(mz_pg *pg, const char *sql, const mz_pg_value *const *sets, int values, size_t count,
                     PGresult **results)
{
    char name[16];
    memset(results, 0, count * sizeof *results);
    if (pg->connection == NULL || values > MAX_ARGUMENTS) return fail(pg, NULL);
    if (!prepare(pg, sql, name)) return false;
    bool sent = PQenterPipelineMode(pg->connection) == 1;
    for (size_t i = 0; sent && i < count; i++) sent = send(pg, name, sets[i], values);
    sent = sent && PQpipelineSync(pg->connection) == 1;
    if (!sent) fail(pg, NULL);
    const bool good = sent && receive(pg, results, count);
    if (PQexitPipelineMode(pg->connection) != 1) mz_pg_close(pg); /* broken, or answers are still to come */
    return good && succeed(pg);
}

bool mz_pg_copy_begin(mz_pg *pg, const char *sql)
{
    if (pg->connection == NULL) return fail(pg, NULL);
    PGresult *result = PQexec(pg->connection, sql);
    const bool good = PQresultStatus(result) == PGRES_COPY_IN;
    if (!good) fail(pg, result);
    PQclear(result);
    return good && succeed(pg);
}

bool mz_pg_copy_data(mz_pg *pg, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        const size_t part = length < (1U << 20) ? length : (1U << 20);
        if (PQputCopyData(pg->connection, at, (int)part) != 1) return fail(pg, NULL);
        at += part;
        length -= part;
    }
    return true;
}

bool mz_pg_copy_end(mz_pg *pg)
{
    bool good = PQputCopyEnd(pg->connection, NULL) == 1;
    bool next = false;
    if (!good) fail(pg, NULL);
    for (PGresult *result = NULL; !next && (result = PQgetResult(pg->connection)) != NULL; PQclear(result)) {
        next = PQresultStatus(result) == PGRES_COPY_IN;
        if (good && !next && PQresultStatus(result) != PGRES_COMMAND_OK) good = fail(pg, result);
    }
    return good && succeed(pg);
}

int64_t mz_backoff_next(mz_backoff *backoff)
{
    const unsigned shift = backoff->attempt < 7 ? backoff->attempt : 7;
    int64_t whole = INT64_C(100) << shift;
    if (whole > 5000) whole = 5000;
    backoff->attempt++;
    uint32_t random = 0;
    if (getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random) random = UINT32_MAX / 2;
    return whole / 2 + (int64_t)random * (whole / 2) / UINT32_MAX;
}
