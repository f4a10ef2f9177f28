/* flow_header.c - the header of a flow table: which variety of form it is, and which tokens belong to it. */
#include "flow_header.h"

#include "flow_columns.h"

#include <stdlib.h>
#include <string.h>

enum {
    WINDOW = 640,
    TRAIL = 6,
    YEAR_MAX = 2099
}; /* tokens after the title among which the header's must be; after its last cell */

/* One try to find the header cells of a template among the tokens. */
typedef struct consumption {
    const mz_flow_template *template;
    const mz_flow_words *furniture;
    const char *keys[MZ_FLOW_MAX_NODES]; /* of the nodes, the year filled in */
    size_t done[MZ_FLOW_MAX_NODES];      /* bytes consumed of each */
    int32_t current;                     /* node in pieces, -1 none */
    const char *rest;                    /* of a furniture word in pieces, NULL none */
    size_t open;                         /* nodes not complete */
    size_t begun;                        /* nodes of which a part is consumed */
    size_t last;                         /* one past the last token consumed */
    size_t apart;                        /* pieces that an empty line parts from the piece before */
    bool taken[WINDOW];
} consumption;

static bool begins(const char *text, const char *word)
{
    while (*word != '\0')
        if (*text++ != *word++) return false;
    return true;
}

static void take_node(consumption *c, size_t node, const char *key)
{
    bool fresh = c->done[node] == 0;
    c->done[node] += strlen(key);
    bool complete = c->keys[node][c->done[node]] == '\0';
    if (fresh && !complete && c->done[node] > 0) c->begun++;
    if (!fresh && complete) c->begun--;
    c->current = complete ? -1 : (int32_t)node;
    c->rest = NULL;
    c->open -= complete;
}

/* What must follow when key is the first piece of a furniture word. */
static void furniture_rest(consumption *c, const char *key)
{
    c->rest = NULL;
    if (!mz_flow_words_may_begin(c->furniture, key)) return;
    for (size_t w = 0; w < c->furniture->count && c->rest == NULL; w++)
        if (begins(c->furniture->items[w], key) && c->furniture->items[w][strlen(key)] != '\0')
            c->rest = c->furniture->items[w] + strlen(key);
}

/* Whether key is (a piece of) a header cell; marks it. Pieces in hand first, then whole cells, then first pieces. */
static bool consume(consumption *c, const char *key)
{
    size_t count = c->template->node_count;
    if (c->current >= 0) {
        size_t node = (size_t)c->current;
        if (begins(c->keys[node] + c->done[node], key)) {
            take_node(c, node, key);
            return true;
        }
    }
    for (size_t n = 0; n < count && c->begun > 0; n++)
        if (c->done[n] > 0 && c->keys[n][c->done[n]] != '\0' && begins(c->keys[n] + c->done[n], key)) {
            take_node(c, n, key);
            return true;
        }
    if (c->rest != NULL && begins(c->rest, key)) {
        c->rest += strlen(key);
        if (*c->rest == '\0') c->rest = NULL;
        return true;
    }
    size_t length = strlen(key), piece = count;
    for (size_t n = 0; n < count; n++) {
        if (c->done[n] > 0 || !begins(c->keys[n], key)) continue;
        if (c->keys[n][length] == '\0') {
            take_node(c, n, key);
            return true;
        }
        if (piece == count) piece = n;
    }
    if (mz_flow_words_has(c->furniture, key)) {
        furniture_rest(c, key);
        return true;
    }
    if (piece < count) {
        take_node(c, piece, key);
        return true;
    }
    furniture_rest(c, key);
    return c->rest != NULL;
}

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
        if (strlen(text) >= 4 && begins(text, "20") && strspn(text, "0123456789") >= 4)
            year = (int32_t)strtol(text, NULL, 10);
        if (year > YEAR_MAX) year = 0;
    }
    return year;
}

