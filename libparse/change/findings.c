/* findings.c - what a comparison with the year before finds wrong: changes that nobody explained. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "text/text.h"

enum {
    LONGEST_QUOTE = 360, /* bytes: 120 Chinese characters */
    LONG_LINE = 60,      /* bytes: shorter lines are headings */
    MOST_RELATIVES = 64  /* lines of the three public expenses around one of them */
};

typedef struct reporter {
    mz_comparison *c;
    mz_problem problem; /* for the report functions of the check room */
    mz_dictionary seen; /* subjects already decided on */
    bool *told;         /* per sentence: whether its change was reported as unexplained */
} reporter;

static const char *printed_or_zero(const mz_amount *amount)
{
    return *amount->printed == '\0' ? "0" : amount->printed;
}

const char *mz_difference_text(mz_arena *arena, int64_t difference, mz_unit unit, unsigned decimals)
{
    char text[64];
    if (mz_value_format(difference, unit, decimals, text, sizeof text) == 0) return "";
    const char *copy = mz_arena_copy(arena, text, strlen(text));
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
    const char *text = mz_difference_text(
        r->problem.arena, percent > INT64_MAX / 10000 || percent < INT64_MIN / 10000 ? 0 : percent * 10000,
        MZ_UNIT_PERCENT, 2);
    const char *whole = mz_arena_printf(r->problem.arena, "%s%s%s%%%s", before, percent > 0 ? "+" : "", text, after);
    return whole == NULL ? "" : whole;
}

mz_place mz_line_place(const mz_line_change *line)
{
    const mz_change *change = &line->change;
    return (mz_place){.span = change->span,
                      .form = change->form,
                      .row = *change->label != '\0' ? change->label : line->table->current->subject,
                      .code = change->code,
                      .column = change->column,
                      .printed = change->current.printed};
}

mz_place mz_fact_place(const mz_fact *fact)
{
    return (mz_place){.span = fact->span,
                      .form = "",
                      .row = fact->subject,
                      .code = "",
                      .column = "",
                      .printed = fact->amount.printed};
}

static const char stop[] = "。";

/* Whether the line goes on in the next one: it is about as long, and no sentence ends with it. */
static bool goes_on(const mz_line *line, const mz_line *next)
{
    const size_t end = sizeof stop - 1;
    if (line->length < end || memcmp(line->text + line->length - end, stop, end) == 0) return false;
    return line->length >= LONG_LINE && line->length + line->length / 3 >= next->length;
}

/* The sentence in which a fact was read, as far as it stands on the figure's line and those beside it; "" when it is
 * too long to quote. */
static const char *sentence_of(reporter *r, const mz_fact *fact)
{
    const mz_text *text = r->c->current->text;
    char *words = mz_arena_alloc(r->problem.arena, 3 * LONGEST_QUOTE);
    if (words == NULL || text == NULL || fact->span.line == 0 || fact->span.line > text->count) return "";
    const mz_line *own = &text->lines[fact->span.line - 1];
    if (fact->span.begin < own->offset || fact->span.begin - own->offset > own->length) return "";
    const bool before = fact->span.line > 1 && goes_on(own - 1, own);
    const bool behind = fact->span.line < text->count && goes_on(own, own + 1);
    size_t length = 0, figure = fact->span.begin - own->offset;
    for (const mz_line *line = own - before; line <= own + behind; line++) {
        if (line->length > LONGEST_QUOTE) return "";
        if (line == own) figure += length;
        memcpy(words + length, line->text, line->length);
        length += line->length;
    }
    size_t begin = 0;
    for (const char *p; (p = memmem(words + begin, length - begin, stop, sizeof stop - 1)) != NULL;) {
        const size_t end = (size_t)(p - words);
        if (end >= figure) {
            length = end;
            break;
        }
        begin = end + sizeof stop - 1;
    }
    if (length - begin > LONGEST_QUOTE) return "";
    const char *sentence = mz_text_squeeze(r->problem.arena, words + begin, length - begin);
    return sentence == NULL ? "" : sentence;
}

/* What the text lacks, in both languages. */
static void missing_reason(reporter *r, const mz_line_change *line, const char **zh, const char **en)
{
    const mz_fact *fact = line->statement < 0 ? NULL : &r->c->current->facts[line->statement];
    *zh = "正文没有说明原因";
    *en = "the text does not say why";
    if (line->flat != NULL) {
        *zh = "正文称没有变化";
        *en = "the text says that it did not change";
        return;
    }
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
    if (line->copied != NULL) {
        *zh = mz_arena_printf(r->problem.arena, "所给原因“%s”与“%s”的相同，说的不是本项", fact->reason,
                              r->c->current->facts[line->copied->statement].item);
        *en = "the reason given was copied from another item";
        if (*zh == NULL) *zh = "";
        return;
    }
    bool empty = !mz_reason_explains(r->c->catalogue, fact->reason, fact->item, 0);
    const char *text = mz_arena_printf(
        r->problem.arena, empty ? "所给原因“%s”只是重复变化或套话，没有说明缘由" : "所给原因“%s”与变化的方向不符",
        fact->reason);
    *zh = text == NULL ? "" : text;
    *en = empty ? "the reason given only repeats the change, or says no more than that it was planned"
                : "the reason given speaks of the other direction";
}

