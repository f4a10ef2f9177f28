/* pages.c - a table whose title is printed again on each of its pages is one table. */
#include <string.h>

#include "sheet.h"

static size_t totals_of(const mz_table *table)
{
    size_t count = 0;
    for (size_t r = 0; r < table->row_count; r++) count += strcmp(table->rows[r].role, "total") == 0;
    return count;
}

static uint32_t last_page(const mz_table *table)
{
    return table->row_count > 0 ? table->rows[table->row_count - 1].span.page : table->span.page;
}

static bool same_columns(const mz_table *a, const mz_table *b)
{
    if (a->column_count != b->column_count) return false;
    for (size_t c = 0; c < a->column_count; c++)
        if (a->columns[c].side != b->columns[c].side || a->columns[c].unit != b->columns[c].unit ||
            strcmp(a->columns[c].path, b->columns[c].path) != 0)
            return false;
    return true;
}

/* Whether next goes on with table: the same heads on the page behind it. */
static bool goes_on(const mz_table *table, const mz_table *next)
{
    return table->form != NULL && next->form != NULL && strcmp(table->form, next->form) == 0 && *table->title != '\0' &&
           strcmp(table->title, next->title) == 0 && *table->subject == '\0' && *next->subject == '\0' &&
           strcmp(table->organisation, next->organisation) == 0 && table->year == next->year &&
           table->unit == next->unit && table->serialisation == next->serialisation && table->row_count > 0 &&
           next->row_count > 0 && next->span.page > 0 && next->span.page == last_page(table) + 1 &&
           same_columns(table, next);
}

/* Tables [first, last) become the first of them. */
static bool join(mz_reader *reader, mz_table *first, const mz_table *last)
{
    size_t count = 0;
    for (const mz_table *t = first; t < last; t++) count += t->row_count;
    mz_row *rows = mz_arena_array(reader->arena, count, sizeof *rows);
    if (rows == NULL) return false;
    count = 0;
    for (const mz_table *t = first; t < last; t++) {
        memcpy(rows + count, t->rows, t->row_count * sizeof *rows);
        count += t->row_count;
    }
    first->rows = rows;
    first->row_count = count;
    return true;
}

bool mz_sheet_join_pages(mz_reader *reader)
{
    size_t kept = 0;
    for (size_t from = 0, to = 0; from < reader->table_count; from = to) {
        size_t totals = totals_of(&reader->tables[from]);
        for (to = from + 1; to < reader->table_count && goes_on(&reader->tables[to - 1], &reader->tables[to]); to++)
            totals += totals_of(&reader->tables[to]);
        /* a table that is printed twice has its total both times */
        if (totals != 1) to = from + 1;
        if (to > from + 1 && !join(reader, &reader->tables[from], &reader->tables[to])) return false;
        if (kept < from) reader->tables[kept] = reader->tables[from];
        kept++;
    }
    reader->table_count = kept;
    return true;
}
