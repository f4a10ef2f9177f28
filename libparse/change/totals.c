/* totals.c - totals explained by the parts that they are made of, and parts by the totals that they are all of. */
#include <string.h>

#include "below.h"

enum {
    CLASS_DIGITS = 3,
    MOST_FUNDS = 8,  /* of one balance; wholes that differ */
    MOST_TOTALS = 64 /* with a reason */
};

/* The first line with the role, NULL when there is none. */
static const mz_line_change *first_of(const mz_comparison *c, const char *role)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->lines[i].role, role) == 0) return &c->lines[i];
    return NULL;
}

/* A whole by the reasons for its two parts. */
static void explain_whole(mz_comparison *c, const char *whole, const char *part, const char *other)
{
    const mz_line_change *const made_of[] = {first_of(c, part), first_of(c, other)};
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (strcmp(line->role, whole) != 0 || line->change.explained || mz_has_own_reason(c, line)) continue;
        mz_parts sum = {.direction = mz_direction_of(&line->change)};
        for (size_t k = 0; k < 2; k++)
            if (made_of[k] != NULL) mz_add_part(&sum, made_of[k]);
        mz_explain_by_parts(line, &sum, line->statement >= 0);
    }
}

/* All fiscal money, by the reasons of the funds that it is made of: those of the first table that tells them apart. */
static void explain_funds(const mz_comparison *c)
{
    mz_line_change *funds[MOST_FUNDS];
    size_t count = 0;
    for (size_t k = 0; k < c->count && count < MOST_FUNDS; k++)
        if (mz_is_fund(&c->lines[k]) && c->lines[k].row->side == 0 &&
            (count == 0 || c->lines[k].table == funds[0]->table))
            funds[count++] = &c->lines[k];
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (strcmp(line->role, "money.fiscal") != 0 || line->change.explained || mz_has_own_reason(c, line)) continue;
        mz_parts sum = {.direction = mz_direction_of(&line->change)};
        for (size_t k = 0; k < count; k++) mz_add_part(&sum, funds[k]);
        mz_explain_by_parts(line, &sum, line->statement >= 0);
    }
}

/* Whether the line is money that all income comes from; not a fund, which is a part of fiscal money. */
static bool is_income(const mz_line_change *line)
{
    return strncmp(line->row->role, "income.", 7) == 0 && !mz_is_fund(line);
}

/* All income, by the reasons given for what it comes from. */
static void explain_income(const mz_comparison *c)
{
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (strcmp(line->role, "income.total") != 0 || line->change.explained || mz_has_own_reason(c, line)) continue;
        mz_parts sum = {.direction = mz_direction_of(&line->change)};
        for (size_t k = 0; k < c->count; k++) {
            const mz_line_change *part = &c->lines[k];
            if (part->table == line->table && is_income(part) && strcmp(part->change.column, line->change.column) == 0)
                mz_add_part(&sum, part);
        }
        mz_explain_by_parts(line, &sum, line->statement >= 0);
    }
}

static bool is_whole(const mz_line_change *line)
{
    return strncmp(line->row->role, "total", strlen("total")) == 0 || strncmp(line->role, "money.", 6) == 0;
}

static bool is_part_column(const mz_line_change *line)
{
    static const char *const parts[] = {"basic", "personnel", "public", "project"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(line->column_role, parts[i]) == 0) return true;
    return false;
}

/* The same total in another table; and all money, where fiscal money or one fund changed by the same, or the text says
 * nothing of all money and fiscal money is most of it. */
static void explain_wholes(const mz_comparison *c)
{
    const mz_line_change *given[MOST_FUNDS];
    size_t count = 0;
    for (size_t k = 0; k < c->count && count < MOST_FUNDS; k++) {
        const mz_line_change *line = &c->lines[k];
        bool known = !line->change.explained || !is_whole(line);
        for (size_t i = 0; i < count && !known; i++) known = mz_is_same_figure(&given[i]->change, &line->change);
        if (!known) given[count++] = line;
    }
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        const bool all = strcmp(line->role, "income.total") == 0 || strcmp(line->role, "total.total") == 0;
        const bool open = is_part_column(line) ? line->statement >= 0 : mz_has_own_reason(c, line);
        for (size_t k = 0; is_whole(line) && k < count && !line->change.explained && !open; k++) {
            const int64_t own = line->change.difference, part = given[k]->change.difference;
            const bool most = line->statement < 0 && !line->told_elsewhere &&
                              strcmp(given[k]->role, "money.fiscal") == 0 && mz_is_mostly(part, own);
            const bool money =
                all && strncmp(given[k]->role, "money.", 6) == 0 && (most || mz_is_same_money(own, part));
            if (money || mz_is_same_figure(&given[k]->change, &line->change))
                mz_explain_by(line, given[k]->change.reason, given[k]->change.reason_span);
        }
    }
}

