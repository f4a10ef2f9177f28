/* flow_lists.c - rows that are known by their labels alone. */
#include <string.h>

#include "flow_rows.h"

enum { LINES = 64 /* labels in front of the figures of a column */ };

/* Labels, a line each, and behind them the figures of one column after the other. */
typedef struct block {
    size_t lines[LINES]; /* the first token of each label */
    size_t count;
    size_t figures; /* the first of them */
    size_t columns; /* 0 when it is no block */
    size_t end;     /* the token behind it */
} block;

/* A figure between two words of one line belongs to the label: 单价在 20 万元以上. */
static bool inside(const mz_flow_tokens *tokens, size_t i)
{
    const mz_flow_token *token = &tokens->items[i];
    return token->kind != MZ_FLOW_TEXT && !token->first && i + 1 < tokens->count && !token[1].first &&
           token[1].kind == MZ_FLOW_TEXT;
}

static size_t skip_used(const mz_flow_tokens *tokens, size_t i)
{
    while (i < tokens->count && tokens->items[i].used) i++;
    return i;
}

/* Whether from token i on labels and then columns of as many figures are read, which empty lines part. */
static bool is_block(const mz_flow_tokens *tokens, size_t i, size_t columns, block *b)
{
    *b = (block){.count = 0};
    for (; i < tokens->count && (tokens->items[i].kind == MZ_FLOW_TEXT || inside(tokens, i));
         i = skip_used(tokens, i + 1)) {
        if (b->count > 0 && !tokens->items[i].first) continue;
        if (b->count == LINES) return false;
        b->lines[b->count++] = i;
    }
    b->figures = i;
    size_t length = 0;
    for (; i < tokens->count && tokens->items[i].kind != MZ_FLOW_TEXT; i = skip_used(tokens, i + 1)) {
        if (tokens->items[i].gap && length > 0) {
            if (length != b->count) return false;
            b->columns++;
            length = 0;
        }
        length++;
    }
    b->end = i;
    b->columns++;
    return b->count > 1 && length == b->count && b->columns <= columns;
}

static mz_status add_block(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens, const block *b,
                           mz_flow_rows *rows)
{
    const size_t first = rows->count;
    for (size_t l = 0; l < b->count; l++) {
        const size_t end = l + 1 < b->count ? b->lines[l + 1] : b->figures;
        mz_flow_row *row = mz_flow_row_add(arena, rows, tokens->items[b->lines[l]].span);
        if (row == NULL) return MZ_ERR_MEMORY;
        for (size_t i = b->lines[l]; i < end; i++)
            if (!tokens->items[i].used && !mz_flow_join(arena, &row->label, tokens->items[i].text))
                return MZ_ERR_MEMORY;
        row->total = mz_flow_words_has(&forms->totals, row->label);
    }
    for (size_t i = b->figures, n = 0; i < b->end; i = skip_used(tokens, i + 1), n++)
        if (!mz_flow_row_value(arena, &rows->items[first + n % b->count], &tokens->items[i])) return MZ_ERR_MEMORY;
    return MZ_OK;
}

/* Adds token i to the last row, or begins one with it; *i is left at the last token taken. */
static mz_status add_token(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens, size_t *i,
                           mz_flow_rows *rows, mz_flow_row **row)
{
    const mz_flow_token *token = &tokens->items[*i];
    if (token->kind == MZ_FLOW_TEXT) {
        bool fresh = *row == NULL || (*row)->value_count > 0 || mz_flow_numbered(token->key) ||
                     mz_flow_words_begin(&forms->starts, token->key);
        if (fresh) *row = mz_flow_row_add(arena, rows, token->span);
        if (*row == NULL || !mz_flow_join(arena, &(*row)->label, token->text)) return MZ_ERR_MEMORY;
        (*row)->total = mz_flow_words_has(&forms->totals, (*row)->label);
        return MZ_OK;
    }
    if (*row == NULL) return MZ_OK;
    if (!inside(tokens, *i) || (*row)->value_count > 0)
        return mz_flow_row_value(arena, *row, token) ? MZ_OK : MZ_ERR_MEMORY;
    bool joined = mz_flow_join(arena, &(*row)->label, token->text) &&
                  mz_flow_join(arena, &(*row)->label, tokens->items[++*i].text);
    return joined ? MZ_OK : MZ_ERR_MEMORY;
}

mz_status mz_flow_rows_labels(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens, size_t columns,
                              mz_flow_rows *rows)
{
    mz_flow_row *row = NULL;
    mz_status status = MZ_OK;
    for (size_t i = skip_used(tokens, 0); i < tokens->count && status == MZ_OK; i = skip_used(tokens, i + 1)) {
        block b;
        bool begins = (row == NULL || row->value_count > 0) && tokens->items[i].kind == MZ_FLOW_TEXT;
        if (begins && is_block(tokens, i, columns, &b)) {
            status = add_block(arena, forms, tokens, &b, rows);
            row = rows->count > 0 ? &rows->items[rows->count - 1] : NULL;
            i = b.end - 1;
        } else {
            status = add_token(arena, forms, tokens, &i, rows, &row);
        }
    }
    return status;
}
