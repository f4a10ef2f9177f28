/* flow_lines.c - the lines of a two-sided table. */
#include "flow_lines.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { BACK = 6 /* names that may stand between the lines of one */, MAX_ORDINAL = 128 };

static bool same_style(const char *a, const char *b)
{
    return (*a >= '0' && *a <= '9') == (*b >= '0' && *b <= '9') && (*a == '(') == (*b == '(');
}

/* The value of a Chinese numeral in front of a label (十一、 = 11), 0 when there is none. */
static int ordinal(const char *key)
{
    static const char digits[] = "一二三四五六七八九";
    int value = 0, digit = 0;
    if (mz_flow_number_length(key) == 0) return 0;
    for (; strncmp(key, "、", 3) != 0 && *key != '\0'; key += 3) {
        if (strncmp(key, "十", 3) == 0) {
            value += (digit == 0 ? 1 : digit) * 10;
            digit = 0;
            continue;
        }
        const char *at = digits;
        for (digit = 1; digit <= 9 && strncmp(at, key, 3) != 0; digit++) at += 3;
        if (digit > 9) return 0;
    }
    return value + digit;
}

/* The value of the digits in front of an item of a line (2、), 0 when there are none. */
static int item(const char *key)
{
    return *key >= '0' && *key <= '9' && mz_flow_number_length(key) > 0 ? (int)strtol(key, NULL, 10) : 0;
}

/* Numbered lines, the year's total, carry-overs, the grand total. */
static int rank(const mz_flow_line *l)
{
    int n = ordinal(l->label->key);
    if (n > 0) return n;
    if (l->item > 0) return l->parent;
    return l->grand ? INT_MAX : l->total ? INT_MAX - 2 : INT_MAX - 1;
}

