/* flow_order.c - the cells of a header from left to right: what the words say, then the text, then the sums. */
#include <string.h>

#include "flow_assign.h"
#include "flow_tree.h"

enum { FEWEST_FIGURES = 3, ROWS_LOOKED_AT = 16 };

/* Where a cell stands from left to right: its own place in the text, for a group that of its first leaf. */
static size_t place_of(const mz_flow_tree *t, size_t i)
{
    if (t->groups_first || !t->items[i].group) return t->items[i].place;
    size_t best = SIZE_MAX;
    for (size_t l = 0; l < t->count; l++) {
        if (t->items[l].group || t->items[l].left_out || !mz_flow_tree_above(t, i, l)) continue;
        if (t->items[l].place < best) best = t->items[l].place;
    }
    return best;
}

/* Appends the path of leaf i to the template; false when memory or room runs out. */
static bool emit_leaf(const mz_flow_tree *t, size_t i, uint16_t side, mz_flow_template *out)
{
    const char *path = t->items[i].heading->text;
    for (int p = t->items[i].parent; p != MZ_FLOW_NO_ITEM && path != NULL; p = t->items[p].parent)
        path = mz_arena_printf(t->arena, "%s/%s", t->items[p].heading->text, path);
    if (path != NULL && *t->prefix != '\0') path = mz_arena_printf(t->arena, "%s/%s", t->prefix, path);
    const size_t measures = mz_flow_tree_measured(&t->items[i], t->measures, t->measure_count) ? 0 : t->measure_count;
    for (size_t m = 0; m < (measures == 0 ? 1 : measures); m++) {
        if (path == NULL || out->column_count == MZ_FLOW_MAX_COLUMNS) return false;
        const char *whole = measures == 0 ? path : mz_arena_printf(t->arena, "%s/%s", path, t->measures[m]);
        if (whole == NULL) return false;
        out->sides[out->column_count] = side;
        out->paths[out->column_count++] = whole;
    }
    return true;
}

/* The year that a cell begins with (2024年预算数); 0 when with none. */
static int year_of(const mz_flow_heading *h)
{
    enum { DIGITS = 4 };
    int year = 0;
    if (strncmp(h->text, "20", 2) != 0 || strspn(h->text, "0123456789") != DIGITS) return 0;
    for (int i = 0; i < DIGITS; i++) year = year * 10 + (h->text[i] - '0');
    return year;
}

/* Whether cells of different years stand side by side. */
static bool has_years(const mz_flow_tree *t)
{
    int first = 0, year;
    for (size_t i = 0; i < t->count; i++) {
        if (t->items[i].parent != MZ_FLOW_NO_ITEM || (year = year_of(t->items[i].heading)) == 0) continue;
        if (first != 0 && year != first) return true;
        first = year;
    }
    return false;
}

/* Whether a must stand left of b: totals in front, then what the form and the vocabulary say. A cell of several
 * lines is read before those of one line beside it, so that only the order of cells on one line says more than the form
 * or, where each row is a line of text, that of cells of as many lines. */
static bool precedes(const mz_flow_tree *t, size_t a, size_t b)
{
    const mz_flow_heading *left = t->items[a].heading, *right = t->items[b].heading;
    if (mz_flow_heading_total(left) != mz_flow_heading_total(right)) return mz_flow_heading_total(left);
    const int earlier = t->by_year ? year_of(left) : 0, later = t->by_year ? year_of(right) : 0;
    if (earlier != 0 && later != 0 && earlier != later) return earlier < later;
    const mz_flow_token *tokens = t->tokens->items;
    bool one_line = tokens[left->tokens[0]].span.line == tokens[right->tokens[0]].span.line;
    bool in_order = one_line || (t->row_a_line && t->items[b].place < t->items[a].place &&
                                 mz_flow_tree_lines(t, right) <= mz_flow_tree_lines(t, left));
    if (!in_order && !t->text_order && mz_flow_usual_before(t->usual, left->word, right->word)) return true;
    return mz_flow_vocabulary_before(t->vocabulary, left->word, right->word);
}

