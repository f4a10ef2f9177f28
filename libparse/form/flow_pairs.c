/* flow_pairs.c - income and expenditure side by side in pdftotext's reading order: which figure belongs to which label.
 * A beam search over the figures in their order; each side's figures keep the order of its labels, totals must add up,
 * and what other tables say of a class speaks for its line. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "flow_group.h"

enum { MAX_LINES = 256, MAX_GROUPS = 512 }; /* of a two-sided table that is one */
enum { BEAM = 48, SIDES = 2, AHEAD = 48, DROP = -14, NONE = -1 };
/* What speaks for a placement. */
enum { FOLLOWS = 6, AFTER = 3, NEAREST = 2, BEFORE = 1, KNOWN = 8, UNLIKE = -3, ADDS_UP = 12, FAILS = -8 };

/* A label without its number and 收入 at its end: what tells whether two labels name the same line. */
typedef struct name {
    const char *text;
    size_t length;
} name;

typedef struct line {
    const char *label, *key;
    name name;
    const mz_flow_token *token;
    size_t place;
    size_t weighed; /* one past the group that merit is for: many states try the same line for the same group */
    int merit;
    uint16_t side;
    bool total, grand, top; /* top: counts towards the total below it */
} line;

typedef struct lines {
    line *items;
    size_t count;
    size_t capacity;
} lines;

/* A partial placement: the figures up to some group, per side the last line used and the sum since the last total. */
typedef struct beam_state {
    int score;
    int32_t last[SIDES];
    int64_t sum[SIDES];
    int64_t grand[SIDES];
    bool has_grand[SIDES], year_done[SIDES];
    int32_t parent; /* in the step before */
    int32_t line;   /* chosen for the group of this step, NONE when dropped */
} beam_state;

typedef struct reader {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_rows *known;
    name *known_names; /* of the known rows */
    bool wide;         /* the expenditure side has several columns */
    lines list[SIDES];
    mz_flow_groups groups;
} reader;

static bool is_figure(const void *context, const mz_flow_token *token)
{
    (void)context;
    return token->kind != MZ_FLOW_TEXT;
}

static bool same_style(const char *a, const char *b)
{
    return (*a >= '0' && *a <= '9') == (*b >= '0' && *b <= '9') && (*a == '(') == (*b == '(');
}

/* Puts a label on its side. A total that names no side belongs to income the first time, to expenditure the second. */
static bool add_line(reader *r, const line *source, bool *second)
{
    line l = *source;
    l.grand = mz_flow_words_has(&r->forms->grand, l.key);
    l.total = l.grand || mz_flow_words_has(&r->forms->totals, l.key);
    l.side = mz_flow_side(r->forms, l.key);
    if (l.total && l.side == 0 && strstr(l.key, "收入") == NULL) {
        l.side = *second;
        *second = true;
    }
    lines *list = &r->list[l.side];
    line *slot = mz_arena_push(r->arena, &list->items, &list->count, &list->capacity, sizeof *slot);
    if (slot != NULL) *slot = l;
    return slot != NULL;
}

/* The labels in the order of the stream; pieces of one cell, line under line, are joined. */
static bool collect_labels(reader *r, const mz_flow_tokens *tokens, lines *labels)
{
    size_t place = 0;
    const mz_flow_token *last = NULL;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        place++;
        bool text = token->kind == MZ_FLOW_TEXT;
        line *open = last != NULL && last->kind == MZ_FLOW_TEXT ? &labels->items[labels->count - 1] : NULL;
        last = token;
        if (!text) continue;
        bool fresh = open == NULL || token->gap || mz_flow_words_has(&r->forms->totals, open->key) ||
                     mz_flow_numbered(token->key) || mz_flow_words_begin(&r->forms->starts, token->key);
        if (!fresh) {
            if (!mz_flow_join(r->arena, &open->label, token->text) || !mz_flow_join(r->arena, &open->key, token->key))
                return false;
            continue;
        }
        line *l = mz_arena_push(r->arena, &labels->items, &labels->count, &labels->capacity, sizeof *l);
        if (l == NULL) return false;
        *l = (line){.label = token->text, .key = token->key, .token = token, .place = place};
    }
    return true;
}

static name name_of(const char *key)
{
    static const char tail[] = "收入";
    const char *text = key + mz_flow_number_length(key);
    size_t length = strlen(text), t = sizeof tail - 1;
    if (length > t && memcmp(text + length - t, tail, t) == 0) length -= t;
    return (name){text, length};
}

static bool collect(reader *r, const mz_flow_tokens *tokens)
{
    lines labels = {0};
    bool second = false;
    if (!collect_labels(r, tokens, &labels)) return false;
    for (size_t i = 0; i < labels.count; i++) {
        labels.items[i].name = name_of(labels.items[i].key);
        if (!add_line(r, &labels.items[i], &second)) return false;
    }
    r->known_names = mz_arena_array(r->arena, r->known->count + 1, sizeof *r->known_names);
    for (size_t i = 0; r->known_names != NULL && i < r->known->count; i++)
        r->known_names[i] = name_of(r->known->items[i].label);
    return r->known_names != NULL;
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
        const char *at = strstr(digits, "一");
        for (digit = 1; digit <= 9 && strncmp(at, key, 3) != 0; digit++) at += 3;
        if (digit > 9) return 0;
    }
    return value + digit;
}

