/* probe.c - what the integration tests do on Kafka and the programs under test should not: make topics, put any message
 * into them, and read all that is in them. Speaks JSON lines, so that the harness needs no Kafka library.
 *
 * usage: probe BROKERS create TOPIC PARTITIONS
 *        probe BROKERS produce TOPIC      standard input: {"key": "..", "headers": {"..": ".."}, "file": "..",
 *                                         "partition": 0} per line; key, headers, file and partition may be missing
 *        probe BROKERS read TOPIC         standard output: {"partition", "offset", "key", "headers", "value"} per
 *                                         message, value in base64, up to the end that the topic has at the start
 *        probe BROKERS ends TOPIC         standard output: the end offset of each partition, one a line */
#include <common/kafka.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MS = 30000, MAX_PARTITIONS = 64 };

static rd_kafka_t *open_handle(mz_kafka_role role, const char *brokers)
{
    mz_kafka_error error;
    mz_kafka_settings settings = {.brokers = brokers};
    rd_kafka_conf_t *conf = mz_kafka_conf(role, &settings, &error);
    rd_kafka_t *handle = conf == NULL ? NULL : mz_kafka_open(role, conf, &error);
    if (handle == NULL) fprintf(stderr, "probe: %s\n", error.message);
    return handle;
}

static int create(const char *brokers, const char *topic, const char *partitions)
{
    rd_kafka_t *handle = open_handle(MZ_KAFKA_ADMINISTRATION, brokers);
    if (handle == NULL) return 1;
    static const char *const properties[] = {"max.message.bytes=12582912", NULL};
    mz_kafka_topic wanted = {
        .name = topic, .partitions = (int32_t)atoi(partitions), .replication = 1, .properties = properties};
    mz_kafka_error error;
    bool created;
    bool ok = mz_kafka_create_topic(handle, &wanted, TIMEOUT_MS, &created, &error);
    if (!ok) fprintf(stderr, "probe: %s\n", error.message);
    rd_kafka_destroy(handle);
    return ok ? 0 : 1;
}

/* The file's bytes, owned by the caller; NULL when it cannot be read. */
static void *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    char chunk[65536];
    for (size_t got; memory != NULL && (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        if (fwrite(chunk, 1, got, memory) != got) break;
    (void)fclose(file);
    if (memory == NULL || fclose(memory) != 0) return NULL;
    *length = size;
    return bytes;
}

static bool produce_line(rd_kafka_t *producer, const char *topic, const char *line)
{
    json_error_t problem;
    json_t *message = json_loads(line, 0, &problem);
    if (message == NULL) {
        fprintf(stderr, "probe: %s\n", problem.text);
        return false;
    }
    rd_kafka_headers_t *headers = rd_kafka_headers_new(8);
    const char *name;
    json_t *value;
    json_object_foreach(json_object_get(message, "headers"), name, value)
        rd_kafka_header_add(headers, name, -1, json_string_value(value), (ssize_t)json_string_length(value));
    json_t *wanted = json_object_get(message, "partition");
    int32_t partition = wanted == NULL ? RD_KAFKA_PARTITION_UA : (int32_t)json_integer_value(wanted);
    json_t *key = json_object_get(message, "key");
    const char *path = json_string_value(json_object_get(message, "file"));
    size_t length = 0;
    void *bytes = path == NULL ? NULL : read_file(path, &length);
    mz_kafka_message sent = {.topic = topic,
                             .partition = partition,
                             .key = json_string_value(key),
                             .key_length = json_string_length(key),
                             .value = bytes,
                             .length = length,
                             .headers = headers,
                             .copy = true};
    rd_kafka_resp_err_t code;
    while ((code = mz_kafka_produce(producer, &sent)) == RD_KAFKA_RESP_ERR__QUEUE_FULL) rd_kafka_poll(producer, 100);
    free(bytes);
    json_decref(message);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
    rd_kafka_headers_destroy(headers);
    fprintf(stderr, "probe: %s\n", rd_kafka_err2str(code));
    return false;
}

static int produce(const char *brokers, const char *topic)
{
    rd_kafka_t *producer = open_handle(MZ_KAFKA_PRODUCER, brokers);
    if (producer == NULL) return 1;
    char *line = NULL;
    size_t size = 0;
    bool ok = true;
    while (ok && getline(&line, &size, stdin) > 0) ok = produce_line(producer, topic, line);
    free(line);
    if (rd_kafka_flush(producer, TIMEOUT_MS) != RD_KAFKA_RESP_ERR_NO_ERROR) ok = false;
    rd_kafka_destroy(producer);
    return ok ? 0 : 1;
}

/* Reads the end offsets of all partitions into ends; the number of partitions, 0 when the topic cannot be asked. */
static int32_t find_ends(rd_kafka_t *handle, const char *topic, int64_t ends[MAX_PARTITIONS])
{
    mz_kafka_error error;
    int32_t count = 0;
    if (!mz_kafka_partition_count(handle, topic, TIMEOUT_MS, &count, &error) || count > MAX_PARTITIONS) {
        fprintf(stderr, "probe: topic %s: %s\n", topic, count > MAX_PARTITIONS ? "too many partitions" : error.message);
        return 0;
    }
    for (int32_t i = 0; i < count; i++) {
        int64_t low;
        rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(handle, topic, i, &low, &ends[i], TIMEOUT_MS);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            fprintf(stderr, "probe: topic %s: %s\n", topic, rd_kafka_err2str(code));
            return 0;
        }
    }
    return count;
}

