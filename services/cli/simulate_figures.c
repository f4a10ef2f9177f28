/* simulate_figures.c - mistakes in figures: slips of the pen, sums that do not hold, figures that differ elsewhere. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "simulate_mistakes.h"

enum { TRIES = 40 };

typedef int64_t slip(const sim_planting *p, int64_t value);

static bool in_table(const sim_document *document, sim_spot spot)
{
    return sim_block_of(document, spot)->kind == SIM_TABLE && sim_is_figure(document, spot);
}

static bool in_text(const sim_document *document, sim_spot spot)
{
    return sim_block_of(document, spot)->kind == SIM_PARAGRAPH && sim_is_figure(document, spot);
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
    if (!in_table(document, spot) || json_object_get(sim_block_of(document, spot)->spec, "tree") == NULL) return false;
    const char *key = sim_at(document, spot)->key, *code = strchr(key, '.') + 1;
    size_t digits = strspn(code, "0123456789");
    return strncmp(key, "eco.", 4) == 0 ? digits == 3 : digits == 3 || digits == 5;
}

static bool leaf_total(const sim_document *document, sim_spot spot)
{
    if (!in_table(document, spot) || json_object_get(sim_block_of(document, spot)->spec, "tree") == NULL) return false;
    const char *code = strchr(sim_at(document, spot)->key, '.') + 1;
    return strspn(code, "0123456789") == 7 && strcmp(code + 7, ".total") == 0 &&
           spot.column + 1 < sim_block_of(document, spot)->rows[spot.row].count;
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
    return sim_at(document, spot)->kind == SIM_CHANGE && sim_at(document, spot)->value > 10 * SIM_GRID;
}

/* Decimal digits of the printed figure, without the separators. */
static int64_t printed_step(const sim_planting *p)
{
    return p->document->style.yuan ? 100 : SIM_GRID;
}

static int64_t transpose(const sim_planting *p, int64_t value)
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

static int64_t change_digit(const sim_planting *p, int64_t value)
{
    int64_t step = printed_step(p), digits = value / step, power = 1;
    for (int64_t n = sim_roll(p->seed, "place", 9, 0, 1, 3); n > 0 && digits / (power * 10) > 0; n--) power *= 10;
    int64_t digit = digits / power % 10, other = (digit + sim_roll(p->seed, "digit", 0, 0, 1, 8)) % 10;
    if (other == 0 && digits / (power * 10) == 0) other = digit == 9 ? 8 : digit + 1;
    return (digits + (other - digit) * power) * step;
}

static int64_t drop_digit(const sim_planting *p, int64_t value)
{
    int64_t step = printed_step(p), digits = value / step;
    if (digits < 10000) return value;
    return (digits / 1000 * 100 + digits % 100) * step;
}

static int64_t flip_sign(const sim_planting *p, int64_t value)
{
    (void)p;
    return -value;
}

static int64_t wrong_unit(const sim_planting *p, int64_t value)
{
    return p->document->style.yuan ? value / 10000 : value * 10000;
}

static int64_t ten_times(const sim_planting *p, int64_t value)
{
    (void)p;
    return value * 10;
}

/* Changes one table figure that some relation sees. */
static bool slip_figure(sim_planting *p, sim_fits *fits, slip *slip)
{
    for (uint64_t attempt = 0; attempt < TRIES; attempt++) {
        if (!sim_pick(p, fits, attempt)) return false;
        int64_t value = sim_at(p->document, p->spot)->value, wrong = slip(p, value);
        json_t *seen = json_array();
        sim_relations_of(p->document, p->spot, seen);
        bool good = wrong != value && wrong / 100 != 0 && json_array_size(seen) > 0;
        json_decref(seen);
        if (!good) continue;
        sim_misprint(p, p->spot, wrong);
        return true;
    }
    return false;
}

bool sim_plant_transposition(sim_planting *p)
{
    return slip_figure(p, in_table, transpose);
}

bool sim_plant_digit(sim_planting *p)
{
    return slip_figure(p, in_table, change_digit);
}

bool sim_plant_dropped(sim_planting *p)
{
    return slip_figure(p, in_table, drop_digit);
}

bool sim_plant_sign(sim_planting *p)
{
    return slip_figure(p, in_table, flip_sign);
}

bool sim_plant_unit(sim_planting *p)
{
    return slip_figure(p, in_table, wrong_unit);
}

bool sim_plant_scale(sim_planting *p)
{
    return slip_figure(p, in_table, ten_times);
}

bool sim_plant_narrative(sim_planting *p)
{
    return slip_figure(p, in_text, change_digit);
}

/* Every cell of the table that prints this figure gets the same wrong one: only the total disagrees with its rows. */
bool sim_plant_total(sim_planting *p)
{
    if (!sim_pick(p, listed_total, 0)) return false;
    const sim_block *block = sim_block_of(p->document, p->spot);
    char *key = sim_text("%s", sim_at(p->document, p->spot)->key);
    int64_t wrong = sim_at(p->document, p->spot)->value;
    wrong += sim_some_delta(p, wrong);
    for (size_t c = 0; c < block->rows[p->spot.row].count; c++) {
        sim_spot spot = {p->spot.block, p->spot.row, c};
        if (sim_is_figure(p->document, spot) && strcmp(sim_at(p->document, spot)->key, key) == 0)
            sim_misprint(p, spot, wrong);
    }
    free(key);
    return true;
}

static bool shift_one(sim_planting *p, sim_fits *fits)
{
    if (!sim_pick(p, fits, 0)) return false;
    int64_t value = sim_at(p->document, p->spot)->value;
    sim_misprint(p, p->spot, value + sim_some_delta(p, value));
    return true;
}

bool sim_plant_parent(sim_planting *p)
{
    return shift_one(p, parent);
}

bool sim_plant_balance(sim_planting *p)
{
    return shift_one(p, grand_expense);
}

bool sim_plant_row(sim_planting *p)
{
    return shift_one(p, leaf_total);
}

bool sim_plant_change(sim_planting *p)
{
    return shift_one(p, change);
}

bool sim_plant_percentage(sim_planting *p)
{
    if (!sim_pick(p, percentage, 0)) return false;
    sim_misprint(p, p->spot, sim_at(p->document, p->spot)->value + sim_roll(p->seed, "points", 0, 0, 40, 900));
    return true;
}

/* A project's money differs in one table, where everything above it was changed with it. */
bool sim_plant_cross(sim_planting *p)
{
    if (!sim_pick(p, general_project, 0)) return false;
    char code[8];
    snprintf(code, sizeof code, "%.7s", sim_at(p->document, p->spot)->key + 4);
    int64_t delta = sim_some_delta(p, sim_at(p->document, p->spot)->value);
    const sim_block *block = sim_block_of(p->document, p->spot);
    for (size_t r = 0; r < block->row_count; r++)
        for (size_t c = 0; c < block->rows[r].count; c++) {
            sim_spot spot = {p->spot.block, r, c};
            if (!sim_is_figure(p->document, spot)) continue;
            const char *key = sim_at(p->document, spot)->key, *tail = strrchr(key, '.');
            size_t digits = strspn(key + 4, "0123456789");
            bool above = strncmp(key, "gen.sum", 7) == 0 || (digits > 0 && strncmp(key + 4, code, digits) == 0);
            if (above && (strcmp(tail, ".total") == 0 || strcmp(tail, ".project") == 0))
                sim_misprint(p, spot, sim_at(p->document, spot)->value + delta);
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
