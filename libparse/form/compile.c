/* compile.c - see compile.h. Every file whose name begins with the stem is read ("forms.json", "forms-zhejiang.json"),
 * so that a province can be added without touching the files that are there. */
#include "compile.h"

#include <string.h>

#include "../text/text.h"
#include "flow/flow_forms.h"
#include "title_words.h"

typedef struct compiler {
    mz_catalogue *catalogue;
    mz_error *error;
    const char *file;
} compiler;

/* The entry of a word as the catalogue's files write it; NULL (and *status) when there can be none. */
static mz_entry *entry_of(compiler *c, const char *word, mz_status *status)
{
    mz_arena *arena = c->catalogue->arena;
    char *key = mz_text_key(arena, word, strlen(word));
    if (key != NULL && *key == '\0') {
        *status = mz_catalogue_fail(c->error, c->file, "an alias holds nothing but white space or quotes");
        return NULL;
    }
    mz_entry *target = key == NULL ? NULL : mz_entry_add(&c->catalogue->entries, arena, key, strlen(key));
    *status = target == NULL ? MZ_ERR_MEMORY : MZ_OK;
    return target;
}

/* Calls take for the entry of every string of an array. what names the place in error messages. */
static mz_status each_entry(compiler *c, const json_t *list, const char *what,
                            mz_status (*take)(compiler *, mz_entry *, const void *), const void *context)
{
    if (!json_is_array(list)) return mz_catalogue_fail(c->error, c->file, "%s must be an array of strings", what);
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        if (!json_is_string(item))
            return mz_catalogue_fail(c->error, c->file, "%s: entry %zu is not a string", what, index);
        mz_status status;
        mz_entry *target = entry_of(c, json_string_value(item), &status);
        if (target != NULL) status = take(c, target, context);
        if (status != MZ_OK) return status;
    }
    return MZ_OK;
}

/* The member's text, fallback when absent; NULL (and an error) when it is no string. */
static const char *text_of(compiler *c, const json_t *object, const char *member, const char *fallback)
{
    const json_t *value = json_object_get(object, member);
    if (value == NULL) return fallback;
    if (!json_is_string(value)) {
        mz_catalogue_fail(c->error, c->file, "\"%s\" must be a string", member);
        return NULL;
    }
    return json_string_value(value);
}

/* Index of text in names (NULL-terminated), -1 when it is not there. */
static int index_of(const char *const *names, const char *text)
{
    for (int i = 0; names[i] != NULL; i++)
        if (text != NULL && strcmp(names[i], text) == 0) return i;
    return -1;
}

/* ---- words.json: {"lists": {"name": ["word", ...]}} ---- */

static mz_status take_word(compiler *c, mz_entry *target, const void *list)
{
    (void)c;
    target->lists |= 1u << *(const mz_list *)list;
    return MZ_OK;
}

/* Keeps the keys of a list in order as well, for look-ups of a word inside a text. */
static mz_status collect_words(compiler *c, mz_list which, const json_t *list)
{
    mz_key_list *words = &c->catalogue->lists[which];
    mz_arena *arena = c->catalogue->arena;
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        const char **slot = mz_arena_push(arena, &words->words, &words->count, &words->capacity, sizeof *slot);
        if (slot == NULL) return MZ_ERR_MEMORY;
        *slot = mz_text_key(arena, json_string_value(item), strlen(json_string_value(item)));
        if (*slot == NULL) return MZ_ERR_MEMORY;
        c->catalogue->list_begins[mz_words_bucket(*slot, strlen(*slot))] |= 1u << which;
    }
    return MZ_OK;
}

static mz_status compile_words(compiler *c, const json_t *root)
{
    const char *name;
    json_t *words;
    json_object_foreach(json_object_get(root, "lists"), name, words)
    {
        mz_list list = mz_list_named(name);
        if (list == MZ_LISTS) return mz_catalogue_fail(c->error, c->file, "nothing asks for the list \"%s\"", name);
        mz_status status = each_entry(c, words, name, take_word, &list);
        if (status == MZ_OK) status = collect_words(c, list, words);
        if (status != MZ_OK) return status;
    }
    if (!mz_lists_add_traditional(c->catalogue)) return MZ_ERR_MEMORY;
    return mz_title_words_compile(c->catalogue, root, c->file, c->error);
}

/* ---- columns.json: {"roles": [{"role", "kind", "headers": [...], "leaf", "sum", "apart", "title", "parts"}]}
 * ---- */

