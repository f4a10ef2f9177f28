/* fact.c - a figure and the phrase before it become a fact: its kind, subject and year, and what it is a part of. */
#include <string.h>

#include "narrative/walk.h"

static const char change_prefix[] = "较上年增减";
static const char share_prefix[] = "占比";

/* The fact that a new one of this kind is a part of. */
static int32_t parent_of(mz_walk *walk, mz_fact_kind kind, const char *base)
{
    mz_group *group = mz_walk_top_group(walk);
    if (group == NULL) return -1;
    if (walk->in_reason && kind == MZ_FACT_VALUE && walk->group_count <= walk->reason_groups) return -1;
    if (kind == MZ_FACT_CHANGE || kind == MZ_FACT_CHANGE_RATE) return group->change;
    if (group->value < 0 || kind != MZ_FACT_VALUE) return group->value;
    /* parts of the budget belong to the budget, parts of the account to the account, even of one subject */
    const char *item = mz_walk_fact(walk, group->value)->item;
    size_t base_length = strlen(base);
    for (int32_t i = group->value; i >= 0 && i > group->value - 4; i--) {
        const mz_fact *fact = mz_walk_fact(walk, i);
        if (fact->kind != MZ_FACT_VALUE || strcmp(fact->item, item) != 0) continue;
        bool same = strncmp(fact->subject, base, base_length) == 0 && fact->subject[base_length] == '/';
        if (base_length == 0 ? fact->subject[strlen(fact->subject) - strlen(item)] == fact->item[0] : same) return i;
    }
    return base_length == 0 ? group->value : -1;
}

static const char *joined(mz_arena *arena, const char *prefix, const char *item)
{
    if (*prefix == '\0' || *item == '\0') return *prefix == '\0' ? item : prefix;
    const char *text = mz_arena_printf(arena, "%s/%s", prefix, item);
    return text == NULL ? "" : text;
}

/* What a list of shares splits (支出100万元，其中：教育支出60万元，占60%；……): a sentence behind the list that names
 * nothing speaks of it, not of the list's last item. NULL when the last facts are no such list. */
static const char *split_by_shares(const mz_walk *walk)
{
    enum { FEWEST = 2, MOST = 64 };
    int32_t count = (int32_t)walk->document->fact_count, at = count;
    for (int32_t pairs = 0; at >= FEWEST && pairs < MOST; pairs++, at -= 2) {
        const mz_fact *share = mz_walk_fact(walk, at - 1), *value = mz_walk_fact(walk, at - 2);
        if (share->kind != MZ_FACT_SHARE || value->kind != MZ_FACT_VALUE || strcmp(share->item, value->item) != 0)
            break;
    }
    if (count - at < 2 * FEWEST) return NULL;
    const char *last = mz_walk_fact(walk, count - 2)->item; /* a topic of the paragraph's own is nearer */
    if (*walk->topic != '\0' && strcmp(walk->topic, last) != 0) return NULL;
    int32_t parent = mz_walk_fact(walk, count - 2)->parent;
    while (parent < 0 && at-- > 0 && count - at < 2 * MOST)
        if (mz_walk_fact(walk, at)->kind == MZ_FACT_VALUE) parent = at;
    return parent >= 0 ? mz_walk_fact(walk, parent)->item : "";
}

/* The subject of a figure whose phrase names none. */
static const char *inherited_item(const mz_walk *walk, const mz_phrase *phrase, mz_fact_kind kind)
{
    if (phrase->total != NULL) return *walk->project != '\0' ? walk->project : walk->topic;
    const mz_fact *same_paragraph = mz_walk_last_fact(walk, walk->paragraph_fact);
    if ((kind == MZ_FACT_CHANGE || kind == MZ_FACT_CHANGE_RATE) && *walk->pending != '\0') return walk->pending;
    if (phrase->base != NULL && *walk->path != '\0') return walk->path; /* ……（项），支出决算为5万元 */
    if (*walk->current != '\0') return walk->current;
    if (*walk->project != '\0') return walk->project;
    const char *whole = phrase->base != NULL || kind == MZ_FACT_COMPLETION ? split_by_shares(walk) : NULL;
    if (whole != NULL) return whole;
    if (*walk->topic != '\0') return walk->topic;
    if (same_paragraph != NULL) return same_paragraph->item;
    const bool goes_on = phrase->base != NULL || phrase->compared || kind == MZ_FACT_COMPLETION;
    if (*walk->carried != '\0' && goes_on) return walk->carried;
    /* 交通拥堵的持续时间，比上年降低5%: the clause before is the subject */
    size_t begin = walk->previous_clause, end = walk->clause;
    size_t mark = strlen("，");
    for (; end > begin && (unsigned char)walk->paragraph->text[end - 1] < 0x80; end--)
        if (walk->paragraph->text[end - 1] != ' ') mark = 0;
    if (end < begin + mark + 1) return "";
    mz_phrase before =
        mz_phrase_read(walk->words, &walk->names, mz_walk_slice(walk, begin, end - mark), UINT32_MAX, false);
    return mz_item_name(walk->arena, walk->words, before.item);
}

