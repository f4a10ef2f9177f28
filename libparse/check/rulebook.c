/* rulebook.c - compiles rules.json, relations.json; checks.json stays JSON. */
#include "rulebook.h"

#include "hash.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool mz_pattern_match(const char *pattern, const char *text)
{
    if (pattern[0] == '*' && pattern[1] != '\0') {
        mz_pattern own = mz_pattern_of(pattern, strlen(pattern));
        return mz_pattern_is(&own, text);
    }
    while (*pattern != '\0' && *pattern == *text) {
        pattern++;
        text++;
    }
    return *pattern == *text || (*pattern == '*' && pattern[1] == '\0');
}

__attribute__((format(printf, 2, 3))) static mz_status fail(mz_error *error, const char *format, ...)
{
    if (error == NULL) return MZ_ERR_CATALOGUE;
    va_list arguments;
    va_start(arguments, format);
    *error = (mz_error){.code = MZ_ERR_CATALOGUE};
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return MZ_ERR_CATALOGUE;
}

static mz_status out_of_memory(mz_error *error)
{
    if (error != NULL) {
        *error = (mz_error){.code = MZ_ERR_MEMORY};
        snprintf(error->message, sizeof error->message, "out of memory");
    }
    return MZ_ERR_MEMORY;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static bool read_severity(const json_t *object, mz_severity *severity)
{
    const char *name = text_of(object, "severity");
    *severity = strcmp(name, "error") == 0 ? MZ_ERROR : strcmp(name, "warning") == 0 ? MZ_WARNING : MZ_INFO;
    return *severity != MZ_INFO || strcmp(name, "info") == 0;
}

/* Where the rule with id stands, or belongs, in by_id. */
static const mz_rule **place_of(const mz_rulebook *book, const char *id)
{
    size_t place = mz_hash_of(id, strlen(id)) & book->id_mask;
    while (book->by_id[place] != NULL && strcmp(book->by_id[place]->id, id) != 0) place = (place + 1) & book->id_mask;
    return &book->by_id[place];
}

static mz_status read_rules(mz_rulebook *book, const json_t *file, mz_error *error)
{
    const json_t *list = json_object_get(file, "rules");
    book->rules = calloc(json_array_size(list) + 1, sizeof *book->rules);
    size_t slots = 2;
    while (slots < 2 * json_array_size(list)) slots *= 2;
    book->by_id = calloc(slots, sizeof *book->by_id);
    book->id_mask = slots - 1;
    if (book->rules == NULL || book->by_id == NULL) return out_of_memory(error);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        const json_t *title = json_object_get(entry, "title"), *ground = json_object_get(entry, "ground");
        mz_rule *rule = &book->rules[book->rule_count];
        *rule = (mz_rule){.id = text_of(entry, "id"),
                          .title_zh = text_of(title, "zh"),
                          .title_en = text_of(title, "en"),
                          .ground_zh = text_of(ground, "zh"),
                          .ground_en = text_of(ground, "en"),
                          .example = text_of(entry, "example"),
                          .kind = text_of(entry, "kind")};
        if (*rule->id == '\0' || *rule->kind == '\0' || *rule->title_zh == '\0')
            return fail(error, "rules.json: rule %zu lacks id, kind or title", i);
        if (!read_severity(entry, &rule->severity))
            return fail(error, "rules.json: rule '%s' has no valid severity", rule->id);
        if (mz_rulebook_rule(book, rule->id) != NULL)
            return fail(error, "rules.json: rule '%s' appears twice", rule->id);
        *place_of(book, rule->id) = rule;
        book->rule_count++;
    }
    return MZ_OK;
}

static bool read_target(mz_rulebook *book, const json_t *object, mz_target *target)
{
    return mz_names_add(book->forms, json_object_get(object, "forms"), &target->forms) &&
           mz_patterns_compile(json_object_get(object, "rows"), book->roles, &target->rows) &&
           mz_patterns_compile(json_object_get(object, "columns"), book->roles, &target->columns);
}

static bool read_parts(const mz_rulebook *book, const json_t *list, mz_relation_spec *spec)
{
    spec->parts = calloc(json_array_size(list) + 1, sizeof *spec->parts);
    if (spec->parts == NULL) return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text == NULL) continue;
        if (!mz_selector_compile(text, book->roles, &spec->parts[spec->part_count++])) return false;
    }
    return true;
}

static const struct {
    const char *name;
    mz_relation_type type;
} types[] = {{"row", MZ_RELATION_ROW},     {"column", MZ_RELATION_COLUMN}, {"list", MZ_RELATION_LIST},
             {"years", MZ_RELATION_YEARS}, {"figure", MZ_RELATION_FIGURE}, {"codes", MZ_RELATION_CODES},
             {"fact", MZ_RELATION_FACT}};

