/* slip.h - slips of the pen made on printed figures. */
#ifndef MZ_TEST_SLIP_H
#define MZ_TEST_SLIP_H

#include "figures.h"

enum { SLIPS = 8, PRINT = 48 };

extern const char *const slip_names[SLIPS];

/* The next number of the sequence. */
uint64_t random_next(uint64_t *state);
/* Writes target's figure with one slip of this kind; false when it is impossible for the figure. */
bool slip_make(const targets *targets, const target *target, unsigned kind, uint64_t *state, char out[PRINT]);

#endif
