/*
 * misplaced.c - flow text has lost the order of its lines, and a figure may have been read into the wrong row or
 * column, or into none. Then the figure that a broken relation lacks is still printed among the lines of its table.
 */
#include <string.h>

#include "check.h"

/* Amounts without sign, in half counts, in order. */
typedef struct amounts {
    int64_t *items;
    size_t count, room;
} amounts;

/* What a table prints; made when asked for. */
typedef struct prints {
    amounts cells; /* read into its rows */
    amounts loose; /* those of them whose place nothing witnesses */
    amounts open;  /* those whose column the reader left open: no relation has them */
    amounts lines; /* all that stands between its title and its last row */
    bool bare;     /* a row has a code and no amount: another may have taken it */
    bool headless; /* a row has parts and no total: likewise */
    bool made;
} prints;

/* What is known while the relations are weighed. */
typedef struct weighing {
    prints *tables;  /* per table */
    bool *witnessed; /* per figure: a sum of several figures of its table holds with it, another table or the text
                        prints the same amount where it must, or it equals a figure of which that is so */
} weighing;

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

static void note(mz_problem *problem, amounts *list, const mz_amount *amount)
{
    if (amount->value == 0 || magnitude(amount->value) > MZ_LARGEST) return;
    int64_t *item = mz_arena_push(problem->arena, &list->items, &list->count, &list->room, sizeof *list->items);
    if (item != NULL) *item = magnitude(amount->value) * 2;
}

/* Marks the figures that a relation which holds witnesses. */
static void witness(const mz_problem *problem, const mz_relation *relation, bool *witnessed)
{
    enum { ENOUGH = 2 };
    size_t filled = 0, known = 0;
    bool apart = false;
    if (relation->state == MZ_STATE_BROKEN || relation->form != MZ_FORM_EQUAL) return;
    for (uint32_t t = 0; t < relation->term_count; t++) {
        const mz_figure *figure = &problem->figures[relation->terms[t].figure];
        if (figure->value == 0) continue;
        filled++;
        known += witnessed[relation->terms[t].figure];
        apart = apart || figure->table != problem->figures[relation->terms[0].figure].table;
    }
    if (filled <= ENOUGH && known == 0 && !apart) return;
    for (uint32_t t = 0; t < relation->term_count; t++)
        if (problem->figures[relation->terms[t].figure].value != 0) witnessed[relation->terms[t].figure] = true;
}

/* Nothing witnesses the place of a figure that is alone in its column where other columns have many: the sum of its row
 * holds as well when it stands in the next one. */
static void forget_lone(mz_problem *problem, size_t number, bool *witnessed)
{
    enum { MANY = 3 };
    const mz_table *table = &problem->document->tables[number];
    uint32_t most = 0, *counts = mz_arena_array(problem->arena, table->column_count + 1, sizeof *counts);
    for (int pass = 0; counts != NULL && pass < 2; pass++)
        for (size_t r = 0; r < table->row_count; r++)
            for (size_t c = 0; c < table->rows[r].cell_count; c++) {
                const mz_cell *cell = &table->rows[r].cells[c];
                if (cell->kind != MZ_CELL_AMOUNT || cell->column >= table->column_count) continue;
                uint32_t figure = mz_problem_cell(problem, number, r, cell->column);
                if (pass == 0 && ++counts[cell->column] > most) most = counts[cell->column];
                if (pass == 1 && most >= MANY && counts[cell->column] == 1 && figure != MZ_NO_FIGURE)
                    witnessed[figure] = false;
            }
}

/* Whether the row has amounts, but none in the column of its total. */
static bool lacks_total(const mz_problem *problem, size_t number, size_t r)
{
    const mz_table *table = &problem->document->tables[number];
    const size_t total = mz_column_of_role(table, "total", table->rows[r].side);
    return total < table->column_count && mz_problem_cell(problem, number, r, total) == MZ_NO_FIGURE;
}

/* Notes the cells of a table; returns its last line. */
static uint32_t note_cells(mz_problem *problem, const bool *witnessed, size_t number, prints *own)
{
    const mz_table *table = &problem->document->tables[number];
    uint32_t last = table->span.line;
    for (size_t r = 0; r < table->row_count; r++) {
        size_t before = own->cells.count;
        if (table->rows[r].span.line > last) last = table->rows[r].span.line;
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            const mz_cell *cell = &table->rows[r].cells[c];
            if (cell->span.line > last) last = cell->span.line;
            if (cell->kind != MZ_CELL_AMOUNT) continue;
            uint32_t figure = mz_problem_cell(problem, number, r, cell->column);
            note(problem, &own->cells, &cell->amount);
            if (figure == MZ_NO_FIGURE || !witnessed[figure]) note(problem, &own->loose, &cell->amount);
            if (figure != MZ_NO_FIGURE && problem->figures[figure].doubtful) note(problem, &own->open, &cell->amount);
        }
        const bool empty = own->cells.count == before;
        own->bare = own->bare || (empty && *table->rows[r].code != '\0');
        own->headless = own->headless || (!empty && lacks_total(problem, number, r));
    }
    return last;
}

