/* facts_omitted.c - a sentence that lists the subjects of a table, with their amounts, and leaves one of them out. */
#include <string.h>

#include "codes.h"
#include "facts.h"
#include "flat.h"

enum { FEWEST = 3, MOST = 64, REACH = 900 /* bytes around the list where the subject may be named after all */ };

/* Amounts of one sentence that are no parts of another. */
typedef struct listing {
    size_t facts[MOST];
    size_t count;
} listing;

/* Where the table prints them: rows of one table. */
typedef struct listed_rows {
    size_t table, column;
    size_t rows[MOST];
} listed_rows;

static bool is_listed(const mz_facts *facts, size_t fact)
{
    return mz_fact_is_current(facts, fact) && facts->problem->document->facts[fact].parent < 0 &&
           facts->problem->fact_figures[fact] != MZ_NO_FIGURE;
}

/* Reads the amounts of the sentence that begins with fact first; returns the fact behind it. */
static size_t read_listing(const mz_facts *facts, size_t first, listing *list)
{
    const mz_document *document = facts->problem->document;
    size_t f = first;
    list->count = 0;
    for (; f < document->fact_count && document->facts[f].sentence == document->facts[first].sentence; f++)
        if (is_listed(facts, f) && list->count < MOST) list->facts[list->count++] = f;
    return f;
}

/* Whether the rows stand beside each other in the tree of a table: codes of as many digits under the same parent. */
static bool are_siblings(uint64_t a, uint64_t b)
{
    enum { CLASS = 3, LEVEL = 2 };
    size_t digits = mz_rank_length(a);
    return digits >= CLASS && mz_rank_length(b) == digits &&
           (digits == CLASS || mz_rank_head(a, digits - LEVEL) == mz_rank_head(b, digits - LEVEL));
}

static bool is_same_amount(const mz_problem *problem, uint32_t a, uint32_t b)
{
    if (a == MZ_NO_FIGURE || b == MZ_NO_FIGURE) return false;
    const mz_interval *x = &problem->figures[a].interval, *y = &problem->figures[b].interval;
    return x->lo <= y->hi && y->lo <= x->hi;
}

/* The row of the table that bears the fact's name and, in the column, its amount; row_count when none does. */
static size_t row_of(const mz_facts *facts, size_t fact, size_t table, size_t column)
{
    const mz_problem *problem = facts->problem;
    size_t count;
    const mz_named_row *rows = mz_facts_rows(facts, facts->items[fact], &count);
    for (size_t i = 0; i < count; i++)
        if (rows[i].table == table &&
            is_same_amount(problem, mz_problem_cell(problem, table, rows[i].row, column), problem->fact_figures[fact]))
            return rows[i].row;
    return problem->document->tables[table].row_count;
}

/* Finds all of the list in the table, beside each other. */
static bool find_rows(const mz_facts *facts, const listing *list, listed_rows *found)
{
    const mz_problem *problem = facts->problem;
    const mz_table *table = &problem->document->tables[found->table];
    for (size_t i = 0; i < list->count; i++) {
        size_t row = row_of(facts, list->facts[i], found->table, found->column);
        if (row == table->row_count) return false;
        found->rows[i] = row;
        if (!are_siblings(problem->rows[found->table][found->rows[0]].code, problem->rows[found->table][row].code))
            return false;
    }
    return true;
}

/* The only row with an amount beside those of the list that is none of them; row_count when there are none or several.
 */
static size_t omitted_row(const mz_problem *problem, const listing *list, const listed_rows *found)
{
    const mz_table *table = &problem->document->tables[found->table];
    size_t omitted = table->row_count;
    for (size_t r = 0; r < table->row_count; r++) {
        uint32_t figure = mz_problem_cell(problem, found->table, r, found->column);
        bool known =
            figure == MZ_NO_FIGURE || problem->figures[figure].value == 0 ||
            !are_siblings(problem->rows[found->table][found->rows[0]].code, problem->rows[found->table][r].code);
        for (size_t i = 0; i < list->count && !known; i++) known = found->rows[i] == r;
        if (known) continue;
        if (omitted != table->row_count || problem->figures[figure].doubtful) return table->row_count;
        omitted = r;
    }
    return omitted;
}

