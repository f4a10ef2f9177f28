/* compare.h - what the files of this room share: two documents laid side by side. */
#ifndef MZ_CHANGE_COMPARE_H
#define MZ_CHANGE_COMPARE_H

#include <mingzhang/change.h>
#include <string.h>

#include "check/check.h"
#include "form/catalogue.h"
#include "known_names.h"

/* The part of a role behind its last dot: "operation" of "budget.operation". */
static inline const char *mz_last_name(const char *role)
{
    const char *dot = strrchr(role, '.');
    return dot == NULL ? role : dot + 1;
}

/* A figure of the current document and its counterpart; one of the two rows may be missing. */
typedef struct mz_paired_row {
    const mz_table *table; /* of the current document, or the prior one's when the row was dropped */
    const mz_row *current; /* NULL: dropped */
    const mz_row *prior;   /* NULL: new */
} mz_paired_row;

/* Two tables of the same form. columns[i]: the prior table's column for column i, UINT16_MAX when it has none. */
typedef struct mz_paired_table {
    const mz_table *current;
    const mz_table *prior;
    uint16_t *columns;
    const uint16_t *before; /* the current table's own column of the year before for column i, UINT16_MAX: none;
                               NULL when it has none at all */
    mz_paired_row *rows;    /* in the order of the current table, dropped rows behind */
    size_t row_count;
    mz_prior_source source;
} mz_paired_table;

/* The label as it is compared: no white space, numbering, brackets of level (marks: changes.json/label_marks); in
 * arena. */
const char *mz_change_key(const mz_word_list *marks, mz_arena *arena, const char *label);
/* The same without the word of money that sentences leave out (养老保险缴费 for 养老保险缴费支出; tail:
 * changes.json/silent_tail); "" when it ends with none. In arena. */
const char *mz_short_key(const mz_word_list *tail, mz_arena *arena, const char *key);

/* Words of the text that something did not change (flat.c). */
typedef struct mz_flat {
    const char *name; /* what they name, "" when they speak of a figure */
    int32_t value;    /* that figure, a fact of the document; -1 when they name something */
    bool about;       /* 基本持平 */
    bool told;        /* reported already */
    uint8_t looks;    /* how often its figure was looked for in the year before */
    const char *words;
    mz_span span;
} mz_flat;

/* A change with what the findings need to know of it. */
typedef struct mz_line_change {
    mz_change change;
    const mz_paired_table *table;
    const mz_row *row;     /* current, or prior when dropped */
    const char *key;       /* of the label */
    const char *short_key; /* mz_short_key */
    const char *role;      /* "three.reception", "operation", "total.basic"; "" when none */
    const char *column_role;
    int64_t basic, project;              /* differences of the row's own columns, 0 when it has none */
    int32_t statement;                   /* fact that states this change, -1 when none does */
    mz_flat *flat;                       /* the text says that it did not change, NULL when it does not */
    bool unchanged;                      /* it says so in words or as a change of 0: nothing explains it then */
    const struct mz_line_change *copied; /* the one that its reason was copied from, NULL when it was not */
    bool told_elsewhere; /* the text states the change of the same subject in another table, of one fund */
    bool leaf;           /* a subject code without deeper ones */
} mz_line_change;

/* What a reason speaks of (topic.c). */
typedef struct mz_reason_topics {
    bool known; /* read already */

    unsigned topics; /* of changes.json, a bit each */
} mz_reason_topics;

/* Whether the line is of one of the funds that all fiscal money is made of. */
static inline bool mz_is_fund(const mz_line_change *line)
{
    return strncmp(line->role, "money.", 6) == 0 && strcmp(line->role, "money.fiscal") != 0;
}

/* The line's subject code: printed, or that of its row's role (function.208); "" when it has none. */
static inline const char *mz_line_code(const mz_line_change *line)
{
    if (*line->change.code != '\0') return line->change.code;
    const char *code = mz_last_name(line->row->role);
    return code[strspn(code, "0123456789")] == '\0' ? code : "";
}

