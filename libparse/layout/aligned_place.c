/* aligned_place.c - the chunks of a page's body to leaf columns: by the bands they stand in, by the number of a line's
 * figures where that says more. */
#include "aligned_row.h"

#include <stdlib.h>

static const uint32_t NO_COLUMN = UINT32_MAX;

enum { MOST_OTHERS = MZ_GRID_OTHERS };

/* The label column of a 合计 that stands centred across code and label columns, left of where the labels stand; -1 when
 * chunk is nothing like it. */
static int32_t total_label(const mz_header *header, const mz_bands *bands, const mz_chunk *chunk)
{
    if (chunk->kind != MZ_CHUNK_TEXT || !mz_aligned_total(chunk)) return -1;
    int32_t band = mz_bands_of(bands, chunk);
    if (band >= 0 && bands->items[band].leaf >= 0 &&
        mz_header_leaf(header, (size_t)bands->items[band].leaf)->class != MZ_HEADER_CODE)
        return -1;
    for (size_t b = 0; b < bands->count; b++) {
        int32_t leaf = bands->items[b].leaf;
        if (leaf >= 0 && bands->items[b].x1 > chunk->x1 &&
            mz_header_leaf(header, (size_t)leaf)->class == MZ_HEADER_LABEL)
            return leaf;
    }
    return -1;
}

/* Whether leaf column leaf holds figures as far as its header tells. */
static bool holds_figures(const mz_header *header, size_t leaf)
{
    const mz_header_class class = mz_header_leaf(header, leaf)->class;
    return class != MZ_HEADER_LABEL && class != MZ_HEADER_CODE;
}

/* The side of chunk i of a line that begins at chunk first: that of its column; of one without a column that of what
 * stands before it. */
static uint16_t side_of(const mz_header *header, const mz_placed_chunk *chunks, size_t first, size_t i)
{
    while (i > first && chunks[i].column == NO_COLUMN) i--;
    return chunks[i].column == NO_COLUMN ? 0 : header->sides[chunks[i].column];
}

/* Whether chunk is a figure of some column: bare digits outside the columns number rows and lines. */
static bool is_figure(const mz_header *header, const mz_placed_chunk *chunk)
{
    if (chunk->kind != MZ_BAND_FIGURE) return false;
    return chunk->column == NO_COLUMN ? chunk->chunk.kind == MZ_CHUNK_FIGURE : holds_figures(header, chunk->column);
}

/* Gives the figures of a line, chunks [first, last), the columns of their side in order when they are as many as it
 * has: wherever a line is printed, a full one tells its columns by their number. */
static void place_full_line(const mz_header *header, mz_placed_chunk *chunks, size_t first, size_t last)
{
    size_t values[MZ_HEADER_MAX_CELLS] = {0}, figures[MZ_HEADER_MAX_CELLS] = {0};
    uint16_t sides[MZ_ALIGNED_MAX_COLUMNS];
    if (last - first > MZ_ALIGNED_MAX_COLUMNS) return;
    for (size_t l = 0; l < header->leaf_count; l++) values[header->sides[l]] += holds_figures(header, l);
    for (size_t i = first; i < last; i++) {
        sides[i - first] = side_of(header, chunks, first, i);
        figures[sides[i - first]] += is_figure(header, &chunks[i]);
    }
    for (uint16_t side = 0; side < header->side_count; side++) {
        if (figures[side] != values[side]) continue;
        uint32_t leaf = 0;
        for (size_t i = first; i < last; i++) {
            if (!is_figure(header, &chunks[i]) || sides[i - first] != side) continue;
            while (header->sides[leaf] != side || !holds_figures(header, leaf)) leaf++;
            chunks[i].column = leaf++;
            chunks[i].others = 0;
        }
    }
}

/* The only column of figures of a side; NO_COLUMN when it has more or none. */
static uint32_t only_value(const mz_header *header, uint16_t side)
{
    uint32_t only = NO_COLUMN;
    for (size_t l = 0; l < header->leaf_count; l++) {
        if (header->sides[l] != side || !holds_figures(header, l)) continue;
        if (only != NO_COLUMN) return NO_COLUMN;
        only = (uint32_t)l;
    }
    return only;
}

