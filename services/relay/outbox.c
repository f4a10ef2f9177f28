/* outbox.c - SQL of the relay; see outbox.h. */
#include "outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first number tells the relays' locks from other advisory locks of the database. */
static const char lock_sql[] = "select bool_and(pg_try_advisory_lock(73661700, shard))"
                               " from generate_series($1::integer, $2::integer) shard";

static const char alive_sql[] = "select 1";

/*
 * In the order of seq: events of one organisation are written under its lock, so seq is their commit order, which xid
 * is not (a transaction may get its xid, then wait for the lock). octet_length and pg_column_size do not fetch the
 * values.
 */
static const char read_sql[] =
    "with ready as materialized (select seq, id, coalesce(octet_length(raw), pg_column_size(payload), 0) as size"
    "    from outbox where shard between $1::smallint and $2::smallint and sent_at is null"
    "        and xid < pg_snapshot_xmin(pg_current_snapshot())"
    "    order by seq limit $3::bigint),"
    " sized as (select id, sum(size) over (order by seq) as total, row_number() over (order by seq) as n from ready)"
    " select o.id, o.topic, o.type, o.aggregateid,"
    "    to_char(o.created_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), o.headers,"
    "    greatest(extract(epoch from clock_timestamp() - o.created_at), 0), o.key, o.payload, o.raw"
    " from sized join outbox o using (id) where total <= $4::bigint or n = 1 order by o.seq";
enum { ID, TOPIC, TYPE, AGGREGATE, CREATED, HEADERS, AGE, KEY, PAYLOAD, RAW };

static const char positions_sql[] =
    "select partition, coalesce(max(next_offset) filter (where shard = $1::smallint), min(next_offset)),"
    "    coalesce(max(last_seq) filter (where shard = $1::smallint), 0)"
    " from relay_position where topic = $2 group by partition";

static const char mark_sql[] =
    "with sent as (update outbox set sent_at = clock_timestamp(), sent_partition = m.partition, sent_offset = m.place"
    "    from unnest($2::uuid[], $3::integer[], $4::bigint[]) as m (id, partition, place)"
    "    where outbox.id = m.id and outbox.sent_at is null)"
    " insert into relay_position as p (shard, topic, partition, next_offset, last_seq)"
    " select $1::smallint, topic, partition, next_offset, last_seq"
    "    from unnest($5::text[], $6::integer[], $7::bigint[], $8::bigint[])"
    "         as n (topic, partition, next_offset, last_seq)"
    " on conflict (shard, topic, partition) do update"
    "    set next_offset = excluded.next_offset, last_seq = excluded.last_seq, updated_at = now()";

static const char backlog_sql[] = "select count(*), coalesce(extract(epoch from now() - min(created_at))::bigint, 0)"
                                  " from outbox where shard between $1::smallint and $2::smallint and sent_at is null";

static const char remove_sql[] =
    "delete from outbox where id in (select id from outbox where shard between $1::smallint and $2::smallint"
    "    and created_at < now() - make_interval(secs => $3::bigint) and sent_partition >= 0 limit 5000)";

typedef struct number {
    char text[24];
} number;

static mz_pg_value value_of(int64_t value, number *buffer)
{
    snprintf(buffer->text, sizeof buffer->text, "%lld", (long long)value);
    return (mz_pg_value){buffer->text, -1};
}

bool outbox_lock(mz_pg *pg, outbox_range range, bool *held)
{
    number buffers[2];
    mz_pg_value parameters[] = {value_of(range.first, &buffers[0]), value_of(range.last, &buffers[1])};
    PGresult *row = mz_pg_query(pg, lock_sql, parameters, 2);
    if (row == NULL) return false;
    *held = strcmp(PQgetvalue(row, 0, 0), "t") == 0;
    PQclear(row);
    return *held || mz_pg_run(pg, "select pg_advisory_unlock_all()"); /* it may have got some of them */
}

