/* store.h - a batch of prepared jobs becomes one PostgreSQL transaction. */
#ifndef MZ_WORKER_STORE_H
#define MZ_WORKER_STORE_H

#include "common/pg.h"
#include "worker/outbox.h"
#include "worker/prepare.h"

/* A document that was parsed again. */
typedef struct parsed {
    char id[37];
    size_t length; /* of its text */
    mz_document *document;
} parsed;

#define MAX_PARSED 6 /* three are in hand while two are compared with a third */

/* The writer's side of the database. One thread. */
typedef struct store {
    mz_pg *pg; /* owned by the caller */
    const preparation *preparation;
    outbox outbox;
    bool synchronous_commit;
    /* rows of the transaction that are not sent yet */
    job **pending; /* jobs whose own rows are to be sent; borrowed */
    size_t pending_count;
    mz_copy findings, changes;
    /* the batch in hand, for neighbours that came in the same batch */
    job **batch;
    size_t count;
    parsed parsed[MAX_PARSED]; /* the last used first */
    size_t parsed_count;
    /* what the transaction does, for the metrics */
    int64_t rows, raised, withdrawn, change_count;
    int64_t started_us; /* of the transaction, since 1970 */
    bool out_of_memory; /* why something failed without an error of PostgreSQL */
} store;

typedef enum store_result {
    STORE_DONE,   /* committed */
    STORE_FENCED, /* delivered twice, or the partition is lost: nothing was written */
    STORE_FAILED  /* rolled back; mz_pg_last says why */
} store_result;

/* Writes the batch: fence, documents, findings, outbox, COMMIT. Sets the outcome of every job. */
store_result store_batch(store *s, job **batch, size_t count);

/* Sends the rows collected so far, so that statements can see them. */
bool store_flush(store *s);

void store_free(store *s);

/* --- offsets (offsets.c) --- */

typedef struct offset_range {
    int32_t partition;
    int64_t first;
    int64_t last;
} offset_range;

/* The fence for all partitions of a batch, passed in this order; false with class MZ_PG_OK when it refused. */
bool offsets_advance(mz_pg *pg, const char *topic, const offset_range *ranges, size_t count);

/* Where to start a partition that was just assigned; counts the assignment. *attempts: since the last progress,
 * including this one. *attempting: offset of a document that was under way in careful mode, -1 if none. */
bool offsets_start(mz_pg *pg, const char *topic, int32_t partition, int64_t *next, int64_t *attempts,
                   int64_t *attempting);

/* How long a statement of this connection waits for a lock before it fails with SQLSTATE 55P03. */
bool offsets_patience(mz_pg *pg, int64_t milliseconds);

/* Ends the session whose open transaction has moved the offset of this partition; *ended: how many that were. */
bool offsets_end_holder(mz_pg *pg, const char *topic, int32_t partition, int64_t *ended);

/* Takes back the count of an assignment that ended in order. */
bool offsets_release(mz_pg *pg, const char *topic, int32_t partition);

/* Records that a document is about to be parsed; *count includes this attempt. False with class MZ_PG_OK: fenced. */
bool offsets_attempt(mz_pg *pg, const char *topic, int32_t partition, int64_t offset, int64_t *count);

/* --- documents (admit.c) --- */

/*
 * Stores the documents of some of these jobs (the first of which is one) within the open transaction, and compares them
 * with their neighbours in time. *done: how many, as far as they are of different organisations: such do not see each
 * other, so they are admitted in one round trip.
 */
bool store_documents(store *s, job **jobs, size_t count, size_t *done);

/* --- one withdrawal (withdraw.c) --- */

/* Withdraws, within the open transaction, what the job's envelope names, also if it has not arrived yet. */
bool store_withdrawal(store *s, job *j);

/* A withdrawn document was published again and is current again, instead of superseded ("": of nothing). */
bool store_return(store *s, const char *id, const char *superseded);

/* --- neighbours in time (compare.c) --- */

/* What a document is compared with, as touched() in schemas/sql/005_admit.sql notes it; ids as text, "" when there is
 * none. */
typedef struct neighbours {
    char prior[37]; /* of the year before */
    char stage[37]; /* of final accounts: the budget of the year */
} neighbours;

/* Documents that came, went or changed places, and those that are to be compared anew because of that. */
typedef struct touched {
    char *ids; /* PostgreSQL array: "{a,b"; NULL: none */
    size_t length, room;
    bool failed;    /* out of memory */
    PGresult *rows; /* id, prior, stage; NULL: none */
} touched;

/* Adds up to two documents; "": none. */
void touched_add(touched *t, const char *id, const char *other);
/* Finds, and notes in the database, what is to be compared with something else than before. */
bool touched_find(store *s, touched *t);
void touched_free(touched *t);

/* Compares a document that has just been stored with its neighbours. superseded: the revision it replaces, "" for none.
 */
bool store_compared(store *s, reading *arrived, const char *superseded, const touched *around);

/*
 * The stored document id was withdrawn, or is back: gone, which was current in its place until now ("": nothing), makes
 * way for current ("": nothing). Compares current anew; its findings take the place of those of gone.
 */
bool store_succession(store *s, const char *id, const char *gone, const char *current, bool withdrawn);

/* Then compares anew what else was touched. causes: what it may be due to, the one that is compared with it before the
 * others. */
bool store_dependants(store *s, const touched *around, const reading *const *causes, size_t count);
/* The same where the cause is a document that was withdrawn. */
bool store_dependants_of(store *s, const touched *around, const char *id);

/* --- documents to compare (parsed.c) --- */

/*
 * Finds a document of the database or this batch by its id ("": none) and parses it unless that was done not long ago.
 * *document is borrowed until parsed_trim; NULL when there is none, or it cannot be read any more. It may have been
 * checked and compared before: mz_check makes its findings anew. False only for errors of the database.
 */
bool parsed_find(store *s, const char *id, mz_document **document);

/* Frees what is too large to be kept; call it after each comparison. */
void parsed_trim(store *s);

/* --- findings (diff.c) --- */

/*
 * Makes target->findings (NULL: none) the open ones: new ones are raised, those of old (a document id;
 * NULL: none before) that no longer hold are withdrawn, unchanged ones are carried over silently. cause is what
 * arrived.
 */
bool store_findings(store *s, const reading *target, const char *old, const reading *cause);

#endif
