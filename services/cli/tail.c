/* tail.c - `mingzhang tail`: anomalies as they arrive, for a person or as JSON lines. */
#include <common/cloudevents.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "topic.h"

typedef struct settings {
    const char *brokers;
    mz_properties kafka;
    const char *topic;
    const char *format;
    const char *language;
    int64_t count;
    bool from_beginning;
    bool exit_at_end;
} settings;

static const mz_option options[] = {
    MZ_OPTION_KAFKA_BROKERS(settings, brokers),
    MZ_OPTION_TOPIC_ANOMALIES(settings, topic),
    {"from-beginning", MZ_OPTION_FLAG, "false", "", "start with the oldest event instead of the next one",
     offsetof(settings, from_beginning), 0, 0},
    {"exit-at-end", MZ_OPTION_FLAG, "false", "", "end after the events that are there now",
     offsetof(settings, exit_at_end), 0, 0},
    {"count", MZ_OPTION_INTEGER, "0", "N", "end after N events; 0: no limit", offsetof(settings, count), 0, INT64_MAX},
    {"format", MZ_OPTION_CHOICE, "text", "text|json", "for a person, or one JSON object per line with key and headers",
     offsetof(settings, format), 0, 0},
    {"language", MZ_OPTION_CHOICE, "zh", "zh|en", "language of the text format", offsetof(settings, language), 0, 0},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang tail", "shows anomaly events as they arrive", NULL, options, offsetof(settings, kafka),
};

/* What the text format says, per language. */
typedef struct words {
    const char *budget, *final_accounts, *disclosure, *error, *warning, *info, *withdrawn;
    const char *where, *line, *page, *reads, *suggestion, *only, *expected, *actual, *before, *now, *year, *title,
        *message;
} words;

static const words chinese = {.budget = "预算",
                              .final_accounts = "决算",
                              .disclosure = "公开",
                              .error = "错误",
                              .warning = "警告",
                              .info = "提示",
                              .withdrawn = "已撤销",
                              .where = "位置",
                              .line = "第%lld行",
                              .page = "第%lld页",
                              .reads = "原文",
                              .suggestion = "建议",
                              .only = "唯一",
                              .expected = "应为",
                              .before = "上年",
                              .now = "本年",
                              .actual = "实为",
                              .year = "年",
                              .title = "title",
                              .message = "message"};
static const words english = {.budget = "budget",
                              .final_accounts = "final accounts",
                              .disclosure = "disclosure",
                              .error = "error",
                              .warning = "warning",
                              .info = "info",
                              .withdrawn = "withdrawn",
                              .where = "where",
                              .line = "line %lld",
                              .page = "page %lld",
                              .reads = "reads",
                              .suggestion = "suggested",
                              .only = "the only one",
                              .expected = "expected",
                              .before = "before",
                              .now = "now",
                              .actual = "found",
                              .year = "",
                              .title = "title_en",
                              .message = "message_en"};

typedef struct tail {
    const settings *config;
    const words *words;
    int64_t seen;
} tail;

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

static bool is(const char *text, const char *other)
{
    return strcmp(text, other) == 0;
}

/* 某局 2024年预算 · 错误 · table.total 合计与明细不符 */
static void print_head(const words *w, const json_t *event, const json_t *finding)
{
    const json_t *document = json_object_get(event, "document");
    const char *kind = text_of(document, "kind"), *severity = text_of(finding, "severity");
    json_int_t year = json_integer_value(json_object_get(document, "fiscal_year"));
    printf("%s", text_of(json_object_get(event, "organisation"), "name"));
    if (year > 0) printf(" %lld%s", (long long)year, w->year);
    if (year > 0 && *w->year == '\0') putchar(' ');
    fputs(year > 0 ? "" : " ", stdout);
    fputs(is(kind, "budget") ? w->budget : is(kind, "final_accounts") ? w->final_accounts : w->disclosure, stdout);
    printf(" · %s · %s %s",
           is(severity, "error")     ? w->error
           : is(severity, "warning") ? w->warning
                                     : w->info,
           text_of(finding, "rule"), text_of(finding, w->title));
    if (is(text_of(event, "status"), "withdrawn")) printf(" · %s", w->withdrawn);
    putchar('\n');
}

