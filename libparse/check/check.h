/* check.h - a document as a system of figures and relations: what the files of this room share. */
#ifndef MZ_CHECK_CHECK_H
#define MZ_CHECK_CHECK_H

#include <text/arena.h>
#include <text/text.h>

#include "rulebook.h"

/* ISO C has no 128-bit integers; both compilers do. Products of two amounts need them. */
__extension__ typedef __int128 mz_wide;

/* What stands for the bytes of a text: begins as mz_fingerprint_begin gives it. */
__extension__ typedef unsigned __int128 mz_fingerprint;

/* Larger amounts (700 trillion yuan) take no part, so that sums and distances of half counts stay far from overflow. */
#define MZ_LARGEST ((int64_t)1 << 56)

/* Instead of a figure's index: no such figure, blank or absent. */
#define MZ_NO_FIGURE UINT32_MAX

/* Readings below this confidence never carry an error. */
enum { MZ_SURE = 50 };

/* A printed figure that takes part in relations. */
typedef struct mz_figure {
    const mz_table *table; /* NULL for figures of the text */
    const mz_row *row;
    const mz_cell *cell;
    const mz_fact *fact;     /* NULL for figures of tables */
    const mz_amount *amount; /* never NULL */
    mz_interval interval;    /* half counts */
    int64_t value;           /* half counts */
    uint32_t first;          /* of its relations in mz_problem.incidence */
    uint32_t degree;
    uint16_t seen; /* by how many evaluated relations */
    bool doubtful; /* the reading is not certain: no errors from it */
} mz_figure;

typedef struct mz_term {
    uint32_t figure;
    int32_t coefficient;
} mz_term;

typedef enum mz_relation_form {
    MZ_FORM_EQUAL,   /* sum of terms = 0 */
    MZ_FORM_AT_MOST, /* sum of terms <= 0 */
    MZ_FORM_RATIO    /* terms[0] percent = 100 * (terms 1..numerators) / (the rest) */
} mz_relation_form;

typedef enum mz_relation_state {
    MZ_STATE_HOLDS,    /* to the last digit */
    MZ_STATE_ROUNDING, /* off, but some choice within the intervals holds */
    MZ_STATE_BROKEN
} mz_relation_state;

/* terms[0] is the figure the relation speaks of (the total, the figure in the text); the others are what it is held
 * against. */
typedef struct mz_relation {
    const mz_rule *rule;
    mz_relation_form form;
    mz_term *terms;
    uint32_t term_count;
    uint32_t numerators;
    mz_relation_state state;
    mz_severity severity; /* rule's, or lower when the reading or the list is not certain */
    mz_severity asserted; /* what it was when it was made: doubts of the reading lower severity only */
    bool settled;         /* explained by a finding */
    bool misplaced;       /* a figure of it may have been read into a wrong place (misplaced.c) */
    uint32_t component;
} mz_relation;

/* That a figure is in a relation. */
typedef struct mz_incidence {
    uint32_t relation;
    int32_t coefficient;
} mz_incidence;

/* Of a row: it has a redacted figure; a figure whose column the reader could not tell; an amount of money in a column
 * that the catalogue does not know, or whose column is open; its cells are in column order; none is left out. */
enum { MZ_ROW_REDACTED = 1, MZ_ROW_UNPLACED = 2, MZ_ROW_OPEN = 4, MZ_ROW_ORDERED = 8, MZ_ROW_DENSE = 16 };

/* What is looked up of a row. */
typedef struct mz_row_data {
    uint32_t first, count; /* its cells in mz_problem.cell_figures and cell_kinds */
    uint32_t column;       /* of the first cell */
    uint32_t flags;        /* MZ_ROW_... */
    uint64_t code;         /* mz_code_rank of its code */
    uint64_t subject;      /* the same, or that of the class its role names when it has no code */
} mz_row_data;

