/* flow_header.c - the header of a flow table: its columns, and which tokens belong to it. */
#include "flow_header.h"

#include "flow_cells.h"
#include "flow_columns.h"
#include "flow_marks.h"
#include "flow_rows.h"

#include <stdlib.h>
#include <string.h>

enum {
    TRAIL = 6,    /* tokens behind the last cell among which the column numbers begin */
    REPEATED = 4, /* tokens by which a header is known that is printed again */
    YEAR_MAX = 2099
};

/* The year in a text, 0 when there is none. */
static int32_t year_in(const char *text)
{
    for (const char *at = text; (at = strstr(at, "20")) != NULL; at++)
        if (strspn(at, "0123456789") == 4) return (int32_t)strtol(at, NULL, 10);
    return 0;
}

/* The year of the title, else the first number of four digits that can be one; 0 when there is none. */
static int32_t printed_year(const char *title, const mz_flow_tokens *tokens, size_t first, size_t end)
{
    int32_t year = year_in(title);
    for (size_t i = first; i < end && year == 0; i++) {
        const char *text = tokens->items[i].text;
        if (strlen(text) >= 4 && strncmp(text, "20", 2) == 0 && strspn(text, "0123456789") >= 4)
            year = (int32_t)strtol(text, NULL, 10);
        if (year > YEAR_MAX) year = 0;
    }
    return year;
}

/* Whether token i is what the line of the token before it says: a text on the same line that is no other such line. */
static bool is_value_of(const mz_flow_forms *forms, const mz_flow_tokens *tokens, size_t i)
{
    if (i >= tokens->count) return false;
    const mz_flow_token *token = &tokens->items[i];
    return token->kind == MZ_FLOW_TEXT && !token->used && !token->first && strchr(token->key, ':') == NULL &&
           !mz_flow_words_begin(&forms->meta, token->key);
}

/* Lines like 单位：万元 and 预算年度：2024: marks them and keeps what they say. Returns the token after. */
static size_t mark_meta(const mz_flow_forms *forms, mz_flow_tokens *tokens, size_t i, mz_flow_header *header)
{
    mz_flow_token *token = &tokens->items[i];
    token->used = true;
    const char *colon = strchr(token->key, ':');
    if (colon == NULL) return i + 1;
    const char *value = colon + 1;
    if (*value == '\0' && is_value_of(forms, tokens, i + 1)) {
        value = tokens->items[++i].key; /* a blank stands between them */
        tokens->items[i].used = true;
    }
    bool unit = mz_flow_words_inside(&forms->money, value);
    if (unit && header->unit[0] == '\0') header->unit = value;
    if (!unit && *value != '\0' && header->organisation[0] == '\0' && (unsigned char)*value >= 0x80)
        header->organisation = value;
    if (*value == '\0' && i + 1 < tokens->count && tokens->items[i + 1].kind == MZ_FLOW_NUMBER) {
        tokens->items[i + 1].used = true;
        if (header->year == 0) header->year = (int32_t)(tokens->items[i + 1].value / 1000000);
        return i + 2;
    }
    if (header->year == 0 && strncmp(value, "20", 2) == 0) header->year = (int32_t)strtol(value, NULL, 10);
    return i + 1;
}

static void mark_all_meta(const mz_flow_forms *forms, mz_flow_tokens *tokens, mz_flow_header *header)
{
    for (size_t i = 0; i < tokens->count;)
        if (tokens->items[i].kind == MZ_FLOW_TEXT && !tokens->items[i].used &&
            mz_flow_words_begin(&forms->meta, tokens->items[i].key))
            i = mark_meta(forms, tokens, i, header);
        else
            i++;
}

/* The first token from `first` on that is a figure of a row. */
static size_t first_of_rows(const mz_flow_tokens *tokens, size_t first)
{
    size_t row = first;
    while (row < tokens->count && (tokens->items[row].used || tokens->items[row].kind == MZ_FLOW_TEXT)) row++;
    return row;
}

/* Whether token i begins a page, or, behind a row, a header that is the same as the one at first: one of several groups
 * of columns with the same names side by side stands in front of the rows. row: the first figure behind that header. */
static bool page_begins(const mz_flow_tokens *tokens, size_t first, size_t row, size_t i)
{
    if (tokens->items[i].span.page != tokens->items[i > 0 ? i - 1 : 0].span.page) return i > first;
    size_t n = 0;
    while (n < REPEATED && i + n < tokens->count && *tokens->items[i + n].text == *tokens->items[first + n].text &&
           strcmp(tokens->items[i + n].text, tokens->items[first + n].text) == 0)
        n++;
    return n == REPEATED && i >= first + REPEATED && row < i;
}

