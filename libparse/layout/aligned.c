/* aligned.c - reads the tables of each page: from title to end, header and body, and on over the next page. */
#include "aligned.h"

#include <stdlib.h>
#include <string.h>

#include "aligned_lines.h"
#include "aligned_running.h"

typedef struct reader {
    mz_arena *arena;
    mz_aligned_lines lines;
    mz_header_classify classify;
    const void *context;
    mz_aligned_tables *tables;
    bool open; /* the last table may go on */
} reader;

/* A column for every band when there is no header to go by. */
static bool headless(reader *r, mz_aligned_table *table, const mz_bands *bands)
{
    mz_chunk chunks[MZ_ALIGNED_MAX_COLUMNS];
    const char *nothing = r->lines.text->lines[table->title].text; /* of no length, but in the line that spans name */
    for (size_t b = 0; b < bands->count; b++)
        chunks[b] =
            (mz_chunk){.text = nothing, .x0 = bands->items[b].x0, .x1 = bands->items[b].x1, .line = table->title};
    return mz_header_build(r->arena, chunks, bands->count, NULL, NULL, &table->header);
}

/* Whether the title is that of a table of names and values. */
static bool has_pairs(const reader *r, uint32_t title)
{
    const mz_chunk *c = mz_line_chunks(&r->lines, title);
    return r->classify != NULL && r->classify(r->context, c->text, c->length) == MZ_HEADER_PAIRS;
}

/* The label column of a 合计 that stands centred across code and label columns, left of where the labels stand; -1 when
 * chunk is nothing like it. */
static int32_t total_label(const mz_aligned_table *table, const mz_bands *bands, const mz_chunk *chunk)
{
    if (chunk->kind != MZ_CHUNK_TEXT || !mz_aligned_total(chunk)) return -1;
    int32_t band = mz_bands_of(bands, chunk);
    if (band >= 0 && bands->items[band].leaf >= 0 &&
        mz_header_leaf(&table->header, (size_t)bands->items[band].leaf)->class != MZ_HEADER_CODE)
        return -1;
    for (size_t b = 0; b < bands->count; b++) {
        int32_t leaf = bands->items[b].leaf;
        if (leaf >= 0 && bands->items[b].x1 > chunk->x1 &&
            mz_header_leaf(&table->header, (size_t)leaf)->class == MZ_HEADER_LABEL)
            return leaf;
    }
    return -1;
}

/* Reads body lines [first, last) into table. header: what stands above them, NULL when a page goes on without one. */
static bool read_body(reader *r, mz_aligned_table *table, uint32_t first, uint32_t last, const mz_header *header)
{
    size_t total = r->lines.starts[last - r->lines.base] - r->lines.starts[first - r->lines.base], count = 0;
    mz_chunk *body = mz_arena_array(r->arena, total + 1, sizeof *body);
    mz_placed_chunk *placed = mz_arena_array(r->arena, total + 1, sizeof *placed);
    if (body == NULL || placed == NULL) return false;
    for (uint32_t line = first; line < last; line++) {
        if (mz_line_is_column_numbers(&r->lines, line)) continue;
        for (size_t i = 0; i < mz_line_chunk_count(&r->lines, line); i++)
            body[count++] = mz_line_chunks(&r->lines, line)[i];
    }
    if (table->pairs) return mz_aligned_pairs_build(r->arena, body, count, &table->bands, &table->rows);
    mz_bands bands;
    if (!mz_bands_find(r->arena, body, count, &bands)) return false;
    if (table->header.leaf_count == 0 && !headless(r, table, &bands)) return false;
    mz_bands_match(&bands, header != NULL ? header : &table->header, header != NULL ? NULL : &table->bands);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t total = total_label(table, &bands, &body[i]);
        if (total >= 0) {
            placed[kept++] = (mz_placed_chunk){body[i], (uint32_t)total, MZ_BAND_TEXT};
            continue;
        }
        int32_t band = mz_bands_of(&bands, &body[i]);
        if (band < 0 || bands.items[band].leaf < 0) continue;
        placed[kept++] = (mz_placed_chunk){body[i], (uint32_t)bands.items[band].leaf, bands.items[band].kind};
    }
    table->bands = bands;
    return mz_aligned_rows_build(r->arena, placed, kept, table->header.sides, table->header.side_count, &table->rows);
}

