/* flow_halves_sums.c - what the sums of a table of halves say of its figures, and places for what is left. */
#include <stdlib.h>
#include <string.h>

#include "flow_halves.h"

enum { SEARCH = 1000, MISTAKES = 2, SLACK = 5000, TOTAL_SLACK = 100000 };

static const size_t NONE = SIZE_MAX;

/* A search for places that the sums allow. */
typedef struct search {
    mz_flow_halves *h;
    const mz_flow_token *left[MZ_FLOW_SLOTS]; /* the figures without a place, in the order of the stream */
    size_t left_count;
    bool given[MZ_FLOW_SLOTS];
    mz_flow_slot *empty[MZ_FLOW_SLOTS]; /* the slots for them */
    size_t empty_count;
    size_t blanks; /* slots that stay empty */
    size_t trials;
    size_t allowed; /* sums that need not hold: the print may have mistakes */
} search;

bool mz_flow_halves_figure(const mz_flow_halves *h, size_t i)
{
    const mz_flow_token *t = &h->tokens->items[i];
    return !t->used && t->kind != MZ_FLOW_TEXT && h->at[i] == 0 && !mz_flow_halves_code(t);
}

bool mz_flow_halves_group(const mz_flow_slot *s)
{
    const char *code = s->code;
    return code[0] != '\0' && code[1] != '\0' && code[2] != '\0' && code[3] == '\0';
}

static bool sums_parts(const mz_flow_slot *s)
{
    return s->children > 0 || s->code[0] == '\0';
}

int64_t mz_flow_halves_value(const mz_flow_slot *s)
{
    return s->value != NULL && s->value->kind == MZ_FLOW_NUMBER ? s->value->value : 0;
}

bool mz_flow_halves_placed(const mz_flow_halves *h, const mz_flow_token *figure)
{
    for (size_t s = 0; s < h->count; s++)
        if (h->slots[s].value == figure) return true;
    return false;
}

/* The group that slot s is a part of; NONE when it is none. */
static size_t group_of(const mz_flow_halves *h, size_t s)
{
    for (size_t g = s; g-- > 0;)
        if (mz_flow_halves_group(&h->slots[g])) return s <= g + h->slots[g].children ? g : NONE;
    return NONE;
}

/* What the slots that slot s sums come to; false when none of them has a figure. */
static bool expected(const mz_flow_halves *h, size_t s, int64_t *sum, int64_t *slack)
{
    const mz_flow_slot *whole = &h->slots[s];
    const bool total = whole->code[0] == '\0';
    size_t parts = 0;
    *sum = 0;
    for (size_t p = total ? 0 : s + 1; total ? p < h->count : p <= s + whole->children; p++) {
        const mz_flow_slot *part = &h->slots[p];
        if (part->value == NULL || (total && (part->side != whole->side || !mz_flow_halves_group(part)))) continue;
        if (!mz_value_add(*sum, mz_flow_halves_value(part), sum)) return false;
        parts++;
    }
    *slack = (int64_t)(parts + 1) * SLACK;
    return parts > 0;
}

/* Whether slot s sums others that it does not come to. */
static bool is_wrong(const mz_flow_halves *h, size_t s)
{
    int64_t sum, slack;
    return sums_parts(&h->slots[s]) && expected(h, s, &sum, &slack) &&
           (h->slots[s].value == NULL || llabs(mz_flow_halves_value(&h->slots[s]) - sum) > slack);
}

bool mz_flow_halves_stranger(const mz_flow_halves *h, size_t s)
{
    int64_t sum, slack;
    const int64_t value = mz_flow_halves_value(&h->slots[s]);
    return h->slots[s].code[0] == '\0' && is_wrong(h, s) && expected(h, s, &sum, &slack) && sum > 0 &&
           (value < sum / 2 || value / 2 > sum);
}

bool mz_flow_halves_doubtful(const mz_flow_halves *h, size_t s)
{
    const size_t group = group_of(h, s);
    return is_wrong(h, s) || (group != NONE && is_wrong(h, group));
}

/* Whether value is more than the group of a part. */
static bool exceeds_group(const mz_flow_halves *h, const mz_flow_slot *slot, const mz_flow_token *value)
{
    const size_t g = group_of(h, (size_t)(slot - h->slots));
    if (g == NONE || h->slots[g].value == NULL) return false;
    const int64_t whole = mz_flow_halves_value(&h->slots[g]);
    return whole >= 0 && value->value > whole;
}

