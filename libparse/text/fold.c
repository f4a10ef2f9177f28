/* fold.c - texts in the form in which they are compared, and their width on a terminal. */
#include <string.h>

#include "text.h"

enum { CJK_FIRST = 0x4E00, CJK_LAST = 0x9FFF };

/* Looked up by the character itself: keys are made of every cell, so this must cost nothing. */
static const uint16_t simplified[CJK_LAST - CJK_FIRST + 1] = {
#include "traditional.inc"
};

uint32_t mz_text_char(const char *text, size_t *used)
{
    const unsigned char *p = (const unsigned char *)text;
    if (p[0] < 0x80) {
        *used = 1;
        return p[0];
    }
    if (p[0] < 0xE0) {
        *used = 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (p[0] < 0xF0) {
        *used = 3;
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    *used = 4;
    return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

bool mz_text_is_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200D) ||
           c == 0xFEFF || c == 0x202F;
}

static bool is_quote(uint32_t c)
{
    return c == '"' || c == '\'' || c == '`' || (c >= 0x2018 && c <= 0x201F) || (c >= 0x300C && c <= 0x300F) ||
           c == 0xFF02 || c == 0xFF07;
}

/* Writes a three-byte character. */
static void put3(char *buffer, uint32_t c)
{
    buffer[0] = (char)(0xE0 | c >> 12);
    buffer[1] = (char)(0x80 | (c >> 6 & 0x3F));
    buffer[2] = (char)(0x80 | (c & 0x3F));
}

/* length without the bytes of a character at its end that is not there as a whole: callers may cut a text anywhere. */
static size_t whole_characters(const char *text, size_t length)
{
    size_t last = length, used = 1;
    while (last > 0 && length - last < 3 && ((unsigned char)text[last - 1] & 0xC0) == 0x80) last--;
    if (last == 0 || (unsigned char)text[last - 1] < 0xC0) return length;
    mz_text_char(text + last - 1, &used);
    return last - 1 + used > length ? last - 1 : length;
}

size_t mz_text_squeeze_into(const char *text, size_t length, char *buffer)
{
    size_t written = 0;
    length = whole_characters(text, length);
    for (size_t at = 0, used = 1; at < length; at += used) {
        unsigned char lead = (unsigned char)text[at];
        used = 1;
        if (lead < 0x80 ? lead <= ' ' : mz_text_is_space(mz_text_char(text + at, &used))) continue;
        memcpy(buffer + written, text + at, used);
        written += used;
    }
    buffer[written] = '\0';
    return written;
}

size_t mz_text_key_into(const char *text, size_t length, char *buffer)
{
    size_t written = 0;
    length = whole_characters(text, length);
    for (size_t at = 0, used = 1; at < length; at += used) {
        uint32_t c = mz_text_char(text + at, &used);
        if (c >= CJK_FIRST && c <= CJK_LAST) {
            uint16_t other = simplified[c - CJK_FIRST];
            put3(buffer + written, other != 0 ? other : c);
            written += 3;
            continue;
        }
        if (mz_text_is_space(c) || is_quote(c)) continue;
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c < 0x80) {
            buffer[written++] = (char)c;
            continue;
        }
        memcpy(buffer + written, text + at, used);
        written += used;
    }
    buffer[written] = '\0';
    return written;
}

static char *make(mz_arena *arena, const char *text, size_t length, size_t (*fold)(const char *, size_t, char *))
{
    char *copy = length < SIZE_MAX ? mz_arena_alloc(arena, length + 1) : NULL;
    if (copy != NULL) fold(text, length, copy);
    return copy;
}

char *mz_text_squeeze(mz_arena *arena, const char *text, size_t length)
{
    return make(arena, text, length, mz_text_squeeze_into);
}

char *mz_text_key(mz_arena *arena, const char *text, size_t length)
{
    return make(arena, text, length, mz_text_key_into);
}

static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
           (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD) ||
           (c >= 0x1F300 && c <= 0x1F64F) || (c >= 0x2460 && c <= 0x24FF) || c == 0x3000;
}

uint32_t mz_text_width(const char *text, size_t length)
{
    uint32_t width = 0;
    length = whole_characters(text, length);
    for (size_t at = 0, used = 1; at < length; at += used) {
        uint32_t c = mz_text_char(text + at, &used);
        if (c >= 0x200B && c <= 0x200F) continue;
        width += is_wide(c) ? 2 : 1;
    }
    return width;
}
