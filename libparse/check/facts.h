/* facts.h - the figures of the text by name, as the narrative relations look them up. */
#ifndef MZ_CHECK_FACTS_H
#define MZ_CHECK_FACTS_H

#include "draft.h"
#include "keys.h"

/* A row of a table under its name. */
typedef struct mz_named_row {
    const mz_key *key;
    uint32_t table;
    uint32_t row;
} mz_named_row;

/* Made by mz_bind_narrative; later rules find it in mz_problem.facts. */
typedef struct mz_facts {
    mz_problem *problem;
    const mz_key **items;  /* per fact: key of its item */
    bool *current;         /* per fact: see mz_fact_is_current */
    bool *planned;         /* per fact: final accounts call it a budget in the words before it */
    const char **prefixes; /* per fact: what stands before the item in the subject ("支出决算"), "" when nothing */
    uint64_t *lists;       /* per fact: width words, the bits of the lists of names (names.h) that have its item */
    size_t width;
    mz_named_row *rows;         /* rows with subject codes, those of one key together in the order of the tables */
    uint32_t *row_first;        /* per number of a key: its first row, and the end of the last key's */
    struct mz_fact_spec *specs; /* per relation: what facts_tables.c found of it, NULL before */
    uint32_t key_count;         /* keys with numbers below have rows */
    uint32_t classes_asked;     /* how often facts_units.c added up a class */
} mz_facts;

/* Reads names; false when memory runs out. */
bool mz_facts_build(mz_problem *problem, mz_facts *facts);

/* Whether the fact is a money value (not a change or share) whose prefix says that it is of the document's own year. */
bool mz_fact_is_current(const mz_facts *facts, size_t fact);
/* Whether the fact's prefix is one of list. */
bool mz_fact_has_prefix(const mz_facts *facts, size_t fact, const mz_wordlist *list);
/* Whether the fact's item is one of a list of names (its number in mz_rulebook.names). */
static inline bool mz_fact_named(const mz_facts *facts, size_t fact, uint32_t list)
{
    return (facts->lists[fact * facts->width + list / 64] >> list % 64 & 1u) != 0;
}
/* Whether it is in any. */
static inline bool mz_fact_listed(const mz_facts *facts, size_t fact)
{
    uint64_t any = 0;
    for (size_t w = 0; w < facts->width; w++) any |= facts->lists[fact * facts->width + w];
    return any != 0;
}
/* Rows whose key is key: the first, and their number in *count. NULL when there is none. */
const mz_named_row *mz_facts_rows(const mz_facts *facts, const mz_key *key, size_t *count);

/*
 * Whether the fact is one of several parts that add up to their whole: when it is not what a table or a usual
 * composition says, the text splits the whole in another way (running costs and insurance apart).
 */
bool mz_fact_is_split(const mz_problem *problem, size_t fact);

/* Whether final accounts call the fact, a money value of their own year, a budget: before the amount, or as its prefix.
 */
bool mz_fact_is_planned(const mz_facts *facts, size_t fact);
/* Whether the fact, a budget or what 完成预算 is a rate of, means the budget at the start of the year: it says so, or
 * it says only 预算 and the nearest before it in its section that says which means that one. */
bool mz_fact_is_initial(const mz_facts *facts, size_t fact);
/* The budget that a table prints under the fact's name; MZ_NO_FIGURE when none does, or several, or it is another one
 * than the fact means (see mz_fact_is_initial). facts_tables.c */
uint32_t mz_facts_budget(const mz_facts *facts, size_t fact);

struct mz_draft;
/* Relates a fact that agrees with no row of its name to the rows that add up to it, in any of their columns of the same
 * money: those of all units, or those of the class it names. false when none do. facts_units.c */
bool mz_facts_relate_units(mz_facts *facts, struct mz_draft *draft, const mz_rule *rule, size_t fact);
/* Relates it to all rows of its name that have the code of one, when there are several: each is only a unit's part.
 * Where they may be misread nothing is asserted. false when there is only one. */
bool mz_facts_relate_repeated(mz_facts *facts, struct mz_draft *draft, const mz_rule *rule, size_t fact,
                              const mz_named_row *one, size_t column);

void mz_facts_against_tables(mz_facts *facts); /* facts_tables.c */
void mz_facts_sums(mz_facts *facts);           /* facts_sums.c */
void mz_facts_rates(mz_facts *facts);          /* facts_rates.c */
void mz_facts_bounds(mz_facts *facts);         /* facts_bounds.c */
void mz_facts_omitted(mz_facts *facts);        /* facts_omitted.c, of mz_rules_text */
void mz_facts_reasons(mz_facts *facts);        /* reasons.c, of mz_rules_text */

#endif
