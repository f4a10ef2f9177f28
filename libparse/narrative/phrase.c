/* phrase.c - takes the phrase in front of a figure apart from both ends. */
#include "narrative/phrase.h"

#include <string.h>

#include "narrative/paragraph.h"

enum { LONGEST_ITEM = 240, SHORTEST_NAME = 12 /* bytes: four Chinese characters */ };

static mz_slice from(mz_slice s, size_t offset)
{
    return (mz_slice){s.text + offset, s.length - offset};
}

static bool ends_with(mz_slice s, const char *word)
{
    size_t length = strlen(word);
    return s.length >= length && memcmp(s.text + s.length - length, word, length) == 0;
}

static bool is_leading_mark(uint32_t c)
{
    if (c < 0x80) return c != 0 && strchr("\",:;.) -*'", (int)c) != NULL;
    return c == MZ_CODE("“") || c == MZ_CODE("”") || c == MZ_CODE("‘") || c == MZ_CODE("’") || c == MZ_CODE("、") ||
           c == MZ_CODE("，") || c == MZ_CODE("：") || c == MZ_CODE("；") || c == MZ_CODE("。") || c == MZ_CODE("）") ||
           c == MZ_CODE("《") || c == MZ_CODE("》");
}

static size_t leading_mark(mz_slice s)
{
    return s.length > 0 && is_leading_mark(mz_code(s.text, s.length)) ? mz_character_size(*s.text) : 0;
}

static size_t trailing_mark(mz_slice s)
{
    if (s.length == 0) return 0;
    char last = s.text[s.length - 1];
    if ((unsigned char)last < 0x80) return strchr("\":, =*", last) != NULL ? 1 : 0;
    uint32_t c = s.length < 3 ? 0 : MZ_CODE(s.text + s.length - 3);
    bool mark =
        c == MZ_CODE("“") || c == MZ_CODE("”") || c == MZ_CODE("：") || c == MZ_CODE("，") || c == MZ_CODE("、");
    return mark ? 3 : 0;
}

size_t mz_year_at(const char *text, size_t length, int32_t *year)
{
    if (length < 7 || (text[0] != '1' && text[0] != '2')) return 0;
    int32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!mz_is_digit(text[i])) return 0;
        value = value * 10 + (text[i] - '0');
    }
    if (value < 1978 || value > 2099) return 0;
    size_t used = 4;
    while (used < length && text[used] == ' ') used++;
    if (!MZ_STARTS(text + used, length - used, "年")) return 0;
    used += 3;
    if (MZ_STARTS(text + used, length - used, "度")) used += 3;
    *year = value;
    return used;
}

/* lead: also words such as 我部门 and 用于, which a subject's own name may begin with. */
static mz_slice strip_head(const mz_words *words, const mz_names *names, mz_slice s, int32_t *year, bool lead_words)
{
    for (size_t used = 1; used > 0 && s.length > 0; s = from(s, used)) {
        uint8_t style;
        const mz_word *lead;
        if ((used = leading_mark(s)) > 0) continue;
        if ((used = mz_list_number(s.text, s.length, &style)) > 0) continue;
        if ((used = mz_year_at(s.text, s.length, year)) > 0) continue;
        if (names->length > 0 && mz_starts(s.text, s.length, names->organisation, names->length)) {
            used = names->length;
            continue;
        }
        lead = lead_words ? mz_words_prefix(words, MZ_WORDS_LEAD, s.text, s.length) : NULL;
        used = lead != NULL && lead->length < s.length ? lead->length : 0;
        if (used == 0) break;
    }
    return s;
}

/* Length of a bracket at the end of s, opening and closing included; 0 when there is none. */
static size_t trailing_bracket(mz_slice s)
{
    if (!ends_with(s, "）") && !ends_with(s, ")")) return 0;
    int depth = 0;
    for (size_t i = s.length; i-- > 0;) {
        const char *c = s.text + i;
        size_t left = s.length - i;
        if (*c == ')' || MZ_STARTS(c, left, "）")) depth++;
        if (*c == '(' || MZ_STARTS(c, left, "（")) depth--;
        if (depth == 0 && (*c == '(' || MZ_STARTS(c, left, "（"))) return s.length - i;
    }
    return 0;
}

