/* simulate_mistakes.h - what the files that plant mistakes share. */
#ifndef MZ_CLI_SIMULATE_MISTAKES_H
#define MZ_CLI_SIMULATE_MISTAKES_H

#include "simulate.h"

/* A mistake being planted: where, and what the truth file will say. */
typedef struct sim_planting {
    sim_document *document;
    uint64_t seed;
    sim_spot spot;
    json_t *cells, *relations;
} sim_planting;

/* Whether a kind of mistake can be made at a spot. */
typedef bool sim_fits(const sim_document *document, sim_spot spot);

enum { SIM_GRID = 10000 /* 100 yuan: the last printed digit of 万元 with two decimals */ };

const sim_block *sim_block_of(const sim_document *document, sim_spot spot);
/* Whether a positive amount is printed at the spot. */
bool sim_is_figure(const sim_document *document, sim_spot spot);
/* Puts one of the spots that fit into the planting; another one for each attempt. False when none fits. */
bool sim_pick(sim_planting *p, sim_fits *fits, uint64_t attempt);
/* Remembers the cell for the truth file; from is what stood there. */
void sim_record(sim_planting *p, sim_spot spot, const char *from);
/* Remembers a broken relation KIND:KEY. */
void sim_relate(sim_planting *p, const char *kind, const char *key);
/* Prints another figure or text at a spot and remembers it. */
void sim_misprint(sim_planting *p, sim_spot spot, int64_t value);
void sim_reword(sim_planting *p, sim_spot spot, const char *text);
/* A difference of some percent of value. */
int64_t sim_some_delta(const sim_planting *p, int64_t value);

/* Each plants one mistake; false when the document has no place for it. Figures: simulate_figures.c. */
bool sim_plant_transposition(sim_planting *p);
bool sim_plant_digit(sim_planting *p);
bool sim_plant_dropped(sim_planting *p);
bool sim_plant_sign(sim_planting *p);
bool sim_plant_unit(sim_planting *p);
bool sim_plant_scale(sim_planting *p);
bool sim_plant_narrative(sim_planting *p);
bool sim_plant_total(sim_planting *p);
bool sim_plant_parent(sim_planting *p);
bool sim_plant_balance(sim_planting *p);
bool sim_plant_row(sim_planting *p);
bool sim_plant_change(sim_planting *p);
bool sim_plant_percentage(sim_planting *p);
bool sim_plant_cross(sim_planting *p);
/* Words: simulate_words.c. */
bool sim_plant_direction(sim_planting *p);
bool sim_plant_unexplained(sim_planting *p);
bool sim_plant_missing_reason(sim_planting *p);
bool sim_plant_circular(sim_planting *p);
bool sim_plant_skipped(sim_planting *p);
bool sim_plant_placeholder(sim_planting *p);
bool sim_plant_operator(sim_planting *p);
bool sim_plant_personal(sim_planting *p);
bool sim_plant_code_name(sim_planting *p);
bool sim_plant_no_note(sim_planting *p);
bool sim_plant_false_note(sim_planting *p);

#endif
