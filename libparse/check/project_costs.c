/* project_costs.c - projects against project expenditure, the text, and their own cost indicators. */
#include <stdlib.h>
#include <string.h>

#include "projects.h"

enum { MOST_COSTS = 32, MOST_PLACES = 32, FEWEST_PROJECTS = 3, MOST_SLASHES = 4, MOST_NAMESAKES = 64 };

static uint32_t project_expenditure(const mz_problem *problem)
{
    const mz_document *document = problem->document;
    for (size_t t = 0; t < document->table_count; t++) {
        const mz_table *table = &document->tables[t];
        if (table->form == NULL || strcmp(table->form, "budget.expenditure") != 0) continue;
        for (size_t r = 0; r < table->row_count; r++)
            for (size_t c = 0; c < table->column_count && strcmp(table->rows[r].role, "total") == 0; c++)
                if (strcmp(table->columns[c].role, "project") == 0) return mz_problem_cell(problem, t, r, c);
    }
    for (size_t f = 0; f < document->fact_count; f++)
        if (document->facts[f].kind == MZ_FACT_VALUE && strcmp(document->facts[f].subject, "项目支出") == 0)
            return problem->fact_figures[f];
    return MZ_NO_FIGURE;
}

/* The first redaction mark of a row. */
static mz_span redacted_span(const mz_row *row)
{
    for (size_t c = 0; c < row->cell_count; c++)
        if (row->cells[c].kind == MZ_CELL_REDACTED) return row->cells[c].span;
    return row->span;
}

/* The budgets of the listed projects are part of project expenditure; when one is redacted, the rest gives it away. */
static void bind_budgets(mz_projects *projects, mz_draft *draft, uint32_t expenditure)
{
    mz_problem *problem = projects->problem;
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "projects.exceed");
    const mz_rule *whole = mz_rulebook_rule(problem->rulebook, "projects.whole");
    mz_place hidden[MOST_PLACES + 1];
    size_t hidden_count = 0, printed = 0;
    mz_wide sum = 0;
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, expenditure, -1);
    for (size_t p = 0; p < projects->count; p++) {
        const mz_project *project = &projects->items[p];
        uint32_t budget = project->amounts[MZ_PROJECT_BUDGET];
        if (budget != MZ_NO_FIGURE) {
            mz_draft_figure(problem, draft, budget, 1);
            sum += problem->figures[budget].value;
            printed++;
        } else if (project->budget_kind == MZ_CELL_REDACTED && hidden_count < MOST_PLACES) {
            const mz_table *table = &problem->document->tables[project->budget];
            hidden[hidden_count++] = (mz_place){.span = redacted_span(&table->rows[0]),
                                                .form = table->title,
                                                .row = project->name,
                                                .code = "",
                                                .column = "预算数",
                                                .printed = "**"};
        }
    }
    if (printed == 0) return;
    if (rule != NULL) mz_draft_commit(problem, draft, rule, MZ_FORM_AT_MOST, 0);
    if (hidden_count == 0) {
        for (size_t i = 0; i < draft->count; i++) draft->terms[i].coefficient = -draft->terms[i].coefficient;
        if (whole != NULL && printed >= FEWEST_PROJECTS) mz_draft_commit(problem, draft, whole, MZ_FORM_EQUAL, 0);
        return;
    }
    char rest[48];
    const mz_figure *total = &problem->figures[expenditure];
    hidden[hidden_count] = mz_figure_place(problem, expenditure);
    if (total->value < sum || mz_value_format((int64_t)((total->value - sum) / 2), total->amount->unit,
                                              total->amount->decimals, rest, sizeof rest) == 0)
        return;
    const char *zh =
        mz_arena_printf(problem->arena, "%zu个项目的预算数已隐去，但由项目支出%s减去其余项目可推出其合计为%s。",
                        hidden_count, total->amount->printed, rest);
    const char *en = mz_arena_printf(problem->arena,
                                     "%zu project budget(s) are redacted, but project expenditure %s less the others "
                                     "gives their sum: %s.",
                                     hidden_count, total->amount->printed, rest);
    mz_report_rule(problem, "redaction.projects", hidden, hidden_count + 1, zh, en, "", rest);
}

