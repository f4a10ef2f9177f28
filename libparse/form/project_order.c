/* project_order.c - the indicators of a project's sheet in flow text: cells one behind the other, so that only their
 * order and their words tell which is which. Levels that are merged over several rows may come before or behind them.
 */
#include <string.h>

#include "project.h"

enum { MOST_BEHIND = 8, LONGEST = 600, LEVELS = 2 };

/* What stands in a row behind the name of the indicator, in the order of the header. */
enum { NAME = 2, PRINTED, OPERATOR, UNIT, FIELDS };

typedef struct goal {
    mz_part texts[FIELDS]; /* level 1, level 2, name, value, sign, unit: of no length when blank */
    size_t group;          /* of level-2 words that stand in front of it */
} goal;

typedef struct group {
    size_t first, count; /* level-2 words */
    size_t goals;
} group;

/* A first level that the catalogue knows second ones of. */
typedef struct first_level {
    const char *name;
    const mz_part *printed; /* where the sheet has it first, NULL when it has not */
    bool has_second;        /* one of its own, which is no first level, stands in the sheet */
} first_level;

typedef struct order {
    mz_project_rows *rows;
    mz_part *items; /* levels and cells */
    size_t at, end;
    size_t cells_end;    /* of the cells one behind the other that were counted last */
    first_level *firsts; /* of the second levels in the sheet: no more than the catalogue has */
    size_t first_count, first_capacity;
    const mz_part *heads[FIELDS];
    int8_t behind[MOST_BEHIND]; /* fields of the columns behind the name, -1 for those that are no part of a goal */
    size_t behind_count;
    goal *goals;
    size_t goal_count, goal_capacity;
    size_t open;            /* the first of the last goals, none of which has a value */
    const mz_part **levels; /* level-2 words */
    size_t level_count, level_capacity;
    group *groups;
    size_t group_count, group_capacity;
    const mz_part *level1; /* the last one */
    mz_part *orphans;      /* values without a name */
    size_t orphan_count, orphan_capacity;
} order;

static bool begins_value(const mz_part *part)
{
    return mz_indicator_begins_value(part->text, part->length);
}

/* Whether a text has words, as every name does. */
static bool has_words(const mz_part *part)
{
    for (uint32_t at = 0; at < part->length; at++)
        if (mz_is_han_lead(part->text[at])) return true;
    return false;
}

static bool is_level(const mz_part *part)
{
    return mz_part_is(part, MZ_LIST_INDICATOR_LEVEL1) || mz_part_is(part, MZ_LIST_INDICATOR_LEVEL2);
}

static bool is_cell(const mz_part *part)
{
    return !mz_part_named(part);
}

/* ---- the header ---- */

static int slot_of(const mz_part *part)
{
    for (int level = 1; level <= 3; level++)
        if (mz_indicator_is_level(part->field, level)) return level - 1;
    if (part->field < 0) return -1;
    return mz_indicator_slot(part->field);
}

/* Takes a head; those behind the name's tell what follows it. */
static void take_head(order *o, const mz_part *part)
{
    const int slot = slot_of(part);
    if (slot >= 0 && o->heads[slot] != NULL) return; /* of the other side, or of the next page */
    if (slot >= 0) o->heads[slot] = part;
    if (slot == NAME || o->heads[NAME] == NULL || o->behind_count == MOST_BEHIND) return;
    if (slot < 0 || slot > NAME) o->behind[o->behind_count++] = (int8_t)slot;
}

static bool ends_sentence(const mz_part *part)
{
    static const char stop[] = "。";
    const size_t size = sizeof stop - 1;
    return part->length > size && memcmp(part->text + part->length - size, stop, size) == 0;
}

/* Takes the heads out, wherever they stand, and keeps levels and cells; what is a sentence is no part of a goal. false
 * when memory runs out. */
static bool sort_out(order *o, const mz_parts *parts, size_t begin, size_t end)
{
    o->items = mz_arena_array(o->rows->arena, end - begin + 1, sizeof *o->items);
    for (size_t i = begin; o->items != NULL && i < end; i++) {
        const mz_part *part = &parts->items[i];
        if (part->field >= 0 || mz_part_is(part, MZ_LIST_INDICATOR_SCORE))
            take_head(o, part);
        else if (is_level(part) || (is_cell(part) && !ends_sentence(part)))
            o->items[o->end++] = *part;
    }
    return o->items != NULL;
}

/* ---- rows ---- */

