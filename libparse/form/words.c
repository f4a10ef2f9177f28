/* words.c - compiles the vocabulary of the narrative: words by their first and by their last character. */
#include "form/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

_Static_assert(MZ_WORDS_CLASSES <= 32, "the buckets keep one bit per class");

static const char *const keys[MZ_WORDS_CLASSES] = {
    [MZ_WORDS_INCREASE] = "increase",
    [MZ_WORDS_DECREASE] = "decrease",
    [MZ_WORDS_FLAT] = "flat",
    [MZ_WORDS_LINK] = "link",
    [MZ_WORDS_TOTAL] = "total",
    [MZ_WORDS_BOUND] = "bound",
    [MZ_WORDS_BASE] = "base",
    [MZ_WORDS_COMPLETION] = "completion",
    [MZ_WORDS_SHARE] = "share",
    [MZ_WORDS_COMPARE] = "compare",
    [MZ_WORDS_COMPARE_YEAR] = "compare_year",
    [MZ_WORDS_COMPARE_TAIL] = "compare_tail",
    [MZ_WORDS_GROUP] = "group",
    [MZ_WORDS_REASON] = "reason",
    [MZ_WORDS_REASON_BEGIN] = "reason_begin",
    [MZ_WORDS_NO_REASON] = "no_reason",
    [MZ_WORDS_REASON_END] = "reason_end",
    [MZ_WORDS_LEAD] = "lead",
    [MZ_WORDS_JOIN] = "join",
    [MZ_WORDS_TAIL] = "tail",
    [MZ_WORDS_RESPECTIVELY] = "respectively",
    [MZ_WORDS_ABOUT] = "about",
    [MZ_WORDS_LAST_YEAR] = "last_year",
    [MZ_WORDS_THRESHOLD_BEFORE] = "threshold_before",
    [MZ_WORDS_THRESHOLD_AFTER] = "threshold_after",
    [MZ_WORDS_DEFINITION] = "definition",
    [MZ_WORDS_USE_BEGIN] = "use_begin",
    [MZ_WORDS_USE_END] = "use_end",
    [MZ_WORDS_CONTENTS] = "contents",
    [MZ_WORDS_LEVEL] = "level",
    [MZ_WORDS_HEADING_TAIL] = "heading_tail",
    [MZ_WORDS_REASON_AFTER] = "reason_after",
};

static mz_status fail(mz_error *error, const char *key, const char *what)
{
    if (error != NULL) {
        memset(error, 0, sizeof *error);
        error->code = MZ_ERR_CATALOGUE;
        snprintf(error->message, sizeof error->message, "narrative.json: %s: %s", key, what);
    }
    return MZ_ERR_CATALOGUE;
}

static mz_status no_memory(mz_error *error)
{
    if (error != NULL) *error = (mz_error){.code = MZ_ERR_MEMORY, .message = "out of memory"};
    return MZ_ERR_MEMORY;
}

static int longer_first(const mz_word *left, const mz_word *right)
{
    if (left->length != right->length) return left->length > right->length ? -1 : 1;
    int order = strcmp(left->text, right->text);
    return order != 0 ? order : (left->class > right->class) - (left->class < right->class);
}

static int by_begin(const void *a, const void *b)
{
    const mz_word *left = a, *right = b;
    unsigned l = mz_words_bucket(left->text, left->length), r = mz_words_bucket(right->text, right->length);
    return l != r ? (l < r ? -1 : 1) : longer_first(left, right);
}

static int by_end(const void *a, const void *b)
{
    const mz_word *left = a, *right = b;
    unsigned l = mz_words_last_bucket(left->text, left->length), r = mz_words_last_bucket(right->text, right->length);
    return l != r ? (l < r ? -1 : 1) : longer_first(left, right);
}

static int longer_unit_first(const void *a, const void *b)
{
    const mz_unit_word *left = a, *right = b;
    if (left->length != right->length) return left->length > right->length ? -1 : 1;
    return strcmp(left->text, right->text);
}

static int by_alias(const void *a, const void *b)
{
    return strcmp(((const mz_alias *)a)->from, ((const mz_alias *)b)->from);
}

/* Adds the words of a class to the index by begin. */
static mz_status compile_class(const json_t *root, mz_word_class class, mz_words *words, mz_error *error)
{
    const json_t *array = json_object_get(root, keys[class]);
    size_t count = json_array_size(array);
    if (!json_is_array(array) || count == 0) return fail(error, keys[class], "a list of words is needed");
    mz_word *grown = realloc(words->by_begin.words, (words->count + count) * sizeof *grown);
    if (grown == NULL) return no_memory(error);
    words->by_begin.words = grown;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(array, i);
        size_t length = json_string_length(item);
        if (!json_is_string(item) || length == 0 || length > 255)
            return fail(error, keys[class], "each word is a string of 1 to 255 bytes");
        char *copy = strdup(json_string_value(item));
        if (copy == NULL) return no_memory(error);
        grown[words->count++] =
            (mz_word){.text = copy, .length = (uint32_t)length, .class = (uint8_t) class, .last = copy[length - 1]};
    }
    return MZ_OK;
}

