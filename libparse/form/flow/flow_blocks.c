/* flow_blocks.c - figures to rows where the print was read in blocks: stretches of the figures of one column, or of a
 * few side by side, of rows that follow one another. A column is read at a time: first those that every row has, by the
 * sums over the rows, then the parts of what is known, by what it leaves in each row. */
#include <stdlib.h>
#include <string.h>

#include "flow_chain.h"

__extension__ typedef __int128 wide;

enum {
    ROWS = 512, /* more are not read so */
    FIGURES = 8192,
    WAYS = 4,                           /* to read all columns */
    ROW_WAYS = 6,                       /* the same, and those for pages that print some rows line by line */
    PARTS = 8,                          /* of a sum, for its rounding */
    LEAST = 3,                          /* figures below one another in the longest block */
    BLANK_TOP = 4 * MZ_FLOW_CHAIN_STEP, /* a row without a figure in one of several columns that are no parts */
    HUNDREDTH = 10000                   /* of a percent, the last digit that is printed */
};

/* The figures of the columns, by column and row; SIZE_MAX where there is none. */
typedef struct grid {
    mz_flow_blocks b;
    size_t *cells;
    uint32_t known; /* columns that are read */
    uint32_t cost;  /* what speaks against them */
    uint32_t read;  /* against the one that was read last */
    bool rows;      /* some rows are printed line by line */
    size_t *result;
    int64_t *left; /* by row: what a total leaves for the parts that are not read yet */
} grid;

static size_t *cell(const grid *g, uint16_t column, size_t row)
{
    return &g->cells[column * g->b.m->row_count + row];
}

static int64_t amount(const grid *g, uint16_t column, size_t row)
{
    size_t f = *cell(g, column, row);
    return f == SIZE_MAX ? 0 : mz_flow_value_of(g->b.m, f);
}

/* Whether figure f goes on the stretch of the one before it. */
static bool goes_on(const mz_flow_matching *m, size_t f)
{
    return f > 0 && f < m->count && !m->figures[f].token->gap && m->figures[f].place == m->figures[f - 1].place + 1;
}

/* Whether figures stand below one another, more than a row has. */
static bool has_columns(const mz_flow_matching *m)
{
    size_t length = 0, longest = 0, count = 0;
    for (size_t f = 0; f < m->count; f++) {
        length = goes_on(m, f) ? length + 1 : 1;
        count += length == 1;
        if (length > longest) longest = length;
    }
    return longest >= LEAST && m->count * 2 >= count * 3;
}

/* Numbers the stretches and puts those under header cells, which begin with the first row, to the front of a page. */
static void order_figures(mz_flow_blocks *b)
{
    const mz_flow_matching *m = b->m;
    size_t n = 0;
    for (size_t f = 0; f < m->count; f++) b->run[f] = f > 0 ? b->run[f - 1] + !goes_on(m, f) : 0;
    for (size_t from = 0, to; from < m->count; from = to) {
        for (to = from; to < m->count && m->figures[to].token->span.page == m->figures[from].token->span.page; to++) {
        }
        for (int headed = 1; headed >= 0; headed--)
            for (size_t f = from; f < to; f++)
                if ((b->under[f] != 0) == (headed == 1)) b->list[n++] = f;
    }
}

/* The rows as printed: the total first or last. */
static void order_rows(mz_flow_blocks *b, bool total_first)
{
    const mz_flow_matching *m = b->m;
    size_t n = 0;
    for (size_t r = 0; r < m->row_count && total_first; r++)
        if (m->subjects[r].total) b->order[n++] = r;
    for (size_t r = 0; r < m->row_count; r++)
        if (!m->subjects[r].total) b->order[n++] = r;
    for (size_t r = 0; r < m->row_count && !total_first; r++)
        if (m->subjects[r].total) b->order[n++] = r;
    for (size_t r = 0; r < m->row_count; r++) {
        b->depth[r] = 0;
        for (int32_t p = m->rows[r].parent; p != NONE && b->depth[r] + 1 < MZ_FLOW_CHAIN_LEVELS; p = m->rows[p].parent)
            if (total_first || !m->subjects[p].total) b->depth[r]++;
    }
}

