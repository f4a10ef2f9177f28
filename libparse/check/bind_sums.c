/* bind_sums.c - sums within a table: a total column of columns, a total row of rows. */
#include "bind.h"

/* A part of the sum with the alternative that counts for the table. */
typedef struct chosen_part {
    const mz_patterns *patterns;
    int sign;
} chosen_part;

/* The alternative of the selector that counts for table: the first with an amount, else the last. */
static const mz_patterns *alternative(const mz_problem *problem, size_t table, const mz_selector *selector)
{
    for (size_t a = 0; a + 1 < selector->count; a++)
        for (size_t p = 0; p < selector->alternatives[a].count; p++)
            if (mz_bind_has_amount(problem, table, &selector->alternatives[a].items[p]))
                return &selector->alternatives[a];
    return &selector->alternatives[selector->count - 1];
}

static chosen_part *choose_parts(mz_problem *problem, size_t table, const mz_relation_spec *spec)
{
    chosen_part *parts = mz_arena_room(problem->arena, spec->part_count + 1, sizeof *parts);
    for (size_t p = 0; parts != NULL && p < spec->part_count; p++)
        parts[p] = (chosen_part){alternative(problem, table, &spec->parts[p]), spec->parts[p].sign};
    return parts;
}

/* A column that is part of a total, with its sign. */
typedef struct part_column {
    uint32_t column;
    int sign;
} part_column;

/* The totals of a table, one for each side and each of several years beside each other, and their parts. */
enum { MOST_TOTALS = 8 };
typedef struct row_sums {
    size_t count;
    size_t totals[MOST_TOTALS]; /* columns */
    size_t ends[MOST_TOTALS];   /* of their parts in the list below */
    part_column *parts;
} row_sums;

/* The total of column c's side and year. Columns of one group mostly stand together: what was found for the one before
 * or for the first group holds again. */
static size_t total_of(const mz_problem *problem, size_t number, const mz_relation_spec *spec, const size_t *totals,
                       size_t c)
{
    const mz_table *table = &problem->document->tables[number];
    const mz_column *column = &table->columns[c];
    const size_t known[] = {c > 0 ? c - 1 : c, 0};
    for (size_t k = 0; k < 2 && c > 0; k++)
        if (table->columns[known[k]].side == column->side && table->columns[known[k]].year == column->year)
            return totals[known[k]];
    return mz_column_fitting(problem, number, &spec->total, column->side, column->year);
}

/* The sign with which each column is part of its total, 0 for those that are not: the first part that fits counts. */
static int *column_signs(mz_problem *problem, size_t number, const mz_relation_spec *spec)
{
    const chosen_part *parts = choose_parts(problem, number, spec);
    int *signs = mz_arena_array(problem->arena, problem->document->tables[number].column_count + 1, sizeof *signs);
    if (parts == NULL || signs == NULL) return NULL;
    for (size_t p = spec->part_count; p-- > 0;)
        for (size_t i = 0; i < parts[p].patterns->count; i++)
            for (mz_role_walk walk = mz_columns_with(problem, number, &parts[p].patterns->items[i]);
                 mz_next_column(&walk);)
                signs[walk.at] = parts[p].sign;
    return signs;
}

