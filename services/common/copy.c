/* copy.c - binary COPY: every field is a 32-bit length and the value in network byte order. */
#include "common/copy.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

const unsigned char mz_copy_header[19] = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xff, '\r', '\n',
                                          0,   0,   0,   0,   0,   0,   0,    0,    0};
const unsigned char mz_copy_trailer[2] = {0xff, 0xff};

/* Between 1970-01-01 and 2000-01-01, PostgreSQL's epoch. */
#define EPOCH_US INT64_C(946684800000000)

void mz_copy_free(mz_copy *copy)
{
    free(copy->bytes);
    *copy = (mz_copy){0};
}

void mz_copy_fit(mz_copy *copy)
{
    if (copy->length == 0) {
        free(copy->bytes);
        copy->bytes = NULL;
        copy->capacity = 0;
        return;
    }
    unsigned char *fitting = realloc(copy->bytes, copy->length);
    if (fitting == NULL) return;
    copy->bytes = fitting;
    copy->capacity = copy->length;
}

void mz_copy_clear(mz_copy *copy)
{
    copy->length = 0;
    copy->rows = 0;
    copy->failed = false;
}

static void put(mz_copy *copy, const void *bytes, size_t length)
{
    if (copy->failed) return;
    if (length > copy->capacity - copy->length) {
        size_t capacity = copy->capacity < 1024 ? 1024 : copy->capacity;
        while (capacity - copy->length < length && capacity <= SIZE_MAX / 2) capacity *= 2;
        unsigned char *grown = capacity - copy->length < length ? NULL : realloc(copy->bytes, capacity);
        if (grown == NULL) {
            copy->failed = true;
            return;
        }
        copy->bytes = grown;
        copy->capacity = capacity;
    }
    if (length > 0) memcpy(copy->bytes + copy->length, bytes, length);
    copy->length += length;
}

void mz_copy_append(mz_copy *copy, const mz_copy *rows)
{
    if (rows->failed) copy->failed = true;
    put(copy, rows->bytes, rows->length);
    if (!copy->failed) copy->rows += rows->rows;
}

static void put_int16(mz_copy *copy, int16_t value)
{
    const uint16_t network = htobe16((uint16_t)value);
    put(copy, &network, sizeof network);
}

static void put_int32(mz_copy *copy, int32_t value)
{
    const uint32_t network = htobe32((uint32_t)value);
    put(copy, &network, sizeof network);
}

static void put_field(mz_copy *copy, const void *bytes, size_t length)
{
    if (length > INT32_MAX) {
        copy->failed = true;
        return;
    }
    put_int32(copy, (int32_t)length);
    put(copy, bytes, length);
}

void mz_copy_row(mz_copy *copy, int16_t columns)
{
    put_int16(copy, columns);
    copy->rows++;
}

void mz_copy_null(mz_copy *copy)
{
    put_int32(copy, -1);
}

void mz_copy_bool(mz_copy *copy, bool value)
{
    const unsigned char byte = value ? 1 : 0;
    put_field(copy, &byte, 1);
}

void mz_copy_int16(mz_copy *copy, int16_t value)
{
    put_int32(copy, 2);
    put_int16(copy, value);
}

void mz_copy_int32(mz_copy *copy, int32_t value)
{
    put_int32(copy, 4);
    put_int32(copy, value);
}

void mz_copy_int64(mz_copy *copy, int64_t value)
{
    const uint64_t network = htobe64((uint64_t)value);
    put_field(copy, &network, sizeof network);
}

void mz_copy_text(mz_copy *copy, const char *text)
{
    if (text == NULL)
        mz_copy_null(copy);
    else
        put_field(copy, text, strlen(text));
}

void mz_copy_bytea(mz_copy *copy, const void *bytes, size_t length)
{
    put_field(copy, bytes, length);
}

void mz_copy_uuid(mz_copy *copy, const unsigned char uuid[16])
{
    put_field(copy, uuid, 16);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void mz_copy_uuid_text(mz_copy *copy, const char *text)
{
    unsigned char uuid[16] = {0};
    size_t digits = 0;
    for (; *text != '\0' && digits <= 32; text++) {
        if (*text == '-') continue;
        const int value = digit(*text);
        if (value < 0 || digits == 32) {
            digits = 33;
            break;
        }
        uuid[digits / 2] = (unsigned char)(uuid[digits / 2] << 4 | value);
        digits++;
    }
    if (digits != 32) copy->failed = true;
    mz_copy_uuid(copy, uuid);
}

void mz_copy_jsonb(mz_copy *copy, const char *json, size_t length)
{
    const unsigned char version = 1;
    if (length >= INT32_MAX) {
        copy->failed = true;
        return;
    }
    put_int32(copy, (int32_t)length + 1);
    put(copy, &version, 1);
    put(copy, json, length);
}

void mz_copy_timestamp(mz_copy *copy, int64_t unix_us)
{
    mz_copy_int64(copy, unix_us - EPOCH_US);
}
