/* facts.c - names of the figures in the text and of the rows in the tables. */
#include "facts.h"

#include <string.h>

#include "flat.h"

enum { NEAREST_PARTS = 32 };

/* The rows that have a subject code and a name, those of one key together: a counting sort by the keys' numbers. Of
 * flow text also those whose figures were not found: that a row has none says nothing there. */
static bool name_rows(mz_facts *facts)
{
    mz_problem *problem = facts->problem;
    size_t total = 0, count = 0;
    for (size_t t = 0; t < problem->document->table_count; t++) total += problem->document->tables[t].row_count;
    mz_named_row *met = mz_arena_room(problem->arena, total + 1, sizeof *met);
    facts->rows = mz_arena_room(problem->arena, total + 1, sizeof *facts->rows);
    if (met == NULL || facts->rows == NULL) return false;
    for (size_t t = 0; t < problem->document->table_count; t++) {
        const mz_table *table = &problem->document->tables[t];
        for (size_t r = 0; r < table->row_count; r++) {
            const mz_row *row = &table->rows[r];
            const bool lost = row->cell_count == 0 && (*row->code == '\0' || table->serialisation != MZ_SERIAL_FLOW);
            if ((*row->code == '\0' && problem->rows[t][r].subject == 0) || lost) continue;
            const mz_key *key = mz_row_key(problem, table, row);
            if (key->length > 0) met[count++] = (mz_named_row){key, (uint32_t)t, (uint32_t)r};
        }
    }
    facts->key_count = mz_key_count(problem);
    facts->row_first = mz_arena_array(problem->arena, (size_t)facts->key_count + 2, sizeof *facts->row_first);
    if (facts->row_first == NULL) return false;
    uint32_t *place = facts->row_first + 1; /* one to the left when the rows have been put in their places */
    for (size_t i = 0; i < count; i++) place[met[i].key->number + 1]++;
    for (size_t k = 0; k < facts->key_count; k++) place[k + 1] += place[k];
    for (size_t i = 0; i < count; i++) facts->rows[place[met[i].key->number]++] = met[i];
    return true;
}

static const char *prefix_of(mz_problem *problem, const mz_fact *fact)
{
    size_t subject = strlen(fact->subject), item = strlen(fact->item);
    if (subject <= item + 1 || strcmp(fact->subject + subject - item, fact->item) != 0) return "";
    const char *prefix = mz_arena_copy(problem->arena, fact->subject, subject - item - 1);
    return prefix != NULL ? prefix : "";
}

/* Whether final accounts call the amount a budget in the words before it ("“三公”经费预算36.80万元"). */
static bool is_budget_of_accounts(const mz_facts *facts, size_t fact)
{
    mz_problem *problem = facts->problem;
    const mz_flat *flat = problem->document->identity.kind == MZ_KIND_FINAL_ACCOUNTS ? mz_problem_flat(problem) : NULL;
    return flat != NULL && mz_wordlist_suffix(&problem->rulebook->wordlists[MZ_WORDLIST_BUDGET_BEFORE], flat->text,
                                              flat->facts[fact]) != NULL;
}

static bool is_current(const mz_facts *facts, size_t fact)
{
    const mz_fact *f = &facts->problem->document->facts[fact];
    int32_t year = facts->problem->document->identity.fiscal_year;
    return !facts->planned[fact] && f->kind == MZ_FACT_VALUE && mz_unit_is_money(f->amount.unit) &&
           (f->period == 0 || year == 0 || f->period == year) &&
           (*facts->prefixes[fact] == '\0' ||
            mz_wordlist_has(&facts->problem->rulebook->wordlists[MZ_WORDLIST_CURRENT_PREFIXES], facts->prefixes[fact]));
}

/* The lists that each fact's item is in: looked for once per item, as texts speak of the same things all over. */
static bool look_for_names(mz_facts *facts)
{
    const mz_problem *problem = facts->problem;
    uint32_t *first = mz_arena_array(problem->arena, (size_t)mz_key_count(problem) + 1, sizeof *first);
    for (size_t f = 0; first != NULL && f < problem->document->fact_count; f++) {
        uint64_t *lists = &facts->lists[f * facts->width];
        const mz_key *key = facts->items[f];
        if (key->length == 0) continue;
        if (first[key->number] == 0) {
            mz_names_look(problem->rulebook->names, key->text, lists);
            first[key->number] = (uint32_t)(f + 1);
        } else {
            memcpy(lists, &facts->lists[(first[key->number] - 1) * facts->width], facts->width * sizeof *lists);
        }
    }
    return first != NULL;
}