static bool plan_row_sums(mz_problem *problem, size_t number, const mz_relation_spec *spec, row_sums *plan)
{
    const size_t column_count = problem->document->tables[number].column_count;
    const int *signs = column_signs(problem, number, spec);
    size_t *totals = mz_arena_room(problem->arena, column_count + 1, sizeof *totals), found = 0;
    plan->parts = mz_arena_room(problem->arena, column_count + 1, sizeof *plan->parts);
    plan->count = 0;
    if (signs == NULL || totals == NULL || plan->parts == NULL) return false;
    for (size_t c = 0; c < column_count; c++) {
        totals[c] = total_of(problem, number, spec, totals, c);
        if (totals[c] == c && plan->count < MOST_TOTALS) plan->totals[plan->count++] = c;
    }
    for (size_t t = 0; t < plan->count; t++) {
        for (size_t c = 0; c < column_count; c++)
            if (totals[c] == plan->totals[t] && totals[c] != c && signs[c] != 0)
                plan->parts[found++] = (part_column){(uint32_t)c, signs[c]};
        plan->ends[t] = found;
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

/* Whether a row relation of the table's form knows column c, as a total or as a part. */
static bool is_known(const mz_problem *problem, size_t number, size_t c)
{
    for (size_t s = 0; s < problem->rulebook->spec_count; s++) {
        const mz_relation_spec *spec = &problem->rulebook->specs[s];
        if (spec->type != MZ_RELATION_ROW || !mz_problem_has_form(problem, number, spec->forms)) continue;
        if (mz_column_fits(problem, number, c, &spec->total)) return true;
        for (size_t p = 0; p < spec->part_count; p++)
            for (size_t a = 0; a < spec->parts[p].count; a++)
                if (mz_column_fits(problem, number, c, &spec->parts[p].alternatives[a])) return true;
    }
    return false;
}

/* Whether what the drafted sum lacks is printed in a column of its row that no sum of the form knows: a part under a
 * name of its own. */
static bool lacks_unknown(const mz_problem *problem, const mz_draft *draft, size_t number, size_t r)
{
    const mz_row *row = &problem->document->tables[number].rows[r];
    mz_wide lack = 0, slack = 0; /* half counts */
    for (size_t t = 0; t < draft->count && draft->reason == NULL; t++)
        if (draft->terms[t].figure != MZ_NO_FIGURE) {
            const mz_figure *figure = &problem->figures[draft->terms[t].figure];
            lack += (mz_wide)figure->value * draft->terms[t].coefficient;
            slack += figure->interval.hi - figure->interval.lo; /* twice what it may be off: the part is rounded too */
        }
    for (size_t c = 0; lack != 0 && c < row->cell_count; c++) {
        const uint32_t figure = mz_problem_figure(problem, number, r, c);
        const mz_wide apart = figure == MZ_NO_FIGURE ? 0 : problem->figures[figure].value - lack;
        if (figure != MZ_NO_FIGURE && problem->figures[figure].value != 0 && apart <= slack && -apart <= slack &&
            !is_known(problem, number, row->cells[c].column))
            return true;
    }
    return false;
}

/* The sum of a row in the column total. */
static void bind_row_sum(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number, size_t r,
                         size_t total, const part_column *parts, size_t count)
{
    mz_draft_reset(draft);
    mz_draft_cell(problem, draft, number, r, total, 1);
    for (size_t i = 0; i < count; i++) mz_draft_cell(problem, draft, number, r, parts[i].column, -parts[i].sign);
    bool open = (problem->rows[number][r].flags & MZ_ROW_OPEN) != 0; /* the parts may be incomplete */
    if (open || lacks_unknown(problem, draft, number, r)) draft->reason = "unknown-column";
    mz_draft_commit(problem, draft, spec->rule, MZ_FORM_EQUAL, 0);
}

void mz_bind_row_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    size_t first = problem->relation_count;
    row_sums plan;
    if (!plan_row_sums(problem, number, spec, &plan)) return;
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t t = 0; t < plan.count; t++) {
            size_t from = t > 0 ? plan.ends[t - 1] : 0, count = plan.ends[t] - from;
            if (count > 0 && table->columns[plan.totals[t]].side == table->rows[r].side)
                bind_row_sum(problem, draft, spec, number, r, plan.totals[t], plan.parts + from, count);
        }
    doubt_columns(problem, table, first);
}

/* The row behind a total in which the next head of its side stands below some of its parts: 二、上年结转, whose own
 * parts are named alike. row_count when there is none, or the total is no head. */
static size_t next_head(const mz_table *table, const int *signs, size_t total)
{
    bool found = false;
    for (size_t r = total + 1; r < table->row_count && mz_is_head(table->rows[total].label); r++) {
        if (table->rows[r].side != table->rows[total].side) continue;
        if (found && signs[r] == 0 && mz_is_head(table->rows[r].label)) return r;
        found = found || signs[r] != 0;
    }
    return table->row_count;
}

