/* facts_tables.c - a figure of the text against the table that prints the same thing. */
#include <string.h>

#include "facts.h"
#include "flat.h"
#include "roles.h"

enum { MOST_COPIES = 64, ITEM_DIGITS = 7 };

static void relate(mz_problem *problem, mz_draft *draft, const mz_rule *rule, mz_relation_form form, size_t fact,
                   size_t table, size_t row, size_t column)
{
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, problem->fact_figures[fact], 1);
    mz_draft_cell(problem, draft, table, row, column, -1);
    uint32_t printed = mz_problem_cell(problem, table, row, column);
    if (printed != MZ_NO_FIGURE && problem->fact_figures[fact] != MZ_NO_FIGURE &&
        problem->figures[printed].value > problem->figures[problem->fact_figures[fact]].value &&
        mz_fact_is_split(problem, fact))
        draft->reason = "split-otherwise";
    /* flow text: an amount where the text says there is none was read into a wrong row */
    if (problem->is_flow && printed != MZ_NO_FIGURE && problem->document->facts[fact].amount.value == 0)
        draft->reason = "row-not-read";
    mz_draft_commit(problem, draft, rule, form, 0);
}

/* Whether the fact's heading holds one of words. */
static bool in_section(const mz_problem *problem, const mz_fact *fact, const mz_wordlist *words)
{
    if (fact->section >= problem->document->section_count) return false;
    const char *title = problem->document->sections[fact->section].title;
    return mz_wordlist_find(words, title, strlen(title), NULL) != NULL;
}

static bool section_fits(const mz_problem *problem, const mz_fact *fact, const mz_relation_spec *spec)
{
    return (spec->sections.count == 0 || in_section(problem, fact, &spec->sections)) &&
           !in_section(problem, fact, &spec->not_sections);
}

/* A cell of a table: numbers of the table, the row and the column. */
typedef struct cell_place {
    size_t table, row, column;
} cell_place;

/* The year that the row begins with: in its label, or in its first cell when it has none. 0 when with no year. */
static int32_t year_of_row(const mz_row *row)
{
    enum { DIGITS = 4, FIRST = 1990, LAST = 2100 };
    const char *text = row->label;
    if (*text == '\0' && row->cell_count > 0 && row->cells[0].kind == MZ_CELL_TEXT) text = row->cells[0].text;
    int32_t year = 0;
    size_t at = 0;
    for (; at < DIGITS && text[at] >= '0' && text[at] <= '9'; at++) year = year * 10 + (text[at] - '0');
    bool ends = at == DIGITS && (text[at] < '0' || text[at] > '9') && text[at] != '.';
    return ends && year >= FIRST && year <= LAST ? year : 0;
}

/* Whether the row is that of another year, in a table with one row for each. */
static bool is_of_other_year(const mz_problem *problem, const mz_table *table, const mz_row *row)
{
    int32_t own = problem->document->identity.fiscal_year, year = year_of_row(row);
    if (year == 0 || year == own) return false;
    for (size_t r = 0; r < table->row_count; r++)
        if (year_of_row(&table->rows[r]) == own) return true;
    return false;
}

/* Where the figure that a target names stands in a table of its forms: in the first row that has one; false when it is
 * not there. */
static bool find_in_table(const mz_problem *problem, const mz_target *target, size_t number, cell_place *place)
{
    const mz_table *table = &problem->document->tables[number];
    place->row = table->row_count;
    for (size_t p = 0; p < target->rows.count; p++)
        for (mz_role_walk walk = mz_rows_with(problem, number, &target->rows.items[p]);
             mz_next_row(&walk) && walk.at < place->row;) {
            const mz_row *row = &table->rows[walk.at];
            size_t column = mz_column_fitting(problem, number, &target->columns, row->side, 0);
            if (column < table->column_count && !is_of_other_year(problem, table, row))
                *place = (cell_place){number, walk.at, column};
        }
    return place->row < table->row_count;
}

