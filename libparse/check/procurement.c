/* procurement.c - procurement tables: subtotals and total, quantity times price, redacted rows, planned assets. */
#include <string.h>

#include "projects.h"

enum { MOST_PLACES = 32, MOST_SUBSET = 16, MOST_ITEMS = 512 };

typedef enum row_kind { ROW_ITEM, ROW_SUBTOTAL, ROW_TOTAL } row_kind;

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), own = strlen(end);
    return length >= own && strcmp(text + length - own, end) == 0;
}

static row_kind kind_of(const mz_row *row)
{
    if (*row->code != '\0') return ROW_ITEM;
    if (strcmp(row->role, "total") == 0) return ROW_TOTAL;
    return ends_with(row->label, "小计") ? ROW_SUBTOTAL : ROW_ITEM;
}

static size_t column_of(const mz_table *table, const char *role)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (strcmp(table->columns[c].role, role) == 0) return c;
    return table->column_count;
}

static bool adds_up(const mz_column *column)
{
    return mz_unit_is_money(column->unit) && strcmp(column->role, "project.budget") != 0 &&
           strcmp(column->role, "price") != 0 && strcmp(column->role, "quantity") != 0;
}

static void report_redacted(mz_problem *problem, size_t table, size_t first, size_t last, size_t column, size_t sum_row)
{
    const mz_table *t = &problem->document->tables[table];
    uint32_t sum = mz_problem_cell(problem, table, sum_row, column);
    if (sum == MZ_NO_FIGURE) return;
    mz_wide rest = problem->figures[sum].value;
    mz_place places[MOST_PLACES];
    size_t hidden = 0, count = 0;
    places[count++] = mz_figure_place(problem, sum);
    for (size_t r = first; r < last; r++) {
        uint32_t figure = mz_problem_cell(problem, table, r, column);
        if (r == sum_row || kind_of(&t->rows[r]) != ROW_ITEM) continue;
        if (figure != MZ_NO_FIGURE) rest -= problem->figures[figure].value;
        if (mz_problem_cell_kind(problem, table, r, column) != MZ_CELL_REDACTED) continue;
        hidden++;
        if (count < MOST_PLACES)
            places[count++] = (mz_place){.span = t->rows[r].span,
                                         .form = t->title,
                                         .row = t->rows[r].label,
                                         .code = t->rows[r].code,
                                         .column = t->columns[column].path,
                                         .printed = "**"};
    }
    char text[48];
    const mz_amount *like = problem->figures[sum].amount;
    if (hidden == 0 || rest < 0 || rest > 2 * MZ_LARGEST ||
        mz_value_format((int64_t)(rest / 2), like->unit, like->decimals, text, sizeof text) == 0)
        return;
    const char *zh =
        mz_arena_printf(problem->arena, "“%s”下%zu行采购金额已隐去，但由合计%s减去其余各行可推出其合计为%s。",
                        t->rows[sum_row].label, hidden, like->printed, text);
    const char *en = mz_arena_printf(
        problem->arena,
        "%zu amount(s) under '%s' are redacted, but the printed sum %s less the other rows gives their sum: %s.",
        hidden, t->rows[sum_row].label, like->printed, text);
    mz_report_rule(problem, "redaction.procurement", places, count, zh, en, "", text);
}

/* The sum row at `sum` covers rows [first, last), except other sum rows of its own or a higher kind. */
static void bind_block(mz_problem *problem, mz_draft *draft, size_t number, size_t sum, size_t first, size_t last,
                       row_kind parts)
{
    const mz_table *table = &problem->document->tables[number];
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "procurement.sum");
    if (rule == NULL) return;
    for (size_t c = 0; c < table->column_count; c++) {
        if (!adds_up(&table->columns[c])) continue;
        mz_draft_reset(draft);
        mz_draft_cell(problem, draft, number, sum, c, 1);
        for (size_t r = first; r < last; r++)
            if (r != sum && kind_of(&table->rows[r]) == parts) mz_draft_cell(problem, draft, number, r, c, -1);
        mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
        if (parts == ROW_ITEM && strcmp(table->columns[c].role, "procurement.total") == 0)
            report_redacted(problem, number, first, last, c, sum);
    }
}

/* Subtotals stand before their items (then the first sum row comes before any item) or after them. Where rows are not
 * named, others head groups of them without a word for it (货物A), and what the total is the sum of is not known. */
