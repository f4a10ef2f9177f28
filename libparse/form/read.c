/* read.c - walks the blocks of a document: grids that belong together become one sheet, each sheet its table or tables.
 */
#include "form.h"

#include <string.h>

#include "regroup.h"
#include "sheet.h"

/* A title inside a grid stands in one of its first rows. */
enum { TITLE_ROWS = 4 };

typedef struct walk {
    mz_reader *reader;
    mz_sheet sheet;
    bool open;       /* sheet holds something */
    size_t captions; /* first block behind the last grid */
    mz_unit unit;    /* of the last table that printed one */
} walk;

static bool add_rows(walk *w, const mz_grid *grid)
{
    for (size_t r = 0; r < grid->row_count; r++) {
        mz_sheet_row *row =
            mz_arena_push(w->reader->scratch, &w->sheet.rows, &w->sheet.row_count, &w->sheet.row_capacity, sizeof *row);
        if (row == NULL) return false;
        *row = (mz_sheet_row){.row = &grid->rows[r], .chunk = r == 0 && w->sheet.row_count > 1};
    }
    return true;
}

/* Whether a row holds the header words of performance indicators. */
static bool has_indicators(const mz_reader *reader, const mz_grid *grid)
{
    for (size_t r = 0; r < grid->row_count && r < 24; r++)
        if (mz_indicator_header(reader->catalogue, &grid->rows[r])) return true;
    return false;
}

static bool finish(walk *w)
{
    if (!w->open) return true;
    w->open = false;
    mz_sheet *sheet = &w->sheet;
    if (sheet->caption.unit != MZ_UNIT_NONE) w->unit = sheet->caption.unit;
    const mz_form *form = sheet->caption.form;
    if (form != NULL && (form->layout == MZ_LAYOUT_PERFORMANCE || form->layout == MZ_LAYOUT_DECLARATION)) {
        if (sheet->caption.unit == MZ_UNIT_NONE)
            sheet->caption.unit = form->unit != MZ_UNIT_NONE ? form->unit : w->unit;
        return mz_sheet_performance(w->reader, sheet);
    }
    if (!mz_sheet_header(w->reader, sheet)) return false;
    if (sheet->caption.unit != MZ_UNIT_NONE) w->unit = sheet->caption.unit;
    if (sheet->caption.unit == MZ_UNIT_NONE)
        sheet->caption.unit = form != NULL && form->unit != MZ_UNIT_NONE ? form->unit : w->unit;
    return mz_sheet_table(w->reader, sheet);
}

/* Whether a grid without a title goes on with the open sheet: nothing but page furniture lies between them, and it
 * repeats the header or has none and is as wide (or begins with a row of figures that is not wider). */
static bool goes_on(const walk *w, const mz_grid *grid, size_t block)
{
    const mz_sheet *sheet = &w->sheet;
    if (!w->open || sheet->serialisation != grid->serialisation) return false;
    bool between = false;
    for (size_t b = w->captions; b < block; b++)
        between = between || w->reader->layout->blocks[b].length > 240 ||
                  strstr(w->reader->layout->blocks[b].text, "。") != NULL;
    if (between) return false;
    const mz_form *form = sheet->caption.form;
    if (form != NULL && (form->layout == MZ_LAYOUT_PERFORMANCE || form->layout == MZ_LAYOUT_DECLARATION)) return true;
    for (size_t r = 0; r < sheet->row_count && r < 8; r++)
        if (mz_rows_alike(&grid->rows[0], sheet->rows[r].row)) return true;
    uint32_t width = 0;
    for (size_t r = 0; r < sheet->row_count && r < 8; r++)
        if (sheet->rows[r].row->count > width) width = sheet->rows[r].row->count;
    const mz_grid_row *first = &grid->rows[0]; /* tabs at the end of a line may be lost */
    return first->count == width || (grid->serialisation == MZ_SERIAL_TABBED && first->count < width &&
                                     first->count > 1 && mz_row_has_values(first));
}

/* Whether a grid without a title, close behind the open sheet, begins with a header of its own: another table under the
 * same title. */
static bool begins_anew(const walk *w, const mz_grid *grid, size_t block)
{
    enum { MOST_LINES = 4, LONGEST_LINE = 90 /* bytes */ };
    const mz_sheet *sheet = &w->sheet;
    const mz_form *form = sheet->caption.form;
    if (!w->open || form == NULL || form->layout == MZ_LAYOUT_PERFORMANCE || form->layout == MZ_LAYOUT_DECLARATION ||
        block - w->captions > MOST_LINES || sheet->serialisation != grid->serialisation)
        return false;
    for (size_t b = w->captions; b < block; b++)
        if (w->reader->layout->blocks[b].length > LONGEST_LINE) return false;
    for (size_t r = 0; r < sheet->row_count && r < 8; r++)
        if (mz_rows_alike(&grid->rows[0], sheet->rows[r].row)) return false;
    return mz_row_has_headers(w->reader->catalogue, form, &grid->rows[0]);
}

