/* simulate_mistakes.c - plants one mistake of a named kind in a correct document and says what was done. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

/* What is being planted. */
typedef struct planting {
    sim_document *document;
    uint64_t seed;
    sim_spot spot;
    json_t *cells, *relations;
} planting;

typedef bool fits(const sim_document *document, sim_spot spot);

enum { GRID = 10000, TRIES = 40 };

static const sim_block *block_of(const sim_document *document, sim_spot spot)
{
    return &document->blocks[spot.block];
}

/* The n-th spot that fits, or the number of those that do when n is out of range. */
static size_t visit(const sim_document *document, fits *fits, size_t n, sim_spot *found)
{
    size_t count = 0;
    sim_spot s;
    for (s.block = 0; s.block < document->block_count; s.block++)
        for (s.row = 0; s.row < block_of(document, s)->row_count; s.row++)
            for (s.column = 0; s.column < block_of(document, s)->rows[s.row].count; s.column++)
                if (fits(document, s) && count++ == n) {
                    *found = s;
                    return n;
                }
    return count;
}

static bool pick(planting *p, fits *fits, uint64_t attempt)
{
    size_t count = visit(p->document, fits, SIZE_MAX, &p->spot);
    if (count == 0) return false;
    visit(p->document, fits, (size_t)(sim_hash(p->seed, "spot", attempt, 0) % count), &p->spot);
    return true;
}

static void record(planting *p, sim_spot spot, const char *from)
{
    json_array_append_new(p->cells, sim_truth_cell(p->document, spot, from));
}

static void relate(planting *p, const char *kind, const char *key)
{
    char *name = sim_text("%s:%s", kind, key);
    json_array_append_new(p->relations, json_string(name));
    free(name);
}

/* Prints another figure at a spot. */
static void misprint(planting *p, sim_spot spot, int64_t value)
{
    sim_cell *cell = sim_at(p->document, spot);
    char *from = cell->text;
    if (cell->kind == SIM_AMOUNT)
        sim_relations_of(p->document, spot, p->relations);
    else
        relate(p, cell->kind == SIM_CHANGE ? "change" : "percentage", cell->key);
    cell->text = cell->kind == SIM_RATE || cell->kind == SIM_SHARE
                     ? sim_text("%" PRId64 ".%02" PRId64, value / 100, value % 100)
                     : sim_money(p->document, value);
    cell->value = value;
    record(p, spot, from);
    free(from);
}

static void reword(planting *p, sim_spot spot, const char *text)
{
    sim_cell *cell = sim_at(p->document, spot);
    char *from = cell->text;
    cell->text = sim_text("%s", text);
    record(p, spot, from);
    free(from);
}

static int64_t some_delta(const planting *p, int64_t value)
{
    int64_t delta = value * sim_roll(p->seed, "delta", 0, 0, 3, 18) / 100 / GRID * GRID;
    return delta < GRID ? GRID : delta;
}

/* ---- figures that fit ---- */

static bool figure(const sim_document *document, sim_spot spot)
{
    const sim_cell *cell = sim_at(document, spot);
    return cell->kind == SIM_AMOUNT && cell->key != NULL && cell->text[0] != '\0' && cell->value > 0;
}

static bool in_table(const sim_document *document, sim_spot spot)
{
    return block_of(document, spot)->kind == SIM_TABLE && figure(document, spot);
}

static bool in_text(const sim_document *document, sim_spot spot)
{
    return block_of(document, spot)->kind == SIM_PARAGRAPH && figure(document, spot);
}

static bool has_key(const sim_document *document, sim_spot spot, const char *key)
{
    return strcmp(sim_at(document, spot)->key, key) == 0;
}

static bool listed_total(const sim_document *document, sim_spot spot)
{
    return in_table(document, spot) &&
           (has_key(document, spot, "pub.total") || has_key(document, spot, "asset.total") ||
            has_key(document, spot, "eco.person.total"));
}

/* A class or group in a table of codes. */
static bool parent(const sim_document *document, sim_spot spot)
{
    if (!in_table(document, spot) || json_object_get(block_of(document, spot)->spec, "tree") == NULL) return false;
    const char *key = sim_at(document, spot)->key, *code = strchr(key, '.') + 1;
    size_t digits = strspn(code, "0123456789");
    return strncmp(key, "eco.", 4) == 0 ? digits == 3 : digits == 3 || digits == 5;
}

