/* walk.c - walks through a paragraph once: figures become facts, punctuation and words open and close lists. */
#include <string.h>

#include "narrative/walk.h"

enum { NAMED_GROUP_REACH = 24 };

/* Classes of the words that open a list or a reason, and of those that only seem to. */
static const uint32_t opening =
    1u << MZ_WORDS_GROUP | 1u << MZ_WORDS_REASON | 1u << MZ_WORDS_REASON_BEGIN | 1u << MZ_WORDS_NO_REASON;

static void open_group(mz_walk *walk, int32_t value, int32_t change)
{
    if (walk->group_count == MZ_MOST_GROUPS) return;
    walk->groups[walk->group_count++] = (mz_group){.value = value,
                                                   .change = change,
                                                   .first = walk->document->fact_count,
                                                   .brackets = walk->bracket_count,
                                                   .list_style = UINT8_MAX,
                                                   .owner_style = walk->paragraph->list_style};
}

/* Closes the lists opened inside the present bracket; the innermost only, or all but those whose items are paragraphs.
 */
static void close_groups(mz_walk *walk, bool all)
{
    while (walk->group_count > 0) {
        mz_group *top = mz_walk_top_group(walk);
        if (top->brackets < walk->bracket_count || top->persistent) return;
        const mz_group *below = walk->group_count > 1 ? top - 1 : NULL;
        bool nested = below != NULL && below->brackets == top->brackets && !below->persistent;
        if (!all && !nested) return;
        walk->group_count--;
        if (!all) return;
    }
}

/* Whether the figure only says from which price on things are counted: 单价100万元（含）以上设备. */
static bool is_bound(const mz_walk *walk, const mz_figure *figure, mz_slice phrase)
{
    return mz_unit_is_money(figure->unit) &&
           mz_words_suffix(walk->words, MZ_WORDS_THRESHOLD_BEFORE, phrase.text, phrase.length) != NULL;
}

static bool is_threshold(const mz_walk *walk, const mz_figure *figure, mz_slice phrase)
{
    if (!mz_unit_is_money(figure->unit)) return false;
    const char *after = walk->paragraph->text + figure->after;
    size_t left = walk->paragraph->length - figure->after;
    return is_bound(walk, figure, phrase) ||
           mz_words_prefix(walk->words, MZ_WORDS_THRESHOLD_AFTER, after, left) != NULL;
}

/* 增长13.95。: the percent sign is missing, but the sentence says that it is a rate. */
static bool may_be_rate_without_sign(const mz_walk *walk, const mz_figure *figure)
{
    const mz_fact *before = mz_walk_last_fact(walk, walk->sentence_fact);
    if (before == NULL || before->kind != MZ_FACT_CHANGE) return false;
    const char *text = walk->paragraph->text;
    if (memchr(text + figure->begin, '.', figure->end - figure->begin) == NULL) return false;
    const char *after = text + figure->end;
    size_t left = walk->paragraph->length - figure->end;
    return MZ_STARTS(after, left, "。") || MZ_STARTS(after, left, "，") || MZ_STARTS(after, left, "；") ||
           (left > 0 && (*after == ',' || *after == ';'));
}

static bool has_minus(const mz_walk *walk, size_t begin)
{
    if (begin == 0 || walk->paragraph->text[begin - 1] != '-' || begin - 1 < walk->phrase) return false;
    return begin - 1 > walk->phrase || walk->phrase != walk->figure_end;
}

/* Whether the figure is the percentage of 完成预算8万元的60%: only 的 stands between it and the budget. */
static bool is_of_planned(const mz_walk *walk, const mz_figure *figure, mz_slice before)
{
    const mz_word *of = mz_words_prefix(walk->words, MZ_WORDS_COMPARE_TAIL, before.text, before.length);
    return figure->unit == MZ_UNIT_PERCENT && walk->planned >= (int32_t)walk->sentence_fact &&
           (size_t)walk->planned + 1 == walk->document->fact_count && of != NULL && of->length == before.length;
}