static void bind_sums(mz_problem *problem, mz_draft *draft, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    size_t total = SIZE_MAX, subtotals = 0, first_item = SIZE_MAX, first_subtotal = SIZE_MAX;
    for (size_t r = 0; r < table->row_count; r++) {
        row_kind kind = kind_of(&table->rows[r]);
        if (kind == ROW_TOTAL) total = r;
        if (kind == ROW_SUBTOTAL && first_subtotal == SIZE_MAX) first_subtotal = r;
        if (kind == ROW_ITEM && first_item == SIZE_MAX) first_item = r;
        subtotals += kind == ROW_SUBTOTAL;
        if (*table->rows[r].label == '\0' && *table->rows[r].code == '\0') return;
    }
    if (total != SIZE_MAX)
        bind_block(problem, draft, number, total, 0, table->row_count, subtotals > 0 ? ROW_SUBTOTAL : ROW_ITEM);
    bool before = first_subtotal < first_item;
    size_t begin = 0;
    for (size_t r = 0; r < table->row_count && subtotals > 0; r++) {
        if (kind_of(&table->rows[r]) != ROW_SUBTOTAL) continue;
        size_t end = r;
        if (before) {
            begin = r + 1;
            for (end = begin; end < table->row_count && kind_of(&table->rows[end]) == ROW_ITEM;) end++;
        }
        bind_block(problem, draft, number, r, begin, end, ROW_ITEM);
        begin = r + 1;
    }
}

static const mz_cell *cell_of(const mz_row *row, size_t column)
{
    for (size_t c = 0; c < row->cell_count; c++)
        if (row->cells[c].column == column) return &row->cells[c];
    return NULL;
}

/* quantity x price against the amount, in intervals; the quantity is exact when it is a whole number. */
static void check_price(mz_problem *problem, size_t number, size_t r, size_t quantity, size_t price, size_t amount)
{
    const mz_table *table = &problem->document->tables[number];
    uint32_t figures[3] = {mz_problem_cell(problem, number, r, amount), mz_problem_cell(problem, number, r, quantity),
                           mz_problem_cell(problem, number, r, price)};
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "procurement.price");
    mz_place places[3];
    for (int i = 0; i < 3; i++) {
        if (figures[i] == MZ_NO_FIGURE || problem->figures[figures[i]].cell->confidence < MZ_SURE || rule == NULL)
            return;
        places[i] = mz_figure_place(problem, figures[i]);
    }
    const mz_figure *a = &problem->figures[figures[0]], *q = &problem->figures[figures[1]],
                    *p = &problem->figures[figures[2]];
    const mz_wide one = 2000000; /* a whole unit in half counts */
    mz_wide half = q->value % one == 0 ? 0 : (q->interval.hi - q->interval.lo) / 2;
    mz_wide low = ((mz_wide)q->value - half) * p->interval.lo / one - 1;
    mz_wide high = ((mz_wide)q->value + half) * p->interval.hi / one + 1;
    mz_coverage_entry *entry = &problem->ledger[rule - problem->rulebook->rules];
    entry->evaluated++;
    for (int i = 0; i < 3; i++) mz_figure_see(problem, figures[i]);
    if (low <= a->interval.hi && high >= a->interval.lo) {
        entry->held++;
        if (q->value % one == 0 || p->value != one || q->value != a->value) return;
        const char *zh = mz_arena_printf(problem->arena, "“%s”的数量印为%s、单价印为%s，数量与单价应是填反了。",
                                         table->rows[r].label, places[1].printed, places[2].printed);
        const char *en =
            mz_arena_printf(problem->arena, "Row '%s' has quantity %s and unit price %s: they seem to be interchanged.",
                            table->rows[r].label, places[1].printed, places[2].printed);
        mz_report_rule(problem, "procurement.swapped", (mz_place[]){places[1], places[2], places[0]}, 3, zh, en,
                       places[2].printed, places[1].printed);
        return;
    }
    entry->broken++;
    char text[48];
    mz_wide product = (mz_wide)q->value * p->value / one / 2;
    if (product > INT64_MAX / 4 || product < INT64_MIN / 4 ||
        mz_value_format((int64_t)product, a->amount->unit, a->amount->decimals, text, sizeof text) == 0)
        return;
    const char *zh =
        mz_arena_printf(problem->arena, "“%s”的采购金额是%s，而数量%s乘以单价%s为%s。", table->rows[r].label,
                        places[0].printed, places[1].printed, places[2].printed, text);
    const char *en =
        mz_arena_printf(problem->arena, "Row '%s' prints the amount %s, but quantity %s times price %s is %s.",
                        table->rows[r].label, places[0].printed, places[1].printed, places[2].printed, text);
    mz_report_rule(problem, rule->id, places, 3, zh, en, text, places[0].printed);
}