/* The same in the first table that has it, from table number from on. */
static bool find_target(const mz_problem *problem, const mz_target *target, size_t from, cell_place *place)
{
    size_t count;
    const uint32_t *tables = mz_problem_tables(problem, target->forms, &count);
    for (size_t i = 0; i < count; i++)
        if (tables[i] >= from && find_in_table(problem, target, tables[i], place)) return true;
    return false;
}

static uint32_t figure_of(const mz_problem *problem, const mz_target *target)
{
    cell_place place;
    if (!find_target(problem, target, 0, &place)) return MZ_NO_FIGURE;
    return mz_problem_cell(problem, place.table, place.row, place.column);
}

/* Whether the money of the spec's left figure is all of the money the text speaks of: then the table's scope is the
 * text's. */
static bool same_scope(const mz_problem *problem, const mz_relation_spec *spec)
{
    if (spec->left.rows.count == 0) return true;
    uint32_t all = figure_of(problem, &spec->left), scope = figure_of(problem, &spec->scope);
    if (all == MZ_NO_FIGURE || scope == MZ_NO_FIGURE) return true;
    const mz_interval *x = &problem->figures[all].interval, *y = &problem->figures[scope].interval;
    return x->lo <= y->hi && y->lo <= x->hi;
}

/* What the document has of a relation of the text with a table. */
typedef struct mz_fact_spec {
    bool known, present;   /* whether it was looked for, and the figure is there, within the relation's scope */
    bool counted, several; /* whether a second table was looked for, and there is one */
    cell_place place;
} mz_fact_spec;

/* Looks for the relation's figure when it is asked for first: most relations are of names that the text does not use.
 */
static const mz_fact_spec *look_up(const mz_problem *problem, size_t number, mz_fact_spec *all)
{
    const mz_relation_spec *spec = &problem->rulebook->specs[number];
    mz_fact_spec *own = &all[number];
    if (!own->known) own->present = find_target(problem, &spec->right, 0, &own->place) && same_scope(problem, spec);
    own->known = true;
    return own;
}

/* The column of a row that named speaks of; column_count when it is another form. */
static size_t entry_column(const mz_table *table, const mz_row *row, const mz_named_column *named)
{
    if (table->form == NULL || strcmp(table->form, named->form) != 0) return table->column_count;
    return mz_column_of_role(table, named->role, row->side);
}

static bool overlaps(const mz_problem *problem, uint32_t a, uint32_t b)
{
    if (a == MZ_NO_FIGURE || b == MZ_NO_FIGURE) return false;
    const mz_interval *x = &problem->figures[a].interval, *y = &problem->figures[b].interval;
    return x->lo <= y->hi && y->lo <= x->hi;
}

/* Whether the figures are the same but for 元 written for 万元, or the reverse. */
static bool differ_by_unit(const mz_problem *problem, uint32_t a, uint32_t b)
{
    enum { YUAN_PER_WAN = 10000 };
    if (a == MZ_NO_FIGURE || b == MZ_NO_FIGURE || problem->figures[a].value == 0) return false;
    mz_wide x = problem->figures[a].value, y = problem->figures[b].value;
    return x * YUAN_PER_WAN == y || y * YUAN_PER_WAN == x;
}

/* Whether the amount is that of several subjects together: "X（类）Y（款）A（项）、B（项）30万元". */
static bool is_of_several(mz_problem *problem, size_t fact)
{
    enum { REACH = 900 };
    static const char class_mark[] = "(类)", item_mark[] = "(项)";
    const mz_flat *flat = mz_problem_flat(problem);
    if (flat == NULL) return false;
    size_t end = flat->facts[fact], begin = end, items = 0;
    while (begin > 0 && end - begin < REACH && strncmp(flat->text + begin, class_mark, strlen(class_mark)) != 0) {
        items += strncmp(flat->text + begin, item_mark, strlen(item_mark)) == 0;
        begin--;
    }
    return items > 1 && end - begin < REACH;
}

/* Whether a row beside the chosen one prints the amount at column and is named shortly before the figure: the text's
 * item was inherited from the sentence before, and the row's name was not recognised. */
