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

/* Whether a line is a table's number: 公开01表, 附表1-2, 表三. */
static bool is_number(const char *key)
{
    static const char *const parts[] = {"公开", "附件", "附", "表", "号", "一", "二", "三", "四",
                                        "五",   "六",   "七", "八", "九", "十", "第", NULL};
    while (*key != '\0') {
        size_t used = strchr("0123456789-.():", *key) != NULL ? 1 : 0;
        for (int i = 0; used == 0 && parts[i] != NULL; i++)
            if (strncmp(key, parts[i], strlen(parts[i])) == 0) used = strlen(parts[i]);
        if (used == 0) return false;
        key += used;
    }
    return true;
}

/* Keeps the first organisation found; a year at its end is cut off. */
static void set_organisation(mz_reader *reader, mz_caption *caption, const char *text)
{
    if (*caption->organisation != '\0') return;
    size_t length = strlen(text);
    for (size_t at = 1; at + 7 <= length; at++)
        if (year_at(text + at) != 0 && strncmp(text + at + 4, "年", 3) == 0) length = at;
    const char *unit = strstr(text, "单位:");
    if (unit != NULL && (size_t)(unit - text) < length) length = (size_t)(unit - text);
    const char *copy = mz_arena_copy(reader->arena, text, length);
    if (copy != NULL) caption->organisation = copy;
}

static bool is(uint32_t lists, mz_list list)
{
    return (lists >> list & 1u) != 0;
}

/* Whether a key is a caption (name: value, a bare year); if so takes it over. */
static bool take_caption(mz_reader *reader, const char *key, mz_caption *caption)
{
    const mz_catalogue *catalogue = reader->catalogue;
    int32_t year = bare_year(key);
    if (year != 0) {
        if (caption->year == 0) caption->year = year;
        return true;
    }
    size_t length = name_length(key);
    const char *name = *key == '(' ? key + 1 : key;
    length -= length > 0 ? (size_t)(name - key) : 0;
    uint32_t lists = length == 0 ? 0 : mz_catalogue_lists(catalogue, name, length);
    if (!is(lists, MZ_LIST_CAPTION)) return false;
    const char *value = name + length + 1;
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

/* Takes the title at block index; joins the line before when the form's name begins there. Returns whether it is one.
 */
static bool take_title(mz_reader *reader, size_t begin, size_t index, const char *key, mz_caption *caption)
{
    const mz_catalogue *catalogue = reader->catalogue;
    mz_block *block = &reader->layout->blocks[index];
    const mz_form *form = mz_form_by_title(catalogue, block->text, block->length);
    if (form == NULL && (!mz_form_is_title(catalogue, block->text, block->length) || is_number(key))) return false;
    caption->span = block->span;
    const char *text = block->text;
    mz_block *before = index > begin ? block - 1 : NULL;
    if (before != NULL && before->length + block->length <= LONGEST_CAPTION &&
        !mz_form_is_title(catalogue, before->text, before->length)) {
        char *joined = mz_arena_printf(reader->arena, "%s%s", before->text, text);
        const mz_form *whole = joined == NULL ? NULL : mz_form_by_title(catalogue, joined, strlen(joined));
        if (whole != NULL && whole != form && !whole->any_prefix) {
            form = whole;
            text = joined;
            before->furniture = true;
            caption->span = before->span;
        }
    }
    caption->form = form;
    const char *title = mz_text_squeeze(reader->arena, text, strlen(text));
    caption->title = title == NULL ? "" : title;
    const char *unit = strstr(key, "单位:");
    if (unit != NULL && caption->unit == MZ_UNIT_NONE) caption->unit = unit_in(unit);
    if (form != NULL && form->any_prefix) {
        const char *subject = subject_of(reader, caption->title);
        caption->subject = subject == NULL ? "" : subject;
    }
    return true;
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

bool mz_caption_read(mz_reader *reader, size_t begin, size_t end, mz_caption *caption)
{
    char key[LONGEST_CAPTION + 1];
    for (size_t at = end, seen = 0; at > begin && seen < MOST_CAPTIONS; seen++) {
        mz_block *block = &reader->layout->blocks[--at];
        cut_bookmark(block);
        if (block->length > LONGEST_CAPTION) return false;
        size_t length = mz_text_key_into(block->text, block->length, key);
        if (strstr(key, "。") != NULL) return false;
        if (take_caption(reader, key, caption)) {
            block->furniture = true;
            continue;
        }
        if (take_title(reader, begin, at, key, caption)) {
            block->furniture = true;
            return true;
        }
        if (coded_organisation(key)) set_organisation(reader, caption, key);
        block->furniture = coded_organisation(key) || is_number(key) || length <= 12;
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
    return length > 9 && memcmp(key + length - 3, "表", 3) == 0 && !is_number(key) &&
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
    const char *title = mz_text_squeeze(reader->arena, cell->text, cell->length);
    caption->form = form;
    caption->title = title == NULL ? "" : title;
    caption->span = cell->span;
    return true;
}

/* Whether the text before a cell's first colon, half or full width, is a caption's name. */
static bool is_named(const mz_catalogue *catalogue, const mz_grid_cell *cell)
{
    char key[LONGEST_CAPTION + 1];
    static const char wide[] = "：";
    const char *half = memchr(cell->text, ':', cell->length);
    size_t before = half == NULL ? cell->length : (size_t)(half - cell->text);
    const char *full = before < 3 || memchr(cell->text + 2, wide[2], before - 2) == NULL
                           ? NULL
                           : mz_text_find(cell->text, before, wide);
    if (half == NULL && full == NULL) return false;
    size_t length = mz_text_key_into(cell->text, full == NULL ? before : (size_t)(full - cell->text), key);
    return length > 0 && mz_catalogue_word(catalogue, MZ_LIST_CAPTION, key, length);
}

bool mz_caption_row(mz_reader *reader, const mz_grid_row *row, mz_caption *caption)
{
    char key[LONGEST_CAPTION + 1];
    bool named = false;
    const mz_grid_cell *only = row->count > 1 ? only_cell(row) : NULL;
    if (only != NULL && only->length <= LONGEST_CAPTION) {
        mz_text_key_into(only->text, only->length, key);
        char title[LONGEST_CAPTION + 1];
        mz_text_squeeze_into(only->text, only->length, title);
        if (*title != '\0' && strcmp(title, caption->title) == 0) return true;
        if (take_caption(reader, key, caption) || (is_number(key) && strstr(key, "表") != NULL)) return true;
    }
    for (uint32_t i = 0; i < row->count; i++) {
        if (row->cells[i].length == 0) continue;
        if (row->cells[i].length > LONGEST_CAPTION) return false;
        named = named || is_named(reader->catalogue, &row->cells[i]);
    }
    if (!named) return false;
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
