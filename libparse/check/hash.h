/* hash.h - the hash of the tables of names. */
#ifndef MZ_CHECK_HASH_H
#define MZ_CHECK_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Up to eight bytes as a number, all of them looked at by no more than three loads. */
static inline uint64_t mz_hash_part(const char *text, size_t length)
{
    uint64_t all;
    uint32_t first, last;
    if (length == sizeof all) return memcpy(&all, text, sizeof all), all;
    if (length >= sizeof first) {
        memcpy(&first, text, sizeof first);
        memcpy(&last, text + length - sizeof last, sizeof last);
        return (uint64_t)first << 32 | last;
    }
    if (length == 0) return 0;
    const unsigned char *byte = (const unsigned char *)text;
    return (uint64_t)byte[0] << 16 | (uint64_t)byte[length / 2] << 8 | byte[length - 1];
}

/* Of length bytes; for tables that live no longer than the process (it depends on the byte order). */
static inline uint32_t mz_hash_of(const char *text, size_t length)
{
    enum { PART = 8 };
    const uint64_t prime = 0x9E3779B97F4A7C15u;
    uint64_t hash = length * prime;
    size_t at = 0;
    for (; length - at > PART; at += PART) {
        hash = (hash ^ mz_hash_part(text + at, PART)) * prime;
        hash ^= hash >> 32;
    }
    if (at > 0) at = length - PART; /* the last part overlaps the one before */
    hash = (hash ^ mz_hash_part(text + at, length - at)) * prime;
    return (uint32_t)(hash >> 32);
}

#endif