/* Reads a column into result; *good tells whether it was worth it. */
static bool read_column(grid *g, const mz_flow_chain *c, uint32_t *cost, bool *good)
{
    size_t n = g->b.m->row_count, filled = 0;
    if (!mz_flow_chain_read(&g->b, c, g->result, cost)) return false;
    for (size_t r = 0; r < n && *cost < MZ_FLOW_CHAIN_MOST; r++) filled += g->result[r] != SIZE_MAX;
    *good = filled > 0 && *cost <= n * MZ_FLOW_CHAIN_STEP;
    g->read = *cost;
    return true;
}

/* Puts the figures of the column that was read into the grid. */
static void take_column(grid *g, uint16_t column)
{
    for (size_t r = 0; r < g->b.m->row_count; r++) {
        *cell(g, column, r) = g->result[r];
        if (g->result[r] != SIZE_MAX) g->b.m->owner[g->result[r]] = (uint32_t)r + 1;
    }
    g->known |= 1u << column;
    g->cost += g->read;
}

/* The columns that are no part of another one. */
static uint32_t top_columns(const mz_flow_matching *m)
{
    uint32_t top = 0;
    for (uint16_t c = 0; c < m->t->column_count; c++)
        if (m->t->sides[c] == m->side) top |= 1u << c;
    for (uint16_t s = 0; s < m->t->sum_count; s++) top &= ~m->t->sums[s].parts;
    return top;
}

/* What the first two columns that are known differ by in each row, or that as a percentage of the first. */
static bool find_differences(const grid *g, bool percent)
{
    uint32_t rest = g->known & (g->known - 1);
    if (rest == 0) return false;
    uint16_t a = (uint16_t)__builtin_ctz(g->known), b = (uint16_t)__builtin_ctz(rest);
    for (size_t r = 0; r < g->b.m->row_count; r++) {
        int64_t base = amount(g, a, r), *left = &g->left[r];
        if (!mz_value_sub(amount(g, b, r), base, left)) return false;
        if (!percent) continue;
        wide ratio = base == 0 ? 0 : (wide)*left * 100000000 / base;
        *left = ratio > INT64_MAX / 2 || ratio < INT64_MIN / 2 ? INT64_MAX / 2 : (int64_t)ratio;
    }
    return true;
}

/* Reads a column that is no part of another one; behind two of them it may be what they differ by. */
static bool read_top(grid *g, uint16_t column, bool only, bool *good)
{
    mz_flow_chain c = {.column = column, .tree = true, .whole = only, .slack = g->b.slack};
    uint32_t cost;
    for (int percent = 0; percent <= 1; percent++) {
        if (!find_differences(g, percent == 1)) break;
        c.left = g->left;
        c.tree = percent == 0;
        c.slack = percent == 0 ? g->b.slack : HUNDREDTH;
        if (!read_column(g, &c, &cost, good)) return false;
        if (*good) return true;
    }
    c = (mz_flow_chain){.column = column, .tree = true, .whole = only};
    c.blank = only ? MZ_FLOW_CHAIN_BLANK_WHOLE : BLANK_TOP;
    return read_column(g, &c, &cost, good);
}

/* The first column decides whether the total of all rows is printed first or last. */
static bool read_first(grid *g, uint16_t column, bool only, bool *good)
{
    uint32_t cost[2];
    bool both[2];
    mz_flow_chain c = {.column = column, .tree = true, .whole = only, .blank = MZ_FLOW_CHAIN_BLANK_WHOLE};
    c.rows = g->rows;
    c.first = g->b.m->leading && (column == 0 || g->b.m->t->sides[column - 1] != g->b.m->side);
    for (int first = 0; first <= 1; first++) {
        order_rows(&g->b, first == 1);
        if (!read_column(g, &c, &cost[first], &both[first])) return false;
    }
    *good = both[0] || both[1];
    if (cost[0] >= cost[1]) return true;
    order_rows(&g->b, false);
    return read_column(g, &c, &cost[0], &both[0]);
}

/* The last part of a sum is what is left in each row, wherever it stands: finds these figures, of what is alike the one
 * behind that of the row before. *good tells whether none is missing. */
