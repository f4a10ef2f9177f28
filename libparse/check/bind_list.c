/* bind_list.c - the total of a list whose rows have no codes (projects, units): the sum of its rows, when these stand
 * beside and not within each other. */
#include <string.h>

#include "bind.h"

enum { FEWEST_ROWS = 3, MOST_ROWS = 512 };

/* Whether the rows but the total are of one kind: named, without roles and subject codes, none a sum by its name. */
static bool is_plain(const mz_problem *problem, const mz_table *table, size_t total)
{
    const mz_wordlist *sums = &problem->rulebook->wordlists[MZ_WORDLIST_SUM_ENDINGS];
    size_t code = SIZE_MAX;
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        if (r == total) continue;
        if (code == SIZE_MAX) code = strlen(row->code);
        if (strlen(row->code) != code || *row->role != '\0' || *row->label == '\0' ||
            row->side != table->rows[0].side || mz_problem_row(problem, table, row)->subject != 0 ||
            mz_wordlist_suffix(sums, row->label, strlen(row->label)) != NULL)
            return false;
    }
    return true;
}

/* Whether a figure of the list is the sum of the figures that follow it: a group and its members. */
static bool has_groups(const mz_problem *problem, const mz_draft *draft)
{
    for (size_t i = 1; i < draft->count; i++) {
        int64_t whole = problem->figures[draft->terms[i].figure].value, sum = 0;
        for (size_t k = i + 1; k < draft->count && sum < whole; k++)
            sum += problem->figures[draft->terms[k].figure].value;
        if (whole > 0 && sum == whole && i + 1 < draft->count) return true;
    }
    return false;
}

/* A list may name only some of what its total holds, and a laid-out one may have been read in part: then it only says
 * something when the rest of the document confirms a slip of the pen (repair_report.c). */
static void lower(const mz_problem *problem, const mz_table *table, mz_relation *relation)
{
    int64_t rest = 0;
    for (uint32_t t = 0; t < relation->term_count; t++)
        rest += problem->figures[relation->terms[t].figure].value * relation->terms[t].coefficient;
    if (rest > 0 || !mz_table_is_exact(problem, table)) relation->severity = MZ_INFO;
}

void mz_bind_list_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    size_t total = mz_bind_row(problem, number, spec->total.items, spec->total.count);
    if (table->row_count > MOST_ROWS || total >= table->row_count || !is_plain(problem, table, total)) return;
    if (total != 0 && total + 1 != table->row_count) return;
    for (size_t c = 0; c < table->column_count; c++) {
        if (!mz_unit_is_money(table->columns[c].unit)) continue;
        mz_draft_reset(draft);
        mz_draft_cell(problem, draft, number, total, c, 1);
        for (size_t r = 0; r < table->row_count; r++)
            if (r != total) mz_draft_cell(problem, draft, number, r, c, -1);
        if (draft->present < FEWEST_ROWS || draft->terms[0].figure == MZ_NO_FIGURE) continue;
        if (has_groups(problem, draft)) draft->reason = "rows-within-rows";
        size_t before = problem->relation_count;
        mz_draft_commit(problem, draft, spec->rule, MZ_FORM_EQUAL, 0);
        if (problem->relation_count > before) lower(problem, table, &problem->relations[before]);
    }
}
