/* keys.c - a hash table of the labels of a document and of their keys: most labels are printed in several tables. */
#include "keys.h"

#include <string.h>

#include "hash.h"

/* What a text is known as; most labels are their own keys. */
enum { LABEL = 1, KEY = 2 };

/* A label whose key is known, or a key itself. */
typedef struct entry {
    const char *text;
    uint32_t length, hash;
    unsigned as;
    const mz_key *key;
    struct entry *next; /* of its slot */
} entry;

/* A key with its entry. */
typedef struct key_entry {
    mz_key key;
    entry own;
} key_entry;

typedef struct mz_keys {
    entry **slots;
    size_t mask; /* slots less one; their number is a power of two */
    uint32_t count;
} mz_keys;

static const mz_key nothing = {.text = "", .number = UINT32_MAX};

/* Bytes of a leading number such as "四、", "（一）", "1." or the word 其中. */
static size_t leading_number(const char *text)
{
    size_t at = *text == '(' ? 1 : 0;
    for (size_t size = 1; size > 0; at += size) size = mz_is_digit(text[at]) ? 1 : mz_numeral_size(text + at);
    if (at == (size_t)(*text == '(')) return 0;
    if (*text == '(') return text[at] == ')' ? at + 1 : 0;
    if (strncmp(text + at, "、", 3) == 0) return at + 3;
    return text[at] == '.' ? at + 1 : 0;
}

/* The key's text in *text, its length returned. */
static size_t fold(mz_problem *problem, const char *label, size_t length, const char **text)
{
    static const char *const suffixes[] = {"(类)", "(款)", "(项)"};
    char *key = mz_arena_text(problem->arena, length);
    *text = "";
    if (key == NULL) return 0;
    const char *end = key + mz_text_key_into(label, length, key);
    key += leading_number(key);
    if (*key == "其中"[0] && strncmp(key, "其中", 6) == 0) {
        key += 6;
        if (*key == ':') key++;
        key += leading_number(key);
    }
    size_t left = (size_t)(end - key), own = strlen(suffixes[0]);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes && left > own && key[left - 1] == ')'; i++)
        if (memcmp(key + left - own, suffixes[i], own) == 0) key[left -= own] = '\0';
    *text = key;
    return left;
}

/* Room for the labels and items of the document. */
static bool make(mz_problem *problem)
{
    enum { FEWEST = 256 };
    const mz_document *document = problem->document;
    size_t labels = document->fact_count, slots = FEWEST;
    for (size_t t = 0; t < document->table_count; t++) labels += document->tables[t].row_count;
    while (slots < labels) slots *= 2;
    mz_keys *keys = mz_arena_alloc(problem->arena, sizeof *keys);
    if (keys != NULL)
        *keys = (mz_keys){.slots = mz_arena_array(problem->arena, slots, sizeof(entry *)), .mask = slots - 1};
    if (keys == NULL || keys->slots == NULL) return false;
    problem->keys = keys;
    return true;
}

static const mz_key *find(const mz_keys *keys, const char *text, uint32_t length, uint32_t hash, unsigned as)
{
    for (const entry *own = keys->slots[hash & keys->mask]; own != NULL; own = own->next)
        if (own->hash == hash && own->length == length && (own->as & as) != 0 && memcmp(own->text, text, length) == 0)
            return own->key;
    return NULL;
}

static void add(mz_keys *keys, entry *own)
{
    entry **head = &keys->slots[own->hash & keys->mask];
    own->next = *head;
    *head = own;
}

/* A new key; its text may be that of a label. NULL when memory runs out. */
static const mz_key *add_key(mz_problem *problem, const char *text, uint32_t length, uint32_t hash, unsigned as)
{
    key_entry *made = mz_arena_room(problem->arena, 1, sizeof *made);
    if (made == NULL) return NULL;
    made->key = (mz_key){text, length, hash, problem->keys->count++};
    made->own = (entry){text, length, hash, as, &made->key, NULL};
    add(problem->keys, &made->own);
    return &made->key;
}

const mz_key *mz_name_key(mz_problem *problem, const char *label)
{
    size_t size = strlen(label);
    if (size == 0 || size > UINT32_MAX || (problem->keys == NULL && !make(problem))) return &nothing;
    uint32_t length = (uint32_t)size, hash = mz_hash_of(label, length);
    const mz_key *known = find(problem->keys, label, length, hash, LABEL);
    if (known != NULL) return known;
    const char *text;
    uint32_t own = (uint32_t)fold(problem, label, length, &text);
    bool same = own == length && memcmp(text, label, length) == 0;
    uint32_t own_hash = same ? hash : mz_hash_of(text, own);
    known = own > 0 ? find(problem->keys, text, own, own_hash, KEY) : &nothing;
    if (known == NULL) {
        known = add_key(problem, text, own, own_hash, same ? LABEL | KEY : KEY);
        if (known == NULL) return &nothing;
        if (same) return known;
    }
    entry *named = mz_arena_room(problem->arena, 1, sizeof *named);
    if (named == NULL) return &nothing;
    *named = (entry){label, length, hash, LABEL, known, NULL};
    add(problem->keys, named);
    return known;
}

const mz_key *mz_row_key(mz_problem *problem, const mz_table *table, const mz_row *row)
{
    size_t number = (size_t)(table - problem->document->tables);
    const mz_key ***keys = &problem->row_keys[number];
    if (*keys == NULL) *keys = mz_arena_array(problem->arena, table->row_count + 1, sizeof **keys);
    if (*keys == NULL) return &nothing;
    const mz_key **key = &(*keys)[row - table->rows];
    if (*key == NULL) *key = mz_name_key(problem, row->label);
    return *key;
}

uint32_t mz_key_count(const mz_problem *problem)
{
    return problem->keys != NULL ? problem->keys->count : 0;
}
