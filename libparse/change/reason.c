/* reason.c - tells a reason from words that only repeat the change, or that speak of the other direction. */
#include <string.h>

#include "compare.h"
#include "narrative/paragraph.h"

enum {
    SHORTEST_REASON = 6,     /* two Chinese characters */
    SHORTEST_REPETITION = 9, /* of a part of the subject */
    SHORTEST_SUBJECT = 12,   /* shorter names are ordinary words as well */
    LONGEST_FORMULA = 60,
    LONGEST_OFFSET = 1201, /* a reason with a part that makes up for it */
    LONGEST_NEED = 30      /* 党建工作需要 */
};

/* Length of the longest part of the subject that text begins with; a word of two characters repeats nothing. */
static size_t repetition(const char *text, size_t length, const char *subject)
{
    const size_t whole = strlen(subject);
    size_t longest = 0;
    if (whole > 0 && mz_starts(text, length, subject, whole)) return whole;
    for (const char *from = subject; *from != '\0'; from += mz_character_size(*from)) {
        size_t same = 0;
        while (from[same] != '\0' && same < length && from[same] == text[same]) same++;
        while (same > 0 && same < length && ((unsigned char)text[same] & 0xC0) == 0x80) same--;
        if (same >= SHORTEST_REPETITION && same > longest) longest = same;
    }
    return longest;
}

/* 医疗保险 said of 事业单位医疗: a word of the subject and one of money behind it. */
static size_t money_of_subject(const mz_word_list *lists, const char *text, size_t length, const char *subject)
{
    size_t word = 0;
    for (int i = 0; i < 2 && word < length; i++) word += mz_character_size(text[word]);
    if (word >= length || memmem(subject, strlen(subject), text, word) == NULL) return 0;
    const size_t money = mz_word_at(mz_list_of(lists, "money_behind"), text + word);
    return money == 0 ? 0 : word + money;
}

/* Length of a word that explains nothing at text, 0 when it may explain something. */
static size_t empty_word(const mz_words *words, const mz_word_list *lists, const char *text, size_t length,
                         const char *subject)
{
    static const mz_word_class classes[] = {MZ_WORDS_INCREASE, MZ_WORDS_DECREASE, MZ_WORDS_FLAT,
                                            MZ_WORDS_COMPARE,  MZ_WORDS_LINK,     MZ_WORDS_BASE};
    const size_t empty = mz_word_at(mz_list_of(lists, "empty_reason"), text);
    size_t longest = repetition(text, length, subject);
    if (empty > longest) longest = empty;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        const mz_word *word = mz_words_prefix(words, classes[i], text, length);
        if (word != NULL && word->length > longest) longest = word->length;
    }
    if (longest == 0) longest = money_of_subject(lists, text, length, subject);
    if (longest > 0) return longest;
    const mz_unit_word *unit = mz_words_unit(words, text, length);
    if (unit != NULL) return unit->length;
    return (unsigned char)*text < 0x80 ? 1 : 0;
}

/* Whether the subject is called as one of these roles is: 财政拨款支出, 支出总计. */
static bool is_called_as(const mz_word_list *lists, const mz_word_list *roles, const char *subject)
{
    const mz_word_list *names = mz_list_of(lists, "names");
    subject += mz_word_at(mz_list_of(mz_list_of(lists, "around_name"), "before"), subject); /* 单位支出预算 */
    const size_t length = strlen(subject);
    for (size_t i = 0; i < names->list_count; i++)
        if (mz_is_listed(&names->lists[i], subject, length) && mz_patterns_match(roles, names->lists[i].name))
            return true;
    return false;
}

static bool is_whole(const mz_word_list *lists, const char *subject)
{
    return is_called_as(lists, mz_list_of(lists, "wholes"), subject);
}

