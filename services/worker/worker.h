/* worker.h - the daemon: one thread talks to Kafka, some parse, one writes to PostgreSQL. */
#ifndef MZ_WORKER_WORKER_H
#define MZ_WORKER_WORKER_H

#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "worker/config.h"
#include "worker/queue.h"
#include "worker/store.h"

/* What the consumer knows of an assigned partition. */
typedef struct partition_state {
    int32_t partition;
    int64_t position;        /* next offset expected from Kafka */
    bool behind;             /* Kafka delivered older messages than that, and it was logged */
    int64_t careful_until;   /* offsets below are handled in careful mode; 0: none */
    _Atomic int64_t written; /* next offset in PostgreSQL as far as this worker wrote it; 0: nothing yet */
    int64_t committed;       /* of that, what was copied to Kafka */
    _Atomic int64_t lag;     /* from librdkafka's statistics, -1: unknown */
} partition_state;

typedef struct worker {
    const config *config;
    const char *name;
    preparation preparation;
    queue queue;
    rd_kafka_t *kafka;
    mz_pg *pg;   /* the consumer thread's: offsets at assignment, health */
    store store; /* the writer thread's */

    /* consumer thread; metrics read partitions with the mutex */
    rd_kafka_topic_partition_list_t *assignment; /* what the group gave us, NULL: nothing */
    bool assignment_pending;                     /* offsets are still to be read and the partitions to be started */
    int64_t retry_at;                            /* mz_clock_us, for the pending assignment */
    mz_backoff backoff;
    uint64_t generation;
    bool paused;
    int64_t full_since; /* the queue has been full from then on, 0: it is not */
    int64_t full_at;    /* it was full then */
    int64_t woken_at, committed_at, checked_at;
    pthread_mutex_t partitions_mutex;
    partition_state *partitions;
    size_t partition_count;

    _Atomic bool stopping;         /* SIGTERM */
    _Atomic bool restart;          /* the writer was fenced: read the offsets again */
    _Atomic int64_t careful_since; /* the writer parses: mz_clock_us, 0: it does not */
    _Atomic int64_t polled_at;     /* for /healthz */
    _Atomic bool fatal;
} worker;

/* consumer.c: joins the group and runs until stopping; returns the exit code. */
int consumer_run(worker *w);
/* Copies the offsets of PostgreSQL to Kafka. */
void consumer_commit(worker *w);

/* assignment.c */
void assignment_callback(rd_kafka_t *kafka, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t *list,
                         void *opaque);
/* Lets go of everything: the batch in hand may still be committed, what waits is void. */
void assignment_release(worker *w);
/* Starts a pending assignment when PostgreSQL answers. */
void assignment_start(worker *w);
/* The state of an assigned partition; NULL when it is not ours. The caller holds partitions_mutex or is the consumer.
 */
partition_state *assignment_find(worker *w, int32_t partition);

/* writer.c: the thread that writes batches. */
void *writer_run(void *opaque);

#endif
