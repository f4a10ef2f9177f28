/* facts_rates.h - what the percentages of the text are calculated from: shared by facts_rates.c and facts_shares.c. */
#ifndef MZ_CHECK_FACTS_RATES_H
#define MZ_CHECK_FACTS_RATES_H

#include "facts.h"

enum { MZ_FACTS_WINDOW = 40 /* facts between a percentage and what it is calculated from */ };

/* A figure of the text over or under the line of a percentage. */
typedef struct mz_ratio_part {
    size_t fact;
    int sign;
} mz_ratio_part;

/*
 * The relation percent = 100 * (sum of top) / (sum of bottom) of rule (NULL: none), when it can be evaluated: a
 * percentage of nothing is reported instead, one that is right of another amount near it is not asserted.
 */
void mz_facts_ratio(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t percent, const mz_ratio_part *top,
                    size_t top_count, const mz_ratio_part *bottom, size_t bottom_count);
/* The operand that stands nearest to fact, of kind and with one of the prefixes (NULL: the current value): a percentage
 * follows what it is calculated from, so those before it come first, and those of its own sentence before all others.
 * SIZE_MAX when there is none. */
size_t mz_facts_operand(const mz_facts *facts, size_t fact, mz_fact_kind kind, const mz_wordlist *prefixes);
/* What stands between the word for a share and the percentage ("占财政拨款支出的99%"), from that word on, its bytes in
 * *length; NULL when there is no such word near. */
const char *mz_facts_share_words(const mz_facts *facts, size_t percent, size_t *length);

void mz_facts_shares(mz_facts *facts); /* facts_shares.c */

#endif
