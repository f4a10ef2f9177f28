/* plans.c - spending plans of projects: they end at the budget or at 100 percent, and mean the same thing throughout.
 */
#include <string.h>

#include "projects.h"

enum {
    PERIODS = MZ_PLAN_PERIODS,
    MOST_PLACES = 64,
    HEADER_LINES = 16,
    HALF_PERCENT = 2000000 /* one percent (or one 万元) in half counts */
};

typedef enum reading {
    READ_NONE,       /* no plan, or none that can be judged */
    READ_BOTH,       /* one value: the budget or 100 % at once */
    READ_CUMULATIVE, /* the last value is the budget */
    READ_PER_PERIOD, /* the values add up to the budget */
    READ_PERCENT,    /* ends at, or adds up to, 100 */
    READ_WRONG       /* none of these */
} reading;

typedef struct plan {
    uint32_t figures[PERIODS];
    size_t count;
    uint32_t budget;
    reading reading;
    bool cut; /* a cumulative percent plan that ends before 100 */
} plan;

static int64_t value_of(const mz_projects *projects, uint32_t figure)
{
    return projects->problem->figures[figure].value;
}

static bool near(int64_t a, int64_t b, int64_t slack)
{
    int64_t difference;
    return mz_value_sub(a, b, &difference) && difference <= slack && difference >= -slack;
}

/* Amounts and percentages count alike here: 1 % and 1 万元 are both 10^6 counts. */
static plan read_plan(const mz_projects *projects, const mz_project *project)
{
    plan plan = {.budget = project->amounts[MZ_PROJECT_BUDGET]};
    int64_t sum = 0, last = 0, slack = 0;
    bool rising = true;
    for (size_t i = 0; i < PERIODS; i++) {
        uint32_t figure = project->amounts[MZ_PROJECT_PLAN + i];
        if (figure == MZ_NO_FIGURE) continue;
        const mz_figure *f = &projects->problem->figures[figure];
        if (f->cell->confidence < MZ_SURE) return (struct plan){.budget = plan.budget};
        rising &= plan.count == 0 || f->value >= last;
        last = f->value;
        int64_t width;
        if (!mz_value_sub(f->interval.hi, f->interval.lo, &width) || !mz_value_add(slack, width / 2, &slack) ||
            !mz_value_add(sum, last, &sum))
            return (struct plan){.budget = plan.budget}; /* too large to be a plan */
        plan.figures[plan.count++] = figure;
    }
    if (plan.count == 0) return plan;
    const int64_t whole = 100 * (int64_t)HALF_PERCENT;
    int64_t budget = plan.budget != MZ_NO_FIGURE ? value_of(projects, plan.budget) : INT64_MIN;
    if (near(last, whole, 0) && rising)
        plan.reading = near(budget, whole, 0) && plan.count == 1 ? READ_BOTH : READ_PERCENT;
    else if (plan.budget != MZ_NO_FIGURE && rising && near(last, budget, slack))
        plan.reading = plan.count == 1 ? READ_BOTH : READ_CUMULATIVE;
    else if (plan.budget != MZ_NO_FIGURE && near(sum, budget, slack))
        plan.reading = READ_PER_PERIOD;
    else if (near(sum, whole, slack))
        plan.reading = READ_PERCENT;
    else if (plan.budget != MZ_NO_FIGURE)
        plan.reading = READ_WRONG;
    plan.cut = plan.reading == READ_WRONG && rising && last < whole &&
               strchr(projects->problem->figures[plan.figures[0]].cell->text, '%') != NULL;
    return plan;
}

/* A plan that ends at 100 percent or at the budget, but falls on the way there. */
static bool report_falling(mz_projects *projects, const mz_project *project, const plan *plan)
{
    mz_problem *problem = projects->problem;
    const uint32_t last = plan->figures[plan->count - 1];
    size_t i = 1;
    if (value_of(projects, last) != 100 * (int64_t)HALF_PERCENT &&
        (plan->budget == MZ_NO_FIGURE || value_of(projects, last) != value_of(projects, plan->budget)))
        return false;
    while (i < plan->count && value_of(projects, plan->figures[i]) >= value_of(projects, plan->figures[i - 1])) i++;
    if (i == plan->count) return false;
    const mz_place places[2] = {mz_figure_place(problem, plan->figures[i]),
                                mz_figure_place(problem, plan->figures[i - 1])};
    const char *zh = mz_arena_printf(problem->arena, "项目“%s”的资金支出计划按累计数填列，却由%s降到%s。",
                                     project->name, places[1].printed, places[0].printed);
    const char *en =
        mz_arena_printf(problem->arena, "The spending plan of project '%s' is cumulative but falls from %s to %s.",
                        project->name, places[1].printed, places[0].printed);
    mz_report_rule(problem, "plan.end", places, 2, zh, en, "", places[0].printed);
    return true;
}

static void report_wrong(mz_projects *projects, const mz_project *project, const plan *plan)
{
    if (report_falling(projects, project, plan)) return;
    mz_problem *problem = projects->problem;
    mz_place places[PERIODS + 1];
    size_t count = 0;
    for (size_t i = plan->count; i-- > 0;) places[count++] = mz_figure_place(problem, plan->figures[i]);
    if (plan->budget != MZ_NO_FIGURE) places[count++] = mz_figure_place(problem, plan->budget);
    const char *end = places[0].printed;
    const char *zh = mz_arena_printf(problem->arena, "项目“%s”的资金支出计划止于%s，既不是100%%，也不等于预算数。",
                                     project->name, end);
    const char *en =
        mz_arena_printf(problem->arena, "The spending plan of project '%s' ends at %s, neither 100%% nor the budget.",
                        project->name, end);
    mz_report_rule(problem, "plan.end", places, count, zh, en, plan->cut ? "100%" : "", end);
}

