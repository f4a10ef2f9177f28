/* pay.c - what is paid to staff (301 and its wages; the basic expenditure of subjects such as 行政运行), by a reason
 * given for all money that tells of pay or of staff: 财政拨款支出增加的主要原因是在职人员工资标准调整; and what is paid
 * for them (insurances, the housing fund), by one that tells of how many they are: 退休3人. */
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
    const mz_word_list *heads = mz_list_of(mz_list_of(c->lists, "headcount"), "words");
    size_t count = 0;
    for (size_t i = 0; i < c->fact_count && count < MOST_TOLD; i++) {
        const mz_fact *fact = mz_fact_at(c, i);
        if (*fact->reason == '\0' || !mz_is_stated_change(fact)) continue;
        const bool staff = mz_holds_word(pay, fact->reason) || mz_holds_word(heads, fact->reason);
        if (staff && is_of_much(c, i)) told[count++] = (uint32_t)i;
    }
    return count;
}

/* Whether a heading above the line decides. */
static bool is_decided(mz_comparison *c, mz_line_change *line)
{
    bool decided;
    return mz_inherit_heading(c, line, &decided) || decided;
}

/* The list of changes.json whose words explain the line: pay, or for what is paid for each of the staff headcount; NULL
 * when it is nothing of these. */
static const mz_word_list *words_of(mz_comparison *c, mz_line_change *line)
{
    const mz_word_list *heads = mz_list_of(c->lists, "headcount"), *pay = mz_list_of(c->lists, "pay");
    const char *code = line->change.code;
    if (mz_patterns_match(mz_list_under(mz_list_of(c->lists, "kinds"), "total.personnel"), code)) return pay;
    if (mz_patterns_match(mz_list_of(heads, "codes"), code))
        return is_decided(c, line) ? NULL : mz_list_of(heads, "words");
    if (*code != '2' || line->basic != line->change.difference) return NULL; /* else a subject run by its staff */
    if (mz_patterns_match(mz_list_of(c->lists, "paid_apart"), code)) return NULL;
    return is_decided(c, line) ? NULL : pay;
}

void mz_explain_pay(mz_comparison *c)
{
    uint32_t told[MOST_TOLD];
    const size_t count = find_told(c, told);
    for (size_t i = 0; count > 0 && i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (line->change.explained || line->statement >= 0 || line->unchanged) continue;
        const mz_word_list *words = words_of(c, line);
        const int direction = mz_direction_of(&line->change);
        for (size_t k = 0; words != NULL && k < count && !line->change.explained; k++) {
            const mz_fact *fact = mz_fact_at(c, told[k]);
            if (mz_holds_word(words, fact->reason) && (fact->amount.value > 0 ? 1 : -1) == direction &&
                mz_fact_explains(c, told[k], direction))
                mz_explain_by(line, fact->reason, fact->reason_span);
        }
    }
}
