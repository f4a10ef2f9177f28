/* test_cloudevents.c - envelopes in both modes, what is refused and how the refusal names the attribute. */
#include <criterion/criterion.h>
#include <string.h>

#include "common/cloudevents.h"

typedef struct pair {
    const char *name;
    const char *value;
} pair;

static rd_kafka_headers_t *headers_of(const pair *pairs)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(8);
    for (; pairs->name != NULL; pairs++) rd_kafka_header_add(headers, pairs->name, -1, pairs->value, -1);
    return headers;
}

/* A complete envelope plus extra, which may overwrite (the last header wins) or, with NULL, take away. */
static rd_kafka_headers_t *envelope(const char *name, const char *value)
{
    static const pair complete[] = {{"ce_specversion", "1.0"},
                                    {"ce_id", "a-1"},
                                    {"ce_source", "https://portal.example/cz"},
                                    {"ce_type", MZ_EVENT_PUBLISHED},
                                    {"content-type", "text/plain"},
                                    {NULL, NULL}};
    rd_kafka_headers_t *headers = headers_of(complete);
    if (name != NULL && value == NULL) rd_kafka_header_remove(headers, name);
    if (value != NULL) rd_kafka_header_add(headers, name, -1, value, -1);
    return headers;
}

static void refused(const char *name, const char *value, const char *code)
{
    rd_kafka_headers_t *headers = envelope(name, value);
    mz_event event;
    mz_event_error error = {0};
    cr_assert_not(mz_event_decode(headers, "x", 1, &event, &error), "%s=%s", name, value);
    cr_expect_str_eq(error.code, code, "%s: %s", name, error.message);
    cr_expect_str_eq(error.attribute, name);
    cr_expect(strstr(error.message, name) != NULL, "'%s' names %s", error.message, name);
    rd_kafka_headers_destroy(headers);
}

Test(cloudevents, binary_mode_with_extensions_round_trips)
{
    mz_event sent = {.id = "b7",
                     .source = "mingzhang",
                     .type = MZ_EVENT_PUBLISHED,
                     .time = "2026-01-31T08:00:00.123Z",
                     .subject = "a.txt",
                     .content_type = "text/plain",
                     .organisation = "某市档案馆",
                     .organisation_code = "101001",
                     .region = "某省某市",
                     .fiscal_year = 2026,
                     .kind = "budget",
                     .level = "unit",
                     .source_url = "https://portal.example/1"};
    rd_kafka_headers_t *headers = mz_event_headers(&sent);
    mz_event event;
    mz_event_error error = {0};
    cr_assert(mz_event_decode(headers, "bytes", 5, &event, &error), "%s", error.message);
    cr_expect_str_eq(event.id, "b7");
    cr_expect_str_eq(event.time, "2026-01-31T08:00:00.123Z");
    cr_expect_str_eq(event.subject, "a.txt");
    cr_expect_str_eq(event.content_type, "text/plain");
    cr_expect_str_eq(event.organisation, "某市档案馆");
    cr_expect_str_eq(event.organisation_code, "101001");
    cr_expect_str_eq(event.region, "某省某市");
    cr_expect_eq(event.fiscal_year, 2026);
    cr_expect_str_eq(event.kind, "budget");
    cr_expect_str_eq(event.level, "unit");
    cr_expect_str_eq(event.source_url, "https://portal.example/1");
    cr_expect_str_eq(event.claim_url, "");
    cr_expect_eq(event.length, 5);
    cr_expect_not(event.structured);
    mz_event_free(&event);
    rd_kafka_headers_destroy(headers);
}