/* Gives the figure behind the name of a total the column of the name's side, though it stands below those of a side
 * further right: 公用经费合计 is the total of both. */
static void place_total(const mz_header *header, mz_placed_chunk *chunks, size_t first, size_t last)
{
    for (size_t i = first; i + 1 < last; i++) {
        mz_placed_chunk *figure = &chunks[i + 1];
        const bool named = chunks[i].kind == MZ_BAND_TEXT && chunks[i].column != NO_COLUMN;
        if (!named || figure->column == NO_COLUMN || !is_figure(header, figure)) continue;
        const uint16_t side = header->sides[chunks[i].column];
        const bool alone = i + 2 == last || chunks[i + 2].kind == MZ_BAND_TEXT;
        if (!alone || side >= header->sides[figure->column] || !mz_aligned_total(&chunks[i].chunk)) continue;
        const uint32_t column = only_value(header, side);
        if (column != NO_COLUMN) figure->column = column;
    }
}

/* Twice how far apart the middles of a chunk and of a leaf column's head are. */
static uint32_t apart2(const mz_header *header, const mz_chunk *chunk, uint32_t leaf)
{
    const mz_header_cell *head = mz_header_leaf(header, leaf);
    const uint32_t a = chunk->x0 + chunk->x1, b = head->x0 + head->x1;
    return a > b ? a - b : b - a;
}

/* Adds the columns of figures beside leaf column leaf to others. */
static void add_beside(const mz_header *header, uint32_t leaf, uint64_t *others)
{
    for (uint32_t l = leaf == 0 ? 1 : leaf - 1; l <= leaf + 1 && l < header->leaf_count && l < MOST_OTHERS; l++)
        if (l != leaf && holds_figures(header, l) && header->sides[l] == header->sides[leaf])
            *others |= (uint64_t)1 << l;
}

/* Gives the amounts of a line, chunks [first, last), that stand in no column the nearest one that is free between those
 * of their neighbours; the other free ones are as likely, and its other figures may be aside of their columns, too. */
static void place_lost(const mz_header *header, mz_placed_chunk *chunks, size_t first, size_t last)
{
    for (size_t i = first; i < last; i++) {
        mz_placed_chunk *lost = &chunks[i];
        if (lost->column != NO_COLUMN || lost->chunk.kind != MZ_CHUNK_FIGURE) continue;
        const uint16_t side = side_of(header, chunks, first, i);
        uint32_t from = 0, to = (uint32_t)header->leaf_count;
        for (size_t j = i; j-- > first && from == 0;)
            if (chunks[j].column != NO_COLUMN) from = chunks[j].column + 1;
        for (size_t j = last; j-- > i + 1;)
            if (chunks[j].column != NO_COLUMN) to = chunks[j].column;
        for (uint32_t leaf = from; leaf < to; leaf++) {
            if (header->sides[leaf] != side || !holds_figures(header, leaf)) continue;
            const bool nearer = lost->column == NO_COLUMN ||
                                apart2(header, &lost->chunk, leaf) < apart2(header, &lost->chunk, lost->column);
            const uint32_t other = nearer ? lost->column : leaf;
            if (nearer) lost->column = leaf;
            if (other < MOST_OTHERS) lost->others |= (uint64_t)1 << other;
        }
        for (size_t j = first; j < last && lost->column != NO_COLUMN; j++)
            if (is_figure(header, &chunks[j]) && chunks[j].column != NO_COLUMN)
                add_beside(header, chunks[j].column, &chunks[j].others);
    }
}

/* Where the figures of a band begin, are centred and end: half columns, the least and the most of each. */
typedef struct extent {
    uint32_t least[3], most[3];
    bool any;
} extent;

static void widen(extent *e, const mz_chunk *chunk)
{
    const uint32_t at[3] = {2 * chunk->x0, chunk->x0 + chunk->x1, 2 * chunk->x1};
    for (int edge = 0; edge < 3; edge++) {
        if (!e->any || at[edge] < e->least[edge]) e->least[edge] = at[edge];
        if (!e->any || at[edge] > e->most[edge]) e->most[edge] = at[edge];
    }
    e->any = true;
}

