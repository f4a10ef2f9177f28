/* aligned_chunk.c - splits a line into chunks at its gaps. */
#include "aligned_chunk.h"

#include <string.h>

enum { MAX_EDGE = 512, MAX_SAMPLE = 4000, LONGEST_CODE = 7, FEWEST_RAGGED = 16 };

/* Bytes of the UTF-8 character at text and the display columns it takes. The text room guarantees valid UTF-8. */
static size_t step(const char *text, size_t length, bool wide, uint32_t *width)
{
    unsigned char c = (unsigned char)text[0];
    size_t bytes = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (bytes > length) bytes = length;
    *width = wide && c >= 0x80 ? mz_text_width(text, bytes) : 1;
    return bytes;
}

/* Bytes of the blank at text: ' ', U+00A0, U+3000, tab; 0 when it is none. */
static size_t blank(const char *text, size_t length)
{
    if (text[0] == ' ' || text[0] == '\t') return 1;
    if (text[0] != '\xC2' && text[0] != '\xE3') return 0;
    if (length >= 2 && memcmp(text, "\xC2\xA0", 2) == 0) return 2;
    if (length >= 3 && memcmp(text, "\xE3\x80\x80", 3) == 0) return 3;
    return 0;
}

/* Whether a byte begins a Chinese character of three bytes and two columns. */
static bool is_han_lead(char byte)
{
    return (unsigned char)byte >= 0xE4 && (unsigned char)byte <= 0xE9;
}

/* Whether text is made only of asterisks. */
static bool is_redaction(const char *text, size_t length)
{
    static const char wide[] = "＊";
    if (*text == '*') return strspn(text, "*") >= length;
    size_t at = 0;
    while (length - at >= strlen(wide) && memcmp(text + at, wide, strlen(wide)) == 0) at += strlen(wide);
    return at == length;
}

/* The kind of a text that is no plain figure by what mz_amount_read makes of it: a sign or brackets of its own, the
 * mark of a note behind it, thin blanks between thousands. */
static mz_chunk_kind classify_unusual(const char *text, size_t length)
{
    enum { LONGEST = 64 };
    char printed[LONGEST + 1];
    mz_amount amount;
    if (length > LONGEST || memchr(text, ' ', length) != NULL) return MZ_CHUNK_TEXT;
    return mz_amount_read(text, length, MZ_UNIT_NONE, printed, &amount) == MZ_OK ? MZ_CHUNK_FIGURE : MZ_CHUNK_TEXT;
}

mz_chunk_kind mz_chunk_classify(const char *text, size_t length)
{
    if (length == 0 || is_han_lead(*text)) return MZ_CHUNK_TEXT;
    if (!mz_is_digit(*text) && (mz_text_is_nil(text, length) || is_redaction(text, length))) return MZ_CHUNK_FIGURE;
    size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0, digits = 0, run = 0;
    bool comma = false, point = false;
    for (; at < length; at++) {
        if (mz_is_digit(text[at])) {
            digits++;
            run++;
        } else if (text[at] == ',' && run >= 1 && run <= 3 && !point) {
            comma = true;
            run = 0;
        } else if (text[at] == '.' && run >= 1 && !point) {
            point = true;
            run = 0;
        } else {
            break;
        }
    }
    bool percent = at + 1 == length && text[at] == '%';
    if (at < length && !percent && (text[at] == '*' || text[at] == '(' || (unsigned char)text[at] >= 0x80))
        return is_han_lead(text[at]) ? MZ_CHUNK_TEXT : classify_unusual(text, length);
    if (digits == 0 || run == 0 || (at < length && !percent)) return MZ_CHUNK_TEXT;
    return comma || point || percent || !mz_is_digit(text[0]) ? MZ_CHUNK_FIGURE : MZ_CHUNK_DIGITS;
}

static size_t prefix(const char *text, size_t length, const char *what)
{
    if (length == 0 || *text != *what) return 0;
    size_t n = strlen(what);
    return length >= n && memcmp(text, what, n) == 0 ? n : 0;
}

bool mz_aligned_enumerated(const char *text, size_t length)
{
    static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
                                           "0",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9"};
    static const char *const marks[] = {"、", ".", "．", "）", ")"};
    if (prefix(text, length, "其中") > 0) return true;
    size_t at = prefix(text, length, "（") + prefix(text, length, "("), digits = 0;
    for (bool more = true; more && digits < 4;) {
        more = false;
        for (size_t i = 0; i < sizeof numerals / sizeof *numerals && !more; i++) {
            size_t n = prefix(text + at, length - at, numerals[i]);
            if (n == 0) continue;
            at += n;
            digits++;
            more = true;
        }
    }
    for (size_t i = 0; digits > 0 && i < sizeof marks / sizeof *marks; i++)
        if (prefix(text + at, length - at, marks[i]) > 0) return true;
    return false;
}

