/* facts_sums.c - figures of the text that add up: known compositions, and lists introduced by 其中 or 包括. */
#include <string.h>

#include "facts.h"
#include "flat.h"

enum { WINDOW = 64, SHORTEST_LIST = 3, PARTIAL = 2 /* less than half is listed */, SENTENCE = 900 /* bytes */ };

/* Whether both are amounts of the same thing: of the year, however that is said, or with the same words before them. */
static bool same_kind(const mz_facts *facts, size_t a, size_t b)
{
    const mz_fact *x = &facts->problem->document->facts[a], *y = &facts->problem->document->facts[b];
    if (x->kind != y->kind || x->section != y->section || !mz_unit_is_money(x->amount.unit) ||
        !mz_unit_is_money(y->amount.unit) || mz_fact_is_current(facts, a) != mz_fact_is_current(facts, b))
        return false;
    return mz_fact_is_current(facts, a) || strcmp(facts->prefixes[a], facts->prefixes[b]) == 0;
}

/* The fact after whole that names one of the part's names, before the whole is named again. */
static size_t find_part(const mz_facts *facts, size_t whole, uint32_t names)
{
    const mz_document *document = facts->problem->document;
    for (size_t f = whole + 1; f < document->fact_count && f - whole <= WINDOW; f++) {
        bool again = facts->items[f] == facts->items[whole];
        if (!again && !mz_fact_named(facts, f, names)) continue; /* most of them */
        if (same_kind(facts, whole, f)) return again ? SIZE_MAX : f;
    }
    return SIZE_MAX;
}

/* How many things the rest of the fact's sentence says not to have changed. */
static size_t count_unchanged(const mz_facts *facts, size_t fact)
{
    const mz_flat *flat = mz_problem_flat(facts->problem);
    const mz_wordlist *words = &facts->problem->rulebook->wordlists[MZ_WORDLIST_UNCHANGED];
    const char *text = flat != NULL ? flat->text + flat->facts[fact] : "";
    size_t count = 0;
    for (size_t at = 0; at < SENTENCE && text[at] != '\0' && strncmp(text + at, "。", 3) != 0;
         at += mz_flat_step(text + at))
        count += mz_wordlist_prefix(words, text + at) != NULL;
    return count;
}

static void compose(mz_facts *facts, mz_draft *draft, const mz_rule *rule, const mz_composition *sum, size_t whole)
{
    mz_problem *problem = facts->problem;
    if (problem->fact_figures[whole] == MZ_NO_FIGURE) return;
    if (sum->budgets && problem->document->identity.kind != MZ_KIND_BUDGET) return;
    mz_draft_reset(draft);
    mz_draft_figure(problem, draft, problem->fact_figures[whole], 1);
    bool split = false;
    size_t absent = 0;
    for (size_t i = 0; i < sum->part_count; i++) {
        size_t part = find_part(facts, whole, sum->parts[i]);
        if (part == SIZE_MAX && ++absent == sum->part_count) return;
        if (part == SIZE_MAX) continue;
        split |= problem->document->facts[part].parent == (int32_t)whole && mz_fact_is_split(problem, part);
        mz_draft_figure(problem, draft, problem->fact_figures[part], -1);
    }
    bool change = problem->document->facts[whole].kind == MZ_FACT_CHANGE;
    if (absent > 0 && (!change || count_unchanged(facts, whole) < absent)) return;
    for (size_t i = 0; i < sum->optional_count; i++) {
        size_t part = find_part(facts, whole, sum->optional[i]);
        if (part != SIZE_MAX) mz_draft_figure(problem, draft, problem->fact_figures[part], -1);
    }
    mz_wide rest = 0;
    for (size_t i = 0; i < draft->count; i++)
        rest += (mz_wide)problem->figures[draft->terms[i].figure].value * draft->terms[i].coefficient;
    if (split && rest != 0) draft->reason = "split-otherwise";
    mz_draft_commit(problem, draft, rule, MZ_FORM_EQUAL, 0);
}

