/* aligned.h - text of `pdftotext -layout`: columns aligned by blanks, form feeds between pages. */
#ifndef MZ_LAYOUT_ALIGNED_H
#define MZ_LAYOUT_ALIGNED_H

#include "aligned_row.h"

typedef struct mz_aligned_table {
    uint32_t title;       /* index of the title line */
    uint32_t head;        /* first line of the header: what stands between is caption */
    uint32_t first, last; /* lines that belong to the table: [first, last) after the title */
    mz_header header;
    mz_aligned_rows rows;
    mz_bands bands; /* of its latest page */
    int decimals;   /* that its amounts share, -1: not known */
    bool pairs;     /* names and values without a header */
} mz_aligned_table;

typedef struct mz_aligned_tables {
    mz_aligned_table *items;
    size_t count;
    size_t capacity;
} mz_aligned_tables;

/*
 * Finds the titled tables in lines [first, last) of text. A table whose page ends without a note goes on at the top of
 * the next page. classify may be NULL. MZ_ERR_MEMORY when the arena is exhausted. Linear in the number of lines.
 */
mz_status mz_aligned_read(mz_arena *arena, const mz_text *text, uint32_t first, uint32_t last,
                          mz_header_classify classify, const void *context, mz_aligned_tables *tables);

#endif