bool outbox_alive(mz_pg *pg)
{
    PGresult *row = mz_pg_query(pg, alive_sql, NULL, 0);
    PQclear(row);
    return row != NULL;
}

/* The bytes of a bytea field; NULL for SQL null (and, with *good false, when memory runs out). */
static void *bytes_of(const PGresult *result, int row, int column, size_t *length, bool *good)
{
    *length = 0;
    if (PQgetisnull(result, row, column)) return NULL;
    void *bytes = PQunescapeBytea((const unsigned char *)PQgetvalue(result, row, column), length);
    if (bytes == NULL) *good = false;
    return bytes;
}

static bool read_row(const PGresult *result, int i, outbox_row *row)
{
    bool good = true;
    *row = (outbox_row){.id = PQgetvalue(result, i, ID),
                        .topic = PQgetvalue(result, i, TOPIC),
                        .type = PQgetvalue(result, i, TYPE),
                        .aggregate = PQgetvalue(result, i, AGGREGATE),
                        .created = PQgetvalue(result, i, CREATED),
                        .headers = PQgetvalue(result, i, HEADERS),
                        .age_seconds = strtod(PQgetvalue(result, i, AGE), NULL),
                        .verbatim = PQgetisnull(result, i, PAYLOAD) != 0};
    row->key = bytes_of(result, i, KEY, &row->key_length, &good);
    if (row->verbatim) {
        row->value = bytes_of(result, i, RAW, &row->value_length, &good);
    } else {
        row->value = PQgetvalue(result, i, PAYLOAD);
        row->value_length = (size_t)PQgetlength(result, i, PAYLOAD);
    }
    return good;
}

bool outbox_read(mz_pg *pg, outbox_range range, int64_t max_rows, int64_t max_bytes, outbox_batch *batch)
{
    number buffers[4];
    mz_pg_value parameters[] = {value_of(range.first, &buffers[0]), value_of(range.last, &buffers[1]),
                                value_of(max_rows, &buffers[2]), value_of(max_bytes, &buffers[3])};
    *batch = (outbox_batch){.result = mz_pg_query(pg, read_sql, parameters, 4)};
    if (batch->result == NULL) return false;
    size_t count = (size_t)PQntuples(batch->result);
    if (count == 0) {
        outbox_free(batch);
        return true;
    }
    batch->rows = calloc(count, sizeof *batch->rows);
    bool good = batch->rows != NULL;
    while (good && batch->count < count) {
        good = read_row(batch->result, (int)batch->count, &batch->rows[batch->count]);
        batch->count++;
    }
    if (!good) outbox_free(batch);
    return good;
}

void outbox_free(outbox_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        PQfreemem(batch->rows[i].key);
        if (batch->rows[i].verbatim) PQfreemem(batch->rows[i].value);
    }
    free(batch->rows);
    PQclear(batch->result);
    *batch = (outbox_batch){0};
}

bool outbox_positions(mz_pg *pg, outbox_range range, const char *topic,
                      void (*found)(void *opaque, const outbox_position *position), void *opaque)
{
    number buffer;
    mz_pg_value parameters[] = {value_of(range.first, &buffer), {topic, -1}};
    PGresult *rows = mz_pg_query(pg, positions_sql, parameters, 2);
    if (rows == NULL) return false;
    for (int i = 0; i < PQntuples(rows); i++) {
        outbox_position position = {topic, (int32_t)strtol(PQgetvalue(rows, i, 0), NULL, 10),
                                    strtoll(PQgetvalue(rows, i, 1), NULL, 10),
                                    strtoll(PQgetvalue(rows, i, 2), NULL, 10)};
        found(opaque, &position);
    }
    PQclear(rows);
    return true;
}

/* Arrays of SQL, one per column of marks and positions; their elements need no quotes. */
enum { ARRAY_ID, ARRAY_PARTITION, ARRAY_OFFSET, ARRAY_TOPIC, ARRAY_LANE, ARRAY_NEXT, ARRAY_SEQ, ARRAYS };

