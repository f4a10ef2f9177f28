/*
 * aligned_tree.c - the header as the cheapest tree. A printed header is a tree of cells, each centred in its rectangle:
 * a spanning cell over its columns, a column's name in the height that is left under the cells above it; and no two
 * columns under one cell are called alike. Of all ways to put the cells over neighbouring columns the one that strays
 * least from this is taken, by dynamic programming over stretches of columns.
 */
#include "aligned_tree.h"

#include <stdlib.h>
#include <string.h>

/* What strays, in half columns of characters. */
enum {
    COST_HEIGHT = 2,      /* a name half a line above or below its place */
    COST_ABOVE = 12,      /* a name a line higher than the cell over it ends */
    COST_UNEVEN = 3,      /* neighbours under one cell, alike in depth, half a line apart */
    COST_PARTED = 20,     /* a neighbour is as high and deep as what is under this one */
    COST_ONLY_CHILD = 8,  /* a cell over one other */
    COST_TWINS = 40,      /* two columns of one name under one cell */
    COST_CLASS = 60,      /* figures under 项目, labels under figures */
    COST_LOST = 50,       /* a cell that no column is found for */
    COST_OUTSIDE = 16,    /* a column that the heads of the parts of a table leave out */
    COST_OFF_CENTRE = 60, /* at most, for standing off the centre */
    COST_NONE = 1 << 28,  /* impossible */
    MAX_UNEVEN = 4,
    MAX_COLUMNS = 48, /* headers of more are flat */
    MAX_LINES = 32
};

/* What an item is when it is no spanning cell. */
enum { PICK_COLUMN = -1, PICK_NOTHING = -2 /* a cell that stands over others, seen among the columns */ };

/* How the columns [from, to) are put under one parent (a list), or become one item of it. */
typedef struct best {
    int32_t cost;
    int32_t pick;   /* list: where its last item begins; item: the spanning cell, PICK_COLUMN, PICK_NOTHING */
    uint32_t depth; /* item: levels, 1 for a column */
    bool known;
} best;

typedef struct tree {
    mz_header *h;
    int32_t slots[MZ_HEADER_MAX_CELLS]; /* cells that may be columns, left to right */
    bool gap[MZ_HEADER_MAX_CELLS];      /* per cell: a slot that may stand over others, too */
    size_t count;
    int32_t edges[MAX_COLUMNS + 1];     /* see edge2 */
    int32_t spans[MZ_HEADER_MAX_CELLS]; /* cells that stand over others */
    size_t span_count;
    uint32_t top, bottom; /* lines */
    size_t lines;
    bool sunk;     /* names stand at the foot of their rectangles, not in the middle */
    bool headed;   /* every figure stands under one of several heads on the first line */
    bool labelled; /* and each head over labels of its own */
    best *items, *lists;
} tree;

static best cheapest_item(tree *t, size_t from, size_t to, size_t line, bool root);

bool mz_header_overlap(const mz_header_cell *a, const mz_header_cell *b)
{
    return a->x0 < b->x1 && b->x0 < a->x1;
}

static const mz_header_cell *slot(const tree *t, size_t index)
{
    return &t->h->cells[t->slots[index]];
}

static int32_t middle2(const mz_header_cell *cell)
{
    return (int32_t)(cell->x0 + cell->x1);
}

static bool is_label(const mz_header_cell *cell)
{
    return cell->class == MZ_HEADER_LABEL || cell->class == MZ_HEADER_CODE;
}

/* Twice where the rectangle of slot index begins. */
static int32_t edge2(const tree *t, size_t index)
{
    return t->edges[index];
}

/* The rectangles of the slots begin half-way from the text before. */
static void find_edges(tree *t)
{
    for (size_t i = 1; i < t->count; i++) t->edges[i] = (int32_t)(slot(t, i - 1)->x1 + slot(t, i)->x0);
    t->edges[0] = INT32_MIN / 2;
    t->edges[t->count] = INT32_MAX / 2;
}

