/*
 * moved.c - a figure that stands in a wrong column of its row: the sum of the column that it belongs to lacks it, and
 * the sum of the one where it stands has it too much; and one that was left out: the sum of its row lacks as much as
 * that of its column, and its cell is blank. Told once, at the figure, before repairs are looked for.
 */
#include "check.h"
#include "codes.h"

enum { MOST_TRIED = 64, FEWEST_DIGITS = 3, LEVEL_DIGITS = 2, CLASS_DIGITS = 3 };

/* A sum of rows that lacks an amount in a column. */
typedef struct gap {
    size_t table, row, column; /* of the total */
    int64_t amount, slack;
    const mz_rule *rule;
} gap;

/* A figure that would fill the gap. */
typedef struct move {
    uint32_t figure;
    size_t row, column;
    size_t count; /* how many would */
} move;

/* What the relation's total is more than its parts, all of them in rows of its table and in its column; false when it
 * is none of such a sum. */
static bool find_gap(const mz_problem *problem, const mz_relation *relation, gap *gap)
{
    const mz_figure *lead = &problem->figures[relation->terms[0].figure];
    mz_wide sum = 0;
    int64_t slack = 0;
    if (relation->state != MZ_STATE_BROKEN || relation->form != MZ_FORM_EQUAL || lead->cell == NULL ||
        lead->table->serialisation == MZ_SERIAL_FLOW)
        return false;
    for (uint32_t t = 0; t < relation->term_count; t++) {
        const mz_figure *figure = &problem->figures[relation->terms[t].figure];
        if (figure->table != lead->table ||
            (t > 0 && (figure->row == lead->row || figure->cell->column != lead->cell->column)))
            return false;
        sum += (mz_wide)figure->value * relation->terms[t].coefficient;
        slack += (figure->interval.hi - figure->interval.lo) / 2;
    }
    if (sum <= slack || sum > 2 * MZ_LARGEST || mz_telling_digits((int64_t)sum / 2) < FEWEST_DIGITS) return false;
    *gap = (struct gap){.table = (size_t)(lead->table - problem->document->tables),
                        .row = (size_t)(lead->row - lead->table->rows),
                        .column = lead->cell->column,
                        .amount = (int64_t)sum,
                        .slack = slack,
                        .rule = relation->rule};
    return true;
}

/* Whether row r is one of the parts that make up the gap's total: the codes under its code, or the classes. */
static bool is_part(const mz_problem *problem, const gap *gap, size_t r)
{
    const uint64_t whole = problem->rows[gap->table][gap->row].code, own = problem->rows[gap->table][r].code;
    const mz_table *table = &problem->document->tables[gap->table];
    if (own == 0 || table->rows[r].side != table->rows[gap->row].side) return false;
    if (whole == 0) return mz_rank_length(own) == CLASS_DIGITS;
    return mz_rank_length(own) == mz_rank_length(whole) + LEVEL_DIGITS &&
           mz_rank_head(own, mz_rank_length(whole)) == whole;
}

static int64_t value_at(const mz_problem *problem, size_t table, size_t row, size_t column)
{
    const uint32_t figure = mz_problem_cell(problem, table, row, column);
    return figure == MZ_NO_FIGURE ? 0 : problem->figures[figure].value;
}

/* Whether the parts in the column are more than their total by the gap's amount. */
static bool has_too_much(const mz_problem *problem, const gap *gap, size_t column)
{
    mz_wide more = -(mz_wide)value_at(problem, gap->table, gap->row, column) - gap->amount;
    for (size_t r = 0; r < problem->document->tables[gap->table].row_count; r++)
        if (is_part(problem, gap, r)) more += value_at(problem, gap->table, r, column);
    return more <= gap->slack && more >= -gap->slack;
}