typedef struct arrays {
    FILE *streams[ARRAYS];
    char *texts[ARRAYS];
    size_t sizes[ARRAYS];
} arrays;

static bool arrays_open(arrays *a)
{
    *a = (arrays){0};
    for (size_t i = 0; i < ARRAYS; i++) {
        a->streams[i] = open_memstream(&a->texts[i], &a->sizes[i]);
        if (a->streams[i] == NULL) return false;
        fputc('{', a->streams[i]);
    }
    return true;
}

/* Ends the arrays; their texts are complete afterwards. */
static bool arrays_close(arrays *a)
{
    bool good = true;
    for (size_t i = 0; i < ARRAYS; i++) {
        if (a->streams[i] == NULL) return false;
        fputc('}', a->streams[i]);
        if (fclose(a->streams[i]) != 0) good = false;
        a->streams[i] = NULL;
    }
    return good;
}

static void arrays_free(arrays *a)
{
    for (size_t i = 0; i < ARRAYS; i++) {
        if (a->streams[i] != NULL) (void)fclose(a->streams[i]);
        free(a->texts[i]);
    }
}

static void put_number(FILE *stream, size_t index, int64_t value)
{
    fprintf(stream, "%s%lld", index > 0 ? "," : "", (long long)value);
}

static void put_text(FILE *stream, size_t index, const char *text)
{
    fprintf(stream, "%s%s", index > 0 ? "," : "", text);
}

bool outbox_mark_sent(mz_pg *pg, outbox_range range, const outbox_mark *marks, size_t mark_count,
                      const outbox_position *positions, size_t position_count)
{
    arrays a;
    bool good = arrays_open(&a);
    for (size_t i = 0; good && i < mark_count; i++) {
        put_text(a.streams[ARRAY_ID], i, marks[i].id);
        put_number(a.streams[ARRAY_PARTITION], i, marks[i].partition);
        put_number(a.streams[ARRAY_OFFSET], i, marks[i].offset);
    }
    for (size_t i = 0; good && i < position_count; i++) {
        put_text(a.streams[ARRAY_TOPIC], i, positions[i].topic);
        put_number(a.streams[ARRAY_LANE], i, positions[i].partition);
        put_number(a.streams[ARRAY_NEXT], i, positions[i].next_offset);
        put_number(a.streams[ARRAY_SEQ], i, positions[i].last_seq);
    }
    good = good && arrays_close(&a);
    if (good) {
        number buffer;
        mz_pg_value parameters[ARRAYS + 1] = {value_of(range.first, &buffer)};
        for (size_t i = 0; i < ARRAYS; i++) parameters[i + 1] = (mz_pg_value){a.texts[i], -1};
        PGresult *result = mz_pg_query(pg, mark_sql, parameters, ARRAYS + 1);
        good = result != NULL;
        PQclear(result);
    }
    arrays_free(&a);
    return good;
}

bool outbox_backlog(mz_pg *pg, outbox_range range, int64_t *rows, int64_t *oldest_seconds)
{
    number buffers[2];
    mz_pg_value parameters[] = {value_of(range.first, &buffers[0]), value_of(range.last, &buffers[1])};
    PGresult *row = mz_pg_query(pg, backlog_sql, parameters, 2);
    if (row == NULL) return false;
    *rows = strtoll(PQgetvalue(row, 0, 0), NULL, 10);
    *oldest_seconds = strtoll(PQgetvalue(row, 0, 1), NULL, 10);
    PQclear(row);
    return true;
}

bool outbox_remove_old(mz_pg *pg, outbox_range range, int64_t seconds, int64_t *removed)
{
    number buffers[3];
    mz_pg_value parameters[] = {value_of(range.first, &buffers[0]), value_of(range.last, &buffers[1]),
                                value_of(seconds, &buffers[2])};
    PGresult *result = mz_pg_query(pg, remove_sql, parameters, 3);
    if (result == NULL) return false;
    *removed = strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return true;
}