/* What a figure of income is of: a row of the balance, a column of a subject's or the total row; "" for others. */
static const char *income_of(const mz_line_change *line)
{
    static const char income[] = "income.";
    if (strncmp(line->row->role, income, strlen(income)) == 0) return line->row->role;
    return strncmp(line->column_role, income, strlen(income)) == 0 ? line->column_role : "";
}

/* The parts of a row (personnel, running costs, projects) go with its total. */
static void explain_columns(mz_comparison *c)
{
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *part = &c->lines[i];
        if (part->change.explained || part->statement >= 0 || *mz_line_code(part) == '\0' || *income_of(part) != '\0')
            continue;
        size_t k = i;
        while (k > 0 && c->lines[k - 1].row == part->row) k--;
        for (; k < c->count && c->lines[k].row == part->row && !part->change.explained; k++) {
            const mz_line_change *total = &c->lines[k];
            const bool whole = strcmp(total->column_role, "total") == 0 && total->change.explained;
            if (whole && mz_is_most(part->change.difference, total->change.difference))
                mz_explain_by(part, total->change.reason, total->change.reason_span);
        }
    }
}

/* The total of a fund's own table, by the classes that it is made of. */
static void explain_fund_totals(mz_comparison *c)
{
    for (size_t i = 0, met = 0; i < c->count && met < MOST_FUNDS; i++) {
        mz_line_change *line = &c->lines[i];
        const bool own = strcmp(line->role, "money.fund") == 0 || strcmp(line->role, "money.capital") == 0;
        if (!own || strcmp(line->role, mz_money_role(line)) != 0) continue;
        met++;
        if (line->change.explained || mz_has_own_reason(c, line)) continue;
        mz_parts sum = {.direction = mz_direction_of(&line->change)};
        for (size_t k = 0; k < c->count; k++) {
            const mz_line_change *part = &c->lines[k];
            const bool class = part->table == line->table && strlen(part->change.code) == CLASS_DIGITS;
            if (class && strcmp(part->change.column, line->change.column) == 0) mz_add_part(&sum, part);
        }
        mz_explain_by_parts(line, &sum, line->statement >= 0);
    }
}

/* Whether the line is all of what the explained total tells: a row of the balance that alone makes up a part of the
 * expenditure (staff, projects), the only subject of a fund, or one income in another table. What a subject is itself
 * is told by its parts. */
static bool is_all_of(const mz_line_change *line, const mz_line_change *total)
{
    const char *income = income_of(line);
    if (*income != '\0' && strcmp(income_of(total), income) == 0) return true;
    if (line->leaf && mz_is_fund(total) && strcmp(mz_money_role(line), total->role) == 0) return true;
    return *line->change.code == '\0' && is_part_column(line) && total->table == line->table && is_whole(total) &&
           strcmp(total->change.column, line->change.column) == 0;
}

static void explain_only_rows(mz_comparison *c)
{
    const mz_line_change *totals[MOST_TOTALS];
    size_t count = 0;
    for (size_t i = 0; i < c->count && count < MOST_TOTALS; i++) {
        const mz_line_change *line = &c->lines[i];
        const bool total = is_whole(line) || (*line->change.code == '\0' && *income_of(line) != '\0');
        if (total && line->change.explained) totals[count++] = line;
    }
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (line->change.explained || line->statement >= 0) continue;
        for (size_t k = 0; k < count && !line->change.explained; k++)
            if (mz_is_same_figure(&totals[k]->change, &line->change) && is_all_of(line, totals[k]))
                mz_explain_by(line, totals[k]->change.reason, totals[k]->change.reason_span);
    }
}

/* All money of a subject, by the reasons given for each of the incomes that it is paid from. */
static void explain_by_incomes(mz_comparison *c)
{
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        const bool total = strcmp(line->column_role, "total") == 0 && *line->change.code != '\0';
        if (!total || line->change.explained || mz_has_own_reason(c, line)) continue;
        mz_parts sum = {.direction = mz_direction_of(&line->change)};
        size_t k = i;
        while (k > 0 && c->lines[k - 1].row == line->row) k--;
        for (; k < c->count && c->lines[k].row == line->row; k++)
            if (k != i && *income_of(&c->lines[k]) != '\0') mz_add_part(&sum, &c->lines[k]);
        mz_explain_by_parts(line, &sum, line->statement >= 0);
    }
}

void mz_explain_totals(mz_comparison *c)
{
    explain_whole(c, "total.basic", "total.personnel", "total.public");
    explain_whole(c, "total.total", "total.basic", "total.project");
    explain_fund_totals(c);
    explain_funds(c);
    explain_income(c);
    explain_wholes(c);
    explain_columns(c);
    explain_only_rows(c);
    explain_by_incomes(c);
}
