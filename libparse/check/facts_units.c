/* facts_units.c - a figure of the text against subjects that a table prints once for each unit: the figure is that of
 * all units together. */
#include <string.h>

#include "codes.h"
#include "facts.h"

enum { CLASS_DIGITS = 3, SECTION_DIGITS = 5, ITEM_DIGITS = 7, MOST_UNITS = 64, MOST_ROWS = 64, MOST_CLASSES = 256 };

/* Rows of one table that make up what the text speaks of, and one of the columns in which they are added. */
typedef struct unit_sum {
    size_t table, column;
    uint32_t rows[MOST_UNITS];
    size_t count;
    bool more; /* rows that found no room */
} unit_sum;

static void add_row(unit_sum *sum, size_t row)
{
    if (sum->count < MOST_UNITS)
        sum->rows[sum->count++] = (uint32_t)row;
    else
        sum->more = true;
}

static uint32_t cell_of(const mz_problem *problem, const unit_sum *sum, size_t i)
{
    return mz_problem_cell(problem, sum->table, sum->rows[i], sum->column);
}

/* The sum of the rows' figures. */
static mz_sum add_up(const mz_problem *problem, const unit_sum *sum)
{
    mz_sum all = {0};
    for (size_t i = 0; i < sum->count; i++) {
        const uint32_t figure = cell_of(problem, sum, i);
        if (figure == MZ_NO_FIGURE) continue;
        all.lo += problem->figures[figure].interval.lo;
        all.hi += problem->figures[figure].interval.hi;
        all.exact += problem->figures[figure].value;
    }
    return all;
}

/* Leaves only the row whose figure is the sum of the others': it is that of all units, the others follow it. */
static void keep_whole(const mz_problem *problem, unit_sum *sum)
{
    const mz_sum all = add_up(problem, sum);
    for (size_t i = 0; i < sum->count && sum->count > 2; i++) {
        const uint32_t figure = cell_of(problem, sum, i);
        if (figure == MZ_NO_FIGURE || (mz_wide)problem->figures[figure].value * 2 != all.exact) continue;
        sum->rows[0] = sum->rows[i];
        sum->count = 1;
    }
}

static bool agrees(const mz_problem *problem, const unit_sum *sum, size_t fact)
{
    const uint32_t told = problem->fact_figures[fact];
    const mz_sum all = add_up(problem, sum);
    return told != MZ_NO_FIGURE && all.lo <= problem->figures[told].interval.hi &&
           problem->figures[told].interval.lo <= all.hi;
}

static void relate(mz_problem *problem, mz_draft *draft, const mz_rule *rule, size_t fact, const unit_sum *sum)
{
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, problem->fact_figures[fact], 1);
    for (size_t i = 0; i < sum->count; i++) mz_draft_cell(problem, draft, sum->table, sum->rows[i], sum->column, -1);
    mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
}

/* Whether any column of the rows, of the same role as *column, adds up to the fact: with or without what was carried
 * over. The column is noted. */
static bool fits(const mz_problem *problem, unit_sum *sum, const char *role, size_t fact)
{
    const mz_table *table = &problem->document->tables[sum->table];
    for (size_t c = 0; c < table->column_count && sum->count > 0 && !sum->more; c++) {
        const mz_column *column = &table->columns[c];
        if (column->side != table->rows[sum->rows[0]].side || column->year != 0 || strcmp(column->role, role) != 0)
            continue;
        sum->column = c;
        if (agrees(problem, sum, fact)) return true;
    }
    return false;
}

/* The rows of the same code and table as the one, all of which bear the fact's name. */
static unit_sum rows_alike(const mz_problem *problem, const mz_named_row *rows, size_t count, const mz_named_row *one)
{
    unit_sum sum = {.table = one->table};
    const uint64_t code = problem->rows[one->table][one->row].code;
    const uint16_t side = problem->document->tables[one->table].rows[one->row].side;
    for (size_t i = 0; i < count && code != 0 && rows[i].table <= one->table; i++)
        if (rows[i].table == one->table && problem->rows[one->table][rows[i].row].code == code &&
            problem->document->tables[one->table].rows[rows[i].row].side == side)
            add_row(&sum, rows[i].row);
    return sum;
}

