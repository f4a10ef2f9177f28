/* flow_codes.c - tables of subject codes in pdftotext's reading order: codes, names and figures are each in order, but
 * not always side by side. */
#include <stdlib.h>
#include <string.h>

#include "flow_heal.h"
#include "flow_match.h"
#include "flow_rows.h"
#include "flow_subjects.h"
#include "flow_under.h"

/* A row before its figures are known. */
typedef struct entry {
    const char *code, *printed, *label;
    const mz_flow_token *token;
    size_t code_at, name_at; /* tokens; SIZE_MAX when not known */
    size_t name_from;        /* the first token of the name */
    bool guessed;            /* the code may be that of another row */
} entry;

typedef struct reader {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_tokens *tokens;
    mz_flow_labels labels;
    entry *entries;
    size_t count;
    const mz_flow_label *total;
    size_t total_row; /* where it stands among the rows: 0 or count */
    bool whole;       /* codes are printed in one column */
    bool names;       /* there are no codes */
} reader;

/* A whole subject code: digits only, no decimals, no separators. Whole amounts look alike, but 款 and 项 are never
 * numbered 00, and only functions have 项. */
static bool is_code(const mz_flow_forms *forms, const mz_flow_token *token)
{
    if (token->used || token->kind != MZ_FLOW_NUMBER || token->separator) return false;
    size_t length = strlen(token->text);
    if ((length != 3 && length != 5 && length != 7) || strspn(token->text, "0123456789") != length) return false;
    if ((length == 7 && token->text[0] != '2') || strcmp(token->text + 1, "00") == 0) return false;
    for (size_t part = 3; part < length; part += 2)
        if (memcmp(token->text + part, "00", 2) == 0) return false;
    return mz_flow_begins_code(forms, token->text);
}

/* A number that is no amount: a code, or a number of one or two digits other than 0 in a table of amounts. */
static bool is_number_of_row(const reader *r, const mz_flow_token *token)
{
    if (!r->names && is_code(r->forms, token) && (r->whole || strlen(token->text) == 3)) return true;
    size_t length = strlen(token->text);
    return token->kind == MZ_FLOW_NUMBER && length <= 2 && strspn(token->text, "0123456789") == length &&
           strcmp(token->text, "0") != 0;
}

/* Whether token i is a figure that a row may have. */
static bool is_figure(const reader *r, size_t i)
{
    const mz_flow_token *token = &r->tokens->items[i];
    return !token->used && token->kind != MZ_FLOW_TEXT && !is_number_of_row(r, token);
}

static int by_code(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    int order = strcmp(a->code, b->code);
    if (order != 0) return order;
    size_t x = a->code_at != SIZE_MAX ? a->code_at : a->name_at, y = b->code_at != SIZE_MAX ? b->code_at : b->name_at;
    return (x > y) - (x < y);
}

static entry *add(reader *r, const char *code, const mz_flow_token *token)
{
    entry *e = &r->entries[r->count++];
    *e = (entry){.code = code, .printed = code, .label = "", .token = token, .code_at = SIZE_MAX, .name_at = SIZE_MAX};
    return e;
}

static void name(entry *e, const mz_flow_label *label)
{
    e->label = label->text;
    e->name_at = label->last;
    e->name_from = label->first;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(((const entry *)left)->code, ((const entry *)right)->code);
}

/* Whether the same name as label stands right behind the code of an entry once more: that is the entry's. */
static bool has_own_name(const reader *r, const entry *e, const mz_flow_label *label)
{
    const size_t own = e->code_at + 1;
    return e->code_at != SIZE_MAX && own != label->first && own < r->tokens->count &&
           r->tokens->items[own].kind == MZ_FLOW_TEXT && strcmp(r->tokens->items[own].key, label->key) == 0;
}

/* The code without a name that the catalogue calls so; count when there is none. */
static size_t entry_named(const reader *r, const mz_flow_label *label)
{
    for (size_t i = 0; label->codes != NULL && i < label->codes->count; i++) {
        const entry wanted = {.code = label->codes->codes[i]};
        const entry *found = bsearch(&wanted, r->entries, r->count, sizeof *r->entries, by_text);
        if (found != NULL && found->name_at == SIZE_MAX && !has_own_name(r, found, label))
            return (size_t)(found - r->entries);
    }
    return r->count;
}