/* Rows that are parts of total, with their signs: those before it when there are any, else those after it (a balance
 * repeats its lines below the total, for the balances carried over) up to the next head. */
static int *part_signs(mz_problem *problem, size_t number, const mz_relation_spec *spec, size_t total)
{
    const mz_table *table = &problem->document->tables[number];
    const chosen_part *parts = choose_parts(problem, number, spec);
    int *signs = mz_arena_array(problem->arena, table->row_count + 1, sizeof *signs);
    if (parts == NULL || signs == NULL) return NULL;
    for (size_t p = spec->part_count; p-- > 0;) /* the first part that fits counts */
        for (size_t i = 0; i < parts[p].patterns->count; i++)
            for (mz_role_walk walk = mz_rows_with(problem, number, &parts[p].patterns->items[i]); mz_next_row(&walk);)
                signs[walk.at] = parts[p].sign;
    bool before = false;
    for (size_t r = 0; r < table->row_count; r++) {
        if (r == total || (!spec->across && table->rows[r].side != table->rows[total].side)) signs[r] = 0;
        before |= r < total && signs[r] != 0;
    }
    for (size_t r = before ? total : next_head(table, signs, total); r < table->row_count && !spec->across; r++)
        signs[r] = 0;
    return signs;
}

/* Whether a row among the parts has an amount but no role: the parts may be incomplete. */
static bool has_unknown_row(const mz_table *table, const int *signs, size_t total)
{
    bool before = false;
    for (size_t r = 0; r < total; r++) before |= signs[r] != 0;
    size_t from = before ? 0 : total + 1, to = before ? total : next_head(table, signs, total);
    for (size_t r = from; r < to; r++) {
        const mz_row *row = &table->rows[r];
        if (row->side != table->rows[total].side || *row->role != '\0' || *row->code != '\0') continue;
        for (size_t c = 0; c < row->cell_count; c++)
            if (row->cells[c].kind == MZ_CELL_AMOUNT && mz_unit_is_money(row->cells[c].amount.unit)) return true;
    }
    return false;
}

/* Whether a row of the total's side stands below it in flow text though it is a part that no row above it is: the rows
 * may have lost their order. */
static bool has_late_part(mz_problem *problem, size_t number, const mz_relation_spec *spec, const int *signs,
                          size_t total)
{
    const mz_table *table = &problem->document->tables[number];
    if (table->serialisation != MZ_SERIAL_FLOW || spec->across) return false;
    const chosen_part *parts = choose_parts(problem, number, spec);
    for (size_t p = 0; parts != NULL && p < spec->part_count; p++)
        for (size_t i = 0; i < parts[p].patterns->count; i++) {
            bool above = false, below = false;
            for (mz_role_walk walk = mz_rows_with(problem, number, &parts[p].patterns->items[i]); mz_next_row(&walk);) {
                above = above || signs[walk.at] != 0;
                below = below || (walk.at > total && table->rows[walk.at].side == table->rows[total].side);
            }
            if (below && !above) return true;
        }
    return false;
}

void mz_bind_column_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    size_t total = mz_bind_row(problem, number, spec->total.items, spec->total.count);
    if (total == table->row_count) return;
    const int *signs = part_signs(problem, number, spec, total);
    if (signs == NULL) return;
    bool unknown = !spec->across && has_unknown_row(table, signs, total);
    bool late = has_late_part(problem, number, spec, signs, total);
    for (size_t c = 0; c < table->column_count; c++) {
        if (!mz_unit_is_money(table->columns[c].unit) || table->columns[c].side != table->rows[total].side ||
            mz_column_fits(problem, number, c, &spec->skip))
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
        if (late) draft->reason = "row-order";
        if (found > 0) mz_draft_commit(problem, draft, spec->rule, MZ_FORM_EQUAL, 0);
    }
}
