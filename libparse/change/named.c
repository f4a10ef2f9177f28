/* named.c - lines that the reason of something else names: 差旅费增加 in the reason for all running costs, the subject
 * that money was moved from; and figures whose reason stands behind the figure itself. */
#include <string.h>

#include "compare.h"
#include "narrative/passage.h"

enum {
    MOST_REASONS = 256, /* of one document; more say nothing new */
    MOST_FIGURES = 64,  /* of one name */
    SHORTEST_STEM = 6,  /* bytes: two Chinese characters */
    WHOLE_MARKS = 3     /* of those that end clauses */
};

typedef struct reasons {
    uint32_t facts[MOST_REASONS]; /* the first fact of each */
    bool moves[MOST_REASONS];     /* it says that money stands under another subject now */
    bool counts[MOST_REASONS];    /* it is given for a whole and counts several: 一是...；二是... */
    bool of_leaf[MOST_REASONS];   /* it is given for a subject without deeper ones */
    bool kinds[MOST_REASONS];     /* it may list kinds of expenses */
    size_t count;
    mz_dictionary leaves; /* names of subjects without deeper ones */
} reasons;

/* Where the next of several reasons begins behind this one's begin: counted (二是, （2）, 2.) or behind a turn
 * (，同时); NULL when there is none. */
static const char *next_counted(const mz_comparison *c, const char *reason)
{
    static const char *const marks[] = {"；", "，", "。", "、", ";", ","};
    for (const char *p = reason; *p != '\0';) {
        const size_t left = strlen(p);
        size_t mark = 0;
        if (p > reason && mz_word_at(mz_list_of(c->lists, "turns"), p) > 0) return p + mz_character_size(*p);
        for (size_t i = 0; i < sizeof marks / sizeof *marks && mark == 0; i++)
            if (mz_starts(p, left, marks[i], strlen(marks[i]))) mark = strlen(marks[i]);
        p += mark > 0 ? mark : mz_character_size(*p);
        uint8_t style;
        if (mark > 0 && (mz_counted_reason(p, left - mark) > 0 || mz_list_number(p, left - mark, &style) > 0)) return p;
    }
    return NULL;
}

/* Whether a fact is of the running costs, or what they are a part of, whose reasons list kinds of expenses. */
static bool lists_kinds(const mz_comparison *c, size_t fact)
{
    const mz_word_list *of = mz_list_of(mz_list_of(c->lists, "listed_kinds"), "of");
    const char *key = c->fact_keys[fact];
    for (size_t i = 0; i < of->count; i++) {
        if (strcmp(c->fact_roles[fact], of->words[i].text) == 0) return true;
        const mz_name_list names = mz_spoken_names(c, of->words[i].text);
        for (size_t k = 0; k < names.count; k++)
            if (strcmp(names.keys[k], key) == 0) return true;
    }
    return false;
}

/* false when memory runs out. */
static bool gather(const mz_comparison *c, reasons *r)
{
    const char *last = "";
    *r = (reasons){.count = 0};
    for (size_t i = 0; i < c->count; i++) {
        const mz_line_change *line = &c->lines[i];
        const char *const keys[] = {line->key, line->short_key};
        for (size_t k = 0; k < 2 && line->leaf; k++)
            if (*keys[k] != '\0' && !mz_dictionary_add(&r->leaves, c->arena, keys[k], strlen(keys[k]), line))
                return false;
    }
    for (size_t i = 0; i < c->fact_count && r->count < MOST_REASONS; i++) {
        const char *reason = mz_fact_at(c, i)->reason;
        if (*reason == '\0' || reason == last) continue;
        last = reason;
        r->counts[r->count] = next_counted(c, reason) != NULL && mz_is_of_whole(c, c->fact_keys[i]);
        r->moves[r->count] = mz_holds_word(mz_list_of(c->lists, "moving"), reason);
        r->of_leaf[r->count] = mz_dictionary_find(&r->leaves, c->fact_keys[i], strlen(c->fact_keys[i])) != NULL;
        r->kinds[r->count] = lists_kinds(c, i);
        r->facts[r->count++] = (uint32_t)i;
    }
    return true;
}