enum { MZ_MOST_WHOLES = 16 };

/* What a whole changed by: total.basic, money.fund. */
typedef struct mz_whole {
    const char *role;
    int64_t difference;
} mz_whole;

typedef struct mz_comparison {
    const mz_catalogue *catalogue;
    const json_t *settings;                                                    /* changes.json */
    const mz_word_list *lists;                                                 /* its lists */
    const mz_word_list *label_marks, *silent_tail, *before_name, *behind_name; /* of these */
    const mz_document *prior;
    mz_document *current;
    const mz_change_options *options;
    mz_threshold *thresholds; /* the catalogue's */
    size_t threshold_count;
    mz_arena *arena; /* the current document's */
    const mz_paired_table *tables;
    size_t table_count;
    mz_line_change *lines;
    size_t count;
    size_t capacity;
    const mz_fact *facts; /* the current document's, behind them the remarks (remarks.c) */
    size_t fact_count;
    const char **fact_keys; /* of these facts, by mz_change_key */
    const char **fact_roles;
    uint32_t *by_key;           /* fact numbers sorted by key, then number */
    mz_dictionary first_of_key; /* key -> place in by_key of its first fact */
    uint32_t *role_facts;       /* stated changes whose subject has a role of its own: three.*, operation */
    size_t role_fact_count;
    bool *taken;                     /* per fact: it states the very change of a line */
    mz_reason_topics *reason_topics; /* per fact */
    mz_flat *flats;                  /* as the text has them */
    size_t flat_count;
    mz_whole wholes[MZ_MOST_WHOLES]; /* as their first lines tell */
    size_t whole_count;
    mz_dictionary spoken[MZ_NAME_KINDS]; /* lists of `names` by role, of `mentions` by code or role, less the names that
                                           no fact has */
    uint8_t *judged;                     /* per fact: two bits for each direction (mz_fact_explains) */
    const mz_word_list **role_names;     /* of each entry of changes.json/text: what its role is called */
    const mz_known_names *known;         /* what a remark may speak of; NULL before mz_index_names */
    mz_dictionary names;                 /* the same in this document: labels of figures that changed */
    bool name_begins[MZ_WORD_BUCKETS];   /* characters that one of the latter begins with */
    mz_dictionary subjects;              /* names of the subjects that changed */
    mz_dictionary functions;             /* those of functional subjects, with and without 支出 behind them */
    mz_dictionary by_fund;               /* code -> its line in the table of a fund that is not the general one */
    mz_dictionary splits;                /* code -> its line in a table that tells basic from project expenditure */
} mz_comparison;

/* text.c */

/* Finds what the roles of changes.json/text are called, before the first mz_text_role. false when memory runs out. */
bool mz_index_roles(mz_comparison *comparison);

/* The role of changes.json/text that a key (mz_change_key) names, the organisation may stand before the name: the one
 * with the longest name; "" when it names none, or what is kept for some (for_others). */
const char *mz_text_role(const mz_comparison *comparison, const char *key);
/* Whether a fact is a figure of the document's own year: a value in money, without prefix or with one that says so. */
bool mz_is_own_value(const mz_comparison *comparison, const mz_fact *fact);
/* A table of one row and one column for a figure of the document's text, under the heading that it stands under; in
 * arena, NULL when memory runs out. */
mz_table *mz_table_of_fact(mz_arena *arena, const mz_document *document, const char *form, const char *role,
                           const mz_fact *fact);
/* Pairs two tables of one row and one column. false when memory runs out or one is NULL. */
bool mz_pair_figures(mz_arena *arena, mz_paired_table *pair, const mz_table *current, const mz_table *prior);
/* Adds pairs for the figures of changes.json/text, which stand in no table. false when memory runs out. */
bool mz_pair_text(mz_comparison *comparison, mz_paired_table **tables, size_t *count);

/* projects.c: adds pairs for money that the text states under headings on the performance of projects. false when
 * memory runs out. */
bool mz_pair_projects(mz_comparison *comparison, mz_paired_table **tables, size_t *count);

