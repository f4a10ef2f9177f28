/* flow_match.c - figures to the rows of a table of subjects. */
#include <stdlib.h>
#include <string.h>

#include "flow_matching.h"

enum { FAILED = 64 /* rows with parts that do not add up, among which those are looked for that fit */ };
enum { FREE = 96 /* figures among which parts that stand apart are looked for */ };
enum { PAGES = 32 /* with figures that no row got, at most */ };
enum { ROUNDS = 4, EXPECTING_ROWS = 256 /* of a table in which figures expected elsewhere are looked for */ };
enum { PLACES_PART = 4 /* all but one row in so many have the figures behind their names */ };

static int compare_values(const mz_flow_matching *m, size_t a, size_t b)
{
    int64_t x = mz_flow_value_of(m, a), y = mz_flow_value_of(m, b);
    if (x != y) return x < y ? -1 : 1;
    return (a > b) - (a < b);
}

/* Heap sort: qsort has no context to find the values by. */
static void sort_by_value(mz_flow_matching *m)
{
    size_t n = m->count, *heap = m->by_value;
    for (size_t i = 0; i < n; i++) heap[i] = i;
    for (size_t end = n, start = n / 2; end > 1;) {
        if (start > 0) {
            start--;
        } else {
            size_t last = heap[--end];
            heap[end] = heap[0];
            heap[0] = last;
        }
        size_t at = start, moved = heap[at];
        for (size_t child; (child = at * 2 + 1) < end; at = child) {
            if (child + 1 < end && compare_values(m, heap[child], heap[child + 1]) < 0) child++;
            if (compare_values(m, moved, heap[child]) >= 0) break;
            heap[at] = heap[child];
        }
        heap[at] = moved;
    }
}

/* The parent of each row: the mz_flow_matched before it whose code its own begins with, else the total; of the total
 * the grand one. */
static void find_parents(mz_flow_matching *m)
{
    int32_t total = NONE, before = NONE;
    for (size_t r = 0; r < m->row_count && total == NONE; r++)
        if (m->subjects[r].total) total = (int32_t)r;
    for (size_t r = 0; r < m->row_count; r++) {
        m->rows[r].parent = NONE;
        if (m->subjects[r].total || m->subjects[r].apart) continue;
        int32_t p = before;
        const char *code = m->subjects[r].code;
        while (p != NONE && p != total &&
               (strlen(m->subjects[p].code) >= strlen(code) ||
                strncmp(code, m->subjects[p].code, strlen(m->subjects[p].code)) != 0))
            p = m->rows[p].parent;
        m->rows[r].parent = p == NONE ? total : p;
        before = (int32_t)r;
    }
    for (size_t g = 0; g < m->row_count; g++)
        for (size_t r = total == NONE ? g : (size_t)total; r < g && m->subjects[g].grand; r++)
            if (m->subjects[r].total || m->subjects[r].carried) m->rows[r].parent = (int32_t)g;
}

static bool begin(mz_flow_matching *m)
{
    const mz_flow_template *t = m->t;
    uint32_t all = 0;
    uint16_t first = MZ_FLOW_MAX_COLUMNS;
    size_t sums = 0;
    for (uint16_t c = t->column_count; c > 0; c--) {
        if (t->sides[c - 1] != m->side) continue;
        m->columns++;
        all |= 1u << (c - 1);
        first = (uint16_t)(c - 1);
    }
    for (uint16_t i = 0; i < t->sum_count; i++) {
        if (t->sides[t->sums[i].total] != m->side) continue;
        sums++;
        m->simple = t->sums[i].total == first && t->sums[i].parts == (all & ~(1u << first));
    }
    m->leading = true; /* but for what is carried over from the year before: most rows have nothing there */
    for (uint16_t i = 0; i < t->sum_count; i++)
        m->leading = m->leading &&
                     (t->sums[i].beside == 0 || first >= MZ_FLOW_MAX_COLUMNS || (t->sums[i].parts >> first & 1) == 0);
    m->simple = m->columns == 1 || (m->simple && sums == 1);
    for (size_t r = 0; r < m->row_count && m->row_count <= EXPECTING_ROWS; r++)
        m->expecting = m->expecting || m->subjects[r].expected != 0;
    m->full = (sums == 0 && m->columns > 1) || m->count * 10 >= m->row_count * m->columns * 9;
    m->rows = mz_arena_array(m->arena, m->row_count + 1, sizeof *m->rows);
    m->owner = mz_arena_array(m->arena, m->count + 1, sizeof *m->owner);
    m->batch = mz_arena_array(m->arena, m->count + 1, sizeof *m->batch);
    m->by_value = mz_arena_array(m->arena, m->count + 1, sizeof *m->by_value);
    if (m->rows == NULL || m->owner == NULL || m->batch == NULL || m->by_value == NULL) return false;
    sort_by_value(m);
    find_parents(m);
    return true;
}

