/* page_number.c - page numbers leave the text: they stand inside the tables and sentences that a page cuts. */
#include <string.h>

#include "text.h"

/* A page number: its value less the page's place, and what is printed around it (第 3 页 共 20 页). */
typedef struct page_mark {
    mz_line *line; /* NULL: the page has none */
    int64_t apart;
    const char *before, *behind;
    size_t before_length, behind_length;
} page_mark;

enum { LONGEST = 48, MOST_DIGITS = 4, MOST_AROUND = 24, PAGES_WITHOUT = 3 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What line would be as a page number; line NULL when it cannot be one. */
static page_mark mark_of(mz_line *line)
{
    page_mark none = {.line = NULL}, mark = {.line = line, .before = line->text};
    const char *at = line->text, *end = line->text + line->length;
    while (mark.before < end && *mark.before == ' ') mark.before++;
    while (end > mark.before && end[-1] == ' ') end--;
    if (end - mark.before > LONGEST) return none;
    for (at = mark.before; at < end && !is_digit(*at);) at++;
    const char *digits = at;
    for (; at < end && is_digit(*at) && at - digits <= MOST_DIGITS; at++) mark.apart = mark.apart * 10 + (*at - '0');
    mark.before_length = (size_t)(digits - mark.before);
    mark.behind = at;
    mark.behind_length = (size_t)(end - at);
    if (at == digits || at - digits > MOST_DIGITS || *digits == '0') return none;
    if (mark.before_length > MOST_AROUND || mark.behind_length > MOST_AROUND) return none;
    mark.apart -= (int64_t)line->page;
    return mark;
}

/* Whether two pages are numbered alike. */
static bool alike(const page_mark *a, const page_mark *b)
{
    return a->apart == b->apart && a->before_length == b->before_length && a->behind_length == b->behind_length &&
           memcmp(a->before, b->before, a->before_length) == 0 && memcmp(a->behind, b->behind, a->behind_length) == 0;
}

static void blank(mz_line *line)
{
    line->text += line->length;
    line->offset += line->length;
    line->length = 0;
}

static bool has_ink(const mz_line *line)
{
    for (uint32_t i = 0; i < line->length; i++)
        if (line->text[i] != ' ') return true;
    return false;
}

/* The first line of [first, last) that is not blank, from the front or from the back; NULL when all are. */
static mz_line *outer_line(mz_text *text, size_t first, size_t last, bool from_back)
{
    for (size_t n = 0; n < last - first; n++) {
        mz_line *line = &text->lines[from_back ? last - 1 - n : first + n];
        if (has_ink(line)) return line;
    }
    return NULL;
}

/* Blanks the numbers that stand at the top, or at the bottom, of the pages. */
static void drop(mz_text *text, bool bottom)
{
    page_mark kept = {.line = NULL};
    bool kept_gone = false;
    for (size_t first = 0, last; first < text->count; first = last) {
        for (last = first; last < text->count && text->lines[last].page == text->lines[first].page;) last++;
        mz_line *line = outer_line(text, first, last, bottom);
        page_mark mark = line == NULL ? (page_mark){.line = NULL} : mark_of(line);
        if (mark.line == NULL) continue;
        bool counted = kept.line != NULL && mark.line->page - kept.line->page <= PAGES_WITHOUT && alike(&kept, &mark);
        if (counted && !kept_gone) blank(kept.line);
        if (counted) blank(mark.line);
        kept = mark;
        kept_gone = counted;
    }
}

void mz_text_drop_page_numbers(mz_text *text)
{
    if (text->pages == 0) return;
    drop(text, true);
    drop(text, false);
}
