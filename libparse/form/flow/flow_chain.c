/* flow_chain.c - one column of a table that is printed in blocks. The ways to read it are followed row by row, the
 * cheapest ones at once: what a way costs is how often it leaves a block before its end, and what speaks against the
 * figures that it gives to the rows. */
#include "flow_chain.h"

#include <stdlib.h>
#include <string.h>

enum {
    STEP = MZ_FLOW_CHAIN_STEP,
    WIDTH = 48,             /* ways that are followed at once */
    WINDOW = 64,            /* stretches of other columns that may stand between two figures */
    COST_SKIP = 2,          /* a stretch that is passed over */
    ALIKE = 32,             /* figures of one value that are looked at */
    FAR = 8,                /* to pass over more stretches does not cost more */
    COST_ZERO = 2 * STEP,   /* a row whose total is zero: few are printed */
    COST_WRONG = 10 * STEP, /* rows that do not come to what sums them */
    COPIED = 8,             /* stretches before one among which what it repeats is looked for */
    LONG = 2,               /* figures of a stretch that repeats another, at least */
    LONGEST = 128,          /* and at most */
    COST_COPY = STEP,       /* to go on with a stretch that repeats another */
    COST_ALONE = 2,         /* of a figure without the others of its row, where they stand behind one another */
    COST_APART = 4 * STEP,  /* it stands beside the name of another row */
    COST_PART = 3 * STEP    /* what is left in a row is none of the figures, but may be several */
};

/* One way to read the column up to some row. */
typedef struct way {
    uint32_t cost;
    size_t next;                           /* the place in the list behind the last figure */
    size_t before;                         /* the way it continues, among those of the row before */
    size_t figure;                         /* of the last row; SIZE_MAX when it has none */
    int64_t lacking[MZ_FLOW_CHAIN_LEVELS]; /* by level: what the parts read so far leave of the row they are parts of */
    int64_t all; /* the sum of the rows that are parts of none, when their total is printed last */
} way;

typedef struct search {
    const mz_flow_blocks *b;
    const mz_flow_chain *c;
    size_t *list;  /* the figures that may stand in the column */
    size_t *after; /* by place in the list: where the next stretch begins */
    bool *copied;  /* by place in the list: it begins a stretch that repeats figures of one shortly before */
    size_t length;
    way *ways;     /* WIDTH per row */
    size_t *count; /* ways per row */
} search;

/* Puts way w among the n best; those that come to the same are one. */
static void keep(way *best, size_t *n, const way *w)
{
    size_t at;
    for (size_t i = 0; i < *n; i++) {
        if (best[i].next != w->next || best[i].all != w->all ||
            memcmp(best[i].lacking, w->lacking, sizeof w->lacking) != 0)
            continue;
        if (best[i].cost <= w->cost) return;
        memmove(&best[i], &best[i + 1], (--*n - i) * sizeof *best);
        break;
    }
    for (at = *n; at > 0 && best[at - 1].cost > w->cost; at--) {
    }
    if (at == WIDTH) return;
    if (*n == WIDTH) --*n;
    memmove(&best[at + 1], &best[at], (*n - at) * sizeof *best);
    best[at] = *w;
    ++*n;
}

/* Sums of levels [from, to) end here: what they lack speaks against the way. */
static void end_sums(const search *s, way *w, size_t from, size_t to)
{
    for (size_t l = from; l < to; l++) {
        w->cost += s->c->tree && llabs(w->lacking[l]) > s->b->slack ? COST_WRONG : 0;
        w->lacking[l] = 0;
    }
}

/* Whether a free figure other than `but` has this value. */
static bool is_free(const mz_flow_matching *m, int64_t value, int64_t slack, size_t but)
{
    size_t at = mz_flow_lower_bound(m, value - slack);
    for (size_t end = at + ALIKE; at < m->count && at < end; at++) {
        size_t f = m->by_value[at];
        if (mz_flow_value_of(m, f) > value + slack) return false;
        if (m->owner[f] == 0 && f != but) return true;
    }
    return false;
}

