/* flow_grid.c - the columns of a list whose header is known by its place alone: one line of cells over rows that are
 * all as wide. */
#include <string.h>

#include "flow_header.h"
#include "flow_rows.h"

enum { FEWEST_ROWS = 2, FEWEST_FIGURES = 2, YEAR_DIGITS = 4 };

/* How the cells of the header are told apart. */
typedef enum parting { BY_GAPS, BY_LINES, BY_BLANKS, PARTINGS } parting;

typedef struct reader {
    mz_arena *arena;
    const mz_flow_tokens *tokens;
    size_t first, end; /* tokens of the header */
    size_t width;      /* figures of every row */
    const char *cells[MZ_FLOW_MAX_COLUMNS + 1];
    size_t count;
} reader;

static bool is_year(const mz_flow_token *token)
{
    return token->kind == MZ_FLOW_NUMBER && strlen(token->text) == YEAR_DIGITS && strncmp(token->text, "20", 2) == 0;
}

static bool is_figure(const mz_flow_token *token)
{
    return token->kind != MZ_FLOW_TEXT && !is_year(token);
}

/* The figures from token i on that nothing parts. */
static size_t figures_from(const mz_flow_tokens *tokens, size_t i)
{
    size_t n = 0;
    for (; i < tokens->count && (tokens->items[i].used || is_figure(&tokens->items[i])); i++)
        n += !tokens->items[i].used;
    return n;
}

/* Finds the first figure and how many each row has; 0 when the rows differ or are too few. */
static size_t width_of(const mz_flow_tokens *tokens, size_t *first_figure)
{
    size_t width = 0, rows = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].used || !is_figure(&tokens->items[i])) continue;
        size_t n = figures_from(tokens, i);
        if (rows == 0) {
            width = n;
            *first_figure = i;
        }
        if (n != width) return 0;
        rows++;
        while (i + 1 < tokens->count && (tokens->items[i + 1].used || is_figure(&tokens->items[i + 1]))) i++;
    }
    return rows >= FEWEST_ROWS && width >= FEWEST_FIGURES && width <= MZ_FLOW_MAX_COLUMNS ? width : 0;
}

/* Whether a cell begins with token i, the last of them with token `last`. */
static bool begins_cell(const mz_flow_tokens *tokens, size_t last, size_t i, parting way)
{
    const mz_flow_token *token = &tokens->items[i];
    if (way == BY_BLANKS) return token->first || !is_year(&tokens->items[last]);
    return way == BY_LINES ? token->first : token->gap;
}

/* Reads the cells of the header. False when there are too many, or one of several lines: it might be two. */
static bool read_cells(reader *r, parting way)
{
    size_t last = r->first;
    r->count = 0;
    for (size_t i = r->first; i < r->end; i++) {
        const mz_flow_token *token = &r->tokens->items[i];
        if (token->used) continue;
        if (r->count == 0 || begins_cell(r->tokens, last, i, way)) {
            if (r->count > r->width) return false;
            r->cells[r->count++] = "";
        } else if (token->first) {
            return false;
        }
        if (!mz_flow_join(r->arena, &r->cells[r->count - 1], token->text)) return false;
        last = i;
    }
    return r->count == r->width + 1;
}

/* The token with which the label of the first row begins: that of the last cell before the first figure. */
static size_t label_before(const mz_flow_tokens *tokens, size_t figure)
{
    size_t i = figure;
    if (i > 0) i--;
    while (i > 0 && tokens->items[i].used) i--;
    while (i > 0 && !tokens->items[i].first) i--;
    return i;
}

mz_status mz_flow_grid_read(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens, size_t first,
                            mz_flow_grid *grid)
{
    size_t figure = 0;
    reader r = {.arena = arena, .tokens = tokens, .first = first, .width = width_of(tokens, &figure)};
    *grid = (mz_flow_grid){.width = r.width};
    if (r.width == 0) return MZ_OK;
    r.end = label_before(tokens, figure);
    int way = BY_GAPS;
    while (way < PARTINGS && !read_cells(&r, (parting)way)) way++;
    if (way == PARTINGS) return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
    mz_flow_template *t = mz_arena_alloc(arena, sizeof *t);
    bool *used = mz_arena_array(arena, tokens->count, sizeof *used);
    if (t == NULL || used == NULL) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < tokens->count; i++) used[i] = tokens->items[i].used;
    t->layout = MZ_FLOW_LABELS;
    for (size_t c = 1; c < r.count; c++) t->paths[t->column_count++] = r.cells[c];
    mz_status status = mz_flow_template_compile(arena, &forms->vocabulary, t);
    if (status != MZ_OK) return status == MZ_ERR_LIMIT ? MZ_OK : status;
    *grid = (mz_flow_grid){.width = r.width, .template = t, .end = r.end, .used = used};
    return MZ_OK;
}