static bool leaf_total(const sim_document *document, sim_spot spot)
{
    if (!in_table(document, spot) || json_object_get(block_of(document, spot)->spec, "tree") == NULL) return false;
    const char *code = strchr(sim_at(document, spot)->key, '.') + 1;
    return strspn(code, "0123456789") == 7 && strcmp(code + 7, ".total") == 0 &&
           spot.column + 1 < block_of(document, spot)->rows[spot.row].count;
}

static bool general_project(const sim_document *document, sim_spot spot)
{
    const char *key = sim_at(document, spot)->key;
    return in_table(document, spot) && strncmp(key, "gen.", 4) == 0 && strspn(key + 4, "0123456789") == 7 &&
           strcmp(key + 11, ".project") == 0;
}

static bool grand_expense(const sim_document *document, sim_spot spot)
{
    return in_table(document, spot) && has_key(document, spot, "expense.total");
}

static bool percentage(const sim_document *document, sim_spot spot)
{
    const sim_cell *cell = sim_at(document, spot);
    return (cell->kind == SIM_RATE || cell->kind == SIM_SHARE) && cell->value > 0 && cell->value < 9000;
}

static bool change(const sim_document *document, sim_spot spot)
{
    return sim_at(document, spot)->kind == SIM_CHANGE && sim_at(document, spot)->value > 10 * GRID;
}

static bool direction(const sim_document *document, sim_spot spot)
{
    const char *text = sim_at(document, spot)->text;
    return sim_at(document, spot)->kind == SIM_DIRECTION && (strcmp(text, "增加") == 0 || strcmp(text, "减少") == 0);
}

/* A change of at least a tenth, of which the text gives the reason. */
static bool explained(const sim_document *document, sim_spot spot)
{
    const sim_cell *cell = sim_at(document, spot);
    if (cell->kind != SIM_REASON) return false;
    int64_t before = sim_value(document->before, cell->key), change = sim_value(document->model, cell->key) - before;
    return before > 0 && (change < 0 ? -change : change) * 10 >= before &&
           (change < 0 ? -change : change) >= 100 * GRID;
}

static bool explained_leaf(const sim_document *document, sim_spot spot)
{
    const char *key = sim_at(document, spot)->key;
    return explained(document, spot) && strncmp(key, "gen.", 4) == 0;
}

static bool explained_item(const sim_document *document, sim_spot spot)
{
    return explained(document, spot) && strncmp(sim_at(document, spot)->key, "gen.", 4) != 0;
}

/* ---- slips of one figure ---- */

typedef int64_t slip(const planting *p, int64_t value);

/* Decimal digits of the printed figure, without the separators. */
static int64_t printed_step(const planting *p)
{
    return p->document->style.yuan ? 100 : GRID;
}

static int64_t transpose(const planting *p, int64_t value)
{
    int64_t step = printed_step(p), digits = value / step;
    for (uint64_t i = 0; i < 6; i++) {
        int64_t power = 1;
        for (int64_t n = sim_roll(p->seed, "place", i, 0, 0, 4); n > 0; n--) power *= 10;
        int64_t low = digits / power % 10, high = digits / (power * 10) % 10;
        if (low != high && digits / (power * 10) > 0 && (low != 0 || digits / (power * 100) > 0))
            return (digits + (high - low) * power - (high - low) * power * 10) * step;
    }
    return value;
}

static int64_t change_digit(const planting *p, int64_t value)
{
    int64_t step = printed_step(p), digits = value / step, power = 1;
    for (int64_t n = sim_roll(p->seed, "place", 9, 0, 1, 3); n > 0 && digits / (power * 10) > 0; n--) power *= 10;
    int64_t digit = digits / power % 10, other = (digit + sim_roll(p->seed, "digit", 0, 0, 1, 8)) % 10;
    if (other == 0 && digits / (power * 10) == 0) other = digit == 9 ? 8 : digit + 1;
    return (digits + (other - digit) * power) * step;
}