/* Numbered lines, the year's total, carry-overs, the grand total. */
static int rank(const line *l)
{
    int n = ordinal(l->key);
    if (n > 0) return n;
    return l->grand ? INT_MAX : l->total ? INT_MAX - 2 : INT_MAX - 1;
}

static int by_ordinal(const void *left, const void *right)
{
    const line *a = left, *b = right;
    int x = rank(a), y = rank(b);
    if (x != y) return x < y ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* Expenditure lines are numbered throughout; reading order may have shuffled them. */
static void sort_lines(lines *list)
{
    bool seen[128] = {false};
    for (size_t i = 0; i < list->count; i++) {
        int n = ordinal(list->items[i].key);
        if (n == 0 && mz_flow_numbered(list->items[i].key)) return; /* numbered within items */
        if (n <= 0 || n >= 128) continue;
        if (seen[n]) return; /* numbered twice: keep the print's order */
        seen[n] = true;
    }
    if (list->count > 0) qsort(list->items, list->count, sizeof *list->items, by_ordinal);
}

/* Marks the lines that a total sums: those numbered in the style of the first one, and carry-overs. */
static void mark_top(lines *list)
{
    const char *style = NULL;
    bool year = false;
    for (size_t i = 0; i < list->count; i++) {
        line *l = &list->items[i];
        bool numbered = mz_flow_numbered(l->key);
        if (numbered && style == NULL) style = l->key;
        l->top = !l->total && (numbered ? !year && same_style(style, l->key) : true);
        year = year || l->total;
    }
}

static bool same_name(name a, name b)
{
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

/* What other tables say of the class or source that a line is called after. */
static int from_known(const reader *r, const line *l, const mz_flow_token *value)
{
    int score = 0;
    bool any = false;
    for (size_t i = 0; i < r->known->count; i++) {
        const mz_flow_row *row = &r->known->items[i];
        if (row->label[0] == '\0' || !same_name(r->known_names[i], l->name)) continue;
        int64_t difference = INT64_MAX;
        if (row->value_count > 0 && !mz_value_sub(row->values[0].value, value->value, &difference)) continue;
        int found = difference == 0 ? KNOWN : llabs(difference) <= value->value / 1000 ? KNOWN / 2 : UNLIKE;
        if (!any || found > score) score = found;
        any = true;
    }
    return score;
}

static int from_place(const reader *r, const mz_flow_group *g, const mz_flow_group *previous, const line *l)
{
    if (l->place > g->place) return l->place > g->place + 1 ? 0 : BEFORE;
    const lines *own = &r->list[l->side];
    bool nearest = true; /* of its side and kind */
    for (size_t i = 0; i < own->count && nearest; i++)
        nearest = own->items[i].place <= l->place || own->items[i].place > g->place || own->items[i].total != l->total;
    size_t since = previous == NULL ? 0 : previous->place;
    bool nothing_between = l->place > since;
    /* the label directly before it */
    for (uint16_t s = 0; s < SIDES && nothing_between; s++)
        for (size_t i = 0; i < r->list[s].count; i++) {
            size_t place = r->list[s].items[i].place;
            if (place > l->place && place < g->place) return nearest ? AFTER : NEAREST;
        }
    return nothing_between ? FOLLOWS : nearest ? NEAREST : 0;
}

static bool close_to(int64_t a, int64_t b, const mz_flow_token *value, size_t parts)
{
    int64_t digit = 1000000, difference;
    for (uint8_t d = 0; d < value->decimals; d++) digit /= 10;
    return mz_value_sub(a, b, &difference) && llabs(difference) <= digit * (int64_t)(parts + 1) / 2;
}

/* What place and other tables say for group g on line l, whatever was chosen before. */
static int merit_of(const reader *r, size_t g, line *l)
{
    if (l->weighed == g + 1) return l->merit;
    const mz_flow_group *group = &r->groups.items[g];
    l->merit = from_place(r, group, g > 0 ? &r->groups.items[g - 1] : NULL, l);
    if (!l->total) l->merit += from_known(r, l, group->values[0]);
    l->weighed = g + 1;
    return l->merit;
}

/* The state after group g is put on line l of side s. */
static beam_state put(const reader *r, const beam_state *from, size_t g, uint16_t s, size_t index)
{
    const mz_flow_group *group = &r->groups.items[g];
    line *l = &r->list[s].items[index];
    const mz_flow_token *value = group->values[0];
    beam_state next = *from;
    next.last[s] = (int32_t)index;
    next.line = (int32_t)index * SIDES + s;
    next.score += merit_of(r, g, l);
    if (l->total) {
        next.score += close_to(next.sum[s], value->value, value, r->list[s].count) ? ADDS_UP : FAILS;
        next.sum[s] = value->value;
        bool other = next.has_grand[1 - s];
        if (l->grand && other) next.score += next.grand[1 - s] == value->value ? ADDS_UP : FAILS;
        if (l->grand) {
            next.grand[s] = value->value;
            next.has_grand[s] = true;
        }
    } else if (l->top && !mz_value_add(next.sum[s], value->value, &next.sum[s])) {
        next.score += FAILS;
    }
    return next;
}

/* Keeps the best states, one for each pair of last lines and sums. */
static void keep(beam_state *states, size_t *count, const beam_state *state)
{
    size_t worst = 0;
    for (size_t i = 0; i < *count; i++) {
        if (memcmp(states[i].last, state->last, sizeof state->last) == 0 &&
            memcmp(states[i].sum, state->sum, sizeof state->sum) == 0) {
            if (states[i].score < state->score) states[i] = *state;
            return;
        }
        if (states[i].score < states[worst].score) worst = i;
    }
    if (*count < BEAM)
        states[(*count)++] = *state;
    else if (states[worst].score < state->score)
        states[worst] = *state;
}

static void expand(const reader *r, size_t g, const beam_state *from, int32_t parent, beam_state *next, size_t *count)
{
    beam_state dropped = *from;
    dropped.parent = parent;
    dropped.line = NONE;
    dropped.score += DROP;
    keep(next, count, &dropped);
    bool many = r->groups.items[g].count > 1;
    for (uint16_t s = 0; s < SIDES; s++) {
        if (s == 0 ? many : r->wide && !many) continue;
        for (size_t l = (size_t)(from->last[s] + 1); l < r->list[s].count && l <= (size_t)(from->last[s] + AHEAD);
             l++) {
            beam_state state = put(r, from, g, s, l);
            state.parent = parent;
            keep(next, count, &state);
        }
    }
}

/* Chooses the line of every group; chosen[g] = line * SIDES + side or NONE. False when the arena is exhausted. */
static bool search(reader *r, int32_t *chosen)
{
    size_t steps = r->groups.count;
    beam_state *states = mz_arena_array(r->arena, (steps + 1) * BEAM, sizeof *states);
    size_t *counts = mz_arena_array(r->arena, steps + 1, sizeof *counts);
    if (states == NULL || counts == NULL) return false;
    states[0] = (beam_state){.last = {-1, -1}, .parent = NONE, .line = NONE};
    counts[0] = 1;
    for (size_t g = 0; g < steps; g++)
        for (size_t i = 0; i < counts[g]; i++)
            expand(r, g, &states[g * BEAM + i], (int32_t)i, &states[(g + 1) * BEAM], &counts[g + 1]);
    size_t best = 0;
    for (size_t i = 0; i < counts[steps]; i++)
        if (states[steps * BEAM + i].score > states[steps * BEAM + best].score) best = i;
    for (size_t g = steps; g > 0; g--) {
        const beam_state *state = &states[g * BEAM + best];
        chosen[g - 1] = state->line;
        best = (size_t)state->parent;
    }
    return true;
}

static bool emit(reader *r, const int32_t *chosen, mz_flow_rows *rows)
{
    for (uint16_t s = 0; s < SIDES; s++)
        for (size_t l = 0; l < r->list[s].count; l++) {
            const line *source = &r->list[s].items[l];
            mz_flow_row *row = mz_flow_row_add(r->arena, rows, source->token->span);
            if (row == NULL) return false;
            row->label = source->label;
            row->side = s;
            row->total = source->total;
            for (size_t g = 0; g < r->groups.count; g++) {
                if (chosen[g] != (int32_t)(l * SIDES + s)) continue;
                for (size_t v = 0; v < r->groups.items[g].count; v++)
                    if (!mz_flow_row_value(r->arena, row, r->groups.items[g].values[v])) return false;
            }
        }
    return true;
}

mz_status mz_flow_rows_pairs(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                             const mz_flow_tokens *tokens, const mz_flow_rows *known, mz_flow_rows *rows)
{
    reader r = {.arena = arena, .forms = forms, .known = known};
    size_t right = 0;
    for (uint16_t c = 0; c < header->template->column_count; c++) right += header->template->sides[c] == 1;
    r.wide = right > 1;
    if (!collect(&r, tokens)) return MZ_ERR_MEMORY;
    sort_lines(&r.list[1]);
    mark_top(&r.list[0]);
    mark_top(&r.list[1]);
    mz_status status = mz_flow_group_figures(arena, header->template, 1, tokens, is_figure, NULL, r.wide, 0, &r.groups);
    if (status != MZ_OK) return status;
    if (r.list[0].count > MAX_LINES || r.list[1].count > MAX_LINES || r.groups.count > MAX_GROUPS) return MZ_OK;
    int32_t *chosen = mz_arena_array(arena, r.groups.count + 1, sizeof *chosen);
    if (chosen == NULL || !search(&r, chosen) || !emit(&r, chosen, rows)) return MZ_ERR_MEMORY;
    return MZ_OK;
}
