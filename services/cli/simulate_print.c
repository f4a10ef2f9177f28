/* simulate_print.c - documents as pdftotext prints them: aligned (-layout: columns by blanks, a form feed after each
 * page; texts are wrapped by their width on paper, but each character counts one column of output) and flow (every line
 * of every cell a line of its own; blank cells leave no trace). */
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

enum {
    LINES_PER_PAGE = 44,
    PARAGRAPH_WIDTH = 84,
    LABEL_WIDTH = 34,
    HEAD_WIDTH = 14,
    COLUMN_GAP = 2,
    MOST_COLUMNS = 16
};

/* Columns on paper of one UTF-8 character: CJK takes two. */
static size_t char_width(const char *c)
{
    return (unsigned char)*c < 0xe0 ? 1 : 2;
}

static size_t char_length(const char *c)
{
    unsigned char lead = (unsigned char)*c;
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* Bytes of text that fit in width, at least one character; sets the width used. */
static size_t fit(const char *text, size_t width, size_t *used)
{
    size_t bytes = 0;
    *used = 0;
    while (text[bytes] != '\0' && (bytes == 0 || *used + char_width(text + bytes) <= width)) {
        *used += char_width(text + bytes);
        bytes += char_length(text + bytes);
    }
    return bytes;
}

static size_t text_width(const char *text)
{
    size_t used;
    fit(text, SIZE_MAX, &used);
    return used;
}

/* Characters of the first bytes of text: the columns of output they take. */
static size_t columns_of(const char *text, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i += char_length(text + i)) count++;
    return count;
}

/* A table's columns. */
typedef struct sim_widths {
    size_t paper[MOST_COLUMNS]; /* room for the texts */
    size_t print[MOST_COLUMNS]; /* columns of output */
    size_t total;               /* columns of output with the gaps */
} sim_widths;

static void put_blanks(sim_output *output, size_t count)
{
    for (; count > 0; count--) putc(' ', output->stream);
}

/* A page that ends with a form feed once it is full. */
static void end_line(sim_output *output, size_t *on_page)
{
    sim_put(output, "\n");
    if (++*on_page < LINES_PER_PAGE) return;
    sim_put(output, "\f");
    *on_page = 0;
}

/* Text in lines of PARAGRAPH_WIDTH. runs: what it is made of; each is told the line on which it begins; may be NULL. */
static void put_wrapped(sim_output *output, const char *text, size_t indent, sim_row *runs, size_t *on_page)
{
    size_t run = 0, done = 0, begun = 0; /* bytes written, bytes before the run */
    while (text[done] != '\0') {
        size_t used, bytes = fit(text + done, PARAGRAPH_WIDTH - indent, &used);
        for (; runs != NULL && run < runs->count && begun < done + bytes; run++) {
            runs->cells[run].line = output->line;
            begun += strlen(runs->cells[run].text);
        }
        put_blanks(output, indent);
        fprintf(output->stream, "%.*s", (int)bytes, text + done);
        end_line(output, on_page);
        done += bytes;
        indent = 0;
    }
}

/* indent: of the first line of paragraphs, not of headings. */
static void put_paragraph(sim_output *output, sim_block *block, size_t indent, size_t *on_page)
{
    char *text = sim_row_text(&block->rows[0]);
    block->line = output->line;
    put_wrapped(output, text, text_width(text) > PARAGRAPH_WIDTH / 2 ? indent : 0, &block->rows[0], on_page);
    free(text);
}

/* Columns of output that text needs when it is wrapped at width. */
static size_t wrapped_columns(const char *text, size_t width)
{
    size_t most = 0, used;
    while (*text != '\0') {
        size_t bytes = fit(text, width, &used), columns = columns_of(text, bytes);
        if (columns > most) most = columns;
        text += bytes;
    }
    return most;
}

/* Whether the cell at c shares its text with a neighbour. */
static bool merged_across(const sim_row *row, size_t c)
{
    return row->cells[c].same_left || (c + 1 < row->count && row->cells[c + 1].same_left);
}

