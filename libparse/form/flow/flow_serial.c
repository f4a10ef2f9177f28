/* flow_serial.c - rows that begin with a running number. */
#include <string.h>

#include "flow_rows.h"

/* What a row holds on one page, in order: figures before the first text (the code), texts, figures after. */
typedef struct builder {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_header *header;
    mz_flow_rows *rows;
    uint8_t decimals;
    bool codes;     /* figures before the text are a subject code */
    int64_t next;   /* running number of the next row */
    size_t first;   /* index of the first row with the current running number */
    bool started;   /* there is a row */
    size_t resumed; /* values of the current row that a page break cut through and that wait for their second half */
    size_t waiting; /* next of them */
} builder;

static mz_flow_row *current(builder *b)
{
    return b->started ? &b->rows->items[b->rows->count - 1] : NULL;
}

static bool code_complete(const char *code)
{
    size_t length = strlen(code);
    return length == 0 || length == 3 || length == 5 || length == 7;
}

/* Whether a figure is broken off: "1174" or "849." where amounts have two decimals. */
static bool broken(const builder *b, const mz_flow_token *value)
{
    if (value->kind != MZ_FLOW_NUMBER || b->decimals == 0) return false;
    const char *point = strchr(value->text, '.');
    return point == NULL || strlen(point + 1) < b->decimals;
}

static bool complete_row(const builder *b, const mz_flow_row *row)
{
    if (!code_complete(row->code)) return false;
    return row->value_count == 0 || !broken(b, &row->values[row->value_count - 1]);
}

static bool append(builder *b, mz_flow_token *value, const char *text)
{
    value->text = mz_arena_printf(b->arena, "%s%s", value->text, text);
    if (value->text == NULL) return false;
    mz_flow_number(b->arena, value);
    return true;
}

static bool add_figure(builder *b, const mz_flow_token *token)
{
    mz_flow_row *row = current(b);
    if (row == NULL) return true;
    if (token->kind == MZ_FLOW_NUMBER && b->codes && row->label[0] == '\0' && row->value_count == 0)
        return mz_flow_join(b->arena, &row->code, token->text);
    if (token->kind == MZ_FLOW_NUMBER && b->codes && token->first && !code_complete(row->code) &&
        strchr(token->text, '.') == NULL)
        return mz_flow_join(b->arena, &row->code, token->text);
    if (token->kind == MZ_FLOW_NUMBER && b->waiting < b->resumed)
        return append(b, &row->values[b->waiting++], token->text);
    if (token->kind == MZ_FLOW_NUMBER && token->first && row->value_count > 0 && b->waiting >= b->resumed &&
        broken(b, &row->values[row->value_count - 1]))
        return append(b, &row->values[row->value_count - 1], token->text);
    return mz_flow_row_value(b->arena, row, token);
}

/* Whether the figures of row from `from` on are a total and its parts, and no more than a row has. */
static bool adds_up(const builder *b, const mz_flow_row *row, size_t from)
{
    int64_t sum = 0;
    for (size_t v = from + 1; v < row->value_count; v++)
        if (!mz_value_add(sum, row->values[v].value, &sum)) return false;
    return row->value_count > from + 1 && row->value_count - from <= b->header->template->column_count &&
           sum == row->values[from].value;
}

/* The row 合计 of a list, which has no number; its figures may be read in front of its name, behind those of the last
 * row. */
static bool start_total(builder *b, const mz_flow_token *token)
{
    mz_flow_row *total = mz_flow_row_add(b->arena, b->rows, token->span);
    if (total == NULL) return false;
    total->label = token->text;
    b->first = b->rows->count - 1;
    b->resumed = b->waiting = 0;
    mz_flow_row *last = total - 1;
    size_t own = last->value_count; /* a total and its parts, then another */
    for (size_t n = 2; n + 2 <= last->value_count; n++) {
        mz_flow_row head = *last;
        head.value_count = n;
        if (adds_up(b, &head, 0) && adds_up(b, last, n)) own = n;
    }
    for (size_t v = own; v < last->value_count; v++)
        if (!mz_flow_row_value(b->arena, total, &last->values[v])) return false;
    last->value_count = own;
    return true;
}

