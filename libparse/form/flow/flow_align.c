/* flow_align.c - figures to rows by their order in the stream. */
#include <stdlib.h>
#include <string.h>

#include "flow_matching.h"

/* What speaks against a way to give the figures behind some rows to them; the cheapest way wins. */
enum {
    COST_BROKEN = 10, /* figures that are no total and its mz_flow_parts */
    COST_SINGLE = 15, /* a total without mz_flow_parts */
    COST_SKIPPED = 8, /* a figure that belongs to none of them */
    COST_BLANK = 12,  /* a row without figures */
    COST_ROUNDED = 1, /* the parts add up within rounding only */
    COST_SLIP = 4,    /* ... but for a slip of the pen */
    COST_ZERO = 11,   /* a lone zero */
    COST_MISSING = 3, /* each figure that a row lacks where the others have all */
    COST_UNLIKE = 25, /* other tables say something else */
    COST_APART = 4,   /* it stands directly behind the name of another row */
    COST_MAX = 1 << 28
};
enum { TABLE_MAX = 1 << 16 }; /* rows times figures that are weighed together */

/* What figures [from, from + n) cost as the figures of one row. */
static uint32_t cost_of(const mz_flow_matching *m, size_t from, size_t n)
{
    const mz_flow_token *first = m->figures[from].token;
    uint32_t missing = m->full ? (uint32_t)(m->columns - n) * COST_MISSING : 0;
    if (m->columns == 1) return n == 1 ? 0 : COST_MAX;
    if (!m->simple) {
        mz_flow_token values[MZ_FLOW_MAX_COLUMNS];
        for (size_t v = 0; v < n; v++) values[v] = *m->figures[from + v].token;
        mz_flow_placements p;
        mz_flow_place(m->t, m->side, values, n, false, NULL, &p);
        return missing + (p.count == 0 ? COST_BROKEN : p.exact ? 0 : COST_ROUNDED);
    }
    int64_t sum = 0;
    bool unknown = false, larger = false;
    for (size_t v = 0; v < n; v++) unknown = unknown || m->figures[from + v].token->kind == MZ_FLOW_REDACTED;
    if (n == 1) return missing + (mz_flow_value_of(m, from) == 0 ? COST_ZERO : unknown ? 0 : COST_SINGLE);
    for (size_t v = 1; v < n; v++) {
        if (!mz_value_add(sum, mz_flow_value_of(m, from + v), &sum)) return COST_MAX;
        larger = larger || mz_flow_value_of(m, from + v) > mz_flow_value_of(m, from);
    }
    if (unknown || sum == mz_flow_value_of(m, from)) return missing;
    if (mz_flow_same(sum, mz_flow_value_of(m, from), mz_flow_rounding(first, n))) return missing + COST_ROUNDED;
    if (mz_flow_has_slip(m, from, n)) return missing + COST_SLIP;
    return larger ? COST_MAX : missing + COST_BROKEN;
}

bool mz_flow_adds_up(const mz_flow_matching *m, size_t from, size_t n)
{
    uint32_t cost = cost_of(m, from, n), missing = m->full ? (uint32_t)(m->columns - n) * COST_MISSING : 0;
    return cost <= missing + COST_ROUNDED || (n == 1 && mz_flow_value_of(m, from) == 0);
}

static void give_range(mz_flow_matching *m, size_t r, const size_t *list, size_t n, mz_flow_strength how)
{
    mz_flow_give(m, r, list, n, how, false);
}

/* A step of the alignment below: a group of so many figures for the row, or one of these. */
enum { STEP_BLANK = 64, STEP_SKIP = 65 };

#define NO_GROUP UINT32_MAX

/* Room for the alignment of k rows and n figures; false when memory runs out. */
static bool make_room(mz_flow_matching *m, size_t k, size_t n)
{
    const size_t cells = (k + 1) * (n + 1), costs = n * m->columns;
    if (cells > m->cells) {
        m->cells = cells > 2 * m->cells ? cells : 2 * m->cells;
        m->best = mz_arena_room(m->arena, m->cells, sizeof *m->best);
        m->step = mz_arena_room(m->arena, m->cells, sizeof *m->step);
    }
    if (costs > m->cost_cells) {
        m->cost_cells = costs > 2 * m->cost_cells ? costs : 2 * m->cost_cells;
        m->costs = mz_arena_room(m->arena, m->cost_cells, sizeof *m->costs);
    }
    return m->best != NULL && m->step != NULL && (m->costs != NULL || costs == 0);
}

/* What each group of figures of list costs as those of one row, by its last figure and how many they are; NO_GROUP when
 * they do not stand together. */
