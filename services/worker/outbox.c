/* outbox.c - anomaly events and rejected messages as rows. */
#include "worker/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/rows.h"

const char rows_copy_outbox[] = "copy outbox (id, shard, topic, aggregatetype, aggregateid, type, key, headers, "
                                "payload, raw) from stdin (format binary)";

/* FNV-1a: events of one key stay in one shard and so in order. */
static int16_t shard_of(const unsigned char *key, size_t length)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++) hash = (hash ^ key[i]) * 16777619U;
    return (int16_t)(hash & 15U);
}

typedef struct entry {
    const char *id;
    const char *topic;
    const char *aggregate_type;
    const char *aggregate_id;
    const char *type;
    const void *key;
    size_t key_length;
    json_t *headers; /* borrowed */
    json_t *payload; /* borrowed, NULL: raw */
    const void *raw;
    size_t raw_length;
} entry;

static bool put_json(mz_copy *copy, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) return false;
    mz_copy_jsonb(copy, text, strlen(text));
    free(text);
    return true;
}

static bool put_entry(mz_copy *rows, const entry *e)
{
    mz_copy_row(rows, 10);
    mz_copy_uuid_text(rows, e->id);
    mz_copy_int16(rows, shard_of(e->key, e->key_length));
    mz_copy_text(rows, e->topic);
    mz_copy_text(rows, e->aggregate_type);
    mz_copy_text(rows, e->aggregate_id);
    mz_copy_text(rows, e->type);
    mz_copy_bytea(rows, e->key, e->key_length);
    bool good = put_json(rows, e->headers);
    if (e->payload != NULL) {
        good = put_json(rows, e->payload) && good;
        mz_copy_null(rows);
    } else {
        mz_copy_null(rows);
        mz_copy_bytea(rows, e->raw, e->raw_length);
    }
    return good && !rows->failed;
}

/* Sets a header unless the value is absent. */
static bool set_text(json_t *headers, const char *name, const char *value)
{
    return value == NULL || value[0] == '\0' || json_object_set_new(headers, name, json_string(value)) == 0;
}

static bool set_number(json_t *headers, const char *name, int64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, value);
    return set_text(headers, name, text);
}

static json_t *anomaly_headers(const outbox *o, const reading *target, const json_t *finding, const char *id,
                               const char *type)
{
    json_t *headers = json_object();
    const identity *who = &target->who;
    const bool good = set_text(headers, "ce_specversion", "1.0") && set_text(headers, "ce_id", id) &&
                      set_text(headers, "ce_source", o->source) && set_text(headers, "ce_type", type) &&
                      set_text(headers, "ce_time", o->now) && set_text(headers, "ce_subject", target->id_text) &&
                      set_text(headers, "content-type", "application/json") &&
                      set_text(headers, "ce_organisation", who->organisation) &&
                      set_text(headers, "ce_organisationcode", who->code) &&
                      set_text(headers, "ce_region", who->region) &&
                      (who->year == 0 || set_number(headers, "ce_fiscalyear", who->year)) &&
                      set_text(headers, "ce_kind", who->kind) && set_text(headers, "ce_level", who->level) &&
                      set_text(headers, "ce_rule", json_string_value(json_object_get(finding, "rule"))) &&
                      set_text(headers, "ce_severity", json_string_value(json_object_get(finding, "severity")));
    if (good) return headers;
    json_decref(headers);
    return NULL;
}

static json_t *anomaly_payload(const outbox *o, const reading *target, const reading *cause, const json_t *finding,
                               const char *id, const char *status)
{
    const identity *who = &target->who;
    return json_pack(
        "{s:s, s:s, s:O, s:{s:s, s:s, s:s}, s:{s:s, s:s, s:i, s:o, s:s, s:s, s:s}, s:{s:s, s:s, s:s}, s:s}", //
        "event_id", id, "status", status, "finding", finding,                                                //
        "organisation", "name", who->organisation, "code", who->code, "region", who->region,                 //
        "document", "id", target->id_text, "sha256", target->sha256_text, "revision", (int)target->revision,
        "fiscal_year", who->year != 0 ? json_integer(who->year) : json_null(), "kind", who->kind, "level", who->level,
        "source", who->source_url, //
        "caused_by", "id", cause->id_text, "sha256", cause->sha256_text, "event",
        cause->withdrawn ? "withdrawn" : "published", "occurred_at", o->now);
}

