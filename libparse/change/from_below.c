/* from_below.c - headings explained by the reasons given for their parts, and figures explained by the same money
 * elsewhere: in another table, or under another code. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"

enum {
    REST_PERCENT = 20, /* of a heading's change may be left without a reason */
    MOST_SAME = 64,    /* lines of one code; more say nothing new */
    MOST_ABOVE = 400,  /* lines between a section and its class */
    MOST_FUNDS = 8,    /* of one balance; wholes that differ */
    MOST_ROLES = 128   /* lines of the three public expenses */
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

/* Sums over the parts of a heading that changed. */
typedef struct parts {
    int direction; /* of the heading */
    size_t changed;
    int64_t rest;                /* what those without a reason changed by, without signs */
    const mz_line_change *given; /* the largest one with a reason, NULL when none has one */
} parts;

static void add_part(parts *sum, const mz_change *part, const mz_line_change *line)
{
    const int64_t size = part->difference < 0 ? -part->difference : part->difference;
    sum->changed++;
    if (!part->explained && !mz_value_add(sum->rest, size, &sum->rest)) sum->rest = INT64_MAX;
    if (!part->explained || (part->difference > 0) != (sum->direction > 0)) return;
    const int64_t most = sum->given == NULL ? -1 : llabs(sum->given->change.difference);
    if (size > most) sum->given = line;
}

/* A heading is explained when its parts are: what is left without a reason is at most REST_PERCENT of its change. */
static void explain_by_parts(mz_line_change *line, const parts *sum)
{
    if (sum->given != NULL && sum->rest / REST_PERCENT <= llabs(line->change.difference) / 100)
        mz_explain_by(line, sum->given->change.reason, sum->given->change.reason_span);
}

static bool is_under(const mz_line_change *line, const mz_line_change *above)
{
    const size_t length = strlen(above->change.code);
    return line->table == above->table && strcmp(line->change.column, above->change.column) == 0 &&
           strlen(line->change.code) > length && strncmp(line->change.code, above->change.code, length) == 0;
}

/* Whether the class above the line number `at` changed by nothing but it. */
static bool is_all_of_heading(const code_lines *lines, size_t at)
{
    const mz_line_change *line = lines->items[at];
    for (size_t i = at, steps = 0; i-- > 0 && steps < MOST_ABOVE && lines->items[i]->table == line->table; steps++)
        if (is_under(line, lines->items[i])) return lines->items[i]->change.difference == line->change.difference;
    return false;
}

/* The next levels first: what stands behind a class in the order by_column. */
static void explain_classes(mz_comparison *c, const code_lines *lines)
{
    for (size_t i = lines->count; i-- > 0;) {
        bool open;
        mz_line_change *line = lines->items[i];
        if (line->change.explained || line->leaf || mz_has_own_reason(c, line)) continue;
        parts sum = {.direction = mz_direction_of(&line->change)};
        const mz_line_change *part = NULL; /* what is under it has been counted with it */
        for (size_t k = i + 1; k < lines->count && is_under(lines->items[k], line); k++) {
            if (part != NULL && is_under(lines->items[k], part)) continue;
            part = lines->items[k];
            add_part(&sum, &part->change, part);
        }
        if (sum.changed > 0) explain_by_parts(line, &sum);
        if (line->change.explained || line->statement >= 0 || line->told_elsewhere) continue;
        if (sum.changed == 0) mz_inherit_reason(c, line);
        if (sum.changed > 0 && is_all_of_heading(lines, i)) mz_inherit_heading(c, line, &open);
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
    const json_t *others = json_object_get(json_object_get(c->settings, "same_money"), line->change.code);
    for (size_t i = 0; i < json_array_size(others); i++) {
        const char *other = json_string_value(json_array_get(others, i));
        if (other == NULL) continue;
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
            if (lines[i]->change.explained || mz_has_own_reason(c, lines[i]) ||
                (strcmp(lines[i]->role, "three.total") == 0) != (total == 1))
                continue;
            parts sum = {.direction = mz_direction_of(&lines[i]->change)};
            for (size_t k = 0; k < count; k++)
                if (is_part_of(lines[k], lines[i])) add_part(&sum, &lines[k]->change, lines[k]);
            explain_by_parts(lines[i], &sum);
        }
}

static bool is_fund(const mz_line_change *line)
{
    return strncmp(line->role, "money.", 6) == 0 && strcmp(line->role, "money.fiscal") != 0;
}

/* All fiscal money, by the reasons of the funds that it is made of: those of the first table that tells them apart. */
static void explain_funds(const mz_comparison *c)
{
    mz_line_change *funds[MOST_FUNDS];
    size_t count = 0;
    for (size_t k = 0; k < c->count && count < MOST_FUNDS; k++)
        if (is_fund(&c->lines[k]) && c->lines[k].row->side == 0 && (count == 0 || c->lines[k].table == funds[0]->table))
            funds[count++] = &c->lines[k];
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (strcmp(line->role, "money.fiscal") != 0 || line->change.explained || mz_has_own_reason(c, line)) continue;
        parts sum = {.direction = mz_direction_of(&line->change)};
        for (size_t k = 0; k < count; k++) add_part(&sum, &funds[k]->change, funds[k]);
        explain_by_parts(line, &sum);
    }
}

