/* amount.c - exact reading, printing and intervals of figures. */
#include <mingzhang/amount.h>

#include <limits.h>
#include <string.h>
#include <text/text.h>

/* Decimals that the scale of a unit holds exactly, and thereby how many counts one whole unit is (10^scale). */
static unsigned unit_scale(mz_unit unit)
{
    switch (unit) {
    case MZ_UNIT_YUAN:
        return 2;
    case MZ_UNIT_QIAN:
        return 5;
    case MZ_UNIT_BAIWAN:
        return 8;
    case MZ_UNIT_YI:
        return 10;
    case MZ_UNIT_WAN:
    case MZ_UNIT_NONE:
    case MZ_UNIT_PERCENT:
    case MZ_UNIT_OTHER:
        break;
    }
    return 6;
}

/* exponent: at most the largest unit_scale. */
static int64_t power_of_ten(unsigned exponent)
{
    static const int64_t powers[] = {1,       10,       100,       1000,       10000,      100000,
                                     1000000, 10000000, 100000000, 1000000000, 10000000000};
    return powers[exponent];
}

bool mz_unit_is_money(mz_unit unit)
{
    return unit >= MZ_UNIT_YUAN && unit <= MZ_UNIT_YI;
}

const char *mz_unit_name(mz_unit unit)
{
    switch (unit) {
    case MZ_UNIT_YUAN:
        return "元";
    case MZ_UNIT_QIAN:
        return "千元";
    case MZ_UNIT_WAN:
        return "万元";
    case MZ_UNIT_BAIWAN:
        return "百万元";
    case MZ_UNIT_YI:
        return "亿元";
    case MZ_UNIT_PERCENT:
        return "%";
    case MZ_UNIT_NONE:
    case MZ_UNIT_OTHER:
        break;
    }
    return "";
}

mz_unit mz_text_unit(const char *text)
{
    static const mz_unit longest_first[] = {MZ_UNIT_BAIWAN, MZ_UNIT_WAN, MZ_UNIT_YI, MZ_UNIT_QIAN, MZ_UNIT_YUAN};
    if (strstr(text, mz_unit_name(MZ_UNIT_YUAN)) == NULL) return MZ_UNIT_NONE;
    for (size_t i = 0; i < sizeof longest_first / sizeof *longest_first; i++)
        if (strstr(text, mz_unit_name(longest_first[i])) != NULL) return longest_first[i];
    return MZ_UNIT_NONE;
}

bool mz_value_add(int64_t a, int64_t b, int64_t *sum)
{
    if ((b > 0 && a > INT64_MAX - b) || (b < 0 && a < INT64_MIN - b)) return false;
    *sum = a + b;
    return true;
}

bool mz_value_sub(int64_t a, int64_t b, int64_t *difference)
{
    if ((b < 0 && a > INT64_MAX + b) || (b > 0 && a < INT64_MIN + b)) return false;
    *difference = a - b;
    return true;
}

/* One ASCII character of the figure from text (full-width forms U+FF00.. and the minus signs folded), 0 = drop it, -1 =
 * not part of a figure. */
static int fold(const char *text, size_t length, size_t *used)
{
    const unsigned char *byte = (const unsigned char *)text;
    *used = 1;
    if (byte[0] < 0x80) return byte[0] == ' ' || byte[0] == '\t' || byte[0] == ',' ? 0 : byte[0];
    if (length >= 2 && byte[0] == 0xC2 && byte[1] == 0xA0) {
        *used = 2;
        return 0;
    }
    if (length < 3) return -1;
    *used = 3;
    unsigned code = (byte[0] & 0x0Fu) << 12 | (byte[1] & 0x3Fu) << 6 | (byte[2] & 0x3Fu);
    if (code == 0x3000 || code == 0xFF0C || code == 0x2009 || code == 0x202F) return 0;
    if (code >= 0xFF01 && code <= 0xFF5E) return (int)(code - 0xFEE0);
    if (code == 0x2212 || code == 0x2013 || code == 0x25B3 || code == 0x25B2) return '-';
    return -1;
}

