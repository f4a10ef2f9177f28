/* project_parts.c - the lines of a project's sheet taken apart: names told from values, wrapped names put together. */
#include <stdlib.h>
#include <string.h>

#include "caption.h"
#include "header.h"
#include "project.h"

enum {
    LOOK = 8,       /* parts behind the first piece of a name that may be the next */
    LOOK_LINES = 3, /* and lines below it */
    PIECES = 3,
    TOP_PARTS = 4,
    ASIDE = 3 /* display columns that pieces of a centred name may stand out of line */
};

static size_t bare_name(const char *key, size_t length)
{
    if (length > 0 && key[length - 1] == ':') length--;
    const char *bracket = length > 0 && key[length - 1] == ')' ? memchr(key, '(', length) : NULL;
    if (bracket != NULL && bracket > key && mz_header_unit(bracket, length - (size_t)(bracket - key)) != MZ_UNIT_NONE)
        length = (size_t)(bracket - key);
    return length;
}

uint32_t mz_project_lists(const mz_catalogue *catalogue, const char *text, size_t length, char *key)
{
    static const char part[] = "其中:";
    *key = '\0';
    if (length == 0 || length > MZ_PROJECT_NAME || mz_lists_begin(catalogue->list_begins, text, length) == 0) return 0;
    size_t size = bare_name(key, mz_text_key_into(text, length, key));
    key[size] = '\0';
    const uint32_t lists = mz_catalogue_lists(catalogue, key, size);
    if (lists != 0 || strncmp(key, part, sizeof part - 1) != 0) return lists;
    return mz_catalogue_lists(catalogue, key + sizeof part - 1, size - (sizeof part - 1));
}

/* The lists that make a text a name in a project's sheet. */
static uint32_t named_lists(const mz_catalogue *catalogue, const char *text, size_t length)
{
    static const uint32_t names =
        1u << MZ_LIST_PERFORMANCE_NAME | 1u << MZ_LIST_PERFORMANCE_CODE | 1u << MZ_LIST_PERFORMANCE_AMOUNT |
        1u << MZ_LIST_PERFORMANCE_PLAN | 1u << MZ_LIST_PERFORMANCE_FIELD | 1u << MZ_LIST_EVALUATION_COLUMN |
        1u << MZ_LIST_DECLARATION_PART | 1u << MZ_LIST_INDICATOR_HEADER | 1u << MZ_LIST_INDICATOR_LEVEL1 |
        1u << MZ_LIST_INDICATOR_LEVEL2 | 1u << MZ_LIST_INDICATOR_SCORE;
    char key[MZ_PROJECT_NAME + 1];
    if (length == 0 || mz_is_digit(*text)) return 0;
    return mz_project_lists(catalogue, text, length, key) & names;
}

typedef struct splitter {
    mz_reader *reader;
    mz_parts *parts;
    const mz_grid_cell *cell;
    uint32_t line;
    const char *measured; /* the width of the cell up to here is known */
    uint32_t width;
} splitter;

/* Appends length bytes of the cell at text, which stand behind those appended before. */
static bool push(splitter *s, const char *text, size_t length)
{
    mz_trim(&text, &length);
    if (length == 0) return true;
    mz_part *part =
        mz_arena_push(s->parts->arena, &s->parts->items, &s->parts->count, &s->parts->capacity, sizeof *part);
    if (part == NULL) return false;
    *part = (mz_part){.text = text, .length = (uint32_t)length, .line = s->line, .span = s->cell->span};
    part->span.begin += (uint32_t)(text - s->cell->text);
    part->span.end = part->span.begin + (uint32_t)length;
    if (s->parts->placed) {
        s->width += mz_text_width(s->measured, (size_t)(text - s->measured));
        part->x0 = s->cell->column + s->width;
        s->width += mz_text_width(text, length);
        part->x1 = s->cell->column + s->width;
        s->measured = text + length;
    }
    part->lists = named_lists(s->reader->catalogue, text, length);
    part->field = (int8_t)mz_indicator_field(s->reader->catalogue, text, length);
    part->figure = !mz_part_named(part) && mz_cell_is_figure(text, length);
    return true;
}

/* Bytes of the name that text begins with, before a blank or a colon; 0 when there is none or nothing behind it. */
static size_t name_before(const mz_catalogue *catalogue, const char *text, size_t length)
{
    static const char colon[] = "：";
    for (size_t at = 1; at < length && at <= MZ_PROJECT_NAME; at++) {
        const bool blank = text[at] == ' ', ascii = text[at] == ':';
        const bool wide = length - at >= sizeof colon - 1 && memcmp(text + at, colon, sizeof colon - 1) == 0;
        if (!blank && !ascii && !wide) continue;
        if (named_lists(catalogue, text, at) == 0 && mz_indicator_field(catalogue, text, at) < 0) continue;
        at += blank || ascii ? 1 : sizeof colon - 1;
        return at < length ? at : 0;
    }
    return 0;
}

