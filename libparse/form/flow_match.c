/* flow_match.c - figures to the rows of a table of subjects. */
#include "flow_match.h"

#include <stdlib.h>
#include <string.h>

/* What speaks against a way to give the figures behind some rows to them; the cheapest way wins. */
enum {
    COST_BROKEN = 10, /* figures that are no total and its parts */
    COST_SINGLE = 15, /* a total without parts */
    COST_SKIPPED = 8, /* a figure that belongs to none of them */
    COST_BLANK = 12,  /* a row without figures */
    COST_ROUNDED = 1, /* the parts add up within rounding only */
    COST_ZERO = 11,   /* a lone zero */
    COST_MISSING = 3, /* each figure that a row lacks where the others have all */
    COST_UNLIKE = 25, /* other tables say something else */
    COST_MAX = 1 << 28
};
/* rows times figures that are weighed together; rounds of sums; places that two parts of a total may be apart */
enum { TABLE_MAX = 1 << 16, ROUNDS = 4, NEAR = 64, EXPECTING_ROWS = 256, NONE = -1 };

/* How the figures of a row were found. */
typedef enum strength { UNFOUND, LEFT_OVER, IN_ORDER, ASKED_FOR, BEHIND_NAME } strength;

typedef struct row {
    size_t figures[MZ_FLOW_MAX_COLUMNS]; /* indexes */
    size_t count;
    size_t from, to; /* the figures directly behind the row, whether they are its own or not */
    int32_t parent;
    strength strength;
    bool confirmed; /* takes part in a sum that holds */
    bool loose;
} row;

/* What the parts of a row say of it. */
typedef struct parts {
    size_t count, blanks;
    size_t blank;     /* sum of the indexes of the blank ones: the index when there is one */
    size_t widest;    /* figures of the one that has most */
    size_t left_over; /* how many got what was left: a sum does not tell which is whose */
    int64_t sum;
    bool overflow;
} parts;

typedef struct matching {
    mz_arena *arena;
    const mz_flow_template *t;
    uint16_t side;
    const mz_flow_figure *figures;
    size_t count;
    mz_flow_subject *subjects;
    size_t row_count;
    row *rows;
    uint32_t *owner;  /* of the figures: one past the row, 0 = free */
    uint32_t *batch;  /* of the figures: those with no row between them have the same */
    size_t *by_value; /* figures in the order of their values, those alike in the order of the stream */
    uint16_t columns;
    bool simple;    /* the first column is the total of all others */
    bool full;      /* every row prints every column */
    bool expecting; /* other tables say what some rows come to; there are few rows then */
    parts *of;      /* of the rows */
} matching;

static int64_t value_of(const matching *m, size_t f)
{
    const mz_flow_token *token = m->figures[f].token;
    return token->kind == MZ_FLOW_NUMBER ? token->value : 0;
}

/* Half a unit of the last printed digit for each of parts figures and the total; whole amounts are exact. */
static int64_t rounding(const mz_flow_token *figure, size_t parts)
{
    int64_t digit = 1000000;
    for (uint8_t d = 0; d < figure->decimals; d++) digit /= 10;
    return figure->decimals == 0 ? 0 : digit * (int64_t)(parts + 1) / 2;
}

static bool same(int64_t a, int64_t b, int64_t slack)
{
    int64_t difference;
    return mz_value_sub(a, b, &difference) && llabs(difference) <= slack;
}

static bool total_of(const matching *m, size_t r, int64_t *total)
{
    if (m->rows[r].count == 0) return false;
    *total = value_of(m, m->rows[r].figures[0]);
    return true;
}

/* Whether figure f can be the total of row r: neither other tables nor the rows that sum it or that it sums are against
 * it. */
