/* table.c - the rows of a sheet become logical rows: one per side, label, code and serial taken out, rows that a page
 * break cut joined again. */
#include <string.h>

#include "sheet.h"

/* The content of one column of a row; text grows when the row goes on behind a page break. */
typedef struct slot {
    const char *text;
    size_t length;
    const mz_grid_cell *cell; /* NULL = blank */
} slot;

enum { MOST_SIDES = 4 };

/* Columns of the sheet, in their order. */
typedef struct column_list {
    const size_t *items;
    size_t count;
} column_list;

/* The columns of a side: of its labels, its codes, and those that become columns of the table. */
typedef struct side_columns {
    column_list labels, codes, outputs;
} side_columns;

typedef struct builder {
    mz_reader *reader;
    mz_sheet *sheet;
    mz_table *table;
    slot *slots, *next;    /* of the pending row, and of the one that is being read */
    side_columns *columns; /* per side */
    bool split_codes;      /* a side has several code columns */
    slot *above;           /* of the code columns: what the last row with a code has there */
    bool pending;          /* slots hold a row that is not written yet */
    mz_span span;
    const uint64_t *others; /* of the row that is being put together (mz_grid_row) */
    size_t row_capacity;
    uint16_t sides;
    uint16_t outputs;              /* columns of the table */
    const char *under[MOST_SIDES]; /* see mz_form_row_role */
    size_t serial;                 /* column of the serial number before every label, SIZE_MAX when there is none */
    bool serials;                  /* there are columns of serial numbers */
} builder;

mz_table *mz_sheet_add_table(mz_reader *reader, const mz_sheet *sheet, const mz_form *form)
{
    mz_table *table = mz_arena_push(reader->arena, &reader->tables, &reader->table_count, &reader->table_capacity,
                                    sizeof *reader->tables);
    if (table == NULL) return NULL;
    const mz_caption *caption = &sheet->caption;
    *table = (mz_table){.form = form == NULL ? NULL : form->id,
                        .title = form != NULL && form->title != NULL ? form->title : caption->title,
                        .subject = caption->subject,
                        .organisation = caption->organisation,
                        .unit = caption->unit,
                        .year = caption->year,
                        .serialisation = sheet->serialisation,
                        .says_empty = sheet->says_empty,
                        .note = sheet->note,
                        .span = caption->span};
    return table;
}

static bool make_columns(builder *b)
{
    size_t count = 0;
    for (size_t c = 0; c < b->sheet->column_count; c++) {
        mz_sheet_column *column = &b->sheet->columns[c];
        if (column->side + 1u > b->sides) b->sides = (uint16_t)(column->side + 1);
        bool label = column->kind == MZ_COLUMN_LABEL || column->kind == MZ_COLUMN_CODE;
        if (!label && column->kind != MZ_COLUMN_SERIAL && count < UINT16_MAX) column->output = (int32_t)count++;
    }
    b->table->columns = mz_arena_array(b->reader->arena, count + 1, sizeof *b->table->columns);
    if (b->table->columns == NULL) return false;
    for (size_t c = 0; c < b->sheet->column_count; c++) {
        const mz_sheet_column *column = &b->sheet->columns[c];
        if (column->output < 0) continue;
        mz_unit unit = column->unit != MZ_UNIT_NONE ? column->unit : b->table->unit;
        const char *role = column->role == NULL ? "" : column->role->role;
        if (strcmp(role, "quantity") == 0) unit = MZ_UNIT_OTHER;
        b->table->columns[column->output] = (mz_column){
            .path = column->path, .role = role, .unit = unit, .unit_text = mz_unit_name(unit), .side = column->side};
    }
    b->table->column_count = count;
    return true;
}

static bool is_label(const mz_sheet_column *column)
{
    return column->kind == MZ_COLUMN_LABEL;
}

static bool is_code(const mz_sheet_column *column)
{
    return column->kind == MZ_COLUMN_CODE;
}

static bool is_output(const mz_sheet_column *column)
{
    return column->output >= 0;
}

/* The columns of a side that are of a kind. *room: where they are written, moved behind them. */
static column_list list_columns(const builder *b, uint16_t side, bool (*is_kind)(const mz_sheet_column *),
                                size_t **room)
{
    column_list list = {.items = *room};
    for (size_t c = 0; c < b->sheet->column_count; c++)
        if (b->sheet->columns[c].side == side && is_kind(&b->sheet->columns[c])) (*room)[list.count++] = c;
    *room += list.count;
    return list;
}

