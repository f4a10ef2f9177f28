/* projects.c - finds the projects of a document and runs the rules about them. */
#include "projects.h"

#include <string.h>

/* A declaration prints its total in a row, for the whole period and for the year: the year's. */
static uint32_t declared_total(const mz_projects *projects, const mz_project *project, const mz_table *table)
{
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        if (strcmp(row->role, "fund.total") != 0 || row->side != 1) continue;
        for (size_t c = 0; c < row->cell_count; c++)
            if (row->cells[c].kind == MZ_CELL_AMOUNT)
                return mz_problem_cell(projects->problem, project->budget, r, row->cells[c].column);
    }
    return MZ_NO_FIGURE;
}

/* The amounts of the project's only row. */
static void read_amounts(const mz_projects *projects, mz_project *project)
{
    static const char *const roles[MZ_PROJECT_AMOUNTS] = {[MZ_PROJECT_BUDGET] = "budget",
                                                          [MZ_PROJECT_PLAN] = "plan.3",
                                                          [MZ_PROJECT_PLAN + 1] = "plan.6",
                                                          [MZ_PROJECT_PLAN + 2] = "plan.10",
                                                          [MZ_PROJECT_PLAN + 3] = "plan.12"};
    for (size_t i = 0; i < MZ_PROJECT_AMOUNTS; i++) project->amounts[i] = MZ_NO_FIGURE;
    project->budget_kind = MZ_CELL_BLANK;
    if (project->budget == SIZE_MAX) return;
    const mz_table *table = &projects->problem->document->tables[project->budget];
    /* what an evaluation was planned with at first is no part of what was spent */
    if (table->form != NULL && strcmp(table->form, "performance.evaluation") == 0) return;
    for (size_t c = table->row_count > 0 ? table->column_count : 0;
         c-- > 0;) /* of two with one role the first counts */
        for (size_t i = 0; i < MZ_PROJECT_AMOUNTS; i++) {
            const char *role = table->columns[c].role;
            if (*role != *roles[i] || strcmp(role, roles[i]) != 0) continue;
            mz_cell_kind kind = mz_problem_look(projects->problem, project->budget, 0, c, &project->amounts[i]);
            if (i == MZ_PROJECT_BUDGET) project->budget_kind = kind;
        }
    if (table->form != NULL && strcmp(table->form, "performance.declaration") == 0)
        project->amounts[MZ_PROJECT_BUDGET] = declared_total(projects, project, table);
}

bool mz_indicator_is_cost(const mz_problem *problem, const mz_project *project, size_t r, mz_indicator level)
{
    const mz_wordlist *words = &problem->rulebook->wordlists[MZ_WORDLIST_COST_NAMES];
    const char *name = mz_indicator_text(project, r, level);
    return mz_wordlist_find(words, name, strlen(name), NULL) != NULL;
}

/* The unit may have a word before it that overwrote the field's name ("辆万元"). */
static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t own = strlen(end);
    return length >= own && memcmp(text + length - own, end, own) == 0;
}

/* The unit of an indicator's value when it is one of money. */
static mz_unit money_of(const mz_cell *unit)
{
    if (unit == NULL) return MZ_UNIT_NONE;
    size_t length = strlen(unit->text);
    if (ends_with(unit->text, length, "万元") || ends_with(unit->text, length, "万")) return MZ_UNIT_WAN;
    return strcmp(unit->text, "元") == 0 ? MZ_UNIT_YUAN : MZ_UNIT_NONE;
}

/* The text after the field word 值, blanks skipped; NULL when the printed value is not written in fields. */
static const char *after_value_word(const mz_problem *problem, const mz_cell *printed)
{
    const mz_wordlist *signs = &problem->rulebook->wordlists[MZ_WORDLIST_SIGN_FIELDS];
    const mz_wordlist *values = &problem->rulebook->wordlists[MZ_WORDLIST_VALUE_FIELDS];
    size_t length = printed != NULL ? strlen(printed->text) : 0;
    if (length == 0 || mz_wordlist_find(signs, printed->text, length, NULL) == NULL) return NULL;
    const mz_wordlist_word *word;
    const char *at = mz_wordlist_find(values, printed->text, length, &word);
    if (at == NULL) return NULL;
    at += word->length;
    return at + strspn(at, " \t");
}

/* What a column with this role holds; MZ_INDICATORS for none of them. */
static size_t indicator_of(const char *role)
{
    static const char prefix[] = "indicator.";
    static const char *const roles[MZ_INDICATORS] = {
        [MZ_INDICATOR_LEVEL1] = "level1",     [MZ_INDICATOR_LEVEL2] = "level2",
        [MZ_INDICATOR_LEVEL3] = "level3",     [MZ_INDICATOR_DESCRIPTION] = "description",
        [MZ_INDICATOR_PRINTED] = "printed",   [MZ_INDICATOR_GROUND] = "ground",
        [MZ_INDICATOR_OPERATOR] = "operator", [MZ_INDICATOR_VALUE] = "value",
        [MZ_INDICATOR_UNIT] = "unit"};
    size_t meaning = 0;
    if (strncmp(role, prefix, sizeof prefix - 1) != 0) return MZ_INDICATORS;
    role += sizeof prefix - 1;
    while (meaning < MZ_INDICATORS && (*role != *roles[meaning] || strcmp(role, roles[meaning]) != 0)) meaning++;
    return meaning;
}

