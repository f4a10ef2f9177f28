/* aligned_figures.c - see aligned_figures.h. A piece is a figure that lacks decimals, or digits of a group, and fills
 * its column; what stands beneath completes it. */
#include "aligned_figures.h"

#include <stdlib.h>
#include <string.h>

/* Of chunks, no more than WINDOW are looked at on each side of one: a row or two of the widest tables. */
enum { MOST_DECIMALS = 6, MOST_PIECES = 4, LONGEST = 32, MOST_LINES = 3, NEAR = 2, WINDOW = 256 };

/* Digits behind the point of a text of digits, commas and points: 0 without a point; -1 for other texts. */
static int decimals_of(const char *text, size_t length)
{
    const char *point = memchr(text, '.', length);
    size_t sign = length > 1 && *text == '-' ? 1 : 0;
    for (size_t at = sign; at < length; at++)
        if (!mz_is_digit(text[at]) && text[at] != ',' && (text[at] != '.' || text + at != point)) return -1;
    return point == NULL ? 0 : (int)(text + length - point - 1);
}

/* Whether a text is an amount of so many decimals whose groups, if it has some, are of three digits. */
static bool is_whole(const char *text, size_t length, int decimals)
{
    if (length == 0 || decimals_of(text, length) != decimals) return false;
    size_t end = decimals > 0 ? length - (size_t)decimals - 1 : length, group = 0;
    bool grouped = false;
    for (size_t at = end; at > 0 && text[at - 1] != '-'; at--) {
        if (text[at - 1] != ',') {
            group++;
            continue;
        }
        if (group != 3) return false;
        grouped = true;
        group = 0;
    }
    return group > 0 && (!grouped || group <= 3) && mz_is_digit(text[length - 1]);
}

/* The number of decimals that most amounts of a page have; before when there are too few of them. */
static int shared_decimals(const mz_chunk *chunks, size_t count, int before)
{
    enum { FEWEST = 6 };
    size_t seen[MOST_DECIMALS + 1] = {0}, total = 0;
    for (size_t i = 0; i < count; i++) {
        const int decimals = chunks[i].kind == MZ_CHUNK_FIGURE ? decimals_of(chunks[i].text, chunks[i].length) : -1;
        if (decimals < 0 || decimals > MOST_DECIMALS || !mz_is_digit(chunks[i].text[chunks[i].length - 1])) continue;
        seen[decimals]++;
        total++;
    }
    for (int d = 0; d <= MOST_DECIMALS; d++)
        if (total >= FEWEST && seen[d] * 3 >= total * 2) return d;
    return before;
}

static bool overlaps(const mz_chunk *a, const mz_chunk *b)
{
    return a->x0 < b->x1 && b->x0 < a->x1;
}

/* Whether chunk index is as wide as any whole amount of its column, but for a digit: columns are not quite straight. */
static bool fills_column(const mz_chunk *chunks, size_t count, size_t index, int decimals)
{
    const mz_chunk *chunk = &chunks[index];
    for (size_t i = index > WINDOW ? index - WINDOW : 0; i < count && i < index + WINDOW; i++)
        if (overlaps(&chunks[i], chunk) && chunks[i].x1 - chunks[i].x0 > chunk->x1 - chunk->x0 + 1 &&
            is_whole(chunks[i].text, chunks[i].length, decimals))
            return false;
    return true;
}

/* The first chunk beneath chunk index in its column, when it stands within it and soon; SIZE_MAX when none does. */
static size_t beneath(const mz_chunk *chunks, size_t count, size_t index, size_t from)
{
    const mz_chunk *upper = &chunks[index];
    for (size_t i = from + 1; i < count && i < from + WINDOW && chunks[i].line <= chunks[from].line + MOST_LINES; i++) {
        if (chunks[i].line == chunks[from].line || !overlaps(&chunks[i], upper)) continue;
        return chunks[i].x0 + NEAR >= upper->x0 && chunks[i].x1 <= upper->x1 + NEAR ? i : SIZE_MAX;
    }
    return SIZE_MAX;
}

/* A figure in pieces. */
typedef struct broken {
    size_t pieces[MOST_PIECES], count;
    char text[LONGEST * MOST_PIECES];
    size_t length;
} broken;

/* Takes chunk index and what stands beneath it together. Whether that makes a whole amount, which it alone is not. */
static bool gather(const mz_chunk *chunks, size_t count, size_t index, int decimals, broken *b)
{
    b->count = b->length = 0;
    for (size_t at = index; at != SIZE_MAX && b->count < MOST_PIECES; at = beneath(chunks, count, index, at)) {
        if (chunks[at].length > LONGEST || decimals_of(chunks[at].text, chunks[at].length) < 0) return false;
        memcpy(b->text + b->length, chunks[at].text, chunks[at].length);
        b->length += chunks[at].length;
        b->pieces[b->count++] = at;
        if (is_whole(b->text, b->length, decimals)) return b->count > 1;
    }
    return false;
}

