/* repair_report.c - tells what the search for the smallest repair found: one finding per root cause. */
#include <stdlib.h>
#include <string.h>

#include "repair.h"

enum { MOST_PLACES = 48, MOST_EXPLAINED = 64 };
enum { ENOUGH_WITNESSES = 2 /* other figures of a sum, or one of another table */ };

/* Relations and places of a finding under construction. */
typedef struct story {
    uint32_t relations[MOST_EXPLAINED];
    size_t relation_count;
    uint32_t figures[MOST_PLACES];
    size_t figure_count;
    size_t alike; /* other findings' relations that differ by as much, told with the first one's */
} story;

static void tell_figure(story *story, uint32_t figure)
{
    for (size_t i = 0; i < story->figure_count; i++)
        if (story->figures[i] == figure) return;
    if (story->figure_count < MOST_PLACES) story->figures[story->figure_count++] = figure;
}

static void tell_relation(mz_search *search, story *story, uint32_t number)
{
    mz_relation *relation = &search->problem->relations[number];
    relation->settled = true;
    if (story->relation_count < MOST_EXPLAINED) story->relations[story->relation_count++] = number;
}

static void tell_terms(const mz_problem *problem, story *story)
{
    for (size_t i = 0; i < story->relation_count; i++) {
        const mz_relation *relation = &problem->relations[story->relations[i]];
        tell_figure(story, relation->terms[0].figure);
    }
    for (size_t i = 0; i < story->relation_count; i++) {
        const mz_relation *relation = &problem->relations[story->relations[i]];
        for (uint32_t t = 1; t < relation->term_count; t++) tell_figure(story, relation->terms[t].figure);
    }
}

static const char *format_value(mz_problem *problem, int64_t halves, const mz_amount *like)
{
    char buffer[MZ_FIGURE_TEXT];
    mz_interval one = mz_amount_interval(like); /* as wide as one last digit, in half counts */
    int64_t digit = one.hi - one.lo, rest = digit > 0 ? halves % digit : 0;
    if (rest < 0) rest += digit;
    halves += rest * 2 >= digit && rest != 0 ? digit - rest : -rest;
    size_t length = mz_value_format(halves / 2, like->unit, like->decimals, buffer, sizeof buffer);
    const char *text = mz_arena_copy(problem->arena, buffer, length);
    return text != NULL ? text : "";
}

/* The figure that a repair writes: it may have more decimals than the one it replaces. */
static const char *format_repair(mz_problem *problem, int64_t halves, const mz_amount *like)
{
    char buffer[MZ_FIGURE_TEXT];
    size_t length = mz_value_format(halves / 2, like->unit, like->decimals, buffer, sizeof buffer);
    const char *text = mz_arena_copy(problem->arena, buffer, length);
    return text != NULL ? text : "";
}

static const char *unit_name(const mz_amount *amount)
{
    const char *name = mz_unit_name(amount->unit);
    return *name != '\0' ? name : amount->unit_text;
}

static const struct {
    const char *slip, *zh, *en;
} slip_texts[] = {{"transposition", "两位数字颠倒", "two digits swapped"},
                  {"digit", "一位数字有误", "one digit wrong"},
                  {"dropped-digit", "漏写一位数字", "a digit left out"},
                  {"added-digit", "多写一位数字", "a digit too many"},
                  {"sign", "正负号写反", "the sign reversed"},
                  {"scale", "小数点错位", "the decimal point misplaced"},
                  {"unit", "金额单位写错", "the wrong unit of money"},
                  {"copied", "抄了相邻的数字", "copied from the neighbouring figure"},
                  {"shifted", "错行或错列", "shifted by a row or column"},
                  {"total", "合计未随明细更新", "a total not brought up to date"}};

static const char *slip_text(const char *slip, bool chinese)
{
    for (size_t i = 0; i < sizeof slip_texts / sizeof *slip_texts; i++)
        if (strcmp(slip_texts[i].slip, slip) == 0) return chinese ? slip_texts[i].zh : slip_texts[i].en;
    return "";
}

