/* figure_width.c - figures in full-width digits become ASCII; what stands for nil. */
#include "text.h"

/* The ASCII form of a character of figures in full width; 0 when it is none. */
static char narrow(uint32_t c)
{
    if (c >= 0xFF10 && c <= 0xFF19) return (char)(c - 0xFF10 + '0');
    if (c == 0xFF0E) return '.';
    if (c == 0xFF0C) return ',';
    if (c == 0xFF0D) return '-';
    return c == 0xFF05 ? '%' : 0;
}

enum { LONGEST = 32 /* characters of a figure */ };

/* A figure with full-width digits. */
typedef struct wide_figure {
    char text[LONGEST];             /* in ASCII */
    size_t characters, wide, bytes; /* bytes: in the line, 0 when there is no figure */
} wide_figure;

/* The figure at text, which ends in NUL: nothing else up to white space, a digit or more in full width. */
static wide_figure figure_at(const char *text)
{
    wide_figure figure = {.bytes = 0}, none = figure;
    bool digit = false;
    size_t at = 0;
    for (size_t used; text[at] != '\0'; at += used) {
        uint32_t c = mz_text_char(text + at, &used);
        if (mz_text_is_space(c)) break;
        bool plain = used == 1 && (mz_is_digit(text[at]) || strchr(".,-%", text[at]) != NULL);
        char ascii = plain ? text[at] : narrow(c);
        if (ascii == 0 || figure.characters == LONGEST) return none;
        digit = digit || (!plain && mz_is_digit(ascii));
        figure.wide += !plain;
        figure.text[figure.characters++] = ascii;
    }
    figure.bytes = at;
    return digit ? figure : none;
}

/* Rewrites the figures of one line in place: the three bytes of a wide character become a blank of two bytes, U+00A0,
 * and one of ASCII, so that columns and bytes behind them stay where they were. */
static void narrow_line(char *text)
{
    static const char blank[] = "\xC2\xA0";
    bool begins = true; /* a figure may begin here */
    for (size_t at = 0, used = 1; text[at] != '\0'; at += used) {
        wide_figure figure = begins ? figure_at(text + at) : (wide_figure){.bytes = 0};
        begins = figure.bytes == 0 && mz_text_is_space(mz_text_char(text + at, &used));
        if (figure.bytes == 0) continue;
        size_t blanks = at == 0 ? figure.characters : 0; /* at the margin the blanks follow */
        for (size_t i = 0; i < figure.wide; i++) memcpy(text + at + blanks + 2 * i, blank, 2);
        memcpy(text + at + (at == 0 ? 0 : 2 * figure.wide), figure.text, figure.characters);
        used = figure.bytes;
    }
}

void mz_text_narrow_figures(mz_text *text)
{
    static const char zero[] = "０", stop[] = "。"; /* all ten digits have the first two bytes of zero */
    for (size_t l = 0; l < text->count; l++) {
        const mz_line *line = &text->lines[l];
        const char *end = line->text + line->length, *at = line->text;
        while (at < end && (at = memchr(at, zero[0], (size_t)(end - at))) != NULL) {
            if (end - at >= 3 && at[1] == zero[1] && (unsigned char)(at[2] - zero[2]) <= 9) break;
            at++;
        }
        if (at != NULL && at < end && !mz_line_holds(line, stop)) narrow_line((char *)(uintptr_t)line->text);
    }
}

bool mz_text_is_nil_character(uint32_t c)
{
    static const uint32_t marks[] = {'-', '/', 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x2500, 0x2501, 0xFF0D, 0xFF0F};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i] == c) return true;
    return false;
}

bool mz_text_is_nil_text(const char *text, size_t length)
{
    size_t used = 1;
    if (length == 0) return false;
    uint32_t first = mz_text_char(text, &used);
    bool nil = mz_text_is_nil_character(first);
    for (size_t at = used; nil && at < length; at += used) nil = mz_text_char(text + at, &used) == first;
    return nil;
}
