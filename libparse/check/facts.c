/* facts.c - names of the figures in the text and of the rows in the tables. */
#include "facts.h"

#include <string.h>

enum { NEAREST_PARTS = 32 };

/* Bytes of a leading number such as "四、", "（一）", "1." or the word 其中. */
static size_t leading_number(const char *text)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
    size_t at = *text == '(' ? 1 : 0;
    for (bool again = true; again;) {
        again = text[at] >= '0' && text[at] <= '9';
        if (again) at++;
        for (size_t i = 0; !again && i < sizeof digits / sizeof *digits; i++)
            if (text[at] == digits[i][0] && text[at + 1] == digits[i][1] && text[at + 2] == digits[i][2]) {
                at += 3;
                again = true;
            }
    }
    if (at == (size_t)(*text == '(')) return 0;
    if (*text == '(') return text[at] == ')' ? at + 1 : 0;
    if (strncmp(text + at, "、", 3) == 0) return at + 3;
    return text[at] == '.' ? at + 1 : 0;
}

const char *mz_name_key(mz_problem *problem, const char *label)
{
    static const char *const suffixes[] = {"(类)", "(款)", "(项)"};
    char *key = mz_text_key(problem->arena, label, strlen(label));
    if (key == NULL) return "";
    key += leading_number(key);
    if (strncmp(key, "其中", 6) == 0) {
        key += 6;
        if (*key == ':') key++;
        key += leading_number(key);
    }
    size_t length = strlen(key);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t own = strlen(suffixes[i]);
        if (length > own && strcmp(key + length - own, suffixes[i]) == 0) key[length -= own] = '\0';
    }
    return key;
}

const char *mz_row_key(mz_problem *problem, const mz_table *table, const mz_row *row)
{
    size_t number = (size_t)(table - problem->document->tables);
    const char ***keys = &problem->row_keys[number];
    if (*keys == NULL) *keys = mz_arena_array(problem->arena, table->row_count + 1, sizeof **keys);
    if (*keys == NULL) return "";
    const char **key = &(*keys)[row - table->rows];
    if (*key == NULL) *key = mz_name_key(problem, row->label);
    return *key;
}

