/* aligned_match.c - bands to leaf columns by the cheapest order-keeping assignment. */
#include <stdlib.h>
#include <string.h>

#include "aligned_column.h"

/* How the figures of a table stand to their headers: which edge of theirs keeps its distance from the header's centre.
 */
typedef enum anchor { ANCHOR_NONE, ANCHOR_LEFT, ANCHOR_MIDDLE, ANCHOR_RIGHT } anchor;

typedef struct alignment {
    anchor anchor;    /* ANCHOR_NONE: not known yet */
    int32_t distance; /* half columns */
} alignment;

static int32_t anchor2(const mz_band *band, anchor anchor)
{
    if (anchor == ANCHOR_LEFT) return 2 * (int32_t)band->x0;
    return anchor == ANCHOR_RIGHT ? 2 * (int32_t)band->x1 : (int32_t)(band->x0 + band->x1);
}

/* How badly a band fits a leaf: the least distance of left edges, centres or right edges, or that from where the other
 * columns let it be expected; a large sum when their kinds disagree. */
static int32_t misfit(const mz_band *band, uint32_t x0, uint32_t x1, mz_header_class class, alignment as)
{
    enum { WRONG_KIND = 2000 };
    int32_t left = abs((int32_t)band->x0 - (int32_t)x0) * 2, right = abs((int32_t)band->x1 - (int32_t)x1) * 2;
    int32_t centre = abs((int32_t)(band->x0 + band->x1) - (int32_t)(x0 + x1));
    int32_t least = left < right ? left : right;
    if (centre < least) least = centre;
    if (as.anchor != ANCHOR_NONE && band->kind == MZ_BAND_FIGURE)
        least = abs(anchor2(band, as.anchor) - (int32_t)(x0 + x1) - as.distance);
    bool wrong = false;
    if (class == MZ_HEADER_LABEL) wrong = band->kind == MZ_BAND_FIGURE;
    if (class == MZ_HEADER_CODE) wrong = band->kind == MZ_BAND_TEXT;
    if (class == MZ_HEADER_VALUE || class == MZ_HEADER_SUM) wrong = band->kind == MZ_BAND_CODE;
    return least + (wrong ? WRONG_KIND : 0);
}

enum { UNMATCHED = 600 };

/* Where the leaf columns of a header stand, place p at [x0[p], x1[p]), and how figures stand to them. */
typedef struct places {
    const mz_header *header;
    uint32_t x0[MZ_HEADER_MAX_CELLS], x1[MZ_HEADER_MAX_CELLS];
    alignment as;
} places;

typedef int32_t costs[MZ_ALIGNED_MAX_COLUMNS + 1][MZ_HEADER_MAX_CELLS + 1];

static int32_t misfit_at(const mz_bands *bands, const places *at, size_t b, size_t p)
{
    return misfit(&bands->items[b], at->x0[p], at->x1[p], mz_header_leaf(at->header, p)->class, at->as);
}

/* cost[b][p]: of the cheapest way to put the first b bands into the first p places, in their order. */
static void count_from_left(const mz_bands *bands, const places *at, costs cost)
{
    for (size_t p = 0; p <= at->header->leaf_count; p++) cost[0][p] = 0;
    for (size_t b = 1; b <= bands->count; b++) {
        cost[b][0] = cost[b - 1][0] + UNMATCHED;
        for (size_t p = 1; p <= at->header->leaf_count; p++) {
            int32_t take = cost[b - 1][p - 1] + misfit_at(bands, at, b - 1, p - 1);
            int32_t best = cost[b][p - 1] < take ? cost[b][p - 1] : take;
            cost[b][p] = cost[b - 1][p] + UNMATCHED < best ? cost[b - 1][p] + UNMATCHED : best;
        }
    }
}

