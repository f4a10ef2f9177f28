/* flow_rows.c - what all row builders share, and the two simplest of them. */
#include "flow_rows.h"

#include <string.h>

mz_flow_row *mz_flow_row_add(mz_arena *arena, mz_flow_rows *rows, mz_span span)
{
    enum { USUAL = 32 }; /* rows of a table: what grows leaves its old place in the arena */
    if (rows->capacity == 0) {
        rows->items = mz_arena_room(arena, USUAL, sizeof *rows->items);
        rows->capacity = rows->items == NULL ? 0 : USUAL;
    }
    mz_flow_row *row = mz_arena_push(arena, &rows->items, &rows->count, &rows->capacity, sizeof *row);
    if (row == NULL) return NULL;
    row->label = row->code = row->class = "";
    row->serial = -1;
    row->span = span;
    return row;
}

bool mz_flow_row_value(mz_arena *arena, mz_flow_row *row, const mz_flow_token *value)
{
    if (row->values == NULL) row->values = mz_arena_room(arena, MZ_FLOW_MAX_COLUMNS, sizeof *row->values);
    if (row->values == NULL) return false;
    if (row->value_count == MZ_FLOW_MAX_COLUMNS) return true;
    row->columns[row->value_count] = -1;
    row->values[row->value_count++] = *value;
    return true;
}

static const char *keep(mz_arena *arena, const char *text)
{
    return text == NULL || *text == '\0' ? text : mz_arena_copy(arena, text, strlen(text));
}

static bool keep_values(mz_arena *arena, mz_flow_row *row)
{
    if (row->value_count == 0) return true;
    mz_flow_token *values = mz_arena_room(arena, row->value_count, sizeof *values);
    for (size_t v = 0; values != NULL && v < row->value_count; v++) {
        values[v] = row->values[v];
        values[v].text = keep(arena, row->values[v].text);
        values[v].key = row->values[v].key == row->values[v].text ? values[v].text : keep(arena, row->values[v].key);
        if (values[v].text == NULL) return false;
    }
    row->values = values;
    return values != NULL;
}

bool mz_flow_rows_keep(mz_arena *arena, mz_flow_rows *rows)
{
    if (rows->count == 0) return true;
    mz_flow_row *items = mz_arena_room(arena, rows->count, sizeof *items);
    if (items == NULL) return false;
    for (size_t r = 0; r < rows->count; r++) {
        mz_flow_row *row = &items[r];
        *row = rows->items[r];
        row->label = keep(arena, row->label);
        row->code = keep(arena, row->code);
        row->class = keep(arena, row->class);
        if (row->label == NULL || row->code == NULL || row->class == NULL || !keep_values(arena, row)) return false;
    }
    *rows = (mz_flow_rows){.items = items, .count = rows->count, .capacity = rows->count};
    return true;
}

bool mz_flow_join(mz_arena *arena, const char **label, const char *text)
{
    *label = **label == '\0' ? text : mz_arena_printf(arena, "%s%s", *label, text);
    return *label != NULL;
}

size_t mz_flow_number_length(const char *key)
{
    const char *at = key;
    bool bracket = *at == '(';
    at += bracket;
    const char *digits = at;
    for (size_t size = 1; size > 0; at += size) size = *at >= '0' && *at <= '9' ? 1 : mz_numeral_size(at);
    if (at == digits) return 0;
    if (bracket) return *at == ')' ? (size_t)(at + 1 - key) : 0;
    if (strncmp(at, "、", 3) == 0) return (size_t)(at + 3 - key);
    return *at == '.' ? (size_t)(at + 1 - key) : 0;
}

bool mz_flow_numbered(const char *key)
{
    return mz_flow_number_length(key) > 0;
}

uint16_t mz_flow_side(const mz_flow_forms *forms, const char *key)
{
    return mz_flow_words_inside(&forms->expenditure, key) ? 1 : 0;
}

mz_status mz_flow_rows_single(mz_arena *arena, const mz_flow_tokens *tokens, mz_flow_rows *rows)
{
    mz_flow_row *row = NULL;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used || token->kind == MZ_FLOW_TEXT) continue;
        if (row == NULL) row = mz_flow_row_add(arena, rows, token->span);
        if (row == NULL || !mz_flow_row_value(arena, row, token)) return MZ_ERR_MEMORY;
        row->single = true;
    }
    return MZ_OK;
}