/* What is carried and the grand total keep nothing that stands behind their names before the total is known. */
static void release_carried(mz_flow_matching *m)
{
    for (size_t r = 0; r < m->row_count; r++)
        if (m->subjects[r].carried || m->subjects[r].grand) mz_flow_release(m, r);
}

/* Behind the name of a total that two figures come to the parts of rows above may stand as well, from the end of the
 * page: three of them that come to it are not its own. */
static void pair_totals(mz_flow_matching *m)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS];
    for (size_t r = 0; r < m->row_count; r++) {
        const mz_flow_matched *own = &m->rows[r];
        if (!m->subjects[r].total || !m->simple || m->columns < 3 || own->count == 0 || own->count == 3) continue;
        if (!mz_flow_own_pair(m, r, own->figures[0], figures)) continue;
        mz_flow_release(m, r);
        mz_flow_give(m, r, figures, 3, BEHIND_NAME, true);
    }
}

/* Whether a row has just the figures that stand behind its name. */
static bool is_settled(const mz_flow_matched *r)
{
    return r->strength == BEHIND_NAME && r->count == r->to - r->from;
}

/* Whether the place of the names tells nearly everywhere whose the figures are. */
static bool is_everywhere(const mz_flow_matching *m, size_t told)
{
    return told * PLACES_PART >= m->row_count * (PLACES_PART - 1);
}

/* By how much the parts of row p are more than its total; false when that cannot be said. */
static bool surplus_of(const mz_flow_matching *m, size_t p, int64_t *more)
{
    int64_t total;
    return mz_flow_total_of(m, p, &total) && mz_value_sub(m->of[p].sum, total, more);
}

/* Adds p to the rows whose parts come to something else. What one of them lacks and another one, that is neither its
 * parent nor its part, has too much was exchanged between their parts. */
static void note_failure(mz_flow_matching *m, size_t p, size_t *failed, size_t *count)
{
    int64_t more, less;
    if (!surplus_of(m, p, &more)) return;
    for (size_t i = 0; i < *count; i++) {
        const size_t q = failed[i];
        if (m->rows[p].parent == (int32_t)q || m->rows[q].parent == (int32_t)p || !surplus_of(m, q, &less)) continue;
        if (mz_flow_same(more, -less, mz_flow_slack_of(m, m->of[p].count + m->of[q].count)))
            m->of[p].exchanged = m->of[q].exchanged = true;
    }
    if (*count < FAILED) failed[(*count)++] = p;
}

/* Counts the sums that hold and marks who takes part in them. */
static void verify(mz_flow_matching *m, mz_flow_parts *of, mz_flow_sums *sums)
{
    *sums = (mz_flow_sums){0};
    mz_flow_count_parts(m, of);
    size_t told = 0;
    for (size_t r = 0; r < m->row_count; r++) {
        sums->given += m->rows[r].count;
        told += is_settled(&m->rows[r]);
    }
    sums->placed = is_everywhere(m, told);
    size_t failed[FAILED], count = 0;
    for (size_t p = 0; p < m->row_count; p++) {
        int64_t total = 0;
        if (of[p].count == 0 || (of[p].blanks == of[p].count && m->rows[p].count == 0)) continue;
        const int64_t slack = mz_flow_slack_of(m, of[p].count);
        const bool known = mz_flow_total_of(m, p, &total) && !of[p].overflow;
        const bool holds = known && mz_flow_same(total, of[p].sum, slack);
        sums->held += holds;
        sums->failed += !holds;
        if (known && !holds && of[p].blanks == 0) note_failure(m, p, failed, &count);
        if (!holds && (!known || !mz_flow_slip_explains(m, p, total, of[p].sum, slack))) continue;
        m->rows[p].confirmed = true;
        of[p].blanks = SIZE_MAX; /* holds */
    }
    for (size_t r = 0; r < m->row_count; r++) {
        if (m->rows[r].parent == NONE || m->rows[r].count == 0) continue;
        of[m->rows[r].parent].left_over += m->rows[r].strength == LEFT_OVER;
        if (of[m->rows[r].parent].blanks == SIZE_MAX) m->rows[r].confirmed = true;
    }
}

