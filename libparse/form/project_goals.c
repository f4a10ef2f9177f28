/* project_goals.c - the indicators of a project's sheet in aligned text: columns by the places of the header, rows by
 * the lines that values stand on, what is merged over several rows by its middle. */
#include <stdlib.h>
#include <string.h>

#include "project.h"

enum {
    MOST_COLUMNS = 16,
    MOST_ROWS = 256,  /* of one header; what is behind them is not read */
    NEAR_LINES = 4,   /* that a piece of a name may stand from its row */
    HEADER_LINES = 2, /* below its first one that the header may go on */
    FAR_COLUMN = 40,  /* cost of a level that stands in another column */
    LONGEST = 600,    /* bytes of a text */
    NO_COLUMN = 255
};

typedef struct column {
    const mz_part *head;
    uint32_t x0, x1; /* of all that certainly stands in it */
} column;

/* A part of the body with its column. */
typedef struct placed {
    const mz_part *part;
    uint8_t column;
} placed;

typedef struct goals {
    mz_project_rows *rows;
    const mz_parts *parts;
    column columns[MOST_COLUMNS];
    size_t column_count;
    placed *body;
    size_t body_count;
    uint32_t lines[MOST_ROWS]; /* of the values: one for each row */
    size_t row_count;
} goals;

/* ---- columns ---- */

static int by_left(const void *left, const void *right)
{
    const column *a = left, *b = right;
    return (a->x0 > b->x0) - (a->x0 < b->x0);
}

/* Takes the columns of the header that begins with part begin; returns the line behind it. */
static uint32_t take_columns(goals *g, size_t begin, size_t end)
{
    uint32_t first = g->parts->items[begin].line, last = first;
    while (begin > 0 && g->parts->items[begin - 1].line == first) begin--;
    for (size_t i = begin; i < end && g->column_count < MOST_COLUMNS; i++) {
        const mz_part *part = &g->parts->items[i];
        if (part->line > first + HEADER_LINES) break;
        const bool head = part->field >= 0 || mz_part_is(part, MZ_LIST_INDICATOR_SCORE);
        if (part->line > last && !head) break;
        if (head && part->line > last) last = part->line;
        g->columns[g->column_count++] = (column){part, part->x0, part->x1};
    }
    qsort(g->columns, g->column_count, sizeof *g->columns, by_left);
    return last + 1;
}

static uint32_t gap(const column *c, const mz_part *part)
{
    return part->x0 >= c->x1 ? part->x0 - c->x1 : c->x0 >= part->x1 ? c->x0 - part->x1 : 0;
}

/* How ill a part stands in a column. */
static uint32_t cost(const column *c, const mz_part *part)
{
    const uint32_t left = c->x0 + c->x1, right = part->x0 + part->x1;
    uint32_t sum = 2 * gap(c, part) + (left < right ? right - left : left - right) / 4;
    const bool level1 = mz_part_is(part, MZ_LIST_INDICATOR_LEVEL1), level2 = mz_part_is(part, MZ_LIST_INDICATOR_LEVEL2);
    const bool in1 = mz_indicator_is_level(c->head->field, 1), in2 = mz_indicator_is_level(c->head->field, 2);
    if ((level1 || level2) && !(level1 && in1) && !(level2 && in2)) sum += FAR_COLUMN;
    if (!level1 && !level2 && (in1 || in2)) sum += FAR_COLUMN / 4;
    if (mz_indicator_is_level(c->head->field, 3) && mz_indicator_begins_value(part->text, part->length))
        sum += FAR_COLUMN / 4;
    return sum;
}

/* Puts the parts [first, first + count) of a line into columns from left to right, at the least cost. */
static void place_line(goals *g, size_t first, size_t count)
{
    uint32_t best[MOST_COLUMNS + 1][MOST_COLUMNS + 1];
    bool taken[MOST_COLUMNS + 1][MOST_COLUMNS + 1];
    const size_t columns = g->column_count;
    if (count > columns) count = columns;
    for (size_t c = 0; c <= columns; c++) best[0][c] = 0;
    for (size_t p = 1; p <= count; p++) {
        for (size_t c = 0; c < p; c++) best[p][c] = UINT32_MAX / 2;
        for (size_t c = p; c <= columns; c++) {
            const uint32_t here = best[p - 1][c - 1] + cost(&g->columns[c - 1], g->body[first + p - 1].part);
            taken[p][c] = c == p || here < best[p][c - 1];
            best[p][c] = taken[p][c] ? here : best[p][c - 1];
        }
    }
    for (size_t p = count, c = columns; p > 0; c--) {
        if (!taken[p][c]) continue;
        g->body[first + --p].column = (uint8_t)(c - 1);
    }
}

