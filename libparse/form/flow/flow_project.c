/* flow_project.c - project performance tables: code, name, budget, funds, plan. */
#include <string.h>

#include "flow_build.h"
#include "flow_rows.h"

enum { SURE = 95, OPEN = 40, PLAN_LINES = 24, PLAN_PARTS = 12 };

/* The non-empty lines of one table from the one with the project's code on. */
typedef struct sheet {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_text *text;
    mz_table *table;
    size_t capacity;
    mz_row *row;
    size_t cell_capacity;
    mz_flow_tokens *tokens; /* room for those of a line */
} sheet;

static char *key_of(mz_arena *arena, const mz_line *line)
{
    return mz_text_key(arena, line->text, line->length);
}

static mz_column *add_column(sheet *s, const char *path)
{
    mz_column *column =
        mz_arena_push(s->arena, &s->table->columns, &s->table->column_count, &s->capacity, sizeof *column);
    if (column == NULL || path == NULL) return NULL;
    *column = (mz_column){.path = path, .role = "", .unit = s->table->unit};
    column->unit_text = mz_unit_name(s->table->unit);
    return column;
}

static mz_cell *add_cell(sheet *s, size_t column, const mz_flow_token *value)
{
    mz_cell *cell = mz_arena_push(s->arena, &s->row->cells, &s->row->cell_count, &s->cell_capacity, sizeof *cell);
    if (cell == NULL || !mz_flow_cell(s->arena, value, s->table->unit, cell)) return NULL;
    cell->column = (uint16_t)column;
    cell->confidence = SURE;
    return cell;
}

/* 预算数 38.00 其中：财政 资金 38.00 其他资金: each name, perhaps in pieces, is followed by its figure or by nothing.
 */
static bool read_funds(sheet *s, const mz_flow_tokens *tokens)
{
    const mz_flow_words *names = &s->forms->plan_columns;
    for (size_t i = 0; i < tokens->count;) {
        if (tokens->items[i].kind != MZ_FLOW_TEXT) {
            i++;
            continue;
        }
        const char *name = "";
        for (; i < tokens->count && tokens->items[i].kind == MZ_FLOW_TEXT; i++)
            if (!mz_flow_join(s->arena, &name, tokens->items[i].key)) return false;
        if (strncmp(name, s->forms->plan_part, strlen(s->forms->plan_part)) == 0) {
            name += strlen(s->forms->plan_part);
            name += *name == ':';
        }
        for (size_t c = 0; c < names->count; c++)
            if (strcmp(names->items[c], name) == 0 && i < tokens->count && add_cell(s, c, &tokens->items[i]) == NULL)
                return false;
    }
    return true;
}

/* Joins 3 月底 to 3月底: a figure goes with the text behind it. Adds a column each; returns their number. */
static size_t read_months(sheet *s, const mz_flow_tokens *tokens)
{
    size_t months = 0;
    for (size_t i = 0; i + 1 < tokens->count && months < PLAN_PARTS; i++) {
        const mz_flow_token *number = &tokens->items[i], *word = &tokens->items[i + 1];
        if (number->kind != MZ_FLOW_NUMBER || word->kind != MZ_FLOW_TEXT) continue;
        if (add_column(s, mz_arena_printf(s->arena, "%s/%s%s", s->forms->plan_heading, number->text, word->text)) ==
            NULL)
            return 0;
        months++;
    }
    return months;
}

/* Figures under the months: with one for each month the columns are known; otherwise blank months left no trace. */
static bool read_plan(sheet *s, const mz_flow_tokens *tokens, size_t first, size_t months)
{
    bool known = tokens->count == months;
    size_t open = 0;
    if (!known && tokens->count > 0) {
        open = s->table->column_count;
        if (add_column(s, mz_arena_printf(s->arena, "%s/?", s->forms->plan_heading)) == NULL) return false;
    }
    for (size_t i = 0; i < tokens->count && i < months; i++) {
        mz_cell *cell = add_cell(s, known ? first + i : open, &tokens->items[i]);
        if (cell == NULL) return false;
        if (known) continue;
        /* the i-th of n figures in order has months - n + 1 places */
        cell->confidence = OPEN;
        for (size_t c = i; c + tokens->count <= months + i; c++) cell->candidates |= (uint64_t)1 << (first + c);
    }
    return true;
}

static bool only_figures(const mz_flow_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind == MZ_FLOW_TEXT) return false;
    return tokens->count > 0;
}

/* Index of the next line with text at or behind l; last when none. */
static size_t next_line(const mz_text *text, size_t l, size_t last)
{
    while (l < last && strspn(text->lines[l].text, " \t") == text->lines[l].length) l++;
    return l;
}

/* The tokens of line l; NULL when memory runs out. */
static const mz_flow_tokens *tokens_of(sheet *s, size_t l)
{
    s->tokens->count = 0;
    return mz_flow_tokenize(s->arena, s->text, l, l + 1, s->tokens) == MZ_OK ? s->tokens : NULL;
}

