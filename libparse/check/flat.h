/* flat.h - the document's text as one run of characters in the form of mz_text_key (no white space, no quotation marks,
 * full-width forms folded), so that line breaks and widths do not hide words. */
#ifndef MZ_CHECK_FLAT_H
#define MZ_CHECK_FLAT_H

#include "check.h"

/* The word lists of checks.json that are looked for in the text, all of them in one pass. */
typedef enum mz_mark_list {
    MZ_MARKS_PHRASES,
    MZ_MARKS_RATES,
    MZ_MARKS_SUBJECTS,
    MZ_MARKS_COUNTS,
    MZ_MARKS_COUNTED,
    MZ_MARKS_COMPARISONS,
    MZ_MARKS_YEARS,
    MZ_MARKS_OWN_WORDS,
    MZ_MARKS_ABSENT,
    MZ_MARKS_UNITS,
    MZ_MARKS_GOAL_TOTALS,
    MZ_MARKS_NOTES,
    MZ_MARKS_REFERRED,
    MZ_MARK_LISTS
} mz_mark_list;

/* A word of a list where the flat text has it. */
typedef struct mz_mark {
    size_t at;       /* offset of its first byte */
    uint32_t length; /* of the word, bytes */
    uint32_t entry;  /* index into the list */
} mz_mark;

typedef struct mz_marks {
    mz_mark *items; /* in the order of the text; words that begin at one place: the longest first */
    size_t count, room;
} mz_marks;

/* Made by mz_problem_flat. */
typedef struct mz_flat {
    const mz_text *source;
    char *text; /* NUL-terminated */
    size_t length;
    size_t *starts; /* offset of each line's first character, one more than lines */
    size_t *facts;  /* per fact of the document: offset of its figure */
    mz_marks marks[MZ_MARK_LISTS];
} mz_flat;

/* The document's text with its marks, in scratch memory, made when first asked for; NULL when the document has no text
 * or memory runs out. */
const mz_flat *mz_problem_flat(mz_problem *problem);

/* Flat text in the making, with the places where a word of a list may begin (flat_marks.c). A list is an
 * object in checks.json whose keys are the words, or an array of words, of arrays of words, or of objects whose "text"
 * is one of these. */
typedef struct mz_flat_reader {
    const mz_mark_index *index;
    mz_arena *arena;
    char *text, *end; /* where it begins, and where it goes on */
    unsigned wanted;  /* what is asked of the next Chinese character */
    size_t *start;    /* where the offset of the next line goes */
    size_t *begins;   /* offsets */
    size_t count, room;
} mz_flat_reader;

/* Writes to room, which must have one byte more than all that will be read. */
mz_flat_reader mz_flat_reader_of(mz_problem *problem, char *room);
/* Begins a line that does not follow the one before; where it starts goes to *start, that of the lines after it behind.
 */
void mz_flat_begin_line(mz_flat_reader *reader, size_t *start);
/* Appends what is left of text as a key; a NUL in it ends a line. There is room for one more start than lines. */
void mz_flat_read(mz_flat_reader *reader, const char *text, size_t length);
/* Finds the words of all lists at the places noted. false when memory runs out. */
bool mz_flat_find_marks(mz_problem *problem, mz_flat *flat, const mz_flat_reader *reader);
/* How many of the marks stand before offset at. */
size_t mz_marks_before(const mz_marks *marks, size_t at);
/* The key of a list in checks.json. */
const char *mz_mark_list_key(mz_mark_list list);
/* The list's entry that mark stands for. */
const json_t *mz_mark_entry(const mz_problem *problem, mz_mark_list list, const mz_mark *mark);
/* rules_text.c: whether a phrase that belongs to the rule with this id stands in [begin, end). */
bool mz_flat_has_phrase(const mz_problem *problem, const mz_flat *flat, const char *rule, size_t begin, size_t end);
/* The line (index into source->lines) that holds offset at. */
size_t mz_flat_line(const mz_flat *flat, size_t at);
/* The offset at which a line of the source (1-based) begins. */
size_t mz_flat_offset(const mz_flat *flat, uint32_t line);
/* How many facts of the document stand before offset at. */
size_t mz_flat_facts_before(const mz_problem *problem, const mz_flat *flat, size_t at);
/* A whole number without point at text: its digits' bytes, 0 when there is none (or it is too long); *value receives
 * it. */
size_t mz_flat_number(const char *text, int64_t *value);
/* Whether the sentence that holds offset at names a year before it that is not the document's: it speaks of another. */
bool mz_flat_other_year(const mz_problem *problem, const mz_flat *flat, size_t at);
/* Where the last word (length bytes) of the text between the offsets begin and end stands; SIZE_MAX when there is none.
 */
size_t mz_flat_last(const mz_flat *flat, size_t begin, size_t end, const char *word, size_t length);
/* The start of the sentence that holds offset at, at most limit bytes before it. */
size_t mz_flat_sentence(const mz_flat *flat, size_t at, size_t limit);
/* Bytes of the character at text (1..4). */
static inline size_t mz_flat_step(const char *text)
{
    unsigned char lead = (unsigned char)*text;
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}
/* The place of [at, at + length) of the flat text: line, page, and the line's bytes. printed lives in scratch memory.
 */
mz_place mz_flat_place(mz_problem *problem, const mz_flat *flat, size_t at, size_t length);

void mz_rules_subjects(mz_problem *problem, const mz_flat *flat);      /* rules_subjects.c */
void mz_rules_counts(mz_problem *problem, const mz_flat *flat);        /* rules_counts.c */
void mz_rules_counted(mz_problem *problem, const mz_flat *flat);       /* rules_counted.c */
void mz_rules_comparisons(mz_problem *problem, const mz_flat *flat);   /* rules_comparisons.c */
void mz_rules_years(mz_problem *problem, const mz_flat *flat);         /* rules_years.c */
void mz_rules_organisations(mz_problem *problem, const mz_flat *flat); /* rules_organisations.c */
void mz_rules_absent(mz_problem *problem, const mz_flat *flat);        /* rules_absent.c */
void mz_rules_changes(mz_problem *problem, const mz_flat *flat);       /* rules_changes.c */
void mz_rules_units(mz_problem *problem, const mz_flat *flat);         /* rules_units.c */
void mz_rules_notes(mz_problem *problem, const mz_flat *flat);         /* rules_notes.c */
void mz_rules_numbers(mz_problem *problem, const mz_flat *flat);       /* rules_numbers.c */
void mz_rules_contents(mz_problem *problem, const mz_flat *flat);      /* rules_contents.c */

#endif
