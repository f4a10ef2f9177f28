/* findings.c - what a comparison with the year before finds wrong: changes that nobody explained, and statements that
 * the stored year contradicts. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "text/text.h"

enum { NEAR = 12, MOST_CANDIDATES = 32, LONGEST_QUOTE = 360 /* bytes: 120 Chinese characters */ };

typedef struct reporter {
    mz_comparison *c;
    mz_problem problem; /* for the report functions of the check room */
    mz_dictionary seen; /* subjects already decided on */
} reporter;

static const char *printed_or_zero(const mz_amount *amount)
{
    return *amount->printed == '\0' ? "0" : amount->printed;
}

static const char *difference_text(reporter *r, int64_t difference, mz_unit unit, unsigned decimals)
{
    char text[64];
    if (mz_value_format(difference, unit, decimals, text, sizeof text) == 0) return "";
    const char *copy = mz_arena_copy(r->problem.arena, text, strlen(text));
    return copy == NULL ? "" : copy;
}

static unsigned decimals_of(const mz_change *change)
{
    return change->prior.decimals > change->current.decimals ? change->prior.decimals : change->current.decimals;
}

/* "+12.11%" between two texts; "" when the prior figure is zero. */
static const char *percent_text(reporter *r, int64_t percent, const char *before, const char *after)
{
    if (percent == INT64_MAX) return "";
    const char *text = difference_text(
        r, percent > INT64_MAX / 10000 || percent < INT64_MIN / 10000 ? 0 : percent * 10000, MZ_UNIT_PERCENT, 2);
    const char *whole = mz_arena_printf(r->problem.arena, "%s%s%s%%%s", before, percent > 0 ? "+" : "", text, after);
    return whole == NULL ? "" : whole;
}

static mz_place place_of(const mz_line_change *line)
{
    const mz_change *change = &line->change;
    return (mz_place){.span = change->span,
                      .form = change->form,
                      .row = *change->label != '\0' ? change->label : line->table->current->subject,
                      .code = change->code,
                      .column = change->column,
                      .printed = change->current.printed};
}

static mz_place place_of_fact(const mz_fact *fact)
{
    return (mz_place){.span = fact->span,
                      .form = "",
                      .row = fact->subject,
                      .code = "",
                      .column = "",
                      .printed = fact->amount.printed};
}

/* The sentence (or the part of it that stands on the figure's line) in which a fact was read, "" when it is too long to
 * quote. */
static const char *sentence_of(reporter *r, const mz_fact *fact)
{
    static const char stop[] = "。";
    const mz_text *text = r->c->current->text;
    if (text == NULL || fact->span.line == 0 || fact->span.line > text->count) return "";
    const mz_line *line = &text->lines[fact->span.line - 1];
    if (fact->span.begin < line->offset || fact->span.begin - line->offset > line->length) return "";
    const char *begin = line->text, *figure = line->text + (fact->span.begin - line->offset);
    for (const char *p = strstr(begin, stop); p != NULL && p < figure; p = strstr(begin, stop))
        begin = p + strlen(stop);
    const char *end = strstr(figure, stop);
    const size_t length = end == NULL ? strlen(begin) : (size_t)(end - begin);
    if (length > LONGEST_QUOTE) return "";
    const char *words = mz_text_squeeze(r->problem.arena, begin, length);
    return words == NULL ? "" : words;
}

/* What the text lacks, in both languages. */
static void missing_reason(reporter *r, const mz_line_change *line, const char **zh, const char **en)
{
    const mz_fact *fact = line->statement < 0 ? NULL : &r->c->current->facts[line->statement];
    *zh = "正文没有说明原因";
    *en = "the text does not say why";
    if (fact == NULL) return;
    *zh = "正文写了变化而没有说明原因";
    *en = "the text states the change without a reason";
    const char *sentence = sentence_of(r, fact);
    if (*fact->reason == '\0' && *sentence != '\0') {
        *zh = mz_arena_printf(r->problem.arena, "正文写了变化而没有说明原因：“%s”", sentence);
        *en = mz_arena_printf(r->problem.arena, "the text states the change without a reason: “%s”", sentence);
        if (*zh == NULL || *en == NULL) *zh = *en = "";
    }
    if (*fact->reason == '\0') return;
    bool empty = !mz_reason_explains(r->c->catalogue, fact->reason, fact->item, 0);
    const char *text = mz_arena_printf(
        r->problem.arena, empty ? "所给原因“%s”只是重复变化" : "所给原因“%s”与变化的方向不符", fact->reason);
    *zh = text == NULL ? "" : text;
    *en = empty ? "the reason given only repeats the change" : "the reason given speaks of the other direction";
}

