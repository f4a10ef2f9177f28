/* flow_match.c - figures to subject codes, verified by the sums of the codes. */
#include "flow_match.h"

#include <stdlib.h>
#include <string.h>

/* rows and groups among which sums are looked for; half a unit of the second decimal; sums that one mistake breaks */
enum { SUM_LIMIT = 2048, ROUNDING = 5000, READINGS = 4, MISTAKE = 2 };

/* One way to read the table. */
typedef struct reading {
    const mz_flow_group **of; /* per subject */
    bool *used;               /* per group */
    uint8_t *confirmed;       /* per subject: 1 takes part in a sum that holds, 2 in one of several parts */
    size_t held, failed;
    bool by_code; /* says where the codes stand; the others only that the order was kept */
} reading;

typedef struct matching {
    mz_arena *arena;
    const mz_flow_groups *groups;
    mz_flow_subject *subjects;
    size_t count;
    size_t total;
} matching;

typedef struct stop {
    size_t place;
    size_t subject;
} stop;

static int by_place(const void *left, const void *right)
{
    const stop *a = left, *b = right;
    return (a->place > b->place) - (a->place < b->place);
}

static bool is_child(const char *parent, const char *code)
{
    size_t length = strlen(parent);
    return strncmp(code, parent, length) == 0 && strlen(code) == (length == 0 ? 3 : length + 2);
}

/* The work of looking for sums grows with the square of the rows. */
static bool may_sum(const matching *m)
{
    return m->count <= SUM_LIMIT && m->groups->count <= SUM_LIMIT;
}

/* Each group in its turn. */
static void take_turns(const matching *m, reading *r, bool total_first)
{
    size_t g = 0;
    if (m->total != SIZE_MAX && total_first) r->of[m->total] = &m->groups->items[g++];
    for (size_t s = 0; s < m->count; s++)
        if (s != m->total) r->of[s] = &m->groups->items[g++];
    if (m->total != SIZE_MAX && !total_first) r->of[m->total] = &m->groups->items[g++];
}

/* Each group goes to the code, or the name, read last before it, the first of several. */
static bool take_places(const matching *m, reading *r, bool names)
{
    stop *order = mz_arena_array(m->arena, m->count + 1, sizeof *order);
    if (order == NULL) return false;
    for (size_t s = 0; s < m->count; s++)
        order[s] = (stop){names ? m->subjects[s].name_place : m->subjects[s].place, s};
    qsort(order, m->count, sizeof *order, by_place);
    for (size_t g = 0, at = 0; g < m->groups->count; g++) {
        while (at + 1 < m->count && order[at + 1].place < m->groups->items[g].place) at++;
        if (m->count == 0 || order[at].place > m->groups->items[g].place || r->of[order[at].subject] != NULL) continue;
        r->of[order[at].subject] = &m->groups->items[g];
        r->used[g] = true;
    }
    return true;
}

/* The first group not used whose total is amount; NULL when there is none. */
static const mz_flow_group *unused(const matching *m, reading *r, int64_t amount, size_t figures)
{
    int64_t difference;
    for (size_t g = 0; g < m->groups->count; g++)
        if (!r->used[g] && mz_value_sub(m->groups->items[g].values[0]->value, amount, &difference) &&
            llabs(difference) <= (int64_t)figures * ROUNDING) {
            r->used[g] = true;
            return &m->groups->items[g];
        }
    return NULL;
}

/* The parts of subject p: how many, how many without figures and the last of these, the sum of the others. */
typedef struct parts {
    size_t count, blanks, blank;
    int64_t sum;
} parts;

static bool parts_of(const matching *m, const reading *r, size_t p, parts *found)
{
    const char *code = m->subjects[p].code;
    *found = (parts){.blank = SIZE_MAX};
    for (size_t c = p == m->total ? 0 : p + 1; c < m->count; c++) {
        if (c == m->total) continue;
        if (strncmp(m->subjects[c].code, code, strlen(code)) != 0) break;
        if (!is_child(code, m->subjects[c].code)) continue;
        found->count++;
        if (r->of[c] == NULL) {
            found->blanks++;
            found->blank = c;
        } else if (!mz_value_add(found->sum, r->of[c]->values[0]->value, &found->sum)) {
            return false;
        }
    }
    return found->count > 0;
}

