/* flow_pairs.c - income and expenditure side by side in pdftotext's reading order: which figure belongs to which line.
 * What other tables say of a class finds its figures wherever they were read; the rest is searched for
 * (flow_pairs_search.c).
 */
#include <string.h>

#include "flow_match.h"
#include "flow_pairs.h"

enum { MAX_LINES = 256, MAX_FIGURES = 512 }; /* of a two-sided table that is one */

typedef mz_flow_side_figure figure;
typedef mz_flow_pairs reader;

static bool collect_figures(reader *r, const mz_flow_tokens *tokens)
{
    size_t place = 0;
    r->figures = mz_arena_array(r->arena, tokens->count + 1, sizeof *r->figures);
    if (r->figures == NULL) return false;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i], *next = i + 1 < tokens->count ? token + 1 : NULL;
        if (token->used) continue;
        place++;
        if (token->kind == MZ_FLOW_TEXT) continue;
        bool left = next != NULL && !next->used && !next->first && next->kind == MZ_FLOW_TEXT;
        r->figures[r->count++] = (figure){token, place, left};
    }
    return true;
}

/* The place of the first label of a side at `place` or behind it, SIZE_MAX when there is none. */
static size_t next_label(const mz_flow_lines *lines, size_t place)
{
    size_t next = SIZE_MAX;
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].place >= place && lines->items[i].place < next) next = lines->items[i].place;
    return next;
}

/* Whether figure g and that right behind a total of the left come to a third: to what stands above and below them. */
static bool is_rest(const reader *r, size_t g)
{
    for (size_t i = 0; i < r->list[0].count; i++) {
        const mz_flow_line *total = &r->list[0].items[i];
        int64_t before = 0, sum;
        for (size_t k = 0; k < r->count && total->total; k++)
            if (r->figures[k].place == total->place + 1) before = r->figures[k].token->value;
        if (before == 0 || !mz_value_add(before, r->figures[g].token->value, &sum)) continue;
        for (size_t k = 0; k < r->count; k++)
            if (r->figures[k].token->value == sum) return true;
    }
    return false;
}

/* Money brought forward, the rest of two totals, that stands alone between a label of the left and one of the right is
 * the left one's: rows are read cell by cell. */
static void mark_left(reader *r)
{
    for (size_t f = 0; f < r->count; f++) {
        size_t place = r->figures[f].place, end = f + 1 < r->count ? r->figures[f + 1].place : SIZE_MAX;
        size_t right = next_label(&r->list[1], place);
        bool behind = next_label(&r->list[0], place - 1) == place - 1; /* places count from 1 */
        if (behind && right < end && right < next_label(&r->list[0], place) && is_rest(r, f)) r->figures[f].left = true;
    }
}

/* Takes away the figures that lines were given. */
static void drop_given(reader *r)
{
    size_t kept = 0;
    for (size_t f = 0; f < r->count; f++) {
        bool given = false;
        for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++)
            for (size_t i = 0; i < r->list[s].count && !given; i++)
                for (size_t v = 0; v < r->list[s].items[i].count && !given; v++)
                    given = r->list[s].items[i].values[v] == r->figures[f].token;
        if (!given) r->figures[kept++] = r->figures[f];
    }
    r->count = kept;
}

/* The figures of the right side when it has several columns: rows of a total and its parts. With one column only what
 * other tables say finds them for sure. */