/* Whether figure is the total of a sum that does not hold. */
static bool is_total(const mz_problem *problem, const story *story, uint32_t figure)
{
    for (size_t i = 0; i < story->relation_count; i++) {
        const mz_relation *relation = &problem->relations[story->relations[i]];
        if (relation->terms[0].figure == figure && relation->form == MZ_FORM_EQUAL &&
            relation->terms[1].figure != figure &&
            problem->figures[relation->terms[1].figure].table == problem->figures[figure].table)
            return true;
    }
    return false;
}

static const char *name_slip(const mz_problem *problem, const story *story, const mz_unit_of_change *change)
{
    if (strcmp(change->slip, "other") != 0) return change->slip;
    return is_total(problem, story, change->figures[0]) ? "total" : "other";
}

static mz_repair make_repair(mz_problem *problem, const story *story, const mz_unit_of_change *change, bool unique)
{
    const mz_amount *amount = problem->figures[change->figures[0]].amount;
    return (mz_repair){.place = mz_figure_place(problem, change->figures[0]),
                       .from = amount->printed,
                       .to = format_repair(problem, change->value, amount),
                       .slip = name_slip(problem, story, change),
                       .unique = unique};
}

/* The value that the relation's other figures give for its first one; false when there is none. */
static bool expected_of(const mz_search *search, const mz_relation *relation, int64_t *value)
{
    memset(search->moving, 0, relation->term_count * sizeof *search->moving);
    search->moving[0] = true;
    mz_interval range;
    int64_t printed = search->problem->figures[relation->terms[0].figure].value;
    return mz_relation_solve(search->problem, relation, search->moving, printed, NULL, NULL, &range, value);
}

/* How two figures that contradict a relation are put beside each other. */
typedef struct order {
    const char *zh, *link, *en;
} order;

static const order *order_of(const mz_relation *relation)
{
    static const order orders[] = {
        {"而", "是", ""}, {"小于", "的", "more than that: "}, {"大于", "的", "less than that: "}};
    if (relation->form != MZ_FORM_AT_MOST) return &orders[0];
    return relation->terms[0].coefficient < 0 ? &orders[1] : &orders[2];
}

/* Whether the first figure is no sum of the others: one of them is taken away from the rest. */
static bool is_difference(const mz_relation *relation)
{
    const bool positive = relation->terms[0].coefficient > 0;
    for (uint32_t t = 1; t < relation->term_count && relation->form == MZ_FORM_EQUAL; t++)
        if ((relation->terms[t].coefficient > 0) == positive) return true;
    return false;
}

/* How the relation contradicts the figure, for a message: "其组成部分之和为 X". */
static void describe(mz_search *search, const mz_relation *relation, const char **zh, const char **en)
{
    mz_problem *problem = search->problem;
    int64_t value = 0;
    *zh = *en = "";
    if (!expected_of(search, relation, &value)) return;
    const mz_amount *amount = problem->figures[relation->terms[0].figure].amount;
    const char *sum = format_value(problem, value, amount), *unit = unit_name(amount);
    mz_place first = mz_figure_place(problem, relation->terms[0].figure);
    const char *where_zh = mz_place_zh(problem, &first), *where_en = mz_place_en(problem, &first);
    if (relation->form == MZ_FORM_RATIO || is_difference(relation)) {
        *zh = mz_arena_printf(problem->arena, "%s印的是%s%s，按所引数字计算为%s%s", where_zh, amount->printed, unit,
                              sum, unit);
        *en = mz_arena_printf(problem->arena, "%s prints %s%s, but the figures it refers to give %s%s", where_en,
                              amount->printed, unit, sum, unit);
    } else if (relation->term_count == 2) {
        mz_place other = mz_figure_place(problem, relation->terms[1].figure);
        const order *is = order_of(relation);
        *zh = mz_arena_printf(problem->arena, "%s是%s%s，%s%s%s%s%s", where_zh, amount->printed, unit, is->zh,
                              mz_place_zh(problem, &other), is->link, other.printed,
                              unit_name(problem->figures[relation->terms[1].figure].amount));
        *en = mz_arena_printf(problem->arena, "%s prints %s %s, but %s%s prints %s", where_en, amount->printed, unit,
                              is->en, mz_place_en(problem, &other), other.printed);
    } else {
        const bool less = relation->form == MZ_FORM_AT_MOST;
        *zh = mz_arena_printf(problem->arena, "%s是%s%s，而各组成部分合计%s为%s%s", where_zh, amount->printed, unit,
                              less ? "更大，" : "", sum, unit);
        *en = mz_arena_printf(problem->arena, "%s prints %s %s, but its parts add up to %s%s", where_en,
                              amount->printed, unit, less ? "more: " : "", sum);
    }
    if (*zh == NULL || *en == NULL) *zh = *en = "";
}