/* The bit of mz_word_index.beside for the character behind the first of a text; of a text of fewer than two Chinese
 * characters all, as any may stand there. */
static uint32_t behind_first(const char *text, size_t length)
{
    return length < 6 ? UINT32_MAX : 1u << ((unsigned char)text[5] & 31);
}

/* The same for the character before the last one. */
static uint32_t before_last(const char *text, size_t length)
{
    return length < 6 ? UINT32_MAX : 1u << ((unsigned char)text[length - 4] & 31);
}

static void fill_buckets(mz_word_index *index, size_t count, unsigned (*bucket_of)(const char *, size_t),
                         uint32_t (*beside)(const char *, size_t))
{
    for (size_t i = 0; i < count; i++) {
        unsigned bucket = bucket_of(index->words[i].text, index->words[i].length);
        index->classes[bucket] |= 1u << index->words[i].class;
        index->beside[bucket] |= beside(index->words[i].text, index->words[i].length);
        if (index->ends[bucket] == 0) index->begins[bucket] = (uint16_t)i;
        index->ends[bucket] = (uint16_t)(i + 1);
    }
}

static unsigned begin_bucket(const char *text, size_t length)
{
    return mz_words_bucket(text, length);
}

/* The character that a search for words of each class may leap to, and the length from which it is worth while. */
static void find_heads(mz_words *words)
{
    bool seen[MZ_WORDS_CLASSES] = {false};
    for (size_t i = 0; i < words->count; i++) {
        const mz_word *word = &words->by_begin.words[i];
        if (mz_is_common_lead(word->text[0])) words->plain[word->class] = true;
        char *head = words->heads[word->class];
        bool same = word->length >= 3 && (!seen[word->class] || memcmp(head, word->text, 3) == 0);
        memcpy(head, same && (unsigned char)word->text[0] >= 0xE0 ? word->text : "\0\0", 3);
        if (!seen[word->class] || word->length < words->shortest[word->class])
            words->shortest[word->class] = (uint8_t)word->length;
        seen[word->class] = true;
    }
}

/* The offsets, bit per byte, at which the words of a class first hold a character; 0 when one does not, or far behind
 * its begin. */
static uint32_t places_in_all(const mz_words *words, mz_word_class class, const char *character)
{
    uint32_t places = 0;
    for (size_t i = 0; i < words->count; i++) {
        const mz_word *word = &words->by_begin.words[i];
        if (word->class != class) continue;
        const char *at = mz_text_find(word->text, word->length, character);
        if (at == NULL || at - word->text >= 32) return 0;
        places |= 1u << (at - word->text);
    }
    return places;
}

/* A character that all words of the class hold: most texts that hold none of them are told by it. */
static void find_shared(mz_words *words, mz_word_class class)
{
    const mz_word *word = words->by_begin.words;
    while (word->class != class) word++; /* each has some */
    for (size_t at = 0; at < word->length; at += mz_character_size(word->text[at])) {
        char character[4] = "";
        if (!mz_is_common_lead(word->text[at])) continue;
        memcpy(character, word->text + at, 3);
        const uint32_t places = places_in_all(words, class, character);
        if (places == 0) continue;
        memcpy(words->shared[class], character, sizeof character);
        words->shared_at[class] = places;
    }
}

static mz_status index_words(mz_words *words, mz_error *error)
{
    if (words->count > UINT16_MAX - 1) return fail(error, "all lists", "too many words");
    words->by_end.words = calloc(words->count, sizeof *words->by_end.words);
    if (words->by_end.words == NULL) return no_memory(error);
    memcpy(words->by_end.words, words->by_begin.words, words->count * sizeof *words->by_end.words);
    qsort(words->by_begin.words, words->count, sizeof(mz_word), by_begin);
    qsort(words->by_end.words, words->count, sizeof(mz_word), by_end);
    fill_buckets(&words->by_begin, words->count, begin_bucket, behind_first);
    fill_buckets(&words->by_end, words->count, mz_words_last_bucket, before_last);
    find_heads(words);
    for (int class = 0; class < MZ_WORDS_CLASSES; class ++) find_shared(words, (mz_word_class) class);
    return MZ_OK;
}

