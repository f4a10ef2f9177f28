/* flow_slips.c - figures of a row that do not add up as one of them is misprinted. */
#include <string.h>

#include "flow_matching.h"

enum { SLIP_DIGITS = 5 /* of a figure, the zeros at its end aside, in which a slip can be told */ };
enum { FREE = 8 /* figures that are left, among which parts are looked for */ };

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

/* Whether a total (figures[0]) is what its parts come to but for a slip in one of the n figures. */
static bool is_slip(const mz_flow_matching *m, const size_t *figures, size_t n)
{
    const int64_t total = mz_flow_value_of(m, figures[0]);
    int64_t sum = 0, lacking, wanted;
    for (size_t v = 1; v < n; v++)
        if (!mz_value_add(sum, mz_flow_value_of(m, figures[v]), &sum)) return false;
    if (n < 2 || !mz_value_sub(total, sum, &lacking)) return false;
    if (differs_by_slip(m->figures[figures[0]].token, sum)) return true;
    for (size_t v = 1; v < n; v++)
        if (mz_value_add(mz_flow_value_of(m, figures[v]), lacking, &wanted) && wanted > 0 && wanted <= total &&
            differs_by_slip(m->figures[figures[v]].token, wanted))
            return true;
    return false;
}

bool mz_flow_has_slip(const mz_flow_matching *m, size_t from, size_t n)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS];
    int64_t lacking = mz_flow_value_of(m, from);
    if (!m->simple || n > MZ_FLOW_MAX_COLUMNS) return false;
    for (size_t v = 0; v < n; v++) {
        figures[v] = from + v;
        if (v > 0 && !mz_value_sub(lacking, mz_flow_value_of(m, from + v), &lacking)) return false;
    }
    if (!is_slip(m, figures, n)) return false;
    const size_t at = mz_flow_lower_bound(m, lacking);
    return at == m->count || mz_flow_value_of(m, m->by_value[at]) != lacking;
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

void mz_flow_complete_slips(mz_flow_matching *m)
{
    size_t list[FREE], count = 0;
    if (!m->simple || m->columns < 2) return;
    for (size_t f = 0; f < m->count; f++) {
        if (m->owner[f] != 0) continue;
        if (count == FREE) return;
        list[count++] = f;
    }
    for (size_t r = 0; r < m->row_count && count > 0; r++) {
        const mz_flow_matched *own = &m->rows[r];
        size_t figures[MZ_FLOW_MAX_COLUMNS + 2], n = own->count, left = 0;
        if (own->to - own->from < 1 || own->to - own->from > m->columns || own->slip) continue;
        memcpy(figures, own->figures, n * sizeof *figures);
        if (n == 0)
            for (; n < own->to - own->from && m->owner[own->from + n] == 0; n++) figures[n] = own->from + n;
        if (n == 0 || figures[0] != own->from || n != own->to - own->from || mz_flow_adds_up(m, own->from, n)) continue;
        for (size_t i = 0; i < count; i++) /* but those behind its name */
            if (list[i] < own->from || list[i] >= own->to) list[left++] = list[i];
        complete(m, r, figures, n, list, left);
        count = 0;
        for (size_t f = 0; f < m->count && count < FREE; f++)
            if (m->owner[f] == 0) list[count++] = f;
    }
}
