/* regroup.c - see regroup.h. */
#include "regroup.h"

#include <string.h>

#include "flow/flow_forms.h"

enum { MOST_COLUMNS = 64, FEWEST_ROWS = 3, FEWEST_BROKEN = 2, RIGHT_SHARE = 4, LONGEST = 480 };

typedef struct regrouper {
    mz_reader *reader;
    mz_table *table;
    const mz_form *form;
    size_t column; /* the sum */
    size_t prefix; /* bytes of its path up to the last name, the '/' included */
} regrouper;

static const char *leaf_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool is_sum(const regrouper *r, size_t column)
{
    const mz_column_role *role = mz_form_column(r->reader->catalogue, NULL, leaf_of(r->table->columns[column].path));
    return role != NULL && role->sum;
}

/* Whether the path of a column begins as the sum's does, for so many bytes. */
static bool shares(const regrouper *r, size_t column, size_t bytes)
{
    return strncmp(r->table->columns[column].path, r->table->columns[r->column].path, bytes) == 0;
}

static uint64_t bit(size_t column)
{
    return (uint64_t)1 << column;
}

/* The columns of money of the sum's side, other than sums, that share so many bytes of its path. */
static uint64_t columns_under(const regrouper *r, size_t bytes)
{
    uint64_t found = 0;
    for (size_t c = 0; c < r->table->column_count; c++)
        if (r->table->columns[c].side == r->table->columns[r->column].side &&
            mz_unit_is_money(r->table->columns[c].unit) && shares(r, c, bytes) && !is_sum(r, c))
            found |= bit(c);
    return found;
}

/* In how many rows the parts come to the sum, and in how many they do not. */
static void count_rows(const regrouper *r, uint64_t parts, size_t *holding, size_t *broken)
{
    *holding = *broken = 0;
    for (size_t i = 0; i < r->table->row_count; i++) {
        const mz_row *row = &r->table->rows[i];
        int64_t sum = 0, total = 0;
        bool filled = false, fits = true;
        for (size_t c = 0; c < row->cell_count; c++) {
            const mz_cell *cell = &row->cells[c];
            if (cell->kind != MZ_CELL_AMOUNT || cell->column >= r->table->column_count) continue;
            if (cell->column == r->column) total = cell->amount.value;
            if ((parts & bit(cell->column)) == 0) continue;
            filled = true;
            fits = fits && !__builtin_add_overflow(sum, cell->amount.value, &sum);
        }
        if (total == 0 || !filled || !fits) continue;
        *holding += sum == total;
        *broken += sum != total;
    }
}

/* Whether the sum comes out with other parts, where it does not with these. */
static bool rather(const regrouper *r, uint64_t parts, uint64_t others)
{
    size_t holding = 0, broken = 0, better = 0, worse = 0;
    if (others == 0 || others == parts) return false;
    count_rows(r, parts, &holding, &broken);
    if (broken < FEWEST_BROKEN) return false;
    count_rows(r, others, &better, &worse);
    return better >= FEWEST_ROWS && better > holding && better >= RIGHT_SHARE * worse;
}

/* Puts a column beside its group instead of under it. */
static bool move_out(const regrouper *r, size_t column)
{
    mz_column *moved = &r->table->columns[column];
    const char *path = r->table->columns[r->column].path, *name = leaf_of(moved->path);
    size_t outer = r->prefix - 1;
    while (outer > 0 && path[outer - 1] != '/') outer--;
    moved->path = mz_arena_printf(r->reader->arena, "%.*s%s", (int)outer, path, name);
    if (moved->path == NULL) return false;
    const mz_column_role *role = mz_form_column(r->reader->catalogue, r->form, moved->path);
    moved->role = role == NULL ? "" : role->role;
    return true;
}

/* The header word that length bytes of a path are, without a year in front; NULL when none or memory runs out. */
static const mz_flow_word *word_of(const regrouper *r, const char *text, size_t length)
{
    const mz_flow_vocabulary *vocabulary = &r->reader->catalogue->flow->vocabulary;
    bool year;
    const char *key = mz_text_key(r->reader->arena, text, length);
    if (key != NULL) key = mz_flow_vocabulary_behind_year(vocabulary, key, &year);
    return key == NULL || *key == '\0' ? NULL : mz_flow_vocabulary_find(vocabulary, key);
}