/* Length of a name of some money at text with the words of money behind it (医疗保险缴费支出), 0 when there is none. */
static size_t money_name(const mz_word_list *lists, const char *text)
{
    static const char *const kinds[] = {"names", "mentions"};
    const mz_word_list *money = mz_list_of(lists, "money_behind"), *restating = mz_list_of(lists, "restating");
    size_t name = 0, length, more;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const mz_word_list *names = mz_list_of(lists, kinds[i]);
        for (size_t k = 0; k < names->list_count; k++) {
            const size_t size = mz_word_at(&names->lists[k], text);
            if (size > name && mz_patterns_match(restating, names->lists[k].name)) name = size;
        }
    }
    if (name == 0) return 0;
    for (length = name; (more = mz_word_at(money, text + length)) > 0;) length += more;
    return length > name || mz_listed_at(money, text, name, true) > 0 ? length : 0;
}

/* Whether the reason of all money names a part of it: 项目支出增加. */
static bool names_part(const mz_word_list *lists, const char *reason, const char *subject)
{
    if (!is_whole(lists, subject) || is_called_as(lists, mz_list_of(lists, "restating"), subject)) return false;
    while (*reason != '\0' && money_name(lists, reason) == 0) reason += mz_character_size(*reason);
    return *reason != '\0';
}

bool mz_says_something(const mz_catalogue *catalogue, const char *reason, const char *subject)
{
    const mz_word_list *lists = catalogue->change_lists, *causes = mz_list_of(lists, "causes");
    size_t length = strlen(reason), left = 0;
    if (mz_holds_word(causes, reason) || names_part(lists, reason, subject)) return true;
    for (size_t i = 0; i < length && left < SHORTEST_REASON;) {
        size_t used = empty_word(catalogue->narrative, lists, reason + i, length - i, subject);
        if (used == 0) {
            used = mz_character_size(reason[i]);
            left += used;
        }
        i += used;
    }
    return left >= SHORTEST_REASON;
}

/* Whether a word of money or staff and one of direction stand side by side: 经费减少, 压减经费. */
static bool speaks_of(const mz_word_list *lists, const char *nouns, const char *list, const char *reason)
{
    const mz_word_list *money = mz_list_of(lists, nouns), *words = mz_list_of(lists, list);
    for (const char *p = reason; *p != '\0'; p += mz_character_size(*p)) {
        size_t noun = mz_word_at(money, p), verb = mz_word_at(words, p);
        if (noun > 0 && mz_word_at(words, p + noun) > 0) return true;
        if (verb > 0 && mz_word_at(money, p + verb) > 0) return true;
        if (strlen(p) < mz_character_size(*p)) break;
    }
    return false;
}

/* 根据年度工作计划安排: says after what the figure was set, not what made it change. */
static bool is_formula(const mz_word_list *lists, const char *reason)
{
    static const char *const causes[] = {"causes", "up", "down", "always_up", "always_down"};
    const mz_word_list *formula = mz_list_of(lists, "formula");
    const size_t length = strlen(reason);
    const bool alone = length <= LONGEST_NEED && mz_listed_at(mz_list_of(formula, "needs"), reason, length, true) > 0;
    if (!alone && (length > LONGEST_FORMULA || mz_word_at(mz_list_of(formula, "begin"), reason) == 0)) return false;
    if (!alone && mz_listed_at(mz_list_of(formula, "end"), reason, length, true) == 0) return false;
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
        if (mz_holds_word(mz_list_of(lists, causes[i]), reason)) return false;
    return true;
}

size_t mz_subject_at(const mz_comparison *c, const char *text, const mz_line_change **line)
{
    size_t size = 0, longest = 0;
    while (c != NULL && text[size] != '\0' && size < c->functions.longest) {
        size += mz_character_size(text[size]);
        const mz_line_change *found = size < SHORTEST_SUBJECT ? NULL : mz_dictionary_find(&c->functions, text, size);
        if (found == NULL) continue;
        longest = size;
        *line = found;
    }
    return longest;
}

/* 车辆运行费减少, 医疗保险缴费支出有所增加: only says that a part, or the same by another name, changed. What is said
 * of a whole tells at least which part it was. c: to know the subjects that changed, or NULL. */
