/*
 * simulate_text.c - template texts into runs. Directives: {word} a word of the document or of the loop's item; {=KEY}
 * an amount; {~KEY} its change against the year before, with the percentage; {reason KIND KEY} a clause that explains
 * that change; {share PART WHOLE} and {done KEY} percentages; {list TREE} the classes of a tree with amount and share;
 * {projects} the projects with their amounts.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

sim_cell *sim_row_add(sim_row *row, sim_kind kind, char *text, char *key, int64_t value)
{
    row->cells = sim_grow(row->cells, row->count, sizeof *row->cells);
    sim_cell *cell = &row->cells[row->count++];
    *cell = (sim_cell){.kind = kind, .text = text, .key = key, .value = value};
    return cell;
}

static void add_text(sim_row *row, const char *text)
{
    sim_row_add(row, SIM_TEXT, sim_text("%s", text), NULL, 0);
}

char *sim_key(const sim_item *item, const char *pattern)
{
    const char *star = strpbrk(pattern, "*#");
    if (star == NULL || item == NULL) return sim_text("%s", pattern);
    const char *with = *star == '*' ? item->code : item->project;
    return sim_text("%.*s%s%s", (int)(star - pattern), pattern, with == NULL ? "" : with, star + 1);
}

char *sim_money(const sim_document *document, int64_t value)
{
    const char *sign = value < 0 ? "-" : "";
    int64_t fen = value < 0 ? -value : value;
    if (!document->style.yuan) {
        int64_t hundredths = (fen + 5000) / 10000;
        return sim_text("%s%" PRId64 ".%02" PRId64, sign, hundredths / 100, hundredths % 100);
    }
    int64_t yuan = (fen + 50) / 100;
    if (yuan < 1000) return sim_text("%s%" PRId64, sign, yuan);
    if (yuan < 1000000) return sim_text("%s%" PRId64 ",%03" PRId64, sign, yuan / 1000, yuan % 1000);
    if (yuan < 1000000000)
        return sim_text("%s%" PRId64 ",%03" PRId64 ",%03" PRId64, sign, yuan / 1000000, yuan / 1000 % 1000,
                        yuan % 1000);
    return sim_text("%s%" PRId64 ",%03" PRId64 ",%03" PRId64 ",%03" PRId64, sign, yuan / 1000000000,
                    yuan / 1000000 % 1000, yuan / 1000 % 1000, yuan % 1000);
}

/* part of whole in 0.01 percent, rounded half up. */
static int64_t percent(int64_t part, int64_t whole)
{
    return whole == 0 ? 0 : (part * 20000 + whole) / (2 * whole);
}

static void add_percent(sim_row *row, sim_kind kind, char *key, int64_t value)
{
    sim_row_add(row, kind, sim_text("%" PRId64 ".%02" PRId64, value / 100, value % 100), key, value);
}

static void add_amount(const sim_document *document, sim_row *row, char *key, int64_t value)
{
    sim_row_add(row, SIM_AMOUNT, sim_money(document, value), key, value);
}

static void expand_change(const sim_document *document, const sim_item *item, const char *pattern, sim_row *row)
{
    char *key = sim_key(item, pattern);
    int64_t before = sim_value(document->before, key), change = sim_value(document->model, key) - before;
    int64_t size = change < 0 ? -change : change;
    const char *unit = document->style.yuan ? "元" : "万元", *kind = document->final ? "决算" : "预算";
    char *than = sim_text(change == 0 ? "与%d年%s持平" : "比%d年%s", document->year - 1, kind);
    sim_row_add(row, SIM_TEXT, than, NULL, 0);
    if (change != 0) {
        sim_row_add(row, SIM_DIRECTION, sim_text("%s", change > 0 ? "增加" : "减少"), sim_text("%s", key), change);
        sim_row_add(row, SIM_CHANGE, sim_money(document, size), sim_text("%s", key), size);
        add_text(row, unit);
        if (before > 0) {
            sim_row_add(row, SIM_DIRECTION, sim_text("，%s", change > 0 ? "增长" : "下降"), sim_text("%s", key),
                        change);
            add_percent(row, SIM_RATE, sim_text("%s", key), percent(size, before));
            add_text(row, "%");
        }
    }
    free(key);
}

/* The kind of reasons that fits a functional code: people, or projects. */
static const char *leaf_kind(const sim_document *document, const sim_item *item)
{
    char *key = sim_text("gen.%s.basic", item == NULL || item->code == NULL ? "" : item->code);
    const char *kind = sim_value(document->model, key) > 0 ? "person" : "project";
    free(key);
    return kind;
}

static void expand_reason(const sim_document *document, const sim_item *item, const char *arguments, sim_row *row)
{
    char kind[32];
    size_t length = strcspn(arguments, " ");
    snprintf(kind, sizeof kind, "%.*s", (int)length, arguments);
    char *key = sim_key(item, arguments + length + (arguments[length] == ' '));
    int64_t change = sim_value(document->model, key) - sim_value(document->before, key);
    if (change == 0) {
        free(key);
        return;
    }
    const json_t *reasons = json_object_get(document->organisation->words, "reasons");
    const json_t *of_kind = json_object_get(reasons, strcmp(kind, "leaf") == 0 ? leaf_kind(document, item) : kind);
    const json_t *list = json_object_get(of_kind, change > 0 ? "up" : "down");
    size_t pick = (size_t)sim_roll(document->organisation->seed, key, (uint64_t)document->year, document->final, 0,
                                   (int64_t)json_array_size(list) - 1);
    sim_row_add(row, SIM_REASON, sim_text("，主要原因是%s", json_string_value(json_array_get(list, pick))), key, 0);
}