/* Reads the figure at offset `at`; returns where to go on. */
static size_t take_figure(mz_walk *walk, size_t at)
{
    const char *text = walk->paragraph->text;
    mz_figure figure = mz_figure_read(walk->arena, walk->words, text, walk->paragraph->length, at);
    bool minus = has_minus(walk, at);
    mz_slice before = mz_walk_slice(walk, walk->phrase, minus ? at - 1 : at);
    bool behind_figure = walk->phrase == walk->figure_end && walk->figure_end > 0;
    size_t sign = behind_figure ? mz_range_sign(before.text, before.length) : 0;
    if (figure.unit == MZ_UNIT_NONE) {
        if (before.length == 0 || !may_be_rate_without_sign(walk, &figure)) return figure.end;
        mz_phrase phrase = mz_phrase_read(walk->words, &walk->names, before, walk->seen, true);
        if (phrase.direction == 0) return figure.end;
        mz_walk_add_fact(walk, &figure, &phrase, minus);
    } else if (sign > 0 && sign == before.length) {
        mz_walk_add_range_end(walk, &figure);
    } else if (is_bound(walk, &figure, before)) {
        mz_phrase phrase = mz_phrase_read(walk->words, &walk->names, before, walk->seen, false);
        mz_walk_add_bound(walk, &figure, &phrase);
    } else if (!is_threshold(walk, &figure, before) &&
               !(walk->paragraph->use_of_funds && figure.unit == MZ_UNIT_PERCENT)) {
        const mz_word *join =
            behind_figure ? mz_words_prefix(walk->words, MZ_WORDS_JOIN, before.text, before.length) : NULL;
        if (join != NULL) before = (mz_slice){before.text + join->length, before.length - join->length};
        mz_phrase phrase =
            behind_figure && is_of_planned(walk, &figure, before)
                ? (mz_phrase){.completion = walk->planned_word}
                : mz_phrase_read(walk->words, &walk->names, before, walk->seen, figure.unit == MZ_UNIT_PERCENT);
        mz_walk_add_fact(walk, &figure, &phrase, minus);
    }
    const mz_fact *first = mz_walk_last_fact(walk, walk->sentence_fact);
    if (walk->change_clause == 0 && first != NULL && mz_is_change(first)) walk->change_clause = walk->clause;
    size_t after = figure.after;
    const mz_word *more =
        mz_words_prefix(walk->words, MZ_WORDS_THRESHOLD_AFTER, text + after, walk->paragraph->length - after);
    if (more != NULL && (unsigned char)more->text[0] != 0xEF && more->text[0] != '(') after += more->length;
    walk->phrase = walk->figure_end = after;
    return after;
}

/* 财政拨款支出预算中，: what follows are parts of a figure named before. */
static void open_named_group(mz_walk *walk, mz_slice clause)
{
    mz_phrase phrase = mz_phrase_read(walk->words, &walk->names, clause, walk->seen, false);
    if (phrase.item.length == 0) return;
    const char *item = mz_item_name(walk->arena, walk->words, phrase.item);
    size_t count = walk->document->fact_count;
    for (size_t i = count; i-- > 0 && i + NAMED_GROUP_REACH > count;) {
        const mz_fact *fact = &walk->document->facts[i];
        if (fact->kind != MZ_FACT_VALUE || strcmp(fact->item, item) != 0) continue;
        open_group(walk, (int32_t)i, -1);
        return;
    }
}

/* Whether a year or a level may begin with the byte. */
static bool is_mark(char c)
{
    return mz_is_digit(c) || c == '(' || (unsigned char)c == 0xEF;
}

static bool may_name_year_or_level(const mz_walk *walk, mz_slice clause)
{
    for (size_t i = 0; walk->marked && i < clause.length; i++)
        if (is_mark(clause.text[i])) return true;
    return false;
}