/* A line with the words that mean its subject, and those that a kind of expenses is told as: 退休人员 for 退休费. */
typedef struct subject {
    mz_line_change *line;
    const mz_word_list *words, *told_as;
    bool kind;   /* one of expenses, as lists of them name it */
    bool listed; /* so, and the reason at hand may list them */
} subject;

static subject subject_of(const mz_comparison *c, mz_line_change *line)
{
    const char *code = mz_line_code(line);
    const mz_word_list *mentions = mz_list_of(c->lists, "mentions");
    return (subject){line, mz_list_under(mentions, *code != '\0' ? code : line->role),
                     mz_list_under(mz_list_of(c->lists, "told_as"), line->change.code), *line->change.code == '3',
                     false};
}

/* A kind of expenses in a list that leaves out its last word: 办公费 in 压减办公、印刷、会议等一般性支出. */
static bool is_listed_kind(const mz_comparison *c, const mz_line_change *line, const char *reason)
{
    const mz_word_list *listed = mz_list_of(c->lists, "listed_kinds"), *tails = mz_list_of(listed, "tail");
    const mz_word_list *behind = mz_list_of(listed, "behind");
    const size_t whole = strlen(line->key);
    if (mz_holds_word(mz_list_under(mz_list_of(listed, "whole"), line->change.code), reason)) return true;
    for (size_t i = 0; i < tails->count; i++) {
        const size_t size = tails->words[i].length;
        if (whole < size + SHORTEST_STEM || strcmp(line->key + whole - size, tails->words[i].text) != 0) continue;
        const size_t stem = whole - size;
        for (const char *at = reason; (at = memmem(at, strlen(at), line->key, stem)) != NULL; at += stem)
            if (mz_word_at(behind, at + stem) > 0) return true;
    }
    return false;
}

/* What the reason at hand, or a clause of it, calls the subject: by the line's label, or by one of its words; NULL
 * when it does not name it. */
static const char *name_in(const mz_comparison *c, const subject *of, const char *reason)
{
    if (mz_reason_names(of->line, reason)) return of->line->key;
    if (of->listed && is_listed_kind(c, of->line, reason)) return of->line->key;
    for (size_t i = 0; i < of->words->count; i++)
        if (strstr(reason, of->words->words[i].text) != NULL) return of->words->words[i].text;
    for (size_t i = 0; i < of->told_as->count; i++)
        if (strstr(reason, of->told_as->words[i].text) != NULL) return of->line->key;
    return NULL;
}

static bool is_one_sided(const mz_change *change)
{
    return *change->prior.printed == '\0' || *change->current.printed == '\0';
}

/* The next clause of the reason, in arena, and *reason behind it; NULL behind the last one. whole: with all clauses up
 * to a semicolon or full stop. */
static const char *next_clause(const mz_comparison *c, const char **reason, bool whole)
{
    static const char *const marks[] = {"；", "。", ";", "，", ","};
    if (**reason == '\0') return NULL;
    size_t length = strlen(*reason), skip = 0;
    for (size_t i = 0; i < (whole ? WHOLE_MARKS : sizeof marks / sizeof *marks); i++) {
        const char *mark = strstr(*reason, marks[i]);
        if (mark == NULL || (size_t)(mark - *reason) >= length) continue;
        length = (size_t)(mark - *reason);
        skip = strlen(marks[i]);
    }
    const char *clause = mz_arena_copy(c->arena, *reason, length);
    *reason += length + skip;
    return clause;
}

/* The clause of the reason that names the line, or all up to a semicolon around it (whole); "" when none does. */
static const char *naming_clause(const mz_comparison *c, const subject *of, uint32_t fact, bool whole)
{
    const char *reason = mz_fact_at(c, fact)->reason;
    if (name_in(c, of, reason) == NULL) return ""; /* before clauses are copied for nothing */
    for (const char *clause; (clause = next_clause(c, &reason, whole)) != NULL;)
        if (name_in(c, of, clause) != NULL) return clause;
    return "";
}

/* Whether the reason of a whole tells of a project that the line, which is most of the whole's change and stated
 * without a reason, is for: 湿地修复工程进入施工期 of 湿地保护. A clause holds the word that the name begins with. */
