/* flow.c - finds the tables of flow text and has them read. */
#include "flow.h"

#include <ctype.h>
#include <string.h>

#include "flow_assign.h"
#include "flow_build.h"
#include "flow_heal.h"
#include "flow_lines.h"
#include "flow_marks.h"
#include "flow_roles.h"
#include "flow_titles.h"

enum {
    PAGE_NUMBER_SLACK = 40,
    EVIDENCE_BASE = 1 << 20,
    EVIDENCE_PER_LINE = 64,
    COLUMN_CELLS = 8192, /* of tables that are read by columns in vain: far more than a real document has */
    KNOWN_ROWS = 512,
    ROUNDS = 3,
    APART = 16,         /* rows of which one may be odd */
    LARGE = 256,        /* tokens of a table that may be too large */
    FEWEST_TOKENS = 64, /* for which a table begins with room */
    OWNER_LINES = 4,    /* behind a title, of which one says whose the table is */
    OWNER_LOOK = 24,    /* the same with blank lines */
    KEY_BYTES = 512,    /* of a line that is a title or says whose a table is */
    FEW_FIGURES = 4,    /* under a title whose header is unknown: not a table */
};

/* Stands for the header of a table whose columns could not be told: all its figures stay open. */
static const mz_flow_template unknown = {.layout = MZ_FLOW_LABELS};

typedef struct finder {
    mz_arena *arena; /* given back when the tables have been built */
    const mz_flow_forms *forms;
    const mz_text *text;
    size_t last;
    mz_flow_roles roles;
    mz_flow_tokens tokens; /* of the table that is being collected, and the room behind those of the tables before */
    mz_flow_tables tables;
    mz_flow_evidence evidence;
    mz_flow_lists *lists;
    size_t column_cells; /* that may still be read by columns in vain */
} finder;

/* -3- */
static bool between_dashes(const mz_line *line)
{
    const char *text = line->text;
    while (*text == ' ' || *text == '\t') text++;
    if (*text != '-') return false;
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    return length > 2 && text[length - 1] == '-' && strpbrk(text, ".,%") == NULL && strpbrk(text, "0123456789") != NULL;
}

/* Whether the three tokens of a line are a page's number: — 3 —. */
static bool is_numbered(const mz_flow_token *tokens)
{
    return tokens[0].kind == MZ_FLOW_DASH && tokens[1].kind == MZ_FLOW_NUMBER && tokens[1].decimals == 0 &&
           !tokens[1].separator && tokens[2].kind == MZ_FLOW_DASH;
}

/* A page number alone at the end of a page. */
static bool page_number(const finder *f, const mz_flow_token *token, const mz_flow_token *next)
{
    if (f->text->pages == 0 || token->kind != MZ_FLOW_NUMBER || !token->first || token->text[0] == '0') return false;
    if (next != NULL && next->span.page == token->span.page) return false;
    int64_t number = token->value / 1000000, page = (int64_t)token->span.page;
    return token->decimals == 0 && number <= page + 1 && number + PAGE_NUMBER_SLACK >= page && strlen(token->text) <= 3;
}

static void drop_page_numbers(const finder *f, mz_flow_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (page_number(f, &tokens->items[i], i + 1 < tokens->count ? &tokens->items[i + 1] : NULL))
            tokens->items[i].used = true;
}

/* A note from line l to the next empty line; tells whether the table is said to be empty. */
static size_t read_note(finder *f, mz_flow_table *table, size_t l)
{
    const mz_line *line = &f->text->lines[l];
    for (; l < f->last && !mz_flow_blank_line(&f->text->lines[l]); l++) {
        char *key = mz_text_key(f->arena, f->text->lines[l].text, f->text->lines[l].length);
        if (key == NULL || mz_flow_role_of(&f->roles, key) == MZ_FLOW_LINE_TITLE || mz_flow_part_heading(key) ||
            mz_flow_numbered_heading(key))
            break;
        if (f->text->lines[l].page != line->page || key[strspn(key, "-0123456789.,")] == '\0') break;
        if (!mz_flow_words_inside(&f->forms->empty, key)) continue;
        table->says_empty = true;
        line = &f->text->lines[l];
    }
    table->note = (mz_span){line->number, line->page, line->offset, line->offset + line->length};
    return l;
}

