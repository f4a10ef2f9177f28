/* settle.h - the state of settling the columns of figures that their places leave open (settle.c). */
#ifndef MZ_FORM_SETTLE_H
#define MZ_FORM_SETTLE_H

#include "flow/flow_rows.h"
#include "form.h"

enum { MZ_SETTLE_TIES = 16, MZ_SETTLE_OPEN = 40 /* confidence of a figure whose column is open */ };

/* The figures of a row by column. */
typedef struct mz_settle_figures {
    int64_t values[MZ_FLOW_MAX_COLUMNS];  /* counts of 10^-6 */
    uint32_t filled, open, alone;         /* bit sets of columns: with a figure, one in doubt, one in doubt that is
                                             not in line with others */
    uint32_t backed[MZ_FLOW_MAX_COLUMNS]; /* by column: where other rows print the figure in doubt */
    int64_t digit;                        /* unit of the last printed digit */
    bool weighed;                         /* some figure is not 0, none is redacted */
} mz_settle_figures;

/* An amount of some row. */
typedef struct mz_settle_printed {
    int64_t value;
    uint32_t table, row;
    uint32_t next; /* of those of the same hash; index + 1, 0 at the end */
} mz_settle_printed;

/* All amounts of the document by value. */
typedef struct mz_settle_amounts {
    mz_settle_printed *items;
    size_t count;
    uint32_t *heads; /* index + 1 */
    size_t mask;
} mz_settle_amounts;

/* The column that the figures in doubt of each column go to. */
typedef struct mz_settle_map {
    uint8_t to[MZ_FLOW_MAX_COLUMNS];
    size_t holding, evidence, moved; /* rows whose sums hold; figures printed elsewhere; columns that it moves by */
} mz_settle_map;

typedef struct mz_settler {
    mz_reader *reader;
    const mz_settle_amounts *amounts;
    mz_table *table;
    mz_flow_template *t;
    mz_settle_figures *figures;           /* of the rows */
    size_t from, to;                      /* the rows at hand */
    uint64_t doubt[MZ_FLOW_MAX_COLUMNS];  /* by column: others that its figures there may belong to */
    uint64_t before[MZ_FLOW_MAX_COLUMNS]; /* the same of the page before */
    mz_settle_map moved;                  /* how that page's figures moved; by no column when they did not */
    uint32_t total;                       /* the columns in which the table's total has an amount, 0 = not known */
    mz_settle_map ties[MZ_SETTLE_TIES];   /* the best so far */
    size_t tie_count;
    size_t maps; /* tried */
} mz_settler;

/* The columns in which a row has an amount; 0 when the column of one is open. */
uint32_t mz_settle_amounts_of(const mz_row *row);

/* Drops the maps that give figures columns in which what sums their rows, which may stand on another page, has none,
 * when others are as good. Linear in the rows at hand. */
void mz_settle_keep_below_sums(mz_settler *s);

/* The only row that is the total of the table; the number of rows when there is none, or several. */
size_t mz_settle_only_total(const mz_table *table);

#endif
