/* simulate_serialise.c - documents as the text that reaches us: tabbed (a row per line, pages with repeated heads,
 * broken figures) and cell per line. simulate_print.c does what pdftotext would print. */
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

enum { ROWS_PER_PAGE = 14 };

void sim_put(sim_output *output, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) output->line += *c == '\n';
    fputs(text, output->stream);
}

static void put_paragraph(sim_output *output, sim_block *block)
{
    for (size_t i = 0; i < block->rows[0].count; i++) block->rows[0].cells[i].line = output->line;
    block->line = output->line;
    char *text = sim_row_text(&block->rows[0]);
    sim_put(output, text);
    sim_put(output, "\n");
    free(text);
}

/* A figure or code as tables with narrow columns break it: "1126 2.73". */
static void put_broken(sim_output *output, const sim_document *document, const sim_cell *cell, unsigned broken)
{
    size_t length = strlen(cell->text);
    bool figure = length >= 5 && strspn(cell->text, "0123456789.,") == length;
    if (!figure ||
        sim_hash(document->organisation->seed, cell->text, output->line, (uint64_t)document->year) % 100 >= broken) {
        sim_put(output, cell->text);
        return;
    }
    size_t at = length - 1 - (size_t)(sim_hash(document->organisation->seed, "break", output->line, length) % 3);
    fprintf(output->stream, "%.*s %s", (int)at, cell->text, cell->text + at);
}

static void put_tabbed_row(sim_output *output, const sim_document *document, sim_row *row, unsigned broken)
{
    for (size_t i = 0; i < row->count; i++) {
        if (i > 0) sim_put(output, "\t");
        row->cells[i].line = output->line;
        put_broken(output, document, &row->cells[i], row->head ? 0 : broken);
    }
    sim_put(output, "\n");
}

static void put_above(sim_output *output, const sim_block *block)
{
    for (size_t i = 0; block->above[i] != NULL; i++) {
        sim_put(output, block->above[i]);
        sim_put(output, "\n\n");
    }
}

static void put_tabbed_table(sim_output *output, const sim_document *document, sim_block *block, unsigned broken)
{
    block->line = output->line;
    sim_put(output, block->title);
    sim_put(output, "\n\n");
    size_t on_page = 0;
    put_above(output, block);
    for (size_t r = 0; r < block->row_count; r++) {
        if (!block->rows[r].head && on_page++ == ROWS_PER_PAGE) { /* the next page repeats what stands above */
            sim_put(output, "\n");
            put_above(output, block);
            for (size_t h = 0; h < r && block->rows[h].head; h++) put_tabbed_row(output, document, &block->rows[h], 0);
            on_page = 1;
        }
        put_tabbed_row(output, document, &block->rows[r], broken);
    }
    if (block->note != NULL) {
        sim_put(output, "\n");
        sim_put(output, block->note);
        sim_put(output, "\n");
    }
}

static void write_tabbed(sim_output *output, sim_document *document, unsigned broken)
{
    for (size_t b = 0; b < document->block_count; b++) {
        sim_block *block = &document->blocks[b];
        if (block->kind == SIM_PARAGRAPH)
            put_paragraph(output, block);
        else
            put_tabbed_table(output, document, block, broken);
        sim_put(output, "\n");
    }
}

static void put_cell(sim_output *output, const char *text)
{
    sim_put(output, "\t");
    sim_put(output, text);
    sim_put(output, "\n");
}

static void write_cell_per_line(sim_output *output, sim_document *document)
{
    for (size_t b = 0; b < document->block_count; b++) {
        sim_block *block = &document->blocks[b];
        if (block->kind == SIM_PARAGRAPH) {
            put_paragraph(output, block);
            continue;
        }
        block->line = output->line;
        sim_put(output, block->title);
        sim_put(output, "\n");
        for (size_t i = 0; block->above[i] != NULL; i++) put_cell(output, block->above[i]);
        for (size_t r = 0; r < block->row_count; r++) {
            sim_put(output, "\n");
            for (size_t c = 0; c < block->rows[r].count; c++) {
                sim_cell *cell = &block->rows[r].cells[c];
                cell->line = output->line;
                if (!cell->same_left) put_cell(output, cell->text);
            }
        }
        sim_put(output, "\n");
        if (block->note != NULL) put_cell(output, block->note);
        sim_put(output, "\n");
    }
}

const char *sim_serialisation_name(sim_serialisation serialisation)
{
    static const char *const names[] = {"tabbed", "cell-per-line", "aligned", "flow"};
    return names[serialisation];
}

char *sim_serialise(sim_document *document, sim_serialisation serialisation, unsigned broken, size_t *length)
{
    char *text = NULL;
    sim_output output = {.stream = open_memstream(&text, length), .line = 1};
    if (output.stream == NULL) return NULL;
    switch (serialisation) {
    case SIM_TABBED:
        write_tabbed(&output, document, broken);
        break;
    case SIM_CELL_PER_LINE:
        write_cell_per_line(&output, document);
        break;
    case SIM_ALIGNED:
        sim_write_aligned(&output, document);
        break;
    case SIM_FLOW:
        sim_write_flow(&output, document);
        break;
    }
    if (fclose(output.stream) != 0) {
        free(text);
        return NULL;
    }
    return text;
}
