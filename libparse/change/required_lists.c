/* required_lists.c - the lists of changes.json that the change room asks for by name: a catalogue that lacks one, or
 * spells it in another way, does not load. */
#include "remarks.h"

#define NAME(name) "remarks/" #name
static const char *const required[] = {"always_down",
                                       "always_up",
                                       "any_project",
                                       "around_name",
                                       "as_above",
                                       "as_of",
                                       "bare",
                                       "causes",
                                       "common_leads",
                                       "common_subjects",
                                       "down",
                                       "empty_reason",
                                       "flat_about",
                                       "flat_bases",
                                       "flat_behind",
                                       "flat_scope",
                                       "for_others",
                                       "formula",
                                       "headcount",
                                       "initial",
                                       "inverting",
                                       "inverting_of",
                                       "item_words",
                                       "kinds",
                                       "label_marks",
                                       "listed_kinds",
                                       "lone",
                                       "mentions",
                                       "mentions_below",
                                       "money_behind",
                                       "money_words",
                                       "moving",
                                       "names",
                                       "offsets",
                                       "one_way",
                                       "one_way_leads",
                                       "opening",
                                       "other_bases",
                                       "own_figures",
                                       "own_money",
                                       "own_money_words",
                                       "paid_apart",
                                       "pay",
                                       "project_leads",
                                       "project_words",
                                       "projects",
                                       "remarks",
                                       "report",
                                       "restating",
                                       "same_money",
                                       "see",
                                       "silent_head",
                                       "silent_tail",
                                       "statement_forms",
                                       "text",
                                       "things",
                                       "told_as",
                                       "topics",
                                       "turns",
                                       "up",
                                       "wholes",
                                       "year_columns",
                                       "around_name/before",
                                       "around_name/behind",
                                       "formula/needs",
                                       "formula/begin",
                                       "formula/end",
                                       "headcount/codes",
                                       "headcount/words",
                                       "initial/facts",
                                       "initial/columns",
                                       "initial/totals",
                                       "listed_kinds/tail",
                                       "listed_kinds/behind",
                                       "listed_kinds/whole",
                                       "listed_kinds/of",
                                       "other_bases/budget",
                                       "other_bases/final_accounts",
                                       "year_columns/budget",
                                       "year_columns/final_accounts",
                                       "year_columns/budget/prior",
                                       "year_columns/budget/own",
                                       "year_columns/budget/other",
                                       "year_columns/budget/whole",
                                       "year_columns/final_accounts/prior",
                                       "year_columns/final_accounts/own",
                                       "year_columns/final_accounts/other",
                                       "year_columns/final_accounts/whole",
                                       MZ_REMARK_LISTS(NAME)};
#undef NAME

/* The list at this path (formula/begin), NULL when there is none. */
static const mz_word_list *at_path(const mz_word_list *lists, const char *path)
{
    while (lists != NULL && *path != '\0') {
        const size_t length = strcspn(path, "/");
        lists = mz_dictionary_find(&lists->by_name, path, length);
        path += length + (path[length] == '/');
    }
    return lists;
}

mz_status mz_change_lists_check(const mz_word_list *lists, const char *file, mz_error *error)
{
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
        if (at_path(lists, required[i]) == NULL)
            return mz_catalogue_fail(error, file, "there is no list '%s'", required[i]);
    return MZ_OK;
}