/* match.c: pairs the tables of the two documents by form and title, their rows by code and label (renumbered subjects
 * too), their columns by header (years told relative to the fiscal year) or role. Each row and table is used once.
 * false when memory runs out. */
bool mz_pair_documents(const mz_comparison *comparison, mz_paired_table **tables, size_t *count);

/* moves.c */

/* The entry of codes.json/moved that lies between the two documents' years and takes the code `from` of the prior one
 * to the code `to` of the current one ("": any); NULL when there is none. */
const json_t *mz_move_of(const mz_comparison *comparison, const char *from, const char *to);
/* Explains lines that only moved. */
void mz_explain_moves(mz_comparison *comparison);

/* Text without white space, its years told by their distance from the fiscal year: 2023年预算数 of 2024 is
 * [-1]年预算数. In arena; "" when memory runs out. */
const char *mz_yearless(mz_arena *arena, const char *text, int32_t fiscal_year);

/* own.c */

/* Whether a column prints figures of the document's own year, and no differences. */
bool mz_is_own_year(const mz_comparison *comparison, const mz_document *document, const mz_column *column);
/* For each column of a table of the current document the one that prints the year before's figures, UINT16_MAX: none.
 * *any tells whether there is one. In the arena; NULL when memory runs out. */
uint16_t *mz_prior_columns(const mz_comparison *comparison, const mz_table *table, bool *any);
/* Adds pairs for tables of the current document that have no counterpart but columns of the year before. false when
 * memory runs out. */
bool mz_pair_own_columns(mz_comparison *comparison, mz_paired_table **tables, size_t *count);

/* stated.c: adds pairs for figures of which the text says by how much they changed. false when memory runs out. */
bool mz_pair_own_statements(mz_comparison *comparison, mz_paired_table **tables, size_t *count);

/* lines.c: every figure that differs. false when memory runs out. */
/* The fund whose total heads the line's table ("money.fund"), "" when it is of no single fund. */
const char *mz_money_role(const mz_line_change *line);
/* The role of what a column of a total is of (total.basic, total.project); "" for any other column. */
const char *mz_part_of_total(const char *column);
bool mz_compare_lines(mz_comparison *comparison, const mz_paired_table *tables, size_t count);
/* difference in 0.01 percent of prior, rounded; INT64_MAX when prior is zero. */
int64_t mz_percent_of(int64_t difference, int64_t prior);

/* remarks.c: reasons that the text gives of something that it names, but for no figure (差旅费增加系恢复线下交流),
 * become stated changes without a figure behind the document's facts: of kind MZ_FACT_CHANGE_RATE, their value is 1 or
 * -1. Fills c->facts and c->fact_count. false when memory runs out. */
bool mz_read_remarks(mz_comparison *comparison);
/* Whether the fact with this number is such a remark. */
static inline bool mz_is_remark(const mz_comparison *c, size_t index)
{
    return index >= c->current->fact_count;
}

/* copied.c: finds the lines whose reason was copied from another's; behind the statements. */
void mz_match_copies(mz_comparison *comparison);

/* flat.c */

/* Finds the lines that the text says not to have changed, when they did; behind mz_index_facts and the statements. */
void mz_match_flats(mz_comparison *comparison);
/* What the text says of them contradicts the year before. */
void mz_report_flats(const mz_comparison *comparison, mz_problem *problem);

/* subject.c: who a remark speaks of. */

/* Adds what the clause names, as names that facts have: labels of figures that changed, names of changes.json. Returns
 * how many; at most `most`. clause is folded (mz_text_key). */
size_t mz_named_in(const mz_comparison *comparison, const char *clause, const char **names, size_t most);
/* The name that a fact's key means, less the words around it (预算安排城乡医疗救助资金 of 城乡医疗救助); the key itself
 * when nothing is called so. */
const char *mz_known_key(const mz_comparison *comparison, const char *key);
/* The names of changes.json/names of this role, or of changes.json/mentions of this code or role, that facts have. */
mz_name_list mz_spoken_names(const mz_comparison *comparison, const char *role);
mz_name_list mz_spoken_mentions(const mz_comparison *comparison, const char *of);
/* Makes the index of the names that facts have, which must be indexed, behind mz_index_names. false when memory runs
 * out. */
