/* flow_names.c - tables of names that were not read clean: the page was printed column by column, or figures stand
 * behind other names than their own. */
#include <string.h>

#include "flow_assign.h"
#include "flow_header.h"

enum {
    FEWEST = 2,       /* columns, of which the sums may say something */
    MOST_TOKENS = 128 /* of a table that is matched again: trying the orders of more takes too long */
};

/* Whether a table of labels was not read clean: some rows have no figures, more than columns, or such that do not add
 * up. */
static bool is_odd(const mz_flow_table *table)
{
    const mz_flow_template *t = table->header.template;
    bool odd = false;
    for (size_t r = 0; r < table->rows.count && !odd && t->layout == MZ_FLOW_LABELS; r++) {
        const mz_flow_row *row = &table->rows.items[r];
        mz_flow_placements p = {.count = 0};
        if (row->value_count > 0 && row->value_count <= t->column_count)
            mz_flow_place(t, row->side, row->values, row->value_count, row->total, NULL, &p);
        odd = p.count == 0;
    }
    return odd;
}

/* A second reading of a table. */
typedef struct reading {
    mz_flow_header header;
    mz_flow_rows rows;
    bool complete; /* the rows come out even */
} reading;

/* Matches names and figures with the table's own header; or, wide, with one that all cells are of, wherever they stand.
 */
static mz_status read_again(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_table *table, bool wide,
                            reading *again)
{
    mz_flow_tokens tokens = table->tokens;
    *again = (reading){.header = table->header};
    if (wide) {
        tokens.items = mz_arena_room(arena, tokens.count + 1, sizeof *tokens.items);
        if (tokens.items == NULL) return MZ_ERR_MEMORY;
        memcpy(tokens.items, table->tokens.items, tokens.count * sizeof *tokens.items);
        for (size_t i = 0; i < tokens.count; i++) tokens.items[i].used = table->fresh[i];
        mz_status status = mz_flow_header_wide(arena, forms, table->title, &tokens, &again->header);
        if (status != MZ_OK) return status;
    }
    const mz_flow_template *t = again->header.template;
    if (t == NULL || t->column_count < FEWEST) return MZ_OK;
    return mz_flow_rows_names(arena, forms, &again->header, &tokens, &again->rows, &again->complete);
}

mz_status mz_flow_names_again(mz_arena *arena, const mz_flow_forms *forms, mz_flow_table *table)
{
    if (table->tokens.count > MOST_TOKENS || !is_odd(table)) return MZ_OK;
    for (int wide = 0; wide <= 1; wide++) {
        reading again;
        mz_arena *scratch = mz_arena_scratch(arena); /* most readings come to nothing and would fill the document's */
        if (scratch == NULL) return MZ_ERR_MEMORY;
        mz_status status = read_again(scratch, forms, table, wide == 1, &again);
        mz_arena_free(scratch);
        if (status == MZ_OK && !again.complete) continue;
        if (status == MZ_OK) status = read_again(arena, forms, table, wide == 1, &again);
        if (status != MZ_OK) return status;
        table->rows = again.rows;
        table->header = again.header;
        return MZ_OK;
    }
    return MZ_OK;
}
