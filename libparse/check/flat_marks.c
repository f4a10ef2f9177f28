/* flat_marks.c - every place where the text has a word that some rule looks for, found in one pass over it. */
#include <stdlib.h>
#include <string.h>

#include "flat.h"

enum { CHARACTERS = 4096, ALONE = 1, TOGETHER = 2, BYTES = 4, FIRST = 8 };

static const char *const lists[MZ_MARK_LISTS] = {
    [MZ_MARKS_PHRASES] = "phrases",   [MZ_MARKS_RATES] = "rate_verbs",        [MZ_MARKS_SUBJECTS] = "subject_marks",
    [MZ_MARKS_COUNTS] = "counts",     [MZ_MARKS_COUNTED] = "counted",         [MZ_MARKS_COMPARISONS] = "comparisons",
    [MZ_MARKS_YEARS] = "year_words",  [MZ_MARKS_OWN_WORDS] = "own_words",     [MZ_MARKS_ABSENT] = "said_to_be_absent",
    [MZ_MARKS_UNITS] = "count_units", [MZ_MARKS_GOAL_TOTALS] = "goal_totals", [MZ_MARKS_NOTES] = "note_words",
};

typedef struct word {
    const char *text;
    uint32_t length;
    uint32_t list, entry;
    uint16_t next; /* in its bucket, one more than the index; 0 ends */
    char last;     /* its last byte: looked at before the others */
} word;

/* Words by their first character; in a bucket the longest comes first. The buckets of characters of three bytes are
 * followed by one for each first byte of the others. */
struct mz_mark_index {
    word *words;
    size_t count, room;
    uint16_t heads[CHARACTERS + 256];
    uint8_t begins[CHARACTERS]; /* ALONE, FIRST, TOGETHER, BYTES: whether a word may begin with what stands there */
};

/* Characters of three bytes: the texts consist of little else. */
static inline bool is_wide(const char *text)
{
    return ((unsigned char)*text & 0xF0) == 0xE0;
}

/* The number of the wide character at text: its last 12 bits, which tell enough. */
static inline size_t character_of(const char *text)
{
    return (size_t)(text[1] & 0x3F) << 6 | (size_t)(text[2] & 0x3F);
}

/* Where two wide characters, by their numbers, and where two bytes are marked in begins. */
static inline size_t together(size_t first, size_t second)
{
    return (first * 9 ^ second) % CHARACTERS;
}
static inline size_t bytes_at(const char *text)
{
    return ((size_t)(unsigned char)text[0] << 4 ^ (unsigned char)text[1]) % CHARACTERS;
}

/* The bucket of the word, which is marked in begins as well: by its first character alone only when it must be, as many
 * words begin with one that is everywhere; two characters tell nearly all. Units of counted things are looked for only
 * behind something that is not wide, a figure. */
static uint16_t *bucket_of(mz_mark_index *index, const word *own)
{
    enum { WIDE = 3 };
    const char *text = own->text;
    if (own->length < WIDE || !is_wide(text)) {
        for (int second = 0; second < 256; second++)
            if (own->length == 1 || (unsigned char)text[1] == second)
                index->begins[bytes_at((const char[]){text[0], (char)second})] |= BYTES;
        return &index->heads[CHARACTERS + (unsigned char)*text];
    }
    size_t character = character_of(text);
    if (own->list == MZ_MARKS_UNITS)
        index->begins[character] |= FIRST;
    else if (own->length >= 2 * WIDE && is_wide(text + WIDE))
        index->begins[together(character, character_of(text + WIDE))] |= TOGETHER;
    else
        index->begins[character] |= ALONE;
    return &index->heads[character];
}

static bool add_word(mz_mark_index *index, const json_t *value, size_t list, size_t entry)
{
    const char *text = json_string_value(value);
    if (text == NULL || *text == '\0') return true;
    if (index->count == index->room) {
        size_t room = index->room == 0 ? 256 : index->room * 2;
        word *grown = room < UINT16_MAX ? realloc(index->words, room * sizeof *grown) : NULL;
        if (grown == NULL) return false;
        index->words = grown;
        index->room = room;
    }
    word *slot = &index->words[index->count++];
    size_t length = strlen(text);
    *slot = (word){.text = text,
                   .length = (uint32_t)length,
                   .list = (uint32_t)list,
                   .entry = (uint32_t)entry,
                   .last = text[length - 1]};
    uint16_t *link = bucket_of(index, slot);
    while (*link != 0 && index->words[*link - 1].length >= slot->length) link = &index->words[*link - 1].next;
    slot->next = *link;
    *link = (uint16_t)index->count;
    return true;
}

