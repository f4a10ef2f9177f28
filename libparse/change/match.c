/* match.c - finds for each table, row and column of a document its counterpart in the year before. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "narrative/paragraph.h"

/* Things of the prior document by a key; things with one key are handed out in their order. */
typedef struct entry {
    const char *key;
    uint32_t number;
    uint32_t next; /* of the first entry of a key: where the unused ones begin */
} entry;

typedef struct lookup {
    entry *entries;
    size_t count;
} lookup;

enum {
    MOST_ALIKE = 64,    /* rows of one name in a table */
    SHORTEST_SHORT = 12 /* bytes of a name: four Chinese characters */
};

/* Whether a row of the prior table may be the one that is asked for. */
typedef struct row_question {
    const mz_comparison *c;
    const mz_table *prior;
    const mz_row *current;
} row_question;
typedef bool row_fits(const row_question *question, uint32_t number);

static int by_key(const void *a, const void *b)
{
    const entry *left = a, *right = b;
    int order = strcmp(left->key, right->key);
    if (order != 0) return order;
    return left->number < right->number ? -1 : left->number > right->number;
}

static void sort_lookup(lookup *l)
{
    if (l->count > 1) qsort(l->entries, l->count, sizeof *l->entries, by_key);
    for (size_t i = 0; i < l->count; i++) l->entries[i].next = (uint32_t)i;
}

