/* flow_vocabulary.c - compiles the words of table headers from columns.json and flow.json. */
#include "flow_vocabulary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

enum { YEAR_DIGITS = 4, LONGEST_PIECE = 128, LISTS = 64 /* groups, or orders */ };

typedef struct builder {
    mz_arena *arena;
    mz_flow_vocabulary *vocabulary;
    json_t *files;
    mz_error *error;
    mz_dictionary known; /* key -> mz_flow_word * */
} builder;

static mz_status fail(const builder *b, const char *what)
{
    if (b->error != NULL) {
        *b->error = (mz_error){.code = MZ_ERR_CATALOGUE};
        snprintf(b->error->message, sizeof b->error->message, "flow.json: header: %s", what);
    }
    return MZ_ERR_CATALOGUE;
}

/* The word with this text, made when there is none; NULL when memory runs out. Only while compiling. */
static mz_flow_word *word_of(builder *b, const char *text, size_t length, unsigned kinds)
{
    char *key = mz_text_key(b->arena, text, length);
    if (key == NULL) return NULL;
    mz_flow_vocabulary *v = b->vocabulary;
    mz_flow_word *known = (mz_flow_word *)(uintptr_t)mz_dictionary_find(&b->known, key, strlen(key));
    if (known != NULL) {
        known->kinds |= kinds;
        return known;
    }
    mz_flow_word **slot = mz_arena_push(b->arena, &v->words, &v->count, &v->capacity, sizeof *slot);
    mz_flow_word *word = mz_arena_alloc(b->arena, sizeof *word);
    if (slot == NULL || word == NULL) return NULL;
    *word = (mz_flow_word){.key = key, .kinds = kinds};
    *slot = word;
    return mz_dictionary_add(&b->known, b->arena, key, strlen(key), word) ? word : NULL;
}

static unsigned kinds_of(const json_t *entry)
{
    static const struct {
        const char *kind;
        unsigned kinds;
    } map[] = {{"code", MZ_FLOW_WORD_CODE},
               {"label", MZ_FLOW_WORD_NAME},
               {"amount", MZ_FLOW_WORD_COLUMN},
               {"serial", MZ_FLOW_WORD_OTHER},
               {"unit", MZ_FLOW_WORD_OTHER | MZ_FLOW_WORD_UNIT}};
    const char *kind = json_string_value(json_object_get(entry, "kind"));
    for (size_t i = 0; kind != NULL && i < sizeof map / sizeof *map; i++)
        if (strcmp(kind, map[i].kind) == 0) return map[i].kinds;
    return MZ_FLOW_WORD_OTHER;
}

/* The simple headers (without sub-columns) of a role, or of all roles when role is NULL, as words of these kinds and as
 * children of parent when that is not NULL. */
static mz_status each_header(builder *b, const char *role, unsigned kinds, mz_flow_word *parent)
{
    const char *file;
    json_t *root;
    json_object_foreach(b->files, file, root)
    {
        if (strncmp(file, "columns", strlen("columns")) != 0) continue;
        size_t i, n;
        json_t *entry, *header;
        json_array_foreach(json_object_get(root, "roles"), i, entry)
        {
            const char *name = json_string_value(json_object_get(entry, "role"));
            if (role != NULL && (name == NULL || strcmp(name, role) != 0)) continue;
            json_array_foreach(json_object_get(entry, "headers"), n, header)
            {
                const char *text = json_string_value(header);
                if (text == NULL || strchr(text, '/') != NULL) continue;
                mz_flow_word *word = word_of(b, text, strlen(text), kinds_of(entry) | kinds);
                if (word == NULL) return MZ_ERR_MEMORY;
                if (word->role == NULL) word->role = name;
                if (parent == NULL) continue;
                mz_flow_word **slot = mz_arena_push(b->arena, &parent->children, &parent->child_count,
                                                    &parent->child_capacity, sizeof *slot);
                if (slot == NULL) return MZ_ERR_MEMORY;
                *slot = word;
            }
        }
    }
    return MZ_OK;
}

