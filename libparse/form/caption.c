/* caption.c - what stands above and under a table: title, number, organisation, year, unit, the note of an empty one.
 */
#include <string.h>

#include "sheet.h"

enum {
    LONGEST_CAPTION = 300, /* bytes; longer lines are sentences */
    MOST_CAPTIONS = 14,    /* lines between title and table */
    MOST_NOTES = 6
};

/* Length of the name before the first colon of a key, 0 when there is none or nothing before it. */
static size_t name_length(const char *key)
{
    const char *colon = strchr(key, ':');
    return colon == NULL ? 0 : (size_t)(colon - key);
}

static mz_unit unit_in(const char *text)
{
    if (strstr(text, "亿元") != NULL) return MZ_UNIT_YI;
    if (strstr(text, "万元") != NULL) return MZ_UNIT_WAN;
    return strstr(text, "元") != NULL ? MZ_UNIT_YUAN : MZ_UNIT_NONE;
}

/* A year 1990..2099 in four digits at text, 0 when there is none. */
static int32_t year_at(const char *text)
{
    int32_t year = 0;
    for (int i = 0; i < 4; i++) {
        if (text[i] < '0' || text[i] > '9') return 0;
        year = year * 10 + (text[i] - '0');
    }
    return year >= 1990 && year <= 2099 && (text[4] < '0' || text[4] > '9') ? year : 0;
}

/* The year of a line that is nothing but a year: "2024", "(2024年度)"; 0 otherwise. */
static int32_t bare_year(const char *key)
{
    if (*key == '(') key++;
    int32_t year = year_at(key);
    if (year == 0) return 0;
    key += 4;
    if (strncmp(key, "年", 3) == 0) key += 3;
    if (strncmp(key, "度", 3) == 0) key += 3;
    if (*key == ')') key++;
    return *key == '\0' ? year : 0;
}

/* Bytes of the longest word of form numbers at text, 0 when there is none. */
static size_t number_word(const mz_catalogue *catalogue, const char *text)
{
    enum { LONGEST = 12 };
    const size_t longest = strnlen(text, LONGEST);
    if (!mz_catalogue_may(catalogue, MZ_LIST_FORM_NUMBER, text, longest)) return 0;
    for (size_t size = longest; size >= 3; size--)
        if (mz_catalogue_word(catalogue, MZ_LIST_FORM_NUMBER, text, size)) return size;
    return 0;
}

/* How a table is numbered. */
typedef enum number_kind {
    NUMBER_NONE,
    NUMBER_BARE, /* 12, 1-2, (三) */
    NUMBER_FORM  /* 公开01表, 附表1-2, 部门公开表02, 表三, 续表 */
} number_kind;

/* Whether a key ends in a figure and the word for a table, whatever stands before them (桂财01表). */
static bool ends_in_number(const mz_catalogue *catalogue, const char *key, size_t length)
{
    enum { LONGEST = 36 };
    size_t last = 0, before = 0;
    for (size_t at = 0; length <= LONGEST && at < length; at += mz_character_size(key[at])) {
        before = last;
        last = at;
    }
    return last > 0 && key[before] >= '0' && key[before] <= '9' && number_word(catalogue, key + last) == length - last;
}

/* Whether length bytes of a key are a table's number. */
static number_kind number_of(const mz_catalogue *catalogue, const char *key, size_t length)
{
    enum { MOST_DIGITS = 3, LONGEST_BARE = 8 /* bytes of words without a figure: (续表) */ };
    bool figure = false, worded = false;
    unsigned digits = 0;
    for (size_t at = 0, used; at < length; at += used) {
        digits = key[at] >= '0' && key[at] <= '9' ? digits + 1 : 0;
        used = strchr("-.():", key[at]) != NULL ? 1 : 0;
        if (used > 0) continue;
        used = mz_form_numeral(key + at);
        figure = figure || used > 0;
        if (digits > MOST_DIGITS) return NUMBER_NONE;
        if (used > 0) continue;
        used = number_word(catalogue, key + at);
        if (used == 0) return ends_in_number(catalogue, key, length) ? NUMBER_FORM : NUMBER_NONE;
        worded = true;
    }
    if (!figure && length > LONGEST_BARE) return NUMBER_NONE;
    return worded ? NUMBER_FORM : NUMBER_BARE;
}

