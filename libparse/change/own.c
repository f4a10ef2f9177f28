/* own.c - the year before as the document itself prints it, in columns beside its own. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"

enum { MOST_COLUMNS = 64 };

/* The lists of changes.json that tell the columns of years apart, of one kind of document. */
typedef struct year_words {
    const mz_word_list *prior, *own, *other, *whole;
} year_words;

/* Length of the part of a header path that text begins with. */
static size_t part_length(const char *text)
{
    return strcspn(text, "/");
}

/* Length of a year mark such as "[-1]年" at text (mz_yearless), 0 when there is none. */
static size_t year_mark(const char *text, int *distance)
{
    static const char year[] = "年";
    if (text[0] != '[' || (text[1] != '-' && text[1] != '+') || text[2] == '\0' || text[3] != ']') return 0;
    *distance = text[1] == '-' ? -(text[2] - '0') : text[2] - '0';
    return 4 + (strncmp(text + 4, year, strlen(year)) == 0 ? strlen(year) : 0);
}

/* Whether the parts of two paths are the same but for the year: the year before against this one. */
static bool are_years_apart(const year_words *words, const char *prior, size_t prior_length, const char *own,
                            size_t own_length)
{
    int before = 0, now = 0;
    const size_t mark = year_mark(prior, &before), own_mark = year_mark(own, &now);
    if (mark > 0 && before == -1 && (own_mark == 0 || now == 0))
        return prior_length - mark == own_length - own_mark &&
               strncmp(prior + mark, own + own_mark, prior_length - mark) == 0;
    return mz_is_listed(words->prior, prior, prior_length) && mz_is_listed(words->own, own, own_length);
}

/* Whether path `prior` heads the year before's figures of path `own`: one part differs, and only in the year. */
static bool heads_year_before(const year_words *words, const char *prior, const char *own)
{
    bool apart = false;
    while (*prior != '\0' && *own != '\0') {
        const size_t a = part_length(prior), b = part_length(own);
        if (a != b || strncmp(prior, own, a) != 0) {
            if (apart || !are_years_apart(words, prior, a, own, b)) return false;
            apart = true;
        }
        prior += a + (prior[a] == '/');
        own += b + (own[b] == '/');
    }
    if (*own != '\0' && mz_is_listed(words->whole, own, strlen(own))) own = ""; /* 2025年预算数/小计 */
    return apart && *prior == '\0' && *own == '\0';
}

/* Length of the part of a header path that text begins with, without a unit in brackets. */
static size_t bare_length(const char *text)
{
    static const char wide[] = "（";
    const size_t length = part_length(text);
    size_t at = 1; /* what a part begins with is no unit */
    while (at < length && text[at] != '(' && strncmp(text + at, wide, strlen(wide)) != 0) at++;
    return at < length ? at : length;
}

static bool speaks_of_years_before(const year_words *words, const char *path)
{
    for (; *path != '\0'; path += part_length(path) + (path[part_length(path)] == '/')) {
        int distance = 0;
        if (year_mark(path, &distance) > 0 && distance < 0) return true;
        if (mz_is_listed(words->prior, path, part_length(path))) return true;
        if (mz_is_listed(words->other, path, bare_length(path))) return true;
    }
    return false;
}

static year_words words_of(const mz_comparison *c, const mz_document *document)
{
    const bool final = document->identity.kind == MZ_KIND_FINAL_ACCOUNTS;
    const mz_word_list *words = mz_list_of(mz_list_of(c->lists, "year_columns"), final ? "final_accounts" : "budget");
    return (year_words){mz_list_of(words, "prior"), mz_list_of(words, "own"), mz_list_of(words, "other"),
                        mz_list_of(words, "whole")};
}

bool mz_is_own_year(const mz_comparison *c, const mz_document *document, const mz_column *column)
{
    if (strcmp(column->role, "change") == 0 || strcmp(column->role, "rate") == 0) return false;
    const char *path = mz_yearless(c->arena, column->path, document->identity.fiscal_year);
    const year_words words = words_of(c, document);
    return !speaks_of_years_before(&words, path);
}

uint16_t *mz_prior_columns(const mz_comparison *c, const mz_table *table, bool *any)
{
    const year_words words = words_of(c, c->current);
    const bool several = table->column_count > 1; /* else there is none beside it */
    const size_t count = several && table->column_count <= MOST_COLUMNS ? table->column_count : 0;
    uint16_t *columns = mz_arena_array(c->arena, table->column_count + 1, sizeof *columns);
    const char **paths = mz_arena_array(c->arena, count + 1, sizeof *paths);
    *any = false;
    if (columns == NULL || paths == NULL) return NULL;
    for (size_t i = 0; i < table->column_count; i++) columns[i] = UINT16_MAX;
    for (size_t i = 0; i < count; i++)
        paths[i] = mz_yearless(c->arena, table->columns[i].path, c->current->identity.fiscal_year);
    for (size_t k = 0; k < count; k++) {
        if (!speaks_of_years_before(&words, paths[k])) continue;
        for (size_t i = 0; i < count; i++) {
            if (table->columns[i].side != table->columns[k].side || columns[i] != UINT16_MAX) continue;
            if (!heads_year_before(&words, paths[k], paths[i])) continue;
            columns[i] = (uint16_t)k;
            *any = true;
        }
    }
    return columns;
}

/* A table beside itself: its own year's columns against those of the year before. */
static bool pair_with_itself(mz_comparison *c, const mz_table *table, mz_paired_table *pair, bool *any)
{
    *pair = (mz_paired_table){.current = table, .prior = table, .source = MZ_PRIOR_COLUMN};
    pair->columns = mz_prior_columns(c, table, any);
    if (pair->columns == NULL) return false;
    if (!*any) return true;
    pair->rows = mz_arena_array(c->arena, table->row_count + 1, sizeof *pair->rows);
    if (pair->rows == NULL) return false;
    for (size_t i = 0; i < table->row_count; i++)
        pair->rows[i] = (mz_paired_row){table, &table->rows[i], &table->rows[i]};
    pair->row_count = table->row_count;
    return true;
}

bool mz_pair_own_columns(mz_comparison *c, mz_paired_table **tables, size_t *count)
{
    const mz_document *document = c->current;
    mz_paired_table *all = mz_arena_array(c->arena, *count + document->table_count + 1, sizeof *all);
    bool *paired = mz_arena_array(c->arena, document->table_count + 1, sizeof *paired);
    if (all == NULL || paired == NULL) return false;
    if (*count > 0) memcpy(all, *tables, *count * sizeof *all);
    for (size_t i = 0; i < *count; i++)
        if (all[i].current >= document->tables && all[i].current < document->tables + document->table_count)
            paired[all[i].current - document->tables] = true;
    for (size_t t = 0; t < document->table_count; t++) {
        bool any = false;
        if (paired[t]) continue;
        if (!pair_with_itself(c, &document->tables[t], &all[*count], &any)) return false;
        if (any) (*count)++;
    }
    *tables = all;
    return true;
}
