/* aligned_span.c - spanning headers adopt their columns: by touch, by kind, by side, by centre, and last by who is left
 * over. */
#include "aligned_span.h"

#include <stdlib.h>
#include <string.h>

/* Half columns by which a header may miss the centre of the columns below it: when it touches none of them; when the
 * centre alone tells which they are. */
enum { GAP_TOLERANCE = 10, LEVEL_TOLERANCE = 6 };

/* A run of leaves [first, last]. */
typedef struct run {
    size_t first, last;
    bool found;
} run;

static bool is_label(const mz_header_cell *cell)
{
    return cell->class == MZ_HEADER_LABEL || cell->class == MZ_HEADER_CODE;
}

static bool is_total(const mz_header_cell *cell)
{
    return strcmp(cell->text, "合计") == 0 || strcmp(cell->text, "小计") == 0 || strcmp(cell->text, "总计") == 0;
}

static int32_t root_of(const mz_header *h, int32_t index)
{
    for (int up = 0; up < MZ_HEADER_MAX_DEPTH && h->cells[index].parent >= 0; up++) index = h->cells[index].parent;
    return index;
}

/* Half columns between the centre of span and the centre of leaves [first, last]. */
static int32_t off_centre(const mz_header *h, const mz_header_cell *span, size_t first, size_t last)
{
    return abs((int32_t)(mz_header_leaf(h, first)->x0 + mz_header_leaf(h, last)->x1) - (int32_t)(span->x0 + span->x1));
}

/* The nearest leaves left and right of span when both hang lower than span. */
static run gap_below(const mz_header *h, const mz_header_cell *span)
{
    run r = {0, 0, false};
    bool left = false;
    for (size_t l = 0; l < h->leaf_count; l++) {
        const mz_header_cell *leaf = mz_header_leaf(h, l);
        if (leaf == span) continue;
        if (leaf->x1 <= span->x0) {
            r.first = l;
            left = leaf->top > span->bottom;
        } else if (leaf->x0 >= span->x1) {
            r.last = l;
            r.found = left && leaf->top > span->bottom;
            return r;
        }
    }
    return r;
}

bool mz_header_spans_gap(const mz_header *h, size_t leaf)
{
    const mz_header_cell *cell = mz_header_leaf(h, leaf);
    run gap = gap_below(h, cell);
    if (!gap.found) return false;
    if (is_total(cell)) /* mostly a column of its own; over a pair such as 预算数 | 决算数 when exactly centred */
        return !is_label(mz_header_leaf(h, gap.first)) && off_centre(h, cell, gap.first, gap.last) <= GAP_TOLERANCE / 2;
    if (cell->class == MZ_HEADER_LABEL)
        return is_label(mz_header_leaf(h, gap.first)) && is_label(mz_header_leaf(h, gap.last));
    int32_t best = INT32_MAX;
    for (size_t first = 0; first <= gap.first; first++) {
        if (mz_header_leaf(h, first)->top <= cell->bottom) continue;
        int32_t apart = off_centre(h, cell, first, gap.last);
        if (apart < best) best = apart;
    }
    return best <= GAP_TOLERANCE;
}

/* The leaves that span touches, else those on both sides of the gap it stands over. */
static run touched(const mz_header *h, const mz_header_cell *span)
{
    run r = {0, 0, false};
    for (size_t l = 0; l < h->leaf_count; l++) {
        const mz_header_cell *leaf = mz_header_leaf(h, l);
        if (leaf->top <= span->bottom || !mz_header_overlap(leaf, span)) continue;
        if (!r.found) r.first = l;
        r.last = l;
        r.found = true;
    }
    return r.found ? r : gap_below(h, span);
}

/* Whether another header on span's line stands over leaf or has adopted it. */
static bool taken(const mz_header *h, const mz_header_cell *span, size_t leaf)
{
    const mz_header_cell *cell = mz_header_leaf(h, leaf);
    if (cell->top <= span->bottom) return true;
    const mz_header_cell *root = &h->cells[root_of(h, h->leaves[leaf])];
    if (root != cell && root->bottom <= span->bottom) return true;
    for (size_t i = 0; i < h->count; i++) {
        const mz_header_cell *other = &h->cells[i];
        if (other != span && other->leaf < 0 && other->bottom == span->bottom && mz_header_overlap(other, cell))
            return true;
    }
    return false;
}

/* Twice the vertical centre. */
static int32_t level(const mz_header_cell *cell)
{
    return (int32_t)(cell->top + cell->bottom);
}

static uint32_t top_line(const mz_header *h)
{
    uint32_t top = UINT32_MAX;
    for (size_t i = 0; i < h->count; i++)
        if (h->cells[i].top < top) top = h->cells[i].top;
    return top;
}

static uint32_t bottom_line(const mz_header *h)
{
    uint32_t bottom = 0;
    for (size_t i = 0; i < h->count; i++)
        if (h->cells[i].bottom > bottom) bottom = h->cells[i].bottom;
    return bottom;
}

