/* flow_halves_fill.c - figures to the codes of a table of halves: by the lines that they share with a code, by the
 * names in front of them, by their places between the codes, and what is left by the sums. */
#include <stdlib.h>
#include <string.h>

#include "flow_halves.h"

enum { RUNS = 32, TRIALS = 20000, SEARCH = 4000, MISTAKES = 2, SLACK = 5000, TOTAL_SLACK = 100000 };

/* A stretch of figures. */
typedef struct run {
    const mz_flow_token *values[MZ_FLOW_SLOTS];
    size_t count;
    bool used;
} run;

/* A search for places that the sums allow. */
typedef struct search {
    mz_flow_halves *h;
    run *runs;
    size_t run_count;
    run left; /* the figures without a place, in the order of the stream */
    bool given[MZ_FLOW_SLOTS];
    mz_flow_slot *empty[MZ_FLOW_SLOTS]; /* the slots for them, in the order of the print */
    size_t empty_count;
    size_t blanks; /* slots that stay empty */
    size_t trials;
    size_t allowed; /* sums that need not hold: the print may have mistakes */
} search;

static bool is_figure(const mz_flow_halves *h, size_t token)
{
    const mz_flow_token *t = &h->tokens->items[token];
    return !t->used && t->kind != MZ_FLOW_TEXT && h->at[token] == 0 && !mz_flow_halves_code(t);
}

static bool is_group(const mz_flow_slot *s)
{
    return strlen(s->code) == 3;
}

static bool sums_parts(const mz_flow_slot *s)
{
    return s->children > 0 || s->code[0] == '\0';
}

static int64_t value_of(const mz_flow_slot *s)
{
    return s->value != NULL && s->value->kind == MZ_FLOW_NUMBER ? s->value->value : 0;
}

/* What the slots that slot s sums come to; false when none of them has a figure. */
static bool expected(const mz_flow_halves *h, size_t s, int64_t *sum, int64_t *slack)
{
    const mz_flow_slot *whole = &h->slots[s];
    size_t parts = 0;
    *sum = 0;
    for (size_t p = 0; p < h->count; p++) {
        const mz_flow_slot *part = &h->slots[p];
        bool mine =
            whole->code[0] == '\0' ? part->side == whole->side && is_group(part) : p > s && p <= s + whole->children;
        if (!mine || part->value == NULL) continue;
        if (!mz_value_add(*sum, value_of(part), sum)) return false;
        parts++;
    }
    *slack = (int64_t)(parts + 1) * SLACK;
    return parts > 0;
}

bool mz_flow_halves_doubtful(const mz_flow_halves *h, size_t s)
{
    int64_t sum, slack;
    for (size_t w = 0; w < h->count; w++) {
        bool covers = w == s || (s > w && s <= w + h->slots[w].children);
        if (!covers || !sums_parts(&h->slots[w]) || !expected(h, w, &sum, &slack)) continue;
        if (h->slots[w].value == NULL || llabs(value_of(&h->slots[w]) - sum) > slack) return true;
    }
    return false;
}

/* How many groups and totals that slots [from, filled) complete do not add up. */
static size_t wrong_sums(const mz_flow_halves *h, size_t from, size_t filled)
{
    int64_t total = 0;
    size_t wrong = 0;
    for (size_t s = 0; s < filled; s++) {
        const mz_flow_slot *slot = &h->slots[s];
        if (s > 0 && slot->side != h->slots[s - 1].side) total = 0;
        if (is_group(slot)) total += value_of(slot);
        if (slot->code[0] == '\0' && s >= from) wrong += llabs(total - value_of(slot)) > TOTAL_SLACK;
        if (slot->children == 0 || s + slot->children >= filled || s + slot->children < from) continue;
        int64_t sum = 0;
        for (size_t c = 1; c <= slot->children; c++) sum += value_of(&h->slots[s + c]);
        wrong += llabs(sum - value_of(slot)) > (int64_t)(slot->children + 1) * SLACK;
    }
    return wrong;
}

/* ---- whole stretches of a column, end to end ---- */

/* Figures that no empty line parts are a stretch of one column, whatever names stand between them. False when they do
 * not come to one for each slot. */
