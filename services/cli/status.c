/* status.c - `mingzhang status`: what is stored, what waits, how fast it is read and by whom. */
#include <common/options.h>
#include <common/pg.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "group.h"
#include "topic.h"

typedef struct settings {
    const char *brokers;
    mz_properties kafka;
    const char *database;
    const char *topic;
    const char *group;
    const char *format;
} settings;

static const mz_option options[] = {
    MZ_OPTION_DATABASE(settings, database),
    MZ_OPTION_KAFKA_BROKERS(settings, brokers),
    MZ_OPTION_TOPIC_PUBLISHED(settings, topic),
    {"kafka-group", MZ_OPTION_STRING, "mingzhang-worker", "NAME", "consumer group of the workers",
     offsetof(settings, group), 0, 0},
    {"format", MZ_OPTION_CHOICE, "text", "text|json", "for a person, or one JSON object", offsetof(settings, format), 0,
     0},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang status",
    "shows what is stored, which anomalies are open, how far workers and relay are behind, and how fast they go",
    NULL,
    options,
    offsetof(settings, kafka),
};

/* One row, one JSON object. */
static const char counts_sql[] =
    "select json_build_object("
    " 'documents', (select json_build_object('current', count(*) filter (where state = 'current'),"
    "     'superseded', count(*) filter (where state = 'superseded'),"
    "     'withdrawn', count(*) filter (where state = 'withdrawn')) from document),"
    " 'organisations', (select count(*) from organisation),"
    " 'open_findings', (select json_build_object('error', count(*) filter (where severity = 'error'),"
    "     'warning', count(*) filter (where severity = 'warning'),"
    "     'info', count(*) filter (where severity = 'info')) from open_finding),"
    " 'events', (select json_build_object('sent', count(*) filter (where sent_partition >= 0),"
    "     'waiting', count(*) filter (where sent_at is null),"
    "     'oldest_waiting_seconds', coalesce(extract(epoch from now() - min(created_at)"
    "         filter (where sent_at is null))::bigint, 0),"
    "     'unsendable', count(*) filter (where sent_partition < 0),"
    "     'rejected', count(*) filter (where aggregatetype = 'message')) from outbox),"
    /* per second; counted from the first document of the window, so that a start shows at once */
    " 'documents_per_second', (select json_build_object("
    "     'last_minute', coalesce(round((count(*) filter (where stored_at > now() - interval '1 min')"
    "         / greatest(1, extract(epoch from now() - min(stored_at)"
    "             filter (where stored_at > now() - interval '1 min'))))::numeric, 1), 0),"
    "     'last_five_minutes', coalesce(round((count(*)"
    "         / greatest(1, extract(epoch from now() - min(stored_at))))::numeric, 1), 0))"
    "     from document where stored_at > now() - interval '5 min'))";

static const char offsets_sql[] =
    "select partition, next_offset, extract(epoch from now() - updated_at)::bigint, attempts"
    " from consumer_offset where topic = $1 order by partition";

static json_t *read_counts(mz_pg *pg)
{
    PGresult *row = mz_pg_query(pg, counts_sql, NULL, 0);
    if (row == NULL) return NULL;
    json_t *counts = json_loads(PQgetvalue(row, 0, 0), 0, NULL);
    PQclear(row);
    return counts;
}

static json_int_t integer_at(const PGresult *rows, int row, int column)
{
    return strtoll(PQgetvalue(rows, row, column), NULL, 10);
}

/* What the database knows of the partitions; NULL: see mz_pg_last. */
static json_t *read_offsets(mz_pg *pg, const char *topic)
{
    mz_pg_value parameter = {topic, -1};
    PGresult *rows = mz_pg_query(pg, offsets_sql, &parameter, 1);
    if (rows == NULL) return NULL;
    json_t *list = json_array();
    for (int i = 0; i < PQntuples(rows); i++)
        json_array_append_new(list, json_pack("{s:I, s:I, s:I, s:I}", "partition", integer_at(rows, i, 0),
                                              "next_offset", integer_at(rows, i, 1), "idle_seconds",
                                              integer_at(rows, i, 2), "attempts", integer_at(rows, i, 3)));
    PQclear(rows);
    return list;
}

