/* aligned.c - reads the tables of each page: from title to end, header and body, and on over the next page. */
#include "aligned.h"

#include <stdlib.h>
#include <string.h>

#include "aligned_codes.h"
#include "aligned_figures.h"
#include "aligned_heads.h"
#include "aligned_lines.h"
#include "aligned_running.h"

typedef struct reader {
    mz_arena *arena;
    mz_aligned_lines lines;
    mz_header_classify classify;
    const void *context;
    mz_aligned_tables *tables;
    bool open; /* the last table may go on */
    /* a title whose table has not begun before the page ends; no line when there is none */
    uint32_t pending;
} reader;

static const uint32_t NO_LINE = UINT32_MAX;

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

/* Whether a line is a header, as tables that list projects have one: words, of which several are known as heads. */
static bool is_header(const reader *r, uint32_t line)
{
    enum { FEWEST_KNOWN = 3 };
    size_t known = 0;
    for (size_t i = 0; i < mz_line_chunk_count(&r->lines, line); i++) {
        const mz_chunk *c = &mz_line_chunks(&r->lines, line)[i];
        if (c->kind != MZ_CHUNK_TEXT) return false;
        known += r->classify(r->context, c->text, c->length) != MZ_HEADER_UNKNOWN;
    }
    return known >= FEWEST_KNOWN;
}

/* Whether the title is that of a table of names and values, and line, the first below it, is no header. */
static bool has_pairs(const reader *r, uint32_t title, uint32_t line, uint32_t stop)
{
    const mz_chunk *c = mz_line_chunks(&r->lines, title);
    if (r->classify == NULL || r->classify(r->context, c->text, c->length) != MZ_HEADER_PAIRS) return false;
    return line == stop || !is_header(r, line);
}

/* Reads body lines [first, last) into table. header: what stands above them, NULL when a page goes on without one.
 * scratch: for the chunks on their way into rows. */
static bool place_body(reader *r, mz_arena *scratch, mz_aligned_table *table, uint32_t first, uint32_t last,
                       const mz_header *header)
{
    size_t total = r->lines.starts[last - r->lines.base] - r->lines.starts[first - r->lines.base], count = 0;
    mz_chunk *body = mz_arena_room(scratch, total + 1, sizeof *body);
    mz_placed_chunk *placed = mz_arena_array(scratch, total + 1, sizeof *placed);
    if (body == NULL || placed == NULL) return false;
    for (uint32_t line = first; line < last; line++) {
        if (mz_line_is_column_numbers(&r->lines, line)) continue;
        for (size_t i = 0; i < mz_line_chunk_count(&r->lines, line); i++)
            body[count++] = mz_line_chunks(&r->lines, line)[i];
    }
    if (!table->pairs && !mz_aligned_join_figures(r->arena, body, &count, &table->decimals)) return false;
    if (table->pairs) return mz_aligned_pairs_build(r->arena, body, count, &table->rows);
    mz_aligned_straighten_codes(body, count);
    mz_bands bands;
    if (!mz_bands_find(scratch, body, count, &bands)) return false;
    if (table->header.leaf_count == 0 && !headless(r, table, &bands)) return false;
    mz_bands_match(&bands, header != NULL ? header : &table->header, header != NULL ? NULL : &table->bands);
    const size_t kept = mz_aligned_place(&table->header, &bands, body, count, placed);
    table->bands = bands;
    return mz_aligned_rows_build(r->arena, placed, kept, table->header.sides, table->header.side_count, &table->rows);
}

