/* cell_rows.c - merged cells are printed once, so their rows are shorter than others: the extent of header cells
 * follows from the row beneath, the place of the cells of a short data row from what the columns hold. */
#include "cell_rows.h"

#include <string.h>

static bool is_figure(const mz_grid_cell *cell)
{
    return cell->length > 0 && (cell->text[0] == '-' || (cell->text[0] >= '0' && cell->text[0] <= '9'));
}

static bool same_text(const mz_grid_cell *a, const mz_grid_cell *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* A row of the header and the one above it, whose cells are printed once wherever they reach. */
typedef struct levels {
    mz_layout *layout;
    mz_grid_row *upper;
    const mz_grid_row *lower;
    const mz_grid_row *rows; /* beneath both */
    size_t row_count;
} levels;

/* Which upper cell from first on holds the first two characters of the lower cell (增减 and 增减额); the count of upper
 * cells when none does. */
static uint32_t named_above(const levels *l, uint32_t first, uint32_t lower)
{
    enum { CHARACTERS = 6 /* bytes of two */, MOST_UPPERS = 24 };
    const mz_grid_cell *cell = &l->lower->cells[lower];
    char begin[CHARACTERS + 1] = "";
    if (cell->length < CHARACTERS) return l->upper->count;
    memcpy(begin, cell->text, CHARACTERS);
    for (uint32_t u = first; u < l->upper->count && u < first + MOST_UPPERS; u++)
        if (mz_text_holds(l->upper->cells[u].text, l->upper->cells[u].length, begin)) return u;
    return l->upper->count;
}

static bool holds_words(const levels *l, uint32_t column)
{
    enum { SAMPLE_ROWS = 16 };
    for (size_t r = 0; r < l->row_count && r < SAMPLE_ROWS; r++) {
        const mz_grid_cell *cell = l->rows[r].count == l->lower->count ? &l->rows[r].cells[column] : NULL;
        if (cell != NULL && cell->length > 0 && !is_figure(cell)) return true;
    }
    return false;
}

enum { MOST_EVIDENCE = 32 };

/* What is known of a lower cell: the upper cell named like it, whether words are beneath it. */
typedef struct lower_cell {
    uint32_t named;
    bool words;
} lower_cell;

static lower_cell look_at(const levels *l, uint32_t first, uint32_t at)
{
    return (lower_cell){named_above(l, first, at), holds_words(l, at)};
}

/*
 * How much speaks for a new upper cell over lower cell at of the run [begin, end), what is known of it and of the one
 * before it: a figure is beneath, the run's first text comes again (项目 金额 | 项目 金额), words end there in the rows
 * beneath (科目编码 科目名称 | 合计 ...), another upper cell begins like the lower one, neither group has one cell
 * only, the middle.
 */
static unsigned cut_evidence(const levels *l, uint32_t begin, uint32_t end, uint32_t at, lower_cell before,
                             lower_cell own)
{
    unsigned evidence = same_text(&l->lower->cells[at], &l->lower->cells[begin]) ? 16 : 0;
    if (is_figure(&l->lower->cells[at])) evidence = 4; /* the lower row is one of figures: each has its header */
    if (before.words && !own.words) evidence += 8;
    if (own.named != before.named) evidence += 4;
    if (at - begin > 1 && end - at > 1) evidence += 2;
    return evidence + (at == begin + (end - begin) / 2);
}

static uint32_t run_end(const mz_grid_row *row, uint32_t at)
{
    while (at < row->count && row->cells[at].length > 0) at++;
    return at;
}

/* Marks in cut the spare lower cells inside runs over which a further upper cell most likely begins. */
static void mark_cuts(const levels *l, uint32_t spare, uint8_t *cut)
{
    uint32_t counts[MOST_EVIDENCE] = {0}, upper = 0;
    for (uint32_t at = 0; at < l->lower->count; upper++) {
        uint32_t end = run_end(l->lower, at);
        lower_cell before = at + 1 < end ? look_at(l, upper, at) : (lower_cell){0};
        for (uint32_t i = at + 1; i < end; i++) {
            const lower_cell own = look_at(l, upper, i);
            cut[i] = (uint8_t)(1 + cut_evidence(l, at, end, i, before, own));
            counts[cut[i] - 1]++;
            before = own;
        }
        at = end > at ? end : at + 1;
    }
    uint32_t least = MOST_EVIDENCE, left = spare;
    while (least > 0 && counts[least - 1] <= left) left -= counts[--least];
    for (uint32_t i = 0; i < l->lower->count; i++) { /* left of those with the evidence below least, from the left */
        bool last = cut[i] > 0 && cut[i] == least && left > 0;
        left -= last;
        cut[i] = cut[i] > least || last;
    }
}

/* Gives each cell of upper the extent of the lower cells beneath it. A blank lower cell continues one upper cell; a run
 * of filled ones is a group under one upper cell, or under several when there are more of them. */
static bool spread(const levels *l)
{
    const mz_grid_row *lower = l->lower;
    mz_grid_row *upper = l->upper;
    uint32_t segments = 0;
    for (uint32_t i = 0; i < lower->count; i++)
        segments += lower->cells[i].length == 0 || i == 0 || lower->cells[i - 1].length == 0;
    uint8_t *cut = mz_arena_array(l->layout->arena, lower->count + 1, sizeof *cut);
    if (cut == NULL) return false;
    if (upper->count > segments) mark_cuts(l, upper->count - segments, cut);
    uint32_t at = 0, behind = 0; /* behind: the column behind the last extent */
    for (uint32_t u = 0; u < upper->count; u++, behind++) {
        mz_grid_cell *cell = &upper->cells[u];
        if (at >= lower->count) { /* nothing is beneath: side by side, behind the others */
            cell->column = (uint16_t)(behind < UINT16_MAX ? behind : UINT16_MAX - 1);
            continue;
        }
        uint32_t end = at + 1;
        while (lower->cells[at].length > 0 && end < lower->count && lower->cells[end].length > 0 && cut[end] == 0)
            end++;
        const mz_grid_cell *first = &lower->cells[at], *last = &lower->cells[end - 1];
        behind = last->column + (last->width > 0 ? last->width : 1u) - 1;
        cell->column = first->column;
        cell->width = (uint16_t)(behind >= first->column ? behind + 1 - first->column : 1);
        at = end;
    }
    return true;
}

static bool has_figures(const mz_grid_row *row)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (is_figure(&row->cells[i])) return true;
    return false;
}

