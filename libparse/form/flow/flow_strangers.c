/* flow_strangers.c - header cells that no word of the vocabulary is: each stands for the word that it is like. */
#include <string.h>

#include "flow_headings.h"
#include "flow_rows.h"

enum { YEAR_DIGITS = 4, CHARACTER = 3 /* bytes of one */ };

typedef struct reader {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_tokens *tokens;
    mz_flow_headings *headings;
    size_t first;
    unsigned kinds;             /* of all known headings */
    const mz_flow_word **cells; /* by token: the word of the heading that it is a piece of, NULL when of none */
} reader;

static bool is_subject(const mz_flow_forms *forms, const char *key)
{
    return mz_flow_forms_codes(forms, key) != NULL;
}

/* Whether a line that names the table, or a piece of one, begins with key: 预算年 of 预算年度：. */
static bool begins_meta(const mz_flow_words *meta, const char *key)
{
    size_t length = strlen(key);
    if (!mz_flow_words_may_begin(meta, key)) return false;
    for (size_t i = 0; i < meta->count; i++)
        if (strncmp(meta->items[i], key, length) == 0) return true;
    return false;
}

/* Whether token i may be a piece of an unknown header cell. */
static bool is_stranger(const reader *r, size_t i)
{
    const mz_flow_token *token = &r->tokens->items[i];
    return !token->used && r->cells[i] == NULL && token->kind == MZ_FLOW_TEXT && strchr(token->key, ':') == NULL &&
           mz_flow_number_length(token->key) == 0 && !mz_flow_words_has(&r->forms->totals, token->key) &&
           !begins_meta(&r->forms->meta, token->key) && !is_subject(r->forms, token->key);
}

/* The texts of tokens [first, last] put together; NULL when memory runs out. */
static const char *joined(const reader *r, size_t first, size_t last, bool keys)
{
    const char *text = "";
    for (size_t i = first; i <= last && text != NULL; i++)
        if (!mz_flow_join(r->arena, &text, keys ? r->tokens->items[i].key : r->tokens->items[i].text)) return NULL;
    return text;
}

/* Adds a cell of the pieces [first, last]. */
static mz_status add_cell(const reader *r, size_t first, size_t last, const mz_flow_word *word)
{
    mz_flow_heading *slot =
        mz_arena_push(r->arena, &r->headings->items, &r->headings->count, &r->headings->capacity, sizeof *slot);
    const char *text = joined(r, first, last, false);
    if (slot == NULL || text == NULL) return MZ_ERR_MEMORY;
    *slot = (mz_flow_heading){.word = word, .text = text, .early = first < r->headings->rows, .guessed = true};
    for (size_t i = first; i <= last; i++) {
        slot->tokens[slot->piece_count++] = i;
        r->cells[i] = word;
    }
    return MZ_OK;
}

/* Whether the token before this one is the digits of its year: 2026 in front of 年预算数. */
static bool year_before(const reader *r, size_t i)
{
    if (i == r->first || r->tokens->items[i].first) return false;
    const mz_flow_token *before = &r->tokens->items[i - 1];
    return before->kind == MZ_FLOW_NUMBER && !before->used && strlen(before->text) == YEAR_DIGITS &&
           strncmp(before->text, "20", 2) == 0 &&
           mz_flow_vocabulary_year(&r->forms->vocabulary, r->tokens->items[i].key) > 0;
}

/* Whether token i stands among rows that are known by their labels: it may be one. */
static bool among_labels(const reader *r, size_t i)
{
    return i >= r->headings->rows && (r->kinds & MZ_FLOW_WORD_NAME) != 0 && (r->kinds & MZ_FLOW_WORD_CODE) == 0;
}

/* Tries the pieces [first, last] as one cell. *subject: they are the name of a row. */
static mz_status try_cell(const reader *r, size_t first, size_t last, bool *subject, bool *made)
{
    bool year;
    const char *key = joined(r, first, last, true);
    if (key == NULL) return MZ_ERR_MEMORY;
    *subject = is_subject(r->forms, key);
    if (*subject || among_labels(r, first)) return MZ_OK;
    key = mz_flow_vocabulary_behind_year(&r->forms->vocabulary, key, &year);
    if (!year && year_before(r, first)) {
        key += mz_flow_vocabulary_year(&r->forms->vocabulary, key);
        first--;
    }
    const mz_flow_word *word = mz_flow_vocabulary_like(&r->forms->vocabulary, key);
    if (word == NULL) return MZ_OK;
    *made = true;
    return add_cell(r, first, last, word);
}

static bool is_column(const reader *r, size_t i)
{
    return i < r->tokens->count && r->cells[i] != NULL && (r->cells[i]->kinds & MZ_FLOW_WORD_COLUMN) != 0;
}

static bool is_amount(const mz_flow_token *token)
{
    return token->kind == MZ_FLOW_DASH || (token->kind == MZ_FLOW_NUMBER && (token->decimals > 0 || token->separator));
}

/* The token in front of i, figures of the first row left out; that behind the last one when there is none. */
static size_t before(const reader *r, size_t i)
{
    while (i > r->first && is_amount(&r->tokens->items[i - 1])) i--;
    return i > r->first ? i - 1 : r->tokens->count;
}

/* Token i, figures of the first row left out. */
static size_t behind(const reader *r, size_t i)
{
    while (i < r->tokens->count && is_amount(&r->tokens->items[i])) i++;
    return i;
}

