/* read.c - decides by content which serialisation each stretch of lines is in, and has it read. */
#include <string.h>

#include "grid.h"

typedef enum line_kind {
    LINE_BLANK,
    LINE_TEXT, /* no tab */
    LINE_CELL, /* one tab, at the start: a cell of the cell-per-line serialisation */
    LINE_TABS  /* tabs inside: a row of the tabbed serialisation */
} line_kind;

static line_kind kind_of(const mz_line *line)
{
    const char *text = line->text;
    size_t length = line->length;
    if (length == 0) return LINE_BLANK;
    if (*text == '\t') return memchr(text + 1, '\t', length - 1) == NULL ? LINE_CELL : LINE_TABS;
    if (memchr(text, '\t', length) != NULL) return LINE_TABS;
    return mz_is_blank(text, length) ? LINE_BLANK : LINE_TEXT;
}

/* The page number after the only tab of a contents line, -1 when the line is none. */
static int contents_page(const mz_line *line)
{
    const char *tab = memchr(line->text, '\t', line->length);
    if (tab == NULL || tab == line->text) return -1;
    const char *number = tab + 1;
    size_t length = line->length - (size_t)(number - line->text);
    mz_trim(&number, &length);
    if (length == 0 || length > 4) return -1;
    int page = 0;
    for (size_t i = 0; i < length; i++) {
        if (number[i] < '0' || number[i] > '9') return -1;
        page = page * 10 + (number[i] - '0');
    }
    return page;
}

/* End of the run of contents lines that begins at begin: text, tab, page numbers that never fall. begin when it is
 * none. */
static size_t contents_end(const mz_text *text, size_t begin, size_t end)
{
    int page = 0;
    size_t at = begin, entries = 0, leaders = 0;
    for (; at < end; at++) {
        int next = contents_page(&text->lines[at]);
        if (next < page) break;
        page = next;
        entries++;
        leaders += strstr(text->lines[at].text, "..") != NULL || strstr(text->lines[at].text, "…") != NULL;
    }
    bool clean = at == end || kind_of(&text->lines[at]) == LINE_BLANK || kind_of(&text->lines[at]) == LINE_TEXT;
    return clean && (leaders * 2 >= entries && entries > 0) ? at : begin;
}

/* End of the cell-per-line stretch that begins at begin: up to the first line of text that does not go on with a cell.
 */
static size_t cells_end(const mz_text *text, size_t begin, size_t end)
{
    size_t last = begin;
    bool open = false; /* the line before belongs to a cell with text, so a line without tab goes on with it */
    for (size_t at = begin; at < end; at++) {
        bool cell = text->lines[at].length > 0 && *text->lines[at].text == '\t';
        line_kind kind = cell ? LINE_CELL : kind_of(&text->lines[at]);
        if (kind == LINE_TEXT && !open) break;
        if (kind == LINE_BLANK) {
            open = false;
            continue;
        }
        if (kind != LINE_TEXT) open = !mz_is_blank(text->lines[at].text, text->lines[at].length);
        last = at + 1;
    }
    return last;
}

/* Whether the cell line at begin starts a cell-per-line stretch rather than a tabbed row with one cell: another cell
 * line follows it. */
static bool starts_cells(const mz_text *text, size_t begin, size_t end)
{
    for (size_t at = begin + 1; at < end; at++) {
        line_kind kind = kind_of(&text->lines[at]);
        if (kind != LINE_BLANK) return kind == LINE_CELL;
    }
    return false;
}

/* Whether cells, one per line, begin at line at: so many of them that they are no rows with their second cell only. */
static bool only_cells(const mz_text *text, size_t at, size_t end)
{
    enum { FEWEST = 6, MOST_BLANKS = 3 };
    size_t cells = 0, blanks = 0;
    for (; cells < FEWEST && at < end && blanks <= MOST_BLANKS; at++) {
        line_kind kind = kind_of(&text->lines[at]);
        if (kind != LINE_CELL && kind != LINE_BLANK) return false;
        cells += kind == LINE_CELL;
        blanks += kind == LINE_BLANK;
    }
    return cells == FEWEST;
}

/* End of the rows that begin at begin; a line of captions with tabs may stand right before cells, one per line. */
static size_t tabs_end(const mz_text *text, size_t begin, size_t end)
{
    size_t at = begin;
    while (at < end && memchr(text->lines[at].text, '\t', text->lines[at].length) != NULL) {
        if (at > begin && *text->lines[at].text == '\t' && only_cells(text, at, end)) break;
        at++;
    }
    return at;
}

static size_t plain_end(const mz_text *text, size_t begin, size_t end)
{
    return mz_text_line_with(text, begin, end, "\t");
}

static bool read_plain(const mz_text *text, size_t begin, size_t end, mz_layout *layout)
{
    if (!mz_layout_is_aligned(text, begin, end)) {
        layout->serial_lines[MZ_SERIAL_FLOW] += end - begin;
        return mz_layout_paragraphs(layout, text, begin, end);
    }
    layout->serial_lines[MZ_SERIAL_ALIGNED] += end - begin;
    return mz_layout_aligned(text, begin, end, layout);
}

/* Reads the stretch at begin; *next receives its end. */
static bool read_stretch(const mz_text *text, size_t begin, mz_layout *layout, size_t *next)
{
    size_t end = text->count;
    line_kind kind = kind_of(&text->lines[begin]);
    if (kind == LINE_BLANK || kind == LINE_TEXT) {
        *next = plain_end(text, begin, end);
        return read_plain(text, begin, *next, layout);
    }
    if (kind == LINE_CELL && starts_cells(text, begin, end)) {
        *next = cells_end(text, begin, end);
        layout->serial_lines[MZ_SERIAL_CELL_PER_LINE] += *next - begin;
        return mz_layout_cell_per_line(text, begin, *next, layout);
    }
    *next = contents_end(text, begin, end);
    if (*next > begin) return mz_layout_paragraphs(layout, text, begin, *next);
    *next = tabs_end(text, begin, end);
    layout->serial_lines[MZ_SERIAL_TABBED] += *next - begin;
    return mz_layout_tabbed(text, begin, *next, layout);
}

mz_status mz_layout_read(const mz_text *text, mz_layout *layout, mz_error *error)
{
    size_t at = 0;
    layout->blocks = mz_arena_room(layout->arena, text->count, sizeof *layout->blocks);
    layout->capacity = layout->blocks == NULL ? 0 : text->count;
    while (at < text->count && read_stretch(text, at, layout, &at)) {
    }
    if (at == text->count) return MZ_OK;
    if (error != NULL)
        *error = (mz_error){.code = MZ_ERR_LIMIT, .message = "the document needs more memory than allowed"};
    return MZ_ERR_LIMIT;
}
