/* flow_lines.c - the lines of a two-sided table, and what the tables of subjects say of them. */
#include "flow_lines.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    BACK = 6, /* names that may stand between the lines of one */
    MAX_ORDINAL = 128,
    MAX_SOURCES = 24,
    MAX_CLASSES = 40,
    MAX_TITLES = 64
};

static bool same_style(const char *a, const char *b)
{
    return (*a >= '0' && *a <= '9') == (*b >= '0' && *b <= '9') && (*a == '(') == (*b == '(');
}

/* The value of a Chinese numeral in front of a label (十一、 = 11), 0 when there is none. */
static int ordinal(const char *key)
{
    static const char digits[] = "一二三四五六七八九";
    int value = 0, digit = 0;
    if (mz_flow_number_length(key) == 0) return 0;
    for (; strncmp(key, "、", 3) != 0 && *key != '\0'; key += 3) {
        if (strncmp(key, "十", 3) == 0) {
            value += (digit == 0 ? 1 : digit) * 10;
            digit = 0;
            continue;
        }
        const char *at = digits;
        for (digit = 1; digit <= 9 && strncmp(at, key, 3) != 0; digit++) at += 3;
        if (digit > 9) return 0;
    }
    return value + digit;
}

/* The value of the digits in front of an item of a line (2、), 0 when there are none. */
static int item(const char *key)
{
    return *key >= '0' && *key <= '9' && mz_flow_number_length(key) > 0 ? (int)strtol(key, NULL, 10) : 0;
}

/* Numbered lines, the year's total, carry-overs, the grand total. */
static int rank(const mz_flow_line *l)
{
    int n = ordinal(l->label->key);
    if (n > 0) return n;
    if (l->item > 0) return l->parent;
    return l->grand ? INT_MAX : l->total ? INT_MAX - 2 : INT_MAX - 1;
}

