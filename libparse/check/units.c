/*
 * units.c - tables whose caption names the wrong unit (元 over figures in 万元). What gives them away: none of their
 * figures agrees with the same code's in another table (or, where no other has these codes, with any figure printed
 * elsewhere), but all do when moved by four digits. The figures are put right, so that one finding stands for all the
 * relations that would break.
 */
#include <stdlib.h>
#include <string.h>

#include "codes.h"

enum { CODE_DIGITS = 3, FEWEST = 3 /* codes that must agree when moved */, FACTOR = 10000, MOST_TABLES = 64 };

/* The largest figure of a coded row. */
typedef struct keyed {
    uint64_t code; /* as of mz_code_rank */
    uint32_t table;
    uint32_t figure;
} keyed;

/* How a table stands to the others: codes that agree as printed, and when its figures are taken times or by 10 000. */
typedef struct votes {
    uint32_t as_printed, times, by;
} votes;

static bool is_of_money(const mz_table *table)
{
    return mz_is_standard(table) && mz_unit_is_money(table->unit);
}

static uint32_t largest_figure(const mz_problem *problem, size_t table, size_t row)
{
    const mz_row *line = &problem->document->tables[table].rows[row];
    uint32_t best = MZ_NO_FIGURE;
    for (size_t c = 0; c < line->cell_count; c++) {
        uint32_t figure = mz_problem_figure(problem, table, row, c);
        if (figure == MZ_NO_FIGURE || problem->figures[figure].value == 0 ||
            !mz_unit_is_money(problem->figures[figure].amount->unit))
            continue;
        if (best == MZ_NO_FIGURE || problem->figures[figure].value > problem->figures[best].value) best = figure;
    }
    return best;
}

static int compare_keyed(const void *left, const void *right)
{
    const keyed *a = left, *b = right;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return (a->table > b->table) - (a->table < b->table);
}

static keyed *collect(mz_problem *problem, size_t *count)
{
    const mz_document *document = problem->document;
    size_t rows = 0;
    for (size_t t = 0; t < document->table_count; t++) rows += document->tables[t].row_count;
    keyed *all = mz_arena_room(problem->arena, rows + 1, sizeof *all);
    for (size_t t = 0; all != NULL && t < document->table_count && t < UINT32_MAX; t++)
        for (size_t r = 0, end = is_of_money(&document->tables[t]) ? document->tables[t].row_count : 0; r < end; r++) {
            uint64_t code = problem->rows[t][r].subject;
            uint32_t figure = mz_rank_length(code) >= CODE_DIGITS ? largest_figure(problem, t, r) : MZ_NO_FIGURE;
            if (figure != MZ_NO_FIGURE) all[(*count)++] = (keyed){code, (uint32_t)t, figure};
        }
    if (all != NULL) mz_sort(problem->arena, all, *count, sizeof *all, compare_keyed);
    return all;
}

static bool agree(const mz_interval *a, mz_wide a_factor, const mz_interval *b, mz_wide b_factor)
{
    return a->lo * a_factor <= b->hi * b_factor && b->lo * b_factor <= a->hi * a_factor;
}

/* Adds what entry's figure says of its table, given the others of its code [from, to). */
static void vote(const mz_problem *problem, const keyed *all, size_t from, size_t to, size_t entry, votes *votes)
{
    bool as_printed = false, times = false, by = false;
    const mz_interval *own = &problem->figures[all[entry].figure].interval;
    for (size_t i = from; i < to && i < from + MOST_TABLES; i++) {
        if (all[i].table == all[entry].table) continue;
        const mz_interval *other = &problem->figures[all[i].figure].interval;
        as_printed |= agree(own, 1, other, 1);
        times |= agree(own, FACTOR, other, 1);
        by |= agree(own, 1, other, FACTOR);
    }
    votes->as_printed += as_printed;
    votes->times += times && !as_printed;
    votes->by += by && !as_printed;
}