/* The rows of a table that make up a class it does not print: its sections, or its items when there are none. */
static unit_sum rows_of_class(const mz_problem *problem, size_t number, uint64_t class)
{
    unit_sum sum = {.table = number};
    size_t level = 0;
    for (size_t r = 0; r < problem->document->tables[number].row_count; r++) {
        const uint64_t code = problem->rows[number][r].code;
        const size_t length = mz_rank_length(code);
        if (mz_rank_head(code, CLASS_DIGITS) != class) continue;
        if (length == CLASS_DIGITS) return (unit_sum){.table = number};
        if (length != SECTION_DIGITS && length != ITEM_DIGITS) continue;
        if (level == 0 || length < level) {
            level = length;
            sum.count = 0;
            sum.more = false;
        }
        if (length == level) add_row(&sum, r);
    }
    return sum;
}

/* The first table of a form; the number of tables when there is none. */
static size_t table_of(const mz_document *document, const char *form)
{
    size_t t = 0;
    while (t < document->table_count &&
           (document->tables[t].form == NULL || strcmp(document->tables[t].form, form) != 0))
        t++;
    return t;
}

static bool relate_to_class(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t fact, uint64_t class)
{
    mz_problem *problem = facts->problem;
    const mz_rulebook *book = problem->rulebook;
    if (facts->classes_asked++ >= MOST_CLASSES) return false; /* each looks at all rows */
    for (size_t f = 0; f < book->named_column_count; f++) {
        const size_t number = table_of(problem->document, book->named_columns[f].form);
        if (number == problem->document->table_count) continue;
        unit_sum sum = rows_of_class(problem, number, class);
        if (!fits(problem, &sum, book->named_columns[f].role, fact)) continue;
        relate(problem, draft, rule, fact, &sum);
        return true;
    }
    return false;
}

static const char *role_named(const mz_rulebook *book, const char *form, size_t *f)
{
    for (; *f < book->named_column_count; (*f)++)
        if (form != NULL && strcmp(book->named_columns[*f].form, form) == 0) return book->named_columns[(*f)++].role;
    return NULL;
}

bool mz_facts_relate_units(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t fact)
{
    mz_problem *problem = facts->problem;
    size_t count;
    const mz_named_row *rows = mz_facts_rows(facts, facts->items[fact], &count);
    uint64_t class = 0;
    for (size_t i = 0, looked = 0; i < count && looked < MOST_ROWS; i++) {
        const mz_named_row *one = &rows[i];
        const uint64_t subject = problem->rows[one->table][one->row].subject;
        if (mz_rank_length(subject) == CLASS_DIGITS) class = subject;
        if (i > 0 && one->table == rows[i - 1].table && subject == problem->rows[one->table][rows[i - 1].row].subject)
            continue; /* looked at with the one before */
        looked++;
        unit_sum sum = rows_alike(problem, rows, count, one);
        size_t f = 0;
        for (const char *role; (role = role_named(problem->rulebook, problem->document->tables[one->table].form, &f));)
            if (fits(problem, &sum, role, fact)) {
                relate(problem, draft, rule, fact, &sum);
                return true;
            }
    }
    return class != 0 && relate_to_class(facts, draft, rule, fact, class);
}

bool mz_facts_relate_repeated(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t fact,
                              const mz_named_row *one, size_t column)
{
    mz_problem *problem = facts->problem;
    size_t count;
    const mz_named_row *rows = mz_facts_rows(facts, facts->items[fact], &count);
    unit_sum sum = rows_alike(problem, rows, count, one);
    if (sum.count < 2) return false;
    sum.column = column;
    keep_whole(problem, &sum);
    const char *reason = sum.more ? "too-many-units" : NULL;
    if (!mz_table_is_exact(problem, &problem->document->tables[one->table])) reason = "code-printed-twice";
    if (reason != NULL)
        mz_problem_not_evaluable(problem, rule, reason);
    else
        relate(problem, draft, rule, fact, &sum);
    return true;
}
