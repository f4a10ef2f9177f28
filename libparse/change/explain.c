/* explain.c - for each line that changed: does the text state it, and does it say why? */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "form/form.h"

enum { NEAR = 6, ANCESTORS = 400, MOST_PARTS = 40, MOST_STATEMENTS = 64 /* of one subject: more say nothing new */ };

/* What qsort needs to know to sort fact numbers by key. */
typedef struct keyed_fact {
    const char *key;
    uint32_t number;
} keyed_fact;

static int by_fact_key(const void *a, const void *b)
{
    const keyed_fact *left = a, *right = b;
    int order = strcmp(left->key, right->key);
    if (order != 0) return order;
    return left->number < right->number ? -1 : left->number > right->number;
}

static bool is_change(const mz_fact *fact)
{
    return fact->kind == MZ_FACT_CHANGE || fact->kind == MZ_FACT_CHANGE_RATE;
}

static bool index_facts(mz_comparison *c)
{
    const mz_document *document = c->current;
    const mz_form *three = mz_catalogue_form(c->catalogue, "budget.three_public");
    keyed_fact *sorted = mz_arena_array(c->arena, document->fact_count + 1, sizeof *sorted);
    c->fact_keys = mz_arena_array(c->arena, document->fact_count + 1, sizeof *c->fact_keys);
    c->fact_roles = mz_arena_array(c->arena, document->fact_count + 1, sizeof *c->fact_roles);
    c->by_key = mz_arena_array(c->arena, document->fact_count + 1, sizeof *c->by_key);
    c->role_facts = mz_arena_array(c->arena, MOST_STATEMENTS, sizeof *c->role_facts);
    if (sorted == NULL || c->role_facts == NULL || c->fact_keys == NULL || c->fact_roles == NULL || c->by_key == NULL)
        return false;
    for (size_t i = 0; i < document->fact_count; i++) {
        const char *item = document->facts[i].item;
        c->fact_keys[i] = mz_change_key(c->arena, item);
        c->fact_roles[i] = three == NULL ? "" : mz_form_row_role(c->catalogue, three, 0, item, NULL);
        if (strncmp(c->fact_roles[i], "three.", 6) != 0)
            c->fact_roles[i] = "";
        else if (is_change(&document->facts[i]) && c->role_fact_count < MOST_STATEMENTS)
            c->role_facts[c->role_fact_count++] = (uint32_t)i;
        sorted[i] = (keyed_fact){c->fact_keys[i], (uint32_t)i};
    }
    if (document->fact_count > 1) qsort(sorted, document->fact_count, sizeof *sorted, by_fact_key);
    for (size_t i = 0; i < document->fact_count; i++) c->by_key[i] = sorted[i].number;
    return !mz_arena_exhausted(c->arena);
}

static const mz_fact *fact_at(const mz_comparison *c, size_t index)
{
    return &c->current->facts[index];
}

