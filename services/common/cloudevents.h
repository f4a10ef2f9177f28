/* cloudevents.h - CloudEvents 1.0 over Kafka: binary mode (attributes in headers) and structured mode
 * (application/cloudevents+json), with this project's extension attributes. */
#ifndef MZ_COMMON_CLOUDEVENTS_H
#define MZ_COMMON_CLOUDEVENTS_H

#include <jansson.h>
#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MZ_EVENT_PUBLISHED  "disclosure.published.v1"
#define MZ_EVENT_TAKEN_BACK "disclosure.withdrawn.v1"
#define MZ_EVENT_RAISED     "disclosure.anomaly.raised.v1"
#define MZ_EVENT_WITHDRAWN  "disclosure.anomaly.withdrawn.v1"
#define MZ_EVENT_REJECTED   "disclosure.rejected.v1"

/* One event. Strings are never NULL after decoding, "" when absent; for encoding NULL counts as absent too. */
typedef struct mz_event {
    const char *id;
    const char *source;
    const char *type;
    const char *time; /* RFC 3339 */
    const char *subject;
    const char *content_type; /* of the data */
    /* extension attributes: what the portal knows of the document */
    const char *organisation;
    const char *organisation_code;
    const char *region;
    int32_t fiscal_year;    /* 0 when absent */
    const char *kind;       /* "budget", "final_accounts" */
    const char *level;      /* "department", "unit" */
    const char *source_url; /* where it was published */
    /* claim check: the document lies there instead of in the message; both or neither */
    const char *claim_url;
    const char *claim_sha256; /* 64 lower- or upper-case hexadecimal digits */
    /* a withdrawal names what it takes back by this or source_url, or by both; otherwise "" */
    const char *document_sha256; /* 64 lower- or upper-case hexadecimal digits */

    const void *data; /* the document's bytes; empty for a claim check and a withdrawal */
    size_t length;
    bool structured; /* came in structured mode */
    bool withdrawal; /* type is MZ_EVENT_TAKEN_BACK: a document is taken back, none is published */

    json_t *envelope; /* internal: owns the strings of structured mode */
    void *decoded;    /* internal: owns data that came as data_base64 */
} mz_event;

/* Stable error codes; they appear in rejected messages. */
#define MZ_EVENT_ERR_MISSING "envelope-attribute-missing"
#define MZ_EVENT_ERR_INVALID "envelope-attribute-invalid"
#define MZ_EVENT_ERR_JSON    "envelope-not-json"
#define MZ_EVENT_ERR_EMPTY   "envelope-without-data"
#define MZ_EVENT_ERR_MEMORY  "out-of-memory"

/* Why an envelope was refused. message is one English sentence that names the attribute; never content of the
 * document. */
typedef struct mz_event_error {
    const char *code;   /* one of MZ_EVENT_ERR_* */
    char attribute[64]; /* as it stands in the message: "ce_id" in binary mode, "id" in structured mode */
    char message[200];
} mz_event_error;

/*
 * Reads the envelope of a message on disclosure.published. headers may be NULL, value may be NULL when length is 0.
 * Both are borrowed: *event points into them and is valid as long as they are. On success release it with
 * mz_event_free; on failure (false) there is nothing to release and error says which attribute is missing or wrong.
 */
bool mz_event_decode(const rd_kafka_headers_t *headers, const void *value, size_t length, mz_event *event,
                     mz_event_error *error);

/* Releases what decoding allocated; the event is empty afterwards. */
void mz_event_free(mz_event *event);

/* New Kafka headers of event in binary mode, data excluded; absent attributes are left out. Owned by the caller
 * (rd_kafka_headers_destroy, or handed over to a produce call). NULL when memory runs out. */
rd_kafka_headers_t *mz_event_headers(const mz_event *event);

/* The last header called name as a string, NULL when absent, NULL-valued or not a C string. Borrowed from headers. */
const char *mz_event_header(const rd_kafka_headers_t *headers, const char *name);

/* A name-based UUID (version 5) in this project's own namespace: equal names give equal ids, for ever. */
void mz_event_uuid(const char *name, size_t length, char uuid[37]);

/* Reads an RFC 3339 time, "2026-01-31T08:00:00.123+08:00", as microseconds since 1970; digits beyond them are cut off.
 * False when it is none. */
bool mz_event_time(const char *text, int64_t *unix_us);

/* Now as RFC 3339 in UTC with milliseconds: "2026-01-31T08:00:00.123Z". */
void mz_event_now(char text[32]);

#endif
