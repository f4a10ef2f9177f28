/* statements.c - changes that the text states, in money or in percent, held against the figures that the year before
 * published. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "text/text.h"

enum { NEAR = 12, MOST_CANDIDATES = 32, LONGEST_CLAUSE = 120 /* bytes before a figure that may name its base */ };

__extension__ typedef __int128 wide;

/* A figure of the prior document's text by its subject. */
typedef struct keyed {
    const char *key;
    uint32_t number;
} keyed;

typedef struct statements {
    mz_comparison *c;
    mz_problem *problem;
    keyed *prior;
    size_t prior_count;
    const mz_line_change **lines; /* per fact: the line whose change it states, NULL when there is none */
    int64_t reported;             /* sentence that was reported last, -1 at first */
} statements;

/* Whether the words before the figure say that it is compared with something else than what was published the year
 * before: a budget with what was carried out, final accounts with their budget. */
static bool clause_names_other_base(const mz_comparison *c, const mz_fact *fact, const mz_word_list *others)
{
    const mz_text *text = c->current->text;
    char clause[2 * LONGEST_CLAUSE];
    size_t length = 0;
    if (text == NULL || fact->span.line == 0 || fact->span.line > text->count) return false;
    for (uint32_t number = fact->span.line > 1 ? fact->span.line - 1 : 1; number <= fact->span.line; number++) {
        const mz_line *line = &text->lines[number - 1];
        size_t end = line->length;
        if (number == fact->span.line) {
            if (fact->span.begin < line->offset || fact->span.begin - line->offset > line->length) return false;
            end = fact->span.begin - line->offset;
        }
        const size_t begin = end > LONGEST_CLAUSE ? end - LONGEST_CLAUSE : 0;
        memcpy(clause + length, line->text + begin, end - begin);
        length += end - begin;
    }
    static const char *const marks[] = {"，", "。", "；", ","};
    size_t begin = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (const char *mark; (mark = memmem(clause + begin, length - begin, marks[i], strlen(marks[i]))) != NULL;)
            begin = (size_t)(mark - clause) + strlen(marks[i]);
    return mz_holds_listed(others, clause + begin, length - begin);
}

bool mz_has_other_base(const mz_comparison *c, size_t index)
{
    const mz_document *document = c->current;
    const char *kind = document->identity.kind == MZ_KIND_FINAL_ACCOUNTS ? "final_accounts" : "budget";
    const mz_word_list *others = mz_list_of(mz_list_of(c->lists, "other_bases"), kind);
    for (size_t i = index;
         i-- > 0 && index - i <= NEAR && document->facts[i].section == document->facts[index].section;) {
        const mz_fact *near = &document->facts[i];
        if (strcmp(c->fact_keys[i], c->fact_keys[index]) != 0 || near->period == document->identity.fiscal_year)
            continue;
        if (mz_holds_listed(others, near->subject, strlen(near->subject) - strlen(near->item))) return true;
    }
    return clause_names_other_base(c, &document->facts[index], others);
}

/* Whether a fact is this year's figure of this name. */
static bool is_value_of(const mz_comparison *c, const char *key, size_t index)
{
    const mz_fact *fact = mz_fact_at(c, index);
    const bool ours = fact->period == 0 || fact->period == c->current->identity.fiscal_year;
    return ours && strcmp(c->fact_keys[index], key) == 0 && mz_is_own_value(c, fact);
}

int32_t mz_value_of_change(const mz_comparison *c, size_t index)
{
    const mz_document *document = c->current;
    if (mz_has_other_base(c, index)) return -1;
    for (size_t i = index;
         i-- > 0 && index - i <= NEAR && document->facts[i].section == document->facts[index].section;)
        if (is_value_of(c, c->fact_keys[index], i)) return (int32_t)i;
    int32_t only = -1;
    const size_t first = mz_first_fact(c, c->fact_keys[index]);
    for (size_t i = first; i < c->fact_count && i < first + MOST_CANDIDATES; i++) {
        const uint32_t number = c->by_key[i];
        if (strcmp(c->fact_keys[number], c->fact_keys[index]) != 0) break;
        if (!is_value_of(c, c->fact_keys[index], number)) continue;
        if (only >= 0 && document->facts[only].amount.value != document->facts[number].amount.value) return -1;
        only = (int32_t)number;
    }
    return only;
}

static bool difference_agrees(const mz_amount *stated, mz_interval now, mz_interval before)
{
    const mz_interval change = mz_amount_interval(stated);
    mz_interval d;
    if (!mz_value_sub(now.lo, before.hi, &d.lo) || !mz_value_sub(now.hi, before.lo, &d.hi)) return true;
    return change.lo <= d.hi && d.lo <= change.hi;
}

