/* flow_ask.c - the free figures that come to what a row must have. */
#include <string.h>

#include "flow_matching.h"

enum { NEAR = 64 /* places that two parts of a total may be apart */, OWN = 12 /* figures behind a total's name */ };

size_t mz_flow_lower_bound(const mz_flow_matching *m, int64_t value)
{
    size_t low = 0, high = m->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (mz_flow_value_of(m, m->by_value[middle]) < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

size_t mz_flow_free_figure(const mz_flow_matching *m, int64_t value, int64_t slack, size_t place, size_t but)
{
    size_t found = SIZE_MAX;
    for (size_t i = mz_flow_lower_bound(m, value - slack);
         i < m->count && mz_flow_value_of(m, m->by_value[i]) <= value + slack; i++) {
        size_t f = m->by_value[i];
        if (m->owner[f] != 0 || f == but) continue;
        if (found == SIZE_MAX || distance(m->figures[f].place, place) < distance(m->figures[found].place, place))
            found = f;
    }
    return found;
}

/* n free figures near figure f, in their order, that add up to total; the first ones that do. False when there are
 * none.
 */
static bool free_parts(const mz_flow_matching *m, size_t f, int64_t total, int64_t slack, size_t n, size_t *list)
{
    size_t begin = f + 1, end = f + NEAR < m->count ? f + NEAR : m->count;
    for (int behind = 1; behind >= 0; behind--) { /* what stands behind the total first */
        for (size_t i = begin; i < end; i++) {
            int64_t rest;
            if (m->owner[i] != 0 || i == f || !mz_value_sub(total, mz_flow_value_of(m, i), &rest) || rest <= slack)
                continue;
            list[0] = i;
            if (n == 2) {
                list[1] = mz_flow_free_figure(m, rest, slack, m->figures[i].place, f);
                if (list[1] != SIZE_MAX && list[1] != i) return true;
            } else if (free_parts(m, i, rest, slack, n - 1, list + 1) && list[1] != f && list[2] != f) {
                return true;
            }
        }
        begin = f > NEAR ? f - NEAR : 0;
        end = f;
    }
    return false;
}

/* Whether a column is only some of another one, so that a row may go on with whatever is no more than that. */
static bool has_some(const mz_flow_matching *m)
{
    bool some = false;
    for (uint16_t c = 0; c < m->t->column_count; c++) some = some || m->t->some_of[c] > 0;
    return some;
}

/* Whether figure f begins a stretch, or a total and its only part. */
static bool begins_row(const mz_flow_matching *m, size_t f)
{
    return f >= m->count || m->figures[f].place != m->figures[f - 1].place + 1 ||
           (f + 1 < m->count && mz_flow_adds_up(m, f, 2));
}

/* How many free figures from f on are a total and its parts, at least so many in all; together: with no row between.
 * The most, but where one may be some of another rather fewer, when the others can then begin a row. */
static size_t free_group(const mz_flow_matching *m, size_t f, size_t least, bool together)
{
    size_t most = 0;
    for (size_t n = m->columns; n >= least && n > 1; n--) {
        if (f + n > m->count) continue;
        bool all = !together || m->batch[f] == m->batch[f + n - 1];
        for (size_t i = f; i < f + n; i++) all = all && m->owner[i] == 0;
        if (!all || !mz_flow_adds_up(m, f, n)) continue;
        if (begins_row(m, f + n) || !has_some(m)) return n;
        if (most == 0) most = n;
    }
    return most;
}

size_t mz_flow_own_figures(const mz_flow_matching *m, const mz_flow_matched *r, size_t but, size_t *list, int64_t *sum)
{
    size_t n = 0;
    *sum = 0;
    for (size_t f = r->from; f < r->to && n + 1 < m->columns; f++)
        if (m->owner[f] == 0 && f != but && mz_value_add(*sum, mz_flow_value_of(m, f), sum)) list[n++] = f;
    return n;
}

bool mz_flow_own_pair(const mz_flow_matching *m, size_t r, size_t whole, size_t *figures)
{
    const int64_t total = mz_flow_value_of(m, whole), fuzzy = mz_flow_rounding(m->figures[whole].token, 2);
    const size_t end = m->rows[r].to < m->rows[r].from + OWN ? m->rows[r].to : m->rows[r].from + OWN;
    for (size_t i = m->rows[r].from; i < end; i++)
        for (size_t j = i + 1; j < end; j++) {
            int64_t sum;
            const bool free = (m->owner[i] == 0 || m->owner[i] == r + 1) && (m->owner[j] == 0 || m->owner[j] == r + 1);
            if (!free || i == whole || j == whole || mz_flow_value_of(m, i) <= 0 || mz_flow_value_of(m, j) <= 0 ||
                !mz_value_add(mz_flow_value_of(m, i), mz_flow_value_of(m, j), &sum) || !mz_flow_same(sum, total, fuzzy))
                continue;
            figures[0] = whole;
            figures[1] = i;
            figures[2] = j;
            return true;
        }
    return false;
}

/* The parts of a total at figures[0]: behind the row, behind the total, or anywhere near. Returns how many figures
 * there are with the total, 0 when they are not found. */
static size_t ask_parts(const mz_flow_matching *m, size_t r, size_t least, size_t *figures, bool *loose)
{
    size_t whole = figures[0], place = m->subjects[r].place;
    int64_t total = mz_flow_value_of(m, whole), fuzzy = mz_flow_rounding(m->figures[whole].token, 2), sum, rest;
    const bool all = m->subjects[r].total || m->subjects[r].grand; /* rarely paid from one fund alone */
    size_t n = free_group(m, whole, least, m->side != 0);
    for (size_t i = 1; i < n; i++) figures[i] = whole + i;
    if (all && n != 3 && m->columns > 2 && mz_flow_own_pair(m, r, whole, figures)) {
        *loose = true;
        return 3;
    }
    if (n > 0) return n;
    n = mz_flow_own_figures(m, &m->rows[r], whole, figures + 1, &sum);
    if (n + 1 >= least && n > 0 && mz_flow_same(sum, total, fuzzy)) return n + 1;
    if (n > 0 && n + 2 >= least && n + 1 < m->columns && mz_value_sub(total, sum, &rest) && rest > fuzzy) {
        size_t lacking = mz_flow_free_figure(m, rest, fuzzy, place, whole);
        figures[n + 1] = lacking;
        *loose = lacking != figures[n] + 1;
        if (lacking != SIZE_MAX) return n + 2;
    }
    const size_t twin = least > 2 ? SIZE_MAX : mz_flow_free_figure(m, total, fuzzy, m->figures[whole].place, whole);
    for (n = 2; n < 4 && n < m->columns && (twin == SIZE_MAX || (all && n == 2)); n++) {
        if (n + 1 < least || !free_parts(m, whole, total, fuzzy, n, figures + 1)) continue;
        *loose = true;
        return n + 1;
    }
    figures[1] = twin;
    return twin == SIZE_MAX ? 0 : 2;
}

/* How much figure f looks like a total: 4 with a figure for each column where all print them, 3 with its parts directly
 * behind it, 2 with a row between, 1 when what stands there can be a part. */
static int likeness(const mz_flow_matching *m, size_t f, size_t least)
{
    if (m->columns == 1) return 0;
    size_t together = free_group(m, f, least, true);
    if (together > 0) return 3 + (m->full && together == m->columns);
    if (m->side == 0 && free_group(m, f, least, false) > 0) return 2;
    return m->simple && f + 1 < m->count && m->owner[f + 1] == 0 &&
           m->figures[f + 1].place == m->figures[f].place + 1 && mz_flow_value_of(m, f + 1) <= mz_flow_value_of(m, f);
}

/* The free figure that is most likely a total of this value, then the one nearest to place. */
static size_t free_total(const mz_flow_matching *m, int64_t value, int64_t slack, size_t place, size_t least)
{
    size_t found = SIZE_MAX;
    int best = -1;
    for (size_t i = mz_flow_lower_bound(m, value - slack);
         i < m->count && mz_flow_value_of(m, m->by_value[i]) <= value + slack; i++) {
        size_t f = m->by_value[i];
        if (m->owner[f] != 0) continue;
        int like = likeness(m, f, least);
        if (like < best) continue;
        if (like == best && distance(m->figures[f].place, place) >= distance(m->figures[found].place, place)) continue;
        best = like;
        found = f;
    }
    return found;
}

/* The free figure of this value, other than the n in list, that least looks like the total of a group, then the one
 * nearest to place; one directly at `behind` goes before all. SIZE_MAX when there is none. */
static size_t free_beside(const mz_flow_matching *m, const size_t *list, size_t n, int64_t value, int64_t slack,
                          size_t place, size_t behind)
{
    size_t found = SIZE_MAX;
    int best = 0;
    for (size_t i = mz_flow_lower_bound(m, value - slack);
         i < m->count && mz_flow_value_of(m, m->by_value[i]) <= value + slack; i++) {
        size_t f = m->by_value[i];
        bool taken = m->owner[f] != 0;
        for (size_t k = 0; k < n && !taken; k++) taken = list[k] == f;
        if (taken) continue;
        if (f == behind) return f;
        int like = likeness(m, f, 2);
        if (found != SIZE_MAX && (like > best || (like == best && distance(m->figures[f].place, place) >=
                                                                      distance(m->figures[found].place, place))))
            continue;
        found = f;
        best = like;
    }
    return found;
}

/* Which of the n values the fewest free figures have. */
static size_t rarest(const mz_flow_matching *m, const int64_t *values, size_t n, int64_t slack)
{
    size_t found = 0, least = SIZE_MAX;
    for (size_t c = 0; c < n; c++) {
        size_t free = 0;
        for (size_t i = mz_flow_lower_bound(m, values[c] - slack);
             i < m->count && mz_flow_value_of(m, m->by_value[i]) <= values[c] + slack; i++)
            free += m->owner[m->by_value[i]] == 0;
        if (free >= least) continue;
        least = free;
        found = c;
    }
    return found;
}

bool mz_flow_ask_whole(mz_flow_matching *m, size_t r, const int64_t *values, size_t n, int64_t slack)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS], list[MZ_FLOW_MAX_COLUMNS], taken = 0;
    if (values[0] == 0) return false;
    size_t start = free_total(m, values[0], slack, m->subjects[r].place, n);
    bool together = start != SIZE_MAX && start + n <= m->count;
    for (size_t c = 0; c < n && together; c++)
        together = m->owner[start + c] == 0 && mz_flow_same(mz_flow_value_of(m, start + c), values[c], slack);
    size_t anchor = rarest(m, values, n, slack), place = m->subjects[r].place, behind = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t c = i == 0 ? anchor : i <= anchor ? i - 1 : i;
        if (i > 0 && figures[anchor] + c >= anchor) behind = figures[anchor] + c - anchor;
        size_t f = together ? start + c : free_beside(m, list, taken, values[c], slack, place, behind);
        if (f == SIZE_MAX) return false;
        figures[c] = list[taken++] = f;
        if (i == 0) place = m->figures[f].place;
    }
    mz_flow_give(m, r, figures, n, ASKED_FOR, false);
    return true;
}

bool mz_flow_ask(mz_flow_matching *m, size_t r, int64_t value, int64_t slack, size_t least)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS + 2], n = 1;
    bool loose = false;
    figures[0] = free_total(m, value, slack, m->subjects[r].place, least);
    if (figures[0] == SIZE_MAX || value == 0) return false;
    if (m->columns > 1 && m->simple) {
        n = ask_parts(m, r, least, figures, &loose);
    } else if (m->columns > 1 && (n = free_group(m, figures[0], least, m->side != 0)) > 0) {
        for (size_t i = 1; i < n; i++) figures[i] = figures[0] + i;
    } else {
        n = 1;
    }
    if (n == 0 && m->subjects[r].expected != 0) n = 1; /* the total is known, its parts are not */
    if (n == 0) return false;
    mz_flow_give(m, r, figures, n, ASKED_FOR, loose);
    return true;
}
