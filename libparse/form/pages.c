/* pages.c - a table whose title is printed again on each of its pages is one table. */
#include <string.h>

#include "sheet.h"

enum { MOST_SIDES = 4 };

/* Adds the totals of each side of a table; the most that any side has by then. */
static size_t add_totals(const mz_table *table, size_t totals[MOST_SIDES])
{
    size_t most = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        if (row->side < MOST_SIDES && strcmp(row->role, "total") == 0) totals[row->side]++;
    }
    for (size_t side = 0; side < MOST_SIDES; side++)
        if (totals[side] > most) most = totals[side];
    return most;
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

/* Whether next stands behind table: on its page or the next one (text without form feeds has none). */
static bool follows(const mz_table *table, const mz_table *next)
{
    uint32_t last = last_page(table);
    return next->span.page == last + 1 || (next->span.page == last && next->span.line > table->span.line);
}

/* Whether next goes on with table: the same heads behind it; those that go on may leave out some. */
static bool goes_on(const mz_table *table, const mz_table *next)
{
    return table->form != NULL && next->form != NULL && strcmp(table->form, next->form) == 0 && *table->title != '\0' &&
           strcmp(table->title, next->title) == 0 && *table->subject == '\0' && *next->subject == '\0' &&
           (*next->organisation == '\0' || strcmp(table->organisation, next->organisation) == 0) &&
           (next->year == 0 || table->year == next->year) && table->unit == next->unit &&
           table->serialisation == next->serialisation && table->row_count > 0 && next->row_count > 0 &&
           follows(table, next) && same_columns(table, next);
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
        size_t totals[MOST_SIDES] = {0}, most = 0;
        to = from + 1;
        while (to < reader->table_count && goes_on(&reader->tables[to - 1], &reader->tables[to])) to++;
        for (size_t t = from; t < to && to > from + 1; t++) most = add_totals(&reader->tables[t], totals);
        /* a table that is printed twice has its total both times */
        if (most != 1) to = from + 1;
        if (to > from + 1 && !join(reader, &reader->tables[from], &reader->tables[to])) return false;
        if (kept < from) reader->tables[kept] = reader->tables[from];
        kept++;
    }
    reader->table_count = kept;
    return true;
}