/* The body of a table behind the line with the code, until the plan is read. Returns the line after it. */
static size_t read_body(sheet *s, size_t l, size_t last)
{
    size_t months = 0, first = 0;
    for (size_t n = 0; n < PLAN_LINES && (l = next_line(s->text, l, last)) < last; n++, l++) {
        const mz_flow_tokens *tokens = NULL;
        char *key = key_of(s->arena, &s->text->lines[l]);
        if (key == NULL) return last;
        if (strstr(key, s->forms->plan_code) != NULL) return l;
        bool funds = strncmp(key, s->forms->plan_columns.items[0], strlen(s->forms->plan_columns.items[0])) == 0;
        if ((months > 0 || funds) && (tokens = tokens_of(s, l)) == NULL) return last;
        if (months > 0) {
            if (only_figures(tokens)) read_plan(s, tokens, first, months);
            return l + 1;
        }
        if (funds) {
            if (!read_funds(s, tokens)) return last;
        } else if (strstr(key, s->forms->plan_heading) != NULL) {
            first = s->table->column_count;
            l = next_line(s->text, l + 1, last);
            if (l == last || (tokens = tokens_of(s, l)) == NULL) return last;
            months = read_months(s, tokens);
            if (months == 0) return l;
        }
    }
    return l;
}

/* Goals and indicators go on to the next numbered heading (2、 八、) or the next project. */
static size_t skip_goals(sheet *s, size_t l, size_t last)
{
    last = mz_text_line_with(s->text, l, last, s->forms->plan_code);
    for (; (l = mz_text_line_with(s->text, l, last, "、")) < last; l++) {
        char *key = key_of(s->arena, &s->text->lines[l]);
        if (key == NULL) return last;
        size_t n = mz_flow_number_length(key);
        if (n > strlen("、") && memcmp(key + n - strlen("、"), "、", strlen("、")) == 0) break;
    }
    return l;
}

/* 项目编码 CODE 项目名称 NAME: gives the row its code and label. */
static bool read_names(sheet *s, const char *key)
{
    const char *code = strstr(key, s->forms->plan_code),
               *name = code == NULL ? NULL : strstr(code, s->forms->plan_name);
    if (name == NULL) return false;
    code += strlen(s->forms->plan_code);
    s->row->code = mz_arena_copy(s->arena, code, (size_t)(name - code));
    s->row->label =
        mz_arena_copy(s->arena, name + strlen(s->forms->plan_name), strlen(name + strlen(s->forms->plan_name)));
    return s->row->code != NULL && s->row->label != NULL && s->row->label[0] != '\0';
}

/* The unit printed in the lines just above. */
static mz_unit unit_above(mz_arena *arena, const mz_text *text, size_t l, size_t first)
{
    for (size_t n = 0; n < 4 && l > first; n++) {
        char *key = key_of(arena, &text->lines[--l]);
        if (key != NULL && strncmp(key, "单位:", strlen("单位:")) == 0) return mz_text_unit(key);
    }
    return MZ_UNIT_NONE;
}

static mz_status read_sheet(mz_arena *arena, const mz_flow_forms *forms, const mz_text *text, size_t l, size_t first,
                            size_t last, mz_flow_tokens *tokens, mz_flow_result *result, bool *found)
{
    const mz_line *line = &text->lines[l];
    sheet s = {.arena = arena, .forms = forms, .text = text, .table = &result->table, .tokens = tokens};
    *found = false;
    *result = (mz_flow_result){.first = l};
    s.row = mz_arena_alloc(arena, sizeof *s.row);
    char *key = mz_text_squeeze(arena, line->text, line->length);
    if (s.row == NULL || key == NULL) return MZ_ERR_MEMORY;
    mz_span span = {line->number, line->page, line->offset, line->offset + line->length};
    *s.table = (mz_table){.title = forms->plan_title,
                          .organisation = "",
                          .unit = unit_above(arena, text, l, first),
                          .serialisation = MZ_SERIAL_FLOW,
                          .rows = s.row,
                          .row_count = 1,
                          .span = span};
    *s.row = (mz_row){.role = "", .serial = -1, .span = span};
    if (!read_names(&s, key)) return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
    s.table->subject = s.row->label;
    for (size_t c = 0; c < forms->plan_columns.count; c++)
        if (add_column(&s, forms->plan_columns.items[c]) == NULL) return MZ_ERR_MEMORY;
    result->last = skip_goals(&s, read_body(&s, l + 1, last), last);
    *found = true;
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}

mz_status mz_flow_projects(mz_arena *arena, const mz_flow_forms *forms, const mz_text *text, size_t first, size_t last,
                           mz_flow_result **results, size_t *count, size_t *capacity)
{
    mz_flow_tokens tokens = {0};
    size_t tables = *count, next = 0; /* read already: no sheet begins in one */
    for (size_t l = first; l < last;) {
        bool found = false;
        for (; next < tables && (*results)[next].first <= l; next++)
            if ((*results)[next].last > l) l = (*results)[next].last;
        if (l >= last) break;
        size_t end = next < tables ? (*results)[next].first : last;
        l = mz_text_line_with(text, l, end, forms->plan_code);
        if (l == end) continue;
        mz_flow_result result;
        mz_status status = read_sheet(arena, forms, text, l, first, last, &tokens, &result, &found);
        if (status != MZ_OK) return status;
        if (found) {
            mz_flow_result *slot = mz_arena_push(arena, results, count, capacity, sizeof *slot);
            if (slot == NULL) return MZ_ERR_MEMORY;
            *slot = result;
        }
        l = found && result.last > l ? result.last : l + 1;
    }
    return MZ_OK;
}
