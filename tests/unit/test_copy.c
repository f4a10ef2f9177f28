/* test_copy.c - binary COPY fields, byte for byte as PostgreSQL's documentation of the format says. */
#include <criterion/criterion.h>
#include <string.h>

#include "common/copy.h"

static void expect(const mz_copy *copy, const void *bytes, size_t length)
{
    cr_assert_eq(copy->length, length, "%zu bytes instead of %zu", copy->length, length);
    cr_assert_arr_eq(copy->bytes, bytes, length);
}

Test(copy, fields)
{
    mz_copy copy = {0};
    const unsigned char uuid[16] = {1, 2, 3};
    mz_copy_row(&copy, 9);
    mz_copy_null(&copy);
    mz_copy_bool(&copy, true);
    mz_copy_int16(&copy, -2);
    mz_copy_int32(&copy, 258);
    mz_copy_int64(&copy, -1);
    mz_copy_text(&copy, "万");
    mz_copy_text(&copy, NULL);
    mz_copy_jsonb(&copy, "{}", 2);
    mz_copy_uuid(&copy, uuid);
    static const unsigned char expected[] = {
        0,    9,                                                                /* columns */
        0xff, 0xff, 0xff, 0xff,                                                 /* null */
        0,    0,    0,    1,    1,                                              /* true */
        0,    0,    0,    2,    0xff, 0xfe,                                     /* -2 */
        0,    0,    0,    4,    0,    0,    1,    2,                            /* 258 */
        0,    0,    0,    8,    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* -1 */
        0,    0,    0,    3,    0xe4, 0xb8, 0x87,                               /* 万 */
        0xff, 0xff, 0xff, 0xff,                                                 /* null text */
        0,    0,    0,    3,    1,    '{',  '}',                                /* jsonb version 1 */
        0,    0,    0,    16,   1,    2,    3,    0,    0,    0,    0,    0,    0, 0, 0, 0, 0, 0, 0, 0};
    expect(&copy, expected, sizeof expected);
    cr_assert_eq(copy.rows, 1);
    cr_assert_not(copy.failed);
    mz_copy_free(&copy);
}

Test(copy, timestamp_counts_from_2000)
{
    mz_copy copy = {0};
    mz_copy_timestamp(&copy, INT64_C(946684801000000));
    static const unsigned char expected[] = {0, 0, 0, 8, 0, 0, 0, 0, 0, 0x0f, 0x42, 0x40};
    expect(&copy, expected, sizeof expected);
    mz_copy_free(&copy);
}

Test(copy, grows_and_clears)
{
    mz_copy copy = {0};
    for (int i = 0; i < 10000; i++) mz_copy_int64(&copy, i);
    cr_assert_eq(copy.length, 120000);
    mz_copy_clear(&copy);
    cr_assert_eq(copy.length, 0);
    mz_copy_bytea(&copy, "", 0);
    expect(&copy, "\0\0\0\0", 4);
    mz_copy_free(&copy);
}

Test(copy, uuids_from_text)
{
    static const char *const wrong[] = {"", "6d1f0b52-9c3e-4a71-b825-0ed47a96c31", "6d1f0b529c3e4a71b8250ed47a96c31800",
                                        "g"};
    mz_copy copy = {0};
    mz_copy_uuid_text(&copy, "6d1f0b52-9C3e-4a71-b825-0ed47a96c318");
    cr_assert_not(copy.failed);
    cr_assert_eq(copy.length, 20);
    cr_expect_eq(memcmp(copy.bytes, "\0\0\0\x10\x6d\x1f\x0b\x52\x9c\x3e\x4a\x71\xb8\x25\x0e\xd4\x7a\x96\xc3\x18", 20),
                 0);
    mz_copy_free(&copy);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        mz_copy_uuid_text(&copy, wrong[i]);
        cr_expect(copy.failed, "%s", wrong[i]);
        mz_copy_free(&copy);
    }
}
