/* explain.c - for each line that changed: does the text state it, and does it say why? */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "form/form.h"

enum {
    MOST_REST = 16,
    /* sentences on all else */ NEAR = 6,
    MOST_PARTS = 40,
    MOST_STATEMENTS = 64 /* of one subject: more say nothing new */
};

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

bool mz_is_stated_change(const mz_fact *fact)
{
    return fact->kind == MZ_FACT_CHANGE || fact->kind == MZ_FACT_CHANGE_RATE;
}

const char *mz_role_of(const mz_comparison *c, const char *item, const char *key)
{
    const mz_form *three = mz_catalogue_form(c->catalogue, "budget.three_public");
    const char *role = three == NULL ? "" : mz_form_row_role(c->catalogue, three, 0, item, NULL);
    if (strncmp(role, "three.", 6) == 0) return role;
    return mz_text_role(c, key);
}

/* The key of a fact that is only called 支出 behind 政府性基金收入 in its sentence: 政府性基金支出; "" for any other.
 */
static const char *completed_key(const mz_comparison *c, size_t index)
{
    const mz_fact *fact = mz_fact_at(c, index);
    const mz_word_list *bare = mz_list_under(mz_list_of(c->lists, "bare"), fact->item);
    const char *behind = bare->count == 0 ? "" : bare->words[0].text;
    const size_t size = strlen(behind);
    for (size_t i = index; size > 0 && i-- > 0 && index - i <= NEAR && mz_fact_at(c, i)->sentence == fact->sentence;) {
        const char *item = mz_fact_at(c, i)->item;
        const size_t length = strlen(item);
        if (length <= size || strcmp(item + length - size, behind) != 0) continue;
        const char *whole = mz_arena_printf(c->arena, "%.*s%s", (int)(length - size), item, fact->item);
        return whole == NULL ? "" : mz_change_key(c->label_marks, c->arena, whole);
    }
    return "";
}

bool mz_index_facts(mz_comparison *c)
{
    keyed_fact *sorted = mz_arena_array(c->arena, c->fact_count + 1, sizeof *sorted);
    const char **keys = mz_arena_array(c->arena, c->fact_count + 1, sizeof *keys);
    const char **roles = mz_arena_array(c->arena, c->fact_count + 1, sizeof *roles);
    c->by_key = mz_arena_array(c->arena, c->fact_count + 1, sizeof *c->by_key);
    c->role_facts = mz_arena_array(c->arena, MOST_STATEMENTS, sizeof *c->role_facts);
    if (sorted == NULL || c->role_facts == NULL || keys == NULL || roles == NULL || c->by_key == NULL) return false;
    const size_t known = c->fact_keys == NULL ? 0 : c->current->fact_count; /* the document's were indexed before */
    if (known > 0) memcpy(keys, c->fact_keys, known * sizeof *keys);
    if (known > 0) memcpy(roles, c->fact_roles, known * sizeof *roles);
    c->fact_keys = keys;
    c->fact_roles = roles;
    c->role_fact_count = 0;
    for (size_t i = 0; i < c->fact_count; i++) {
        const mz_fact *fact = mz_fact_at(c, i);
        const bool again = i > 0 && strcmp(fact->item, fact[-1].item) == 0;
        const char *completed = i >= known && !again ? completed_key(c, i) : "";
        if (i >= known) keys[i] = again ? keys[i - 1] : mz_change_key(c->label_marks, c->arena, fact->item);
        if (*completed != '\0') keys[i] = completed;
        keys[i] = again ? keys[i - 1] : mz_known_key(c, keys[i]);
        if (i >= known) roles[i] = again ? roles[i - 1] : mz_role_of(c, fact->item, keys[i]);
        if (*c->fact_roles[i] != '\0' && mz_is_stated_change(fact) && c->role_fact_count < MOST_STATEMENTS)
            c->role_facts[c->role_fact_count++] = (uint32_t)i;
        sorted[i] = (keyed_fact){c->fact_keys[i], (uint32_t)i};
    }
    if (c->fact_count > 1) qsort(sorted, c->fact_count, sizeof *sorted, by_fact_key);
    c->first_of_key = (mz_dictionary){0};
    for (size_t i = 0; i < c->fact_count; i++) {
        const char *key = sorted[i].key;
        c->by_key[i] = sorted[i].number;
        if (i > 0 && strcmp(key, sorted[i - 1].key) == 0) continue;
        if (!mz_dictionary_add(&c->first_of_key, c->arena, key, strlen(key), &c->by_key[i])) return false;
    }
    return !mz_arena_exhausted(c->arena);
}

const mz_fact *mz_fact_at(const mz_comparison *c, size_t index)
{
    return &c->facts[index];
}

size_t mz_first_fact(const mz_comparison *c, const char *key)
{
    const uint32_t *first = mz_dictionary_find(&c->first_of_key, key, strlen(key));
    return first == NULL ? c->fact_count : (size_t)(first - c->by_key);
}

static bool overlap(mz_interval a, mz_interval b)
{
    return a.lo <= b.hi && b.lo <= a.hi;
}

