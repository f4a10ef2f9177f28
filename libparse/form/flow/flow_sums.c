/* flow_sums.c - parents and children: rows without figures, and rows that disagree with their parts, get those that the
 * sums ask for. */
#include <stdlib.h>
#include <string.h>

#include "flow_matching.h"

/* Row r was given a total, or loses it (sign -1). */
static void part_changes(const mz_flow_matching *m, mz_flow_parts *of, size_t r, int sign)
{
    int64_t total;
    if (m->rows[r].parent == NONE || !mz_flow_total_of(m, r, &total)) return;
    mz_flow_parts *p = &of[m->rows[r].parent];
    p->blanks -= (size_t)sign;
    p->blank -= (size_t)sign * r;
    bool ok = sign > 0 ? mz_value_add(p->sum, total, &p->sum) : mz_value_sub(p->sum, total, &p->sum);
    p->overflow = p->overflow || !ok;
}

void mz_flow_count_parts(const mz_flow_matching *m, mz_flow_parts *of)
{
    memset(of, 0, m->row_count * sizeof *of);
    for (size_t r = 0; r < m->row_count; r++) {
        if (m->rows[r].parent == NONE || (m->subjects[r].blank && m->rows[r].count == 0)) continue;
        mz_flow_parts *p = &of[m->rows[r].parent];
        p->count++;
        if (m->rows[r].count > p->widest) p->widest = m->rows[r].count;
        p->blanks++;
        p->blank += r;
        part_changes(m, of, r, 1);
    }
}

/* Gives row r other figures than it has, when there are such with this total. */
static bool replace(mz_flow_matching *m, mz_flow_parts *of, size_t r, int64_t total, int64_t slack)
{
    if (mz_flow_free_figure(m, total, slack, m->subjects[r].place, SIZE_MAX) == SIZE_MAX) return false;
    mz_flow_matched before = m->rows[r];
    part_changes(m, of, r, -1);
    mz_flow_release(m, r);
    bool found = mz_flow_ask(m, r, total, slack, of[r].widest);
    if (!found) mz_flow_give(m, r, before.figures, before.count, before.strength, before.loose);
    part_changes(m, of, r, 1);
    return found;
}

/* The only child behind p whose place another total, that is free, would fill better; NONE when there is none or
 * several.
 */
static int32_t misplaced_child(const mz_flow_matching *m, const mz_flow_parts *of, size_t p, int64_t lacking,
                               int64_t slack, int64_t *wanted)
{
    int32_t found = NONE;
    for (size_t c = mz_flow_next_part(m, p, p + 1); c < m->row_count; c = mz_flow_next_part(m, p, c + 1)) {
        int64_t total, needed;
        if (m->rows[c].slip || !mz_flow_total_of(m, c, &total) || !mz_value_add(total, lacking, &needed)) continue;
        if (needed <= 0 || of[c].sum > needed + slack ||
            (of[c].blanks == 0 && of[c].count > 0 && !mz_flow_same(of[c].sum, needed, slack)))
            continue;
        if (mz_flow_free_figure(m, needed, slack, m->subjects[c].place, SIZE_MAX) == SIZE_MAX) continue;
        if (found != NONE) return NONE;
        found = (int32_t)c;
        *wanted = needed;
    }
    return found;
}

/* Takes the figures with this total from a row that had them only because they stood near it and whose own sum does not
 * hold. */
static bool take_away(mz_flow_matching *m, mz_flow_parts *of, size_t r, int64_t value, int64_t slack)
{
    for (size_t i = mz_flow_lower_bound(m, value - slack);
         i < m->count && mz_flow_value_of(m, m->by_value[i]) <= value + slack; i++) {
        size_t f = m->by_value[i], holder = m->owner[f] - (size_t)1;
        int64_t total;
        if (m->owner[f] == 0 || holder == r || m->rows[holder].figures[0] != f) continue;
        int32_t parent = m->rows[holder].parent;
        bool holds = parent != NONE && of[parent].blanks == 0 && mz_flow_total_of(m, (size_t)parent, &total) &&
                     mz_flow_same(of[parent].sum, total, slack);
        if (m->rows[holder].strength > IN_ORDER || m->rows[holder].slip || holds) continue;
        mz_flow_matched before = m->rows[holder];
        part_changes(m, of, holder, -1);
        mz_flow_release(m, holder);
        if (mz_flow_ask(m, r, value, slack, of[r].widest)) {
            part_changes(m, of, r, 1);
            return true;
        }
        mz_flow_give(m, holder, before.figures, before.count, before.strength, before.loose);
        part_changes(m, of, holder, 1);
    }
    return false;
}

