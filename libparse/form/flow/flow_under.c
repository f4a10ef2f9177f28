/* flow_under.c - the header cells directly above a block of figures. */
#include "flow_under.h"

#include <string.h>

enum {
    PIECES = 6,     /* lines of a cell */
    KEY_BYTES = 180 /* of a cell */
};

/* The lowest header cell of each column, a key. */
static bool find_leaves(mz_arena *arena, const mz_flow_template *t, int32_t year,
                        const char *leaves[MZ_FLOW_MAX_COLUMNS])
{
    for (uint16_t c = 0; c < t->column_count; c++) {
        const char *path = mz_flow_with_year(arena, t->paths[c], year);
        if (path == NULL) return false;
        const char *leaf = strrchr(path, '/');
        leaf = leaf == NULL ? path : leaf + 1;
        leaves[c] = mz_text_key(arena, leaf, strlen(leaf));
        if (leaves[c] == NULL) return false;
    }
    return true;
}

/* The columns whose lowest cell is the words that end in front of token end; *begin receives the first of them. */
static uint32_t named(const mz_flow_template *t, const char *const *leaves, const mz_flow_tokens *tokens, size_t end,
                      size_t *begin)
{
    char key[KEY_BYTES];
    size_t at = sizeof key - 1;
    key[at] = '\0';
    for (size_t i = end; i > 0 && end - i < PIECES && tokens->items[i - 1].used; i--) {
        size_t length = strlen(tokens->items[i - 1].key);
        if (length > at) return 0;
        at -= length;
        memcpy(key + at, tokens->items[i - 1].key, length);
        uint32_t found = 0;
        for (uint16_t c = 0; c < t->column_count; c++)
            if (strcmp(leaves[c], key + at) == 0) found |= 1u << c;
        *begin = i - 1;
        if (found != 0 || tokens->items[i - 1].gap) return found;
    }
    return 0;
}

mz_status mz_flow_under(mz_arena *arena, const mz_flow_template *t, int32_t year, const mz_flow_tokens *tokens,
                        mz_flow_figure *figures, size_t count)
{
    const char *leaves[MZ_FLOW_MAX_COLUMNS];
    if (!find_leaves(arena, t, year, leaves)) return MZ_ERR_MEMORY;
    for (size_t f = 0; f < count; f++) {
        size_t place = figures[f].place;
        figures[f].under = 0;
        if (figures[f].token->gap) continue;
        if (f > 0 && figures[f - 1].place + 1 == place) {
            figures[f].under = figures[f - 1].under;
            continue;
        }
        uint32_t found = 1;
        for (size_t end = place, begin = place; found != 0; end = begin) {
            found = named(t, leaves, tokens, end, &begin);
            figures[f].under |= found;
            if (found != 0 && tokens->items[begin].gap) break;
        }
    }
    return MZ_OK;
}
