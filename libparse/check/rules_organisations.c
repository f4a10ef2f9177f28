/* rules_organisations.c - another organisation's name where the document speaks of its own: texts copied from
 * elsewhere, and names of which a part was forgotten. */
#include <string.h>

#include "flat.h"

enum {
    MOST_PLACES = 32,
    LONGEST_NAME = 120,
    SHORTEST_NAME = 12,
    FEWEST = 2,
    YEAR_BYTES = 7 /* 2024年 */,
    HEADING = 12
};

/* A piece of the flat text. */
typedef struct name {
    size_t at, length;
} name;

static size_t same_start(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t same = 0;
    while (same < a_length && same < b_length && a[same] == b[same]) same++;
    while (same > 0 && same < a_length && ((unsigned char)a[same] & 0xC0) == 0x80) same--; /* whole characters */
    return same;
}

static size_t same_end(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t same = 0;
    while (same < a_length && same < b_length && a[a_length - 1 - same] == b[b_length - 1 - same]) same++;
    while (same > 0 && ((unsigned char)a[a_length - same] & 0xC0) == 0x80) same--;
    return same;
}

/* Whether one is the other with something in front (a heading's number, a region) or a part of it (a wrapped line). */
static bool same_organisation(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return same_end(a, a_length, b, b_length) == (a_length < b_length ? a_length : b_length);
}

/* Whether a is b with some characters in the middle left out (a district forgotten). */
static bool lacks_part(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t start = same_start(a, a_length, b, b_length), end = same_end(a, a_length, b, b_length);
    return a_length < b_length && start > 0 && end > 0 && start + end >= a_length;
}

/* What stands before offset end without punctuation, digits or the end of another line. */
static name name_before(const mz_flat *flat, size_t end)
{
    static const char *const stops[] = {"。", "、", "《", "》", "，", "；", "："};
    enum { FIRST_LEAD = 0xE3, LAST_LEAD = 0xEF }; /* lead bytes of the stops */
    size_t line = end > 0 ? flat->starts[mz_flat_line(flat, end - 1)] : 0, at = end;
    while (at > line && end - at < LONGEST_NAME) {
        size_t start = at - 1;
        while (start > line && ((unsigned char)flat->text[start] & 0xC0) == 0x80) start--;
        unsigned char lead = (unsigned char)flat->text[start];
        bool stop = at - start == 1, may_stop = lead == FIRST_LEAD || lead == LAST_LEAD;
        for (size_t i = 0; may_stop && i < sizeof stops / sizeof *stops; i++)
            stop |= strncmp(flat->text + start, stops[i], at - start) == 0;
        if (stop) break;
        at = start;
    }
    /* 第三部分 is a heading's number */
    const char *part = strncmp(flat->text + at, "第", 3) == 0 ? strstr(flat->text + at, "部分") : NULL;
    if (part != NULL && part - (flat->text + at) <= HEADING && part < flat->text + end)
        at = (size_t)(part + 6 - flat->text);
    return (name){at, end - at};
}

/* The name that goes with own words at offset at: before the year ("X局2024年度部门决算") or between the year and the
 * words
 * ("2024年，X局收入预算"). Empty when there is none. */
static name name_of(const mz_flat *flat, size_t at)
{
    int64_t year;
    size_t end = at;
    if (end >= 3 && memcmp(flat->text + end - 3, "度", 3) == 0) end -= 3;
    if (end >= YEAR_BYTES && mz_flat_number(flat->text + end - YEAR_BYTES, &year) == 4 &&
        memcmp(flat->text + end - 3, "年", 3) == 0)
        return name_before(flat, end - YEAR_BYTES);
    name n = name_before(flat, at);
    bool dated = n.at > YEAR_BYTES && memcmp(flat->text + n.at - 4, "年", 3) == 0 && flat->text[n.at - 1] == ',';
    return dated ? n : (name){0};
}

