/* pg.h - one PostgreSQL connection: reconnecting, prepared statements, classes of errors, COPY. Not thread-safe: each
 * thread has its own. */
#ifndef MZ_COMMON_PG_H
#define MZ_COMMON_PG_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

/* What an error asks for. */
typedef enum mz_pg_class {
    MZ_PG_OK,
    MZ_PG_TRANSIENT, /* the server is away, restarting, out of space, or the transaction lost a race: wait, do it again
                      */
    MZ_PG_DATA,      /* the values sent are at fault: doing it again with the same values cannot help */
    MZ_PG_SETUP      /* schema, privilege, password or SQL is wrong: an operator must act; wait, do it again */
} mz_pg_class;

typedef struct mz_pg_error {
    mz_pg_class class;
    char sqlstate[6];  /* "" when the connection itself failed */
    char message[256]; /* first line of PostgreSQL's primary message */
} mz_pg_error;

typedef struct mz_pg mz_pg;

/* A connection that is not open yet. conninfo and application are borrowed and must outlive it. NULL: out of memory. */
mz_pg *mz_pg_new(const char *conninfo, const char *application);
void mz_pg_free(mz_pg *pg);

/*
 * Makes sure that the connection is open: opens it when it never was or broke. search_path is mingzhang.
 * Blocks for 10 s at most. False: mz_pg_last says why; wait mz_backoff before the next try.
 */
bool mz_pg_open(mz_pg *pg);

/* Drops the connection (and with it any transaction); mz_pg_open makes a new one. */
void mz_pg_close(mz_pg *pg);

/* Whether a connection is open as far as libpq knows. */
bool mz_pg_is_open(const mz_pg *pg);

/* The libpq connection, for calls that this wrapper does not cover; NULL while closed. Borrowed. */
PGconn *mz_pg_raw(mz_pg *pg);

/* The last error; class MZ_PG_OK when the last call succeeded. */
const mz_pg_error *mz_pg_last(const mz_pg *pg);

/* Runs one or several commands without parameters: BEGIN, COMMIT, a migration. */
bool mz_pg_run(mz_pg *pg, const char *sql);

/* A parameter of a prepared statement: text when length is -1 (value NULL: SQL null), binary otherwise. */
typedef struct mz_pg_value {
    const char *value;
    int length;
} mz_pg_value;

/*
 * Executes sql with parameters $1..$count as a prepared statement; prepares it at its first use on each connection.
 * sql must be a string with static storage (the address identifies it). Results are in text format.
 * The caller frees the result with PQclear. NULL: see mz_pg_last.
 */
PGresult *mz_pg_query(mz_pg *pg, const char *sql, const mz_pg_value *values, int count);

/*
 * The same for count sets of values, all sent before the first answer is awaited: one round trip. results[i] is to be
 * freed like that of mz_pg_query; NULL from the first that failed on. False: some are NULL, mz_pg_last says why.
 */
bool mz_pg_query_all(mz_pg *pg, const char *sql, const mz_pg_value *const *sets, int values, size_t count,
                     PGresult **results);

/*
 * COPY ... FROM STDIN: begins, sends bytes, ends. sql may hold several, separated by semicolons: then mz_pg_copy_end
 * ends one and begins the next, in one round trip. After a failure the transaction must be rolled back.
 */
bool mz_pg_copy_begin(mz_pg *pg, const char *sql);
bool mz_pg_copy_data(mz_pg *pg, const void *bytes, size_t length);
bool mz_pg_copy_end(mz_pg *pg);

/* The class of an SQLSTATE; "" (no answer from the server) is transient. */
mz_pg_class mz_pg_classify(const char *sqlstate);
/* "ok", "transient", "data", "setup". */
const char *mz_pg_class_name(mz_pg_class class);

/* Exponential back-off with full jitter. Zero-initialise; reset by setting attempt to 0. */
typedef struct mz_backoff {
    unsigned attempt;
} mz_backoff;

/* Milliseconds to wait before the next try: random in [half, whole] of 100 ms · 2^attempt, at most 5 s. */
int64_t mz_backoff_next(mz_backoff *backoff);

#endif
