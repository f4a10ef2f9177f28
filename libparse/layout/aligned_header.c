/* aligned_header.c - wrapped header texts put together, sides told apart. Which stand over which: aligned_tree.c. */
#include "aligned_header.h"

#include <stdlib.h>
#include <string.h>

#include "aligned_tree.h"

enum {
    MAX_JOIN_ROUNDS = 8,
    MAX_LINES_APART = 2,
    MAX_OFF_CENTRE = 4,
    MAX_OFF_WRAPPED = 1,
    MOST_LINES_APART = 2,
    MOST_LINES = 5
};

typedef struct builder {
    mz_arena *arena;
    mz_header *header;
    mz_header_classify classify;
    const void *context;
    uint32_t gap; /* lines that the pieces of some wrapped header stand apart, at most */
} builder;

const mz_header_cell *mz_header_leaf(const mz_header *header, size_t leaf)
{
    return &header->cells[header->leaves[leaf]];
}

static mz_header_class class_of(const builder *b, const char *text)
{
    return b->classify == NULL ? MZ_HEADER_UNKNOWN : b->classify(b->context, text, strlen(text));
}

/* The one cell on the next line below (or above) that cell index overlaps; -1 when there is none or more than one. */
static int32_t only_neighbour(const mz_header *h, size_t index, bool below)
{
    const mz_header_cell *cell = &h->cells[index];
    int32_t found = -1;
    bool several = false;
    for (size_t i = 0; i < h->count; i++) {
        const mz_header_cell *other = &h->cells[i];
        if (i == index || other->text == NULL || !mz_header_overlap(cell, other)) continue;
        if (below ? other->top <= cell->bottom : other->bottom >= cell->top) continue;
        uint32_t line = below ? other->top : other->bottom;
        uint32_t nearest = found < 0 ? line : below ? h->cells[found].top : h->cells[found].bottom;
        if (found >= 0 && line == nearest) {
            several = true;
        } else if (found < 0 || (below ? line < nearest : line > nearest)) {
            found = (int32_t)i;
            several = false;
        }
    }
    return several ? -1 : found;
}

/* Whether a header beside them is printed on the lines of upper and lower both. */
static bool beside_wrapped(const mz_header *h, const mz_header_cell *upper, const mz_header_cell *lower)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->cells[i].text != NULL && h->cells[i].top == upper->top && h->cells[i].bottom == lower->bottom)
            return true;
    return false;
}

/* Whether upper is the name of a side: on the line of lower the label column is printed once for each cell on the line
 * of upper, as in 本年收入 and 本年支出 over 项目 预算数 项目 合计. */
static bool names_side(const builder *b, const mz_header_cell *upper, const mz_header_cell *lower)
{
    const mz_header *h = b->header;
    size_t above = 0, labels = 0;
    for (size_t i = 0; i < h->count; i++) {
        const mz_header_cell *cell = &h->cells[i];
        if (cell->text == NULL) continue;
        above += cell->top == upper->top;
        labels += cell->top == lower->top && class_of(b, cell->text) == MZ_HEADER_LABEL;
    }
    return labels >= 2 && labels == above;
}

/* Whether upper and lower are two lines of one header: together a header of the catalogue, or (only when guessing)
 * close together, aligned, and neither a complete header by itself. */
static bool one_text(const builder *b, const mz_header_cell *upper, const mz_header_cell *lower, const char *joined,
                     bool guess)
{
    bool top = class_of(b, upper->text) != MZ_HEADER_UNKNOWN, low = class_of(b, lower->text) != MZ_HEADER_UNKNOWN;
    /* 本年支出 far above 合计 are a header and its column, though 本年支出合计 is a header as well */
    const uint32_t gap = lower->top - upper->bottom;
    const int32_t apart = abs((int32_t)(upper->x0 + upper->x1) - (int32_t)(lower->x0 + lower->x1));
    bool two = top && low && gap > 1 && gap > b->gap && !beside_wrapped(b->header, upper, lower);
    /* unless the one is the other's second line, set in its middle: 对附属单位补助 and 支出 */
    two = two && (gap > MAX_LINES_APART || apart > MAX_OFF_WRAPPED || lower->x1 - lower->x0 >= upper->x1 - upper->x0);
    two = two || (top && low && names_side(b, upper, lower));
    if (!two && class_of(b, joined) != MZ_HEADER_UNKNOWN) return true;
    if (!guess || top || low) return false;
    if (gap > MAX_LINES_APART) return false;
    return (apart <= MAX_OFF_CENTRE || upper->x0 == lower->x0) && upper->x1 - upper->x0 + 2 >= lower->x1 - lower->x0;
}

/* Whether the lines below lower complete joined, the lines down to it, to a header of the catalogue, each set in the
 * middle of the one above. So 政府性基金 and 预算财政拨 are one text before 款, though the first is a header itself. */
