/* flow_last.c - rows whose parts were read apart from them, as those of the last columns are behind the end of a page:
 * of the figures that are left those which make a row up, when there is one way to choose them. */
#include <string.h>

#include "flow_matching.h"

enum { LEFT = 12 /* figures that may be parts of a row */, ROUNDS = 3 };

/* A row in search of parts among figures that are left. */
typedef struct search {
    const mz_flow_matching *m;
    mz_flow_matched own; /* what it has */
    int64_t rest, slack; /* what its parts must come to */
    size_t left[LEFT], count;
} search;

/* Whether figures are a total and its parts, these in any order. */
static bool is_whole(const mz_flow_matching *m, const size_t *figures, size_t n)
{
    mz_flow_token values[MZ_FLOW_MAX_COLUMNS];
    mz_flow_placements p;
    for (size_t v = 0; v < n; v++) values[v] = *m->figures[figures[v]].token;
    mz_flow_place(m->t, m->side, values, n, true, NULL, &p);
    return p.count > 0;
}

/* What row r lacks, and the figures that may be it. False when it lacks nothing, or there are too many. */
static bool begin(search *s, size_t r)
{
    const mz_flow_matching *m = s->m;
    s->own = m->rows[r];
    s->rest = mz_flow_value_of(m, s->own.figures[0]);
    for (size_t v = 1; v < s->own.count; v++)
        if (!mz_value_sub(s->rest, mz_flow_value_of(m, s->own.figures[v]), &s->rest)) return false;
    s->slack = mz_flow_rounding(m->figures[s->own.figures[0]].token, m->columns);
    if (s->rest <= s->slack || is_whole(m, s->own.figures, s->own.count)) return false;
    for (size_t f = 0; f < m->count; f++) {
        if (m->owner[f] != 0 || mz_flow_value_of(m, f) <= 0 || mz_flow_value_of(m, f) > s->rest + s->slack) continue;
        if (s->count == LEFT) return false;
        s->left[s->count++] = f;
    }
    return s->count > 0;
}

/* Puts what the row has and some of what is left (a bit set) into figures; 0 when they are too many, or not what it
 * lacks. Of figures that are alike the first are taken. */
static size_t choose(const search *s, size_t some, size_t *figures)
{
    const mz_flow_matching *m = s->m;
    int64_t rest = s->rest;
    size_t n = s->own.count;
    memcpy(figures, s->own.figures, n * sizeof *figures);
    for (size_t i = 0; i < s->count; i++) {
        const int64_t value = mz_flow_value_of(m, s->left[i]);
        const bool taken = (some >> i & 1) != 0;
        for (size_t j = 0; j < i && taken; j++)
            if ((some >> j & 1) == 0 && mz_flow_value_of(m, s->left[j]) == value) return 0;
        if (!taken) continue;
        if (n == m->columns || !mz_value_sub(rest, value, &rest)) return 0;
        figures[n++] = s->left[i];
    }
    return mz_flow_same(rest, 0, s->slack) && is_whole(m, figures, n) ? n : 0;
}

/* Gives row r the parts that it lacks, when there is one way to choose them. True when it does. */
static bool take_parts(mz_flow_matching *m, size_t r)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS], ways = 0, chosen = 0;
    search s = {.m = m};
    if (!begin(&s, r)) return false;
    for (size_t some = 1; some < (size_t)1 << s.count && ways < 2; some++) {
        if (choose(&s, some, figures) == 0) continue;
        chosen = some;
        ways++;
    }
    if (ways != 1) return false;
    const size_t n = choose(&s, chosen, figures);
    bool loose = s.own.loose;
    for (size_t v = s.own.count; v < n; v++) loose = loose || figures[v] < figures[v - 1];
    mz_flow_give(m, r, figures, n, IN_ORDER, loose);
    return true;
}

/* Gives row r, which has nothing, the only figure that is left of what its parts come to. True when it does. */
static bool take_total(mz_flow_matching *m, const mz_flow_parts *of, size_t r)
{
    const int64_t slack = mz_flow_slack_of(m, of->count);
    if (of->count == 0 || of->blanks > 0 || of->overflow || of->sum <= slack) return false;
    const size_t f = mz_flow_free_figure(m, of->sum, slack, m->subjects[r].place, SIZE_MAX);
    if (f == SIZE_MAX || mz_flow_free_figure(m, of->sum, slack, m->subjects[r].place, f) != SIZE_MAX) return false;
    mz_flow_give(m, r, &f, 1, ASKED_FOR, false);
    return true;
}

void mz_flow_take_last_parts(mz_flow_matching *m, mz_flow_parts *of)
{
    bool changed = m->columns > 1 && m->leading;
    for (int round = 0; round < ROUNDS && changed; round++) {
        changed = false;
        mz_flow_count_parts(m, of);
        for (size_t r = m->row_count; r-- > 0;) {
            if (m->subjects[r].grand || m->rows[r].slip) continue;
            if (m->rows[r].count == 0 && take_total(m, &of[r], r)) changed = true;
            if (m->rows[r].count > 0 && take_parts(m, r)) changed = true;
        }
    }
}