Test(cloudevents, missing_and_wrong_attributes_are_named)
{
    refused("ce_specversion", NULL, MZ_EVENT_ERR_MISSING);
    refused("ce_id", NULL, MZ_EVENT_ERR_MISSING);
    refused("ce_id", "", MZ_EVENT_ERR_MISSING);
    refused("ce_source", NULL, MZ_EVENT_ERR_MISSING);
    refused("ce_type", NULL, MZ_EVENT_ERR_MISSING);
    refused("ce_type", "something.else", MZ_EVENT_ERR_INVALID);
    refused("ce_specversion", "0.3", MZ_EVENT_ERR_INVALID);
    refused("ce_time", "yesterday", MZ_EVENT_ERR_INVALID);
    refused("ce_time", "2026-01-31T08:00:00", MZ_EVENT_ERR_INVALID);
    refused("ce_time", "2026-02-30T08:00:00Z", MZ_EVENT_ERR_INVALID);
    refused("ce_time", "2026-01-31T24:00:00Z", MZ_EVENT_ERR_INVALID);
    refused("ce_documentsha256", "0123", MZ_EVENT_ERR_INVALID);
    refused("ce_fiscalyear", "20x6", MZ_EVENT_ERR_INVALID);
    refused("ce_kind", "accounts", MZ_EVENT_ERR_INVALID);
    refused("ce_level", "省", MZ_EVENT_ERR_INVALID);
    refused("ce_organisation", "\xff\xfe", MZ_EVENT_ERR_INVALID);
    refused("ce_claimurl", "file:///etc/passwd", MZ_EVENT_ERR_INVALID);
}

Test(cloudevents, no_headers_and_no_value)
{
    mz_event event;
    mz_event_error error = {0};
    cr_assert_not(mz_event_decode(NULL, NULL, 0, &event, &error));
    cr_expect_str_eq(error.attribute, "ce_specversion");
    rd_kafka_headers_t *headers = envelope(NULL, NULL);
    cr_assert_not(mz_event_decode(headers, NULL, 0, &event, &error));
    cr_expect_str_eq(error.code, MZ_EVENT_ERR_EMPTY);
    rd_kafka_headers_destroy(headers);
}