static int64_t drop_digit(const planting *p, int64_t value)
{
    int64_t step = printed_step(p), digits = value / step;
    if (digits < 10000) return value;
    return (digits / 1000 * 100 + digits % 100) * step;
}

static int64_t flip_sign(const planting *p, int64_t value)
{
    (void)p;
    return -value;
}

static int64_t wrong_unit(const planting *p, int64_t value)
{
    return p->document->style.yuan ? value / 10000 : value * 10000;
}

static int64_t ten_times(const planting *p, int64_t value)
{
    (void)p;
    return value * 10;
}

/* Changes one table figure that some relation sees. */
static bool slip_figure(planting *p, fits *fits, slip *slip)
{
    for (uint64_t attempt = 0; attempt < TRIES; attempt++) {
        if (!pick(p, fits, attempt)) return false;
        int64_t value = sim_at(p->document, p->spot)->value, wrong = slip(p, value);
        json_t *seen = json_array();
        sim_relations_of(p->document, p->spot, seen);
        bool good = wrong != value && wrong / 100 != 0 && json_array_size(seen) > 0;
        json_decref(seen);
        if (!good) continue;
        misprint(p, p->spot, wrong);
        return true;
    }
    return false;
}

static bool plant_transposition(planting *p)
{
    return slip_figure(p, in_table, transpose);
}
static bool plant_digit(planting *p)
{
    return slip_figure(p, in_table, change_digit);
}
static bool plant_dropped(planting *p)
{
    return slip_figure(p, in_table, drop_digit);
}
static bool plant_sign(planting *p)
{
    return slip_figure(p, in_table, flip_sign);
}
static bool plant_unit(planting *p)
{
    return slip_figure(p, in_table, wrong_unit);
}
static bool plant_scale(planting *p)
{
    return slip_figure(p, in_table, ten_times);
}
static bool plant_narrative(planting *p)
{
    return slip_figure(p, in_text, change_digit);
}

/* ---- the other kinds ---- */

/* Every cell of the table that prints this figure gets the same wrong one: only the total disagrees with its rows. */
static bool plant_total(planting *p)
{
    if (!pick(p, listed_total, 0)) return false;
    const sim_block *block = block_of(p->document, p->spot);
    char *key = sim_text("%s", sim_at(p->document, p->spot)->key);
    int64_t wrong = sim_at(p->document, p->spot)->value;
    wrong += some_delta(p, wrong);
    for (size_t c = 0; c < block->rows[p->spot.row].count; c++) {
        sim_spot spot = {p->spot.block, p->spot.row, c};
        if (figure(p->document, spot) && strcmp(sim_at(p->document, spot)->key, key) == 0) misprint(p, spot, wrong);
    }
    free(key);
    return true;
}

static bool shift_one(planting *p, fits *fits)
{
    if (!pick(p, fits, 0)) return false;
    int64_t value = sim_at(p->document, p->spot)->value;
    misprint(p, p->spot, value + some_delta(p, value));
    return true;
}

static bool plant_parent(planting *p)
{
    return shift_one(p, parent);
}
static bool plant_balance(planting *p)
{
    return shift_one(p, grand_expense);
}
static bool plant_row(planting *p)
{
    return shift_one(p, leaf_total);
}
static bool plant_change(planting *p)
{
    return shift_one(p, change);
}

static bool plant_percentage(planting *p)
{
    if (!pick(p, percentage, 0)) return false;
    misprint(p, p->spot, sim_at(p->document, p->spot)->value + sim_roll(p->seed, "points", 0, 0, 40, 900));
    return true;
}

static bool plant_direction(planting *p)
{
    if (!pick(p, direction, 0)) return false;
    relate(p, "direction", sim_at(p->document, p->spot)->key);
    reword(p, p->spot, strcmp(sim_at(p->document, p->spot)->text, "增加") == 0 ? "减少" : "增加");
    return true;
}