/* Whether line, below the header lines from first on, is the part of a column (其中：财政专户管理资金) and not of a
 * row: it stands alone, behind the heads of two columns or more. */
static bool heads_part(const reader *r, uint32_t first, uint32_t line)
{
    const mz_chunk *c = mz_line_chunks(&r->lines, line);
    size_t left = 0;
    if (mz_line_chunk_count(&r->lines, line) != 1 || c->kind != MZ_CHUNK_TEXT) return false;
    for (uint32_t above = first; above < line; above++)
        for (size_t i = 0; i < mz_line_chunk_count(&r->lines, above); i++)
            left += mz_line_chunks(&r->lines, above)[i].x1 <= c->x0;
    return left >= 2 && !mz_chunk_holds(c, "、") && mz_chunk_holds(c, "其中");
}

/* The first line of [first, last) that is neither blank nor header. */
static uint32_t body_begin(const reader *r, uint32_t first, uint32_t last)
{
    uint32_t line = first;
    while (line < last && (mz_line_chunk_count(&r->lines, line) == 0 || mz_line_is_column_numbers(&r->lines, line) ||
                           !mz_line_is_body(&r->lines, line) || heads_part(r, first, line)))
        line++;
    return line;
}

/* Bytes of the Chinese text before the blank or end at text; 0 when it is shorter than two characters, not Chinese or
 * a bracket, which belongs to what stands before: 因公出国 （境）费. */
static uint32_t header_word(const char *text, uint32_t length)
{
    uint32_t at = 0, characters = 0;
    if (length >= 3 && memcmp(text, "（", 3) == 0) return 0;
    for (; at < length && text[at] != ' '; at++) {
        if ((unsigned char)text[at] < 0x80) return 0;
        characters += ((unsigned char)text[at] & 0xC0) != 0x80;
    }
    return characters >= 2 ? at : 0;
}

/* Whether text is characters one blank apart that each name a column of codes: 类 款 项. */
static bool names_codes(const reader *r, const char *text, uint32_t length)
{
    bool all = r->classify != NULL && length % 4 == 3;
    for (uint32_t at = 0; all && at < length; at += 4)
        all = (at + 3 == length || text[at + 3] == ' ') && r->classify(r->context, text + at, 3) == MZ_HEADER_CODE;
    return all;
}

/* Appends chunk to heads; headers of narrow columns stand only one blank apart: 基本支出 项目支出 (but 项 目 is one).
 */
static size_t push_headers(const reader *r, mz_chunk chunk, mz_chunk *heads, size_t count, size_t room)
{
    bool codes = names_codes(r, chunk.text, chunk.length);
    for (;;) {
        uint32_t first = codes ? 3 : header_word(chunk.text, chunk.length), characters;
        bool split = first > 0 && first + 1 < chunk.length && count + 1 < room &&
                     (codes || header_word(chunk.text + first + 1, chunk.length - first - 1) > 0);
        if (!split) break;
        characters = r->lines.wide ? first / 3 * 2 : first / 3;
        heads[count] = chunk;
        heads[count].length = first;
        heads[count++].x1 = chunk.x0 + characters;
        chunk.text += first + 1;
        chunk.length -= first + 1;
        chunk.x0 += characters + 1;
    }
    heads[count++] = chunk;
    return count;
}

static bool read_header(reader *r, uint32_t first, uint32_t last, mz_header *header)
{
    enum { MAX_JOINED = 16 };
    size_t count = 0,
           room = (r->lines.starts[last - r->lines.base] - r->lines.starts[first - r->lines.base]) * MAX_JOINED + 1;
    mz_chunk *heads = mz_arena_array(r->arena, room, sizeof *heads);
    if (heads == NULL) return false;
    for (uint32_t line = first; line < last; line++) {
        if (mz_line_is_column_numbers(&r->lines, line)) continue;
        for (size_t i = 0; i < mz_line_chunk_count(&r->lines, line); i++) {
            size_t limit = count + MAX_JOINED;
            count = push_headers(r, mz_line_chunks(&r->lines, line)[i], heads, count, limit);
        }
    }
    return mz_header_build(r->arena, heads, count, r->classify, r->context, header);
}