/* Whether a figure without decimals is as short as the number of a row or column, or a part of a code. */
static bool is_number(const mz_amount *amount)
{
    enum { SHORT = 3 };
    return amount->decimals == 0 && strlen(amount->printed) <= SHORT;
}

const char *mz_next_word(const char **at)
{
    const char *begin = *at + strspn(*at, " \t");
    *at = begin + strcspn(begin, " \t");
    return *at > begin ? begin : NULL;
}

/* Notes the figures of a line that stand between blanks. */
static void note_line(mz_problem *problem, const mz_line *line, mz_unit unit, amounts *list)
{
    enum { LONGEST = 32 };
    char printed[LONGEST + 1];
    const char *at = line->text;
    for (const char *begin; (begin = mz_next_word(&at)) != NULL;) {
        const size_t length = (size_t)(at - begin);
        mz_amount amount;
        if (length <= LONGEST && mz_amount_read(begin, length, unit, printed, &amount) == MZ_OK && !is_number(&amount))
            note(problem, list, &amount);
    }
}

static const prints *prints_of(mz_problem *problem, const weighing *all, size_t number)
{
    enum { BEHIND = 4 /* lines behind the last figure that was read */ };
    prints *own = &all->tables[number];
    if (own->made) return own;
    own->made = true;
    const mz_table *table = &problem->document->tables[number];
    const mz_text *text = problem->document->text;
    uint32_t last = note_cells(problem, all->witnessed, number, own) + BEHIND;
    for (uint32_t l = table->span.line; text != NULL && l > 0 && l <= last && l <= text->count; l++)
        note_line(problem, &text->lines[l - 1], table->unit, &own->lines);
    mz_sort_values(problem->arena, own->cells.items, own->cells.count);
    mz_sort_values(problem->arena, own->loose.items, own->loose.count);
    mz_sort_values(problem->arena, own->open.items, own->open.count);
    mz_sort_values(problem->arena, own->lines.items, own->lines.count);
    return own;
}

