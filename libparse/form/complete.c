/* complete.c - can it be proven that the document was cut off, or that it is no disclosure at all? Only what is certain
 * counts: a contents page whose last entries never come, or a last row shorter than all rows above it. */
#include "complete.h"

#include <stdio.h>
#include <string.h>

enum {
    LONGEST_ENTRY = 200, /* bytes of a contents line or heading */
    TAIL = 16,           /* bytes at a line's end that tell whether it ends in a digit */
    FEWEST_ENTRIES = 6,  /* a contents page has at least so many lines */
    FEWEST_MISSING = 3,  /* so many entries at its end must be missing */
    FEWEST_ROWS = 3,     /* rows of one width above a short last row */
    MOST_ENTRIES = 200
};

/* Whether text is words, one tab, and a page number. */
static bool tab_and_page(const char *text, size_t length)
{
    const char *tab = memchr(text, '\t', length);
    if (tab == NULL || tab == text) return false;
    const char *page = tab + 1;
    size_t left = length - (size_t)(page - text);
    mz_trim(&page, &left);
    if (left == 0 || left > 3) return false;
    for (size_t i = 0; i < left; i++)
        if (!mz_is_digit(page[i])) return false;
    return true;
}

static bool is_leader(char c)
{
    return c == '.' || c == '-' || c == ' ' || c == '\t' || (unsigned char)c >= 0x80;
}

/* Whether the key of a line ends in a digit, perhaps a full-width one; true also when its last bytes are no key. */
static bool ends_in_digit(const char *text, size_t length)
{
    char key[TAIL + 1];
    size_t begin = length > TAIL ? length - TAIL : 0;
    while (begin < length && ((unsigned char)text[begin] & 0xC0) == 0x80) begin++;
    size_t size = mz_text_key_into(text + begin, length - begin, key);
    return size == 0 || mz_is_digit(key[size - 1]);
}

/* Whether a line may be one of the contents by its end: up to three digits behind leaders or a tab. Most lines are told
 * apart by this, without a key. */
static bool may_be_entry(const char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == '\t' || text[length - 1] == ' ')) length--; /* no part of a key */
    if (length == 0) return false;
    unsigned char last = (unsigned char)text[length - 1], lead = length < 3 ? 0 : (unsigned char)text[length - 3];
    if (last >= 0x80 && lead >= 0xE4 && lead <= 0xE9) return false;
    if (length >= 3 && memcmp(text + length - 3, "。", 3) == 0) return false;
    if (last >= 0x80) return ends_in_digit(text, length);
    if (!mz_is_digit((char)last)) return last <= ' ' || last == '"' || last == '\'' || last == '`'; /* no part of one */
    size_t left = length, digits = 0;
    for (; left > 0 && mz_is_digit(text[left - 1]); left--) digits++;
    if (digits > 3 || left < 2) return false;
    return text[left - 1] == '\t' || (is_leader(text[left - 1]) && is_leader(text[left - 2]));
}

/* The key of a contents line ("二、收入决算表.....4" gives 收入决算表) in buffer; 0 when the line is none. */
static size_t contents_entry(const char *text, size_t length, char *buffer)
{
    if (length == 0 || length > LONGEST_ENTRY || !may_be_entry(text, length)) return 0;
    size_t size = mz_text_key_into(text, length, buffer), digits = 0;
    while (digits < size && mz_is_digit(buffer[size - 1 - digits])) digits++;
    if (digits == 0 || digits > 3) return 0;
    size -= digits;
    size_t end = size;
    while (size >= 1 && (buffer[size - 1] == '.' || buffer[size - 1] == '-')) size--;
    while (size >= 3 && (memcmp(buffer + size - 3, "…", 3) == 0 || memcmp(buffer + size - 3, "·", 2) == 0)) size -= 3;
    bool leader = end - size >= 3;
    buffer[size] = '\0';
    return leader || tab_and_page(text, length) ? size : 0;
}

/* A heading or entry without its numbering: "二、", "第三部分", "(一)". */
static const char *without_number(const char *key)
{
    const char *comma = strstr(key, "、"), *part = strstr(key, "部分"), *bracket = strchr(key, ')');
    if (comma != NULL && comma - key <= 9) return comma + 3;
    if (part != NULL && part - key <= 9) return part + 6;
    if (bracket != NULL && bracket - key <= 10 && *key == '(') return bracket + 1;
    return key;
}

typedef struct contents {
    const char *entries[MOST_ENTRIES];
    size_t count;
    uint32_t last_line;
} contents;

/* Whether a line ends in a Chinese character, as most do and none of the contents. */
static bool ends_in_words(const mz_line *line)
{
    return line->length >= 3 && mz_is_han_lead(line->text[line->length - 3]) &&
           (unsigned char)line->text[line->length - 1] >= 0x80;
}

static bool read_contents(mz_reader *reader, contents *found)
{
    char key[LONGEST_ENTRY + 1];
    const mz_text *text = reader->text;
    for (size_t i = 0; i < text->count && found->count < MOST_ENTRIES; i++) {
        const mz_line *line = &text->lines[i];
        size_t size = ends_in_words(line) ? 0 : contents_entry(line->text, line->length, key);
        if (size == 0) {
            if (found->count > 0 && line->number > found->last_line + 40) break;
            continue;
        }
        const char *entry = without_number(key);
        if (strlen(entry) < 9) continue;
        found->entries[found->count] = mz_arena_copy(reader->arena, entry, strlen(entry));
        if (found->entries[found->count++] == NULL) return false;
        found->last_line = line->number;
    }
    return true;
}