static bool is_number(const mz_catalogue *catalogue, const char *key)
{
    return number_of(catalogue, key, strlen(key)) != NUMBER_NONE;
}

static bool is(uint32_t lists, mz_list list)
{
    return (lists >> list & 1u) != 0;
}

/* Where the name of the caption begins that ends before the colon at text + end, 0 when none does. */
static size_t caption_begin(const mz_catalogue *catalogue, const char *text, size_t end)
{
    for (size_t at = 1; at < end; at++)
        if (mz_catalogue_word(catalogue, MZ_LIST_CAPTION, text + at, end - at)) return at;
    return 0;
}

/* Keeps the first organisation found; a year or another caption at its end is cut off. */
static void set_organisation(mz_reader *reader, mz_caption *caption, const char *text)
{
    if (*caption->organisation != '\0') return;
    size_t length = strlen(text), next = caption_begin(reader->catalogue, text, name_length(text));
    if (next > 0) length = next;
    for (size_t at = 1; at + 7 <= length; at++)
        if (year_at(text + at) != 0 && strncmp(text + at + 4, "年", 3) == 0) length = at;
    const char *copy = mz_arena_copy(reader->arena, text, length);
    if (copy != NULL) caption->organisation = copy;
}

/* The lists of the caption's name that ends at key + length; *name receives where it begins. It begins the key, or
 * stands behind a bracket, the table's number or a year, which is taken over. */
static uint32_t name_lists(const mz_catalogue *catalogue, const char *key, size_t length, const char **name,
                           mz_caption *caption)
{
    char before[LONGEST_CAPTION + 1];
    const size_t bracket = *key == '(' ? 1 : 0;
    for (size_t at = bracket; at < length; at += mz_character_size(key[at])) {
        if (!mz_catalogue_may(catalogue, MZ_LIST_CAPTION, key + at, length - at)) continue;
        uint32_t lists = mz_catalogue_lists(catalogue, key + at, length - at);
        if (!is(lists, MZ_LIST_CAPTION)) continue;
        *name = key + at;
        if (at == bracket || number_of(catalogue, key, at) == NUMBER_FORM) return lists;
        memcpy(before, key, at);
        before[at] = '\0';
        int32_t year = bare_year(before);
        if (year != 0 && caption->year == 0) caption->year = year;
        return year != 0 ? lists : 0;
    }
    return 0;
}

/* Whether a key is a unit and nothing else: "单位万元", "(万元)"; if so takes it over. */
static bool take_unit(const mz_catalogue *catalogue, const char *key, mz_caption *caption)
{
    enum { LONGEST = 12 };
    const char *at = key + (*key == '(');
    const size_t longest = strnlen(at, LONGEST);
    const bool may = mz_catalogue_may(catalogue, MZ_LIST_UNIT_CAPTION, at, longest);
    for (size_t size = may ? longest : 0; size > 0; size--) {
        if (!mz_catalogue_word(catalogue, MZ_LIST_UNIT_CAPTION, at, size)) continue;
        at += size;
        break;
    }
    mz_unit unit = unit_in(at);
    const char *name = mz_unit_name(unit);
    if (unit == MZ_UNIT_NONE || strncmp(at, name, strlen(name)) != 0) return false;
    at += strlen(name);
    if (strcmp(at, *key == '(' ? ")" : "") != 0) return false;
    if (caption->unit == MZ_UNIT_NONE) caption->unit = unit;
    return true;
}

