/* block.h - texts looked at many bytes at a time: a branch for each character, of a kind that nobody can foresee, costs
 * more than all else that is done with it. Without SSE2 there are no blocks, and all is done character by character. */
#ifndef MZ_TEXT_BLOCK_H
#define MZ_TEXT_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>

enum { MZ_BLOCK = 16 /* bytes */ };

static inline __m128i mz_block_at(const char *text)
{
    return _mm_loadu_si128((const __m128i *)(const void *)text);
}

static inline void mz_block_put(char *text, __m128i block)
{
    _mm_storeu_si128((__m128i *)(void *)text, block);
}

/* The bytes of a block that are c, as a mask. */
static inline __m128i mz_block_is(__m128i block, char c)
{
    return _mm_cmpeq_epi8(block, _mm_set1_epi8(c));
}

/* The bytes that white space begins with, of which some begin other characters (U+00A0, U+2000, U+3000, U+FEFF): all
 * others are told by this to be ink. As a mask. */
static inline __m128i mz_block_may_be_space(__m128i block)
{
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(' ')), block);
    const __m128i wide = mz_block_is(_mm_and_si128(block, _mm_set1_epi8((char)0xFE)), (char)0xE2);
    return _mm_or_si128(_mm_or_si128(low, wide),
                        _mm_or_si128(mz_block_is(block, (char)0xC2), mz_block_is(block, (char)0xEF)));
}

/* Bit per byte of a mask. */
static inline unsigned mz_block_bits(__m128i mask)
{
    return (unsigned)_mm_movemask_epi8(mask);
}
#endif

enum { MZ_WINDOW = 64 /* bytes */ };

/* The bytes of a text of at most MZ_WINDOW bytes that are c: bit per byte. */
static inline uint64_t mz_window_bits(const char *text, size_t length, char c)
{
    uint64_t bits = 0;
    size_t at = 0;
#ifdef __SSE2__
    for (; length - at >= MZ_BLOCK; at += MZ_BLOCK)
        bits |= (uint64_t)mz_block_bits(mz_block_is(mz_block_at(text + at), c)) << at;
    if (at < length && length >= MZ_BLOCK) { /* the last block overlaps the one before */
        at = length - MZ_BLOCK;
        return bits | (uint64_t)mz_block_bits(mz_block_is(mz_block_at(text + at), c)) << at;
    }
#endif
    for (; at < length; at++) bits |= (uint64_t)(text[at] == c) << at;
    return bits;
}

#endif
