/* region.c - province, city and district from an organisation's name. */
#include <string.h>

#include "identity.h"

enum { LONGEST_PLACE = 24 /* bytes of a district's name */ };

/* The word under key in regions.json; the loader has checked that it is there (mz_identity_compile). */
static const char *word_of(const json_t *regions, const char *key)
{
    return json_string_value(json_object_get(regions, key));
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The province that text begins with, or the one of the city that it begins with. */
static const char *province_at(const json_t *provinces, const char *text, const char **city)
{
    const char *name;
    json_t *cities;
    *city = "";
    json_object_foreach((json_t *)provinces, name, cities)
    {
        if (begins(text, name)) return name;
        for (size_t i = 0; i < json_array_size(cities); i++) {
            const char *known = json_string_value(json_array_get(cities, i));
            if (known == NULL || !begins(text, known)) continue;
            *city = known;
            return name;
        }
    }
    return NULL;
}

/* A province that the text names anywhere; NULL when none. */
static const char *province_in_text(const json_t *regions, const mz_text *text)
{
    const json_t *provinces = json_object_get(regions, "provinces");
    const char *word = word_of(regions, "province");
    size_t size = strlen(word);
    for (size_t i = 0; (i = mz_text_line_with(text, i, text->count, word)) < text->count; i++) {
        const char *line = text->lines[i].text;
        for (const char *at = strstr(line, word); at != NULL; at = strstr(at + 1, word)) {
            const char *name;
            json_t *cities;
            json_object_foreach((json_t *)provinces, name, cities)
            {
                size_t length = strlen(name);
                if ((size_t)(at - line) + size >= length && memcmp(at + size - length, name, length) == 0) return name;
            }
        }
    }
    return NULL;
}

/* The word of a list that text begins with; its bytes, 0 when it begins with none. */
static size_t word_at(const json_t *words, const char *text)
{
    for (size_t i = 0; i < json_array_size(words); i++)
        if (begins(text, json_string_value(json_array_get(words, i))))
            return json_string_length(json_array_get(words, i));
    return 0;
}

/* Bytes of a district, county, town or development zone at the start of text; 0 when it does not begin with one. */
static size_t district_length(const json_t *regions, const char *text)
{
    const json_t *ends = json_object_get(regions, "district_ends"), *zones = json_object_get(regions, "zone_ends");
    size_t best = 0, zone_count = json_array_size(zones);
    for (size_t i = 0; i < zone_count + json_array_size(ends) && best == 0; i++) {
        bool zone = i < zone_count; /* a zone may go without a name of its own */
        const json_t *word = zone ? json_array_get(zones, i) : json_array_get(ends, i - zone_count);
        const char *at = strstr(text, json_string_value(word));
        if (at == NULL || at - text > LONGEST_PLACE || (at == text && !zone)) continue;
        best = (size_t)(at - text) + json_string_length(word);
    }
    /* the shortest one wins: 海港区委 is 海港区, not 海港区委..区 */
    for (size_t i = 3; i < best; i += 3) {
        size_t mark = word_at(json_object_get(regions, "district_marks"), text + i);
        if (mark > 0) return i + mark;
        if (word_at(json_object_get(regions, "office_marks"), text + i) > 0) return 0;
    }
    return best;
}

/* 公安局经济技术开发区分局, 公安局安次分局: the district stands before 分局; of the short form only when the text names
 * it in full. */
static const char *branch_district(const json_t *regions, mz_arena *arena, const char *rest, const mz_text *text)
{
    const char *bureau_word = word_of(regions, "bureau"), *zone = word_of(regions, "zone");
    const char *branch = strstr(rest, word_of(regions, "branch")), *bureau = strstr(rest, bureau_word);
    if (branch == NULL || bureau == NULL || bureau >= branch) return "";
    bureau += strlen(bureau_word);
    if (bureau >= branch || branch - bureau > LONGEST_PLACE) return "";
    const char *name = mz_arena_copy(arena, bureau, (size_t)(branch - bureau));
    if (name == NULL) return "";
    if (strstr(name, zone) != NULL) return strlen(name) > strlen(zone) ? name : "";
    const json_t *ends = json_object_get(regions, "branch_district_ends");
    for (size_t e = 0; e < json_array_size(ends); e++) {
        const char *full = mz_arena_printf(arena, "%s%s", name, json_string_value(json_array_get(ends, e)));
        for (size_t i = 0; full != NULL && i < text->count; i++)
            if (strstr(text->lines[i].text, full) != NULL) return full;
    }
    return "";
}

const char *mz_region_of(const mz_catalogue *catalogue, mz_arena *arena, const char *organisation, const mz_text *text)
{
    const json_t *regions = mz_catalogue_json(catalogue, "regions.json");
    const json_t *provinces = json_object_get(regions, "provinces");
    const char *rest = organisation + word_at(json_object_get(regions, "before"), organisation);
    if (*rest == '\0') return "";
    const char *city;
    const char *province = province_at(provinces, rest, &city);
    if (province != NULL && *city == '\0') {
        rest += strlen(province);
        province_at(provinces, rest, &city);
    }
    rest += strlen(city);
    size_t length = district_length(regions, rest);
    const char *district =
        length > 0 ? mz_arena_copy(arena, rest, length) : branch_district(regions, arena, rest, text);
    if (district == NULL) return "";
    if (province == NULL && *district != '\0') province = province_in_text(regions, text);
    if (province == NULL && *district == '\0') return "";
    const char *region = mz_arena_printf(arena, "%s%s%s", province == NULL ? "" : province, city, district);
    return region == NULL ? "" : region;
}
