/* aligned.c - where the tables of a page begin and end, and which of their lines are header and body. */
#include "aligned.h"

#include <stdlib.h>
#include <string.h>

/* Titles that do not end as titles do stand at least so far from the left; running text is at least so wide. */
enum { LEAST_INDENT = 8, LEAST_PROSE = 30 };

typedef struct reader {
    mz_arena *arena;
    const mz_text *text;
    mz_header_classify classify;
    const void *context;
    mz_aligned_tables *tables;
    mz_chunk_list chunks; /* of the lines read so far */
    size_t *starts;       /* chunks of line i: [starts[i - base], starts[i - base + 1]) */
    uint32_t base, end;
    bool wide; /* Chinese characters take two columns */
    bool open; /* the last table may go on */
} reader;

static size_t chunk_count(const reader *r, uint32_t line)
{
    return r->starts[line - r->base + 1] - r->starts[line - r->base];
}

static const mz_chunk *chunks_of(const reader *r, uint32_t line)
{
    return r->chunks.items + r->starts[line - r->base];
}

static bool begins(const mz_chunk *chunk, const char *what)
{
    size_t n = strlen(what);
    return chunk->length >= n && memcmp(chunk->text, what, n) == 0;
}

static bool ends(const mz_chunk *chunk, const char *what)
{
    size_t n = strlen(what);
    return chunk->length >= n && memcmp(chunk->text + chunk->length - n, what, n) == 0;
}

static bool holds(const mz_chunk *chunk, const char *what)
{
    return memmem(chunk->text, chunk->length, what, strlen(what)) != NULL;
}

/* The first line from line on that is not blank, at most limit. */
static uint32_t skip_blank(const reader *r, uint32_t line, uint32_t limit)
{
    while (line < limit && chunk_count(r, line) == 0) line++;
    return line;
}

static bool names_unit(const mz_chunk *chunk)
{
    static const char *const names[] = {"单位：", "单位:", "部门：", "部门:", "时间：", "时间:", "年度：", "年度:"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (holds(chunk, names[i])) return true;
    return false;
}

/* Lines between title and header that say who, which year, which unit. */
static bool is_caption(const reader *r, uint32_t line)
{
    for (size_t i = 0; i < chunk_count(r, line); i++)
        if (names_unit(&chunks_of(r, line)[i])) return true;
    const mz_chunk *c = chunks_of(r, line);
    return chunk_count(r, line) == 1 && (begins(c, "公开") || ends(c, "年度") || begins(c, "表")) && c->x1 - c->x0 < 12;
}

/* A line that stands alone and is no sentence; entries of a contents page carry dots or a page number. */
static bool stands_alone(const reader *r, uint32_t line)
{
    if (chunk_count(r, line) != 1) return false;
    const mz_chunk *c = chunks_of(r, line);
    if (c->x1 - c->x0 > 60 || c->x1 - c->x0 < 4) return false;
    return !holds(c, "。") && !holds(c, "，") && !holds(c, "...") && !holds(c, "…") && !holds(c, "：");
}

/* Ends in 表, as table titles do, or stands over the line of captions that names the unit. */
static bool looks_like_title(const reader *r, uint32_t line)
{
    if (!stands_alone(r, line)) return false;
    const mz_chunk *c = chunks_of(r, line);
    if (ends(c, "表") || ends(c, "表）") || ends(c, "表)")) return true;
    uint32_t below = line + 1;
    if (c->x0 < LEAST_INDENT || is_caption(r, line) || below >= r->end || chunk_count(r, below) == 0) return false;
    if (r->text->lines[below].page != r->text->lines[line].page) return false;
    const mz_chunk *last = &chunks_of(r, below)[chunk_count(r, below) - 1];
    return is_caption(r, below) && (holds(last, "单位：") || holds(last, "单位:")) && holds(last, "元");
}

/* Whether line has a gap as between columns. */
static bool has_gap(const reader *r, uint32_t line)
{
    const mz_chunk *c = chunks_of(r, line);
    for (size_t i = 1; i < chunk_count(r, line); i++)
        if (c[i].x0 - c[i - 1].x1 > 1) return true;
    return false;
}

/* Whether a table begins under title: soon a caption with the unit, or a line of several chunks, before another title.
 */
static bool starts_table(const reader *r, uint32_t title, uint32_t limit)
{
    uint32_t line = title + 1;
    for (int looked = 0; looked < 4; looked++, line++) {
        line = skip_blank(r, line, limit);
        if (line >= limit || looks_like_title(r, line)) return false;
        if (is_caption(r, line)) return true;
        if (has_gap(r, line)) return true;
    }
    return false;
}

/* Whether line reads as running text: its chunks stand no gap apart, and it has the marks of a sentence. */
static bool is_prose(const reader *r, uint32_t line)
{
    static const char *const marks[] = {"，", "。", "；", "：", "、"};
    const mz_chunk *c = chunks_of(r, line);
    size_t count = chunk_count(r, line);
    bool marked = false;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && c[i].x0 - c[i - 1].x1 > 1) return false;
        for (size_t m = 0; m < sizeof marks / sizeof *marks && c[i].kind == MZ_CHUNK_TEXT; m++)
            marked = marked || holds(&c[i], marks[m]);
    }
    return marked && count > 0 && c[count - 1].x1 - c[0].x0 > LEAST_PROSE;
}