/* Column widths: as wide as the widest figure, labels up to LABEL_WIDTH. */
static sim_widths measure(const sim_block *block)
{
    sim_widths widths = {.total = 0};
    for (size_t c = 0; c < MOST_COLUMNS; c++) widths.paper[c] = widths.print[c] = 4;
    for (int pass = 0; pass < 2; pass++)
        for (size_t r = 0; r < block->row_count; r++)
            for (size_t c = 0; c < block->rows[r].count && c < MOST_COLUMNS; c++) {
                if (merged_across(&block->rows[r], c)) continue;
                const char *text = block->rows[r].cells[c].text;
                size_t most = block->rows[r].head ? HEAD_WIDTH : LABEL_WIDTH, width = text_width(text);
                size_t *known = pass == 0 ? &widths.paper[c] : &widths.print[c];
                size_t found = pass == 0 ? (width < most ? width : most) : wrapped_columns(text, widths.paper[c]);
                if (found > *known) *known = found;
            }
    for (size_t c = 0; c < block->columns && c < MOST_COLUMNS; c++) widths.total += widths.print[c] + COLUMN_GAP;
    return widths;
}

/* How many columns the head cell at c covers; their room on paper and in the output together. */
static size_t span_of(const sim_row *row, size_t c, const sim_widths *widths, size_t *paper, size_t *print)
{
    size_t span = 1;
    *paper = widths->paper[c];
    *print = widths->print[c];
    for (; c + span < row->count && c + span < MOST_COLUMNS && row->cells[c + span].same_left; span++) {
        *paper += COLUMN_GAP + widths->paper[c + span];
        *print += COLUMN_GAP + widths->print[c + span];
    }
    return span;
}

/* Lines of output that row needs. */
static size_t height_of(const sim_row *row, const sim_widths *widths)
{
    size_t lines = 1, paper, print, used;
    for (size_t c = 0; c < row->count && c < MOST_COLUMNS;) {
        size_t span = span_of(row, c, widths, &paper, &print), needed = 0;
        for (const char *t = row->cells[c].text; *t != '\0'; needed++) t += fit(t, paper, &used);
        if (needed > lines) lines = needed;
        c += span;
    }
    return lines;
}

/* One row, in as many lines as its longest cell needs; the figures stand on its middle line. */
static void put_aligned_row(sim_output *output, sim_row *row, const sim_widths *widths, size_t *on_page)
{
    const char *rest[MOST_COLUMNS];
    size_t lines = height_of(row, widths), count = row->count < MOST_COLUMNS ? row->count : MOST_COLUMNS;
    for (size_t c = 0; c < count; c++) rest[c] = row->cells[c].text;
    size_t middle = (lines - 1) / 2;
    for (size_t line = 0; line < lines; line++) {
        size_t due = 0; /* blanks not yet written, so that no line ends in blanks */
        for (size_t c = 0; c < count;) {
            size_t paper, print, used, span = span_of(row, c, widths, &paper, &print), bytes = 0, columns = 0;
            bool figure = row->cells[c].kind == SIM_AMOUNT && !row->head, begun = rest[c] != row->cells[c].text;
            if (text_width(rest[c]) > paper || line == middle || (*rest[c] != '\0' && begun))
                bytes = fit(rest[c], paper, &used);
            if (bytes > 0) {
                columns = columns_of(rest[c], bytes);
                size_t room = print > columns ? print - columns : 0, left = figure ? room : row->head ? room / 2 : 0;
                if (!begun) row->cells[c].line = output->line;
                put_blanks(output, due + left);
                fprintf(output->stream, "%.*s", (int)bytes, rest[c]);
                due = room - left;
                rest[c] += bytes;
            } else {
                due += print;
            }
            due += COLUMN_GAP;
            c += span;
        }
        end_line(output, on_page);
    }
}

/* A head row. What is merged with the cell below stands between the two rows, as it does on paper. */
static void put_aligned_head(sim_output *output, const sim_block *block, size_t r, const sim_widths *widths,
                             size_t *on_page)
{
    sim_row *row = &block->rows[r], upper = *row, between = *row;
    const sim_row *below = r + 1 < block->row_count && block->rows[r + 1].head ? &block->rows[r + 1] : NULL;
    bool any = false;
    upper.cells = sim_alloc(NULL, row->count, sizeof *row->cells);
    between.cells = sim_alloc(NULL, row->count, sizeof *row->cells);
    for (size_t c = 0; c < row->count; c++) {
        static char nothing[] = "";
        bool merged = below != NULL && c < below->count && below->cells[c].same_above && row->cells[c].text[0] != '\0';
        upper.cells[c] = between.cells[c] = row->cells[c];
        (merged ? &upper : &between)->cells[c].text = nothing;
        any = any || merged;
    }
    put_aligned_row(output, &upper, widths, on_page);
    if (any) put_aligned_row(output, &between, widths, on_page);
    free(upper.cells), free(between.cells);
}

