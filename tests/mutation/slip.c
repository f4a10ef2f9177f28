/* slip.c - slips of the pen made on printed figures, by a pseudo random sequence (splitmix64). */
#include "slip.h"

#include <stdio.h>
#include <string.h>

const char *const slip_names[SLIPS] = {"transposition", "digit", "dropped-digit", "added-digit",
                                       "sign",          "scale", "unit",          "copied"};

uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static size_t digit_at(const char *printed, uint64_t pick)
{
    size_t digits = 0, length = strlen(printed);
    for (size_t i = 0; i < length; i++) digits += printed[i] >= '0' && printed[i] <= '9';
    size_t wanted = digits == 0 ? 0 : (size_t)(pick % digits);
    for (size_t i = 0; i < length; i++)
        if (printed[i] >= '0' && printed[i] <= '9' && wanted-- == 0) return i;
    return 0;
}

static void shift_point(char *out, int places)
{
    size_t whole = strcspn(out, "."), length = strlen(out);
    size_t decimals = length > whole ? length - whole - 1 : 0;
    if (length + (size_t)places >= PRINT) return;
    if (decimals > 0) memmove(out + whole, out + whole + 1, decimals + 1); /* without the point */
    length -= decimals > 0;
    for (; places > 0; places--) out[length++] = '0';
    out[length] = '\0';
    if (decimals == 0) return;
    memmove(out + length - decimals + 1, out + length - decimals, decimals + 1);
    out[length - decimals] = '.';
}

bool slip_make(const targets *targets, const target *target, unsigned kind, uint64_t *state, char out[PRINT])
{
    snprintf(out, PRINT, "%s", target->printed);
    size_t at = digit_at(out, random_next(state)), length = strlen(out), other;
    uint64_t step;
    switch (kind) {
    case 0:
        other = at + 1 + (out[at + 1] == '.');
        if (other >= length || out[at] == out[other]) return false;
        char swapped = out[at];
        out[at] = out[other];
        out[other] = swapped;
        break;
    case 1:
        step = 1 + random_next(state) % 9;
        out[at] = (char)('0' + ((uint64_t)(out[at] - '0') + step) % 10);
        break;
    case 2:
        if (strcspn(out, ".") < 3 || at >= strcspn(out, ".")) return false;
        memmove(out + at, out + at + 1, length - at);
        break;
    case 3:
        if (at >= strcspn(out, ".") || length + 2 > PRINT) return false;
        memmove(out + at + 1, out + at, length - at + 1);
        break;
    case 4:
        if (out[0] == '-') return false;
        snprintf(out, PRINT, "-%s", target->printed);
        break;
    case 5:
        shift_point(out, 1);
        break;
    case 6:
        shift_point(out, 4);
        break;
    default:
        if (target + 1 >= targets->items + targets->count) return false;
        snprintf(out, PRINT, "%s", target[1].printed);
    }
    if (out[0] == '0' && out[1] >= '0' && out[1] <= '9') return false; /* nobody prints a leading zero */
    return strcmp(out, target->printed) != 0 && strspn(out, "-0.") < strlen(out);
}