/* The first level that a second one belongs to; "" when the catalogue knows of none. */
static const char *parent_name(const order *o, const mz_part *level)
{
    const mz_catalogue *catalogue = o->rows->reader->catalogue;
    char name[MZ_PROJECT_NAME + 1];
    if (level->length > MZ_PROJECT_NAME) return "";
    mz_text_squeeze_into(level->text, level->length, name);
    return mz_form_row_role(catalogue, mz_catalogue_form(catalogue, "performance.indicators"), 0, name, NULL);
}

static bool has_name(const mz_part *part, const char *name)
{
    return part->length == strlen(name) && memcmp(part->text, name, part->length) == 0;
}

/* The first level that a second one belongs to; NULL when the catalogue knows of none. */
static first_level *parent_level(const order *o, const mz_part *level)
{
    const char *name = parent_name(o, level);
    for (size_t i = 0; i < o->first_count; i++)
        if (strcmp(o->firsts[i].name, name) == 0) return &o->firsts[i];
    return NULL;
}

/* Finds the first levels of all second ones, once for the whole sheet. false when memory runs out. */
static bool find_firsts(order *o)
{
    for (size_t i = 0; i < o->end; i++) {
        const mz_part *part = &o->items[i];
        if (!mz_part_is(part, MZ_LIST_INDICATOR_LEVEL2)) continue;
        const char *name = parent_name(o, part);
        first_level *first = parent_level(o, part);
        if (*name == '\0') continue;
        if (first == NULL)
            first = mz_arena_push(o->rows->arena, &o->firsts, &o->first_count, &o->first_capacity, sizeof *first);
        if (first == NULL) return false;
        first->name = name;
        first->has_second = first->has_second || !mz_part_is(part, MZ_LIST_INDICATOR_LEVEL1);
    }
    for (size_t i = 0; i < o->end; i++)
        for (size_t f = 0; f < o->first_count && mz_part_is(&o->items[i], MZ_LIST_INDICATOR_LEVEL1); f++)
            if (o->firsts[f].printed == NULL && has_name(&o->items[i], o->firsts[f].name))
                o->firsts[f].printed = &o->items[i];
    return true;
}

/* Whether a word that is a level of either kind (成本指标) is a first one: a second one of its own is there. */
static bool is_first(const order *o, const mz_part *part)
{
    for (size_t i = 0; i < o->first_count; i++)
        if (has_name(part, o->firsts[i].name)) return o->firsts[i].has_second;
    return false;
}

static bool take_level(order *o, const mz_part *part)
{
    bool second = mz_part_is(part, MZ_LIST_INDICATOR_LEVEL2);
    if (second && mz_part_is(part, MZ_LIST_INDICATOR_LEVEL1)) second = !is_first(o, part);
    if (!second) {
        o->level1 = part;
        return true;
    }
    group *last = o->group_count > 0 ? &o->groups[o->group_count - 1] : NULL;
    if (last == NULL || last->goals > 0) {
        last = mz_arena_push(o->rows->arena, &o->groups, &o->group_count, &o->group_capacity, sizeof *last);
        if (last == NULL) return false;
        last->first = o->level_count;
    }
    const mz_part **slot =
        mz_arena_push(o->rows->arena, &o->levels, &o->level_count, &o->level_capacity, sizeof(mz_part *));
    if (slot == NULL) return false;
    *slot = part;
    last->count++;
    return true;
}

/* Appends the text of a part to what is there. */
static bool append(order *o, mz_part *whole, const mz_part *part)
{
    if (whole->length == 0 || whole->length > LONGEST) {
        if (whole->length == 0) *whole = *part;
        return true;
    }
    const char *text =
        mz_arena_printf(o->rows->arena, "%.*s%.*s", (int)whole->length, whole->text, (int)part->length, part->text);
    if (text == NULL) return false;
    whole->text = text;
    whole->length += part->length;
    whole->line = part->line;
    return true;
}

/* Reads the cell at o->at, which may be wrapped over lines next to each other; moves behind it. */
static bool read_cell(order *o, mz_part *cell)
{
    *cell = o->items[o->at++];
    while (o->at < o->end) {
        const mz_part *next = &o->items[o->at];
        if (!is_cell(next) || next->line != cell->line + 1 || begins_value(next) || begins_value(cell)) break;
        o->at++;
        if (!append(o, cell, next)) return false;
    }
    return true;
}

