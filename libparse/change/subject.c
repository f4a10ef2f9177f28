/* subject.c - what a clause before a reason speaks of: the names in it that figures of the two documents have. */
#include <string.h>

#include "compare.h"
#include "form/form.h"
#include "text/text.h"

enum { SHORTEST_INSIDE = 9 /* bytes: shorter names only stand at the begin of a word */ };

/* name is what the text may say, of what that means. */
static bool add_name(mz_comparison *c, const char *name, const char *of)
{
    const size_t length = strlen(name);
    if (length < MZ_SHORTEST_NAME || length > MZ_LONGEST_NAME) return true;
    c->name_begins[mz_words_bucket(name, length)] = true;
    return mz_dictionary_add(&c->names, c->arena, name, length, of);
}

const char *mz_name_meant(const mz_comparison *c, const char *text, size_t length)
{
    const char *own = mz_dictionary_find(&c->names, text, length);
    return own != NULL || c->known == NULL ? own : mz_dictionary_find(&c->known->keys, text, length);
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
    for (size_t i = 0; i < c->count; i++) {
        const mz_line_change *line = &c->lines[i];
        if (is_functional(line) && !mz_dictionary_add(&c->functions, c->arena, line->key, strlen(line->key), line))
            return false;
    }
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (mz_dictionary_find(&c->functions, line->short_key, strlen(line->short_key)) != NULL)
            line->short_key = ""; /* another's whole name */
        if (!add_name(c, line->short_key, line->key)) return false;
    }
    c->known = c->catalogue->change_names;
    return true;
}

/* A word of the list that text begins with, or ends with, and that leaves something; 0 when there is none. */
static size_t spare_word(const mz_word_list *words, const char *text, size_t length, bool at_end)
{
    if (length <= MZ_SHORTEST_NAME) return 0;
    return mz_listed_at(words, at_end ? text + MZ_SHORTEST_NAME : text, length - MZ_SHORTEST_NAME, at_end);
}

const char *mz_known_key(const mz_comparison *c, const char *key)
{
    size_t length = strlen(key), used = 1;
    const char *text = key;
    if (c->known == NULL) return key;
    while (length > 0 && used > 0) {
        const char *name = mz_name_meant(c, text, length);
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
    const unsigned bucket = mz_words_bucket(text, strnlen(text, MZ_SHORTEST_NAME));
    const size_t own = c->names.longest, known = c->known->keys.longest;
    if (!c->name_begins[bucket] && !c->known->begins[bucket]) return NULL;
    for (size_t length = 0; text[length] != '\0' && length <= (own > known ? own : known);) {
        length += mz_character_size(text[length]);
        const char *name = length < MZ_SHORTEST_NAME ? NULL : mz_name_meant(c, text, length);
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
static bool add_spoken(mz_comparison *c, mz_name_kind kind, const char *of, const mz_name_list *called)
{
    mz_name_list *names = NULL;
    for (size_t i = 0; i < called->count; i++) {
        if (*called->keys[i] == '\0' || mz_first_fact(c, called->keys[i]) == c->fact_count) continue;
        if (names == NULL) {
            names = mz_arena_alloc(c->arena, sizeof *names);
            const char **keys = names == NULL ? NULL : mz_arena_array(c->arena, called->count, sizeof *keys);
            if (keys == NULL) return false;
            *names = (mz_name_list){keys, 0};
        }
        names->keys[names->count++] = called->keys[i];
    }
    return names == NULL || mz_dictionary_add(&c->spoken[kind], c->arena, of, strlen(of), names);
}

bool mz_index_spoken(mz_comparison *c)
{
    for (mz_name_kind kind = 0; kind < MZ_NAME_KINDS; kind++) {
        const mz_word_list *lists = c->known->lists[kind];
        for (size_t i = 0; i < lists->list_count; i++)
            if (!add_spoken(c, kind, lists->lists[i].name, &c->known->called[kind][i])) return false;
    }
    return true;
}

static mz_name_list spoken(const mz_comparison *c, mz_name_kind kind, const char *of)
{
    const mz_name_list *list = *of == '\0' ? NULL : mz_dictionary_find(&c->spoken[kind], of, strlen(of));
    return list == NULL ? (mz_name_list){NULL, 0} : *list;
}

mz_name_list mz_spoken_names(const mz_comparison *c, const char *role)
{
    return spoken(c, MZ_NAMES_OF_ROLES, role);
}

mz_name_list mz_spoken_mentions(const mz_comparison *c, const char *of)
{
    return spoken(c, MZ_NAMES_MENTIONED, of);
}