/* Whether token i is a year: 2031 in front of 年度. */
static bool is_year(const finder *f, const mz_flow_tokens *tokens, size_t i)
{
    const mz_flow_token *token = &tokens->items[i], *next = i + 1 < tokens->count ? token + 1 : NULL;
    return token->kind == MZ_FLOW_NUMBER && strlen(token->text) == 4 && next != NULL && !next->first &&
           next->kind == MZ_FLOW_TEXT && mz_flow_vocabulary_year(&f->forms->vocabulary, next->key) > 0;
}

/* The line behind the last figure of a table that running text ends on line l: the headings before that text are no
 * labels. Takes their tokens away. */
static size_t behind_figures(const finder *f, const mz_flow_table *table, mz_flow_tokens *tokens, size_t l)
{
    size_t last = tokens->count;
    while (last > 0 &&
           (is_year(f, tokens, last - 1) || (tokens->items[last - 1].kind == MZ_FLOW_TEXT &&
                                             !mz_flow_words_has(&f->forms->totals, tokens->items[last - 1].key))))
        last--;
    if (last == 0) return l;
    size_t begin = l;
    while (begin > table->first + 1 && f->text->lines[begin - 1].number > tokens->items[last - 1].span.line) begin--;
    tokens->count = last;
    return begin;
}

/* What line is, by its tokens from first on: of figures alone no words need be looked at. */
static mz_status role_of_line(const finder *f, const mz_line *line, const mz_flow_tokens *tokens, size_t first,
                              mz_flow_role *role)
{
    bool figures = true;
    for (size_t i = first; i < tokens->count; i++)
        figures = figures && (tokens->items[i].kind == MZ_FLOW_NUMBER || tokens->items[i].kind == MZ_FLOW_DASH);
    bool number = tokens->count == first + 3 && is_numbered(&tokens->items[first]);
    *role = number || between_dashes(line) ? MZ_FLOW_LINE_MARK : MZ_FLOW_LINE_PLAIN;
    if (figures) return MZ_OK;
    const char *key = tokens->items[first].key;
    if (tokens->count > first + 1) key = mz_text_key(f->arena, line->text, line->length);
    if (key == NULL) return MZ_ERR_MEMORY;
    *role = mz_flow_role_of(&f->roles, key);
    return MZ_OK;
}

/* The line behind title line l that says whose the table is, its key in buffer; NULL when none of the first ones does.
 */
static const char *owner_behind(const finder *f, size_t l, char *buffer)
{
    for (size_t i = l + 1, seen = 0; i < f->last && seen < OWNER_LINES && i - l <= OWNER_LOOK; i++) {
        const mz_line *line = &f->text->lines[i];
        if (mz_flow_blank_line(line) || line->length > KEY_BYTES) continue;
        mz_text_key_into(line->text, line->length, buffer);
        if (mz_flow_words_begin(&f->forms->meta, buffer)) return buffer;
        seen++;
    }
    return NULL;
}

/* Whether line l, a title, is that of table printed again at the top of the next page, which goes on with it: the same
 * words, and the same whose it is. */
static bool is_continued(const finder *f, const mz_flow_table *table, const mz_flow_tokens *tokens, size_t l)
{
    char title[KEY_BYTES + 1], again[KEY_BYTES + 1];
    const mz_line *first = &f->text->lines[table->first], *line = &f->text->lines[l];
    if (tokens->count == 0 || tokens->items[tokens->count - 1].span.page + 1 != line->page) return false;
    if (l > 0 && f->text->lines[l - 1].page == line->page) return false;
    if (first->length > KEY_BYTES || line->length > KEY_BYTES) return false;
    mz_text_key_into(first->text, first->length, title);
    mz_text_key_into(line->text, line->length, again);
    if (strcmp(title, again) != 0) return false;
    const char *owner = owner_behind(f, table->first, title), *same = owner_behind(f, l, again);
    return owner != NULL && same != NULL && strcmp(owner, same) == 0;
}