mz_interval mz_change_interval(const mz_change *change)
{
    mz_interval now = {0, 0}, before = {0, 0}, result = {INT64_MIN, INT64_MAX};
    if (*change->current.printed != '\0') now = mz_amount_interval(&change->current);
    if (*change->prior.printed != '\0') before = mz_amount_interval(&change->prior);
    if (!mz_value_sub(now.lo, before.hi, &result.lo)) result.lo = INT64_MIN;
    if (!mz_value_sub(now.hi, before.lo, &result.hi)) result.hi = INT64_MAX;
    return result;
}

/* How well a fact's change is the line's. Two wholes may end at the same amount and have changed differently. */
typedef enum match { MATCH_NONE, MATCH_AMOUNT, MATCH_DIFFERENCE } match;

/* Whether the fact states this very change: the same difference, or said of the same amount. */
static match consistent(const mz_comparison *c, const mz_line_change *line, size_t index)
{
    const mz_fact *fact = mz_fact_at(c, index);
    if (fact->kind == MZ_FACT_CHANGE && overlap(mz_amount_interval(&fact->amount), mz_change_interval(&line->change)))
        return MATCH_DIFFERENCE;
    if (*line->change.current.printed == '\0') return MATCH_NONE;
    mz_interval now = mz_amount_interval(&line->change.current);
    size_t from = index > NEAR ? index - NEAR : 0;
    for (size_t i = from; i < c->current->fact_count && i <= index + 2; i++) {
        const mz_fact *near = mz_fact_at(c, i);
        bool same = near->kind == MZ_FACT_VALUE && near->section == fact->section &&
                    strcmp(c->fact_keys[i], c->fact_keys[index]) == 0 && mz_unit_is_money(near->amount.unit);
        if (same && overlap(now, mz_amount_interval(&near->amount))) return MATCH_AMOUNT;
    }
    return MATCH_NONE;
}

/* Statements found for a line. */
typedef struct statements {
    int32_t exact; /* the best consistent one: then with a reason rather than without, -1 when none */
    match how;     /* it is consistent */
    int32_t other; /* any one, -1 when none */
    uint32_t other_sentence;
    bool ambiguous; /* inconsistent ones in several sentences */
} statements;