/* cost[b][p]: of the cheapest way to put the bands from b on into the places from p on. */
static void count_from_right(const mz_bands *bands, const places *at, costs cost)
{
    const size_t m = bands->count, n = at->header->leaf_count;
    for (size_t p = 0; p <= n; p++) cost[m][p] = 0;
    for (size_t b = m; b-- > 0;) {
        cost[b][n] = cost[b + 1][n] + UNMATCHED;
        for (size_t p = n; p-- > 0;) {
            int32_t take = cost[b + 1][p + 1] + misfit_at(bands, at, b, p);
            int32_t best = cost[b][p + 1] < take ? cost[b][p + 1] : take;
            cost[b][p] = cost[b + 1][p] + UNMATCHED < best ? cost[b + 1][p] + UNMATCHED : best;
        }
    }
}

/* Cheapest assignment of bands to places that keeps the order. Writes the place of each band (-1: none) and gives the
 * cost. */
static int32_t assign(mz_bands *bands, const places *at)
{
    costs cost;
    count_from_left(bands, at, cost);
    for (size_t b = bands->count, p = at->header->leaf_count; b > 0;) {
        if (p > 0 && cost[b][p] == cost[b][p - 1]) {
            p--;
        } else if (cost[b][p] == cost[b - 1][p] + UNMATCHED) {
            bands->items[--b].leaf = -1;
        } else {
            bands->items[--b].leaf = (int32_t)--p;
        }
    }
    return cost[bands->count][at->header->leaf_count];
}

/* Whether leaf column leaf holds figures as far as its header tells. */
static bool is_value(const mz_header *header, size_t leaf)
{
    mz_header_class class = mz_header_leaf(header, leaf)->class;
    return class != MZ_HEADER_LABEL && class != MZ_HEADER_CODE;
}

/* Notes the other columns that figures may belong to: those of assignments hardly dearer than the cheapest. */
static void find_others(mz_bands *bands, const places *at)
{
    enum { NEAR = 64, MOST = 64 /* half columns; columns */ };
    costs left, right;
    if (bands->count >= at->header->leaf_count) return;
    count_from_left(bands, at, left);
    count_from_right(bands, at, right);
    for (size_t b = 0; b < bands->count; b++) {
        mz_band *band = &bands->items[b];
        if (band->kind != MZ_BAND_FIGURE || band->leaf < 0) continue;
        for (size_t p = 0; p < at->header->leaf_count && p < MOST; p++)
            if ((int32_t)p != band->leaf && is_value(at->header, p) &&
                left[b][p] + misfit_at(bands, at, b, p) + right[b + 1][p + 1] <= right[0][0] + NEAR)
                band->others |= (uint64_t)1 << p;
    }
}

