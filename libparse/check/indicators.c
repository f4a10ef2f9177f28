/* indicators.c - indicator rows: values left over, field words overwritten, operators that cannot be right. One finding
 * per project and rule. */
#include <stdlib.h>
#include <string.h>

#include "projects.h"

enum { MOST_PLACES = 32, MOST_ROWS = 256, LONG_NAME = 24 /* bytes, eight characters */ };

typedef bool row_rule(const mz_projects *projects, const mz_project *project, size_t r);

static bool has_any(const mz_projects *projects, mz_wordlist_id list, const char *text)
{
    return mz_wordlist_find(&projects->problem->rulebook->wordlists[list], text, strlen(text), NULL) != NULL;
}

/* Whether text is a word of a list. */
static bool is_any(const mz_projects *projects, mz_wordlist_id list, const char *text)
{
    return mz_wordlist_has(&projects->problem->rulebook->wordlists[list], text);
}

/* A value described in words that still carries a number: the number is left over from another table. */
static bool is_leftover(const mz_projects *projects, const mz_project *project, size_t r)
{
    const char *printed = mz_indicator_text(project, r, MZ_INDICATOR_PRINTED);
    const char *value = project->rows[r].value;
    return value != NULL && *value >= '0' && *value <= '9' &&
           has_any(projects, MZ_WORDLIST_DESCRIBED_IN_WORDS, printed);
}

/* The field word 单位 is gone although 符号 and 值 are there: a replace-all has overwritten it. */
static bool is_overwritten(const mz_projects *projects, const mz_project *project, size_t r)
{
    const char *printed = mz_indicator_text(project, r, MZ_INDICATOR_PRINTED);
    return project->rows[r].value != NULL && !has_any(projects, MZ_WORDLIST_UNIT_FIELDS, printed);
}

/* Satisfaction of at most 95 %: that low satisfaction would meet the target cannot be meant. Complaint rates may be. */
static bool is_inverted(const mz_projects *projects, const mz_project *project, size_t r)
{
    const char *operator= mz_indicator_text(project, r, MZ_INDICATOR_OPERATOR);
    if (strcmp(operator, "<=") != 0 && strcmp(operator, "<") != 0) return false;
    const char *name = mz_indicator_text(project, r, MZ_INDICATOR_LEVEL3);
    const char *description = mz_indicator_text(project, r, MZ_INDICATOR_DESCRIPTION);
    bool higher = has_any(projects, MZ_WORDLIST_HIGHER_IS_BETTER, name) ||
                  has_any(projects, MZ_WORDLIST_HIGHER_IS_BETTER, description);
    return higher && !has_any(projects, MZ_WORDLIST_LOWER_IS_BETTER, name) &&
           !has_any(projects, MZ_WORDLIST_LOWER_IS_BETTER, description);
}

/* A cost of no less than the whole budget: a ceiling written as a floor. */
static bool is_floor(const mz_projects *projects, const mz_project *project, size_t r)
{
    const char *operator= mz_indicator_text(project, r, MZ_INDICATOR_OPERATOR);
    const uint32_t budget = project->amounts[MZ_PROJECT_BUDGET];
    if (*operator!= '>' ||
        budget == MZ_NO_FIGURE || !mz_indicator_is_cost(projects->problem, project, r, MZ_INDICATOR_LEVEL2))
        return false;
    const uint32_t cost = mz_indicator_money(projects->problem, project, r);
    return cost != MZ_NO_FIGURE && projects->problem->figures[cost].value == projects->problem->figures[budget].value;
}

/* More than all of those who were asked cannot be satisfied. */
static bool is_beyond_all(const mz_projects *projects, const mz_project *project, size_t r)
{
    const char *value = mz_indicator_text(project, r, MZ_INDICATOR_VALUE);
    return strcmp(mz_indicator_text(project, r, MZ_INDICATOR_UNIT), "%") == 0 && strtol(value, NULL, 10) > 100 &&
           has_any(projects, MZ_WORDLIST_SHARES_OF_ALL, mz_indicator_text(project, r, MZ_INDICATOR_LEVEL3));
}

/* A cost filed under quality, quantity or time. */
static bool is_misfiled(const mz_projects *projects, const mz_project *project, size_t r)
{
    if (!is_any(projects, MZ_WORDLIST_COST_UNITS, mz_indicator_text(project, r, MZ_INDICATOR_UNIT))) return false;
    const char *level = mz_indicator_text(project, r, MZ_INDICATOR_LEVEL2);
    return has_any(projects, MZ_WORDLIST_INDICATOR_KINDS, level) && !has_any(projects, MZ_WORDLIST_COST_KINDS, level) &&
           has_any(projects, MZ_WORDLIST_COST_NAMES, mz_indicator_text(project, r, MZ_INDICATOR_LEVEL3));
}

/* A rate of decline of at most 0: no decline at all would be a success. */
static bool is_no_decline(const mz_projects *projects, const mz_project *project, size_t r)
{
    const char *operator= mz_indicator_text(project, r, MZ_INDICATOR_OPERATOR);
    if (strcmp(operator, "<=") != 0 && strcmp(operator, "<") != 0) return false;
    const char *value = mz_indicator_text(project, r, MZ_INDICATOR_VALUE);
    return strspn(value, "0.") == strlen(value) && *value != '\0' &&
           has_any(projects, MZ_WORDLIST_DECLINE_RATES, mz_indicator_text(project, r, MZ_INDICATOR_LEVEL3));
}