/* A note under a table, or the beginning of something else. */
static bool ends_table(const reader *r, uint32_t line, uint32_t limit)
{
    if (chunk_count(r, line) == 0) return false;
    const mz_chunk *c = chunks_of(r, line);
    static const char *const notes[] = {"注：", "注:", "注1", "说明：", "说明:", "备注：", "备注:"};
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (begins(c, notes[i])) return true;
    if (looks_like_title(r, line) && starts_table(r, line, limit)) return true;
    if (is_prose(r, line)) return true;
    return chunk_count(r, line) == 1 && begins(c, "第") && holds(c, "部分");
}

/* The row of column numbers: 栏次 1 2 3 ... */
static bool is_column_numbers(const reader *r, uint32_t line)
{
    const mz_chunk *c = chunks_of(r, line);
    size_t count = chunk_count(r, line), digits = 0;
    for (size_t i = 0; i < count; i++) {
        if (c[i].kind == MZ_CHUNK_TEXT && i == 0) continue;
        if (c[i].kind == MZ_CHUNK_TEXT && (c[i].length == 3 || begins(&c[i], "栏次") || begins(&c[i], "行次")))
            continue;
        if (c[i].kind != MZ_CHUNK_DIGITS || c[i].length > 2) return false;
        int value = c[i].length == 2 ? (c[i].text[0] - '0') * 10 + c[i].text[1] - '0' : c[i].text[0] - '0';
        if (value != (int)++digits) return false;
    }
    return digits >= 2;
}

/* Whether line is part of a table's body: figures, a subject code, or a numbered item. */
static bool is_body(const reader *r, uint32_t line)
{
    const mz_chunk *c = chunks_of(r, line);
    for (size_t i = 0; i < chunk_count(r, line); i++) {
        if (c[i].kind == MZ_CHUNK_FIGURE) return true;
        if (c[i].kind == MZ_CHUNK_DIGITS && (i == 0 || c[i].length >= 3 || begins(&c[i], "0"))) return true;
        if (c[i].kind == MZ_CHUNK_TEXT && mz_aligned_enumerated(c[i].text, c[i].length)) return true;
    }
    return false;
}

/* A line above the first body line that already is label: it stands where the labels below begin, and is the only thing
 * on its line. */
static bool is_early_label(const reader *r, uint32_t line, uint32_t body, uint32_t limit)
{
    if (chunk_count(r, line) != 1) return false;
    const mz_chunk *c = chunks_of(r, line);
    size_t same = 0;
    for (uint32_t below = body; below < limit && below < body + 40; below++)
        for (size_t i = 0; i < chunk_count(r, below); i++)
            same += chunks_of(r, below)[i].kind == MZ_CHUNK_TEXT && chunks_of(r, below)[i].x0 == c->x0;
    return same >= 2;
}

/* A column for every band when there is no header to go by. */
static bool headless(reader *r, mz_aligned_table *table, const mz_bands *bands)
{
    mz_chunk chunks[MZ_ALIGNED_MAX_COLUMNS];
    for (size_t b = 0; b < bands->count; b++)
        chunks[b] = (mz_chunk){.text = "", .x0 = bands->items[b].x0, .x1 = bands->items[b].x1, .line = table->title};
    return mz_header_build(r->arena, chunks, bands->count, NULL, NULL, &table->header);
}