/* 下降（增长）: the bracket of an unresolved template. */
static bool is_direction_bracket(const mz_words *words, mz_slice bracket)
{
    size_t open = *bracket.text == '(' ? 1 : 3, close = bracket.text[bracket.length - 1] == ')' ? 1 : 3;
    if (bracket.length <= open + close) return false;
    mz_slice inner = {bracket.text + open, bracket.length - open - close};
    const mz_word *up = mz_words_prefix(words, MZ_WORDS_INCREASE, inner.text, inner.length);
    const mz_word *down = mz_words_prefix(words, MZ_WORDS_DECREASE, inner.text, inner.length);
    return (up != NULL && up->length == inner.length) || (down != NULL && down->length == inner.length);
}

static const mz_word *direction_suffix(const mz_words *words, mz_slice s, int *direction)
{
    const mz_word *up = mz_words_suffix(words, MZ_WORDS_INCREASE, s.text, s.length);
    const mz_word *down = mz_words_suffix(words, MZ_WORDS_DECREASE, s.text, s.length);
    if (up == NULL && down == NULL) return NULL;
    bool rises = down == NULL || (up != NULL && up->length > down->length);
    *direction = rises ? 1 : -1;
    return rises ? up : down;
}

static const mz_word *whole(const mz_words *words, mz_word_class class, mz_slice s)
{
    const mz_word *word = mz_words_prefix(words, class, s.text, s.length);
    return word != NULL && word->length == s.length ? word : NULL;
}

static const uint32_t before_figure = 1u << MZ_WORDS_BOUND | 1u << MZ_WORDS_INCREASE | 1u << MZ_WORDS_DECREASE |
                                      1u << MZ_WORDS_BASE | 1u << MZ_WORDS_LINK;

/* One of the words that may stand right before the figure; its length, 0 when the subject begins here. */
static size_t strip_one_tail(const mz_words *words, mz_slice s, mz_phrase *phrase)
{
    const mz_word *word;
    size_t used = trailing_mark(s);
    if (used > 0) return used;
    if ((used = trailing_bracket(s)) > 0 && is_direction_bracket(words, from(s, s.length - used))) return used;
    if ((mz_words_end_classes(words, s.text, s.length) & before_figure) == 0) return 0;
    if ((word = mz_words_suffix(words, MZ_WORDS_BOUND, s.text, s.length)) != NULL) return word->length;
    if (phrase->direction == 0 && (word = direction_suffix(words, s, &phrase->direction)) != NULL) return word->length;
    word = mz_words_suffix(words, MZ_WORDS_BASE, s.text, s.length);
    if (word != NULL && phrase->base == NULL) {
        bool link = mz_words_suffix(words, MZ_WORDS_LINK, word->text, word->length) != NULL;
        if (!link || word->length == s.length) {
            phrase->base = word;
            return word->length;
        }
    }
    if (phrase->base != NULL) return 0;
    word = mz_words_suffix(words, MZ_WORDS_LINK, s.text, s.length);
    return word == NULL ? 0 : word->length;
}

static mz_slice strip_tail(const mz_words *words, mz_slice s, mz_phrase *phrase)
{
    phrase->total = whole(words, MZ_WORDS_TOTAL, s);
    for (size_t used = 1; used > 0 && s.length > 0; s.length -= used) {
        if (phrase->total == NULL) phrase->total = whole(words, MZ_WORDS_TOTAL, s);
        used = strip_one_tail(words, s, phrase);
    }
    return s;
}

static const uint32_t comparing = 1u << MZ_WORDS_COMPARE_YEAR | 1u << MZ_WORDS_COMPARE;

/* Where a comparison begins in s; its length and the year compared with. */
static size_t find_comparison(const mz_words *words, mz_slice s, size_t *length, int32_t *base_year)
{
    for (size_t i = 0; (i = mz_words_next(words, comparing, s.text, s.length, i)) < s.length;
         i += mz_character_size(s.text[i])) {
        mz_slice rest = from(s, i);
        const mz_word *word = mz_words_prefix(words, MZ_WORDS_COMPARE_YEAR, rest.text, rest.length);
        int32_t year = 0;
        size_t used = word == NULL ? 0 : mz_year_at(rest.text + word->length, rest.length - word->length, &year);
        if (used > 0) {
            *base_year = year;
            *length = word->length + used;
            return i;
        }
        word = mz_words_prefix(words, MZ_WORDS_COMPARE, rest.text, rest.length);
        if (word != NULL) {
            *base_year = -1;
            *length = word->length;
            return i;
        }
    }
    return s.length;
}