static void find_left(const grid *g, bool *good)
{
    mz_flow_matching *m = g->b.m;
    int64_t slack = mz_flow_slack_of(m, 1);
    size_t at = 0, found = 0;
    *good = true;
    for (size_t i = 0; i < m->row_count; i++) {
        size_t row = g->b.order[i], f = SIZE_MAX;
        g->result[row] = SIZE_MAX;
        if (llabs(g->left[row]) <= g->b.slack) continue;
        if (at < m->count && m->owner[at] == 0 && mz_flow_same(mz_flow_value_of(m, at), g->left[row], slack)) f = at;
        if (f == SIZE_MAX) f = mz_flow_free_figure(m, g->left[row], slack, 0, SIZE_MAX);
        *good = *good && f != SIZE_MAX;
        if (f == SIZE_MAX) continue;
        g->result[row] = f;
        m->owner[f] = (uint32_t)row + 1;
        at = f + 1;
        found++;
    }
    *good = *good && found > 0;
    for (size_t r = 0; r < m->row_count; r++)
        if (g->result[r] != SIZE_MAX) m->owner[g->result[r]] = 0;
}

/* Whether a column stands under header cells of its own somewhere. */
static bool is_headed(const grid *g, uint16_t column)
{
    for (size_t r = 0; r < g->b.m->row_count; r++)
        if (*cell(g, column, r) != SIZE_MAX && g->b.under[*cell(g, column, r)] != 0) return true;
    return false;
}

/* Whether column b is read before column a: of one row the left columns come first. */
static bool is_read_before(const grid *g, uint16_t b, uint16_t a)
{
    size_t before = 0, behind = 0, first[2] = {SIZE_MAX, SIZE_MAX};
    for (size_t r = 0; r < g->b.m->row_count; r++) {
        size_t x = *cell(g, a, r), y = *cell(g, b, r);
        if (x < first[0] && mz_flow_value_of(g->b.m, x) != 0) first[0] = x;
        if (y < first[1] && mz_flow_value_of(g->b.m, y) != 0) first[1] = y;
        if (x == SIZE_MAX || y == SIZE_MAX || amount(g, a, r) == 0 || amount(g, b, r) == 0) continue;
        if (y < x)
            before++;
        else
            behind++;
    }
    return before != behind ? before > behind : first[1] < first[0];
}

/* The parts of a sum are alike to it: those without header cells of their own stand from the left as they are read. */
static void put_in_order(grid *g, uint32_t columns)
{
    uint16_t list[MZ_FLOW_MAX_COLUMNS];
    size_t n = 0;
    for (; columns != 0; columns &= columns - 1)
        if (!is_headed(g, (uint16_t)__builtin_ctz(columns))) list[n++] = (uint16_t)__builtin_ctz(columns);
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && is_read_before(g, list[j], list[j - 1]); j--)
            for (size_t r = 0; r < g->b.m->row_count; r++) {
                size_t other = *cell(g, list[j], r);
                *cell(g, list[j], r) = *cell(g, list[j - 1], r);
                *cell(g, list[j - 1], r) = other;
            }
}

/* Reads the parts of a column that is known, from the left: what each leaves is for the others. */
static bool read_parts(grid *g, const mz_flow_sum *sum)
{
    uint32_t open = sum->parts & ~g->known, fresh = open;
    if ((g->known >> sum->total & 1) == 0 || sum->beside != 0 || open == 0) return true;
    for (size_t r = 0; r < g->b.m->row_count; r++) {
        g->left[r] = amount(g, sum->total, r);
        for (uint32_t rest = sum->parts & g->known; rest != 0; rest &= rest - 1)
            if (!mz_value_sub(g->left[r], amount(g, (uint16_t)__builtin_ctz(rest), r), &g->left[r])) return true;
    }
    for (; open != 0; open &= open - 1) {
        mz_flow_chain c = {.column = (uint16_t)__builtin_ctz(open), .left = g->left, .tree = true, .blank = 1};
        uint32_t cost;
        bool good;
        c.slack = g->b.slack;
        c.others = (size_t)__builtin_popcount(sum->parts & ~g->known) - 1;
        good = false;
        g->read = 0;
        if (c.others == 0) find_left(g, &good);
        if (!good && !read_column(g, &c, &cost, &good)) return false;
        if (!good) continue;
        take_column(g, c.column);
        for (size_t r = 0; r < g->b.m->row_count; r++)
            if (!mz_value_sub(g->left[r], amount(g, c.column, r), &g->left[r])) return true;
    }
    put_in_order(g, fresh & g->known);
    return true;
}

