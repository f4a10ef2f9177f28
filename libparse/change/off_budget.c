/* off_budget.c - the reasons that final accounts give for what was spent above or below the budget. Where the figure
 * left the budget on the same side as the year before, they are why it changed. */
#include <string.h>

#include "compare.h"

enum {
    MOST_DEVIATIONS = 512, /* of one document */
    NEAR = 6               /* facts between a figure and the rate that it was carried out at */
};

static const int64_t whole_rate = 100000000; /* 100 % */

typedef struct deviations {
    uint32_t facts[MOST_DEVIATIONS];
    size_t count;
} deviations;

/* Whether the fact's own figure, which stands before its rate, is the line's. */
static bool is_of_figure(const mz_comparison *c, const mz_line_change *line, size_t index)
{
    const mz_interval now = mz_amount_interval(&line->change.current);
    for (size_t i = index; i-- > 0 && index - i <= NEAR;) {
        const mz_fact *fact = mz_fact_at(c, i);
        if (strcmp(c->fact_keys[i], c->fact_keys[index]) != 0 || !mz_is_own_value(c, fact)) continue;
        const mz_interval amount = mz_amount_interval(&fact->amount);
        return amount.lo <= now.hi && now.lo <= amount.hi;
    }
    return false;
}

static bool speaks_of(const mz_comparison *c, const mz_line_change *line, size_t index)
{
    const char *key = c->fact_keys[index];
    if (*line->role != '\0') return strcmp(c->fact_roles[index], line->role) == 0;
    return *line->change.code != '\0' && (strcmp(key, line->key) == 0 || strcmp(key, line->short_key) == 0);
}

static void explain(const mz_comparison *c, mz_line_change *line, const deviations *all)
{
    const int direction = mz_direction_of(&line->change);
    for (size_t i = 0; i < all->count && !line->change.explained; i++) {
        const size_t index = all->facts[i];
        const mz_fact *fact = mz_fact_at(c, index);
        const int side = fact->amount.value > whole_rate ? 1 : -1;
        if (side != direction || !speaks_of(c, line, index) || !is_of_figure(c, line, index)) continue;
        if (mz_fact_explains(c, index, direction)) mz_explain_by(line, fact->reason, fact->reason_span);
    }
}

void mz_explain_off_budget(mz_comparison *c)
{
    deviations *all = mz_arena_alloc(c->arena, sizeof *all);
    if (all == NULL || c->current->identity.kind != MZ_KIND_FINAL_ACCOUNTS) return;
    all->count = 0;
    for (size_t i = 0; i < c->current->fact_count && all->count < MOST_DEVIATIONS; i++) {
        const mz_fact *fact = mz_fact_at(c, i);
        const bool rate = fact->kind == MZ_FACT_COMPLETION && fact->amount.value != whole_rate;
        if (rate && *fact->reason != '\0') all->facts[all->count++] = (uint32_t)i;
    }
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (!line->change.explained && !mz_has_own_reason(c, line)) explain(c, line, all);
    }
}