static bool try_template(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_template *t,
                         const mz_flow_tokens *tokens, size_t first, size_t end, int32_t year, consumption *c)
{
    *c = (consumption){.template = t, .furniture = &forms->furniture, .current = -1, .open = t->node_count};
    for (size_t n = 0; n < t->node_count; n++) {
        c->keys[n] = mz_flow_with_year(arena, t->nodes[n].key, year);
        if (c->keys[n] == NULL) return false;
    }
    for (size_t i = first; i < end && (c->open > 0 || i < c->last + TRAIL); i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (c->open == 0) {
            c->taken[i - first] =
                t->layout != MZ_FLOW_CODES && token->kind == MZ_FLOW_TEXT && !token->used && consume(c, token->key);
            continue;
        }
        if (token->used || (token->kind != MZ_FLOW_TEXT && token->kind != MZ_FLOW_NUMBER)) continue;
        bool is_year = token->value == (int64_t)year * 1000000 || token->value == (int64_t)(year - 1) * 1000000;
        if (token->kind == MZ_FLOW_NUMBER && (strlen(token->text) != 4 || !is_year)) continue;
        int32_t piece = c->current;
        if (!consume(c, token->key)) continue;
        c->apart += piece >= 0 && token->gap && c->current != piece;
        c->taken[i - first] = true;
        c->last = i + 1;
    }
    return c->open == 0;
}

static bool covers(const uint8_t *have, const uint8_t *want)
{
    for (size_t i = 0; i < MZ_FLOW_HISTOGRAM; i++)
        if (have[i] < want[i]) return false;
    return true;
}

static const mz_flow_template *find_template(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                                             size_t first, int32_t year, const char *title, consumption *c)
{
    size_t end = tokens->count - first > WINDOW ? first + WINDOW : tokens->count;
    uint8_t have[MZ_FLOW_HISTOGRAM] = {0};
    uint64_t classes = 0;
    for (size_t i = first; i < end; i++)
        if (tokens->items[i].kind == MZ_FLOW_TEXT) mz_flow_histogram_add(have, tokens->items[i].key);
    for (size_t h = 0; h < MZ_FLOW_HISTOGRAM; h++) classes |= (uint64_t)(have[h] > 0) << (h % 64);
    const mz_flow_template *best = NULL;
    *c = (consumption){0};
    for (size_t t = 0; t < forms->template_count; t++) {
        const mz_flow_template *next = &forms->templates[t];
        if (best != NULL && (next->characters < best->characters || c->apart == 0)) break;
        consumption other;
        if ((next->classes & ~classes) == 0 && (next->title == NULL || strstr(title, next->title) != NULL) &&
            covers(have, next->histogram) && try_template(arena, forms, next, tokens, first, end, year, &other) &&
            (best == NULL || other.apart < c->apart)) {
            best = next;
            *c = other;
        }
    }
    return best;
}

/* Marks the figures 1 2 3 ... behind 栏次 (or 行次 of the header) at token i; returns the token after them. */
static size_t mark_running(mz_flow_tokens *tokens, size_t i)
{
    int64_t expected = 1000000;
    for (; i < tokens->count; i++, expected += 1000000) {
        mz_flow_token *token = &tokens->items[i];
        if (token->kind != MZ_FLOW_NUMBER || token->decimals != 0 || token->value != expected) break;
        token->used = true;
    }
    return i;
}

/* How many numbers 1, 2, 3 ... follow from token i on. */
static size_t running(const mz_flow_tokens *tokens, size_t i)
{
    size_t count = 0;
    while (i + count < tokens->count) {
        const mz_flow_token *token = &tokens->items[i + count];
        if (token->kind != MZ_FLOW_NUMBER || token->decimals != 0 || token->value != (int64_t)(count + 1) * 1000000)
            break;
        count++;
    }
    return count;
}

