/* fold.c - texts in the form in which they are compared, and their width on a terminal. */
#include "block.h"
#include "text.h"
#include <string.h>

/* CJK_LEAD_FIRST..CJK_LEAD_LAST: the lead bytes of U+4000..U+9FFF, three bytes long, no white space among them. */
enum { CJK_LEAD_FIRST = 0xE4, CJK_LEAD_LAST = 0xE9, KEY_BLOCKS = (CJK_LEAD_LAST - CJK_LEAD_FIRST + 1) * 64 };

#include "traditional.inc"

/* White space and quotation marks: no part of a key. */
static const bool is_left_out[0x80] = {['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true,
                                       [' '] = true,  ['"'] = true,  ['\''] = true, ['`'] = true};

static bool is_quote(uint32_t c)
{
    return (c >= 0x2018 && c <= 0x201F) || (c >= 0x300C && c <= 0x300F);
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
    if (length == 0 || (unsigned char)text[length - 1] < 0x80) return length;
    while (last > 0 && length - last < 3 && ((unsigned char)text[last - 1] & 0xC0) == 0x80) last--;
    if (last == 0 || (unsigned char)text[last - 1] < 0xC0) return length;
    mz_text_char(text + last - 1, &used);
    return last - 1 + used > length ? last - 1 : length;
}

static bool is_cjk_lead(unsigned char lead)
{
    return lead >= CJK_LEAD_FIRST && lead <= CJK_LEAD_LAST;
}

/* The row of the tables that the character at text is in, one with a lead byte that is_cjk_lead. */
static inline size_t block_of(const char *text)
{
    return ((size_t)(unsigned char)text[0] << 6) + ((unsigned char)text[1] & 0x3F) - (CJK_LEAD_FIRST << 6);
}

/* Whether the character at text, whose lead byte is_cjk_lead, has a simplified form. Keys are made of every cell: this
 * must cost nothing, nor displace anything from the cache. */
static inline bool is_traditional(const char *text)
{
    return (traditional[block_of(text)] >> ((unsigned char)text[2] & 0x3F) & 1) != 0;
}

/* Writes that form of it. Kept out of the loops that hardly ever need it. */
__attribute__((noinline, cold)) static void put_simplified(const char *text, char *buffer)
{
    const size_t block = block_of(text);
    const uint64_t before = traditional[block] & (((uint64_t)1 << ((unsigned char)text[2] & 0x3F)) - 1);
    put3(buffer, simple_forms[first_form[block] + __builtin_popcountll(before)]);
}

bool mz_text_is_key(const char *text)
{
    return !is_cjk_lead((unsigned char)*text) || !is_traditional(text);
}

/* Bytes of the character that begins with lead, which is no ASCII character. */
static size_t size_of(unsigned char lead)
{
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* Whether the three bytes at text are told to be no white space by the first of them: full-width forms, the marks 、
 * and 。. */
static bool is_mark(const char *text)
{
    unsigned char lead = (unsigned char)*text, second = (unsigned char)text[1];
    return (lead == 0xEF && second != 0xBB) || (lead == 0xE3 && (second != 0x80 || text[2] != '\x80'));
}

#ifdef __SSE2__
static unsigned marks_of(__m128i block)
{
    return mz_block_bits(mz_block_may_be_space(block));
}

/* Copies a text of half a block to two blocks that is told by them to hold no white space and to end with a whole
 * character; false, with anything in buffer, when it is another. Its two ends, which overlap, are all of it. */
static bool copy_plain(const char *text, size_t length, char *buffer)
{
    enum { HALF = MZ_BLOCK / 2 };
    const bool whole =
        length >= HALF && ((unsigned char)text[length - 1] < 0x80 || is_cjk_lead((unsigned char)text[length - 3]));
    if (!whole || length > (size_t)2 * MZ_BLOCK) return false;
    if (length < MZ_BLOCK) {
        const __m128i first = _mm_loadl_epi64((const __m128i *)(const void *)text);
        const __m128i last = _mm_loadl_epi64((const __m128i *)(const void *)(text + length - HALF));
        _mm_storel_epi64((__m128i *)(void *)buffer, first);
        _mm_storel_epi64((__m128i *)(void *)(buffer + length - HALF), last);
        return marks_of(_mm_unpacklo_epi64(first, last)) == 0;
    }
    const __m128i first = mz_block_at(text), last = mz_block_at(text + length - MZ_BLOCK);
    mz_block_put(buffer, first);
    mz_block_put(buffer + length - MZ_BLOCK, last);
    return (marks_of(first) | marks_of(last)) == 0;
}

/* Copies from *text on what is told block by block to be no white space, but not the last bytes, to *out. */
static void copy_blocks(const char **text, const char *end, char **out)
{
    const char *at = *text;
    char *to = *out;
    while (end - at > MZ_BLOCK) {
        const __m128i block = mz_block_at(at);
        const unsigned marks = marks_of(block), size = marks == 0 ? MZ_BLOCK : (unsigned)__builtin_ctz(marks);
        mz_block_put(to, block); /* what is too much is written over, and has room */
        at += size, to += size;
        if (marks == 0) continue;
        if (end - at <= 3 || !is_mark(at)) break;
        memcpy(to, at, 3);
        at += 3, to += 3;
    }
    for (; at > *text && ((unsigned char)*at & 0xC0) == 0x80; to--) at--; /* back to where a character begins */
    *text = at;
    *out = to;
}
#else
static bool copy_plain(const char *text, size_t length, char *buffer)
{
    (void)text, (void)length, (void)buffer;
    return false;
}

static void copy_blocks(const char **text, const char *end, char **out)
{
    (void)text, (void)end, (void)out;
}
#endif

/* Copies the characters from *text on that are told to be no white space by their first bytes; returns the end of the
 * copy. The last ones byte by byte, as runs are too short for memcpy. */
static char *copy_ink(const char **text, const char *end, char *out)
{
    copy_blocks(text, end, &out);
    const char *at = *text;
    for (;;) {
        for (; end - at >= 3 && (is_cjk_lead((unsigned char)*at) || is_mark(at)); at += 3, out += 3) memcpy(out, at, 3);
        if (at == end || *at <= ' ' || (unsigned char)*at >= 0x80) break;
        while (at<end && * at> ' ' && (unsigned char)*at < 0x80) *out++ = *at++;
    }
    *text = at;
    return out;
}

size_t mz_text_squeeze_into(const char *text, size_t length, char *buffer)
{
    char *out = buffer;
    if (copy_plain(text, length, buffer)) {
        buffer[length] = '\0';
        return length;
    }
    for (const char *end = text + length; text < end;) {
        out = copy_ink(&text, end, out);
        if (text == end) break;
        unsigned char lead = (unsigned char)*text;
        size_t used = lead < 0x80 ? 1 : size_of(lead);
        if (used > (size_t)(end - text)) break;
        if (lead >= 0x80 && !mz_text_is_space(mz_text_char(text, &used))) {
            memcpy(out, text, used);
            out += used;
        }
        text += used;
    }
    *out = '\0';
    return (size_t)(out - buffer);
}

/* Goes on with the key in buffer, which ends at out so far, for the text up to `end`; returns its length. */
__attribute__((noinline)) static size_t finish_key(const char *text, const char *end, char *out, const char *buffer)
{
    while (text < end) {
        for (; end - text >= 3 && is_cjk_lead((unsigned char)*text); text += 3, out += 3) {
            memcpy(out, text, 3);
            if (is_traditional(text)) put_simplified(text, out);
        }
        for (; text < end && (unsigned char)*text < 0x80; text++) {
            *out = *text;
            out += !is_left_out[(unsigned char)*text];
        }
        if (text == end || (is_cjk_lead((unsigned char)*text) && end - text >= 3)) continue;
        size_t used = size_of((unsigned char)*text);
        if (used > (size_t)(end - text)) break;
        uint32_t c = mz_text_char(text, &used);
        if (c >= 0xFF01 && c <= 0xFF5E) {
            *out = (char)(c - 0xFEE0);
            out += !is_left_out[c - 0xFEE0];
        } else if (!mz_text_is_space(c) && !is_quote(c)) {
            memcpy(out, text, used);
            out += used;
        }
        text += used;
    }
    *out = '\0';
    return (size_t)(out - buffer);
}

/* Most texts are Chinese characters that are their own keys, and ASCII: they need neither calls nor the registers that
 * calls keep. */
size_t mz_text_key_into(const char *text, size_t length, char *buffer)
{
    char *out = buffer;
    const char *end = text + length;
    for (;;) {
        for (; end - text >= 3 && is_cjk_lead((unsigned char)*text) && !is_traditional(text); text += 3, out += 3)
            memcpy(out, text, 3);
        if (text == end || (unsigned char)*text >= 0x80) break;
        for (; text < end && (unsigned char)*text < 0x80; text++) {
            *out = *text;
            out += !is_left_out[(unsigned char)*text];
        }
    }
    if (text != end) return finish_key(text, end, out, buffer);
    *out = '\0';
    return (size_t)(out - buffer);
}

static char *make(mz_arena *arena, const char *text, size_t length, size_t (*fold)(const char *, size_t, char *))
{
    char *copy = mz_arena_text(arena, length);
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