/* Whether a year stands in a clause. */
static bool names_year(mz_slice clause)
{
    int32_t year;
    for (size_t i = 0; i < clause.length; i++)
        if (mz_is_digit(clause.text[i]) && mz_year_at(clause.text + i, clause.length - i, &year) > 0) return true;
    return false;
}

/* Whether a word of the class may stand in the present clause, by the characters seen. */
static bool may_hold(const mz_walk *walk, mz_word_class class)
{
    return (walk->seen >> class & 1u) != 0;
}

/* A subject of the classification is named behind other figures; of several in a row the next figure is the sum. */
static void name_path(mz_walk *walk, const char *item)
{
    const char *all = *walk->path == '\0' ? item : mz_arena_printf(walk->arena, "%s、%s", walk->path, item);
    walk->path = all != NULL && strlen(all) <= MZ_LONGEST_PHRASE ? all : item;
}

/* A clause without a figure may still say what the next one is about. */
static void learn_from_clause(mz_walk *walk, mz_slice clause)
{
    if (clause.length == 0) return;
    if (clause.length > 3 && memcmp(clause.text + clause.length - 3, "中", 3) == 0) {
        clause.length -= 3;
        open_named_group(walk, clause);
        return;
    }
    const mz_word *up = NULL, *down = NULL;
    if (may_hold(walk, MZ_WORDS_INCREASE))
        up = mz_words_suffix(walk->words, MZ_WORDS_INCREASE, clause.text, clause.length);
    if (may_hold(walk, MZ_WORDS_DECREASE))
        down = mz_words_suffix(walk->words, MZ_WORDS_DECREASE, clause.text, clause.length);
    bool compares = may_hold(walk, MZ_WORDS_COMPARE) &&
                    mz_words_find(walk->words, MZ_WORDS_COMPARE, clause.text, clause.length, NULL) != NULL;
    const bool changes = up != NULL || down != NULL || compares;
    if (!changes && !may_name_year_or_level(walk, clause)) return;
    const bool path = may_hold(walk, MZ_WORDS_LEVEL) &&
                      mz_words_find(walk->words, MZ_WORDS_LEVEL, clause.text, clause.length, NULL) != NULL;
    if (!changes && !path && !names_year(clause)) return;
    mz_phrase phrase = mz_phrase_read(walk->words, &walk->names, clause, walk->seen, false);
    if (phrase.base_year != 0 && phrase.item.length == 0) walk->base_year = phrase.base_year;
    if (phrase.year != 0 && !walk->in_reason) walk->period = phrase.year;
    if (phrase.item.length == 0) return;
    if (up != NULL || down != NULL) walk->pending = mz_item_name(walk->arena, walk->words, phrase.item);
    if (!path) return;
    const char *item = mz_item_name(walk->arena, walk->words, phrase.item);
    if (walk->document->fact_count == walk->paragraph_fact)
        walk->topic = item;
    else if (mz_words_suffix(walk->words, MZ_WORDS_LEVEL, clause.text, clause.length) != NULL)
        name_path(walk, item);
}

static void end_clause(mz_walk *walk, size_t at, size_t size)
{
    if (walk->figure_end <= walk->clause) learn_from_clause(walk, mz_walk_slice(walk, walk->phrase, at));
    walk->previous_clause = walk->clause;
    walk->clause = walk->phrase = at + size;
    walk->seen = 0;
    walk->marked = false;
}

static void end_sentence(mz_walk *walk, size_t next)
{
    mz_reason_before_change(walk);
    walk->sentence_at = next;
    walk->change_clause = 0;
    /* ... 增加5万元，其中：基本支出增加7万元。项目支出减少2万元。: the list of a change goes on behind the full stop */
    if (walk->group_count > 0 && walk->groups[0].change >= 0) walk->listed_change = walk->groups[0].change;
    close_groups(walk, true);
    walk->sentence++;
    walk->sentence_fact = walk->document->fact_count;
    walk->period = walk->base_year = 0;
    walk->pending = walk->current = "";
    walk->in_reason = false;
    walk->respectively = (mz_slice){NULL, 0};
}

