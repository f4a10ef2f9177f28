/* flow_evidence.c - what the rest of the document says about a figure. */
#include "flow_evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BEFORE = 48,
    NAMED_BYTES = 18,
    PARTED_BYTES = 16,
    MENTIONED = 4
}; /* bytes of text kept before a mentioned figure; between it and its name; weight */

static mz_unit unit_at(const char *text)
{
    static const struct {
        char word[12];
        mz_unit unit;
    } units[] = {{"万元", MZ_UNIT_WAN},
                 {"亿元", MZ_UNIT_YI},
                 {"元", MZ_UNIT_YUAN},
                 {"千元", MZ_UNIT_QIAN},
                 {"百万元", MZ_UNIT_BAIWAN}};
    while (*text == ' ') text++;
    for (size_t i = 0; i < sizeof units / sizeof *units && (unsigned char)*text >= 0x80; i++)
        if (*text == units[i].word[0] && strncmp(text, units[i].word, strlen(units[i].word)) == 0) return units[i].unit;
    return MZ_UNIT_NONE;
}

/* The last bytes of text, at most n, beginning at a character. */
static const char *tail(const char *text, size_t length, size_t n)
{
    const char *begin = length > n ? text + length - n : text;
    while ((*begin & 0xC0) == 0x80) begin++;
    return begin;
}

/* Keeps a figure that stands at offset of a line, with the words before it on this line and the one above. */
static bool mention(mz_arena *arena, const mz_text *text, size_t l, size_t offset, const mz_amount *amount,
                    mz_flow_evidence *e)
{
    const char *line = text->lines[l].text, *begin = tail(line, offset, BEFORE), *above = "";
    if (offset < BEFORE && l > 0) above = tail(text->lines[l - 1].text, text->lines[l - 1].length, BEFORE - offset);
    char *words = mz_arena_printf(arena, "%s%.*s", above, (int)(line + offset - begin), begin);
    mz_flow_mention *m = mz_arena_push(arena, &e->mentions, &e->mention_count, &e->mention_capacity, sizeof *m);
    if (words == NULL || m == NULL) return false;
    m->before = mz_text_key(arena, words, strlen(words));
    m->amount = mz_amount_interval(amount);
    return m->before != NULL;
}

/* The unit of money that text begins with, which the end of line l may part: 万 of 万元 is its last word. */
static mz_unit unit_over_lines(const mz_text *text, size_t l, const char *behind)
{
    mz_unit unit = unit_at(behind);
    if (unit != MZ_UNIT_NONE || l + 1 == text->count || (unsigned char)*behind < 0x80) return unit;
    size_t length = strlen(behind);
    char joined[PARTED_BYTES];
    if (length >= sizeof joined / 2) return unit;
    snprintf(joined, sizeof joined, "%s%.3s", behind, text->lines[l + 1].text);
    return unit_at(joined);
}

/* The figures of one line that are followed by a unit of money, there or on the next line. */
static bool read_line(mz_arena *arena, const mz_text *text, size_t l, mz_flow_evidence *e)
{
    const char *line = text->lines[l].text;
    for (const char *at = line; *at != '\0' && e->mention_count < MZ_FLOW_MAX_MENTIONS;) {
        if ((*at < '0' || *at > '9') && *at != '.' && *at != ',') {
            at++;
            continue;
        }
        size_t n = strspn(at, "0123456789.,");
        const char *behind = at + n + strspn(at + n, " ");
        if (*behind == '\0' && at != line && l + 1 < text->count) behind = text->lines[l + 1].text;
        mz_unit unit = unit_over_lines(text, l, behind);
        char *printed = unit == MZ_UNIT_NONE ? NULL : mz_arena_alloc(arena, n + 1);
        mz_amount amount;
        if (printed != NULL && mz_amount_read(at, n, unit, printed, &amount) == MZ_OK &&
            !mention(arena, text, l, (size_t)(at - line), &amount, e))
            return false;
        at += n;
    }
    return true;
}

/* The subject that a row is of: its code, or the class that it is called after; "" for a total. */
static const char *subject_of(const mz_flow_row *row)
{
    return row->code[0] != '\0' ? row->code : row->class;
}

/* A label without its number. */
static const char *bare(const char *label)
{
    return label + mz_flow_number_length(label);
}

static bool add_source(mz_arena *arena, mz_flow_evidence *e, const mz_flow_table *table, const mz_flow_row *row)
{
    mz_flow_source *source = mz_arena_push(arena, &e->sources, &e->source_count, &e->source_capacity, sizeof *source);
    if (source != NULL) *source = (mz_flow_source){.table = table, .row = row, .name = bare(row->label)};
    return source != NULL;
}

static bool add_twin(mz_arena *arena, mz_dictionary *twins, const mz_flow_table *table, const mz_flow_row *row)
{
    mz_flow_twin *twin = mz_arena_alloc(arena, sizeof *twin);
    if (twin == NULL) return false;
    *twin = (mz_flow_twin){.table = table, .row = row};
    const char *code = subject_of(row);
    size_t length = strlen(code);
    mz_flow_twin *first = (mz_flow_twin *)(uintptr_t)mz_dictionary_find(twins, code, length);
    if (first == NULL) return mz_dictionary_add(twins, arena, code, length, twin);
    twin->next = first->next;
    first->next = twin;
    return true;
}