/* The columns of a group whose names stand beside its name, never under it: 项目支出 and 基本支出. */
static uint64_t siblings(const regrouper *r, uint64_t inside)
{
    const char *path = r->table->columns[r->column].path, *name = path + r->prefix - 1;
    while (name > path && name[-1] != '/') name--;
    const mz_flow_word *group = word_of(r, name, (size_t)(path + r->prefix - 1 - name));
    uint64_t found = 0;
    for (size_t c = 0; group != NULL && group->child_count > 0 && c < r->table->column_count; c++) {
        if ((inside & bit(c)) == 0 || r->table->columns[c].path[r->prefix] == '\0') continue;
        const char *leaf = r->table->columns[c].path + r->prefix;
        const mz_flow_word *word = strchr(leaf, '/') != NULL ? NULL : word_of(r, leaf, strlen(leaf));
        if (word != NULL && mz_flow_word_beside(group, word) && mz_flow_word_under(group, word) == 0) found |= bit(c);
    }
    return found;
}

/* Moves them out of it, unless its sum lacks them then: money carried over has a column 单位资金 in some forms. */
static bool part_siblings(const regrouper *r, uint64_t inside)
{
    const uint64_t parted = siblings(r, inside);
    size_t holding = 0, broken = 0, broken_without = 0;
    if (parted == 0) return true;
    count_rows(r, inside, &holding, &broken);
    count_rows(r, inside & ~parted, &holding, &broken_without);
    for (size_t c = 0; broken_without <= broken && c < r->table->column_count; c++)
        if ((parted & bit(c)) != 0 && !move_out(r, c)) return false;
    return true;
}

/* A sum and the group that it stands in. */
static bool regroup(regrouper *r)
{
    const char *path = r->table->columns[r->column].path, *slash = strrchr(path, '/');
    r->prefix = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    if (r->prefix == 0 || r->prefix > LONGEST) return true;
    size_t outer = r->prefix - 1;
    while (outer > 0 && path[outer - 1] != '/') outer--;
    if (!part_siblings(r, columns_under(r, r->prefix))) return false;
    const uint64_t inside = columns_under(r, r->prefix), around = columns_under(r, outer);
    if (rather(r, inside, around)) return move_out(r, r->column);
    for (size_t c = r->table->column_count; c-- > 0;) { /* the last one, or the first */
        const bool last = (inside & bit(c)) != 0 && inside >> c == 1,
                   first = inside != 0 && (inside & -inside) == bit(c);
        if ((last || first) && rather(r, inside, inside & ~bit(c))) return move_out(r, c);
    }
    return true;
}

/* Takes away what was put above a head that stands under no other: 三公经费 beside 机关运行经费, as wide as both. */
static void cut_apart(const regrouper *r, mz_column *column)
{
    char name[LONGEST + 1];
    for (const char *slash = strchr(column->path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        const size_t length = strcspn(slash + 1, "/");
        if (length > LONGEST) return;
        memcpy(name, slash + 1, length);
        name[length] = '\0';
        const mz_column_role *head = mz_form_column(r->reader->catalogue, NULL, name);
        if (head == NULL || !head->apart) continue;
        const mz_column_role *role = mz_form_column(r->reader->catalogue, r->form, slash + 1);
        column->path = slash + 1;
        column->role = role == NULL ? "" : role->role;
        return;
    }
}

bool mz_form_regroup(mz_reader *reader)
{
    for (size_t t = 0; t < reader->table_count; t++) {
        mz_table *table = &reader->tables[t];
        if (table->serialisation != MZ_SERIAL_ALIGNED || table->form == NULL || reader->catalogue->flow == NULL ||
            table->column_count > MOST_COLUMNS)
            continue;
        regrouper r = {.reader = reader, .table = table, .form = mz_catalogue_form(reader->catalogue, table->form)};
        for (size_t c = 0; c < table->column_count; c++) cut_apart(&r, &table->columns[c]);
        for (r.column = 0; r.column < table->column_count; r.column++)
            if (strchr(table->columns[r.column].path, '/') != NULL && is_sum(&r, r.column) && !regroup(&r))
                return false;
    }
    return true;
}