/* A parent and children that disagree: one of them has the figures of another row. */
static bool correct(mz_flow_matching *m, mz_flow_parts *of, size_t p, int64_t total, int64_t slack)
{
    int64_t lacking, wanted = of[p].sum;
    if (m->rows[p].slip || !mz_value_sub(total, of[p].sum, &lacking)) return false; /* its own mistake */
    int32_t child = misplaced_child(m, of, p, lacking, slack, &wanted);
    if (child != NONE) return replace(m, of, (size_t)child, wanted, slack);
    if (replace(m, of, p, of[p].sum, slack)) return true;
    mz_flow_matched before = m->rows[p];
    if (before.strength > IN_ORDER) return false;
    part_changes(m, of, p, -1);
    mz_flow_release(m, p);
    if (take_away(m, of, p, of[p].sum, slack)) return true;
    mz_flow_give(m, p, before.figures, before.count, before.strength, before.loose);
    part_changes(m, of, p, 1);
    return false;
}

/* Adds the figures of row r to values, or takes them away; false when there are not n. */
static bool count_in(const mz_flow_matching *m, size_t r, int sign, int64_t *values, size_t n)
{
    if (m->rows[r].count != n || m->rows[r].loose) return false;
    bool fits = true;
    for (size_t c = 0; c < n && fits; c++) {
        int64_t value = mz_flow_value_of(m, m->rows[r].figures[c]);
        fits = sign > 0 ? mz_value_add(values[c], value, &values[c]) : mz_value_sub(values[c], value, &values[c]);
    }
    return fits;
}

/* Whether p has one part, or it is the grand total and nothing is carried. */
static bool is_only(const mz_flow_matching *m, const mz_flow_parts *of, size_t p)
{
    return m->subjects[p].grand ? of[p].count == of[p].blanks + 1 : of[p].count == 1 && !m->simple;
}

/* What row r must have in each of its columns, by its parts or, when it is a part, by its whole p and the other parts:
 * in a table that prints every column any row can be told, and a whole and its only part have the same figures (where
 * all columns add up to the first the sum of a row finds them).
 * Returns how many figures, 0 when they do not tell. */
static size_t columns_of(const mz_flow_matching *m, const mz_flow_parts *of, size_t p, size_t r, int64_t *values)
{
    size_t n = m->columns;
    bool only = is_only(m, of, p), known = n > 1 && (m->full || only);
    if (known && only && p != r) n = m->rows[p].count;
    known = known && (p == r || count_in(m, p, 1, values, n));
    for (size_t c = mz_flow_next_part(m, p, 0); c < m->row_count && known; c = mz_flow_next_part(m, p, c + 1)) {
        if (c == r || m->subjects[c].blank || (only && m->rows[c].count == 0)) continue;
        if (only) n = m->rows[c].count;
        known = count_in(m, c, p == r ? 1 : -1, values, n);
    }
    return known && n > 1 ? n : 0;
}

/* Gives row r, which has none, figures with this total: r is p, or the only one of its parts that lacks them. */
static bool fill(mz_flow_matching *m, mz_flow_parts *of, size_t p, size_t r, int64_t total, int64_t slack)
{
    int64_t values[MZ_FLOW_MAX_COLUMNS] = {0};
    size_t n = columns_of(m, of, p, r, values);
    if (n > 0 && mz_flow_ask_whole(m, r, values, n, slack)) {
        part_changes(m, of, r, 1);
        return true;
    }
    if (!mz_flow_ask(m, r, total, slack, of[r].widest)) return take_away(m, of, r, total, slack);
    part_changes(m, of, r, 1);
    return true;
}

