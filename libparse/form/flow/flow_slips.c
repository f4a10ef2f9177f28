/* flow_slips.c - figures of a row that do not add up as one of them is misprinted. */
#include <stdlib.h>
#include <string.h>

#include "flow_matching.h"

enum { SLIP_DIGITS = 5 /* of a figure, the zeros at its end aside, in which a slip can be told */ };
/* figures that are left, among which parts are looked for, and within so many before and behind */
enum { FREE = 8, FAR = 512 };

/* Whether a figure differs from what it should come to by two digits that changed places, or one that is another: long
 * figures, as short ones are soon alike. */
static bool differs_by_slip(const mz_flow_token *figure, int64_t wanted)
{
    size_t digits = 0, differing = 0;
    int64_t a = figure->value, b = wanted, more = 0, less = 0;
    for (uint8_t d = figure->decimals; d < 6; d++, a /= 10, b /= 10)
        if (a % 10 != 0 || b % 10 != 0) return false;
    for (; a > 0 || b > 0; a /= 10, b /= 10) {
        if (a == 0 || b == 0) return false; /* of another length */
        if (digits > 0 || a % 10 != 0 || b % 10 != 0) digits++;
        if (a % 10 == b % 10) continue;
        if (++differing == 2 && (a % 10 != more || b % 10 != less)) return false;
        more = b % 10;
        less = a % 10;
    }
    return digits >= SLIP_DIGITS && (differing == 1 || differing == 2);
}

/* The same of what it should come to within rounding: so many figures were added up. */
static bool is_near_slip(const mz_flow_token *figure, int64_t wanted, size_t added)
{
    int64_t digit = 1000000;
    for (uint8_t d = 0; d < figure->decimals; d++) digit /= 10;
    const int64_t most = figure->decimals == 0 ? 0 : (int64_t)added / 2;
    for (int64_t off = -most, near; off <= most; off++)
        if (mz_value_add(wanted, off * digit, &near) && near > 0 && differs_by_slip(figure, near)) return true;
    return false;
}

/* Whether a total (figures[0]) is what its parts come to but for a slip in one of the n figures, and no figure that
 * stands elsewhere would make them up. */
static bool is_slip(const mz_flow_matching *m, const size_t *figures, size_t n)
{
    const int64_t total = mz_flow_value_of(m, figures[0]);
    int64_t sum = 0, lacking, wanted;
    for (size_t v = 1; v < n; v++)
        if (!mz_value_add(sum, mz_flow_value_of(m, figures[v]), &sum)) return false;
    if (n < 2 || !mz_value_sub(total, sum, &lacking)) return false;
    if (mz_flow_same(total, sum, mz_flow_rounding(m->figures[figures[0]].token, n))) return false; /* it adds up */
    const size_t at = mz_flow_lower_bound(m, lacking);
    if (at < m->count && mz_flow_value_of(m, m->by_value[at]) == lacking) return false; /* a part stands elsewhere */
    if (is_near_slip(m->figures[figures[0]].token, sum, n)) return true;
    for (size_t v = 1; v < n; v++)
        if (mz_value_add(mz_flow_value_of(m, figures[v]), lacking, &wanted) && wanted > 0 && wanted <= total &&
            is_near_slip(m->figures[figures[v]].token, wanted, n))
            return true;
    return false;
}

bool mz_flow_has_slip(const mz_flow_matching *m, size_t from, size_t n)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS];
    if (!m->simple || n > MZ_FLOW_MAX_COLUMNS) return false;
    for (size_t v = 0; v < n; v++) figures[v] = from + v;
    return is_slip(m, figures, n);
}

static int by_index(const void *left, const void *right)
{
    const size_t a = *(const size_t *)left, b = *(const size_t *)right;
    return (a > b) - (a < b);
}

/* Completes row r, whose figures so far are the first n of figures, with one or two of those that are left. */
static void complete(mz_flow_matching *m, size_t r, size_t *figures, size_t n, const size_t *list, size_t count)
{
    size_t found[2], ways = 0, most = 0;
    for (size_t i = 0; i < count && n < m->columns; i++)
        for (size_t j = i; j < count; j++) { /* j == i: one figure alone */
            const size_t more = j == i ? 1 : 2;
            if (n + more > m->columns || list[i] == figures[0] || list[j] == figures[0]) continue;
            figures[n] = list[i];
            figures[n + 1] = list[j];
            if (!is_slip(m, figures, n + more)) continue;
            ways++;
            most = more;
            found[0] = list[i];
            found[1] = list[j];
        }
    if (ways != 1) return;
    memcpy(figures + n, found, most * sizeof *found);
    mz_flow_give(m, r, figures, n + most, BEHIND_NAME, true);
    m->rows[r].slip = true;
}

/* The free figures nearest to those directly behind row r, [from, end), in their order; how many there are. */
static size_t free_around(const mz_flow_matching *m, size_t from, size_t end, size_t list[FREE])
{
    const size_t least = from > FAR ? from - FAR : 0, most = end + FAR < m->count ? end + FAR : m->count;
    size_t count = 0;
    for (size_t before = from, behind = end; count < FREE && (before > least || behind < most);) { /* by turns */
        if (before > least && m->owner[--before] == 0) list[count++] = before;
        if (behind < most && count < FREE && m->owner[behind] == 0) list[count++] = behind;
        behind += behind < most;
    }
    qsort(list, count, sizeof *list, by_index);
    return count;
}

void mz_flow_complete_slips(mz_flow_matching *m)
{
    size_t list[FREE];
    for (size_t r = 0; r < m->row_count && m->simple && m->columns > 1; r++) {
        const mz_flow_matched *own = &m->rows[r];
        size_t figures[MZ_FLOW_MAX_COLUMNS + 2], n = own->count, end = own->from;
        while (end < own->to && (end == own->from || m->figures[end].place == m->figures[end - 1].place + 1)) end++;
        if (end == own->from || own->slip) continue;
        if (end - own->from > m->columns) end = own->from + 1; /* its total, and figures from elsewhere */
        memcpy(figures, own->figures, n * sizeof *figures);
        if (n == 0)
            for (; own->from + n < end && m->owner[own->from + n] == 0; n++) figures[n] = own->from + n;
        if (n == 0 || figures[0] != own->from || own->from + n != end || mz_flow_adds_up(m, own->from, n)) continue;
        complete(m, r, figures, n, list, free_around(m, own->from, end, list));
    }
}

/* By how much the total of row r, that has a slip, is more than its parts. */
static int64_t excess_of(const mz_flow_matching *m, size_t r)
{
    int64_t sum = 0, excess = 0;
    for (size_t v = 1; v < m->rows[r].count; v++)
        if (!mz_value_add(sum, mz_flow_value_of(m, m->rows[r].figures[v]), &sum)) return 0;
    return mz_value_sub(mz_flow_value_of(m, m->rows[r].figures[0]), sum, &excess) ? excess : 0;
}

bool mz_flow_slip_explains(const mz_flow_matching *m, size_t p, int64_t total, int64_t sum, int64_t slack)
{
    int64_t more;
    if (!mz_value_sub(sum, total, &more)) return false;
    if (m->rows[p].slip && mz_flow_same(-excess_of(m, p), more, slack)) return true;
    for (size_t c = mz_flow_next_part(m, p, 0); c < m->row_count; c = mz_flow_next_part(m, p, c + 1))
        if (m->rows[c].slip && mz_flow_same(excess_of(m, c), more, slack)) return true;
    return false;
}