/* The next cell under parent that is not done: of those that no other must precede the first in the text, or of all
 * when the catalogue's orders contradict each other. */
static size_t next_cell(const mz_flow_tree *t, int parent, const bool *done)
{
    size_t best = SIZE_MAX, place = 0;
    bool best_free = false;
    for (size_t i = 0; i < t->count; i++) {
        if (t->items[i].parent != parent || t->items[i].left_out || done[i]) continue;
        bool free = true;
        for (size_t o = 0; o < t->count && free; o++)
            free = o == i || t->items[o].parent != parent || t->items[o].left_out || done[o] || !precedes(t, o, i);
        size_t at = place_of(t, i);
        if (best != SIZE_MAX && (free == best_free ? at >= place : best_free)) continue;
        best = i;
        best_free = free;
        place = at;
    }
    return best;
}

/* Appends the leaves under parent from left to right. Depth: that of the header's words, at most MZ_FLOW_TREE_ITEMS. */
static bool emit(const mz_flow_tree *t, int parent, uint16_t side, mz_flow_template *out, size_t depth)
{
    bool done[MZ_FLOW_TREE_ITEMS] = {false};
    if (depth > MZ_FLOW_TREE_ITEMS) return false;
    for (size_t i; (i = next_cell(t, parent, done)) != SIZE_MAX;) {
        done[i] = true;
        bool ok = t->items[i].group ? emit(t, (int)i, side, out, depth + 1) : emit_leaf(t, i, side, out);
        if (!ok) return false;
    }
    return true;
}

/* Whether a token is a figure: where the amounts have decimals whole numbers are codes and numbers of rows. */
static bool is_amount(const mz_flow_token *token, bool decimals)
{
    bool whole = token->decimals == 0 && !token->separator && token->value != 0;
    return !token->used && token->kind == MZ_FLOW_NUMBER && !(decimals && whole);
}

static bool has_decimals(const mz_flow_tokens *tokens)
{
    size_t i = 0;
    while (i < tokens->count && tokens->items[i].decimals == 0) i++;
    return i < tokens->count;
}

/* How many of the sums of side hold over the values, all zero ones aside; 0 when one does not. */
static size_t sums_hold(const mz_flow_template *t, uint16_t side, const int64_t *values, const uint16_t *columns,
                        size_t count)
{
    size_t held = 0;
    for (uint16_t s = 0; s < t->sum_count; s++) {
        if (t->sides[t->sums[s].total] != side) continue;
        int64_t total = 0, parts = 0;
        for (size_t c = 0; c < count; c++) {
            bool whole = columns[c] == t->sums[s].total || (t->sums[s].beside >> columns[c] & 1) != 0;
            if (whole && __builtin_add_overflow(total, values[c], &total)) return 0;
            if ((t->sums[s].parts >> columns[c] & 1) != 0 && __builtin_add_overflow(parts, values[c], &parts)) return 0;
        }
        if (total != parts) return 0;
        held += total != 0;
    }
    return held;
}

/* How many sums hold in runs of as many figures as side has columns. */
static size_t holding(const mz_flow_template *t, uint16_t side, const mz_flow_tokens *tokens)
{
    uint16_t columns[MZ_FLOW_MAX_COLUMNS];
    int64_t values[MZ_FLOW_MAX_COLUMNS];
    size_t count = 0, seen = 0, held = 0;
    const bool decimals = has_decimals(tokens);
    for (uint16_t c = 0; c < t->column_count; c++)
        if (t->sides[c] == side) columns[count++] = c;
    for (size_t i = 0; i < tokens->count && count > 1; i++) {
        if (!is_amount(&tokens->items[i], decimals)) continue;
        if (seen == count) memmove(values, values + 1, (count - 1) * sizeof *values);
        if (seen < count) seen++;
        values[seen - 1] = tokens->items[i].value;
        if (seen == count) held += sums_hold(t, side, values, columns, count);
    }
    return held;
}

