/* flow_tree.c - which header cell stands under which, and what each total counts. */
#include "flow_tree.h"

#include <string.h>

enum { BARE_BYTES = 6 };

bool mz_flow_heading_is(const mz_flow_heading *h, unsigned kinds)
{
    return (h->word->kinds & kinds) != 0;
}

bool mz_flow_heading_total(const mz_flow_heading *h)
{
    return mz_flow_heading_is(h, MZ_FLOW_WORD_TOTAL | MZ_FLOW_WORD_SUBTOTAL);
}

bool mz_flow_tree_add(mz_flow_tree *t, mz_flow_heading *heading)
{
    if (t->count == MZ_FLOW_TREE_ITEMS) return false;
    t->items[t->count++] = (mz_flow_item){.heading = heading, .parent = MZ_FLOW_NO_ITEM, .place = heading->tokens[0]};
    return true;
}

void mz_flow_tree_clear(mz_flow_tree *t)
{
    for (size_t i = 0; i < t->count; i++)
        t->items[i] =
            (mz_flow_item){.heading = t->items[i].heading, .parent = MZ_FLOW_NO_ITEM, .place = t->items[i].place};
}

size_t mz_flow_tree_lines(const mz_flow_tree *t, const mz_flow_heading *h)
{
    size_t lines = 1;
    for (size_t p = 1; p < h->piece_count; p++)
        lines += t->tokens->items[h->tokens[p]].span.line != t->tokens->items[h->tokens[p - 1]].span.line;
    return lines;
}

bool mz_flow_tree_measured(const mz_flow_item *item, const char *const *measures, size_t count)
{
    const char *text = item->heading->text;
    const size_t length = strlen(text);
    if (mz_flow_heading_is(item->heading, MZ_FLOW_WORD_MEASURE)) return false;
    for (size_t m = 0; m < count; m++) {
        const size_t tail = strlen(measures[m]);
        if (length > tail && strcmp(text + length - tail, measures[m]) == 0) return true;
    }
    return false;
}

bool mz_flow_tree_above(const mz_flow_tree *t, size_t a, size_t b)
{
    int at = (int)b;
    for (size_t depth = 0; at != MZ_FLOW_NO_ITEM && depth <= t->count; depth++, at = t->items[at].parent)
        if (at == (int)a) return true;
    return false;
}

/* How many cells there are of the word of item i. */
static size_t cells_of(const mz_flow_tree *t, size_t i)
{
    size_t cells = 0;
    const mz_flow_word *word = t->items[i].heading->word;
    for (size_t o = 0; o < t->count; o++) cells += t->items[o].heading->word == word;
    return cells;
}

