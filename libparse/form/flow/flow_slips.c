/* flow_slips.c - figures of a row that do not add up as one of them is misprinted, or left out of the total. */
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

/* Fills of, one per row, with what its parts come to: their totals, or what stands first behind their names. */
static void sum_parts(const mz_flow_matching *m, mz_flow_parts *of)
{
    memset(of, 0, m->row_count * sizeof *of);
    for (size_t c = 0; c < m->row_count; c++) {
        const mz_flow_matched *part = &m->rows[c];
        const bool nothing = part->count == 0 && part->from == part->to;
        if (part->parent == NONE || (nothing && m->subjects[c].blank)) continue;
        mz_flow_parts *p = &of[part->parent];
        p->count++;
        p->blanks += nothing;
        if (nothing) continue;
        const size_t total = part->count > 0 ? part->figures[0] : part->from;
        if (!mz_value_add(p->sum, mz_flow_value_of(m, total), &p->sum)) p->overflow = true;
    }
}

/* Where the figures behind the name of row r end, those behind the end of the page with them; where they begin when
 * they are others' or too many. */
static size_t end_of_own(const mz_flow_matching *m, size_t r)
{
    const mz_flow_matched *own = &m->rows[r];
    size_t end = own->from;
    for (; own->from < own->to && end < m->count && m->batch[end] == m->batch[own->from]; end++)
        if (end - own->from == m->columns || (m->owner[end] != 0 && m->owner[end] != r + 1)) return own->from;
    return end;
}

/* Whether the first of figures [from, from + n) is what the others come to but for one, and all others are `sum`. */
static bool leaves_one_out(const mz_flow_matching *m, size_t from, size_t n, int64_t sum, int64_t slack)
{
    int64_t all = 0, omitted;
    for (size_t f = from + 1; f < from + n; f++)
        if (!mz_value_add(all, mz_flow_value_of(m, f), &all)) return false;
    if (!mz_flow_same(all, sum, slack) || !mz_value_sub(all, mz_flow_value_of(m, from), &omitted)) return false;
    const int64_t fuzzy = mz_flow_rounding(m->figures[from].token, n);
    bool found = false;
    for (size_t f = from + 1; f < from + n && !found; f++)
        found = mz_flow_value_of(m, f) > fuzzy && mz_flow_same(mz_flow_value_of(m, f), omitted, fuzzy);
    return found;
}

/* The first of the figures of row r when its total leaves one of them out: they end at `end`, and begin behind its
 * name, or, when it is the total, also in front of it where they are free. `end` when there are none such. */
static size_t begin_of_omitting(const mz_flow_matching *m, size_t r, size_t end, int64_t sum, int64_t slack)
{
    for (size_t from = m->rows[r].from; end - from <= m->columns; from--) {
        if (end - from > 2 && leaves_one_out(m, from, end - from, sum, slack)) return from;
        if (!m->subjects[r].total || from == 0 || m->owner[from - 1] != 0) break;
    }
    return end;
}

void mz_flow_take_omitting(mz_flow_matching *m)
{
    const bool may = m->simple && m->columns > 2;
    if (may) sum_parts(m, m->of);
    for (size_t r = 0; r < m->row_count && may; r++) {
        const mz_flow_parts *of = &m->of[r];
        size_t figures[MZ_FLOW_MAX_COLUMNS];
        const size_t end = end_of_own(m, r);
        if (end == m->rows[r].from || m->rows[r].slip || m->subjects[r].grand) continue;
        if (of->count == 0 || of->blanks > 0 || of->overflow) continue;
        const int64_t slack = mz_flow_slack_of(m, of->count);
        const size_t from = begin_of_omitting(m, r, end, of->sum, slack);
        if (from == end || m->subjects[r].expected == mz_flow_value_of(m, from)) continue; /* other tables agree */
        if (mz_flow_free_figure(m, of->sum, slack, m->subjects[r].place, SIZE_MAX) != SIZE_MAX) continue;
        for (size_t f = from; f < end; f++) figures[f - from] = f;
        mz_flow_release(m, r);
        mz_flow_give(m, r, figures, end - from, BEHIND_NAME, false);
        m->rows[r].slip = true;
    }
    memset(m->of, 0, m->row_count * sizeof *m->of); /* what rows are given next is not held against these sums */
}
