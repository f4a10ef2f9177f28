/* publish.c - `mingzhang publish`: files onto the topic of published documents, as CloudEvents. */
#include <common/cloudevents.h>
#include <common/metrics.h>
#include <common/sha256.h>
#include <mingzhang/parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "input.h"
#include "sender.h"

typedef struct settings {
    const char *brokers;
    mz_properties kafka;
    const char *topic;
    const char *source;
    const char *organisation;
    const char *organisation_code;
    const char *region;
    const char *kind;
    const char *level;
    const char *source_url;
    const char *claim_url;
    int64_t year;
    int64_t timeout_ms;
    bool verbose;
} settings;

static const mz_option options[] = {
    MZ_OPTION_KAFKA_BROKERS(settings, brokers),
    MZ_OPTION_TOPIC_PUBLISHED(settings, topic),
    {"organisation", MZ_OPTION_STRING, "", "NAME", "who published the documents; otherwise read from each of them",
     offsetof(settings, organisation), 0, 0},
    {"organisation-code", MZ_OPTION_STRING, "", "CODE", "its code", offsetof(settings, organisation_code), 0, 0},
    {"region", MZ_OPTION_STRING, "", "NAME", "its region", offsetof(settings, region), 0, 0},
    {"year", MZ_OPTION_INTEGER, "0", "YEAR", "fiscal year; 0: the worker reads it from the document",
     offsetof(settings, year), 0, 9999},
    {"kind", MZ_OPTION_CHOICE, "", "budget|final_accounts", "kind of the documents", offsetof(settings, kind), 0, 0},
    {"level", MZ_OPTION_CHOICE, "", "department|unit", "level of the organisation", offsetof(settings, level), 0, 0},
    {"source-url", MZ_OPTION_STRING, "", "URL", "where the document was published", offsetof(settings, source_url), 0,
     0},
    {"claim-check-url", MZ_OPTION_STRING, "", "URL",
     "send URL and SHA-256 instead of the bytes; a URL that ends in / gets the file's name appended",
     offsetof(settings, claim_url), 0, 0},
    {"source", MZ_OPTION_STRING, "/mingzhang/publish", "URI", "ce_source of the events", offsetof(settings, source), 0,
     0},
    {"timeout", MZ_OPTION_DURATION, "30s", "DURATION", "how long Kafka may take to acknowledge a document",
     offsetof(settings, timeout_ms), 1000, 3600000},
    {"verbose", MZ_OPTION_FLAG, "false", "", "print partition and offset of each document", offsetof(settings, verbose),
     0, 0},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang publish",       "puts documents onto the topic that the workers read", "FILE...", options,
    offsetof(settings, kafka),
};

/* A document to be sent. */
typedef struct file {
    const char *path;
    const char *name; /* without folders */
    cli_input content;
    char sha256[65];
} file;

static bool read_file(const char *path, file *f)
{
    *f = (file){.path = path};
    const char *slash = strrchr(path, '/');
    f->name = slash != NULL ? slash + 1 : path;
    return cli_input_read("mingzhang publish", path, &f->content);
}

/* The key: who published the document. "" when the document does not say; it then travels without a key. Owned by the
 * caller. */
static char *organisation_of(const settings *config, const mz_catalogue *catalogue, const file *f)
{
    if (*config->organisation != '\0') return strdup(config->organisation);
    mz_document *document = NULL;
    mz_error error;
    if (mz_parse(catalogue, f->content.bytes, f->content.length, NULL, &document, &error) != MZ_OK) {
        fprintf(stderr, "mingzhang publish: %s: %s: %s; published without a key, the worker will reject it\n", f->path,
                mz_status_name(error.code), error.message);
        return strdup("");
    }
    char *name = strdup(document->identity.organisation);
    if (name != NULL && *name == '\0')
        fprintf(stderr,
                "mingzhang publish: %s: does not say whose it is; published without a key, see --organisation\n",
                f->path);
    mz_document_free(document);
    return name;
}

/* The envelope's strings that need room. */
typedef struct envelope {
    char id[37];
    char time[32];
    char claim_url[2048];
    mz_event event;
} envelope;

