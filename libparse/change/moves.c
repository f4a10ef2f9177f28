/* moves.c - subjects that the classification of a year renumbered, merged or split: codes.json/moved. */
#include <string.h>

#include "compare.h"

static bool is_under(const json_t *codes, const char *code)
{
    for (size_t i = 0; i < json_array_size(codes); i++) {
        const json_t *prefix = json_array_get(codes, i);
        const size_t length = json_string_length(prefix);
        if (length > 0 && strncmp(code, json_string_value(prefix), length) == 0) return true;
    }
    return false;
}

const json_t *mz_move_of(const mz_comparison *c, const char *from, const char *to)
{
    const json_t *moves = json_object_get(mz_catalogue_json(c->catalogue, "codes.json"), "moved");
    for (size_t i = 0; c->prior != NULL && i < json_array_size(moves); i++) {
        const json_t *move = json_array_get(moves, i);
        const json_int_t since = json_integer_value(json_object_get(move, "since"));
        if (since <= c->prior->identity.fiscal_year || since > c->current->identity.fiscal_year) continue;
        if (*from != '\0' && !is_under(json_object_get(move, "from"), from)) continue;
        if (*to != '\0' && !is_under(json_object_get(move, "to"), to)) continue;
        return move;
    }
    return NULL;
}

static bool takes_part(const json_t *move, const mz_line_change *line)
{
    return is_under(json_object_get(move, "from"), line->change.code) ||
           is_under(json_object_get(move, "to"), line->change.code);
}

static bool is_one_sided(const mz_change *change)
{
    return *change->prior.printed == '\0' || *change->current.printed == '\0';
}

/* The lines of one table that a move touches, [first, last) holding all of them: those that are new or gone have moved;
 * the others too when the move leaves no material difference in sum. */
static void explain_table(mz_comparison *c, const json_t *move, size_t first, size_t last)
{
    const char *note = json_string_value(json_object_get(move, "note"));
    bool gone = false, come = false;
    mz_change sum = {.form_id = c->lines[first].change.form_id};
    int64_t before = 0;
    for (size_t i = first; i < last; i++) {
        const mz_line_change *line = &c->lines[i];
        if (!takes_part(move, line)) continue;
        gone = gone || *line->change.current.printed == '\0';
        come = come || is_under(json_object_get(move, "to"), line->change.code);
        if (!line->leaf || strcmp(line->column_role, "total") != 0) continue;
        if (!mz_value_add(sum.difference, line->change.difference, &sum.difference) ||
            !mz_value_add(before, line->change.prior.value, &before))
            return;
    }
    if (!gone || !come || note == NULL) return;
    sum.percent = mz_percent_of(sum.difference, before);
    const bool same = !mz_is_material(c, &sum);
    for (size_t i = first; i < last; i++) {
        mz_change *change = &c->lines[i].change;
        if (!takes_part(move, &c->lines[i]) || c->lines[i].unchanged || change->explained ||
            !(same || is_one_sided(change)))
            continue;
        change->explained = true;
        change->reason = note;
    }
}

void mz_explain_moves(mz_comparison *c)
{
    const json_t *moves = json_object_get(mz_catalogue_json(c->catalogue, "codes.json"), "moved");
    for (size_t first = 0, last; first < c->count; first = last) {
        for (last = first; last < c->count && c->lines[last].table == c->lines[first].table;) last++;
        for (size_t i = 0; i < json_array_size(moves); i++) {
            const json_t *move = json_array_get(moves, i);
            const json_int_t since = json_integer_value(json_object_get(move, "since"));
            if (since > c->prior->identity.fiscal_year && since <= c->current->identity.fiscal_year)
                explain_table(c, move, first, last);
        }
    }
}
