/* aligned_running.c - see aligned_running.h. */
#include "aligned_running.h"

#include <string.h>

/* Whether two lines print the same but for digits (the page's number). */
static bool same_line(const mz_aligned_lines *r, uint32_t a, uint32_t b)
{
    size_t count = mz_line_chunk_count(r, a);
    if (count != mz_line_chunk_count(r, b)) return false;
    for (size_t i = 0; i < count; i++) {
        const mz_chunk *x = &mz_line_chunks(r, a)[i], *y = &mz_line_chunks(r, b)[i];
        uint32_t at = 0, to = 0;
        for (;; at++, to++) {
            while (at < x->length && x->text[at] >= '0' && x->text[at] <= '9') at++;
            while (to < y->length && y->text[to] >= '0' && y->text[to] <= '9') to++;
            if (at == x->length || to == y->length) break;
            if (x->text[at] != y->text[to]) return false;
        }
        if (at < x->length || to < y->length) return false;
    }
    return count > 0;
}

/* Whether what the line prints stands in the header. */
static bool in_header(const mz_aligned_lines *r, uint32_t line, const mz_header *header)
{
    const mz_chunk *c = mz_line_chunks(r, line);
    for (size_t h = 0; h < header->count; h++)
        if (memmem(header->cells[h].text, strlen(header->cells[h].text), c->text, c->length) != NULL) return true;
    return false;
}

uint32_t mz_running_head_end(const mz_aligned_lines *r, const mz_aligned_page *page, const mz_header *header)
{
    uint32_t line = mz_lines_skip_blank(r, page->begin, page->end);
    for (uint32_t above = mz_lines_skip_blank(r, page->previous, page->begin);
         line < page->end && above < page->begin && same_line(r, line, above) && !mz_line_is_title(r, line) &&
         !mz_line_is_body(r, line) && !in_header(r, line, header);
         above = mz_lines_skip_blank(r, above + 1, page->begin))
        line = mz_lines_skip_blank(r, line + 1, page->end);
    return line;
}

/* The line behind the last one of [first, last) that is not blank; first when all are. */
static uint32_t filled_end(const mz_aligned_lines *r, uint32_t first, uint32_t last)
{
    while (last > first && mz_line_chunk_count(r, last - 1) == 0) last--;
    return last;
}

/* Whether a line is one that can be printed under every page: no numbers but those of page and year, and words that are
 * more than a rest of a label or stand around a number (第 3 页). A total is none. */
static bool may_be_foot(const mz_aligned_lines *r, uint32_t line)
{
    enum { LEAST_BYTES = 12, MOST_DIGITS = 4, MOST_CELLS = 2 /* more are a row: projects may have the same goals */ };
    const mz_chunk *c = mz_line_chunks(r, line);
    size_t bytes = 0, digits = 0, numbers = 0, cells = 0;
    for (size_t i = 0; i < mz_line_chunk_count(r, line); i++) {
        cells += i == 0 || c[i].x0 > c[i - 1].x1 + 1;
        bytes += c[i].length;
        for (uint32_t at = 0; at < c[i].length; at++) digits += c[i].text[at] >= '0' && c[i].text[at] <= '9';
        if (mz_aligned_total(&c[i])) return false;
        if (c[i].kind == MZ_CHUNK_TEXT) continue;
        if (c[i].length > MOST_DIGITS && c[i].kind == MZ_CHUNK_DIGITS) return false;
        if (memchr(c[i].text, '.', c[i].length) != NULL || memchr(c[i].text, ',', c[i].length) != NULL) return false;
        numbers += c[i].text[0] >= '0' && c[i].text[0] <= '9';
    }
    bool words = bytes >= LEAST_BYTES || (digits > 0 && bytes > digits);
    return words && numbers <= 3 && cells <= MOST_CELLS && !mz_line_is_title(r, line);
}

uint32_t mz_running_foot_begin(const mz_aligned_lines *r, const mz_aligned_page *page)
{
    uint32_t end = filled_end(r, page->begin, page->end), before = filled_end(r, page->previous, page->begin),
             behind = filled_end(r, page->end, page->next);
    while (end > page->begin && may_be_foot(r, end - 1)) {
        bool above = before > page->previous && same_line(r, end - 1, before - 1);
        bool below = behind > page->end && same_line(r, end - 1, behind - 1);
        if (!above && !below) break;
        end = filled_end(r, page->begin, end - 1);
        if (before > page->previous) before = filled_end(r, page->previous, before - 1);
        if (behind > page->end) behind = filled_end(r, page->end, behind - 1);
    }
    return end;
}
