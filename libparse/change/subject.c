/* subject.c - what a clause before a reason speaks of: the names in it that figures of the two documents have. */
#include <string.h>

#include "compare.h"
#include "form/form.h"
#include "text/text.h"

enum {
    SHORTEST_NAME = 6,   /* bytes: two Chinese characters */
    SHORTEST_INSIDE = 9, /* shorter ones only stand at the begin of a word */
    LONGEST_NAME = 120
};

/* Objects of changes.json with lists of names. */
enum { NAMES, MENTIONS };
static const char *const kinds[] = {"names", "mentions"};

/* name is what the text may say, of what that means. */
static bool add_name(mz_comparison *c, const char *name, const char *of)
{
    const size_t length = strlen(name);
    if (length < SHORTEST_NAME || length > LONGEST_NAME) return true;
    if (mz_dictionary_find(&c->names, name, length) != NULL) return true;
    c->name_begins[mz_words_bucket(name, length)] = true;
    return mz_dictionary_add(&c->names, c->arena, name, length, of);
}

static bool add_lists(mz_comparison *c, int kind)
{
    const mz_word_list *lists = mz_list_of(c->lists, kinds[kind]);
    c->called[kind] = mz_arena_array(c->arena, lists->list_count + 1, sizeof *c->called[kind]);
    for (size_t i = 0; c->called[kind] != NULL && i < lists->list_count; i++) {
        const mz_word_list *list = &lists->lists[i];
        const char **keys = mz_arena_array(c->arena, list->count + 1, sizeof *keys);
        if (keys == NULL) return false;
        c->called[kind][i] = (mz_name_list){keys, list->count};
        for (size_t k = 0; k < list->count; k++) {
            keys[k] = mz_change_key(c->label_marks, c->arena, list->words[k].text);
            if (!add_name(c, keys[k], keys[k])) return false;
        }
    }
    return c->called[kind] != NULL;
}

static bool is_functional(const mz_line_change *line)
{
    return *line->change.code == '2' && *line->key != '\0';
}

bool mz_index_names(mz_comparison *c)
{
    const mz_word_list *head = mz_list_of(c->lists, "silent_head"); /* 用于..., which sentences take for a verb */
    for (size_t i = 0; i < c->count; i++) {
        const char *key = c->lines[i].key;
        if (!add_name(c, key, key) || !add_name(c, key + mz_word_at(head, key), key)) return false;
    }
    mz_dictionary whole = {0}; /* names of functional subjects */
    for (size_t i = 0; i < c->count; i++) {
        const mz_line_change *line = &c->lines[i];
        if (is_functional(line) && !mz_dictionary_add(&whole, c->arena, line->key, strlen(line->key), line))
            return false;
    }
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (mz_dictionary_find(&whole, line->short_key, strlen(line->short_key)) != NULL)
            line->short_key = ""; /* another's whole name */
        if (!add_name(c, line->short_key, line->key)) return false;
    }
    return add_lists(c, NAMES) && add_lists(c, MENTIONS);
}

/* A word of the list that text begins with, or ends with, and that leaves something; 0 when there is none. */
static size_t spare_word(const mz_word_list *words, const char *text, size_t length, bool at_end)
{
    if (length <= SHORTEST_NAME) return 0;
    return mz_listed_at(words, at_end ? text + SHORTEST_NAME : text, length - SHORTEST_NAME, at_end);
}

const char *mz_known_key(const mz_comparison *c, const char *key)
{
    size_t length = strlen(key), used = 1;
    const char *text = key;
    if (c->names.count == 0) return key;
    while (length > 0 && used > 0) {
        const char *name = mz_dictionary_find(&c->names, text, length);
        if (name != NULL) return name;
        used = spare_word(c->before_name, text, length, false);
        text += used;
        length -= used;
        if (used > 0) continue;
        used = spare_word(c->behind_name, text, length, true);
        length -= used;
    }
    return key;
}

/* The longest name at text, NULL when none begins there; *size receives its length. */
static const char *name_at(const mz_comparison *c, const char *text, size_t *size)
{
    const char *longest = NULL;
    if (!c->name_begins[mz_words_bucket(text, strnlen(text, SHORTEST_NAME))]) return NULL;
    for (size_t length = 0; text[length] != '\0' && length <= c->names.longest;) {
        length += mz_character_size(text[length]);
        const char *name = length < SHORTEST_NAME ? NULL : mz_dictionary_find(&c->names, text, length);
        if (name == NULL) continue;
        longest = name;
        *size = length;
    }
    return longest;
}

/* Whether a word may begin behind the text's first `length` bytes: at a mark, or behind a word that joins. */
static bool ends_word(const mz_comparison *c, const char *text, size_t length)
{
    if ((unsigned char)text[length - 1] < 0x80) return true;
    const mz_words *words = c->catalogue->narrative;
    return mz_words_suffix(words, MZ_WORDS_JOIN, text, length) != NULL ||
           mz_words_suffix(words, MZ_WORDS_GROUP, text, length) != NULL;
}

size_t mz_named_in(const mz_comparison *c, const char *clause, const char **names, size_t most)
{
    size_t count = 0;
    for (size_t at = 0, length = strlen(clause); at < length && count < most;) {
        size_t used = mz_character_size(clause[at]);
        const char *name = name_at(c, clause + at, &used);
        if (used < SHORTEST_INSIDE && at > 0 && !ends_word(c, clause, at)) name = NULL; /* 公益服务 is no 服务 */
        if (name != NULL) names[count++] = name;
        at += used;
    }
    return count;
}

/* Keeps of the names of a list those that facts have; the list is left out when there are none. */
static bool add_spoken(mz_comparison *c, int kind, const char *of, mz_name_list *names)
{
    size_t count = 0;
    for (size_t i = 0; i < names->count; i++) {
        const char *key = names->keys[i];
        const size_t first = *key == '\0' ? c->fact_count : mz_first_fact(c, key);
        if (first < c->fact_count && strcmp(c->fact_keys[c->by_key[first]], key) == 0) names->keys[count++] = key;
    }
    names->count = count;
    return count == 0 || mz_dictionary_add(&c->spoken[kind], c->arena, of, strlen(of), names);
}

bool mz_index_spoken(mz_comparison *c)
{
    for (int kind = NAMES; kind <= MENTIONS; kind++) {
        const mz_word_list *lists = mz_list_of(c->lists, kinds[kind]);
        for (size_t i = 0; i < lists->list_count; i++)
            if (!add_spoken(c, kind, lists->lists[i].name, &c->called[kind][i])) return false;
    }
    return true;
}

static mz_name_list spoken(const mz_comparison *c, int kind, const char *of)
{
    const mz_name_list *list = *of == '\0' ? NULL : mz_dictionary_find(&c->spoken[kind], of, strlen(of));
    return list == NULL ? (mz_name_list){NULL, 0} : *list;
}

mz_name_list mz_spoken_names(const mz_comparison *c, const char *role)
{
    return spoken(c, NAMES, role);
}

mz_name_list mz_spoken_mentions(const mz_comparison *c, const char *of)
{
    return spoken(c, MENTIONS, of);
}
