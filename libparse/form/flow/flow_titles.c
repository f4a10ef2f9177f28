/* flow_titles.c - titles behind their tables: moved to the top of their pages. */
#include "flow_titles.h"

#include <string.h>

#include "flow_build.h"

enum {
    TOP_LINES = 4, /* of a page, that may name the unit of its table or whose it is */
    LONGEST = 1024 /* bytes of a line of cells, blanks between them included */
};

/* Whether a line names the unit of a table: 单位：万元 at its end. */
static bool names_unit(const char *key)
{
    const char *colon = strrchr(key, ':');
    return colon != NULL && mz_text_unit(colon + 1) != MZ_UNIT_NONE;
}

/* Whether a line says whose the table is: 编制单位：with a name. */
static bool names_owner(const mz_flow_roles *roles, const char *key)
{
    return mz_flow_words_begin(&roles->forms->meta, key) && strchr(key, ':') != NULL;
}

/* The line of lines [first, last), a page, that is the title of the table above it: what is printed once above a table,
 * its unit or whose it is, stands at the top of the page and not again behind the title. last when none is. */
static size_t title_behind(const mz_flow_roles *roles, const mz_text *text, size_t first, size_t last)
{
    size_t title = last, seen = 0;
    bool unit = false, owner = false;
    for (size_t l = first; l < last; l++) {
        char key[LONGEST + 1];
        const mz_line *line = &text->lines[l];
        if (mz_flow_blank_line(line)) continue;
        if (line->length >= sizeof key || (++seen > TOP_LINES && !unit && !owner)) return last;
        mz_text_key_into(line->text, line->length, key);
        bool names = names_unit(key), owns = !names && names_owner(roles, key);
        mz_flow_role role = names || owns ? MZ_FLOW_LINE_PLAIN : mz_flow_role_of(roles, key);
        bool is_title = role == MZ_FLOW_LINE_TITLE;
        if (role == MZ_FLOW_LINE_END || (names && unit) || (owns && owner)) return last;
        if (is_title && ((!unit && !owner) || title < last)) return last;
        unit = unit || names;
        owner = owner || owns;
        if (is_title) title = l;
    }
    return title;
}

static size_t page_end(const mz_text *text, size_t first)
{
    size_t last = first;
    while (last < text->count && text->lines[last].page == text->lines[first].page) last++;
    return last;
}

/* Moves line at to first; those between go one down. */
static void move(mz_line *lines, size_t at, size_t first)
{
    const mz_line title = lines[at];
    memmove(&lines[first + 1], &lines[first], (at - first) * sizeof *lines);
    lines[first] = title;
}

/* A copy of lines, whose texts follow each other in one buffer as those of every mz_text do. */
static const mz_text *copy(mz_arena *arena, const mz_text *text, const mz_line *lines)
{
    size_t size = 0;
    for (size_t l = 0; l < text->count; l++) size += lines[l].length + 1u;
    mz_text *moved = mz_arena_alloc(arena, sizeof *moved);
    mz_line *own = mz_arena_array(arena, text->count, sizeof *own);
    char *at = mz_arena_alloc(arena, size + 1);
    if (moved == NULL || own == NULL || at == NULL) return NULL;
    for (size_t l = 0; l < text->count; l++) {
        own[l] = lines[l];
        own[l].text = at;
        memcpy(at, lines[l].text, lines[l].length);
        at += lines[l].length;
        *at++ = '\0';
    }
    *moved = *text;
    moved->lines = own;
    return moved;
}

mz_status mz_flow_titles_first(mz_arena *arena, const mz_flow_roles *roles, const mz_text *text, const mz_text **result)
{
    mz_line *lines = NULL;
    *result = text;
    for (size_t first = 0, last; text->pages > 0 && first < text->count; first = last) {
        last = page_end(text, first);
        size_t title = title_behind(roles, text, first, last);
        if (title == last) continue;
        if (lines == NULL) {
            lines = mz_arena_array(arena, text->count, sizeof *lines);
            if (lines == NULL) return MZ_ERR_MEMORY;
            memcpy(lines, text->lines, text->count * sizeof *lines);
        }
        move(lines, title, first);
    }
    if (lines != NULL) *result = copy(arena, text, lines);
    return *result == NULL ? MZ_ERR_MEMORY : MZ_OK;
}
