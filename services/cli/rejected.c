/* rejected.c - `mingzhang rejected`: what could not be read: list it, look at it, put it back. */
#include <common/cloudevents.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "sender.h"

typedef struct settings {
    const char *brokers;
    mz_properties kafka;
    const char *topic_rejected;
    const char *topic_published;
    const char *code;
    const char *organisation;
    const char *format;
    const char *output;
    int64_t timeout_ms;
    bool all;
} settings;

static const mz_option options[] = {
    MZ_OPTION_KAFKA_BROKERS(settings, brokers),
    MZ_OPTION_TOPIC_REJECTED(settings, topic_rejected),
    {"topic-published", MZ_OPTION_STRING, "disclosure.published", "TOPIC",
     "replay: where messages go whose headers do not say where they came from", offsetof(settings, topic_published), 0,
     0},
    {"code", MZ_OPTION_STRING, "", "CODE", "only messages with this error code, e.g. bad-encoding",
     offsetof(settings, code), 0, 0},
    {"organisation", MZ_OPTION_STRING, "", "NAME", "only messages with this key", offsetof(settings, organisation), 0,
     0},
    {"all", MZ_OPTION_FLAG, "false", "", "replay: everything that --code and --organisation let through",
     offsetof(settings, all), 0, 0},
    {"output", MZ_OPTION_STRING, "", "FILE", "show: write the original bytes there", offsetof(settings, output), 0, 0},
    {"format", MZ_OPTION_CHOICE, "text", "text|json", "list, show: for a person, or one JSON object per message",
     offsetof(settings, format), 0, 0},
    {"timeout", MZ_OPTION_DURATION, "30s", "DURATION", "replay: how long Kafka may take to acknowledge a message",
     offsetof(settings, timeout_ms), 1000, 3600000},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang rejected",
    "lists, shows and puts back messages that could not be read",
    "list | show PARTITION:OFFSET | replay (PARTITION:OFFSET... | --all)",
    options,
    offsetof(settings, kafka),
};

static const char *header(const rd_kafka_message_t *message, const char *name)
{
    const rd_kafka_headers_t *headers = topic_headers(message);
    const char *text = headers != NULL ? mz_event_header(headers, name) : NULL;
    return text != NULL ? text : "";
}

static bool wanted(const settings *config, const rd_kafka_message_t *message)
{
    size_t length = strlen(config->organisation);
    if (*config->code != '\0' && strcmp(header(message, "mz_code"), config->code) != 0) return false;
    return length == 0 || (message->key_len == length && memcmp(message->key, config->organisation, length) == 0);
}