/* Lists the columns of each side once for all rows. */
static bool list_sides(builder *b)
{
    b->columns = mz_arena_array(b->reader->arena, b->sides, sizeof *b->columns);
    size_t *room = mz_arena_array(b->reader->arena, b->sheet->column_count + 1, sizeof *room);
    if (b->columns == NULL || room == NULL) return false;
    for (uint16_t side = 0; side < b->sides; side++) {
        b->columns[side].labels = list_columns(b, side, is_label, &room);
        b->columns[side].codes = list_columns(b, side, is_code, &room);
        b->columns[side].outputs = list_columns(b, side, is_output, &room);
        b->split_codes = b->split_codes || b->columns[side].codes.count > 1;
    }
    return true;
}

static void find_serial(builder *b)
{
    b->serial = SIZE_MAX;
    for (size_t c = 0; c < b->sheet->column_count; c++)
        b->serials = b->serials || b->sheet->columns[c].kind == MZ_COLUMN_SERIAL;
    for (size_t c = 0; c < b->sheet->column_count; c++) {
        mz_column_kind kind = b->sheet->columns[c].kind;
        if (kind == MZ_COLUMN_SERIAL) b->serial = c;
        if (kind != MZ_COLUMN_TEXT) return;
    }
}

static void fill_slots(const builder *b, const mz_grid_row *row, slot *slots)
{
    memset(slots, 0, b->sheet->column_count * sizeof *slots);
    for (uint32_t i = 0; i < row->count; i++) {
        const mz_grid_cell *cell = &row->cells[i];
        if (cell->column < b->sheet->column_count && cell->length > 0)
            slots[cell->column] = (slot){cell->text, cell->length, cell};
    }
}

/* The label of a side: its label columns, several joined with '/', white space removed. */
static const char *label_of(builder *b, uint16_t side)
{
    const column_list *labels = &b->columns[side].labels;
    size_t length = 0;
    for (size_t i = 0; i < labels->count; i++) length += b->slots[labels->items[i]].length + 1;
    char *label = length == 0 ? NULL : mz_arena_text(b->reader->arena, length);
    if (label == NULL) return "";
    size_t written = 0;
    for (size_t i = 0; i < labels->count; i++) {
        const slot *s = &b->slots[labels->items[i]];
        if (s->length == 0) continue;
        if (written > 0) label[written++] = '/';
        written += mz_text_squeeze_into(s->text, s->length, label + written);
    }
    return label;
}

/* Fills the code columns that a row leaves to the rows above it: of 类 款 项 it prints its own level alone, or the
 * cells of several rows are merged. */
static void complete_code(builder *b, uint16_t side)
{
    enum { LEVEL = 2 }; /* digits of a level below the first */
    const column_list *codes = &b->columns[side].codes;
    bool leading = true, any = false;
    for (size_t i = 0; i < codes->count && !any; i++) {
        any = b->slots[codes->items[i]].length > 0;
        if (any) leading = b->slots[codes->items[i]].length == LEVEL;
    }
    for (size_t i = 0; i < codes->count && any; i++) {
        const size_t c = codes->items[i];
        leading = leading && b->slots[c].length == 0;
        if (leading) b->slots[c] = b->above[c];
        b->above[c] = b->slots[c];
    }
}

/* The code of a side: split code columns joined; a column that repeats what came before it replaces it. A code column
 * that holds words (合计) gives them to an empty label. */
static const char *code_of(builder *b, uint16_t side, const char **label)
{
    const column_list *codes = &b->columns[side].codes;
    size_t length = 0;
    for (size_t i = 0; i < codes->count; i++) length += b->slots[codes->items[i]].length;
    if (length == 0) return "";
    char *code = mz_arena_text(b->reader->arena, length), *part = code; /* a part of its own where there are several */
    if (codes->count > 1) part = mz_arena_text(b->reader->arena, length);
    if (code == NULL || part == NULL) return "";
    size_t written = 0;
    bool words = false;
    for (size_t i = 0; i < codes->count; i++) {
        const slot *s = &b->slots[codes->items[i]];
        size_t size = mz_text_squeeze_into(s->text == NULL ? "" : s->text, s->length, part);
        if (size == 0) continue;
        words = words || (unsigned char)part[0] >= 0x80;
        if (written > 0 && size > written && memcmp(code, part, written) == 0) written = 0;
        if (part != code) memcpy(code + written, part, size + 1);
        written += size;
    }
    if (!words) return code;
    if (**label == '\0') *label = code;
    return "";
}

