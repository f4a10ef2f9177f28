/* bind.c - the relations of relations.json, bound to the tables of a document. */
#include <string.h>

#include "check.h"

enum { LONGEST_PATTERN = 64 };

static const char *form_of(const mz_table *table)
{
    return table->form != NULL ? table->form : "";
}

/* The first money column of side (any side when < 0) whose role matches one of roles, in the order of roles. */
static size_t find_column(const mz_table *table, const mz_strings *roles, int side)
{
    for (size_t w = 0; w < roles->count; w++)
        for (size_t c = 0; c < table->column_count; c++)
            if ((side < 0 || table->columns[c].side == side) &&
                mz_pattern_match(roles->items[w], table->columns[c].role))
                return c;
    return table->column_count;
}

/* Whether row bears the role (or, after '#', the code) of pattern; "role@1" wants side 1. */
static bool row_matches(const mz_row *row, const char *pattern)
{
    bool plain = *pattern != '#' && *pattern != '*' && *pattern != '@';
    if (plain && *pattern != *row->role) return false; /* most do not match */
    const char *at = strchr(pattern, '@');
    size_t length = at != NULL ? (size_t)(at - pattern) : strlen(pattern);
    if (at != NULL && row->side != (uint16_t)(at[1] - '0')) return false;
    const char *text = row->role;
    if (*pattern == '#') {
        pattern++;
        length--;
        text = row->code;
    }
    if (length > 0 && pattern[length - 1] == '*') return strncmp(pattern, text, length - 1) == 0;
    return strlen(text) == length && strncmp(pattern, text, length) == 0;
}

/* The only row that matches the first of roles that any row matches; row_count when none or several. */
static size_t find_row(const mz_table *table, const mz_strings *roles)
{
    for (size_t w = 0; w < roles->count; w++) {
        size_t found = table->row_count;
        for (size_t r = 0; r < table->row_count; r++) {
            if (!row_matches(&table->rows[r], roles->items[w])) continue;
            if (found != table->row_count) return table->row_count;
            found = r;
        }
        if (found != table->row_count) return found;
    }
    return table->row_count;
}

/* Whether a row or column with this role prints anything but zero; a redacted figure is not zero. */
static bool has_amount(const mz_table *table, const char *role)
{
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        bool whole = row_matches(row, role);
        for (size_t c = 0; c < row->cell_count; c++) {
            const mz_cell *cell = &row->cells[c];
            bool printed = cell->kind == MZ_CELL_REDACTED || (cell->kind == MZ_CELL_AMOUNT && cell->amount.value != 0);
            if (printed && (whole || mz_pattern_match(role, table->columns[cell->column].role))) return true;
        }
    }
    return false;
}

/* Whether the spec's conditions forbid to assert it of table. */
static bool excluded(const mz_table *table, const mz_relation_spec *spec)
{
    for (size_t i = 0; i < spec->unless.count; i++)
        if (has_amount(table, spec->unless.items[i])) return true;
    for (size_t i = 0; i < spec->needs.count; i++)
        if (!has_amount(table, spec->needs.items[i])) return true;
    return false;
}

/* The next pattern of a comma list into buffer; NULL at the end of the alternative. */
static const char *next_pattern(const char *at, const char *end, char *buffer)
{
    if (at >= end) return NULL;
    const char *comma = memchr(at, ',', (size_t)(end - at));
    const char *stop = comma != NULL ? comma : end;
    size_t length = (size_t)(stop - at);
    if (length >= LONGEST_PATTERN) length = LONGEST_PATTERN - 1;
    memcpy(buffer, at, length);
    buffer[length] = '\0';
    return stop + 1;
}

