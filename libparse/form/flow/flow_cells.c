/* flow_cells.c - the cells of a known header among the tokens, each perhaps in pieces. */
#include "flow_cells.h"

#include <string.h>

enum { TRAIL = 6 }; /* tokens behind the last cell among which words of headers still belong to it */

static bool begins(const char *text, const char *word)
{
    while (*word != '\0')
        if (*text++ != *word++) return false;
    return true;
}

static void take_node(mz_flow_cells *c, size_t node, const char *key)
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
static void furniture_rest(mz_flow_cells *c, const char *key)
{
    c->rest = NULL;
    if (!mz_flow_words_may_begin(c->furniture, key)) return;
    for (size_t w = 0; w < c->furniture->count && c->rest == NULL; w++)
        if (begins(c->furniture->items[w], key) && c->furniture->items[w][strlen(key)] != '\0')
            c->rest = c->furniture->items[w] + strlen(key);
}

/* Whether key is (a piece of) a header cell; marks it. Pieces in hand first, then whole cells, then first pieces. */
static bool consume(mz_flow_cells *c, const char *key)
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

bool mz_flow_cells_find(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_template *t,
                        const mz_flow_tokens *tokens, size_t first, size_t end, int32_t year, mz_flow_cells *c)
{
    *c = (mz_flow_cells){.template = t, .furniture = &forms->furniture, .current = -1, .open = t->node_count};
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
        if (!consume(c, token->key)) continue;
        c->taken[i - first] = true;
        c->last = i + 1;
    }
    return c->open == 0;
}