/* Whether the cell at o->at can stand under a head: signs under those of signs, no figure under units. */
static bool fits(const order *o, int slot)
{
    const mz_part *part = o->at < o->end ? &o->items[o->at] : NULL;
    if (part == NULL || !is_cell(part)) return false;
    const bool value = begins_value(part), digits = mz_is_digit(*part->text);
    if (slot == OPERATOR) return !digits;
    if (slot == UNIT) return !value;
    if (slot < 0) return part->figure || digits;
    return true;
}

/* Whether the cell at o->at goes on with a name: a value follows, which would have none else. */
static bool goes_on(const order *o)
{
    const mz_part *part = &o->items[o->at];
    if (begins_value(part) || o->behind_count != 1) return false;
    return o->at + 1 < o->end && is_cell(part + 1) && begins_value(part + 1);
}

/* Reads what follows a name: a cell under each head that fits. */
static bool read_behind(order *o, mz_part *texts)
{
    mz_part more;
    for (size_t b = 0; b < o->behind_count; b++) {
        const int slot = o->behind[b];
        const bool words = b == 1 && slot < 0 && texts[PRINTED].length > 0 && !begins_value(&texts[PRINTED]);
        if (slot == OPERATOR && !fits(o, slot)) break;
        if (!fits(o, slot) && !(words && fits(o, PRINTED))) continue;
        if (!read_cell(o, slot < 0 ? &more : &texts[slot])) return false;
    }
    return true;
}

/* Reads the values of the last goals, which have none, when as many cells follow the last name. */
static void read_values(order *o)
{
    const size_t open = o->goal_count - o->open;
    if (o->cells_end < o->at) o->cells_end = o->at;
    while (o->cells_end < o->end && is_cell(&o->items[o->cells_end])) o->cells_end++;
    if (o->behind_count != 1 || open < 2 || o->cells_end - o->at != open) return;
    for (; o->open < o->goal_count; o->open++) o->goals[o->open].texts[PRINTED] = o->items[o->at++];
}

static bool add_orphan(order *o, const mz_part *value)
{
    mz_part *orphan = mz_arena_push(o->rows->arena, &o->orphans, &o->orphan_count, &o->orphan_capacity, sizeof *orphan);
    if (orphan != NULL) *orphan = *value;
    return orphan != NULL;
}