static mz_status read_spec(mz_rulebook *book, const json_t *entry, size_t number, mz_error *error)
{
    mz_relation_spec *spec = &book->specs[book->spec_count];
    spec->rule = mz_rulebook_rule(book, text_of(entry, "rule"));
    if (spec->rule == NULL)
        return fail(error, "relations.json: relation %zu names the unknown rule '%s'", number, text_of(entry, "rule"));
    size_t type = 0;
    while (type < sizeof types / sizeof *types && strcmp(types[type].name, text_of(entry, "type")) != 0) type++;
    if (type == sizeof types / sizeof *types)
        return fail(error, "relations.json: relation %zu (%s) has no valid type", number, spec->rule->id);
    spec->type = types[type].type;
    spec->level = (int)json_integer_value(json_object_get(entry, "level"));
    spec->at_most = json_is_true(json_object_get(entry, "at_most"));
    spec->sum = json_is_true(json_object_get(entry, "sum"));
    spec->across = json_is_true(json_object_get(entry, "across"));
    spec->planned = json_is_true(json_object_get(entry, "planned"));
    spec->once = json_is_true(json_object_get(entry, "once"));
    spec->any_period = json_is_true(json_object_get(entry, "any_period"));
    if (!mz_names_add(book->forms, json_object_get(entry, "forms"), &spec->forms) ||
        !mz_patterns_compile(json_object_get(entry, "total"), book->roles, &spec->total) ||
        !mz_patterns_compile(json_object_get(entry, "unless"), book->roles, &spec->unless) ||
        !mz_patterns_compile(json_object_get(entry, "alike"), book->roles, &spec->alike) ||
        !mz_patterns_compile(json_object_get(entry, "needs"), book->roles, &spec->needs) ||
        !mz_patterns_compile(json_object_get(entry, "skip"), book->roles, &spec->skip) ||
        !mz_names_add(book->names, json_object_get(entry, "subjects"), &spec->subjects) ||
        !mz_wordlist_compile(json_object_get(entry, "sections"), &spec->sections) ||
        !mz_wordlist_compile(json_object_get(entry, "not_sections"), &spec->not_sections) ||
        !read_parts(book, json_object_get(entry, "parts"), spec) ||
        !read_target(book, json_object_get(entry, "left"), &spec->left) ||
        !read_target(book, json_object_get(entry, "right"), &spec->right) ||
        !read_target(book, json_object_get(entry, "scope"), &spec->scope))
        return out_of_memory(error);
    book->spec_count++;
    return MZ_OK;
}

static bool read_totals(mz_rulebook *book)
{
    static const char *const roles[MZ_TOTALS] = {"expenditure.year", "total@1", "total"};
    bool ok = true;
    for (size_t i = 0; i < MZ_TOTALS; i++) {
        book->totals[i] = mz_pattern_of(roles[i], strlen(roles[i]));
        ok = ok && mz_names_add_pattern(book->roles, &book->totals[i], &book->totals[i].number);
    }
    return ok;
}

static mz_status read_relations(mz_rulebook *book, const json_t *file, mz_error *error)
{
    const json_t *list = json_object_get(file, "relations");
    book->specs = calloc(json_array_size(list) + 1, sizeof *book->specs);
    if (book->specs == NULL) return out_of_memory(error);
    for (size_t i = 0; i < json_array_size(list); i++) {
        mz_status status = read_spec(book, json_array_get(list, i), i, error);
        if (status != MZ_OK) return status;
    }
    book->spec_of_list = calloc(mz_names_width(book->names) * 64 + 1, sizeof *book->spec_of_list);
    if (book->spec_of_list == NULL) return out_of_memory(error);
    for (size_t s = 0; s < book->spec_count; s++)
        if (book->specs[s].type == MZ_RELATION_FACT) book->spec_of_list[book->specs[s].subjects] = (uint32_t)s + 1;
    return MZ_OK;
}

static int compare_subjects(const void *left, const void *right)
{
    const mz_subject *a = left, *b = right;
    return (a->code > b->code) - (a->code < b->code);
}

uint32_t mz_subject_bare(const char *name)
{
    static const char ending[] = "费";
    enum { LENGTH = sizeof ending - 1 };
    size_t length = strlen(name);
    bool ends = length > LENGTH && memcmp(name + length - LENGTH, ending, LENGTH) == 0;
    return (uint32_t)(ends ? length - LENGTH : length);
}

static bool read_subjects(const json_t *codes, const char *key, mz_subjects *subjects)
{
    json_t *table = json_object_get(codes, key), *name;
    const char *code;
    subjects->items = calloc(json_object_size(table) + 1, sizeof *subjects->items);
    if (subjects->items == NULL) return false;
    json_object_foreach(table, code, name)
    {
        char *end;
        unsigned long number = strtoul(code, &end, 10);
        if (*end == '\0' && number < UINT32_MAX && json_string_value(name) != NULL)
            subjects->items[subjects->count++] =
                (mz_subject){(uint32_t)number, mz_subject_bare(json_string_value(name)), json_string_value(name)};
    }
    qsort(subjects->items, subjects->count, sizeof *subjects->items, compare_subjects);
    return true;
}