/* 绩效自评的2024年度项目39个，涉及预算金额: the clause before says whose amount it is. */
static const char *about_item(mz_walk *walk, const mz_phrase *phrase)
{
    const char *text = walk->paragraph->text;
    size_t begin = walk->previous_clause, end = begin;
    while (end < walk->clause && !mz_is_digit(text[end])) end++;
    int32_t year = 0;
    size_t year_length = mz_year_at(text + end, walk->clause - end, &year);
    mz_slice owner = mz_walk_slice(walk, begin, end);
    if (year_length > 0) {
        begin = end = end + year_length;
        while (end < walk->clause && !mz_is_digit(text[end])) end++;
        mz_slice rest = mz_walk_slice(walk, begin, end);
        owner.text =
            mz_arena_printf(walk->arena, "%.*s%.*s", (int)owner.length, owner.text, (int)rest.length, rest.text);
        if (owner.text == NULL) return "";
        owner.length = strlen(owner.text);
    }
    mz_phrase cleaned = mz_phrase_read(walk->words, &walk->names, owner, UINT32_MAX, false);
    const char *name = mz_item_name(walk->arena, walk->words, cleaned.item);
    const char *whole = mz_arena_printf(walk->arena, "%s%.*s", name, (int)phrase->item.length, phrase->item.text);
    return whole == NULL ? "" : whole;
}

static mz_fact_kind kind_of(mz_walk *walk, mz_unit unit, const mz_phrase *phrase, int *direction)
{
    *direction = phrase->direction;
    if (unit == MZ_UNIT_OTHER) return MZ_FACT_VALUE;
    if (unit == MZ_UNIT_PERCENT && phrase->share) return MZ_FACT_SHARE;
    if (unit == MZ_UNIT_PERCENT && phrase->completion != NULL) return MZ_FACT_COMPLETION;
    if (unit == MZ_UNIT_PERCENT || unit == MZ_UNIT_NONE)
        return phrase->direction != 0 ? MZ_FACT_CHANGE_RATE : MZ_FACT_VALUE;
    if (phrase->direction != 0) return MZ_FACT_CHANGE;
    /* 甲和乙分别增加5万元和3万元 */
    const mz_fact *last = mz_walk_last_fact(walk, walk->sentence_fact);
    if (walk->respectively.length > 0 && phrase->item.length == 0 && last != NULL && last->kind == MZ_FACT_CHANGE) {
        *direction = last->amount.value < 0 ? -1 : 1;
        return MZ_FACT_CHANGE;
    }
    /* in a list of changes an item without a verb goes the way of the whole */
    const mz_group *group = mz_walk_top_group(walk);
    if (group != NULL && group->change >= 0 && last != NULL && last->kind == MZ_FACT_CHANGE &&
        walk->document->fact_count > group->first &&
        mz_walk_fact(walk, (int32_t)group->first)->kind == MZ_FACT_CHANGE && last->parent == group->change) {
        *direction = mz_walk_fact(walk, group->change)->amount.value < 0 ? -1 : 1;
        return MZ_FACT_CHANGE;
    }
    return MZ_FACT_VALUE;
}

static bool read_amount(mz_walk *walk, const mz_figure *figure, bool negative, mz_fact *fact)
{
    size_t length = figure->end - figure->begin;
    const char *text = walk->paragraph->text + figure->begin;
    const char *signed_text = negative ? mz_arena_printf(walk->arena, "-%.*s", (int)length, text) : text;
    char *printed = mz_arena_text(walk->arena, length + 1);
    if (signed_text == NULL || printed == NULL) return false;
    if (mz_amount_read(signed_text, length + (negative ? 1 : 0), figure->unit, printed, &fact->amount) != MZ_OK)
        return false;
    if (fact->amount.value == 0 && printed[0] == '-') fact->amount.printed = printed + 1;
    fact->amount.unit_text = figure->unit_name;
    return true;
}

