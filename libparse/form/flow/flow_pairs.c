/* flow_pairs.c - income and expenditure side by side in pdftotext's reading order: which figure belongs to which line.
 * What other tables say of a class finds its figures wherever they were read; for the rest a beam search over the
 * figures in their order: each side's figures keep the order of its lines, and totals must add up. */
#include <stdlib.h>
#include <string.h>

#include "flow_lines.h"
#include "flow_match.h"

enum { MAX_LINES = 256, MAX_FIGURES = 512 }; /* of a two-sided table that is one */
enum { BEAM = 48, AHEAD = 48, DROP = -14, DROP_PART = -2 /* of several figures of a line */, NONE = -1 };
/* What speaks for a placement. */
enum { FOLLOWS = 6, AFTER = 3, NEAREST = 2, BEFORE = 1, KNOWN = 8, UNLIKE = -3, ADDS_UP = 12, FAILS = -8 };

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

/* Figures of one line among all. */
typedef struct span {
    size_t first, count;
} span;

typedef struct reader {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_evidence *evidence;
    const mz_flow_template *t;
    const mz_flow_rows *known;
    mz_unit unit;
    bool wide;      /* the expenditure side has several columns */
    size_t left;    /* columns of the income side */
    bool complete;  /* lines of income have several figures: what is not read of them is found by what they lack */
    size_t earlier; /* columns of the expenditure side for earlier years */
    mz_flow_lines list[MZ_FLOW_SIDES];
    figure *figures;
    size_t count;
    const mz_flow_token **all; /* where a side has several columns alike: all figures, and those of one line */
    span *bundles;
    size_t bundle_count;
} reader;

static bool collect_figures(reader *r, const mz_flow_tokens *tokens)
{
    size_t place = 0;
    r->figures = mz_arena_array(r->arena, tokens->count + 1, sizeof *r->figures);
    if (r->figures == NULL) return false;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i], *next = i + 1 < tokens->count ? token + 1 : NULL;
        if (token->used) continue;
        place++;
        if (token->kind == MZ_FLOW_TEXT) continue;
        bool left = next != NULL && !next->used && !next->first && next->kind == MZ_FLOW_TEXT;
        r->figures[r->count++] = (figure){token, place, left};
    }
    return true;
}

/* The place of the first label of a side at `place` or behind it, SIZE_MAX when there is none. */
static size_t next_label(const mz_flow_lines *lines, size_t place)
{
    size_t next = SIZE_MAX;
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].place >= place && lines->items[i].place < next) next = lines->items[i].place;
    return next;
}

/* Whether figure g and that right behind a total of the left come to a third: to what stands above and below them. */
static bool is_rest(const reader *r, size_t g)
{
    for (size_t i = 0; i < r->list[0].count; i++) {
        const mz_flow_line *total = &r->list[0].items[i];
        int64_t before = 0, sum;
        for (size_t k = 0; k < r->count && total->total; k++)
            if (r->figures[k].place == total->place + 1) before = r->figures[k].token->value;
        if (before == 0 || !mz_value_add(before, r->figures[g].token->value, &sum)) continue;
        for (size_t k = 0; k < r->count; k++)
            if (r->figures[k].token->value == sum) return true;
    }
    return false;
}

/* Money brought forward, the rest of two totals, that stands alone between a label of the left and one of the right is
 * the left one's: rows are read cell by cell. */
static void mark_left(reader *r)
{
    for (size_t f = 0; f < r->count; f++) {
        size_t place = r->figures[f].place, end = f + 1 < r->count ? r->figures[f + 1].place : SIZE_MAX;
        size_t right = next_label(&r->list[1], place);
        bool behind = next_label(&r->list[0], place - 1) == place - 1; /* places count from 1 */
        if (behind && right < end && right < next_label(&r->list[0], place) && is_rest(r, f)) r->figures[f].left = true;
    }
}

/* Takes away the figures that lines were given. */
static void drop_given(reader *r)
{
    size_t kept = 0;
    for (size_t f = 0; f < r->count; f++) {
        bool given = false;
        for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++)
            for (size_t i = 0; i < r->list[s].count && !given; i++)
                for (size_t v = 0; v < r->list[s].items[i].count && !given; v++)
                    given = r->list[s].items[i].values[v] == r->figures[f].token;
        if (!given) r->figures[kept++] = r->figures[f];
    }
    r->count = kept;
}

/* The figures of the right side when it has several columns: rows of a total and its parts. With one column only what
 * other tables say finds them for sure. */