static bool is_of_row_beside(mz_facts *facts, size_t fact, size_t number, size_t chosen, size_t column)
{
    enum { BESIDE = 8, REACH = 300 /* bytes */ };
    mz_problem *problem = facts->problem;
    const mz_flat *flat = mz_problem_flat(problem);
    const mz_table *table = &problem->document->tables[number];
    if (flat == NULL) return false;
    size_t end = flat->facts[fact], begin = end > REACH ? end - REACH : 0;
    for (size_t r = chosen > BESIDE ? chosen - BESIDE : 0; r < table->row_count && r <= chosen + BESIDE; r++) {
        const mz_key *key = r != chosen ? mz_row_key(problem, table, &table->rows[r]) : NULL;
        if (key != NULL && key->length > 0 &&
            overlaps(problem, mz_problem_cell(problem, number, r, column), problem->fact_figures[fact]) &&
            memmem(flat->text + begin, end - begin, key->text, key->length) != NULL)
            return true;
    }
    return false;
}

/* Whether a row of codes was read without its name: it may be the one that is spoken of. */
static bool has_unnamed(const mz_table *table)
{
    for (size_t r = 0; r < table->row_count; r++)
        if (*table->rows[r].code != '\0' && *table->rows[r].label == '\0') return true;
    return false;
}

/* Whether the name begins its sentence or its list and stands right in front of the figure, with no more than a word
 * (科目) between: nothing is lost there, and no item of it is named. */
static bool is_beside_name(mz_facts *facts, size_t fact)
{
    enum { WORD = 6 /* bytes */, FIRST_LEAD = 0xE4, LAST_LEAD = 0xE9 /* of Chinese characters, of three bytes */ };
    const mz_flat *flat = mz_problem_flat(facts->problem);
    const mz_key *key = facts->items[fact];
    if (flat == NULL || key->length == 0) return false;
    const size_t end = flat->facts[fact];
    for (size_t at = end; at >= key->length && end - at <= WORD; at--) {
        const size_t name = at - key->length;
        if (memcmp(flat->text + name, key->text, key->length) == 0) {
            const unsigned char lead = name < 3 ? 0 : (unsigned char)flat->text[name - 3];
            return lead < FIRST_LEAD || lead > LAST_LEAD;
        }
        if (at == 0 || (unsigned char)flat->text[at - 1] < 0x80) return false; /* a bracket, a figure */
    }
    return false;
}

/*
 * Relates a fact to a row that bears its name. The text does not always say which money it speaks of: a row of any of
 * the forms that agrees is taken; when none does, the one that would in another unit, or else the row of the first
 * form, whose scope is the usual one.
 */
static void relate_by_name(mz_facts *facts, mz_draft *draft, const mz_rule *rule, size_t fact)
{
    mz_problem *problem = facts->problem;
    const mz_rulebook *book = problem->rulebook;
    size_t count, chosen_table = SIZE_MAX, chosen_row = 0, chosen_column = 0;
    const bool flow = problem->document->serialisation == MZ_SERIAL_FLOW;
    bool unread = false; /* of flow text: the figure may be that of a row that was not read whole */
    const mz_named_row *rows = mz_facts_rows(facts, facts->items[fact], &count);
    for (size_t f = 0; f < book->named_column_count && count > 0; f++) {
        for (size_t i = 0; i < count; i++) {
            const mz_table *table = &problem->document->tables[rows[i].table];
            size_t column = entry_column(table, &table->rows[rows[i].row], &book->named_columns[f]);
            if (column == table->column_count) continue;
            uint32_t figure = mz_problem_cell(problem, rows[i].table, rows[i].row, column);
            bool agrees = overlaps(problem, figure, problem->fact_figures[fact]);
            unread = unread || (flow && figure == MZ_NO_FIGURE);
            if (!agrees && chosen_table != SIZE_MAX && !differ_by_unit(problem, figure, problem->fact_figures[fact]))
                continue;
            chosen_table = rows[i].table;
            chosen_row = rows[i].row;
            chosen_column = column;
            if (!agrees) continue;
            relate(problem, draft, rule, MZ_FORM_EQUAL, fact, chosen_table, chosen_row, chosen_column);
            return;
        }
    }
    if (chosen_table == SIZE_MAX || mz_facts_relate_units(facts, draft, rule, fact)) return;
    /* in flow text the item's name may be lost behind its class's: "X（类）…（项）" */
    const mz_table *table = &problem->document->tables[chosen_table];
    bool cut = flow && ((strlen(table->rows[chosen_row].code) < ITEM_DIGITS && !is_beside_name(facts, fact)) ||
                        has_unnamed(table));
    if (cut)
        mz_problem_not_evaluable(problem, rule, "name-may-be-cut");
    else if (unread)
        mz_problem_not_evaluable(problem, rule, "row-not-read");
    else if (is_of_row_beside(facts, fact, chosen_table, chosen_row, chosen_column))
        mz_problem_not_evaluable(problem, rule, "another-row-is-named");
    else if (is_of_several(problem, fact))
        mz_problem_not_evaluable(problem, rule, "several-subjects");
    else if (!mz_facts_relate_repeated(facts, draft, rule, fact,
                                       &(mz_named_row){.table = (uint32_t)chosen_table, .row = (uint32_t)chosen_row},
                                       chosen_column))
        relate(problem, draft, rule, MZ_FORM_EQUAL, fact, chosen_table, chosen_row, chosen_column);
}