static mz_fact *push_fact(mz_walk *walk, const mz_fact *fact)
{
    mz_document *document = walk->document;
    mz_fact *made =
        mz_arena_push(walk->arena, &document->facts, &document->fact_count, &walk->fact_capacity, sizeof *made);
    if (made != NULL) *made = *fact;
    return made;
}

/* 总 ... 共计 42.7: what was listed before belongs to it. */
static void adopt_listed(mz_walk *walk, int32_t total)
{
    const mz_group *group = mz_walk_top_group(walk);
    size_t first = group != NULL && group->value < 0 ? group->first : walk->paragraph_fact;
    size_t listed = 0;
    for (size_t i = first; i < (size_t)total; i++) {
        const mz_fact *fact = mz_walk_fact(walk, (int32_t)i);
        if (fact->kind == MZ_FACT_VALUE && fact->parent < 0 && mz_unit_is_money(fact->amount.unit)) listed++;
    }
    if (listed < 2) return;
    for (size_t i = first; i < (size_t)total; i++) {
        mz_fact *fact = mz_walk_fact(walk, (int32_t)i);
        if (fact->kind == MZ_FACT_VALUE && fact->parent < 0 && mz_unit_is_money(fact->amount.unit))
            fact->parent = total;
    }
}

static int32_t compared_year(const mz_walk *walk, const mz_phrase *phrase, int32_t period)
{
    int32_t year = phrase->base_year != 0 ? phrase->base_year : walk->base_year;
    if (year == -1) return period > 0 ? period - 1 : 0;
    if (year != 0) return year;
    int32_t change = mz_walk_last_change(walk, walk->paragraph_fact);
    return change < 0 ? 0 : mz_walk_fact(walk, change)->base_year;
}

/* 财政拨款收入总计5万元，支出总计5万元: the second of the pair is of the same money as the first. */
static const char *paired_item(mz_walk *walk, const char *item)
{
    static const char income[] = "收入", expenditure[] = "支出";
    const mz_fact *before = mz_walk_last_fact(walk, walk->sentence_fact);
    size_t size = strlen(expenditure), length = strlen(item);
    if (before == NULL || length <= size || strncmp(item, expenditure, size) != 0) return item;
    size_t other = strlen(before->item);
    if (other <= length) return item;
    const char *tail = before->item + (other - length);
    if (strncmp(tail, income, size) != 0 || strcmp(tail + size, item + size) != 0) return item;
    const char *whole = mz_arena_printf(walk->arena, "%.*s%s", (int)(other - length), before->item, item);
    return whole == NULL ? item : whole;
}

/* The next of the subjects that one 分别 speaks of. */
static const char *next_of_several(mz_walk *walk)
{
    mz_slice rest = walk->respectively;
    size_t end = 0;
    const mz_word *join = NULL;
    while (end < rest.length &&
           (join = mz_words_prefix(walk->words, MZ_WORDS_JOIN, rest.text + end, rest.length - end)) == NULL)
        end += mz_character_size(rest.text[end]);
    const size_t used = join == NULL || end >= rest.length ? rest.length : end + join->length;
    walk->respectively = (mz_slice){rest.text + used, rest.length - used};
    return mz_item_name(walk->arena, walk->words, (mz_slice){rest.text, end < rest.length ? end : rest.length});
}

/* 甲项5万元，乙项3万元，分别比上年增加2万元、1万元: the subjects are those of the figures before, in their order. */
static mz_slice subjects_before(mz_walk *walk)
{
    const mz_fact *facts = walk->document->facts;
    const char *all = "";
    for (size_t i = walk->sentence_fact; i < walk->document->fact_count; i++) {
        if (facts[i].kind != MZ_FACT_VALUE || *facts[i].item == '\0') continue;
        all = mz_arena_printf(walk->arena, "%s%s%s", all, *all == '\0' ? "" : "、", facts[i].item);
        if (all == NULL || strlen(all) > MZ_LONGEST_PHRASE) return (mz_slice){NULL, 0};
    }
    return (mz_slice){all, strlen(all)};
}