static mz_status take_right(reader *r)
{
    mz_flow_lines *lines = &r->list[1];
    mz_flow_figure *figures = mz_arena_array(r->arena, r->count + 1, sizeof *figures);
    mz_flow_subject *subjects = mz_arena_array(r->arena, lines->count + 1, sizeof *subjects);
    if (figures == NULL || subjects == NULL) return MZ_ERR_MEMORY;
    size_t count = 0, rows = 0;
    bool total = false;
    for (size_t f = 0; f < r->count; f++)
        if (!r->figures[f].left) figures[count++] = (mz_flow_figure){r->figures[f].token, r->figures[f].place, 0};
    for (size_t i = 0; i < lines->count; i++) {
        const mz_flow_line *l = &lines->items[i];
        if (l->count > 0 || (!r->wide && l->expected == 0)) continue;
        subjects[rows] = (mz_flow_subject){.code = "", .place = l->place, .anywhere = !r->wide};
        subjects[rows].expected = l->total && r->wide ? 0 : l->expected; /* the parts tell more */
        subjects[rows].blank = l->blank;
        subjects[rows].total = l->total && !total;
        subjects[rows].apart = total || !l->top;
        subjects[rows].grand = l->total && l->grand && total;
        subjects[rows].carried = !l->total && l->top && total;
        total = total || l->total;
        rows++;
    }
    mz_flow_sums sums;
    mz_status status = mz_flow_match(r->arena, r->t, 1, figures, count, MZ_FLOW_BY_NAMES, subjects, rows, &sums);
    for (size_t i = 0, n = 0; i < lines->count && status == MZ_OK; i++) {
        mz_flow_line *l = &lines->items[i];
        if (l->count > 0 || (!r->wide && l->expected == 0)) continue;
        l->count = subjects[n].count;
        memcpy(l->values, subjects[n].values, sizeof l->values);
        l->loose = subjects[n].loose;
        l->doubtful = subjects[n++].doubtful && l->expected == 0;
    }
    if (status == MZ_OK) drop_given(r);
    return status;
}

/* How many columns both sides have that no sum tells apart: 年初数 and 年末数; 1 when they differ. */
static size_t alike(const mz_flow_template *t, size_t right)
{
    return right > 1 && t->sum_count == 0 && t->column_count == 2 * right ? right : 1;
}

/* Leaves of the figures that nothing parts, as many as a side has columns, the last one: it stands for all of them.
 * False when memory runs out. */
static bool bundle(reader *r, size_t columns)
{
    size_t kept = 0;
    r->all = mz_arena_array(r->arena, r->count + 1, sizeof *r->all);
    r->bundles = mz_arena_array(r->arena, r->count + 1, sizeof *r->bundles);
    if (r->all == NULL || r->bundles == NULL) return false;
    for (size_t f = 0, n = 0; f < r->count; f++) {
        r->all[f] = r->figures[f].token;
        n++;
        if (n < columns && f + 1 < r->count && r->figures[f + 1].place == r->figures[f].place + 1) continue;
        r->bundles[kept] = (mz_flow_bundle){f + 1 - n, n};
        r->figures[kept++] = r->figures[f];
        n = 0;
    }
    r->bundle_count = kept;
    r->count = kept;
    return true;
}

/* Gives line l the other figures of the one that stands for them. */
static void unbundle(const reader *r, mz_flow_line *l)
{
    for (size_t b = 0; b < r->bundle_count && l->count == 1; b++) {
        const mz_flow_bundle *whole = &r->bundles[b];
        if (r->all[whole->first + whole->count - 1] != l->values[0]) continue;
        for (size_t v = 0; v < whole->count; v++) l->values[v] = r->all[whole->first + v];
        l->count = whole->count;
        return;
    }
}

static bool emit(const reader *r, mz_flow_rows *rows)
{
    for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++)
        for (size_t l = 0; l < r->list[s].count; l++) {
            const mz_flow_line *source = &r->list[s].items[l];
            mz_flow_row *row = mz_flow_row_add(r->arena, rows, source->label->token->span);
            if (row == NULL) return false;
            row->label = source->label->text;
            row->side = s;
            if (s == 1) row->class = mz_flow_line_class(source);
            row->total = source->total;
            row->loose = source->loose;
            row->displaced = source->doubtful;
            row->certain = source->printed && source->count > 0 && source->values[0]->value == source->expected;
            for (size_t v = 0; v < source->count; v++)
                if (!mz_flow_row_value(r->arena, row, source->values[v])) return false;
            for (size_t v = 0; v < source->earlier; v++) row->columns[v] = (int16_t)(r->left + v);
        }
    return true;
}

