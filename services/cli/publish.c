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
    const char *sha256;
    int64_t year;
    int64_t timeout_ms;
    bool withdraw;
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
    {"withdraw", MZ_OPTION_FLAG, "false", "",
     "take documents back: the FILEs, or what --sha256 or --source-url names; needs no bytes of theirs",
     offsetof(settings, withdraw), 0, 0},
    {"sha256", MZ_OPTION_STRING, "", "DIGITS", "with --withdraw and without FILE: the document's SHA-256",
     offsetof(settings, sha256), 0, 0},
    {"source", MZ_OPTION_STRING, "/mingzhang/publish", "URI", "ce_source of the events", offsetof(settings, source), 0,
     0},
    {"timeout", MZ_OPTION_DURATION, "30s", "DURATION", "how long Kafka may take to acknowledge a document",
     offsetof(settings, timeout_ms), 1000, 3600000},
    {"verbose", MZ_OPTION_FLAG, "false", "", "print partition and offset of each document", offsetof(settings, verbose),
     0, 0},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang publish",
    "puts documents onto the topic that the workers read, or takes them back",
    "[FILE...]",
    options,
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

/* What all events of this run have in common. */
static mz_event common_event(const settings *config, envelope *e)
{
    mz_event_now(e->time);
    return (mz_event){.id = e->id,
                      .source = config->source,
                      .time = e->time,
                      .organisation = config->organisation,
                      .organisation_code = config->organisation_code,
                      .region = config->region,
                      .fiscal_year = (int32_t)config->year,
                      .kind = config->kind,
                      .level = config->level,
                      .source_url = config->source_url};
}

static bool set_id(envelope *e, const char *what, const settings *config, const char *of, const char *when)
{
    char name[4096];
    const int size = snprintf(name, sizeof name, "%s %s %s%s", what, config->source, of, when);
    if (size < 0 || (size_t)size >= sizeof name) return false;
    mz_event_uuid(name, strlen(name), e->id);
    return true;
}

static bool write_envelope(const settings *config, const file *f, envelope *e)
{
    size_t length = strlen(config->claim_url);
    bool claim = length > 0, folder = claim && config->claim_url[length - 1] == '/';
    e->event = common_event(config, e);
    if (snprintf(e->claim_url, sizeof e->claim_url, "%s%s", config->claim_url, folder ? f->name : "") >=
        (int)sizeof e->claim_url)
        return false;
    e->event.type = MZ_EVENT_PUBLISHED;
    e->event.subject = f->name;
    e->event.content_type = "text/plain";
    e->event.claim_url = e->claim_url;
    e->event.claim_sha256 = claim ? f->sha256 : "";
    return set_id(e, "published", config, f->sha256,
                  ""); /* the same document has the same id whenever it is published */
}

/* sha256 may be "": then the source URL names the documents. */
static bool write_withdrawal(const settings *config, const char *organisation, const char *sha256, envelope *e)
{
    e->event = common_event(config, e);
    e->event.type = MZ_EVENT_TAKEN_BACK;
    e->event.organisation = organisation;
    e->event.document_sha256 = sha256;
    return set_id(e, "withdrawn", config, *sha256 != '\0' ? sha256 : config->source_url, e->time);
}

/* Whether a worker would accept the headers; an empty document it refuses in its own words. */
static bool check_headers(const rd_kafka_headers_t *headers, bool document)
{
    mz_event event;
    mz_event_error error;
    if (mz_event_decode(headers, "x", document ? 1 : 0, &event, &error)) {
        mz_event_free(&event);
        return true;
    }
    fprintf(stderr, "mingzhang publish: %s\n", error.message);
    return false;
}

