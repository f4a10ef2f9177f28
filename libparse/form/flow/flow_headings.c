/* flow_headings.c - puts header cells together from the pieces that the reading order leaves of them. */
#include "flow_headings.h"

#include <stdlib.h>
#include <string.h>

#include "flow_rows.h"

enum { OPEN = 8, ACROSS = 5, ONE_CHARACTER = 3, LONGEST_GLUED = 96, YEAR_DIGITS = 4, CODE_DIGITS = 7, LONG_FIGURE = 6 };

/* A cell whose text may go on. */
typedef struct open_cell {
    mz_flow_heading heading;
    mz_flow_range range; /* words that go on behind it */
    bool year;           /* all there is of it are the digits of a year */
    bool live;
} open_cell;

typedef struct reader {
    mz_arena *arena;
    const mz_flow_vocabulary *vocabulary;
    const mz_flow_tokens *tokens;
    mz_flow_headings *headings;
    open_cell open[OPEN];
    unsigned growing; /* bit set of those that more tokens may belong to */
    size_t next;      /* slot that is given away next */
    bool early;
} reader;

static bool keep(reader *r, open_cell *cell)
{
    cell->live = false;
    if (cell->heading.word == NULL) return true;
    mz_flow_heading *slot =
        mz_arena_push(r->arena, &r->headings->items, &r->headings->count, &r->headings->capacity, sizeof *slot);
    if (slot == NULL) return false;
    *slot = cell->heading;
    return true;
}

/* Whether the token stands right behind the last piece of the cell; near: in the same block of lines. Of cells whose
 * lines are printed across, each in its turn, the next lines follow behind those of the others. */
static bool adjacent(const reader *r, const open_cell *cell, size_t i, bool near)
{
    const mz_flow_token *tokens = r->tokens->items;
    size_t last = cell->heading.tokens[cell->heading.piece_count - 1];
    if (last + 1 == i) return !near || !tokens[i].gap;
    bool across = tokens[i].span.line != tokens[last].span.line && (!tokens[last].first || !tokens[last + 1].first);
    for (size_t n = last + 1; n <= i && across; n++) across = !tokens[n].gap && tokens[n].kind == MZ_FLOW_TEXT;
    return across && i - last <= ACROSS;
}

/* Whether all between the last piece of a cell and token i are first lines of cells beside it, none of them whole. */
static bool beside(const reader *r, const open_cell *cell, size_t i)
{
    const mz_flow_token *tokens = r->tokens->items;
    size_t last = cell->heading.tokens[cell->heading.piece_count - 1];
    for (size_t t = last + 1; t <= i; t++) {
        bool open = t == i;
        for (size_t n = 0; n < OPEN && !open; n++)
            open = r->open[n].live && r->open[n].heading.word == NULL && r->open[n].heading.tokens[0] == t;
        if (!open || tokens[t].gap || i - last > ACROSS) return false;
    }
    return true;
}

/* Whether one line alone, a word itself, stands between the last piece of a cell and token i: the cell beside it, whose
 * one line is printed at the height between the two. */
static bool around(const reader *r, const open_cell *cell, size_t i)
{
    const size_t last = cell->heading.tokens[cell->heading.piece_count - 1];
    if (!r->early || i != last + 2 || !r->tokens->items[i].first || !r->tokens->items[i - 1].first) return false;
    return mz_flow_vocabulary_find(r->vocabulary, r->tokens->items[i - 1].key) != NULL;
}

/* Notes whether more tokens than those up to i may belong to a cell: one that is a word already goes on near itself. */
static void grow(reader *r, size_t n, size_t i)
{
    const open_cell *cell = &r->open[n];
    bool more = cell->live && cell->range.low < cell->range.high && cell->heading.piece_count < MZ_FLOW_HEADING_PIECES;
    bool near = cell->heading.word == NULL || i < cell->heading.tokens[cell->heading.piece_count - 1] + ACROSS;
    r->growing = more && near ? r->growing | 1u << n : r->growing & ~(1u << n);
}

/* Whether token i is the first of the measures that stand side by side under the cells (预算数, 决算数). */
static bool first_measure(const reader *r, size_t i, const mz_flow_word *alone)
{
    if ((alone->kinds & MZ_FLOW_WORD_MEASURE) == 0 || i + 1 == r->tokens->count) return false;
    const mz_flow_word *next = mz_flow_vocabulary_find(r->vocabulary, r->tokens->items[i + 1].key);
    return next != NULL && next != alone && (next->kinds & MZ_FLOW_WORD_MEASURE) != 0;
}