static bool as_expected(const matching *m, size_t r, size_t f)
{
    const mz_flow_subject *subject = &m->subjects[r];
    int64_t slack = 2 * rounding(m->figures[f].token, m->of[r].count), whole;
    if (m->of[r].sum > value_of(m, f) + slack) return false;
    if (m->rows[r].parent != NONE && total_of(m, (size_t)m->rows[r].parent, &whole) && whole > 0 &&
        value_of(m, f) > whole + slack)
        return false;
    if (subject->blank) return value_of(m, f) == 0;
    for (size_t e = 0; e < m->row_count && subject->expected == 0 && value_of(m, f) != 0 && m->expecting; e++)
        if (m->subjects[e].expected != 0 && same(m->subjects[e].expected, value_of(m, f), slack)) return false;
    return subject->expected == 0 || same(subject->expected, value_of(m, f), slack);
}

/* What figures [from, from + n) cost as the figures of one row. */
static uint32_t cost_of(const matching *m, size_t from, size_t n)
{
    const mz_flow_token *first = m->figures[from].token;
    uint32_t missing = m->full ? (uint32_t)(m->columns - n) * COST_MISSING : 0;
    if (m->columns == 1) return n == 1 ? 0 : COST_MAX;
    if (!m->simple) {
        mz_flow_token values[MZ_FLOW_MAX_COLUMNS];
        for (size_t v = 0; v < n; v++) values[v] = *m->figures[from + v].token;
        mz_flow_placements p;
        mz_flow_place(m->t, m->side, values, n, false, NULL, &p);
        return missing + (p.count == 0 ? COST_BROKEN : p.exact ? 0 : COST_ROUNDED);
    }
    int64_t sum = 0;
    bool unknown = false, larger = false;
    for (size_t v = 0; v < n; v++) unknown = unknown || m->figures[from + v].token->kind == MZ_FLOW_REDACTED;
    if (n == 1) return missing + (value_of(m, from) == 0 ? COST_ZERO : unknown ? 0 : COST_SINGLE);
    for (size_t v = 1; v < n; v++) {
        if (!mz_value_add(sum, value_of(m, from + v), &sum)) return COST_MAX;
        larger = larger || value_of(m, from + v) > value_of(m, from);
    }
    if (unknown || sum == value_of(m, from)) return missing;
    if (same(sum, value_of(m, from), rounding(first, n))) return missing + COST_ROUNDED;
    return larger ? COST_MAX : missing + COST_BROKEN;
}

/* Whether they are a total and its parts. */
static bool adds_up(const matching *m, size_t from, size_t n)
{
    uint32_t cost = cost_of(m, from, n), missing = m->full ? (uint32_t)(m->columns - n) * COST_MISSING : 0;
    return cost <= missing + COST_ROUNDED || (n == 1 && value_of(m, from) == 0);
}

static void give(matching *m, size_t r, const size_t *figures, size_t n, strength how, bool loose)
{
    row *target = &m->rows[r];
    memcpy(target->figures, figures, n * sizeof *figures);
    for (size_t v = 0; v < n; v++) m->owner[figures[v]] = (uint32_t)r + 1;
    target->count = n;
    target->strength = how;
    target->loose = loose;
}

static void give_range(matching *m, size_t r, const size_t *list, size_t n, strength how)
{
    give(m, r, list, n, how, false);
}

/* A step of the alignment below: a group of so many figures for the row, or one of these. */
enum { STEP_BLANK = 64, STEP_SKIP = 65 };

/*
 * Gives the figures list[0..n) to rows[0..k), both in their order: every row a group that is a total and its parts, if
 * that can be. Groups that are none are not given. exact: whether nothing was left over and no row blank.
 */