bool mz_index_spoken(mz_comparison *comparison);
/* What a text means that is such a name, by the labels of the document before those of changes.json; NULL when it is
 * none. */
const char *mz_name_meant(const mz_comparison *comparison, const char *text, size_t length);
/* Makes the index that mz_named_in needs. false when memory runs out. */
bool mz_index_names(mz_comparison *comparison);

/* explain.c */

/* Makes the indexes of the current document's facts. false when memory runs out. */
bool mz_index_facts(mz_comparison *comparison);
/* The role of what a text or key speaks of: three.*, operation; "" for anything else. */
const char *mz_role_of(const mz_comparison *comparison, const char *item, const char *key);
/* Sets explained, reason and statement of every line. false when memory runs out. */
bool mz_explain_lines(mz_comparison *comparison);
/* Index into by_key of the first fact with this key, fact_count when there is none. */
size_t mz_first_fact(const mz_comparison *comparison, const char *key);
/* Whether a fact says by how much something changed. */
bool mz_is_stated_change(const mz_fact *fact);
/* Whether the statement with this number is of another line's very change, and this difference not nearly the same. */
bool mz_is_of_another(const mz_comparison *comparison, int64_t difference, size_t index);
/* The fact with this number, which must be below c->fact_count. Borrowed. */
const mz_fact *mz_fact_at(const mz_comparison *c, size_t index);
/* 1 for a change upwards, else -1. */
int mz_direction_of(const mz_change *change);
/* Marks the line as explained by this reason, which stands at span; reason is borrowed from the document. What is said
 * not to have changed stays unexplained. */
void mz_explain_by(mz_line_change *line, const char *reason, mz_span span);
/* The change as an interval: current minus prior, each as precise as it is printed. */
mz_interval mz_change_interval(const mz_change *change);

/* pointed.c */

/* Whether the line's statement gives a reason, if one that explains nothing; one that only points to another place
 * (详见下文) is none. */
bool mz_has_own_reason(const mz_comparison *comparison, const mz_line_change *line);
/* The same, if it is not one that only names parts of the line (公务用车购置费增加): then theirs are its own. */
bool mz_is_settled(const mz_comparison *comparison, const mz_line_change *line);
/* The fact that gives the reason of the line's statement with this number: another's, where it points to that; NULL
 * when it points to nothing that explains the line. Borrowed. */
const mz_fact *mz_reason_of(const mz_comparison *comparison, const mz_line_change *line, size_t index);

/* in_words.c: explains a line by a remark on it, by its label, its role, or a word that means its subject; whether
 * there is one. A remark on a figure that is not the line's (of one fund) sets told_elsewhere. */
bool mz_explain_in_words(mz_comparison *comparison, mz_line_change *line);
/* 其他科目变动主要是...: explains subjects that have no statement of their own by what is said of all else, when it is
 * about what they are of. */
void mz_explain_rest(mz_comparison *comparison);

/* wholes.c */

/* Notes what the wholes changed by. */
void mz_index_wholes(mz_comparison *comparison);
/* What the whole of this role changed by, 0 when it did not, or that is not known. */
int64_t mz_change_of_whole(const mz_comparison *comparison, const char *role);
/* What the whole that is called so changed by: as the text states it, else the narrowest one (财政拨款支出 is fiscal
 * money, though all money may be called so); what the role did when none is known to have changed. */
int64_t mz_change_called(const mz_comparison *comparison, const char *key, const char *role);
/* Whether facts with this key are of all money, or of one fund. */
bool mz_is_of_whole(const mz_comparison *comparison, const char *key);
/* Whether the fact with this number, a change or a remark, is of a whole and the line at least half of its change. */
bool mz_is_most_of_whole(const mz_comparison *comparison, const mz_line_change *line, size_t index);
/* Whether all of the general fund is called so and another one pays the line: its table, or the one that has the
 * subject's very change. 一般公共预算支出 may be all money, but not for what is paid from elsewhere. */
