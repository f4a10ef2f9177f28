/* simulate_truth.c - the truth file: one JSON line per document, with what is wrong in it and where. */
#include <common/sha256.h>
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

static void append(char *path, size_t size, const char *text)
{
    size_t used = strlen(path);
    snprintf(path + used, size - used, "%s%s", used > 0 ? "/" : "", text);
}

/* The header path of a column: the heads above it from the top, merged cells looked up. */
static void column_path(const sim_block *block, size_t column, char *path, size_t size)
{
    path[0] = '\0';
    for (size_t r = 0; r < block->row_count && block->rows[r].head; r++) {
        const sim_row *row = &block->rows[r];
        if (strcmp(row->cells[0].text, "栏次") == 0) continue;
        size_t c = column;
        while (c > 0 && c < row->count && row->cells[c].same_left) c--;
        if (c >= row->count || row->cells[c].same_above || row->cells[c].text[0] == '\0') continue;
        if (r + 1 < block->row_count && !block->rows[r + 1].head &&
            strspn(row->cells[c].text, "0123456789") == strlen(row->cells[c].text))
            continue; /* 栏次 */
        append(path, size, row->cells[c].text);
    }
}

/* The label of the cell: the nearest text on its left; the code: a code between. */
static void row_label(const sim_row *row, size_t column, const char **label, const char **code)
{
    *label = *code = "";
    for (size_t c = column; c-- > 0;) {
        const sim_cell *cell = &row->cells[c];
        if (cell->kind == SIM_AMOUNT || cell->text[0] == '\0') continue;
        bool digits = strspn(cell->text, "0123456789") == strlen(cell->text);
        if (digits) continue;
        *label = cell->text;
        if (c > 0) {
            const char *left = row->cells[c - 1].text;
            if (strlen(left) >= 3 && strspn(left, "0123456789") == strlen(left)) *code = left;
        }
        return;
    }
}

json_t *sim_truth_cell(const sim_document *document, sim_spot spot, const char *from)
{
    const sim_block *block = &document->blocks[spot.block];
    const sim_cell *cell = sim_at(document, spot);
    char path[256] = "";
    const char *label = "", *code = "";
    if (block->kind == SIM_TABLE) {
        column_path(block, spot.column, path, sizeof path);
        row_label(&block->rows[spot.row], spot.column, &label, &code);
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:[i, i, i]}", "form",
                     block->title == NULL ? "" : block->title, "row", label, "code", code, "column", path, "figure",
                     cell->key == NULL ? "" : cell->key, "from", from, "to", cell->text, "spot", (int)spot.block,
                     (int)spot.row, (int)spot.column);
}

void sim_truth_lines(const sim_document *document, json_t *mistake)
{
    size_t i;
    json_t *cell;
    json_array_foreach(json_object_get(mistake, "cells"), i, cell)
    {
        const json_t *at = json_object_get(cell, "spot");
        sim_spot spot = {(size_t)json_integer_value(json_array_get(at, 0)),
                         (size_t)json_integer_value(json_array_get(at, 1)),
                         (size_t)json_integer_value(json_array_get(at, 2))};
        unsigned line = document->blocks[spot.block].row_count == 0 ? 0 : sim_at(document, spot)->line;
        json_object_set_new(cell, "line", json_integer(line == 0 ? document->blocks[spot.block].line : line));
        json_object_del(cell, "spot");
    }
}

/* A project's goals: the figures belong to the project, whatever row they stand in. */
static json_t *project_figure(const sim_block *block, size_t row, size_t column)
{
    const char *name = column == 0 ? "" : block->rows[row].cells[column - 1].text, *lead = "其中：";
    if (strncmp(name, lead, strlen(lead)) == 0) name += strlen(lead);
    const sim_row *first = &block->rows[0];
    return json_pack("[s, s, s, s]", "项目绩效目标", first->cells[4].text, first->cells[1].text, name);
}

/* A thing to buy: label PROJECT/THING, code of the procurement catalogue. */
static json_t *purchase_figure(const sim_block *block, size_t row, size_t column)
{
    char path[256];
    const sim_cell *cells = block->rows[row].cells;
    bool thing = cells[3].text[0] != '\0';
    column_path(block, column, path, sizeof path);
    char *label = thing ? sim_text("%s/%s", cells[0].text, cells[2].text) : sim_text("%s", cells[0].text);
    json_t *figure = json_pack("[s, s, s, s]", block->title, label, cells[3].text, path);
    free(label);
    return figure;
}

static json_t *table_figure(const sim_block *block, size_t row, size_t column)
{
    char path[256];
    const char *label, *code;
    column_path(block, column, path, sizeof path);
    row_label(&block->rows[row], column, &label, &code);
    return json_pack("[s, s, s, s]", block->title, label, code, path);
}

json_t *sim_truth_figures(const sim_document *document)
{
    json_t *figures = json_array();
    for (size_t b = 0; b < document->block_count; b++) {
        const sim_block *block = &document->blocks[b];
        for (size_t r = 0; r < block->row_count; r++)
            for (size_t c = 0; c < block->rows[r].count; c++) {
                const sim_cell *cell = &block->rows[r].cells[c];
                bool number = cell->kind != SIM_TEXT && cell->kind != SIM_REASON && cell->kind != SIM_DIRECTION;
                if (!number || cell->text[0] == '\0') continue;
                json_t *figure = block->kind == SIM_PARAGRAPH ? json_pack("[s, s, s, s]", "", "", "", "")
                                 : json_is_true(json_object_get(block->spec, "unit_line")) ? project_figure(block, r, c)
                                 : json_object_get(block->spec, "each") != NULL ? purchase_figure(block, r, c)
                                                                                : table_figure(block, r, c);
                json_array_append_new(figure, json_string(cell->text));
                json_array_append_new(figure, json_integer(cell->line));
                json_array_append_new(figures, figure);
            }
    }
    return figures;
}

bool sim_truth_write(FILE *truth, const char *path, const char *text, size_t length, const sim_document *document,
                     const char *serialisation, const json_t *mistakes, bool figures)
{
    char sha256[65];
    if (!mz_sha256_text(text, length, sha256)) return false;
    json_t *line =
        json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:O}", "document", path, "sha256", sha256, "organisation",
                  document->organisation->name, "code", document->organisation->code, "year", document->year, "kind",
                  document->final ? "final_accounts" : "budget", "serialisation", serialisation, "mistakes", mistakes);
    if (line != NULL && figures) json_object_set_new(line, "figures", sim_truth_figures(document));
    bool good = line != NULL && json_dumpf(line, truth, JSON_COMPACT) == 0 && fputc('\n', truth) != EOF;
    json_decref(line);
    return good;
}
