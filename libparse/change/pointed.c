/* pointed.c - reasons that point to another place: 同上, 变动原因同项目支出, 详见上文. */
#include <string.h>

#include "compare.h"

enum { MOST_STATEMENTS = 64 /* of one subject: more say nothing new */ };

bool mz_has_own_reason(const mz_comparison *c, const mz_line_change *line)
{
    if (line->statement < 0) return false;
    const char *reason = mz_fact_at(c, (size_t)line->statement)->reason;
    return *reason != '\0' && mz_word_at(mz_list_of(c->lists, "see"), reason) == 0;
}

bool mz_is_settled(const mz_comparison *c, const mz_line_change *line)
{
    return mz_has_own_reason(c, line) && !mz_reason_names_parts(c, (size_t)line->statement);
}

/* 变动原因同项目支出, 详见项目支出说明: the fact whose reason it is and whose change goes the same way, NULL when there
 * is none. *points tells whether the reason points to another's. */
static const mz_fact *reason_of_other(const mz_comparison *c, size_t index, bool *points)
{
    const mz_fact *fact = mz_fact_at(c, index);
    const char *names[4];
    size_t count = 0;
    if (mz_word_at(mz_list_of(c->lists, "as_of"), fact->reason) > 0 ||
        mz_word_at(mz_list_of(c->lists, "see"), fact->reason) > 0)
        count = mz_named_in(c, fact->reason, names, sizeof names / sizeof *names);
    *points = count > 0;
    for (size_t k = 0; k < count; k++)
        for (size_t i = mz_first_fact(c, names[k]), most = i + MOST_STATEMENTS; i < c->fact_count && i < most; i++) {
            const mz_fact *other = mz_fact_at(c, c->by_key[i]);
            if (strcmp(c->fact_keys[c->by_key[i]], names[k]) != 0) break;
            const bool alike = (other->amount.value > 0) == (fact->amount.value > 0);
            if (mz_is_stated_change(other) && *other->reason != '\0' && other != fact && alike) return other;
        }
    return NULL;
}

/* 详见上文: the fact of a whole whose reason the line's statement points to, NULL when none goes its way. */
static const mz_fact *reason_of_whole(const mz_comparison *c, int direction)
{
    for (size_t i = 0; i < c->fact_count; i++) {
        const mz_fact *fact = mz_fact_at(c, i);
        if (*fact->reason == '\0' || !mz_is_stated_change(fact) || (fact->amount.value > 0 ? 1 : -1) != direction)
            continue;
        if (mz_is_of_whole(c, c->fact_keys[i]) && mz_fact_explains(c, i, direction)) return fact;
    }
    return NULL;
}

const mz_fact *mz_reason_of(const mz_comparison *c, const mz_line_change *line, size_t index)
{
    const mz_word_list *above = mz_list_of(c->lists, "as_above");
    bool points;
    const mz_fact *of_other = reason_of_other(c, index, &points);
    if (of_other != NULL) return of_other;
    if (points && mz_word_at(mz_list_of(c->lists, "as_of"), mz_fact_at(c, index)->reason) > 0) return NULL;
    if (mz_word_at(mz_list_of(c->lists, "see"), mz_fact_at(c, index)->reason) > 0)
        return reason_of_whole(c, mz_direction_of(&line->change));
    if (!mz_patterns_match(above, mz_fact_at(c, index)->reason)) return mz_fact_at(c, index);
    for (size_t i = index; i-- > 0 && index - i <= MOST_STATEMENTS;)
        if (*mz_fact_at(c, i)->reason != '\0' && !mz_patterns_match(above, mz_fact_at(c, i)->reason))
            return mz_fact_at(c, i);
    return mz_fact_at(c, index);
}
