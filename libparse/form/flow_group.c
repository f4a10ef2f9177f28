/* flow_group.c - figures in reading order to groups. */
#include "flow_group.h"

#include <stdlib.h>
#include <string.h>

/* What a way to cut the stream costs; the cheapest cut wins. */
enum {
    COST_GROUP = 1,
    COST_ROUNDED = 20,
    COST_SINGLE = 12,
    COST_LONE = 50,
    COST_MADE_UP_SINGLE = 8,
    COST_MADE_UP = 60,
    COST_LACKING = 100,
    COST_BROKEN = 130,
    COST_BETWEEN = 30,
    COST_NEVER = 1 << 24,
    NEAR = 96
};

typedef struct cutter {
    mz_arena *arena;
    const mz_flow_template *t;
    uint16_t side;
    uint16_t columns; /* of the side */
    bool single;
    uint32_t group_cost, lone_cost; /* raised when a cut gives too many groups, or too few */
    const mz_flow_token **figures;
    size_t *places; /* of the figures in the stream */
    size_t count;
    uint32_t *best; /* cheapest cut up to each figure */
    uint8_t *size;  /* of its last group; 0 = a lone figure */
} cutter;

/* What the parts of values lack to the total in front; INT64_MIN when they exceed it. */
static int64_t lacking(const mz_flow_token *const *values, size_t count)
{
    int64_t rest = values[0]->value;
    for (size_t v = 1; v < count; v++)
        if (!mz_value_sub(rest, values[v]->value, &rest)) return INT64_MIN;
    return rest < 0 ? INT64_MIN : rest;
}

/* Half a unit of the last printed digit for each of count figures and the total; whole amounts are exact. */
static int64_t rounding(const mz_flow_token *figure, size_t count)
{
    int64_t digit = 1000000;
    for (uint8_t d = 0; d < figure->decimals; d++) digit /= 10;
    return figure->decimals == 0 ? 0 : digit * (int64_t)(count + 1) / 2;
}

static bool same(int64_t a, int64_t b, int64_t slack)
{
    int64_t difference;
    return mz_value_sub(a, b, &difference) && llabs(difference) <= slack;
}

/* Whether a displaced figure near figure i, or two neighbours, make up amount. */
static bool made_up(const cutter *c, size_t from, size_t count, int64_t amount)
{
    int64_t slack = rounding(c->figures[from], count);
    size_t begin = from > NEAR ? from - NEAR : 0, end = from + count + NEAR;
    if (end > c->count) end = c->count;
    for (size_t i = begin; i < end; i++) {
        if (i >= from && i < from + count) continue;
        if (same(c->figures[i]->value, amount, slack)) return true;
        bool next = i + 1 < end && (i + 1 < from || i + 1 >= from + count);
        if (next && same(c->figures[i]->value + c->figures[i + 1]->value, amount, slack)) return true;
    }
    return false;
}

/* Whether figures that do not add up can still be a total and its parts, one of them wrong. */
static bool plausible(const mz_flow_token *values, size_t count)
{
    int64_t sum = 0;
    for (size_t v = 1; v < count; v++)
        if (values[v].value > values[0].value || !mz_value_add(sum, values[v].value, &sum)) return false;
    return sum / 2 <= values[0].value;
}

static uint32_t cost_of(const cutter *c, size_t from, size_t count)
{
    uint32_t between = 0;
    for (size_t i = from + 1; i < from + count; i++) between += c->places[i] > c->places[i - 1] + 1 ? COST_BETWEEN : 0;
    if (count == 1 && c->columns == 1) return c->group_cost;
    if (count == 1)
        return !c->single && made_up(c, from, 1, c->figures[from]->value) ? COST_MADE_UP + c->group_cost
                                                                          : c->lone_cost + c->group_cost;
    if (c->single && between > 0) return COST_NEVER;
    mz_flow_token values[MZ_FLOW_MAX_COLUMNS];
    for (size_t v = 0; v < count; v++) values[v] = *c->figures[from + v];
    mz_flow_placements p;
    mz_flow_place(c->t, c->side, values, count, NULL, &p);
    if (p.count > 0) return between + c->group_cost + (p.exact ? 0 : COST_ROUNDED);
    int64_t rest = lacking(c->figures + from, count);
    if (rest <= 0) return between + c->group_cost + (plausible(values, count) ? COST_BROKEN : COST_NEVER);
    bool near = count < c->columns && made_up(c, from, count, rest);
    return between + c->group_cost + (near ? c->single ? COST_MADE_UP_SINGLE : COST_MADE_UP : COST_LACKING);
}

