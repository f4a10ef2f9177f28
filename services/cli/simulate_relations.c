/* simulate_relations.c - which relations a printed figure takes part in, from the template's "sums", the code hierarchy
 * and the same figure elsewhere: the simulator's own account of what a checker can see. */
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

sim_cell *sim_at(const sim_document *document, sim_spot spot)
{
    return &document->blocks[spot.block].rows[spot.row].cells[spot.column];
}

static bool printed(const sim_block *block, const char *key)
{
    for (size_t r = 0; r < block->row_count; r++)
        for (size_t c = 0; c < block->rows[r].count; c++) {
            const sim_cell *cell = &block->rows[r].cells[c];
            if (cell->kind == SIM_AMOUNT && cell->key != NULL && cell->text[0] != '\0' && strcmp(cell->key, key) == 0)
                return true;
        }
    return false;
}

/* Whether key has the form of token, where '*' or '@' stands for anything; code receives what it stands for. */
static bool matches(const char *token, size_t length, const char *key, char *code, size_t size)
{
    const char *star = memchr(token, '*', length);
    if (star == NULL) star = memchr(token, '@', length);
    *code = '\0';
    if (star == NULL) return strlen(key) == length && strncmp(token, key, length) == 0;
    size_t before = (size_t)(star - token), after = length - before - 1, whole = strlen(key);
    if (whole <= before + after || strncmp(key, token, before) != 0 ||
        strncmp(key + whole - after, star + 1, after) != 0)
        return false;
    return (size_t)snprintf(code, size, "%.*s", (int)(whole - before - after), key + before) < size;
}

/* Whether the block prints the token's figure for code, or need not because it is zero. Tokens with '@' stand for all
 * items of their list: at least one is printed. */
static bool present(const sim_document *document, const sim_block *block, const char *token, size_t length,
                    const char *code, bool required)
{
    char *pattern = sim_text("%.*s", (int)length, token), *at = strchr(pattern, '@');
    bool good = at == NULL;
    if (at == NULL) {
        char *key = sim_key(&(sim_item){.code = code}, pattern);
        const bool planned = strncmp(key, "plan.", 5) == 0;
        int64_t value = sim_value(planned ? document->plan : document->model, planned ? key + 5 : key);
        good = printed(block, key) || (!required && value == 0);
        free(key);
    } else {
        *at = '*';
        const json_t *list = json_object_get(document->model, strncmp(token, "buy", 3) == 0 ? "purchases" : "projects");
        size_t i;
        json_t *entry;
        json_array_foreach(list, i, entry)
        {
            char *key = sim_key(&(sim_item){.code = json_string_value(json_object_get(entry, "code"))}, pattern);
            good = good || printed(block, key);
            free(key);
        }
    }
    free(pattern);
    return good;
}

static void add_relation(json_t *relations, const char *kind, const char *key)
{
    char *name = sim_text("%s:%s", kind, key);
    size_t i;
    json_t *known;
    bool fresh = true;
    json_array_foreach(relations, i, known) fresh = fresh && strcmp(json_string_value(known), name) != 0;
    if (fresh) json_array_append_new(relations, json_string(name));
    free(name);
}

/* One rule of "sums": TOTAL=PART+PART. */
static void sum_relation(const sim_document *document, const sim_block *block, const char *rule, const char *key,
                         json_t *relations)
{
    char code[32] = "", found[32];
    bool concerned = false;
    for (const char *token = rule; *token != '\0';) {
        size_t length = strcspn(token, "=+");
        if (matches(token, length, key, found, sizeof found)) {
            concerned = true;
            snprintf(code, sizeof code, "%s", found);
        }
        token += length + (token[length] != '\0');
    }
    if (!concerned) return;
    size_t total = strcspn(rule, "=");
    if (!present(document, block, rule, total, code, true)) return;
    for (const char *token = rule + total + 1; *token != '\0';) {
        size_t length = strcspn(token, "+");
        if (!present(document, block, token, length, code, false)) return;
        token += length + (token[length] == '+');
    }
    char *pattern = sim_text("%.*s", (int)total, rule), *name = sim_key(&(sim_item){.code = code}, pattern);
    add_relation(relations, "sum", name);
    free(pattern), free(name);
}

/* Code hierarchy: the code above, and the codes below. */
static void hierarchy_relations(const sim_document *document, const sim_block *block, const char *key,
                                json_t *relations)
{
    const char *first = strchr(key, '.'), *last = strrchr(key, '.');
    if (first == NULL || first == last) return;
    size_t tree = (size_t)(first - key), digits = (size_t)(last - first) - 1;
    bool sum = digits == 3 && strncmp(first + 1, "sum", 3) == 0;
    if (!sum && strspn(first + 1, "0123456789") != digits) return;
    if (!sum) {
        char *above = digits == 3 ? sim_text("%.*s.sum%s", (int)tree, key, last)
                                  : sim_text("%.*s.%.*s%s", (int)tree, key, (int)digits - 2, first + 1, last);
        if (printed(block, above)) add_relation(relations, "sum", above);
        free(above);
    }
    const char *list = strncmp(key, "in.", 3) == 0 || strncmp(key, "fiscal.", 7) == 0 ? "fn" : NULL;
    char *name = sim_text("%.*s", (int)tree, key);
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(document->model, list == NULL ? name : list), i, entry)
    {
        const char *code = json_string_value(entry);
        bool below = sum ? strlen(code) == 3 : strlen(code) == digits + 2 && strncmp(code, first + 1, digits) == 0;
        if (code == NULL || !below) continue;
        char *child = sim_text("%s.%s%s", name, code, last);
        if (printed(block, child)) add_relation(relations, "sum", key);
        free(child);
    }
    free(name);
}

void sim_relations_of(const sim_document *document, sim_spot spot, json_t *relations)
{
    const sim_block *block = &document->blocks[spot.block];
    const char *key = sim_at(document, spot)->key;
    size_t i;
    json_t *rule;
    json_array_foreach(json_object_get(document->form, "sums"), i, rule)
        sum_relation(document, block, json_string_value(rule), key, relations);
    hierarchy_relations(document, block, key, relations);
    for (size_t b = 0; b < document->block_count; b++)
        if (b != spot.block && printed(&document->blocks[b], key))
            add_relation(relations, document->blocks[b].kind == SIM_TABLE ? "table" : "text", key);
}
