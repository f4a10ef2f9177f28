/* rules_years.c - years that were left over from the document of another year: in titles, headings, sentences,
 * comparisons and at the date of the assets. */
#include <string.h>

#include "flat.h"

enum { YEAR_DIGITS = 4, MOST_PLACES = 32, TAIL = 60, AHEAD = 240, LONGEST_NAME = 90 };

static const char year_word[] = "年";

/* A year of the text: "2024年". */
typedef struct year_mark {
    size_t at;
    int32_t year;
    const char *after; /* behind 年 (and 度) */
} year_mark;

static bool read_year(const mz_flat *flat, const mz_mark *mark, year_mark *y)
{
    int64_t value;
    const char *text = flat->text + mark->at;
    if (mark->at > 0 && strchr("0123456789.", text[-1]) != NULL) return false;
    if (mz_flat_number(text, &value) != YEAR_DIGITS || strncmp(text + YEAR_DIGITS, year_word, 3) != 0) return false;
    *y = (year_mark){.at = mark->at, .year = (int32_t)value, .after = text + YEAR_DIGITS + 3};
    if (strncmp(y->after, "度", 3) == 0) y->after += 3;
    return true;
}

/* Whether the text before offset at ends with a word of the list. */
static bool ends_with(const mz_problem *problem, const char *text, size_t at, mz_wordlist_id list)
{
    return at > 0 && mz_wordlist_suffix(&problem->rulebook->wordlists[list], text, at) != NULL;
}

/* Whether one of the words stands in the next limit bytes, before the sentence ends. */
static bool soon(const mz_problem *problem, const char *text, size_t limit, mz_wordlist_id list)
{
    for (size_t at = 0; at < limit && text[at] != '\0' && strncmp(text + at, "。", 3) != 0;
         at += mz_flat_step(text + at))
        if (mz_wordlist_prefix(&problem->rulebook->wordlists[list], text + at) != NULL) return true;
    return false;
}

typedef enum role { ROLE_NONE, ROLE_OWN, ROLE_BASE, ROLE_ASSETS, ROLES } role;

/* Whether word is there and of the document's kind: a budget may speak of the accounts of another year, and the
 * reverse. */
static bool is_own_kind(const mz_problem *problem, const mz_wordlist_word *word)
{
    bool budget = problem->document->identity.kind == MZ_KIND_BUDGET;
    const mz_wordlist *other =
        &problem->rulebook->wordlists[budget ? MZ_WORDLIST_WORDS_OF_ACCOUNTS : MZ_WORDLIST_WORDS_OF_BUDGETS];
    return word != NULL && mz_wordlist_find(other, word->text, word->length, NULL) == NULL;
}

/* Whether the year stands in a note under a table that says why this table is empty. */
static bool is_of_note(const mz_problem *problem, const mz_flat *flat, const year_mark *y)
{
    size_t line = mz_flat_line(flat, y->at), begin = flat->starts[line];
    return mz_wordlist_prefix(&problem->rulebook->wordlists[MZ_WORDLIST_NOTE_WORDS], flat->text + begin) != NULL &&
           y->at - begin < TAIL && soon(problem, y->after, AHEAD, MZ_WORDLIST_THIS_TABLE);
}

/* What the year is for: the document's own ("2024年部门预算编制说明"), the one compared with, the date of the assets.
 */
static role role_of(const mz_problem *problem, const mz_flat *flat, const char *organisation, const year_mark *y,
                    size_t *word)
{
    bool compared = ends_with(problem, flat->text, y->at, MZ_WORDLIST_COMPARED_BEFORE);
    if (compared) return soon(problem, y->after, TAIL, MZ_WORDLIST_COMPARED_AFTER) ? ROLE_BASE : ROLE_NONE;
    if (ends_with(problem, flat->text, y->at, MZ_WORDLIST_DATE_BEFORE))
        return soon(problem, y->after, AHEAD, MZ_WORDLIST_DATE_OF_ASSETS) ? ROLE_ASSETS : ROLE_NONE;
    const char *after = y->after;
    if (*after == ',') after++;
    size_t own = strlen(organisation);
    if (own > 0 && strncmp(after, organisation, own) == 0) after += own;
    const mz_wordlist *wordlists = problem->rulebook->wordlists;
    const mz_wordlist_word *before = mz_wordlist_prefix(&wordlists[MZ_WORDLIST_OWN_BEFORE], after);
    for (int tries = 0; tries < (before != NULL ? 2 : 1); tries++) {
        const char *text = tries == 0 ? after : after + before->length;
        const mz_wordlist_word *value = mz_wordlist_prefix(&wordlists[MZ_WORDLIST_OWN_VALUES], text);
        *word = value != NULL ? (size_t)(value - wordlists[MZ_WORDLIST_OWN_VALUES].words) : SIZE_MAX;
        if (is_own_kind(problem, value)) return ROLE_OWN;
        *word = SIZE_MAX;
        if (is_own_kind(problem, mz_wordlist_prefix(&wordlists[MZ_WORDLIST_OWN_HEADINGS], text))) return ROLE_OWN;
    }
    *word = SIZE_MAX;
    if (is_of_note(problem, flat, y)) return ROLE_OWN;
    return ROLE_NONE;
}

/* Whether the year may stand there in this document: budgets compare with the year before and count assets at its end
 * or at the end of their own. */
