/* flow_expect.c - what the tables of subjects say of the lines of a two-sided table. */
#include <stdlib.h>
#include <string.h>

#include "flow_lines.h"

enum { MAX_SOURCES = 24, MAX_CLASSES = 40, MAX_TITLES = 64 };

/* The totals per class of one table. */
typedef struct source {
    int64_t amounts[MAX_CLASSES]; /* of class 200 + index */
} source;

const char *mz_flow_line_class(const mz_flow_line *line)
{
    const mz_flow_codes *codes = line->label->codes;
    for (size_t i = 0; codes != NULL && i < codes->count; i++)
        if (strlen(codes->codes[i]) == 3) return codes->codes[i];
    return "";
}

static bool class_of(const mz_flow_line *l, int *class)
{
    *class = (int)strtol(mz_flow_line_class(l), NULL, 10) - 200;
    return *class >= 0 && *class < MAX_CLASSES;
}

/* The figures of a table in the order of their amounts. */
typedef struct figures {
    int64_t *amounts;
    size_t count;
    int64_t slack; /* two units of the last digit, when they have decimals */
} figures;

static int ascending(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static bool read_figures(mz_arena *arena, const mz_flow_tokens *tokens, figures *f)
{
    uint8_t decimals = 0;
    *f = (figures){.amounts = mz_arena_array(arena, tokens->count + 1, sizeof *f->amounts)};
    if (f->amounts == NULL) return false;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used || token->kind != MZ_FLOW_NUMBER) continue;
        f->amounts[f->count++] = token->value;
        if (token->decimals > decimals) decimals = token->decimals;
    }
    qsort(f->amounts, f->count, sizeof *f->amounts, ascending);
    for (f->slack = decimals == 0 ? 0 : 2000000; decimals > 0; decimals--) f->slack /= 10;
    return true;
}

/* How many figures are printed that may be this amount; only 0, 1 and more are told apart. */
static size_t printed(const figures *f, int64_t amount)
{
    size_t low = 0, high = f->count, end;
    int64_t least, most;
    if (!mz_value_sub(amount, f->slack, &least) || !mz_value_add(amount, f->slack, &most)) return 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->amounts[middle] < least)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < f->count && end < low + 2 && f->amounts[end] <= most;) end++;
    return end - low;
}

/* Whether figure v of a row is what the one or two behind it come to. */
static bool is_total(const mz_flow_row *row, size_t v)
{
    int64_t sum = 0;
    for (size_t p = v + 1; p < row->value_count && p <= v + 2; p++)
        if (!mz_value_add(sum, row->values[p].value, &sum) || sum == row->values[v].value) return sum != 0;
    return false;
}

/* The figure of a row that lines are called after: the first, or behind what is carried and received (年初结转,
 * 本年收入) that which its parts come to. NULL when there is none. */
static const mz_flow_token *figure_of(const mz_flow_template *t, const mz_flow_row *row)
{
    size_t v = 0;
    if (t->sum_count > 0 && t->sums[0].total != 0)
        while (v < row->value_count && !is_total(row, v)) v++;
    return v < row->value_count && row->values[v].kind == MZ_FLOW_NUMBER ? &row->values[v] : NULL;
}

static bool read_source(const mz_flow_table *table, source *s)
{
    bool any = false;
    *s = (source){{0}};
    for (size_t r = 0; r < table->rows.count; r++) {
        const mz_flow_row *row = &table->rows.items[r];
        const mz_flow_token *figure = figure_of(table->header.template, row);
        if (figure == NULL || strlen(row->code) != 3) continue;
        long class = strtol(row->code, NULL, 10) - 200;
        if (class < 0 || class >= MAX_CLASSES) continue;
        s->amounts[class] = figure->value;
        any = true;
    }
    return any;
}

/* How many classes of the source the lines have and the tokens print, less those that they do not. */
static int suits(const mz_flow_lines *lines, const figures *f, const source *s)
{
    int score = 0, class;
    for (size_t i = 0; i < lines->count; i++)
        if (class_of(&lines->items[i], &class) && s->amounts[class] != 0)
            score += printed(f, s->amounts[class]) > 0 ? 2 : -1;
    return score;
}

/* Source first and, one after the other, those that explain more of the lines together with it: tables of one fund
 * each. Gives how well they suit. */
