/* simulate_compose.c - a template (simulate/budget.json, simulate/final.json) and the figures of a year become the
 * blocks of a document: paragraphs and tables whose cells know which figure they print. */
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

static sim_block *add_block(sim_document *document, sim_block_kind kind)
{
    document->blocks = sim_grow(document->blocks, document->block_count, sizeof *document->blocks);
    sim_block *block = &document->blocks[document->block_count++];
    *block = (sim_block){.kind = kind};
    return block;
}

static sim_row *add_row(sim_block *block)
{
    block->rows = sim_grow(block->rows, block->row_count, sizeof *block->rows);
    sim_row *row = &block->rows[block->row_count++];
    *row = (sim_row){0};
    return row;
}

static char *expanded(const sim_document *document, const sim_item *item, const char *pattern)
{
    sim_row row = {0};
    sim_text_expand(document, item, pattern, &row);
    char *text = sim_row_text(&row);
    for (size_t i = 0; i < row.count; i++) free(row.cells[i].text), free(row.cells[i].key);
    free(row.cells);
    return text;
}

/* A table cell: "=KEY" an amount (blank when zero), "<" and "^" merged, anything else text. */
static void add_cell(const sim_document *document, const sim_item *item, const char *pattern, sim_row *row)
{
    if (strcmp(pattern, "<") == 0 || strcmp(pattern, "^") == 0) {
        sim_cell *cell = sim_row_add(row, SIM_TEXT, sim_text("%s", ""), NULL, 0);
        cell->same_left = *pattern == '<';
        cell->same_above = *pattern == '^';
    } else if (pattern[0] == '=') {
        char *key = sim_key(item, pattern + 1);
        const json_t *model = strncmp(key, "plan.", 5) == 0 ? document->plan : document->model;
        int64_t value = sim_value(model, model == document->plan && model != NULL ? key + 5 : key);
        char *text = value == 0 ? sim_text("%s", "") : sim_money(document, value);
        sim_row_add(row, SIM_AMOUNT, text, key, value);
    } else if (strncmp(pattern, "≤{=", 5) == 0) { /* a ceiling prints its figure inside a text */
        size_t length = strcspn(pattern, "}") - 5;
        char *name = sim_text("%.*s", (int)length, pattern + 5), *key = sim_key(item, name);
        sim_row_add(row, SIM_TEXT, expanded(document, item, pattern), key, sim_value(document->model, key));
        free(name);
    } else {
        sim_row_add(row, SIM_TEXT, expanded(document, item, pattern), NULL, 0);
    }
}

static void add_serial(sim_block *block, sim_row *row)
{
    size_t serial = 0;
    for (size_t i = 0; i < block->row_count; i++) serial += !block->rows[i].head;
    if (block->serial) sim_row_add(row, SIM_TEXT, sim_text("%zu", serial), NULL, 0);
}

static void add_pattern_row(const sim_document *document, sim_block *block, const sim_item *item,
                            const json_t *patterns)
{
    sim_row *row = add_row(block);
    size_t i;
    json_t *pattern;
    add_serial(block, row);
    json_array_foreach(patterns, i, pattern) add_cell(document, item, json_string_value(pattern), row);
}

static void add_head(const sim_document *document, sim_block *block, const json_t *spec)
{
    size_t i, j;
    json_t *line, *cell;
    json_array_foreach(json_object_get(spec, "head"), i, line)
    {
        sim_row *row = add_row(block);
        row->head = true;
        json_array_foreach(line, j, cell) add_cell(document, NULL, json_string_value(cell), row);
    }
    const json_t *numbers = json_object_get(spec, "numbers");
    if (numbers == NULL) return;
    sim_row *row = add_row(block);
    row->head = true;
    json_array_foreach(numbers, i, cell)
    {
        if (i == 0 && !json_is_string(cell)) sim_row_add(row, SIM_TEXT, sim_text("栏次"), NULL, 0);
        if (json_is_string(cell))
            add_cell(document, NULL, json_string_value(cell), row);
        else
            sim_row_add(row, SIM_TEXT, sim_text("%d", (int)json_integer_value(cell)), NULL, 0);
    }
}

