/* remark_words.c - the words that a remark is made of: of change, of pointing, those that announce a reason. */
#include <string.h>

#include "form/words.h"
#include "narrative/paragraph.h"
#include "remarks.h"

/* Classes of words that announce a reason. */
enum { MARKERS = 1 << MZ_WORDS_REASON | 1 << MZ_WORDS_REASON_BEGIN };

bool mz_tells_change(const mz_remark_reader *r, mz_stretch s)
{
    size_t length;
    const char *text = mz_stretch_text(r, s, &length);
    return mz_words_find(r->words, MZ_WORDS_INCREASE, text, length, NULL) != NULL ||
           mz_words_find(r->words, MZ_WORDS_DECREASE, text, length, NULL) != NULL ||
           mz_holds_listed(r->lists.changes, text, length);
}

int mz_told_direction(const mz_remark_reader *r, mz_stretch s)
{
    size_t length;
    const char *text = mz_stretch_text(r, s, &length);
    const bool up = mz_words_find(r->words, MZ_WORDS_INCREASE, text, length, NULL) != NULL;
    const bool down = mz_words_find(r->words, MZ_WORDS_DECREASE, text, length, NULL) != NULL;
    return up == down ? 0 : up ? 1 : -1;
}

bool mz_points_elsewhere(const mz_remark_reader *r, mz_stretch s)
{
    size_t length;
    const char *text = mz_stretch_text(r, s, &length);
    return mz_holds_listed(r->lists.former, text, length) || mz_holds_listed(r->lists.latter, text, length) ||
           mz_holds_listed(r->lists.above, text, length) || mz_holds_listed(r->lists.rest, text, length);
}

size_t mz_clause_before(const mz_remark_reader *r, size_t at)
{
    const size_t last = r->clause_count - 1;
    if (r->clauses[last].begin < at || last == 0) return last;
    return last - 1;
}

/* Whether the sentence before the one that begins at `at` ended with the figure of a stated change. */
static bool is_behind_change(const mz_remark_reader *r, size_t at)
{
    static const char stop[] = "。";
    const char *text = r->passage->paragraph.text;
    const size_t before = mz_facts_before(r, at), size = strlen(stop);
    if (before == r->passage->first_fact || !mz_is_stated_change(&r->c->current->facts[before - 1])) return false;
    if (at < size || memcmp(text + at - size, stop, size) != 0) return false;
    return mz_listed_at(r->lists.figure_end, text, at - size, true) > 0;
}

/* The stretch from `at` to the end of its clause. */
static mz_stretch rest_of_clause(const mz_remark_reader *r, size_t at, size_t end)
{
    const char *text = r->passage->paragraph.text;
    mz_stretch rest = {at, at};
    while (rest.end < end && mz_clause_mark(text + rest.end, end - rest.end) == 0)
        rest.end += mz_character_size(text[rest.end]);
    return rest;
}

/* Whether the clause goes on to say that something changed: 基本支出因正常晋级略有上升. */
static bool changes_by_it(const mz_remark_reader *r, size_t at, size_t end)
{
    size_t length;
    const char *text = mz_stretch_text(r, rest_of_clause(r, at, end), &length);
    return mz_words_suffix(r->words, MZ_WORDS_INCREASE, text, length) != NULL ||
           mz_words_suffix(r->words, MZ_WORDS_DECREASE, text, length) != NULL;
}

/* Whether a reason may begin at `at` with a word that often means something else: behind a word of change. */
static bool may_follow(const mz_remark_reader *r, size_t at, size_t end)
{
    const size_t number = mz_clause_before(r, at);
    mz_stretch clause = r->clauses[number];
    if (clause.end > at) clause.end = at;
    if (clause.begin >= clause.end) return number == 0 && is_behind_change(r, at);
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    if (number + 1 < r->clause_count || clause.end < at) return mz_tells_change(r, clause);
    if (mz_points_elsewhere(r, clause) || changes_by_it(r, at, end)) return true;
    return mz_words_suffix(r->words, MZ_WORDS_INCREASE, text, length) != NULL ||
           mz_words_suffix(r->words, MZ_WORDS_DECREASE, text, length) != NULL ||
           mz_listed_at(r->lists.before_weak, text, length, true) > 0;
}

void mz_index_markers(mz_remark_reader *r)
{
    const mz_word_list *const lists[] = {r->lists.strong, r->lists.weak, r->lists.clause, r->lists.with};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (size_t k = 0; k < lists[i]->count; k++)
            r->listed[mz_words_bucket(lists[i]->words[k].text, lists[i]->words[k].length)] = true;
    for (size_t b = 0; b < MZ_WORD_BUCKETS; b++)
        r->heads[b] = r->listed[b] || (r->words->by_begin.classes[b] & MARKERS) != 0;
}

/* 职业年金的增长与缴费基数调整有关: length of the word behind the change, when the clause ends so. */
static size_t related_at(const mz_remark_reader *r, size_t at, size_t end)
{
    size_t length;
    const mz_stretch clause = r->clauses[r->clause_count - 1];
    const size_t with = mz_listed_at(r->lists.with, r->passage->paragraph.text + at, end - at, false);
    if (with == 0) return 0;
    if (at == clause.begin || !mz_tells_change(r, (mz_stretch){clause.begin, at})) return 0;
    const char *text = mz_stretch_text(r, rest_of_clause(r, at, end), &length);
    return mz_listed_at(r->lists.related, text, length, true) > 0 ? with : 0;
}

size_t mz_clause_mark(const char *text, size_t length)
{
    static const char *const marks[] = {"，", ",", "：", ":"};
    if (length == 0 || mz_is_common_lead(*text)) return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (mz_starts(text, length, marks[i], strlen(marks[i]))) return strlen(marks[i]);
    return 0;
}

size_t mz_reason_marker(const mz_remark_reader *r, size_t at, size_t end)
{
    const char *text = r->passage->paragraph.text + at;
    const size_t left = end - at;
    const bool listed = r->listed[mz_words_bucket(text, left)];
    const size_t related = listed ? related_at(r, at, end) : 0;
    if (related > 0) return related;
    if (!listed && (mz_words_classes(r->words, text, left) & MARKERS) == 0) return 0;
    const size_t strong = listed ? mz_listed_at(r->lists.strong, text, left, false) : 0;
    const mz_word *word = mz_words_at(r->words, MARKERS, text, left);
    size_t length = listed ? mz_listed_at(r->lists.weak, text, left, false) : 0;
    if (length == 0 && listed && at == r->clauses[r->clause_count - 1].begin)
        length = mz_listed_at(r->lists.clause, text, left, false);
    bool weak = true;
    if (word != NULL && word->length >= length) {
        length = word->length;
        const mz_word *reason = mz_words_prefix(r->words, MZ_WORDS_REASON, text, left);
        const mz_word *group = mz_words_prefix(r->words, MZ_WORDS_GROUP, text, left);
        weak = reason == NULL || reason->length < length || (group != NULL && group->length == length);
    }
    if (strong > 0 && strong >= length) {
        length = strong;
        weak = false;
    }
    const mz_word *not = mz_words_prefix(r->words, MZ_WORDS_NO_REASON, text, left);
    if (length == 0 || (not != NULL && not ->length >= length)) return 0;
    return weak && !may_follow(r, at, end) ? 0 : length;
}
