/* flow_halves_fill.c - figures to the codes of a table of halves: by the lines that they share with a code, by the
 * names in front of them, by their places between the codes, and what is left by the sums. */
#include <stdlib.h>
#include <string.h>

#include "flow_halves.h"

enum {
    RUNS = 32,
    TRIALS = 1000, /* for each number of mistakes: a table in which nothing adds up takes no more than a document */
    MISTAKES = 2,
    ROWS = 3
};

/* A stretch of figures. */
typedef struct run {
    const mz_flow_token *values[MZ_FLOW_SLOTS];
    size_t count;
    bool used;
} run;

/* A search for the order of the stretches that the sums allow. */
typedef struct search {
    mz_flow_halves *h;
    run *runs;
    size_t run_count;
    size_t trials;
    size_t allowed[2]; /* sums of either side that need not hold: the print may have mistakes */
} search;

/* ---- whole stretches of a column, end to end ---- */

/* Figures that no empty line parts are a stretch of one column, whatever names stand between them; complete: they come
 * to one for each slot. False when they are too many. */
static bool collect_runs(search *s, bool *complete)
{
    const mz_flow_halves *h = s->h;
    s->run_count = 0;
    size_t figures = 0;
    bool gap = true;
    for (size_t i = 0; i < h->tokens->count; i++) {
        gap = gap || h->tokens->items[i].gap;
        if (!mz_flow_halves_figure(h, i)) continue;
        if (gap && s->run_count == RUNS) return false;
        if (gap) s->runs[s->run_count++].count = 0;
        gap = false;
        run *last = &s->runs[s->run_count - 1];
        if (last->count == MZ_FLOW_SLOTS) return false;
        last->values[last->count++] = &h->tokens->items[i];
        last->used = false;
        figures++;
    }
    *complete = figures == h->count;
    return true;
}

/* Whether the left half stands in printed order whatever the right one lacks: its codes take the first stretches in
 * turn, its total what follows or a figure of its own, and all of its sums hold. Such places are kept. */
static void keep_left(search *s)
{
    mz_flow_halves *h = s->h;
    size_t end = 0, filled = 0, r = 0;
    bool complete = true, holds = false;
    while (end < h->count && h->slots[end].side == 0) end++;
    if (end == 0 || end == h->count || h->slots[end - 1].code[0] != '\0' || !collect_runs(s, &complete) || complete)
        return;
    for (; r < s->run_count && filled + 1 < end && filled + s->runs[r].count <= end; r++)
        for (size_t v = 0; v < s->runs[r].count; v++) h->slots[filled++].value = s->runs[r].values[v];
    if (filled + 1 < end) return;
    const mz_flow_slot *total = &h->slots[end - 1];
    if (filled == end) holds = mz_flow_halves_value(total) > 0 && mz_flow_halves_wrong(h, 0, end) == 0;
    for (; r < s->run_count && filled < end && !holds; r++) {
        if (s->runs[r].count > 1) continue;
        h->slots[end - 1].value = s->runs[r].values[0];
        holds = mz_flow_halves_value(total) > 0 && mz_flow_halves_wrong(h, 0, end) == 0;
    }
    for (size_t e = 0; e < end; e++) h->slots[e].kept = holds;
}

/* Whether a run in front of run i that is not used has the same figures: what it does not allow, run i does not. */
static bool is_repeated(const search *s, size_t i)
{
    const run *own = &s->runs[i];
    for (size_t r = 0; r < i; r++) {
        const run *other = &s->runs[r];
        size_t v = 0;
        if (other->used || other->count != own->count) continue;
        while (v < own->count && own->values[v]->kind == other->values[v]->kind &&
               own->values[v]->value == other->values[v]->value)
            v++;
        if (v == own->count) return true;
    }
    return false;
}

/* Lays runs end to end over the slots from `filled` on, in their order first; `wrong` sums of the same side before them
 * do not hold. */
static bool lay(search *s, size_t filled, size_t wrong)
{
    mz_flow_halves *h = s->h;
    if (filled == h->count) return true;
    if (s->trials++ > TRIALS) return false;
    const uint16_t side = h->slots[filled].side;
    for (size_t i = 0; i < s->run_count; i++) {
        run *next = &s->runs[i];
        size_t end = filled + next->count;
        if (next->used || end > h->count || side != h->slots[end - 1].side || is_repeated(s, i)) continue;
        for (size_t v = 0; v < next->count; v++) h->slots[filled + v].value = next->values[v];
        size_t more = wrong + mz_flow_halves_wrong(h, filled, end);
        bool last = end < h->count && h->slots[end].side != side; /* of its side */
        if (more > s->allowed[side] || (last && mz_flow_halves_stranger(h, end - 1))) continue;
        next->used = true;
        if (lay(s, end, last ? 0 : more)) return true; /* depth: at most RUNS */
        next->used = false;
    }
    return false;
}

