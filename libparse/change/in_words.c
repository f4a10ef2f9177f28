/* in_words.c - lines explained by remarks: by one on the line itself, or by what is said of all else. */
#include <string.h>

#include "compare.h"

enum {
    MOST_STATEMENTS = 64, /* of one subject: more say nothing new */
    MOST_REST = 16        /* sentences on all else */
};

/* Whether the remark is of something else's figure of this name: the figure that the text gives beside it (of one fund)
 * is not the line's. */
static bool is_of_other_figure(const mz_comparison *c, const mz_line_change *line, size_t index)
{
    const mz_fact *remark = mz_fact_at(c, index);
    const mz_interval now = mz_amount_interval(&line->change.current);
    bool other = false;
    if (*line->change.current.printed == '\0') return false;
    const size_t first = mz_first_fact(c, c->fact_keys[index]);
    for (size_t i = first; i < c->fact_count && i < first + MOST_STATEMENTS; i++) {
        const mz_fact *fact = mz_fact_at(c, c->by_key[i]);
        if (strcmp(c->fact_keys[c->by_key[i]], c->fact_keys[index]) != 0) break;
        if (fact->section != remark->section || !mz_is_own_value(c, fact) || fact->period != remark->period) continue;
        const mz_interval amount = mz_amount_interval(&fact->amount);
        if (amount.lo <= now.hi && now.lo <= amount.hi) return false;
        other = true;
    }
    return other;
}

/* Whether the remark's figure is the one that states the line's change, if against what was carried out. */
static bool is_statement(const mz_comparison *c, const mz_line_change *line, const mz_fact *remark)
{
    if (line->statement < 0) return false;
    const mz_fact *stated = mz_fact_at(c, (size_t)line->statement);
    return stated->kind == MZ_FACT_CHANGE ? stated->span.begin == remark->span.begin
                                          : stated > c->facts && stated[-1].span.begin == remark->span.begin;
}

static bool explained_by_remark(mz_comparison *c, mz_line_change *line, size_t index)
{
    const mz_fact *remark = mz_fact_at(c, index);
    const int direction = mz_direction_of(&line->change);
    if (!mz_is_remark(c, index) || (remark->amount.value > 0 ? 1 : -1) != direction) return false;
    if (!mz_fact_explains(c, index, direction)) return false;
    const bool figure = remark->kind == MZ_FACT_CHANGE;
    if (figure && !mz_is_same_money(line->change.difference, remark->amount.value) && !is_statement(c, line, remark))
        return false;
    if (!figure && is_of_other_figure(c, line, index)) {
        line->told_elsewhere = true;
        return false;
    }
    mz_explain_by(line, remark->reason, remark->reason_span);
    return true;
}

static bool explained_by_remarks_on(mz_comparison *c, mz_line_change *line, const char *key)
{
    const size_t first = *key == '\0' ? c->fact_count : mz_first_fact(c, key);
    for (size_t i = first; i < c->fact_count && i < first + MOST_STATEMENTS; i++) {
        if (strcmp(c->fact_keys[c->by_key[i]], key) != 0) return false;
        if (explained_by_remark(c, line, c->by_key[i])) return true;
    }
    return false;
}

static bool explained_by_remarks_of(mz_comparison *c, mz_line_change *line, mz_name_list names)
{
    for (size_t i = 0; i < names.count; i++)
        if (explained_by_remarks_on(c, line, names.keys[i])) return true;
    return false;
}

/* A remark on the line: by its label, its role, or a word that means its subject. */
bool mz_explain_in_words(mz_comparison *c, mz_line_change *line)
{
    if (explained_by_remarks_on(c, line, line->key) || explained_by_remarks_on(c, line, line->short_key)) return true;
    for (size_t i = 0; *line->role != '\0' && i < c->role_fact_count; i++)
        if (strcmp(c->fact_roles[c->role_facts[i]], line->role) == 0 && explained_by_remark(c, line, c->role_facts[i]))
            return true;
    const char *subject = line->leaf && *line->role == '\0' ? line->change.code : line->role;
    return explained_by_remarks_of(c, line, mz_spoken_names(c, line->role)) ||
           explained_by_remarks_of(c, line, mz_spoken_mentions(c, subject));
}

/* 其他科目变动主要是...: what is said of all else explains a subject that has no reason of its own, when it is about
 * what the subject is of. */
void mz_explain_rest(mz_comparison *c)
{
    uint32_t remarks[MOST_REST];
    size_t count = 0;
    for (size_t k = mz_first_fact(c, ""); k < c->fact_count && *c->fact_keys[c->by_key[k]] == '\0'; k++)
        if (mz_is_remark(c, c->by_key[k]) && count < MOST_REST) remarks[count++] = c->by_key[k];
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        const int direction = mz_direction_of(&line->change);
        if (line->change.explained || line->statement >= 0) continue;
        if (!line->leaf || *line->change.code != '2') continue;
        for (size_t k = 0; k < count; k++) {
            const mz_fact *remark = mz_fact_at(c, remarks[k]);
            if ((remark->amount.value > 0 ? 1 : -1) != direction || !mz_reason_speaks_of(c, line, remarks[k], true))
                continue;
            if (mz_reason_has_direction(c->lists, remark->reason, -direction) &&
                !mz_reason_has_direction(c->lists, remark->reason, direction))
                continue;
            if (!mz_reason_explains(c->catalogue, remark->reason, line->key, direction)) continue;
            mz_explain_by(line, remark->reason, remark->reason_span);
            break;
        }
    }
}