bool mz_facts_build(mz_problem *problem, mz_facts *facts)
{
    *facts = (mz_facts){.problem = problem};
    size_t count = problem->document->fact_count;
    facts->items = mz_arena_array(problem->arena, count + 1, sizeof *facts->items);
    facts->prefixes = mz_arena_array(problem->arena, count + 1, sizeof *facts->prefixes);
    facts->current = mz_arena_array(problem->arena, count + 1, sizeof *facts->current);
    facts->planned = mz_arena_array(problem->arena, count + 1, sizeof *facts->planned);
    facts->width = mz_names_width(problem->rulebook->names);
    facts->lists = mz_arena_array(problem->arena, count * facts->width + 1, sizeof *facts->lists);
    if (facts->items == NULL || facts->prefixes == NULL || facts->current == NULL || facts->planned == NULL ||
        facts->lists == NULL)
        return false;
    for (size_t f = 0; f < count; f++) {
        facts->items[f] = mz_name_key(problem, problem->document->facts[f].item);
        facts->prefixes[f] = prefix_of(problem, &problem->document->facts[f]);
        facts->planned[f] = is_budget_of_accounts(facts, f);
        facts->current[f] = is_current(facts, f);
    }
    return look_for_names(facts) && name_rows(facts) && !mz_arena_exhausted(problem->arena);
}

bool mz_fact_is_current(const mz_facts *facts, size_t fact)
{
    return facts->current[fact];
}

bool mz_fact_has_prefix(const mz_facts *facts, size_t fact, const mz_wordlist *list)
{
    return mz_wordlist_has(list, facts->prefixes[fact]);
}

bool mz_fact_is_planned(const mz_facts *facts, size_t fact)
{
    const mz_problem *problem = facts->problem;
    const mz_fact *f = &problem->document->facts[fact];
    const mz_identity *who = &problem->document->identity;
    if (who->kind != MZ_KIND_FINAL_ACCOUNTS || f->kind != MZ_FACT_VALUE || !mz_unit_is_money(f->amount.unit) ||
        (f->period != 0 && f->period != who->fiscal_year))
        return false;
    return (facts->planned[fact] && *facts->prefixes[fact] == '\0') ||
           mz_fact_has_prefix(facts, fact, &problem->rulebook->wordlists[MZ_WORDLIST_BUDGET_PREFIXES]);
}

/* Whether the fact's prefix, or the words before it, name the budget at the start of the year. */
static bool names_initial(const mz_facts *facts, size_t fact)
{
    const mz_wordlist *words = &facts->problem->rulebook->wordlists[MZ_WORDLIST_INITIAL_BUDGETS];
    const mz_flat *flat = mz_problem_flat(facts->problem);
    return mz_fact_has_prefix(facts, fact, words) ||
           (flat != NULL && mz_wordlist_suffix(words, flat->text, flat->facts[fact]) != NULL);
}

bool mz_fact_is_initial(const mz_facts *facts, size_t fact)
{
    enum { WINDOW = 40 };
    const mz_problem *problem = facts->problem;
    const mz_wordlist *lists = problem->rulebook->wordlists;
    const uint32_t section = problem->document->facts[fact].section;
    for (size_t f = fact + 1; f-- > 0 && fact - f <= WINDOW && problem->document->facts[f].section == section;) {
        if (names_initial(facts, f)) return true;
        if (mz_fact_has_prefix(facts, f, &lists[MZ_WORDLIST_ADJUSTED_BUDGETS])) return false;
    }
    return false;
}

const mz_named_row *mz_facts_rows(const mz_facts *facts, const mz_key *key, size_t *count)
{
    enum { MOST_ROWS = 4096 /* every fact of the name looks at all of them; of more none is known to be meant */ };
    *count = 0;
    if (key->number >= facts->key_count) return NULL;
    *count = facts->row_first[key->number + 1] - facts->row_first[key->number];
    if (*count > MOST_ROWS) *count = 0;
    return *count > 0 ? &facts->rows[facts->row_first[key->number]] : NULL;
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
    mz_facts_bounds(facts);
}