/* What speaks against value in a row by what is left there: figure f, or none, which costs blank. */
static uint32_t against(const search *s, size_t row, int64_t value, size_t f, uint32_t blank)
{
    const mz_flow_chain *c = s->c;
    int64_t rest;
    if (c->left == NULL) return blank;
    if (!mz_value_sub(c->left[row], value, &rest)) return COST_WRONG;
    if (llabs(rest) <= c->slack) return 0;
    if (c->others == 0) return COST_WRONG;
    if (is_free(s->b->m, rest, c->slack, f)) return blank;
    return blank + (c->others == 1 ? COST_WRONG : COST_PART);
}

/* What it costs to take a figure for a row, given what it costs to get to it: where it stands beside a name it is that
 * row's. */
static uint32_t cost_beside(const search *s, size_t row, size_t f, uint32_t cost)
{
    const uint32_t beside = s->c->first && f != SIZE_MAX ? s->b->beside[f] : 0;
    return beside == 0 ? cost : beside == row + 1 ? 0 : cost + COST_APART;
}

/* Way w with figure f, or none (SIZE_MAX), which stands at `at` of the list, in row i of the order. */
static void extend(const search *s, size_t i, const way *w, size_t index, size_t at, size_t size, uint32_t cost)
{
    const mz_flow_blocks *b = s->b;
    const mz_flow_matching *m = b->m;
    size_t row = b->order[i], depth = b->depth[row], before = i > 0 ? b->depth[b->order[i - 1]] : 0;
    size_t f = at == SIZE_MAX ? SIZE_MAX : s->list[at];
    int64_t value = f == SIZE_MAX ? 0 : mz_flow_value_of(m, f);
    bool parts = i + 1 < m->row_count && b->depth[b->order[i + 1]] > depth;
    way more = *w;
    more.before = index;
    more.figure = f;
    bool within = depth > 0 && w->lacking[depth - 1] <= b->slack; /* of what is blank, or complete */
    more.cost += cost_beside(s, row, f, cost) +
                 against(s, row, value, f, f != SIZE_MAX || (within && s->c->left != NULL) ? 0 : s->c->blank);
    if (i > 0 && depth <= before) end_sums(s, &more, depth, before);
    if (f != SIZE_MAX) {
        more.next = at + size;
        if (s->c->left == NULL && value == 0) more.cost += COST_ZERO;
        if (s->c->whole && m->subjects[row].total && value + b->slack < mz_flow_value_of(m, m->by_value[m->count - 1]))
            more.cost += COST_WRONG;
    }
    if (depth > 0 && !mz_value_sub(more.lacking[depth - 1], value, &more.lacking[depth - 1])) return;
    if (s->c->tree && depth > 0 && value > 0 && more.lacking[depth - 1] < -b->slack) more.cost += COST_WRONG;
    more.lacking[depth] = parts ? value : 0;
    if (i > 0 && m->subjects[row].total)
        more.cost += s->c->tree && !mz_flow_same(more.all, value, b->slack) ? COST_WRONG : 0;
    else if (depth == 0 && !mz_value_add(more.all, value, &more.all))
        return;
    if (i + 1 == m->row_count) end_sums(s, &more, 0, depth);
    keep(s->ways + i * WIDTH, &s->count[i], &more);
}

/* How many columns stand under the header cells above a figure; 1 when there are none. */
static size_t columns_of(const search *s, size_t at)
{
    uint32_t under = s->b->under[s->list[at]];
    return under == 0 ? 1 : (size_t)__builtin_popcount(under);
}

/* Whether size figures from place on stand behind one another and are a total and its parts. */
static bool is_row(const search *s, size_t place, size_t size)
{
    return place + size <= s->after[place] && s->list[place + size - 1] == s->list[place] + size - 1 &&
           mz_flow_adds_up(s->b->m, s->list[place], size);
}