/* Percentages are cut off as often as they are rounded: a whole unit of the last digit is allowed. */
static bool rate_agrees(const mz_amount *stated, mz_interval now, mz_interval before)
{
    if (before.lo <= 0) return true;
    wide step = 1;
    for (unsigned digit = stated->decimals; digit < 6; digit++) step *= 10;
    const wide scale = 100 * (wide)1000000;
    const wide lowest = (wide)(now.lo - before.hi) * scale, highest = (wide)(now.hi - before.lo) * scale;
    return (stated->value + step) * before.hi >= lowest && (stated->value - step) * before.lo <= highest;
}

static bool agrees(const mz_fact *fact, const mz_amount *stated, const mz_amount *now, const mz_amount *before)
{
    const mz_interval a = mz_amount_interval(now), b = mz_amount_interval(before);
    return fact->kind == MZ_FACT_CHANGE ? difference_agrees(stated, a, b) : rate_agrees(stated, a, b);
}

static int by_key(const void *a, const void *b)
{
    const keyed *left = a, *right = b;
    const int order = strcmp(left->key, right->key);
    if (order != 0) return order;
    return left->number < right->number ? -1 : left->number > right->number;
}

static bool index_prior(statements *s)
{
    const mz_document *prior = s->c->prior;
    s->prior = mz_arena_array(s->c->arena, prior->fact_count + 1, sizeof *s->prior);
    if (s->prior == NULL) return false;
    for (size_t i = 0; i < prior->fact_count; i++)
        if (mz_is_own_value(s->c, &prior->facts[i]) && prior->facts[i].period == prior->identity.fiscal_year)
            s->prior[s->prior_count++] = (keyed){
                mz_known_key(s->c, mz_change_key(s->c->label_marks, s->c->arena, prior->facts[i].item)), (uint32_t)i};
    if (s->prior_count > 1) qsort(s->prior, s->prior_count, sizeof *s->prior, by_key);
    return true;
}