/* Whether a key is a caption (name: value, a bare year or unit); if so takes it over. */
static bool take_caption(mz_reader *reader, const char *key, mz_caption *caption)
{
    const mz_catalogue *catalogue = reader->catalogue;
    int32_t year = bare_year(key);
    if (year != 0) {
        if (caption->year == 0) caption->year = year;
        return true;
    }
    const char *name = key;
    size_t length = name_length(key);
    if (length == 0) return take_unit(catalogue, key, caption);
    uint32_t lists = name_lists(catalogue, key, length, &name, caption);
    if (!is(lists, MZ_LIST_CAPTION)) return false;
    const char *value = key + length + 1;
    const char *unit = is(lists, MZ_LIST_UNIT_CAPTION) ? value : NULL;
    if (unit == NULL && strstr(value, "单位:") != NULL) unit = strstr(value, "单位:");
    if (unit != NULL && caption->unit == MZ_UNIT_NONE) caption->unit = unit_in(unit);
    if (is(lists, MZ_LIST_ORGANISATION_CAPTION)) set_organisation(reader, caption, value);
    for (const char *at = value; caption->year == 0 && strnlen(at, 4) == 4; at++)
        if (strncmp(at + 4, "年", 3) == 0 || is(lists, MZ_LIST_YEAR_CAPTION)) caption->year = year_at(at);
    return true;
}

/* "312 某局": an organisation behind its code. */
static bool coded_organisation(const char *key)
{
    size_t digits = strspn(key, "0123456789");
    return digits >= 3 && digits <= 12 && (unsigned char)key[digits] >= 0x80;
}

static bool is_title(const mz_catalogue *catalogue, const char *key, size_t length)
{
    const mz_entry *entry = mz_catalogue_entry(catalogue, key, length);
    return entry != NULL && entry->title != NULL;
}

/* The title without the form's name and numbering: "3、办公楼修缮绩效目标表" gives 办公楼修缮. */
static const char *subject_of(mz_reader *reader, const char *title)
{
    char key[LONGEST_CAPTION + 1], one[8];
    const char *begin = title + strspn(title, "0123456789"), *end = title + strlen(title);
    if (begin > title && strncmp(begin, "、", 3) == 0)
        begin += 3;
    else if (begin > title && strncmp(begin, "．", 3) == 0)
        begin += 3;
    else if (begin > title && (*begin == '.' || *begin == ','))
        begin++;
    size_t size = mz_text_key_into(begin, (size_t)(end - begin), key), passed = 0, used = 1;
    uint64_t lengths = size == 0 ? 0 : reader->catalogue->title_lengths[mz_words_last_bucket(key, size)];
    for (const char *at = begin; at < end; at += used) {
        if ((lengths & mz_length_bit(size - passed)) != 0 && is_title(reader->catalogue, key + passed, size - passed))
            return mz_arena_copy(reader->arena, begin, (size_t)(at - begin));
        mz_text_char(at, &used);
        passed += mz_text_key_into(at, used, one);
    }
    return "";
}

/* Cuts what says that the table goes on from another page: "(续)", "续表". */
static void cut_continued(const mz_catalogue *catalogue, char *title)
{
    enum { LONGEST = 16 };
    char key[LONGEST + 1];
    size_t length = strlen(title);
    for (size_t size = length > LONGEST ? LONGEST : length; size >= 3; size--) {
        const char *tail = title + length - size;
        if (((unsigned char)*tail & 0xC0) == 0x80) continue;
        size_t written = mz_text_key_into(tail, size, key);
        if (!mz_catalogue_word(catalogue, MZ_LIST_CONTINUED, key, written)) continue;
        title[length - size] = '\0';
        return;
    }
}

/* Takes length bytes of text, at block index, as the title; joins the line before when the form's name begins there.
 * Returns whether it is one. */
