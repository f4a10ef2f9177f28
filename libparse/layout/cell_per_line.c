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

/* A row of the header and the one above it, whose cells are printed once wherever they reach. */
typedef struct levels {
    mz_layout *layout;
    mz_grid_row *upper;
    const mz_grid_row *lower;
    const mz_grid_row *rows; /* beneath both */
    size_t row_count;
} levels;

/* Which upper cell from first on holds the first two characters of the lower cell (增减 and 增减额); their count when
 * none does. */
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

/*
 * How much speaks for a new upper cell over lower cell at of the run [begin, end), whose first upper cell is number
 * first: the run's first text comes again (项目 金额 | 项目 金额), words end there in the rows beneath (科目编码
 * 科目名称 | 合计 ...), another upper cell begins like the lower one, neither group has one cell only, the middle.
 */
static unsigned cut_evidence(const levels *l, uint32_t begin, uint32_t end, uint32_t at, uint32_t first)
{
    unsigned evidence = same_text(&l->lower->cells[at], &l->lower->cells[begin]) ? 16 : 0;
    if (holds_words(l, at - 1) && !holds_words(l, at)) evidence += 8;
    if (named_above(l, first, at) != named_above(l, first, at - 1)) evidence += 4;
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
        for (uint32_t i = at + 1; i < end; i++) {
            cut[i] = (uint8_t)(1 + cut_evidence(l, at, end, i, upper));
            counts[cut[i] - 1]++;
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
    for (uint32_t u = 0, at = 0; u < upper->count && at < lower->count; u++) {
        uint32_t end = at + 1;
        while (lower->cells[at].length > 0 && end < lower->count && lower->cells[end].length > 0 && cut[end] == 0)
            end++;
        const mz_grid_cell *first = &lower->cells[at], *last = &lower->cells[end - 1];
        upper->cells[u].column = first->column;
        upper->cells[u].width = (uint16_t)(last->column + (last->width > 0 ? last->width : 1) - first->column);
        at = end;
    }
    return true;
}

/* Spreads the rows above the first full row, from the bottom up. */
static bool spread_headers(mz_layout *layout, mz_grid_row *rows, size_t count, uint32_t width)
{
    size_t full = 0;
    while (full < count && rows[full].count < width) full++;
    levels l = {.layout = layout, .rows = rows + full + 1, .row_count = full < count ? count - full - 1 : 0};
    for (size_t r = full < count ? full : 0; r-- > 0;) {
        l.upper = &rows[r];
        l.lower = &rows[r + 1];
        if ((rows[r].count < rows[r + 1].count || r + 1 < full) && !spread(&l)) return false;
    }
    return true;
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
    return spread_headers(layout, rows, grid->row_count, width) && mz_layout_grid(layout, grid);
}