/* What relations ask for in a place of flow text that was left empty or doubtful. */
typedef struct mz_demand {
    const mz_rule *rule;
    size_t table, row, column; /* the place; row is SIZE_MAX when it is one of several */
    int64_t value, slack;      /* half counts */
    uint32_t lead;             /* the first figure of the relation that is known */
    uint32_t relation;         /* MZ_NO_FIGURE when it could not be evaluated */
} mz_demand;

typedef struct mz_problem {
    const mz_rulebook *rulebook;
    const mz_check_options *options;
    mz_document *document;
    mz_arena *arena; /* scratch, released after the check */
    mz_arena *keep;  /* the document's: findings and coverage */
    mz_figure *figures;
    size_t figure_count, figure_room;
    mz_relation *relations;
    size_t relation_count, relation_room;
    mz_incidence *incidence;         /* by figure; made when repairs are looked for */
    mz_row_data **rows;              /* per table */
    uint32_t *cell_figures;          /* figure number of each cell of the document, by running number */
    uint8_t *cell_kinds;             /* mz_cell_kind of each */
    size_t form_width;               /* mz_names_width of mz_rulebook.forms */
    uint64_t *forms;                 /* per table: form_width words, as of mz_names_look for its form */
    uint32_t *form_first;            /* per list of mz_rulebook.forms, and one more: its first in form_tables */
    uint32_t *form_tables;           /* numbers of the tables by the lists that have their forms */
    struct mz_role *known_roles;     /* roles met so far (roles.c) */
    struct mz_roles *roles;          /* per table: its rows and columns by their roles (roles.h) */
    size_t role_width;               /* mz_names_width of mz_rulebook.roles */
    uint64_t *role_fits;             /* so many words, all 0: room for looking up a role */
    struct mz_keys *keys;            /* names met so far (keys.h) */
    const struct mz_key ***row_keys; /* per table: keys of its rows, made when asked for (keys.c) */
    uint32_t *fact_figures;          /* per fact */
    struct mz_facts *facts;          /* names of the text's figures (facts.h), NULL when there are none */
    struct mz_flat *flat;            /* the text in one run, made when asked for (mz_problem_flat in flat.h) */
    bool is_flow;                    /* the document is flow text: demands are noted */
    mz_demand *demands;
    size_t demand_count, demand_room;
    mz_finding *findings;
    size_t finding_count, finding_room;
    mz_fingerprint seal;       /* what all findings' begin with, made with the first (report.c) */
    mz_coverage_entry *ledger; /* one per rule */
} mz_problem;

/* check.c: mz_check with a rulebook (the catalogue's, or a test's). */
mz_status mz_check_with(const mz_rulebook *rulebook, mz_document *document, const mz_check_options *options,
                        mz_error *error);

/* All relations of the document into problem, evaluated; the figures must have been built. false when
 * memory runs out. */
bool mz_problem_bind(mz_problem *problem);

/* problem.c */

