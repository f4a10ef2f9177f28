/* rules_units.c - one number of one thing that the text counts in different units: "建设数量达到90个" and
 * "建设数量达到90人". */
#include <stdlib.h>
#include <string.h>

#include "flat.h"

enum { NAME = 18 /* bytes before the number that must agree, six characters */, FEWEST_DIGITS = 2 };

/* A number with its unit and what stands before it. */
typedef struct quantity {
    const char *name; /* NAME bytes */
    int64_t number;
    size_t at, length;
    uint32_t kind; /* of the unit: index into count_units; units of one kind stand for each other */
} quantity;

static int compare(const void *left, const void *right)
{
    const quantity *a = left, *b = right;
    int order = memcmp(a->name, b->name, NAME);
    if (order != 0) return order;
    if (a->number != b->number) return a->number < b->number ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

/* Where the name before offset at ends: words like 达到 do not belong to it. */
static size_t name_end(const mz_flat *flat, const mz_wordlist *links, size_t at)
{
    for (const mz_wordlist_word *word; at > 0 && (word = mz_wordlist_suffix(links, flat->text, at)) != NULL;)
        at -= word->length;
    return at;
}

/* Digits that end before offset end; 0 when they are no whole number behind a word (12.5, 1,200). */
static size_t digits_before(const mz_flat *flat, size_t end)
{
    size_t begin = end;
    while (begin > NAME && flat->text[begin - 1] >= '0' && flat->text[begin - 1] <= '9') begin--;
    return ((unsigned char)flat->text[begin - 1] & 0x80) != 0 ? end - begin : 0;
}

static quantity *collect(mz_problem *problem, const mz_flat *flat, size_t *count)
{
    const mz_wordlist *links = &problem->rulebook->wordlists[MZ_WORDLIST_COUNT_LINKS];
    const mz_marks *units = &flat->marks[MZ_MARKS_UNITS];
    size_t room = 0;
    quantity *all = NULL;
    for (size_t i = 0; i < units->count; i++) {
        const mz_mark *unit = &units->items[i];
        int64_t number;
        size_t digits = unit->at > NAME ? digits_before(flat, unit->at) : 0, at = unit->at - digits;
        if (digits < FEWEST_DIGITS || mz_flat_number(flat->text + at, &number) == 0) continue;
        size_t end = name_end(flat, links, at);
        if (end < NAME || ((unsigned char)flat->text[end - 1] & 0x80) == 0) continue;
        quantity *slot = mz_arena_push(problem->arena, &all, count, &room, sizeof *all);
        if (slot == NULL) return NULL;
        *slot = (quantity){flat->text + end - NAME, number, end - NAME, unit->at + unit->length - (end - NAME),
                           unit->entry};
    }
    return all;
}

void mz_rules_units(mz_problem *problem, const mz_flat *flat)
{
    size_t count = 0;
    quantity *all = collect(problem, flat, &count);
    if (all == NULL) return;
    qsort(all, count, sizeof *all, compare);
    for (size_t i = 0; i + 1 < count; i++) {
        const quantity *a = &all[i], *b = &all[i + 1];
        if (memcmp(a->name, b->name, NAME) != 0 || a->number != b->number || a->kind == b->kind) continue;
        mz_place places[] = {mz_flat_place(problem, flat, b->at, b->length),
                             mz_flat_place(problem, flat, a->at, a->length)};
        const char *zh =
            mz_arena_printf(problem->arena, "同一数量的单位不一致：“%s”与“%s”。", places[0].printed, places[1].printed);
        const char *en = mz_arena_printf(problem->arena, "One quantity has two units: '%s' and '%s'.",
                                         places[0].printed, places[1].printed);
        mz_report_rule(problem, "unit.counted", places, 2, zh, en, NULL, places[0].printed);
    }
}
