/* known_names.c - the names of changes.json as keys. */
#include "known_names.h"

#include "compare.h"

static bool add_list(mz_known_names *names, const mz_word_list *marks, mz_arena *arena, const mz_word_list *list,
                     mz_name_list *called)
{
    const char **keys = mz_arena_array(arena, list->count + 1, sizeof *keys);
    if (keys == NULL) return false;
    *called = (mz_name_list){keys, list->count};
    for (size_t k = 0; k < list->count; k++) {
        keys[k] = mz_change_key(marks, arena, list->words[k].text);
        const size_t length = strlen(keys[k]);
        if (length < MZ_SHORTEST_NAME || length > MZ_LONGEST_NAME) continue;
        names->begins[mz_words_bucket(keys[k], length)] = true;
        if (!mz_dictionary_add(&names->keys, arena, keys[k], length, keys[k])) return false;
    }
    return true;
}

mz_status mz_known_names_compile(const mz_word_list *lists, mz_arena *arena, const mz_known_names **names)
{
    static const char *const kinds[MZ_NAME_KINDS] = {[MZ_NAMES_OF_ROLES] = "names", [MZ_NAMES_MENTIONED] = "mentions"};
    const mz_word_list *marks = mz_list_of(lists, "label_marks");
    mz_known_names *made = mz_arena_array(arena, 1, sizeof *made);
    *names = made;
    for (int kind = 0; made != NULL && kind < MZ_NAME_KINDS; kind++) {
        const mz_word_list *of = mz_list_of(lists, kinds[kind]);
        mz_name_list *called = mz_arena_array(arena, of->list_count + 1, sizeof *called);
        if (called == NULL) return MZ_ERR_MEMORY;
        for (size_t i = 0; i < of->list_count; i++)
            if (!add_list(made, marks, arena, &of->lists[i], &called[i])) return MZ_ERR_MEMORY;
        made->lists[kind] = of;
        made->called[kind] = called;
    }
    return made != NULL ? MZ_OK : MZ_ERR_MEMORY;
}
