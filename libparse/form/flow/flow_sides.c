/* flow_sides.c - the columns of a table of two sides: income left, expenditure right. */
#include "flow_maker.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_HEADINGS = 256, MEASURES = 4, YEAR_DIGITS = 4 };

/* The measures of a table: which figures of a line it prints. */
typedef struct measures {
    mz_flow_heading *items[MEASURES];
    size_t count;
    bool on_both; /* there are several, and each is printed for the left and for the right */
} measures;

/* The digits in front of a measure as a number, 0 when there are none. */
static long year_of(const mz_flow_heading *h)
{
    return strspn(h->text, "0123456789") == YEAR_DIGITS ? strtol(h->text, NULL, 10) : 0;
}

/* The cells under the right side: those that belong under its heading or under one of them. Two passes, because a cell
 * may be read before the one that it stands under. Gives how many are no totals. */
static size_t right_cells(mz_flow_maker *m, mz_flow_tree *t)
{
    size_t parts = 0;
    bool taken[MAX_HEADINGS] = {false};
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < m->headings->count && i < MAX_HEADINGS; i++) {
            mz_flow_heading *h = &m->headings->items[i];
            if (taken[i] || !mz_flow_heading_is(h, MZ_FLOW_WORD_COLUMN) || mz_flow_headings_seen(m->headings, i))
                continue;
            if (mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE | MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS)) continue;
            if (mz_flow_heading_total(h) && !mz_flow_heading_bare(h)) continue;
            if (mz_flow_word_under(t->root, h->word) == 0 && !mz_flow_is_stranger(h) && !mz_flow_related(t, h, false))
                continue;
            if (!h->early && mz_flow_named_already(t, h)) continue;
            if (!h->early && mz_flow_words_begin(&m->forms->starts, m->tokens->items[h->tokens[0]].key)) continue;
            if (!mz_flow_tree_add(t, h)) return parts;
            taken[i] = true;
            parts += !mz_flow_heading_total(h);
        }
    return parts;
}

/* Whether a is of an earlier year than b, which is not printed in front of it on one line. */
static bool is_earlier(const mz_flow_tokens *tokens, const mz_flow_heading *a, const mz_flow_heading *b)
{
    return year_of(a) != 0 && year_of(a) < year_of(b) &&
           tokens->items[a->tokens[0]].span.line != tokens->items[b->tokens[0]].span.line;
}

/* The measures; an earlier year stands left of a later one. Among the rows stand measures of the header only when none
 * does before them. */
static measures find_measures(mz_flow_maker *m)
{
    measures list = {.on_both = true};
    const bool early = mz_flow_headings_most(m->headings, MZ_FLOW_WORD_MEASURE, true) > 0;
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE) ||
            (early && !h->early && !mz_flow_headings_seen(m->headings, i)))
            continue;
        h->used = true;
        if (mz_flow_headings_seen(m->headings, i) || list.count == MEASURES) continue;
        size_t at = list.count++;
        for (; at > 0 && is_earlier(m->tokens, h, list.items[at - 1]); at--) list.items[at] = list.items[at - 1];
        list.items[at] = h;
        list.on_both = list.on_both && mz_flow_headings_count(m->headings, h) > 1;
    }
    list.on_both = list.on_both && list.count > 1 && year_of(list.items[0]) <= year_of(list.items[list.count - 1]);
    return list;
}

/* Columns for the first `count` measures on one side. */
static bool measures_on(mz_flow_maker *m, const measures *list, size_t count, const mz_flow_heading *top, uint16_t side)
{
    for (size_t i = 0; i < count; i++) {
        if (m->out->column_count == MZ_FLOW_MAX_COLUMNS) return false;
        m->out->sides[m->out->column_count] = side;
        m->out->paths[m->out->column_count] = mz_arena_printf(m->arena, "%s/%s", top->text, list->items[i]->text);
        if (m->out->paths[m->out->column_count++] == NULL) return false;
    }
    return m->out->column_count > 0;
}

/* Whether one of the cells is read in front of the rows. */
static bool has_early(const mz_flow_tree *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->items[i].heading->early) return true;
    return false;
}

/* Whether the cells are a header: what is only read among the rows, without a total, are names of rows. */
static bool is_header(const mz_flow_tree *t)
{
    bool header = has_early(t);
    for (size_t i = 0; i < t->count; i++) header = header || mz_flow_heading_total(t->items[i].heading);
    return header;
}

/* Whether heading i is printed once more before token last. */
static bool again_before(const mz_flow_headings *headings, size_t i, size_t last)
{
    const mz_flow_heading *h = &headings->items[i];
    for (size_t o = i + 1; o < headings->count && headings->items[o].tokens[0] < last; o++)
        if (headings->items[o].word == h->word && strcmp(headings->items[o].text, h->text) == 0) return true;
    return false;
}

mz_status mz_flow_columns_pairs(mz_flow_maker *m, mz_flow_heading *left, mz_flow_heading *right, bool *made)
{
    mz_flow_tree t = {.arena = m->arena,
                      .vocabulary = m->vocabulary,
                      .tokens = m->tokens,
                      .usual = m->usual,
                      .row_a_line = m->row_a_line,
                      .prefix = right->text,
                      .root = right->word};
    left->used = right->used = true;
    const measures list = find_measures(m);
    if (!measures_on(m, &list, list.count, left, 0)) return MZ_OK;
    const size_t parts = right_cells(m, &t);
    if (parts < 2 || (mz_flow_headings_most(m->headings, MZ_FLOW_WORD_MEASURE, false) > 1 && !is_header(&t))) {
        /* the same measures on both sides */
        if (mz_flow_headings_most(m->headings, MZ_FLOW_WORD_MEASURE, false) < 2) return MZ_OK;
        *made = measures_on(m, &list, list.count, right, 1);
        return *made ? mz_flow_template_compile(m->arena, m->vocabulary, m->out) : MZ_OK;
    }
    if (list.on_both) { /* the latest one is divided on the right */
        if (!measures_on(m, &list, list.count - 1, right, 1)) return MZ_OK;
        t.prefix = mz_arena_printf(m->arena, "%s/%s", right->text, list.items[list.count - 1]->text);
        return t.prefix == NULL ? MZ_ERR_MEMORY : mz_flow_columns_finish(m, &t, 1, made);
    }
    size_t last = 0; /* of the cells of the header, in front of the rows if any is */
    for (size_t i = 0; i < t.count; i++)
        if (t.items[i].place > last && t.items[i].heading->early >= has_early(&t)) last = t.items[i].place;
    for (size_t i = 0; i < m->headings->count; i++) {
        const mz_flow_heading *h = &m->headings->items[i];
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE) || !again_before(m->headings, i, last)) continue;
        t.prefix = mz_arena_printf(m->arena, "%s/%s", right->text, h->text);
        break;
    }
    return t.prefix == NULL ? MZ_ERR_MEMORY : mz_flow_columns_finish(m, &t, 1, made);
}