/* Facts that say the same thing with the same figure are copies of each other: the repair moves them together. */
static void tie_copies(mz_facts *facts, mz_draft *draft, const mz_rule *rule)
{
    mz_problem *problem = facts->problem;
    const mz_document *document = problem->document;
    for (size_t f = 0; f < document->fact_count; f++) {
        if (!mz_fact_is_current(facts, f) || document->facts[f].amount.value == 0) continue;
        for (size_t g = f; g-- > 0 && f - g <= MOST_COPIES;) {
            if (facts->items[f] != facts->items[g] || !mz_fact_is_current(facts, g) ||
                document->facts[g].amount.value != document->facts[f].amount.value)
                continue;
            mz_draft_reset(draft);
            mz_draft_figure(problem, draft, problem->fact_figures[f], 1);
            mz_draft_figure(problem, draft, problem->fact_figures[g], -1);
            mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
            break;
        }
    }
}

/*
 * The figure of the relation that the fact is held against: of several tables of the form (of several organisations, of
 * several years) the one that agrees with it. false when the tables differ and none agrees.
 */
static bool choose_table(const mz_problem *problem, const mz_relation_spec *spec, size_t fact, cell_place *place)
{
    uint32_t told = problem->fact_figures[fact],
             first = mz_problem_cell(problem, place->table, place->row, place->column);
    bool others = false;
    if (spec->at_most || overlaps(problem, told, first)) return true;
    for (cell_place next = *place; find_target(problem, &spec->right, next.table + 1, &next);) {
        uint32_t figure = mz_problem_cell(problem, next.table, next.row, next.column);
        if (overlaps(problem, told, figure)) {
            *place = next;
            return true;
        }
        others = others || (figure != MZ_NO_FIGURE && first != MZ_NO_FIGURE && !overlaps(problem, first, figure));
    }
    return !others;
}

/* The figure of the year before in the row: in the column of the same role; MZ_NO_FIGURE when it is not printed. */
static uint32_t figure_of_year_before(const mz_problem *problem, const cell_place *place)
{
    const mz_table *table = &problem->document->tables[place->table];
    const mz_column *own = &table->columns[place->column];
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].side == own->side && strcmp(table->columns[c].role, own->role) == 0 &&
            table->columns[c].year == problem->document->identity.fiscal_year - 1)
            return mz_problem_cell(problem, place->table, place->row, c);
    return MZ_NO_FIGURE;
}

/* Tells of a change that is stated behind the amount and is that of the table's two years, but in the other direction.
 */
