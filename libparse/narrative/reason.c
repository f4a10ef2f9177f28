/* reason.c - finds which changes a reason speaks of. */
#include <string.h>

#include "narrative/passage.h"
#include "narrative/walk.h"

enum { LONGEST_REASON = 1200 };

/* Whether the list of reasons goes on behind a semicolon: 1. / （2） / 二是. */
static bool counts_on(const char *text, size_t length)
{
    uint8_t style;
    return mz_list_number(text, length, &style) > 0 || mz_counted_reason(text, length) > 0;
}

size_t mz_counted_reason(const char *text, size_t length)
{
    unsigned number;
    const size_t numeral = mz_numeral(text, length, &number);
    return numeral > 0 && MZ_STARTS(text + numeral, length - numeral, "是") ? numeral + strlen("是") : 0;
}

/* Bytes of the semicolon at text, 0 when there is none. */
static size_t semicolon_at(const char *text, size_t length)
{
    return *text == ';' ? 1 : MZ_STARTS(text, length, "；") ? strlen("；") : 0;
}

size_t mz_reason_end(const mz_words *words, const mz_paragraph *paragraph, size_t at)
{
    int depth = 0;
    for (size_t i = at; i < paragraph->length; i += mz_character_size(paragraph->text[i])) {
        const char *c = paragraph->text + i;
        size_t left = paragraph->length - i;
        if (*c == '(' || MZ_STARTS(c, left, "（")) depth++;
        if (*c == ')' || MZ_STARTS(c, left, "）")) depth--;
        if (depth < 0) return i;
        if (MZ_STARTS(c, left, "。") && (depth == 0 || left == 3)) return i;
        size_t semicolon = semicolon_at(c, left);
        if (depth == 0 && semicolon > 0 && !counts_on(c + semicolon, left - semicolon)) return i;
        if (depth == 0 && mz_words_prefix(words, MZ_WORDS_REASON_END, c, left) != NULL) return i;
        if (i - at >= LONGEST_REASON) return i;
    }
    return paragraph->length;
}

size_t mz_reason_begin(const mz_paragraph *paragraph, size_t at, size_t end)
{
    const char *text = paragraph->text;
    static const char *const marks[] = {"：", ":", "，", ",", "、", "是", "为", " "};
    for (bool again = true; again && at < end;) {
        again = false;
        for (size_t i = 0; i < sizeof marks / sizeof *marks && !again; i++) {
            again = mz_starts(text + at, end - at, marks[i], strlen(marks[i]));
            if (again) at += strlen(marks[i]);
        }
    }
    return at;
}

static bool contains(const char *text, mz_slice part)
{
    return part.length > 0 && memmem(text, strlen(text), part.text, part.length) != NULL;
}

static bool names(const mz_fact *fact, mz_slice subject)
{
    size_t length = strlen(fact->item);
    return length > 0 && (contains(fact->item, subject) ||
                          (length <= subject.length && memmem(subject.text, subject.length, fact->item, length)));
}

/* The subject that stands before the marker: 公务接待费支出减少的 / 增减变化的. */
static mz_slice subject_before(const mz_walk *walk, size_t marker)
{
    size_t begin = walk->phrase;
    if (begin >= marker || marker - begin > LONGEST_REASON / 2) return (mz_slice){NULL, 0};
    mz_slice text = {walk->paragraph->text + begin, marker - begin};
    if (text.length > 3 && memcmp(text.text + text.length - 3, "的", 3) == 0) text.length -= 3;
    return mz_phrase_read(walk->words, &walk->names, text, UINT32_MAX, false).item;
}

/* The same where the marker begins a clause: what the clause before it says (...；政府性基金支出增加，系). What begins
 * the paragraph speaks of all that it is about. */
static mz_slice subject_of_clause_before(const mz_walk *walk, size_t marker)
{
    const size_t begin = walk->previous_clause, comma = strlen("，");
    if (begin == 0 || marker != walk->clause || marker < begin + comma) return (mz_slice){NULL, 0};
    return mz_phrase_read(walk->words, &walk->names, mz_walk_slice(walk, begin, marker - comma), UINT32_MAX, false)
        .item;
}