static bool collect_runs(search *s)
{
    const mz_flow_halves *h = s->h;
    size_t figures = 0;
    bool gap = true;
    for (size_t i = 0; i < h->tokens->count; i++) {
        gap = gap || h->tokens->items[i].gap;
        if (!is_figure(h, i)) continue;
        if (gap && s->run_count == RUNS) return false;
        if (gap) s->runs[s->run_count++].count = 0;
        gap = false;
        run *last = &s->runs[s->run_count - 1];
        if (last->count == MZ_FLOW_SLOTS) return false;
        last->values[last->count++] = &h->tokens->items[i];
        last->used = false;
        figures++;
    }
    return figures == h->count;
}

/* Lays runs end to end over the slots from `filled` on, in their order first; `wrong` sums before them do not hold. */
static bool lay(search *s, size_t filled, size_t wrong)
{
    mz_flow_halves *h = s->h;
    if (filled == h->count) return true;
    if (s->trials++ > TRIALS) return false;
    for (size_t i = 0; i < s->run_count; i++) {
        run *next = &s->runs[i];
        size_t end = filled + next->count;
        if (next->used || end > h->count || h->slots[filled].side != h->slots[end - 1].side) continue;
        for (size_t v = 0; v < next->count; v++) h->slots[filled + v].value = next->values[v];
        size_t more = wrong_sums(h, filled, end);
        next->used = true;
        if (wrong + more <= s->allowed && lay(s, end, wrong + more)) return true; /* depth: at most RUNS */
        next->used = false;
    }
    return false;
}

/* ---- what shares a line or follows a name ---- */

/* A figure in front of a code on one line is that of the row's code in the column to the left. */
static size_t by_lines(mz_flow_halves *h)
{
    size_t placed = 0;
    for (size_t i = 0; i + 1 < h->tokens->count; i++) {
        if (!is_figure(h, i) || h->tokens->items[i + 1].first || h->at[i + 1] == 0) continue;
        const mz_flow_slot *right = &h->slots[h->at[i + 1] - 1];
        for (size_t s = 0; s < h->count && right->code[0] != '\0'; s++) {
            mz_flow_slot *left = &h->slots[s];
            if (left->column + 1 != right->column || left->row != right->row || left->code[0] == '\0') continue;
            placed += left->value == NULL;
            left->value = &h->tokens->items[i];
        }
    }
    return placed;
}

static bool is_placed(const mz_flow_halves *h, const mz_flow_token *figure)
{
    for (size_t s = 0; s < h->count; s++)
        if (h->slots[s].value == figure) return true;
    return false;
}

/* Whether value is more than the group of a part. */
static bool exceeds_group(const mz_flow_halves *h, const mz_flow_slot *slot, const mz_flow_token *value)
{
    for (const mz_flow_slot *g = h->slots; g < slot; g++)
        if (slot <= g + g->children && g->value != NULL && value->value > value_of(g)) return value_of(g) >= 0;
    return false;
}

/* Whether value is less than the parts that a group or a total is known to have. */
static bool falls_short(const mz_flow_halves *h, const mz_flow_slot *slot, const mz_flow_token *value)
{
    int64_t sum, slack;
    return sums_parts(slot) && value->value >= 0 && expected(h, (size_t)(slot - h->slots), &sum, &slack) &&
           value->value < sum - slack;
}

/* Names that nothing parts, and directly behind them as many figures that nothing parts, are those of one another.
 * groups: only names of groups and totals, else the others. Returns how many figures found a place. */
static size_t by_names(mz_flow_halves *h, bool groups)
{
    const mz_flow_labels *labels = h->labels;
    size_t placed = 0;
    for (size_t l = 0, end; l < labels->count; l = end) {
        size_t figures = 0;
        for (end = l + 1; end < labels->count && labels->items[end].first == labels->items[end - 1].last + 1 &&
                          !labels->items[end].token->gap;)
            end++;
        size_t first = labels->items[end - 1].last + 1;
        while (first < h->tokens->count && h->tokens->items[first].used) first++;
        while (first + figures < h->tokens->count && is_figure(h, first + figures) &&
               (figures == 0 || !h->tokens->items[first + figures].gap))
            figures++;
        for (size_t n = 0; figures == end - l && n < figures; n++) {
            const mz_flow_token *value = &h->tokens->items[first + n];
            mz_flow_slot *slot = mz_flow_halves_named(h, &labels->items[l + n]);
            if (slot == NULL || slot->value != NULL || (strlen(slot->code) > 3) == groups || is_placed(h, value) ||
                exceeds_group(h, slot, value) || falls_short(h, slot, value))
                continue;
            slot->value = value;
            placed++;
        }
    }
    return placed;
}

/* ---- what stands behind a code ---- */