static mz_status compile_units(const json_t *root, mz_words *words, mz_error *error)
{
    static const struct {
        const char *name;
        mz_unit unit;
    } known[] = {{"元", MZ_UNIT_YUAN},       {"千元", MZ_UNIT_QIAN}, {"万元", MZ_UNIT_WAN}, {"万", MZ_UNIT_WAN},
                 {"百万元", MZ_UNIT_BAIWAN}, {"亿元", MZ_UNIT_YI},   {"%", MZ_UNIT_PERCENT}};
    json_t *object = json_object_get(root, "units");
    if (!json_is_object(object)) return fail(error, "units", "an object is needed");
    words->units = calloc(json_object_size(object) + 1, sizeof *words->units);
    if (words->units == NULL) return no_memory(error);
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        mz_unit_word unit = {.text = strdup(key), .length = (uint32_t)strlen(key)};
        if (unit.text == NULL) return no_memory(error);
        for (size_t i = 0; json_is_string(value) && i < sizeof known / sizeof *known; i++) {
            if (strcmp(known[i].name, json_string_value(value)) != 0) continue;
            unit.unit = known[i].unit;
            unit.name = known[i].name;
        }
        words->units[words->unit_count++] = unit;
        if (unit.name == NULL || unit.length == 0) return fail(error, "units", "unknown unit");
    }
    qsort(words->units, words->unit_count, sizeof *words->units, longer_unit_first);
    return MZ_OK;
}

static mz_status add_alias(mz_words *words, const char *from, const char *to, mz_error *error)
{
    mz_alias *grown = realloc(words->aliases, (words->alias_count + 1) * sizeof *grown);
    if (grown == NULL) return no_memory(error);
    words->aliases = grown;
    mz_alias alias = {.from = strdup(from), .to = strdup(to)};
    words->aliases[words->alias_count++] = alias;
    words->aliased[mz_words_bucket(from, strnlen(from, 3))] = true;
    return alias.from == NULL || alias.to == NULL ? no_memory(error) : MZ_OK;
}

static mz_status compile_aliases(const json_t *root, mz_words *words, mz_error *error)
{
    json_t *object = json_object_get(root, "aliases");
    if (!json_is_object(object)) return fail(error, "aliases", "an object is needed");
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (!json_is_array(value)) return fail(error, "aliases", "each alias is a list of names");
        for (size_t i = 0; i < json_array_size(value); i++) {
            const json_t *item = json_array_get(value, i);
            if (!json_is_string(item)) return fail(error, "aliases", "each name is a string");
            mz_status status = add_alias(words, json_string_value(item), key, error);
            if (status != MZ_OK) return status;
        }
    }
    if (words->alias_count > 0) qsort(words->aliases, words->alias_count, sizeof *words->aliases, by_alias);
    return MZ_OK;
}

/* Adds the lists and objects of a file to those of the files before it. */
static bool merge(json_t *whole, json_t *root)
{
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value)
    {
        json_t *known = json_object_get(whole, key);
        int failed = 0;
        if (json_is_array(known) && json_is_array(value))
            failed = json_array_extend(known, value);
        else if (json_is_object(known) && json_is_object(value))
            failed = json_object_update(known, value);
        else
            failed = json_object_set_new(whole, key, json_deep_copy(value));
        if (failed != 0) return false;
    }
    return true;
}

mz_status mz_words_load(const json_t *files, mz_words **words, mz_error *error)
{
    json_t *whole = json_object();
    bool merged = whole != NULL;
    const char *name;
    json_t *root;
    json_object_foreach((json_t *)files, name, root)
    {
        if (strncmp(name, "narrative", strlen("narrative")) == 0) merged = merged && merge(whole, root);
    }
    mz_status status = merged ? mz_words_compile(whole, words, error) : no_memory(error);
    json_decref(whole);
    return status;
}

mz_status mz_words_compile(const json_t *root, mz_words **words, mz_error *error)
{
    mz_words *made = calloc(1, sizeof *made);
    if (made == NULL) return no_memory(error);
    mz_status status = MZ_OK;
    for (int class = 0; class < MZ_WORDS_CLASSES && status == MZ_OK; class ++)
        status = compile_class(root, (mz_word_class) class, made, error);
    if (status == MZ_OK) status = index_words(made, error);
    if (status == MZ_OK) status = compile_units(root, made, error);
    if (status == MZ_OK) status = compile_aliases(root, made, error);
    if (status != MZ_OK) {
        mz_words_free(made);
        return status;
    }
    *words = made;
    return MZ_OK;
}

void mz_words_free(mz_words *words)
{
    if (words == NULL) return;
    for (size_t i = 0; i < words->count; i++) free((char *)words->by_begin.words[i].text);
    for (size_t i = 0; i < words->unit_count; i++) free((char *)words->units[i].text);
    for (size_t i = 0; i < words->alias_count; i++) {
        free((char *)words->aliases[i].from);
        free((char *)words->aliases[i].to);
    }
    free(words->units);
    free(words->aliases);
    free(words->by_begin.words);
    free(words->by_end.words);
    free(words);
}

