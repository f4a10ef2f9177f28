/* flat_marks.c - every place where the text has a word that some rule looks for, found in one pass over it. */
#include <string.h>

#include "flat.h"

enum { BUCKETS = 1024 };

static const char *const lists[MZ_MARK_LISTS] = {
    [MZ_MARKS_PHRASES] = "phrases",  [MZ_MARKS_RATES] = "rate_verbs",    [MZ_MARKS_SUBJECTS] = "subject_marks",
    [MZ_MARKS_COUNTS] = "counts",    [MZ_MARKS_COUNTED] = "counted",     [MZ_MARKS_COMPARISONS] = "comparisons",
    [MZ_MARKS_YEARS] = "year_words", [MZ_MARKS_OWN_WORDS] = "own_words", [MZ_MARKS_ABSENT] = "said_to_be_absent",
};

typedef struct word {
    const char *text;
    uint32_t length;
    uint32_t list, entry;
    uint32_t next; /* in its bucket, one more than the index; 0 ends */
} word;

/* Words by their first character; in a bucket the longest comes first. */
typedef struct index {
    word *words;
    size_t count, room;
    uint32_t heads[BUCKETS];
} index_of_words;

static size_t bucket_of(const char *text)
{
    size_t step = mz_flat_step(text), hash = 0;
    for (size_t i = 0; i < step && text[i] != '\0'; i++) hash = hash * 31 + (unsigned char)text[i];
    return hash % BUCKETS;
}

static void add_word(mz_problem *problem, index_of_words *index, const json_t *value, size_t list, size_t entry)
{
    const char *text = json_string_value(value);
    if (text == NULL || *text == '\0') return;
    word *slot = mz_arena_push(problem->arena, &index->words, &index->count, &index->room, sizeof *index->words);
    if (slot == NULL) return;
    *slot = (word){.text = text, .length = (uint32_t)strlen(text), .list = (uint32_t)list, .entry = (uint32_t)entry};
    uint32_t *link = &index->heads[bucket_of(text)];
    while (*link != 0 && index->words[*link - 1].length >= slot->length) link = &index->words[*link - 1].next;
    slot->next = *link;
    *link = (uint32_t)index->count;
}

static void add_list(mz_problem *problem, index_of_words *index, size_t list)
{
    const json_t *entries = mz_rulebook_value(problem->rulebook, lists[list]);
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        const json_t *text = json_is_object(entry) ? json_object_get(entry, "text") : entry;
        if (!json_is_array(text)) add_word(problem, index, text, list, i);
        for (size_t k = 0; k < json_array_size(text); k++) add_word(problem, index, json_array_get(text, k), list, i);
    }
}

bool mz_flat_find_marks(mz_problem *problem, mz_flat *flat)
{
    index_of_words *index = mz_arena_alloc(problem->arena, sizeof *index);
    if (index == NULL) return false;
    *index = (index_of_words){0};
    for (size_t list = 0; list < MZ_MARK_LISTS; list++) add_list(problem, index, list);
    for (size_t at = 0; at < flat->length; at += mz_flat_step(flat->text + at)) {
        for (uint32_t w = index->heads[bucket_of(flat->text + at)]; w != 0; w = index->words[w - 1].next) {
            const word *own = &index->words[w - 1];
            if (own->length > flat->length - at || memcmp(flat->text + at, own->text, own->length) != 0) continue;
            mz_marks *marks = &flat->marks[own->list];
            mz_mark *mark =
                mz_arena_push(problem->arena, &marks->items, &marks->count, &marks->room, sizeof *marks->items);
            if (mark == NULL) return false;
            *mark = (mz_mark){at, own->length, own->entry};
        }
    }
    return !mz_arena_exhausted(problem->arena);
}

const json_t *mz_mark_entry(const mz_problem *problem, mz_mark_list list, const mz_mark *mark)
{
    return json_array_get(mz_rulebook_value(problem->rulebook, lists[list]), mark->entry);
}