/* A list of words, or of roles ("@role") for all headers of a role. */
static mz_status read_list(builder *b, const json_t *list, unsigned kinds, mz_flow_word *parent)
{
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(item);
        if (text == NULL) return fail(b, "a word is no string");
        if (*text == '@') {
            mz_status status = each_header(b, text + 1, kinds, parent);
            if (status != MZ_OK) return status;
            continue;
        }
        mz_flow_word *word = word_of(b, text, strlen(text), kinds);
        if (word == NULL) return MZ_ERR_MEMORY;
        if (parent == NULL) continue;
        mz_flow_word **slot =
            mz_arena_push(b->arena, &parent->children, &parent->child_count, &parent->child_capacity, sizeof *slot);
        if (slot == NULL) return MZ_ERR_MEMORY;
        *slot = word;
    }
    return MZ_OK;
}

/* A word without a text whose children are list, appended to sets. */
static mz_status read_set(builder *b, const json_t *list, mz_flow_word ***sets, size_t *count, size_t *capacity)
{
    mz_flow_word **slot = mz_arena_push(b->arena, sets, count, capacity, sizeof *slot);
    if (slot == NULL || (*slot = mz_arena_alloc(b->arena, sizeof **slot)) == NULL) return MZ_ERR_MEMORY;
    **slot = (mz_flow_word){.key = ""};
    return read_list(b, list, MZ_FLOW_WORD_COLUMN, *slot);
}

static mz_status read_groups(builder *b, const json_t *groups)
{
    size_t i, n;
    const json_t *group, *parent;
    json_array_foreach(groups, i, group)
    {
        const json_t *children = json_object_get(group, "children");
        if (!json_is_array(children)) return fail(b, "a group has no children");
        unsigned kinds = MZ_FLOW_WORD_COLUMN;
        if (json_is_true(json_object_get(group, "second"))) kinds |= MZ_FLOW_WORD_SECOND;
        mz_flow_word list = {.key = ""};
        mz_status status = i < LISTS ? read_list(b, children, MZ_FLOW_WORD_COLUMN, &list) : fail(b, "too many groups");
        for (size_t c = 0; c < list.child_count; c++) list.children[c]->groups |= (uint64_t)1 << i;
        json_array_foreach(json_object_get(group, "words"), n, parent)
        {
            const char *text = json_string_value(parent);
            if (text == NULL) return fail(b, "a group's word is no string");
            mz_flow_word *word = word_of(b, text, strlen(text), kinds);
            if (word == NULL) return MZ_ERR_MEMORY;
            if (status == MZ_OK) status = read_list(b, children, MZ_FLOW_WORD_COLUMN, word);
        }
        if (status != MZ_OK) return status;
    }
    return MZ_OK;
}

/* "orders": lists of words as in groups. */
static mz_status read_orders(builder *b, const json_t *orders)
{
    mz_flow_vocabulary *v = b->vocabulary;
    mz_status status = MZ_OK;
    size_t i;
    const json_t *order;
    json_array_foreach(orders, i, order)
    {
        if (status == MZ_OK) status = read_set(b, order, &v->orders, &v->order_count, &v->order_capacity);
        if (status == MZ_OK && i == LISTS) status = fail(b, "too many orders");
        for (size_t c = 0; status == MZ_OK && c < v->orders[i]->child_count; c++)
            v->orders[i]->children[c]->orders |= (uint64_t)1 << i;
    }
    return status;
}

/* "balances": pairs of lists. */
static mz_status read_balances(builder *b, const json_t *balances)
{
    mz_flow_vocabulary *v = b->vocabulary;
    mz_status status = MZ_OK;
    size_t i, side;
    const json_t *balance, *list;
    json_array_foreach(balances, i, balance)
    {
        if (json_array_size(balance) != 2) return fail(b, "a balance is no pair of lists");
        json_array_foreach(balance, side, list)
        {
            if (status == MZ_OK) status = read_set(b, list, &v->balances, &v->balance_count, &v->balance_capacity);
        }
    }
    return status;
}

