/*
 * settle.c - figures of aligned text whose column their places leave open. What sums of columns the header tells, and
 * what other rows print for the same subject or money, choose among the columns that they may stand in: first for the
 * columns of a page as a whole, which were printed aside of their heads, then for single figures that stand under no
 * other of their column. Only figures that the layout doubts move: one of a row whose sums break stands where it is
 * printed, below the others of its column, and the mistake is told.
 */
#include <stdlib.h>
#include <string.h>

#include "settle.h"

enum { MOST_MAPS = 256, MOST_LOOKS = 1 << 8, CERTAIN = 100 };

/* A row of larger figures is not weighed: their sums might not fit. */
#define LARGEST (INT64_MAX / (2 * MZ_FLOW_MAX_COLUMNS))

typedef mz_settle_figures figures;
typedef mz_settle_printed printed;
typedef mz_settle_amounts amounts;
typedef mz_settle_map map;
typedef mz_settler settler;

static bool make_template(settler *s)
{
    s->t = mz_arena_alloc(s->reader->scratch, sizeof *s->t);
    if (s->t == NULL) return false;
    *s->t = (mz_flow_template){.layout = MZ_FLOW_CODES, .column_count = (uint16_t)s->table->column_count};
    for (size_t c = 0; c < s->table->column_count; c++) {
        s->t->paths[c] = s->table->columns[c].path;
        s->t->sides[c] = s->table->columns[c].side;
    }
    return mz_flow_template_compile(s->reader->scratch, &s->reader->catalogue->flow->vocabulary, s->t) == MZ_OK;
}

static void read_figures(const settler *s, const mz_row *row, figures *f)
{
    *f = (figures){.digit = 0};
    bool known = true;
    for (size_t c = 0; c < row->cell_count; c++) {
        const mz_cell *cell = &row->cells[c];
        if (cell->kind == MZ_CELL_BLANK || cell->kind == MZ_CELL_TEXT) continue;
        const uint32_t bit = 1u << cell->column;
        f->filled |= bit;
        if (cell->candidates != 0) f->open |= bit;
        if (cell->confidence == CERTAIN && (cell->candidates >> cell->column & 1) != 0) f->alone |= bit;
        if (cell->kind == MZ_CELL_DASH) continue;
        mz_flow_token token = {.text = cell->text};
        known = known && cell->kind == MZ_CELL_AMOUNT && mz_flow_number(s->reader->scratch, &token) &&
                token.value <= LARGEST && token.value >= -LARGEST;
        if (!known) continue;
        f->values[cell->column] = token.value;
        f->weighed = f->weighed || token.value != 0;
        int64_t digit = 1000000;
        for (uint8_t d = 0; d < token.decimals && digit > 1; d++) digit /= 10;
        if (digit > f->digit && token.decimals > 0) f->digit = digit;
    }
    f->weighed = f->weighed && known;
}

/* Where the figure of column c goes. */
static size_t target(const figures *f, const map *m, size_t c)
{
    return (f->open >> c & 1) != 0 ? m->to[c] : c;
}

/* Moves the figures of a row; false when two would stand in one column. */
static bool move(const settler *s, const figures *f, const map *m, figures *moved)
{
    *moved = (figures){.digit = f->digit, .weighed = f->weighed};
    for (size_t c = 0; c < s->table->column_count; c++) {
        if ((f->filled >> c & 1) == 0) continue;
        const size_t to = target(f, m, c);
        if ((moved->filled >> to & 1) != 0) return false;
        moved->filled |= 1u << to;
        moved->values[to] = f->values[c];
    }
    return true;
}

static int64_t total_in(const figures *f, uint32_t columns)
{
    int64_t total = 0;
    for (; columns != 0; columns &= columns - 1) total += f->values[__builtin_ctz(columns)];
    return total;
}

