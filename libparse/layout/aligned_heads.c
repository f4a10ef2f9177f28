/* aligned_heads.c - see aligned_heads.h. */
#include "aligned_heads.h"

#include <string.h>

enum { LONGEST_HEAD = 120, MOST_HEADS = 16 };

/* Bytes of the Chinese text before the blank or end at text; 0 when it is shorter than two characters, not Chinese or
 * a bracket, which belongs to what stands before: 因公出国 （境）费. */
static uint32_t header_word(const char *text, uint32_t length)
{
    uint32_t at = 0, characters = 0;
    if (length >= 3 && memcmp(text, "（", 3) == 0) return 0;
    for (; at < length && text[at] != ' '; at++) {
        if ((unsigned char)text[at] < 0x80) return 0;
        characters += ((unsigned char)text[at] & 0xC0) != 0x80;
    }
    return characters >= 2 ? at : 0;
}

/* Whether text is characters one blank apart that each name a column of codes: 类 款 项. */
static bool names_codes(const mz_heads_reader *names, const char *text, uint32_t length)
{
    bool all = names->classify != NULL && length % 4 == 3;
    for (uint32_t at = 0; all && at < length; at += 4)
        all = (at + 3 == length || text[at + 3] == ' ') &&
              names->classify(names->context, text + at, 3) == MZ_HEADER_CODE;
    return all;
}

static bool is_known(const mz_heads_reader *names, const char *text, uint32_t length)
{
    char squeezed[LONGEST_HEAD + 1];
    if (length > LONGEST_HEAD) return false;
    size_t size = mz_text_squeeze_into(text, length, squeezed);
    return names->classify(names->context, squeezed, size) != MZ_HEADER_UNKNOWN;
}

/* Whether two texts are the same but for digits and blanks: 2024 年, 2025 年. */
static bool alike(const char *a, uint32_t a_length, const char *b, uint32_t b_length)
{
    for (uint32_t at = 0, to = 0;; at++, to++) {
        while (at < a_length && (mz_is_digit(a[at]) || a[at] == ' ')) at++;
        while (to < b_length && (mz_is_digit(b[to]) || b[to] == ' ')) to++;
        if (at == a_length || to == b_length) return at == a_length && to == b_length;
        if (a[at] != b[to]) return false;
    }
}

/* Where the heads in a text with numbers end (2024 年预算数 2025 年预算数): each is a header of the catalogue and the
 * whole is none, or two differ by their digits only. Their number, 1 when the text is one head. */
static size_t numbered_heads(const mz_heads_reader *names, const char *text, uint32_t length, uint32_t *ends)
{
    size_t count = 0;
    if (length > LONGEST_HEAD || memchr(text, ' ', length) == NULL) return 1;
    bool numbers = false;
    for (uint32_t at = 0; at < length; at++) numbers = numbers || mz_is_digit(text[at]);
    if (!numbers || (names->classify != NULL && is_known(names, text, length))) return 1;
    uint32_t begin = 0;
    for (uint32_t at = 1; names->classify != NULL && at <= length && count < MOST_HEADS; at++) {
        if ((at < length && text[at] != ' ') || !is_known(names, text + begin, at - begin)) continue;
        ends[count++] = at;
        begin = at + 1;
    }
    if (count > 1 && begin == length + 1) return count;
    for (uint32_t at = 1; at + 1 < length; at++) {
        if (text[at] != ' ' || !alike(text, at, text + at + 1, length - at - 1)) continue;
        ends[0] = at;
        ends[1] = length;
        return 2;
    }
    return 1;
}

static uint32_t columns_of(const mz_heads_reader *names, const char *text, uint32_t length)
{
    uint32_t characters = 0;
    for (uint32_t at = 0; at < length; at++) characters += ((unsigned char)text[at] & 0xC0) != 0x80;
    return names->wide ? mz_text_width(text, length) : characters;
}

static bool push(mz_arena *arena, mz_chunk_list *list, mz_chunk chunk)
{
    mz_chunk *slot = mz_arena_push(arena, &list->items, &list->count, &list->capacity, sizeof *slot);
    if (slot != NULL) *slot = chunk;
    return slot != NULL;
}

/* Appends the first size bytes of chunk as a head and moves it behind them and a blank. */
static bool push_first(mz_arena *arena, const mz_heads_reader *names, mz_chunk *chunk, uint32_t size,
                       mz_chunk_list *list)
{
    uint32_t columns = columns_of(names, chunk->text, size);
    mz_chunk first = *chunk;
    first.length = size;
    first.x1 = chunk->x0 + columns;
    chunk->text += size + 1;
    chunk->length -= size + 1;
    chunk->x0 += columns + 1;
    return push(arena, list, first);
}

bool mz_heads_push(mz_arena *arena, const mz_heads_reader *names, mz_chunk chunk, mz_chunk_list *list)
{
    uint32_t ends[MOST_HEADS] = {0};
    size_t numbered = numbered_heads(names, chunk.text, chunk.length, ends);
    for (size_t i = 0; i + 1 < numbered; i++) {
        uint32_t begin = i == 0 ? 0 : ends[i - 1] + 1;
        if (!push_first(arena, names, &chunk, ends[i] - begin, list)) return false;
    }
    /* headers of narrow columns stand only one blank apart: 基本支出 项目支出 (but 项 目 is one) */
    bool codes = names_codes(names, chunk.text, chunk.length);
    for (int i = 0; i < MOST_HEADS && numbered == 1; i++) {
        uint32_t first = codes ? 3 : header_word(chunk.text, chunk.length);
        bool split = first > 0 && first + 1 < chunk.length &&
                     (codes || header_word(chunk.text + first + 1, chunk.length - first - 1) > 0);
        if (!split) break;
        if (!push_first(arena, names, &chunk, first, list)) return false;
    }
    return push(arena, list, chunk);
}
