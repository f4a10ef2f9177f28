/* catalogue.c - loads the JSON files of the catalogue, the embedded ones and those that override them, and compiles
 * what the form room needs. Other rooms fetch their files with mz_catalogue_json. */
#include "catalogue.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "flow/flow_forms.h"
#include "identity.h"

enum { CATALOGUE_LIMIT = 256 * 1024 * 1024 };

mz_status mz_catalogue_fail(mz_error *error, const char *file, const char *format, ...)
{
    if (error == NULL) return MZ_ERR_CATALOGUE;
    *error = (mz_error){.code = MZ_ERR_CATALOGUE};
    int at = snprintf(error->message, sizeof error->message, "catalogue file %s: ", file);
    if (at < 0 || (size_t)at >= sizeof error->message) return MZ_ERR_CATALOGUE;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message + at, sizeof error->message - (size_t)at, format, arguments);
    va_end(arguments);
    return MZ_ERR_CATALOGUE;
}

/* Parses one file into the catalogue's object of files; a later file of the same name replaces the earlier one. */
static mz_status add_file(mz_catalogue *catalogue, const mz_catalogue_file *file, mz_error *error)
{
    json_error_t where;
    json_t *root = json_loadb(file->text, file->length, JSON_REJECT_DUPLICATES, &where);
    if (root == NULL) {
        mz_status status =
            mz_catalogue_fail(error, file->name, "line %d, column %d: %s", where.line, where.column, where.text);
        if (error != NULL) error->line = where.line > 0 ? (uint32_t)where.line : 0;
        return status;
    }
    if (!json_is_object(root)) {
        json_decref(root);
        return mz_catalogue_fail(error, file->name, "the top must be an object");
    }
    return json_object_set_new(catalogue->files, file->name, root) == 0 ? MZ_OK : MZ_ERR_MEMORY;
}

static mz_status add_all(mz_catalogue *catalogue, const mz_catalogue_file *files, size_t count, mz_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (files[i].name == NULL || files[i].text == NULL)
            return mz_catalogue_fail(error, "?", "file %zu has no name or no text", i);
        mz_status status = add_file(catalogue, &files[i], error);
        if (status != MZ_OK) return status;
    }
    return MZ_OK;
}

size_t mz_catalogue_embedded(const mz_catalogue_file **files)
{
    size_t count = 0;
    while (mz_embedded_catalogue[count].name != NULL) count++;
    *files = mz_embedded_catalogue;
    return count;
}

mz_status mz_catalogue_load_forms(const mz_catalogue_file *files, size_t count, mz_catalogue **catalogue,
                                  mz_error *error)
{
    *catalogue = NULL;
    mz_catalogue *made = calloc(1, sizeof *made);
    if (made == NULL) return MZ_ERR_MEMORY;
    made->arena = mz_arena_new(CATALOGUE_LIMIT);
    made->files = json_object();
    mz_status status = made->arena != NULL && made->files != NULL ? MZ_OK : MZ_ERR_MEMORY;
    const mz_catalogue_file *embedded = NULL;
    size_t embedded_count = mz_catalogue_embedded(&embedded);
    if (status == MZ_OK) status = add_all(made, embedded, embedded_count, error);
    if (status == MZ_OK) status = add_all(made, files, count, error);
    if (status == MZ_OK) status = mz_compile_catalogue(made, error);
    if (status == MZ_OK) status = mz_words_load(made->files, &made->narrative, error);
    if (status == MZ_OK) status = mz_identity_compile(made, error);
    if (status == MZ_ERR_MEMORY && error != NULL) *error = (mz_error){.code = status, .message = "out of memory"};
    if (status != MZ_OK) {
        mz_catalogue_free_forms(made);
        return status;
    }
    *catalogue = made;
    return MZ_OK;
}

void mz_catalogue_free_forms(mz_catalogue *catalogue)
{
    if (catalogue == NULL) return;
    json_decref(catalogue->files);
    mz_words_free(catalogue->narrative);
    mz_flow_forms_free(catalogue->flow);
    mz_arena_free(catalogue->arena);
    free(catalogue);
}

const json_t *mz_catalogue_json(const mz_catalogue *catalogue, const char *name)
{
    return json_object_get(catalogue->files, name);
}

const mz_form *mz_catalogue_form(const mz_catalogue *catalogue, const char *id)
{
    return mz_dictionary_find(&catalogue->forms_by_id, id, strlen(id));
}

bool mz_catalogue_holds(const mz_catalogue *catalogue, mz_list list, const char *text, size_t length)
{
    const mz_key_list *words = &catalogue->lists[list];
    for (size_t at = 0; at < length; at += mz_character_size(text[at])) {
        bool may = (catalogue->list_begins[mz_words_bucket(text + at, length - at)] >> list & 1u) != 0;
        for (size_t i = 0; may && i < words->count; i++) {
            size_t size = strlen(words->words[i]);
            if (size <= length - at && memcmp(text + at, words->words[i], size) == 0) return true;
        }
    }
    return false;
}