static void place_all(goals *g)
{
    for (size_t i = 0; i < g->body_count;) {
        size_t end = i;
        while (end < g->body_count && g->body[end].part->line == g->body[i].part->line) end++;
        place_line(g, i, end - i);
        i = end;
    }
}

/* Widens the columns by what stands below their heads or overlaps them. */
static void widen(goals *g)
{
    for (size_t i = 0; i < g->body_count; i++) {
        const placed *at = &g->body[i];
        if (at->column == NO_COLUMN) continue;
        column *c = &g->columns[at->column];
        if (gap(c, at->part) > 0) continue;
        if (at->part->x0 < c->x0) c->x0 = at->part->x0;
        if (at->part->x1 > c->x1) c->x1 = at->part->x1;
    }
}

static int field_of(const goals *g, const placed *at)
{
    return at->column == NO_COLUMN ? -1 : g->columns[at->column].head->field;
}

/* ---- rows ---- */

/* The rows are the lines with a value. */
static void find_rows(goals *g)
{
    for (size_t i = 0; i < g->body_count && g->row_count < MOST_ROWS; i++) {
        const uint32_t line = g->body[i].part->line;
        const bool known = g->row_count > 0 && g->lines[g->row_count - 1] == line;
        if (mz_indicator_holds_value(field_of(g, &g->body[i])) && !known) g->lines[g->row_count++] = line;
    }
}

static uint32_t distance(uint32_t a, uint32_t b)
{
    return a < b ? b - a : a - b;
}

/* Whether a part stands in the column of body part i on a line near its own. */
static bool on_line(const goals *g, size_t i, uint32_t line)
{
    const uint8_t column = g->body[i].column;
    while (i > 0 && g->body[i - 1].part->line >= line) i--;
    for (; i < g->body_count && g->body[i].part->line <= line; i++)
        if (g->body[i].column == column && g->body[i].part->line == line) return true;
    return false;
}

/* The row that a piece of a name belongs to: the nearest; of two as near the one below when nothing of the name stands
 * on its line or the one above has no piece above itself, which this one would be the match of. */
static size_t row_of(const goals *g, size_t i, size_t below)
{
    const uint32_t line = g->body[i].part->line;
    if (below == g->row_count) return below - 1;
    if (below == 0 || g->lines[below] == line) return below;
    const uint32_t up = distance(g->lines[below - 1], line), down = distance(g->lines[below], line);
    if (up != down || up > NEAR_LINES) return up < down ? below - 1 : below;
    if (!on_line(g, i, g->lines[below])) return below;
    if (!on_line(g, i, g->lines[below - 1])) return below - 1;
    return on_line(g, i, g->lines[below - 1] - up) ? below - 1 : below;
}

/* The sum of how far the middles of groups of rows stand from their labels when the groups follow each other and take
 * all rows; rows[i] receives the label of each. */
static uint32_t centre(const goals *g, const uint32_t *labels, size_t count, uint16_t *group)
{
    enum { MOST_LABELS = 48 };
    static const uint32_t never = UINT32_MAX / 2;
    uint32_t best[MOST_LABELS + 1][MOST_ROWS + 1]; /* of so many labels and rows */
    uint16_t from[MOST_LABELS + 1][MOST_ROWS + 1];
    if (count > MOST_LABELS) return never;
    for (size_t r = 0; r <= g->row_count; r++) best[0][r] = r == 0 ? 0 : never;
    for (size_t k = 1; k <= count; k++) {
        for (size_t r = 0; r <= g->row_count; r++) {
            best[k][r] = never;
            for (size_t s = r; s-- > 0;) {
                const uint32_t sum = best[k - 1][s] + distance(g->lines[s] + g->lines[r - 1], 2 * labels[k - 1]);
                if (sum < best[k][r]) {
                    best[k][r] = sum;
                    from[k][r] = (uint16_t)s;
                }
                if (g->lines[s] + 64 < labels[k - 1]) break; /* no group is so high: linear in rows */
            }
        }
    }
    const uint32_t sum = best[count][g->row_count];
    for (size_t k = count, r = g->row_count; sum < never && k > 0; k--) {
        for (size_t s = from[k][r]; s < r; s++) group[s] = (uint16_t)(k - 1);
        r = from[k][r];
    }
    return sum;
}