/* Tokens of the lines behind title line l, up to the next title or the running text; notes are kept apart. */
static mz_status collect(finder *f, mz_flow_table *table)
{
    mz_flow_tokens *tokens = &f->tokens;
    size_t l = table->first + 1;
    bool gap = true, marked = false;
    tokens->count = 0;
    if (tokens->capacity < FEWEST_TOKENS) {
        tokens->capacity = (f->last - l) / 2 + FEWEST_TOKENS; /* as half of the lines are blank */
        tokens->items = mz_arena_room(f->arena, tokens->capacity, sizeof *tokens->items);
        if (tokens->items == NULL) return MZ_ERR_MEMORY;
    }
    while (l < f->last) {
        size_t before = tokens->count;
        mz_flow_role role;
        mz_status status = mz_flow_tokenize(f->arena, f->text, l, l + 1, tokens);
        if (status == MZ_OK) status = role_of_line(f, &f->text->lines[l], tokens, before, &role);
        if (status != MZ_OK) return status;
        if (role != MZ_FLOW_LINE_PLAIN) tokens->count = before;
        if (role == MZ_FLOW_LINE_NOTE) {
            l = read_note(f, table, l);
            gap = true;
            continue;
        }
        if (role == MZ_FLOW_LINE_TITLE && is_continued(f, table, tokens, l)) role = MZ_FLOW_LINE_MARK;
        if (role == MZ_FLOW_LINE_END) l = behind_figures(f, table, tokens, l);
        if (role == MZ_FLOW_LINE_TITLE || role == MZ_FLOW_LINE_END) break;
        marked = marked || role == MZ_FLOW_LINE_MARK || mz_text_had_page_number(&f->text->lines[l]);
        if (role == MZ_FLOW_LINE_PLAIN) {
            gap = gap || tokens->count == before;
            if (tokens->count > before) {
                tokens->items[before].gap = gap;
                tokens->items[before].marked = marked;
                gap = marked = false;
            }
        }
        l++;
    }
    table->last = (uint32_t)l;
    table->tokens = (mz_flow_tokens){.items = tokens->items, .count = tokens->count, .capacity = tokens->count};
    tokens->items += tokens->count;
    tokens->capacity -= tokens->count;
    return MZ_OK;
}

/* Decimals that the amounts of a table have: the largest number that more than one figure shows. */
static uint8_t table_decimals(const mz_flow_tokens *tokens)
{
    size_t seen[7] = {0};
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind == MZ_FLOW_NUMBER && tokens->items[i].decimals < 7) seen[tokens->items[i].decimals]++;
    for (uint8_t d = 6; d > 0; d--)
        if (seen[d] > 1) return d;
    return 0;
}

/* Whether the figures of more than a few rows do not stand behind their running numbers: none, or too many for a row.
 */
static bool are_apart(const mz_flow_table *table)
{
    size_t apart = 0;
    for (size_t r = 0; r < table->rows.count; r++) {
        const size_t count = table->rows.items[r].value_count;
        apart += count == 0 || count > table->header.template->column_count;
    }
    return apart * APART > table->rows.count;
}

static mz_status read_rows(const finder *f, mz_arena *arena, mz_flow_table *table, const mz_flow_rows *known)
{
    const mz_flow_header *header = &table->header;
    const mz_flow_tokens *tokens = &table->tokens;
    if (header->serial) {
        mz_status status = mz_flow_rows_serial(arena, f->forms, header, tokens, table_decimals(tokens), &table->rows);
        bool apart = header->template->layout == MZ_FLOW_CODES && are_apart(table);
        if (status != MZ_OK || !apart || !mz_flow_mark_serials(&table->tokens)) return status;
        table->rows = (mz_flow_rows){0};
    }
    switch (header->template->layout) {
    case MZ_FLOW_PAIRS:
        return mz_flow_rows_pairs(arena, &f->evidence, table, known);
    case MZ_FLOW_CODES:
        return mz_flow_rows_codes(arena, f->forms, header, tokens, &table->rows);
    case MZ_FLOW_HALVES:
        return mz_flow_rows_halves(arena, f->forms, f->lists, &f->tables, table);
    case MZ_FLOW_SINGLE:
        return mz_flow_rows_single(arena, tokens, &table->rows);
    case MZ_FLOW_PURCHASE:
        return mz_flow_rows_purchase(arena, f->forms, header, tokens, &table->rows);
    case MZ_FLOW_LABELS:
        break;
    }
    return mz_flow_rows_labels(arena, f->forms, tokens, header->template->column_count, &table->rows);
}

/* Rows of a table; one that is too large for its layout keeps its labels and figures, all in doubt. What is tried on
 * the way to them takes many times their memory. */