static mz_slice strip_comparison(const mz_words *words, mz_slice s, mz_phrase *phrase)
{
    size_t length = 0;
    size_t at = find_comparison(words, s, &length, &phrase->base_year);
    if (at == s.length) return s;
    phrase->compared = true;
    mz_slice after = from(s, at + length);
    const mz_word *word;
    while ((word = mz_words_prefix(words, MZ_WORDS_COMPARE_TAIL, after.text, after.length)) != NULL)
        after = from(after, word->length);
    while (after.length > 0 && leading_mark(after) > 0) after = from(after, leading_mark(after));
    if (after.length > 0) return after;
    return (mz_slice){s.text, at};
}

static mz_slice without_levels(const mz_words *words, mz_slice s)
{
    const mz_word *level;
    while ((level = mz_words_suffix(words, MZ_WORDS_LEVEL, s.text, s.length)) != NULL) s.length -= level->length;
    return s;
}

static bool is_inside_character(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The same for a bracket at its beginning. */
static size_t leading_bracket(mz_slice s)
{
    if (*s.text != '(' && !MZ_STARTS(s.text, s.length, "（")) return 0;
    for (size_t i = 1; i < s.length; i++) {
        if (s.text[i] == ')') return i + 1;
        if (MZ_STARTS(s.text + i, s.length - i, "）")) return i + 3;
    }
    return 0;
}

/* Whether s is only a year and words that name no subject: 2024年预算数. *year receives the year. */
static bool names_nothing(const mz_words *words, mz_slice s, int32_t *year)
{
    static const mz_word_class classes[] = {MZ_WORDS_LEAD, MZ_WORDS_TAIL, MZ_WORDS_COMPARE_TAIL, MZ_WORDS_BASE};
    size_t bracket;
    while ((bracket = trailing_bracket(s)) > 0) s.length -= bracket;
    for (size_t used = 1; used > 0 && s.length > 0; s = from(s, used)) {
        used = mz_year_at(s.text, s.length, year);
        if (used == 0 && (bracket = leading_bracket(s)) > 0) used = bracket;
        if (used == 0) used = leading_mark(s);
        for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
            const mz_word *word = mz_words_prefix(words, classes[i], s.text, s.length);
            if (word != NULL && word->length > used) used = word->length;
        }
    }
    return s.length == 0;
}

/* The last part of a path of levels: 事业单位离退休 of 社会保障支出（类）养老（款）事业单位离退休（项）. A mere 本年度
 * behind the path is no part of it. */
static mz_slice last_level(const mz_words *words, mz_slice s, bool *path, int32_t *year)
{
    s = without_levels(words, s);
    size_t end = s.length;
    for (size_t i = s.length; i-- > 0;) {
        if (is_inside_character(s.text[i])) continue;
        const mz_word *level = mz_words_prefix(words, MZ_WORDS_LEVEL, s.text + i, s.length - i);
        if (level == NULL) continue;
        *path = true;
        mz_slice last = {s.text + i + level->length, end - i - level->length};
        if (!names_nothing(words, last, year)) return last;
        s.length = end = i;
        s = without_levels(words, s);
        i = end = s.length;
    }
    s.length = end;
    return s;
}

/* What stands behind the last year or the organisation's name inside the item; before the year when only a word for any
 * budget stands behind it (自然保护地2023年预算). */
static mz_slice behind_names(const mz_words *words, const mz_names *names, mz_slice s, int32_t *year)
{
    mz_slice kept = s;
    const bool named = names->length > 0 && mz_text_holds(s.text, s.length, names->organisation);
    for (size_t i = 0; i < s.length; i += mz_character_size(s.text[i])) {
        while (!named && i < s.length && !mz_is_digit(s.text[i])) i++; /* to where a year may begin */
        if (i == s.length) break;
        int32_t found = 0;
        size_t used = mz_is_digit(s.text[i]) ? mz_year_at(s.text + i, s.length - i, &found) : 0;
        if (used == 0 && named && mz_starts(s.text + i, s.length - i, names->organisation, names->length))
            used = names->length;
        if (used == 0 || i + used >= s.length) continue;
        if (found != 0) *year = found;
        const mz_slice rest = from(s, i + used);
        if (found != 0 && i >= SHORTEST_NAME && whole(words, MZ_WORDS_COMPARE_TAIL, rest) != NULL)
            return (mz_slice){kept.text, (size_t)(s.text + i - kept.text)};
        kept = rest;
    }
    return kept;
}

/* 公路养护2023年: the year behind the subject. */
static size_t trailing_year(mz_slice s, int32_t *year)
{
    size_t year_length = 7, degree = strlen("年度") - strlen("年");
    for (size_t size = year_length; size <= year_length + degree; size += degree)
        if (s.length > size && !mz_is_digit(s.text[s.length - size - 1]) &&
            mz_year_at(s.text + s.length - size, size, year) == size)
            return size;
    return 0;
}