/* The alternative of the selector that counts for table: the first with an amount, else the last. */
static const char *alternative(const mz_table *table, const char *text, const char **end)
{
    for (;;) {
        const char *bar = strchr(text, '|');
        *end = bar != NULL ? bar : text + strlen(text);
        if (bar == NULL) return text;
        char pattern[LONGEST_PATTERN];
        for (const char *at = text; (at = next_pattern(at, *end, pattern)) != NULL;)
            if (has_amount(table, pattern)) return text;
        text = bar + 1;
    }
}

/* A part of the sum with the alternative that counts for the table. */
typedef struct chosen_part {
    const char *begin, *end;
    int sign;
} chosen_part;

/* Sign with which a row (NULL: a column with that role) takes part in the sum; 0 when it does not. */
static int sign_of(const chosen_part *parts, size_t count, const mz_row *row, const char *role)
{
    for (size_t p = 0; p < count; p++) {
        char pattern[LONGEST_PATTERN];
        for (const char *at = parts[p].begin; (at = next_pattern(at, parts[p].end, pattern)) != NULL;)
            if (row != NULL ? row_matches(row, pattern) : mz_pattern_match(pattern, role)) return parts[p].sign;
    }
    return 0;
}

static chosen_part *choose_parts(mz_problem *problem, const mz_table *table, const mz_relation_spec *spec)
{
    chosen_part *parts = mz_arena_array(problem->arena, spec->part_count + 1, sizeof *parts);
    for (size_t p = 0; parts != NULL && p < spec->part_count; p++) {
        parts[p].begin = alternative(table, spec->parts[p].text, &parts[p].end);
        parts[p].sign = spec->parts[p].sign;
    }
    return parts;
}

/* Whether the row has an amount in a money column of its side that the catalogue does not know: the parts may be
 * incomplete. */
static bool has_unknown_column(const mz_table *table, const mz_row *row)
{
    for (size_t c = 0; c < row->cell_count; c++) {
        const mz_column *column = &table->columns[row->cells[c].column];
        if (row->cells[c].kind == MZ_CELL_AMOUNT && mz_unit_is_money(column->unit) && *column->role == '\0')
            return true;
    }
    return false;
}

/* Per column of table: the total of its side and the sign with which it takes part in that total. */
typedef struct row_sum {
    size_t *totals; /* column_count when the side has none */
    int *signs;
} row_sum;

static bool plan_row_sum(mz_problem *problem, const mz_table *table, const mz_relation_spec *spec, row_sum *plan)
{
    const chosen_part *parts = choose_parts(problem, table, spec);
    plan->totals = mz_arena_array(problem->arena, table->column_count + 1, sizeof *plan->totals);
    plan->signs = mz_arena_array(problem->arena, table->column_count + 1, sizeof *plan->signs);
    if (parts == NULL || plan->totals == NULL || plan->signs == NULL) return false;
    for (size_t c = 0; c < table->column_count; c++) {
        bool first = c == 0 || table->columns[c].side != table->columns[c - 1].side;
        plan->totals[c] = first ? find_column(table, &spec->total, table->columns[c].side) : plan->totals[c - 1];
        if (c != plan->totals[c]) plan->signs[c] = sign_of(parts, spec->part_count, NULL, table->columns[c].role);
    }
    return true;
}

static void bind_row_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    row_sum plan;
    if (!plan_row_sum(problem, table, spec, &plan)) return;
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        size_t found = 0, total = table->column_count;
        for (size_t c = 0; c < table->column_count; c++) {
            if (table->columns[c].side != row->side) continue;
            if (total == table->column_count) {
                total = plan.totals[c];
                if (total == table->column_count) break;
                mz_draft_reset(draft);
                mz_draft_cell(problem, draft, number, r, total, 1);
            }
            if (plan.signs[c] == 0) continue;
            mz_draft_cell(problem, draft, number, r, c, -plan.signs[c]);
            found++;
        }
        if (found == 0) continue;
        if (has_unknown_column(table, row)) draft->reason = "unknown-column";
        mz_draft_commit(problem, draft, spec->rule, MZ_FORM_EQUAL, 0);
    }
}