static bool align(matching *m, const size_t *rows, size_t k, const size_t *list, size_t n, strength how)
{
    if (k == 0 || n == 0 || (k + 1) * (n + 1) > TABLE_MAX) return true;
    uint32_t *best = mz_arena_array(m->arena, (k + 1) * (n + 1), sizeof *best);
    uint8_t *step = mz_arena_array(m->arena, (k + 1) * (n + 1), sizeof *step);
    if (best == NULL || step == NULL) return false;
    for (size_t j = 0; j <= k; j++)
        for (size_t p = 0; p <= n; p++) {
            size_t at = j * (n + 1) + p;
            if (at == 0) continue;
            best[at] = COST_MAX;
            uint32_t blank = j > 0 && m->subjects[rows[j - 1]].blank ? 0 : COST_BLANK;
            if (j > 0 && best[at - n - 1] + blank < best[at]) {
                best[at] = best[at - n - 1] + blank;
                step[at] = STEP_BLANK;
            }
            uint32_t skipped = j == k ? COST_SKIPPED : COST_SKIPPED + 1; /* what is left comes last */
            if (p > 0 && best[at - 1] + skipped < best[at]) {
                best[at] = best[at - 1] + skipped;
                step[at] = STEP_SKIP;
            }
            for (size_t g = 1; j > 0 && g <= m->columns && g <= p; g++) {
                if (list[p - 1] - list[p - g] != g - 1) break; /* another figure stands between */
                if (m->side != 0 && m->batch[list[p - 1]] != m->batch[list[p - g]]) break; /* so may the other side */
                uint32_t cost = best[at - n - 1 - g] + cost_of(m, list[p - g], g);
                if (!as_expected(m, rows[j - 1], list[p - g])) cost += COST_UNLIKE;
                if (cost <= best[at]) {
                    best[at] = cost;
                    step[at] = (uint8_t)g;
                }
            }
        }
    strength given = best[k * (n + 1) + n] <= k * COST_ROUNDED ? how : how == LEFT_OVER ? LEFT_OVER : IN_ORDER;
    for (size_t j = k, p = n; j > 0 || p > 0;) {
        uint8_t s = step[j * (n + 1) + p];
        if (s == STEP_SKIP) {
            p--;
            continue;
        }
        j--;
        if (s == STEP_BLANK) continue;
        p -= s;
        if (adds_up(m, list[p], s) && as_expected(m, rows[j], list[p])) give_range(m, rows[j], list + p, s, given);
    }
    return true;
}

typedef struct stop {
    size_t place, row;
} stop;

