/* aligned_row.c - one side at a time: anchors (lines with figures, codes or list numbers), then label texts attached to
 * them. */
#include "aligned_row.h"

#include <stdlib.h>
#include <string.h>

/* Columns of the shortest first line of a wrapped label whose last line is a total's name. */
enum { LEAST_WRAPPED = 12 };

/* The label of one row: consecutive fragments of a text column. */
typedef struct group {
    size_t first, last; /* fragments */
    uint32_t column;
    uint32_t top, bottom;
    bool used;
} group;

typedef struct anchor {
    uint32_t top, bottom; /* lines; the same unless code and figures stand on two */
    bool code, figure, total;
    bool text;                      /* a label stands on its lines */
    bool listed;                    /* ... that begins with a number: 一、 */
    uint32_t label;                 /* column of the first label */
    uint32_t first_code, last_code; /* columns, when it has codes */
    bool labelled;
} anchor;

/* Row n belongs to anchor n; rows of labels without figures come behind. */
typedef struct side {
    mz_arena *arena;
    mz_placed_chunk *chunks; /* of this side, by line */
    size_t count;
    anchor *anchors;
    size_t anchor_count, anchor_capacity;
    uint32_t widest[MZ_HEADER_MAX_CELLS]; /* text, by column */
    bool coded[MZ_HEADER_MAX_CELLS];      /* by column: holds codes */
    mz_aligned_rows rows;
} side;

/* Whether chunk i, alone on its line, is the end of the wrapped label above it: 某局（本级） | 小计. */
static bool ends_label(const side *s, size_t i)
{
    const mz_placed_chunk *c = &s->chunks[i];
    if (i == 0 || c->kind != MZ_BAND_TEXT || (i + 1 < s->count && s->chunks[i + 1].chunk.line == c->chunk.line))
        return false;
    const mz_placed_chunk *above = NULL;
    for (size_t b = i; b-- > 0 && s->chunks[b].chunk.line + 1 >= c->chunk.line;)
        if (s->chunks[b].column == c->column && s->chunks[b].kind == MZ_BAND_TEXT) above = &s->chunks[b];
    if (above == NULL || above->chunk.line == c->chunk.line || above->chunk.x0 != c->chunk.x0) return false;
    uint32_t width = above->chunk.x1 - above->chunk.x0;
    return width >= LEAST_WRAPPED && c->column < MZ_HEADER_MAX_CELLS && width >= s->widest[c->column];
}

/* Whether a text on the line above that of chunk i fills its column. */
static bool is_full_above(const side *s, size_t i)
{
    uint32_t line = s->chunks[i].chunk.line;
    for (size_t b = i; b-- > 0 && s->chunks[b].chunk.line + 1 >= line;) {
        const mz_placed_chunk *c = &s->chunks[b];
        if (c->chunk.line == line || c->kind != MZ_BAND_TEXT || c->column >= MZ_HEADER_MAX_CELLS) continue;
        if (c->chunk.x1 - c->chunk.x0 + 1 >= s->widest[c->column]) return true;
    }
    return false;
}

/* Whether the one code of found goes on with the codes that are all of the line above it: of 类 款 项 the last stands
 * on the line of its name (and may have moved left). */
static bool goes_on_with_code(const side *s, const anchor *last, const anchor *found)
{
    return last->code && !last->figure && !last->text && !last->total && found->top - last->bottom <= 1 &&
           found->first_code == found->last_code &&
           (found->first_code > last->last_code ||
            (last->last_code + 1 < MZ_HEADER_MAX_CELLS && s->coded[last->last_code + 1]));
}

/* Whether the chunks [first, end) of a line have no text where the numbered label above them stands: their own texts
 * name the other side of the table. */
static bool is_beside_label(const side *s, size_t first, size_t end, const anchor *last)
{
    bool beside = last != NULL && last->text && last->listed;
    for (size_t i = first; i < end && beside; i++)
        beside = s->chunks[i].kind != MZ_BAND_TEXT || s->chunks[i].column > last->label;
    return beside;
}

