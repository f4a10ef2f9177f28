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
    size_t count;
    bool loose;
    uint32_t open[MZ_FLOW_MAX_COLUMNS];     /* by value: bit set of the columns that it may stand in */
    int64_t numbers[MZ_FLOW_MAX_COLUMNS];   /* by value, 0 for what is no number */
    uint32_t hidden;                        /* bit set of the values that are redacted */
    bool positive;                          /* all values are: parts that are filled do not come to nothing */
    uint32_t parts_of[MZ_FLOW_MAX_COLUMNS]; /* by column: bit set of the parts when it is a total */
    uint32_t within[MZ_FLOW_MAX_COLUMNS];   /* by column: bit set of the side's sums over columns up to it */
    int64_t tolerance;
    size_t trials;
    uint32_t some;                        /* bit set of the columns that are only some of another */
    uint32_t taken, redacted;             /* bit sets of the columns with a value, with a redacted one */
    int64_t amounts[MZ_FLOW_MAX_COLUMNS]; /* by column taken: the number of its value */
    uint8_t at[MZ_FLOW_MAX_COLUMNS];      /* by value: its column */
    mz_flow_placements *found;
} search;

/* Puts value v into column c. */
static void put(search *s, size_t v, uint16_t c)
{
    uint32_t bit = 1u << c;
    s->at[v] = (uint8_t)c;
    s->taken |= bit;
    s->amounts[c] = s->numbers[v];
    if (s->hidden != 0) s->redacted = (s->redacted & ~bit) | (s->hidden >> v & 1) << c;
}

/* The values in a bit set of columns, added up. No overflow: LARGEST. */
static int64_t total_in(const search *s, uint32_t columns)
{
    int64_t total = 0;
    for (; columns != 0; columns &= columns - 1) total += s->amounts[__builtin_ctz(columns)];
    return total;
}

/* Whether a sum holds over the values that are placed. */
static bool sum_holds(const search *s, const mz_flow_sum *sum)
{
    uint32_t whole = s->taken & 1u << sum->total, parts = s->taken & sum->parts, beside = s->taken & sum->beside;
    bool filled = (parts | beside) != 0;
    if (whole == 0 && !filled) return true;
    if ((s->redacted & (whole | parts | beside)) != 0) return whole != 0 && filled;
    return llabs(total_in(s, whole | beside) - total_in(s, parts)) <= (whole != 0 && filled ? s->tolerance : 0);
}

/* Whether what is only some of another column is no more than that has. */
static bool some_hold(const search *s)
{
    for (uint32_t rest = s->some & s->taken; rest != 0; rest &= rest - 1) {
        const int c = __builtin_ctz(rest), whole = s->t->some_of[c] - 1;
        if ((s->taken >> whole & 1) == 0) return false;
        if (((s->redacted >> c | s->redacted >> whole) & 1) == 0 && s->amounts[c] > s->amounts[whole]) return false;
    }
    return true;
}

/* Whether the sums of a bit set hold. */
static bool sums_hold(const search *s, uint32_t sums)
{
    for (; sums != 0; sums &= sums - 1)
        if (!sum_holds(s, &s->t->sums[__builtin_ctz(sums)])) return false;
    return true;
}

static void keep(const search *s)
{
    memcpy(s->found->items[s->found->count++].columns, s->at, sizeof s->at);
}

/* Puts value v into each column of the side from index from on that leaves enough columns for the values behind it; in
 * a loose row the values behind the first go into any free column. closed: columns in which nothing can stand. sums:
 * bit set of those not yet looked at. */