/* Whether the title is that of a table of names and values. */
static bool has_pairs(const reader *r, uint32_t title)
{
    const mz_chunk *c = chunks_of(r, title);
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
    size_t total = r->starts[last - r->base] - r->starts[first - r->base], count = 0;
    mz_chunk *body = mz_arena_array(r->arena, total + 1, sizeof *body);
    mz_placed_chunk *placed = mz_arena_array(r->arena, total + 1, sizeof *placed);
    if (body == NULL || placed == NULL) return false;
    for (uint32_t line = first; line < last; line++) {
        if (is_column_numbers(r, line)) continue;
        for (size_t i = 0; i < chunk_count(r, line); i++) body[count++] = chunks_of(r, line)[i];
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

/* The first line of [first, last) that is neither blank nor header. */
static uint32_t body_begin(const reader *r, uint32_t first, uint32_t last)
{
    while (first < last && (chunk_count(r, first) == 0 || is_column_numbers(r, first) || !is_body(r, first))) first++;
    return first;
}

/* Bytes of the Chinese text before the blank or end at text; 0 when it is shorter than two characters or not Chinese.
 */
static uint32_t header_word(const char *text, uint32_t length)
{
    uint32_t at = 0, characters = 0;
    for (; at < length && text[at] != ' '; at++) {
        if ((unsigned char)text[at] < 0x80) return 0;
        characters += ((unsigned char)text[at] & 0xC0) != 0x80;
    }
    return characters >= 2 ? at : 0;
}

/* Appends chunk to heads; headers of narrow columns stand only one blank apart: 基本支出 项目支出 (but 项 目 is one).
 */
static size_t push_headers(const reader *r, mz_chunk chunk, mz_chunk *heads, size_t count, size_t room)
{
    for (;;) {
        uint32_t first = header_word(chunk.text, chunk.length), characters;
        bool split = first > 0 && first + 1 < chunk.length && count + 1 < room &&
                     header_word(chunk.text + first + 1, chunk.length - first - 1) > 0;
        if (!split) break;
        characters = r->wide ? first / 3 * 2 : first / 3;
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
    size_t count = 0, room = (r->starts[last - r->base] - r->starts[first - r->base]) * MAX_JOINED + 1;
    mz_chunk *heads = mz_arena_array(r->arena, room, sizeof *heads);
    if (heads == NULL) return false;
    for (uint32_t line = first; line < last; line++) {
        if (is_column_numbers(r, line)) continue;
        for (size_t i = 0; i < chunk_count(r, line); i++) {
            size_t limit = count + MAX_JOINED;
            count = push_headers(r, chunks_of(r, line)[i], heads, count, limit);
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
    uint32_t head = skip_blank(r, title + 1, stop);
    while (head < stop && is_caption(r, head)) head = skip_blank(r, head + 1, stop);
    table->head = head;
    table->pairs = has_pairs(r, title);
    if (table->pairs) return read_body(r, table, head, stop, NULL);
    uint32_t body = body_begin(r, head, stop);
    for (uint32_t up = body; up > head && body < stop; up--) {
        if (chunk_count(r, up - 1) == 0) continue;
        if (!is_early_label(r, up - 1, body, stop)) break;
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
        for (size_t i = 0; i < chunk_count(r, line) && !is_column_numbers(r, line); i++) {
            const mz_chunk *c = &chunks_of(r, line)[i];
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
        line = skip_blank(r, line, limit);
        if (line >= limit || ends_table(r, line, limit) || looks_like_title(r, line)) return false;
        if (chunk_count(r, line) >= 2) return true;
        const mz_chunk *c = chunks_of(r, line);
        if (c->x1 - c->x0 > 24 || holds(c, "。")) return false;
        line++;
    }
    return false;
}

static bool read_page(reader *r, uint32_t first, uint32_t last)
{
    uint32_t line = skip_blank(r, first, last);
    if (r->open && goes_on(r, line, last)) {
        uint32_t stop = line;
        while (stop < last && !ends_table(r, stop, last)) stop++;
        mz_aligned_table *table = &r->tables->items[r->tables->count - 1];
        table->last = stop;
        if (!read_more(r, table, line, stop)) return false;
        r->open = stop == last;
        line = stop;
    } else if (line < last) {
        r->open = false;
    }
    while (line < last) {
        if (!looks_like_title(r, line) || !starts_table(r, line, last)) {
            line++;
            continue;
        }
        uint32_t stop = line + 1;
        while (stop < last && !ends_table(r, stop, last)) stop++;
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
    for (uint32_t line = r->base; line < r->end; line++) {
        size_t i = r->starts[line - r->base], end = r->starts[line - r->base + 1], begin = kept;
        r->starts[line - r->base] = begin;
        for (; i < end; i++) {
            mz_chunk *last = kept > begin ? &r->chunks.items[kept - 1] : NULL, *next = &r->chunks.items[i];
            if (last != NULL && is_spaced_word(r, last, next)) {
                last->length = (uint32_t)(next->text + next->length - last->text);
                last->x1 = next->x1;
            } else {
                r->chunks.items[kept++] = *next;
            }
        }
    }
    r->starts[r->end - r->base] = r->chunks.count = kept;
}

mz_status mz_aligned_read(mz_arena *arena, const mz_text *text, uint32_t first, uint32_t last,
                          mz_header_classify classify, const void *context, mz_aligned_tables *tables)
{
    reader r = {.arena = arena,
                .text = text,
                .classify = classify,
                .context = context,
                .tables = tables,
                .base = first,
                .end = last};
    r.starts = mz_arena_array(arena, last - first + 1, sizeof *r.starts);
    if (r.starts == NULL) return MZ_ERR_MEMORY;
    if (!mz_chunks_of_lines(arena, text, first, last, &r.chunks, r.starts, &r.wide)) return MZ_ERR_MEMORY;
    join_spaced(&r);
    for (uint32_t line = first; line < last;) {
        uint32_t end = line;
        while (end < last && text->lines[end].page == text->lines[line].page) end++;
        if (!read_page(&r, line, end)) return MZ_ERR_MEMORY;
        line = end;
    }
    return MZ_OK;
}