/* Makes the figures of all tables and facts. false when memory runs out. */
bool mz_problem_build(mz_problem *problem);
/* Whether the form of table is in a list of mz_rulebook.forms. */
static inline bool mz_problem_has_form(const mz_problem *problem, size_t table, uint32_t list)
{
    return (problem->forms[table * problem->form_width + list / 64] >> list % 64 & 1u) != 0;
}
/* The numbers of the tables whose form is, upwards. */
static inline const uint32_t *mz_problem_tables(const mz_problem *problem, uint32_t list, size_t *count)
{
    *count = problem->form_first[list + 1] - problem->form_first[list];
    return &problem->form_tables[problem->form_first[list]];
}
/* What is looked up of a row of the document. */
static inline const mz_row_data *mz_problem_row(const mz_problem *problem, const mz_table *table, const mz_row *row)
{
    return &problem->rows[table - problem->document->tables][row - table->rows];
}
/* The figure of a row's cell by its number in the row; MZ_NO_FIGURE when it is no amount. */
static inline uint32_t mz_problem_figure(const mz_problem *problem, size_t table, size_t row, size_t cell)
{
    return problem->cell_figures[problem->rows[table][row].first + cell];
}
/* The figure in the cell of row (of table) at column; MZ_NO_FIGURE when blank or absent. */
uint32_t mz_problem_cell(const mz_problem *problem, size_t table, size_t row, size_t column);
/* The kind of that cell; MZ_CELL_BLANK when the row has no such cell. */
mz_cell_kind mz_problem_cell_kind(const mz_problem *problem, size_t table, size_t row, size_t column);
/* Number of the cell at column within a row that lacks some, the row's cell_count when there is none. */
uint32_t mz_problem_find_cell(const mz_problem *problem, size_t table, size_t row, size_t column);
/* Both at once. */
static inline mz_cell_kind mz_problem_look(const mz_problem *problem, size_t table, size_t row, size_t column,
                                           uint32_t *figure)
{
    const mz_row_data *own = &problem->rows[table][row];
    const bool dense = (own->flags & MZ_ROW_DENSE) != 0;
    size_t cell = dense ? column - own->column : mz_problem_find_cell(problem, table, row, column);
    bool absent = cell >= own->count;
    *figure = absent ? MZ_NO_FIGURE : problem->cell_figures[own->first + cell];
    mz_cell_kind kind = absent ? MZ_CELL_BLANK : (mz_cell_kind)problem->cell_kinds[own->first + cell];
    /* in a row with redacted or unplaced figures a blank need not be nothing: they may belong there */
    if (kind != MZ_CELL_BLANK || (own->flags & (MZ_ROW_REDACTED | MZ_ROW_UNPLACED)) == 0) return kind;
    return (own->flags & MZ_ROW_REDACTED) != 0 ? MZ_CELL_REDACTED : MZ_CELL_TEXT;
}
/* A figure read out of a cell of text (an indicator's value); amount must live as long as the problem. */
uint32_t mz_problem_derive(mz_problem *problem, const mz_table *table, const mz_row *row, const mz_cell *cell,
                           const mz_amount *amount);

/* units.c: finds tables whose caption names the wrong unit, reports them, and reads their figures in the right one.
 * Before relations are bound. */
void mz_correct_units(mz_problem *problem);

/* exchange.c: finds rows or columns that stand in each other's place, reports them, and puts the figures right. After
 * relations are bound. */
void mz_find_exchanges(mz_problem *problem);

/* crossed.c: finds rows of flow text whose figures stand behind each other's names, though they were read as the other
 * tables want them, and reports them. */
void mz_find_crossed(mz_problem *problem);

/* moved.c: finds figures that stand in a wrong column of their row, reports them, and settles the relations that break
 * because of it. After relations are bound. */
void mz_find_moves(mz_problem *problem);

/* trust.c */

/* Marks figures whose reading is doubtful. */
void mz_trust_figures(mz_problem *problem);
/* Lowers relations of tables that were obviously misread to info. */
void mz_trust_relations(mz_problem *problem);
/* Whether the table comes from text that keeps its cells: not laid out by spaces, nor flow text. */
bool mz_table_is_exact(const mz_problem *problem, const mz_table *table);

/* misplaced.c: lowers relations of flow text to info that break because the reader put a figure into a wrong row or
 * column, or into none: the figure that they lack is printed among the lines of their table. */
void mz_doubt_misplaced(mz_problem *problem);

/* stray.c: finds the figures that the reader of flow text could place nowhere as they are slips of what is asked for,
 * reports them and settles what asked for them. After relations are bound. */
void mz_find_strays(mz_problem *problem);

/* misplaced.c: the next run of other than blanks in a line; *at moves behind it. NULL at the end. */
const char *mz_next_word(const char **at);

/* relations.c */