static const char *const numerals[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

static char *ordinal(size_t n)
{
    return sim_text("%s%s%s、", n < 20 ? "" : numerals[n / 10], n < 10 ? "" : "十", numerals[n % 10]);
}

/* Income on the left, the classes of expenditure on the right. */
static void add_two_sided(const sim_document *document, sim_block *block, const json_t *spec)
{
    const json_t *left = json_object_get(spec, "left"), *columns = json_object_get(spec, "columns");
    const json_t *classes =
        json_object_get(document->organisation->words, json_string_value(json_object_get(spec, "classes")));
    const bool lines = json_is_true(json_object_get(spec, "lines"));
    size_t first_right = (size_t)json_integer_value(json_object_get(spec, "first_right"));
    for (size_t i = 0; i < json_array_size(classes); i++) {
        sim_row *row = add_row(block);
        const json_t *pair = json_array_get(left, i), *class = json_array_get(classes, i);
        add_serial(block, row);
        add_cell(document, NULL, pair == NULL ? "" : json_string_value(json_array_get(pair, 0)), row);
        if (lines) sim_row_add(row, SIM_TEXT, sim_text("%zu", i + 1), NULL, 0);
        char *key =
            sim_text("%s%s", pair == NULL ? "" : "=", pair == NULL ? "" : json_string_value(json_array_get(pair, 1)));
        add_cell(document, NULL, key, row);
        char *number = ordinal(i + 1);
        sim_row_add(row, SIM_TEXT, sim_text("%s%s", number, json_string_value(json_array_get(class, 1))), NULL, 0);
        if (lines) sim_row_add(row, SIM_TEXT, sim_text("%zu", first_right + i), NULL, 0);
        sim_item item = {.code = json_string_value(json_array_get(class, 0))};
        for (size_t c = 0; c < json_array_size(columns); c++) {
            char *cell = sim_text("%s%s", json_string_value(json_array_get(columns, c))[0] == '\0' ? "" : "=",
                                  json_string_value(json_array_get(columns, c)));
            add_cell(document, &item, cell, row);
            free(cell);
        }
        free(key), free(number);
    }
}

static void add_tree_row(const sim_document *document, sim_block *block, const json_t *columns, const char *code,
                         const char *name)
{
    sim_row *row = add_row(block);
    sim_item item = {.code = code};
    size_t i;
    json_t *column;
    bool sum = strcmp(code, "sum") == 0;
    add_serial(block, row);
    sim_row_add(row, SIM_TEXT, sim_text("%s", sum ? (block->serial ? "" : name) : code), NULL, 0);
    sim_row_add(row, SIM_TEXT, sim_text("%s", sum && !block->serial ? "" : name), NULL, 0);
    json_array_foreach(columns, i, column)
    {
        char *cell = sim_text("%s%s", json_string_value(column)[0] == '\0' ? "" : "=", json_string_value(column));
        add_cell(document, &item, cell, row);
        free(cell);
    }
}

static const char *code_name(const sim_document *document, const char *code)
{
    const char *name =
        json_string_value(json_object_get(json_object_get(document->organisation->words, "codes"), code));
    size_t i;
    json_t *entry;
    if (name != NULL) return name;
    json_array_foreach(json_object_get(document->organisation->words, "economic"), i, entry)
    {
        if (strcmp(json_string_value(json_object_get(entry, "code")), code) == 0)
            return json_string_value(json_object_get(entry, "name"));
    }
    return code;
}

/* One row per code; returns whether there was any. */
static bool add_tree(const sim_document *document, sim_block *block, const json_t *spec)
{
    const json_t *codes = json_object_get(document->model, json_string_value(json_object_get(spec, "list")));
    const json_t *columns = json_object_get(spec, "columns");
    size_t i;
    json_t *code;
    bool always = json_is_true(json_object_get(spec, "always"));
    if (json_array_size(codes) == 0 && !always) return false;
    add_tree_row(document, block, columns, "sum", "合计");
    json_array_foreach(codes, i, code)
        add_tree_row(document, block, columns, json_string_value(code), code_name(document, json_string_value(code)));
    return json_array_size(codes) > 0;
}

/* Economic codes in two blocks side by side: people on the left, running on the right. */
static void add_economic(const sim_document *document, sim_block *block)
{
    const json_t *codes = json_object_get(document->model, "eco");
    const char *sides[2][128];
    size_t counts[2] = {0, 0}, i;
    json_t *entry;
    json_array_foreach(codes, i, entry)
    {
        const char *code = json_string_value(entry);
        size_t side = code[1] == '0' && code[2] != '2' ? 0 : 1;
        if (counts[side] < 128) sides[side][counts[side]++] = code;
    }
    for (i = 0; i < counts[0] || i < counts[1]; i++) {
        sim_row *row = add_row(block);
        for (size_t side = 0; side < 2; side++) {
            bool present = i < counts[side];
            sim_item item = {.code = present ? sides[side][i] : NULL};
            sim_row_add(row, SIM_TEXT, sim_text("%s", present ? item.code : ""), NULL, 0);
            sim_row_add(row, SIM_TEXT, sim_text("%s", present ? code_name(document, item.code) : ""), NULL, 0);
            add_cell(document, &item, present ? "=eco.*.total" : "", row);
        }
    }
}

static void add_above(const sim_document *document, sim_block *block, const json_t *spec)
{
    const char *unit = document->style.yuan ? "元" : "万元";
    size_t count = 0;
    const char *form = json_string_value(json_object_get(spec, "form"));
    if (form != NULL) block->above[count++] = sim_text("%s", form);
    if (document->final && !json_is_true(json_object_get(spec, "plain"))) {
        block->above[count++] = sim_text("部门名称：%s", document->organisation->name);
        block->above[count++] = sim_text("%d年度", document->year);
        block->above[count++] = sim_text("金额单位：%s", unit);
        return;
    }
    if (!json_is_true(json_object_get(spec, "plain")))
        block->above[count++] = sim_text("%s%s", document->organisation->code, document->organisation->name);
    if (json_is_true(json_object_get(spec, "asset"))) {
        block->above[count++] = sim_text("截止时间：%d年12月31日", document->year - 1);
        return;
    }
    if (!json_is_true(json_object_get(spec, "plain")) && !json_is_true(json_object_get(spec, "no_year")))
        block->above[count++] = sim_text("预算年度：%d", document->year);
    if (!json_is_true(json_object_get(spec, "plain")) || json_is_true(json_object_get(spec, "unit_line")))
        block->above[count++] = sim_text("单位：%s", unit);
}

static void add_table(sim_document *document, const sim_item *item, const json_t *spec)
{
    sim_block *block = add_block(document, SIM_TABLE);
    bool filled = false;
    block->spec = spec;
    block->title = expanded(document, item, json_string_value(json_object_get(spec, "title")));
    block->serial = json_is_true(json_object_get(spec, "serial"));
    block->columns = (size_t)json_integer_value(json_object_get(spec, "columns"));
    add_above(document, block, spec);
    add_head(document, block, spec);
    const json_t *two_sided = json_object_get(spec, "two_sided"), *tree = json_object_get(spec, "tree"),
                 *rows = json_object_get(spec, "rows");
    if (two_sided != NULL) add_two_sided(document, block, two_sided);
    if (tree != NULL) filled = add_tree(document, block, tree);
    if (json_is_true(json_object_get(spec, "economic"))) add_economic(document, block);
    size_t i;
    json_t *row, *entry;
    json_array_foreach(rows, i, row) add_pattern_row(document, block, item, row);
    const char *each = json_string_value(json_object_get(spec, "each"));
    if (each != NULL) json_array_foreach(json_object_get(document->model, each), i, entry)
        {
            const char *code = json_string_value(json_object_get(entry, "code"));
            add_pattern_row(document, block,
                            &(sim_item){.code = code, .project = code, .number = i + 1, .object = entry},
                            json_object_get(spec, "row"));
        }
    const char *note = json_string_value(json_object_get(spec, "note")),
               *remark = json_string_value(json_object_get(spec, "remark"));
    if (note != NULL && !filled) block->note = expanded(document, item, note);
    if (remark != NULL && block->note == NULL) block->note = expanded(document, item, remark);
}

static void add_paragraph(sim_document *document, const sim_item *item, const char *pattern)
{
    sim_block *block = add_block(document, SIM_PARAGRAPH);
    sim_text_expand(document, item, pattern, add_row(block));
}

/* A part of the template: a text, a table, or one of them for each code or object of a list. */
static void add_part(sim_document *document, const sim_item *item, const json_t *part)
{
    if (json_is_string(part))
        add_paragraph(document, item, json_string_value(part));
    else if (json_object_get(part, "table") != NULL)
        add_table(document, item, json_object_get(part, "table"));
    else
        add_paragraph(document, item, json_string_value(json_object_get(part, "text")));
}

static void add_each(sim_document *document, const json_t *part, const char *list)
{
    bool leaves = json_is_true(json_object_get(part, "leaf")), classes = json_is_true(json_object_get(part, "class"));
    size_t i, number = 0;
    json_t *entry;
    json_array_foreach(json_object_get(document->model, list), i, entry)
    {
        const char *code =
            json_is_string(entry) ? json_string_value(entry) : json_string_value(json_object_get(entry, "code"));
        if ((leaves && strlen(code) != 7) || (classes && strlen(code) != 3)) continue;
        sim_item item = {
            .code = code, .project = code, .number = ++number, .object = json_is_object(entry) ? entry : NULL};
        add_part(document, &item, part);
    }
}

void sim_document_compose(sim_document *document, const sim_organisation *organisation, json_t *form, int year,
                          bool final, sim_style style)
{
    *document =
        (sim_document){.organisation = organisation, .year = year, .final = final, .style = style, .form = form};
    document->model = sim_model(organisation, year, final);
    document->before = sim_model(organisation, year - 1, final);
    if (final) document->plan = sim_model(organisation, year, false);
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(form, "parts"), i, part)
    {
        const char *each = json_is_object(part) ? json_string_value(json_object_get(part, "each")) : NULL;
        const char *unless = json_is_object(part) ? json_string_value(json_object_get(part, "if")) : NULL;
        if (unless != NULL && sim_value(document->model, unless) == 0) continue;
        if (each != NULL)
            add_each(document, part, each);
        else
            add_part(document, NULL, part);
    }
}

void sim_document_free(sim_document *document)
{
    for (size_t b = 0; b < document->block_count; b++) {
        sim_block *block = &document->blocks[b];
        for (size_t r = 0; r < block->row_count; r++) {
            for (size_t c = 0; c < block->rows[r].count; c++)
                free(block->rows[r].cells[c].text), free(block->rows[r].cells[c].key);
            free(block->rows[r].cells);
        }
        free(block->rows), free(block->title), free(block->note);
        for (size_t i = 0; i < SIM_ABOVE; i++) free(block->above[i]);
    }
    free(document->blocks);
    json_decref(document->model);
    json_decref(document->before);
    json_decref(document->plan);
}
