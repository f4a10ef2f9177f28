/* settings.c - thresholds and patterns of changes.json. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"

static bool matches(const char *pattern, const char *text)
{
    size_t length = strlen(pattern);
    if (length > 0 && pattern[length - 1] == '*') return strncmp(pattern, text, length - 1) == 0;
    return strcmp(pattern, text) == 0;
}

bool mz_patterns_match(const json_t *patterns, const char *text)
{
    for (size_t i = 0; i < json_array_size(patterns); i++) {
        const char *pattern = json_string_value(json_array_get(patterns, i));
        if (pattern != NULL && matches(pattern, text)) return true;
    }
    return false;
}

static int64_t read_value(const json_t *entry, const char *key, mz_unit unit)
{
    const json_t *text = json_object_get(entry, key);
    char printed[64];
    mz_amount amount;
    if (!json_is_string(text) || json_string_length(text) >= sizeof printed) return 0;
    if (mz_amount_read(json_string_value(text), json_string_length(text), unit, printed, &amount) != MZ_OK) return 0;
    return amount.value;
}

void mz_thresholds(const mz_comparison *comparison, const char *form, int64_t *absolute, int64_t *relative)
{
    const json_t *list = json_object_get(comparison->settings, "thresholds");
    *absolute = *relative = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        if (!mz_patterns_match(json_object_get(entry, "forms"), form)) continue;
        const char *unit = json_string_value(json_object_get(entry, "unit"));
        *absolute = read_value(entry, "absolute", unit != NULL && strcmp(unit, "元") == 0 ? MZ_UNIT_YUAN : MZ_UNIT_WAN);
        *relative = read_value(entry, "relative", MZ_UNIT_PERCENT) / 10000; /* 10^-6 percent to 10^-2 percent */
        break;
    }
    if (comparison->options != NULL && comparison->options->absolute > 0) *absolute = comparison->options->absolute;
    if (comparison->options != NULL && comparison->options->relative > 0) *relative = comparison->options->relative;
}
