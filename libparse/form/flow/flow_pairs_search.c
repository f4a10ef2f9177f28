/* flow_pairs_search.c - which line of a two-sided table each figure belongs to that nothing else told: a beam search
 * over the figures in their order, in which each side's figures keep the order of its lines and totals must add up. */
#include <stdlib.h>
#include <string.h>

#include "flow_pairs.h"

enum { BEAM = 48, AHEAD = 48, DROP = -14, DROP_PART = -2 /* of several figures of a line */, NONE = -1 };
/* What speaks for a placement. */
enum { FOLLOWS = 6, AFTER = 3, NEAREST = 2, BEFORE = 1, KNOWN = 8, UNLIKE = -3, ADDS_UP = 12, FAILS = -8, SLIPS = -1 };
enum { SLIP_PART = 1000 /* of a total, by which its parts may miss it for a slip */ };

typedef mz_flow_side_figure figure;

/* A partial placement: the figures up to some one, per side the last line used and the sum since the last total. */
typedef struct beam_state {
    int score;
    int32_t last[MZ_FLOW_SIDES];
    int64_t sum[MZ_FLOW_SIDES];
    int64_t grand[MZ_FLOW_SIDES];
    bool has_grand[MZ_FLOW_SIDES];
    int64_t above, items; /* income: the line whose items are listed, and their sum; above = 0 when none are */
    int32_t parent;       /* in the step before */
    int32_t line;         /* chosen for the figure of this step, NONE when dropped */
} beam_state;

static bool same_name(const mz_flow_line *l, const char *label, const mz_flow_forms *forms)
{
    const char *text = label + mz_flow_number_length(label);
    size_t length = strlen(text);
    for (size_t w = 0; w < forms->income.count; w++) {
        size_t n = strlen(forms->income.items[w]);
        if (length > n && memcmp(text + length - n, forms->income.items[w], n) == 0) length -= n;
    }
    return length == l->length && memcmp(text, l->name, length) == 0;
}

/* What other two-sided tables say of the source that a line is called after. */
static int from_known(const mz_flow_pairs *r, const mz_flow_line *l, const mz_flow_token *value)
{
    int score = 0;
    bool any = false;
    for (size_t i = 0; i < l->total_count && value->value != 0; i++)
        if (l->totals[i] == value->value) return KNOWN;
    if (mz_flow_mentioned(r->evidence, value, r->unit, l->label->key + mz_flow_number_length(l->label->key)))
        return KNOWN;
    for (size_t i = 0; i < r->known->count; i++) {
        const mz_flow_row *row = &r->known->items[i];
        if (row->label[0] == '\0' || !same_name(l, row->label, r->forms)) continue;
        int64_t difference = INT64_MAX;
        if (row->value_count > 0 && !mz_value_sub(row->values[0].value, value->value, &difference)) continue;
        int found = difference == 0 ? KNOWN : llabs(difference) <= value->value / 1000 ? KNOWN / 2 : UNLIKE;
        if (!any || found > score) score = found;
        any = true;
    }
    return score;
}

