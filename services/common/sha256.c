/* sha256.c - see sha256.h. */
#include "common/sha256.h"

#include <openssl/evp.h>
#include <stdio.h>

bool mz_sha256_text(const void *bytes, size_t length, char text[65])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    if (EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) != 1) return false;
    for (size_t i = 0; i < 32; i++) snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return true;
}