/* Tries to put token i to an open cell. A cell that is a word already goes on only right behind itself, and not with
 * what heads a column of its own under it (本年支出 over 合计). *status: out of memory. */
static bool extend(reader *r, open_cell *cell, size_t i, mz_status *status)
{
    const mz_flow_token *token = &r->tokens->items[i];
    if (cell->range.depth == 0 && !adjacent(r, cell, i, true)) return false;
    size_t behind_year = cell->year ? mz_flow_vocabulary_year(r->vocabulary, token->key) : 0;
    if (cell->year && (token->first || behind_year == 0)) return false;
    if (cell->heading.word != NULL) {
        const unsigned plain = MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME | MZ_FLOW_WORD_OTHER;
        const unsigned sides = MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS;
        if (!adjacent(r, cell, i, !r->early || (cell->heading.word->kinds & plain) != 0)) return false;
        const mz_flow_word *alone = mz_flow_vocabulary_find(r->vocabulary, token->key);
        if (alone != NULL && (cell->heading.word->kinds & sides) != 0) return false;
        if (alone != NULL && mz_flow_word_under(cell->heading.word, alone) > 0) return false;
        if (alone != NULL && first_measure(r, i, alone)) return false;
    }
    mz_flow_range range = cell->range;
    const mz_flow_word *word = NULL;
    if (token->key[behind_year] != '\0')
        word = mz_flow_vocabulary_next(r->vocabulary, &range, token->key + behind_year);
    if (word == NULL && range.low == range.high) return false;
    const bool near = adjacent(r, cell, i, false) || beside(r, cell, i) || (word != NULL && around(r, cell, i));
    if (cell->heading.word == NULL && !cell->year && !near &&
        mz_flow_vocabulary_find(r->vocabulary, token->key) != NULL)
        return false; /* a word of its own elsewhere */
    const char *text = mz_arena_printf(r->arena, "%s%s", cell->heading.text, token->text);
    if (text == NULL) {
        *status = MZ_ERR_MEMORY;
        return false;
    }
    cell->range = range;
    cell->year = false;
    cell->heading.text = text;
    cell->heading.tokens[cell->heading.piece_count++] = i;
    cell->heading.word = word;
    return true;
}

static uint32_t line_of(const reader *r, size_t slot)
{
    return r->tokens->items[r->open[slot].heading.tokens[0]].span.line;
}

/* Takes the digits of a year on the line of a cell that goes on (比 2021 年增减): they are in no word. False when token
 * i is none such; *status: out of memory. */
static bool take_year(reader *r, size_t i, mz_status *status)
{
    const mz_flow_token *token = &r->tokens->items[i];
    bool year;
    if (token->first || *mz_flow_vocabulary_behind_year(r->vocabulary, token->key, &year) != '\0' || !year)
        return false;
    open_cell *cell = &r->open[(r->next + OPEN - 1) % OPEN];
    mz_flow_heading *h = &cell->heading;
    if (!cell->live || h->word != NULL || cell->range.depth == 0 || cell->range.low == cell->range.high) return false;
    if (h->piece_count == MZ_FLOW_HEADING_PIECES || h->tokens[h->piece_count - 1] + 1 != i) return false;
    const char *text = mz_arena_printf(r->arena, "%s%s", h->text, token->text);
    if (text == NULL) *status = MZ_ERR_MEMORY;
    if (text == NULL) return false;
    h->text = text;
    h->tokens[h->piece_count++] = i;
    return true;
}

/* Puts token i to the open cell that it goes on with: the newest one, but of cells side by side on one line the lines
 * below follow in their order. */
static bool go_on(reader *r, size_t i, mz_status *status)
{
    if ((r->growing & (r->growing - 1)) == 0) { /* only one can */
        size_t slot = (size_t)__builtin_ctz(r->growing);
        bool taken = extend(r, &r->open[slot], i, status);
        grow(r, slot, i);
        return taken;
    }
    unsigned untried = r->growing;
    for (size_t n = 0; n < OPEN && untried != 0;) {
        size_t newest = (r->next + 2 * OPEN - 1 - n) % OPEN, line = 1;
        bool open = r->open[newest].live;
        while (open && n + line < OPEN && r->open[(newest + OPEN - line) % OPEN].live &&
               line_of(r, (newest + OPEN - line) % OPEN) == line_of(r, newest))
            line++;
        for (size_t c = line; c-- > 0;) {
            size_t slot = (newest + OPEN - c) % OPEN;
            if ((untried >> slot & 1) == 0) continue;
            untried &= ~(1u << slot);
            bool taken = extend(r, &r->open[slot], i, status);
            grow(r, slot, i);
            if (taken) return true;
        }
        n += line;
    }
    return false;
}

