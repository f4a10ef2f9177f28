/* names.c - titles, header words and row labels looked up in the catalogue. Every look-up tries the suffixes or the
 * inner part of a short text in a dictionary, so its cost does not depend on how many aliases there are. */
#include <stdio.h>
#include <string.h>

#include "form.h"

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
    size_t last = length;
    while (last > 0 && ((unsigned char)key[--last] & 0xC0) == 0x80) {
    }
    if (mz_dictionary_find(&catalogue->title_ends, key + last, length - last) == NULL) return NULL;
    for (size_t at = 0; at < length; at += character(key + at)) {
        const mz_form *form = mz_dictionary_find(&catalogue->titles, key + at, length - at);
        if (form == NULL) continue;
        *prefix = at;
        return form->any_prefix || !mz_catalogue_holds(catalogue, "title_subject", key, at) ? form : NULL;
    }
    return NULL;
}

const mz_form *mz_form_by_title(const mz_catalogue *catalogue, const char *text, size_t length)
{
    if (length > LONGEST_NAME) return NULL;
    char key[LONGEST_NAME + 1];
    size_t size = mz_text_key_into(text, length, key), prefix = 0;
    const mz_form *form = find_suffix(catalogue, key, size, &prefix);
    if (form == NULL) form = find_suffix(catalogue, key, without_bracket(key, size), &prefix);
    if (form == NULL || form->any_prefix || prefix <= LONGEST_TITLE) return form;
    return NULL;
}

bool mz_form_is_title(const mz_catalogue *catalogue, const char *text, size_t length)
{
    if (length > LONGEST_TITLE) return false;
    char key[LONGEST_NAME + 1];
    size_t size = without_bracket(key, mz_text_key_into(text, length, key));
    if (size == 0 || strstr(key, "。") != NULL || strstr(key, ";") != NULL || strstr(key, "..") != NULL) return false;
    for (size_t at = 0; at < size; at += character(key + at))
        if (size - at <= 12 && mz_catalogue_word(catalogue, "title_end", key + at, size - at)) return true;
    return false;
}

/* Looks a path up as a whole, then without its leading segments; form is "" for the general words. */
static const mz_column_role *column_of(const mz_catalogue *catalogue, const char *form, const char *key, size_t length)
{
    char name[LONGEST_NAME + 64];
    size_t prefix = strlen(form);
    if (prefix + 1 + length >= sizeof name) return NULL;
    for (const char *at = key; at != NULL; at = strchr(at, '/'), at = at == NULL ? NULL : at + 1) {
        size_t left = length - (size_t)(at - key);
        const mz_column_role *role;
        if (prefix == 0) {
            role = mz_dictionary_find(&catalogue->columns, at, left);
        } else {
            memcpy(name, form, prefix);
            name[prefix] = '\n';
            memcpy(name + prefix + 1, at, left);
            role = mz_dictionary_find(&catalogue->columns, name, prefix + 1 + left);
        }
        if (role != NULL) return role;
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
    char key[LONGEST_NAME + 1], bare[LONGEST_NAME + 1];
    size_t size = mz_text_key_into(path, length, key);
    for (int general = form == NULL; general < 2; general++) {
        size_t left = size;
        memcpy(bare, key, size + 1);
        for (int attempt = 0; attempt < 3; attempt++) {
            if (attempt > 0) left = plain_header(bare, left, attempt == 2);
            const mz_column_role *role = column_of(catalogue, general ? "" : form->id, bare, left);
            if (role != NULL) return role;
        }
    }
    return NULL;
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Bytes of a numeral at text, 0 when there is none: digits and 一 to 十, whose lead bytes are two. */
static size_t numeral(const char *text)
{
    static const char numerals[] = "一二三四五六七八九十";
    if (*text >= '0' && *text <= '9') return 1;
    if (*text != numerals[0] && *text != "四"[0]) return 0;
    for (size_t i = 0; i + 3 < sizeof numerals; i += 3)
        if (strncmp(text, numerals + i, 3) == 0) return 3;
    return 0;
}

/* Skips numbering and 其中: "一、", "（二）" (folded), "3.", "其中:". */
static const char *skip_numbering(const char *key)
{
    const char *at = *key == '(' ? key + 1 : key, *start = at;
    for (size_t size = 1; size > 0; at += size) size = numeral(at);
    if (at == start) return key;
    if (start > key && *at == ')') return at + 1;
    if (start == key && starts(at, "、")) return at + 3;
    if (start == key && (*at == '.' || *at == ',')) return at + 1;
    if (start == key && starts(at, "．")) return at + 3;
    return key;
}

static const char *row_role(const mz_catalogue *catalogue, const char *set, const char *label)
{
    char key[LONGEST_NAME + 64];
    size_t prefix = strlen(set), length = strlen(label);
    if (prefix + 1 + length >= sizeof key) return NULL;
    memcpy(key, set, prefix);
    key[prefix] = '\n';
    memcpy(key + prefix + 1, label, length);
    return mz_dictionary_find(&catalogue->rows, key, prefix + 1 + length);
}

/* The role of a label in a set: as printed, without numbering, without 其中. */
static const char *role_in(const mz_catalogue *catalogue, const char *set, const char *key)
{
    const char *bare = skip_numbering(key);
    const char *part = starts(bare, "其中:") ? skip_numbering(bare + strlen("其中:")) : bare;
    const char *role = row_role(catalogue, set, key);
    if (role == NULL && bare != key) role = row_role(catalogue, set, bare);
    return role == NULL && part != bare ? row_role(catalogue, set, part) : role;
}

const char *mz_form_row_role(const mz_catalogue *catalogue, const mz_form *form, unsigned side, const char *label,
                             const char **heading)
{
    size_t length = strlen(label);
    if (form == NULL || length == 0 || length > LONGEST_NAME) return "";
    const char *set = NULL;
    for (unsigned i = 0; i <= side && form->row_sets[i] != NULL; i++) set = form->row_sets[i];
    if (set == NULL) return "";
    char key[LONGEST_NAME + 1], under[128];
    mz_text_key_into(label, length, key);
    size_t size = strlen(set), more = heading == NULL || *heading == NULL ? 0 : strlen(*heading);
    if (more > 0 && size + more + 2 < sizeof under) {
        memcpy(under, set, size);
        under[size] = '/';
        memcpy(under + size + 1, *heading, more + 1);
        const char *role = role_in(catalogue, under, key);
        if (role != NULL) return role;
    }
    const char *role = role_in(catalogue, set, key);
    if (role != NULL && heading != NULL) *heading = role;
    return role == NULL ? "" : role;
}