/* Whether all sums hold in a row, and one has figures on both sides. */
static bool sums_hold(const settler *s, const figures *f)
{
    bool any = false;
    for (size_t i = 0; i < s->t->sum_count; i++) {
        const mz_flow_sum *sum = &s->t->sums[i];
        const uint32_t whole = f->filled & (1u << sum->total | sum->beside), parts = f->filled & sum->parts;
        if (whole == 0 && parts == 0) continue;
        const int64_t slack = whole != 0 && parts != 0 ? f->digit * (__builtin_popcount(parts) + 1) / 2 : 0;
        if (llabs(total_in(f, whole) - total_in(f, parts)) > slack) return false;
        any = any || (whole != 0 && parts != 0);
    }
    return any;
}

static bool holds(const settler *s, size_t r, const map *m)
{
    figures moved;
    return s->figures[r].weighed && move(s, &s->figures[r], m, &moved) && sums_hold(s, &moved);
}

/* Those of columns whose money a label, without its number, is another name of. */
static uint32_t named_columns(const settler *s, const char *label, uint32_t columns)
{
    enum { LONGEST = 96 };
    char key[LONGEST + 1];
    const size_t length = strlen(label);
    uint32_t named = 0;
    if (length == 0 || length > LONGEST) return 0;
    mz_text_key_into(label, length, key);
    const char *bare = key + mz_flow_number_length(key);
    for (; columns != 0; columns &= columns - 1) {
        const char *leaf = s->t->leaf_keys[__builtin_ctz(columns)];
        const mz_flow_meaning *meaning = mz_dictionary_find(&s->reader->catalogue->flow->columns, leaf, strlen(leaf));
        if (strcmp(bare, leaf) == 0 || (meaning != NULL && mz_flow_words_has(&meaning->labels, bare)))
            named |= columns & -columns;
    }
    return named;
}

static bool same_subject(const mz_row *a, const mz_row *b)
{
    if (*a->code != '\0' || *b->code != '\0') return strcmp(a->code, b->code) == 0;
    return *a->role != '\0' && strcmp(a->role, b->role) == 0;
}

/* Those of columns that have the meaning of a column of another table. */
static uint32_t meant_columns(const settler *s, const mz_column *other, uint32_t columns)
{
    uint32_t meant = 0;
    for (; *other->role != '\0' && columns != 0; columns &= columns - 1)
        if (strcmp(other->role, s->table->columns[__builtin_ctz(columns)].role) == 0) meant |= columns & -columns;
    return meant;
}

static size_t hash_of(const amounts *all, int64_t value)
{
    return (size_t)((uint64_t)value * UINT64_C(0x9E3779B97F4A7C15) >> 32) & all->mask;
}

/* The columns for which another row prints the amount of cell: one of the same subject in another table under a column
 * of the same meaning or, for a total, one that is called as the column is. Of very many equal amounts some are looked
 * at, which keeps the time linear. */
static uint32_t backed_columns(const settler *s, const mz_row *row, const mz_cell *cell)
{
    const uint32_t columns = (1u << s->table->column_count) - 1;
    uint32_t backed = 0;
    size_t looks = 0;
    for (uint32_t i = s->amounts->heads[hash_of(s->amounts, cell->amount.value)];
         i != 0 && looks < MOST_LOOKS && backed != columns; i = s->amounts->items[i - 1].next, looks++) {
        const printed *p = &s->amounts->items[i - 1];
        const mz_table *table = &s->reader->tables[p->table];
        const mz_row *other = &table->rows[p->row];
        if (p->value != cell->amount.value || other == row || (table == s->table && other->side == row->side)) continue;
        const bool twin = table != s->table && same_subject(other, row);
        for (size_t o = 0; twin && o < other->cell_count; o++)
            if (other->cells[o].kind == MZ_CELL_AMOUNT && other->cells[o].amount.value == p->value)
                backed |= meant_columns(s, &table->columns[other->cells[o].column], columns & ~backed);
        if (*row->code == '\0') backed |= named_columns(s, other->label, columns & ~backed);
    }
    return backed;
}