/* A project's money differs in one table, where everything above it was changed with it. */
static bool plant_cross(planting *p)
{
    if (!pick(p, general_project, 0)) return false;
    char code[8];
    snprintf(code, sizeof code, "%.7s", sim_at(p->document, p->spot)->key + 4);
    int64_t delta = some_delta(p, sim_at(p->document, p->spot)->value);
    const sim_block *block = block_of(p->document, p->spot);
    for (size_t r = 0; r < block->row_count; r++)
        for (size_t c = 0; c < block->rows[r].count; c++) {
            sim_spot spot = {p->spot.block, r, c};
            if (!figure(p->document, spot)) continue;
            const char *key = sim_at(p->document, spot)->key, *tail = strrchr(key, '.');
            size_t digits = strspn(key + 4, "0123456789");
            bool above = strncmp(key, "gen.sum", 7) == 0 || (digits > 0 && strncmp(key + 4, code, digits) == 0);
            if (above && (strcmp(tail, ".total") == 0 || strcmp(tail, ".project") == 0))
                misprint(p, spot, sim_at(p->document, spot)->value + delta);
        }
    json_t *across = json_array(); /* inside the table everything still holds */
    size_t i;
    json_t *relation;
    json_array_foreach(p->relations, i, relation) if (strncmp(json_string_value(relation), "sum:", 4) != 0)
        json_array_append(across, relation);
    json_decref(p->relations);
    p->relations = across;
    return true;
}

static bool silence(planting *p, fits *fits)
{
    if (!pick(p, fits, 0)) return false;
    relate(p, "reason", sim_at(p->document, p->spot)->key);
    reword(p, p->spot, "");
    return true;
}

static bool plant_unexplained(planting *p)
{
    return silence(p, explained_leaf);
}
static bool plant_missing_reason(planting *p)
{
    return silence(p, explained_item);
}

static bool plant_circular(planting *p)
{
    if (!pick(p, explained, 0)) return false;
    const sim_cell *cell = sim_at(p->document, p->spot);
    relate(p, "reason", cell->key);
    bool up = sim_value(p->document->model, cell->key) > sim_value(p->document->before, cell->key);
    reword(p, p->spot, up ? "，主要原因是支出增加" : "，主要原因是支出减少");
    return true;
}

static bool serial_number(const sim_document *document, sim_spot spot)
{
    const sim_block *block = block_of(document, spot);
    return block->kind == SIM_TABLE && block->serial && !block->rows[spot.row].head && spot.column == 0 &&
           strlen(sim_at(document, spot)->text) > 0 && spot.row + 2 < block->row_count &&
           strcmp(sim_at(document, spot)->text, "1") > 0;
}

static bool plant_skipped(planting *p)
{
    if (!pick(p, serial_number, 0)) return false;
    const sim_block *block = block_of(p->document, p->spot);
    for (size_t r = p->spot.row; r < block->row_count; r++) {
        sim_cell *cell = &block->rows[r].cells[0];
        char *next = sim_text("%ld", strtol(cell->text, NULL, 10) + 1), *from = cell->text;
        cell->text = next;
        if (r == p->spot.row) record(p, p->spot, from);
        free(from);
    }
    return true;
}

static bool goal(const sim_document *document, sim_spot spot)
{
    return strncmp(sim_at(document, spot)->text, "1.按计划完成", strlen("1.按计划完成")) == 0;
}

static bool plant_placeholder(planting *p)
{
    if (pick(p, goal, 0))
        reword(p, p->spot, "1.目标内容1。2.目标内容2。");
    else if (pick(p, explained_item, 0))
        reword(p, p->spot, "，主要原因是XX");
    else
        return false;
    return true;
}

static bool satisfaction(const sim_document *document, sim_spot spot)
{
    return spot.column >= 2 && strcmp(sim_at(document, spot)->text, "≥90%") == 0;
}

static bool plant_operator(planting *p)
{
    if (!pick(p, satisfaction, 0)) return false;
    reword(p, p->spot, "≤90%");
    return true;
}

static bool person(const sim_document *document, sim_spot spot)
{
    return strcmp(sim_at(document, spot)->text, "预算批复") == 0;
}

static bool plant_personal(planting *p)
{
    if (!pick(p, person, 0)) return false;
    reword(p, p->spot, "预算批复（联系电话13900000000）");
    return true;
}

/* A row with a leaf code in a table of codes. */
static bool leaf_name(const sim_document *document, sim_spot spot)
{
    const sim_block *block = block_of(document, spot);
    if (block->kind != SIM_TABLE || json_object_get(block->spec, "tree") == NULL || spot.column == 0) return false;
    const char *code = sim_at(document, (sim_spot){spot.block, spot.row, spot.column - 1})->text;
    return strlen(code) == 7 && strspn(code, "0123456789") == 7;
}

