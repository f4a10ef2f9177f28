/* remark_sums.c - figures of several subjects: A（项）和B（项）减少5万元, 两项合计减少5万元, 收入和支出均减少5万元. */
#include <string.h>

#include "narrative/paragraph.h"
#include "remarks.h"

enum {
    FEWEST = 2,       /* subjects of one figure */
    MOST = 8,         /* of one that does not count them */
    BACK = 2,         /* sentences that they may stand before it */
    MOST_BACK = 256,  /* figures looked at before one */
    LONGEST_TAIL = 12 /* bytes behind 两项: 支出合计 */
};

/* Only which way a figure changed. */
static mz_fact direction_only(const mz_fact *figure)
{
    mz_fact fact = *figure;
    fact.kind = MZ_FACT_CHANGE_RATE;
    fact.amount = (mz_amount){.value = mz_told_sign(figure), .unit = MZ_UNIT_PERCENT, .printed = "", .unit_text = ""};
    return fact;
}

/* Gives the reason of the figure to each of its subjects: with the figure, unless that is their sum. */
static void give_to_subjects(mz_remark_reader *r, const mz_fact *figure, const char *const *names, size_t count,
                             bool sum)
{
    const mz_fact said = sum ? direction_only(figure) : *figure;
    r->sentence++;
    for (size_t k = 0; k < count; k++) mz_add_figure(r, &said, names[k], figure->reason, figure->reason_span);
}

/* A figure whose name holds the names of others gives its reason to them too: 政府性基金安排的其他支出.
 * The figure of A和B is their sum, and none of them changed by as much. */
static void read_names_inside(mz_remark_reader *r, size_t index)
{
    const char *names[MZ_MOST_NAMES];
    const mz_fact *fact = &r->c->current->facts[index];
    const char *key = r->c->fact_keys[index];
    if (mz_name_meant(r->c, key, strlen(key)) != NULL) return;
    const size_t count = mz_named_in(r->c, key, names, MZ_MOST_NAMES);
    const size_t length = strlen(fact->item);
    const bool sum = mz_words_find(r->words, MZ_WORDS_JOIN, fact->item, length, NULL) != NULL;
    if (count >= FEWEST) give_to_subjects(r, fact, names, count, sum);
}

/* How many subjects 两项合计, 以上三项 counts; 0 when the item is none of these. */
static size_t counted_subjects(const mz_remark_reader *r, const char *item)
{
    unsigned number = 0;
    size_t length = strlen(item);
    const size_t above = mz_listed_at(r->lists.above, item, length, false);
    item += above;
    length -= above;
    const size_t numeral = mz_numeral(item, length, &number);
    item += numeral;
    length -= numeral;
    const size_t counted = mz_listed_at(r->lists.counted, item, length, false);
    return numeral == 0 || counted == 0 || length > counted + LONGEST_TAIL ? 0 : number;
}

/* Whether the figure is called the total of what stands before: 合计较上年减少, 2024年执行数合计...增加4.34%. */
static bool is_called_total(const mz_remark_reader *r, const mz_fact *fact)
{
    const char *slash = strrchr(fact->subject, '/'), *last = slash == NULL ? fact->subject : slash + 1;
    size_t length = strlen(last);
    const mz_word *word = mz_words_suffix(r->words, MZ_WORDS_TOTAL, last, length);
    if (word == NULL) return false;
    for (length -= word->length; length > 0; last += word->length, length -= word->length)
        if ((word = mz_words_prefix(r->words, MZ_WORDS_COMPARE_TAIL, last, length)) == NULL) return false;
    return true;
}

/* Whether the figure is one of several subjects before it. */
static bool is_sum(const mz_remark_reader *r, const mz_fact *fact)
{
    return counted_subjects(r, fact->item) > 0 || is_called_total(r, fact);
}

/* The last `most` different subjects of amounts before the fact, at most `sentences` sentences before its own; returns
 * how many. */
static size_t subjects_before(const mz_remark_reader *r, size_t index, size_t most, uint32_t sentences,
                              const char **names)
{
    const mz_fact *facts = r->c->current->facts, *fact = &facts[index];
    size_t count = 0;
    for (size_t i = index; i-- > 0 && index - i <= MOST_BACK && count < most && facts[i].section == fact->section;) {
        if (fact->sentence - facts[i].sentence > sentences) break;
        if (facts[i].kind != MZ_FACT_VALUE || *facts[i].item == '\0' || is_sum(r, &facts[i])) continue;
        bool known = false;
        for (size_t k = 0; k < count && !known; k++) known = strcmp(names[k], facts[i].item) == 0;
        if (!known) names[count++] = facts[i].item;
    }
    return count;
}

/* A figure that speaks of the subjects before it: of their sum (两项合计), or of each (均). */
static void read_subjects_before(mz_remark_reader *r, size_t index)
{
    const char *names[MZ_MOST_NAMES];
    const mz_fact *fact = &r->c->current->facts[index];
    const size_t length = strlen(fact->item), number = counted_subjects(r, fact->item);
    const size_t word = mz_listed_at(r->lists.each, fact->item, length, false);
    const bool each = word > 0 && word == length;
    size_t count = 0;
    if (number >= FEWEST && number <= MZ_MOST_NAMES) {
        count = subjects_before(r, index, number, 1, names);
        if (count < number) return;
    } else if (each || is_called_total(r, fact)) {
        count = subjects_before(r, index, MOST, each ? 0 : BACK, names);
    }
    if (count >= FEWEST) give_to_subjects(r, fact, names, count, !each);
}

void mz_read_compounds(mz_remark_reader *r)
{
    for (size_t i = 0; i < r->c->current->fact_count; i++) {
        const mz_fact *fact = &r->c->current->facts[i];
        const bool amount = fact->kind == MZ_FACT_CHANGE, rate = fact->kind == MZ_FACT_CHANGE_RATE;
        if ((!amount && !rate) || *fact->reason == '\0' || *r->c->fact_roles[i] != '\0') continue;
        if (amount) read_names_inside(r, i);
        if (amount || is_called_total(r, fact)) read_subjects_before(r, i);
    }
}
