/* sort.c - tests of the sorting of what mostly is in order. */
#include <criterion/criterion.h>

#include "check/check.h"

/* An item and where it stood before. */
typedef struct item {
    unsigned key;
    unsigned place;
} item;

static int compare(const void *left, const void *right)
{
    const item *a = left, *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

/* Items in so many runs that each are in order, as the rows of several tables are; keys repeat. */
static void check_runs(unsigned count, unsigned runs)
{
    mz_arena *arena = mz_arena_new(1 << 20);
    item items[200];
    unsigned length = (count + runs - 1) / runs;
    for (unsigned i = 0; i < count; i++) items[i] = (item){(i % length) * 3 / 2 + i / length % 2, i};
    mz_sort(arena, items, count, sizeof *items, compare);
    bool met[200] = {false};
    for (unsigned i = 0; i < count; i++) {
        met[items[i].place] = true;
        if (i == 0) continue;
        cr_assert(items[i - 1].key <= items[i].key, "%u in %u runs: item %u", count, runs, i);
        cr_assert(items[i - 1].key < items[i].key || items[i - 1].place < items[i].place,
                  "%u in %u runs: equal items %u are not in their order", count, runs, i);
    }
    for (unsigned i = 0; i < count; i++) cr_assert(met[i], "%u in %u runs: item %u is lost", count, runs, i);
    mz_arena_free(arena);
}

Test(sort, runs_of_any_number_are_merged_and_equal_items_keep_their_order)
{
    for (unsigned count = 1; count <= 200; count = count * 2 + 1)
        for (unsigned runs = 1; runs <= count && runs < 70; runs++) check_runs(count, runs);
}

Test(sort, nothing_and_one)
{
    mz_arena *arena = mz_arena_new(1 << 12);
    item one = {7, 0};
    mz_sort(arena, &one, 0, sizeof one, compare);
    mz_sort(arena, &one, 1, sizeof one, compare);
    cr_assert_eq(one.key, 7);
    mz_arena_free(arena);
}

Test(sort, backwards)
{
    mz_arena *arena = mz_arena_new(1 << 16);
    item items[60]; /* more runs than are merged */
    for (unsigned i = 0; i < 60; i++) items[i] = (item){60 - i, i};
    mz_sort(arena, items, 60, sizeof *items, compare);
    for (unsigned i = 0; i < 60; i++) cr_assert_eq(items[i].key, i + 1);
    mz_arena_free(arena);
}