/* A table from its title to the line before stop. */
static bool read_table(reader *r, uint32_t title, uint32_t stop)
{
    mz_aligned_table *table =
        mz_arena_push(r->arena, &r->tables->items, &r->tables->count, &r->tables->capacity, sizeof *table);
    if (table == NULL) return false;
    *table = (mz_aligned_table){.title = title, .first = title + 1, .last = stop};
    uint32_t head = mz_lines_skip_blank(&r->lines, title + 1, stop);
    while (head < stop && mz_line_is_caption(&r->lines, head)) head = mz_lines_skip_blank(&r->lines, head + 1, stop);
    table->head = head;
    table->pairs = has_pairs(r, title);
    if (table->pairs) return read_body(r, table, head, stop, NULL);
    uint32_t body = body_begin(r, head, stop);
    for (uint32_t up = body; up > head && body < stop; up--) {
        if (mz_line_chunk_count(&r->lines, up - 1) == 0) continue;
        if (!mz_line_is_early_label(&r->lines, up - 1, body, stop)) break;
        body = up - 1;
    }
    return read_header(r, head, body, &table->header) && read_body(r, table, body, stop, &table->header);
}

/* Whether two headers name the same columns. */
static bool same_columns(const mz_header *a, const mz_header *b)
{
    if (a->leaf_count != b->leaf_count) return false;
    for (size_t l = 0; l < a->leaf_count; l++)
        if (strcmp(mz_header_leaf(a, l)->text, mz_header_leaf(b, l)->text) != 0) return false;
    return true;
}

/* Whether most of what lines [first, last) print the header of table prints too. */
static bool repeats_header(const reader *r, const mz_aligned_table *table, uint32_t first, uint32_t last)
{
    size_t same = 0, total = 0;
    for (uint32_t line = first; line < last; line++) {
        for (size_t i = 0; i < mz_line_chunk_count(&r->lines, line) && !mz_line_is_column_numbers(&r->lines, line);
             i++) {
            const mz_chunk *c = &mz_line_chunks(&r->lines, line)[i];
            bool found = false;
            for (size_t h = 0; h < table->header.count && !found; h++)
                found = memmem(table->header.cells[h].text, strlen(table->header.cells[h].text), c->text, c->length) !=
                        NULL;
            same += found;
            total++;
        }
    }
    return total >= 2 && same * 3 >= total * 2;
}

/* Reads more of table from lines [first, last) of the next page, below its header when that is printed again. */
static bool read_more(reader *r, mz_aligned_table *table, uint32_t first, uint32_t last)
{
    uint32_t body = body_begin(r, first, last);
    if (table->pairs || body == first || !repeats_header(r, table, first, body))
        return read_body(r, table, first, last, NULL);
    mz_header again;
    if (!read_header(r, first, body, &again)) return false;
    return read_body(r, table, body, last, same_columns(&again, &table->header) ? &again : NULL);
}

/* Whether the page begins with more of a table: a line of several chunks among its first few, before a title, a note or
 * a sentence. */
static bool goes_on(const reader *r, uint32_t line, uint32_t limit)
{
    enum { LOOK = 6 };
    for (int looked = 0; looked < LOOK; looked++) {
        line = mz_lines_skip_blank(&r->lines, line, limit);
        if (line >= limit || mz_line_ends_table(&r->lines, line, limit) || mz_line_is_title(&r->lines, line))
            return false;
        if (mz_line_chunk_count(&r->lines, line) >= 2) return true;
        const mz_chunk *c = mz_line_chunks(&r->lines, line);
        if (c->x1 - c->x0 > 24 || mz_chunk_holds(c, "。")) return false;
        line++;
    }
    return false;
}