/* A unit of measure that is a number cannot be one; one that is money is doubtful. */
static void check_unit_name(mz_problem *problem, const mz_table *table, const mz_row *row, size_t column)
{
    const mz_cell *cell = column < table->column_count ? cell_of(row, column) : NULL;
    if (cell == NULL || cell->kind == MZ_CELL_BLANK || *cell->text == '\0') return;
    bool number = strspn(cell->text, "0123456789.") == strlen(cell->text);
    bool money = strcmp(cell->text, "万元") == 0 || strcmp(cell->text, "元") == 0;
    if (!number && !money) return;
    mz_place place = mz_indicator_place(table, row, cell);
    const char *zh = mz_arena_printf(problem->arena, "“%s”的计量单位印为“%s”，不是计量单位。", row->label, cell->text);
    const char *en =
        mz_arena_printf(problem->arena, "The unit of measure of '%s' is printed as '%s'.", row->label, cell->text);
    mz_report_rule(problem, number ? "procurement.unit" : "procurement.unit_money", &place, 1, zh, en, "", cell->text);
}

static void check_rows(mz_problem *problem, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    size_t quantity = column_of(table, "quantity"), price = column_of(table, "price"),
           unit = column_of(table, "unit.name");
    size_t amount = column_of(table, "procurement.total");
    for (size_t r = 0; r < table->row_count; r++) {
        if (kind_of(&table->rows[r]) != ROW_ITEM) continue;
        if (quantity < table->column_count && price < table->column_count && amount < table->column_count)
            check_price(problem, number, r, quantity, price, amount);
        check_unit_name(problem, table, &table->rows[r], unit);
    }
}

/* --- fixed assets that the text says are in this table -------------------------------------------------------- */

static bool is_purchase(const mz_problem *problem, const char *item)
{
    return mz_wordlist_has(&problem->rulebook->wordlists[MZ_WORDLIST_PLANNED_ASSETS], item);
}

/* Whether some of the amounts add up to wanted (within slack). At most MOST_SUBSET amounts, so at most 65536 sums. */
static bool some_add_up(const int64_t *amounts, size_t count, int64_t wanted, int64_t slack)
{
    for (uint32_t set = 1; set < (uint32_t)1 << count; set++) {
        int64_t sum = 0;
        for (size_t i = 0; i < count; i++)
            if ((set >> i & 1) != 0) sum += amounts[i];
        if (sum - wanted <= slack && wanted - sum <= slack) return true;
    }
    return false;
}

/* What goods and works (catalogue classes A and B) can come to at most, redacted rows included. */
static bool goods_can_reach(const mz_problem *problem, size_t number, size_t column, int64_t wanted)
{
    const mz_table *table = &problem->document->tables[number];
    mz_wide services = 0;
    int64_t total = INT64_MIN;
    for (size_t r = 0; r < table->row_count; r++) {
        uint32_t figure = mz_problem_cell(problem, number, r, column);
        if (figure == MZ_NO_FIGURE) continue;
        if (kind_of(&table->rows[r]) == ROW_TOTAL) total = problem->figures[figure].interval.hi;
        if (kind_of(&table->rows[r]) == ROW_ITEM && *table->rows[r].code == 'C')
            services += problem->figures[figure].interval.lo;
    }
    return total == INT64_MIN || total - services >= wanted;
}

