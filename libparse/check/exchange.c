/*
 * exchange.c - figures that stand in each other's place: two rows of a table, or two columns of a row. What gives them
 * away: two broken equalities with other tables, each of which wants what the other one prints. The figures are put
 * right before repairs are looked for, so that the exchange is one finding and not one per relation.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { CERTAIN = 100 /* confidence */ };
enum { MOST_FIGURES = 32, NEAREST = 2 /* rows apart */, MOST_TRIED = 256, MOST_RELATIONS = 512 };

/* A figure of a table of which a broken equality wants another value. */
typedef struct wish {
    uint32_t figure;
    size_t table, row;
    uint16_t column;
    const mz_interval *wanted;
} wish;

/* Pairs of figures that change places: (figures[0], figures[1]), (figures[2], figures[3]), ... */
typedef struct exchange {
    uint32_t figures[MOST_FIGURES];
    size_t count;
    bool rows; /* of two rows, else of two columns */
} exchange;

static bool overlap(const mz_interval *a, const mz_interval *b)
{
    return a->lo <= b->hi && b->lo <= a->hi;
}

/* Whether a figure may be one of another row by the way that it was read. */
static bool may_be_misread(const mz_figure *f)
{
    return f->doubtful || (f->table->serialisation == MZ_SERIAL_FLOW && f->cell->confidence < CERTAIN);
}

static void add_wish(mz_problem *problem, uint32_t figure, uint32_t other, wish *wishes, size_t *count)
{
    const mz_figure *f = &problem->figures[figure];
    if (f->table == NULL || f->cell == NULL || problem->figures[other].table == NULL || may_be_misread(f)) return;
    wishes[(*count)++] = (wish){.figure = figure,
                                .table = (size_t)(f->table - problem->document->tables),
                                .row = (size_t)(f->row - f->table->rows),
                                .column = f->cell->column,
                                .wanted = &problem->figures[other].interval};
}