static const char *const column_kinds[] = {"amount", "serial", "code", "label", "unit", "text", NULL};

static mz_status take_header(compiler *c, mz_entry *target, const void *role)
{
    (void)c;
    if (target->column == NULL) target->column = role;
    return MZ_OK;
}

static mz_status compile_column(compiler *c, const json_t *entry)
{
    mz_column_role *role = mz_arena_alloc(c->catalogue->arena, sizeof *role);
    if (role == NULL) return MZ_ERR_MEMORY;
    role->role = text_of(c, entry, "role", "");
    int kind = index_of(column_kinds, text_of(c, entry, "kind", "amount"));
    if (role->role == NULL || kind < 0)
        return mz_catalogue_fail(c->error, c->file, "role \"%s\": bad \"role\" or \"kind\"",
                                 role->role == NULL ? "?" : role->role);
    role->kind = (mz_column_kind)kind;
    role->leaf = json_is_true(json_object_get(entry, "leaf"));
    role->sum = json_is_true(json_object_get(entry, "sum"));
    role->apart = json_is_true(json_object_get(entry, "apart"));
    role->title = json_is_true(json_object_get(entry, "title"));
    role->parts = json_object_get(entry, "parts");
    mz_status status =
        mz_dictionary_add(&c->catalogue->roles, c->catalogue->arena, role->role, strlen(role->role), role)
            ? MZ_OK
            : MZ_ERR_MEMORY;
    if (status != MZ_OK) return status;
    return each_entry(c, json_object_get(entry, "headers"), role->role, take_header, role);
}

static mz_status compile_columns(compiler *c, const json_t *root)
{
    size_t index;
    json_t *entry;
    json_array_foreach(json_object_get(root, "roles"), index, entry)
    {
        mz_status status = compile_column(c, entry);
        if (status != MZ_OK) return status;
    }
    return MZ_OK;
}

/* Every role that "parts" names is one of some columns*.json. */
static mz_status check_parts(compiler *c, const json_t *root)
{
    const mz_dictionary *roles = &c->catalogue->roles;
    size_t index;
    json_t *entry, *part;
    json_array_foreach(json_object_get(root, "roles"), index, entry)
    {
        const char *of;
        json_object_foreach(json_object_get(entry, "parts"), of, part)
        {
            const char *name = json_string_value(part);
            if (name == NULL || mz_dictionary_find(roles, name, strlen(name)) == NULL ||
                mz_dictionary_find(roles, of, strlen(of)) == NULL)
                return mz_catalogue_fail(c->error, c->file, "parts: \"%s\": \"%s\" is no pair of roles", of,
                                         name == NULL ? "?" : name);
        }
    }
    return MZ_OK;
}

/* ---- rows.json: {"sets": {"set": {"role": ["label", ...]}}} ---- */

typedef struct row_use {
    const char *set;
    const mz_row_role *role;
} row_use;

static mz_status take_label(compiler *c, mz_entry *target, const void *context)
{
    const row_use *use = context;
    return mz_entry_add_use(&target->rows, c->catalogue->arena, use->set, use->role) ? MZ_OK : MZ_ERR_MEMORY;
}

/* The pointer that stands for a row set; NULL when memory runs out. */
static const char *row_set(compiler *c, const char *name)
{
    mz_dictionary *sets = &c->catalogue->row_sets;
    if (!mz_dictionary_add(sets, c->catalogue->arena, name, strlen(name), name)) return NULL;
    return mz_dictionary_find(sets, name, strlen(name));
}

/* The meaning "role" in a row set; NULL when memory runs out. */
static const mz_row_role *row_role(compiler *c, const char *set, const char *role)
{
    mz_row_role *made = mz_arena_alloc(c->catalogue->arena, sizeof *made);
    const char *under = mz_arena_printf(c->catalogue->arena, "%s/%s", set, role);
    if (made == NULL || under == NULL) return NULL;
    *made = (mz_row_role){.role = role, .under = row_set(c, under)};
    return made->under == NULL ? NULL : made;
}

static mz_status compile_rows(compiler *c, const json_t *root)
{
    const char *set, *role;
    json_t *roles, *labels;
    json_object_foreach(json_object_get(root, "sets"), set, roles)
    {
        json_object_foreach(roles, role, labels)
        {
            row_use use = {row_set(c, set), row_role(c, set, role)};
            if (use.set == NULL || use.role == NULL) return MZ_ERR_MEMORY;
            mz_status status = each_entry(c, labels, role, take_label, &use);
            if (status != MZ_OK) return status;
        }
    }
    return MZ_OK;
}

