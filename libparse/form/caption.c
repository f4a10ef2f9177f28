/* caption.c - what stands above a table: title, number, organisation, year, unit. */
#include "caption.h"

#include <string.h>

enum { MOST_CAPTIONS = 14 /* lines between title and table */ };

size_t mz_caption_name(const char *key)
{
    const char *colon = strchr(key, ':');
    return colon == NULL ? 0 : (size_t)(colon - key);
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

int32_t mz_caption_year(const char *key)
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

static bool is_number(const mz_catalogue *catalogue, const char *key)
{
    return mz_caption_number(catalogue, key, strlen(key)) != MZ_NUMBER_NONE;
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

void mz_caption_organisation(mz_reader *reader, mz_caption *caption, const char *text)
{
    if (*caption->organisation != '\0') return;
    size_t length = strlen(text), next = caption_begin(reader->catalogue, text, mz_caption_name(text));
    if (next > 0) length = next;
    for (size_t at = 1; at + 7 <= length; at++)
        if (year_at(text + at) != 0 && strncmp(text + at + 4, "年", 3) == 0) length = at;
    const char *copy = mz_arena_copy(reader->arena, text, length);
    if (copy != NULL) caption->organisation = copy;
}

uint32_t mz_caption_lists(const mz_catalogue *catalogue, const char *key, size_t length, const char **name,
                          mz_caption *caption)
{
    char before[MZ_LONGEST_CAPTION + 1];
    const size_t bracket = *key == '(' ? 1 : 0;
    for (size_t at = bracket; at < length; at += mz_character_size(key[at])) {
        if (!mz_catalogue_may(catalogue, MZ_LIST_CAPTION, key + at, length - at)) continue;
        uint32_t lists = mz_catalogue_lists(catalogue, key + at, length - at);
        if (!is(lists, MZ_LIST_CAPTION)) continue;
        *name = key + at;
        if (at == bracket || mz_caption_number(catalogue, key, at) == MZ_NUMBER_FORM) return lists;
        memcpy(before, key, at);
        before[at] = '\0';
        int32_t year = mz_caption_year(before);
        if (year != 0 && caption->year == 0) caption->year = year;
        return year != 0 ? lists : 0;
    }
    return 0;
}

/* The unit that stands alone in front of what is behind it (a closing bracket or nothing). */
static mz_unit only_unit(const char *text, const char *behind)
{
    for (mz_unit unit = MZ_UNIT_YUAN; unit <= MZ_UNIT_YI; unit++) {
        const char *name = mz_unit_name(unit);
        if (*text == *name && strncmp(text, name, strlen(name)) == 0 && strcmp(text + strlen(name), behind) == 0)
            return unit;
    }
    return MZ_UNIT_NONE;
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
    const mz_unit unit = only_unit(at, *key == '(' ? ")" : "");
    if (unit == MZ_UNIT_NONE) return false;
    if (caption->unit == MZ_UNIT_NONE) caption->unit = unit;
    return true;
}

bool mz_caption_take(mz_reader *reader, const char *key, mz_caption *caption)
{
    const mz_catalogue *catalogue = reader->catalogue;
    int32_t year = mz_caption_year(key);
    if (year != 0) {
        if (caption->year == 0) caption->year = year;
        return true;
    }
    const char *name = key;
    size_t length = mz_caption_name(key);
    if (length == 0) return take_unit(catalogue, key, caption);
    uint32_t lists = mz_caption_lists(catalogue, key, length, &name, caption);
    if (!is(lists, MZ_LIST_CAPTION)) return false;
    const char *value = key + length + 1;
    const char *unit = is(lists, MZ_LIST_UNIT_CAPTION) ? value : NULL;
    if (unit == NULL && strstr(value, "单位:") != NULL) unit = strstr(value, "单位:");
    if (unit != NULL && caption->unit == MZ_UNIT_NONE) caption->unit = mz_text_unit(unit);
    if (is(lists, MZ_LIST_ORGANISATION_CAPTION)) mz_caption_organisation(reader, caption, value);
    for (const char *at = value; caption->year == 0 && strnlen(at, 4) == 4; at++)
        if (strncmp(at + 4, "年", 3) == 0 || is(lists, MZ_LIST_YEAR_CAPTION)) caption->year = year_at(at);
    return true;
}

bool mz_caption_coded(const char *key)
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
    char key[MZ_LONGEST_CAPTION + 1], one[8];
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
        passed += mz_is_common_lead(*at) ? used : mz_text_key_into(at, used, one);
    }
    return "";
}