static bool fits(const mz_identity *who, role role, int32_t year)
{
    if (role == ROLE_OWN) return year == who->fiscal_year;
    /* some compare with a year long past on purpose; a year left over is the one before the last, or the own */
    if (role == ROLE_BASE) return year != who->fiscal_year && year != who->fiscal_year - 2;
    return who->kind == MZ_KIND_BUDGET ? year == who->fiscal_year - 1 || year == who->fiscal_year
                                       : year == who->fiscal_year;
}

typedef struct tally {
    mz_place places[MOST_PLACES];
    size_t words[MOST_PLACES]; /* ROLE_OWN: which of own_values follows, SIZE_MAX for a heading */
    size_t count, right;
    int32_t year;
} tally;

static void report(mz_problem *problem, const char *rule, const tally *t, const char *what_zh, const char *what_en)
{
    int32_t own = problem->document->identity.fiscal_year;
    const char *actual = mz_arena_printf(problem->arena, "%d", (int)t->year);
    const char *zh = mz_arena_printf(problem->arena, "%s写的是%d年，文件是%d年的（“%s”，%zu处）。", what_zh,
                                     (int)t->year, (int)own, t->places[0].printed, t->count);
    const char *en = mz_arena_printf(problem->arena, "%s says %d in a document of %d ('%s', %zu place(s)).", what_en,
                                     (int)t->year, (int)own, t->places[0].printed, t->count);
    mz_report_rule(problem, rule, t->places, t->count, zh, en, NULL, actual);
}

static void add(tally *t, const mz_place *place, int32_t year, size_t word)
{
    if (t->count == 0) t->year = year;
    if (t->count == MOST_PLACES || t->year != year) return;
    t->words[t->count] = word;
    t->places[t->count++] = *place;
}

/* Leaves out what the text says for its own year as well: then it speaks of both years on purpose. */
static void drop_said(tally *t, const bool *said)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++)
        if (t->words[i] == SIZE_MAX || !said[t->words[i]]) t->places[kept++] = t->places[i];
    t->count = kept;
}

/* Titles of the standard tables that print a year. */
static void check_titles(mz_problem *problem)
{
    tally t;
    t.count = t.right = 0;
    for (size_t i = 0; i < problem->document->table_count; i++) {
        const mz_table *table = &problem->document->tables[i];
        if (!mz_is_standard(table)) continue;
        const char *year = strstr(table->title, year_word);
        int64_t value;
        if (year == NULL || year - table->title < YEAR_DIGITS || mz_flat_number(year - YEAR_DIGITS, &value) == 0)
            continue;
        if (value == problem->document->identity.fiscal_year) {
            t.right++;
            continue;
        }
        mz_place place = {
            .span = table->span, .form = table->title, .row = "", .code = "", .column = "", .printed = table->title};
        add(&t, &place, (int32_t)value, 0);
    }
    if (t.count > 0 && t.right > t.count) report(problem, "year.title", &t, "表的标题", "The title of a table");
}

static const struct {
    const char *rule, *zh, *en;
} findings[ROLES] = {[ROLE_OWN] = {"year.leftover", "正文", "The text"},
                     [ROLE_BASE] = {"year.base", "比较的年份", "The year compared with"},
                     [ROLE_ASSETS] = {"year.assets", "资产的日期", "The date of the assets"}};

void mz_rules_years(mz_problem *problem, const mz_flat *flat)
{
    const mz_identity *who = &problem->document->identity;
    if (who->fiscal_year == 0 || who->kind == MZ_KIND_UNKNOWN) return;
    check_titles(problem);
    const char *organisation = mz_text_key(problem->arena, who->organisation, strlen(who->organisation));
    const mz_marks *marks = &flat->marks[MZ_MARKS_YEARS];
    tally *tallies = mz_arena_room(problem->arena, ROLES, sizeof *tallies); /* large, and mostly empty */
    bool *said =
        mz_arena_array(problem->arena, problem->rulebook->wordlists[MZ_WORDLIST_OWN_VALUES].count + 1, sizeof *said);
    if (organisation == NULL || tallies == NULL || said == NULL) return;
    for (size_t role = 0; role < ROLES; role++) tallies[role].count = tallies[role].right = 0;
    for (size_t m = 0; m < marks->count; m++) {
        year_mark y;
        if (!read_year(flat, &marks->items[m], &y)) continue;
        size_t word = 0;
        role role = role_of(problem, flat, organisation, &y, &word);
        if (role == ROLE_NONE) continue;
        if (fits(who, role, y.year)) {
            tallies[role].right++;
            if (role == ROLE_OWN && word != SIZE_MAX) said[word] = true;
            continue;
        }
        size_t tail = 0;
        while (tail < TAIL && y.after[tail] != '\0' && strncmp(y.after + tail, "。", 3) != 0)
            tail += mz_flat_step(y.after + tail);
        mz_place place = mz_flat_place(problem, flat, y.at, (size_t)(y.after - (flat->text + y.at)) + tail);
        add(&tallies[role], &place, y.year, word);
    }
    drop_said(&tallies[ROLE_OWN], said);
    for (role role = ROLE_OWN; role < ROLES; role++)
        if (tallies[role].count > 0 &&
            (role == ROLE_ASSETS || tallies[role].right > tallies[role].count + (role == ROLE_BASE)))
            report(problem, findings[role].rule, &tallies[role], findings[role].zh, findings[role].en);
}
