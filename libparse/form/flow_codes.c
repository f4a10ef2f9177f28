/* flow_codes.c - tables of subject codes in pdftotext's reading order: codes, names and figures are each in order, but
 * not always side by side. */
#include <stdlib.h>
#include <string.h>

#include "flow_match.h"
#include "flow_subjects.h"

/* tokens that may stand between the halves of a broken code; rows that a code of a class may be out of place */
enum { AHEAD = 4, CLASS_ROWS = 64 };

typedef struct entry {
    const char *text;
    const mz_flow_token *token;
    size_t place; /* in the stream */
} entry;

typedef struct entries {
    entry *items;
    size_t count;
    size_t capacity;
} entries;

typedef struct reader {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_tokens *tokens;
    entries codes;
    entries orphans; /* parts of codes that stand apart */
    entries labels;  /* lines of one cell joined */
    entries pieces;  /* every text */
    bool whole;      /* codes are printed in one column */
    bool total;      /* there is a row 合计 */
    bool total_first;
    entry total_label;
} reader;

/* A subject code or a part of one: digits only, no decimals, no separators. */
static bool is_code(const mz_flow_token *token)
{
    if (token->kind != MZ_FLOW_NUMBER || strspn(token->text, "0123456789") != strlen(token->text) || token->separator)
        return false;
    size_t length = strlen(token->text);
    if (length <= 2) return strcmp(token->text, "0") != 0;
    if (length == 3 && strcmp(token->text + 1, "00") == 0) return false; /* no class is numbered 00 */
    return (length == 3 || length == 5 || length == 7) && token->text[0] >= '2' && token->text[0] <= '5';
}

static bool is_figure(const void *context, const mz_flow_token *token)
{
    (void)context;
    return token->kind != MZ_FLOW_TEXT && !is_code(token);
}

static bool add(reader *r, entries *list, const char *text, const mz_flow_token *token, size_t place)
{
    entry *e = mz_arena_push(r->arena, &list->items, &list->count, &list->capacity, sizeof *e);
    if (e == NULL) return false;
    *e = (entry){text, token, place};
    return true;
}

/* Codes in one column stand for themselves; in three columns 类 款 项 each starts with the part of three digits and
 * goes on with the parts that follow it directly. Other parts were displaced. */
static bool add_code(reader *r, const mz_flow_token *token, size_t place, bool follows)
{
    size_t length = strlen(token->text);
    entry *last = r->codes.count > 0 ? &r->codes.items[r->codes.count - 1] : NULL;
    if (r->whole) return length < 3 || add(r, &r->codes, token->text, token, place);
    if (length != 2) return add(r, &r->codes, token->text, token, place);
    if (follows && last != NULL && strlen(last->text) <= 5) return mz_flow_join(r->arena, &last->text, token->text);
    return add(r, &r->orphans, token->text, token, place);
}

/* Puts the codes of one class, standing together, in order: their columns may have been read one after the other. */
static void sort_within_classes(reader *r)
{
    for (size_t i = 1; i < r->codes.count; i++)
        for (size_t j = i;
             j > 0 && j + CLASS_ROWS > i && strncmp(r->codes.items[j - 1].text, r->codes.items[j].text, 3) == 0 &&
             strcmp(r->codes.items[j - 1].text, r->codes.items[j].text) > 0;
             j--) {
            entry swap = r->codes.items[j];
            r->codes.items[j] = r->codes.items[j - 1];
            r->codes.items[j - 1] = swap;
        }
}

/* A code that does not go beyond the one before it lacks a part: the displaced ones, in order. */
static bool complete_codes(reader *r)
{
    size_t next = 0;
    if (!r->whole && r->orphans.count > 0) sort_within_classes(r);
    for (size_t i = 1; i < r->codes.count && next < r->orphans.count; i++) {
        entry *code = &r->codes.items[i];
        while (next < r->orphans.count && strlen(code->text) <= 5 &&
               strcmp(code->text, r->codes.items[i - 1].text) <= 0 &&
               strncmp(code->text, r->codes.items[i - 1].text, 3) == 0)
            if (!mz_flow_join(r->arena, &code->text, r->orphans.items[next++].text)) return false;
    }
    return true;
}

