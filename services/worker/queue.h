/* queue.h - the messages in memory, in order of arrival: parsers work ahead on them, the writer takes them from the
 * front. Bounded by number and bytes. */
#ifndef MZ_WORKER_QUEUE_H
#define MZ_WORKER_QUEUE_H

#include <pthread.h>

#include "worker/job.h"

typedef struct queue_limits {
    size_t documents;
    size_t bytes;
    size_t ahead_bytes; /* of rows made and not yet written */
    size_t batch_documents;
    size_t batch_bytes;
    int64_t batch_wait_us;
} queue_limits;

typedef struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    queue_limits limits;
    job *head, *tail;
    job *waiting;        /* first that no parser has taken */
    size_t documents;    /* including those the writer has in hand */
    size_t bytes;        /* the same */
    size_t ahead;        /* bytes of rows that parsers have made and the writer has not released */
    size_t in_hand;      /* documents that the writer has in hand */
    uint64_t generation; /* jobs of older ones are void */
    bool stopping;
} queue;

bool queue_init(queue *q, const queue_limits *limits);
/* Frees what is left. No thread may use the queue any more. */
void queue_destroy(queue *q);

/* Appends a job. Never refuses: look at queue_wait_room first. */
void queue_push(queue *q, job *j);
/* Waits until the queue is not full, or timeout; true when there is room. */
bool queue_wait_room(queue *q, int64_t timeout_us);
/* Whether it is at most half full. */
bool queue_is_relaxed(queue *q);

/* Waits for the next job to prepare. NULL when stopping. */
job *queue_next(queue *q);
/* Gives it back prepared. */
void queue_prepared(queue *q, job *j);

/*
 * Waits up to timeout for jobs at the front to be ready, then for the batch to fill as far as the limits say, and takes
 * them: either up to batch_documents prepared jobs of one generation, or one careful job. 0: timeout or stopping.
 */
size_t queue_take(queue *q, job **batch, int64_t timeout_us);
/* Frees jobs that were taken. */
void queue_release(queue *q, job **batch, size_t count);

/* Makes everything in the queue void; returns the new generation. */
uint64_t queue_invalidate(queue *q);
bool queue_is_current(queue *q, uint64_t generation);
/* Waits until the writer has nothing in hand, or timeout; true when so. */
bool queue_wait_written(queue *q, int64_t timeout_us);
/* Nothing is handed out any more. */
void queue_stop(queue *q);
bool queue_is_stopping(queue *q);

/* The longest time that a parser has been at a job, in microseconds, and where it comes from. */
int64_t queue_longest_busy(queue *q, int32_t *partition, int64_t *offset);

#endif