static void report_unexplained(reporter *r, const mz_line_change *line)
{
    const mz_change *change = &line->change;
    const mz_identity *now = &r->c->current->identity, *before = &r->c->prior->identity;
    mz_place places[2] = {place_of(line)};
    size_t count = 1;
    if (line->statement >= 0) places[count++] = place_of_fact(&r->c->current->facts[line->statement]);
    const char *unit = mz_unit_name(change->unit), *lack_zh, *lack_en;
    char size[64], from[64], to[64];
    missing_reason(r, line, &lack_zh, &lack_en);
    int64_t magnitude = change->difference < 0 ? -change->difference : change->difference;
    unsigned decimals = decimals_of(change);
    if (mz_value_format(magnitude, change->unit, decimals, size, sizeof size) == 0) *size = '\0';
    if (mz_value_format(change->prior.value, change->unit, decimals, from, sizeof from) == 0) *from = '\0';
    if (mz_value_format(change->current.value, change->unit, decimals, to, sizeof to) == 0) *to = '\0';
    bool up = change->difference > 0;
    const char *percent = percent_text(r, change->percent, "（", "）");
    const char *percent_en = percent_text(r, change->percent, ", ", "");
    const char *zh =
        mz_arena_printf(r->problem.arena, "%s由%d年的%s%s变为%d年的%s%s，%s%s%s%s，%s。",
                        mz_place_zh(&r->problem, &places[0]), (int)before->fiscal_year, from, unit,
                        (int)now->fiscal_year, to, unit, up ? "增加" : "减少", size, unit, percent, lack_zh);
    const char *en = mz_arena_printf(r->problem.arena, "%s went from %s in %d to %s in %d (%s%s %s%s), and %s.",
                                     mz_place_en(&r->problem, &places[0]), from, (int)before->fiscal_year, to,
                                     (int)now->fiscal_year, up ? "+" : "-", size, unit, percent_en, lack_en);
    const mz_rule *rule = mz_rulebook_rule(r->problem.rulebook, "change.unexplained");
    mz_severity severity;
    if (rule == NULL || zh == NULL || en == NULL || !mz_rule_severity(&r->problem, rule, &severity)) return;
    mz_report report = {.rule = rule,
                        .severity = severity,
                        .places = places,
                        .place_count = count,
                        .zh = zh,
                        .en = en,
                        .expected = printed_or_zero(&change->prior),
                        .actual = printed_or_zero(&change->current),
                        .delta = difference_text(r, change->difference, change->unit, decimals),
                        .unit = unit};
    mz_report_add(&r->problem, &report);
}

/* Whether an entry of changes.json/report takes the line; *subject names what it speaks of, in the arena. */
static bool takes(reporter *r, const json_t *entry, const mz_line_change *line, const char **subject)
{
    const char *rows = json_string_value(json_object_get(entry, "rows"));
    if (rows == NULL || !mz_patterns_match(json_object_get(entry, "forms"), line->change.form_id)) return false;
    if (!mz_patterns_match(json_object_get(entry, "columns"), line->column_role)) return false;
    if (strcmp(rows, "leaf") == 0 && line->leaf && *line->key != '\0')
        *subject = mz_arena_printf(r->problem.arena, "code|%s|%s", line->change.code, line->key);
    else if (strcmp(rows, "items") == 0 && strncmp(line->role, "three.", 6) == 0)
        *subject = mz_arena_printf(r->problem.arena, "role|%s", line->role);
    else if (strcmp(rows, "total") == 0 && strncmp(line->role, "total.", 6) == 0)
        *subject = mz_arena_printf(r->problem.arena, "role|%s", line->role);
    else if (strcmp(rows, "text") == 0)
        *subject = mz_arena_printf(r->problem.arena, "text|%s", line->change.form_id);
    else
        return false;
    return *subject != NULL;
}

