/* flow_match.h - which figures belong to which row of a table of subjects, when the reading order put them apart. */
#ifndef MZ_FORM_FLOW_MATCH_H
#define MZ_FORM_FLOW_MATCH_H

#include "flow_assign.h"

/* A figure and its place in the stream. */
typedef struct mz_flow_figure {
    const mz_flow_token *token;
    size_t place;
    uint32_t
        under; /* the columns (bit set) whose header cells stand directly above the block that it is of, 0 = none */
} mz_flow_figure;

/* One row in search of its figures. */
typedef struct mz_flow_subject {
    const char *code;          /* "" when it has none */
    bool total;                /* sums the rows without a parent of their own */
    bool apart;                /* counts towards no total */
    bool carried;              /* counts with the total towards the grand one */
    bool grand;                /* sums the total before it and what is carried between them */
    bool blank;                /* other tables say that it has no figures, or zeros */
    bool anywhere;             /* its place says nothing: only sums and other tables find its figures */
    int64_t expected;          /* what other tables say its total is, 0 when they say nothing */
    size_t place;              /* of its name, or of its code, in the stream */
    const mz_flow_token *name; /* the first token of its name, NULL when that is not known */
    size_t first, last;        /* the places of the first and the last token of its name */
    const mz_flow_token *values[MZ_FLOW_MAX_COLUMNS]; /* result: its figures, the total first */
    size_t count;                                     /* result: 0 when none are found */
    int16_t columns[MZ_FLOW_MAX_COLUMNS];             /* result, when in_columns: those of the values */
    bool in_columns;                                  /* result: the columns are known */
    bool loose;                                       /* result: the order of the parts is not that of the columns */
    bool doubtful;                                    /* result: the figures may be those of another row */
    bool elsewhere;                                   /* result: they do not stand behind its name */
    bool amid;                                        /* result: amounts of its page were given to no row */
} mz_flow_subject;

/* How the figures stand in the stream: behind the names of their rows; in the order of the rows, wherever the names
 * are; column by column. */
typedef enum mz_flow_reading { MZ_FLOW_BY_NAMES, MZ_FLOW_BY_ROWS, MZ_FLOW_BY_COLUMNS } mz_flow_reading;

/* How well the sums over the rows hold. */
typedef struct mz_flow_sums {
    size_t held, failed;
    size_t given; /* figures that have a row */
    bool placed;  /* nearly all rows have the figures behind their names */
} mz_flow_sums;

/*
 * Gives the figures, in the order of the stream, to the subjects, which stand in the order of their codes; the columns
 * are those of side. Figures
 * behind a row are its own when they are a total and its parts; what was displaced goes to the row for which its
 * children, or its parent and brothers, ask just that total. Rows that neither their place nor a sum confirms are
 * doubtful. Errors: MZ_ERR_MEMORY. Time: n log n.
 */
mz_status mz_flow_match(mz_arena *arena, const mz_flow_template *t, uint16_t side, const mz_flow_figure *figures,
                        size_t count, mz_flow_reading reading, mz_flow_subject *subjects, size_t rows,
                        mz_flow_sums *sums);

#endif
