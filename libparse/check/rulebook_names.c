/* rulebook_names.c - compiles what checks.json says of amounts by their names: sums, shares, parts, counts. */
#include <stdlib.h>

#include "rulebook.h"

/* The lists of names of an array into *lists. */
static bool read_lists(mz_names *names, const json_t *array, uint32_t **lists, size_t *count)
{
    *lists = calloc(json_array_size(array) + 1, sizeof **lists);
    if (*lists == NULL) return false;
    for (size_t i = 0; i < json_array_size(array); i++)
        if (!mz_names_add(names, json_array_get(array, i), &(*lists)[(*count)++])) return false;
    return true;
}

/* An entry has either "parts", a list of lists, or "part", one list. */
static bool read_composition(mz_names *names, const json_t *entry, mz_composition *composition)
{
    if (!mz_names_add(names, json_object_get(entry, "whole"), &composition->whole) ||
        !read_lists(names, json_object_get(entry, "parts"), &composition->parts, &composition->part_count) ||
        !read_lists(names, json_object_get(entry, "optional"), &composition->optional, &composition->optional_count))
        return false;
    composition->budgets = json_is_true(json_object_get(entry, "budgets"));
    const json_t *part = json_object_get(entry, "part");
    return part == NULL || composition->part_count > 0 ||
           mz_names_add(names, part, &composition->parts[composition->part_count++]);
}

static bool read_compositions(const mz_rulebook *book, const char *key, mz_compositions *compositions)
{
    const json_t *list = mz_rulebook_value(book, key);
    compositions->items = calloc(json_array_size(list) + 1, sizeof *compositions->items);
    if (compositions->items == NULL) return false;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!read_composition(book->names, json_array_get(list, i), &compositions->items[compositions->count++]))
            return false;
    return true;
}

static bool read_counts(mz_rulebook *book)
{
    const json_t *list = mz_rulebook_value(book, "counts");
    book->counts = calloc(json_array_size(list) + 1, sizeof *book->counts);
    if (book->counts == NULL) return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i), *items = json_object_get(entry, "items");
        const char *kind = json_string_value(json_object_get(entry, "kind"));
        mz_counting *counting = &book->counts[book->count_count++];
        *counting = (mz_counting){.rule = json_string_value(json_object_get(entry, "rule")),
                                  .kind = kind != NULL ? kind : "",
                                  .part_of = json_string_value(json_object_get(entry, "part_of")),
                                  .has_money = items != NULL,
                                  .has_persons = json_is_true(json_object_get(entry, "has_persons")),
                                  .needs_number = json_is_true(json_object_get(entry, "needs_number"))};
        if (!mz_wordlist_compile(json_object_get(entry, "units"), &counting->units) ||
            (items != NULL && !mz_names_add(book->names, items, &counting->items)))
            return false;
    }
    return true;
}

static bool read_named_columns(mz_rulebook *book)
{
    const json_t *list = mz_rulebook_value(book, "named_in_text");
    book->named_columns = calloc(json_array_size(list) + 1, sizeof *book->named_columns);
    for (size_t i = 0; book->named_columns != NULL && i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        mz_named_column own = {json_string_value(json_object_get(entry, "form")),
                               json_string_value(json_object_get(entry, "column"))};
        if (own.form != NULL && own.role != NULL) book->named_columns[book->named_column_count++] = own;
    }
    return book->named_columns != NULL;
}

bool mz_rulebook_read_amounts(mz_rulebook *book)
{
    return read_compositions(book, "compositions", &book->compositions) &&
           read_compositions(book, "shares", &book->shares) && read_compositions(book, "parts", &book->parts) &&
           read_compositions(book, "both_totals", &book->both_totals) &&
           read_compositions(book, "same_changes", &book->same_changes) &&
           mz_names_add(book->names, mz_rulebook_value(book, "wholes_of_classes"), &book->wholes_of_classes) &&
           read_counts(book) && read_named_columns(book);
}

static void free_compositions(mz_compositions *compositions)
{
    for (size_t i = 0; i < compositions->count; i++) {
        free(compositions->items[i].parts);
        free(compositions->items[i].optional);
    }
    free(compositions->items);
}

void mz_rulebook_free_amounts(mz_rulebook *book)
{
    free_compositions(&book->compositions);
    free_compositions(&book->shares);
    free_compositions(&book->parts);
    free_compositions(&book->both_totals);
    free_compositions(&book->same_changes);
    for (size_t i = 0; i < book->count_count; i++) mz_wordlist_free(&book->counts[i].units);
    free(book->counts);
    free(book->named_columns);
}
