/* tree.c - subject codes form a tree: a parent is the sum of its children, the total the sum of the classes. */
#include <string.h>

#include "codes.h"
#include "draft.h"

enum { CLASS_DIGITS = 3, STEP_DIGITS = 2 };

/* A row of the tree, sorted by code. */
typedef struct node {
    uint64_t code; /* as of mz_code_rank */
    uint32_t length;
    uint32_t row;
    uint32_t parent;      /* index of the nearest ancestor that is printed, MZ_NO_FIGURE for none */
    uint32_t first_child; /* chained over next, MZ_NO_FIGURE ends */
    uint32_t next;
} node;

typedef struct tree {
    node *nodes;
    size_t count;
    uint32_t total_row; /* MZ_NO_FIGURE when there is no single total row */
    bool duplicates;    /* a code is printed twice: several blocks in one table */
    bool mixed;         /* functional (2..) and economic (3..) codes: two tables read as one */
    bool classes;       /* codes of class length occur */
} tree;

static int compare_nodes(const void *left, const void *right)
{
    const node *a = left, *b = right;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* Subject codes have 3, 5, 7 ... digits; anything else (procurement catalogue, project codes) is no tree. */
static bool is_subject_code(uint64_t code)
{
    size_t length = mz_rank_length(code);
    return length >= CLASS_DIGITS && (length - CLASS_DIGITS) % STEP_DIGITS == 0;
}

/* Codes stand behind those that they begin with: the parent is the node before or one of its ancestors. */
static void link_nodes(tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        node *child = &tree->nodes[i];
        child->first_child = MZ_NO_FIGURE;
        child->parent = i > 0 ? i - 1 : MZ_NO_FIGURE;
        while (child->parent != MZ_NO_FIGURE) {
            const node *parent = &tree->nodes[child->parent];
            if (parent->length < child->length && mz_rank_head(child->code, parent->length) == parent->code) break;
            child->parent = parent->parent;
        }
    }
    for (size_t i = tree->count; i-- > 0;) {
        node *child = &tree->nodes[i];
        if (child->parent == MZ_NO_FIGURE) continue;
        child->next = tree->nodes[child->parent].first_child;
        tree->nodes[child->parent].first_child = (uint32_t)i;
    }
}

/* Of the rows from one to before another. */
static bool build_tree(mz_problem *problem, const mz_table *table, size_t from, size_t to, tree *tree)
{
    *tree = (struct tree){.total_row = MZ_NO_FIGURE};
    tree->nodes = mz_arena_room(problem->arena, to - from + 1, sizeof *tree->nodes);
    if (tree->nodes == NULL) return false;
    size_t totals = 0;
    for (size_t r = from; r < to; r++) {
        const mz_row *row = &table->rows[r];
        uint64_t own = mz_problem_row(problem, table, row)->code;
        if (*row->code == '\0' && *row->role == 't' && strcmp(row->role, "total") == 0) {
            totals++;
            tree->total_row = (uint32_t)r;
        }
        if (!is_subject_code(own)) continue;
        const char *meant = mz_row_code(problem, table, r);
        uint64_t code = meant == row->code ? own : mz_code_rank(meant);
        tree->nodes[tree->count++] = (node){.code = code, .length = (uint32_t)mz_rank_length(code), .row = (uint32_t)r};
    }
    if (totals != 1) tree->total_row = MZ_NO_FIGURE;
    mz_sort(problem->arena, tree->nodes, tree->count, sizeof *tree->nodes, compare_nodes);
    for (size_t i = 0; i < tree->count; i++) {
        tree->duplicates |= i > 0 && tree->nodes[i - 1].code == tree->nodes[i].code;
        tree->classes |= tree->nodes[i].length == CLASS_DIGITS;
        tree->mixed |= mz_rank_head(tree->nodes[i].code, 1) != mz_rank_head(tree->nodes[0].code, 1);
    }
    link_nodes(tree);
    return tree->count > 0;
}

static void draft_row(mz_problem *problem, mz_draft *draft, size_t number, size_t row, size_t column, int coefficient)
{
    const mz_table *table = &problem->document->tables[number];
    size_t own = mz_same_column(table, &table->rows[row], column);
    if (own == table->column_count) {
        draft->reason = "column-absent";
        return;
    }
    mz_draft_cell(problem, draft, number, row, own, coefficient);
}

/* Whether the table may go on in the next one, which has the same columns, and a last row of it is under the node: some
 * of its children stand there. Only of tables that the catalogue does not know, the others were put together. */
static bool may_go_on(const mz_problem *problem, size_t number, const node *parent)
{
    const mz_document *document = problem->document;
    const mz_table *table = &document->tables[number];
    size_t after = number + 1;
    if (table->form != NULL) return false;
    while (after < document->table_count && document->tables[after].row_count == 0) after++; /* a title alone */
    if (after >= document->table_count) return false;
    const mz_table *next = &document->tables[after];
    if (next->column_count != table->column_count) return false;
    for (size_t c = 0; c < table->column_count; c++)
        if (strcmp(next->columns[c].path, table->columns[c].path) != 0) return false;
    uint32_t line = table->rows[table->row_count - 1].span.line; /* a row of each side stands on it */
    for (size_t r = table->row_count; r-- > 0 && table->rows[r].span.line == line;)
        if (mz_rank_head(problem->rows[number][r].code, parent->length) == parent->code) return true;
    return false;
}

