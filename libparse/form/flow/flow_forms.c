/* flow_forms.c - compiles schemas/catalogue/flow.json. */
#include "flow_forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

const char *mz_flow_with_year(mz_arena *arena, const char *text, int32_t year)
{
    const char *mark = strchr(text, '{');
    if (mark == NULL || year == 0) return text;
    return mz_arena_printf(arena, "%.*s%d%s", (int)(mark - text), text, (int)year - (mark[1] == 'P'), mark + 3);
}

static mz_status fail(mz_error *error, const char *where)
{
    if (error != NULL) {
        *error = (mz_error){.code = MZ_ERR_CATALOGUE};
        snprintf(error->message, sizeof error->message, "flow.json: %s is missing or has the wrong form", where);
    }
    return MZ_ERR_CATALOGUE;
}

/* What follows word at the begin of text; NULL when text does not begin so. The lists are short words that mostly
 * differ in the first character: no calls. */
static const char *behind(const char *text, const char *word)
{
    while (*word != '\0')
        if (*text++ != *word++) return NULL;
    return text;
}

static uint64_t bit_of(char byte)
{
    return (uint64_t)1 << ((unsigned char)byte & 63);
}

bool mz_flow_words_has(const mz_flow_words *words, const char *key)
{
    if (!mz_flow_words_may_begin(words, key)) return false;
    const size_t length = strlen(key);
    for (size_t i = 0; i < words->count; i++)
        if (words->lengths[i] == length && memcmp(words->items[i], key, length) == 0) return true;
    return false;
}

bool mz_flow_words_begin(const mz_flow_words *words, const char *key)
{
    if (!mz_flow_words_may_begin(words, key)) return false;
    for (size_t i = 0; i < words->count; i++)
        if (behind(key, words->items[i]) != NULL) return true;
    return false;
}

bool mz_flow_words_end(const mz_flow_words *words, const char *key, size_t length)
{
    if (length == 0 || (words->ends & bit_of(key[length - 1])) == 0) return false;
    for (size_t i = 0; i < words->count; i++) {
        size_t n = words->lengths[i];
        if (n <= length && key[length - n] == *words->items[i] && memcmp(key + length - n, words->items[i], n) == 0)
            return true;
    }
    return false;
}

bool mz_flow_words_may_end(const mz_flow_words *words, const char *text, size_t length)
{
    char key[8];
    const char *last = text + length;
    if (length >= 3 && mz_is_common_lead(last[-3]) && mz_text_is_key(last - 3))
        return (words->ends & bit_of(last[-1])) != 0;
    while (last > text && (*--last & 0xC0) == 0x80) {
    }
    size_t left = (size_t)(text + length - last);
    size_t size = left < sizeof key ? mz_text_key_into(last, left, key) : 0;
    return size == 0 || (words->ends & bit_of(key[size - 1])) != 0; /* nothing is left of a blank: not known */
}

bool mz_flow_words_inside(const mz_flow_words *words, const char *key)
{
    for (size_t i = 0; i < words->count; i++)
        if (strstr(key, words->items[i]) != NULL) return true;
    return false;
}

static mz_status read_words(mz_arena *arena, const json_t *root, const char *name, mz_flow_words *words,
                            mz_error *error)
{
    const json_t *list = json_object_get(root, name);
    if (!json_is_array(list)) return fail(error, name);
    words->items = mz_arena_array(arena, json_array_size(list) + 1, sizeof *words->items);
    words->lengths = mz_arena_array(arena, json_array_size(list) + 1, sizeof *words->lengths);
    if (words->items == NULL || words->lengths == NULL) return MZ_ERR_MEMORY;
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(item);
        if (text == NULL) return fail(error, name);
        char *key = mz_text_key(arena, text, strlen(text));
        if (key == NULL) return MZ_ERR_MEMORY;
        size_t length = strlen(key);
        if (length == 0) return fail(error, name);
        const unsigned bucket = mz_words_bucket(key, mz_character_size(*key));
        words->begins[bucket / 64] |= (uint64_t)1 << bucket % 64;
        words->ends |= bit_of(key[length - 1]);
        words->lengths[words->count] = (uint32_t)length;
        words->items[words->count++] = key;
    }
    return MZ_OK;
}

/* "goods": the columns of a list of goods. */
static mz_status read_goods(mz_flow_forms *forms, const json_t *root, mz_error *error)
{
    const json_t *columns = json_object_get(root, "goods");
    mz_flow_template *t = &forms->goods;
    t->layout = MZ_FLOW_PURCHASE;
    if (json_array_size(columns) == 0 || json_array_size(columns) > MZ_FLOW_MAX_COLUMNS) return fail(error, "goods");
    size_t i;
    const json_t *column;
    json_array_foreach(columns, i, column)
    {
        const char *text = json_string_value(column);
        if (text == NULL) return fail(error, "goods");
        t->paths[i] = mz_arena_copy(forms->arena, text, strlen(text));
        if (t->paths[i] == NULL) return MZ_ERR_MEMORY;
        t->column_count++;
    }
    mz_status status = mz_flow_template_compile(forms->arena, &forms->vocabulary, t);
    return status == MZ_ERR_LIMIT ? fail(error, "goods: too many header cells:") : status;
}

