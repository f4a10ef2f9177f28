/* walk.h - the state of reading one paragraph after the other; shared by walk.c, fact.c and reason.c. */
#ifndef MZ_NARRATIVE_WALK_H
#define MZ_NARRATIVE_WALK_H

#include "narrative/figure.h"
#include "narrative/paragraph.h"

enum { MZ_MOST_GROUPS = 16, MZ_MOST_BRACKETS = 16, MZ_LONGEST_PHRASE = 600 };

/* A list of parts that a sentence opened: 其中, 包括, a bracket behind a figure. -1: no such fact. */
typedef struct mz_group {
    int32_t value;       /* the amount that the parts add up to */
    int32_t change;      /* the change that they explain */
    size_t first;        /* index of the first fact after the opening */
    uint16_t brackets;   /* bracket depth at the opening */
    bool persistent;     /* its items are paragraphs of their own */
    uint8_t list_style;  /* of those paragraphs; UINT8_MAX until the first */
    uint8_t owner_style; /* of the paragraph that opened it */
} mz_group;

typedef struct mz_bracket {
    size_t phrase;      /* where the phrase outside began */
    size_t first;       /* index of the first fact inside */
    bool behind_figure; /* opened a group */
} mz_bracket;

typedef struct mz_walk {
    mz_arena *arena;
    const mz_words *words;
    const mz_text *text;
    mz_document *document;
    mz_names names;
    size_t fact_capacity;
    size_t section_capacity;
    uint32_t sentence;

    const mz_paragraph *paragraph;
    size_t paragraph_fact; /* index of the paragraph's first fact */
    size_t sentence_fact;  /* of the sentence's */
    size_t sentence_at;    /* offset where the sentence begins */
    size_t change_clause;  /* where the clause of its first change begins, 0: it has none, or it begins with it */
    size_t phrase;         /* offset where the present phrase begins */
    size_t clause;         /* offset where the present clause begins */
    size_t previous_clause;
    uint32_t seen;         /* classes of words that may begin between `phrase` and here (mz_words_classes) */
    bool marked;           /* what a year or a level may begin with stands between `phrase` and here */
    size_t figure_end;     /* offset behind the last figure and its unit */
    const char *topic;     /* what the paragraph speaks of, "" at first */
    uint8_t style_before;  /* list_style of the paragraph before */
    const char *carried;   /* topic of the paragraph before, when this one goes on with it, "" else */
    const char *current;   /* item of the sentence's last fact outside closed brackets, "" when none */
    const char *path;      /* what clauses without a figure named with its level since the last fact, "" when nothing */
    const char *pending;   /* subject of a change whose figure comes in a later clause, "" when none */
    const char *project;   /* of a use-of-funds cell, "" outside */
    int32_t period;        /* the sentence's year, 0 when it names none */
    int32_t base_year;     /* the year that the sentence compares with */
    int32_t sum;           /* the last figure that is the sum of several subjects, -1 */
    int32_t listed_change; /* the change whose parts the sentence before began to list, -1 */
    int32_t planned;       /* the fact that is the budget of 完成预算8万元的60%, -1 when the last one is none */
    const mz_word *planned_word; /* 完成预算 before it */
    int32_t last_value;          /* last VALUE fact of the paragraph, -1 */
    bool in_reason;
    size_t reason_groups;  /* lists that were open when the reason began: its figures are no parts of them */
    mz_slice respectively; /* subjects whose figures are still to come: 甲和乙分别增加5万元、3万元 */
    mz_group groups[MZ_MOST_GROUPS];
    size_t group_count;
    mz_bracket brackets[MZ_MOST_BRACKETS];
    uint16_t bracket_count;
} mz_walk;

/* Reads the facts of a paragraph of running text. */
void mz_walk_paragraph(mz_walk *walk, const mz_paragraph *paragraph);

/* Adds the fact that the figure and its phrase state; minus: a minus sign is printed before the figure. What the figure
 * cannot hold exactly is left out. */
void mz_walk_add_fact(mz_walk *walk, const mz_figure *figure, const mz_phrase *phrase, bool minus);

/* Adds the figure as one that only tells which things are counted (MZ_FACT_BOUND). */
void mz_walk_add_bound(mz_walk *walk, const mz_figure *figure, const mz_phrase *phrase);

/* The second end of 10%-15% says the same of the same. */
void mz_walk_add_range_end(mz_walk *walk, const mz_figure *figure);

/* A reason begins at offset `at` of the paragraph (the marker before it begins at `marker`): attaches it to the changes
 * it speaks of. */
void mz_attach_reason(mz_walk *walk, size_t marker, size_t at);

/* Gives the reason at [begin, end) of the paragraph to the last statement before `marker`. */
void mz_give_to_last(mz_walk *walk, size_t marker, size_t begin, size_t end);
/* The same to the changes from fact `first` on that have no reason yet. */
void mz_give_to_all(mz_walk *walk, size_t first, size_t begin, size_t end);

/* Whether the clause that begins at `at` follows one that ends with the word of a change without a figure: 比上年增加，
 */
bool mz_reason_behind_plain_change(const mz_walk *walk, size_t at);

/* reason_clause.c: reasons that no word announces. */

/* A clause begins at `at`, behind a stated change: when it tells why, attaches it. */
void mz_reason_behind_change(mz_walk *walk, size_t at);
/* A sentence begins at `at`: when the one before stated a change and this one only tells why, attaches it. */
void mz_reason_in_next_sentence(mz_walk *walk, size_t at);
/* At the end of a sentence: the clauses before the changes it states may tell why. */
void mz_reason_before_change(mz_walk *walk);

/* The bytes [begin, end) of the paragraph, of a long stretch its last part. */
static inline mz_slice mz_walk_slice(const mz_walk *walk, size_t begin, size_t end)
{
    if (end > begin + MZ_LONGEST_PHRASE) {
        begin = end - MZ_LONGEST_PHRASE;
        while (begin < end && ((unsigned char)walk->paragraph->text[begin] & 0xC0) == 0x80) begin++;
    }
    return (mz_slice){walk->paragraph->text + begin, end > begin ? end - begin : 0};
}

/* The fact with this index. */
static inline mz_fact *mz_walk_fact(const mz_walk *walk, int32_t index)
{
    return &walk->document->facts[index];
}

/* The last fact read, NULL when its index is below not_before. */
static inline mz_fact *mz_walk_last_fact(const mz_walk *walk, size_t not_before)
{
    size_t count = walk->document->fact_count;
    return count > not_before ? &walk->document->facts[count - 1] : NULL;
}

/* Whether a fact says by how much something changed. */
static inline bool mz_is_change(const mz_fact *fact)
{
    return fact->kind == MZ_FACT_CHANGE || fact->kind == MZ_FACT_CHANGE_RATE;
}

/* Index of the last change in money from not_before on, -1 when there is none. */
static inline int32_t mz_walk_last_change(const mz_walk *walk, size_t not_before)
{
    for (size_t i = walk->document->fact_count; i-- > not_before;)
        if (walk->document->facts[i].kind == MZ_FACT_CHANGE) return (int32_t)i;
    return -1;
}

/* The innermost open list, NULL when none is open. */
static inline mz_group *mz_walk_top_group(mz_walk *walk)
{
    return walk->group_count == 0 ? NULL : &walk->groups[walk->group_count - 1];
}

#endif