/* How far span stands from the centre of slots [from, to): of their texts, or of their rectangles, what is less. */
static int32_t off_centre(const tree *t, const mz_header_cell *span, size_t from, size_t to)
{
    const mz_header_cell *first = slot(t, from), *last = slot(t, to - 1);
    int32_t texts = abs((int32_t)(first->x0 + last->x1) - middle2(span));
    int32_t middles = abs((middle2(first) + middle2(last)) / 2 - middle2(span));
    int32_t least = texts < middles ? texts : middles;
    int32_t left = from > 0 ? edge2(t, from) : 2 * (int32_t)first->x0 - (edge2(t, from + 1) - 2 * (int32_t)first->x1);
    int32_t right = to < t->count ? edge2(t, to) : 2 * (int32_t)last->x1 + 2 * (int32_t)last->x0 - edge2(t, to - 1);
    if (t->count > 1) {
        int32_t boxes = abs((left + right) / 2 - middle2(span));
        if (boxes < least) least = boxes;
    }
    return least < COST_OFF_CENTRE ? least : COST_OFF_CENTRE;
}

/* Whether cell stands over slots [from, to) as far as its centre tells. */
static bool over(const tree *t, const mz_header_cell *cell, size_t from, size_t to)
{
    return middle2(cell) > edge2(t, from) && middle2(cell) <= edge2(t, to);
}

/* Cost of the spanning cells over [from, to) that stand in lines [line, end) and find no place there. except: the cell
 * that has found one. */
static int32_t lost(const tree *t, size_t from, size_t to, uint32_t line, uint32_t end, int32_t except)
{
    int32_t cost = 0;
    for (size_t s = 0; s < t->span_count; s++) {
        const mz_header_cell *cell = &t->h->cells[t->spans[s]];
        if (t->spans[s] != except && cell->top >= line && cell->top < end && over(t, cell, from, to)) cost += COST_LOST;
    }
    return cost;
}

/* Whether slot index, seen among what begins at line, stands higher, as what is over the others. */
static bool gone(const tree *t, size_t index, uint32_t line)
{
    return t->gap[t->slots[index]] && slot(t, index)->top < line;
}

/* Slot index as a column whose rectangle reaches from line to the header's end. */
static int32_t column_cost(const tree *t, size_t index, uint32_t line, bool root)
{
    const mz_header_cell *cell = slot(t, index);
    const int32_t place = t->sunk ? 2 * (int32_t)t->bottom : (int32_t)(line + t->bottom);
    const int32_t off = abs((int32_t)(cell->top + cell->bottom) - place);
    int32_t cost = off * COST_HEIGHT + (cell->top < line ? (int32_t)(line - cell->top) * COST_ABOVE : 0);
    if (root && t->headed) cost += COST_OUTSIDE;
    return cost + lost(t, index, index + 1, line, UINT32_MAX, t->slots[index]);
}

/* Whether a slot of [from, index) has the text of slot index, or both are sums. Columns that stand behind labels of
 * their own, as in a table printed in two halves, are others. */
static bool has_twin(const tree *t, size_t from, size_t index)
{
    for (size_t i = index; i-- > from && is_label(slot(t, i)) == is_label(slot(t, index));)
        if (strcmp(slot(t, i)->text, slot(t, index)->text) == 0 ||
            (slot(t, i)->class == MZ_HEADER_SUM && slot(t, index)->class == MZ_HEADER_SUM))
            return true;
    return false;
}

static best *memo(const tree *t, best *table, size_t from, size_t to, size_t line)
{
    return &table[(line * (t->count + 1) + from) * (t->count + 1) + to];
}

/* Twice the vertical centre of the item that slots [from, to) are. */
static int32_t level(const tree *t, const best *item, size_t from)
{
    const mz_header_cell *cell = item->pick >= 0 ? &t->h->cells[item->pick] : slot(t, from);
    return (int32_t)(cell->top + cell->bottom);
}