static bool add_text(reader *r, const mz_flow_token *token, size_t place, bool follows)
{
    if (mz_flow_words_has(&r->forms->totals, token->key)) {
        r->total_first = !r->total && r->labels.count == 0;
        r->total = true;
        r->total_label = (entry){token->text, token, place};
        return true;
    }
    if (!add(r, &r->pieces, token->text, token, place)) return false;
    if (follows && r->labels.count > 0)
        return mz_flow_join(r->arena, &r->labels.items[r->labels.count - 1].text, token->text);
    return add(r, &r->labels, token->text, token, place);
}

static bool collect(reader *r)
{
    size_t place = 0;
    const mz_flow_token *last = NULL;
    for (size_t i = 0; i < r->tokens->count; i++)
        r->whole = r->whole || (is_code(&r->tokens->items[i]) && strlen(r->tokens->items[i].text) > 3);
    for (size_t i = 0; i < r->tokens->count; i++) {
        const mz_flow_token *token = &r->tokens->items[i];
        if (token->used) continue;
        place++;
        bool text = token->kind == MZ_FLOW_TEXT;
        bool follows = text && last != NULL && last->kind == MZ_FLOW_TEXT && !token->gap &&
                       last->span.page == token->span.page && !mz_flow_words_has(&r->forms->totals, last->key);
        if (text && !add_text(r, token, place, follows)) return false;
        bool beside = last != NULL && last->kind == MZ_FLOW_NUMBER && is_code(last);
        if (!text && is_code(token) && !add_code(r, token, place, beside)) return false;
        last = token;
    }
    return complete_codes(r);
}

static int by_code(const void *left, const void *right)
{
    return strcmp(((const entry *)left)->text, ((const entry *)right)->text);
}

/* Codes stand in ascending order; a column that was read late comes behind. */
static void sort_codes(reader *r)
{
    if (r->whole) qsort(r->codes.items, r->codes.count, sizeof *r->codes.items, by_code);
}

/* Names in their order when there are as many as codes; else left to what is known of the code. */
static const char *name_of(const reader *r, size_t i)
{
    if (r->labels.count == r->codes.count) return r->labels.items[i].text;
    if (r->pieces.count == r->codes.count) return r->pieces.items[i].text;
    return "";
}

/* Where the name of code i was read; 0 when that is not known. */
static size_t name_place(const reader *r, size_t i)
{
    if (r->labels.count == r->codes.count) return r->labels.items[i].place;
    return r->pieces.count == r->codes.count ? r->pieces.items[i].place : 0;
}

static bool add_row(reader *r, mz_flow_rows *rows, const entry *code, const char *label, const mz_flow_subject *subject)
{
    const mz_flow_group *group = subject->group;
    mz_span span = code->token != NULL ? code->token->span : (mz_span){0};
    mz_flow_row *row = mz_flow_row_add(r->arena, rows, group != NULL ? group->values[0]->span : span);
    if (row == NULL) return false;
    row->label = label;
    row->total = code == &r->total_label;
    row->displaced = subject->doubtful;
    if (!row->total) row->code = code->text;
    for (size_t v = 0; group != NULL && v < group->count; v++)
        if (!mz_flow_row_value(r->arena, row, group->values[v])) return false;
    return true;
}

static mz_status match(reader *r, const mz_flow_groups *groups, mz_flow_rows *rows)
{
    size_t n = r->codes.count;
    mz_flow_subject *subjects = mz_arena_array(r->arena, n + 1, sizeof *subjects);
    if (subjects == NULL) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        subjects[i] = (mz_flow_subject){r->codes.items[i].text, r->codes.items[i].place, name_place(r, i), NULL, false};
    if (r->total) subjects[n] = (mz_flow_subject){"", r->total_label.place, r->total_label.place, NULL, false};
    mz_status status = mz_flow_match(r->arena, groups, subjects, n + r->total, r->total ? n : SIZE_MAX, r->total_first);
    if (status != MZ_OK) return status;
    const char *label = r->total_label.text;
    if (r->total && r->total_first && !add_row(r, rows, &r->total_label, label, &subjects[n])) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (!add_row(r, rows, &r->codes.items[i], name_of(r, i), &subjects[i])) return MZ_ERR_MEMORY;
    if (r->total && !r->total_first && !add_row(r, rows, &r->total_label, label, &subjects[n])) return MZ_ERR_MEMORY;
    return MZ_OK;
}