size_t mz_first_fact(const mz_comparison *c, const char *key)
{
    size_t low = 0, high = c->current->fact_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(c->fact_keys[c->by_key[middle]], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool overlap(mz_interval a, mz_interval b)
{
    return a.lo <= b.hi && b.lo <= a.hi;
}

/* The change as an interval: current minus prior, each as precise as it is printed. */
static mz_interval interval_of(const mz_change *change)
{
    mz_interval now = {0, 0}, before = {0, 0}, result = {INT64_MIN, INT64_MAX};
    if (*change->current.printed != '\0') now = mz_amount_interval(&change->current);
    if (*change->prior.printed != '\0') before = mz_amount_interval(&change->prior);
    if (!mz_value_sub(now.lo, before.hi, &result.lo)) result.lo = INT64_MIN;
    if (!mz_value_sub(now.hi, before.lo, &result.hi)) result.hi = INT64_MAX;
    return result;
}

/* Whether the fact states this very change: the same difference, or said of the same amount. */
static bool consistent(const mz_comparison *c, const mz_line_change *line, size_t index)
{
    const mz_fact *fact = fact_at(c, index);
    if (fact->kind == MZ_FACT_CHANGE && overlap(mz_amount_interval(&fact->amount), interval_of(&line->change)))
        return true;
    if (*line->change.current.printed == '\0') return false;
    mz_interval now = mz_amount_interval(&line->change.current);
    size_t from = index > NEAR ? index - NEAR : 0;
    for (size_t i = from; i < c->current->fact_count && i <= index + 2; i++) {
        const mz_fact *near = fact_at(c, i);
        bool same = near->kind == MZ_FACT_VALUE && near->section == fact->section &&
                    strcmp(c->fact_keys[i], c->fact_keys[index]) == 0 && mz_unit_is_money(near->amount.unit);
        if (same && overlap(now, mz_amount_interval(&near->amount))) return true;
    }
    return false;
}

/* Statements found for a line. */
typedef struct statements {
    int32_t exact; /* the best consistent one: with a reason rather than without, -1 when none */
    int32_t other; /* any one, -1 when none */
    uint32_t other_sentence;
    bool ambiguous; /* inconsistent ones in several sentences */
} statements;

static void consider(const mz_comparison *c, const mz_line_change *line, size_t index, statements *found)
{
    const mz_fact *fact = fact_at(c, index);
    if (!is_change(fact)) return;
    if (consistent(c, line, index)) {
        bool better = found->exact < 0 || (*fact_at(c, (size_t)found->exact)->reason == '\0' && *fact->reason != '\0');
        if (better) found->exact = (int32_t)index;
    } else if (found->other < 0) {
        found->other = (int32_t)index;
        found->other_sentence = fact->sentence;
    } else if (found->other_sentence != fact->sentence) {
        found->ambiguous = true;
    }
}

static void consider_key(const mz_comparison *c, const mz_line_change *line, const char *key, statements *found)
{
    if (*key == '\0') return;
    size_t first = mz_first_fact(c, key);
    for (size_t i = first; i < c->current->fact_count && i < first + MOST_STATEMENTS; i++) {
        if (strcmp(c->fact_keys[c->by_key[i]], key) != 0) return;
        consider(c, line, c->by_key[i], found);
    }
}

/* The statement of the text on this line's change, -1 when there is none. */
static int32_t find_statement(const mz_comparison *c, const mz_line_change *line)
{
    statements found = {-1, -1, 0, false};
    const json_t *names = json_object_get(json_object_get(c->settings, "names"), line->role);
    consider_key(c, line, line->key, &found);
    if (found.exact < 0 && found.other < 0 && strncmp(line->role, "three.", 6) == 0)
        for (size_t i = 0; i < c->role_fact_count; i++)
            if (strcmp(c->fact_roles[c->role_facts[i]], line->role) == 0) consider(c, line, c->role_facts[i], &found);
    for (size_t i = 0; i < json_array_size(names); i++) {
        statements named = {-1, -1, 0, false};
        const char *name = json_string_value(json_array_get(names, i));
        if (name != NULL) consider_key(c, line, mz_change_key(c->arena, name), &named);
        if (named.exact >= 0 && found.exact < 0) found.exact = named.exact;
    }
    if (found.exact >= 0) return found.exact;
    bool total = strncmp(line->role, "total.", 6) == 0 || strncmp(line->role, "income.", 7) == 0;
    return found.ambiguous || total ? -1 : found.other;
}

static int direction_of(const mz_change *change)
{
    return change->difference > 0 ? 1 : -1;
}

static void explain_by(mz_line_change *line, const mz_fact *fact)
{
    line->change.explained = true;
    line->change.reason = fact->reason;
    line->change.reason_span = fact->reason_span;
}

/* A change is explained by a reason of its own or by those of the parts it is split into. */
static bool explained_by_statement(mz_comparison *c, mz_line_change *line, int32_t index)
{
    const mz_fact *fact = fact_at(c, (size_t)index);
    int direction = direction_of(&line->change);
    int stated = fact->amount.value > 0 ? 1 : fact->amount.value < 0 ? -1 : 0;
    if (stated != 0 && stated != direction) return false;
    if (mz_reason_explains(c->catalogue, fact->reason, fact->item, direction)) {
        explain_by(line, fact);
        return true;
    }
    for (size_t i = (size_t)index + 1; i < c->current->fact_count && i < (size_t)index + MOST_PARTS; i++) {
        const mz_fact *part = fact_at(c, i);
        int way = part->amount.value > 0 ? 1 : -1;
        if (part->parent != index || way != direction) continue;
        if (!mz_reason_explains(c->catalogue, part->reason, part->item, direction)) continue;
        explain_by(line, part);
        return true;
    }
    return false;
}

/* Whether a change stated of something larger accounts for the line's. */
static bool accounts_for(const mz_comparison *c, const mz_line_change *line, const mz_fact *fact)
{
    int direction = direction_of(&line->change);
    if (!is_change(fact) || (fact->amount.value > 0 ? 1 : -1) != direction) return false;
    if (!mz_reason_explains(c->catalogue, fact->reason, fact->item, direction)) return false;
    if (fact->kind == MZ_FACT_CHANGE_RATE) return true;
    mz_interval whole = mz_amount_interval(&fact->amount);
    mz_interval own = interval_of(&line->change);
    return direction > 0 ? whole.hi >= own.lo : whole.lo <= own.hi;
}

static bool inherit_key(mz_comparison *c, mz_line_change *line, const char *key)
{
    if (*key == '\0') return false;
    size_t first = mz_first_fact(c, key);
    for (size_t i = first; i < c->current->fact_count && i < first + MOST_STATEMENTS; i++) {
        uint32_t number = c->by_key[i];
        if (strcmp(c->fact_keys[number], key) != 0) return false;
        if (!accounts_for(c, line, fact_at(c, number))) continue;
        explain_by(line, fact_at(c, number));
        return true;
    }
    return false;
}

static bool inherit_names(mz_comparison *c, mz_line_change *line, const json_t *names)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name != NULL && inherit_key(c, line, mz_change_key(c->arena, name))) return true;
    }
    return false;
}