/* How many figures of one row, as far as the text shows it, stand from token i on: all that no other token parts, but
 * of lines with several figures only those of one. */
static size_t run_of(const mz_flow_tokens *tokens, size_t i, bool decimals)
{
    size_t n = 0;
    while (i + n < tokens->count && is_amount(&tokens->items[i + n], decimals)) {
        if (n > 1 && tokens->items[i + n].first && !tokens->items[i + 1].first) break;
        n++;
    }
    return n;
}

/* How many of the sums of t are about the figures as they are placed. */
static size_t sums_of(const mz_flow_template *t, const mz_flow_placement *p, size_t count)
{
    uint32_t taken = 0;
    size_t sums = 0;
    for (size_t v = 0; v < count; v++) taken |= 1u << p->columns[v];
    for (uint16_t s = 0; s < t->sum_count; s++)
        sums += (taken >> t->sums[s].total & 1) != 0 && (taken & t->sums[s].parts) != 0;
    return sums;
}

/* Whether narrow columns broke the figures: 25. above 00. */
static bool are_broken(const mz_flow_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->kind == MZ_FLOW_NUMBER && !token->used && token->text[strlen(token->text) - 1] == '.') return true;
    }
    return false;
}

/* How many sums hold in rows with blank cells: in each as many as in the best places for its figures. */
static size_t holding_blanks(const mz_flow_template *t, uint16_t side, const mz_flow_tokens *tokens)
{
    size_t held = 0, rows = 0, width = 0;
    const bool decimals = has_decimals(tokens);
    for (uint16_t c = 0; c < t->column_count; c++) width += t->sides[c] == side;
    for (size_t i = 0, n; i < tokens->count && rows<ROWS_LOOKED_AT; i += n> 0 ? n : 1) {
        n = run_of(tokens, i, decimals);
        if (n < FEWEST_FIGURES || n >= width) continue;
        mz_flow_placements p;
        mz_flow_place(t, side, &tokens->items[i], n, false, NULL, &p);
        size_t most = 0;
        for (size_t o = 0; o < p.count; o++) {
            size_t sums = sums_of(t, &p.items[o], n);
            if (sums > most) most = sums;
        }
        held += most;
        rows++;
    }
    return held;
}

static bool same_paths(const mz_flow_template *a, const mz_flow_template *b)
{
    bool same = a->column_count == b->column_count;
    for (uint16_t c = 0; c < a->column_count && same; c++) same = strcmp(a->paths[c], b->paths[c]) == 0;
    return same;
}

mz_status mz_flow_tree_columns(mz_flow_tree *t, uint16_t side, mz_flow_template *out, bool *made, size_t *held)
{
    mz_flow_template best = *out, other;
    enum { PLAIN = 4 };
    const int plain = are_broken(t->tokens) ? 1 : t->usual == NULL ? 2 : PLAIN; /* broken figures do not add up */
    const int ways = plain > 1 && has_years(t) ? 2 * PLAIN : plain;
    *made = false;
    *held = 0;
    for (int way = 0; way < ways; way++) {
        other = *out;
        t->groups_first = (way & 1) != 0;
        t->text_order = (way & 2) != 0;
        t->by_year = (way & PLAIN) != 0;
        if (way % PLAIN >= plain) continue;
        if (!emit(t, MZ_FLOW_NO_ITEM, side, &other, 0) || (*made && same_paths(&best, &other))) continue;
        mz_status status = mz_flow_template_compile(t->arena, t->vocabulary, &other);
        if (status == MZ_ERR_MEMORY) return status;
        if (status != MZ_OK) continue;
        size_t often = ways == 1 ? 0 : holding(&other, side, t->tokens) + holding_blanks(&other, side, t->tokens);
        if (*made && often <= *held) continue;
        *made = true;
        best = other;
        *held = often;
    }
    *out = best;
    for (size_t i = 0; i < t->count; i++) t->items[i].heading->used = !t->items[i].left_out;
    return mz_arena_exhausted(t->arena) ? MZ_ERR_MEMORY : MZ_OK;
}
