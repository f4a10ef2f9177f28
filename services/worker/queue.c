/* queue.c - bounded list with one mutex: at some thousand documents a second nothing finer is needed. */
#include "worker/queue.h"

#include <errno.h>
#include <time.h>

#include "common/metrics.h"
#include "worker/meters.h"

bool queue_init(queue *q, const queue_limits *limits)
{
    pthread_condattr_t attributes;
    *q = (queue){.limits = *limits};
    if (pthread_condattr_init(&attributes) != 0) return false;
    const bool good = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                      pthread_mutex_init(&q->mutex, NULL) == 0 && pthread_cond_init(&q->changed, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return good;
}

void queue_destroy(queue *q)
{
    while (q->head != NULL) {
        job *j = q->head;
        q->head = j->next;
        job_free(j);
    }
    pthread_cond_destroy(&q->changed);
    pthread_mutex_destroy(&q->mutex);
}

/* Waits for a change until deadline (mz_clock_us); false when it has passed. */
static bool wait_until(queue *q, int64_t deadline)
{
    const struct timespec at = {deadline / 1000000, deadline % 1000000 * 1000};
    return pthread_cond_timedwait(&q->changed, &q->mutex, &at) != ETIMEDOUT;
}

static void account(queue *q)
{
    mz_metric_set(&meter_queue_documents, (int64_t)q->documents);
    mz_metric_set(&meter_queue_bytes, (int64_t)q->bytes);
}

static bool is_full(const queue *q)
{
    return q->documents >= q->limits.documents || q->bytes >= q->limits.bytes;
}

void queue_push(queue *q, job *j)
{
    pthread_mutex_lock(&q->mutex);
    if (q->tail != NULL && q->head != NULL)
        q->tail->next = j;
    else
        q->head = j;
    q->tail = j;
    if (q->waiting == NULL && j->state == JOB_WAITING) q->waiting = j;
    q->documents++;
    q->bytes += job_bytes(j);
    account(q);
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mutex);
}

bool queue_wait_room(queue *q, int64_t timeout_us)
{
    const int64_t deadline = mz_clock_us() + timeout_us;
    pthread_mutex_lock(&q->mutex);
    while (is_full(q) && !q->stopping && wait_until(q, deadline)) {
    }
    const bool room = !is_full(q);
    pthread_mutex_unlock(&q->mutex);
    return room;
}

bool queue_is_relaxed(queue *q)
{
    pthread_mutex_lock(&q->mutex);
    const bool relaxed = q->documents <= q->limits.documents / 2 && q->bytes <= q->limits.bytes / 2;
    pthread_mutex_unlock(&q->mutex);
    return relaxed;
}

/* Moves the mark to the next job that waits for a parser. */
static void advance(queue *q)
{
    while (q->waiting != NULL && q->waiting->state != JOB_WAITING) q->waiting = q->waiting->next;
}

/* A document takes some thirty times its text while it is parsed. So that large ones do not come on top of all the rows
 * that are ahead, this many times its text must be free of their room: of the largest, one is parsed while another one
 * is written. */
#define PARSING 7

/* Whether a parser may take the next job while what is ahead of it is not written. */
static bool may_parse(const queue *q)
{
    const size_t limit = q->limits.ahead_bytes;
    return q->ahead == 0 || (q->ahead < limit && job_bytes(q->waiting) <= (limit - q->ahead) / PARSING);
}

job *queue_next(queue *q)
{
    job *j = NULL;
    pthread_mutex_lock(&q->mutex);
    while (!q->stopping) {
        if (q->waiting != NULL && may_parse(q)) {
            j = q->waiting;
            j->state = JOB_BUSY;
            j->busy_since = mz_clock_us();
            advance(q);
            break;
        }
        pthread_cond_wait(&q->changed, &q->mutex);
    }
    pthread_mutex_unlock(&q->mutex);
    return j;
}

void queue_prepared(queue *q, job *j)
{
    pthread_mutex_lock(&q->mutex);
    j->state = JOB_READY;
    j->busy_since = 0;
    j->ahead = job_row_bytes(j);
    q->ahead += j->ahead;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mutex);
}

static void release_one(queue *q, job *j)
{
    q->documents--;
    q->bytes -= job_bytes(j);
    q->ahead -= j->ahead;
    job_free(j);
}

