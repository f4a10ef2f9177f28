/* flow_years.c - two-sided tables with columns for several years: what is read of the latest one tells the others. */
#include <stdlib.h>
#include <string.h>

#include "flow_lines.h"

size_t mz_flow_lines_earlier(const mz_flow_template *t)
{
    size_t left = 0, earlier = 0;
    uint32_t summed = 0;
    for (uint16_t s = 0; s < t->sum_count; s++) summed |= 1u << t->sums[s].total | t->sums[s].parts;
    for (uint16_t c = 0; c < t->column_count; c++) left += t->sides[c] == 0;
    for (uint16_t c = (uint16_t)left; c < t->column_count && (summed >> c & 1) == 0; c++) earlier++;
    return left > 1 && earlier == left - 1 && left + earlier < t->column_count ? earlier : 0;
}

/* Whether a line has this figure. */
static bool is_given(const mz_flow_lines *lines, const mz_flow_token *token)
{
    for (size_t i = 0; i < lines->count; i++)
        for (size_t v = 0; v < lines->items[i].count; v++)
            if (lines->items[i].values[v] == token) return true;
    return false;
}

/* The index of a figure, count when it is none of them. */
static size_t index_of(const mz_flow_side_figure *figures, size_t count, const mz_flow_token *token)
{
    size_t f = 0;
    while (f < count && figures[f].token != token) f++;
    return f;
}

static void put_in_front(mz_flow_line *l, const mz_flow_token *token)
{
    if (l->count == MZ_FLOW_MAX_COLUMNS) return;
    memmove(&l->values[1], &l->values[0], l->count * sizeof l->values[0]);
    l->values[0] = token;
    l->count++;
    l->earlier++;
}

void mz_flow_lines_take_earlier(mz_flow_lines *lines, size_t earlier, const mz_flow_side_figure *figures, size_t count)
{
    for (size_t i = 0; i < lines->count; i++) {
        mz_flow_line *l = &lines->items[i];
        size_t f = l->count == 0 ? count : index_of(figures, count, l->values[0]), n = 0;
        if (f == count || f < earlier) continue;
        while (n < earlier && figures[f - n].token == figures[f - n - 1].token + 1 && !figures[f - n - 1].left &&
               !is_given(lines, figures[f - n - 1].token))
            n++;
        for (size_t k = 1; n == earlier && k <= n; k++) put_in_front(l, figures[f - k].token);
    }
}

/* Takes the value of a figure from *rest; false when it is too large. */
static bool subtract(int64_t *rest, const mz_flow_token *value)
{
    return mz_value_sub(*rest, value->kind == MZ_FLOW_NUMBER ? value->value : 0, rest);
}

void mz_flow_lines_rest_earlier(mz_flow_lines *lines, size_t earlier, const mz_flow_side_figure *figures, size_t count)
{
    size_t lacking = 0, at = 0;
    const mz_flow_line *total = NULL;
    for (size_t i = 0; i < lines->count && total == NULL; i++)
        if (lines->items[i].total && lines->items[i].earlier == 1) total = &lines->items[i];
    if (total == NULL || earlier != 1) return;
    int64_t rest = total->values[0]->value;
    for (size_t i = 0; i < lines->count; i++) {
        const mz_flow_line *l = &lines->items[i];
        if (!l->top) continue;
        if (l->earlier == 1 && !subtract(&rest, l->values[0])) return;
        lacking += l->earlier == 0 && l->count > 0;
    }
    for (size_t f = 0; f < count; f++)
        if (!subtract(&rest, figures[f].token)) return;
    if (lacking == 0 || lacking != count || rest != 0) return;
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].top && lines->items[i].earlier == 0 && lines->items[i].count > 0)
            put_in_front(&lines->items[i], figures[at++].token);
}

/* What the total leaves in a column for the line that is not read; false when there is no total or it is too large. */
static bool left_over(const mz_flow_lines *lines, size_t columns, size_t column, int64_t *rest)
{
    const mz_flow_line *total = NULL;
    for (size_t i = 0; i < lines->count && total == NULL; i++)
        if (lines->items[i].total && lines->items[i].count == columns) total = &lines->items[i];
    if (total == NULL) return false;
    *rest = total->values[column]->value;
    for (size_t i = 0; i < lines->count; i++) {
        const mz_flow_line *l = &lines->items[i];
        if (l->top && l->count == columns && !subtract(rest, l->values[column])) return false;
    }
    return true;
}

void mz_flow_lines_complete(mz_flow_lines *lines, size_t columns, const mz_flow_side_figure *figures, size_t count)
{
    const mz_flow_token *values[MZ_FLOW_MAX_COLUMNS];
    mz_flow_line *only = NULL;
    for (size_t i = 0; i < lines->count; i++) {
        mz_flow_line *l = &lines->items[i];
        if (!l->top || l->count >= columns) continue;
        if (only != NULL) return;
        only = l;
    }
    if (only == NULL || only->count > 1) return;
    bool own = only->count == 0;
    for (size_t c = 0; c < columns; c++) {
        int64_t rest;
        if (!left_over(lines, columns, c, &rest)) return;
        if (!own && only->values[0]->value == rest) {
            values[c] = only->values[0];
            own = true;
            continue;
        }
        size_t f = 0;
        while (f < count && (figures[f].token->kind != MZ_FLOW_NUMBER || figures[f].token->value != rest)) f++;
        if (f == count) return;
        values[c] = figures[f].token;
    }
    if (!own) return;
    memcpy(only->values, values, columns * sizeof *values);
    only->count = columns;
}