/*   位置: 第40行 部门预算收支总表 / 基本支出 / 预算数: 5089.05 */
static void print_place(const words *w, const json_t *place)
{
    json_int_t page = json_integer_value(json_object_get(place, "page"));
    json_int_t line = json_integer_value(json_object_get(place, "line"));
    static const char *const parts[] = {"form", "row", "code", "column"};
    printf("  %s: ", w->where);
    if (page > 0 || line > 0) {
        char number[48];
        snprintf(number, sizeof number, "%lld", (long long)(page > 0 ? page : line));
        const char *format = page > 0 ? w->page : w->line;
        const char *slot = strstr(format, "%lld");
        if (slot != NULL) printf("%.*s%s%s ", (int)(slot - format), format, number, slot + strlen("%lld"));
    }
    bool first = true;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *part = text_of(place, parts[i]);
        if (*part == '\0') continue;
        printf("%s%s", first ? "" : " / ", part);
        first = false;
    }
    const char *printed = text_of(place, "printed");
    if (*printed != '\0') printf(", %s %s", w->reads, printed);
    putchar('\n');
}

/* The slip in Chinese; in English its own name will do. */
static const char *slip_name(const words *w, const char *slip)
{
    static const char *const names[][2] = {
        {"transposition", "数字颠倒"}, {"digit", "数字有误"},    {"dropped-digit", "漏一位"},
        {"added-digit", "多一位"},     {"sign", "正负号"},       {"scale", "小数点移位"},
        {"unit", "单位有误"},          {"copied", "抄自相邻格"}, {"shifted", "错行或错列"},
        {"total", "合计未随明细更新"}, {"other", "其他"}};
    for (size_t i = 0; w == &chinese && i < sizeof names / sizeof *names; i++)
        if (is(slip, names[i][0])) return names[i][1];
    return slip;
}

static void print_suggestion(const words *w, const json_t *finding)
{
    const json_t *repair = json_array_get(json_object_get(finding, "repairs"), 0);
    const char *expected = text_of(finding, "expected"), *actual = text_of(finding, "actual");
    if (repair != NULL) {
        printf("  %s: %s → %s (%s", w->suggestion, text_of(repair, "from"), text_of(repair, "to"),
               slip_name(w, text_of(repair, "slip")));
        if (json_is_true(json_object_get(repair, "unique"))) printf(", %s", w->only);
        puts(")");
    } else if (*expected != '\0') {
        const bool change = strcmp(text_of(finding, "kind"), "unexplained_change") == 0;
        printf("  %s: %s, %s: %s %s\n", change ? w->before : w->expected, expected, change ? w->now : w->actual, actual,
               text_of(finding, "unit"));
    }
}

static void print_text(const words *w, const json_t *event)
{
    enum { PLACES = 3 }; /* the rest is in the JSON */
    const json_t *finding = json_object_get(event, "finding");
    print_head(w, event, finding);
    const char *message = text_of(finding, w->message);
    printf("  %s\n", *message != '\0' ? message : text_of(finding, "message"));
    const json_t *places = json_object_get(finding, "places");
    for (size_t i = 0; i < json_array_size(places) && i < PLACES; i++) print_place(w, json_array_get(places, i));
    print_suggestion(w, finding);
    putchar('\n');
}

static void print_json(const rd_kafka_message_t *message, json_t *event)
{
    json_t *line = json_pack("{s:s, s:i, s:I, s:I, s:o, s:o, s:O}", "topic", rd_kafka_topic_name(message->rkt),
                             "partition", (int)message->partition, "offset", (json_int_t)message->offset, "timestamp",
                             (json_int_t)rd_kafka_message_timestamp(message, NULL), "key",
                             topic_bytes_json(message->key, message->key_len), "headers", topic_headers_json(message),
                             "value", event);
    if (line != NULL) json_dumpf(line, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(line);
}

static bool show(void *opaque, const rd_kafka_message_t *message)
{
    tail *t = opaque;
    json_t *event = json_loadb(message->payload, message->payload != NULL ? message->len : 0, 0, NULL);
    if (event == NULL) {
        fprintf(stderr, "mingzhang tail: %s partition %d offset %lld is not JSON; passed over\n", t->config->topic,
                (int)message->partition, (long long)message->offset);
        return true;
    }
    if (is(t->config->format, "json"))
        print_json(message, event);
    else
        print_text(t->words, event);
    json_decref(event);
    fflush(stdout);
    return ++t->seen != t->config->count && ferror(stdout) == 0;
}

int cli_tail(int argc, char **argv)
{
    settings config = {0};
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    topic_access access = {program.name, config.brokers, &config.kafka};
    topic_range range = {config.topic, config.from_beginning, config.exit_at_end, -1, 0};
    tail t = {.config = &config, .words = is(config.language, "en") ? &english : &chinese};
    topic_catch_signals();
    int code = topic_read(&access, &range, show, &t);
    mz_properties_free(&config.kafka);
    return code;
}
