/* aligned_grid.c - aligned tables as blocks: captions as paragraphs, the header as rows of merged cells, the body as
 * rows. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aligned.h"
#include "grid.h"

/* The level of a header cell, 0 at the top. */
static uint32_t depth_of(const mz_header *header, int32_t cell)
{
    uint32_t depth = 0;
    while (header->cells[cell].parent >= 0 && depth < MZ_HEADER_MAX_DEPTH) {
        cell = header->cells[cell].parent;
        depth++;
    }
    return depth;
}

/* Leaf columns under each header cell: [from[c], to[c]); empty for a spanning header that found none. */
static void extents(const mz_header *header, uint32_t *from, uint32_t *to)
{
    for (size_t c = 0; c < header->count; c++) from[c] = UINT32_MAX;
    for (uint32_t l = 0; l < header->leaf_count; l++) {
        int32_t cell = header->leaves[l];
        for (int up = 0; up <= MZ_HEADER_MAX_DEPTH && cell >= 0; up++, cell = header->cells[cell].parent) {
            if (from[cell] == UINT32_MAX) from[cell] = l;
            to[cell] = l + 1;
        }
    }
}

static int by_column(const void *left, const void *right)
{
    const mz_grid_cell *a = left, *b = right;
    return (a->column > b->column) - (a->column < b->column);
}

/* Sorts cells by their column; they mostly are. */
static void sort_cells(mz_grid_cell *cells, uint32_t count)
{
    for (uint32_t c = 1; c < count; c++)
        if (cells[c - 1].column > cells[c].column) {
            qsort(cells, count, sizeof *cells, by_column);
            return;
        }
}

static bool header_rows(mz_layout *layout, const mz_text *text, const mz_aligned_table *table, mz_grid_row *rows,
                        uint32_t depth)
{
    const mz_header *header = &table->header;
    uint32_t from[MZ_HEADER_MAX_CELLS], to[MZ_HEADER_MAX_CELLS] = {0};
    extents(header, from, to);
    for (uint32_t d = 0; d < depth; d++) {
        rows[d] = (mz_grid_row){.cells = mz_arena_array(layout->arena, header->count + 1, sizeof(mz_grid_cell)),
                                .header = true};
        if (rows[d].cells == NULL) return false;
        for (size_t c = 0; c < header->count; c++) {
            const mz_header_cell *cell = &header->cells[c];
            if (from[c] == UINT32_MAX || depth_of(header, (int32_t)c) != d) continue;
            mz_span span = mz_line_span(&text->lines[cell->first.line], cell->first.text, cell->first.length);
            rows[d].cells[rows[d].count++] = (mz_grid_cell){.text = cell->text,
                                                            .length = (uint32_t)strlen(cell->text),
                                                            .column = (uint16_t)from[c],
                                                            .width = (uint16_t)(to[c] - from[c]),
                                                            .span = span};
            rows[d].span = span;
        }
        sort_cells(rows[d].cells, rows[d].count);
    }
    return true;
}

/* The span of a cell: that of its text; of the whole line when the text was put together from pieces (aligned_figures).
 */
static mz_span cell_span(const mz_text *text, const mz_chunk *first)
{
    const mz_line *line = &text->lines[first->line];
    const uintptr_t at = (uintptr_t)first->text, begin = (uintptr_t)line->text;
    if (at < begin || at > begin + line->length) return mz_line_span(line, line->text, line->length);
    return mz_line_span(line, first->text, first->length);
}

/* The other columns of the cells of a row, by column; *others stays NULL when there are none. */
static bool other_columns(mz_layout *layout, const mz_aligned_row *row, const uint64_t **others)
{
    uint64_t *sets = NULL;
    for (size_t c = 0; c < row->count; c++) {
        if (row->cells[c].others == 0 || row->cells[c].column >= MZ_GRID_OTHERS) continue;
        if (sets == NULL) sets = mz_arena_array(layout->arena, MZ_GRID_OTHERS, sizeof *sets);
        if (sets == NULL) return false;
        sets[row->cells[c].column] = row->cells[c].others;
    }
    *others = sets;
    return true;
}