static int from_place(const mz_flow_pairs *r, const figure *g, const figure *previous, const mz_flow_line *l)
{
    if (l->place > g->place) return l->place > g->place + 1 ? 0 : BEFORE;
    const mz_flow_lines *own = &r->list[l->side];
    bool nearest = true; /* of its side and kind */
    for (size_t i = 0; i < own->count && nearest; i++)
        nearest = own->items[i].place <= l->place || own->items[i].place > g->place || own->items[i].total != l->total;
    size_t since = previous == NULL ? 0 : previous->place;
    bool nothing_between = l->place > since;
    /* the label directly before it */
    for (uint16_t s = 0; s < MZ_FLOW_SIDES && nothing_between; s++)
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

/* What place and other tables say for figure g on line l, whatever was chosen before. */
static int merit_of(const mz_flow_pairs *r, size_t g, mz_flow_line *l)
{
    if (l->weighed == g + 1) return l->merit;
    const figure *f = &r->figures[g];
    l->merit = from_place(r, f, g > 0 ? &r->figures[g - 1] : NULL, l);
    if (!l->total) l->merit += from_known(r, l, f->token);
    l->weighed = g + 1;
    return l->merit;
}

/* Whether what a total leaves is one of several figures of a line that are not read together: they complete it. */
static bool is_lacking(const mz_flow_pairs *r, int64_t total, int64_t sum)
{
    int64_t rest;
    if (!r->complete || !mz_value_sub(total, sum, &rest)) return false;
    for (size_t b = 0; b < r->bundle_count; b++)
        if (r->bundles[b].count < r->left && r->all[r->bundles[b].first]->value == rest) return true;
    return false;
}

/* What speaks for a total by what its parts come to: a slip of the print leaves nearly the same. */
static int total_score(const mz_flow_pairs *r, int64_t sum, const mz_flow_token *value, int64_t amount, size_t parts)
{
    int64_t difference;
    if (close_to(sum, amount, value, parts) || is_lacking(r, amount, sum)) return ADDS_UP;
    const bool nearly = mz_value_sub(sum, amount, &difference) && llabs(difference) <= llabs(amount) / SLIP_PART;
    return nearly ? SLIPS : FAILS;
}

/* The sums when a line with this figure is passed. */
static void pass(const mz_flow_pairs *r, beam_state *s, const mz_flow_line *l, const mz_flow_token *value, bool sure)
{
    uint16_t side = l->side;
    int64_t amount = value->kind == MZ_FLOW_NUMBER ? value->value : 0;
    if (side == 0 && l->sub && !mz_value_add(s->items, amount, &s->items)) s->score += FAILS;
    if (side == 0 && !l->sub && s->above != 0 && s->items != 0) /* 一 = 1 + 2 + 3 */
        s->score += close_to(s->items, s->above, value, r->list[0].count) ? ADDS_UP / 2 : FAILS / 2;
    if (side == 0 && !l->sub) {
        s->above = l->total ? 0 : amount;
        s->items = 0;
    }
    if (l->total) {
        if (!sure) s->score += total_score(r, s->sum[side], value, amount, r->list[side].count);
        s->sum[side] = amount;
        if (l->grand && s->has_grand[1 - side]) s->score += s->grand[1 - side] == amount ? ADDS_UP : FAILS;
        if (l->grand) {
            s->grand[side] = amount;
            s->has_grand[side] = true;
        }
    } else if (l->top && !mz_value_add(s->sum[side], amount, &s->sum[side])) {
        s->score += FAILS;
    }
}

/* Passes the lines of a side behind the last one up to `end` that have their figures already. */
static void pass_given(const mz_flow_pairs *r, beam_state *s, uint16_t side, size_t end)
{
    for (size_t i = (size_t)(s->last[side] + 1); i < end; i++)
        if (r->list[side].items[i].count > 0)
            pass(r, s, &r->list[side].items[i], r->list[side].items[i].values[0], true);
    s->last[side] = (int32_t)end - 1;
}

/* Keeps the best states, one for each pair of last lines and sums. */
static void keep(beam_state *states, size_t *count, const beam_state *state)
{
    size_t worst = 0;
    for (size_t i = 0; i < *count; i++) {
        if (memcmp(states[i].last, state->last, sizeof state->last) == 0 &&
            memcmp(states[i].sum, state->sum, sizeof state->sum) == 0 && states[i].items == state->items) {
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

static void expand(const mz_flow_pairs *r, size_t g, const beam_state *from, int32_t parent, beam_state *next,
                   size_t *count)
{
    beam_state dropped = *from;
    dropped.parent = parent;
    dropped.line = NONE;
    dropped.score += r->complete && r->bundles[g].count < r->left ? DROP_PART : DROP;
    keep(next, count, &dropped);
    for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++) {
        if (s == 1 && (r->wide || r->figures[g].left)) continue;
        size_t begin = (size_t)(from->last[s] + 1);
        for (size_t l = begin; l < r->list[s].count && l <= begin + AHEAD; l++) {
            mz_flow_line *line = &r->list[s].items[l];
            if (line->count > 0 || (line->blank && r->figures[g].token->value != 0)) continue;
            beam_state state = *from;
            pass_given(r, &state, s, l);
            state.last[s] = (int32_t)l;
            state.line = (int32_t)l * MZ_FLOW_SIDES + s;
            state.score += merit_of(r, g, line);
            pass(r, &state, line, r->figures[g].token, false);
            state.parent = parent;
            keep(next, count, &state);
        }
    }
}

/* Figures that do not stand at their lines are no sure ones when the side does not come to its total. */
static void doubt_far(mz_flow_lines *lines)
{
    const mz_flow_line *total = NULL;
    int64_t sum = 0;
    for (size_t i = 0; i < lines->count && total == NULL; i++) {
        const mz_flow_line *l = &lines->items[i];
        if (l->count == 0) continue;
        if (l->total) total = l;
        if (!l->total && l->top && !mz_value_add(sum, l->values[0]->value, &sum)) return;
    }
    if (total == NULL || close_to(sum, total->values[0]->value, total->values[0], lines->count)) return;
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].far) lines->items[i].doubtful = true;
}

bool mz_flow_pairs_search(mz_flow_pairs *r)
{
    size_t steps = r->count;
    beam_state *states = mz_arena_array(r->arena, (steps + 1) * BEAM, sizeof *states);
    size_t *counts = mz_arena_array(r->arena, steps + 1, sizeof *counts);
    if (states == NULL || counts == NULL) return false;
    states[0] = (beam_state){.last = {-1, -1}, .parent = NONE, .line = NONE};
    counts[0] = 1;
    for (size_t g = 0; g < steps; g++)
        for (size_t i = 0; i < counts[g]; i++)
            expand(r, g, &states[g * BEAM + i], (int32_t)i, &states[(g + 1) * BEAM], &counts[g + 1]);
    size_t best = 0;
    for (size_t i = 0; i < counts[steps]; i++) { /* lines given behind the last figure count too */
        beam_state *state = &states[steps * BEAM + i];
        int32_t last[MZ_FLOW_SIDES] = {state->last[0], state->last[1]};
        for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++) pass_given(r, state, s, r->list[s].count);
        memcpy(state->last, last, sizeof last);
        if (state->score > states[steps * BEAM + best].score) best = i;
    }
    for (size_t g = steps; g > 0; g--) {
        const beam_state *state = &states[g * BEAM + best];
        if (state->line != NONE) {
            mz_flow_line *line = &r->list[state->line % MZ_FLOW_SIDES].items[state->line / MZ_FLOW_SIDES];
            const figure *f = &r->figures[g - 1];
            line->values[line->count++] = f->token;
            line->far = from_place(r, f, g > 1 ? f - 1 : NULL, line) < AFTER && from_known(r, line, f->token) <= 0;
        }
        best = (size_t)state->parent;
    }
    doubt_far(&r->list[0]);
    if (!r->wide) doubt_far(&r->list[1]);
    return true;
}
