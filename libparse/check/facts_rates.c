/* facts_rates.c - percentages of the text recomputed: growth and completion. */
#include <string.h>

#include "facts_rates.h"
#include "flat.h"

enum { WINDOW = MZ_FACTS_WINDOW, NEXT = 1, NEAR = 16, CLASS_DIGITS = 3, SHORTEST_ITEM = 6 /* bytes, two characters */ };

static const mz_fact *fact_at(const mz_facts *facts, size_t fact)
{
    return &facts->problem->document->facts[fact];
}

static const mz_wordlist *list_of(const mz_facts *facts, mz_wordlist_id id)
{
    return &facts->problem->rulebook->wordlists[id];
}

/* Whether a percentage is calculated from other: a fact of kind with its item, in its section, whose prefix is in the
 * list (NULL: the current value). What the percentage says it is compared with needs no prefix: 较2030年…增长5%. */
static bool is_operand(const mz_facts *facts, mz_fact_kind kind, const mz_wordlist *prefixes, size_t fact, size_t other)
{
    const mz_fact *own = fact_at(facts, fact), *f = fact_at(facts, other);
    if (f->kind != kind || f->section != own->section || !mz_unit_is_money(f->amount.unit) ||
        facts->items[other] != facts->items[fact])
        return false;
    if (kind != MZ_FACT_VALUE) return true;
    if (prefixes == NULL) return mz_fact_is_current(facts, other);
    bool prior = prefixes == list_of(facts, MZ_WORDLIST_PRIOR_PREFIXES) && own->base_year != 0 &&
                 own->base_year != own->period && f->period == own->base_year && f->sentence == own->sentence;
    return prior || mz_fact_has_prefix(facts, other, prefixes);
}

size_t mz_facts_operand(const mz_facts *facts, size_t fact, mz_fact_kind kind, const mz_wordlist *prefixes)
{
    const mz_document *document = facts->problem->document;
    size_t found[4] = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    for (int side = 0; side < 2; side++)
        for (size_t step = 1; step <= WINDOW && (side == 0 ? step <= fact : fact + step < document->fact_count);
             step++) {
            size_t other = side == 0 ? fact - step : fact + step;
            uint32_t a = document->facts[other].sentence, b = document->facts[fact].sentence;
            bool apart = a != b, far = a + NEXT < b || b + NEXT < a;
            /* in flow text names get lost: there only sentences near by speak of the same thing for certain */
            if (apart && ((far && document->serialisation == MZ_SERIAL_FLOW) || found[0] != SIZE_MAX)) break;
            size_t *slot = &found[side + 2 * apart];
            if (*slot == SIZE_MAX && is_operand(facts, kind, prefixes, fact, other)) *slot = other;
        }
    for (size_t i = 0; i < 4; i++)
        if (found[i] != SIZE_MAX) return found[i];
    return SIZE_MAX;
}

/* Nothing is a percentage of nothing. */
static void report_zero_base(mz_facts *facts, size_t percent, size_t base)
{
    mz_problem *problem = facts->problem;
    if (fact_at(facts, percent)->amount.value == 0) return;
    mz_place places[] = {mz_figure_place(problem, problem->fact_figures[percent]),
                         mz_figure_place(problem, problem->fact_figures[base])};
    const char *zh = mz_arena_printf(problem->arena, "“%s”的基数是0，得不出%s%%。", places[0].row, places[0].printed);
    const char *en = mz_arena_printf(problem->arena, "The base of '%s' is 0: %s%% cannot be calculated from it.",
                                     places[0].row, places[0].printed);
    mz_report_rule(problem, "narrative.zero_base", places, 2, zh, en, NULL, places[0].printed);
}

/* Whether one of the two rises and the other falls. */
static bool is_opposite(const mz_facts *facts, size_t percent, size_t change)
{
    int64_t rate = fact_at(facts, percent)->amount.value, amount = fact_at(facts, change)->amount.value;
    return (rate > 0 && amount < 0) || (rate < 0 && amount > 0);
}

/* Whether both directions of the template stand before the figure ("增长（下降）3%"), which is told as such: its sign
 * says nothing. */
static bool goes_both_ways(const mz_facts *facts, size_t fact)
{
    const mz_flat *flat = mz_problem_flat(facts->problem);
    const mz_marks *marks = flat != NULL ? &flat->marks[MZ_MARKS_PHRASES] : NULL;
    for (size_t m = 0; marks != NULL && m < marks->count; m++)
        if (marks->items[m].at + marks->items[m].length == flat->facts[fact] &&
            json_is_true(
                json_object_get(mz_mark_entry(facts->problem, MZ_MARKS_PHRASES, &marks->items[m]), "both_ways")))
            return true;
    return false;
}

