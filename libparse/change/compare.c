/* compare.c - mz_compare: pairs two documents, lists what differs, explains it, reports what is not explained. */
#include "compare.h"

#include <stdio.h>

static mz_status refuse(mz_error *error, mz_status code, const char *message)
{
    if (error != NULL) {
        *error = (mz_error){.code = code};
        snprintf(error->message, sizeof error->message, "%s", message);
    }
    return code;
}

static const char *why_not(const mz_identity *prior, const mz_identity *current)
{
    if (prior->kind != current->kind) return "a budget and final accounts cannot be compared line by line";
    if (prior->level != MZ_LEVEL_UNKNOWN && current->level != MZ_LEVEL_UNKNOWN && prior->level != current->level)
        return "a department and a unit cannot be compared";
    if (prior->fiscal_year > 0 && current->fiscal_year > 0 && prior->fiscal_year >= current->fiscal_year)
        return "the prior document is not of an earlier year";
    return NULL;
}

const char *mz_prior_source_name(mz_prior_source source)
{
    static const char *const names[] = {"document", "column", "statement"};
    return names[source];
}

mz_status mz_compare(const mz_catalogue *catalogue, const mz_document *prior, mz_document *current,
                     const mz_change_options *options, const mz_check_options *rules, mz_changes *changes,
                     mz_error *error)
{
    *changes = (mz_changes){0};
    const char *obstacle = prior == NULL ? NULL : why_not(&prior->identity, &current->identity);
    if (obstacle != NULL) return refuse(error, MZ_ERR_ARGUMENT, obstacle);
    mz_comparison comparison = {.catalogue = catalogue,
                                .settings = mz_catalogue_json(catalogue, "changes.json"),
                                .lists = catalogue->change_lists,
                                .prior = prior,
                                .current = current,
                                .facts = current->facts,
                                .fact_count = current->fact_count,
                                .options = options,
                                .arena = current->arena};
    const mz_word_list *around = mz_list_of(comparison.lists, "around_name");
    comparison.label_marks = mz_list_of(comparison.lists, "label_marks");
    comparison.silent_tail = mz_list_of(comparison.lists, "silent_tail");
    comparison.before_name = mz_list_of(around, "before");
    comparison.behind_name = mz_list_of(around, "behind");
    mz_paired_table *tables = NULL;
    size_t count = 0;
    bool done = mz_read_default_thresholds(&comparison) && mz_index_roles(&comparison) && mz_index_facts(&comparison);
    if (prior != NULL)
        done = done && mz_pair_documents(&comparison, &tables, &count) && mz_pair_text(&comparison, &tables, &count) &&
               mz_pair_projects(&comparison, &tables, &count) && mz_pair_own_columns(&comparison, &tables, &count);
    else
        done = done && mz_pair_own_columns(&comparison, &tables, &count) &&
               mz_pair_own_statements(&comparison, &tables, &count);
    done = done && mz_note_years_before(&comparison, tables, count);
    comparison.tables = tables;
    comparison.table_count = count;
    done = done && mz_compare_lines(&comparison, tables, count) && mz_explain_lines(&comparison);
    mz_change *items = done ? mz_arena_array(current->arena, comparison.count + 1, sizeof *items) : NULL;
    if (items == NULL) return refuse(error, MZ_ERR_MEMORY, "the comparison needs more memory than allowed");
    for (size_t i = 0; i < comparison.count; i++) items[i] = comparison.lines[i].change;
    *changes = (mz_changes){items, comparison.count};
    return mz_report_changes(&comparison, rules, error);
}