static void open_bracket(mz_walk *walk, size_t at, size_t size)
{
    if (walk->bracket_count == MZ_MOST_BRACKETS) return;
    bool behind = at == walk->figure_end && mz_walk_last_fact(walk, walk->paragraph_fact) != NULL;
    walk->brackets[walk->bracket_count++] =
        (mz_bracket){.phrase = walk->phrase, .first = walk->document->fact_count, .behind_figure = behind};
    walk->phrase = at + size;
    if (!behind) return;
    const mz_fact *last = mz_walk_last_fact(walk, walk->paragraph_fact);
    int32_t index = (int32_t)(last - walk->document->facts);
    open_group(walk, last->kind == MZ_FACT_VALUE ? index : -1, last->kind == MZ_FACT_CHANGE ? index : -1);
}

static void close_bracket(mz_walk *walk, size_t at, size_t size)
{
    if (walk->bracket_count == 0) return;
    const mz_bracket *bracket = &walk->brackets[walk->bracket_count - 1];
    bool held_facts = walk->document->fact_count > bracket->first;
    walk->phrase = bracket->behind_figure || held_facts ? at + size : bracket->phrase;
    if (walk->phrase < walk->clause) { /* what was seen there is forgotten */
        walk->seen = UINT32_MAX;
        walk->marked = true;
    }
    if (bracket->behind_figure || held_facts) walk->figure_end = at + size;
    if (bracket->behind_figure && bracket->first > walk->sentence_fact)
        walk->current = mz_walk_fact(walk, (int32_t)bracket->first - 1)->item;
    while (walk->group_count > 0 && mz_walk_top_group(walk)->brackets >= walk->bracket_count) walk->group_count--;
    walk->bracket_count--;
}

static bool list_goes_on(const mz_walk *walk, size_t at)
{
    uint8_t style;
    const char *text = walk->paragraph->text + at;
    return walk->group_count > 0 && mz_list_number(text, walk->paragraph->length - at, &style) > 0;
}

/* Handles punctuation at offset `at`; returns its length, 0 when there is none. */
static size_t take_mark(mz_walk *walk, size_t at)
{
    const char *text = walk->paragraph->text + at;
    size_t left = walk->paragraph->length - at;
    uint32_t c = mz_code(text, left);
    if (c >= 0x80 && c >> 16 != 0xE3 && c >> 16 != 0xEF) return 0;
    size_t size = c < 0x80 ? 1 : 3;
    const bool stated = at == walk->figure_end; /* the clause ends with a figure */
    if (c == ',' || c == MZ_CODE("，")) {
        end_clause(walk, at, size);
        if (stated) mz_reason_behind_change(walk, at + size);
    } else if (c == MZ_CODE("。") || c == MZ_CODE("！")) {
        end_clause(walk, at, size);
        if (walk->bracket_count == 0 && !list_goes_on(walk, at + size)) end_sentence(walk, at + size);
        if (stated) mz_reason_in_next_sentence(walk, at + size);
    } else if (c == ';' || c == MZ_CODE("；")) {
        end_clause(walk, at, size);
        close_groups(walk, false);
        walk->in_reason = false;
    } else if (c == ':' || c == MZ_CODE("：")) {
        int32_t year;
        const bool goes_on = left > size && mz_is_digit(text[size]) && mz_year_at(text + size, left - size, &year) == 0;
        if (!goes_on) end_clause(walk, at, size);
    } else if (c == MZ_CODE("、")) {
        if (at == walk->figure_end) walk->phrase = at + size;
    } else if (c == '(' || c == MZ_CODE("（")) {
        open_bracket(walk, at, size);
    } else if (c == ')' || c == MZ_CODE("）")) {
        close_bracket(walk, at, size);
    } else {
        return 0;
    }
    return size;
}

