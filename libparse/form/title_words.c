/* title_words.c - see title_words.h. A title is read from its end, the longest word first, as long as words follow. */
#include "title_words.h"

#include <string.h>

#include "../text/text.h"

enum { LONGEST_WORD = 48, MOST_WORDS = 30 };

/* The entry of the longest title word that ends at length; NULL when there is none. */
static const mz_entry *last_word(const mz_catalogue *catalogue, const char *key, size_t length, size_t *begin)
{
    uint64_t lengths = length == 0 ? 0 : catalogue->title_word_lengths[mz_words_last_bucket(key, length)];
    for (size_t at = length > LONGEST_WORD ? length - LONGEST_WORD : 0; lengths != 0 && at < length; at++) {
        if ((lengths & mz_length_bit(length - at)) == 0 || ((unsigned char)key[at] & 0xC0) == 0x80) continue;
        const mz_entry *entry = mz_catalogue_entry(catalogue, key + at, length - at);
        if (entry == NULL || (entry->title_words == 0 && !entry->title_filler)) continue;
        *begin = at;
        return entry;
    }
    return NULL;
}

/* Which words the title is made of, 0 when it is no title made of them. prefix: what stands before them. */
static uint32_t words_of(const mz_catalogue *catalogue, const char *key, size_t length, size_t *prefix)
{
    uint32_t words = 0, covered = 0;
    bool parted = false;
    size_t begin = 0;
    const mz_entry *word = last_word(catalogue, key, length, &begin);
    if (word == NULL || !(word->lists & 1u << MZ_LIST_TITLE_TABLE)) return 0;
    for (; word != NULL; word = last_word(catalogue, key, length, &begin)) {
        words |= word->title_words;
        covered |= word->title_covers;
        parted = word->title_filler;
        length = begin;
    }
    *prefix = length;
    return length == 0 || parted ? words & ~covered : 0;
}

mz_status mz_title_words_add(mz_catalogue *catalogue, const mz_form *form, const char *key)
{
    size_t prefix = 0;
    uint32_t words = words_of(catalogue, key, strlen(key), &prefix);
    if (words == 0 || prefix > 0) return MZ_OK;
    for (size_t i = 0; i < catalogue->worded_count; i++)
        if (catalogue->worded[i].words == words) return MZ_OK;
    mz_worded_form *slot = mz_arena_push(catalogue->arena, &catalogue->worded, &catalogue->worded_count,
                                         &catalogue->worded_capacity, sizeof *slot);
    if (slot == NULL) return MZ_ERR_MEMORY;
    *slot = (mz_worded_form){words, form};
    return MZ_OK;
}

const mz_form *mz_title_words_find(const mz_catalogue *catalogue, const char *key, size_t length, size_t *prefix)
{
    uint32_t words = words_of(catalogue, key, length, prefix);
    for (size_t i = 0; words != 0 && i < catalogue->worded_count; i++)
        if (catalogue->worded[i].words == words) return catalogue->worded[i].form;
    return NULL;
}

static mz_entry *entry_of(mz_catalogue *catalogue, const json_t *name)
{
    const char *text = json_string_value(name);
    char *key = text == NULL ? NULL : mz_text_key(catalogue->arena, text, strlen(text));
    size_t length = key == NULL ? 0 : strlen(key);
    if (length == 0) return NULL;
    catalogue->title_word_lengths[mz_words_last_bucket(key, length)] |= mz_length_bit(length);
    return mz_entry_add(&catalogue->entries, catalogue->arena, key, length);
}

mz_status mz_title_words_compile(mz_catalogue *catalogue, const json_t *root, const char *file, mz_error *error)
{
    const json_t *words = json_object_get(root, "title_words"), *fillers = json_object_get(root, "title_fillers");
    size_t w, n;
    json_t *word, *name;
    if (json_array_size(words) > MOST_WORDS)
        return mz_catalogue_fail(error, file, "more than %d title_words", MOST_WORDS);
    json_array_foreach(words, w, word)
    {
        uint32_t covers = 0;
        json_array_foreach(json_object_get(word, "covers"), n, name)
        {
            const mz_entry *entry = entry_of(catalogue, name);
            if (entry == NULL || entry->title_words == 0)
                return mz_catalogue_fail(error, file, "title_words: entry %zu covers no earlier name", w);
            covers |= entry->title_words;
        }
        json_array_foreach(json_object_get(word, "names"), n, name)
        {
            mz_entry *entry = entry_of(catalogue, name);
            if (entry == NULL) return mz_catalogue_fail(error, file, "title_words: entry %zu has a bad name", w);
            entry->title_words |= 1u << w;
            entry->title_covers |= covers;
        }
    }
    json_array_foreach(fillers, n, name)
    {
        mz_entry *entry = entry_of(catalogue, name);
        if (entry == NULL) return mz_catalogue_fail(error, file, "title_fillers: entry %zu is no word", n);
        entry->title_filler = true;
    }
    return MZ_OK;
}
