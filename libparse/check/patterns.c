/* patterns.c - compiles the patterns of relations.json. */
#include "patterns.h"

#include <stdlib.h>

#include "names.h"

const char *mz_find_word(const char *text, size_t length, const char *word, size_t own)
{
    const size_t before = own - 1;
    const char *end = text + length, *last = length > before ? text + before : end;
    for (; (last = memchr(last, word[before], (size_t)(end - last))) != NULL; last++)
        if (memcmp(last - before, word, before) == 0) return last - before;
    return NULL;
}

mz_pattern mz_pattern_of(const char *text, size_t length)
{
    mz_pattern pattern = {.side = -1};
    const char *at = memchr(text, '@', length);
    if (at != NULL) {
        if (at + 1 < text + length) pattern.side = at[1] - '0';
        length = (size_t)(at - text);
    }
    pattern.code = length > 0 && *text == '#';
    if (pattern.code) {
        text++;
        length--;
    }
    bool open_end = length > 0 && text[length - 1] == '*', open_begin = length > 1 && *text == '*';
    pattern.form = open_end && open_begin ? MZ_PATTERN_INSIDE
                   : open_end             ? MZ_PATTERN_PREFIX
                   : open_begin           ? MZ_PATTERN_SUFFIX
                                          : MZ_PATTERN_EXACT;
    length -= (size_t)open_end + (size_t)open_begin;
    text += open_begin;
    pattern.text = text;
    pattern.length = (uint32_t)length;
    return pattern;
}

/* Appends the pattern of length bytes of text. */
static bool add_pattern(const char *text, size_t length, mz_names *roles, mz_patterns *patterns)
{
    mz_pattern *own = &patterns->items[patterns->count++];
    *own = mz_pattern_of(text, length);
    return own->code || mz_names_add_pattern(roles, own, &own->number);
}

bool mz_patterns_compile(const json_t *value, mz_names *roles, mz_patterns *patterns)
{
    *patterns = (mz_patterns){0};
    size_t count = json_is_string(value) ? 1 : json_array_size(value);
    if (count == 0) return true;
    patterns->items = calloc(count, sizeof *patterns->items);
    for (size_t i = 0; patterns->items != NULL && i < count; i++) {
        const json_t *item = json_is_string(value) ? value : json_array_get(value, i);
        if (!json_is_string(item) || json_string_length(item) > UINT32_MAX) continue;
        if (!add_pattern(json_string_value(item), json_string_length(item), roles, patterns)) return false;
    }
    return patterns->items != NULL;
}

void mz_patterns_free(mz_patterns *patterns)
{
    free(patterns->items);
    *patterns = (mz_patterns){0};
}

static size_t count_of(const char *text, size_t length, char separator)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) count += text[i] == separator;
    return count;
}

/* The patterns of an alternative of length bytes. */
static bool read_alternative(const char *text, size_t length, mz_names *roles, mz_patterns *patterns)
{
    patterns->items = calloc(count_of(text, length, ',') + 1, sizeof *patterns->items);
    for (size_t at = 0; patterns->items != NULL && at < length;) {
        const char *comma = memchr(text + at, ',', length - at);
        size_t own = comma != NULL ? (size_t)(comma - text) - at : length - at;
        if (!add_pattern(text + at, own, roles, patterns)) return false;
        at += own + 1;
    }
    return patterns->items != NULL;
}

bool mz_selector_compile(const char *text, mz_names *roles, mz_selector *selector)
{
    bool minus = *text == '-';
    if (minus) text++;
    *selector = (mz_selector){.sign = minus ? -1 : 1};
    selector->alternatives = calloc(count_of(text, strlen(text), '|') + 1, sizeof *selector->alternatives);
    for (bool more = selector->alternatives != NULL; more;) {
        size_t length = strcspn(text, "|");
        if (!read_alternative(text, length, roles, &selector->alternatives[selector->count++])) return false;
        more = text[length] == '|';
        text += length + 1;
    }
    return selector->alternatives != NULL;
}

void mz_selector_free(mz_selector *selector)
{
    for (size_t i = 0; i < selector->count; i++) mz_patterns_free(&selector->alternatives[i]);
    free(selector->alternatives);
    *selector = (mz_selector){0};
}
