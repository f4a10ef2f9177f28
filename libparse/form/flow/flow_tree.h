/* flow_tree.h - the merged cells of a header as a tree, and its leaves as columns. */
#ifndef MZ_FORM_FLOW_TREE_H
#define MZ_FORM_FLOW_TREE_H

#include "flow_headings.h"
#include "flow_usual.h"

enum { MZ_FLOW_TREE_ITEMS = 40, MZ_FLOW_TREE_MEASURES = 4, MZ_FLOW_NO_ITEM = -1 };

/* A header cell in the tree. */
typedef struct mz_flow_item {
    mz_flow_heading *heading;
    int parent; /* item, MZ_FLOW_NO_ITEM at the top */
    size_t place;
    bool group;    /* another item stands under it */
    bool counted;  /* a total stands under it */
    bool left_out; /* a row's label after all */
} mz_flow_item;

typedef struct mz_flow_tree {
    mz_arena *arena;
    const mz_flow_vocabulary *vocabulary;
    mz_flow_item items[MZ_FLOW_TREE_ITEMS];
    size_t count;
    const char *prefix;                          /* path above all items, "" when none */
    const mz_flow_word *root;                    /* word of the cell above all items, NULL when none */
    const char *measures[MZ_FLOW_TREE_MEASURES]; /* under every leaf */
    size_t measure_count;
    const mz_flow_tokens *tokens;
    const mz_flow_usual *usual; /* the form that the table is of, NULL when unknown */
    bool row_a_line;            /* the text has the figures of a row on one line */
    bool total_top;             /* a total stands beside the groups, not under one */
    bool total_early;           /* a total that finds no place is that of a group that is read behind it */
    bool text_order;            /* of the order of the cells only that of the text is known */
    bool by_year;               /* cells of an earlier year stand left of those of a later one */
    bool groups_first;          /* a group stands where its own cell is read, not where its first leaf is */
} mz_flow_tree;

/* Whether the heading's word can be one of these kinds. */
bool mz_flow_heading_is(const mz_flow_heading *h, unsigned kinds);
/* Whether it is a total or a subtotal. */
bool mz_flow_heading_total(const mz_flow_heading *h);
/* Whether it is the word for a total alone: 合计, not 本年收入合计. */
bool mz_flow_heading_bare(const mz_flow_heading *h);

/* Adds a cell at the top; false when the tree is full. */
bool mz_flow_tree_add(mz_flow_tree *t, mz_flow_heading *heading);
/* Puts all cells back to the top. */
void mz_flow_tree_clear(mz_flow_tree *t);
/* Lines of a cell. */
size_t mz_flow_tree_lines(const mz_flow_tree *t, const mz_flow_heading *h);
/* Whether a cell's own name says which measure it is (机关运行经费支出决算数 beside 预算数 and 决算数 of others): it
 * has none of the measures, count of them, below it. */
bool mz_flow_tree_measured(const mz_flow_item *item, const char *const *measures, size_t count);
/* Whether item a is item b or stands above it. */
bool mz_flow_tree_above(const mz_flow_tree *t, size_t a, size_t b);
/* Puts each cell but the totals under the nearest one that it may stand under. */
void mz_flow_tree_parents(mz_flow_tree *t);
/* Totals go to the groups; what names its own (本年收入合计) first. One that finds no place is a row's label. */
void mz_flow_tree_totals(mz_flow_tree *t);
/* Leaves out cells that only ever stand over others and stand over none: names of rows. */
void mz_flow_tree_drop_groups(mz_flow_tree *t);

/*
 * Appends the leaves to out as columns of side and compiles it, in both orders that groups allow; keeps the one of
 * which more sums hold among the figures of its tokens: *held receives how many. Sets used of the headings that take
 * part. *made is false, and out as before, when there are too many cells. MZ_ERR_MEMORY. Linear in tokens.
 * (flow_order.c)
 */
mz_status mz_flow_tree_columns(mz_flow_tree *t, uint16_t side, mz_flow_template *out, bool *made, size_t *held);

#endif
