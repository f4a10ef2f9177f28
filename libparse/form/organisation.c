/* organisation.c - see mingzhang/organisation.h: names as they are compared, and what organisations.json says of them.
 */
#include <mingzhang/organisation.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"

/* Writes the name as it is compared to buffer of 3 * length + 1 bytes. */
static void fold(const char *printed, size_t length, char *buffer)
{
    char *key = buffer + 2 * length; /* behind what is written from it: a bracket of one byte becomes three */
    size_t size = mz_text_key_into(printed, length, key);
    char *to = buffer;
    for (size_t i = 0; i < size; i++) {
        const char c = key[i];
        if (c == '(' || c == ')') {
            memcpy(to, c == '(' ? "（" : "）", 3);
            to += 3;
        } else {
            *to++ = c;
        }
    }
    *to = '\0';
}

static const json_t *table_of(const mz_catalogue *catalogue, const char *key)
{
    return json_object_get(mz_catalogue_json(catalogue, "organisations.json"), key);
}

char *mz_organisation_name(const mz_catalogue *catalogue, const char *printed)
{
    size_t length = strlen(printed);
    char *name = length > SIZE_MAX / 4 ? NULL : malloc(3 * length + 1);
    json_t *valid = json_string(printed); /* what is no UTF-8 is nobody's alias */
    if (name == NULL || valid == NULL) {
        if (name != NULL) memcpy(name, printed, length + 1);
        json_decref(valid);
        return name;
    }
    json_decref(valid);
    fold(printed, length, name);
    const json_t *alias = json_object_get(table_of(catalogue, "aliases"), name);
    if (alias == NULL) return name;
    size_t size = json_string_length(alias) + 1;
    char *other = malloc(size);
    if (other != NULL) memcpy(other, json_string_value(alias), size);
    free(name);
    return other;
}

size_t mz_organisation_former(const mz_catalogue *catalogue, const char *name, const char **names, size_t room)
{
    const json_t *list = json_object_get(table_of(catalogue, "former"), name);
    for (size_t i = 0; i < json_array_size(list) && i < room; i++)
        names[i] = json_string_value(json_array_get(list, i));
    return json_array_size(list);
}

bool mz_names_agree(const char *a, const char *b)
{
    size_t left = strlen(a), right = strlen(b);
    const char *longer = left > right ? a : b, *shorter = left > right ? b : a;
    size_t more = left > right ? left - right : right - left, least = left > right ? right : left;
    return strncmp(longer, shorter, least) == 0 || strcmp(longer + more, shorter) == 0;
}

/* Whether name (folded) is a former name of who: 1, 0, or -1 when memory ran out. */
static int was_called(const mz_catalogue *catalogue, const mz_identity *who, const char *own, const char *name)
{
    const json_t *list = json_object_get(table_of(catalogue, "former"), own);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), name) == 0) return 1;
    for (size_t i = 0; i < who->former_count; i++) {
        char *former = mz_organisation_name(catalogue, who->former[i]);
        const bool same = former != NULL && mz_names_agree(former, name);
        const bool failed = former == NULL;
        free(former);
        if (same || failed) return same ? 1 : -1;
    }
    return 0;
}

static bool same_code(const mz_identity *a, const mz_identity *b)
{
    return *a->organisation_code != '\0' && *a->region != '\0' &&
           strcmp(a->organisation_code, b->organisation_code) == 0 && strcmp(a->region, b->region) == 0;
}

bool mz_same_organisation(const mz_catalogue *catalogue, const mz_identity *a, const mz_identity *b, mz_error *error)
{
    if (*a->organisation == '\0' || *b->organisation == '\0' || same_code(a, b)) return true;
    char *first = mz_organisation_name(catalogue, a->organisation);
    char *second = mz_organisation_name(catalogue, b->organisation);
    int same = first == NULL || second == NULL ? -1 : mz_names_agree(first, second);
    if (same == 0) same = was_called(catalogue, a, first, second);
    if (same == 0) same = was_called(catalogue, b, second, first);
    if (same < 0 && error != NULL) *error = (mz_error){.code = MZ_ERR_MEMORY, .message = "out of memory"};
    if (same == 0 && error != NULL) {
        *error = (mz_error){.code = MZ_ERR_ARGUMENT};
        snprintf(error->message, sizeof error->message, "%s and %s are not known to be one organisation",
                 a->organisation, b->organisation);
    }
    free(first);
    free(second);
    return same > 0;
}

/* Why a table of organisations.json is not one: NULL when it is. Names must stand in it as they are compared. */
static const char *broken_name(const json_t *value)
{
    const char *text = json_string_value(value);
    char *folded = text == NULL ? NULL : malloc(3 * strlen(text) + 1);
    if (folded == NULL) return "";
    fold(text, strlen(text), folded);
    const bool same = *text != '\0' && strcmp(folded, text) == 0;
    free(folded);
    return same ? NULL : text;
}

mz_status mz_organisations_check(const mz_catalogue *catalogue, mz_error *error)
{
    static const char file[] = "organisations.json";
    static const char *const tables[] = {"aliases", "former"};
    const char *key;
    json_t *value;
    if (mz_catalogue_json(catalogue, file) == NULL) return MZ_OK;
    for (size_t t = 0; t < 2; t++) {
        json_t *table = (json_t *)(uintptr_t)table_of(catalogue, tables[t]);
        if (!json_is_object(table)) return mz_catalogue_fail(error, file, "\"%s\" must be an object", tables[t]);
        json_object_foreach(table, key, value)
        {
            if (json_is_array(value) != (t == 1))
                return mz_catalogue_fail(error, file, "%s: \"%s\" must be %s", tables[t], key,
                                         t == 1 ? "a list of names" : "a name");
            json_t *name = json_string(key);
            const char *broken = broken_name(name);
            const char *shown = broken == NULL ? NULL : key;
            json_decref(name);
            for (size_t i = 0; i < json_array_size(value) && shown == NULL; i++)
                shown = broken_name(json_array_get(value, i));
            if (t == 0 && shown == NULL) shown = broken_name(value);
            if (shown != NULL)
                return mz_catalogue_fail(error, file,
                                         "%s: \"%s\" must be written without white space, with full-width brackets",
                                         tables[t], *shown == '\0' ? key : shown);
        }
    }
    return MZ_OK;
}
