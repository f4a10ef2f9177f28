/* separated.c - rows between bars (| a | b |) and comma-separated rows become rows of tabs, byte for byte, so that the
 * rooms above know one kind of them. */
#include "text.h"

enum {
    FEWEST_FIELDS = 3, /* of comma-separated rows */
    FEWEST_ROWS = 3
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The bytes of the bar at text: |, │, ┃, ｜; 0 when there is none. */
static size_t bar(const char *text)
{
    static const char *const bars[] = {"│", "┃", "｜"};
    if (*text != bars[0][0] && *text != bars[2][0]) return *text == '|';
    for (size_t i = 0; i < sizeof bars / sizeof *bars; i++)
        if (strncmp(text, bars[i], strlen(bars[i])) == 0) return strlen(bars[i]);
    return 0;
}

/* The bytes that a bar or a rule may begin with: nearly all lines begin with others. */
static const bool may_be_drawn[0x100] = {['|'] = true, ['+'] = true, [0xE2] = true, [0xEF] = true};

/* Whether a line is a rule between rows: |---|:--:|, +----+----+, ├──┼──┤. */
static bool is_rule(const mz_line *line)
{
    bool ruled = false;
    for (const char *at = line->text; *at != '\0'; at++) {
        bool drawn = (unsigned char)at[0] == 0xE2 && ((unsigned char)at[1] == 0x94 || (unsigned char)at[1] == 0x95);
        if (!drawn && strchr("|+-=: ", *at) == NULL) return false;
        ruled = ruled || drawn || *at == '-' || *at == '=';
        if (drawn) at += 2;
    }
    return ruled;
}

/* Makes a line a row of blank cells, so that it parts nothing. */
static void blank_row(mz_line *line)
{
    char *text = (char *)(uintptr_t)line->text;
    memset(text, ' ', line->length);
    if (line->length > 1) text[1] = '\t';
}

/* Writes tabs for the bars inside a row, blanks for those at its ends; a single bar makes no row. */
static void read_bars(mz_line *line)
{
    char *text = (char *)(uintptr_t)line->text;
    size_t end = line->length, count = 0;
    while (end > 0 && is_blank(text[end - 1])) end--;
    for (size_t at = 0; at < end; at++) count += bar(text + at) > 0;
    for (size_t at = 0, seen = 0; at < end && count > 1; at++) {
        size_t size = bar(text + at);
        if (size == 0) continue;
        memset(text + at, ' ', size);
        if (seen++ > 0 && at + size < end) text[at] = '\t';
        at += size - 1;
    }
}

/* The fields of a comma-separated row. */
typedef struct fields {
    size_t count;
    size_t figures; /* that are blank or made of digits, as nothing in running text is */
    bool parted;    /* a comma is no thousands separator */
} fields;

/* The byte behind the field that begins at text: its comma or the end. */
static const char *field_end(const char *text)
{
    bool quoted = *text == '"';
    for (text += quoted; *text != '\0'; text++) {
        if (quoted && *text == '"' && (text[1] == ',' || text[1] == '\0')) quoted = false;
        if (!quoted && *text == ',') break;
    }
    return text;
}

static fields fields_of(const mz_line *line)
{
    fields row = {.count = 0};
    for (const char *at = line->text;; at++) {
        const char *end = field_end(at), *digit = at;
        while (digit < end && (mz_is_digit(*digit) || strchr("\",.- ", *digit) != NULL)) digit++;
        row.count++;
        row.figures += digit == end;
        if (*end == '\0') return row;
        bool thousands = end > at && mz_is_digit(end[-1]) && strspn(end + 1, "0123456789") == 3;
        row.parted = row.parted || !thousands;
        at = end;
    }
}

/* Whether a line may be a comma-separated row: a comma for each field but the first, neither a tab nor a full stop. */
static bool may_be_row(const mz_line *line)
{
    static const char stop[] = "。";
    const char *comma = line->text, *end = line->text + line->length;
    for (int field = 1; field < FEWEST_FIELDS; field++, comma++)
        if ((comma = memchr(comma, ',', (size_t)(end - comma))) == NULL) return false;
    return memchr(line->text, '\t', line->length) == NULL && !mz_line_holds(line, stop);
}

static void read_commas(mz_line *line)
{
    char *text = (char *)(uintptr_t)line->text;
    for (char *at = text;; at++) {
        char *end = text + (field_end(at) - text);
        if (*at == '"') *at = ' ';
        if (end > at && end[-1] == '"') end[-1] = ' ';
        if (*end == '\0') return;
        *end = '\t';
        at = end;
    }
}

/* The line behind the rows of one width that begin at line first, at least the next one; *separated tells whether they
 * are comma-separated. */
static size_t rows_end(const mz_text *text, size_t first, bool *separated)
{
    size_t end = first, figures = 0, parted = 0, width = 0;
    for (; end < text->count && may_be_row(&text->lines[end]); end++) {
        fields row = fields_of(&text->lines[end]);
        if (row.count < FEWEST_FIELDS || (end > first && row.count != width)) break;
        width = row.count;
        figures += row.figures > 0;
        parted += row.parted;
    }
    size_t rows = end - first;
    *separated = rows >= FEWEST_ROWS && figures * 2 >= rows && parted * 2 >= rows;
    return rows > 0 ? end : first + 1;
}

/* Reads line l, which may be drawn at begin or holds a comma; returns the line behind what was read. Kept out of the
 * loop over all lines, few of which are such. */
__attribute__((noinline)) static size_t tab_line(mz_text *text, size_t l, const char *begin, bool comma)
{
    mz_line *line = &text->lines[l];
    bool separated = false;
    size_t end = l + 1;
    if (bar(begin) > 0 || *begin == '+' || *begin == '\xE2') {
        if (is_rule(line))
            blank_row(line);
        else if (bar(begin) > 0)
            read_bars(line);
    } else if (comma) {
        end = rows_end(text, l, &separated);
    }
    for (size_t row = l; separated && row < end; row++) read_commas(&text->lines[row]);
    return end;
}

/* The first comma from a place in a text on; the end when there is none. */
static const char *next_comma(const char *from, const char *end)
{
    const char *comma = memchr(from, ',', (size_t)(end - from));
    return comma == NULL ? end : comma;
}

void mz_text_tab_rows(mz_text *text)
{
    const mz_line *last = &text->lines[text->count - 1];
    const char *behind = last->text + last->length, *comma = next_comma(text->lines[0].text, behind);
    for (size_t l = 0; l < text->count;) {
        const mz_line *line = &text->lines[l];
        const char *begin = line->text;
        if (comma < begin) comma = next_comma(begin, behind);
        const bool holds_comma = comma < begin + line->length;
        while (*begin == ' ') begin++;
        if (may_be_drawn[(unsigned char)*begin] || holds_comma)
            l = tab_line(text, l, begin, holds_comma);
        else
            l++;
    }
}
