/* grid.c - blocks of a document: appending, trimming, spans. */
#include "grid.h"

void mz_trim_blanks(const char **text, size_t *length)
{
    const char *begin = *text, *end = begin + *length;
    for (size_t used = 1; begin < end && !mz_is_han_lead(*begin); begin += used)
        if (!mz_text_is_space(mz_text_char(begin, &used))) break;
    while (begin < end) {
        const char *last = end - 1;
        size_t used = 1;
        if ((*last > ' ' && *last < 0x7F) || (end - begin >= 3 && mz_is_han_lead(end[-3]))) break;
        while (last > begin && ((unsigned char)*last & 0xC0) == 0x80) last--;
        if (!mz_text_is_space(mz_text_char(last, &used))) break;
        end = last;
    }
    *text = begin;
    *length = (size_t)(end - begin);
}

static mz_block *push(mz_layout *layout)
{
    return mz_arena_push(layout->arena, &layout->blocks, &layout->count, &layout->capacity, sizeof *layout->blocks);
}

/* Makes room for so many blocks more. */
static bool reserve(mz_layout *layout, size_t more)
{
    while (layout->capacity - layout->count < more)
        if (!mz_arena_grow(layout->arena, &layout->blocks, layout->count, &layout->capacity, sizeof *layout->blocks))
            return false;
    return true;
}

/* Appends a paragraph that there is room for, unless the line is blank. */
static inline bool put_paragraph(mz_layout *layout, const mz_line *line)
{
    const char *text = line->text;
    size_t length = line->length;
    mz_trim(&text, &length);
    if (length == 0) return true;
    if (text[length] != '\0' && (text = mz_arena_copy(layout->arena, text, length)) == NULL) return false;
    layout->blocks[layout->count++] = (mz_block){.kind = MZ_BLOCK_PARAGRAPH,
                                                 .text = text,
                                                 .length = (uint32_t)length,
                                                 .span = mz_line_span(line, line->text, line->length)};
    return true;
}

bool mz_layout_paragraph(mz_layout *layout, const mz_line *line)
{
    return reserve(layout, 1) && put_paragraph(layout, line);
}

bool mz_layout_paragraphs(mz_layout *layout, const mz_text *text, size_t begin, size_t end)
{
    if (!reserve(layout, end - begin)) return false;
    for (size_t l = begin; l < end; l++)
        if (!put_paragraph(layout, &text->lines[l])) return false;
    return true;
}

bool mz_layout_cell_paragraph(mz_layout *layout, const mz_grid_cell *cell)
{
    mz_block *block = push(layout);
    if (block == NULL) return false;
    const char *text = mz_arena_copy(layout->arena, cell->text, cell->length);
    *block = (mz_block){.kind = MZ_BLOCK_PARAGRAPH, .text = text, .length = cell->length, .span = cell->span};
    return text != NULL;
}

bool mz_layout_grid(mz_layout *layout, mz_grid *grid)
{
    if (grid->row_count == 0) return true;
    for (size_t r = 0, known = grid->columns; known == 0 && r < grid->row_count; r++) {
        for (uint32_t c = 0; c < grid->rows[r].count; c++) {
            const mz_grid_cell *cell = &grid->rows[r].cells[c];
            uint32_t end = cell->column + (cell->width > 0 ? cell->width : 1u);
            if (end > grid->columns) grid->columns = (uint16_t)(end < UINT16_MAX ? end : UINT16_MAX);
        }
    }
    grid->span = grid->rows[0].span;
    mz_block *block = push(layout);
    if (block == NULL) return false;
    *block = (mz_block){.kind = MZ_BLOCK_GRID, .text = "", .span = grid->span, .grid = grid};
    return true;
}