static json_t *partition_entry(json_t *list, int32_t partition)
{
    size_t index;
    json_t *entry;
    json_array_foreach(list, index, entry)
    {
        if (json_integer_value(json_object_get(entry, "partition")) == partition) return entry;
    }
    entry = json_pack("{s:i, s:i}", "partition", (int)partition, "next_offset", 0);
    json_array_append_new(list, entry);
    return entry;
}

/* Adds the end of each partition and the lag; false with the reason when Kafka does not answer. */
static bool add_ends(rd_kafka_t *handle, const char *topic, json_t *list, mz_kafka_error *error)
{
    int32_t count = 0;
    bool good = mz_kafka_partition_count(handle, topic, 5000, &count, error);
    for (int32_t i = 0; good && i < count; i++) {
        int64_t low = 0, high = 0;
        rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(handle, topic, i, &low, &high, 5000);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            good = mz_kafka_fail(error, code, NULL);
            break;
        }
        json_t *entry = partition_entry(list, i);
        int64_t next = json_integer_value(json_object_get(entry, "next_offset"));
        json_object_set_new(entry, "end_offset", json_integer(high));
        json_object_set_new(entry, "lag", json_integer(high - (next > low ? next : low)));
    }
    return good;
}

static int64_t total_lag(const json_t *partitions)
{
    size_t index;
    json_t *entry;
    int64_t lag = 0;
    json_array_foreach(partitions, index, entry) lag += json_integer_value(json_object_get(entry, "lag"));
    return lag;
}

/* Adds what Kafka knows: ends, lags, workers, and how long the rest takes at the speed of the last minute. */
static bool add_kafka(const topic_access *access, const settings *config, json_t *status, json_t *partitions,
                      mz_kafka_error *error)
{
    rd_kafka_t *handle = topic_open(access, MZ_KAFKA_ADMINISTRATION, NULL);
    if (handle == NULL) return mz_kafka_fail(error, RD_KAFKA_RESP_ERR__INVALID_ARG, "no Kafka client");
    bool good = add_ends(handle, config->topic, partitions, error);
    json_t *members = good ? group_members(handle, config->group, config->topic, error) : NULL;
    rd_kafka_destroy(handle);
    if (!good) return false;
    const int64_t lag = total_lag(partitions);
    const double speed =
        json_number_value(json_object_get(json_object_get(status, "documents_per_second"), "last_minute"));
    json_object_set_new(status, "lag", json_integer(lag));
    json_object_set_new(status, "eta_seconds",
                        lag == 0 || speed > 0 ? json_integer(lag == 0 ? 0 : (json_int_t)((double)lag / speed) + 1)
                                              : json_null());
    json_object_set_new(status, "workers", members != NULL ? members : json_null());
    return members != NULL;
}

