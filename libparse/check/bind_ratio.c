/* bind_ratio.c - columns that print one column as a percentage of another and say so in their header:
 * 本年预算数为上年执行数的%, 占预算数的%. */
#include <string.h>

#include "bind.h"
#include "keys.h"

enum { MOST_COLUMNS = 64 };

/* Columns of a percentage, of what it is the percentage and of which. */
typedef struct ratio_columns {
    size_t printed, now, base;
} ratio_columns;

/* The words of the column alone, without those of its groups. */
static const mz_key *head_of(mz_problem *problem, const mz_column *column)
{
    const char *slash = strrchr(column->path, '/');
    return mz_name_key(problem, slash == NULL ? column->path : slash + 1);
}

static bool ends_with(const char *text, size_t length, const mz_key *key)
{
    return key->length > 0 && key->length <= length && memcmp(text + length - key->length, key->text, key->length) == 0;
}

/* The money column of the side of the column printed whose words the text ends with: the longest, and of those of the
 * same words, one under each group of columns, the nearest in front. column_count when there is none. */
static size_t column_at_end(mz_problem *problem, const mz_table *table, size_t printed, const char *text, size_t length)
{
    size_t found = table->column_count, best = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->columns[c].side != table->columns[printed].side || !mz_unit_is_money(table->columns[c].unit))
            continue;
        const mz_key *key = head_of(problem, &table->columns[c]);
        if (key->length < best + (c > printed || best == 0) || !ends_with(text, length, key)) continue;
        best = key->length;
        found = c;
    }
    return found;
}

/* The money column of the side beside base when there is one such column only; column_count when not. */
static size_t other_column(const mz_table *table, size_t base)
{
    size_t found = table->column_count;
    for (size_t c = 0; c < table->column_count; c++) {
        if (c == base || table->columns[c].side != table->columns[base].side ||
            !mz_unit_is_money(table->columns[c].unit))
            continue;
        if (found != table->column_count) return table->column_count;
        found = c;
    }
    return found;
}

/* Reads the header of column printed from behind: 的%, the base, 为, and what is compared, unless there is no other. */
static bool read_header(mz_problem *problem, const mz_table *table, size_t printed, ratio_columns *columns)
{
    const mz_wordlist *lists = problem->rulebook->wordlists;
    const mz_column *own = &table->columns[printed];
    if (own->unit != MZ_UNIT_PERCENT) return false; /* nearly all */
    const mz_key *head = head_of(problem, own);
    size_t length = head->length;
    const mz_wordlist_word *end = mz_wordlist_suffix(&lists[MZ_WORDLIST_RATIO_ENDS], head->text, length);
    if (end == NULL) return false;
    length -= end->length;
    columns->printed = printed;
    columns->base = column_at_end(problem, table, printed, head->text, length);
    if (columns->base == table->column_count) return false;
    length -= head_of(problem, &table->columns[columns->base])->length;
    const mz_wordlist_word *link = mz_wordlist_suffix(&lists[MZ_WORDLIST_RATIO_LINKS], head->text, length);
    if (link == NULL) return false;
    length -= link->length;
    columns->now =
        length == 0 ? other_column(table, columns->base) : column_at_end(problem, table, printed, head->text, length);
    return columns->now < table->column_count && columns->now != columns->base;
}

static bool draft_row(mz_problem *problem, mz_draft *draft, size_t number, size_t row, const ratio_columns *columns)
{
    const uint32_t base = mz_problem_cell(problem, number, row, columns->base);
    if (base == MZ_NO_FIGURE || problem->figures[base].value <= 0 ||
        mz_problem_cell(problem, number, row, columns->printed) == MZ_NO_FIGURE ||
        mz_problem_cell(problem, number, row, columns->now) == MZ_NO_FIGURE)
        return false;
    mz_draft_reset(draft);
    mz_draft_cell(problem, draft, number, row, columns->printed, 1);
    mz_draft_cell(problem, draft, number, row, columns->now, 1);
    mz_draft_figure(problem, draft, base, 1);
    return draft->reason == NULL;
}

/* Whether nearly all rows agree: else the columns were misread, or the words mean something else. */
static bool is_meant(mz_problem *problem, mz_draft *draft, size_t number, const ratio_columns *columns)
{
    enum { FEWEST = 3, MOST_BROKEN = 4 /* one in so many */ };
    size_t held = 0, broken = 0;
    for (size_t r = 0; r < problem->document->tables[number].row_count; r++) {
        if (!draft_row(problem, draft, number, r, columns)) continue;
        const mz_relation relation = {
            .form = MZ_FORM_RATIO, .terms = draft->terms, .term_count = (uint32_t)draft->count, .numerators = 1};
        const bool breaks = mz_relation_evaluate(problem, &relation, NULL, NULL) == MZ_STATE_BROKEN;
        broken += breaks;
        held += !breaks;
    }
    return held >= FEWEST && broken * MOST_BROKEN <= held;
}

void mz_bind_ratios(mz_problem *problem)
{
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "row.ratio");
    mz_draft draft = {0};
    for (size_t t = 0; rule != NULL && t < problem->document->table_count; t++) {
        const mz_table *table = &problem->document->tables[t];
        for (size_t c = 0; c < table->column_count && table->column_count <= MOST_COLUMNS; c++) {
            ratio_columns columns;
            if (!read_header(problem, table, c, &columns) || !is_meant(problem, &draft, t, &columns)) continue;
            for (size_t r = 0; r < table->row_count; r++)
                if (draft_row(problem, &draft, t, r, &columns))
                    mz_draft_commit(problem, &draft, rule, MZ_FORM_RATIO, 1);
        }
    }
}
