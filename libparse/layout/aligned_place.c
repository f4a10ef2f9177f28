/* aligned_place.c - the chunks of a page's body to leaf columns: by the bands they stand in, by the number of a line's
 * figures where that says more. */
#include "aligned_row.h"

static const uint32_t NO_COLUMN = UINT32_MAX;

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
        }
    }
}

size_t mz_aligned_place(const mz_header *header, const mz_bands *bands, const mz_chunk *body, size_t count,
                        mz_placed_chunk *placed)
{
    for (size_t i = 0; i < count; i++) {
        const int32_t total = total_label(header, bands, &body[i]), band = mz_bands_of(bands, &body[i]);
        mz_placed_chunk *p = &placed[i];
        *p = (mz_placed_chunk){body[i], NO_COLUMN, body[i].kind == MZ_CHUNK_TEXT ? MZ_BAND_TEXT : MZ_BAND_FIGURE};
        if (total >= 0) {
            p->column = (uint32_t)total;
        } else if (band >= 0) {
            p->kind = bands->items[band].kind;
            if (bands->items[band].leaf >= 0) p->column = (uint32_t)bands->items[band].leaf;
        }
    }
    for (size_t first = 0, last; first < count; first = last) {
        for (last = first; last < count && body[last].line == body[first].line;) last++;
        place_full_line(header, placed, first, last);
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (placed[i].column != NO_COLUMN) placed[kept++] = placed[i];
    return kept;
}
