/* dictionary.c - open-addressing hash table of borrowed strings. */
#include <string.h>

#include "catalogue.h"

/* The filter has one word of 64 bits for so many places. */
enum { FILTER_SHARE = 8 };

/* Eight bytes of a text as one number. */
static uint64_t word_at(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

/* The bytes of a text of less than eight as one number, all of them when their count is known. */
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

static const uint64_t hash_factor = 0x9E3779B97F4A7C15u;

/* A hash with sixteen more bytes in it: two products that need not wait for each other. */
static uint64_t mixed(uint64_t hash, uint64_t first, uint64_t second)
{
    const uint64_t other_factor = 0xC2B2AE3D27D4EB4Fu;
    hash = (hash ^ first) * hash_factor ^ (second ^ second >> 32) * other_factor;
    return hash ^ hash >> 29;
}

/* Sixteen bytes at a time, the last sixteen once more: look-ups are much of what reading a form costs, and each round
 * more or less is one that cannot be foreseen. */
static uint32_t hash_of(const char *key, size_t length)
{
    enum { WORD = sizeof(uint64_t), ROUND = 2 * WORD };
    uint64_t hash = length * hash_factor;
    const char *end = key + length;
    for (; (size_t)(end - key) > ROUND; key += ROUND) hash = mixed(hash, word_at(key), word_at(key + WORD));
    if (length >= ROUND)
        hash = mixed(hash, word_at(end - ROUND), word_at(end - WORD));
    else if (length >= WORD)
        hash = mixed(hash, word_at(key), word_at(end - WORD));
    else
        hash = mixed(hash, short_word(key, length), 0);
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

/* Whether two texts of a length are the same: those of one hash nearly always are, and most are short. */
static bool same(const char *a, const char *b, size_t length)
{
    if (length < sizeof(uint64_t)) return short_word(a, length) == short_word(b, length);
    const size_t last = length - sizeof(uint64_t);
    for (size_t at = 0; at < last; at += sizeof(uint64_t))
        if (word_at(a + at) != word_at(b + at)) return false;
    return word_at(a + last) == word_at(b + last);
}

/* The place of a key: the one that it has, or would take. Not inlined: most look-ups end before it. */
__attribute__((noinline)) static struct mz_dictionary_place *place_of(const mz_dictionary *dictionary, uint32_t hash,
                                                                      const char *key, size_t length)
{
    size_t at = hash & (dictionary->size - 1);
    for (;; at = (at + 1) & (dictionary->size - 1)) {
        struct mz_dictionary_place *place = &dictionary->places[at];
        if (place->key == NULL) return place;
        if (place->hash == hash && place->length == length && same(place->key, key, length)) return place;
    }
}

/* Doubles the places; half of them can be taken. */
static bool grow(mz_dictionary *dictionary, mz_arena *arena)
{
    mz_dictionary grown = *dictionary;
    grown.size = dictionary->size == 0 ? 64 : dictionary->size * 2;
    grown.places = mz_arena_array(arena, grown.size, sizeof *grown.places);
    grown.filter = mz_arena_array(arena, grown.size / FILTER_SHARE, sizeof *grown.filter);
    if (grown.places == NULL || grown.filter == NULL) return false;
    for (size_t i = 0; i < dictionary->size; i++) {
        const struct mz_dictionary_place *old = &dictionary->places[i];
        if (old->key == NULL) continue;
        *place_of(&grown, old->hash, old->key, old->length) = *old;
        *filter_of(&grown, old->hash) |= filter_bit(old->hash);
    }
    *dictionary = grown;
    return true;
}

bool mz_dictionary_add(mz_dictionary *dictionary, mz_arena *arena, const char *key, size_t length, const void *value)
{
    if (dictionary->count * 2 >= dictionary->size && !grow(dictionary, arena)) return false;
    uint32_t hash = hash_of(key, length);
    struct mz_dictionary_place *place = place_of(dictionary, hash, key, length);
    if (place->key != NULL) return true;
    dictionary->count++;
    *place = (struct mz_dictionary_place){key, value, hash, (uint32_t)length};
    *filter_of(dictionary, hash) |= filter_bit(hash);
    if (length > dictionary->longest) dictionary->longest = length;
    return true;
}

const void *mz_dictionary_find(const mz_dictionary *dictionary, const char *key, size_t length)
{
    if (dictionary->size == 0 || length > dictionary->longest) return NULL;
    uint32_t hash = hash_of(key, length);
    if ((*filter_of(dictionary, hash) & filter_bit(hash)) == 0) return NULL;
    return place_of(dictionary, hash, key, length)->value;
}
