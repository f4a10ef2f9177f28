/* flow_bands.c - a table printed a few rows at a time, these column by column: behind the totals of some rows stand
 * their parts, a stretch per column, without a trace of blank cells. */
#include <stdlib.h>
#include <string.h>

#include "flow_matching.h"

enum {
    STRETCHES = 8, /* of parts behind the totals of a band */
    ROWS = 64,     /* of a band */
    TRIALS = 4096, /* ways to give the stretches of a band to its rows */
    FULL_PART = 8, /* one row in so many may not add up */
    PAIRS = 64     /* figures of a page that are looked at for one of two parts */
};

typedef struct stretch {
    size_t first, count, used;
} stretch;

typedef struct band {
    mz_flow_matching *m;
    const size_t *rows;   /* as printed */
    const size_t *totals; /* by row */
    size_t count;
    stretch stretches[STRETCHES];
    size_t stretch_count;
    uint32_t taken[ROWS]; /* by row of the band: the stretches that its parts are of */
    size_t trials;
} band;

/* Whether a total and its parts, as many as figures but one, hold what the header says of a row. */
static bool holds(const mz_flow_matching *m, const size_t *figures, size_t n)
{
    int64_t sum = 0, total = mz_flow_value_of(m, figures[0]);
    if (n == 1) return total == 0;
    if (n > m->columns) return false;
    if (!m->simple) {
        mz_flow_token values[MZ_FLOW_MAX_COLUMNS];
        mz_flow_placements p;
        for (size_t v = 0; v < n; v++) values[v] = *m->figures[figures[v]].token;
        mz_flow_place(m->t, m->side, values, n, false, NULL, &p);
        return p.count > 0;
    }
    for (size_t v = 1; v < n; v++)
        if (!mz_value_add(sum, mz_flow_value_of(m, figures[v]), &sum)) return false;
    return mz_flow_same(sum, total, mz_flow_rounding(m->figures[figures[0]].token, n));
}

/* The total of row i of the band and its next parts of these stretches. */
static size_t gather(const band *b, size_t i, uint32_t stretches, size_t *figures)
{
    size_t n = 0;
    figures[n++] = b->totals[b->rows[i]];
    for (size_t s = 0; s < b->stretch_count; s++)
        if ((stretches >> s & 1) != 0) figures[n++] = b->stretches[s].first + b->stretches[s].used;
    return n;
}

/* Moves on in these stretches by one figure, or back. False when one of them has no more. */
static bool move(band *b, uint32_t stretches, bool back)
{
    for (size_t s = 0; s < b->stretch_count && !back; s++)
        if ((stretches >> s & 1) != 0 && b->stretches[s].used == b->stretches[s].count) return false;
    for (size_t s = 0; s < b->stretch_count; s++)
        if ((stretches >> s & 1) != 0) b->stretches[s].used += back ? (size_t)-1 : 1;
    return true;
}

/* Gives the stretches in `of` to the rows of the band from i on so that nothing is left of them. Depth: ROWS. */
static bool give_stretches(band *b, uint32_t of, size_t i)
{
    size_t figures[STRETCHES + 1];
    if (i == b->count) {
        for (size_t s = 0; s < b->stretch_count; s++)
            if ((of >> s & 1) != 0 && b->stretches[s].used < b->stretches[s].count) return false;
        return true;
    }
    for (uint32_t some = of;; some = (some - 1) & of) { /* the more the better: columns without blanks */
        if (++b->trials > TRIALS) return false;
        size_t n = gather(b, i, some, figures);
        bool fits = move(b, some, false);
        if (fits && holds(b->m, figures, n)) {
            b->taken[i] = some;
            if (give_stretches(b, of, i + 1)) return true;
        }
        if (fits) move(b, some, true);
        if (some == 0) return false;
    }
}

/* Whether some of the stretches, as many as possible, are the parts of the rows; leaves them in taken. */
static bool read_band(band *b)
{
    const uint32_t all = (1u << b->stretch_count) - 1;
    for (size_t without = 0; without <= b->stretch_count; without++)
        for (uint32_t of = all; of > 0; of--) {
            if ((size_t)__builtin_popcount(all & ~of) != without) continue;
            for (size_t s = 0; s < b->stretch_count; s++) b->stretches[s].used = 0;
            b->trials = 0;
            if (give_stretches(b, of, 0)) return true;
        }
    return false;
}

