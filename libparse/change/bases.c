/* bases.c - what the document itself says of one figure of the year before: this year's less a stated change, this
 * year's by a stated rate, the figure that a sentence or a column prints. What a subject was does not depend on where
 * that is said. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"

enum { MOST_BASES = 32 /* of one subject: more say nothing new */ };

__extension__ typedef __int128 wide;

/* One statement on the year before. */
typedef struct base {
    const char *name;
    int64_t sentence; /* below 0: it stands in a table */
    bool of_any;      /* it does not say of which figure of this year it is the year before */
    mz_place place;
    mz_interval now;    /* this year's figure that it is said of */
    mz_interval before; /* what the year before was by it */
    const char *text;   /* of that with its unit, "" when memory runs out */
} base;

typedef struct bases {
    const mz_comparison *c;
    mz_problem *problem;
    const mz_line_change **columns; /* figures that the document prints beside those of the year before, by key */
    size_t column_count;
    base items[MOST_BASES + 1];
    size_t count;
} bases;

static bool overlap(mz_interval a, mz_interval b)
{
    return a.lo <= b.hi && b.lo <= a.hi;
}

static bool is_same_figure(const base *a, const base *b)
{
    return a->of_any != b->of_any || (!a->of_any && overlap(a->now, b->now));
}

/* What a figure was that changed by the stated percentage to `now`; false when that cannot be told. Percentages are cut
 * off as often as they are rounded: a whole unit of the last digit is allowed. */
static bool before_rate(const mz_amount *rate, mz_interval now, mz_interval *before)
{
    const wide whole = 100 * (wide)1000000; /* millionths of a percent */
    wide step = 1;
    for (unsigned digit = rate->decimals; digit < 6; digit++) step *= 10;
    const wide lowest = whole + rate->value - step, highest = whole + rate->value + step;
    if (lowest <= 0 || now.lo <= 0) return false;
    const wide lo = now.lo * whole / highest, hi = now.hi * whole / lowest + 1;
    if (hi > INT64_MAX / 4) return false;
    *before = (mz_interval){(int64_t)lo, (int64_t)hi};
    return true;
}

static const char *with_unit(const bases *b, int64_t value, mz_unit unit, unsigned decimals)
{
    const char *text = mz_arena_printf(
        b->problem->arena, "%s%s", mz_difference_text(b->problem->arena, value, unit, decimals), mz_unit_name(unit));
    return text == NULL ? "" : text;
}

/* This year's figure less the change, or divided by the rate. */
static const char *before_text(const bases *b, const mz_amount *now, const mz_fact *fact)
{
    const wide whole = 100 * (wide)1000000;
    const bool rate = fact->kind == MZ_FACT_CHANGE_RATE;
    int64_t value = 0;
    if (rate) value = (int64_t)(now->value * whole / (whole + fact->amount.value));
    if (!rate && !mz_value_sub(now->value, fact->amount.value, &value)) return "";
    return with_unit(b, value, now->unit,
                     now->decimals > fact->amount.decimals ? now->decimals : fact->amount.decimals);
}

/* A figure that the text gives for the year before. */
static bool read_quoted(const bases *b, size_t index, base *read)
{
    const mz_comparison *c = b->c;
    const mz_fact *fact = mz_fact_at(c, index);
    if (fact->period + 1 != c->current->identity.fiscal_year || !mz_is_own_value(c, fact)) return false;
    if (mz_has_other_base(c, index)) return false;
    read->of_any = true;
    read->before = mz_amount_interval(&fact->amount);
    read->text = with_unit(b, fact->amount.value, fact->amount.unit, fact->amount.decimals);
    return true;
}

/* The figure from which one of this year is said to have changed. */
static bool read_implied(const bases *b, size_t index, base *read)
{
    const mz_comparison *c = b->c;
    const mz_fact *fact = mz_fact_at(c, index);
    if (!mz_is_stated_change(fact) || fact->base_year + 1 != c->current->identity.fiscal_year) return false;
    const bool rate = fact->kind == MZ_FACT_CHANGE_RATE;
    if (!rate && !mz_unit_is_money(fact->amount.unit)) return false;
    const int32_t value = mz_value_of_change(c, index);
    if (value < 0) return false;
    const mz_amount *now = &mz_fact_at(c, (size_t)value)->amount;
    const mz_interval change = mz_amount_interval(&fact->amount);
    read->now = mz_amount_interval(now);
    if (rate && !before_rate(&fact->amount, read->now, &read->before)) return false;
    if (!rate && (!mz_value_sub(read->now.lo, change.hi, &read->before.lo) ||
                  !mz_value_sub(read->now.hi, change.lo, &read->before.hi)))
        return false;
    read->text = before_text(b, now, fact);
    return true;
}