/* The most severe relation; ties go to the first. */
static const mz_relation *head_of(const mz_problem *problem, const story *story)
{
    const mz_relation *head = &problem->relations[story->relations[0]];
    for (size_t i = 1; i < story->relation_count; i++) {
        const mz_relation *other = &problem->relations[story->relations[i]];
        if (other->severity > head->severity) head = other;
    }
    return head;
}

static void publish(mz_search *search, story *story, mz_report *report, const char *zh, const char *en)
{
    mz_problem *problem = search->problem;
    mz_place places[MOST_PLACES];
    const char *explains[MOST_EXPLAINED];
    for (size_t i = 0; i < story->figure_count; i++) places[i] = mz_figure_place(problem, story->figures[i]);
    for (size_t i = 0; i < story->relation_count; i++) explains[i] = problem->relations[story->relations[i]].rule->id;
    report->places = places;
    report->place_count = story->figure_count;
    report->explains = explains;
    report->explain_count = story->relation_count;
    report->zh = zh;
    report->en = en;
    mz_report_add(problem, report);
}

/* Rivals that explain as much as the change itself. */
static size_t collect_repairs(mz_search *search, const story *story, const mz_unit_of_change *change,
                              mz_repair *repairs, bool *unique, bool *clear)
{
    size_t count = 0;
    unsigned second = 1000;
    for (size_t i = 0; i < search->rival_count; i++) {
        const mz_unit_of_change *rival = &search->rivals[i];
        if ((rival->kind == MZ_MOVES_CHAIN) != (change->kind == MZ_MOVES_CHAIN) || rival->mended != change->mended ||
            rival->spoiled != change->spoiled ||
            rival->soft_mended + change->soft_spoiled < change->soft_mended + rival->soft_spoiled)
            continue;
        if (count == 1) second = rival->cost;
        repairs[count++] = make_repair(search->problem, story, rival, false);
    }
    *unique = count == 1;
    *clear = *unique || change->cost + 10 <= second;
    if (count > 0) repairs[0].unique = *unique;
    return count;
}

/* The single broken relation cannot tell which of its figures is wrong: it is reported on its total, with the rivals.
 */
static void report_undecided(mz_search *search, story *story, mz_report *report)
{
    mz_problem *problem = search->problem;
    const mz_relation *head = head_of(problem, story);
    const char *zh, *en;
    describe(search, head, &zh, &en);
    tell_terms(problem, story);
    const mz_figure *first = &problem->figures[head->terms[0].figure];
    int64_t expected = 0;
    if (expected_of(search, head, &expected)) {
        if (head->form != MZ_FORM_AT_MOST) report->expected = format_value(problem, expected, first->amount);
        report->delta = format_value(problem, first->value - expected, first->amount);
    }
    report->actual = first->amount->printed;
    report->unit = unit_name(first->amount);
    const char *end_zh = "。", *end_en = ".";
    if (report->delta != NULL) {
        end_zh = mz_arena_printf(problem->arena, "，相差%s%s。", report->delta, report->unit);
        end_en = mz_arena_printf(problem->arena, " (difference %s %s).", report->delta, report->unit);
    }
    if (story->alike > 0 && report->delta != NULL) {
        end_zh = mz_arena_printf(problem->arena, "，相差%s%s；该列另有%zu处相差同数，同出一因。", report->delta,
                                 report->unit, story->alike);
        end_en = mz_arena_printf(problem->arena, " (difference %s %s, as in %zu other relation(s) of the column).",
                                 report->delta, report->unit, story->alike);
    }
    zh = mz_arena_printf(problem->arena, "%s%s", zh, end_zh != NULL ? end_zh : "。");
    en = mz_arena_printf(problem->arena, "%s%s", en, end_en != NULL ? end_en : ".");
    publish(search, story, report, zh, en);
}