static bool read_body(reader *r, mz_aligned_table *table, uint32_t first, uint32_t last, const mz_header *header)
{
    mz_arena *scratch = mz_arena_scratch(r->arena);
    const bool good = scratch != NULL && place_body(r, scratch, table, first, last, header);
    mz_arena_free(scratch);
    return good;
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

static bool read_header(reader *r, uint32_t first, uint32_t last, mz_header *header)
{
    const mz_heads_reader names = {r->classify, r->context, r->lines.wide};
    mz_chunk_list heads = {.items = NULL};
    for (uint32_t line = first; line < last; line++) {
        if (mz_line_is_column_numbers(&r->lines, line)) continue;
        for (size_t i = 0; i < mz_line_chunk_count(&r->lines, line); i++)
            if (!mz_heads_push(r->arena, &names, mz_line_chunks(&r->lines, line)[i], &heads)) return false;
    }
    return mz_header_build(r->arena, heads.items, heads.count, r->classify, r->context, header);
}

/* A table from its title to the line before stop; its captions or header begin at line from. */
static bool read_table(reader *r, uint32_t title, uint32_t from, uint32_t stop)
{
    mz_aligned_table *table =
        mz_arena_push(r->arena, &r->tables->items, &r->tables->count, &r->tables->capacity, sizeof *table);
    if (table == NULL) return false;
    *table = (mz_aligned_table){.title = title, .first = title + 1, .last = stop, .decimals = -1};
    uint32_t head = mz_lines_skip_blank(&r->lines, from, stop);
    while (head < stop && mz_line_is_caption(&r->lines, head)) head = mz_lines_skip_blank(&r->lines, head + 1, stop);
    table->head = head;
    table->pairs = has_pairs(r, title, head, stop);
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

/* Whether a line of several cells follows soon, before a title: what stands in front of it belongs to a table of names
 * and values, long as it may be. */
static bool pairs_go_on(const reader *r, uint32_t line, uint32_t last)
{
    enum { LOOK = 8, FEWEST_CELLS = 3 };
    for (int looked = 0; looked < LOOK; looked++) {
        line = mz_lines_skip_blank(&r->lines, line, last);
        if (line >= last || mz_line_is_title(&r->lines, line)) return false;
        size_t cells = 0;
        for (size_t i = 0; i < mz_line_chunk_count(&r->lines, line); i++)
            cells += i == 0 || mz_line_chunks(&r->lines, line)[i].x0 > mz_line_chunks(&r->lines, line)[i - 1].x1 + 1;
        if (cells >= FEWEST_CELLS) return true;
        line++;
    }
    return false;
}

/* The line, of those from first on, that ends a table; pairs: one of names and values. */
static uint32_t table_end(const reader *r, bool pairs, uint32_t first, uint32_t last)
{
    uint32_t stop = first;
    while (stop < last && (!mz_line_ends_table(&r->lines, stop, last) ||
                           (pairs && mz_line_reads_on(&r->lines, stop) && pairs_go_on(r, stop, last))))
        stop++;
    return mz_lines_before_headings(&r->lines, first, stop);
}

/* Whether the page begins with more of a table: a line of several chunks among its first few, before a title, a note or
 * a sentence. */
static bool goes_on(const reader *r, uint32_t line, uint32_t limit)
{
    enum { LOOK = 6 };
    if (r->tables->items[r->tables->count - 1].pairs) {
        line = mz_lines_skip_blank(&r->lines, line, limit);
        const bool ends = line < limit && mz_line_ends_table(&r->lines, line, limit);
        return line < limit && (!ends || mz_line_reads_on(&r->lines, line)) && pairs_go_on(r, line, limit);
    }
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

/* Whether nothing but captions stands between a title and the end of its page, at last. */
static bool ends_page(const reader *r, uint32_t title, uint32_t last)
{
    uint32_t line = mz_lines_skip_blank(&r->lines, title + 1, last);
    while (line < last && mz_line_is_caption(&r->lines, line)) line = mz_lines_skip_blank(&r->lines, line + 1, last);
    return line >= last;
}

/* Whether lines from line on begin a table whose title stands on the page before: a caption with the unit, or a header
 * and a row of figures. */
static bool begins_below(const reader *r, uint32_t line, uint32_t last)
{
    enum { LOOK = 6, LEAST_FIGURES = 2 };
    bool columns = false;
    for (int looked = 0; looked < LOOK; looked++) {
        line = mz_lines_skip_blank(&r->lines, line, last);
        if (line >= last || mz_line_is_title(&r->lines, line) || mz_line_ends_table(&r->lines, line, last))
            return false;
        const mz_chunk *c = mz_line_chunks(&r->lines, line);
        size_t count = mz_line_chunk_count(&r->lines, line);
        if (mz_line_is_caption(&r->lines, line) && mz_chunk_holds(&c[count - 1], "元")) return true;
        if (columns && count >= LEAST_FIGURES && c[count - 1].kind != MZ_CHUNK_TEXT) return true;
        columns = columns || (count >= LEAST_FIGURES && c[count - 1].kind == MZ_CHUNK_TEXT);
        line++;
    }
    return false;
}

static bool read_page(reader *r, const mz_aligned_page *page)
{
    uint32_t line = mz_lines_skip_blank(&r->lines, page->begin, page->end), pending = r->pending;
    r->pending = NO_LINE;
    if (r->open) line = mz_running_head_end(&r->lines, page, &r->tables->items[r->tables->count - 1].header);
    uint32_t last = mz_running_foot_begin(&r->lines, page);
    if (r->open && goes_on(r, line, last)) {
        mz_aligned_table *table = &r->tables->items[r->tables->count - 1];
        const uint32_t stop = table_end(r, table->pairs, line, last);
        table->last = stop;
        if (!read_more(r, table, line, stop)) return false;
        r->open = stop == last;
        line = stop;
    } else if (line < last) {
        r->open = false;
    }
    for (bool above = pending != NO_LINE && begins_below(r, line, last); line < last; above = false) {
        const bool title = !above && mz_line_is_title(&r->lines, line), parted = title && ends_page(r, line, last);
        if (parted) r->pending = line;
        if (!above && (!title || parted || !mz_line_starts_table(&r->lines, line, last))) {
            line++;
            continue;
        }
        const uint32_t stop = table_end(r, has_pairs(r, above ? pending : line, last, last), line + 1, last);
        if (!read_table(r, above ? pending : line, above ? line : line + 1, stop)) return false;
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

/* Bytes of the dashes at text. */
static size_t dashes(const char *text)
{
    size_t at = 0;
    while (text[at] == '-' || strncmp(text + at, "—", strlen("—")) == 0) at += text[at] == '-' ? 1 : strlen("—");
    return at;
}

/* The number of a page that stands alone on a line with a blank one beside it (12, - 12 -, 第 12 页, 12 / 30, 第 12 页
 * 共 30 页); 0 when it is none. */
static uint32_t page_number(const mz_text *text, uint32_t line)
{
    enum { LONGEST = 40, MOST_DIGITS = 3 };
    char key[LONGEST + 1];
    const mz_line *at = &text->lines[line];
    const char *words = at->text;
    size_t length = at->length;
    mz_trim(&words, &length);
    if (length == 0 || length > LONGEST) return 0;
    const bool apart = (line > 0 && mz_is_blank(at[-1].text, at[-1].length)) ||
                       (line + 1 < text->count && mz_is_blank(at[1].text, at[1].length));
    mz_text_key_into(words, length, key);
    const bool named = strncmp(key, "第", strlen("第")) == 0;
    const char *number = key + (named ? strlen("第") : dashes(key));
    const size_t digits = strspn(number, "0123456789");
    if (!apart || digits == 0 || digits > MOST_DIGITS) return 0;
    const char *behind = number + digits;
    if (named ? strncmp(behind, "页", strlen("页")) != 0 : *behind != '/' && behind[dashes(behind)] != '\0') return 0;
    return (uint32_t)strtoul(number, NULL, 10);
}

/* The line behind the page that line is on, at most last. In text without form feeds pages end with their numbers, each
 * one more than the one before; *number is that of the last page. */
static uint32_t page_end(const mz_text *text, uint32_t line, uint32_t last, uint32_t *number)
{
    uint32_t end = line;
    while (end < last && text->lines[end].page == text->lines[line].page) {
        const uint32_t found = text->lines[line].page == 0 ? page_number(text, end) : 0;
        end++;
        if (found == 0 || (*number > 0 && found != *number + 1)) continue;
        *number = found;
        break;
    }
    return end;
}

/* scratch: for the chunks of all lines. */
static bool read_pages(reader *r, mz_arena *scratch)
{
    const mz_text *text = r->lines.text;
    const uint32_t first = r->lines.base, last = r->lines.end;
    r->lines.starts = mz_arena_array(scratch, last - first + 1, sizeof *r->lines.starts);
    if (r->lines.starts == NULL ||
        !mz_chunks_of_lines(scratch, text, first, last, &r->lines.chunks, r->lines.starts, &r->lines.wide))
        return false;
    join_spaced(r);
    uint32_t number = 0; /* of the last page, in text without form feeds */
    mz_aligned_page page = {first, first, page_end(text, first, last, &number), 0};
    for (; page.begin < last; page = (mz_aligned_page){page.begin, page.end, page.next, 0}) {
        page.next = page_end(text, page.end, last, &number);
        if (!read_page(r, &page)) return false;
    }
    return true;
}

mz_status mz_aligned_read(mz_arena *arena, const mz_text *text, uint32_t first, uint32_t last,
                          mz_header_classify classify, const void *context, mz_aligned_tables *tables)
{
    reader r = {.arena = arena,
                .lines = {.text = text, .base = first, .end = last},
                .classify = classify,
                .context = context,
                .tables = tables,
                .pending = NO_LINE};
    mz_arena *scratch = mz_arena_scratch(arena);
    const bool good = scratch != NULL && read_pages(&r, scratch);
    mz_arena_free(scratch);
    return good ? MZ_OK : MZ_ERR_MEMORY;
}
