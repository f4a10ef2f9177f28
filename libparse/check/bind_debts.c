/* bind_debts.c - what a government owes: the balance at the end of a year is that of the year before with what was
 * borrowed and without what was paid back in the year. */
#include <string.h>

#include "bind.h"

/* What a line of a table of debts tells of a year. */
typedef enum debt_line { BALANCE, BORROWED, REPAID, DEBT_LINES } debt_line;

enum { YEARS = 8, DIGITS = 4, SEVERAL = -2, NONE = -1 };

/* The lines of one kind of debt (一般, 专项, or both together): rows by what they tell and the year, from first on. */
typedef struct debts {
    int32_t first;
    int64_t rows[DEBT_LINES][YEARS];
} debts;

/* The year that the label, its number left aside, begins with; 0 when with none. */
static int32_t year_of(const char **label)
{
    int32_t year = 0;
    *label += mz_head_size(*label);
    for (int i = 0; i < DIGITS; i++, (*label)++) {
        if (**label < '0' || **label > '9') return 0;
        year = year * 10 + (**label - '0');
    }
    return year;
}

static bool has(const mz_problem *problem, mz_wordlist_id list, const char *text)
{
    return mz_wordlist_find(&problem->rulebook->wordlists[list], text, strlen(text), NULL) != NULL;
}

/* What the line behind its year tells; DEBT_LINES when nothing of this, or of a part of what was borrowed only. */
static debt_line line_of(const mz_problem *problem, const char *label)
{
    if (has(problem, MZ_WORDLIST_DEBT_ASIDE, label)) return DEBT_LINES;
    if (has(problem, MZ_WORDLIST_DEBT_BALANCES, label)) return BALANCE;
    if (has(problem, MZ_WORDLIST_DEBT_BORROWED, label)) return BORROWED;
    return has(problem, MZ_WORDLIST_DEBT_REPAID, label) ? REPAID : DEBT_LINES;
}

/* Notes a numbered line of the kind (a word of the label; NULL: of none of the kinds). */
static void note(const mz_problem *problem, const mz_row *row, size_t number, const mz_wordlist_word *kind, debts *own)
{
    const char *label = row->label;
    const mz_wordlist_word *named = NULL;
    mz_wordlist_find(&problem->rulebook->wordlists[MZ_WORDLIST_DEBT_KINDS], label, strlen(label), &named);
    if (named != kind || !mz_is_head(label)) return;
    const int32_t year = year_of(&label);
    if (own->first == 0) own->first = year;
    const debt_line line = line_of(problem, label);
    if (year == 0 || year < own->first || year - own->first >= YEARS || line == DEBT_LINES) return;
    int64_t *place = &own->rows[line][year - own->first];
    *place = *place == NONE ? (int64_t)number : SEVERAL;
}

/* Whether a line tells of what changes a balance with nothing borrowed or paid back (the rate of exchange of foreign
 * loans, loans that are lent on or written off): by how much is not printed. */
static bool is_moved(const mz_problem *problem, const mz_table *table)
{
    for (size_t r = 0; r < table->row_count; r++)
        if (has(problem, MZ_WORDLIST_DEBT_MOVED, table->rows[r].label)) return true;
    return false;
}

static void bind_year(mz_problem *problem, mz_draft *draft, const mz_rule *rule, size_t number, const debts *own,
                      size_t year)
{
    const mz_table *table = &problem->document->tables[number];
    const int64_t rows[] = {own->rows[BALANCE][year], own->rows[BALANCE][year - 1], own->rows[BORROWED][year],
                            own->rows[REPAID][year]};
    static const int signs[] = {1, -1, -1, 1};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i] < 0) return;
    if (is_moved(problem, table)) return;
    for (size_t c = 0; c < table->column_count; c++) {
        if (!mz_unit_is_money(table->columns[c].unit)) continue;
        mz_draft_reset(draft);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            mz_draft_cell(problem, draft, number, (size_t)rows[i], c, signs[i]);
        if (draft->present < 2) draft->reason = "parts-blank";
        mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
    }
}

static void bind_kind(mz_problem *problem, mz_draft *draft, const mz_rule *rule, size_t number,
                      const mz_wordlist_word *kind)
{
    const mz_table *table = &problem->document->tables[number];
    debts own = {0};
    for (size_t i = 0; i < DEBT_LINES; i++)
        for (size_t y = 0; y < YEARS; y++) own.rows[i][y] = NONE;
    for (size_t r = 0; r < table->row_count; r++) note(problem, &table->rows[r], r, kind, &own);
    for (size_t y = 1; y < YEARS; y++) bind_year(problem, draft, rule, number, &own, y);
}

void mz_bind_debts(mz_problem *problem)
{
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "debt.balance");
    const mz_wordlist *kinds = &problem->rulebook->wordlists[MZ_WORDLIST_DEBT_KINDS];
    mz_draft draft = {0};
    for (size_t t = 0; rule != NULL && t < problem->document->table_count; t++) {
        if (problem->document->tables[t].form != NULL) continue;
        bind_kind(problem, &draft, rule, t, NULL);
        for (size_t k = 0; k < kinds->count; k++) bind_kind(problem, &draft, rule, t, &kinds->words[k]);
    }
}