static mz_status build_rows(finder *f, mz_flow_table *table, const mz_flow_rows *known)
{
    mz_arena *scratch = mz_arena_scratch(f->arena);
    mz_status status = scratch == NULL ? MZ_ERR_MEMORY : read_rows(f, scratch, table, known);
    if (status == MZ_OK && table->rows.count == 0 && table->tokens.count >= LARGE) {
        status = mz_flow_rows_labels(scratch, f->forms, &table->tokens, 0, &table->rows);
        for (size_t r = 0; r < table->rows.count; r++) table->rows.items[r].displaced = true;
    }
    if (status == MZ_OK && !mz_flow_rows_keep(f->arena, &table->rows)) status = MZ_ERR_MEMORY;
    mz_arena_free(scratch);
    return status == MZ_OK ? mz_flow_names_again(f->arena, f->forms, table) : status;
}

/* Whether the tokens behind a title are a table although their header is unknown: many figures, no sentences. */
static bool looks_like_table(const mz_flow_tokens *tokens)
{
    size_t figures = 0, texts = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        if (token->kind == MZ_FLOW_TEXT && strlen(token->key) > MZ_FLOW_SENTENCE_BYTES) return false;
        texts += token->kind == MZ_FLOW_TEXT;
        figures += token->kind == MZ_FLOW_NUMBER && (token->decimals > 0 || token->separator);
    }
    return figures >= FEW_FIGURES && figures * 4 >= texts;
}

/* In a table whose columns are not known subject codes are no amounts, and of the words in front of the first figure
 * only the last is the name of a row. */
static void drop_header_and_codes(mz_flow_tokens *tokens)
{
    size_t figure = 0;
    while (figure < tokens->count && tokens->items[figure].decimals == 0 && !tokens->items[figure].separator) figure++;
    for (size_t i = 0; i + 1 < figure; i++) tokens->items[i].used = true;
    for (size_t i = 0; i < tokens->count; i++) {
        mz_flow_token *token = &tokens->items[i];
        size_t length = strlen(token->text);
        if (token->kind == MZ_FLOW_NUMBER && (length == 3 || length == 5 || length == 7) && token->decimals == 0 &&
            !token->separator && token->text[0] >= '2' && token->text[0] <= '5')
            token->used = true;
    }
}

/* By token: whether it is used; NULL when memory runs out. */
static const bool *used_tokens(mz_arena *arena, const mz_flow_tokens *tokens)
{
    bool *used = mz_arena_room(arena, tokens->count + 1, sizeof *used);
    for (size_t i = 0; i < tokens->count && used != NULL; i++) used[i] = tokens->items[i].used;
    return used;
}

/* Reads the table whose title is on line l. *end receives the line behind it. A table whose header is none that the
 * catalogue knows keeps its rows and figures, but no figure's column is told; other text is dropped. */
static mz_status read_table(finder *f, size_t l, size_t *end)
{
    const mz_line *line = &f->text->lines[l];
    mz_flow_table *table =
        mz_arena_push(f->arena, &f->tables.items, &f->tables.count, &f->tables.capacity, sizeof *table);
    if (table == NULL) return MZ_ERR_MEMORY;
    table->title = mz_text_squeeze(f->arena, line->text, line->length);
    table->span = (mz_span){line->number, line->page, line->offset, line->offset + line->length};
    table->first = (uint32_t)l;
    if (table->title == NULL) return MZ_ERR_MEMORY;
    mz_status status = collect(f, table);
    if (status != MZ_OK) return status;
    *end = table->last;
    drop_page_numbers(f, &table->tokens);
    if (!mz_flow_heal_totals(f->arena, f->forms, &table->tokens)) return MZ_ERR_MEMORY;
    table->fresh = used_tokens(f->arena, &table->tokens);
    if (table->fresh == NULL) return MZ_ERR_MEMORY;
    status = mz_flow_header_find(f->arena, f->forms, table->title, &table->tokens, &table->header);
    if (status != MZ_OK) return status;
    table->header.budget = &f->column_cells;
    if (table->header.template == NULL && looks_like_table(&table->tokens)) {
        table->header.template = &unknown;
        drop_header_and_codes(&table->tokens);
    }
    if (table->header.template == NULL) {
        f->tokens.items -= table->tokens.count;
        f->tokens.capacity += table->tokens.count;
        f->tables.count--;
        *table = (mz_flow_table){0};
        *end = l + 1;
        return MZ_OK;
    }
    table->unit = mz_text_unit(table->header.unit);
    return MZ_OK;
}

/* Names for codes whose own were not told apart in the reading order: what another table prints for the code, else the
 * catalogue's. */