/* The table's figures as they are meant, in the other unit. */
static void put_right(mz_problem *problem, size_t number, mz_unit unit, bool times)
{
    const mz_table *table = &problem->document->tables[number];
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            uint32_t index = mz_problem_figure(problem, number, r, c);
            mz_figure *figure = index != MZ_NO_FIGURE ? &problem->figures[index] : NULL;
            if (figure == NULL || !mz_unit_is_money(figure->amount->unit)) continue;
            mz_amount *amount = mz_arena_alloc(problem->arena, sizeof *amount);
            const int64_t most = MZ_LARGEST / FACTOR;
            if (amount == NULL || (times && (figure->interval.hi > most || figure->interval.lo < -most))) continue;
            *amount = *figure->amount;
            amount->unit = unit;
            amount->value = times ? amount->value * FACTOR : amount->value / FACTOR;
            figure->value = amount->value * 2;
            figure->interval = figure->interval.lo == figure->interval.hi ? (mz_interval){figure->value, figure->value}
                                                                          : mz_amount_interval(amount);
            figure->amount = amount;
        }
}

static void report(mz_problem *problem, const mz_table *table, mz_unit unit)
{
    const char *printed = mz_unit_name(table->unit), *meant = mz_unit_name(unit);
    mz_place place = {
        .span = table->span, .form = table->title, .row = "", .code = "", .column = "", .printed = printed};
    const char *zh =
        mz_arena_printf(problem->arena, "《%s》的单位印为“%s”，与其他各表比较应为“%s”。", table->title, printed, meant);
    const char *en =
        mz_arena_printf(problem->arena, "Table '%s' says its unit is %s; held against the others it is %s.",
                        table->title, printed, meant);
    mz_report_rule(problem, "unit.caption", &place, 1, zh, en, meant, printed);
}

/* --- tables that share no codes with others -------------------------------------------------------------------- */

/* What the document prints elsewhere: the figures of the tables whose unit is not in doubt, and those of the text. */
typedef struct witnesses {
    const mz_interval **items; /* by where they begin */
    size_t count;
    int64_t widest;
} witnesses;

static int compare_intervals(const void *left, const void *right)
{
    const mz_interval *a = *(const mz_interval *const *)left, *b = *(const mz_interval *const *)right;
    return (a->lo > b->lo) - (a->lo < b->lo);
}

static bool gather_witnesses(mz_problem *problem, const votes *votes, witnesses *w)
{
    const mz_document *document = problem->document;
    w->items = mz_arena_room(problem->arena, problem->figure_count + 1, sizeof *w->items);
    for (uint32_t f = 0; w->items != NULL && f < problem->figure_count; f++) {
        const mz_figure *figure = &problem->figures[f];
        const bool sure = figure->table == NULL || votes[figure->table - document->tables].as_printed >= FEWEST;
        const int64_t width = figure->interval.hi - figure->interval.lo;
        if (!sure || !mz_unit_is_money(figure->amount->unit) || figure->value == 0) continue;
        w->items[w->count++] = &figure->interval;
        if (width > w->widest) w->widest = width;
    }
    if (w->count > 1) qsort(w->items, w->count, sizeof *w->items, compare_intervals);
    return w->items != NULL;
}

/* Whether one of the witnesses agrees with the figure when both are taken by these factors. */
static bool is_witnessed(const witnesses *w, const mz_interval *own, mz_wide factor, mz_wide other_factor)
{
    const mz_wide least = (mz_wide)own->lo * factor - (mz_wide)w->widest * other_factor;
    size_t low = 0, high = w->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (w->items[middle]->lo * other_factor < least)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < w->count && i < low + MOST_TABLES; i++) {
        if (w->items[i]->lo * other_factor > own->hi * factor) return false;
        if (agree(own, factor, w->items[i], other_factor)) return true;
    }
    return false;
}

/* What the figures of a table say of its unit, each value once in a row: those that say something, as votes, and of all
 * how many there are and how many are printed elsewhere when they are moved. */
typedef struct answer {
    votes telling;
    uint32_t figures, moved;
} answer;