/* Reads the columns that the sums tell. */
static bool read_grid(grid *g)
{
    const mz_flow_matching *m = g->b.m;
    uint32_t top = top_columns(m);
    bool only = (top & (top - 1)) == 0, good = false;
    for (uint32_t rest = top; rest != 0; rest &= rest - 1) {
        uint16_t column = (uint16_t)__builtin_ctz(rest);
        if (g->known == 0 ? !read_first(g, column, only, &good) : !read_top(g, column, only, &good)) return false;
        if (good) take_column(g, column);
        if (g->known == 0) return true;
    }
    for (uint16_t s = 0; s < m->t->sum_count; s++)
        if (!read_parts(g, &m->t->sums[s])) return false;
    return true;
}

/* The columns in which the parts of a row do not come to it. */
typedef struct column_offs {
    uint32_t columns; /* by bit */
    int64_t net;      /* what the parts come to too much in all of them together */
    bool moved;       /* that is nothing */
} column_offs;

/* Marks the rows within one whose parts do not come to it in some column: its columns may be those of others. Within a
 * total, which may be wrong itself, only where its parts come to as much too little in one column as too much in others
 * (off): some stand in the wrong one. */
static void find_unsure(const grid *g, bool *unsure, column_offs *off)
{
    const mz_flow_matching *m = g->b.m;
    for (uint32_t rest = g->known; rest != 0; rest &= rest - 1) {
        const uint16_t column = (uint16_t)__builtin_ctz(rest);
        memset(g->left, 0, m->row_count * sizeof *g->left);
        for (size_t r = 0; r < m->row_count; r++)
            if (m->rows[r].parent != NONE) {
                int64_t *sum = &g->left[m->rows[r].parent];
                if (!mz_value_add(*sum, amount(g, column, r), sum)) unsure[m->rows[r].parent] = true;
            }
        for (size_t r = 0; r < m->row_count; r++)
            if (m->rows[r].parent != NONE) {
                const size_t p = (size_t)m->rows[r].parent;
                if (off[p].columns >> column & 1 || mz_flow_same(g->left[p], amount(g, column, p), g->b.slack))
                    continue;
                unsure[p] = true;
                off[p].columns |= (uint32_t)1 << column;
                off[p].moved =
                    mz_value_add(off[p].net, g->left[p] - amount(g, column, p), &off[p].net) && off[p].net == 0;
            }
    }
    for (int level = 0; level < MZ_FLOW_CHAIN_LEVELS; level++)
        for (size_t r = 0; r < m->row_count; r++) {
            const int32_t p = m->rows[r].parent;
            if (p != NONE && unsure[p] && (!m->subjects[p].total || off[p].moved)) unsure[r] = true;
        }
}

/* Gives the rows what stands in the grid. */
static void give_rows(const grid *g, const bool *unsure)
{
    mz_flow_matching *m = g->b.m;
    for (size_t r = 0; r < m->row_count; r++) {
        size_t figures[MZ_FLOW_MAX_COLUMNS], n = 0;
        for (uint32_t rest = g->known; rest != 0; rest &= rest - 1) {
            size_t f = *cell(g, (uint16_t)__builtin_ctz(rest), r);
            if (f == SIZE_MAX) continue;
            m->rows[r].columns[n] = (int16_t)__builtin_ctz(rest);
            figures[n++] = f;
        }
        mz_flow_give(m, r, figures, n, IN_ORDER, unsure[r]);
        m->rows[r].in_columns = n > 0 && !unsure[r];
    }
}

/* Takes back what was read. */
static void clear(grid *g)
{
    mz_flow_matching *m = g->b.m;
    for (size_t i = 0; i < m->row_count * m->t->column_count; i++) g->cells[i] = SIZE_MAX;
    memset(g->b.m->owner, 0, m->count * sizeof *m->owner);
    g->known = 0;
    g->cost = 0;
}

/* Reads all columns in one of several ways: the words above a block may be those of another column, and what it costs
 * to leave a block decides which readings are followed at all. */
