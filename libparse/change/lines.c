/* lines.c - one line per figure that differs between two years. */
#include <string.h>

#include "compare.h"

__extension__ typedef __int128 wide;

/* Cells are in column order. */
static const mz_cell *cell_at(const mz_row *row, uint16_t column)
{
    size_t low = 0, high = row == NULL ? 0 : row->cell_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row->cells[middle].column == column) return &row->cells[middle];
        if (row->cells[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/*
 * Reads a cell as money: a blank or a dash is nothing, a table that prints no unit has the document's. false when the
 * cell cannot be compared: no money, redacted, or not read surely.
 */
static bool money_of(mz_arena *arena, const mz_document *document, const mz_table *table, const mz_cell *cell,
                     mz_amount *amount)
{
    *amount = (mz_amount){.printed = "", .unit_text = ""};
    if (cell == NULL) return true;
    if (cell->confidence < 50) return false;
    if (cell->kind != MZ_CELL_AMOUNT) return cell->kind == MZ_CELL_BLANK || cell->kind == MZ_CELL_DASH;
    *amount = cell->amount;
    if (mz_unit_is_money(amount->unit)) return true;
    bool unknown = amount->unit == MZ_UNIT_NONE && table->unit == MZ_UNIT_NONE && *amount->unit_text == '\0';
    if (!unknown || strcmp(table->columns[cell->column].role, "quantity") == 0) return false;
    mz_unit unit = mz_unit_is_money(document->identity.unit) ? document->identity.unit : MZ_UNIT_WAN;
    size_t length = strlen(cell->amount.printed);
    char *printed = mz_arena_alloc(arena, length + 1);
    return printed != NULL && mz_amount_read(cell->amount.printed, length, unit, printed, amount) == MZ_OK;
}

/* Figures of one precision differ when they differ; of two precisions only when no true value fits both. */
static bool differ(const mz_amount *prior, const mz_amount *current)
{
    if (prior->value == current->value) return false;
    bool printed = *prior->printed != '\0' && *current->printed != '\0';
    if (!printed || (prior->unit == current->unit && prior->decimals == current->decimals)) return true;
    mz_interval a = mz_amount_interval(prior), b = mz_amount_interval(current);
    return a.hi < b.lo || b.hi < a.lo;
}

int64_t mz_percent_of(int64_t difference, int64_t prior)
{
    if (prior == 0) return INT64_MAX;
    wide twice = (wide)difference * 20000 / prior;
    wide rounded = twice >= 0 ? (twice + 1) / 2 : (twice - 1) / 2;
    if (prior < 0) rounded = -rounded;
    return rounded > INT64_MAX - 1 ? INT64_MAX - 1 : rounded < -INT64_MAX ? -INT64_MAX : (int64_t)rounded;
}

static const char *kept(mz_arena *arena, const char *text)
{
    const char *copy = text == NULL || *text == '\0' ? "" : mz_arena_copy(arena, text, strlen(text));
    return copy == NULL ? "" : copy;
}

/* Funds by the last part of a role or of a form's id, and the role of their totals. */
static const char *fund_total(const char *name)
{
    static const char *const funds[][2] = {
        {"general", "money.general"}, {"fund", "money.fund"}, {"capital", "money.capital"}, {"fiscal", "money.fiscal"}};
    for (size_t i = 0; i < sizeof funds / sizeof *funds; i++)
        if (strcmp(name, funds[i][0]) == 0) return funds[i][1];
    return "";
}

const char *mz_money_role(const mz_line_change *line)
{
    return fund_total(mz_last_name(line->change.form_id));
}

/* The total of a fund: a row of the balance, a column of its total row, the total row of the fund's own table. */
static const char *money_role(const mz_table *table, const mz_row *row, const char *column)
{
    if (strncmp(row->role, "income.", 7) == 0) return fund_total(mz_last_name(row->role));
    if (strncmp(row->role, "total", 5) != 0 && strcmp(mz_last_name(row->role), "total") != 0) return "";
    const char *by_column = fund_total(mz_last_name(column));
    if (*by_column != '\0') return by_column;
    return strcmp(column, "total") == 0 ? fund_total(mz_last_name(table->form == NULL ? "" : table->form)) : "";
}

const char *mz_part_of_total(const char *column)
{
    static const char *const parts[] = {"total.basic", "total.personnel", "total.public", "total.project"};
    if (strcmp(column, "income.budget") == 0) return "income.total";
    if (strcmp(column, "expenditure.budget") == 0) return "total.total";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(mz_last_name(parts[i]), column) == 0) return parts[i];
    return "";
}

/* The role of a column. Of a table that prints nothing but the year before and its own year (上年预算数, 本年预算数)
 * the latter is the total of the row. */
static const char *role_of_column(const mz_paired_table *pair, uint16_t column)
{
    const mz_table *table = pair->current;
    const char *role = table->columns[column].role;
    const char *form = table->form == NULL ? "" : table->form, *dot = strchr(form, '.');
    const bool budget = strcmp(role, "budget") == 0 && strncmp(form, "budget.", strlen("budget.")) == 0;
    const bool final = strcmp(role, "final") == 0 && strncmp(form, "final.", strlen("final.")) == 0 &&
                       strcmp(dot, ".three_public") != 0;
    for (uint16_t i = 0; (budget || final) && i < table->column_count; i++)
        if (i != column && pair->columns[i] != UINT16_MAX) return role;
    return budget || final ? "total" : role;
}

/* The role that names a figure across forms: three.reception, total.basic, income.total; "" when it has none. */
static const char *role_of(mz_arena *arena, const mz_table *table, const mz_row *row, const char *column)
{
    const char *three = strstr(column, "three.");
    if (strcmp(row->role, "three.all") == 0) return "three.total";
    if (strncmp(row->role, "three.", 6) == 0) return row->role;
    if (three != NULL) return three;
    if (strcmp(mz_last_name(column), "operation") == 0) return "operation";
    const char *form = table->form == NULL ? "" : table->form;
    const char *dot = strchr(form, '.');
    if (strncmp(form, "text.", 5) == 0) return row->role;
    if (dot != NULL && strcmp(dot, ".three_public") == 0 && strcmp(column, "total") == 0) return "three.total";
    const char *money = money_role(table, row, column);
    if (*money != '\0') return money;
    const bool part = strcmp(row->role, "personnel") == 0 || strcmp(row->role, "public") == 0;
    if (part && dot != NULL && strcmp(dot, ".general_basic") == 0) return mz_part_of_total(row->role);
    if (strcmp(row->role, "total") != 0 || dot == NULL) return "";
    if (strcmp(dot, ".balance") == 0 || strcmp(dot, ".general_basic") == 0) return mz_part_of_total(column);
    if (strcmp(dot, ".expenditure") != 0 && strcmp(dot, ".income") != 0) return "";
    const char *role = strcmp(dot, ".income") == 0 ? (strcmp(column, "total") == 0 ? "income.total" : "")
                                                   : mz_arena_printf(arena, "total.%s", column);
    return role == NULL ? "" : role;
}

/* Subjects are listed from the class down: the row behind a parent is its first child. */
static bool has_deeper_code(const mz_table *table, const mz_row *row)
{
    size_t length = strlen(row->code);
    for (const mz_row *next = row + 1; next < table->rows + table->row_count; next++) {
        if (*next->code == '\0') continue;
        return strlen(next->code) > length && strncmp(next->code, row->code, length) == 0;
    }
    return false;
}

static void add_line(mz_comparison *c, const mz_paired_table *pair, const mz_paired_row *rows, uint16_t column,
                     const mz_cell *prior, const mz_cell *current)
{
    mz_amount before, now;
    const mz_document *prior_document = pair->source == MZ_PRIOR_DOCUMENT ? c->prior : c->current;
    if (!money_of(c->arena, prior_document, pair->prior, prior, &before)) return;
    if (!money_of(c->arena, c->current, pair->current, current, &now)) return;
    if (!differ(&before, &now)) return;
    mz_line_change *line = mz_arena_push(c->arena, &c->lines, &c->count, &c->capacity, sizeof *line);
    if (line == NULL) return;
    const mz_row *row = rows->current != NULL ? rows->current : rows->prior;
    const mz_column *header = &pair->current->columns[column];
    mz_change *change = &line->change;
    change->form = pair->current->title;
    change->form_id = pair->current->form == NULL ? "" : pair->current->form;
    change->label = kept(c->arena, row->label);
    change->code = kept(c->arena, row->code);
    change->column = header->path;
    change->unit = *now.printed != '\0' ? now.unit : before.unit;
    before.printed = kept(c->arena, before.printed);
    before.unit_text = kept(c->arena, before.unit_text);
    change->prior = before;
    change->current = now;
    if (!mz_value_sub(now.value, before.value, &change->difference)) change->difference = INT64_MAX;
    change->percent = mz_percent_of(change->difference, before.value);
    change->material = mz_is_material(c, change);
    change->reason = "";
    change->source = pair->source;
    change->span = current != NULL ? current->span : rows->current != NULL ? rows->current->span : pair->current->span;
    line->table = pair;
    line->row = row;
    line->column_role = role_of_column(pair, column);
    line->role = kept(c->arena, role_of(c->arena, pair->current, row, line->column_role));
    line->key = mz_change_key(c->label_marks, c->arena, row->label);
    line->short_key = mz_short_key(c->silent_tail, c->arena, line->key);
    line->statement = -1;
    line->leaf = *row->code != '\0' && !has_deeper_code(rows->current != NULL ? pair->current : pair->prior, row);
}

/* The row's own differences in its basic and project columns, for lines that inherit a reason. */
static void note_parts(mz_comparison *c, size_t first)
{
    int64_t basic = 0, project = 0, parts = 0;
    for (size_t i = first; i < c->count; i++) {
        const char *role = c->lines[i].column_role;
        const int64_t difference = c->lines[i].change.difference;
        if (strcmp(role, "basic") == 0) basic = difference;
        if (strcmp(role, "project") == 0) project = difference;
        const bool part = strcmp(role, "personnel") == 0 || strcmp(role, "public") == 0;
        if (part && !mz_value_add(parts, difference, &parts)) parts = 0;
    }
    for (size_t i = first; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        const char *role = line->column_role;
        const bool is_project = strcmp(role, "project") == 0;
        const bool is_basic =
            strcmp(role, "basic") == 0 || strcmp(role, "personnel") == 0 || strcmp(role, "public") == 0;
        line->basic = is_project ? 0 : is_basic ? line->change.difference : basic != 0 ? basic : parts;
        line->project = is_basic ? 0 : project;
    }
}

bool mz_compare_lines(mz_comparison *c, const mz_paired_table *tables, size_t count)
{
    for (size_t t = 0; t < count; t++) {
        const mz_paired_table *pair = &tables[t];
        for (uint16_t column = 0; column < pair->current->column_count; column++)
            if (!mz_is_own_year(c, c->current, &pair->current->columns[column])) pair->columns[column] = UINT16_MAX;
        for (size_t r = 0; r < pair->row_count; r++) {
            const mz_paired_row *rows = &pair->rows[r];
            size_t first = c->count;
            for (uint16_t column = 0; column < pair->current->column_count; column++) {
                if (pair->columns[column] == UINT16_MAX) continue;
                const mz_cell *now = cell_at(rows->current, column);
                const mz_cell *before = cell_at(rows->prior, pair->columns[column]);
                add_line(c, pair, rows, column, before, now);
            }
            note_parts(c, first);
        }
    }
    return !mz_arena_exhausted(c->arena);
}
