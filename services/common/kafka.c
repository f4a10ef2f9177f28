/* kafka.c - configuration, handles and error classes of librdkafka; see kafka.h. Topics and statistics: kafka_admin.c.
 */
#include "kafka.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct property {
    const char *name;
    const char *value;
} property;

/* A message may be 12 MiB (topic and broker agree): documents above that travel as claim checks. */
static const property common_defaults[] = {
    {"message.max.bytes", "12582912"},
    {"statistics.interval.ms", "5000"},
    {"socket.keepalive.enable", "true"},
    {"reconnect.backoff.ms", "100"},
    {"reconnect.backoff.max.ms", "5000"},
    {"log.connection.close", "false"},
    {NULL, NULL},
};

/* range: eager, and the cooperative assignor of librdkafka 2.0 has bugs. Small queues make its fetcher sleep 1 s. */
static const property consumer_defaults[] = {
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "earliest"},
    {"partition.assignment.strategy", "range"},
    {"check.crcs", "true"},
    {"queued.min.messages", "1000"},
    {"queued.max.messages.kbytes", "65536"},
    {"fetch.message.max.bytes", "12582912"},
    {"fetch.wait.max.ms", "50"},
    {"topic.metadata.refresh.interval.ms", "30000"},
    {NULL, NULL},
};

static const property reader_defaults[] = {
    {"group.id", "mingzhang-reader"}, /* librdkafka wants one; nothing is ever committed to it */
    {"enable.auto.commit", "false"},  {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"},   {"enable.partition.eof", "true"},
    {"check.crcs", "true"},           {"fetch.message.max.bytes", "12582912"},
    {"fetch.wait.max.ms", "50"},      {NULL, NULL},
};

static const property producer_defaults[] = {
    {"enable.idempotence", "true"},    {"acks", "all"}, {"linger.ms", "5"},
    {"partitioner", "murmur2_random"}, /* as the Java clients do it */
    {"compression.codec", "lz4"},      {NULL, NULL},
};

static const property administration_defaults[] = {{NULL, NULL}};

static const property *role_defaults(mz_kafka_role role)
{
    switch (role) {
    case MZ_KAFKA_CONSUMER:
        return consumer_defaults;
    case MZ_KAFKA_PRODUCER:
        return producer_defaults;
    case MZ_KAFKA_READER:
        return reader_defaults;
    case MZ_KAFKA_ADMINISTRATION:
        return administration_defaults;
    }
    return administration_defaults;
}

bool mz_kafka_fail(mz_kafka_error *error, rd_kafka_resp_err_t code, const char *format, ...)
{
    error->code = code;
    if (format == NULL) {
        snprintf(error->message, sizeof error->message, "%s", rd_kafka_err2str(code));
        return false;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}

static bool set(rd_kafka_conf_t *conf, const char *name, const char *value, mz_kafka_error *error)
{
    char text[200];
    if (rd_kafka_conf_set(conf, name, value, text, sizeof text) == RD_KAFKA_CONF_OK) return true;
    return mz_kafka_fail(error, RD_KAFKA_RESP_ERR__INVALID_ARG, "Kafka property %s: %s", name, text);
}

/* One "name=value" of the pass-through list. */
static bool set_pair(rd_kafka_conf_t *conf, const char *pair, mz_kafka_error *error)
{
    const char *equals = strchr(pair, '=');
    char name[128];
    if (equals == NULL || equals == pair || (size_t)(equals - pair) >= sizeof name)
        return mz_kafka_fail(error, RD_KAFKA_RESP_ERR__INVALID_ARG, "Kafka property '%.80s' is not NAME=VALUE", pair);
    memcpy(name, pair, (size_t)(equals - pair));
    name[equals - pair] = '\0';
    return set(conf, name, equals + 1, error);
}

static bool apply(rd_kafka_conf_t *conf, mz_kafka_role role, const mz_kafka_settings *settings, mz_kafka_error *error)
{
    for (const property *p = common_defaults; p->name != NULL; p++)
        if (!set(conf, p->name, p->value, error)) return false;
    for (const property *p = role_defaults(role); p->name != NULL; p++)
        if (!set(conf, p->name, p->value, error)) return false;
    if (!set(conf, "bootstrap.servers", settings->brokers, error)) return false;
    if (settings->client_id != NULL && !set(conf, "client.id", settings->client_id, error)) return false;
    if (settings->group != NULL && !set(conf, "group.id", settings->group, error)) return false;
    for (const char *const *pair = settings->defaults; pair != NULL && *pair != NULL; pair++)
        if (!set_pair(conf, *pair, error)) return false;
    for (const char *const *pair = settings->properties; pair != NULL && *pair != NULL; pair++)
        if (!set_pair(conf, *pair, error)) return false;
    return true;
}

rd_kafka_conf_t *mz_kafka_conf(mz_kafka_role role, const mz_kafka_settings *settings, mz_kafka_error *error)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    if (apply(conf, role, settings, error)) return conf;
    rd_kafka_conf_destroy(conf);
    return NULL;
}

rd_kafka_t *mz_kafka_open(mz_kafka_role role, rd_kafka_conf_t *conf, mz_kafka_error *error)
{
    bool consumes = role == MZ_KAFKA_CONSUMER || role == MZ_KAFKA_READER;
    char text[200];
    rd_kafka_t *handle = rd_kafka_new(consumes ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER, conf, text, sizeof text);
    if (handle == NULL) {
        rd_kafka_conf_destroy(conf);
        mz_kafka_fail(error, rd_kafka_last_error(), "Kafka client: %s", text);
        return NULL;
    }
    if (consumes) {
        rd_kafka_resp_err_t code = rd_kafka_poll_set_consumer(handle);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            mz_kafka_fail(error, code, NULL);
            rd_kafka_destroy(handle);
            return NULL;
        }
    }
    return handle;
}