static bool tells_of_project(const mz_comparison *c, const mz_line_change *line, uint32_t number)
{
    const char *reason = mz_fact_at(c, number)->reason;
    char lead[MZ_LEAD_SIZE];
    if (line->statement < 0 || !line->leaf || *line->change.code != '2' || !mz_lead_of(c, line, lead)) return false;
    if (strstr(reason, lead) == NULL || !mz_is_most_of_whole(c, line, number)) return false;
    for (const char *clause; (clause = next_clause(c, &reason, false)) != NULL;)
        if (strstr(clause, lead) != NULL && mz_text_speaks_of(c, line, clause)) return true;
    return false;
}

/* Whether the reason explains the line that it names: given for a change in its direction, or for one in the other
 * while the clause that names the line speaks of its own (增加的原因：一是...；二是压减会议费). */
static bool explains_named(const mz_comparison *c, const subject *of, uint32_t number)
{
    const mz_line_change *line = of->line;
    const mz_fact *fact = mz_fact_at(c, number);
    const int direction = mz_direction_of(&line->change);
    const char *name = name_in(c, of, fact->reason);
    if (!mz_is_stated_change(fact)) return false;
    if ((fact->amount.value > 0 ? 1 : -1) == direction)
        return mz_fact_explains(c, number, direction) &&
               (name == NULL || mz_reason_explains(c->catalogue, fact->reason, name, direction));
    for (int whole = 0; whole < 2; whole++) {
        const char *clause = naming_clause(c, of, number, whole == 1);
        if (mz_reason_has_direction(c->lists, clause, direction) &&
            !mz_reason_has_direction(c->lists, clause, -direction) &&
            mz_reason_explains(c->catalogue, clause, line->key, direction))
            return true;
    }
    return false;
}

/* Whether the reason with this number can be that of the line: what is said of the three public expenses or of what is
 * bought speaks of the kinds of expenses (economic subjects) and of those expenses only. A subject's own reason speaks
 * of another by its label, or when it says that it changed (工资及公积金缴费相应增加): 退休人员去世 is of people. */
static bool may_speak_of(const mz_comparison *c, const reasons *r, const subject *of, size_t number)
{
    const uint32_t fact = r->facts[number];
    const mz_line_change *line = of->line;
    const bool own = r->of_leaf[number] && *mz_line_code(line) != '3';
    if (own && !mz_reason_names(line, mz_fact_at(c, fact)->reason)) {
        const char *clause = naming_clause(c, of, fact, false);
        return *clause != '\0' && mz_reason_has_direction(c->lists, clause, mz_direction_of(&line->change));
    }
    if (*c->fact_roles[fact] == '\0') return true;
    return strncmp(line->role, "three.", 6) == 0 || *mz_line_code(line) == '3';
}

/* Staff, running costs and projects of all money are called so in the reason for the whole. */
static bool is_part_of_total(const mz_line_change *line)
{
    return strncmp(line->role, "total.", 6) == 0 && strcmp(line->role, "total.total") != 0;
}

/* Whether the line is a subject of which nothing is said, and most of what all basic or project expenditure changed by.
 */
static bool is_most_of_part(const mz_comparison *c, const mz_line_change *line)
{
    const int64_t difference = line->change.difference;
    if (!line->leaf || line->statement >= 0 || *line->change.code != '2') return false;
    return (mz_is_most(line->project, difference) && mz_is_most(difference, mz_change_of_whole(c, "total.project"))) ||
           (mz_is_most(line->basic, difference) && mz_is_most(difference, mz_change_of_whole(c, "total.basic")));
}

/* Whether the text calls the fund by one of its names. */
static bool names_fund(const mz_comparison *c, const mz_line_change *line, const char *text)
{
    return mz_is_fund(line) && mz_holds_word(mz_list_under(mz_list_of(c->lists, "names"), line->role), text);
}

/* One of several counted reasons of a whole explains the part of all money that it is about, whichever way the whole
 * went: ...减少，一是压减项目支出；二是在职人员晋级晋档，缴费相应增加. */