/* 1. or (一) apart from the label that it numbers. */
static bool numbering(const mz_flow_token *token)
{
    size_t length = mz_flow_number_length(token->key);
    return length > 0 && token->key[length] == '\0';
}

/* Opens a cell that begins with token i. part: which one of those that the token is glued of, from 0 on. */
static bool open(reader *r, size_t i, const char *text, const mz_flow_word *word, mz_flow_range range, uint8_t part)
{
    open_cell *cell = &r->open[r->next];
    if (cell->live && !keep(r, cell)) return false;
    *cell = (open_cell){.range = range, .year = r->tokens->items[i].kind == MZ_FLOW_NUMBER, .live = true};
    cell->heading = (mz_flow_heading){.word = word, .text = text, .tokens = {i}, .piece_count = 1, .part = part};
    cell->heading.early = r->early;
    grow(r, r->next, i);
    r->next = (r->next + 1) % OPEN;
    return true;
}

/* Bytes of the first of the two cells that text is glued of: the longest word behind which the rest is the name of the
 * codes or labels, or begins it (项目支出功能分类, where a cell over two lines is printed last); 0 when there is none.
 */
static size_t glued(const reader *r, const char *text)
{
    char first[LONGEST_GLUED];
    size_t length = strlen(text);
    if (length >= sizeof first) return 0;
    for (size_t at = length; at-- > 2;) {
        if ((text[at] & 0xC0) == 0x80) continue;
        memcpy(first, text, at);
        first[at] = '\0';
        if (mz_flow_vocabulary_find(r->vocabulary, first) == NULL) continue;
        mz_flow_range range = mz_flow_vocabulary_all(r->vocabulary);
        const mz_flow_word *rest = mz_flow_vocabulary_next(r->vocabulary, &range, text + at);
        if (rest == NULL && range.low < range.high) rest = r->vocabulary->words[range.low];
        if (rest != NULL && length - at > ONE_CHARACTER && (rest->kinds & (MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME)) != 0)
            return at;
    }
    return 0;
}

/* Opens the cells that token i, of which no word begins, is glued of. */
static bool split(reader *r, size_t i)
{
    const char *text = r->tokens->items[i].key;
    size_t at = r->early && r->tokens->items[i].kind == MZ_FLOW_TEXT ? glued(r, text) : 0;
    if (at == 0) return true;
    mz_flow_range none = {0}, range = mz_flow_vocabulary_all(r->vocabulary);
    const char *first = mz_arena_copy(r->arena, text, at);
    if (first == NULL || !open(r, i, first, mz_flow_vocabulary_find(r->vocabulary, first), none, 0)) return false;
    const mz_flow_word *rest = mz_flow_vocabulary_next(r->vocabulary, &range, text + at);
    return open(r, i, text + at, rest, range, 1);
}

/* Whether token i is the name behind a code: on its line (12 因公出国(境)费用), or right below a whole one. */
static bool labelled(const mz_flow_tokens *tokens, size_t i)
{
    if (i == 0 || tokens->items[i].gap) return false;
    const char *code = tokens->items[i - 1].text;
    size_t digits = strspn(code, "0123456789");
    if (digits < 2 || digits == YEAR_DIGITS || code[digits] != '\0') return false;
    return !tokens->items[i].first || (digits % 2 == 1 && digits <= CODE_DIGITS && *code >= '2' && *code <= '5');
}

/* A cell that begins with token i, if any word does. */
static bool start(reader *r, size_t i)
{
    const mz_flow_token *token = &r->tokens->items[i];
    bool year;
    const char *key = mz_flow_vocabulary_behind_year(r->vocabulary, token->key, &year);
    if (token->kind == MZ_FLOW_NUMBER && (!year || *key != '\0')) return true;
    if (labelled(r->tokens, i)) return true;
    if (!token->first && i > 0 && numbering(&r->tokens->items[i - 1])) return true;
    mz_flow_range range = mz_flow_vocabulary_all(r->vocabulary);
    const mz_flow_word *word = *key == '\0' ? NULL : mz_flow_vocabulary_next(r->vocabulary, &range, key);
    if (word == NULL && (range.low == range.high || (*key == '\0' && !year))) return split(r, i);
    return open(r, i, token->text, word, range, 0);
}