/* "增加5万元，下降3%": one of the two words is wrong. In flow text names get lost, so nothing is said there. */
static void check_direction(mz_facts *facts, size_t percent, size_t change)
{
    mz_problem *problem = facts->problem;
    const mz_fact *rate = fact_at(facts, percent), *amount = fact_at(facts, change);
    if (problem->fact_figures[change] == MZ_NO_FIGURE || problem->fact_figures[percent] == MZ_NO_FIGURE) return;
    if (!is_opposite(facts, percent, change) || change + 1 != percent || rate->sentence != amount->sentence ||
        problem->document->serialisation == MZ_SERIAL_FLOW)
        return;
    mz_place places[] = {mz_figure_place(problem, problem->fact_figures[change]),
                         mz_figure_place(problem, problem->fact_figures[percent])};
    const char *zh = mz_arena_printf(problem->arena, "“%s”的增减额%s与增减率%s%%一增一减，方向相反。", places[0].row,
                                     places[0].printed, places[1].printed);
    const char *en = mz_arena_printf(problem->arena, "'%s' changes by %s and by %s%%: one rises, the other falls.",
                                     places[0].row, places[0].printed, places[1].printed);
    mz_report_rule(problem, "narrative.direction", places, 2, zh, en, NULL, places[0].printed);
}

/* Whether flow text prints amounts between the figures that no sentence has: its lines stand in another order than they
 * were written in, and the percentage may be of something else. */
static bool is_scrambled(const mz_facts *facts, size_t a, size_t b)
{
    static const char digits[] = "0123456789";
    const mz_flat *flat = mz_problem_flat(facts->problem);
    size_t first = a < b ? a : b, last = a < b ? b : a, known = last - first, points = 0;
    if (facts->problem->document->serialisation != MZ_SERIAL_FLOW || flat == NULL) return false;
    for (const char *at = flat->text + flat->facts[first], *end = flat->text + flat->facts[last]; at < end; at++)
        points += *at == '.' && strchr(digits, at[1]) != NULL && at > flat->text && strchr(digits, at[-1]) != NULL;
    return points > known;
}

const char *mz_facts_share_words(const mz_facts *facts, size_t percent, size_t *length)
{
    enum { REACH = 60 };
    const mz_flat *flat = mz_problem_flat(facts->problem);
    const char *share = json_string_value(mz_rulebook_value(facts->problem->rulebook, "share_word"));
    if (flat == NULL || share == NULL) return NULL;
    size_t end = flat->facts[percent], begin = end;
    while (begin > 0 && end - begin < REACH && strncmp(flat->text + begin, share, strlen(share)) != 0) begin--;
    *length = end - begin;
    return *length < REACH ? flat->text + begin : NULL;
}

/* Whether a share says of what it is one ("占授予中小企业合同金额的82%"). */
static bool names_whole(const mz_facts *facts, size_t percent, const mz_fact *whole)
{
    size_t length;
    const char *between = mz_facts_share_words(facts, percent, &length);
    const mz_key *name = facts->items[whole - facts->problem->document->facts];
    return between != NULL && name->length > 0 && memmem(between, length, name->text, name->length) != NULL;
}

/* Whether the percentage is right of another amount of its sentence than it was taken to be of: names are inherited
 * from clause to clause, and this one was not meant. */