/* Whether fact is one of the statements that `first` (the last one before the reason) belongs to. */
static bool same_statement(const mz_fact *fact, const mz_fact *first)
{
    bool completion = fact->kind == MZ_FACT_COMPLETION;
    return (mz_is_change(fact) || completion) && completion == (first->kind == MZ_FACT_COMPLETION) &&
           fact->parent == first->parent && fact->sentence == first->sentence && *fact->reason == '\0';
}

static void give(mz_fact *fact, const char *reason, mz_span span)
{
    fact->reason = reason;
    fact->reason_span = span;
}

static bool may_take(const mz_fact *fact)
{
    return (mz_is_change(fact) || fact->kind == MZ_FACT_COMPLETION) && *fact->reason == '\0';
}

/* Attaches to the statements from fact `first` on that speak of the subject named; returns the last of them, NULL when
 * there are none. */
static const mz_fact *attach_to_named(mz_walk *walk, size_t first, mz_slice subject, const char *reason, mz_span span)
{
    if (subject.length == 0) return NULL;
    const char *name = mz_item_name(walk->arena, walk->words, subject);
    subject = (mz_slice){name, strlen(name)};
    const mz_fact *found = NULL;
    for (size_t i = first; i < walk->document->fact_count; i++) {
        mz_fact *fact = &walk->document->facts[i];
        if (!may_take(fact) || !names(fact, subject)) continue;
        give(fact, reason, span);
        found = fact;
    }
    return found;
}

/* Where the part of the paragraph before the marker begins that a semicolon separates. */
static uint32_t part_begin(const mz_walk *walk, size_t marker)
{
    for (size_t i = marker; i-- > 0;) {
        size_t semicolon = semicolon_at(walk->paragraph->text + i, marker - i);
        if (semicolon > 0) return mz_paragraph_span(walk->paragraph, walk->text, i, i + semicolon).begin;
    }
    return 0;
}

/* The first fact of the present section. */
static size_t section_begin(const mz_walk *walk)
{
    const mz_fact *facts = walk->document->facts;
    size_t first = walk->document->fact_count;
    while (first > 0 && facts[first - 1].section == walk->document->section_count - 1) first--;
    return first;
}

/* The paragraph states no change. A sentence of its own tells the reason of the last one before it, else the reason is
 * that of the last figure (9.64万元，上年无此项预算，主要原因是...). */
static void attach_to_earlier_or_value(mz_walk *walk, const char *reason, mz_span span)
{
    mz_fact *facts = walk->document->facts;
    size_t last = walk->document->fact_count;
    if (walk->sentence_fact < last) {
        mz_fact *value = &facts[last - 1];
        if (value->kind == MZ_FACT_VALUE && mz_unit_is_money(value->amount.unit)) give(value, reason, span);
        return;
    }
    const size_t first = section_begin(walk);
    while (last > first && !mz_is_change(&facts[last - 1])) last--;
    if (last == first) return;
    const mz_fact of = facts[last - 1];
    for (size_t i = first; i < last; i++)
        if (same_statement(&facts[i], &of)) give(&facts[i], reason, span);
}

static void give_to_all(mz_walk *walk, size_t first, const char *reason, mz_span span)
{
    for (size_t i = first; i < walk->document->fact_count; i++)
        if (mz_is_change(&walk->document->facts[i]) && may_take(&walk->document->facts[i]))
            give(&walk->document->facts[i], reason, span);
}

bool mz_reason_behind_plain_change(const mz_walk *walk, size_t at)
{
    const char *text = walk->paragraph->text;
    size_t comma = at > 0 && text[at - 1] == ',' ? 1 : strlen("，");
    if (at != walk->clause || at < comma || at - comma <= walk->figure_end) return false;
    if (comma > 1 && !MZ_STARTS(text + at - comma, comma, "，")) return false;
    return mz_words_suffix(walk->words, MZ_WORDS_INCREASE, text, at - comma) != NULL ||
           mz_words_suffix(walk->words, MZ_WORDS_DECREASE, text, at - comma) != NULL;
}

