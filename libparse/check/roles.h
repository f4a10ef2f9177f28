/* roles.h - the rows and columns of a table by what patterns of relations.json say of their roles: each role is looked
 * up once, and a pattern finds what it fits without looking at the rest. */
#ifndef MZ_CHECK_ROLES_H
#define MZ_CHECK_ROLES_H

#include "check.h"

/* A row or column in the list of those that one pattern fits. */
typedef struct mz_role_place {
    uint32_t item; /* number of the row or column */
    uint32_t next; /* one more than the index of the next place, 0 ends */
} mz_role_place;

/* Of a table whose form a relation is of. */
typedef struct mz_roles {
    uint32_t *rows, *columns; /* per number of a pattern: one more than the index of its first place, 0 for none */
    mz_role_place *places;
} mz_roles;

/* Makes the lists of a table (its number). false when memory runs out. */
bool mz_roles_build(mz_problem *problem, size_t table);

/* Goes through the rows, or the columns, of a table that a pattern fits, in their order. The table must have a form
 * that a relation is of. */
typedef struct mz_role_walk {
    const mz_table *table;
    const mz_roles *roles;
    const mz_pattern *pattern;
    size_t at; /* the present one */
    uint32_t next;
} mz_role_walk;

static inline mz_role_walk mz_rows_with(const mz_problem *problem, size_t table, const mz_pattern *pattern)
{
    const mz_roles *roles = &problem->roles[table];
    return (mz_role_walk){&problem->document->tables[table], roles, pattern, SIZE_MAX,
                          pattern->code ? 0 : roles->rows[pattern->number]};
}
static inline mz_role_walk mz_columns_with(const mz_problem *problem, size_t table, const mz_pattern *pattern)
{
    const mz_roles *roles = &problem->roles[table];
    bool of_columns = !pattern->code && pattern->side < 0;
    return (mz_role_walk){&problem->document->tables[table], roles, pattern, SIZE_MAX,
                          of_columns ? roles->columns[pattern->number] : 0};
}
/* Goes to the first, then to the next; false behind the last. */
static inline bool mz_next_column(mz_role_walk *walk)
{
    if (walk->next == 0) return false;
    const mz_role_place *place = &walk->roles->places[walk->next - 1];
    walk->at = place->item;
    walk->next = place->next;
    return true;
}
static inline bool mz_next_row(mz_role_walk *walk)
{
    const mz_pattern *pattern = walk->pattern;
    const mz_row *rows = walk->table->rows;
    while (pattern->code ? ++walk->at < walk->table->row_count : mz_next_column(walk))
        if ((pattern->side < 0 || pattern->side == rows[walk->at].side) &&
            (!pattern->code || mz_pattern_is(pattern, rows[walk->at].code)))
            return true;
    return false;
}

/* Whether any of the patterns fits column c. */
bool mz_column_fits(const mz_problem *problem, size_t table, size_t c, const mz_patterns *patterns);
/* The first column of table on side, of this year (mz_column.year; 0: the document's own), that one of the patterns
 * fits, in the order of the patterns; column_count when there is none. */
size_t mz_column_fitting(const mz_problem *problem, size_t table, const mz_patterns *patterns, uint16_t side,
                         int32_t year);

#endif