static bool fits_another(const mz_facts *facts, const mz_draft *draft, const mz_rule *rule, size_t percent,
                         uint32_t numerators)
{
    const mz_problem *problem = facts->problem;
    const mz_document *document = problem->document;
    mz_relation relation = {
        .rule = rule, .form = MZ_FORM_RATIO, .terms = draft->terms, .term_count = (uint32_t)draft->count};
    relation.numerators = numerators;
    if (mz_relation_evaluate(problem, &relation, NULL, NULL) != MZ_STATE_BROKEN) return false;
    const mz_fact *rate = fact_at(facts, percent);
    if (rate->kind == MZ_FACT_SHARE &&
        names_whole(facts, percent, problem->figures[draft->terms[1 + numerators].figure].fact))
        return false;
    size_t near = rate->kind == MZ_FACT_SHARE && rate->amount.decimals > 0 ? NEAR : 0; /* 50% fits by chance */
    for (size_t f = percent; f-- > 0 && percent - f <= WINDOW && document->facts[f].section == rate->section &&
                             (document->facts[f].sentence == rate->sentence || percent - f <= near);) {
        if (fact_at(facts, f)->kind != MZ_FACT_VALUE || !mz_unit_is_money(fact_at(facts, f)->amount.unit)) continue;
        uint32_t other = problem->fact_figures[f];
        bool used = other == MZ_NO_FIGURE;
        for (size_t t = 0; t < draft->count; t++) used |= draft->terms[t].figure == other;
        for (size_t t = 1 + numerators; t < draft->count && !used; t++) {
            uint32_t own = draft->terms[t].figure;
            if (problem->figures[own].fact->kind != MZ_FACT_VALUE) continue;
            draft->terms[t].figure = other;
            bool fits = mz_relation_evaluate(problem, &relation, NULL, NULL) != MZ_STATE_BROKEN;
            draft->terms[t].figure = own;
            if (fits) return true;
        }
    }
    return false;
}

void mz_facts_ratio(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t percent, const mz_ratio_part *top,
                    size_t top_count, const mz_ratio_part *bottom, size_t bottom_count)
{
    mz_problem *problem = facts->problem;
    if (rule == NULL) return;
    mz_wide base = 0;
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, problem->fact_figures[percent], 1);
    for (size_t i = 0; i < top_count; i++)
        mz_draft_figure(problem, draft, problem->fact_figures[top[i].fact], top[i].sign);
    for (size_t i = 0; i < bottom_count; i++) {
        mz_draft_figure(problem, draft, problem->fact_figures[bottom[i].fact], bottom[i].sign);
        base += (mz_wide)fact_at(facts, bottom[i].fact)->amount.value * bottom[i].sign;
    }
    if (draft->count != 1 + top_count + bottom_count) return; /* a figure too large to calculate with */
    if (is_scrambled(facts, top[0].fact, percent)) draft->reason = "lines-out-of-order";
    if (base == 0 && draft->reason == NULL) {
        report_zero_base(facts, percent, bottom[0].fact);
        draft->reason = "zero-base";
    }
    if (draft->reason == NULL && fits_another(facts, draft, rule, percent, (uint32_t)top_count))
        draft->reason = "right-of-another-amount";
    mz_draft_commit(problem, draft, rule, MZ_FORM_RATIO, (uint32_t)top_count);
}

/* The amount that a total of both sides (收、支总计) is, under the name that the sentences before give one of them;
 * SIZE_MAX when it is no such total, or none does. */
static size_t total_before(const mz_facts *facts, size_t percent)
{
    const mz_compositions *totals = &facts->problem->rulebook->both_totals;
    for (size_t i = 0; i < totals->count; i++) {
        if (!mz_fact_named(facts, percent, totals->items[i].parts[0])) continue;
        for (size_t f = percent;
             f-- > 0 && percent - f <= WINDOW && fact_at(facts, f)->section == fact_at(facts, percent)->section;)
            if (mz_fact_is_current(facts, f) && mz_fact_named(facts, f, totals->items[i].whole)) return f;
    }
    return SIZE_MAX;
}

static void bind_growth(mz_facts *facts, mz_draft *draft, size_t percent)
{
    const mz_rule *rule = mz_rulebook_rule(facts->problem->rulebook, "narrative.growth");
    size_t value = mz_facts_operand(facts, percent, MZ_FACT_VALUE, NULL);
    size_t change = mz_facts_operand(facts, percent, MZ_FACT_CHANGE, NULL);
    size_t base = mz_facts_operand(facts, percent, MZ_FACT_VALUE, list_of(facts, MZ_WORDLIST_PRIOR_PREFIXES));
    if (rule == NULL) return;
    if (value == SIZE_MAX) value = total_before(facts, percent);
    if (change != SIZE_MAX && is_opposite(facts, percent, change) && goes_both_ways(facts, percent)) {
        mz_problem_not_evaluable(facts->problem, rule, "both-ways");
    } else if (value != SIZE_MAX && change != SIZE_MAX) {
        mz_ratio_part top[] = {{change, 1}}, bottom[] = {{value, 1}, {change, -1}};
        mz_facts_ratio(facts, draft, rule, percent, top, 1, bottom, 2);
    } else if (value != SIZE_MAX && base != SIZE_MAX) {
        mz_ratio_part top[] = {{value, 1}, {base, -1}}, bottom[] = {{base, 1}};
        mz_facts_ratio(facts, draft, rule, percent, top, 2, bottom, 1);
    } else {
        if (change != SIZE_MAX) check_direction(facts, percent, change);
        mz_problem_not_evaluable(facts->problem, rule, "base-not-printed");
    }
}

