/* paragraph.c - joins lines to paragraphs: a sentence may be broken anywhere, even between a figure and its unit. */
#include "narrative/paragraph.h"

#include <string.h>

#include "narrative/paragraph_line.h"

enum {
    LONGEST_WRAPPED = 200, /* columns; a text with longer lines is not broken at the page width */
    LONGEST_HEADING = 180, /* bytes */
    LONGEST_PARAGRAPH = 64 * 1024,
    MOST_USE_LINES = 40
};

static bool in_table(mz_paragraph_reader *reader, uint32_t index)
{
    uint32_t number = reader->text->lines[index].number;
    while (reader->next_table < reader->table_count && reader->tables[reader->next_table].last < number)
        reader->next_table++;
    return reader->next_table < reader->table_count && reader->tables[reader->next_table].first <= number;
}

/* The index of the line behind the table that a line is in, as in_table has found. */
static uint32_t table_end(const mz_paragraph_reader *reader)
{
    uint32_t end = reader->tables[reader->next_table].last - reader->text->lines[0].number + 1;
    return end < reader->text->count ? end : (uint32_t)reader->text->count;
}

/* The width at which most long lines end, or UINT32_MAX when the source does not break lines. */
static uint32_t full_width(mz_paragraph_reader *reader)
{
    uint32_t histogram[LONGEST_WRAPPED + 1] = {0};
    for (uint32_t i = 0; i < reader->text->count; i++) {
        if (in_table(reader, i)) {
            i = table_end(reader) - 1;
            continue;
        }
        mz_line_piece part = mz_line_trimmed(&reader->text->lines[i]);
        uint32_t width = mz_width_of(part.text, part.length);
        if (width > LONGEST_WRAPPED) {
            reader->next_table = 0;
            return UINT32_MAX;
        }
        histogram[width]++;
    }
    reader->next_table = 0;
    uint32_t best = UINT32_MAX, most = 3;
    for (uint32_t width = LONGEST_WRAPPED; width >= 40; width--) {
        uint32_t near = 0;
        for (uint32_t w = width; w > width - 6; w--) near += histogram[w];
        if (near <= most) continue;
        most = near;
        best = width;
    }
    return best;
}

void mz_paragraph_start(mz_paragraph_reader *reader, mz_arena *arena, const mz_words *words, const mz_text *text,
                        const mz_line_range *tables, size_t table_count)
{
    *reader = (mz_paragraph_reader){
        .arena = arena, .words = words, .text = text, .tables = tables, .table_count = table_count};
    reader->tab = text->count > 0 ? text->lines[0].text : "";
    reader->full = full_width(reader);
    reader->paragraph.wrapped = reader->full != UINT32_MAX;
}

static uint8_t heading_depth(mz_paragraph_reader *reader, const char *text, size_t length, uint8_t *style)
{
    size_t number = mz_list_number(text, length, style);
    if (number == 0) *style = 0;
    if (length > LONGEST_HEADING || *style == 5) return 0;
    size_t end = length;
    bool stop = end >= 3 && memcmp(text + end - 3, "。", 3) == 0;
    if (stop) end -= 3;
    if (end < number || mz_has_sentence_marks(text + number, end - number)) return 0;
    bool tail = mz_words_suffix(reader->words, MZ_WORDS_HEADING_TAIL, text, end) != NULL;
    if (number == 0) return tail && !stop && length <= 90 ? 1 : 0;
    return stop && !tail ? 0 : *style;
}

/* 目    录 on a line of its own. */
static bool is_contents_title(const mz_words *words, const mz_line_piece *part)
{
    char squeezed[32];
    size_t length = 0;
    if ((mz_words_classes(words, part->text, part->length) >> MZ_WORDS_CONTENTS & 1u) == 0) return false;
    for (size_t i = 0; i < part->length;) {
        size_t blank = mz_blank_size(part->text + i, part->length - i);
        if (blank == 0 && length == sizeof squeezed) return false;
        if (blank == 0) squeezed[length++] = part->text[i];
        i += blank > 0 ? blank : 1;
    }
    const mz_word *word = mz_words_prefix(words, MZ_WORDS_CONTENTS, squeezed, length);
    return word != NULL && word->length == length;
}

/* Whether the text ends inside the name of a subject: a part of it stands behind its first or second level
 * (（类）…（款）…).
 */
static bool ends_inside_path(const mz_paragraph_reader *reader)
{
    enum { LEVELS = 3 };
    const mz_paragraph *p = &reader->paragraph;
    size_t levels = 0, behind = 0;
    for (size_t i = 0; (i = mz_words_next(reader->words, 1u << MZ_WORDS_LEVEL, p->text, p->length, i)) < p->length;
         i += mz_character_size(p->text[i])) {
        const mz_word *level = mz_words_prefix(reader->words, MZ_WORDS_LEVEL, p->text + i, p->length - i);
        if (level == NULL) continue;
        levels++;
        behind = i + level->length;
    }
    return levels > 0 && levels < LEVELS && behind < p->length;
}