/* ---- what shares a line or follows a name ---- */

/* The slot of the row of code token `code` in the column to the left of it; NULL when token is none or there is none.
 */
static mz_flow_slot *left_of(mz_flow_halves *h, size_t code)
{
    const mz_flow_slot *right = h->at[code] > 0 ? &h->slots[h->at[code] - 1] : NULL;
    for (size_t s = 0; s < h->count && right != NULL && right->code[0] != '\0'; s++) {
        mz_flow_slot *left = &h->slots[s];
        if (left->column + 1 == right->column && left->row == right->row && left->code[0] != '\0') return left;
    }
    return NULL;
}

/* A figure in front of a code on one line is that of the row's code in the column to the left. */
static size_t by_lines(mz_flow_halves *h)
{
    size_t placed = 0;
    for (size_t i = 0; i + 1 < h->tokens->count; i++) {
        if (!mz_flow_halves_figure(h, i) || h->tokens->items[i + 1].first) continue;
        mz_flow_slot *left = left_of(h, i + 1);
        if (left == NULL || left->kept || left->anchor != NULL || mz_flow_halves_placed(h, &h->tokens->items[i]))
            continue;
        placed += left->value == NULL;
        left->value = &h->tokens->items[i];
    }
    return placed;
}

/* The same wherever the lines end, where the text is read row by row: more figures in front of a code stand behind the
 * name in the column to the left than behind another. alone: only figures that stand behind no other one. */
static size_t by_rows(mz_flow_halves *h, bool alone)
{
    const mz_flow_labels *labels = h->labels;
    size_t placed = 0, behind = 0, elsewhere = 0;
    for (size_t l = 0; l < labels->count; l++) {
        size_t i = labels->items[l].last + 1;
        mz_flow_slot *left = i + 1 < h->tokens->count && mz_flow_halves_figure(h, i) ? left_of(h, i + 1) : NULL;
        if (left == NULL) continue;
        const bool own = mz_flow_halves_named(h, &labels->items[l]) == left;
        behind += own;
        elsewhere += !own;
    }
    if (behind < ROWS || behind <= elsewhere) return 0;
    for (size_t i = 0; i + 1 < h->tokens->count; i++) {
        const mz_flow_token *value = &h->tokens->items[i];
        mz_flow_slot *left = mz_flow_halves_figure(h, i) ? left_of(h, i + 1) : NULL;
        if (left == NULL || left->value != NULL || left->token > value || mz_flow_halves_placed(h, value) ||
            !mz_flow_halves_fits(h, left, value))
            continue;
        if (alone && i > 0 && mz_flow_halves_figure(h, i - 1)) continue;
        left->value = value;
        placed++;
    }
    return placed;
}

/* Whether the group that a slot is a part of has a figure. */
static bool in_known_group(const mz_flow_halves *h, const mz_flow_slot *slot)
{
    while (slot > h->slots && !mz_flow_halves_group(slot)) slot--;
    return slot->value != NULL;
}

/* Names that nothing parts, and directly behind them as many figures that nothing parts, are those of one another.
 * groups: only names of groups and totals, else the others; known: only parts of groups that have a figure. Returns how
 * many figures found a place. */
static size_t by_names(mz_flow_halves *h, bool groups, bool known)
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
        while (first + figures < h->tokens->count && mz_flow_halves_figure(h, first + figures) &&
               (figures == 0 || !h->tokens->items[first + figures].gap))
            figures++;
        for (size_t n = 0; figures == end - l && n < figures; n++) {
            const mz_flow_token *value = &h->tokens->items[first + n];
            mz_flow_slot *slot = mz_flow_halves_named(h, &labels->items[l + n]);
            if (slot == NULL || slot->value != NULL || (strlen(slot->code) > 3) == groups ||
                mz_flow_halves_placed(h, value) || !mz_flow_halves_fits(h, slot, value) ||
                (known && !in_known_group(h, slot)))
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
        } else if (mz_flow_halves_figure(h, i) && !mz_flow_halves_placed(h, token)) {
            bool before =
                i + 1 < h->tokens->count && !token[1].first && h->at[i + 1] > 0 && h->slots[h->at[i + 1] - 1].side == 1;
            run *own = &sides[before ? 0 : side].figures;
            if (own->count < MZ_FLOW_SLOTS) own->values[own->count++] = token;
        }
    }
    for (side = 0; side < 2; side++) placed += give(h, side, &sides[side], in_turn);
    return placed;
}

/* ---- the way that suits best ---- */

/* The ways to give the figures their places, the ones that rest on most first: most figures by rows, lines and names
 * and the rest by the sums, columns in runs, few figures by rows, lines and names, places between the codes. */