/* Copies the figure's own characters to printed; returns their number, 0 (printed empty) when text holds anything else.
 */
static size_t clean(const char *text, size_t length, char *printed)
{
    size_t written = 0;
    for (size_t at = 0; at < length;) {
        if ((text[at] >= '0' && text[at] <= '9') || text[at] == '.') { /* nearly all of them */
            printed[written++] = text[at++];
            continue;
        }
        size_t used = 1;
        int c = fold(text + at, length - at, &used);
        if (c < 0) {
            printed[0] = '\0';
            return 0;
        }
        at += used;
        if (c != 0) printed[written++] = (char)c;
    }
    printed[written] = '\0';
    return written;
}

/* Bytes of the mark of a note at the end of a text: ① to ⑳, *, ※. */
static size_t note_mark(const char *text, size_t length)
{
    if (length > 1 && text[length - 1] == '*') return 1;
    if (length <= 3) return 0;
    const unsigned char *c = (const unsigned char *)text + length - 3;
    bool circled = c[0] == 0xE2 && c[1] == 0x91 && c[2] >= 0xA0 && c[2] <= 0xB3;
    return circled || memcmp(c, "※", 3) == 0 || memcmp(c, "＊", 3) == 0 ? 3 : 0;
}

/* Whether digits are a month: 2024.12. In brackets they are a date, not a negative amount. */
static bool is_month(const char *digits, size_t length)
{
    enum { MONTH = 7 };
    if (length != MONTH || digits[4] != '.' || strspn(digits, "0123456789.") < MONTH) return false;
    const int month = (digits[5] - '0') * 10 + digits[6] - '0';
    return (memcmp(digits, "19", 2) == 0 || memcmp(digits, "20", 2) == 0) && month >= 1 && month <= 12;
}

/* The figure without the marks of notes behind it, or the brackets around it that make it negative; only amounts, which
 * have a point or separators, have them. printed as of mz_amount_read. The length of printed; 0 when it is none. */
static size_t clean_marked(const char *text, size_t length, char *printed)
{
    size_t open = length > 3 && *text == '(' ? 1 : length > 6 && memcmp(text, "（", 3) == 0 ? 3 : 0, close = 0;
    if (open > 0) close = text[length - 1] == ')' ? 1 : memcmp(text + length - 3, "）", 3) == 0 ? 3 : 0;
    if ((open > 0) != (close > 0)) return 0;
    if (open == 0) close = note_mark(text, length);
    if (close == 0 || (memchr(text, '.', length) == NULL && memchr(text, ',', length) == NULL)) return 0;
    size_t sign = open > 0, n = clean(text + open, length - open - close, printed + sign);
    const bool month = sign > 0 && memchr(text, ',', length) == NULL && is_month(printed + 1, n);
    if (sign > 0) printed[0] = n > 0 && printed[1] != '-' && !month ? '-' : '\0';
    return n == 0 || printed[0] == '\0' ? 0 : n + sign;
}

/* Reads a figure of nothing but digits and at most one point between them, so few that it is in range; false when it is
 * another. Nearly all are such. */
static bool read_plain(const char *text, size_t length, unsigned scale, int64_t *value, unsigned *decimals)
{
    enum { MOST = 18 };
    size_t point = length;
    if (length == 0 || length > MOST || text[0] == '.' || text[length - 1] == '.') return false;
    *value = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(unsigned char)text[i] - '0';
        if (digit <= 9)
            *value = *value * 10 + (int64_t)digit;
        else if (text[i] == '.' && point == length)
            point = i;
        else
            return false;
    }
    *decimals = point == length ? 0 : (unsigned)(length - point - 1);
    return *decimals <= scale;
}

