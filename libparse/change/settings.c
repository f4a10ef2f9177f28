/* settings.c - thresholds and patterns of changes.json. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"

static bool matches(const char *pattern, const char *text)
{
    size_t length = strlen(pattern);
    if (length > 0 && pattern[length - 1] == '*') return strncmp(pattern, text, length - 1) == 0;
    return strcmp(pattern, text) == 0;
}

bool mz_patterns_match(const mz_word_list *patterns, const char *text)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (matches(patterns->words[i].text, text)) return true;
    return false;
}

/* The unit that text begins with, and its length; yuan when there is none. */
static mz_unit unit_at(const char *text, size_t *length)
{
    static const mz_unit units[] = {MZ_UNIT_QIAN, MZ_UNIT_BAIWAN, MZ_UNIT_WAN, MZ_UNIT_YI, MZ_UNIT_YUAN};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        *length = strlen(mz_unit_name(units[i]));
        if (strncmp(text, mz_unit_name(units[i]), *length) == 0) return units[i];
    }
    *length = 0;
    return MZ_UNIT_YUAN;
}

/* Reads "0.5万元/10%" of the given length. */
static bool read_limits(const char *text, size_t length, mz_threshold *threshold)
{
    char printed[64];
    mz_amount amount, percent;
    const size_t figure = strspn(text, "0123456789.");
    size_t unit_length;
    const mz_unit unit = unit_at(text + figure, &unit_length);
    const char *rate = text + figure + unit_length;
    if (figure == 0 || figure >= sizeof printed || figure + unit_length >= length || *rate++ != '/') return false;
    if (mz_amount_read(text, figure, unit, printed, &amount) != MZ_OK) return false;
    const size_t digits = strspn(rate, "0123456789.");
    const char *end = rate + digits + (rate[digits] == '%');
    if (digits == 0 || digits >= sizeof printed || end != text + length) return false;
    if (mz_amount_read(rate, digits, MZ_UNIT_PERCENT, printed, &percent) != MZ_OK) return false;
    threshold->absolute = amount.value;
    threshold->relative = percent.value / 10000; /* 10^-6 percent to 10^-2 percent */
    return true;
}

mz_status mz_thresholds_read(const char *text, mz_threshold **thresholds, size_t *count, mz_error *error)
{
    size_t room = 1;
    for (const char *at = text; *at != '\0'; at++) room += *at == ',';
    *count = 0;
    *thresholds = calloc(room, sizeof **thresholds);
    if (*thresholds == NULL) return MZ_ERR_MEMORY;
    for (size_t length; *text != '\0'; text += length + (text[length] == ',')) {
        length = strcspn(text, ",");
        const size_t kind = strcspn(text, "=,");
        mz_threshold *threshold = &(*thresholds)[*count];
        const bool good = kind > 0 && kind < sizeof threshold->kind && text[kind] == '=' &&
                          read_limits(text + kind + 1, length - kind - 1, threshold);
        if (!good) {
            if (error != NULL) {
                *error = (mz_error){.code = MZ_ERR_ARGUMENT};
                snprintf(error->message, sizeof error->message, "'%.*s' is not KIND=AMOUNT/PERCENT",
                         (int)(length < 80 ? length : 80), text);
            }
            free(*thresholds);
            *thresholds = NULL;
            *count = 0;
            return MZ_ERR_ARGUMENT;
        }
        memcpy(threshold->kind, text, kind);
        (*count)++;
    }
    return MZ_OK;
}

bool mz_read_default_thresholds(mz_comparison *c)
{
    const json_t *list = json_object_get(c->settings, "thresholds");
    c->thresholds = mz_arena_array(c->arena, json_array_size(list) + 1, sizeof *c->thresholds);
    if (c->thresholds == NULL) return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        const char *kind = json_string_value(json_object_get(entry, "kind"));
        const char *limits = json_string_value(json_object_get(entry, "material"));
        mz_threshold *threshold = &c->thresholds[c->threshold_count];
        if (kind == NULL || limits == NULL || strlen(kind) >= sizeof threshold->kind) continue;
        if (!read_limits(limits, strlen(limits), threshold)) continue;
        memcpy(threshold->kind, kind, strlen(kind));
        c->threshold_count++;
    }
    return true;
}

static const mz_threshold *find_threshold(const mz_threshold *thresholds, size_t count, const char *form)
{
    for (size_t i = 0; i < count; i++)
        if (matches(thresholds[i].kind, form) || matches(thresholds[i].kind, mz_last_name(form))) return &thresholds[i];
    return NULL;
}

bool mz_is_material(const mz_comparison *c, const mz_change *change)
{
    const mz_change_options *options = c->options;
    const mz_threshold *threshold =
        options == NULL ? NULL : find_threshold(options->thresholds, options->threshold_count, change->form_id);
    if (threshold == NULL) threshold = find_threshold(c->thresholds, c->threshold_count, change->form_id);
    if (threshold == NULL) return true;
    const int64_t size = change->difference < 0 ? -change->difference : change->difference;
    const int64_t percent = change->percent < 0 ? -change->percent : change->percent;
    return size >= threshold->absolute && percent >= threshold->relative;
}