static bool restates_part(const mz_comparison *c, const mz_word_list *lists, const char *reason, const char *subject)
{
    const mz_word_list *empty = mz_list_of(lists, "empty_reason");
    bool named = false, changed = false;
    if (is_whole(lists, subject)) return false;
    while (*reason != '\0') {
        size_t name = money_name(lists, reason);
        const mz_line_change *line;
        if (name == 0) name = mz_subject_at(c, reason, &line);
        const bool acts = mz_word_at(mz_list_of(lists, "always_up"), reason) > 0 ||
                          mz_word_at(mz_list_of(lists, "always_down"), reason) > 0;
        size_t change = acts ? 0 : mz_word_at(mz_list_of(lists, "up"), reason);
        if (!acts && change == 0) change = mz_word_at(mz_list_of(lists, "down"), reason);
        const bool figure = (*reason >= '0' && *reason <= '9') || *reason == '.';
        const size_t used = name > 0 ? name : change > 0 ? change : acts ? 0 : figure ? 1 : mz_word_at(empty, reason);
        if (used == 0) return false;
        named = named || name > 0;
        changed = changed || change > 0;
        reason += used;
    }
    return named && changed;
}

bool mz_holds_deed(const mz_word_list *lists, const mz_word_list *words, const char *text)
{
    const mz_word_list *things = mz_list_of(lists, "things");
    if (!mz_holds_word(words, text)) return false;
    for (; *text != '\0'; text += mz_character_size(*text))
        if (mz_word_at(words, text) > 0 && mz_word_at(things, text) == 0) return true;
    return false;
}

bool mz_reason_has_direction(const mz_word_list *lists, const char *text, int direction)
{
    return mz_holds_word(mz_list_of(lists, direction > 0 ? "up" : "down"), text) ||
           mz_holds_deed(lists, mz_list_of(lists, direction > 0 ? "always_up" : "always_down"), text);
}

/* Whether the reason goes the other way: it has words that can only mean so, and none of the change's own direction.
 * inverted: only what it says of the money itself counts. */
static bool contradicts(const mz_word_list *lists, const char *reason, int direction, bool inverted)
{
    const char *other = direction > 0 ? "down" : "up";
    if (mz_reason_has_direction(lists, reason, direction)) return false;
    if (inverted) return speaks_of(lists, "own_money_words", other, reason);
    return speaks_of(lists, "money_words", other, reason) ||
           mz_holds_deed(lists, mz_list_of(lists, direction > 0 ? "always_down" : "always_up"), reason);
}

/* Whether the reason has a word that means the other way of what it says: fewer staff are less money, but pensioners
 * who die are less money for pensions. */
static bool inverts(const mz_word_list *lists, const char *reason, const char *subject)
{
    const mz_word_list *of = mz_list_of(lists, "inverting_of"), *words = mz_list_of(lists, "inverting");
    const mz_word_list *excepted = NULL;
    if (!mz_holds_word(words, reason)) return false;
    for (size_t i = 0; i < of->list_count; i++)
        if (strstr(subject, of->lists[i].name) != NULL) excepted = &of->lists[i];
    for (size_t i = 0; i < words->count; i++) {
        const mz_listed_word *word = &words->words[i];
        if (excepted != NULL && mz_is_listed(excepted, word->text, word->length)) continue;
        if (strstr(reason, word->text) != NULL) return true;
    }
    return false;
}

/* The reason without the clauses that tell what makes up for a part of it (部分为...所抵消); in room, which they fit
 * in.
 */
static const char *without_offsets(const mz_word_list *lists, const char *reason, char room[LONGEST_OFFSET])
{
    static const char comma[] = "，";
    const mz_word_list *words = mz_list_of(lists, "offsets");
    const size_t length = strlen(reason);
    if (length >= LONGEST_OFFSET || !mz_holds_word(words, reason)) return reason;
    size_t kept = 0;
    for (size_t at = 0; at < length;) {
        const char *mark = strstr(reason + at, comma);
        const size_t end = mark == NULL ? length : (size_t)(mark - reason) + strlen(comma);
        memcpy(room + kept, reason + at, end - at);
        room[kept + end - at] = '\0';
        if (!mz_holds_word(words, room + kept)) kept += end - at;
        at = end;
    }
    room[kept] = '\0';
    return kept > 0 ? room : reason;
}

