/* remark_listed.c - reasons that stand on lines of their own, counted, behind the words that announce them:
 * 主要原因如下：/ 1.补贴发放到期；/ 2.政策调整。 */
#include <string.h>

#include "remarks.h"

enum { MOST_ITEMS = 20, NEAR_END = 60 /* bytes before the colon that the words may stand in */ };

/* Whether the paragraph ends with words that announce reasons and a colon, without a mark between them. */
static bool announces(const mz_remark_reader *r, const mz_paragraph *p)
{
    static const char *const colons[] = {"：", ":"}, *const marks[] = {"，", "。", "；", ",", ";"};
    size_t end = 0, begin = 0;
    for (size_t i = 0; i < sizeof colons / sizeof *colons && end == 0; i++) {
        const size_t size = strlen(colons[i]);
        if (p->length > size && memcmp(p->text + p->length - size, colons[i], size) == 0) end = p->length - size;
    }
    for (size_t at = end > NEAR_END ? end - NEAR_END : 0; at < end; at++)
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (mz_starts(p->text + at, end - at, marks[i], strlen(marks[i]))) begin = at;
    for (size_t at = begin > 0 || end <= NEAR_END ? begin : end - NEAR_END; at < end; at++)
        if (mz_words_prefix(r->words, MZ_WORDS_REASON, p->text + at, p->length - at) != NULL) return true;
    return false;
}

/* Whether the paragraph is one of several counted ones. */
static bool is_counted(const mz_paragraph *p)
{
    return p->list_style != 0 || mz_counted_reason(p->text, p->length) > 0;
}

/* Whether the passage tells a figure of something that changed: then it is no reason, but the next item. */
static bool tells_figures(const mz_remark_reader *r, const mz_passage *passage)
{
    for (size_t i = passage->first_fact; i < passage->end_fact; i++) {
        const char *key = r->c->fact_keys[i];
        if (mz_dictionary_find(&r->c->names, key, strlen(key)) != NULL) return true;
    }
    return false;
}

/* Appends the paragraph; its full stop becomes a semicolon, as in a list within one line. */
static void append(mz_paragraph *to, const mz_paragraph *p)
{
    static const char stop[] = "。", semicolon[] = "；";
    for (size_t i = 0; i < p->piece_count; i++) {
        to->pieces[to->piece_count] = p->pieces[i];
        to->pieces[to->piece_count++].at += (uint32_t)to->length;
    }
    memcpy(to->text + to->length, p->text, p->length);
    to->length += p->length;
    const size_t size = sizeof stop - 1;
    if (is_counted(p) && p->length >= size && memcmp(to->text + to->length - size, stop, size) == 0)
        memcpy(to->text + to->length - size, semicolon, size);
    to->text[to->length] = '\0';
}

bool mz_join_listed(mz_remark_reader *r, size_t number, mz_passage *joined)
{
    const mz_passage *first = &r->passages->items[number];
    size_t end = number + 1, length = first->paragraph.length, pieces = first->paragraph.piece_count;
    if (!announces(r, &first->paragraph)) return false;
    for (; end < r->passages->count && end - number <= MOST_ITEMS; end++) {
        const mz_paragraph *p = &r->passages->items[end].paragraph;
        if (tells_figures(r, &r->passages->items[end]) || !is_counted(p) ||
            p->list_style != r->passages->items[number + 1].paragraph.list_style)
            break;
        length += p->length;
        pieces += p->piece_count;
    }
    if (end == number + 1) return false;
    *joined = *first;
    joined->paragraph.text = mz_arena_text(r->c->arena, length + 1);
    joined->paragraph.pieces = mz_arena_array(r->c->arena, pieces, sizeof *joined->paragraph.pieces);
    if (joined->paragraph.text == NULL || joined->paragraph.pieces == NULL) return false;
    joined->paragraph.length = joined->paragraph.piece_count = 0;
    for (size_t i = number; i < end; i++) append(&joined->paragraph, &r->passages->items[i].paragraph);
    return true;
}
