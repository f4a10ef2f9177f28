/* slips.c - which slip of the pen (or of a program) turns one printed figure into another. */
#include <string.h>

#include "check.h"

enum { LONGEST_FIGURE = 40 };

/* Digits of a printed figure without sign and point, leading zeros dropped, trailing decimals aligned to width. */
typedef struct digits {
    char text[LONGEST_FIGURE];
    size_t count;
    size_t decimals;
    bool negative;
} digits;

static digits read_digits(const char *printed, size_t decimals)
{
    digits d = {0};
    d.negative = *printed == '-';
    bool point = false;
    for (const char *p = printed; *p != '\0' && d.count < LONGEST_FIGURE - 8; p++) {
        if (*p == '.') point = true;
        if (*p < '0' || *p > '9') continue;
        if (point) d.decimals++;
        d.text[d.count++] = *p;
    }
    while (d.decimals < decimals && d.count < LONGEST_FIGURE - 1) {
        d.text[d.count++] = '0';
        d.decimals++;
    }
    size_t zeros = 0;
    while (zeros + 1 < d.count && d.text[zeros] == '0') zeros++;
    memmove(d.text, d.text + zeros, d.count - zeros + 1);
    d.count -= zeros;
    return d;
}

/* Whether longer is shorter with one digit more at some place. */
static bool one_more(const digits *longer, const digits *shorter)
{
    if (longer->count != shorter->count + 1) return false;
    size_t same = 0;
    while (same < shorter->count && longer->text[same] == shorter->text[same]) same++;
    return memcmp(longer->text + same + 1, shorter->text + same, shorter->count - same) == 0;
}

static const char *same_length(const digits *a, const digits *b, unsigned *cost)
{
    size_t different = 0, first = 0, last = 0;
    for (size_t i = 0; i < a->count; i++) {
        if (a->text[i] == b->text[i]) continue;
        if (different == 0) first = i;
        last = i;
        different++;
    }
    if (different == 1) {
        *cost = 12;
        return "digit";
    }
    if (different == 2 && a->text[first] == b->text[last] && a->text[last] == b->text[first]) {
        *cost = last == first + 1 ? 10 : 14;
        return "transposition";
    }
    return NULL;
}

/* Whether longer is shorter followed by zeros: returns their number, 0 when not. */
static size_t scaled_by(const digits *longer, const digits *shorter)
{
    if (longer->count <= shorter->count || memcmp(longer->text, shorter->text, shorter->count) != 0) return 0;
    for (size_t i = shorter->count; i < longer->count; i++)
        if (longer->text[i] != '0') return 0;
    return longer->count - shorter->count;
}

const char *mz_slip_name(const char *printed, const char *wanted, unsigned *cost)
{
    size_t decimals = 0;
    for (int i = 0; i < 2; i++) {
        const char *point = strchr(i == 0 ? printed : wanted, '.');
        size_t own = point == NULL ? 0 : strlen(point + 1);
        if (own > decimals) decimals = own;
    }
    digits a = read_digits(printed, decimals), b = read_digits(wanted, decimals);
    bool equal = a.count == b.count && memcmp(a.text, b.text, a.count) == 0;
    if (a.negative != b.negative) {
        *cost = equal ? 10 : 40;
        return equal ? "sign" : "other";
    }
    size_t zeros = scaled_by(&a, &b) + scaled_by(&b, &a);
    if (zeros == 4) {
        *cost = 12;
        return "unit";
    }
    if (zeros > 0 && zeros < 4) {
        *cost = 14;
        return "scale";
    }
    *cost = 30;
    const char *name = a.count == b.count ? same_length(&a, &b, cost) : NULL;
    if (name != NULL) return name;
    if (one_more(&b, &a)) {
        *cost = 13;
        return "dropped-digit";
    }
    if (one_more(&a, &b)) {
        *cost = 13;
        return "added-digit";
    }
    return "other";
}