static bool find_anchors(side *s)
{
    for (size_t i = 0; i < s->count;) {
        const size_t first = i;
        size_t end = i;
        anchor found = {.top = s->chunks[i].chunk.line, .bottom = s->chunks[i].chunk.line};
        bool listed = false;
        for (; end < s->count && s->chunks[end].chunk.line == found.top; end++) {
            const mz_placed_chunk *c = &s->chunks[end];
            if (c->kind == MZ_BAND_CODE && !found.code) found.first_code = c->column;
            if (c->kind == MZ_BAND_CODE) found.last_code = c->column;
            found.code |= c->kind == MZ_BAND_CODE;
            found.figure |= c->kind == MZ_BAND_FIGURE;
            found.total |= c->kind == MZ_BAND_TEXT && mz_aligned_total(&c->chunk) && !ends_label(s, end);
            if (c->kind == MZ_BAND_TEXT && !found.text) found.label = c->column;
            found.text |= c->kind == MZ_BAND_TEXT;
            listed |= c->kind == MZ_BAND_TEXT && mz_aligned_enumerated(c->chunk.text, c->chunk.length);
        }
        i = end;
        if (!found.code && !found.figure && !listed && !found.total) continue;
        found.listed = listed;
        anchor *last = s->anchor_count > 0 ? &s->anchors[s->anchor_count - 1] : NULL;
        if (last != NULL && last->code && !last->figure && found.figure && !found.code && !found.total &&
            found.top - last->bottom <= 2) {
            last->bottom = found.bottom;
            last->figure = true;
            continue;
        }
        if (last != NULL && found.code && found.figure && goes_on_with_code(s, last, &found)) {
            last->bottom = found.bottom;
            last->figure = true;
            last->text = found.text;
            for (size_t c = first; c < end && found.first_code <= last->last_code; c++)
                if (s->chunks[c].kind == MZ_BAND_CODE) s->chunks[c].column = last->last_code + 1;
            continue;
        }
        bool wrapped = last != NULL && last->text && !last->code && !last->figure && !last->total;
        bool goes_on = !found.text || ((!listed || is_beside_label(s, first, end, last)) && is_full_above(s, i - 1));
        if (wrapped && found.figure && !found.code && !found.total && goes_on && found.top - last->bottom <= 1) {
            /* 一、一般公共服务 | figures | 支出: beside the lines of a wrapped label */
            last->bottom = found.bottom;
            last->figure = true;
            continue;
        }
        anchor *slot = mz_arena_push(s->arena, &s->anchors, &s->anchor_count, &s->anchor_capacity, sizeof *slot);
        if (slot == NULL) return false;
        *slot = found;
    }
    return true;
}

static mz_aligned_row *row_of(side *s, const anchor *a)
{
    return &s->rows.items[a - s->anchors];
}

static mz_aligned_row *add_row(side *s, uint32_t line)
{
    mz_aligned_row *row = mz_arena_push(s->arena, &s->rows.items, &s->rows.count, &s->rows.capacity, sizeof *row);
    if (row != NULL) row->line = line;
    return row;
}

static bool add_cell(mz_arena *arena, mz_aligned_row *row, mz_aligned_cell cell)
{
    mz_aligned_cell *slot = mz_arena_push(arena, &row->cells, &row->count, &row->capacity, sizeof *slot);
    if (slot == NULL) return false;
    *slot = cell;
    return true;
}

/* The anchor whose lines hold line; NULL when none. Anchors are in line order. */
static anchor *anchor_at(side *s, uint32_t line)
{
    size_t low = 0, high = s->anchor_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->anchors[middle].bottom < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->anchor_count && s->anchors[low].top <= line ? &s->anchors[low] : NULL;
}

/* Rows of the anchors with their codes and figures; two pieces of one cell (a figure broken in two) are joined. */
static bool fill_anchors(side *s)
{
    for (size_t a = 0; a < s->anchor_count; a++)
        if (add_row(s, s->anchors[a].top) == NULL) return false;
    for (size_t i = 0; i < s->count; i++) {
        const mz_placed_chunk *c = &s->chunks[i];
        if (c->kind == MZ_BAND_TEXT) continue;
        anchor *at = anchor_at(s, c->chunk.line);
        char *text = mz_arena_copy(s->arena, c->chunk.text, c->chunk.length);
        if (text == NULL) return false;
        if (at != NULL && !add_cell(s->arena, row_of(s, at), (mz_aligned_cell){c->column, text, c->chunk, c->others}))
            return false;
    }
    return true;
}