/* head: where a phrase began that strip_head had nothing to take from. */
static mz_slice clean_item(const mz_words *words, const mz_names *names, mz_slice s, const char *head, bool levels,
                           mz_phrase *phrase)
{
    bool path = levels && mz_words_suffix(words, MZ_WORDS_LEVEL, s.text, s.length) != NULL;
    s.length -= trailing_year(s, &phrase->year);
    if (levels) s = last_level(words, s, &path, &phrase->year);
    if (s.text != head) s = strip_head(words, names, s, &phrase->year, !path);
    head = s.text;
    s = behind_names(words, names, s, &phrase->year);
    if (s.text != head) s = strip_head(words, names, s, &phrase->year, !path);
    const mz_word *tail;
    for (size_t used = 1; used > 0 && !phrase->about; s.length -= used) {
        size_t bracket = trailing_bracket(s);
        used = bracket > 0 && bracket < s.length ? bracket : trailing_mark(s);
        if (used == 0) used = trailing_year(s, &phrase->year);
        if (used == 0 && (tail = mz_words_suffix(words, MZ_WORDS_TAIL, s.text, s.length)) != NULL) used = tail->length;
    }
    if (!path && ends_with(s, "费支出")) s.length -= strlen("支出");
    if (s.length > LONGEST_ITEM) {
        size_t cut = s.length - LONGEST_ITEM;
        while (cut < s.length && ((unsigned char)s.text[cut] & 0xC0) == 0x80) cut++;
        s = from(s, cut);
    }
    return s;
}

static mz_slice take_share(const mz_words *words, mz_slice s, mz_phrase *phrase)
{
    const mz_word *word = mz_words_prefix(words, MZ_WORDS_SHARE, s.text, s.length);
    if (word != NULL) {
        phrase->share = true;
        return (mz_slice){s.text, 0};
    }
    size_t at = 0;
    word = mz_words_find(words, MZ_WORDS_SHARE, s.text, s.length, &at);
    if (word == NULL || (at + word->length != s.length && !ends_with(s, "的"))) return s;
    phrase->share = true;
    return (mz_slice){s.text, at};
}

static mz_slice take_completion(const mz_words *words, mz_slice s, mz_phrase *phrase)
{
    size_t at = 0;
    phrase->completion = mz_words_find(words, MZ_WORDS_COMPLETION, s.text, s.length, &at);
    return phrase->completion == NULL ? s : (mz_slice){s.text, at};
}

/* 完成年初预算8万元的60%: the budget's name behind the verb, "" when the word is only the verb. */
const char *mz_phrase_planned(const mz_words *words, const mz_word *completion)
{
    for (size_t length = 1; length < completion->length; length++) {
        const mz_word *verb = whole(words, MZ_WORDS_COMPLETION, (mz_slice){completion->text, length});
        if (verb != NULL) return completion->text + length;
    }
    return "";
}

static mz_slice take_planned(const mz_words *words, mz_slice s, mz_phrase *phrase)
{
    const mz_word *word = mz_words_suffix(words, MZ_WORDS_COMPLETION, s.text, s.length);
    if (word == NULL || *mz_phrase_planned(words, word) == '\0') return s;
    phrase->completion = word;
    return (mz_slice){s.text, s.length - word->length};
}

/* 减少人员经费5万元: the verb in front instead of behind. */
static mz_slice take_leading_verb(const mz_words *words, mz_slice s, mz_phrase *phrase)
{
    const mz_word *up = mz_words_prefix(words, MZ_WORDS_INCREASE, s.text, s.length);
    const mz_word *down = mz_words_prefix(words, MZ_WORDS_DECREASE, s.text, s.length);
    const mz_word *verb = up != NULL ? up : down;
    if (verb == NULL || verb->length < 6) return s;
    phrase->direction = up != NULL ? 1 : -1;
    return from(s, verb->length);
}

/* Whether a word of the class may be among those seen. */
static bool may_hold(uint32_t seen, mz_word_class class)
{
    return (seen >> class & 1u) != 0;
}