static int add_sources(const mz_flow_lines *lines, const figures *f, const source *sources, size_t count, size_t first,
                       source *sum)
{
    *sum = sources[first];
    int best = suits(lines, f, sum);
    for (size_t s = 0; s < count; s++) {
        source more = *sum;
        bool fits = s != first;
        for (size_t c = 0; c < MAX_CLASSES && fits; c++)
            fits = mz_value_add(more.amounts[c], sources[s].amounts[c], &more.amounts[c]);
        const int score = fits ? suits(lines, f, &more) : best;
        if (score <= best) continue;
        best = score;
        *sum = more;
    }
    return best;
}

/* The first total comes to what is expected of the classes, when just one figure is as much. */
static void expect_total(mz_flow_lines *lines, const figures *f)
{
    int64_t sum = 0;
    for (size_t i = 0; i < lines->count; i++) {
        mz_flow_line *l = &lines->items[i];
        if (!l->total && !mz_value_add(sum, l->expected, &sum)) return;
        if (!l->total) continue;
        if (printed(f, sum) == 1) l->expected = sum;
        return;
    }
}

mz_status mz_flow_lines_expect(mz_arena *arena, mz_flow_lines *lines, const mz_flow_tables *tables, mz_unit unit,
                               const mz_flow_tokens *tokens)
{
    figures f;
    if (!read_figures(arena, tokens, &f)) return MZ_ERR_MEMORY;
    source sources[MAX_SOURCES], sum, chosen;
    size_t count = 0, classes = 0, found = 0;
    int best = 0, class;
    for (size_t t = 0; t < tables->count && count < MAX_SOURCES; t++) {
        const mz_flow_table *table = &tables->items[t];
        if (table->header.template->layout != MZ_FLOW_CODES || table->unit != unit) continue;
        count += read_source(table, &sources[count]);
    }
    for (size_t s = 0; s < count; s++) {
        const int score = add_sources(lines, &f, sources, count, s, &sum);
        if (score <= best) continue;
        best = score;
        chosen = sum;
    }
    for (size_t i = 0; i < lines->count && best > 0; i++) {
        mz_flow_line *l = &lines->items[i];
        if (!class_of(l, &class)) continue;
        classes++;
        if (chosen.amounts[class] != 0 && printed(&f, chosen.amounts[class]) == 0) continue;
        found++;
        l->expected = chosen.amounts[class];
        l->blank = l->expected == 0;
    }
    if (found == classes) expect_total(lines, &f);
    /* a source that explains only a part of the lines says nothing of those it does not have */
    for (size_t i = 0; i < lines->count; i++) lines->items[i].blank = lines->items[i].blank && found == classes;
    return MZ_OK;
}

/* Whether a title names the money of a line: by the line's own name, or by that of a column for it. */
static bool names_money(const mz_flow_forms *forms, const mz_flow_line *l, const char *title)
{
    for (const char *at = title; *at != '\0' && l->length > 0; at++)
        if (strncmp(at, l->name, l->length) == 0) return true;
    for (size_t m = 0; m < forms->meaning_count; m++)
        if (mz_flow_words_has(&forms->meanings[m].labels, l->name) && strstr(title, forms->meanings[m].column) != NULL)
            return true;
    return false;
}

void mz_flow_lines_totals(mz_flow_lines *lines, const mz_flow_forms *forms, const mz_flow_tables *tables, mz_unit unit)
{
    for (size_t t = 0; t < tables->count && t < MAX_TITLES; t++) {
        const mz_flow_table *table = &tables->items[t];
        if (table->header.template->layout != MZ_FLOW_CODES || table->unit != unit) continue;
        const mz_flow_row *total = NULL;
        for (size_t r = 0; r < table->rows.count && total == NULL; r++)
            if (table->rows.items[r].total && table->rows.items[r].value_count > 0) total = &table->rows.items[r];
        for (size_t i = 0; i < lines->count && total != NULL; i++) {
            mz_flow_line *l = &lines->items[i];
            if (l->total || !names_money(forms, l, table->title)) continue;
            for (size_t v = 0; v < total->value_count && l->total_count < MZ_FLOW_MAX_TOTALS; v++)
                l->totals[l->total_count++] = total->values[v].value;
        }
    }
}