/* Whether an item under the item of slots [from, to) is as deep and as high as other, one of slots from begin on. */
static bool has_peer(const tree *t, size_t from, size_t to, size_t line, const best *other, size_t begin)
{
    const best *item = memo(t, t->items, from, to, line);
    if (item->depth <= other->depth) return false;
    size_t below = t->h->cells[item->pick].bottom + 1 - t->top;
    while (to > from) {
        size_t last = (size_t)memo(t, t->lists, from, to, below)->pick;
        const best *child = memo(t, t->items, last, to, below);
        bool alike = child->depth == other->depth && level(t, child, last) == level(t, other, begin) &&
                     is_label(slot(t, last)) == is_label(slot(t, begin));
        if (alike || has_peer(t, last, to, below, other, begin)) return true;
        to = last;
    }
    return false;
}

/* What is odd about an item of slots [last, to) behind the list of slots [from, last). */
static int32_t odd_neighbours(tree *t, size_t from, size_t last, size_t to, const best *item, size_t line, bool root)
{
    if (item->pick == PICK_NOTHING || last == from) return 0;
    int32_t cost =
        item->pick == PICK_COLUMN && (!root || !is_label(slot(t, last))) && has_twin(t, from, last) ? COST_TWINS : 0;
    size_t begin = (size_t)memo(t, t->lists, from, last, line)->pick;
    const best *before = memo(t, t->items, begin, last, line);
    if (before->pick == PICK_NOTHING) return cost;
    if (before->depth == item->depth) {
        int32_t apart = abs(level(t, before, begin) - level(t, item, last));
        return cost + (apart < MAX_UNEVEN ? apart : MAX_UNEVEN) * COST_UNEVEN;
    }
    const bool parted = has_peer(t, last, to, line, before, begin) || has_peer(t, begin, last, line, item, last);
    return cost + (parted ? COST_PARTED : 0);
}

/* The cheapest sequence of items for slots [from, to) under one parent, or under none (root), below line. */
static int32_t cheapest_list(tree *t, size_t from, size_t to, size_t line, bool root)
{
    best *b = memo(t, t->lists, from, to, line);
    if (from == to) return 0;
    if (b->known) return b->cost;
    *b = (best){.cost = COST_NONE, .known = true};
    for (size_t last = to; last-- > from;) {
        best item = cheapest_item(t, last, to, line, root);
        if (item.cost >= b->cost) continue;
        int32_t cost = item.cost + cheapest_list(t, from, last, line, root);
        if (cost >= b->cost) continue;
        cost += odd_neighbours(t, from, last, to, &item, line, root);
        if (cost >= b->cost) continue;
        b->cost = cost;
        b->pick = (int32_t)last;
    }
    return b->cost;
}

/* What speaks against span over slots [from, to), beside its place. */
static int32_t kin_cost(const tree *t, const mz_header_cell *span, size_t from, size_t to)
{
    int32_t labels = 0, names = 0, values = 0;
    bool label_first = false;
    for (size_t i = from; i < to; i++) {
        const mz_header_cell *cell = slot(t, i);
        if (gone(t, i, span->bottom + 1)) continue;
        label_first = label_first || (labels + values == 0 && is_label(cell));
        labels += is_label(cell);
        names += cell->class == MZ_HEADER_LABEL;
        values += !is_label(cell);
    }
    if (is_label(span)) return COST_CLASS * (values + (span->class == MZ_HEADER_CODE ? names : 0));
    if (t->headed) return t->labelled && span->top == t->top && !label_first ? COST_CLASS : 0;
    if (span->class == MZ_HEADER_VALUE) return COST_CLASS * labels;
    return COST_CLASS * (labels < values ? labels : values);
}

/* The depth of the list of slots [from, to). */
static uint32_t depth_of(const tree *t, size_t from, size_t to, size_t line)
{
    uint32_t depth = 0;
    while (to > from) {
        size_t begin = (size_t)memo(t, t->lists, from, to, line)->pick;
        uint32_t item = memo(t, t->items, begin, to, line)->depth;
        if (item > depth) depth = item;
        to = begin;
    }
    return depth;
}

