/* rules_counted.c - things that the text counts by kind: "共有车辆4辆，其中：…用车1辆、…、其他用车3辆". */
#include <string.h>

#include "flat.h"

enum { REACH = 240 /* bytes back to the whole */, LONGEST_NAME = 90, LONGEST_BRACKET = 240, MOST_PARTS = 64 };

typedef struct counted {
    size_t at, length; /* of the whole in the flat text */
    int64_t whole, sum;
    size_t parts;
    bool complete; /* the list ends with what is left (其他) */
} counted;

/* An entry of checks.json's counted_things. */
typedef struct thing {
    const char *noun, *unit;
} thing;

/* The nearest number with this unit before offset mark, in its sentence, behind or in front of the word for what is
 * counted. */
static bool read_whole(const mz_flat *flat, size_t mark, const char *noun, const char *unit, counted *c)
{
    size_t begin = mz_flat_sentence(flat, mark, REACH), own = strlen(unit), word = strlen(noun);
    for (size_t at = mark; (at = mz_flat_last(flat, begin + word, at, unit, own)) != SIZE_MAX;) {
        size_t digits = at;
        while (digits > begin && flat->text[digits - 1] >= '0' && flat->text[digits - 1] <= '9') digits--;
        if (digits == at || digits < begin + word || flat->text[digits - 1] == '.') continue;
        if (memcmp(flat->text + digits - word, noun, word) == 0)
            *c = (counted){.at = digits - word, .length = at + own - (digits - word)};
        else if (strncmp(flat->text + at + own, noun, word) == 0)
            *c = (counted){.at = digits, .length = at + own + word - digits};
        else
            return false;
        return mz_flat_number(flat->text + digits, &c->whole) > 0;
    }
    return false;
}

static size_t skip_bracket(const char *text)
{
    size_t at = 0;
    while (at < LONGEST_BRACKET && text[at] != '\0' && text[at] != ')') at++;
    return text[at] == ')' ? at + 1 : 1;
}

/* The parts from text on, to the end of the sentence or to the part that takes the rest. */
static void read_parts(const char *text, const char *unit, const mz_wordlist *rest, counted *c)
{
    size_t name = 0, own = strlen(unit);
    for (size_t at = 0; c->parts < MOST_PARTS && at - name <= LONGEST_NAME && text[at] != '\0';) {
        if (strncmp(text + at, "。", 3) == 0 || strncmp(text + at, "其中", 6) == 0) return;
        int64_t number;
        size_t digits = mz_flat_number(text + at, &number);
        if (text[at] == '(') {
            at += skip_bracket(text + at);
        } else if (digits > 0 && strncmp(text + at + digits, unit, own) == 0) {
            c->sum += number;
            c->parts++;
            c->complete = mz_wordlist_find(rest, text + name, at - name, NULL) != NULL;
            if (c->complete) return;
            at += digits + own;
            name = at;
        } else {
            at += digits > 0 ? digits : mz_flat_step(text + at);
        }
    }
}

static void report(mz_problem *problem, const mz_flat *flat, const counted *c)
{
    mz_place place = mz_flat_place(problem, flat, c->at, c->length);
    const char *expected = mz_arena_printf(problem->arena, "%lld", (long long)c->sum);
    const char *actual = mz_arena_printf(problem->arena, "%lld", (long long)c->whole);
    const char *zh = mz_arena_printf(problem->arena, "正文“%s”，而其中各类合计为%s。", place.printed, expected);
    const char *en = mz_arena_printf(problem->arena, "The text says '%s', but the kinds it lists add up to %s.",
                                     place.printed, expected);
    mz_report_rule(problem, "narrative.counted", &place, 1, zh, en, expected, actual);
}

/* What a mark counts: the first kind of thing of which a whole stands before it. */
static void check_mark(mz_problem *problem, const mz_flat *flat, const mz_mark *mark, const thing *things, size_t count)
{
    const mz_wordlist *rest = &problem->rulebook->wordlists[MZ_WORDLIST_REST_WORDS];
    for (size_t i = 0; i < count; i++) {
        counted c;
        if (!read_whole(flat, mark->at, things[i].noun, things[i].unit, &c)) continue;
        read_parts(flat->text + mark->at + mark->length, things[i].unit, rest, &c);
        if (c.parts > 1 && (c.sum > c.whole || (c.complete && c.sum != c.whole))) report(problem, flat, &c);
        return;
    }
}

void mz_rules_counted(mz_problem *problem, const mz_flat *flat)
{
    const json_t *list = mz_rulebook_value(problem->rulebook, "counted_things");
    const mz_marks *marks = &flat->marks[MZ_MARKS_COUNTED];
    size_t count = 0;
    thing *things = mz_arena_room(problem->arena, json_array_size(list) + 1, sizeof *things);
    for (size_t i = 0; things != NULL && i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        thing one = {json_string_value(json_object_get(entry, "noun")),
                     json_string_value(json_object_get(entry, "unit"))};
        if (one.noun != NULL && one.unit != NULL) things[count++] = one;
    }
    for (size_t m = 0; m < marks->count; m++) check_mark(problem, flat, &marks->items[m], things, count);
}