static void bind_compositions(mz_facts *facts, mz_draft *draft)
{
    mz_problem *problem = facts->problem;
    const mz_rule *values = mz_rulebook_rule(problem->rulebook, "narrative.composition");
    const mz_rule *changes = mz_rulebook_rule(problem->rulebook, "narrative.changes");
    const mz_compositions *sums = &problem->rulebook->compositions;
    for (size_t f = 0; f < problem->document->fact_count; f++) {
        mz_fact_kind kind = problem->document->facts[f].kind;
        const mz_rule *rule = kind == MZ_FACT_VALUE ? values : kind == MZ_FACT_CHANGE ? changes : NULL;
        for (size_t i = 0; i < sums->count && rule != NULL; i++)
            if (mz_fact_named(facts, f, sums->items[i].whole)) compose(facts, draft, rule, &sums->items[i], f);
    }
}

/* Which lines hold one of the words that leave a list open (等, 主要), found out as lists ask: each line once. */
typedef struct open_lines {
    uint32_t *nearest; /* by line, 1-based: the last one up to it that holds a word, 0 when none does */
    uint32_t known;    /* lines up to here have been looked at, or passed over: lists come in the order of the text */
} open_lines;

/* Whether the lines from one fact to another hold one of the words: the list does not claim to be complete. */
static bool list_is_open(const mz_facts *facts, open_lines *lines, size_t first, size_t last)
{
    const mz_text *text = facts->problem->document->text;
    const mz_wordlist *words = &facts->problem->rulebook->wordlists[MZ_WORDLIST_OPEN_LIST];
    const uint32_t from = facts->problem->document->facts[first].span.line,
                   to = facts->problem->document->facts[last].span.line;
    if (text == NULL || from == 0 || to < from || to > text->count) return false;
    if (lines->nearest == NULL)
        lines->nearest = mz_arena_array(facts->problem->arena, text->count + 1, sizeof *lines->nearest);
    if (lines->nearest == NULL) return false;
    if (lines->known == 0 || lines->known + 1 < from) {
        lines->known = from - 1;
        lines->nearest[lines->known] = 0;
    }
    for (; lines->known < to; lines->known++) {
        const mz_line *line = &text->lines[lines->known];
        bool open = mz_wordlist_find(words, line->text, line->length, NULL) != NULL;
        lines->nearest[lines->known + 1] = open ? lines->known + 1 : lines->nearest[lines->known];
    }
    return lines->nearest[to] >= from;
}

/* Whether the list names only some of what the whole is made of: the rest stands in other paragraphs or nowhere. */
static bool list_is_partial(const mz_problem *problem, size_t parent, const size_t *parts, size_t count)
{
    if (problem->fact_figures[parent] == MZ_NO_FIGURE) return false;
    mz_wide rest = problem->figures[problem->fact_figures[parent]].value, whole = rest;
    for (size_t i = 0; i < count; i++)
        if (problem->fact_figures[parts[i]] != MZ_NO_FIGURE)
            rest -= problem->figures[problem->fact_figures[parts[i]]].value;
    if (whole < 0) rest = -rest, whole = -whole;
    return count == 1 ? rest != 0 : rest * PARTIAL > whole;
}

/* How many of the parts add up to the whole when some of them do from the first on: what follows then is no part of it
 * (公务用车费77万元，其中购置费36万元、运行费41万元；公务接待费2万元). count when none do. */
static size_t parts_until_whole(const mz_problem *problem, size_t parent, const size_t *parts, size_t count)
{
    if (problem->fact_figures[parent] == MZ_NO_FIGURE) return count;
    mz_wide rest = problem->figures[problem->fact_figures[parent]].value;
    for (size_t i = 0; i < count; i++) {
        if (problem->fact_figures[parts[i]] != MZ_NO_FIGURE)
            rest -= problem->figures[problem->fact_figures[parts[i]]].value;
        if (rest == 0) return i + 1;
    }
    return count;
}

