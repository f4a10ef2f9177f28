/* flow_place.c - which columns the figures of one row can stand in. */
#include <stdlib.h>

#include "flow_assign.h"

/* A row of larger figures is not placed: their sums might not fit. */
#define LARGEST (INT64_MAX / (2 * MZ_FLOW_MAX_COLUMNS))

/* What stands in the parts of a sum. */
typedef struct parts {
    int64_t total;
    int filled, unknown; /* columns with a figure; with a redacted one */
} parts;

typedef struct search {
    const mz_flow_template *t;
    uint16_t side;
    uint16_t columns[MZ_FLOW_MAX_COLUMNS]; /* of the side */
    size_t column_count;
    const mz_flow_token *values;
    size_t count;
    bool loose;
    const int16_t *fixed;                  /* known columns of the values, -1 unknown; NULL none known */
    uint32_t sums;                         /* bit set of those of the side */
    uint32_t part_of[MZ_FLOW_MAX_COLUMNS]; /* by column: bit set of the sums that it is a part of */
    uint32_t beside[MZ_FLOW_MAX_COLUMNS];  /* by column: bit set of the sums whose total it stands beside */
    parts parts[MZ_FLOW_MAX_COLUMNS];      /* by sum */
    int64_t tolerance;
    size_t trials;
    uint8_t at[MZ_FLOW_MAX_COLUMNS]; /* value index + 1 per column, 0 blank */
    mz_flow_placements *found;
} search;

/* Puts value v into column c, or takes it away again (way -1). */
static void put(search *s, size_t v, uint16_t c, int way)
{
    const mz_flow_token *value = &s->values[v];
    s->at[c] = way > 0 ? (uint8_t)(v + 1) : 0;
    int64_t amount = value->kind == MZ_FLOW_NUMBER ? way * value->value : 0; /* no overflow: LARGEST */
    for (uint32_t sums = s->beside[c]; sums != 0; sums &= sums - 1) {
        s->parts[__builtin_ctz(sums)].filled += way;
        s->parts[__builtin_ctz(sums)].total -= amount;
    }
    for (uint32_t sums = s->part_of[c]; sums != 0; sums &= sums - 1) {
        parts *parts = &s->parts[__builtin_ctz(sums)];
        parts->filled += way;
        parts->unknown += value->kind == MZ_FLOW_REDACTED ? way : 0;
        parts->total += amount;
    }
}

static bool sum_holds(const search *s, int index)
{
    const mz_flow_sum *sum = &s->t->sums[index];
    const parts *parts = &s->parts[index];
    if (s->at[sum->total] == 0) return parts->filled == 0 || (parts->unknown == 0 && parts->total == 0);
    const mz_flow_token *whole = &s->values[s->at[sum->total] - 1];
    if (parts->unknown > 0 || whole->kind == MZ_FLOW_REDACTED) return parts->filled > 0;
    int64_t left = whole->kind == MZ_FLOW_NUMBER ? whole->value : 0;
    return parts->filled == 0 ? left == 0 : llabs(left - parts->total) <= s->tolerance;
}

static bool sums_hold(const search *s)
{
    for (uint32_t sums = s->sums; sums != 0; sums &= sums - 1)
        if (!sum_holds(s, __builtin_ctz(sums))) return false;
    return true;
}

static void keep(const search *s)
{
    mz_flow_placement *p = &s->found->items[s->found->count++];
    for (uint16_t c = 0; c < s->t->column_count; c++)
        if (s->at[c] != 0) p->columns[s->at[c] - 1] = (uint8_t)c;
}

/* Puts value v into each column of the side from index from on that leaves enough columns for the values behind it; in
 * a loose row the values behind the first go into any free column. */
static void try_value(search *s, size_t v, size_t from)
{
    if (s->trials++ > MZ_FLOW_MAX_TRIALS || s->found->count == MZ_FLOW_MAX_PLACEMENTS) return;
    if (v == s->count) {
        if (sums_hold(s)) keep(s);
        return;
    }
    bool any = s->loose && v > 0;
    for (size_t i = any ? 0 : from; any ? i < s->column_count : i + s->count - v <= s->column_count; i++) {
        uint16_t c = s->columns[i];
        if (s->at[c] != 0 || (s->fixed != NULL && s->fixed[v] >= 0 && s->fixed[v] != (int16_t)c)) continue;
        put(s, v, c, 1);
        try_value(s, v + 1, i + 1); /* depth: at most MZ_FLOW_MAX_COLUMNS */
        put(s, v, c, -1);
    }
}

/* Finds the columns and the sums of the side. */
static void take_side(search *s)
{
    for (uint16_t c = 0; c < s->t->column_count; c++)
        if (s->t->sides[c] == s->side) s->columns[s->column_count++] = c;
    for (uint16_t i = 0; i < s->t->sum_count; i++) {
        if (s->t->sides[s->t->sums[i].total] != s->side) continue;
        s->sums |= 1u << i;
        for (uint32_t parts = s->t->sums[i].parts; parts != 0; parts &= parts - 1)
            s->part_of[__builtin_ctz(parts)] |= 1u << i;
        for (uint32_t beside = s->t->sums[i].beside; beside != 0; beside &= beside - 1)
            s->beside[__builtin_ctz(beside)] |= 1u << i;
    }
}

/* Whether every sum that column c closes holds: the columns up to c have their values. */
static bool closed_sums_hold(const search *s, uint16_t c)
{
    for (uint16_t i = 0; i < s->t->sum_count; i++) {
        const mz_flow_sum *sum = &s->t->sums[i];
        uint32_t all = sum->parts | sum->beside | 1u << sum->total;
        if ((all >> c) == 1 && !sum_holds(s, i)) return false;
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
        put(s, v, c, 1);
        if (closed_sums_hold(s, c)) try_column(s, (uint16_t)(c + 1), used | 1u << v); /* depth: the columns */
        put(s, v, c, -1);
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

/* Whether the sums of the figures cannot overflow. */
static bool small(const mz_flow_token *values, size_t count)
{
    for (size_t v = 0; v < count; v++)
        if (values[v].value > LARGEST || values[v].value < -LARGEST) return false;
    return true;
}

void mz_flow_place_any(const mz_flow_template *t, const mz_flow_token *values, size_t count,
                       mz_flow_placements *placements)
{
    placements->count = 0;
    placements->exact = true;
    search s = {.t = t, .values = values, .count = count, .found = placements};
    if (count != t->column_count || !small(values, count)) return;
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
    if (!small(values, count)) return;
    take_side(&s);
    try_value(&s, 0, 0);
    if (placements->count > 0) return;
    placements->exact = false;
    s.trials = 0;
    s.tolerance = rounding(values, count);
    try_value(&s, 0, 0);
}