static void report_decided(mz_search *search, story *story, const mz_unit_of_change *change, mz_report *report,
                           mz_repair *repairs)
{
    mz_problem *problem = search->problem;
    const mz_relation *head = head_of(problem, story);
    const mz_figure *figure = &problem->figures[change->figures[0]];
    const char *zh, *en;
    describe(search, head, &zh, &en);
    for (size_t i = 0; i < change->count; i++) tell_figure(story, change->figures[i]);
    tell_terms(problem, story);
    report->expected = report->repairs[0].to;
    report->actual = figure->amount->printed;
    report->delta = format_repair(problem, figure->value - change->value, figure->amount);
    report->unit = unit_name(figure->amount);
    const char *meant = mz_repair_in_unit(problem, story->relations, story->relation_count, change->figures[0]);
    if (meant != NULL) {
        repairs[0].to = report->expected = meant;
        repairs[0].slip = "unit";
        report->delta = NULL;
    }
    mz_place place = mz_figure_place(problem, change->figures[0]);
    const char *slip_zh = slip_text(report->repairs[0].slip, true),
               *slip_en = slip_text(report->repairs[0].slip, false);
    const char *with_zh = change->kind == MZ_MOVES_CHAIN ? "（连同由它汇总的合计）" : "",
               *with_en = change->kind == MZ_MOVES_CHAIN ? " and the totals it went into" : "";
    zh = mz_arena_printf(problem->arena, "%s；%s的%s%s应为%s%s%s%s，如此%zu项勾稽关系全部成立。", zh,
                         mz_place_zh(problem, &place), report->actual, with_zh, report->expected,
                         *slip_zh != '\0' ? "（" : "", slip_zh, *slip_zh != '\0' ? "）" : "", story->relation_count);
    en = mz_arena_printf(problem->arena, "%s; with %s for %s in %s%s%s%s%s all %zu broken relation(s) hold.", en,
                         report->expected, report->actual, mz_place_en(problem, &place), with_en,
                         *slip_en != '\0' ? " (" : "", slip_en, *slip_en != '\0' ? ")" : "", story->relation_count);
    publish(search, story, report, zh, en);
}

/*
 * Whether the place of a table's figure is witnessed: a sum of several figures of the table holds with it, or another
 * table or the text prints the same amount where it must. A zero fits everywhere.
 */
static bool is_witnessed(const mz_problem *problem, const mz_figure *figure)
{
    for (uint32_t k = 0; k < figure->degree && figure->value != 0; k++) {
        const mz_relation *relation = &problem->relations[problem->incidence[figure->first + k].relation];
        if (relation->state == MZ_STATE_BROKEN || relation->form != MZ_FORM_EQUAL) continue;
        size_t others = 0;
        for (uint32_t t = 0; t < relation->term_count; t++) {
            const mz_figure *other = &problem->figures[relation->terms[t].figure];
            if (other == figure || other->value == 0) continue;
            others += other->table == figure->table ? 1 : ENOUGH_WITNESSES;
        }
        if (others >= ENOUGH_WITNESSES) return true;
    }
    return false;
}

/* In flow text a figure may stand in the wrong row or column. What only one relation says of figures whose place
 * nothing else witnesses, in a table that is in doubt elsewhere, and no slip of the pen explains, is as likely the
 * reading's mistake. */
static mz_severity believed(const mz_search *search, const story *story, bool slip)
{
    const mz_problem *problem = search->problem;
    const mz_relation *head = head_of(problem, story);
    if (slip || story->relation_count > 1 || problem->document->serialisation != MZ_SERIAL_FLOW) return head->severity;
    for (uint32_t t = 0; t < head->term_count; t++) {
        const mz_figure *figure = &problem->figures[head->terms[t].figure];
        if (figure->table == NULL || is_witnessed(problem, figure)) continue;
        const mz_table_doubt *doubt = &search->doubts[figure->table - problem->document->tables];
        if (doubt->doubtful > 0 || doubt->broken > 1) return MZ_INFO;
    }
    return head->severity;
}

/* Whether the story's relations are about more than one table or about the text too. */
static bool is_about_several(const mz_problem *problem, const story *story)
{
    const mz_table *table = problem->figures[problem->relations[story->relations[0]].terms[0].figure].table;
    for (size_t i = 0; i < story->relation_count; i++) {
        const mz_relation *relation = &problem->relations[story->relations[i]];
        for (uint32_t t = 0; t < relation->term_count; t++)
            if (problem->figures[relation->terms[t].figure].table != table) return true;
    }
    return false;
}

