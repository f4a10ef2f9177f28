/* assignment.c - partitions come and go; they start where PostgreSQL says. */
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "worker/meters.h"
#include "worker/worker.h"

/* After two assignments without progress the next one goes carefully over this many documents: more than a worker that
 * died can have had in its first batch, and progress makes the next try start later. */
#define CAREFUL_DOCUMENTS 100
#define CALM_ASSIGNMENTS  2

partition_state *assignment_find(worker *w, int32_t partition)
{
    for (size_t i = 0; i < w->partition_count; i++)
        if (w->partitions[i].partition == partition) return &w->partitions[i];
    return NULL;
}

static void forget(worker *w)
{
    pthread_mutex_lock(&w->partitions_mutex);
    free(w->partitions);
    w->partitions = NULL;
    w->partition_count = 0;
    pthread_mutex_unlock(&w->partitions_mutex);
    mz_metric_set(&meter_partitions, 0);
}

/* The previous owner of the partition has a transaction open. It may end it in order while it lets go; when it does not
 * in good time it hangs or is frozen, and the partition is ours: its transaction must not keep us waiting for ever. */
static bool take_over(worker *w, const rd_kafka_topic_partition_t *element)
{
    int64_t ended = 0;
    if (!offsets_end_holder(w->pg, element->topic, element->partition, &ended)) return false;
    mz_log(MZ_LOG_WARNING, "previous-owner-ended", "{s:i, s:I}", "partition", (int)element->partition, "sessions",
           (json_int_t)ended);
    return ended > 0;
}

/* Reads where a partition starts; false when PostgreSQL does not answer. */
static bool begin_partition(worker *w, rd_kafka_topic_partition_t *element, partition_state *state)
{
    int64_t attempts = 0;
    int64_t attempting = -1;
    bool good = offsets_start(w->pg, element->topic, element->partition, &element->offset, &attempts, &attempting);
    if (!good && strcmp(mz_pg_last(w->pg)->sqlstate, "55P03") == 0 && take_over(w, element))
        good = offsets_start(w->pg, element->topic, element->partition, &element->offset, &attempts, &attempting);
    if (!good) return false;
    *state = (partition_state){.partition = element->partition, .position = element->offset, .lag = -1};
    if (attempts > CALM_ASSIGNMENTS || attempting >= element->offset)
        state->careful_until = element->offset + CAREFUL_DOCUMENTS;
    mz_log(state->careful_until > 0 ? MZ_LOG_WARNING : MZ_LOG_INFO, "partition-assigned", "{s:i, s:I, s:I, s:b}",
           "partition", (int)element->partition, "offset", (json_int_t)element->offset, "attempts",
           (json_int_t)attempts, "careful", state->careful_until > 0);
    return true;
}

static bool begin_all(worker *w, partition_state *states)
{
    if (!mz_pg_open(w->pg) || !offsets_patience(w->pg, w->config->takeover_wait)) return false;
    for (int i = 0; i < w->assignment->cnt; i++)
        if (!begin_partition(w, &w->assignment->elems[i], &states[i])) return false;
    return true;
}

static void postpone(worker *w)
{
    const mz_pg_error *error = mz_pg_last(w->pg);
    const int64_t wait = mz_backoff_next(&w->backoff);
    w->retry_at = mz_clock_us() + wait * 1000;
    mz_metric_set(&meter_database, 0);
    mz_log(MZ_LOG_WARNING, "database-away", "{s:s, s:s, s:s, s:I}", "class", mz_pg_class_name(error->class), "sqlstate",
           error->sqlstate, "message", error->message, "retry_ms", (json_int_t)wait);
}

void assignment_start(worker *w)
{
    if (!w->assignment_pending || mz_clock_us() < w->retry_at) return;
    const size_t count = (size_t)w->assignment->cnt;
    partition_state *states = calloc(count + 1, sizeof *states);
    if (states == NULL || !begin_all(w, states)) {
        free(states);
        postpone(w);
        return;
    }
    w->backoff.attempt = 0;
    w->generation = queue_invalidate(&w->queue);
    forget(w);
    pthread_mutex_lock(&w->partitions_mutex);
    w->partitions = states;
    w->partition_count = count;
    pthread_mutex_unlock(&w->partitions_mutex);
    const rd_kafka_resp_err_t code = rd_kafka_assign(w->kafka, w->assignment);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        mz_log(MZ_LOG_ERROR, "assign-failed", "{s:s}", "message", rd_kafka_err2str(code));
        postpone(w);
        return;
    }
    w->assignment_pending = false;
    w->paused = false;
    mz_metric_set(&meter_paused, 0);
    mz_metric_set(&meter_database, 1);
    mz_metric_set(&meter_partitions, (int64_t)count);
}

void assignment_release(worker *w)
{
    w->generation = queue_invalidate(&w->queue);
    if (!queue_wait_written(&w->queue, 2000000)) mz_log(MZ_LOG_INFO, "revoked-while-writing", "{}");
    consumer_commit(w);
    if (!w->assignment_pending && w->assignment != NULL && mz_pg_is_open(w->pg))
        for (int i = 0; i < w->assignment->cnt; i++)
            if (!offsets_release(w->pg, w->assignment->elems[i].topic, w->assignment->elems[i].partition)) break;
    if (w->assignment != NULL) rd_kafka_topic_partition_list_destroy(w->assignment);
    w->assignment = NULL;
    w->assignment_pending = false;
    forget(w);
}

/* The offsets are read and the partitions started by the main loop: PostgreSQL may be away now. */
void assignment_callback(rd_kafka_t *kafka, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t *list,
                         void *opaque)
{
    worker *w = opaque;
    rd_kafka_resp_err_t result = RD_KAFKA_RESP_ERR_NO_ERROR;
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        rd_kafka_topic_partition_list_t *nothing = rd_kafka_topic_partition_list_new(0);
        if (w->assignment != NULL) rd_kafka_topic_partition_list_destroy(w->assignment);
        w->assignment = rd_kafka_topic_partition_list_copy(list);
        w->assignment_pending = true;
        w->retry_at = 0;
        mz_log(MZ_LOG_INFO, "assigned", "{s:i}", "partitions", list->cnt);
        result = rd_kafka_assign(kafka, nothing);
        rd_kafka_topic_partition_list_destroy(nothing);
    } else {
        mz_log(MZ_LOG_INFO, "revoked", "{s:i, s:b}", "partitions", list->cnt, "lost", rd_kafka_assignment_lost(kafka));
        assignment_release(w);
        result = rd_kafka_assign(kafka, NULL);
    }
    if (result != RD_KAFKA_RESP_ERR_NO_ERROR)
        mz_log(MZ_LOG_ERROR, "assign-failed", "{s:s}", "message", rd_kafka_err2str(result));
}