static bool same_text(const mz_part *a, const mz_part *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* A goal whose name begins at o->at, and what follows it. */
static bool read_goal(order *o)
{
    goal *g = mz_arena_push(o->rows->arena, &o->goals, &o->goal_count, &o->goal_capacity, sizeof *g);
    if (g == NULL || !read_cell(o, &g->texts[NAME])) return false;
    mz_part more;
    read_values(o);
    while (g->texts[PRINTED].length == 0 && fits(o, PRINTED) && goes_on(o))
        if (!read_cell(o, &more) || !append(o, &g->texts[NAME], &more)) return false;
    if (g->texts[PRINTED].length == 0 && !read_behind(o, g->texts)) return false;
    if (same_text(&g->texts[NAME], &g->texts[PRINTED])) { /* what was to be reached and was: no name */
        o->goal_count--;
        if (o->open > o->goal_count) o->open = o->goal_count;
        return add_orphan(o, &g->texts[PRINTED]);
    }
    if (g->texts[PRINTED].length > 0) o->open = o->goal_count;
    g->group = o->group_count;
    if (o->group_count > 0) o->groups[o->group_count - 1].goals++;
    if (o->level1 != NULL) g->texts[0] = *o->level1;
    return true;
}

/* The rest of the last name, printed below its value: no value follows it. */
static bool rests(const order *o, const mz_part *before)
{
    const mz_part *part = &o->items[o->at];
    if (o->goal_count == 0 || before == NULL || part->line != before->line + 1 || !begins_value(before)) return false;
    return o->at + 1 == o->end || !is_cell(part + 1);
}

static bool read_cells(order *o)
{
    const mz_part *before = NULL; /* the part in front, when it is a cell */
    while (o->at < o->end) {
        const mz_part *part = &o->items[o->at];
        if (is_level(part) && !take_level(o, part)) return false;
        if (!is_cell(part)) {
            o->at++;
            before = NULL;
            continue;
        }
        if (begins_value(part) || !has_words(part)) {
            mz_part texts[FIELDS] = {{.length = 0}};
            const size_t from = o->at;
            if (!read_behind(o, texts)) return false;
            if (texts[PRINTED].length > 0 && !add_orphan(o, &texts[PRINTED])) return false;
            if (o->at == from) o->at++;
        } else if (rests(o, before)) {
            if (!append(o, &o->goals[o->goal_count - 1].texts[NAME], part)) return false;
            o->at++;
        } else if (!read_goal(o)) {
            return false;
        }
        before = &o->items[o->at - 1];
    }
    return true;
}

/* ---- levels and values that stand apart ---- */

/* The second level of the n-th goal of a group: of one for all, or of as many as there are goals. */
static const mz_part *level_of(const order *o, const goal *g, size_t n)
{
    if (g->group == 0) return NULL;
    const group *of = &o->groups[g->group - 1];
    if (of->count == 1) return o->levels[of->first];
    return of->count == of->goals ? o->levels[of->first + n] : NULL;
}

/* The first level that a second one belongs to, when the sheet prints it. */
static const mz_part *parent_of(const order *o, const mz_part *level)
{
    const first_level *parent = level == NULL ? NULL : parent_level(o, level);
    return parent == NULL ? NULL : parent->printed;
}

static void give_levels(order *o)
{
    size_t n = 0;
    for (size_t i = 0; i < o->goal_count; i++) {
        goal *g = &o->goals[i];
        n = i > 0 && o->goals[i - 1].group == g->group ? n + 1 : 0;
        const mz_part *level = level_of(o, g, n), *parent = parent_of(o, level);
        if (level != NULL) g->texts[1] = *level;
        if (parent != NULL) g->texts[0] = *parent;
        if (level == NULL && parent == NULL && g->group > 0 && o->groups[g->group - 1].count > 1)
            g->texts[0].length = 0; /* one of several, and not known which */
    }
}

/* Names at the end that have no value are values themselves (健全), when as many goals before them have none. */
static void turn_names(order *o)
{
    size_t last = o->goal_count, open = 0, next = 0;
    while (last > 0 && o->goals[last - 1].texts[PRINTED].length == 0) last--;
    for (size_t i = 0; i < last; i++) open += o->goals[i].texts[PRINTED].length == 0;
    if (open == 0 || open != o->goal_count - last) return;
    for (size_t i = 0; i < last; i++)
        if (o->goals[i].texts[PRINTED].length == 0) o->goals[i].texts[PRINTED] = o->goals[last + next++].texts[NAME];
    o->goal_count = last;
}

/* Values that stand apart go to the goals without one, when they are as many: all of them, or those with a sign. */
static void give_orphans(order *o)
{
    size_t open = 0, signs = 0, next = 0;
    for (size_t i = 0; i < o->goal_count; i++) open += o->goals[i].texts[PRINTED].length == 0;
    for (size_t i = 0; i < o->orphan_count; i++) signs += !mz_is_digit(*o->orphans[i].text);
    if (open == 0 || (open != o->orphan_count && open != signs) || o->heads[OPERATOR] != NULL) return;
    for (size_t i = 0; i < o->goal_count; i++) {
        if (o->goals[i].texts[PRINTED].length > 0) continue;
        while (open != o->orphan_count && mz_is_digit(*o->orphans[next].text)) next++;
        o->goals[i].texts[PRINTED] = o->orphans[next++];
    }
}

static bool add_goals(const order *o)
{
    const mz_part *row[FIELDS];
    size_t columns[FIELDS], count = 0;
    for (size_t f = 0; f < FIELDS; f++) {
        if (o->heads[f] == NULL) continue;
        row[count] = o->heads[f];
        columns[count++] = f;
    }
    if (!mz_project_row(o->rows, row, count)) return false;
    for (size_t i = 0; i < o->goal_count; i++) {
        const goal *g = &o->goals[i];
        for (size_t c = 0; c < count; c++) row[c] = g->texts[columns[c]].length > 0 ? &g->texts[columns[c]] : NULL;
        if (!mz_project_row(o->rows, row, count)) return false;
    }
    return true;
}

bool mz_sheet_goals_in_order(mz_project_rows *rows, const mz_parts *parts, size_t begin, size_t end)
{
    order o = {.rows = rows};
    if (!sort_out(&o, parts, begin, end)) return false;
    if (o.heads[NAME] == NULL || o.heads[PRINTED] == NULL) return true;
    if (o.behind_count == 0) o.behind[o.behind_count++] = PRINTED;
    if (!find_firsts(&o) || !read_cells(&o)) return false;
    give_levels(&o);
    if (o.orphan_count == 0) turn_names(&o);
    give_orphans(&o);
    return o.goal_count == 0 || add_goals(&o);
}