/* Rows that are parts of total, with their signs: those before it when there are any, else those after it (a balance
 * repeats its lines below the total, for the balances carried over). */
static int *part_signs(mz_problem *problem, const mz_table *table, const mz_relation_spec *spec, size_t total)
{
    const chosen_part *parts = choose_parts(problem, table, spec);
    int *signs = mz_arena_array(problem->arena, table->row_count + 1, sizeof *signs);
    if (parts == NULL || signs == NULL) return NULL;
    bool before = false;
    for (size_t r = 0; r < table->row_count; r++) {
        if (r == total || (!spec->across && table->rows[r].side != table->rows[total].side)) continue;
        signs[r] = sign_of(parts, spec->part_count, &table->rows[r], NULL);
        before |= r < total && signs[r] != 0;
    }
    for (size_t r = total; r < table->row_count && before && !spec->across; r++) signs[r] = 0;
    return signs;
}

/* Whether a row among the parts has an amount but no role: the parts may be incomplete. */
static bool has_unknown_row(const mz_table *table, const int *signs, size_t total)
{
    bool before = false;
    for (size_t r = 0; r < total; r++) before |= signs[r] != 0;
    size_t from = before ? 0 : total + 1, to = before ? total : table->row_count;
    for (size_t r = from; r < to; r++) {
        const mz_row *row = &table->rows[r];
        if (row->side != table->rows[total].side || *row->role != '\0' || *row->code != '\0') continue;
        for (size_t c = 0; c < row->cell_count; c++)
            if (row->cells[c].kind == MZ_CELL_AMOUNT && mz_unit_is_money(row->cells[c].amount.unit)) return true;
    }
    return false;
}

static void bind_column_sums(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    size_t total = find_row(table, &spec->total);
    if (total == table->row_count) return;
    const int *signs = part_signs(problem, table, spec, total);
    if (signs == NULL) return;
    bool unknown = !spec->across && has_unknown_row(table, signs, total);
    for (size_t c = 0; c < table->column_count; c++) {
        if (!mz_unit_is_money(table->columns[c].unit) || table->columns[c].side != table->rows[total].side ||
            mz_strings_match(&spec->skip, table->columns[c].role))
            continue;
        mz_draft_reset(draft);
        mz_draft_cell(problem, draft, number, total, c, 1);
        size_t found = 0;
        for (size_t r = 0; r < table->row_count; r++) {
            size_t column = signs[r] != 0 ? mz_same_column(table, &table->rows[r], c) : table->column_count;
            if (column == table->column_count) continue;
            mz_draft_cell(problem, draft, number, r, column, -signs[r]);
            found++;
        }
        if (unknown) draft->reason = "unknown-row";
        if (found > 0) mz_draft_commit(problem, draft, spec->rule, MZ_FORM_EQUAL, 0);
    }
}

static void bind_figures(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t left, size_t right)
{
    const mz_table *a = &problem->document->tables[left], *b = &problem->document->tables[right];
    size_t row_a = find_row(a, &spec->left.rows);
    if (row_a == a->row_count) return;
    size_t column_a = find_column(a, &spec->left.columns, a->rows[row_a].side);
    if (column_a == a->column_count) return;
    mz_draft_reset(draft);
    mz_draft_cell(problem, draft, left, row_a, column_a, 1);
    size_t found = 0;
    for (size_t i = 0; i < spec->right.rows.count; i++) {
        mz_strings one = {spec->right.rows.items + i, 1};
        size_t row_b = find_row(b, &one);
        if (row_b == b->row_count && spec->sum) return; /* a part that is not printed: the sum is not known */
        if (row_b == b->row_count) continue;
        size_t column_b = find_column(b, &spec->right.columns, b->rows[row_b].side);
        if (column_b == b->column_count || (left == right && row_a == row_b && column_a == column_b)) continue;
        mz_draft_cell(problem, draft, right, row_b, column_b, -1);
        found++;
        if (!spec->sum) break;
    }
    if (found > 0) mz_draft_commit(problem, draft, spec->rule, MZ_FORM_EQUAL, 0);
}