/* Whether the parts add up to another amount of the sentence that they follow: 支出11500万元，结余200万元。其中：… */
static bool are_of_another(const mz_facts *facts, size_t parent, const size_t *parts, size_t count)
{
    const mz_problem *problem = facts->problem;
    const mz_fact *all = problem->document->facts;
    mz_wide sum = 0;
    for (size_t i = 0; i < count; i++)
        if (problem->fact_figures[parts[i]] != MZ_NO_FIGURE)
            sum += problem->figures[problem->fact_figures[parts[i]]].value;
    for (size_t f = parts[0]; f-- > 0 && parts[0] - f <= WINDOW && all[f].sentence >= all[parent].sentence;)
        if (f != parent && all[f].kind == all[parent].kind && problem->fact_figures[f] != MZ_NO_FIGURE &&
            mz_unit_is_money(all[f].amount.unit) && problem->figures[problem->fact_figures[f]].value == sum)
            return sum != 0;
    return false;
}

/* Children of fact parent: a list of parts. More than the whole is always wrong; less only when the list is complete.
 */
static void bind_list(mz_facts *facts, mz_draft *draft, open_lines *lines, size_t parent, const size_t *parts,
                      size_t count)
{
    mz_problem *problem = facts->problem;
    bool open = count < SHORTEST_LIST || list_is_open(facts, lines, parent, parts[count - 1]);
    const mz_rule *exceeds = mz_rulebook_rule(problem->rulebook, "narrative.exceeds");
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, open ? "narrative.list_open" : "narrative.list");
    if (rule != NULL && count > 1 && are_of_another(facts, parent, parts, count)) {
        mz_problem_not_evaluable(problem, rule, "parts-of-another-amount");
        return;
    }
    for (int pass = 0; pass < 2; pass++) {
        const mz_rule *one = pass == 0 ? rule : exceeds;
        if (one == NULL) continue;
        mz_draft_reset(draft);
        mz_draft_figure(problem, draft, problem->fact_figures[parent], pass == 0 ? 1 : -1);
        for (size_t i = 0; i < count; i++)
            mz_draft_figure(problem, draft, problem->fact_figures[parts[i]], pass == 0 ? -1 : 1);
        if (pass == 0 && open && list_is_partial(problem, parent, parts, count)) draft->reason = "partial-list";
        if (pass == 0 || (count > 1 && problem->document->facts[parent].kind == MZ_FACT_VALUE))
            mz_draft_commit(problem, draft, one, pass == 0 ? MZ_FORM_EQUAL : MZ_FORM_AT_MOST, 0);
    }
}

static bool are_called_alike(const mz_facts *facts, size_t one, size_t other)
{
    return facts->items[one] == facts->items[other] && strcmp(facts->prefixes[one], facts->prefixes[other]) == 0;
}

/* Whether the list has the item already: the text goes on to speak of it again. */
static bool is_repeated(const mz_facts *facts, const size_t *parts, size_t count, size_t fact)
{
    for (size_t i = 0; i < count && i < WINDOW; i++)
        if (are_called_alike(facts, parts[i], fact) && facts->problem->document->facts[parts[i]].amount.value ==
                                                           facts->problem->document->facts[fact].amount.value)
            return true;
    return false;
}

/* Whether one of the two is what was planned and the other what became of it:
 * 支出12万元，其中：接待费预算3万元，支出1万元. */
static bool is_other_stage(const mz_facts *facts, size_t whole, size_t part)
{
    return facts->planned[whole] != facts->planned[part];
}

