/* project_purchases.c - what is bought for a project, in the procurement tables, against the project's budget. */
#include <stdlib.h>
#include <string.h>

#include "projects.h"

enum { MOST_NAME = 256 };

/* A row of a procurement table and the project that it is for. */
typedef struct purchase {
    const mz_project *project;
    uint32_t budget, amount; /* figures; MZ_NO_FIGURE where none is printed */
    bool whole;              /* names nothing that is bought: may be the sum of the rows that do */
} purchase;

static size_t column_of(const mz_table *table, const char *role)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (strcmp(table->columns[c].role, role) == 0) return c;
    return SIZE_MAX;
}

static int compare_keys(const void *left, const void *right)
{
    const mz_project *a = *(const mz_project *const *)left, *b = *(const mz_project *const *)right;
    return strcmp(a->key, b->key);
}

/* The only project of this name; NULL when none or several bear it. */
static const mz_project *project_named(const mz_project *const *order, size_t count, const char *key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(order[middle]->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count || strcmp(order[low]->key, key) != 0) return NULL;
    return low + 1 < count && strcmp(order[low + 1]->key, key) == 0 ? NULL : order[low];
}

/* The rows of a table that name a project (before the slash; what is bought stands behind it). */
static size_t read_purchases(mz_projects *projects, const mz_project *const *order, size_t number, purchase *found)
{
    mz_problem *problem = projects->problem;
    const mz_table *table = &problem->document->tables[number];
    const size_t budget = column_of(table, "project.budget"), amount = column_of(table, "procurement.total");
    size_t count = 0;
    char key[MOST_NAME + 1];
    for (size_t r = 0; r < table->row_count && budget != SIZE_MAX && amount != SIZE_MAX; r++) {
        const char *label = table->rows[r].label;
        const size_t length = strcspn(label, "/");
        if (length == 0 || length > MOST_NAME || mz_text_key_into(label, length, key) == 0) continue;
        const mz_project *project = project_named(order, projects->count, key);
        if (project == NULL || project->amounts[MZ_PROJECT_BUDGET] == MZ_NO_FIGURE) continue;
        purchase *p = &found[count++];
        *p = (purchase){.project = project,
                        .budget = mz_problem_cell(problem, number, r, budget),
                        .amount = mz_problem_cell(problem, number, r, amount),
                        .whole = label[length] == '\0'};
    }
    return count;
}

static int compare_purchases(const void *left, const void *right)
{
    const purchase *a = left, *b = right;
    if (a->project != b->project) return a->project < b->project ? -1 : 1;
    if (a->whole != b->whole) return a->whole ? 1 : -1;
    return (a->amount > b->amount) - (a->amount < b->amount);
}

/* Whether a is so many times b that it is rather the money of all years of the project. */
static bool is_of_years(const mz_problem *problem, uint32_t a, uint32_t b)
{
    enum { YEARS = 2 };
    return problem->figures[a].value / YEARS >= problem->figures[b].value;
}

/* The budget that the rows print for their project is that of the project's own table. */
static void bind_budget(mz_problem *problem, mz_draft *draft, const purchase *p)
{
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "procurement.budget");
    if (rule == NULL || p->budget == MZ_NO_FIGURE) return;
    if (is_of_years(problem, p->budget, p->project->amounts[MZ_PROJECT_BUDGET])) return;
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, p->budget, 1);
    mz_draft_figure(problem, draft, p->project->amounts[MZ_PROJECT_BUDGET], -1);
    mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
}

/* What is bought for one project costs no more than the project. A row of the project itself counts only where no row
 * tells what is bought. */
static void bind_sum(mz_problem *problem, mz_draft *draft, const purchase *purchases, size_t count)
{
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "procurement.exceeds");
    if (rule == NULL) return;
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, purchases->project->amounts[MZ_PROJECT_BUDGET], -1);
    for (size_t i = 0; i < count && purchases[i].whole == purchases->whole; i++)
        if (purchases[i].amount != MZ_NO_FIGURE) mz_draft_figure(problem, draft, purchases[i].amount, 1);
    mz_draft_commit(problem, draft, rule, MZ_FORM_AT_MOST, 0);
}

void mz_project_purchases(mz_projects *projects)
{
    mz_problem *problem = projects->problem;
    mz_draft draft = {0};
    const mz_project **order = mz_arena_array(problem->arena, projects->count + 1, sizeof *order);
    for (size_t p = 0; order != NULL && p < projects->count; p++) order[p] = &projects->items[p];
    if (order != NULL) qsort(order, projects->count, sizeof *order, compare_keys);
    for (size_t t = 0; t < problem->document->table_count && order != NULL; t++) {
        const mz_table *table = &problem->document->tables[t];
        if (table->form == NULL || strcmp(table->form, "procurement") != 0 || table->row_count == 0) continue;
        purchase *found = mz_arena_array(problem->arena, table->row_count, sizeof *found);
        const size_t count = found != NULL ? read_purchases(projects, order, t, found) : 0;
        if (count > 1) qsort(found, count, sizeof *found, compare_purchases);
        for (size_t i = 0, end = 0; i < count; i = end) {
            while (end < count && found[end].project == found[i].project) bind_budget(problem, &draft, &found[end++]);
            bind_sum(problem, &draft, &found[i], end - i);
        }
    }
}