/* More than a year of months that is no whole number of years. */
static bool is_odd_months(const mz_projects *projects, const mz_project *project, size_t r)
{
    if (!is_any(projects, MZ_WORDLIST_MONTH_UNITS, mz_indicator_text(project, r, MZ_INDICATOR_UNIT))) return false;
    const char *value = mz_indicator_text(project, r, MZ_INDICATOR_VALUE);
    size_t length = strlen(value);
    if (length == 0 || length > 4 || strspn(value, "0123456789") != length) return false;
    long months = strtol(value, NULL, 10);
    return months > 12 && months % 12 != 0;
}

/* The name is word for word the description of another indicator of the project, and not of its own. */
static bool is_pasted(const mz_projects *projects, const mz_project *project, size_t r)
{
    (void)projects;
    const char *name = mz_indicator_text(project, r, MZ_INDICATOR_LEVEL3);
    if (strnlen(name, LONG_NAME) < LONG_NAME ||
        strcmp(mz_indicator_text(project, r, MZ_INDICATOR_DESCRIPTION), name) == 0)
        return false;
    for (size_t other = 0; other < project->table->row_count && other < MOST_ROWS; other++) {
        const char *description = mz_indicator_text(project, other, MZ_INDICATOR_DESCRIPTION);
        bool may_be = description[0] == name[0] && description[1] == name[1] && description[2] == name[2];
        if (may_be && other != r && strcmp(description, name) == 0) return true;
    }
    return false;
}

static const struct {
    const char *rule;
    row_rule *applies;
    size_t least;      /* rows that must show it */
    mz_indicator cell; /* to point at */
    const char *zh, *en;
} row_rules[] = {
    {"indicator.leftover", is_leftover, 1, MZ_INDICATOR_PRINTED,
     "项目“%s”有%zu行指标值为文字描述却带有数字，该数字应是套用其他项目表格时残留的（首处：%s）。",
     "Project '%s' has %zu indicator row(s) described in words that still carry a number, left over from another "
     "table (first: %s)."},
    {"indicator.field_word", is_overwritten, 2, MZ_INDICATOR_PRINTED,
     "项目“%s”有%zu行指标值中“单位”二字被替换成了别的词（首处：%s）。",
     "Project '%s' has %zu indicator rows in which the field word 单位 was overwritten (first: %s)."},
    {"indicator.operator", is_inverted, 1, MZ_INDICATOR_PRINTED,
     "项目“%s”有%zu行满意度类指标用了“不超过”的符号，方向相反（首处：%s）。",
     "Project '%s' has %zu satisfaction indicator(s) with an upper bound; the operator is inverted (first: %s)."},
    {"indicator.operator", is_floor, 1, MZ_INDICATOR_PRINTED,
     "项目“%s”有%zu行成本指标用了“不低于”的符号，数额就是预算数，方向相反（首处：%s）。",
     "Project '%s' has %zu cost indicator(s) with the budget as a lower bound; the operator is inverted (first: %s)."},
    {"indicator.operator", is_beyond_all, 1, MZ_INDICATOR_PRINTED,
     "项目“%s”有%zu行指标值超过100%%，而满意度、合格率等至多为100%%（首处：%s）。",
     "Project '%s' has %zu indicator(s) of more than 100%% of what can be at most all (first: %s)."},
    {"indicator.decline", is_no_decline, 1, MZ_INDICATOR_PRINTED,
     "项目“%s”有%zu行下降率指标的目标是不超过0，等于不下降也算完成（首处：%s）。",
     "Project '%s' has %zu rate(s) of decline with a target of at most 0: no decline would meet it (first: %s)."},
    {"indicator.months", is_odd_months, 1, MZ_INDICATOR_PRINTED, "项目“%s”有%zu行以月计的指标值不是整年（首处：%s）。",
     "Project '%s' has %zu indicator(s) in months that are no whole years (first: %s)."},
    {"indicator.pasted", is_pasted, 1, MZ_INDICATOR_LEVEL3,
     "项目“%s”有%zu行指标名称与另一指标的描述逐字相同（首处：%s）。",
     "Project '%s' has %zu indicator(s) named by the description of another one (first: %s)."},
    {"indicator.kind", is_misfiled, 1, MZ_INDICATOR_LEVEL3, "项目“%s”有%zu行成本指标归入了其他类别（首处：%s）。",
     "Project '%s' has %zu cost indicator(s) filed under another kind (first: %s)."},
};

void mz_project_indicators(mz_projects *projects)
{
    mz_problem *problem = projects->problem;
    for (size_t p = 0; p < projects->count; p++) {
        const mz_project *project = &projects->items[p];
        if (project->indicators == SIZE_MAX) continue;
        const mz_table *table = project->table;
        for (size_t k = 0; k < sizeof row_rules / sizeof *row_rules; k++) {
            mz_place places[MOST_PLACES];
            size_t count = 0, hits = 0;
            for (size_t r = 0; r < table->row_count; r++) {
                if (!row_rules[k].applies(projects, project, r)) continue;
                hits++;
                if (count < MOST_PLACES)
                    places[count++] =
                        mz_indicator_place(table, &table->rows[r], mz_indicator_cell(project, r, row_rules[k].cell));
            }
            if (hits < row_rules[k].least) continue;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            const char *zh = mz_arena_printf(problem->arena, row_rules[k].zh, project->name, hits, places[0].printed);
            const char *en = mz_arena_printf(problem->arena, row_rules[k].en, project->name, hits, places[0].printed);
#pragma GCC diagnostic pop
            mz_report_rule(problem, row_rules[k].rule, places, count, zh, en, NULL, places[0].printed);
        }
    }
}