bool mz_aligned_total(const mz_chunk *chunk)
{
    static const char *const ends[] = {"合计", "总计", "小计"};
    enum { LONGEST = 64 };
    char bare[LONGEST + 1];
    const char *text = chunk->text;
    size_t length = chunk->length;
    if (length <= LONGEST && memchr(text, ' ', length) != NULL) { /* 合 计 */
        length = mz_text_squeeze_into(text, length, bare);
        text = bare;
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (length >= n && memcmp(text + length - n, ends[i], n) == 0) return true;
    }
    return false;
}

/* Length of the token (no blanks inside) at text. */
static size_t token_length(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && ((text[at] > ' ' && text[at] < 0x7F) || blank(text + at, length - at) == 0)) at++;
    return at;
}

/* Whether a single blank separates two cells: a figure stands before it, or a figure after it that is followed by a gap
 * or the end. coded: the chunk before is part of a code in several columns. */
static bool splits(const char *before, size_t before_length, const char *after, size_t after_length, bool coded)
{
    mz_chunk_kind left = mz_chunk_classify(before, before_length);
    size_t token = token_length(after, after_length);
    mz_chunk_kind right = mz_chunk_classify(after, token);
    if (left == MZ_CHUNK_FIGURE || (left == MZ_CHUNK_DIGITS && right != MZ_CHUNK_TEXT)) return true;
    const mz_chunk next_chunk = {.text = after, .length = (uint32_t)token};
    if (left == MZ_CHUNK_DIGITS &&
        (before_length > LONGEST_CODE || mz_aligned_enumerated(after, token) || mz_aligned_total(&next_chunk)))
        return true;
    if (right == MZ_CHUNK_TEXT)
        return left == MZ_CHUNK_DIGITS &&
               (before_length == 3 || before_length == 5 || before_length == 7 || (coded && before_length == 2));
    size_t rest = after_length - token;
    if (rest == 0) return right == MZ_CHUNK_FIGURE || token >= 3;
    size_t first = blank(after + token, rest);
    bool wide = first == rest || blank(after + token + first, rest - first) != 0;
    size_t next = token_length(after + token + first, rest - first);
    return right == MZ_CHUNK_FIGURE && (wide || mz_chunk_classify(after + token + first, next) == MZ_CHUNK_FIGURE);
}

static bool push(mz_arena *arena, mz_chunk_list *list, mz_chunk chunk)
{
    chunk.kind = mz_chunk_classify(chunk.text, chunk.length);
    mz_chunk *slot = mz_arena_push(arena, &list->items, &list->count, &list->capacity, sizeof *slot);
    if (slot == NULL) return false;
    *slot = chunk;
    return true;
}

/* Whether a chunk is part of a code, such as 201 or 05. */
static bool is_code_part(const mz_chunk *chunk)
{
    return chunk->kind == MZ_CHUNK_DIGITS && (chunk->length == 2 || chunk->length == 3);
}

/* Whether what stands behind the chunks of line index so far may be part of a code: such a part stands before it; or it
 * begins the line, as the names of the lines above stand behind such a part (of 类 款 项 each row prints its own), or
 * as the line above ends with one. */
static bool is_coded(const mz_chunk_list *list, uint32_t index)
{
    enum { LINES_ABOVE = 4 };
    size_t at = list->count;
    if (at > 0 && list->items[at - 1].line == index) return is_code_part(&list->items[at - 1]);
    if (at > 0 && is_code_part(&list->items[at - 1]) && list->items[at - 1].line + 1 == index) return true;
    for (int lines = 0; at > 0 && lines < LINES_ABOVE; lines++) {
        size_t first = at - 1;
        while (first > 0 && list->items[first - 1].line == list->items[at - 1].line) first--;
        if (first + 1 < at && is_code_part(&list->items[first]) && list->items[first + 1].kind == MZ_CHUNK_TEXT)
            return true;
        at = first;
    }
    return false;
}