/* Notes that a relation which was evaluated sees the figure. */
void mz_figure_see(mz_problem *problem, uint32_t figure);
/* Counts a relation of rule as not evaluable. */
void mz_problem_not_evaluable(mz_problem *problem, const mz_rule *rule, const char *reason);
/* The severity of rule under the options; false when it is switched off. */
bool mz_rule_severity(const mz_problem *problem, const mz_rule *rule, mz_severity *severity);

/* interval.c */

/* How the relation stands with the figures as given by values (half counts; NULL: as printed). */
mz_relation_state mz_relation_evaluate(const mz_problem *problem, const mz_relation *relation,
                                       const mz_interval *intervals, const int64_t *values);
/*
 * Solves the relation for the figures marked in its terms (moving[i] true), which all move by the same amount while the
 * others stay within intervals. range: the new values (half counts) that a moving figure which stands at reference now
 * may take; *exact the one that makes the relation hold to the digit. false when nothing does or the figures cancel
 * out.
 */
bool mz_relation_solve(const mz_problem *problem, const mz_relation *relation, const bool *moving, int64_t reference,
                       const mz_interval *intervals, const int64_t *values, mz_interval *range, int64_t *exact);

/* A sum of terms that moving figures and others make up. */
typedef struct mz_sum {
    mz_wide lo, hi; /* of the intervals */
    mz_wide exact;
} mz_sum;

/*
 * Solves sum + moving * distance = 0 (at most 0 for MZ_FORM_AT_MOST) for reference + distance: range holds the values
 * for which the intervals allow it, *exact is the one that makes it hold to the digit. false when moving is 0.
 */
bool mz_sum_solve(const mz_sum *sum, mz_wide moving, mz_relation_form form, int64_t reference, mz_interval *range,
                  int64_t *exact);

/* The sections that make relations. */
void mz_bind_tables(mz_problem *problem);      /* bind.c: relations.json */
void mz_bind_trees(mz_problem *problem);       /* tree.c: codes and totals */
void mz_bind_outlines(mz_problem *problem);    /* bind_outline.c: lines under numbered heads */
void mz_bind_ratios(mz_problem *problem);      /* bind_ratio.c: columns that are percentages of columns */
void mz_bind_debts(mz_problem *problem);       /* bind_debts.c: balances of debts */
void mz_bind_narrative(mz_problem *problem);   /* facts.c: figures of the text */
void mz_bind_projects(mz_problem *problem);    /* projects.c: performance tables */
void mz_bind_procurement(mz_problem *problem); /* procurement.c */

/* Rules about words, structure and codes, after the relations. */
void mz_rules_text(mz_problem *problem);      /* rules_text.c */
void mz_rules_structure(mz_problem *problem); /* rules_structure.c */
void mz_rules_codes(mz_problem *problem);     /* rules_codes.c */

/* repair.c: groups the broken relations and reports one finding per root cause. */
void mz_find_repairs(mz_problem *problem);

/* slips.c */

/* The cost of a change that is no slip of the pen, and of a figure copied from beside it. */
enum { MZ_COST_OTHER = 30, MZ_COST_COPIED = 16 };

/* Name of the slip that makes printed out of wanted (both in print form), and its cost: lower is likelier. */
const char *mz_slip_name(const char *printed, const char *wanted, unsigned *cost);
/* The cost of the slip that printed is of value (half counts), MZ_COST_OTHER or more when it is none. */
unsigned mz_slip_cost(const mz_amount *printed, int64_t value);
/* Digits of a value that tell it from others: without the zeros at its end. */
unsigned mz_telling_digits(int64_t value);
/*
 * The figure of which printed is likeliest a slip, among those from least to most; ties go to the one nearest to
 * nearest. All are counts of the last digit. *cost is that of the slip. false when none is.
 */
bool mz_slip_likeliest(int64_t printed, int64_t least, int64_t most, int64_t nearest, int64_t *wanted, unsigned *cost);

