/* sort.c - sorting of what mostly is in order already: tables print their rows by code. */
#include <stdlib.h>

#include "check.h"

void mz_sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    const unsigned char *at = items;
    size_t sorted = 1;
    while (sorted < count && compare(at + (sorted - 1) * size, at + sorted * size) <= 0) sorted++;
    if (sorted < count) qsort(items, count, size, compare);
}
