/* topic.c - reading topics for the CLI; see topic.h. */
#include "topic.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

enum { TIMEOUT_MS = 10000 };

volatile sig_atomic_t topic_stop;

static void on_signal(int number)
{
    (void)number;
    topic_stop = 1;
}

void topic_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}; /* twice: at once */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static int complain(const topic_access *access, const mz_kafka_error *error)
{
    fprintf(stderr, "%s: %s\n", access->command, error->message);
    return CLI_UNAVAILABLE;
}

rd_kafka_conf_t *topic_conf(const topic_access *access, mz_kafka_role role, const char *const *defaults)
{
    mz_kafka_error error;
    mz_kafka_settings settings = {.brokers = access->brokers,
                                  .client_id = "mingzhang-cli",
                                  .defaults = defaults,
                                  .properties = (const char *const *)access->properties->items};
    rd_kafka_conf_t *conf = mz_kafka_conf(role, &settings, &error);
    if (conf == NULL)
        complain(access, &error);
    else
        rd_kafka_conf_set_log_cb(conf, NULL); /* errors reach the person through the calls' results */
    return conf;
}

rd_kafka_t *topic_open(const topic_access *access, mz_kafka_role role, rd_kafka_conf_t *conf)
{
    mz_kafka_error error;
    if (conf == NULL) conf = topic_conf(access, role, NULL);
    if (conf == NULL) return NULL;
    rd_kafka_t *handle = mz_kafka_open(role, conf, &error);
    if (handle == NULL) complain(access, &error);
    return handle;
}

/* One reading of a topic. */
typedef struct reading {
    const topic_access *access;
    const topic_range *range;
    rd_kafka_t *reader;
    int32_t partitions;
    bool *done; /* per partition: read to the end it had at the start, or not read at all */
    int64_t *ends;
    int32_t open;
} reading;

static bool add_partition(reading *r, rd_kafka_topic_partition_list_t *list, int32_t partition, mz_kafka_error *error)
{
    const topic_range *range = r->range;
    int64_t low = 0;
    r->done[partition] = true;
    if (range->partition >= 0 && range->partition != partition) return true;
    rd_kafka_resp_err_t code =
        rd_kafka_query_watermark_offsets(r->reader, range->topic, partition, &low, &r->ends[partition], TIMEOUT_MS);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return mz_kafka_fail(error, code, NULL);
    int64_t start = range->from_beginning ? low : r->ends[partition];
    if (range->partition >= 0) start = range->offset > low ? range->offset : low;
    if (range->exit_at_end && start >= r->ends[partition]) return true;
    r->done[partition] = false;
    r->open++;
    rd_kafka_topic_partition_list_add(list, range->topic, partition)->offset = start;
    return true;
}

static bool assign(reading *r, mz_kafka_error *error)
{
    if (!mz_kafka_partition_count(r->reader, r->range->topic, TIMEOUT_MS, &r->partitions, error)) return false;
    r->done = calloc((size_t)r->partitions + 1, sizeof *r->done);
    r->ends = calloc((size_t)r->partitions + 1, sizeof *r->ends);
    if (r->done == NULL || r->ends == NULL) return mz_kafka_fail(error, RD_KAFKA_RESP_ERR__FAIL, "out of memory");
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(r->partitions);
    bool good = true;
    for (int32_t i = 0; good && i < r->partitions; i++) good = add_partition(r, list, i, error);
    if (good) {
        rd_kafka_resp_err_t code = rd_kafka_assign(r->reader, list);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) good = mz_kafka_fail(error, code, NULL);
    }
    rd_kafka_topic_partition_list_destroy(list);
    return good;
}

static void arrived(reading *r, int32_t partition, int64_t offset)
{
    if (r->done[partition] || offset < r->ends[partition]) return;
    r->done[partition] = true;
    r->open--;
}

static bool read_all(reading *r, topic_callback *callback, void *opaque, mz_kafka_error *error)
{
    bool going = true;
    while (going && !topic_stop && !(r->range->exit_at_end && r->open == 0)) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(r->reader, 100);
        if (message == NULL) continue;
        bool failed = false;
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            if (!r->range->exit_at_end || message->offset < r->ends[message->partition])
                going = callback(opaque, message);
            arrived(r, message->partition, message->offset + 1);
        } else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            arrived(r, message->partition, message->offset);
        } else if (mz_kafka_classify(message->err) != MZ_KAFKA_RETRIABLE) {
            failed = true;
            mz_kafka_fail(error, message->err, "%s", rd_kafka_message_errstr(message));
        }
        rd_kafka_message_destroy(message);
        if (failed) return false;
    }
    return true;
}

int topic_read(const topic_access *access, const topic_range *range, topic_callback *callback, void *opaque)
{
    mz_kafka_error error;
    reading r = {.access = access, .range = range, .reader = topic_open(access, MZ_KAFKA_READER, NULL)};
    if (r.reader == NULL) return CLI_UNAVAILABLE;
    bool good = assign(&r, &error) && read_all(&r, callback, opaque, &error);
    rd_kafka_destroy(r.reader);
    free(r.done);
    free(r.ends);
    return good ? CLI_OK : complain(access, &error);
}

json_t *topic_bytes_json(const void *bytes, size_t length)
{
    if (bytes == NULL) return json_null();
    json_t *text = memchr(bytes, '\0', length) == NULL ? json_stringn(bytes, length) : NULL;
    if (text != NULL || length > INT32_MAX / 2) return text != NULL ? text : json_null();
    unsigned char *encoded = malloc(length / 3 * 4 + 5);
    if (encoded == NULL) return json_null();
    EVP_EncodeBlock(encoded, bytes, (int)length);
    json_t *object = json_pack("{s:s}", "base64", (const char *)encoded);
    free(encoded);
    return object;
}

rd_kafka_headers_t *topic_headers(const rd_kafka_message_t *message)
{
    rd_kafka_headers_t *headers = NULL;
    rd_kafka_resp_err_t code = rd_kafka_message_headers(message, &headers);
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? headers : NULL;
}

json_t *topic_headers_json(const rd_kafka_message_t *message)
{
    json_t *object = json_object();
    const rd_kafka_headers_t *headers = topic_headers(message);
    const char *name;
    const void *value;
    size_t length;
    for (size_t i = 0;
         headers != NULL && rd_kafka_header_get_all(headers, i, &name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR;
         i++)
        json_object_set_new(object, name, topic_bytes_json(value, length));
    return object;
}
