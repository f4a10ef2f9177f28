/* codes.h - subject codes and the names that belong to them (codes.json). */
#ifndef MZ_CHECK_CODES_H
#define MZ_CHECK_CODES_H

#include "check.h"

/*
 * A code of up to 16 digits as a number: four bits for each digit, one more than it, from the highest on. Numbers are
 * in the order of the codes as texts. 0 when it is something else.
 */
static inline uint64_t mz_code_rank(const char *code)
{
    uint64_t rank = 0;
    int left = 64;
    for (; *code >= '0' && *code <= '9' && left > 0; code++) rank |= (uint64_t)(*code - '0' + 1) << (left -= 4);
    return *code == '\0' ? rank : 0;
}
/* The digits of the code. */
static inline size_t mz_rank_length(uint64_t rank)
{
    return rank == 0 ? 0 : 16 - (size_t)__builtin_ctzll(rank) / 4;
}
/* The code of its first digits. */
static inline uint64_t mz_rank_head(uint64_t rank, size_t digits)
{
    return digits == 0 ? 0 : rank & ~(uint64_t)0 << (64 - 4 * digits);
}

/* The code as a number; 0 when it is none of a subject. */
uint32_t mz_code_number(const char *code);
/*
 * The code that the row's name stands for when it is not the row's own: one beside it, or the only one of its level; 0
 * when the name is right, nobody's, or several codes'. In flow text the names of functions, which take several lines,
 * go astray: 0.
 */
uint32_t mz_name_code(mz_problem *problem, const mz_table *table, const mz_row *row);
/* Whether the document's source keeps cells apart, so that no label is cut in reading. */
bool mz_keeps_cells(const mz_problem *problem);

#endif