/* Way w goes on with each of the figures that may be next. */
static void go_on(const search *s, size_t i, const way *w, size_t index)
{
    uint32_t skipped = 0, passed = 0;
    extend(s, i, w, index, SIZE_MAX, 0, 0);
    for (size_t at = w->next; at < s->length && skipped <= WINDOW; at = s->after[at]) {
        bool begins = at == 0 || s->after[at - 1] == at;
        if ((at > w->next || (begins && at > 0)) && !s->copied[at]) skipped++; /* another stretch */
        size_t side = columns_of(s, at); /* of the same row there may be others in between */
        for (size_t n = 0; n < (side > 1 ? side : 2) && at + n < s->after[at]; n++) {
            uint32_t cost = (begins && s->copied[at] ? COST_COPY : 0) + passed +
                            (skipped * s->b->skip < FAR ? skipped * s->b->skip : FAR);
            if (side == 1 && n > 0 && at > w->next) break;
            if (side == 1) cost += (uint32_t)n * COST_SKIP;
            extend(s, i, w, index, at + n, 1, cost + (s->c->rows ? COST_ALONE : 0));
            for (size_t size = 2; s->c->rows && size <= s->b->m->columns; size++)
                if (is_row(s, at + n, size)) extend(s, i, w, index, at + n, size, cost);
        }
        if (begins && s->b->under[s->list[at]] == 1u << s->c->column) passed += COST_WRONG; /* its own header */
    }
}

/* Whether the figures from place on, up to end, are some of those from one on, up to its end, in their order. */
static bool repeats(const search *s, size_t place, size_t end, size_t one)
{
    const mz_flow_matching *m = s->b->m;
    for (size_t from = one; from + (end - place) <= s->after[one]; from++) {
        size_t n = 0;
        while (place + n < end && mz_flow_value_of(m, s->list[from + n]) == mz_flow_value_of(m, s->list[place + n]))
            n++;
        if (place + n == end) return true;
    }
    return false;
}

/* Marks the stretches that repeat one before: where a row has only one part, that part is what the row comes to. */
static void find_copies(search *s)
{
    size_t begins[COPIED] = {0}, known = 0;
    for (size_t at = 0; at < s->length; at = s->after[at]) {
        const size_t end = s->after[at];
        for (size_t i = 0;
             i < known && i < COPIED && end - at >= LONG && end - at <= LONGEST && s->c->left == NULL && !s->copied[at];
             i++)
            s->copied[at] = repeats(s, at, end, begins[i]);
        begins[known++ % COPIED] = at;
    }
}

/* The free figures that may stand in the column. */
static void fill_list(search *s)
{
    const mz_flow_matching *m = s->b->m;
    for (size_t n = 0; n < m->count; n++) {
        size_t f = s->b->list[n];
        uint32_t under = s->b->under[f];
        if (m->figures[f].token->kind != MZ_FLOW_NUMBER) continue; /* a dash says no more than a blank */
        if (m->owner[f] == 0 && (under == 0 || (under >> s->c->column & 1) != 0)) s->list[s->length++] = f;
    }
    for (size_t at = s->length; at-- > 0;) {
        bool same = at + 1 < s->length && s->b->run[s->list[at]] == s->b->run[s->list[at + 1]];
        s->after[at] = same ? s->after[at + 1] : at + 1;
    }
}

bool mz_flow_chain_read(const mz_flow_blocks *b, const mz_flow_chain *c, size_t *result, uint32_t *cost)
{
    const way none = {.next = 0};
    size_t n = b->m->row_count;
    search s = {.b = b, .c = c};
    *cost = MZ_FLOW_CHAIN_MOST;
    s.list = mz_arena_array(b->m->arena, b->m->count + 1, sizeof *s.list);
    s.after = mz_arena_array(b->m->arena, b->m->count + 1, sizeof *s.after);
    s.copied = mz_arena_array(b->m->arena, b->m->count + 1, sizeof *s.copied);
    s.ways = mz_arena_array(b->m->arena, n * WIDTH, sizeof *s.ways);
    s.count = mz_arena_array(b->m->arena, n, sizeof *s.count);
    if (s.list == NULL || s.after == NULL || s.copied == NULL || s.ways == NULL || s.count == NULL) return false;
    fill_list(&s);
    find_copies(&s);
    for (size_t i = 0; i < n; i++) {
        size_t ways = i == 0 ? 1 : s.count[i - 1];
        for (size_t w = 0; w < ways; w++) go_on(&s, i, i == 0 ? &none : &s.ways[(i - 1) * WIDTH + w], w);
    }
    if (s.count[n - 1] == 0) return true;
    *cost = s.ways[(n - 1) * WIDTH].cost;
    for (size_t i = n, w = 0; i-- > 0;) {
        const way *at = &s.ways[i * WIDTH + w];
        result[b->order[i]] = at->figure;
        w = at->before;
    }
    return true;
}