static bool is_completed(const builder *b, const mz_header_cell *upper, size_t lower_index, const char *joined)
{
    const mz_header *h = b->header;
    const mz_header_cell *above = upper, *cell = &h->cells[lower_index];
    for (int lines = 2;; lines++) {
        if (cell->top - above->bottom > MAX_LINES_APART ||
            abs((int32_t)(above->x0 + above->x1) - (int32_t)(cell->x0 + cell->x1)) > MAX_OFF_CENTRE)
            return false;
        if (lines > 2 && class_of(b, joined) != MZ_HEADER_UNKNOWN) return true;
        int32_t below = lines < MOST_LINES ? only_neighbour(h, lower_index, true) : -1;
        if (below < 0 || only_neighbour(h, (size_t)below, false) != (int32_t)lower_index) return false;
        above = cell;
        lower_index = (size_t)below;
        cell = &h->cells[below];
        joined = mz_arena_printf(b->arena, "%s%s", joined, cell->text);
        if (joined == NULL) return false;
    }
}

/* Joins lower to upper when they are one text; false when the arena is exhausted. */
static bool join(builder *b, size_t upper_index, size_t lower_index, bool guess, bool *changed)
{
    mz_header_cell *upper = &b->header->cells[upper_index], *lower = &b->header->cells[lower_index];
    char *joined = mz_arena_printf(b->arena, "%s%s", upper->text, lower->text);
    if (joined == NULL) return false;
    if (!one_text(b, upper, lower, joined, guess) && !(guess && is_completed(b, upper, lower_index, joined)))
        return true;
    if (lower->top - upper->bottom > b->gap) b->gap = lower->top - upper->bottom;
    upper->text = joined;
    upper->bottom = lower->bottom;
    if (lower->x0 < upper->x0) upper->x0 = lower->x0;
    if (lower->x1 > upper->x1) upper->x1 = lower->x1;
    lower->text = NULL;
    *changed = true;
    return true;
}

static bool join_wrapped(builder *b)
{
    mz_header *h = b->header;
    bool changed = true, guess = false; /* first what the catalogue knows: it shows where the other headers end */
    for (int round = 0; (changed || !guess) && round < MAX_JOIN_ROUNDS; round++) {
        guess = guess || !changed;
        changed = false;
        for (size_t i = 0; i < h->count; i++) {
            if (h->cells[i].text == NULL) continue;
            int32_t below = only_neighbour(h, i, true);
            if (below < 0 || only_neighbour(h, (size_t)below, false) != (int32_t)i) continue;
            if (!join(b, i, (size_t)below, guess, &changed)) return false;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < h->count; i++)
        if (h->cells[i].text != NULL) h->cells[kept++] = h->cells[i];
    h->count = kept;
    return true;
}

static int by_place(const void *left, const void *right)
{
    const mz_header_cell *a = left, *b = right;
    return a->x0 != b->x0 ? (a->x0 > b->x0) - (a->x0 < b->x0) : (a->top > b->top) - (a->top < b->top);
}

/* A side begins where, behind figures, the first label header comes again: 项目 金额 | 项目 金额. */
static void find_sides(mz_header *h)
{
    const char *first = NULL;
    bool values = false;
    h->side_count = 1;
    for (size_t l = 0; l < h->leaf_count; l++) {
        const mz_header_cell *leaf = mz_header_leaf(h, l);
        if (leaf->class != MZ_HEADER_LABEL && leaf->class != MZ_HEADER_CODE) {
            values = true;
        } else if (first == NULL) {
            first = leaf->text;
        } else if (values && strcmp(first, leaf->text) == 0) {
            h->side_count++;
            values = false;
        }
        h->sides[l] = (uint16_t)(h->side_count - 1);
    }
}

bool mz_header_build(mz_arena *arena, const mz_chunk *chunks, size_t count, mz_header_classify classify,
                     const void *context, mz_header *header)
{
    if (count > MZ_HEADER_MAX_CELLS) count = MZ_HEADER_MAX_CELLS;
    *header = (mz_header){.cells = mz_arena_array(arena, count + 1, sizeof *header->cells),
                          .leaves = mz_arena_array(arena, count + 1, sizeof *header->leaves),
                          .sides = mz_arena_array(arena, count + 1, sizeof *header->sides)};
    if (header->cells == NULL || header->leaves == NULL || header->sides == NULL) return false;
    uint32_t line = 0; /* of the header: how many blank lines part two others says little */
    for (size_t i = 0; i < count; i++) {
        const mz_chunk *c = &chunks[i];
        char *text = mz_text_squeeze(arena, c->text, c->length);
        if (text == NULL) return false;
        uint32_t apart = i > 0 ? c->line - chunks[i - 1].line : 0;
        line += apart < MOST_LINES_APART ? apart : MOST_LINES_APART;
        header->cells[header->count++] = (mz_header_cell){
            .text = text, .first = *c, .x0 = c->x0, .x1 = c->x1, .top = line, .bottom = line, .parent = -1, .leaf = -1};
    }
    builder b = {arena, header, classify, context, 0};
    if (!join_wrapped(&b)) return false;
    for (size_t i = 0; i < header->count; i++) header->cells[i].class = class_of(&b, header->cells[i].text);
    if (header->count > 1) qsort(header->cells, header->count, sizeof *header->cells, by_place);
    if (!mz_header_tree(arena, header)) return false;
    find_sides(header);
    return true;
}