static bool is_word_of(const mz_walk *walk, mz_word_class class, const mz_word *word)
{
    const mz_word *same = mz_words_prefix(walk->words, class, word->text, word->length);
    return same != NULL && same->length == word->length;
}

/* The amount whose parts a list gives: the last one, unless the sentence has a change of something else (财政拨款收入
 * 较上年增加5万元，其中…): then the amount that was called so before, -1 when there is none. */
static int32_t whole_of(mz_walk *walk, int32_t change)
{
    int32_t value = walk->last_value;
    if (change < 0 || value < 0 || (size_t)value >= walk->sentence_fact) return value;
    const char *item = mz_walk_fact(walk, change)->item;
    for (int32_t i = value; i >= 0 && i + NAMED_GROUP_REACH > value; i--) {
        const mz_fact *fact = mz_walk_fact(walk, i);
        if (fact->kind == MZ_FACT_VALUE && strcmp(fact->item, item) == 0) return i;
    }
    return -1;
}

/* A list begins: its items belong to the last amount and, when the sentence states one, to the last change. */
static void take_group_word(mz_walk *walk, size_t at, size_t length)
{
    size_t after = at + length;
    const char *text = walk->paragraph->text + after;
    size_t left = walk->paragraph->length - after;
    uint32_t c = mz_code(text, left);
    size_t colon = c == ':' ? 1 : c == MZ_CODE("：") ? 3 : 0;
    int32_t change = mz_walk_last_change(walk, walk->sentence_fact);
    open_group(walk, whole_of(walk, change), change);
    /* a line that ends with 其中： introduces paragraphs; where lines are broken at the page width it may be chance */
    bool last = after + colon == walk->paragraph->length;
    bool new_sentence = walk->sentence_fact == walk->document->fact_count;
    bool own_line =
        mz_paragraph_breaks_at(walk->paragraph, after + colon) && (new_sentence || !walk->paragraph->wrapped);
    if (colon > 0 && walk->bracket_count == 0) mz_walk_top_group(walk)->persistent = last || own_line;
    walk->phrase = walk->clause = after + colon;
}

/* Handles a word that opens a list or a reason; returns its length, 0 when it is an ordinary character. */
static size_t take_word(mz_walk *walk, size_t at)
{
    const char *text = walk->paragraph->text + at;
    const mz_word *word = mz_words_at(walk->words, opening, text, walk->paragraph->length - at);
    if (word == NULL) return 0;
    bool starts_phrase = at == walk->phrase || at == walk->clause;
    bool group = is_word_of(walk, MZ_WORDS_GROUP, word), reason = is_word_of(walk, MZ_WORDS_REASON, word);
    const mz_fact *last = mz_walk_last_fact(walk, walk->sentence_fact);
    const bool behind_change =
        starts_phrase && ((last != NULL && mz_is_change(last)) || mz_reason_behind_plain_change(walk, at));
    const bool behind_amount = behind_change || (starts_phrase && last != NULL && mz_unit_is_money(last->amount.unit));
    if (word->class == MZ_WORDS_REASON_BEGIN && !behind_amount) return 0;
    if (word->class == MZ_WORDS_NO_REASON) return word->length;
    if (word->class == MZ_WORDS_REASON_BEGIN || (reason && (!group || behind_change))) {
        mz_attach_reason(walk, at, at + word->length);
        walk->in_reason = true;
        walk->reason_groups = walk->group_count;
    } else if (!starts_phrase || !group) {
        return reason ? word->length : 0;
    }
    if (group && starts_phrase)
        take_group_word(walk, at, word->length);
    else
        walk->phrase = walk->clause = at + word->length;
    return word->length;
}

