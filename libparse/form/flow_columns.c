/* flow_columns.c - header cells to columns: the tree of merged cells, its order, the layout of the rows. */
#include "flow_columns.h"

#include <string.h>

enum {
    MAX_ITEMS = 40,
    NONE = -1,
    FEWEST_SINGLE = 4,
    MAX_HALVES = 4,
    BARE_BYTES = 6,
    MAX_HEADINGS = 256,
    ONE_CHARACTER = 3
};

/* A header cell on its way into the tree. */
typedef struct item {
    mz_flow_heading *heading;
    int parent; /* item, NONE at the top */
    size_t place;
    bool group;    /* another item stands under it */
    bool counted;  /* a total stands under it */
    bool left_out; /* a row's label after all */
} item;

typedef struct tree {
    mz_arena *arena;
    const mz_flow_vocabulary *vocabulary;
    item items[MAX_ITEMS];
    size_t count;
    const char *prefix;       /* path above all items, "" when none */
    const mz_flow_word *root; /* word of the cell above all items, NULL when none */
    const char *measures[4];  /* under every leaf */
    size_t measure_count;
    bool groups_first; /* a group stands where its own cell is read, not where its first leaf is */
} tree;

static bool is(const mz_flow_heading *h, unsigned kinds)
{
    return (h->word->kinds & kinds) != 0;
}

static bool is_total(const mz_flow_heading *h)
{
    return is(h, MZ_FLOW_WORD_TOTAL | MZ_FLOW_WORD_SUBTOTAL);
}

static bool add(tree *t, mz_flow_heading *heading)
{
    if (t->count == MAX_ITEMS) return false;
    t->items[t->count++] = (item){.heading = heading, .parent = NONE, .place = heading->tokens[0]};
    return true;
}

/* ---- which cell stands under which ---- */

static bool above(const tree *t, size_t a, size_t b)
{
    int at = (int)b;
    for (size_t depth = 0; at != NONE && depth <= t->count; depth++, at = t->items[at].parent)
        if (at == (int)a) return true;
    return false;
}

/* The groups that item i may stand under, the nearest only: not one that another of them stands under. */
static size_t candidates(const tree *t, size_t i, size_t *found)
{
    size_t count = 0, kept = 0;
    for (size_t g = 0; g < t->count; g++)
        if (g != i && !above(t, i, g) && mz_flow_word_under(t->items[g].heading->word, t->items[i].heading->word) > 0)
            found[count++] = g;
    for (size_t a = 0; a < count; a++) {
        bool nearer = false;
        for (size_t b = 0; b < count && !nearer; b++)
            nearer =
                a != b && mz_flow_word_under(t->items[found[a]].heading->word, t->items[found[b]].heading->word) > 0;
        if (!nearer) found[kept++] = found[a];
    }
    return kept;
}

static void find_parents(tree *t)
{
    for (size_t i = 0; i < t->count; i++) {
        size_t groups[MAX_ITEMS], nth = 0;
        if (is_total(t->items[i].heading)) continue;
        for (size_t o = 0; o < i; o++) nth += t->items[o].heading->word == t->items[i].heading->word;
        size_t count = candidates(t, i, groups);
        if (count == 0) continue;
        size_t parent = groups[nth < count ? nth : count - 1];
        t->items[i].parent = (int)parent;
        t->items[parent].group = true;
    }
}

/* Whether the cells at the top are parts of one whole: more than one, neither income beside expenditure nor measures of
 * the same. */
static bool top_adds_up(const tree *t)
{
    size_t count = 0;
    unsigned kinds = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (t->items[i].parent != NONE || t->items[i].left_out) continue;
        if (is_total(t->items[i].heading)) continue;
        kinds |= t->items[i].heading->word->kinds;
        count++;
    }
    return count > 1 && (kinds & (MZ_FLOW_WORD_OUTGOINGS | MZ_FLOW_WORD_MEASURE)) == 0;
}

/* The group that total i counts: one that has none yet, a nested one for 小计, else one at the top that is read before
 * it or, when there are as many totals as such groups, each in its turn. NONE when there is none. */
