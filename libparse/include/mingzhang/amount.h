/* amount.h - printed figures, exactly: value, unit, and how many decimals were printed. */
#ifndef MINGZHANG_AMOUNT_H
#define MINGZHANG_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "status.h"

typedef enum mz_unit {
    MZ_UNIT_NONE = 0,
    MZ_UNIT_YUAN,    /* 元 */
    MZ_UNIT_QIAN,    /* 千元, 10^3 yuan */
    MZ_UNIT_WAN,     /* 万元, 10^4 yuan */
    MZ_UNIT_BAIWAN,  /* 百万元, 10^6 yuan */
    MZ_UNIT_YI,      /* 亿元, 10^8 yuan; units of money in the order of their size */
    MZ_UNIT_PERCENT, /* % */
    MZ_UNIT_OTHER    /* counted things: 个, 辆, 平方米; see mz_amount.unit_text */
} mz_unit;

/*
 * A figure as printed.
 * value: for money (YUAN to YI) a count of 0.01 yuan (分); otherwise a count of 10^-6 of the unit. A figure in 万元
 * with up to six decimals is therefore exact. decimals says how precise the print is: with d decimals the true value
 * lies within half a unit of the d-th decimal (mz_amount_interval).
 */
typedef struct mz_amount {
    int64_t value;
    mz_unit unit;
    uint8_t decimals;
    const char
        *printed; /* the figure without white space and thousands separators, e.g. "11262.73", "-0.13"; never NULL */
    const char *unit_text; /* the unit as printed ("万元", "批", "%"), "" when none is known; never NULL */
} mz_amount;

/* Closed interval of what a printed figure can stand for, in half counts (money: units of 0.005 yuan), so that ½·10⁻ᵈ
 * is exact. */
typedef struct mz_interval {
    int64_t lo;
    int64_t hi;
} mz_interval;

/*
 * Reads a figure such as "1,126.50", "-3" or "１２.５" (full-width forms folded, blanks and thousands separators
 * dropped). △ and brackets around an amount with decimals or separators make it negative, as accounts print it; the
 * mark of a note behind such an amount (①, *) is dropped. text need not be NUL-terminated. printed must have room for
 * length + 1 bytes and receives the cleaned figure. Returns MZ_OK, MZ_ERR_ARGUMENT when the text is no figure,
 * MZ_ERR_LIMIT when the value does not fit in int64_t or has more decimals than the unit can hold exactly. The amount's
 * printed member points to printed.
 */
MZ_API mz_status mz_amount_read(const char *text, size_t length, mz_unit unit, char *printed, mz_amount *amount);

/* The interval of amount in half counts: [v - ½·10⁻ᵈ, v + ½·10⁻ᵈ]. Saturates at the ends of int64_t. */
MZ_API mz_interval mz_amount_interval(const mz_amount *amount);

/* a + b and a - b of two values; false when the result does not fit (then *sum is not written). */
MZ_API bool mz_value_add(int64_t a, int64_t b, int64_t *sum);
MZ_API bool mz_value_sub(int64_t a, int64_t b, int64_t *difference);

/* Whether unit is money. */
MZ_API bool mz_unit_is_money(mz_unit unit);

/* Chinese name of a unit: "万元"; "" for NONE and OTHER. */
MZ_API const char *mz_unit_name(mz_unit unit);

/*
 * Writes value in unit with decimals digits after the point ("-1234.50") into buffer, NUL-terminated. Value must be a
 * multiple of the last digit's worth, otherwise more digits are written until it is exact. Returns the length, 0 when
 * size is too small (32 always suffices).
 */
MZ_API size_t mz_value_format(int64_t value, mz_unit unit, unsigned decimals, char *buffer, size_t size);

#endif