/* A row's label or figure: behind it header cells are read among rows. */
static bool row_begins(const mz_flow_token *token)
{
    size_t length = strlen(token->text);
    if (token->kind == MZ_FLOW_TEXT) return mz_flow_numbered(token->key);
    if (length >= LONG_FIGURE && !(length == CODE_DIGITS && token->text[0] == '2')) return true;
    return token->kind != MZ_FLOW_NUMBER || token->decimals > 0 || token->separator || token->text[length - 1] == '.';
}

/* The longest line of a cell, in characters. */
static size_t longest_line(const reader *r)
{
    size_t longest = 0;
    for (size_t i = 0; i < r->headings->count; i++) {
        const mz_flow_heading *h = &r->headings->items[i];
        if ((h->word->kinds & MZ_FLOW_WORD_COLUMN) == 0) continue;
        for (size_t p = 0; p < h->piece_count; p++) {
            size_t length = mz_text_characters(r->tokens->items[h->tokens[p]].text);
            if (length > longest) longest = length;
        }
    }
    return longest;
}

/* Whether another cell than h, in front of the rows, may stand over the total. */
static bool other_group(const mz_flow_headings *all, const mz_flow_heading *h, const mz_flow_word *total)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].early && all->items[i].word != h->word && mz_flow_word_under(all->items[i].word, total) > 0)
            return true;
    return false;
}

/* Whether empty lines stand between the lines of one cell, as between any others. */
static bool lines_apart(const reader *r)
{
    for (size_t i = 0; i < r->headings->count; i++) {
        const mz_flow_heading *h = &r->headings->items[i];
        for (size_t p = 1; p < h->piece_count && h->early; p++)
            if (h->tokens[p] == h->tokens[p - 1] + 1 && r->tokens->items[h->tokens[p]].gap) return true;
    }
    return false;
}

/* Whether a cell of no more than `length` characters has several lines. */
static bool wraps(const reader *r, size_t length)
{
    for (size_t i = 0; i < r->headings->count; i++) {
        const mz_flow_heading *h = &r->headings->items[i];
        const size_t last = h->tokens[h->piece_count - 1];
        if (h->early && (h->word->kinds & MZ_FLOW_WORD_COLUMN) != 0 && mz_text_characters(h->word->key) <= length &&
            r->tokens->items[last].span.line != r->tokens->items[h->tokens[0]].span.line)
            return true;
    }
    return false;
}

/* A total right under a cell, without a gap, is the second line of it when both are a word (本年收入合计) that is
 * longer than any line of the header, or than a cell that is parted too; else the cell stands over it. */
static mz_status join_totals(reader *r)
{
    mz_flow_headings *all = r->headings;
    const size_t longest = longest_line(r);
    const bool apart = lines_apart(r);
    for (size_t i = 0; i + 1 < all->count; i++) {
        mz_flow_heading *h = &all->items[i], *total = &all->items[i + 1];
        const size_t last = h->tokens[h->piece_count - 1];
        if (total->piece_count != 1 || total->tokens[0] != last + 1 || (total->word->kinds & MZ_FLOW_WORD_TOTAL) == 0 ||
            (r->tokens->items[last + 1].gap && !apart) || !r->tokens->items[last + 1].first ||
            h->piece_count == MZ_FLOW_HEADING_PIECES)
            continue;
        const char *key = mz_arena_printf(r->arena, "%s%s", h->word->key, total->word->key);
        const char *text = mz_arena_printf(r->arena, "%s%s", h->text, total->text);
        if (key == NULL || text == NULL) return MZ_ERR_MEMORY;
        const mz_flow_word *word = mz_flow_vocabulary_find(r->vocabulary, key);
        bool fits = mz_text_characters(key) <= longest && !wraps(r, mz_text_characters(key));
        if (word == NULL || fits || other_group(all, h, total->word)) continue;
        h->word = word;
        h->text = text;
        h->tokens[h->piece_count++] = last + 1;
        memmove(total, total + 1, (all->count - i - 2) * sizeof *total);
        all->count--;
    }
    return MZ_OK;
}

/* Whether tokens a and b, of cells around number `near`, stand right beside two lines of one cell that follow one
 * another: the cells of both are as high and printed side by side (本年支出 and 合计 before 上缴上级 and 支出). */
