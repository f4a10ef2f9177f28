/* flow_place.c - which columns the figures of one row can stand in. */
#include <stdlib.h>
#include <string.h>

#include "flow_assign.h"

/* A row of larger figures is not placed: their sums might not fit. */
#define LARGEST (INT64_MAX / (2 * MZ_FLOW_MAX_COLUMNS))

typedef struct search {
    const mz_flow_template *t;
    uint16_t side;
    uint16_t columns[MZ_FLOW_MAX_COLUMNS]; /* of the side */
    size_t column_count;
    const mz_flow_token *values;
    int64_t amounts[MZ_FLOW_MAX_COLUMNS]; /* by value, 0 for what is no number */
    uint32_t redacted;                    /* bit set of values */
    size_t count;
    bool loose;
    const int16_t *fixed;                   /* known columns of the values, -1 unknown; NULL none known */
    bool positive;                          /* all values are: parts that are filled do not come to nothing */
    uint32_t parts_of[MZ_FLOW_MAX_COLUMNS]; /* by column: bit set of the parts when it is a total */
    int64_t tolerance;
    size_t trials;
    uint32_t taken;                  /* bit set of the columns with a value */
    uint8_t at[MZ_FLOW_MAX_COLUMNS]; /* by value: its column */
    mz_flow_placements *found;
} search;

/* Whether a sum holds over the values of a bit set, those that are placed. No overflow: LARGEST. */
static bool sum_holds(const search *s, const mz_flow_sum *sum, uint32_t placed)
{
    int64_t left = 0, parts = 0;
    uint32_t whole = 0, filled = 0; /* bit sets of values */
    for (uint32_t rest = placed; rest != 0; rest &= rest - 1) {
        size_t v = (size_t)__builtin_ctz(rest);
        uint32_t c = s->at[v], bit = rest & -rest;
        if ((sum->parts >> c & 1) != 0) {
            filled |= bit;
            parts += s->amounts[v];
        } else if (c == sum->total) {
            whole = bit;
            left += s->amounts[v];
        } else if ((sum->beside >> c & 1) != 0) {
            filled |= bit;
            left += s->amounts[v];
        }
    }
    bool unknown = (filled & s->redacted) != 0;
    if (whole == 0) return filled == 0 || (!unknown && left == parts);
    if (unknown || (whole & s->redacted) != 0) return filled != 0;
    return filled == 0 ? left == 0 : llabs(left - parts) <= s->tolerance;
}

static bool sums_hold(const search *s)
{
    const mz_flow_template *t = s->t;
    for (uint16_t i = 0; i < t->sum_count; i++)
        if (t->sides[t->sums[i].total] == s->side && !sum_holds(s, &t->sums[i], (1u << s->count) - 1)) return false;
    return true;
}

static void keep(const search *s)
{
    memcpy(s->found->items[s->found->count++].columns, s->at, sizeof s->at);
}

/* Puts value v into each column of the side from index from on that leaves enough columns for the values behind it; in
 * a loose row the values behind the first go into any free column. closed: columns in which nothing can stand. */
static void try_value(search *s, size_t v, size_t from, uint32_t closed)
{
    if (s->trials++ > MZ_FLOW_MAX_TRIALS || s->found->count == MZ_FLOW_MAX_PLACEMENTS) return;
    if (v == s->count) {
        if (sums_hold(s)) keep(s);
        return;
    }
    bool any = s->loose && v > 0, in_order = s->positive && !s->loose;
    for (size_t i = any ? 0 : from; any ? i < s->column_count : i + s->count - v <= s->column_count; i++) {
        uint16_t c = s->columns[i];
        bool elsewhere = s->fixed != NULL && s->fixed[v] >= 0 && s->fixed[v] != (int16_t)c;
        if (((s->taken | closed) >> c & 1) == 0 && !elsewhere) {
            s->at[v] = (uint8_t)c;
            s->taken |= 1u << c;
            try_value(s, v + 1, i + 1, closed); /* depth: at most MZ_FLOW_MAX_COLUMNS */
            s->taken &= ~(1u << c);
        }
        if (in_order) closed |= s->parts_of[c]; /* a total that stays blank has no parts */
    }
}

/* Finds the columns and the sums of the side. */
static void take_side(search *s)
{
    const mz_flow_template *t = s->t;
    for (uint16_t c = 0; c < t->column_count; c++)
        if (t->sides[c] == s->side) s->columns[s->column_count++] = c;
    for (uint16_t i = 0; i < t->sum_count; i++)
        if (t->sides[t->sums[i].total] == s->side && t->sums[i].beside == 0)
            s->parts_of[t->sums[i].total] |= t->sums[i].parts;
}

/* Whether every sum that column c closes holds: the columns up to c have their values, a bit set. */
static bool closed_sums_hold(const search *s, uint16_t c, uint32_t values)
{
    for (uint16_t i = 0; i < s->t->sum_count; i++) {
        const mz_flow_sum *sum = &s->t->sums[i];
        uint32_t all = sum->parts | sum->beside | 1u << sum->total;
        if ((all >> c) == 1 && !sum_holds(s, sum, values)) return false;
    }
    return true;
}

/* Gives column c each of the values not used, those alike once, and goes on to the next column. */
static void try_column(search *s, uint16_t c, uint32_t used)
{
    if (s->trials++ > MZ_FLOW_MAX_TRIALS || s->found->count == MZ_FLOW_MAX_PLACEMENTS) return;
    if (c == s->t->column_count) {
        keep(s);
        return;
    }
    for (size_t v = 0; v < s->count; v++) {
        if ((used >> v & 1) != 0) continue;
        bool again = false;
        for (size_t w = 0; w < v && !again; w++)
            again = (used >> w & 1) == 0 && s->values[w].value == s->values[v].value;
        if (again) continue;
        s->at[v] = (uint8_t)c;
        if (closed_sums_hold(s, c, used | 1u << v))
            try_column(s, (uint16_t)(c + 1), used | 1u << v); /* depth: columns */
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

/* Takes the values; false when their sums could overflow. */
static bool take_values(search *s)
{
    s->positive = true;
    for (size_t v = 0; v < s->count; v++) {
        const mz_flow_token *value = &s->values[v];
        bool number = value->kind == MZ_FLOW_NUMBER;
        if (value->value > LARGEST || value->value < -LARGEST) return false;
        s->amounts[v] = number ? value->value : 0;
        s->redacted |= (uint32_t)(value->kind == MZ_FLOW_REDACTED) << v;
        s->positive = s->positive && number && value->value > 0;
    }
    return true;
}

void mz_flow_place_any(const mz_flow_template *t, const mz_flow_token *values, size_t count,
                       mz_flow_placements *placements)
{
    placements->count = 0;
    placements->exact = true;
    search s = {.t = t, .values = values, .count = count, .found = placements};
    if (count != t->column_count || !take_values(&s)) return;
    take_side(&s);
    try_column(&s, 0, 0);
}

void mz_flow_place(const mz_flow_template *t, uint16_t side, const mz_flow_token *values, size_t count, bool loose,
                   const int16_t *fixed, mz_flow_placements *placements)
{
    placements->count = 0;
    placements->exact = true;
    search s = {.t = t, .side = side, .values = values, .count = count, .loose = loose, .fixed = fixed};
    s.found = placements;
    if (!take_values(&s)) return;
    take_side(&s);
    try_value(&s, 0, 0, 0);
    if (placements->count > 0) return;
    placements->exact = false;
    s.trials = 0;
    s.tolerance = rounding(values, count);
    try_value(&s, 0, 0, 0);
}