static mz_status read_meanings(mz_flow_forms *forms, const json_t *root, mz_error *error)
{
    json_t *map = json_object_get(root, "meanings");
    if (!json_is_object(map)) return fail(error, "meanings");
    forms->meanings = mz_arena_array(forms->arena, json_object_size(map) + 1, sizeof *forms->meanings);
    if (forms->meanings == NULL) return MZ_ERR_MEMORY;
    const char *name;
    json_t *labels;
    json_object_foreach(map, name, labels)
    {
        mz_flow_meaning *meaning = &forms->meanings[forms->meaning_count++];
        meaning->column = mz_text_key(forms->arena, name, strlen(name));
        if (meaning->column == NULL) return MZ_ERR_MEMORY;
        mz_status status = read_words(forms->arena, map, name, &meaning->labels, error);
        if (status != MZ_OK) return status;
        if (!mz_dictionary_add(&forms->columns, forms->arena, meaning->column, strlen(meaning->column), meaning))
            return MZ_ERR_MEMORY;
    }
    return MZ_OK;
}

static mz_status read_plan(mz_flow_forms *forms, const json_t *root, mz_error *error)
{
    const json_t *plan = json_object_get(root, "plan");
    const struct {
        const char *name;
        const char **target;
    } words[] = {{"title", &forms->plan_title},
                 {"code", &forms->plan_code},
                 {"name", &forms->plan_name},
                 {"plan", &forms->plan_heading},
                 {"part", &forms->plan_part}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *text = json_string_value(json_object_get(plan, words[i].name));
        if (text == NULL) return fail(error, "plan");
        *words[i].target = mz_text_key(forms->arena, text, strlen(text));
        if (*words[i].target == NULL) return MZ_ERR_MEMORY;
    }
    return read_words(forms->arena, plan, "columns", &forms->plan_columns, error);
}

/* "items": {"行政运行": "01", ...}, "other": {"begin": ["其他"], "number": "99"} */
static mz_status read_items(mz_flow_forms *forms, const json_t *root, mz_error *error)
{
    const json_t *other = json_object_get(root, "other");
    const char *number = json_string_value(json_object_get(other, "number")), *name;
    if (number == NULL) return fail(error, "other");
    forms->other_number = mz_arena_copy(forms->arena, number, strlen(number));
    json_t *item;
    json_object_foreach(json_object_get(root, "items"), name, item)
    {
        const char *digits = json_string_value(item);
        if (digits == NULL || strlen(digits) != 2) return fail(error, "items");
        char *key = mz_text_key(forms->arena, name, strlen(name));
        digits = mz_arena_copy(forms->arena, digits, strlen(digits));
        if (key == NULL || digits == NULL || !mz_dictionary_add(&forms->items, forms->arena, key, strlen(key), digits))
            return MZ_ERR_MEMORY;
    }
    return forms->other_number == NULL ? MZ_ERR_MEMORY : read_words(forms->arena, other, "begin", &forms->other, error);
}

/* The subjects of a name (a key, borrowed), which is added when it is new; NULL when memory runs out. */
static mz_flow_codes *codes_of(mz_flow_forms *forms, const char *key, size_t length)
{
    mz_flow_codes *codes = (mz_flow_codes *)(uintptr_t)mz_dictionary_find(&forms->names, key, length);
    if (codes != NULL) return codes;
    codes = mz_arena_alloc(forms->arena, sizeof *codes);
    return codes != NULL && mz_dictionary_add(&forms->names, forms->arena, key, length, codes) ? codes : NULL;
}

/* Adds the name without an ending that may be left out. */
static bool add_shorter(mz_flow_forms *forms, const char *key, size_t length, const mz_flow_codes *codes)
{
    for (size_t e = 0; e < forms->endings.count; e++) {
        const size_t n = forms->endings.lengths[e];
        if (n >= length || memcmp(key + length - n, forms->endings.items[e], n) != 0) continue;
        if (mz_flow_words_end(&forms->endings, key, length - n)) continue;
        mz_flow_codes *shorter = codes_of(forms, key, length - n);
        if (shorter == NULL) return false;
        if (shorter->longer == NULL) shorter->longer = codes;
    }
    return true;
}

static mz_status add_subject(mz_flow_forms *forms, const char *code, const json_t *name)
{
    const char *text = json_string_value(name);
    if (text == NULL) return MZ_OK; /* compile.c complains */
    char *key = mz_text_key(forms->arena, text, strlen(text));
    if (key == NULL) return MZ_ERR_MEMORY;
    const size_t length = strlen(key);
    mz_flow_codes *codes = codes_of(forms, key, length);
    if (codes == NULL || !add_shorter(forms, key, length, codes)) return MZ_ERR_MEMORY;
    const char **slot =
        mz_arena_push(forms->arena, &codes->codes, &codes->count, &codes->capacity, sizeof *codes->codes);
    if (slot == NULL || (*slot = mz_arena_copy(forms->arena, code, strlen(code))) == NULL) return MZ_ERR_MEMORY;
    return MZ_OK;
}