static bool add_text(builder *b, const mz_flow_token *token)
{
    mz_flow_row *row = current(b);
    if (row == NULL || (row->label[0] != '\0' && mz_flow_words_has(&b->forms->categories, token->key))) return true;
    if (b->header->template->layout == MZ_FLOW_LABELS && mz_flow_words_has(&b->forms->totals, token->key))
        return start_total(b, token);
    bool pairs = b->header->template->layout == MZ_FLOW_PAIRS;
    bool second = pairs && b->rows->count - 1 == b->first && b->waiting >= b->resumed &&
                  (row->value_count > 0 || (row->label[0] != '\0' && mz_flow_numbered(token->key)));
    if (second) {
        int32_t serial = row->serial;
        row = mz_flow_row_add(b->arena, b->rows, token->span);
        if (row == NULL) return false;
        row->serial = serial;
    }
    return mz_flow_join(b->arena, &row->label, token->text);
}

/* A repeated page header stands before this token: values broken off there go on behind it, each in its turn. */
static void page_break(builder *b)
{
    mz_flow_row *row = current(b);
    b->resumed = b->waiting = 0;
    if (row == NULL || row->value_count == 0 || !broken(b, &row->values[row->value_count - 1])) return;
    b->resumed = row->value_count;
}

static bool start_row(builder *b, const mz_flow_token *token)
{
    mz_flow_row *row = mz_flow_row_add(b->arena, b->rows, token->span);
    if (row == NULL) return false;
    row->serial = (int32_t)b->next++;
    b->first = b->rows->count - 1;
    b->started = true;
    b->resumed = b->waiting = 0;
    return true;
}

static bool is_next(const builder *b, const mz_flow_token *token)
{
    if (token->kind != MZ_FLOW_NUMBER || !token->first || strchr(token->text, '.') != NULL) return false;
    if (token->value != b->next * 1000000) return false;
    return !b->started || complete_row(b, &b->rows->items[b->rows->count - 1]);
}

/* Sides of the labels of one running number: two labels are income and expenditure, one tells by its words. */
static void set_sides(const mz_flow_forms *forms, mz_flow_rows *rows)
{
    for (size_t r = 0; r < rows->count; r++) {
        mz_flow_row *row = &rows->items[r];
        bool pair = r + 1 < rows->count && rows->items[r + 1].serial == row->serial;
        bool second = r > 0 && rows->items[r - 1].serial == row->serial;
        row->side = pair ? 0 : second ? 1 : mz_flow_side(forms, row->label);
    }
}

mz_status mz_flow_rows_serial(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                              const mz_flow_tokens *tokens, uint8_t decimals, mz_flow_rows *rows)
{
    builder b = {.arena = arena,
                 .forms = forms,
                 .header = header,
                 .rows = rows,
                 .decimals = decimals,
                 .codes = header->template->layout == MZ_FLOW_CODES,
                 .next = 1};
    bool ok = true;
    for (size_t i = 0; i < tokens->count && ok; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        if (token->part) page_break(&b);
        if (is_next(&b, token))
            ok = start_row(&b, token);
        else if (token->kind == MZ_FLOW_TEXT)
            ok = add_text(&b, token);
        else
            ok = add_figure(&b, token);
    }
    if (!ok) return MZ_ERR_MEMORY;
    if (header->template->layout == MZ_FLOW_PAIRS) set_sides(forms, rows);
    for (size_t r = 0; r < rows->count; r++)
        rows->items[r].total =
            rows->items[r].code[0] == '\0' && mz_flow_words_has(&forms->totals, rows->items[r].label);
    return MZ_OK;
}
