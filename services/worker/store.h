/* store.h - a batch of prepared jobs becomes one PostgreSQL transaction. */
#ifndef MZ_WORKER_STORE_H
#define MZ_WORKER_STORE_H

#include "common/pg.h"
#include "worker/outbox.h"
#include "worker/prepare.h"

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

/* The fence; false with class MZ_PG_OK when it refused. */
bool offsets_advance(mz_pg *pg, const char *topic, const offset_range *range);

/* Where to start a partition that was just assigned; counts the assignment. *attempts: since the last progress,
 * including this one. *attempting: offset of a document that was under way in careful mode, -1 if none. */
bool offsets_start(mz_pg *pg, const char *topic, int32_t partition, int64_t *next, int64_t *attempts,
                   int64_t *attempting);

/* Takes back the count of an assignment that ended in order. */
bool offsets_release(mz_pg *pg, const char *topic, int32_t partition);

/* Records that a document is about to be parsed; *count includes this attempt. False with class MZ_PG_OK: fenced. */
bool offsets_attempt(mz_pg *pg, const char *topic, int32_t partition, int64_t offset, int64_t *count);

/* --- one document (admit.c) --- */

/* Stores job's document within the open transaction, and compares it with its neighbours in time. */
bool store_document(store *s, job *j);

/* --- findings (diff.c) --- */

/*
 * Makes the findings of target those of its document: new ones are raised, those of old (a document id; NULL: none
 * before) that no longer hold are withdrawn, unchanged ones are carried over silently. cause is what arrived.
 */
bool store_findings(store *s, const reading *target, const char *old, const reading *cause);

#endif
