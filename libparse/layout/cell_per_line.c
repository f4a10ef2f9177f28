/* cell_per_line.c - one cell per line behind a leading tab. A blank line ends a row, but also stands inside a row whose
 * cells have several paragraphs; a line without tab goes on with the cell above it. Merged cells are printed once
 * (cell_rows.c). */
#include <string.h>

#include "cell_rows.h"

/* Cells between two blank lines. */
typedef struct segment {
    uint32_t first; /* index into the list of cells */
    uint32_t count;
} segment;

typedef struct collector {
    mz_layout *layout;
    mz_grid_cell *cells;
    size_t cell_count;
    segment *segments;
    size_t segment_count, segment_capacity;
    bool folds; /* some cells have tabs inside */
} collector;

/* A copy of a cell's text with its tabs folded to blanks; NULL when memory runs out. */
static const char *folded(const collector *c, const char *text, size_t length)
{
    char *copy = mz_arena_copy(c->layout->arena, text, length);
    for (size_t i = 0; copy != NULL && i < length; i++)
        if (copy[i] == '\t') copy[i] = ' ';
    return copy;
}

/* Appends the cell of a line that begins with a tab; there is room for all of them. */
static bool add_cell(collector *c, const mz_line *line)
{
    const char *text = line->text + 1;
    size_t length = line->length - 1;
    mz_trim(&text, &length);
    if (c->folds && memchr(text, '\t', length) != NULL) text = folded(c, text, length);
    c->cells[c->cell_count++] =
        (mz_grid_cell){.text = text, .length = (uint32_t)length, .span = mz_line_span(line, line->text, line->length)};
    return text != NULL;
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

/* The most cells of a segment. Captions above the table may have more cells than it, some of them blank: the first
 * segment counts only as far as another has as many. */
static uint32_t width_of(const collector *c, size_t begin, size_t end)
{
    uint32_t first = c->segments[begin].count, width = 0, filled = 0;
    for (size_t i = begin + 1; i < end; i++)
        if (c->segments[i].count > width) width = c->segments[i].count;
    for (uint32_t i = 0; i < first; i++) filled += c->cells[c->segments[begin].first + i].length > 0;
    const bool captions = filled <= 3 && filled < first && end - begin > 3;
    return first > width && !captions ? first : width;
}

/* Makes a grid of segments [begin, end). */
static bool add_grid(collector *c, size_t begin, size_t end)
{
    if (begin == end) return true;
    mz_layout *layout = c->layout;
    const uint32_t width = width_of(c, begin, end);
    const collector part = {
        .cells = c->cells, .segments = c->segments + begin, .segment_count = end - begin, .layout = layout};
    mz_grid *grid = mz_arena_alloc(layout->arena, sizeof *grid);
    mz_grid_row *rows = mz_arena_array(layout->arena, part.segment_count, sizeof *rows);
    if (grid == NULL || rows == NULL) return false;
    grid->serialisation = MZ_SERIAL_CELL_PER_LINE;
    grid->rows = rows;
    grid->row_count = make_rows(&part, width, rows);
    if (grid->row_count == 1 && all_blank(rows[0].cells, rows[0].count)) return true;
    return mz_cell_rows_place(layout, rows, grid->row_count, width) && mz_layout_grid(layout, grid);
}

/* The only filled cell of a segment if it is the title of a table, NULL otherwise. */
static const mz_grid_cell *title_of(const collector *c, const segment *s)
{
    const mz_grid_cell *only = NULL;
    for (uint32_t i = 0; i < s->count; i++) {
        const mz_grid_cell *cell = &c->cells[s->first + i];
        if (cell->length == 0) continue;
        if (only != NULL) return NULL;
        only = cell;
    }
    const mz_layout *layout = c->layout;
    return only != NULL && layout->is_title != NULL && layout->is_title(layout->context, only->text, only->length)
               ? only
               : NULL;
}

/* A title in a row of its own becomes a paragraph, and what follows it another grid. */
bool mz_layout_cell_per_line(const mz_text *text, size_t begin, size_t end, mz_layout *layout)
{
    collector c = {.layout = layout};
    if (begin == end) return true;
    const char *first = text->lines[begin].text, *behind = text->lines[end - 1].text + text->lines[end - 1].length;
    size_t most = 0;
    for (size_t l = begin; l < end; l++) most += *text->lines[l].text == '\t';
    c.folds = mz_text_count(first, (size_t)(behind - first), '\t') > most;
    c.cells = mz_arena_room(layout->arena, most, sizeof *c.cells);
    if (c.cells == NULL || !collect(&c, text, begin, end)) return false;
    size_t from = 0;
    for (size_t i = 0; i < c.segment_count; i++) {
        const mz_grid_cell *title = title_of(&c, &c.segments[i]);
        if (title == NULL) continue;
        if (!add_grid(&c, from, i) || !mz_layout_cell_paragraph(layout, title)) return false;
        from = i + 1;
    }
    return add_grid(&c, from, c.segment_count);
}
