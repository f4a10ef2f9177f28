/* prepare.c - from message to checked document. */
#include "worker/prepare.h"

#include <mingzhang/organisation.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/log.h"
#include "common/metrics.h"
#include "worker/fault.h"
#include "worker/findings.h"
#include "worker/meters.h"
#include "worker/rows.h"

static bool decode(job *j)
{
    rd_kafka_headers_t *headers = NULL;
    mz_event_error error = {0};
    if (j->decoded) return true;
    if (rd_kafka_message_headers(j->message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) headers = NULL;
    j->decoded = mz_event_decode(headers, j->message->payload, j->message->len, &j->event, &error);
    if (!j->decoded) job_reject(j, "envelope", error.code, "%s", error.message);
    return j->decoded;
}

static bool fetch(const preparation *p, job *j)
{
    char message[200] = "";
    if (j->claimed == NULL) {
        switch (claim_fetch(j->event.claim_url, &p->claim, p->stop, p->opaque, &j->claimed, &j->length, message,
                            sizeof message)) {
        case CLAIM_OK:
            break;
        case CLAIM_REFUSED:
            job_reject(j, "claim", "claim-refused", "%s", message);
            return false;
        case CLAIM_TOO_LARGE:
            job_reject(j, "claim", "claim-too-large", "the claimed document is larger than %zu bytes", p->claim.bytes);
            return false;
        case CLAIM_UNREACHABLE:
            job_reject(j, "claim", "claim-unreachable", "%s", message);
            return false;
        case CLAIM_STOPPED:
            return false; /* the writer is stopping as well: nothing will be written for this job */
        }
    }
    j->bytes = j->claimed;
    return true;
}

/* Finds the bytes of the document and their digest. */
static bool locate(const preparation *p, job *j)
{
    const bool claim = j->event.claim_url[0] != '\0';
    if (claim && !fetch(p, j)) return false;
    if (!claim) {
        j->bytes = j->event.data;
        j->length = j->event.length;
    }
    if (j->length > p->document_bytes) {
        job_reject(j, "parse", mz_status_name(MZ_ERR_LIMIT), "the document has %zu bytes, the limit is %zu", j->length,
                   p->document_bytes);
        return false;
    }
    if (!reading_digest(&j->reading, j->bytes, j->length)) {
        job_reject(j, "parse", mz_status_name(MZ_ERR_MEMORY), "the digest cannot be computed");
        return false;
    }
    if (claim && strcasecmp(j->event.claim_sha256, j->reading.sha256_text) != 0) {
        job_reject(j, "claim", "claim-digest-differs",
                   "the claimed document does not have the SHA-256 of the envelope");
        return false;
    }
    return true;
}

static bool read_document(const preparation *p, const void *bytes, size_t length, bool check, mz_document **document,
                          mz_error *error)
{
    const mz_parse_options options = {.max_input_bytes = p->document_bytes};
    mz_status status = mz_parse(p->catalogue, bytes, length, &options, document, error);
    if (status == MZ_OK && check) status = mz_check(p->catalogue, *document, &p->check, error);
    if (status == MZ_OK) return true;
    error->code = status;
    mz_document_free(*document);
    *document = NULL;
    return false;
}

static const char *either(const char *first, const char *second)
{
    return first[0] != '\0' ? first : second;
}

static bool is_plausible_year(int32_t year)
{
    return year >= 1949 && year <= 2200;
}

/* The message's key as text: producers put the organisation's name there. "" when it is no UTF-8 text. */
static const char *key_text(job *j)
{
    json_t *key = j->key;
    if (key == NULL && j->message->key_len > 0 && memchr(j->message->key, 0, j->message->key_len) == NULL)
        key = j->key = json_stringn(j->message->key, j->message->key_len);
    return key != NULL ? json_string_value(key) : "";
}

/* Makes *a and *b outlive the document that they stand in. */
static bool keep(reading *r, const char **a, const char **b)
{
    const size_t first = strlen(*a) + 1;
    const size_t second = strlen(*b) + 1;
    r->names = malloc(first + second);
    if (r->names == NULL) return false;
    *a = memcpy(r->names, *a, first);
    *b = memcpy(r->names + first, *b, second);
    return true;
}

/* The organisation's name as it is kept in the database. */
static bool name_organisation(const preparation *p, reading *r, const char *printed)
{
    r->own_name = mz_organisation_name(p->catalogue, printed);
    r->who.organisation = r->own_name;
    return r->own_name != NULL;
}

#define MOST_FORMER 16

/* Adds a quoted name to a PostgreSQL array; returns where to go on. A name has no control characters. */
static char *add_name(char *at, const char *name)
{
    if (at[-1] != '{') *at++ = ',';
    *at++ = '"';
    for (; *name != '\0'; name++) {
        if (*name == '"' || *name == '\\') *at++ = '\\';
        *at++ = *name;
    }
    *at++ = '"';
    return at;
}

/* The names that the organisation had before, by the catalogue and by its own text. */
static bool name_former(const preparation *p, reading *r, mz_document *document)
{
    const char *known[MOST_FORMER];
    char *said[MOST_FORMER] = {NULL};
    size_t known_count = mz_organisation_former(p->catalogue, r->who.organisation, known, MOST_FORMER);
    if (known_count > MOST_FORMER) known_count = MOST_FORMER;
    mz_read_former_names(p->catalogue, document);
    size_t said_count = document->identity.former_count < MOST_FORMER ? document->identity.former_count : MOST_FORMER;
    size_t room = sizeof "{}";
    bool good = true;
    for (size_t i = 0; i < known_count; i++) room += 2 * strlen(known[i]) + 3;
    for (size_t i = 0; i < said_count && good; i++) {
        said[i] = mz_organisation_name(p->catalogue, document->identity.former[i]);
        good = said[i] != NULL;
        if (good) room += 2 * strlen(said[i]) + 3;
    }
    r->former = good ? malloc(room) : NULL;
    if (r->former != NULL) {
        char *at = r->former;
        *at++ = '{';
        for (size_t i = 0; i < known_count; i++) at = add_name(at, known[i]);
        for (size_t i = 0; i < said_count; i++)
            if (strcmp(said[i], r->who.organisation) != 0) at = add_name(at, said[i]);
        *at++ = '}';
        *at = '\0';
    }
    for (size_t i = 0; i < said_count; i++) free(said[i]);
    r->who.former = r->former;
    return r->former != NULL;
}

/* The envelope wins: the portal knows whose page it read. */
static bool identify(const preparation *p, job *j, mz_document *document)
{
    const mz_event *event = &j->event;
    const mz_identity *read = &document->identity;
    identity *who = &j->reading.who;
    const char *printed = either(event->organisation, either(read->organisation, key_text(j)));
    who->code = either(event->organisation_code, read->organisation_code);
    who->region = either(event->region, read->region);
    who->kind = either(event->kind, rows_kind(read->kind));
    who->level = either(event->level, rows_level(read->level));
    who->source_url = event->source_url;
    who->year = event->fiscal_year != 0 ? event->fiscal_year : read->fiscal_year;
    if (!is_plausible_year(who->year)) who->year = 0;
    if (!keep(&j->reading, &who->code, &who->region) || !name_organisation(p, &j->reading, printed) ||
        !name_former(p, &j->reading, document)) {
        job_reject(j, "parse", mz_status_name(MZ_ERR_MEMORY), "the names do not fit in memory");
        return false;
    }
    if (who->organisation[0] != '\0') return true;
    job_reject(j, "identity", "organisation-unknown",
               "neither the envelope (ce_organisation) nor the document nor the message key names the organisation");
    return false;
}

/* A withdrawal has no document: the envelope and the key say whose it is. */
static void identify_withdrawal(const preparation *p, job *j)
{
    if (!name_organisation(p, &j->reading, either(j->event.organisation, key_text(j))))
        job_reject(j, "parse", mz_status_name(MZ_ERR_MEMORY), "the names do not fit in memory");
    else if (j->reading.who.organisation[0] == '\0')
        job_reject(j, "identity", "organisation-unknown",
                   "neither the envelope (ce_organisation) nor the message key names the organisation");
}

/* Everything that the writer needs of the document. */
static void keep_results(const preparation *p, job *j, mz_document *document)
{
    mz_changes changes = {0};
    j->summary = (summary){.serialisation = document->serialisation,
                           .unit = mz_unit_name(document->identity.unit),
                           .confidence = document->identity.confidence,
                           .tables = document->table_count};
    if (document->coverage != NULL) {
        j->summary.coverage = *document->coverage;
        j->summary.coverage.entries = NULL;
        j->summary.coverage.entry_count = 0;
    }
    rows_of_document(j, document);
    if (mz_compare(p->catalogue, NULL, document, &p->change, &p->check, &changes, NULL) != MZ_OK)
        j->reading.changes.failed = true;
    rows_of_changes(&j->reading.changes, j->reading.id, NULL, &changes);
    mz_copy_fit(&j->reading.changes);
    j->reading.findings = findings_of(document);
    if (j->reading.findings == NULL)
        job_reject(j, "parse", mz_status_name(MZ_ERR_MEMORY), "the findings do not fit in memory");
}

static void prepare_document(const preparation *p, job *j)
{
    const int64_t start = mz_clock_us();
    mz_document *document = NULL;
    mz_error error = {0};
    fault_parse(j->bytes, j->length);
    if (!read_document(p, j->bytes, j->length, true, &document, &error)) {
        j->rejected.line = error.line;
        job_reject(j, "parse", mz_status_name(error.code), "%s", error.message);
        return;
    }
    if (identify(p, j, document)) keep_results(p, j, document);
    mz_document_free(document);
    mz_metric_observe(&meter_parse, mz_clock_us() - start);
}

void prepare_job(const preparation *p, job *j)
{
    job_reset(j);
    if (j->rejected.stage[0] == '\0' && decode(j)) {
        if (j->event.withdrawal)
            identify_withdrawal(p, j);
        else if (locate(p, j))
            prepare_document(p, j);
        else if (j->rejected.stage[0] == '\0')
            return; /* the worker stops while it waits for a claim check */
    }
    j->prepared = true;
}

mz_document *prepare_again(const preparation *p, const void *bytes, size_t length, const char *id)
{
    mz_document *document = NULL;
    mz_error error = {0};
    if (!read_document(p, bytes, length, false, &document, &error))
        mz_log(MZ_LOG_WARNING, "stored-document-unreadable", "{s:s, s:s, s:s}", "document", id, "code",
               mz_status_name(error.code), "message", error.message);
    return document;
}
