/* hash.h - the hash of the tables of names. */
#ifndef MZ_CHECK_HASH_H
#define MZ_CHECK_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Of length bytes; for tables that live no longer than the process (it depends on the byte order). */
static inline uint32_t mz_hash_of(const char *text, size_t length)
{
    const uint64_t prime = 0x9E3779B97F4A7C15u;
    uint64_t hash = length * prime, part;
    for (; length >= sizeof part; text += sizeof part, length -= sizeof part) {
        memcpy(&part, text, sizeof part);
        hash = (hash ^ part) * prime;
        hash ^= hash >> 32;
    }
    part = 0;
    for (size_t i = 0; i < length; i++) part = part << 8 | (unsigned char)text[i];
    hash = (hash ^ part) * prime;
    return (uint32_t)(hash >> 32);
}

#endif
