/* flat.c - the document's text without white space and line breaks. */
#include "flat.h"

#include <string.h>

/* A figure's place in the source. */
typedef struct landmark {
    uint32_t line; /* 0: none */
    uint32_t begin;
    size_t fact;
} landmark;

static int compare_landmarks(const void *left, const void *right)
{
    const landmark *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return (a->begin > b->begin) - (a->begin < b->begin);
}

/* The figures of the text in the order of the source; one more that ends the list. NULL when memory runs out. */
static landmark *find_landmarks(mz_problem *problem)
{
    const mz_document *document = problem->document;
    landmark *all = mz_arena_room(problem->arena, document->fact_count + 1, sizeof *all);
    if (all == NULL) return NULL;
    for (size_t f = 0; f < document->fact_count; f++)
        all[f] = (landmark){document->facts[f].span.line, document->facts[f].span.begin, f};
    mz_sort(problem->arena, all, document->fact_count, sizeof *all, compare_landmarks);
    all[document->fact_count] = (landmark){.line = UINT32_MAX};
    return all;
}

/* Whether only the end of a line stands between two lines: nothing has been taken away there. */
static inline bool follows(const mz_line *before, const mz_line *line)
{
    const char *next = before->text + before->length + 1;
    return line->text == next || (line->text == next + 1 && *next == '\n');
}

/* Where on its line a figure begins. */
static const char *place_of(const mz_line *line, uint32_t begin)
{
    size_t before = begin > line->offset ? begin - line->offset : 0;
    return line->text + (before < line->length ? before : line->length);
}

/* Appends lines [first, last), which follow each other, and notes where the figures on them come to stand. */
static const landmark *append_lines(mz_flat *flat, mz_flat_reader *reader, size_t first, size_t last,
                                    const landmark *next)
{
    const mz_line *lines = flat->source->lines;
    const char *done = lines[first].text, *end = lines[last - 1].text + lines[last - 1].length;
    mz_flat_begin_line(reader, &flat->starts[first]);
    for (; next->line <= last; next++) {
        if (next->line == 0) continue;
        const char *place = place_of(&lines[next->line - 1], next->begin);
        if (place > done) {
            mz_flat_read(reader, done, (size_t)(place - done));
            done = place;
        }
        flat->facts[next->fact] = (size_t)(reader->end - reader->text);
    }
    mz_flat_read(reader, done, (size_t)(end - done));
    return next;
}

/* Folds the text and finds the marks in it. */
static bool build(mz_problem *problem, mz_flat *flat)
{
    const mz_text *source = problem->document->text;
    *flat = (mz_flat){.source = source};
    if (source == NULL) return false;
    const mz_line *last = source->count > 0 ? &source->lines[source->count - 1] : NULL;
    size_t room = last != NULL ? (size_t)(last->text + last->length - source->lines->text) : 0;
    flat->text = mz_arena_text(problem->arena, room + 1);
    flat->starts = mz_arena_room(problem->arena, source->count + 1, sizeof *flat->starts);
    flat->facts = mz_arena_array(problem->arena, problem->document->fact_count + 1, sizeof *flat->facts);
    const landmark *next = find_landmarks(problem);
    if (flat->text == NULL || flat->starts == NULL || flat->facts == NULL || next == NULL) return false;
    *flat->text = '\0';
    mz_flat_reader reader = mz_flat_reader_of(problem, flat->text);
    for (size_t first = 0, end = 0; first < source->count; first = end) {
        for (end = first + 1; end < source->count && follows(&source->lines[end - 1], &source->lines[end]);) end++;
        next = append_lines(flat, &reader, first, end, next);
    }
    flat->length = flat->starts[source->count] = (size_t)(reader.end - reader.text);
    return mz_flat_find_marks(problem, flat, &reader);
}

const mz_flat *mz_problem_flat(mz_problem *problem)
{
    if (problem->flat != NULL) return problem->flat;
    mz_flat *flat = mz_arena_alloc(problem->arena, sizeof *flat);
    if (flat == NULL || !build(problem, flat)) return NULL;
    return problem->flat = flat;
}

size_t mz_flat_offset(const mz_flat *flat, uint32_t line)
{
    return line == 0 ? 0 : flat->starts[line <= flat->source->count ? line - 1 : flat->source->count];
}

size_t mz_flat_line(const mz_flat *flat, size_t at)
{
    size_t low = 0, high = flat->source->count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (flat->starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    /* of several lines that begin at the same offset all but the last are empty */
    while (low + 1 < flat->source->count && flat->starts[low + 1] <= at) low++;
    return low;
}

mz_place mz_flat_place(mz_problem *problem, const mz_flat *flat, size_t at, size_t length)
{
    const mz_line *line = &flat->source->lines[mz_flat_line(flat, at)];
    const char *printed = mz_arena_copy(problem->arena, flat->text + at, length);
    return (mz_place){.span = {line->number, line->page, line->offset, line->offset + line->length},
                      .form = "",
                      .row = printed != NULL ? printed : "",
                      .code = "",
                      .column = "",
                      .printed = printed != NULL ? printed : ""};
}

size_t mz_flat_facts_before(const mz_problem *problem, const mz_flat *flat, size_t at)
{
    size_t low = 0, high = problem->document->fact_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (flat->facts[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t mz_flat_number(const char *text, int64_t *value)
{
    enum { LONGEST = 9 };
    size_t digits = 0;
    while (text[digits] >= '0' && text[digits] <= '9') digits++;
    if (digits == 0 || digits > LONGEST || text[digits] == '.' || text[digits] == ',') return 0;
    *value = 0;
    for (size_t i = 0; i < digits; i++) *value = *value * 10 + (text[i] - '0');
    return digits;
}

size_t mz_flat_last(const mz_flat *flat, size_t begin, size_t end, const char *word, size_t length)
{
    size_t first = begin + length - 1; /* where its last byte, which is rarer than its first, may stand */
    while (end > first) {
        const char *last = memrchr(flat->text + first, word[length - 1], end - first);
        if (last == NULL) break;
        if (memcmp(last - (length - 1), word, length) == 0) return (size_t)(last - flat->text) - (length - 1);
        end = (size_t)(last - flat->text);
    }
    return SIZE_MAX;
}

size_t mz_flat_sentence(const mz_flat *flat, size_t at, size_t limit)
{
    static const char stop[] = "。";
    enum { STOP = sizeof stop - 1 };
    size_t least = at > limit ? at - limit : 0;
    size_t last = mz_flat_last(flat, least > STOP ? least - STOP : 0, at, stop, STOP);
    return last != SIZE_MAX ? last + STOP : least;
}

bool mz_flat_other_year(const mz_problem *problem, const mz_flat *flat, size_t at)
{
    enum { LONGEST_SENTENCE = 600, YEAR_DIGITS = 4, FIRST = 1990, LAST = 2100 };
    int64_t year;
    for (size_t i = mz_flat_sentence(flat, at, LONGEST_SENTENCE); i + YEAR_DIGITS < at; i++)
        if (flat->text[i] >= '0' && flat->text[i] <= '9' && mz_flat_number(flat->text + i, &year) == YEAR_DIGITS &&
            strncmp(flat->text + i + YEAR_DIGITS, "年", 3) == 0 && year > FIRST && year < LAST &&
            year != problem->document->identity.fiscal_year)
            return true;
    return false;
}