static void cut(cutter *c)
{
    uint32_t lone = c->single ? COST_SINGLE : c->lone_cost;
    for (size_t i = 1; i <= c->count; i++) {
        c->best[i] = c->best[i - 1] + lone;
        c->size[i] = 0;
        for (size_t n = 1; n <= c->columns && n <= i; n++) {
            uint32_t cost = c->best[i - n] + cost_of(c, i - n, n);
            if (cost < c->best[i] || (cost == c->best[i] && n > c->size[i])) {
                c->best[i] = cost;
                c->size[i] = (uint8_t)n;
            }
        }
    }
}

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* Whether two figures stand side by side, in this order, in a group that lacks nothing. */
static bool beside(const mz_flow_groups *groups, size_t near, int64_t a, int64_t b)
{
    for (size_t g = near > NEAR ? near - NEAR : 0; g < groups->count && g < near + NEAR; g++) {
        const mz_flow_group *group = &groups->items[g];
        for (size_t v = 1; v + 1 < group->count && group->missing == 0; v++)
            if (group->values[v]->value == a && group->values[v + 1]->value == b) return true;
    }
    return false;
}

/* Gives a group that lacks an amount the displaced figure, or two neighbouring ones, that make it up. lone: indexes of
 * groups of one displaced figure each, in order. */
static void complete(mz_flow_groups *groups, mz_flow_group *group, bool *taken, uint16_t columns)
{
    size_t best = SIZE_MAX, second = SIZE_MAX;
    int64_t slack = rounding(group->values[0], group->count);
    size_t own = (size_t)(group - groups->items);
    for (size_t i = own > NEAR ? own - NEAR : 0; i < groups->count && i < own + NEAR; i++) {
        const mz_flow_group *a = &groups->items[i];
        if (a == group || a->count != 1 || taken[i]) continue;
        if (same(a->values[0]->value, group->missing, slack)) {
            if (best == SIZE_MAX || second != SIZE_MAX ||
                distance(a->place, group->place) < distance(groups->items[best].place, group->place)) {
                best = i;
                second = SIZE_MAX;
            }
            continue;
        }
        size_t j = i + 1;
        while (j < groups->count && j < i + NEAR && (groups->items[j].count != 1 || taken[j])) j++;
        if ((best != SIZE_MAX && second == SIZE_MAX) || j == groups->count || j == i + NEAR ||
            group->count + 2 > columns)
            continue;
        if (&groups->items[j] != group && a->values[0]->value + groups->items[j].values[0]->value == group->missing) {
            bool better =
                second == SIZE_MAX || beside(groups, i, a->values[0]->value, groups->items[j].values[0]->value);
            if (better) best = i;
            if (better) second = j;
        }
    }
    if (best == SIZE_MAX || group->count == columns) return;
    size_t parts[2] = {best, second};
    for (int n = 0; n < 2 && parts[n] != SIZE_MAX; n++) {
        group->values[group->count++] = groups->items[parts[n]].values[0];
        taken[parts[n]] = true;
    }
    group->missing = 0;
}

static bool satisfied(const cutter *c, size_t from, size_t count)
{
    mz_flow_token values[MZ_FLOW_MAX_COLUMNS];
    for (size_t v = 0; v < count; v++) values[v] = *c->figures[from + v];
    mz_flow_placements p;
    mz_flow_place(c->t, c->side, values, count, NULL, &p);
    return p.count > 0;
}

static bool emit(cutter *c, mz_flow_groups *groups)
{
    uint8_t *sizes = mz_arena_array(c->arena, c->count + 1, sizeof *sizes);
    if (sizes == NULL) return false;
    for (size_t i = c->count; i > 0; i -= c->size[i] == 0 ? 1 : c->size[i])
        sizes[i - (c->size[i] == 0 ? 1 : c->size[i])] = c->size[i] == 0 ? 1 : c->size[i];
    for (size_t i = 0; i < c->count; i += sizes[i]) {
        mz_flow_group *g = mz_arena_push(c->arena, &groups->items, &groups->count, &groups->capacity, sizeof *g);
        if (g == NULL) return false;
        g->place = c->places[i];
        g->count = sizes[i];
        for (size_t v = 0; v < g->count; v++) g->values[v] = c->figures[i + v];
        if (g->count == 1 && c->columns > 1 && !c->single) g->missing = g->values[0]->value;
        if (g->count > 1 && !satisfied(c, i, g->count)) {
            int64_t rest = lacking(g->values, g->count);
            g->missing = rest > 0 ? rest : 0;
        }
    }
    return true;
}