/* Names labels [first, last) after entries [from, to) when there are as many. */
static void name_between(reader *r, size_t first, size_t last, size_t from, size_t to)
{
    size_t names = 0, codes = 0;
    for (size_t l = first; l < last; l++) names += !r->labels.items[l].total;
    for (size_t e = from; e < to; e++) codes += r->entries[e].name_at == SIZE_MAX;
    if (names != codes) return;
    for (size_t l = first, e = from; l < last; l++) {
        if (r->labels.items[l].total) continue;
        while (r->entries[e].name_at != SIZE_MAX) e++;
        name(&r->entries[e++], &r->labels.items[l]);
    }
}

/* Names to whole codes: those that the catalogue knows, then in order those between two of them. */
static bool name_codes(reader *r)
{
    size_t count = r->labels.count, last = 0, next = 0;
    size_t *found = mz_arena_array(r->arena, count + 1, sizeof *found);
    if (found == NULL) return false;
    for (size_t l = 0; l < count; l++) {
        found[l] = r->labels.items[l].total ? r->count : entry_named(r, &r->labels.items[l]);
        if (found[l] < r->count) name(&r->entries[found[l]], &r->labels.items[l]);
    }
    for (size_t l = 0; l <= count; l++) {
        size_t e = l == count ? r->count : found[l];
        if ((l < count && e == r->count) || e < next) continue;
        name_between(r, last, l, next, e);
        last = l + 1;
        next = e + 1;
    }
    return true;
}

/* How many rows there are at most: one for each code, or each name. */
static size_t most_entries(const reader *r)
{
    size_t codes = 0;
    for (size_t i = 0; i < r->tokens->count && r->whole; i++) codes += is_code(r->forms, &r->tokens->items[i]);
    return r->whole ? codes : r->labels.count;
}

static mz_status read_whole(reader *r)
{
    for (size_t i = 0; i < r->tokens->count; i++)
        if (is_code(r->forms, &r->tokens->items[i]))
            add(r, r->tokens->items[i].text, &r->tokens->items[i])->code_at = i;
    qsort(r->entries, r->count, sizeof *r->entries, by_code);
    return name_codes(r) ? MZ_OK : MZ_ERR_MEMORY;
}

static mz_status read_columns(reader *r)
{
    const char **codes = mz_arena_array(r->arena, r->labels.count + 1, sizeof *codes);
    const char **printed = mz_arena_array(r->arena, r->labels.count + 1, sizeof *printed);
    bool *guessed = mz_arena_array(r->arena, r->labels.count + 1, sizeof *guessed);
    if (codes == NULL || printed == NULL || guessed == NULL) return MZ_ERR_MEMORY;
    mz_status status = mz_flow_subjects(r->arena, r->forms, r->tokens, &r->labels, codes, printed, guessed);
    if (status != MZ_OK) return status;
    for (size_t i = 0; i < r->labels.count; i++) {
        const mz_flow_label *label = &r->labels.items[i];
        if (label->total) continue;
        entry *e = add(r, codes[i] == NULL ? "" : codes[i], label->token);
        if (codes[i] != NULL) e->printed = printed[i];
        e->guessed = guessed[i];
        name(e, label);
    }
    qsort(r->entries, r->count, sizeof *r->entries, by_code);
    return MZ_OK;
}

/* The row 合计: the last one of that name, or the only one. */
static void find_total(reader *r)
{
    size_t before = 0;
    for (size_t i = 0; i < r->labels.count; i++)
        if (r->labels.items[i].total) {
            r->total = &r->labels.items[i];
            before = i;
        }
    r->total_row = r->total != NULL && before == 0 ? 0 : r->count;
}

static bool add_row(reader *r, const entry *e, const mz_flow_subject *subject, mz_flow_rows *rows)
{
    const mz_flow_token *token = subject->count > 0 ? subject->values[0] : subject->total ? r->total->token : e->token;
    mz_flow_row *row = mz_flow_row_add(r->arena, rows, token->span);
    if (row == NULL) return false;
    row->total = subject->total;
    row->label = subject->total ? r->total->text : e->label;
    row->code = subject->total ? "" : e->printed;
    row->displaced = subject->doubtful || (!subject->total && e->guessed);
    row->elsewhere = subject->elsewhere;
    row->loose = subject->loose;
    row->amid = subject->amid;
    for (size_t v = 0; v < subject->count; v++) {
        if (!mz_flow_row_value(r->arena, row, subject->values[v])) return false;
        if (subject->in_columns) row->columns[v] = subject->columns[v];
    }
    row->placed = subject->in_columns;
    return true;
}