/* Sends a message with this envelope; f is NULL when there are no bytes to send. */
static int send_event(const settings *config, const envelope *e, const char *label, const char *key, const file *f,
                      sender *s)
{
    rd_kafka_headers_t *headers = mz_event_headers(&e->event);
    if (headers == NULL) {
        fprintf(stderr, "mingzhang publish: %s: out of memory\n", label);
        return CLI_SOFTWARE;
    }
    if (!check_headers(headers, f != NULL)) {
        rd_kafka_headers_destroy(headers);
        return CLI_USAGE;
    }
    const sender_message message = {.label = label,
                                    .topic = config->topic,
                                    .key = key,
                                    .key_length = strlen(key),
                                    .value = f != NULL ? f->content.bytes : NULL,
                                    .length = f != NULL ? f->content.length : 0,
                                    .headers = headers};
    sender_send(s, &message);
    return CLI_OK;
}

static int publish_one(const settings *config, const mz_catalogue *catalogue, const char *path, sender *s)
{
    file f;
    envelope e;
    if (!read_file(path, &f)) return CLI_UNREADABLE;
    int code = CLI_SOFTWARE;
    char *key =
        mz_sha256_text(f.content.bytes, f.content.length, f.sha256) ? organisation_of(config, catalogue, &f) : NULL;
    const bool bytes = *config->claim_url == '\0' && !config->withdraw;
    if (key != NULL &&
        (config->withdraw ? write_withdrawal(config, key, f.sha256, &e) : write_envelope(config, &f, &e)))
        code = send_event(config, &e, path, key, bytes ? &f : NULL, s);
    else
        fprintf(stderr, "mingzhang publish: %s: out of memory, or --source or --claim-check-url too long\n", path);
    free(key);
    cli_input_free(&f.content);
    return code;
}

/* Takes back what the options name. */
static int withdraw_named(const settings *config, sender *s)
{
    envelope e;
    const char *label = *config->sha256 != '\0' ? config->sha256 : config->source_url;
    if (write_withdrawal(config, config->organisation, config->sha256, &e))
        return send_event(config, &e, label, config->organisation, NULL, s);
    fprintf(stderr, "mingzhang publish: --source or --source-url is too long\n");
    return CLI_USAGE;
}

static int publish(const settings *config, const mz_catalogue *catalogue, char **paths, sender *s)
{
    int code = *paths == NULL ? withdraw_named(config, s) : CLI_OK;
    for (char **path = paths; *path != NULL && !topic_stop; path++) {
        int one = publish_one(config, catalogue, *path, s);
        if (one == CLI_USAGE || one == CLI_SOFTWARE) {
            code = one;
            break;
        }
        if (one != CLI_OK) code = one;
    }
    int delivery = sender_close(s);
    printf("%s %lld of %lld documents, %lld bytes, to %s in %.1f s\n", config->withdraw ? "withdrew" : "published",
           (long long)s->delivered, (long long)s->total, (long long)s->bytes, config->topic,
           (double)(mz_clock_us() - s->started) / 1e6);
    return code != CLI_OK ? code : delivery;
}

/* Whether the options go together; says what does not. */
static bool is_usable(const settings *config, int files)
{
    const char *why = NULL;
    if (!config->withdraw && *config->sha256 != '\0')
        why = "--sha256 goes with --withdraw";
    else if (!config->withdraw && files == 0)
        why = "no FILE given";
    else if (config->withdraw && *config->claim_url != '\0')
        why = "--withdraw sends no document, so --claim-check-url has no place";
    else if (files > 0 && *config->sha256 != '\0')
        why = "--sha256 and FILE name the same thing; give one of them";
    else if (files == 0 && *config->sha256 == '\0' && *config->source_url == '\0')
        why = "--withdraw needs FILE, --sha256 or --source-url";
    else if (files == 0 && *config->organisation == '\0')
        why = "without FILE, --withdraw needs --organisation";
    if (why != NULL) fprintf(stderr, "mingzhang publish: %s; --help shows the usage\n", why);
    return why == NULL;
}

int cli_publish(int argc, char **argv)
{
    settings config = {0};
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    topic_access access = {program.name, config.brokers, &config.kafka};
    sender s = {.total = argc > 1 ? argc - 1 : 1, .verbose = config.verbose};
    mz_catalogue *catalogue = NULL;
    mz_error error;
    int code = CLI_UNAVAILABLE;
    topic_catch_signals();
    if (!is_usable(&config, argc - 1)) {
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