mz_status mz_flow_evidence_twins(mz_arena *arena, mz_flow_evidence *e)
{
    for (size_t t = 0; t < e->tables->count; t++) {
        const mz_flow_table *table = &e->tables->items[t];
        if (table->header.template == NULL ||
            (table->header.template->layout != MZ_FLOW_CODES && table->header.template->layout != MZ_FLOW_PAIRS))
            continue;
        bool pairs = table->header.template->layout == MZ_FLOW_PAIRS;
        for (size_t r = 0; r < table->rows.count; r++) {
            const mz_flow_row *row = &table->rows.items[r];
            if (pairs && row->side == 0) {
                if (!add_source(arena, e, table, row)) return MZ_ERR_MEMORY;
                continue;
            }
            if ((*subject_of(row) != '\0' || row->total) && !add_twin(arena, &e->twins, table, row))
                return MZ_ERR_MEMORY;
        }
    }
    return MZ_OK;
}

static int by_amount(const void *left, const void *right)
{
    const mz_flow_mention *a = left, *b = right;
    return (a->amount.lo > b->amount.lo) - (a->amount.lo < b->amount.lo);
}

/* Puts the mentions into the order in which they are looked for. */
static void sort_mentions(mz_flow_evidence *e)
{
    if (e->mention_count > 1) qsort(e->mentions, e->mention_count, sizeof *e->mentions, by_amount);
    for (size_t m = 0; m < e->mention_count; m++) {
        int64_t width;
        if (!mz_value_sub(e->mentions[m].amount.hi, e->mentions[m].amount.lo, &width)) width = INT64_MAX;
        if (width > e->widest) e->widest = width;
    }
}