/* A column of a laid-out table in which most sums of several figures do not hold is none of money (增减%). */
static void doubt_column(mz_problem *problem, const mz_table *table, size_t first)
{
    enum { FEWEST = 2 };
    size_t broken = 0, sums = 0;
    for (size_t r = first; r < problem->relation_count; r++) {
        if (problem->relations[r].term_count <= 2) continue; /* an only child is like its parent in any column */
        sums++;
        broken += problem->relations[r].state == MZ_STATE_BROKEN;
    }
    if (broken < FEWEST || broken * 2 <= sums || mz_table_is_exact(problem, table)) return;
    for (size_t r = first; r < problem->relation_count; r++) problem->relations[r].severity = MZ_INFO;
}

static void bind_column(mz_problem *problem, mz_draft *draft, size_t number, const tree *tree, size_t column,
                        const mz_rule *children, const mz_rule *total)
{
    for (size_t i = 0; i < tree->count; i++) {
        const node *parent = &tree->nodes[i];
        if (parent->first_child == MZ_NO_FIGURE) continue;
        mz_draft_reset(draft);
        draft_row(problem, draft, number, parent->row, column, 1);
        for (uint32_t c = parent->first_child; c != MZ_NO_FIGURE; c = tree->nodes[c].next)
            draft_row(problem, draft, number, tree->nodes[c].row, column, -1);
        if (may_go_on(problem, number, parent)) draft->reason = "goes-on-in-next-table";
        mz_draft_commit(problem, draft, children, MZ_FORM_EQUAL, 0);
    }
    if (tree->total_row == MZ_NO_FIGURE) return;
    mz_draft_reset(draft);
    draft_row(problem, draft, number, tree->total_row, column, 1);
    for (size_t i = 0; i < tree->count; i++) {
        const node *top = &tree->nodes[i];
        /* a longer code without parent beside classes is a wrong code, not a class of its own */
        if (top->parent != MZ_NO_FIGURE || (tree->classes && top->length != CLASS_DIGITS)) continue;
        draft_row(problem, draft, number, top->row, column, -1);
    }
    mz_draft_commit(problem, draft, total, MZ_FORM_EQUAL, 0);
}

/* Columns with the same header on another side are reached through the first of them. */
static bool is_repeated(const mz_table *table, size_t column)
{
    for (size_t c = 0; c < column; c++)
        if (mz_unit_is_money(table->columns[c].unit) && table->columns[c].side != table->columns[column].side &&
            strcmp(table->columns[c].path, table->columns[column].path) == 0)
            return true;
    return false;
}

/* The rows of one unit in a table that prints its codes once for each: behind a row without code, the unit's. */
typedef struct unit_block {
    size_t head, from, to; /* head: SIZE_MAX when no row without code stands in front */
    bool whole;            /* no row without code stands among its rows */
} unit_block;

/*
 * The block that begins at row from or behind; false when there is none. It ends where the codes start over behind a
 * row without code: where they go on, that row may be a project of the subject above it.
 */
static bool next_block(const mz_problem *problem, size_t number, size_t from, unit_block *block)
{
    const mz_table *table = &problem->document->tables[number];
    const mz_row_data *rows = problem->rows[number];
    while (from < table->row_count && !is_subject_code(rows[from].code)) from++;
    if (from == table->row_count) return false;
    *block = (unit_block){from > 0 && *table->rows[from - 1].code == '\0' ? from - 1 : SIZE_MAX, from, from, true};
    uint64_t last = 0;
    for (size_t r = from, bare = SIZE_MAX; r < table->row_count; r++) {
        if (!is_subject_code(rows[r].code)) {
            bare = r;
            continue;
        }
        if (bare != SIZE_MAX && bare > from && rows[r].code <= last) break;
        block->whole &= bare == SIZE_MAX;
        block->to = r + 1;
        last = rows[r].code;
    }
    return true;
}

/* Drafts the head of a block in a column against those of its rows that are part of no other; how it stands. */
static mz_relation_state draft_head(mz_problem *problem, mz_draft *draft, size_t number, const unit_block *block,
                                    const tree *tree, size_t column)
{
    mz_draft_reset(draft);
    draft_row(problem, draft, number, block->head, column, 1);
    for (size_t i = 0; i < tree->count; i++)
        if (tree->nodes[i].parent == MZ_NO_FIGURE) draft_row(problem, draft, number, tree->nodes[i].row, column, -1);
    const mz_relation made = {.form = MZ_FORM_EQUAL, .terms = draft->terms, .term_count = (uint32_t)draft->count};
    const bool told = draft->count > 0 && draft->reason == NULL && draft->terms[0].figure != MZ_NO_FIGURE;
    return told ? mz_relation_evaluate(problem, &made, NULL, NULL) : MZ_STATE_ROUNDING;
}