/* Where the cells of the table's rows stand; false when memory runs out. */
static bool read_rows(mz_problem *problem, const mz_table *table, mz_project *project)
{
    mz_indicator_row *rows = mz_arena_array(problem->arena, table->row_count + 1, sizeof *rows);
    uint8_t *meanings = mz_arena_array(problem->arena, table->column_count + 1, sizeof *meanings);
    if (rows == NULL || meanings == NULL) return false;
    bool met[MZ_INDICATORS + 1] = {false};
    for (size_t c = 0; c < table->column_count; c++) {
        size_t meaning = indicator_of(table->columns[c].role);
        meanings[c] = (uint8_t)(met[meaning] ? MZ_INDICATORS : meaning); /* of two with one role the first counts */
        met[meaning] = true;
    }
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = table->rows[r].cell_count; c-- > 0;) { /* of two cells in one column the first counts */
            const mz_cell *cell = &table->rows[r].cells[c];
            uint8_t meaning = meanings[cell->column];
            if (meaning != MZ_INDICATORS) rows[r].cells[meaning] = cell->kind != MZ_CELL_BLANK ? cell : NULL;
        }
        rows[r].value = after_value_word(problem, rows[r].cells[MZ_INDICATOR_PRINTED]);
        rows[r].money = money_of(rows[r].cells[MZ_INDICATOR_UNIT]);
    }
    project->table = table;
    project->rows = rows;
    return true;
}

mz_place mz_indicator_place(const mz_table *table, const mz_row *row, const mz_cell *cell)
{
    return (mz_place){.span = cell != NULL ? cell->span : row->span,
                      .form = table->title,
                      .row = *row->label != '\0' ? row->label : table->subject,
                      .code = "",
                      .column = cell != NULL ? table->columns[cell->column].path : "",
                      .printed = cell != NULL ? cell->text : ""};
}

uint32_t mz_indicator_money(mz_problem *problem, const mz_project *project, size_t r)
{
    const mz_cell *value = mz_indicator_cell(project, r, MZ_INDICATOR_VALUE);
    mz_unit money = project->rows[r].money;
    if (value == NULL || money == MZ_UNIT_NONE) return MZ_NO_FIGURE;
    mz_amount *amount = mz_arena_alloc(problem->arena, sizeof *amount);
    char *printed = mz_arena_alloc(problem->arena, strlen(value->text) + 1);
    if (amount == NULL || printed == NULL ||
        mz_amount_read(value->text, strlen(value->text), money, printed, amount) != MZ_OK)
        return MZ_NO_FIGURE;
    return mz_problem_derive(problem, project->table, &project->table->rows[r], value, amount);
}

/* A budget table begins a project; the indicator table of the same subject belongs to it. */
static bool collect(mz_projects *projects)
{
    const mz_document *document = projects->problem->document;
    projects->items = mz_arena_array(projects->problem->arena, document->table_count + 1, sizeof *projects->items);
    if (projects->items == NULL) return false;
    for (size_t t = 0; t < document->table_count; t++) {
        const mz_table *table = &document->tables[t];
        if (table->form == NULL || strncmp(table->form, "performance.", strlen("performance.")) != 0) continue;
        bool indicators = strcmp(table->form, "performance.indicators") == 0;
        mz_project *last = projects->count > 0 ? &projects->items[projects->count - 1] : NULL;
        if (indicators && last != NULL && last->indicators == SIZE_MAX && strcmp(last->name, table->subject) == 0) {
            last->indicators = t;
            if (!read_rows(projects->problem, table, last)) return false;
            continue;
        }
        const char *key = mz_text_key(projects->problem->arena, table->subject, strlen(table->subject));
        projects->items[projects->count++] = (mz_project){.name = table->subject,
                                                          .key = key != NULL ? key : "",
                                                          .budget = indicators ? SIZE_MAX : t,
                                                          .indicators = indicators ? t : SIZE_MAX};
        read_amounts(projects, &projects->items[projects->count - 1]);
        if (indicators && !read_rows(projects->problem, table, &projects->items[projects->count - 1])) return false;
    }
    return projects->count > 0;
}

void mz_bind_projects(mz_problem *problem)
{
    mz_projects projects = {.problem = problem};
    if (!collect(&projects)) return;
    mz_project_goals(&projects); /* first: what it tells no relation repeats */
    mz_project_relations(&projects);
    mz_project_purchases(&projects);
    mz_project_plans(&projects);
    mz_project_indicators(&projects);
    mz_project_copies(&projects);
}