/* Puts the figures of a row, which are just those behind its name but in another order, and do not add up, into the
 * order of the print: the sums of other rows made one of its parts its total. */
static void keep_order(const mz_flow_matching *m, mz_flow_matched *row)
{
    int64_t sum = 0;
    bool turned = false;
    if (!m->simple || row->count < 2 || row->in_columns || row->count != row->to - row->from) return;
    for (size_t v = 0; v < row->count; v++) {
        if (row->figures[v] < row->from || row->figures[v] >= row->to) return;
        turned = turned || row->figures[v] != row->from + v;
        if (v > 0 && !mz_value_add(sum, mz_flow_value_of(m, row->figures[v]), &sum)) return;
    }
    const int64_t slack = mz_flow_rounding(m->figures[row->from].token, row->count);
    if (!turned || mz_flow_same(sum, mz_flow_value_of(m, row->figures[0]), slack)) return;
    for (size_t v = 0; v < row->count; v++) row->figures[v] = row->from + v;
    row->loose = false;
}

/* Marks the rows on whose page an amount stands that no row got. */
static void mark_amid(const mz_flow_matching *m)
{
    uint32_t pages[PAGES];
    size_t count = 0;
    for (size_t f = 0; f < m->count && count < PAGES; f++) {
        const mz_flow_token *token = m->figures[f].token;
        if (m->owner[f] != 0 || mz_flow_value_of(m, f) == 0 || (token->decimals == 0 && !token->separator)) continue;
        if (count == 0 || pages[count - 1] != token->span.page) pages[count++] = token->span.page;
    }
    for (size_t r = 0; r < m->row_count && count > 0; r++)
        for (size_t p = 0; p < count && m->rows[r].count > 0; p++)
            m->subjects[r].amid = m->subjects[r].amid || m->figures[m->rows[r].figures[0]].token->span.page == pages[p];
}

static void report(const mz_flow_matching *m)
{
    mark_amid(m);
    for (size_t r = 0; r < m->row_count; r++) {
        const mz_flow_matched *source = &m->rows[r];
        keep_order(m, &m->rows[r]);
        mz_flow_subject *target = &m->subjects[r];
        target->count = source->count;
        for (size_t v = 0; v < source->count; v++) target->values[v] = m->figures[source->figures[v]].token;
        target->loose = source->loose;
        target->in_columns = source->in_columns;
        memcpy(target->columns, source->columns, sizeof target->columns);
        target->elsewhere = source->strength != BEHIND_NAME;
        bool exchanged = source->strength != BEHIND_NAME &&
                         (m->of[r].exchanged || (source->parent != NONE && m->of[source->parent].exchanged));
        bool swapped = source->strength == LEFT_OVER && source->parent != NONE && m->of[source->parent].left_over > 1;
        target->doubtful = swapped || exchanged || (!source->confirmed && source->strength != BEHIND_NAME);
    }
}

/* A row behind which stand a total and some of its parts lacks just what it takes to make them up. */
static void complete(mz_flow_matching *m)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS + 1];
    for (size_t r = 0; r < m->row_count && m->simple && m->columns > 2; r++) {
        const mz_flow_matched *own = &m->rows[r];
        int64_t sum, rest, fuzzy;
        size_t first = own->from;
        if (own->count > 0 || own->to - first < 2 || m->owner[first] != 0) continue;
        size_t n = mz_flow_own_figures(m, own, first, figures + 1, &sum);
        fuzzy = mz_flow_rounding(m->figures[first].token, 2);
        if (n == 0 || n + 1 >= m->columns || !mz_value_sub(mz_flow_value_of(m, first), sum, &rest) || rest <= fuzzy)
            continue;
        figures[0] = first;
        figures[n + 1] = mz_flow_free_figure(m, rest, fuzzy, m->figures[first].place, first);
        if (figures[n + 1] != SIZE_MAX && mz_flow_as_expected(m, r, first))
            mz_flow_give(m, r, figures, n + 2, ASKED_FOR, true);
    }
}