static int counted_group(const tree *t, size_t i, bool nested, bool in_turn)
{
    const item *it = &t->items[i];
    for (size_t g = 0; g < t->count; g++) {
        const item *group = &t->items[g];
        if (!group->group || group->counted || mz_flow_word_under(group->heading->word, it->heading->word) == 0)
            continue;
        if (nested ? group->parent != NONE : group->parent == NONE && (in_turn || group->place < it->place))
            return (int)g;
    }
    return NONE;
}

static bool totals_in_turn(const tree *t)
{
    size_t totals = 0, groups = 0;
    for (size_t i = 0; i < t->count; i++) {
        totals += is(t->items[i].heading, MZ_FLOW_WORD_TOTAL);
        groups += t->items[i].group && t->items[i].parent == NONE;
    }
    return groups > 1 && totals == groups;
}

static void place_total(tree *t, size_t i, bool in_turn, bool *top)
{
    item *it = &t->items[i];
    int best = NONE;
    if (is(it->heading, MZ_FLOW_WORD_SUBTOTAL)) {
        best = counted_group(t, i, true, false);
        if (best == NONE) best = counted_group(t, i, false, true);
    } else {
        best = counted_group(t, i, false, in_turn);
    }
    if (best != NONE) {
        it->parent = best;
        t->items[best].counted = true;
    } else if (!*top) {
        *top = true;
    } else {
        it->left_out = true;
    }
}

/* 合计 in the word for a total. */
static bool bare(const mz_flow_heading *h)
{
    return strlen(h->word->key) <= BARE_BYTES;
}

/* Totals go to the groups; what names its own (本年收入合计) first. One that finds no place is a row's label. */
static void place_totals(tree *t)
{
    bool top = t->root == NULL && !top_adds_up(t), in_turn = totals_in_turn(t);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < t->count; i++)
            if (is_total(t->items[i].heading) && bare(t->items[i].heading) == (pass == 1))
                place_total(t, i, in_turn, &top);
}

/* Cells that only ever stand over others and stand over none are names of rows. */
static void drop_bare_groups(tree *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->items[i].group && is(t->items[i].heading, MZ_FLOW_WORD_HEADING) &&
            !is(t->items[i].heading, MZ_FLOW_WORD_MEASURE))
            t->items[i].left_out = true;
}

/* ---- the order ---- */

/* Where a cell stands from left to right: its own place in the text, for a group that of its first leaf. */
static size_t place_of(const tree *t, size_t i)
{
    if (t->groups_first || !t->items[i].group) return t->items[i].place;
    size_t best = SIZE_MAX;
    for (size_t l = 0; l < t->count; l++) {
        if (t->items[l].group || t->items[l].left_out || !above(t, i, l)) continue;
        if (t->items[l].place < best) best = t->items[l].place;
    }
    return best;
}

/* Appends the path of leaf i to the template; false when memory or room runs out. */
static bool emit_leaf(const tree *t, size_t i, uint16_t side, mz_flow_template *out)
{
    const char *path = t->items[i].heading->text;
    for (int p = t->items[i].parent; p != NONE && path != NULL; p = t->items[p].parent)
        path = mz_arena_printf(t->arena, "%s/%s", t->items[p].heading->text, path);
    if (path != NULL && *t->prefix != '\0') path = mz_arena_printf(t->arena, "%s/%s", t->prefix, path);
    for (size_t m = 0; m < (t->measure_count == 0 ? 1 : t->measure_count); m++) {
        if (path == NULL || out->column_count == MZ_FLOW_MAX_COLUMNS) return false;
        const char *whole = t->measure_count == 0 ? path : mz_arena_printf(t->arena, "%s/%s", path, t->measures[m]);
        if (whole == NULL) return false;
        out->sides[out->column_count] = side;
        out->paths[out->column_count++] = whole;
    }
    return true;
}

/* Whether a must stand left of b: totals in front, then what the vocabulary says. */
static bool precedes(const tree *t, size_t a, size_t b)
{
    const mz_flow_heading *left = t->items[a].heading, *right = t->items[b].heading;
    if (is_total(left) != is_total(right)) return is_total(left);
    return mz_flow_vocabulary_before(t->vocabulary, left->word, right->word);
}

