/* rulebook.h - rules, relations and word lists of the catalogue, compiled once: what check works from. */
#ifndef MZ_CHECK_RULEBOOK_H
#define MZ_CHECK_RULEBOOK_H

#include <jansson.h>
#include <mingzhang/finding.h>

#include "names.h"
#include "patterns.h"
#include "wordlists.h"

typedef enum mz_relation_type {
    MZ_RELATION_ROW,    /* in every row: total column = sum of part columns */
    MZ_RELATION_COLUMN, /* in every money column: total row = sum of part rows */
    MZ_RELATION_LIST,   /* in every money column: total row = sum of the other rows, which have no codes */
    MZ_RELATION_YEARS,  /* in every row: a column of changes = the column of the year - that of the year before */
    MZ_RELATION_FIGURE, /* one figure = another figure */
    MZ_RELATION_CODES,  /* the same code in two tables */
    MZ_RELATION_FACT    /* a figure of the text = a figure of a table */
} mz_relation_type;

/* Names figures: forms (a list of mz_rulebook.forms), row (role or code pattern), column (role pattern). */
typedef struct mz_target {
    uint32_t forms;
    mz_patterns rows;
    mz_patterns columns;
} mz_target;

/* One entry of relations.json. */
typedef struct mz_relation_spec {
    const mz_rule *rule;
    mz_relation_type type;
    uint32_t forms;       /* ROW, COLUMN, LIST, YEARS: a list of mz_rulebook.forms */
    mz_patterns total;    /* ROW, COLUMN: roles of the total ("total@1": on side 1); the first the table has is taken */
    mz_selector *parts;   /* ROW, COLUMN; YEARS: the column of changes, and one that names no year */
    size_t part_count;    /* */
    mz_patterns unless;   /* not asserted when a row or column of one of these roles has an amount */
    mz_patterns alike;    /* not asserted when one of the two tables has an amount for one of these and the other not */
    mz_patterns needs;    /* not asserted unless a row or column of each of these roles has an amount */
    mz_patterns skip;     /* COLUMN: columns that do not add up */
    uint32_t subjects;    /* FACT: subjects of the text, a list of mz_rulebook.names */
    mz_wordlist sections; /* FACT: words of the section's title, empty: any section */
    mz_wordlist not_sections; /* FACT: words that exclude a section */
    mz_target left, right; /* FIGURE, CODES; FACT uses right, and left when it is asserted only if left equals scope */
    mz_target scope;       /* FACT: see left */
    int level;             /* CODES: digits of the codes compared, 0 = all */
    bool at_most;          /* CODES: left <= right when the totals differ; FACT: the text's figure is not more */
    bool sum;              /* FIGURE: right is the sum of all its rows */
    bool any_period;       /* FACT: amounts of another year count too (a balance at the end of the year before) */
    bool planned;          /* FACT: of amounts that final accounts call a budget, and what 完成预算 is a rate of */
    bool once;             /* FACT: not asserted where the text gives several amounts of the name */
    bool across;           /* COLUMN: parts may stand on another side of the table, under the same header */
} mz_relation_spec;

/* A subject of codes.json. */
typedef struct mz_subject {
    uint32_t code; /* 2080505 */
    uint32_t bare; /* bytes of the name without the ending that is left out or added freely */
    const char *name;
} mz_subject;

/* Subjects by code; the strings belong to the catalogue. */
typedef struct mz_subjects {
    mz_subject *items;
    size_t count;
} mz_subjects;

/* A subject that was given another name. */
typedef struct mz_renaming {
    const char *old, *name;
    uint32_t length; /* of the old name */
    uint32_t code;
    int until; /* the last year of the old name */
} mz_renaming;

typedef struct mz_renamings {
    mz_renaming *items;
    size_t count;
    bool hashes[256]; /* whether an old name has a hash (mz_hash_of) that ends so */
} mz_renamings;

/* An amount that others make up; each name stands for a list of mz_rulebook.names. */
typedef struct mz_composition {
    uint32_t whole;
    uint32_t *parts;
    size_t part_count;
    uint32_t *optional; /* parts that need not be there */
    size_t optional_count;
    bool budgets; /* in final accounts the whole holds what is carried over too */
} mz_composition;

typedef struct mz_compositions {
    mz_composition *items;
    size_t count;
} mz_compositions;

