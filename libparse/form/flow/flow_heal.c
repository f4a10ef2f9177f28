/* flow_heal.c - words and codes of one cell that the reading order parted. */
#include "flow_heal.h"

#include <string.h>

#include "flow_rows.h"

enum {
    AHEAD = 4,     /* tokens that may stand between the halves of a broken code */
    BETWEEN = 16,  /* ... between the characters of a word */
    CHARACTER = 3, /* bytes of a Chinese one */
};

bool mz_flow_begins_code(const mz_flow_forms *forms, const char *text)
{
    if (text[0] < '2' || text[0] > '5') return false;
    return text[0] != '2' || forms->functions == NULL || mz_dictionary_find(forms->functions, text, 3) != NULL;
}

bool mz_flow_heal_codes(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                        mz_flow_tokens *healed)
{
    *healed = *tokens;
    healed->items = mz_arena_room(arena, tokens->count + 1, sizeof *healed->items);
    if (healed->items == NULL) return false;
    if (tokens->count > 0) memcpy(healed->items, tokens->items, tokens->count * sizeof *healed->items);
    for (size_t i = 0; i < healed->count; i++) {
        mz_flow_token *token = &healed->items[i];
        if (token->used || token->kind != MZ_FLOW_NUMBER || token->separator) continue;
        size_t length = strlen(token->text);
        if ((length != 4 && length != 6) || strspn(token->text, "0123456789") != length ||
            !mz_flow_begins_code(forms, token->text))
            continue;
        for (size_t n = i + 1; n < healed->count && n <= i + AHEAD && !healed->items[n].gap; n++) {
            mz_flow_token *rest = &healed->items[n];
            size_t more = strlen(rest->text);
            if (rest->used || rest->kind != MZ_FLOW_NUMBER || !rest->first ||
                strspn(rest->text, "0123456789") != more || (length + more != 5 && length + more != 7))
                continue;
            if (!mz_flow_join(arena, &token->text, rest->text)) return false;
            rest->used = true;
            break;
        }
    }
    return true;
}

static bool is_character(const mz_flow_token *token)
{
    const char *key = token->key;
    return !token->used && token->kind == MZ_FLOW_TEXT && key[0] != '\0' && key[1] != '\0' && key[2] != '\0' &&
           key[CHARACTER] == '\0';
}

/* Whether two characters, in this order, are the name of a total, or a word over a side or over the names. */
static bool is_word(const mz_flow_forms *forms, const mz_flow_token *left, const mz_flow_token *right)
{
    char key[2 * CHARACTER + 1];
    memcpy(key, left->key, CHARACTER);
    memcpy(key + CHARACTER, right->key, CHARACTER + 1);
    if (mz_flow_words_has(&forms->totals, key)) return true;
    const mz_flow_word *word = mz_flow_vocabulary_find(&forms->vocabulary, key);
    const unsigned kinds = MZ_FLOW_WORD_NAME | MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS;
    return word != NULL && (word->kinds & kinds) != 0;
}

/* Whether a token was put together of characters set apart: 收 入. */
static bool set_wide(const mz_flow_token *token)
{
    return token->kind == MZ_FLOW_TEXT && token->span.end - token->span.begin > strlen(token->text);
}

/* Puts the name of a total together that is set wide on one line: 收 入 总 计, of which the stream has two words. */
static bool join_wide(mz_arena *arena, const mz_flow_forms *forms, mz_flow_token *token, mz_flow_token *rest)
{
    if (rest->first || !set_wide(token) || !set_wide(rest)) return true;
    const char *key = mz_arena_printf(arena, "%s%s", token->key, rest->key);
    if (key == NULL) return false;
    if (!mz_flow_words_has(&forms->totals, key)) return true;
    token->key = key;
    token->text = mz_arena_printf(arena, "%s%s", token->text, rest->text);
    rest->used = true;
    return token->text != NULL;
}

/* The names of two columns of parts of codes on one line (类 款 项) are no word: the first speaks for both. */
static bool part_code_names(mz_arena *arena, const mz_flow_forms *forms, mz_flow_token *token)
{
    if (token->kind != MZ_FLOW_TEXT || token->span.end - token->span.begin <= 2 * CHARACTER) return true;
    if (strnlen(token->key, 2 * CHARACTER + 1) != 2 * CHARACTER || !set_wide(token)) return true;
    const char *first = mz_arena_copy(arena, token->key, CHARACTER);
    if (first == NULL) return false;
    const mz_flow_word *left = mz_flow_vocabulary_find(&forms->vocabulary, first),
                       *right = mz_flow_vocabulary_find(&forms->vocabulary, token->key + CHARACTER);
    if (left == NULL || right == NULL || (left->kinds & right->kinds & MZ_FLOW_WORD_CODE) == 0) return true;
    token->text = token->key = first;
    return true;
}

bool mz_flow_heal_totals(mz_arena *arena, const mz_flow_forms *forms, mz_flow_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        mz_flow_token *token = &tokens->items[i];
        if (!part_code_names(arena, forms, token)) return false;
        if (i + 1 < tokens->count && !join_wide(arena, forms, token, token + 1)) return false;
        if (!is_character(token)) continue;
        for (size_t n = i + 1; n < tokens->count && n <= i + BETWEEN; n++) {
            mz_flow_token *rest = &tokens->items[n];
            if (!is_character(rest)) continue;
            bool forward = is_word(forms, token, rest);
            if (!forward && !is_word(forms, rest, token)) continue;
            const mz_flow_token *left = forward ? token : rest, *right = forward ? rest : token;
            token->key = mz_arena_printf(arena, "%s%s", left->key, right->key);
            token->text = mz_arena_printf(arena, "%s%s", left->text, right->text);
            if (token->key == NULL || token->text == NULL) return false;
            rest->used = true;
            break;
        }
    }
    return true;
}