static bool is_most(int64_t part, int64_t whole)
{
    return (part > 0) == (whole > 0) && (part < 0 ? -part : part) >= (whole < 0 ? -whole : whole) / 2 && part != 0;
}

/* The headings above: the section and class of the code, basic or project expenditure, the whole. */
static bool inherit(mz_comparison *c, mz_line_change *line)
{
    const mz_table *table = line->table->current;
    bool ours = line->row >= table->rows && line->row < table->rows + table->row_count;
    size_t length = strlen(line->change.code);
    for (size_t steps = 0; ours && length > 3 && steps < ANCESTORS && line->row > table->rows + steps; steps++) {
        const mz_row *above = line->row - 1 - steps;
        size_t shorter = strlen(above->code);
        if (shorter == 0 || shorter >= length || strncmp(above->code, line->change.code, shorter) != 0) continue;
        length = shorter;
        if (inherit_key(c, line, mz_change_key(c->arena, above->label))) return true;
    }
    const json_t *parts = json_object_get(c->settings, "inherit");
    const char *parts_of[] = {"basic", "project"};
    int64_t differences[] = {line->basic, line->project};
    for (size_t i = 0; i < 2; i++)
        if (is_most(differences[i], line->change.difference) &&
            inherit_names(c, line, json_object_get(parts, parts_of[i])))
            return true;
    const json_t *names = json_object_get(c->settings, "names");
    bool income = strstr(line->change.form_id, ".income") != NULL || line->row->side == 0;
    return inherit_names(c, line, json_object_get(names, "total.total")) ||
           (income && inherit_names(c, line, json_object_get(names, "income.total")));
}

/* A part of the three public expenses may be explained by the whole that its change makes up. */
static bool inherit_role(mz_comparison *c, mz_line_change *line)
{
    char role[64];
    if (strlen(line->role) >= sizeof role) return false;
    strcpy(role, line->role);
    for (char *dot = strrchr(role, '.'); dot != NULL; dot = strrchr(role, '.')) {
        *dot = '\0';
        const char *above = strcmp(role, "three") == 0 ? "three.total" : role;
        for (size_t i = 0; i < c->role_fact_count; i++) {
            const mz_fact *fact = fact_at(c, c->role_facts[i]);
            if (strcmp(c->fact_roles[c->role_facts[i]], above) != 0 || !accounts_for(c, line, fact)) continue;
            explain_by(line, fact);
            return true;
        }
    }
    return false;
}

/* Explained lines of subject codes, sorted by code. */
static int by_code(const void *a, const void *b)
{
    const mz_line_change *const *left = a, *const *right = b;
    int order = strcmp((*left)->change.code, (*right)->change.code);
    if (order != 0) return order;
    return *left < *right ? -1 : *left > *right;
}

static size_t first_code(mz_line_change *const *leaves, size_t count, const char *code)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(leaves[middle]->change.code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A class or section, here or in another table, is explained when a subject below it that makes up most of its change
 * is. */
static void explain_from_below(mz_comparison *c)
{
    mz_line_change **leaves = mz_arena_array(c->arena, c->count + 1, sizeof(mz_line_change *));
    size_t count = 0;
    if (leaves == NULL) return;
    for (size_t i = 0; i < c->count; i++)
        if (c->lines[i].leaf && c->lines[i].change.explained) leaves[count++] = &c->lines[i];
    if (count > 1) qsort(leaves, count, sizeof(mz_line_change *), by_code);
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        const char *dot = strrchr(line->row->role, '.');
        const char *code = *line->change.code != '\0' ? line->change.code : dot == NULL ? "" : dot + 1;
        size_t length = strlen(code);
        if (line->change.explained || line->statement >= 0 || length < 3 || strspn(code, "0123456789") != length)
            continue;
        size_t first = first_code(leaves, count, code);
        for (size_t k = first; k < count && k < first + MOST_STATEMENTS; k++) {
            const mz_change *below = &leaves[k]->change;
            if (strncmp(below->code, code, length) != 0) break;
            if (!is_most(below->difference, line->change.difference)) continue;
            line->change.explained = true;
            line->change.reason = below->reason;
            line->change.reason_span = below->reason_span;
            break;
        }
    }
}

bool mz_explain_lines(mz_comparison *c)
{
    if (!index_facts(c)) return false;
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        line->statement = find_statement(c, line);
        if (line->statement >= 0)
            explained_by_statement(c, line, line->statement);
        else if (strncmp(line->role, "three.", 6) == 0)
            inherit_role(c, line);
        else
            inherit(c, line);
    }
    explain_from_below(c);
    return !mz_arena_exhausted(c->arena);
}