static void print_json(const rd_kafka_message_t *message)
{
    json_t *line = json_pack("{s:s, s:i, s:I, s:I, s:o, s:o, s:o}", "topic", rd_kafka_topic_name(message->rkt),
                             "partition", (int)message->partition, "offset", (json_int_t)message->offset, "timestamp",
                             (json_int_t)rd_kafka_message_timestamp(message, NULL), "key",
                             topic_bytes_json(message->key, message->key_len), "headers", topic_headers_json(message),
                             "value", topic_bytes_json(message->payload, message->len));
    if (line != NULL) json_dumpf(line, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(line);
}

/* State of one subcommand over the messages. */
typedef struct work {
    const settings *config;
    sender *sender;
    int64_t seen;
    int code;
} work;

static bool list_one(void *opaque, const rd_kafka_message_t *message)
{
    work *w = opaque;
    if (!wanted(w->config, message)) return true;
    w->seen++;
    if (strcmp(w->config->format, "json") == 0) {
        print_json(message);
        return true;
    }
    printf("%d:%lld  %s  %s/%s  %.*s  %zu bytes\n    %s\n", (int)message->partition, (long long)message->offset,
           header(message, "mz_time"), header(message, "mz_stage"), header(message, "mz_code"), (int)message->key_len,
           message->key_len > 0 ? (const char *)message->key : "", message->len, header(message, "mz_message"));
    return true;
}

static bool show_one(void *opaque, const rd_kafka_message_t *message)
{
    work *w = opaque;
    w->seen++;
    if (strcmp(w->config->format, "json") == 0) {
        print_json(message);
    } else {
        json_t *headers = topic_headers_json(message), *value;
        const char *name;
        printf("%-40s %.*s\n", "key", (int)message->key_len, message->key_len > 0 ? (const char *)message->key : "");
        printf("%-40s %zu\n", "bytes", message->len);
        json_object_foreach(headers, name, value)
            printf("%-40s %s\n", name, json_is_string(value) ? json_string_value(value) : "(not text)");
        json_decref(headers);
    }
    if (*w->config->output == '\0') return false;
    FILE *file = fopen(w->config->output, "wb");
    bool good = file != NULL && fwrite(message->payload, 1, message->len, file) == message->len;
    if (file != NULL && fclose(file) != 0) good = false;
    if (good) return false;
    fprintf(stderr, "mingzhang rejected: %s cannot be written\n", w->config->output);
    w->code = CLI_DATA;
    return false;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A header that was not text travels as mz_hex.NAME. */
static void add_hex(rd_kafka_headers_t *headers, const char *name, const char *digits, size_t length)
{
    unsigned char *bytes = malloc(length / 2 + 1);
    if (bytes == NULL) return;
    size_t count = 0;
    for (size_t i = 0; i + 1 < length && digit(digits[i]) >= 0 && digit(digits[i + 1]) >= 0; i += 2)
        bytes[count++] = (unsigned char)(digit(digits[i]) * 16 + digit(digits[i + 1]));
    rd_kafka_header_add(headers, name, -1, bytes, (ssize_t)count);
    free(bytes);
}

/* The headers that the message had before it was rejected. */
static rd_kafka_headers_t *original_headers(const rd_kafka_message_t *message)
{
    static const char hex[] = "mz_hex.";
    rd_kafka_headers_t *kept = rd_kafka_headers_new(16);
    const rd_kafka_headers_t *headers = topic_headers(message);
    const char *name;
    const void *value;
    size_t length;
    for (size_t i = 0;
         headers != NULL && rd_kafka_header_get_all(headers, i, &name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR;
         i++) {
        if (strncmp(name, hex, strlen(hex)) == 0 && value != NULL)
            add_hex(kept, name + strlen(hex), value, length);
        else if (strncmp(name, "__connect.errors.", strlen("__connect.errors.")) != 0 && strncmp(name, "mz_", 3) != 0)
            rd_kafka_header_add(kept, name, -1, value, (ssize_t)length);
    }
    return kept;
}

static bool replay_one(void *opaque, const rd_kafka_message_t *message)
{
    work *w = opaque;
    if (!wanted(w->config, message)) return true;
    w->seen++;
    char label[64];
    snprintf(label, sizeof label, "%d:%lld", (int)message->partition, (long long)message->offset);
    const char *origin = header(message, "__connect.errors.topic");
    sender_message copy = {label,
                           *origin != '\0' ? origin : w->config->topic_published,
                           message->key,
                           message->key_len,
                           message->payload,
                           message->len,
                           original_headers(message)};
    sender_send(w->sender, &copy);
    return true;
}

static bool replay_single(void *opaque, const rd_kafka_message_t *message)
{
    replay_one(opaque, message);
    return false;
}

/* "0:17"; false when it is no place. */
static bool read_place(const char *text, topic_range *range)
{
    char *end = NULL;
    if (*text < '0' || *text > '9') return false;
    long partition = strtol(text, &end, 10);
    if (*end != ':' || end[1] < '0' || end[1] > '9' || partition > INT32_MAX) return false;
    range->partition = (int32_t)partition;
    range->offset = strtoll(end + 1, &end, 10);
    return *end == '\0';
}

static int usage(const char *text)
{
    fprintf(stderr, "mingzhang rejected: %s; --help shows the usage\n", text);
    return CLI_USAGE;
}

/* Calls back for the one message at place. */
static int at_place(const topic_access *access, work *w, const char *place, topic_callback *callback)
{
    topic_range range = {.topic = w->config->topic_rejected, .exit_at_end = true};
    if (!read_place(place, &range)) return usage("a place is PARTITION:OFFSET, as `list` prints it");
    int64_t before = w->seen;
    int code = topic_read(access, &range, callback, w);
    if (code == CLI_OK && w->seen == before) {
        fprintf(stderr, "mingzhang rejected: %s: no such message (or --code, --organisation exclude it)\n", place);
        return CLI_DATA;
    }
    return code != CLI_OK ? code : w->code;
}

static int replay(const topic_access *access, const settings *config, char **places)
{
    sender s = {0};
    work w = {.config = config, .sender = &s};
    topic_range everything = {config->topic_rejected, true, true, -1, 0};
    if (config->all == (*places != NULL)) return usage("replay takes either places or --all");
    if (!sender_open(&s, access, config->timeout_ms)) return CLI_UNAVAILABLE;
    int code = config->all ? topic_read(access, &everything, replay_one, &w) : CLI_OK;
    for (char **place = places; code == CLI_OK && *place != NULL; place++)
        code = at_place(access, &w, *place, replay_single);
    int delivery = sender_close(&s);
    printf("replayed %lld of %lld messages\n", (long long)s.delivered, (long long)w.seen);
    return code != CLI_OK ? code : delivery;
}

static int list(const topic_access *access, const settings *config)
{
    work w = {.config = config};
    topic_range everything = {config->topic_rejected, true, true, -1, 0};
    int code = topic_read(access, &everything, list_one, &w);
    if (strcmp(config->format, "text") == 0) printf("%lld rejected messages\n", (long long)w.seen);
    return code;
}

static int run(const settings *config, int argc, char **argv)
{
    topic_access access = {program.name, config->brokers, &config->kafka};
    if (argc == 2 && strcmp(argv[1], "list") == 0) return list(&access, config);
    if (argc == 3 && strcmp(argv[1], "show") == 0) {
        work w = {.config = config};
        return at_place(&access, &w, argv[2], show_one);
    }
    if (argc >= 2 && strcmp(argv[1], "replay") == 0) return replay(&access, config, argv + 2);
    return usage("say list, show PARTITION:OFFSET or replay");
}

int cli_rejected(int argc, char **argv)
{
    settings config = {0};
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    topic_catch_signals();
    int code = run(&config, argc, argv);
    mz_properties_free(&config.kafka);
    return code;
}