/* Rows of a table by subject: the printed code, or the code of the class that the label names. */
typedef struct keyed_row {
    const char *key;
    uint32_t row;
} keyed_row;

static int compare_keys(const void *left, const void *right)
{
    return strcmp(((const keyed_row *)left)->key, ((const keyed_row *)right)->key);
}

static size_t key_rows(mz_problem *problem, const mz_table *table, int level, keyed_row **rows)
{
    *rows = mz_arena_array(problem->arena, table->row_count + 1, sizeof **rows);
    if (*rows == NULL) return 0;
    size_t count = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        const char *code = table->rows[r].code;
        if (*code == '\0') code = mz_code_of_role(table->rows[r].role);
        if (*code == '\0' || (level > 0 && strlen(code) != (size_t)level)) continue;
        (*rows)[count++] = (keyed_row){code, (uint32_t)r};
    }
    mz_sort(*rows, count, sizeof **rows, compare_keys);
    size_t kept = 0; /* a code printed twice belongs to several blocks: it is not compared */
    for (size_t i = 0; i < count; i++) {
        bool twice = (i > 0 && strcmp((*rows)[i].key, (*rows)[i - 1].key) == 0) ||
                     (i + 1 < count && strcmp((*rows)[i].key, (*rows)[i + 1].key) == 0);
        if (!twice) (*rows)[kept++] = (*rows)[i];
    }
    return kept;
}

/* Whether the two tables' totals agree in the columns compared: then all money is of that kind and every code must
 * agree. */
static bool totals_agree(const mz_problem *problem, const mz_relation_spec *spec, size_t left, size_t right)
{
    static const char *total_roles[] = {"expenditure.year", "total@1", "total"};
    uint32_t figures[2];
    size_t tables[2] = {left, right};
    const mz_strings *columns[2] = {&spec->left.columns, &spec->right.columns};
    for (int i = 0; i < 2; i++) {
        const mz_table *table = &problem->document->tables[tables[i]];
        mz_strings roles = {total_roles, sizeof total_roles / sizeof *total_roles};
        size_t row = find_row(table, &roles);
        if (row == table->row_count) return false;
        size_t column = find_column(table, columns[i], table->rows[row].side);
        if (column == table->column_count) return false;
        figures[i] = mz_problem_cell(problem, tables[i], row, column);
        if (figures[i] == MZ_NO_FIGURE) return false;
    }
    const mz_figure *a = &problem->figures[figures[0]], *b = &problem->figures[figures[1]];
    return a->interval.lo <= b->interval.hi && b->interval.lo <= a->interval.hi;
}

static void bind_codes(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, size_t left, size_t right)
{
    const mz_table *a = &problem->document->tables[left], *b = &problem->document->tables[right];
    bool agree = totals_agree(problem, spec, left, right);
    if (left == right || (!agree && !spec->at_most)) return;
    keyed_row *rows_a, *rows_b;
    size_t count_a = key_rows(problem, a, spec->level, &rows_a), count_b = key_rows(problem, b, spec->level, &rows_b);
    for (size_t i = 0, j = 0; i < count_a && j < count_b;) {
        int order = strcmp(rows_a[i].key, rows_b[j].key);
        if (order != 0) {
            if (order < 0)
                i++;
            else
                j++;
            continue;
        }
        size_t column_a = find_column(a, &spec->left.columns, a->rows[rows_a[i].row].side);
        size_t column_b = find_column(b, &spec->right.columns, b->rows[rows_b[j].row].side);
        if (column_a < a->column_count && column_b < b->column_count) {
            mz_draft_reset(draft);
            mz_draft_cell(problem, draft, left, rows_a[i].row, column_a, 1);
            mz_draft_cell(problem, draft, right, rows_b[j].row, column_b, -1);
            mz_draft_commit(problem, draft, spec->rule, agree ? MZ_FORM_EQUAL : MZ_FORM_AT_MOST, 0);
        }
        i++;
        j++;
    }
}

