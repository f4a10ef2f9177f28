/* event_id.c - ids of events that follow from what they are about; see cloudevents.h. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "cloudevents.h"

void mz_event_uuid(const char *name, size_t length, char uuid[37])
{
    /* The namespace: drawn once at random for this project. */
    static const unsigned char space[16] = {0x6d, 0x1f, 0x0b, 0x52, 0x9c, 0x3e, 0x4a, 0x71,
                                            0xb8, 0x25, 0x0e, 0xd4, 0x7a, 0x96, 0xc3, 0x18};
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestInit_ex(context, EVP_sha1(), NULL) != 1 ||
        EVP_DigestUpdate(context, space, sizeof space) != 1 || EVP_DigestUpdate(context, name, length) != 1 ||
        EVP_DigestFinal_ex(context, digest, NULL) != 1)
        abort(); /* a wrong id would break exactly-once for ever: better no process than that */
    EVP_MD_CTX_free(context);
    digest[6] = (unsigned char)((digest[6] & 0x0f) | 0x50);
    digest[8] = (unsigned char)((digest[8] & 0x3f) | 0x80);
    char *out = uuid;
    for (size_t i = 0; i < 16; i++)
        out += snprintf(out, 4, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", digest[i]);
}