static mz_status take_right(reader *r)
{
    mz_flow_lines *lines = &r->list[1];
    mz_flow_figure *figures = mz_arena_array(r->arena, r->count + 1, sizeof *figures);
    mz_flow_subject *subjects = mz_arena_array(r->arena, lines->count + 1, sizeof *subjects);
    if (figures == NULL || subjects == NULL) return MZ_ERR_MEMORY;
    size_t count = 0, rows = 0;
    bool total = false;
    for (size_t f = 0; f < r->count; f++)
        if (!r->figures[f].left) figures[count++] = (mz_flow_figure){r->figures[f].token, r->figures[f].place, 0};
    for (size_t i = 0; i < lines->count; i++) {
        const mz_flow_line *l = &lines->items[i];
        if (l->count > 0 || (!r->wide && l->expected == 0)) continue;
        subjects[rows] = (mz_flow_subject){.code = "", .place = l->place, .anywhere = !r->wide};
        subjects[rows].expected = l->total && r->wide ? 0 : l->expected; /* the parts tell more */
        subjects[rows].blank = l->blank;
        subjects[rows].total = l->total && !total;
        subjects[rows].apart = total || !l->top;
        subjects[rows].grand = l->total && l->grand && total;
        subjects[rows].carried = !l->total && l->top && total;
        total = total || l->total;
        rows++;
    }
    mz_flow_sums sums;
    mz_status status = mz_flow_match(r->arena, r->t, 1, figures, count, MZ_FLOW_BY_NAMES, subjects, rows, &sums);
    for (size_t i = 0, n = 0; i < lines->count && status == MZ_OK; i++) {
        mz_flow_line *l = &lines->items[i];
        if (l->count > 0 || (!r->wide && l->expected == 0)) continue;
        l->count = subjects[n].count;
        memcpy(l->values, subjects[n].values, sizeof l->values);
        l->loose = subjects[n].loose;
        l->doubtful = subjects[n++].doubtful && l->expected == 0;
    }
    if (status == MZ_OK) drop_given(r);
    return status;
}

/* How many columns both sides have that no sum tells apart: 年初数 and 年末数; 1 when they differ. */
static size_t alike(const mz_flow_template *t, size_t right)
{
    return right > 1 && t->sum_count == 0 && t->column_count == 2 * right ? right : 1;
}

/* Leaves of the figures that nothing parts, as many as a side has columns, the last one: it stands for all of them.
 * False when memory runs out. */
static bool bundle(reader *r, size_t columns)
{
    size_t kept = 0;
    r->all = mz_arena_array(r->arena, r->count + 1, sizeof *r->all);
    r->bundles = mz_arena_array(r->arena, r->count + 1, sizeof *r->bundles);
    if (r->all == NULL || r->bundles == NULL) return false;
    for (size_t f = 0, n = 0; f < r->count; f++) {
        r->all[f] = r->figures[f].token;
        n++;
        if (n < columns && f + 1 < r->count && r->figures[f + 1].place == r->figures[f].place + 1) continue;
        r->bundles[kept] = (span){f + 1 - n, n};
        r->figures[kept++] = r->figures[f];
        n = 0;
    }
    r->bundle_count = kept;
    r->count = kept;
    return true;
}

/* Gives line l the other figures of the one that stands for them. */
static void unbundle(const reader *r, mz_flow_line *l)
{
    for (size_t b = 0; b < r->bundle_count && l->count == 1; b++) {
        const span *whole = &r->bundles[b];
        if (r->all[whole->first + whole->count - 1] != l->values[0]) continue;
        for (size_t v = 0; v < whole->count; v++) l->values[v] = r->all[whole->first + v];
        l->count = whole->count;
        return;
    }
}

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
static int from_known(const reader *r, const mz_flow_line *l, const mz_flow_token *value)
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

static int from_place(const reader *r, const figure *g, const figure *previous, const mz_flow_line *l)
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
static int merit_of(const reader *r, size_t g, mz_flow_line *l)
{
    if (l->weighed == g + 1) return l->merit;
    const figure *f = &r->figures[g];
    l->merit = from_place(r, f, g > 0 ? &r->figures[g - 1] : NULL, l);
    if (!l->total) l->merit += from_known(r, l, f->token);
    l->weighed = g + 1;
    return l->merit;
}

/* Whether what a total leaves is one of several figures of a line that are not read together: they complete it. */
static bool is_lacking(const reader *r, int64_t total, int64_t sum)
{
    int64_t rest;
    if (!r->complete || !mz_value_sub(total, sum, &rest)) return false;
    for (size_t b = 0; b < r->bundle_count; b++)
        if (r->bundles[b].count < r->left && r->all[r->bundles[b].first]->value == rest) return true;
    return false;
}

/* The sums when a line with this figure is passed. */
static void pass(const reader *r, beam_state *s, const mz_flow_line *l, const mz_flow_token *value, bool sure)
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
        bool holds = close_to(s->sum[side], amount, value, r->list[side].count) || is_lacking(r, amount, s->sum[side]);
        if (!sure) s->score += holds ? ADDS_UP : FAILS;
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
static void pass_given(const reader *r, beam_state *s, uint16_t side, size_t end)
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