rd_kafka_resp_err_t mz_kafka_produce(rd_kafka_t *producer, const mz_kafka_message *m)
{
    /* librdkafka takes non-const pointers but does not write through them. An array, as its macros for producev are
     * GNU C under clang. */
    rd_kafka_vu_t fields[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = m->topic},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = m->partition},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = m->copy ? RD_KAFKA_MSG_F_COPY : 0},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)(uintptr_t)m->key, m->key_length}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)(uintptr_t)m->value, m->length}},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = m->opaque},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = m->headers},
    };
    size_t count = sizeof fields / sizeof *fields - (m->headers == NULL ? 1 : 0);
    rd_kafka_error_t *failure = rd_kafka_produceva(producer, fields, count);
    if (failure == NULL) return RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_resp_err_t code = rd_kafka_error_code(failure);
    rd_kafka_error_destroy(failure);
    return code;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool mz_kafka_close(rd_kafka_t *consumer, int timeout_ms)
{
    int64_t deadline = now_ms() + timeout_ms;
    rd_kafka_queue_t *queue = rd_kafka_queue_new(consumer);
    rd_kafka_error_t *failure = rd_kafka_consumer_close_queue(consumer, queue);
    if (failure != NULL) rd_kafka_error_destroy(failure); /* fatal handle: it cannot leave, closed is reported anyway */
    while (!rd_kafka_consumer_closed(consumer) && now_ms() < deadline) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 100);
        if (event == NULL) continue;
        if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE) rd_kafka_assign(consumer, NULL);
        rd_kafka_event_destroy(event);
    }
    bool closed = rd_kafka_consumer_closed(consumer) != 0;
    rd_kafka_queue_destroy(queue);
    return closed;
}

/* Any request does: the thread that sends it is the one that fetches. */
void mz_kafka_wake_fetchers(rd_kafka_t *consumer, const rd_kafka_topic_partition_list_t *partitions)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_copy(partitions);
    for (int i = 0; i < list->cnt; i++) list->elems[i].offset = RD_KAFKA_OFFSET_END;
    (void)rd_kafka_offsets_for_times(consumer, list, 1); /* mostly RD_KAFKA_RESP_ERR__TIMED_OUT */
    rd_kafka_topic_partition_list_destroy(list);
}

mz_kafka_class mz_kafka_classify(rd_kafka_resp_err_t code)
{
    switch (code) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
        return MZ_KAFKA_OK;
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR__DESTROY:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER:
    case RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
        return MZ_KAFKA_FATAL;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        return MZ_KAFKA_PERMANENT;
    default:
        return MZ_KAFKA_RETRIABLE;
    }
}

const char *mz_kafka_class_name(mz_kafka_class class)
{
    static const char *const names[] = {"ok", "retriable", "fatal", "permanent"};
    return names[class];
}