/* The next cell under parent that is not done: of those that no other must precede the first in the text. */
static size_t next_cell(const tree *t, int parent, const bool *done)
{
    size_t best = SIZE_MAX, place = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (t->items[i].parent != parent || t->items[i].left_out || done[i]) continue;
        bool free = true;
        for (size_t o = 0; o < t->count && free; o++)
            free = o == i || t->items[o].parent != parent || t->items[o].left_out || done[o] || !precedes(t, o, i);
        size_t at = place_of(t, i);
        if (free && (best == SIZE_MAX || at < place)) {
            best = i;
            place = at;
        }
    }
    return best;
}

/* Appends the leaves under parent from left to right. Depth: that of the header's words, at most MAX_ITEMS. */
static bool emit(const tree *t, int parent, uint16_t side, mz_flow_template *out, size_t depth)
{
    bool done[MAX_ITEMS] = {false};
    if (depth > MAX_ITEMS) return false;
    for (size_t i; (i = next_cell(t, parent, done)) != SIZE_MAX;) {
        done[i] = true;
        bool ok = t->items[i].group ? emit(t, (int)i, side, out, depth + 1) : emit_leaf(t, i, side, out);
        if (!ok) return false;
    }
    return true;
}

/* ---- figures ---- */

static bool is_amount(const mz_flow_token *token)
{
    return !token->used && token->kind == MZ_FLOW_NUMBER;
}

static bool sums_hold(const mz_flow_template *t, uint16_t side, const int64_t *values, const uint16_t *columns,
                      size_t count)
{
    bool any = false;
    for (uint16_t s = 0; s < t->sum_count; s++) {
        if (t->sides[t->sums[s].total] != side) continue;
        int64_t total = 0, parts = 0;
        for (size_t c = 0; c < count; c++) {
            bool whole = columns[c] == t->sums[s].total || (t->sums[s].beside >> columns[c] & 1) != 0;
            if (whole && __builtin_add_overflow(total, values[c], &total)) return false;
            if ((t->sums[s].parts >> columns[c] & 1) != 0 && __builtin_add_overflow(parts, values[c], &parts))
                return false;
        }
        if (total != parts) return false;
        any = any || total != 0;
    }
    return any;
}

/* In how many runs of as many figures as side has columns its sums hold. */
static size_t holding(const mz_flow_template *t, uint16_t side, const mz_flow_tokens *tokens)
{
    uint16_t columns[MZ_FLOW_MAX_COLUMNS];
    int64_t values[MZ_FLOW_MAX_COLUMNS];
    size_t count = 0, seen = 0, held = 0;
    for (uint16_t c = 0; c < t->column_count; c++)
        if (t->sides[c] == side) columns[count++] = c;
    for (size_t i = 0; i < tokens->count && count > 1; i++) {
        if (!is_amount(&tokens->items[i])) continue;
        if (seen == count) memmove(values, values + 1, (count - 1) * sizeof *values);
        if (seen < count) seen++;
        values[seen - 1] = tokens->items[i].value;
        if (seen == count) held += sums_hold(t, side, values, columns, count);
    }
    return held;
}

/* The columns that stand for the cells of a list: their own, or the total under them; 0 when one has none. */
static uint32_t wholes(const tree *t, const mz_flow_word *list, const mz_flow_template *out)
{
    uint32_t mask = 0;
    for (size_t w = 0; w < list->child_count; w++) {
        const uint32_t before = mask;
        for (size_t i = 0; i < t->count; i++) {
            const item *it = &t->items[i];
            const item *top = it->parent != NONE && is_total(it->heading) ? &t->items[it->parent] : it;
            if (it->group || it->left_out || top->parent != NONE || top->heading->word != list->children[w]) continue;
            const char *path = top == it ? it->heading->text
                                         : mz_arena_printf(t->arena, "%s/%s", top->heading->text, it->heading->text);
            for (uint16_t c = 0; path != NULL && c < out->column_count; c++)
                if (strcmp(out->paths[c], path) == 0) mask |= 1u << c;
        }
        if (mask == before) return 0;
    }
    return mask;
}

