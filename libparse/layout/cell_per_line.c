/* cell_per_line.c - one cell per line behind a leading tab. A blank line ends a row, but also stands inside a row whose
 * cells have several paragraphs; a line without tab goes on with the cell above it. Merged header cells are printed
 * once, so header rows are shorter than data rows: their extent follows from the row beneath. */
#include <string.h>

#include "grid.h"

/* Cells between two blank lines. */
typedef struct segment {
    uint32_t first; /* index into the list of cells */
    uint32_t count;
} segment;

typedef struct collector {
    mz_layout *layout;
    mz_grid_cell *cells;
    size_t cell_count, cell_capacity;
    segment *segments;
    size_t segment_count, segment_capacity;
} collector;

/* Folds tabs inside a cell's text to blanks; copies only when there are any. */
static bool set_text(mz_arena *arena, mz_grid_cell *cell, const char *text, size_t length)
{
    mz_trim(&text, &length);
    if (memchr(text, '\t', length) != NULL) {
        char *copy = mz_arena_copy(arena, text, length);
        if (copy == NULL) return false;
        for (size_t i = 0; i < length; i++)
            if (copy[i] == '\t') copy[i] = ' ';
        text = copy;
    }
    cell->text = text;
    cell->length = (uint32_t)length;
    return true;
}

static bool add_cell(collector *c, const mz_line *line)
{
    mz_grid_cell *cell =
        mz_arena_push(c->layout->arena, &c->cells, &c->cell_count, &c->cell_capacity, sizeof *c->cells);
    if (cell == NULL) return false;
    cell->confidence = 100;
    cell->span = mz_line_span(line, line->text, line->length);
    return set_text(c->layout->arena, cell, line->text + 1, line->length - 1);
}

/* Joins the lines of one cell that go on without a tab: [at, end). Returns the first line after them. */
static size_t continue_lines(collector *c, const mz_text *text, size_t at, size_t end, bool *ok)
{
    size_t total = 0, stop = at;
    while (stop < end && text->lines[stop].length > 0 && text->lines[stop].text[0] != '\t') {
        const char *part = text->lines[stop].text;
        size_t length = text->lines[stop].length;
        mz_trim(&part, &length);
        if (length == 0) break;
        total += length;
        stop++;
    }
    *ok = true;
    if (stop == at) return at;
    mz_grid_cell *cell = &c->cells[c->cell_count - 1];
    char *joined = mz_arena_alloc(c->layout->arena, cell->length + total + 1);
    if (joined == NULL) {
        *ok = false;
        return stop;
    }
    memcpy(joined, cell->text, cell->length);
    size_t written = cell->length;
    for (size_t i = at; i < stop; i++) {
        const char *part = text->lines[i].text;
        size_t length = text->lines[i].length;
        mz_trim(&part, &length);
        memcpy(joined + written, part, length);
        written += length;
    }
    cell->text = joined;
    cell->length = (uint32_t)written;
    cell->span.end = text->lines[stop - 1].offset + text->lines[stop - 1].length;
    return stop;
}

/* Cuts the lines into cells and segments. */
static bool collect(collector *c, const mz_text *text, size_t begin, size_t end)
{
    bool open = false; /* inside a segment */
    for (size_t at = begin; at < end;) {
        const mz_line *line = &text->lines[at];
        if (line->length > 0 && line->text[0] == '\t') {
            segment *last = open ? &c->segments[c->segment_count - 1] : NULL;
            if (last == NULL) {
                last = mz_arena_push(c->layout->arena, &c->segments, &c->segment_count, &c->segment_capacity,
                                     sizeof *c->segments);
                if (last == NULL) return false;
                last->first = (uint32_t)c->cell_count;
            }
            if (!add_cell(c, line)) return false;
            last->count++;
            open = true;
            at++;
            continue;
        }
        bool ok = true;
        size_t next = open ? continue_lines(c, text, at, end, &ok) : at;
        if (!ok) return false;
        if (next == at) {
            open = false;
            next = at + 1;
        }
        at = next;
    }
    return true;
}

static bool all_blank(const mz_grid_cell *cells, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (cells[i].length > 0) return false;
    return true;
}

/* Joins segments to rows: behind the first full row, several that together have exactly the table's width are one. */
static size_t make_rows(const collector *c, uint32_t width, mz_grid_row *rows)
{
    size_t count = 0;
    bool full = false; /* header rows and captions are shorter, but whole */
    for (size_t at = 0; at < c->segment_count;) {
        uint32_t sum = 0;
        size_t next = at;
        while (full && next < c->segment_count && sum + c->segments[next].count <= width)
            sum += c->segments[next++].count;
        if (sum < width || next == at) {
            sum = c->segments[at].count;
            next = at + 1;
        }
        mz_grid_row *row = &rows[count++];
        row->cells = &c->cells[c->segments[at].first];
        row->count = sum;
        row->span = row->cells[0].span;
        row->span.end = row->cells[sum - 1].span.end;
        for (uint32_t i = 0; i < sum; i++) row->cells[i].column = (uint16_t)(i < UINT16_MAX ? i : UINT16_MAX - 1);
        full = full || sum == width;
        at = next;
    }
    return count;
}