/* Gives the lines of a table with columns for several years what was not read with the latest one. all: its figures.
 */
static void complete(reader *r, const figure *all, size_t count)
{
    memcpy(r->figures, all, count * sizeof *all);
    r->count = count;
    drop_given(r);
    mz_flow_lines_complete(&r->list[0], r->left, r->figures, r->count);
    drop_given(r);
    if (r->earlier > 0) mz_flow_lines_rest_earlier(&r->list[1], r->earlier, r->figures, r->count);
}

/* The figures of both sides to their lines. */
static mz_status place_figures(reader *r, mz_flow_template *t)
{
    const mz_flow_template one = {.layout = MZ_FLOW_PAIRS, .sides = {0, 1}, .column_count = MZ_FLOW_SIDES};
    size_t right = t->column_count - r->left, count = r->count;
    const size_t columns = alike(t, right);
    figure *all = mz_arena_room(r->arena, count + 1, sizeof *all);
    if (all == NULL) return MZ_ERR_MEMORY;
    memcpy(all, r->figures, count * sizeof *all);
    for (size_t c = r->left; c < r->left + r->earlier; c++) t->sides[c] = MZ_FLOW_SIDES; /* of neither side */
    r->t = columns > 1 ? &one : t;
    r->wide = columns == 1 && right - r->earlier > 1;
    if (columns > 1 && !bundle(r, columns)) return MZ_ERR_MEMORY;
    mz_status status = take_right(r);
    if (status != MZ_OK) return status;
    mz_flow_lines_take_earlier(&r->list[1], r->earlier, all, count);
    if (r->earlier > 0) drop_given(r);
    r->complete = columns == 1 && r->left > 1;
    if (r->complete && !bundle(r, r->left)) return MZ_ERR_MEMORY;
    if (!mz_flow_pairs_search(r)) return MZ_ERR_MEMORY;
    for (uint16_t s = 0; s < MZ_FLOW_SIDES; s++)
        for (size_t i = 0; i < r->list[s].count; i++) unbundle(r, &r->list[s].items[i]);
    if (r->complete) complete(r, all, count);
    return MZ_OK;
}

mz_status mz_flow_rows_pairs(mz_arena *arena, const mz_flow_evidence *evidence, mz_flow_table *table,
                             const mz_flow_rows *known)
{
    const mz_flow_forms *forms = evidence->forms;
    const mz_flow_tables *tables = evidence->tables;
    mz_flow_template t = *table->header.template;
    reader r = {.arena = arena, .forms = forms, .evidence = evidence, .known = known, .unit = table->unit};
    for (uint16_t c = 0; c < t.column_count; c++) r.left += t.sides[c] == 0;
    r.earlier = mz_flow_lines_earlier(&t);
    mz_status status = mz_flow_lines_read(arena, forms, &table->tokens, r.list);
    if (status != MZ_OK) return status;
    if (!collect_figures(&r, &table->tokens)) return MZ_ERR_MEMORY;
    if (r.list[0].count > MAX_LINES || r.list[1].count > MAX_LINES || r.count > MAX_FIGURES) return MZ_OK;
    mark_left(&r);
    status = mz_flow_lines_expect(arena, &r.list[1], tables, table->unit, &table->tokens);
    mz_flow_lines_totals(&r.list[0], forms, tables, table->unit);
    if (status != MZ_OK) return status;
    mz_flow_lines_beside(r.list, &t, &table->tokens);
    mz_flow_lines_exchanged(&r.list[1], t.column_count - r.left - r.earlier, r.figures, r.count);
    if (r.left == 1) mz_flow_lines_rows(r.list, &table->tokens, r.figures, r.count);
    drop_given(&r);
    status = place_figures(&r, &t);
    return status == MZ_OK && !emit(&r, &table->rows) ? MZ_ERR_MEMORY : status;
}