/* Adds what the vocabulary says of openings, income, expenditure and closings. */
static void add_balances(const tree *t, mz_flow_template *out)
{
    for (size_t b = 0; b + 1 < t->vocabulary->balance_count; b += 2) {
        uint32_t in = wholes(t, t->vocabulary->balances[b], out), to = wholes(t, t->vocabulary->balances[b + 1], out);
        if (in == 0 || to == 0 || out->sum_count == MZ_FLOW_MAX_COLUMNS) continue;
        mz_flow_sum sum = {.parts = in};
        while ((to >> sum.total & 1) == 0) sum.total++;
        sum.beside = to & ~(1u << sum.total);
        out->sums[out->sum_count++] = sum;
    }
}

/* Makes the template in both orders and keeps the one whose sums hold more often. */
static mz_status emit_best(tree *t, uint16_t side, const mz_flow_tokens *tokens, mz_flow_template *out, bool *made)
{
    mz_flow_template best = *out, other;
    size_t most = 0;
    *made = false;
    for (int way = 0; way < 2; way++) {
        other = *out;
        t->groups_first = way == 1;
        if (!emit(t, NONE, side, &other, 0)) continue;
        mz_status status = mz_flow_template_compile(t->arena, &other, NULL);
        if (status == MZ_ERR_MEMORY) return status;
        if (status != MZ_OK) continue;
        add_balances(t, &other);
        size_t held = holding(&other, side, tokens);
        if (*made && held <= most) continue;
        *made = true;
        best = other;
        most = held;
    }
    *out = best;
    for (size_t i = 0; i < t->count; i++) t->items[i].heading->used = !t->items[i].left_out;
    return mz_arena_exhausted(t->arena) ? MZ_ERR_MEMORY : MZ_OK;
}

/* ---- layouts ---- */

typedef struct maker {
    mz_arena *arena;
    const mz_flow_vocabulary *vocabulary;
    mz_flow_headings *headings;
    const mz_flow_tokens *tokens;
    mz_flow_template *out;
} maker;

static size_t count_word(const mz_flow_headings *headings, const mz_flow_heading *like, bool early)
{
    size_t count = 0;
    for (size_t i = 0; i < headings->count; i++)
        count += headings->items[i].word == like->word && strcmp(headings->items[i].text, like->text) == 0 &&
                 (headings->items[i].early || !early);
    return count;
}

/* The largest number of times that one word of these kinds is printed. */
static size_t most_of(const mz_flow_headings *headings, unsigned kinds, bool early)
{
    size_t most = 0;
    for (size_t i = 0; i < headings->count; i++) {
        if (!is(&headings->items[i], kinds) || (early && !headings->items[i].early)) continue;
        size_t count = count_word(headings, &headings->items[i], early);
        if (count > most) most = count;
    }
    return most;
}

static bool seen(const mz_flow_headings *headings, size_t i)
{
    for (size_t o = 0; o < i; o++)
        if (headings->items[o].word == headings->items[i].word &&
            strcmp(headings->items[o].text, headings->items[i].text) == 0)
            return true;
    return false;
}

/* Whether another word for the same column is among the cells: then this one, read among the rows, is a row's name. */
static bool named_already(const tree *t, const mz_flow_heading *h)
{
    for (size_t i = 0; i < t->count && h->word->role != NULL && !is_total(h); i++) {
        const mz_flow_word *other = t->items[i].heading->word;
        if (other != h->word && other->role != NULL && strcmp(other->role, h->word->role) == 0) return true;
    }
    return false;
}

/* Whether a heading belongs to the cells of t already there: under or beside one of them. */
static bool related(const tree *t, const mz_flow_heading *h, bool beside)
{
    if (named_already(t, h)) return false;
    bool only_totals = true;
    for (size_t i = 0; i < t->count; i++) only_totals = only_totals && is_total(t->items[i].heading);
    for (size_t i = 0; i < t->count; i++) {
        const mz_flow_word *other = t->items[i].heading->word;
        if (mz_flow_word_under(other, h->word) > 0) return true;
        if (beside && (only_totals || !is_total(t->items[i].heading)) &&
            mz_flow_vocabulary_siblings(t->vocabulary, other, h->word))
            return true;
    }
    return false;
}