static int print_ends(const char *brokers, const char *topic)
{
    rd_kafka_t *handle = open_handle(MZ_KAFKA_READER, brokers);
    if (handle == NULL) return 1;
    int64_t ends[MAX_PARTITIONS];
    int32_t count = find_ends(handle, topic, ends);
    for (int32_t i = 0; i < count; i++) printf("%lld\n", (long long)ends[i]);
    rd_kafka_destroy(handle);
    return count > 0 ? 0 : 1;
}

static bool print_message(const rd_kafka_message_t *message)
{
    json_t *headers = json_object();
    rd_kafka_headers_t *list = NULL;
    if (rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const char *name;
        const void *value;
        size_t size;
        for (size_t i = 0; rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; i++)
            json_object_set_new(headers, name, value == NULL ? json_null() : json_stringn(value, size));
    }
    unsigned char *text = malloc(message->len / 3 * 4 + 5);
    if (text == NULL) return false;
    int length =
        EVP_EncodeBlock(text, message->len == 0 ? (const unsigned char *)"" : message->payload, (int)message->len);
    json_t *line = json_pack("{s:i, s:I, s:o, s:o, s:s#}", "partition", (int)message->partition, "offset",
                             (json_int_t)message->offset, "key",
                             message->key == NULL ? json_null() : json_stringn(message->key, message->key_len),
                             "headers", headers, "value", (const char *)text, length);
    bool ok = line != NULL && json_dumpf(line, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;
    json_decref(line);
    free(text);
    return ok;
}

static int read_topic(const char *brokers, const char *topic)
{
    rd_kafka_t *reader = open_handle(MZ_KAFKA_READER, brokers);
    if (reader == NULL) return 1;
    int64_t ends[MAX_PARTITIONS];
    int32_t count = find_ends(reader, topic, ends);
    rd_kafka_topic_partition_list_t *assignment = rd_kafka_topic_partition_list_new(count > 0 ? count : 1);
    int64_t left = 0;
    for (int32_t i = 0; i < count; i++) {
        if (ends[i] == 0) continue;
        rd_kafka_topic_partition_list_add(assignment, topic, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
        left++;
    }
    bool ok = count > 0 && rd_kafka_assign(reader, assignment) == RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_topic_partition_list_destroy(assignment);
    while (ok && left > 0) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(reader, TIMEOUT_MS);
        if (message == NULL || (message->err != 0 && message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF)) ok = false;
        if (ok && message->err == 0 && message->offset < ends[message->partition]) {
            ok = print_message(message);
            if (message->offset == ends[message->partition] - 1) left--;
        }
        if (message != NULL) rd_kafka_message_destroy(message);
    }
    if (!ok) fprintf(stderr, "probe: topic %s could not be read to its end\n", topic);
    rd_kafka_consumer_close(reader);
    rd_kafka_destroy(reader);
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[2], "create") == 0) return create(argv[1], argv[3], argv[4]);
    if (argc == 4 && strcmp(argv[2], "produce") == 0) return produce(argv[1], argv[3]);
    if (argc == 4 && strcmp(argv[2], "read") == 0) return read_topic(argv[1], argv[3]);
    if (argc == 4 && strcmp(argv[2], "ends") == 0) return print_ends(argv[1], argv[3]);
    fputs("usage: probe BROKERS create TOPIC PARTITIONS | produce TOPIC | read TOPIC | ends TOPIC\n", stderr);
    return 2;
}
