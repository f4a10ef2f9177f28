/* from_below.c - headings explained by the reasons given for their parts, and figures explained by the same money
 * elsewhere: in another table, or under another code. */
#include <string.h>

#include "below.h"

enum {
    MOST_SAME = 64,   /* lines of one code; more say nothing new */
    MOST_ABOVE = 400, /* lines between a section and its class */
    MOST_ROLES = 128  /* lines of the three public expenses */
};

/* Lines of subject codes, sorted. */
typedef struct code_lines {
    mz_line_change **items;
    size_t count;
} code_lines;

static int by_code(const void *a, const void *b)
{
    const mz_line_change *const *left = a, *const *right = b;
    const int order = strcmp((*left)->change.code, (*right)->change.code);
    if (order != 0) return order;
    return *left < *right ? -1 : *left > *right;
}

/* A class stands before all that is under it in its table and column. */
static int by_column(const void *a, const void *b)
{
    const mz_line_change *const *left = a, *const *right = b;
    if ((*left)->table != (*right)->table) return (*left)->table < (*right)->table ? -1 : 1;
    const int order = strcmp((*left)->change.column, (*right)->change.column);
    return order != 0 ? order : by_code(a, b);
}

static bool is_under(const mz_line_change *line, const mz_line_change *above)
{
    const size_t length = strlen(above->change.code);
    return line->table == above->table && strcmp(line->change.column, above->change.column) == 0 &&
           strlen(line->change.code) > length && strncmp(line->change.code, above->change.code, length) == 0;
}

/* The heading above the line number `at` when it changed by nothing but it, NULL else. */
static const mz_line_change *heading_of_all(const code_lines *lines, size_t at)
{
    const mz_line_change *line = lines->items[at];
    for (size_t i = at, steps = 0; i-- > 0 && steps < MOST_ABOVE && lines->items[i]->table == line->table; steps++) {
        const mz_line_change *above = lines->items[i];
        if (is_under(line, above)) return above->change.difference == line->change.difference ? above : NULL;
    }
    return NULL;
}

/* The line of the same row, in whatever column, that the text states; NULL when it states none. */
static const mz_line_change *stated_of_row(const mz_comparison *c, const mz_line_change *line)
{
    const mz_line_change *first = line, *end = c->lines + c->count;
    while (first > c->lines && first[-1].row == line->row) first--;
    for (; first < end && first->row == line->row; first++)
        if (first->statement >= 0) return first;
    return NULL;
}

/* The next levels first: what stands behind a class in the order by_column. */
static void explain_classes(mz_comparison *c, const code_lines *lines)
{
    for (size_t i = lines->count; i-- > 0;) {
        bool decided;
        mz_line_change *line = lines->items[i];
        const mz_line_change *stated = stated_of_row(c, line);
        if (line->change.explained || line->leaf || (stated != NULL && mz_has_own_reason(c, stated))) continue;
        mz_parts sum = {.direction = mz_direction_of(&line->change)};
        const mz_line_change *part = NULL; /* what is under it has been counted with it */
        for (size_t k = i + 1; k < lines->count && is_under(lines->items[k], line); k++) {
            if (part != NULL && is_under(lines->items[k], part)) continue;
            part = lines->items[k];
            mz_add_part(&sum, part);
        }
        if (sum.changed > 0) mz_explain_by_parts(line, &sum, stated != NULL);
        if (line->change.explained || line->statement >= 0 || line->told_elsewhere) continue;
        if (sum.changed == 0 || *line->change.code == '3') mz_inherit_reason(c, line);
        const mz_line_change *above = sum.changed > 0 ? heading_of_all(lines, i) : NULL;
        if (above == NULL || mz_inherit_heading(c, line, &decided)) continue;
        if (above->change.explained) mz_explain_by(line, above->change.reason, above->change.reason_span);
    }
}

