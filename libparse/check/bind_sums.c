/* bind_sums.c - sums within a table: a total column of columns, a total row of rows. */
#include "bind.h"

/* A part of the sum with the alternative that counts for the table. */
typedef struct chosen_part {
    const mz_patterns *patterns;
    int sign;
} chosen_part;

/* Sign with which a row, or a column with this role, takes part in the sum; 0 when it does not. */
static int sign_of_row(const chosen_part *parts, size_t count, const mz_row *row)
{
    for (size_t p = 0; p < count; p++)
        if (mz_patterns_fit_row(parts[p].patterns, row)) return parts[p].sign;
    return 0;
}

static int sign_of_column(const chosen_part *parts, size_t count, const char *role)
{
    for (size_t p = 0; p < count; p++)
        if (mz_patterns_fit(parts[p].patterns, role)) return parts[p].sign;
    return 0;
}

/* The alternative of the selector that counts for table: the first with an amount, else the last. */
static const mz_patterns *alternative(const mz_table *table, const mz_selector *selector)
{
    for (size_t a = 0; a + 1 < selector->count; a++)
        for (size_t p = 0; p < selector->alternatives[a].count; p++)
            if (mz_bind_has_amount(table, &selector->alternatives[a].items[p])) return &selector->alternatives[a];
    return &selector->alternatives[selector->count - 1];
}

static chosen_part *choose_parts(mz_problem *problem, const mz_table *table, const mz_relation_spec *spec)
{
    chosen_part *parts = mz_arena_room(problem->arena, spec->part_count + 1, sizeof *parts);
    for (size_t p = 0; parts != NULL && p < spec->part_count; p++)
        parts[p] = (chosen_part){alternative(table, &spec->parts[p]), spec->parts[p].sign};
    return parts;
}

/* Per column of table: the total of its side and the sign with which it takes part in that total. */
typedef struct row_sum {
    size_t *totals; /* column_count when the side has none */
    int *signs;
} row_sum;

/* The total of column c's side and year. Columns of one group mostly stand together: what was found for the one before
 * or for the first group holds again. */
static size_t total_of(const mz_table *table, const mz_relation_spec *spec, const size_t *totals, size_t c)
{
    const mz_column *column = &table->columns[c];
    const size_t known[] = {c > 0 ? c - 1 : c, 0};
    for (size_t k = 0; k < 2 && c > 0; k++)
        if (table->columns[known[k]].side == column->side && table->columns[known[k]].year == column->year)
            return totals[known[k]];
    return mz_patterns_column_of(&spec->total, table, column->side, column->year);
}

static bool plan_row_sum(mz_problem *problem, const mz_table *table, const mz_relation_spec *spec, row_sum *plan)
{
    const chosen_part *parts = choose_parts(problem, table, spec);
    plan->totals = mz_arena_array(problem->arena, table->column_count + 1, sizeof *plan->totals);
    plan->signs = mz_arena_array(problem->arena, table->column_count + 1, sizeof *plan->signs);
    if (parts == NULL || plan->totals == NULL || plan->signs == NULL) return false;
    for (size_t c = 0; c < table->column_count; c++) {
        plan->totals[c] = total_of(table, spec, plan->totals, c);
        if (c != plan->totals[c]) plan->signs[c] = sign_of_column(parts, spec->part_count, table->columns[c].role);
    }
    return true;
}

/* Where the sum holds in no row of a laid-out table, its columns were read into each other's places. */
static void doubt_columns(mz_problem *problem, const mz_table *table, size_t first)
{
    enum { FEWEST = 3 };
    size_t broken = 0, count = problem->relation_count - first;
    for (size_t r = first; r < problem->relation_count; r++) broken += problem->relations[r].state == MZ_STATE_BROKEN;
    if (count < FEWEST || broken < count || mz_table_is_exact(problem, table)) return;
    for (size_t r = first; r < problem->relation_count; r++) problem->relations[r].severity = MZ_INFO;
}