/* A plan printed although the budget is redacted gives the budget away. */
static void report_disclosed(mz_projects *projects, const mz_project *project, const plan *plan)
{
    mz_problem *problem = projects->problem;
    mz_place places[PERIODS];
    int64_t sum = 0;
    for (size_t i = 0; i < plan->count; i++) {
        places[i] = mz_figure_place(problem, plan->figures[i]);
        sum += value_of(projects, plan->figures[i]);
    }
    char total[48];
    const mz_amount *like = problem->figures[plan->figures[0]].amount;
    if (mz_value_format(sum / 2, like->unit, like->decimals, total, sizeof total) == 0) return;
    const char *zh = mz_arena_printf(problem->arena,
                                     "项目“%s”的预算数已隐去，但资金支出计划仍然印出（各期合计%s），可据此推出预算数。",
                                     project->name, total);
    const char *en = mz_arena_printf(
        problem->arena,
        "Project '%s' has a redacted budget but prints its spending plan (sum %s), which gives it away.", project->name,
        total);
    mz_report_rule(problem, "redaction.plan", places, plan->count, zh, en, "", total);
}

/* Whether the header above the figure (资金支出计划（%）) says that the plan is in percent. */
static bool header_is_percent(const mz_problem *problem, uint32_t figure)
{
    const mz_text *text = problem->document->text;
    uint32_t line = problem->figures[figure].cell->span.line;
    if (text == NULL || line == 0 || line > text->count) return false;
    for (uint32_t step = 0; step < HEADER_LINES && step < line; step++) {
        const char *content = text->lines[line - 1 - step].text;
        const char *header = strstr(content, "资金支出计划");
        if (header != NULL) return strchr(header, '%') != NULL || strstr(header, "％") != NULL;
    }
    return false;
}

/* One finding for the document when plans are amounts under a percent header. */
static void report_unit(mz_projects *projects, const plan *plans)
{
    mz_problem *problem = projects->problem;
    mz_place places[MOST_PLACES];
    size_t count = 0, wrong = 0;
    for (size_t p = 0; p < projects->count; p++) {
        bool amounts = plans[p].reading == READ_CUMULATIVE || plans[p].reading == READ_PER_PERIOD ||
                       (plans[p].reading == READ_BOTH && plans[p].count > 0);
        if (!amounts || value_of(projects, plans[p].figures[0]) == 100 * (int64_t)HALF_PERCENT) continue;
        const mz_figure *first = &problem->figures[plans[p].figures[0]];
        if (!header_is_percent(problem, plans[p].figures[0]) || strchr(first->cell->text, '%') != NULL) continue;
        wrong++;
        if (count < MOST_PLACES) places[count++] = mz_figure_place(problem, plans[p].figures[0]);
    }
    if (wrong == 0) return;
    const char *zh = mz_arena_printf(
        problem->arena, "资金支出计划的表头写明以百分比计，%zu个项目填的却是金额（相加或末期等于预算数）。", wrong);
    const char *en = mz_arena_printf(problem->arena,
                                     "The spending plan's header says percent, but %zu project(s) give amounts (they "
                                     "end at or add up to the budget).",
                                     wrong);
    mz_report_rule(problem, "plan.unit", places, count, zh, en, "%", places[0].printed);
}

/* One finding for the document when some plans are cumulative and others per period. */
static void report_convention(mz_projects *projects, const plan *plans)
{
    mz_problem *problem = projects->problem;
    mz_place places[MOST_PLACES];
    size_t count = 0, cumulative = 0, per_period = 0;
    for (size_t p = 0; p < projects->count; p++) {
        if (plans[p].reading != READ_CUMULATIVE && plans[p].reading != READ_PER_PERIOD) continue;
        if (plans[p].reading == READ_CUMULATIVE)
            cumulative++;
        else
            per_period++;
        if (count < MOST_PLACES) places[count++] = mz_figure_place(problem, plans[p].figures[0]);
    }
    if (cumulative == 0 || per_period == 0) return;
    const char *zh = mz_arena_printf(
        problem->arena, "资金支出计划口径不一：%zu个项目按累计数填列，%zu个项目按各期数填列。", cumulative, per_period);
    const char *en = mz_arena_printf(
        problem->arena,
        "Spending plans are inconsistent: %zu project(s) are cumulative, %zu give each period's amount.", cumulative,
        per_period);
    mz_report_rule(problem, "plan.convention", places, count, zh, en, NULL, NULL);
}

void mz_project_plans(mz_projects *projects)
{
    plan *plans = mz_arena_array(projects->problem->arena, projects->count, sizeof *plans);
    if (plans == NULL) return;
    for (size_t p = 0; p < projects->count; p++) {
        const mz_project *project = &projects->items[p];
        plans[p] = read_plan(projects, project);
        if (plans[p].reading == READ_WRONG) report_wrong(projects, project, &plans[p]);
        if (plans[p].count > 0 && plans[p].budget == MZ_NO_FIGURE && project->budget_kind == MZ_CELL_REDACTED)
            report_disclosed(projects, project, &plans[p]);
    }
    report_unit(projects, plans);
    report_convention(projects, plans);
}