static bool write_envelope(const settings *config, const file *f, envelope *e)
{
    char name[4096];
    int size = snprintf(name, sizeof name, "published %s %s", config->source, f->sha256);
    if (size < 0 || (size_t)size >= sizeof name) return false;
    mz_event_uuid(name, strlen(name), e->id); /* the same document has the same id whenever it is published */
    mz_event_now(e->time);
    size_t length = strlen(config->claim_url);
    bool claim = length > 0, folder = claim && config->claim_url[length - 1] == '/';
    if (snprintf(e->claim_url, sizeof e->claim_url, "%s%s", config->claim_url, folder ? f->name : "") >=
        (int)sizeof e->claim_url)
        return false;
    e->event = (mz_event){.id = e->id,
                          .source = config->source,
                          .type = MZ_EVENT_PUBLISHED,
                          .time = e->time,
                          .subject = f->name,
                          .content_type = "text/plain",
                          .organisation = config->organisation,
                          .organisation_code = config->organisation_code,
                          .region = config->region,
                          .fiscal_year = (int32_t)config->year,
                          .kind = config->kind,
                          .level = config->level,
                          .source_url = config->source_url,
                          .claim_url = e->claim_url,
                          .claim_sha256 = claim ? f->sha256 : ""};
    return true;
}

/* Whether a worker would accept the headers; an empty document it refuses in its own words. */
static bool check_headers(const rd_kafka_headers_t *headers, bool claim)
{
    mz_event event;
    mz_event_error error;
    if (mz_event_decode(headers, "x", claim ? 0 : 1, &event, &error)) {
        mz_event_free(&event);
        return true;
    }
    fprintf(stderr, "mingzhang publish: %s\n", error.message);
    return false;
}

static int publish_one(const settings *config, const mz_catalogue *catalogue, const char *path, sender *s)
{
    file f;
    envelope e;
    if (!read_file(path, &f)) return CLI_UNREADABLE;
    int code = CLI_SOFTWARE;
    char *key =
        mz_sha256_text(f.content.bytes, f.content.length, f.sha256) ? organisation_of(config, catalogue, &f) : NULL;
    rd_kafka_headers_t *headers = key != NULL && write_envelope(config, &f, &e) ? mz_event_headers(&e.event) : NULL;
    bool claim = *config->claim_url != '\0';
    if (headers != NULL && !check_headers(headers, claim)) {
        rd_kafka_headers_destroy(headers);
        code = CLI_USAGE;
    } else if (headers != NULL) {
        sender_message message = {
            path,   config->topic, key, strlen(key), claim ? NULL : f.content.bytes, claim ? 0 : f.content.length,
            headers};
        sender_send(s, &message);
        code = CLI_OK;
    } else {
        fprintf(stderr, "mingzhang publish: %s: out of memory, or --source or --claim-check-url too long\n", path);
    }
    free(key);
    cli_input_free(&f.content);
    return code;
}

static int publish(const settings *config, const mz_catalogue *catalogue, char **paths, sender *s)
{
    int code = CLI_OK;
    for (char **path = paths; *path != NULL && !topic_stop; path++) {
        int one = publish_one(config, catalogue, *path, s);
        if (one == CLI_USAGE || one == CLI_SOFTWARE) {
            code = one;
            break;
        }
        if (one != CLI_OK) code = one;
    }
    int delivery = sender_close(s);
    printf("published %lld of %lld documents, %lld bytes, to %s in %.1f s\n", (long long)s->delivered,
           (long long)s->total, (long long)s->bytes, config->topic, (double)(mz_clock_us() - s->started) / 1e6);
    return code != CLI_OK ? code : delivery;
}

int cli_publish(int argc, char **argv)
{
    settings config = {0};
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    topic_access access = {program.name, config.brokers, &config.kafka};
    sender s = {.total = argc - 1, .verbose = config.verbose};
    mz_catalogue *catalogue = NULL;
    mz_error error;
    int code = CLI_UNAVAILABLE;
    topic_catch_signals();
    if (argc < 2) {
        fputs("mingzhang publish: no FILE given; --help shows the usage\n", stderr);
        code = CLI_USAGE;
    } else if (mz_catalogue_load(NULL, 0, &catalogue, &error) != MZ_OK) {
        fprintf(stderr, "mingzhang publish: catalogue: %s\n", error.message);
        code = CLI_SOFTWARE;
    } else if (sender_open(&s, &access, config.timeout_ms)) {
        code = publish(&config, catalogue, argv + 1, &s);
    }
    mz_catalogue_free(catalogue);
    mz_properties_free(&config.kafka);
    return code;
}