static void read_row(const settler *s, size_t r)
{
    const mz_row *row = &s->table->rows[r];
    read_figures(s, row, &s->figures[r]);
    for (size_t c = 0; c < row->cell_count; c++) {
        const mz_cell *cell = &row->cells[c];
        if (cell->candidates != 0 && cell->kind == MZ_CELL_AMOUNT && cell->amount.value != 0)
            s->figures[r].backed[cell->column] = backed_columns(s, row, cell);
    }
}

/* How many figures in doubt are printed elsewhere for the columns that m gives them. */
static size_t evidence_for(const settler *s, const map *m)
{
    size_t evidence = 0;
    for (size_t r = s->from; r < s->to; r++)
        for (uint32_t open = s->figures[r].open; open != 0; open &= open - 1) {
            const int c = __builtin_ctz(open);
            evidence += s->figures[r].backed[c] >> m->to[c] & 1;
        }
    return evidence;
}

/* Whether another row prints a figure that m moves for the very column where it stands. */
static bool stands(const settler *s, const map *m)
{
    for (size_t r = s->from; r < s->to; r++)
        for (uint32_t open = s->figures[r].open; open != 0; open &= open - 1) {
            const int c = __builtin_ctz(open);
            if (m->to[c] != c && (s->figures[r].backed[c] >> c & 1) != 0) return true;
        }
    return false;
}

/* Keeps map m when it is among the best. */
static void weigh(settler *s, map *m)
{
    m->holding = m->evidence = m->moved = 0;
    for (size_t r = s->from; r < s->to; r++) m->holding += holds(s, r, m);
    for (size_t c = 0; c < s->table->column_count; c++) m->moved += (size_t)abs((int)m->to[c] - (int)c);
    s->maps++;
    if (s->tie_count > 0 && m->holding < s->ties[0].holding) return;
    m->evidence = evidence_for(s, m);
    if (s->tie_count > 0 && m->holding == s->ties[0].holding && m->evidence < s->ties[0].evidence) return;
    if (s->tie_count > 0 && (m->holding > s->ties[0].holding || m->evidence > s->ties[0].evidence)) s->tie_count = 0;
    if (s->tie_count < MZ_SETTLE_TIES) s->ties[s->tie_count++] = *m;
}

/* Tries all maps that keep the order of the columns in doubt, from column c on; least: the first that is free. */
static void try_maps(settler *s, map *m, size_t c, size_t least)
{
    while (c < s->table->column_count && s->doubt[c] == 0) c++;
    if (s->maps == MOST_MAPS) return;
    if (c == s->table->column_count) {
        weigh(s, m);
        return;
    }
    for (size_t to = least; to < s->table->column_count; to++) {
        if (to != c && (s->doubt[c] >> to & 1) == 0) continue;
        m->to[c] = (uint8_t)to;
        try_maps(s, m, c + 1, to + 1); /* depth: columns */
    }
    m->to[c] = (uint8_t)c;
}

/* Whether m gives each column in doubt the one that its figures went to on the page before: pages of a table are
 * printed alike, and what tells the columns, a total with its name, may stand on the first one only. */
static bool as_before(const settler *s, const map *m)
{
    if (s->moved.moved == 0) return false;
    for (size_t c = 0; c < s->table->column_count; c++) {
        const uint64_t others = ~((uint64_t)1 << c);
        if (s->doubt[c] == 0) continue;
        if ((s->before[c] & others) != (s->doubt[c] & others) || m->to[c] != s->moved.to[c]) return false;
    }
    return true;
}

/* The best map for rows [from, to): of those alike that of the page before, else the one that moves least. NULL when
 * none is better than to leave the figures where they are. */