void mz_caption_cut_continued(const mz_catalogue *catalogue, char *title)
{
    enum { LONGEST = 16 };
    char key[LONGEST + 1];
    size_t length = strlen(title);
    for (size_t size = length > LONGEST ? LONGEST : length; size >= 3; size--) {
        const char *tail = title + length - size;
        if (((unsigned char)*tail & 0xC0) == 0x80) continue;
        if (!mz_catalogue_may(catalogue, MZ_LIST_CONTINUED, tail, size)) continue;
        size_t written = mz_text_key_into(tail, size, key);
        if (!mz_catalogue_word(catalogue, MZ_LIST_CONTINUED, key, written)) continue;
        title[length - size] = '\0';
        return;
    }
}

/* Takes length bytes of text, at block index, as the title, whose key is given. Returns whether it is one. */
static bool take_title(mz_reader *reader, size_t index, const char *text, size_t length, const char *key,
                       mz_caption *caption)
{
    const mz_catalogue *catalogue = reader->catalogue;
    const mz_block *block = &reader->layout->blocks[index];
    const size_t size = strlen(key);
    const mz_form *form = mz_form_by_key(catalogue, key, size);
    if (form == NULL &&
        (!mz_form_is_title(catalogue, key, size) || mz_caption_number(catalogue, key, size) != MZ_NUMBER_NONE))
        return false;
    caption->span = block->span;
    caption->form = form;
    char *title = mz_text_squeeze(reader->arena, text, length);
    if (title != NULL) mz_caption_cut_continued(catalogue, title);
    caption->title = title == NULL ? "" : title;
    const char *unit = strstr(key, "单位:");
    if (unit != NULL && caption->unit == MZ_UNIT_NONE) caption->unit = mz_text_unit(unit);
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
    char key[MZ_LONGEST_CAPTION + 1];
    size_t end = length, gaps = 0;
    for (size_t at = length; at > 0 && gaps < MOST_GAPS; at--) {
        size_t used = 1;
        if (((unsigned char)text[at - 1] & 0xC0) == 0x80 || !mz_text_is_space(mz_text_char(text + at - 1, &used)))
            continue;
        gaps++;
        size_t from = at - 1 + used, size = from < end ? mz_text_key_into(text + from, end - from, key) : 0;
        if (size > 0 && (mz_caption_take(reader, key, caption) ||
                         mz_caption_number(reader->catalogue, key, size) == MZ_NUMBER_FORM))
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
static bool take_line(mz_reader *reader, size_t index, mz_caption *caption, bool *goes_on)
{
    char key[MZ_LONGEST_CAPTION + 1];
    mz_block *block = &reader->layout->blocks[index];
    cut_bookmark(block);
    *goes_on = block->length <= MZ_LONGEST_CAPTION;
    size_t length = *goes_on ? mz_text_key_into(block->text, block->length, key) : 0;
    *goes_on = *goes_on && strstr(key, "。") == NULL;
    if (!*goes_on) return false;
    block->furniture = mz_caption_take(reader, key, caption);
    if (block->furniture) return false;
    block->furniture = true;
    if (take_title(reader, index, block->text, block->length, key, caption)) return true;
    size_t left = take_tail(reader, block->text, block->length, caption);
    if (left < block->length) {
        char title[MZ_LONGEST_CAPTION + 1];
        mz_text_key_into(block->text, left, title);
        if (take_title(reader, index, block->text, left, title, caption)) return true;
    }
    if (mz_caption_coded(key)) mz_caption_organisation(reader, caption, key);
    block->furniture =
        left < block->length || mz_caption_coded(key) || is_number(reader->catalogue, key) || length <= 12;
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
                                         : take_line(reader, at, caption, &goes_on))
            return true;
    }
    return false;
}
