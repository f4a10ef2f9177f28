/*
 * trust.c - a mistake in reading must not pass for a mistake in the document. Text that has lost its cells (aligned,
 * flow) can be misread; then many relations of a table break at once and no single figure explains it, or row numbers
 * stand where amounts belong.
 */
#include <string.h>

#include "repair.h"

enum {
    DECIMALS = 16,
    FEWEST_BROKEN = 3,
    MOST_BROKEN = 8,   /* one in so many, of a table */
    MOST_UNTRUE = 4,   /* likewise, of the text: its sentences are seldom torn */
    MOST_DOUBTFUL = 4, /* likewise */
    MOST_CHANGES = 4   /* that are looked for before a source is given up */
};

bool mz_table_is_exact(const mz_problem *problem, const mz_table *table)
{
    return problem->document->serialisation != MZ_SERIAL_FLOW &&
           (table->serialisation == MZ_SERIAL_TABBED || table->serialisation == MZ_SERIAL_CELL_PER_LINE);
}

/* Whether anything of the document may have been misread. */
static bool may_be_misread_at_all(const mz_problem *problem)
{
    const mz_document *document = problem->document;
    bool any = document->serialisation == MZ_SERIAL_FLOW;
    for (size_t t = 0; t < document->table_count && !any; t++) any = !mz_table_is_exact(problem, &document->tables[t]);
    return any;
}

/* The number of decimals that most figures in 万元 of the document's tables have. */
static uint8_t usual_decimals(const mz_problem *problem)
{
    size_t counts[DECIMALS] = {0};
    uint8_t best = 0;
    for (size_t f = 0; f < problem->figure_count; f++) {
        const mz_figure *figure = &problem->figures[f];
        if (figure->table != NULL && figure->amount->unit == MZ_UNIT_WAN && figure->amount->value != 0 &&
            figure->amount->decimals < DECIMALS)
            counts[figure->amount->decimals]++;
    }
    for (uint8_t d = 1; d < DECIMALS; d++)
        if (counts[d] > counts[best]) best = d;
    return best;
}

/* Whether a whole amount has no more digits than the number of a row. */
static bool is_few_yuan(const mz_amount *amount)
{
    enum { SHORT = 2 };
    return amount->value != 0 && strlen(amount->printed) <= SHORT;
}

/* Notes the columns in which the row has an amount other than zero: adds to counts. */
static void note_amounts(const mz_table *table, const mz_row *row, uint32_t *counts)
{
    for (size_t c = 0; c < row->cell_count; c++)
        if (row->cells[c].kind == MZ_CELL_AMOUNT && row->cells[c].amount.value != 0 &&
            row->cells[c].column < table->column_count)
            counts[row->cells[c].column]++;
}

/* A total row that has an amount in a column where no other row has one, and none in a column where others do, was read
 * sideways: its figures from the first such column to the last are doubtful. */
static void doubt_sideways(mz_problem *problem, size_t number, size_t total, const uint32_t *own,
                           const uint32_t *counts)
{
    const mz_table *table = &problem->document->tables[number];
    size_t first = table->column_count, last = 0;
    bool alone = false, missing = false;
    for (size_t c = 0; c < table->column_count; c++) {
        bool others = counts[c] > own[c];
        if (table->columns[c].side != table->rows[total].side || (own[c] > 0) == others) continue;
        alone = alone || own[c] > 0;
        missing = missing || others;
        last = c;
        if (first == table->column_count) first = c;
    }
    for (size_t c = first; alone && missing && c <= last; c++) {
        uint32_t figure = mz_problem_cell(problem, number, total, c);
        if (figure != MZ_NO_FIGURE) problem->figures[figure].doubtful = true;
    }
}

static void doubt_totals(mz_problem *problem, size_t number)
{
    enum { MOST_TOTALS = 4 };
    const mz_table *table = &problem->document->tables[number];
    size_t totals[MOST_TOTALS], count = 0;
    uint32_t *counts = mz_arena_array(problem->arena, table->column_count + 1, sizeof *counts);
    for (size_t r = 0; counts != NULL && r < table->row_count; r++) {
        note_amounts(table, &table->rows[r], counts);
        if (strcmp(table->rows[r].role, "total") != 0) continue;
        if (count == MOST_TOTALS) return;
        totals[count++] = r;
    }
    for (size_t t = 0; t < count; t++) {
        uint32_t *own = mz_arena_array(problem->arena, table->column_count + 1, sizeof *own);
        if (own == NULL) return;
        note_amounts(table, &table->rows[totals[t]], own);
        doubt_sideways(problem, number, totals[t], own, counts);
    }
}