static void add_fact(bases *b, size_t index)
{
    const mz_fact *fact = mz_fact_at(b->c, index);
    base *read = &b->items[b->count];
    *read = (base){.name = fact->item, .sentence = fact->sentence, .place = mz_fact_place(fact)};
    if (b->count < MOST_BASES && (read_implied(b, index, read) || read_quoted(b, index, read))) b->count++;
}

/* Whether one of the statements is told to be wrong already, or its sentence contradicts itself: then that is the root.
 */
static bool is_told(const bases *b)
{
    for (size_t i = 0; i < b->count; i++) {
        for (size_t k = 0; k < b->problem->finding_count; k++) {
            const mz_finding *finding = &b->problem->findings[k];
            if (finding->severity == MZ_INFO) continue;
            for (size_t p = 0; p < finding->place_count; p++)
                if (finding->places[p].span.begin == b->items[i].place.span.begin) return true;
        }
        for (size_t k = 0; k < i; k++)
            if (b->items[i].sentence == b->items[k].sentence && b->items[i].sentence >= 0 &&
                is_same_figure(&b->items[i], &b->items[k]) && !overlap(b->items[i].before, b->items[k].before))
                return true;
    }
    return false;
}

static void report(bases *b, const base *first, const base *second)
{
    mz_arena *arena = b->problem->arena;
    const mz_place places[] = {second->place, first->place};
    const char *zh = mz_arena_printf(arena, "“%s”的上年数前后不一：按%s处“%s”为%s，按%s处“%s”为%s。", first->name,
                                     mz_place_zh(b->problem, &first->place), first->place.printed, first->text,
                                     mz_place_zh(b->problem, &second->place), second->place.printed, second->text);
    const char *en =
        mz_arena_printf(arena, "'%s' was %s in the year before by %s (%s), but %s by %s (%s).", first->name,
                        first->text, mz_place_en(b->problem, &first->place), first->place.printed, second->text,
                        mz_place_en(b->problem, &second->place), second->place.printed);
    if (zh != NULL && en != NULL)
        mz_report_rule(b->problem, "narrative.bases", places, 2, zh, en, first->text, second->text);
}

/* The statements on one subject: those on the same figure of this year must come from the same figure. */
static void check_subject(bases *b)
{
    for (size_t i = 0; i < b->count; i++)
        for (size_t k = i + 1; k < b->count; k++) {
            const base *one = &b->items[i], *other = &b->items[k];
            if (one->sentence == other->sentence || !is_same_figure(one, other)) continue;
            if (overlap(one->before, other->before)) continue;
            if (!is_told(b)) report(b, one, other);
            return;
        }
}

static int by_line_key(const void *a, const void *b)
{
    const mz_line_change *const *left = a, *const *right = b;
    const int order = strcmp((*left)->key, (*right)->key);
    return order != 0 ? order : (*left > *right) - (*left < *right);
}

/* The figures of columns of the year before, which stand beside this year's. */
static bool gather_columns(bases *b)
{
    const mz_comparison *c = b->c;
    b->columns = mz_arena_array(c->arena, c->count + 1, sizeof *b->columns);
    if (b->columns == NULL) return false;
    for (size_t i = 0; i < c->count; i++) {
        const mz_line_change *line = &c->lines[i];
        const bool both = *line->change.prior.printed != '\0' && *line->change.current.printed != '\0';
        if (line->change.source == MZ_PRIOR_COLUMN && both && *line->key != '\0') b->columns[b->column_count++] = line;
    }
    if (b->column_count > 1) qsort(b->columns, b->column_count, sizeof(mz_line_change *), by_line_key);
    return true;
}

static void add_columns(bases *b, const char *key)
{
    size_t low = 0, high = b->column_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(b->columns[middle]->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < b->column_count && b->count < MOST_BASES && strcmp(b->columns[low]->key, key) == 0; low++) {
        const mz_line_change *line = b->columns[low];
        const mz_amount *before = &line->change.prior;
        b->items[b->count++] = (base){.name = line->change.label,
                                      .sentence = -1 - (int64_t)low,
                                      .place = mz_line_place(line),
                                      .now = mz_amount_interval(&line->change.current),
                                      .before = mz_amount_interval(before),
                                      .text = with_unit(b, before->value, before->unit, before->decimals)};
    }
}

void mz_report_bases(const mz_comparison *c, mz_problem *problem)
{
    bases *b = mz_arena_alloc(c->arena, sizeof *b);
    if (b == NULL) return;
    *b = (bases){.c = c, .problem = problem};
    if (!gather_columns(b)) return;
    for (size_t i = 0, next; i < c->fact_count; i = next) {
        const char *key = c->fact_keys[c->by_key[i]];
        b->count = 0;
        for (next = i; next < c->fact_count && strcmp(c->fact_keys[c->by_key[next]], key) == 0; next++)
            if (*key != '\0' && !mz_is_remark(c, c->by_key[next])) add_fact(b, c->by_key[next]);
        if (b->count > 0) add_columns(b, key);
        if (b->count > 1) check_subject(b);
    }
}