bool mz_is_another_fund(const mz_comparison *comparison, const mz_line_change *line, const char *key);

/* inherit.c */

/* Length of the project that the reason begins with, up to a word for one (changes.json/project_words:
 * 空调更新项目已完工); 0 when it does not begin with one. */
size_t mz_leading_project(const mz_comparison *comparison, const char *reason);
/* Reasons given for something else that account for a line. Set explained and reason when there is one. */
void mz_inherit_reason(mz_comparison *comparison, mz_line_change *line); /* from the headings above */
/* The section and class of its code alone; *decided: one has a sentence of its own, which leaves the line without a
 * reason. */
bool mz_inherit_heading(mz_comparison *c, mz_line_change *line, bool *decided);
/* A line that the text does not state, by what stands above it; one with a sentence of its own without a reason, by
 * what may still explain it: of the three public expenses or procurement by the whole, of a fund by fiscal money. */
void mz_inherit(mz_comparison *comparison, mz_line_change *line);
void mz_inherit_stated(mz_comparison *comparison, mz_line_change *line);
/* The role that a role of the three public expenses or of procurement is a part of: "three.total" of "three.vehicles",
 * in room; "" when it is a part of none. */
const char *mz_role_above(const char *role, char room[64]);

/* off_budget.c: lines of final accounts without a reason of their own, by the reason given for why they are above or
 * below the budget, when they left the year before on the same side. */
void mz_explain_off_budget(mz_comparison *comparison);

/* named.c: leaves of the subjects and parts of the three public expenses that have no reason of their own, by the
 * reason of something else that names them. */
void mz_explain_named(mz_comparison *comparison);

/* pay.c: what staff are paid, by a reason for all money that tells of pay. */
void mz_explain_pay(mz_comparison *comparison);

/* from_below.c: lines that are not explained yet, by the reasons given for their parts or for the same money elsewhere.
 */
void mz_explain_from_below(mz_comparison *comparison);

/* topic.c */

/* Whether part makes up at least half of whole and goes the same way. */
bool mz_is_most(int64_t part, int64_t whole);
/* Whether part leaves at most MZ_REST_PERCENT of the whole's change. */
enum { MZ_REST_PERCENT = 15 /* of a whole's change may be left without a reason */ };
bool mz_is_nearly_all(int64_t part, int64_t whole);
/* Whether part is most of whole, and what else moved at most a quarter of all that moved. */
bool mz_is_mostly(int64_t part, int64_t whole);
/* Whether two changes are so near each other that one only holds a little more. */
bool mz_is_same_money(int64_t a, int64_t b);
/* Makes the index of subject names that mz_reason_speaks_of needs. false when memory runs out. */
bool mz_index_subjects(mz_comparison *comparison);
/* The line, or where its table does not tell basic from project expenditure, that of the same subject in one that does.
 */
const mz_line_change *mz_split_of(const mz_comparison *comparison, const mz_line_change *line);
/* Whether a reason names the line by its label. */
bool mz_reason_names(const mz_line_change *line, const char *reason);
enum { MZ_LEAD_SIZE = 2 * 4 + 1 };
/* The two characters that the line's label begins with, which projects are called after; false when they are common to
 * many (changes.json/common_leads) or all of it. */
bool mz_lead_of(const mz_comparison *comparison, const mz_line_change *line, char lead[MZ_LEAD_SIZE]);
/* Whether the text is about what the line is of. */
bool mz_text_speaks_of(const mz_comparison *comparison, const mz_line_change *line, const char *text);
/* Whether the reason of this fact speaks of the line: names it, or is about what the line is of (staff, running costs,
 * projects); broad: or of what it is part of (basic expenditure), whatever its code. */
bool mz_reason_speaks_of(mz_comparison *comparison, const mz_line_change *line, size_t fact, bool broad);
/* Whether it is about something (staff), and that is not what the line is of (projects). */
bool mz_reason_speaks_of_else(mz_comparison *comparison, const mz_line_change *line, size_t fact);