/* Whether a relation that is more than an info breaks on the figure: a finding speaks of it already (after
 * mz_find_repairs). */
bool mz_figure_is_suspect(const mz_problem *problem, uint32_t figure);

/* report.c */

/* Where a figure stands. Strings live as long as the document. */
mz_place mz_figure_place(const mz_problem *problem, uint32_t figure);
/* The place in words: 《table》“row”行“column”列, or 正文“subject”. In the problem's scratch arena. */
const char *mz_place_zh(mz_problem *problem, const mz_place *place);
const char *mz_place_en(mz_problem *problem, const mz_place *place);

/* What a finding is made of; strings may live in scratch memory, they are copied. */
typedef struct mz_report {
    const mz_rule *rule;
    const char *kind; /* NULL: the rule's */
    mz_severity severity;
    const mz_place *places;
    size_t place_count;
    const char *zh, *en;                          /* the messages */
    const char *expected, *actual, *delta, *unit; /* NULL: "" */
    const mz_repair *repairs;
    size_t repair_count;
    const char *const *explains;
    size_t explain_count;
    const char *extra; /* tells findings of one rule at one place apart; NULL: "" */
} mz_report;

/* Appends a finding to the document. */
void mz_report_add(mz_problem *problem, const mz_report *report);
/*
 * A finding of the rule with this id at places, with the messages as printf formats would be too clever: both are
 * finished texts. Does nothing when the rule is off or unknown to the catalogue.
 */
void mz_report_rule(mz_problem *problem, const char *rule, const mz_place *places, size_t count, const char *zh,
                    const char *en, const char *expected, const char *actual);

/* fingerprint.c */
mz_fingerprint mz_fingerprint_begin(void);
mz_fingerprint mz_fingerprint_add(mz_fingerprint fingerprint, const char *text);
/* Its 32 hex digits. */
void mz_fingerprint_write(mz_fingerprint fingerprint, char id[33]);

/* coverage.c: the ledger into document->coverage. */
void mz_coverage_fill(mz_problem *problem);
/* rules_codes.c: the code of table's row r, or the one that is meant when it is plainly of another section than the
 * rows around it. */
const char *mz_row_code(mz_problem *problem, const mz_table *table, size_t r);
/* rounding.c: one info per rule and table for relations that hold only within the intervals. */
void mz_report_rounding(mz_problem *problem);
/* sort.c: as qsort (equal items in no order), at the cost of one look at each item when they are in order and little
 * more when they consist of few parts that are; with scratch memory of the arena, not sorted when that runs out. */
void mz_sort(mz_arena *arena, void *items, size_t count, size_t size, int (*compare)(const void *, const void *));
/* Sorts values upwards, with scratch memory of the arena; false, and no order, when memory runs out. */
bool mz_sort_values(mz_arena *arena, int64_t *values, size_t count);
/* labels.c: the class code ("204") that a row role such as "expenditure.204" carries, "" when none. */
const char *mz_code_of_role(const char *role);
/* Whether the table has the form of a table of amounts of a budget or of final accounts. */
static inline bool mz_is_standard(const mz_table *table)
{
    return table->form != NULL && ((*table->form == 'b' && strncmp(table->form, "budget.", 7) == 0) ||
                                   (*table->form == 'f' && strncmp(table->form, "final.", 6) == 0));
}
/* The money column of another side that bears the same header as column; column_count when there is none. */
size_t mz_column_of_side(const mz_table *table, uint16_t side, size_t column);
/* The same of the row's side, be it that of column (tables may print their rows in two halves). */
static inline size_t mz_same_column(const mz_table *table, const mz_row *row, size_t column)
{
    return table->columns[column].side == row->side ? column : mz_column_of_side(table, row->side, column);
}
/* The first column of side, of the document's own year, with this role; column_count when there is none. */
size_t mz_column_of_role(const mz_table *table, const char *role, uint16_t side);

#endif
