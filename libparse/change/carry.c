/* carry.c - what final accounts carry over from the year before must be what those carried over to it. */
#include <string.h>

#include "compare.h"

/* The first amount of the row with this role; NULL when there is none or the row stands twice. */
static const mz_cell *carried(const mz_table *table, const char *role, const mz_row **found)
{
    const mz_cell *cell = NULL;
    for (size_t i = 0; i < table->row_count; i++) {
        const mz_row *row = &table->rows[i];
        const char *own = strrchr(row->role, '/');
        if (strcmp(own == NULL ? row->role : own + 1, role) != 0) continue;
        for (size_t k = 0; k < row->cell_count; k++) {
            const mz_cell *candidate = &row->cells[k];
            if (candidate->kind != MZ_CELL_AMOUNT) continue;
            if (candidate->confidence < 50 || !mz_unit_is_money(candidate->amount.unit) || cell != NULL) return NULL;
            cell = candidate;
            *found = row;
            break;
        }
    }
    return cell;
}

static bool equal(const mz_amount *a, const mz_amount *b)
{
    const mz_interval left = mz_amount_interval(a), right = mz_amount_interval(b);
    return left.lo <= right.hi && right.lo <= left.hi;
}

static void report(const mz_comparison *c, mz_problem *problem, const mz_paired_table *pair, const mz_row *row,
                   const mz_cell *opening, const mz_cell *closing)
{
    const mz_place place = {.span = opening->span,
                            .form = pair->current->title,
                            .row = row->label,
                            .code = row->code,
                            .column = pair->current->columns[opening->column].path,
                            .printed = opening->amount.printed};
    const mz_amount *now = &opening->amount, *before = &closing->amount;
    const int year = (int)c->prior->identity.fiscal_year;
    const char *zh =
        mz_arena_printf(problem->arena, "%s为%s%s，而%d年决算同一张表的年末结转和结余为%s%s，二者应当相等。",
                        mz_place_zh(problem, &place), now->printed, mz_unit_name(now->unit), year, before->printed,
                        mz_unit_name(before->unit));
    const char *en =
        mz_arena_printf(problem->arena, "%s opens with %s %s, but the final accounts of %d closed with %s %s.",
                        mz_place_en(problem, &place), now->printed, mz_unit_name(now->unit), year, before->printed,
                        mz_unit_name(before->unit));
    if (zh == NULL || en == NULL) return;
    mz_report_rule(problem, "change.opening", &place, 1, zh, en, before->printed, now->printed);
}

/* The column with this role in a table; UINT16_MAX when there is none or more than one. */
static uint16_t column_of(const mz_table *table, const char *role)
{
    uint16_t found = UINT16_MAX;
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].role, role) != 0) continue;
        if (found != UINT16_MAX) return UINT16_MAX;
        found = (uint16_t)i;
    }
    return found;
}

static const mz_cell *amount_in(const mz_row *row, uint16_t column)
{
    for (size_t i = 0; row != NULL && i < row->cell_count; i++) {
        const mz_cell *cell = &row->cells[i];
        if (cell->column == column && cell->kind == MZ_CELL_AMOUNT && cell->confidence >= 50 &&
            mz_unit_is_money(cell->amount.unit))
            return cell;
    }
    return NULL;
}

/* Tables that print both balances per subject: the first subject whose balances differ, else the total. */
static void check_columns(const mz_comparison *c, mz_problem *problem, const mz_paired_table *pair)
{
    const uint16_t opening = column_of(pair->current, "carryover.opening");
    const uint16_t closing = column_of(pair->prior, "carryover.closing");
    const mz_row *row = NULL;
    const mz_cell *now = NULL, *before = NULL;
    if (opening == UINT16_MAX || closing == UINT16_MAX) return;
    for (size_t r = 0; r < pair->row_count; r++) {
        const mz_cell *a = amount_in(pair->rows[r].current, opening), *b = amount_in(pair->rows[r].prior, closing);
        if (a == NULL || b == NULL || equal(&a->amount, &b->amount)) continue;
        if (row != NULL && strlen(pair->rows[r].current->code) <= strlen(row->code)) continue; /* the deepest one */
        row = pair->rows[r].current;
        now = a;
        before = b;
    }
    if (row != NULL) report(c, problem, pair, row, now, before);
}

void mz_report_openings(const mz_comparison *c, mz_problem *problem)
{
    if (c->current->identity.kind != MZ_KIND_FINAL_ACCOUNTS ||
        c->prior->identity.fiscal_year + 1 != c->current->identity.fiscal_year)
        return;
    const mz_word_list *forms = mz_list_of(c->lists, "opening");
    for (size_t i = 0; i < c->table_count; i++) {
        const mz_paired_table *pair = &c->tables[i];
        const mz_row *row = NULL, *other = NULL;
        if (pair->current->form == NULL || pair->source != MZ_PRIOR_DOCUMENT) continue;
        check_columns(c, problem, pair);
        if (!mz_patterns_match(forms, pair->current->form)) continue;
        const mz_cell *opening = carried(pair->current, "carryover.opening", &row);
        const mz_cell *closing = carried(pair->prior, "carryover.closing", &other);
        if (opening == NULL || closing == NULL || equal(&opening->amount, &closing->amount)) continue;
        report(c, problem, pair, row, opening, closing);
    }
}
