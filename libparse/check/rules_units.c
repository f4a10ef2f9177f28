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
    size_t kind; /* of the unit: index into count_units */
} quantity;

/* A unit as it is written. */
typedef struct unit_word {
    const char *text;
    size_t length, kind;
} unit_word;

/* The units of all kinds, read out of the catalogue once per document; NULL when memory runs out. */
static unit_word *read_units(mz_problem *problem, size_t *count)
{
    const json_t *kinds = mz_rulebook_value(problem->rulebook, "count_units");
    unit_word *words = NULL;
    size_t room = 0;
    for (size_t k = 0; k < json_array_size(kinds); k++)
        for (size_t i = 0; i < json_array_size(json_array_get(kinds, k)); i++) {
            const char *text = json_string_value(json_array_get(json_array_get(kinds, k), i));
            if (text == NULL || *text == '\0') continue;
            unit_word *slot = mz_arena_push(problem->arena, &words, count, &room, sizeof *words);
            if (slot == NULL) return NULL;
            *slot = (unit_word){text, strlen(text), k};
        }
    return words;
}

/* The kind of the unit that text begins with (units of one kind stand for each other), SIZE_MAX when it is none. */
static size_t kind_of(const unit_word *words, size_t count, const char *text, size_t *length)
{
    for (size_t w = 0; w < count; w++) {
        if (*words[w].text != *text || strncmp(text, words[w].text, words[w].length) != 0) continue;
        *length = words[w].length;
        return words[w].kind;
    }
    return SIZE_MAX;
}

static int compare(const void *left, const void *right)
{
    const quantity *a = left, *b = right;
    int order = memcmp(a->name, b->name, NAME);
    if (order != 0) return order;
    if (a->number != b->number) return a->number < b->number ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

/* Where the name before offset at ends: words like 达到 do not belong to it. */
static size_t name_end(const mz_flat *flat, const json_t *links, size_t at)
{
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < json_array_size(links); i++) {
            const char *word = json_string_value(json_array_get(links, i));
            size_t own = word != NULL ? strlen(word) : 0;
            if (own == 0 || own > at || memcmp(flat->text + at - own, word, own) != 0) continue;
            at -= own;
            again = true;
        }
    }
    return at;
}

static quantity *collect(mz_problem *problem, const mz_flat *flat, size_t *count)
{
    const json_t *links = mz_rulebook_value(problem->rulebook, "count_links");
    size_t room = 0, units = 0;
    const unit_word *words = read_units(problem, &units);
    quantity *all = NULL;
    for (size_t at = NAME; at < flat->length; at++) {
        int64_t number;
        if (flat->text[at] < '0' || flat->text[at] > '9') continue;
        size_t digits = mz_flat_number(flat->text + at, &number), unit = 0;
        bool begins = ((unsigned char)flat->text[at - 1] & 0x80) != 0;
        size_t kind =
            begins && digits >= FEWEST_DIGITS ? kind_of(words, units, flat->text + at + digits, &unit) : SIZE_MAX;
        size_t end = kind != SIZE_MAX ? name_end(flat, links, at) : 0;
        if (end >= NAME && ((unsigned char)flat->text[end - 1] & 0x80) != 0) {
            quantity *slot = mz_arena_push(problem->arena, &all, count, &room, sizeof *all);
            if (slot == NULL) return NULL;
            *slot = (quantity){flat->text + end - NAME, number, end - NAME, NAME + (at - end) + digits + unit, kind};
        }
        at += strspn(flat->text + at, "0123456789.,") - 1;
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