/*
 * A figure that was read into a wrong place differs from the right one by chance, not by a slip of the pen, and what
 * many relations and the rest of the document agree on is no misreading either. Then the relations say again what they
 * said before the reading was doubted.
 */
static void believe_again(const mz_search *search, const story *story, const mz_unit_of_change *change, bool unique)
{
    enum { FEWEST_DIGITS = 5, MANY_RELATIONS = 3 };
    mz_problem *problem = search->problem;
    int64_t printed = problem->figures[change->figures[0]].value;
    if (change->kind == MZ_MOVES_CHAIN || change->spoiled + change->soft_spoiled > 0 ||
        mz_telling_digits(printed / 2) < FEWEST_DIGITS || mz_telling_digits(change->value / 2) < FEWEST_DIGITS)
        return;
    bool agreed = change->backed || is_about_several(problem, story);
    bool pen = strcmp(change->slip, "transposition") == 0 || strcmp(change->slip, "digit") == 0;
    for (size_t i = 0; i < story->relation_count && !pen; i++)
        if (problem->relations[story->relations[i]].misplaced) return;
    if (pen ? !agreed && story->relation_count < 2
            : !unique || !agreed || !change->alone || story->relation_count < MANY_RELATIONS)
        return;
    for (size_t i = 0; i < story->relation_count; i++) {
        mz_relation *relation = &problem->relations[story->relations[i]];
        relation->severity = relation->asserted;
    }
}

/* Whether the relations only say how large a figure may be: then its bound is not what it should be. */
static bool only_bounds(const mz_problem *problem, const story *story)
{
    for (size_t i = 0; i < story->relation_count; i++)
        if (problem->relations[story->relations[i]].form != MZ_FORM_AT_MOST) return false;
    return true;
}

void mz_report_repair(mz_search *search, const uint32_t *mended, size_t count, const mz_unit_of_change *change)
{
    story story = {0};
    for (size_t i = 0; i < count; i++) tell_relation(search, &story, mended[i]);
    if (story.relation_count == 0) return;
    mz_repair repairs[MZ_RIVALS];
    bool unique, clear;
    mz_report report = {.repairs = repairs};
    report.repair_count = collect_repairs(search, &story, change, repairs, &unique, &clear);
    if (report.repair_count > 0 && (unique || clear)) believe_again(search, &story, change, unique);
    const mz_relation *head = head_of(search->problem, &story);
    report.rule = head->rule;
    bool slip = strcmp(change->slip, "other") != 0, copied = strcmp(change->slip, "copied") == 0;
    report.severity = believed(search, &story, slip && !copied);
    /* flow text: a figure of a table where none should be is one that was read into a wrong place */
    if (change->value == 0 && search->problem->figures[change->figures[0]].table != NULL &&
        search->problem->document->serialisation == MZ_SERIAL_FLOW)
        report.severity = MZ_INFO;
    if (unique && slip && !copied && story.relation_count > 1) report.kind = "digit_error";
    if (!slip && only_bounds(search->problem, &story)) report.repair_count = 0;
    if (report.repair_count > 0 && (unique || (clear && slip)))
        report_decided(search, &story, change, &report, repairs);
    else
        report_undecided(search, &story, &report);
}

/* A broken relation under what one finding may tell together: its rule and the row of the figure it speaks of; or the
 * difference, and the column of its first figure in a table. */
typedef struct left_over {
    const mz_rule *rule;
    size_t table, row;       /* SIZE_MAX for the text */
    uint32_t relation, last; /* last: behind the relations told with it, in the order of rules and rows */
    int64_t apart;           /* the difference without its sign, 0 when it tells nothing */
    const mz_table *within;
    size_t column, depth; /* depth: digits of the row's code */
} left_over;

static int compare_left(const void *left, const void *right)
{
    const left_over *a = left, *b = right;
    if (a->rule != b->rule) return a->rule < b->rule ? -1 : 1; /* both of the rulebook's array */
    if (a->table != b->table) return a->table < b->table ? -1 : 1;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return (a->relation > b->relation) - (a->relation < b->relation);
}