/* Where the prior document's figures of this name begin. */
static size_t first_prior(const statements *s, const char *key)
{
    size_t low = 0, high = s->prior_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(s->prior[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The lines of functional subjects whose statements were found by their own name, and those of the three public
 * expenses. */
static bool index_lines(statements *s)
{
    const mz_comparison *c = s->c;
    const mz_word_list *forms = mz_list_of(c->lists, "statement_forms");
    s->lines = mz_arena_array(c->arena, c->current->fact_count + 1, sizeof *s->lines);
    if (s->lines == NULL) return false;
    for (size_t i = 0; i < c->count; i++) {
        const mz_line_change *line = &c->lines[i];
        if (line->statement < 0) continue;
        if (*line->change.prior.printed == '\0' || *line->change.current.printed == '\0') continue;
        const bool subject = *line->change.code != '\0' && strcmp(line->column_role, "total") == 0 &&
                             mz_patterns_match(forms, line->change.form_id) &&
                             strcmp(c->fact_keys[line->statement], line->key) == 0;
        const bool role = *line->role != '\0' && strcmp(c->fact_roles[line->statement], line->role) == 0;
        if (subject || role) s->lines[line->statement] = line;
    }
    return true;
}

static void report(statements *s, size_t index, const mz_fact *value, const mz_amount *before)
{
    const mz_fact *fact = &s->c->current->facts[index];
    mz_arena *arena = s->problem->arena;
    int64_t difference;
    if (s->reported == fact->sentence || !mz_value_sub(value->amount.value, before->value, &difference)) return;
    s->reported = fact->sentence;
    mz_amount opposite = fact->amount;
    opposite.value = -opposite.value;
    const bool turned = difference != 0 && agrees(fact, &opposite, &value->amount, before);
    const bool rate = fact->kind == MZ_FACT_CHANGE_RATE;
    const char *wanted =
        rate ? mz_difference_text(arena, mz_percent_of(difference, before->value) * 10000, MZ_UNIT_PERCENT, 2)
             : mz_difference_text(arena, difference, fact->amount.unit, fact->amount.decimals);
    const mz_place places[] = {mz_fact_place(fact), mz_fact_place(value)};
    const char *unit = mz_unit_name(fact->amount.unit), *printed = fact->amount.printed;
    const char *verb = fact->amount.value < 0 ? "减少" : "增加", *sign = fact->amount.value < 0 ? "-" : "+";
    if (*printed == '-') printed++;
    const char *zh =
        mz_arena_printf(arena, "正文称“%s”较上年%s%s%s，而上年公开数为%s%s，本年为%s%s，实际变化%s%s%s。", fact->item,
                        verb, printed, unit, before->printed, before->unit_text, value->amount.printed,
                        value->amount.unit_text, wanted, unit, turned ? "，方向写反" : "");
    const char *en = mz_arena_printf(
        arena, "The text says that '%s' changed by %s%s%s against the year before, but it went from %s to %s.",
        fact->item, sign, printed, rate ? "%" : "", before->printed, value->amount.printed);
    if (zh == NULL || en == NULL) return;
    mz_report_rule(s->problem, turned ? "change.direction" : "change.statement", places, 2, zh, en, wanted,
                   fact->amount.printed);
}

/* A stated change against the figure that the year before published under the same name: in its text (where that gives
 * several figures for it, one that agrees is enough), else in its table. */
static void check_statement(statements *s, size_t index)
{
    const mz_comparison *c = s->c;
    const mz_fact *fact = &c->current->facts[index];
    const int32_t value = mz_value_of_change(c, index);
    if (value < 0) return;
    const mz_amount *now = &c->current->facts[value].amount, *first = NULL;
    const char *key = c->fact_keys[index];
    const size_t low = first_prior(s, key);
    for (size_t i = low; i < s->prior_count && i < low + MOST_CANDIDATES && strcmp(s->prior[i].key, key) == 0; i++) {
        const mz_amount *before = &c->prior->facts[s->prior[i].number].amount;
        if (agrees(fact, &fact->amount, now, before)) return;
        if (first == NULL) first = before;
    }
    const mz_line_change *line = s->lines[index];
    if (line != NULL) {
        const mz_interval current = mz_amount_interval(&line->change.current), said = mz_amount_interval(now);
        const bool same = current.lo <= said.hi && said.lo <= current.hi;
        const mz_amount *printed = mz_year_before(line); /* if not as published, that is told of the column */
        if (agrees(fact, &fact->amount, &line->change.current, &line->change.prior)) return;
        if (printed != NULL && agrees(fact, &fact->amount, &line->change.current, printed)) return;
        if (first == NULL && same) first = &line->change.prior;
    }
    if (first != NULL) report(s, index, &c->current->facts[value], first);
}

/* A figure that the text gives for the year before, against what that year's text said of it. */
static void check_restated(statements *s, const mz_fact *fact, const char *key)
{
    const mz_comparison *c = s->c;
    const mz_amount *first = NULL;
    for (size_t i = first_prior(s, key), most = i + MOST_CANDIDATES; i < s->prior_count && i < most; i++) {
        const mz_amount *before = &c->prior->facts[s->prior[i].number].amount;
        if (strcmp(s->prior[i].key, key) != 0) break;
        const mz_interval a = mz_amount_interval(&fact->amount), b = mz_amount_interval(before);
        if (a.lo <= b.hi && b.lo <= a.hi) return;
        if (first == NULL) first = before;
    }
    if (first == NULL) return;
    const int year = (int)c->prior->identity.fiscal_year;
    const mz_place place = mz_fact_place(fact);
    const char *zh =
        mz_arena_printf(s->problem->arena, "正文称%d年“%s”为%s%s，而该年公开的文件中为%s%s，未说明调整。", year,
                        fact->item, fact->amount.printed, fact->amount.unit_text, first->printed, first->unit_text);
    const char *en =
        mz_arena_printf(s->problem->arena, "The text gives %s for '%s' in %d, but that year's document says %s.",
                        fact->amount.printed, fact->item, year, first->printed);
    if (zh == NULL || en == NULL) return;
    mz_report_rule(s->problem, "change.restated", &place, 1, zh, en, first->printed, fact->amount.printed);
}

void mz_report_statements(mz_comparison *c, mz_problem *problem)
{
    statements s = {.c = c, .problem = problem, .reported = -1};
    if (!index_prior(&s) || !index_lines(&s)) return;
    for (size_t i = 0; i < c->current->fact_count; i++) {
        const mz_fact *fact = &c->current->facts[i];
        if (*fact->item == '\0') continue;
        if (fact->period == c->prior->identity.fiscal_year && mz_is_own_value(c, fact) && !mz_has_other_base(c, i))
            check_restated(&s, fact, c->fact_keys[i]);
        if (!mz_is_stated_change(fact)) continue;
        if (fact->kind == MZ_FACT_CHANGE && !mz_unit_is_money(fact->amount.unit)) continue;
        if (fact->base_year == c->prior->identity.fiscal_year) check_statement(&s, i);
    }
}
