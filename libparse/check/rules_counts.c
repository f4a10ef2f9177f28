/* rules_counts.c - groups, visits, persons and vehicles that the text counts, held against the money spent on them. */
#include <string.h>

#include "facts.h"
#include "flat.h"

enum {
    FILLER = 15,      /* bytes between the thing and its number, and between a number and that of the persons */
    NEAR = 1500,      /* bytes within which the money stands before its count */
    PARTS_NEAR = 300, /* and a part behind its whole */
    LONGEST_SENTENCE = 600
};

/* "公务接待2批次、26人次": the thing, how many, and how many persons took part. */
typedef struct count {
    size_t at, length;       /* in the flat text */
    int64_t number, persons; /* persons -1: not said */
} count;

/* The number with one of units that follows text within a few characters; *used receives the bytes read. */
static bool read_number(const char *text, const mz_wordlist *units, int64_t *number, size_t *used)
{
    size_t at = 0;
    while (at < FILLER && text[at] != '\0' && strncmp(text + at, "。", 3) != 0 && (text[at] < '0' || text[at] > '9'))
        at += mz_flat_step(text + at);
    size_t digits = mz_flat_number(text + at, number);
    const mz_wordlist_word *unit = digits > 0 ? mz_wordlist_prefix(units, text + at + digits) : NULL;
    *used = at + digits + (unit != NULL ? unit->length : 0);
    return unit != NULL;
}

static bool read_count(const mz_problem *problem, const mz_flat *flat, const mz_mark *mark, count *c)
{
    const mz_counting *counting = &problem->rulebook->counts[mark->entry];
    const char *after = flat->text + mark->at + mark->length;
    size_t used, more;
    *c = (count){.at = mark->at, .persons = -1};
    if (!read_number(after, &counting->units, &c->number, &used) || mz_flat_other_year(problem, flat, mark->at))
        return false;
    if (read_number(after + used, &problem->rulebook->wordlists[MZ_WORDLIST_PERSON_UNITS], &c->persons, &more))
        used += more;
    else
        c->persons = -1;
    c->length = mark->length + used;
    return true;
}

/* The amount of the text that the count speaks of: the nearest before it that bears one of the names. */
static uint32_t money_of(mz_problem *problem, const mz_flat *flat, const count *c, const mz_counting *counting)
{
    const mz_facts *facts = problem->facts;
    for (size_t f = mz_flat_facts_before(problem, flat, c->at); counting->has_money && f-- > 0;) {
        if (flat->facts[f] + NEAR < c->at) break;
        if (mz_fact_is_current(facts, f) && mz_fact_named(facts, f, counting->items)) return problem->fact_figures[f];
    }
    return MZ_NO_FIGURE;
}

/* true when it reported something. */
static bool check_money(mz_problem *problem, const mz_flat *flat, const count *c, const mz_counting *counting)
{
    uint32_t money = money_of(problem, flat, c, counting);
    if (money == MZ_NO_FIGURE || counting->rule == NULL || mz_figure_is_suspect(problem, money)) return false;
    bool spent = problem->figures[money].value != 0, counted = c->number > 0 || c->persons > 0;
    /* what others organise or another money pays is not counted: only a plain "0 groups, 0 persons" says that nobody
     * went */
    bool plain = !counting->has_persons || c->persons == 0;
    if (spent == counted || (spent && !plain)) return false;
    mz_place places[] = {mz_flat_place(problem, flat, c->at, c->length), mz_figure_place(problem, money)};
    const char *zh = mz_arena_printf(problem->arena, "正文写“%s”，而“%s”为%s，数量与金额不符。", places[0].printed,
                                     places[1].row, places[1].printed);
    const char *en = mz_arena_printf(problem->arena, "The text counts '%s' while '%s' is %s: one of the two is wrong.",
                                     places[0].printed, places[1].row, places[1].printed);
    mz_report_rule(problem, counting->rule, places, 2, zh, en, NULL, places[0].printed);
    return true;
}

static void report_persons(mz_problem *problem, const mz_flat *flat, const count *part, const count *whole)
{
    mz_place places[] = {mz_flat_place(problem, flat, part->at, part->length),
                         mz_flat_place(problem, flat, whole->at, whole->length)};
    const char *zh = mz_arena_printf(problem->arena, "“%s”：人次不应少于批次（团组），其中数不应多于总数（“%s”）。",
                                     places[0].printed, places[1].printed);
    const char *en = mz_arena_printf(problem->arena,
                                     "'%s': each group has at least one person, and a part is no more than the whole "
                                     "('%s').",
                                     places[0].printed, places[1].printed);
    mz_report_rule(problem, "three_public.persons", places, part == whole ? 1 : 2, zh, en, NULL, places[0].printed);
}

void mz_rules_counts(mz_problem *problem, const mz_flat *flat)
{
    const mz_marks *marks = &flat->marks[MZ_MARKS_COUNTS];
    count last = {.at = 0};
    const char *last_kind = "";
    size_t end = 0;
    for (size_t m = 0; m < marks->count && problem->facts != NULL; m++) {
        count c;
        if (marks->items[m].at < end) continue; /* part of a longer word */
        end = marks->items[m].at + marks->items[m].length;
        if (!read_count(problem, flat, &marks->items[m], &c)) continue;
        const mz_counting *own = &problem->rulebook->counts[marks->items[m].entry];
        const char *whole = own->part_of;
        bool part = whole != NULL && strcmp(whole, last_kind) == 0 && last.at + PARTS_NEAR > c.at;
        bool nobody = own->needs_number && c.number == 0 && c.persons > 0;
        bool few = nobody || (c.persons >= 0 && c.persons < c.number);
        bool many = part && (c.number > last.number || (last.persons >= 0 && c.persons > last.persons));
        if (!check_money(problem, flat, &c, own) && (few || many)) report_persons(problem, flat, &c, few ? &c : &last);
        if (whole != NULL) continue;
        last = c;
        last_kind = own->kind;
    }
}
