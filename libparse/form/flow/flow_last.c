/* flow_last.c - rows whose parts were read apart from them, as those of the last columns are behind the end of a page:
 * of the figures that are left those which make a row up, when there is one way to choose them. */
#include <string.h>

#include "flow_matching.h"

enum { LEFT = 12 /* figures that may be parts of a row */, ROUNDS = 3 };
/* the same of a table whose totals have totals among their parts, and how many ways to choose them are looked at */
enum { LEFT_NESTED = 24, MOST_WAYS = 4096, MOST_OF_TABLE = 16 * MOST_WAYS };

/* A row in search of parts among figures that are left. */
typedef struct search {
    const mz_flow_matching *m;
    mz_flow_matched own; /* what it has */
    int64_t rest, slack; /* what its parts must come to */
    size_t left[LEFT_NESTED], count;
    size_t figures[MZ_FLOW_MAX_COLUMNS],
        n; /* what it has and what is tried; the total first, nested: in order behind */
    size_t found[MZ_FLOW_MAX_COLUMNS],
        found_count; /* the last way to choose them, nested: of those with most figures */
    size_t ways, tried;
} search;

/* Whether figures are a total and its parts, these in any order, or (ordered) in that of the columns. */
static bool is_whole(const mz_flow_matching *m, const size_t *figures, size_t n, bool ordered)
{
    mz_flow_token values[MZ_FLOW_MAX_COLUMNS];
    mz_flow_placements p;
    for (size_t v = 0; v < n; v++) values[v] = *m->figures[figures[v]].token;
    mz_flow_place(m->t, m->side, values, n, !ordered, NULL, &p);
    return p.count > 0;
}

/* What row r lacks, and the figures that may be it. False when it lacks nothing, or there are too many. */
static bool begin(search *s, size_t r)
{
    const mz_flow_matching *m = s->m;
    s->own = m->rows[r];
    const mz_flow_token *total = m->figures[s->own.figures[0]].token;
    s->rest = mz_flow_value_of(m, s->own.figures[0]);
    for (size_t v = 1; v < s->own.count && m->simple; v++)
        if (!mz_value_sub(s->rest, mz_flow_value_of(m, s->own.figures[v]), &s->rest)) return false;
    s->slack = mz_flow_rounding(total, m->columns);
    if (s->rest <= s->slack || is_whole(m, s->own.figures, s->own.count, false)) return false;
    for (size_t f = 0; f < m->count; f++) {
        if (m->owner[f] != 0 || mz_flow_value_of(m, f) <= 0 || mz_flow_value_of(m, f) > s->rest + s->slack) continue;
        if (!m->simple && m->figures[f].token->span.page != total->span.page) continue;
        if (s->count == (m->simple ? LEFT : LEFT_NESTED)) return false;
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
    return mz_flow_same(rest, 0, s->slack) && is_whole(m, figures, n, false) ? n : 0;
}

static void find_parts(search *s)
{
    for (size_t some = 1; some < (size_t)1 << s->count && s->ways < 2; some++, s->tried++) {
        const size_t n = choose(s, some, s->figures);
        if (n == 0) continue;
        memcpy(s->found, s->figures, n * sizeof *s->found);
        s->found_count = n;
        s->ways++;
    }
}

/* Whether the figures tried may add up where totals have totals among their parts: what they come to beyond the total
 * itself is what those of them come to that are totals. */
static bool may_add_up(const search *s)
{
    const mz_flow_matching *m = s->m;
    int64_t more = 0;
    for (size_t v = 1; v < s->n; v++)
        if (!mz_value_add(more, mz_flow_value_of(m, s->figures[v]), &more)) return false;
    if (!mz_value_sub(more, s->rest, &more) || more < -s->slack) return false;
    bool may = more <= s->slack || m->t->sum_count > 2;
    for (size_t v = 1; v < s->n && !may; v++) may = mz_flow_same(mz_flow_value_of(m, s->figures[v]), more, s->slack);
    return may;
}

/* Adds each figure left from the one with number next on to what the row has, where its order in the stream is that of
 * the columns. Of figures that are alike the first are taken. */
static void find_nested(search *s, size_t next)
{
    const mz_flow_matching *m = s->m;
    for (size_t i = next; i < s->count && s->n < m->columns && s->tried <= MOST_WAYS; i++) {
        const size_t f = s->left[i];
        bool again = false;
        for (size_t j = next; j < i && !again; j++) again = mz_flow_value_of(m, s->left[j]) == mz_flow_value_of(m, f);
        if (again) continue;
        s->tried++;
        size_t at = s->n++;
        for (; at > 1 && s->figures[at - 1] > f; at--) s->figures[at] = s->figures[at - 1];
        s->figures[at] = f;
        if (s->n >= s->found_count && may_add_up(s) && is_whole(m, s->figures, s->n, true)) {
            s->ways = s->n == s->found_count ? s->ways + 1 : 1; /* what explains more of them is likelier */
            memcpy(s->found, s->figures, s->n * sizeof *s->found);
            s->found_count = s->n;
        }
        find_nested(s, i + 1); /* depth: columns */
        s->n--;
        memmove(s->figures + at, s->figures + at + 1, (s->n - at) * sizeof *s->figures);
    }
}

/* Gives row r the parts that it lacks, when there is one way to choose them. True when it does. */
static bool take_parts(mz_flow_matching *m, size_t r)
{
    search s = {.m = m};
    if (m->tried > MOST_OF_TABLE || !begin(&s, r)) return false;
    memcpy(s.figures, s.own.figures, s.own.count * sizeof *s.figures);
    s.n = s.own.count;
    if (m->simple)
        find_parts(&s);
    else if (!s.own.loose)
        find_nested(&s, 0);
    m->tried += s.tried;
    if (s.ways != 1 || s.tried > MOST_WAYS) return false;
    bool loose = s.own.loose;
    for (size_t v = s.own.count; v < s.found_count && m->simple; v++) loose = loose || s.found[v] < s.found[v - 1];
    mz_flow_give(m, r, s.found, s.found_count, IN_ORDER, loose);
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
