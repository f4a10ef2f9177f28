/* rules_comparisons.c - words that compare two figures of the text (大于, 小于, 持平) against the figures. */
#include <string.h>

#include "facts.h"
#include "flat.h"

enum { LONGEST_SUBJECT = 90, NEAR = 900 /* bytes from the figures to the words */, MOST_FACTS = 40 };

/* Where the clause before offset at begins: after the last punctuation. */
static size_t clause_start(const mz_flat *flat, size_t at)
{
    static const char *const stops[] = {"。", "，", "、", "；", "："};
    size_t begin = at;
    while (begin > 0 && at - begin < LONGEST_SUBJECT) {
        char before = flat->text[begin - 1];
        if (before == ',' || before == ';' || before == ':' || before == ')') break;
        for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
            if (begin >= 3 && memcmp(flat->text + begin - 3, stops[i], 3) == 0) return begin;
        begin--;
    }
    return begin;
}

/* Whether the clause's subject is the item, with whatever stands before it (a year) and behind it (支出). No subject:
 * the sentence goes on about the item before. */
static bool speaks_of(const mz_flat *flat, size_t begin, size_t end, const char *item)
{
    size_t own = strlen(item);
    if (begin == end) return true;
    for (size_t at = begin; own > 0 && at + own <= end; at++)
        if (memcmp(flat->text + at, item, own) == 0) return true;
    return false;
}

/* The figure that f is compared with: one of its item with one of the prefixes before it in its sentence. */
static size_t base_of(const mz_problem *problem, size_t f, const mz_wordlist *bases)
{
    const mz_facts *facts = problem->facts;
    const mz_fact *all = problem->document->facts;
    for (size_t b = f; b-- > 0 && f - b <= MOST_FACTS && all[b].sentence == all[f].sentence;)
        if (all[b].kind == MZ_FACT_VALUE && mz_fact_has_prefix(facts, b, bases) && facts->items[b] == facts->items[f])
            return b;
    return SIZE_MAX;
}

/* The two figures that the words at mark compare: the last ones of one item before them. */
static bool find_pair(const mz_problem *problem, const mz_flat *flat, const mz_mark *mark, const json_t *entry,
                      size_t *value, size_t *base)
{
    mz_wordlist_id bases = mz_list_by_key(json_string_value(json_object_get(entry, "base")));
    if (bases == MZ_WORDLISTS) return false;
    size_t begin = clause_start(flat, mark->at), from = mark->at > NEAR ? mark->at - NEAR : 0;
    if (json_is_true(json_object_get(entry, "same_sentence"))) {
        begin = mark->at; /* the clause names what is compared with, not what is compared */
        from = mz_flat_sentence(flat, mark->at, NEAR);
    }
    for (size_t f = mz_flat_facts_before(problem, flat, mark->at); f-- > 0 && flat->facts[f] >= from;) {
        if (!mz_fact_is_current(problem->facts, f) || !speaks_of(flat, begin, mark->at, problem->facts->items[f]->text))
            continue;
        *value = f;
        *base = base_of(problem, f, &problem->rulebook->wordlists[bases]);
        if (*base != SIZE_MAX)
            return problem->fact_figures[f] != MZ_NO_FIGURE && problem->fact_figures[*base] != MZ_NO_FIGURE;
        if (begin == mark->at) return false; /* the item before has no such pair */
    }
    return false;
}

static void check(mz_problem *problem, const mz_flat *flat, const mz_mark *mark)
{
    const json_t *entry = mz_mark_entry(problem, MZ_MARKS_COMPARISONS, mark);
    json_int_t sign = json_integer_value(json_object_get(entry, "sign"));
    size_t value, base;
    if (!find_pair(problem, flat, mark, entry, &value, &base)) return;
    const mz_interval *x = &problem->figures[problem->fact_figures[value]].interval;
    const mz_interval *y = &problem->figures[problem->fact_figures[base]].interval;
    bool above = x->lo > y->hi, below = x->hi < y->lo;
    if (sign > 0 ? !below : sign < 0 ? !above : !above && !below) return;
    /* a figure that is wrong itself is told once */
    if (mz_figure_is_suspect(problem, problem->fact_figures[value]) ||
        mz_figure_is_suspect(problem, problem->fact_figures[base]))
        return;
    mz_place places[] = {mz_flat_place(problem, flat, mark->at, mark->length),
                         mz_figure_place(problem, problem->fact_figures[value]),
                         mz_figure_place(problem, problem->fact_figures[base])};
    const char *zh =
        mz_arena_printf(problem->arena, "正文称“%s”，而“%s”为%s、“%s”为%s，%s。", places[0].printed, places[1].row,
                        places[1].printed, places[2].row, places[2].printed, above ? "前者大" : "前者小");
    const char *en =
        mz_arena_printf(problem->arena, "The text says '%s', but '%s' is %s and '%s' is %s.", places[0].printed,
                        places[1].row, places[1].printed, places[2].row, places[2].printed);
    mz_report_rule(problem, "narrative.comparison", places, 3, zh, en, NULL, places[0].printed);
}

void mz_rules_comparisons(mz_problem *problem, const mz_flat *flat)
{
    const mz_marks *marks = &flat->marks[MZ_MARKS_COMPARISONS];
    size_t end = 0;
    for (size_t m = 0; m < marks->count && problem->facts != NULL; m++) {
        if (marks->items[m].at < end) continue;
        end = marks->items[m].at + marks->items[m].length;
        check(problem, flat, &marks->items[m]);
    }
}