/* Gives displaced figures to the groups that lack them: first to totals with some of their parts, then to totals of
 * which all parts stand elsewhere. */
static bool join_displaced(cutter *c, mz_flow_groups *groups)
{
    bool *taken = mz_arena_array(c->arena, groups->count + 1, sizeof *taken);
    if (taken == NULL) return false;
    for (int pass = 0; pass < 2; pass++)
        for (size_t g = 0; g < groups->count; g++)
            if (groups->items[g].missing > 0 && !taken[g] && (groups->items[g].count == 1) == (pass == 1))
                complete(groups, &groups->items[g], taken, c->columns);
    size_t kept = 0;
    for (size_t g = 0; g < groups->count; g++)
        if (!taken[g]) groups->items[kept++] = groups->items[g];
    groups->count = kept;
    return true;
}

static bool all_zero(const mz_flow_group *g)
{
    for (size_t v = 0; v < g->count; v++)
        if (g->values[v]->kind != MZ_FLOW_NUMBER || g->values[v]->value != 0) return false;
    return true;
}

/* Where every row prints every column, the zeros that the reading order put by themselves fill the groups that are
 * short of figures. */
static void fill_zeros(mz_flow_groups *groups, size_t rows, uint16_t columns)
{
    size_t short_of = 0, zeros = 0, kept = 0;
    for (size_t g = 0; g < groups->count; g++) {
        const mz_flow_group *group = &groups->items[g];
        if (group->count == columns) continue;
        if (all_zero(group))
            zeros += group->count;
        else
            short_of += columns - group->count;
    }
    const mz_flow_token *zero = NULL;
    for (size_t g = 0; g < groups->count; g++) {
        kept += groups->items[g].count == columns || !all_zero(&groups->items[g]);
        if (zero == NULL && groups->items[g].count < columns && all_zero(&groups->items[g]))
            zero = groups->items[g].values[0];
    }
    if (zero == NULL || zeros != short_of || kept != rows) return;
    size_t next = 0;
    for (size_t g = 0; g < groups->count; g++) {
        mz_flow_group *group = &groups->items[g];
        if (group->count < columns && all_zero(group)) continue;
        while (group->count < columns) group->values[group->count++] = zero;
        groups->items[next++] = *group;
    }
    groups->count = next;
}

mz_status mz_flow_group_figures(mz_arena *arena, const mz_flow_template *t, uint16_t side, const mz_flow_tokens *tokens,
                                mz_flow_is_figure is_figure, const void *context, bool single, size_t rows,
                                mz_flow_groups *groups)
{
    cutter c = {.arena = arena, .t = t, .side = side, .single = single};
    for (uint16_t i = 0; i < t->column_count; i++) c.columns = (uint16_t)(c.columns + (t->sides[i] == side));
    c.figures = mz_arena_array(arena, tokens->count + 1, sizeof *c.figures);
    c.places = mz_arena_array(arena, tokens->count + 1, sizeof *c.places);
    if (c.figures == NULL || c.places == NULL) return MZ_ERR_MEMORY;
    size_t place = 0; /* used tokens do not count: a header may stand between two figures of one row */
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].used) continue;
        place++;
        if (!is_figure(context, &tokens->items[i])) continue;
        c.places[c.count] = place;
        c.figures[c.count++] = &tokens->items[i];
    }
    c.best = mz_arena_array(arena, c.count + 1, sizeof *c.best);
    c.size = mz_arena_array(arena, c.count + 1, sizeof *c.size);
    if (c.best == NULL || c.size == NULL) return MZ_ERR_MEMORY;
    /* The rows are known: when the cheapest cut has another number of groups, groups or lone figures cost more. */
    static const uint32_t group_costs[] = {COST_GROUP, 30, 60, 90, 120, COST_GROUP, COST_GROUP};
    static const uint32_t lone_costs[] = {COST_LONE, COST_LONE, COST_LONE, COST_LONE, COST_LONE, 90, 130};
    for (size_t i = 0; i < sizeof group_costs / sizeof *group_costs; i++) {
        c.group_cost = group_costs[i];
        c.lone_cost = lone_costs[i];
        mz_flow_groups tried = {0};
        cut(&c);
        if (!emit(&c, &tried) || !join_displaced(&c, &tried)) return MZ_ERR_MEMORY;
        if (i == 0 || tried.count == rows) *groups = tried;
        if (rows == 0 || tried.count == rows) break;
    }
    if (rows > 0 && c.columns > 0 && c.count == rows * c.columns) fill_zeros(groups, rows, c.columns);
    return MZ_OK;
}