/* A（项）和B（项）合计5万元: the subjects whose sum the figure is; empty when it is of one. */
static mz_slice summed_subjects(const mz_words *words, mz_slice s)
{
    enum { COUNTED = 9 /* bytes of 这两项 */ };
    const mz_slice none = {s.text, 0};
    size_t end = 0, total_at = 0;
    bool several = false, joined = false;
    for (size_t i = 0; (i = mz_words_next(words, 1u << MZ_WORDS_LEVEL, s.text, s.length, i)) < s.length;
         i += mz_character_size(s.text[i])) {
        const mz_word *level = mz_words_prefix(words, MZ_WORDS_LEVEL, s.text + i, s.length - i);
        if (level == NULL) continue;
        several = joined;
        end = i + level->length;
        mz_slice behind = from(s, end);
        joined = joined || mz_words_prefix(words, MZ_WORDS_JOIN, behind.text, behind.length) != NULL;
    }
    mz_slice behind = from(s, end);
    const mz_word *total = several ? mz_words_find(words, MZ_WORDS_TOTAL, behind.text, behind.length, &total_at) : NULL;
    return total == NULL || total_at > COUNTED || end > LONGEST_ITEM ? none : (mz_slice){s.text, end};
}

mz_phrase mz_phrase_read(const mz_words *words, const mz_names *names, mz_slice text, uint32_t seen, bool percent)
{
    mz_phrase phrase = {0};
    const mz_word *last =
        may_hold(seen, MZ_WORDS_LAST_YEAR) ? mz_words_suffix(words, MZ_WORDS_LAST_YEAR, text.text, text.length) : NULL;
    phrase.last_year = last != NULL;
    if (last != NULL) text.length -= last->length;
    mz_slice s = strip_head(words, names, text, &phrase.year, true);
    const char *head = s.text;
    const mz_word *about = mz_words_prefix(words, MZ_WORDS_ABOUT, s.text, s.length);
    if (about != NULL) {
        phrase.about = true;
        s = from(s, about->length);
    }
    const mz_slice summed = may_hold(seen, MZ_WORDS_LEVEL) ? summed_subjects(words, s) : (mz_slice){s.text, 0};
    if (percent && may_hold(seen, MZ_WORDS_SHARE)) s = take_share(words, s, &phrase);
    if (percent && !phrase.share && may_hold(seen, MZ_WORDS_COMPLETION)) s = take_completion(words, s, &phrase);
    if (!percent && may_hold(seen, MZ_WORDS_COMPLETION)) s = take_planned(words, s, &phrase);
    s = strip_tail(words, s, &phrase);
    if ((seen & comparing) != 0) s = strip_comparison(words, s, &phrase);
    if (!percent && phrase.direction == 0) s = take_leading_verb(words, s, &phrase);
    if (may_hold(seen, MZ_WORDS_LAST_YEAR) && mz_words_find(words, MZ_WORDS_LAST_YEAR, s.text, s.length, NULL) != NULL)
        phrase.last_year = true;
    if (phrase.compared) phrase.base = NULL; /* that was the base of the other year: 支出决算比2022年决算 */
    if (phrase.base == NULL && (phrase.direction != 0 || phrase.completion != NULL)) {
        phrase.base = mz_words_suffix(words, MZ_WORDS_BASE, s.text, s.length);
        if (phrase.base != NULL) s.length -= phrase.base->length;
    }
    phrase.item = clean_item(words, names, s, head, may_hold(seen, MZ_WORDS_LEVEL), &phrase);
    if (phrase.item.length > 0) phrase.total = whole(words, MZ_WORDS_TOTAL, phrase.item);
    if (phrase.total != NULL) phrase.item.length = 0;
    if (summed.length > 0) {
        phrase.total = NULL;
        phrase.item = summed;
        phrase.summed = true;
    }
    return phrase;
}

/* Length of a quotation mark at text, 0 when there is none. */
static size_t quote_size(const char *text, size_t length)
{
    if (*text == '"') return 1;
    if ((unsigned char)*text != 0xE2 || length < 3) return 0;
    uint32_t c = MZ_CODE(text);
    return c == MZ_CODE("“") || c == MZ_CODE("”") || c == MZ_CODE("‘") || c == MZ_CODE("’") ? 3 : 0;
}

const char *mz_item_name(mz_arena *arena, const mz_words *words, mz_slice item)
{
    char *name = mz_arena_copy(arena, item.text, item.length);
    if (name == NULL) return "";
    size_t written = strcspn(name, "\"“"); /* up to what may be a quotation mark: mostly all of it */
    for (size_t i = written; i < item.length;) {
        size_t skip = quote_size(name + i, item.length - i);
        if (skip == 0) name[written++] = name[i++];
        i += skip;
    }
    name[written] = '\0';
    const char *alias = mz_words_alias(words, name);
    return alias == NULL ? name : mz_arena_copy(arena, alias, strlen(alias));
}