/* Whether a quotation or the name of a subject with its levels (“…（类）…（款） / （项）”) goes on behind the text. */
static bool is_open(const mz_paragraph_reader *reader, const mz_line_piece *next)
{
    const mz_paragraph *p = &reader->paragraph;
    if (mz_words_prefix(reader->words, MZ_WORDS_LEVEL, next->text, next->length) != NULL || ends_inside_path(reader))
        return true;
    for (size_t i = p->length; i >= 3; i--) {
        if (memcmp(p->text + i - 3, "”", 3) == 0) return false;
        if (memcmp(p->text + i - 3, "“", 3) == 0) return true;
    }
    return false;
}

/* Whether the line break stands in front of an amount of money, or inside it: no paragraph begins so. */
static bool parts_amount(const mz_paragraph_reader *reader, const mz_line_piece *next)
{
    const mz_paragraph *p = &reader->paragraph;
    size_t digits = strspn(next->text, "0123456789,.");
    if (digits == 0 && !mz_is_digit(p->text[p->length - 1])) return false;
    if (digits > 0 && memchr(next->text, '.', digits) == NULL) return false;
    size_t unit = digits + (digits < next->length && next->text[digits] == ' ');
    return unit < next->length && mz_words_unit(reader->words, next->text + unit, next->length - unit) != NULL;
}

/* Whether the text only leads to what follows: 具体情况如下： */
static bool ends_with_colon(const mz_paragraph *p)
{
    static const char wide[] = "：";
    const size_t size = strlen(wide);
    return p->text[p->length - 1] == ':' || (p->length >= size && memcmp(p->text + p->length - size, wide, size) == 0);
}

/* Whether the next line carries on the paragraph. */
static bool joins(mz_paragraph_reader *reader, const mz_line_piece *last, uint32_t lines, const mz_line_piece *next)
{
    mz_paragraph *p = &reader->paragraph;
    if (p->length == 0) return true;
    if (mz_begins_with_closing(next->text, next->length)) return true;
    uint8_t style = 0;
    if (is_contents_title(reader->words, next)) return false;
    if (parts_amount(reader, next) && !mz_ends_sentence(p->text, p->length)) return true;
    if (mz_list_number(next->text, next->length, &style) > 0) return false;
    if (mz_ends_sentence(p->text, p->length)) /* a full stop at the very end of a full line ends no paragraph */
        return reader->full != UINT32_MAX &&
               mz_width_of(last->text, last->length) + (uint32_t)last->begin + 3 >= reader->full && next->begin == 0 &&
               (mz_has_sentence_marks(next->text, next->length) ||
                mz_width_of(next->text, next->length) > reader->full / 2);
    size_t number = mz_list_number(p->text, p->length, &style);
    if (number == p->length) return true;
    const bool measured = reader->full != UINT32_MAX;
    const bool full = measured && mz_width_of(last->text, last->length) >= reader->full - reader->full / 7;
    if (measured && !full && next->begin > 0 && ends_with_colon(p)) return false; /* an indented line opens one */
    if (p->length > LONGEST_HEADING || mz_has_sentence_marks(p->text + number, p->length - number)) return true;
    if (is_open(reader, next)) return true;
    if (lines == 1 && !full) return number == 0 && mz_is_digit(p->text[p->length - 1]) && measured;
    return full;
}

/* Whether a line on another page than the one before is a heading there: it is short and no end of a sentence. */
static bool heads_page(const mz_paragraph_reader *reader, uint32_t before, uint32_t index, const mz_line_piece *part)
{
    const mz_line *lines = reader->text->lines;
    if (reader->full == UINT32_MAX || lines[before].page == lines[index].page) return false;
    const uint32_t width = mz_width_of(part->text, part->length);
    if (width < reader->full / 8 || width > reader->full / 2 || mz_has_sentence_marks(part->text, part->length))
        return false;
    while (++index < reader->text->count && lines[index].length == 0) continue;
    if (index >= reader->text->count) return true;
    const mz_line_piece next = mz_line_trimmed(&lines[index]);
    return !mz_begins_with_closing(next.text, next.length);
}

/* The cell that says what a project's money is for, when one starts here; its lines up to the next label. */
static const mz_paragraph *use_of_funds(mz_paragraph_reader *reader)
{
    reader->paragraph.use_of_funds = true;
    for (unsigned taken = 0; reader->next < reader->text->count && taken < MOST_USE_LINES; reader->next++) {
        if (!in_table(reader, reader->next)) break;
        const mz_line *line = &reader->text->lines[reader->next];
        mz_line_piece part = mz_line_trimmed(line);
        if (part.length == 0) continue;
        if (mz_words_find(reader->words, MZ_WORDS_USE_END, part.text, part.length, NULL) != NULL) break;
        if (reader->paragraph.length == 0) reader->paragraph.first = reader->next;
        if (!mz_paragraph_append(reader, reader->next, &part)) return NULL;
        taken++;
    }
    return reader->paragraph.length > 0 ? &reader->paragraph : NULL;
}

