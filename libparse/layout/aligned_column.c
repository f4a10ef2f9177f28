/* aligned_column.c - the bands of a page by what overlaps. Which header stands over which band: aligned_match.c. */
#include "aligned_column.h"

#include <stdlib.h>
#include <string.h>

static uint32_t middle2(const mz_chunk *chunk)
{
    return chunk->x0 + chunk->x1;
}

static int by_left(const void *left, const void *right)
{
    const mz_chunk *a = left, *b = right;
    if (a->x0 != b->x0) return a->x0 < b->x0 ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static int by_middle(const void *left, const void *right)
{
    uint32_t a = middle2(left), b = middle2(right);
    return (a > b) - (a < b);
}

static int by_line(const void *left, const void *right)
{
    const mz_chunk *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return (a->x0 > b->x0) - (a->x0 < b->x0);
}

static int by_band(const void *left, const void *right)
{
    const mz_band *a = left, *b = right;
    uint32_t am = a->x0 + a->x1, bm = b->x0 + b->x1;
    return (am > bm) - (am < bm);
}

/* Most chunks that one line has among items (which it sorts by line); *fullest is the index of the first chunk of such
 * a line. */
static size_t most_on_a_line(mz_chunk *items, size_t count, size_t *fullest)
{
    qsort(items, count, sizeof *items, by_line);
    size_t most = 0;
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && items[end].line == items[i].line) end++;
        if (end - i > most) {
            most = end - i;
            *fullest = i;
        }
        i = end;
    }
    return most;
}

static void add_band(mz_bands *bands, const mz_chunk *items, size_t count, mz_band_kind kind)
{
    if (count == 0 || bands->count == MZ_ALIGNED_MAX_COLUMNS) return;
    mz_band band = {.x0 = items[0].x0, .x1 = items[0].x1, .kind = kind, .leaf = -1};
    for (size_t i = 1; i < count; i++) {
        if (items[i].x0 < band.x0) band.x0 = items[i].x0;
        if (items[i].x1 > band.x1) band.x1 = items[i].x1;
    }
    bands->items[bands->count++] = band;
}

/* A cluster in which a line has several figures is several columns: divided half-way between the figures of the fullest
 * line. */
static void add_divided(mz_bands *bands, mz_chunk *items, size_t count, size_t parts, size_t fullest)
{
    uint32_t seeds[MZ_ALIGNED_MAX_COLUMNS];
    if (parts > MZ_ALIGNED_MAX_COLUMNS) parts = MZ_ALIGNED_MAX_COLUMNS;
    for (size_t p = 0; p < parts; p++) seeds[p] = middle2(&items[fullest + p]);
    qsort(items, count, sizeof *items, by_middle);
    size_t at = 0;
    for (size_t p = 0; p < parts; p++) {
        size_t end = at;
        while (end < count && (p + 1 == parts || 2 * middle2(&items[end]) < seeds[p] + seeds[p + 1])) end++;
        add_band(bands, items + at, end - at, MZ_BAND_FIGURE);
        at = end;
    }
}

/* Figures or codes: chunks whose extents touch form one column. items are sorted by left edge. */
static void figure_bands(mz_bands *bands, mz_chunk *items, size_t count)
{
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        uint32_t right = items[i].x1;
        while (end < count && items[end].x0 < right) {
            if (items[end].x1 > right) right = items[end].x1;
            end++;
        }
        size_t fullest = 0, most = most_on_a_line(items + i, end - i, &fullest);
        if (most > 1)
            add_divided(bands, items + i, end - i, most, fullest);
        else
            add_band(bands, items + i, end - i, MZ_BAND_FIGURE);
        i = end;
    }
}

/* Whether two texts of [a, b) stand on one line; items sorted by line. */
static bool share_line(mz_chunk *items, size_t count)
{
    size_t fullest;
    return most_on_a_line(items, count, &fullest) > 1;
}

/* Texts between two figure columns: clusters by overlap, then neighbours joined while they never stand on one line
 * (centred totals). */
static void text_bands(mz_bands *bands, mz_chunk *items, size_t count)
{
    size_t begin = 0;
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        uint32_t right = items[i].x1;
        while (end < count && items[end].x0 < right) {
            if (items[end].x1 > right) right = items[end].x1;
            end++;
        }
        if (begin < i && share_line(items + begin, end - begin)) {
            qsort(items + begin, end - begin, sizeof *items, by_left);
            add_band(bands, items + begin, i - begin, MZ_BAND_TEXT);
            begin = i;
        } else {
            qsort(items + begin, end - begin, sizeof *items, by_left);
        }
        i = end;
    }
    add_band(bands, items + begin, count - begin, MZ_BAND_TEXT);
}

