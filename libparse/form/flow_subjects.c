/* flow_subjects.c - subject codes in three columns, read column by column. */
#include "flow_subjects.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 100, ROUNDING = 5000 /* half a unit of the second decimal */, MAX_ROWS = 1024 };

/* A part of two digits; its class when it stands directly behind one that is in
 * order. */
typedef struct part {
    int number;
    bool used;
} part;

typedef struct subjects {
    mz_arena *arena;
    const int64_t *totals;
    size_t count;
    int *classes;    /* of the rows, ascending */
    uint8_t *levels; /* of the rows: 1, 2, 3 */
    part *parts;     /* that belong to no class by their place, in the order of the
                        print */
    size_t part_count;
    size_t part_capacity;
    int *second; /* numbers printed behind their class, by class and place */
    int *owner;  /* their classes */
    size_t second_count;
} subjects;

static bool digits(const mz_flow_token *token, size_t length)
{
    return !token->used && token->kind == MZ_FLOW_NUMBER && strlen(token->text) == length &&
           strspn(token->text, "0123456789") == length;
}

static bool is_class(const mz_flow_token *token)
{
    return digits(token, 3) && token->text[0] >= '2' && token->text[0] <= '5' && strcmp(token->text + 1, "00") != 0;
}

static int ascending(const void *left, const void *right)
{
    const int *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* False when there is not one class for each row, or when the arena is
 * exhausted. */
static bool collect(subjects *s, const mz_flow_tokens *tokens)
{
    size_t n = 0;
    int highest = 0, before = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        int number = (int)(token->value / 1000000);
        if (is_class(token)) {
            if (n == s->count) return false;
            s->classes[n++] = number;
            before = number >= highest ? number : 0;
            if (number > highest) highest = number;
            continue;
        }
        if (digits(token, 2) && before != 0) {
            s->owner[s->second_count] = before;
            s->second[s->second_count++] = number;
        } else if (digits(token, 2)) {
            part *slot = mz_arena_push(s->arena, &s->parts, &s->part_count, &s->part_capacity, sizeof *slot);
            if (slot == NULL) return false;
            *slot = (part){.number = number};
        }
        before = 0;
    }
    if (n != s->count || n == 0) return false;
    qsort(s->classes, n, sizeof *s->classes, ascending);
    return true;
}

static bool equal(int64_t a, int64_t b, size_t figures)
{
    int64_t difference;
    return mz_value_sub(a, b, &difference) && llabs(difference) <= (int64_t)(figures + 1) * ROUNDING;
}

/* The row behind the block of a 款 at row: the 项 that add up to it. 0 when
 * none do. */
static size_t block_end(const subjects *s, size_t row)
{
    int64_t sum = 0;
    for (size_t r = row + 1; r < s->count && s->classes[r] == s->classes[row]; r++) {
        if (!mz_value_add(sum, s->totals[r], &sum)) return 0;
        if (equal(sum, s->totals[row], r - row)) return r + 1;
    }
    return 0;
}

static bool find_levels(subjects *s)
{
    for (size_t r = 0; r < s->count;) {
        if (r == 0 || s->classes[r] != s->classes[r - 1]) {
            s->levels[r++] = 1;
            continue;
        }
        size_t end = block_end(s, r);
        if (end == 0) return false;
        s->levels[r++] = 2;
        while (r < end) s->levels[r++] = 3;
    }
    return true;
}

/* Takes the first free part with this number; false when there is none. */
static bool take(subjects *s, int number)
{
    for (size_t p = 0; p < s->part_count; p++)
        if (!s->parts[p].used && s->parts[p].number == number) {
            s->parts[p].used = true;
            return true;
        }
    return false;
}

/* The first free part above `above` and below `below`, 0 when there is none. */
static int next_part(subjects *s, int above, int below)
{
    for (size_t p = 0; p < s->part_count; p++)
        if (!s->parts[p].used && s->parts[p].number > above && s->parts[p].number < below) {
            s->parts[p].used = true;
            return s->parts[p].number;
        }
    return 0;
}

/* The numbers of the 款 of the class at rows [first, end); numbers[row] for
 * each row of a block. */
static bool number_class(subjects *s, size_t first, size_t end, int *numbers)
{
    int counts[NUMBERS] = {0};
    size_t blocks = 0, kinds = 0;
    for (size_t i = 0; i < s->second_count; i++)
        if (s->owner[i] == s->classes[first]) kinds += counts[s->second[i]]++ == 0;
    for (size_t r = first; r < end; r++) blocks += s->levels[r] == 2;
    int number = 0;
    for (size_t r = first + 1; r < end;) {
        size_t stop = r + 1;
        while (stop < end && s->levels[stop] == 3) stop++;
        int known = number + 1;
        while (known < NUMBERS && counts[known] == 0) known++;
        bool fits = known < NUMBERS && (size_t)counts[known] <= stop - r;
        if (fits && (kinds >= blocks || (size_t)counts[known] == stop - r)) {
            number = known;
            kinds--;
            for (size_t lack = stop - r - (size_t)counts[known]; lack > 0; lack--)
                if (!take(s, number)) return false;
        } else {
            number = next_part(s, number, known);
            if (number == 0) return false;
            for (size_t lack = stop - r - 1; lack > 0; lack--)
                if (!take(s, number)) return false;
        }
        blocks--;
        for (; r < stop; r++) numbers[r] = number;
    }
    return kinds == 0;
}

/* Writes the codes; the parts left are the 项 in their order. */
static bool write(subjects *s, const int *numbers, const char **codes)
{
    int item = 0;
    for (size_t r = 0; r < s->count; r++) {
        if (s->levels[r] == 1) {
            codes[r] = mz_arena_printf(s->arena, "%03d", s->classes[r]);
        } else if (s->levels[r] == 2) {
            item = 0;
            codes[r] = mz_arena_printf(s->arena, "%03d%02d", s->classes[r], numbers[r]);
        } else {
            item = next_part(s, item, NUMBERS);
            if (item == 0) return false;
            codes[r] = mz_arena_printf(s->arena, "%03d%02d%02d", s->classes[r], numbers[r], item);
        }
        if (codes[r] == NULL) return false;
    }
    return true;
}

static bool number_all(subjects *s, int *numbers)
{
    for (size_t r = 0; r < s->count;) {
        size_t end = r + 1;
        while (end < s->count && s->classes[end] == s->classes[r]) end++;
        if (!number_class(s, r, end, numbers)) return false;
        r = end;
    }
    return true;
}

mz_status mz_flow_subjects(mz_arena *arena, const mz_flow_tokens *tokens, const int64_t *totals, size_t count,
                           const char ***codes)
{
    *codes = NULL;
    if (count == 0 || count > MAX_ROWS) return MZ_OK;
    subjects s = {.arena = arena, .totals = totals, .count = count};
    s.classes = mz_arena_array(arena, count, sizeof *s.classes);
    s.levels = mz_arena_array(arena, count, sizeof *s.levels);
    s.second = mz_arena_array(arena, count, sizeof *s.second);
    s.owner = mz_arena_array(arena, count, sizeof *s.owner);
    int *numbers = mz_arena_array(arena, count, sizeof *numbers);
    const char **list = mz_arena_array(arena, count, sizeof *list);
    if (s.classes == NULL || s.levels == NULL || s.second == NULL || s.owner == NULL || numbers == NULL || list == NULL)
        return MZ_ERR_MEMORY;
    if (collect(&s, tokens) && find_levels(&s) && number_all(&s, numbers) && write(&s, numbers, list)) *codes = list;
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}