/* Puts codes together that a narrow column broke: 208010 with 5 on the line beneath, perhaps with a name between. */
static bool heal_codes(mz_arena *arena, const mz_flow_tokens *tokens, mz_flow_tokens *healed)
{
    *healed = *tokens;
    healed->items = mz_arena_array(arena, tokens->count + 1, sizeof *healed->items);
    if (healed->items == NULL) return false;
    if (tokens->count > 0) memcpy(healed->items, tokens->items, tokens->count * sizeof *healed->items);
    for (size_t i = 0; i < healed->count; i++) {
        mz_flow_token *token = &healed->items[i];
        size_t length = strlen(token->text);
        if (token->used || token->kind != MZ_FLOW_NUMBER || (length != 4 && length != 6) || token->text[0] < '2' ||
            token->text[0] > '5' || strspn(token->text, "0123456789") != length)
            continue;
        for (size_t n = i + 1; n < healed->count && n <= i + AHEAD && !healed->items[n].gap; n++) {
            mz_flow_token *rest = &healed->items[n];
            size_t more = strlen(rest->text);
            if (rest->used || rest->kind != MZ_FLOW_NUMBER || strspn(rest->text, "0123456789") != more ||
                (length + more != 5 && length + more != 7))
                continue;
            if (!mz_flow_join(arena, &token->text, rest->text)) return false;
            rest->used = true;
            break;
        }
    }
    return true;
}

/* Codes in three columns, put together by the figures of their rows; where that
 * leaves doubt they stay as collected. */
static mz_status rebuild(reader *r, const mz_flow_groups *groups)
{
    size_t classes = 0, first = r->total && r->total_first;
    for (size_t i = 0; i < r->tokens->count; i++) {
        const mz_flow_token *token = &r->tokens->items[i];
        classes += !token->used && token->kind == MZ_FLOW_NUMBER && is_code(token) && strlen(token->text) == 3;
    }
    if (classes == 0 || groups->count != classes + r->total) return MZ_OK;
    int64_t *totals = mz_arena_array(r->arena, classes, sizeof *totals);
    entry *items = mz_arena_array(r->arena, classes, sizeof *items);
    const char **codes;
    if (totals == NULL || items == NULL) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < classes; i++) totals[i] = groups->items[first + i].values[0]->value;
    mz_status status = mz_flow_subjects(r->arena, r->tokens, totals, classes, &codes);
    if (status != MZ_OK || codes == NULL) return status;
    for (size_t i = 0; i < classes; i++)
        items[i] = (entry){codes[i], groups->items[first + i].values[0], groups->items[first + i].place};
    r->codes = (entries){items, classes, classes};
    return MZ_OK;
}

mz_status mz_flow_rows_codes(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                             const mz_flow_tokens *tokens, mz_flow_rows *rows)
{
    mz_flow_tokens healed;
    if (!heal_codes(arena, tokens, &healed)) return MZ_ERR_MEMORY;
    tokens = &healed;
    reader r = {.arena = arena, .forms = forms, .tokens = tokens};
    mz_flow_groups groups = {0};
    if (!collect(&r)) return MZ_ERR_MEMORY;
    sort_codes(&r);
    mz_status status = mz_flow_group_figures(arena, header->template, 0, tokens, is_figure, NULL, false,
                                             r.codes.count + r.total, &groups);
    if (status != MZ_OK) return status;
    if (groups.count == 0) return MZ_OK;
    if (!r.whole && (status = rebuild(&r, &groups)) != MZ_OK) return status;
    return match(&r, &groups, rows);
}