static void consider(const mz_comparison *c, const mz_line_change *line, size_t index, statements *found)
{
    const mz_fact *fact = mz_fact_at(c, index);
    if (!mz_is_stated_change(fact) || mz_is_remark(c, index)) return;
    const match how = consistent(c, line, index);
    if (how != MATCH_NONE) {
        bool better = how > found->how;
        if (how == found->how) better = *mz_fact_at(c, (size_t)found->exact)->reason == '\0' && *fact->reason != '\0';
        if (!better) return;
        found->exact = (int32_t)index;
        found->how = how;
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
    for (size_t i = first; i < c->fact_count && i < first + MOST_STATEMENTS; i++) {
        if (strcmp(c->fact_keys[c->by_key[i]], key) != 0) return;
        consider(c, line, c->by_key[i], found);
    }
}

/* Statements under one of the names, when they are of this very change. */
static void consider_names(const mz_comparison *c, const mz_line_change *line, mz_name_list names, match least,
                           statements *found)
{
    for (size_t i = 0; i < names.count; i++) {
        statements named = {-1, MATCH_NONE, -1, 0, false};
        consider_key(c, line, names.keys[i], &named);
        if (named.how <= found->how || named.how < least) continue;
        found->exact = named.exact;
        found->how = named.how;
    }
}

/* What is said of the same in the statement's sentence counts too. */
bool mz_is_of_another(const mz_comparison *c, int64_t difference, size_t index)
{
    const size_t from = index > NEAR ? index - NEAR : 0;
    for (size_t i = from; i < c->current->fact_count && i <= index + NEAR; i++) {
        const mz_fact *near = mz_fact_at(c, i), *fact = mz_fact_at(c, index);
        if (!c->taken[i] || near->sentence != fact->sentence || strcmp(c->fact_keys[i], c->fact_keys[index]) != 0)
            continue;
        if (near->kind != MZ_FACT_CHANGE || !mz_is_same_money(difference, near->amount.value)) return true;
    }
    return false;
}

/* The statement of the text on this line's change, -1 when there is none. very: only one of this very change will do.
 */
static int32_t find_statement(const mz_comparison *c, mz_line_change *line, bool very)
{
    statements found = {-1, MATCH_NONE, -1, 0, false};
    consider_key(c, line, line->key, &found);
    if (found.exact < 0 && found.other < 0) consider_key(c, line, line->short_key, &found);
    if (found.exact < 0 && found.other < 0 && *line->role != '\0')
        for (size_t i = 0; i < c->role_fact_count; i++)
            if (strcmp(c->fact_roles[c->role_facts[i]], line->role) == 0) consider(c, line, c->role_facts[i], &found);
    consider_names(c, line, mz_spoken_names(c, line->role), MATCH_AMOUNT, &found);
    const char *part = strcmp(line->row->role, "total") == 0 ? mz_part_of_total(line->column_role) : "";
    consider_names(c, line, mz_spoken_names(c, part), MATCH_DIFFERENCE, &found);
    if (line->leaf) /* 养老保险 for the subject of its contributions, if by this very amount */
        consider_names(c, line, mz_spoken_mentions(c, line->change.code), MATCH_DIFFERENCE, &found);
    if (found.exact >= 0) return found.exact;
    bool total = strncmp(line->role, "total.", 6) == 0 || strncmp(line->role, "income.", 7) == 0 ||
                 strncmp(line->role, "money.", 6) == 0;
    if (very || found.ambiguous || total || found.other < 0) return -1;
    line->told_elsewhere = mz_is_of_another(c, line->change.difference, (size_t)found.other);
    return line->told_elsewhere ? -1 : found.other;
}

/* Finds the statements of all lines. */
static bool find_statements(mz_comparison *c)
{
    c->taken = mz_arena_array(c->arena, c->fact_count + 1, sizeof *c->taken);
    if (c->taken == NULL) return false;
    for (size_t i = 0; i < c->count; i++) {
        c->lines[i].statement = find_statement(c, &c->lines[i], true);
        if (c->lines[i].statement >= 0) c->taken[c->lines[i].statement] = true;
    }
    for (size_t i = 0; i < c->count; i++)
        if (c->lines[i].statement < 0) c->lines[i].statement = find_statement(c, &c->lines[i], false);
    return true;
}

int mz_direction_of(const mz_change *change)
{
    return change->difference > 0 ? 1 : -1;
}

void mz_explain_by(mz_line_change *line, const char *reason, mz_span span)
{
    if (line->unchanged) return;
    line->change.explained = true;
    line->change.reason = reason;
    line->change.reason_span = span;
}

/* Whether the reasons given for the parts that the statement splits its change into (其中：基本支出增加...，主要原因是)
 * leave at most MZ_REST_PERCENT of it; parts told by rates alone by any of them. */
static bool explained_by_split(mz_comparison *c, mz_line_change *line, size_t index)
{
    const int direction = mz_direction_of(&line->change);
    const mz_fact *given = NULL;
    int64_t told = 0;
    bool rates = true;
    for (size_t i = index + 1; i < c->current->fact_count && i < index + MOST_PARTS; i++) {
        const mz_fact *part = mz_fact_at(c, i);
        const int way = part->amount.value > 0 ? 1 : -1;
        if (part->parent != (int32_t)index || !mz_is_stated_change(part) || !mz_fact_explains(c, i, way)) continue;
        if (given == NULL && way == direction) given = part;
        if (part->kind != MZ_FACT_CHANGE) continue;
        rates = false;
        if (!mz_value_add(told, part->amount.value, &told)) return false;
    }
    if (given == NULL || (!rates && !mz_is_nearly_all(told, line->change.difference))) return false;
    mz_explain_by(line, given->reason, given->reason_span);
    return true;
}

/* A change is explained by a reason of its own or by those of the parts it is split into. */
static bool explained_by_statement(mz_comparison *c, mz_line_change *line, int32_t index)
{
    const mz_fact *fact = mz_fact_at(c, (size_t)index);
    int direction = mz_direction_of(&line->change);
    int stated = fact->amount.value > 0 ? 1 : fact->amount.value < 0 ? -1 : 0;
    if ((stated != 0 && stated != direction) || line->copied != NULL) return false;
    const mz_fact *given = mz_reason_of(c, line, (size_t)index);
    if (given == NULL) return false;
    if (given == fact ? mz_fact_explains(c, (size_t)index, direction)
                      : mz_reason_explains(c->catalogue, given->reason, fact->item, direction)) {
        mz_explain_by(line, given->reason, given->reason_span);
        return true;
    }
    return explained_by_split(c, line, (size_t)index);
}

/* Rows 1 to 4, 6 and 7 of docs/changes.md: what the text says of the line itself, and of the headings above it. */
static void judge(mz_comparison *c, mz_line_change *line)
{
    const bool stated = line->statement >= 0;
    if (line->unchanged) return;
    if (stated && explained_by_statement(c, line, line->statement)) return; /* own, or pointed elsewhere */
    if (mz_has_own_reason(c, line)) return;                                 /* void */
    if (mz_explain_in_words(c, line)) return;                               /* remark */
    if (stated)
        mz_inherit_stated(c, line); /* left open */
    else
        mz_inherit(c, line);
}

bool mz_explain_lines(mz_comparison *c)
{
    if (c->count == 0) return mz_index_names(c) && mz_index_facts(c); /* nothing to explain */
    if (!mz_read_remarks(c) || !mz_index_facts(c) || !mz_index_spoken(c)) return false;
    if (!mz_index_subjects(c) || !find_statements(c)) return false;
    mz_index_wholes(c);
    mz_match_flats(c);
    mz_match_copies(c);
    for (size_t i = 0; i < c->count; i++) judge(c, &c->lines[i]);
    mz_explain_off_budget(c);
    mz_explain_named(c); /* row 5 */
    mz_explain_pay(c);   /* row 7, of kinds of expenses */
    mz_explain_rest(c);
    mz_explain_from_below(c); /* rows 8 and 9 */
    if (c->prior != NULL) mz_explain_moves(c);
    return !mz_arena_exhausted(c->arena);
}
