/* finding.h - what is wrong with a document, one finding per root cause; and the ledger of what was and was not
 * checked. */
#ifndef MINGZHANG_FINDING_H
#define MINGZHANG_FINDING_H

#include "catalogue.h"
#include "document.h"

typedef enum mz_severity { MZ_INFO, MZ_WARNING, MZ_ERROR } mz_severity;

/* A figure or text that a finding speaks of. Strings never NULL. */
typedef struct mz_place {
    mz_span span;
    const char *form; /* table title or "" for the text */
    const char *row;  /* row label or the fact's subject */
    const char *code;
    const char *column;  /* header path, "" for the text */
    const char *printed; /* what stands there */
} mz_place;

/* A change of printed figures that would make every relation of the finding hold. */
typedef struct mz_repair {
    mz_place place;
    const char *from;
    const char *to;
    const char *slip; /* "transposition", "digit", "dropped-digit", "added-digit", "sign", "scale", "unit", "copied",
                         "shifted", "total", "other" */
    bool unique;      /* no other single change explains as much */
} mz_repair;

struct mz_finding {
    char id[33]; /* fingerprint: 32 hex digits; from organisation, year, kind, rule and place, not from line numbers or
                    values */
    const char *rule; /* stable id, e.g. "tree.total" */
    const char *kind; /* one of the kinds of the finding taxonomy: table_sum, hierarchy_sum, row_sum, cross_table,
                         narrative_vs_table, narrative_sum, percentage, digit_error, missing_row, rounding, unit, other,
                         label, code_name, placeholder, redaction, unexplained_change */
    mz_severity severity;
    const char *title_zh;
    const char *title_en;
    const char *message_zh; /* one sentence, self-contained */
    const char *message_en;
    const char *expected; /* printed forms, "" when not applicable */
    const char *actual;
    const char *delta;
    const char *unit;
    const mz_place *places; /* the first is the one to look at */
    size_t place_count;
    const mz_repair *repairs; /* best first */
    size_t repair_count;
    const char *const *explains; /* ids of the broken relations with one root cause */
    size_t explain_count;
};

/* What was checked: per relation id how often it was evaluated, held, broke, or could not be evaluated and why. How
 * many relations see a figure stands with the figure (mz_cell.relations, mz_fact.relations). */
typedef struct mz_coverage_entry {
    const char *relation;
    uint32_t evaluated;
    uint32_t held;
    uint32_t broken;
    uint32_t not_evaluable;
    const char *reason; /* why not: the reasons that occurred, separated by ", "; "" when all were evaluated */
} mz_coverage_entry;

struct mz_coverage {
    mz_coverage_entry *entries;
    size_t entry_count;
    uint32_t figures;      /* amounts in tables and facts */
    uint32_t figures_seen; /* by at least one evaluated relation */
    uint32_t figures_tied; /* by two or more: a mistake in such a figure can be told from one in its neighbours */
    uint32_t ambiguous;    /* cells whose column is not certain */
};

typedef enum mz_language { MZ_LANG_ZH, MZ_LANG_EN } mz_language;

/* Turns a rule off or grades it differently. */
typedef struct mz_rule_setting {
    const char *rule; /* id, or a prefix ending in ".*" */
    bool off;
    bool regrade;
    mz_severity severity;
} mz_rule_setting;

typedef struct mz_check_options {
    const mz_rule_setting *settings; /* the last that matches wins */
    size_t setting_count;
} mz_check_options;

/*
 * Checks a parsed document against the catalogue's relations and rules; fills document->findings (sorted by place) and
 * ->coverage. options may be NULL. Calling it again replaces the result. Errors: MZ_ERR_MEMORY, MZ_ERR_LIMIT.
 */
MZ_API mz_status mz_check(const mz_catalogue *catalogue, mz_document *document, const mz_check_options *options,
                          mz_error *error);

/* A rule of the catalogue, for `explain` and SARIF. Strings never NULL; owned by the catalogue. */
typedef struct mz_rule {
    const char *id;
    const char *title_zh, *title_en;
    const char *ground_zh, *ground_en; /* the legal or arithmetical ground */
    const char *example;
    const char *kind;
    mz_severity severity;
} mz_rule;

MZ_API size_t mz_rule_count(const mz_catalogue *catalogue);
/* Rule number index (0-based); NULL when out of range. */
MZ_API const mz_rule *mz_rule_at(const mz_catalogue *catalogue, size_t index);
/* Rule by id; NULL when unknown. */
MZ_API const mz_rule *mz_rule_find(const mz_catalogue *catalogue, const char *id);

MZ_API const char *mz_severity_name(mz_severity severity); /* "error", "warning", "info" */

#endif