static bool explain_counted(const mz_comparison *c, mz_line_change *line, uint32_t number)
{
    const mz_fact *fact = mz_fact_at(c, number);
    const int direction = mz_direction_of(&line->change);
    for (const char *at = fact->reason, *next; at != NULL; at = next) {
        next = next_counted(c, at);
        const char *one = mz_arena_copy(c->arena, at, next == NULL ? strlen(at) : (size_t)(next - at));
        if (one == NULL) return false;
        const bool fund = names_fund(c, line, one);
        if (mz_reason_has_direction(c->lists, one, -direction) ||
            (!fund && !mz_reason_has_direction(c->lists, one, direction)))
            continue;
        if ((!fund && !mz_text_speaks_of(c, line, one)) || !mz_reason_explains(c->catalogue, one, line->key, direction))
            continue;
        mz_explain_by(line, fact->reason, fact->reason_span);
        return true;
    }
    return false;
}

static void explain_named(const mz_comparison *c, const reasons *r, mz_line_change *line)
{
    subject of = subject_of(c, line);
    for (size_t i = 0; i < r->count; i++) {
        const mz_fact *fact = mz_fact_at(c, r->facts[i]);
        of.listed = of.kind && r->kinds[i];
        const bool against = (fact->amount.value > 0) != (line->change.difference > 0); /* else it inherits */
        const bool part = is_part_of_total(line) || mz_is_fund(line) || (against && is_most_of_part(c, line));
        if (r->counts[i] && part && explain_counted(c, line, r->facts[i])) return;
        if (!may_speak_of(c, r, &of, i)) continue;
        if (name_in(c, &of, fact->reason) == NULL && !tells_of_project(c, line, r->facts[i])) continue;
        const bool moved = r->moves[i] && (is_one_sided(&line->change) || fact->kind == MZ_FACT_VALUE);
        if (!moved && !explains_named(c, &of, r->facts[i])) continue;
        mz_explain_by(line, fact->reason, fact->reason_span);
        return;
    }
}

/* Whether the figure is the line's: this year's, or of a subject that was dropped any that has a reason. */
static bool is_figure_of(const mz_comparison *c, const mz_line_change *line, const mz_fact *fact)
{
    if (fact->kind != MZ_FACT_VALUE || *fact->reason == '\0') return false;
    if (*line->change.current.printed == '\0') return true;
    const mz_interval now = mz_amount_interval(&line->change.current), amount = mz_amount_interval(&fact->amount);
    return mz_is_own_value(c, fact) && amount.lo <= now.hi && now.lo <= amount.hi;
}

static bool explain_key(const mz_comparison *c, mz_line_change *line, const char *key)
{
    const size_t first = *key == '\0' ? c->fact_count : mz_first_fact(c, key);
    for (size_t i = first; i < c->fact_count && i < first + MOST_FIGURES; i++) {
        const uint32_t number = c->by_key[i];
        const mz_fact *fact = mz_fact_at(c, number);
        if (strcmp(c->fact_keys[number], key) != 0) return false;
        if (!is_figure_of(c, line, fact)) continue;
        if (!mz_fact_explains(c, number, mz_direction_of(&line->change))) continue;
        mz_explain_by(line, fact->reason, fact->reason_span);
        return true;
    }
    return false;
}

/* 9.64万元，上年无此项预算，主要原因是...: the reason stands behind the figure, no change is stated. */
static void explain_value(const mz_comparison *c, mz_line_change *line)
{
    const mz_name_list names = mz_spoken_names(c, line->role);
    if (explain_key(c, line, line->key)) return;
    for (size_t i = 0; i < names.count; i++)
        if (explain_key(c, line, names.keys[i])) return;
}

void mz_explain_named(mz_comparison *c)
{
    reasons *r = mz_arena_alloc(c->arena, sizeof *r);
    if (r == NULL || !gather(c, r)) return;
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        const bool kind = mz_list_under(mz_list_of(c->lists, "told_as"), line->change.code)->count > 0;
        const bool part =
            line->leaf || kind || strncmp(line->role, "three.", 6) == 0 || is_part_of_total(line) || mz_is_fund(line);
        if (line->change.explained || mz_has_own_reason(c, line)) continue;
        if (line->statement < 0) explain_value(c, line);
        if (!line->change.explained && part) explain_named(c, r, line);
    }
}
