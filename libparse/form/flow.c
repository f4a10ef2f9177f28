/* flow.c - finds the tables of flow text and has them read. */
#include "flow.h"

#include <ctype.h>
#include <string.h>

#include "flow_assign.h"
#include "flow_build.h"
#include "flow_lines.h"

enum {
    TITLE_BYTES = 150,
    SENTENCE_BYTES = 120, /* of a line of running text with enumerations */
    CLAUSE_BYTES = 75,    /* with commas: names in tables have none */
    STATEMENT_BYTES = 36, /* with an amount and its unit */
    MULTIPLE = 3,         /* bytes of 万 */
    PAGE_NUMBER_SLACK = 40,
    PAGE_MARK_BYTES = 24,
    EVIDENCE_BASE = 1 << 20,
    EVIDENCE_PER_LINE = 64,
    KNOWN_ROWS = 512,
    ROUNDS = 3,
    RUNNING_PAGES = 4, /* pages that must begin or end with a line for it to be a running one */
    RUNNING = 4,
    LARGE = 256,     /* tokens of a table that may be too large */
    FEW_FIGURES = 4, /* under a title whose header is unknown: not a table */
};

/* Stands for the header of a table whose columns could not be told: all its figures stay open. */
static const mz_flow_template unknown = {.layout = MZ_FLOW_LABELS};

typedef struct finder {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_text *text;
    size_t last;
    const char *running[RUNNING]; /* keys of the lines at the head or foot of most pages */
    size_t running_count;
    mz_flow_tables tables;
    mz_flow_evidence evidence;
} finder;

static bool empty_line(const mz_line *line)
{
    size_t at = 0;
    while (at < line->length && (line->text[at] == ' ' || line->text[at] == '\t')) at++;
    return at == line->length;
}

/* Where a line stands among the parts of a document. */
typedef enum line_role { LINE_PLAIN, LINE_MARK, LINE_TITLE, LINE_NOTE, LINE_END } line_role;

/* A comma that divides no figure: 2,300. */
static bool clause(const char *key)
{
    for (const char *at = key; (at = strchr(at, ',')) != NULL; at++)
        if ((unsigned char)at[1] >= 0x80 && at > key && (unsigned char)at[-1] >= 0x80) return true;
    return false;
}

/* A figure with words in front and, behind it, its unit and the end of a clause: 预算数为797.00万元. No cell does. */
static bool states_money(const finder *f, const char *key)
{
    for (size_t i = 0; i < f->forms->money.count; i++)
        for (const char *at = key; (at = strstr(at, f->forms->money.items[i])) != NULL; at++) {
            const char *behind = at + strlen(f->forms->money.items[i]);
            if (*behind != '\0' && strchr(",;.", *behind) == NULL && strncmp(behind, "。", strlen("。")) != 0) continue;
            const char *digits = at >= key + MULTIPLE && (unsigned char)at[-1] >= 0x80 ? at - MULTIPLE : at;
            const char *end = digits;
            while (digits > key && (isdigit((unsigned char)digits[-1]) || strchr(".,", digits[-1]) != NULL)) digits--;
            if (digits < end && digits > key && (unsigned char)digits[-1] >= 0x80) return true;
        }
    return false;
}

static bool sentence(const finder *f, const char *key, size_t length)
{
    if (length > STATEMENT_BYTES && states_money(f, key)) return true;
    if (length > SENTENCE_BYTES && strstr(key, "、") != NULL) return true;
    return length > CLAUSE_BYTES && (strstr(key, "。") != NULL || clause(key));
}

/* 第一部分, 第二章 */
static bool part_heading(const char *key)
{
    return strncmp(key, "第", strlen("第")) == 0 && strstr(key, "部分") != NULL;
}

/* 一、部门职责: no clause of a note. */
static bool numbered_heading(const char *key)
{
    static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
    const char *at = key;
    for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
        if (strncmp(at, numerals[i], strlen(numerals[i])) == 0) {
            at += strlen(numerals[i]);
            i = SIZE_MAX; /* from the start: 十一 */
        }
    return at > key && strncmp(at, "、", strlen("、")) == 0 && strstr(at, "。") == NULL && !clause(at);
}