/* Measures that are printed once for every other leaf stand under each of them: takes them out of the items. */
static void cross_measures(tree *t)
{
    size_t leaves = 0, measures = 0, kinds = 0;
    const char *texts[4];
    for (size_t i = 0; i < t->count; i++) {
        const mz_flow_heading *h = t->items[i].heading;
        if (!is(h, MZ_FLOW_WORD_MEASURE)) {
            leaves += !t->items[i].group;
            continue;
        }
        measures++;
        bool known = false;
        for (size_t k = 0; k < kinds; k++) known = known || strcmp(texts[k], h->text) == 0;
        if (!known && kinds < 4) texts[kinds++] = h->text;
    }
    if (kinds == 0 || leaves < 2 || measures < kinds * leaves) return;
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (is(t->items[i].heading, MZ_FLOW_WORD_MEASURE))
            t->items[i].heading->used = true;
        else
            t->items[kept++] = t->items[i];
    }
    t->count = kept;
    t->measure_count = kinds;
    memcpy(t->measures, texts, kinds * sizeof *texts);
}

static void clear(tree *t)
{
    for (size_t i = 0; i < t->count; i++)
        t->items[i] = (item){t->items[i].heading, NONE, t->items[i].place, false, false, false};
}

static mz_status finish(maker *m, tree *t, uint16_t side, bool *made)
{
    find_parents(t);
    cross_measures(t);
    clear(t);
    find_parents(t);
    drop_bare_groups(t);
    place_totals(t);
    return emit_best(t, side, m->tokens, m->out, made);
}

/* One header over all rows. Among the rows stand cells that belong to others (codes) or any (no labels at all). */
static mz_status plain(maker *m, bool *made)
{
    bool all = m->out->layout == MZ_FLOW_SINGLE, late = m->out->layout == MZ_FLOW_CODES;
    tree t = {.arena = m->arena, .vocabulary = m->vocabulary, .prefix = ""};
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!is(h, MZ_FLOW_WORD_COLUMN) || is(h, MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME)) continue;
        if (is(h, MZ_FLOW_WORD_HEADING) && is(h, MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS)) continue;
        if (!h->early && !all && (!late || seen(m->headings, i) || !related(&t, h, true))) continue;
        if (!add(&t, h)) return MZ_OK;
    }
    mz_status status = finish(m, &t, 0, made);
    *made = *made && m->out->column_count >= (all ? FEWEST_SINGLE : 1);
    return status;
}

/* The cells under the right side: those that belong under its heading or under one of them. Two passes, because a cell
 * may be read before the one that it stands under. Gives how many are no totals. */
static size_t right_cells(maker *m, tree *t)
{
    size_t parts = 0;
    bool taken[MAX_HEADINGS] = {false};
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < m->headings->count && i < MAX_HEADINGS; i++) {
            mz_flow_heading *h = &m->headings->items[i];
            if (taken[i] || !is(h, MZ_FLOW_WORD_COLUMN) || seen(m->headings, i)) continue;
            if (is(h, MZ_FLOW_WORD_MEASURE | MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS)) continue;
            if (is_total(h) && !bare(h)) continue;
            if (mz_flow_word_under(t->root, h->word) == 0 && !related(t, h, false)) continue;
            if (!h->early && named_already(t, h)) continue;
            if (!add(t, h)) return parts;
            taken[i] = true;
            parts += !is_total(h);
        }
    return parts;
}

/* A column per measure on one side. */
static bool measures_on(maker *m, const mz_flow_heading *top, uint16_t side)
{
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!is(h, MZ_FLOW_WORD_MEASURE)) continue;
        h->used = true;
        if (seen(m->headings, i)) continue;
        if (m->out->column_count == MZ_FLOW_MAX_COLUMNS) return false;
        m->out->sides[m->out->column_count] = side;
        m->out->paths[m->out->column_count] = mz_arena_printf(m->arena, "%s/%s", top->text, h->text);
        if (m->out->paths[m->out->column_count++] == NULL) return false;
    }
    return m->out->column_count > 0;
}