/* Whether value is less than the parts that a group or a total is known to have. */
static bool falls_short(const mz_flow_halves *h, const mz_flow_slot *slot, const mz_flow_token *value)
{
    int64_t sum, slack;
    return sums_parts(slot) && value->value >= 0 && expected(h, (size_t)(slot - h->slots), &sum, &slack) &&
           value->value < sum - slack;
}

/* What the text lists has figures, and nothing else of its side has. */
static bool suits_list(const mz_flow_halves *h, const mz_flow_slot *slot, const mz_flow_token *value)
{
    const bool spent = value != NULL && (value->kind == MZ_FLOW_REDACTED || value->value != 0);
    return !h->listing || !h->lists[slot->side] || spent == slot->listed;
}

bool mz_flow_halves_fits(const mz_flow_halves *h, const mz_flow_slot *slot, const mz_flow_token *value)
{
    return suits_list(h, slot, value) && !exceeds_group(h, slot, value) && !falls_short(h, slot, value);
}

/* How many groups and totals that slots [from, filled) complete do not add up. */
size_t mz_flow_halves_wrong(const mz_flow_halves *h, size_t from, size_t filled)
{
    int64_t total = 0;
    size_t wrong = 0;
    for (size_t s = 0; s < filled; s++) {
        const mz_flow_slot *slot = &h->slots[s];
        if (s > 0 && slot->side != h->slots[s - 1].side) total = 0;
        if (mz_flow_halves_group(slot)) total += mz_flow_halves_value(slot);
        if (slot->code[0] == '\0' && s >= from) wrong += llabs(total - mz_flow_halves_value(slot)) > TOTAL_SLACK;
        if (slot->children == 0 || s + slot->children >= filled || s + slot->children < from) continue;
        int64_t sum = 0;
        for (size_t c = 1; c <= slot->children; c++) sum += mz_flow_halves_value(&h->slots[s + c]);
        wrong += llabs(sum - mz_flow_halves_value(slot)) > (int64_t)(slot->children + 1) * SLACK;
    }
    return wrong;
}

/* ---- what the sums leave room for ---- */

static int by_print(const void *left, const void *right)
{
    const mz_flow_slot *const *a = left, *const *b = right;
    return ((*a)->token > (*b)->token) - ((*a)->token < (*b)->token);
}

static int by_code(const void *left, const void *right)
{
    const mz_flow_slot *const *a = left, *const *b = right;
    return (*a > *b) - (*a < *b);
}

/* Whether slot w is `part` or sums it. */
static bool covers(const mz_flow_halves *h, size_t w, const mz_flow_slot *part)
{
    const mz_flow_slot *whole = &h->slots[w];
    if (whole == part) return sums_parts(whole);
    return whole->code[0] == '\0' ? whole->side == part->side && mz_flow_halves_group(part)
                                  : part > whole && part <= whole + whole->children;
}

/* Whether sum w does not hold although all of its slots are decided: the ones before `next` of the empty ones are. */
static bool breaks(const search *s, size_t w, size_t next)
{
    int64_t sum, slack;
    for (size_t e = next; e < s->empty_count; e++)
        if (covers(s->h, w, s->empty[e])) return false;
    return expected(s->h, w, &sum, &slack) && llabs(mz_flow_halves_value(&s->h->slots[w]) - sum) > slack;
}

/* How many sums with slot `part` do not hold, of those all of whose slots are decided. */
static size_t wrong_with(const search *s, const mz_flow_slot *part, size_t next)
{
    const mz_flow_halves *h = s->h;
    const size_t own = (size_t)(part - h->slots), group = group_of(h, own);
    size_t wrong = sums_parts(part) && breaks(s, own, next);
    if (group != NONE) return wrong + breaks(s, group, next);
    for (size_t w = 0; w < h->count; w++)
        wrong += w != own && h->slots[w].code[0] == '\0' && covers(h, w, part) && breaks(s, w, next);
    return wrong;
}

/* The most that the group of a part has room for, INT64_MAX when it tells nothing. */
static int64_t room_for(const mz_flow_halves *h, const mz_flow_slot *part)
{
    int64_t sum, slack;
    const size_t g = group_of(h, (size_t)(part - h->slots));
    const int64_t whole = g == NONE ? 0 : mz_flow_halves_value(&h->slots[g]);
    if (whole <= 0) return INT64_MAX;
    if (!expected(h, g, &sum, &slack)) sum = slack = 0;
    return whole - sum + slack;
}

/* Gives the figures that are left to the empty slots from the n-th on so that the sums hold, the first to
 * the first; `wrong` sums before do not. */