/* Whether all figures begin, are centred or end at one place, as those of one column do. */
static bool is_straight(const extent *e)
{
    enum { SLACK = 2 };
    bool straight = false;
    for (int edge = 0; edge < 3; edge++) straight = straight || e->most[edge] <= e->least[edge] + SLACK;
    return straight;
}

/* Notes the columns beside their own for the figures of bands in which they do not stand under one another. */
static void doubt_ragged(const mz_header *header, mz_bands *bands, const mz_chunk *body, size_t count)
{
    extent extents[MZ_ALIGNED_MAX_COLUMNS];
    for (size_t b = 0; b < bands->count; b++) extents[b].any = false;
    for (size_t i = 0; i < count; i++) {
        const int32_t band = body[i].kind == MZ_CHUNK_TEXT ? -1 : mz_bands_of(bands, &body[i]);
        if (band >= 0) widen(&extents[band], &body[i]);
    }
    for (size_t b = 0; b < bands->count; b++) {
        mz_band *band = &bands->items[b];
        if (band->kind != MZ_BAND_FIGURE || band->leaf < 0 || !extents[b].any || is_straight(&extents[b])) continue;
        add_beside(header, (uint32_t)band->leaf, &band->others);
    }
}

/* Whether two figures begin, are centred or end at one place. */
static bool in_line(const mz_chunk *a, const mz_chunk *b)
{
    enum { SLACK = 1 };
    const uint32_t first[2] = {2 * a->x0, 2 * b->x0}, middle[2] = {a->x0 + a->x1, b->x0 + b->x1},
                   last[2] = {2 * a->x1, 2 * b->x1};
    return abs((int)(first[0] - first[1])) <= SLACK || abs((int)(middle[0] - middle[1])) <= SLACK ||
           abs((int)(last[0] - last[1])) <= SLACK;
}

/* Adds its own column to the others of each figure in doubt that is not in line with the next of its band above or
 * below: its row was printed at places of its own. */
static void doubt_alone(const mz_bands *bands, mz_placed_chunk *placed, size_t count)
{
    mz_placed_chunk *above[MZ_ALIGNED_MAX_COLUMNS] = {NULL};
    for (size_t i = 0; i < count; i++) {
        mz_placed_chunk *p = &placed[i];
        const int32_t band = p->kind == MZ_BAND_FIGURE ? mz_bands_of(bands, &p->chunk) : -1;
        if (p->column < MOST_OTHERS && p->others != 0) p->others |= (uint64_t)1 << p->column;
        if (band < 0) continue;
        mz_placed_chunk *before = above[band];
        above[band] = p;
        if (before == NULL || !in_line(&before->chunk, &p->chunk)) continue;
        mz_placed_chunk *both[2] = {before, p};
        for (int k = 0; k < 2; k++)
            if (both[k]->column < MOST_OTHERS) both[k]->others &= ~((uint64_t)1 << both[k]->column);
    }
}

size_t mz_aligned_place(const mz_header *header, mz_bands *bands, const mz_chunk *body, size_t count,
                        mz_placed_chunk *placed)
{
    doubt_ragged(header, bands, body, count);
    for (size_t i = 0; i < count; i++) {
        const int32_t total = total_label(header, bands, &body[i]), band = mz_bands_of(bands, &body[i]);
        mz_placed_chunk *p = &placed[i];
        *p = (mz_placed_chunk){body[i], NO_COLUMN, body[i].kind == MZ_CHUNK_TEXT ? MZ_BAND_TEXT : MZ_BAND_FIGURE, 0};
        if (total >= 0) {
            p->column = (uint32_t)total;
        } else if (band >= 0) {
            p->kind = bands->items[band].kind;
            if (bands->items[band].leaf >= 0) p->column = (uint32_t)bands->items[band].leaf;
            p->others = bands->items[band].others;
        }
    }
    for (size_t first = 0, last; first < count; first = last) {
        for (last = first; last < count && body[last].line == body[first].line;) last++;
        place_full_line(header, placed, first, last);
        place_total(header, placed, first, last);
        place_lost(header, placed, first, last);
    }
    doubt_alone(bands, placed, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (placed[i].column != NO_COLUMN) placed[kept++] = placed[i];
    return kept;
}