static bool take_title(mz_reader *reader, size_t begin, size_t index, const char *text, size_t length,
                       mz_caption *caption)
{
    char key[LONGEST_CAPTION + 1];
    const mz_catalogue *catalogue = reader->catalogue;
    mz_block *block = &reader->layout->blocks[index];
    const mz_form *form = mz_form_by_title(catalogue, text, length);
    size_t size = mz_text_key_into(text, length, key);
    if (form == NULL && (!mz_form_is_title(catalogue, text, length) || number_of(catalogue, key, size) != NUMBER_NONE))
        return false;
    caption->span = block->span;
    mz_block *before = index > begin && block[-1].kind == MZ_BLOCK_PARAGRAPH ? block - 1 : NULL;
    if (before != NULL && before->length + length <= LONGEST_CAPTION &&
        !mz_form_is_title(catalogue, before->text, before->length)) {
        char *joined = mz_arena_printf(reader->arena, "%s%.*s", before->text, (int)length, text);
        const mz_form *whole = joined == NULL ? NULL : mz_form_by_title(catalogue, joined, strlen(joined));
        if (whole != NULL && whole != form && !whole->any_prefix) {
            form = whole;
            text = joined;
            length = strlen(joined);
            before->furniture = true;
            caption->span = before->span;
        }
    }
    caption->form = form;
    char *title = mz_text_squeeze(reader->arena, text, length);
    if (title != NULL) cut_continued(catalogue, title);
    caption->title = title == NULL ? "" : title;
    const char *unit = strstr(key, "单位:");
    if (unit != NULL && caption->unit == MZ_UNIT_NONE) caption->unit = unit_in(unit);
    if (form != NULL && form->any_prefix) {
        const char *subject = subject_of(reader, caption->title);
        caption->subject = subject == NULL ? "" : subject;
    }
    return true;
}

/* Takes over the captions and the number that stand behind blanks at the end of a line; the length of what is left. */
static size_t take_tail(mz_reader *reader, const char *text, size_t length, mz_caption *caption)
{
    enum { MOST_GAPS = 12 };
    char key[LONGEST_CAPTION + 1];
    size_t end = length, gaps = 0;
    for (size_t at = length; at > 0 && gaps < MOST_GAPS; at--) {
        size_t used = 1;
        if (((unsigned char)text[at - 1] & 0xC0) == 0x80 || !mz_text_is_space(mz_text_char(text + at - 1, &used)))
            continue;
        gaps++;
        size_t from = at - 1 + used, size = from < end ? mz_text_key_into(text + from, end - from, key) : 0;
        if (size > 0 && (take_caption(reader, key, caption) || number_of(reader->catalogue, key, size) == NUMBER_FORM))
            end = at - 1;
    }
    return end;
}

/* Cuts what text extraction leaves before a line: "[bookmark: _Toc1] ". */
static void cut_bookmark(mz_block *block)
{
    while (strncmp(block->text, "[bookmark:", 10) == 0) {
        const char *end = strchr(block->text, ']');
        if (end == NULL) return;
        for (end++; *end == ' '; end++) {
        }
        block->length -= (uint32_t)(end - block->text);
        block->text = end;
    }
}

/* Takes over what a paragraph above the table says. Returns whether it is the title; *goes_on whether the lines before
 * it may belong to the table as well. */
static bool take_line(mz_reader *reader, size_t begin, size_t index, mz_caption *caption, bool *goes_on)
{
    char key[LONGEST_CAPTION + 1];
    mz_block *block = &reader->layout->blocks[index];
    cut_bookmark(block);
    *goes_on = block->length <= LONGEST_CAPTION;
    size_t length = *goes_on ? mz_text_key_into(block->text, block->length, key) : 0;
    *goes_on = *goes_on && strstr(key, "。") == NULL;
    if (!*goes_on) return false;
    block->furniture = take_caption(reader, key, caption);
    if (block->furniture) return false;
    block->furniture = true;
    if (take_title(reader, begin, index, block->text, block->length, caption)) return true;
    size_t left = take_tail(reader, block->text, block->length, caption);
    if (left < block->length && take_title(reader, begin, index, block->text, left, caption)) return true;
    if (coded_organisation(key)) set_organisation(reader, caption, key);
    block->furniture =
        left < block->length || coded_organisation(key) || is_number(reader->catalogue, key) || length <= 12;
    return false;
}

/* Takes over what a grid of captions says. Returns whether the title is among it. */
static bool take_grid(mz_reader *reader, const mz_grid *grid, mz_caption *caption)
{
    for (size_t r = grid->row_count; r-- > 0;)
        if (!mz_caption_row(reader, &grid->rows[r], caption) && mz_caption_title_row(reader, &grid->rows[r], caption))
            return true;
    return false;
}

