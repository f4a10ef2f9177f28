/* column_years.c - columns of another year than the document's: 2023年预算数 beside 2024年预算数. */
#include <string.h>

#include "complete.h"

enum { YEAR_DIGITS = 4, FIRST_YEAR = 1990, LAST_YEAR = 2099 };

/* The last year that the path names, 0 when it names none; *own receives whether it names that of the document. */
static int32_t named_year(const char *path, int32_t fiscal_year, bool *own)
{
    static const char mark[] = "年";
    int32_t named = 0;
    *own = false;
    for (const char *at = path; (at = strstr(at, mark)) != NULL; at += sizeof mark - 1) {
        int32_t year = 0;
        if (at - path < YEAR_DIGITS) continue;
        for (const char *digit = at - YEAR_DIGITS; digit < at && year >= 0; digit++)
            year = *digit >= '0' && *digit <= '9' ? year * 10 + (*digit - '0') : -1;
        if (year < FIRST_YEAR || year > LAST_YEAR) continue;
        *own = *own || year == fiscal_year;
        named = year;
    }
    return named;
}

void mz_form_column_years(mz_document *document)
{
    int32_t fiscal_year = document->identity.fiscal_year;
    for (size_t t = 0; fiscal_year != 0 && t < document->table_count; t++) {
        mz_table *table = &document->tables[t];
        bool any = false, own;
        for (size_t c = 0; c < table->column_count && !any; c++) {
            named_year(table->columns[c].path, fiscal_year, &own);
            any = own;
        }
        for (size_t c = 0; any && c < table->column_count; c++) {
            int32_t year = named_year(table->columns[c].path, fiscal_year, &own);
            table->columns[c].year = own ? 0 : year;
        }
    }
}
