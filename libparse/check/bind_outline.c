/* bind_outline.c - tables of lines without codes under numbered heads (一、税收收入, its taxes below): a head is the
 * sum of its lines, the total that of the heads, where another column of the same lines shows that they are meant so.
 */
#include <string.h>

#include "bind.h"

enum { FEWEST_PARTS = 3, MOST_COLUMNS = 64, MOST_PARTS = 512 };

/* A line with those that may be its parts. */
typedef struct outline {
    size_t table, whole, count;
    uint32_t parts[MOST_PARTS];
    bool shown[MOST_PARTS]; /* to be a part, by a column that adds up with it */
} outline;

/* Whether there is no money to add up, some relation of the catalogue adds up rows of the form, or the lines have
 * codes: those know better. */
static bool is_known(const mz_problem *problem, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    size_t c = 0;
    while (c < table->column_count && !mz_unit_is_money(table->columns[c].unit)) c++;
    if (c == table->column_count) return true;
    for (size_t r = 0; r < table->row_count; r++)
        if (*table->rows[r].code != '\0') return true;
    for (size_t s = 0; s < problem->rulebook->spec_count; s++)
        if (problem->rulebook->specs[s].type == MZ_RELATION_COLUMN &&
            mz_problem_has_form(problem, number, problem->rulebook->specs[s].forms))
            return true;
    return false;
}

static void draft_column(mz_problem *problem, mz_draft *draft, const outline *o, size_t column)
{
    mz_draft_reset(draft);
    mz_draft_cell(problem, draft, o->table, o->whole, column, 1);
    for (size_t i = 0; i < o->count; i++) mz_draft_cell(problem, draft, o->table, o->parts[i], column, -1);
}

/* Notes the parts that a column that holds has figures of. */
static void note_shown(const mz_problem *problem, outline *o, size_t column)
{
    for (size_t i = 0; i < o->count; i++) {
        const uint32_t figure = mz_problem_cell(problem, o->table, o->parts[i], column);
        o->shown[i] |= figure != MZ_NO_FIGURE && problem->figures[figure].value != 0;
    }
}

/* Whether all parts with figures in the column are shown to be parts: one that is new may be of the line above it
 * (其中：甲, then 乙 below). Numbered lines are parts beyond doubt. */
static bool is_shown(const mz_problem *problem, const outline *o, size_t column)
{
    for (size_t i = 0; i < o->count; i++) {
        const uint32_t figure = mz_problem_cell(problem, o->table, o->parts[i], column);
        if (!o->shown[i] && figure != MZ_NO_FIGURE && problem->figures[figure].value != 0 &&
            !mz_is_head(problem->document->tables[o->table].rows[o->parts[i]].label))
            return false;
    }
    return true;
}

/* Binds the line in the columns that do not hold, or hold, when at least as many hold to the digit as do not. */
static void bind(mz_problem *problem, mz_draft *draft, const mz_rule *rule, outline *o)
{
    const mz_table *table = &problem->document->tables[o->table];
    const uint16_t side = table->rows[o->whole].side;
    size_t held = 0, broken = 0;
    memset(o->shown, 0, sizeof *o->shown * o->count);
    for (int pass = 0; pass < 2 && (pass == 0 || (held > 0 && held >= broken)); pass++)
        for (size_t c = 0; c < table->column_count; c++) {
            if (table->columns[c].side != side || !mz_unit_is_money(table->columns[c].unit)) continue;
            draft_column(problem, draft, o, c);
            if (draft->present < FEWEST_PARTS || draft->reason != NULL || draft->terms[0].figure == MZ_NO_FIGURE)
                continue;
            if (pass > 0) {
                if (is_shown(problem, o, c)) mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
                continue;
            }
            const mz_relation made = {
                .form = MZ_FORM_EQUAL, .terms = draft->terms, .term_count = (uint32_t)draft->count};
            const mz_relation_state state = mz_relation_evaluate(problem, &made, NULL, NULL);
            held += state == MZ_STATE_HOLDS;
            if (state == MZ_STATE_HOLDS) note_shown(problem, o, c);
            broken += state == MZ_STATE_BROKEN;
        }
}

static bool is_sum(const mz_problem *problem, const mz_row *row)
{
    const mz_wordlist *sums = &problem->rulebook->wordlists[MZ_WORDLIST_SUM_ENDINGS];
    return mz_wordlist_suffix(sums, row->label, strlen(row->label)) != NULL;
}

static bool is_of_which(const char *label)
{
    return strncmp(label, "其中", strlen("其中")) == 0;
}

/* The outline of what begins at row first of a side: a head with its lines, or (heads) the heads up to a total. */
static void bind_side(mz_problem *problem, mz_draft *draft, const mz_rule *rule, outline *o, uint16_t side, bool heads)
{
    const mz_table *table = &problem->document->tables[o->table];
    o->whole = SIZE_MAX;
    o->count = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        if (row->side != side || *row->label == '\0') continue;
        const bool sum = is_sum(problem, row), head = mz_is_head(row->label);
        if (heads && sum) o->whole = r;
        if ((sum || (head && !heads)) && o->whole != SIZE_MAX) bind(problem, draft, rule, o);
        if (sum || (head && !heads)) {
            o->whole = heads || sum ? SIZE_MAX : r;
            o->count = 0;
        } else if ((heads ? head : !is_of_which(row->label)) && o->count < MOST_PARTS) {
            o->parts[o->count++] = (uint32_t)r;
        }
    }
    if (!heads && o->whole != SIZE_MAX) bind(problem, draft, rule, o);
}

void mz_bind_outlines(mz_problem *problem)
{
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "outline.sum");
    outline *o = mz_arena_room(problem->arena, 1, sizeof *o);
    mz_draft draft = {0};
    for (size_t t = 0; rule != NULL && o != NULL && t < problem->document->table_count; t++) {
        const mz_table *table = &problem->document->tables[t];
        if (table->column_count > MOST_COLUMNS || table->serialisation == MZ_SERIAL_FLOW || is_known(problem, t))
            continue;
        uint16_t last = 0;
        for (size_t c = 0; c < table->column_count; c++)
            if (table->columns[c].side > last) last = table->columns[c].side;
        o->table = t;
        for (uint16_t side = 0; side <= last; side++) {
            bind_side(problem, &draft, rule, o, side, false);
            bind_side(problem, &draft, rule, o, side, true);
        }
    }
}