/* Whether the row is named by an amount with decimals: a figure that no column was found for. */
static bool is_left_over(const mz_row *row)
{
    enum { LONGEST = 32 };
    const char *name = *row->code != '\0' ? row->code : row->label;
    const size_t length = strlen(name);
    char printed[LONGEST + 1];
    mz_amount amount;
    return length <= LONGEST && mz_amount_read(name, length, MZ_UNIT_NONE, printed, &amount) == MZ_OK &&
           amount.decimals > 0;
}

/* Where a figure was left over, those on its line may stand in wrong columns. */
static void doubt_beside_left_over(mz_problem *problem, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    for (size_t r = 0, end; r < table->row_count; r = end) {
        bool left_over = false;
        for (end = r; end < table->row_count && table->rows[end].span.line == table->rows[r].span.line; end++)
            left_over = left_over || is_left_over(&table->rows[end]);
        for (size_t beside = r; left_over && beside < end; beside++)
            for (size_t c = 0; c < table->rows[beside].cell_count; c++) {
                uint32_t figure = mz_problem_cell(problem, number, beside, table->rows[beside].cells[c].column);
                if (figure != MZ_NO_FIGURE) problem->figures[figure].doubtful = true;
            }
    }
}

void mz_trust_figures(mz_problem *problem)
{
    if (!may_be_misread_at_all(problem)) return;
    bool has_decimals = usual_decimals(problem) > 0;
    for (size_t f = 0; f < problem->figure_count; f++) {
        mz_figure *figure = &problem->figures[f];
        if (figure->table == NULL) continue;
        /* a whole number among figures with decimals is likely a row number */
        bool odd = has_decimals && !mz_table_is_exact(problem, figure->table) && figure->amount->decimals == 0 &&
                   figure->amount->value != 0 && figure->amount->unit == MZ_UNIT_WAN;
        /* so is one of a few yuan: nobody budgets them */
        odd = odd || (!mz_table_is_exact(problem, figure->table) && figure->amount->decimals == 0 &&
                      figure->amount->unit == MZ_UNIT_YUAN && is_few_yuan(figure->amount));
        /* flow text: a code whose name was not found has whose figures? */
        bool unnamed = figure->table->serialisation == MZ_SERIAL_FLOW && figure->row != NULL &&
                       *figure->row->code != '\0' && *figure->row->label == '\0';
        figure->doubtful = figure->doubtful || odd || unnamed;
    }
    for (size_t t = 0; t < problem->document->table_count; t++) {
        if (mz_table_is_exact(problem, &problem->document->tables[t])) continue;
        doubt_totals(problem, t);
        doubt_beside_left_over(problem, t);
    }
}

/* Number of the source that a figure was read from: its table, or one past the tables for the text. */
static size_t source_of(const mz_problem *problem, uint32_t figure)
{
    const mz_table *table = problem->figures[figure].table;
    return table != NULL ? (size_t)(table - problem->document->tables) : problem->document->table_count;
}

/* Whether a source may have been misread: laid-out tables; the text only where its lines have lost their order (flow).
 */
static bool may_be_misread(const mz_problem *problem, size_t source)
{
    const mz_document *document = problem->document;
    if (source == document->table_count) return document->serialisation == MZ_SERIAL_FLOW;
    return !mz_table_is_exact(problem, &document->tables[source]);
}

/* Marks the laid-out tables of which so many readings are doubtful that the sure ones are no better. */
static void find_doubtful(const mz_problem *problem, bool *misread, uint32_t *figures, uint32_t *doubtful)
{
    const mz_document *document = problem->document;
    for (size_t f = 0; f < problem->figure_count; f++) {
        if (problem->figures[f].table == NULL) continue;
        size_t source = (size_t)(problem->figures[f].table - document->tables);
        figures[source]++;
        doubtful[source] += problem->figures[f].doubtful;
    }
    for (size_t t = 0; t < document->table_count; t++)
        misread[t] =
            may_be_misread(problem, t) && doubtful[t] >= FEWEST_BROKEN && doubtful[t] * MOST_DOUBTFUL > figures[t];
}

/* What is known of the sources while their relations are weighed. */
typedef struct sources {
    size_t count; /* tables, and one for the text */
    uint32_t *evaluated, *broken;
    bool *misread;
} sources;

/* Whether two figures that should be equal are so but for 万元 written for 元: they were read well. */
static bool differ_by_unit(const mz_problem *problem, const mz_relation *relation)
{
    enum { YUAN_PER_WAN = 10000 };
    if (relation->term_count != 2 || relation->form != MZ_FORM_EQUAL) return false;
    const mz_figure *a = &problem->figures[relation->terms[0].figure],
                    *b = &problem->figures[relation->terms[1].figure];
    if (a->value == 0 || b->value == 0) return false;
    mz_wide x = a->value, y = b->value;
    return x * YUAN_PER_WAN == y || y * YUAN_PER_WAN == x;
}