/* Whether a fragment fills its column, so that its text may go on below. right: where the column's texts are wrapped.
 */
static bool is_full(const mz_chunk *fragment, uint32_t widest)
{
    return fragment->x1 - fragment->x0 + 1 >= widest;
}

/* Whether fragment next continues the label that previous is part of, in a table whose labels begin on the line of
 * their figures. */
static bool continues(side *s, const mz_chunk *previous, const mz_chunk *next, uint32_t widest)
{
    if (previous->line == next->line || next->line - previous->line > 3) return false;
    if ((mz_aligned_total(next) && anchor_at(s, next->line) != NULL) || mz_aligned_total(previous) ||
        mz_aligned_enumerated(next->text, next->length))
        return false;
    if (!is_full(previous, widest)) return false;
    anchor *a = anchor_at(s, previous->line), *b = anchor_at(s, next->line);
    return a == NULL || b == NULL || a == b;
}

/* The fragments of one text column. */
typedef struct fragments {
    size_t *at; /* indexes into side.chunks */
    size_t count;
    uint32_t widest;
    bool centred; /* some row has its label only above and below its figures */
} fragments;

static bool find_fragments(side *s, uint32_t column, fragments *f)
{
    *f = (fragments){.at = mz_arena_array(s->arena, s->count + 1, sizeof *f->at)};
    if (f->at == NULL) return false;
    size_t on_line = 0, last = SIZE_MAX;
    for (size_t i = 0; i < s->count; i++) {
        const mz_placed_chunk *c = &s->chunks[i];
        if (c->kind != MZ_BAND_TEXT || c->column != column) continue;
        f->at[f->count++] = i;
        if (c->chunk.x1 - c->chunk.x0 > f->widest) f->widest = c->chunk.x1 - c->chunk.x0;
        anchor *a = anchor_at(s, c->chunk.line);
        if (a != NULL && (size_t)(a - s->anchors) != last) {
            last = (size_t)(a - s->anchors);
            on_line++;
        }
    }
    f->centred = on_line < s->anchor_count;
    return true;
}

static group *add_group(side *s, group **groups, size_t *count, size_t *capacity, uint32_t column, size_t first,
                        size_t last)
{
    group *g = mz_arena_push(s->arena, groups, count, capacity, sizeof *g);
    if (g != NULL)
        *g = (group){.first = first,
                     .last = last,
                     .column = column,
                     .top = s->chunks[first].chunk.line,
                     .bottom = s->chunks[last].chunk.line};
    return g;
}

/*
 * Number of fragments from f->at[from] on that belong to the row of anchor: those above its line, those on it, and as
 * many below as above while the text fills its column. A fragment between two rows belongs to the lower one when the
 * upper one has had its share.
 */
static size_t centred_share(side *s, const fragments *f, size_t from, const anchor *a)
{
    size_t at = from, above = 0, below = 0;
    while (at < f->count && s->chunks[f->at[at]].chunk.line < (a->code ? a->top : a->bottom)) {
        above++;
        at++;
    }
    bool own = false;
    while (at < f->count && s->chunks[f->at[at]].chunk.line <= a->bottom) {
        own = true;
        at++;
    }
    if (above == 0 && !own) return 0;
    const anchor *next = a + 1 < s->anchors + s->anchor_count ? a + 1 : NULL;
    while (at < f->count && below < above && is_full(&s->chunks[f->at[at - 1]].chunk, f->widest)) {
        if (next != NULL && s->chunks[f->at[at]].chunk.line >= next->top) break;
        at++;
        below++;
    }
    return at - from;
}

