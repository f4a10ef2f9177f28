/* stage.c - mz_compare_stage: the budget at the start of the year, as final accounts tell it, against the budget. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"

enum {
    MOST_CANDIDATES = 64,     /* figures under one name: with more of them one will agree anyway */
    MOST_CONTRADICTIONS = 256 /* what comes behind them says nothing new: the documents do not belong together */
};

/* A figure of the budget by its name. */
typedef struct budgeted {
    const char *key;
    const char *code;
    const mz_amount *amount;
    uint32_t number; /* in the order of the document */
} budgeted;

/* A figure of the final accounts that is not what the budget printed under its name. */
typedef struct contradiction {
    const char *label;
    mz_place place;
    const mz_amount *amount, *planned;
    int64_t gap;
    bool total;
    bool told; /* with another one that has the same root */
} contradiction;

typedef struct stage {
    const mz_document *budget;
    const mz_word_list *label_marks; /* of changes.json */
    const mz_word_list *settings;    /* its entry `initial` */
    mz_problem problem;
    budgeted *figures;
    size_t count, capacity;
    contradiction *items;
    size_t item_count, item_capacity;
} stage;

static int by_key(const void *a, const void *b)
{
    const budgeted *left = a, *right = b;
    const int order = strcmp(left->key, right->key);
    if (order != 0) return order;
    return left->number < right->number ? -1 : left->number > right->number;
}

static void add_figure(stage *s, const char *key, const char *code, const mz_amount *amount)
{
    if (key == NULL || *key == '\0' || !mz_unit_is_money(amount->unit)) return;
    budgeted *figure = mz_arena_push(s->problem.arena, &s->figures, &s->count, &s->capacity, sizeof *figure);
    if (figure != NULL) *figure = (budgeted){key, code, amount, (uint32_t)s->count};
}

/* All figures of the budget under the name of their row or sentence; totals under the name of their form. */
static bool index_budget(stage *s)
{
    const mz_document *budget = s->budget;
    for (size_t t = 0; t < budget->table_count; t++) {
        const mz_table *table = &budget->tables[t];
        for (size_t r = 0; r < table->row_count; r++) {
            const mz_row *row = &table->rows[r];
            const bool total = strcmp(row->role, "total") == 0 && table->form != NULL;
            const char *key = total ? table->form : mz_change_key(s->label_marks, s->problem.arena, row->label);
            for (size_t k = 0; k < row->cell_count; k++)
                if (row->cells[k].kind == MZ_CELL_AMOUNT) add_figure(s, key, row->code, &row->cells[k].amount);
        }
    }
    for (size_t i = 0; i < budget->fact_count; i++)
        if (budget->facts[i].kind == MZ_FACT_VALUE)
            add_figure(s, mz_change_key(s->label_marks, s->problem.arena, budget->facts[i].item), "",
                       &budget->facts[i].amount);
    if (s->count > 1) qsort(s->figures, s->count, sizeof *s->figures, by_key);
    return !mz_arena_exhausted(s->problem.arena);
}

static bool equal(const mz_amount *a, const mz_amount *b)
{
    const mz_interval left = mz_amount_interval(a), right = mz_amount_interval(b);
    return left.lo <= right.hi && right.lo <= left.hi;
}