static bool ends_figure(char byte)
{
    return mz_is_digit(byte) || byte == '%';
}

/* Bytes in front of the first word of text, behind a blank, that begins another part: a name, the sign of a value, a
 * figure behind another one. Cells of a row stand only one blank apart in what some programs extract. */
static size_t part_before(const mz_catalogue *catalogue, const char *text, size_t length)
{
    for (size_t at = 1, end; at < length; at = end) {
        end = at + 1;
        if (text[at] != ' ' || text[end] == ' ') continue;
        while (end < length && text[end] != ' ') end++;
        const char *word = text + at + 1;
        const size_t size = end - at - 1;
        const bool figure = size > 0 && mz_is_digit(*word);
        if (size == 0) continue;
        if (named_lists(catalogue, word, size) != 0 || mz_indicator_field(catalogue, word, size) >= 0) return at;
        const bool last = end == length && ends_figure(word[size - 1]);
        if (figure ? last || ends_figure(text[at - 1]) : mz_indicator_begins_value(word, size)) return at;
    }
    return length;
}

static bool split(splitter *s)
{
    const char *text = s->cell->text;
    for (size_t length = s->cell->length, part; length > 0; text += part, length -= part) {
        part = name_before(s->reader->catalogue, text, length);
        if (part == 0) part = part_before(s->reader->catalogue, text, length);
        if (!push(s, text, part)) return false;
        while (part < length && text[part] == ' ') part++;
    }
    return true;
}

/* ---- names in pieces ---- */

static bool overlaps(const mz_part *a, const mz_part *b)
{
    const uint32_t left = a->x0 + a->x1, right = b->x0 + b->x1;
    return (left < right ? right - left : left - right) <= 2 * ASIDE || a->x0 == b->x0;
}

static bool has_unit(const mz_part *part)
{
    return part->length <= MZ_PROJECT_NAME && mz_header_unit(part->text, part->length) != MZ_UNIT_NONE;
}

/* Whether b may be the next piece of a name whose last piece is a. A name has one unit. */
static bool may_go_on(const mz_parts *parts, const mz_part *a, const mz_part *b)
{
    if (b->figure || b->length == 0 || mz_part_named(b)) return false;
    if (mz_part_named(a) && has_unit(a) && has_unit(b)) return false;
    return !parts->placed || (b->line > a->line && b->line - a->line <= LOOK_LINES && overlaps(a, b));
}

/* Whether the texts of pieces, one behind the other, are a name; fills *whole. */
static bool join_texts(mz_reader *reader, const mz_parts *parts, const size_t *at, size_t count, mz_part *whole)
{
    char text[MZ_PROJECT_NAME + 1];
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        const mz_part *piece = &parts->items[at[i]];
        if (size + piece->length > MZ_PROJECT_NAME) return false;
        memcpy(text + size, piece->text, piece->length);
        size += piece->length;
    }
    whole->lists = named_lists(reader->catalogue, text, size);
    whole->field = (int8_t)mz_indicator_field(reader->catalogue, text, size);
    if (!mz_part_named(whole)) return false;
    whole->text = mz_arena_copy(parts->arena, text, size);
    whole->length = (uint32_t)size;
    return whole->text != NULL;
}

/* The line that a name in pieces, from the first to the last of which parts [from, to] go, belongs to: one between them
 * that holds a figure, else the one of its pieces that does. */
static uint32_t line_of(const mz_parts *parts, size_t from, size_t to)
{
    const uint32_t first = parts->items[from].line, last = parts->items[to].line;
    uint32_t line = first;
    bool found = false;
    for (size_t i = from; i < parts->count && parts->items[i].line <= last; i++) {
        const mz_part *part = &parts->items[i];
        if (part->length == 0 || i == from || i == to) continue;
        const bool between = part->line > first && part->line < last;
        if (!found && between) line = part->line;
        if (!part->figure || part->x0 < parts->items[from].x1 || found) continue;
        line = part->line;
        found = true;
    }
    return line;
}

