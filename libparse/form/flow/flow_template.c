/* flow_template.c - what the paths of a table's columns say: header cells, names of columns, which column sums which.
 */
#include <string.h>

#include "flow_forms.h"
#include "text/text.h"

enum { DEPTH = 8, MAX_PIECES = MZ_FLOW_MAX_COLUMNS * DEPTH };

/* A header cell in some of the paths. */
typedef struct piece {
    const char *text;
    size_t length;
    const char *key;
    bool total;
} piece;

/* A path as indexes of pieces; at most DEPTH. */
typedef struct path {
    uint8_t pieces[DEPTH];
    size_t count;
    size_t thing; /* pieces in front of a measure: 预算数 beside 决算数 of the same thing */
} path;

typedef struct compiler {
    mz_arena *arena;
    const mz_flow_vocabulary *vocabulary;
    mz_flow_template *t;
    piece pieces[MAX_PIECES];
    size_t count;
    path paths[MZ_FLOW_MAX_COLUMNS];
} compiler;

/* Index of a piece, added when it is new; false when the arena is exhausted. */
static bool piece_of(compiler *c, const char *text, size_t length, uint8_t *index)
{
    const unsigned totals = MZ_FLOW_WORD_TOTAL | MZ_FLOW_WORD_SUBTOTAL;
    size_t i = 0;
    while (i < c->count && (c->pieces[i].length != length || memcmp(c->pieces[i].text, text, length) != 0)) i++;
    *index = (uint8_t)i;
    if (i < c->count) return true;
    const char *key = mz_text_key(c->arena, text, length);
    if (key == NULL) return false;
    const mz_flow_word *word = mz_flow_vocabulary_find(c->vocabulary, key);
    c->pieces[c->count++] = (piece){text, length, key, word != NULL && (word->kinds & totals) != 0};
    return true;
}

static bool split(compiler *c, const char *text, path *p)
{
    for (p->count = 0; p->count < DEPTH;) {
        const char *end = strchrnul(text, '/');
        if (!piece_of(c, text, (size_t)(end - text), &p->pieces[p->count++])) return false;
        if (*end == '\0') break;
        text = end + 1;
    }
    p->thing = p->count;
    return true;
}

static bool is_total(const compiler *c, const path *p, size_t i)
{
    return c->pieces[p->pieces[i]].total;
}

/* Number of leading pieces that two paths share, of n and m. */
static size_t shared(const path *a, size_t n, const path *b, size_t m)
{
    size_t i = 0;
    while (i < n && i < m && a->pieces[i] == b->pieces[i]) i++;
    return i;
}

/* Whether the last piece of a column is a measure: one of several under the same cell, which are no parts of a whole
 * because a total carries them too. */
static bool ends_in_measure(const compiler *c, const path *p)
{
    size_t last = p->count - 1;
    bool beside = false, carried = last > 0 && is_total(c, p, last - 1);
    for (size_t o = 0; o < c->t->column_count && last > 0; o++) {
        const path *q = &c->paths[o];
        beside = beside || (q != p && q->count == p->count && shared(p, p->count, q, q->count) == last);
        carried =
            carried || (q->count >= 2 && is_total(c, q, q->count - 2) && q->pieces[q->count - 1] == p->pieces[last]);
    }
    return beside && carried;
}

static bool same_measure(const path *a, const path *b)
{
    if (a->thing == a->count || b->thing == b->count) return a->thing == a->count && b->thing == b->count;
    return a->pieces[a->count - 1] == b->pieces[b->count - 1];
}

/* Whether column o, deeper than what path p sums, is counted by a total of its own group. */
static bool counted(const compiler *c, const path *p, size_t o)
{
    const path *q = &c->paths[o];
    for (size_t r = 0; r < c->t->column_count; r++) {
        const path *s = &c->paths[r];
        if (r != o && same_measure(p, s) && s->thing > p->thing && s->thing <= q->thing &&
            is_total(c, s, s->thing - 1) && shared(s, s->thing, q, q->thing) == s->thing - 1)
            return true;
    }
    return false;
}

/* Whether column o is only some of what stands beside it: 其中. */
static bool is_some(const compiler *c, size_t o)
{
    const path *p = &c->paths[o];
    const char *some = c->vocabulary->some;
    return strncmp(c->pieces[p->pieces[p->thing - 1]].key, some, strlen(some)) == 0;
}

/* Which column each of those is some of that are called so: the total of its group, else the last one before it. */
static void find_some(compiler *c)
{
    mz_flow_template *t = c->t;
    for (uint16_t o = 0; o < t->column_count; o++) {
        const path *p = &c->paths[o];
        t->some_of[o] = 0;
        for (uint16_t n = 0; n < o && is_some(c, o); n++) {
            const path *q = &c->paths[n];
            if (t->sides[n] == t->sides[o] && q->thing == p->thing && same_measure(p, q) && !is_some(c, n) &&
                shared(p, p->thing, q, q->thing) == p->thing - 1)
                t->some_of[o] = (uint8_t)(n + 1);
        }
    }
}

/* Finds which columns are totals of which others from the paths alone: a total sums its siblings, and a group beside it
 * stands for its own total or, when it has none, for all of its leaves. */