static bool is_whole(const mz_line_change *line)
{
    return strncmp(line->row->role, "total", strlen("total")) == 0 || strncmp(line->role, "money.", 6) == 0;
}

static bool is_same_figure(const mz_change *a, const mz_change *b)
{
    return a->prior.value == b->prior.value && a->current.value == b->current.value;
}

/* The same total in another table; and all money, where fiscal money or one fund changed by the same. */
static void explain_wholes(const mz_comparison *c)
{
    const mz_line_change *given[MOST_FUNDS];
    size_t count = 0;
    for (size_t k = 0; k < c->count && count < MOST_FUNDS; k++) {
        const mz_line_change *line = &c->lines[k];
        bool known = !line->change.explained || !is_whole(line);
        for (size_t i = 0; i < count && !known; i++) known = is_same_figure(&given[i]->change, &line->change);
        if (!known) given[count++] = line;
    }
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        const bool all = strcmp(line->role, "income.total") == 0 || strcmp(line->role, "total.total") == 0;
        for (size_t k = 0; is_whole(line) && k < count && !line->change.explained && !mz_has_own_reason(c, line); k++) {
            const bool money = all && strncmp(given[k]->role, "money.", 6) == 0 &&
                               mz_is_same_money(line->change.difference, given[k]->change.difference);
            if (money || is_same_figure(&given[k]->change, &line->change))
                mz_explain_by(line, given[k]->change.reason, given[k]->change.reason_span);
        }
    }
}

/* One of the three public expenses that makes up all of another. */
static void explain_same_roles(const mz_comparison *c, mz_line_change *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count && !lines[i]->change.explained && !mz_has_own_reason(c, lines[i]); k++)
            if (lines[k]->change.explained && is_same_figure(&lines[i]->change, &lines[k]->change))
                mz_explain_by(lines[i], lines[k]->change.reason, lines[k]->change.reason_span);
}

/* The parts of a row (personnel, running costs, projects) go with its total. */
static void explain_columns(mz_comparison *c)
{
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *part = &c->lines[i];
        if (part->change.explained || part->statement >= 0 || *mz_line_code(part) == '\0') continue;
        size_t k = i;
        while (k > 0 && c->lines[k - 1].row == part->row) k--;
        for (; k < c->count && c->lines[k].row == part->row && !part->change.explained; k++) {
            const mz_line_change *total = &c->lines[k];
            const bool whole = strcmp(total->column_role, "total") == 0 && total->change.explained;
            if (whole && mz_direction_of(&total->change) == mz_direction_of(&part->change))
                mz_explain_by(part, total->change.reason, total->change.reason_span);
        }
    }
}

void mz_explain_from_below(mz_comparison *c)
{
    code_lines coded = {mz_arena_array(c->arena, c->count + 1, sizeof(mz_line_change *)), 0};
    mz_line_change *roles[MOST_ROLES];
    size_t role_count = 0;
    if (coded.items == NULL) return;
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (*line->change.code != '\0') coded.items[coded.count++] = line;
        if (role_count < MOST_ROLES && strncmp(line->role, "three.", 6) == 0) roles[role_count++] = line;
    }
    if (coded.count > 1) qsort(coded.items, coded.count, sizeof(mz_line_change *), by_column);
    explain_classes(c, &coded);
    explain_roles(c, roles, role_count);
    explain_same_roles(c, roles, role_count);
    if (coded.count > 1) qsort(coded.items, coded.count, sizeof(mz_line_change *), by_code);
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (line->change.explained || mz_has_own_reason(c, line)) continue;
        const bool known = explain_as_code(&coded, line, mz_line_code(line));
        if (!known && !line->told_elsewhere && line->statement < 0 && *line->change.code == '\0' &&
            *mz_line_code(line) != '\0')
            mz_inherit_reason(c, line);
        if (!line->change.explained) explain_same_money(c, line, &coded, roles, role_count);
    }
    explain_funds(c);
    explain_wholes(c);
    explain_columns(c);
}