/* An entry of counts: things that the text counts, and the money spent on them. */
typedef struct mz_counting {
    const char *rule;    /* NULL: not held against money */
    const char *kind;    /* "" when no other entry is part of it */
    const char *part_of; /* kind of which it counts some, NULL when of none */
    mz_wordlist units;
    bool has_money; /* whether items is set */
    uint32_t items; /* list of mz_rulebook.names: what the money is called */
    bool has_persons, needs_number;
} mz_counting;

/* The column of a form in which the text's amounts stand under the row's name. */
typedef struct mz_named_column {
    const char *form;
    const char *role;
} mz_named_column;

typedef struct mz_mark_index mz_mark_index;

enum { MZ_TOTALS = 3 };

typedef struct mz_rulebook {
    mz_rule *rules;
    size_t rule_count;
    const mz_rule **by_id; /* a hash table of the rules: NULL where empty, a rule may stand behind its slot */
    size_t id_mask;        /* slots less one; their number is a power of two, more than there are rules */
    mz_relation_spec *specs;
    size_t spec_count;
    uint32_t *spec_of_list; /* per list of names: one more than the FACT spec whose subjects it is, 0 for none */
    const json_t *words;    /* checks.json, borrowed from the catalogue */
    mz_subjects functions, economics; /* these and the renamings: codes.json */
    mz_renamings renamed;
    mz_mark_index *marks; /* the words of checks.json that are looked for in the text */
    mz_wordlist wordlists[MZ_WORDLISTS];
    mz_names *names;                            /* lists of what amounts of the text are called */
    mz_names *forms;                            /* lists of the forms that relations are of */
    mz_names *roles;                            /* what patterns of relations compare roles with */
    mz_pattern totals[MZ_TOTALS];               /* rows of a table's total, in this order */
    mz_compositions compositions;               /* sums */
    mz_compositions shares, parts, both_totals; /* whole and one list of parts each */
    mz_compositions same_changes;
    uint32_t wholes_of_classes; /* list of names */
    mz_counting *counts;
    size_t count_count;
    mz_named_column *named_columns;
    size_t named_column_count;
} mz_rulebook;

/*
 * Compiles the roots of rules.json, relations.json, checks.json and codes.json. They are borrowed: strings of the
 * rulebook live in them. On success *rulebook is owned by the caller (mz_rulebook_free). Errors: MZ_ERR_CATALOGUE
 * naming the file and the entry (also for a root that is NULL), MZ_ERR_MEMORY.
 */
mz_status mz_rulebook_compile(const json_t *rules, const json_t *relations, const json_t *words, const json_t *codes,
                              mz_rulebook **rulebook, mz_error *error);
void mz_rulebook_free(mz_rulebook *rulebook);

/* flat_marks.c: the words of the lists of checks.json (borrowed) by their first character; caller frees. NULL when
 * memory runs out. */
mz_mark_index *mz_mark_index_new(const json_t *words);
void mz_mark_index_free(mz_mark_index *index);

/* rulebook_names.c: what checks.json (book->words) says of amounts by their names. book->names must be there. false
 * when memory runs out; mz_rulebook_free_amounts releases it in any case. */
bool mz_rulebook_read_amounts(mz_rulebook *book);
void mz_rulebook_free_amounts(mz_rulebook *book);

/* rulebook_lists.c: what is wrong with the lists of checks.json (a missing one, one that no rule asks for, an unknown
 * rule) and what it is called in *name; NULL when nothing is. */
const char *mz_rulebook_list_fault(const mz_rulebook *book, const char **name);

/* Rule by id, NULL when unknown. */
const mz_rule *mz_rulebook_rule(const mz_rulebook *rulebook, const char *id);

/* A subject by its code, NULL when the table has none. */
const mz_subject *mz_subject_of(const mz_subjects *subjects, uint32_t code);
/* Bytes of the name of a subject without the ending that is left out or added freely (费). */
uint32_t mz_subject_bare(const char *name);

/* What checks.json has at key; NULL when there is none. Word lists are in rulebook->wordlists. */
const json_t *mz_rulebook_value(const mz_rulebook *rulebook, const char *key);

/* Whether text is matched by pattern: equal, or pattern ends in '*' and text begins with what stands before it, or it
 * begins with '*' and text ends with what stands behind it, or it does both and text holds what stands between. */
bool mz_pattern_match(const char *pattern, const char *text);

#endif
