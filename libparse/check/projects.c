/* projects.c - finds the projects of a document and runs the rules about them. */
#include "projects.h"

#include <string.h>

static size_t column_of(const mz_table *table, const char *role)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (strcmp(table->columns[c].role, role) == 0) return c;
    return table->column_count;
}

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

uint32_t mz_project_figure(const mz_projects *projects, const mz_project *project, const char *role)
{
    if (project->budget == SIZE_MAX) return MZ_NO_FIGURE;
    const mz_table *table = &projects->problem->document->tables[project->budget];
    if (strcmp(role, "budget") == 0 && table->form != NULL && strcmp(table->form, "performance.declaration") == 0)
        return declared_total(projects, project, table);
    size_t column = column_of(table, role);
    if (column == table->column_count || table->row_count == 0) return MZ_NO_FIGURE;
    return mz_problem_cell(projects->problem, project->budget, 0, column);
}

mz_cell_kind mz_project_cell_kind(const mz_projects *projects, const mz_project *project, const char *role)
{
    if (project->budget == SIZE_MAX) return MZ_CELL_BLANK;
    const mz_table *table = &projects->problem->document->tables[project->budget];
    size_t column = column_of(table, role);
    if (column == table->column_count || table->row_count == 0) return MZ_CELL_BLANK;
    return mz_problem_cell_kind(projects->problem, project->budget, 0, column);
}

const mz_cell *mz_indicator_cell(const mz_table *table, const mz_row *row, mz_indicator which)
{
    static const char *const roles[] = {
        [MZ_INDICATOR_LEVEL1] = "indicator.level1",     [MZ_INDICATOR_LEVEL2] = "indicator.level2",
        [MZ_INDICATOR_LEVEL3] = "indicator.level3",     [MZ_INDICATOR_DESCRIPTION] = "indicator.description",
        [MZ_INDICATOR_PRINTED] = "indicator.printed",   [MZ_INDICATOR_GROUND] = "indicator.ground",
        [MZ_INDICATOR_OPERATOR] = "indicator.operator", [MZ_INDICATOR_VALUE] = "indicator.value",
        [MZ_INDICATOR_UNIT] = "indicator.unit"};
    const char *role = roles[which];
    /* the reader makes the columns in this order, and mostly a cell in each */
    size_t column = which;
    if (column >= table->column_count || strcmp(table->columns[column].role, role) != 0)
        column = column_of(table, role);
    for (size_t c = column < row->cell_count && row->cells[column].column == column ? column : 0; c < row->cell_count;
         c++)
        if (row->cells[c].column == column) return row->cells[c].kind != MZ_CELL_BLANK ? &row->cells[c] : NULL;
    return NULL;
}

const char *mz_indicator_text(const mz_table *table, const mz_row *row, mz_indicator which)
{
    const mz_cell *cell = mz_indicator_cell(table, row, which);
    return cell != NULL ? cell->text : "";
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

/* The unit may have a word before it that overwrote the field's name ("辆万元"). */
static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), own = strlen(end);
    return length >= own && strcmp(text + length - own, end) == 0;
}

uint32_t mz_indicator_money(mz_problem *problem, const mz_table *table, const mz_row *row)
{
    const mz_cell *value = mz_indicator_cell(table, row, MZ_INDICATOR_VALUE);
    const char *unit = mz_indicator_text(table, row, MZ_INDICATOR_UNIT);
    mz_unit money = ends_with(unit, "万元") || ends_with(unit, "万") ? MZ_UNIT_WAN
                    : strcmp(unit, "元") == 0                        ? MZ_UNIT_YUAN
                                                                     : MZ_UNIT_NONE;
    if (value == NULL || money == MZ_UNIT_NONE) return MZ_NO_FIGURE;
    mz_amount *amount = mz_arena_alloc(problem->arena, sizeof *amount);
    char *printed = mz_arena_alloc(problem->arena, strlen(value->text) + 1);
    if (amount == NULL || printed == NULL ||
        mz_amount_read(value->text, strlen(value->text), money, printed, amount) != MZ_OK)
        return MZ_NO_FIGURE;
    return mz_problem_derive(problem, table, row, value, amount);
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
            continue;
        }
        const char *key = mz_text_key(projects->problem->arena, table->subject, strlen(table->subject));
        projects->items[projects->count++] = (mz_project){.name = table->subject,
                                                          .key = key != NULL ? key : "",
                                                          .budget = indicators ? SIZE_MAX : t,
                                                          .indicators = indicators ? t : SIZE_MAX};
    }
    return projects->count > 0;
}

void mz_bind_projects(mz_problem *problem)
{
    mz_projects projects = {.problem = problem};
    if (!collect(&projects)) return;
    mz_project_relations(&projects);
    mz_project_plans(&projects);
    mz_project_indicators(&projects);
    mz_project_copies(&projects);
    mz_project_goals(&projects);
}