/* "years": what follows the digits. */
static mz_status read_years(builder *b, const json_t *years)
{
    mz_flow_vocabulary *v = b->vocabulary;
    if (json_array_size(years) == 0) return fail(b, "years");
    v->years = mz_arena_array(b->arena, json_array_size(years), sizeof *v->years);
    if (v->years == NULL) return MZ_ERR_MEMORY;
    size_t i;
    const json_t *year;
    json_array_foreach(years, i, year)
    {
        const char *text = json_string_value(year);
        if (text == NULL || *text == '\0') return fail(b, "years");
        v->years[i] = mz_text_key(b->arena, text, strlen(text));
        if (v->years[i] == NULL) return MZ_ERR_MEMORY;
        v->year_count++;
    }
    return MZ_OK;
}

static bool is_balance(const mz_flow_vocabulary *v, const mz_flow_word *word)
{
    for (size_t i = 0; i < v->balance_count; i++)
        if (mz_flow_word_under(v->balances[i], word) > 0) return true;
    return false;
}

/* What a text that is no word can be: nothing, a column, or a cell over all columns but those of a balance, which are
 * wholes. */
static mz_status make_strangers(builder *b)
{
    mz_flow_vocabulary *v = b->vocabulary;
    const unsigned kinds = MZ_FLOW_WORD_COLUMN | MZ_FLOW_WORD_STRANGER;
    v->column = (mz_flow_word){.key = "", .kinds = kinds};
    v->measure = (mz_flow_word){.key = "", .kinds = kinds | MZ_FLOW_WORD_MEASURE};
    v->none = (mz_flow_word){.key = "", .kinds = MZ_FLOW_WORD_STRANGER};
    v->group = (mz_flow_word){.key = "", .kinds = kinds | MZ_FLOW_WORD_HEADING};
    v->group.children = mz_arena_array(b->arena, v->count + 1, sizeof *v->group.children);
    if (v->group.children == NULL) return MZ_ERR_MEMORY;
    v->group.children[v->group.child_count++] = &v->column;
    for (size_t i = 0; i < v->count; i++)
        if ((v->words[i]->kinds & MZ_FLOW_WORD_COLUMN) != 0 && !is_balance(v, v->words[i]))
            v->group.children[v->group.child_count++] = v->words[i];
    return MZ_OK;
}

static int by_key(const void *left, const void *right)
{
    return strcmp((*(mz_flow_word *const *)left)->key, (*(mz_flow_word *const *)right)->key);
}

/* Bytes of the first character of a key, 0 when it is empty. */
static size_t first_length(const char *key)
{
    size_t used = 0;
    if (*key != '\0') mz_text_char(key, &used);
    return used;
}

uint32_t mz_flow_vocabulary_last(const char *key)
{
    const char *last = key + strlen(key) - 1;
    size_t used;
    while (last > key && (*last & 0xC0) == 0x80) last--;
    return mz_text_char(last, &used);
}

/* Finds the ranges of the words that begin alike, of words in order, and their ends; puts their keys side by side. */
static mz_status find_firsts(builder *b)
{
    mz_flow_vocabulary *v = b->vocabulary;
    v->ends = mz_arena_array(b->arena, v->count + 1, sizeof *v->ends);
    if (v->ends == NULL) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < v->count; i++) {
        v->words[i]->key = mz_arena_copy(b->arena, v->words[i]->key, strlen(v->words[i]->key));
        if (v->words[i]->key == NULL) return MZ_ERR_MEMORY;
        if (!mz_dictionary_add(&v->whole, b->arena, v->words[i]->key, strlen(v->words[i]->key), v->words[i]))
            return MZ_ERR_MEMORY;
    }
    for (size_t i = 0; i < v->count;) {
        const char *key = v->words[i]->key;
        size_t length = first_length(key);
        if (length == 0) return fail(b, "an empty word");
        mz_flow_range *range = mz_arena_alloc(b->arena, sizeof *range);
        if (range == NULL) return MZ_ERR_MEMORY;
        range->low = i;
        for (; i < v->count && strncmp(v->words[i]->key, key, length) == 0; i++) {
            v->ends[i].first = mz_text_char(key, &length);
            v->ends[i].last = mz_flow_vocabulary_last(v->words[i]->key);
        }
        range->high = i;
        if (!mz_dictionary_add(&v->firsts, b->arena, key, length, range)) return MZ_ERR_MEMORY;
    }
    return MZ_OK;
}