/* Gives the two children of p that have none two totals that come to rest, if there is one way to. */
static bool fill_two(mz_flow_matching *m, mz_flow_parts *of, size_t p, int64_t rest, int64_t slack)
{
    size_t rows[2], n = 0, first = SIZE_MAX, second = 0;
    for (size_t c = mz_flow_next_part(m, p, 0); c < m->row_count && n < 2; c = mz_flow_next_part(m, p, c + 1))
        if (m->rows[c].count == 0 && !m->subjects[c].blank && (of[c].count == 0 || !m->subjects[p].total))
            rows[n++] = c;
    for (size_t i = 0; i < m->count && n == 2; i++) {
        int64_t other;
        if (m->owner[i] != 0 || mz_flow_value_of(m, i) == 0 || !mz_value_sub(rest, mz_flow_value_of(m, i), &other) ||
            other == 0)
            continue;
        size_t j = mz_flow_free_figure(m, other, slack, m->figures[i].place, i);
        if (j == SIZE_MAX || j < i || (first != SIZE_MAX && mz_flow_value_of(m, first) == mz_flow_value_of(m, i)))
            continue;
        if (first != SIZE_MAX) return false;
        first = i;
        second = j;
    }
    if (n < 2 || first == SIZE_MAX) return false;
    int64_t totals[2] = {mz_flow_value_of(m, first), mz_flow_value_of(m, second)};
    if (!mz_flow_ask(m, rows[0], totals[0], slack, 0)) return false;
    if (!mz_flow_ask(m, rows[1], totals[1], slack, 0)) {
        mz_flow_release(m, rows[0]);
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        part_changes(m, of, rows[i], 1);
        m->rows[rows[i]].strength = LEFT_OVER; /* which is whose is not said */
    }
    return true;
}

/* Whether the total that the grand one p sums is what its parts come to. */
static bool is_certain(const mz_flow_matching *m, const mz_flow_parts *of, size_t p, int64_t slack)
{
    int64_t total;
    size_t t = 0;
    while (t < p && !m->subjects[t].total) t++;
    return t < p && mz_flow_total_of(m, t, &total) && mz_flow_same(total, of[t].sum, slack);
}

/* Gives the grand total p of a known total and row r, of what is carried, figures of which the one is more than the
 * other by just that total, those nearest to the name of r. */
static bool fill_carried(mz_flow_matching *m, mz_flow_parts *of, size_t p, size_t r, int64_t slack)
{
    size_t carried = SIZE_MAX, least = SIZE_MAX;
    for (size_t f = 0; f < m->count; f++) {
        const size_t place = m->figures[f].place, own = m->subjects[r].place,
                     far = place > own ? place - own : own - place;
        int64_t grand;
        if (m->owner[f] != 0 || mz_flow_value_of(m, f) <= 0 || far >= least ||
            !mz_value_add(of[p].sum, mz_flow_value_of(m, f), &grand) ||
            mz_flow_free_figure(m, grand, slack, place, f) == SIZE_MAX)
            continue;
        carried = f;
        least = far;
    }
    if (carried == SIZE_MAX || !mz_flow_ask(m, r, mz_flow_value_of(m, carried), 0, of[r].widest)) return false;
    part_changes(m, of, r, 1);
    (void)fill(m, of, p, p, of[p].sum, slack); /* row r has changed in any case */
    return true;
}

/* What row p and its parts ask for. True when something changed. */
static bool ask_row(mz_flow_matching *m, mz_flow_parts *of, size_t p)
{
    bool changed = false;
    int64_t total, rest, slack = mz_flow_slack_of(m, of[p].count);
    if (of[p].count == 0 || of[p].overflow) return false;
    bool known = mz_flow_total_of(m, p, &total);
    const bool certain = !known && m->subjects[p].grand && is_certain(m, of, p, slack);
    if (certain && of[p].blanks == 1) {
        changed = fill_carried(m, of, p, of[p].blank, slack) || changed;
        known = mz_flow_total_of(m, p, &total);
    }
    if (!known && (certain || (of[p].blanks == 0 && !m->subjects[p].grand)))
        changed = fill(m, of, p, p, of[p].sum, slack) || changed;
    if (!known || !mz_value_sub(total, of[p].sum, &rest)) return changed;
    if (of[p].blanks == 1 && rest > slack) changed = fill(m, of, p, of[p].blank, rest, slack) || changed;
    if (of[p].blanks == 2 && rest > slack) changed = fill_two(m, of, p, rest, slack) || changed;
    if (of[p].blanks == 0 && llabs(rest) > slack) changed = correct(m, of, p, total, slack) || changed;
    return changed;
}

bool mz_flow_ask_round(mz_flow_matching *m, mz_flow_parts *of)
{
    bool changed = false;
    for (size_t p = m->row_count; p-- > 0;) /* parts before what sums them; a total may stand behind its own */
        if (!m->subjects[p].total && !m->subjects[p].grand) changed = ask_row(m, of, p) || changed;
    for (size_t p = m->row_count; p-- > 0;)
        if (m->subjects[p].total || m->subjects[p].grand) changed = ask_row(m, of, p) || changed;
    return changed;
}