/* Whether a text behind the contents page names the entry, in the same or in other words. */
static bool names(const mz_reader *reader, const char *entry, const mz_form *form, const char *text, size_t length)
{
    char key[LONGEST_ENTRY + 1];
    if (length == 0 || length > LONGEST_ENTRY) return false;
    mz_text_key_into(text, length, key);
    const char *heading = without_number(key);
    if (strstr(heading, entry) != NULL || (strlen(heading) >= 9 && strstr(entry, heading) != NULL)) return true;
    return form != NULL && mz_form_by_title(reader->catalogue, text, length) == form;
}

/* Whether anything behind the contents page names the entry. */
static bool comes(const mz_reader *reader, const contents *found, const char *entry)
{
    const mz_form *form = mz_form_by_title(reader->catalogue, entry, strlen(entry));
    for (size_t t = 0; t < reader->table_count; t++) {
        const mz_table *table = &reader->tables[t];
        if (form != NULL && table->form != NULL && strcmp(table->form, form->id) == 0) return true;
        if (names(reader, entry, NULL, table->title, strlen(table->title))) return true;
    }
    for (size_t b = reader->layout->count; b-- > 0;) {
        const mz_block *block = &reader->layout->blocks[b];
        if (block->span.line <= found->last_line) return false;
        if (block->kind == MZ_BLOCK_PARAGRAPH && names(reader, entry, form, block->text, block->length)) return true;
    }
    return false;
}

/*
 * Whether the last entries of the contents page never come, while most of the others do. A whole document is told by
 * its last entry alone, which is looked for from the end backwards.
 */
static bool contents_cut(mz_reader *reader, bool *cut)
{
    contents found = {.count = 0};
    size_t tail = 0, before = 0;
    *cut = false;
    if (!read_contents(reader, &found)) return false;
    if (found.count < FEWEST_ENTRIES) return true;
    while (tail < found.count && !comes(reader, &found, found.entries[found.count - 1 - tail])) tail++;
    if (tail < FEWEST_MISSING) return true;
    for (size_t i = 0; i + tail < found.count; i++) before += comes(reader, &found, found.entries[i]);
    *cut = before > 0 && before * 4 >= (found.count - tail) * 3;
    return true;
}

/* Whether the document's last line is a row with fewer cells than all rows above it in its grid. */
static bool row_cut(const mz_reader *reader, mz_span *place)
{
    const mz_layout *layout = reader->layout;
    const mz_block *last = layout->count > 0 ? &layout->blocks[layout->count - 1] : NULL;
    if (last == NULL || last->kind != MZ_BLOCK_GRID) return false;
    const mz_grid *grid = last->grid;
    if (grid->serialisation != MZ_SERIAL_TABBED && grid->serialisation != MZ_SERIAL_CELL_PER_LINE) return false;
    if (grid->row_count < FEWEST_ROWS + 1) return false;
    uint32_t width = grid->rows[grid->row_count - 2].count;
    for (size_t r = grid->row_count - 1 - FEWEST_ROWS; r + 1 < grid->row_count; r++)
        if (grid->rows[r].count != width) return false;
    *place = grid->rows[grid->row_count - 1].span;
    return grid->rows[grid->row_count - 1].count < width;
}

/* Whether anything of a budget or an account was found: a table with an amount, or a known form. */
static bool is_disclosure(const mz_document *document)
{
    if (document->fact_count > 0) return true;
    for (size_t t = 0; t < document->table_count; t++) {
        if (document->tables[t].form != NULL) return true;
        for (size_t r = 0; r < document->tables[t].row_count; r++)
            for (size_t c = 0; c < document->tables[t].rows[r].cell_count; c++)
                if (document->tables[t].rows[r].cells[c].kind == MZ_CELL_AMOUNT) return true;
    }
    return false;
}

mz_status mz_form_complete(mz_reader *reader, mz_error *error)
{
    mz_span place = {0};
    mz_error ignored;
    if (error == NULL) error = &ignored;
    if (!is_disclosure(reader->document)) {
        *error = (mz_error){.code = MZ_ERR_NOT_DISCLOSURE,
                            .message = "the text holds no table and no sentence with an amount of a budget or account"};
        return MZ_ERR_NOT_DISCLOSURE;
    }
    const mz_line *last = &reader->text->lines[reader->text->count - 1];
    if (row_cut(reader, &place)) {
        *error = (mz_error){.code = MZ_ERR_TRUNCATED,
                            .line = place.line,
                            .offset = place.end,
                            .message = "the document ends inside a table row: the rows above it have more cells"};
        return MZ_ERR_TRUNCATED;
    }
    bool cut = false;
    if (!contents_cut(reader, &cut)) {
        *error = (mz_error){.code = MZ_ERR_LIMIT, .message = "the document needs more memory than allowed"};
        return MZ_ERR_LIMIT;
    }
    if (cut) {
        *error = (mz_error){.code = MZ_ERR_TRUNCATED, .line = last->number, .offset = last->offset + last->length};
        snprintf(error->message, sizeof error->message,
                 "the document ends before at least %d parts that its contents page lists at the end", FEWEST_MISSING);
        return MZ_ERR_TRUNCATED;
    }
    return MZ_OK;
}