static int compare_rows(const void *left, const void *right)
{
    const mz_named_row *a = left, *b = right;
    int order = strcmp(a->key, b->key);
    if (order != 0) return order;
    if (a->table != b->table) return a->table < b->table ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static bool name_rows(mz_facts *facts)
{
    mz_problem *problem = facts->problem;
    size_t total = 0;
    for (size_t t = 0; t < problem->document->table_count; t++) total += problem->document->tables[t].row_count;
    facts->rows = mz_arena_array(problem->arena, total + 1, sizeof *facts->rows);
    if (facts->rows == NULL) return false;
    for (size_t t = 0; t < problem->document->table_count; t++) {
        const mz_table *table = &problem->document->tables[t];
        for (size_t r = 0; r < table->row_count; r++) {
            const mz_row *row = &table->rows[r];
            if ((*row->code == '\0' && *mz_code_of_role(row->role) == '\0') || row->cell_count == 0) continue;
            const char *key = mz_row_key(problem, table, row);
            if (*key != '\0') facts->rows[facts->row_count++] = (mz_named_row){key, (uint32_t)t, (uint32_t)r};
        }
    }
    mz_sort(facts->rows, facts->row_count, sizeof *facts->rows, compare_rows);
    return true;
}

static const char *prefix_of(mz_problem *problem, const mz_fact *fact)
{
    size_t subject = strlen(fact->subject), item = strlen(fact->item);
    if (subject <= item + 1 || strcmp(fact->subject + subject - item, fact->item) != 0) return "";
    const char *prefix = mz_arena_copy(problem->arena, fact->subject, subject - item - 1);
    return prefix != NULL ? prefix : "";
}

static bool is_current(const mz_facts *facts, size_t fact)
{
    const mz_fact *f = &facts->problem->document->facts[fact];
    int32_t year = facts->problem->document->identity.fiscal_year;
    return f->kind == MZ_FACT_VALUE && mz_unit_is_money(f->amount.unit) &&
           (f->period == 0 || year == 0 || f->period == year) &&
           (*facts->prefixes[fact] == '\0' ||
            mz_wordlist_has(&facts->problem->rulebook->wordlists[MZ_WORDLIST_CURRENT_PREFIXES], facts->prefixes[fact]));
}

bool mz_facts_build(mz_problem *problem, mz_facts *facts)
{
    *facts = (mz_facts){.problem = problem};
    size_t count = problem->document->fact_count;
    facts->items = mz_arena_array(problem->arena, count + 1, sizeof *facts->items);
    facts->prefixes = mz_arena_array(problem->arena, count + 1, sizeof *facts->prefixes);
    facts->current = mz_arena_array(problem->arena, count + 1, sizeof *facts->current);
    facts->width = mz_names_width(problem->rulebook->names);
    facts->lists = mz_arena_array(problem->arena, count * facts->width + 1, sizeof *facts->lists);
    if (facts->items == NULL || facts->prefixes == NULL || facts->current == NULL || facts->lists == NULL) return false;
    for (size_t f = 0; f < count; f++) {
        facts->items[f] = mz_name_key(problem, problem->document->facts[f].item);
        facts->prefixes[f] = prefix_of(problem, &problem->document->facts[f]);
        facts->current[f] = is_current(facts, f);
        mz_names_look(problem->rulebook->names, facts->items[f], &facts->lists[f * facts->width]);
    }
    return name_rows(facts) && !mz_arena_exhausted(problem->arena);
}

bool mz_fact_is_current(const mz_facts *facts, size_t fact)
{
    return facts->current[fact];
}

bool mz_fact_has_prefix(const mz_facts *facts, size_t fact, const mz_wordlist *list)
{
    return mz_wordlist_has(list, facts->prefixes[fact]);
}

const mz_named_row *mz_facts_rows(const mz_facts *facts, const char *key, size_t *count)
{
    size_t low = 0, high = facts->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(facts->rows[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < facts->row_count && strcmp(facts->rows[low + *count].key, key) == 0) (*count)++;
    return *count > 0 ? &facts->rows[low] : NULL;
}

bool mz_fact_is_split(const mz_problem *problem, size_t fact)
{
    const mz_document *document = problem->document;
    int32_t parent = document->facts[fact].parent;
    if (parent < 0 || (size_t)parent >= document->fact_count) return false;
    mz_wide sum = 0, slack = 0;
    size_t others = 0;
    for (size_t f = (size_t)parent + 1; f < document->fact_count && f < (size_t)parent + NEAREST_PARTS; f++) {
        const mz_fact *part = &document->facts[f];
        if (part->parent != parent || part->kind != MZ_FACT_VALUE || problem->fact_figures[f] == MZ_NO_FIGURE) continue;
        const mz_figure *figure = &problem->figures[problem->fact_figures[f]];
        sum += figure->value;
        slack += (figure->interval.hi - figure->interval.lo) / 2;
        others += f != fact && figure->value != 0;
    }
    uint32_t whole = problem->fact_figures[parent];
    if (others == 0 || whole == MZ_NO_FIGURE) return false;
    mz_wide rest = problem->figures[whole].value - sum;
    return rest <= slack && -rest <= slack;
}

void mz_bind_narrative(mz_problem *problem)
{
    mz_facts *facts = mz_arena_alloc(problem->arena, sizeof *facts);
    if (facts == NULL || problem->document->fact_count == 0 || !mz_facts_build(problem, facts)) return;
    problem->facts = facts;
    mz_facts_against_tables(facts);
    mz_facts_sums(facts);
    mz_facts_rates(facts);
    mz_facts_reasons(facts);
}