static void report_unexplained(reporter *r, const mz_line_change *line)
{
    const mz_change *change = &line->change;
    const mz_identity *now = &r->c->current->identity, *before = &r->c->prior->identity;
    mz_place places[2] = {mz_line_place(line)};
    size_t count = 1;
    if (line->statement >= 0) places[count++] = mz_fact_place(&r->c->current->facts[line->statement]);
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
                        .delta = mz_difference_text(r->problem.arena, change->difference, change->unit, decimals),
                        .unit = unit};
    mz_report_add(&r->problem, &report);
    if (line->statement >= 0) r->told[r->c->current->facts[line->statement].sentence] = true;
}

static int by_position(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

/* What was found in the document alone to lack a reason, and is reported now with both years' figures, is not reported
 * twice. */
static void drop_told_twice(reporter *r)
{
    const mz_document *document = r->c->current;
    uint32_t *places = mz_arena_array(r->c->arena, document->fact_count + 1, sizeof *places);
    size_t count = 0, kept = 0;
    if (places == NULL) return;
    for (size_t i = 0; i < document->fact_count; i++)
        if (r->told[document->facts[i].sentence]) places[count++] = document->facts[i].span.begin;
    if (count > 1) qsort(places, count, sizeof *places, by_position);
    for (size_t i = 0; i < r->problem.finding_count; i++) {
        const mz_finding *finding = &r->problem.findings[i];
        const bool missing = strcmp(finding->rule, "reason.missing") == 0 && finding->place_count > 0;
        if (missing && bsearch(&finding->places[0].span.begin, places, count, sizeof *places, by_position) != NULL)
            continue;
        r->problem.findings[kept++] = *finding;
    }
    r->problem.finding_count = kept;
}

/* An entry of changes.json/report: which lines it takes. */
typedef struct taking {
    const char *rows;
    const mz_word_list *forms, *columns;
    bool stated; /* only changes that the text states */
} taking;

/* Whether the entry takes the line; *subject names what it speaks of, in the arena. */
static bool takes(reporter *r, const taking *entry, const mz_line_change *line, const char **subject)
{
    const char *rows = entry->rows;
    if (rows == NULL || (entry->stated && line->statement < 0)) return false;
    const bool leaf = strcmp(rows, "leaf") == 0 && line->leaf && *line->key != '\0';
    const bool item = strcmp(rows, "items") == 0 && strncmp(line->role, "three.", 6) == 0;
    const bool whole = strncmp(line->role, "total.", 6) == 0 || mz_is_fund(line);
    const bool total = strcmp(rows, "total") == 0 && whole;
    const bool text = strcmp(rows, "text") == 0;
    if (!leaf && !item && !total && !text) return false;
    if (!mz_patterns_match(entry->forms, line->change.form_id)) return false;
    if (!mz_patterns_match(entry->columns, line->column_role)) return false;
    if (leaf)
        *subject = mz_arena_printf(r->problem.arena, "code|%s|%s", line->change.code, line->key);
    else
        *subject =
            mz_arena_printf(r->problem.arena, text ? "text|%s" : "role|%s", text ? line->change.form_id : line->role);
    return *subject != NULL;
}

/* Whether a total on which nothing is said stands above subjects that changed: they are judged one by one. */
static bool is_told_below(const mz_line_change *line)
{
    if (line->statement >= 0 || strncmp(line->role, "total.", 6) != 0) return false;
    for (size_t i = 0; i < line->table->row_count; i++) {
        const mz_paired_row *rows = &line->table->rows[i];
        if (*(rows->current != NULL ? rows->current : rows->prior)->code != '\0') return true;
    }
    return false;
}

/* Whether a change among the three public expenses has its root in another one that is reported: in the part that makes
 * up most of it and is stated itself, or, when nothing is said of it, in the whole that it makes up most of. */
static bool is_told_by_relative(const reporter *r, const mz_line_change *line)
{
    char room[64];
    const size_t at = (size_t)(line - r->c->lines), from = at > MOST_RELATIVES ? at - MOST_RELATIVES : 0;
    for (size_t i = from; i < r->c->count && i <= at + MOST_RELATIVES; i++) {
        const mz_line_change *other = &r->c->lines[i];
        if (other->table != line->table || other->statement < 0) continue;
        if (!other->change.material || other->change.explained) continue;
        const bool part = strcmp(mz_role_above(other->role, room), line->role) == 0 && *line->role != '\0';
        const bool whole = strcmp(mz_role_above(line->role, room), other->role) == 0 && *other->role != '\0';
        if (part && mz_is_most(other->change.difference, line->change.difference)) return true;
        if (whole && line->statement < 0 && mz_is_most(line->change.difference, other->change.difference)) return true;
    }
    return false;
}

/* Whether the total of a fund is all that a total of all money changed by, which is reported itself. */
static bool is_told_as_total(const reporter *r, const mz_line_change *line)
{
    for (size_t i = 0; i < r->c->count && mz_is_fund(line); i++) {
        const mz_line_change *other = &r->c->lines[i];
        if (strncmp(other->role, "total.", 6) != 0 || !other->change.material || other->change.explained) continue;
        if (other->change.difference == line->change.difference) return true;
    }
    return false;
}

/* Whether the documents have a pair of tables of one of these forms. */
static bool has_pair(const reporter *r, const mz_word_list *forms)
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
    const mz_word_list *lists = mz_list_of(r->c->lists, "report");
    for (size_t e = 0; e < lists->list_count; e++) {
        const json_t *entry = json_array_get(entries, e);
        const mz_word_list *list = &lists->lists[e];
        if (has_pair(r, mz_list_under(list, "unless"))) continue;
        const taking taking = {.rows = json_string_value(json_object_get(entry, "rows")),
                               .forms = mz_list_under(list, "forms"),
                               .columns = mz_list_under(list, "columns"),
                               .stated = json_is_true(json_object_get(entry, "stated"))};
        for (size_t i = 0; i < r->c->count; i++) {
            const mz_line_change *line = &r->c->lines[i];
            const char *subject;
            if (!takes(r, &taking, line, &subject)) continue;
            if (mz_dictionary_find(&r->seen, subject, strlen(subject)) != NULL) continue;
            if (!mz_dictionary_add(&r->seen, r->problem.arena, subject, strlen(subject), line)) return;
            if (!line->change.material || line->change.explained) continue;
            if (is_told_below(line) || is_told_by_relative(r, line) || is_told_as_total(r, line)) continue;
            report_unexplained(r, line);
        }
    }
}

