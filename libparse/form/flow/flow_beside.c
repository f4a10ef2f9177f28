/* flow_beside.c - two-sided tables, rows or parts of rows of which are lines of text: the figures of a name stand right
 * behind it, those of the left in front of the name of the right. */
#include <string.h>

#include "flow_lines.h"

enum { FEWEST_FIGURES = 6, MOST_ALONE = 5 /* of so many figures one may stand on a line without a name */ };

/* Whether most figures stand behind a name on its line, and on some lines both sides do. */
static bool rows_are_lines(const mz_flow_tokens *tokens)
{
    size_t beside = 0, alone = 0, both = 0;
    bool name = false, figure = false; /* on the line so far */
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->first) name = figure = false;
        if (token->used) continue;
        if (token->kind == MZ_FLOW_TEXT) {
            both += figure && name;
            name = true;
            continue;
        }
        beside += name;
        alone += !name;
        figure = true;
    }
    return both > 1 && beside + alone >= FEWEST_FIGURES && alone * MOST_ALONE <= beside;
}

void mz_flow_lines_beside(mz_flow_lines lines[MZ_FLOW_SIDES], const mz_flow_template *t, const mz_flow_tokens *tokens)
{
    size_t columns[MZ_FLOW_SIDES] = {0};
    for (uint16_t c = 0; c < t->column_count; c++)
        if (t->sides[c] < MZ_FLOW_SIDES) columns[t->sides[c]]++;
    if (!rows_are_lines(tokens)) return;
    for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++)
        for (size_t i = 0; i < lines[s].count; i++) {
            mz_flow_line *line = &lines[s].items[i];
            size_t at = line->label->last + 1;
            for (; at < tokens->count && !tokens->items[at].first && tokens->items[at].kind != MZ_FLOW_TEXT; at++) {
                if (tokens->items[at].used) continue;
                if (line->count == columns[s]) {
                    line->count = 0;
                    break;
                }
                line->values[line->count++] = &tokens->items[at];
            }
        }
}

/* How many lines stand in front of the first total of a side. */
static size_t before_total(const mz_flow_lines *lines)
{
    size_t n = 0;
    while (n < lines->count && !lines->items[n].total) n++;
    return n;
}

/* Counts line l among those of its kind: in front of the first total, behind it, or totals. Gives the kind. */
static size_t count_line(const mz_flow_line *l, size_t seen[3])
{
    const size_t kind = l->total ? 2 : seen[2] > 0;
    seen[kind]++;
    return kind;
}

/* The line of the left in the row of line r of the right: both sides begin in the first row, and what belongs to the
 * totals stands in one row too. NULL when there is none. */
static mz_flow_line *opposite(mz_flow_lines lines[MZ_FLOW_SIDES], size_t r)
{
    size_t right[3] = {0}, left[3] = {0}, kind = 0;
    for (size_t i = 0; i <= r; i++) kind = count_line(&lines[1].items[i], right);
    for (size_t i = 0; i < lines[0].count; i++)
        if (count_line(&lines[0].items[i], left) == kind && left[kind] == right[kind]) return &lines[0].items[i];
    return NULL;
}

/* The line of the left in whose row figure f stands: a name of the right goes on its line. NULL when none does. */
static mz_flow_line *in_row(mz_flow_lines lines[MZ_FLOW_SIDES], const mz_flow_tokens *tokens,
                            const mz_flow_side_figure *f)
{
    const size_t next = (size_t)(f->token - tokens->items) + 1;
    if (!f->left || next >= tokens->count || tokens->items[next].first) return NULL;
    for (size_t r = 0; r < lines[1].count; r++)
        if (lines[1].items[r].label->first == next) return opposite(lines, r);
    return NULL;
}

/* The line of the left whose name stands directly in front of figure f, NULL when none does. */
static const mz_flow_line *named_before(const mz_flow_lines *left, const mz_flow_side_figure *f)
{
    for (size_t i = 0; i < left->count; i++)
        if (left->items[i].place + 1 == f->place) return &left->items[i];
    return NULL;
}

/* Whether the figures of the left that names of the right go on behind come to another figure: they are all of its
 * items. */
static bool come_to_total(mz_flow_lines lines[MZ_FLOW_SIDES], const mz_flow_tokens *tokens,
                          const mz_flow_side_figure *figures, size_t count)
{
    int64_t sum = 0;
    size_t parts = 0;
    for (size_t f = 0; f < count; f++) {
        const mz_flow_line *line = in_row(lines, tokens, &figures[f]);
        if (line == NULL || !line->top || line > &lines[0].items[0] + before_total(&lines[0])) continue;
        if (!mz_value_add(sum, figures[f].token->value, &sum)) return false;
        parts++;
    }
    for (size_t f = 0; f < count && parts > 1; f++)
        if (figures[f].token->value == sum) return true;
    return false;
}

/* Whether the lines in front of the first total, as far as they have figures, come to another sum than it prints. */
static bool miss_total(const mz_flow_lines *left)
{
    const size_t n = before_total(left);
    int64_t sum = 0;
    if (n == left->count || left->items[n].count == 0) return false;
    for (size_t i = 0; i < n; i++)
        if (left->items[i].top && left->items[i].count > 0 && !mz_value_add(sum, left->items[i].values[0]->value, &sum))
            return true;
    return sum != left->items[n].values[0]->value;
}

void mz_flow_lines_rows(mz_flow_lines lines[MZ_FLOW_SIDES], const mz_flow_tokens *tokens,
                        const mz_flow_side_figure *figures, size_t count)
{
    size_t agree = 0, differ = 0;
    for (size_t f = 0; f < count; f++) {
        const mz_flow_line *line = in_row(lines, tokens, &figures[f]), *named = named_before(&lines[0], &figures[f]);
        if (line == NULL || named == NULL) continue;
        agree += line == named;
        differ += line != named;
    }
    if (agree + come_to_total(lines, tokens, figures, count) <= differ) return;
    for (size_t f = 0; f < count; f++) {
        mz_flow_line *line = in_row(lines, tokens, &figures[f]);
        if (line != NULL && line->count == 0) line->values[line->count++] = figures[f].token;
    }
    if (!miss_total(&lines[0])) return;
    for (size_t f = 0; f < count;
         f++) { /* a name lacks among those of the left: only what stands behind its name is sure */
        mz_flow_line *line = in_row(lines, tokens, &figures[f]);
        if (line != NULL && line != named_before(&lines[0], &figures[f]) && line->count == 1 &&
            line->values[0] == figures[f].token)
            line->count = 0;
    }
}