/* The figures of one side since its last code. */
typedef struct pending {
    run figures;
    mz_flow_slot *latest; /* the slot of that code */
} pending;

/* Gives the figures since the last code of side to that code and those before it that have none: several of them may be
 * read before their figures, in turn, or the first figure is that of the last code. Returns how many found a place. */
static size_t give(mz_flow_halves *h, uint16_t side, pending *p, bool in_turn)
{
    size_t placed = 0, s = 0, first = 0;
    run *figures = &p->figures;
    if (p->latest != NULL && p->latest->value == NULL && figures->count > 0 && (!in_turn || figures->count == 1)) {
        p->latest->value = figures->values[0];
        first = placed = 1;
    }
    for (size_t f = first; f < figures->count; f++) {
        const mz_flow_token *before = figures->values[f];
        while (s < h->count && (h->slots[s].side != side || h->slots[s].value != NULL || h->slots[s].token > before))
            s++;
        if (s == h->count) break;
        h->slots[s].value = before;
        placed++;
    }
    figures->count = 0;
    return placed;
}

/* A figure in front of a right-hand code on one line stands left of it; any other goes with the codes before it. Those
 * that have a place keep it. Returns how many found one. */
static size_t by_codes(mz_flow_halves *h, pending sides[2], bool in_turn)
{
    uint16_t side = 0;
    size_t placed = 0;
    for (uint16_t e = 0; e < 2; e++) {
        sides[e].figures.count = 0;
        sides[e].latest = NULL;
    }
    for (size_t i = 0; i < h->tokens->count; i++) {
        const mz_flow_token *token = &h->tokens->items[i];
        if (h->at[i] > 0) {
            mz_flow_slot *named = &h->slots[h->at[i] - 1];
            side = named->side;
            placed += give(h, side, &sides[side], in_turn);
            sides[side].latest = named;
        } else if (is_figure(h, i) && !is_placed(h, token)) {
            bool before =
                i + 1 < h->tokens->count && !token[1].first && h->at[i + 1] > 0 && h->slots[h->at[i + 1] - 1].side == 1;
            run *own = &sides[before ? 0 : side].figures;
            if (own->count < MZ_FLOW_SLOTS) own->values[own->count++] = token;
        }
    }
    for (side = 0; side < 2; side++) placed += give(h, side, &sides[side], in_turn);
    return placed;
}

/* ---- what the sums leave room for ---- */

static int by_print(const void *left, const void *right)
{
    const mz_flow_slot *const *a = left, *const *b = right;
    return ((*a)->token > (*b)->token) - ((*a)->token < (*b)->token);
}

/* Whether slot w is `part` or sums it. */
static bool covers(const mz_flow_halves *h, size_t w, const mz_flow_slot *part)
{
    const mz_flow_slot *whole = &h->slots[w];
    if (whole == part) return sums_parts(whole);
    return whole->code[0] == '\0' ? whole->side == part->side && is_group(part)
                                  : part > whole && part <= whole + whole->children;
}

/* How many sums with slot `part` do not hold, of those all of whose slots are decided: the ones before `next` of the
 * empty ones are. */
static size_t wrong_with(const search *s, const mz_flow_slot *part, size_t next)
{
    const mz_flow_halves *h = s->h;
    size_t wrong = 0;
    int64_t sum, slack;
    for (size_t w = 0; w < h->count; w++) {
        bool open = false;
        if (!covers(h, w, part)) continue;
        for (size_t e = next; e < s->empty_count && !open; e++) open = covers(h, w, s->empty[e]);
        if (open || !expected(h, w, &sum, &slack)) continue;
        wrong += llabs(value_of(&h->slots[w]) - sum) > slack;
    }
    return wrong;
}

/* Whether the group of a part has no room left for value. */
static bool overfills(const mz_flow_halves *h, const mz_flow_slot *part, const mz_flow_token *value)
{
    int64_t sum, slack;
    for (const mz_flow_slot *g = h->slots; g < part; g++) {
        if (part > g + g->children || value_of(g) <= 0 || value->value <= 0) continue;
        if (!expected(h, (size_t)(g - h->slots), &sum, &slack)) sum = slack = 0;
        if (value->value > value_of(g) - sum + slack) return true;
    }
    return false;
}

/* Gives the figures that are left to the empty slots from the n-th of the print on so that the sums hold, the first to
 * the first; `wrong` sums before do not. */
