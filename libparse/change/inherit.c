/* inherit.c - lines that the text does not speak of themselves: explained by the heading above, by the parts they are
 * made of, or by the same money under another code. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"

enum {
    ANCESTORS = 400,
    MOST_STATEMENTS = 64, /* of one subject: more say nothing new */
    MOST_RELATIVES = 64   /* lines of the three public expenses around one of them */
};

/* Whether a change stated of something larger accounts for the line's: it is as large, goes the same way, and its
 * reason speaks of what the line is (or the change is the very same). */
static bool accounts_for(mz_comparison *c, const mz_line_change *line, size_t index)
{
    const mz_fact *fact = mz_fact_at(c, index);
    const int direction = mz_direction_of(&line->change);
    if (!mz_is_stated_change(fact) || (fact->amount.value > 0 ? 1 : -1) != direction) return false;
    if (!mz_reason_explains(c->catalogue, fact->reason, fact->item, direction)) return false;
    if (fact->kind != MZ_FACT_CHANGE_RATE) {
        const mz_interval whole = mz_amount_interval(&fact->amount), own = mz_change_interval(&line->change);
        if (whole.lo <= own.hi && own.lo <= whole.hi) return true;
        if (direction > 0 ? whole.hi < own.lo : whole.lo > own.hi) return false;
    }
    return mz_reason_speaks_of(c, line, index);
}

static bool inherit_key(mz_comparison *c, mz_line_change *line, const char *key)
{
    if (*key == '\0') return false;
    const size_t first = mz_first_fact(c, key);
    for (size_t i = first; i < c->current->fact_count && i < first + MOST_STATEMENTS; i++) {
        const uint32_t number = c->by_key[i];
        if (strcmp(c->fact_keys[number], key) != 0) return false;
        if (!accounts_for(c, line, number)) continue;
        mz_explain_by(line, mz_fact_at(c, number)->reason, mz_fact_at(c, number)->reason_span);
        return true;
    }
    return false;
}

static bool inherit_names(mz_comparison *c, mz_line_change *line, const char *list)
{
    const json_t *names = json_object_get(json_object_get(c->settings, "names"), list);
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name != NULL && inherit_key(c, line, mz_change_key(c->arena, name))) return true;
    }
    return false;
}

static bool inherit_ancestors(mz_comparison *c, mz_line_change *line)
{
    const mz_table *table = line->table->current;
    const bool ours = line->row >= table->rows && line->row < table->rows + table->row_count;
    size_t length = strlen(line->change.code);
    for (size_t steps = 0; ours && length > 3 && steps < ANCESTORS && line->row > table->rows + steps; steps++) {
        const mz_row *above = line->row - 1 - steps;
        const size_t shorter = strlen(above->code);
        if (shorter == 0 || shorter >= length || strncmp(above->code, line->change.code, shorter) != 0) continue;
        length = shorter;
        if (inherit_key(c, line, mz_change_key(c->arena, above->label))) return true;
    }
    return false;
}

/* The headings above: the section and class of the code, basic or project expenditure, the whole. Money of its own
 * (事业收入) has no other heading than all income. */
void mz_inherit_reason(mz_comparison *c, mz_line_change *line)
{
    const json_t *own_money = json_object_get(c->settings, "own_money");
    if (inherit_ancestors(c, line)) return;
    if (mz_patterns_match(own_money, line->row->role) || mz_patterns_match(own_money, line->column_role)) {
        inherit_names(c, line, "income.whole");
        return;
    }
    if (mz_is_most(line->basic, line->change.difference) && inherit_names(c, line, "total.basic")) return;
    if (mz_is_most(line->project, line->change.difference) && inherit_names(c, line, "total.project")) return;
    if (inherit_names(c, line, "total.total")) return;
    if (strstr(line->change.form_id, ".income") != NULL || line->row->side == 0) inherit_names(c, line, "income.total");
}

const char *mz_role_above(const char *role, char above[64])
{
    const char *dot = strrchr(role, '.');
    if (dot == NULL || strlen(role) >= 64 || strcmp(role, "three.total") == 0) return "";
    memcpy(above, role, (size_t)(dot - role));
    above[dot - role] = '\0';
    return strcmp(above, "three") == 0 ? "three.total" : above;
}