static int64_t number(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static void print_duration(int64_t seconds)
{
    if (seconds < 120)
        printf("%lld s", (long long)seconds);
    else if (seconds < 7200)
        printf("%lld min", (long long)(seconds + 59) / 60);
    else
        printf("%lld h %lld min", (long long)seconds / 3600, (long long)seconds % 3600 / 60);
}

static void print_speed(const json_t *status)
{
    const json_t *speed = json_object_get(status, "documents_per_second"),
                 *eta = json_object_get(status, "eta_seconds");
    printf("speed          %.1f documents/s in the last minute, %.1f in the last five\n",
           json_number_value(json_object_get(speed, "last_minute")),
           json_number_value(json_object_get(speed, "last_five_minutes")));
    if (json_object_get(status, "lag") == NULL) return;
    printf("lag            %lld messages", (long long)number(status, "lag"));
    if (json_is_null(eta)) {
        printf(", and nothing was stored in the last minute");
    } else if (number(status, "lag") > 0) {
        printf(", read in about ");
        print_duration(json_integer_value(eta));
        printf(" at this speed");
    }
    putchar('\n');
}

/* A worker without partitions idles: there are never more at work than partitions. */
static void print_workers(const json_t *status)
{
    const json_t *workers = json_object_get(status, "workers");
    const size_t partitions = json_array_size(json_object_get(status, "partitions"));
    size_t index, idle = 0;
    json_t *worker;
    if (!json_is_array(workers)) return;
    json_array_foreach(workers, index, worker) idle += json_array_size(json_object_get(worker, "partitions")) == 0;
    printf("workers        %zu", json_array_size(workers));
    if (idle > 0) printf(", %zu of them without a partition", idle);
    if (json_array_size(workers) < partitions) printf("; up to %zu find work, one per partition", partitions);
    putchar('\n');
}

static void print_partitions(const json_t *status)
{
    const json_t *partitions = json_object_get(status, "partitions");
    size_t index;
    json_t *entry;
    if (json_array_size(partitions) == 0) return;
    printf("\n%s\n  partition        done         end         lag  last moved  worker\n",
           json_string_value(json_object_get(status, "topic")));
    json_array_foreach(partitions, index, entry)
    {
        const char *owner = group_owner(json_object_get(status, "workers"), number(entry, "partition"));
        printf("  %9lld %11lld ", (long long)number(entry, "partition"), (long long)number(entry, "next_offset"));
        if (json_object_get(entry, "lag") == NULL)
            printf("%11s %11s ", "unknown", "unknown");
        else
            printf("%11lld %11lld ", (long long)number(entry, "end_offset"), (long long)number(entry, "lag"));
        if (json_object_get(entry, "idle_seconds") == NULL)
            printf("%11s", "never");
        else
            printf("%9lld s", (long long)number(entry, "idle_seconds"));
        printf("  %s", owner != NULL ? owner : "-");
        /* after two in a row without progress the worker goes carefully */
        if (number(entry, "attempts") > 1)
            printf("  (started %lld times without progress)", (long long)number(entry, "attempts"));
        putchar('\n');
    }
}

static void print_text(const json_t *status)
{
    const json_t *documents = json_object_get(status, "documents"), *open = json_object_get(status, "open_findings");
    const json_t *events = json_object_get(status, "events");
    printf("documents      %lld current, %lld superseded, %lld withdrawn, of %lld organisations\n",
           (long long)number(documents, "current"), (long long)number(documents, "superseded"),
           (long long)number(documents, "withdrawn"), (long long)number(status, "organisations"));
    printf("open findings  %lld errors, %lld warnings, %lld infos\n", (long long)number(open, "error"),
           (long long)number(open, "warning"), (long long)number(open, "info"));
    printf("events         %lld sent, %lld waiting (oldest %lld s), %lld unsendable; %lld rejected messages\n",
           (long long)number(events, "sent"), (long long)number(events, "waiting"),
           (long long)number(events, "oldest_waiting_seconds"), (long long)number(events, "unsendable"),
           (long long)number(events, "rejected"));
    print_speed(status);
    print_workers(status);
    print_partitions(status);
}

static int show_status(const settings *config, mz_pg *pg)
{
    mz_kafka_error error;
    topic_access access = {program.name, config->brokers, &config->kafka};
    json_t *status = mz_pg_open(pg) ? read_counts(pg) : NULL;
    json_t *partitions = status == NULL ? NULL : read_offsets(pg, config->topic);
    if (partitions == NULL) {
        fprintf(stderr, "mingzhang status: database: %s\n", mz_pg_last(pg)->message);
        json_decref(status);
        return CLI_UNAVAILABLE;
    }
    bool reached = add_kafka(&access, config, status, partitions, &error);
    json_object_set_new(status, "topic", json_string(config->topic));
    json_object_set_new(status, "partitions", partitions);
    if (strcmp(config->format, "json") == 0) {
        json_dumpf(status, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        print_text(status);
    }
    json_decref(status);
    if (!reached) fprintf(stderr, "mingzhang status: Kafka: %s\n", error.message);
    return reached ? CLI_OK : CLI_UNAVAILABLE;
}

int cli_status(int argc, char **argv)
{
    settings config = {0};
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    mz_pg *pg = mz_pg_new(config.database, program.name);
    int code = pg == NULL ? CLI_SOFTWARE : show_status(&config, pg);
    mz_pg_free(pg);
    mz_properties_free(&config.kafka);
    return code;
}