/* A row without figures takes the group left over that its parts add up to, or that its whole lacks. */
static void take_sums(const matching *m, reading *r)
{
    for (size_t p = m->count; p > 0; p--) {
        parts found;
        int64_t rest;
        if (strlen(m->subjects[p - 1].code) > 5 || !parts_of(m, r, p - 1, &found)) continue;
        const mz_flow_group **whole = &r->of[p - 1];
        if (*whole == NULL && found.blanks == 0) *whole = unused(m, r, found.sum, found.count + 1);
        if (*whole != NULL && found.blanks == 1 && mz_value_sub((*whole)->values[0]->value, found.sum, &rest) &&
            rest > 0)
            r->of[found.blank] = unused(m, r, rest, found.count + 1);
    }
}

/* Counts the sums that hold and those that do not. */
static void verify(const matching *m, reading *r)
{
    for (size_t p = 0; p < m->count; p++) {
        parts found;
        int64_t difference;
        if (strlen(m->subjects[p].code) > 5 || !parts_of(m, r, p, &found)) continue;
        if (r->of[p] == NULL && found.blanks == found.count) continue;
        if (r->of[p] == NULL || !mz_value_sub(r->of[p]->values[0]->value, found.sum, &difference) ||
            llabs(difference) > (int64_t)(found.count + 1) * ROUNDING) {
            r->failed++;
            continue;
        }
        r->held++;
        uint8_t weight = found.count < 2 ? 1 : 2; /* neighbours often print the same figure */
        if (r->confirmed[p] < weight) r->confirmed[p] = weight;
        for (size_t c = p == m->total ? 0 : p + 1; c < m->count; c++) {
            if (c == m->total) continue;
            if (strncmp(m->subjects[c].code, m->subjects[p].code, strlen(m->subjects[p].code)) != 0) break;
            if (is_child(m->subjects[p].code, m->subjects[c].code) && r->confirmed[c] < weight)
                r->confirmed[c] = weight;
        }
    }
}

static bool begin(const matching *m, reading *r)
{
    *r = (reading){.of = mz_arena_array(m->arena, m->count + 1, sizeof *r->of)};
    r->used = mz_arena_array(m->arena, m->groups->count + 1, sizeof *r->used);
    r->confirmed = mz_arena_array(m->arena, m->count + 1, sizeof *r->confirmed);
    return r->of != NULL && r->used != NULL && r->confirmed != NULL;
}

/* Every reading this table allows, the preferred ones first. */
static bool read_all(const matching *m, reading *readings, size_t *count, bool total_first)
{
    bool names = m->count > 0;
    for (size_t s = 0; s < m->count; s++) names = names && m->subjects[s].name_place > 0;
    if (m->groups->count == m->count)
        for (int other = 0; other < (m->total == SIZE_MAX ? 1 : 2); other++) {
            if (!begin(m, &readings[*count])) return false;
            take_turns(m, &readings[(*count)++], total_first != (other == 1));
        }
    for (int by_name = 0; by_name < (names ? 2 : 1); by_name++) {
        reading *r = &readings[*count];
        if (!begin(m, r) || !take_places(m, r, by_name == 1)) return false;
        ++*count;
        r->by_code = by_name == 0;
        for (int round = 0; round < 2 && may_sum(m); round++) take_sums(m, r);
    }
    return true;
}

static bool better(const reading *a, const reading *b)
{
    return a->held + b->failed > b->held + a->failed;
}

/* What each row must show: one wrong figure breaks the sum it is part of and the one it is the whole of, a shift breaks
 * most. */
static uint8_t needed(const reading *r)
{
    if (r->held >= r->failed && r->failed <= MISTAKE) return 0;
    return r->failed <= r->held / 4 ? 1 : 2;
}

mz_status mz_flow_match(mz_arena *arena, const mz_flow_groups *groups, mz_flow_subject *subjects, size_t count,
                        size_t total, bool total_first)
{
    matching m = {arena, groups, subjects, count, total};
    reading readings[READINGS];
    size_t n = 0, best = 0;
    if (!read_all(&m, readings, &n, total_first)) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        if (may_sum(&m)) verify(&m, &readings[i]);
        if (better(&readings[i], &readings[best])) best = i;
    }
    const reading *kept = &readings[best];
    uint8_t weight = needed(kept);
    for (size_t s = 0; s < count; s++) {
        bool confirmed = kept->confirmed[s] >= weight;
        for (size_t i = 0; i < n; i++)
            confirmed =
                confirmed || (i != best && readings[i].by_code != kept->by_code && readings[i].of[s] == kept->of[s]);
        subjects[s].group = kept->of[s];
        subjects[s].doubtful = !confirmed;
    }
    return MZ_OK;
}