/* Gives the rows their totals with the parts that were found. */
static void give_band(band *b)
{
    uint32_t taken = 0;
    for (size_t i = 0; i < b->count; i++) taken |= b->taken[i];
    /* among what stands behind the totals are parts of other bands: the order says nothing */
    const bool loose = taken != (1u << b->stretch_count) - 1;
    for (size_t s = 0; s < b->stretch_count; s++) b->stretches[s].used = 0;
    for (size_t i = 0; i < b->count; i++) {
        size_t figures[STRETCHES + 1], n = gather(b, i, b->taken[i], figures);
        move(b, b->taken[i], false);
        mz_flow_give(b->m, b->rows[i], figures, n, IN_ORDER, loose);
    }
}

/* Reads the stretches of figures that are no totals from figure f on. */
static void find_stretches(band *b, const uint32_t *run, size_t f)
{
    const mz_flow_matching *m = b->m;
    for (; f < m->count && m->owner[f] == 0 && m->figures[f].token->span.page == m->figures[f - 1].token->span.page;
         f++) {
        stretch *last = b->stretch_count > 0 ? &b->stretches[b->stretch_count - 1] : NULL;
        if (last != NULL && run[f] == run[last->first]) {
            last->count++;
        } else {
            if (b->stretch_count == STRETCHES) return;
            b->stretches[b->stretch_count++] = (stretch){.first = f, .count = 1};
        }
    }
}

/* What is left of a page: the part, or the two parts, that a total is without. */
static void find_parts(mz_flow_matching *m, size_t row, size_t total)
{
    const uint32_t page = m->figures[total].token->span.page;
    const int64_t value = mz_flow_value_of(m, total), slack = mz_flow_rounding(m->figures[total].token, 2);
    size_t figures[3] = {total, mz_flow_free_figure(m, value, slack, m->figures[total].place, total)}, looked = 0;
    if (value <= slack) return;
    if (figures[1] != SIZE_MAX && m->figures[figures[1]].token->span.page == page) {
        mz_flow_give(m, row, figures, 2, IN_ORDER, false);
        return;
    }
    for (size_t f = total + 1; f < m->count && m->figures[f].token->span.page == page && looked < PAIRS; f++) {
        int64_t rest, part = mz_flow_value_of(m, f);
        if (m->owner[f] != 0) continue;
        looked++;
        if (part <= slack || part >= value || m->columns < 3 || !m->simple || !mz_value_sub(value, part, &rest))
            continue;
        size_t other = mz_flow_free_figure(m, rest, slack, m->figures[f].place, f);
        if (other == SIZE_MAX || m->figures[other].token->span.page != page) continue;
        figures[1] = f < other ? f : other;
        figures[2] = f < other ? other : f;
        mz_flow_give(m, row, figures, 3, IN_ORDER, true);
        return;
    }
}

/* How many figures stand in the stretch that begins with figure f. */
static size_t length_of(const mz_flow_matching *m, const uint32_t *run, size_t f)
{
    size_t n = 0;
    while (f + n < m->count && run[f + n] == run[f]) n++;
    return n;
}

bool mz_flow_take_full(mz_flow_matching *m, const size_t *order, const uint32_t *run)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS], held = 0, columns = m->columns;
    if (columns < 2 || m->count != m->row_count * columns) return false;
    for (size_t f = 0, row = 0, n; f < m->count; f += n * columns, row += n) {
        n = length_of(m, run, f);
        for (size_t c = 1; c < columns; c++)
            if (f + c * n >= m->count || length_of(m, run, f + c * n) != n) return false;
        for (size_t i = 0; i < n; i++) {
            for (size_t c = 0; c < columns; c++) figures[c] = f + c * n + i;
            held += holds(m, figures, columns);
            mz_flow_give(m, order[row + i], figures, columns, IN_ORDER, false);
        }
    }
    return held * FULL_PART >= m->row_count * (FULL_PART - 1);
}

void mz_flow_take_bands(mz_flow_matching *m, const size_t *order, const uint32_t *run, const size_t *totals)
{
    for (size_t i = 0; i < m->row_count; i++)
        if (totals[order[i]] != SIZE_MAX) mz_flow_give(m, order[i], &totals[order[i]], 1, IN_ORDER, false);
    for (size_t i = 0, end; i < m->row_count; i = end) {
        end = i + 1;
        size_t last = totals[order[i]];
        if (last == SIZE_MAX) continue;
        while (end < m->row_count && end - i < ROWS && totals[order[end]] == last + 1 && run[last + 1] == run[last]) {
            last++;
            end++;
        }
        band b = {.m = m, .rows = order + i, .totals = totals, .count = end - i};
        find_stretches(&b, run, last + 1);
        if (read_band(&b)) give_band(&b);
    }
    for (size_t i = 0; i < m->row_count; i++)
        if (totals[order[i]] != SIZE_MAX && m->rows[order[i]].count == 1) find_parts(m, order[i], totals[order[i]]);
}