static job *pop(queue *q)
{
    job *j = q->head;
    q->head = j->next;
    if (q->head == NULL) q->tail = NULL;
    j->next = NULL;
    return j;
}

/* Frees void jobs at the front that no parser holds. */
static void drop_void(queue *q)
{
    while (q->head != NULL && q->head->generation != q->generation && q->head->state != JOB_BUSY) {
        if (q->waiting == q->head) {
            q->waiting = q->head->next;
            advance(q);
        }
        release_one(q, pop(q));
        account(q);
        pthread_cond_broadcast(&q->changed);
    }
}

/* How many jobs at the front make the next batch; *more: the one behind them is on its way and would fit. */
static size_t count_ready(const queue *q, bool *more)
{
    size_t count = 0;
    size_t bytes = 0;
    *more = false;
    for (const job *j = q->head; j != NULL && count < q->limits.batch_documents; j = j->next) {
        if (j->generation != q->generation || (count > 0 && bytes + job_bytes(j) > q->limits.batch_bytes)) break;
        if (j->state != JOB_READY) {
            /* one that waits until this batch is written is not on its way */
            *more = j->state == JOB_BUSY || (q->waiting != NULL && may_parse(q));
            break;
        }
        if (j->careful) return count > 0 ? count : 1;
        bytes += job_bytes(j);
        count++;
    }
    return count;
}

size_t queue_take(queue *q, job **batch, int64_t timeout_us)
{
    int64_t deadline = mz_clock_us() + timeout_us;
    bool filling = false;
    bool more = false;
    size_t count = 0;
    pthread_mutex_lock(&q->mutex);
    for (;;) {
        drop_void(q);
        count = count_ready(q, &more);
        if (q->stopping) count = 0;
        if (q->stopping || (count > 0 && !more)) break;
        if (count > 0 && !filling) {
            filling = true;
            deadline = mz_clock_us() + q->limits.batch_wait_us;
        }
        if (!wait_until(q, deadline)) {
            drop_void(q);
            count = q->stopping ? 0 : count_ready(q, &more);
            break;
        }
    }
    for (size_t i = 0; i < count; i++) batch[i] = pop(q);
    q->in_hand = count;
    pthread_mutex_unlock(&q->mutex);
    return count;
}

void queue_release(queue *q, job **batch, size_t count)
{
    pthread_mutex_lock(&q->mutex);
    for (size_t i = 0; i < count; i++) release_one(q, batch[i]);
    q->in_hand = 0;
    account(q);
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mutex);
}

uint64_t queue_invalidate(queue *q)
{
    pthread_mutex_lock(&q->mutex);
    const uint64_t generation = ++q->generation;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mutex);
    return generation;
}

bool queue_is_current(queue *q, uint64_t generation)
{
    pthread_mutex_lock(&q->mutex);
    const bool current = q->generation == generation;
    pthread_mutex_unlock(&q->mutex);
    return current;
}

bool queue_wait_written(queue *q, int64_t timeout_us)
{
    const int64_t deadline = mz_clock_us() + timeout_us;
    pthread_mutex_lock(&q->mutex);
    while (q->in_hand > 0 && wait_until(q, deadline)) {
    }
    const bool idle = q->in_hand == 0;
    pthread_mutex_unlock(&q->mutex);
    return idle;
}

void queue_stop(queue *q)
{
    pthread_mutex_lock(&q->mutex);
    q->stopping = true;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mutex);
}

bool queue_is_stopping(queue *q)
{
    pthread_mutex_lock(&q->mutex);
    const bool stopping = q->stopping;
    pthread_mutex_unlock(&q->mutex);
    return stopping;
}

int64_t queue_longest_busy(queue *q, int32_t *partition, int64_t *offset)
{
    const int64_t now = mz_clock_us();
    int64_t longest = 0;
    pthread_mutex_lock(&q->mutex);
    for (const job *j = q->head; j != NULL; j = j->next)
        if (j->busy_since != 0 && now - j->busy_since > longest) {
            longest = now - j->busy_since;
            *partition = j->message->partition;
            *offset = j->message->offset;
        }
    pthread_mutex_unlock(&q->mutex);
    return longest;
}
