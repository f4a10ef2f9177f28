/* bind.c - the relations of relations.json, bound to the tables of a document. */
#include "bind.h"

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

/* How many tables before number end have one of the forms. */
static size_t count_forms(const mz_problem *problem, uint32_t forms, size_t end)
{
    size_t count = 0;
    for (size_t t = 0; t < end; t++) count += mz_problem_has_form(problem, t, forms);
    return count;
}

/*
 * The table that the left one is held against: the first of the right forms; when both are printed equally often (the
 * tables of several organisations in one document), the one that is as far along among them as the left one.
 */
static size_t counterpart(const mz_problem *problem, const mz_relation_spec *spec, size_t left)
{
    size_t tables = problem->document->table_count, own = 0;
    size_t count = count_forms(problem, spec->right.forms, tables);
    if (count > 1 && count == count_forms(problem, spec->left.forms, tables))
        own = count_forms(problem, spec->left.forms, left);
    for (size_t t = 0; t < tables; t++)
        if (mz_problem_has_form(problem, t, spec->right.forms) && own-- == 0) return t;
    return tables;
}

static void bind_pair(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec)
{
    const mz_document *document = problem->document;
    if (!mz_problem_has_any_form(problem, spec->left.forms)) return;
    for (size_t i = 0; i < document->table_count; i++) {
        if (!mz_problem_has_form(problem, i, spec->left.forms)) continue;
        if (excluded(&document->tables[i], spec)) {
            mz_problem_not_evaluable(problem, spec->rule, "other-money");
            continue;
        }
        size_t right = counterpart(problem, spec, i);
        if (right == document->table_count) continue;
        if (spec->type == MZ_RELATION_FIGURE)
            mz_bind_figures(problem, draft, spec, i, right);
        else
            mz_bind_codes(problem, draft, spec, i, right);
    }
}

static void bind_single(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec)
{
    if (!mz_problem_has_any_form(problem, spec->forms)) return;
    for (size_t t = 0; t < problem->document->table_count; t++) {
        if (!mz_problem_has_form(problem, t, spec->forms)) continue;
        if (excluded(&problem->document->tables[t], spec)) {
            mz_problem_not_evaluable(problem, spec->rule, "other-money");
            continue;
        }
        if (spec->type == MZ_RELATION_ROW)
            mz_bind_row_sums(problem, draft, spec, t);
        else if (spec->type == MZ_RELATION_LIST)
            mz_bind_list_sums(problem, draft, spec, t);
        else if (spec->type == MZ_RELATION_YEARS)
            mz_bind_years(problem, draft, spec, t);
        else
            mz_bind_column_sums(problem, draft, spec, t);
    }
}

void mz_bind_tables(mz_problem *problem)
{
    mz_draft draft = {0};
    for (size_t s = 0; s < problem->rulebook->spec_count; s++) {
        const mz_relation_spec *spec = &problem->rulebook->specs[s];
        if (spec->type == MZ_RELATION_FIGURE || spec->type == MZ_RELATION_CODES)
            bind_pair(problem, &draft, spec);
        else if (spec->type != MZ_RELATION_FACT)
            bind_single(problem, &draft, spec);
    }
}