static bool settle(search *s, size_t n, size_t wrong)
{
    if (n == s->empty_count) return true;
    if (s->trials++ > SEARCH) return false;
    mz_flow_slot *slot = s->empty[n];
    const int64_t room = wrong == s->allowed ? room_for(s->h, slot) : INT64_MAX;
    for (size_t f = 0; f <= s->left_count; f++) {
        bool blank = f == s->left_count; /* it stays empty */
        if (blank ? s->blanks == 0 : s->given[f]) continue;
        if (!suits_list(s->h, slot, blank ? NULL : s->left[f])) continue;
        if (!blank && s->left[f]->value > 0 && s->left[f]->value > room) continue;
        slot->value = blank ? NULL : s->left[f];
        size_t more = wrong_with(s, slot, n + 1);
        s->blanks -= blank;
        if (!blank) s->given[f] = true;
        if (wrong + more <= s->allowed && settle(s, n + 1, wrong + more)) return true; /* depth: at most the slots */
        s->blanks += blank;
        if (!blank) s->given[f] = false;
        slot->value = NULL;
    }
    return false;
}

/* Whether the figure of slot `part` may be that of its neighbour, which stayed empty when both were left. */
static bool may_be_of(const mz_flow_slot *part, const mz_flow_slot *neighbour)
{
    return neighbour != part && (neighbour->value == NULL || (neighbour->rest && mz_flow_halves_value(neighbour) == 0));
}

/* Whether the print bears out what the text lists of a side: the names of two of its parts that are listed have figures
 * right behind them. Else the list and the table agree in no more than the number of figures. */
static bool is_borne_out(const mz_flow_halves *h, uint16_t side)
{
    enum { FEWEST = 2 };
    size_t agreeing = 0;
    for (size_t s = 0; s < h->count && agreeing < FEWEST; s++) {
        const mz_flow_slot *slot = &h->slots[s];
        agreeing += slot->side == side && !sums_parts(slot) && !mz_flow_halves_group(slot) && slot->listed &&
                    !slot->rest && mz_flow_halves_value(slot) != 0;
    }
    return agreeing == FEWEST;
}

bool mz_flow_halves_open(const mz_flow_halves *h, size_t s)
{
    const mz_flow_slot *slot = &h->slots[s];
    if (!slot->rest || slot->code[0] == '\0' || mz_flow_halves_value(slot) == 0) return false;
    if (h->listing && h->lists[slot->side] && is_borne_out(h, slot->side)) return false;
    size_t g = s;
    while (g > 0 && !mz_flow_halves_group(&h->slots[g])) g--;
    const mz_flow_slot *group = &h->slots[g];
    bool open = group->rest; /* the whole group may be another one */
    for (size_t p = g + 1; p <= g + group->children; p++) {
        if (slot != group && may_be_of(slot, &h->slots[p])) return true;
        open = open && (h->slots[p].rest || h->slots[p].value == NULL);
    }
    for (size_t o = 0; o < h->count && open; o++)
        if (mz_flow_halves_group(&h->slots[o]) && h->slots[o].side == group->side && may_be_of(group, &h->slots[o]))
            return true;
    return false;
}

bool mz_flow_halves_settle(mz_flow_halves *h, size_t most)
{
    search *s = mz_arena_alloc(h->arena, sizeof *s);
    if (s == NULL) return false;
    *s = (search){.h = h};
    for (size_t i = 0; i < h->tokens->count; i++) {
        if (!mz_flow_halves_figure(h, i) || mz_flow_halves_placed(h, &h->tokens->items[i])) continue;
        if (s->left_count == MZ_FLOW_SLOTS) return false;
        s->left[s->left_count++] = &h->tokens->items[i];
    }
    for (size_t e = 0; e < h->count; e++)
        if (h->slots[e].value == NULL) s->empty[s->empty_count++] = &h->slots[e];
    if (s->left_count > s->empty_count || s->left_count > most) return false;
    for (size_t try = 0; try < 2 * (MISTAKES + 1); try++) {
        const bool print = try % 2 == 0; /* group by group, the sums come sooner */
        if (print && h->listing) continue;
        qsort(s->empty, s->empty_count, sizeof *s->empty, print ? by_print : by_code);
        memset(s->given, 0, sizeof s->given);
        s->allowed = try / 2;
        s->blanks = s->empty_count - s->left_count;
        s->trials = 0;
        if (!settle(s, 0, 0)) continue;
        for (size_t e = 0; e < s->empty_count; e++) s->empty[e]->rest = s->empty[e]->value != NULL;
        return true;
    }
    return false;
}
