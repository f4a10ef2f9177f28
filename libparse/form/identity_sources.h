/* identity_sources.h - what title, headers and text say about who published the document, weighed by source. */
#ifndef MZ_FORM_IDENTITY_SOURCES_H
#define MZ_FORM_IDENTITY_SOURCES_H

#include "identity.h"

enum {
    MZ_MOST_NAMES = 24,
    MZ_MOST_YEARS = 8,
    MZ_MOST_WORDS = 128,
    MZ_LONGEST_NAME = 180, /* bytes */
    MZ_LONGEST_LINE = 400  /* bytes; longer lines are sentences */
};

/* A name that some source gives, and how much speaks for it. */
typedef struct mz_named {
    const char *text;
    const char *code;
    unsigned title, label, coded; /* weight by source */
} mz_named;

/* The words of a list of identity.json that is asked for many lines. */
typedef struct mz_word_list {
    const char *words[MZ_MOST_WORDS];
    size_t lengths[MZ_MOST_WORDS];
    size_t count;
} mz_word_list;

/* label_begins: for the last two bytes of a character (six bits each) whether any label or year label begins so. */
typedef struct mz_identity_lists {
    mz_word_list labels, year_labels, ends, other_ends;
    uint64_t label_begins[64];
} mz_identity_lists;

typedef struct mz_identity_sources {
    const mz_catalogue *catalogue;
    mz_arena *arena;
    const mz_text *text;
    const json_t *words;
    const mz_identity_lists *lists;
    mz_named names[MZ_MOST_NAMES];
    size_t name_count;
    struct {
        int32_t year;
        unsigned weight;
    } years[MZ_MOST_YEARS];
    size_t year_count;
    char title[MZ_LONGEST_LINE + 1]; /* the first lines, joined */
} mz_identity_sources;

/* Whether text holds a word of a list of identity.json. */
bool mz_identity_word(const mz_identity_sources *r, const char *list, const char *text);

/*
 * Fills names, years and title of *r from the lines; catalogue, arena and text are borrowed and must outlive it. Names
 * are in the arena; what no longer fits (names, years, memory) is left out. Linear in the number of lines.
 */
void mz_identity_gather(const mz_catalogue *catalogue, mz_arena *arena, const mz_text *text, mz_identity_sources *r);

#endif
