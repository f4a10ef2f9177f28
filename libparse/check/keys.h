/* keys.h - labels and items by name: two that are called the same have the same key, compared by its address. */
#ifndef MZ_CHECK_KEYS_H
#define MZ_CHECK_KEYS_H

#include "check.h"

/* What a label says: as of mz_text_key, numbering ("四、", "1."), 其中：, （类）（款）（项） left aside. */
typedef struct mz_key {
    const char *text;
    uint32_t length;
    uint32_t hash;   /* as of mz_hash_of */
    uint32_t number; /* keys are numbered from 0 as they are met; UINT32_MAX for the empty one */
} mz_key;

/* The key of a label, which must live as long as the problem, as the key does; an empty one when memory runs out. */
const mz_key *mz_name_key(mz_problem *problem, const char *label);
/* The key of a row's label. */
const mz_key *mz_row_key(mz_problem *problem, const mz_table *table, const mz_row *row);
/* How many keys have been met. */
uint32_t mz_key_count(const mz_problem *problem);

#endif
