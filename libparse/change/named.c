/* named.c - lines that the reason of something else names: 差旅费增加 in the reason for all running costs, the subject
 * that money was moved from; and figures whose reason stands behind the figure itself. */
#include <string.h>

#include "compare.h"

enum { MOST_REASONS = 256 /* of one document; more say nothing new */ };

typedef struct reasons {
    uint32_t facts[MOST_REASONS]; /* the first fact of each */
    bool moves[MOST_REASONS];     /* it says that money stands under another subject now */
    size_t count;
} reasons;

static bool holds_one(const json_t *words, const char *text)
{
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *word = json_string_value(json_array_get(words, i));
        if (word != NULL && strstr(text, word) != NULL) return true;
    }
    return false;
}

static void gather(const mz_comparison *c, reasons *r)
{
    const char *last = "";
    r->count = 0;
    for (size_t i = 0; i < c->current->fact_count && r->count < MOST_REASONS; i++) {
        const char *reason = mz_fact_at(c, i)->reason;
        if (*reason == '\0' || reason == last) continue;
        last = reason;
        r->moves[r->count] = holds_one(json_object_get(c->settings, "moving"), reason);
        r->facts[r->count++] = (uint32_t)i;
    }
}

/* Whether the reason names the line: by its label, or by one of the words that mean its subject. */
static bool names(const mz_comparison *c, const mz_line_change *line, const char *reason)
{
    const json_t *words = json_object_get(c->settings, "mentions");
    const char *code = mz_line_code(line);
    if (mz_reason_names(line, reason)) return true;
    return holds_one(json_object_get(words, *code != '\0' ? code : line->role), reason);
}

static bool is_one_sided(const mz_change *change)
{
    return *change->prior.printed == '\0' || *change->current.printed == '\0';
}

static void explain_named(const mz_comparison *c, const reasons *r, mz_line_change *line)
{
    const int direction = mz_direction_of(&line->change);
    for (size_t i = 0; i < r->count; i++) {
        const mz_fact *fact = mz_fact_at(c, r->facts[i]);
        if (!names(c, line, fact->reason)) continue;
        const bool moved = r->moves[i] && (is_one_sided(&line->change) || fact->kind == MZ_FACT_VALUE);
        const bool same = mz_is_stated_change(fact) && (fact->amount.value > 0 ? 1 : -1) == direction &&
                          mz_reason_explains(c->catalogue, fact->reason, fact->item, direction);
        if (!moved && !same) continue;
        mz_explain_by(line, fact->reason, fact->reason_span);
        return;
    }
}

/* 9.64万元，上年无此项预算，主要原因是...: the reason stands behind the figure, no change is stated. */
static void explain_value(const mz_comparison *c, mz_line_change *line)
{
    if (*line->change.current.printed == '\0' || *line->key == '\0') return;
    const mz_interval now = mz_amount_interval(&line->change.current);
    for (size_t i = mz_first_fact(c, line->key); i < c->current->fact_count; i++) {
        const uint32_t number = c->by_key[i];
        const mz_fact *fact = mz_fact_at(c, number);
        if (strcmp(c->fact_keys[number], line->key) != 0) return;
        if (fact->kind != MZ_FACT_VALUE || *fact->reason == '\0' || !mz_is_own_value(c, fact)) continue;
        const mz_interval amount = mz_amount_interval(&fact->amount);
        if (amount.lo > now.hi || now.lo > amount.hi) continue;
        if (!mz_reason_explains(c->catalogue, fact->reason, fact->item, mz_direction_of(&line->change))) continue;
        mz_explain_by(line, fact->reason, fact->reason_span);
        return;
    }
}

void mz_explain_named(mz_comparison *c)
{
    reasons *r = mz_arena_alloc(c->arena, sizeof *r);
    if (r == NULL) return;
    gather(c, r);
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        const bool own = line->statement >= 0 && *mz_fact_at(c, (size_t)line->statement)->reason != '\0';
        const bool part = line->leaf || strncmp(line->role, "three.", 6) == 0;
        if (line->change.explained || own || !part) continue;
        if (line->statement < 0) explain_value(c, line);
        if (!line->change.explained) explain_named(c, r, line);
    }
}