static bool side_by_side(const mz_flow_headings *all, size_t near, size_t a, size_t b)
{
    for (size_t i = near > OPEN ? near - OPEN : 0; i < all->count && i <= near + OPEN; i++) {
        const mz_flow_heading *h = &all->items[i];
        for (size_t p = 1; p < h->piece_count; p++) {
            if (h->tokens[p - 1] == a + 1 && h->tokens[p] == b + 1) return true;
            if (h->tokens[p - 1] + 1 == a && h->tokens[p] + 1 == b) return true;
        }
    }
    return false;
}

/* Whether a cell may be the second line of another one though it is a word itself: 合计, 支出. */
static bool ends_cell(const mz_flow_heading *h)
{
    const unsigned ends = MZ_FLOW_WORD_TOTAL | MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS;
    return h->early && h->piece_count == 1 && (h->word->kinds & ends) != 0;
}

/* Puts cell `second` to cell `first` when it is the second line of it: both are a word (本年支出合计), and another
 * cell stands beside both with two of its lines. Under a cell that heads several a total would stand on a line with
 * the others. *status: out of memory. */
static bool join_lines(reader *r, size_t first, size_t second, mz_status *status)
{
    mz_flow_headings *all = r->headings;
    mz_flow_heading *h = &all->items[first], *end = &all->items[second];
    if (h->piece_count == MZ_FLOW_HEADING_PIECES || !ends_cell(end)) return false;
    if (!side_by_side(all, first, h->tokens[h->piece_count - 1], end->tokens[0])) return false;
    const char *key = mz_arena_printf(r->arena, "%s%s", h->word->key, end->word->key);
    const char *text = mz_arena_printf(r->arena, "%s%s", h->text, end->text);
    if (key == NULL || text == NULL) *status = MZ_ERR_MEMORY;
    if (key == NULL || text == NULL) return false;
    const mz_flow_word *word = mz_flow_vocabulary_find(r->vocabulary, key);
    if (word == NULL) return false;
    h->word = word;
    h->text = text;
    h->tokens[h->piece_count++] = end->tokens[0];
    memmove(end, end + 1, (all->count - second - 1) * sizeof *end);
    all->count--;
    return true;
}

/* The same for all cells in front of the rows: one that is whole tells of those beside it. */
static mz_status join_across(reader *r)
{
    mz_status status = MZ_OK;
    for (size_t i = 0; i < r->headings->count && r->headings->items[i].early; i++)
        for (size_t n = i + 1; n < r->headings->count && n <= i + OPEN && status == MZ_OK; n++)
            if (join_lines(r, i, n, &status)) break;
    return status;
}

static int by_place(const void *left, const void *right)
{
    const mz_flow_heading *a = left, *b = right;
    if (a->tokens[0] == b->tokens[0]) return a->part - b->part;
    return a->tokens[0] < b->tokens[0] ? -1 : 1;
}

void mz_flow_headings_sort(mz_flow_headings *headings)
{
    if (headings->count > 1) qsort(headings->items, headings->count, sizeof *headings->items, by_place);
}

mz_status mz_flow_headings_read(mz_arena *arena, const mz_flow_vocabulary *vocabulary, const mz_flow_tokens *tokens,
                                size_t first, size_t end, mz_flow_headings *headings)
{
    reader r = {.arena = arena, .vocabulary = vocabulary, .tokens = tokens, .headings = headings, .early = true};
    mz_status status = MZ_OK;
    *headings = (mz_flow_headings){.rows = end};
    bool *taken = mz_arena_array(arena, end - first + 1, sizeof *taken);
    if (taken == NULL) return MZ_ERR_MEMORY;
    status = mz_flow_headings_across(arena, vocabulary, tokens, first, end, headings, taken);
    for (size_t i = first; i < end && status == MZ_OK; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used || taken[i - first]) continue;
        if (r.early && row_begins(token)) {
            r.early = false;
            headings->rows = i;
        }
        if (token->kind != MZ_FLOW_TEXT && token->kind != MZ_FLOW_NUMBER) continue;
        bool taken = false;
        if (r.growing != 0) taken = token->kind == MZ_FLOW_TEXT ? go_on(&r, i, &status) : take_year(&r, i, &status);
        if (!taken && !start(&r, i)) status = MZ_ERR_MEMORY;
    }
    for (size_t n = 0; n < OPEN && status == MZ_OK; n++)
        if (r.open[n].live && !keep(&r, &r.open[n])) status = MZ_ERR_MEMORY;
    mz_flow_headings_sort(headings);
    if (status == MZ_OK) status = join_across(&r);
    return status == MZ_OK ? join_totals(&r) : status;
}