static answer ask_witnesses(const mz_problem *problem, size_t number, const witnesses *w)
{
    enum { FEWEST_DIGITS = 3, MOST_ROWS = 256 };
    const mz_table *table = &problem->document->tables[number];
    answer said = {0};
    for (size_t r = 0; r < table->row_count && r < MOST_ROWS; r++) {
        int64_t last = 0;
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            const uint32_t index = mz_problem_figure(problem, number, r, c);
            const mz_figure *figure = index != MZ_NO_FIGURE ? &problem->figures[index] : NULL;
            if (figure == NULL || figure->value == last || figure->value == 0 ||
                !mz_unit_is_money(figure->amount->unit))
                continue;
            last = figure->value;
            const bool telling = mz_telling_digits(figure->value / 2) >= FEWEST_DIGITS,
                       printed = telling && is_witnessed(w, &figure->interval, 1, 1),
                       times = !printed && is_witnessed(w, &figure->interval, FACTOR, 1),
                       by = !printed && is_witnessed(w, &figure->interval, 1, FACTOR);
            said.figures++;
            said.moved += table->unit == MZ_UNIT_YUAN ? times : by;
            said.telling.as_printed += printed;
            said.telling.times += telling && times;
            said.telling.by += telling && by;
        }
    }
    return said;
}

/* Whether the answer is that the unit is wrong: several telling figures, or all there are. */
static bool is_mistaken(const answer *said, bool yuan)
{
    const uint32_t telling = yuan ? said->telling.times : said->telling.by;
    return said->telling.as_printed == 0 &&
           (telling >= FEWEST || (telling > 0 && said->moved >= FEWEST && said->moved == said->figures));
}

static int64_t largest_of(const mz_problem *problem, size_t table)
{
    int64_t largest = 0;
    for (size_t r = 0; r < problem->document->tables[table].row_count; r++) {
        const uint32_t figure = largest_figure(problem, table, r);
        if (figure != MZ_NO_FIGURE && problem->figures[figure].value > largest)
            largest = problem->figures[figure].value;
    }
    return largest;
}

/* Tables whose figures are all far below or above those of the others: they are looked for elsewhere. */
static void correct_uncoded(mz_problem *problem, const votes *votes, int64_t largest)
{
    const mz_document *document = problem->document;
    witnesses w = {0};
    for (size_t t = 0; t < document->table_count; t++) {
        const mz_table *table = &document->tables[t];
        if (!is_of_money(table) || votes[t].as_printed > 0 || votes[t].times + votes[t].by >= FEWEST) continue;
        const bool yuan = table->unit == MZ_UNIT_YUAN;
        const int64_t own = largest_of(problem, t);
        if (own == 0 || (!yuan && table->unit != MZ_UNIT_WAN) || (yuan ? own > largest / FACTOR : own <= largest))
            continue;
        if (w.items == NULL && !gather_witnesses(problem, votes, &w)) return;
        const answer said = ask_witnesses(problem, t, &w);
        if (!is_mistaken(&said, yuan)) continue;
        const mz_unit unit = yuan ? MZ_UNIT_WAN : MZ_UNIT_YUAN;
        report(problem, table, unit);
        put_right(problem, t, unit, yuan);
    }
}

void mz_correct_units(mz_problem *problem)
{
    size_t count = 0, right = 0, tables = problem->document->table_count;
    int64_t largest = 0;
    keyed *all = collect(problem, &count);
    votes *votes = mz_arena_array(problem->arena, tables + 1, sizeof *votes);
    if (all == NULL || votes == NULL) return;
    for (size_t from = 0, to = 0; from < count; from = to) {
        while (to < count && all[to].code == all[from].code) to++;
        for (size_t i = from; i < to; i++) vote(problem, all, from, to, i, &votes[all[i].table]);
    }
    for (size_t t = 0; t < tables; t++) right += votes[t].as_printed >= FEWEST;
    for (size_t t = 0; t < tables && right >= 2; t++) {
        const mz_table *table = &problem->document->tables[t];
        bool times = votes[t].times >= FEWEST && table->unit == MZ_UNIT_YUAN;
        bool by = votes[t].by >= FEWEST && table->unit == MZ_UNIT_WAN;
        if (votes[t].as_printed > 0 || times == by) continue;
        mz_unit unit = times ? MZ_UNIT_WAN : MZ_UNIT_YUAN;
        report(problem, table, unit);
        put_right(problem, t, unit, times);
    }
    for (size_t i = 0; i < count; i++)
        if (votes[all[i].table].as_printed >= FEWEST && problem->figures[all[i].figure].value > largest)
            largest = problem->figures[all[i].figure].value;
    if (right >= 2) correct_uncoded(problem, votes, largest);
}