static void bind_lists(mz_facts *facts, mz_draft *draft)
{
    const mz_document *document = facts->problem->document;
    bool *of_another = mz_arena_array(facts->problem->arena, document->fact_count + 1, sizeof *of_another);
    size_t *children = mz_arena_array(facts->problem->arena, document->fact_count + 1, sizeof *children);
    uint32_t *first = mz_arena_array(facts->problem->arena, document->fact_count + 2, sizeof *first);
    if (children == NULL || first == NULL || of_another == NULL) return;
    /* counting sort of facts by parent: linear however the lists nest */
    for (size_t f = 0; f < document->fact_count; f++)
        if (document->facts[f].parent >= 0 && (size_t)document->facts[f].parent < document->fact_count)
            first[document->facts[f].parent + 1]++;
    for (size_t f = 0; f < document->fact_count; f++) first[f + 1] += first[f];
    uint32_t *fill = mz_arena_array(facts->problem->arena, document->fact_count + 1, sizeof *fill);
    if (fill == NULL) return;
    for (size_t f = 0; f < document->fact_count; f++) {
        int32_t parent = document->facts[f].parent;
        if (parent < 0 || (size_t)parent >= document->fact_count) continue;
        const mz_fact *whole = &document->facts[parent], *part = &document->facts[f];
        if (whole->kind != part->kind || !mz_unit_is_money(part->amount.unit) || !mz_unit_is_money(whole->amount.unit))
            continue;
        if (is_other_stage(facts, (size_t)parent, f)) continue;
        /* nothing is a part of itself, and a list that has it is another's
         * (甲乙费90万元（甲费50万元，乙费40万元），比上年 增加6万元。其中：甲费50万元，…；乙费40万元) */
        of_another[parent] = of_another[parent] || are_called_alike(facts, (size_t)parent, f);
        if (is_repeated(facts, children + first[parent], fill[parent], f)) continue;
        children[first[parent] + fill[parent]++] = f;
    }
    open_lines lines = {0};
    for (size_t p = 0; p < document->fact_count; p++)
        if (fill[p] > 0 && !of_another[p] && document->facts[p].amount.value != 0)
            bind_list(facts, draft, &lines, p, children + first[p],
                      parts_until_whole(facts->problem, p, children + first[p], fill[p]));
}

/* The nearest current fact before fact, in its section, that bears one of the names; SIZE_MAX when there is none. */
static size_t whole_before(const mz_facts *facts, size_t fact, uint32_t names)
{
    const mz_document *document = facts->problem->document;
    for (size_t f = fact; f-- > 0 && fact - f <= WINDOW;) {
        if (document->facts[f].section != document->facts[fact].section) break;
        if (mz_fact_is_current(facts, f) && mz_fact_named(facts, f, names)) return f;
    }
    return SIZE_MAX;
}

/* Amounts that are part of another by what they are called: the money reserved for small enterprises, guests from
 * abroad. */
static void bind_parts(mz_facts *facts, mz_draft *draft)
{
    mz_problem *problem = facts->problem;
    const mz_rule *rule = mz_rulebook_rule(problem->rulebook, "narrative.exceeds");
    const mz_compositions *parts = &problem->rulebook->parts;
    for (size_t f = 0; f < problem->document->fact_count && rule != NULL; f++) {
        if (!mz_fact_is_current(facts, f)) continue;
        for (size_t i = 0; i < parts->count; i++) {
            if (!mz_fact_named(facts, f, parts->items[i].parts[0])) continue;
            size_t whole = whole_before(facts, f, parts->items[i].whole);
            if (whole == SIZE_MAX) continue;
            mz_draft_reset(draft);
            mz_draft_figure(problem, draft, problem->fact_figures[f], 1);
            mz_draft_figure(problem, draft, problem->fact_figures[whole], -1);
            mz_draft_commit(problem, draft, rule, MZ_FORM_AT_MOST, 0);
        }
    }
}

void mz_facts_sums(mz_facts *facts)
{
    mz_draft draft = {0};
    bind_compositions(facts, &draft);
    bind_lists(facts, &draft);
    bind_parts(facts, &draft);
}