/* Two free figures that come to total, in the order of the stream; false when there are none, or others. */
static bool free_pair(const mz_flow_matching *m, const size_t *list, size_t n, int64_t total, int64_t slack,
                      size_t *pair)
{
    bool found = false;
    for (size_t i = 0; i < n; i++) {
        int64_t rest;
        int64_t value = mz_flow_value_of(m, list[i]);
        if (value <= 0 || !mz_value_sub(total, value, &rest) || rest <= 0) continue;
        size_t other = mz_flow_free_figure(m, rest, slack, m->figures[list[i]].place, list[i]);
        if (other == SIZE_MAX || other < list[i]) continue;
        bool same = found && mz_flow_value_of(m, pair[0]) == value && mz_flow_value_of(m, pair[1]) == rest;
        if (found && !same) return false;
        pair[0] = list[i];
        pair[1] = other;
        found = true;
    }
    return found;
}

/* A row behind which one figure stands alone: its total, when a figure or two that are left are its parts. */
static void complete_lone(mz_flow_matching *m)
{
    size_t list[FREE], n = 0, figures[MZ_FLOW_MAX_COLUMNS];
    if (!m->simple || m->columns < 2) return;
    for (size_t f = 0; f < m->count; f++) {
        if (m->owner[f] != 0) continue;
        if (n == FREE) return;
        list[n++] = f;
    }
    for (size_t r = 0; r < m->row_count; r++) {
        const mz_flow_matched *own = &m->rows[r];
        size_t total = own->from;
        bool alone =
            own->to > total && (own->to == total + 1 || m->figures[total + 1].place > m->figures[total].place + 1);
        if (own->count > 0 || !alone || m->owner[total] != 0) continue;
        int64_t value = mz_flow_value_of(m, total), slack = mz_flow_rounding(m->figures[total].token, 2);
        if (value <= slack || !mz_flow_as_expected(m, r, total)) continue;
        figures[0] = total;
        figures[1] = mz_flow_free_figure(m, value, slack, m->figures[total].place, total);
        if (figures[1] != SIZE_MAX)
            mz_flow_give(m, r, figures, 2, IN_ORDER, false);
        else if (m->columns > 2 && free_pair(m, list, n, value, slack, figures + 1) && m->owner[figures[1]] == 0 &&
                 figures[1] != total && figures[2] != total)
            mz_flow_give(m, r, figures, 3, IN_ORDER, true);
    }
}

/* Rows without figures get those that other tables say they have. */
static void ask_for_expected(mz_flow_matching *m)
{
    for (size_t r = 0; r < m->row_count; r++)
        if (m->rows[r].count == 0 && m->subjects[r].expected != 0)
            mz_flow_ask(m, r, m->subjects[r].expected, mz_flow_slack_of(m, 1), 0);
}

/*
 * A row that the sums left without figures, or with a few of those behind its name: where the place of the names tells
 * nearly everywhere whose the figures are, or of the rows before and behind it, those behind it are all its own, and it
 * is the print that does not add up. No sum has a say here.
 */
static void take_own(mz_flow_matching *m)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS], told = 0;
    for (size_t r = 0; r < m->row_count; r++) told += is_settled(&m->rows[r]);
    bool everywhere = is_everywhere(m, told);
    for (size_t r = 0; r < m->row_count; r++) {
        const mz_flow_matched *own = &m->rows[r];
        size_t n = 0, held = 0;
        if (own->strength == BEHIND_NAME || own->to - own->from > m->columns || own->count >= own->to - own->from)
            continue;
        if (!everywhere &&
            ((r > 0 && !is_settled(&m->rows[r - 1])) || (r + 1 < m->row_count && !is_settled(&m->rows[r + 1]))))
            continue;
        int64_t first = mz_flow_value_of(m, own->from), largest = first;
        for (size_t f = own->from; f < own->to && (m->owner[f] == 0 || m->owner[f] == r + 1); f++) {
            held += m->owner[f] != 0;
            if (mz_flow_value_of(m, f) > largest) largest = mz_flow_value_of(m, f);
            figures[n++] = f;
        }
        if (m->simple && largest / 2 > first) continue; /* that is no total, not even a wrong one */
        if (n == own->to - own->from && held == own->count) mz_flow_give(m, r, figures, n, BEHIND_NAME, false);
    }
}