bool mz_caption_grid(mz_reader *reader, const mz_grid *grid)
{
    mz_caption ignored = {.organisation = "", .title = "", .subject = ""};
    if (grid->row_count > MOST_CAPTIONS) return false;
    for (size_t r = 0; r < grid->row_count; r++)
        if (!mz_caption_row(reader, &grid->rows[r], &ignored) &&
            !mz_caption_title_row(reader, &grid->rows[r], &ignored))
            return false;
    return true;
}

bool mz_caption_read(mz_reader *reader, size_t begin, size_t end, mz_caption *caption)
{
    bool goes_on = true;
    for (size_t at = end, seen = 0; goes_on && at > begin && seen < MOST_CAPTIONS; seen++) {
        const mz_block *block = &reader->layout->blocks[--at];
        if (block->kind == MZ_BLOCK_GRID ? take_grid(reader, block->grid, caption)
                                         : take_line(reader, begin, at, caption, &goes_on))
            return true;
    }
    return false;
}

/* The only filled cell of a row, NULL when there are none or several. */
static const mz_grid_cell *only_cell(const mz_grid_row *row)
{
    const mz_grid_cell *only = NULL;
    for (uint32_t i = 0; i < row->count; i++) {
        if (row->cells[i].length == 0) continue;
        if (only != NULL) return NULL;
        only = &row->cells[i];
    }
    return only;
}

/* Whether a key is the title of some table, of a known form or not: it ends in 表 and is no number. */
static bool ends_in_table(const mz_catalogue *catalogue, const char *key, size_t length)
{
    return length > 9 && memcmp(key + length - 3, "表", 3) == 0 && !is_number(catalogue, key) &&
           mz_form_is_title(catalogue, key, length);
}

bool mz_caption_title_row(mz_reader *reader, const mz_grid_row *row, mz_caption *caption)
{
    char key[LONGEST_CAPTION + 1];
    const mz_grid_cell *cell = row->count > 1 ? only_cell(row) : NULL;
    if (cell == NULL || cell->length > LONGEST_CAPTION) return false;
    const mz_form *form = mz_form_by_title(reader->catalogue, cell->text, cell->length);
    size_t length = mz_text_key_into(cell->text, cell->length, key);
    if (form != NULL ? form->any_prefix : !ends_in_table(reader->catalogue, key, length)) return false;
    char *title = mz_text_squeeze(reader->arena, cell->text, cell->length);
    if (title != NULL) cut_continued(reader->catalogue, title);
    caption->form = form;
    caption->title = title == NULL ? "" : title;
    caption->span = cell->span;
    return true;
}

bool mz_caption_table_row(mz_reader *reader, const mz_grid_row *row)
{
    char key[LONGEST_CAPTION + 1];
    const mz_grid_cell *cell = only_cell(row);
    if (cell == NULL || cell->length > LONGEST_CAPTION) return false;
    const mz_form *form = mz_form_by_title(reader->catalogue, cell->text, cell->length);
    if (form == NULL || form->any_prefix) return false;
    size_t length = mz_text_key_into(cell->text, cell->length, key);
    return ends_in_table(reader->catalogue, key, length) && !mz_form_numbered(key);
}

/* Whether the text before a cell's first colon, half or full width, is a caption's name. */
static bool is_named(const mz_catalogue *catalogue, const mz_grid_cell *cell)
{
    char key[LONGEST_CAPTION + 1];
    static const char wide[] = "：";
    const char *half = memchr(cell->text, ':', cell->length), *name = NULL;
    size_t before = half == NULL ? cell->length : (size_t)(half - cell->text);
    const char *full = before < 3 || memchr(cell->text + 2, wide[2], before - 2) == NULL
                           ? NULL
                           : mz_text_find(cell->text, before, wide);
    mz_caption ignored = {.year = 0};
    if (half == NULL && full == NULL) return false;
    size_t length = mz_text_key_into(cell->text, full == NULL ? before : (size_t)(full - cell->text), key);
    return is(name_lists(catalogue, key, length, &name, &ignored), MZ_LIST_CAPTION);
}