static bool read_renamings(const json_t *codes, mz_renamings *renamed)
{
    const json_t *list = json_object_get(codes, "renamed");
    renamed->items = calloc(json_array_size(list) + 1, sizeof *renamed->items);
    for (size_t i = 0; renamed->items != NULL && i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i), *old = json_object_get(entry, "old");
        const char *code = json_string_value(json_object_get(entry, "code"));
        mz_renaming one = {json_string_value(old), json_string_value(json_object_get(entry, "name")),
                           (uint32_t)json_string_length(old), code != NULL ? (uint32_t)strtoul(code, NULL, 10) : 0,
                           (int)json_integer_value(json_object_get(entry, "until"))};
        if (one.old == NULL || one.name == NULL) continue;
        renamed->items[renamed->count++] = one;
        renamed->hashes[mz_hash_of(one.old, one.length) % sizeof renamed->hashes] = true;
    }
    return renamed->items != NULL;
}

const mz_subject *mz_subject_of(const mz_subjects *subjects, uint32_t code)
{
    size_t low = 0, high = subjects->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (subjects->items[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < subjects->count && subjects->items[low].code == code ? &subjects->items[low] : NULL;
}

mz_status mz_rulebook_compile(const json_t *rules, const json_t *relations, const json_t *words, const json_t *codes,
                              mz_rulebook **rulebook, mz_error *error)
{
    if (rules == NULL || relations == NULL || words == NULL || codes == NULL)
        return fail(error, "%s: missing from the catalogue",
                    rules == NULL       ? "rules.json"
                    : relations == NULL ? "relations.json"
                    : words == NULL     ? "checks.json"
                                        : "codes.json");
    mz_rulebook *book = calloc(1, sizeof *book);
    if (book == NULL) return out_of_memory(error);
    book->words = words;
    book->marks = mz_mark_index_new(words);
    book->names = mz_names_new();
    book->forms = mz_names_new();
    book->roles = mz_names_new();
    mz_status status = read_rules(book, rules, error);
    if (status == MZ_OK &&
        (book->marks == NULL || book->names == NULL || book->forms == NULL || book->roles == NULL ||
         !read_totals(book) || !mz_wordlists_compile(words, book->wordlists) || !mz_rulebook_read_amounts(book) ||
         !read_subjects(codes, "function", &book->functions) || !read_subjects(codes, "economic", &book->economics) ||
         !read_renamings(codes, &book->renamed)))
        status = out_of_memory(error);
    if (status == MZ_OK) status = read_relations(book, relations, error);
    const char *name, *fault = status == MZ_OK ? mz_rulebook_list_fault(book, &name) : NULL;
    if (fault != NULL) status = fail(error, "checks.json %s '%s'", fault, name);
    if (status != MZ_OK) {
        mz_rulebook_free(book);
        return status;
    }
    *rulebook = book;
    return MZ_OK;
}

static void free_target(mz_target *target)
{
    mz_patterns_free(&target->rows);
    mz_patterns_free(&target->columns);
}

void mz_rulebook_free(mz_rulebook *rulebook)
{
    if (rulebook == NULL) return;
    for (size_t i = 0; rulebook->specs != NULL && i <= rulebook->spec_count; i++) {
        mz_relation_spec *spec = &rulebook->specs[i];
        if (spec->rule == NULL) break;
        mz_patterns_free(&spec->total);
        mz_patterns_free(&spec->unless);
        mz_patterns_free(&spec->alike);
        mz_patterns_free(&spec->needs);
        mz_patterns_free(&spec->skip);
        mz_wordlist_free(&spec->sections);
        mz_wordlist_free(&spec->not_sections);
        for (size_t p = 0; p < spec->part_count; p++) mz_selector_free(&spec->parts[p]);
        free(spec->parts);
        free_target(&spec->left);
        free_target(&spec->right);
        free_target(&spec->scope);
    }
    free(rulebook->functions.items);
    free(rulebook->economics.items);
    free(rulebook->renamed.items);
    for (int i = 0; i < MZ_WORDLISTS; i++) mz_wordlist_free(&rulebook->wordlists[i]);
    mz_rulebook_free_amounts(rulebook);
    mz_names_free(rulebook->names);
    mz_names_free(rulebook->forms);
    mz_names_free(rulebook->roles);
    mz_mark_index_free(rulebook->marks);
    free(rulebook->specs);
    free(rulebook->spec_of_list);
    free((void *)rulebook->by_id);
    free(rulebook->rules);
    free(rulebook);
}

const mz_rule *mz_rulebook_rule(const mz_rulebook *rulebook, const char *id)
{
    return rulebook->by_id != NULL ? *place_of(rulebook, id) : NULL;
}

const json_t *mz_rulebook_value(const mz_rulebook *rulebook, const char *key)
{
    return json_object_get(rulebook->words, key);
}
