/* sha256.h - what identifies a file: its SHA-256 as text. */
#ifndef MZ_COMMON_SHA256_H
#define MZ_COMMON_SHA256_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the SHA-256 of bytes as 64 lower-case hexadecimal digits and a NUL; false when OpenSSL cannot. */
bool mz_sha256_text(const void *bytes, size_t length, char text[65]);

#endif
