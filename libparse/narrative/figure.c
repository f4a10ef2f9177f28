/* figure.c - digits, separators, units. */
#include "narrative/figure.h"

#include <string.h>

#include "narrative/paragraph.h"

enum { LONGEST_RATE = 24 };

static size_t digits_end(const char *text, size_t length, size_t at)
{
    while (at < length && mz_is_digit(text[at])) at++;
    return at;
}

/* End of the figure at `at`: digits, groups of three behind separators, one decimal part. */
static size_t number_end(const char *text, size_t length, size_t at)
{
    size_t end = digits_end(text, length, at);
    bool groups = end - at <= 3;
    while (groups && end < length && text[end] == ',' && digits_end(text, length, end + 1) == end + 4) end += 4;
    if (end + 1 < length && text[end] == '.' && mz_is_digit(text[end + 1])) {
        size_t fraction = digits_end(text, length, end + 1);
        int32_t year;
        if (mz_year_at(text + end + 1, length - end - 1, &year) == 0) end = fraction;
    }
    return end;
}

size_t mz_range_sign(const char *text, size_t length)
{
    static const char *const signs[] = {"-", "~", "～", "—", "至", "–", "－"};
    for (size_t i = 0; length > 0 && i < sizeof signs / sizeof *signs; i++)
        if (*signs[i] == *text && mz_starts(text, length, signs[i], strlen(signs[i]))) return strlen(signs[i]);
    return 0;
}

/* /人/年 behind a unit: the length of the whole rate. */
static size_t rate_length(const char *text, size_t length)
{
    size_t used = 0;
    while (used < length && text[used] == '/' && used < LONGEST_RATE) {
        size_t next = used + 1;
        if (next >= length || mz_is_digit(text[next])) break;
        used = next + mz_character_size(text[next]);
    }
    return used <= length ? used : length;
}

/* 万 is a unit of money only where the sentence ends behind it: 11万份 counts sheets. */
static bool is_bare_wan(const char *text, size_t length)
{
    static const char *const ends[] = {"，", "。", "；", "、", "（", "）", "(", ")", ",", ";"};
    if (length == 0) return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (mz_starts(text, length, ends[i], strlen(ends[i]))) return true;
    return false;
}

static void read_unit(mz_arena *arena, const mz_words *words, const char *text, size_t length, mz_figure *figure)
{
    size_t at = figure->end;
    while (at < length && text[at] == ' ') at++;
    const mz_unit_word *unit = mz_words_unit(words, text + at, length - at);
    if (unit == NULL) return;
    size_t after = at + unit->length;
    if (strcmp(unit->name, "万") == 0 && !is_bare_wan(text + after, length - after)) return;
    if (MZ_STARTS(text + after, length - after, "旦") || MZ_STARTS(text + after, length - after, "月")) return;
    size_t rate = rate_length(text + after, length - after);
    figure->unit = rate > 0 ? MZ_UNIT_OTHER : unit->unit;
    figure->unit_name = unit->name;
    if (rate > 0) {
        const char *name = mz_arena_printf(arena, "%s%.*s", unit->name, (int)rate, text + after);
        figure->unit_name = name == NULL ? "" : name;
    }
    figure->after = after + rate;
}

/* Behind a figure that is followed by another point and more digits: two figures run together where lines were broken,
 * and which digits are whose is not known. at when there is no such thing. */
static size_t run_together(const char *text, size_t length, size_t at)
{
    size_t end = at;
    while (end + 1 < length && text[end] == '.' && mz_is_digit(text[end + 1])) end = digits_end(text, length, end + 1);
    int32_t year;
    return end > at && mz_year_at(text + at + 1, length - at - 1, &year) == 0 ? end : at;
}

mz_figure mz_figure_read(mz_arena *arena, const mz_words *words, const char *text, size_t length, size_t at)
{
    mz_figure figure = {.begin = at, .end = number_end(text, length, at), .unit_name = ""};
    size_t together = run_together(text, length, figure.end);
    if (together > figure.end && memchr(text + at, '.', figure.end - at) != NULL) {
        figure.end = figure.after = together;
        return figure;
    }
    figure.after = figure.end;
    read_unit(arena, words, text, length, &figure);
    if (figure.unit != MZ_UNIT_NONE) return figure;
    size_t sign = mz_range_sign(text + figure.end, length - figure.end);
    size_t second = figure.end + sign;
    if (sign == 0 || second >= length || !mz_is_digit(text[second])) return figure;
    mz_figure upper = {.begin = second, .end = number_end(text, length, second), .unit_name = ""};
    read_unit(arena, words, text, length, &upper);
    if (upper.unit == MZ_UNIT_PERCENT || mz_unit_is_money(upper.unit)) {
        figure.unit = upper.unit;
        figure.unit_name = upper.unit_name;
    }
    return figure;
}