/* ---- subjects*.json: {"subjects": {"201": "一般公共服务支出", "20701": ["文化和旅游", "a former name"], ...}} ---- */

static mz_status compile_subjects(compiler *c, const json_t *root)
{
    const char *code;
    json_t *names;
    json_object_foreach(json_object_get(root, "subjects"), code, names)
    {
        const char *name = json_string_value(json_is_array(names) ? json_array_get(names, 0) : names);
        if (name == NULL) return mz_catalogue_fail(c->error, c->file, "subject %s has no name", code);
        if (!mz_dictionary_add(&c->catalogue->functions, c->catalogue->arena, code, strlen(code), name))
            return MZ_ERR_MEMORY;
    }
    return MZ_OK;
}

/* ---- forms.json: {"forms": [{...}]} ---- */

static const char *const layouts[] = {"sides", "list", "performance", "declaration", "text", NULL};
static const char *const kinds[] = {"any", "budget", "final_accounts", NULL};
static const char *const units[] = {"", "元", "千元", "万元", "百万元", "亿元", NULL};

/* A NULL-terminated array of the strings of a JSON array (borrowed); an absent one is empty. */
static const char *const *strings(compiler *c, const json_t *list)
{
    size_t count = json_array_size(list);
    const char **items = mz_arena_array(c->catalogue->arena, count + 1, sizeof *items);
    for (size_t i = 0; items != NULL && i < count; i++) {
        items[i] = json_string_value(json_array_get(list, i));
        if (items[i] == NULL) {
            mz_catalogue_fail(c->error, c->file, "entry %zu of a list is not a string", i);
            return NULL;
        }
    }
    return items;
}

/* The form's own header words: {"path": "role"}, before the general ones. */
static mz_status compile_headers(compiler *c, const mz_form *form, const json_t *headers)
{
    const char *path;
    json_t *role;
    json_object_foreach((json_t *)(uintptr_t)headers, path, role)
    {
        const char *name = json_string_value(role);
        const void *known = name == NULL ? NULL : mz_dictionary_find(&c->catalogue->roles, name, strlen(name));
        if (known == NULL)
            return mz_catalogue_fail(c->error, c->file, "form %s: header %s has no role of columns.json", form->id,
                                     path);
        mz_status status;
        mz_entry *target = entry_of(c, path, &status);
        if (target != NULL && !mz_entry_add_use(&target->columns, c->catalogue->arena, form->id, known))
            status = MZ_ERR_MEMORY;
        if (status != MZ_OK) return status;
    }
    return MZ_OK;
}

static mz_status add_title_ends(compiler *c, const mz_form *form, const json_t *titles)
{
    mz_arena *arena = c->catalogue->arena;
    size_t index;
    json_t *item;
    json_array_foreach(titles, index, item)
    {
        const char *key = mz_text_key(arena, json_string_value(item), strlen(json_string_value(item)));
        if (key == NULL) return MZ_ERR_MEMORY;
        size_t length = strlen(key);
        c->catalogue->title_lengths[mz_words_last_bucket(key, length)] |= mz_length_bit(length);
        if (mz_title_words_add(c->catalogue, form, key) != MZ_OK) return MZ_ERR_MEMORY;
    }
    return MZ_OK;
}

static mz_status take_title(compiler *c, mz_entry *target, const void *form)
{
    (void)c;
    if (target->title == NULL) target->title = form;
    return MZ_OK;
}

/* The row sets of a form by the pointers that stand for them. */
static const char *const *row_sets(compiler *c, const json_t *list)
{
    const char *const *names = strings(c, list);
    const char **sets =
        names == NULL ? NULL : mz_arena_array(c->catalogue->arena, json_array_size(list) + 1, sizeof *sets);
    for (size_t i = 0; sets != NULL && names[i] != NULL; i++)
        if ((sets[i] = row_set(c, names[i])) == NULL) return NULL;
    return sets;
}