static mz_status name_codes(finder *f)
{
    mz_dictionary printed = {0};
    for (int pass = 0; pass < 2; pass++)
        for (size_t t = 0; t < f->tables.count; t++)
            for (size_t r = 0; r < f->tables.items[t].rows.count; r++) {
                mz_flow_row *row = &f->tables.items[t].rows.items[r];
                size_t length = strlen(row->code);
                bool named = row->label[0] != '\0';
                if (length == 0 || named != (pass == 0)) continue;
                if (named && !mz_dictionary_add(&printed, f->arena, row->code, length, row->label))
                    return MZ_ERR_MEMORY;
                if (named) continue;
                const char *name = mz_dictionary_find(&printed, row->code, length);
                if (name == NULL && f->forms->functions != NULL)
                    name = mz_dictionary_find(f->forms->functions, row->code, length);
                if (name != NULL) row->label = name;
            }
    return MZ_OK;
}

/* Keeps what a table says of a class, a source or a carry-over for the two-sided tables behind it. */
static mz_status remember(finder *f, const mz_flow_table *table, mz_flow_rows *known)
{
    bool pairs = table->header.template->layout == MZ_FLOW_PAIRS;
    if (!pairs && table->header.template->layout != MZ_FLOW_CODES) return MZ_OK;
    for (size_t r = 0; r < table->rows.count; r++) {
        const mz_flow_row *row = &table->rows.items[r];
        if (known->count == KNOWN_ROWS) return MZ_OK;
        if (pairs ? row->total : strlen(row->code) != 3 || row->value_count == 0) continue;
        mz_flow_row *copy = mz_flow_row_add(f->arena, known, row->span);
        if (copy == NULL) return MZ_ERR_MEMORY;
        *copy = *row;
    }
    return MZ_OK;
}

/* Rows of all tables; two-sided ones last, because the others help to place their figures. */
static mz_status build_all(finder *f)
{
    mz_flow_rows known = {0};
    mz_status status = MZ_OK;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t t = 0; t < f->tables.count && status == MZ_OK; t++) {
            mz_flow_table *table = &f->tables.items[t];
            if ((table->header.template->layout == MZ_FLOW_PAIRS) != (pass == 1)) continue;
            status = build_rows(f, table, &known);
            if (status == MZ_OK && pass == 1) status = remember(f, table, &known);
        }
        if (pass == 1) break;
        if (status == MZ_OK) status = name_codes(f);
        for (size_t t = 0; t < f->tables.count && status == MZ_OK; t++)
            status = remember(f, &f->tables.items[t], &known);
    }
    return status;
}

/* Titles may have a bracket behind them. */
static bool ends_in_bracket(const mz_line *line)
{
    size_t length = line->length;
    while (length > 0 && line->text[length - 1] == ' ') length--;
    return length > 3 && (line->text[length - 1] == ')' || memcmp(line->text + length - 3, "）", 3) == 0);
}

static mz_status find_tables(finder *f, size_t first)
{
    for (size_t l = first; l < f->last;) {
        const mz_line *line = &f->text->lines[l];
        size_t end = l + 1;
        if (line->length > 0 && line->length <= 2 * MZ_FLOW_TITLE_BYTES &&
            (mz_flow_words_may_end(&f->forms->titles, line->text, line->length) || ends_in_bracket(line))) {
            char *key = mz_text_key(f->arena, line->text, line->length);
            if (key == NULL) return MZ_ERR_MEMORY;
            if (*key != '\0' && mz_flow_role_of(&f->roles, key) == MZ_FLOW_LINE_TITLE) {
                mz_status status = read_table(f, l, &end);
                if (status != MZ_OK) return status;
            }
        }
        l = end;
    }
    return MZ_OK;
}

/* The tables as they stay, in arena. */
static mz_status emit(const finder *f, mz_arena *arena, mz_flow_result **results, size_t *count, size_t *capacity)
{
    for (size_t t = 0; t < f->tables.count; t++) {
        mz_flow_result *result = mz_arena_push(arena, results, count, capacity, sizeof *result);
        if (result == NULL) return MZ_ERR_MEMORY;
        result->first = f->tables.items[t].first;
        result->last = f->tables.items[t].last;
        mz_status status = mz_flow_build(arena, &f->tables.items[t], &result->table);
        if (status != MZ_OK) return status;
    }
    return MZ_OK;
}

/* Whether the columns of a table tell those of others (mz_flow_evidence_twins). */
static bool is_evidence(const mz_flow_table *table)
{
    return table->header.template->layout == MZ_FLOW_CODES || table->header.template->layout == MZ_FLOW_PAIRS;
}

