/* bind.c - the relations of relations.json, bound to the tables of a document. */
#include "bind.h"

size_t mz_bind_row(const mz_problem *problem, size_t table, const mz_pattern *patterns, size_t count)
{
    const size_t row_count = problem->document->tables[table].row_count;
    for (size_t p = 0; p < count; p++) {
        mz_role_walk walk = mz_rows_with(problem, table, &patterns[p]);
        if (!mz_next_row(&walk)) continue;
        size_t found = walk.at;
        return mz_next_row(&walk) ? row_count : found;
    }
    return row_count;
}

static bool is_printed(const mz_cell *cell)
{
    return cell->kind == MZ_CELL_REDACTED || (cell->kind == MZ_CELL_AMOUNT && cell->amount.value != 0);
}

bool mz_bind_has_amount(const mz_problem *problem, size_t table, const mz_pattern *pattern)
{
    const mz_table *own = &problem->document->tables[table];
    for (mz_role_walk walk = mz_rows_with(problem, table, pattern); mz_next_row(&walk);)
        for (size_t c = 0; c < own->rows[walk.at].cell_count; c++)
            if (is_printed(&own->rows[walk.at].cells[c])) return true;
    for (mz_role_walk walk = mz_columns_with(problem, table, pattern); mz_next_column(&walk);)
        for (size_t r = 0; r < own->row_count; r++) {
            const uint32_t cell = mz_problem_find_cell(problem, table, r, walk.at);
            if (cell < own->rows[r].cell_count && is_printed(&own->rows[r].cells[cell])) return true;
        }
    return false;
}

/* Whether the table has a row for the pattern, with or without amount. */
static bool has_row(const mz_problem *problem, size_t table, const mz_pattern *pattern)
{
    mz_role_walk walk = mz_rows_with(problem, table, pattern);
    return mz_next_row(&walk);
}

/* Whether the spec's conditions forbid to assert it of table. In flow text a row without amount may have lost it. */
static bool excluded(const mz_problem *problem, size_t table, const mz_relation_spec *spec)
{
    bool flow = problem->document->tables[table].serialisation == MZ_SERIAL_FLOW;
    for (size_t i = 0; i < spec->unless.count && flow; i++)
        if (has_row(problem, table, &spec->unless.items[i])) return true;
    for (size_t i = 0; i < spec->unless.count; i++)
        if (mz_bind_has_amount(problem, table, &spec->unless.items[i])) return true;
    for (size_t i = 0; i < spec->needs.count; i++)
        if (!mz_bind_has_amount(problem, table, &spec->needs.items[i])) return true;
    return false;
}

/* Whether one of two tables prints money of its own that is among the other's. */
static bool differ(const mz_problem *problem, size_t left, size_t right, const mz_relation_spec *spec)
{
    bool has[2] = {false, false};
    for (size_t i = 0; i < spec->alike.count; i++) {
        has[0] = has[0] || mz_bind_has_amount(problem, left, &spec->alike.items[i]);
        has[1] = has[1] || mz_bind_has_amount(problem, right, &spec->alike.items[i]);
    }
    return has[0] != has[1];
}

/*
 * The table that number own among those of the left forms is held against: the first of the right forms; when both are
 * printed equally often (the tables of several organisations in one document), the one that is as far along among them.
 * false when there is none.
 */
static bool counterpart(const mz_problem *problem, const mz_relation_spec *spec, size_t own, size_t *right)
{
    size_t lefts, rights;
    mz_problem_tables(problem, spec->left.forms, &lefts);
    const uint32_t *tables = mz_problem_tables(problem, spec->right.forms, &rights);
    if (rights > 0) *right = tables[rights > 1 && rights == lefts ? own : 0];
    return rights > 0;
}

static void bind_pair(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec)
{
    size_t count;
    const uint32_t *tables = mz_problem_tables(problem, spec->left.forms, &count);
    for (size_t i = 0; i < count; i++) {
        size_t left = tables[i], right;
        if (excluded(problem, left, spec)) {
            mz_problem_not_evaluable(problem, spec->rule, "other-money");
            continue;
        }
        if (!counterpart(problem, spec, i, &right)) continue;
        if (differ(problem, left, right, spec)) {
            mz_problem_not_evaluable(problem, spec->rule, "other-money");
            continue;
        }
        if (spec->type == MZ_RELATION_FIGURE)
            mz_bind_figures(problem, draft, spec, left, right);
        else
            mz_bind_codes(problem, draft, spec, left, right);
    }
}

static void bind_single(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec)
{
    size_t count;
    const uint32_t *tables = mz_problem_tables(problem, spec->forms, &count);
    for (size_t i = 0; i < count; i++) {
        if (excluded(problem, tables[i], spec)) {
            mz_problem_not_evaluable(problem, spec->rule, "other-money");
            continue;
        }
        if (spec->type == MZ_RELATION_ROW)
            mz_bind_row_sums(problem, draft, spec, tables[i]);
        else if (spec->type == MZ_RELATION_LIST)
            mz_bind_list_sums(problem, draft, spec, tables[i]);
        else if (spec->type == MZ_RELATION_YEARS)
            mz_bind_years(problem, draft, spec, tables[i]);
        else
            mz_bind_column_sums(problem, draft, spec, tables[i]);
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