static bool settle(search *s, size_t n, size_t wrong)
{
    if (n == s->empty_count) return true;
    if (s->trials++ > SEARCH) return false;
    mz_flow_slot *slot = s->empty[n];
    for (size_t f = 0; f <= s->left.count; f++) {
        bool blank = f == s->left.count; /* it stays empty */
        if (blank ? s->blanks == 0 : s->given[f]) continue;
        if (!blank && wrong == s->allowed && overfills(s->h, slot, s->left.values[f])) continue;
        slot->value = blank ? NULL : s->left.values[f];
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

/* Finds places for what has none yet; false when the sums do not allow any, or there are more than `most` such figures.
 */
static bool settle_rest(search *s, size_t most)
{
    mz_flow_halves *h = s->h;
    s->left.count = s->empty_count = 0;
    for (size_t i = 0; i < h->tokens->count; i++) {
        if (!is_figure(h, i) || is_placed(h, &h->tokens->items[i])) continue;
        if (s->left.count == MZ_FLOW_SLOTS) return false;
        s->left.values[s->left.count++] = &h->tokens->items[i];
    }
    for (size_t e = 0; e < h->count; e++)
        if (h->slots[e].value == NULL) s->empty[s->empty_count++] = &h->slots[e];
    if (s->left.count > s->empty_count || s->left.count > most) return false;
    qsort(s->empty, s->empty_count, sizeof *s->empty, by_print);
    for (s->allowed = 0; s->allowed <= MISTAKES; s->allowed++) {
        memset(s->given, 0, sizeof s->given);
        s->blanks = s->empty_count - s->left.count;
        s->trials = 0;
        if (settle(s, 0, 0)) return true;
    }
    return false;
}

/* ---- the way that suits best ---- */

/* The ways to give the figures their places, the ones that rest on most first: most figures by lines and names and the
 * rest by the sums, columns in runs, few figures by lines and names, places between the codes. */
typedef enum way {
    LINES,
    NAMES,
    RUNS_OF_COLUMNS,
    FEW_LINES,
    FEW_NAMES,
    CODES,
    CODES_IN_TURN,
    NAMED,
    NAMED_IN_TURN,
    WAYS
} way;

/* Lays the columns with as few sums that do not hold as may be; false when they cannot be. */
static bool lay_best(search *s)
{
    s->run_count = 0;
    if (!collect_runs(s)) return false;
    for (s->allowed = 0; s->allowed <= MISTAKES; s->allowed++) {
        s->trials = 0;
        for (size_t r = 0; r < s->run_count; r++) s->runs[r].used = false;
        if (lay(s, 0, 0)) return true;
    }
    return false;
}

/* Empties the slots and fills them one way; false when the figures cannot be placed so. */
static bool fill(search *s, pending sides[2], way way)
{
    mz_flow_halves *h = s->h;
    size_t placed = 0;
    for (size_t e = 0; e < h->count; e++) h->slots[e].value = NULL;
    if (way == RUNS_OF_COLUMNS) return lay_best(s);
    if (way == LINES || way == FEW_LINES) placed += by_lines(h);
    if (way != CODES && way != CODES_IN_TURN) placed += by_names(h, true) + by_names(h, false);
    if (way <= FEW_NAMES) return settle_rest(s, way < RUNS_OF_COLUMNS ? placed : MZ_FLOW_SLOTS);
    return placed + by_codes(h, sides, way == CODES_IN_TURN || way == NAMED_IN_TURN) > 0;
}

/* How many rows have no figure or are in doubt. */
static size_t misfits(const mz_flow_halves *h)
{
    size_t count = 0;
    for (size_t s = 0; s < h->count; s++) count += h->slots[s].value == NULL || mz_flow_halves_doubtful(h, s);
    return count;
}

bool mz_flow_halves_fill(mz_flow_halves *h)
{
    search *s = mz_arena_alloc(h->arena, sizeof *s);
    run *runs = mz_arena_array(h->arena, RUNS, sizeof *runs);
    pending *sides = mz_arena_array(h->arena, 2, sizeof *sides);
    if (s == NULL || runs == NULL || sides == NULL) return false;
    s->h = h;
    s->runs = runs;
    size_t least = SIZE_MAX;
    way best = WAYS;
    bool whole = false; /* the columns go into the table as they are */
    for (way w = 0; w < WAYS && least > 0 && !whole; w++) {
        if (!fill(s, sides, w)) continue;
        whole = w == RUNS_OF_COLUMNS;
        size_t wrong = misfits(h);
        if (wrong >= least) continue;
        least = wrong;
        best = w;
    }
    return best != WAYS && fill(s, sides, best);
}
