/* project_flow.c - finds the sheets of projects among the lines of flow text. */
#include <string.h>

#include "flow/flow_forms.h"
#include "project.h"

enum {
    LOOK = 14,     /* lines below a title among which the names of a sheet stand */
    FEWEST = 2,    /* of these */
    LOOK_PAGE = 6, /* lines at the top of a page, one of which goes on with the sheet */
    PROSE = 100,   /* bytes: cells have no lines so long behind the first value */
    LONGEST = 240,
    MOST_DIGITS = 3 /* of a page's number */
};

typedef struct finder {
    mz_reader *reader;
    mz_block *blocks;
    size_t count;
} finder;

/* Whether a line is the title of such a sheet: 项目绩效目标表, and not a heading (绩效目标). */
static bool is_title(const finder *f, const mz_block *block)
{
    enum { CHARACTER = 3 };
    const mz_catalogue *catalogue = f->reader->catalogue;
    char key[LONGEST + 1];
    if (block->kind != MZ_BLOCK_PARAGRAPH || block->length > LONGEST || block->length <= CHARACTER) return false;
    const char *last = block->text + block->length - CHARACTER; /* few lines end so: no more is asked of the others */
    const bool closed = last[CHARACTER - 1] == ')' || memcmp(last, "）", CHARACTER) == 0;
    if (!closed && (!mz_catalogue_may(catalogue, MZ_LIST_TITLE_TABLE, last, CHARACTER) ||
                    !mz_catalogue_word(catalogue, MZ_LIST_TITLE_TABLE, last, CHARACTER)))
        return false;
    size_t size = mz_text_key_into(block->text, block->length, key);
    const mz_form *form = mz_form_by_key(catalogue, key, size);
    if (form == NULL || (form->layout != MZ_LAYOUT_PERFORMANCE && form->layout != MZ_LAYOUT_DECLARATION)) return false;
    const char *bracket = closed ? strrchr(key, '(') : NULL;
    if (bracket != NULL) size = (size_t)(bracket - key);
    return size > CHARACTER && mz_catalogue_word(catalogue, MZ_LIST_TITLE_TABLE, key + size - CHARACTER, CHARACTER);
}

/* Whether a line is a name of a project's sheet, or begins with one and a blank or colon. */
static bool is_name(const finder *f, const mz_block *block)
{
    const mz_catalogue *catalogue = f->reader->catalogue;
    char key[MZ_PROJECT_NAME + 1];
    size_t length = strcspn(block->text, " :");
    const char *colon = strstr(block->text, "：");
    if (colon != NULL && (size_t)(colon - block->text) < length) length = (size_t)(colon - block->text);
    return mz_project_lists(catalogue, block->text, length, key) != 0 ||
           (length < block->length && mz_project_lists(catalogue, block->text, block->length, key) != 0) ||
           mz_indicator_field(catalogue, block->text, block->length) >= 0;
}

/* The number of a page: alone at its end, or with dashes or words around it. */
static bool is_page_mark(const finder *f, size_t b)
{
    const mz_block *block = &f->blocks[b];
    char key[MZ_PROJECT_NAME + 1], rest[MZ_PROJECT_NAME + 1];
    size_t size = 0;
    if (block->length > MZ_PROJECT_NAME) return false;
    const size_t length = mz_text_key_into(block->text, block->length, key);
    for (size_t at = 0; at < length; at++)
        if (!mz_is_digit(key[at]) && key[at] != ',') rest[size++] = key[at];
    rest[size] = '\0';
    const bool last = b + 1 == f->count || f->blocks[b + 1].span.page != block->span.page;
    if (size == 0) return last && block->span.page > 0 && length <= MOST_DIGITS;
    if (size == 2 && length > size && key[0] == '-' && key[length - 1] == '-') return true; /* - 4 - */
    return size < length && mz_flow_words_has(&f->reader->catalogue->flow->page_marks, rest);
}

