/* project_pairs.c - what stands above the indicators of a project's sheet: its name and code, names of money with their
 * figures, the table of its evaluation, its spending plan. */
#include <string.h>

#include "header.h"
#include "project.h"

enum {
    MOST_WAITING = 16,
    MOST_HEADS = 12,
    NEAR_LINES = 1,
    NEAR_PARTS = 64, /* in front of a name and behind it among which its value is looked for */
    FAR_VALUE = 16   /* parts behind a name in flow text, one of which begins its value */
};

typedef struct pairs {
    mz_project_rows *rows;
    const mz_parts *parts;
    size_t end;
    const mz_part *waiting[MOST_WAITING]; /* names without a figure yet */
    size_t count;
    const mz_part *heads[MOST_HEADS]; /* of the columns of figures, when there are some */
    size_t head_count;
    const mz_part *left[2]; /* a pair of a declaration whose other side is to come */
    bool declaration;
} pairs;

static bool is_money(const mz_part *part)
{
    return mz_part_is(part, MZ_LIST_PERFORMANCE_AMOUNT) || mz_part_is(part, MZ_LIST_DECLARATION_PART);
}

static bool is_head(const mz_part *part)
{
    return mz_part_is(part, MZ_LIST_EVALUATION_COLUMN) || mz_part_is(part, MZ_LIST_INDICATOR_SCORE);
}

/* ---- the name of the project ---- */

static bool is_words(const mz_part *part)
{
    return !mz_part_named(part) && !part->figure;
}

/* Whether a and b, on lines next to each other, stand above each other. */
static bool stacked(const mz_part *a, const mz_part *b)
{
    return (a->line + 1 == b->line || b->line + 1 == a->line) && a->x0 < b->x1 && b->x0 < a->x1;
}

/* Whether a name stands in front of part i on its line, which is a row of its own then. */
static bool has_name(const mz_parts *parts, size_t i)
{
    const uint32_t line = parts->items[i].line;
    for (size_t n = 0; n < NEAR_PARTS && i > 0 && parts->items[i - 1].line == line; n++)
        if (mz_part_named(&parts->items[--i])) return true;
    return false;
}

/* Whether two parts name the same: both the name of a project, or both its code. */
static bool same_kind(const mz_part *a, const mz_part *b)
{
    static const uint32_t kinds = 1u << MZ_LIST_PERFORMANCE_NAME | 1u << MZ_LIST_PERFORMANCE_CODE;
    return (a->lists & b->lists & kinds) != 0;
}

/* Whether part i is a piece of the value of name n, of which the pieces in value are known. */
static bool is_piece(const pairs *p, size_t n, size_t i, const mz_part *const *value, size_t count)
{
    const mz_part *name = &p->parts->items[n], *part = &p->parts->items[i];
    if (!is_words(part) || count == MOST_WAITING) return false;
    if (!p->parts->placed) return count == 0 || part->line == value[count - 1]->line + 1;
    if (part->x0 < name->x1) return false;
    if (part->line == name->line) return true;
    bool over = count == 0 && (part->line + 1 == name->line || part->line == name->line + 1);
    for (size_t v = 0; v < count; v++)
        over = over || stacked(value[v], part) || (value[v]->line + 1 == name->line && part->line == name->line + 1);
    return over && !has_name(p->parts, i);
}

/* The row of a name with its value, which may be wrapped. */
static bool add_name(pairs *p, size_t n)
{
    const mz_part *value[MOST_WAITING];
    const mz_part *name = &p->parts->items[n];
    size_t count = 0, from = n + 1, to = p->end;
    /* on the line itself first: what is above and below belongs to it when it stands above and below that */
    for (size_t i = n + 1; p->parts->placed && i < p->end && p->parts->items[i].line == name->line; i++) {
        if (mz_part_named(&p->parts->items[i])) break;
        if (is_piece(p, n, i, value, count)) value[count++] = &p->parts->items[i];
    }
    const size_t own = count;
    if (p->parts->placed) {
        for (from = n; from > 0 && n - from < NEAR_PARTS && p->parts->items[from - 1].line + 2 >= name->line;) from--;
        for (to = n + 1; to < p->end && to - n < NEAR_PARTS && p->parts->items[to].line <= name->line + 2;) to++;
    }
    for (size_t i = from; i < to; i++) {
        if (p->parts->placed && p->parts->items[i].line == name->line) continue;
        if (!p->parts->placed && count > 0 && !is_piece(p, n, i, value, count)) break;
        if (!p->parts->placed && count == 0 && (i > n + FAR_VALUE || same_kind(&p->parts->items[i], name))) break;
        if (is_piece(p, n, i, value, count)) value[count++] = &p->parts->items[i];
    }
    mz_part whole = {.text = "", .field = -1};
    const char *above = "", *on = "", *below = "";
    for (size_t v = 0; v < count; v++) {
        const char **at = v < own ? &on : p->parts->placed && value[v]->line < name->line ? &above : &below;
        *at = mz_arena_printf(p->rows->arena, "%s%.*s", *at, (int)value[v]->length, value[v]->text);
        if (*at == NULL) return false;
    }
    if (count == 0) return true;
    whole = *value[0];
    whole.text = mz_arena_printf(p->rows->arena, "%s%s%s", above, on, below);
    if (whole.text == NULL) return false;
    whole.length = (uint32_t)strlen(whole.text);
    return mz_project_row(p->rows, (const mz_part *const[]){name, &whole}, 2);
}

