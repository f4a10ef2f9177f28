/*
 * simulate.h - parts of `mingzhang simulate`: organisations and their years (model), printed documents (compose, text),
 * files (serialise, print), planted mistakes (mistakes) and what a checker must find (truth). Wording and forms are
 * data in the folder simulate, embedded. Money is a count of 0.01 yuan.
 */
#ifndef MZ_CLI_SIMULATE_H
#define MZ_CLI_SIMULATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* One of the embedded data files. */
typedef struct sim_file {
    const char *name;
    const char *text;
    size_t length;
} sim_file;
extern const sim_file sim_files[]; /* ends with a NULL name; generated at build time */

/* A number from seed and what is asked for: the same question always has the same answer, whatever was asked before. */
uint64_t sim_hash(uint64_t seed, const char *what, uint64_t a, uint64_t b);
/* The same, between low and high inclusive. */
int64_t sim_roll(uint64_t seed, const char *what, uint64_t a, uint64_t b, int64_t low, int64_t high);

/* ---- model: simulate_model.c ---- */
enum { SIM_FIRST_YEAR = 2017, SIM_LAST_YEAR = 2100 };

typedef struct sim_organisation {
    uint64_t seed;
    size_t index;
    char name[128];
    char code[8];
    const json_t *words; /* borrowed */
    const json_t *department;
    int64_t staff, retired, vehicles;
    size_t projects;
    int64_t grid; /* every figure is a multiple of this */
} sim_organisation;

/* Fills organisation number index. projects: at least that many (0: a few). rounding: figures to the yuan, so that
 * printed 万元 are rounded. */
void sim_organisation_init(sim_organisation *organisation, const json_t *words, uint64_t seed, size_t index,
                           size_t projects, bool rounding);

/*
 * The figures of one year: an object of key -> integer, and the lists "fn", "gen", "fund", "eco" (codes), "projects"
 * and "purchases" (objects). Keys are TREE.CODE.COLUMN ("fn.20402.basic", code "sum" for all) or NAME.PART
 * ("pub.total"). actual: the final accounts of that year, otherwise its budget. New reference.
 */
json_t *sim_model(const sim_organisation *organisation, int year, bool actual);
int64_t sim_value(const json_t *model, const char *key); /* 0 when there is none */

/* ---- document: simulate_compose.c, simulate_text.c ---- */
typedef enum sim_kind {
    SIM_TEXT,
    SIM_AMOUNT,   /* value of key */
    SIM_CHANGE,   /* the absolute difference of key to the year before */
    SIM_RATE,     /* the same in 0.01 percent */
    SIM_SHARE,    /* a percentage of two keys, in 0.01 percent */
    SIM_REASON,   /* a clause that explains the change of key */
    SIM_DIRECTION /* "增加", "减少" */
} sim_kind;

typedef struct sim_cell {
    sim_kind kind;
    bool same_left;  /* merged with the cell on its left */
    bool same_above; /* merged with the cell above */
    char *text;      /* owned */
    char *key;       /* owned, NULL for text */
    int64_t value;
    unsigned line; /* where it was written; 0 before */
} sim_cell;

enum { SIM_ABOVE = 4 };

typedef struct sim_row {
    sim_cell *cells;
    size_t count;
    bool head; /* repeated on every page */
} sim_row;

typedef enum sim_block_kind { SIM_PARAGRAPH, SIM_TABLE } sim_block_kind;

/* A paragraph is one row of runs. */
typedef struct sim_block {
    sim_block_kind kind;
    char *title;
    sim_row *rows;
    size_t row_count;
    size_t columns;
    bool serial;                /* the first column counts the rows */
    char *above[SIM_ABOVE + 1]; /* lines between title and head: form, organisation, year, unit; NULL after the last */
    char *note;                 /* line below the table, NULL when absent */
    const json_t *spec;         /* borrowed; NULL for paragraphs */
    unsigned line;              /* of the title */
} sim_block;

typedef struct sim_style {
    bool yuan; /* amounts in 元 with thousands separators instead of 万元 with two decimals */
} sim_style;

typedef struct sim_document {
    const sim_organisation *organisation; /* borrowed */
    int year;
    bool final;
    sim_style style;
    json_t *form;   /* borrowed: the document's template */
    json_t *model;  /* owned */
    json_t *before; /* owned: the same kind one year earlier */
    json_t *plan;   /* owned: final accounts: the budget of the year */
    sim_block *blocks;
    size_t block_count;
} sim_document;