static bool plant_code_name(planting *p)
{
    if (!pick(p, leaf_name, 0)) return false;
    reword(p, p->spot, strcmp(sim_at(p->document, p->spot)->text, "住房公积金") == 0 ? "购房补贴" : "住房公积金");
    return true;
}

/* A note that says the table is empty. */
static bool noted(const sim_document *document, sim_spot spot)
{
    const sim_block *block = block_of(document, spot);
    return block->kind == SIM_TABLE && block->note != NULL && spot.row == 0 && spot.column == 0 &&
           (strstr(block->note, "空表") != NULL || strstr(block->note, "无数据") != NULL);
}

static void record_note(planting *p, const char *from, const char *to)
{
    json_t *cell = sim_truth_cell(p->document, p->spot, from);
    json_object_set_new(cell, "to", json_string(to));
    json_array_append_new(p->cells, cell);
}

static bool plant_no_note(planting *p)
{
    if (!pick(p, noted, 0)) return false;
    sim_block *block = &p->document->blocks[p->spot.block];
    record_note(p, block->note, "");
    free(block->note);
    block->note = NULL;
    return true;
}

static bool three_public(const sim_document *document, sim_spot spot)
{
    const sim_block *block = block_of(document, spot);
    return block->kind == SIM_TABLE && spot.row == 0 && spot.column == 0 && strstr(block->title, "“三公”") != NULL &&
           sim_value(document->model, "pub.total") > 0;
}

static bool plant_false_note(planting *p)
{
    if (!pick(p, three_public, 0)) return false;
    sim_block *block = &p->document->blocks[p->spot.block];
    free(block->note);
    block->note =
        sim_text("%s", p->document->final ? "说明：本表无数据" : "注：本部门无“三公”经费支出预算，空表列示。");
    record_note(p, "", block->note);
    return true;
}

typedef struct mistake_kind {
    const char *name;
    bool (*plant)(planting *p);
} mistake_kind;

static const mistake_kind kinds[] = {{"total-exceeds-rows", plant_total},
                                     {"parent-not-sum", plant_parent},
                                     {"income-expenditure-differ", plant_balance},
                                     {"unexplained-change", plant_unexplained},
                                     {"transposition", plant_transposition},
                                     {"digit", plant_digit},
                                     {"dropped-digit", plant_dropped},
                                     {"sign", plant_sign},
                                     {"unit", plant_unit},
                                     {"scale", plant_scale},
                                     {"row-sum", plant_row},
                                     {"cross-table", plant_cross},
                                     {"narrative-figure", plant_narrative},
                                     {"narrative-percentage", plant_percentage},
                                     {"narrative-change", plant_change},
                                     {"direction", plant_direction},
                                     {"missing-reason", plant_missing_reason},
                                     {"circular-reason", plant_circular},
                                     {"skipped-serial", plant_skipped},
                                     {"placeholder", plant_placeholder},
                                     {"operator", plant_operator},
                                     {"personal-data", plant_personal},
                                     {"code-name", plant_code_name},
                                     {"missing-note", plant_no_note},
                                     {"false-note", plant_false_note}};

size_t sim_mistake_count(void)
{
    return sizeof kinds / sizeof *kinds;
}

const char *sim_mistake_name(size_t index)
{
    return kinds[index].name;
}

json_t *sim_mistake_plant(sim_document *document, const char *kind, uint64_t seed)
{
    planting p = {.document = document,
                  .seed = sim_hash(seed, kind, (uint64_t)document->year, document->final),
                  .cells = json_array(),
                  .relations = json_array()};
    bool planted = false;
    for (size_t i = 0; i < sim_mistake_count(); i++)
        if (strcmp(kinds[i].name, kind) == 0) planted = kinds[i].plant(&p);
    json_t *mistake =
        planted ? json_pack("{s:s, s:O, s:O}", "kind", kind, "cells", p.cells, "relations", p.relations) : NULL;
    json_decref(p.cells), json_decref(p.relations);
    return mistake;
}