static void check_planned_assets(mz_problem *problem, size_t number, size_t fact)
{
    const mz_table *table = &problem->document->tables[number];
    size_t column = column_of(table, "procurement.total");
    uint32_t wanted = problem->fact_figures[fact];
    if (column == table->column_count || wanted == MZ_NO_FIGURE || problem->figures[wanted].value <= 0) return;
    int64_t amounts[MOST_SUBSET];
    mz_place places[MOST_PLACES] = {mz_figure_place(problem, wanted)};
    size_t count = 0, shown = 1, items = 0;
    bool hidden = false;
    int64_t slack = 0; /* of the table's figures; the text's may be a round number */
    for (size_t r = 0; r < table->row_count; r++) {
        if (kind_of(&table->rows[r]) != ROW_ITEM) continue;
        uint32_t figure = mz_problem_cell(problem, number, r, column);
        hidden |= mz_problem_cell_kind(problem, number, r, column) == MZ_CELL_REDACTED;
        if (figure == MZ_NO_FIGURE) continue;
        items++;
        slack += (problem->figures[figure].interval.hi - problem->figures[figure].interval.lo) / 2;
        if (count < MOST_SUBSET) amounts[count++] = problem->figures[figure].value;
        if (shown < MOST_PLACES) places[shown++] = mz_figure_place(problem, figure);
    }
    bool possible = goods_can_reach(problem, number, column, problem->figures[wanted].value);
    if (possible && (hidden || items == 0 || items > MOST_SUBSET ||
                     some_add_up(amounts, count, problem->figures[wanted].value, slack)))
        return;
    const char *zh = mz_arena_printf(
        problem->arena, "文字称拟购置固定资产%s万元已列入政府采购预算，但采购表中没有任何项目组合等于该数。",
        places[0].printed);
    const char *en = mz_arena_printf(
        problem->arena,
        "The text says planned assets of %s are in the procurement budget, but no combination of its rows gives that.",
        places[0].printed);
    mz_report_rule(problem, "assets.planned", places, shown, zh, en, "", places[0].printed);
}

/* --- rows that cannot be attributed to a project -------------------------------------------------------------- */

/* Whether the project that the row names (before the slash) is one project's name and the beginning of another's. */
static bool is_ambiguous(const mz_problem *problem, const mz_row *row)
{
    const mz_document *document = problem->document;
    size_t length = strcspn(row->label, "/");
    bool same = false, longer = false;
    for (size_t t = 0; length > 0 && t < document->table_count; t++) {
        const mz_table *table = &document->tables[t];
        if (table->form == NULL || strncmp(table->form, "performance.", strlen("performance.")) != 0 ||
            strncmp(table->subject, row->label, length) != 0)
            continue;
        same |= table->subject[length] == '\0';
        longer |= table->subject[length] != '\0';
    }
    return same && longer;
}

static void check_projects(mz_problem *problem, const mz_table *table)
{
    mz_place places[MOST_PLACES];
    size_t count = 0;
    for (size_t r = 0; r < table->row_count && count < MOST_PLACES; r++) {
        const mz_row *row = &table->rows[r];
        bool redacted = false;
        for (size_t c = 0; c < row->cell_count; c++) redacted |= row->cells[c].kind == MZ_CELL_REDACTED;
        /* where amounts are printed they tell the projects apart */
        if (!redacted || !is_ambiguous(problem, row)) continue;
        places[count++] = (mz_place){.span = row->span,
                                     .form = table->title,
                                     .row = row->label,
                                     .code = "",
                                     .column = "",
                                     .printed = row->label};
    }
    if (count == 0) return;
    const char *zh = mz_arena_printf(
        problem->arena, "采购表有%zu行的项目名称“%s”既是一个项目的名称，又是另一个项目名称的开头，无法对应。", count,
        places[0].row);
    const char *en =
        mz_arena_printf(problem->arena,
                        "%zu procurement row(s) name '%s', which is one project's name and the beginning of "
                        "another's.",
                        count, places[0].row);
    mz_report_rule(problem, "procurement.project", places, count, zh, en, NULL, places[0].row);
}

void mz_bind_procurement(mz_problem *problem)
{
    const mz_document *document = problem->document;
    mz_draft draft = {0};
    for (size_t t = 0; t < document->table_count; t++) {
        if (document->tables[t].form == NULL || strcmp(document->tables[t].form, "procurement") != 0) continue;
        bind_sums(problem, &draft, t);
        check_rows(problem, t);
        check_projects(problem, &document->tables[t]);
        for (size_t f = 0; f < document->fact_count; f++)
            if (document->facts[f].kind == MZ_FACT_VALUE && is_purchase(problem, document->facts[f].item))
                check_planned_assets(problem, t, f);
    }
}