/* Columns of all figures, again as long as what one table decides helps the others. A table whose last try changed
 * nothing is left alone until one of those that tell its columns has changed. */
static mz_status assign_all(finder *f)
{
    size_t changes = 1, before = SIZE_MAX, left = SIZE_MAX - 1;
    size_t *seen = mz_arena_array(f->arena, f->tables.count + 1, sizeof *seen); /* the changes it knows of, 0 none */
    if (seen == NULL) return MZ_ERR_MEMORY;
    for (int round = 0; round < ROUNDS && left > 0 && left < before; round++) {
        before = left;
        left = 0;
        for (size_t t = 0; t < f->tables.count; t++) {
            mz_flow_table *table = &f->tables.items[t];
            const size_t open = mz_flow_undecided(table);
            mz_status status = seen[t] == changes ? MZ_OK : mz_flow_assign(f->arena, &f->evidence, table);
            if (status != MZ_OK) return status;
            const size_t undecided = mz_flow_undecided(table);
            const bool changed = round == 0 || undecided != open;
            if (changed && is_evidence(table)) changes++;
            seen[t] = changed ? 0 : changes;
            left += undecided;
        }
    }
    return MZ_OK;
}

/* Puts the performance tables, read apart, into the order of the text. Both lists are in order: one merge. */
static void order(mz_flow_result *results, size_t split, size_t count, mz_flow_result *merged)
{
    for (size_t a = 0, b = split, n = 0; n < count; n++) {
        bool left = b == count || (a < split && results[a].first <= results[b].first);
        merged[n] = results[left ? a++ : b++];
    }
}

/* Finds the tables, their rows and columns. */
static mz_status read_tables(finder *f, const mz_text *text, size_t first)
{
    mz_status status = mz_flow_roles_find(f->arena, f->forms, text, &f->roles);
    if (status == MZ_OK) status = mz_flow_titles_first(f->arena, &f->roles, text, &f->text);
    f->lists->text = f->text;
    if (status == MZ_OK) status = find_tables(f, first);
    f->evidence.tables = &f->tables;
    if (status == MZ_OK) status = mz_flow_evidence_read(f->arena, f->text, &f->evidence);
    if (status == MZ_OK) status = build_all(f);
    for (size_t t = 0; t < f->tables.count && status == MZ_OK; t++)
        status = mz_flow_return_strays(f->arena, &f->tables.items[t]);
    if (status == MZ_OK) status = mz_flow_evidence_twins(f->arena, &f->evidence);
    for (size_t t = 0; t < f->tables.count && status == MZ_OK; t++) {
        mz_flow_swap(&f->evidence, &f->tables.items[t]);
        mz_flow_turn(&f->evidence, &f->tables.items[t]);
    }
    if (status == MZ_OK) status = assign_all(f);
    for (size_t t = 0; t < f->tables.count && status == MZ_OK; t++) {
        mz_flow_turn(&f->evidence, &f->tables.items[t]);
        mz_flow_doubt_sums(&f->tables.items[t]);
    }
    return status;
}

mz_status mz_flow_read(mz_arena *arena, const mz_flow_forms *forms, const mz_text *text, size_t first, size_t last,
                       mz_flow_result **results, size_t *count)
{
    /* per line a few looks into the other tables: far more than a real document needs */
    size_t budget = (size_t)EVIDENCE_BASE + (last - first) * EVIDENCE_PER_LINE, capacity = 0;
    finder f = {.arena = mz_arena_scratch(arena),
                .forms = forms,
                .last = last,
                .lists = &(mz_flow_lists){.count = 0},
                .column_cells = COLUMN_CELLS,
                .evidence = {.budget = &budget, .forms = forms}};
    *results = NULL;
    *count = 0;
    mz_status status = f.arena == NULL ? MZ_ERR_MEMORY : read_tables(&f, text, first);
    if (status == MZ_OK) status = emit(&f, arena, results, count, &capacity);
    size_t split = *count;
    if (status == MZ_OK) status = mz_flow_projects(arena, forms, f.text, first, last, results, count, &capacity);
    mz_arena_free(f.arena);
    mz_flow_result *merged = status == MZ_OK ? mz_arena_array(arena, *count + 1, sizeof *merged) : NULL;
    if (merged == NULL) return status == MZ_OK ? MZ_ERR_MEMORY : status;
    order(*results, split, *count, merged);
    *results = merged;
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}
