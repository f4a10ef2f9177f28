/* flow_across.c - header cells of several lines that are printed line by line: the pieces of a line go on with the
 * cells of a line above, in their order. */
#include <string.h>

#include "flow_headings.h"

enum { CELLS = 64, LINES_BACK = 3, FEWEST = 2 };

/* A cell, or the first pieces of one. */
typedef struct cell {
    size_t tokens[MZ_FLOW_HEADING_PIECES];
    size_t count;
    const char *key, *text;
    const mz_flow_word *word; /* NULL when it is none yet */
    size_t line;              /* of its first piece: the number of the line among those read */
} cell;

typedef struct reader {
    mz_arena *arena;
    const mz_flow_vocabulary *vocabulary;
    const mz_flow_tokens *tokens;
    cell cells[CELLS];
    size_t count;
} reader;

static const unsigned totals = MZ_FLOW_WORD_TOTAL | MZ_FLOW_WORD_SUBTOTAL;
static const unsigned naming = MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME;

static bool is(const mz_flow_word *word, unsigned kinds)
{
    return word != NULL && (word->kinds & kinds) != 0;
}

/* Whether token i goes on with a cell: a word, or the begin of one. */
static bool goes_on(const reader *r, const cell *c, size_t i, const mz_flow_word **word)
{
    mz_flow_range range = mz_flow_vocabulary_all(r->vocabulary);
    *word = NULL;
    if (c->count == MZ_FLOW_HEADING_PIECES || is(c->word, naming)) return false;
    mz_flow_vocabulary_next(r->vocabulary, &range, c->key);
    if (range.low == range.high) return false;
    *word = mz_flow_vocabulary_next(r->vocabulary, &range, r->tokens->items[i].key);
    return *word != NULL || range.low < range.high;
}

/* Pairs the tokens [from, to) of a line with the cells of line `above`, in order: pair receives one past the cell, 0
 * for none. Gives how many there are but for totals; 0 when of two tokens that are alike one finds no cell. */
static size_t pair_with(const reader *r, size_t above, size_t from, size_t to, size_t *pair)
{
    size_t next = 0, pairs = 0;
    const mz_flow_word *word;
    for (size_t i = from; i < to; i++) {
        const mz_flow_word *alone = mz_flow_vocabulary_find(r->vocabulary, r->tokens->items[i].key);
        pair[i - from] = 0;
        for (size_t c = next; c < r->count && !is(alone, naming) && pair[i - from] == 0; c++)
            if (r->cells[c].line == above && goes_on(r, &r->cells[c], i, &word)) pair[i - from] = c + 1;
        if (pair[i - from] == 0) continue;
        next = pair[i - from];
        pairs += !is(alone, totals);
    }
    for (size_t a = from; a < to; a++)
        for (size_t b = from; b < to; b++)
            if (pair[a - from] != 0 && pair[b - from] == 0 &&
                strcmp(r->tokens->items[a].key, r->tokens->items[b].key) == 0)
                return 0;
    return pairs;
}

/* Puts token i to a cell, or makes one of it when c is NULL. False when memory or room runs out. */
static bool put(reader *r, cell *c, size_t i, size_t line)
{
    const mz_flow_token *token = &r->tokens->items[i];
    if (c == NULL) {
        if (r->count == CELLS) return false;
        r->cells[r->count++] = (cell){.tokens = {i}, .count = 1, .key = token->key, .text = token->text, .line = line};
        r->cells[r->count - 1].word = mz_flow_vocabulary_find(r->vocabulary, token->key);
        return true;
    }
    goes_on(r, c, i, &c->word);
    c->tokens[c->count++] = i;
    c->key = mz_arena_printf(r->arena, "%s%s", c->key, token->key);
    c->text = mz_arena_printf(r->arena, "%s%s", c->text, token->text);
    return c->key != NULL && c->text != NULL;
}

/* Reads the tokens [from, to) of a line. False when memory or room runs out. */
static bool read_line(reader *r, size_t from, size_t to, size_t line)
{
    size_t pair[CELLS], best[CELLS] = {0}, most = 0;
    if (to - from > CELLS) return false;
    for (size_t above = line > LINES_BACK ? line - LINES_BACK : 0; above < line && to - from >= FEWEST; above++) {
        size_t pairs = pair_with(r, above, from, to, pair);
        if (pairs < FEWEST || pairs < most) continue;
        most = pairs;
        memcpy(best, pair, (to - from) * sizeof *best);
    }
    for (size_t i = from; i < to; i++)
        if (!put(r, best[i - from] == 0 ? NULL : &r->cells[best[i - from] - 1], i, line)) return false;
    return true;
}

mz_status mz_flow_headings_across(mz_arena *arena, const mz_flow_vocabulary *vocabulary, const mz_flow_tokens *tokens,
                                  size_t first, size_t end, mz_flow_headings *headings, bool *taken)
{
    reader r; /* its cells are written before they are read */
    r.arena = arena;
    r.vocabulary = vocabulary;
    r.tokens = tokens;
    r.count = 0;
    size_t line = 0;
    for (size_t i = first, to; i < end; i = to, line++) {
        bool texts = true;
        for (to = i; to < end && tokens->items[to].span.line == tokens->items[i].span.line; to++)
            texts = texts && !tokens->items[to].used && tokens->items[to].kind == MZ_FLOW_TEXT;
        if (tokens->items[i].kind != MZ_FLOW_TEXT && !tokens->items[i].used) break; /* the rows begin */
        if (texts && !read_line(&r, i, to, line)) break;
    }
    for (size_t c = 0; c < r.count; c++) {
        const cell *cell = &r.cells[c];
        if (cell->count < FEWEST || cell->word == NULL) continue;
        mz_flow_heading *slot =
            mz_arena_push(arena, &headings->items, &headings->count, &headings->capacity, sizeof *slot);
        if (slot == NULL) return MZ_ERR_MEMORY;
        *slot = (mz_flow_heading){.word = cell->word, .text = cell->text, .piece_count = cell->count, .early = true};
        memcpy(slot->tokens, cell->tokens, sizeof slot->tokens);
        for (size_t p = 0; p < cell->count; p++) taken[cell->tokens[p] - first] = true;
    }
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}
