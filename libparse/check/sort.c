/* sort.c - sorting of what mostly is in order already (tables print their rows by code), and of plain values. */
#include <stdlib.h>
#include <string.h>

#include "check.h"

/* Merges the items of two runs, of which the first ends where the second begins; equal ones keep their order. */
static void merge_runs(const unsigned char *first, const unsigned char *second, const unsigned char *end,
                       unsigned char *to, size_t size, int (*compare)(const void *, const void *))
{
    const unsigned char *middle = second;
    for (; first < middle && second < end; to += size) {
        bool take = compare(first, second) <= 0;
        memcpy(to, take ? first : second, size);
        first += take ? size : 0;
        second += take ? 0 : size;
    }
    memcpy(to, first, (size_t)(middle - first));
    memcpy(to + (middle - first), second, (size_t)(end - second));
}

void mz_sort(mz_arena *arena, void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    enum { MOST_RUNS = 32 }; /* as several tables in order make; what has more is in no order */
    unsigned char *from = items, *ends[MOST_RUNS];
    size_t runs = 0;
    for (size_t i = 1; i < count; i++) {
        if (compare(from + (i - 1) * size, from + i * size) <= 0) continue;
        if (runs + 1 == MOST_RUNS) {
            qsort(items, count, size, compare);
            return;
        }
        ends[runs++] = from + i * size;
    }
    unsigned char *room = runs > 0 ? mz_arena_room(arena, count, size) : NULL, *to = room;
    if (room == NULL) return;
    ends[runs++] = from + count * size;
    for (size_t left; runs > 1; runs = left) {
        const unsigned char *begin = from;
        unsigned char *own = to;
        left = 0;
        for (size_t r = 0; r < runs; r += 2) {
            const unsigned char *end = ends[r + 1 < runs ? r + 1 : r];
            merge_runs(begin, ends[r], end, own, size, compare);
            own += end - begin;
            begin = end;
            ends[left++] = own;
        }
        unsigned char *other = from;
        from = to, to = other;
    }
    if (from != items) memcpy(items, from, count * size);
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