/* Cell number cell as the parent of slots [from, to). */
static best as_parent(tree *t, int32_t cell, size_t from, size_t to, size_t line)
{
    best none = {.cost = COST_NONE};
    const mz_header_cell *span = &t->h->cells[cell];
    size_t below = span->bottom + 1 - t->top, first = from, end = to;
    if (span->top < t->top + line || below >= t->lines || !over(t, span, from, to)) return none;
    while (first < end && gone(t, first, span->bottom + 1)) first++;
    while (end > first && gone(t, end - 1, span->bottom + 1)) end--;
    if (first == end) return none;
    int32_t cost = off_centre(t, span, first, end) + kin_cost(t, span, first, end);
    cost += lost(t, from, to, t->top + (uint32_t)line, span->bottom + 1, cell);
    cost += cheapest_list(t, from, to, below, false);
    if ((size_t)memo(t, t->lists, first, end, below)->pick == first && memo(t, t->lists, first, end, below)->known)
        cost += COST_ONLY_CHILD;
    return (best){cost, cell, 1 + depth_of(t, from, to, below), true};
}

/* The cheapest way to make slots [from, to) one item: a column, or all of them under one cell. */
static best cheapest_item(tree *t, size_t from, size_t to, size_t line, bool root)
{
    best *b = memo(t, t->items, from, to, line);
    if (b->known) return *b;
    uint32_t top = t->top + (uint32_t)line;
    best found = {.cost = COST_NONE, .pick = PICK_COLUMN, .depth = 1, .known = true};
    if (to - from == 1 && gone(t, from, top))
        found = (best){lost(t, from, to, top, UINT32_MAX, PICK_NOTHING), PICK_NOTHING, 0, true};
    else if (to - from == 1)
        found.cost = column_cost(t, from, top, root);
    for (size_t s = 0; s < t->span_count; s++) {
        best parent = as_parent(t, t->spans[s], from, to, line);
        if (parent.cost < found.cost) found = parent;
    }
    *b = found;
    return found;
}

static void adopt_list(tree *t, size_t from, size_t to, size_t line, int32_t parent);

/* Writes the best tree of one item: the parents, and the columns in their order. */
static void adopt_item(tree *t, size_t from, size_t to, size_t line, int32_t parent)
{
    int32_t cell = memo(t, t->items, from, to, line)->pick;
    if (cell == PICK_NOTHING) return;
    if (cell >= 0) {
        t->h->cells[cell].parent = parent;
        adopt_list(t, from, to, t->h->cells[cell].bottom + 1 - t->top, cell);
        return;
    }
    t->h->cells[t->slots[from]].parent = parent;
    t->h->cells[t->slots[from]].leaf = (int32_t)t->h->leaf_count;
    t->h->leaves[t->h->leaf_count++] = t->slots[from];
}

/* The items of a list are as many as its columns at most, and each level is lower than the one before. */
static void adopt_list(tree *t, size_t from, size_t to, size_t line, int32_t parent)
{
    size_t begins[MAX_COLUMNS + 1], count = 0;
    for (size_t end = to; end > from; end = begins[count - 1])
        begins[count++] = (size_t)memo(t, t->lists, from, end, line)->pick;
    for (size_t i = count; i-- > 0;) adopt_item(t, begins[i], i == 0 ? to : begins[i - 1], line, parent);
}

static bool has_below(const mz_header *h, size_t index)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->cells[i].top > h->cells[index].bottom && mz_header_overlap(&h->cells[i], &h->cells[index])) return true;
    return false;
}

/* Whether the names of the rows, over which nothing stands, are printed on the last line of a header of several, as
 * those at the foot of their rectangles are. */
static bool is_sunk(const tree *t)
{
    enum { FEWEST_LINES = 3 };
    size_t labels = 0;
    for (size_t i = 0; i < t->count; i++) {
        const mz_header_cell *cell = slot(t, i);
        bool under = !is_label(cell);
        for (size_t s = 0; s < t->span_count && !under; s++) {
            const mz_header_cell *span = &t->h->cells[t->spans[s]];
            under = span->bottom < cell->top && mz_header_overlap(span, cell);
        }
        if (under) continue;
        if (cell->bottom != t->bottom) return false;
        labels++;
    }
    return labels > 0 && t->lines >= FEWEST_LINES;
}