static bool body_row(mz_layout *layout, const mz_text *text, const mz_aligned_row *source, mz_grid_row *row)
{
    row->cells = mz_arena_array(layout->arena, source->count + 1, sizeof *row->cells);
    if (row->cells == NULL) return false;
    for (size_t c = 0; c < source->count; c++) {
        const mz_aligned_cell *cell = &source->cells[c];
        row->cells[row->count++] = (mz_grid_cell){.text = cell->text,
                                                  .length = (uint32_t)strlen(cell->text),
                                                  .column = (uint16_t)cell->column,
                                                  .width = 1,
                                                  .span = cell_span(text, &cell->first)};
    }
    sort_cells(row->cells, row->count);
    const mz_line *line = &text->lines[source->line];
    row->span = mz_line_span(line, line->text, line->length);
    return true;
}

static bool add_grid(mz_layout *layout, const mz_text *text, const mz_aligned_table *table)
{
    uint32_t depth = 0;
    for (size_t l = 0; l < table->header.leaf_count; l++) {
        uint32_t below = depth_of(&table->header, table->header.leaves[l]) + 1;
        if (below > depth) depth = below;
    }
    mz_grid *grid = mz_arena_alloc(layout->arena, sizeof *grid);
    mz_grid_row *rows = mz_arena_array(layout->arena, depth + table->rows.count + 1, sizeof *rows);
    if (grid == NULL || rows == NULL || !header_rows(layout, text, table, rows, depth)) return false;
    for (size_t r = 0; r < table->rows.count; r++)
        if (!body_row(layout, text, &table->rows.items[r], &rows[depth + r]) ||
            !other_columns(layout, &table->rows.items[r], &rows[depth + r].others))
            return false;
    *grid = (mz_grid){.rows = rows, .row_count = depth + table->rows.count, .serialisation = MZ_SERIAL_ALIGNED};
    return grid->row_count == 0 || mz_layout_grid(layout, grid);
}

/* The captions of a line, which stand side by side between title and header, as paragraphs of their own. */
static bool captions(mz_layout *layout, const mz_line *line)
{
    static const char gap[] = "  ";
    const char *text = line->text, *end = line->text + line->length;
    while (text < end) {
        const char *stop = memmem(text, (size_t)(end - text), gap, strlen(gap));
        if (stop == NULL) stop = end;
        mz_line part = *line;
        part.text = text;
        part.length = (uint32_t)(stop - text);
        part.offset += (uint32_t)(text - line->text);
        if (!mz_layout_paragraph(layout, &part)) return false;
        for (text = stop; text < end && *text == ' ';) text++;
    }
    return true;
}

bool mz_layout_aligned(const mz_text *text, size_t begin, size_t end, mz_layout *layout)
{
    mz_aligned_tables tables = {.items = NULL};
    if (mz_aligned_read(layout->arena, text, (uint32_t)begin, (uint32_t)end, layout->classify, layout->context,
                        &tables) != MZ_OK)
        return false;
    size_t line = begin;
    for (size_t t = 0; t <= tables.count; t++) {
        size_t stop = t < tables.count ? tables.items[t].head : end;
        for (; line < stop; line++) {
            bool caption = t < tables.count && line > tables.items[t].title;
            if (!(caption ? captions : mz_layout_paragraph)(layout, &text->lines[line])) return false;
        }
        if (t == tables.count) break;
        if (!add_grid(layout, text, &tables.items[t])) return false;
        layout->serial_lines[MZ_SERIAL_ALIGNED] += tables.items[t].last - tables.items[t].head;
        line = tables.items[t].last;
    }
    return true;
}

/* How the pieces of a line stand: with a gap as between columns (figures only, or words as well), or one blank apart up
 * to an amount at its end. */
typedef enum line_shape { SHAPE_OTHER, SHAPE_BARE, SHAPE_WIDE, SHAPE_TIGHT } line_shape;

