/* region.c - province, city and district from an organisation's name. */
#include <string.h>

#include "identity.h"

enum { LONGEST_PLACE = 24 /* bytes of a district's name */ };

static const json_t *provinces_of(const mz_catalogue *catalogue)
{
    return json_object_get(mz_catalogue_json(catalogue, "regions.json"), "provinces");
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
static const char *province_in_text(const json_t *provinces, const mz_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        const char *line = text->lines[i].text;
        if (!mz_line_holds(&text->lines[i], "省")) continue;
        for (const char *at = strstr(line, "省"); at != NULL; at = strstr(at + 1, "省")) {
            const char *name;
            json_t *cities;
            json_object_foreach((json_t *)provinces, name, cities)
            {
                size_t length = strlen(name);
                if ((size_t)(at - line) + 3 >= length && memcmp(at + 3 - length, name, length) == 0) return name;
            }
        }
    }
    return NULL;
}

/* Bytes of a district, county, town or development zone at the start of text; 0 when it does not begin with one. */
static size_t district_length(const char *text)
{
    static const char *const ends[] = {"经济技术开发区",
                                       "经济开发区",
                                       "高新技术产业开发区",
                                       "高新区",
                                       "开发区",
                                       "新区",
                                       "自治县",
                                       "自治旗",
                                       "区",
                                       "县",
                                       "市",
                                       "旗"};
    size_t best = 0;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && best == 0; i++) {
        const char *at = strstr(text, ends[i]);
        if (at == NULL || (size_t)(at - text) > LONGEST_PLACE) continue;
        size_t before = (size_t)(at - text);
        bool zone = strlen(ends[i]) > 6;
        if (before == 0 && !zone) continue;
        best = before + strlen(ends[i]);
    }
    /* the shortest one wins: 海港区委 is 海港区, not 海港区委..区 */
    for (size_t i = 3; i < best; i += 3) {
        static const char *const marks[] = {"区", "县", "旗"};
        for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
            if (memcmp(text + i, marks[m], 3) == 0) return i + 3;
        if (memcmp(text + i, "局", 3) == 0 || memcmp(text + i, "院", 3) == 0 || memcmp(text + i, "委", 3) == 0)
            return 0;
    }
    return best;
}

/* 公安局经济技术开发区分局, 公安局安次分局: the district stands before 分局; of the short form only when the text names
 * it in full. */
static const char *branch_district(mz_arena *arena, const char *rest, const mz_text *text)
{
    const char *branch = strstr(rest, "分局");
    const char *bureau = strstr(rest, "局");
    if (branch == NULL || bureau == NULL || bureau >= branch) return "";
    size_t length = (size_t)(branch - bureau) - 3;
    if (length == 0 || length > LONGEST_PLACE) return "";
    const char *name = mz_arena_copy(arena, bureau + 3, length);
    if (name == NULL) return "";
    if (length >= 9 && strstr(name, "开发区") != NULL) return strlen(name) > strlen("开发区") ? name : "";
    static const char *const ends[] = {"区", "县", "市"};
    for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
        const char *full = mz_arena_printf(arena, "%s%s", name, ends[e]);
        for (size_t i = 0; full != NULL && i < text->count; i++)
            if (strstr(text->lines[i].text, full) != NULL) return full;
    }
    return "";
}

const char *mz_region_of(const mz_catalogue *catalogue, mz_arena *arena, const char *organisation, const mz_text *text)
{
    static const char party[] = "中共";
    const json_t *provinces = provinces_of(catalogue);
    const char *rest = begins(organisation, party) ? organisation + strlen(party) : organisation;
    if (*rest == '\0' || provinces == NULL) return "";
    const char *city;
    const char *province = province_at(provinces, rest, &city);
    if (province != NULL && *city == '\0') {
        rest += strlen(province);
        province_at(provinces, rest, &city);
    }
    rest += strlen(city);
    size_t length = district_length(rest);
    const char *district = length > 0 ? mz_arena_copy(arena, rest, length) : branch_district(arena, rest, text);
    if (district == NULL) return "";
    if (province == NULL && *district != '\0') province = province_in_text(provinces, text);
    if (province == NULL && *district == '\0') return "";
    const char *region = mz_arena_printf(arena, "%s%s%s", province == NULL ? "" : province, city, district);
    return region == NULL ? "" : region;
}
