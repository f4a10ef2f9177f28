/* labels.c - small readings of labels, roles and headers. */
#include <string.h>

#include "check.h"

const char *mz_code_of_role(const char *role)
{
    enum { DIGITS = 3 };
    if (*role == '\0') return ""; /* most rows */
    size_t length = strlen(role);
    if (length <= DIGITS || role[length - DIGITS - 1] != '.') return "";
    for (size_t i = length - DIGITS; i < length; i++)
        if (role[i] < '0' || role[i] > '9') return "";
    return role + length - DIGITS;
}

size_t mz_column_of_side(const mz_table *table, uint16_t side, size_t column)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].side == side && mz_unit_is_money(table->columns[c].unit) &&
            strcmp(table->columns[c].path, table->columns[column].path) == 0)
            return c;
    return table->column_count;
}

size_t mz_column_of_role(const mz_table *table, const char *role, uint16_t side)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].side == side && table->columns[c].year == 0 && strcmp(table->columns[c].role, role) == 0)
            return c;
    return table->column_count;
}
