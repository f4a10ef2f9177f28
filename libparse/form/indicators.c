/* indicators.c - the indicator rows of performance tables: levels filled down, the printed value taken apart. */
#include <string.h>

#include "project.h"

enum { LONGEST_HEADER = 60, MOST_SIDES = 2, HEADER_CELLS = 16 };

/* The columns of an indicator table; the last three are taken from the printed value. */
enum { LEVEL1, LEVEL2, LEVEL3, DESCRIPTION, PRINTED, GROUND, OPERATOR, VALUE, UNIT, COLUMN_COUNT };

static const struct {
    const char *path, *role;
} columns[COLUMN_COUNT] = {
    {"一级指标", "indicator.level1"},          {"二级指标", "indicator.level2"}, {"三级指标", "indicator.level3"},
    {"绩效指标描述", "indicator.description"}, {"指标值", "indicator.printed"},  {"指标值确定依据", "indicator.ground"},
    {"指标值/符号", "indicator.operator"},     {"指标值/值", "indicator.value"}, {"指标值/单位", "indicator.unit"}};

typedef struct place {
    uint16_t column; /* of the grid */
    uint8_t field;
    uint8_t side;
} place;

typedef struct reading {
    mz_reader *reader;
    mz_table *table;
    size_t row_capacity;
    place places[COLUMN_COUNT * MOST_SIDES];
    size_t place_count;
    unsigned sides;
    bool whole_rows;                  /* see mz_sheet */
    const char *above[MOST_SIDES][2]; /* levels 1 and 2 of the row before */
    size_t last[MOST_SIDES];          /* index of the last row of a side, SIZE_MAX when there is none */
} reading;

bool mz_indicator_header(const mz_catalogue *catalogue, const mz_grid_row *row)
{
    char key[LONGEST_HEADER + 1];
    for (uint32_t i = 0; i < row->count && i < HEADER_CELLS; i++) {
        if (row->cells[i].length == 0 || row->cells[i].length > LONGEST_HEADER) continue;
        if (!mz_catalogue_may(catalogue, MZ_LIST_INDICATOR_HEADER, row->cells[i].text, row->cells[i].length)) continue;
        size_t length = mz_text_key_into(row->cells[i].text, row->cells[i].length, key);
        if (mz_catalogue_word(catalogue, MZ_LIST_INDICATOR_HEADER, key, length)) return true;
    }
    return false;
}

int mz_indicator_field(const mz_catalogue *catalogue, const char *text, size_t length)
{
    char key[LONGEST_HEADER + 1];
    if (length == 0 || length > LONGEST_HEADER) return -1;
    const mz_entry *entry = mz_catalogue_entry(catalogue, key, mz_text_key_into(text, length, key));
    const mz_column_role *role =
        entry != NULL && entry->column != NULL ? entry->column : mz_form_column(catalogue, NULL, key);
    static const char shared[] = "indicator."; /* of all these roles: they are told by what is behind it */
    if (role == NULL || strncmp(role->role, shared, sizeof shared - 1) != 0) return -1;
    for (int f = 0; f < COLUMN_COUNT; f++)
        if (columns[f].role[sizeof shared - 1] == role->role[sizeof shared - 1] &&
            strcmp(columns[f].role, role->role) == 0)
            return f;
    return -1;
}

bool mz_indicator_holds_value(int field)
{
    return field == PRINTED || field == OPERATOR || field == VALUE;
}

int mz_indicator_slot(int field)
{
    enum { FIRST = 3 };
    if (field == PRINTED || field == VALUE) return FIRST;
    return field == OPERATOR ? FIRST + 1 : field == UNIT ? FIRST + 2 : -1;
}

bool mz_indicator_is_level(int field, int level)
{
    return field >= 0 && level >= 1 && field == LEVEL1 + level - 1;
}

/* Learns from a header row where each field stands; a field that comes again begins the second side. */
static void read_header(reading *r, const mz_grid_row *row)
{
    bool seen[COLUMN_COUNT] = {false};
    r->place_count = 0;
    r->sides = 1;
    for (uint32_t i = 0; i < row->count; i++) {
        int field = mz_indicator_field(r->reader->catalogue, row->cells[i].text, row->cells[i].length);
        if (field < 0) continue;
        if (seen[field] && r->sides < MOST_SIDES) {
            r->sides++;
            memset(seen, 0, sizeof seen);
        }
        if (seen[field] || r->place_count == sizeof r->places / sizeof *r->places) continue;
        seen[field] = true;
        r->places[r->place_count++] = (place){row->cells[i].column, (uint8_t)field, (uint8_t)(r->sides - 1)};
    }
}

