/* text.c - figures that only the text prints (机关运行经费): paired as tables of one row and one column. */
#include <string.h>

#include "compare.h"

enum { SHORTEST_ENDING = 12 /* bytes of a name before which the organisation's may stand */ };

bool mz_is_own_value(const mz_comparison *c, const mz_fact *fact)
{
    if (fact->kind != MZ_FACT_VALUE || !mz_unit_is_money(fact->amount.unit)) return false;
    const size_t prefix = strlen(fact->subject) - strlen(fact->item);
    if (prefix == 0) return true;
    return mz_is_listed(mz_list_of(c->lists, "own_figures"), fact->subject, prefix - 1);
}

/* Length of the longest of the names that the key ends with, 0 when there is none. */
static size_t name_length(const mz_word_list *names, const char *key)
{
    const size_t length = strlen(key), size = mz_listed_at(names, key, length, true);
    return size >= SHORTEST_ENDING || size == length ? size : 0;
}

/* Whether the name is of what is kept for some of the suppliers: 面向中小企业预留政府采购项目预算. */
static bool is_for_others(const mz_comparison *c, const char *key)
{
    return mz_holds_word(mz_list_of(c->lists, "for_others"), key);
}

/* The role that an entry of changes.json/text gives its form. */
static const char *role_of(const mz_word_list *figure)
{
    return figure->count == 0 ? "" : figure->words[0].text;
}

bool mz_index_roles(mz_comparison *c)
{
    const mz_word_list *names = mz_list_of(c->lists, "names"), *figures = mz_list_of(c->lists, "text");
    c->role_names = mz_arena_array(c->arena, figures->list_count + 1, sizeof *c->role_names);
    for (size_t i = 0; c->role_names != NULL && i < figures->list_count; i++)
        c->role_names[i] = mz_list_under(names, role_of(&figures->lists[i]));
    return c->role_names != NULL;
}

const char *mz_text_role(const mz_comparison *c, const char *key)
{
    const char *role = "";
    const mz_word_list *figures = mz_list_of(c->lists, "text");
    size_t longest = 0;
    for (size_t i = 0; i < figures->list_count; i++) {
        const size_t length = name_length(c->role_names[i], key);
        if (length > longest) {
            longest = length;
            role = role_of(&figures->lists[i]);
        }
    }
    return longest > 0 && is_for_others(c, key) ? "" : role;
}

/* The figure that the text gives for the role; NULL when it gives none, or several that differ. roles: of the
 * document's facts. */
static const mz_fact *only_figure(const mz_comparison *c, const mz_document *document, const char *const *roles,
                                  const char *role)
{
    const mz_fact *found = NULL;
    for (size_t i = 0; i < document->fact_count; i++) {
        const mz_fact *fact = &document->facts[i];
        if (!mz_is_own_value(c, fact) || (fact->period != 0 && fact->period != document->identity.fiscal_year))
            continue;
        if (strcmp(roles[i], role) != 0) continue;
        if (found != NULL && found->amount.value != fact->amount.value) return NULL;
        if (found == NULL) found = fact;
    }
    return found;
}

mz_table *mz_table_of_fact(mz_arena *arena, const mz_document *document, const char *form, const char *role,
                           const mz_fact *fact)
{
    mz_table *table = mz_arena_array(arena, 1, sizeof *table);
    mz_column *column = mz_arena_array(arena, 1, sizeof *column);
    mz_row *row = mz_arena_array(arena, 1, sizeof *row);
    mz_cell *cell = mz_arena_array(arena, 1, sizeof *cell);
    if (table == NULL || column == NULL || row == NULL || cell == NULL) return NULL;
    *cell = (mz_cell){.kind = MZ_CELL_AMOUNT, .amount = fact->amount, .span = fact->span, .confidence = 100};
    *column = (mz_column){.path = "", .role = "", .unit = fact->amount.unit, .unit_text = fact->amount.unit_text};
    *row = (mz_row){.label = fact->item, .code = "", .role = role, .span = fact->span, .cells = cell, .cell_count = 1};
    *table = (mz_table){.form = form,
                        .title = fact->section < document->section_count ? document->sections[fact->section].title : "",
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

bool mz_pair_figures(mz_arena *arena, mz_paired_table *pair, const mz_table *current, const mz_table *prior)
{
    mz_paired_row *row = mz_arena_array(arena, 1, sizeof *row);
    uint16_t *column = row == NULL ? NULL : mz_arena_array(arena, 1, sizeof *column);
    if (column == NULL || current == NULL || prior == NULL) return false;
    *column = 0;
    *row = (mz_paired_row){current, current->rows, prior->rows};
    *pair = (mz_paired_table){.current = current, .prior = prior, .columns = column, .rows = row, .row_count = 1};
    return true;
}

/* Whether both documents print the figure of this role in a table. */
static bool stands_in_table(const mz_paired_table *tables, size_t count, const char *role)
{
    for (size_t t = 0; t < count; t++)
        for (size_t i = 0; i < tables[t].current->column_count; i++)
            if (tables[t].columns[i] != UINT16_MAX &&
                strcmp(mz_last_name(tables[t].current->columns[i].role), role) == 0)
                return true;
    return false;
}

bool mz_pair_text(mz_comparison *c, mz_paired_table **tables, size_t *count)
{
    const mz_word_list *figures = mz_list_of(c->lists, "text");
    mz_paired_table *all = mz_arena_array(c->arena, *count + figures->list_count + 1, sizeof *all);
    const char **roles = mz_arena_array(c->arena, c->prior->fact_count + 1, sizeof *roles);
    if (all == NULL || roles == NULL) return false;
    for (size_t i = 0; i < c->prior->fact_count; i++)
        roles[i] = mz_text_role(c, mz_change_key(c->label_marks, c->arena, c->prior->facts[i].item));
    memcpy(all, *tables, *count * sizeof *all);
    for (size_t i = 0; i < figures->list_count; i++) {
        const char *form = figures->lists[i].name, *name = role_of(&figures->lists[i]);
        if (*name == '\0' || stands_in_table(all, *count, name)) continue;
        const mz_fact *current = only_figure(c, c->current, c->fact_roles, name);
        const mz_fact *prior = only_figure(c, c->prior, roles, name);
        if (current == NULL || prior == NULL) continue;
        if (!mz_pair_figures(c->arena, &all[(*count)++], mz_table_of_fact(c->arena, c->current, form, name, current),
                             mz_table_of_fact(c->arena, c->prior, form, name, prior)))
            return false;
    }
    *tables = all;
    return true;
}
