/* flat.c - the document's text without white space and line breaks. */
#include "flat.h"

#include <string.h>

/* A place of the source and where it stands in the flat text; scratch has room for the longest line. */
typedef struct cursor {
    uint32_t line;
    size_t before; /* bytes of the line */
    size_t offset;
    char *scratch;
} cursor;

/* The offset of span, 0 when it has none. Goes on from the last place when that is before it on its line: a long line
 * with many figures is read once. */
static size_t offset_of(const mz_flat *flat, const mz_span *span, cursor *at)
{
    if (span->line == 0 || span->line > flat->source->count) return 0;
    const mz_line *line = &flat->source->lines[span->line - 1];
    size_t before = span->begin > line->offset ? span->begin - line->offset : 0;
    if (before > line->length) before = line->length;
    if (at->line != span->line || at->before > before)
        *at = (cursor){span->line, 0, flat->starts[span->line - 1], at->scratch};
    at->offset += mz_text_key_into(line->text + at->before, before - at->before, at->scratch);
    at->before = before;
    return at->offset;
}

static bool place_facts(mz_problem *problem, mz_flat *flat)
{
    const mz_document *document = problem->document;
    size_t longest = 0;
    for (size_t i = 0; i < flat->source->count; i++)
        if (flat->source->lines[i].length > longest) longest = flat->source->lines[i].length;
    cursor at = {.scratch = mz_arena_text(problem->arena, longest)};
    flat->facts = mz_arena_array(problem->arena, document->fact_count + 1, sizeof *flat->facts);
    if (at.scratch == NULL || flat->facts == NULL) return false;
    for (size_t f = 0; f < document->fact_count; f++) flat->facts[f] = offset_of(flat, &document->facts[f].span, &at);
    return true;
}

static bool build(mz_problem *problem, mz_flat *flat)
{
    const mz_text *source = problem->document->text;
    *flat = (mz_flat){.source = source};
    if (source == NULL) return false;
    size_t room = 1;
    for (size_t i = 0; i < source->count; i++) room += source->lines[i].length + 1;
    flat->text = mz_arena_text(problem->arena, room);
    flat->starts = mz_arena_array(problem->arena, source->count + 1, sizeof *flat->starts);
    if (flat->text == NULL || flat->starts == NULL) return false;
    *flat->text = '\0';
    for (size_t i = 0; i < source->count; i++) {
        flat->starts[i] = flat->length;
        flat->length += mz_text_key_into(source->lines[i].text, source->lines[i].length, flat->text + flat->length);
    }
    flat->starts[source->count] = flat->length;
    return place_facts(problem, flat);
}

const mz_flat *mz_problem_flat(mz_problem *problem)
{
    if (problem->flat != NULL) return problem->flat;
    mz_flat *flat = mz_arena_alloc(problem->arena, sizeof *flat);
    if (flat == NULL || !build(problem, flat) || !mz_flat_find_marks(problem, flat)) return NULL;
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
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > LONGEST || text[digits] == '.' || text[digits] == ',') return 0;
    *value = 0;
    for (size_t i = 0; i < digits; i++) *value = *value * 10 + (text[i] - '0');
    return digits;
}

size_t mz_flat_sentence(const mz_flat *flat, size_t at, size_t limit)
{
    static const char stop[] = "。";
    size_t begin = at;
    while (begin > 0 && at - begin < limit && (begin < 3 || memcmp(flat->text + begin - 3, stop, 3) != 0)) begin--;
    return begin;
}

bool mz_flat_other_year(const mz_problem *problem, const mz_flat *flat, size_t at)
{
    enum { LONGEST_SENTENCE = 600, YEAR_DIGITS = 4, FIRST = 1990, LAST = 2100 };
    int64_t year;
    for (size_t i = mz_flat_sentence(flat, at, LONGEST_SENTENCE); i + YEAR_DIGITS < at; i++)
        if (mz_flat_number(flat->text + i, &year) == YEAR_DIGITS &&
            strncmp(flat->text + i + YEAR_DIGITS, "年", 3) == 0 && year > FIRST && year < LAST &&
            year != problem->document->identity.fiscal_year)
            return true;
    return false;
}