static const mz_grid_cell *cell_at(const mz_grid_row *row, uint16_t column)
{
    uint32_t i = column < row->count ? column : row->count;
    while (i > 0 && (i == row->count || row->cells[i].column > column)) i--;
    return i < row->count && row->cells[i].column == column && row->cells[i].length > 0 ? &row->cells[i] : NULL;
}

static bool set_value(mz_arena *arena, mz_cell *cells)
{
    mz_indicator parts;
    if (!mz_form_indicator(arena, cells[PRINTED].text, &parts)) return true;
    const char *texts[] = {parts.operator, parts.value, parts.unit};
    for (int f = OPERATOR; f < COLUMN_COUNT; f++) {
        cells[f].text = texts[f - OPERATOR];
        cells[f].span = cells[PRINTED].span;
        cells[f].kind = *cells[f].text == '\0' ? MZ_CELL_BLANK : MZ_CELL_TEXT;
    }
    return true;
}

/* Appends the texts of a row cut by a page break to the row before it. */
static bool join(reading *r, unsigned side, const mz_cell *cells)
{
    mz_row *row = &r->table->rows[r->last[side]];
    for (int f = LEVEL3; f <= GROUND; f++) {
        if (cells[f].kind == MZ_CELL_BLANK) continue;
        row->cells[f].text = mz_arena_printf(r->reader->arena, "%s%s", row->cells[f].text, cells[f].text);
        if (row->cells[f].text == NULL) return false;
        row->cells[f].kind = MZ_CELL_TEXT;
    }
    row->label = row->cells[LEVEL3].text;
    return set_value(r->reader->arena, row->cells);
}

static bool read_side(reading *r, const mz_sheet_row *source, unsigned side)
{
    mz_arena *arena = r->reader->arena;
    mz_cell cells[COLUMN_COUNT]; /* many sides are blank: only a row's cells go to the arena */
    for (uint16_t f = 0; f < COLUMN_COUNT; f++)
        cells[f] = (mz_cell){.text = "", .column = f, .confidence = 100, .span = source->row->span};
    for (size_t i = 0; i < r->place_count; i++) {
        const place *at = &r->places[i];
        const mz_grid_cell *cell =
            at->side == side || (at->side == 0 && at->field == LEVEL1) ? cell_at(source->row, at->column) : NULL;
        if (cell == NULL) continue;
        const char *text = mz_text_squeeze(arena, cell->text, cell->length);
        if (text == NULL) return false;
        cells[at->field] =
            (mz_cell){.kind = MZ_CELL_TEXT, .text = text, .column = at->field, .confidence = 100, .span = cell->span};
    }
    /* operator, value and unit in columns of their own are printed as one elsewhere */
    const bool parted = cells[OPERATOR].kind != MZ_CELL_BLANK || cells[UNIT].kind != MZ_CELL_BLANK;
    if (parted && cells[VALUE].kind == MZ_CELL_BLANK && cells[PRINTED].kind != MZ_CELL_BLANK) {
        cells[VALUE] = cells[PRINTED];
        cells[VALUE].column = VALUE;
        cells[PRINTED].kind = MZ_CELL_BLANK;
    }
    if (cells[PRINTED].kind == MZ_CELL_BLANK && cells[VALUE].kind != MZ_CELL_BLANK) {
        if (!mz_indicator_begins_value(cells[OPERATOR].text, strlen(cells[OPERATOR].text))) {
            cells[OPERATOR].text = ""; /* 定性: no sign */
            cells[OPERATOR].kind = MZ_CELL_BLANK;
        }
        cells[PRINTED].text =
            mz_arena_printf(arena, "%s%s%s", cells[OPERATOR].text, cells[VALUE].text, cells[UNIT].text);
        if (cells[PRINTED].text == NULL) return false;
        cells[PRINTED].kind = MZ_CELL_TEXT;
        if (!mz_is_digit(*cells[VALUE].text)) cells[VALUE] = (mz_cell){.text = "", .column = VALUE}; /* in words */
    }
    bool named = cells[LEVEL1].kind != MZ_CELL_BLANK || cells[LEVEL2].kind != MZ_CELL_BLANK;
    bool filled = cells[LEVEL3].kind != MZ_CELL_BLANK || cells[PRINTED].kind != MZ_CELL_BLANK;
    if (source->chunk && !named && r->last[side] != SIZE_MAX) return join(r, side, cells);
    for (int f = LEVEL1; f <= LEVEL2; f++) {
        if (cells[f].kind != MZ_CELL_BLANK) {
            r->above[side][f] = cells[f].text;
        } else if (r->above[side][f] != NULL && !r->whole_rows) {
            cells[f].text = r->above[side][f];
            cells[f].kind = MZ_CELL_TEXT;
        }
    }
    if (!filled) return true;
    mz_cell *kept = mz_arena_room(arena, COLUMN_COUNT, sizeof *kept);
    mz_row *row = mz_arena_push(arena, &r->table->rows, &r->table->row_count, &r->row_capacity, sizeof *row);
    if (kept == NULL || row == NULL) return false;
    memcpy(kept, cells, sizeof cells);
    *row = (mz_row){.label = kept[LEVEL3].text,
                    .code = "",
                    .role = "indicator",
                    .serial = -1,
                    .side = (uint16_t)side,
                    .span = source->row->span,
                    .cells = kept,
                    .cell_count = COLUMN_COUNT};
    r->last[side] = r->table->row_count - 1;
    return set_value(arena, kept);
}