/* Whether a leaf's text stands in the middle of the header's height (or higher): then nothing spans it. */
static bool full_height(const mz_header *h, const mz_header_cell *leaf)
{
    return level(leaf) <= (int32_t)(top_line(h) + bottom_line(h)) + 1;
}

/* Whether leaf may stand under span: labels under label headers, figures under the others, and what stands side by side
 * at one height. */
static bool fits(const mz_header *h, const mz_header_cell *span, size_t leaf, size_t sample)
{
    const mz_header_cell *cell = mz_header_leaf(h, leaf);
    if (taken(h, span, leaf)) return false;
    if (span->class == MZ_HEADER_CODE) return cell->class == MZ_HEADER_CODE;
    if (is_label(span)) return is_label(cell);
    if (is_label(cell) || h->sides[leaf] != h->sides[sample]) return false;
    const mz_header_cell *root = &h->cells[root_of(h, h->leaves[leaf])],
                         *other = &h->cells[root_of(h, h->leaves[sample])];
    bool beside = root->top == other->top && root->bottom == other->bottom; /* printed at one height: alike */
    if (root->leaf >= 0 && !beside && full_height(h, root)) return false;
    if (span->top == top_line(h)) return true;
    bool alike = (root->leaf >= 0) == (other->leaf >= 0);
    return !alike || abs(level(root) - level(other)) <= 1;
}

/* Whether another spanning header of span's line could claim leaves next to it. */
static bool has_sibling(const mz_header *h, const mz_header_cell *span)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->cells[i].leaf < 0 && &h->cells[i] != span && h->cells[i].bottom == span->bottom &&
            !is_label(&h->cells[i]))
            return true;
    return false;
}

/* The leaves of span's whole side: what a header like 收入 or 支出 on the first line of a two-sided table stands over.
 */
static run whole_side(const mz_header *h, uint16_t side)
{
    run r = {0, 0, false};
    for (size_t l = 0; l < h->leaf_count; l++) {
        if (h->sides[l] != side) continue;
        if (!r.found) r.first = l;
        r.last = l;
        r.found = true;
    }
    return r;
}

/* Whether leaf may stand under span beside sample, both at one height. */
static bool level_with(const mz_header *h, const mz_header_cell *span, size_t leaf, size_t sample)
{
    const mz_header_cell *cell = mz_header_leaf(h, leaf), *other = mz_header_leaf(h, sample);
    if (taken(h, span, leaf) || is_label(cell) != is_label(span) || h->sides[leaf] != h->sides[sample]) return false;
    const mz_header_cell *root = &h->cells[root_of(h, h->leaves[leaf])],
                         *beside = &h->cells[root_of(h, h->leaves[sample])];
    return abs(level(cell) - level(other)) <= 1 && abs(level(root) - level(beside)) <= 1;
}

/* The neighbours at the height of the middle leaf in touch, when span stands centred over all of them. Not found when
 * another header spans just them already. */
static run level_run(const mz_header *h, const mz_header_cell *span, run touch)
{
    size_t sample = touch.first, left, right;
    for (size_t l = touch.first; l <= touch.last; l++)
        if (off_centre(h, span, l, l) < off_centre(h, span, sample, sample)) sample = l;
    for (left = sample; left > 0 && level_with(h, span, left - 1, sample);) left--;
    for (right = sample; right + 1 < h->leaf_count && level_with(h, span, right + 1, sample);) right++;
    int32_t root = root_of(h, h->leaves[sample]);
    bool spanned = h->cells[root].leaf < 0;
    for (size_t l = left; l <= right; l++) spanned = spanned && root_of(h, h->leaves[l]) == root;
    bool found = !spanned && left < right && level_with(h, span, sample, sample) &&
                 off_centre(h, span, left, right) <= LEVEL_TOLERANCE;
    return (run){left, right, found};
}

/* The number of leaves after which their texts repeat, 0 when they do not. */
static size_t period_of(const mz_header *h)
{
    for (size_t period = 2; 2 * period <= h->leaf_count; period++) {
        if (h->leaf_count % period != 0) continue;
        size_t l = period;
        while (l < h->leaf_count && strcmp(mz_header_leaf(h, l)->text, mz_header_leaf(h, l % period)->text) == 0) l++;
        if (l == h->leaf_count) return period;
    }
    return 0;
}

/* The leaves under a span of the first line when the spans there are as many as the leaves have periods. */
static run period_run(const mz_header *h, const mz_header_cell *span)
{
    size_t period = period_of(h), count = 0, before = 0;
    if (period == 0 || span->top != top_line(h)) return (run){0, 0, false};
    for (size_t i = 0; i < h->count; i++) {
        if (h->cells[i].leaf >= 0 || h->cells[i].top != span->top) continue;
        count++;
        before += h->cells[i].x0 < span->x0;
    }
    return (run){before * period, (before + 1) * period - 1, count > 1 && count * period == h->leaf_count};
}