/* ---- names and figures ---- */

static bool same_name(const mz_part *a, const mz_part *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* Adds a pair; those of a declaration two in a row, of the whole period and of the year. */
static bool add_pair(pairs *p, const mz_part *name, const mz_part *figure)
{
    const mz_part *row[4] = {p->left[0], p->left[1], name, figure};
    if (!p->declaration || !mz_part_is(name, MZ_LIST_DECLARATION_PART)) return mz_project_row(p->rows, row + 2, 2);
    const mz_part *left = p->left[0];
    p->left[0] = NULL;
    /* the name of the year's total is another than that of the whole period, and comes second */
    if (left != NULL && (same_name(left, name) || mz_part_is(name, MZ_LIST_PERFORMANCE_AMOUNT)))
        return mz_project_row(p->rows, row, 4);
    if (left != NULL && !mz_project_row(p->rows, row, 2)) return false;
    p->left[0] = name;
    p->left[1] = figure;
    return true;
}

static bool flush_pair(pairs *p)
{
    const mz_part *left = p->left[0];
    p->left[0] = NULL;
    return left == NULL || mz_project_row(p->rows, (const mz_part *const[]){left, p->left[1]}, 2);
}

/* ---- columns of figures ---- */

/* How far the middles of two parts stand apart, twice. */
static uint32_t apart(const mz_part *a, const mz_part *b)
{
    const uint32_t left = a->x0 + a->x1, right = b->x0 + b->x1;
    return left < right ? right - left : left - right;
}

/* The row of a name and the figures [first, last) under the heads: each under the nearest that is left; in flow text
 * one behind the other. */
static bool add_columns(pairs *p, const mz_part *name, size_t first, size_t last)
{
    const mz_part *row[MOST_HEADS + 1] = {name};
    size_t next = 0;
    for (size_t i = first; i < last && next < p->head_count; i++) {
        const mz_part *figure = &p->parts->items[i];
        const size_t left = last - i;
        for (size_t h = next + 1; p->parts->placed && h + left <= p->head_count; h++)
            if (apart(p->heads[h], figure) < apart(p->heads[next], figure)) next = h;
        row[1 + next++] = figure;
    }
    return mz_project_row(p->rows, row, p->head_count + 1);
}

/* Takes the heads that begin with part i: known ones and those of scores, side by side; in flow text wherever they
 * stand in front of the first figure. Returns whether there are some. */
static bool take_heads(pairs *p, size_t i)
{
    enum { FEWEST = 2 };
    size_t count = 0, known = 0;
    if (!mz_part_is(&p->parts->items[i], MZ_LIST_EVALUATION_COLUMN)) return false;
    for (; i < p->end && count < MOST_HEADS && !p->parts->items[i].figure; i++) {
        const mz_part *part = &p->parts->items[i];
        if (!is_head(part) && p->parts->placed) break;
        if (!is_head(part)) continue;
        known += mz_part_is(part, MZ_LIST_EVALUATION_COLUMN);
        p->heads[count++] = part;
    }
    if (known < FEWEST) return false;
    p->head_count = count;
    return true;
}

static bool add_heads(pairs *p)
{
    const mz_part *row[MOST_HEADS + 1] = {NULL};
    for (size_t h = 0; h < p->head_count; h++) row[1 + h] = p->heads[h];
    return mz_project_row(p->rows, row, p->head_count + 1);
}

/* The spending plan whose name is part i: periods on its line, the figures of the next line below them, each under the
 * nearest. Their places are known in aligned text only. */
static bool add_plan(pairs *p, size_t i)
{
    size_t last = i + 1, count = 0;
    for (; last < p->end && p->parts->items[last].line == p->parts->items[i].line && count < MOST_HEADS; last++)
        p->heads[count++] = &p->parts->items[last];
    size_t end = last;
    while (end < p->end && p->parts->items[end].figure) end++;
    if (!p->parts->placed || count == 0 || end == last) return true;
    const mz_part *row[MOST_HEADS + 1] = {&p->parts->items[i]};
    memcpy(row + 1, p->heads, count * sizeof *row);
    p->head_count = count;
    const bool added = mz_project_row(p->rows, row, count + 1) && add_columns(p, NULL, last, end);
    p->head_count = 0;
    return added;
}

/* ---- all parts ---- */

/* Whether a name ends a line of flow text that the figure of another name begins: it heads the right half of a row. */
static bool stands_right(const pairs *p, const mz_part *name)
{
    return !p->parts->placed && name > p->parts->items && name[-1].figure && name[-1].line == name->line;
}

/* Two names of flow text, the first of which heads the right half of its row, whose figure comes in its own turn,
 * behind that of the next row's left half. */
static void put_right_last(pairs *p, size_t figures)
{
    if (p->count != 2 || figures != 2 || !stands_right(p, p->waiting[0]) || stands_right(p, p->waiting[1])) return;
    const mz_part *right = p->waiting[0];
    p->waiting[0] = p->waiting[1];
    p->waiting[1] = right;
}

/* Gives figures [first, last) to the names that wait: one each from the first on, or, when they are fewer, to those
 * right in front of them. */
static bool give_figures(pairs *p, size_t first, size_t last)
{
    const size_t figures = last - first, names = p->count;
    size_t name = figures < names ? names - figures : 0;
    put_right_last(p, figures);
    p->count = 0;
    if (p->head_count > 0 && names > 0) return add_columns(p, p->waiting[names - 1], first, last);
    for (size_t i = first; i < last && name < names; i++, name++) {
        const mz_part *from = p->waiting[name], *figure = &p->parts->items[i];
        if (p->parts->placed && (figure->line > from->line + NEAR_LINES || from->line > figure->line + NEAR_LINES))
            continue;
        if (!add_pair(p, from, figure)) return false;
    }
    return true;
}

/* One part that is no figure. */
static bool take_name(pairs *p, size_t i)
{
    const mz_part *part = &p->parts->items[i];
    if (mz_part_is(part, MZ_LIST_PERFORMANCE_NAME) || mz_part_is(part, MZ_LIST_PERFORMANCE_CODE)) return add_name(p, i);
    if (mz_part_is(part, MZ_LIST_PERFORMANCE_PLAN)) return add_plan(p, i);
    if (is_money(part) && p->count < MOST_WAITING)
        p->waiting[p->count++] = part;
    else if (is_words(part))
        p->count = 0;
    return true;
}

/* The first name that says the unit of the figures, 项目资金（万元）: it stands beside several rows, in front of all of
 * them. */
static bool add_unit(pairs *p)
{
    for (size_t i = 0; i < p->end; i++) {
        const mz_part *part = &p->parts->items[i];
        if (mz_part_named(part) && mz_header_unit(part->text, part->length) != MZ_UNIT_NONE)
            return mz_project_row(p->rows, &part, 1);
    }
    return true;
}

/* Whether the money is that of a declaration: a name says so that stands in no other sheet. */
static bool has_declaration(const mz_parts *parts, size_t end)
{
    for (size_t i = 0; i < end; i++)
        if (mz_part_is(&parts->items[i], MZ_LIST_DECLARATION_PART) &&
            !mz_part_is(&parts->items[i], MZ_LIST_PERFORMANCE_AMOUNT))
            return true;
    return false;
}

bool mz_project_pairs(mz_project_rows *rows, const mz_parts *parts, size_t end, bool declaration)
{
    pairs p = {.rows = rows, .parts = parts, .end = end, .declaration = declaration && has_declaration(parts, end)};
    if (!add_unit(&p)) return false;
    for (size_t i = 0; i < end;) {
        if (p.head_count == 0 && take_heads(&p, i) && !add_heads(&p)) return false;
        if (p.head_count > 0 && is_head(&parts->items[i])) {
            i++;
            continue;
        }
        if (!parts->items[i].figure) {
            if (!take_name(&p, i++)) return false;
            continue;
        }
        size_t last = i;
        while (last < end && parts->items[last].figure) last++;
        if (!give_figures(&p, i, last)) return false;
        i = last;
    }
    return flush_pair(&p);
}
