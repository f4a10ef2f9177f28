/* flow_evidence.h - what the rest of the document says about a figure: decides between columns when a table's own
 * arithmetic does not. */
#ifndef MZ_FORM_FLOW_EVIDENCE_H
#define MZ_FORM_FLOW_EVIDENCE_H

#include "flow_rows.h"

/* A table on its way to mz_table. */
typedef struct mz_flow_table {
    const char *title;
    mz_flow_header header;
    mz_flow_tokens tokens;
    const bool *fresh; /* by token: used before the header was looked for */
    mz_flow_rows rows;
    mz_unit unit;
    mz_span span;
    uint32_t first, last; /* line indexes, last excluded */
    bool says_empty;
    mz_span note;
} mz_flow_table;

typedef struct mz_flow_tables {
    mz_flow_table *items;
    size_t count;
    size_t capacity;
} mz_flow_tables;

/* The first lines of a text in which lists of what money was spent on may begin; the first table that asks finds them.
 */
enum { MZ_FLOW_MAX_LISTS = 64 };
/* Money that a table of halves has as well as a table of codes: its code in the former. */
enum { MZ_FLOW_SAME_MONEY = 64 };
typedef struct mz_flow_money {
    const char *code;
    int64_t value;
} mz_flow_money;

typedef struct mz_flow_same_money {
    mz_flow_money items[MZ_FLOW_SAME_MONEY];
    size_t count, next; /* next: the place of the next one, over the oldest when all are taken */
    size_t tables;      /* those that were read */
} mz_flow_same_money;

/* What tables of halves ask of the rest of the document. */
typedef struct mz_flow_lists {
    const mz_text *text;
    size_t lines[MZ_FLOW_MAX_LISTS];
    size_t count;
    bool found; /* they were looked for */
    mz_flow_same_money same;
} mz_flow_lists;

/* Codes, names and one figure each, in several groups side by side, in pdftotext's reading order: to the rows of table.
 * What the text of lists says that money was spent on tells blank places, and so do the tables in front of it. */
mz_status mz_flow_rows_halves(mz_arena *arena, const mz_flow_forms *forms, mz_flow_lists *lists,
                              const mz_flow_tables *tables, mz_flow_table *table);

/* A figure in the running text with the words before it. */
typedef struct mz_flow_mention {
    const char *before; /* squeezed */
    mz_interval amount; /* doubled, as mz_amount_interval gives it */
} mz_flow_mention;

/* A row of a table of codes, and the next one of the same code. */
typedef struct mz_flow_twin {
    const mz_flow_table *table;
    const mz_flow_row *row;
    struct mz_flow_twin *next;
} mz_flow_twin;

/* A line of the left side of a two-sided table: what came from where. */
typedef struct mz_flow_source {
    const mz_flow_table *table;
    const mz_flow_row *row;
    const char *name; /* its label without a number */
} mz_flow_source;

typedef struct mz_flow_evidence {
    const mz_flow_forms *forms;
    mz_flow_tables *tables;
    mz_flow_mention *mentions; /* in the order of the lower ends of their amounts */
    int64_t widest;            /* of these intervals, INT64_MAX when it is more */
    size_t mention_count;
    size_t mention_capacity;
    mz_dictionary twins;     /* code ("" for totals) -> mz_flow_twin * */
    mz_flow_source *sources; /* those of a table side by side */
    size_t source_count;
    size_t source_capacity;
    size_t *budget; /* lines that may still be looked at: keeps the time linear in the document */
} mz_flow_evidence;

/* Collects the amounts of money in sentences of text, at most MZ_FLOW_MAX_MENTIONS. MZ_ERR_MEMORY. Linear. */
enum { MZ_FLOW_MAX_MENTIONS = 2048 };
mz_status mz_flow_evidence_read(mz_arena *arena, const mz_text *text, mz_flow_evidence *evidence);

/* Collects the rows of evidence->tables that those of others can be compared with: those of a code, the totals, and the
 * sources. MZ_ERR_MEMORY. Linear. */
mz_status mz_flow_evidence_twins(mz_arena *arena, mz_flow_evidence *evidence);

/* Gives two rows of table each other's figures where other tables print them so and only the reading order spoke
 * against it. What a row of another table has behind its name is in no doubt here either. (flow_swap.c) */
void mz_flow_swap(const mz_flow_evidence *evidence, mz_flow_table *table);

/* Two parts of one sum in a table that was read column by column: which of them was printed first says little, as what
 * is left of a page comes last. Gives all rows each other's where the text and what the subjects are speak for that.
 * (flow_turn.c) */
void mz_flow_turn(const mz_flow_evidence *evidence, mz_flow_table *table);

/* Whether what a row of this code is of is mostly paid from running costs: pay, pensions, offices. */
bool mz_flow_is_running(const mz_flow_forms *forms, const char *code);

/* Whether a sentence gives this value, a figure in unit, to what is called name (in key form). */
bool mz_flow_mentioned(const mz_flow_evidence *evidence, const mz_flow_token *value, mz_unit unit, const char *name);

/* The fund that a name speaks of, NULL when of none. (flow_funds.c) */
const char *mz_flow_fund_of(const mz_flow_forms *forms, const char *name);

/* The same for a line of the expenditure side of a table of all funds and a column, called leaf, of one of them: what
 * that fund's own table says of the class or of the whole. Linear in the other tables. (flow_funds.c) */
int mz_flow_evidence_fund(const mz_flow_evidence *e, const mz_flow_table *table, const mz_flow_row *line,
                          const mz_flow_token *value, const char *leaf);

/*
 * How much speaks for value v of row standing in column c of table: > 0 when other tables or the text print the same
 * figure under that name, < 0 when they show that it cannot be.
 */
int mz_flow_evidence_for(const mz_flow_evidence *evidence, const mz_flow_table *table, const mz_flow_row *row, size_t v,
                         uint16_t column);

/* The same of the whole, or by the code alone: without what other tables say of single codes, which may have been read
 * as this one was. */
int mz_flow_evidence_aside(const mz_flow_evidence *evidence, const mz_flow_table *table, const mz_flow_row *row,
                           size_t v, uint16_t column);

/*
 * A table of names that was not read clean is read again: its figures go to the rows by the sums, first with the
 * columns of its header, then with all cells that stand anywhere. Neither is taken unless all of it comes out even.
 * MZ_ERR_MEMORY. (flow_names.c)
 */
mz_status mz_flow_names_again(mz_arena *arena, const mz_flow_forms *forms, mz_flow_table *table);

#endif
