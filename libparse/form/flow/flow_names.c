/* flow_names.c - tables of names that were not read clean: the page was printed column by column, or figures stand
 * behind other names than their own. */
#include <string.h>

#include "flow_assign.h"
#include "flow_header.h"

enum { FEWEST = 2 /* columns, of which the sums may say something */ };

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

/* All cells head columns, wherever they stand. *complete: the rows come out even with these. */
static mz_status read_wide(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_table *table,
                           mz_flow_header *header, mz_flow_rows *rows, bool *complete)
{
    mz_flow_tokens tokens = table->tokens;
    tokens.items = mz_arena_room(arena, tokens.count + 1, sizeof *tokens.items);
    if (tokens.items == NULL) return MZ_ERR_MEMORY;
    memcpy(tokens.items, table->tokens.items, tokens.count * sizeof *tokens.items);
    for (size_t i = 0; i < tokens.count; i++) tokens.items[i].used = table->fresh[i];
    mz_status status = mz_flow_header_wide(arena, forms, table->title, &tokens, header);
    if (status != MZ_OK || header->template == NULL || header->template->column_count < FEWEST) return status;
    return mz_flow_rows_names(arena, forms, header, &tokens, rows, complete);
}

mz_status mz_flow_names_again(mz_arena *arena, const mz_flow_forms *forms, mz_flow_table *table)
{
    if (!is_odd(table)) return MZ_OK;
    mz_flow_header header = table->header;
    mz_flow_rows rows = {0}, wide = {0};
    bool complete = false, better = false;
    mz_status status = MZ_OK;
    if (header.template->column_count >= FEWEST)
        status = mz_flow_rows_names(arena, forms, &header, &table->tokens, &rows, &complete);
    if (status == MZ_OK && !complete) status = read_wide(arena, forms, table, &header, &wide, &better);
    if (status == MZ_OK && (complete || better)) table->rows = complete ? rows : wide;
    if (better) table->header = header;
    return status;
}