/* reason.c */

/* Whether a reason tells why something changed in this direction: neither empty, nor a repetition, nor the other way.
 */
bool mz_reason_explains(const mz_catalogue *catalogue, const char *reason, const char *subject, int direction);
/* The same for the reason of the fact with this number, which is judged once for each direction. */
bool mz_fact_explains(const mz_comparison *comparison, size_t index, int direction);
/* Length of the name of a functional subject that changed at text, and a line that bears it; 0 when there is none. */
size_t mz_subject_at(const mz_comparison *comparison, const char *text, const mz_line_change **line);
/* Whether the reason of this fact only says that parts of what it is given for changed. */
bool mz_reason_names_parts(const mz_comparison *comparison, size_t index);
/* From now on the reason of this fact explains nothing. */
void mz_void_reason(mz_comparison *comparison, size_t index);
/* Whether anything is left of a reason less the words that explain nothing. */
bool mz_says_something(const mz_catalogue *catalogue, const char *reason, const char *subject);
/* Whether text holds one of the words as what is done, not as part of what a thing is called (压缩机, 精简版:
 * changes.json/things). lists: of changes.json. */
bool mz_holds_deed(const mz_word_list *lists, const mz_word_list *words, const char *text);
/* Whether text has a word of this direction (1 upwards, -1 downwards). lists: of changes.json. */
bool mz_reason_has_direction(const mz_word_list *lists, const char *text, int direction);

/* one_way.c: whether all that a reason says goes the other way than a change in this direction: 项目完工 for an
 * increase. subject: what changed. */
bool mz_goes_other_way(const mz_catalogue *catalogue, const char *reason, const char *subject, int direction);

/* findings.c: unexplained changes and statements that contradict the prior year or each other, appended to the
 * document.
 */
mz_status mz_report_changes(mz_comparison *comparison, const mz_check_options *rules, mz_error *error);

/* A difference in print form, in arena; "" when memory runs out. */
const char *mz_difference_text(mz_arena *arena, int64_t difference, mz_unit unit, unsigned decimals);
/* Where the line's current figure stands. */
mz_place mz_line_place(const mz_line_change *line);
/* Where a figure of the text stands. */
mz_place mz_fact_place(const mz_fact *fact);

/* statements.c */

/* The amount that the change stated by a fact speaks of: the nearest one before it, else the only one of the document.
 * -1 when the text prints none or compares with something else than the year before as published. */
int32_t mz_value_of_change(const mz_comparison *comparison, size_t fact);
/* Whether the text compares what the fact speaks of with something else than the year before as published. */
bool mz_has_other_base(const mz_comparison *comparison, size_t fact);
/* Stated changes against the published year before. */
void mz_report_statements(mz_comparison *comparison, mz_problem *problem);

/* bases.c: statements of the document that contradict each other on the year before. */
void mz_report_bases(const mz_comparison *comparison, mz_problem *problem);

/* restated.c */

/* Notes which columns of the tables print the year before. false when memory runs out. */
bool mz_note_years_before(const mz_comparison *comparison, mz_paired_table *tables, size_t count);
/* The year before of a line as the current document's own table prints it, NULL when it does not. */
const mz_amount *mz_year_before(const mz_line_change *line);
/* Columns of the year before against that year's document. */
void mz_report_restated(const mz_comparison *comparison, mz_problem *problem);

/* carry.c: opening balances of final accounts against the closing balances of the year before. */
void mz_report_openings(const mz_comparison *comparison, mz_problem *problem);

/* settings.c */

/* Reads the catalogue's thresholds. false when memory runs out. */
bool mz_read_default_thresholds(mz_comparison *comparison);
/* Whether a change reaches the threshold of its form. */
bool mz_is_material(const mz_comparison *comparison, const mz_change *change);
/* Whether one of the patterns (a trailing * stands for anything) of a list matches text. */
bool mz_patterns_match(const mz_word_list *patterns, const char *text);

#endif