/* Whether a page that begins with block b goes on with a sheet: names or values stand at its top. */
static bool goes_on(const finder *f, size_t b)
{
    const uint32_t page = f->blocks[b].span.page;
    for (size_t i = b; i < f->count && i < b + LOOK_PAGE && f->blocks[i].span.page == page; i++) {
        const mz_block *block = &f->blocks[i];
        if (block->kind != MZ_BLOCK_PARAGRAPH || is_title(f, block) || block->length > PROSE ||
            mz_form_numbered(block->text))
            return false;
        if (is_name(f, block) || mz_indicator_begins_value(block->text, block->length)) return true;
    }
    return false;
}

/* Whether the sheet ends before block b; values: one has been passed. */
static bool ends(const finder *f, size_t b, bool values)
{
    const mz_block *block = &f->blocks[b];
    if (block->kind != MZ_BLOCK_PARAGRAPH || is_title(f, block)) return true;
    if (block->span.page != f->blocks[b - 1].span.page) return !goes_on(f, b);
    if (!values) return false;
    if (block->length >= PROSE) return true;
    const size_t numeral = mz_numeral_size(block->text);
    return numeral > 0 && mz_form_numbered(block->text);
}

/* The block behind the sheet whose title is block b; b when there is none. */
static size_t sheet_end(const finder *f, size_t b)
{
    size_t names = 0, end = b + 1;
    for (size_t i = b + 1; names < FEWEST && i < f->count && i <= b + LOOK && !is_title(f, &f->blocks[i]); i++)
        names += f->blocks[i].kind == MZ_BLOCK_PARAGRAPH && is_name(f, &f->blocks[i]);
    if (names < FEWEST) return b;
    bool header = false, values = false;
    for (; end < f->count && !ends(f, end, values); end++) {
        const mz_block *block = &f->blocks[end];
        for (size_t at = 0, size; at < block->length; at += size + 1) { /* cells may share a line */
            size = strcspn(block->text + at, " ");
            const int field = mz_indicator_field(f->reader->catalogue, block->text + at, size);
            header = header || (field >= 0 && !mz_indicator_is_level(field, 1)); /* that is read with names above it */
            values = values || (header && mz_indicator_begins_value(block->text + at, size));
        }
    }
    return end;
}

/* Makes a grid of the lines [first, last), one row for each. */
static bool make_grid(const finder *f, size_t first, size_t last)
{
    mz_arena *arena = f->reader->scratch;
    mz_grid *grid = mz_arena_alloc(arena, sizeof *grid);
    mz_grid_row *rows = mz_arena_array(arena, last - first + 1, sizeof *rows);
    mz_grid_cell *cells = mz_arena_array(arena, last - first + 1, sizeof *cells);
    if (grid == NULL || rows == NULL || cells == NULL) return false;
    size_t count = 0;
    for (size_t b = first; b < last; b++) {
        mz_block *block = &f->blocks[b];
        block->furniture = true;
        if (is_page_mark(f, b)) continue;
        cells[count] = (mz_grid_cell){.text = block->text, .length = block->length, .width = 1, .span = block->span};
        rows[count] = (mz_grid_row){.cells = &cells[count], .count = 1, .span = block->span};
        count++;
    }
    if (count == 0) return true;
    *grid = (mz_grid){
        .rows = rows, .row_count = count, .columns = 1, .serialisation = MZ_SERIAL_FLOW, .span = rows[0].span};
    f->blocks[first].kind = MZ_BLOCK_GRID;
    f->blocks[first].text = "";
    f->blocks[first].length = 0;
    f->blocks[first].grid = grid;
    return true;
}

bool mz_project_find(mz_reader *reader)
{
    const finder f = {.reader = reader, .blocks = reader->layout->blocks, .count = reader->layout->count};
    for (size_t b = 0; b < f.count;) {
        const size_t end = is_title(&f, &f.blocks[b]) ? sheet_end(&f, b) : b;
        if (end > b && !make_grid(&f, b + 1, end)) return false;
        b = end > b ? end : b + 1;
    }
    return true;
}