/*
 * The only row without figures gets those that are left, the largest as its total, when that is what its parts come to,
 * or what the others of them come to: the total and its columns contradict each other in the print.
 */
static void take_rest(mz_flow_matching *m, const mz_flow_parts *of)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS], n = 0, row = m->row_count, largest = 0;
    for (size_t r = 0; r < m->row_count; r++) {
        if (m->rows[r].count > 0 || m->subjects[r].blank) continue;
        if (row < m->row_count) return;
        row = r;
    }
    if (row == m->row_count || of[row].count == 0 || of[row].blanks > 0 || of[row].overflow || !m->simple) return;
    int64_t sum = 0, slack = mz_flow_slack_of(m, of[row].count);
    for (size_t f = 0; f < m->count; f++) {
        if (m->owner[f] != 0) continue;
        if (n == m->columns || !mz_value_add(sum, mz_flow_value_of(m, f), &sum)) return;
        figures[n] = f;
        if (mz_flow_value_of(m, f) > mz_flow_value_of(m, figures[largest])) largest = n;
        n++;
    }
    if (n < 2 || !mz_value_sub(sum, mz_flow_value_of(m, figures[largest]), &sum)) return;
    if (!mz_flow_same(mz_flow_value_of(m, figures[largest]), of[row].sum, slack) &&
        !mz_flow_same(sum, of[row].sum, slack))
        return;
    size_t whole = figures[largest];
    memmove(figures + 1, figures, largest * sizeof *figures);
    figures[0] = whole;
    mz_flow_give(m, row, figures, n, BEHIND_NAME, false);
}

/* False when memory runs out. */
static bool match(mz_flow_matching *m, mz_flow_reading reading, mz_flow_sums *sums)
{
    mz_flow_parts *of = m->of = mz_arena_array(m->arena, m->row_count + 1, sizeof *of);
    m->ordered = reading == MZ_FLOW_BY_ROWS;
    if (of == NULL || !begin(m)) return false;
    if (reading == MZ_FLOW_BY_NAMES  ? !mz_flow_take_places(m)
        : reading == MZ_FLOW_BY_ROWS ? !mz_flow_take_order(m)
                                     : !mz_flow_take_blocks(m))
        return false;
    bool columns = reading == MZ_FLOW_BY_COLUMNS; /* their sums are settled */
    if (reading == MZ_FLOW_BY_NAMES) mz_flow_take_omitting(m);
    release_carried(m);
    if (m->side == 1) pair_totals(m);
    if (!columns) ask_for_expected(m);
    if (!columns) complete(m);
    for (int pass = 0; pass < 3 && !columns; pass++) {
        mz_flow_count_parts(m, of);
        for (int round = 0; round < ROUNDS && mz_flow_ask_round(m, of);) round++;
        if (pass == 0) complete_lone(m);
        if (pass == 1 && !mz_flow_take_left_over(m)) return false;
    }
    if (!columns) mz_flow_complete_slips(m);
    if (!columns) take_rest(m, of);
    if (!columns) take_own(m);
    mz_flow_take_last_parts(m, of);
    verify(m, of, sums);
    mz_flow_confirm_sequence(m);
    report(m);
    return true;
}

mz_status mz_flow_match(mz_arena *arena, const mz_flow_template *t, uint16_t side, const mz_flow_figure *figures,
                        size_t count, mz_flow_reading reading, mz_flow_subject *subjects, size_t rows,
                        mz_flow_sums *sums)
{
    mz_flow_matching m = {.arena = mz_arena_scratch(arena),
                          .t = t,
                          .side = side,
                          .figures = figures,
                          .count = count,
                          .subjects = subjects,
                          .row_count = rows};
    const bool matched = m.arena != NULL && match(&m, reading, sums);
    mz_arena_free(m.arena);
    return matched ? MZ_OK : MZ_ERR_MEMORY;
}