/* The only figure that fills the gap when it is moved into its column. */
static move find_move(const mz_problem *problem, const gap *gap)
{
    enum { MOST_LIKE = 16 };
    const mz_table *table = &problem->document->tables[gap->table];
    move found = {.figure = MZ_NO_FIGURE};
    size_t like = 0;
    for (size_t r = 0; r < table->row_count && like < MOST_LIKE; r++) {
        uint32_t empty;
        if (!is_part(problem, gap, r)) continue;
        const mz_cell_kind kind = mz_problem_look(problem, gap->table, r, gap->column, &empty);
        if (empty != MZ_NO_FIGURE ? problem->figures[empty].value != 0 : kind != MZ_CELL_BLANK && kind != MZ_CELL_DASH)
            continue;
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            const size_t column = table->rows[r].cells[c].column;
            const uint32_t figure = mz_problem_figure(problem, gap->table, r, c);
            if (figure == MZ_NO_FIGURE || column == gap->column || problem->figures[figure].doubtful ||
                table->columns[column].year != table->columns[gap->column].year)
                continue;
            const int64_t off = problem->figures[figure].value - gap->amount;
            if (off > gap->slack || off < -gap->slack) continue;
            like++;
            if (!has_too_much(problem, gap, column)) continue;
            found = (move){.figure = figure, .row = r, .column = column, .count = found.count + 1};
        }
    }
    return found;
}

/* Settles the relations that the move mends: those of the figure, and sums that lack or have too much of it. */
static void settle(mz_problem *problem, const gap *gap, const move *move)
{
    const mz_table *table = &problem->document->tables[gap->table];
    for (size_t r = 0; r < problem->relation_count; r++) {
        mz_relation *relation = &problem->relations[r];
        if (relation->state != MZ_STATE_BROKEN) continue;
        const mz_figure *lead = &problem->figures[relation->terms[0].figure];
        bool concerns = false;
        for (uint32_t t = 0; t < relation->term_count && !concerns; t++)
            concerns = relation->terms[t].figure == move->figure;
        struct gap other;
        concerns = concerns || (lead->table == table && find_gap(problem, relation, &other) &&
                                other.column == gap->column && other.amount == gap->amount);
        if (concerns) relation->settled = true;
    }
}

static void report(mz_problem *problem, const gap *gap, const move *move)
{
    const mz_table *table = &problem->document->tables[gap->table];
    const mz_amount *amount = problem->figures[move->figure].amount;
    mz_severity severity;
    if (!mz_rule_severity(problem, gap->rule, &severity)) return;
    mz_place places[] = {mz_figure_place(problem, move->figure), mz_figure_place(problem, move->figure)};
    const char *right = table->columns[gap->column].path, *rule = gap->rule->id;
    places[1].column = right;
    places[1].printed = "";
    const mz_repair repair = {.place = places[1], .from = "", .to = amount->printed, .slip = "shifted", .unique = true};
    const char *zh = mz_arena_printf(problem->arena, "%s的%s填错了列，应在“%s”列：该列合计缺此数，所在列多此数。",
                                     mz_place_zh(problem, &places[0]), amount->printed, right),
               *en = mz_arena_printf(problem->arena, "%s in %s stands in the wrong column: that of '%s' lacks it.",
                                     amount->printed, mz_place_en(problem, &places[0]), right);
    if (zh == NULL || en == NULL) return;
    mz_report_add(problem, &(mz_report){.rule = gap->rule,
                                        .severity = severity,
                                        .places = places,
                                        .place_count = 2,
                                        .zh = zh,
                                        .en = en,
                                        .expected = amount->printed,
                                        .actual = "",
                                        .unit = mz_unit_name(amount->unit),
                                        .repairs = &repair,
                                        .repair_count = 1,
                                        .explains = &rule,
                                        .explain_count = 1});
}

/* The relation of a part's row alone whose total is more than the rest by the gap's amount, and in which nothing stands
 * in the gap's column; NULL when there is none, or more than one. *row is the part's. */