/* Whether the documents have a pair of tables of one of these forms. */
static bool has_pair(const reporter *r, const json_t *forms)
{
    for (size_t i = 0; i < r->c->table_count; i++) {
        const char *form = r->c->tables[i].current->form;
        if (form != NULL && mz_patterns_match(forms, form)) return true;
    }
    return false;
}

static void report_lines(reporter *r)
{
    const json_t *entries = json_object_get(r->c->settings, "report");
    for (size_t e = 0; e < json_array_size(entries); e++) {
        const json_t *entry = json_array_get(entries, e);
        if (has_pair(r, json_object_get(entry, "unless"))) continue;
        for (size_t i = 0; i < r->c->count; i++) {
            const mz_line_change *line = &r->c->lines[i];
            const char *subject;
            if (!takes(r, entry, line, &subject)) continue;
            if (mz_dictionary_find(&r->seen, subject, strlen(subject)) != NULL) continue;
            if (!mz_dictionary_add(&r->seen, r->problem.arena, subject, strlen(subject), line)) return;
            if (line->change.material && !line->change.explained) report_unexplained(r, line);
        }
    }
}

/* Whether a VALUE fact is the figure of the document's own year: no prefix, or one that says so. */
static bool is_own_value(const mz_fact *fact)
{
    if (fact->kind != MZ_FACT_VALUE || !mz_unit_is_money(fact->amount.unit)) return false;
    return strcmp(fact->subject, fact->item) == 0 || strncmp(fact->subject, "预算安排/", strlen("预算安排/")) == 0 ||
           strncmp(fact->subject, "支出决算/", strlen("支出决算/")) == 0;
}

/* Whether the text compares this subject with something else than the year before as published. */
static bool has_other_base(const reporter *r, size_t index)
{
    const mz_document *document = r->c->current;
    const json_t *others = json_object_get(r->c->settings, "other_bases");
    for (size_t i = index;
         i-- > 0 && index - i <= NEAR && document->facts[i].section == document->facts[index].section;) {
        if (strcmp(r->c->fact_keys[i], r->c->fact_keys[index]) != 0) continue;
        for (size_t k = 0; k < json_array_size(others); k++) {
            const char *base = json_string_value(json_array_get(others, k));
            if (base != NULL && strncmp(document->facts[i].subject, base, strlen(base)) == 0) return true;
        }
    }
    return false;
}

/* The amount that the change at index speaks of: the nearest one before it, else the only one of the document. -1 when
 * the text prints none or compares with something else. */
static int32_t value_of(const reporter *r, size_t index)
{
    const mz_document *document = r->c->current;
    if (has_other_base(r, index)) return -1;
    for (size_t i = index;
         i-- > 0 && index - i <= NEAR && document->facts[i].section == document->facts[index].section;)
        if (strcmp(r->c->fact_keys[i], r->c->fact_keys[index]) == 0 && is_own_value(&document->facts[i]))
            return (int32_t)i;
    int32_t only = -1;
    size_t first = mz_first_fact(r->c, r->c->fact_keys[index]);
    for (size_t i = first; i < document->fact_count && i < first + MOST_CANDIDATES; i++) {
        uint32_t number = r->c->by_key[i];
        if (strcmp(r->c->fact_keys[number], r->c->fact_keys[index]) != 0) break;
        if (!is_own_value(&document->facts[number])) continue;
        if (only >= 0 && document->facts[only].amount.value != document->facts[number].amount.value) return -1;
        only = (int32_t)number;
    }
    return only;
}

static bool agrees(const mz_amount *stated, const mz_amount *now, const mz_amount *before)
{
    mz_interval change = mz_amount_interval(stated), a = mz_amount_interval(now), b = mz_amount_interval(before), d;
    if (!mz_value_sub(a.lo, b.hi, &d.lo) || !mz_value_sub(a.hi, b.lo, &d.hi)) return true;
    return change.lo <= d.hi && d.lo <= change.hi;
}

/* A figure of the prior document's text by its subject. */
typedef struct keyed {
    const char *key;
    uint32_t number;
} keyed;

static int by_key(const void *a, const void *b)
{
    const keyed *left = a, *right = b;
    int order = strcmp(left->key, right->key);
    if (order != 0) return order;
    return left->number < right->number ? -1 : left->number > right->number;
}

