/* rules_changes.c - amounts that are the same money as the sum of others have changed by as much: the figures of the
 * year before that the statements imply would else differ. */
#include <string.h>

#include "facts.h"
#include "flat.h"

enum { MOST_PARTS = 8, REACH = 40 /* facts from the whole to its parts */, CLAUSE = 120 };

/* An amount of the text with what is said of its change. */
typedef struct stated {
    size_t fact;
    size_t change; /* the fact of the change, SIZE_MAX: said not to have changed */
} stated;

/* Whether the amount is said not to have changed, before the next one is named. */
static bool says_unchanged(const mz_problem *problem, const mz_flat *flat, size_t fact)
{
    const mz_wordlist *words = &problem->rulebook->wordlists[MZ_WORDLIST_UNCHANGED];
    const char *text = flat->text + flat->facts[fact];
    size_t end = fact + 1 < problem->document->fact_count ? flat->facts[fact + 1] - flat->facts[fact] : CLAUSE;
    for (size_t at = 0;
         at < CLAUSE && at < end && text[at] != '\0' && text[at] != ';' && strncmp(text + at, "。", 3) != 0;
         at += mz_flat_step(text + at))
        if (mz_wordlist_prefix(words, text + at) != NULL) return true;
    return false;
}

/* The change of one of names that is stated apart from its amount, behind its parts:
 * 财政拨款支出预算合计比2030年增加5万元; SIZE_MAX when there is none. */
static size_t change_apart(const mz_facts *facts, uint32_t names, size_t fact)
{
    const mz_document *document = facts->problem->document;
    for (size_t f = fact + 1; f < fact + REACH && f < document->fact_count; f++) {
        if (document->facts[f].section != document->facts[fact].section) break;
        if (document->facts[f].kind == MZ_FACT_CHANGE && mz_unit_is_money(document->facts[f].amount.unit) &&
            mz_fact_named(facts, f, names))
            return f;
    }
    return SIZE_MAX;
}

/* The current amount of one of names among the facts [from, to), with its change; false when one of the two is not
 * said. */
static bool find(const mz_problem *problem, const mz_flat *flat, uint32_t names, size_t from, size_t to, stated *s)
{
    const mz_facts *facts = problem->facts;
    const mz_document *document = problem->document;
    for (size_t f = from; f < to && f < document->fact_count; f++) {
        if (!mz_fact_is_current(facts, f) || !mz_fact_named(facts, f, names)) continue;
        size_t next = f + 1;
        bool changed = next < document->fact_count && document->facts[next].kind == MZ_FACT_CHANGE &&
                       mz_unit_is_money(document->facts[next].amount.unit) &&
                       document->facts[next].sentence == document->facts[f].sentence &&
                       facts->items[next] == facts->items[f];
        if (!changed && !says_unchanged(problem, flat, f)) {
            next = change_apart(facts, names, f);
            changed = next != SIZE_MAX;
        }
        *s = (stated){f, changed ? next : SIZE_MAX};
        if (problem->fact_figures[f] == MZ_NO_FIGURE || (changed && problem->fact_figures[next] == MZ_NO_FIGURE))
            return false;
        return changed || says_unchanged(problem, flat, f);
    }
    return false;
}

static void add(const mz_problem *problem, mz_interval *sum, uint32_t figure)
{
    sum->lo += problem->figures[figure].interval.lo;
    sum->hi += problem->figures[figure].interval.hi;
}

static void report(mz_problem *problem, const stated *all, size_t count)
{
    mz_place places[2 * (MOST_PARTS + 1)];
    size_t shown = 0;
    for (size_t i = 0; i < count; i++)
        places[shown++] =
            mz_figure_place(problem, problem->fact_figures[all[i].change != SIZE_MAX ? all[i].change : all[i].fact]);
    const char *item = problem->document->facts[all[0].fact].item;
    const char *zh = mz_arena_printf(
        problem->arena, "“%s”等于其各组成部分之和，所述增减额却不等于各组成部分增减额之和，推算的上年数不一致。", item);
    const char *en =
        mz_arena_printf(problem->arena,
                        "'%s' is the sum of its parts, but its stated change is not the sum of theirs: the "
                        "figures of the year before differ.",
                        item);
    mz_report_rule(problem, "narrative.bases", places, shown, zh, en, NULL, places[0].printed);
}

/* Whether a change among them was told of already: one that is wrong breaks the sums above and below it. Marks all. */
static bool was_told(const stated *all, size_t count, bool *told)
{
    bool before = false;
    for (size_t i = 0; i < count; i++)
        if (all[i].change != SIZE_MAX) before |= told[all[i].change];
    for (size_t i = 0; i < count; i++)
        if (all[i].change != SIZE_MAX) told[all[i].change] = true;
    return before;
}

/* Whether the statements compare with one and the same year or budget, as far as they say with which, and no other
 * finding speaks of one of their figures. In final accounts, which are compared with a budget and with the year before,
 * "unchanged" does not say against which of them. */
static bool are_alike(const mz_problem *problem, const stated *all, size_t count)
{
    const mz_facts *facts = problem->facts;
    const mz_document *document = problem->document;
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        const size_t change = all[i].change;
        if (mz_figure_is_suspect(problem, problem->fact_figures[all[i].fact])) return false;
        if (change == SIZE_MAX && document->identity.kind == MZ_KIND_FINAL_ACCOUNTS) return false;
        if (change == SIZE_MAX) continue;
        if (mz_figure_is_suspect(problem, problem->fact_figures[change])) return false;
        if (first == SIZE_MAX) first = change;
        if (strcmp(facts->prefixes[change], facts->prefixes[first]) != 0 ||
            document->facts[change].base_year != document->facts[first].base_year)
            return false;
    }
    return true;
}

static void check(mz_problem *problem, const mz_flat *flat, const mz_composition *sum, size_t from, bool *told)
{
    stated all[MOST_PARTS + 1];
    size_t count = 1;
    if (!find(problem, flat, sum->whole, from, from + 1, &all[0])) return;
    mz_interval rest = {0, 0}, change = {0, 0};
    for (size_t i = 0; i < sum->part_count && count <= MOST_PARTS; i++) {
        if (!find(problem, flat, sum->parts[i], from + 1, from + REACH, &all[count])) return;
        add(problem, &rest, problem->fact_figures[all[count].fact]);
        if (all[count].change != SIZE_MAX) add(problem, &change, problem->fact_figures[all[count].change]);
        count++;
    }
    const mz_interval *whole = &problem->figures[problem->fact_figures[all[0].fact]].interval;
    mz_interval own = {0, 0};
    if (all[0].change != SIZE_MAX) add(problem, &own, problem->fact_figures[all[0].change]);
    bool same = whole->lo <= rest.hi && rest.lo <= whole->hi, agrees = own.lo <= change.hi && change.lo <= own.hi;
    if (same && !agrees && are_alike(problem, all, count) && !was_told(all, count, told)) report(problem, all, count);
}

void mz_rules_changes(mz_problem *problem, const mz_flat *flat)
{
    const mz_compositions *sums = &problem->rulebook->same_changes;
    bool *told = mz_arena_array(problem->arena, problem->document->fact_count + 1, sizeof *told);
    for (size_t f = 0; problem->facts != NULL && told != NULL && f < problem->document->fact_count; f++)
        for (size_t i = 0; i < sums->count; i++)
            if (mz_fact_named(problem->facts, f, sums->items[i].whole)) check(problem, flat, &sums->items[i], f, told);
}