/* Stated changes whose reason only repeats them, or is a formula, once for each sentence; those that are told with both
 * years' figures already are left out. */
static void report_circular(reporter *r)
{
    const mz_document *document = r->c->current;
    for (size_t i = 0, last = SIZE_MAX; i < document->fact_count; i++) {
        const mz_fact *fact = &document->facts[i];
        if (!mz_is_stated_change(fact) || *fact->reason == '\0' || fact->amount.value == 0) continue;
        if (last == fact->reason_span.begin || (r->told != NULL && r->told[fact->sentence])) continue;
        last = fact->reason_span.begin;
        if (mz_reason_explains(r->c->catalogue, fact->reason, fact->item, 0)) continue;
        const mz_place place = mz_fact_place(fact);
        const char *zh = mz_arena_printf(r->problem.arena, "“%s”的变化%s%s没有说明原因：“%s”只是重复变化或套话。",
                                         fact->subject, fact->amount.printed, fact->amount.unit_text, fact->reason);
        const char *en =
            mz_arena_printf(r->problem.arena,
                            "The reason given for the change %s%s of '%s' only repeats it, or says no more "
                            "than that it was planned.",
                            fact->amount.printed, fact->amount.unit_text, fact->subject);
        if (zh == NULL || en == NULL) return;
        mz_report_rule(&r->problem, "reason.circular", &place, 1, zh, en, NULL, fact->amount.printed);
    }
}

static mz_problem problem_of(mz_comparison *c, const mz_check_options *rules)
{
    const mz_document *document = c->current;
    return (mz_problem){.rulebook = c->catalogue->rulebook,
                        .options = rules,
                        .document = c->current,
                        .arena = c->arena,
                        .keep = c->arena,
                        .finding_count = document->finding_count,
                        .finding_room = document->finding_count,
                        .findings = document->findings};
}

/* What the comparison with the year before tells. */
static void report_against_prior(reporter *r)
{
    const mz_document *document = r->c->current;
    uint32_t sentences = 0;
    for (size_t i = 0; i < document->fact_count; i++)
        if (document->facts[i].sentence > sentences) sentences = document->facts[i].sentence;
    r->told = mz_arena_array(r->c->arena, (size_t)sentences + 1, sizeof *r->told);
    if (r->told != NULL) report_lines(r);
    if (r->told != NULL) drop_told_twice(r);
    mz_report_statements(r->c, &r->problem);
    mz_report_restated(r->c, &r->problem);
    mz_report_openings(r->c, &r->problem);
}

mz_status mz_report_changes(mz_comparison *c, const mz_check_options *rules, mz_error *error)
{
    reporter r = {.c = c, .problem = problem_of(c, rules)};
    if (c->prior != NULL) report_against_prior(&r);
    mz_report_flats(c, &r.problem);
    report_circular(&r);
    mz_report_bases(c, &r.problem);
    c->current->findings = r.problem.findings;
    c->current->finding_count = r.problem.finding_count;
    if (!mz_arena_exhausted(c->arena)) return MZ_OK;
    if (error != NULL)
        *error = (mz_error){.code = MZ_ERR_MEMORY, .message = "the comparison needs more memory than allowed"};
    return MZ_ERR_MEMORY;
}
