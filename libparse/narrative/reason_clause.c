/* reason_clause.c - reasons that no word announces: the clause behind a stated change, the sentence behind it, and what
 * stands in front of it (受机构改革影响，...减少5万元). */
#include <string.h>

#include "narrative/passage.h"
#include "narrative/walk.h"

enum { SHORTEST_LEAD = 12 /* bytes: four Chinese characters */ };

/* Offset of the first of the marks at or behind `at`; the paragraph's end when there is none. */
static size_t find_mark(const mz_walk *walk, size_t at, bool commas)
{
    const mz_paragraph *paragraph = walk->paragraph;
    for (; at < paragraph->length; at += mz_character_size(paragraph->text[at])) {
        const uint32_t c = mz_code(paragraph->text + at, paragraph->length - at);
        if (c == MZ_CODE("。") || c == MZ_CODE("；") || c == ';') return at;
        if (commas && (c == MZ_CODE("，") || c == ',')) return at;
    }
    return at;
}

/* Whether an amount or a percentage is printed in [begin, end). */
static bool has_figure(const mz_walk *walk, size_t begin, size_t end)
{
    const char *text = walk->paragraph->text;
    for (size_t at = begin; at < end;) {
        if (text[at] < '0' || text[at] > '9') {
            at += mz_character_size(text[at]);
            continue;
        }
        const mz_figure figure = mz_figure_read(walk->arena, walk->words, text, walk->paragraph->length, at);
        if (mz_unit_is_money(figure.unit) || figure.unit == MZ_UNIT_PERCENT) return true;
        at = figure.end > at ? figure.end : at + 1;
    }
    return false;
}

/* Whether what ends at `end` only leads to what follows: 按功能分类科目具体如下：. */
static bool is_introduction(const mz_walk *walk, size_t end)
{
    static const char colon[] = "：";
    const char *text = walk->paragraph->text;
    return end > 3 && (text[end - 1] == ':' || memcmp(text + end - 3, colon, 3) == 0);
}

/* Whether a reason may begin at `at` although no word announces it. */
static bool may_begin(const mz_walk *walk, size_t at)
{
    const char *text = walk->paragraph->text + at;
    const size_t left = walk->paragraph->length - at;
    const mz_word *strong = mz_words_prefix(walk->words, MZ_WORDS_REASON_BEGIN, text, left);
    const mz_word *not = mz_words_prefix(walk->words, MZ_WORDS_NO_REASON, text, left);
    if (strong != NULL && (not == NULL || not ->length < strong->length)) return true;
    return mz_words_prefix(walk->words, MZ_WORDS_REASON_AFTER, text, left) != NULL;
}

static bool is_open_change(const mz_fact *fact)
{
    return fact != NULL && mz_is_change(fact) && *fact->reason == '\0';
}

/* Whether the sentence behind the one that ends at `end` announces a reason itself (上年无此项支出。主要原因是...). */
static bool is_announced_behind(const mz_walk *walk, size_t end)
{
    const mz_paragraph *paragraph = walk->paragraph;
    if (end >= paragraph->length) return false;
    end += mz_character_size(paragraph->text[end]);
    if (end >= paragraph->length) return false;
    return mz_words_prefix(walk->words, MZ_WORDS_REASON, paragraph->text + end, paragraph->length - end) != NULL;
}

void mz_reason_behind_change(mz_walk *walk, size_t at)
{
    const char *text = walk->paragraph->text + at;
    const size_t left = walk->paragraph->length - at;
    if (!is_open_change(mz_walk_last_fact(walk, walk->sentence_fact))) return;
    if (mz_words_prefix(walk->words, MZ_WORDS_REASON_AFTER, text, left) == NULL) return;
    const size_t end = mz_reason_end(walk->words, walk->paragraph, at);
    if (is_announced_behind(walk, end)) return;
    if (!has_figure(walk, at, find_mark(walk, at, true)) && !is_introduction(walk, end))
        mz_give_to_last(walk, at, at, end);
}

void mz_reason_in_next_sentence(mz_walk *walk, size_t at)
{
    if (!is_open_change(mz_walk_last_fact(walk, walk->paragraph_fact)) || !may_begin(walk, at)) return;
    const size_t end = find_mark(walk, at, false);
    if (!has_figure(walk, at, end) && !is_introduction(walk, end)) mz_give_to_last(walk, at, at, end);
}

/* Where the clauses that tell why begin: the first one, from the sentence's begin up to `end`, that may begin a reason;
 * `end` when there is none. */
static size_t find_lead(const mz_walk *walk, size_t end)
{
    for (size_t at = walk->sentence_at; at < end;) {
        if (may_begin(walk, at)) return at;
        at = find_mark(walk, at, true);
        if (at < end) at += mz_character_size(walk->paragraph->text[at]);
    }
    return end;
}

/* The last comma in [begin, end) before which no figure stands; `begin` when there is none. */
static size_t end_before_figure(const mz_walk *walk, size_t begin, size_t end)
{
    size_t last = begin;
    for (size_t at = begin; at < end;) {
        const size_t comma = find_mark(walk, at, true);
        if (comma >= end || has_figure(walk, at, comma)) break;
        last = comma;
        at = comma + mz_character_size(walk->paragraph->text[comma]);
    }
    return last;
}

void mz_reason_before_change(mz_walk *walk)
{
    bool open = false;
    for (size_t i = walk->sentence_fact; i < walk->document->fact_count && !open; i++)
        open = is_open_change(&walk->document->facts[i]);
    const size_t end = walk->change_clause;
    if (!open || end < walk->sentence_at + SHORTEST_LEAD) return;
    const size_t begin = find_lead(walk, end), comma = end_before_figure(walk, begin, end);
    const char *text = walk->paragraph->text;
    const size_t mark = comma < end ? mz_character_size(text[comma]) : 0;
    /* a figure between the reason and the change: only a word that always opens one (因机构改革，收入5万元，增加1万元)
     */
    if (comma + mark < end && mz_words_prefix(walk->words, MZ_WORDS_REASON_BEGIN, text + begin, end - begin) == NULL)
        return;
    if (begin + SHORTEST_LEAD <= comma) mz_give_to_all(walk, walk->sentence_fact, begin, comma);
}