/* Two sides: income and expenditure. */
static mz_status pairs(maker *m, mz_flow_heading *left, mz_flow_heading *right, bool *made)
{
    tree t = {.arena = m->arena, .vocabulary = m->vocabulary, .prefix = right->text, .root = right->word};
    left->used = right->used = true;
    if (!measures_on(m, left, 0)) return MZ_OK;
    if (right_cells(m, &t) < 2) { /* the same measures on both sides */
        if (most_of(m->headings, MZ_FLOW_WORD_MEASURE, false) < 2) return MZ_OK;
        *made = measures_on(m, right, 1);
        return *made ? mz_flow_template_compile(m->arena, m->out, NULL) : MZ_OK;
    }
    for (size_t i = 0; i < m->headings->count; i++) {
        const mz_flow_heading *h = &m->headings->items[i];
        if (!is(h, MZ_FLOW_WORD_MEASURE) || count_word(m->headings, h, true) < 2) continue;
        t.prefix = mz_arena_printf(m->arena, "%s/%s", right->text, h->text);
        break;
    }
    return t.prefix == NULL ? MZ_ERR_MEMORY : finish(m, &t, 1, made);
}

/* Code, name and figure several times side by side. */
static mz_status halves(maker *m, size_t count, bool *made)
{
    const char *names[MAX_HALVES];
    size_t n = 0, measures = 0;
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!h->early || !is(h, MZ_FLOW_WORD_COLUMN) || is(h, MZ_FLOW_WORD_MEASURE)) continue;
        if (n < MAX_HALVES) names[n++] = h->text;
        h->used = true;
    }
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!is(h, MZ_FLOW_WORD_MEASURE) || measures == count) continue;
        h->used = true;
        m->out->paths[m->out->column_count++] =
            n == 0 ? h->text : mz_arena_printf(m->arena, "%s/%s", names[measures < n ? measures : n - 1], h->text);
        measures++;
    }
    *made = measures == count;
    return *made ? mz_flow_template_compile(m->arena, m->out, NULL) : MZ_OK;
}

static mz_flow_heading *first_of(mz_flow_headings *headings, unsigned kinds)
{
    for (int early = 1; early >= 0; early--)
        for (size_t i = 0; i < headings->count; i++)
            if (is(&headings->items[i], kinds) && headings->items[i].early >= (early == 1)) return &headings->items[i];
    return NULL;
}

mz_status mz_flow_columns_make(mz_arena *arena, const mz_flow_vocabulary *vocabulary, mz_flow_headings *headings,
                               const mz_flow_tokens *tokens, const mz_flow_template **t)
{
    *t = NULL;
    mz_flow_template *out = mz_arena_alloc(arena, sizeof *out);
    if (out == NULL) return MZ_ERR_MEMORY;
    *out = (mz_flow_template){0};
    maker m = {arena, vocabulary, headings, tokens, out};
    bool made = false;
    size_t codes = 0, names = most_of(headings, MZ_FLOW_WORD_NAME, false);
    size_t measures = most_of(headings, MZ_FLOW_WORD_MEASURE, false);
    for (size_t i = 0; i < headings->count; i++) /* 类, 款 or 项 among the rows is the end of a name */
        codes += is(&headings->items[i], MZ_FLOW_WORD_CODE) &&
                 (headings->items[i].early || strlen(headings->items[i].word->key) > ONE_CHARACTER);
    if (first_of(headings, MZ_FLOW_WORD_UNIT) != NULL) return MZ_OK; /* a list of goods */
    mz_flow_heading *left = first_of(headings, MZ_FLOW_WORD_INCOME),
                    *right = first_of(headings, MZ_FLOW_WORD_OUTGOINGS);
    mz_status status;
    if (codes > 1 && measures > 1 && measures <= MAX_HALVES) {
        out->layout = MZ_FLOW_HALVES;
        status = halves(&m, measures, &made);
    } else if (codes == 0 && left != NULL && right != NULL && names > 0) {
        out->layout = MZ_FLOW_PAIRS;
        status = pairs(&m, left, right, &made);
    } else {
        out->layout = codes > 0 ? MZ_FLOW_CODES : names > 0 ? MZ_FLOW_LABELS : MZ_FLOW_SINGLE;
        status = plain(&m, &made);
    }
    if (status == MZ_ERR_CATALOGUE) return MZ_OK; /* too many cells for a header */
    if (status == MZ_OK && made) *t = out;
    return status;
}