bool mz_sheet_indicators(mz_reader *reader, mz_sheet *sheet, size_t begin)
{
    if (begin >= sheet->row_count) return true;
    reading r = {.reader = reader, .last = {SIZE_MAX, SIZE_MAX}, .whole_rows = sheet->whole_rows};
    r.table = mz_sheet_add_table(reader, sheet, mz_catalogue_form(reader->catalogue, "performance.indicators"));
    if (r.table == NULL) return false;
    r.table->columns = mz_arena_array(reader->arena, COLUMN_COUNT, sizeof *r.table->columns);
    if (r.table->columns == NULL) return false;
    for (int f = 0; f < COLUMN_COUNT; f++)
        r.table->columns[f] = (mz_column){.path = columns[f].path, .role = columns[f].role, .unit_text = ""};
    r.table->column_count = COLUMN_COUNT;
    bool chunk = false;
    for (size_t i = begin; i < sheet->row_count; i++) {
        mz_sheet_row row = sheet->rows[i];
        chunk = chunk || row.chunk;
        if (mz_indicator_header(reader->catalogue, row.row)) {
            read_header(&r, row.row);
            continue;
        }
        row.chunk = chunk;
        chunk = false;
        for (unsigned side = 0; side < r.sides; side++)
            if (!read_side(&r, &row, side)) return false;
    }
    return true;
}

/* ---- a printed value: operator, figure, unit ---- */

/* The operator at text and its length in bytes; "" when there is none. */
static const char *operator_at(const char *text, size_t *length)
{
    static const struct {
        const char *printed, *operator;
    } signs[] = {{">=", ">="},     {"<=", "<="},     {"≥", ">="},      {"≤", "<="},        {"＞＝", ">="},
                 {"＜＝", "<="},   {"≧", ">="},      {"≦", "<="},      {"大于等于", ">="}, {"小于等于", "<="},
                 {"不低于", ">="}, {"不少于", ">="}, {"不超过", "<="}, {"不高于", "<="},   {">", ">"},
                 {"<", "<"},       {"＞", ">"},      {"＜", "<"},      {"=", "="},         {"＝", "="},
                 {"等于", "="},    {"大于", ">"},    {"小于", "<"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs && !mz_is_digit(*text); i++) {
        if (*signs[i].printed != *text) continue;
        *length = strlen(signs[i].printed);
        if (strncmp(text, signs[i].printed, *length) == 0) return signs[i].operator;
    }
    *length = 0;
    return "";
}

bool mz_indicator_begins_value(const char *text, size_t length)
{
    char first[16] = "";
    size_t size = 0;
    memcpy(first, text, length < sizeof first ? length : sizeof first - 1);
    return length > 0 && (mz_is_digit(*text) || *operator_at(first, &size) != '\0');
}

bool mz_form_indicator(mz_arena *arena, const char *text, mz_indicator *indicator)
{
    *indicator = (mz_indicator){"", "", ""};
    if (*text == *"符" && strncmp(text, "符号", 6) == 0) text += 6;
    if (*text == ':') text++;
    size_t length = 0;
    indicator->operator= operator_at(text, &length);
    text += length;
    bool said = strstr(text, "值") != NULL && strncmp(text, "值", 3) != 0 && strstr(text, "文字描述") != NULL;
    if (said) text = strstr(text, "值");
    if (*text == *"值" && strncmp(text, "值", 3) == 0) text += 3;
    size_t size = strspn(text, "0123456789.,");
    if (size == 0 || size > 32 || text[0] == '.' || text[0] == ',') return false;
    if (size == 4 && length == 0 && strncmp(text + size, "年", 3) == 0 && text[size + 3] != '\0')
        return false; /* 2024年11月底前: a date */
    indicator->value = mz_arena_copy(arena, text, size);
    const char *unit = text + size;
    if (*unit == *"单" && strncmp(unit, "单位", 6) == 0) unit += 6;
    indicator->unit = unit;
    return indicator->value != NULL;
}