/* Whether a line begins a project's sheet. */
static bool names_project(const finder *f, const char *key, size_t length)
{
    return length >= strlen(f->forms->plan_code) && strstr(key, f->forms->plan_code) != NULL;
}

/* -3-, 第 3 页，共 20 页, 公开 01 表: numbers and what may stand around them. */
static bool page_mark(const finder *f, const char *key, size_t length)
{
    char rest[PAGE_MARK_BYTES];
    size_t n = 0;
    if (length >= sizeof rest || !mz_flow_words_may_begin(&f->forms->page_marks, key + strspn(key, "0123456789")))
        return false;
    for (; *key != '\0'; key++)
        if ((*key < '0' || *key > '9') && *key != ',') rest[n++] = *key;
    rest[n] = '\0';
    return n > 0 && n < length && mz_flow_words_has(&f->forms->page_marks, rest);
}

static bool is_running(const finder *f, const char *key)
{
    bool is = false;
    for (size_t i = 0; i < f->running_count && !is; i++) is = strcmp(f->running[i], key) == 0;
    return is;
}

/* Whether a line ends as titles do, before a bracket at its end: 支出预算表（按功能分类）. */
static bool ends_as_title(const finder *f, const char *key, size_t length)
{
    char bare[TITLE_BYTES + 1];
    const char *open = length > 0 && key[length - 1] == ')' ? strrchr(key, '(') : NULL;
    if (open != NULL) {
        length = (size_t)(open - key);
        memcpy(bare, key, length);
        bare[length] = '\0';
        key = bare;
    }
    return mz_flow_words_end(&f->forms->titles, key);
}

static line_role role_of(const finder *f, const char *key)
{
    size_t length = strlen(key);
    if (is_running(f, key)) return LINE_MARK;
    if (mz_flow_words_begin(&f->forms->notes, key)) return LINE_NOTE;
    if (part_heading(key) || sentence(f, key, length) || names_project(f, key, length)) return LINE_END;
    if (length <= TITLE_BYTES && ends_as_title(f, key, length) && strstr(key, "。") == NULL) return LINE_TITLE;
    return page_mark(f, key, length) ? LINE_MARK : LINE_PLAIN;
}

