/* stated.c - figures of which only the text tells the year before: this year's less the change that it states. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"

enum { MOST_CANDIDATES = 32 };

/* A figure of a functional subject in the column that says it all. */
typedef struct subject_figure {
    const char *key;
    const mz_table *table;
    const mz_row *row;
    const mz_cell *cell;
} subject_figure;

typedef struct subject_figures {
    subject_figure *items;
    size_t count, capacity;
} subject_figures;

static int by_key(const void *a, const void *b)
{
    const subject_figure *left = a, *right = b;
    const int order = strcmp(left->key, right->key);
    if (order != 0) return order;
    if (left->cell->span.begin != right->cell->span.begin)
        return left->cell->span.begin < right->cell->span.begin ? -1 : 1;
    return 0;
}

static void index_table(const mz_comparison *c, const mz_table *table, subject_figures *figures)
{
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        for (size_t k = 0; *row->code != '\0' && k < row->cell_count; k++) {
            const mz_cell *cell = &row->cells[k];
            if (cell->kind != MZ_CELL_AMOUNT || strcmp(table->columns[cell->column].role, "total") != 0) continue;
            subject_figure *figure =
                mz_arena_push(c->arena, &figures->items, &figures->count, &figures->capacity, sizeof *figure);
            if (figure != NULL)
                *figure = (subject_figure){mz_change_key(c->label_marks, c->arena, row->label), table, row, cell};
        }
    }
}

static subject_figures index_subjects(const mz_comparison *c)
{
    subject_figures figures = {0};
    const mz_word_list *forms = mz_list_of(c->lists, "statement_forms");
    for (size_t t = 0; t < c->current->table_count; t++) {
        const mz_table *table = &c->current->tables[t];
        if (table->form != NULL && mz_patterns_match(forms, table->form)) index_table(c, table, &figures);
    }
    if (figures.count > 1) qsort(figures.items, figures.count, sizeof *figures.items, by_key);
    return figures;
}

/* The subject's figure in the tables that the text speaks of: the same name and the same amount. */
static const subject_figure *find_subject(const subject_figures *figures, const char *key, const mz_amount *amount)
{
    const mz_interval said = mz_amount_interval(amount);
    size_t low = 0, high = figures->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(figures->items[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < figures->count && i < low + MOST_CANDIDATES; i++) {
        const subject_figure *figure = &figures->items[i];
        if (strcmp(figure->key, key) != 0) return NULL;
        if (!mz_unit_is_money(figure->cell->amount.unit)) continue;
        const mz_interval printed = mz_amount_interval(&figure->cell->amount);
        if (printed.lo <= said.hi && said.lo <= printed.hi) return figure;
    }
    return NULL;
}

/* This year's figure less its change, as precise as the less precise of them. */
static bool year_before(mz_arena *arena, const mz_amount *now, const mz_amount *change, mz_amount *before)
{
    const unsigned decimals = now->decimals < change->decimals ? now->decimals : change->decimals;
    *before = *now;
    before->decimals = (uint8_t)decimals;
    if (!mz_value_sub(now->value, change->value, &before->value)) return false;
    before->printed = mz_difference_text(arena, before->value, now->unit, decimals);
    return *before->printed != '\0';
}

/* The subject's table cut down to one figure, which is amount. */
static mz_table *cut_down(mz_arena *arena, const subject_figure *figure, const mz_amount *amount)
{
    mz_table *table = mz_arena_array(arena, 1, sizeof *table);
    mz_row *row = mz_arena_array(arena, 1, sizeof *row);
    mz_cell *cell = mz_arena_array(arena, 1, sizeof *cell);
    if (table == NULL || row == NULL || cell == NULL) return NULL;
    *cell = *figure->cell;
    cell->amount = *amount;
    cell->column = 0;
    *row = *figure->row;
    row->cells = cell;
    row->cell_count = 1;
    *table = *figure->table;
    table->columns = &figure->table->columns[figure->cell->column];
    table->column_count = 1;
    table->rows = row;
    table->row_count = 1;
    return table;
}

static bool set_pair(mz_arena *arena, const mz_document *document, mz_paired_table *pair, const subject_figure *figure,
                     const mz_fact *value, const mz_amount *before)
{
    mz_fact year_before = *value;
    year_before.amount = *before;
    const mz_table *current = figure != NULL ? cut_down(arena, figure, &figure->cell->amount)
                                             : mz_table_of_fact(arena, document, "text.statement", "", value);
    const mz_table *prior = figure != NULL ? cut_down(arena, figure, before)
                                           : mz_table_of_fact(arena, document, "text.statement", "", &year_before);
    if (!mz_pair_figures(arena, pair, current, prior)) return false;
    pair->source = MZ_PRIOR_STATEMENT;
    return true;
}

bool mz_pair_own_statements(mz_comparison *c, mz_paired_table **tables, size_t *count)
{
    const mz_document *document = c->current;
    const subject_figures figures = index_subjects(c);
    mz_dictionary seen = {0};
    size_t capacity = *count;
    for (size_t i = 0; i < document->fact_count; i++) {
        const mz_fact *fact = &document->facts[i];
        mz_amount before;
        if (fact->kind != MZ_FACT_CHANGE || !mz_unit_is_money(fact->amount.unit) || *fact->item == '\0') continue;
        if (fact->base_year + 1 != document->identity.fiscal_year) continue;
        const int32_t index = mz_value_of_change(c, i);
        if (index < 0) continue;
        const mz_fact *value = &document->facts[index];
        const char *once = mz_arena_printf(c->arena, "%s|%s", c->fact_keys[i], value->amount.printed);
        if (once == NULL || mz_dictionary_find(&seen, once, strlen(once)) != NULL) continue;
        const subject_figure *figure = find_subject(&figures, c->fact_keys[i], &value->amount);
        const mz_amount *now = figure != NULL ? &figure->cell->amount : &value->amount;
        if (!year_before(c->arena, now, &fact->amount, &before)) continue;
        mz_paired_table *pair = mz_arena_push(c->arena, tables, count, &capacity, sizeof **tables);
        if (pair == NULL || !set_pair(c->arena, document, pair, figure, value, &before)) return false;
        if (!mz_dictionary_add(&seen, c->arena, once, strlen(once), fact)) return false;
    }
    return !mz_arena_exhausted(c->arena);
}