mz_status mz_flow_vocabulary_compile(mz_arena *arena, json_t *files, const json_t *flow, mz_flow_vocabulary *vocabulary,
                                     mz_error *error)
{
    static const struct {
        const char *name;
        unsigned kinds;
    } lists[] = {{"codes", MZ_FLOW_WORD_CODE},
                 {"names", MZ_FLOW_WORD_NAME},
                 {"serials", MZ_FLOW_WORD_OTHER | MZ_FLOW_WORD_SERIAL},
                 {"measures", MZ_FLOW_WORD_COLUMN | MZ_FLOW_WORD_MEASURE},
                 {"totals", MZ_FLOW_WORD_COLUMN | MZ_FLOW_WORD_TOTAL},
                 {"subtotals", MZ_FLOW_WORD_COLUMN | MZ_FLOW_WORD_SUBTOTAL},
                 {"income", MZ_FLOW_WORD_COLUMN | MZ_FLOW_WORD_INCOME},
                 {"outgoings", MZ_FLOW_WORD_COLUMN | MZ_FLOW_WORD_OUTGOINGS}};
    builder b = {.arena = arena, .vocabulary = vocabulary, .files = files, .error = error};
    const json_t *header = json_object_get(flow, "header");
    *vocabulary = (mz_flow_vocabulary){0};
    mz_status status = each_header(&b, NULL, 0, NULL);
    size_t columns = vocabulary->count;
    for (size_t i = 0; i < sizeof lists / sizeof *lists && status == MZ_OK; i++) {
        if (!json_is_array(json_object_get(header, lists[i].name))) return fail(&b, lists[i].name);
        status = read_list(&b, json_object_get(header, lists[i].name), lists[i].kinds, NULL);
    }
    if (status == MZ_OK) status = read_groups(&b, json_object_get(header, "groups"));
    if (status == MZ_OK) status = read_balances(&b, json_object_get(header, "balances"));
    if (status == MZ_OK) status = read_orders(&b, json_object_get(header, "orders"));
    if (status == MZ_OK) status = read_years(&b, json_object_get(header, "years"));
    const char *marks = json_string_value(json_object_get(header, "marks"));
    if (status == MZ_OK && marks == NULL) status = fail(&b, "marks");
    if (status == MZ_OK) vocabulary->marks = mz_text_key(arena, marks, strlen(marks));
    if (status == MZ_OK && vocabulary->marks == NULL) status = MZ_ERR_MEMORY;
    const char *than = json_string_value(json_object_get(header, "than"));
    if (status == MZ_OK && than == NULL) status = fail(&b, "than");
    if (status == MZ_OK) vocabulary->than = mz_text_key(arena, than, strlen(than));
    if (status == MZ_OK && vocabulary->than == NULL) status = MZ_ERR_MEMORY;
    const char *some = json_string_value(json_object_get(header, "some"));
    if (status == MZ_OK && some == NULL) status = fail(&b, "some");
    if (status == MZ_OK) vocabulary->some = mz_text_key(arena, some, strlen(some));
    if (status == MZ_OK && vocabulary->some == NULL) status = MZ_ERR_MEMORY;
    if (status == MZ_OK) status = read_list(&b, json_object_get(flow, "furniture"), MZ_FLOW_WORD_OTHER, NULL);
    for (size_t i = columns; i < vocabulary->count; i++) {
        mz_flow_word *word = vocabulary->words[i];
        bool side = (word->kinds & (MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS)) != 0;
        if (word->child_count > 0 || side) word->kinds |= MZ_FLOW_WORD_HEADING;
    }
    if (status == MZ_OK) status = make_strangers(&b);
    if (status != MZ_OK) return status;
    qsort(vocabulary->words, vocabulary->count, sizeof *vocabulary->words, by_key);
    return find_firsts(&b);
}

size_t mz_flow_vocabulary_year(const mz_flow_vocabulary *vocabulary, const char *key)
{
    for (size_t i = 0; i < vocabulary->year_count; i++) {
        size_t length = strlen(vocabulary->years[i]);
        if (strncmp(key, vocabulary->years[i], length) == 0) return length;
    }
    return 0;
}

