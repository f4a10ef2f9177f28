/* flow_usual.c - the usual order of a form's columns: that of the text tells little, as cells of several lines are read
 * before those of one. */
#include "flow_usual.h"

#include <string.h>

#include "text/text.h"

/* The strings of a list, as keys when keys is set; *count receives how many. NULL when memory runs out. */
static const char **strings(mz_arena *arena, const json_t *list, bool keys, size_t *count)
{
    const char **items = mz_arena_array(arena, json_array_size(list) + 1, sizeof *items);
    size_t i;
    const json_t *item;
    *count = 0;
    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(item);
        if (items == NULL || text == NULL) continue;
        text = keys ? mz_text_key(arena, text, strlen(text)) : text;
        if (text == NULL) return NULL;
        items[(*count)++] = text;
    }
    return items;
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
            slot->titles = strings(arena, json_object_get(form, "titles"), true, &slot->title_count);
            slot->roles = strings(arena, json_object_get(form, "columns"), false, &slot->role_count);
            if (slot->titles == NULL || slot->roles == NULL) return MZ_ERR_MEMORY;
        }
    }
    return MZ_OK;
}

const mz_flow_usual *mz_flow_usual_of(const mz_flow_usual *usual, size_t count, const char *title)
{
    const mz_flow_usual *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t t = 0; t < usual[i].title_count; t++) {
            size_t length = strlen(usual[i].titles[t]);
            if (length <= longest || strstr(title, usual[i].titles[t]) == NULL) continue;
            best = &usual[i];
            longest = length;
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