/* The budget that the sentence itself names before the percentage: X支出预算为…，支出决算为…，完成预算的…. */
static size_t named_budget_of(const mz_facts *facts, size_t percent)
{
    const mz_document *document = facts->problem->document;
    for (size_t f = percent; f-- > 0 && percent - f <= WINDOW;)
        if (document->facts[f].sentence == document->facts[percent].sentence &&
            facts->items[f] == facts->items[percent] && *facts->prefixes[f] == '\0' && mz_fact_is_planned(facts, f))
            return f;
    return SIZE_MAX;
}

/* The budget of which so many percent were carried out: 完成年初预算 is of the one at the start of the year, although
 * one that was adjusted may stand nearer. */
static size_t budget_of(const mz_facts *facts, size_t percent)
{
    const mz_document *document = facts->problem->document;
    for (size_t f = percent; f-- > 0 && percent - f <= WINDOW;) {
        if (document->facts[f].section != document->facts[percent].section) break;
        const char *prefix = facts->prefixes[f], *own = facts->prefixes[percent];
        size_t length = strlen(prefix), whole = strlen(own);
        bool named = length > 0 && whole > length && strcmp(own + whole - length, prefix) == 0;
        if (named && document->facts[f].kind == MZ_FACT_VALUE && mz_unit_is_money(document->facts[f].amount.unit) &&
            facts->items[f] == facts->items[percent])
            return f;
    }
    const size_t told = mz_facts_operand(facts, percent, MZ_FACT_VALUE, list_of(facts, MZ_WORDLIST_BUDGET_PREFIXES));
    if (told == SIZE_MAX) return named_budget_of(facts, percent);
    /* 年初预算为…，完成调整预算的…: the adjusted one is not told */
    const bool other = mz_fact_has_prefix(facts, percent, list_of(facts, MZ_WORDLIST_ADJUSTED_BUDGETS)) &&
                       mz_fact_has_prefix(facts, told, list_of(facts, MZ_WORDLIST_INITIAL_BUDGETS));
    return other ? SIZE_MAX : told;
}

/* Whether value stands in another sentence than fact and is one of several things, which that sentence names or tells
 * the shares of: the sentence of fact may speak of all of them. */
static bool is_one_of_several(const mz_facts *facts, size_t value, size_t fact)
{
    const mz_document *document = facts->problem->document;
    uint32_t sentence = document->facts[value].sentence;
    if (sentence == document->facts[fact].sentence) return false;
    for (size_t f = value; f-- > 0 && document->facts[f].sentence == sentence;)
        if (mz_fact_is_current(facts, f) && facts->items[f] != facts->items[value]) return true;
    for (size_t f = value + 1; f < fact && document->facts[f].sentence == sentence; f++)
        if (document->facts[f].kind == MZ_FACT_SHARE) return true;
    return false;
}

/* The completion of a budget that only a table prints. */
static void bind_completion_of_table(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t percent,
                                     size_t value)
{
    mz_problem *problem = facts->problem;
    const uint32_t budget = mz_facts_budget(facts, percent);
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, problem->fact_figures[percent], 1);
    mz_draft_figure(problem, draft, problem->fact_figures[value], 1);
    mz_draft_figure(problem, draft, budget, 1);
    if (draft->count != 3 || budget == MZ_NO_FIGURE || problem->figures[budget].value == 0)
        draft->reason = "budget-not-printed";
    else if (is_scrambled(facts, value, percent))
        draft->reason = "lines-out-of-order";
    mz_draft_commit(problem, draft, rule, MZ_FORM_RATIO, 1);
}