static void expand_projects(const sim_document *document, sim_row *row)
{
    size_t i;
    json_t *project;
    json_array_foreach(json_object_get(document->model, "projects"), i, project)
    {
        char *key = sim_text("project.%s.amount", json_string_value(json_object_get(project, "code")));
        if (i > 0) add_text(row, "，");
        add_text(row, json_string_value(json_object_get(project, "name")));
        add_amount(document, row, key, sim_value(document->model, key));
        add_text(row, document->style.yuan ? "元" : "万元");
    }
}

/* "社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休" */
static void expand_path(const sim_document *document, const char *code, sim_row *row)
{
    const json_t *codes = json_object_get(document->organisation->words, "codes");
    for (size_t digits = 3; digits <= strlen(code); digits += 2) {
        char *prefix = sim_text("%.*s", (int)digits, code);
        add_text(row, json_string_value(json_object_get(codes, prefix)));
        if (digits < strlen(code)) add_text(row, digits == 3 ? "（类）" : "（款）");
        free(prefix);
    }
}

static void expand_word(const sim_document *document, const sim_item *item, const char *name, sim_row *row)
{
    const sim_organisation *o = document->organisation;
    char *text = NULL;
    if (strcmp(name, "org") == 0)
        text = sim_text("%s", o->name);
    else if (strcmp(name, "year") == 0)
        text = sim_text("%d", document->year);
    else if (strcmp(name, "unit") == 0)
        text = sim_text("%s", document->style.yuan ? "元" : "万元");
    else if (strcmp(name, "duty") == 0)
        text = sim_text("%s", json_string_value(json_object_get(o->department, "duty")));
    else if (strcmp(name, "number") == 0)
        text = sim_text("%zu", item == NULL ? 0 : item->number);
    else if (strcmp(name, "project_count") == 0)
        text = sim_text("%zu", o->projects);
    else if (strcmp(name, "vehicles") == 0)
        text = sim_text("%" PRId64, o->vehicles);
    else if (strcmp(name, "machines") == 0)
        text = sim_text("%" PRId64, o->staff / 24);
    else if (strcmp(name, "area") == 0)
        text = sim_text("%" PRId64, o->staff * 31);
    else if (strcmp(name, "office") == 0)
        text = sim_text("%" PRId64, o->staff * 23);
    else if (item != NULL && json_is_string(json_object_get(item->object, name)))
        text = sim_text("%s", json_string_value(json_object_get(item->object, name)));
    else if (item != NULL && strcmp(name, "name") == 0)
        text = sim_text("%s", json_string_value(json_object_get(json_object_get(o->words, "codes"), item->code)));
    else
        text = sim_text("{%s}", name);
    sim_row_add(row, SIM_TEXT, text, NULL, 0);
}

static void expand_percent(const sim_document *document, const sim_item *item, const char *arguments, bool done,
                           sim_row *row)
{
    size_t length = strcspn(arguments, " ");
    char *first = sim_text("%.*s", (int)length, arguments), *key = sim_key(item, first);
    char *second = sim_key(item, arguments + length + (arguments[length] == ' '));
    int64_t whole = done ? sim_value(document->plan, key) : sim_value(document->model, second);
    add_percent(row, SIM_SHARE, sim_text("%s", key), percent(sim_value(document->model, key), whole));
    free(first), free(key), free(second);
}

static void expand(const sim_document *document, const sim_item *item, const char *directive, sim_row *row)
{
    if (directive[0] == '=') {
        char *key = sim_key(item, directive + 1);
        add_amount(document, row, key, sim_value(document->model, key));
    } else if (directive[0] == '^') {
        char *key = sim_key(item, directive + 1);
        add_amount(document, row, sim_text("plan.%s", key), sim_value(document->plan, key));
        free(key);
    } else if (directive[0] == '~') {
        expand_change(document, item, directive + 1, row);
    } else if (strncmp(directive, "reason ", 7) == 0) {
        expand_reason(document, item, directive + 7, row);
    } else if (strncmp(directive, "share ", 6) == 0) {
        expand_percent(document, item, directive + 6, false, row);
    } else if (strncmp(directive, "done ", 5) == 0) {
        expand_percent(document, item, directive + 5, true, row);
    } else if (strcmp(directive, "projects") == 0) {
        expand_projects(document, row);
    } else if (strcmp(directive, "path") == 0) {
        expand_path(document, item->code, row);
    } else {
        expand_word(document, item, directive, row);
    }
}

void sim_text_expand(const sim_document *document, const sim_item *item, const char *pattern, sim_row *row)
{
    while (*pattern != '\0') {
        size_t plain = strcspn(pattern, "{");
        if (plain > 0) sim_row_add(row, SIM_TEXT, sim_text("%.*s", (int)plain, pattern), NULL, 0);
        pattern += plain;
        if (*pattern == '\0') return;
        size_t length = strcspn(pattern, "}");
        char *directive = sim_text("%.*s", (int)length - 1, pattern + 1);
        expand(document, item, directive, row);
        free(directive);
        pattern += length + (pattern[length] == '}');
    }
}

char *sim_row_text(const sim_row *row)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL) return sim_text("%s", "");
    for (size_t i = 0; i < row->count; i++) fputs(row->cells[i].text, stream);
    fclose(stream);
    return text;
}