static int by_place(const void *left, const void *right)
{
    const stop *a = left, *b = right;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* The rows whose place says something, in the order of the stream; false when memory runs out. */
static bool stops_of(const matching *m, stop **stops, size_t *count)
{
    bool sorted = true;
    *count = 0;
    *stops = mz_arena_array(m->arena, m->row_count + 1, sizeof **stops);
    for (size_t r = 0; *stops != NULL && r < m->row_count; r++) {
        if (m->subjects[r].anywhere) continue;
        (*stops)[*count] = (stop){m->subjects[r].place, r};
        sorted = sorted && (*count == 0 || (*stops)[*count - 1].place <= m->subjects[r].place);
        ++*count;
    }
    if (*stops != NULL && !sorted) qsort(*stops, *count, sizeof **stops, by_place);
    return *stops != NULL;
}

/* The figures behind each row, or behind several rows that stand together, are theirs. */
static bool take_places(matching *m)
{
    stop *stops;
    size_t count, f = 0;
    size_t *list = mz_arena_array(m->arena, m->count + 1, sizeof *list);
    size_t *rows = mz_arena_array(m->arena, m->row_count + 1, sizeof *rows);
    if (!stops_of(m, &stops, &count) || list == NULL || rows == NULL) return false;
    for (size_t s = 0; s < count;) {
        size_t k = 0, n = 0;
        while (f < m->count && m->figures[f].place < stops[s].place) f++; /* in front of every row */
        size_t limit = f < m->count ? m->figures[f].place : SIZE_MAX;
        while (s < count && stops[s].place < limit) rows[k++] = stops[s++].row;
        limit = s < count ? stops[s].place : SIZE_MAX;
        size_t from = f;
        for (; f < m->count && m->figures[f].place < limit; list[n++] = f++) m->batch[f] = (uint32_t)s;
        for (size_t i = 0; i < k; i++) {
            m->rows[rows[i]].from = k == 1 ? from : f;
            m->rows[rows[i]].to = f;
        }
        if (!align(m, rows, k, list, n, k == 1 ? BEHIND_NAME : IN_ORDER)) return false;
    }
    return true;
}

/* The first figure in by_value that is not below value. */
static size_t lower_bound(const matching *m, int64_t value)
{
    size_t low = 0, high = m->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (value_of(m, m->by_value[middle]) < value)
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

/* A free figure of this value (within slack) nearest to place, other than `but`; SIZE_MAX when there is none. */
static size_t free_figure(const matching *m, int64_t value, int64_t slack, size_t place, size_t but)
{
    size_t found = SIZE_MAX;
    for (size_t i = lower_bound(m, value - slack); i < m->count && value_of(m, m->by_value[i]) <= value + slack; i++) {
        size_t f = m->by_value[i];
        if (m->owner[f] != 0 || f == but) continue;
        if (found == SIZE_MAX || distance(m->figures[f].place, place) < distance(m->figures[found].place, place))
            found = f;
    }
    return found;
}

/* Up to `most` free figures near figure f, in their order, that add up to total; the first one that does. Returns how
 * many there are, 0 when there are none. */
static size_t free_parts(const matching *m, size_t f, int64_t total, int64_t slack, size_t most, size_t *list)
{
    size_t begin = f + 1, end = f + NEAR < m->count ? f + NEAR : m->count;
    for (int behind = 1; behind >= 0; behind--) { /* what stands behind the total first */
        for (size_t i = begin; i < end; i++) {
            int64_t rest;
            if (m->owner[i] != 0 || i == f || !mz_value_sub(total, value_of(m, i), &rest) || rest <= slack) continue;
            size_t last = free_figure(m, rest, slack, m->figures[i].place, f);
            list[0] = i;
            list[1] = last;
            if (last != SIZE_MAX && last != i) return 2;
            size_t more = most > 2 ? free_parts(m, i, rest, slack, most - 1, list + 1) : 0;
            if (more > 0 && list[1] != f && list[2] != f) return more + 1;
        }
        begin = f > NEAR ? f - NEAR : 0;
        end = f;
    }
    return 0;
}

/* How many free figures from f on are a total and its parts, at least so many in all; together: with no row between. */
static size_t free_group(const matching *m, size_t f, size_t least, bool together)
{
    for (size_t n = m->columns; n >= least && n > 1; n--) {
        if (f + n > m->count) continue;
        bool all = !together || m->batch[f] == m->batch[f + n - 1];
        for (size_t i = f; i < f + n; i++) all = all && m->owner[i] == 0;
        if (all && adds_up(m, f, n)) return n;
    }
    return 0;
}

/* The free figures directly behind row r, at most as many as it has columns, without `but`. */
static size_t own_figures(const matching *m, const row *r, size_t but, size_t *list, int64_t *sum)
{
    size_t n = 0;
    *sum = 0;
    for (size_t f = r->from; f < r->to && n + 1 < m->columns; f++)
        if (m->owner[f] == 0 && f != but && mz_value_add(*sum, value_of(m, f), sum)) list[n++] = f;
    return n;
}

/* The parts of a total at figures[0]: behind the row, behind the total, or anywhere near. Returns how many figures
 * there are with the total, 0 when they are not found. */
static size_t ask_parts(const matching *m, size_t r, size_t least, size_t *figures, bool *loose)
{
    size_t whole = figures[0], place = m->subjects[r].place;
    int64_t total = value_of(m, whole), fuzzy = rounding(m->figures[whole].token, 2), sum, rest;
    size_t n = free_group(m, whole, least, m->side != 0);
    for (size_t i = 1; i < n; i++) figures[i] = whole + i;
    if (n > 0) return n;
    n = own_figures(m, &m->rows[r], whole, figures + 1, &sum);
    if (n + 1 >= least && n > 0 && same(sum, total, fuzzy)) return n + 1;
    if (n > 0 && n + 2 >= least && n + 1 < m->columns && mz_value_sub(total, sum, &rest) && rest > fuzzy) {
        size_t lacking = free_figure(m, rest, fuzzy, place, whole);
        figures[n + 1] = lacking;
        *loose = lacking != figures[n] + 1;
        if (lacking != SIZE_MAX) return n + 2;
    }
    figures[1] = least > 2 ? SIZE_MAX : free_figure(m, total, fuzzy, m->figures[whole].place, whole);
    if (figures[1] != SIZE_MAX) return 2;
    n = m->columns > 2 ? free_parts(m, whole, total, fuzzy, m->columns > 3 ? 3 : 2, figures + 1) : 0;
    *loose = true;
    return n + 1 < least || n == 0 ? 0 : n + 1;
}

/* How much figure f looks like a total: 3 with its parts directly behind it, 2 with a row between, 1 when what stands
 * there can be a part. */
static int likeness(const matching *m, size_t f, size_t least)
{
    if (m->columns == 1 || !m->simple) return 0;
    if (free_group(m, f, least, true) > 0) return 3;
    if (m->side == 0 && free_group(m, f, least, false) > 0) return 2;
    return f + 1 < m->count && m->owner[f + 1] == 0 && m->figures[f + 1].place == m->figures[f].place + 1 &&
           value_of(m, f + 1) <= value_of(m, f);
}

/* The free figure that is most likely a total of this value, then the one nearest to place. */
static size_t free_total(const matching *m, int64_t value, int64_t slack, size_t place, size_t least)
{
    size_t found = SIZE_MAX;
    int best = -1;
    for (size_t i = lower_bound(m, value - slack); i < m->count && value_of(m, m->by_value[i]) <= value + slack; i++) {
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

/* Looks for the figures of a row whose total must be value; least: how many figures it has at the least. */
static bool ask(matching *m, size_t r, int64_t value, int64_t slack, size_t least)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS + 2], n = 1;
    bool loose = false;
    figures[0] = free_total(m, value, slack, m->subjects[r].place, least);
    if (figures[0] == SIZE_MAX || value == 0) return false;
    if (m->columns > 1 && m->simple) n = ask_parts(m, r, least, figures, &loose);
    if (n == 0 && m->subjects[r].expected != 0) n = 1; /* the total is known, its parts are not */
    if (n == 0) return false;
    give(m, r, figures, n, ASKED_FOR, loose);
    return true;
}

/* Row r was given a total, or loses it (sign -1). */
static void part_changes(const matching *m, parts *of, size_t r, int sign)
{
    int64_t total;
    if (m->rows[r].parent == NONE || !total_of(m, r, &total)) return;
    parts *p = &of[m->rows[r].parent];
    p->blanks -= (size_t)sign;
    p->blank -= (size_t)sign * r;
    bool ok = sign > 0 ? mz_value_add(p->sum, total, &p->sum) : mz_value_sub(p->sum, total, &p->sum);
    p->overflow = p->overflow || !ok;
}

static void count_parts(const matching *m, parts *of)
{
    memset(of, 0, m->row_count * sizeof *of);
    for (size_t r = 0; r < m->row_count; r++) {
        if (m->rows[r].parent == NONE || (m->subjects[r].blank && m->rows[r].count == 0)) continue;
        parts *p = &of[m->rows[r].parent];
        p->count++;
        if (m->rows[r].count > p->widest) p->widest = m->rows[r].count;
        p->blanks++;
        p->blank += r;
        part_changes(m, of, r, 1);
    }
}

/* Half a unit of the second decimal per figure, when the table has decimals. */
static int64_t slack_of(const matching *m, size_t parts)
{
    return m->count > 0 ? rounding(m->figures[m->by_value[m->count - 1]].token, parts) : 0;
}

static void release(matching *m, size_t r)
{
    for (size_t v = 0; v < m->rows[r].count; v++) m->owner[m->rows[r].figures[v]] = 0;
    m->rows[r].count = 0;
    m->rows[r].strength = UNFOUND;
}

/* Gives row r other figures than it has, when there are such with this total. */
static bool replace(matching *m, parts *of, size_t r, int64_t total, int64_t slack)
{
    if (free_figure(m, total, slack, m->subjects[r].place, SIZE_MAX) == SIZE_MAX) return false;
    row before = m->rows[r];
    part_changes(m, of, r, -1);
    release(m, r);
    bool found = ask(m, r, total, slack, of[r].widest);
    if (!found) give(m, r, before.figures, before.count, before.strength, before.loose);
    part_changes(m, of, r, 1);
    return found;
}

/* The only child of p whose place another total, that is free, would fill better; NONE when there is none or several.
 */
static int32_t misplaced_child(const matching *m, const parts *of, size_t p, int64_t lacking, int64_t slack,
                               int64_t *wanted)
{
    int32_t found = NONE;
    for (size_t c = p + 1; c < m->row_count && m->rows[c].parent >= (int32_t)p; c++) {
        int64_t total, needed;
        if (m->rows[c].parent != (int32_t)p || !total_of(m, c, &total) || !mz_value_add(total, lacking, &needed))
            continue;
        if (needed <= 0 || of[c].sum > needed + slack ||
            (of[c].blanks == 0 && of[c].count > 0 && !same(of[c].sum, needed, slack)))
            continue;
        if (free_figure(m, needed, slack, m->subjects[c].place, SIZE_MAX) == SIZE_MAX) continue;
        if (found != NONE) return NONE;
        found = (int32_t)c;
        *wanted = needed;
    }
    return found;
}

/* Takes the figures with this total from a row that had them only because they stood near it and whose own sum does not
 * hold. */
static bool take_away(matching *m, parts *of, size_t r, int64_t value, int64_t slack)
{
    for (size_t i = lower_bound(m, value - slack); i < m->count && value_of(m, m->by_value[i]) <= value + slack; i++) {
        size_t f = m->by_value[i], holder = m->owner[f] - (size_t)1;
        int64_t total;
        if (m->owner[f] == 0 || holder == r || m->rows[holder].figures[0] != f) continue;
        int32_t parent = m->rows[holder].parent;
        bool holds = parent != NONE && of[parent].blanks == 0 && total_of(m, (size_t)parent, &total) &&
                     same(of[parent].sum, total, slack);
        if (m->rows[holder].strength > IN_ORDER || holds) continue;
        row before = m->rows[holder];
        part_changes(m, of, holder, -1);
        release(m, holder);
        if (ask(m, r, value, slack, of[r].widest)) {
            part_changes(m, of, r, 1);
            return true;
        }
        give(m, holder, before.figures, before.count, before.strength, before.loose);
        part_changes(m, of, holder, 1);
    }
    return false;
}

/* A parent and children that disagree: one of them has the figures of another row. */
static bool correct(matching *m, parts *of, size_t p, int64_t total, int64_t slack)
{
    int64_t lacking, wanted = of[p].sum;
    if (!mz_value_sub(total, of[p].sum, &lacking)) return false;
    int32_t child = misplaced_child(m, of, p, lacking, slack, &wanted);
    if (child != NONE) return replace(m, of, (size_t)child, wanted, slack);
    if (replace(m, of, p, of[p].sum, slack)) return true;
    row before = m->rows[p];
    if (before.strength > IN_ORDER) return false;
    part_changes(m, of, p, -1);
    release(m, p);
    if (take_away(m, of, p, of[p].sum, slack)) return true;
    give(m, p, before.figures, before.count, before.strength, before.loose);
    part_changes(m, of, p, 1);
    return false;
}

/* Gives row r, which has none, figures with this total. */
static bool fill(matching *m, parts *of, size_t r, int64_t total, int64_t slack)
{
    if (!ask(m, r, total, slack, of[r].widest)) return take_away(m, of, r, total, slack);
    part_changes(m, of, r, 1);
    return true;
}

/* Gives the two children of p that have none two totals that come to rest, if there is one way to. */
static bool fill_two(matching *m, parts *of, size_t p, int64_t rest, int64_t slack)
{
    size_t rows[2], n = 0, first = SIZE_MAX, second = 0;
    for (size_t c = p + 1; c < m->row_count && n < 2; c++)
        if (m->rows[c].parent == (int32_t)p && m->rows[c].count == 0 && !m->subjects[c].blank) rows[n++] = c;
    for (size_t i = 0; i < m->count && n == 2; i++) {
        int64_t other;
        if (m->owner[i] != 0 || value_of(m, i) <= 0 || !mz_value_sub(rest, value_of(m, i), &other) || other <= 0)
            continue;
        size_t j = free_figure(m, other, slack, m->figures[i].place, i);
        if (j == SIZE_MAX || j < i || (first != SIZE_MAX && value_of(m, first) == value_of(m, i))) continue;
        if (first != SIZE_MAX) return false;
        first = i;
        second = j;
    }
    if (n < 2 || first == SIZE_MAX) return false;
    int64_t totals[2] = {value_of(m, first), value_of(m, second)};
    if (!ask(m, rows[0], totals[0], slack, 0)) return false;
    if (!ask(m, rows[1], totals[1], slack, 0)) {
        release(m, rows[0]);
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        part_changes(m, of, rows[i], 1);
        m->rows[rows[i]].strength = LEFT_OVER; /* which is whose is not said */
    }
    return true;
}

/* One round: rows without figures, and rows that disagree with their parts, get those that the sums ask for. */
static bool ask_round(matching *m, parts *of)
{
    bool changed = false;
    for (size_t p = m->row_count; p-- > 0;) {
        int64_t total, rest, slack = slack_of(m, of[p].count);
        if (of[p].count == 0 || of[p].overflow) continue;
        bool known = total_of(m, p, &total);
        if (!known && of[p].blanks == 0) changed = fill(m, of, p, of[p].sum, slack) || changed;
        if (!known || !mz_value_sub(total, of[p].sum, &rest)) continue;
        if (of[p].blanks == 1 && rest > slack) changed = fill(m, of, of[p].blank, rest, slack) || changed;
        if (of[p].blanks == 2 && rest > slack) changed = fill_two(m, of, p, rest, slack) || changed;
        if (of[p].blanks == 0 && llabs(rest) > slack) changed = correct(m, of, p, total, slack) || changed;
    }
    return changed;
}

/* What is left: rows without figures and free figures, both in the order of the stream. */
static bool take_left_over(matching *m)
{
    stop *stops;
    size_t count, k = 0, n = 0;
    size_t *list = mz_arena_array(m->arena, m->count + 1, sizeof *list);
    size_t *rows = mz_arena_array(m->arena, m->row_count + 1, sizeof *rows);
    if (!stops_of(m, &stops, &count) || list == NULL || rows == NULL) return false;
    for (size_t s = 0; s < count; s++)
        if (m->rows[stops[s].row].count == 0) rows[k++] = stops[s].row;
    for (size_t f = 0; f < m->count; f++)
        if (m->owner[f] == 0) list[n++] = f;
    return align(m, rows, k, list, n, LEFT_OVER);
}

static int compare_values(const matching *m, size_t a, size_t b)
{
    int64_t x = value_of(m, a), y = value_of(m, b);
    if (x != y) return x < y ? -1 : 1;
    return (a > b) - (a < b);
}

/* Heap sort: qsort has no context to find the values by. */
static void sort_by_value(matching *m)
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

/* The parent of each row: the row before it whose code its own begins with, else the total. */
static void find_parents(matching *m)
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
}

static bool begin(matching *m)
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
    m->simple = m->columns == 1 || (m->simple && sums == 1);
    for (size_t r = 0; r < m->row_count && m->row_count <= EXPECTING_ROWS; r++)
        m->expecting = m->expecting || m->subjects[r].expected != 0;
    m->full = m->count * 10 >= m->row_count * m->columns * 9;
    m->rows = mz_arena_array(m->arena, m->row_count + 1, sizeof *m->rows);
    m->owner = mz_arena_array(m->arena, m->count + 1, sizeof *m->owner);
    m->batch = mz_arena_array(m->arena, m->count + 1, sizeof *m->batch);
    m->by_value = mz_arena_array(m->arena, m->count + 1, sizeof *m->by_value);
    if (m->rows == NULL || m->owner == NULL || m->batch == NULL || m->by_value == NULL) return false;
    sort_by_value(m);
    find_parents(m);
    return true;
}