static void weigh_groups(const mz_flow_matching *m, const size_t *list, size_t n, uint32_t *costs)
{
    for (size_t p = 0; p < n; p++)
        for (size_t g = 1; g <= m->columns; g++) {
            size_t first = p + 1 - g;
            bool together = g <= p + 1 && list[p] - list[first] == g - 1 &&               /* no figure stands between */
                            (m->side == 0 || m->batch[list[p]] == m->batch[list[first]]); /* nor the other side */
            costs[p * m->columns + g - 1] = together ? cost_of(m, list[first], g) : NO_GROUP;
            if (!together) break;
        }
}

/* Whether figure f stands directly behind the name of another row than r. */
static bool stands_apart(const mz_flow_matching *m, size_t r, size_t f)
{
    return m->batch[f] != 0 && m->batch[f] != r + 1;
}

/*
 * Gives the figures list[0..n) to rows[0..k), both in their order: every row a group that is a total and its parts, if
 * that can be. Groups that are none are not given. exact: whether nothing was left over and no row blank.
 */
static bool align_all(mz_flow_matching *m, const size_t *rows, size_t k, const size_t *list, size_t n,
                      mz_flow_strength how)
{
    if (!make_room(m, k, n)) return false;
    uint32_t *best = m->best, *costs = m->costs;
    uint8_t *step = m->step;
    weigh_groups(m, list, n, costs);
    best[0] = step[0] = 0;
    for (size_t j = 0; j <= k; j++)
        for (size_t p = 0; p <= n; p++) {
            size_t at = j * (n + 1) + p;
            if (at == 0) continue;
            best[at] = COST_MAX;
            uint32_t blank = j > 0 && m->subjects[rows[j - 1]].blank ? 0 : COST_BLANK;
            if (j > 0 && best[at - n - 1] + blank < best[at]) {
                best[at] = best[at - n - 1] + blank;
                step[at] = STEP_BLANK;
            }
            uint32_t skipped = j == k ? COST_SKIPPED : COST_SKIPPED + 1; /* what is left comes last */
            if (p > 0 && best[at - 1] + skipped < best[at]) {
                best[at] = best[at - 1] + skipped;
                step[at] = STEP_SKIP;
            }
            for (size_t g = 1; j > 0 && g <= m->columns && g <= p; g++) {
                uint32_t cost = costs[(p - 1) * m->columns + g - 1];
                if (cost == NO_GROUP) break;
                cost += best[at - n - 1 - g];
                if (cost > best[at]) continue;
                if (!mz_flow_as_expected(m, rows[j - 1], list[p - g])) cost += COST_UNLIKE;
                if (m->ordered && stands_apart(m, rows[j - 1], list[p - g])) cost += COST_APART;
                if (cost <= best[at]) {
                    best[at] = cost;
                    step[at] = (uint8_t)g;
                }
            }
        }
    mz_flow_strength given = best[k * (n + 1) + n] <= k * COST_ROUNDED ? how : how == LEFT_OVER ? LEFT_OVER : IN_ORDER;
    for (size_t j = k, p = n; j > 0 || p > 0;) {
        uint8_t s = step[j * (n + 1) + p];
        if (s == STEP_SKIP) {
            p--;
            continue;
        }
        j--;
        if (s == STEP_BLANK) continue;
        p -= s;
        if (m->ordered) {
            m->rows[rows[j]].from = list[p];
            m->rows[rows[j]].to = list[p] + s;
            m->subjects[rows[j]].place = m->figures[list[p]].place;
        }
        /* behind one name stands its own total first: what is smaller behind a larger one is another row's */
        if (how == BEHIND_NAME && p > 0 && mz_flow_value_of(m, list[0]) > mz_flow_value_of(m, list[p])) continue;
        const bool slip = mz_flow_has_slip(m, list[p], s);
        if ((!slip && !mz_flow_adds_up(m, list[p], s)) || !mz_flow_as_expected(m, rows[j], list[p])) continue;
        /* a mistake of the print is told by the place of the name alone */
        const bool own =
            slip && (m->ordered ? m->batch[list[p]] == rows[j] + 1 : k == 1 && s == n && how == BEHIND_NAME);
        give_range(m, rows[j], list + p, s, own ? BEHIND_NAME : given);
        m->rows[rows[j]].slip = slip;
    }
    return true;
}

/* The same of any number of rows and figures: what is too much to be weighed together is parted, by place where the
 * rows stand among their figures. */
static bool align(mz_flow_matching *m, const size_t *rows, size_t k, const size_t *list, size_t n, mz_flow_strength how)
{
    if (k == 0 || n == 0) return true;
    if (k == 1 || (k + 1) * (n + 1) <= TABLE_MAX) return align_all(m, rows, k, list, n, how);
    size_t half = k / 2, cut = 0;
    while (cut < n && m->figures[list[cut]].place < m->subjects[rows[half]].place) cut++;
    if (cut == 0 || cut == n) cut = n * half / k;
    return align(m, rows, half, list, cut, how) && /* depth: log2 of the rows */
           align(m, rows + half, k - half, list + cut, n - cut, how);
}