static int by_ordinal(const void *left, const void *right)
{
    const mz_flow_line *a = left, *b = right;
    int x = rank(a), y = rank(b);
    if (x != y) return x < y ? -1 : 1;
    if (a->item != b->item) return a->item < b->item ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* The lines are numbered, and so may be the items of one of them; reading order may have shuffled them. all: left as
 * they are when one is not numbered. */
static void sort_lines(mz_flow_lines *list, bool all)
{
    bool seen[MAX_ORDINAL] = {false}, items[MAX_ORDINAL] = {false};
    int before = 0, parent = 0;
    for (size_t i = 0; i < list->count; i++) {
        mz_flow_line *l = &list->items[i];
        int n = ordinal(l->label->key);
        l->item = item(l->label->key);
        if (n == 0 && l->item == 0 && mz_flow_numbered(l->label->key)) return; /* numbered within items */
        if (l->item >= MAX_ORDINAL || n >= MAX_ORDINAL || (all && n == 0 && l->item == 0 && !l->total)) return;
        if ((n > 0 && seen[n]) || (l->item > 0 && items[l->item])) return; /* numbered twice: keep the print's order */
        if (n > 0) seen[before = n] = true;
        if (l->item == 1) parent = before;
        items[l->item] = l->item > 0;
    }
    for (size_t i = 0; i < list->count; i++) list->items[i].parent = parent;
    if (list->count > 0) qsort(list->items, list->count, sizeof *list->items, by_ordinal);
}

/* Marks the lines that a total sums: those numbered in the style of the first one, and carry-overs; not a part of the
 * line above (其中). */
static void mark_top(mz_flow_lines *list, const char *some)
{
    const char *style = NULL;
    bool year = false;
    for (size_t i = 0; i < list->count; i++) {
        mz_flow_line *l = &list->items[i];
        const char *key = l->label->key;
        bool numbered = mz_flow_numbered(key);
        if (numbered && style == NULL) style = key;
        const bool part = strncmp(key, some, strlen(some)) == 0;
        l->top = !l->total && !part && (numbered ? !year && same_style(style, key) : true);
        l->sub = !l->total && !part && !l->top && !year;
        year = year || l->total;
    }
}

static void set_name(const mz_flow_forms *forms, mz_flow_line *l)
{
    const char *key = l->label->key;
    l->name = key + mz_flow_number_length(key);
    l->length = strlen(l->name);
    for (size_t w = 0; w < forms->income.count; w++) {
        size_t n = strlen(forms->income.items[w]);
        if (l->length > n && memcmp(l->name + l->length - n, forms->income.items[w], n) == 0) {
            l->length -= n;
            return;
        }
    }
}

/* Whether a label names a class of expenditure, and not also a source of income (国有资本经营预算). */
static bool names_class(const mz_flow_forms *forms, const mz_flow_label *label)
{
    const char *name = label->key + mz_flow_number_length(label->key);
    for (size_t m = 0; m < forms->meaning_count; m++)
        if (mz_flow_words_has(&forms->meanings[m].labels, name)) return false;
    return label->codes != NULL;
}

/* Puts a label on its side. A total that names no side belongs to income the first time, to expenditure the second. */
static bool add_line(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_label *label, size_t place,
                     mz_flow_lines lines[MZ_FLOW_SIDES], bool *second)
{
    mz_flow_line l = {.label = label, .place = place, .total = label->total};
    l.grand = mz_flow_words_has(&forms->grand, label->key);
    l.side = names_class(forms, label) ? 1 : mz_flow_side(forms, label->key);
    if (l.total && l.side == 0 && !mz_flow_words_inside(&forms->income, label->key)) {
        l.side = *second;
        *second = true;
    }
    set_name(forms, &l);
    mz_flow_lines *list = &lines[l.side];
    mz_flow_line *slot = mz_arena_push(arena, &list->items, &list->count, &list->capacity, sizeof *slot);
    if (slot != NULL) *slot = l;
    return slot != NULL;
}

/* Whether key is the end of the name of a source, or of its last word: 收入, 入. */
static bool ends_source(const mz_flow_forms *forms, const char *key)
{
    for (size_t w = 0; w < forms->income.count; w++) {
        const char *word = forms->income.items[w];
        size_t n = strlen(key), all = strlen(word);
        if (n <= all && strcmp(word + all - n, key) == 0) return true;
    }
    return false;
}

/* Puts the last line of a source's name, which figures part from it, back to it: 拨款收, 入. False when memory runs
 * out. */
static bool join_rests(mz_arena *arena, const mz_flow_forms *forms, mz_flow_labels *labels)
{
    size_t kept = 0;
    for (size_t i = 0; i < labels->count; i++) {
        size_t before = kept;
        while (
            before > 0 && before + BACK > kept &&
            (labels->items[before - 1].codes != NULL || labels->items[before - 1].total ||
             mz_flow_words_end(&forms->income, labels->items[before - 1].key, strlen(labels->items[before - 1].key))))
            before--;
        if (!ends_source(forms, labels->items[i].key) || before == 0 || before + BACK <= kept) {
            labels->items[kept++] = labels->items[i];
            continue;
        }
        mz_flow_label *whole = &labels->items[before - 1];
        whole->text = mz_arena_printf(arena, "%s%s", whole->text, labels->items[i].text);
        whole->key = mz_arena_printf(arena, "%s%s", whole->key, labels->items[i].key);
        if (whole->text == NULL || whole->key == NULL) return false;
    }
    labels->count = kept;
    return true;
}

mz_status mz_flow_lines_read(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                             mz_flow_lines lines[MZ_FLOW_SIDES])
{
    mz_flow_labels labels = {0};
    mz_status status = mz_flow_labels_read(arena, forms, tokens, &labels);
    if (status == MZ_OK && !join_rests(arena, forms, &labels)) status = MZ_ERR_MEMORY;
    size_t place = 0, token = 0;
    bool second = false;
    for (size_t i = 0; i < labels.count && status == MZ_OK; i++) {
        for (; token <= labels.items[i].last; token++) place += !tokens->items[token].used;
        if (!add_line(arena, forms, &labels.items[i], place, lines, &second)) status = MZ_ERR_MEMORY;
    }
    if (status != MZ_OK) return status;
    sort_lines(&lines[0], true); /* carry-overs stand in front of the total or behind it */
    sort_lines(&lines[1], false);
    mark_top(&lines[0], forms->vocabulary.some);
    mark_top(&lines[1], forms->vocabulary.some);
    return MZ_OK;
}

/* ---- what the tables of subjects say ---- */

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

static bool printed(const figures *f, int64_t amount)
{
    size_t low = 0, high = f->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->amounts[middle] < amount - f->slack)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->count && f->amounts[low] <= amount + f->slack;
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
            score += printed(f, s->amounts[class]) ? 2 : -1;
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
        if (chosen.amounts[class] != 0 && !printed(&f, chosen.amounts[class])) continue;
        found++;
        l->expected = chosen.amounts[class];
        l->blank = l->expected == 0;
    }
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
