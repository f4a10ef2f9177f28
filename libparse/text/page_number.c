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

enum {
    LONGEST = 240,
    MOST_DIGITS = 4,
    MOST_AROUND = 180,
    PAGES_WITHOUT = 3,
    NUMBERINGS = 32,
    LEAST_FEEDS = 3,
    LINES_PER_PAGE = 8
};

/* Whether the digits at text are a year (2024年, 2024 年度). */
static bool is_year(const char *text, const char *end)
{
    static const char sign[] = "年";
    for (int i = 0; i < 4; i++)
        if (text + i >= end || !mz_is_digit(text[i])) return false;
    text += text + 4 < end && text[4] == ' ' ? 5 : 4;
    return (size_t)(end - text) >= sizeof sign - 1 && memcmp(text, sign, sizeof sign - 1) == 0;
}

/* What line would be as a page number; line NULL when it cannot be one. */
static page_mark mark_of(mz_line *line)
{
    page_mark none = {.line = NULL}, mark = {.line = line, .before = line->text};
    const char *at = line->text, *end = line->text + line->length;
    while (mark.before < end && *mark.before == ' ') mark.before++;
    while (end > mark.before && end[-1] == ' ') end--;
    if (end - mark.before > LONGEST) return none;
    for (at = mark.before; at < end && (!mz_is_digit(*at) || is_year(at, end));) at += mz_is_digit(*at) ? 4 : 1;
    const char *digits = at;
    for (; at < end && mz_is_digit(*at) && at - digits <= MOST_DIGITS; at++) mark.apart = mark.apart * 10 + (*at - '0');
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

/* How pages are numbered: a mark that at least two of them show, and the pages from the first to the last of them. */
typedef struct numbering {
    page_mark mark;
    uint32_t first, last;
    uint32_t count;
} numbering;

typedef struct numberings {
    numbering items[NUMBERINGS];
    size_t count;
} numberings;

/* Counts the number at the edge of a page: with those alike that are not too far before it, else as the first of its
 * kind. */
static void count_mark(numberings *all, const page_mark *mark)
{
    numbering *slot = NULL;
    uint32_t page = mark->line->page;
    for (size_t i = 0; i < all->count; i++) {
        numbering *n = &all->items[i];
        bool near = page - n->last <= PAGES_WITHOUT * n->count;
        if (near && alike(&n->mark, mark)) {
            n->last = page;
            n->count++;
            return;
        }
        if (!near && n->count == 1) slot = n; /* a figure */
    }
    if (slot == NULL && all->count < NUMBERINGS) slot = &all->items[all->count++];
    if (slot != NULL) *slot = (numbering){*mark, page, page, 1};
}

/* The line of page [first, last) that is its number: at its edge, else the only one inside that reads so (the foot of a
 * page may be printed before the last columns of its table). NULL when there is none. */
static mz_line *number_line(mz_text *text, size_t first, size_t last, bool bottom, const numbering *n)
{
    mz_line *edge = outer_line(text, first, last, bottom), *found = NULL;
    if (edge == NULL) return NULL;
    page_mark mark = mark_of(edge);
    if (mark.line != NULL && alike(&n->mark, &mark)) return edge;
    for (size_t l = first; l < last; l++) {
        if (text->lines[l].length == 0 || text->lines[l].length > LONGEST) continue;
        mark = mark_of(&text->lines[l]);
        if (mark.line == NULL || !alike(&n->mark, &mark)) continue;
        if (found != NULL) return NULL;
        found = mark.line;
    }
    return found;
}

/* The line behind the page that begins with line first. */
static size_t page_end(const mz_text *text, size_t first)
{
    enum { STRIDE = 16 };
    size_t last = first;
    while (last + STRIDE < text->count && text->lines[last + STRIDE].page == text->lines[first].page) last += STRIDE;
    while (last < text->count && text->lines[last].page == text->lines[first].page) last++;
    return last;
}

/* Blanks the numbers of pages that stand at the top, or at the bottom, of at least two of them. */
static void drop(mz_text *text, bool bottom)
{
    numberings all = {.count = 0};
    for (size_t first = 0, last; first < text->count; first = last) {
        last = page_end(text, first);
        mz_line *line = outer_line(text, first, last, bottom);
        page_mark mark = line == NULL ? (page_mark){.line = NULL} : mark_of(line);
        if (mark.line != NULL) count_mark(&all, &mark);
    }
    for (size_t first = 0, last; first < text->count; first = last) {
        last = page_end(text, first);
        for (size_t i = 0; i < all.count; i++) {
            const numbering *n = &all.items[i];
            uint32_t page = text->lines[first].page;
            if (n->count < 2 || page < n->first || page > n->last + PAGES_WITHOUT) continue;
            mz_line *line = number_line(text, first, last, bottom, n);
            if (line == NULL) continue;
            blank(line);
            break;
        }
    }
}

/* Whether a line begins a page although no form feed says so: where a converter made blanks of them, one blank is left
 * in front of the page's first line. */
static bool after_feed(const mz_line *line)
{
    return line->text[0] == ' ' && line->length > 1 && line->text[1] != ' ' && line->text[1] != '\t';
}

/* Tells the pages of a text without form feeds; false when nothing, or too much, looks like their beginnings. */
static bool guess_pages(mz_text *text)
{
    size_t begun = 0, filled = 0;
    for (size_t l = 0; l < text->count; l++) begun += after_feed(&text->lines[l]);
    if (begun < LEAST_FEEDS) return false;
    for (size_t l = 0; l < text->count && filled < begun * LINES_PER_PAGE; l++) filled += has_ink(&text->lines[l]);
    if (begun * LINES_PER_PAGE > filled) return false;
    uint32_t page = 1;
    for (size_t l = 0; l < text->count; l++) {
        page += after_feed(&text->lines[l]);
        text->lines[l].page = page;
    }
    return true;
}

void mz_text_drop_page_numbers(mz_text *text)
{
    bool guessed = text->pages == 0 && guess_pages(text);
    if (text->pages == 0 && !guessed) return;
    drop(text, true);
    drop(text, false);
    for (size_t l = 0; guessed && l < text->count; l++) text->lines[l].page = 0;
}
