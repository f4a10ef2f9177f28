/* text.c - figures that only the text prints (机关运行经费): paired as tables of one row and one column. */
#include <string.h>

#include "compare.h"

/* Whether the fact is the figure of the document's own year rather than a share, a plan or another year's. */
static bool is_own(const mz_document *document, const mz_fact *fact)
{
    static const char *const prefixes[] = {"", "预算安排/", "支出决算/"};
    if (fact->kind != MZ_FACT_VALUE || !mz_unit_is_money(fact->amount.unit)) return false;
    if (fact->period != 0 && fact->period != document->identity.fiscal_year) return false;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        const size_t length = strlen(prefixes[i]);
        if (strncmp(fact->subject, prefixes[i], length) == 0 && strcmp(fact->subject + length, fact->item) == 0)
            return true;
    }
    return false;
}

static bool is_named(mz_arena *arena, const json_t *names, const char *item)
{
    const char *key = mz_change_key(arena, item);
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name != NULL && strcmp(name, key) == 0) return true;
    }
    return false;
}

/* The figure that the text gives for one of the names; NULL when it gives none, or several that differ. */
static const mz_fact *only_figure(mz_arena *arena, const mz_document *document, const json_t *names)
{
    const mz_fact *found = NULL;
    for (size_t i = 0; i < document->fact_count; i++) {
        const mz_fact *fact = &document->facts[i];
        if (!is_own(document, fact) || !is_named(arena, names, fact->item)) continue;
        if (found != NULL && found->amount.value != fact->amount.value) return NULL;
        if (found == NULL) found = fact;
    }
    return found;
}

static mz_table *table_of(mz_arena *arena, const char *form, const mz_fact *fact)
{
    mz_table *table = mz_arena_array(arena, 1, sizeof *table);
    mz_column *column = mz_arena_array(arena, 1, sizeof *column);
    mz_row *row = mz_arena_array(arena, 1, sizeof *row);
    mz_cell *cell = mz_arena_array(arena, 1, sizeof *cell);
    if (table == NULL || column == NULL || row == NULL || cell == NULL) return NULL;
    *cell = (mz_cell){.kind = MZ_CELL_AMOUNT, .amount = fact->amount, .span = fact->span, .confidence = 100};
    *column = (mz_column){.path = "", .role = "", .unit = fact->amount.unit, .unit_text = fact->amount.unit_text};
    *row = (mz_row){.label = fact->item, .code = "", .role = "", .span = fact->span, .cells = cell, .cell_count = 1};
    *table = (mz_table){.form = form,
                        .title = "",
                        .subject = "",
                        .organisation = "",
                        .unit = fact->amount.unit,
                        .columns = column,
                        .column_count = 1,
                        .rows = row,
                        .row_count = 1,
                        .span = fact->span};
    return table;
}

static bool set_pair(mz_arena *arena, mz_paired_table *pair, const mz_table *current, const mz_table *prior)
{
    mz_paired_row *row = mz_arena_array(arena, 1, sizeof *row);
    uint16_t *column = mz_arena_array(arena, 1, sizeof *column);
    if (row == NULL || column == NULL || current == NULL || prior == NULL) return false;
    *column = 0;
    *row = (mz_paired_row){current, current->rows, prior->rows};
    *pair = (mz_paired_table){.current = current, .prior = prior, .columns = column, .rows = row, .row_count = 1};
    return true;
}

bool mz_pair_text(mz_comparison *c, mz_paired_table **tables, size_t *count)
{
    json_t *named = json_object_get(c->settings, "text");
    mz_paired_table *all = mz_arena_array(c->arena, *count + json_object_size(named) + 1, sizeof *all);
    if (all == NULL) return false;
    memcpy(all, *tables, *count * sizeof *all);
    const char *form;
    const json_t *names;
    json_object_foreach(named, form, names)
    {
        const mz_fact *current = only_figure(c->arena, c->current, names);
        const mz_fact *prior = only_figure(c->arena, c->prior, names);
        if (current == NULL || prior == NULL) continue;
        if (!set_pair(c->arena, &all[(*count)++], table_of(c->arena, form, current), table_of(c->arena, form, prior)))
            return false;
    }
    *tables = all;
    return true;
}
