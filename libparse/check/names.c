/* names.c - a hash table from each name to the lists that have it. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "rulebook.h"

enum { FIRST_SLOTS = 512 /* a power of two, as all that follow */ };

/* That a name is in a list. */
typedef struct entry {
    const char *text;
    uint32_t hash, length;
    uint32_t list;
    uint32_t next; /* in its slot, one more than the index; 0 ends */
} entry;

typedef struct listed_pattern {
    mz_pattern pattern;
    uint32_t list;
    uint32_t next; /* of its group, one more than the index; 0 ends */
} listed_pattern;

/* Patterns are told apart by a byte that a text they fit must have: the third one for those that tell the beginning
 * (the last of a Chinese character), the last one for those that tell the end. What has no such byte is in the last
 * group. */
enum { THIRD = 2, BYTES = 256, ENDS = BYTES, OTHERS = 2 * BYTES, GROUPS };

struct mz_names {
    entry *entries; /* plain names */
    size_t count, room;
    uint32_t *slots; /* one more than an index into entries; 0: empty */
    size_t slot_count;
    listed_pattern *patterns; /* those with '*' */
    size_t pattern_count, pattern_room;
    uint32_t groups[GROUPS]; /* one more than an index into patterns; 0: empty */
    uint32_t list_count;
};

mz_names *mz_names_new(void)
{
    return calloc(1, sizeof(mz_names));
}

void mz_names_free(mz_names *names)
{
    if (names == NULL) return;
    free(names->entries);
    free(names->slots);
    free(names->patterns);
    free(names);
}

/* Room for one more of the items of size bytes. */
static bool grow(void *items, size_t count, size_t *room, size_t size)
{
    void *old;
    memcpy(&old, items, sizeof old);
    if (count < *room) return true;
    size_t wanted = *room == 0 ? 64 : *room * 2;
    void *grown = wanted < UINT32_MAX ? realloc(old, wanted * size) : NULL;
    if (grown == NULL) return false;
    memcpy(items, &grown, sizeof grown);
    *room = wanted;
    return true;
}

static void link_entry(mz_names *names, size_t number)
{
    uint32_t *slot = &names->slots[names->entries[number].hash & (names->slot_count - 1)];
    names->entries[number].next = *slot;
    *slot = (uint32_t)(number + 1);
}

static bool grow_slots(mz_names *names)
{
    if (names->count * 2 <= names->slot_count) return true;
    size_t count = names->slot_count == 0 ? FIRST_SLOTS : names->slot_count * 2;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (slots == NULL) return false;
    free(names->slots);
    names->slots = slots;
    names->slot_count = count;
    for (size_t i = 0; i + 1 < names->count; i++) link_entry(names, i);
    return true;
}

static size_t group_of(const mz_pattern *pattern)
{
    const unsigned char *text = (const unsigned char *)pattern->text;
    if (pattern->form == MZ_PATTERN_PREFIX && pattern->length > THIRD) return text[THIRD];
    if (pattern->form == MZ_PATTERN_SUFFIX && pattern->length > 0) return ENDS + (size_t)text[pattern->length - 1];
    return OTHERS;
}

static bool add_pattern(mz_names *names, const mz_pattern *pattern, uint32_t list)
{
    if (!grow(&names->patterns, names->pattern_count, &names->pattern_room, sizeof *names->patterns)) return false;
    uint32_t *head = &names->groups[group_of(pattern)];
    names->patterns[names->pattern_count++] = (listed_pattern){*pattern, list, *head};
    *head = (uint32_t)names->pattern_count;
    return true;
}

static bool add_name(mz_names *names, const char *text, size_t length, uint32_t list)
{
    if (!grow(&names->entries, names->count, &names->room, sizeof *names->entries)) return false;
    names->entries[names->count++] =
        (entry){.text = text, .hash = mz_hash_of(text, length), .length = (uint32_t)length, .list = list};
    if (!grow_slots(names)) return false;
    link_entry(names, names->count - 1);
    return true;
}

static bool add(mz_names *names, const char *text, size_t length, uint32_t list)
{
    if (strchr(text, '*') == NULL) return add_name(names, text, length, list);
    const mz_pattern pattern = mz_pattern_of(text, length);
    return add_pattern(names, &pattern, list);
}

bool mz_names_add(mz_names *names, const json_t *list, uint32_t *number)
{
    *number = names->list_count++;
    size_t count = json_is_string(list) ? 1 : json_array_size(list);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_string(list) ? list : json_array_get(list, i);
        size_t length = json_string_length(item);
        if (json_is_string(item) && length < UINT32_MAX && !add(names, json_string_value(item), length, *number))
            return false;
    }
    return true;
}

static bool same_text(const char *text, size_t length, const mz_pattern *pattern)
{
    return length == pattern->length && memcmp(text, pattern->text, length) == 0;
}

bool mz_names_add_pattern(mz_names *names, const mz_pattern *pattern, uint32_t *number)
{
    const bool exact = pattern->form == MZ_PATTERN_EXACT;
    for (size_t i = 0; i < names->count && exact; i++)
        if (same_text(names->entries[i].text, names->entries[i].length, pattern)) {
            *number = names->entries[i].list;
            return true;
        }
    for (size_t i = 0; i < names->pattern_count; i++)
        if (names->patterns[i].pattern.form == pattern->form &&
            same_text(names->patterns[i].pattern.text, names->patterns[i].pattern.length, pattern)) {
            *number = names->patterns[i].list;
            return true;
        }
    *number = names->list_count++;
    if (exact) return add_name(names, pattern->text, pattern->length, *number);
    const mz_pattern bare = {.text = pattern->text, .length = pattern->length, .form = pattern->form, .side = -1};
    return add_pattern(names, &bare, *number);
}

size_t mz_names_width(const mz_names *names)
{
    return (names->list_count + 63u) / 64u;
}

static void look_in_group(const mz_names *names, size_t group, const char *text, uint64_t *lists)
{
    for (uint32_t at = names->groups[group]; at != 0; at = names->patterns[at - 1].next) {
        const listed_pattern *own = &names->patterns[at - 1];
        if (mz_pattern_fits(&own->pattern, text)) lists[own->list / 64] |= (uint64_t)1 << own->list % 64;
    }
}

void mz_names_look(const mz_names *names, const char *text, uint64_t *lists)
{
    size_t length = strlen(text);
    uint32_t hash = mz_hash_of(text, length);
    for (uint32_t at = names->slot_count > 0 ? names->slots[hash & (names->slot_count - 1)] : 0; at != 0;) {
        const entry *own = &names->entries[at - 1];
        if (own->hash == hash && own->length == length && memcmp(own->text, text, length) == 0)
            lists[own->list / 64] |= (uint64_t)1 << own->list % 64;
        at = own->next;
    }
    if (length > THIRD) look_in_group(names, (unsigned char)text[THIRD], text, lists);
    if (length > 0) look_in_group(names, ENDS + (size_t)(unsigned char)text[length - 1], text, lists);
    look_in_group(names, OTHERS, text, lists);
}