static size_t first_code(const code_lines *lines, const char *code)
{
    size_t low = 0, high = lines->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(lines->items[middle]->change.code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Takes over what is said of a code with the same change; whether there is one, explained or not. */
static bool explain_as_code(const code_lines *lines, mz_line_change *line, const char *code)
{
    bool met = false;
    const size_t first = *code == '\0' ? lines->count : first_code(lines, code);
    for (size_t k = first; k < lines->count && k < first + MOST_SAME; k++) {
        const mz_change *same = &lines->items[k]->change;
        if (strcmp(same->code, code) != 0) break;
        if (&lines->items[k]->change == &line->change || !mz_is_same_money(line->change.difference, same->difference))
            continue;
        met = true;
        if (!same->explained) continue;
        mz_explain_by(line, same->reason, same->reason_span);
        return true;
    }
    return met;
}

static void explain_as_role(mz_line_change *const *lines, size_t count, mz_line_change *line, const char *role)
{
    for (size_t i = 0; i < count; i++) {
        const mz_change *same = &lines[i]->change;
        if (!same->explained || strcmp(lines[i]->role, role) != 0) continue;
        if (!mz_is_same_money(line->change.difference, same->difference)) continue;
        mz_explain_by(line, same->reason, same->reason_span);
        return;
    }
}

/* What a unit pays for pensions stands under an economic code and under a functional one, the cost of its cars also
 * among the three public expenses. */
static void explain_same_money(const mz_comparison *c, mz_line_change *line, const code_lines *lines,
                               mz_line_change *const *roles, size_t role_count)
{
    const mz_word_list *others = mz_list_under(mz_list_of(c->lists, "same_money"), line->change.code);
    for (size_t i = 0; i < others->count; i++) {
        const char *other = others->words[i].text;
        const bool code = *other >= '0' && *other <= '9';
        if (code)
            explain_as_code(lines, line, other);
        else
            explain_as_role(roles, role_count, line, other);
        if (line->change.explained) return;
    }
}

static bool is_part_of(const mz_line_change *part, const mz_line_change *line)
{
    char room[64];
    return part->table == line->table && strcmp(mz_role_above(part->role, room), line->role) == 0 &&
           (part->row == line->row || strcmp(part->change.column, line->change.column) == 0);
}

/* The three public expenses, first those that are parts themselves. */
static void explain_roles(const mz_comparison *c, mz_line_change *const *lines, size_t count)
{
    for (int total = 0; total < 2; total++)
        for (size_t i = 0; i < count; i++) {
            if (lines[i]->change.explained || mz_is_settled(c, lines[i]) ||
                (strcmp(lines[i]->role, "three.total") == 0) != (total == 1))
                continue;
            mz_parts sum = {.direction = mz_direction_of(&lines[i]->change)};
            for (size_t k = 0; k < count; k++)
                if (is_part_of(lines[k], lines[i])) mz_add_part(&sum, lines[k]);
            if (sum.given != NULL && mz_is_most(sum.told, lines[i]->change.difference))
                mz_explain_by(lines[i], sum.given->change.reason, sum.given->change.reason_span);
        }
}

/* One of the three public expenses that makes up all of another. */
static void explain_same_roles(const mz_comparison *c, mz_line_change *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count && !lines[i]->change.explained && !mz_has_own_reason(c, lines[i]); k++)
            if (lines[k]->change.explained && mz_is_same_figure(&lines[i]->change, &lines[k]->change))
                mz_explain_by(lines[i], lines[k]->change.reason, lines[k]->change.reason_span);
}

/* Lines sorted in both ways, those of the three public expenses apart. */
typedef struct below {
    code_lines by_column, by_code;
    mz_line_change *roles[MOST_ROLES];
    size_t role_count;
} below;

static bool gather(mz_comparison *c, below *b)
{
    b->by_column.items = mz_arena_array(c->arena, c->count + 1, sizeof(mz_line_change *));
    b->by_code.items = mz_arena_array(c->arena, c->count + 1, sizeof(mz_line_change *));
    if (b->by_column.items == NULL || b->by_code.items == NULL) return false;
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (*line->change.code != '\0') {
            b->by_column.items[b->by_column.count++] = line;
            b->by_code.items[b->by_code.count++] = line;
        }
        if (b->role_count < MOST_ROLES && strncmp(line->role, "three.", 6) == 0) b->roles[b->role_count++] = line;
    }
    if (b->by_column.count > 1) {
        qsort(b->by_column.items, b->by_column.count, sizeof(mz_line_change *), by_column);
        qsort(b->by_code.items, b->by_code.count, sizeof(mz_line_change *), by_code);
    }
    return true;
}

static void explain_as_elsewhere(mz_comparison *c, const below *b)
{
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (line->change.explained || mz_has_own_reason(c, line) || (line->leaf && line->statement >= 0)) continue;
        const bool known = explain_as_code(&b->by_code, line, mz_line_code(line));
        if (!known && !line->told_elsewhere && line->statement < 0 && *line->change.code == '\0' &&
            *mz_line_code(line) != '\0')
            mz_inherit_reason(c, line);
        if (!line->change.explained) explain_same_money(c, line, &b->by_code, b->roles, b->role_count);
    }
}

void mz_explain_from_below(mz_comparison *c)
{
    enum { ROUNDS = 2 }; /* what the first one explains may be a part of something */
    below *b = mz_arena_alloc(c->arena, sizeof *b);
    if (b == NULL) return;
    *b = (below){0};
    if (!gather(c, b)) return;
    for (int round = 0; round < ROUNDS; round++) {
        explain_classes(c, &b->by_column);
        explain_roles(c, b->roles, b->role_count);
        explain_same_roles(c, b->roles, b->role_count);
        explain_as_elsewhere(c, b);
        mz_explain_totals(c);
    }
}