/* The label of a row that has none: the words in a text column left of the label column (合计 under 单位代码). */
static const char *label_from_text(builder *b, uint16_t side)
{
    for (size_t c = 0; c < b->sheet->column_count; c++) {
        const mz_sheet_column *column = &b->sheet->columns[c];
        if (column->side != side) continue;
        if (column->kind == MZ_COLUMN_LABEL || column->kind == MZ_COLUMN_AMOUNT) break;
        if (column->kind != MZ_COLUMN_TEXT || b->slots[c].length == 0) continue;
        const char *words = mz_text_squeeze(b->reader->arena, b->slots[c].text, b->slots[c].length);
        if (words != NULL && (unsigned char)*words >= 0x80) return words;
    }
    return "";
}

/* Takes a code that stands before its name in one cell: "2040201行政运行", "[204]公共安全支出". */
static const char *split_code(builder *b, const char **label)
{
    const char *text = *label + (**label == '[');
    size_t digits = strspn(text, "0123456789");
    const char *name = text + digits + (text[digits] == ']');
    if ((digits != 3 && digits != 5 && digits != 7) || (unsigned char)*name < 0xE4) return "";
    if (strncmp(name, "年", 3) == 0) return "";
    const char *code = mz_arena_copy(b->reader->arena, text, digits);
    if (code == NULL) return "";
    *label = name;
    return code;
}

static int32_t serial_of(const builder *b, uint16_t side)
{
    for (size_t c = b->serials ? b->sheet->column_count : 0; c-- > 0;) {
        const mz_sheet_column *column = &b->sheet->columns[c];
        if (column->kind != MZ_COLUMN_SERIAL || (column->side != side && c != b->serial)) continue;
        int32_t value = 0;
        size_t i = 0;
        for (; i < b->slots[c].length && i < 6 && b->slots[c].text[i] >= '0' && b->slots[c].text[i] <= '9'; i++)
            value = value * 10 + (b->slots[c].text[i] - '0');
        if (i > 0 && i == b->slots[c].length) return value;
    }
    return -1;
}

/* The unit of counted things: the row's unit cell, else the last bracket of its label ("房屋（平方米）"). */
static const char *quantity_unit(builder *b, const mz_row *row)
{
    for (size_t c = 0; c < b->sheet->column_count; c++)
        if (b->sheet->columns[c].kind == MZ_COLUMN_UNIT && b->slots[c].length > 0)
            return mz_text_squeeze(b->reader->arena, b->slots[c].text, b->slots[c].length);
    size_t length = strlen(row->label);
    const char *open = NULL;
    if (length > 3 && strcmp(row->label + length - 3, "）") == 0)
        for (const char *at = row->label; (at = strstr(at, "（")) != NULL; at += 3) open = at;
    if (open != NULL) return mz_arena_copy(b->reader->arena, open + 3, strlen(open + 3) - 3);
    if (length > 1 && row->label[length - 1] == ')') open = strrchr(row->label, '(');
    return open == NULL ? "" : mz_arena_copy(b->reader->arena, open + 1, strlen(open + 1) - 1);
}

/* The columns of the table that a set of columns of the sheet stands for. */
static uint64_t other_columns(const builder *b, uint64_t set)
{
    uint64_t columns = 0;
    for (size_t c = 0; c < b->sheet->column_count && c < MZ_GRID_OTHERS; c++) {
        const int32_t output = b->sheet->columns[c].output;
        if ((set >> c & 1) != 0 && output >= 0 && output < MZ_GRID_OTHERS) columns |= (uint64_t)1 << output;
    }
    return columns;
}