/* Whether chunk may be the first piece of a figure: it lacks something, and what there is is no code or number. */
static bool may_begin(const mz_chunk *chunk, int decimals)
{
    const int own = decimals_of(chunk->text, chunk->length);
    if (own < 0 || own > decimals || !mz_is_digit(chunk->text[*chunk->text == '-' ? 1 : 0])) return false;
    return memchr(chunk->text, ',', chunk->length) != NULL || memchr(chunk->text, '.', chunk->length) != NULL;
}

static bool is_number(const mz_chunk *chunk)
{
    return chunk->kind != MZ_CHUNK_TEXT;
}

/* The first chunk of the line of chunk index. */
static size_t line_begin(const mz_chunk *chunks, size_t index)
{
    size_t i = index;
    while (i > 0 && index - i < WINDOW && chunks[i - 1].line == chunks[index].line) i--;
    return i;
}

/* The line from that of chunk first to `last` that most numbers stand on which are no pieces; its own when none has
 * any. */
static uint32_t row_line(const mz_chunk *chunks, size_t count, const bool *piece, size_t first, uint32_t last)
{
    const size_t begin = line_begin(chunks, first);
    uint32_t best = chunks[first].line;
    size_t most = 0, numbers = 0;
    for (size_t i = begin; i < count && i < first + WINDOW && chunks[i].line <= last; i++) {
        if (i == begin || chunks[i].line != chunks[i - 1].line) numbers = 0;
        numbers += is_number(&chunks[i]) && !piece[i];
        if (numbers <= most) continue;
        most = numbers;
        best = chunks[i].line;
    }
    return best;
}

/* Whether the line of chunk index holds no numbers but pieces. */
static bool only_pieces(const mz_chunk *chunks, size_t count, const bool *piece, size_t index)
{
    for (size_t i = line_begin(chunks, index); i < count && i < index + WINDOW && chunks[i].line == chunks[index].line;
         i++)
        if (is_number(&chunks[i]) && !piece[i]) return false;
    return true;
}

static int by_place(const void *left, const void *right)
{
    const mz_chunk *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return (a->x0 > b->x0) - (a->x0 < b->x0);
}

/* The first pieces of broken figures, and the lines of their rows. */
typedef struct firsts {
    size_t *chunks;
    uint32_t *lines;
    size_t count;
} firsts;

/* Joins the figures whose pieces are marked and stand, but for the first, on lines of pieces only; what is used up
 * becomes empty. */
static bool join_marked(mz_arena *arena, mz_chunk *chunks, size_t count, const bool *piece, firsts *of, int decimals)
{
    broken b;
    for (size_t f = 0; f < of->count; f++) {
        mz_chunk *whole = &chunks[of->chunks[f]];
        bool alone = gather(chunks, count, of->chunks[f], decimals, &b);
        for (size_t p = 1; p < b.count && alone; p++) alone = only_pieces(chunks, count, piece, b.pieces[p]);
        of->lines[f] = whole->line;
        if (!alone) continue;
        of->lines[f] = row_line(chunks, count, piece, of->chunks[f], chunks[b.pieces[b.count - 1]].line);
        whole->text = mz_arena_copy(arena, b.text, b.length);
        if (whole->text == NULL) return false;
        whole->length = (uint32_t)b.length;
        whole->kind = mz_chunk_classify(whole->text, whole->length);
        for (size_t p = 1; p < b.count; p++) chunks[b.pieces[p]].length = 0;
    }
    for (size_t f = 0; f < of->count; f++) chunks[of->chunks[f]].line = of->lines[f];
    return true;
}

bool mz_aligned_join_figures(mz_arena *arena, mz_chunk *chunks, size_t *count, int *decimals)
{
    *decimals = shared_decimals(chunks, *count, *decimals);
    size_t lacking = 0, kept = 0;
    for (size_t i = 0; i < *count && *decimals >= 0; i++)
        lacking += may_begin(&chunks[i], *decimals) && !is_whole(chunks[i].text, chunks[i].length, *decimals);
    if (lacking == 0) return true;
    firsts of = {.chunks = mz_arena_array(arena, lacking, sizeof *of.chunks),
                 .lines = mz_arena_array(arena, lacking, sizeof *of.lines)};
    bool *piece = mz_arena_array(arena, *count, sizeof *piece);
    if (of.chunks == NULL || of.lines == NULL || piece == NULL) return false;
    broken b;
    size_t other = lacking;
    for (size_t i = 0; i < *count; i++) {
        if (piece[i] || !may_begin(&chunks[i], *decimals) || is_whole(chunks[i].text, chunks[i].length, *decimals) ||
            !gather(chunks, *count, i, *decimals, &b) || !fills_column(chunks, *count, i, *decimals))
            continue;
        of.chunks[of.count++] = i;
        other--;
        for (size_t p = 0; p < b.count; p++) piece[b.pieces[p]] = true;
    }
    if (of.count <= other * 4) return true; /* amounts are printed without their last zeros: 2.5 above 3 are two */
    if (!join_marked(arena, chunks, *count, piece, &of, *decimals)) return false;
    for (size_t i = 0; i < *count; i++)
        if (chunks[i].length > 0) chunks[kept++] = chunks[i];
    *count = kept;
    qsort(chunks, kept, sizeof *chunks, by_place);
    return true;
}