static int by_ordinal(const void *left, const void *right)
{
    const mz_flow_line *a = left, *b = right;
    int x = rank(a), y = rank(b);
    if (x != y) return x < y ? -1 : 1;
    if (a->item != b->item) return a->item < b->item ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static bool has_number(const mz_flow_line *l)
{
    return ordinal(l->label->key) > 0 || item(l->label->key) > 0;
}

/* How many lines from the first on are in the order of their numbers, totals behind them: all, or, when some that are
 * no totals have none (carry-overs), those in front of the first without. */
static size_t in_order(const mz_flow_lines *list)
{
    size_t numbered = 0;
    while (numbered < list->count && has_number(&list->items[numbered])) numbered++;
    for (size_t i = numbered; i < list->count; i++)
        if (!has_number(&list->items[i]) && !list->items[i].total) return numbered;
    return list->count;
}

/* The first `count` lines are numbered, and so may be the items of one of them; reading order may have shuffled them.
 */
static void sort_lines(mz_flow_lines *list, size_t count)
{
    bool seen[MAX_ORDINAL] = {false}, items[MAX_ORDINAL] = {false};
    int before = 0, parent = 0;
    for (size_t i = 0; i < count; i++) {
        mz_flow_line *l = &list->items[i];
        int n = ordinal(l->label->key);
        l->item = item(l->label->key);
        if (n == 0 && l->item == 0 && mz_flow_numbered(l->label->key)) return; /* numbered within items */
        if (l->item >= MAX_ORDINAL || n >= MAX_ORDINAL) return;
        if ((n > 0 && seen[n]) || (l->item > 0 && items[l->item])) return; /* numbered twice: keep the print's order */
        if (n > 0) seen[before = n] = true;
        if (l->item == 1) parent = before;
        items[l->item] = l->item > 0;
    }
    for (size_t i = 0; i < count; i++) list->items[i].parent = parent;
    if (count > 0) qsort(list->items, count, sizeof *list->items, by_ordinal);
}

/* Marks the lines that a total sums: those numbered in the style of the first one, and carry-overs; not a part of the
 * line above (其中). */
static void mark_top(mz_flow_lines *list, const char *some)
{
    const char *style = NULL;
    bool year = false;
    for (size_t i = 0; i < list->count; i++) {
        mz_flow_line *l = &list->items[i];
        const char *key = l->label->key;
        bool numbered = mz_flow_numbered(key);
        if (numbered && style == NULL) style = key;
        const bool part = strncmp(key, some, strlen(some)) == 0;
        l->top = !l->total && !part && (numbered ? !year && same_style(style, key) : true);
        l->sub = !l->total && !part && !l->top && !year;
        year = year || l->total;
    }
}

static void set_name(const mz_flow_forms *forms, mz_flow_line *l)
{
    const char *key = l->label->key;
    l->name = key + mz_flow_number_length(key);
    l->length = strlen(l->name);
    for (size_t w = 0; w < forms->income.count; w++) {
        size_t n = strlen(forms->income.items[w]);
        if (l->length > n && memcmp(l->name + l->length - n, forms->income.items[w], n) == 0) {
            l->length -= n;
            return;
        }
    }
}

/* Whether a label names a class of expenditure, and not also a source of income (国有资本经营预算). */
static bool names_class(const mz_flow_forms *forms, const mz_flow_label *label)
{
    const char *name = label->key + mz_flow_number_length(label->key);
    for (size_t m = 0; m < forms->meaning_count; m++)
        if (mz_flow_words_has(&forms->meanings[m].labels, name)) return false;
    return label->codes != NULL;
}

/* Puts a label on its side. A total that names no side belongs to income the first time, to expenditure the second. */
static bool add_line(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_label *label, size_t place,
                     mz_flow_lines lines[MZ_FLOW_SIDES], bool *second)
{
    mz_flow_line l = {.label = label, .place = place, .total = label->total};
    l.grand = mz_flow_words_has(&forms->grand, label->key);
    l.side = names_class(forms, label) ? 1 : mz_flow_side(forms, label->key);
    if (l.total && l.side == 0 && !mz_flow_words_inside(&forms->income, label->key)) {
        l.bare = true;
        l.side = *second;
        *second = true;
    }
    set_name(forms, &l);
    mz_flow_lines *list = &lines[l.side];
    mz_flow_line *slot = mz_arena_push(arena, &list->items, &list->count, &list->capacity, sizeof *slot);
    if (slot != NULL) *slot = l;
    return slot != NULL;
}

/* Of two totals of a side, one of which is of the year (本年支出合计), the bare one includes what is carried. */
static void find_grand(mz_flow_lines *list)
{
    size_t totals = 0, bare = 0;
    mz_flow_line *grand = NULL;
    for (size_t i = 0; i < list->count; i++) {
        mz_flow_line *l = &list->items[i];
        if (l->grand) return;
        totals += l->total;
        bare += l->bare;
        if (l->bare) grand = l;
    }
    if (totals == 2 && bare == 1) grand->grand = true;
}

/* Whether key is the end of the name of a source, or of its last word: 收入, 入. */
static bool ends_source(const mz_flow_forms *forms, const char *key)
{
    for (size_t w = 0; w < forms->income.count; w++) {
        const char *word = forms->income.items[w];
        size_t n = strlen(key), all = strlen(word);
        if (n <= all && strcmp(word + all - n, key) == 0) return true;
    }
    return false;
}

/* Puts the last line of a source's name, which figures part from it, back to it: 拨款收, 入. False when memory runs
 * out. */
static bool join_rests(mz_arena *arena, const mz_flow_forms *forms, mz_flow_labels *labels)
{
    size_t kept = 0;
    for (size_t i = 0; i < labels->count; i++) {
        size_t before = kept;
        while (
            before > 0 && before + BACK > kept &&
            (labels->items[before - 1].codes != NULL || labels->items[before - 1].total ||
             mz_flow_words_end(&forms->income, labels->items[before - 1].key, strlen(labels->items[before - 1].key))))
            before--;
        if (!ends_source(forms, labels->items[i].key) || before == 0 || before + BACK <= kept) {
            labels->items[kept++] = labels->items[i];
            continue;
        }
        mz_flow_label *whole = &labels->items[before - 1];
        whole->text = mz_arena_printf(arena, "%s%s", whole->text, labels->items[i].text);
        whole->key = mz_arena_printf(arena, "%s%s", whole->key, labels->items[i].key);
        if (whole->text == NULL || whole->key == NULL) return false;
    }
    labels->count = kept;
    return true;
}

mz_status mz_flow_lines_read(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                             mz_flow_lines lines[MZ_FLOW_SIDES])
{
    mz_flow_labels labels = {0};
    mz_status status = mz_flow_labels_read(arena, forms, tokens, false, &labels);
    if (status == MZ_OK && !join_rests(arena, forms, &labels)) status = MZ_ERR_MEMORY;
    size_t place = 0, token = 0;
    bool second = false;
    for (size_t i = 0; i < labels.count && status == MZ_OK; i++) {
        for (; token <= labels.items[i].last; token++) place += !tokens->items[token].used;
        if (!add_line(arena, forms, &labels.items[i], place, lines, &second)) status = MZ_ERR_MEMORY;
    }
    if (status != MZ_OK) return status;
    for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++) find_grand(&lines[s]);
    sort_lines(&lines[0], in_order(&lines[0])); /* carry-overs stand in front of the total or behind it */
    sort_lines(&lines[1], lines[1].count);
    mark_top(&lines[0], forms->vocabulary.some);
    mark_top(&lines[1], forms->vocabulary.some);
    return MZ_OK;
}