const char *mz_flow_vocabulary_behind_year(const mz_flow_vocabulary *vocabulary, const char *key, bool *year)
{
    *year = strncmp(key, "20", 2) == 0 && strspn(key, "0123456789") == YEAR_DIGITS;
    return *year ? key + YEAR_DIGITS + mz_flow_vocabulary_year(vocabulary, key + YEAR_DIGITS) : key;
}

mz_flow_range mz_flow_vocabulary_all(const mz_flow_vocabulary *vocabulary)
{
    return (mz_flow_range){0, vocabulary->count, 0};
}

/* How the rest of a word stands to piece, of length bytes: 0 when it begins with it. Most differ in the first
 * character: no call. */
static int order_of(const char *rest, const char *piece, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (rest[i] != piece[i]) return (unsigned char)rest[i] < (unsigned char)piece[i] ? -1 : 1;
    return 0;
}

/* The first word of the range whose rest is not below piece; behind: the first that does not begin with it either. */
static size_t bound(const mz_flow_vocabulary *vocabulary, const mz_flow_range *range, const char *piece, size_t length,
                    bool behind)
{
    size_t low = range->low, high = range->high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = order_of(vocabulary->words[middle]->key + range->depth, piece, length);
        if (order < 0 || (order == 0 && behind))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The piece without the digits of years inside it (2024年预算数比2023年执行数), which are in no word; in plain when
 * there are any. */
static const char *without_years(const mz_flow_vocabulary *vocabulary, const char *piece, char plain[LONGEST_PIECE])
{
    const char *year = strstr(piece, "20");
    size_t length = 0;
    if (year == NULL || strlen(piece) >= LONGEST_PIECE) return piece;
    for (const char *at = piece; *at != '\0';) {
        bool is_year;
        mz_flow_vocabulary_behind_year(vocabulary, at, &is_year);
        if (is_year && (at == piece || at[-1] < '0' || at[-1] > '9'))
            at += YEAR_DIGITS;
        else
            plain[length++] = *at++;
    }
    plain[length] = '\0';
    return length > 0 ? plain : piece;
}

const mz_flow_word *mz_flow_vocabulary_next(const mz_flow_vocabulary *vocabulary, mz_flow_range *range,
                                            const char *piece)
{
    char plain[LONGEST_PIECE];
    piece = without_years(vocabulary, piece, plain);
    size_t length = strlen(piece);
    if (range->depth == 0) { /* most pieces begin no word */
        size_t used = first_length(piece);
        const mz_flow_range *first = mz_dictionary_find(&vocabulary->firsts, piece, used);
        if (first == NULL) range->low = range->high;
        if (first != NULL) *range = (mz_flow_range){first->low, first->high, used};
        piece += used;
        length -= used;
    }
    range->low = bound(vocabulary, range, piece, length, false);
    bool any =
        range->low < range->high && order_of(vocabulary->words[range->low]->key + range->depth, piece, length) == 0;
    range->high = any ? bound(vocabulary, range, piece, length, true) : range->low;
    range->depth += length;
    if (!any || vocabulary->words[range->low]->key[range->depth] != '\0') return NULL;
    return vocabulary->words[range->low++];
}

const mz_flow_word *mz_flow_vocabulary_find(const mz_flow_vocabulary *vocabulary, const char *key)
{
    return mz_dictionary_find(&vocabulary->whole, key, strlen(key));
}

size_t mz_flow_word_under(const mz_flow_word *parent, const mz_flow_word *child)
{
    for (size_t i = 0; i < parent->child_count; i++)
        if (parent->children[i] == child) return i + 1;
    return 0;
}

bool mz_flow_word_beside(const mz_flow_word *a, const mz_flow_word *b)
{
    return (a->groups & b->groups) != 0;
}

bool mz_flow_vocabulary_before(const mz_flow_vocabulary *vocabulary, const mz_flow_word *a, const mz_flow_word *b)
{
    uint64_t both = a->orders & b->orders;
    if (both == 0) return false;
    const mz_flow_word *order = vocabulary->orders[__builtin_ctzll(both)];
    return mz_flow_word_under(order, a) < mz_flow_word_under(order, b);
}