static mz_status compile_form(compiler *c, const json_t *entry, mz_form *form)
{
    form->id = text_of(c, entry, "id", NULL);
    if (form->id == NULL) return mz_catalogue_fail(c->error, c->file, "a form has no \"id\"");
    const char *title = text_of(c, entry, "title", "");
    form->standard = text_of(c, entry, "standard", "");
    int layout = index_of(layouts, text_of(c, entry, "layout", "sides"));
    int kind = index_of(kinds, text_of(c, entry, "kind", "any"));
    int unit = index_of(units, text_of(c, entry, "unit", ""));
    if (title == NULL || form->standard == NULL || layout < 0 || kind < 0 || unit < 0)
        return mz_catalogue_fail(c->error, c->file, "form %s: bad title, layout, kind or unit", form->id);
    form->title = *title == '\0' ? NULL : title;
    form->layout = (mz_form_layout)layout;
    form->kind = (mz_document_kind)kind;
    form->unit = (mz_unit)unit;
    form->optional = json_is_true(json_object_get(entry, "optional"));
    form->any_prefix = json_is_true(json_object_get(entry, "any_prefix"));
    form->json = entry;
    form->columns = strings(c, json_object_get(entry, "columns"));
    form->row_labels = strings(c, json_object_get(entry, "rows"));
    form->row_sets = row_sets(c, json_object_get(entry, "row_sets"));
    if (form->columns == NULL || form->row_labels == NULL || form->row_sets == NULL)
        return mz_catalogue_fail(c->error, c->file, "form %s: columns, rows and row_sets are arrays of strings",
                                 form->id);
    mz_status status = compile_headers(c, form, json_object_get(entry, "headers"));
    if (status != MZ_OK) return status;
    status = each_entry(c, json_object_get(entry, "titles"), form->id, take_title, form);
    return status == MZ_OK ? add_title_ends(c, form, json_object_get(entry, "titles")) : status;
}

static mz_status compile_forms(compiler *c, const json_t *root)
{
    const json_t *list = json_object_get(root, "forms");
    mz_catalogue *catalogue = c->catalogue;
    size_t index;
    json_t *entry;
    json_array_foreach(list, index, entry)
    {
        mz_form **slot = mz_arena_push(catalogue->arena, &catalogue->forms, &catalogue->form_count,
                                       &catalogue->form_capacity, sizeof *slot);
        mz_form *form = mz_arena_alloc(catalogue->arena, sizeof *form);
        if (slot == NULL || form == NULL) return MZ_ERR_MEMORY;
        *slot = form;
        mz_status status = compile_form(c, entry, form);
        if (status != MZ_OK) return status;
        if (!mz_dictionary_add(&catalogue->forms_by_id, catalogue->arena, form->id, strlen(form->id), form))
            return MZ_ERR_MEMORY;
    }
    return MZ_OK;
}

/* flow.json: see flow_forms.h; it reads the names of subjects too. */
static mz_status compile_flow(compiler *c, const json_t *root)
{
    if (c->catalogue->flow != NULL) return mz_catalogue_fail(c->error, c->file, "there is more than one flow file");
    mz_status status = mz_flow_forms_compile(root, c->catalogue->files, &c->catalogue->flow, c->error);
    const char *name;
    json_t *file;
    json_object_foreach(c->catalogue->files, name, file)
    {
        if (status == MZ_OK && strncmp(name, "subjects", strlen("subjects")) == 0)
            status = mz_flow_forms_subjects(c->catalogue->flow, json_object_get(file, "subjects"));
    }
    if (status == MZ_OK) c->catalogue->flow->functions = &c->catalogue->functions;
    return status;
}

mz_status mz_compile_catalogue(mz_catalogue *catalogue, mz_error *error)
{
    static const struct {
        const char *stem;
        mz_status (*compile)(compiler *, const json_t *);
    } passes[] = {{"words", compile_words}, {"columns", compile_columns},   {"columns", check_parts},
                  {"rows", compile_rows},   {"subjects", compile_subjects}, {"forms", compile_forms},
                  {"flow", compile_flow}};
    for (size_t pass = 0; pass < sizeof passes / sizeof *passes; pass++) {
        const char *name;
        json_t *root;
        json_object_foreach(catalogue->files, name, root)
        {
            if (strncmp(name, passes[pass].stem, strlen(passes[pass].stem)) != 0) continue;
            compiler c = {catalogue, error, name};
            mz_status status = passes[pass].compile(&c, root);
            if (status != MZ_OK) return status;
        }
    }
    return mz_arena_exhausted(catalogue->arena) ? MZ_ERR_MEMORY : MZ_OK;
}