/* Whether the slots are the same names over and over, as often as times. */
static bool repeats(const tree *t, size_t times)
{
    size_t period = t->count / times;
    if (times < 2 || period < 2 || t->count % times != 0) return false;
    for (size_t i = period; i < t->count; i++)
        if (strcmp(slot(t, i)->text, slot(t, i - period)->text) != 0) return false;
    return true;
}

/* Whether the columns come in parts, each under a head on the first line: labels come again behind figures, or all
 * names do. labelled: the former. */
static bool has_heads(const tree *t, bool *labelled)
{
    bool again = false;
    size_t heads = 0;
    for (size_t i = 0; i < t->h->count; i++) heads += t->h->cells[i].top == t->top && !is_label(&t->h->cells[i]);
    for (size_t i = 0; i < t->count && !again; i++) {
        bool values = false;
        for (size_t j = i + 1; j < t->count && !again && is_label(slot(t, i)); j++) {
            values = values || !is_label(slot(t, j));
            again = values && strcmp(slot(t, i)->text, slot(t, j)->text) == 0;
        }
    }
    *labelled = again;
    return heads >= 2 && (again || repeats(t, heads));
}

static int by_middle(const mz_header *h, int32_t a, int32_t b)
{
    int32_t apart = middle2(&h->cells[a]) - middle2(&h->cells[b]);
    return apart != 0 ? apart : a - b;
}

/* Sorts the slots from left to right; they nearly are. */
static void sort_slots(tree *t)
{
    for (size_t i = 1; i < t->count; i++)
        for (size_t j = i; j > 0 && by_middle(t->h, t->slots[j - 1], t->slots[j]) > 0; j--) {
            int32_t swapped = t->slots[j];
            t->slots[j] = t->slots[j - 1];
            t->slots[j - 1] = swapped;
        }
}

/* Whether cells hang lower than cell index on both of its sides, so that it may stand over them. */
static bool over_a_gap(const mz_header *h, size_t index)
{
    const mz_header_cell *cell = &h->cells[index];
    bool left = false, right = false;
    for (size_t i = 0; i < h->count; i++) {
        if (h->cells[i].top <= cell->bottom) continue;
        left = left || h->cells[i].x1 <= cell->x0;
        right = right || h->cells[i].x0 >= cell->x1;
    }
    return left && right;
}

bool mz_header_tree(mz_arena *arena, mz_header *h)
{
    tree t = {.h = h, .top = UINT32_MAX};
    for (size_t i = 0; i < h->count; i++) {
        bool below = has_below(h, i);
        if (!below) t.slots[t.count++] = (int32_t)i;
        t.gap[i] = !below && over_a_gap(h, i);
        if (below || t.gap[i]) t.spans[t.span_count++] = (int32_t)i;
        if (h->cells[i].top < t.top) t.top = h->cells[i].top;
        if (h->cells[i].bottom > t.bottom) t.bottom = h->cells[i].bottom;
    }
    if (t.count == 0) return true;
    sort_slots(&t);
    t.lines = t.bottom - t.top + 1;
    bool flat = t.span_count == 0 || t.count > MAX_COLUMNS || t.lines > MAX_LINES;
    for (size_t i = 0; i < t.count && flat; i++) {
        h->cells[t.slots[i]].leaf = (int32_t)h->leaf_count;
        h->leaves[h->leaf_count++] = t.slots[i];
    }
    if (flat) return true;
    find_edges(&t);
    t.sunk = is_sunk(&t);
    t.headed = has_heads(&t, &t.labelled);
    const size_t size = (t.lines + 1) * (t.count + 1) * (t.count + 1);
    mz_arena *scratch = mz_arena_scratch(arena);
    if (scratch != NULL) t.items = mz_arena_array(scratch, size, sizeof *t.items);
    if (scratch != NULL) t.lists = mz_arena_array(scratch, size, sizeof *t.lists);
    const bool good = t.items != NULL && t.lists != NULL;
    if (good) {
        cheapest_list(&t, 0, t.count, 0, true);
        adopt_list(&t, 0, t.count, 0, -1);
    }
    mz_arena_free(scratch);
    return good;
}