typedef struct stop {
    size_t place, row;
} stop;

static int by_place(const void *left, const void *right)
{
    const stop *a = left, *b = right;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* The rows whose place says something, in the order of the stream; false when memory runs out. */
static bool stops_of(const mz_flow_matching *m, stop **stops, size_t *count)
{
    bool sorted = true;
    *count = 0;
    *stops = mz_arena_array(m->arena, m->row_count + 1, sizeof **stops);
    for (size_t r = 0; *stops != NULL && r < m->row_count; r++) {
        if (m->subjects[r].anywhere) continue;
        (*stops)[*count] = (stop){m->subjects[r].place, r};
        sorted = sorted && (*count == 0 || (*stops)[*count - 1].place <= m->subjects[r].place);
        ++*count;
    }
    if (*stops != NULL && !sorted) qsort(*stops, *count, sizeof **stops, by_place);
    return *stops != NULL;
}

/* How many of figures [from, to), which stand behind one name, are its own: what stands behind the end of the page is
 * read from other rows when those in front of it are a total and its parts, be it with a slip, and all together are
 * not. */
static size_t before_page_end(const mz_flow_matching *m, size_t from, size_t to)
{
    size_t end = from + 1;
    while (end < to && !m->figures[end].token->marked) end++;
    if (end >= to || end - from < 2 || end - from > m->columns) return to;
    if (!mz_flow_adds_up(m, from, end - from) && !mz_flow_has_slip(m, from, end - from)) return to;
    return to - from <= m->columns && mz_flow_adds_up(m, from, to - from) ? to : end;
}

bool mz_flow_take_places(mz_flow_matching *m)
{
    stop *stops;
    size_t count, f = 0;
    size_t *list = mz_arena_array(m->arena, m->count + 1, sizeof *list);
    size_t *rows = mz_arena_array(m->arena, m->row_count + 1, sizeof *rows);
    if (!stops_of(m, &stops, &count) || list == NULL || rows == NULL) return false;
    for (size_t s = 0; s < count;) {
        size_t k = 0, n = 0;
        while (f < m->count && m->figures[f].place < stops[s].place) f++; /* in front of every mz_flow_matched */
        size_t limit = f < m->count ? m->figures[f].place : SIZE_MAX;
        while (s < count && stops[s].place < limit) rows[k++] = stops[s++].row;
        limit = s < count ? stops[s].place : SIZE_MAX;
        size_t from = f;
        for (; f < m->count && m->figures[f].place < limit; list[n++] = f++) m->batch[f] = (uint32_t)s;
        const size_t to = k == 1 && n > 2 ? before_page_end(m, from, f) : f;
        n -= f - to;
        for (size_t i = 0; i < k; i++) {
            m->rows[rows[i]].from = k == 1 ? from : f;
            m->rows[rows[i]].to = to;
        }
        if (!align(m, rows, k, list, n, k == 1 ? BEHIND_NAME : IN_ORDER)) return false;
    }
    return true;
}

bool mz_flow_take_order(mz_flow_matching *m)
{
    stop *stops;
    size_t count;
    size_t *list = mz_arena_array(m->arena, m->count + 1, sizeof *list);
    size_t *rows = mz_arena_array(m->arena, m->row_count + 1, sizeof *rows);
    if (!stops_of(m, &stops, &count) || list == NULL || rows == NULL) return false;
    for (size_t f = 0, s = 0; f < m->count; list[f] = f, f++) {
        size_t behind = s;
        while (s < count && stops[s].place < m->figures[f].place) s++;
        if (s == behind + 1) m->batch[f] = (uint32_t)stops[behind].row + 1;
    }
    for (size_t r = 0; r < m->row_count; r++) rows[r] = r;
    if (!align(m, rows, m->row_count, list, m->count, IN_ORDER)) return false;
    for (size_t f = 0; f < m->count; f++) m->batch[f] = 0;
    return true;
}

bool mz_flow_take_left_over(mz_flow_matching *m)
{
    stop *stops;
    size_t count, k = 0, n = 0;
    size_t *list = mz_arena_array(m->arena, m->count + 1, sizeof *list);
    size_t *rows = mz_arena_array(m->arena, m->row_count + 1, sizeof *rows);
    if (!stops_of(m, &stops, &count) || list == NULL || rows == NULL) return false;
    for (size_t s = 0; s < count; s++)
        if (m->rows[stops[s].row].count == 0) rows[k++] = stops[s].row;
    for (size_t f = 0; f < m->count; f++)
        if (m->owner[f] == 0) list[n++] = f;
    return align(m, rows, k, list, n, LEFT_OVER);
}
