/* flow_usual.c - the usual order of a form's columns: that of the text tells little, as cells of several lines are read
 * before those of one. */
#include "flow_usual.h"

#include <string.h>

#include "text/text.h"

/* The characters of a key as a bit set: a text that lacks one of them does not hold it. */
static uint64_t characters_of(const char *key)
{
    uint64_t set = 0;
    for (; *key != '\0'; key++) set |= (uint64_t)1 << ((unsigned char)*key & 63);
    return set;
}

static mz_status read_titles(mz_arena *arena, const json_t *list, mz_flow_usual *usual)
{
    usual->titles = mz_arena_array(arena, json_array_size(list) + 1, sizeof *usual->titles);
    if (usual->titles == NULL) return MZ_ERR_MEMORY;
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(item), *key = text == NULL ? "" : mz_text_key(arena, text, strlen(text));
        if (key == NULL) return MZ_ERR_MEMORY;
        if (text == NULL) continue;
        usual->titles[usual->title_count++] = (mz_flow_title){key, strlen(key), characters_of(key)};
    }
    return MZ_OK;
}

static mz_status read_roles(mz_arena *arena, const json_t *list, mz_flow_usual *usual)
{
    usual->roles = mz_arena_array(arena, json_array_size(list) + 1, sizeof *usual->roles);
    if (usual->roles == NULL) return MZ_ERR_MEMORY;
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(item);
        if (text != NULL) usual->roles[usual->role_count++] = text;
    }
    return MZ_OK;
}

mz_status mz_flow_usual_compile(mz_arena *arena, json_t *files, mz_flow_usual **usual, size_t *count)
{
    const char *file;
    json_t *root;
    size_t capacity = 0;
    *usual = NULL;
    *count = 0;
    json_object_foreach(files, file, root)
    {
        if (strncmp(file, "forms", strlen("forms")) != 0) continue;
        size_t i;
        const json_t *form;
        json_array_foreach(json_object_get(root, "forms"), i, form)
        {
            mz_flow_usual *slot = mz_arena_push(arena, usual, count, &capacity, sizeof *slot);
            if (slot == NULL) return MZ_ERR_MEMORY;
            mz_status status = read_titles(arena, json_object_get(form, "titles"), slot);
            if (status == MZ_OK) status = read_roles(arena, json_object_get(form, "columns"), slot);
            if (status != MZ_OK) return status;
        }
    }
    return MZ_OK;
}

const mz_flow_usual *mz_flow_usual_of(const mz_flow_usual *usual, size_t count, const char *title)
{
    const mz_flow_usual *best = NULL;
    const uint64_t characters = characters_of(title);
    size_t longest = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t t = 0; t < usual[i].title_count; t++) {
            const mz_flow_title *known = &usual[i].titles[t];
            if (known->length <= longest || (known->characters & ~characters) != 0 || strstr(title, known->key) == NULL)
                continue;
            best = &usual[i];
            longest = known->length;
        }
    return best;
}

/* The place of a word's role among the columns, from 1 on; 0 when it has none. */
static size_t place_of(const mz_flow_usual *usual, const mz_flow_word *word)
{
    for (size_t i = 0; i < usual->role_count && word->role != NULL; i++)
        if (strcmp(usual->roles[i], word->role) == 0) return i + 1;
    return 0;
}

bool mz_flow_usual_before(const mz_flow_usual *usual, const mz_flow_word *a, const mz_flow_word *b)
{
    if (usual == NULL) return false;
    size_t left = place_of(usual, a), right = place_of(usual, b);
    return left > 0 && left < right;
}
