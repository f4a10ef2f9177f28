/* flat_marks.c - every place where the text has a word that some rule looks for, found in one pass over it. */
#include <stdlib.h>
#include <string.h>

#include "flat.h"

enum { BUCKETS = 4096 };

static const char *const lists[MZ_MARK_LISTS] = {
    [MZ_MARKS_PHRASES] = "phrases",   [MZ_MARKS_RATES] = "rate_verbs",    [MZ_MARKS_SUBJECTS] = "subject_marks",
    [MZ_MARKS_COUNTS] = "counts",     [MZ_MARKS_COUNTED] = "counted",     [MZ_MARKS_COMPARISONS] = "comparisons",
    [MZ_MARKS_YEARS] = "year_words",  [MZ_MARKS_OWN_WORDS] = "own_words", [MZ_MARKS_ABSENT] = "said_to_be_absent",
    [MZ_MARKS_UNITS] = "count_units",
};

typedef struct word {
    const char *text;
    uint32_t length;
    uint32_t list, entry;
    uint16_t next; /* in its bucket, one more than the index; 0 ends */
    char last;     /* its last byte: looked at before the others */
} word;

/* Words by their first character; in a bucket the longest comes first. */
struct mz_mark_index {
    word *words;
    size_t count, room;
    uint16_t heads[BUCKETS];
};

/* The bucket of the character at text, its bytes in *step. */
static size_t bucket_of(const char *text, size_t *step)
{
    const unsigned char *p = (const unsigned char *)text;
    *step = 1;
    if (p[0] < 0x80) return p[0];
    *step = mz_flat_step(text);
    if (*step == 2) return (size_t)(p[0] << 6 ^ p[1]) % BUCKETS;
    return (size_t)((p[0] << 12) ^ (p[0] << 8) ^ (p[1] & 0x3F) << 6 ^ (p[2] & 0x3F)) % BUCKETS;
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
    size_t length = strlen(text), step;
    *slot = (word){.text = text,
                   .length = (uint32_t)length,
                   .list = (uint32_t)list,
                   .entry = (uint32_t)entry,
                   .last = text[length - 1]};
    uint16_t *link = &index->heads[bucket_of(text, &step)];
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

static bool note_mark(mz_problem *problem, mz_flat *flat, const word *own, size_t at)
{
    mz_marks *marks = &flat->marks[own->list];
    mz_mark *mark = mz_arena_push(problem->arena, &marks->items, &marks->count, &marks->room, sizeof *marks->items);
    if (mark != NULL) *mark = (mz_mark){at, own->length, own->entry};
    return mark != NULL;
}

bool mz_flat_find_marks(mz_problem *problem, mz_flat *flat)
{
    const mz_mark_index *index = problem->rulebook->marks;
    for (size_t at = 0, step; at < flat->length; at += step) {
        const char *text = flat->text + at;
        for (uint16_t w = index->heads[bucket_of(text, &step)]; w != 0; w = index->words[w - 1].next) {
            const word *own = &index->words[w - 1];
            if (own->length > flat->length - at || text[own->length - 1] != own->last ||
                memcmp(text, own->text, own->length) != 0)
                continue;
            if (!note_mark(problem, flat, own, at)) return false;
        }
    }
    return true;
}

const json_t *mz_mark_entry(const mz_problem *problem, mz_mark_list list, const mz_mark *mark)
{
    return json_array_get(mz_rulebook_value(problem->rulebook, lists[list]), mark->entry);
}
