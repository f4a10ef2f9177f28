/* dictionary.c - open-addressing hash table of borrowed strings. */
#include <string.h>

#include "catalogue.h"

/* The filter has one word of 64 bits for so many slots. */
enum { FILTER_SHARE = 8 };

/* The bytes of a text of less than eight as one number. */
static uint64_t short_word(const char *key, size_t length)
{
    uint32_t first = 0, last = 0;
    if (length >= sizeof first) {
        memcpy(&first, key, sizeof first);
        memcpy(&last, key + length - sizeof last, sizeof last);
        return (uint64_t)last << 32 | first;
    }
    const unsigned char *byte = (const unsigned char *)key;
    return length == 0 ? 0 : (uint64_t)byte[0] << 16 | (uint64_t)byte[length / 2] << 8 | byte[length - 1];
}

/* Eight bytes at a time, the last eight once more: look-ups are much of what reading a form costs. */
static uint32_t hash_of(const char *key, size_t length)
{
    const uint64_t factor = 0x9E3779B97F4A7C15u;
    uint64_t hash = length * factor, word;
    const char *end = key + length;
    for (; (size_t)(end - key) > sizeof word; key += sizeof word) {
        memcpy(&word, key, sizeof word);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 29;
    }
    if (length < sizeof word)
        word = short_word(key, length);
    else
        memcpy(&word, end - sizeof word, sizeof word);
    hash = (hash ^ word) * factor;
    return (uint32_t)(hash >> 32);
}

/* The word and the bit of the filter that stand for a hash. */
static uint64_t *filter_of(const mz_dictionary *dictionary, uint32_t hash)
{
    return &dictionary->filter[(hash >> 6) & (dictionary->size / FILTER_SHARE - 1)];
}

static uint64_t filter_bit(uint32_t hash)
{
    return (uint64_t)1 << (hash >> 26);
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
    uint64_t *filter = mz_arena_array(arena, size / FILTER_SHARE, sizeof *filter);
    if (slots == NULL || filter == NULL) return false;
    mz_dictionary grown = {
        .slots = slots, .size = size, .count = dictionary->count, .longest = dictionary->longest, .filter = filter};
    for (size_t i = 0; i < dictionary->size; i++) {
        const struct mz_dictionary_slot *old = &dictionary->slots[i];
        if (old->key == NULL) continue;
        *slot_of(slots, size, old->hash, old->key, old->length) = *old;
        *filter_of(&grown, old->hash) |= filter_bit(old->hash);
    }
    *dictionary = grown;
    return true;
}

bool mz_dictionary_add(mz_dictionary *dictionary, mz_arena *arena, const char *key, size_t length, const void *value)
{
    if (dictionary->count * 2 >= dictionary->size && !grow(dictionary, arena)) return false;
    uint32_t hash = hash_of(key, length);
    struct mz_dictionary_slot *slot = slot_of(dictionary->slots, dictionary->size, hash, key, length);
    if (slot->key != NULL) return true;
    *slot = (struct mz_dictionary_slot){key, (uint32_t)length, hash, value};
    *filter_of(dictionary, hash) |= filter_bit(hash);
    dictionary->count++;
    if (length > dictionary->longest) dictionary->longest = length;
    return true;
}

const void *mz_dictionary_find(const mz_dictionary *dictionary, const char *key, size_t length)
{
    if (dictionary->size == 0 || length > dictionary->longest) return NULL;
    uint32_t hash = hash_of(key, length);
    if ((*filter_of(dictionary, hash) & filter_bit(hash)) == 0) return NULL;
    return slot_of(dictionary->slots, dictionary->size, hash, key, length)->value;
}