/* The reason up to where it turns to another one (同时, 另一方面), in room; what stands first is the main one. */
static const char *first_side(const mz_word_list *lists, const char *reason, char room[LONGEST_OFFSET])
{
    const mz_word_list *words = mz_list_of(lists, "turns");
    const size_t length = strlen(reason);
    size_t first = length;
    for (size_t i = 0; i < words->count; i++) {
        const char *at = strstr(reason, words->words[i].text);
        if (at != NULL && at > reason && (size_t)(at - reason) < first) first = (size_t)(at - reason);
    }
    if (first == length || length >= LONGEST_OFFSET) return reason;
    memcpy(room, reason, first);
    room[first] = '\0';
    return room;
}

bool mz_reason_explains(const mz_catalogue *catalogue, const char *reason, const char *subject, int direction)
{
    char room[LONGEST_OFFSET], side[LONGEST_OFFSET];
    if (!mz_says_something(catalogue, reason, subject)) return false;
    const mz_word_list *lists = catalogue->change_lists;
    if (is_formula(lists, reason) || restates_part(NULL, lists, reason, subject)) return false;
    if (direction == 0) return true;
    if (mz_goes_other_way(catalogue, reason, subject, direction)) return false;
    const bool inverted = inverts(lists, reason, subject);
    return !contradicts(lists, first_side(lists, without_offsets(lists, reason, room), side), direction, inverted);
}

/* Whether the reason only lists by how much each of several parts changed: 档案整理经费减少3万元，馆库维修减少5万元.
 * The parts are facts of their own. */
static bool lists_parts(const mz_comparison *c, size_t index)
{
    enum { SEVERAL = 2, MOST_LISTED = 64 };
    static const char *const marks[] = {"，", "；", "、"};
    const mz_fact *fact = mz_fact_at(c, index);
    size_t parts = 0, clauses = 1;
    for (size_t i = index + 1; i < c->current->fact_count && i < index + MOST_LISTED; i++) {
        const mz_fact *part = mz_fact_at(c, i);
        const bool within = part->span.begin >= fact->reason_span.begin && part->span.begin < fact->reason_span.end;
        if (part->parent == (int32_t)index && within && part->kind == MZ_FACT_CHANGE && *part->reason == '\0') parts++;
    }
    if (parts < SEVERAL) return false;
    for (const char *at = fact->reason; *at != '\0'; at += mz_character_size(*at))
        for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
            if (strncmp(at, marks[m], strlen(marks[m])) == 0) clauses++;
    return clauses <= parts;
}

bool mz_reason_names_parts(const mz_comparison *c, size_t index)
{
    const mz_fact *fact = mz_fact_at(c, index);
    return restates_part(c, c->lists, fact->reason, fact->item);
}

enum { JUDGED = 1, EXPLAINS = 2, WIDTH = 2 /* bits of mz_comparison.judged for one direction */ };

void mz_void_reason(mz_comparison *c, size_t index)
{
    c->judged[index] = JUDGED | JUDGED << WIDTH;
}

bool mz_fact_explains(const mz_comparison *c, size_t index, int direction)
{
    const mz_fact *fact = mz_fact_at(c, index);
    const int shift = direction > 0 ? WIDTH : 0;
    if ((c->judged[index] >> shift & JUDGED) == 0) {
        const bool explains = !lists_parts(c, index) &&
                              mz_reason_explains(c->catalogue, fact->reason, fact->item, direction) &&
                              !restates_part(c, c->lists, fact->reason, fact->item);
        c->judged[index] = (uint8_t)(c->judged[index] | (JUDGED | (explains ? EXPLAINS : 0)) << shift);
    }
    return (c->judged[index] >> shift & EXPLAINS) != 0;
}
