/* rules_contents.c - what the contents page announces, held against the headings and tables that follow. */
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "flat.h"

enum {
    MOST_ENTRIES = 80,
    MOST_PLACES = 32,
    FIRST_LINES = 200,
    LONGEST_ENTRY = 240,
    SHORTEST_ENTRY = 9,
    LIKE = 2,
    CHARACTER = 3
};

/* An entry of the contents page or a heading of the body. */
typedef struct entry {
    const char *key; /* number left aside */
    bool digits;     /* its number is one of digits: 1. */
    mz_place place;
} entry;

/* The line without what leads to the page number. */
static char *entry_key(mz_problem *problem, const mz_line *line)
{
    static const char *const fillers[] = {"…", "·", "．", "—", "⋯"};
    char *key = mz_text_key(problem->arena, line->text, line->length);
    if (key == NULL) return NULL;
    size_t length = strlen(key);
    while (length > 0 && strchr("0123456789.-", key[length - 1]) != NULL) key[--length] = '\0';
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
            size_t own = strlen(fillers[i]);
            if (length < own || memcmp(key + length - own, fillers[i], own) != 0) continue;
            key[length -= own] = '\0';
            again = true;
        }
        while (length > 0 && key[length - 1] == '.') {
            key[--length] = '\0';
            again = true;
        }
    }
    return key;
}

/* 第一部分, 一、 or 1.: bytes of the number that an entry begins with; 0 when there is none. */
static size_t numbered(mz_problem *problem, const char *key)
{
    size_t number = strlen(key) - mz_name_key(problem, key)->length;
    if (number > 0 || strncmp(key, "第", 3) != 0) return number;
    const char *part = strstr(key, "部分");
    return part != NULL && part - key <= 12 ? (size_t)(part - key) + 6 : 0;
}

/* The entries from line first on, to the end of the page (or of the numbered lines); *end receives the line after them.
 * A line without a number continues the entry before it. */
static size_t read_entries(mz_problem *problem, const mz_text *text, size_t first, entry *entries, size_t *end)
{
    size_t count = 0, line = first;
    for (; line < text->count && count < MOST_ENTRIES; line++) {
        const mz_line *own = &text->lines[line];
        if (own->page != text->lines[first - 1].page || (own->page == 0 && line > first + MOST_ENTRIES)) break;
        char *key = entry_key(problem, own);
        if (key == NULL || *key == '\0') continue;
        size_t number = numbered(problem, key);
        if (number == 0 && count == 0) continue;
        if (number == 0) {
            entry *last = &entries[count - 1];
            const char *joined = mz_arena_printf(problem->arena, "%s%s", last->key, key);
            if (own->page == 0 || joined == NULL || strlen(joined) > LONGEST_ENTRY) break;
            last->key = joined;
            continue;
        }
        if (own->page == 0 && count > 0 && strcmp(key + number, entries[0].key) == 0) break; /* the body begins */
        entries[count++] = (entry){.key = key + number,
                                   .digits = key[0] >= '0' && key[0] <= '9',
                                   .place = {.span = {own->number, own->page, own->offset, own->offset + own->length},
                                             .form = "",
                                             .row = key,
                                             .code = "",
                                             .column = "",
                                             .printed = key}};
    }
    *end = line;
    return count;
}

/* The heading or title most like the entry: they begin and end alike. NULL when none does. */
static const entry *most_like(const entry *headings, size_t count, const char *key)
{
    const entry *best = NULL;
    size_t most = 0, length = strlen(key);
    for (size_t i = 0; i < count; i++) {
        size_t own = strlen(headings[i].key), start = 0, end = 0;
        while (start < own && start < length && headings[i].key[start] == key[start]) start++;
        while (end + start < own && end + start < length && headings[i].key[own - 1 - end] == key[length - 1 - end])
            end++;
        if (start + end > most && (start + end) * LIKE > length) {
            most = start + end;
            best = &headings[i];
        }
    }
    return best;
}