static bool is_whole_cost(const mz_problem *problem, const char *name)
{
    return mz_wordlist_find(&problem->rulebook->wordlists[MZ_WORDLIST_WHOLE_COST_NAMES], name, strlen(name), NULL) !=
           NULL;
}

/* The cost indicators of a project in 万元; values per person or piece have other units and are left out. */
static size_t read_costs(mz_projects *projects, const mz_project *project, uint32_t *costs)
{
    if (project->indicators == SIZE_MAX) return 0;
    size_t count = 0;
    for (size_t r = 0; r < project->table->row_count && count < MOST_COSTS; r++) {
        bool cost = project->rows[r].money != MZ_UNIT_NONE &&
                    (mz_indicator_is_cost(projects->problem, project, r, MZ_INDICATOR_LEVEL2) ||
                     mz_indicator_is_cost(projects->problem, project, r, MZ_INDICATOR_LEVEL3));
        uint32_t figure = cost ? mz_indicator_money(projects->problem, project, r) : MZ_NO_FIGURE;
        if (figure != MZ_NO_FIGURE) costs[count++] = figure;
    }
    return count;
}

/* One ceiling takes the whole budget and others come on top of it. */
static void check_ceilings(mz_projects *projects, const mz_project *project, const uint32_t *costs, size_t count)
{
    mz_problem *problem = projects->problem;
    uint32_t budget = project->amounts[MZ_PROJECT_BUDGET];
    if (budget == MZ_NO_FIGURE || count < 2 || count == MOST_COSTS) return;
    int64_t whole = problem->figures[budget].value, sum = 0;
    mz_place places[MOST_COSTS + 1];
    for (size_t i = 0; i < count; i++) {
        const mz_figure *cost = &problem->figures[costs[i]];
        if (cost->value == whole && is_whole_cost(problem, cost->row->label)) return;
        sum += cost->value;
        places[i] = mz_figure_place(problem, costs[i]);
    }
    places[count] = mz_figure_place(problem, budget);
    if (sum <= whole || (sum % whole == 0 && whole > 0)) return;
    char text[48];
    const mz_amount *like = problem->figures[budget].amount;
    if (mz_value_format(sum / 2, like->unit, like->decimals, text, sizeof text) == 0) return;
    const char *zh = mz_arena_printf(problem->arena, "项目“%s”的各项成本指标上限合计%s，超过预算数%s。", project->name,
                                     text, like->printed);
    const char *en =
        mz_arena_printf(problem->arena, "The cost ceilings of project '%s' add up to %s, more than its budget %s.",
                        project->name, text, like->printed);
    mz_report_rule(problem, "project.ceilings", places, count + 1, zh, en, like->printed, text);
}

/* An item of the project's use of money that an indicator names as well has one amount. */
static void bind_item(mz_projects *projects, mz_draft *draft, const mz_rule *rule, const mz_project *project, size_t f)
{
    mz_problem *problem = projects->problem;
    if (project->indicators == SIZE_MAX) return;
    for (size_t r = 0; r < project->table->row_count; r++) {
        if (strcmp(mz_indicator_text(project, r, MZ_INDICATOR_LEVEL3), problem->document->facts[f].item) != 0) continue;
        uint32_t cost = mz_indicator_money(problem, project, r);
        if (cost == MZ_NO_FIGURE) continue;
        mz_draft_reset(draft);
        mz_draft_figure(problem, draft, problem->fact_figures[f], 1);
        mz_draft_figure(problem, draft, cost, -1);
        mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
    }
}

static int compare_names(const void *left, const void *right)
{
    const mz_project *a = *(const mz_project *const *)left, *b = *(const mz_project *const *)right;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a > b) - (a < b);
}

static int compare_keys(const void *left, const void *right)
{
    const mz_project *a = *(const mz_project *const *)left, *b = *(const mz_project *const *)right;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a > b) - (a < b);
}

