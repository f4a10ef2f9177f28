/* flow_rows.h - tokens of a flow table to rows: who is spoken of, and his figures in their order, not yet in columns.
 */
#ifndef MZ_FORM_FLOW_ROWS_H
#define MZ_FORM_FLOW_ROWS_H

#include "flow_header.h"

typedef struct mz_flow_row {
    const char *label; /* "" when none */
    const char *code;  /* "" when none */
    const char *class; /* code of the class that a line of a two-sided table is called after, "" when none */
    int32_t serial;    /* -1 when none */
    uint16_t side;
    bool total; /* 合计 of the whole table */
    mz_flow_token *values;
    size_t value_count;
    mz_span span;
    /* Filled by flow_assign.c: the column of each value, -1 while unknown; the columns it may stand in, and of those
     * the leftmost one that fits the other values, -1 when none does. */
    int16_t columns[MZ_FLOW_MAX_COLUMNS];
    int16_t usual[MZ_FLOW_MAX_COLUMNS];
    uint32_t candidates[MZ_FLOW_MAX_COLUMNS];
    bool placed;    /* its figures were looked for columns: doubtful is known */
    bool doubtful;  /* its figures satisfy no relation */
    bool elsewhere; /* its figures do not stand behind its name */
    bool displaced; /* its figures may be those of another row */
    bool amid;      /* amounts of its page belong to no row: they may be its own when its figures do not add up */
    bool certain;   /* the print tells that its figures are its own, whatever other tables say */
    bool loose;     /* the order of the figures behind the first is not that of the columns */
    bool single;    /* the only row of its table: its figures may be read in any order */
} mz_flow_row;

typedef struct mz_flow_rows {
    mz_flow_row *items;
    size_t count;
    size_t capacity;
} mz_flow_rows;

/* Rows that begin with a running number; figures and codes may be broken at any place, also by a page. decimals: what
 * the amounts of this table have. */
mz_status mz_flow_rows_serial(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                              const mz_flow_tokens *tokens, uint8_t decimals, mz_flow_rows *rows);

/* Rows of a label and its figures, in this order, without running numbers; also several labels and then as many figures
 * of one column after the other. columns: of the table. */
mz_status mz_flow_rows_labels(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens, size_t columns,
                              mz_flow_rows *rows);

/* Rows of names and a total of them, in pdftotext's reading order: names and figures each in their order, but not side
 * by side. *complete: the sums hold, every row has figures, and none is left. */
mz_status mz_flow_rows_names(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                             const mz_flow_tokens *tokens, mz_flow_rows *rows, bool *complete);

/* Rows of a procurement table: project and its budget, goods, their code, unit, quantity, price, amounts. */
mz_status mz_flow_rows_purchase(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                                const mz_flow_tokens *tokens, mz_flow_rows *rows);

/* The one row of a table without labels. */
mz_status mz_flow_rows_single(mz_arena *arena, const mz_flow_tokens *tokens, mz_flow_rows *rows);

/* Rows of subject codes in pdftotext's reading order: codes, names and figures each in their order, but not side by
 * side. */
mz_status mz_flow_rows_codes(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                             const mz_flow_tokens *tokens, mz_flow_rows *rows);

/* A new row at the end; NULL when the arena is exhausted. */
mz_flow_row *mz_flow_row_add(mz_arena *arena, mz_flow_rows *rows, mz_span span);
/* Appends a value to row; false when the arena is exhausted. Values beyond MZ_FLOW_MAX_COLUMNS are dropped. */
bool mz_flow_row_value(mz_arena *arena, mz_flow_row *row, const mz_flow_token *value);
/* Replaces rows by a copy in arena, no larger than what they hold. False when the arena is exhausted. */
bool mz_flow_rows_keep(mz_arena *arena, mz_flow_rows *rows);
/* Appends text to *label; false when the arena is exhausted. */
bool mz_flow_join(mz_arena *arena, const char **label, const char *text);
/* Whether a text begins a numbered item: 一、 （一） 1、 */
bool mz_flow_numbered(const char *key);
/* Bytes of that number, 0 when there is none. */
size_t mz_flow_number_length(const char *key);
/* Side of a label of a two-sided table: 1 for expenditure. */
uint16_t mz_flow_side(const mz_flow_forms *forms, const char *key);

#endif