/* Lists whose items are paragraphs of their own go on while the paragraphs are numbered alike. */
static void carry_group(mz_walk *walk)
{
    mz_group *first = walk->groups;
    bool carried = walk->group_count > 0 && first->persistent && walk->paragraph->list_style != first->owner_style;
    if (carried && first->list_style == UINT8_MAX) first->list_style = walk->paragraph->list_style;
    walk->group_count = carried && first->list_style == walk->paragraph->list_style ? 1 : 0;
}

/* Handles a figure, a year or punctuation at offset `at`; returns its length, 0 when there is none. */
static size_t take_other(mz_walk *walk, size_t at)
{
    int32_t year;
    if (!mz_is_digit(walk->paragraph->text[at])) return take_mark(walk, at);
    size_t used = mz_year_at(walk->paragraph->text + at, walk->paragraph->length - at, &year);
    return used > 0 ? used : take_figure(walk, at) - at;
}

/* Notes the character at offset `at`, with which words of the classes may begin. What ended a clause is no part of the
 * next. */
static void note(mz_walk *walk, size_t at, uint32_t classes)
{
    walk->seen |= classes;
    if (at >= walk->clause && is_mark(walk->paragraph->text[at])) walk->marked = true;
}

/* Notes the characters from offset `at` to `end`, the last one whole; returns the offset behind them. */
static size_t see(mz_walk *walk, size_t at, size_t end)
{
    for (; at < end; at += mz_character_size(walk->paragraph->text[at]))
        note(walk, at, mz_words_classes(walk->words, walk->paragraph->text + at, walk->paragraph->length - at));
    return at;
}

/* Notes the Chinese characters from offset `at` on up to one that may open a list or a reason, or to any other
 * character; returns its offset. */
static size_t see_plain(mz_walk *walk, size_t at)
{
    const char *text = walk->paragraph->text;
    uint32_t seen = 0, classes;
    for (; at + 3 <= walk->paragraph->length && mz_is_common_lead(text[at]); at += 3) {
        classes = mz_words_classes(walk->words, text + at, 3);
        if ((classes & opening) != 0) break;
        seen |= classes;
    }
    walk->seen |= seen;
    return at;
}

void mz_walk_paragraph(mz_walk *walk, const mz_paragraph *paragraph)
{
    walk->paragraph = paragraph;
    carry_group(walk);
    walk->bracket_count = 0;
    walk->paragraph_fact = walk->document->fact_count;
    walk->phrase = walk->clause = walk->previous_clause = walk->figure_end = 0;
    walk->carried = paragraph->list_style == 0 && paragraph->wrapped ? walk->topic : "";
    walk->topic = walk->path = "";
    walk->last_value = walk->planned = -1;
    walk->sentence_at = walk->change_clause = 0;
    walk->sentence_fact = walk->document->fact_count;
    end_sentence(walk, 0);
    walk->listed_change = -1;
    walk->sum = -1;
    size_t head = paragraph->length < MZ_LONGEST_PHRASE ? paragraph->length : MZ_LONGEST_PHRASE;
    if (mz_words_find(walk->words, MZ_WORDS_DEFINITION, paragraph->text, head, NULL) != NULL) return;
    walk->seen = 0;
    walk->marked = false;
    for (size_t at = 0; (at = see_plain(walk, at)) < paragraph->length;) {
        const char *text = paragraph->text + at;
        uint32_t classes = mz_words_classes(walk->words, text, paragraph->length - at);
        size_t used = 0;
        if (!mz_is_common_lead(*text)) used = take_other(walk, at);
        if (used == 0 && (classes & opening) != 0) used = take_word(walk, at);
        if (used > 0) {
            at = see(walk, at, at + used);
            continue;
        }
        note(walk, at, classes);
        at += mz_character_size(*text);
    }
    if (walk->figure_end <= walk->clause) learn_from_clause(walk, mz_walk_slice(walk, walk->phrase, paragraph->length));
    if (*walk->topic == '\0') walk->topic = walk->carried;
    mz_reason_before_change(walk);
    walk->style_before = paragraph->list_style;
}