/* Whether a line has a tab. Lines are asked for in their order, and few outside the tables have any. */
static bool has_tab(mz_paragraph_reader *reader, const mz_line *line)
{
    const mz_line *last = &reader->text->lines[reader->text->count - 1];
    const char *end = last->text + last->length;
    if (reader->tab <= line->text) {
        reader->tab = memchr(line->text, '\t', (size_t)(end - line->text));
        if (reader->tab == NULL) reader->tab = end;
    }
    return reader->tab < line->text + line->length;
}

static bool is_content(mz_paragraph_reader *reader, uint32_t index, const mz_line_piece *part)
{
    const mz_line *line = &reader->text->lines[index];
    if (part->length == 0) return false;
    if (mz_is_contents_entry(part)) {
        reader->paragraph.after_entries = true;
        return false;
    }
    return !(has_tab(reader, line) && mz_is_grid_line(line, part)) && !mz_is_page_line(reader->text, index, part);
}

/* Moves behind the first line of the present table that begins a use-of-funds cell, or behind the table; whether there
 * is such a line. */
static bool skip_to_use(mz_paragraph_reader *reader)
{
    const mz_line *lines = reader->text->lines;
    const uint32_t end = table_end(reader);
    const char *begin = lines[reader->next].text;
    size_t length = (size_t)(lines[end - 1].text + lines[end - 1].length - begin), at = 0;
    bool found = mz_words_find(reader->words, MZ_WORDS_USE_BEGIN, begin, length, &at) != NULL;
    if (!found) reader->next = end;
    while (reader->next < end && lines[reader->next].text <= begin + at) reader->next++;
    return found;
}

/* Moves to the next line of running text; true when the line is inside a table and begins a use-of-funds cell. */
static bool skip_to_text(mz_paragraph_reader *reader)
{
    while (reader->next < reader->text->count) {
        if (in_table(reader, reader->next)) {
            reader->paragraph.after_table = true;
            if (skip_to_use(reader)) return true;
            continue;
        }
        mz_line_piece part = mz_line_trimmed(&reader->text->lines[reader->next]);
        if (is_content(reader, reader->next, &part)) return false;
        reader->next++;
    }
    return false;
}

const mz_paragraph *mz_paragraph_next(mz_paragraph_reader *reader)
{
    mz_paragraph *p = &reader->paragraph;
    p->length = p->piece_count = 0;
    p->use_of_funds = p->after_table = p->after_entries = false;
    p->depth = p->list_style = 0;
    while (skip_to_text(reader))
        if (use_of_funds(reader) != NULL || mz_arena_exhausted(reader->arena)) break;
    if (mz_arena_exhausted(reader->arena)) return NULL;
    if (p->use_of_funds && p->length > 0) return p;
    p->use_of_funds = false;
    uint32_t lines = 0, before = 0;
    mz_line_piece last = {0};
    p->first = reader->next;
    for (; reader->next < reader->text->count && p->length < LONGEST_PARAGRAPH; reader->next++) {
        if (in_table(reader, reader->next)) break;
        mz_line_piece part = mz_line_trimmed(&reader->text->lines[reader->next]);
        if (!is_content(reader, reader->next, &part)) continue;
        if (!joins(reader, &last, lines, &part)) break;
        if (lines > 0 && heads_page(reader, before, reader->next, &part)) break;
        if (!mz_paragraph_append(reader, reader->next, &part)) return NULL;
        last = part;
        before = reader->next;
        lines++;
    }
    if (lines == 0) return NULL;
    p->depth = heading_depth(reader, p->text, p->length, &p->list_style);
    return p;
}

static size_t piece_at(const mz_paragraph *paragraph, size_t offset)
{
    size_t low = 0, high = paragraph->piece_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (paragraph->pieces[middle].at <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

mz_span mz_paragraph_span(const mz_paragraph *paragraph, const mz_text *text, size_t begin, size_t end)
{
    if (paragraph->piece_count == 0) return (mz_span){0};
    const mz_piece *first = &paragraph->pieces[piece_at(paragraph, begin)];
    const mz_piece *last = &paragraph->pieces[piece_at(paragraph, end > begin ? end - 1 : begin)];
    const mz_line *line = &text->lines[first->line], *last_line = &text->lines[last->line];
    uint32_t behind = (uint32_t)(end - last->at);
    /* a folded character has a piece of its own and is wider in the source */
    if (end > begin && behind == 1 && (unsigned char)last_line->text[last->byte] >= 0x80)
        behind = (uint32_t)mz_character_size(last_line->text[last->byte]);
    return (mz_span){.line = line->number,
                     .page = line->page,
                     .begin = line->offset + first->byte + (uint32_t)(begin - first->at),
                     .end = last_line->offset + last->byte + behind};
}

bool mz_paragraph_breaks_at(const mz_paragraph *paragraph, size_t offset)
{
    if (offset >= paragraph->length) return true;
    size_t index = piece_at(paragraph, offset);
    return paragraph->pieces[index].at == offset && index > 0 &&
           paragraph->pieces[index - 1].line != paragraph->pieces[index].line;
}