bool outbox_anomaly(outbox *o, const reading *target, const reading *cause, const json_t *finding, bool raised)
{
    char name[256];
    char id[37];
    const char *status = raised ? "raised" : "withdrawn";
    const char *fingerprint = json_string_value(json_object_get(finding, "id"));
    if (fingerprint == NULL) return false;
    const int length =
        snprintf(name, sizeof name, "%s %s %s %s", fingerprint, target->sha256_text, cause->sha256_text, status);
    if (cause->turn > 0) /* the same document may cause the same event again when it is withdrawn and comes back */
        snprintf(name + length, sizeof name - (size_t)length, " %" PRId32, cause->turn);
    mz_event_uuid(name, strlen(name), id);
    const char *type = raised ? MZ_EVENT_RAISED : MZ_EVENT_WITHDRAWN;
    json_t *headers = anomaly_headers(o, target, finding, id, type);
    json_t *payload = anomaly_payload(o, target, cause, finding, id, status);
    const char *organisation = target->who.organisation;
    const entry e = {id,
                     o->topic_anomalies,
                     "organisation",
                     organisation,
                     type,
                     organisation,
                     strlen(organisation),
                     headers,
                     payload,
                     NULL,
                     0};
    const bool good = headers != NULL && payload != NULL && put_entry(&o->rows, &e);
    json_decref(headers);
    json_decref(payload);
    return good;
}

/* A header's value as JSON text. What is not UTF-8 or holds NUL, which jsonb cannot, goes to hexadecimal digits under
 * another name. */
static bool set_bytes(json_t *headers, const char *name, const void *value, size_t length)
{
    json_t *text = memchr(value, 0, length) == NULL ? json_stringn(value, length) : NULL;
    if (text != NULL) return json_object_set_new(headers, name, text) == 0;
    char other[256];
    char *digits = malloc(2 * length + 1);
    if (digits == NULL) return false;
    for (size_t i = 0; i < length; i++) snprintf(digits + 2 * i, 3, "%02x", ((const unsigned char *)value)[i]);
    snprintf(other, sizeof other, "mz_hex.%s", name);
    const bool good = json_object_set_new(headers, other, json_string(digits)) == 0;
    free(digits);
    return good;
}

static bool copy_headers(json_t *headers, const rd_kafka_message_t *message)
{
    rd_kafka_headers_t *original = NULL;
    if (rd_kafka_message_headers(message, &original) != RD_KAFKA_RESP_ERR_NO_ERROR) return true;
    const char *name = NULL;
    const void *value = NULL;
    size_t length = 0;
    bool good = true;
    for (size_t i = 0;
         good && rd_kafka_header_get_all(original, i, &name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR; i++) {
        json_t *probe = json_string(name); /* a name that is not UTF-8 cannot be kept */
        if (value != NULL && probe != NULL) good = set_bytes(headers, name, value, length);
        json_decref(probe);
    }
    return good;
}

static json_t *rejected_headers(const outbox *o, const job *j)
{
    json_t *headers = json_object();
    const rd_kafka_message_t *message = j->message;
    const rejection *why = &j->rejected;
    const char *topic = rd_kafka_topic_name(message->rkt);
    const bool good =
        copy_headers(headers, message) && set_text(headers, "__connect.errors.topic", topic) &&
        set_number(headers, "__connect.errors.partition", message->partition) &&
        set_number(headers, "__connect.errors.offset", message->offset) &&
        set_text(headers, "__connect.errors.connector.name", "mingzhang-worker") &&
        set_text(headers, "__connect.errors.task.id", o->worker) &&
        set_text(headers, "__connect.errors.stage", why->stage) &&
        set_text(headers, "__connect.errors.class.name", "mingzhang-worker") &&
        set_text(headers, "__connect.errors.exception.class.name", why->code) &&
        set_text(headers, "__connect.errors.exception.message", why->message) &&
        set_text(headers, "mz_stage", why->stage) && set_text(headers, "mz_code", why->code) &&
        set_text(headers, "mz_message", why->message) && set_text(headers, "mz_topic", topic) &&
        set_number(headers, "mz_partition", message->partition) && set_number(headers, "mz_offset", message->offset) &&
        set_number(headers, "mz_attempts", j->attempts) && set_text(headers, "mz_worker", o->worker) &&
        set_text(headers, "mz_time", o->now) && (why->line == 0 || set_number(headers, "mz_line", why->line));
    if (good) return headers;
    json_decref(headers);
    return NULL;
}

bool outbox_rejected(outbox *o, const job *j)
{
    const rd_kafka_message_t *message = j->message;
    char name[400];
    char id[37];
    /* The timestamp tells a topic from an earlier one of the same name. */
    snprintf(name, sizeof name, "rejected %s %" PRId32 " %" PRId64 " %" PRId64, rd_kafka_topic_name(message->rkt),
             message->partition, message->offset, rd_kafka_message_timestamp(message, NULL));
    mz_event_uuid(name, strlen(name), id);
    json_t *headers = rejected_headers(o, j);
    json_t *key = message->key_len > 0 ? json_stringn(message->key, message->key_len) : NULL;
    const char *aggregate =
        key != NULL && strlen(json_string_value(key)) == message->key_len ? json_string_value(key) : "";
    const entry e = {id,
                     o->topic_rejected,
                     "message",
                     aggregate,
                     MZ_EVENT_REJECTED,
                     message->key_len > 0 ? message->key : "",
                     message->key_len,
                     headers,
                     NULL,
                     message->len > 0 ? message->payload : "",
                     message->len};
    const bool good = headers != NULL && put_entry(&o->rows, &e);
    json_decref(key);
    json_decref(headers);
    return good;
}