/* The groups that item i may stand under, the nearest only: not one that another of them stands under. */
static size_t candidates(const mz_flow_tree *t, size_t i, size_t *found)
{
    size_t count = 0, kept = 0;
    for (size_t g = 0; g < t->count; g++)
        if (g != i && !mz_flow_tree_above(t, i, g) &&
            (!mz_flow_heading_is(t->items[g].heading, MZ_FLOW_WORD_SECOND) || cells_of(t, i) > 1) &&
            mz_flow_word_under(t->items[g].heading->word, t->items[i].heading->word) > 0)
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

/* Leaves out the groups of several lines when others have one: what is narrow stands over nothing. */
static size_t wide_groups(const mz_flow_tree *t, size_t *groups, size_t count)
{
    size_t kept = 0, wide[MZ_FLOW_TREE_ITEMS];
    for (size_t g = 0; g < count; g++)
        if (mz_flow_tree_lines(t, t->items[groups[g]].heading) == 1) wide[kept++] = groups[g];
    if (kept == 0) return count;
    memcpy(groups, wide, kept * sizeof *groups);
    return kept;
}

/* Of the groups that item i may stand under: each cell of one word has its own in turn. Where one cell meets groups of
 * different words (one year is divided, the other is not), the last group that is read before it. */
static size_t choose_group(const mz_flow_tree *t, size_t i, const size_t *groups, size_t count)
{
    size_t nth = 0, cells = 0, before = count;
    bool different = true;
    for (size_t o = 0; o < t->count; o++) {
        if (t->items[o].heading->word != t->items[i].heading->word) continue;
        nth += o < i;
        cells++;
    }
    for (size_t g = 0; g < count; g++) {
        for (size_t o = 0; o < g; o++)
            different = different && t->items[groups[g]].heading->word != t->items[groups[o]].heading->word;
        if (t->items[groups[g]].place < t->items[i].place) before = g;
    }
    if (cells == 1 && different && before < count) return groups[before];
    return groups[nth < count ? nth : count - 1];
}

/* The parent of a column of which nothing is known: that of the column before it, or of the one behind it when a group
 * or a total stands before it. */
static int parent_of_stranger(const mz_flow_tree *t, size_t i)
{
    for (size_t o = i; o-- > 0;) {
        if (mz_flow_heading_total(t->items[o].heading)) continue;
        if (!t->items[o].group) return t->items[o].parent;
        break;
    }
    for (size_t o = i + 1; o < t->count; o++)
        if (!mz_flow_heading_total(t->items[o].heading)) return t->items[o].parent;
    return MZ_FLOW_NO_ITEM;
}

void mz_flow_tree_parents(mz_flow_tree *t)
{
    for (size_t i = 0; i < t->count; i++) {
        size_t groups[MZ_FLOW_TREE_ITEMS];
        if (mz_flow_heading_total(t->items[i].heading)) continue;
        size_t count = candidates(t, i, groups);
        if (count == 0) continue;
        count = wide_groups(t, groups, count);
        size_t parent = choose_group(t, i, groups, count);
        t->items[i].parent = (int)parent;
        t->items[parent].group = true;
    }
    for (size_t i = 0; i < t->count; i++)
        if (t->items[i].heading->word == &t->vocabulary->column) t->items[i].parent = parent_of_stranger(t, i);
}

/* Whether the cells at the top are parts of one whole: more than one, neither income beside expenditure nor measures of
 * the same. */
static bool top_adds_up(const mz_flow_tree *t)
{
    size_t count = 0;
    unsigned kinds = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (t->items[i].parent != MZ_FLOW_NO_ITEM || t->items[i].left_out) continue;
        if (mz_flow_heading_total(t->items[i].heading)) continue;
        kinds |= t->items[i].heading->word->kinds;
        count++;
    }
    return count > 1 && (kinds & (MZ_FLOW_WORD_OUTGOINGS | MZ_FLOW_WORD_MEASURE)) == 0;
}

/* The group that total i counts: one that has none yet, a nested one for 小计, else one at the top that is read before
 * it or, when there are as many totals as such groups, each in its turn. MZ_FLOW_NO_ITEM when there is none. */
static int counted_group(const mz_flow_tree *t, size_t i, bool nested, bool in_turn)
{
    const mz_flow_item *it = &t->items[i];
    for (size_t g = 0; g < t->count; g++) {
        const mz_flow_item *group = &t->items[g];
        if (!group->group || group->counted || mz_flow_word_under(group->heading->word, it->heading->word) == 0)
            continue;
        if (nested
                ? group->parent != MZ_FLOW_NO_ITEM
                : group->parent == MZ_FLOW_NO_ITEM && (in_turn || !group->heading->early || group->place < it->place))
            return (int)g;
    }
    return MZ_FLOW_NO_ITEM;
}

static bool totals_in_turn(const mz_flow_tree *t)
{
    size_t totals = 0, groups = 0;
    for (size_t i = 0; i < t->count; i++) {
        totals += mz_flow_heading_is(t->items[i].heading, MZ_FLOW_WORD_TOTAL);
        groups += t->items[i].group && t->items[i].parent == MZ_FLOW_NO_ITEM;
    }
    return groups > 1 && totals == groups;
}

/* The only cell at the top but totals, when others stand under it and no subtotal; MZ_FLOW_NO_ITEM when there is none.
 */