static keyed *index_prior(reporter *r, size_t *count)
{
    const mz_document *prior = r->c->prior;
    keyed *list = mz_arena_array(r->problem.arena, prior->fact_count + 1, sizeof *list);
    *count = 0;
    for (size_t i = 0; list != NULL && i < prior->fact_count; i++)
        if (is_own_value(&prior->facts[i]) && prior->facts[i].period == prior->identity.fiscal_year)
            list[(*count)++] = (keyed){mz_change_key(r->problem.arena, prior->facts[i].item), (uint32_t)i};
    if (*count > 1) qsort(list, *count, sizeof *list, by_key);
    return list;
}

static void report_statement(reporter *r, size_t index, const mz_fact *value, const mz_amount *before)
{
    const mz_fact *fact = &r->c->current->facts[index];
    int64_t difference;
    if (!mz_value_sub(value->amount.value, before->value, &difference)) return;
    mz_amount opposite = fact->amount;
    opposite.value = -opposite.value;
    bool turned = difference != 0 && agrees(&opposite, &value->amount, before);
    const char *wanted = difference_text(r, difference, fact->amount.unit, fact->amount.decimals);
    mz_place places[] = {place_of_fact(fact), place_of_fact(value)};
    const char *unit = mz_unit_name(fact->amount.unit);
    const char *zh =
        mz_arena_printf(r->problem.arena, "正文称“%s”较上年%s%s，而上年公开数为%s%s，本年为%s%s，实际变化%s%s%s。",
                        fact->item, fact->amount.printed, unit, before->printed, before->unit_text,
                        value->amount.printed, value->amount.unit_text, wanted, unit, turned ? "，方向写反" : "");
    const char *en = mz_arena_printf(
        r->problem.arena, "The text says that '%s' changed by %s against the year before, but it went from %s to %s.",
        fact->item, fact->amount.printed, before->printed, value->amount.printed);
    if (zh == NULL || en == NULL) return;
    mz_report_rule(&r->problem, turned ? "change.direction" : "change.statement", places, 2, zh, en, wanted,
                   fact->amount.printed);
}

/* A stated change against the figure that the year before published under the same name. Where that year gives several
 * figures for it, one that agrees is enough. */
static void check_statement(reporter *r, const keyed *prior, size_t count, size_t index)
{
    const mz_fact *fact = &r->c->current->facts[index];
    int32_t value = value_of(r, index);
    if (value < 0) return;
    const mz_amount *now = &r->c->current->facts[value].amount, *first = NULL;
    const char *key = r->c->fact_keys[index];
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(prior[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < count && i < low + MOST_CANDIDATES && strcmp(prior[i].key, key) == 0; i++) {
        const mz_amount *before = &r->c->prior->facts[prior[i].number].amount;
        if (agrees(&fact->amount, now, before)) return;
        if (first == NULL) first = before;
    }
    if (first != NULL) report_statement(r, index, &r->c->current->facts[value], first);
}

static void report_statements(reporter *r)
{
    size_t count;
    int32_t prior_year = r->c->prior->identity.fiscal_year;
    const keyed *prior = index_prior(r, &count);
    for (size_t i = 0; prior != NULL && i < r->c->current->fact_count; i++) {
        const mz_fact *fact = &r->c->current->facts[i];
        if (fact->kind != MZ_FACT_CHANGE || !mz_unit_is_money(fact->amount.unit)) continue;
        if (fact->base_year == prior_year && *fact->item != '\0') check_statement(r, prior, count, i);
    }
}

mz_status mz_report_changes(mz_comparison *c, const mz_check_options *rules, mz_error *error)
{
    mz_document *document = c->current;
    reporter r = {.c = c};
    r.problem = (mz_problem){.rulebook = c->catalogue->rulebook,
                             .options = rules,
                             .document = document,
                             .arena = c->arena,
                             .keep = c->arena,
                             .finding_count = document->finding_count,
                             .finding_room = document->finding_count,
                             .findings = document->findings};
    report_lines(&r);
    report_statements(&r);
    mz_report_openings(c, &r.problem);
    document->findings = r.problem.findings;
    document->finding_count = r.problem.finding_count;
    if (!mz_arena_exhausted(c->arena)) return MZ_OK;
    if (error != NULL)
        *error = (mz_error){.code = MZ_ERR_MEMORY, .message = "the comparison needs more memory than allowed"};
    return MZ_ERR_MEMORY;
}