/* The projects in an order, so that each fact finds its own without looking at all. NULL when memory ran out. */
static const mz_project **sorted(const mz_projects *projects, int (*compare)(const void *, const void *))
{
    const mz_project **order = mz_arena_array(projects->problem->arena, projects->count + 1, sizeof *order);
    if (order == NULL) return NULL;
    for (size_t p = 0; p < projects->count; p++) order[p] = &projects->items[p];
    qsort(order, projects->count, sizeof *order, compare);
    return order;
}

/* The first of the projects in order whose name (or key) is not before the first length bytes of text. */
static size_t first_at(const mz_project *const *order, size_t count, bool by_key, const char *text, size_t length)
{
    size_t low = 0;
    for (size_t high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (strncmp(by_key ? order[middle]->key : order[middle]->name, text, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void bind_items(mz_projects *projects, mz_draft *draft)
{
    mz_problem *problem = projects->problem;
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "project.item");
    const mz_project **order = NULL;
    for (size_t f = 0; f < problem->document->fact_count && rule != NULL; f++) {
        const mz_fact *fact = &problem->document->facts[f];
        if (fact->kind != MZ_FACT_VALUE || !mz_unit_is_money(fact->amount.unit)) continue;
        const char *slash = strchr(fact->subject, '/');
        if (slash != NULL && order == NULL) order = sorted(projects, compare_names);
        if (order == NULL) continue;
        for (unsigned tried = 0; slash != NULL && tried < MOST_SLASHES; tried++, slash = strchr(slash + 1, '/')) {
            size_t length = (size_t)(slash - fact->subject);
            size_t p = length > 0 ? first_at(order, projects->count, false, fact->subject, length) : projects->count;
            for (size_t last = p + MOST_NAMESAKES; p < projects->count && p < last; p++) {
                if (strncmp(order[p]->name, fact->subject, length) != 0 || order[p]->name[length] != '\0') break;
                bind_item(projects, draft, rule, order[p], f);
            }
        }
    }
}

/* The project of whose budget a fact of this name speaks: the only one whose name begins so (the text may leave a
 * suffix out), or the one that agrees when there are several. *several tells that there are and none agrees. */
static const mz_project *project_of(const mz_projects *projects, const mz_project *const *order, const char *key,
                                    int64_t value, bool *several)
{
    size_t hits = 0, length = strlen(key);
    const mz_project *found = NULL;
    *several = false;
    size_t first = length > 0 ? first_at(order, projects->count, true, key, length) : projects->count;
    for (size_t p = first; p < projects->count && p < first + MOST_NAMESAKES; p++) {
        if (strncmp(order[p]->key, key, length) != 0) break;
        uint32_t budget = order[p]->amounts[MZ_PROJECT_BUDGET];
        if (budget == MZ_NO_FIGURE) continue;
        if (projects->problem->figures[budget].value == value) return order[p];
        hits++;
        if (strcmp(order[p]->key, key) == 0) found = order[p];
    }
    *several = hits > 1;
    return hits == 1 ? found : NULL;
}

/* Whether no project's key begins as that of the item does, by the first character, which most are told by. begins:
 * bits of the characters that the keys begin with. */
static bool is_no_project(const char *item, uint64_t begins)
{
    enum { FIRST_LEAD = 0xE4, LAST_LEAD = 0xE9 /* of Chinese characters */ };
    const unsigned char lead = (unsigned char)*item;
    return lead >= FIRST_LEAD && lead <= LAST_LEAD && mz_text_is_key(item) && (begins & mz_wordlist_bit(item)) == 0;
}

/* Facts of the text that name a project: the amount of its budget. */
static void bind_mentions(mz_projects *projects, mz_draft *draft)
{
    mz_problem *problem = projects->problem;
    const mz_rule *mention = mz_rulebook_rule(problem->rulebook, "project.mention");
    const mz_rule *total = mz_rulebook_rule(problem->rulebook, "project.total");
    const mz_project **order = sorted(projects, compare_keys);
    uint64_t begins = 0;
    if (mention == NULL || total == NULL || order == NULL) return;
    for (size_t p = 0; p < projects->count; p++)
        if (*projects->items[p].key != '\0') begins |= mz_wordlist_bit(projects->items[p].key);
    for (size_t f = 0; f < problem->document->fact_count; f++) {
        const mz_fact *fact = &problem->document->facts[f];
        if (fact->kind != MZ_FACT_VALUE || !mz_unit_is_money(fact->amount.unit)) continue;
        if (problem->fact_figures[f] == MZ_NO_FIGURE || is_no_project(fact->item, begins)) continue;
        const char *key = mz_text_key(problem->arena, fact->item, strlen(fact->item));
        /* 共计 in a project's own text may sum up one of several parts: it is evidence, no more */
        const mz_rule *rule = strcmp(fact->subject, fact->item) == 0 ? mention : total;
        bool several;
        const mz_project *project =
            key != NULL ? project_of(projects, order, key, fact->amount.value * 2, &several) : NULL;
        if (key != NULL && several) mz_problem_not_evaluable(problem, rule, "several-projects-of-that-name");
        if (project == NULL || (rule == total && project->goal_line == fact->span.line)) continue;
        mz_draft_reset(draft);
        mz_draft_figure(problem, draft, problem->fact_figures[f], 1);
        mz_draft_figure(problem, draft, project->amounts[MZ_PROJECT_BUDGET], -1);
        mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
    }
}

/* Where no project prints a budget, its cost ceiling stands for it: together they should be the project expenditure. */
static void check_ceilings_sum(mz_projects *projects, uint32_t expenditure, int64_t sum, const mz_place *places,
                               size_t count, const char *printed)
{
    mz_problem *problem = projects->problem;
    const mz_figure *total = &problem->figures[expenditure];
    int64_t slack = (total->interval.hi - total->interval.lo) / 2 * (int64_t)(count + 1);
    int64_t difference = sum - total->value;
    if (difference <= slack && -difference <= slack) return;
    const char *zh = mz_arena_printf(problem->arena,
                                     "各项目成本指标上限合计%s，与项目支出%s不一致：或有项目未列，或有上限与预算不符。",
                                     printed, total->amount->printed);
    const char *en = mz_arena_printf(problem->arena,
                                     "The projects' cost ceilings add up to %s, project expenditure is %s: a project "
                                     "is not listed, or a ceiling is not the budget.",
                                     printed, total->amount->printed);
    mz_report_rule(problem, "projects.ceilings", places, count, zh, en, total->amount->printed, printed);
}

static void sum_ceilings(mz_projects *projects, uint32_t expenditure)
{
    mz_problem *problem = projects->problem;
    mz_place *places = mz_arena_array(problem->arena, projects->count + 1, sizeof *places);
    if (places == NULL) return;
    places[0] = mz_figure_place(problem, expenditure);
    size_t count = 1, without = 0;
    mz_wide sum = 0;
    for (size_t p = 0; p < projects->count; p++) {
        uint32_t costs[MOST_COSTS];
        if (projects->items[p].amounts[MZ_PROJECT_BUDGET] != MZ_NO_FIGURE) return;
        size_t own = read_costs(projects, &projects->items[p], costs);
        if (own != 1) {
            without++;
            continue;
        }
        sum += problem->figures[costs[0]].value;
        places[count++] = mz_figure_place(problem, costs[0]);
    }
    char text[48];
    if (without > 1 || count <= FEWEST_PROJECTS || sum > 2 * MZ_LARGEST ||
        mz_value_format((int64_t)(sum / 2), MZ_UNIT_WAN, 2, text, sizeof text) == 0)
        return;
    check_ceilings_sum(projects, expenditure, (int64_t)sum, places, count, text);
}

void mz_project_relations(mz_projects *projects)
{
    mz_draft draft = {0};
    uint32_t expenditure = project_expenditure(projects->problem);
    if (expenditure != MZ_NO_FIGURE) {
        bind_budgets(projects, &draft, expenditure);
        sum_ceilings(projects, expenditure);
    }
    bind_mentions(projects, &draft);
    for (size_t p = 0; p < projects->count; p++) {
        uint32_t costs[MOST_COSTS];
        check_ceilings(projects, &projects->items[p], costs, read_costs(projects, &projects->items[p], costs));
    }
    bind_items(projects, &draft);
}
