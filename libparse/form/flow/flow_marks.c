/* flow_marks.c - numbers of columns and lines, and headers printed again: none of them is a figure of a row. */
#include "flow_marks.h"

#include <string.h>

size_t mz_flow_running(const mz_flow_tokens *tokens, size_t i)
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

size_t mz_flow_mark_running(mz_flow_tokens *tokens, size_t i)
{
    size_t end = i + mz_flow_running(tokens, i);
    for (; i < end; i++) tokens->items[i].used = true;
    return end;
}

/* Most differ in the first bytes. */
static bool same_text(const mz_flow_token *a, const mz_flow_token *b)
{
    return *a->text == *b->text && strcmp(a->text, b->text) == 0;
}

bool mz_flow_mark_serials(mz_flow_tokens *tokens)
{
    bool decimals = false;
    int64_t next = 1;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used || token->kind != MZ_FLOW_NUMBER) continue;
        if (token->text[strlen(token->text) - 1] == '.') return false;
        decimals = decimals || token->decimals > 0;
    }
    for (size_t i = 0; i < tokens->count && decimals; i++) {
        mz_flow_token *token = &tokens->items[i];
        bool whole = token->kind == MZ_FLOW_NUMBER && token->decimals == 0 && !token->separator;
        if (token->used || !whole || !token->first || token->value != next * 1000000) continue;
        token->used = true;
        next++;
    }
    return decimals && next > 1;
}

void mz_flow_mark_repeats(mz_flow_tokens *tokens, size_t first, size_t end)
{
    size_t length = end - first;
    for (size_t i = end; length >= 3 && i + length <= tokens->count;) {
        size_t n = 0;
        while (n < length && same_text(&tokens->items[i + n], &tokens->items[first + n])) n++;
        if (n < length) {
            i++;
            continue;
        }
        for (n = 0; n < length; n++) tokens->items[i + n].used = true;
        i += length;
        if (i < tokens->count) tokens->items[i].part = true;
    }
}

void mz_flow_mark_line_numbers(mz_flow_tokens *tokens)
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

void mz_flow_mark_column_numbers(const mz_flow_template *t, mz_flow_tokens *tokens, size_t first, size_t end)
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
