/* fingerprint.c - FNV-1a, 128 bits: a stable name for a finding, no protection against forgery. */
#include "check.h"

__extension__ typedef unsigned __int128 wide_unsigned;

void mz_fingerprint(const char *text, char id[33])
{
    const wide_unsigned prime = ((wide_unsigned)1 << 88) + 0x13B;
    wide_unsigned hash = ((wide_unsigned)0x6C62272E07BB0142ULL << 64) | 0x62B821756295C58DULL;
    for (const char *p = text; *p != '\0'; p++) hash = (hash ^ (unsigned char)*p) * prime;
    for (size_t digit = 32; digit-- > 0; hash >>= 4) id[digit] = "0123456789abcdef"[hash & 0xF];
    id[32] = '\0';
}
