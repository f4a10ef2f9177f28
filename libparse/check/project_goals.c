/* project_goals.c - a total that the goals of a project state in words, against its cost indicator. */
#include <stdlib.h>
#include <string.h>

#include "flat.h"
#include "projects.h"

enum { LONGEST_FIGURE = 24, MOST_LINES = 40 };

/* The figure in 万元 behind a word for a total in line; false when there is none. */
static bool read_total(mz_problem *problem, const mz_wordlist *words, const char *line, mz_amount *amount)
{
    for (size_t i = 0; i < words->count; i++) {
        const char *at = strstr(line, words->words[i].text);
        if (at == NULL) continue;
        at += words->words[i].length;
        at += strspn(at, " ");
        size_t digits = strspn(at, "0123456789.");
        const char *unit = at + digits + strspn(at + digits, " ");
        if (digits == 0 || digits > LONGEST_FIGURE || strncmp(unit, "万元", strlen("万元")) != 0) continue;
        char *printed = mz_arena_alloc(problem->arena, digits + 1);
        return printed != NULL && mz_amount_read(at, digits, MZ_UNIT_WAN, printed, amount) == MZ_OK;
    }
    return false;
}

/* The only cost indicator of the project in 万元; MZ_NO_FIGURE when there are none or several. */
static uint32_t only_cost(mz_problem *problem, const mz_project *project)
{
    uint32_t found = MZ_NO_FIGURE;
    for (size_t r = 0; r < project->table->row_count; r++) {
        if (!mz_indicator_is_cost(problem, project, r, MZ_INDICATOR_LEVEL2)) continue;
        uint32_t cost = mz_indicator_money(problem, project, r);
        if (cost == MZ_NO_FIGURE || found != MZ_NO_FIGURE) return MZ_NO_FIGURE;
        found = cost;
    }
    return found;
}

/* A single cost ceiling above the budget that the goals state as well. */
static void check_cost(mz_problem *problem, const mz_project *project, uint32_t cost, uint32_t budget)
{
    enum { YEARS = 2 }; /* a cost of so many budgets is that of all years of the project */
    if (problem->figures[cost].interval.lo <= problem->figures[budget].interval.hi ||
        problem->figures[cost].value / YEARS >= problem->figures[budget].value)
        return;
    const mz_place places[2] = {mz_figure_place(problem, cost), mz_figure_place(problem, budget)};
    const char *zh = mz_arena_printf(problem->arena, "项目“%s”的成本指标上限%s超过预算数%s。", project->name,
                                     places[0].printed, places[1].printed);
    const char *en = mz_arena_printf(problem->arena, "The cost ceiling %s of project '%s' is more than its budget %s.",
                                     places[0].printed, project->name, places[1].printed);
    mz_report_rule(problem, "project.ceilings", places, 2, zh, en, places[1].printed, places[0].printed);
}

static void compare(mz_problem *problem, mz_project *project, const mz_line *line, const mz_amount *stated)
{
    const mz_table *table = project->table;
    const uint32_t cost = only_cost(problem, project), budget = project->amounts[MZ_PROJECT_BUDGET];
    if (cost == MZ_NO_FIGURE || problem->figures[cost].value == stated->value * 2) return;
    if (budget != MZ_NO_FIGURE && problem->figures[budget].value == stated->value * 2)
        check_cost(problem, project, cost, budget); /* the goals are right: the cost may be one of several */
    if (budget != MZ_NO_FIGURE && problem->figures[budget].value != problem->figures[cost].value) return;
    project->goal_line = line->number;
    mz_place places[2] = {{.span = {line->number, line->page, line->offset, line->offset + line->length},
                           .form = table->title,
                           .row = table->subject,
                           .code = "",
                           .column = "绩效目标",
                           .printed = stated->printed},
                          mz_figure_place(problem, cost)};
    const char *zh = mz_arena_printf(problem->arena, "项目“%s”的绩效目标写明共计%s万元，成本指标却是%s万元。",
                                     table->subject, stated->printed, places[1].printed);
    const char *en = mz_arena_printf(
        problem->arena, "The goal of project '%s' states a total of %s, its cost indicator is %s (ten thousand yuan).",
        table->subject, stated->printed, places[1].printed);
    mz_report_rule(problem, "project.goal", places, 2, zh, en, places[1].printed, stated->printed);
}

/* The only indicator of the project that satisfies wanted; SIZE_MAX when there are none or several. */
static size_t only_row(const mz_problem *problem, const mz_project *project,
                       bool (*wanted)(const mz_problem *, const mz_project *, size_t))
{
    size_t found = SIZE_MAX;
    for (size_t r = 0; r < project->table->row_count; r++) {
        if (project->table->rows[r].side != 0 || !wanted(problem, project, r)) continue;
        if (found != SIZE_MAX) return SIZE_MAX;
        found = r;
    }
    return found;
}

