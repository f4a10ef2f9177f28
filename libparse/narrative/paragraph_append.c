/* paragraph_append.c - one line more for a paragraph: without white space and markup, digits of half width. */
#include <string.h>

#include "narrative/paragraph_line.h"
#include "text/block.h"

static bool reserve(mz_paragraph_reader *reader, size_t more)
{
    size_t needed = reader->paragraph.length + more + 1;
    if (needed <= reader->text_capacity) return true;
    size_t capacity = needed * 2 < 4096 ? 4096 : needed * 2;
    char *grown = mz_arena_room(reader->arena, capacity, 1);
    if (grown == NULL) return false;
    if (reader->paragraph.length > 0) memcpy(grown, reader->paragraph.text, reader->paragraph.length);
    reader->paragraph.text = grown;
    reader->text_capacity = capacity;
    return true;
}

static void mark_piece(mz_paragraph_reader *reader, uint32_t line, size_t byte)
{
    mz_paragraph *p = &reader->paragraph;
    mz_piece *piece = mz_arena_push(reader->arena, &p->pieces, &p->piece_count, &reader->piece_capacity, sizeof *piece);
    if (piece != NULL) *piece = (mz_piece){.at = (uint32_t)p->length, .line = line, .byte = (uint32_t)byte};
}

/* Length of something that is markup, not text: [bookmark: ...], <p>, **, $, \. */
static size_t markup_size(const char *text, size_t length)
{
    if ((unsigned char)*text >= 0x80) return 0;
    if (*text == '$' || *text == '\\') return 1;
    if (*text == '*' && length > 1 && text[1] == '*') return 2;
    if (*text == '[' && MZ_STARTS(text, length, "[bookmark:")) {
        const char *end = memchr(text, ']', length);
        return end == NULL ? 0 : (size_t)(end - text) + 1;
    }
    if (*text == '<' && length > 2 && (text[1] == '/' || (text[1] >= 'a' && text[1] <= 'z'))) {
        const char *end = memchr(text, '>', length < 12 ? length : 12);
        return end == NULL ? 0 : (size_t)(end - text) + 1;
    }
    return 0;
}

/* The half-width character for a full-width digit, point or percent sign; 0 when the character stays as it is. */
static char half_width(const char *text, size_t length)
{
    if (length < 3 || (unsigned char)text[0] != 0xEF || (unsigned char)text[1] != 0xBC) return 0;
    unsigned char last = (unsigned char)text[2];
    if (last >= 0x90 && last <= 0x99) return (char)('0' + (last - 0x90));
    return last == 0x8E ? '.' : last == 0x85 ? '%' : last == 0x8D ? '-' : 0;
}

#ifdef __SSE2__
/* The bytes of a block at text (two more can be read) with which white space, markup or a character to be folded may
 * begin: bit per byte. All of them are among these, and hardly any others. */
static unsigned odd_bytes(const char *text)
{
    const __m128i block = mz_block_at(text), second = mz_block_at(text + 1), third = mz_block_at(text + 2);
    const __m128i apart = _mm_sub_epi8(third, _mm_set1_epi8((char)0x90)); /* of ０ */
    const __m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(apart, _mm_set1_epi8(9)), apart);
    const __m128i sign = _mm_or_si128(_mm_or_si128(mz_block_is(third, '\x8E'), mz_block_is(third, '\x85')),
                                      mz_block_is(third, '\x8D')); /* ．％－ */
    const __m128i folded = _mm_or_si128(_mm_and_si128(mz_block_is(second, '\xBC'), _mm_or_si128(digit, sign)),
                                        mz_block_is(second, '\xBB'));
    const __m128i ideographic = _mm_and_si128(mz_block_is(second, '\x80'), mz_block_is(third, '\x80'));
    __m128i odd = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(' ')), block);
    odd = _mm_or_si128(odd, _mm_or_si128(mz_block_is(block, '$'), mz_block_is(block, '\\')));
    odd = _mm_or_si128(odd, _mm_or_si128(mz_block_is(block, '*'), mz_block_is(block, '[')));
    odd = _mm_or_si128(odd, _mm_or_si128(mz_block_is(block, '<'), mz_block_is(block, '\xC2')));
    odd = _mm_or_si128(odd, _mm_and_si128(mz_block_is(block, '\xE2'), mz_block_is(third, '\x8B')));
    odd = _mm_or_si128(odd, _mm_and_si128(mz_block_is(block, '\xE3'), ideographic));
    return mz_block_bits(_mm_or_si128(odd, _mm_and_si128(mz_block_is(block, '\xEF'), folded)));
}

/* Bytes of the characters at text, but not the last ones, that are told by their blocks to be neither white space nor
 * markup nor to be folded. */
static size_t plain_blocks(const char *text, size_t length)
{
    size_t at = 0;
    while (length - at >= MZ_BLOCK + 2) {
        const unsigned odd = odd_bytes(text + at);
        if (odd != 0) return at + (unsigned)__builtin_ctz(odd);
        at += MZ_BLOCK;
    }
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80) at--; /* back to where a character begins */
    return at;
}
#else
static size_t plain_blocks(const char *text, size_t length)
{
    (void)text, (void)length;
    return 0;
}
#endif

/* Bytes of the characters at text that are neither white space nor markup nor to be folded. */
static size_t plain_length(const char *text, size_t length)
{
    static const uint8_t special[0x80] = {
        [' '] = 1, ['\t'] = 1, ['\r'] = 1, ['\v'] = 1, ['$'] = 1, ['\\'] = 1, ['*'] = 1, ['['] = 1, ['<'] = 1};
    size_t at = plain_blocks(text, length);
    for (;;) {
        while (length - at >= 3 && mz_is_common_lead(text[at])) at += 3;
        if (at == length) return at;
        unsigned char lead = (unsigned char)text[at];
        if (lead < 0x80) {
            if (special[lead]) return at;
            at++;
            continue;
        }
        size_t size = mz_character_size(text[at]);
        if (size > length - at || mz_blank_size(text + at, length - at) > 0 || half_width(text + at, length - at) != 0)
            return at;
        at += size;
    }
}

bool mz_paragraph_append(mz_paragraph_reader *reader, uint32_t index, const mz_line_piece *part)
{
    mz_paragraph *p = &reader->paragraph;
    if (!reserve(reader, part->length + 1)) return false;
    bool gap = true, blank = false;
    size_t line_start = p->length;
    for (size_t i = 0; i < part->length;) {
        const char *c = part->text + i;
        size_t left = part->length - i;
        size_t skip = gap ? 0 : plain_length(c, left);
        if (skip > 0) { /* most of the line */
            memcpy(p->text + p->length, c, skip);
            p->length += skip;
            i += skip;
            continue;
        }
        skip = mz_blank_size(c, left);
        if (skip > 0) {
            blank = gap = true;
            i += skip;
            continue;
        }
        if ((skip = markup_size(c, left)) > 0) {
            gap = true;
            i += skip;
            continue;
        }
        char half = half_width(c, left);
        size_t size = mz_character_size(*c);
        if (size > left) size = left;
        if (blank && p->length > line_start && mz_is_digit(p->text[p->length - 1]) && (mz_is_digit(*c) || half != 0))
            p->text[p->length++] = ' ';
        if (gap) mark_piece(reader, index, part->begin + i);
        blank = false;
        gap = half != 0;
        if (half != 0) {
            p->text[p->length++] = half;
        } else {
            memcpy(p->text + p->length, c, size);
            p->length += size;
        }
        i += size;
    }
    p->text[p->length] = '\0';
    return !mz_arena_exhausted(reader->arena);
}