static bool read_page(reader *r, const mz_aligned_page *page)
{
    uint32_t line = mz_lines_skip_blank(&r->lines, page->begin, page->end);
    if (r->open) line = mz_running_head_end(&r->lines, page, &r->tables->items[r->tables->count - 1].header);
    uint32_t last = mz_running_foot_begin(&r->lines, page);
    if (r->open && goes_on(r, line, last)) {
        uint32_t stop = line;
        while (stop < last && !mz_line_ends_table(&r->lines, stop, last)) stop++;
        mz_aligned_table *table = &r->tables->items[r->tables->count - 1];
        table->last = stop;
        if (!read_more(r, table, line, stop)) return false;
        r->open = stop == last;
        line = stop;
    } else if (line < last) {
        r->open = false;
    }
    while (line < last) {
        if (!mz_line_is_title(&r->lines, line) || !mz_line_starts_table(&r->lines, line, last)) {
            line++;
            continue;
        }
        uint32_t stop = line + 1;
        while (stop < last && !mz_line_ends_table(&r->lines, stop, last)) stop++;
        if (!read_table(r, line, stop)) return false;
        r->open = stop == last;
        line = stop;
    }
    return true;
}

static bool is_character(const mz_chunk *chunk)
{
    return chunk->length == 3 && chunk->kind == MZ_CHUNK_TEXT && (unsigned char)chunk->text[0] >= 0xE3;
}

/* Whether two characters with a gap between them are one word: 收    入, 合    计. */
static bool is_spaced_word(const reader *r, const mz_chunk *left, const mz_chunk *right)
{
    enum { WIDEST_GAP = 12 };
    if (!is_character(left) || !is_character(right) || right->x0 - left->x1 > WIDEST_GAP) return false;
    char word[6];
    memcpy(word, left->text, 3);
    memcpy(word + 3, right->text, 3);
    const mz_chunk joined = {.text = word, .length = sizeof word};
    return mz_aligned_total(&joined) ||
           (r->classify != NULL && r->classify(r->context, word, sizeof word) != MZ_HEADER_UNKNOWN);
}

/* Joins the words that are printed with wide gaps, line by line; the chunks move up to close the gaps. */
static void join_spaced(reader *r)
{
    size_t kept = 0;
    for (uint32_t line = r->lines.base; line < r->lines.end; line++) {
        size_t i = r->lines.starts[line - r->lines.base], end = r->lines.starts[line - r->lines.base + 1], begin = kept;
        r->lines.starts[line - r->lines.base] = begin;
        for (; i < end; i++) {
            mz_chunk *last = kept > begin ? &r->lines.chunks.items[kept - 1] : NULL, *next = &r->lines.chunks.items[i];
            if (last != NULL && is_spaced_word(r, last, next)) {
                last->length = (uint32_t)(next->text + next->length - last->text);
                last->x1 = next->x1;
            } else {
                r->lines.chunks.items[kept++] = *next;
            }
        }
    }
    r->lines.starts[r->lines.end - r->lines.base] = r->lines.chunks.count = kept;
}

/* The line behind the page that line is on, at most last. */
static uint32_t page_end(const mz_text *text, uint32_t line, uint32_t last)
{
    uint32_t end = line;
    while (end < last && text->lines[end].page == text->lines[line].page) end++;
    return end;
}

mz_status mz_aligned_read(mz_arena *arena, const mz_text *text, uint32_t first, uint32_t last,
                          mz_header_classify classify, const void *context, mz_aligned_tables *tables)
{
    reader r = {.arena = arena,
                .lines = {.text = text, .base = first, .end = last},
                .classify = classify,
                .context = context,
                .tables = tables};
    r.lines.starts = mz_arena_array(arena, last - first + 1, sizeof *r.lines.starts);
    if (r.lines.starts == NULL) return MZ_ERR_MEMORY;
    if (!mz_chunks_of_lines(arena, text, first, last, &r.lines.chunks, r.lines.starts, &r.lines.wide))
        return MZ_ERR_MEMORY;
    join_spaced(&r);
    mz_aligned_page page = {first, first, page_end(text, first, last), 0};
    for (; page.begin < last; page = (mz_aligned_page){page.begin, page.end, page.next, 0}) {
        page.next = page_end(text, page.end, last);
        if (!read_page(&r, &page)) return MZ_ERR_MEMORY;
    }
    return MZ_OK;
}
