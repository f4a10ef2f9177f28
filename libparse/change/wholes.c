/* wholes.c - all money, and all of one fund: what they are called and changed by. */
#include <string.h>

#include "compare.h"

enum { MOST_STATEMENTS = 64 /* of one whole: more say nothing new */ };

void mz_index_wholes(mz_comparison *c)
{
    static const char *const kinds[] = {"total.", "money.", "income.total"};
    for (size_t i = 0; i < c->count && c->whole_count < MZ_MOST_WHOLES; i++) {
        const char *role = c->lines[i].role;
        bool whole = false, known = false;
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            whole = whole || strncmp(role, kinds[k], strlen(kinds[k])) == 0;
        for (size_t k = 0; whole && k < c->whole_count; k++) known = known || strcmp(c->wholes[k].role, role) == 0;
        if (whole && !known) c->wholes[c->whole_count++] = (mz_whole){role, c->lines[i].change.difference};
    }
}

/* Roles of all money, or of all of one fund. */
static const char *const wholes[] = {"total.total",   "income.total", "income.whole", "money.fiscal",
                                     "money.general", "money.fund",   "money.capital"};

static bool is_called(const mz_comparison *c, const char *role, const char *key)
{
    const mz_name_list names = mz_spoken_names(c, role);
    for (size_t k = 0; k < names.count; k++)
        if (strcmp(names.keys[k], key) == 0) return true;
    return false;
}

bool mz_is_of_whole(const mz_comparison *c, const char *key)
{
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++)
        if (is_called(c, wholes[i], key)) return true;
    return false;
}

int64_t mz_change_of_whole(const mz_comparison *c, const char *role)
{
    for (size_t i = 0; i < c->whole_count; i++)
        if (strcmp(c->wholes[i].role, role) == 0) return c->wholes[i].difference;
    return 0;
}

bool mz_is_most_of_whole(const mz_comparison *c, const mz_line_change *line, size_t index)
{
    const char *key = c->fact_keys[index];
    const mz_fact *fact = mz_fact_at(c, index);
    if (fact->kind == MZ_FACT_CHANGE && !mz_is_remark(c, index))
        return mz_is_of_whole(c, key) && mz_is_most(line->change.difference, fact->amount.value);
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        const int64_t all = mz_change_of_whole(c, wholes[i]);
        if (all != 0 && is_called(c, wholes[i], key) && mz_is_most(line->change.difference, all)) return true;
    }
    return false;
}

int64_t mz_change_called(const mz_comparison *c, const char *key, const char *role)
{
    const size_t first = mz_first_fact(c, key);
    for (size_t i = first; i < c->fact_count && i < first + MOST_STATEMENTS; i++) {
        const mz_fact *fact = mz_fact_at(c, c->by_key[i]);
        if (strcmp(c->fact_keys[c->by_key[i]], key) != 0) break;
        if (fact->kind == MZ_FACT_CHANGE && !mz_is_remark(c, c->by_key[i])) return fact->amount.value;
    }
    for (size_t i = sizeof wholes / sizeof *wholes; i-- > 0;) {
        const int64_t difference = is_called(c, wholes[i], key) ? mz_change_of_whole(c, wholes[i]) : 0;
        if (difference != 0) return difference;
    }
    return mz_change_of_whole(c, role);
}

bool mz_is_another_fund(const mz_comparison *c, const mz_line_change *line, const char *key)
{
    const char *code = mz_line_code(line);
    const mz_line_change *paid = mz_dictionary_find(&c->by_fund, code, strlen(code));
    const bool elsewhere = paid != NULL && paid->change.difference == line->change.difference;
    const char *own = mz_money_role(elsewhere ? paid : line);
    return (strcmp(own, "money.fund") == 0 || strcmp(own, "money.capital") == 0) && is_called(c, "money.general", key);
}