static line_shape shape_of(const mz_line *line)
{
    enum { WIDE_GAP = 3 };
    const char *at = line->text, *end = at + line->length;
    while (at < end && *at == ' ') at++;
    while (end > at && end[-1] == ' ') end--;
    const char *first = at, *piece = at;
    bool wide = false, figure = false, amount = false, word = false;
    for (size_t blanks = 0; at < end; at++) {
        if (*at == '\t') return SHAPE_OTHER;
        if (*at == ' ') {
            blanks++;
            continue;
        }
        if (blanks > 0) {
            wide |= blanks >= WIDE_GAP;
            piece = at;
            amount = false;
            blanks = 0;
        }
        figure |= mz_is_digit(*at);
        word |= (unsigned char)*at >= 0x80;
        amount |= *at == '.' || *at == ',';
    }
    if (wide) return !figure ? SHAPE_OTHER : word ? SHAPE_WIDE : SHAPE_BARE;
    return amount && piece > first && mz_is_digit(*piece) && mz_is_digit(end[-1]) ? SHAPE_TIGHT : SHAPE_OTHER;
}

/* Where the first figure of a line ends, and the words in front of it: display columns. */
typedef struct figure_place {
    uint32_t words, figure; /* 0 when the line has none */
} figure_place;

static figure_place first_figure(const mz_line *line)
{
    static const char gap[] = "   ";
    const char *end = line->text + line->length, *at = memmem(line->text, line->length, gap, strlen(gap));
    const char *words = at;
    while (at != NULL && at < end && *at == ' ') at++;
    if (at == NULL || at == end || words == line->text || !mz_is_digit(*at)) return (figure_place){0};
    while (at < end && *at != ' ') at++;
    return (figure_place){.words = mz_text_width(line->text, (size_t)(words - line->text)),
                          .figure = mz_text_width(line->text, (size_t)(at - line->text))};
}

static uint32_t apart(uint32_t a, uint32_t b)
{
    return a < b ? b - a : a - b;
}

/* Whether figures stand as far behind the words of their lines whatever these are: padded with blanks, not aligned.
 * 1 when two lines say so, -1 when they say that figures are aligned, 0 when neither. */
static int padded(figure_place a, figure_place b)
{
    enum { NEAR = 3 };
    if (a.words == 0 || b.words == 0 || apart(a.words, b.words) <= 2 * NEAR) return 0;
    if (apart(a.figure, b.figure) <= NEAR) return -1;
    return apart(a.figure - a.words, b.figure - b.words) <= 1;
}

bool mz_layout_is_aligned(const mz_text *text, size_t begin, size_t end)
{
    enum { FEWEST = 5, FEWEST_INDENTED = 10 }; /* lines with gaps; one in so many */
    enum { CERTAIN = 20, MOST = 80 };          /* lines that are looked at: when figures stand alike, and when not */
    enum { MOST_BARE = 8 }; /* to one with words: figures padded with blanks, whose names are lines of their own */
    unsigned wide = 0, bare = 0, tight = 0;
    int sum = 0; /* more lines whose figures are padded than aligned */
    figure_place before = {0};
    size_t indented = 0, flush = 0; /* of lines that all begin at the margin the blanks in front are lost, and so are */
    for (size_t l = begin; l < end; l++) { /* the places of the columns */
        indented += *text->lines[l].text == ' ';
        flush += *text->lines[l].text != ' ' && text->lines[l].length > 0;
    }
    if (indented * FEWEST_INDENTED < flush) return false;
    for (size_t l = begin; wide + bare + tight < (sum > -FEWEST && sum < FEWEST ? MOST : CERTAIN) &&
                           (l = mz_text_line_with(text, l, end, " ")) < end;
         l++) {
        line_shape shape = shape_of(&text->lines[l]);
        wide += shape == SHAPE_WIDE;
        bare += shape == SHAPE_BARE;
        tight += shape == SHAPE_TIGHT;
        if (shape != SHAPE_WIDE) continue;
        figure_place place = first_figure(&text->lines[l]);
        sum += padded(before, place);
        before = place;
    }
    return sum < FEWEST && wide + bare >= FEWEST && wide + bare > tight && wide * MOST_BARE > bare;
}