/* The sum of a row in the column total. */
static void bind_row_sum(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number, size_t r,
                         const row_sum *plan, size_t total)
{
    const mz_table *table = &problem->document->tables[number];
    size_t found = 0;
    mz_draft_reset(draft);
    mz_draft_cell(problem, draft, number, r, total, 1);
    for (size_t c = 0; c < table->column_count; c++) {
        if (plan->totals[c] != total || plan->signs[c] == 0) continue;
        mz_draft_cell(problem, draft, number, r, c, -plan->signs[c]);
        found++;
    }
    if (found == 0) return;
    bool open = (problem->rows[number][r].flags & MZ_ROW_OPEN) != 0; /* the parts may be incomplete */
    if (open) draft->reason = "unknown-column";
    mz_draft_commit(problem, draft, spec->rule, MZ_FORM_EQUAL, 0);
}

void mz_bind_row_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number)
{
    enum { MOST_TOTALS = 8 }; /* sides, and years beside each other */
    const mz_table *table = &problem->document->tables[number];
    size_t first = problem->relation_count, totals[MOST_TOTALS], count = 0;
    row_sum plan;
    if (!plan_row_sum(problem, table, spec, &plan)) return;
    for (size_t c = 0; c < table->column_count && count < MOST_TOTALS; c++)
        if (plan.totals[c] == c) totals[count++] = c;
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t t = 0; t < count; t++)
            if (table->columns[totals[t]].side == table->rows[r].side)
                bind_row_sum(problem, draft, spec, number, r, &plan, totals[t]);
    doubt_columns(problem, table, first);
}

/* Rows that are parts of total, with their signs: those before it when there are any, else those after it (a balance
 * repeats its lines below the total, for the balances carried over). */
static int *part_signs(mz_problem *problem, const mz_table *table, const mz_relation_spec *spec, size_t total)
{
    const chosen_part *parts = choose_parts(problem, table, spec);
    int *signs = mz_arena_array(problem->arena, table->row_count + 1, sizeof *signs);
    if (parts == NULL || signs == NULL) return NULL;
    bool before = false;
    for (size_t r = 0; r < table->row_count; r++) {
        if (r == total || (!spec->across && table->rows[r].side != table->rows[total].side)) continue;
        signs[r] = sign_of_row(parts, spec->part_count, &table->rows[r]);
        before |= r < total && signs[r] != 0;
    }
    for (size_t r = total; r < table->row_count && before && !spec->across; r++) signs[r] = 0;
    return signs;
}

/* Whether a row among the parts has an amount but no role: the parts may be incomplete. */
static bool has_unknown_row(const mz_table *table, const int *signs, size_t total)
{
    bool before = false;
    for (size_t r = 0; r < total; r++) before |= signs[r] != 0;
    size_t from = before ? 0 : total + 1, to = before ? total : table->row_count;
    for (size_t r = from; r < to; r++) {
        const mz_row *row = &table->rows[r];
        if (row->side != table->rows[total].side || *row->role != '\0' || *row->code != '\0') continue;
        for (size_t c = 0; c < row->cell_count; c++)
            if (row->cells[c].kind == MZ_CELL_AMOUNT && mz_unit_is_money(row->cells[c].amount.unit)) return true;
    }
    return false;
}

void mz_bind_column_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    size_t total = mz_bind_row(table, &spec->total);
    if (total == table->row_count) return;
    const int *signs = part_signs(problem, table, spec, total);
    if (signs == NULL) return;
    bool unknown = !spec->across && has_unknown_row(table, signs, total);
    for (size_t c = 0; c < table->column_count; c++) {
        if (!mz_unit_is_money(table->columns[c].unit) || table->columns[c].side != table->rows[total].side ||
            mz_patterns_fit(&spec->skip, table->columns[c].role))
            continue;
        mz_draft_reset(draft);
        mz_draft_cell(problem, draft, number, total, c, 1);
        size_t found = 0;
        for (size_t r = 0; r < table->row_count; r++) {
            size_t column = signs[r] != 0 ? mz_same_column(table, &table->rows[r], c) : table->column_count;
            if (column == table->column_count) continue;
            mz_draft_cell(problem, draft, number, r, column, -signs[r]);
            found++;
        }
        if (unknown) draft->reason = "unknown-row";
        if (found > 0) mz_draft_commit(problem, draft, spec->rule, MZ_FORM_EQUAL, 0);
    }
}