static bool take_grid(walk *w, size_t index, const mz_grid *grid)
{
    mz_reader *reader = w->reader;
    mz_caption caption = {.title = "", .subject = "", .organisation = "", .span = grid->span};
    if (mz_caption_grid(reader, grid)) return true; /* belongs to the next grid */
    bool titled = mz_caption_read(reader, w->captions, index, &caption);
    /* the title of a known form inside the grid is nearer than a line above it that names none */
    for (size_t r = 0; (!titled || caption.form == NULL) && r < grid->row_count && r < TITLE_ROWS; r++)
        titled = mz_caption_title_row(reader, &grid->rows[r], &caption) || titled;
    if (w->open) mz_caption_note(reader, w->captions, index, &w->sheet);
    const bool anew = !titled && begins_anew(w, grid, index);
    if (!titled && !anew && goes_on(w, grid, index)) {
        w->captions = index + 1;
        return add_rows(w, grid);
    }
    if (!finish(w)) return false;
    if (anew) {
        caption.form = w->sheet.caption.form;
        caption.title = w->sheet.caption.title;
    }
    if (caption.form == NULL && has_indicators(reader, grid))
        caption.form = mz_catalogue_form(reader->catalogue, "performance.budget");
    w->sheet = (mz_sheet){.caption = caption,
                          .serialisation = grid->serialisation,
                          .rows = w->sheet.rows, /* their room is used again */
                          .row_capacity = w->sheet.row_capacity};
    w->open = true;
    w->captions = index + 1;
    return add_rows(w, grid);
}

static unsigned filled_cells(const mz_grid_row *row)
{
    unsigned filled = 0;
    for (uint32_t i = 0; i < row->count && filled < 2; i++) filled += row->cells[i].length > 0;
    return filled;
}

/* Whether another table begins at row r of a grid: the title of a known form alone, cells in one of the next rows. */
static bool begins_table(const walk *w, const mz_grid *grid, size_t r)
{
    if (filled_cells(&grid->rows[r]) != 1 || !mz_caption_table_row(w->reader, &grid->rows[r])) return false;
    bool cells = false;
    for (size_t next = r + 1; !cells && next < grid->row_count && next <= r + TITLE_ROWS; next++)
        cells = filled_cells(&grid->rows[next]) > 1;
    return cells;
}

/* A grid may hold several tables below each other; each is taken as a grid of its own. */
static bool take_grids(walk *w, size_t index)
{
    mz_grid part = *w->reader->layout->blocks[index].grid;
    const mz_grid whole = part;
    size_t begin = 0;
    bool cells = false; /* the part holds more than captions */
    for (size_t r = 0; r < whole.row_count; r++) {
        if (cells && begins_table(w, &whole, r)) {
            part.row_count = r - begin;
            if (!take_grid(w, index, &part)) return false;
            begin = r;
            part.rows = whole.rows + begin;
            part.span = part.rows->span;
            cells = false;
        }
        cells = cells || filled_cells(&whole.rows[r]) > 1;
    }
    part.row_count = whole.row_count - begin;
    return take_grid(w, index, &part);
}

/* A table that was read as a whole. */
static bool take_table(walk *w, size_t index)
{
    mz_reader *reader = w->reader;
    if (!finish(w)) return false;
    mz_table *table = mz_arena_push(reader->arena, &reader->tables, &reader->table_count, &reader->table_capacity,
                                    sizeof *reader->tables);
    if (table == NULL) return false;
    *table = *reader->layout->blocks[index].table;
    w->captions = index + 1;
    return true;
}

mz_status mz_form_read(mz_reader *reader, mz_error *error)
{
    walk w = {.reader = reader};
    const mz_layout *layout = reader->layout;
    bool ok = true;
    for (size_t b = 0; ok && b < layout->count; b++) {
        if (layout->blocks[b].kind == MZ_BLOCK_GRID) ok = take_grids(&w, b);
        if (layout->blocks[b].kind == MZ_BLOCK_TABLE) ok = take_table(&w, b);
    }
    if (ok && w.open) mz_caption_note(reader, w.captions, layout->count, &w.sheet);
    if (ok) ok = finish(&w) && mz_sheet_join_pages(reader) && mz_form_regroup(reader) && mz_form_settle(reader);
    if (ok) return MZ_OK;
    if (error != NULL)
        *error = (mz_error){.code = MZ_ERR_LIMIT, .message = "the document needs more memory than allowed"};
    return MZ_ERR_LIMIT;
}