static void find_sums(compiler *c)
{
    mz_flow_template *t = c->t;
    for (uint16_t n = 0; n < t->column_count; n++) {
        const path *p = &c->paths[n];
        size_t depth = p->thing - 1;
        mz_flow_sum sum = {.total = n};
        bool whole = false; /* more than what is only some of it is named */
        for (uint16_t o = 0; o < t->column_count && is_total(c, p, depth); o++) {
            const path *q = &c->paths[o];
            if (o == n || t->sides[o] != t->sides[n] || !same_measure(p, q)) continue;
            if (shared(p, p->thing, q, q->thing) < depth) continue;
            if (q->thing > depth + 1 && counted(c, p, o)) continue;
            sum.parts |= 1u << o;
            whole = whole || !is_some(c, o);
        }
        if (whole) t->sums[t->sum_count++] = sum;
    }
}

/* The cells of column n that are not those of one before it; false when there are too many. */
static bool add_nodes(compiler *c, size_t n)
{
    const path *p = &c->paths[n];
    mz_flow_template *t = c->t;
    size_t known = 0;
    for (size_t o = 0; o < n; o++) {
        size_t same = shared(p, p->count, &c->paths[o], c->paths[o].count);
        if (t->layout == MZ_FLOW_HALVES && same == p->count) same--; /* the same leaf again, in another group */
        if (same > known) known = same;
    }
    for (size_t i = known; i < p->count; i++) {
        if (t->node_count == MZ_FLOW_MAX_NODES) return false;
        const char *key = c->pieces[p->pieces[i]].key;
        t->nodes[t->node_count++] = (mz_flow_node){.key = key, .length = (uint32_t)strlen(key)};
    }
    return true;
}

/* The columns that stand for the words of a list: those called so, or the total under such a cell; 0 when one has
 * none. */
static uint32_t wholes(const compiler *c, const mz_flow_word *list)
{
    uint32_t mask = 0;
    for (size_t w = 0; w < list->child_count; w++) {
        const uint32_t before = mask;
        for (size_t n = 0; n < c->t->column_count; n++) {
            const path *p = &c->paths[n];
            if (mz_flow_vocabulary_find(c->vocabulary, c->pieces[p->pieces[0]].key) == list->children[w] &&
                (p->count == 1 || (p->count == 2 && is_total(c, p, 1))))
                mask |= 1u << n;
        }
        if (mask == before) return 0;
    }
    return mask;
}

/* Adds what the vocabulary says of openings, income, expenditure and closings. */
static void find_balances(compiler *c)
{
    for (size_t b = 0; b + 1 < c->vocabulary->balance_count; b += 2) {
        const uint32_t in = wholes(c, c->vocabulary->balances[b]), to = wholes(c, c->vocabulary->balances[b + 1]);
        if (in == 0 || to == 0 || c->t->sum_count == MZ_FLOW_MAX_COLUMNS) continue;
        mz_flow_sum sum = {.parts = in};
        while ((to >> sum.total & 1) == 0) sum.total++;
        sum.beside = to & ~(1u << sum.total);
        c->t->sums[c->t->sum_count++] = sum;
    }
}

/* The column whose words are the first length bytes of key, or the total under them; column_count when there is none.
 */
static uint16_t column_of(const compiler *c, const char *key, size_t length)
{
    uint16_t n = 0;
    for (; n < c->t->column_count; n++) {
        const path *p = &c->paths[n];
        const char *own = c->pieces[p->pieces[0]].key;
        if (strlen(own) == length && memcmp(own, key, length) == 0 &&
            (p->count == 1 || (p->count == 2 && is_total(c, p, 1))))
            break;
    }
    return n;
}

/* Adds what a cell over changes says of the two that it compares (2024年预算数比2023年执行数): the one is the other and
 * the change. */
static void find_changes(compiler *c)
{
    for (uint16_t n = 0; n < c->t->column_count; n++) {
        const path *p = &c->paths[n];
        if (p->count != 2 || c->t->sum_count == MZ_FLOW_MAX_COLUMNS) continue;
        const mz_flow_word *word = mz_flow_vocabulary_find(c->vocabulary, c->pieces[p->pieces[1]].key);
        const char *key = c->pieces[p->pieces[0]].key, *than = strstr(key, c->vocabulary->than);
        if (word == NULL || word->role == NULL || strcmp(word->role, "change") != 0 || than == NULL) continue;
        const char *base = than + strlen(c->vocabulary->than);
        const uint16_t now = column_of(c, key, (size_t)(than - key)), before = column_of(c, base, strlen(base));
        if (now == c->t->column_count || before == c->t->column_count) continue;
        c->t->sums[c->t->sum_count++] = (mz_flow_sum){.total = now, .parts = 1u << before | 1u << n};
    }
}

mz_status mz_flow_template_compile(mz_arena *arena, const mz_flow_vocabulary *vocabulary, mz_flow_template *t)
{
    compiler c;
    c.arena = arena;
    c.vocabulary = vocabulary;
    c.t = t;
    c.count = 0;
    for (size_t n = 0; n < t->column_count; n++)
        if (!split(&c, t->paths[n], &c.paths[n])) return MZ_ERR_MEMORY;
    for (size_t n = 0; n < t->column_count; n++) c.paths[n].thing -= ends_in_measure(&c, &c.paths[n]);
    for (size_t n = 0; n < t->column_count; n++) {
        const path *p = &c.paths[n];
        size_t leaf = p->thing - 1;
        if (!add_nodes(&c, n)) return MZ_ERR_LIMIT;
        t->leaf_keys[n] = c.pieces[p->pieces[leaf - (leaf > 0 && is_total(&c, p, leaf))]].key;
    }
    find_sums(&c);
    find_some(&c);
    find_balances(&c);
    find_changes(&c);
    return MZ_OK;
}