static bool is_figure(const mz_grid_cell *cell)
{
    return cell->length > 0 && (cell->text[0] == '-' || (cell->text[0] >= '0' && cell->text[0] <= '9'));
}

static bool same_text(const mz_grid_cell *a, const mz_grid_cell *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/*
 * Where a run of lower cells that two upper cells share is cut: where its first text comes again (项目 金额 | 项目
 * 金额), else behind the last column that holds words in the rows beneath (科目编码 科目名称 | 合计 ...), else in the
 * middle.
 */
static uint32_t cut_run(const mz_grid_row *lower, uint32_t begin, uint32_t end, const mz_grid_row *rows,
                        size_t row_count)
{
    for (uint32_t i = begin + 1; i < end; i++)
        if (same_text(&lower->cells[i], &lower->cells[begin])) return i;
    for (uint32_t i = end - 1; i > begin; i--) {
        for (size_t r = 0; r < row_count && r < 16; r++) {
            const mz_grid_cell *cell = rows[r].count == lower->count ? &rows[r].cells[i - 1] : NULL;
            if (cell != NULL && cell->length > 0 && !is_figure(cell)) return i;
        }
    }
    return begin + (end - begin) / 2;
}

/* Gives each cell of upper the extent of the lower cells beneath it. A blank lower cell continues one upper cell; a run
 * of filled ones is a group under one upper cell, or under several when there are more of them. */
static void spread(mz_grid_row *upper, const mz_grid_row *lower, const mz_grid_row *rows, size_t row_count)
{
    uint32_t runs = 0, blanks = 0;
    for (uint32_t i = 0; i < lower->count; i++) {
        blanks += lower->cells[i].length == 0;
        runs += lower->cells[i].length > 0 && (i == 0 || lower->cells[i - 1].length == 0);
    }
    uint32_t spare = upper->count > blanks + runs ? upper->count - blanks - runs : 0; /* uppers beyond one per run */
    uint32_t at = 0;
    for (uint32_t u = 0; u < upper->count; u++) {
        uint32_t end = at < lower->count ? at + 1 : at;
        if (at < lower->count && lower->cells[at].length > 0) {
            while (end < lower->count && lower->cells[end].length > 0) end++;
            if (spare > 0 && end - at > 1) {
                end = cut_run(lower, at, end, rows, row_count);
                spare--;
            }
        }
        const mz_grid_cell *first = at < lower->count ? &lower->cells[at] : NULL;
        const mz_grid_cell *last = end > at ? &lower->cells[end - 1] : NULL;
        if (first != NULL && last != NULL) {
            upper->cells[u].column = first->column;
            upper->cells[u].width = (uint16_t)(last->column + (last->width > 0 ? last->width : 1) - first->column);
        }
        at = end;
    }
}

/* Spreads the rows above the first full row, from the bottom up. */
static void spread_headers(mz_grid_row *rows, size_t count, uint32_t width)
{
    size_t full = 0;
    while (full < count && rows[full].count < width) full++;
    if (full == count) return;
    for (size_t r = full; r-- > 0;)
        if (rows[r].count < rows[r + 1].count || r + 1 < full)
            spread(&rows[r], &rows[r + 1], rows + full + 1, count - full - 1);
}

bool mz_layout_cell_per_line(const mz_text *text, size_t begin, size_t end, mz_layout *layout)
{
    collector c = {.layout = layout};
    if (!collect(&c, text, begin, end)) return false;
    if (c.segment_count == 0) return true;
    uint32_t width = 0;
    for (size_t i = 0; i < c.segment_count; i++)
        if (c.segments[i].count > width) width = c.segments[i].count;
    mz_grid *grid = mz_arena_alloc(layout->arena, sizeof *grid);
    mz_grid_row *rows = mz_arena_array(layout->arena, c.segment_count, sizeof *rows);
    if (grid == NULL || rows == NULL) return false;
    grid->serialisation = MZ_SERIAL_CELL_PER_LINE;
    grid->rows = rows;
    grid->row_count = make_rows(&c, width, rows);
    if (grid->row_count == 1 && all_blank(rows[0].cells, rows[0].count)) return true;
    spread_headers(rows, grid->row_count, width);
    return mz_layout_grid(layout, grid);
}