/* Gives each row its label of a column: labels stand in the middle of their rows, or on the first of them. */
static void give_labels(goals *g, uint8_t column, const mz_part **of_row)
{
    const mz_part *labels[MOST_ROWS];
    uint32_t lines[MOST_ROWS];
    uint16_t group[MOST_ROWS];
    size_t count = 0, next = 0;
    bool first = g->row_count > 0; /* each label stands on a row, and one on the first */
    for (size_t i = 0; i < g->body_count && count < g->row_count; i++) {
        if (g->body[i].column != column) continue;
        lines[count] = g->body[i].part->line;
        labels[count++] = g->body[i].part;
    }
    if (count == 0) return;
    for (size_t k = 0; k < count; k++) {
        while (next < g->row_count && g->lines[next] < lines[k]) next++;
        first = first && next < g->row_count && g->lines[next] == lines[k] && (k > 0 || next == 0);
    }
    const uint32_t centred = centre(g, lines, count, group);
    for (size_t r = 0, k = 0; r < g->row_count; r++) {
        while (k + 1 < count && lines[k + 1] <= g->lines[r]) k++;
        of_row[r] = labels[(first && centred > 0) || centred >= UINT32_MAX / 2 ? k : group[r]];
    }
}

/* Puts the texts of all rows and columns together, pieces from top to bottom; those of no length are blank. NULL when
 * memory runs out. */
static mz_part *texts_of(const goals *g)
{
    mz_arena *arena = g->rows->arena;
    mz_part *texts = mz_arena_array(arena, g->row_count * g->column_count + 1, sizeof *texts);
    for (size_t i = 0, below = 0; texts != NULL && i < g->body_count; i++) {
        const mz_part *part = g->body[i].part;
        if (g->body[i].column == NO_COLUMN) continue; /* a line may have any number of these */
        while (below < g->row_count && g->lines[below] < part->line) below++;
        const size_t r = row_of(g, i, below);
        if (distance(g->lines[r], part->line) > NEAR_LINES) continue;
        mz_part *whole = &texts[r * g->column_count + g->body[i].column];
        if (whole->length > LONGEST) continue;
        const uint32_t length = whole->length + part->length;
        if (whole->length > 0) {
            const char *text =
                mz_arena_printf(arena, "%.*s%.*s", (int)whole->length, whole->text, (int)part->length, part->text);
            if (text == NULL) return NULL;
            whole->text = text;
        } else {
            *whole = *part;
        }
        whole->length = length;
    }
    return texts;
}

/* Appends the header and the rows. */
static bool add_rows(goals *g)
{
    const mz_part *row[MOST_COLUMNS];
    const mz_part **labels[MOST_COLUMNS] = {NULL};
    const mz_part *texts = texts_of(g);
    if (texts == NULL) return false;
    for (size_t c = 0; c < g->column_count; c++) {
        row[c] = g->columns[c].head;
        if (!mz_indicator_is_level(row[c]->field, 1) && !mz_indicator_is_level(row[c]->field, 2)) continue;
        labels[c] = mz_arena_array(g->rows->arena, g->row_count + 1, sizeof(mz_part *));
        if (labels[c] == NULL) return false;
        give_labels(g, (uint8_t)c, labels[c]);
    }
    if (!mz_project_row(g->rows, row, g->column_count)) return false;
    for (size_t r = 0; r < g->row_count; r++) {
        for (size_t c = 0; c < g->column_count; c++) {
            const mz_part *text = &texts[r * g->column_count + c];
            row[c] = labels[c] != NULL ? labels[c][r] : text->length > 0 ? text : NULL;
        }
        if (!mz_project_row(g->rows, row, g->column_count)) return false;
    }
    return true;
}

bool mz_sheet_goals(mz_project_rows *rows, const mz_parts *parts, size_t begin, size_t end)
{
    goals g = {.rows = rows, .parts = parts};
    const uint32_t below = take_columns(&g, begin, end);
    g.body = mz_arena_array(rows->arena, end - begin + 1, sizeof *g.body);
    if (g.body == NULL) return false;
    for (size_t i = begin; i < end; i++) {
        const mz_part *part = &parts->items[i];
        if (part->line < below || mz_part_is(part, MZ_LIST_PERFORMANCE_FIELD)) continue;
        g.body[g.body_count++] = (placed){.part = part, .column = NO_COLUMN};
    }
    place_all(&g);
    widen(&g);
    place_all(&g);
    find_rows(&g);
    return g.row_count == 0 || add_rows(&g);
}
