/* evaluation.c - the money of a project in a table of its evaluation: sources as rows, what was planned and spent as
 * columns, in the middle of pairs of name and value. */
#include <string.h>

#include "sheet.h"

enum { LONGEST_NAME = 120, FEWEST_COLUMNS = 2, MOST_COLUMNS = 8 };

typedef struct evaluation {
    mz_reader *reader;
    mz_sheet *sheet;
    const char *project;
    mz_unit unit;
    const mz_grid_cell *heads[MOST_COLUMNS]; /* of the columns of amounts */
    uint16_t count;
    mz_table *table;
    size_t row_capacity;
    const char *above; /* what stands of a row's name on the lines above its figures */
    mz_row *open;      /* the row whose name may go on below */
} evaluation;

/* Takes the heads of a row that names what was planned and spent. */
static bool take_heads(evaluation *e, const mz_grid_row *row)
{
    char key[LONGEST_NAME + 1];
    e->count = 0;
    for (uint32_t i = 0; i < row->count && e->count < MOST_COLUMNS; i++) {
        const mz_grid_cell *cell = &row->cells[i];
        if (cell->length == 0 || cell->length > LONGEST_NAME) continue;
        const size_t length = mz_text_key_into(cell->text, cell->length, key);
        if (mz_catalogue_word(e->reader->catalogue, MZ_LIST_EVALUATION_COLUMN, key, length))
            e->heads[e->count++] = cell;
    }
    return e->count >= FEWEST_COLUMNS;
}

static bool start_table(evaluation *e)
{
    const mz_form *form = e->sheet->caption.form;
    e->table = mz_sheet_add_table(e->reader, e->sheet, form);
    mz_column *columns = mz_arena_array(e->reader->arena, e->count, sizeof *columns);
    if (e->table == NULL || columns == NULL) return false;
    for (uint16_t c = 0; c < e->count; c++) {
        const char *path = mz_text_squeeze(e->reader->arena, e->heads[c]->text, e->heads[c]->length);
        if (path == NULL) return false;
        const mz_column_role *role = mz_form_column(e->reader->catalogue, form, path);
        columns[c] = (mz_column){
            .path = path, .role = role == NULL ? "" : role->role, .unit = e->unit, .unit_text = mz_unit_name(e->unit)};
    }
    e->table->columns = columns;
    e->table->column_count = e->count;
    e->table->subject = e->project;
    return true;
}

/* The words in front of the columns, those of the cell next to them; "" when there are none. NULL when memory runs out.
 */
static const char *name_of(const evaluation *e, const mz_grid_row *row)
{
    const mz_grid_cell *name = NULL;
    for (uint32_t i = 0; i < row->count && row->cells[i].column < e->heads[0]->column; i++)
        if (row->cells[i].length > 0) name = &row->cells[i];
    return name == NULL ? "" : mz_text_squeeze(e->reader->arena, name->text, name->length);
}

/* Reads the cells of a row that stand in columns; *filled receives how many hold figures or dashes. */
static bool read_cells(const evaluation *e, const mz_grid_row *row, mz_cell *cells, size_t *filled)
{
    *filled = 0;
    for (uint16_t c = 0; c < e->count; c++) {
        const mz_grid_cell *cell = NULL;
        for (uint32_t i = 0; i < row->count && cell == NULL; i++)
            if (row->cells[i].column == e->heads[c]->column && row->cells[i].length > 0) cell = &row->cells[i];
        cells[c] = (mz_cell){.kind = MZ_CELL_BLANK, .text = ""};
        if (cell != NULL && !mz_cell_read(e->reader->arena, cell->text, cell->length, e->unit, &cells[c])) return false;
        cells[c].column = c;
        cells[c].confidence = 100;
        cells[c].span = cell == NULL ? row->span : cell->span;
        *filled += cells[c].kind == MZ_CELL_AMOUNT || cells[c].kind == MZ_CELL_DASH;
    }
    return true;
}

/* Names the open row behind its project. */
static bool name_row(evaluation *e, const char *label)
{
    e->open->label = *e->project == '\0' ? label : mz_arena_printf(e->reader->arena, "%s/%s", e->project, label);
    return e->open->label != NULL;
}

/* A row of figures, with the name that stands on its line or above it. */
static bool add_row(evaluation *e, const mz_grid_row *row, mz_cell *cells, const char *name)
{
    e->open = mz_arena_push(e->reader->arena, &e->table->rows, &e->table->row_count, &e->row_capacity, sizeof *e->open);
    if (e->open == NULL) return false;
    *e->open =
        (mz_row){.code = "", .role = "", .serial = -1, .span = row->span, .cells = cells, .cell_count = e->count};
    if (*name == '\0') return name_row(e, e->above); /* and perhaps more below */
    if (!name_row(e, name)) return false;
    e->open = NULL;
    e->above = "";
    return true;
}

bool mz_sheet_evaluation(mz_reader *reader, mz_sheet *sheet, size_t *row, const char *project, mz_unit unit)
{
    evaluation e = {.reader = reader, .sheet = sheet, .project = project, .above = ""};
    e.unit = unit != MZ_UNIT_NONE ? unit : sheet->caption.unit;
    size_t r = *row;
    if (!take_heads(&e, sheet->rows[r].row)) return true;
    for (r++; r < sheet->row_count; r++) {
        const mz_grid_row *next = sheet->rows[r].row;
        mz_cell *cells = mz_arena_array(reader->arena, e.count, sizeof *cells);
        const char *name = name_of(&e, next);
        size_t filled = 0;
        if (cells == NULL || name == NULL || !read_cells(&e, next, cells, &filled)) return false;
        if (mz_indicator_header(reader->catalogue, next)) break;
        if (filled > 0) {
            if ((e.table == NULL && !start_table(&e)) || !add_row(&e, next, cells, name)) return false;
        } else if (e.open != NULL && *e.above != '\0') { /* the rest of a name that begins above its figures */
            const char *whole = mz_arena_printf(reader->arena, "%s%s", e.above, name);
            if (whole == NULL || !name_row(&e, whole)) return false;
            e.open = NULL;
            e.above = "";
        } else if (next->count > 1) {
            break;
        } else {
            e.above = name;
        }
    }
    if (e.table != NULL) *row = r;
    return true;
}
