/* sort.c - sorting of what mostly is in order already (tables print their rows by code), and of plain values. */
#include <stdlib.h>
#include <string.h>

#include "check.h"

void mz_sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    const unsigned char *at = items;
    size_t sorted = 1;
    while (sorted < count && compare(at + (sorted - 1) * size, at + sorted * size) <= 0) sorted++;
    if (sorted < count) qsort(items, count, size, compare);
}

/* Sorts by insertion: for a few. */
static void sort_few(int64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int64_t own = values[i];
        size_t place = i;
        for (; place > 0 && values[place - 1] > own; place--) values[place] = values[place - 1];
        values[place] = own;
    }
}

/* Merges two runs that follow each other, of which the first ends at middle. */
static void merge(const int64_t *from, size_t middle, size_t count, int64_t *to)
{
    size_t left = 0, right = middle;
    for (size_t i = 0; i < count; i++) {
        bool first = left < middle && (right == count || from[left] <= from[right]);
        to[i] = from[first ? left : right];
        left += first;
        right += !first;
    }
}

bool mz_sort_values(mz_arena *arena, int64_t *values, size_t count)
{
    enum { FEW = 16 };
    int64_t *room = count > FEW ? mz_arena_room(arena, count, sizeof *room) : values;
    if (room == NULL) return false;
    for (size_t at = 0; at < count; at += FEW) sort_few(values + at, count - at < FEW ? count - at : FEW);
    int64_t *from = values, *to = room;
    for (size_t run = FEW; run < count; run *= 2) {
        for (size_t at = 0; at < count; at += 2 * run) {
            size_t left = count - at;
            merge(from + at, left < run ? left : run, left < 2 * run ? left : 2 * run, to + at);
        }
        int64_t *other = from;
        from = to, to = other;
    }
    if (from != values) memcpy(values, from, count * sizeof *values);
    return true;
}
