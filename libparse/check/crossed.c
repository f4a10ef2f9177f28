/*
 * crossed.c - two rows of flow text whose figures stand behind each other's
 * names. The reader puts figures where sums and the other tables want them, and
 * so mends an exchange of the document in silence; the lines still show it:
 * behind the one name stand the figures that were read into the row of the
 * other one, and the reverse, while another table prints both behind their own
 * names.
 */
#include "check.h"

/* A row with a subject, by the line of its name. */
typedef struct named_row {
    uint32_t line, next;  /* where its name stands, and the next name of its table */
    uint32_t first, last; /* lines of its amounts; first is 0 when it has none */
    uint32_t row;
} named_row;

typedef struct named_rows {
    named_row *items;
    size_t count;
} named_rows;

static int compare_lines(const void *left, const void *right)
{
    const named_row *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* The rows of a table by the lines of their names. */
static named_rows read_rows(mz_problem *problem, const mz_table *table)
{
    named_rows rows = {.items = mz_arena_array(problem->arena, table->row_count + 1, sizeof *rows.items)};
    if (rows.items == NULL) return rows;
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        named_row *own = &rows.items[rows.count++];
        *own = (named_row){.line = row->span.line, .next = UINT32_MAX, .row = (uint32_t)r};
        for (size_t c = 0; c < row->cell_count; c++) {
            const uint32_t line = row->cells[c].span.line;
            if (row->cells[c].kind != MZ_CELL_AMOUNT) continue;
            if (own->first == 0 || line < own->first) own->first = line;
            if (line > own->last) own->last = line;
        }
    }
    mz_sort(problem->arena, rows.items, rows.count, sizeof *rows.items, compare_lines);
    for (size_t i = rows.count; i-- > 1;)
        rows.items[i - 1].next = rows.items[i - 1].line == rows.items[i].line ? rows.items[i].next : rows.items[i].line;
    return rows;
}

/* The rows of a table, read when it is asked for first; all has an entry for
 * each table. */
static const named_rows *rows_of(mz_problem *problem, named_rows *all, size_t number)
{
    if (all[number].items == NULL) all[number] = read_rows(problem, &problem->document->tables[number]);
    return &all[number];
}

/* Whether a's amounts stand behind b's name and before the next one. */
static bool stands_behind(const named_row *a, const named_row *b)
{
    return a->first >= b->line && a->last < b->next && a->first > 0;
}

/* The number of the last row whose name does not stand below the line; the
 * number of rows when there is none. */
static size_t row_at(const named_rows *rows, uint32_t line)
{
    size_t low = 0, high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows->items[middle].line <= line)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? low - 1 : rows->count;
}

/* Whether another table prints the row's amount behind its own name. */
static bool is_confirmed(mz_problem *problem, named_rows *all, size_t number, uint32_t row)
{
    const mz_document *document = problem->document;
    const mz_row *own = &document->tables[number].rows[row];
    const uint64_t subject = problem->rows[number][row].subject;
    const mz_cell *cell = own->cells;
    while (cell < own->cells + own->cell_count && cell->kind != MZ_CELL_AMOUNT) cell++;
    for (size_t t = 0; t < document->table_count && cell < own->cells + own->cell_count; t++) {
        const mz_table *table = &document->tables[t];
        if (t == number || !mz_is_standard(table)) continue;
        const named_rows *rows = rows_of(problem, all, t);
        for (size_t i = 0; i < rows->count; i++) {
            const named_row *it = &rows->items[i];
            if (problem->rows[t][it->row].subject != subject || !stands_behind(it, it)) continue;
            const mz_row *other = &table->rows[it->row];
            for (size_t c = 0; c < other->cell_count; c++)
                if (other->cells[c].kind == MZ_CELL_AMOUNT && other->cells[c].amount.value == cell->amount.value)
                    return true;
        }
    }
    return false;
}

static void report(mz_problem *problem, size_t number, uint32_t a, uint32_t b)
{
    enum { MOST_PLACES = 32 };
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "rows.exchanged");
    const mz_row *own = &problem->document->tables[number].rows[a];
    mz_place places[MOST_PLACES];
    mz_repair repairs[MOST_PLACES];
    mz_severity severity;
    size_t count = 0;
    if (rule == NULL || !mz_rule_severity(problem, rule, &severity)) return;
    for (size_t c = 0; c < own->cell_count && count + 2 <= MOST_PLACES; c++) {
        const uint32_t x = mz_problem_cell(problem, number, a, own->cells[c].column),
                       y = mz_problem_cell(problem, number, b, own->cells[c].column);
        if (x == MZ_NO_FIGURE || y == MZ_NO_FIGURE || problem->figures[x].value == problem->figures[y].value) continue;
        const mz_place right[] = {mz_figure_place(problem, x), mz_figure_place(problem, y)};
        for (int i = 0; i < 2; i++) {
            places[count] = right[i];
            places[count].span = right[1 - i].span; /* what stands behind its name */
            places[count].printed = right[1 - i].printed;
            repairs[count] = (mz_repair){.place = places[count],
                                         .from = right[1 - i].printed,
                                         .to = right[i].printed,
                                         .slip = "shifted",
                                         .unique = true};
            count++;
        }
    }
    if (count == 0) return;
    const char *zh = mz_arena_printf(problem->arena, "%s与%s的金额互换了位置：其他表中正好相反。",
                                     mz_place_zh(problem, &places[0]), mz_place_zh(problem, &places[1]));
    const char *en = mz_arena_printf(problem->arena,
                                     "The figures of %s and %s stand in each "
                                     "other's place: the other tables print "
                                     "them the other way round.",
                                     mz_place_en(problem, &places[0]), mz_place_en(problem, &places[1]));
    if (zh == NULL || en == NULL) return;
    mz_report_add(problem, &(mz_report){.rule = rule,
                                        .severity = severity,
                                        .places = places,
                                        .place_count = count,
                                        .zh = zh,
                                        .en = en,
                                        .expected = repairs[0].to,
                                        .actual = repairs[0].from,
                                        .repairs = repairs,
                                        .repair_count = count});
}

/* Whether the row is that of a subject with amounts. */
static bool counts(const mz_problem *problem, size_t number, const named_row *row)
{
    return row->first > 0 && problem->rows[number][row->row].subject != 0;
}

void mz_find_crossed(mz_problem *problem)
{
    enum { MOST_TRIED = 16 /* each looks at all tables */ };
    size_t tried = 0;
    named_rows *all =
        problem->is_flow ? mz_arena_array(problem->arena, problem->document->table_count + 1, sizeof *all) : NULL;
    if (all == NULL) return;
    for (size_t t = 0; t < problem->document->table_count; t++) {
        const mz_table *table = &problem->document->tables[t];
        if (!mz_is_standard(table)) continue;
        const named_rows *rows = rows_of(problem, all, t);
        for (size_t i = 0; i < rows->count; i++) {
            const named_row *a = &rows->items[i];
            if (!counts(problem, t, a) || stands_behind(a, a)) continue;
            const size_t k = row_at(rows, a->first);
            const named_row *b = k < rows->count ? &rows->items[k] : a;
            if (k <= i || !counts(problem, t, b) || table->rows[a->row].side != table->rows[b->row].side ||
                !stands_behind(a, b) || !stands_behind(b, a) || tried++ >= MOST_TRIED ||
                !is_confirmed(problem, all, t, a->row) || !is_confirmed(problem, all, t, b->row))
                continue;
            report(problem, t, a->row, b->row);
        }
    }
}
