/* flow_beside.c - two-sided tables whose rows are lines of text: the figures of a name stand right behind it. */
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
