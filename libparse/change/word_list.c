/* word_list.c - compiles lists of words, and looks for their words in a text. */
#include "word_list.h"

#include <assert.h>
#include <stdlib.h>

enum { DEEPEST = 8 /* lists under lists */ };

static unsigned bucket_of(const char *text, size_t length, bool at_end)
{
    return (at_end ? mz_words_last_bucket(text, length) : mz_words_bucket(text, length)) % MZ_LIST_BUCKETS;
}

static int compare(const mz_listed_word *a, const mz_listed_word *b, bool at_end)
{
    const unsigned left = bucket_of(a->text, a->length, at_end), right = bucket_of(b->text, b->length, at_end);
    if (left != right) return left < right ? -1 : 1;
    return a->length == b->length ? 0 : a->length > b->length ? -1 : 1;
}

static int by_begin(const void *a, const void *b)
{
    return compare(a, b, false);
}

static int by_end(const void *a, const void *b)
{
    return compare(a, b, true);
}

/* What compiling needs to know everywhere. */
typedef struct compiler {
    mz_arena *arena;
    const char *file;
    mz_error *error;
} compiler;

static bool make_index(const compiler *m, const mz_word_list *list, mz_listed_index *index, bool at_end)
{
    mz_listed_word *words = mz_arena_array(m->arena, list->count, sizeof *words);
    if (words == NULL) return false;
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->words[i].length > 0) words[count++] = list->words[i];
    if (count > 1) qsort(words, count, sizeof *words, at_end ? by_end : by_begin);
    index->words = words;
    for (size_t b = 0, i = 0; b <= MZ_LIST_BUCKETS; b++) {
        while (i < count && bucket_of(words[i].text, words[i].length, at_end) < b) i++;
        index->begins[b] = (uint16_t)i;
    }
    return true;
}

static mz_status add_word(const compiler *m, mz_word_list *list, mz_listed_word *words, const json_t *value)
{
    const mz_listed_word word = {json_string_value(value), json_string_length(value)};
    if (list->count == UINT16_MAX) return mz_catalogue_fail(m->error, m->file, "%s: too many words", list->name);
    words[list->count++] = word;
    if (word.length > list->longest) list->longest = word.length;
    return MZ_OK;
}

static mz_status compile(const compiler *m, const json_t *value, mz_word_list *list, int depth);

/* A value under the list: a word of an array, or what has words itself. */
static mz_status add(const compiler *m, mz_word_list *list, mz_listed_word *words, mz_word_list *below,
                     const char *name, const json_t *value, int depth)
{
    if (json_is_string(value) && *name == '\0') return add_word(m, list, words, value);
    below[list->list_count].name = name;
    if (*name != '\0' && !mz_dictionary_add(&list->by_name, m->arena, name, strlen(name), &below[list->list_count]))
        return MZ_ERR_MEMORY;
    return compile(m, value, &below[list->list_count++], depth - 1);
}

static mz_status compile(const compiler *m, const json_t *value, mz_word_list *list, int depth)
{
    const size_t most = json_is_object(value) ? json_object_size(value) : json_array_size(value);
    mz_listed_word *words = mz_arena_array(m->arena, most + 1, sizeof *words);
    mz_word_list *below = mz_arena_array(m->arena, most + 1, sizeof *below);
    const char *name;
    json_t *member;
    mz_status status = MZ_OK;
    if (words == NULL || below == NULL) return MZ_ERR_MEMORY;
    if (depth == 0) return mz_catalogue_fail(m->error, m->file, "%s: too many lists under lists", list->name);
    list->words = words;
    list->lists = below;
    if (json_is_string(value)) status = add_word(m, list, words, value);
    json_object_foreach((json_t *)(uintptr_t)value, name, member)
    {
        if (status == MZ_OK) status = add(m, list, words, below, name, member, depth);
    }
    for (size_t i = 0; i < json_array_size(value) && status == MZ_OK; i++)
        status = add(m, list, words, below, "", json_array_get(value, i), depth);
    if (status != MZ_OK || list->count == 0) return status;
    mz_listed_index *index = mz_arena_array(m->arena, 2, sizeof *index);
    list->first_last = index;
    return index != NULL && make_index(m, list, &index[0], false) && make_index(m, list, &index[1], true)
               ? MZ_OK
               : MZ_ERR_MEMORY;
}

mz_status mz_word_lists_compile(const json_t *root, const char *file, mz_arena *arena, const mz_word_list **list,
                                mz_error *error)
{
    const compiler m = {arena, file, error};
    mz_word_list *made = mz_arena_array(arena, 1, sizeof *made);
    if (made == NULL) return MZ_ERR_MEMORY;
    made->name = "";
    *list = made;
    return compile(&m, root, made, DEEPEST);
}

const mz_word_list *mz_list_under(const mz_word_list *lists, const char *key)
{
    static const mz_word_list none = {.name = ""};
    const mz_word_list *list = mz_dictionary_find(&lists->by_name, key, strlen(key));
    return list == NULL ? &none : list;
}

const mz_word_list *mz_list_of(const mz_word_list *lists, const char *name)
{
    assert(mz_dictionary_find(&lists->by_name, name, strlen(name)) != NULL);
    return mz_list_under(lists, name);
}

size_t mz_listed_at(const mz_word_list *list, const char *text, size_t length, bool at_end)
{
    if (list->count == 0 || length == 0) return 0;
    const mz_listed_index *index = &list->first_last[at_end];
    const unsigned bucket = bucket_of(text, length, at_end);
    for (size_t i = index->begins[bucket]; i < index->begins[bucket + 1]; i++) {
        const mz_listed_word *word = &index->words[i];
        if (word->length <= length &&
            memcmp(at_end ? text + length - word->length : text, word->text, word->length) == 0)
            return word->length;
    }
    return 0;
}

bool mz_holds_listed(const mz_word_list *list, const char *text, size_t length)
{
    if (list->count == 0) return false;
    const uint16_t *begins = list->first_last->begins;
    for (size_t at = 0, size; at < length; at += size) {
        size = mz_is_common_lead(text[at]) && length - at >= 3 ? 3 : 1;
        const unsigned bucket = mz_words_bucket(text + at, size == 3 ? 3 : length - at) % MZ_LIST_BUCKETS;
        if (begins[bucket] < begins[bucket + 1] && mz_listed_at(list, text + at, length - at, false) > 0) return true;
    }
    return false;
}