static int only_group(const mz_flow_tree *t)
{
    int only = MZ_FLOW_NO_ITEM;
    for (size_t i = 0; i < t->count; i++) {
        if (mz_flow_heading_is(t->items[i].heading, MZ_FLOW_WORD_SUBTOTAL)) return MZ_FLOW_NO_ITEM;
        if (t->items[i].parent != MZ_FLOW_NO_ITEM || t->items[i].left_out) continue;
        if (mz_flow_heading_total(t->items[i].heading)) continue;
        if (only != MZ_FLOW_NO_ITEM || !t->items[i].group) return MZ_FLOW_NO_ITEM;
        only = (int)i;
    }
    return only;
}

static void place_total(mz_flow_tree *t, size_t i, bool in_turn, bool *top)
{
    mz_flow_item *it = &t->items[i];
    int best = MZ_FLOW_NO_ITEM;
    if (t->total_top && !*top && !mz_flow_heading_is(it->heading, MZ_FLOW_WORD_SUBTOTAL)) {
        *top = true;
        return;
    }
    if (mz_flow_heading_is(it->heading, MZ_FLOW_WORD_SUBTOTAL)) {
        best = counted_group(t, i, true, false);
        if (best == MZ_FLOW_NO_ITEM) best = counted_group(t, i, false, true);
    } else {
        best = counted_group(t, i, false, in_turn);
    }
    if (best == MZ_FLOW_NO_ITEM && t->root == NULL) best = only_group(t); /* it has nothing else to count */
    if (best == MZ_FLOW_NO_ITEM && *top && t->total_early) best = counted_group(t, i, false, true);
    if (best != MZ_FLOW_NO_ITEM && !t->items[best].counted) {
        it->parent = best;
        t->items[best].counted = true;
    } else if (!*top) {
        *top = true;
    } else {
        it->left_out = true;
    }
}

bool mz_flow_heading_bare(const mz_flow_heading *h)
{
    return strlen(h->word->key) <= BARE_BYTES;
}

/* A subtotal is never the name of a row, a total mostly is: of several totals, one of which stands at the top, the one
 * under a group gives way to a subtotal that found no place. */
static void place_subtotal(mz_flow_tree *t, size_t i)
{
    mz_flow_item *it = &t->items[i];
    const unsigned total = MZ_FLOW_WORD_TOTAL;
    mz_flow_item *instead = NULL;
    bool top = false;
    if (!it->left_out || !mz_flow_heading_is(it->heading, MZ_FLOW_WORD_SUBTOTAL)) return;
    for (size_t o = 0; o < t->count; o++) {
        mz_flow_item *other = &t->items[o];
        if (other->left_out || !mz_flow_heading_is(other->heading, total)) continue;
        if (other->parent == MZ_FLOW_NO_ITEM)
            top = true;
        else if (mz_flow_word_under(t->items[other->parent].heading->word, it->heading->word) > 0)
            instead = other;
    }
    if (!top || instead == NULL) return;
    it->parent = instead->parent;
    it->left_out = false;
    instead->parent = MZ_FLOW_NO_ITEM;
    instead->left_out = true;
}

void mz_flow_tree_totals(mz_flow_tree *t)
{
    bool top = t->root == NULL && !top_adds_up(t), in_turn = totals_in_turn(t);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < t->count; i++)
            if (mz_flow_heading_total(t->items[i].heading) && mz_flow_heading_bare(t->items[i].heading) == (pass == 1))
                place_total(t, i, in_turn, &top);
    for (size_t i = 0; i < t->count; i++) place_subtotal(t, i);
}

void mz_flow_tree_drop_groups(mz_flow_tree *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->items[i].group && mz_flow_heading_is(t->items[i].heading, MZ_FLOW_WORD_HEADING) &&
            !mz_flow_heading_is(t->items[i].heading, MZ_FLOW_WORD_MEASURE))
            t->items[i].left_out = true;
}