/* On a later page of a table whose header is not repeated word by word, the header's cells may stand again. */
static void mark_pages(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_template *t, mz_flow_tokens *tokens,
                       size_t first, size_t from, int32_t year)
{
    mz_flow_cells c;
    const size_t row = first_of_rows(tokens, first);
    for (size_t i = from > 0 ? from : 1; i < tokens->count; i++) {
        if (!page_begins(tokens, first, row, i)) continue;
        size_t end = i + 1;
        while (end < tokens->count && end - i < MZ_FLOW_WINDOW && !page_begins(tokens, first, row, end)) end++;
        if (!mz_flow_cells_find(arena, forms, t, tokens, i, end, year, &c)) continue;
        for (size_t n = i; n < c.last; n++)
            if (c.taken[n - i]) tokens->items[n].used = true;
    }
}

/* Whether a key is a piece of a header word: 名称 of 功能分类科目名称. */
static bool header_piece(const mz_flow_forms *forms, const mz_flow_template *t, const char *key)
{
    for (size_t i = 0; i < forms->furniture.count; i++)
        if (strstr(forms->furniture.items[i], key) != NULL) return true;
    for (size_t n = 0; n < t->node_count; n++)
        if (strstr(t->nodes[n].key, key) != NULL) return true;
    return false;
}

/* Whether nothing stands directly before or behind token i that it could go on with. */
static bool alone(const mz_flow_tokens *tokens, size_t i)
{
    const mz_flow_token *before = i > 0 ? &tokens->items[i - 1] : NULL,
                        *next = i + 1 < tokens->count ? before + 2 : NULL;
    if (before == NULL) next = tokens->count > 1 ? &tokens->items[1] : NULL;
    bool begins = before == NULL || tokens->items[i].gap || before->used || before->kind != MZ_FLOW_TEXT;
    return begins && (next == NULL || next->gap || next->used || next->kind != MZ_FLOW_TEXT);
}

/* Header cells of later pages that are read among the rows: no subject is called so. */
static void mark_cells(const mz_flow_forms *forms, const mz_flow_template *t, mz_flow_tokens *tokens, size_t from)
{
    for (size_t i = from; i < tokens->count; i++) {
        mz_flow_token *token = &tokens->items[i];
        if (token->used || token->kind != MZ_FLOW_TEXT) continue;
        token->used = mz_flow_words_has(&forms->furniture, token->key);
        for (size_t n = 0; n < t->node_count && !token->used; n++)
            token->used = strcmp(token->key, t->nodes[n].key) == 0 && !mz_flow_words_has(&forms->totals, token->key);
        if (!token->used && alone(tokens, i) && !mz_flow_words_has(&forms->totals, token->key) &&
            mz_flow_forms_codes(forms, token->key) == NULL)
            token->used = header_piece(forms, t, token->key);
    }
}

/* Whether no line of a two-sided table is called so: 行次, and, where a page begins, what stands over its columns. */
static bool is_over_lines(const mz_flow_forms *forms, const char *key, bool at_top)
{
    const unsigned kinds = MZ_FLOW_WORD_NAME | MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS | MZ_FLOW_WORD_MEASURE;
    if (mz_flow_words_has(&forms->line_numbers, key) || mz_flow_words_has(&forms->column_numbers, key)) return true;
    const mz_flow_word *word = at_top ? mz_flow_vocabulary_find(&forms->vocabulary, key) : NULL;
    return at_top && ((word != NULL && (word->kinds & kinds) != 0) || mz_flow_words_has(&forms->furniture, key));
}

/* The header of a two-sided table that is printed again on a later page, in whatever order. */
static void mark_headers_again(const mz_flow_forms *forms, mz_flow_tokens *tokens, size_t from)
{
    enum { TOP = 16 }; /* tokens of a page */
    size_t top = from;
    for (size_t i = from > 0 ? from : 1; i < tokens->count; i++) {
        mz_flow_token *token = &tokens->items[i];
        if (token->span.page != token[-1].span.page) top = i;
        const bool at_top = top > from && i < top + TOP;
        if (token->kind == MZ_FLOW_TEXT && !token->used) token->used = is_over_lines(forms, token->key, at_top);
    }
}