static bool is_foreign(const mz_problem *problem, const char *text, size_t length, const char *own)
{
    enum { REGION = 15 /* bytes that hold the place */ };
    const mz_wordlist *wordlists = problem->rulebook->wordlists;
    return length >= SHORTEST_NAME && length < LONGEST_NAME && !same_organisation(text, length, own, strlen(own)) &&
           mz_wordlist_suffix(&wordlists[MZ_WORDLIST_ORGANISATION_ENDINGS], text, length) != NULL &&
           mz_wordlist_find(&wordlists[MZ_WORDLIST_REGION_MARKS], text, length < REGION ? length : REGION, NULL) !=
               NULL;
}

/* How often the text has the name; stops at most. */
static size_t occurrences(const mz_flat *flat, const char *text, size_t most)
{
    size_t hits = 0, length = strlen(text);
    for (const char *at = flat->text; hits < most && (at = strstr(at, text)) != NULL; at += length) hits++;
    return hits;
}

static void report(mz_problem *problem, const mz_place *places, size_t count, const char *printed, const char *own)
{
    const char *zh = mz_arena_printf(problem->arena, "此处写的是“%s”，文件是“%s”的（%zu处）。", printed, own, count);
    const char *en = mz_arena_printf(problem->arena, "The text names '%s' in a document of '%s' (%zu place(s)).",
                                     printed, own, count);
    mz_report_rule(problem, "organisation.other", places, count, zh, en, own, printed);
}

/* Names met where the document's own is expected. */
typedef struct names {
    mz_place places[MOST_PLACES];
    size_t count, right;
    const char *foreign; /* the first other one */
} names;

static void meet(mz_problem *problem, names *met, const char *printed, const char *own, const mz_place *place)
{
    met->right += same_organisation(printed, strlen(printed), own, strlen(own));
    if (met->count == MOST_PLACES || !is_foreign(problem, printed, strlen(printed), own)) return;
    if (met->foreign != NULL && strcmp(met->foreign, printed) != 0) return;
    met->foreign = printed;
    met->places[met->count] = *place;
    met->places[met->count++].printed = printed;
}

static void meet_in_text(mz_problem *problem, const mz_flat *flat, const char *own, names *met)
{
    const mz_marks *marks = &flat->marks[MZ_MARKS_OWN_WORDS];
    for (size_t m = 0; m < marks->count; m++) {
        name n = name_of(flat, marks->items[m].at);
        if (n.length == 0) continue;
        mz_place place = mz_flat_place(problem, flat, n.at, n.length);
        meet(problem, met, place.printed, own, &place);
    }
}

static bool names_organisation(const mz_table *table)
{
    return *table->organisation != '\0' && mz_is_standard(table);
}

static void meet_in_captions(mz_problem *problem, const char *own, names *met)
{
    for (size_t t = 0; t < problem->document->table_count; t++) {
        const mz_table *table = &problem->document->tables[t];
        if (!names_organisation(table)) continue;
        const char *printed = mz_text_key(problem->arena, table->organisation, strlen(table->organisation));
        mz_place place = {.span = table->span, .form = table->title, .row = "", .code = "", .column = ""};
        if (printed != NULL) meet(problem, met, printed, own, &place);
    }
}

void mz_rules_organisations(mz_problem *problem, const mz_flat *flat)
{
    const char *organisation = problem->document->identity.organisation;
    const char *own = mz_text_key(problem->arena, organisation, strlen(organisation));
    names *text = mz_arena_alloc(problem->arena, sizeof *text),
          *captions = mz_arena_alloc(problem->arena, sizeof *text);
    if (own == NULL || text == NULL || captions == NULL || strlen(own) < SHORTEST_NAME) return;
    meet_in_text(problem, flat, own, text);
    meet_in_captions(problem, own, captions);
    for (const names *met = text; met != NULL; met = met == text ? captions : NULL) {
        size_t right = text->right + captions->right;
        if (met->foreign == NULL || right < FEWEST || right <= met->count) continue;
        /* a unit that the document mentions elsewhere may well be spoken of */
        if (!lacks_part(met->foreign, strlen(met->foreign), own, strlen(own)) &&
            occurrences(flat, met->foreign, met->count + 1) > met->count)
            continue;
        report(problem, met->places, met->count, met->foreign, own);
    }
}
