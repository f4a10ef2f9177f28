/* catalogue.c - the catalogue as a whole: the forms, and what the rooms above the form room compile from its files. */
#include "form/catalogue.h"
#include "change/known_names.h"
#include "check/rulebook.h"

mz_status mz_catalogue_load(const mz_catalogue_file *files, size_t count, mz_catalogue **catalogue, mz_error *error)
{
    mz_catalogue *made = NULL;
    *catalogue = NULL;
    mz_status status = mz_catalogue_load_forms(files, count, &made, error);
    if (status != MZ_OK) return status;
    status = mz_rulebook_compile(mz_catalogue_json(made, "rules.json"), mz_catalogue_json(made, "relations.json"),
                                 mz_catalogue_json(made, "checks.json"), mz_catalogue_json(made, "codes.json"),
                                 &made->rulebook, error);
    if (status == MZ_OK)
        status = mz_word_lists_compile(mz_catalogue_json(made, "changes.json"), "changes.json", made->arena,
                                       &made->change_lists, error);
    if (status == MZ_OK) status = mz_change_lists_check(made->change_lists, "changes.json", error);
    if (status == MZ_OK) status = mz_known_names_compile(made->change_lists, made->arena, &made->change_names);
    if (status != MZ_OK) {
        mz_catalogue_free(made);
        return status;
    }
    *catalogue = made;
    return MZ_OK;
}

void mz_catalogue_free(mz_catalogue *catalogue)
{
    if (catalogue == NULL) return;
    mz_rulebook_free(catalogue->rulebook);
    mz_catalogue_free_forms(catalogue);
}