/* The rows as subjects, found by their names or by their codes. */
static void fill(const reader *r, bool names, mz_flow_subject *subjects)
{
    size_t n = 0;
    for (size_t i = 0; i <= r->count; i++) {
        if (r->total != NULL && i == r->total_row)
            subjects[n++] = (mz_flow_subject){.code = "",
                                              .total = true,
                                              .place = r->total->last,
                                              .first = r->total->first,
                                              .last = r->total->last,
                                              .name = r->total->token};
        if (i == r->count) break;
        const entry *e = &r->entries[i];
        size_t place = names ? e->name_at : e->code_at;
        if (place == SIZE_MAX) place = names ? e->code_at : e->name_at;
        subjects[n++] = (mz_flow_subject){.code = e->code, .place = place};
        if (e->name_at == SIZE_MAX) continue;
        subjects[n - 1].name = &r->tokens->items[e->name_from];
        subjects[n - 1].first = e->name_from;
        subjects[n - 1].last = e->name_at;
    }
}

/* Whether all amounts are given to rows; a dash says no more than a blank. */
static bool gives_all(const mz_flow_figure *figures, size_t count, const mz_flow_subject *subjects, size_t rows)
{
    size_t amounts = 0;
    for (size_t f = 0; f < count; f++) amounts += figures[f].token->kind != MZ_FLOW_DASH;
    for (size_t r = 0; r < rows; r++)
        for (size_t v = 0; v < subjects[r].count; v++) amounts -= subjects[r].values[v]->kind != MZ_FLOW_DASH;
    return amounts == 0;
}

/* Whether a table may still be read by columns, which takes long: what a document has of cells that come to nothing so
 * is bounded. */
static bool afford(size_t *budget, size_t cells)
{
    if (budget == NULL) return true;
    if (*budget < cells) return false;
    *budget -= cells;
    return true;
}

static mz_status match(reader *r, const mz_flow_header *header, mz_flow_rows *rows, bool *complete)
{
    const mz_flow_template *t = header->template;
    size_t count = r->count + (r->total != NULL), figures = 0;
    const size_t cells = count * t->column_count;
    mz_flow_figure *list = mz_arena_array(r->arena, r->tokens->count + 1, sizeof *list);
    mz_flow_subject *best = mz_arena_array(r->arena, count + 1, sizeof *best);
    mz_flow_subject *other = mz_arena_array(r->arena, count + 1, sizeof *other);
    if (list == NULL || best == NULL || other == NULL) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < r->tokens->count; i++)
        if (is_figure(r, i)) list[figures++] = (mz_flow_figure){&r->tokens->items[i], i, 0};
    mz_flow_sums sums, more;
    fill(r, true, best);
    mz_status status = mz_flow_under(r->arena, t, header->year, r->tokens, list, figures);
    if (status != MZ_OK) return status;
    status = mz_flow_match(r->arena, t, 0, list, figures, MZ_FLOW_BY_NAMES, best, count, &sums);
    for (int way = 0; way < 3 && status == MZ_OK && (sums.failed > 0 || 2 * sums.given < figures); way++) {
        static const mz_flow_reading readings[] = {MZ_FLOW_BY_NAMES, MZ_FLOW_BY_ROWS, MZ_FLOW_BY_COLUMNS};
        bool by_codes = way == 0; /* the codes' places in the stead of the names' */
        if (by_codes ? !r->whole : sums.placed) continue;
        if (readings[way] == MZ_FLOW_BY_COLUMNS && !afford(header->budget, cells)) continue;
        fill(r, false, other);
        status = mz_flow_match(r->arena, t, 0, list, figures, readings[way], other, count, &more);
        bool sure = way == 2 && more.failed == 0 && more.held > 2 * sums.held; /* although it leaves figures over */
        bool most = way == 2 && more.held > sums.held && more.given > 2 * sums.given; /* though more sums are tried */
        bool better = more.held + sums.failed > sums.held + more.failed;
        if (!most && (!better || (!by_codes && !sure && more.given < sums.given))) continue;
        if (readings[way] == MZ_FLOW_BY_COLUMNS && header->budget != NULL) *header->budget += cells;
        mz_flow_subject *swap = best;
        best = other;
        other = swap;
        sums = more;
    }
    *complete = sums.held > 0 && sums.failed == 0 && gives_all(list, figures, best, count);
    for (size_t i = 0, e = 0; i < count && status == MZ_OK; e += !best[i].total, i++)
        if (!add_row(r, &r->entries[e], &best[i], rows)) status = MZ_ERR_MEMORY;
    return status;
}