static void expand(const reader *r, size_t g, const beam_state *from, int32_t parent, beam_state *next, size_t *count)
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

/* Chooses the line of every figure left. False when the arena is exhausted. */
static bool search(reader *r)
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
    return true;
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

static bool emit(const reader *r, mz_flow_rows *rows)
{
    for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++)
        for (size_t l = 0; l < r->list[s].count; l++) {
            const mz_flow_line *source = &r->list[s].items[l];
            mz_flow_row *row = mz_flow_row_add(r->arena, rows, source->label->token->span);
            if (row == NULL) return false;
            row->label = source->label->text;
            row->side = s;
            if (s == 1) row->class = mz_flow_line_class(source);
            row->total = source->total;
            row->loose = source->loose;
            row->displaced = source->doubtful;
            for (size_t v = 0; v < source->count; v++)
                if (!mz_flow_row_value(r->arena, row, source->values[v])) return false;
            for (size_t v = 0; v < source->earlier; v++) row->columns[v] = (int16_t)(r->left + v);
        }
    return true;
}

/* Gives the lines of a table with columns for several years what was not read with the latest one. all: its figures.
 */
static void complete(reader *r, const figure *all, size_t count)
{
    memcpy(r->figures, all, count * sizeof *all);
    r->count = count;
    drop_given(r);
    mz_flow_lines_complete(&r->list[0], r->left, r->figures, r->count);
    drop_given(r);
    if (r->earlier > 0) mz_flow_lines_rest_earlier(&r->list[1], r->earlier, r->figures, r->count);
}

/* The figures of both sides to their lines. */
static mz_status place_figures(reader *r, mz_flow_template *t)
{
    const mz_flow_template one = {.layout = MZ_FLOW_PAIRS, .sides = {0, 1}, .column_count = MZ_FLOW_SIDES};
    size_t right = t->column_count - r->left, count = r->count;
    const size_t columns = alike(t, right);
    figure *all = mz_arena_room(r->arena, count + 1, sizeof *all);
    if (all == NULL) return MZ_ERR_MEMORY;
    memcpy(all, r->figures, count * sizeof *all);
    for (size_t c = r->left; c < r->left + r->earlier; c++) t->sides[c] = MZ_FLOW_SIDES; /* of neither side */
    r->t = columns > 1 ? &one : t;
    r->wide = columns == 1 && right - r->earlier > 1;
    if (columns > 1 && !bundle(r, columns)) return MZ_ERR_MEMORY;
    mz_status status = take_right(r);
    if (status != MZ_OK) return status;
    mz_flow_lines_take_earlier(&r->list[1], r->earlier, all, count);
    if (r->earlier > 0) drop_given(r);
    r->complete = columns == 1 && r->left > 1;
    if (r->complete && !bundle(r, r->left)) return MZ_ERR_MEMORY;
    if (!search(r)) return MZ_ERR_MEMORY;
    doubt_far(&r->list[0]);
    if (!r->wide) doubt_far(&r->list[1]);
    for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++)
        for (size_t i = 0; i < r->list[s].count; i++) unbundle(r, &r->list[s].items[i]);
    if (r->complete) complete(r, all, count);
    return MZ_OK;
}

mz_status mz_flow_rows_pairs(mz_arena *arena, const mz_flow_evidence *evidence, mz_flow_table *table,
                             const mz_flow_rows *known)
{
    const mz_flow_forms *forms = evidence->forms;
    const mz_flow_tables *tables = evidence->tables;
    mz_flow_template t = *table->header.template;
    reader r = {.arena = arena, .forms = forms, .evidence = evidence, .known = known, .unit = table->unit};
    for (uint16_t c = 0; c < t.column_count; c++) r.left += t.sides[c] == 0;
    r.earlier = mz_flow_lines_earlier(&t);
    mz_status status = mz_flow_lines_read(arena, forms, &table->tokens, r.list);
    if (status != MZ_OK) return status;
    if (!collect_figures(&r, &table->tokens)) return MZ_ERR_MEMORY;
    if (r.list[0].count > MAX_LINES || r.list[1].count > MAX_LINES || r.count > MAX_FIGURES) return MZ_OK;
    mark_left(&r);
    status = mz_flow_lines_expect(arena, &r.list[1], tables, table->unit, &table->tokens);
    mz_flow_lines_totals(&r.list[0], forms, tables, table->unit);
    if (status != MZ_OK) return status;
    mz_flow_lines_beside(r.list, &t, &table->tokens);
    if (r.left == 1) mz_flow_lines_rows(r.list, &table->tokens, r.figures, r.count);
    drop_given(&r);
    status = place_figures(&r, &t);
    return status == MZ_OK && !emit(&r, &table->rows) ? MZ_ERR_MEMORY : status;
}