/* The groups of one text column, in line order. */
static group *find_groups(side *s, uint32_t column, size_t *count)
{
    fragments f;
    size_t capacity = 0;
    group *groups = NULL;
    *count = 0;
    if (!find_fragments(s, column, &f)) return NULL;
    if (f.centred) {
        size_t from = 0;
        for (size_t a = 0; a < s->anchor_count && from < f.count; a++) {
            size_t share = centred_share(s, &f, from, &s->anchors[a]);
            if (share == 0) continue;
            if (add_group(s, &groups, count, &capacity, column, f.at[from], f.at[from + share - 1]) == NULL)
                return NULL;
            from += share;
        }
        if (from == f.count) return groups;
        return add_group(s, &groups, count, &capacity, column, f.at[from], f.at[f.count - 1]) == NULL ? NULL : groups;
    }
    for (size_t i = 0; i < f.count; i++) {
        const mz_chunk *chunk = &s->chunks[f.at[i]].chunk;
        if (*count > 0 && continues(s, &s->chunks[f.at[i - 1]].chunk, chunk, f.widest)) {
            groups[*count - 1].last = f.at[i];
            groups[*count - 1].bottom = chunk->line;
        } else if (add_group(s, &groups, count, &capacity, column, f.at[i], f.at[i]) == NULL) {
            return NULL;
        }
    }
    return groups;
}

static bool attach(side *s, group *g, mz_aligned_row *row)
{
    size_t length = 0;
    for (size_t i = g->first; i <= g->last; i++)
        if (s->chunks[i].kind == MZ_BAND_TEXT && s->chunks[i].column == g->column) length += s->chunks[i].chunk.length;
    char *text = mz_arena_alloc(s->arena, length + 1);
    if (text == NULL) return false;
    size_t at = 0;
    for (size_t i = g->first; i <= g->last; i++) {
        const mz_placed_chunk *c = &s->chunks[i];
        if (c->kind != MZ_BAND_TEXT || c->column != g->column) continue;
        memcpy(text + at, c->chunk.text, c->chunk.length);
        at += c->chunk.length;
    }
    g->used = true;
    return add_cell(s->arena, row, (mz_aligned_cell){g->column, text, s->chunks[g->first].chunk, 0});
}

/* Groups that share a line with an anchor belong to it. */
static bool attach_on_line(side *s, group *groups, size_t count)
{
    for (size_t g = 0; g < count; g++) {
        for (size_t i = groups[g].first; i <= groups[g].last && !groups[g].used; i++) {
            if (s->chunks[i].column != groups[g].column || s->chunks[i].kind != MZ_BAND_TEXT) continue;
            anchor *at = anchor_at(s, s->chunks[i].chunk.line);
            if (at == NULL) continue;
            at->labelled = true;
            if (!attach(s, &groups[g], row_of(s, at))) return false;
        }
    }
    return true;
}

/* The others go to the nearest anchor without a label, or become rows of their own (a label without figures). */
static bool attach_rest(side *s, group *groups, size_t count, bool first_column)
{
    enum { FAR = 4 };
    size_t a = 0;
    for (size_t g = 0; g < count; g++) {
        if (groups[g].used) continue;
        while (a < s->anchor_count && s->anchors[a].bottom + FAR < groups[g].top) a++;
        anchor *best = NULL;
        uint32_t least = FAR + 1;
        for (size_t b = a; b < s->anchor_count && s->anchors[b].top <= groups[g].bottom + FAR; b++) {
            if (s->anchors[b].labelled) continue;
            uint32_t apart = s->anchors[b].top > groups[g].bottom   ? s->anchors[b].top - groups[g].bottom
                             : groups[g].top > s->anchors[b].bottom ? groups[g].top - s->anchors[b].bottom
                                                                    : 0;
            if (apart < least) {
                least = apart;
                best = &s->anchors[b];
            }
        }
        if (best != NULL) {
            best->labelled = true;
            if (!attach(s, &groups[g], row_of(s, best))) return false;
        } else if (first_column) {
            size_t rows = s->rows.count;
            if (add_row(s, groups[g].top) == NULL) return false;
            if (!attach(s, &groups[g], &s->rows.items[rows])) return false;
        }
    }
    return true;
}

static int by_row_line(const void *left, const void *right)
{
    const mz_aligned_row *a = left, *b = right;
    return (a->line > b->line) - (a->line < b->line);
}

static void find_widest(side *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const mz_placed_chunk *c = &s->chunks[i];
        if (c->kind == MZ_BAND_CODE && c->column < MZ_HEADER_MAX_CELLS) s->coded[c->column] = true;
        uint32_t width = c->chunk.x1 - c->chunk.x0;
        if (c->kind == MZ_BAND_TEXT && c->column < MZ_HEADER_MAX_CELLS && width > s->widest[c->column])
            s->widest[c->column] = width;
    }
}