/* Whether a cell is read behind token i, in front of any figure. */
static bool column_follows(const reader *r, size_t i)
{
    while (++i < r->headings->rows && r->cells[i] != NULL)
        if (is_column(r, i)) return true;
    return false;
}

static bool total_before(const reader *r, size_t i)
{
    const unsigned totals = MZ_FLOW_WORD_TOTAL | MZ_FLOW_WORD_SUBTOTAL;
    while (i-- > r->first)
        if (r->cells[i] != NULL && (r->cells[i]->kinds & totals) != 0) return true;
    return false;
}

/* Whether rows begin with token i: a code, or the name of a subject or a total. */
static bool row_follows(const reader *r, size_t i)
{
    if (i >= r->tokens->count) return false;
    const mz_flow_token *token = &r->tokens->items[i];
    if (token->kind == MZ_FLOW_NUMBER)
        return r->forms->functions != NULL &&
               mz_dictionary_find(r->forms->functions, token->text, strlen(token->text)) != NULL;
    return is_subject(r->forms, token->key) || mz_flow_words_has(&r->forms->totals, token->key);
}

/* A cell that is like no word: between columns, or the last of them, a column; in front of their total it stands over
 * them; in a table of two sides that has no measure it is that. */
static mz_status place_cell(const reader *r, size_t first, size_t last)
{
    const mz_flow_vocabulary *v = &r->forms->vocabulary;
    const mz_flow_token *last_one = first > 0 ? &r->tokens->items[first - 1] : NULL;
    if (first == last && strlen(r->tokens->items[first].key) <= CHARACTER) return MZ_OK; /* the rest of a name */
    if (last_one != NULL && last_one->kind == MZ_FLOW_NUMBER && !last_one->used && !is_amount(last_one))
        return MZ_OK; /* the name of a row */
    const char *end = r->tokens->items[last].key;
    bool stem = mz_flow_words_end(&r->forms->stems, end, strlen(end));
    const size_t next = behind(r, last + 1);
    bool follows = is_column(r, before(r, first)), ahead = is_column(r, next);
    bool total = total_before(r, first), codes = (r->kinds & MZ_FLOW_WORD_CODE) != 0;
    if (among_labels(r, first)) return stem && ahead ? add_cell(r, first, last, &v->none) : MZ_OK;
    const unsigned sides = MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS;
    if (stem && (r->kinds & MZ_FLOW_WORD_MEASURE) == 0 && (r->kinds & sides) == sides && !codes)
        return add_cell(r, first, last, &v->measure);
    if (follows && (ahead || (stem && codes && row_follows(r, next))) && total)
        return add_cell(r, first, last, &v->column);
    if (stem && !total && column_follows(r, last)) return add_cell(r, first, last, &v->group);
    if (stem && ahead && r->tokens->items[first].gap) return add_cell(r, first, last, &v->none);
    return MZ_OK;
}

/* The cell that begins with token `first`, of as many pieces up to token `last` as possible. *next: the token behind it
 * or, when it is the name of a row, behind that. */
static mz_status read_cell(const reader *r, size_t first, size_t last, size_t *next)
{
    for (size_t end = last + 1; end-- > first;) {
        bool subject = false, made = false;
        mz_status status = try_cell(r, first, end, &subject, &made);
        if (status != MZ_OK) return status;
        *next = end + 1;
        if (subject || made) return MZ_OK;
    }
    *next = last + 1;
    return place_cell(r, first, last);
}

/* Whether token i may begin an unknown cell: in front of the rows any, behind that one beside a column. */
static bool may_begin(const reader *r, size_t i, size_t rows)
{
    if (i < rows) return true;
    if (r->cells[i] != NULL || r->tokens->items[i].kind != MZ_FLOW_TEXT) return false;
    return is_column(r, before(r, i)) || (r->tokens->items[i].gap && is_column(r, i + 1));
}

mz_status mz_flow_headings_add_strangers(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                                         size_t first, size_t end, mz_flow_headings *headings)
{
    reader r = {.arena = arena, .forms = forms, .tokens = tokens, .headings = headings, .first = first};
    size_t rows = headings->rows, known = headings->count;
    mz_status status = MZ_OK;
    r.cells = mz_arena_array(arena, tokens->count + 1, sizeof *r.cells);
    if (r.cells == NULL) return MZ_ERR_MEMORY;
    for (size_t h = 0; h < known; h++) {
        const mz_flow_heading *heading = &headings->items[h];
        r.kinds |= heading->word->kinds;
        for (size_t p = 0; p < heading->piece_count; p++) r.cells[heading->tokens[p]] = heading->word;
    }
    if ((r.kinds & (MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME)) == 0) rows = end; /* without labels every text is a cell */
    for (size_t i = first; i < end && status == MZ_OK;) {
        size_t last = i, next = i + 1;
        if (may_begin(&r, i, rows) && is_stranger(&r, i)) {
            while (last + 1 < end && last + 1 - i < MZ_FLOW_HEADING_PIECES && is_stranger(&r, last + 1) &&
                   !tokens->items[last + 1].gap)
                last++;
            status = read_cell(&r, i, last, &next);
        }
        i = next;
    }
    if (headings->count > known) mz_flow_headings_sort(headings);
    return status;
}
