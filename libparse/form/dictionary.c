/* dictionary.c - open-addressing hash table of borrowed strings. */
#include <string.h>

#include "catalogue.h"

/* Eight bytes at a time: look-ups are most of what reading a form costs. */
static uint32_t hash_of(const char *key, size_t length)
{
    const uint64_t factor = 0x9E3779B97F4A7C15u;
    uint64_t hash = length * factor, word;
    for (; length >= sizeof word; key += sizeof word, length -= sizeof word) {
        memcpy(&word, key, sizeof word);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 29;
    }
    word = 0;
    memcpy(&word, key, length);
    hash = (hash ^ word) * factor;
    return (uint32_t)(hash >> 32);
}

static struct mz_dictionary_slot *slot_of(struct mz_dictionary_slot *slots, size_t size, uint32_t hash, const char *key,
                                          size_t length)
{
    size_t at = hash & (size - 1);
    while (slots[at].key != NULL) {
        if (slots[at].hash == hash && slots[at].length == length && memcmp(slots[at].key, key, length) == 0) break;
        at = (at + 1) & (size - 1);
    }
    return &slots[at];
}

static bool grow(mz_dictionary *dictionary, mz_arena *arena)
{
    size_t size = dictionary->size == 0 ? 64 : dictionary->size * 2;
    struct mz_dictionary_slot *slots = mz_arena_array(arena, size, sizeof *slots);
    if (slots == NULL) return false;
    for (size_t i = 0; i < dictionary->size; i++) {
        const struct mz_dictionary_slot *old = &dictionary->slots[i];
        if (old->key != NULL) *slot_of(slots, size, old->hash, old->key, old->length) = *old;
    }
    dictionary->slots = slots;
    dictionary->size = size;
    return true;
}

bool mz_dictionary_add(mz_dictionary *dictionary, mz_arena *arena, const char *key, size_t length, const void *value)
{
    if (dictionary->count * 2 >= dictionary->size && !grow(dictionary, arena)) return false;
    uint32_t hash = hash_of(key, length);
    struct mz_dictionary_slot *slot = slot_of(dictionary->slots, dictionary->size, hash, key, length);
    if (slot->key != NULL) return true;
    *slot = (struct mz_dictionary_slot){key, (uint32_t)length, hash, value};
    dictionary->count++;
    if (length > dictionary->longest) dictionary->longest = length;
    return true;
}

const void *mz_dictionary_find(const mz_dictionary *dictionary, const char *key, size_t length)
{
    if (dictionary->size == 0 || length > dictionary->longest) return NULL;
    return slot_of(dictionary->slots, dictionary->size, hash_of(key, length), key, length)->value;
}