static int by_value(const void *left, const void *right)
{
    const int32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* The usual distance of an edge from the headers' centres in the bands' present assignment. Not known from fewer than
 * three columns. */
static alignment alignment_of(const mz_bands *bands, const mz_header *header, anchor anchor)
{
    enum { LEAST_COLUMNS = 3 };
    int32_t apart[MZ_ALIGNED_MAX_COLUMNS];
    size_t count = 0;
    for (size_t b = 0; b < bands->count; b++) {
        const mz_band *band = &bands->items[b];
        if (band->kind != MZ_BAND_FIGURE || band->leaf < 0) continue;
        const mz_header_cell *leaf = mz_header_leaf(header, (size_t)band->leaf);
        apart[count++] = anchor2(band, anchor) - (int32_t)(leaf->x0 + leaf->x1);
    }
    if (count < LEAST_COLUMNS) return (alignment){ANCHOR_NONE, 0};
    qsort(apart, count, sizeof *apart, by_value);
    return (alignment){anchor, apart[count / 2]};
}

/* Assigns the bands by their nearest headers, then anew by the edge that fits best: where the others put a column tells
 * more than which header its figures happen to come near. */
static void assign_evenly(mz_bands *bands, places *at)
{
    assign(bands, at);
    const mz_bands nearest = *bands;
    int32_t least = INT32_MAX;
    alignment best = at->as;
    for (anchor a = ANCHOR_LEFT; a <= ANCHOR_RIGHT; a++) {
        at->as = alignment_of(&nearest, at->header, a);
        if (at->as.anchor == ANCHOR_NONE) break;
        mz_bands tried = nearest;
        int32_t cost = assign(&tried, at);
        if (cost >= least) continue;
        least = cost;
        best = at->as;
        *bands = tried;
    }
    at->as = best;
}

static size_t figure_count(const mz_bands *bands)
{
    size_t figures = 0;
    for (size_t b = 0; b < bands->count; b++) figures += bands->items[b].kind == MZ_BAND_FIGURE;
    return figures;
}

/* The usual full table: as many figure columns as value headers. Then position matters less than order. */
static bool match_by_count(mz_bands *bands, const mz_header *header)
{
    size_t values = 0;
    for (size_t l = 0; l < header->leaf_count; l++) values += is_value(header, l);
    if (bands->count != values || figure_count(bands) != values) return false;
    size_t b = 0;
    for (size_t l = 0; l < header->leaf_count; l++)
        if (is_value(header, l)) bands->items[b++].leaf = (int32_t)l;
    return true;
}

/* By how much the first label band (its left edge) or the first figure band (its right edge) lies further right than on
 * the previous page: figures move by the width of the page's longest label. */
static int32_t moved(const mz_bands *bands, const mz_bands *previous, bool figures)
{
    const mz_band *first[2] = {NULL, NULL};
    for (int page = 0; page < 2; page++) {
        const mz_bands *of = page == 0 ? previous : bands;
        for (size_t b = 0; b < of->count && first[page] == NULL; b++)
            if ((of->items[b].kind == MZ_BAND_FIGURE) == figures) first[page] = &of->items[b];
    }
    if (first[0] == NULL || first[1] == NULL) return 0;
    return figures ? (int32_t)first[1]->x1 - (int32_t)first[0]->x1 : (int32_t)first[1]->x0 - (int32_t)first[0]->x0;
}

/* Places of the previous page moved so that their first label and figure bands coincide. */
static void match_previous(mz_bands *bands, const mz_header *header, const mz_bands *previous)
{
    bool same = bands->count == previous->count;
    for (size_t b = 0; same && b < bands->count; b++) same = bands->items[b].kind == previous->items[b].kind;
    if (same) {
        for (size_t b = 0; b < bands->count; b++) {
            bands->items[b].leaf = previous->items[b].leaf;
            bands->items[b].others = previous->items[b].others;
        }
        return;
    }
    alignment right = alignment_of(previous, header, ANCHOR_RIGHT);
    int32_t labels = moved(bands, previous, false), figures = moved(bands, previous, true);
    places at = {.header = header};
    uint32_t *x0 = at.x0, *x1 = at.x1;
    for (size_t l = 0; l < header->leaf_count; l++) {
        const mz_header_cell *leaf = &header->cells[header->leaves[l]];
        x0[l] = leaf->x0;
        x1[l] = leaf->x1;
        int32_t expected = ((int32_t)(leaf->x0 + leaf->x1) + right.distance) / 2;
        if (right.anchor != ANCHOR_NONE && is_value(header, l) && expected > (int32_t)(leaf->x1 - leaf->x0)) {
            x1[l] = (uint32_t)expected; /* blank on the previous page: where its other columns put it */
            x0[l] = x1[l] - (leaf->x1 - leaf->x0);
        }
        for (size_t b = 0; b < previous->count; b++) {
            if (previous->items[b].leaf != (int32_t)l) continue;
            x0[l] = previous->items[b].x0;
            x1[l] = previous->items[b].x1;
        }
        int32_t shift = is_value(header, l) ? figures : labels;
        x0[l] = (int32_t)x0[l] + shift < 0 ? 0 : (uint32_t)((int32_t)x0[l] + shift);
        x1[l] = (int32_t)x1[l] + shift < 0 ? 0 : (uint32_t)((int32_t)x1[l] + shift);
    }
    assign(bands, &at);
    find_others(bands, &at);
}

void mz_bands_match(mz_bands *bands, const mz_header *header, const mz_bands *previous)
{
    if (previous != NULL) {
        match_previous(bands, header, previous);
        return;
    }
    if (match_by_count(bands, header)) return;
    places at = {.header = header};
    for (size_t l = 0; l < header->leaf_count; l++) {
        at.x0[l] = header->cells[header->leaves[l]].x0;
        at.x1[l] = header->cells[header->leaves[l]].x1;
    }
    assign_evenly(bands, &at);
    find_others(bands, &at);
}
