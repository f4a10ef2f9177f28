/* bind_pairs.c - the same figure in two tables, and the same codes in two tables. */
#include "bind.h"
#include "codes.h"

/* The column of the row that one of the patterns fits: of several (a side that prints its lines in two halves) the
 * first in which the row has an amount, else the first; column_count when there is none. */
static size_t column_of(const mz_problem *problem, size_t number, const mz_patterns *patterns, size_t r)
{
    const mz_table *table = &problem->document->tables[number];
    const mz_row *row = &table->rows[r];
    for (size_t p = 0; p < patterns->count; p++)
        for (size_t c = 0; c < row->cell_count; c++) {
            const size_t own = row->cells[c].column;
            const mz_column *column = &table->columns[own];
            if (row->cells[c].kind == MZ_CELL_AMOUNT && column->side == row->side && column->year == 0 &&
                mz_column_fits(problem, number, own, &(mz_patterns){&patterns->items[p], 1}))
                return own;
        }
    return mz_column_fitting(problem, number, patterns, row->side, 0);
}

void mz_bind_figures(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t left, size_t right)
{
    const mz_table *a = &problem->document->tables[left], *b = &problem->document->tables[right];
    size_t row_a = mz_bind_row(problem, left, spec->left.rows.items, spec->left.rows.count);
    if (row_a == a->row_count) return;
    size_t column_a = column_of(problem, left, &spec->left.columns, row_a);
    if (column_a == a->column_count) return;
    mz_draft_reset(draft);
    mz_draft_cell(problem, draft, left, row_a, column_a, 1);
    size_t found = 0;
    for (size_t i = 0; i < spec->right.rows.count; i++) {
        size_t row_b = mz_bind_row(problem, right, &spec->right.rows.items[i], 1);
        if (row_b == b->row_count && spec->sum) return; /* a part that is not printed: the sum is not known */
        if (row_b == b->row_count) continue;
        size_t column_b = column_of(problem, right, &spec->right.columns, row_b);
        if (column_b == b->column_count || (left == right && row_a == row_b && column_a == column_b)) continue;
        mz_draft_cell(problem, draft, right, row_b, column_b, -1);
        /* without one of its parts the sum is not known */
        if (spec->sum && mz_problem_cell(problem, right, row_b, column_b) == MZ_NO_FIGURE) draft->reason = "part-blank";
        found++;
        if (!spec->sum) break;
    }
    if (found > 0) mz_draft_commit(problem, draft, spec->rule, MZ_FORM_EQUAL, 0);
}

/* Rows of a table by subject: the printed code, or the code of the class that the label names. */
typedef struct keyed_row {
    uint64_t key; /* as of mz_code_rank */
    uint32_t row;
} keyed_row;

static int compare_keys(const void *left, const void *right)
{
    const keyed_row *a = left, *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

static size_t key_rows(mz_problem *problem, size_t table, int level, keyed_row **rows)
{
    size_t row_count = problem->document->tables[table].row_count, count = 0;
    *rows = mz_arena_room(problem->arena, row_count + 1, sizeof **rows);
    if (*rows == NULL) return 0;
    for (size_t r = 0; r < row_count; r++) {
        uint64_t key = problem->rows[table][r].subject;
        if (key == 0 || (level > 0 && mz_rank_length(key) != (size_t)level)) continue;
        (*rows)[count++] = (keyed_row){key, (uint32_t)r};
    }
    mz_sort(problem->arena, *rows, count, sizeof **rows, compare_keys);
    size_t kept = 0; /* a code printed twice belongs to several blocks: it is not compared */
    for (size_t i = 0, same; i < count; i += same) {
        for (same = 1; i + same < count && (*rows)[i + same].key == (*rows)[i].key;) same++;
        if (same == 1) (*rows)[kept++] = (*rows)[i];
    }
    return kept;
}

/* Whether the two tables' totals agree in the columns compared: then all money is of that kind and every code must
 * agree. */
static bool totals_agree(const mz_problem *problem, const mz_relation_spec *spec, size_t left, size_t right)
{
    uint32_t figures[2];
    size_t tables[2] = {left, right};
    const mz_patterns *columns[2] = {&spec->left.columns, &spec->right.columns};
    for (int i = 0; i < 2; i++) {
        const mz_table *table = &problem->document->tables[tables[i]];
        size_t row = mz_bind_row(problem, tables[i], problem->rulebook->totals, MZ_TOTALS);
        if (row == table->row_count) return false;
        size_t column = mz_column_fitting(problem, tables[i], columns[i], table->rows[row].side, 0);
        if (column == table->column_count) return false;
        figures[i] = mz_problem_cell(problem, tables[i], row, column);
        if (figures[i] == MZ_NO_FIGURE) return false;
    }
    const mz_figure *a = &problem->figures[figures[0]], *b = &problem->figures[figures[1]];
    return a->interval.lo <= b->interval.hi && b->interval.lo <= a->interval.hi;
}

void mz_bind_codes(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t left, size_t right)
{
    const mz_table *a = &problem->document->tables[left], *b = &problem->document->tables[right];
    bool agree = totals_agree(problem, spec, left, right);
    if (left == right || (!agree && !spec->at_most)) return;
    keyed_row *rows_a, *rows_b;
    size_t count_a = key_rows(problem, left, spec->level, &rows_a);
    size_t count_b = key_rows(problem, right, spec->level, &rows_b);
    for (size_t i = 0, j = 0; i < count_a && j < count_b;) {
        if (rows_a[i].key != rows_b[j].key) {
            if (rows_a[i].key < rows_b[j].key)
                i++;
            else
                j++;
            continue;
        }
        size_t column_a = mz_column_fitting(problem, left, &spec->left.columns, a->rows[rows_a[i].row].side, 0);
        size_t column_b = mz_column_fitting(problem, right, &spec->right.columns, b->rows[rows_b[j].row].side, 0);
        if (column_a < a->column_count && column_b < b->column_count) {
            mz_draft_reset(draft);
            mz_draft_cell(problem, draft, left, rows_a[i].row, column_a, 1);
            mz_draft_cell(problem, draft, right, rows_b[j].row, column_b, -1);
            mz_draft_commit(problem, draft, spec->rule, agree ? MZ_FORM_EQUAL : MZ_FORM_AT_MOST, 0);
        }
        i++;
        j++;
    }
}
