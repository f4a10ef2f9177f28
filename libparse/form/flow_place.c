/* flow_place.c - which columns the figures of one row can stand in. */
#include <stdlib.h>

#include "flow_assign.h"

typedef struct search {
    const mz_flow_template *t;
    uint16_t side;
    uint16_t columns[MZ_FLOW_MAX_COLUMNS]; /* of the side */
    size_t column_count;
    const mz_flow_token *values;
    size_t count;
    bool loose;
    const int16_t *fixed; /* known columns of the values, -1 unknown; NULL none known */
    int64_t tolerance;
    size_t trials;
    uint8_t at[MZ_FLOW_MAX_COLUMNS]; /* value index + 1 per column, 0 blank */
    mz_flow_placements *found;
} search;

static bool sum_holds(const search *s, const mz_flow_sum *sum)
{
    int64_t total = 0;
    bool any = false, unknown = false;
    for (uint32_t parts = sum->parts; parts != 0; parts &= parts - 1) {
        int c = __builtin_ctz(parts);
        if (s->at[c] == 0) continue;
        const mz_flow_token *value = &s->values[s->at[c] - 1];
        any = true;
        unknown = unknown || value->kind == MZ_FLOW_REDACTED;
        if (value->kind == MZ_FLOW_NUMBER && !mz_value_add(total, value->value, &total)) return false;
    }
    if (s->at[sum->total] == 0) return !any || (!unknown && total == 0);
    const mz_flow_token *whole = &s->values[s->at[sum->total] - 1];
    if (unknown || whole->kind == MZ_FLOW_REDACTED) return any;
    int64_t left = whole->kind == MZ_FLOW_NUMBER ? whole->value : 0, difference;
    if (!any) return left == 0;
    return mz_value_sub(left, total, &difference) && llabs(difference) <= s->tolerance;
}

/* Puts value v into each column of the side from index from on that leaves enough columns for the values behind it; in
 * a loose row the values behind the first go into any free column. */
static void try_value(search *s, size_t v, size_t from)
{
    if (s->trials++ > MZ_FLOW_MAX_TRIALS) return;
    if (v == s->count) {
        for (uint16_t i = 0; i < s->t->sum_count; i++)
            if (s->t->sides[s->t->sums[i].total] == s->side && !sum_holds(s, &s->t->sums[i])) return;
        if (s->found->count == MZ_FLOW_MAX_PLACEMENTS) return;
        mz_flow_placement *p = &s->found->items[s->found->count++];
        for (uint16_t c = 0; c < s->t->column_count; c++)
            if (s->at[c] != 0) p->columns[s->at[c] - 1] = (uint8_t)c;
        return;
    }
    bool any = s->loose && v > 0;
    for (size_t i = any ? 0 : from; any ? i < s->column_count : i + s->count - v <= s->column_count; i++) {
        uint16_t c = s->columns[i];
        if (s->at[c] != 0 || (s->fixed != NULL && s->fixed[v] >= 0 && s->fixed[v] != (int16_t)c)) continue;
        s->at[c] = (uint8_t)(v + 1);
        try_value(s, v + 1, i + 1); /* depth: at most MZ_FLOW_MAX_COLUMNS */
        s->at[c] = 0;
    }
}

/* Half a unit of the last digit for each printed figure that takes part. */
static int64_t rounding(const mz_flow_token *values, size_t count)
{
    int64_t unit = 0;
    for (size_t v = 0; v < count; v++) {
        int64_t digit = 1000000;
        for (uint8_t d = 0; d < values[v].decimals && digit > 1; d++) digit /= 10;
        unit += digit;
    }
    return unit / 2;
}

void mz_flow_place(const mz_flow_template *t, uint16_t side, const mz_flow_token *values, size_t count, bool loose,
                   const int16_t *fixed, mz_flow_placements *placements)
{
    placements->count = 0;
    placements->exact = true;
    search s = {.t = t, .side = side, .values = values, .count = count, .loose = loose, .fixed = fixed};
    s.found = placements;
    for (uint16_t c = 0; c < t->column_count; c++)
        if (t->sides[c] == side) s.columns[s.column_count++] = c;
    try_value(&s, 0, 0);
    if (placements->count > 0) return;
    placements->exact = false;
    s.trials = 0;
    s.tolerance = rounding(values, count);
    try_value(&s, 0, 0);
}