/* A part of the three public expenses may be explained by the whole that its change makes up. */
void mz_inherit_role(mz_comparison *c, mz_line_change *line)
{
    char room[2][64];
    const char *above = line->role;
    for (size_t step = 0; *(above = mz_role_above(above, room[step % 2])) != '\0'; step++)
        for (size_t i = 0; i < c->role_fact_count; i++) {
            const mz_fact *fact = mz_fact_at(c, c->role_facts[i]);
            if (strcmp(c->fact_roles[c->role_facts[i]], above) != 0 || !accounts_for(c, line, c->role_facts[i]))
                continue;
            mz_explain_by(line, fact->reason, fact->reason_span);
            return;
        }
}

/* The whole of the three public expenses, when nothing is said of it, is explained by the reason given for the part
 * that makes up most of its change. */
static void explain_roles_from_below(mz_comparison *c)
{
    char room[64];
    for (size_t i = c->count; i-- > 0;) { /* parts stand behind their whole */
        mz_line_change *line = &c->lines[i];
        if (line->change.explained || strncmp(line->role, "three.", 6) != 0) continue;
        if (line->statement >= 0 && *mz_fact_at(c, (size_t)line->statement)->reason != '\0') continue;
        const size_t from = i > MOST_RELATIVES ? i - MOST_RELATIVES : 0;
        for (size_t k = from; k < c->count && k <= i + MOST_RELATIVES && !line->change.explained; k++) {
            const mz_line_change *part = &c->lines[k];
            if (!part->change.explained || part->statement < 0 || part->table != line->table) continue;
            if (strcmp(mz_role_above(part->role, room), line->role) != 0) continue;
            if (!mz_is_most(part->change.difference, line->change.difference)) continue;
            mz_explain_by(line, part->change.reason, part->change.reason_span);
        }
    }
}

/* Lines of subject codes on which something is said, sorted by code. */
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

/* A class or section, here or in another table, is what the subject below it is that makes up most of its change:
 * explained or not. Where there is none, a heading may explain it. */
static void explain_class(mz_comparison *c, const code_lines *leaves, mz_line_change *line)
{
    const char *code = mz_line_code(line);
    const size_t length = strlen(code);
    if (line->statement >= 0 || line->leaf || length == 0) return;
    bool decided = false;
    for (size_t k = first_code(leaves, code), most = k + MOST_STATEMENTS; k < leaves->count && k < most; k++) {
        const mz_change *below = &leaves->items[k]->change;
        if (strncmp(below->code, code, length) != 0) break;
        if (!mz_is_most(below->difference, line->change.difference)) continue;
        decided = true;
        if (!below->explained) continue;
        mz_explain_by(line, below->reason, below->reason_span);
        return;
    }
    if (!decided) mz_inherit_reason(c, line);
}

/* What a unit pays for pensions stands under an economic code and under a functional one. */
static void explain_same_money(const mz_comparison *c, const code_lines *leaves, mz_line_change *line)
{
    const json_t *codes = json_object_get(json_object_get(c->settings, "same_money"), line->change.code);
    if (line->statement >= 0) return;
    for (size_t i = 0; i < json_array_size(codes); i++) {
        const char *code = json_string_value(json_array_get(codes, i));
        const size_t first = code == NULL ? leaves->count : first_code(leaves, code);
        for (size_t k = first; k < leaves->count && k < first + MOST_STATEMENTS; k++) {
            const mz_change *same = &leaves->items[k]->change;
            if (strcmp(same->code, code) != 0) break;
            if (!same->explained || !mz_is_most(same->difference, line->change.difference)) continue;
            mz_explain_by(line, same->reason, same->reason_span);
            return;
        }
    }
}

void mz_explain_from_below(mz_comparison *c)
{
    code_lines leaves = {mz_arena_array(c->arena, c->count + 1, sizeof(mz_line_change *)), 0};
    if (leaves.items == NULL) return;
    for (size_t i = 0; i < c->count; i++)
        if (c->lines[i].leaf && (c->lines[i].change.explained || c->lines[i].statement >= 0))
            leaves.items[leaves.count++] = &c->lines[i];
    if (leaves.count > 1) qsort(leaves.items, leaves.count, sizeof(mz_line_change *), by_code);
    for (size_t i = 0; i < c->count; i++) {
        if (!c->lines[i].change.explained) explain_class(c, &leaves, &c->lines[i]);
        if (!c->lines[i].change.explained) explain_same_money(c, &leaves, &c->lines[i]);
    }
    explain_roles_from_below(c);
}