/* Whether the reason stands right behind the figure of something else than the last change, and says that this changed:
 * 其中：货物预算512.80万元，因集中采购而增加. */
static bool is_of_last_value(const mz_walk *walk, size_t marker, const char *reason)
{
    const mz_fact *value = mz_walk_last_fact(walk, walk->sentence_fact);
    const size_t length = strlen(reason), comma = strlen("，");
    if (value == NULL || value->kind != MZ_FACT_VALUE || !mz_unit_is_money(value->amount.unit)) return false;
    if (marker != walk->clause || walk->figure_end + comma < marker) return false;
    return mz_words_suffix(walk->words, MZ_WORDS_INCREASE, reason, length) != NULL ||
           mz_words_suffix(walk->words, MZ_WORDS_DECREASE, reason, length) != NULL;
}

/* Whether a change of the same sentence behind the place `begin` says the very same:
 * 收入总计增加5万元；支出总计增加5万元. */
static bool is_told_behind(const mz_walk *walk, size_t index, uint32_t begin)
{
    const mz_fact *facts = walk->document->facts, *fact = &facts[index];
    for (size_t i = index + 1; i < walk->document->fact_count && facts[i].sentence == fact->sentence; i++)
        if (facts[i].span.begin >= begin && facts[i].kind == fact->kind && facts[i].amount.value == fact->amount.value)
            return true;
    return false;
}

/* Attaches to the last statement of the paragraph. */
static void attach_to_last(mz_walk *walk, size_t marker, const char *reason, mz_span span)
{
    mz_fact *facts = walk->document->facts;
    size_t last = walk->document->fact_count;
    if (is_of_last_value(walk, marker, reason)) {
        give(&facts[last - 1], reason, span);
        return;
    }
    if (mz_reason_behind_plain_change(walk, marker)) {
        attach_to_earlier_or_value(walk, reason, span);
        return;
    }
    while (last > walk->paragraph_fact && !mz_is_change(&facts[last - 1]) && facts[last - 1].kind != MZ_FACT_COMPLETION)
        last--;
    if (last == walk->paragraph_fact) {
        attach_to_earlier_or_value(walk, reason, span);
        return;
    }
    const mz_fact first = facts[last - 1];
    const uint32_t part = part_begin(walk, marker);
    const uint32_t begin = first.span.begin >= part ? part : 0; /* 以上两项变动，系 */
    const bool own_sentence = walk->sentence_fact == walk->document->fact_count;
    for (size_t i = walk->paragraph_fact; i < last; i++) {
        if (!same_statement(&facts[i], &first)) continue;
        const bool same_money = own_sentence && is_told_behind(walk, i, begin);
        if (facts[i].span.begin >= begin || same_money) give(&facts[i], reason, span);
    }
}

/* A paragraph that only gives a reason goes on with the list item before it, or speaks of the changes of its section:
 * of those it names and of those that are the same money, else of all. */
static void attach_in_section(mz_walk *walk, mz_slice subject, bool subject_of_others, const char *reason, mz_span span)
{
    mz_fact *facts = walk->document->facts;
    const size_t first = section_begin(walk);
    const mz_fact *named = attach_to_named(walk, first, subject, reason, span);
    if (named == NULL && subject_of_others) return;
    if (named == NULL && walk->paragraph->wrapped && walk->paragraph->list_style == 0 && walk->style_before != 0) {
        attach_to_earlier_or_value(walk, reason, span); /* goes on with the item before, whose line was full */
        return;
    }
    for (size_t i = first; i < walk->document->fact_count; i++) {
        if (!mz_is_change(&facts[i]) || *facts[i].reason != '\0') continue;
        if (named == NULL || (facts[i].kind == named->kind && facts[i].amount.value == named->amount.value))
            give(&facts[i], reason, span);
    }
}