typedef enum way {
    ROWS_READ,
    LINES,
    NAMES,
    RUNS_OF_COLUMNS,
    FEW_ROWS,
    FEW_LINES,
    FEW_NAMES,
    CODES,
    CODES_IN_TURN,
    NAMED,
    NAMED_IN_TURN,
    WAYS
} way;

/* Lays the columns with as few sums that do not hold as may be; false when they cannot be. What one side lacks is no
 * room for the other: a slip on the right would let any figure be the total on the left. */
static bool lay_best(search *s)
{
    bool complete = false;
    if (!collect_runs(s, &complete) || !complete) return false;
    for (size_t mistakes = 0; mistakes <= MISTAKES; mistakes++)
        for (size_t right = 0; right <= mistakes; right++) {
            s->allowed[0] = mistakes - right;
            s->allowed[1] = right;
            s->trials = 0;
            for (size_t r = 0; r < s->run_count; r++) s->runs[r].used = false;
            if (lay(s, 0, 0)) return true;
        }
    return false;
}

/* Empties the slots but for what other tables tell, and fills them one way; false when the figures cannot be placed so.
 */
static bool fill(search *s, pending sides[2], way way)
{
    mz_flow_halves *h = s->h;
    size_t placed = 0;
    for (size_t e = 0; e < h->count; e++) {
        if (!h->slots[e].kept) h->slots[e].value = NULL;
        h->slots[e].rest = false;
    }
    if (way == RUNS_OF_COLUMNS) return lay_best(s);
    for (size_t e = 0; e < h->count; e++) {
        mz_flow_slot *slot = &h->slots[e];
        if (!slot->kept && slot->anchor != NULL && !mz_flow_halves_placed(h, slot->anchor)) slot->value = slot->anchor;
    }
    if (way == LINES || way == FEW_LINES) placed = by_lines(h);
    if (way == ROWS_READ || way == FEW_ROWS) placed = by_rows(h, way == FEW_ROWS);
    if (placed == 0 && way <= FEW_NAMES && way != NAMES && way != FEW_NAMES) return false;
    if (way != CODES && way != CODES_IN_TURN) placed += by_names(h, true, false) + by_names(h, false, way == FEW_ROWS);
    if (way <= FEW_NAMES) return mz_flow_halves_settle(h, way < RUNS_OF_COLUMNS ? placed : MZ_FLOW_SLOTS);
    return placed + by_codes(h, sides, way == CODES_IN_TURN || way == NAMED_IN_TURN) > 0;
}

/* How many rows have no figure or are in doubt. */
static size_t misfits(const mz_flow_halves *h)
{
    size_t count = 0;
    for (size_t s = 0; s < h->count; s++) count += h->slots[s].value == NULL || mz_flow_halves_doubtful(h, s);
    return count;
}

/* Whether what the text lists makes a difference to a way. */
static bool is_for_lists(way way)
{
    return way <= FEW_NAMES && way != RUNS_OF_COLUMNS;
}

/* Whether the print alone tells the place of every figure: each stands behind a name, nothing is left, the sums hold.
 * The text may list what such tables have, not what this one has. */
static bool is_told(search *s, pending sides[2])
{
    const mz_flow_halves *h = s->h;
    bool told = fill(s, sides, NAMES);
    for (size_t i = 0; i < h->count && told; i++) told = !h->slots[i].rest && !mz_flow_halves_doubtful(h, i);
    return told;
}

bool mz_flow_halves_fill(mz_flow_halves *h, bool listed)
{
    search *s = mz_arena_alloc(h->arena, sizeof *s);
    run *runs = mz_arena_array(h->arena, RUNS, sizeof *runs);
    pending *sides = mz_arena_array(h->arena, 2, sizeof *sides);
    if (s == NULL || runs == NULL || sides == NULL) return false;
    s->h = h;
    s->runs = runs;
    h->listing = false;
    keep_left(s);
    listed = listed && !is_told(s, sides);
    size_t least = SIZE_MAX;
    way best = WAYS;
    bool by_list = false;
    for (size_t w = 0; w < 2 * WAYS && least > 0; w++) { /* each way with the lists and without them */
        const way way = (enum way)(w / 2);
        h->listing = w % 2 == 0;
        if (h->listing && (!listed || !is_for_lists(way))) continue;
        if (!fill(s, sides, way)) continue;
        size_t wrong = misfits(h);
        if (wrong < least || (wrong == least && h->listing && !by_list)) {
            least = wrong;
            best = way;
            by_list = h->listing;
        }
        if (way == RUNS_OF_COLUMNS) break; /* the columns go into the table as they are */
    }
    h->listing = by_list;
    return best != WAYS && fill(s, sides, best);
}
