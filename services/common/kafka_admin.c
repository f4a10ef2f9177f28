/* kafka_admin.c - topics, partition counts and statistics; see kafka.h. */
#include <jansson.h>
#include <string.h>

#include "kafka.h"

bool mz_kafka_partition_count(rd_kafka_t *handle, const char *topic, int timeout_ms, int32_t *count,
                              mz_kafka_error *error)
{
    rd_kafka_topic_t *object = rd_kafka_topic_new(handle, topic, NULL);
    if (object == NULL) return mz_kafka_fail(error, rd_kafka_last_error(), NULL);
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_resp_err_t code = rd_kafka_metadata(handle, 0, object, &metadata, timeout_ms);
    rd_kafka_topic_destroy(object);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return mz_kafka_fail(error, code, "topic %s: %s", topic, rd_kafka_err2str(code));
    code = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) *count = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return mz_kafka_fail(error, code, "topic %s: %s", topic, rd_kafka_err2str(code));
    return true;
}

static bool set_topic_pair(rd_kafka_NewTopic_t *topic, const char *pair, mz_kafka_error *error)
{
    const char *equals = strchr(pair, '=');
    char name[128];
    if (equals == NULL || equals == pair || (size_t)(equals - pair) >= sizeof name)
        return mz_kafka_fail(error, RD_KAFKA_RESP_ERR__INVALID_ARG, "topic property '%.80s' is not NAME=VALUE", pair);
    memcpy(name, pair, (size_t)(equals - pair));
    name[equals - pair] = '\0';
    rd_kafka_resp_err_t code = rd_kafka_NewTopic_set_config(topic, name, equals + 1);
    return code == RD_KAFKA_RESP_ERR_NO_ERROR || mz_kafka_fail(error, code, "topic property %s", name);
}

/* What the broker answered for the one topic that was asked for. */
static bool read_creation(rd_kafka_event_t *event, const char *name, bool *created, mz_kafka_error *error)
{
    const rd_kafka_CreateTopics_result_t *result = rd_kafka_event_CreateTopics_result(event);
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    const char *text = rd_kafka_event_error_string(event);
    size_t count = 0;
    const rd_kafka_topic_result_t **topics =
        result == NULL ? NULL : rd_kafka_CreateTopics_result_topics(result, &count);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR && count == 1) {
        code = rd_kafka_topic_result_error(topics[0]);
        text = rd_kafka_topic_result_error_string(topics[0]);
    }
    *created = code == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (*created || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return true;
    return mz_kafka_fail(error, code, "topic %s: %s", name, text != NULL ? text : rd_kafka_err2str(code));
}

static bool request_creation(rd_kafka_t *handle, rd_kafka_NewTopic_t *topic, const char *name, int timeout_ms,
                             bool *created, mz_kafka_error *error)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    char text[200];
    rd_kafka_AdminOptions_set_request_timeout(options, timeout_ms, text, sizeof text);
    rd_kafka_AdminOptions_set_operation_timeout(options, timeout_ms, text, sizeof text);
    rd_kafka_CreateTopics(handle, &topic, 1, options, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, timeout_ms + 1000);
    bool good = event != NULL ? read_creation(event, name, created, error)
                              : mz_kafka_fail(error, RD_KAFKA_RESP_ERR__TIMED_OUT, "topic %s: no answer", name);
    if (event != NULL) rd_kafka_event_destroy(event);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(queue);
    return good;
}

bool mz_kafka_create_topic(rd_kafka_t *handle, const mz_kafka_topic *topic, int timeout_ms, bool *created,
                           mz_kafka_error *error)
{
    char text[200];
    rd_kafka_NewTopic_t *request =
        rd_kafka_NewTopic_new(topic->name, topic->partitions, topic->replication, text, sizeof text);
    if (request == NULL) return mz_kafka_fail(error, RD_KAFKA_RESP_ERR__INVALID_ARG, "topic %s: %s", topic->name, text);
    bool good = true;
    for (const char *const *pair = topic->properties; good && pair != NULL && *pair != NULL; pair++)
        good = set_topic_pair(request, *pair, error);
    good = good && request_creation(handle, request, topic->name, timeout_ms, created, error);
    rd_kafka_NewTopic_destroy(request);
    return good;
}

static int64_t figure(const json_t *object, const char *key)
{
    return (int64_t)json_integer_value(json_object_get(object, key));
}

static void read_lags(const json_t *root, mz_kafka_lag_callback *lag, void *opaque)
{
    const char *name, *number;
    json_t *topic, *partition;
    json_object_foreach(json_object_get(root, "topics"), name, topic)
    {
        json_object_foreach(json_object_get(topic, "partitions"), number, partition)
        {
            int64_t value = figure(partition, "consumer_lag");
            int64_t id = figure(partition, "partition");
            if (value >= 0 && id >= 0) lag(opaque, name, (int32_t)id, value);
        }
    }
}

bool mz_kafka_stats_read(const char *json, size_t length, mz_kafka_stats *stats, mz_kafka_lag_callback *lag,
                         void *opaque)
{
    json_t *root = json_loadb(json, length, 0, NULL);
    if (!json_is_object(root)) {
        json_decref(root);
        return false;
    }
    *stats = (mz_kafka_stats){.queued_messages = figure(root, "msg_cnt"),
                              .queued_bytes = figure(root, "msg_size"),
                              .sent_messages = figure(root, "txmsgs"),
                              .received_messages = figure(root, "rxmsgs"),
                              .received_bytes = figure(root, "rxmsg_bytes"),
                              .rebalances = figure(json_object_get(root, "cgrp"), "rebalance_cnt")};
    const char *name;
    json_t *broker;
    json_object_foreach(json_object_get(root, "brokers"), name, broker)
    {
        const char *state = json_string_value(json_object_get(broker, "state"));
        /* A negative node id is a bootstrap address, which is the same broker under another name. */
        if (state != NULL && strcmp(state, "UP") == 0 && figure(broker, "nodeid") >= 0) stats->brokers_up++;
    }
    if (lag != NULL) read_lags(root, lag, opaque);
    json_decref(root);
    return true;
}
