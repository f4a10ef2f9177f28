/* flow_matching.c - what the steps of a matching share: whether figures add up, and giving them to a row. */
#include "flow_matching.h"

#include <stdlib.h>
#include <string.h>

int64_t mz_flow_value_of(const mz_flow_matching *m, size_t f)
{
    const mz_flow_token *token = m->figures[f].token;
    return token->kind == MZ_FLOW_NUMBER ? token->value : 0;
}

int64_t mz_flow_rounding(const mz_flow_token *figure, size_t parts)
{
    int64_t digit = 1000000;
    for (uint8_t d = 0; d < figure->decimals; d++) digit /= 10;
    return figure->decimals == 0 ? 0 : digit * (int64_t)(parts + 1) / 2;
}

bool mz_flow_same(int64_t a, int64_t b, int64_t slack)
{
    int64_t difference;
    return mz_value_sub(a, b, &difference) && llabs(difference) <= slack;
}

bool mz_flow_total_of(const mz_flow_matching *m, size_t r, int64_t *total)
{
    if (m->rows[r].count == 0) return false;
    *total = mz_flow_value_of(m, m->rows[r].figures[0]);
    return true;
}

bool mz_flow_as_expected(const mz_flow_matching *m, size_t r, size_t f)
{
    const mz_flow_subject *subject = &m->subjects[r];
    int64_t slack = 2 * mz_flow_rounding(m->figures[f].token, m->of[r].count), whole;
    if (m->leading && m->of[r].sum > mz_flow_value_of(m, f) + slack) return false;
    if (m->leading && m->rows[r].parent != NONE && mz_flow_total_of(m, (size_t)m->rows[r].parent, &whole) &&
        whole > 0 && mz_flow_value_of(m, f) > whole + slack)
        return false;
    if (subject->blank) return mz_flow_value_of(m, f) == 0;
    for (size_t e = 0; e < m->row_count && subject->expected == 0 && mz_flow_value_of(m, f) != 0 && m->expecting; e++)
        if (m->subjects[e].expected != 0 && mz_flow_same(m->subjects[e].expected, mz_flow_value_of(m, f), slack))
            return false;
    return subject->expected == 0 || mz_flow_same(subject->expected, mz_flow_value_of(m, f), slack);
}

void mz_flow_give(mz_flow_matching *m, size_t r, const size_t *figures, size_t n, mz_flow_strength how, bool loose)
{
    mz_flow_matched *target = &m->rows[r];
    memcpy(target->figures, figures, n * sizeof *figures);
    for (size_t v = 0; v < n; v++) m->owner[figures[v]] = (uint32_t)r + 1;
    target->count = n;
    target->strength = how;
    target->loose = loose;
    target->slip = false;
}

void mz_flow_release(mz_flow_matching *m, size_t r)
{
    for (size_t v = 0; v < m->rows[r].count; v++) m->owner[m->rows[r].figures[v]] = 0;
    m->rows[r].count = 0;
    m->rows[r].strength = UNFOUND;
    m->rows[r].slip = false;
}

int64_t mz_flow_slack_of(const mz_flow_matching *m, size_t parts)
{
    return m->count > 0 ? mz_flow_rounding(m->figures[m->by_value[m->count - 1]].token, parts) : 0;
}

size_t mz_flow_next_part(const mz_flow_matching *m, size_t p, size_t r)
{
    const bool total = m->subjects[p].total || m->subjects[p].grand;
    if (!total && r <= p) r = p + 1;
    while (r < m->row_count && m->rows[r].parent != (int32_t)p && (total || m->rows[r].parent > (int32_t)p)) r++;
    return r < m->row_count && m->rows[r].parent == (int32_t)p ? r : m->row_count;
}