static bool build_side(side *s)
{
    find_widest(s);
    if (!find_anchors(s) || !fill_anchors(s)) return false;
    bool seen[MZ_HEADER_MAX_CELLS] = {false}, first = true;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t column = s->chunks[i].column;
        if (s->chunks[i].kind != MZ_BAND_TEXT || column >= MZ_HEADER_MAX_CELLS || seen[column]) continue;
        seen[column] = true;
        size_t count;
        group *groups = find_groups(s, column, &count);
        if (groups == NULL) return false;
        for (size_t a = 0; a < s->anchor_count; a++) s->anchors[a].labelled = false;
        if (!attach_on_line(s, groups, count) || !attach_rest(s, groups, count, first)) return false;
        first = false;
    }
    if (s->rows.count > 1) qsort(s->rows.items, s->rows.count, sizeof *s->rows.items, by_row_line);
    return true;
}

/* Whether a row holds figures only: its name stands on the side before it, as that of a total over several sides. */
static bool is_bare(const mz_aligned_row *row)
{
    enum { LONGEST_CODE = 7 };
    for (size_t c = 0; c < row->count; c++) {
        const mz_chunk *first = &row->cells[c].first;
        if (first->kind == MZ_CHUNK_TEXT || (first->kind == MZ_CHUNK_DIGITS && first->length <= LONGEST_CODE))
            return false;
    }
    return row->count > 0;
}

/* The number of the row of all sides that row n of side number i belongs to: n, but that of the name on its line when
 * it has none and its side no row there. *from: where the search in the side before goes on. */
static size_t row_number(const side *built, uint16_t i, size_t n, size_t *from)
{
    const mz_aligned_row *part = &built[i].rows.items[n];
    if (i == 0 || !is_bare(part)) return n;
    const mz_aligned_rows *before = &built[i - 1].rows;
    while (*from < before->count && before->items[*from].line < part->line) (*from)++;
    const bool there = *from < before->count && before->items[*from].line == part->line;
    return there && *from >= built[i].rows.count ? *from : n;
}

/* Puts row number n of every side into one row. */
static bool zip(mz_arena *arena, const side *built, uint16_t side_count, mz_aligned_rows *rows)
{
    size_t most = 0;
    const size_t begin = rows->count;
    for (uint16_t i = 0; i < side_count; i++)
        if (built[i].rows.count > most) most = built[i].rows.count;
    for (size_t n = 0; n < most; n++) {
        mz_aligned_row *row = mz_arena_push(arena, &rows->items, &rows->count, &rows->capacity, sizeof *row);
        if (row == NULL) return false;
        row->line = UINT32_MAX;
    }
    for (uint16_t i = 0; i < side_count; i++) {
        size_t from = 0;
        for (size_t n = 0; n < built[i].rows.count; n++) {
            const mz_aligned_row *part = &built[i].rows.items[n];
            mz_aligned_row *row = &rows->items[begin + row_number(built, i, n, &from)];
            if (part->line < row->line) row->line = part->line;
            for (size_t c = 0; c < part->count; c++)
                if (!add_cell(arena, row, part->cells[c])) return false;
        }
    }
    size_t kept = begin; /* a row that has gone to another is left empty */
    for (size_t n = begin; n < rows->count; n++)
        if (rows->items[n].count > 0) rows->items[kept++] = rows->items[n];
    rows->count = kept;
    return true;
}

bool mz_aligned_rows_build(mz_arena *arena, const mz_placed_chunk *chunks, size_t count, const uint16_t *sides,
                           uint16_t side_count, mz_aligned_rows *rows)
{
    side *built = mz_arena_array(arena, side_count, sizeof *built);
    if (built == NULL) return false;
    for (uint16_t n = 0; n < side_count; n++) {
        mz_placed_chunk *own = mz_arena_array(arena, count + 1, sizeof *own);
        if (own == NULL) return false;
        built[n] = (side){.arena = arena, .chunks = own};
        for (size_t i = 0; i < count; i++)
            if (sides[chunks[i].column] == n) own[built[n].count++] = chunks[i];
        if (!build_side(&built[n])) return false;
    }
    return zip(arena, built, side_count, rows);
}