/* Whether a chunk can be a subject code: functions are of classes 201 to 239, economic subjects of 301 to 399 and 501
 * to 599 and have no 项; 款 and 项 are never numbered 00. */
static bool code_like(const mz_chunk *chunk)
{
    const char *at = chunk->text;
    if (chunk->kind != MZ_CHUNK_DIGITS || (chunk->length != 3 && chunk->length != 5 && chunk->length != 7))
        return false;
    bool function = at[0] == '2' && at[1] <= '3', economic = (at[0] == '3' || at[0] == '5') && chunk->length < 7;
    if (!function && !economic) return false;
    for (size_t part = 1; part < chunk->length; part += 2)
        if (at[part] == '0' && at[part + 1] == '0') return false;
    return true;
}

/* Whether chunk i of chunks, of bare digits, can be a code or a serial number: a long one that a name stands before is
 * an amount, unless it is a 款 of the right half of a table of two. */
static bool numbers_row(const mz_chunk *chunks, size_t i)
{
    const mz_chunk *chunk = &chunks[i];
    if (chunk->kind != MZ_CHUNK_DIGITS || chunk->length > 7) return false;
    bool named = i > 0 && chunks[i - 1].line == chunk->line && chunks[i - 1].kind == MZ_CHUNK_TEXT;
    return chunk->length <= 3 || !named || (chunk->length == 5 && *chunk->text != '2' && code_like(chunk));
}

/* A band of bare digits is a code (or a serial number) when all are short and a text column follows before the next
 * figures. */
static void find_codes(mz_bands *bands, const mz_chunk *chunks, size_t count)
{
    for (size_t b = 0; b + 1 < bands->count; b++) {
        mz_band *band = &bands->items[b];
        if (band->kind != MZ_BAND_FIGURE) continue;
        size_t next = b + 1;
        while (next < bands->count && bands->items[next].kind != MZ_BAND_TEXT &&
               bands->items[next].x1 - bands->items[next].x0 <= 3)
            next++;
        if (next == bands->count || bands->items[next].kind != MZ_BAND_TEXT) continue;
        bool code = true;
        for (size_t i = 0; i < count && code; i++)
            if (chunks[i].kind != MZ_CHUNK_TEXT && mz_bands_of(bands, &chunks[i]) == (int32_t)b)
                code = numbers_row(chunks, i);
        if (code) band->kind = MZ_BAND_CODE;
    }
}

/* Whether chunks of bands a and b stand on one line. chunks are in line order. */
static bool bands_share_line(const mz_bands *bands, const mz_chunk *chunks, size_t count, int32_t a, int32_t b)
{
    uint32_t line = UINT32_MAX;
    bool has_a = false, has_b = false;
    for (size_t i = 0; i < count; i++) {
        if (chunks[i].kind != MZ_CHUNK_TEXT) continue;
        if (chunks[i].line != line) has_a = has_b = false;
        line = chunks[i].line;
        int32_t band = mz_bands_of(bands, &chunks[i]);
        has_a = has_a || band == a;
        has_b = has_b || band == b;
        if (has_a && has_b) return true;
    }
    return false;
}

/* Where the first figures behind a band begin. */
static uint32_t figures_behind(const mz_bands *bands, const mz_band *band)
{
    uint32_t begin = UINT32_MAX;
    for (size_t b = 0; b < bands->count; b++)
        if (bands->items[b].kind == MZ_BAND_FIGURE && bands->items[b].x0 >= band->x1 && bands->items[b].x0 < begin)
            begin = bands->items[b].x0;
    return begin;
}

/* A total's name that stands where the codes stand is a label: its band is joined to the labels behind the codes (and
 * before the figures: what stands behind those are remarks). */
static void join_totals(mz_bands *bands, const mz_chunk *chunks, size_t count)
{
    for (size_t c = 0; c < bands->count; c++) {
        if (bands->items[c].kind != MZ_BAND_CODE) continue;
        size_t total = SIZE_MAX, label = SIZE_MAX;
        const uint32_t figures = figures_behind(bands, &bands->items[c]);
        for (size_t b = 0; b < bands->count; b++) {
            const mz_band *band = &bands->items[b];
            if (band->kind != MZ_BAND_TEXT) continue;
            if (band->x0 < bands->items[c].x1 && band->x1 > bands->items[c].x0) total = b;
            if (band->x0 >= bands->items[c].x1 && band->x0 < figures && label == SIZE_MAX) label = b;
        }
        if (total == SIZE_MAX || label == SIZE_MAX) continue;
        if (bands_share_line(bands, chunks, count, (int32_t)total, (int32_t)label)) continue;
        bands->items[label].x0 = bands->items[total].x0;
        memmove(&bands->items[total], &bands->items[total + 1], (bands->count - total - 1) * sizeof *bands->items);
        bands->count--;
        c = SIZE_MAX; /* from the start: the bands have moved */
    }
}