/* The first full row, count when there is none: captions above a shorter row of the header are none, however many cells
 * they have; a header has no blanks in its first row. */
static size_t first_full(const mz_grid_row *rows, size_t count, uint32_t width)
{
    size_t full = 0;
    while (full < count && rows[full].count != width) full++;
    if (full > 0 || count < 2 || rows[1].count >= width || has_figures(&rows[1])) return full;
    uint32_t filled = 0;
    for (uint32_t i = 0; i < rows[0].count; i++) filled += rows[0].cells[i].length > 0;
    if (filled == rows[0].count) return full;
    for (full = 2; full < count && rows[full].count != width;) full++;
    return full;
}

/* Spreads the rows above the first full row, from the bottom up. */
static bool spread_headers(mz_layout *layout, mz_grid_row *rows, size_t count, uint32_t width)
{
    size_t full = first_full(rows, count, width);
    levels l = {.layout = layout, .rows = rows + full + 1, .row_count = full < count ? count - full - 1 : 0};
    for (size_t r = full < count ? full : 0; r-- > 0;) {
        l.upper = &rows[r];
        l.lower = &rows[r + 1];
        if ((rows[r].count < rows[r + 1].count || r + 1 < full) && !spread(&l)) return false;
    }
    return true;
}

/* ---- rows that are shorter for a merged cell (合计 over code and name) ---- */

/* Per column of the full rows behind the header: more figures than words (above 0) or the other way round. */
static int32_t *column_kinds(mz_layout *layout, const mz_grid_row *rows, size_t count, uint32_t width)
{
    enum { SAMPLE_ROWS = 64 };
    int32_t *kinds = mz_arena_array(layout->arena, width + 1, sizeof *kinds);
    for (size_t r = 0; kinds != NULL && r < count && r < SAMPLE_ROWS; r++)
        for (uint32_t i = 0; rows[r].count == width && i < width; i++)
            if (rows[r].cells[i].length > 0) kinds[i] += is_figure(&rows[r].cells[i]) ? 1 : -1;
    return kinds;
}

/* Where the cells of a short row stand: figures in the next column of figures, words in the next one of words, blanks
 * in the next one. columns receives the place of each; whether all found one. */
static bool find_places(const mz_grid_row *row, const int32_t *kinds, uint32_t width, uint16_t *columns)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < row->count; i++, at++) {
        const mz_grid_cell *cell = &row->cells[i];
        while (at < width && cell->length > 0 && (is_figure(cell) ? kinds[at] < 0 : kinds[at] > 0)) at++;
        if (at + (row->count - i) > width) return false;
        columns[i] = (uint16_t)at;
    }
    return true;
}

/* Whether a row is short and has figures: its cells may stand elsewhere than counted from the left. */
static bool is_doubtful(const mz_grid_row *row, uint32_t width)
{
    return row->count > 1 && row->count < width && has_figures(row);
}

/* Moves the cells of short rows behind the header whose figures would stand among words. Where no row is full (one code
 * cell under 类, 款 and 项) all but the first cell keep to the right. */
static bool place_short_rows(mz_layout *layout, mz_grid_row *rows, size_t count, uint32_t width)
{
    size_t r = 0;
    while (r < count && !is_doubtful(&rows[r], width)) r++;
    if (r == count) return true;
    uint16_t *columns = mz_arena_array(layout->arena, width + 1, sizeof *columns);
    int32_t *kinds = column_kinds(layout, rows + 1, count - 1, width);
    if (columns == NULL || kinds == NULL) return false;
    bool full = false;
    for (size_t i = 1; i < count && !full; i++) full = rows[i].count == width;
    for (; r < count; r++) {
        mz_grid_row *row = &rows[r];
        bool wrong = !full;
        if (!is_doubtful(row, width)) continue;
        for (uint32_t i = 0; i < row->count; i++) {
            columns[i] = (uint16_t)(i == 0 ? 0 : width - row->count + i);
            wrong = wrong || (is_figure(&row->cells[i]) && kinds[i] < 0);
        }
        if (!wrong || (full && !find_places(row, kinds, width, columns))) continue;
        for (uint32_t i = 0; i < row->count; i++) row->cells[i].column = columns[i];
    }
    return true;
}

bool mz_cell_rows_place(mz_layout *layout, mz_grid_row *rows, size_t count, uint32_t width)
{
    size_t full = first_full(rows, count, width);
    if (full < count && !place_short_rows(layout, rows + full, count - full, width)) return false;
    return spread_headers(layout, rows, count, width);
}
