/* aligned_glued.c - amounts that the next column is written right behind of. */
#include <string.h>

#include "aligned_chunk.h"
#include "grid.h"

/* Whether length bytes are a subject's code: 302, 30201, 2010301. */
static bool is_code(const char *text, size_t length)
{
    enum { LONGEST = 7 };
    for (size_t i = 0; i < length; i++)
        if (!mz_is_digit(text[i])) return false;
    return (length == 3 || length == 5 || (length == LONGEST && *text == '2')) && (*text == '2' || *text == '3');
}

/* Whether the next text of a line, behind blanks, is a name without a number, as a code has behind it. */
static bool is_name(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && text[at] == ' ') at++;
    return at > 0 && at < length && mz_is_han_lead(text[at]) && !mz_aligned_enumerated(text + at, length - at);
}

size_t mz_chunk_glued(const char *text, size_t length, size_t left)
{
    enum { SHORTEST = 4 * 3, DECIMALS = 2 }; /* bytes of a label that has no number: more than a unit */
    static const char *const units[] = {"万", "亿", "元", "平"};
    size_t at = 0, point = 0;
    for (; at < length && (mz_is_digit(text[at]) || text[at] == ',' || text[at] == '.'); at++)
        if (text[at] == '.') point = at;
    const size_t rest = length - at, behind = point + 1 + DECIMALS;
    if (rest == 0) {
        const bool coded = point > 0 && behind < length && is_code(text + behind, length - behind);
        return coded && is_name(text + length, left - length) ? behind : 0;
    }
    const bool decimals = point > 0 && at == behind, thousands = at > 4 && text[at - 4] == ',';
    if ((!decimals && !thousands) || mz_chunk_classify(text, at) != MZ_CHUNK_FIGURE) return 0;
    if (mz_aligned_enumerated(text + at, rest)) return at;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (rest >= strlen(units[i]) && memcmp(text + at, units[i], strlen(units[i])) == 0) return 0;
    return rest >= SHORTEST && mz_is_han_lead(text[at]) ? at : 0;
}