/* The first mention that may reach up to amount. */
static size_t first_mention(const mz_flow_evidence *e, int64_t amount)
{
    size_t low = 0, high = e->mention_count;
    int64_t least;
    if (e->widest == INT64_MAX) return 0;                                                      /* and perhaps wider */
    if (!mz_value_sub(amount, e->widest, &least) || !mz_value_sub(least, 1, &least)) return 0; /* 1: halves of ends */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (e->mentions[middle].amount.lo < least)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

mz_status mz_flow_evidence_read(mz_arena *arena, const mz_text *text, mz_flow_evidence *evidence)
{
    size_t unread = 0;
    for (size_t l = 0; (l = mz_text_line_with(text, l, text->count, "元")) < text->count; unread = ++l) {
        bool above = l > unread && unit_at(text->lines[l].text) != MZ_UNIT_NONE;
        if (above && !read_line(arena, text, l - 1, evidence)) return MZ_ERR_MEMORY;
        if (!read_line(arena, text, l, evidence)) return MZ_ERR_MEMORY;
    }
    sort_mentions(evidence);
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}

/* What else a column's name may be called, NULL when nothing. */
static const mz_flow_meaning *meaning_of(const mz_flow_forms *forms, const char *leaf)
{
    return mz_dictionary_find(&forms->columns, leaf, strlen(leaf));
}

/* Whether name, without a number, is the same money as what a column is called. */
static bool same_money(const mz_flow_meaning *meaning, const char *leaf, const char *name)
{
    return (*leaf == *name && strcmp(leaf, name) == 0) ||
           (meaning != NULL && mz_flow_words_has(&meaning->labels, name));
}

static bool equal(const mz_flow_token *a, const mz_flow_token *b)
{
    return a->kind == MZ_FLOW_NUMBER && b->kind == MZ_FLOW_NUMBER && a->value == b->value;
}

/* Lines of other tables that are called as the column is. */
static int from_labels(const mz_flow_evidence *e, const mz_flow_table *table, const mz_flow_token *value,
                       const char *leaf)
{
    const mz_flow_meaning *meaning = meaning_of(e->forms, leaf);
    bool found = false, enough = false;
    for (size_t i = 0; i < e->source_count;) {
        const mz_flow_table *other = e->sources[i].table;
        int64_t sum = 0; /* carry-overs are listed apart under the same name */
        for (; i < e->source_count && e->sources[i].table == other; i++) {
            const mz_flow_row *row = e->sources[i].row;
            if (*e->budget == 0) return 0;
            --*e->budget;
            if (other->unit != table->unit || !same_money(meaning, leaf, e->sources[i].name)) continue;
            found = true;
            if (row->value_count == 0) continue;
            if (equal(&row->values[0], value)) return 2;
            if (!mz_value_add(sum, row->values[0].value, &sum)) return 0;
        }
        if (sum != 0 && sum == value->value) return 2;
        enough = enough || sum >= value->value;
    }
    return found && !enough && value->value > 0 ? -2 : 0;
}

/* The same code, or the total, under the same column name in other tables, or in the table of the column's fund. */
static int from_codes(const mz_flow_evidence *e, const mz_flow_table *table, const mz_flow_row *row,
                      const mz_flow_token *value, const char *leaf)
{
    int score = 0;
    const char *code = subject_of(row);
    if ((*code == '\0' && !row->total) || (row->side == 0 && table->header.template->layout == MZ_FLOW_PAIRS)) return 0;
    const mz_flow_twin *at = mz_dictionary_find(&e->twins, code, strlen(code));
    const mz_flow_meaning *meaning = at == NULL ? NULL : meaning_of(e->forms, leaf);
    const char *fund = at == NULL ? NULL : mz_flow_fund_of(e->forms, leaf);
    for (; at != NULL && *e->budget > 0; at = at->next) {
        --*e->budget;
        if (at->table == table || at->table->unit != table->unit) continue;
        const mz_flow_row *twin = at->row;
        const bool of_fund = fund != NULL && strstr(at->table->title, fund) != NULL;
        bool found = false;
        for (size_t v = 0; v < twin->value_count; v++) {
            if (!equal(&twin->values[v], value)) continue;
            if (twin->columns[v] >= 0 &&
                same_money(meaning, leaf, bare(at->table->header.template->leaf_keys[twin->columns[v]])))
                score += 2;
            else
                found = of_fund;
        }
        score += found ? 2 : 0;
    }
    return score;
}

/* Whether the words before a figure name what it is of: name stands directly in front, or with a few words that are no
 * name of another thing between. */
static bool names(const char *before, const char *name)
{
    const char *last = NULL;
    if (*name == '\0') return false; /* is everywhere, and behind the end */
    for (const char *at = before; (at = strstr(at, name)) != NULL; at++) last = at;
    if (last == NULL) return false;
    last += strlen(name);
    if (strlen(last) > NAMED_BYTES || strpbrk(last, "0123456789,;:") != NULL) return false;
    return strstr(last, "、") == NULL && strstr(last, "。") == NULL;
}

bool mz_flow_mentioned(const mz_flow_evidence *evidence, const mz_flow_token *value, mz_unit unit, const char *name)
{
    char printed[64];
    mz_amount amount;
    if (strlen(value->text) >= sizeof printed || value->value == 0 ||
        mz_amount_read(value->text, strlen(value->text), unit, printed, &amount) != MZ_OK)
        return false;
    int64_t twice; /* as the intervals are */
    if (!mz_value_add(amount.value, amount.value, &twice)) return false;
    for (size_t m = first_mention(evidence, twice); m<evidence->mention_count && * evidence->budget> 0; m++) {
        --*evidence->budget;
        const mz_interval *range = &evidence->mentions[m].amount;
        if (range->lo / 2 > amount.value) break;
        if (amount.value >= range->lo / 2 && amount.value <= range->hi / 2 && names(evidence->mentions[m].before, name))
            return true;
    }
    return false;
}

/* Pay and benefits stand under 人员经费, all other economic subjects under 公用经费. */
static int from_group(const mz_flow_forms *forms, const char *code, const char *leaf)
{
    char group[4] = "";
    if (code[0] != '3' || strlen(code) < 3) return 0;
    memcpy(group, code, 3);
    bool personnel = mz_flow_words_has(&forms->personnel, group);
    if (mz_flow_words_has(&forms->personnel_columns, leaf)) return personnel ? 1 : -1;
    return mz_flow_words_has(&forms->public_columns, leaf) ? personnel ? -1 : 1 : 0;
}

static bool is_whole(const mz_flow_row *row)
{
    return row->total || row->label[0] == '\0';
}

int mz_flow_evidence_aside(const mz_flow_evidence *evidence, const mz_flow_table *table, const mz_flow_row *row,
                           size_t v, uint16_t column)
{
    const mz_flow_token *value = &row->values[v];
    const char *leaf = table->header.template->leaf_keys[column];
    if (value->kind != MZ_FLOW_NUMBER) return 0;
    int score = from_group(evidence->forms, row->code, leaf);
    if (table->header.template->layout == MZ_FLOW_PAIRS)
        score += mz_flow_evidence_fund(evidence, table, row, value, leaf);
    if (!is_whole(row)) return score;
    return score + from_labels(evidence, table, value, leaf) +
           MENTIONED * mz_flow_mentioned(evidence, value, table->unit, leaf);
}

int mz_flow_evidence_for(const mz_flow_evidence *evidence, const mz_flow_table *table, const mz_flow_row *row, size_t v,
                         uint16_t column)
{
    const mz_flow_token *value = &row->values[v];
    const char *leaf = table->header.template->leaf_keys[column];
    if (value->kind != MZ_FLOW_NUMBER) return 0;
    int score = from_codes(evidence, table, row, value, leaf) + mz_flow_evidence_aside(evidence, table, row, v, column);
    /* a part cannot be more than what the source gives to the whole */
    if (!is_whole(row) && row->code[0] != '\0') score += from_labels(evidence, table, value, leaf);
    return score;
}