/* Lines like 单位：万元 and 预算年度：2024: marks them and keeps what they say. Returns the token after. */
static size_t mark_meta(const mz_flow_forms *forms, mz_flow_tokens *tokens, size_t i, mz_flow_header *header)
{
    mz_flow_token *token = &tokens->items[i];
    token->used = true;
    const char *colon = strchr(token->key, ':');
    if (colon == NULL) return i + 1;
    bool unit = strstr(token->key, "元") != NULL;
    if (unit && header->unit[0] == '\0') header->unit = colon + 1;
    if (!unit && colon[1] != '\0' && header->organisation[0] == '\0' && (unsigned char)colon[1] >= 0x80)
        header->organisation = colon + 1;
    if (colon[1] == '\0' && i + 1 < tokens->count && tokens->items[i + 1].kind == MZ_FLOW_NUMBER) {
        tokens->items[i + 1].used = true;
        if (header->year == 0) header->year = (int32_t)(tokens->items[i + 1].value / 1000000);
        return i + 2;
    }
    if (header->year == 0 && begins(colon + 1, "20")) header->year = (int32_t)strtol(colon + 1, NULL, 10);
    (void)forms;
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

/* Marks every later run of tokens that repeats the header [first, end), and the token after each as a new part. */
static void mark_repeats(mz_flow_tokens *tokens, size_t first, size_t end)
{
    size_t length = end - first;
    for (size_t i = end; length >= 3 && i + length <= tokens->count;) {
        size_t n = 0;
        while (n < length && strcmp(tokens->items[i + n].text, tokens->items[first + n].text) == 0) n++;
        if (n < length) {
            i++;
            continue;
        }
        for (n = 0; n < length; n++) tokens->items[i + n].used = true;
        i += length;
        if (i < tokens->count) tokens->items[i].part = true;
    }
}

/* On a later page of a table whose header is not repeated word by word, the header's cells may stand again. */
static void mark_pages(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_template *t, mz_flow_tokens *tokens,
                       size_t from, int32_t year)
{
    consumption c;
    for (size_t i = from > 0 ? from : 1; i < tokens->count; i++) {
        if (tokens->items[i].span.page == tokens->items[i - 1].span.page) continue;
        size_t end = i;
        while (end < tokens->count && end - i < WINDOW && tokens->items[end].span.page == tokens->items[i].span.page)
            end++;
        if (!try_template(arena, forms, t, tokens, i, end, year, &c)) continue;
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

/* 行次: running line numbers, whole figures in a table of amounts with decimals, are none of its amounts. */
static void mark_line_numbers(mz_flow_tokens *tokens)
{
    bool decimals = false;
    for (size_t i = 0; i < tokens->count && !decimals; i++)
        decimals = tokens->items[i].kind == MZ_FLOW_NUMBER && tokens->items[i].decimals > 0;
    for (size_t i = 0; i < tokens->count && decimals; i++) {
        mz_flow_token *token = &tokens->items[i];
        if (token->kind == MZ_FLOW_NUMBER && strspn(token->text, "0123456789") == strlen(token->text) &&
            strlen(token->text) <= 3 && !token->separator)
            token->used = true;
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

/* The words in front of the first figure that no header cell takes: the organisation above the table and the like. */
static void mark_preamble(mz_flow_tokens *tokens, size_t first, size_t end, mz_flow_header *header)
{
    bool codes = header->template->layout == MZ_FLOW_CODES && !header->serial;
    for (size_t i = first; i < end; i++) {
        mz_flow_token *token = &tokens->items[i];
        if (codes && i > first + 1 && !token->used && early_row(tokens, i)) continue;
        if (token->kind == MZ_FLOW_TEXT && !token->used && header->organisation[0] == '\0' &&
            tokens->items[first].kind == MZ_FLOW_NUMBER && i == first + 1)
            header->organisation = token->text;
        token->used = true;
    }
}

/* The numbers 1, 2, 3 ... of the columns, wherever they stand among the tokens of the header's page: as many as there
 * are columns, and whole in a table whose amounts are not. */
static void mark_scattered(const mz_flow_template *t, mz_flow_tokens *tokens, size_t first, size_t end)
{
    size_t found[2 * MZ_FLOW_MAX_COLUMNS], count = 0;
    bool amounts = false;
    for (size_t i = first; i < end; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used || token->kind != MZ_FLOW_NUMBER) continue;
        amounts = amounts || token->decimals > 0 || token->separator;
        if (token->decimals == 0 && !token->separator && *token->text != '0' && count < 2 * MZ_FLOW_MAX_COLUMNS &&
            token->value == (int64_t)(count + 1) * 1000000)
            found[count++] = i;
    }
    if (!amounts || count < t->column_count) return;
    for (size_t i = 0; i < count; i++) tokens->items[found[i]].used = true;
}

/* Reads the header by its words. [*begin, *end): its cells in front of the rows. */
static mz_status make(mz_arena *arena, const mz_flow_forms *forms, mz_flow_tokens *tokens, size_t first, size_t limit,
                      mz_flow_header *header, size_t *begin, size_t *end)
{
    mz_flow_headings headings;
    const mz_flow_template *t = NULL;
    size_t page = first;
    while (page < limit && tokens->items[page].span.page == tokens->items[first].span.page) page++;
    mz_status status = mz_flow_headings_read(arena, &forms->vocabulary, tokens, first, page, &headings);
    if (status == MZ_OK) status = mz_flow_columns_make(arena, &forms->vocabulary, &headings, tokens, &t);
    if (status != MZ_OK || t == NULL) return status;
    header->template = t;
    *begin = *end = first;
    for (size_t i = 0; i < headings.count; i++) {
        const mz_flow_heading *h = &headings.items[i];
        if (!h->used && (h->word->kinds & MZ_FLOW_WORD_COLUMN) != 0) continue;
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
        if (strcmp(token->key, "栏次") == 0) {
            numbered = true;
            size_t behind = mark_running(tokens, i + 1);
            if (behind > end && i <= end + TRAIL) end = behind;
            if (header->serial) break; /* repeated headers are marked as a whole */
        } else if (strcmp(token->key, "行次") == 0 && i < end && header->template->layout == MZ_FLOW_PAIRS) {
            mark_line_numbers(tokens);
        }
    }
    if (!header->serial) mark_scattered(header->template, tokens, first, limit);
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
    if (numbered) mark_repeats(tokens, first, end);
}

mz_status mz_flow_header_find(mz_arena *arena, const mz_flow_forms *forms, const char *title, mz_flow_tokens *tokens,
                              mz_flow_header *header)
{
    *header = (mz_flow_header){.unit = "", .organisation = ""};
    size_t first = 0;
    while (first < tokens->count && tokens->items[first].used) first++;
    if (first == tokens->count) return MZ_OK;
    size_t window = tokens->count - first > WINDOW ? first + WINDOW : tokens->count;
    int32_t year = printed_year(title, tokens, first, window);
    consumption c;
    mark_all_meta(forms, tokens, header);
    size_t begin = first, behind = first;
    mz_status status = make(arena, forms, tokens, first, window, header, &begin, &behind);
    if (status != MZ_OK) return status;
    if (header->template != NULL) {
        if (header->year == 0) header->year = year;
        mark_around(forms, tokens, first, window, begin, behind, header);
        if (!header->serial) mark_pages(arena, forms, header->template, tokens, behind, year);
        if (header->template->layout == MZ_FLOW_CODES && !header->serial)
            mark_cells(forms, header->template, tokens, first);
        return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
    }
    header->template = find_template(arena, forms, tokens, first, year, title, &c);
    if (header->template == NULL) return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
    if (header->year == 0) header->year = year;
    size_t end = c.last;
    bool numbered = false;
    for (size_t i = first; i < tokens->count && i < first + WINDOW && i <= c.last + TRAIL; i++) {
        mz_flow_token *token = &tokens->items[i];
        if (strcmp(token->key, "序号") == 0 && header->template->layout != MZ_FLOW_PURCHASE) header->serial = true;
        if (strcmp(token->key, "栏次") != 0) continue;
        token->used = numbered = true;
        end = mark_running(tokens, i + 1);
        break;
    }
    /* column numbers without that word: as many as there are columns, right behind the header */
    if (!numbered && running(tokens, c.last) >= header->template->column_count && header->template->column_count > 2)
        end = mark_running(tokens, c.last);
    for (size_t i = first; i < tokens->count && i < c.last && header->template->layout == MZ_FLOW_PAIRS; i++)
        if (strcmp(tokens->items[i].key, "行次") == 0) {
            mark_line_numbers(tokens);
            break;
        }
    for (size_t i = first; i < tokens->count && i < c.last + TRAIL && i < first + WINDOW; i++)
        if (c.taken[i - first]) tokens->items[i].used = true;
    if (header->serial || numbered || header->template->layout == MZ_FLOW_LABELS ||
        header->template->layout == MZ_FLOW_PURCHASE) {
        mark_preamble(tokens, first, end, header);
        mark_repeats(tokens, first, end);
    } else {
        mark_pages(arena, forms, header->template, tokens, end, year);
        if (header->template->layout == MZ_FLOW_CODES) mark_cells(forms, header->template, tokens, first);
    }
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}
