/* flow_blocks.c - figures to rows where the print was read column by column: stretches of one column, each with the
 * figures of rows that follow one another. The sums over the rows tell which stretches are the totals, what the totals
 * lack tells whose the others are. */
#include <stdlib.h>
#include <string.h>

#include "flow_matching.h"

enum {
    WIDTH = 48,      /* ways to read the totals that are followed at once */
    WINDOW = 64,     /* stretches of other columns that may stand between two totals */
    COST_APART = 4,  /* that many of them or more */
    PARTS = 8,       /* of a sum, for its rounding */
    LEVELS = 5,      /* of rows within one another */
    STRETCHES = 128, /* of other columns */
    ROWS = 512,      /* more are not read so */
    WORK = 1 << 25,  /* looks at a figure for a row, at most */
    COST_WRONG = 10, /* rows that do not come to what sums them */
    COST_NONE = 30,  /* a row without a total */
    COST_PART = 2,   /* a figure that leaves more to be found for its row */
    COST_MOST = 1 << 20
};

/* One way to read the totals of the rows up to some row. */
typedef struct way {
    uint32_t cost, steps;    /* steps: totals that stand directly behind the one before */
    size_t next;             /* the figure behind the last total */
    size_t before;           /* the way it continues, among those of the row before */
    size_t figure;           /* the total of the last row; SIZE_MAX when it has none */
    int64_t lacking[LEVELS]; /* by level: what the parts read so far leave of the row that they are parts of */
} way;

typedef struct blocks {
    mz_flow_matching *m;
    size_t *order; /* the rows as printed */
    size_t *depth; /* of the rows */
    way *ways;     /* WIDTH per row */
    size_t *count; /* ways per row */
    size_t *after; /* by figure: the first one of the next stretch */
    int64_t slack;
} blocks;

/* Whether figure f goes on the stretch of the one before it. */
static bool goes_on(const mz_flow_matching *m, size_t f)
{
    return f > 0 && f < m->count && !m->figures[f].token->gap && m->figures[f].place == m->figures[f - 1].place + 1;
}

