/* ranges.c - which lines the tables of the layout take. */
#include "narrative/narrative.h"

#include <string.h>

/* The full stops of a text, for lines that are asked for in their order: few have any. */
typedef struct full_stops {
    const char *next; /* the first one from the line that was asked for last; NULL at first */
    const char *end;
} full_stops;

static bool has_full_stop(full_stops *stops, const mz_line *line)
{
    if (stops->next == NULL || stops->next < line->text) {
        stops->next = mz_text_find(line->text, (size_t)(stops->end - line->text), "。");
        if (stops->next == NULL) stops->next = stops->end;
    }
    return stops->next < line->text + line->length;
}

/* Whether a line that was taken for a part of a table is a sentence about money all the same: 公务接待费2万元，... 。
 */
static bool is_sentence(const mz_block *block)
{
    return mz_text_holds(block->text, block->length, "。") && mz_text_holds(block->text, block->length, "万元") &&
           memchr(block->text, '\t', block->length) == NULL;
}

static bool is_blank(const mz_line *line)
{
    return mz_is_blank(line->text, line->length);
}

bool mz_narrative_tables(mz_arena *arena, const mz_text *text, const mz_layout *layout, mz_line_range **ranges,
                         size_t *count)
{
    /* A paragraph block is one line; every other line that is not blank belongs to a grid, a table or the page. */
    bool *running = mz_arena_array(arena, text->count + 1, sizeof *running);
    if (running == NULL) return false;
    uint32_t first = text->count > 0 ? text->lines[0].number : 1;
    full_stops stops = {.next = NULL};
    if (text->count > 0) stops.end = text->lines[text->count - 1].text + text->lines[text->count - 1].length;
    for (size_t i = 0; i < layout->count; i++) {
        const mz_block *block = &layout->blocks[i];
        uint32_t index = block->span.line - first;
        if (block->kind != MZ_BLOCK_PARAGRAPH || index >= text->count) continue;
        running[index] = !block->furniture || (has_full_stop(&stops, &text->lines[index]) && is_sentence(block));
    }
    size_t capacity = 0;
    for (size_t begin = 0, next; begin < text->count; begin = next + 1) {
        const bool *found = memchr(running + begin, true, text->count - begin);
        next = found == NULL ? text->count : (size_t)(found - running);
        size_t end = next;
        while (begin < end && is_blank(&text->lines[begin])) begin++;
        while (begin < end && is_blank(&text->lines[end - 1])) end--;
        if (begin == end) continue;
        mz_line_range *range = mz_arena_push(arena, ranges, count, &capacity, sizeof *range);
        if (range == NULL) return false;
        *range = (mz_line_range){.first = text->lines[begin].number, .last = text->lines[end - 1].number};
    }
    return true;
}