static size_t first_figure(const stage *s, const char *key)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(s->figures[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The budget's figure of this name when none of that name agrees with amount; NULL when one agrees, when there is none,
 * or when subjects of several codes bear the name. */
static const mz_amount *contradicting(const stage *s, const char *key, const mz_amount *amount)
{
    const mz_amount *found = NULL;
    const char *code = "";
    const size_t first = first_figure(s, key);
    for (size_t i = first; i < s->count && strcmp(s->figures[i].key, key) == 0; i++) {
        const budgeted *figure = &s->figures[i];
        if (i >= first + MOST_CANDIDATES || equal(figure->amount, amount)) return NULL;
        if (*code != '\0' && *figure->code != '\0' && strcmp(code, figure->code) != 0) return NULL;
        if (*figure->code != '\0') code = figure->code;
        if (found == NULL) found = figure->amount;
    }
    return found;
}

static void check_figure(stage *s, const char *label, const mz_place *place, const mz_amount *amount)
{
    const mz_word_list *form = mz_list_under(mz_list_of(s->settings, "totals"), label);
    const char *key = form->count > 0 ? form->words[0].text : mz_change_key(s->label_marks, s->problem.arena, label);
    const mz_amount *planned = contradicting(s, key, amount);
    int64_t gap;
    if (planned == NULL || s->item_count == MOST_CONTRADICTIONS) return;
    if (!mz_value_sub(amount->value, planned->value, &gap)) return;
    contradiction *item = mz_arena_push(s->problem.arena, &s->items, &s->item_count, &s->item_capacity, sizeof *item);
    if (item != NULL) *item = (contradiction){label, *place, amount, planned, gap, form->count > 0, false};
}

/* Whether two gaps are the same but for the last printed digits. */
static bool same_gap(const contradiction *a, int64_t gap)
{
    const mz_interval now = mz_amount_interval(a->amount), then = mz_amount_interval(a->planned);
    int64_t between;
    return mz_value_sub(a->gap, gap, &between) && llabs(between) <= now.hi - now.lo + (then.hi - then.lo);
}

/* Puts into places what has the root of the item: the same gap, in the text, in a table, of a heading or the total; and
 * the total when its gap is the sum of those of all parts. Returns their number. */
static size_t gather(stage *s, contradiction *root, int64_t sum, mz_place *places)
{
    size_t count = 0;
    places[count++] = root->place;
    root->told = true;
    for (size_t i = 0; i < s->item_count; i++) {
        contradiction *item = &s->items[i];
        if (item->told || !(same_gap(item, root->gap) || (item->total && !root->total && same_gap(item, sum))))
            continue;
        item->told = true;
        if (count < MOST_CANDIDATES) places[count++] = item->place;
    }
    return count;
}

static void report(stage *s, contradiction *root, int64_t sum)
{
    mz_place places[MOST_CANDIDATES];
    const mz_amount *amount = root->amount, *planned = root->planned;
    const size_t count = gather(s, root, sum, places);
    const char *zh =
        mz_arena_printf(s->problem.arena, "%s所称“%s”的年初预算为%s%s，而已公开的%d年预算中为%s%s，二者应当一致。",
                        mz_place_zh(&s->problem, places), root->label, amount->printed, mz_unit_name(amount->unit),
                        (int)s->budget->identity.fiscal_year, planned->printed, mz_unit_name(planned->unit));
    const char *en = mz_arena_printf(
        s->problem.arena,
        "%s gives %s %s as the budget at the start of the year for '%s', but the budget of %d says %s %s.",
        mz_place_en(&s->problem, places), amount->printed, mz_unit_name(amount->unit), root->label,
        (int)s->budget->identity.fiscal_year, planned->printed, mz_unit_name(planned->unit));
    if (zh == NULL || en == NULL) return;
    mz_report_rule(&s->problem, "change.initial_budget", places, count, zh, en, planned->printed, amount->printed);
}

/* One finding per root: the parts first, the totals only when no part accounts for them. */
static void report_all(stage *s)
{
    int64_t sum = 0;
    for (size_t i = 0; i < s->item_count; i++) { /* every gap once */
        bool counted = s->items[i].total;
        for (size_t k = 0; k < i && !counted; k++)
            counted = !s->items[k].total && same_gap(&s->items[i], s->items[k].gap);
        if (!counted && !mz_value_add(sum, s->items[i].gap, &sum)) sum = 0;
    }
    for (int total = 0; total < 2; total++)
        for (size_t i = 0; i < s->item_count; i++)
            if (!s->items[i].told && s->items[i].total == (total == 1)) report(s, &s->items[i], sum);
}

static void check_text(stage *s)
{
    const mz_document *final = s->problem.document;
    for (size_t i = 0; i < final->fact_count; i++) {
        const mz_fact *fact = &final->facts[i];
        if (fact->kind != MZ_FACT_VALUE || !mz_unit_is_money(fact->amount.unit)) continue;
        if (!mz_patterns_match(mz_list_of(s->settings, "facts"), fact->subject)) continue;
        if (fact->period != 0 && fact->period != final->identity.fiscal_year) continue;
        const mz_place place = {.span = fact->span,
                                .form = "",
                                .row = fact->subject,
                                .code = "",
                                .column = "",
                                .printed = fact->amount.printed};
        check_figure(s, fact->item, &place, &fact->amount);
    }
}

static void check_table(stage *s, const mz_table *table)
{
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t k = 0; k < table->rows[r].cell_count; k++) {
            const mz_row *row = &table->rows[r];
            const mz_cell *cell = &row->cells[k];
            if (cell->kind != MZ_CELL_AMOUNT || cell->confidence < 50 || strcmp(row->role, "total") == 0) continue;
            const char *path = table->columns[cell->column].path;
            const char *own = strrchr(path, '/');
            if (!mz_patterns_match(mz_list_of(s->settings, "columns"), own == NULL ? path : own + 1)) continue;
            const mz_place place = {.span = cell->span,
                                    .form = table->title,
                                    .row = row->label,
                                    .code = row->code,
                                    .column = path,
                                    .printed = cell->amount.printed};
            check_figure(s, row->label, &place, &cell->amount);
        }
}

static mz_status refuse(mz_error *error, mz_status code, const char *message)
{
    if (error != NULL) {
        *error = (mz_error){.code = code};
        snprintf(error->message, sizeof error->message, "%s", message);
    }
    return code;
}

mz_status mz_compare_stage(const mz_catalogue *catalogue, const mz_document *budget, mz_document *final,
                           const mz_check_options *rules, mz_error *error)
{
    if (budget->identity.kind == MZ_KIND_FINAL_ACCOUNTS || final->identity.kind == MZ_KIND_BUDGET)
        return refuse(error, MZ_ERR_ARGUMENT, "a budget and final accounts are compared, in this order");
    const int32_t planned = budget->identity.fiscal_year, closed = final->identity.fiscal_year;
    if (planned > 0 && closed > 0 && planned != closed)
        return refuse(error, MZ_ERR_ARGUMENT, "the budget and the final accounts are of different years");
    stage s = {.budget = budget,
               .label_marks = mz_list_of(catalogue->change_lists, "label_marks"),
               .settings = mz_list_of(catalogue->change_lists, "initial"),
               .problem = {.rulebook = catalogue->rulebook,
                           .options = rules,
                           .document = final,
                           .arena = final->arena,
                           .keep = final->arena,
                           .finding_count = final->finding_count,
                           .finding_room = final->finding_count,
                           .findings = final->findings}};
    if (index_budget(&s)) {
        check_text(&s);
        for (size_t t = 0; t < final->table_count; t++) check_table(&s, &final->tables[t]);
        report_all(&s);
    }
    final->findings = s.problem.findings;
    final->finding_count = s.problem.finding_count;
    if (mz_arena_exhausted(final->arena))
        return refuse(error, MZ_ERR_MEMORY, "the comparison needs more memory than allowed");
    return MZ_OK;
}