/* Whether a chunk that stands in a column of codes is one, if need be a misprinted one. */
static bool code_there(const mz_chunk *chunk)
{
    if (chunk->kind != MZ_CHUNK_DIGITS) return false;
    return chunk->length == 3 || chunk->length == 5 || chunk->length == 7 ||
           (chunk->length < 3 && chunk->text[0] != '0');
}

/* Takes from items (sorted by left edge) what stands in a column of codes that their names follow on the line, and puts
 * it into codes. Returns how many remain. chunks are in line order. */
static size_t take_codes(const mz_chunk *chunks, size_t count, mz_chunk *items, size_t item_count, mz_chunk *codes,
                         size_t *code_count)
{
    mz_bands certain = {.count = 0};
    *code_count = 0;
    for (size_t i = 0; i + 1 < count; i++)
        if (code_like(&chunks[i]) && numbers_row(chunks, i) && chunks[i + 1].line == chunks[i].line &&
            chunks[i + 1].kind == MZ_CHUNK_TEXT)
            codes[(*code_count)++] = chunks[i];
    qsort(codes, *code_count, sizeof *codes, by_left);
    figure_bands(&certain, codes, *code_count);
    size_t kept = 0;
    *code_count = 0;
    for (size_t i = 0; i < item_count; i++) {
        bool code = false;
        for (size_t b = 0; b < certain.count && !code && code_there(&items[i]); b++)
            code = items[i].x0 < certain.items[b].x1 && items[i].x1 > certain.items[b].x0;
        if (code)
            codes[(*code_count)++] = items[i];
        else
            items[kept++] = items[i];
    }
    return kept;
}

bool mz_bands_find(mz_arena *arena, const mz_chunk *chunks, size_t count, mz_bands *bands)
{
    *bands = (mz_bands){.count = 0};
    mz_chunk *figures = mz_arena_array(arena, count + 1, sizeof *figures),
             *codes = mz_arena_array(arena, count + 1, sizeof *codes),
             *texts = mz_arena_array(arena, count + 1, sizeof *texts);
    if (figures == NULL || codes == NULL || texts == NULL) return false;
    size_t figure_count = 0, text_count = 0, code_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (chunks[i].kind == MZ_CHUNK_TEXT)
            texts[text_count++] = chunks[i];
        else
            figures[figure_count++] = chunks[i];
    }
    qsort(figures, figure_count, sizeof *figures, by_left);
    qsort(texts, text_count, sizeof *texts, by_left);
    figure_count = take_codes(chunks, count, figures, figure_count, codes, &code_count);
    figure_bands(bands, figures, figure_count);
    size_t first_code = bands->count;
    figure_bands(bands, codes, code_count);
    for (size_t b = first_code; b < bands->count; b++) bands->items[b].kind = MZ_BAND_CODE;
    qsort(bands->items, bands->count, sizeof *bands->items, by_band);
    size_t figure_bands_count = bands->count, at = 0;
    for (size_t b = 0; b <= figure_bands_count; b++) {
        size_t end = at;
        while (end < text_count &&
               (b == figure_bands_count || 2 * texts[end].x0 < bands->items[b].x0 + bands->items[b].x1))
            end++;
        if (end > at) text_bands(bands, texts + at, end - at);
        at = end;
    }
    qsort(bands->items, bands->count, sizeof *bands->items, by_band);
    find_codes(bands, chunks, count);
    join_totals(bands, chunks, count);
    return true;
}

int32_t mz_bands_of(const mz_bands *bands, const mz_chunk *chunk)
{
    int32_t best = -1;
    uint32_t least = UINT32_MAX;
    for (size_t b = 0; b < bands->count; b++) {
        const mz_band *band = &bands->items[b];
        if ((band->kind == MZ_BAND_TEXT) != (chunk->kind == MZ_CHUNK_TEXT)) continue;
        if (band->kind == MZ_BAND_CODE && chunk->kind == MZ_CHUNK_FIGURE) continue;
        bool inside = chunk->x0 >= band->x0 && chunk->x1 <= band->x1;
        uint32_t apart = (uint32_t)abs((int32_t)middle2(chunk) - (int32_t)(band->x0 + band->x1));
        if (inside && apart < least) {
            least = apart;
            best = (int32_t)b;
        }
    }
    return best;
}