/* Composes the document. Release with sim_document_free. */
void sim_document_compose(sim_document *document, const sim_organisation *organisation, json_t *form, int year,
                          bool final, sim_style style);
void sim_document_free(sim_document *document);

/* What a loop in the template stands at: a code, a project, a purchase. */
typedef struct sim_item {
    const char *code;    /* replaces "*" in keys; NULL outside loops */
    const char *project; /* replaces "#" */
    size_t number;       /* from 1 */
    const json_t *object;
} sim_item;

/* Expands a template text into runs appended to row. */
void sim_text_expand(const sim_document *document, const sim_item *item, const char *pattern, sim_row *row);
/* A figure as the document prints it; table cells leave zero blank. Owned by the caller. */
char *sim_money(const sim_document *document, int64_t value);
/* key with "*" and "#" replaced. Owned by the caller. */
char *sim_key(const sim_item *item, const char *pattern);
sim_cell *sim_row_add(sim_row *row, sim_kind kind, char *text, char *key, int64_t value);

/* ---- files: simulate_serialise.c, simulate_print.c ---- */
typedef enum sim_serialisation { SIM_TABBED, SIM_CELL_PER_LINE, SIM_ALIGNED, SIM_FLOW } sim_serialisation;
/* The document as text of *length bytes, owned by the caller. broken: percent of the figures of a tabbed document that
 * are broken by a blank. Sets the lines of cells and blocks. NULL when memory runs out. */
char *sim_serialise(sim_document *document, sim_serialisation serialisation, unsigned broken, size_t *length);
const char *sim_serialisation_name(sim_serialisation serialisation);
/* The runs of a row or paragraph as one text. Owned by the caller. */
char *sim_row_text(const sim_row *row);
/* Open stream with line counting. */
typedef struct sim_output {
    FILE *stream;
    unsigned line; /* of the next character */
} sim_output;
void sim_put(sim_output *output, const char *text);
void sim_write_aligned(sim_output *output, sim_document *document);
void sim_write_flow(sim_output *output, sim_document *document);

/* ---- mistakes: simulate_mistakes.c, simulate_relations.c, simulate_truth.c ---- */
/* Where a cell of a document is. */
typedef struct sim_spot {
    size_t block, row, column;
} sim_spot;
sim_cell *sim_at(const sim_document *document, sim_spot spot);

/* Number of kinds, and the name of one. */
size_t sim_mistake_count(void);
const char *sim_mistake_name(size_t index);
/*
 * Plants one mistake of the kind. Returns what was done, for the truth file: {"kind", "cells": [...], "relations"}; the
 * lines are filled by sim_truth_lines after serialisation. NULL when the document offers no place for it.
 */
json_t *sim_mistake_plant(sim_document *document, const char *kind, uint64_t seed);

/* Adds to relations (an array of strings) what a wrong figure at the spot contradicts: "sum:KEY" within its table or
 * paragraph, "table:KEY" and "text:KEY" for the same figure printed elsewhere. */
void sim_relations_of(const sim_document *document, sim_spot spot, json_t *relations);

/* A cell as the truth file describes it: form, row, code, column, from. New reference. */
json_t *sim_truth_cell(const sim_document *document, sim_spot spot, const char *from);
/* Puts the lines into the cells of a mistake and takes away what only the simulator needs. */
void sim_truth_lines(const sim_document *document, json_t *mistake);
/* Every printed figure as [form, row, code, column, figure, line], form "" in the text. New reference. */
json_t *sim_truth_figures(const sim_document *document);
/* Writes one line about a document; mistakes is an array; figures: with sim_truth_figures. False when the file cannot
 * be written. */
bool sim_truth_write(FILE *truth, const char *path, const char *text, size_t length, const sim_document *document,
                     const char *serialisation, const json_t *mistakes, bool figures);

/* ---- helpers that end the program when memory runs out (a command line tool that can only give up) ---- */
void *sim_alloc(void *memory, size_t count, size_t size); /* like reallocarray */
/* Room for one more item behind count items that were all added with sim_grow. */
void *sim_grow(void *memory, size_t count, size_t size);
char *sim_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