/* Adds the relation to the counts of the sources it draws on. sign: 1, or -1 to take a broken one away. */
static void count_relation(const mz_problem *problem, const mz_relation *relation, int sign, sources *sources)
{
    size_t counted = sources->count;
    bool broken = relation->state == MZ_STATE_BROKEN && !differ_by_unit(problem, relation);
    for (uint32_t i = 0; i < relation->term_count; i++) {
        size_t source = source_of(problem, relation->terms[i].figure);
        if (source == counted) continue;
        counted = source;
        if (sign > 0) sources->evaluated[source]++;
        if (!broken) continue;
        if (sign > 0)
            sources->broken[source]++;
        else if (sources->broken[source] > 0)
            sources->broken[source]--;
    }
}

static bool breaks_too_much(const mz_problem *problem, const sources *sources, size_t source)
{
    uint32_t most = source == problem->document->table_count ? MOST_UNTRUE : MOST_BROKEN;
    return may_be_misread(problem, source) && sources->broken[source] >= FEWEST_BROKEN &&
           sources->broken[source] * most > sources->evaluated[source];
}

static bool any_breaks_too_much(const mz_problem *problem, const sources *sources)
{
    for (size_t s = 0; s < sources->count; s++)
        if (breaks_too_much(problem, sources, s)) return true;
    return false;
}

/* Whether the relation draws on a source that breaks too much. */
static bool is_counted(const mz_problem *problem, const mz_relation *relation, const sources *sources)
{
    for (uint32_t i = 0; i < relation->term_count; i++)
        if (breaks_too_much(problem, sources, source_of(problem, relation->terms[i].figure))) return true;
    return false;
}

/*
 * A figure that one change puts right in many relations at once is a mistake of the document: figures that the reader
 * put into wrong places do not agree on one. The relations that such changes explain do not count against the sources.
 */
static void forgive_explained(mz_problem *problem, sources *sources)
{
    mz_search search;
    uint32_t *open = mz_arena_array(problem->arena, problem->relation_count + 1, sizeof *open);
    uint32_t *mended = mz_arena_array(problem->arena, problem->relation_count + 1, sizeof *mended);
    if (open == NULL || mended == NULL || !mz_search_make(&search, problem)) return;
    for (int change = 0; change < MOST_CHANGES && any_breaks_too_much(problem, sources); change++) {
        size_t count = 0;
        for (uint32_t r = 0; r < problem->relation_count; r++)
            if (search.broken[r] && is_counted(problem, &problem->relations[r], sources)) open[count++] = r;
        size_t found = mz_repair_rehearse(&search, open, count, FEWEST_BROKEN, mended);
        if (found == 0) return;
        for (size_t i = 0; i < found; i++) count_relation(problem, &problem->relations[mended[i]], -1, sources);
    }
}

void mz_trust_relations(mz_problem *problem)
{
    if (!may_be_misread_at_all(problem)) return;
    size_t room = problem->document->table_count + 1;
    sources sources = {.count = room,
                       .evaluated = mz_arena_array(problem->arena, room, sizeof *sources.evaluated),
                       .broken = mz_arena_array(problem->arena, room, sizeof *sources.broken),
                       .misread = mz_arena_array(problem->arena, room, sizeof *sources.misread)};
    if (sources.evaluated == NULL || sources.broken == NULL || sources.misread == NULL) return;
    find_doubtful(problem, sources.misread, sources.evaluated, sources.broken);
    memset(sources.evaluated, 0, room * sizeof *sources.evaluated);
    memset(sources.broken, 0, room * sizeof *sources.broken);
    for (size_t r = 0; r < problem->relation_count; r++) count_relation(problem, &problem->relations[r], 1, &sources);
    if (any_breaks_too_much(problem, &sources)) forgive_explained(problem, &sources);
    mz_doubt_misplaced(problem);
    bool any = false;
    for (size_t s = 0; s < room; s++)
        any |= sources.misread[s] = sources.misread[s] || breaks_too_much(problem, &sources, s);
    for (size_t r = 0; r < problem->relation_count && any; r++) {
        mz_relation *relation = &problem->relations[r];
        for (uint32_t i = 0; i < relation->term_count; i++)
            if (sources.misread[source_of(problem, relation->terms[i].figure)]) relation->severity = MZ_INFO;
    }
}
