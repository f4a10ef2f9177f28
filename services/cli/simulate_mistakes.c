/* simulate_mistakes.c - plants one mistake of a named kind in a correct document and says what was done. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "simulate_mistakes.h"

const sim_block *sim_block_of(const sim_document *document, sim_spot spot)
{
    return &document->blocks[spot.block];
}

/* The n-th spot that fits, or the number of those that do when n is out of range. */
static size_t visit(const sim_document *document, sim_fits *fits, size_t n, sim_spot *found)
{
    size_t count = 0;
    sim_spot s;
    for (s.block = 0; s.block < document->block_count; s.block++)
        for (s.row = 0; s.row < sim_block_of(document, s)->row_count; s.row++)
            for (s.column = 0; s.column < sim_block_of(document, s)->rows[s.row].count; s.column++)
                if (fits(document, s) && count++ == n) {
                    *found = s;
                    return n;
                }
    return count;
}

bool sim_pick(sim_planting *p, sim_fits *fits, uint64_t attempt)
{
    size_t count = visit(p->document, fits, SIZE_MAX, &p->spot);
    if (count == 0) return false;
    visit(p->document, fits, (size_t)(sim_hash(p->seed, "spot", attempt, 0) % count), &p->spot);
    return true;
}

void sim_record(sim_planting *p, sim_spot spot, const char *from)
{
    json_array_append_new(p->cells, sim_truth_cell(p->document, spot, from));
}

void sim_relate(sim_planting *p, const char *kind, const char *key)
{
    char *name = sim_text("%s:%s", kind, key);
    json_array_append_new(p->relations, json_string(name));
    free(name);
}

/* Prints another figure at a spot. */
void sim_misprint(sim_planting *p, sim_spot spot, int64_t value)
{
    sim_cell *cell = sim_at(p->document, spot);
    char *from = cell->text;
    if (cell->kind == SIM_AMOUNT)
        sim_relations_of(p->document, spot, p->relations);
    else
        sim_relate(p, cell->kind == SIM_CHANGE ? "change" : "percentage", cell->key);
    cell->text = cell->kind == SIM_RATE || cell->kind == SIM_SHARE
                     ? sim_text("%" PRId64 ".%02" PRId64, value / 100, value % 100)
                     : sim_money(p->document, value);
    cell->value = value;
    sim_record(p, spot, from);
    free(from);
}

void sim_reword(sim_planting *p, sim_spot spot, const char *text)
{
    sim_cell *cell = sim_at(p->document, spot);
    char *from = cell->text;
    cell->text = sim_text("%s", text);
    sim_record(p, spot, from);
    free(from);
}

int64_t sim_some_delta(const sim_planting *p, int64_t value)
{
    int64_t delta = value * sim_roll(p->seed, "delta", 0, 0, 3, 18) / 100 / SIM_GRID * SIM_GRID;
    return delta < SIM_GRID ? SIM_GRID : delta;
}

bool sim_is_figure(const sim_document *document, sim_spot spot)
{
    const sim_cell *cell = sim_at(document, spot);
    return cell->kind == SIM_AMOUNT && cell->key != NULL && cell->text[0] != '\0' && cell->value > 0;
}

typedef struct mistake_kind {
    const char *name;
    bool (*plant)(sim_planting *p);
} mistake_kind;

static const mistake_kind kinds[] = {{"total-exceeds-rows", sim_plant_total},
                                     {"parent-not-sum", sim_plant_parent},
                                     {"income-expenditure-differ", sim_plant_balance},
                                     {"unexplained-change", sim_plant_unexplained},
                                     {"transposition", sim_plant_transposition},
                                     {"digit", sim_plant_digit},
                                     {"dropped-digit", sim_plant_dropped},
                                     {"sign", sim_plant_sign},
                                     {"unit", sim_plant_unit},
                                     {"scale", sim_plant_scale},
                                     {"row-sum", sim_plant_row},
                                     {"cross-table", sim_plant_cross},
                                     {"narrative-figure", sim_plant_narrative},
                                     {"narrative-percentage", sim_plant_percentage},
                                     {"narrative-change", sim_plant_change},
                                     {"direction", sim_plant_direction},
                                     {"missing-reason", sim_plant_missing_reason},
                                     {"circular-reason", sim_plant_circular},
                                     {"skipped-serial", sim_plant_skipped},
                                     {"placeholder", sim_plant_placeholder},
                                     {"operator", sim_plant_operator},
                                     {"personal-data", sim_plant_personal},
                                     {"code-name", sim_plant_code_name},
                                     {"missing-note", sim_plant_no_note},
                                     {"false-note", sim_plant_false_note}};

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
    sim_planting p = {.document = document,
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
