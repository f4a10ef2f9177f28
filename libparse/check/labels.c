/* labels.c - small readings of labels, roles and headers. */
#include <string.h>

#include "check.h"

const char *mz_code_of_role(const char *role)
{
    const char *dot = strrchr(role, '.');
    if (dot == NULL || strlen(dot + 1) != 3 || strspn(dot + 1, "0123456789") != 3) return "";
    return dot + 1;
}

size_t mz_same_column(const mz_table *table, const mz_row *row, size_t column)
{
    if (table->columns[column].side == row->side) return column;
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].side == row->side && mz_unit_is_money(table->columns[c].unit) &&
            strcmp(table->columns[c].path, table->columns[column].path) == 0)
            return c;
    return table->column_count;
}
