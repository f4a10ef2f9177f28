/* caption_number.c - how tables are numbered: 公开01表, 附表1-2, 部门公开表02. */
#include "caption.h"

#include <string.h>

/* Bytes of the longest word of form numbers at text, 0 when there is none. */
static size_t number_word(const mz_catalogue *catalogue, const char *text)
{
    enum { LONGEST = 12 };
    const size_t longest = strnlen(text, LONGEST);
    if (!mz_catalogue_may(catalogue, MZ_LIST_FORM_NUMBER, text, longest)) return 0;
    for (size_t size = longest; size >= 3; size--)
        if (mz_catalogue_word(catalogue, MZ_LIST_FORM_NUMBER, text, size)) return size;
    return 0;
}

/* Whether a key ends in a figure and the word for a table, whatever stands before them (桂财01表). */
static bool ends_in_number(const mz_catalogue *catalogue, const char *key, size_t length)
{
    enum { LONGEST = 36 };
    size_t last = 0, before = 0;
    for (size_t at = 0; length <= LONGEST && at < length; at += mz_character_size(key[at])) {
        before = last;
        last = at;
    }
    return last > 0 && key[before] >= '0' && key[before] <= '9' && number_word(catalogue, key + last) == length - last;
}

mz_number_kind mz_caption_number(const mz_catalogue *catalogue, const char *key, size_t length)
{
    enum { MOST_DIGITS = 3, LONGEST_BARE = 8 /* bytes of words without a figure: (续表) */ };
    bool figure = false, worded = false;
    unsigned digits = 0;
    for (size_t at = 0, used; at < length; at += used) {
        digits = key[at] >= '0' && key[at] <= '9' ? digits + 1 : 0;
        used = strchr("-.():", key[at]) != NULL ? 1 : 0;
        if (used > 0) continue;
        used = mz_form_numeral(key + at);
        figure = figure || used > 0;
        if (digits > MOST_DIGITS) return MZ_NUMBER_NONE;
        if (used > 0) continue;
        used = number_word(catalogue, key + at);
        if (used == 0) return ends_in_number(catalogue, key, length) ? MZ_NUMBER_FORM : MZ_NUMBER_NONE;
        worded = true;
    }
    if (!figure && length > LONGEST_BARE) return MZ_NUMBER_NONE;
    return worded ? MZ_NUMBER_FORM : MZ_NUMBER_BARE;
}