static void bind_completion(mz_facts *facts, mz_draft *draft, size_t percent)
{
    const mz_rule *rule = mz_rulebook_rule(facts->problem->rulebook, "narrative.completion");
    size_t value = mz_facts_operand(facts, percent, MZ_FACT_VALUE, NULL);
    size_t budget = budget_of(facts, percent);
    if (rule == NULL) return;
    if (value == SIZE_MAX) {
        mz_problem_not_evaluable(facts->problem, rule, "budget-not-printed");
        return;
    }
    if (is_one_of_several(facts, value, percent)) {
        mz_problem_not_evaluable(facts->problem, rule, "subject-not-certain");
        return;
    }
    if (budget == SIZE_MAX) {
        bind_completion_of_table(facts, draft, rule, percent, value);
        return;
    }
    mz_ratio_part top[] = {{value, 1}}, bottom[] = {{budget, 1}};
    mz_facts_ratio(facts, draft, rule, percent, top, 1, bottom, 1);
}

/* Whether table row is the only class with an amount in its table. */
static bool is_only_class(const mz_table *table, size_t row)
{
    for (size_t r = 0; r < table->row_count; r++) {
        bool amount = false;
        for (size_t c = 0; c < table->rows[r].cell_count; c++)
            amount |= table->rows[r].cells[c].kind == MZ_CELL_AMOUNT && table->rows[r].cells[c].amount.value != 0;
        if (r != row && amount && strlen(table->rows[r].code) == CLASS_DIGITS) return false;
    }
    return strlen(table->rows[row].code) == CLASS_DIGITS;
}

static bool names_only_class(const mz_facts *facts, size_t fact)
{
    const mz_rulebook *book = facts->problem->rulebook;
    const char *form = book->named_column_count > 0 ? book->named_columns[0].form : NULL;
    size_t count;
    const mz_named_row *rows = mz_facts_rows(facts, facts->items[fact], &count);
    for (size_t i = 0; i < count && form != NULL; i++) {
        const mz_table *table = &facts->problem->document->tables[rows[i].table];
        if (table->form != NULL && strcmp(table->form, form) == 0 && is_only_class(table, rows[i].row)) return true;
    }
    return false;
}

/*
 * A total whose only class is the same money: if both are said to have changed, by different amounts, their figures of
 * the year before differ, which only holds when another class has disappeared. One finding, however often it is said.
 */
static void check_bases(mz_facts *facts)
{
    mz_problem *problem = facts->problem;
    uint32_t wholes = problem->rulebook->wholes_of_classes;
    size_t part = SIZE_MAX, whole = SIZE_MAX;
    for (size_t f = 0; f < problem->document->fact_count; f++) {
        const mz_fact *fact = fact_at(facts, f);
        if (fact->kind != MZ_FACT_CHANGE || !mz_unit_is_money(fact->amount.unit)) continue;
        if (part == SIZE_MAX && names_only_class(facts, f)) part = f;
        if (whole == SIZE_MAX && mz_fact_named(facts, f, wholes)) whole = f;
    }
    if (part == SIZE_MAX || whole == SIZE_MAX) return;
    mz_interval a = mz_amount_interval(&fact_at(facts, part)->amount),
                b = mz_amount_interval(&fact_at(facts, whole)->amount);
    if (a.lo <= b.hi && b.lo <= a.hi) return;
    mz_place places[2] = {mz_figure_place(problem, problem->fact_figures[part]),
                          mz_figure_place(problem, problem->fact_figures[whole])};
    const char *zh =
        mz_arena_printf(problem->arena, "“%s”是“%s”的唯一一类，金额相同，增减额却分别为%s和%s，推算的上年数不一致。",
                        fact_at(facts, part)->item, fact_at(facts, whole)->item, places[0].printed, places[1].printed);
    const char *en =
        mz_arena_printf(problem->arena,
                        "'%s' is the only class of '%s', yet they are said to have changed by %s and %s: the figures "
                        "of the year before differ.",
                        fact_at(facts, part)->item, fact_at(facts, whole)->item, places[0].printed, places[1].printed);
    mz_report_rule(problem, "narrative.bases", places, 2, zh, en, places[1].printed, places[0].printed);
}

void mz_facts_rates(mz_facts *facts)
{
    check_bases(facts);
    mz_draft draft = {0};
    for (size_t f = 0; f < facts->problem->document->fact_count; f++) {
        const mz_fact *fact = fact_at(facts, f);
        if (fact->amount.unit != MZ_UNIT_PERCENT) continue;
        if (facts->items[f]->length < SHORTEST_ITEM) continue; /* what it is a rate of was not read */
        if (fact->kind == MZ_FACT_CHANGE_RATE) bind_growth(facts, &draft, f);
        if (fact->kind == MZ_FACT_COMPLETION) bind_completion(facts, &draft, f);
    }
    mz_facts_shares(facts);
}
