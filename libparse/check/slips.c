/* slips.c - which slip of the pen (or of a program) turns one printed figure into another. */
#include <string.h>

#include "check.h"

enum {
    LONGEST_FIGURE = 40,
    COST_SWAPPED = 10, /* two neighbouring digits */
    COST_SIGN = 10,
    COST_DIGIT = 12,
    COST_UNIT = 12,
    COST_LENGTH = 13, /* a digit more or less */
    COST_APART = 14,  /* two digits swapped that are no neighbours */
    COST_SCALE = 14,
    COST_TWICE = 40 /* the sign and something else */
};

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
        *cost = COST_DIGIT;
        return "digit";
    }
    if (different == 2 && a->text[first] == b->text[last] && a->text[last] == b->text[first]) {
        *cost = last == first + 1 ? COST_SWAPPED : COST_APART;
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
        *cost = equal ? COST_SIGN : COST_TWICE;
        return equal ? "sign" : "other";
    }
    size_t zeros = scaled_by(&a, &b) + scaled_by(&b, &a);
    if (zeros == 4) {
        *cost = COST_UNIT;
        return "unit";
    }
    if (zeros > 0 && zeros < 4) {
        *cost = COST_SCALE;
        return "scale";
    }
    *cost = MZ_COST_OTHER;
    const char *name = a.count == b.count ? same_length(&a, &b, cost) : NULL;
    if (name != NULL) return name;
    if (one_more(&b, &a)) {
        *cost = COST_LENGTH;
        return "dropped-digit";
    }
    if (one_more(&a, &b)) {
        *cost = COST_LENGTH;
        return "added-digit";
    }
    return "other";
}

unsigned mz_slip_cost(const mz_amount *printed, int64_t value)
{
    char wanted[LONGEST_FIGURE];
    unsigned cost = MZ_COST_OTHER;
    if (mz_value_format(value / 2, printed->unit, printed->decimals, wanted, sizeof wanted) > 0)
        mz_slip_name(printed->printed, wanted, &cost);
    return cost;
}

unsigned mz_telling_digits(int64_t value)
{
    unsigned digits = 0;
    while (value != 0 && value % 10 == 0) value /= 10;
    for (; value != 0; value /= 10) digits++;
    return digits;
}

/* The best figure found so far. */
typedef struct choice {
    int64_t least, most, nearest, printed;
    int64_t wanted;
    unsigned cost;
    bool found;
} choice;

static uint64_t distance(int64_t a, int64_t b)
{
    return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}

static void offer(choice *best, int64_t wanted, unsigned cost)
{
    if (wanted < best->least || wanted > best->most || wanted == best->printed) return;
    if (best->found && (cost > best->cost || (cost == best->cost && distance(wanted, best->nearest) >=
                                                                        distance(best->wanted, best->nearest))))
        return;
    best->wanted = wanted;
    best->cost = cost;
    best->found = true;
}

/* Offers what can be made of magnitude by touching the digit that counts place: written wrong, left out, written too
 * much, swapped with another. */
static void offer_digit(choice *best, int64_t magnitude, int64_t place, int64_t sign)
{
    int64_t digit = magnitude / place % 10, above = magnitude / place / 10, below = magnitude % place;
    for (int64_t other = 0; other < 10; other++) {
        if (other > 0 || above > 0) offer(best, sign * (magnitude + (other - digit) * place), COST_DIGIT);
        offer(best, sign * (magnitude / place * place * 10 + other * place + below), COST_LENGTH);
    }
    offer(best, sign * (above * place + below), COST_LENGTH);
    for (int64_t higher = place * 10; higher <= magnitude; higher *= 10) {
        int64_t swapped = magnitude / higher % 10;
        offer(best, sign * (magnitude + (swapped - digit) * place + (digit - swapped) * higher),
              higher == place * 10 ? COST_SWAPPED : COST_APART);
    }
}

bool mz_slip_likeliest(int64_t printed, int64_t least, int64_t most, int64_t nearest, int64_t *wanted, unsigned *cost)
{
    enum { DIGITS = 15 };
    static const int64_t limit = 1000000000000000; /* 10^DIGITS, so that two digits more do not overflow */
    if (printed == 0 || printed >= limit || printed <= -limit || least >= most) return false;
    choice best = {.least = least, .most = most, .nearest = nearest, .printed = printed};
    int64_t sign = printed < 0 ? -1 : 1, magnitude = printed * sign, place = 1;
    offer(&best, -printed, COST_SIGN);
    for (int64_t before = 10; before <= magnitude * 10; before *= 10)
        for (int64_t other = 1; other < 10 && before > magnitude; other++)
            offer(&best, sign * (other * before + magnitude), COST_LENGTH);
    for (int digit = 0; digit < DIGITS && place <= magnitude; digit++, place *= 10)
        offer_digit(&best, magnitude, place, sign);
    for (int64_t factor = 10, zeros = 1; zeros <= 4; zeros++, factor *= 10) {
        unsigned own = zeros == 4 ? COST_UNIT : COST_SCALE;
        if (magnitude < limit / factor) offer(&best, printed * factor, own);
        if (magnitude % factor == 0) offer(&best, printed / factor, own);
    }
    if (!best.found) return false;
    *wanted = best.wanted;
    *cost = best.cost;
    return true;
}