/* The first unused thing with this key that fits; UINT32_MAX when there is none. */
static uint32_t take(lookup *l, const char *key, bool *taken, row_fits *fits, const row_question *question)
{
    size_t low = 0, high = l->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(l->entries[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == l->count || strcmp(l->entries[low].key, key) != 0) return UINT32_MAX;
    entry *first = &l->entries[low];
    while (first->next < l->count && taken[l->entries[first->next].number]) first->next++;
    for (size_t i = first->next; i < l->count && i < first->next + MOST_ALIKE; i++) {
        const uint32_t number = l->entries[i].number;
        if (strcmp(l->entries[i].key, key) != 0) return UINT32_MAX;
        if (taken[number] || (fits != NULL && !fits(question, number))) continue;
        taken[number] = true;
        return number;
    }
    return UINT32_MAX;
}

const char *mz_change_key(const mz_word_list *marks, mz_arena *arena, const char *label)
{
    char *key = mz_text_key(arena, label, strlen(label));
    if (key == NULL) return "";
    size_t length = strlen(key);
    uint8_t style;
    const char *start = key;
    size_t number = mz_list_number(start, length, &style);
    if (number < length) start += number;
    length = strlen(start);
    if (mz_listed_at(marks, start, length, false) == 0 && mz_listed_at(marks, start, length, true) == 0) return start;
    for (size_t i = 0; i < marks->count; i++) {
        const char *mark = marks->words[i].text;
        const size_t size = marks->words[i].length;
        if (length > size && strncmp(start, mark, size) == 0) start += size;
        length = strlen(start);
        if (length > size && strcmp(start + length - size, mark) == 0) {
            length -= size;
            key[(start - key) + (long)length] = '\0';
        }
    }
    return start;
}

const char *mz_short_key(const mz_word_list *tail, mz_arena *arena, const char *key)
{
    const size_t length = strlen(key), size = mz_listed_at(tail, key, length, true);
    if (size == 0 || length < SHORTEST_SHORT + size) return "";
    const char *text = mz_arena_copy(arena, key, length - size);
    return text == NULL ? "" : text;
}

const char *mz_yearless(mz_arena *arena, const char *text, int32_t fiscal_year)
{
    char *key = mz_text_key(arena, text, strlen(text));
    if (key == NULL) return "";
    char *out = mz_arena_alloc(arena, strlen(key) * 2 + 1);
    if (out == NULL) return "";
    size_t written = 0;
    for (const char *p = key; *p != '\0';) {
        if ((*p == '1' || *p == '2') && (p == key || p[-1] < '0' || p[-1] > '9') && strspn(p, "0123456789") == 4) {
            long distance = strtol(p, NULL, 10) - fiscal_year;
            if (distance >= -9 && distance <= 9) {
                out[written++] = '[';
                out[written++] = distance < 0 ? '-' : '+';
                out[written++] = (char)('0' + (distance < 0 ? -distance : distance));
                out[written++] = ']';
                p += 4;
                continue;
            }
        }
        out[written++] = *p++;
    }
    out[written] = '\0';
    return out;
}

/* A label as it is compared, its years told relative to the fiscal year. */
static const char *yearless_key(const mz_comparison *c, const char *label, int32_t fiscal_year)
{
    mz_arena *arena = c->arena;
    return mz_change_key(c->label_marks, arena,
                         strstr(label, "20") == NULL ? label : mz_yearless(arena, label, fiscal_year));
}

static const char *table_key(const mz_comparison *c, const mz_document *document, const mz_table *table)
{
    mz_arena *arena = c->arena;
    const int32_t year = document->identity.fiscal_year;
    const char *title = table->form != NULL ? table->form : mz_yearless(arena, table->title, year);
    const char *key = mz_arena_printf(arena, "%s|%s", title, yearless_key(c, table->subject, year));
    return key == NULL ? "" : key;
}

enum { BY_CODE_AND_LABEL, BY_LABEL, BY_CODE, BY_ROLE, ROW_KEYS };

/* How a row may be recognised, the surest way first; "" = not this way. */
static const char *row_key(const mz_comparison *c, const mz_document *document, const mz_row *row, int way)
{
    mz_arena *arena = c->arena;
    const bool named = way == BY_CODE_AND_LABEL || way == BY_LABEL;
    const char *label = named ? yearless_key(c, row->label, document->identity.fiscal_year) : "";
    const bool coded = *row->code != '\0';
    const char *key = "";
    if (way == BY_CODE_AND_LABEL) key = mz_arena_printf(arena, "%u|%s|%s", row->side, row->code, label);
    if (way == BY_LABEL && *label != '\0') key = mz_arena_printf(arena, "%u|%s", row->side, label);
    if (way == BY_CODE && coded) key = row->code;
    if (way == BY_ROLE && !coded && *row->role != '\0') key = mz_arena_printf(arena, "%u|%s", row->side, row->role);
    return key == NULL ? "" : key;
}

static bool is_code(const char *code)
{
    const size_t length = strlen(code);
    return (length == 3 || length == 5 || length == 7) && *code >= '1' && *code <= '5';
}

/* Whether one code is what was read of the other's end: "01" of "2014001". */
static bool is_rest_of(const char *rest, const char *code)
{
    const size_t length = strlen(rest), whole = strlen(code);
    return !is_code(rest) && is_code(code) && length < whole && strcmp(code + whole - length, rest) == 0;
}

/* Whether two rows of one name are one subject although their codes differ: a renumbered one, or a misprinted code.
 * Names that every class has (行政运行) say nothing. */
static bool is_renumbered(const row_question *q, uint32_t number)
{
    const char *before = q->prior->rows[number].code, *now = q->current->code;
    if (*before == '\0' || *now == '\0' || strcmp(before, now) == 0) return true;
    if (mz_move_of(q->c, before, now) != NULL || is_rest_of(before, now) || is_rest_of(now, before)) return true;
    const mz_word_list *common = mz_list_of(q->c->lists, "common_subjects");
    if (mz_patterns_match(common, mz_change_key(q->c->label_marks, q->c->arena, q->current->label))) return false;
    const bool same_class = strlen(before) == strlen(now) && strncmp(before, now, 3) == 0;
    return same_class || !is_code(before) || !is_code(now);
}

static bool pair_rows(const mz_comparison *c, mz_paired_table *pair)
{
    mz_arena *arena = c->arena;
    const mz_table *current = pair->current, *prior = pair->prior;
    bool *taken = mz_arena_array(arena, prior->row_count + 1, sizeof *taken);
    pair->rows = mz_arena_array(arena, current->row_count + prior->row_count + 1, sizeof *pair->rows);
    if (taken == NULL || pair->rows == NULL) return false;
    for (size_t i = 0; i < current->row_count; i++) pair->rows[i] = (mz_paired_row){current, &current->rows[i], NULL};
    for (int way = 0; way < ROW_KEYS; way++) {
        lookup l = {mz_arena_array(arena, prior->row_count + 1, sizeof(entry)), 0};
        if (l.entries == NULL) return false;
        for (size_t i = 0; i < prior->row_count; i++) {
            if (taken[i]) continue;
            const char *key = row_key(c, c->prior, &prior->rows[i], way);
            if (*key != '\0') l.entries[l.count++] = (entry){key, (uint32_t)i, 0};
        }
        sort_lookup(&l);
        for (size_t i = 0; i < current->row_count && l.count > 0; i++) {
            if (pair->rows[i].prior != NULL) continue;
            const row_question question = {c, prior, &current->rows[i]};
            const char *key = row_key(c, c->current, &current->rows[i], way);
            uint32_t found =
                *key == '\0' ? UINT32_MAX : take(&l, key, taken, way == BY_LABEL ? is_renumbered : NULL, &question);
            if (found != UINT32_MAX) pair->rows[i].prior = &prior->rows[found];
        }
    }
    pair->row_count = current->row_count;
    for (size_t i = 0; i < prior->row_count; i++)
        if (!taken[i]) pair->rows[pair->row_count++] = (mz_paired_row){prior, NULL, &prior->rows[i]};
    return !mz_arena_exhausted(arena);
}

static bool pair_columns(mz_arena *arena, const mz_document *prior, const mz_document *current, mz_paired_table *pair)
{
    const mz_table *now = pair->current, *before = pair->prior;
    pair->columns = mz_arena_array(arena, now->column_count + 1, sizeof *pair->columns);
    bool *taken = mz_arena_array(arena, before->column_count + 1, sizeof *taken);
    const char **paths = mz_arena_array(arena, before->column_count + 1, sizeof *paths);
    if (pair->columns == NULL || taken == NULL || paths == NULL) return false;
    for (size_t i = 0; i < before->column_count; i++)
        paths[i] = mz_yearless(arena, before->columns[i].path, prior->identity.fiscal_year);
    for (int way = 0; way < 2; way++)
        for (size_t i = 0; i < now->column_count; i++) {
            const mz_column *column = &now->columns[i];
            if (way == 0) pair->columns[i] = UINT16_MAX;
            if (pair->columns[i] != UINT16_MAX) continue;
            const char *path = mz_yearless(arena, column->path, current->identity.fiscal_year);
            for (size_t k = 0; k < before->column_count && pair->columns[i] == UINT16_MAX; k++) {
                const mz_column *other = &before->columns[k];
                bool same = way == 0 ? strcmp(paths[k], path) == 0
                                     : *column->role != '\0' && strcmp(column->role, other->role) == 0;
                if (taken[k] || other->side != column->side || !same) continue;
                pair->columns[i] = (uint16_t)k;
                taken[k] = true;
            }
        }
    return true;
}

/* The document's first table of the form, NULL when it has none. */
static const mz_table *first_of_form(const mz_document *document, const char *form)
{
    for (size_t i = 0; i < document->table_count; i++)
        if (document->tables[i].form != NULL && strcmp(document->tables[i].form, form) == 0)
            return &document->tables[i];
    return NULL;
}

/* A table that stands for one thing each (a project's) and has no counterpart is of a new or a gone one: it is paired
 * with an empty one, if the other document has tables of that form at all. */
static bool pair_lone(const mz_comparison *c, const mz_table *table, bool is_new, mz_paired_table *pairs, size_t *count)
{
    const mz_word_list *forms = mz_list_of(c->lists, "lone");
    if (table->form == NULL || *table->subject == '\0' || !mz_patterns_match(forms, table->form)) return true;
    const mz_table *other = first_of_form(is_new ? c->prior : c->current, table->form);
    mz_table *none = other == NULL ? NULL : mz_arena_array(c->arena, 1, sizeof *none);
    if (none == NULL) return other == NULL;
    *none = *table;
    none->row_count = 0;
    none->span = other->span; /* where what is gone would stand */
    mz_paired_table *pair = &pairs[(*count)++];
    *pair = (mz_paired_table){.current = is_new ? table : none, .prior = is_new ? none : table};
    return pair_columns(c->arena, c->prior, c->current, pair) && pair_rows(c, pair);
}

bool mz_pair_documents(const mz_comparison *c, mz_paired_table **tables, size_t *count)
{
    mz_arena *arena = c->arena;
    const mz_document *prior = c->prior, *current = c->current;
    lookup l = {mz_arena_array(arena, prior->table_count + 1, sizeof(entry)), prior->table_count};
    bool *taken = mz_arena_array(arena, prior->table_count + 1, sizeof *taken);
    *tables = mz_arena_array(arena, current->table_count + prior->table_count + 1, sizeof **tables);
    *count = 0;
    if (l.entries == NULL || taken == NULL || *tables == NULL) return false;
    for (size_t i = 0; i < prior->table_count; i++)
        l.entries[i] = (entry){table_key(c, prior, &prior->tables[i]), (uint32_t)i, 0};
    sort_lookup(&l);
    for (size_t i = 0; i < current->table_count; i++) {
        uint32_t found = take(&l, table_key(c, current, &current->tables[i]), taken, NULL, NULL);
        if (found == UINT32_MAX) {
            if (!pair_lone(c, &current->tables[i], true, *tables, count)) return false;
            continue;
        }
        mz_paired_table *pair = &(*tables)[(*count)++];
        *pair = (mz_paired_table){.current = &current->tables[i], .prior = &prior->tables[found]};
        if (!pair_columns(arena, prior, current, pair) || !pair_rows(c, pair)) return false;
    }
    for (size_t i = 0; i < prior->table_count; i++)
        if (!taken[i] && !pair_lone(c, &prior->tables[i], false, *tables, count)) return false;
    return !mz_arena_exhausted(arena);
}