/* The run of leaves that span most likely stands over. */
static run stretch(const mz_header *h, const mz_header_cell *span)
{
    run r = touched(h, span);
    if (!r.found) return r;
    if (h->side_count > 1 && span->top == top_line(h) && !is_label(span)) return whole_side(h, h->sides[r.last]);
    run evident = period_run(h, span);
    if (!evident.found) evident = level_run(h, span, r);
    if (evident.found) return evident;
    size_t sample = r.first;
    size_t left = r.first, right = r.last;
    while (left > 0 && fits(h, span, left - 1, sample)) left--;
    while (right + 1 < h->leaf_count && fits(h, span, right + 1, sample)) right++;
    while (r.first < r.last && !fits(h, span, r.first, sample)) sample = ++r.first;
    if (left > r.first) left = r.first;
    if (is_label(span) || !has_sibling(h, span)) return (run){left, right, true};
    run best = r;
    int32_t least = INT32_MAX;
    for (size_t a = left; a <= r.first; a++) {
        for (size_t b = r.last; b <= right; b++) {
            int32_t apart = off_centre(h, span, a, b) - (a == b ? 0 : 1);
            if (apart < least) {
                least = apart;
                best = (run){a, b, true};
            }
        }
    }
    return best;
}

/* Makes span the parent of the topmost ancestors of leaves [first, last]. */
static void adopt_run(mz_header *h, int32_t span, run r)
{
    for (size_t l = r.first; r.found && l <= r.last; l++) {
        int32_t top = root_of(h, h->leaves[l]);
        if (top != span && h->cells[top].top > h->cells[span].bottom) h->cells[top].parent = span;
    }
}

/*
 * A leaf without a parent whose text hangs below the middle of the header does not reach up to its first line: the
 * spanning header of a neighbour reaches over it too.
 */
static void adopt_left_over(mz_header *h)
{
    for (int pass = 0; pass < 2; pass++) {
        for (size_t n = 0; n < h->leaf_count; n++) {
            size_t l = pass == 0 ? h->leaf_count - 1 - n : n;
            const mz_header_cell *leaf = mz_header_leaf(h, l);
            size_t next = pass == 0 ? l + 1 : l - 1;
            if (leaf->parent >= 0 || next >= h->leaf_count || full_height(h, leaf)) continue;
            int32_t root = root_of(h, h->leaves[next]);
            if (root == h->leaves[next] || h->cells[root].bottom >= leaf->top) continue;
            if (is_label(&h->cells[root]) != is_label(leaf) && h->side_count == 1) continue;
            h->cells[h->leaves[l]].parent = root;
        }
    }
}

/* The lowest spanning headers: those that have no other one below. */
static size_t lowest_spans(const mz_header *h, int32_t *spans)
{
    size_t count = 0;
    for (size_t i = 0; i < h->count; i++) {
        bool lowest = h->cells[i].leaf < 0 && !is_label(&h->cells[i]);
        for (size_t j = 0; j < h->count && lowest; j++)
            lowest = h->cells[j].leaf >= 0 || h->cells[j].top <= h->cells[i].bottom ||
                     !mz_header_overlap(&h->cells[i], &h->cells[j]);
        if (lowest) spans[count++] = (int32_t)i;
    }
    return count;
}

/* Leaves that repeat, 预算数 决算数 预算数 决算数: each period stands under the next of the lowest spanning headers,
 * wherever they are printed. */
static void adopt_periods(mz_header *h, bool *done)
{
    size_t period = 1;
    while (period < h->leaf_count && strcmp(mz_header_leaf(h, period)->text, mz_header_leaf(h, 0)->text) != 0) period++;
    if (period < 2 || period > 4 || h->leaf_count % period != 0 || h->leaf_count < 2 * period ||
        is_label(mz_header_leaf(h, 0)))
        return;
    for (size_t l = period; l < h->leaf_count; l++)
        if (strcmp(mz_header_leaf(h, l)->text, mz_header_leaf(h, l % period)->text) != 0) return;
    int32_t spans[MZ_HEADER_MAX_CELLS];
    size_t count = lowest_spans(h, spans);
    if (count != h->leaf_count / period) return;
    for (size_t s = 0; s < count; s++) {
        for (size_t l = s * period; l < (s + 1) * period; l++) h->cells[h->leaves[l]].parent = spans[s];
        done[spans[s]] = true;
    }
}

void mz_header_adopt(mz_header *h)
{
    bool done[MZ_HEADER_MAX_CELLS] = {false};
    adopt_periods(h, done);
    for (size_t round = 0; round < h->count; round++) {
        int32_t pick = -1;
        for (size_t i = 0; i < h->count; i++)
            if (h->cells[i].leaf < 0 && !done[i] && (pick < 0 || h->cells[i].bottom > h->cells[pick].bottom))
                pick = (int32_t)i;
        if (pick < 0) break;
        done[pick] = true;
        adopt_run(h, pick, stretch(h, &h->cells[pick]));
    }
    adopt_left_over(h);
}