/* Whether a row without names holds captions nevertheless: at most two cells, a year, a unit or the table's number, and
 * not two years. */
static bool is_unnamed(mz_reader *reader, const mz_grid_row *row)
{
    enum { LONGEST = 40 };
    char key[LONGEST + 1];
    mz_caption ignored = {.organisation = ""};
    unsigned filled = 0, years = 0;
    for (uint32_t i = 0; i < row->count; i++) {
        const mz_grid_cell *cell = &row->cells[i];
        if (cell->length == 0) continue;
        if (cell->length > LONGEST || ++filled > 2) return false;
        size_t length = mz_text_key_into(cell->text, cell->length, key);
        years += bare_year(key) != 0;
        if (number_of(reader->catalogue, key, length) != NUMBER_FORM && !take_caption(reader, key, &ignored))
            return false;
    }
    return filled > 0 && years < 2;
}

bool mz_caption_row(mz_reader *reader, const mz_grid_row *row, mz_caption *caption)
{
    char key[LONGEST_CAPTION + 1];
    bool named = false;
    const mz_grid_cell *only = row->count > 1 ? only_cell(row) : NULL;
    if (only != NULL && only->length <= LONGEST_CAPTION && *caption->title != '\0') {
        mz_text_squeeze_into(only->text, only->length, key);
        cut_continued(reader->catalogue, key);
        if (strcmp(key, caption->title) == 0) return true;
    }
    for (uint32_t i = 0; i < row->count; i++) {
        if (row->cells[i].length == 0) continue;
        if (row->cells[i].length > LONGEST_CAPTION) return false;
        named = named || is_named(reader->catalogue, &row->cells[i]);
    }
    if (!named && !is_unnamed(reader, row)) return false;
    for (uint32_t i = 0; i < row->count; i++) {
        mz_text_key_into(row->cells[i].text, row->cells[i].length, key);
        if (*key != '\0' && !take_caption(reader, key, caption) && coded_organisation(key))
            set_organisation(reader, caption, key);
    }
    return true;
}

void mz_caption_note(mz_reader *reader, size_t begin, size_t end, mz_sheet *sheet)
{
    char key[LONGEST_CAPTION * 2 + 1];
    const mz_catalogue *catalogue = reader->catalogue;
    for (size_t at = begin; at < end && at < begin + MOST_NOTES; at++) {
        mz_block *block = &reader->layout->blocks[at];
        if (block->kind != MZ_BLOCK_PARAGRAPH || block->length > LONGEST_CAPTION * 2) return;
        size_t length = mz_text_key_into(block->text, block->length, key), name = name_length(key);
        bool note = name > 0 && mz_catalogue_word(catalogue, MZ_LIST_NOTE, key, name);
        if (!note && strncmp(key, "注", 3) != 0) return;
        block->furniture = true;
        sheet->says_empty = sheet->says_empty || mz_catalogue_holds(catalogue, MZ_LIST_EMPTY_NOTE, key, length);
        if (sheet->says_empty && sheet->note.line == 0) sheet->note = block->span;
    }
}

bool mz_caption_note_row(mz_reader *reader, const mz_grid_row *row, mz_sheet *sheet)
{
    char key[LONGEST_CAPTION * 2 + 1];
    const mz_grid_cell *cell = only_cell(row);
    if (cell == NULL || cell->length > LONGEST_CAPTION * 2) return false;
    size_t length = mz_text_key_into(cell->text, cell->length, key), name = name_length(key);
    if (name == 0 || !mz_catalogue_word(reader->catalogue, MZ_LIST_NOTE, key, name)) return false;
    sheet->says_empty = sheet->says_empty || mz_catalogue_holds(reader->catalogue, MZ_LIST_EMPTY_NOTE, key, length);
    if (sheet->says_empty && sheet->note.line == 0) sheet->note = cell->span;
    return true;
}