static void try_value(search *s, size_t v, size_t from, uint32_t closed, uint32_t sums)
{
    if (s->trials++ > MZ_FLOW_MAX_TRIALS || s->found->count == MZ_FLOW_MAX_PLACEMENTS) return;
    if (v == s->count) {
        if (sums_hold(s, sums) && some_hold(s)) keep(s);
        return;
    }
    bool any = s->loose && v > 0, in_order = s->positive && !s->loose;
    size_t end = any ? s->column_count : s->column_count + 1 + v - s->count;
    uint32_t open = s->open[v] & ~s->taken;
    for (size_t i = any ? 0 : from; i < end; i++) {
        uint16_t c = s->columns[i];
        if (((open & ~closed) >> c & 1) != 0) {
            uint32_t due = s->loose ? 0 : sums & s->within[c]; /* nothing more will stand in their columns */
            put(s, v, c);
            if (due == 0 || sums_hold(s, due))
                try_value(s, v + 1, i + 1, closed, sums & ~due); /* depth: at most MZ_FLOW_MAX_COLUMNS */
            s->taken &= ~(1u << c);
        }
        if (in_order) closed |= s->parts_of[c]; /* a total that stays blank has no parts */
    }
}

/* Finds the columns and the sums of the side; returns the sums. */
static uint32_t take_side(search *s)
{
    const mz_flow_template *t = s->t;
    uint32_t sums = 0;
    for (uint16_t c = 0; c < t->column_count; c++) {
        if (t->sides[c] == s->side) s->columns[s->column_count++] = c;
        s->some |= (uint32_t)(t->some_of[c] > 0) << c;
    }
    for (uint16_t i = 0; i < t->sum_count; i++) {
        const mz_flow_sum *sum = &t->sums[i];
        if (t->sides[sum->total] != s->side) continue;
        if (sum->beside == 0) s->parts_of[sum->total] |= sum->parts;
        sums |= 1u << i;
        uint32_t all = sum->parts | sum->beside | 1u << sum->total;
        for (uint16_t c = 0; c < t->column_count; c++) s->within[c] |= (uint32_t)(all >> c <= 1) << i;
    }
    return sums;
}

/* Gives column c each of the values not used, those alike once, and goes on to the next column. sums: as above. */
static void try_column(search *s, uint16_t c, uint32_t used, uint32_t sums)
{
    if (s->trials++ > MZ_FLOW_MAX_TRIALS || s->found->count == MZ_FLOW_MAX_PLACEMENTS) return;
    if (c == s->t->column_count) {
        if (some_hold(s)) keep(s);
        return;
    }
    uint32_t due = sums & s->within[c];
    for (size_t v = 0; v < s->count; v++) {
        if ((used >> v & 1) != 0) continue;
        bool again = false;
        for (size_t w = 0; w < v && !again; w++)
            again = (used >> w & 1) == 0 && s->values[w].value == s->values[v].value;
        if (again) continue;
        put(s, v, c);
        if (sums_hold(s, due)) try_column(s, (uint16_t)(c + 1), used | 1u << v, sums & ~due); /* depth: columns */
        s->taken &= ~(1u << c);
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

/* Looks at the values; false when their sums could overflow, or there are more than columns. */
static bool take_values(search *s)
{
    s->positive = true;
    if (s->count > MZ_FLOW_MAX_COLUMNS) return false;
    for (size_t v = 0; v < s->count; v++) {
        const mz_flow_token *value = &s->values[v];
        if (value->value > LARGEST || value->value < -LARGEST) return false;
        s->numbers[v] = value->kind == MZ_FLOW_NUMBER ? value->value : 0;
        s->hidden |= (uint32_t)(value->kind == MZ_FLOW_REDACTED) << v;
        s->positive = s->positive && value->kind == MZ_FLOW_NUMBER && value->value > 0;
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
    try_column(&s, 0, 0, take_side(&s));
}

void mz_flow_place(const mz_flow_template *t, uint16_t side, const mz_flow_token *values, size_t count, bool loose,
                   const int16_t *fixed, mz_flow_placements *placements)
{
    placements->count = 0;
    placements->exact = true;
    search s = {.t = t, .side = side, .values = values, .count = count, .loose = loose, .found = placements};
    if (!take_values(&s)) return;
    uint32_t sums = take_side(&s);
    if (count > s.column_count) return;
    for (size_t v = 0; v < count; v++) s.open[v] = fixed != NULL && fixed[v] >= 0 ? 1u << fixed[v] : UINT32_MAX;
    try_value(&s, 0, 0, 0, sums);
    if (placements->count > 0) return;
    placements->exact = false;
    s.trials = 0;
    s.tolerance = rounding(values, count);
    try_value(&s, 0, 0, 0, sums);
}