/* The reason at [begin, end) without the marks around it; NULL when nothing is left, or memory runs out. */
static const char *read_reason(const mz_walk *walk, size_t begin, size_t end, mz_span *span)
{
    begin = mz_reason_begin(walk->paragraph, begin, end);
    if (begin >= end || walk->document->fact_count == 0) return NULL;
    *span = mz_paragraph_span(walk->paragraph, walk->text, begin, end);
    return mz_arena_copy(walk->arena, walk->paragraph->text + begin, end - begin);
}

void mz_give_to_last(mz_walk *walk, size_t marker, size_t begin, size_t end)
{
    mz_span span;
    const char *reason = read_reason(walk, begin, end, &span);
    if (reason != NULL) attach_to_last(walk, marker, reason, span);
}

void mz_give_to_all(mz_walk *walk, size_t first, size_t begin, size_t end)
{
    mz_span span;
    const char *reason = read_reason(walk, begin, end, &span);
    if (reason != NULL) give_to_all(walk, first, reason, span);
}

/* Whether the clause that ends before the marker says that a figure did not change: 与上年持平，主要原因是. */
static bool is_behind_flat(const mz_walk *walk, size_t marker)
{
    const char *text = walk->paragraph->text;
    const size_t comma = strlen("，");
    if (marker != walk->clause || marker < comma || !MZ_STARTS(text + marker - comma, comma, "，")) return false;
    return mz_words_suffix(walk->words, MZ_WORDS_FLAT, text, marker - comma) != NULL;
}

/* Where a reason ends that is no more than the name of a part whose figure the paragraph prints: with the sentence
 * behind it, when that speaks of the part, without a figure (减少部分全部为公务接待费。我单位严格控制公务接待费支出).
 */
static size_t end_behind_part(const mz_walk *walk, size_t at, size_t end)
{
    static const char stop[] = "。";
    const mz_paragraph *paragraph = walk->paragraph;
    const size_t begin = mz_reason_begin(paragraph, at, end), next = end + strlen(stop);
    const mz_slice name = mz_walk_slice(walk, begin, end);
    bool part = false;
    if (begin >= end || next >= paragraph->length || !MZ_STARTS(paragraph->text + end, strlen(stop), stop)) return end;
    for (size_t i = walk->paragraph_fact; i < walk->document->fact_count && !part; i++) {
        const mz_fact *fact = &walk->document->facts[i];
        part = fact->kind == MZ_FACT_VALUE && fact->parent >= 0 && strlen(fact->item) == name.length &&
               memcmp(fact->item, name.text, name.length) == 0;
    }
    const char *text = paragraph->text + next, *mark = memmem(text, paragraph->length - next, stop, strlen(stop));
    const size_t length = mark == NULL ? paragraph->length - next : (size_t)(mark - text);
    if (!part || memmem(text, length, name.text, name.length) == NULL) return end;
    for (size_t i = 0; i < length; i++)
        if (text[i] >= '0' && text[i] <= '9') return end;
    return next + length;
}

void mz_attach_reason(mz_walk *walk, size_t marker, size_t at)
{
    mz_span span;
    if (is_behind_flat(walk, marker)) return;
    const size_t end = end_behind_part(walk, at, mz_reason_end(walk->words, walk->paragraph, at));
    const char *reason = read_reason(walk, at, end, &span);
    if (reason == NULL) return;
    mz_slice subject = subject_before(walk, marker);
    const mz_slice before = subject.length > 0 ? (mz_slice){NULL, 0} : subject_of_clause_before(walk, marker);
    const size_t count = walk->document->fact_count;
    if (count == walk->paragraph_fact)
        attach_in_section(walk, before.length > 0 ? before : subject, before.length > 0, reason, span);
    else if (attach_to_named(walk, walk->paragraph_fact, subject, reason, span) != NULL ||
             attach_to_named(walk, section_begin(walk), subject, reason, span) != NULL)
        return;
    else if (subject.length > 0 && count == walk->sentence_fact &&
             mz_is_change(&walk->document->facts[count - 1])) /* 上述三项经费变动均系 */
        give_to_all(walk, walk->paragraph_fact, reason, span);
    else
        attach_to_last(walk, marker, reason, span);
}
