/* cloudevents.c - decoding and encoding of event envelopes; see cloudevents.h. */
#include "cloudevents.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Where an attribute is kept in mz_event, whether it must be there and what it must look like. */
typedef struct attribute {
    const char *header; /* "ce_" + the CloudEvents name, but content-type */
    size_t offset;
    bool required;
    bool (*valid)(const char *value);
    const char *expected; /* for the error message */
} attribute;

static bool is_version(const char *value)
{
    return strcmp(value, "1.0") == 0;
}

static bool is_known_type(const char *value)
{
    return strcmp(value, MZ_EVENT_PUBLISHED) == 0 || strcmp(value, MZ_EVENT_TAKEN_BACK) == 0;
}

static bool is_kind(const char *value)
{
    return strcmp(value, "budget") == 0 || strcmp(value, "final_accounts") == 0;
}

static bool is_level(const char *value)
{
    return strcmp(value, "department") == 0 || strcmp(value, "unit") == 0;
}

static bool is_year(const char *value)
{
    return strlen(value) == 4 && strspn(value, "0123456789") == 4 && strcmp(value, "1949") > 0;
}

static bool is_sha256(const char *value)
{
    return strlen(value) == 64 && strspn(value, "0123456789abcdefABCDEF") == 64;
}

static bool is_fetchable(const char *value)
{
    return strncasecmp(value, "https://", 8) == 0 || strncasecmp(value, "http://", 7) == 0;
}

static bool is_time(const char *value)
{
    int64_t unused;
    return mz_event_time(value, &unused);
}

static const attribute attributes[] = {
    {"ce_id", offsetof(mz_event, id), true, NULL, ""},
    {"ce_source", offsetof(mz_event, source), true, NULL, ""},
    {"ce_type", offsetof(mz_event, type), true, is_known_type,
     "must be " MZ_EVENT_PUBLISHED " or " MZ_EVENT_TAKEN_BACK},
    {"ce_time", offsetof(mz_event, time), false, is_time, "must be an RFC 3339 time"},
    {"ce_subject", offsetof(mz_event, subject), false, NULL, ""},
    {"ce_organisation", offsetof(mz_event, organisation), false, NULL, ""},
    {"ce_organisationcode", offsetof(mz_event, organisation_code), false, NULL, ""},
    {"ce_region", offsetof(mz_event, region), false, NULL, ""},
    {"ce_kind", offsetof(mz_event, kind), false, is_kind, "must be budget or final_accounts"},
    {"ce_level", offsetof(mz_event, level), false, is_level, "must be department or unit"},
    {"ce_sourceurl", offsetof(mz_event, source_url), false, NULL, ""},
    {"ce_claimurl", offsetof(mz_event, claim_url), false, is_fetchable, "must be an http or https URL"},
    {"ce_claimsha256", offsetof(mz_event, claim_sha256), false, is_sha256, "must be 64 hexadecimal digits"},
    {"ce_documentsha256", offsetof(mz_event, document_sha256), false, is_sha256, "must be 64 hexadecimal digits"},
};
enum { ATTRIBUTE_COUNT = sizeof attributes / sizeof *attributes };

static const char **field(mz_event *event, const attribute *a)
{
    return (const char **)(void *)((char *)event + a->offset);
}

/* The attribute's name as this message writes it. */
static const char *name_in(const mz_event *event, const char *header)
{
    return event->structured ? header + strlen("ce_") : header;
}

static bool fail(mz_event_error *error, const char *code, const char *name, const char *text)
{
    error->code = code;
    snprintf(error->attribute, sizeof error->attribute, "%s", name);
    snprintf(error->message, sizeof error->message, "%s %s", name, text);
    return false;
}

/* NULL and "" when the header is absent; found and invalid when it is there but no C string in UTF-8. */
typedef enum lookup { ABSENT, FOUND, NOT_TEXT } lookup;

static bool is_utf8(const char *text, size_t length)
{
    json_t *string = json_stringn(text, length); /* jansson accepts nothing but valid UTF-8 */
    json_decref(string);
    return string != NULL;
}