/* The forms that occur in a document, and those that a relation speaks of. */
typedef struct form_index {
    const char **forms;
    size_t count;
    uint32_t *of_table; /* per table: its form's number */
    bool *left, *right; /* per form */
} form_index;

static bool index_forms(mz_problem *problem, form_index *index)
{
    const mz_document *document = problem->document;
    size_t room = document->table_count + 1;
    *index = (form_index){.forms = mz_arena_array(problem->arena, room, sizeof *index->forms),
                          .of_table = mz_arena_array(problem->arena, room, sizeof *index->of_table),
                          .left = mz_arena_array(problem->arena, room, sizeof *index->left),
                          .right = mz_arena_array(problem->arena, room, sizeof *index->right)};
    if (index->forms == NULL || index->of_table == NULL || index->left == NULL || index->right == NULL) return false;
    for (size_t t = 0; t < document->table_count; t++) {
        const char *form = form_of(&document->tables[t]);
        size_t number = 0;
        while (number < index->count && index->forms[number] != form && strcmp(index->forms[number], form) != 0)
            number++;
        if (number == index->count) index->forms[index->count++] = form;
        index->of_table[t] = (uint32_t)number;
    }
    return true;
}

/* Whether any form of the document is one of wanted; says which. */
static bool match_forms(const form_index *index, const mz_strings *wanted, bool *matches)
{
    bool any = false;
    for (size_t f = 0; f < index->count; f++) any |= matches[f] = mz_strings_match(wanted, index->forms[f]);
    return any;
}

static void bind_pair(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, const form_index *index)
{
    const mz_document *document = problem->document;
    if (!match_forms(index, &spec->left.forms, index->left)) return;
    match_forms(index, &spec->right.forms, index->right);
    size_t right = 0; /* the first: a form printed twice is another rule's business */
    while (right < document->table_count && !index->right[index->of_table[right]]) right++;
    for (size_t i = 0; i < document->table_count; i++) {
        if (!index->left[index->of_table[i]]) continue;
        if (excluded(&document->tables[i], spec)) {
            mz_problem_not_evaluable(problem, spec->rule, "other-money");
            continue;
        }
        if (right == document->table_count) continue;
        if (spec->type == MZ_RELATION_FIGURE)
            bind_figures(problem, draft, spec, i, right);
        else
            bind_codes(problem, draft, spec, i, right);
    }
}

static void bind_single(mz_problem *problem, mz_draft *draft, const mz_relation_spec *spec, const form_index *index)
{
    if (!match_forms(index, &spec->forms, index->left)) return;
    for (size_t t = 0; t < problem->document->table_count; t++) {
        if (!index->left[index->of_table[t]]) continue;
        if (excluded(&problem->document->tables[t], spec)) {
            mz_problem_not_evaluable(problem, spec->rule, "other-money");
            continue;
        }
        if (spec->type == MZ_RELATION_ROW)
            bind_row_sums(problem, draft, spec, t);
        else
            bind_column_sums(problem, draft, spec, t);
    }
}

void mz_bind_tables(mz_problem *problem)
{
    mz_draft draft = {0};
    form_index index;
    if (!index_forms(problem, &index)) return;
    for (size_t s = 0; s < problem->rulebook->spec_count; s++) {
        const mz_relation_spec *spec = &problem->rulebook->specs[s];
        if (spec->type == MZ_RELATION_FIGURE || spec->type == MZ_RELATION_CODES)
            bind_pair(problem, &draft, spec, &index);
        else if (spec->type != MZ_RELATION_FACT)
            bind_single(problem, &draft, spec, &index);
    }
}