static int compare_places(const void *left, const void *right)
{
    const wish *a = left, *b = right;
    if (a->table != b->table) return a->table < b->table ? -1 : 1;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

static wish *collect(mz_problem *problem, size_t *count)
{
    wish *wishes = mz_arena_room(problem->arena, 2 * problem->relation_count + 1, sizeof *wishes);
    if (wishes == NULL) return NULL;
    for (size_t r = 0; r < problem->relation_count; r++) {
        const mz_relation *relation = &problem->relations[r];
        if (relation->state != MZ_STATE_BROKEN || relation->form != MZ_FORM_EQUAL || relation->term_count != 2 ||
            relation->terms[0].coefficient + relation->terms[1].coefficient != 0)
            continue;
        add_wish(problem, relation->terms[0].figure, relation->terms[1].figure, wishes, count);
        add_wish(problem, relation->terms[1].figure, relation->terms[0].figure, wishes, count);
    }
    qsort(wishes, *count, sizeof *wishes, compare_places);
    return wishes;
}

/* Whether each of the two wants what the other prints, and not what it prints itself. */
static bool want_each_other(const mz_problem *problem, const wish *a, const wish *b)
{
    const mz_interval *x = &problem->figures[a->figure].interval, *y = &problem->figures[b->figure].interval;
    return a->figure != b->figure && !overlap(a->wanted, x) && !overlap(b->wanted, y) && overlap(a->wanted, y) &&
           overlap(b->wanted, x);
}

/* All figures of the two rows, column by column; what stands beside a blank stays out: no relation but those of its own
 * row, which an exchange of rows leaves alone, knows it. */
static bool pair_rows(const mz_problem *problem, const wish *a, const wish *b, exchange *e)
{
    const mz_row *x = &problem->document->tables[a->table].rows[a->row];
    *e = (exchange){.rows = true};
    for (size_t c = 0; c < x->cell_count; c++) {
        uint32_t one = mz_problem_cell(problem, a->table, a->row, x->cells[c].column);
        uint32_t two = mz_problem_cell(problem, b->table, b->row, x->cells[c].column);
        if (one == MZ_NO_FIGURE || two == MZ_NO_FIGURE || problem->figures[one].value == problem->figures[two].value)
            continue;
        if (e->count + 2 > MOST_FIGURES) return false;
        e->figures[e->count++] = one;
        e->figures[e->count++] = two;
    }
    return e->count > 0;
}

static void swap_figures(mz_problem *problem, uint32_t a, uint32_t b)
{
    mz_figure *x = &problem->figures[a], *y = &problem->figures[b];
    mz_interval interval = x->interval;
    int64_t value = x->value;
    const mz_amount *amount = x->amount;
    x->interval = y->interval, x->value = y->value, x->amount = y->amount;
    y->interval = interval, y->value = value, y->amount = amount;
}

static void apply(mz_problem *problem, const exchange *e)
{
    for (size_t i = 0; i < e->count; i += 2) swap_figures(problem, e->figures[i], e->figures[i + 1]);
}

/* Whether the relation is one of figures that the exchange moves; one within a row moves with the row. */
static bool touches(const mz_problem *problem, const mz_relation *relation, const exchange *e)
{
    const mz_row *row = problem->figures[relation->terms[0].figure].row;
    bool apart = !e->rows || row == NULL;
    for (uint32_t t = 1; t < relation->term_count && !apart; t++)
        apart = problem->figures[relation->terms[t].figure].row != row;
    if (!apart) return false;
    for (uint32_t t = 0; t < relation->term_count; t++)
        for (size_t i = 0; i < e->count; i++)
            if (relation->terms[t].figure == e->figures[i]) return true;
    return false;
}

/* How many broken relations the exchange would mend; 0 when it leaves one of its figures' relations broken. */
static size_t weigh(mz_problem *problem, const exchange *e)
{
    size_t mended = 0;
    bool good = true;
    apply(problem, e);
    for (size_t r = 0; r < problem->relation_count && good; r++) {
        const mz_relation *relation = &problem->relations[r];
        if (!touches(problem, relation, e)) continue;
        good = mz_relation_evaluate(problem, relation, NULL, NULL) != MZ_STATE_BROKEN;
        mended += relation->state == MZ_STATE_BROKEN;
    }
    apply(problem, e);
    return good ? mended : 0;
}

/* Carries the exchange out: states are brought up to date, the rules that were mended are listed. */
static size_t carry_out(mz_problem *problem, const exchange *e, const char **mended)
{
    size_t count = 0;
    apply(problem, e);
    for (size_t r = 0; r < problem->relation_count; r++) {
        mz_relation *relation = &problem->relations[r];
        if (!touches(problem, relation, e)) continue;
        if (relation->state == MZ_STATE_BROKEN && count < MOST_RELATIONS) mended[count++] = relation->rule->id;
        relation->state = mz_relation_evaluate(problem, relation, NULL, NULL);
    }
    return count;
}

static void report(mz_problem *problem, const exchange *e, const char *const *mended, size_t count)
{
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, e->rows ? "rows.exchanged" : "columns.exchanged");
    mz_severity severity;
    if (rule == NULL || !mz_rule_severity(problem, rule, &severity)) return;
    mz_place places[MOST_FIGURES];
    mz_repair repairs[MOST_FIGURES];
    for (size_t i = 0; i < e->count; i++) {
        places[i] = mz_figure_place(problem, e->figures[i]);
        places[i].printed = problem->figures[e->figures[i ^ 1]].amount->printed; /* they have changed places */
        repairs[i] = (mz_repair){.place = places[i],
                                 .from = places[i].printed,
                                 .to = problem->figures[e->figures[i]].amount->printed,
                                 .slip = "shifted",
                                 .unique = true};
    }
    const char *zh = mz_arena_printf(problem->arena, "%s与%s的金额互换了位置，换回后%zu项勾稽关系全部成立。",
                                     mz_place_zh(problem, &places[0]), mz_place_zh(problem, &places[1]), count);
    const char *en = mz_arena_printf(problem->arena,
                                     "The figures of %s and %s stand in each other's place; put right, %zu relation(s) "
                                     "hold.",
                                     mz_place_en(problem, &places[0]), mz_place_en(problem, &places[1]), count);
    mz_report report = {.rule = rule,
                        .severity = severity,
                        .places = places,
                        .place_count = e->count,
                        .zh = zh,
                        .en = en,
                        .expected = repairs[0].to,
                        .actual = repairs[0].from,
                        .repairs = repairs,
                        .repair_count = e->count,
                        .explains = mended,
                        .explain_count = count};
    mz_report_add(problem, &report);
}

/* The exchange that mends most; count 0 when there is none. *tried counts the trials. */
static exchange best_of(mz_problem *problem, const wish *wishes, size_t count, size_t *tried)
{
    exchange best = {.count = 0};
    size_t most = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count && wishes[k].table == wishes[i].table && *tried < MOST_TRIED; k++) {
            if (wishes[k].row > wishes[i].row + NEAREST) break;
            bool same_row = wishes[k].row == wishes[i].row;
            if ((!same_row && wishes[k].column != wishes[i].column) ||
                !want_each_other(problem, &wishes[i], &wishes[k]))
                continue;
            exchange e = {.figures = {wishes[i].figure, wishes[k].figure}, .count = 2};
            if (!same_row && !pair_rows(problem, &wishes[i], &wishes[k], &e)) continue;
            ++*tried;
            size_t mended = weigh(problem, &e);
            if (mended <= most) continue;
            most = mended;
            best = e;
        }
    return best;
}

void mz_find_exchanges(mz_problem *problem)
{
    size_t count = 0, tried = 0;
    wish *wishes = collect(problem, &count);
    const char **mended = mz_arena_room(problem->arena, MOST_RELATIONS, sizeof *mended);
    while (wishes != NULL && mended != NULL && tried < MOST_TRIED) {
        exchange e = best_of(problem, wishes, count, &tried);
        if (e.count == 0) return;
        report(problem, &e, mended, carry_out(problem, &e, mended));
    }
}