/* What goes through the units of a table that prints its codes once for each. */
typedef struct unit_walk {
    size_t number;
    const mz_rule *children, *total;
    bool bind;           /* relations are made; before, the heads are tried */
    size_t held, broken; /* sums of heads */
    size_t first;        /* digits of the code that the units begin with */
    bool uneven;         /* not all: a subject is printed once for each of its projects, or units */
} unit_walk;

/* Whether the head of the block is its total in more columns than not, and drafts it in the column again. That of an
 * office with units below may be the total of all of them, although its own subjects follow it. */
static bool is_total(mz_problem *problem, mz_draft *draft, const unit_walk *walk, const unit_block *block,
                     const tree *tree, size_t column)
{
    const mz_table *table = &problem->document->tables[walk->number];
    size_t held = 0, broken = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        if (!mz_unit_is_money(table->columns[c].unit) || is_repeated(table, c)) continue;
        const mz_relation_state state = draft_head(problem, draft, walk->number, block, tree, c);
        held += state == MZ_STATE_HOLDS;
        broken += state == MZ_STATE_BROKEN;
    }
    draft_head(problem, draft, walk->number, block, tree, column);
    return held > broken;
}

/* Every unit has a tree of its own. Its head is their total when more of the heads are than are not: it may be the
 * total of the unit before, or no total at all. */
static void walk_units(mz_problem *problem, mz_draft *draft, unit_walk *walk)
{
    const mz_table *table = &problem->document->tables[walk->number];
    unit_block block;
    for (size_t from = 0; next_block(problem, walk->number, from, &block); from = block.to) {
        tree tree;
        const bool built = build_tree(problem, table, block.from, block.to, &tree);
        const size_t digits = mz_rank_length(problem->rows[walk->number][block.from].code);
        if (walk->first == 0) walk->first = digits;
        walk->uneven |= digits != walk->first;
        const bool clear = built && !walk->uneven && block.whole && !tree.duplicates && !tree.mixed;
        if (!clear && walk->bind) mz_problem_not_evaluable(problem, walk->children, "code-printed-twice");
        for (size_t c = 0; c < table->column_count && clear; c++) {
            if (!mz_unit_is_money(table->columns[c].unit) || is_repeated(table, c)) continue;
            if (walk->bind) bind_column(problem, draft, walk->number, &tree, c, walk->children, walk->children);
            if (block.head == SIZE_MAX) continue;
            const mz_relation_state state = draft_head(problem, draft, walk->number, &block, &tree, c);
            walk->held += !walk->bind && state == MZ_STATE_HOLDS && draft->count > 2;
            walk->broken += !walk->bind && state == MZ_STATE_BROKEN;
            if (walk->bind && walk->held > walk->broken && is_total(problem, draft, walk, &block, &tree, c))
                mz_draft_commit(problem, draft, walk->total, MZ_FORM_EQUAL, 0);
        }
    }
}

static void bind_units(mz_problem *problem, mz_draft *draft, size_t number, const mz_rule *children,
                       const mz_rule *total)
{
    unit_walk walk = {.number = number, .children = children, .total = total};
    walk_units(problem, draft, &walk);
    walk.bind = true;
    walk_units(problem, draft, &walk);
}

void mz_bind_trees(mz_problem *problem)
{
    const mz_rule *children = mz_rulebook_rule(problem->rulebook, "tree.children");
    const mz_rule *total = mz_rulebook_rule(problem->rulebook, "tree.total");
    if (children == NULL || total == NULL) return;
    enum { MOST_COLUMNS = 512 }; /* no form has so many; what looks so is no table, and pairs of columns are compared */
    mz_draft draft = {0};
    for (size_t t = 0; t < problem->document->table_count; t++) {
        const mz_table *table = &problem->document->tables[t];
        tree tree;
        if (table->column_count > MOST_COLUMNS) {
            mz_problem_not_evaluable(problem, children, "too-many-columns");
            continue;
        }
        if (table->row_count > UINT32_MAX / 2 || !build_tree(problem, table, 0, table->row_count, &tree)) continue;
        if (tree.duplicates && mz_table_is_exact(problem, table)) {
            bind_units(problem, &draft, t, children, total);
            continue;
        }
        if (tree.duplicates) {
            mz_problem_not_evaluable(problem, children, "code-printed-twice");
            continue;
        }
        if (tree.mixed) {
            mz_problem_not_evaluable(problem, children, "two-classifications");
            continue;
        }
        for (size_t c = 0; c < table->column_count; c++)
            if (mz_unit_is_money(table->columns[c].unit) && !is_repeated(table, c)) {
                size_t first = problem->relation_count;
                bind_column(problem, &draft, t, &tree, c, children, total);
                doubt_column(problem, table, first);
            }
    }
}
