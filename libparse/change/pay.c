/* pay.c - what is paid to staff (301 and its wages; the basic expenditure of subjects such as 行政运行), by a reason
 * given for all money that tells of pay or of staff: 财政拨款支出增加的主要原因是在职人员工资标准调整. */
#include <string.h>

#include "compare.h"

enum { MOST_TOLD = 16 /* reasons; more say nothing new */ };

/* Whether the fact with this number changed all money, one fund or basic expenditure. */
static bool is_of_much(const mz_comparison *c, size_t index)
{
    const mz_name_list basic = mz_spoken_names(c, "total.basic");
    for (size_t i = 0; i < basic.count; i++)
        if (strcmp(basic.keys[i], c->fact_keys[index]) == 0) return true;
    return mz_is_of_whole(c, c->fact_keys[index]);
}

static size_t find_told(const mz_comparison *c, uint32_t told[MOST_TOLD])
{
    const mz_word_list *pay = mz_list_of(c->lists, "pay");
    size_t count = 0;
    for (size_t i = 0; i < c->fact_count && count < MOST_TOLD; i++) {
        const mz_fact *fact = mz_fact_at(c, i);
        if (*fact->reason == '\0' || !mz_is_stated_change(fact)) continue;
        if (mz_holds_word(pay, fact->reason) && is_of_much(c, i)) told[count++] = (uint32_t)i;
    }
    return count;
}

/* Whether the line is basic expenditure of a subject that pays its staff with it, and nothing nearer decides. */
static bool is_run_by_staff(mz_comparison *c, mz_line_change *line)
{
    const char *code = line->change.code;
    if (*code != '2' || line->basic != line->change.difference) return false;
    if (mz_patterns_match(mz_list_of(c->lists, "paid_apart"), code)) return false;
    bool decided;
    return !mz_inherit_heading(c, line, &decided) && !decided;
}

void mz_explain_pay(mz_comparison *c)
{
    const mz_word_list *kinds = mz_list_under(mz_list_of(c->lists, "kinds"), "total.personnel");
    uint32_t told[MOST_TOLD];
    const size_t count = find_told(c, told);
    for (size_t i = 0; count > 0 && i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (line->change.explained || line->statement >= 0 || line->unchanged) continue;
        if (!mz_patterns_match(kinds, line->change.code) && !is_run_by_staff(c, line)) continue;
        const int direction = mz_direction_of(&line->change);
        for (size_t k = 0; k < count && !line->change.explained; k++) {
            const mz_fact *fact = mz_fact_at(c, told[k]);
            if ((fact->amount.value > 0 ? 1 : -1) == direction && mz_fact_explains(c, told[k], direction))
                mz_explain_by(line, fact->reason, fact->reason_span);
        }
    }
}
