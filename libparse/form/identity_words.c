/* identity_words.c - what identity.json and regions.json must hold for those who read an organisation by them. */
#include <string.h>

#include "identity_sources.h"

static bool is_word(const json_t *value)
{
    return json_string_length(value) > 0;
}

static bool is_list(const json_t *value)
{
    size_t i = 0;
    while (i < json_array_size(value) && is_word(json_array_get(value, i))) i++;
    return json_is_array(value) && i == json_array_size(value);
}

static bool is_regions(const json_t *value)
{
    const char *province;
    json_t *cities;
    json_object_foreach((json_t *)(uintptr_t)value, province, cities) if (!is_list(cities)) return false;
    return json_is_object(value);
}

/* A key that must be there, and what it must be. */
typedef struct wanted {
    const char *key;
    bool (*is)(const json_t *value);
    const char *what;
} wanted;

static mz_status check(const mz_catalogue *catalogue, const char *file, const wanted *keys, size_t count,
                       mz_error *error)
{
    const json_t *root = mz_catalogue_json(catalogue, file);
    for (size_t i = 0; i < count; i++)
        if (!keys[i].is(json_object_get(root, keys[i].key)))
            return mz_catalogue_fail(error, file, "\"%s\" must be %s", keys[i].key, keys[i].what);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)root, key, value)
    {
        size_t i = 0;
        while (i < count && strcmp(keys[i].key, key) != 0) i++;
        if (i == count) return mz_catalogue_fail(error, file, "nothing asks for \"%s\"", key);
    }
    return MZ_OK;
}

static void take_list(const json_t *root, const char *name, mz_word_list *list)
{
    const json_t *words = json_object_get(root, name);
    for (size_t i = 0; i < json_array_size(words) && list->count < MZ_MOST_WORDS; i++) {
        const json_t *word = json_array_get(words, i);
        list->lengths[list->count] = json_string_length(word);
        list->words[list->count] = json_string_value(word);
        list->count += list->lengths[list->count] >= 3;
    }
}

static void mark_begins(const mz_word_list *list, uint64_t begins[64])
{
    for (size_t i = 0; i < list->count; i++) begins[list->words[i][1] & 63] |= (uint64_t)1 << (list->words[i][2] & 63);
}

mz_status mz_identity_compile(mz_catalogue *catalogue, mz_error *error)
{
    static const char word[] = "a word", list[] = "a list of words";
    static const wanted identity[] = {{"labels", is_list, list},
                                      {"year_labels", is_list, list},
                                      {"organisation_end", is_list, list},
                                      {"not_organisation_end", is_list, list},
                                      {"behind_organisation", is_list, list},
                                      {"final_accounts", is_list, list},
                                      {"budget", is_list, list},
                                      {"department", is_list, list},
                                      {"unit", is_list, list},
                                      {"renamed", is_list, list},
                                      {"formerly", is_list, list},
                                      {"before_former", is_list, list},
                                      {"attachment", is_word, word},
                                      {"own_level", is_word, word}};
    static const wanted regions[] = {{"provinces", is_regions, "an object of provinces and lists of their cities"},
                                     {"before", is_list, list},
                                     {"zone_ends", is_list, list},
                                     {"district_ends", is_list, list},
                                     {"district_marks", is_list, list},
                                     {"office_marks", is_list, list},
                                     {"branch_district_ends", is_list, list},
                                     {"province", is_word, word},
                                     {"zone", is_word, word},
                                     {"branch", is_word, word},
                                     {"bureau", is_word, word}};
    mz_status status = check(catalogue, "identity.json", identity, sizeof identity / sizeof *identity, error);
    if (status != MZ_OK) return status;
    status = check(catalogue, "regions.json", regions, sizeof regions / sizeof *regions, error);
    mz_identity_lists *lists = mz_arena_alloc(catalogue->arena, sizeof *lists);
    if (lists == NULL) return MZ_ERR_MEMORY;
    const json_t *root = mz_catalogue_json(catalogue, "identity.json");
    take_list(root, "labels", &lists->labels);
    take_list(root, "year_labels", &lists->year_labels);
    mark_begins(&lists->labels, lists->label_begins);
    mark_begins(&lists->year_labels, lists->label_begins);
    take_list(root, "organisation_end", &lists->ends);
    take_list(root, "not_organisation_end", &lists->other_ends);
    catalogue->identity = lists;
    return status == MZ_OK ? mz_organisations_check(catalogue, error) : status;
}