static bool read_way(grid *g, int way)
{
    for (size_t f = 0; f < g->b.m->count; f++) g->b.under[f] = way % 2 == 0 ? g->b.m->figures[f].under : 0;
    g->b.skip = way < WAYS / 2 ? 2 : 1;
    g->rows = way >= WAYS;
    clear(g);
    order_figures(&g->b);
    return read_grid(g);
}

/* Reads in the way that tells most columns, of these in the one that least speaks against. */
static bool read_all(grid *g)
{
    uint32_t cost = 0;
    int best = 0, most = -1;
    for (int way = 0; way < (most > 0 ? WAYS : ROW_WAYS); way++) {
        if (!read_way(g, way)) return false;
        int known = __builtin_popcount(g->known);
        if (known == g->b.m->t->column_count && g->cost == 0) return true;
        if (known < most || (known == most && g->cost >= cost)) continue;
        best = way;
        most = known;
        cost = g->cost;
    }
    return read_way(g, best);
}

/* Whether the table is one without blanks. The total of all rows is the largest figure: it stands first or last. */
static bool take_full(grid *g)
{
    mz_flow_matching *m = g->b.m;
    order_figures(&g->b);
    order_rows(&g->b, mz_flow_value_of(m, 0) == mz_flow_value_of(m, m->by_value[m->count - 1]));
    if (mz_flow_take_full(m, g->b.order, g->b.run)) return true;
    for (size_t r = 0; r < m->row_count; r++) m->rows[r].count = 0;
    memset(m->owner, 0, m->count * sizeof *m->owner);
    return false;
}

/* Reads the parts of the totals a few rows at a time when that tells more than reading them a column at a time. False
 * when it does not. */
static bool take_bands(grid *g)
{
    mz_flow_matching *m = g->b.m;
    const uint32_t top = top_columns(m), all = (1u << m->t->column_count) - 1;
    size_t n = m->row_count, cells = 0, given = 0;
    if ((top & (top - 1)) != 0 || (g->known & top) == 0 || (g->known == all && g->cost <= n)) return false;
    for (size_t i = 0; i < n * m->t->column_count; i++) cells += g->cells[i] != SIZE_MAX;
    memset(m->owner, 0, m->count * sizeof *m->owner);
    mz_flow_take_bands(m, g->b.order, g->b.run, g->cells + (size_t)__builtin_ctz(top) * n);
    for (size_t r = 0; r < n; r++) given += m->rows[r].count;
    if (given > cells) return true;
    memset(m->owner, 0, m->count * sizeof *m->owner);
    return false;
}

bool mz_flow_take_blocks(mz_flow_matching *m)
{
    size_t n = m->row_count;
    if (n < LEAST || n > ROWS || m->count < n || m->count > FIGURES || !has_columns(m)) return true;
    grid g = {.b = {.m = m, .slack = mz_flow_slack_of(m, PARTS)}};
    g.b.order = mz_arena_array(m->arena, n, sizeof *g.b.order);
    g.b.depth = mz_arena_array(m->arena, n, sizeof *g.b.depth);
    g.b.list = mz_arena_array(m->arena, m->count, sizeof *g.b.list);
    g.b.run = mz_arena_array(m->arena, m->count, sizeof *g.b.run);
    g.b.under = mz_arena_array(m->arena, m->count, sizeof *g.b.under);
    g.b.beside = mz_arena_array(m->arena, m->count, sizeof *g.b.beside);
    g.result = mz_arena_array(m->arena, n, sizeof *g.result);
    g.left = mz_arena_array(m->arena, n, sizeof *g.left);
    g.cells = mz_arena_array(m->arena, n * m->t->column_count + 1, sizeof *g.cells);
    if (g.b.order == NULL || g.b.depth == NULL || g.b.list == NULL || g.b.run == NULL || g.b.under == NULL ||
        g.b.beside == NULL || g.result == NULL || g.left == NULL || g.cells == NULL)
        return false;
    if (take_full(&g)) return true;
    if (!mz_flow_named_figures(m, g.b.run, g.b.beside)) return false;
    if (!read_all(&g)) return false;
    if (take_bands(&g)) return true;
    bool *unsure = mz_arena_array(m->arena, n, sizeof *unsure);
    column_offs *off = mz_arena_array(m->arena, n, sizeof *off);
    if (unsure == NULL || off == NULL) return false;
    find_unsure(&g, unsure, off);
    give_rows(&g, unsure);
    return true;
}