/* How many of them are less than value. */
static size_t below(const amounts *list, int64_t value)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->items[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How often the value, give or take slack, is among them, either sign. */
static size_t occurrences(const amounts *list, int64_t value, int64_t slack)
{
    value = magnitude(value);
    return below(list, value + slack + 1) - below(list, value - slack);
}

/* Whether the table prints the value where it was not read. */
static bool is_left_over(const prints *own, int64_t value, int64_t slack)
{
    return magnitude(value) > slack && occurrences(&own->lines, value, slack) > occurrences(&own->cells, value, slack);
}

/* Number of the table a figure was read from when it may be misread, the number of tables when not. */
static size_t table_of(const mz_problem *problem, uint32_t figure)
{
    const mz_table *table = problem->figures[figure].table;
    if (table == NULL || mz_table_is_exact(problem, table)) return problem->document->table_count;
    return (size_t)(table - problem->document->tables);
}

/* Whether the relation would hold without a part that is as much as its total and that nothing witnesses, with one more
 * figure that a table of it prints elsewhere or that was read nowhere, or with one that was read nowhere, or to a place
 * left open, instead of its own. */
static bool misses_a_figure(mz_problem *problem, const mz_relation *relation, const weighing *all)
{
    mz_wide sum = 0;
    int64_t slack = 0; /* no overflow: of half digits */
    for (uint32_t i = 0; i < relation->term_count; i++) {
        const mz_figure *figure = &problem->figures[relation->terms[i].figure];
        sum += (mz_wide)figure->value * relation->terms[i].coefficient;
        slack += (figure->interval.hi - figure->interval.lo) / 2;
    }
    if (sum == 0 || sum > 2 * MZ_LARGEST || sum < -2 * MZ_LARGEST) return false;
    size_t last = problem->document->table_count;
    for (uint32_t i = 0; i < relation->term_count; i++) {
        const mz_term *term = &relation->terms[i];
        size_t source = table_of(problem, term->figure);
        if (source == problem->document->table_count) continue;
        const prints *own = prints_of(problem, all, source);
        int64_t value = problem->figures[term->figure].value;
        int64_t right = (int64_t)(term->coefficient > 0 ? value - sum : value + sum);
        if (right == 0 && i > 0 && value == problem->figures[relation->terms[0].figure].value &&
            !all->witnessed[term->figure])
            return true; /* the total's other parts make it up: another row's total */
        if (magnitude(term->coefficient) == 1 && magnitude(right) > slack &&
            (is_left_over(own, right, slack) || occurrences(&own->open, right, slack) > 0))
            return true;
        if (source == last) continue;
        last = source;
        size_t here = 0, loose = 0;
        int64_t wanted = magnitude((int64_t)sum), give = wanted > slack ? slack : 0; /* what rounding adds up to */
        for (uint32_t t = 0; t < relation->term_count; t++) {
            int64_t off = magnitude(problem->figures[relation->terms[t].figure].value) - wanted;
            bool same = table_of(problem, relation->terms[t].figure) == source && magnitude(off) <= give;
            here += same;
            loose += same && !all->witnessed[relation->terms[t].figure];
        }
        if (occurrences(&own->loose, wanted, give) > loose || is_left_over(own, wanted, slack)) return true;
        /* a row without amount, or a total of nothing, may have given its amount to another row */
        const bool lost = own->bare || problem->figures[relation->terms[0].figure].value == 0;
        if (lost && occurrences(&own->cells, wanted, give) > here) return true;
        /* so may a row without total, and the only part that it has prints the same */
        if (own->headless && occurrences(&own->cells, wanted, give) > here + 1) return true;
    }
    return false;
}

/* Whether two figures of two tables that should be equal both stand in the other's table too: the rows of one were
 * taken for each other's. */
static bool is_crossed(mz_problem *problem, const mz_relation *relation, const weighing *all)
{
    if (relation->term_count != 2 || relation->form == MZ_FORM_RATIO) return false;
    uint32_t a = relation->terms[0].figure, b = relation->terms[1].figure;
    size_t left = table_of(problem, a), right = table_of(problem, b), none = problem->document->table_count;
    return left != none && right != none && left != right &&
           occurrences(&prints_of(problem, all, right)->cells, problem->figures[a].value, 0) > 0 &&
           occurrences(&prints_of(problem, all, left)->cells, problem->figures[b].value, 0) > 0;
}

/* Whether an amount of the text that a figure should be stands in another column of the figure's row. */
static bool is_beside(const mz_problem *problem, const mz_relation *relation)
{
    if (relation->term_count != 2 || relation->form != MZ_FORM_EQUAL) return false;
    const mz_figure *told = &problem->figures[relation->terms[0].figure],
                    *read = &problem->figures[relation->terms[1].figure];
    if (told->fact == NULL || read->row == NULL) return false;
    for (size_t c = 0; c < read->row->cell_count; c++) {
        const mz_cell *cell = &read->row->cells[c];
        if (cell == read->cell || cell->kind != MZ_CELL_AMOUNT) continue;
        mz_interval own = mz_amount_interval(&cell->amount);
        if (own.lo <= told->interval.hi && told->interval.lo <= own.hi) return true;
    }
    return false;
}

/* Whether there is anything to doubt. */
static bool any_breaks(const mz_problem *problem)
{
    for (size_t r = 0; r < problem->relation_count; r++)
        if (problem->relations[r].state == MZ_STATE_BROKEN && problem->relations[r].severity != MZ_INFO) return true;
    return false;
}

void mz_doubt_misplaced(mz_problem *problem)
{
    if (problem->document->serialisation != MZ_SERIAL_FLOW || !any_breaks(problem)) return;
    const weighing all = {
        .tables = mz_arena_array(problem->arena, problem->document->table_count + 1, sizeof *all.tables),
        .witnessed = mz_arena_array(problem->arena, problem->figure_count + 1, sizeof *all.witnessed)};
    if (all.tables == NULL || all.witnessed == NULL) return;
    for (int round = 0; round < 2; round++) /* the second for what equals a figure that the first one found */
        for (size_t r = 0; r < problem->relation_count; r++) witness(problem, &problem->relations[r], all.witnessed);
    for (size_t t = 0; t < problem->document->table_count; t++) forget_lone(problem, t, all.witnessed);
    for (size_t r = 0; r < problem->relation_count; r++) {
        mz_relation *relation = &problem->relations[r];
        if (relation->state != MZ_STATE_BROKEN || relation->severity == MZ_INFO) continue;
        if ((relation->form == MZ_FORM_EQUAL && misses_a_figure(problem, relation, &all)) ||
            is_crossed(problem, relation, &all) || is_beside(problem, relation)) {
            relation->misplaced = true;
            relation->severity = MZ_INFO;
        }
    }
}