static mz_relation *lacking_row(mz_problem *problem, const gap *gap, size_t *row)
{
    const mz_table *table = &problem->document->tables[gap->table];
    mz_relation *found = NULL;
    for (size_t i = 0; i < problem->relation_count; i++) {
        mz_relation *relation = &problem->relations[i];
        const mz_figure *lead = &problem->figures[relation->terms[0].figure];
        if (relation->state != MZ_STATE_BROKEN || relation->form != MZ_FORM_EQUAL || relation->settled ||
            lead->table != table || lead->row == NULL)
            continue;
        const size_t r = (size_t)(lead->row - table->rows);
        mz_wide rest = -(mz_wide)gap->amount;
        bool fits = is_part(problem, gap, r);
        for (uint32_t t = 0; t < relation->term_count && fits; t++) {
            const mz_figure *figure = &problem->figures[relation->terms[t].figure];
            fits = figure->row == lead->row && !figure->doubtful && figure->cell->column != gap->column;
            rest += (mz_wide)figure->value * relation->terms[t].coefficient;
        }
        uint32_t empty;
        if (!fits || rest > gap->slack || rest < -gap->slack ||
            mz_problem_look(problem, gap->table, r, gap->column, &empty) != MZ_CELL_BLANK)
            continue;
        if (found != NULL) return NULL;
        found = relation;
        *row = r;
    }
    return found;
}

static void report_left_out(mz_problem *problem, const gap *gap, size_t row, const mz_relation *lacking)
{
    const mz_table *table = &problem->document->tables[gap->table];
    const mz_figure *total = &problem->figures[lacking->terms[0].figure];
    char text[48];
    mz_severity severity;
    if (!mz_rule_severity(problem, gap->rule, &severity) ||
        mz_value_format(gap->amount / 2, total->amount->unit, total->amount->decimals, text, sizeof text) == 0)
        return;
    const char *column = table->columns[gap->column].path, *unit = mz_unit_name(total->amount->unit);
    const char *explains[] = {gap->rule->id, lacking->rule->id};
    mz_place places[] = {mz_figure_place(problem, lacking->terms[0].figure),
                         mz_figure_place(problem, lacking->terms[0].figure)};
    places[0].span = table->rows[row].span;
    places[0].column = column;
    places[0].printed = "";
    const mz_repair repair = {.place = places[0], .from = "", .to = text, .slip = "other", .unique = true};
    const char *zh = mz_arena_printf(problem->arena, "%s为空白，应为%s%s：该行合计与该列合计都缺此数。",
                                     mz_place_zh(problem, &places[0]), text, unit),
               *en =
                   mz_arena_printf(problem->arena, "%s is blank; the totals of its row and its column both lack %s %s.",
                                   mz_place_en(problem, &places[0]), text, unit);
    if (zh == NULL || en == NULL) return;
    mz_report_add(problem, &(mz_report){.rule = gap->rule,
                                        .severity = severity,
                                        .places = places,
                                        .place_count = 2,
                                        .zh = zh,
                                        .en = en,
                                        .expected = text,
                                        .actual = "",
                                        .unit = unit,
                                        .repairs = &repair,
                                        .repair_count = 1,
                                        .explains = explains,
                                        .explain_count = 2});
}

/* Tells of a figure left out when the gap is that of one. */
static void find_left_out(mz_problem *problem, mz_relation *relation, const gap *gap)
{
    size_t row = 0;
    mz_relation *lacking = lacking_row(problem, gap, &row);
    if (lacking == NULL) return;
    report_left_out(problem, gap, row, lacking);
    relation->settled = lacking->settled = true;
}

void mz_find_moves(mz_problem *problem)
{
    size_t tried = 0;
    for (size_t r = 0; r < problem->relation_count && tried < MOST_TRIED; r++) {
        gap gap;
        if (problem->relations[r].state != MZ_STATE_BROKEN || problem->relations[r].settled ||
            problem->relations[r].severity == MZ_INFO || !find_gap(problem, &problem->relations[r], &gap))
            continue;
        tried++;
        const move move = find_move(problem, &gap);
        if (move.count == 0) find_left_out(problem, &problem->relations[r], &gap);
        if (move.count != 1) continue;
        report(problem, &gap, &move);
        settle(problem, &gap, &move);
    }
}
