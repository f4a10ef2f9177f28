/* copy.h - rows in PostgreSQL's binary COPY format, collected in memory. */
#ifndef MZ_COMMON_COPY_H
#define MZ_COMMON_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Growing buffer of rows without the header and trailer, so that buffers can be filled by one thread, sent by another
 * and concatenated. Zero-initialise. When memory runs out the buffer remembers it (failed) and takes nothing more:
 * check once before sending.
 */
typedef struct mz_copy {
    unsigned char *bytes;
    size_t length;
    size_t capacity;
    uint32_t rows;
    bool failed;
} mz_copy;

/* What stands before the first row and after the last one. */
extern const unsigned char mz_copy_header[19];
extern const unsigned char mz_copy_trailer[2];

void mz_copy_free(mz_copy *copy);
/* Gives back what the rows do not need of the memory. */
void mz_copy_fit(mz_copy *copy);
/* Forgets the rows, keeps the memory. */
void mz_copy_clear(mz_copy *copy);

/* Adds all rows of another buffer. */
void mz_copy_append(mz_copy *copy, const mz_copy *rows);

/* Starts a row of so many columns; then one call per column. */
void mz_copy_row(mz_copy *copy, int16_t columns);

void mz_copy_null(mz_copy *copy);
void mz_copy_bool(mz_copy *copy, bool value);
void mz_copy_int16(mz_copy *copy, int16_t value);
void mz_copy_int32(mz_copy *copy, int32_t value);
void mz_copy_int64(mz_copy *copy, int64_t value);
/* text: NUL-terminated valid UTF-8; NULL is SQL null. */
void mz_copy_text(mz_copy *copy, const char *text);
void mz_copy_bytea(mz_copy *copy, const void *bytes, size_t length);
void mz_copy_uuid(mz_copy *copy, const unsigned char uuid[16]);
/* The same as 32 hexadecimal digits with or without dashes; anything else fails the buffer. */
void mz_copy_uuid_text(mz_copy *copy, const char *text);
/* JSON text of length bytes. */
void mz_copy_jsonb(mz_copy *copy, const char *json, size_t length);
/* Microseconds since 1970. */
void mz_copy_timestamp(mz_copy *copy, int64_t unix_us);

#endif
