/* names.c - titles, header words and row labels looked up in the catalogue. Every look-up tries the suffixes or the
 * inner part of a short text in a dictionary, so its cost does not depend on how many aliases there are. */
#include <stdio.h>
#include <string.h>

#include "form.h"
#include "title_words.h"

/* Longer texts are no names: they are not looked at. */
enum { LONGEST_NAME = 480, LONGEST_TITLE = 180 };

static size_t character(const char *text)
{
    size_t used = 1;
    mz_text_char(text, &used);
    return used;
}

/* Cuts a bracket at the end: "支出决算表(按功能分类)" to "支出决算表". Returns the new length. */
static size_t without_bracket(const char *key, size_t length)
{
    if (length < 2 || key[length - 1] != ')') return length;
    for (size_t at = length - 1; at-- > 0;)
        if (key[at] == '(') return at;
    return length;
}

/* The form whose alias is the longest suffix of the key and what stands before it names no other kind of table. */
static const mz_form *find_suffix(const mz_catalogue *catalogue, const char *key, size_t length, size_t *prefix)
{
    uint64_t lengths = length == 0 ? 0 : catalogue->title_lengths[mz_words_last_bucket(key, length)];
    for (size_t at = 0; lengths != 0 && at < length; at += mz_character_size(key[at])) {
        if ((lengths & mz_length_bit(length - at)) == 0) continue;
        const mz_entry *entry = mz_catalogue_entry(catalogue, key + at, length - at);
        const mz_form *form = entry == NULL ? NULL : entry->title;
        if (form == NULL) continue;
        *prefix = at;
        return form->any_prefix || !mz_catalogue_holds(catalogue, MZ_LIST_TITLE_SUBJECT, key, at) ? form : NULL;
    }
    return NULL;
}

const mz_form *mz_form_by_key(const mz_catalogue *catalogue, const char *key, size_t size)
{
    size_t bare = without_bracket(key, size), prefix = 0;
    const mz_form *form = find_suffix(catalogue, key, size, &prefix);
    if (form == NULL && bare < size) form = find_suffix(catalogue, key, bare, &prefix);
    if (form == NULL) {
        form = mz_title_words_find(catalogue, key, bare, &prefix);
        if (form != NULL && mz_catalogue_holds(catalogue, MZ_LIST_TITLE_SUBJECT, key, prefix)) form = NULL;
    }
    if (form == NULL || form->any_prefix || prefix <= LONGEST_TITLE) return form;
    return NULL;
}

const mz_form *mz_form_by_title(const mz_catalogue *catalogue, const char *text, size_t length)
{
    char key[LONGEST_NAME + 1];
    return length > LONGEST_NAME ? NULL : mz_form_by_key(catalogue, key, mz_text_key_into(text, length, key));
}

bool mz_form_is_title(const mz_catalogue *catalogue, const char *key, size_t length)
{
    if (length > LONGEST_TITLE) return false;
    size_t size = without_bracket(key, length);
    if (size == 0 || strstr(key, "。") != NULL || strstr(key, ";") != NULL || strstr(key, "..") != NULL) return false;
    for (size_t at = 0; at < size; at += character(key + at))
        if (size - at <= 12 && mz_catalogue_word(catalogue, MZ_LIST_TITLE_END, key + at, size - at)) return true;
    return false;
}

bool mz_form_ends_as_title(const mz_catalogue *catalogue, const char *text, size_t length)
{
    while (length > 0 && (unsigned char)text[length - 1] <= ' ') length--;
    if (length < 3) return false;
    const char *last = text + length - 3, end = last[2];
    if ((unsigned char)end < 0x80) return end == ')' || end == '"' || end == '\'' || end == '`';
    return !mz_is_han_lead(*last) || mz_catalogue_may(catalogue, MZ_LIST_TITLE_TABLE, last, 3);
}

bool mz_form_is_table_title(const void *catalogue, const char *text, size_t length)
{
    char key[LONGEST_NAME + 1];
    if (length > LONGEST_TITLE || !mz_form_may_be_title(catalogue, text, length)) return false;
    size_t size = mz_text_key_into(text, length, key), used = 0;
    const mz_form *form = mz_form_by_key(catalogue, key, size);
    if (form == NULL || form->any_prefix) return false;
    size = without_bracket(key, size);
    for (size_t at = 0; at < size; at += mz_character_size(key[at])) used = at; /* the last character */
    return mz_catalogue_word(catalogue, MZ_LIST_TITLE_TABLE, key + used, size - used) && !mz_form_numbered(key);
}

/* What a word that means role alone means under the header group; NULL when it has no meaning there. */
static const mz_column_role *part_of(const mz_catalogue *catalogue, const mz_column_role *group,
                                     const mz_column_role *role)
{
    if (group == NULL || role == NULL) return role;
    const char *part = json_string_value(json_object_get(group->parts, role->role));
    return part == NULL ? NULL : mz_dictionary_find(&catalogue->roles, part, strlen(part));
}

/* Looks a path up as a whole, then without its leading segments. Returns what the form itself says; what is said of any
 * form goes to *general, unless it has been found before. */
