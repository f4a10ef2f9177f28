/* phrase.h - what stands in front of a figure: "较2023年预算增加", "其中：公务接待费", "支出决算为". */
#ifndef MZ_NARRATIVE_PHRASE_H
#define MZ_NARRATIVE_PHRASE_H

#include "narrative/narrative.h"

/* A part of the paragraph; not owned, not terminated. */
typedef struct mz_slice {
    const char *text;
    size_t length;
} mz_slice;

typedef struct mz_phrase {
    mz_slice item;             /* the bare subject; empty when the phrase names none */
    const mz_word *base;       /* 年初预算, 支出决算: which version of the figure; NULL when not said */
    const mz_word *completion; /* 完成年初预算: behind it the percentage, or the budget itself */
    const mz_word *total;      /* 共计 and nothing else */
    int direction;             /* 1 increase, -1 decrease, 0 neither */
    bool share;
    bool summed;       /* the item is several subjects, and the figure their sum */
    bool compared;     /* names what it is compared with */
    bool last_year;    /* 上年末 */
    bool about;        /* continues the clause before: 涉及 */
    int32_t base_year; /* the year compared with when printed; -1 for 上年, 0 when not said */
    int32_t year;      /* the year the figure belongs to, 0 when not said */
} mz_phrase;

/* Names of the organisation, dropped in front of subjects. */
typedef struct mz_names {
    const char *organisation; /* "" when unknown */
    size_t length;
} mz_names;

/* Reads the phrase before a figure. seen: the classes of words (mz_words_classes) that may begin in it, UINT32_MAX when
 * not known. percent: whether the figure is a percentage. */
mz_phrase mz_phrase_read(const mz_words *words, const mz_names *names, mz_slice text, uint32_t seen, bool percent);

/* The name of the budget in a word of completion (年初预算 of 完成年初预算); "" when it names none. */
const char *mz_phrase_planned(const mz_words *words, const mz_word *completion);

/* A printed year such as 2024年, 2024年度 at text; returns its length and *year, 0 when there is none. */
size_t mz_year_at(const char *text, size_t length, int32_t *year);

/* The item as it is stored: quotation marks removed, the preferred name when the vocabulary has one. */
const char *mz_item_name(mz_arena *arena, const mz_words *words, mz_slice item);

#endif