static bool add_list(mz_mark_index *index, const json_t *entries, size_t list)
{
    bool ok = true;
    for (size_t i = 0; ok && i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        const json_t *text = json_is_object(entry) ? json_object_get(entry, "text") : entry;
        if (!json_is_array(text)) ok = add_word(index, text, list, i);
        for (size_t k = 0; ok && k < json_array_size(text); k++) ok = add_word(index, json_array_get(text, k), list, i);
    }
    return ok;
}

const char *mz_mark_list_key(mz_mark_list list)
{
    return lists[list];
}

mz_mark_index *mz_mark_index_new(const json_t *words)
{
    mz_mark_index *index = calloc(1, sizeof *index);
    for (size_t list = 0; index != NULL && list < MZ_MARK_LISTS; list++)
        if (!add_list(index, json_object_get(words, lists[list]), list)) {
            mz_mark_index_free(index);
            return NULL;
        }
    return index;
}

void mz_mark_index_free(mz_mark_index *index)
{
    if (index == NULL) return;
    free(index->words);
    free(index);
}

/* Notes the words of a bucket that stand at offset at. */
static bool note_words(mz_problem *problem, mz_flat *flat, uint16_t head, size_t at)
{
    const mz_mark_index *index = problem->rulebook->marks;
    const char *text = flat->text + at;
    for (uint16_t w = head; w != 0; w = index->words[w - 1].next) {
        const word *own = &index->words[w - 1];
        if (own->length > flat->length - at || text[own->length - 1] != own->last ||
            memcmp(text, own->text, own->length) != 0)
            continue;
        mz_marks *marks = &flat->marks[own->list];
        mz_mark *mark = marks->count < marks->room ? &marks->items[marks->count++]
                                                   : mz_arena_push(problem->arena, &marks->items, &marks->count,
                                                                   &marks->room, sizeof *marks->items);
        if (mark == NULL) return false;
        *mark = (mz_mark){at, own->length, own->entry};
    }
    return true;
}

/* Looks at a run of wide characters; returns what stands behind it, NULL when memory runs out. */
static const char *find_in_run(mz_problem *problem, mz_flat *flat, const char *text)
{
    const mz_mark_index *index = problem->rulebook->marks;
    unsigned kinds = ALONE | FIRST;
    for (size_t own = character_of(text), next;; own = next, kinds = ALONE) {
        const char *after = text + 3;
        bool more = is_wide(after);
        next = more ? character_of(after) : 0;
        if (((index->begins[own] & kinds) | (index->begins[together(own, next)] & TOGETHER)) != 0 &&
            !note_words(problem, flat, index->heads[own], (size_t)(text - flat->text)))
            return NULL;
        text = after;
        if (!more) return text;
    }
}

bool mz_flat_find_marks(mz_problem *problem, mz_flat *flat)
{
    const mz_mark_index *index = problem->rulebook->marks;
    const char *text = flat->text, *end = text + flat->length;
    while (text != NULL && text < end) {
        if (is_wide(text)) {
            text = find_in_run(problem, flat, text);
            continue;
        }
        if ((index->begins[bytes_at(text)] & BYTES) != 0 &&
            !note_words(problem, flat, index->heads[CHARACTERS + (unsigned char)*text], (size_t)(text - flat->text)))
            return false;
        text += mz_flat_step(text);
    }
    return text != NULL;
}

size_t mz_marks_before(const mz_marks *marks, size_t at)
{
    size_t low = 0, high = marks->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (marks->items[middle].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const json_t *mz_mark_entry(const mz_problem *problem, mz_mark_list list, const mz_mark *mark)
{
    return json_array_get(mz_rulebook_value(problem->rulebook, lists[list]), mark->entry);
}
