/* offsets.c - the consumer's offsets in PostgreSQL. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "worker/store.h"

typedef struct numbers {
    char text[3][24];
} numbers;

static mz_pg_value number(numbers *n, int i, int64_t value)
{
    snprintf(n->text[i], sizeof n->text[i], "%" PRId64, value);
    return (mz_pg_value){n->text[i], -1};
}

static int64_t integer_at(const PGresult *result, int column)
{
    return strtoll(PQgetvalue(result, 0, column), NULL, 10);
}

#define ADVANCED_TOGETHER 32 /* partitions in one round trip */

bool offsets_advance(mz_pg *pg, const char *topic, const offset_range *ranges, size_t count)
{
    static const char sql[] =
        "update consumer_offset set next_offset = $4::bigint + 1, attempts = 0, attempting_offset = null, "
        "attempting_count = 0, updated_at = now() "
        "where topic = $1::text and partition = $2::integer and next_offset <= $3::bigint";
    numbers n[ADVANCED_TOGETHER];
    mz_pg_value values[ADVANCED_TOGETHER][4];
    const mz_pg_value *sets[ADVANCED_TOGETHER];
    PGresult *results[ADVANCED_TOGETHER];
    size_t part = 0;
    bool moved = true;
    for (size_t done = 0; moved && done < count; done += part) {
        part = count - done < ADVANCED_TOGETHER ? count - done : ADVANCED_TOGETHER;
        for (size_t i = 0; i < part; i++) {
            const offset_range *range = &ranges[done + i];
            sets[i] = values[i];
            values[i][0] = (mz_pg_value){topic, -1};
            values[i][1] = number(&n[i], 0, range->partition);
            values[i][2] = number(&n[i], 1, range->first);
            values[i][3] = number(&n[i], 2, range->last);
        }
        moved = mz_pg_query_all(pg, sql, sets, 4, part, results);
        for (size_t i = 0; i < part; i++) {
            if (moved) moved = PQcmdTuples(results[i])[0] == '1';
            PQclear(results[i]);
        }
    }
    return moved;
}

/* A statement about one partition: $1 its topic, $2 its number. */
static PGresult *query_partition(mz_pg *pg, const char *sql, const char *topic, int32_t partition)
{
    numbers n;
    const mz_pg_value values[] = {{topic, -1}, number(&n, 0, partition)};
    return mz_pg_query(pg, sql, values, 2);
}

bool offsets_start(mz_pg *pg, const char *topic, int32_t partition, int64_t *next, int64_t *attempts,
                   int64_t *attempting)
{
    static const char sql[] = "insert into consumer_offset as o (topic, partition, attempts) "
                              "values ($1::text, $2::integer, 1) on conflict (topic, partition) do update "
                              "set attempts = o.attempts + 1, updated_at = now() "
                              "returning next_offset, attempts, coalesce(attempting_offset, -1)";
    PGresult *result = query_partition(pg, sql, topic, partition);
    if (result == NULL) return false;
    *next = integer_at(result, 0);
    *attempts = integer_at(result, 1);
    *attempting = integer_at(result, 2);
    PQclear(result);
    return true;
}

bool offsets_patience(mz_pg *pg, int64_t milliseconds)
{
    numbers n;
    const mz_pg_value values[] = {number(&n, 0, milliseconds)};
    PGresult *result = mz_pg_query(pg, "select set_config('lock_timeout', $1::text, false)", values, 1);
    PQclear(result);
    return result != NULL;
}

bool offsets_end_holder(mz_pg *pg, const char *topic, int32_t partition, int64_t *ended)
{
    /* xmax of a row that others still see is the transaction that has changed it. */
    static const char sql[] =
        "select count(*) filter (where pg_terminate_backend(l.pid)) from consumer_offset o join pg_locks l "
        "on l.locktype = 'transactionid' and l.transactionid = o.xmax and l.mode = 'ExclusiveLock' and l.granted "
        "where o.topic = $1::text and o.partition = $2::integer";
    PGresult *result = query_partition(pg, sql, topic, partition);
    if (result == NULL) return false;
    *ended = integer_at(result, 0);
    PQclear(result);
    return true;
}

bool offsets_release(mz_pg *pg, const char *topic, int32_t partition)
{
    static const char sql[] = "update consumer_offset set attempts = greatest(attempts - 1, 0), updated_at = now() "
                              "where topic = $1::text and partition = $2::integer";
    PGresult *result = query_partition(pg, sql, topic, partition);
    PQclear(result);
    return result != NULL;
}

bool offsets_attempt(mz_pg *pg, const char *topic, int32_t partition, int64_t offset, int64_t *count)
{
    static const char sql[] =
        "update consumer_offset set attempting_count = case when attempting_offset = $3::bigint "
        "then attempting_count + 1 else 1 end, attempting_offset = $3::bigint, updated_at = now() "
        "where topic = $1::text and partition = $2::integer and next_offset <= $3::bigint returning attempting_count";
    numbers n;
    const mz_pg_value values[] = {{topic, -1}, number(&n, 0, partition), number(&n, 1, offset)};
    PGresult *result = mz_pg_query(pg, sql, values, 3);
    if (result == NULL) return false;
    const bool recorded = PQntuples(result) == 1;
    if (recorded) *count = integer_at(result, 0);
    PQclear(result);
    return recorded;
}