/* The end of the token at `at`; *x moves on by its columns. */
static const char *pass_token(const char *at, const char *end, bool wide, uint32_t *x)
{
    for (uint32_t width = 1; at < end; *x += width) {
        if (*at > ' ' && *at < 0x7F) {
            at++;
            width = 1;
        } else if (is_han_lead(*at) && end - at >= 3) {
            at += 3;
            width = wide ? 2 : 1;
        } else if (blank(at, (size_t)(end - at)) > 0) {
            break;
        } else {
            at += step(at, (size_t)(end - at), wide, &width);
        }
    }
    return at;
}

bool mz_chunks_of_line(mz_arena *arena, const mz_text *text, uint32_t index, bool wide, mz_chunk_list *list)
{
    const mz_line *line = &text->lines[index];
    const char *end = line->text + line->length;
    mz_chunk open = {.line = index};
    uint32_t x = 0;
    const char *token = line->text; /* where the current run of non-blanks began */
    for (const char *at = line->text; at <= end;) {
        size_t left = (size_t)(end - at), gap = 0, b;
        uint32_t gap_width;
        while (gap < left && at[gap] == ' ') gap++;
        gap_width = (uint32_t)gap;
        for (; gap < left && (b = blank(at + gap, left - gap)) > 0; gap += b) gap_width += wide && b == 3 ? 2 : 1;
        if (gap == left || gap_width > 0) {
            bool last = gap == left;
            if (open.text != NULL &&
                (last || gap_width >= 2 ||
                 splits(token, (size_t)(at - token), at + gap, left - gap, at - token == 2 && is_coded(list, index)))) {
                open.length = (uint32_t)(at - open.text);
                open.x1 = x;
                if (!push(arena, list, open)) return false;
                open.text = NULL;
            }
            if (last) break;
            at += gap;
            x += gap_width;
        }
        token = at;
        if (open.text == NULL) {
            open.text = at;
            open.x0 = x;
        }
        at = pass_token(at, end, wide, &x);
        if (open.text != token || !mz_is_digit(*token) || list->count == 0 ||
            list->items[list->count - 1].line != index)
            continue;
        const size_t figure = mz_chunk_glued(token, (size_t)(at - token), (size_t)(end - token));
        if (figure == 0) continue;
        open.length = (uint32_t)figure;
        open.x1 = open.x0 + open.length;
        if (!push(arena, list, open)) return false;
        open.text = token += figure;
        open.x0 = open.x1;
    }
    return true;
}

/* Right edges of the figures of a page, and how many of them no figure before has. */
typedef struct edges {
    uint64_t seen[MAX_EDGE / 64];
    size_t ragged;
} edges;

static void count_edge(edges *e, const mz_chunk *chunk, size_t edge)
{
    if (chunk->kind == MZ_CHUNK_TEXT || edge >= MAX_EDGE) return;
    uint64_t bit = (uint64_t)1 << edge % 64;
    e->ragged += (e->seen[edge / 64] & bit) == 0;
    e->seen[edge / 64] |= bit;
}

static uint32_t characters(const char *begin, const char *end)
{
    uint32_t count = 0;
    for (; begin < end; begin++) count += ((unsigned char)*begin & 0xC0) != 0x80;
    return count;
}

/* Whether other chunks are in a line when every character takes one column: only a wide blank makes others. */
static bool splits_otherwise(const mz_line *line)
{
    return mz_line_holds(line, "\xE3\x80\x80");
}

/* Counts the edges of line number index as they are when every character takes one column. wide: its count chunks as
 * split with wide characters. scratch: for the chunks of lines that split otherwise. */
static bool count_narrow(mz_arena *arena, const mz_text *text, uint32_t index, const mz_chunk *wide, size_t count,
                         mz_chunk_list *scratch, edges *e)
{
    const mz_line *line = &text->lines[index];
    if (splits_otherwise(line)) {
        scratch->count = 0;
        if (!mz_chunks_of_line(arena, text, index, false, scratch)) return false;
        for (size_t i = 0; i < scratch->count; i++) count_edge(e, &scratch->items[i], scratch->items[i].x1);
        return true;
    }
    const char *at = line->text;
    uint32_t x = 0;
    for (size_t i = 0; i < count; i++) {
        if (wide[i].kind == MZ_CHUNK_TEXT) continue;
        const char *end = wide[i].text + wide[i].length;
        x += characters(at, end);
        at = end;
        count_edge(e, &wide[i], x);
    }
    return true;
}

/* The columns that the blanks in front of a chunk take, of which there are gap, when each is as wide as a character of
 * the chunk is on average: tools that know where text stands, but not how wide a blank is, count them so. */