/* -3- */
static bool between_dashes(const mz_line *line)
{
    if (line->length < 3 || memchr(line->text, '-', line->length) == NULL) return false;
    const char *text = line->text + strspn(line->text, " \t");
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    return length > 2 && text[0] == '-' && text[length - 1] == '-' && strpbrk(text, ".,%") == NULL &&
           strpbrk(text, "0123456789") != NULL;
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
    for (; l < f->last && !empty_line(&f->text->lines[l]); l++) {
        char *key = mz_text_key(f->arena, f->text->lines[l].text, f->text->lines[l].length);
        if (key == NULL || role_of(f, key) == LINE_TITLE || part_heading(key) || numbered_heading(key)) break;
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
                              line_role *role)
{
    bool figures = true;
    for (size_t i = first; i < tokens->count; i++)
        figures = figures && (tokens->items[i].kind == MZ_FLOW_NUMBER || *tokens->items[i].text == '-');
    *role = between_dashes(line) ? LINE_MARK : LINE_PLAIN;
    if (figures) return MZ_OK;
    const char *key = tokens->items[first].key;
    if (tokens->count > first + 1) key = mz_text_key(f->arena, line->text, line->length);
    if (key == NULL) return MZ_ERR_MEMORY;
    *role = role_of(f, key);
    return MZ_OK;
}

/* Tokens of the lines behind title line l, up to the next title or the running text; notes are kept apart. */
static mz_status collect(finder *f, mz_flow_table *table, mz_flow_tokens *tokens)
{
    size_t l = table->first + 1;
    bool gap = true;
    while (l < f->last) {
        size_t before = tokens->count;
        line_role role;
        mz_status status = mz_flow_tokenize(f->arena, f->text, l, l + 1, tokens);
        if (status == MZ_OK) status = role_of_line(f, &f->text->lines[l], tokens, before, &role);
        if (status != MZ_OK) return status;
        if (role != LINE_PLAIN) tokens->count = before;
        if (role == LINE_NOTE) {
            l = read_note(f, table, l);
            gap = true;
            continue;
        }
        if (role == LINE_END) l = behind_figures(f, table, tokens, l);
        if (role == LINE_TITLE || role == LINE_END) break;
        if (role == LINE_PLAIN) {
            if (tokens->count > before) tokens->items[before].gap = gap;
            gap = tokens->count == before;
        }
        l++;
    }
    table->last = (uint32_t)l;
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

static mz_status read_rows(finder *f, mz_flow_table *table, const mz_flow_rows *known)
{
    const mz_flow_header *header = &table->header;
    const mz_flow_tokens *tokens = &table->tokens;
    if (header->serial)
        return mz_flow_rows_serial(f->arena, f->forms, header, tokens, table_decimals(tokens), &table->rows);
    switch (header->template->layout) {
    case MZ_FLOW_PAIRS:
        return mz_flow_rows_pairs(f->arena, &f->evidence, table, known);
    case MZ_FLOW_CODES:
        return mz_flow_rows_codes(f->arena, f->forms, header, tokens, &table->rows);
    case MZ_FLOW_HALVES:
        return mz_flow_rows_halves(f->arena, f->forms, header, tokens, &table->rows);
    case MZ_FLOW_SINGLE:
        return mz_flow_rows_single(f->arena, tokens, &table->rows);
    case MZ_FLOW_PURCHASE:
        return mz_flow_rows_purchase(f->arena, f->forms, header, tokens, &table->rows);
    case MZ_FLOW_LABELS:
        break;
    }
    return mz_flow_rows_labels(f->arena, f->forms, tokens, &table->rows);
}

/* Rows of a table; one that is too large for its layout keeps its labels and figures, all in doubt. */
static mz_status build_rows(finder *f, mz_flow_table *table, const mz_flow_rows *known)
{
    mz_status status = read_rows(f, table, known);
    if (status != MZ_OK || table->rows.count > 0 || table->tokens.count < LARGE) return status;
    status = mz_flow_rows_labels(f->arena, f->forms, &table->tokens, &table->rows);
    for (size_t r = 0; r < table->rows.count; r++) table->rows.items[r].displaced = true;
    return status;
}

/* Whether the tokens behind a title are a table although their header is unknown: many figures, no sentences. */
static bool looks_like_table(const mz_flow_tokens *tokens)
{
    size_t figures = 0, texts = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        if (token->kind == MZ_FLOW_TEXT && strlen(token->key) > SENTENCE_BYTES) return false;
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
    mz_status status = collect(f, table, &table->tokens);
    if (status != MZ_OK) return status;
    *end = table->last;
    drop_page_numbers(f, &table->tokens);
    status = mz_flow_header_find(f->arena, f->forms, table->title, &table->tokens, &table->header);
    if (status != MZ_OK) return status;
    if (table->header.template == NULL && looks_like_table(&table->tokens)) {
        table->header.template = &unknown;
        drop_header_and_codes(&table->tokens);
    }
    if (table->header.template == NULL) {
        f->tables.count--;
        *table = (mz_flow_table){0};
        *end = l + 1;
        return MZ_OK;
    }
    table->unit = mz_flow_unit(table->header.unit);
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

/* Counts line l at the head or foot of a page; one that more than a third of the pages show, other than a title or a
 * word of headers, is a running one. */
static mz_status count_edge(finder *f, size_t l, mz_dictionary *seen)
{
    const mz_line *line = &f->text->lines[l];
    if (line->length > TITLE_BYTES) return MZ_OK;
    char *key = mz_text_key(f->arena, line->text, line->length);
    if (key == NULL) return MZ_ERR_MEMORY;
    size_t length = strlen(key);
    uint32_t *count = (uint32_t *)(uintptr_t)mz_dictionary_find(seen, key, length);
    if (count == NULL) {
        count = mz_arena_alloc(f->arena, sizeof *count);
        if (count == NULL || !mz_dictionary_add(seen, f->arena, key, length, count)) return MZ_ERR_MEMORY;
        *count = 0;
    }
    uint32_t needed = f->text->pages / 3 < RUNNING_PAGES ? RUNNING_PAGES : f->text->pages / 3;
    if (++*count != needed || f->running_count == RUNNING || key[strspn(key, "-0123456789.,")] == '\0') return MZ_OK;
    if (role_of(f, key) == LINE_PLAIN && mz_flow_vocabulary_find(&f->forms->vocabulary, key) == NULL)
        f->running[f->running_count++] = key;
    return MZ_OK;
}

static mz_status find_running(finder *f)
{
    mz_dictionary seen = {0};
    mz_status status = MZ_OK;
    size_t foot = SIZE_MAX;
    for (size_t l = 0; l < f->text->count && status == MZ_OK && f->text->pages > 0; l++) {
        if (empty_line(&f->text->lines[l])) continue;
        bool head = foot == SIZE_MAX || f->text->lines[foot].page != f->text->lines[l].page;
        if (head && foot != SIZE_MAX) status = count_edge(f, foot, &seen);
        if (head && status == MZ_OK) status = count_edge(f, l, &seen);
        foot = l;
    }
    return status;
}

static mz_status find_tables(finder *f, size_t first)
{
    for (size_t l = first; l < f->last;) {
        const mz_line *line = &f->text->lines[l];
        size_t end = l + 1;
        if (line->length > 0 && line->length <= 2 * TITLE_BYTES &&
            mz_flow_words_may_end(&f->forms->titles, line->text, line->length)) {
            char *key = mz_text_key(f->arena, line->text, line->length);
            if (key == NULL) return MZ_ERR_MEMORY;
            if (*key != '\0' && role_of(f, key) == LINE_TITLE) {
                mz_status status = read_table(f, l, &end);
                if (status != MZ_OK) return status;
            }
        }
        l = end;
    }
    return MZ_OK;
}

static mz_status emit(finder *f, mz_flow_result **results, size_t *count, size_t *capacity)
{
    for (size_t t = 0; t < f->tables.count; t++) {
        mz_flow_result *result = mz_arena_push(f->arena, results, count, capacity, sizeof *result);
        if (result == NULL) return MZ_ERR_MEMORY;
        result->first = f->tables.items[t].first;
        result->last = f->tables.items[t].last;
        mz_status status = mz_flow_build(f->arena, &f->tables.items[t], &result->table);
        if (status != MZ_OK) return status;
    }
    return MZ_OK;
}

/* Columns of all figures, again as long as what one table decides helps the others. */
static mz_status assign_all(finder *f)
{
    size_t before = SIZE_MAX, left = SIZE_MAX - 1;
    for (int round = 0; round < ROUNDS && left > 0 && left < before; round++) {
        before = left;
        left = 0;
        for (size_t t = 0; t < f->tables.count; t++) {
            mz_status status = mz_flow_assign(f->arena, &f->evidence, &f->tables.items[t]);
            if (status != MZ_OK) return status;
            left += mz_flow_undecided(&f->tables.items[t]);
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

mz_status mz_flow_read(mz_arena *arena, const mz_flow_forms *forms, const mz_text *text, size_t first, size_t last,
                       mz_flow_result **results, size_t *count)
{
    finder f = {.arena = arena, .forms = forms, .text = text, .last = last};
    size_t capacity = 0;
    *results = NULL;
    *count = 0;
    /* per line a few looks into the other tables: far more than a real document needs */
    size_t budget = (size_t)EVIDENCE_BASE + (last - first) * EVIDENCE_PER_LINE;
    f.evidence.budget = &budget;
    f.evidence.forms = forms;
    mz_status status = find_running(&f);
    if (status == MZ_OK) status = find_tables(&f, first);
    f.evidence.tables = &f.tables;
    if (status == MZ_OK) status = mz_flow_evidence_read(arena, text, &f.evidence);
    if (status == MZ_OK) status = build_all(&f);
    if (status == MZ_OK) status = mz_flow_evidence_twins(arena, &f.evidence);
    for (size_t t = 0; t < f.tables.count && status == MZ_OK; t++) mz_flow_swap(&f.evidence, &f.tables.items[t]);
    if (status == MZ_OK) status = assign_all(&f);
    if (status == MZ_OK) status = emit(&f, results, count, &capacity);
    size_t split = *count;
    if (status == MZ_OK) status = mz_flow_projects(arena, forms, text, first, last, results, count, &capacity);
    mz_flow_result *merged = status == MZ_OK ? mz_arena_array(arena, *count + 1, sizeof *merged) : NULL;
    if (merged == NULL) return status == MZ_OK ? MZ_ERR_MEMORY : status;
    order(*results, split, *count, merged);
    *results = merged;
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}