/* A subject code, read before the header's last cells, as the name behind it is. */
static bool early_row(const mz_flow_tokens *tokens, size_t i)
{
    const char *text = tokens->items[i].text;
    size_t length = strlen(text);
    if (tokens->items[i].kind == MZ_FLOW_TEXT)
        return i > 0 && tokens->items[i - 1].kind != MZ_FLOW_TEXT && early_row(tokens, i - 1);
    return tokens->items[i].kind == MZ_FLOW_NUMBER && (length == 3 || length == 5 || length == 7) && *text >= '2' &&
           *text <= '5' && strspn(text, "0123456789") == length;
}

/* Whether token i is no cell of the header but the last character of a numbered line (二、政府性基金预算财政拨, 款) or
 * of a part of one (其中). */
static bool ends_line(const mz_flow_tokens *tokens, size_t i, const char *some)
{
    const mz_flow_token *token = &tokens->items[i], *before = i > 0 ? token - 1 : NULL;
    return before != NULL && !token->gap && mz_text_characters(token->key) == 1 && before->kind == MZ_FLOW_TEXT &&
           !before->used && (mz_flow_numbered(before->key) || strncmp(before->key, some, strlen(some)) == 0);
}

/* Reads the header by its words. [*begin, *end): its cells in front of the rows. */
static mz_status make(mz_arena *arena, const mz_flow_forms *forms, const char *title, bool all, mz_flow_tokens *tokens,
                      size_t first, size_t limit, mz_flow_header *header, size_t *begin, size_t *end)
{
    mz_flow_headings headings;
    const mz_flow_template *t = NULL;
    size_t page = first;
    const size_t row = first_of_rows(tokens, first);
    while (page < limit && !page_begins(tokens, first, row, page)) page++;
    mz_status status = mz_flow_headings_read(arena, &forms->vocabulary, tokens, first, page, &headings);
    if (status == MZ_OK) status = mz_flow_headings_add_strangers(arena, forms, tokens, first, page, &headings);
    if (status == MZ_OK) status = mz_flow_columns_make(arena, forms, title, all, &headings, tokens, &t);
    if (status != MZ_OK || t == NULL) return status;
    header->template = t;
    *begin = *end = first;
    for (size_t i = 0; i < headings.count; i++) {
        const mz_flow_heading *h = &headings.items[i];
        if (!h->used && (h->word->kinds & (MZ_FLOW_WORD_COLUMN | MZ_FLOW_WORD_STRANGER)) != 0) continue;
        if (h->piece_count == 1 && ends_line(tokens, h->tokens[0], forms->vocabulary.some)) continue;
        if (*end == first) *begin = h->tokens[0];
        for (size_t p = 0; p < h->piece_count; p++) {
            tokens->items[h->tokens[p]].used = true;
            if (h->early && h->tokens[p] >= *end) *end = h->tokens[p] + 1;
        }
        header->serial = header->serial || (h->early && (h->word->kinds & MZ_FLOW_WORD_SERIAL) != 0);
    }
    return MZ_OK;
}

/* What stands around a header found by its words: column numbers, line numbers, what names the table. */
static void mark_around(const mz_flow_forms *forms, mz_flow_tokens *tokens, size_t first, size_t limit, size_t begin,
                        size_t end, mz_flow_header *header)
{
    bool numbered = header->serial || header->template->layout == MZ_FLOW_LABELS;
    for (size_t i = first; i < limit; i++) {
        mz_flow_token *token = &tokens->items[i];
        if (mz_flow_words_has(&forms->column_numbers, token->key)) {
            numbered = true;
            size_t behind = mz_flow_mark_running(tokens, i + 1);
            if (behind > end && i <= end + TRAIL) end = behind;
            if (header->serial) break; /* repeated headers are marked as a whole */
        } else if (mz_flow_words_has(&forms->line_numbers, token->key) && i < end &&
                   header->template->layout == MZ_FLOW_PAIRS) {
            mz_flow_mark_line_numbers(tokens);
        }
    }
    if (!header->serial) mz_flow_mark_column_numbers(header->template, tokens, first, limit);
    bool codes = header->template->layout == MZ_FLOW_CODES && !header->serial;
    for (size_t i = first; i < (numbered ? end : begin); i++) {
        mz_flow_token *token = &tokens->items[i];
        if (token->used || (codes && i > first + 1 && early_row(tokens, i))) continue;
        if (token->kind != MZ_FLOW_TEXT && i > begin) continue;
        if (!header->serial && mz_flow_words_has(&forms->totals, token->key)) continue;
        if (header->organisation[0] == '\0' && tokens->items[first].kind == MZ_FLOW_NUMBER && i == first + 1)
            header->organisation = token->text;
        token->used = true;
    }
    if (numbered) mz_flow_mark_repeats(tokens, first, end);
}