static size_t read_headings(mz_problem *problem, uint32_t after, entry *headings)
{
    const mz_document *document = problem->document;
    size_t count = 0;
    for (size_t s = 0; s < document->section_count; s++) {
        const mz_section *section = &document->sections[s];
        const char *key =
            section->span.line > after ? mz_text_key(problem->arena, section->title, strlen(section->title)) : NULL;
        if (key == NULL) continue;
        headings[count++] = (entry){.key = key + numbered(problem, key),
                                    .place = {.span = section->span,
                                              .form = "",
                                              .row = section->title,
                                              .code = "",
                                              .column = "",
                                              .printed = section->title}};
    }
    return count;
}

/* Whether the body has the entry with the organisation's name for the word that the entry begins with: 部门主要职能 and
 * 上海市水务局主要职能. */
static bool is_of_organisation(const mz_problem *problem, const char *body, const char *key)
{
    const char *organisation = problem->document->identity.organisation;
    const char *own = organisation == NULL ? NULL : mz_text_key(problem->arena, organisation, strlen(organisation));
    const size_t length = strlen(key);
    if (own == NULL || *own == '\0') return false;
    for (size_t word = CHARACTER * 2; word <= CHARACTER * 3 && length >= word + SHORTEST_ENTRY; word += CHARACTER) {
        const char *heading = mz_arena_printf(problem->arena, "%s%s", own, key + word);
        if (heading != NULL && strstr(body, heading) != NULL) return true;
    }
    return false;
}

void mz_rules_contents(mz_problem *problem, const mz_flat *flat)
{
    const mz_text *text = flat->source;
    const mz_wordlist *words = &problem->rulebook->wordlists[MZ_WORDLIST_CONTENTS_WORDS];
    size_t at = 0, end = 0;
    char *key = NULL;
    for (; at < text->count && at < FIRST_LINES; at++) {
        bool likely =
            text->lines[at].length < LONGEST_ENTRY && mz_wordlist_prefix(words, flat->text + flat->starts[at]) != NULL;
        key = likely ? entry_key(problem, &text->lines[at]) : NULL;
        if (key != NULL && mz_wordlist_has(words, key)) break;
    }
    if (at == text->count || at == FIRST_LINES) return;
    entry *entries = mz_arena_array(problem->arena, MOST_ENTRIES, sizeof *entries);
    entry *headings = mz_arena_array(problem->arena, problem->document->section_count + 1, sizeof *headings);
    if (entries == NULL || headings == NULL) return;
    size_t count = read_entries(problem, text, at + 1, entries, &end), missing = 0, found = 0;
    size_t heading_count = read_headings(problem, end > 0 ? text->lines[end - 1].number : 0, headings);
    const char *body = flat->text + flat->starts[end];
    mz_place places[MOST_PLACES];
    const char *instead = "";
    const char *from = body; /* headings follow in the order of the contents page */
    for (size_t i = 0; i < count; i++) {
        const char *hit = strstr(from, entries[i].key);
        if (hit == NULL) hit = strstr(body, entries[i].key);
        if (hit != NULL || strlen(entries[i].key) < SHORTEST_ENTRY ||
            is_of_organisation(problem, body, entries[i].key)) {
            if (hit != NULL) from = hit;
            found++;
            continue;
        }
        /* 五、部门预算表 only stands over what is listed behind it */
        if (i + 1 < count && entries[i + 1].digits && !entries[i].digits) continue;
        if (missing + 1 >= MOST_PLACES) break;
        const entry *like = most_like(headings, heading_count, entries[i].key);
        places[missing++] = entries[i].place;
        if (missing == 1 && like != NULL) instead = like->place.printed;
    }
    /* when little of it is found, what was read is no contents page */
    if (missing == 0 || missing >= found) return;
    const char *zh =
        mz_arena_printf(problem->arena, "目录有%zu项在正文中没有同名的标题或表，首个为“%s”%s%s%s。", missing,
                        places[0].printed, *instead != '\0' ? "（正文为“" : "", instead, *instead != '\0' ? "”）" : "");
    const char *en = mz_arena_printf(problem->arena,
                                     "%zu entries of the contents page have no heading or table of that name, first "
                                     "'%s'%s%s%s.",
                                     missing, places[0].printed, *instead != '\0' ? " (the text has '" : "", instead,
                                     *instead != '\0' ? "')" : "");
    mz_report_rule(problem, "contents.differs", places, missing, zh, en, instead, places[0].printed);
}