static bool fill_cell(builder *b, const mz_row *row, size_t column, mz_cell *cell)
{
    const mz_sheet_column *info = &b->sheet->columns[column];
    const slot *s = &b->slots[column];
    const mz_column *out = &b->table->columns[info->output];
    bool text = info->kind == MZ_COLUMN_UNIT || info->kind == MZ_COLUMN_TEXT;
    if (!mz_cell_read(b->reader->arena, s->text == NULL ? "" : s->text, s->length, out->unit, cell)) return false;
    if (text && cell->kind == MZ_CELL_AMOUNT) cell->kind = MZ_CELL_TEXT;
    cell->column = (uint16_t)info->output;
    cell->confidence = 100;
    if (b->others != NULL && column < MZ_GRID_OTHERS) cell->candidates = other_columns(b, b->others[column]);
    cell->span = row->span;
    if (s->cell != NULL) cell->span = s->cell->span;
    if (cell->kind == MZ_CELL_AMOUNT && cell->amount.unit == MZ_UNIT_OTHER) {
        cell->amount.unit_text = quantity_unit(b, row);
        return cell->amount.unit_text != NULL;
    }
    return true;
}

/* Writes one side of the pending row, unless it holds nothing at all. */
static bool write_side(builder *b, uint16_t side)
{
    mz_row row = {.label = label_of(b, side), .span = b->span, .side = side};
    if (b->split_codes) complete_code(b, side);
    row.code = code_of(b, side, &row.label);
    if (*row.label == '\0' && *row.code == '\0') row.label = label_from_text(b, side);
    if (*row.code == '\0' && (b->sheet->caption.form == NULL || b->sheet->caption.form->layout == MZ_LAYOUT_SIDES))
        row.code = split_code(b, &row.label);
    row.role = mz_form_row_role(b->reader->catalogue, b->sheet->caption.form, side, row.label,
                                side < MOST_SIDES ? &b->under[side] : NULL);
    row.serial = serial_of(b, side);
    const column_list *outputs = &b->columns[side].outputs;
    bool filled = *row.label != '\0' || *row.code != '\0';
    for (size_t i = 0; i < outputs->count && !filled; i++) filled = b->slots[outputs->items[i]].length > 0;
    if (!filled) return true;
    row.cells = mz_arena_array(b->reader->arena, outputs->count + 1, sizeof *row.cells);
    if (row.cells == NULL) return false;
    for (size_t i = 0; i < outputs->count; i++)
        if (!fill_cell(b, &row, outputs->items[i], &row.cells[row.cell_count++])) return false;
    mz_row *slot =
        mz_arena_push(b->reader->arena, &b->table->rows, &b->table->row_count, &b->row_capacity, sizeof *slot);
    if (slot == NULL) return false;
    *slot = row;
    return true;
}

/* The output column of a side that means the same as column c, SIZE_MAX when there is none or it is filled. */
static size_t same_column(const builder *b, uint16_t side, size_t c)
{
    const mz_column *own = &b->table->columns[b->sheet->columns[c].output];
    const column_list *outputs = &b->columns[side].outputs;
    for (size_t i = 0; i < outputs->count; i++) {
        const size_t other = outputs->items[i];
        const mz_column *column = &b->table->columns[b->sheet->columns[other].output];
        if (strcmp(column->role, own->role) == 0 && (*own->role != '\0' || strcmp(column->path, own->path) == 0))
            return b->slots[other].length == 0 ? other : SIZE_MAX;
    }
    return SIZE_MAX;
}

/* A total whose label reaches over the sides behind it has its amounts in the last of them (人员经费合计 | 569.33 |
 * 公用经费合计 | | | | 114.94): they move to the label's side. */
static void move_to_label(builder *b)
{
    uint16_t labelled = 0; /* the last side with a label */
    bool amounts = false;  /* it has some of its own */
    for (size_t c = 0; c < b->sheet->column_count; c++) {
        const mz_sheet_column *column = &b->sheet->columns[c];
        if (b->slots[c].length == 0) continue;
        if (column->output < 0) {
            labelled = column->side;
            amounts = false;
        } else if (column->side == labelled) {
            amounts = true;
        } else if (!amounts) {
            size_t to = same_column(b, labelled, c);
            if (to == SIZE_MAX) continue;
            b->slots[to] = b->slots[c];
            b->slots[c] = (slot){0};
        }
    }
}

static bool flush(builder *b)
{
    if (!b->pending) return true;
    b->pending = false;
    if (b->sides > 1) move_to_label(b);
    for (uint16_t side = 0; side < b->sides; side++)
        if (!write_side(b, side)) return false;
    return true;
}

/* Whether a label is the beginning of a row, not the rest of one: numbered, or known to the form as it is. */
static bool begins_row(const builder *b, const mz_sheet_column *column, const slot *s)
{
    char label[256];
    const char *under = column->side < MOST_SIDES ? b->under[column->side] : NULL;
    if (s->length >= sizeof label) return false;
    mz_text_squeeze_into(s->text, s->length, label);
    return mz_form_numbered(label) ||
           *mz_form_row_role(b->reader->catalogue, b->sheet->caption.form, column->side, label, &under) != '\0';
}