mz_status mz_flow_forms_subjects(mz_flow_forms *forms, json_t *subjects)
{
    const char *code;
    json_t *names;
    json_object_foreach(subjects, code, names)
    {
        mz_status status = json_is_array(names) ? MZ_OK : add_subject(forms, code, names);
        for (size_t i = 0; i < json_array_size(names) && status == MZ_OK; i++)
            status = add_subject(forms, code, json_array_get(names, i));
        if (status != MZ_OK) return status;
    }
    return MZ_OK;
}

const mz_flow_codes *mz_flow_forms_codes(const mz_flow_forms *forms, const char *key)
{
    const mz_flow_codes *codes = mz_dictionary_find(&forms->names, key, strlen(key));
    return codes == NULL || codes->count > 0 ? codes : codes->longer;
}

/* "same_money": subject by function -> the economic class that is the same money. */
static mz_status read_same_money(mz_flow_forms *forms, const json_t *root, mz_error *error)
{
    json_t *map = json_object_get(root, "same_money"), *class;
    if (!json_is_object(map)) return fail(error, "same_money");
    const char *code;
    json_object_foreach(map, code, class)
    {
        const char *text = json_string_value(class);
        if (text == NULL) return fail(error, "same_money");
        char *key = mz_arena_copy(forms->arena, code, strlen(code));
        char *copy = mz_arena_copy(forms->arena, text, strlen(text));
        if (key == NULL || copy == NULL || !mz_dictionary_add(&forms->same_money, forms->arena, key, strlen(key), copy))
            return MZ_ERR_MEMORY;
    }
    return MZ_OK;
}

static mz_status compile(mz_flow_forms *forms, const json_t *root, json_t *files, mz_error *error)
{
    const struct {
        const char *name;
        mz_flow_words *words;
    } lists[] = {{"titles", &forms->titles},
                 {"furniture", &forms->furniture},
                 {"stems", &forms->stems},
                 {"categories", &forms->categories},
                 {"expenditure", &forms->expenditure},
                 {"income", &forms->income},
                 {"totals", &forms->totals},
                 {"funds", &forms->funds},
                 {"grand", &forms->grand},
                 {"running_columns", &forms->running_columns},
                 {"project_columns", &forms->project_columns},
                 {"running_subjects", &forms->running_subjects},
                 {"running_items", &forms->running_items},
                 {"starts", &forms->starts},
                 {"empty", &forms->empty},
                 {"personnel", &forms->personnel},
                 {"notes", &forms->notes},
                 {"meta", &forms->meta},
                 {"money", &forms->money},
                 {"column_numbers", &forms->column_numbers},
                 {"line_numbers", &forms->line_numbers},
                 {"page_marks", &forms->page_marks},
                 {"endings", &forms->endings},
                 {"consisting", &forms->consisting},
                 {"personnel_columns", &forms->personnel_columns},
                 {"public_columns", &forms->public_columns}};
    mz_status status = MZ_OK;
    for (size_t i = 0; i < sizeof lists / sizeof *lists && status == MZ_OK; i++)
        status = read_words(forms->arena, root, lists[i].name, lists[i].words, error);
    if (status == MZ_OK) status = mz_flow_vocabulary_compile(forms->arena, files, root, &forms->vocabulary, error);
    if (status == MZ_OK) status = mz_flow_usual_compile(forms->arena, files, &forms->usual, &forms->usual_count);
    if (status == MZ_OK) status = read_goods(forms, root, error);
    if (status == MZ_OK) status = read_meanings(forms, root, error);
    if (status == MZ_OK) status = read_items(forms, root, error);
    if (status == MZ_OK) status = read_same_money(forms, root, error);
    return status == MZ_OK ? read_plan(forms, root, error) : status;
}

mz_status mz_flow_forms_compile(const json_t *root, json_t *files, mz_flow_forms **forms, mz_error *error)
{
    mz_arena *arena = mz_arena_new((size_t)16 << 20);
    *forms = arena == NULL ? NULL : mz_arena_alloc(arena, sizeof **forms);
    if (*forms == NULL) {
        mz_arena_free(arena);
        return MZ_ERR_MEMORY;
    }
    (*forms)->arena = arena;
    mz_status status = compile(*forms, root, files, error);
    if (status != MZ_OK) {
        mz_flow_forms_free(*forms);
        *forms = NULL;
    }
    return status;
}

void mz_flow_forms_free(mz_flow_forms *forms)
{
    if (forms != NULL) mz_arena_free(forms->arena);
}