/* Counts the sums that hold and marks who takes part in them. */
static void verify(matching *m, parts *of, mz_flow_sums *sums)
{
    *sums = (mz_flow_sums){0};
    count_parts(m, of);
    for (size_t p = 0; p < m->row_count; p++) {
        int64_t total = 0;
        if (of[p].count == 0 || (of[p].blanks == of[p].count && m->rows[p].count == 0)) continue;
        bool holds = total_of(m, p, &total) && !of[p].overflow && same(total, of[p].sum, slack_of(m, of[p].count));
        sums->held += holds;
        sums->failed += !holds;
        if (!holds) continue;
        m->rows[p].confirmed = true;
        of[p].blanks = SIZE_MAX; /* holds */
    }
    for (size_t r = 0; r < m->row_count; r++) {
        if (m->rows[r].parent == NONE || m->rows[r].count == 0) continue;
        of[m->rows[r].parent].left_over += m->rows[r].strength == LEFT_OVER;
        if (of[m->rows[r].parent].blanks == SIZE_MAX) m->rows[r].confirmed = true;
    }
}

static void report(const matching *m)
{
    for (size_t r = 0; r < m->row_count; r++) {
        const row *source = &m->rows[r];
        mz_flow_subject *target = &m->subjects[r];
        target->count = source->count;
        for (size_t v = 0; v < source->count; v++) target->values[v] = m->figures[source->figures[v]].token;
        target->loose = source->loose;
        bool swapped = source->strength == LEFT_OVER && source->parent != NONE && m->of[source->parent].left_over > 1;
        target->doubtful = swapped || (!source->confirmed && source->strength != BEHIND_NAME);
    }
}