const mz_word *mz_words_at(const mz_words *words, uint32_t classes, const char *text, size_t length)
{
    if ((mz_words_classes(words, text, length) & classes) == 0) return NULL;
    const mz_word_index *index = &words->by_begin;
    unsigned bucket = mz_words_bucket(text, length);
    if ((index->beside[bucket] & behind_first(text, length)) == 0) return NULL;
    for (uint32_t i = index->begins[bucket]; i < index->ends[bucket]; i++) {
        const mz_word *word = &index->words[i];
        if ((classes >> word->class & 1u) != 0 && word->length <= length && text[word->length - 1] == word->last &&
            memcmp(word->text, text, word->length) == 0)
            return word;
    }
    return NULL;
}

const mz_word *mz_words_ending(const mz_words *words, unsigned bucket, mz_word_class class, const char *text,
                               size_t length)
{
    const mz_word_index *index = &words->by_end;
    if ((index->beside[bucket] & before_last(text, length)) == 0) return NULL;
    for (uint32_t i = index->begins[bucket]; i < index->ends[bucket]; i++) {
        const mz_word *word = &index->words[i];
        if (word->class == class && word->length <= length && text[length - word->length] == *word->text &&
            memcmp(word->text, text + length - word->length, word->length) == 0)
            return word;
    }
    return NULL;
}

/* The first place from `at` on of a character of three bytes, length when there is none. Its last byte is the rarest.
 */
static size_t find_character(const char *character, const char *text, size_t length, size_t at)
{
    if (at >= length || length - at < 3) return length;
    const char *end = text + length;
    for (const char *probe = text + at + 2; (probe = memchr(probe, character[2], (size_t)(end - probe))) != NULL;
         probe++)
        if (probe[-1] == character[1] && probe[-2] == character[0]) return (size_t)(probe - text) - 2;
    return length;
}

/* The next place from `at` on where a word of the class may begin, length when there is none. */
static size_t leap(const mz_words *words, mz_word_class class, const char *text, size_t length, size_t at)
{
    const char *head = words->heads[class];
    if (*head == '\0' && words->plain[class]) return mz_words_next(words, 1u << class, text, length, at);
    if (*head == '\0') {
        while (at < length && mz_is_common_lead(text[at])) at += 3;
        return at;
    }
    return find_character(head, text, length, at);
}

/* The same as mz_words_find for a class whose words share a character: only around it can one stand. */
static const mz_word *find_around_shared(const mz_words *words, mz_word_class class, const char *text, size_t length,
                                         size_t *at)
{
    const char *shared = words->shared[class];
    const mz_word *first = NULL;
    size_t begin = length; /* of it; one that begins before it may hold the character behind this one's */
    for (size_t i = find_character(shared, text, length, 0); i < length && i < begin + 32;
         i = find_character(shared, text, length, i + 3)) {
        for (uint32_t places = words->shared_at[class]; places != 0; places &= places - 1) {
            const size_t offset = (size_t)__builtin_ctz(places);
            if (offset > i || i - offset >= begin) continue;
            const mz_word *word = mz_words_at(words, 1u << class, text + i - offset, length - (i - offset));
            if (word == NULL) continue;
            first = word;
            begin = i - offset;
        }
    }
    if (first != NULL && at != NULL) *at = begin;
    return first;
}

const mz_word *mz_words_find(const mz_words *words, mz_word_class class, const char *text, size_t length, size_t *at)
{
    const uint32_t bit = 1u << class;
    if (length < words->shortest[class]) return NULL;
    if (*words->shared[class] != '\0') return find_around_shared(words, class, text, length, at);
    for (size_t i = leap(words, class, text, length, 0); i < length;
         i = leap(words, class, text, length, i + mz_character_size(text[i]))) {
        if ((mz_words_classes(words, text + i, length - i) & bit) == 0) continue;
        const mz_word *word = mz_words_at(words, bit, text + i, length - i);
        if (word == NULL) continue;
        if (at != NULL) *at = i;
        return word;
    }
    return NULL;
}

const mz_unit_word *mz_words_unit(const mz_words *words, const char *text, size_t length)
{
    for (size_t i = 0; i < words->unit_count; i++) {
        const mz_unit_word *unit = &words->units[i];
        const size_t last = unit->length - 1;
        if (last < length && unit->text[last] == text[last] && memcmp(unit->text, text, last) == 0) return unit;
    }
    return NULL;
}

const char *mz_words_alias(const mz_words *words, const char *subject)
{
    if (words->alias_count == 0 || !words->aliased[mz_words_bucket(subject, strnlen(subject, 3))]) return NULL;
    mz_alias wanted = {.from = subject};
    const mz_alias *found = bsearch(&wanted, words->aliases, words->alias_count, sizeof wanted, by_alias);
    return found == NULL ? NULL : found->to;
}
