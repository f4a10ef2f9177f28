/* times.h - CPU times of many documents: the median, the worst, and which one that was. */
#ifndef MZ_TEST_TIMES_H
#define MZ_TEST_TIMES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct times {
    double *seconds;
    size_t count, room;
    double worst;
    char worst_name[160];
} times;

/* CPU seconds of this thread so far. */
double times_now(void);
/* Notes what a document took; name is copied. false when memory runs out. */
bool times_add(times *times, double seconds, const char *name);
/* Prints the figures to stdout; sorts what was noted. */
void times_print(times *times);
void times_free(times *times);

#endif