/* The offset at which the first table behind a line begins; at most limit. */
static size_t next_table(const mz_problem *problem, const mz_flat *flat, uint32_t line, size_t limit)
{
    for (size_t t = 0; t < problem->document->table_count; t++) {
        uint32_t begins = problem->document->tables[t].span.line;
        if (begins > line && mz_flat_offset(flat, begins) < limit) limit = mz_flat_offset(flat, begins);
    }
    return limit;
}

/* Whether the text around the list says that it is not complete, or names the row after all. */
static bool is_excused(mz_problem *problem, const listing *list, const listed_rows *found, size_t row)
{
    const mz_flat *flat = mz_problem_flat(problem);
    const mz_key *name = mz_row_key(problem, &problem->document->tables[found->table],
                                    &problem->document->tables[found->table].rows[row]);
    if (flat == NULL || name->length == 0) return true;
    size_t first = flat->facts[list->facts[0]], last = flat->facts[list->facts[list->count - 1]];
    size_t begin = mz_flat_sentence(flat, first, REACH),
           end = last + REACH < flat->length ? last + REACH : flat->length;
    end = next_table(problem, flat, problem->document->facts[list->facts[list->count - 1]].span.line, end);
    const char *stop = strstr(flat->text + last, "。");
    size_t ends = stop != NULL ? (size_t)(stop - flat->text) : end;
    return mz_wordlist_find(&problem->rulebook->wordlists[MZ_WORDLIST_OPEN_LIST], flat->text + begin, ends - begin,
                            NULL) != NULL ||
           memmem(flat->text + begin, end - begin, name->text, name->length) != NULL;
}

static void report(mz_problem *problem, const listing *list, const listed_rows *found, size_t row)
{
    mz_place places[] = {mz_figure_place(problem, problem->fact_figures[list->facts[list->count - 1]]),
                         mz_figure_place(problem, mz_problem_cell(problem, found->table, row, found->column))};
    const char *table = problem->document->tables[found->table].title, *name = places[1].row;
    const char *zh = mz_arena_printf(problem->arena, "正文逐项列出《%s》的%zu个科目，漏列“%s”（%s）。", table,
                                     list->count, name, places[1].printed);
    const char *en =
        mz_arena_printf(problem->arena, "The text lists %zu subjects of table '%s' and leaves out '%s' (%s).",
                        list->count, table, name, places[1].printed);
    mz_report_rule(problem, "narrative.omitted", places, 2, zh, en, NULL, NULL);
}

static void check(mz_facts *facts, const listing *list)
{
    mz_problem *problem = facts->problem;
    const mz_rulebook *book = problem->rulebook;
    size_t count;
    const mz_named_row *rows = mz_facts_rows(facts, facts->items[list->facts[0]], &count);
    for (size_t i = 0; i < count; i++) {
        const mz_table *table = &problem->document->tables[rows[i].table];
        for (size_t n = 0; n < book->named_column_count; n++) {
            if (table->form == NULL || strcmp(table->form, book->named_columns[n].form) != 0) continue;
            listed_rows found = {.table = rows[i].table};
            found.column = mz_column_of_role(table, book->named_columns[n].role, table->rows[rows[i].row].side);
            if (found.column == table->column_count || !find_rows(facts, list, &found)) continue;
            size_t row = omitted_row(problem, list, &found);
            if (row < table->row_count && !is_excused(problem, list, &found, row)) report(problem, list, &found, row);
            return;
        }
    }
}

void mz_facts_omitted(mz_facts *facts)
{
    const mz_document *document = facts->problem->document;
    if (document->serialisation == MZ_SERIAL_FLOW) return; /* names and rows get lost there */
    for (size_t f = 0, next; f < document->fact_count; f = next) {
        listing list;
        next = read_listing(facts, f, &list);
        if (list.count >= FEWEST && mz_rulebook_rule(facts->problem->rulebook, "narrative.omitted") != NULL)
            check(facts, &list);
    }
}