static const map *best_map(settler *s, size_t from, size_t to)
{
    map m = {.moved = 0};
    bool any = false;
    s->from = from;
    s->to = to;
    s->tie_count = s->maps = 0;
    memset(s->doubt, 0, sizeof s->doubt);
    for (size_t r = from; r < to; r++)
        for (size_t c = 0; c < s->table->rows[r].cell_count; c++) {
            const mz_cell *cell = &s->table->rows[r].cells[c];
            if ((s->figures[r].open >> cell->column & 1) == 0) continue;
            s->doubt[cell->column] |= cell->candidates;
            any = true;
        }
    if (!any) return NULL;
    for (size_t c = 0; c < MZ_FLOW_MAX_COLUMNS; c++) m.to[c] = (uint8_t)c;
    weigh(s, &m); /* the figures where they are */
    const map here = m;
    try_maps(s, &m, 0, 0);
    mz_settle_keep_below_sums(s);
    const map *best = &s->ties[0];
    for (size_t i = 1; i < s->tie_count; i++)
        if (s->ties[i].moved < best->moved) best = &s->ties[i];
    for (size_t i = 0; i < s->tie_count; i++)
        if (as_before(s, &s->ties[i])) best = &s->ties[i];
    const bool refuted = best->holding == here.holding && stands(s, best);
    return !refuted && best->moved > 0 && best->holding > 0 ? best : NULL;
}

/* The columns that the maps as good as the best give to the figures in doubt of column c. */
static uint64_t rivals(const settler *s, size_t c)
{
    uint64_t columns = 0;
    for (size_t i = 0; i < s->tie_count; i++) columns |= (uint64_t)1 << s->ties[i].to[c];
    return columns;
}

/* The candidates of a cell that moves to column goes: its own column is one of them when it stands alone. */
static uint64_t moved_doubt(const mz_cell *cell, size_t goes)
{
    const uint64_t old = (uint64_t)1 << cell->column, new = (uint64_t)1 << goes;
    if (old == new || cell->candidates == 0) return cell->candidates;
    const bool alone = (cell->candidates & old) != 0;
    return ((cell->candidates | old) & ~new) | (alone ? new : 0);
}

/* Moves the figures of rows [from, to) as m says. Those that another map, as good, puts elsewhere are ambiguous. */
static void apply(settler *s, const map *m, size_t from, size_t to)
{
    for (size_t r = from; r < to; r++) {
        mz_row *row = &s->table->rows[r];
        mz_cell before[MZ_FLOW_MAX_COLUMNS];
        figures moved;
        if (!move(s, &s->figures[r], m, &moved)) continue;
        memcpy(before, row->cells, row->cell_count * sizeof *before);
        for (size_t c = 0; c < row->cell_count; c++) {
            mz_cell *cell = &row->cells[c];
            if ((s->figures[r].filled >> cell->column & 1) == 0) continue;
            *cell = (mz_cell){.kind = MZ_CELL_BLANK, .text = "", .column = cell->column, .confidence = CERTAIN};
            cell->span = row->span;
        }
        for (size_t c = 0; c < row->cell_count; c++) {
            if ((s->figures[r].filled >> before[c].column & 1) == 0) continue;
            const size_t goes = target(&s->figures[r], m, before[c].column);
            for (size_t o = 0; o < row->cell_count; o++) {
                if (row->cells[o].column != goes) continue;
                row->cells[o] = before[c];
                row->cells[o].column = (uint16_t)goes;
                row->cells[o].candidates = moved_doubt(&before[c], goes);
                const uint64_t open = goes != before[c].column ? rivals(s, before[c].column) : 0;
                if ((open & (open - 1)) == 0) continue;
                row->cells[o].candidates = open;
                row->cells[o].confidence = MZ_SETTLE_OPEN;
            }
        }
        read_row(s, r);
    }
}

/* Settles the figures of the page that row `from` begins; gives the row behind it. */
static size_t settle_page(settler *s, size_t from)
{
    size_t to = from;
    while (to < s->table->row_count && s->table->rows[to].span.page == s->table->rows[from].span.page) to++;
    const map *page = best_map(s, from, to);
    if (page != NULL) apply(s, page, from, to);
    s->moved = page != NULL ? *page : (map){.moved = 0};
    memcpy(s->before, s->doubt, sizeof s->before);
    for (size_t r = from; r < to; r++) {
        s->figures[r].open = s->figures[r].alone;
        const map *row = s->figures[r].weighed ? best_map(s, r, r + 1) : NULL;
        if (row != NULL) apply(s, row, r, r + 1);
    }
    return to;
}