static lookup find_header(const rd_kafka_headers_t *headers, const char *name, const char **text)
{
    const void *value = NULL;
    size_t size = 0;
    *text = "";
    if (headers == NULL || rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return ABSENT;
    if (value == NULL) return ABSENT;
    if (memchr(value, '\0', size) != NULL || !is_utf8(value, size)) return NOT_TEXT;
    *text = value; /* librdkafka ends header values with a NUL that size does not count */
    return FOUND;
}

const char *mz_event_header(const rd_kafka_headers_t *headers, const char *name)
{
    const char *text;
    return find_header(headers, name, &text) == FOUND ? text : NULL;
}

static lookup find_member(const json_t *envelope, const char *name, const char **text)
{
    const json_t *value = json_object_get(envelope, name);
    *text = "";
    if (value == NULL || json_is_null(value)) return ABSENT;
    if (!json_is_string(value)) return NOT_TEXT;
    *text = json_string_value(value);
    return FOUND;
}

static lookup find(const mz_event *event, const rd_kafka_headers_t *headers, const char *header, const char **text)
{
    return event->structured ? find_member(event->envelope, name_in(event, header), text)
                             : find_header(headers, header, text);
}

static bool read_attribute(mz_event *event, const rd_kafka_headers_t *headers, const attribute *a,
                           mz_event_error *error)
{
    const char *name = name_in(event, a->header);
    const char **text = field(event, a);
    switch (find(event, headers, a->header, text)) {
    case NOT_TEXT:
        return fail(error, MZ_EVENT_ERR_INVALID, name, "is not a UTF-8 string");
    case ABSENT:
    case FOUND:
        break;
    }
    if (**text == '\0') return !a->required || fail(error, MZ_EVENT_ERR_MISSING, name, "is missing");
    if (a->valid == NULL || a->valid(*text)) return true;
    return fail(error, MZ_EVENT_ERR_INVALID, name, a->expected);
}

/* In structured mode the year may be a JSON number as well. */
static bool read_year(mz_event *event, const rd_kafka_headers_t *headers, mz_event_error *error)
{
    static const char header[] = "ce_fiscalyear";
    const json_t *number = json_object_get(event->envelope, name_in(event, header));
    char digits[24] = "";
    const char *text = digits;
    if (json_is_integer(number))
        snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(number));
    else if (find(event, headers, header, &text) == NOT_TEXT)
        text = "?";
    if (*text == '\0') return true;
    if (!is_year(text)) return fail(error, MZ_EVENT_ERR_INVALID, name_in(event, header), "must be a year");
    event->fiscal_year = (int32_t)strtol(text, NULL, 10);
    return true;
}

static bool read_version(mz_event *event, const rd_kafka_headers_t *headers, mz_event_error *error)
{
    static const char header[] = "ce_specversion";
    const char *name = name_in(event, header);
    const char *text;
    switch (find(event, headers, header, &text)) {
    case ABSENT:
        return fail(error, MZ_EVENT_ERR_MISSING, name,
                    event->structured ? "is missing"
                                      : "is missing, and content-type is not application/cloudevents+json");
    case NOT_TEXT:
        return fail(error, MZ_EVENT_ERR_INVALID, name, "is not a UTF-8 string");
    case FOUND:
        break;
    }
    return is_version(text) || fail(error, MZ_EVENT_ERR_INVALID, name, "must be 1.0");
}

static bool read_attributes(mz_event *event, const rd_kafka_headers_t *headers, mz_event_error *error)
{
    if (!read_version(event, headers, error)) return false;
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++)
        if (!read_attribute(event, headers, &attributes[i], error)) return false;
    event->withdrawal = strcmp(event->type, MZ_EVENT_TAKEN_BACK) == 0;
    if (!read_year(event, headers, error)) return false;
    bool has_url = *event->claim_url != '\0', has_sum = *event->claim_sha256 != '\0';
    if (has_url && !has_sum)
        return fail(error, MZ_EVENT_ERR_MISSING, name_in(event, "ce_claimsha256"), "is missing beside claimurl");
    if (has_sum && !has_url)
        return fail(error, MZ_EVENT_ERR_MISSING, name_in(event, "ce_claimurl"), "is missing beside claimsha256");
    return true;
}

static bool decode_base64(mz_event *event, const json_t *text, mz_event_error *error)
{
    size_t length = json_string_length(text);
    if (length % 4 != 0 || length > INT32_MAX) return fail(error, MZ_EVENT_ERR_INVALID, "data_base64", "is not Base64");
    event->decoded = malloc(length / 4 * 3 + 1);
    if (event->decoded == NULL) return fail(error, MZ_EVENT_ERR_MEMORY, "data_base64", "does not fit in memory");
    const char *encoded = json_string_value(text);
    int size = EVP_DecodeBlock(event->decoded, (const unsigned char *)encoded, (int)length);
    if (size < 0) return fail(error, MZ_EVENT_ERR_INVALID, "data_base64", "is not Base64");
    size_t padding = 0; /* EVP_DecodeBlock counts the padding as data */
    while (padding < 2 && padding < length && encoded[length - 1 - padding] == '=') padding++;
    event->data = event->decoded;
    event->length = (size_t)size - padding;
    return true;
}