static bool check_direction(mz_facts *facts, size_t fact, const cell_place *place)
{
    mz_problem *problem = facts->problem;
    const mz_document *document = problem->document;
    const mz_fact *change = fact + 1 < document->fact_count ? &document->facts[fact + 1] : NULL;
    if (change == NULL || change->kind != MZ_FACT_CHANGE || !mz_unit_is_money(change->amount.unit) ||
        change->sentence != document->facts[fact].sentence || facts->items[fact + 1] != facts->items[fact])
        return false;
    uint32_t stated = problem->fact_figures[fact + 1], before = figure_of_year_before(problem, place),
             now = mz_problem_cell(problem, place->table, place->row, place->column);
    if (stated == MZ_NO_FIGURE || before == MZ_NO_FIGURE || !overlaps(problem, now, problem->fact_figures[fact]) ||
        problem->figures[stated].value == 0 || problem->figures[before].doubtful ||
        problem->figures[stated].value != problem->figures[before].value - problem->figures[now].value)
        return false;
    mz_place places[] = {mz_figure_place(problem, stated), mz_figure_place(problem, now),
                         mz_figure_place(problem, before)};
    const char *zh = mz_arena_printf(problem->arena, "“%s”的增减方向写反：表中上年为%s，本年为%s。", places[0].row,
                                     places[2].printed, places[1].printed);
    const char *en =
        mz_arena_printf(problem->arena, "'%s' has the wrong direction: the table prints %s before and %s now.",
                        places[0].row, places[2].printed, places[1].printed);
    mz_report_rule(problem, "narrative.direction", places, 3, zh, en, NULL, places[0].printed);
    return true;
}

/* The next relation that has the fact's name among its subjects, in their order: *number is its own, *list (0 at first)
 * where to go on. false when there is none left. */
static bool next_spec(const mz_facts *facts, size_t fact, uint32_t *list, size_t *number)
{
    enum { BITS = 64 };
    const uint64_t *lists = &facts->lists[fact * facts->width];
    while (*list < facts->width * BITS) {
        uint64_t left = lists[*list / BITS] >> *list % BITS;
        *list += left != 0 ? (uint32_t)__builtin_ctzll(left) : BITS - *list % BITS;
        if (left == 0) continue;
        uint32_t found = facts->problem->rulebook->spec_of_list[(*list)++];
        *number = found - 1;
        if (found != 0) return true;
    }
    return false;
}

/* The same against every table that prints the amount under this name, whatever the section is called. */
static void check_directions(mz_facts *facts, size_t fact, mz_fact_spec *specs)
{
    size_t s;
    for (uint32_t list = 0; next_spec(facts, fact, &list, &s);)
        if (!facts->problem->rulebook->specs[s].planned && look_up(facts->problem, s, specs)->present &&
            check_direction(facts, fact, &specs[s].place))
            return;
}

/* Whether another table has the figure of a relation that was looked up too. */
static bool is_in_several(const mz_problem *problem, size_t number, mz_fact_spec *all)
{
    mz_fact_spec *own = &all[number];
    cell_place other;
    if (!own->counted)
        own->several = find_target(problem, &problem->rulebook->specs[number].right, own->place.table + 1, &other);
    own->counted = true;
    return own->several;
}

/* Whether the column is of the budget that the fact means: what a table calls only 预算数 is as adjusted in the year.
 */
static bool is_same_budget(const mz_facts *facts, size_t fact, const cell_place *place)
{
    const mz_wordlist *words = &facts->problem->rulebook->wordlists[MZ_WORDLIST_INITIAL_BUDGETS];
    const char *path = facts->problem->document->tables[place->table].columns[place->column].path;
    return (mz_wordlist_find(words, path, strlen(path), NULL) != NULL) == mz_fact_is_initial(facts, fact);
}

/* Whether the text near the fact gives another amount under a name that holds the fact's, or that it holds: each is
 * that of one of several kinds of money. */