/* Whether the first row behind a page break goes on with the row before it: where rows are numbered it has no number;
 * elsewhere it has words only, no code and no figure, and they are no label of their own. */
static bool goes_on(const builder *b, const slot *next)
{
    if (b->serial != SIZE_MAX) return b->slots[b->serial].length > 0 && next[b->serial].length == 0;
    bool words = false;
    for (size_t c = 0; c < b->sheet->column_count; c++) {
        if (next[c].length == 0) continue;
        if (b->sheet->columns[c].kind != MZ_COLUMN_LABEL) return false;
        if (b->slots[c].length == 0 || begins_row(b, &b->sheet->columns[c], &next[c])) return false;
        words = true;
    }
    return words;
}

static bool join(builder *b, const slot *next)
{
    for (size_t c = 0; c < b->sheet->column_count; c++) {
        if (next[c].length == 0) continue;
        slot *s = &b->slots[c];
        char *joined = mz_arena_alloc(b->reader->arena, s->length + next[c].length + 1);
        if (joined == NULL) return false;
        if (s->length > 0) memcpy(joined, s->text, s->length);
        memcpy(joined + s->length, next[c].text, next[c].length);
        s->text = joined;
        s->length += next[c].length;
        if (s->cell == NULL) s->cell = next[c].cell;
    }
    return true;
}

static bool is_blank(const builder *b, const slot *slots)
{
    for (size_t c = 0; c < b->sheet->column_count; c++)
        if (slots[c].length > 0) return false;
    return true;
}

/* Whether a row repeats the header (in the middle of a page, or at the top of the next one). */
static bool repeats_header(const builder *b, const mz_grid_row *row)
{
    if (mz_row_numbers(b->reader->catalogue, row)) return true;
    return !mz_row_has_values(row) && mz_sheet_repeats_header(b->sheet, row);
}

static bool add_row(builder *b, const mz_sheet_row *source, bool *chunk)
{
    slot *next = b->next;
    mz_caption ignored = {.organisation = "", .title = "", .subject = ""};
    *chunk = *chunk || source->chunk;
    if (*chunk && mz_caption_row(b->reader, source->row, &ignored)) return true;
    if (repeats_header(b, source->row)) return true;
    fill_slots(b, source->row, next);
    if (is_blank(b, next)) return true;
    if (b->pending && (source->row->joined || (*chunk && goes_on(b, next)))) {
        *chunk = false;
        return join(b, next);
    }
    *chunk = false;
    if (!flush(b)) return false;
    b->next = b->slots;
    b->slots = next;
    b->span = source->row->span;
    b->others = source->row->others;
    b->pending = true;
    return true;
}

bool mz_sheet_table(mz_reader *reader, mz_sheet *sheet)
{
    while (sheet->row_count > sheet->data_begin &&
           mz_caption_note_row(reader, sheet->rows[sheet->row_count - 1].row, sheet))
        sheet->row_count--;
    builder b = {.reader = reader, .sheet = sheet, .sides = 1};
    b.table = mz_sheet_add_table(reader, sheet, sheet->caption.form);
    b.slots = mz_arena_array(reader->arena, sheet->column_count + 1, sizeof *b.slots);
    b.above = mz_arena_array(reader->arena, sheet->column_count + 1, sizeof *b.above);
    b.next = mz_arena_array(reader->arena, sheet->column_count + 1, sizeof *b.next);
    if (b.table == NULL || b.slots == NULL || b.above == NULL || b.next == NULL || !make_columns(&b) || !list_sides(&b))
        return false;
    find_serial(&b);
    const size_t sides = b.sides < MOST_SIDES ? b.sides : MOST_SIDES; /* what grows leaves its old place behind */
    b.row_capacity = (sheet->row_count - sheet->data_begin) * sides;
    b.table->rows = mz_arena_room(reader->arena, b.row_capacity, sizeof *b.table->rows);
    if (b.table->rows == NULL) return false;
    bool chunk = false;
    for (size_t r = sheet->data_begin; r < sheet->row_count; r++)
        if (!add_row(&b, &sheet->rows[r], &chunk)) return false;
    return flush(&b);
}