/* Settles the page of the total first, and notes in which columns it has an amount, when none of them is open. */
static size_t settle_total(settler *s)
{
    const size_t total = mz_settle_only_total(s->table);
    size_t from = total;
    if (total == s->table->row_count) return total;
    while (from > 0 && s->table->rows[from - 1].span.page == s->table->rows[total].span.page) from--;
    (void)settle_page(s, from);
    s->total = mz_settle_amounts_of(&s->table->rows[total]);
    return from;
}

static bool settle_table(mz_reader *reader, const amounts *all, mz_table *table)
{
    settler s = {.reader = reader, .amounts = all, .table = table};
    s.figures = mz_arena_array(reader->scratch, table->row_count + 1, sizeof *s.figures);
    if (s.figures == NULL || !make_template(&s)) return !mz_arena_exhausted(reader->scratch);
    for (size_t r = 0; r < table->row_count; r++) read_row(&s, r);
    const size_t told = settle_total(&s);
    for (size_t from = 0; from < table->row_count;) {
        if (from != told) {
            from = settle_page(&s, from);
            continue;
        }
        while (from < table->row_count && table->rows[from].span.page == table->rows[told].span.page) from++;
    }
    return true;
}

/* Whether the layout doubts the column of any figure; forgets about it for the tables that are not looked at. */
static bool is_doubted(const mz_table *table)
{
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->rows[r].cell_count; c++)
            if (table->rows[r].cells[c].candidates != 0) return true;
    return false;
}

/* Gathers the amounts of all tables. False when the arena is exhausted. */
static bool gather(const mz_reader *reader, amounts *all)
{
    size_t most = 1, room = 1;
    for (size_t t = 0; t < reader->table_count; t++)
        for (size_t r = 0; r < reader->tables[t].row_count; r++) most += reader->tables[t].rows[r].cell_count;
    while (room < most) room *= 2;
    *all = (amounts){.items = mz_arena_room(reader->scratch, most, sizeof *all->items),
                     .heads = mz_arena_array(reader->scratch, room, sizeof *all->heads),
                     .mask = room - 1};
    if (all->items == NULL || all->heads == NULL) return false;
    for (size_t t = 0; t < reader->table_count; t++)
        for (size_t r = 0; r < reader->tables[t].row_count; r++) {
            const mz_row *row = &reader->tables[t].rows[r];
            for (size_t c = 0; c < row->cell_count; c++) {
                const int64_t value = row->cells[c].amount.value;
                if (row->cells[c].kind != MZ_CELL_AMOUNT || value == 0) continue;
                uint32_t *head = &all->heads[hash_of(all, value)];
                all->items[all->count++] = (printed){value, (uint32_t)t, (uint32_t)r, *head};
                *head = (uint32_t)all->count;
            }
        }
    return true;
}

bool mz_form_settle(mz_reader *reader)
{
    amounts all = {.items = NULL};
    for (size_t t = 0; t < reader->table_count; t++) {
        mz_table *table = &reader->tables[t];
        if (table->serialisation != MZ_SERIAL_ALIGNED || !is_doubted(table)) continue;
        if (all.items == NULL && !gather(reader, &all)) return false;
        if (table->column_count <= MZ_FLOW_MAX_COLUMNS && reader->catalogue->flow != NULL &&
            !settle_table(reader, &all, table))
            return false;
        for (size_t r = 0; r < table->row_count; r++)
            for (size_t c = 0; c < table->rows[r].cell_count; c++)
                if (table->rows[r].cells[c].confidence == CERTAIN) table->rows[r].cells[c].candidates = 0;
    }
    return true;
}