static bool counts_persons(const mz_problem *problem, const mz_project *project, size_t r)
{
    (void)problem;
    return strcmp(mz_indicator_text(project, r, MZ_INDICATOR_UNIT), "人") == 0;
}

static bool is_rate_per_person(const mz_problem *problem, const mz_project *project, size_t r)
{
    if (strcmp(mz_indicator_text(project, r, MZ_INDICATOR_UNIT), "元") != 0) return false;
    const mz_wordlist *words = &problem->rulebook->wordlists[MZ_WORDLIST_PER_PERSON];
    const char *label = project->table->rows[r].label;
    return mz_wordlist_find(words, label, strlen(label), NULL) != NULL;
}

/* The amount of the year that the project's declaration prints; MZ_NO_FIGURE when there is none. */
static uint32_t declared_amount(const mz_problem *problem, const mz_project *project)
{
    if (project->budget == SIZE_MAX) return MZ_NO_FIGURE;
    const mz_table *table = &problem->document->tables[project->budget];
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->column_count; c++) {
            uint32_t figure = mz_problem_cell(problem, project->budget, r, c);
            if (figure != MZ_NO_FIGURE && problem->figures[figure].value > 0) return figure;
        }
    return MZ_NO_FIGURE;
}

/* Persons times rate, once or for twelve months, against the project's amount. Other periods are possible: only told.
 */
static void check_rate(mz_problem *problem, const mz_project *project)
{
    const mz_table *table = project->table;
    size_t persons = only_row(problem, project, counts_persons), rate = only_row(problem, project, is_rate_per_person);
    uint32_t amount = declared_amount(problem, project);
    if (persons == SIZE_MAX || rate == SIZE_MAX || amount == MZ_NO_FIGURE) return;
    const char *count_text = mz_indicator_text(project, persons, MZ_INDICATOR_VALUE);
    size_t digits = strlen(count_text);
    uint32_t money = mz_indicator_money(problem, project, rate);
    if (money == MZ_NO_FIGURE || digits == 0 || digits > 6 || strspn(count_text, "0123456789") != digits) return;
    int64_t count = strtol(count_text, NULL, 10);
    int64_t once = problem->figures[money].value / 2, whole = problem->figures[amount].value / 2;
    if (once > INT64_MAX / 12 / (count + 1) || whole == once * count || whole == once * count * 12) return;
    mz_place places[3] = {
        mz_indicator_place(table, &table->rows[persons], mz_indicator_cell(project, persons, MZ_INDICATOR_PRINTED)),
        mz_figure_place(problem, money), mz_figure_place(problem, amount)};
    const char *zh = mz_arena_printf(problem->arena, "项目“%s”有%s人、人均%s元，乘一次或十二个月都得不出项目金额%s。",
                                     project->name, count_text, places[1].printed, places[2].printed);
    const char *en = mz_arena_printf(
        problem->arena,
        "Project '%s' has %s persons at %s yuan; neither once nor for twelve months does that give its amount %s.",
        project->name, count_text, places[1].printed, places[2].printed);
    mz_report_rule(problem, "project.unit_cost", places, 3, zh, en, NULL, places[2].printed);
}

/* The total that the goals above the project's first indicator state, nearest first, against its cost. The lines with a
 * word for a total are known from the flat text. */
static void check_total(mz_problem *problem, const mz_flat *flat, mz_project *project)
{
    const mz_text *text = flat->source;
    const mz_marks *marks = &flat->marks[MZ_MARKS_GOAL_TOTALS];
    const mz_wordlist *words = &problem->rulebook->wordlists[MZ_WORDLIST_GOAL_TOTALS];
    const mz_table *table = project->table;
    uint32_t first = table->row_count > 0 ? table->rows[0].span.line : 0;
    uint32_t from = table->span.line < first ? table->span.line + 1 : 1;
    if (first < 2 || first > text->count) return;
    if (first > MOST_LINES + from) from = first - MOST_LINES;
    size_t last = SIZE_MAX, m = mz_marks_before(marks, flat->starts[first - 1]);
    while (m-- > 0 && marks->items[m].at >= flat->starts[from - 1]) {
        size_t line = mz_flat_line(flat, marks->items[m].at);
        mz_amount stated;
        if (line == last || !read_total(problem, words, text->lines[line].text, &stated)) {
            last = line;
            continue;
        }
        compare(problem, project, &text->lines[line], &stated);
        return;
    }
}

void mz_project_goals(mz_projects *projects)
{
    const mz_flat *flat = mz_problem_flat(projects->problem);
    for (size_t p = 0; p < projects->count && flat != NULL; p++) {
        if (projects->items[p].indicators == SIZE_MAX) continue;
        check_rate(projects->problem, &projects->items[p]);
        check_total(projects->problem, flat, &projects->items[p]);
    }
}
