/* topic.c - what a reason speaks of: staff, running costs, projects, a subject by its name. The reason given for a
 * whole explains only those parts of it that it speaks of. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "narrative/paragraph.h"

enum {
    SHORTEST_NAME = 12, /* bytes: four Chinese characters; shorter names are ordinary words as well */
    LONGEST_NAME = 90,
    SHORTEST_OWN_NAME = 9,
    MOST_TOPICS = 32 /* a bit each */
};

/* Length of the longest subject name at text, 0 when none begins there. */
static size_t name_at(const mz_comparison *c, const char *text)
{
    size_t size = 0, longest = 0;
    while (text[size] != '\0' && size <= LONGEST_NAME && size <= c->subjects.longest) {
        size += mz_character_size(text[size]);
        if (size >= SHORTEST_NAME && mz_dictionary_find(&c->subjects, text, size) != NULL) longest = size;
    }
    return longest;
}

static mz_reason_topics read_topics(const mz_comparison *c, const char *reason)
{
    const mz_word_list *topics = mz_list_of(c->lists, "topics"), *words[MOST_TOPICS];
    const size_t count = topics->list_count < MOST_TOPICS ? topics->list_count : MOST_TOPICS;
    const size_t length = strlen(reason);
    mz_reason_topics found = {.known = true};
    for (size_t t = 0; t < count; t++) words[t] = mz_list_under(&topics->lists[t], "words");
    for (size_t i = 0; i < length;) {
        size_t used = name_at(c, reason + i);
        const bool subject = used > 0;
        for (size_t t = 0; !subject && t < count; t++) {
            const size_t word = mz_listed_at(words[t], reason + i, length - i, false);
            if (word > 0) found.topics |= 1U << t;
            if (word > used) used = word;
        }
        i += used > 0 ? used : mz_character_size(reason[i]);
    }
    return found;
}

bool mz_index_subjects(mz_comparison *c)
{
    c->reason_topics = mz_arena_array(c->arena, c->fact_count + 1, sizeof *c->reason_topics);
    c->judged = mz_arena_array(c->arena, c->fact_count + 1, sizeof *c->judged);
    if (c->reason_topics == NULL || c->judged == NULL) return false;
    for (size_t i = 0; i < c->count; i++) {
        const mz_line_change *line = &c->lines[i];
        const char *code = line->change.code;
        const size_t length = strlen(line->key);
        const char *fund = mz_money_role(line);
        const bool apart = strcmp(fund, "money.fund") == 0 || strcmp(fund, "money.capital") == 0;
        if (*code == '\0') continue;
        if (apart && !mz_dictionary_add(&c->by_fund, c->arena, code, strlen(code), line)) return false;
        if (strcmp(line->column_role, "total") == 0 && (line->basic != 0 || line->project != 0) &&
            !mz_dictionary_add(&c->splits, c->arena, code, strlen(code), line))
            return false;
        if (length < SHORTEST_NAME || length > LONGEST_NAME) continue;
        if (!mz_dictionary_add(&c->subjects, c->arena, line->key, length, line->key)) return false;
    }
    return true;
}

bool mz_is_most(int64_t part, int64_t whole)
{
    const int64_t size = part < 0 ? -part : part, all = whole < 0 ? -whole : whole;
    return part != 0 && (part > 0) == (whole > 0) && size >= all / 2 && size / 8 <= all;
}

bool mz_is_nearly_all(int64_t part, int64_t whole)
{
    int64_t rest;
    return mz_value_sub(whole, part, &rest) && llabs(rest) / MZ_REST_PERCENT <= llabs(whole) / 100;
}

bool mz_is_mostly(int64_t part, int64_t whole)
{
    enum { THRICE = 3 };
    int64_t rest;
    return mz_is_most(part, whole) && mz_value_sub(whole, part, &rest) && llabs(rest) <= llabs(part) / THRICE;
}

bool mz_is_same_money(int64_t a, int64_t b)
{
    enum { GAP = 5 }; /* percent */
    int64_t gap;
    if ((a > 0) != (b > 0) || !mz_value_sub(a, b, &gap)) return false;
    return llabs(gap) / GAP <= llabs(a) / 100;
}

const mz_line_change *mz_split_of(const mz_comparison *c, const mz_line_change *line)
{
    const char *code = mz_line_code(line);
    const mz_line_change *split = mz_dictionary_find(&c->splits, code, strlen(code));
    return split == NULL || line->basic != 0 || line->project != 0 ? line : split;
}

/* The topics that a line belongs to, a bit each; 0 when that cannot be told. broad: by what it is part of (basic
 * expenditure), whatever its code. */
static unsigned line_topics(const mz_comparison *c, const mz_line_change *line, bool broad)
{
    const mz_word_list *topics = mz_list_of(c->lists, "topics");
    const char *code = mz_line_code(line);
    const mz_line_change *split = mz_split_of(c, line);
    const char *part = mz_is_most(split->basic, split->change.difference)     ? "basic"
                       : mz_is_most(split->project, split->change.difference) ? "project"
                                                                              : "";
    const bool total = strcmp(line->row->role, "total") == 0;
    unsigned by_role = 0, by_code = 0;
    for (size_t t = 0; t < topics->list_count && t < MOST_TOPICS; t++) {
        const mz_word_list *topic = &topics->lists[t], *roles = mz_list_under(topic, "roles");
        if (mz_patterns_match(roles, line->column_role) || mz_patterns_match(roles, line->row->role) ||
            mz_patterns_match(roles, line->change.form_id) || (!total && mz_patterns_match(roles, part)))
            by_role |= 1U << t;
        if (mz_word_at(mz_list_under(topic, "codes"), code) > 0) by_code |= 1U << t;
    }
    if (broad) return by_role | by_code;
    return by_code == 0 || (by_role & by_code) == 0 ? by_role | by_code : by_role & by_code;
}

bool mz_reason_names(const mz_line_change *line, const char *reason)
{
    return strlen(line->key) >= SHORTEST_OWN_NAME && strstr(reason, line->key) != NULL;
}

bool mz_lead_of(const mz_comparison *c, const mz_line_change *line, char lead[MZ_LEAD_SIZE])
{
    size_t size = 0;
    for (int i = 0; i < 2 && line->key[size] != '\0'; i++) size += mz_character_size(line->key[size]);
    if (size >= MZ_LEAD_SIZE || size >= strlen(line->key)) return false;
    memcpy(lead, line->key, size);
    lead[size] = '\0';
    return !mz_holds_word(mz_list_of(c->lists, "common_leads"), lead);
}

bool mz_text_speaks_of(const mz_comparison *c, const mz_line_change *line, const char *text)
{
    return (line_topics(c, line, false) & read_topics(c, text).topics) != 0;
}

/* The topics of the reason of this fact, read once. */
static unsigned topics_of(mz_comparison *c, size_t fact)
{
    mz_reason_topics *of = &c->reason_topics[fact];
    if (!of->known) *of = read_topics(c, c->facts[fact].reason);
    return of->topics;
}

bool mz_reason_speaks_of_else(mz_comparison *c, const mz_line_change *line, size_t fact)
{
    const unsigned own = line_topics(c, line, false), of = topics_of(c, fact);
    return own != 0 && of != 0 && (own & of) == 0;
}

bool mz_reason_speaks_of(mz_comparison *c, const mz_line_change *line, size_t fact, bool broad)
{
    return mz_reason_names(line, c->facts[fact].reason) || (line_topics(c, line, broad) & topics_of(c, fact)) != 0;
}
