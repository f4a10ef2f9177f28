/* projects.h - performance tables of projects: budget, spending plan, indicators. */
#ifndef MZ_CHECK_PROJECTS_H
#define MZ_CHECK_PROJECTS_H

#include "draft.h"

/* The columns of a table of indicators. */
typedef enum mz_indicator {
    MZ_INDICATOR_LEVEL1,
    MZ_INDICATOR_LEVEL2,
    MZ_INDICATOR_LEVEL3,
    MZ_INDICATOR_DESCRIPTION,
    MZ_INDICATOR_PRINTED, /* the value as it is printed, with operator and unit */
    MZ_INDICATOR_GROUND,
    MZ_INDICATOR_OPERATOR,
    MZ_INDICATOR_VALUE,
    MZ_INDICATOR_UNIT,
    MZ_INDICATORS
} mz_indicator;

/* The cells of a row of indicators, NULL where blank. */
typedef struct mz_indicator_row {
    const mz_cell *cells[MZ_INDICATORS];
    const char *value; /* what stands behind the field word 值 of the printed value, NULL when it has no fields */
    mz_unit money;     /* the unit of its value, MZ_UNIT_NONE when that is not one of money */
} mz_indicator_row;

/* The amounts of a project's budget table: the budget and the spending plan by the ends of its periods. */
enum {
    MZ_PROJECT_BUDGET,
    MZ_PROJECT_PLAN,
    MZ_PLAN_PERIODS = 4,
    MZ_PROJECT_AMOUNTS = MZ_PROJECT_PLAN + MZ_PLAN_PERIODS
};

/* A project with its tables; an index is SIZE_MAX when there is no such table. */
typedef struct mz_project {
    const char *name;
    const char *key;                      /* of the name, for comparison */
    size_t budget;                        /* performance.budget */
    size_t indicators;                    /* performance.indicators */
    const mz_table *table;                /* that table, NULL when there is none */
    const mz_indicator_row *rows;         /* per row of that table */
    uint32_t amounts[MZ_PROJECT_AMOUNTS]; /* figures; MZ_NO_FIGURE when blank */
    mz_cell_kind budget_kind;             /* of the budget's cell */
    uint32_t goal_line;                   /* the line of a total in its goals that is told of, 0 for none */
} mz_project;

typedef struct mz_projects {
    mz_problem *problem;
    mz_project *items;
    size_t count;
} mz_projects;

/* A cell of row r of the project's indicators; NULL when blank. */
static inline const mz_cell *mz_indicator_cell(const mz_project *project, size_t r, mz_indicator which)
{
    return project->rows[r].cells[which];
}
/* Its text, "" when blank. */
static inline const char *mz_indicator_text(const mz_project *project, size_t r, mz_indicator which)
{
    const mz_cell *cell = mz_indicator_cell(project, r, which);
    return cell != NULL ? cell->text : "";
}
/* Whether a level of an indicator names a cost. */
bool mz_indicator_is_cost(const mz_problem *problem, const mz_project *project, size_t r, mz_indicator level);
/* The value of an indicator in 万元 or 元 as a figure of the problem; MZ_NO_FIGURE when it is no money. */
uint32_t mz_indicator_money(mz_problem *problem, const mz_project *project, size_t r);
/* The place of a cell of an indicator row. */
mz_place mz_indicator_place(const mz_table *table, const mz_row *row, const mz_cell *cell);

void mz_project_relations(mz_projects *projects);  /* project_costs.c */
void mz_project_plans(mz_projects *projects);      /* plans.c */
void mz_project_indicators(mz_projects *projects); /* indicators.c */
void mz_project_copies(mz_projects *projects);     /* project_copies.c */
void mz_project_goals(mz_projects *projects);      /* project_goals.c */
void mz_project_purchases(mz_projects *projects);  /* project_purchases.c */

#endif