Test(cloudevents, claim_check_needs_both_halves_and_no_value)
{
    static const char sum[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF";
    mz_event event;
    mz_event_error error = {0};
    rd_kafka_headers_t *headers = envelope("ce_claimurl", "https://portal.example/big.txt");
    cr_assert_not(mz_event_decode(headers, NULL, 0, &event, &error));
    cr_expect_str_eq(error.attribute, "ce_claimsha256");
    rd_kafka_header_add(headers, "ce_claimsha256", -1, sum, -1);
    cr_assert_not(mz_event_decode(headers, "x", 1, &event, &error));
    cr_expect_str_eq(error.attribute, "value");
    cr_assert(mz_event_decode(headers, NULL, 0, &event, &error), "%s", error.message);
    cr_expect_str_eq(event.claim_sha256, sum);
    mz_event_free(&event);
    rd_kafka_headers_destroy(headers);
}

Test(cloudevents, times_are_instants)
{
    static const struct {
        const char *text;
        int64_t us;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T08:00:00.5+08:00", 500000},
        {"1969-12-31T22:30:00.000001-01:30", 1},
        {"2026-01-31T08:00:00.1234567Z", INT64_C(1769846400123456)},
        {"2016-12-31T23:59:60Z", INT64_C(1483228799000000)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t us = -1;
        cr_expect(mz_event_time(cases[i].text, &us), "%s", cases[i].text);
        cr_expect_eq(us, cases[i].us, "%s: %lld", cases[i].text, (long long)us);
    }
}

Test(cloudevents, a_withdrawal_names_what_it_takes_back_and_has_no_value)
{
    static const char sum[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF";
    mz_event event;
    mz_event_error error = {0};
    rd_kafka_headers_t *headers = envelope("ce_type", MZ_EVENT_TAKEN_BACK);
    cr_assert_not(mz_event_decode(headers, NULL, 0, &event, &error));
    cr_expect_str_eq(error.attribute, "ce_documentsha256");
    rd_kafka_header_add(headers, "ce_sourceurl", -1, "https://portal.example/1", -1);
    cr_assert(mz_event_decode(headers, NULL, 0, &event, &error), "%s", error.message);
    cr_expect(event.withdrawal);
    cr_expect_str_eq(event.document_sha256, "");
    mz_event_free(&event);
    rd_kafka_header_add(headers, "ce_documentsha256", -1, sum, -1);
    cr_assert(mz_event_decode(headers, NULL, 0, &event, &error), "%s", error.message);
    cr_expect_str_eq(event.document_sha256, sum);
    mz_event_free(&event);
    cr_assert_not(mz_event_decode(headers, "x", 1, &event, &error));
    cr_expect_str_eq(error.attribute, "value");
    rd_kafka_header_add(headers, "ce_claimurl", -1, "https://portal.example/1", -1);
    rd_kafka_header_add(headers, "ce_claimsha256", -1, sum, -1);
    cr_assert_not(mz_event_decode(headers, NULL, 0, &event, &error));
    cr_expect_str_eq(error.attribute, "ce_claimurl");
    rd_kafka_headers_destroy(headers);
}

static bool decode_json(const char *json, mz_event *event, mz_event_error *error)
{
    static const pair type[] = {{"content-type", "application/cloudevents+json; charset=UTF-8"}, {NULL, NULL}};
    static rd_kafka_headers_t *headers;
    if (headers == NULL) headers = headers_of(type);
    return mz_event_decode(headers, json, strlen(json), event, error);
}

#define REQUIRED "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"" MZ_EVENT_PUBLISHED "\""

Test(cloudevents, structured_mode_text_and_base64)
{
    mz_event event;
    mz_event_error error = {0};
    cr_assert(decode_json("{" REQUIRED ",\"fiscalyear\":2024,\"organisation\":\"某局\",\"data\":\"部门预算\"}", &event,
                          &error),
              "%s", error.message);
    cr_expect(event.structured);
    cr_expect_eq(event.fiscal_year, 2024);
    cr_expect_str_eq(event.organisation, "某局");
    cr_expect_eq(event.length, strlen("部门预算"));
    cr_expect_eq(memcmp(event.data, "部门预算", event.length), 0);
    mz_event_free(&event);
    cr_assert(decode_json("{" REQUIRED ",\"data_base64\":\"AP8B/g==\"}", &event, &error), "%s", error.message);
    cr_expect_eq(event.length, 4);
    cr_expect_eq(memcmp(event.data, "\x00\xff\x01\xfe", 4), 0);
    mz_event_free(&event);
}

Test(cloudevents, structured_mode_refusals)
{
    static const struct {
        const char *json, *code, *attribute;
    } cases[] = {
        {"", MZ_EVENT_ERR_JSON, "value"},
        {"[1]", MZ_EVENT_ERR_JSON, "value"},
        {"{\"id\":", MZ_EVENT_ERR_JSON, "value"},
        {"{\"specversion\":\"1.0\",\"specversion\":\"1.0\"}", MZ_EVENT_ERR_JSON, "value"},
        {"{\"id\":\"1\"}", MZ_EVENT_ERR_MISSING, "specversion"},
        {"{\"specversion\":\"1.0\"}", MZ_EVENT_ERR_MISSING, "id"},
        {"{\"specversion\":\"1.0\",\"id\":7}", MZ_EVENT_ERR_INVALID, "id"},
        {"{" REQUIRED "}", MZ_EVENT_ERR_EMPTY, "data"},
        {"{" REQUIRED ",\"data\":{\"a\":1}}", MZ_EVENT_ERR_INVALID, "data"},
        {"{" REQUIRED ",\"data\":\"a\",\"data_base64\":\"AA==\"}", MZ_EVENT_ERR_INVALID, "data"},
        {"{" REQUIRED ",\"data_base64\":\"AA=\"}", MZ_EVENT_ERR_INVALID, "data_base64"},
        {"{" REQUIRED ",\"data_base64\":\"A*==\"}", MZ_EVENT_ERR_INVALID, "data_base64"},
        {"{" REQUIRED ",\"fiscalyear\":24,\"data\":\"a\"}", MZ_EVENT_ERR_INVALID, "fiscalyear"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mz_event event;
        mz_event_error error = {0};
        cr_assert_not(decode_json(cases[i].json, &event, &error), "%s", cases[i].json);
        cr_expect_str_eq(error.code, cases[i].code, "%s: %s", cases[i].json, error.message);
        cr_expect_str_eq(error.attribute, cases[i].attribute, "%s: %s", cases[i].json, error.message);
    }
}

Test(cloudevents, uuid_is_stable_and_of_version_5)
{
    char one[37], again[37], other[37];
    mz_event_uuid("a", 1, one);
    mz_event_uuid("a", 1, again);
    mz_event_uuid("b", 1, other);
    cr_expect_str_eq(one, again);
    cr_expect_str_neq(one, other);
    cr_expect_eq(strlen(one), 36);
    cr_expect_eq(one[14], '5');
    cr_expect(strchr("89ab", one[19]) != NULL);
}
