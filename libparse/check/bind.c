/* bind.c - the relations of relations.json, bound to the tables of a document. */
#include "bind.h"

#include <string.h>

static const char *form_of(const mz_table *table)
{
    return table->form != NULL ? table->form : "";
}

size_t mz_bind_row(const mz_table *table, const mz_patterns *roles)
{
    for (size_t w = 0; w < roles->count; w++) {
        size_t found = table->row_count;
        for (size_t r = 0; r < table->row_count; r++) {
            if (!mz_pattern_fits_row(&roles->items[w], &table->rows[r])) continue;
            if (found != table->row_count) return table->row_count;
            found = r;
        }
        if (found != table->row_count) return found;
    }
    return table->row_count;
}

static bool is_printed(const mz_cell *cell)
{
    return cell->kind == MZ_CELL_REDACTED || (cell->kind == MZ_CELL_AMOUNT && cell->amount.value != 0);
}

bool mz_bind_has_amount(const mz_table *table, const mz_pattern *pattern)
{
    bool columns = false;
    for (size_t c = 0; c < table->column_count && !columns; c++)
        columns = mz_pattern_fits(pattern, table->columns[c].role);
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        bool whole = mz_pattern_fits_row(pattern, row);
        for (size_t c = 0; c < row->cell_count && (whole || columns); c++)
            if (is_printed(&row->cells[c]) &&
                (whole || mz_pattern_fits(pattern, table->columns[row->cells[c].column].role)))
                return true;
    }
    return false;
}

/* Whether the table has a row for the pattern, with or without amount. */
static bool has_row(const mz_table *table, const mz_pattern *pattern)
{
    for (size_t r = 0; r < table->row_count; r++)
        if (mz_pattern_fits_row(pattern, &table->rows[r])) return true;
    return false;
}

/* Whether the spec's conditions forbid to assert it of table. In flow text a row without amount may have lost it. */
static bool excluded(const mz_table *table, const mz_relation_spec *spec)
{
    for (size_t i = 0; i < spec->unless.count && table->serialisation == MZ_SERIAL_FLOW; i++)
        if (has_row(table, &spec->unless.items[i])) return true;
    for (size_t i = 0; i < spec->unless.count; i++)
        if (mz_bind_has_amount(table, &spec->unless.items[i])) return true;
    for (size_t i = 0; i < spec->needs.count; i++)
        if (!mz_bind_has_amount(table, &spec->needs.items[i])) return true;
    return false;
}

/* The forms that occur in a document, and those that a relation speaks of. */
typedef struct form_index {
    const char **forms;
    size_t count;
    uint32_t *of_table; /* per table: its form's number */
    bool *left, *right; /* per form */
} form_index;

static bool index_forms(mz_problem *problem, form_index *index)
{
    const mz_document *document = problem->document;
    size_t room = document->table_count + 1;
    *index = (form_index){.forms = mz_arena_array(problem->arena, room, sizeof *index->forms),
                          .of_table = mz_arena_array(problem->arena, room, sizeof *index->of_table),
                          .left = mz_arena_array(problem->arena, room, sizeof *index->left),
                          .right = mz_arena_array(problem->arena, room, sizeof *index->right)};
    if (index->forms == NULL || index->of_table == NULL || index->left == NULL || index->right == NULL) return false;
    for (size_t t = 0; t < document->table_count; t++) {
        const char *form = form_of(&document->tables[t]);
        size_t number = 0;
        while (number < index->count && index->forms[number] != form && strcmp(index->forms[number], form) != 0)
            number++;
        if (number == index->count) index->forms[index->count++] = form;
        index->of_table[t] = (uint32_t)number;
    }
    return true;
}

/* Whether any form of the document is one of wanted; says which. */
static bool match_forms(const form_index *index, const mz_patterns *wanted, bool *matches)
{
    bool any = false;
    for (size_t f = 0; f < index->count; f++) any |= matches[f] = mz_patterns_fit(wanted, index->forms[f]);
    return any;
}

static void bind_pair(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, const form_index *index)
{
    const mz_document *document = problem->document;
    if (!match_forms(index, &spec->left.forms, index->left)) return;
    match_forms(index, &spec->right.forms, index->right);
    size_t right = 0; /* the first: a form printed twice is another rule's business */
    while (right < document->table_count && !index->right[index->of_table[right]]) right++;
    for (size_t i = 0; i < document->table_count; i++) {
        if (!index->left[index->of_table[i]]) continue;
        if (excluded(&document->tables[i], spec)) {
            mz_problem_not_evaluable(problem, spec->rule, "other-money");
            continue;
        }
        if (right == document->table_count) continue;
        if (spec->type == MZ_RELATION_FIGURE)
            mz_bind_figures(problem, draft, spec, i, right);
        else
            mz_bind_codes(problem, draft, spec, i, right);
    }
}

static void bind_single(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, const form_index *index)
{
    if (!match_forms(index, &spec->forms, index->left)) return;
    for (size_t t = 0; t < problem->document->table_count; t++) {
        if (!index->left[index->of_table[t]]) continue;
        if (excluded(&problem->document->tables[t], spec)) {
            mz_problem_not_evaluable(problem, spec->rule, "other-money");
            continue;
        }
        if (spec->type == MZ_RELATION_ROW)
            mz_bind_row_sums(problem, draft, spec, t);
        else
            mz_bind_column_sums(problem, draft, spec, t);
    }
}

void mz_bind_tables(mz_problem *problem)
{
    mz_draft draft = {0};
    form_index index;
    if (!index_forms(problem, &index)) return;
    for (size_t s = 0; s < problem->rulebook->spec_count; s++) {
        const mz_relation_spec *spec = &problem->rulebook->specs[s];
        if (spec->type == MZ_RELATION_FIGURE || spec->type == MZ_RELATION_CODES)
            bind_pair(problem, &draft, spec, &index);
        else if (spec->type != MZ_RELATION_FACT)
            bind_single(problem, &draft, spec, &index);
    }
}
