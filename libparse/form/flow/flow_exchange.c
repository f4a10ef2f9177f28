/* flow_exchange.c - two lines of a two-sided table that print each other's figures: a mistake of the document, not of
 * the reading, where the figures of every other line stand right behind its name. */
#include "flow_lines.h"

enum { FEWEST = 2 /* lines whose figures stand behind their names */ };

/* The first of the figures right behind the name of a line when a row begins there: the only one of a side of one
 * column, else a total, its parts and the zeros behind them. NULL when none does. *n receives how many they are. */
static const mz_flow_side_figure *row_behind(const mz_flow_line *line, size_t columns,
                                             const mz_flow_side_figure *figures, size_t count, size_t *n)
{
    size_t first = 0, run = 0;
    int64_t parts = 0;
    while (first < count && figures[first].place <= line->place) first++;
    const mz_flow_side_figure *row = &figures[first];
    while (first + run < count && row[run].place == line->place + 1 + run && !row[run].left) run++;
    *n = 1;
    if (columns == 1) return run == 1 ? row : NULL;
    for (; *n < run && *n < columns && (parts != row->token->value || row[*n].token->value == 0); ++*n)
        if (!mz_value_add(parts, row[*n].token->value, &parts)) return NULL;
    return *n > 1 && parts == row->token->value ? row : NULL;
}

void mz_flow_lines_exchanged(mz_flow_lines *lines, size_t columns, const mz_flow_side_figure *figures, size_t count)
{
    size_t agree = 0, differ = 0, pair[2] = {0}, n;
    for (size_t i = 0; i < lines->count; i++) {
        const mz_flow_side_figure *row = row_behind(&lines->items[i], columns, figures, count, &n);
        if (lines->items[i].expected == 0 || row == NULL) continue;
        if (row->token->value == lines->items[i].expected)
            agree++;
        else if (differ++ < 2)
            pair[differ - 1] = i;
    }
    if (differ != 2 || agree < FEWEST) return;
    for (size_t k = 0; k < 2; k++) {
        const mz_flow_side_figure *row = row_behind(&lines->items[pair[k]], columns, figures, count, &n);
        if (row->token->value != lines->items[pair[1 - k]].expected) return;
    }
    mz_flow_line *first = &lines->items[pair[0]], *second = &lines->items[pair[1]];
    const int64_t kept = first->expected;
    first->expected = second->expected;
    second->expected = kept;
    first->printed = second->printed = true;
}