static uint32_t measured_gap(const mz_chunk *chunk, uint32_t gap)
{
    const uint32_t count = characters(chunk->text, chunk->text + chunk->length);
    const uint64_t columns = (uint64_t)gap * (chunk->x1 - chunk->x0);
    return count == 0 ? gap : (uint32_t)((2 * columns + count) / (2 * (uint64_t)count));
}

/* Moves the count chunks of a line to where they stand when the blanks in front of each are measured by it. */
static void measure(mz_chunk *chunks, size_t count)
{
    uint32_t before = 0, x = 0; /* where the chunk before ended, and where it ends now */
    for (size_t i = 0; i < count; i++) {
        const uint32_t width = chunks[i].x1 - chunks[i].x0, begin = x + measured_gap(&chunks[i], chunks[i].x0 - before);
        before = chunks[i].x1;
        chunks[i].x0 = begin;
        chunks[i].x1 = x = begin + width;
    }
}

/* Whether fewer figures are ragged when the blanks of lines [first, last) are measured by what follows them. */
static bool is_measured(const mz_text *text, uint32_t first, uint32_t last, const mz_chunk_list *list,
                        const size_t *starts, size_t ragged)
{
    edges e = {.ragged = 0};
    for (uint32_t line = first; line < last && line - first < MAX_SAMPLE; line++) {
        if (line > first && text->lines[line].page != text->lines[line - 1].page) memset(e.seen, 0, sizeof e.seen);
        uint32_t before = 0, x = 0;
        for (size_t i = starts[line - first]; i < starts[line - first + 1]; i++) {
            const mz_chunk *chunk = &list->items[i];
            x += measured_gap(chunk, chunk->x0 - before) + chunk->x1 - chunk->x0;
            before = chunk->x1;
            count_edge(&e, chunk, x);
        }
    }
    return e.ragged < ragged;
}

/* Makes of the chunks of lines those of characters that all take one column. */
static bool make_narrow(mz_arena *arena, const mz_text *text, uint32_t first, uint32_t last, mz_chunk_list *list,
                        size_t *starts)
{
    mz_chunk_list narrow = {.items = NULL};
    for (uint32_t line = first; line < last; line++) {
        size_t begin = starts[line - first], end = starts[line - first + 1];
        starts[line - first] = narrow.count;
        if (splits_otherwise(&text->lines[line])) {
            if (!mz_chunks_of_line(arena, text, line, false, &narrow)) return false;
            continue;
        }
        const char *at = text->lines[line].text;
        uint32_t x = 0;
        for (size_t i = begin; i < end; i++) {
            mz_chunk *chunk = mz_arena_push(arena, &narrow.items, &narrow.count, &narrow.capacity, sizeof *chunk);
            if (chunk == NULL) return false;
            *chunk = list->items[i];
            chunk->x0 = x + characters(at, chunk->text);
            at = chunk->text + chunk->length;
            chunk->x1 = x = chunk->x0 + characters(chunk->text, at);
        }
    }
    starts[last - first] = narrow.count;
    *list = narrow;
    return true;
}

bool mz_chunks_of_lines(mz_arena *arena, const mz_text *text, uint32_t first, uint32_t last, mz_chunk_list *list,
                        size_t *starts, bool *wide)
{
    edges of_wide = {.ragged = 0}, of_narrow = {.ragged = 0};
    mz_chunk_list scratch = {.items = NULL};
    list->count = 0;
    for (uint32_t line = first; line < last; line++) {
        size_t begin = starts[line - first] = list->count;
        if (!mz_chunks_of_line(arena, text, line, true, list)) return false;
        if (line - first >= MAX_SAMPLE) continue;
        if (line > first && text->lines[line].page != text->lines[line - 1].page) {
            memset(of_wide.seen, 0, sizeof of_wide.seen);
            memset(of_narrow.seen, 0, sizeof of_narrow.seen);
        }
        size_t count = list->count - begin;
        if (count == 0) continue;
        const mz_chunk *chunks = list->items + begin;
        for (size_t i = 0; i < count; i++) count_edge(&of_wide, &chunks[i], chunks[i].x1);
        if (!count_narrow(arena, text, line, chunks, count, &scratch, &of_narrow)) return false;
    }
    starts[last - first] = list->count;
    *wide = of_wide.ragged < of_narrow.ragged;
    if (!*wide) return make_narrow(arena, text, first, last, list, starts);
    if (of_wide.ragged >= FEWEST_RAGGED && is_measured(text, first, last, list, starts, of_wide.ragged))
        for (uint32_t line = first; line < last; line++)
            measure(list->items + starts[line - first], starts[line - first + 1] - starts[line - first]);
    return true;
}