/* Whether codes are printed in one column: where 类, 款 and 项 have columns of their own the 类 stands in every row. */
static bool has_whole_codes(const mz_flow_forms *forms, const mz_flow_tokens *tokens)
{
    size_t classes = 0, longer = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (!is_code(forms, &tokens->items[i])) continue;
        if (strlen(tokens->items[i].text) == 3)
            classes++;
        else
            longer++;
    }
    return longer > 0 && longer >= classes;
}

mz_status mz_flow_rows_codes(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                             const mz_flow_tokens *tokens, mz_flow_rows *rows)
{
    mz_flow_tokens healed;
    if (!mz_flow_heal_codes(arena, forms, tokens, &healed)) return MZ_ERR_MEMORY;
    reader r = {.arena = arena, .forms = forms, .tokens = &healed};
    r.whole = has_whole_codes(forms, &healed);
    mz_status status = mz_flow_labels_read(arena, forms, &healed, false, &r.labels);
    if (status != MZ_OK) return status;
    r.entries = mz_arena_room(arena, most_entries(&r) + 1, sizeof *r.entries);
    if (r.entries == NULL) return MZ_ERR_MEMORY;
    status = r.whole ? read_whole(&r) : read_columns(&r);
    if (status != MZ_OK) return status;
    find_total(&r);
    bool complete;
    return match(&r, header, rows, &complete);
}

/* The rows of a table that has no codes: every name but those of the total and of the categories of rows. */
static void read_names(reader *r)
{
    for (size_t i = 0; i < r->labels.count; i++) {
        const mz_flow_label *label = &r->labels.items[i];
        if (!label->total && !mz_flow_words_has(&r->forms->categories, label->key))
            name(add(r, "", label->token), label);
    }
}

/* Whether there is a figure for each name and the total: rows without any are never complete. */
static bool has_figures(const reader *r)
{
    size_t figures = 0;
    for (size_t i = 0; i < r->tokens->count; i++) figures += is_figure(r, i);
    return figures > r->count;
}

/* The rows when each line is a name of its own, or not. *tried: the figures may be enough for all of them. */
static mz_status match_names(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                             const mz_flow_tokens *tokens, bool lines, mz_flow_rows *rows, bool *tried, bool *complete)
{
    reader r = {.arena = arena, .forms = forms, .tokens = tokens, .names = true};
    mz_status status = mz_flow_labels_read(arena, forms, tokens, lines, &r.labels);
    if (status != MZ_OK) return status;
    r.entries = mz_arena_array(arena, r.labels.count + 1, sizeof *r.entries);
    if (r.entries == NULL) return MZ_ERR_MEMORY;
    read_names(&r);
    find_total(&r);
    *tried = has_figures(&r);
    if (*tried && r.total != NULL && r.count > 0) status = match(&r, header, rows, complete);
    for (size_t i = 0; i < rows->count; i++) {
        mz_flow_row *row = &rows->items[i];
        *complete = *complete && row->value_count > 0;
        if (!row->total) row->serial = (int32_t)i + 1; /* a part of the total */
    }
    return status;
}

mz_status mz_flow_rows_names(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                             const mz_flow_tokens *tokens, mz_flow_rows *rows, bool *complete)
{
    mz_status status = MZ_OK;
    *complete = false;
    bool tried = true; /* too many names for the figures are still more when each line is one */
    for (int lines = 0; lines <= 1 && status == MZ_OK && tried && !*complete; lines++) {
        *rows = (mz_flow_rows){0};
        status = match_names(arena, forms, header, tokens, lines == 1, rows, &tried, complete);
    }
    return status;
}