/* A（项）和B（项）合计5万元，两项合计比上年增加1万元: whether the phrase speaks of the sum right before it. */
static bool is_same_sum(const mz_walk *walk, const mz_phrase *phrase)
{
    enum { COUNTED = 15 /* bytes of 上述这两项 */ };
    if (walk->sum < (int32_t)walk->sentence_fact || (size_t)walk->sum + 1 != walk->document->fact_count) return false;
    const mz_word *total = mz_words_suffix(walk->words, MZ_WORDS_TOTAL, phrase->item.text, phrase->item.length);
    return phrase->total != NULL || (total != NULL && phrase->item.length - total->length <= COUNTED);
}

/* Whether the item is nothing but a word for any year's budget: 2025年预算 behind the subject's own figure. */
static bool names_any(const mz_walk *walk, const mz_phrase *phrase)
{
    const mz_slice item = phrase->item;
    const mz_word *word = mz_words_prefix(walk->words, MZ_WORDS_COMPARE_TAIL, item.text, item.length);
    return phrase->year != 0 && word != NULL && word->length == item.length;
}

static const char *item_of(mz_walk *walk, const mz_phrase *phrase, mz_fact_kind kind)
{
    const char *inherited = names_any(walk, phrase) ? inherited_item(walk, phrase, kind) : "";
    if (*inherited != '\0') return inherited;
    const mz_word *several =
        mz_words_suffix(walk->words, MZ_WORDS_RESPECTIVELY, phrase->item.text, phrase->item.length);
    if (several != NULL && several->length == phrase->item.length)
        walk->respectively = subjects_before(walk);
    else if (several != NULL)
        walk->respectively = (mz_slice){phrase->item.text, phrase->item.length - several->length};
    if (walk->respectively.length > 0 && (several != NULL || phrase->item.length == 0)) return next_of_several(walk);
    if (is_same_sum(walk, phrase)) return mz_walk_fact(walk, walk->sum)->item;
    if (phrase->about && walk->previous_clause < walk->clause) return about_item(walk, phrase);
    if (phrase->item.length > 0) return paired_item(walk, mz_item_name(walk->arena, walk->words, phrase->item));
    return inherited_item(walk, phrase, kind);
}

static void name_fact(mz_walk *walk, const mz_phrase *phrase, mz_fact *fact, const char **base)
{
    const char *prefix = "";
    *base = "";
    if (fact->kind == MZ_FACT_CHANGE || fact->kind == MZ_FACT_CHANGE_RATE) prefix = change_prefix;
    if (fact->kind == MZ_FACT_SHARE) prefix = share_prefix;
    if (fact->kind == MZ_FACT_COMPLETION) prefix = phrase->completion->text;
    if (fact->kind == MZ_FACT_VALUE && phrase->base != NULL) {
        const char *alias = mz_words_alias(walk->words, phrase->base->text);
        prefix = *base = alias != NULL ? alias : phrase->base->text;
    }
    if (fact->kind == MZ_FACT_VALUE && phrase->completion != NULL)
        prefix = mz_phrase_planned(walk->words, phrase->completion);
    fact->item = item_of(walk, phrase, fact->kind);
    const char *named = fact->item;
    if (phrase->total != NULL) {
        const char *total = mz_arena_copy(walk->arena, phrase->total->text, phrase->total->length);
        named = joined(walk->arena, fact->item, total == NULL ? "" : total);
    }
    if (*walk->project != '\0' && strcmp(fact->item, walk->project) != 0)
        named = joined(walk->arena, walk->project, named);
    fact->subject =
        *prefix == '\0' ? named : joined(walk->arena, mz_arena_copy(walk->arena, prefix, strlen(prefix)), named);
}

static int32_t period_of(mz_walk *walk, const mz_phrase *phrase)
{
    if (phrase->year != 0 && !walk->in_reason) walk->period = phrase->year;
    int32_t period = phrase->year != 0 ? phrase->year : walk->period;
    if (period == 0) period = walk->document->identity.fiscal_year;
    return phrase->last_year && period > 0 ? period - 1 : period;
}

/* Whether the words right in front of the figure name the budget of a year that something is compared with:
 * 较2024年预算数.
 */