static bool read_data(mz_event *event, mz_event_error *error)
{
    const json_t *data = json_object_get(event->envelope, "data");
    const json_t *base64 = json_object_get(event->envelope, "data_base64");
    if (data != NULL && base64 != NULL)
        return fail(error, MZ_EVENT_ERR_INVALID, "data", "stands beside data_base64; only one may");
    if (base64 != NULL)
        return json_is_string(base64) ? decode_base64(event, base64, error)
                                      : fail(error, MZ_EVENT_ERR_INVALID, "data_base64", "is not a string");
    if (data == NULL || json_is_null(data)) return true;
    if (!json_is_string(data))
        return fail(error, MZ_EVENT_ERR_INVALID, "data", "is not a string with the document's text");
    event->data = json_string_value(data);
    event->length = json_string_length(data);
    return true;
}

static bool decode_structured(mz_event *event, const void *value, size_t length, mz_event_error *error)
{
    json_error_t place;
    event->structured = true;
    event->envelope = json_loadb(value != NULL ? value : "", length, JSON_REJECT_DUPLICATES, &place);
    if (event->envelope == NULL) {
        fail(error, MZ_EVENT_ERR_JSON, "value", "");
        snprintf(error->message, sizeof error->message, "the envelope is not JSON: line %d column %d", place.line,
                 place.column);
        return false;
    }
    if (!json_is_object(event->envelope)) return fail(error, MZ_EVENT_ERR_JSON, "value", "is JSON but not an object");
    if (!read_attributes(event, NULL, error)) return false;
    const char *type;
    event->content_type = find_member(event->envelope, "datacontenttype", &type) == FOUND ? type : "";
    return read_data(event, error);
}

static bool decode_binary(mz_event *event, const rd_kafka_headers_t *headers, const char *content_type,
                          const void *value, size_t length, mz_event_error *error)
{
    event->content_type = content_type;
    event->data = value;
    event->length = length;
    return read_attributes(event, headers, error);
}

static bool check_withdrawal(const mz_event *event, mz_event_error *error)
{
    if (*event->claim_url != '\0')
        return fail(error, MZ_EVENT_ERR_INVALID, name_in(event, "ce_claimurl"), "makes no sense in a withdrawal");
    if (event->length > 0)
        return fail(error, MZ_EVENT_ERR_INVALID, event->structured ? "data" : "value", "must be empty in a withdrawal");
    return *event->document_sha256 != '\0' || *event->source_url != '\0' ||
           fail(error, MZ_EVENT_ERR_MISSING, name_in(event, "ce_documentsha256"),
                "is missing, and so is the source URL: what is withdrawn?");
}

static bool check_presence(const mz_event *event, mz_event_error *error)
{
    if (event->withdrawal) return check_withdrawal(event, error);
    const char *name = event->structured ? "data" : "value";
    bool claim = *event->claim_url != '\0';
    if (claim && event->length > 0)
        return fail(error, MZ_EVENT_ERR_INVALID, name, "must be empty beside a claim check");
    if (!claim && event->length == 0)
        return fail(error, MZ_EVENT_ERR_EMPTY, name, "is empty: neither a document nor a claim check");
    return true;
}

bool mz_event_decode(const rd_kafka_headers_t *headers, const void *value, size_t length, mz_event *event,
                     mz_event_error *error)
{
    static const char structured[] = "application/cloudevents+json", batch[] = "application/cloudevents-batch+json";
    *event = (mz_event){.content_type = ""};
    const char *type;
    if (find_header(headers, "content-type", &type) == NOT_TEXT)
        return fail(error, MZ_EVENT_ERR_INVALID, "content-type", "is not a UTF-8 string");
    bool good;
    if (strncasecmp(type, structured, strlen(structured)) == 0)
        good = decode_structured(event, value, length, error);
    else if (strncasecmp(type, batch, strlen(batch)) == 0)
        good = fail(error, MZ_EVENT_ERR_INVALID, "content-type", "is the batch mode, which is not accepted");
    else
        good = decode_binary(event, headers, type, value, length, error);
    if (good && check_presence(event, error)) return true;
    mz_event_free(event);
    return false;
}

void mz_event_free(mz_event *event)
{
    json_decref(event->envelope);
    free(event->decoded);
    *event = (mz_event){0};
}

static bool add_header(rd_kafka_headers_t *headers, const char *name, const char *value)
{
    if (value == NULL || *value == '\0') return true;
    return rd_kafka_header_add(headers, name, -1, value, -1) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_headers_t *mz_event_headers(const mz_event *event)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(ATTRIBUTE_COUNT + 3);
    char year[16] = "";
    if (event->fiscal_year > 0) snprintf(year, sizeof year, "%d", event->fiscal_year);
    bool good = headers != NULL && add_header(headers, "ce_specversion", "1.0") &&
                add_header(headers, "ce_fiscalyear", year) && add_header(headers, "content-type", event->content_type);
    mz_event copy = *event;
    for (size_t i = 0; good && i < ATTRIBUTE_COUNT; i++)
        good = add_header(headers, attributes[i].header, *field(&copy, &attributes[i]));
    if (good) return headers;
    if (headers != NULL) rd_kafka_headers_destroy(headers);
    return NULL;
}