/* In flow text a name whose pieces stand around others is printed on the right of these. */
static void move_behind(mz_parts *parts, size_t from, size_t to)
{
    size_t behind = from;
    for (size_t i = from + 1; i < to; i++) {
        if (parts->items[i].figure) break;
        if (mz_part_is(&parts->items[i], MZ_LIST_PERFORMANCE_AMOUNT) ||
            mz_part_is(&parts->items[i], MZ_LIST_DECLARATION_PART))
            behind = i;
    }
    if (!mz_part_is(&parts->items[from], MZ_LIST_PERFORMANCE_AMOUNT) &&
        !mz_part_is(&parts->items[from], MZ_LIST_DECLARATION_PART))
        return;
    const mz_part moved = parts->items[from];
    memmove(&parts->items[from], &parts->items[from + 1], (behind - from) * sizeof moved);
    parts->items[behind] = moved;
}

/* Puts the name together that begins with part first, when it does: in two pieces or three. */
static bool join_from(mz_reader *reader, mz_parts *parts, size_t first)
{
    size_t at[PIECES] = {first}, pieces = 0;
    mz_part whole = parts->items[first];
    for (size_t second = first + 1; pieces == 0 && second < parts->count && second <= first + LOOK; second++) {
        if (!may_go_on(parts, &parts->items[first], &parts->items[second])) continue;
        at[1] = second;
        if (join_texts(reader, parts, at, 2, &whole)) pieces = 2;
        for (size_t third = second + 1; pieces == 0 && third < parts->count && third <= second + LOOK; third++) {
            if (!may_go_on(parts, &parts->items[second], &parts->items[third])) continue;
            at[2] = third;
            if (join_texts(reader, parts, at, PIECES, &whole)) pieces = PIECES;
            break;
        }
        if (mz_arena_exhausted(parts->arena)) return false;
    }
    if (pieces == 0) return true;
    const size_t last = at[pieces - 1];
    whole.line = parts->placed ? line_of(parts, first, last) : whole.line;
    for (size_t i = 1; i < pieces; i++) {
        const mz_part *piece = &parts->items[at[i]];
        if (piece->x0 < whole.x0) whole.x0 = piece->x0;
        if (piece->x1 > whole.x1) whole.x1 = piece->x1;
        parts->items[at[i]].length = 0;
    }
    parts->items[first] = whole;
    if (!parts->placed) move_behind(parts, first, last);
    return true;
}

static int by_place(const void *left, const void *right)
{
    const mz_part *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return (a->x0 > b->x0) - (a->x0 < b->x0);
}

static bool join_names(mz_reader *reader, mz_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        const mz_part *part = &parts->items[i];
        if (part->figure || part->length == 0 || part->length > MZ_PROJECT_NAME) continue;
        if (!join_from(reader, parts, i)) return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < parts->count; i++)
        if (parts->items[i].length > 0) parts->items[kept++] = parts->items[i];
    parts->count = kept;
    if (parts->placed && kept > 1) qsort(parts->items, kept, sizeof *parts->items, by_place);
    return true;
}

/* ---- all lines ---- */

/* Whether a row is nothing but a year, which stands between title and table, or a page's number: digits on a line of
 * their own, with blank lines around. */
static bool is_furniture(const mz_sheet *sheet, size_t r)
{
    enum { MOST_DIGITS = 3 };
    const mz_grid_row *row = sheet->rows[r].row;
    char key[MZ_PROJECT_NAME + 1];
    if (row->count != 1 || row->cells[0].length > MZ_PROJECT_NAME) return false;
    const size_t size = mz_text_key_into(row->cells[0].text, row->cells[0].length, key);
    if (mz_caption_year(key) != 0) return true;
    const bool above = r > 0 && sheet->rows[r - 1].row->span.line + 1 == row->span.line;
    const bool below = r + 1 < sheet->row_count && row->span.line + 1 == sheet->rows[r + 1].row->span.line;
    return sheet->serialisation == MZ_SERIAL_ALIGNED && !above && !below && size <= MOST_DIGITS &&
           strspn(key, "0123456789") == size;
}

bool mz_project_parts(mz_reader *reader, mz_arena *arena, mz_sheet *sheet, mz_parts *parts)
{
    *parts = (mz_parts){.arena = arena, .placed = sheet->serialisation == MZ_SERIAL_ALIGNED};
    for (size_t r = 0; r < sheet->row_count; r++) {
        const mz_grid_row *row = sheet->rows[r].row;
        /* captions stand above the sheet: inside, 万元 is the unit of an indicator */
        const bool top = parts->count < TOP_PARTS;
        if ((top && mz_caption_row(reader, row, &sheet->caption)) || is_furniture(sheet, r)) continue;
        splitter s = {.reader = reader, .parts = parts, .line = row->span.line};
        for (uint32_t i = 0; i < row->count; i++) {
            s.cell = &row->cells[i];
            s.measured = s.cell->text;
            s.width = 0;
            if (s.cell->length > 0 && !split(&s)) return false;
        }
    }
    return join_names(reader, parts);
}
