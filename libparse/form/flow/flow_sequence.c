/* flow_sequence.c - the one row of a table that no sum confirms: where its figures stand between those of the rows
 * before and behind it, in one run, they are its own, and it is the print that does not add up. */
#include "flow_matching.h"

/* Whether the figures of row r are its own for sure: by a sum, its place, or another table. */
static bool is_sure(const mz_flow_matching *m, size_t r)
{
    const mz_flow_matched *row = &m->rows[r];
    int64_t total;
    if (!mz_flow_total_of(m, r, &total)) return false;
    return row->confirmed || row->strength == BEHIND_NAME ||
           (m->subjects[r].expected != 0 && m->subjects[r].expected == total);
}

/* The only row whose figures are not known for sure; the number of rows when there is none, or a second one. */
static size_t only_doubtful(const mz_flow_matching *m)
{
    size_t only = m->row_count;
    for (size_t r = 0; r < m->row_count; r++) {
        if (is_sure(m, r) || (m->rows[r].count == 0 && m->subjects[r].blank)) continue;
        if (only < m->row_count) return m->row_count;
        only = r;
    }
    return only;
}

/* Whether the figures of a row follow one another in the stream. */
static bool is_run(const mz_flow_matched *row)
{
    for (size_t v = 1; v < row->count; v++)
        if (row->figures[v] != row->figures[0] + v) return false;
    return row->count > 0;
}

/* Whether no other row's name claims the figures of row r: the last one in front of them is its own, or that of a row
 * in front of it whose figures they follow. */
static bool is_unclaimed(const mz_flow_matching *m, size_t r)
{
    const size_t place = m->figures[m->rows[r].figures[0]].place;
    size_t last = m->row_count;
    for (size_t q = 0; q < m->row_count; q++)
        if (m->subjects[q].place < place && (last == m->row_count || m->subjects[q].place > m->subjects[last].place))
            last = q;
    return last <= r;
}

void mz_flow_confirm_sequence(mz_flow_matching *m)
{
    const size_t r = only_doubtful(m);
    if (!m->simple || r == 0 || r + 1 >= m->row_count || m->rows[r].count < 2) return;
    const mz_flow_matched *before = &m->rows[r - 1], *own = &m->rows[r], *behind = &m->rows[r + 1];
    if (!is_run(own) || !is_run(before) || !is_run(behind)) return;
    if (before->figures[before->count - 1] + 1 != own->figures[0]) return;
    if (own->figures[own->count - 1] + 1 != behind->figures[0]) return;
    if (!mz_flow_adds_up(m, own->figures[0], own->count) || !is_unclaimed(m, r)) return;
    m->rows[r].strength = BEHIND_NAME;
}