/* A list of goods: its columns are those of the catalogue when all of their header cells are found. */
static void find_goods(mz_arena *arena, const mz_flow_forms *forms, mz_flow_tokens *tokens, size_t first, size_t limit,
                       int32_t year, mz_flow_header *header)
{
    mz_flow_cells c;
    if (!mz_flow_cells_find(arena, forms, &forms->goods, tokens, first, limit, year, &c)) return;
    header->template = &forms->goods;
    if (header->year == 0) header->year = year;
    size_t end = c.last, i = first;
    while (i < limit && i <= c.last + TRAIL && !mz_flow_words_has(&forms->column_numbers, tokens->items[i].key)) i++;
    if (i < limit && i <= c.last + TRAIL)
        end = mz_flow_mark_running(tokens, i + 1);
    else if (mz_flow_running(tokens, c.last) >= forms->goods.column_count)
        end = mz_flow_mark_running(tokens, c.last);
    for (i = first; i < limit && i < c.last + TRAIL; i++)
        if (c.taken[i - first]) tokens->items[i].used = true;
    for (i = first; i < end; i++) { /* words that no header cell takes: the organisation above the table and the like */
        mz_flow_token *token = &tokens->items[i];
        if (token->kind == MZ_FLOW_TEXT && !token->used && header->organisation[0] == '\0' &&
            tokens->items[first].kind == MZ_FLOW_NUMBER && i == first + 1)
            header->organisation = token->text;
        token->used = true;
    }
    mz_flow_mark_repeats(tokens, first, end);
}

/* Takes the columns of the grid when the words give none, or more or fewer than every row has figures. */
static bool take_grid(mz_flow_tokens *tokens, size_t first, const mz_flow_grid *grid, mz_flow_header *header)
{
    const mz_flow_template *t = header->template;
    bool fits = t != NULL && (t->layout != MZ_FLOW_LABELS || header->serial || t->column_count == grid->width);
    if (grid->template == NULL || fits) return false;
    for (size_t i = first; i < tokens->count; i++) tokens->items[i].used = i < grid->end || grid->used[i];
    mz_flow_mark_repeats(tokens, first, grid->end);
    header->template = grid->template;
    return true;
}

mz_status mz_flow_header_find(mz_arena *arena, const mz_flow_forms *forms, const char *title, mz_flow_tokens *tokens,
                              mz_flow_header *header)
{
    *header = (mz_flow_header){.unit = "", .organisation = ""};
    size_t first = 0;
    while (first < tokens->count && tokens->items[first].used) first++;
    if (first == tokens->count) return MZ_OK;
    size_t window = tokens->count - first > MZ_FLOW_WINDOW ? first + MZ_FLOW_WINDOW : tokens->count;
    int32_t year = printed_year(title, tokens, first, window);
    mark_all_meta(forms, tokens, header);
    size_t begin = first, behind = first;
    mz_flow_grid grid;
    mz_status status = mz_flow_grid_read(arena, forms, tokens, first, &grid);
    if (status == MZ_OK) status = make(arena, forms, title, false, tokens, first, window, header, &begin, &behind);
    if (status != MZ_OK) return status;
    if (take_grid(tokens, first, &grid, header)) {
        header->year = header->year == 0 ? year : header->year;
        return MZ_OK;
    }
    if (header->template == NULL) {
        find_goods(arena, forms, tokens, first, window, year, header);
        return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
    }
    if (header->year == 0) header->year = year;
    mark_around(forms, tokens, first, window, begin, behind, header);
    if (!header->serial) mark_pages(arena, forms, header->template, tokens, first, behind, year);
    if (header->template->layout == MZ_FLOW_CODES && !header->serial)
        mark_cells(forms, header->template, tokens, first);
    if (header->template->layout == MZ_FLOW_PAIRS) mark_headers_again(forms, tokens, first);
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}

mz_status mz_flow_header_wide(mz_arena *arena, const mz_flow_forms *forms, const char *title, mz_flow_tokens *tokens,
                              mz_flow_header *header)
{
    size_t first = 0, begin, end;
    header->template = NULL;
    while (first < tokens->count && tokens->items[first].used) first++;
    mark_all_meta(forms, tokens, header);
    mz_status status = make(arena, forms, title, true, tokens, first, tokens->count, header, &begin, &end);
    for (size_t i = first; status == MZ_OK && header->template != NULL && i < begin; i++) tokens->items[i].used = true;
    return status;
}