/* Reads a figure as it may be printed: full-width forms, a sign, separators. printed as of mz_amount_read. */
static mz_status read_any(const char *text, size_t length, unsigned scale, char *printed, int64_t *value,
                          unsigned *decimals)
{
    size_t n = clean(text, length, printed);
    if (n == 0 || printed[n - 1] == '*' || *printed == '(') n = clean_marked(text, length, printed);
    const char *p = printed;
    if (n > 0 && (*p == '-' || *p == '+')) p++;
    bool point = false, digit = false;
    *value = 0;
    *decimals = 0;
    for (; *p != '\0'; p++) {
        if (*p == '.' && !point && digit) {
            point = true;
            continue;
        }
        if (*p < '0' || *p > '9') return MZ_ERR_ARGUMENT;
        digit = true;
        if (point && ++*decimals > scale) return MZ_ERR_LIMIT;
        if (*value > (INT64_MAX - 9) / 10) return MZ_ERR_LIMIT;
        *value = *value * 10 + (*p - '0');
    }
    return !digit || (point && *decimals == 0) ? MZ_ERR_ARGUMENT : MZ_OK;
}

mz_status mz_amount_read(const char *text, size_t length, mz_unit unit, char *printed, mz_amount *amount)
{
    unsigned scale = unit_scale(unit), decimals;
    int64_t value;
    if (read_plain(text, length, scale, &value, &decimals)) {
        memcpy(printed, text, length);
        printed[length] = '\0';
    } else {
        mz_status status = read_any(text, length, scale, printed, &value, &decimals);
        if (status != MZ_OK) return status;
    }
    if (__builtin_mul_overflow(value, power_of_ten(scale - decimals), &value)) return MZ_ERR_LIMIT;
    *amount = (mz_amount){.value = *printed == '-' ? -value : value,
                          .unit = unit,
                          .decimals = (uint8_t)decimals,
                          .printed = printed,
                          .unit_text = mz_unit_name(unit)};
    return MZ_OK;
}

mz_interval mz_amount_interval(const mz_amount *amount)
{
    unsigned scale = unit_scale(amount->unit);
    int64_t half = amount->decimals <= scale ? power_of_ten(scale - amount->decimals) : 1;
    mz_interval interval = {INT64_MIN, INT64_MAX};
    if (amount->value > INT64_MAX / 2 || amount->value < INT64_MIN / 2) return interval;
    int64_t middle = amount->value * 2;
    if (middle < INT64_MAX / 2 && middle > INT64_MIN / 2) return (mz_interval){middle - half, middle + half};
    if (!mz_value_sub(middle, half, &interval.lo)) interval.lo = INT64_MIN;
    if (!mz_value_add(middle, half, &interval.hi)) interval.hi = INT64_MAX;
    return interval;
}

size_t mz_value_format(int64_t value, mz_unit unit, unsigned decimals, char *buffer, size_t size)
{
    unsigned scale = unit_scale(unit);
    if (decimals > scale) decimals = scale;
    uint64_t magnitude = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    uint64_t rest = magnitude;
    while (decimals < scale && rest % (uint64_t)power_of_ten(scale - decimals) != 0) decimals++;
    uint64_t whole = (uint64_t)power_of_ten(scale);
    uint64_t fraction = magnitude % whole / (uint64_t)power_of_ten(scale - decimals);
    char text[48]; /* from its end on: sign, 20 digits and point at most */
    size_t at = sizeof text;
    for (unsigned d = 0; d < decimals; d++, fraction /= 10) text[--at] = (char)('0' + fraction % 10);
    if (decimals > 0) text[--at] = '.';
    uint64_t integer = magnitude / whole;
    do text[--at] = (char)('0' + integer % 10);
    while ((integer /= 10) > 0);
    if (value < 0) text[--at] = '-';
    size_t length = sizeof text - at;
    if (length >= size) return 0;
    memcpy(buffer, text + at, length);
    buffer[length] = '\0';
    return length;
}
