/* below.h - what the files share that explain a whole by its parts (from_below.c, totals.c). */
#ifndef MZ_CHANGE_BELOW_H
#define MZ_CHANGE_BELOW_H

#include <stdlib.h>

#include "compare.h"

/* Sums over the parts of a whole that changed. */
typedef struct mz_parts {
    int direction; /* of the whole */
    size_t changed;
    int64_t moved;               /* what all of them changed by, without signs */
    int64_t rest;                /* what those without a reason changed by, without signs */
    int64_t told;                /* what those with a reason changed by in sum */
    const mz_line_change *given; /* the largest one with a reason, NULL when none has one */
} mz_parts;

/* Counts a part. */
static inline void mz_add_part(mz_parts *sum, const mz_line_change *line)
{
    const mz_change *part = &line->change;
    const int64_t size = part->difference < 0 ? -part->difference : part->difference;
    sum->changed++;
    if (!mz_value_add(sum->moved, size, &sum->moved)) sum->moved = INT64_MAX;
    if (!part->explained && !mz_value_add(sum->rest, size, &sum->rest)) sum->rest = INT64_MAX;
    if (part->explained && !mz_value_add(sum->told, part->difference, &sum->told)) sum->told = 0;
    if (!part->explained || (part->difference > 0) != (sum->direction > 0)) return;
    const int64_t most = sum->given == NULL ? -1 : llabs(sum->given->change.difference);
    if (size > most) sum->given = line;
}

/* Whether the largest part with a reason is most of the whole, and little is left: of what moved at most a quarter is
 * without a reason; or at most half is, and those with one leave at most a quarter of the whole's change. */
static inline bool mz_is_mostly_told(const mz_line_change *line, const mz_parts *sum)
{
    enum { QUARTER = 4, HALF = 2 };
    int64_t left;
    const int64_t whole = line->change.difference;
    if (!mz_is_most(sum->given->change.difference, whole)) return false;
    if (sum->rest <= sum->moved / QUARTER) return true;
    return sum->rest <= sum->moved / HALF && mz_value_sub(whole, sum->told, &left) &&
           llabs(left) <= llabs(whole) / QUARTER;
}

/* A whole is explained when its parts are: what is left without a reason is at most MZ_REST_PERCENT of its change; or
 * they are mostly, when the text does not speak of the whole itself (spoken_of). */
static inline void mz_explain_by_parts(mz_line_change *line, const mz_parts *sum, bool spoken_of)
{
    if (sum->given == NULL) return;
    if ((!spoken_of && mz_is_mostly_told(line, sum)) ||
        sum->rest / MZ_REST_PERCENT <= llabs(line->change.difference) / 100)
        mz_explain_by(line, sum->given->change.reason, sum->given->change.reason_span);
}

/* Whether both have the same two amounts. */
static inline bool mz_is_same_figure(const mz_change *a, const mz_change *b)
{
    return a->prior.value == b->prior.value && a->current.value == b->current.value;
}

/* totals.c: totals by the parts that they are made of, parts that make up all of a total, the same money elsewhere. */
void mz_explain_totals(mz_comparison *comparison);

#endif