static const mz_column_role *column_of(const mz_catalogue *catalogue, const mz_form *form, const char *key,
                                       size_t length, const mz_column_role **general)
{
    const mz_column_role *group = NULL;
    for (const char *at = key, *end = key + length; at != NULL;) {
        const mz_entry *entry = mz_catalogue_entry(catalogue, at, (size_t)(end - at));
        const mz_column_role *own = entry == NULL || form == NULL ? NULL : mz_entry_meaning(entry->columns, form->id);
        if (own != NULL) return part_of(catalogue, group, own);
        if (entry != NULL && *general == NULL) *general = part_of(catalogue, group, entry->column);
        if (form == NULL && *general != NULL) return *general;
        const char *segment = at;
        at = memchr(at, '/', (size_t)(end - at));
        /* 基本支出/小计 says more than what a form makes of 小计 alone */
        if (at != NULL && entry != NULL && entry->column != NULL) return part_of(catalogue, group, entry->column);
        if (at == NULL) break;
        entry = mz_catalogue_entry(catalogue, segment, (size_t)(at++ - segment));
        if (entry != NULL && entry->column != NULL && entry->column->parts != NULL) group = entry->column;
    }
    return NULL;
}

/* Removes every "2024年", "2024年度" and "本年度" style year and, when brackets is set, every bracket from key. */
static size_t plain_header(char *key, size_t length, bool brackets)
{
    size_t written = 0;
    int depth = 0;
    for (size_t at = 0; at < length;) {
        size_t digits = 0;
        while (key[at + digits] >= '0' && key[at + digits] <= '9') digits++;
        if (digits == 4 && strncmp(key + at + 4, "年", 3) == 0) {
            at += 7;
            if (strncmp(key + at, "度", 3) == 0) at += 3;
            continue;
        }
        if (brackets && key[at] == '(') depth++;
        if (depth == 0) key[written++] = key[at];
        if (brackets && key[at] == ')' && depth > 0) depth--;
        at++;
    }
    key[written] = '\0';
    return written;
}

const mz_column_role *mz_form_column(const mz_catalogue *catalogue, const mz_form *form, const char *path)
{
    size_t length = strlen(path);
    if (length == 0 || length > LONGEST_NAME) return NULL;
    char key[LONGEST_NAME + 1];
    size_t left = mz_text_key_into(path, length, key);
    const mz_column_role *general = NULL;
    const mz_column_role *own = column_of(catalogue, form, key, left, &general);
    if (own != NULL) return own;
    const bool year = mz_text_holds(key, left, "年"), bracket = memchr(key, '(', left) != NULL;
    for (int brackets = 0; brackets < 2; brackets++) {
        size_t before = left;
        if (!year && (brackets == 0 || !bracket)) continue; /* nothing to cut */
        left = plain_header(key, left, brackets > 0);
        if (left == before) continue; /* nothing was cut: it has been looked up */
        own = column_of(catalogue, form, key, left, &general);
        if (own != NULL) return own;
    }
    return general;
}

static bool starts(const char *text, const char *with)
{
    return *text == *with && strncmp(text, with, strlen(with)) == 0;
}

size_t mz_form_numeral(const char *text)
{
    return *text >= '0' && *text <= '9' ? 1 : mz_numeral_size(text);
}

/* Skips numbering and 其中: "一、", "（二）" (folded), "3.", "其中:". */
static const char *skip_numbering(const char *key)
{
    const char *at = *key == '(' ? key + 1 : key, *start = at;
    for (size_t size = 1; size > 0; at += size) size = mz_form_numeral(at);
    if (at == start) return key;
    if (start > key && *at == ')') return at + 1;
    if (start == key && starts(at, "、")) return at + 3;
    if (start == key && (*at == '.' || *at == ',')) return at + 1;
    if (start == key && starts(at, "．")) return at + 3;
    return key;
}

bool mz_form_numbered(const char *label)
{
    char key[LONGEST_NAME + 1];
    size_t length = strlen(label);
    return length <= LONGEST_NAME && mz_text_key_into(label, length, key) > 0 && skip_numbering(key) != key;
}

/* What the catalogue says of a label as printed, without numbering, without 其中; NULLs where it says nothing. */
typedef struct label_entries {
    const mz_entry *entries[3];
} label_entries;

static label_entries entries_of(const mz_catalogue *catalogue, const char *key, size_t length)
{
    const char *bare = skip_numbering(key), *end = key + length;
    const char *part = starts(bare, "其中:") ? skip_numbering(bare + strlen("其中:")) : bare;
    label_entries found = {{mz_catalogue_entry(catalogue, key, length)}};
    if (bare != key) found.entries[1] = mz_catalogue_entry(catalogue, bare, (size_t)(end - bare));
    if (part != bare) found.entries[2] = mz_catalogue_entry(catalogue, part, (size_t)(end - part));
    return found;
}

/* What a label means in a set, NULL when nothing or set is NULL. */
static const mz_row_role *role_in(const label_entries *found, const char *set)
{
    const mz_row_role *role = NULL;
    for (int i = 0; set != NULL && role == NULL && i < 3; i++)
        if (found->entries[i] != NULL) role = mz_entry_meaning(found->entries[i]->rows, set);
    return role;
}

const char *mz_form_row_role(const mz_catalogue *catalogue, const mz_form *form, unsigned side, const char *label,
                             const char **under)
{
    size_t length = strlen(label);
    if (form == NULL || length == 0 || length > LONGEST_NAME) return "";
    const char *set = NULL;
    for (unsigned i = 0; i <= side && form->row_sets[i] != NULL; i++) set = form->row_sets[i];
    if (set == NULL) return "";
    char key[LONGEST_NAME + 1];
    label_entries found = entries_of(catalogue, key, mz_text_key_into(label, length, key));
    const mz_row_role *role = under == NULL ? NULL : role_in(&found, *under);
    if (role != NULL) return role->role;
    role = role_in(&found, set);
    if (role == NULL) return "";
    if (under != NULL) *under = role->under;
    return role->role;
}
