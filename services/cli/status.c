/* status.c - `mingzhang status`: what is stored, what waits, how far the workers are behind. */
#include <common/options.h>
#include <common/pg.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "topic.h"

typedef struct settings {
    const char *brokers;
    mz_properties kafka;
    const char *database;
    const char *topic;
    const char *format;
} settings;

static const mz_option options[] = {
    MZ_OPTION_DATABASE(settings, database),
    MZ_OPTION_KAFKA_BROKERS(settings, brokers),
    MZ_OPTION_TOPIC_PUBLISHED(settings, topic),
    {"format", MZ_OPTION_CHOICE, "text", "text|json", "for a person, or one JSON object", offsetof(settings, format), 0,
     0},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang status",
    "shows what is stored, which anomalies are open, and how far workers and relay are behind",
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
    "     'rejected', count(*) filter (where aggregatetype = 'message')) from outbox))";

static const char offsets_sql[] =
    "select partition, next_offset from consumer_offset where topic = $1 order by partition";

static json_t *read_counts(mz_pg *pg)
{
    PGresult *row = mz_pg_query(pg, counts_sql, NULL, 0);
    if (row == NULL) return NULL;
    json_t *counts = json_loads(PQgetvalue(row, 0, 0), 0, NULL);
    PQclear(row);
    return counts;
}

/* What the database knows of the partitions; NULL: see mz_pg_last. */
static json_t *read_offsets(mz_pg *pg, const char *topic)
{
    mz_pg_value parameter = {topic, -1};
    PGresult *rows = mz_pg_query(pg, offsets_sql, &parameter, 1);
    if (rows == NULL) return NULL;
    json_t *list = json_array();
    for (int i = 0; i < PQntuples(rows); i++)
        json_array_append_new(list, json_pack("{s:I, s:I}", "partition",
                                              (json_int_t)strtoll(PQgetvalue(rows, i, 0), NULL, 10), "next_offset",
                                              (json_int_t)strtoll(PQgetvalue(rows, i, 1), NULL, 10)));
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
static bool add_ends(const topic_access *access, const char *topic, json_t *list, mz_kafka_error *error)
{
    rd_kafka_t *handle = topic_open(access, MZ_KAFKA_ADMINISTRATION, NULL);
    int32_t count = 0;
    if (handle == NULL) return mz_kafka_fail(error, RD_KAFKA_RESP_ERR__INVALID_ARG, "no Kafka client");
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
    rd_kafka_destroy(handle);
    return good;
}

static int64_t number(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static void print_text(const json_t *status)
{
    const json_t *documents = json_object_get(status, "documents"), *open = json_object_get(status, "open_findings");
    const json_t *events = json_object_get(status, "events"), *partitions = json_object_get(status, "partitions");
    printf("documents      %lld current, %lld superseded, %lld withdrawn, of %lld organisations\n",
           (long long)number(documents, "current"), (long long)number(documents, "superseded"),
           (long long)number(documents, "withdrawn"), (long long)number(status, "organisations"));
    printf("open findings  %lld errors, %lld warnings, %lld infos\n", (long long)number(open, "error"),
           (long long)number(open, "warning"), (long long)number(open, "info"));
    printf("events         %lld sent, %lld waiting (oldest %lld s), %lld unsendable; %lld rejected messages\n",
           (long long)number(events, "sent"), (long long)number(events, "waiting"),
           (long long)number(events, "oldest_waiting_seconds"), (long long)number(events, "unsendable"),
           (long long)number(events, "rejected"));
    if (json_array_size(partitions) == 0) return;
    printf("\n%s\n  partition        done         end         lag\n",
           json_string_value(json_object_get(status, "topic")));
    size_t index;
    json_t *entry;
    json_array_foreach(partitions, index, entry)
    {
        printf("  %9lld %11lld ", (long long)number(entry, "partition"), (long long)number(entry, "next_offset"));
        if (json_object_get(entry, "lag") == NULL)
            printf("%11s %11s\n", "unknown", "unknown");
        else
            printf("%11lld %11lld\n", (long long)number(entry, "end_offset"), (long long)number(entry, "lag"));
    }
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
    bool reached = add_ends(&access, config->topic, partitions, &error);
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
