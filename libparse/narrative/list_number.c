/* list_number.c - Chinese numerals, and the numbers of headings and list items: 第一部分, 一、, （一）, 1., （1）,
 * bullets.
 */
#include <string.h>

#include "narrative/paragraph.h"

enum { LONGEST_NUMERAL = 12, TEN = 10, HUNDRED = 100 };

/* What one character of a numeral counts: 1 to 9, 10, 100; 0 when it is none. */
static unsigned numeral_of(uint32_t c)
{
    const uint32_t digits[] = {MZ_CODE("一"), MZ_CODE("二"), MZ_CODE("三"), MZ_CODE("四"), MZ_CODE("五"),
                               MZ_CODE("六"), MZ_CODE("七"), MZ_CODE("八"), MZ_CODE("九"), MZ_CODE("十")};
    for (unsigned i = 0; i < sizeof digits / sizeof *digits; i++)
        if (c == digits[i]) return i + 1;
    return c == MZ_CODE("两") ? 2 : c == MZ_CODE("百") ? HUNDRED : 0;
}

size_t mz_numeral(const char *text, size_t length, unsigned *value)
{
    size_t used = 0;
    unsigned digit = 0, character;
    *value = 0;
    while (used < LONGEST_NUMERAL && used < length &&
           (character = numeral_of(mz_code(text + used, length - used))) > 0) {
        if (character >= TEN) *value += (digit > 0 ? digit : 1) * character;
        digit = character >= TEN ? 0 : character;
        used += strlen("一");
    }
    *value += digit;
    return used;
}

static size_t chinese_numeral(const char *text, size_t length)
{
    unsigned value;
    return mz_numeral(text, length, &value);
}

static size_t number_end(const char *text, size_t length)
{
    if (MZ_STARTS(text, length, "、") || MZ_STARTS(text, length, "．")) return 3;
    return length > 0 && *text == '.' ? 1 : 0;
}

static size_t bracketed_number(const char *text, size_t length, uint8_t *style)
{
    size_t open = MZ_STARTS(text, length, "（") ? 3 : length > 0 && *text == '(' ? 1 : 0;
    if (open == 0) return 0;
    size_t chinese = chinese_numeral(text + open, length - open);
    size_t number = chinese > 0 ? chinese : mz_short_number(text + open, length - open);
    if (number == 0) return 0;
    size_t at = open + number;
    size_t close = MZ_STARTS(text + at, length - at, "）") ? 3 : at < length && text[at] == ')' ? 1 : 0;
    if (close == 0) return 0;
    *style = chinese > 0 ? 2 : 4;
    return at + close;
}

static size_t part_number(const char *text, size_t length)
{
    if (!MZ_STARTS(text, length, "第")) return 0;
    size_t number = chinese_numeral(text + 3, length - 3);
    if (number == 0) return 0;
    size_t at = 3 + number;
    if (MZ_STARTS(text + at, length - at, "部分")) return at + 6;
    return MZ_STARTS(text + at, length - at, "章") ? at + 3 : 0;
}

static size_t bullet(const char *text, size_t length)
{
    static const char *const bullets[] = {"- ", "● ", "●", "■", "◆", "★", "•", "·"};
    if (length == 0 || (*text != '-' && *text != '\xE2' && *text != '\xC2')) return 0; /* their first bytes */
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (mz_starts(text, length, bullets[i], strlen(bullets[i]))) return strlen(bullets[i]);
    return 0;
}

/* Whether a number may begin with the first character of text, by its first two bytes: nearly no text does. Chinese
 * numerals, 两, 百 and 第 lie in a few rows of the code. */
static bool may_begin(const char *text, size_t length)
{
    if (length == 0) return false;
    const unsigned char lead = (unsigned char)*text, second = length > 1 ? (unsigned char)text[1] : 0;
    switch (lead) {
    case 0xE4:
        return second >= 0xB8 && second <= 0xBA;
    case 0xE5:
        return second == 0x85 || second == 0x8D || second == 0x9B;
    case 0xE7:
        return second == 0x99 || second == 0xAC;
    case 0xEF:
        return second == 0xBC;
    default:
        return lead < 0x80 ? mz_is_digit((char)lead) || lead == '(' || lead == '-' : lead == 0xE2 || lead == 0xC2;
    }
}

size_t mz_list_number(const char *text, size_t length, uint8_t *style)
{
    *style = 5;
    if (!may_begin(text, length)) return 0;
    size_t used = part_number(text, length);
    *style = 1;
    if (used > 0) return used;
    if ((used = bracketed_number(text, length, style)) > 0) return used;
    if ((used = chinese_numeral(text, length)) > 0) {
        size_t end = number_end(text + used, length - used);
        return end == 0 ? 0 : used + end;
    }
    if ((used = mz_short_number(text, length)) > 0 && used <= 2) {
        size_t end = number_end(text + used, length - used);
        bool decimal = end == 1 && used + 1 < length && text[used + 1] >= '0' && text[used + 1] <= '9';
        bool year = decimal && length >= used + 8 && mz_short_number(text + used + 1, 3) == 3 &&
                    text[used + 4] >= '0' && text[used + 4] <= '9' &&
                    MZ_STARTS(text + used + 5, length - used - 5, "年");
        if (end == 0 || (decimal && !year)) return 0;
        *style = 3;
        return used + end;
    }
    *style = 5;
    return bullet(text, length);
}