/* The lines above a table: the number of the form alone on the right, the others side by side. */
static void put_aligned_above(sim_output *output, const sim_block *block, size_t total, size_t *on_page)
{
    size_t count = 0, at = 0, first = json_object_get(block->spec, "form") != NULL ? 1 : 0;
    while (block->above[count] != NULL) count++;
    if (count == 0) return;
    if (first == 1) {
        size_t width = columns_of(block->above[0], strlen(block->above[0]));
        put_blanks(output, total > width ? total - width : 0);
        sim_put(output, block->above[0]);
        end_line(output, on_page);
    }
    for (size_t i = first; i < count; i++) {
        size_t width = columns_of(block->above[i], strlen(block->above[i]));
        size_t room = total > width ? total - width : 0, from = i + 1 == count && i > first ? room : room / 2;
        if (i == first && count > first + 1) from = 0;
        if (i > first && from < at + COLUMN_GAP) from = at + COLUMN_GAP;
        put_blanks(output, from - at);
        sim_put(output, block->above[i]);
        at = from + width;
    }
    end_line(output, on_page);
}

static void new_page(sim_output *output, size_t *on_page)
{
    sim_put(output, "\f");
    *on_page = 0;
}

static size_t put_aligned_heads(sim_output *output, const sim_block *block, const sim_widths *widths, size_t *on_page)
{
    size_t r = 0;
    for (; r < block->row_count && block->rows[r].head; r++) put_aligned_head(output, block, r, widths, on_page);
    return r;
}

static void put_aligned_table(sim_output *output, sim_block *block, bool repeats, size_t *on_page)
{
    sim_widths widths = measure(block);
    new_page(output, on_page);
    block->line = output->line;
    size_t title = columns_of(block->title, strlen(block->title));
    put_blanks(output, widths.total > title ? (widths.total - title) / 2 : 0);
    sim_put(output, block->title);
    end_line(output, on_page);
    put_aligned_above(output, block, widths.total, on_page);
    for (size_t r = put_aligned_heads(output, block, &widths, on_page); r < block->row_count; r++) {
        if (*on_page + height_of(&block->rows[r], &widths) > LINES_PER_PAGE) {
            new_page(output, on_page);
            if (repeats) {
                put_aligned_above(output, block, widths.total, on_page);
                put_aligned_heads(output, block, &widths, on_page);
            }
        }
        put_aligned_row(output, &block->rows[r], &widths, on_page);
    }
    if (block->note != NULL) put_wrapped(output, block->note, 0, NULL, on_page);
    new_page(output, on_page);
}

void sim_write_aligned(sim_output *output, sim_document *document)
{
    size_t on_page = 0;
    bool repeats = sim_hash(document->organisation->seed, "repeats", 0, 0) % 2 == 0;
    for (size_t b = 0; b < document->block_count; b++) {
        if (document->blocks[b].kind == SIM_PARAGRAPH)
            put_paragraph(output, &document->blocks[b], 4, &on_page);
        else
            put_aligned_table(output, &document->blocks[b], repeats, &on_page);
    }
}

/* Each line of a cell alone, a blank line after each cell. */
static void put_flow_cell(sim_output *output, sim_cell *cell, size_t width)
{
    const char *rest = cell->text;
    if (*rest == '\0') return;
    cell->line = output->line;
    while (*rest != '\0') {
        size_t used, bytes = fit(rest, width, &used);
        fprintf(output->stream, "%.*s", (int)bytes, rest);
        sim_put(output, "\n");
        rest += bytes;
    }
    sim_put(output, "\n");
}

static void put_flow_table(sim_output *output, sim_block *block)
{
    sim_put(output, "\f");
    block->line = output->line;
    sim_put(output, block->title);
    sim_put(output, "\n");
    for (size_t i = 0; block->above[i] != NULL; i++) {
        sim_put(output, block->above[i]);
        sim_put(output, "\n\n");
    }
    for (size_t r = 0; r < block->row_count; r++)
        for (size_t c = 0; c < block->rows[r].count; c++) put_flow_cell(output, &block->rows[r].cells[c], LABEL_WIDTH);
    if (block->note != NULL) {
        sim_put(output, block->note);
        sim_put(output, "\n");
    }
    sim_put(output, "\f");
}

void sim_write_flow(sim_output *output, sim_document *document)
{
    for (size_t b = 0; b < document->block_count; b++) {
        size_t on_page = 0;
        if (document->blocks[b].kind == SIM_PARAGRAPH)
            put_paragraph(output, &document->blocks[b], 0, &on_page);
        else
            put_flow_table(output, &document->blocks[b]);
    }
}