static bool follows_base(const mz_walk *walk, const mz_figure *figure)
{
    enum { DIGITS = 4, TAILS = 4, FEWEST = 2 /* 年 and what is of it */ };
    const char *text = walk->paragraph->text;
    size_t end = figure->begin, tails = 0;
    const mz_word *word;
    for (; tails < TAILS && (word = mz_words_suffix(walk->words, MZ_WORDS_COMPARE_TAIL, text, end)) != NULL; tails++)
        end -= word->length;
    if (tails < FEWEST || end < DIGITS || strspn(text + end - DIGITS, "0123456789") != DIGITS) return false;
    return mz_words_suffix(walk->words, MZ_WORDS_COMPARE_YEAR, text, end - DIGITS) != NULL;
}

void mz_walk_add_fact(mz_walk *walk, const mz_figure *figure, const mz_phrase *phrase, bool minus)
{
    int direction;
    const char *base;
    mz_fact fact = {.parent = -1, .reason = "", .sentence = walk->sentence};
    fact.kind = kind_of(walk, figure->unit, phrase, &direction);
    if (!read_amount(walk, figure, minus || direction < 0, &fact)) return;
    name_fact(walk, phrase, &fact, &base);
    fact.period = period_of(walk, phrase);
    const bool is_base = fact.kind == MZ_FACT_VALUE && phrase->compared && mz_unit_is_money(fact.amount.unit) &&
                         (phrase->item.length == 0 || follows_base(walk, figure));
    if (mz_is_change(&fact) || is_base) fact.base_year = compared_year(walk, phrase, fact.period);
    if (is_base) { /* 比2023年预算数749.94万元增加20万元: the first figure is the year before's */
        fact.period = fact.base_year;
        walk->base_year = phrase->base_year;
        fact.base_year = 0;
    }
    fact.parent = is_base ? -1 : parent_of(walk, fact.kind, base);
    if (fact.kind == MZ_FACT_CHANGE && fact.parent < 0 && !phrase->compared && phrase->item.length > 0 &&
        walk->document->fact_count == walk->sentence_fact)
        fact.parent = walk->listed_change;
    fact.section = (uint32_t)(walk->document->section_count - 1);
    fact.span = mz_paragraph_span(walk->paragraph, walk->text, figure->begin, figure->end);
    bool first_of_sentence = walk->document->fact_count == walk->sentence_fact;
    int32_t index = (int32_t)walk->document->fact_count;
    if (push_fact(walk, &fact) == NULL) return;
    if (phrase->summed && fact.kind == MZ_FACT_VALUE) walk->sum = index;
    if (phrase->total != NULL) adopt_listed(walk, index);
    if (is_base && phrase->item.length > 0) walk->current = fact.item;
    if (is_base) return;
    if (fact.kind == MZ_FACT_VALUE && phrase->completion != NULL) { /* it is no whole of what is listed next */
        walk->planned = index;
        walk->planned_word = phrase->completion;
        walk->current = fact.item;
        return;
    }
    if (fact.kind == MZ_FACT_VALUE) walk->last_value = index;
    const mz_group *group = mz_walk_top_group(walk);
    bool top_level = fact.parent < 0 || (group != NULL && group->persistent);
    if (fact.kind == MZ_FACT_VALUE && top_level && phrase->item.length > 0 && *walk->project == '\0' &&
        (*walk->topic == '\0' || first_of_sentence))
        walk->topic = fact.item;
    walk->pending = walk->path = "";
    walk->current = fact.item;
}

void mz_walk_add_bound(mz_walk *walk, const mz_figure *figure, const mz_phrase *phrase)
{
    mz_fact fact = {.kind = MZ_FACT_BOUND, .parent = -1, .reason = "", .sentence = walk->sentence};
    if (!read_amount(walk, figure, false, &fact)) return;
    fact.subject = fact.item = mz_item_name(walk->arena, walk->words, phrase->item);
    fact.period = period_of(walk, phrase);
    fact.section = (uint32_t)(walk->document->section_count - 1);
    fact.span = mz_paragraph_span(walk->paragraph, walk->text, figure->begin, figure->end);
    push_fact(walk, &fact);
}

void mz_walk_add_range_end(mz_walk *walk, const mz_figure *figure)
{
    const mz_fact *before = mz_walk_last_fact(walk, walk->paragraph_fact);
    if (before == NULL) return;
    mz_fact fact = *before;
    if (!read_amount(walk, figure, before->amount.printed[0] == '-', &fact)) return;
    fact.span = mz_paragraph_span(walk->paragraph, walk->text, figure->begin, figure->end);
    push_fact(walk, &fact);
}
