/* fingerprint.c - FNV-1a, 128 bits: a stable name for a finding, no protection against forgery. */
#include "check.h"

mz_fingerprint mz_fingerprint_begin(void)
{
    return ((mz_fingerprint)0x6C62272E07BB0142ULL << 64) | 0x62B821756295C58DULL;
}

mz_fingerprint mz_fingerprint_add(mz_fingerprint fingerprint, const char *text)
{
    const mz_fingerprint prime = ((mz_fingerprint)1 << 88) + 0x13B;
    for (const char *p = text; *p != '\0'; p++) fingerprint = (fingerprint ^ (unsigned char)*p) * prime;
    return fingerprint;
}

void mz_fingerprint_write(mz_fingerprint fingerprint, char id[33])
{
    for (size_t digit = 32; digit-- > 0; fingerprint >>= 4) id[digit] = "0123456789abcdef"[fingerprint & 0xF];
    id[32] = '\0';
}