/* Puts way w among the n best; those that come to the same are one. */
static void keep(way *best, size_t *n, const way *w)
{
    size_t at;
    for (size_t i = 0; i < *n; i++) {
        if (best[i].next != w->next || memcmp(best[i].lacking, w->lacking, sizeof w->lacking) != 0) continue;
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
static void end_sums(const blocks *b, way *w, size_t from, size_t to)
{
    for (size_t l = from; l < to; l++) {
        w->cost += llabs(w->lacking[l]) > b->slack ? COST_WRONG : 0;
        w->lacking[l] = 0;
    }
}

/* Way w with figure f, or none (SIZE_MAX), as the total of row i of the order. */
static void extend(const blocks *b, size_t i, const way *w, size_t index, size_t f, uint32_t cost)
{
    size_t row = b->order[i], depth = b->depth[row], before = i > 0 ? b->depth[b->order[i - 1]] : 0;
    bool parts = i + 1 < b->m->row_count && b->depth[b->order[i + 1]] > depth;
    way more = *w;
    more.before = index;
    more.figure = f;
    more.cost += cost;
    more.steps += cost == 0;
    if (i > 0 && depth <= before) end_sums(b, &more, depth, before);
    if (f != SIZE_MAX) {
        int64_t value = mz_flow_value_of(b->m, f);
        more.next = f + 1;
        if (b->m->subjects[row].total && value + b->slack < mz_flow_value_of(b->m, b->m->by_value[b->m->count - 1]))
            more.cost += COST_WRONG; /* nothing is larger than the whole */
        if (depth > 0 && !mz_value_sub(more.lacking[depth - 1], value, &more.lacking[depth - 1])) return;
        if (depth > 0 && more.lacking[depth - 1] < -b->slack) more.cost += COST_WRONG;
        more.lacking[depth] = parts ? value : 0;
    }
    if (i + 1 == b->m->row_count) end_sums(b, &more, 0, depth);
    keep(b->ways + i * WIDTH, &b->count[i], &more);
}

/* Follows all ways to read the totals; the cheapest is the first of the last row. */
static void read_totals(const blocks *b)
{
    const way none = {.next = 0};
    for (size_t i = 0; i < b->m->row_count; i++) {
        size_t ways = i == 0 ? 1 : b->count[i - 1];
        for (size_t w = 0; w < ways; w++) {
            const way *from = i == 0 ? &none : &b->ways[(i - 1) * WIDTH + w];
            uint32_t skipped = 0;
            extend(b, i, from, w, SIZE_MAX, COST_NONE);
            for (size_t f = from->next; f < b->m->count && skipped <= WINDOW; f = b->after[f]) {
                if (f > from->next || !goes_on(b->m, f)) skipped++; /* another stretch */
                extend(b, i, from, w, f, skipped < COST_APART ? skipped : COST_APART);
            }
        }
    }
}

/* The rows as printed: the total first or last. */
static void set_order(blocks *b, bool total_first)
{
    const mz_flow_matching *m = b->m;
    size_t n = 0;
    for (size_t r = 0; r < m->row_count && total_first; r++)
        if (m->subjects[r].total) b->order[n++] = r;
    for (size_t r = 0; r < m->row_count; r++)
        if (!m->subjects[r].total) b->order[n++] = r;
    for (size_t r = 0; r < m->row_count && !total_first; r++)
        if (m->subjects[r].total) b->order[n++] = r;
    for (size_t r = 0; r < m->row_count; r++) {
        b->depth[r] = 0;
        for (int32_t p = m->rows[r].parent; p != NONE && b->depth[r] + 1 < LEVELS; p = m->rows[p].parent)
            if (total_first || !m->subjects[p].total) b->depth[r]++;
    }
    memset(b->count, 0, m->row_count * sizeof *b->count);
}

/* The totals of the rows by the cheapest way. Returns what it costs, COST_MOST when no way is good. */
static uint32_t find_totals(blocks *b, bool total_first, size_t *totals)
{
    size_t n = b->m->row_count, failed = 0;
    set_order(b, total_first);
    read_totals(b);
    if (b->count[n - 1] == 0) return COST_MOST;
    const way *last = &b->ways[(n - 1) * WIDTH];
    if (last->steps * 2 < n || last->cost > n) return COST_MOST;
    for (size_t i = n, w = 0; i-- > 0;) {
        const way *at = &b->ways[i * WIDTH + w];
        totals[b->order[i]] = at->figure;
        failed += at->figure == SIZE_MAX;
        w = at->before;
    }
    return failed * 8 <= n ? last->cost : COST_MOST;
}

/* The totals of the rows, the total of all printed first or last; false when no way to read them is good. */
static bool take_totals(blocks *b, size_t *totals)
{
    uint32_t first = find_totals(b, true, totals), last = find_totals(b, false, totals);
    return (first < last ? find_totals(b, true, totals) : last) < COST_MOST;
}

/* ---- the other columns ---- */

typedef struct stretch {
    size_t first, count;
} stretch;

/* The cheapest rows for a stretch: lacking is what each row's total leaves. rows receives them. Returns the cost. */
static uint32_t lay(const blocks *b, const stretch *s, const int64_t *lacking, uint32_t *costs, size_t *rows)
{
    size_t n = b->m->row_count;
    for (size_t v = 0; v < s->count; v++) {
        int64_t value = mz_flow_value_of(b->m, s->first + v), rest;
        uint32_t before = v == 0 ? 0 : COST_MOST; /* the cheapest of the rows above, with the rows passed over */
        for (size_t i = 0; i < n; i++) {
            bool open =
                mz_value_sub(lacking[b->order[i]], value, &rest) && lacking[b->order[i]] > 0 && rest >= -b->slack;
            uint32_t own = !open ? COST_MOST : rest <= b->slack ? 0 : COST_PART;
            costs[v * n + i] = own + before < COST_MOST ? own + before : COST_MOST;
            if (v == 0) continue;
            before = before < COST_MOST ? before + 1 : COST_MOST;
            if (costs[(v - 1) * n + i] < before) before = costs[(v - 1) * n + i];
        }
    }
    uint32_t least = COST_MOST;
    for (size_t v = s->count, end = n; v-- > 0;) { /* backwards, from the cheapest last row */
        size_t best = n;
        uint32_t found = COST_MOST;
        for (size_t i = end; i-- > 0;) {
            uint32_t cost = costs[v * n + i] + (v + 1 == s->count ? 0 : (uint32_t)(end - 1 - i));
            if (cost >= found && (cost > found || v + 1 < s->count)) continue;
            found = cost;
            best = i;
        }
        if (best == n || found >= COST_MOST) return COST_MOST;
        if (v + 1 == s->count) least = found;
        rows[v] = b->order[best];
        end = best;
    }
    return least;
}

/* Stretches that the totals leave. */
static size_t find_stretches(const blocks *b, stretch *list)
{
    size_t n = 0;
    for (size_t f = 0; f < b->m->count; f++) {
        if (b->m->owner[f] != 0) continue;
        if (n > 0 && list[n - 1].first + list[n - 1].count == f && goes_on(b->m, f)) {
            list[n - 1].count++;
            continue;
        }
        if (n == STRETCHES) return 0;
        list[n++] = (stretch){f, 1};
    }
    return n;
}

/* Gives the other figures to the rows whose totals they make up, stretch by stretch, what fits best first. */
static bool take_parts(blocks *b, int64_t *lacking, uint32_t *part_of)
{
    mz_flow_matching *m = b->m;
    stretch list[STRETCHES];
    size_t n = find_stretches(b, list);
    if ((n + 1) * m->count * m->row_count > WORK) return true;
    uint32_t *costs = mz_arena_array(m->arena, m->count * m->row_count + 1, sizeof *costs);
    size_t *rows = mz_arena_array(m->arena, m->count + 1, sizeof *rows);
    if (costs == NULL || rows == NULL) return false;
    for (size_t left = n; left > 0; left--) {
        size_t best = n;
        uint32_t least = COST_MOST;
        for (size_t s = 0; s < n; s++) {
            if (list[s].count == 0) continue;
            uint32_t cost = lay(b, &list[s], lacking, costs, rows);
            if (cost >= COST_MOST) continue;
            cost = cost * 64 / (uint32_t)list[s].count;
            if (best < n && (cost > least || (cost == least && list[s].count <= list[best].count))) continue;
            least = cost;
            best = s;
        }
        if (best == n) return true;
        lay(b, &list[best], lacking, costs, rows);
        for (size_t v = 0; v < list[best].count; v++) {
            size_t f = list[best].first + v;
            if (!mz_value_sub(lacking[rows[v]], mz_flow_value_of(m, f), &lacking[rows[v]])) return true;
            part_of[f] = (uint32_t)rows[v] + 1;
        }
        list[best].count = 0;
    }
    return true;
}

/* Whether figures stand below one another, more than a row has. */
static bool has_columns(const mz_flow_matching *m)
{
    size_t length = 0, longest = 0, count = 0;
    for (size_t f = 0; f < m->count; f++) {
        length = goes_on(m, f) ? length + 1 : 1;
        count += length == 1;
        if (length > longest) longest = length;
    }
    return longest > m->columns && longest >= LEVELS && m->count * 2 >= count * 3;
}

bool mz_flow_take_blocks(mz_flow_matching *m)
{
    size_t n = m->row_count;
    if (n < LEVELS || n > ROWS || m->count < n || !has_columns(m)) return true;
    blocks b = {.m = m, .slack = mz_flow_slack_of(m, PARTS)};
    b.order = mz_arena_array(m->arena, n, sizeof *b.order);
    b.depth = mz_arena_array(m->arena, n, sizeof *b.depth);
    b.ways = mz_arena_array(m->arena, n * WIDTH, sizeof *b.ways);
    b.count = mz_arena_array(m->arena, n, sizeof *b.count);
    b.after = mz_arena_array(m->arena, m->count, sizeof *b.after);
    size_t *totals = mz_arena_array(m->arena, n, sizeof *totals);
    int64_t *lacking = mz_arena_array(m->arena, n, sizeof *lacking);
    uint32_t *part_of = mz_arena_array(m->arena, m->count, sizeof *part_of);
    if (b.order == NULL || b.depth == NULL || b.ways == NULL || b.count == NULL || b.after == NULL || totals == NULL ||
        lacking == NULL || part_of == NULL)
        return false;
    for (size_t f = m->count; f-- > 0;) b.after[f] = goes_on(m, f + 1) ? b.after[f + 1] : f + 1;
    if (!take_totals(&b, totals)) return true;
    for (size_t r = 0; r < n; r++) {
        lacking[r] = totals[r] == SIZE_MAX ? 0 : mz_flow_value_of(m, totals[r]);
        if (totals[r] != SIZE_MAX) mz_flow_give(m, r, &totals[r], 1, IN_ORDER, false);
    }
    if (!m->simple || m->columns == 1) return true;
    if (!take_parts(&b, lacking, part_of)) return false;
    for (size_t r = 0; r < n; r++) {
        size_t figures[MZ_FLOW_MAX_COLUMNS] = {totals[r]}, parts = 1;
        if (totals[r] == SIZE_MAX || llabs(lacking[r]) > b.slack) continue;
        for (size_t f = 0; f < m->count && parts < m->columns; f++)
            if (part_of[f] == r + 1) figures[parts++] = f;
        mz_flow_give(m, r, figures, parts, IN_ORDER, false); /* of one row the left columns are read first */
    }
    return true;
}