/* A row behind which stand a total and some of its parts lacks just what it takes to make them up. */
static void complete(matching *m)
{
    size_t figures[MZ_FLOW_MAX_COLUMNS + 1];
    for (size_t r = 0; r < m->row_count && m->simple && m->columns > 2; r++) {
        const row *own = &m->rows[r];
        int64_t sum, rest, fuzzy;
        size_t first = own->from;
        if (own->count > 0 || own->to - first < 2 || m->owner[first] != 0) continue;
        size_t n = own_figures(m, own, first, figures + 1, &sum);
        fuzzy = rounding(m->figures[first].token, 2);
        if (n == 0 || n + 1 >= m->columns || !mz_value_sub(value_of(m, first), sum, &rest) || rest <= fuzzy) continue;
        figures[0] = first;
        figures[n + 1] = free_figure(m, rest, fuzzy, m->figures[first].place, first);
        if (figures[n + 1] != SIZE_MAX && as_expected(m, r, first)) give(m, r, figures, n + 2, ASKED_FOR, true);
    }
}

/* Rows without figures get those that other tables say they have. */
static void ask_for_expected(matching *m)
{
    for (size_t r = 0; r < m->row_count; r++)
        if (m->rows[r].count == 0 && m->subjects[r].expected != 0)
            ask(m, r, m->subjects[r].expected, slack_of(m, 1), 0);
}

mz_status mz_flow_match(mz_arena *arena, const mz_flow_template *t, uint16_t side, const mz_flow_figure *figures,
                        size_t count, mz_flow_subject *subjects, size_t rows, mz_flow_sums *sums)
{
    matching m = {.arena = arena, .t = t, .side = side, .figures = figures, .count = count, .subjects = subjects};
    m.row_count = rows;
    parts *of = m.of = mz_arena_array(arena, rows + 1, sizeof *of);
    if (of == NULL || !begin(&m) || !take_places(&m)) return MZ_ERR_MEMORY;
    ask_for_expected(&m);
    complete(&m);
    for (int pass = 0; pass < 2; pass++) {
        count_parts(&m, of);
        for (int round = 0; round < ROUNDS && ask_round(&m, of);) round++;
        if (pass == 0 && !take_left_over(&m)) return MZ_ERR_MEMORY;
    }
    verify(&m, of, sums);
    report(&m);
    return MZ_OK;
}