static bool is_alike(const left_over *a, const left_over *b)
{
    return a->apart != 0 && a->apart == b->apart && a->within == b->within && a->column == b->column;
}

/* Those of one difference in one column together, the deepest row first: a part's mistake was carried up. */
static int compare_alike(const void *left, const void *right)
{
    const left_over *a = left, *b = right;
    if (a->apart != b->apart) return a->apart < b->apart ? -1 : 1;
    if (a->within != b->within) return a->within < b->within ? -1 : 1; /* both of the document's array */
    if (a->column != b->column) return a->column < b->column ? -1 : 1;
    if (a->depth != b->depth) return a->depth > b->depth ? -1 : 1;
    return compare_left(left, right);
}

static left_over file_relation(const mz_search *search, uint32_t number)
{
    enum { FEWEST_DIGITS = 3 };
    const mz_problem *problem = search->problem;
    const mz_relation *relation = &problem->relations[number];
    const mz_figure *lead = &problem->figures[relation->terms[0].figure];
    left_over item = {.rule = relation->rule, .table = SIZE_MAX, .row = SIZE_MAX, .relation = number};
    if (lead->row != NULL) {
        item.table = (size_t)(lead->table - problem->document->tables);
        item.row = (size_t)(lead->row - lead->table->rows);
    }
    int64_t expected;
    const bool ratio = relation->form == MZ_FORM_RATIO;
    for (uint32_t t = 0; t < relation->term_count && item.within == NULL && !ratio; t++) {
        const mz_figure *figure = &problem->figures[relation->terms[t].figure];
        if (figure->table == NULL) continue;
        item.within = figure->table;
        item.column = figure->cell->column;
        item.depth = strlen(figure->row->code);
    }
    if (item.within != NULL && expected_of(search, relation, &expected)) {
        item.apart = lead->value < expected ? expected - lead->value : lead->value - expected;
        if (mz_telling_digits(item.apart / 2) < FEWEST_DIGITS) item.apart = 0;
    }
    return item;
}

/* Gathers what one rule says of one row into one item each: then one row is missing or wrong, not one figure in each of
 * its columns. Returns how many items there are; the others' relations are in all, in their order. */
static size_t gather_rows(left_over *items, size_t count, uint32_t *all)
{
    size_t kept = 0;
    qsort(items, count, sizeof *items, compare_left);
    for (size_t i = 0; i < count; i++) {
        left_over *before = kept > 0 ? &items[kept - 1] : NULL;
        const bool same = before != NULL && before->rule == items[i].rule && before->table == items[i].table &&
                          before->row == items[i].row && items[i].row != SIZE_MAX;
        all[i] = items[i].relation;
        if (same) {
            before->apart = 0;
        } else {
            items[kept] = items[i];
            before = &items[kept++];
            before->relation = (uint32_t)i;
        }
        before->last = (uint32_t)i + 1;
    }
    return kept;
}

void mz_report_unrepaired(mz_search *search, const uint32_t *relations, size_t count, bool gave_up)
{
    mz_problem *problem = search->problem;
    left_over *items = mz_arena_array(problem->arena, count + 1, sizeof *items);
    uint32_t *all = mz_arena_array(problem->arena, count + 1, sizeof *all);
    if (items == NULL || all == NULL) return;
    for (size_t i = 0; i < count; i++) items[i] = file_relation(search, relations[i]);
    count = gather_rows(items, count, all);
    qsort(items, count, sizeof *items, compare_alike);
    for (size_t from = 0, to = 0; from < count; from = to) {
        story story = {0};
        search->rival_count = 0;
        mz_report report = {.rule = items[from].rule, .severity = MZ_INFO};
        do {
            struct story own = {0};
            for (uint32_t i = items[to].relation; i < items[to].last; i++) {
                tell_relation(search, &own, all[i]);
                tell_relation(search, &story, all[i]);
            }
            mz_severity severity = believed(search, &own, false);
            if (severity > report.severity) report.severity = severity;
            to++;
        } while (to < count && is_alike(&items[from], &items[to]));
        story.alike = to - from - 1;
        if (gave_up) report.extra = "gave-up";
        report_undecided(search, &story, &report);
    }
}