static bool is_split_up(const mz_facts *facts, size_t fact)
{
    enum { NEAR = 24 };
    const mz_document *document = facts->problem->document;
    const mz_fact *own = &document->facts[fact];
    const mz_key *name = facts->items[fact];
    const size_t end = document->fact_count - fact > NEAR ? fact + NEAR : document->fact_count;
    for (size_t f = fact > NEAR ? fact - NEAR : 0; f < end; f++) {
        const mz_fact *other = &document->facts[f];
        const mz_key *key = facts->items[f];
        if (other->section == own->section && other->kind == MZ_FACT_VALUE && mz_unit_is_money(other->amount.unit) &&
            other->amount.value != own->amount.value && key->length > 0 &&
            (memmem(key->text, key->length, name->text, name->length) != NULL ||
             memmem(name->text, name->length, key->text, key->length) != NULL))
            return true;
    }
    return false;
}

uint32_t mz_facts_budget(const mz_facts *facts, size_t fact)
{
    const mz_problem *problem = facts->problem;
    const mz_fact *own = &problem->document->facts[fact];
    size_t s;
    for (uint32_t list = 0; facts->specs != NULL && next_spec(facts, fact, &list, &s);) {
        const mz_relation_spec *spec = &problem->rulebook->specs[s];
        if (!spec->planned || !section_fits(problem, own, spec) || !look_up(problem, s, facts->specs)->present)
            continue;
        const cell_place *place = &facts->specs[s].place;
        if (is_in_several(problem, s, facts->specs) || !is_same_budget(facts, fact, place)) return MZ_NO_FIGURE;
        return mz_problem_cell(problem, place->table, place->row, place->column);
    }
    return MZ_NO_FIGURE;
}

/* Relates a fact to the figure of the first relation that has its name in its list; false when there is none. */
static bool bind_listed(mz_facts *facts, mz_draft *draft, size_t fact, bool current, mz_fact_spec *specs)
{
    mz_problem *problem = facts->problem;
    const mz_rulebook *book = problem->rulebook;
    const mz_fact *own = &problem->document->facts[fact];
    size_t s;
    for (uint32_t list = 0; next_spec(facts, fact, &list, &s);) {
        const mz_relation_spec *spec = &book->specs[s];
        const bool planned = !current && mz_fact_is_planned(facts, fact);
        if (spec->planned != planned || (!current && !planned && !spec->any_period) ||
            !section_fits(problem, own, spec) || !look_up(problem, s, specs)->present)
            continue;
        cell_place place = specs[s].place;
        if ((planned && !is_same_budget(facts, fact, &place)) || (spec->once && is_split_up(facts, fact))) continue;
        if (choose_table(problem, spec, fact, &place))
            relate(problem, draft, spec->rule, spec->at_most ? MZ_FORM_AT_MOST : MZ_FORM_EQUAL, fact, place.table,
                   place.row, place.column);
        else
            mz_problem_not_evaluable(problem, spec->rule, "tables-of-the-form-differ");
        return true;
    }
    return false;
}

void mz_facts_against_tables(mz_facts *facts)
{
    mz_problem *problem = facts->problem;
    const mz_rule *by_name = mz_rulebook_rule(problem->rulebook, "narrative.subject");
    const mz_rule *copies = mz_rulebook_rule(problem->rulebook, "narrative.copies");
    mz_draft draft = {0};
    const mz_rulebook *book = problem->rulebook;
    mz_fact_spec *specs = mz_arena_array(problem->arena, book->spec_count + 1, sizeof *specs);
    facts->specs = specs;
    for (size_t f = 0; specs != NULL && f < problem->document->fact_count; f++) {
        const mz_fact *fact = &problem->document->facts[f];
        bool current = mz_fact_is_current(facts, f);
        bool plain = fact->kind == MZ_FACT_VALUE && *facts->prefixes[f] == '\0' && mz_unit_is_money(fact->amount.unit);
        if (!current && !plain && !mz_fact_is_planned(facts, f)) continue;
        bool bound = bind_listed(facts, &draft, f, current, specs);
        if (!bound && current && by_name != NULL) relate_by_name(facts, &draft, by_name, f);
        if (current) check_directions(facts, f, specs);
    }
    if (copies != NULL) tie_copies(facts, &draft, copies);
}
